// tree: what the parser makes of a text — statements, calls and expressions, each with its span.
//
// Prompt, file, `-c` and shortcuts all become this tree and run through the same evaluator.
// Plain data: no behaviour, no knowledge of commands, sockets or the system.

import type { Span } from "../errors.ts";

/** A text with the name it is quoted by in messages (`lab.socksh`, `-c`, `-`). */
export interface Source {
  readonly name: string;
  readonly text: string;
  /** The number of its first line where that is not 1: it is a part of something longer. */
  readonly firstLine?: number;
}

/** A whole text, parsed. */
export interface Program {
  readonly source: Source;
  readonly statements: Block;
}

/** Statements in braces, in their order. */
export type Block = readonly Statement[];

/** Anything that is run: a simple statement, or one that holds others. */
export type Statement = Simple | If | While | Repeat | Group | Limited | Jump | Background;

/** Where a statement stands, and the text it was read from, so that a job or a sourced file can quote itself. */
interface Placed {
  readonly span: Span;
  readonly source: Source;
}

/** One simple statement: `[timeout D] [targets =] body [=> expectation]`. A condition is one, too, without expectation. */
export interface Simple extends Placed {
  readonly kind: "simple";
  /** How long it may take, in seconds: what stands behind `timeout`. */
  readonly limit: Expression | undefined;
  /** The names on the left of `=`; undefined when there is no assignment. */
  readonly targets: readonly Target[] | undefined;
  /** `(conn, addr) = …` and `a, b = …` take a value apart; `a = …` does not. */
  readonly unpack: boolean;
  readonly body: Expression;
  readonly expectation: Expectation | undefined;
}

/** `if condition { … } else if condition { … } else { … }`: the first branch whose condition is true. */
export interface If extends Placed {
  readonly kind: "if";
  readonly branches: readonly { readonly condition: Simple; readonly body: Block }[];
  readonly otherwise: Block | undefined;
}

/** `while condition { … }`. */
export interface While extends Placed {
  readonly kind: "while";
  readonly condition: Simple;
  readonly body: Block;
}

/** `repeat count { … }`. */
export interface Repeat extends Placed {
  readonly kind: "repeat";
  readonly count: Expression;
  readonly body: Block;
}

/** `{ … }` alone. */
export interface Group extends Placed {
  readonly kind: "group";
  readonly body: Block;
}

/** `timeout D` before a statement that is not simple: D in seconds. */
export interface Limited extends Placed {
  readonly kind: "limited";
  readonly limit: Expression;
  readonly body: Block;
}

/** `break` and `continue`: always inside a loop. */
export interface Jump extends Placed {
  readonly kind: "break" | "continue";
}

/** `statement &`: a job. */
export interface Background extends Placed {
  readonly kind: "job";
  readonly statement: Exclude<Statement, Background | Jump>;
}

/** A name that receives a value; `_` drops it. */
export interface Target {
  readonly name: string;
  readonly span: Span;
}

/** What stands behind `=>`. `text` is its source text, for messages and JSON; `timings` are asserted besides. */
export type Expectation =
  & { readonly span: Span; readonly text: string; readonly timings: readonly Timing[] }
  & (
    | { readonly kind: "ok" }
    | { readonly kind: "any" }
    | { readonly kind: "timeout" }
    /** An errno or EAI_ name: `ECONNREFUSED`. */
    | { readonly kind: "error"; readonly name: string }
    /** `~ "regex"`; compiled with the `u` flag and already known to compile. */
    | { readonly kind: "match"; readonly pattern: string }
    /** Compared by `==`. */
    | { readonly kind: "value"; readonly value: Expression }
  );

/** `within D` and `after D` behind an expectation: how long the statement took at most, or at least, in seconds. */
export interface Timing {
  readonly kind: "within" | "after";
  readonly span: Span;
  readonly limit: Expression;
}

/** Anything with a value. */
export type Expression =
  | Literal
  | Name
  | Interpolation
  | TupleNode
  | CallNode
  | MethodNode
  | IndexNode
  | UnaryNode
  | ChainNode
  | WildcardNode;

/** A number, text, bytes, True, False, None, or a constant by name (then `constant` is its name). */
export interface Literal {
  readonly kind: "literal";
  readonly span: Span;
  readonly value: number | string | boolean | null | Uint8Array;
  /** How it was written: decides how a parameter may read it. */
  readonly form: "number" | "duration" | "text" | "bytes" | "word" | "keyword" | "constant";
  readonly constant?: string;
}

/** A variable, read when it is evaluated (`x`, or `$x` as a whole word). */
export interface Name {
  readonly kind: "name";
  readonly span: Span;
  readonly name: string;
}

/**
 * Text with insertions: `"… ${name} …"`, `f"… {expr} …"`, or a word such as `127.0.0.1:$port`.
 * `form` tells a word (read by the parameter's kind) from a quoted text. A `bytes` prefix never inserts.
 */
export interface Interpolation {
  readonly kind: "interpolation";
  readonly span: Span;
  readonly form: "text" | "word";
  readonly parts: readonly (string | Expression)[];
}

/** `(a, b)`, `()`, `(a,)`. */
export interface TupleNode {
  readonly kind: "tuple";
  readonly span: Span;
  readonly items: readonly Expression[];
}

/**
 * A call of a command or a function: `socket tcp`, `socket(AF_INET, SOCK_STREAM, 0)`, `len(x)`.
 * `words`: written in word style. `span` covers the whole call, `nameSpan` its name. `options` is there only
 * where some were given.
 */
export interface CallNode {
  readonly kind: "call";
  readonly span: Span;
  readonly nameSpan: Span;
  readonly name: string;
  readonly words: boolean;
  readonly args: readonly Expression[];
  readonly options?: readonly OptionNode[];
}

/** An option of a command: `--max-clients 5`, `-k`. `name` is its name in the record; a switch has no value. */
export interface OptionNode {
  readonly span: Span;
  readonly nameSpan: Span;
  readonly name: string;
  readonly value: Expression | undefined;
}

/** `srv.bind(addr)`, `data.decode()`. The receiver's kind decides, so it is resolved when evaluated. */
export interface MethodNode {
  readonly kind: "method";
  readonly span: Span;
  readonly nameSpan: Span;
  readonly receiver: Expression;
  readonly name: string;
  readonly args: readonly Expression[];
}

/** `addr[0]`. */
export interface IndexNode {
  readonly kind: "index";
  readonly span: Span;
  readonly receiver: Expression;
  readonly index: Expression;
}

/** `not x`, `-x`, `~x`. */
export interface UnaryNode {
  readonly kind: "unary";
  readonly span: Span;
  readonly operator: "not" | "-" | "~";
  readonly operand: Expression;
}

/** The operators of two operands. */
export type Operator =
  | "or"
  | "and"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "|"
  | "&"
  | "+"
  | "-"
  | "*"
  | "%";

/**
 * Operands of one precedence level joined from the left: `a + b - c` is one chain, so a
 * text of a hundred thousand `+` is as flat as it is long and no evaluator recurses into it.
 */
export interface ChainNode {
  readonly kind: "chain";
  readonly span: Span;
  readonly first: Expression;
  readonly rest: readonly { readonly operator: Operator; readonly operand: Expression }[];
}

/** `_` inside an expected tuple: accepts that element. The parser makes it nowhere else. */
export interface WildcardNode {
  readonly kind: "wildcard";
  readonly span: Span;
}
