// table: rows of cells as columns that line up.

import { width } from "./width.ts";

/** How the columns of a table stand. */
export interface Columns {
  readonly indent?: string;
  /** How many blanks stand between two columns; two where nothing says so. */
  readonly gap?: number;
  /** The columns whose cells stand at the right. */
  readonly right?: readonly boolean[];
  /** The first row names the columns. */
  readonly heading?: boolean;
  /** A cell with nothing but empty ones behind it may be wider than its column. */
  readonly loose?: boolean;
}

/**
 * Rows as text: columns as wide as the widest cell in them. Where that is too wide for the terminal the cells of a few
 * rows may be wider than their column; what does not fit in a row's line stands in lines of its own below it.
 */
export function table(
  rows: readonly (readonly string[])[],
  columns = Infinity,
  { indent = "", gap = 2, right = [], heading = false, loose = false }: Columns = {},
): string {
  const measured = rows.map((row) => row.map(width));
  const needed = loose
    ? measured.map((row) => row.map((cell, i) => i === lastCell(row) ? 0 : cell))
    : measured;
  const widths = columnWidths(needed, columns - indent.length, gap, heading ? 1 : 0);
  return rows.map((row, at) => {
    const lines: string[] = [];
    let line = "";
    let length = 0;
    let start = indent.length;
    row.forEach((cell, i) => {
      const cellWidth = measured[at]?.[i] ?? 0;
      const column = start + (right[i] ? Math.max(0, (widths[i] ?? 0) - cellWidth) : 0);
      start += (widths[i] ?? 0) + gap;
      if (cell === "") return;
      // Below the first line cells stand behind each other.
      const from = lines.length > 0 ? length + 2 : length === 0 ? column : Math.max(column, length + gap);
      if (length === 0 || from + cellWidth <= columns) {
        line += " ".repeat(from - length) + cell;
        length = from + cellWidth;
        return;
      }
      lines.push(line);
      line = `  ${cell}`;
      length = 2 + cellWidth;
    });
    return [...lines, line].join("\n") + "\n";
  }).join("");
}

/** Where the last cell of a row stands, if empty ones are behind it. */
function lastCell(row: readonly number[]): number | undefined {
  const last = row.findLastIndex((cell) => cell > 0);
  return last < row.length - 1 ? last : undefined;
}

type Measured = readonly (readonly number[])[];

/**
 * How wide the columns are: as wide as their cells, but for the widest cells of a few rows where that is too much.
 *
 * @param kept so many rows at the beginning have all their cells in the columns
 */
function columnWidths(rows: Measured, columns: number, gap: number, kept: number): number[] {
  const wide = rows.map((row) => [...row]);
  const givingWay = new Set<number>();
  for (;;) {
    const widths: number[] = [];
    for (const row of wide) row.forEach((cell, i) => widths[i] = Math.max(widths[i] ?? 0, cell));
    if (widths.reduce((sum, one) => sum + one, gap * (widths.length - 1)) <= columns) return widths;
    // Of the columns the one that gives most for each row; if more than half of them gave way, little would line up.
    const [best] = widths.map((most, column) => offer(wide, column, most, givingWay, kept))
      .filter(({ gain, others }) => gain > 0 && 2 * (givingWay.size + others) <= rows.length - kept + 1)
      .sort((a, b) => b.gain * (a.others + 1) - a.gain * (b.others + 1));
    if (best === undefined) return widths;
    for (const at of best.rows) {
      wide[at]![best.column] = 0;
      givingWay.add(at);
    }
  }
}

/** How much narrower a column gets without its widest cells, the rows they are in, and how many of these are new. */
function offer(rows: Measured, column: number, most: number, givingWay: ReadonlySet<number>, kept: number) {
  const widest: number[] = [];
  let next = 0;
  rows.forEach((row, at) => {
    const cell = row[column] ?? 0;
    if (cell === most) widest.push(at);
    else next = Math.max(next, cell);
  });
  const stays = widest.some((at) => at < kept);
  return {
    column,
    rows: widest,
    others: widest.filter((at) => !givingWay.has(at)).length,
    gain: stays ? 0 : most - next,
  };
}

/** Cells one after the other, as many on a line as fit, the later lines indented. */
export function flowed(cells: readonly string[], columns: number): string {
  const lines: string[] = [];
  let line = "";
  for (const cell of cells) {
    if (cell === "") continue;
    if (line.trim() !== "" && width(line) + 2 + width(cell) > columns) {
      lines.push(line);
      line = "  ";
    }
    line += line.trim() === "" ? cell : `  ${cell}`;
  }
  return [...lines, line].join("\n") + "\n";
}

/** A line that was laid out stands as it is where it fits; elsewhere it is broken at blanks, the later lines indented. */
export function fitted(line: string, columns: number, indent: string): string {
  if (indent.length + width(line) <= columns) return `${indent}${line}`.trimEnd() + "\n";
  const own = /^ */.exec(line)?.[0] ?? "";
  const later = indent + own + (own === "" ? "" : "  ");
  return wrapped(line.trim().replace(/ {2,}/g, " "), columns, indent + own, later);
}

/** A text broken into lines of so many columns; `later`: how all lines but the first are indented. */
export function wrapped(text: string, columns: number, indent: string, later = indent): string {
  const lines: string[] = [];
  let line = indent;
  let empty = true;
  for (const word of text.split(" ")) {
    if (!empty && width(line) + 1 + width(word) > columns) {
      lines.push(line);
      line = later;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].join("\n") + "\n";
}
