// width: how many columns of a terminal a text takes.

import { stripAnsiCode } from "@std/fmt/colors";
import { eastAsianWidth } from "get-east-asian-width";

/** Columns of a text in which nothing is hidden but our own colours: marks take none, wide letters two. */
export function width(text: string): number {
  const plain = stripAnsiCode(text);
  let columns = 0;
  for (const letter of plain) {
    const code = letter.codePointAt(0) ?? 0;
    if (code < 0x7f) columns++;
    else if (!isMark(letter)) columns += eastAsianWidth(code);
  }
  return columns;
}

/** A mark is drawn over the letter before it. */
function isMark(letter: string): boolean {
  return /^\p{M}$/u.test(letter);
}
