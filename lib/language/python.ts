// python: is this line the header of a Python block, and how is that block written here?
//
// Handouts are pasted, and a pasted `while True:` deserves one message that shows the brace form of
// that very line instead of a complaint about a colon. It must not know anything else of Python.

import { unicode } from "../unicode.ts";
import { quoteExtent } from "./quotes.ts";
import { identifierEnd, isBlank, startsComment } from "./scanner.ts";

/** A Python block header: its text up to the colon, and the same block in braces. */
export interface BlockHeader {
  readonly header: string;
  readonly braces: string;
  /** The offset behind the colon. */
  readonly end: number;
}

/** The brace form of each header word, given what stands between the word and the colon. */
const FORMS: Readonly<Record<string, (rest: string) => string>> = {
  while: (condition) => `while ${condition} { … }`,
  if: (condition) => `if ${condition} { … } else { … }`,
  elif: (condition) => `} else if ${condition} { … }`,
  else: () => "} else { … }",
  with: withForm,
  for: (rest) => `repeat ${/\bin\s+range\s*\(\s*([^,()]+)\)$/.exec(rest)?.[1]?.trim() ?? "N"} { … }`,
  try: () => "{ … }",
  except: () => "{ … }",
  finally: () => "{ … }",
  def: () => "{ … }",
  class: () => "{ … }",
};

/** `with EXPR as s:` opens at the beginning of the block and closes at its end. */
function withForm(rest: string): string {
  const named = /^(.*\S)\s+as\s+(\S+)$/.exec(rest);
  if (named !== null) return `{ ${named[2]} = ${named[1]}; …; close ${named[2]} }`;
  return identifierEnd(rest, 0) === rest.length ? `{ …; close ${rest} }` : `{ s = ${rest}; …; close s }`;
}

/** Headers longer than this are not quoted in a message, nor is their brace form. */
const LONGEST_HEADER = 200;

/** The Python block header that starts at `at`, where the word that begins there is `word`. */
export function blockHeader(text: string, at: number, word: string): BlockHeader | undefined {
  const form = Object.hasOwn(FORMS, word) ? FORMS[word]! : undefined;
  const colon = form === undefined ? undefined : blockColon(text, at + word.length);
  if (form === undefined || colon === undefined) return undefined;
  const line = text.slice(at, colon).trim().replace(/\s+/g, " ");
  const short = line.length > LONGEST_HEADER ? `${word} …` : line;
  return { header: `${short}:`, braces: form(short.slice(word.length).trim()), end: colon + 1 };
}

const inWord = unicode(String.raw`[\p{L}\p{N}_]`);

/** The colon that ends the header: outside brackets and quotes, with nothing glued behind it. */
function blockColon(text: string, from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at]!;
    // Inside a word a quote is a letter.
    const quote = at > from && inWord().test(text[at - 1]!) ? undefined : quoteExtent(text, at);
    if (quote !== undefined) {
      if (quote.end === undefined) return undefined;
      at = quote.end - 1;
    } else if (char === "(" || char === "[") depth++;
    else if (char === ")" || char === "]") depth--;
    // A bracket may be a letter, and never be closed: what is a block here is none of Python's.
    else if (char === "{") return undefined;
    else if (depth <= 0) {
      const next = text[at + 1];
      if (char === ":" && (next === undefined || next === "\n" || isBlank(next))) return at;
      if (char === "\n" || char === ";" || startsComment(text, at)) return undefined;
    }
  }
  return undefined;
}
