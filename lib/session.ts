// session: the state of one run — its sockets, its variables, how it is to end.
//
// Names live here: which name holds which socket, what an unnamed socket is called, what becomes of a
// socket whose name is given to something else. `close()` releases everything. Knows no tree and no command.

import type { System } from "./abi/mod.ts";
import type { Message } from "./errors.ts";
import type { Libc } from "./libc.ts";
import { Socket, Sockets } from "./sockets/mod.ts";
import type { Value } from "./values.ts";

/** The state of one run. */
export class Session {
  readonly system: System;
  readonly sockets: Sockets;
  readonly variables = new Map<string, Value>();
  /** Set by `exit`: nothing more is run. */
  exitCode: number | undefined;
  #automatic = 0;

  /** @param argv what the session was started with: its own name, then the arguments */
  constructor(readonly libc: Libc, argv: readonly string[]) {
    this.system = libc.system;
    this.sockets = new Sockets(libc);
    this.variables.set("argv", [...argv]);
  }

  /**
   * Gives a name a value. A socket that was open under that name stays open under another, and the
   * message says so.
   */
  assign(name: string, value: Value): Message | undefined {
    const before = this.variables.get(name);
    this.variables.set(name, value);
    if (value instanceof Socket) value.name ??= name;
    if (!(before instanceof Socket) || before === value || before.fd < 0 || before.name !== name) {
      return undefined;
    }
    before.name = this.#otherName(before) ?? this.#automaticName(before);
    return { key: "note.renamed", values: { name, socket: before.name } };
  }

  /** Names the sockets that were made and got no name: s1, s2, … in the order of the session. */
  nameMade(): void {
    for (const socket of this.sockets.takeMade()) {
      if (socket.name === undefined && socket.fd >= 0) socket.name = this.#automaticName(socket);
    }
  }

  #otherName(socket: Socket): string | undefined {
    for (const [name, value] of this.variables) if (value === socket) return name;
    return undefined;
  }

  #automaticName(socket: Socket): string {
    let name: string;
    do name = `s${++this.#automatic}`; while (this.variables.has(name));
    this.variables.set(name, socket);
    return name;
  }

  /** Closes every descriptor the session opened. */
  close(): void {
    this.sockets.closeAll();
  }
}
