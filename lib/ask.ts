// ask: a question put to a person at a terminal, as a menu or a line to fill in.
//
// The prompt library draws and decides what a key does; it is loaded when the first question is asked. It gets the
// keys one by one from here: what was typed or pasted beyond an answer is for the next question, or whoever reads
// the terminal then. Ctrl-C, Escape and Ctrl-D give a question up.

import { EventEmitter } from "node:events";
import process from "node:process";
import { Writable } from "node:stream";
import { isCancel, select, text } from "@clack/prompts";
import { getColorEnabled } from "@std/fmt/colors";
import type { Question } from "./command.ts";
import { filled, type Language } from "./messages/mod.ts";
import { labelled } from "./render/question.ts";

/**
 * Asks on the terminal.
 *
 * @param write writes to the terminal, whole
 * @returns what was chosen or typed; undefined when it was given up, or the signal came
 */
export async function ask(
  question: Question,
  language: Language,
  signal: AbortSignal,
  write: (text: string) => void,
): Promise<string | undefined> {
  if (signal.aborted) return undefined;
  const over = new AbortController();
  const giveUp = () => over.abort();
  const keys = new Keys(question, giveUp);
  const screen = new Screen(write);
  // The library keeps its listener on the signal it is given: that one has to be this question's own.
  signal.addEventListener("abort", giveUp);
  Deno.addSignalListener("SIGWINCH", screen.resized);
  keys.open();
  write(pastesMarked);
  try {
    const shown = {
      message: filled(question.message, language, {}),
      signal: over.signal,
      input: keys as unknown as NodeJS.ReadStream,
      output: screen,
    };
    const answer = question.kind === "text" ? await text(shown) : await select({
      ...shown,
      options: question.choices.map((choice) => ({ value: choice.value, label: labelled(choice, language) })),
      // They are English in every language.
      showInstructions: false,
    });
    return isCancel(answer) ? undefined : answer ?? "";
  } finally {
    keys.close();
    write(pastesUnmarked);
    Deno.removeSignalListener("SIGWINCH", screen.resized);
    signal.removeEventListener("abort", giveUp);
  }
}

// --- The screen --------------------------------------------------------------------------------

/** The terminal says where a paste begins and ends (xterm's mode 2004). */
const pastesMarked = "\x1b[?2004h";
const pastesUnmarked = "\x1b[?2004l";

/** What the library draws on. */
class Screen extends Writable {
  columns = 80;
  rows = 24;
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    super({ decodeStrings: false });
    this.#write = write;
    this.#measure();
  }

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    const drawn = String(chunk);
    // deno-lint-ignore no-control-regex
    this.#write(getColorEnabled() ? drawn : drawn.replace(/\x1b\[[\d;]*m/g, ""));
    done();
  }

  #measure(): void {
    try {
      const { columns, rows } = Deno.consoleSize();
      // A terminal without a size counts as the usual one.
      this.columns = columns || this.columns;
      this.rows = rows || this.rows;
    } catch {
      // The terminal is gone; the end of its input will tell.
    }
  }

  readonly resized = (): void => {
    this.#measure();
    this.emit("resize");
  };
}

// --- The keys ----------------------------------------------------------------------------------

const RETURN = "\r";
const ESCAPE = "\x1b";
const UP = "\x1b[A";
const DOWN = "\x1b[B";
const PASTE_BEGIN = "\x1b[200~";
const PASTE_END = "\x1b[201~";

/** One key: a sequence, the two characters of a line's end, or a character. */
// deno-lint-ignore no-control-regex
const KEY = /\x1b(?:\[[0-?]*[ -/]*[@-~]|O[A-Za-z]|[^\x00-\x1f[O])|\r\n|[\s\S]/uy;
/** Letters that nobody typed one by one. */
// deno-lint-ignore no-control-regex
const RUN = /[^\x00-\x1f\x7f]{32,}/uy;
/** The beginning of a sequence at the end of a chunk; Escape itself looks the same. */
// deno-lint-ignore no-control-regex
const UNFINISHED = /\x1b(?:\[[0-?]*[ -/]*|O)?$/y;
/** The keys that edit a line, and those that end it. Ctrl-Z would stop the process with the terminal raw. */
const CONTROLS = "\x01\x02\x03\x04\x05\x06\b\v\r\x15\x17\x19\x1b\x7f";
// deno-lint-ignore no-control-regex
const EDITING = /^(?:\x1b\[(?:\d+(?:;\d+)?)?[A-DFH~]|\x1bO[A-DFH]|\x1b[bfd])$/;
// deno-lint-ignore no-control-regex
const LETTER = /^[^\x00-\x1f\x7f\x1b]/u;

/** So long, in milliseconds, a sequence may take to be complete. */
const escapeMilliseconds = 50;

/** Where the library reads its keys; the keys come from standard input. */
class Keys extends EventEmitter {
  readonly #giveUp: () => void;
  /** What the library is given for a key. */
  readonly #meaning: (key: string) => string;
  readonly #decoder = new TextDecoder();
  /** What was typed and not yet handed on. */
  #typed = "";
  #pasting = false;
  #answered = false;
  #escape: ReturnType<typeof setTimeout> | undefined;
  #end: ReturnType<typeof setTimeout> | undefined;

  /** @param giveUp called when no answer can come any more */
  constructor(question: Question, giveUp: () => void) {
    super();
    this.#giveUp = giveUp;
    this.#meaning = question.kind === "text" ? editing : choosing(question.choices.map(({ value }) => value));
  }

  open(): void {
    process.stdin.setRawMode?.(true);
    process.stdin.on("data", this.#arrived);
    process.stdin.on("end", this.#giveUp);
    process.stdin.on("error", this.#giveUp);
    process.stdin.resume();
  }

  /** Gives the terminal back, and what is left of the typing. */
  close(): void {
    clearTimeout(this.#escape);
    clearTimeout(this.#end);
    process.stdin.off("data", this.#arrived);
    process.stdin.off("end", this.#giveUp);
    process.stdin.off("error", this.#giveUp);
    process.stdin.pause();
    if (this.#typed !== "") process.stdin.unshift(new TextEncoder().encode(this.#typed));
    try {
      process.stdin.setRawMode?.(false);
    } catch {
      // The terminal is gone: nothing to restore.
    }
  }

  readonly #arrived = (chunk: Uint8Array): void => {
    clearTimeout(this.#escape);
    this.#typed += this.#decoder.decode(chunk, { stream: true });
    this.#handOn();
  };

  #handOn(): void {
    let at = 0;
    while (at < this.#typed.length && !this.#answered) {
      UNFINISHED.lastIndex = KEY.lastIndex = RUN.lastIndex = at;
      if (UNFINISHED.test(this.#typed)) {
        this.#escape = setTimeout(() => this.#alone(), escapeMilliseconds);
        break;
      }
      const run = RUN.exec(this.#typed)?.[0];
      const key = run ?? KEY.exec(this.#typed)?.[0] ?? "";
      at += key.length;
      if (run === undefined) this.#press(key);
      else this.#paste(run);
    }
    this.#typed = this.#typed.slice(at);
  }

  /** Nothing followed: it was Escape itself. */
  #alone(): void {
    this.#typed = "";
    this.#press(ESCAPE);
  }

  #press(key: string): void {
    if (key === PASTE_BEGIN || key === PASTE_END) {
      this.#pasting = key === PASTE_BEGIN;
      return;
    }
    const end = key === "\r\n" || key === "\n" ? RETURN : key;
    // The lines of a paste are one answer.
    const pressed = this.#pasting && end === RETURN ? " " : this.#meaning(end);
    if (pressed !== "") this.emit("data", pressed);
  }

  /** One key of many letters, as far as readline is concerned: the library draws everything anew for each key. */
  #paste(letters: string): void {
    if (this.#meaning(letters) !== "") this.emit("keypress", letters, { sequence: letters });
  }

  // What follows is what the library and readline ask of a stream.

  /** Called by readline when it ends: after an answer, or at Ctrl-D, of which the library hears nothing. */
  pause(): this {
    this.#answered = true;
    this.#end ??= setTimeout(this.#giveUp, 0);
    return this;
  }

  resume(): this {
    return this;
  }

  unpipe(): this {
    return this;
  }
}

/** The keys of a line to fill in. */
function editing(key: string): string {
  return LETTER.test(key) || CONTROLS.includes(key) || EDITING.test(key) ? key : "";
}

/** The keys of a menu: beside the arrows, a choice's own key goes to it. */
function choosing(values: readonly string[]): (key: string) => string {
  let at = 0;
  return (key) => {
    const wanted = values.indexOf(key);
    const steps = wanted >= 0
      ? wanted - at
      : key === UP || key === "\x1bOA"
      ? -1
      : key === DOWN || key === "\x1bOB" || key === "\t"
      ? 1
      : 0;
    if (steps === 0) return [RETURN, ESCAPE, "\x03", "\x04"].includes(key) ? key : "";
    at = (at + steps + values.length) % values.length;
    return (steps < 0 ? UP : DOWN).repeat(Math.abs(steps));
  };
}
