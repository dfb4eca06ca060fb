// excerpt: where in a text something stands — line, column, and the line itself with carets below.

import { width } from "./width.ts";
import type { Span } from "../errors.ts";
import { escaped } from "../escape.ts";
import type { Source } from "../language/mod.ts";

/** At most as many columns of a line are shown, so that it fits a terminal of 80. */
const widest = 76;

/** Where an offset is: line and column from 1, the column in code points. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Line and column of an offset. Places of one text are mostly asked for in their order, so the last
 * answer is where the next count begins.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(placeOf({ name: "lab", text: "a\nbé c" }, 5), { line: 2, column: 4 });
 * ```
 */
export function placeOf(source: Source, offset: number): Place {
  const { text } = source;
  let known = places.get(source);
  if (known === undefined || known.at > offset) {
    known = { at: text[0] === "\ufeff" ? 1 : 0, line: source.firstLine ?? 1, column: 1 };
  }
  let { at, line, column } = known;
  for (; at < offset && at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) {
      line++;
      column = 1;
    } else if (code < 0xdc00 || code > 0xdfff) column++; // The second half of a pair is no letter of its own.
  }
  places.set(source, { at, line, column });
  return { line, column };
}

const places = new WeakMap<Source, Place & { readonly at: number }>();

/** `FILE:LINE:COL`, for a text that has a name of its own. */
export function location(source: Source, offset: number): string {
  const { line, column } = placeOf(source, offset);
  return `${escaped(source.name)}:${line}:${column}`;
}

/** The line a span begins in, and below it carets under the span; both indented, a long line cut around it. */
export function excerpt(source: Source, span: Span): string {
  const { text } = source;
  const begin = text.lastIndexOf("\n", Math.max(0, span.start - 1)) + 1;
  const newline = text.indexOf("\n", span.start);
  const end = newline < 0 ? text.length : newline;
  const from = Math.max(span.start, begin);
  const until = Math.min(Math.max(span.end, from), end);

  // Only what is near the span is escaped and measured: a line may have a megabyte.
  let before = shownLine(text.slice(Math.max(begin, from - 2 * widest), from));
  const marked = shownLine(text.slice(from, Math.min(until, from + 2 * widest)));
  const after = shownLine(text.slice(until, Math.min(end, until + 2 * widest)));
  if (from - begin > 2 * widest || width(before) > widest - 20) {
    before = "…" + fitting(before, 20, true);
  } else {
    before = before.trimStart();
  }
  const line = fitting(before + marked + after, widest, false);
  const carets = Math.max(1, Math.min(width(marked), widest - width(before)));
  return `  ${line}\n  ${" ".repeat(width(before))}${"^".repeat(carets)}\n`;
}

function shownLine(text: string): string {
  return escaped(text.replaceAll("\t", "  ").replaceAll("\r", "").replaceAll("\ufeff", ""));
}

/** As much of a text as fits so many columns: its end, or its beginning with `…` behind. */
function fitting(text: string, columns: number, end: boolean): string {
  if (width(text) <= columns) return text;
  const letters = [...text];
  let kept = "";
  for (;;) {
    const letter = end ? letters.pop() : letters.shift();
    const next = end ? (letter ?? "") + kept : kept + (letter ?? "");
    if (letter === undefined || width(next) > columns - 1) return end ? kept : kept + "…";
    kept = next;
  }
}
