// escape: untrusted text as a terminal may show it.
//
// Whatever came over a wire, from a file or from a path could hold sequences that act on the terminal,
// turn the direction of writing or hide letters. Everything that is no letter to look at is written as
// an escape; letters stay letters (olá).

/** Most texts are plain ASCII; the sets of the other expression are only built for those that are not. */
const ASCII = /^[ -~]*$/;

/** The short escapes everybody reads. */
const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Text with every hidden character as \n, \x1b, \u200b or \U000e0001, except those in `keep`. */
export function escaped(text: string, keep = ""): string {
  return ASCII.test(text)
    ? text
    : text.replace(hidden(), (hidden) => keep.includes(hidden) ? hidden : SHORT[hidden] ?? escapeOf(hidden));
}

/** Whether a text has nothing to hide. */
export function isPlain(text: string): boolean {
  return ASCII.test(text) || text.search(hidden()) < 0;
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
function hidden(): RegExp {
  return /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
}
