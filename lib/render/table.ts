// table: rows of cells as columns that line up.

import { width } from "./width.ts";

/** Rows as text: columns as wide as their widest cell, two blanks between them. A row too wide takes several lines. */
export function table(rows: readonly (readonly string[])[], indent = "", columns = Infinity): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => widths[i] = Math.max(widths[i] ?? 0, width(cell)));
  }
  return rows.map((row) => {
    const cells = row.map((cell, i) => cell + " ".repeat((widths[i] ?? 0) - width(cell)));
    const line = `${indent}${cells.join("  ").trimEnd()}`;
    return width(line) <= columns ? `${line}\n` : flowed(row, columns);
  }).join("");
}

/** Rows as columns that line up; where one is wider than the terminal, all rows take several lines. */
export function fitted(rows: readonly (readonly string[])[], columns = Infinity): string {
  const text = table(rows);
  const fits = text.split("\n").every((line) => width(line) <= columns);
  return fits ? text : rows.map((cells) => flowed(cells, columns)).join("");
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
