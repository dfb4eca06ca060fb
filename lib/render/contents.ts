// contents: what is in a capture file, and what is said of a capture.

import type { CapturedRow, Contents } from "../capture.ts";
import type { Message } from "../errors.ts";
import { escaped } from "../escape.ts";
import { type Language, say, sentence } from "../messages/mod.ts";
import { packetList, type PacketRow } from "./packets.ts";
import { wrapped } from "./table.ts";

/** The packets of a file; of very many the first and the last ones. */
export function contentsText(contents: Contents, language: Language, columns = Infinity): string {
  const { file, rows, packets, truncated, damaged, filter } = contents;
  const told = (key: string, values = {}) => wrapped(escaped(sentence(language, key, values)), columns, "");
  const [first] = rows;
  const lines = rows.map((row) => relative(row, first));
  // Those between are left out where a number does not follow the one before.
  const gap = lines.findIndex(({ number }, i) => number !== i + 1);
  const [before, behind] = gap < 0 ? [lines, []] : [lines.slice(0, gap), lines.slice(gap)];
  return [
    packets === 0 ? told("capture.empty", { file }) : packetList(before, language, columns),
    ...behind.length === 0 ? [] : [
      told("capture.left-out", { packets: packets - lines.length }),
      packetList(behind, language, columns),
    ],
    ...truncated ? [told("capture.truncated", { file })] : [],
    ...damaged ? [told("capture.damaged", { file })] : [],
    ...filter === "" ? [] : [told("capture.filter", { filter })],
  ].join("");
}

/** Sentences, each on a line of its own. */
export function saidText(messages: readonly Message[], language: Language, columns = Infinity): string {
  return messages.map((message) => wrapped(escaped(say(language, message)), columns, "")).join("");
}

/** A packet with its time counted from the first one. */
function relative({ number, time, packet, seen }: CapturedRow, first: CapturedRow | undefined): PacketRow {
  const zero = first?.time;
  const seconds = time === undefined || zero === undefined
    ? undefined
    : time.seconds - zero.seconds + (time.nanoseconds - zero.nanoseconds) / 1e9;
  return { number, time: seconds, packet, seen };
}
