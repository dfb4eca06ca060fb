// completeness: may this text, which grows line by line, be whole already, and how does it read as one line?
//
// The parser alone knows; but to ask it behind each line of a long block would take the square of the block's time.
// So each new line is gone through once, for the quotes, parentheses and braces it opens and closes. Where word style
// and expressions read a letter differently, the reader does not decide: it doubts from there on, and the parser is
// asked each time. It must never call a text unfinished that the parser would take; it knows no vocabulary.

import { unicode } from "../unicode.ts";
import { quoteExtent } from "./quotes.ts";
import { identifierEnd, isBlank, startsComment } from "./scanner.ts";

/** A text of so many letters is read each time, so that a mistake is told at its line. */
const shortText = 4096;

/** An entry of more letters is not worth having on one line. */
const longestLine = 1000;

/** `x =` at the start of a statement: behind it stands an expression. */
const assigns = unicode(String.raw`^\s*[\p{L}\p{M}\p{N}_]+[ \t]*=$`);
const insertionHere = unicode(String.raw`\$\{[\p{L}\p{M}\p{N}_]+\}`, "y");
const JOIN = /\\\r?$/y;
/** Prompts pasted with what was typed at them are passed over at the start of a line only. */
const PROMPT = /^(?:>>>|socksh>|\.\.\.>?)(?:\s|$)/;
/** What quotes may hold that is of no consequence where they are letters of a word. */
const HARMLESS = /^[^\s(){};'"#/\\$]*$/;
/** An insertion of an f-text that holds quotes, or is not closed where the text seems to end. */
const DEEP_HOLE = /\{[^}]*(?:['"\\#]|$)/;

/** A quoted text that goes on with the next line; `newline` is how its end of the line is written on one line. */
interface OpenQuote {
  readonly delimiter: string;
  readonly newline: string | undefined;
}

/**
 * A text that grows line by line.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const entry = new GrowingText();
 * entry.add("repeat 2 {  # twice");
 * assertEquals(entry.mayBeWhole, false);
 * entry.add('  print "}"');
 * entry.add("}");
 * assertEquals([entry.mayBeWhole, entry.oneLine], [true, 'repeat 2 { print "}" }']);
 * ```
 */
export class GrowingText {
  readonly #lines: string[] = [];
  #length = 0;
  readonly #open: ("(" | "{")[] = [];
  #quote: OpenQuote | undefined;
  /** The last line ends with a `\` that joins the next one to it. */
  #joins = false;
  #doubt = false;
  /** All lines as one; undefined where that would not mean the same. */
  #flat: string | undefined = "";

  /** The lines so far, without their ends. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** All of it, a newline between two lines. */
  get text(): string {
    return this.#lines.join("\n");
  }

  /** Whether nothing is open; also where that cannot be told. */
  get mayBeWhole(): boolean {
    return this.#doubt || (this.#open.length === 0 && this.#quote === undefined && !this.#joins);
  }

  /** Whether it is worth asking the parser: the text may be whole, or it is short. */
  get isWorthReading(): boolean {
    return this.#length <= shortText || this.mayBeWhole;
  }

  /** A text that is whole, without comments, on one line that means the same; undefined where there is none. */
  get oneLine(): string | undefined {
    const flat = this.#doubt ? undefined : this.#flat;
    return flat === undefined || flat.length > longestLine ? undefined : flat;
  }

  /** The next line, without its end. */
  add(line: string): void {
    this.#lines.push(line);
    this.#length += line.length + 1;
    if (this.#doubt) return;
    const before = { quote: this.#quote, joins: this.#joins, nested: this.#nested };
    this.#joins = false;
    const end = this.#read(line);
    if (this.#flat !== undefined && this.#flat.length <= longestLine) {
      this.#flat = this.#flattened(this.#flat, line.slice(0, end), before);
    }
  }

  /** Whether a parenthesis is the innermost that is open: there are no words in it, and newlines are blanks. */
  get #nested(): boolean {
    return this.#open.at(-1) === "(";
  }

  /** Goes through a line: the offset of its comment, of the `\` that joins it, or of its end. */
  #read(line: string): number {
    let at = this.#quote === undefined ? 0 : quoteEnd(line, this.#quote.delimiter);
    if (at === undefined) return line.length;
    this.#quote = undefined;
    /** Where the statement begins, as far as it is known, and where the last `${name}` ends. */
    let statement = at === 0 ? 0 : undefined;
    let inserted = -1;
    while (at < line.length && !this.#doubt) {
      const char = line[at]!;
      const before = line[at - 1];
      if (startsComment(line, at)) {
        // In `a,#b` and `${x}#b` it may be a letter of a word.
        if (!this.#nested && (before === "," || at === inserted)) this.#doubt = true;
        return at;
      }
      JOIN.lastIndex = at;
      if (JOIN.test(line)) {
        this.#joins = true;
        // A word before it goes on with the next line.
        if (!this.#nested && at > 0 && !isBlank(before)) this.#doubt = true;
        return at;
      }
      const quote = quoteExtent(line, at);
      if (quote !== undefined) {
        const begins = this.#nested || before === undefined || isBlank(before) ||
          (";{}".includes(before) && at !== inserted) ||
          (statement !== undefined && assigns().test(line.slice(statement, at)));
        this.#quoted(line.slice(at, quote.inside), line.slice(quote.inside, quote.end), begins, quote.end);
        at = quote.end ?? line.length;
        continue;
      }
      insertionHere().lastIndex = at;
      const insertion = insertionHere().exec(line)?.[0] ?? "";
      if (insertion !== "") {
        at = inserted = at + insertion.length;
        continue;
      }
      const end = identifierEnd(line, at);
      if (end > at) {
        // What stands behind an import is passed over, quotes and all.
        if (line.slice(at, end) === "import") this.#doubt = true;
        at = end;
        continue;
      }
      this.#bracket(char, before);
      if (";{}".includes(char)) statement = at + 1;
      at++;
    }
    return at;
  }

  /** A quoted text; it `begins` there for certain, or its quotes may be letters of a word. */
  #quoted(opening: string, rest: string, begins: boolean, end: number | undefined): void {
    const [, prefix = "", delimiter = ""] = /^(.*?)("""|'''|"|')$/.exec(opening.toLowerCase()) ?? [];
    const inside = end === undefined ? rest : rest.slice(0, -delimiter.length);
    if (!begins && (end === undefined || !HARMLESS.test(inside))) this.#doubt = true;
    if (prefix.includes("f") && (end === undefined || DEEP_HOLE.test(inside))) this.#doubt = true;
    if (end !== undefined) return;
    // A `\n` is no newline in raw texts, nor in hex.
    const newline = prefix === "hex" || prefix.includes("r") ? undefined : "\\n";
    this.#quote = { delimiter, newline };
  }

  #bracket(char: string, before: string | undefined): void {
    if (char === "(" || char === "{") {
      if (char === "{" && (this.#nested || before === "$")) this.#doubt = true;
      this.#open.push(char);
    } else if (char === ")" || char === "}") {
      if (this.#open.pop() !== (char === ")" ? "(" : "{")) this.#doubt = true;
    }
  }

  /** The line `code` behind those before it; what was open there says how. */
  #flattened(
    flat: string,
    code: string,
    before: { quote: OpenQuote | undefined; joins: boolean; nested: boolean },
  ): string | undefined {
    const goesOn = before.quote !== undefined || before.joins;
    let piece = goesOn ? code : code.trimStart();
    if (this.#quote === undefined) {
      piece = this.#joins ? piece : piece.trimEnd();
      // With nothing behind it, it would join.
      if (piece.endsWith("\\")) return undefined;
      // A `\` alone: the next line would join the one before.
      if (this.#joins && piece.trim() === "") return undefined;
    }
    // A carriage return that is part of a text cannot be on a line.
    if (this.#quote !== undefined && (this.#quote.newline === undefined || piece.includes("\r"))) {
      return undefined;
    }
    if (!goesOn && PROMPT.test(piece)) return undefined;
    // A list may go on with the next line, where a word with a `[` in it does not.
    if (piece.split("[").length !== piece.split("]").length) return undefined;
    if (before.quote !== undefined) {
      // A `\` at the end of a line: it is no part of the text, and neither is the newline.
      const joined = /(?:^|[^\\])(?:\\\\)*\\$/.test(flat);
      if (!joined) return flat + before.quote.newline + piece;
      // Quotes on either side of what joined them would close the text, or be more of its end.
      const [mark = ""] = before.quote.delimiter;
      if (flat.endsWith(`${mark}\\`) && piece.startsWith(mark)) return undefined;
      return flat.slice(0, -1) + piece;
    }
    if (goesOn || piece === "" || flat === "") return flat + piece;
    const inside = before.nested || piece.startsWith("}") || /[{;]$/.test(flat);
    return `${flat}${inside ? " " : "; "}${piece}`;
  }
}

/** The offset behind the closing quote of a text that goes on with this line; undefined when it stays open. */
function quoteEnd(line: string, delimiter: string): number | undefined {
  for (let at = 0; at < line.length; at++) {
    if (line[at] === "\\") at++;
    else if (line.startsWith(delimiter, at)) return at + delimiter.length;
  }
  return undefined;
}
