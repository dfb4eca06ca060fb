// expressions: what has a value, and in which order are its operators applied?
//
// A ladder of precedence levels over operands; an operand is a primary with calls, methods and
// indexes behind it. Long chains are read in loops, only nesting recurses. It must not know
// statements and words, nor what any name does: the vocabulary says only which names there are.

import type { Span, SyntaxFault } from "../errors.ts";
import type { CallNode, ChainNode, Expression, Literal, MethodNode, Operator, TupleNode } from "./tree.ts";
import {
  FUNCTIONS,
  KEYWORDS,
  moduleLength,
  nearest,
  VALUE_METHODS,
  type Vocabulary,
  WORD_OPERATORS,
  WORD_VALUES,
} from "./names.ts";
import { readNumber, startsNumber } from "./numbers.ts";
import { readInsertion, readQuoted, startsQuote } from "./quotes.ts";
import { atJobMark, clip, identifierEnd, NESTING_LIMIT, type Scanner } from "./scanner.ts";

/** Operators of two operands, loosest level first. `not` stands between the second level and the third. */
const LADDER: readonly (readonly Operator[])[] = [
  ["or"],
  ["and"],
  ["==", "!=", "<", "<=", ">", ">="],
  ["|"],
  ["&"],
  ["+", "-"],
  ["*", "%"],
];
const NOT_LEVEL = 2;

/** `||` and `**` are no operators here and must not be read as two of them. */
const OPERATOR =
  /==|!=|<=|>=|<(?![<>])|>(?!>)|\|(?!\|)|&(?!&)|\+(?!\+)|-|\*(?!\*)|%|(?:or|and)(?![\w\u0080-\uffff])/y;

/** Reads expressions. */
export class Expressions {
  /** Whether `_` is a wildcard here: only directly in a tuple of an expectation. */
  #wildcards = false;
  /** The operator found at an offset, remembered because every level of the ladder asks. */
  #ahead: { at: number; operator: Operator | undefined; start: number } = {
    at: -1,
    operator: undefined,
    start: -1,
  };

  constructor(readonly scanner: Scanner, readonly vocabulary: Vocabulary) {}

  /** One expression, without commas at its top. */
  expression(): Expression {
    return this.#level(0);
  }

  /** One expression, or several with commas between them: a tuple. */
  listed(): Expression {
    const { scanner } = this;
    scanner.skipBlanks();
    const start = scanner.at;
    const first = this.expression();
    if (!this.#takeComma()) return first;
    const items = [first];
    while (this.#startsValue()) {
      items.push(this.expression());
      if (!this.#takeComma()) break;
    }
    return { kind: "tuple", span: { start, end: scanner.at }, items };
  }

  /** An expression in which `_` directly inside a tuple accepts anything. */
  expected(): Expression {
    return this.#withWildcards(true, () => this.expression());
  }

  /**
   * How long something may take, where a statement follows without a comma between: a number, a name, or an
   * expression in parentheses.
   */
  duration(): Expression {
    const { scanner } = this;
    scanner.skipBlanks();
    const { text, at: start } = scanner;
    if (scanner.char === "(") return this.#group("(");
    if (startsNumber(text, start)) return readNumber(scanner);
    const inserted = scanner.char === "$" ? readInsertion(scanner, false) : undefined;
    if (inserted !== undefined) return inserted;
    const name = scanner.identifier();
    const isName = name !== "" && !KEYWORDS.has(name) && !this.vocabulary.commands.has(name) &&
      !this.vocabulary.constants.has(name);
    if (isName) return { kind: "name", span: { start, end: scanner.at }, name };
    scanner.at = start;
    const { text: found, span } = scanner.token();
    throw ["", "\n", ";", "}"].includes(found)
      ? scanner.unexpected("value")
      : scanner.fault("syntax.duration", span, { found });
  }

  /** `(expr)`, `(a, b)`, `()`, `(a,)`: the parenthesis comes next. */
  parenthesised(): Expression {
    return this.#group("(");
  }

  /** The expression of an f-text's `{…}`. A bound function, for whoever reads the text. */
  readonly hole = (): Expression => this.#withWildcards(false, () => this.expression());

  // ── the ladder ──────────────────────────────────────────────────────────────────────────────

  /** A chain of one level: operands of the next tighter level joined from the left. */
  #level(level: number): Expression {
    const operators = LADDER[level];
    if (operators === undefined) return this.#minus();
    const { scanner } = this;
    scanner.skipBlanks();
    if (level === NOT_LEVEL && this.#seesWord("not")) return this.#not();
    const start = scanner.at;
    const first = this.#level(level + 1);
    const rest: { operator: Operator; operand: Expression }[] = [];
    for (
      let next = this.#operator();
      next !== undefined && operators.includes(next);
      next = this.#operator()
    ) {
      scanner.at = this.#ahead.start + next.length;
      rest.push({ operator: next, operand: this.#level(level + 1) });
    }
    if (rest.length === 0) return first;
    return { kind: "chain", span: { start, end: scanner.at }, first, rest } satisfies ChainNode;
  }

  /** The operator behind the operand that was just read, without passing over anything. */
  #operator(): Operator | undefined {
    const { scanner } = this;
    const at = scanner.at;
    if (this.#ahead.at !== at) {
      scanner.skipBlanks();
      OPERATOR.lastIndex = scanner.at;
      const found = OPERATOR.exec(scanner.text)?.[0] as Operator | undefined;
      // At the end of a statement it starts a job.
      const operator = found === "&" && !scanner.nested && atJobMark(scanner) ? undefined : found;
      this.#ahead = { at, operator, start: scanner.at };
      scanner.at = at;
    }
    return this.#ahead.operator;
  }

  #not(): Expression {
    const { scanner } = this;
    const start = scanner.at;
    scanner.deeper(scanner.spanOf(start, 3));
    scanner.at += 3;
    const operand = this.#level(NOT_LEVEL);
    scanner.shallower();
    return { kind: "unary", span: { start, end: scanner.at }, operator: "not", operand };
  }

  #minus(): Expression {
    const { scanner } = this;
    scanner.skipBlanks();
    const start = scanner.at;
    const operator = scanner.char;
    if (operator !== "-" && operator !== "~") return this.#postfix();
    scanner.deeper(scanner.spanOf(start, 1));
    scanner.at++;
    const operand = this.#minus();
    scanner.shallower();
    return { kind: "unary", span: { start, end: scanner.at }, operator, operand };
  }

  // ── operands ────────────────────────────────────────────────────────────────────────────────

  /** A primary with indexes and methods behind it. Each wraps the one before: their number is limited. */
  #postfix(): Expression {
    const { scanner } = this;
    const start = scanner.at;
    let value = this.#primary();
    for (let links = 0;; links++) {
      const before = scanner.at;
      scanner.skipBlanks();
      const index = scanner.char === "[";
      const method = scanner.char === "." && !startsNumber(scanner.text, scanner.at);
      if (!index && !method) {
        scanner.at = before;
        return value;
      }
      if (links === NESTING_LIMIT) {
        throw scanner.fault("syntax.too-deep", scanner.spanOf(scanner.at, 1), { limit: NESTING_LIMIT });
      }
      value = index ? this.#index(start, value) : this.#method(start, value);
    }
  }

  #index(start: number, receiver: Expression): Expression {
    const { scanner } = this;
    scanner.open("[");
    const index = this.#withWildcards(false, () => this.expression());
    if (!scanner.close()) throw scanner.unexpected("end");
    return { kind: "index", span: { start, end: scanner.at }, receiver, index };
  }

  /** `.name(…)`. Commands are methods of sockets; text and bytes have a few of their own. */
  #method(start: number, receiver: Expression): Expression {
    const { scanner, vocabulary } = this;
    scanner.at++;
    scanner.skipBlanks();
    const nameSpan = { start: scanner.at, end: identifierEnd(scanner.text, scanner.at) };
    const name = scanner.identifier();
    if (name === "") throw scanner.unexpected("value");
    const known = VALUE_METHODS.has(name) || vocabulary.commands.has(name);
    if (!known) {
      const near = nearest(name, [...VALUE_METHODS, ...vocabulary.commands.keys()]);
      throw scanner.fault("syntax.unknown-method", nameSpan, named(name, near));
    }
    if (!this.#seesCall()) {
      scanner.skipBlanks();
      // Inside brackets, the parentheses may stand on a line that is still to come.
      if (scanner.nested && scanner.char === undefined) throw scanner.unexpected("end");
      throw scanner.fault("syntax.call-parentheses", nameSpan, { name });
    }
    const args = this.#arguments();
    return { kind: "method", span: { start, end: scanner.at }, nameSpan, receiver, name, args };
  }

  #primary(): Expression {
    const { scanner } = this;
    const { text, at } = scanner;
    if (startsQuote(text, at)) return readQuoted(scanner, this.hole);
    if (startsNumber(text, at)) return readNumber(scanner);
    if (scanner.char === "(" || scanner.char === "[") return this.#group(scanner.char);
    if (scanner.char === "$") {
      const inserted = readInsertion(scanner, false);
      if (inserted !== undefined) return inserted;
    }
    if (identifierEnd(text, at) > at) return this.#named();
    throw scanner.unexpected("value");
  }

  /** A tuple or an expression in parentheses. A list in brackets is a tuple: there is no other sequence. */
  #group(bracket: "(" | "["): Expression {
    const { scanner } = this;
    const start = scanner.at;
    scanner.open(bracket);
    const items: Expression[] = [];
    let comma = false;
    while (!scanner.close()) {
      if (items.length > 0 && !comma) throw this.#unexpectedInside();
      items.push(this.#wildcard() ?? this.expression());
      comma = this.#takeComma();
    }
    const single = items.length === 1 && !comma && bracket === "(";
    if (single && items[0]!.kind !== "wildcard") return items[0]!;
    if (single) return { kind: "name", span: items[0]!.span, name: "_" };
    return { kind: "tuple", span: { start, end: scanner.at }, items } satisfies TupleNode;
  }

  /** The fault behind a value in parentheses: `(n = recv(s, 10)) > 0` is C. */
  #unexpectedInside(): Error {
    const { scanner } = this;
    const assigns = scanner.char === "=" && !scanner.sees("==") && !scanner.sees("=>");
    return assigns
      ? scanner.fault("syntax.assign-inside", scanner.spanOf(scanner.at, 1))
      : scanner.unexpected("end");
  }

  #wildcard(): Expression | undefined {
    const { scanner } = this;
    scanner.skipBlanks();
    if (!this.#wildcards || !/^_\s*[,)\]]/.test(scanner.text.slice(scanner.at, scanner.at + 20))) {
      return undefined;
    }
    return { kind: "wildcard", span: { start: scanner.at, end: ++scanner.at } };
  }

  // ── names ───────────────────────────────────────────────────────────────────────────────────

  /** A value spelled as a word, a constant, a call, or else a variable. */
  #named(): Expression {
    const { scanner } = this;
    const start = scanner.at;
    let nameSpan = { start, end: identifierEnd(scanner.text, start) };
    let name = scanner.identifier();
    if (KEYWORDS.has(name) || WORD_OPERATORS.has(name)) {
      scanner.at = start;
      throw scanner.unexpected("value");
    }
    if (this.#seesTypeMethod(name)) return this.#typeMethod(start);
    const memberEnd = scanner.char === "." ? identifierEnd(scanner.text, scanner.at + 1) : 0;
    if (moduleLength(scanner.text.slice(start, memberEnd)) > 0) {
      // Python's module name says nothing here: `socket.AF_INET` is AF_INET.
      scanner.at++;
      nameSpan = { start: scanner.at, end: identifierEnd(scanner.text, scanner.at) };
      name = scanner.identifier();
    }
    const span = { start, end: scanner.at };
    const value = WORD_VALUES.get(name);
    if (value !== undefined) return { kind: "literal", span, value, form: "keyword" } satisfies Literal;
    if (this.#seesCall()) return this.#call(start, name, nameSpan);
    const constant = this.vocabulary.constants.get(name);
    if (constant !== undefined) {
      return { kind: "literal", span, value: constant, form: "constant", constant: name } satisfies Literal;
    }
    return { kind: "name", span, name };
  }

  #call(start: number, name: string, nameSpan: CallNode["nameSpan"]): CallNode {
    this.requireCallable(name, nameSpan);
    const args = this.#arguments();
    const span = { start, end: this.scanner.at };
    return { kind: "call", span, nameSpan, name, words: false, args };
  }

  /** Refuses a name that is neither a command nor a function. */
  requireCallable(name: string, span: CallNode["nameSpan"]): void {
    const { commands } = this.vocabulary;
    if (commands.has(name) || FUNCTIONS.has(name)) return;
    throw unknownCommand(this.scanner, span, name, commands, FUNCTIONS);
  }

  /** A call whose name and parentheses are next, where the name is no identifier: `echo-server(…)`. */
  callNamed(name: string): CallNode {
    const start = this.scanner.at;
    this.scanner.at += name.length;
    return this.#call(start, name, { start, end: this.scanner.at });
  }

  /** Whether `.method(` follows the name of a type: `str.encode(x)` is `x.encode()`. */
  #seesTypeMethod(name: string): boolean {
    if (name !== "str" && name !== "bytes") return false;
    const { text, at } = this.scanner;
    const end = identifierEnd(text, at + 1);
    return text[at] === "." && text[end] === "(" && VALUE_METHODS.has(text.slice(at + 1, end));
  }

  #typeMethod(start: number): MethodNode {
    const { scanner } = this;
    scanner.at++;
    const nameSpan = { start: scanner.at, end: identifierEnd(scanner.text, scanner.at) };
    const name = scanner.identifier();
    const [receiver, ...args] = this.#arguments();
    if (receiver === undefined) {
      throw scanner.fault("syntax.value-missing", scanner.spanOf(scanner.at - 1, 1));
    }
    return { kind: "method", span: { start, end: scanner.at }, nameSpan, receiver, name, args };
  }

  /** The arguments of a call, whose parenthesis comes next, maybe behind blanks. */
  #arguments(): readonly Expression[] {
    return this.#withWildcards(false, () => {
      const { scanner } = this;
      scanner.skipBlanks();
      scanner.open("(");
      const args: Expression[] = [];
      let comma = true;
      while (!scanner.close()) {
        if (!comma) throw scanner.unexpected("end");
        this.#rejectArgumentName();
        args.push(this.expression());
        comma = this.#takeComma();
      }
      return args;
    });
  }

  /** Python's `backlog=5`: arguments go by their place here. */
  #rejectArgumentName(): void {
    const { scanner } = this;
    const end = identifierEnd(scanner.text, scanner.at);
    const name = scanner.text.slice(scanner.at, end);
    if (name === "" || !/^[ \t]*=(?![=>])/.test(scanner.text.slice(end, end + 20))) return;
    throw scanner.fault("syntax.argument-name", { start: scanner.at, end }, { name });
  }

  // ── looking ahead ───────────────────────────────────────────────────────────────────────────

  /** Whether the name just read is called: a parenthesis comes next, maybe behind blanks. */
  #seesCall(): boolean {
    const { scanner } = this;
    const at = scanner.at;
    scanner.skipBlanks();
    const call = scanner.char === "(";
    scanner.at = at;
    return call;
  }

  #seesWord(word: string): boolean {
    const { text, at } = this.scanner;
    return this.scanner.sees(word) && identifierEnd(text, at) === at + word.length;
  }

  #takeComma(): boolean {
    const { scanner } = this;
    const at = scanner.at;
    scanner.skipBlanks();
    if (scanner.take(",")) return true;
    scanner.at = at;
    return false;
  }

  /** Whether another value follows a comma: `x = 1,` ends behind its comma. */
  #startsValue(): boolean {
    const { scanner } = this;
    const at = scanner.at;
    scanner.skipBlanks();
    const { char } = scanner;
    if (char !== undefined && char !== "\n" && char !== ";" && char !== "}" && !scanner.sees("=>")) {
      return true;
    }
    scanner.at = at;
    return false;
  }

  #withWildcards<Result>(wildcards: boolean, read: () => Result): Result {
    const before = this.#wildcards;
    this.#wildcards = wildcards;
    const result = read();
    this.#wildcards = before;
    return result;
  }
}

/** A name that is no command: what it is called here, or the nearest name there is. */
export function unknownCommand(
  scanner: Scanner,
  span: Span,
  name: string,
  commands: Vocabulary["commands"],
  others: Iterable<string>,
): SyntaxFault {
  const [own] = [...commands].find(([, { elsewhere }]) => elsewhere?.includes(name)) ?? [];
  if (own !== undefined) return scanner.fault("syntax.command-elsewhere", span, { name, own });
  return scanner.fault(
    "syntax.unknown-command",
    span,
    named(name, nearest(name, [...commands.keys(), ...others])),
  );
}

/** The values of a message about a name, with the nearest one where there is one. */
export function named(name: string, near: string | undefined): Record<string, string> {
  return near === undefined ? { name: clip(name) } : { name, nearest: near };
}
