// transfer: send and recv with all that C promises of them.
//
// A blocking stream send goes on until everything is copied, MSG_WAITALL collects, sizes are upper bounds and
// never allocations. What was already sent or received when a call ends is its answer; the error is the next one's.

import { type Address } from "../abi/address.ts";
import { constant, decodeInt } from "../abi/mod.ts";
import { InterruptedError, SystemError } from "../errors.ts";
import type { Bytes, Libc } from "../libc.ts";
import { lastAddress } from "./names.ts";
import { after, type Maybe, type Patience, type Socket } from "./socket.ts";
import type { Waiting } from "./waiting.ts";

const scratchSize = 65536;
const empty: Bytes = new Uint8Array(0);

/** Where a sendto goes: the sockaddr and the addrlen handed over with it. */
export interface Target {
  readonly address: Bytes;
  readonly length: number;
}

/** The calls that move data. */
export class Transfer {
  readonly #libc: Libc;
  readonly #waiting: Waiting;
  /** Received bytes arrive here and are copied out at their real length. */
  readonly #scratch: Bytes = new Uint8Array(scratchSize);
  readonly #MSG_DONTWAIT: number;
  readonly #MSG_PEEK: number;
  readonly #MSG_TRUNC: number;
  readonly #MSG_WAITALL: number;
  /** In C a recv with one of these never waits: what it asks for is there or it is not. */
  readonly #neverWaits: number;
  readonly #SOCK_STREAM: number;
  readonly #failed: number;

  constructor(libc: Libc, waiting: Waiting) {
    const { system } = libc;
    this.#libc = libc;
    this.#waiting = waiting;
    this.#MSG_DONTWAIT = constant(system, "MSG_DONTWAIT");
    this.#MSG_PEEK = constant(system, "MSG_PEEK");
    this.#MSG_TRUNC = constant(system, "MSG_TRUNC");
    this.#MSG_WAITALL = constant(system, "MSG_WAITALL");
    this.#neverWaits = this.#MSG_DONTWAIT | constant(system, "MSG_OOB") |
      (system.constants.get("MSG_ERRQUEUE") ?? 0);
    this.#SOCK_STREAM = constant(system, "SOCK_STREAM");
    this.#failed = constant(system, "POLLERR") | constant(system, "POLLHUP");
  }

  // --- Sending -------------------------------------------------------------------------------

  /** send(2), or sendto(2) when a target is given: the number of bytes copied. */
  send(socket: Socket, data: Bytes, flags: number, patience: Patience, to?: Target): Maybe<number> {
    const call = to ? "sendto" : "send";
    const { fd } = socket;
    const nonblocking = flags | this.#MSG_DONTWAIT;
    const transmit = (rest: Bytes): number =>
      to
        ? this.#libc.sendto(fd, rest, rest.length, nonblocking, to.address, to.length)
        : this.#libc.send(fd, rest, rest.length, nonblocking);
    const never = (flags & this.#MSG_DONTWAIT) !== 0;
    const once = () => transmit(data);
    const sent = this.#waiting.until({ socket, call, events: "POLLOUT", once, never }, patience);
    return after(sent, (count) => {
      const whole = count >= data.length || never || !this.isStream(socket);
      return whole || !this.#waiting.isBlocking(fd)
        ? count
        : this.#rest(socket, call, data, count, patience, transmit);
    });
  }

  /**
   * The rest of a send of which a part is already copied. An error or a time-out ends it with the count;
   * only an interruption is told, with how much went out.
   */
  async #rest(
    socket: Socket,
    call: string,
    data: Bytes,
    sent: number,
    patience: Patience,
    transmit: (rest: Bytes) => number,
  ): Promise<number> {
    const deadline = this.#waiting.deadline(socket.fd, "POLLOUT");
    const values = { socket: socket.name ?? String(socket.fd), sent, length: data.length };
    const done = patience.waiting?.({ key: "waiting.rest", values });
    try {
      while (sent < data.length) {
        const events = await this.#waiting.ready(socket, call, "POLLOUT", deadline, patience.signal);
        // An attempt on a broken connection would take the error away from the call that is to report it.
        if (events === 0 || (events & this.#failed) !== 0) break;
        const count = transmit(data.subarray(sent));
        if (count > 0) sent += count;
        else if (count < 0 && !this.#waiting.wouldBlock(count)) break;
      }
      return sent;
    } catch (error) {
      throw partly(error, sent, data.length);
    } finally {
      done?.();
    }
  }

  /** send(2) again and again until everything went out: Python's sendall. An error says how much had gone out. */
  sendall(socket: Socket, data: Bytes, flags: number, patience: Patience): Maybe<number> {
    const from = (sent: number): Maybe<number> => {
      const more = (count: number) => sent + count >= data.length ? data.length : from(sent + count);
      try {
        const count = this.send(socket, data.subarray(sent), flags, patience);
        if (!(count instanceof Promise)) return more(count);
        return count.catch((error) => {
          throw partly(error, sent, data.length);
        }).then(more);
      } catch (error) {
        throw partly(error, sent, data.length);
      }
    };
    return from(0);
  }

  // --- Receiving -----------------------------------------------------------------------------

  /** recv(2): at most `size` bytes; none at all means that the peer closed its side. */
  recv(socket: Socket, size: number, flags: number, patience: Patience): Maybe<Bytes> {
    const never = (flags & this.#neverWaits) !== 0;
    if ((flags & this.#MSG_WAITALL) !== 0 && !never && size > 0 && this.isStream(socket)) {
      return this.#collect(socket, size, flags, patience);
    }
    let data = empty;
    const once = () => {
      const room = this.#room(socket, size, flags);
      const received = this.#libc.recv(socket.fd, room, room.length, flags | this.#MSG_DONTWAIT);
      if (received > 0) data = room.slice(0, received);
      return received;
    };
    const received = this.#waiting.until({ socket, call: "recv", events: "POLLIN", once, never }, patience);
    return after(received, () => data);
  }

  /** recvfrom(2): the bytes and the sender, undefined where the protocol names none (TCP). */
  recvfrom(
    socket: Socket,
    size: number,
    flags: number,
    patience: Patience,
  ): Maybe<[Bytes, Address | undefined]> {
    const never = (flags & this.#neverWaits) !== 0;
    let data = empty;
    let sender: Address | undefined;
    const once = () => {
      const room = this.#room(socket, size, flags);
      const received = this.#libc.recvfrom(socket.fd, room, room.length, flags | this.#MSG_DONTWAIT);
      if (received < 0) return received;
      data = room.slice(0, received);
      sender = this.#libc.addressLength() === 0 ? undefined : lastAddress(this.#libc);
      return received;
    };
    const received = this.#waiting.until(
      { socket, call: "recvfrom", events: "POLLIN", once, never },
      patience,
    );
    return after(received, () => [data, sender]);
  }

  /** recv with MSG_WAITALL on a stream: until all is there, the peer closes, or the call would fail. */
  async #collect(socket: Socket, size: number, flags: number, patience: Patience): Promise<Bytes> {
    const peeking = (flags & this.#MSG_PEEK) !== 0;
    const EAGAIN = -(this.#libc.system.errnos.get("EAGAIN") ?? 0);
    let pieces: Bytes[] = [];
    let length = 0;
    const once = () => {
      // A peek sees everything from the start each time; the rest continues where the last one ended.
      if (peeking) [pieces, length] = [[], 0];
      for (;;) {
        const room = this.#room(socket, size - length, flags);
        const received = this.#libc.recv(socket.fd, room, room.length, flags | this.#MSG_DONTWAIT);
        if (received < 0) return received;
        pieces.push(room.slice(0, received));
        length += received;
        if (received === 0 || length >= size) return length;
        if (peeking) return this.#halfClosed(socket.fd) ? length : EAGAIN;
      }
    };
    try {
      await this.#waiting.until({ socket, call: "recv", events: "POLLIN", once }, patience);
    } catch (error) {
      // What had come is the answer, as in C; an error is reported by the next call.
      if (length === 0 || error instanceof InterruptedError) throw error;
    }
    return joined(pieces, length);
  }

  #halfClosed(fd: number): boolean {
    const { system } = this.#libc;
    const POLLRDHUP = system.constants.get("POLLRDHUP") ?? constant(system, "POLLHUP");
    return this.#libc.ready(fd, POLLRDHUP) !== 0;
  }

  /**
   * Room for what one recv can bring, at most `size` bytes. Only when more is asked for than the scratch
   * buffer holds is the kernel asked how much there is (FIONREAD).
   */
  #room(socket: Socket, size: number, flags: number): Bytes {
    // With MSG_TRUNC the kernel may count bytes it does not copy: what lies there must not be older data.
    if ((flags & this.#MSG_TRUNC) !== 0) this.#scratch.fill(0);
    if (size <= scratchSize) return size === scratchSize ? this.#scratch : this.#scratch.subarray(0, size);
    const queued = this.#libc.queued(socket.fd);
    return queued > scratchSize ? new Uint8Array(Math.min(size, queued)) : this.#scratch;
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

/** The same error, saying how much had gone out before it. */
function partly(error: unknown, sent: number, length: number): unknown {
  if (!(error instanceof SystemError)) return error;
  const before = sent + Number(error.detail?.values["sent"] ?? 0);
  const detail = { key: "detail.sent", values: { sent: before, length } };
  const Kind = error instanceof InterruptedError ? InterruptedError : SystemError;
  return new Kind(error.call, error.number, error.code, detail);
}

function joined(pieces: readonly Bytes[], length: number): Bytes {
  if (pieces.length === 1 && pieces[0]?.length === length) return pieces[0];
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
