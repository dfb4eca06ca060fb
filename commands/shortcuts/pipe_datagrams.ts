// pipe_datagrams: standard input and output joined to a datagram socket.
//
// Nobody says with datagrams that he has ended: a client ends when nothing has come for a while after its own end, a
// listener by --idle or a signal. A listener sends to whoever sent last, and before anybody did it reads no input.

import {
  after,
  type Bytes,
  type Datagrams,
  type Maybe,
  type Socket,
  type SystemError,
} from "../../lib/command.ts";
import { Drain } from "./pipe_ends.ts";
import type { Ends, Joining, Traffic } from "./pipe_streams.ts";
import { longestDatagram } from "./places.ts";

/** How long a client waits for replies after the end of standard input, in seconds. */
const defaultIdle = 1;

/** How a datagram socket is joined. */
export interface DatagramJoining extends Omit<Joining, "hasNext"> {
  /** The socket is connected; otherwise it listens. */
  readonly connected: boolean;
  /** Seconds to wait for the first datagram at most. */
  readonly patience: number | undefined;
}

const lost = {
  en: "a datagram could not be sent ({code})",
  pt: "não foi possível enviar um datagrama ({code})",
};

/**
 * Joins a datagram socket to standard input and output until nothing has come for long enough, or the signal comes.
 *
 * @returns what went through; undefined when nobody sent anything in time
 * @throws {SystemError} what a client's socket failed with
 */
export async function joinDatagrams(
  socket: Socket,
  ends: Ends,
  joining: DatagramJoining,
): Promise<Traffic | undefined> {
  return await new Joint(socket, ends, joining).run();
}

class Joint {
  readonly #ends: Ends;
  readonly #joining: DatagramJoining;
  readonly #drain: Drain;
  readonly #datagrams: Datagrams;
  readonly #since = performance.now();
  #lastTraffic = this.#since;
  /** Who sent last. */
  #sender: Bytes | undefined;
  #timedOut = false;
  #error: unknown;
  readonly #told = new Set<string>();

  constructor(socket: Socket, ends: Ends, joining: DatagramJoining) {
    const { reactor, context } = ends;
    this.#ends = ends;
    this.#joining = joining;
    const fail = (error: unknown) => this.#fail(error);
    this.#drain = new Drain(reactor, context.output, context.system, joining.raw, () => {}, fail);
    this.#datagrams = reactor.datagrams(socket, {
      received: (datagrams, count) => this.#received(datagrams, count),
      failed: (_, error) => this.#lost(error),
      drained: () => ends.feed.resume(),
    });
  }

  async run(): Promise<Traffic | undefined> {
    const { context, reactor, feed } = this.#ends;
    const { connected, idle, patience } = this.#joining;
    if (connected) this.#open();
    if (idle !== undefined) this.#watchIdle(idle * 1000);
    if (!connected && patience !== undefined) {
      reactor.after(patience * 1000, () => {
        this.#timedOut = this.#datagrams.received === 0;
        if (this.#timedOut) reactor.stop();
      });
    }
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
    if (this.#timedOut) return undefined;
    const { bytesReceived: received, bytesSent: sent } = this.#datagrams;
    return { received, sent, ms: performance.now() - this.#since };
  }

  #open(): void {
    this.#ends.feed.open({
      take: (chunk) => this.#take(chunk),
      ended: () => {
        const { connected, idle } = this.#joining;
        this.#lastTraffic = performance.now();
        if (connected && idle === undefined) this.#watchIdle(defaultIdle * 1000);
      },
      failed: (error) => this.#fail(error),
    });
  }

  #take(chunk: Bytes): boolean {
    const { reactor, trace } = this.#ends;
    this.#lastTraffic = performance.now();
    let all = true;
    // CR LF may have made it longer than what was asked for.
    for (let at = 0; at < chunk.length; at += longestDatagram) {
      const part = chunk.subarray(at, at + longestDatagram);
      reactor.hold(trace.sent(part));
      all = this.#datagrams.send(part, this.#sender) && all;
    }
    return all;
  }

  #received(datagrams: Datagrams, count: number): Maybe<void> {
    this.#lastTraffic = performance.now();
    return after(this.#ends.trace.begin(), () => this.#taken(datagrams, count));
  }

  #taken(datagrams: Datagrams, count: number): Maybe<void> {
    let waits: Promise<void> | undefined;
    for (let i = 0; i < count; i++) {
      const answer = this.#show(datagrams.data(i));
      // What follows has to follow: the bytes are there until all is done.
      if (answer instanceof Promise) {
        waits = waits === undefined ? answer : Promise.all([waits, answer]).then();
      }
    }
    if (!this.#joining.connected) this.#remember(datagrams, count);
    return waits;
  }

  #show(data: Bytes): Maybe<void> {
    const { trace } = this.#ends;
    const traced = trace.received(data);
    const written = this.#joining.hidden ? undefined : this.#drain.put(data);
    if (traced === undefined) return written;
    return written === undefined ? traced : Promise.all([traced, written]).then(() => {});
  }

  #remember(datagrams: Datagrams, count: number): void {
    for (let i = count - 1; i >= 0; i--) {
      const from = datagrams.from(i);
      // A unix socket that is bound to no path cannot be answered.
      if (from.length === 0) continue;
      const first = this.#sender === undefined;
      this.#sender = from.slice();
      if (first) this.#open();
      return;
    }
  }

  #lost(error: SystemError): Maybe<void> {
    // Whoever sent last may be gone; others may come.
    if (this.#joining.connected) return this.#fail(error);
    if (this.#told.has(error.code)) return;
    this.#told.add(error.code);
    const { code } = error;
    return this.#ends.context.report({
      kind: "event",
      event: "lost",
      text: lost,
      values: { code },
      to: "err",
    });
  }

  #fail(error: unknown): void {
    this.#error ??= error;
    this.#ends.reactor.stop();
  }

  #watchIdle(milliseconds: number): void {
    const left = this.#lastTraffic + milliseconds - performance.now();
    if (left > 0) this.#ends.reactor.after(left, () => this.#watchIdle(milliseconds));
    else this.#ends.reactor.stop();
  }
}
