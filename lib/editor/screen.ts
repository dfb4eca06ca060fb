// screen: what of the prompt and the line is on the terminal; draws only what has changed.
//
// It counts columns as the terminal does (colours none, wide letters two, a full row wraps), and shows what is no
// letter escaped, so that no text in the line can act on the terminal. It knows no keys.

import { escaped } from "../escape.ts";
import { matchAt } from "./keys.ts";
import { KeySource, openReadline, type Readline } from "./readline.ts";

/** Candidates shown by a second Tab, at most. */
const CANDIDATE_LIMIT = 400;

/** A place on the screen, counted from the first column of the prompt's first row. */
interface Place {
  readonly row: number;
  readonly column: number;
}

const ORIGIN: Place = { row: 0, column: 0 };

/** The rows that hold the prompt and the line. `columns` answers the width of the terminal now. */
export class Screen {
  readonly #write: (text: string) => void;
  readonly #width: () => number;
  #columns: number;
  #text = "";
  #end = ORIGIN;
  #cursor = ORIGIN;

  constructor(write: (text: string) => void, columns: () => number = screenColumns) {
    this.#write = write;
    this.#width = columns;
    this.#columns = columns();
  }

  /** Makes the screen show `prompt` and `line` with the cursor before `line[cursor]`. */
  draw(prompt: string, line: string, cursor: number): void {
    const columns = this.#columns;
    const text = prompt + visible(line);
    const kept = this.#kept(text, prompt.length);
    const end = place(text, columns);
    const target = cursor === line.length ? end : place(prompt + visible(line.slice(0, cursor)), columns);
    const added = text.slice(kept);
    if (added === "" && kept === this.#text.length) {
      if (target.row !== this.#cursor.row || target.column !== this.#cursor.column) {
        this.#write(move(this.#cursor, target));
      }
    } else {
      let output = move(this.#cursor, place(text.slice(0, kept), columns));
      if (kept < this.#text.length) output += "\x1b[J";
      output += added;
      // A row filled to its last column leaves the cursor on it until the next letter: that letter is a blank.
      if (added !== "" && end.column === 0 && end.row > 0) output += " \r";
      this.#write(output + move(end, target));
    }
    this.#text = text;
    this.#end = end;
    this.#cursor = target;
  }

  /** Ends the line on the screen: what is written next begins a row. */
  finish(mark = ""): void {
    const fresh = mark === "" && this.#end.column === 0 && this.#end.row > 0;
    this.#write(move(this.#cursor, this.#end) + mark + (fresh ? "" : "\n"));
    this.forget();
  }

  /** Takes the line off the screen and writes `text` in its place. */
  erase(text: string, cursor = this.#cursor): void {
    this.#write(move(cursor, ORIGIN) + "\x1b[J" + text);
    this.forget();
  }

  /** Clears the whole screen (Ctrl-L). */
  clear(): void {
    this.#write("\x1b[H\x1b[2J");
    this.forget();
  }

  /** The line is not on the screen any more: the next `draw` draws all of it. */
  forget(): void {
    this.#columns = this.#width();
    this.#text = "";
    this.#end = this.#cursor = ORIGIN;
  }

  /** Draws again for a new width. Terminals wrap what is shown anew; the cursor's row follows from that. */
  resized(prompt: string, line: string, cursor: number): void {
    const before = prompt + visible(line.slice(0, cursor));
    this.erase("", place(before, this.#width()));
    this.draw(prompt, line, cursor);
  }

  /** How much of the text on the screen can stay: the common beginning, the prompt as a whole. */
  #kept(text: string, prompt: number): number {
    const old = this.#text;
    const length = Math.min(old.length, text.length);
    let kept = 0;
    while (kept < length && old.charCodeAt(kept) === text.charCodeAt(kept)) kept++;
    if (kept === old.length && kept === text.length) return kept;
    // A pair of surrogates or a letter and its accents are written together.
    while (kept > 0 && INSEPARABLE.test(text.slice(kept, kept + 2) + old.slice(kept, kept + 2))) kept--;
    return kept < prompt ? 0 : kept;
  }
}

/** Text that begins with the second half of a pair, or holds a combining mark. */
const INSEPARABLE = /^[\udc00-\udfff]|\p{M}/u;

/** The sequence that moves the cursor. */
function move(from: Place, to: Place): string {
  const rows = to.row - from.row;
  const vertical = rows > 0 ? `\x1b[${rows}B` : rows < 0 ? `\x1b[${-rows}A` : "";
  if (to.column === from.column) return vertical;
  return vertical + (to.column === 0 ? "\r" : `\x1b[${to.column + 1}G`);
}

/** Colour sequences (in the prompt), and runs of plain letters, each one column wide. */
// deno-lint-ignore no-control-regex
const COLOUR = /(?:\x1b\[[0-9;]*m)+/y;
const PLAIN = /[ -~]+/y;

/** Where the cursor stands behind `text` on a screen of so many columns. */
function place(text: string, columns: number): Place {
  let row = 0;
  let column = 0;
  for (let at = 0; at < text.length;) {
    at += matchAt(COLOUR, text, at)?.length ?? 0;
    const plain = matchAt(PLAIN, text, at);
    const letter = plain ?? text.slice(at, at + 1 + Number((text.codePointAt(at) ?? 0) > 0xffff));
    const width = plain?.length ?? widthOf(letter);
    // A wide letter that does not fit at the end of a row goes to the next one whole.
    if (plain === undefined && column + width > columns) column = columns;
    column += width;
    row += Math.floor(column / columns);
    column %= columns;
    at += letter.length;
  }
  return { row, column };
}

const widths = new Map<string, number>();
let ruler: Readline | undefined;

/** How many columns a letter takes: 0, 1 or 2. Measured by readline, whose tables are in the runtime. */
function widthOf(letter: string): number {
  let width = widths.get(letter);
  if (width === undefined) {
    ruler ??= openReadline(new KeySource(), [], 0);
    ruler.line = letter;
    ruler.cursor = letter.length;
    width = ruler.getCursorPos().cols;
    widths.set(letter, width);
  }
  return width;
}

/** `text` as the terminal may show it: what is no letter is escaped, a tab becomes blanks. */
function visible(text: string): string {
  return escaped(text.replaceAll("\t", "    "));
}

/** Candidates in columns, as wide as the screen, each row ended. */
export function columnsOf(candidates: readonly string[]): string {
  const shown = candidates.slice(0, CANDIDATE_LIMIT).map(visible);
  if (candidates.length > CANDIDATE_LIMIT) shown.push("…");
  const widths = shown.map((name) => place(name, Infinity).column);
  const width = Math.max(...widths) + 2;
  const perRow = Math.max(1, Math.floor(screenColumns() / width));
  let text = "";
  shown.forEach((name, index) => {
    const last = (index + 1) % perRow === 0 || index === shown.length - 1;
    text += last ? name + "\n" : name + " ".repeat(width - (widths[index] ?? 0));
  });
  return text;
}

/** The width of the terminal; a terminal without a size (`script` makes such) counts as 80. */
function screenColumns(): number {
  try {
    return Deno.consoleSize().columns || 80;
  } catch {
    return 80;
  }
}
