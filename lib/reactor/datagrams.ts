// datagrams: a datagram socket in the loop — a batch received, looked at, and what is answered sent back as a batch.
//
// What cannot be sent now waits, and no other batch is received meanwhile. A datagram that cannot be sent at all is
// lost, as datagrams may be: it is counted, and ends nothing.

import { type Address, decodeAddress } from "../abi/address.ts";
import { constant } from "../abi/mod.ts";
import type { SystemError } from "../errors.ts";
import type { Bytes, Libc } from "../libc.ts";
import type { Maybe, Socket } from "../sockets/mod.ts";
import { type Batch, batchOf } from "./batch.ts";
import { answerOf, failure } from "./failure.ts";
import type { Loop } from "./loop.ts";

/** What a server or client does with datagrams. A promise any of these returns holds the whole loop. */
export interface DatagramService {
  /**
   * `count` datagrams arrived. They have the numbers 0 … count-1, and are there until what this returns is done; then
   * those that `reply` was called for are sent back.
   */
  received(datagrams: Datagrams, count: number): Maybe<void>;
  /** A call failed: one datagram is lost, or what an earlier one came to is told (ECONNREFUSED). */
  failed?(datagrams: Datagrams, error: SystemError): Maybe<void>;
  /** What `send` could not send at once has gone out. */
  drained?(datagrams: Datagrams): Maybe<void>;
}

/** How datagrams are received. */
export interface DatagramLimits {
  /** What recv is called with; longer datagrams come cut. 65536 when left out: no UDP datagram is longer. */
  readonly recvSize?: number | undefined;
}

/** A datagram that waits until there is room for it. */
interface Waiting {
  readonly data: Bytes;
  readonly to: Bytes | undefined;
}

/** A datagram socket of a service. */
export class Datagrams {
  received = 0;
  bytesReceived = 0;
  sent = 0;
  bytesSent = 0;
  /** Datagrams that could not be sent. */
  lost = 0;
  readonly #loop: Loop;
  readonly #libc: Libc;
  readonly #fd: number;
  readonly #service: DatagramService;
  readonly #batch: Batch;
  /** Which datagrams of the batch are to be sent back: from `#at` to `#count`. */
  readonly #replies: boolean[] = [];
  #at = 0;
  #count = 0;
  #waiting: Waiting[] = [];
  #events: number;
  #open = true;
  readonly #POLLIN: number;
  readonly #POLLOUT: number;
  readonly #flags: number;
  readonly #EAGAIN: number;
  readonly #EINTR: number;
  /** The socket itself is no longer one. */
  readonly #fatal: ReadonlySet<number>;

  constructor(loop: Loop, libc: Libc, socket: Socket, service: DatagramService, limits: DatagramLimits) {
    const { system } = libc;
    this.#loop = loop;
    this.#libc = libc;
    this.#fd = socket.fd;
    this.#service = service;
    this.#batch = batchOf(libc, this.#fd, limits.recvSize ?? 65536, loop.together);
    this.#events = this.#POLLIN = constant(system, "POLLIN");
    this.#POLLOUT = constant(system, "POLLOUT");
    this.#flags = constant(system, "MSG_DONTWAIT") | constant(system, "MSG_NOSIGNAL");
    this.#EAGAIN = answerOf(libc, "EAGAIN");
    this.#EINTR = answerOf(libc, "EINTR");
    this.#fatal = new Set(["EBADF", "ENOTSOCK"].map((name) => answerOf(libc, name)));
    loop.watch(this.#fd, this.#events, () => this.#ready());
  }

  /** Receives no more; the socket remains its owner's. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#loop.unwatch(this.#fd);
  }

  // --- The batch, within `received` ----------------------------------------------------------

  /** How many bytes a datagram has, as received. */
  length(index: number): number {
    return this.#batch.length(index);
  }

  /** Its bytes. */
  data(index: number): Bytes {
    return this.#batch.data(index);
  }

  /** Whether it was longer than recvSize. */
  isCut(index: number): boolean {
    return this.#batch.isCut(index);
  }

  /** Its sender's sockaddr as `send` takes it; valid as long as the datagram, empty for an unnamed unix socket. */
  from(index: number): Bytes {
    return this.#batch.from(index);
  }

  /** Its sender. */
  sender(index: number): Address {
    return decodeAddress(this.#libc.system, this.from(index));
  }

  /** What tells its sender from others, cheaper than an address: equal for equal senders, to be used in a Map. */
  senderKey(index: number): number | string {
    const from = this.from(index);
    if (from.length !== 16) return from.toHex();
    // sockaddr_in: six bytes of address and port.
    const host = (from[4]! << 24 | from[5]! << 16 | from[6]! << 8 | from[7]!) >>> 0;
    return host * 65536 + (from[2]! << 8 | from[3]!);
  }

  /** Sends this datagram back to its sender as it is, when `received` is done. */
  reply(index: number): void {
    this.#replies[index] = true;
  }

  // --- Sending -------------------------------------------------------------------------------

  /**
   * Sends a datagram. What the kernel has no room for now is copied and follows; `drained` tells when it is out.
   *
   * @param to a sockaddr; left out on a connected socket
   * @returns whether it went out at once
   */
  send(data: Bytes, to?: Bytes): boolean {
    if (!this.#open) return false;
    if (this.#waiting.length === 0 && this.#trySend(data, to) !== "later") return true;
    this.#waiting.push({ data: data.slice(), to: to?.slice() });
    this.#watch();
    return false;
  }

  #trySend(data: Bytes, to: Bytes | undefined): "sent" | "lost" | "later" {
    for (let again = false;; again = true) {
      const sent = to === undefined
        ? this.#libc.send(this.#fd, data, data.length, this.#flags)
        : this.#libc.sendto(this.#fd, data, data.length, this.#flags, to, to.length);
      if (sent >= 0) {
        this.sent++;
        this.bytesSent += sent;
        this.#loop.expect();
        return "sent";
      }
      const fate = this.#fate(sent, again);
      if (fate === "again") continue;
      if (fate === "lost") this.#lose(to === undefined ? "send" : "sendto", sent);
      return fate;
    }
  }

  /**
   * What becomes of a datagram that was not sent. Of EAGAIN poll says whose buffer is full: where it sees room it is
   * the receiver's (a unix socket's), which nobody may wait for while others want to be served.
   */
  #fate(answer: number, again: boolean): "later" | "again" | "lost" {
    if (answer === this.#EINTR) return "again";
    if (answer !== this.#EAGAIN) return "lost";
    if (this.#libc.ready(this.#fd, this.#POLLOUT) === 0) return "later";
    return again ? "lost" : "again";
  }

  #lose(call: string, answer: number): void {
    this.lost++;
    this.#fail(call, answer);
  }

  #fail(call: string, answer: number): void {
    if (this.#fatal.has(answer)) {
      this.close();
      throw failure(this.#libc, call, answer);
    }
    if (this.#service.failed) this.#loop.hold(this.#service.failed(this, failure(this.#libc, call, answer)));
  }

  // --- In the loop ---------------------------------------------------------------------------

  #ready(): void {
    if (this.#events !== this.#POLLIN) return this.#flush();
    const count = this.#batch.receive();
    if (count < 0) {
      if (count !== this.#EAGAIN && count !== this.#EINTR) this.#fail("recvfrom", count);
      return;
    }
    this.received += count;
    for (let i = 0; i < count; i++) {
      this.bytesReceived += this.#batch.length(i);
      this.#replies[i] = false;
    }
    this.#at = 0;
    this.#count = count;
    const answer = this.#service.received(this, count);
    if (answer instanceof Promise) this.#loop.hold(answer.then(() => this.#flush()));
    else this.#flush();
  }

  /** Sends what waits, the batch's answers first. */
  #flush(): void {
    if (!this.#open) return;
    const waited = this.#waiting.length > 0;
    if (this.#sendReplies()) {
      let done = 0;
      for (const { data, to } of this.#waiting) {
        if (this.#trySend(data, to) === "later") break;
        done++;
      }
      this.#waiting.splice(0, done);
    }
    this.#watch();
    if (waited && this.#waiting.length === 0) this.#loop.hold(this.#service.drained?.(this));
  }

  /** Whether every answer of the batch is out. */
  #sendReplies(): boolean {
    let again = false;
    while (this.#at < this.#count) {
      if (!this.#replies[this.#at]) {
        this.#at++;
        continue;
      }
      let end = this.#at + 1;
      while (end < this.#count && this.#replies[end]) end++;
      const sent = this.#batch.sendBack(this.#at, end);
      if (sent > 0) {
        this.sent += sent;
        for (let i = this.#at; i < this.#at + sent; i++) this.bytesSent += this.#batch.length(i);
        this.#at += sent;
        again = false;
        continue;
      }
      const fate = this.#fate(sent, again);
      if (fate === "later") return false;
      again = fate === "again";
      if (fate === "lost") {
        this.#at++;
        this.#lose("sendto", sent);
      }
    }
    return true;
  }

  #watch(): void {
    const full = this.#at < this.#count || this.#waiting.length > 0;
    const events = full ? this.#POLLOUT : this.#POLLIN;
    if (!this.#open || events === this.#events) return;
    this.#events = events;
    this.#loop.change(this.#fd, events);
  }
}
