// history: the file that keeps the lines of the prompt from one shell to the next. Where is it, and what is in it?
//
// Each line is appended as it is entered, with one write to a descriptor opened for appending, so that two shells at
// once lose nothing of each other. The file and its folder belong to the user alone. A history that cannot be kept is
// no reason not to start: the problem is reported as data, once. This module knows no terminal and no command.

import type { Message } from "./errors.ts";

/** How many lines are read at the start. */
const LINE_LIMIT = 1000;
/** How many bytes are read at most: of a larger file, its end. */
const TAIL_BYTES = 1 << 20;

/** Where the history is kept; undefined when it is switched off or there is no home to keep it in. */
export function historyPath(environment: (name: string) => string | undefined): string | undefined {
  const chosen = environment("SOCKSH_HISTORY");
  if (chosen !== undefined) return chosen === "" ? undefined : chosen;
  // The XDG base directory specification ignores relative paths.
  const state = environment("XDG_STATE_HOME");
  if (state?.startsWith("/")) return `${state}/socksh/history`;
  const home = environment("HOME");
  return home ? `${home}/.local/state/socksh/history` : undefined;
}

/** An open history. Adding a line never throws; a history that cannot be kept has a `problem` and stays empty. */
export class History {
  /** Lines of earlier shells, oldest first, at most 1 000. */
  readonly lines: readonly string[];
  /** Why the history is not kept, for the user to be told once. */
  readonly problem: Message | undefined;
  #file: Deno.FsFile | undefined;
  #last: string | undefined;

  private constructor(file: Deno.FsFile | undefined, lines: readonly string[], problem?: Message) {
    this.#file = file;
    this.lines = lines;
    this.#last = lines.at(-1);
    this.problem = problem;
  }

  /**
   * Opens the file at `path`, making it and its folder if they are missing; without a path nothing is kept.
   * A folder of `ours` that others may read is closed to them; one a user chose may be shared on purpose.
   */
  static open(path: string | undefined, ours = false): History {
    // People write /dev/null where they want nothing kept.
    if (path === undefined || path === "/dev/null") return new History(undefined, []);
    let file: Deno.FsFile | undefined;
    try {
      makeFolder(path, ours);
      file = Deno.openSync(path, { read: true, append: true, create: true, mode: 0o600 });
      const information = file.statSync();
      if (!information.isFile) throw new NotAFile();
      if (((information.mode ?? 0) & 0o077) !== 0) Deno.chmodSync(path, 0o600);
      const { lines, unfinished } = readTail(file, information.size);
      // A line that lost its end (a full disk, a crash) must not swallow the next one.
      if (unfinished) file.writeSync(Uint8Array.of(0x0a));
      return new History(file, lines);
    } catch (error) {
      file?.close();
      const values = { path, reason: reasonOf(error) };
      return new History(undefined, [], { key: "history.unavailable", values });
    }
  }

  /** Keeps a line; blank ones and repetitions of the one before are not kept. */
  add(line: string): void {
    if (line.trim() === "" || line === this.#last) return;
    this.#last = line;
    try {
      this.#file?.writeSync(new TextEncoder().encode(line.replace(/[\r\n]+/g, " ") + "\n"));
    } catch {
      // The disk is full, or the file system has gone: the shell goes on without it.
      this.close();
    }
  }

  /** Closes the file; lines added later are not kept. */
  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}

class NotAFile extends Error {}

/** Makes the folder of `path`, for its owner only. */
function makeFolder(path: string, ours: boolean): void {
  const slash = path.lastIndexOf("/");
  if (slash <= 0) return;
  const folder = path.slice(0, slash);
  // Missing parents (~/.local/state) get the same mode, as the XDG specification asks.
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!ours) return;
  const { mode } = Deno.statSync(folder);
  if (((mode ?? 0) & 0o077) !== 0) Deno.chmodSync(folder, 0o700);
}

/** The last lines of a file of so many bytes, whatever it holds, and whether the last one lacks its end. */
function readTail(file: Deno.FsFile, size: number): { lines: string[]; unfinished: boolean } {
  const start = Math.max(0, size - TAIL_BYTES);
  file.seekSync(start, Deno.SeekMode.Start);
  const bytes = new Uint8Array(size - start);
  let read = 0;
  while (read < bytes.length) {
    const count = file.readSync(bytes.subarray(read));
    if (count === null || count === 0) break;
    read += count;
  }
  const text = new TextDecoder().decode(bytes.subarray(0, read));
  const lines = text.split(/\r?\n/);
  // The first line of a tail is the end of one that began before it.
  if (start > 0) lines.shift();
  const unfinished = read > 0 && bytes[read - 1] !== 0x0a;
  return {
    // NUL is what a file system leaves behind after a crash.
    lines: lines.map((line) => line.replaceAll("\0", "")).filter((line) => line.trim() !== "").slice(
      -LINE_LIMIT,
    ),
    unfinished,
  };
}

/** Why something failed: the system's name of the error (`EACCES`), or the runtime's (`NotCapable`). */
function reasonOf(error: unknown): string {
  if (error instanceof NotAFile) return "EINVAL";
  const { code, name } = error as { code?: string; name?: string };
  return code ?? name ?? String(error);
}
