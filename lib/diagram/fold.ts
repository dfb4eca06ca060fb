// fold: a long diagram without its middle, so that beginning and end stay together.

import { type Fold, type Line, type Sum, type Which } from "./model.ts";

/** As many lines a diagram may have. */
const most = 70;
/** As many stay at the beginning, and at the end. */
const kept = { first: 30, last: 20 };

/** The lines, or their first and last ones with a sum of those between. */
export function folded(lines: readonly Line[]): readonly (Line | Fold)[] {
  if (lines.length <= most) return lines;
  const middle = lines.slice(kept.first, -kept.last);
  const fold: Fold = { lines: middle.length, sent: [sumOf(middle, 0), sumOf(middle, 1)] };
  return [...lines.slice(0, kept.first), fold, ...lines.slice(-kept.last)];
}

function sumOf(lines: readonly Line[], side: Which): Sum {
  const sent = lines.flatMap(({ segment }) =>
    segment !== undefined && segment.from === side && segment.length > 0 ? [segment.length] : []
  );
  return { segments: sent.length, bytes: sent.reduce((sum, length) => sum + length, 0) };
}
