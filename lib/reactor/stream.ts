// stream: a connected stream socket in the loop — one recv when it is readable, sends that are continued.
//
// What the kernel does not take at once is copied and sent on when there is room. A server's client is not read from
// meanwhile, so one that sends and never reads holds at most one recv's worth of memory, and stalls nobody.
// It knows nothing of listeners (server.ts) nor of what is said on the connection: that is the service's.

import { type Address, decodeAddress } from "../abi/address.ts";
import { constant, decodeInt } from "../abi/mod.ts";
import type { SystemError } from "../errors.ts";
import type { Bytes, Libc } from "../libc.ts";
import type { Maybe, Socket } from "../sockets/mod.ts";
import { answerOf, failure } from "./failure.ts";
import type { Loop } from "./loop.ts";

/** What a server or client does with its connections. A promise any of these returns holds the whole loop. */
export interface Service {
  /** A client was accepted. */
  opened?(connection: Connection): Maybe<void>;
  /** Bytes arrived; `data` is theirs until what this returns is done, and nobody's after that. */
  received(connection: Connection, data: Bytes): Maybe<void>;
  /** The peer sends no more. Without this the connection is closed when everything has gone out. */
  ended?(connection: Connection): Maybe<void>;
  /** Everything that had been queued has gone out. */
  drained?(connection: Connection): Maybe<void>;
  /** The connection is over; with an error when it did not end by itself. Nothing follows. */
  closed?(connection: Connection, error: SystemError | undefined): Maybe<void>;
  /** No descriptor was left to accept a client with (EMFILE, ENFILE, …): told once until all who wait are in. */
  exhausted?(error: SystemError): Maybe<void>;
}

/** What the connections of one service share. */
export class Streams {
  readonly POLLIN: number;
  readonly POLLOUT: number;
  readonly POLLERR: number;
  readonly receiving: number;
  readonly sending: number;
  readonly EAGAIN: number;
  readonly EINTR: number;
  readonly SHUT_WR: number;
  readonly SHUT_RDWR: number;
  /** Where every recv of the loop reads to. */
  readonly room: Bytes;
  #view: Bytes;

  /** @param left told when a connection is gone */
  constructor(
    readonly loop: Loop,
    readonly libc: Libc,
    readonly service: Service,
    readonly recvSize: number = 65536,
    readonly left?: (connection: Connection) => void,
  ) {
    const { system } = libc;
    this.POLLIN = constant(system, "POLLIN");
    this.POLLOUT = constant(system, "POLLOUT");
    this.POLLERR = constant(system, "POLLERR");
    this.receiving = constant(system, "MSG_DONTWAIT");
    this.sending = this.receiving | constant(system, "MSG_NOSIGNAL");
    this.EAGAIN = answerOf(libc, "EAGAIN");
    this.EINTR = answerOf(libc, "EINTR");
    this.SHUT_WR = constant(system, "SHUT_WR");
    this.SHUT_RDWR = constant(system, "SHUT_RDWR");
    this.room = this.#view = loop.scratch(recvSize);
  }

  /** What a recv has read; messages of equal length share one view. */
  read(length: number): Bytes {
    if (this.#view.length !== length) this.#view = this.room.subarray(0, length);
    return this.#view;
  }

  /** A connection over a socket that somebody else closes. */
  join(socket: Socket): Connection {
    const { libc } = this;
    const known = libc.getpeername(socket.fd) >= 0;
    const peer = decodeAddress(libc.system, libc.address, known ? libc.addressLength() : 0);
    const connection = new Connection(this, socket.fd, peer, false);
    this.loop.watch(socket.fd, this.POLLIN, (revents) => connection.ready(revents));
    return connection;
  }

  /** Whether an answer says that the call has to be made again later. */
  later(answer: number): boolean {
    return answer === this.EAGAIN || answer === this.EINTR;
  }
}

/** A connection of a service. */
export class Connection {
  /** The service's own: what it keeps for this connection. */
  state: unknown = undefined;
  bytesReceived = 0;
  /** How many times recv brought something. */
  messagesReceived = 0;
  /** What the kernel has taken. */
  bytesSent = 0;
  /** `performance.now()` of its beginning. */
  readonly since: number = performance.now();
  readonly peer: Address;
  readonly #streams: Streams;
  #fd: number;
  /** It was accepted here: it is closed here, and not read from while something waits to go out. */
  readonly #own: boolean;
  #events: number;
  /** What waits to go out, and how much of its first part is gone already. */
  #queue: Bytes[] | undefined;
  #gone = 0;
  #paused = false;
  #ended = false;
  #ending = false;
  #closing = false;

  constructor(streams: Streams, fd: number, peer: Address, own: boolean) {
    this.#streams = streams;
    this.#fd = fd;
    this.peer = peer;
    this.#own = own;
    this.#events = streams.POLLIN;
  }

  /** The descriptor; -1 when the connection is over. */
  get fd(): number {
    return this.#fd;
  }

  /** Bytes that wait to go out. */
  get queued(): number {
    return (this.#queue ?? []).reduce((sum, part) => sum + part.length, -this.#gone);
  }

  /**
   * Sends. What the kernel does not take at once is copied and follows.
   *
   * @returns whether everything went out at once; otherwise `drained` tells when it has, or `closed` that it never
   *   will. On a connection that is over or ending nothing is sent, and nothing is told.
   */
  send(data: Bytes): boolean {
    if (this.#fd < 0 || this.#ending || this.#closing) return false;
    if (this.#queue !== undefined) {
      this.#queue.push(data.slice());
      return false;
    }
    const streams = this.#streams;
    const sent = streams.libc.send(this.#fd, data, data.length, streams.sending);
    if (sent === data.length) {
      this.bytesSent += sent;
      streams.loop.expect();
      return true;
    }
    if (sent < 0 && !streams.later(sent)) {
      this.destroy(failure(streams.libc, "send", sent));
      return false;
    }
    if (sent > 0) this.bytesSent += sent;
    this.#queue = [data.slice(Math.max(0, sent))];
    this.#watch();
    return false;
  }

  /** Tells the peer that nothing more comes (SHUT_WR), after what waits to go out. */
  end(): void {
    if (this.#ending || this.#closing || this.#fd < 0) return;
    this.#ending = true;
    if (this.#queue === undefined) this.#streams.libc.shutdown(this.#fd, this.#streams.SHUT_WR);
  }

  /** Ends the connection after what waits to go out; nothing more is received. */
  close(): void {
    if (this.#closing || this.#fd < 0) return;
    this.#closing = true;
    if (this.#queue === undefined) this.destroy();
    else this.#watch();
  }

  /** Ends the connection now; what waits to go out is lost. */
  destroy(error?: SystemError): void {
    if (this.#fd < 0) return;
    const { loop, service } = this.#streams;
    this.release();
    loop.hold(service.closed?.(this, error));
  }

  /** Gives the descriptor back, and tells the service nothing. */
  release(): void {
    const { libc, loop, left, SHUT_RDWR } = this.#streams;
    const fd = this.#fd;
    if (fd < 0) return;
    loop.unwatch(fd);
    this.#fd = -1;
    this.#queue = undefined;
    if (this.#own) libc.close(fd);
    else libc.shutdown(fd, SHUT_RDWR);
    left?.(this);
  }

  /** Reads no more until resume; the peer's sends fill the kernel's buffers and wait. */
  pause(): void {
    this.#paused = true;
    this.#watch();
  }

  resume(): void {
    this.#paused = false;
    this.#watch();
  }

  /** Called by the loop with POLL… bits. */
  ready(revents: number): void {
    const { POLLIN, POLLOUT, POLLERR, libc } = this.#streams;
    if (this.#events === POLLIN) return this.#receive();
    if (this.#queue !== undefined && (revents & ~POLLIN) !== 0) this.#flush();
    if (this.#fd < 0) return;
    if ((this.#events & POLLIN) !== 0) {
      if ((revents & ~POLLOUT) !== 0) this.#receive();
    } else if ((revents & POLLERR) !== 0) {
      // Nobody reads who would be told: the error is taken off the socket itself.
      const value = libc.getsockopt(
        this.#fd,
        constant(libc.system, "SOL_SOCKET"),
        constant(libc.system, "SO_ERROR"),
      );
      const number = typeof value === "number" ? -value : decodeInt(value);
      if (number !== 0) this.destroy(failure(libc, "recv", -number));
    }
  }

  #receive(): void {
    const streams = this.#streams;
    const { loop } = streams;
    const received = streams.libc.recv(this.#fd, streams.room, streams.recvSize, streams.receiving);
    if (received > 0) {
      this.bytesReceived += received;
      this.messagesReceived++;
      const answer = streams.service.received(this, streams.read(received));
      if (answer !== undefined) loop.hold(answer);
    } else if (received === 0) {
      this.#ended = true;
      if (streams.service.ended) loop.hold(streams.service.ended(this));
      else this.close();
      this.#watch();
    } else if (!streams.later(received)) {
      this.destroy(failure(streams.libc, "recv", received));
    }
  }

  #flush(): void {
    const { libc, loop, sending, service, SHUT_WR } = this.#streams;
    const queue = this.#queue ?? [];
    for (let part = queue[0]; part !== undefined; part = queue[0]) {
      const sent = libc.send(this.#fd, part.subarray(this.#gone), part.length - this.#gone, sending);
      if (sent < 0) {
        if (!this.#streams.later(sent)) this.destroy(failure(libc, "send", sent));
        return;
      }
      this.bytesSent += sent;
      this.#gone += sent;
      if (this.#gone < part.length) return;
      queue.shift();
      this.#gone = 0;
    }
    this.#queue = undefined;
    if (this.#closing) return this.destroy();
    if (this.#ending) libc.shutdown(this.#fd, SHUT_WR);
    this.#watch();
    loop.hold(service.drained?.(this));
  }

  /** Waits for what there is to do. */
  #watch(): void {
    if (this.#fd < 0) return;
    const { POLLIN, POLLOUT, loop } = this.#streams;
    const full = this.#queue !== undefined;
    const reads = !this.#ended && !this.#paused && !this.#closing && !(full && this.#own);
    const events = (reads ? POLLIN : 0) | (full ? POLLOUT : 0);
    if (events === this.#events) return;
    this.#events = events;
    loop.change(this.#fd, events);
  }
}
