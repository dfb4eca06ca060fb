// states: in which state are the sockets now, and which of them changed?
//
// Everything is read from the kernel when it is asked for; what is remembered is only what was told last, the states
// that were seen, and the addresses of connections that were closed, by which the kernel's own table still knows them.

import { type Address, decodeAddress, sameAddress } from "../abi/address.ts";
import { connectionTable, findConnection } from "../abi/connections.ts";
import { constant, decodeInt, decodeTcpState, type Linger, type System, tcpStates } from "../abi/mod.ts";
import { SystemError } from "../errors.ts";
import type { Bytes, Libc } from "../libc.ts";
import { History, type Passage } from "./history.ts";
import type { Known, Machine } from "./machine.ts";
import { readPeername, readSockname } from "./names.ts";
import type { Change, End, Left, Maybe, Socket, State } from "./socket.ts";
import type { Transfer } from "./transfer.ts";

/** States a connection passes through as soon as the other side's answer arrives. */
const underWay: ReadonlySet<string> = new Set(["FIN_WAIT1", "LAST_ACK", "CLOSING"]);

/** States in which a close may end the connection with a reset instead of a FIN. */
const resettable: ReadonlySet<string> = new Set(["ESTABLISHED", "CLOSE_WAIT", "FIN_WAIT1", "FIN_WAIT2"]);

/** States in which the other side's next move is told by poll, and the event that tells it. */
const movesByItself: ReadonlyMap<string, "POLLOUT" | "POLLRDHUP"> = new Map([
  ["SYN_SENT", "POLLOUT"],
  ["ESTABLISHED", "POLLRDHUP"],
  ["FIN_WAIT1", "POLLRDHUP"],
  ["FIN_WAIT2", "POLLRDHUP"],
]);

/** How long an answer that shows states waits for them to be reached: TCP may delay an acknowledgement 40 ms. */
const settleMilliseconds = 200;

/** The addresses a connection had. */
export interface Ends {
  readonly local: Address;
  readonly peer: Address;
}

/** Errors that mean that the kernel could not answer now; after any other it never will. */
const passing: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"]);

/** As many sockets that were closed are known by their connections when all sockets of the machine are listed. */
const departedListed = 100;

/** The states of the open sockets. */
export class States {
  readonly #libc: Libc;
  readonly #system: System;
  readonly #open: ReadonlyMap<number, Socket>;
  readonly #transfer: Transfer;
  readonly #seen = new Map<Socket, string>();
  /** The latest connections that were closed, and how many there were. */
  readonly #lately: Socket[] = [];
  #closed = 0;
  readonly #history = new History();
  readonly #AF_UNIX: number;
  readonly #SOL_SOCKET: number;
  /** Undefined where the system has no such option. */
  readonly #SO_COOKIE: number | undefined;
  readonly #SO_BINDTOIFINDEX: number | undefined;
  /** Who is asked for a connection, in place of the file that lists them all. */
  machine: Machine | undefined;

  /** @param open the table of the open sockets */
  constructor(libc: Libc, open: ReadonlyMap<number, Socket>, transfer: Transfer) {
    this.#libc = libc;
    this.#system = libc.system;
    this.#open = open;
    this.#transfer = transfer;
    this.#AF_UNIX = constant(this.#system, "AF_UNIX");
    this.#SOL_SOCKET = constant(this.#system, "SOL_SOCKET");
    this.#SO_COOKIE = this.#system.constants.get("SO_COOKIE");
    this.#SO_BINDTOIFINDEX = this.#system.constants.get("SO_BINDTOIFINDEX");
  }

  /** This side is about to be closed: keeps the addresses that tell what becomes of the connection. */
  depart(socket: Socket): void {
    if (!this.#isConnection(socket)) return;
    const libc = this.#libc;
    // Many are closed and few are asked about: the bytes are read when somebody does.
    if (libc.getpeername(socket.fd) < 0) return;
    const peer = libc.address.slice(0, libc.addressLength());
    if (libc.getsockname(socket.fd) < 0) return;
    const local = libc.address.slice(0, libc.addressLength());
    socket.left = { local, peer, cookie: this.#cookie(socket), device: this.#device(socket) };
    this.#lately[this.#closed++ % departedListed] = socket;
  }

  /** The kernel's own name for a socket. */
  #cookie({ fd }: Socket): Bytes | undefined {
    if (this.#SO_COOKIE === undefined) return undefined;
    const cookie = this.#libc.getsockopt(fd, this.#SOL_SOCKET, this.#SO_COOKIE);
    return typeof cookie === "number" ? undefined : cookie;
  }

  /** The interface a socket is bound to; one with a link-local address always is. */
  #device({ fd }: Socket): number {
    if (this.#SO_BINDTOIFINDEX === undefined) return 0;
    const device = this.#libc.getsockopt(fd, this.#SOL_SOCKET, this.#SO_BINDTOIFINDEX);
    return typeof device === "number" ? 0 : decodeInt(device);
  }

  /** What closing this descriptor is going to mean. */
  endOf(socket: Socket, linger: Linger): End {
    const own = this.#cookie(socket)?.toHex();
    const heir = own === undefined
      ? undefined
      : [...this.#open.values()].find((one) => one !== socket && this.#cookie(one)?.toHex() === own);
    const open = heir === undefined && this.#isConnection(socket) &&
      resettable.has(this.#tcpState(socket) ?? "");
    const unread = open ? Math.max(0, this.#libc.queued(socket.fd)) : 0;
    const reset = unread > 0 ? "unread" : open && linger.on && linger.seconds === 0 ? "linger" : undefined;
    return { heir, reset, unread };
  }

  #isConnection(socket: Socket): boolean {
    return this.#transfer.isStream(socket) && socket.domain !== this.#AF_UNIX;
  }

  /** The addresses of a connection whose descriptor was closed; undefined for what was none. */
  departed({ left }: Socket): Ends | undefined {
    if (left === undefined) return undefined;
    return {
      local: decodeAddress(this.#system, left.local),
      peer: decodeAddress(this.#system, left.peer),
    };
  }

  /** The sockets that were connections and were closed lately. */
  lately(): readonly Socket[] {
    return this.#lately;
  }

  /** The states a socket went through, as far as they were looked at. */
  history(socket: Socket): readonly Passage[] {
    return this.#history.of(socket);
  }

  /** The state was read: it belongs to the history. */
  note(socket: Socket, state: string | undefined): void {
    if (state === undefined || socket.origin !== "session") return;
    // A unix socket that was closed is CLOSED as well, and yet none of TCP's.
    this.#history.note(socket, state, tcpStates.has(state) && this.#isConnection(socket));
  }

  /** The socket is not open any more. */
  forget(socket: Socket): void {
    this.#seen.delete(socket);
  }

  /** State and addresses, read from the kernel. */
  of(socket: Socket): State {
    const local = readSockname(this.#libc, socket.fd);
    if (local === undefined) return { state: undefined, local, peer: undefined };
    const peer = readPeername(this.#libc, socket.fd);
    const bound = isBound(local) ? local : undefined;
    const other = this.#isListening(socket.fd)
      ? "listening"
      : peer
      ? "connected"
      : bound
      ? "bound"
      : "unbound";
    const state = this.#tcpState(socket) ?? other;
    return state === "CLOSED" ? this.#afterBothEnds(socket, bound) : { state, local: bound, peer };
  }

  /** A connection that both sides have shut down is over for its socket; in TIME_WAIT the kernel holds it apart from that. */
  #afterBothEnds(socket: Socket, bound: Address | undefined): State {
    const ends = this.departed(socket);
    const left = ends && this.#listed(ends, socket.left);
    return left !== undefined && left.state === "TIME_WAIT" && left.local === ends?.local
      ? left
      : { state: "CLOSED", local: bound, peer: undefined };
  }

  #tcpState(socket: Socket): string | undefined {
    if (!this.#transfer.isStream(socket)) return undefined;
    const IPPROTO_TCP = constant(this.#system, "IPPROTO_TCP");
    const info = this.#libc.getsockopt(socket.fd, IPPROTO_TCP, this.#system.tcpInfo.option);
    return typeof info === "number" ? undefined : decodeTcpState(this.#system, info);
  }

  #isListening(fd: number): boolean {
    const value = this.#libc.getsockopt(
      fd,
      constant(this.#system, "SOL_SOCKET"),
      constant(this.#system, "SO_ACCEPTCONN"),
    );
    return typeof value !== "number" && decodeInt(value) !== 0;
  }

  /**
   * Waits until a connection is in another state than when it was last looked at, without a call of ours: the
   * peer closed, reset, or answered a connect that was not waited for. Ends without a change only by the signal.
   */
  async changed(signal: AbortSignal): Promise<void> {
    const before = new Map(this.#seen);
    // poll may report what is no change of state (data shut out by SHUT_RD, an error that waits), and would again
    // at once: such a socket is left out from then on.
    const restless = new Set<Socket>();
    while (!signal.aborted && !this.#differs(before)) {
      const woken = await this.#woken(restless, signal);
      if (woken) restless.add(woken);
    }
  }

  /** Whether a connection is in another state than before; one that is new is noted. */
  #differs(before: Map<Socket, string>): boolean {
    return [...this.#open.values()].some((socket) => {
      if (this.#tcpState(socket) === undefined) return false;
      // As it is told: what TCP_INFO calls CLOSED may be TIME_WAIT.
      const now = this.of(socket).state;
      if (now === undefined) return false;
      const was = before.get(socket) ?? now;
      before.set(socket, was);
      return was !== now;
    });
  }

  /** The first socket poll reports something of; undefined when the signal came. */
  async #woken(restless: ReadonlySet<Socket>, signal: AbortSignal): Promise<Socket | undefined> {
    const { constants } = this.#system;
    const round = new AbortController();
    const { promise, resolve } = Promise.withResolvers<Socket | undefined>();
    const interrupt = () => resolve(undefined);
    signal.addEventListener("abort", interrupt);
    for (const socket of [...this.#open.values()]) {
      const event = movesByItself.get(this.#tcpState(socket) ?? "");
      if (event === undefined || restless.has(socket)) continue;
      const events = constants.get(event) ?? 0;
      this.#libc.poller.wait(socket.fd, events, undefined, round.signal).then(() => resolve(socket));
    }
    try {
      return await promise;
    } finally {
      // No wait outlives its round.
      round.abort();
      signal.removeEventListener("abort", interrupt);
    }
  }

  /** The sockets whose state changed since this was last asked; the one a call was about is left out. */
  changes(about?: Socket): Change[] {
    const changes: Change[] = [];
    for (const socket of this.#open.values()) {
      const now = this.of(socket).state;
      if (now === undefined) continue;
      this.note(socket, now);
      const before = this.#seen.get(socket);
      this.#seen.set(socket, now);
      if (before !== undefined && before !== now && socket !== about) {
        changes.push({ socket, before, after: now });
      }
    }
    return changes;
  }

  /**
   * What the kernel's own tables say of a TCP connection after its descriptor was closed: FIN_WAIT2,
   * TIME_WAIT, … Found by its addresses; the other end's TIME_WAIT when this end is gone. Undefined when it
   * was no connection, or the kernel knows it no more.
   */
  afterClose(socket: Socket): State | undefined {
    const ends = this.departed(socket);
    if (ends === undefined) return undefined;
    // What moves to TIME_WAIT meanwhile can be missed, in the file and by the kernel itself: only missing twice is missing.
    const found = this.#listed(ends, socket.left) ?? this.#listed(ends, socket.left);
    // None becomes connected by being closed: that would be another one, between the same addresses.
    if (found?.local === ends.local && found.state !== "ESTABLISHED") this.note(socket, found.state);
    return found;
  }

  /** Asks for the one connection where that can be done, and otherwise reads the file that lists them all. */
  #listed(ends: Ends, left: Left | undefined): State | undefined {
    const asked = this.#asking((machine) =>
      eitherEnd(ends, (local, peer) => {
        // The other end is another socket.
        const known = local === ends.local ? left : otherEnd(left);
        return this.#system.tcpStates[machine.connection(local, peer, known)?.state ?? 0];
      })
    );
    if (asked !== undefined) return asked.answer;
    const path = connectionTable(this.#system, ends.local.family);
    const bytes = path === undefined ? 0 : this.#libc.readFile(path);
    if (typeof bytes === "number") return undefined;
    const table = new TextDecoder().decode(bytes);
    return eitherEnd(ends, (local, peer) => findConnection(this.#system, table, local, peer));
  }

  /** The answer to a question; undefined where nobody is asked, or nothing is answered. */
  #asking<Answer>(question: (machine: Machine) => Answer): { readonly answer: Answer } | undefined {
    if (this.machine === undefined) return undefined;
    try {
      return { answer: question(this.machine) };
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      if (!passing.has(error.code)) this.machine = undefined;
      return undefined;
    }
  }

  /**
   * Waits until what a call set going on the network has arrived, as far as it does so at once: on the same
   * machine segments take a moment, and a state read in between is gone when it is shown. Where the answer
   * comes from farther away the state that is read after these few milliseconds is the true one.
   */
  settled(socket: Socket | undefined): Maybe<void> {
    if (socket === undefined || this.#isSettled(socket)) return;
    return this.#settle(socket, performance.now() + settleMilliseconds);
  }

  async #settle(socket: Socket, deadline: number): Promise<void> {
    while (!this.#isSettled(socket) && performance.now() < deadline) {
      await this.#libc.poller.wait(-1, 0, 1);
    }
  }

  #isSettled(socket: Socket): boolean {
    if (!this.#transfer.isStream(socket)) return true;
    const state = socket.fd < 0 ? this.afterClose(socket)?.state : this.#tcpState(socket);
    if (state !== undefined && underWay.has(state)) return false;
    const ends = socket.fd < 0 ? this.departed(socket) : undefined;
    // A connection that lives on under another descriptor has nothing to tell.
    if (ends === undefined || state === "ESTABLISHED") return true;
    return !this.#isUnaware(ends, socket);
  }

  /** The other end of a connection that was closed has to have heard of it, if it is ours. */
  #isUnaware({ local, peer }: Ends, { left }: Socket): boolean {
    const open = [...this.#open.values()];
    const asked = this.#asking((machine) => {
      const other = machine.connection(peer, local, otherEnd(left));
      return other !== undefined && this.#system.tcpStates[other.state] === "ESTABLISHED" &&
        open.some((one) => machine.cookie(one) === other.cookie);
    });
    if (asked !== undefined) return asked.answer;
    const other = open.find((one) => {
      const state = this.of(one);
      return state.peer && state.local && sameAddress(state.peer, local) && sameAddress(state.local, peer);
    });
    return other !== undefined && this.#tcpState(other) === "ESTABLISHED";
  }
}

/** The state of this end of a connection, or the other end's TIME_WAIT, which is all that may be left of both. */
function eitherEnd(
  { local, peer }: Ends,
  stateOf: (local: Address, peer: Address) => string | undefined,
): State | undefined {
  const state = stateOf(local, peer) || undefined;
  if (state !== undefined) return { state, local, peer };
  const other = stateOf(peer, local);
  return other === "TIME_WAIT" ? { state: other, local: peer, peer: local } : undefined;
}

/** What is known of the end at the other side, where it is on this machine. */
function otherEnd(left: Left | undefined): Known | undefined {
  return left && { cookie: undefined, device: left.device };
}

/** Whether a local address was given or chosen; an unbound socket answers with an empty one. */
function isBound(local: Address): boolean {
  if (local.family === "unix") return local.path.length > 0;
  return local.family === "other" || local.port !== 0;
}
