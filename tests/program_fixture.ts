// program_fixture: programs of every kind of statement, made up by fast-check, and how a tree is written as text.
//
// The printer is the parser's other half: whatever the parser makes of a text can be printed, and what is printed
// is read as the same tree. A layout decides what stands where nothing has a meaning: blanks, newlines, comments,
// prompts that were pasted along.

import type {
  Block,
  Expectation,
  Expression,
  If,
  Jump,
  Literal,
  Operator,
  OptionNode,
  Simple,
  Spellings,
  Statement,
  Vocabulary,
} from "../lib/language/mod.ts";
import { SyntaxFault } from "../lib/errors.ts";
import fc from "./properties.ts";

/** What `serve` can be told besides its arguments. */
export const SPELLINGS: Spellings = new Map([
  ["--message", { name: "message", takesValue: true }],
  ["-m", { name: "message", takesValue: true }],
  ["--quiet", { name: "quiet", takesValue: false }],
  ["-q", { name: "quiet", takesValue: false }],
]);

/** The names the programs use. */
export const vocabulary: Vocabulary = {
  commands: new Map([
    ["socket", {}],
    ["send", {}],
    ["recv", {}],
    ["print", {}],
    ["help", {}],
    ["echo-server", {}],
    ["assert", { rest: "expression" }],
    ["serve", { options: SPELLINGS }],
  ]),
  constants: new Map<string, number | string>([["AF_INET", 2], ["LISTEN", "LISTEN"]]),
  errors: new Set(["EAGAIN"]),
};

/** Variables that exist before a program runs. */
export const KNOWN = ["x", "y", "total"];

// ── trees ─────────────────────────────────────────────────────────────────────────────────────

/** A tree without its places: what remains is what it means. */
export function bare(node: unknown): unknown {
  if (node instanceof Uint8Array || typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) return node.map(bare);
  return Object.fromEntries(
    Object.entries(node).filter(([key]) => !["span", "nameSpan", "source", "text"].includes(key))
      .map(([key, value]) => [key, bare(value)]),
  );
}

/** What the arbitraries leave out of a node. */
const span = { start: 0, end: 0 };
const source = { name: "", text: "" };

function literal(value: Literal["value"], form: Literal["form"], constant?: string): Literal {
  return { kind: "literal", span, value, form, ...(constant === undefined ? {} : { constant }) };
}

const LEVELS: readonly (readonly Operator[])[] = [
  ["or"],
  ["and"],
  ["==", "!=", "<", "<=", ">", ">="],
  ["|"],
  ["&"],
  ["+", "-"],
  ["*", "%"],
];

const names = fc.constantFrom(...KNOWN).map((name): Expression => ({ kind: "name", span, name }));

const letters = fc.string({ unit: fc.constantFrom(..."ab {}\"'\\$#;&é😀:=>\n\t"), maxLength: 6 });

const literals: fc.Arbitrary<Expression> = fc.oneof(
  fc.nat({ max: 70_000 }).map((value) => literal(value, "number")),
  fc.constantFrom(0.5, 2, 0.0001, 90).map((value) => literal(value, "duration")),
  letters.map((value) => literal(value, "text")),
  fc.uint8Array({ maxLength: 3 }).map((value) => literal(value, "bytes")),
  fc.constantFrom(true, false, null).map((value) => literal(value, "keyword")),
  fc.constantFrom(...vocabulary.constants).map(([name, value]) => literal(value, "constant", name)),
);

/** Texts with insertions; what is inserted holds no text of its own, which nobody writes. */
function interpolation(form: "text" | "word", strings: fc.Arbitrary<string>): fc.Arbitrary<Expression> {
  const pieces = fc.array(fc.tuple(strings, names), { minLength: 1, maxLength: 2 });
  return fc.tuple(pieces, strings).map(([pieces, last]) => {
    const parts = [...pieces.flat(), last].filter((part) => part !== "");
    // A word that is nothing but an insertion is what it inserts.
    const [first] = parts;
    if (form === "word" && parts.length === 1 && typeof first === "object") return first;
    return { kind: "interpolation", span, form, parts };
  });
}

/** Expressions, nested at most so deep. */
const expressions = fc.memo((depth): fc.Arbitrary<Expression> => {
  const leaf = fc.oneof(literals, names, interpolation("text", letters));
  if (depth <= 1) return leaf;
  const inner = expressions(depth - 1);
  const args = fc.array(inner, { maxLength: 2 });
  return fc.oneof(
    leaf,
    args.map((items): Expression => ({ kind: "tuple", span, items })),
    fc.tuple(fc.constantFrom("recv", "socket", "len", "str"), args).map(([name, args]): Expression => (
      { kind: "call", span, nameSpan: span, name, words: false, args }
    )),
    fc.tuple(inner, fc.constantFrom("encode", "recv"), args).map(([receiver, name, args]): Expression => (
      { kind: "method", span, nameSpan: span, receiver, name, args }
    )),
    fc.tuple(inner, inner).map(([receiver, index]): Expression => ({ kind: "index", span, receiver, index })),
    fc.tuple(fc.constantFrom("not", "-", "~"), inner).map(([operator, operand]): Expression => (
      { kind: "unary", span, operator, operand }
    )),
    fc.constantFrom(...LEVELS).chain((operators) =>
      fc.tuple(
        inner,
        fc.array(fc.record({ operator: fc.constantFrom(...operators), operand: inner }), {
          minLength: 1,
          maxLength: 2,
        }),
      )
    ).map(([first, rest]): Expression => ({ kind: "chain", span, first, rest })),
  );
});

const WORDS = [
  ..."a x -5 a=b http://h/x don't AF_INET if else within && & [::1]:80 unix:/a//b :80 >>> ... => a# a=>b \\d += --"
    .split(
      " ",
    ),
];

/** Arguments in word style. A lone `=>`, and a `&` that is the last, end them. */
const words = fc.array(
  fc.oneof(
    fc.constantFrom(...WORDS.filter((word) => word !== "=>")).map((word): Expression =>
      literal(word, "word")
    ),
    interpolation("word", fc.constantFrom("", "a", "127.0.0.1:", "/", "$")),
    expressions(2),
  ),
  { maxLength: 3 },
).map(withoutMark);

function withoutMark(args: readonly Expression[]): readonly Expression[] {
  const last = args.at(-1);
  return last !== undefined && isWord(last, /^&$/) ? withoutMark(args.slice(0, -1)) : args;
}

const options = fc.array(
  fc.oneof(
    fc.constant<OptionNode>({ span, nameSpan: span, name: "quiet", value: undefined }),
    expressions(1).map((value): OptionNode => ({ span, nameSpan: span, name: "message", value })),
  ),
  { minLength: 1, maxLength: 2 },
);

function wordCall(name: string, args: readonly Expression[]): Expression {
  return { kind: "call", span, nameSpan: span, name, words: true, args };
}

/** What gives a statement its value. */
const bodies: fc.Arbitrary<Expression> = fc.oneof(
  expressions(3),
  fc.tuple(fc.constantFrom("print", "send", "socket"), words).map(([name, args]) => wordCall(name, args)),
  expressions(2).map((condition) => wordCall("assert", [condition])),
  fc.tuple(words, options).map(([args, options]): Expression => ({
    kind: "call",
    span,
    nameSpan: span,
    name: "serve",
    words: true,
    // What begins with a hyphen would be an option.
    args: withoutMark(args.filter((arg) => !isWord(arg, /^-/))),
    options,
  })),
);

const durations: fc.Arbitrary<Expression> = fc.oneof(
  fc.constantFrom(0.5, 2).map((value) => literal(value, "duration")),
  fc.nat({ max: 9 }).map((value) => literal(value, "number")),
  names,
  expressions(2),
);

/** Expected values: `_` stands directly in a tuple. */
const expected: fc.Arbitrary<Expression> = fc.oneof(
  expressions(2),
  fc.array(fc.oneof(fc.constant<Expression>({ kind: "wildcard", span }), expressions(1)), { maxLength: 3 })
    .map((items): Expression => ({ kind: "tuple", span, items })),
  fc.constantFrom("127.0.0.1:80", "[::1]:80", ":80", "unix:/a").map((word) => literal(word, "word")),
);

type Kind = Expectation["kind"];
const wanted: fc.Arbitrary<{ readonly kind: Kind }> = fc.oneof(
  fc.constantFrom<Kind>("ok", "any", "timeout").map((kind) => ({ kind })),
  fc.constant({ kind: "error", name: "EAGAIN" } as const),
  fc.constantFrom("^a.c$", "\\d+", "a|b", "'\"").map((pattern) => ({ kind: "match", pattern } as const)),
  expected.map((value) => ({ kind: "value", value } as const)),
);

const timings = fc.uniqueArray(
  fc.tuple(fc.constantFrom("within", "after"), durations).map(([kind, limit]) => ({ kind, span, limit })),
  { selector: ({ kind }) => kind, maxLength: 2 },
);

const expectations = fc.tuple(wanted, timings).map(([wanted, timings]) =>
  ({ ...wanted, span, text: "", timings }) as Expectation
);

const targets = fc.uniqueArray(fc.constantFrom("x", "y", "total", "_", "got", "endereço"), {
  minLength: 1,
  maxLength: 3,
});

/** `[targets =] body`. */
const assignments = fc.tuple(fc.option(targets, { nil: undefined }), fc.boolean(), bodies).map(
  ([names, single, body]) => ({
    targets: names?.map((name) => ({ name, span })),
    unpack: names !== undefined && (names.length > 1 || single),
    body,
  }),
);

const conditions = assignments.map((assigned): Simple => (
  { kind: "simple", span, source, limit: undefined, ...assigned, expectation: undefined }
));

const simples = fc.tuple(
  fc.option(durations, { nil: undefined, freq: 3 }),
  assignments,
  fc.option(expectations, { nil: undefined }),
).map(([limit, assigned, expectation]): Simple => (
  { kind: "simple", span, source, limit, ...assigned, expectation }
));

function once<Key extends string, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const made = new Map<Key, Made>();
  return (key) => made.get(key) ?? made.set(key, make(key)).get(key)!;
}

/** Statements nested at most so deep, `break` and `continue` only where `loop` says so. */
const statementsOf = once((key: `${number} ${boolean}`): fc.Arbitrary<Statement> => {
  const [digits, within] = key.split(" ");
  const depth = Number(digits);
  const loop = within === "true";
  const jumps = fc.constantFrom<Jump["kind"]>("break", "continue").map((kind): Statement => (
    { kind, span, source }
  ));
  const flat: fc.Arbitrary<Statement>[] = loop ? [simples, jumps] : [simples];
  if (depth <= 1) return fc.oneof(...flat);
  const block = blocksOf(`${depth - 1} ${loop}`);
  const looped = blocksOf(`${depth - 1} true`);
  return fc.oneof(
    ...flat,
    fc.tuple(
      fc.array(fc.record({ condition: conditions, body: block }), { minLength: 1, maxLength: 3 }),
      fc.option(block, { nil: undefined }),
    ).map(([branches, otherwise]): Statement => ({ kind: "if", span, source, branches, otherwise })),
    fc.tuple(conditions, looped).map(([condition, body]): Statement => (
      { kind: "while", span, source, condition, body }
    )),
    fc.tuple(expressions(2), looped).map(([count, body]): Statement => (
      { kind: "repeat", span, source, count, body }
    )),
    block.map((body): Statement => ({ kind: "group", span, source, body })),
    fc.tuple(durations, block).map(([limit, body]): Statement => (
      { kind: "limited", span, source, limit, body }
    )),
    // A job is not inside the loop that starts it.
    statementsOf(`${depth - 1} false`).filter((statement) => statement.kind !== "job").map((statement) =>
      ({ kind: "job", span, source, statement }) as Statement
    ),
  );
});

const blocksOf = once((key: `${number} ${boolean}`): fc.Arbitrary<Block> =>
  fc.array(statementsOf(key), { maxLength: 3 })
);

/** Whole programs. */
export const programs: fc.Arbitrary<Block> = blocksOf("4 false");

// ── text ──────────────────────────────────────────────────────────────────────────────────────

/** What stands where nothing has a meaning: one of several texts, at every place another. */
export type Layout = (choices: readonly string[]) => string;

/** The first of the choices everywhere. */
const plain: Layout = ([first = ""]) => first;

/** A layout from a seed. */
export function layout(seed: number): Layout {
  let state = seed >>> 0;
  return (choices) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return choices[(state >>> 16) % choices.length] ?? "";
  };
}

/** Writes statements as a text. */
export function print(statements: Block, choose: Layout = plain): string {
  return new Printer(choose).statements(statements);
}

/** Names that mean more than a variable where no `$` stands before them. */
const MEANS_MORE: ReadonlySet<string> = new Set([
  ...vocabulary.commands.keys(),
  ...vocabulary.constants.keys(),
  ..."if else while repeat break continue timeout or and not True true False false None none NULL null _"
    .split(" "),
  ..."import from for elif int ssize_t str bytes len".split(" "),
]);

class Printer {
  constructor(readonly choose: Layout) {}

  /** Statements with what separates them, and what may stand before the first and behind the last. */
  statements(statements: Block): string {
    return statements.map((statement) => this.#begin() + this.#statement(statement) + this.#end()).join("");
  }

  #begin(): string {
    return this.choose(["", "\t", "  ", "\n", "# { }\n  ", ";"]);
  }

  /** The last word may end in a backslash: a blank keeps it from joining lines. */
  #end(): string {
    return this.choose([
      " \n",
      " ; ",
      " ;\n\n",
      " # } else {\n",
      " \r\n",
      " // c\n",
      " \n>>> ",
      " \n   ...> ",
    ]);
  }

  #gap(): string {
    return this.choose([" ", "  ", "\t", " \\\n", "\u00a0"]);
  }

  #block(statements: Block): string {
    const open = this.choose([" {\n", "{ ", " { # }\n", "\t{\r\n", " {", " {;"]);
    return `${open}${this.statements(statements)}${this.choose(["", " ", "\n", "\n>>> "])}}`;
  }

  #statement(statement: Statement, job = ""): string {
    switch (statement.kind) {
      case "simple":
        return this.#simple(statement, job);
      case "if":
        return this.#if(statement) + job;
      case "while":
        return `while${this.#gap()}${this.#simple(statement.condition)}${this.#block(statement.body)}${job}`;
      case "repeat":
        return `repeat${this.#gap()}${this.expression(statement.count)}${this.#block(statement.body)}${job}`;
      case "group":
        return this.#block(statement.body).trimStart() + job;
      case "limited": {
        const head = `timeout${this.#gap()}${this.#duration(statement.limit)}`;
        const [first, second] = statement.body;
        // A simple statement would carry the limit itself, and the block of a group would be the limit's.
        const bare = first !== undefined && second === undefined && first.kind !== "group" &&
          first.kind !== "job" && (first.kind !== "simple" || first.limit !== undefined);
        if (bare && this.choose(["", "bare"]) === "bare") {
          return head + this.#gap() + this.#statement(first, job);
        }
        return head + this.#block(statement.body) + job;
      }
      case "break":
      case "continue":
        return statement.kind + job;
      case "job":
        return this.#statement(statement.statement, ` &${this.choose(["", " "])}`);
    }
  }

  #if({ branches, otherwise }: If): string {
    const gap = () => this.choose([" ", "", "\t", " \\\n"]);
    const texts = branches.map(({ condition, body }) =>
      `if${this.#gap()}${this.#simple(condition)}${this.#block(body)}`
    );
    const tail = otherwise === undefined ? "" : `${gap()}else${this.#block(otherwise)}`;
    return texts.join(`${gap()}else${this.#gap()}`) + tail;
  }

  #simple({ limit, targets, unpack, body, expectation }: Simple, job = ""): string {
    const limited = limit === undefined ? "" : `timeout${this.#gap()}${this.#duration(limit)}${this.#gap()}`;
    const names = targets?.map(({ name }) => name).join(`,${this.choose(["", " "])}`) ?? "";
    const several = unpack && targets?.length === 1 ? `${names},` : names;
    const left = targets === undefined
      ? ""
      : unpack && this.choose(["", "("]) === "("
      ? `(${several})${this.choose([" = ", "="])}`
      : `${several} = `;
    const wanted = expectation === undefined
      ? ""
      : `${this.#gap()}=>${this.#gap()}${this.#wanted(expectation)}`;
    return `${limited}${left}${this.#body(body)}${job}${wanted}`;
  }

  #body(body: Expression): string {
    if (body.kind === "call" && body.words) return this.#words(body);
    return this.expression(body);
  }

  #words({ name, args, options = [] }: Expression & { kind: "call" }): string {
    if (vocabulary.commands.get(name)?.rest === "expression") {
      return [name, ...args.map((arg) => this.expression(arg))].join(this.#gap());
    }
    const [first] = args;
    // A lone tuple would be spread.
    const lone = args.length === 1 && first?.kind === "tuple";
    const written = lone ? [`(${this.expression(first)},)`] : args.map((arg) => this.#word(arg));
    const named = options.map(({ name, value }) =>
      value === undefined ? `--${name}` : `--${name}=${this.#word(value)}`
    );
    // What begins with a hyphen would be one more option.
    const has = vocabulary.commands.get(name)?.options !== undefined;
    const end = has && args.some((arg) => isWord(arg, /^-/)) ? ["--"] : [];
    return [name, ...named, ...end, ...written].join(this.#gap());
  }

  /** An argument in word style. */
  #word(node: Expression): string {
    if (node.kind === "literal" && node.form === "word") return String(node.value);
    if (node.kind === "literal" && (node.form === "text" || node.form === "bytes")) {
      return this.expression(node);
    }
    if (node.kind === "interpolation" && node.form === "word") {
      return node.parts.map((part) => typeof part === "string" ? part : this.#inserted(part)).join("");
    }
    if (node.kind === "name") return this.choose([`$${node.name}`, `\${${node.name}}`]);
    return node.kind === "tuple" ? this.expression(node) : `(${this.expression(node)})`;
  }

  #inserted(node: Expression): string {
    if (node.kind === "name") return `\${${node.name}}`;
    if (node.kind === "index" && node.index.kind === "literal") return `\${${node.index.value}}`;
    throw new Error(`${node.kind} in a word`);
  }

  #duration(node: Expression): string {
    if (node.kind === "literal" && (node.form === "number" || node.form === "duration")) {
      return this.expression(node);
    }
    return node.kind === "name"
      ? `\${${node.name}}`
      : node.kind === "tuple"
      ? this.expression(node)
      : `(${this.expression(node)})`;
  }

  #wanted(expectation: Expectation): string {
    const timings = expectation.timings.map(({ kind, limit }) =>
      `${this.#gap()}${kind}${this.#gap()}${this.#duration(limit)}`
    ).join("");
    switch (expectation.kind) {
      case "ok":
      case "timeout":
        return expectation.kind + timings;
      case "any":
        return `_${timings}`;
      case "error":
        return expectation.name + timings;
      case "match":
        return `~${this.choose([" ", ""])}${quoted(expectation.pattern)}${timings}`;
      case "value": {
        const { value } = expectation;
        const word = (value.kind === "literal" || value.kind === "interpolation") && value.form === "word";
        const written = word ? this.#word(value) : this.expression(value);
        // What begins with ~ would be a pattern.
        const text = written.startsWith("~") ? `(${written})` : written;
        // A name alone could mean an outcome.
        return (value.kind === "name" ? `(${text})` : text) + timings;
      }
    }
  }

  /** An expression; inside brackets its lines may be broken. */
  expression(node: Expression): string {
    switch (node.kind) {
      case "literal":
        return written(node);
      case "name":
        return MEANS_MORE.has(node.name) ? `$${node.name}` : node.name;
      case "interpolation":
        return `f"${
          node.parts.map((part) => typeof part === "string" ? holed(part) : `{${this.expression(part)}}`)
            .join("")
        }"`;
      case "tuple":
        return `(${this.#list(node.items)}${node.items.length === 1 ? "," : ""})`;
      case "call":
        return `${node.name}(${this.#list(node.args)})`;
      case "method":
        return `${this.#primary(node.receiver)}.${node.name}(${this.#list(node.args)})`;
      case "index":
        return `${this.#primary(node.receiver)}[${this.expression(node.index)}]`;
      case "unary":
        return `${node.operator === "not" ? "not " : node.operator}${this.#operand(node.operand)}`;
      case "chain":
        return this.#operand(node.first) +
          node.rest.map(({ operator, operand }) => ` ${operator} ${this.#operand(operand)}`).join("");
      case "wildcard":
        return "_";
    }
  }

  #list(nodes: readonly Expression[]): string {
    return nodes.map((node) => this.expression(node)).join(this.choose([", ", ",", ",\n", ", # )\n"]));
  }

  #operand(node: Expression): string {
    const text = this.expression(node);
    return node.kind === "chain" || node.kind === "unary" ? `(${text})` : text;
  }

  /** What an index or a method may stand behind. `str.encode(x)` is a method of `x`. */
  #primary(node: Expression): string {
    const plain = ["tuple", "call", "method", "index", "name"].includes(node.kind);
    return plain ? this.expression(node) : `(${this.expression(node)})`;
  }
}

function isWord(node: Expression, pattern: RegExp): boolean {
  return node.kind === "literal" && node.form === "word" && pattern.test(String(node.value));
}

function written({ value, form, constant }: Literal): string {
  if (constant !== undefined) return constant;
  if (value instanceof Uint8Array) return `hex"${value.toHex()}"`;
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return `${value}${form === "duration" ? "s" : ""}`;
  return value === null ? "None" : value ? "True" : "False";
}

function quoted(text: string): string {
  return `'${escaped(text).replaceAll("'", "\\'")}'`;
}

/** A part of an f-text, between double quotes. */
function holed(text: string): string {
  return escaped(text).replaceAll('"', '\\"').replaceAll("{", "{{").replaceAll("}", "}}");
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}

/** What a text is read as, or the fault; anything else that is thrown goes on. */
export function attempt<Result>(read: () => Result): Result | SyntaxFault {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxFault) return error;
    throw error;
  }
}
