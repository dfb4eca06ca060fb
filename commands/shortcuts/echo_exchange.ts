// echo_exchange: one message at a time — sent, awaited, compared, told; then the next.
//
// What streams and datagrams have in common: where the messages come from, when one goes, and when its reply is late.
// echo_client_streams.ts and echo_client_datagrams.ts know what can come back, and what it is worth.

import type { Bytes, Maybe, Reactor } from "../../lib/command.ts";
import type { Comparison } from "./echo_message.ts";
import type { Replies } from "./echo_replies.ts";

/** Where the messages come from: the next one, undefined behind the last. */
export interface Source {
  /** Somebody types them. */
  readonly typed: boolean;
  /** @param until nobody waits for it any more */
  next(until: AbortSignal): Maybe<Bytes | undefined>;
}

/** What an exchange works with. */
export interface ExchangeSetting {
  readonly reactor: Reactor;
  readonly source: Source;
  readonly replies: Replies;
  readonly compare: Comparison;
  /** From one message to the next, in milliseconds. */
  readonly interval: number;
  /** How long a reply may take, in seconds. */
  readonly timeout: number | undefined;
}

/** A message under way. */
export interface Awaited {
  readonly number: number;
  readonly data: Bytes;
  /** When it was sent. */
  readonly since: number;
  /** How much of it has come back. */
  received: number;
}

/** When a message goes, and when it has taken too long. */
export abstract class Exchange {
  protected readonly setting: ExchangeSetting;
  protected awaited: Awaited | undefined;
  /** When something was sent or came last. */
  protected heard = -Infinity;
  /** Everything has been said; the rest is the end of the connection. */
  protected finishing = false;
  /** The next message is being read or typed. */
  protected asking = false;
  /** Why it did not come to its end. */
  error: Error | undefined;
  #sent = -Infinity;
  #over = false;
  #watched = false;
  readonly #until = new AbortController();

  constructor(setting: ExchangeSetting) {
    this.setting = setting;
  }

  protected abstract transmit(data: Bytes): void;
  /** No reply came in time. */
  protected abstract expired(awaited: Awaited): Maybe<void>;
  /** There is no further message. */
  protected abstract finish(): void;

  /** Runs until the last reply, the signal, or whatever else ends it. */
  async run(): Promise<void> {
    this.#soon(() => this.next());
    try {
      await this.setting.reactor.run();
    } finally {
      this.#over = true;
      this.#until.abort();
    }
  }

  protected fail(error: Error): void {
    this.error ??= error;
    this.stop();
  }

  protected stop(): void {
    this.#over = true;
    this.setting.reactor.stop();
  }

  /** Does something in the loop, when the loop's own business is done: it shall not fall into a round trip. */
  #soon(action: () => Maybe<void>, milliseconds = 0): void {
    const { reactor } = this.setting;
    reactor.after(milliseconds, () => void reactor.after(0, () => this.#over ? undefined : action()));
  }

  /** Asks for the next message, and sends it. */
  protected next(): Maybe<void> {
    const next = this.setting.source.next(this.#until.signal);
    if (!(next instanceof Promise)) return this.#begin(next);
    this.asking = true;
    let waited = false;
    const asked = next.then((data) => {
      this.asking = false;
      if (this.#over) return;
      if (waited) this.#soon(() => this.#begin(data));
      else this.#begin(data);
    }).catch((error) => {
      if (!waited) throw error;
      // The loop waits for this promise no longer: it has to be told.
      if (!this.#over) this.fail(error);
    });
    // What is there already is taken before the loop waits for sockets again.
    const turn = new Promise<void>((resolve) => setImmediate(resolve));
    return Promise.race([asked, turn.then(() => void (waited = true))]);
  }

  #begin(data: Bytes | undefined): void {
    if (data === undefined) {
      this.finishing = true;
      return this.finish();
    }
    const left = this.#sent + this.setting.interval - performance.now();
    if (left > 0) this.#soon(() => this.#send(data), left);
    else this.#send(data);
  }

  #send(data: Bytes): void {
    const { timeout, replies } = this.setting;
    const number = ++replies.messages;
    if (timeout !== undefined) this.#watch(timeout * 1000);
    const since = this.heard = this.#sent = performance.now();
    this.awaited = { number, data, since, received: 0 };
    this.transmit(data);
  }

  /** The whole message is back. */
  protected replied(awaited: Awaited, now: number): Maybe<void> {
    const told = this.tell(awaited, now);
    return told === undefined ? this.next() : told.then(() => this.next());
  }

  /** The same, and nothing is sent yet. */
  protected tell({ number, data, since }: Awaited, now: number): Maybe<void> {
    this.awaited = undefined;
    return this.setting.replies.reply(number, data, now - since);
  }

  /** One timer looks after all the messages: most replies come long before it has to. */
  #watch(milliseconds: number): void {
    if (this.#watched) return;
    this.#watched = true;
    this.setting.reactor.after(milliseconds, () => {
      this.#watched = false;
      const { awaited } = this;
      if (awaited === undefined || this.#over) return;
      const left = this.heard + (this.setting.timeout ?? 0) * 1000 - performance.now();
      if (left > 0) this.#watch(left);
      else return this.expired(awaited);
    });
  }
}
