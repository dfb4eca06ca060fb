// cursor: what is expected where the cursor stands?
//
// For completion: reads the text up to the cursor, however unfinished or wrong, and says whether a
// command, an argument, a method, an expression or an expectation goes on there. It never throws,
// and it must not know what candidates there are.

import type { Spellings, Vocabulary } from "./names.ts";
import { startsNumber } from "./numbers.ts";
import { quoteExtent } from "./quotes.ts";
import { endsWord, identifierEnd, isBlank, joinLength, lineEnd, startsComment } from "./scanner.ts";

/**
 * What the text from offset `from` up to the cursor (`prefix`) is the beginning of.
 *
 * - `command`: a statement begins, or the right side of an assignment.
 * - `argument`: the `index`-th argument (from 0) of `command`; `words` in word style. In method style
 *   the receiver is argument 0. `quote` is the quote the cursor is inside of; `from` is behind it. With
 *   `option`, it is not an argument but the value of the option of that name.
 * - `option`: an option of `command`, beside those that are `given` already, by their names.
 * - `method`: behind `receiver.`.
 * - `none`: in a comment, or in a quoted text that is no argument in word style.
 */
export type CursorContext =
  | { readonly kind: "command"; readonly from: number; readonly prefix: string }
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

/** How the text is being read: a new statement, words of a command, an expression, an expectation. */
type Mode = "start" | "words" | "expression" | "expectation";

const PROMPT = /^(?:>>>|socksh>)(?=[ \t]|$)/;
const TARGETS =
  /^\(?\s*[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*\s*(?:,\s*[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*\s*)*,?\s*\)?\s*=(?![=>])/;
/** Assignments to more names than fit into this are read as expressions. */
const LONGEST_TARGETS = 400;

class CursorReader {
  #at = 0;
  #mode: Mode = "start";
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
      const found = this.#skip() ?? (this.#at >= this.#text.length ? this.#context(this.#at) : this.#piece());
      if (found !== undefined) return found;
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
      else if ((char === "{" || char === "}") && this.#frames.length === 0) this.#newStatement();
      else return undefined;
    }
  }

  #newStatement(): void {
    this.#at++;
    this.#mode = "start";
  }

  #piece(): CursorContext | undefined {
    if (this.#frames.length > 0) return this.#expressionPiece();
    if (this.#mode === "start") return this.#start();
    if (this.#mode === "words") return this.#word();
    if (this.#mode === "expectation") return this.#expectation();
    return this.#expressionPiece();
  }

  /** The beginning of a statement, which decides the mode, as in the parser. */
  #start(): CursorContext | undefined {
    const rest = this.#text.slice(this.#at, this.#at + LONGEST_TARGETS);
    const passed = PROMPT.exec(rest) ?? TARGETS.exec(rest);
    if (passed !== null) {
      this.#at += passed[0].length;
      return undefined;
    }
    const word = this.#run(false);
    const from = this.#at;
    const end = from + word.length;
    const dropped = word.startsWith("socket.") ? "socket.".length : 0;
    if (end === this.#text.length && /^(?:[\p{L}_][\p{L}\p{N}_-]*)?$/u.test(word.slice(dropped))) {
      return this.#context(from + dropped);
    }
    // Imports do nothing, so nothing in them can be completed.
    if (word === "import" || word === "from") {
      this.#at = lineEnd(this.#text, from);
      return this.#at === this.#text.length ? { kind: "none" } : undefined;
    }
    const command = this.vocabulary.commands.has(word) ? word : word.slice(dropped);
    const entry = this.vocabulary.commands.get(command);
    if (entry !== undefined && this.#text[end] !== "(") {
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
    if (word === "=>") this.#mode = "expectation";
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

  /** What stands directly behind `=>`; behind that it is an expression like any other. */
  #expectation(): CursorContext | undefined {
    const from = this.#at;
    const end = identifierEnd(this.#text, from);
    if (end === this.#text.length) return this.#context(from);
    this.#mode = "expression";
    return this.#expressionPiece();
  }

  /** One token of an expression. */
  #expressionPiece(): CursorContext | undefined {
    const text = this.#text;
    const from = this.#at;
    const quote = quoteExtent(text, from);
    if (quote !== undefined) {
      this.#at = quote.end ?? text.length;
      return quote.end === undefined ? { kind: "none" } : undefined;
    }
    const end = this.#nameEnd(from);
    if (end > from) return this.#name(from, end);

    const char = text[from]!;
    if (char === "(" || char === "[") return this.#push(char, false, undefined, 0);
    this.#at++;
    if (char === "." && this.#at === text.length) return this.#afterPoint(from);
    if (char === ")" || char === "]") this.#frames.pop();
    const frame = this.#frames.at(-1);
    if (char === "," && frame !== undefined) frame.index++;
    if (char === "=" && text[from + 1] === ">" && frame === undefined) {
      this.#at++;
      this.#mode = "expectation";
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
    return identifierEnd(text, from + sign);
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
    switch (this.#mode) {
      case "start":
        return { kind: "command", from, prefix };
      case "words":
        return this.#ofWords(from);
      case "expression":
        return { kind: "expression", from, prefix };
      case "expectation":
        return { kind: "expectation", from, prefix };
    }
  }

  #argument(command: string, index: number, from: number, words: boolean, quote?: string): Argument {
    const prefix = this.#text.slice(from);
    const context = { kind: "argument", command, index, from, prefix, words } as const;
    return quote === undefined ? context : { ...context, quote };
  }
}
