// scanner: where in the text are we, and what may be passed over there?
//
// Blanks, comments, joined lines, identifiers, open brackets and the depth of nesting: the parts
// of reading that every rule of the grammar shares. It must not know what a statement, a word or
// an expression is. Runs are scanned with loops and not with regular expressions, whose
// backtracking stack overflows on a text of many megabytes.

import { type MessageValues, type Span, SyntaxFault } from "../errors.ts";
import { unicode } from "../unicode.ts";

/** Parentheses, brackets, unary operators and insertions may be nested this deep. */
export const NESTING_LIMIT = 200;

/** Words quoted in a message are cut after this many code points. */
const LONGEST_QUOTE = 40;

/** Operators of C and Python that are written otherwise here, or not at all. */
const FOREIGN_OPERATORS: readonly { readonly operator: string; readonly instead: string }[] = [
  { operator: "&&", instead: "and" },
  { operator: "||", instead: "or" },
  { operator: "!", instead: "not" },
  { operator: "is ", instead: "==" },
  { operator: "**", instead: "" },
  { operator: "<<", instead: "" },
  { operator: ">>", instead: "" },
  { operator: "/", instead: "" },
  { operator: "^", instead: "" },
  { operator: "?", instead: "" },
  { operator: "in ", instead: "" },
  { operator: "if ", instead: "" },
];

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** A blank separates words. A carriage return counts, and the no-break space pasted from a web page. */
export function isBlank(char: string | undefined): boolean {
  return char === " " || char === "\t" || char === "\r" || char === "\u00a0" || char === "\f" ||
    char === "\v";
}

/** Whether the character ends a bare word: a blank, a newline, the end, or one of `; ( ) { }`. */
export function endsWord(char: string | undefined): boolean {
  return char === undefined || char === "\n" || isBlank(char) || ";(){}".includes(char);
}

/** The offset behind the identifier at `at`; `at` itself when there is none. */
export function identifierEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    const letter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
    const digit = code >= 48 && code <= 57;
    if (letter || (digit && end > at)) {
      end++;
    } else if (code >= 128) {
      // Letters of every script are letters: `endereço` is a name as good as any.
      const char = String.fromCodePoint(text.codePointAt(end)!);
      if (!continuesName(char, end === at)) break;
      end += char.length;
    } else break;
  }
  return end;
}

const invisible = unicode(String.raw`\p{Default_Ignorable_Code_Point}`);
const letter = unicode(String.raw`^\p{L}$`);
const letterNumberOrMark = unicode(String.raw`^[\p{L}\p{N}\p{M}]$`);

/** A letter, or behind the first one also a number or a mark, of any script. */
function continuesName(char: string, first: boolean): boolean {
  return !invisible().test(char) && (first ? letter() : letterNumberOrMark()).test(char);
}

/**
 * Whether a comment starts at `at`: `#` or `//`, but only at the beginning, after a blank or after
 * `; ( ) { } ,`. Elsewhere they are letters, as in `http://h/x`.
 */
export function startsComment(text: string, at: number): boolean {
  if (text[at] !== "#" && !(text[at] === "/" && text[at + 1] === "/")) return false;
  const before = text[at - 1];
  return before === undefined || before === "\n" || before === "\ufeff" || isBlank(before) ||
    ";(){},".includes(before);
}

/** The offset of the newline that ends the line at `at`, or the end of the text. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** How many characters a `\` at the end of a line covers with its newline; 0 when there is none at `at`. */
export function joinLength(text: string, at: number): number {
  if (text[at] !== "\\") return 0;
  if (text[at + 1] === "\n") return 2;
  return text[at + 1] === "\r" && text[at + 2] === "\n" ? 3 : 0;
}

/** Whether the `\` at `at` joins lines, be the next line there or still to come. */
export function startsJoin(text: string, at: number): boolean {
  if (text[at] !== "\\") return false;
  const rest = text.length - at;
  return joinLength(text, at) > 0 || rest === 1 || (rest === 2 && text[at + 1] === "\r");
}

/** A position in a text, with the brackets that are open there. */
export class Scanner {
  /** The offset of the next character to read. */
  at = 0;
  readonly #open: { readonly bracket: string; readonly at: number }[] = [];
  #depth = 0;

  constructor(readonly text: string) {
    // A byte order mark at the start belongs to no statement.
    if (text[0] === "\ufeff") this.at = 1;
  }

  /** The next character, undefined at the end of the text. */
  get char(): string | undefined {
    return this.text[this.at];
  }

  /** Whether a bracket is open. */
  get nested(): boolean {
    return this.#open.length > 0;
  }

  /** Whether the text goes on with exactly these characters. */
  sees(characters: string): boolean {
    return this.text.startsWith(characters, this.at);
  }

  /** Passes over these characters if they come next. */
  take(characters: string): boolean {
    if (!this.sees(characters)) return false;
    this.at += characters.length;
    return true;
  }

  /** Passes over the identifier that comes next; an empty text when there is none. */
  identifier(): string {
    const start = this.at;
    this.at = identifierEnd(this.text, start);
    return this.text.slice(start, this.at);
  }

  /** Passes over blanks, joined lines and a comment; inside brackets over newlines too. */
  skipBlanks(): void {
    for (;;) {
      const char = this.char;
      if (isBlank(char) || (char === "\n" && this.#open.length > 0)) this.at++;
      else if (char === "\\") {
        if (!startsJoin(this.text, this.at)) return;
        const join = joinLength(this.text, this.at);
        // With nothing behind it, it asks for a next line that is not there yet.
        if (join === 0) throw this.fault("syntax.dangling-join", this.spanOf(this.at, 1), {}, true);
        this.at += join;
      } else if (startsComment(this.text, this.at)) this.at = lineEnd(this.text, this.at);
      else return;
    }
  }

  /** Passes over an opening bracket. Up to its closing one, newlines are blanks. */
  open(bracket: "(" | "[" | "{"): void {
    this.#open.push({ bracket, at: this.at });
    this.deeper(this.spanOf(this.at, 1));
    this.at++;
  }

  /** Passes over the closing bracket of the innermost open one, if it comes next. */
  close(): boolean {
    const open = this.#open.at(-1);
    this.skipBlanks();
    if (open === undefined || this.char !== CLOSING[open.bracket]) return false;
    this.#open.pop();
    this.#depth--;
    this.at++;
    return true;
  }

  /** One level deeper: a bracket, a unary operator, an insertion. Each is left by `shallower` or `close`. */
  deeper(span: Span): void {
    if (++this.#depth > NESTING_LIMIT) throw this.fault("syntax.too-deep", span, { limit: NESTING_LIMIT });
  }

  /** Leaves a level entered by `deeper`. */
  shallower(): void {
    this.#depth--;
  }

  /** A span of `length` characters, kept within the text. */
  spanOf(start: number, length: number): Span {
    return { start, end: Math.min(this.text.length, start + length) };
  }

  /** A fault at a span. */
  fault(key: string, span: Span, values: MessageValues = {}, incomplete = false): SyntaxFault {
    return new SyntaxFault(key, span, values, incomplete);
  }

  /** What comes next, as a message quotes it: a name, a number, or one character. */
  token(): { text: string; span: Span } {
    const start = this.at;
    let end = identifierEnd(this.text, start);
    while (end < this.text.length && /[\w.]/.test(this.text[end]!) && /[\w]/.test(this.text[start]!)) end++;
    if (end === start && start < this.text.length) {
      end += this.text.codePointAt(start)! > 0xffff ? 2 : 1;
    }
    return { text: clip(this.text.slice(start, end)), span: { start, end } };
  }

  /**
   * The fault of a place where something else was wanted. At the end of the text with a bracket
   * open the bracket is what is wrong, and more text could still close it.
   */
  unexpected(wanted: "value" | "end"): SyntaxFault {
    this.skipBlanks();
    const open = this.#open.at(-1);
    const { text: found, span } = this.token();
    if (open !== undefined && this.char === undefined) {
      return this.fault("syntax.unclosed-bracket", this.spanOf(open.at, 1), { bracket: open.bracket }, true);
    }
    const foreign = FOREIGN_OPERATORS.find(({ operator }) => this.sees(operator));
    if (foreign !== undefined && (wanted === "end" || foreign.operator === "!")) {
      const { operator, instead } = foreign;
      const place = this.spanOf(this.at, operator.trimEnd().length);
      return instead === ""
        ? this.fault("syntax.no-operator", place, { operator: operator.trimEnd() })
        : this.fault("syntax.other-operator", place, { operator: operator.trimEnd(), instead });
    }
    if (wanted === "value") {
      const missing = found === "" || found === "\n" || found === ";";
      const here = found === "\n" ? this.spanOf(span.start, 0) : span;
      return missing
        ? this.fault("syntax.value-missing", here)
        : this.fault("syntax.value-expected", span, { found });
    }
    return open === undefined
      ? this.fault("syntax.unexpected", span, { found })
      : this.fault("syntax.close-expected", span, { bracket: CLOSING[open.bracket]!, found });
  }
}

/** A text short enough for a message. */
export function clip(text: string): string {
  const head = [...text.slice(0, 2 * LONGEST_QUOTE + 2)];
  return head.length <= LONGEST_QUOTE ? text : head.slice(0, LONGEST_QUOTE).join("") + "…";
}

/** Whether a `&` comes next as the last token of the statement. */
export function atJobMark(scanner: Scanner): boolean {
  if (scanner.char !== "&") return false;
  const start = scanner.at++;
  scanner.skipBlanks();
  const { char } = scanner;
  const last = char === undefined || "\n;}".includes(char) || scanner.sees("=>");
  scanner.at = start;
  return last;
}
