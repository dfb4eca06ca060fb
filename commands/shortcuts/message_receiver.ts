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
    if (this.#reader.pending && this.#cancel === undefined) this.#wait(this.#reader.patience);
    this.#give(messages);
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

  #wait(milliseconds: number): void {
    const due = performance.now() + milliseconds;
    this.#cancel = this.#reactor.after(milliseconds, () => this.#silent(due));
  }

  #silent(due: number): void {
    this.#cancel = undefined;
    if (!this.#reader.pending) return;
    const now = performance.now();
    const left = this.#last + this.#reader.patience - now;
    if (left > 0) return this.#wait(left);
    if (now - due > lateMilliseconds) return this.#wait(lateMilliseconds);
    this.#give(this.#reader.settle());
  }

  #give(messages: readonly Message[]): void {
    const { exit } = this.#reader;
    if (exit) this.close();
    if (messages.length > 0 || exit) this.#tell(messages, exit);
  }
}
