// width: how many columns of a terminal a text takes.

import { stripAnsiCode } from "@std/fmt/colors";
import { eastAsianWidth } from "get-east-asian-width";

const MARK = /^\p{M}$/u;

/** Columns of a text in which nothing is hidden but our own colours: marks take none, wide letters two. */
export function width(text: string): number {
  const plain = stripAnsiCode(text);
  let columns = 0;
  for (const letter of plain) {
    const code = letter.codePointAt(0) ?? 0;
    if (code < 0x7f) columns++;
    else if (!MARK.test(letter)) columns += eastAsianWidth(code);
  }
  return columns;
}
