// echo_client_datagrams: an echo client's exchange over a connected datagram socket.
//
// A datagram may be lost, come late or come twice; the others go on.

import type { Bytes, Datagrams, DatagramService, Maybe, Socket, SystemError } from "../../lib/command.ts";
import { type Awaited, Exchange, type ExchangeSetting } from "./echo_exchange.ts";
import { difference } from "./echo_replies.ts";

/** So many messages are remembered, so that late and repeated replies are known as such. */
const mostRemembered = 64;

/** A message that is no longer awaited. */
interface Past {
  readonly number: number;
  readonly data: Bytes;
  readonly since: number;
  answered: boolean;
}

/** An exchange over a connected datagram socket. */
export class DatagramExchange extends Exchange implements DatagramService {
  readonly #datagrams: Datagrams;
  readonly #past: Past[] = [];
  /** The message that was awaited is among those that have come at once. */
  #answered = false;
  /** Another address can be tried when nobody answers at this one. */
  readonly #another: boolean;
  /** The first message, when nobody answered it and another address can be tried; and why. */
  unheard: { readonly data: Bytes; readonly code: string } | undefined;

  constructor(socket: Socket, setting: ExchangeSetting, another: boolean) {
    super(setting);
    this.#another = another;
    this.#datagrams = setting.reactor.datagrams(socket, this);
  }

  protected override transmit(data: Bytes): void {
    this.#datagrams.send(data);
  }

  received(datagrams: Datagrams, count: number): Maybe<void> {
    const now = performance.now();
    let told: Promise<unknown> | undefined;
    this.#answered = false;
    for (let i = 0; i < count; i++) {
      const one = this.#came(datagrams.data(i), now);
      if (one !== undefined) told = told === undefined ? one : Promise.all([told, one]);
    }
    // What came before the next message was sent is no reply to it, even where it looks like one.
    const next = () => this.#answered ? this.next() : undefined;
    return told === undefined ? next() : told.then(next);
  }

  #came(data: Bytes, now: number): Maybe<void> {
    const { replies, compare } = this.setting;
    const { awaited } = this;
    const at = awaited === undefined ? 0 : compare(data, awaited.data);
    if (awaited !== undefined && at < 0) {
      this.#remember(awaited, true);
      this.#answered = true;
      return this.tell(awaited, now);
    }
    const past = this.#past.findLast((past) => compare(data, past.data) < 0);
    if (past?.answered) return replies.cameTwice(past.number);
    if (past !== undefined) {
      past.answered = true;
      return replies.cameLate(past.number, now - past.since);
    }
    if (awaited === undefined) return;
    const more = at < data.length ? data.subarray(at) : undefined;
    return this.#without(awaited, replies.differs(awaited.number, difference(at, more, awaited.data[at])));
  }

  /** The next message, when this one will not be answered any more. */
  #without(awaited: Awaited, told: Maybe<void>): Maybe<void> {
    this.awaited = undefined;
    this.#remember(awaited, false);
    this.setting.reactor.after(0, () => this.next());
    return told;
  }

  #remember({ number, data, since }: Awaited, answered: boolean): void {
    this.#past.push({ number, data, since, answered });
    if (this.#past.length > mostRemembered) this.#past.shift();
  }

  failed(_: Datagrams, error: SystemError): Maybe<void> {
    const { awaited } = this;
    const { replies } = this.setting;
    if (error.code !== "ECONNREFUSED") return this.fail(error);
    if (awaited === undefined) return;
    if (this.#goesElsewhere(awaited, error.code)) return;
    // As long as nobody has answered, nobody is there.
    if (replies.replies === 0) return this.fail(error);
    return this.#without(awaited, replies.lose(awaited.number, { code: error.code }));
  }

  protected override expired(awaited: Awaited): Maybe<void> {
    if (this.#goesElsewhere(awaited, "ETIMEDOUT")) return;
    const seconds = this.setting.timeout ?? 0;
    return this.#without(awaited, this.setting.replies.lose(awaited.number, { seconds }));
  }

  #goesElsewhere({ number, data }: Awaited, code: string): boolean {
    if (!this.#another || number > 1) return false;
    this.unheard = { data, code };
    this.setting.replies.messages--;
    this.stop();
    return true;
  }

  protected override finish(): void {
    this.stop();
  }
}
