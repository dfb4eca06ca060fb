// mermaid: a conversation as a sequence diagram in Mermaid's language, for a report that draws it.
//
// Solid arrows were captured, dashed ones follow from the calls. What Mermaid could read as its own signs is written as
// its entities.

import { type Diagram, isFold, opposite, type Reached, type Which } from "../diagram.ts";
import { escaped } from "../escape.ts";
import { type Language, sentence } from "../messages/mod.ts";
import { segmentText, sideName } from "./diagram.ts";
import { shownAddress } from "./value.ts";

const actors = ["A", "B"] as const;

/** A diagram in Mermaid's language, each line with its end. */
export function mermaidText({ sides, lines }: Diagram, language: Language): string {
  const heads = sides.map((side, i) => {
    const where = side.address === undefined ? "" : `<br/>${entities(shownAddress(side.address, language))}`;
    return `participant ${actors[i as Which]} as ${entities(sideName(side, language))}${where}`;
  });
  const body = lines.flatMap((line) => {
    if (isFold(line)) {
      const { lines, sent: [right, left] } = line;
      const values = {
        lines,
        right: right.segments,
        rightBytes: right.bytes,
        left: left.segments,
        leftBytes: left.bytes,
      };
      return [`Note over A,B: ${entities(sentence(language, "diagram.folded", values))}`];
    }
    const { acts, segment, states } = line;
    const sender = segment?.from ?? 0;
    const act = (side: Which) =>
      acts[side] === undefined ? [] : [`Note ${beside(side)}: ${entities(acts[side].text)}`];
    const state = (side: Which, reached: Reached | undefined) =>
      reached === undefined
        ? []
        : [`Note ${beside(side)}: ${reached.seen ? reached.state : `(${reached.state})`}`];
    const arrow = segment === undefined ? [] : [
      `${actors[sender]}${segment.captured ? "->>" : "-->>"}${actors[opposite(sender)]}: ${
        entities(segmentText(segment))
      }`,
    ];
    return [
      ...act(sender),
      ...arrow,
      ...act(opposite(sender)),
      ...state(0, states[0]),
      ...state(1, states[1]),
    ];
  });
  return ["sequenceDiagram", ...[...heads, ...body].map((line) => `    ${line}`)].join("\n") + "\n";
}

function beside(side: Which): string {
  return side === 0 ? "left of A" : "right of B";
}

/** Text in which nothing is a sign of Mermaid's or of HTML's. */
function entities(text: string): string {
  return escaped(text).replace(/[#;<>&"]/g, (sign) => `#${sign.charCodeAt(0)};`);
}
