// table: rows of cells as columns that line up.

import { width } from "./width.ts";

/** Rows as text: columns as wide as their widest cell, two blanks between them. */
export function table(rows: readonly (readonly string[])[], indent = ""): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => widths[i] = Math.max(widths[i] ?? 0, width(cell)));
  }
  return rows.map((row) => {
    const cells = row.map((cell, i) => cell + " ".repeat((widths[i] ?? 0) - width(cell)));
    return `${indent}${cells.join("  ").trimEnd()}\n`;
  }).join("");
}

/** A text broken into lines of so many columns. */
export function wrapped(text: string, columns: number, indent: string): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(" ")) {
    if (line !== indent && width(line) + 1 + width(word) > columns) {
      lines.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...lines, line].join("\n") + "\n";
}
