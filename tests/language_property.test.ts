// language: does any text at all get past the parser's own errors?
//
// Arbitrary texts and texts assembled from the tokens of the grammar: a fault or a tree, never anything
// else, and every span lies within the text.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Span, SyntaxFault } from "../lib/errors.ts";
import {
  cursorContext,
  type Expression,
  parse,
  quoteOptions,
  quoteWord,
  type Spellings,
  type Statement,
  type Vocabulary,
} from "../lib/language/mod.ts";

const SPELLINGS: Spellings = new Map([
  ["--message", { name: "message", takesValue: true }],
  ["-m", { name: "message", takesValue: true }],
  ["--quiet", { name: "quiet", takesValue: false }],
  ["-q", { name: "quiet", takesValue: false }],
]);

const vocabulary: Vocabulary = {
  commands: new Map([
    ["socket", {}],
    ["send", {}],
    ["recv", {}],
    ["print", {}],
    ["echo-server", {}],
    ["assert", { rest: "expression" }],
    ["serve", { options: SPELLINGS }],
  ]),
  constants: new Map<string, number | string>([["AF_INET", 2], ["LISTEN", "LISTEN"]]),
  errors: new Set(["EAGAIN"]),
};

const TOKENS = [
  ..."socket send recv print echo-server serve serve assert x y s1 len str encode AF_INET LISTEN EAGAIN ok timeout _"
    .split(" "),
  ..."--message -m --quiet -q --message= --quiet=x -- --help -h --bogus -x -5 -".split(" "),
  ..."if while else with import from int not and or True None within".split(" "),
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
function read(text: string): readonly Statement[] | SyntaxFault {
  try {
    return parse({ name: "any", text }, vocabulary, ["x"]).statements;
  } catch (error) {
    if (error instanceof SyntaxFault) return error;
    throw error;
  }
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

Deno.test("a statement's span holds the whole statement and nothing else", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const result = read(text);
      if (result instanceof SyntaxFault) return;
      const assigned = result.flatMap(({ targets }) => targets?.map(({ name }) => name) ?? []);
      for (const { span, targets, body, expectation } of result) {
        const own = text.slice(span.start, span.end);
        // A backslash is a letter before a blank, but asks for another line at the end of a text.
        if (own.endsWith("\\")) continue;
        const alone = parse({ name: "any", text: own }, vocabulary, ["x", "y", ...assigned]);
        assertEquals(alone.statements.length, 1);
        const [again] = alone.statements;
        assertEquals(again?.targets?.length, targets?.length);
        assertEquals(again?.body.kind, body.kind);
        assertEquals(again?.expectation?.text, expectation?.text);
      }
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("only an end that comes too early is called incomplete, and closing it all makes a difference", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const result = read(text);
      if (!(result instanceof SyntaxFault) || !result.incomplete) return;
      assert(/^syntax\.(unclosed-quote|unclosed-bracket|dangling-join)$/.test(result.key), result.key);
      const { bracket, quote } = result.values;
      const closing = bracket === undefined
        ? quote ?? "x"
        : bracket === "("
        ? ")"
        : bracket === "["
        ? "]"
        : "}";
      const longer = read(`${text}\n${closing}`);
      const same = longer instanceof SyntaxFault && longer.key === result.key &&
        longer.span.start === result.span.start && longer.incomplete;
      assert(!same, `${JSON.stringify(text)} is not completed by ${closing}`);
    }),
    { numRuns: 5_000 },
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
      const result = read(`print ${quoteWord(text)} end`);
      assert(!(result instanceof SyntaxFault));
      const [statement] = result;
      assert(result.length === 1 && statement?.body.kind === "call");
      const [first, last] = statement.body.args;
      assertEquals(statement.body.args.length, 2);
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
      const result = read(["serve", ...quoteOptions(words, SPELLINGS)].join(" "));
      assert(!(result instanceof SyntaxFault), "it is read");
      const [statement] = result;
      assert(result.length === 1 && statement?.body.kind === "call");
      const text = (node: Expression | undefined) => node?.kind === "literal" ? node.value : node?.kind;
      const { args, options = [] } = statement.body;
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
