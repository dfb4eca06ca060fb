// waiting: how a call blocks. "Blocking" is built here, once, for every call that can.
//
// The call is made first, without blocking. Only when it answers EAGAIN (EINPROGRESS for connect) on a
// blocking descriptor does it wait in poll and is made again, until it answers something else, its
// time-out runs out, the descriptor is closed, or the wait is interrupted: as the kernel does it for C.

import { formatAddress } from "../abi/address.ts";
import { constant, decodeTimeval, errnoNumber, systemError } from "../abi/mod.ts";
import { InterruptedError, type Message, SystemError } from "../errors.ts";
import type { Libc } from "../libc.ts";
import { readSockname } from "./names.ts";
import type { Maybe, Patience, Socket } from "./socket.ts";

/** A call that may wait. */
export interface Attempt {
  readonly socket: Socket;
  /** The C function's name. */
  readonly call: string;
  /** What poll waits for. */
  readonly events: "POLLIN" | "POLLOUT";
  /** Makes the call once, without blocking: its result, or the negated errno. */
  readonly once: () => number;
  /** The call is one that never waits in C either: EAGAIN is its answer. */
  readonly never?: boolean;
  /** How many bytes a call that goes on until everything is done has moved so far. */
  readonly moved?: () => number;
  /** What to say that it waits for, where that is not the call's own sentence. */
  readonly waitingFor?: () => Message;
  /** The error C answers instead of waiting where the socket was shut down for reading; nothing was read otherwise. */
  readonly shut?: "EINVAL";
  /** C answers 0, and no error, when its time has run out. */
  readonly lateIsEmpty?: boolean;
}

/** How long to wait before another attempt where poll says "ready" and the call says EAGAIN. */
const retryMilliseconds = 10;

/** Waits for calls on one C library. */
export class Waiting {
  readonly #libc: Libc;
  readonly #EAGAIN: number;
  readonly #EINPROGRESS: number;
  readonly #EALREADY: number;
  readonly #EBADF: number;
  readonly #ECONNRESET: number;
  readonly #F_GETFL: number;
  readonly #F_SETFL: number;
  readonly #O_NONBLOCK: number;
  readonly #SOL_SOCKET: number;
  /** 0 where the system has no such event. */
  readonly #POLLRDHUP: number;

  constructor(libc: Libc) {
    const { system } = libc;
    this.#libc = libc;
    this.#EAGAIN = -(errnoNumber(system, "EAGAIN") ?? 0);
    this.#EINPROGRESS = -(errnoNumber(system, "EINPROGRESS") ?? 0);
    this.#EALREADY = -(errnoNumber(system, "EALREADY") ?? 0);
    this.#EBADF = -(errnoNumber(system, "EBADF") ?? 0);
    this.#ECONNRESET = -(errnoNumber(system, "ECONNRESET") ?? 0);
    this.#F_GETFL = constant(system, "F_GETFL");
    this.#F_SETFL = constant(system, "F_SETFL");
    this.#O_NONBLOCK = constant(system, "O_NONBLOCK");
    this.#SOL_SOCKET = constant(system, "SOL_SOCKET");
    this.#POLLRDHUP = system.constants.get("POLLRDHUP") ?? 0;
  }

  /** Whether an answer says that the call would block; EALREADY is that of a connect made again. */
  wouldBlock(answer: number): boolean {
    return answer === this.#EAGAIN || answer === this.#EINPROGRESS || answer === this.#EALREADY;
  }

  /**
   * Makes a call, and makes it again each time poll says that it is worth it.
   *
   * @throws {SystemError} what the call answered at last
   * @throws {InterruptedError} when the signal came first
   */
  until(attempt: Attempt, patience: Patience): Maybe<number> {
    const first = attempt.once();
    if (first >= 0) return first;
    if (!this.wouldBlock(first) || attempt.never || !this.isBlocking(attempt.socket.fd)) {
      throw this.failed(attempt.socket, attempt.call, first);
    }
    return this.#again(attempt, patience, first);
  }

  /**
   * What a call that would wait answers on a socket that is shut down for reading; undefined where it is not. Without
   * waiting the kernel says EAGAIN there of datagram sockets and of unix listeners, but a call that may wait does not.
   */
  #shut({ socket, call, events, once, shut }: Attempt): number | undefined {
    if (events !== "POLLIN" || this.#POLLRDHUP === 0) return undefined;
    if ((this.#libc.ready(socket.fd, this.#POLLRDHUP) & this.#POLLRDHUP) === 0) return undefined;
    // The end may have come behind data, after the attempt that found nothing.
    const answer = once();
    if (answer >= 0) return answer;
    if (!this.wouldBlock(answer)) throw this.failed(socket, call, answer);
    if (shut !== undefined) throw this.error(call, -(errnoNumber(this.#libc.system, shut) ?? 0));
    return 0;
  }

  async #again(attempt: Attempt, patience: Patience, first: number): Promise<number> {
    const { socket, call, events, once } = attempt;
    const { fd } = socket;
    const deadline = this.deadline(fd, events);
    const done = patience.waiting?.(attempt.waitingFor?.() ?? this.#waitingFor(socket, call));
    let before = attempt.moved?.() ?? 0;
    try {
      for (;;) {
        const ready = await this.ready(socket, call, events, deadline, patience.signal);
        if (ready === 0 && attempt.lateIsEmpty === true) return 0;
        if (ready === 0) throw this.error(call, first);
        const answer = once();
        if (answer >= 0) return answer;
        if (!this.wouldBlock(answer)) throw this.failed(socket, call, answer);
        const end = this.#shut(attempt);
        if (end !== undefined) return end;
        const moved = attempt.moved?.() ?? 0;
        if (moved > before) {
          before = moved;
          continue;
        }

        // poll said "ready" and the call still would block: a unix connect against a full backlog, a unix
        // datagram whose receiver is full. Nothing announces the end of such a wait, so it is tried again.
        await this.pause(retryMilliseconds, call, patience.signal);
        if (socket.fd !== fd) throw this.error(call, this.#EBADF);
      }
    } finally {
      done?.();
    }
  }

  /** Waits for poll: the events it reported, 0 when the deadline passed. */
  async ready(
    socket: Socket,
    call: string,
    events: "POLLIN" | "POLLOUT",
    deadline: number,
    signal: AbortSignal,
  ): Promise<number> {
    const left = deadline === Infinity ? undefined : deadline - performance.now();
    if (left !== undefined && left <= 0) return 0;
    const bits = constant(this.#libc.system, events);
    const { outcome, revents } = await this.#libc.poller.wait(socket.fd, bits, left, signal);
    if (outcome === "interrupted") throw this.interrupted(call);
    if (outcome === "closed") throw this.error(call, this.#EBADF);
    return revents;
  }

  /** Waits for a time, or for the interruption of it. */
  async pause(milliseconds: number, call: string, signal: AbortSignal): Promise<void> {
    const { outcome } = await this.#libc.poller.wait(-1, 0, milliseconds, signal);
    if (outcome === "interrupted") throw this.interrupted(call);
  }

  /** When a call that begins to wait now has waited long enough (SO_RCVTIMEO, SO_SNDTIMEO); Infinity: never. */
  deadline(fd: number, events: "POLLIN" | "POLLOUT"): number {
    const option = constant(this.#libc.system, events === "POLLIN" ? "SO_RCVTIMEO" : "SO_SNDTIMEO");
    const value = this.#libc.getsockopt(fd, this.#SOL_SOCKET, option);
    const seconds = typeof value === "number" ? 0 : decodeTimeval(this.#libc.system, value);
    return seconds === 0 ? Infinity : performance.now() + seconds * 1000;
  }

  /** Whether O_NONBLOCK is off. */
  isBlocking(fd: number): boolean {
    return (this.#libc.fcntl(fd, this.#F_GETFL, 0) & this.#O_NONBLOCK) === 0;
  }

  /** Sets or clears O_NONBLOCK: 0, or the negated errno. */
  setBlocking(fd: number, blocking: boolean): number {
    const flags = this.#libc.fcntl(fd, this.#F_GETFL, 0);
    if (flags < 0) return flags;
    const wanted = blocking ? flags & ~this.#O_NONBLOCK : flags | this.#O_NONBLOCK;
    return wanted === flags ? 0 : this.#libc.fcntl(fd, this.#F_SETFL, wanted);
  }

  /** Makes a call with O_NONBLOCK set around it: accept and connect have no MSG_DONTWAIT. */
  unblocked(fd: number, call: () => number): number {
    const flags = this.#libc.fcntl(fd, this.#F_GETFL, 0);
    if (flags < 0 || (flags & this.#O_NONBLOCK) !== 0) return call();
    this.#libc.fcntl(fd, this.#F_SETFL, flags | this.#O_NONBLOCK);
    const result = call();
    this.#libc.fcntl(fd, this.#F_SETFL, flags);
    return result;
  }

  /** The error a negated errno stands for. */
  error(call: string, answer: number, detail?: Message): SystemError {
    return systemError(this.#libc.system, call, answer, detail);
  }

  /** The same, of a call on a socket: that its connection was reset the kernel says only once. */
  failed(socket: Socket, call: string, answer: number): SystemError {
    if (answer === this.#ECONNRESET) socket.wasReset = true;
    return this.error(call, answer);
  }

  /** EINTR. */
  interrupted(call: string): InterruptedError {
    return new InterruptedError(call, errnoNumber(this.#libc.system, "EINTR") ?? 0, "EINTR");
  }

  #waitingFor(socket: Socket, call: string): Message {
    const local = readSockname(this.#libc, socket.fd);
    const values = { socket: socket.name ?? String(socket.fd), local: local ? formatAddress(local) : "" };
    return { key: `waiting.${call}`, values };
  }
}
