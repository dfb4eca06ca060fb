// history: which states a socket went through, as far as somebody looked.
//
// A state that was read from the kernel is seen, at a time; what lies between two of them and cannot have been left out
// is deduced, without one. Nothing is read here: whoever reads a state says so.

import { statesBetween } from "../abi/transitions.ts";
import type { Socket } from "./socket.ts";

/** A state a socket was in. */
export interface Passage {
  readonly state: string;
  /** When it was first seen, in milliseconds since 1970; undefined for a state that is deduced. */
  readonly seen: number | undefined;
}

/** As many are kept of a socket, the latest: one that connects again and again has no end of them. */
const most = 100;

/** The histories of the sockets. */
export class History {
  readonly #passages = new WeakMap<Socket, Passage[]>();

  /** The socket is in that state now. `tcp`: it is one of TCP's, so that others follow from it. */
  note(socket: Socket, state: string, tcp: boolean): void {
    const passages = this.#passages.get(socket) ?? [];
    const before = passages.at(-1)?.state;
    if (before === state) return;
    if (passages.length === 0) this.#passages.set(socket, passages);
    for (const between of tcp ? deduced(socket, before, state) : []) {
      passages.push({ state: between, seen: undefined });
    }
    passages.push({ state, seen: Date.now() });
    if (passages.length > most) passages.splice(0, passages.length - most);
  }

  /** What is known of a socket, the oldest first. */
  of(socket: Socket): readonly Passage[] {
    return this.#passages.get(socket) ?? [];
  }
}

/** What must have come before a state: after the one seen before, or since the socket was made. */
function deduced(socket: Socket, before: string | undefined, state: string): string[] {
  const from = before ?? socket.begins;
  if (from === undefined) return [];
  const through = socket.established && beforehand.has(from) && !arriving.has(state);
  const made = before === undefined && (through || from !== state) ? [from] : [];
  socket.established = false;
  return through
    ? [...made, ...statesBetween(from, "ESTABLISHED"), "ESTABLISHED", ...statesBetween("ESTABLISHED", state)]
    : [...made, ...statesBetween(from, state)];
}

/** The states in which a connection that was there when its call returned may be seen without having left it. */
const arriving: ReadonlySet<string> = new Set(["SYN_RECV", "ESTABLISHED"]);

/** The states before a connection is there. */
const beforehand: ReadonlySet<string> = new Set(["CLOSED", "SYN_SENT", "SYN_RECV"]);
