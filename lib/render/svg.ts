// svg: conversations as one picture in SVG, for a report or a page: it needs no program and no font of its own.
//
// Solid arrows were captured, dashed ones follow from the calls. Colours are readable on white and in print.

import { type Diagram, type Fold, isFold, type Line, opposite, type Which } from "../diagram.ts";
import { escaped } from "../escape.ts";
import { type Language, sentence } from "../messages/mod.ts";
import { foldText, legendOf, omittedOf, segmentText, sideName, stateText } from "./diagram.ts";
import { shownAddress } from "./value.ts";

/** Measures in pixels. */
const size = { width: 800, left: 210, right: 590, row: 30, head: 56, gap: 90, margin: 16, note: 16 } as const;

const ink = {
  text: "#1a1a1a",
  call: "#0b5394",
  failed: "#a61c00",
  state: "#38761d",
  line: "#888888",
} as const;

/** Diagrams one below the other as an SVG document. */
export function svgText(diagrams: readonly Diagram[], language: Language): string {
  let top: number = size.margin;
  const parts = diagrams.map((diagram) => {
    const drawn = diagramAt(diagram, language, top);
    const said = omittedOf(diagram, language).length + legendOf(diagram, language, true).length;
    top += heightOf(diagram) + size.gap + Math.max(0, said - 3) * size.note;
    return drawn;
  });
  const height = Math.max(top - size.margin, size.head);
  const title = entities(sentence(language, "diagram.title"));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${height}" viewBox="0 0 ${size.width} ${height}" ` +
    `font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...parts,
    `</svg>`,
  ].join("\n") + "\n";
}

function heightOf({ lines }: Diagram): number {
  return size.head + lines.length * size.row + size.row;
}

function diagramAt(diagram: Diagram, language: Language, above: number): string {
  const { sides, lines } = diagram;
  const note = (y: number) => (said: string, i: number) =>
    text(size.margin, y + i * size.note, said, { anchor: "start", color: ink.line, size: 11 });
  const omitted = omittedOf(diagram, language);
  const top = above + omitted.length * size.note;
  const bottom = top + heightOf(diagram) - size.row / 2;
  const heads = sides.flatMap((side, which) => {
    const x = xOf(which as Which);
    const where = side.address === undefined ? "-" : shownAddress(side.address, language);
    return [
      text(x, top + 18, sideName(side, language), { anchor: "middle", weight: "bold" }),
      text(x, top + 36, where, { anchor: "middle" }),
      `<line x1="${x}" y1="${top + size.head - 12}" x2="${x}" y2="${bottom}" stroke="${ink.line}"/>`,
    ];
  });
  const rows = lines.map((line, i) => {
    const y = top + size.head + i * size.row + size.row / 2;
    return isFold(line) ? foldAt(line, y, language) : lineAt(line, y, language);
  });
  const said = legendOf(diagram, language, true).map(note(bottom + 20));
  return [...omitted.map(note(above)), ...heads, ...rows, ...said].join("\n");
}

function xOf(side: Which): number {
  return side === 0 ? size.left : size.right;
}

function lineAt({ acts, segment, states }: Line, y: number, language: Language): string {
  const parts: string[] = [];
  for (const side of [0, 1] as const) {
    const outward = side === 0 ? -1 : 1;
    const anchor = side === 0 ? "end" : "start";
    const act = acts[side];
    const reached = states[side];
    const both = act !== undefined && reached !== undefined;
    if (act !== undefined) {
      const color = act.failed ? ink.failed : ink.call;
      parts.push(text(xOf(side) + outward * 10, y + (both ? -2 : 4), act.text, { anchor, color }));
    }
    if (reached !== undefined) {
      const name = stateText(reached);
      const style = { anchor, color: ink.state, size: 11 } as const;
      parts.push(text(xOf(side) + outward * 10, y + (both ? 10 : 4), name, style));
    }
  }
  if (segment !== undefined) {
    const [from, to] = [xOf(segment.from), xOf(opposite(segment.from))];
    const dashes = segment.captured ? "" : ` stroke-dasharray="5 4"`;
    // A head of its own for each arrow: several pictures on one page may not share an id.
    const back = from < to ? -8 : 8;
    parts.push(
      `<line x1="${from}" y1="${y}" x2="${to}" y2="${y}" stroke="${ink.text}"${dashes}/>`,
      `<path d="M${to} ${y} l${back} -4 v8 z" fill="${ink.text}"/>`,
      text((from + to) / 2, y - 4, segmentText(segment, language), { anchor: "middle", size: 12 }),
    );
  }
  return parts.join("\n");
}

function foldAt(fold: Fold, y: number, language: Language): string {
  const label = foldText(fold, language);
  return [
    `<rect x="${size.left - 4}" y="${y - 12}" width="${
      size.right - size.left + 8
    }" height="24" fill="#ffffff"/>`,
    text(size.width / 2, y + 4, label, { anchor: "middle", color: ink.line, size: 11 }),
  ].join("\n");
}

interface TextStyle {
  readonly anchor: "start" | "middle" | "end";
  readonly color?: string;
  readonly weight?: "bold";
  readonly size?: number;
}

function text(x: number, y: number, content: string, style: TextStyle): string {
  const { anchor, color = ink.text, weight, size: fontSize } = style;
  const more = [
    ...weight === undefined ? [] : [` font-weight="${weight}"`],
    ...fontSize === undefined ? [] : [` font-size="${fontSize}"`],
  ].join("");
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${color}"${more}>${entities(content)}</text>`;
}

function entities(content: string): string {
  return escaped(content).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
