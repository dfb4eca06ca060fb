// cursor: what is expected where the cursor stands?
//
// For completion: reads the text up to the cursor, however unfinished or wrong, and says whether a
// statement, a command, an argument, a method, an expression or an expectation goes on there, and which
// keywords fit. It never throws, and it must not know what other candidates there are.

import { KEYWORDS, type Spellings, type Vocabulary } from "./names.ts";
import { startsNumber } from "./numbers.ts";
import { quoteExtent } from "./quotes.ts";
import { endsWord, identifierEnd, isBlank, joinLength, lineEnd, startsComment } from "./scanner.ts";

/**
 * What the text from offset `from` up to the cursor (`prefix`) is the beginning of.
 *
 * - `command`: a statement begins, or a condition, or the right side of an assignment; `keywords` are those that
 *   may begin a statement there.
 * - `argument`: the `index`-th argument (from 0) of `command`; `words` in word style. In method style
 *   the receiver is argument 0. `quote` is the quote the cursor is inside of; `from` is behind it. With
 *   `option`, it is not an argument but the value of the option of that name.
 * - `option`: an option of `command`, beside those that are `given` already, by their names.
 * - `method`: behind `receiver.`.
 * - `keyword`: one of the words and nothing else: `else` behind a block, `within` behind an expectation.
 * - `none`: in a comment, or in a quoted text that is no argument in word style.
 */
export type CursorContext =
  | {
    readonly kind: "command";
    readonly keywords: readonly string[];
    readonly from: number;
    readonly prefix: string;
  }
  | {
    readonly kind: "argument";
    readonly command: string;
    readonly index: number;
    readonly from: number;
    readonly prefix: string;
    readonly words: boolean;
    readonly quote?: string;
    readonly option?: string;
  }
  | {
    readonly kind: "option";
    readonly command: string;
    readonly given: readonly string[];
    readonly from: number;
    readonly prefix: string;
  }
  | { readonly kind: "method"; readonly receiver: string; readonly from: number; readonly prefix: string }
  | { readonly kind: "expression"; readonly from: number; readonly prefix: string }
  | { readonly kind: "expectation"; readonly from: number; readonly prefix: string }
  | {
    readonly kind: "keyword";
    readonly words: readonly string[];
    readonly from: number;
    readonly prefix: string;
  }
  | { readonly kind: "none" };

/** Tells what is expected at the cursor, an offset in the text. What stands behind it does not matter. */
export function cursorContext(text: string, cursor: number, vocabulary: Vocabulary): CursorContext {
  return new CursorReader(text.slice(0, Math.max(0, cursor)), vocabulary).read();
}

/** An open bracket; of a call, with the command (undefined for a function) and the argument reached. */
interface Frame {
  readonly bracket: string;
  readonly call: boolean;
  readonly command: string | undefined;
  index: number;
}

type Argument = Extract<CursorContext, { kind: "argument" }>;

/**
 * How the text is being read: a new statement, a condition, what a name is given, words of a command, an expression,
 * what is expected, or how long something may take. Behind the block of an `if` comes `else`, behind that a block or
 * `if`; behind any other block the statement ends.
 */
type Mode =
  | "statement"
  | "condition"
  | "value"
  | "words"
  | "expression"
  | "expectation"
  | "expected"
  | "duration"
  | "branch"
  | "else"
  | "ended";

/** What a block belongs to; behind the one of an `if` may stand `else`. */
type Header = "if" | "loop" | "other";

const PROMPT = /^(?:>>>|socksh>|\.\.\.>?)(?=[ \t]|$)/;
const STARTS: readonly string[] = ["if", "while", "repeat", "timeout"];
const JUMPS: readonly string[] = ["break", "continue"];
const TIMINGS: readonly string[] = ["within", "after"];
/** Assignments to more names than fit into this are read as expressions. */
const LONGEST_TARGETS = 400;

class CursorReader {
  #at = 0;
  #mode: Mode = "statement";
  /** The blocks that are open, and what the next one would belong to. */
  readonly #blocks: Header[] = [];
  #header: Header = "other";
  /** What an expectation or a time limit is made of is complete: something else may follow. */
  #complete = false;
  /** The times that are asserted already; undefined where the time is no assertion but limits a statement. */
  #timings: string[] | undefined;
  /** The command whose words are read, and the argument reached. */
  #command = "";
  #index = 0;
  /** The options it has, undefined where none can follow, and those that were read. */
  #spellings: Spellings | undefined;
  #given: string[] = [];
  /** The option whose value comes next. */
  #option: string | undefined;
  #frames: Frame[] = [];
  readonly #text: string;

  constructor(text: string, readonly vocabulary: Vocabulary) {
    this.#text = text;
    if (text[0] === "\ufeff") this.#at = 1;
  }

  /** Goes on piece by piece until one piece reaches the cursor, which is the end of the text. */
  read(): CursorContext {
    for (;;) {
      const found = this.#skip();
      if (found !== undefined) return found;
      if (this.#mode === "duration" && this.#complete && this.#frames.length === 0) this.#endDuration();
      if (this.#at >= this.#text.length) return this.#context(this.#at);
      const context = this.#piece();
      if (context !== undefined) return context;
    }
  }

  /** Passes over what separates pieces; a comment that reaches the cursor is an answer. */
  #skip(): CursorContext | undefined {
    const text = this.#text;
    for (;;) {
      const char = text[this.#at];
      if (startsComment(text, this.#at)) {
        this.#at = lineEnd(text, this.#at);
        if (this.#at === text.length) return { kind: "none" };
      } else if (isBlank(char)) this.#at++;
      else if (joinLength(text, this.#at) > 0) this.#at += joinLength(text, this.#at);
      else if (char === "\n" && this.#frames.length > 0) this.#at++;
      else if (char === "\n" || (char === ";" && this.#frames.length === 0)) this.#newStatement();
      else if (char === "{" && this.#frames.length === 0) this.#openBlock();
      else if (char === "}" && this.#frames.length === 0) this.#closeBlock();
      else return undefined;
    }
  }

  #newStatement(): void {
    this.#at++;
    this.#mode = "statement";
    this.#header = "other";
  }

  #openBlock(): void {
    this.#blocks.push(this.#header);
    this.#newStatement();
  }

  #closeBlock(): void {
    const header = this.#blocks.pop();
    this.#newStatement();
    // A brace that closes nothing is a mistake, and what is behind it may be none.
    if (header !== undefined) this.#mode = header === "if" ? "branch" : "ended";
  }

  #piece(): CursorContext | undefined {
    if (this.#frames.length > 0) return this.#expressionPiece();
    switch (this.#mode) {
      case "statement":
      case "condition":
      case "value":
        return this.#start();
      case "words":
        return this.#word();
      case "expectation":
        return this.#expectation();
      case "expected":
        return this.#expectedPiece();
      case "branch":
      case "else":
        return this.#behindBlock();
      case "ended":
        return this.#passOver();
      default:
        return this.#expressionPiece();
    }
  }

  /** The beginning of a statement or a condition, which decides the mode, as in the parser. */
  #start(): CursorContext | undefined {
    const text = this.#text;
    if (this.#mode === "statement") {
      const prompt = PROMPT.exec(text.slice(this.#at, this.#at + 10));
      if (prompt !== null) {
        this.#at += prompt[0].length;
        return undefined;
      }
    }
    const assigned = this.#targetsEnd();
    if (assigned > this.#at) {
      this.#at = assigned;
      this.#mode = "value";
      return undefined;
    }
    const word = this.#run(false);
    const from = this.#at;
    const end = from + word.length;
    const dropped = word.startsWith("socket.") ? "socket.".length : 0;
    if (end === text.length && /^(?:[\p{L}_][\p{L}\p{N}_-]*)?$/u.test(word.slice(dropped))) {
      return this.#context(from + dropped);
    }
    if (this.#mode === "statement" && this.#keyword()) return undefined;
    // Imports do nothing, so nothing in them can be completed.
    if (word === "import" || word === "from") {
      this.#at = lineEnd(text, from);
      return this.#at === text.length ? { kind: "none" } : undefined;
    }
    const command = this.vocabulary.commands.has(word) ? word : word.slice(dropped);
    const entry = this.vocabulary.commands.get(command);
    if (entry !== undefined && text[end] !== "(") {
      this.#at = end;
      this.#command = command;
      this.#index = 0;
      this.#spellings = entry.options;
      this.#given = [];
      this.#option = undefined;
      this.#mode = entry.rest === "expression" ? "expression" : "words";
      return undefined;
    }
    this.#mode = "expression";
    // A name with a hyphen is one name to a call, though a difference to an expression.
    if (entry !== undefined && command.includes("-")) return this.#openCall(end, command, 0);
    return this.#expressionPiece();
  }

  /** Passes over a keyword that begins a statement; false where none does. */
  #keyword(): boolean {
    const text = this.#text;
    const end = identifierEnd(text, this.#at);
    const word = text.slice(this.#at, end);
    if (!KEYWORDS.has(word)) return false;
    this.#at = end;
    switch (word) {
      case "if":
      case "while":
        this.#header = word === "if" ? "if" : "loop";
        this.#mode = "condition";
        break;
      case "repeat":
        this.#header = "loop";
        this.#mode = "expression";
        break;
      case "timeout":
        this.#beginDuration(undefined);
        break;
      case "else":
        this.#mode = "else";
        break;
      default:
        this.#mode = "ended";
    }
    return true;
  }

  /** Behind the block of an `if`, and behind `else`. */
  #behindBlock(): CursorContext | undefined {
    const text = this.#text;
    const from = this.#at;
    const end = identifierEnd(text, from);
    if (end === text.length) return this.#context(from);
    const word = text.slice(from, end);
    if (this.#mode === "branch" && word === "else") this.#mode = "else";
    else if (this.#mode === "else" && word === "if") {
      this.#mode = "condition";
      this.#header = "if";
    } else this.#mode = "ended";
    this.#at = end;
    return undefined;
  }

  /** One piece of what cannot stand where it stands. */
  #passOver(): CursorContext | undefined {
    const text = this.#text;
    const quote = quoteExtent(text, this.#at);
    const end = quote === undefined ? identifierEnd(text, this.#at) : quote.end ?? text.length;
    this.#at = Math.max(end, this.#at + 1);
    return this.#at >= text.length ? { kind: "none" } : undefined;
  }

  /** A time comes next. */
  #beginDuration(timings: string[] | undefined): void {
    this.#mode = "duration";
    this.#timings = timings;
    this.#complete = false;
  }

  /** Behind the time comes a statement, or another time that is asserted. */
  #endDuration(): void {
    this.#mode = this.#timings === undefined ? "statement" : "expected";
  }

  /** The offset behind `NAME {, NAME} =`, or where it is looked for if it is not there. */
  #targetsEnd(): number {
    const text = this.#text;
    const limit = Math.min(text.length, this.#at + LONGEST_TARGETS);
    const parenthesised = text[this.#at] === "(";
    const space = (at: number) => {
      while (at < limit && (isBlank(text[at]) || (parenthesised && text[at] === "\n"))) at++;
      return at;
    };
    let at = this.#at + (parenthesised ? 1 : 0);
    let names = 0;
    for (let more = true; more;) {
      at = space(at);
      const end = identifierEnd(text, at);
      if (end === at) break;
      names++;
      at = space(end);
      more = text[at] === ",";
      if (more) at++;
    }
    if (parenthesised && text[at] !== ")") return this.#at;
    if (parenthesised) at++;
    while (isBlank(text[at])) at++;
    const assigns = text[at] === "=" && text[at + 1] !== "=" && text[at + 1] !== ">";
    return names > 0 && assigns && at < limit ? at + 1 : this.#at;
  }

  /** One argument in word style. */
  #word(): CursorContext | undefined {
    const text = this.#text;
    const from = this.#at;
    const quote = quoteExtent(text, from);
    if (quote !== undefined) {
      this.#at = quote.end ?? text.length;
      if (quote.end !== undefined) return this.#passed();
      return this.#ofWords(quote.inside, text[quote.inside - 1]);
    }
    if (text[from] === "(") {
      // `bind (srv, …`: the parenthesis holds the arguments of the call.
      const spread = this.#index === 0 && this.#option === undefined;
      this.#passed();
      return this.#push("(", spread, spread ? this.#command : undefined, 0);
    }
    if (text[from] === ")") {
      this.#at++;
      return undefined;
    }
    const word = this.#run(true);
    if (this.#spellings !== undefined && this.#option === undefined && word.startsWith("-")) {
      return this.#optionWord(word, this.#spellings);
    }
    this.#at += word.length;
    if (this.#at === text.length) return this.#ofWords(from);
    if (word === "=>") this.#beginExpectation();
    else this.#passed();
    return undefined;
  }

  /** A word that begins with `-` where options may stand; behind its `=` the value comes next. */
  #optionWord(word: string, spellings: Spellings): CursorContext | undefined {
    const from = this.#at;
    const name = word.split("=", 1)[0]!;
    this.#at += name.length;
    if (this.#at === this.#text.length) {
      return { kind: "option", command: this.#command, given: this.#given, from, prefix: name };
    }
    const known = spellings.get(name);
    if (known !== undefined) this.#given.push(known.name);
    if (name === "--") this.#spellings = undefined;
    const joined = name !== word;
    if (joined) this.#at++;
    if (known?.takesValue || joined) this.#option = known?.name ?? "";
    return undefined;
  }

  /** An argument, or the value of an option, came to its end. */
  #passed(): undefined {
    if (this.#option === undefined) this.#index++;
    this.#option = undefined;
  }

  /** What is written at the cursor in word style: an argument, or the value of an option. */
  #ofWords(from: number, quote?: string): CursorContext {
    const context = this.#argument(this.#command, this.#index, from, true, quote);
    return this.#option === undefined ? context : { ...context, option: this.#option };
  }

  #beginExpectation(): void {
    this.#mode = "expectation";
    this.#timings = [];
    this.#complete = false;
  }

  /** What stands directly behind `=>`; behind that it is an expression like any other, and a time. */
  #expectation(): CursorContext | undefined {
    const from = this.#at;
    const end = identifierEnd(this.#text, from);
    if (end === this.#text.length) return this.#context(from);
    this.#mode = "expected";
    return this.#expressionPiece();
  }

  /** A piece of what is expected, or behind it `within` or `after`. */
  #expectedPiece(): CursorContext | undefined {
    const text = this.#text;
    const from = this.#at;
    const end = identifierEnd(text, from);
    if (!this.#complete || end === from) return this.#expressionPiece();
    if (end === text.length) return this.#context(from);
    const word = text.slice(from, end);
    if (!TIMINGS.includes(word)) return this.#expressionPiece();
    this.#at = end;
    this.#beginDuration([...this.#timings ?? [], word]);
    return undefined;
  }

  /** One token of an expression. */
  #expressionPiece(): CursorContext | undefined {
    const text = this.#text;
    const from = this.#at;
    const quote = quoteExtent(text, from);
    if (quote !== undefined) {
      this.#at = quote.end ?? text.length;
      this.#complete = true;
      return quote.end === undefined ? { kind: "none" } : undefined;
    }
    const end = this.#nameEnd(from);
    if (end > from) {
      this.#complete = !/^(?:and|or|not)$/.test(text.slice(from, end));
      return this.#name(from, end);
    }

    const char = text[from]!;
    if (char === "(" || char === "[") return this.#push(char, false, undefined, 0);
    this.#at++;
    if (char === "." && this.#at === text.length) return this.#afterPoint(from);
    if (char === ")" || char === "]") this.#frames.pop();
    this.#complete = !"+-*%|<>=!~,.:/".includes(char);
    const frame = this.#frames.at(-1);
    if (char === "," && frame !== undefined) frame.index++;
    if (char === "=" && text[from + 1] === ">" && frame === undefined) {
      this.#at++;
      this.#beginExpectation();
    }
    return undefined;
  }

  /** Nothing yet behind a point: a method, or what the module name `socket.` is put before. */
  #afterPoint(point: number): CursorContext {
    const receiver = this.#receiver(point);
    const from = point + 1;
    return receiver === "socket" ? this.#context(from) : { kind: "method", receiver, from, prefix: "" };
  }

  /** A name or number, with `$` in front: `$na`. */
  #nameEnd(from: number): number {
    const text = this.#text;
    if (startsNumber(text, from)) {
      let end = from;
      while (/[\w.]/.test(text[end] ?? "")) end++;
      return end;
    }
    const sign = text[from] !== "$" ? 0 : text[from + 1] === "{" ? 2 : 1;
    const end = identifierEnd(text, from + sign);
    // The brace belongs to `${name}` and closes no block.
    return sign === 2 && text[end] === "}" ? end + 1 : end;
  }

  /** A name in an expression: of a call, behind a point, or by itself. */
  #name(from: number, end: number): CursorContext | undefined {
    const text = this.#text;
    const name = text.slice(from, end);
    const receiver = text[from - 1] === "." ? this.#receiver(from - 1) : undefined;
    const method = receiver !== undefined && receiver !== "socket";
    this.#at = end;
    if (end === text.length) {
      return method ? { kind: "method", receiver, from, prefix: name } : this.#context(from);
    }
    const open = this.#skipBlanks(end);
    if (text[open] === "(") return this.#openCall(open, name, method ? 1 : 0);
    return undefined;
  }

  #skipBlanks(at: number): number {
    while (isBlank(this.#text[at])) at++;
    return at;
  }

  /** The name before the point at `point`; an empty text when something longer stands there. */
  #receiver(point: number): string {
    const text = this.#text;
    let start = point;
    while (start > 0 && /[\p{L}\p{N}_]/u.test(text[start - 1]!)) start--;
    return text.slice(start, point);
  }

  /** Enters the parentheses of a call. Of a function, nothing is known about its arguments. */
  #openCall(paren: number, name: string, index: number): undefined {
    this.#at = paren;
    const command = this.vocabulary.commands.has(name) ? name : undefined;
    return this.#push("(", true, command, index);
  }

  #push(bracket: string, call: boolean, command: string | undefined, index: number): undefined {
    this.#frames.push({ bracket, call, command, index });
    this.#at++;
  }

  /** The letters up to the next blank or one of `; ( ) { }`; braces of `${name}` belong to an argument. */
  #run(insertions: boolean): string {
    const text = this.#text;
    let end = this.#at;
    while (end < text.length && (!endsWord(text[end]) || (insertions && this.#isInsertion(end)))) end++;
    return text.slice(this.#at, end);
  }

  #isInsertion(at: number): boolean {
    const text = this.#text;
    if (text[at] === "{") return text[at - 1] === "$";
    return text[at] === "}" && /\$\{\w*$/.test(text.slice(Math.max(this.#at, at - 80), at));
  }

  /** The context of a piece that begins at `from` and reaches the cursor. */
  #context(from: number): CursorContext {
    const prefix = this.#text.slice(from);
    // The innermost call counts; a tuple inside it still belongs to the same argument.
    const call = this.#frames.findLast((frame) => frame.call);
    if (call !== undefined) {
      return call.command === undefined
        ? { kind: "expression", from, prefix }
        : this.#argument(call.command, call.index, from, false);
    }
    if (this.#frames.length > 0) return { kind: "expression", from, prefix };
    const keyword = (words: readonly string[]): CursorContext => ({ kind: "keyword", words, from, prefix });
    switch (this.#mode) {
      case "statement": {
        const keywords = this.#blocks.includes("loop") ? [...STARTS, ...JUMPS] : STARTS;
        return { kind: "command", keywords, from, prefix };
      }
      case "condition":
      case "value":
        return { kind: "command", keywords: [], from, prefix };
      case "words":
        return this.#ofWords(from);
      case "expression":
      case "duration":
        return { kind: "expression", from, prefix };
      case "expectation":
        return { kind: "expectation", from, prefix };
      case "expected":
        return this.#complete
          ? keyword(TIMINGS.filter((word) => !this.#timings?.includes(word)))
          : { kind: "expression", from, prefix };
      case "branch":
        return keyword(["else"]);
      case "else":
        return keyword(["if"]);
      case "ended":
        return { kind: "none" };
    }
  }

  #argument(command: string, index: number, from: number, words: boolean, quote?: string): Argument {
    const prefix = this.#text.slice(from);
    const context = { kind: "argument", command, index, from, prefix, words } as const;
    return quote === undefined ? context : { ...context, quote };
  }
}
