// fold: a long diagram without its middle, so that beginning and end stay together.

import { type Fold, isFold, type Line, type Segment, type Sum, type Which } from "./model.ts";

/** As many lines a diagram may have. */
const most = 70;
/** As many stay at the beginning, and at the end. */
const kept = { first: 30, last: 20 };

/** The lines, or their first and last ones with a sum of those between; sums of data that are there go into it. */
export function folded(all: readonly (Line | Fold)[]): readonly (Line | Fold)[] {
  const lines = all.filter((line) => !isFold(line) || line.lines > 0);
  const first = lines.findIndex(sumsData);
  if (lines.length <= most && first < 0) return lines;
  const from = first < 0 ? kept.first : Math.min(kept.first, first);
  const to = Math.max(lines.length - kept.last, lines.findLastIndex(sumsData) + 1);
  const middle = lines.slice(from, to);
  const count = middle.reduce((sum, line) => sum + (isFold(line) ? line.lines : 1), 0);
  const fold: Fold = { lines: count, sent: [sumOf(middle, 0), sumOf(middle, 1)] };
  return [...lines.slice(0, from), fold, ...lines.slice(to)];
}

/** Whether what was sent is summed up there, not only calls that failed. */
function sumsData(line: Line | Fold): boolean {
  return isFold(line) && line.sent.some(({ segments }) => segments > 0);
}

function sumOf(lines: readonly (Line | Fold)[], side: Which): Sum {
  const sums = lines.map((line): Sum => {
    if (isFold(line)) return line.sent[side];
    const { segment } = line;
    const counts = segment !== undefined && segment.from === side && carries(segment);
    return counts ? { segments: 1, bytes: segment.length } : { segments: 0, bytes: 0 };
  });
  return sums.reduce(added, { segments: 0, bytes: 0 });
}

/** Whether a segment is one with data, or a datagram, which may be empty. */
export function carries({ kind, length }: Segment): boolean {
  return kind === "udp" || length > 0;
}

/** Two sums in one. */
export function added(one: Sum, other: Sum): Sum {
  return { segments: one.segments + other.segments, bytes: one.bytes + other.bytes };
}
