// pipe_streams: standard input and output joined to one connection, until both have ended.
//
// What is not taken is not read: a peer that reads slowly holds back standard input, a standard output that nobody
// reads holds back the peer, and neither holds back the other direction.

import {
  type Bytes,
  type Connection,
  type Context,
  type Reactor,
  type Service,
  type Socket,
  SystemError,
} from "../../lib/command.ts";
import { constant } from "../../lib/abi/mod.ts";
import { Drain, type Feed } from "./pipe_ends.ts";
import type { Trace } from "./pipe_trace.ts";

/** What a socket is joined to. */
export interface Ends {
  readonly context: Context;
  readonly reactor: Reactor;
  readonly feed: Feed;
  readonly trace: Trace;
}

/** How it is joined. */
export interface Joining {
  /** Bytes reach a terminal as they are. */
  readonly raw: boolean;
  /** Received data are only traced. */
  readonly hidden: boolean;
  /** Seconds without traffic after which it is over. */
  readonly idle: number | undefined;
  /** Others wait for their turn. */
  readonly hasNext: boolean;
}

/** What went through. */
export interface Traffic {
  readonly received: number;
  readonly sent: number;
  readonly ms: number;
}

/** What recv is called with. */
const recvSize = 131072;
/** What is dumped comes in smaller pieces, so that signals are heard in between. */
export const dumpedSize = 8192;

/**
 * After the peer's end a program that writes into standard input may pause that long, in milliseconds. A peer that
 * closed looks like one that only sends no more: what there is to be sent still is, but nobody waits for more.
 */
const silenceMilliseconds = 500;

/**
 * Joins a connected stream socket to standard input and output until both sides have ended, or the signal comes.
 *
 * @throws {SystemError} what the connection failed with, when everything that had been received is written
 */
export async function joinStream(socket: Socket, ends: Ends, joining: Joining): Promise<Traffic> {
  const joint = new Joint(socket, ends, joining);
  return await joint.run();
}

class Joint implements Service {
  readonly #socket: Socket;
  readonly #ends: Ends;
  readonly #joining: Joining;
  readonly #drain: Drain;
  readonly #connection: Connection;
  #peerEnded = false;
  /** Nobody waits for more of standard input. */
  #givenUp = false;
  #over = false;
  #error: unknown;
  /** `performance.now()` of the last traffic, and of the last chunk of standard input. */
  #lastTraffic = performance.now();
  #lastTaken = this.#lastTraffic;
  #sent = 0;

  constructor(socket: Socket, ends: Ends, joining: Joining) {
    const { reactor, context } = ends;
    this.#socket = socket;
    this.#ends = ends;
    this.#joining = joining;
    this.#drain = new Drain(
      reactor,
      context.output,
      context.system,
      joining.raw,
      () => this.#written(),
      (error) => this.#fail(error),
    );
    this.#connection = reactor.connection(socket, this, {
      recvSize: ends.trace.dumps ? dumpedSize : recvSize,
    });
  }

  async run(): Promise<Traffic> {
    const { context, reactor, feed } = this.#ends;
    const { idle } = this.#joining;
    feed.open({
      take: (chunk) => this.#take(chunk),
      ended: () => {
        this.#connection.end();
        this.#settle();
      },
      failed: (error) => this.#fail(error),
    });
    if (idle !== undefined) this.#watchIdle(idle * 1000);
    try {
      await reactor.run();
      await this.#drain.finish();
    } catch (error) {
      this.#error ??= error;
    } finally {
      await feed.close();
      this.#drain.close();
    }
    // An interruption is how it ends, whatever it interrupted.
    if (this.#error !== undefined && !context.signal.aborted) throw this.#error;
    const { bytesReceived: received, bytesSent: sent, since } = this.#connection;
    return { received, sent, ms: performance.now() - since };
  }

  // --- From the peer -------------------------------------------------------------------------

  received(connection: Connection, data: Bytes): void {
    this.#lastTraffic = performance.now();
    if (!this.#write(data)) connection.pause();
  }

  /** Whether it is written. */
  #write(data: Bytes): boolean {
    const { reactor, trace } = this.#ends;
    reactor.hold(trace.received(data));
    return this.#joining.hidden || this.#drain.write(data);
  }

  /** Standard output has taken what waited for it. */
  #written(): void {
    this.#connection.resume();
    this.#settle();
  }

  ended(): void {
    this.#peerEnded = true;
    this.#lastTaken = performance.now();
    const { feed } = this.#ends;
    if (feed.kind === "typed" || (feed.kind === "stream" && this.#joining.hasNext)) this.#givenUp = true;
    else if (feed.kind === "stream") this.#watchSilence();
    this.#settle();
  }

  /** Gives standard input up when nothing has come for a while. */
  #watchSilence(): void {
    if (this.#over || this.#ends.feed.ended) return;
    const left = this.#lastTaken + silenceMilliseconds - performance.now();
    // As long as something waits to go out nothing is read.
    const waits = this.#connection.queued > 0 ? silenceMilliseconds : left;
    if (waits > 0) return void this.#ends.reactor.after(waits, () => this.#watchSilence());
    this.#givenUp = true;
    this.#settle();
  }

  closed(_: Connection, error: SystemError | undefined): void {
    this.#over = true;
    if (error !== undefined) {
      this.#error = error;
      this.#rescue();
    }
    this.#settle();
  }

  /** What the peer had sent before the connection broke is still there, though nobody was told of it. */
  #rescue(): void {
    const { context } = this.#ends;
    const MSG_DONTWAIT = constant(context.system, "MSG_DONTWAIT");
    try {
      for (;;) {
        const data = context.sockets.recv(this.#socket, recvSize, MSG_DONTWAIT, context);
        if (data instanceof Promise || data.length === 0) return;
        this.#write(data);
      }
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
  }

  // --- From standard input -------------------------------------------------------------------

  #take(chunk: Bytes): boolean {
    const { reactor, trace } = this.#ends;
    this.#lastTraffic = this.#lastTaken = performance.now();
    reactor.hold(trace.sent(chunk));
    return this.#connection.send(chunk);
  }

  drained(): void {
    this.#lastTraffic = this.#lastTaken = performance.now();
    this.#ends.feed.resume();
    this.#settle();
  }

  // --- The end -------------------------------------------------------------------------------

  /** Ends what can end. */
  #settle(): void {
    const { feed, reactor } = this.#ends;
    if (!this.#drain.idle) return;
    if (this.#over) reactor.stop();
    else if (this.#peerEnded && (feed.ended || this.#givenUp)) this.#connection.close();
  }

  /** Ends everything at once. */
  #fail(error: unknown): void {
    this.#error ??= error;
    this.#ends.reactor.stop();
  }

  #watchIdle(milliseconds: number): void {
    const { bytesSent, queued } = this.#connection;
    // What has to wait goes out in parts, of which nobody is told.
    if (queued > 0 && bytesSent !== this.#sent) this.#lastTraffic = performance.now();
    this.#sent = bytesSent;
    // Neither is anybody told of what a slow reader takes of standard output.
    const left = Math.max(this.#lastTraffic, this.#drain.moved) + milliseconds - performance.now();
    if (left > 0) return void this.#ends.reactor.after(left, () => this.#watchIdle(milliseconds));
    this.#connection.destroy();
    // A standard output that nobody reads is waited for no longer, either.
    this.#ends.reactor.stop();
  }
}
