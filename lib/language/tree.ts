// tree: what the parser makes of a text — statements, calls and expressions, each with its span.
//
// Prompt, file, `-c` and shortcuts all become this tree and run through the same evaluator.
// Plain data: no behaviour, no knowledge of commands, sockets or the system.

import type { Span } from "../errors.ts";

/** A text with the name it is quoted by in messages (`lab.socksh`, `-c`, `-`). */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** A whole text, parsed. */
export interface Program {
  readonly source: Source;
  readonly statements: readonly Statement[];
}

/** One simple statement: `[targets =] body [=> expectation]`. */
export interface Statement {
  readonly kind: "simple";
  readonly span: Span;
  /** The source it was read from, so that a job or a sourced file can quote itself. */
  readonly source: Source;
  /** The names on the left of `=`; undefined when there is no assignment. */
  readonly targets: readonly Target[] | undefined;
  /** `(conn, addr) = …` and `a, b = …` take a value apart; `a = …` does not. */
  readonly unpack: boolean;
  readonly body: Expression;
  readonly expectation: Expectation | undefined;
}

/** A name that receives a value; `_` drops it. */
export interface Target {
  readonly name: string;
  readonly span: Span;
}

/** What stands behind `=>`. `text` is its source text, for messages and JSON. */
export type Expectation =
  & { readonly span: Span; readonly text: string }
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

/** `not x`, `-x`. */
export interface UnaryNode {
  readonly kind: "unary";
  readonly span: Span;
  readonly operator: "not" | "-";
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
