// mermaid: a conversation as a sequence diagram in Mermaid's language, for a report that draws it.
//
// Solid arrows were captured, dashed ones follow from the calls. What Mermaid could read as its own signs is written as
// its entities.

import { type Diagram, isFold, opposite, type Which } from "../diagram.ts";
import { escaped } from "../escape.ts";
import type { Language } from "../messages/mod.ts";
import { foldText, legendOf, omittedOf, segmentText, sideName, stateText } from "./diagram.ts";
import { shownAddress } from "./value.ts";

/** Conversations in Mermaid's language, each line with its end: two participants for each, one below the other. */
export function mermaidText(diagrams: readonly Diagram[], language: Language): string {
  if (diagrams.length === 0) return "";
  const bodies = diagrams.flatMap((diagram, i) => statements(diagram, actorsOf(i), language));
  return ["sequenceDiagram", ...bodies.map((line) => `    ${line}`)].join("\n") + "\n";
}

/** What the two sides of a conversation are called in the text. */
type Actors = readonly [left: string, right: string];

function actorsOf(number: number): Actors {
  const which = number === 0 ? "" : String(number + 1);
  return [`A${which}`, `B${which}`];
}

function statements(diagram: Diagram, actors: Actors, language: Language): string[] {
  const { sides, lines } = diagram;
  const heads = sides.map((side, i) => {
    const where = side.address === undefined ? "" : `<br/>${entities(shownAddress(side.address, language))}`;
    return `participant ${actors[i as Which]} as ${entities(sideName(side, language))}${where}`;
  });
  const note = (side: Which, text: string) =>
    `Note ${side === 0 ? "left" : "right"} of ${actors[side]}: ${entities(text)}`;
  const body = lines.flatMap((line) => {
    if (isFold(line)) return [`Note over ${actors.join(",")}: ${entities(foldText(line, language))}`];
    const { acts, segment, states } = line;
    const sender = segment?.from ?? 0;
    const act = (side: Which) => acts[side] === undefined ? [] : [note(side, acts[side].text)];
    const state = (side: Which) => states[side] === undefined ? [] : [note(side, stateText(states[side]))];
    const arrow = segment === undefined ? [] : [
      `${actors[sender]}${segment.captured ? "->>" : "-->>"}${actors[opposite(sender)]}: ${
        entities(segmentText(segment, language))
      }`,
    ];
    return [...act(sender), ...arrow, ...act(opposite(sender)), ...state(0), ...state(1)];
  });
  const said = [
    ...omittedOf(diagram, language),
    ...legendOf(diagram, language, true),
  ].map((text) => `Note over ${actors.join(",")}: ${entities(text)}`);
  return [...heads, ...said, ...body];
}

/** Text in which nothing is a sign of Mermaid's or of HTML's. */
function entities(text: string): string {
  return escaped(text).replace(/[#;<>&"]/g, (sign) => `#${sign.charCodeAt(0)};`);
}
