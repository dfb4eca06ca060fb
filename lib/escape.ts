// escape: untrusted text as a terminal may show it.
//
// Whatever came over a wire, from a file or from a path could hold sequences that act on the terminal,
// turn the direction of writing or hide letters. Everything that is no letter to look at is written as
// an escape; letters stay letters (olá). Here is also the one place that tells which bytes spell letters.

import { unicode } from "./unicode.ts";

/** Most texts are plain ASCII; the sets of the other expression are only built for those that are not. */
const ASCII = /^[ -~]*$/;

/** The short escapes everybody reads. */
const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Text with every hidden character as \n, \x1b, \u200b or \U000e0001, except those in `keep`.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(escaped("olá\x1b[2J"), "olá\\x1b[2J");
 * ```
 */
export function escaped(text: string, keep = ""): string {
  return ASCII.test(text)
    ? text
    : text.replace(hidden(), (hidden) => keep.includes(hidden) ? hidden : SHORT[hidden] ?? escapeOf(hidden));
}

/** JSON with every hidden character as JSON's own escape: it still means the same. */
export function escapedJson(json: string): string {
  if (ASCII.test(json)) return json;
  return json.replace(hidden(), (character) => {
    const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
  });
}

/** Control, bidirectional, zero-width and other invisible characters; a lone surrogate is no letter either. */
const hidden = unicode(String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`, "g");

// ---- bytes

const digits = "0123456789abcdef";
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** As many bytes of text are made at once. */
const portion = 2 ** 16;
/** No letter has a longer replacement. */
const longestReplacement = 16;

/**
 * Bytes as text, in portions: letters in UTF-8 stay letters, every other byte stands as \xNN. What `replacement`
 * gives for the number of a letter, at most 16 ASCII characters, stands in its place.
 */
export function* spelled(
  bytes: Uint8Array,
  replacement?: (code: number) => string | undefined,
): Generator<string> {
  const room = new Uint8Array(Math.min(portion, bytes.length * 4) + longestReplacement);
  let used = 0;
  for (let at = 0; at < bytes.length;) {
    if (used + longestReplacement > room.length) {
      yield decoder.decode(room.subarray(0, used));
      used = 0;
    }
    const code = letterAt(bytes, at);
    const end = at + utf8Length(code);
    const instead = code < 0 ? byteEscape(bytes[at]!) : replacement?.(code);
    if (instead === undefined) {
      while (at < end) room[used++] = bytes[at++]!;
    } else {
      for (let i = 0; i < instead.length; i++) room[used++] = instead.charCodeAt(i);
      at = end;
    }
  }
  yield decoder.decode(room.subarray(0, used));
}

/** A byte as \xNN. */
export function byteEscape(byte: number): string {
  return `\\x${digits[byte >> 4]}${digits[byte & 0xf]}`;
}

/** The number of the letter whose UTF-8 stands at `at`; -1 when none does (RFC 3629, section 4). */
function letterAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return first;
  const length = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (length === 0 || at + length > bytes.length) return -1;
  let code = first & (0x7f >> length);
  for (let i = at + 1; i < at + length; i++) {
    const next = bytes[i]!;
    if ((next & 0xc0) !== 0x80) return -1;
    code = code << 6 | next & 0x3f;
  }
  // Longer than it has to be, half of a surrogate pair, or beyond the last letter: none of these is UTF-8.
  const isLetter = utf8Length(code) === length && (code & 0x1f_f800) !== 0xd800 && code <= 0x10_ffff;
  return isLetter ? code : -1;
}

/** How many bytes the UTF-8 of a letter has; 1 for what is none. */
function utf8Length(code: number): number {
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
}

// ---- letters

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
}
