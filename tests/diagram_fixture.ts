// diagram_fixture: what a session draws, as lists that a test compares.

import { assert } from "@std/assert";
import { type Diagram, isFold } from "../lib/diagram.ts";
import { segmentText } from "../lib/render/diagram.ts";
import { Shell } from "./session_fixture.ts";

/** The diagrams that the last statement, `diagram`, reported. */
export async function drawn(statements: string): Promise<readonly Diagram[]> {
  await using shell = new Shell({ everything: false });
  await shell.start(statements, true).done;
  const report = shell.reports.findLast(({ kind }) => kind === "diagrams" || kind === "said");
  // Why there is nothing to draw.
  if (report?.kind === "said" && report.messages.every(({ key }) => key.startsWith("diagram."))) return [];
  assert(report?.kind === "diagrams", "nothing was drawn");
  return report.diagrams;
}

/** The segments of a diagram: `>` those of the left side, `<` those of the right one. */
export function segments({ lines }: Diagram): string[] {
  return lines.flatMap((line) =>
    isFold(line) || line.segment === undefined
      ? []
      : [`${line.segment.from === 0 ? ">" : "<"} ${segmentText(line.segment, "en")}`]
  );
}

/** The calls of one side. */
export function acts({ lines }: Diagram, side: 0 | 1): string[] {
  return lines.flatMap((line) => isFold(line) ? [] : line.acts[side]?.text ?? []);
}

/** The states of one side, those that were not read from the kernel between parentheses. */
export function states({ lines }: Diagram, side: 0 | 1): string[] {
  return lines.flatMap((line) => {
    const reached = isFold(line) ? undefined : line.states[side];
    return reached === undefined ? [] : [reached.seen ? reached.state : `(${reached.state})`];
  });
}
