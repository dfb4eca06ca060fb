// journal: what was entered in a session and what was shown, in order — kept in memory and, at the prompt, in a file.
//
// The file gets each entry as it comes, one line of JSON, with one write: a window that is closed or a program that is
// killed loses nothing that was shown. File and folder belong to the user alone, and as long as the session runs the
// file is locked: whoever comes across it knows. It knows no form of a transcript.

import type { System } from "./abi/mod.ts";
import type { Diagram } from "./diagram.ts";
import type { Message } from "./errors.ts";
import { entryIn } from "./journal/reading.ts";
import { answerFileLimit, cut, isTaken, take } from "./libc/locks.ts";
import { isOrdinary, madeFolder, namesIn, openFlags, removed } from "./libc/paths.ts";
import type { Libc } from "./libc.ts";

/** Something that was entered or shown. Texts have no colours, and nothing in them acts on a terminal. */
export type Entry =
  | {
    readonly kind: "session";
    /** Undefined where nobody told it. */
    readonly version?: string | undefined;
    readonly system: string;
    readonly language: string;
    /** Milliseconds since 1970. */
    readonly began: number;
  }
  | { readonly kind: "entered"; readonly text: string; readonly at: number }
  | { readonly kind: "shown"; readonly text: string }
  /** A topic of explain, with its name. */
  | { readonly kind: "explanation"; readonly name: string; readonly text: string }
  | { readonly kind: "diagram"; readonly diagrams: readonly Diagram[] }
  /** The diagrams of all connections, with which a session ends. */
  | { readonly kind: "connections"; readonly diagrams: readonly Diagram[] }
  /** What came before this, or what comes after it, was not written down. */
  | { readonly kind: "missing"; readonly what: "before" | "after" };

/** As many bytes are kept: what comes later is not. */
const most = 2 ** 24;

/** As many files of sessions that have ended are kept. */
const filesKept = 20;

/** Where the journals of sessions are kept; undefined where nothing is to be kept, or there is no home. */
export function journalFolder(environment: (name: string) => string | undefined): string | undefined {
  // Who switched the history off wants nothing kept; who moved it, wants these beside it.
  const history = environment("SOCKSH_HISTORY");
  if (history === "" || history === "/dev/null") return undefined;
  if (history !== undefined) return `${history}-sessions`;
  const state = environment("XDG_STATE_HOME");
  if (state?.startsWith("/")) return `${state}/socksh/sessions`;
  const home = environment("HOME");
  return home ? `${home}/.local/state/socksh/sessions` : undefined;
}

/** The journal of one session. Adding an entry never throws. */
export class Journal {
  readonly #entries: Entry[] = [];
  #length = 0;
  #file: JournalFile | undefined;
  #problem: Message | undefined;
  /** Told, once, when the file can be written no further. */
  lost: ((problem: Message) => void) | undefined;

  private constructor(file?: JournalFile, problem?: Message) {
    this.#file = file;
    this.#problem = problem;
  }

  /** A journal in memory alone. */
  static inMemory(): Journal {
    return new Journal();
  }

  /** A journal in a file of its own in that folder; in memory alone where there can be none. */
  static open(libc: Libc, folder: string | undefined, began: Date): Journal {
    if (folder === undefined) return Journal.inMemory();
    const file = JournalFile.in(libc, folder, began);
    if (typeof file === "number") {
      return new Journal(undefined, problem(libc, "journal.unavailable", folder, file));
    }
    prune(libc, folder);
    return new Journal(file);
  }

  /** Why it is not kept in the file it was to be in, for the user to be told once. */
  get problem(): Message | undefined {
    return this.#problem;
  }

  /** Whether it is in a file, as far as it goes. */
  get kept(): boolean {
    return this.#file !== undefined && !this.full;
  }

  /** What was entered and shown so far. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Nothing more is kept: what would be written down need not be made. */
  get full(): boolean {
    return this.#length > most;
  }

  add(entry: Entry): void {
    if (this.full) return;
    const line = lineOf(entry);
    this.#length += line.length;
    if (this.full) {
      this.#entries.push(nothingMore);
      this.#write(lineOf(nothingMore));
    } else {
      this.#entries.push(entry);
      this.#write(line);
    }
  }

  #write(line: Uint8Array<ArrayBuffer>): void {
    const file = this.#file;
    const answer = file?.write(line) ?? 0;
    if (file === undefined || answer === 0) return;
    // The disk is full, or the file system has gone: the session goes on without it.
    this.#file = undefined;
    this.#problem = problem(file.libc, "journal.lost", file.path, answer);
    this.lost?.(this.#problem);
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}

const nothingMore: Entry = { kind: "missing", what: "after" };

function lineOf(entry: Entry): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(entry)}\n`);
}

function problem({ system }: Libc, key: string, path: string, answer: number): Message {
  const reason = system.errnoNames.get(-answer) ?? String(-answer);
  return { key, values: { path, reason } };
}

/** The file of a journal, while its session runs. */
class JournalFile {
  readonly #fd: number;
  /** Where the last entry begins, and where it ends. */
  #last = 0;
  #end = 0;

  private constructor(readonly libc: Libc, readonly path: string, fd: number) {
    this.#fd = fd;
  }

  /** A new file in a folder that is made where it is missing; or the negated errno. */
  static in(libc: Libc, folder: string, began: Date): JournalFile | number {
    const { system } = libc;
    // By UTC: their names are in the order in which they began, whatever clocks are set to.
    const digits = began.toISOString().replace(/\D/g, "");
    const path = `${folder}/${digits.slice(0, 8)}-${digits.slice(8)}-${Deno.pid}.jsonl`;
    const made = madeFolder(system, folder, 0o700);
    if (made < 0) return made;
    const flags = openFlags(system, "O_WRONLY", "O_CREAT", "O_EXCL", "O_APPEND", "O_CLOEXEC");
    const fd = libc.open(path, flags, 0o600);
    if (fd < 0) return fd;
    answerFileLimit(system);
    take(system, fd);
    return new JournalFile(libc, path, fd);
  }

  /** Writes an entry: 0, or the negated errno, and then the file is closed. */
  write(line: Uint8Array<ArrayBuffer>): number {
    const { system } = this.libc;
    const answer = this.libc.writeAll(this.#fd, line);
    if (answer === 0) {
      [this.#last, this.#end] = [this.#end, this.#end + line.length];
      return 0;
    }
    // Where a full disk has no room for the mark behind the last entry, there is some in its place.
    for (const end of [this.#end, this.#last]) {
      cut(system, this.#fd, end);
      if (this.libc.writeAll(this.#fd, lineOf(nothingMore)) === 0) break;
    }
    this.close();
    return answer;
  }

  close(): void {
    this.libc.close(this.#fd);
  }
}

/** Something entered that is worth handing in: not the session's end alone, nor the transcript of another one. */
function isWork(entry: Entry): boolean {
  return entry.kind === "entered" && !/^\s*(exit\b|transcript\s.*--last\b|$)/.test(entry.text);
}

/**
 * The session that began last of those that have ended, in whatever way, and in which something was entered: its
 * entries, as far as they were written; undefined where there was none.
 */
export function lastSession(libc: Libc, folder: string | undefined): Entry[] | undefined {
  if (folder === undefined) return undefined;
  for (const name of journalsIn(libc.system, folder).toReversed()) {
    const text = ofEnded(libc, `${folder}/${name}`, (fd) => libc.readFile(fd, 2 * most));
    if (text === undefined || typeof text === "number") continue;
    const lines = new TextDecoder().decode(text).split("\n");
    const entries = lines.flatMap((line) => entryIn(line) ?? []);
    if (entries.some(isWork)) return entries;
  }
  return undefined;
}

/** Removes what is older than the latest sessions that have ended. */
function prune(libc: Libc, folder: string): void {
  const paths = journalsIn(libc.system, folder).map((name) => `${folder}/${name}`);
  if (paths.length <= filesKept) return;
  const ended = paths.filter((path) => ofEnded(libc, path, () => true));
  for (const path of ended.slice(0, -filesKept)) removed(libc.system, path);
}

/** Does something with the open journal of a session that has ended; undefined where it is none, or the session runs. */
function ofEnded<T>(libc: Libc, path: string, what: (fd: number) => T): T | undefined {
  const { system } = libc;
  // A pipe of that name would be waited for, and a link may lead to what never ends.
  const fd = libc.open(path, openFlags(system, "O_RDONLY", "O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC"), 0);
  if (fd < 0) return undefined;
  const there = isOrdinary(libc, fd) && !isTaken(system, fd);
  const result = there ? what(fd) : undefined;
  libc.close(fd);
  return result;
}

/** The names of the files, the oldest first. */
function journalsIn(system: System, folder: string): string[] {
  const names = namesIn(system, folder);
  return typeof names === "number" ? [] : names.filter((name) => name.endsWith(".jsonl")).sort();
}
