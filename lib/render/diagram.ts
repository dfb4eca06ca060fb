// diagram: a conversation as a sequence diagram in the terminal — two time lines, segments between, calls and states beside.
//
// Solid arrows were captured, dotted ones follow from the calls. States between parentheses follow from the segments, the
// others were read from the kernel. On a narrow terminal each thing has a line of its own.

import { bold, dim } from "@std/fmt/colors";
import {
  type Diagram,
  type Fold,
  isFold,
  type Line,
  type Reached,
  type Segment,
  type Side,
} from "../diagram.ts";
import { escaped } from "../escape.ts";
import { filled, type Language, sentence } from "../messages/mod.ts";
import { packetTexts } from "../messages/packets.ts";
import { shownAddress } from "./value.ts";
import { wrapped } from "./table.ts";
import { width } from "./width.ts";

/** A terminal narrower than this has no room for two time lines. */
const narrow = 64;

/** Columns between the time lines, at least and at most. */
const leastArrow = 24;
const mostArrow = 44;

/** A diagram as text, each line with its end. */
export function diagramText(diagram: Diagram, language: Language, columns = 80): string {
  const before = omittedOf(diagram, language).map((text) => dim(wrapped(text, columns, "").trimEnd()) + "\n");
  const drawn = columns < narrow ? listed(diagram, language, columns) : besides(diagram, language, columns);
  return before.join("") + drawn + legend(diagram, language, columns);
}

/** Diagrams one below the other. */
export function diagramsText(diagrams: readonly Diagram[], language: Language, columns?: number): string {
  if (diagrams.length === 0) return wrapped(sentence(language, "diagram.none"), columns ?? Infinity, "");
  return diagrams.map((each) => diagramText(each, language, columns)).join("\n");
}

/** What an end is called: its sockets, or that it is no socket of the session. */
export function sideName({ names }: Side, language: Language): string {
  const [own, ...others] = names.map((name) => escaped(name));
  if (own === undefined) return sentence(language, "diagram.stranger");
  return others.length === 0 ? own : `${own} (${others.join(", ")})`;
}

/** A segment in the words of its flags, with its numbers where it was captured. */
export function segmentText(segment: Segment, language: Language): string {
  const { kind, syn, ack, fin, rst, length, sequence, acknowledgement, repeated, unreachable } = segment;
  if (kind === "icmp") {
    return `ICMP ${filled(packetTexts[`unreachable:${unreachable ?? "other"}`], language, {})}`;
  }
  if (kind === "udp") return `${length} B`;
  const flags = [syn ? "SYN" : "", fin ? "FIN" : "", rst ? "RST" : ""].filter((flag) => flag !== "");
  // Nearly every segment acknowledges: it is worth a word where nothing else is there.
  if (ack && (flags.length > 0 || length === 0)) flags.push("ACK");
  const parts = [flags.join(","), length > 0 ? `${length} B` : ""];
  if (sequence !== undefined) parts.push(`seq ${sequence}`);
  if (acknowledgement !== undefined && ack) parts.push(`ack ${acknowledgement}`);
  const text = parts.filter((part) => part !== "").join(" ");
  return repeated === true ? sentence(language, "diagram.repeated", { segment: text }) : text;
}

// --- Two time lines ------------------------------------------------------------------------------

function besides({ sides, lines }: Diagram, language: Language, columns: number): string {
  const labels = lines.flatMap((line) =>
    isFold(line) || line.segment === undefined ? [] : width(segmentText(line.segment, language)) + 3
  );
  const widest = labels.reduce((most, each) => Math.max(most, each), leastArrow);
  const arrow = Math.max(widest, Math.min(mostArrow, columns - 2 - 2 * 24));
  const side = Math.floor((columns - arrow - 2) / 2);
  const heads = sides.map((each) => [sideName(each, language), shownEnd(each, language)]);
  const head = [0, 1].map((row) => {
    const [left = "", right = ""] = [heads[0]?.[row], heads[1]?.[row]];
    const gap = Math.max(2, columns - width(left) - width(right) - 2);
    return bold(`${left}${" ".repeat(gap)}${right}`.trimEnd()) + "\n";
  }).join("");
  const body = lines.map((line) =>
    isFold(line)
      ? foldLine(line, language, columns)
      : rows(line, side - 1).map((row) => drawnLine(row, language, { side, arrow })).join("")
  ).join("");
  return head + body;
}

interface Widths {
  readonly side: number;
  readonly arrow: number;
}

function shownEnd({ address }: Side, language: Language): string {
  return address === undefined ? "-" : shownAddress(address, language);
}

/** A line, and its states on a line of their own where they do not fit beside the calls. */
function rows(line: Line, columns: number): Line[] {
  const crowded = ([0, 1] as const).some((side) => {
    const act = line.acts[side]?.text ?? "";
    return act !== "" && width(act) + 1 + width(stateText(line.states[side])) > columns;
  });
  if (!crowded) return [line];
  return [
    { ...line, states: [undefined, undefined] },
    { acts: [undefined, undefined], segment: undefined, states: line.states },
  ];
}

function drawnLine({ acts, segment, states }: Line, language: Language, { side, arrow }: Widths): string {
  const left = spread(acts[0]?.text ?? "", stateText(states[0]), side - 1);
  const right = spread(stateText(states[1]), acts[1]?.text ?? "", side - 1);
  const between = segment === undefined ? " ".repeat(arrow) : arrowText(segment, language, arrow);
  return `${left} |${between}| ${right}`.trimEnd() + "\n";
}

/** Two texts at the two ends of a column; a long one is cut. */
function spread(one: string, other: string, columns: number): string {
  const text = escaped(one);
  const room = Math.max(0, columns - width(text) - width(other));
  const all = `${text}${" ".repeat(room)}${other}`;
  return width(all) <= columns ? all : `${[...all].slice(0, columns - 1).join("")}…`;
}

function arrowText(segment: Segment, language: Language, columns: number): string {
  const stroke = segment.captured ? "-" : ".";
  const label = ` ${segmentText(segment, language)} `;
  const free = Math.max(0, columns - 1 - width(label));
  const before = stroke.repeat(Math.floor(free / 2));
  const after = stroke.repeat(free - before.length);
  return segment.from === 0 ? `${before}${label}${after}>` : `<${before}${label}${after}`;
}

/** A state; one that follows from the segments between parentheses. */
export function stateText(reached: Reached | undefined): string {
  if (reached === undefined) return "";
  return reached.seen ? reached.state : `(${reached.state})`;
}

function foldLine(fold: Fold, language: Language, columns: number): string {
  const text = foldText(fold, language);
  if (width(text) > columns) return dim(wrapped(text, columns, "").trimEnd()) + "\n";
  return dim(`${" ".repeat(Math.floor((columns - width(text)) / 2))}${text}`) + "\n";
}

/** What is said of lines that are left out. */
export function foldText({ lines, sent }: Fold, language: Language): string {
  const [right, left] = sent;
  return sentence(language, "diagram.folded", {
    lines,
    right: right.segments,
    rightBytes: right.bytes,
    left: left.segments,
    leftBytes: left.bytes,
  });
}

// --- One thing a line ----------------------------------------------------------------------------

function listed({ sides, lines }: Diagram, language: Language, columns: number): string {
  const names = sides.map((side) => side.names[0] === undefined ? "?" : escaped(side.names[0]));
  const heads = sides.map((side) =>
    wrapped(`${sideName(side, language)} ${shownEnd(side, language)}`, columns, "")
  );
  const body = lines.map((line) => {
    if (isFold(line)) return wrapped(foldText(line, language), columns, "  ");
    const { acts, segment, states } = line;
    const act = (side: 0 | 1) => acts[side] === undefined ? [] : [`${acts[side].socket}: ${acts[side].text}`];
    const state = (side: 0 | 1) => states[side] === undefined ? [] : [stateText(states[side])];
    const sender = segment?.from ?? 0;
    const other = sender === 0 ? 1 : 0;
    const arrow = segment?.captured === true ? "-->" : "..>";
    const passed = segment === undefined
      ? []
      : [`${names[sender]} ${arrow} ${names[other]}  ${segmentText(segment, language)}`];
    const reached = ([0, 1] as const).flatMap((side) =>
      state(side).map((text) => `  ${states[side]?.socket ?? names[side]} ${text}`)
    );
    return [...act(sender), ...passed, ...act(other), ...reached].map((text) => wrappedLine(text, columns))
      .join("");
  }).join("");
  return heads.join("") + body;
}

function wrappedLine(text: string, columns: number): string {
  const indent = /^ */.exec(text)?.[0] ?? "";
  return wrapped(escaped(text.trim()), columns, indent);
}

function legend(diagram: Diagram, language: Language, columns: number): string {
  const said = legendOf(diagram, language);
  return said.length === 0 ? "" : dim(wrapped(said.join("; "), columns, "").trimEnd()) + "\n";
}

/** What is to be said before a diagram of conversations that are not drawn. */
export function omittedOf({ omitted }: Diagram, language: Language): string[] {
  const { conversations = 0, sockets = 0 } = omitted ?? {};
  return [
    ...sockets > 0 ? [sentence(language, "diagram.forgotten", { sockets })] : [],
    ...conversations > 0 ? [sentence(language, "diagram.omitted", { conversations })] : [],
  ];
}

/** What the arrows and the states of a diagram mean, in sentences; in a `picture` the arrows are lines. */
export function legendOf(diagram: Diagram, language: Language, picture = false): string[] {
  const { lines, sides, itself, partial, shortcut, incomplete } = diagram;
  const segments = lines.flatMap((line) => isFold(line) ? [] : line.segment ?? []);
  const states = lines.flatMap((line) => isFold(line) ? [] : line.states.flatMap((each) => each ?? []));
  return [
    ...itself ? [sentence(language, "diagram.itself", { name: sideName(sides[0], language) })] : [],
    ...segments.some(({ captured }) => captured)
      ? [sentence(language, picture ? "diagram.captured-line" : "diagram.captured")]
      : [],
    ...segments.some(({ captured }) => !captured)
      ? [sentence(language, picture ? "diagram.deduced-line" : "diagram.deduced")]
      : [],
    ...states.some(({ seen }) => !seen) ? [sentence(language, "diagram.state-deduced")] : [],
    ...shortcut !== undefined && segments.every(({ captured }) => !captured)
      ? [sentence(language, "diagram.shortcut", { command: escaped(shortcut) })]
      : [],
    ...partial ? [sentence(language, "diagram.partial")] : [],
    ...incomplete ? [sentence(language, "diagram.incomplete")] : [],
  ];
}
