// transfer: send and recv with all that C promises of them.
//
// A blocking stream send goes on until everything is copied, sendall always does, MSG_WAITALL collects, sizes are upper bounds and
// never allocations. What was already sent or received when a call ends is its answer; the error is the next one's.

import { type Address } from "../abi/address.ts";
import { constant, decodeInt, errnoNumber } from "../abi/mod.ts";
import { InterruptedError, type Message, SystemError } from "../errors.ts";
import type { Bytes, Libc } from "../libc.ts";
import { familyOf, lastAddress } from "./names.ts";
import { after, type Maybe, type Patience, type Socket } from "./socket.ts";
import type { Waiting } from "./waiting.ts";

const scratchSize = 65536;
const empty: Bytes = new Uint8Array(0);

/** Received bytes up to that length share memory of that size. */
const mostShared = 2048;
const sharedSize = 16384;

/** Where a sendto goes: the sockaddr and the addrlen handed over with it. */
export interface Target {
  readonly address: Bytes;
  readonly length: number;
}

/** Data on their way out. */
interface Sending {
  readonly socket: Socket;
  readonly call: "send" | "sendto" | "sendmsg" | "write";
  readonly data: Bytes;
  readonly flags: number;
  /** Python's sendall: a part is no answer. */
  readonly all: boolean;
  /** The call itself, without waiting. */
  readonly transmit: (rest: Bytes, flags: number) => number;
  /** Whether a blocking call goes on until everything is taken, where it is not the socket's type that tells. */
  readonly goesOn?: boolean;
  /** How much has gone out. */
  sent: number;
  /** What the first attempt answered, as long as nobody has looked at it. */
  begun?: number | undefined;
}

/** One of the calls that receive: its name, and the call itself without waiting. */
export interface Reading {
  readonly socket: Socket;
  readonly call: "recv" | "recvfrom" | "recvmsg";
  readonly read: (room: Bytes, flags: number) => number;
  /** What was read ends here, whatever MSG_WAITALL asks for: descriptors came with it (unix(7)). */
  readonly ended?: () => boolean;
}

/** The calls that move data. */
export class Transfer {
  readonly #libc: Libc;
  readonly #waiting: Waiting;
  /** Received bytes arrive here and are copied out at their real length. */
  readonly #scratch: Bytes = new Uint8Array(scratchSize);
  /** Where small copies are put, one behind the other, and how far it is filled. */
  #shared = new ArrayBuffer(sharedSize);
  #sharedFrom = 0;
  readonly #MSG_DONTWAIT: number;
  /** Flags with which a recv is not over when something is there, or is not waited for as usual. */
  readonly #unusual: number;
  readonly #MSG_PEEK: number;
  readonly #MSG_TRUNC: number;
  readonly #MSG_WAITALL: number;
  readonly #MSG_OOB: number;
  /** 0 where the system has no error queue. */
  readonly #MSG_ERRQUEUE: number;
  readonly #SOCK_STREAM: number;
  /** The negated errno. */
  readonly #EAGAIN: number;
  readonly #failed: number;

  constructor(libc: Libc, waiting: Waiting) {
    const { system } = libc;
    this.#libc = libc;
    this.#waiting = waiting;
    this.#MSG_DONTWAIT = constant(system, "MSG_DONTWAIT");
    this.#MSG_PEEK = constant(system, "MSG_PEEK");
    this.#MSG_TRUNC = constant(system, "MSG_TRUNC");
    this.#MSG_WAITALL = constant(system, "MSG_WAITALL");
    this.#MSG_OOB = constant(system, "MSG_OOB");
    this.#MSG_ERRQUEUE = system.constants.get("MSG_ERRQUEUE") ?? 0;
    this.#unusual = this.#MSG_WAITALL | this.#MSG_TRUNC | this.#MSG_OOB | this.#MSG_ERRQUEUE;
    this.#SOCK_STREAM = constant(system, "SOCK_STREAM");
    this.#EAGAIN = -(errnoNumber(system, "EAGAIN") ?? 0);
    this.#failed = constant(system, "POLLERR") | constant(system, "POLLHUP");
  }

  // --- Sending -------------------------------------------------------------------------------

  /**
   * send(2), or sendto(2) when a target is given: the number of bytes copied. A blocking stream goes on until
   * all are; what a time-out, an error or an interruption then finds already copied is the answer, as in C.
   */
  send(socket: Socket, data: Bytes, flags: number, patience: Patience, to?: Target): Maybe<number> {
    const at = flags | this.#MSG_DONTWAIT;
    const begun = to === undefined
      ? this.#libc.send(socket.fd, data, data.length, at)
      : this.#libc.sendto(socket.fd, data, data.length, at, to.address, to.length);
    // Mostly all of it is taken at once, and that is all there is to a send.
    if (begun === data.length) return begun;
    return this.#sendOn(socket, data, flags, begun, patience, to);
  }

  /** What follows a send that was not taken whole: `begun` is what it answered. */
  #sendOn(
    socket: Socket,
    data: Bytes,
    flags: number,
    begun: number,
    patience: Patience,
    to: Target | undefined,
  ): Maybe<number> {
    const transmit = (rest: Bytes, flags: number): number =>
      to
        ? this.#libc.sendto(socket.fd, rest, rest.length, flags, to.address, to.length)
        : this.#libc.send(socket.fd, rest, rest.length, flags);
    return this.sendBy({ socket, call: to ? "sendto" : "send", data, flags, transmit, begun }, patience);
  }

  /** The same with a call of one's own: send's waiting and going on, whatever transmits. */
  sendBy(what: Omit<Sending, "all" | "sent">, patience: Patience): Maybe<number> {
    const sending: Sending = { ...what, all: false, sent: 0 };
    return orPart(
      () => this.#transmit(sending, patience),
      () => sending.sent > 0 ? sending.sent : undefined,
    );
  }

  /** Python's sendall: the same until everything went out, in one time-out. An error says how much had gone out. */
  sendall(socket: Socket, data: Bytes, flags: number, patience: Patience): Maybe<number> {
    const transmit = (rest: Bytes, flags: number) => this.#libc.send(socket.fd, rest, rest.length, flags);
    const begun = transmit(data, flags | this.#MSG_DONTWAIT);
    if (begun === data.length) return begun;
    const sending: Sending = { socket, call: "send", data, flags, all: true, transmit, sent: 0, begun };
    return orElse(() => this.#transmit(sending, patience), (error) => {
      throw partly(error, sending.sent, data.length);
    });
  }

  /** The one loop of both: how much went out, at the end or where a part is an answer. */
  #transmit(sending: Sending, patience: Patience): Maybe<number> {
    const { socket, call, data, flags, all, transmit } = sending;
    const never = (flags & this.#MSG_DONTWAIT) !== 0;
    const goesOn = () =>
      all || (!never && (sending.goesOn ?? this.isStream(socket)) && this.#waiting.isBlocking(socket.fd));
    const once = () => {
      for (;;) {
        const { sent } = sending;
        // An attempt on a broken connection would take the error away from the call that is to report it.
        if (sent > 0 && !all && this.#isBroken(socket)) return sent;
        const count = sending.begun ??
          transmit(sent === 0 ? data : data.subarray(sent), flags | this.#MSG_DONTWAIT);
        sending.begun = undefined;
        if (count < 0) return count;
        sending.sent += count;
        if (sending.sent >= data.length) return sending.sent;
        // Nothing taken, and no error: trying again at once might never end.
        if (count === 0 && all) return this.#EAGAIN;
        if (count === 0 || !goesOn()) return sending.sent;
      }
    };
    const waitingFor = (): Message => ({
      key: sending.sent === 0 ? `waiting.${call}` : "waiting.rest",
      values: {
        socket: socket.name ?? String(socket.fd),
        local: "",
        sent: sending.sent,
        length: data.length,
      },
    });
    const moved = () => sending.sent;
    return this.#waiting.until(
      { socket, call, events: "POLLOUT", once, never, moved, waitingFor },
      patience,
    );
  }

  // --- Receiving -----------------------------------------------------------------------------

  /** recv(2): at most `size` bytes; none at all means that the peer closed its side. */
  recv(socket: Socket, size: number, flags: number, patience: Patience): Maybe<Bytes> {
    if (size <= scratchSize && (flags & this.#unusual) === 0) {
      const room = size <= mostShared ? this.#sharedRoom(size) : undefined;
      const received = this.#libc.recv(socket.fd, room ?? this.#scratch, size, flags | this.#MSG_DONTWAIT);
      // Mostly something is there, and that is all there is to a recv.
      if (received >= 0) {
        return room === undefined ? this.#scratch.slice(0, received) : this.#taken(room, received);
      }
      if (!this.#waiting.wouldBlock(received)) throw this.#waiting.failed(socket, "recv", received);
    }
    const read = (room: Bytes, flags: number) => this.#libc.recv(socket.fd, room, room.length, flags);
    return this.receive({ socket, call: "recv", read }, size, flags, patience);
  }

  /** Room behind what was received last. Small pieces share memory: to get some costs more than all the rest. */
  #sharedRoom(size: number): Bytes {
    if (this.#sharedFrom + size > sharedSize) {
      this.#shared = new ArrayBuffer(sharedSize);
      this.#sharedFrom = 0;
    }
    return new Uint8Array(this.#shared, this.#sharedFrom, size);
  }

  /** As much of that room as was filled. */
  #taken(room: Bytes, length: number): Bytes {
    this.#sharedFrom += length;
    return length === room.length ? room : room.subarray(0, length);
  }

  /** recvfrom(2): the bytes and the sender, undefined where the protocol names none (TCP). */
  recvfrom(
    socket: Socket,
    size: number,
    flags: number,
    patience: Patience,
  ): Maybe<[Bytes, Address | undefined]> {
    let sender: Address | undefined;
    const read = (room: Bytes, flags: number) => {
      const received = this.#libc.recvfrom(socket.fd, room, room.length, flags);
      if (received >= 0 && this.#libc.addressLength() > 0) sender = lastAddress(this.#libc);
      return received;
    };
    const received = this.receive({ socket, call: "recvfrom", read }, size, flags, patience);
    return after(received, (data) => [data, sender]);
  }

  /** recv with a call of one's own: its waiting and collecting, whatever reads. */
  receive(reading: Reading, size: number, flags: number, patience: Patience): Maybe<Bytes> {
    const { socket, call, read } = reading;
    const never = this.#neverWaits(socket, flags);
    if ((flags & this.#MSG_WAITALL) !== 0 && !never && size > 0 && this.#collects(socket, flags)) {
      return this.#collect(reading, size, flags, patience);
    }
    let data = empty;
    const once = () => {
      const room = this.room(socket, size, flags);
      if (typeof room === "number") return room;
      const received = read(room, flags | this.#MSG_DONTWAIT);
      if (received > 0) data = room.slice(0, received);
      if (received > data.length) socket.cut.set(data, received);
      return received;
    };
    // TCP waits for data of which none is wanted, and is content without them.
    const lateIsEmpty = size === 0 && this.isStream(socket) && !this.#isUnix(socket);
    const received = this.#waiting.until(
      { socket, call, events: "POLLIN", once, never, lateIsEmpty },
      patience,
    );
    return after(received, () => data);
  }

  /**
   * Whether a recv with these flags never waits in C either: what it asks for is there or it is not. Linux takes no
   * notice of MSG_OOB on UDP and of MSG_ERRQUEUE on unix sockets: there the call waits for data.
   */
  #neverWaits(socket: Socket, flags: number): boolean {
    if ((flags & this.#MSG_DONTWAIT) !== 0) return true;
    if ((flags & this.#MSG_OOB) !== 0 && this.isStream(socket)) return true;
    return (flags & this.#MSG_ERRQUEUE) !== 0 && !this.#isUnix(socket);
  }

  /** Whether MSG_WAITALL goes on until all is there: on streams, but a peek on a unix socket shows what there is. */
  #collects(socket: Socket, flags: number): boolean {
    return this.isStream(socket) && ((flags & this.#MSG_PEEK) === 0 || !this.#isUnix(socket));
  }

  /** recv with MSG_WAITALL on a stream: until all is there, the peer closes, or the call would fail. */
  #collect(
    { socket, call, read, ended }: Reading,
    size: number,
    flags: number,
    patience: Patience,
  ): Maybe<Bytes> {
    const peeking = (flags & this.#MSG_PEEK) !== 0;
    let pieces: Bytes[] = [];
    let length = 0;
    const once = () => {
      // A peek sees everything from the start each time; the rest continues where the last one ended.
      if (peeking) [pieces, length] = [[], 0];
      for (;;) {
        // Reading on where nothing but an error is left would take it away from the call that is to report it.
        if (length > 0 && this.#isBroken(socket) && this.#libc.queued(socket.fd) <= 0) return length;
        const room = this.room(socket, size - length, flags);
        if (typeof room === "number") return room;
        const received = read(room, flags | this.#MSG_DONTWAIT);
        if (received < 0) return received;
        pieces.push(room.slice(0, received));
        length += received;
        if (received === 0 || length >= size || ended?.()) return length;
        // The kernel collects up to the out-of-band mark and no further.
        if (this.#libc.sockatmark(socket.fd) === 1) return length;
        if (peeking) return this.#halfClosed(socket.fd) ? length : this.#EAGAIN;
      }
    };
    const moved = () => peeking ? 0 : length;
    const attempt = { socket, call, events: "POLLIN" as const, once, moved };
    const all = () => gathered(pieces, length);
    return orPart(
      () => after(this.#waiting.until(attempt, patience), all),
      () => length > 0 ? all() : undefined,
    );
  }

  #halfClosed(fd: number): boolean {
    const { system } = this.#libc;
    const POLLRDHUP = system.constants.get("POLLRDHUP") ?? constant(system, "POLLHUP");
    return this.#libc.ready(fd, POLLRDHUP) !== 0;
  }

  /** Whether a connection is at its end or an error waits to be reported. */
  #isBroken(socket: Socket): boolean {
    return (this.#libc.ready(socket.fd, 0) & this.#failed) !== 0;
  }

  /**
   * Room for what one recv can bring, at most `size` bytes. Only when more is asked for than the scratch
   * buffer holds is the kernel asked how much there is; what it answers instead (an errno) is the call's answer.
   */
  room(socket: Socket, size: number, flags: number): Bytes | number {
    const room = size > scratchSize ? this.#largeRoom(socket, size, flags) : this.#scratch.subarray(0, size);
    // With MSG_TRUNC the kernel may count bytes it does not copy: what lies there must not be older data.
    if (typeof room !== "number" && (flags & this.#MSG_TRUNC) !== 0) room.fill(0);
    return room;
  }

  #largeRoom(socket: Socket, size: number, flags: number): Bytes | number {
    if ((flags & (this.#MSG_OOB | this.#MSG_ERRQUEUE)) !== 0) return this.#scratch;
    // A datagram that comes after the question would be cut: a peek at its length waits for none, either.
    const peek = this.#MSG_PEEK | this.#MSG_TRUNC | this.#MSG_DONTWAIT;
    const there = this.isStream(socket) || this.#peeksOn(socket)
      ? Math.max(0, this.#libc.queued(socket.fd))
      : this.#libc.recv(socket.fd, this.#scratch, 0, peek);
    if (there <= 0) return there < 0 ? there : this.#scratch;
    return there > scratchSize ? new Uint8Array(Math.min(size, there)) : this.#scratch;
  }

  /** Whether a peek begins where the last one ended (SO_PEEK_OFF): one that is ours would be in the way of others. */
  #peeksOn(socket: Socket): boolean {
    const { constants } = this.#libc.system;
    const option = constants.get("SO_PEEK_OFF");
    if (option === undefined) return false;
    const offset = this.#libc.getsockopt(socket.fd, constants.get("SOL_SOCKET") ?? 0, option);
    return typeof offset !== "number" && decodeInt(offset) >= 0;
  }

  #isUnix(socket: Socket): boolean {
    return familyOf(this.#libc, socket) === constant(this.#libc.system, "AF_UNIX");
  }

  /** Whether the descriptor is a stream: what it was made as, or what the kernel says of a foreign one. */
  isStream(socket: Socket): boolean {
    if (socket.type !== undefined) return socket.type === this.#SOCK_STREAM;
    const { system } = this.#libc;
    const type = this.#libc.getsockopt(
      socket.fd,
      constant(system, "SOL_SOCKET"),
      constant(system, "SO_TYPE"),
    );
    return typeof type !== "number" && decodeInt(type) === this.#SOCK_STREAM;
  }
}

/** What a call answers; where it fails after a part is done, that part is its answer and the error the next one's. */
function orPart<T>(run: () => Maybe<T>, part: () => T | undefined): Maybe<T> {
  return orElse(run, (error) => {
    const done = error instanceof SystemError ? part() : undefined;
    if (done === undefined) throw error;
    return done;
  });
}

/** What a call answers, or what is made of its failure. */
function orElse<T>(run: () => Maybe<T>, failed: (error: unknown) => T): Maybe<T> {
  try {
    const answer = run();
    return answer instanceof Promise ? answer.catch(failed) : answer;
  } catch (error) {
    return failed(error);
  }
}

/** The same error, saying how much had gone out before it. */
function partly(error: unknown, sent: number, length: number): unknown {
  if (!(error instanceof SystemError)) return error;
  const detail = { key: "detail.sent", values: { sent, length } };
  const Kind = error instanceof InterruptedError ? InterruptedError : SystemError;
  return new Kind(error.call, error.number, error.code, detail);
}

/** Pieces of `length` bytes altogether as one. */
export function gathered(pieces: readonly Bytes[], length: number): Bytes {
  if (pieces.length === 1 && pieces[0]?.length === length) return pieces[0];
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
