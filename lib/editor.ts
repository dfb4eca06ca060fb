// editor: the line editor of the prompt. Which line did the user type, and how does the screen look meanwhile?
//
// node:readline decodes the keys and edits the line (motion, kill and yank, undo, history); this file decides when a
// key reaches it, and draws. Keys go through a queue: they are handed to readline only while a line is being read,
// one line at a time, so what is typed or pasted while a call runs waits, unechoed, for the next prompt. Only Ctrl-C
// and Ctrl-Z overtake the queue. Drawing is ours because readline writes control characters as they are.
// It knows no command, no language and no session, and writes only through `EditorOptions.write`.

import process from "node:process";
import { CTRL_C, CTRL_D, CTRL_Z, type Token, Tokens } from "./editor/keys.ts";
import { columnsOf, Screen } from "./editor/screen.ts";
import { KeySource, openReadline, type Readline } from "./editor/readline.ts";

/** What the editor needs from the driver that owns it. */
export interface EditorOptions {
  /** Candidates for Tab: each replaces `line.slice(from, cursor)` (UTF-16 offsets). */
  complete(line: string, cursor: number): { candidates: readonly string[]; from: number };
  /** Earlier lines, oldest first. */
  history: readonly string[];
  /** Ctrl-C while no line is being read, that is, while a call waits. */
  interrupted(): void;
  /**
   * Ctrl-Z while no line is being read, or (`typing`) while one is that a command asked for. Harmless when left out;
   * at the prompt Ctrl-Z does nothing.
   */
  suspended?(typing: boolean): void;
  /** Writes to the terminal, whole; the editor writes by no other way. */
  write(text: string): void;
}

/** What `read` resolves with: a line, a line given up with Ctrl-C, or the end of the input. */
export type Entry =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "interrupted" }
  | { readonly kind: "end" };

/** How many lines the arrow keys reach back. */
export const HISTORY_LIMIT = 1000;

/** The line editor: holds the terminal in raw mode from its construction to `close`. */
export class Editor {
  readonly #options: EditorOptions;
  readonly #keys = new KeySource();
  readonly #readline: Readline;
  readonly #screen: Screen;
  readonly #tokens = new Tokens();

  /** Who waits for the line being read; none while a call runs. */
  #reader: ((entry: Entry) => void) | undefined;
  #prompt = "";
  #kept = true;
  /** The prompt is on the screen (it is not while the queue is still being worked off). */
  #visible = false;
  /** Set when the line being read ended while keys were fed. */
  #entry: Entry | undefined;
  /** The line as it was when Tab was pressed last: a second Tab on it lists the candidates. */
  #tabbed: string | undefined;

  #lastTurn = performance.now();
  #turn: ReturnType<typeof setTimeout> | undefined;
  #signalTurn: ReturnType<typeof setTimeout> | undefined;
  #escapeTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: EditorOptions) {
    this.#options = options;
    this.#screen = new Screen((text) => options.write(text));
    this.#readline = openReadline(this.#keys, options.history.slice(-HISTORY_LIMIT), HISTORY_LIMIT);
    this.#readline.on("line", (text: string) => this.#lineEntered(text));

    process.stdin.setRawMode?.(true);
    process.stdin.on("data", this.#arrived);
    process.stdin.on("end", this.#ended);
    process.stdin.on("error", this.#ended);
    process.stdin.resume();
    globalThis.addEventListener("unload", this.#restore);
    Deno.addSignalListener("SIGWINCH", this.#resized);
    Deno.addSignalListener("SIGCONT", this.#continued);
  }

  /**
   * Shows `prompt` (colours allowed) and resolves with the next line. A line typed ahead or pasted comes at once,
   * echoed behind its prompt. Ctrl-C gives the line up, Ctrl-D on an empty line ends; the cursor then stands at the
   * start of a fresh row in each case.
   *
   * @param kept whether the line belongs to the history: what a command asks for does not
   */
  read(prompt: string, kept = true): Promise<Entry> {
    if (this.#reader !== undefined) throw new TypeError("Editor.read: one at a time");
    if (this.#closed) return Promise.resolve({ kind: "end" });
    return new Promise((resolve) => {
      this.#reader = resolve;
      this.#prompt = prompt;
      this.#kept = kept;
      this.#visible = false;
      this.#readline.historyIndex = -1;
      // Lines of a long paste follow each other without a pause: give the event loop a turn now and then, or neither
      // Ctrl-C nor a signal would come through before the last of them has run.
      if (performance.now() - this.#lastTurn < TURN_INTERVAL) this.#pump();
      else this.#turn = setTimeout(this.#pumpAfterTurn, 0);
    });
  }

  /** Ends the reading of a line, as if it were given up with Ctrl-C; what was typed of it stays on the screen. */
  giveUp(): void {
    if (this.#reader === undefined) return;
    if (this.#turn !== undefined) clearTimeout(this.#turn);
    this.#turn = undefined;
    const readline = this.#readline;
    if (this.#visible) this.#screen.finish();
    readline.line = "";
    readline.cursor = 0;
    this.#visible = false;
    const reader = this.#reader;
    this.#reader = undefined;
    reader({ kind: "interrupted" });
  }

  /** The lines the arrow keys reach, newest first. */
  get history(): readonly string[] {
    return [...this.#readline.history];
  }

  /** Makes one line of those entered since the history was `before`: the arrow keys reach it alone. */
  remember(line: string, before: readonly string[]): void {
    const { history } = this.#readline;
    const lines = before[0] === line ? before : [line, ...before];
    history.splice(0, history.length, ...lines.slice(0, HISTORY_LIMIT));
  }

  /** Writes `text` above the line being typed, or as it is when no line is being read. */
  print(text: string): void {
    if (text === "") return;
    if (!this.#visible) {
      this.#options.write(text);
      return;
    }
    this.#screen.erase(text.endsWith("\n") ? text : text + "\n");
    this.#draw();
  }

  /**
   * Gives the terminal back; a line being read ends. Keys still queued go back to standard input, for whoever reads it
   * next: a menu, or another editor.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const timer of [this.#turn, this.#signalTurn, this.#escapeTimer]) clearTimeout(timer);
    process.stdin.off("data", this.#arrived);
    process.stdin.off("end", this.#ended);
    process.stdin.off("error", this.#ended);
    process.stdin.pause();
    const queued = this.#tokens.takeAll();
    if (queued !== "") process.stdin.unshift(BYTES.encode(queued));
    this.#readline.close();
    globalThis.removeEventListener("unload", this.#restore);
    Deno.removeSignalListener("SIGWINCH", this.#resized);
    Deno.removeSignalListener("SIGCONT", this.#continued);
    if (this.#visible) this.#screen.finish();
    this.#visible = false;
    this.#restore();
    this.#reader?.({ kind: "end" });
    this.#reader = undefined;
  }

  // ---- the terminal

  /** Raw mode off; also when the process ends without `close`. */
  readonly #restore = (): void => {
    try {
      process.stdin.setRawMode?.(false);
    } catch {
      // The terminal is gone: nothing to restore.
    }
  };

  readonly #resized = (): void => {
    if (this.#visible) this.#screen.resized(this.#prompt, this.#readline.line, this.#readline.cursor);
    else this.#screen.forget();
  };

  /** After a stop and `fg` the terminal has the modes the outer shell left: take it again. */
  readonly #continued = (): void => {
    process.stdin.setRawMode?.(false);
    process.stdin.setRawMode?.(true);
    if (this.#visible) {
      this.#screen.forget();
      this.#draw();
    }
  };

  readonly #arrived = (chunk: Uint8Array): void => {
    this.#lastTurn = performance.now();
    clearTimeout(this.#escapeTimer);
    const behindLines = this.#tokens.holdsLine;
    this.#tokens.arrive(chunk, behindLines);
    // An Escape with nothing behind it is the key itself; it means nothing here.
    if (this.#tokens.unfinished) {
      this.#escapeTimer = setTimeout(() => {
        this.#tokens.dropUnfinished();
        this.#pump();
      }, ESCAPE_TIMEOUT);
    }
    this.#pump();
  };

  readonly #ended = (): void => {
    this.#tokens.end();
    this.#pump();
  };

  // ---- the queue

  readonly #pumpAfterTurn = (): void => {
    this.#turn = undefined;
    this.#lastTurn = performance.now();
    this.#pump();
  };

  /** Feeds queued keys to readline until the line being read ends or the queue is empty, then draws once. */
  #pump(): void {
    if (this.#turn === undefined && this.#reader !== undefined) {
      while (this.#entry === undefined) {
        const token = this.#tokens.next();
        if (token === undefined) break;
        this.#feed(token);
      }
      const entry = this.#entry;
      if (entry === undefined) this.#draw();
      else this.#handOut(entry);
    }
    if (this.#tokens.holdsSignal && this.#signalTurn === undefined) {
      this.#signalTurn = setTimeout(this.#signal, 0);
    }
  }

  /**
   * Ctrl-C and Ctrl-Z in the queue, a turn of the event loop later: the statement handed out last has begun by now.
   * If it still runs, the signal is for it, whatever else was typed before; otherwise its place in the queue counts,
   * except that Ctrl-C pressed while pasted lines rush past stops them all.
   */
  readonly #signal = (): void => {
    this.#signalTurn = undefined;
    if (this.#reader === undefined) {
      const signal = this.#tokens.takeSignal();
      if (signal === CTRL_C) this.#options.interrupted();
      if (signal === CTRL_Z) this.#options.suspended?.(false);
    } else {
      this.#tokens.dropInterrupted();
    }
    this.#pump();
  };

  #feed(token: Token): void {
    if (token.kind === "text") {
      this.#insert(token.text);
      return;
    }
    if (token.kind === "end") {
      this.#entry = { kind: "end" };
      return;
    }
    const readline = this.#readline;
    const tabbed = this.#tabbed;
    this.#tabbed = undefined;
    switch (token.key) {
      case "\r":
        readline.write("", { name: "return" });
        break;
      case CTRL_C:
        this.#entry = { kind: "interrupted" };
        break;
      case CTRL_Z:
        if (!this.#kept) this.#options.suspended?.(true);
        break;
      case CTRL_D:
        if (readline.line === "") this.#entry = { kind: "end" };
        else this.#keys.emit("data", BYTES.encode(token.key));
        break;
      case "\f":
        this.#screen.clear();
        break;
      case "\t":
        this.#complete(tabbed);
        break;
      default:
        this.#keys.emit("data", BYTES.encode(token.key));
    }
  }

  /**
   * Puts text at the cursor. Set directly: readline's own insertion measures the whole line again for every piece,
   * and takes U+2028 for the end of the line. The empty write ends a history search.
   */
  #insert(text: string): void {
    const readline = this.#readline;
    this.#tabbed = undefined;
    readline.write("");
    const { line, cursor } = readline;
    readline.line = line.slice(0, cursor) + text + line.slice(cursor);
    readline.cursor = cursor + text.length;
  }

  #lineEntered(text: string): void {
    this.#entry = { kind: "line", text };
    // readline has put the line into its own history already.
    if (!this.#kept && this.#readline.history[0] === text) this.#readline.history.shift();
  }

  /** Shows the finished line as the transcript keeps it, and resolves `read`. */
  #handOut(entry: Entry): void {
    const readline = this.#readline;
    const text = entry.kind === "line" ? entry.text : readline.line;
    this.#screen.draw(this.#prompt, text, text.length);
    this.#screen.finish(entry.kind === "interrupted" ? "^C" : "");
    readline.line = "";
    readline.cursor = 0;
    this.#visible = false;
    this.#entry = undefined;
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.(entry);
  }

  #draw(): void {
    this.#visible = true;
    this.#screen.draw(this.#prompt, this.#readline.line, this.#readline.cursor);
  }

  // ---- completion

  #complete(tabbed: string | undefined): void {
    const readline = this.#readline;
    const { line, cursor } = readline;
    const { candidates, from } = this.#options.complete(line, cursor);
    const [first] = candidates;
    if (first === undefined) return;
    const typed = line.slice(from, cursor);
    const prefix = commonPrefix(candidates);
    // A prefix shorter than what is typed would lose letters (candidates that differ from it in case only).
    if (prefix !== typed && !typed.startsWith(prefix)) {
      readline.line = line.slice(0, from) + prefix + line.slice(cursor);
      readline.cursor = from + prefix.length;
    } else if (candidates.length > 1 && tabbed === line) {
      this.#screen.draw(this.#prompt, line, line.length);
      this.#screen.finish();
      this.#options.write(columnsOf(candidates));
    }
    this.#tabbed = readline.line;
  }
}

/** Milliseconds of uninterrupted work after which the event loop gets a turn. */
const TURN_INTERVAL = 10;
/** Milliseconds after which an Escape with nothing behind it stands for itself. */
const ESCAPE_TIMEOUT = 500;

const BYTES = new TextEncoder();

function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? "";
  for (const text of texts) {
    while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  }
  return prefix;
}
