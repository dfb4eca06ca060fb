// language: does any text at all get past the parser's own errors, and is every program read as what it means?
//
// Arbitrary texts and texts assembled from the tokens of the grammar: a fault or a tree, never anything
// else, and every span lies within the text. Programs made up as trees: whatever their layout, they are read as the
// trees they were.

import { assert, assertEquals } from "@std/assert";
import { type Span, SyntaxFault } from "../lib/errors.ts";
import {
  type Block,
  type Expression,
  parse,
  partsOf,
  quoteOptions,
  quoteWord,
  type Statement,
  targetsOf,
} from "../lib/language/mod.ts";
import { cursorContext } from "../lib/language/typing.ts";
import { attempt, bare, KNOWN, layout, print, programs, SPELLINGS, vocabulary } from "./program_fixture.ts";
import fc from "./properties.ts";

const TOKENS = [
  ..."socket send recv print echo-server serve serve assert x y s1 len str encode AF_INET LISTEN EAGAIN ok timeout _"
    .split(" "),
  ..."--message -m --quiet -q --message= --quiet=x -- --help -h --bogus -x -5 -".split(" "),
  ..."if while repeat else break continue within after elif for with import from int".split(" "),
  ..."not and or True None".split(" "),
  ..."{ } { } {\n \n} &\n =>".split(" "),
  ..."0 5 0x1f 1.5 500ms 12ab 127.0.0.1:80 [::1]:80 unix:/a".split(" "),
  ..."( ) [ ] { } , ; : . = == => <= < | + - * % ~ & # // $x ${x} $1 $ ${ \\".split(" "),
  ...'\' " \'\'\' """ b" f" hex" r\' "a" \'b\' f"{x}" \\n \\x4 \\ud800'.split(" "),
  ..." |  |\n|\r\n|\t|\\\n|\u00a0|\ufeff|>>> |😀|é|\ud800".split("|"),
];

const texts = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
  fc.array(fc.constantFrom(...TOKENS), { maxLength: 25 }).map((tokens) => tokens.join("")),
  fc.array(fc.constantFrom(...TOKENS), { maxLength: 25 }).map((tokens) => tokens.join(" ")),
);

/** The statements of a text, or the fault; anything else thrown fails the property. */
function read(text: string, known: Iterable<string> = ["x"]): Block | SyntaxFault {
  return attempt(() => parse({ name: "any", text }, vocabulary, known).statements);
}

/** The call that a text of one simple statement makes. */
function callOf(text: string): Expression & { kind: "call" } {
  const result = read(text);
  assert(!(result instanceof SyntaxFault), "it is read");
  const [statement] = result;
  assert(result.length === 1 && statement?.kind === "simple" && statement.body.kind === "call");
  return statement.body;
}

/** Every span anywhere in a tree. */
function* spans(node: unknown): Generator<Span> {
  if (typeof node !== "object" || node === null || node instanceof Uint8Array) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === "span" || key === "nameSpan") yield value;
    else if (key !== "source") yield* spans(value);
  }
}

Deno.test("no text makes the parser throw anything but a syntax fault, and spans lie within the text", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const result = read(text);
      const found = result instanceof SyntaxFault ? [result.span] : [...spans(result)];
      for (const { start, end } of found) {
        assert(0 <= start && start <= end && end <= text.length, `span ${start}..${end}`);
      }
    }),
    { numRuns: 5_000 },
  );
});

/** A tree whose places are counted from another start. */
function moved(node: unknown, by: number): unknown {
  if (node instanceof Uint8Array || typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) return node.map((each) => moved(each, by));
  return Object.fromEntries(
    Object.entries(node).filter(([key]) => key !== "source").map(([key, value]) => {
      if (key !== "span" && key !== "nameSpan") return [key, moved(value, by)];
      return [key, { start: value.start + by, end: value.end + by }];
    }),
  );
}

/** A statement and those it holds, conditions and the statement of a job left out: they end elsewhere. */
function* withParts(statement: Statement): Generator<Statement> {
  yield statement;
  const conditions = statement.kind === "if"
    ? statement.branches.map(({ condition }) => condition)
    : statement.kind === "while"
    ? [statement.condition]
    : [];
  for (const part of statement.kind === "job" ? partsOf(statement.statement) : partsOf(statement)) {
    if (!conditions.some((condition) => condition === part)) yield* withParts(part);
  }
}

Deno.test("a statement's span holds the whole statement and nothing else, wherever it stands", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const result = read(text);
      if (result instanceof SyntaxFault) return;
      const known = ["x", "y", ...targetsOf(result)];
      for (const statement of result.flatMap((each) => [...withParts(each)])) {
        const { start, end } = statement.span;
        const own = text.slice(start, end);
        // A backslash is a letter before a blank, but asks for another line at the end of a text.
        if (own.endsWith("\\")) continue;
        const head = "while x { ";
        const [loop] = parse({ name: "any", text: `${head}${own}\n}` }, vocabulary, known).statements;
        assert(loop?.kind === "while");
        assertEquals(loop.body.map((alone) => moved(alone, start - head.length)), [moved(statement, 0)]);
      }
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("a program is read as the tree it was written from, whatever its layout", () => {
  fc.assert(
    fc.property(programs, fc.nat(), (program, seed) => {
      for (const text of [print(program), print(program, layout(seed))]) {
        const result = read(text, KNOWN);
        assert(!(result instanceof SyntaxFault), `${JSON.stringify(result)} in ${text}`);
        assertEquals(bare(result), bare(program), text);
      }
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("what was read is written as a text that is read as the same tree", () => {
  fc.assert(
    fc.property(texts, fc.nat(), (text, seed) => {
      const result = read(text);
      if (result instanceof SyntaxFault || holdsLetters(result)) return;
      // Any name may be read, though no statement could begin with it.
      const known = [...namesIn(result)];
      const written = print(result, layout(seed));
      const again = read(written, known);
      assert(!(again instanceof SyntaxFault), `${JSON.stringify(again)} in ${JSON.stringify(written)}`);
      assertEquals(bare(again), bare(result), written);
    }),
    { numRuns: 5_000 },
  );
});

/** Words that were joined from two lines, or follow their option without a blank, may hold what else means more. */
function holdsLetters(node: unknown): boolean {
  if (typeof node !== "object" || node === null || node instanceof Uint8Array) return false;
  const { form, value, parts } = node as { form?: unknown; value?: unknown; parts?: readonly unknown[] };
  const odd = (text: unknown) => typeof text === "string" && /[$\\'"#(]/.test(text);
  if (form === "word" && (odd(value) || parts?.some(odd))) return true;
  return Object.entries(node).some(([key, each]) => key !== "source" && holdsLetters(each));
}

function* namesIn(node: unknown): Generator<string> {
  if (typeof node !== "object" || node === null || node instanceof Uint8Array) return;
  const { kind, name } = node as { kind?: unknown; name?: unknown };
  if (kind === "name" && typeof name === "string") yield name;
  for (const [key, each] of Object.entries(node)) if (key !== "source") yield* namesIn(each);
}

/** Whether a text is a program or could become one with more lines. */
function isBeginning(text: string, known: Iterable<string>): boolean {
  const result = read(text, known);
  return !(result instanceof SyntaxFault) || result.incomplete;
}

Deno.test("whatever begins a program, line by line, is a program or incomplete", () => {
  const broken = fc.tuple(programs, fc.nat()).map(([program, seed]) => print(program, layout(seed)));
  fc.assert(
    fc.property(fc.oneof(broken, texts), (text) => {
      if (read(text, KNOWN) instanceof SyntaxFault) return;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) {
        assert(isBeginning(text.slice(0, end), KNOWN), JSON.stringify(text.slice(0, end)));
      }
    }),
    { numRuns: 1_500 },
  );
});

/** What may complete a text, by what is missing; the shortest first. */
const COMPLETIONS: Readonly<Record<string, readonly string[]>> = {
  "(": [")", "x)", "x,)", "())", "encode())", "= x)"],
  "[": ["]", "x]", "())]", "encode()]"],
  "{": ["}", "x}", "())}", "encode()}"],
  "syntax.dangling-join": [
    "",
    "x",
    "x { }",
    "{ }",
    "= x",
    "== x",
    "(x)",
    "1 x",
    "'x'",
    "print",
    "print()",
    "--help",
    "import x",
  ],
};

/** A program that begins with this text; undefined where none is found. */
function completed(text: string): string | undefined {
  const open = [text];
  for (let tries = 0; tries < 5_000; tries++) {
    const next = open.pop();
    if (next === undefined) return undefined;
    const result = read(next);
    if (!(result instanceof SyntaxFault)) return next;
    if (!result.incomplete) continue;
    const { bracket, quote } = result.values;
    const endings = bracket === undefined
      ? quote === undefined ? COMPLETIONS[result.key] ?? [] : [String(quote), `}${quote}`]
      : COMPLETIONS[String(bracket)] ?? [];
    // What is open may stand at the head of a block, or behind a time limit.
    const ways = endings.flatMap((ending) => [ending, `${ending} { }`, `${ending} x`, `${ending} --help`]);
    // The first way is tried first.
    open.push(...ways.toReversed().map((way) => `${next}\n${way}`));
  }
  return undefined;
}

Deno.test("only an end that comes too early is called incomplete, and there is a program that begins so", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const result = read(text);
      // A word that begins nothing could be an assignment, for all that is known, and a pattern no text.
      if (
        /\b(?:if|while|repeat|timeout|else|break|continue|or|and|not|True|None)\s*\\\r?$|=>\s*~/.test(text)
      ) return;
      if (!(result instanceof SyntaxFault) || !result.incomplete) return;
      assert(/^syntax\.(unclosed-quote|unclosed-bracket|dangling-join)$/.test(result.key), result.key);
      assert(completed(text) !== undefined, `nothing completes ${JSON.stringify(text)}`);
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("a program is incomplete until its last block is closed", () => {
  fc.assert(
    fc.property(programs, fc.nat(), (program, seed) => {
      const text = `while x {${print(program, layout(seed))}`;
      const result = read(text, KNOWN);
      assert(result instanceof SyntaxFault && result.incomplete && result.key === "syntax.unclosed-bracket");
      assertEquals(result.span, { start: 8, end: 9 });
      assert(!(read(`${text}}`, KNOWN) instanceof SyntaxFault));
      const more = read(`${text}}}`, KNOWN);
      assert(more instanceof SyntaxFault && !more.incomplete && more.key === "syntax.unopened");
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("reading takes as long as the text is, whatever it repeats", () => {
  const patience = 2_000 * (Number(Deno.env.get("SOCKSH_TEST_PATIENCE")) || 1);
  const units = fc.array(fc.constantFrom(...TOKENS), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(units, fc.constantFrom("", " "), (unit, gap) => {
      const each = unit.join(gap) + gap;
      const text = each.repeat(Math.ceil(100_000 / each.length));
      for (const way of [() => read(text), () => cursorContext(text, text.length, vocabulary)]) {
        const begin = performance.now();
        way();
        const took = performance.now() - begin;
        assert(took < patience, `${took} ms for ${JSON.stringify(each)}, repeated`);
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("no text and no cursor make the cursor's context throw, and its prefix ends at the cursor", () => {
  fc.assert(
    fc.property(texts, fc.nat(), (text, at) => {
      const cursor = at % (text.length + 1);
      const context = cursorContext(text, cursor, vocabulary);
      if (context.kind !== "none") assertEquals(text.slice(context.from, cursor), context.prefix);
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("a quoted word is read back as the same text", () => {
  const words = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.constantFrom(...TOKENS), { maxLength: 4 }).map((tokens) => tokens.join("")),
  );
  fc.assert(
    fc.property(words, (text) => {
      const { args } = callOf(`print ${quoteWord(text)} end`);
      const [first, last] = args;
      assertEquals(args.length, 2);
      assertEquals(first?.kind === "literal" && first.value, text);
      assertEquals(last?.kind === "literal" && last.value, "end");
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("words written behind a command with options are read back as the arguments and options they were", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom("-", "=", "a", "q", " ", "'", "$", "5") }),
    fc.array(fc.constantFrom(...TOKENS), { maxLength: 3 }).map((tokens) => tokens.join("")),
  );
  const isOption = (text: string) => {
    const [name = ""] = text.split("=", 1);
    return SPELLINGS.has(name) || ["--help", "-h", "--"].includes(name);
  };
  type Item = { words: string[]; option?: string; value?: string };
  const item: fc.Arbitrary<Item> = fc.oneof(
    texts.filter((text) => !/^-(?!(\.?\d.*)?$)/s.test(text.split("=", 1)[0] ?? "")).map((text) => ({
      words: [text],
      value: text,
    })),
    fc.constantFrom("--quiet", "-q").map((name) => ({ words: [name], option: "quiet" })),
    fc.tuple(fc.constantFrom("--message", "-m"), texts).map(([name, value]) => (
      { words: [`${name}=${value}`], option: "message", value }
    )),
    fc.tuple(fc.constantFrom("--message", "-m"), texts.filter((text) => !isOption(text))).map((words) => (
      { words, option: "message", value: words[1] }
    )),
  );
  fc.assert(
    fc.property(fc.array(item), fc.option(fc.array(texts), { nil: undefined }), (items, behind) => {
      const words = [
        ...items.flatMap((each) => each.words),
        ...behind === undefined ? [] : ["--", ...behind],
      ];
      const { args, options = [] } = callOf(["serve", ...quoteOptions(words, SPELLINGS)].join(" "));
      const text = (node: Expression | undefined) => node?.kind === "literal" ? node.value : node?.kind;
      const given = items.filter(({ option }) => option === undefined).map(({ value }) => value);
      assertEquals(args.map(text), [...given, ...behind ?? []]);
      assertEquals(
        options.map(({ name, value }) => [name, text(value)]),
        items.filter(({ option }) => option !== undefined).map(({ option, value }) => [option, value]),
      );
    }),
    { numRuns: 5_000 },
  );
});
