// message_receiver: messages off a connection — the reader of the wire format, and the clock it asks for.
//
// Silence is what a sender does, not what a busy loop makes of it: when the loop was held up (by a terminal nobody
// reads, say), what came meanwhile is read before anything is called silence.

import type { Bytes, Reactor } from "../../lib/command.ts";
import { type Message, MessageReader } from "./messages.ts";

/** A timer that comes later than that, in milliseconds, says more of the loop than of the sender. */
const lateMilliseconds = 20;

/** Receives what one sender says. */
export class MessageReceiver {
  readonly #reactor: Reactor;
  readonly #tell: (messages: readonly Message[], exit: boolean) => void;
  readonly #reader = new MessageReader();
  #last = 0;
  #cancel: (() => void) | undefined;
  /** When the clock is looked at next. */
  #due = 0;
  #paused = false;

  /** @param tell is told of messages as they are finished, and once of the exit */
  constructor(reactor: Reactor, tell: (messages: readonly Message[], exit: boolean) => void) {
    this.#reactor = reactor;
    this.#tell = tell;
  }

  /** Bytes came. */
  received(data: Bytes): void {
    if (this.#reader.exit) return;
    const messages = this.#reader.receive(data);
    this.#last = performance.now();
    this.#watch();
    this.#give(messages);
  }

  /** The connection is not read from until resume: that nothing comes is no silence. */
  pause(): void {
    this.#paused = true;
    this.close();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#last = performance.now();
    this.#watch();
  }

  /** No more can come. */
  ended(): void {
    this.close();
    if (!this.#reader.exit) this.#give(this.#reader.settle());
  }

  /** Nobody waits for messages any more. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Sees to it that the clock is looked at in time; too early is no harm, and saves a timer for each piece. */
  #watch(): void {
    if (!this.#reader.pending || this.#paused || this.#reader.exit) return;
    const { patience } = this.#reader;
    if (this.#cancel !== undefined && this.#due <= this.#last + patience) return;
    this.#cancel?.();
    this.#wait(patience);
  }

  #wait(milliseconds: number): void {
    this.#due = performance.now() + milliseconds;
    this.#cancel = this.#reactor.after(milliseconds, () => this.#silent());
  }

  #silent(): void {
    this.#cancel = undefined;
    if (!this.#reader.pending) return;
    const now = performance.now();
    const left = this.#last + this.#reader.patience - now;
    if (left > 0) return this.#wait(left);
    if (now - this.#due > lateMilliseconds) return this.#wait(lateMilliseconds);
    this.#give(this.#reader.settle());
  }

  #give(messages: readonly Message[]): void {
    const { exit } = this.#reader;
    if (exit) this.close();
    if (messages.length > 0 || exit) this.#tell(messages, exit);
  }
}
