// session: the state of one run — its sockets, its variables, its jobs, how it is to end.
//
// Names live here: which name holds which socket, what an unnamed socket is called, what becomes of a
// socket whose name is given to something else. `close()` releases everything. Knows no tree and no command.

import type { System } from "./abi/mod.ts";
import type { Captures } from "./capture.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Narrator } from "./command.ts";
import type { Message } from "./errors.ts";
import type { Journal } from "./journal.ts";
import type { Libc } from "./libc.ts";
import { Jobs } from "./session/jobs.ts";
import { Socket, Sockets } from "./sockets/mod.ts";
import type { Trace } from "./trace.ts";
import type { Value } from "./values.ts";

export { Job, type JobEnd, type JobOptions, Jobs } from "./session/jobs.ts";

/** Variables by name. The changes are counted: while none comes, what was read of them need not be read again. */
export class Variables extends Map<string, Value> {
  changes = 0;

  override set(name: string, value: Value): this {
    this.changes++;
    return super.set(name, value);
  }
}

/** Names and what they hold: those of the session, or a job's own. */
export interface Names {
  readonly variables: ReadonlyMap<string, Value> & Pick<Variables, "changes">;
  /**
   * Gives a name a value. A socket that was open under that name stays open under another, and the
   * message says so.
   */
  assign(name: string, value: Value): Message | undefined;
  /** Names sockets that were made and got no name: s1, s2, … in the order of the session. */
  nameMade(sockets: readonly Socket[]): void;
}

/** The state of one run. */
export class Session implements Names {
  readonly system: System;
  readonly sockets: Sockets;
  readonly jobs = new Jobs();
  readonly variables = new Variables();
  /** Who says after each call what it did (`explain on`). */
  narrator: Narrator | undefined;
  #exitCode: number | undefined;
  /** Called when the run is to end; `elsewhere`: what runs in the foreground has not heard of it. */
  exited: ((elsewhere: boolean) => void) | undefined;
  /** Shows its system calls; there once that was asked for. */
  trace: Trace | undefined;
  /** The calls that were made; kept where somebody may want to look back at them. */
  chronicle: Chronicle | undefined;
  /** Calls were made before they were written down. */
  late = false;
  /** What was entered and shown; kept where somebody may want a transcript. */
  journal: Journal | undefined;
  /** It runs one command, and nothing else. */
  alone = false;
  /** Its captured packets; there once they were asked for. */
  captures: Captures | undefined;
  #lost: { readonly error: unknown } | undefined;
  #automatic = 0;

  /** @param argv what the session was started with: its own name, then the arguments */
  constructor(readonly libc: Libc, argv: readonly string[]) {
    this.system = libc.system;
    this.sockets = new Sockets(libc);
    this.variables.set("argv", [...argv]);
  }

  /** What `exit` said: nothing more is run. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /**
   * Ends the whole run: nothing more is begun.
   *
   * @param elsewhere a job says so: what else runs is to hear of it
   */
  exit(code: number, elsewhere: boolean): void {
    this.#exitCode ??= code;
    this.exited?.(elsewhere);
  }

  /** Why the run cannot go on, where a job found that out. */
  get lost(): { readonly error: unknown } | undefined {
    return this.#lost;
  }

  /** Ends the run because of something no statement can be blamed for. */
  abandon(error: unknown): void {
    this.#lost ??= { error };
    this.exit(1, true);
  }

  assign(name: string, value: Value): Message | undefined {
    const before = this.variables.get(name);
    this.variables.set(name, value);
    if (value instanceof Socket) value.name ??= name;
    if (!(before instanceof Socket) || before === value || before.fd < 0 || before.name !== name) {
      return undefined;
    }
    before.name = this.#otherName(before) ?? this.automaticName(before);
    return { key: "note.renamed", values: { name, socket: before.name } };
  }

  nameMade(sockets: readonly Socket[]): void {
    for (const socket of sockets) {
      if (socket.name === undefined && socket.fd >= 0) socket.name = this.automaticName(socket);
    }
  }

  #otherName(socket: Socket): string | undefined {
    for (const [name, value] of this.variables) if (value === socket) return name;
    return undefined;
  }

  /** A name for a socket that got none, or lost its own: s1, s2, … */
  automaticName(socket: Socket): string {
    let name: string;
    do name = `s${++this.#automatic}`; while (this.variables.has(name));
    this.variables.set(name, socket);
    return name;
  }

  /** Ends what goes on beside the statements, jobs and a capture; whether a job failed for which nobody waited. */
  async finish(): Promise<boolean> {
    const failed = await this.jobs.close();
    await this.captures?.close();
    return failed;
  }

  /** Closes every descriptor the session opened. */
  close(): void {
    this.captures?.abandon();
    this.journal?.close();
    this.sockets.closeAll();
  }
}

/** The names of a block that runs as a job: it sees others as they were, and its own are set when it ends. */
export class JobNames implements Names {
  readonly variables: Variables;
  readonly #session: Session;
  readonly #around: Names;
  readonly #given = new Set<string>();
  #published = false;

  /** @param around the names that the job sees, and sets when it ends */
  constructor(session: Session, around: Names) {
    this.#session = session;
    this.#around = around;
    this.variables = new Variables(around.variables);
  }

  assign(name: string, value: Value): Message | undefined {
    const before = this.variables.get(name);
    this.variables.set(name, value);
    // A job that was started in this one may end later.
    if (this.#published) return this.#around.assign(name, value);
    if (value instanceof Socket) value.name ??= name;
    // What the name held before the job began still has it outside.
    const own = this.#given.has(name);
    this.#given.add(name);
    if (!own || !(before instanceof Socket) || before === value || before.fd < 0 || before.name !== name) {
      return;
    }
    before.name = this.#session.automaticName(before);
    this.variables.set(before.name, before);
    return { key: "note.renamed", values: { name, socket: before.name } };
  }

  nameMade(sockets: readonly Socket[]): void {
    this.#session.nameMade(sockets);
    for (const socket of sockets) if (socket.name !== undefined) this.variables.set(socket.name, socket);
  }

  /** Sets the names around to what was given to them here: what is to be said about that. */
  publish(): Message[] {
    this.#published = true;
    return [...this.#given].flatMap((name) =>
      this.#around.assign(name, this.variables.get(name) ?? null) ?? []
    );
  }
}
