// chronicle: the calls a session made on its sockets, each with its time, its addresses and what it came to.
//
// Kept where somebody may want to look back: at the prompt, and in a run whose text asks for a diagram or a transcript.
// What is written down was asked of the kernel right before or after the call. It draws nothing and knows no packets.

import { type Address, decodeAddress, sameAddress } from "./abi/address.ts";
import { constant, type System } from "./abi/mod.ts";
import { Clock } from "./chronicle/clock.ts";
import { Records } from "./chronicle/records.ts";
import { InterruptedError, type SystemError, TimeoutError } from "./errors.ts";
import { type Ended, instrument, type Reporter } from "./sockets/instrument.ts";
import type { Bytes, Libc } from "./libc.ts";
import type { Descriptors } from "./sockets/descriptors.ts";
import { Machine } from "./sockets/machine.ts";
import type { Messages, Received } from "./sockets/messages.ts";
import { readPeername, readSockname } from "./sockets/names.ts";
import {
  after,
  type Maybe,
  type Passage,
  type Patience,
  Socket,
  type Sockets,
  type Target,
} from "./sockets/mod.ts";

/** What a call is for a connection. */
export type Deed =
  | "socket"
  | "bind"
  | "listen"
  | "connect"
  | "accept"
  | "send"
  | "receive"
  | "shutdown"
  | "close";

/** A call that was made, or many of a kind that are told of together. */
export interface Call {
  readonly deed: Deed;
  /** The C function's name. */
  readonly name: string;
  readonly socket: Socket;
  /** What accept returned. */
  readonly made: Socket | undefined;
  /** How many calls it stands for: 1, but for a sum, whose times are those of the first and the last one. */
  readonly times: number;
  /** Milliseconds since 1970, with fractions. */
  readonly began: number;
  readonly ended: number;
  /** The errno's name, of a call that failed; "timeout" of one whose time ran out. */
  readonly error: string | undefined;
  /** Bytes that were moved; of listen the backlog; of shutdown the direction, SHUT_RD to SHUT_RDWR. */
  readonly count: number | undefined;
  /** The addresses of its socket: after the call, of close and shutdown before it. */
  readonly local: Address | undefined;
  readonly peer: Address | undefined;
  /** Where a datagram or a connect went to, or where a datagram came from. */
  readonly other: Address | undefined;
  /** The state after the call, as the kernel's tables have it also after close. */
  readonly state: string | undefined;
  /** The state before the call, of close and shutdown. */
  readonly before: string | undefined;
  /** Of close: the connection is torn down (unread data, SO_LINGER 0), or lives on under another descriptor. */
  readonly end: "reset" | "heir" | undefined;
}

/** What is written down of an operation's arguments and its result. */
interface Entry {
  readonly deed: Deed;
  /** Which argument the call is about, where it is not the first. */
  readonly about?: number;
  /** What the call is named, where that depends on its arguments. */
  readonly name?: (args: readonly unknown[]) => string;
  /** Bytes or whatever else the call counts, of its arguments and its value. */
  readonly count?: (args: readonly unknown[], value: unknown, system: System) => number | undefined;
  /** Another address than the socket's own two. */
  readonly other?: Other;
}

type Other = (args: readonly unknown[], value: unknown, system: System) => Address | undefined;

const lengthOf = (value: unknown): number | undefined =>
  value instanceof Uint8Array ? value.length : undefined;

const numeric = (value: unknown): number | undefined => typeof value === "number" ? value : undefined;

const targeted = (at: number): Other => (args, _, system) => {
  const target = args[at] as Target | undefined;
  return target && decodeAddress(system, target.address);
};

const sockaddr: Other = (args, _, system) => decodeAddress(system, args[1] as Uint8Array);

const accepted = { deed: "accept" } as const;

/** What a call took out of the buffer: nothing is known of one that only looked, or asked for no bytes. */
function taken(
  data: readonly Bytes[],
  [socket, size, flags]: readonly unknown[],
  system: System,
): number | undefined {
  const looking = ["MSG_PEEK", "MSG_ERRQUEUE"].reduce(
    (all, name) => all | (system.constants.get(name) ?? 0),
    0,
  );
  if (typeof flags === "number" && (flags & looking) !== 0) return undefined;
  if (!(socket instanceof Socket)) return undefined;
  // Of a datagram that was cut the kernel told the length.
  const count = data.reduce((sum, bytes) => sum + (socket.cut.get(bytes) ?? bytes.length), 0);
  return count === 0 && (socket.deaf || (size === 0 && !socket.datagrams)) ? undefined : count;
}

/** The operations of Sockets. */
const socketEntries = {
  socket: { deed: "socket" },
  bind: { deed: "bind" },
  listen: { deed: "listen", count: (args) => numeric(args[1]) },
  connect: { deed: "connect", other: sockaddr },
  accept: accepted,
  send: {
    deed: "send",
    name: (args) => args[4] === undefined ? "send" : "sendto",
    count: (_, value) => numeric(value),
    other: targeted(4),
  },
  sendall: { deed: "send", count: (args) => lengthOf(args[1]) },
  recv: { deed: "receive", count: (args, value, system) => taken([value as Bytes], args, system) },
  recvfrom: {
    deed: "receive",
    count: (args, value, system) => taken([(value as [Bytes])[0]], args, system),
    other: (_, value) => (value as [unknown, Address | undefined])[1],
  },
  shutdown: { deed: "shutdown", count: (args) => numeric(args[1]) },
  close: { deed: "close" },
} as const satisfies { readonly [Name in keyof Sockets]?: Entry };

/** The operations of Descriptors. */
const descriptorEntries = {
  accept4: accepted,
  // What the number stood for is closed.
  dup2: { deed: "close", about: 1 },
  read: {
    deed: "receive",
    count: ([socket, size], value, system) => taken([value as Bytes], [socket, size], system),
  },
  write: { deed: "send", count: (_, value) => numeric(value) },
} as const satisfies { readonly [Name in keyof Descriptors]?: Entry };

/** The operations of Messages. */
const messageEntries = {
  sendmsg: { deed: "send", count: (_, value) => numeric(value), other: targeted(5) },
  recvmsg: {
    deed: "receive",
    count: ([socket, sizes, , flags], value, system) =>
      taken((value as Received).buffers, [socket, sizes, flags], system),
    other: (_, value) => (value as Received).address,
  },
} as const satisfies { readonly [Name in keyof Messages]?: Entry };

/** The calls of one session, and the states its sockets went through. */
export class Chronicle {
  readonly #libc: Libc;
  readonly #sockets: Sockets;
  readonly #records = new Records();
  readonly #clock = new Clock();
  readonly #families: ReadonlySet<number | undefined>;
  /** Told of the near address of each call. */
  noted: ((socket: Socket, local: Address) => void) | undefined;

  /** Begins to write down what is called. */
  constructor(libc: Libc, sockets: Sockets) {
    this.#libc = libc;
    this.#sockets = sockets;
    this.#families = new Set([constant(libc.system, "AF_INET"), constant(libc.system, "AF_INET6")]);
    sockets.observed = true;
    // Each close is followed by several questions, for which the whole table of connections is too much to read.
    sockets.askOf(new Machine(libc));
    instrument(sockets, this.#reporters(socketEntries));
    instrument(sockets.descriptors(), this.#reporters(descriptorEntries));
    instrument(sockets.messages(), this.#reporters(messageEntries));
  }

  /** The calls in the order they began; many sends or receives of a socket are summed up. */
  calls(): readonly Call[] {
    return this.#records.all();
  }

  /** Whether some calls of a socket are not known any more. */
  partial(socket: Socket): boolean {
    return this.#records.partial(socket);
  }

  /** How many sockets were forgotten with all their calls. */
  get forgotten(): number {
    return this.#records.forgotten;
  }

  /** The states a socket went through. */
  history(socket: Socket): readonly Passage[] {
    return this.#sockets.history(socket);
  }

  #reporters<Name extends string>(entries: Readonly<Record<Name, Entry>>): Record<Name, Reporter> {
    const made = Object.entries<Entry>(entries).map(([name, entry]) => [name, this.#reporter(name, entry)]);
    return Object.fromEntries(made) as Record<Name, Reporter>;
  }

  #reporter(name: string, entry: Entry): Reporter {
    const before = entry.deed === "close" || entry.deed === "shutdown";
    return (...args) => {
      const about = args[entry.about ?? 0];
      const given = about instanceof Socket ? about : undefined;
      const ends = before && given !== undefined ? this.#endsOf(given) : undefined;
      const state = before && given !== undefined && given.fd >= 0
        ? this.#sockets.state(given).state
        : undefined;
      const began = this.#clock.now();
      return (ended) => this.#note(name, entry, { args, given, ends, state, began }, ended);
    };
  }

  #note(
    name: string,
    { deed, count, other, name: named }: Entry,
    { args, given, ends, state: before, began }: {
      readonly args: readonly unknown[];
      readonly given: Socket | undefined;
      readonly ends: Ends | undefined;
      readonly state: string | undefined;
      readonly began: number;
    },
    ended: Ended,
  ): Maybe<void> {
    const value = "value" in ended ? ended.value : undefined;
    const first = Array.isArray(value) ? value[0] : value;
    const made = first instanceof Socket ? first : undefined;
    const socket = given ?? made;
    // Diagrams are of connections over IP.
    if (socket === undefined || !this.#families.has(socket.domain)) return;
    // dup2 closes nothing where it fails, or the two numbers are one.
    if (name === "dup2" && socket.fd >= 0) return;
    const failed = "error" in ended;
    const where = ends ?? this.#endsOf(deed === "accept" && made !== undefined ? made : socket);
    if (where.local !== undefined) this.noted?.(deed === "accept" ? made ?? socket : socket, where.local);
    const { heir, reset } = (deed === "close" ? socket.end : undefined) ?? {};
    const call: Omit<Call, "state"> = {
      deed,
      name: named?.(args) ?? name,
      socket,
      made: deed === "accept" ? made : undefined,
      times: 1,
      began,
      ended: this.#clock.now(),
      error: failed ? errorOf(ended.error, args) : undefined,
      count: failed && deed !== "shutdown" ? undefined : count?.(args, value, this.#libc.system),
      ...where,
      before,
      end: heir !== undefined ? "heir" : reset !== undefined ? "reset" : undefined,
      other: failed && deed === "receive" ? undefined : other?.(args, value, this.#libc.system),
    };
    // What the call set going arrives a moment later: a state read in between is gone when it is looked at.
    return after(this.#sockets.settled(socket), () => {
      this.#records.add({
        ...call,
        state: this.#stateOf(deed === "accept" ? made ?? socket : socket, where),
      });
    });
  }

  #endsOf({ fd }: Socket): Ends {
    return { local: readSockname(this.#libc, fd), peer: readPeername(this.#libc, fd) };
  }

  #stateOf(socket: Socket, { local }: Ends): string | undefined {
    if (socket.fd >= 0) return this.#sockets.state(socket).state;
    const left = this.#sockets.afterClose(socket);
    // Of a connection between two sockets of this machine the other end may be all that is left.
    return local !== undefined && left?.local !== undefined && sameAddress(left.local, local)
      ? left.state
      : undefined;
  }
}

interface Ends {
  readonly local: Address | undefined;
  readonly peer: Address | undefined;
}

/** An errno's name, or that the call's time ran out, which the signal of its patience tells. */
function errorOf(error: SystemError, args: readonly unknown[]): string {
  const late = error instanceof InterruptedError &&
    args.some((each) => (each as Partial<Patience> | undefined)?.signal?.reason instanceof TimeoutError);
  return late ? "timeout" : error.code;
}
