// quotes: what does a quoted text say?
//
// Prefixes, delimiters, escapes as in Python, bytes, hex and insertions; and the way back, how a
// text is written so that it is read again as it was. It must not know where a quoted text may
// stand: words and expressions ask for one when they see it begin.

import { unicode } from "../unicode.ts";
import type { Expression, Interpolation, Literal } from "./tree.ts";
import { clip, identifierEnd, isBlank, joinLength, type Scanner } from "./scanner.ts";

/** What a terminal would act on instead of showing it. */
const hidden = unicode(String.raw`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]`, "g");

/** How a quoted text opens: what its prefix asks for, and the delimiter that closes it. */
interface Opening {
  readonly start: number;
  /** `hex`, or any of the letters b, f and r, in lower case. */
  readonly prefix: string;
  readonly delimiter: string;
}

const OPENING = /(hex|[bB][rR]?|[fF][rR]?|[rR][bBfF]?)?("""|'''|"|')/y;

/** How the quoted text that starts here opens; undefined when none starts here. */
function opening(text: string, at: number): Opening | undefined {
  OPENING.lastIndex = at;
  const match = OPENING.exec(text);
  if (match === null) return undefined;
  return { start: at, prefix: (match[1] ?? "").toLowerCase(), delimiter: match[2]! };
}

/** Whether a quoted text starts here, prefix included. */
export function startsQuote(text: string, at: number): boolean {
  return opening(text, at) !== undefined;
}

/**
 * Where the quoted text that starts at `at` begins inside its quotes, and the offset behind its closing
 * quote, undefined when it is not closed. Undefined when no quoted text starts there. Never throws.
 */
export function quoteExtent(
  text: string,
  at: number,
): { inside: number; end: number | undefined } | undefined {
  const open = opening(text, at);
  if (open === undefined) return undefined;
  const inside = at + open.prefix.length + open.delimiter.length;
  for (let end = inside; end < text.length; end++) {
    if (text[end] === "\\") end++;
    else if (text.startsWith(open.delimiter, end)) return { inside, end: end + open.delimiter.length };
  }
  return { inside, end: undefined };
}

/** Reads the insertion of an f-text: called behind its `{`, which is open; leaves before its `}`. */
type ReadHole = () => Expression;

/**
 * Reads the quoted text that starts here as a literal, or as an interpolation if it inserts something.
 * Without `inserts`, `${name}` is only letters.
 */
export function readQuoted(scanner: Scanner, readHole: ReadHole, inserts = true): Literal | Interpolation {
  return new QuoteReader(scanner, opening(scanner.text, scanner.at)!, readHole, inserts).read();
}

/**
 * Reads `$name`, `${name}`, `$1` or `${1}`, where a `$` comes next; undefined, without moving, when the
 * `$` is only a letter. Numbers stand for the arguments of the session file.
 */
export function readInsertion(scanner: Scanner, bracesOnly: boolean): Expression | undefined {
  const { text } = scanner;
  const start = scanner.at;
  const braces = text[start + 1] === "{";
  if (bracesOnly && !braces) return undefined;
  const from = start + (braces ? 2 : 1);
  let end = identifierEnd(text, from);
  const number = end === from;
  if (number) { while (end < from + 9 && /[0-9]/.test(text[end] ?? "")) end++; }
  if (end === from || (braces && text[end] !== "}")) return undefined;
  scanner.at = braces ? end + 1 : end;

  const span = { start, end: scanner.at };
  const name = text.slice(from, end);
  if (!number) return { kind: "name", span, name };
  return {
    kind: "index",
    span,
    receiver: { kind: "name", span, name: "argv" },
    index: { kind: "literal", span, value: Number(name), form: "number" },
  };
}

class QuoteReader {
  readonly #parts: (string | Expression)[] = [];
  #text = "";
  #bytes: number[] = [];
  readonly #raw: boolean;
  readonly #isBytes: boolean;
  readonly #holes: boolean;
  readonly #dollars: boolean;

  constructor(
    readonly scanner: Scanner,
    readonly open: Opening,
    readonly readHole: ReadHole,
    inserts: boolean,
  ) {
    const { prefix, delimiter } = open;
    this.#raw = prefix.includes("r");
    this.#isBytes = prefix.includes("b");
    this.#holes = prefix.includes("f");
    // Only "…" inserts; '…' is the text as it stands.
    this.#dollars = inserts && prefix === "" && delimiter[0] === '"';
  }

  read(): Literal | Interpolation {
    const { scanner, open } = this;
    scanner.at += open.prefix.length + open.delimiter.length;
    if (open.prefix === "hex") return this.#hex();
    while (!scanner.take(open.delimiter)) this.#piece();

    const span = { start: open.start, end: scanner.at };
    if (this.#isBytes) {
      return { kind: "literal", span, value: Uint8Array.from(this.#bytes), form: "bytes" };
    }
    if (this.#parts.length === 0) return { kind: "literal", span, value: this.#text, form: "text" };
    this.#endText();
    return { kind: "interpolation", span, form: "text", parts: this.#parts };
  }

  /** One piece of the content: an escape, an insertion, or a run of ordinary characters. */
  #piece(): void {
    const { scanner } = this;
    const char = scanner.char;
    if (char === undefined) throw this.#unclosed();
    if (char === "\\") return this.#raw ? this.#rawBackslash() : this.#escape();
    if (char === "$" && this.#dollars) {
      const inserted = readInsertion(scanner, true);
      if (inserted !== undefined) return this.#insert(inserted);
    }
    if (this.#holes && (char === "{" || char === "}")) return this.#brace(char);
    const start = scanner.at++;
    while (!this.#isSpecial(scanner.char)) scanner.at++;
    this.#add(scanner.text.slice(start, scanner.at));
  }

  #isSpecial(char: string | undefined): boolean {
    return char === undefined || char === this.open.delimiter[0] || char === "\\" || char === "$" ||
      char === "{" || char === "}";
  }

  #add(text: string): void {
    if (!this.#isBytes) this.#text += text;
    else for (const byte of new TextEncoder().encode(text)) this.#bytes.push(byte);
  }

  #insert(inserted: Expression): void {
    this.#endText();
    this.#parts.push(inserted);
  }

  #endText(): void {
    if (this.#text !== "") this.#parts.push(this.#text);
    this.#text = "";
  }

  /** `{expr}` of an f-text. `!r` and `!s` are accepted and change nothing; a format has no meaning here. */
  #brace(char: string): void {
    const { scanner } = this;
    if (scanner.take(char + char)) return this.#add(char);
    if (char === "}") throw scanner.unexpected("end");
    scanner.open("{");
    const hole = this.readHole();
    scanner.skipBlanks();
    if (scanner.char === "!" && /[rsa]/.test(scanner.text[scanner.at + 1] ?? "")) scanner.at += 2;
    if (scanner.char === ":") throw scanner.fault("syntax.format", scanner.spanOf(scanner.at, 1));
    if (!scanner.close()) throw scanner.char === undefined ? this.#unclosed() : scanner.unexpected("end");
    this.#insert(hole);
  }

  /** In a raw text a backslash stays, but still keeps the quote behind it from closing the text. */
  #rawBackslash(): void {
    const { scanner } = this;
    const next = String.fromCodePoint(scanner.text.codePointAt(scanner.at + 1) ?? 0x20);
    if (scanner.at + 1 >= scanner.text.length) throw this.#unclosed();
    scanner.at += 1 + next.length;
    this.#add("\\" + next);
  }

  /** An escape as in Python; an unknown one stays as it is written. */
  #escape(): void {
    const { scanner } = this;
    const join = joinLength(scanner.text, scanner.at);
    if (join > 0) {
      scanner.at += join;
      return;
    }
    const letter = scanner.text[scanner.at + 1];
    if (letter === undefined) throw this.#unclosed();
    const simple = SIMPLE_ESCAPES[letter];
    if (simple !== undefined) {
      scanner.at += 2;
      return this.#add(simple);
    }
    if (letter >= "0" && letter <= "7") return this.#numbered(1, 8, 1, 3);
    if (letter === "x") return this.#numbered(2, 16, 2, 2);
    if (letter === "u" && !this.#isBytes) return this.#numbered(2, 16, 4, 4);
    if (letter === "U" && !this.#isBytes) return this.#numbered(2, 16, 8, 8);
    scanner.at++;
    this.#add("\\");
  }

  /** `\ooo`, `\xhh`, `\uXXXX`, `\UXXXXXXXX`: `skip` characters, then digits of a radix. */
  #numbered(skip: number, radix: 8 | 16, fewest: number, most: number): void {
    const { scanner } = this;
    const start = scanner.at;
    const code = this.#digits(skip, radix, fewest, most);
    if (this.#isBytes) {
      this.#bytes.push(code & 0xff);
      return;
    }
    if (code < 0xd800 || code > 0xdfff) return this.#add(String.fromCodePoint(code));
    // Half a surrogate pair is no character; JSON and JavaScript write both halves one after the other.
    const low = code <= 0xdbff && scanner.sees("\\u") ? this.#digits(2, 16, 4, 4) : 0;
    if (low < 0xdc00 || low > 0xdfff) throw this.#badEscape(start);
    this.#add(String.fromCharCode(code, low));
  }

  #digits(skip: number, radix: 8 | 16, fewest: number, most: number): number {
    const { scanner } = this;
    const start = scanner.at;
    const from = start + skip;
    const digit = radix === 8 ? /[0-7]/ : /[0-9a-fA-F]/;
    let end = from;
    while (end < from + most && digit.test(scanner.text[end] ?? "")) end++;
    scanner.at = end;
    const code = parseInt(scanner.text.slice(from, end), radix);
    if (end - from < fewest || code > 0x10ffff) throw this.#badEscape(start);
    return code;
  }

  #badEscape(start: number): Error {
    const { scanner } = this;
    const span = { start, end: Math.max(scanner.at, start + 1) };
    return scanner.fault("syntax.escape", span, { escape: scanner.text.slice(span.start, span.end) });
  }

  /** `hex"de ad"`: pairs of hexadecimal digits, with blanks between pairs. */
  #hex(): Literal {
    const { scanner, open } = this;
    const { text } = scanner;
    const bytes: number[] = [];
    while (!scanner.take(open.delimiter)) {
      const char = scanner.char;
      if (char === undefined) throw this.#unclosed();
      if (isBlank(char) || char === "\n") scanner.at++;
      else {
        const pair = text.slice(scanner.at, scanner.at + 2);
        if (!/^[0-9a-fA-F]{2}$/.test(pair)) {
          // A closing quote that was forgotten is what is wrong, but adding it would not make digits of this.
          if (quoteExtent(text, open.start)?.end === undefined) throw this.#unclosed(false);
          const { text: found, span } = scanner.token();
          throw scanner.fault("syntax.hex", span, { found });
        }
        bytes.push(parseInt(pair, 16));
        scanner.at += 2;
      }
    }
    const span = { start: open.start, end: scanner.at };
    return { kind: "literal", span, value: Uint8Array.from(bytes), form: "bytes" };
  }

  #unclosed(incomplete = true): Error {
    const { scanner, open } = this;
    const span = scanner.spanOf(open.start, open.prefix.length + open.delimiter.length);
    return scanner.fault("syntax.unclosed-quote", span, { quote: clip(open.delimiter) }, incomplete);
  }
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Characters a word may have anywhere without meaning anything but themselves: letters with accents are letters. */
const PLAIN = /^[\w\u00c0-\u024f.,:/@%+=\[\]~^*?!<>|-]+$/;
/** Words that mean more than their letters: a comment, an expectation, an assignment, a pipe, a constant. */
const MEANS_MORE = /^(?:\/\/|=|,|\||socket\.)|\|socket\./;
/**
 * Writes a text as an argument in word style, so that the parser reads that same text back as one
 * argument: bare where that is safe, so that an option stays an option, else in quotes that insert nothing.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(quoteWord("127.0.0.1:80"), "127.0.0.1:80");
 * assertEquals(quoteWord("conexão"), "conexão");
 * assertEquals(quoteWord("a b"), "'a b'");
 * ```
 */
export function quoteWord(text: string): string {
  if (PLAIN.test(text) && !MEANS_MORE.test(text)) return text;
  // What a terminal would act on instead of showing it is written as an escape.
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")
    .replace(hidden(), escapeOf);
  return `'${escaped}'`;
}

function escapeOf(char: string): string {
  const code = char.codePointAt(0)!;
  const short = Object.keys(SIMPLE_ESCAPES).find((letter) => SIMPLE_ESCAPES[letter] === char);
  if (short !== undefined) return `\\${short}`;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code <= 0xffff
    ? `\\u${code.toString(16).padStart(4, "0")}`
    : `\\U${code.toString(16).padStart(8, "0")}`;
}
