// journal: what was entered in a session and what was shown, in order — kept in memory and, at the prompt, in a file.
//
// The file gets each entry as it comes, one line of JSON, with one write: a window that is closed or a program that is
// killed loses nothing that was shown. File and folder belong to the user alone. It knows no form of a transcript.

import { dateText } from "./values/date.ts";

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
  | Drawn<"diagram">
  /** The diagrams of all connections, with which a session ends. */
  | Drawn<"connections">;

/** Diagrams, as text and as a picture. */
export interface Drawn<Kind extends string> {
  readonly kind: Kind;
  readonly text: string;
  /** One picture; empty where there is none. */
  readonly svg: string;
}

/** As many texts are kept, in letters: what comes later is not. */
const most = 2 ** 24;

/** As many files of earlier sessions are kept. */
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
  #file: Deno.FsFile | undefined;
  /** The file it is kept in, while it is. */
  readonly path: string | undefined;

  private constructor(file: Deno.FsFile | undefined, path: string | undefined) {
    this.#file = file;
    this.path = file && path;
  }

  /** A journal in memory alone. */
  static inMemory(): Journal {
    return new Journal(undefined, undefined);
  }

  /** A journal in a file of its own in that folder; in memory alone where there can be none. */
  static open(folder: string | undefined, began: Date): Journal {
    if (folder === undefined) return Journal.inMemory();
    const path = `${folder}/${dateText(began, "%Y%m%d-%H%M%S-%f")}-${Deno.pid}.jsonl`;
    try {
      Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
      const file = Deno.openSync(path, { write: true, createNew: true, mode: 0o600 });
      for (const name of journalsIn(folder).slice(0, -filesKept)) removeIfThere(`${folder}/${name}`);
      return new Journal(file, path);
    } catch {
      return Journal.inMemory();
    }
  }

  /** What was entered and shown so far. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  add(entry: Entry): void {
    if (this.#length > most) return;
    const line = JSON.stringify(entry);
    this.#length += line.length;
    this.#entries.push(entry);
    // The document shows that something is missing at its end.
    if (this.#length > most) this.#entries.push({ kind: "shown", text: "⋮\n" });
    try {
      this.#file?.writeSync(new TextEncoder().encode(`${line}\n`));
    } catch {
      // The disk is full, or the file system has gone: the session goes on without it.
      this.close();
    }
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}

/**
 * The session that began last of those that have ended, in whatever way: its entries, as far as they were written;
 * undefined where there was none.
 *
 * @param runs whether a process is there
 */
export function lastSession(
  folder: string | undefined,
  own: string | undefined,
  runs: (pid: number) => boolean,
): Entry[] | undefined {
  if (folder === undefined) return undefined;
  const pidOf = (name: string) => Number(/-(\d+)\.jsonl$/.exec(name)?.[1]);
  const name = journalsIn(folder).findLast((name) => `${folder}/${name}` !== own && !runs(pidOf(name)));
  if (name === undefined) return undefined;
  return textOf(`${folder}/${name}`).split("\n").flatMap((line): Entry[] => {
    try {
      return line === "" ? [] : [JSON.parse(line) as Entry];
    } catch {
      // The last line of a program that was killed may be half a line.
      return [];
    }
  });
}

function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // Another shell has begun at the same time, and was faster.
  }
}

/** The names of the files, the oldest first. */
function journalsIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name.endsWith(".jsonl"))
      .sort();
  } catch {
    return [];
  }
}
