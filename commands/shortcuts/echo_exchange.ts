// echo_exchange: one message at a time — sent, awaited, compared, told; then the next.
//
// Over a stream a reply comes in pieces, and anything but what was sent ends the exchange. A datagram may be lost,
// come late or come twice; the others go on. Opening the socket is done when an exchange begins.

import {
  type Bytes,
  type Connection,
  type Datagrams,
  type DatagramService,
  Failure,
  type Maybe,
  type Reactor,
  type Service,
  type Socket,
  type SystemError,
} from "../../lib/command.ts";
import type { Comparison } from "./echo_message.ts";
import { difference, type Replies } from "./echo_replies.ts";

/** Where the messages come from: the next one, undefined behind the last. */
export interface Source {
  /** Somebody types them. */
  readonly typed: boolean;
  /** @param until nobody waits for it any more */
  next(until: AbortSignal): Maybe<Bytes | undefined>;
}

/** What an exchange works with. */
export interface Means {
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
interface Awaited {
  readonly number: number;
  readonly data: Bytes;
  /** When it was sent. */
  readonly since: number;
  /** How much of it has come back. */
  received: number;
}

/** What both kinds have in common: when a message goes, and when it has taken too long. */
abstract class Exchange {
  protected readonly means: Means;
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

  constructor(means: Means) {
    this.means = means;
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
      await this.means.reactor.run();
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
    this.means.reactor.stop();
  }

  /** Does something in the loop, when the loop's own business is done: it shall not fall into a round trip. */
  #soon(action: () => Maybe<void>, milliseconds = 0): void {
    const { reactor } = this.means;
    reactor.after(milliseconds, () => void reactor.after(0, () => this.#over ? undefined : action()));
  }

  /** Asks for the next message, and sends it. */
  protected next(): Maybe<void> {
    const next = this.means.source.next(this.#until.signal);
    if (!(next instanceof Promise)) return this.#begin(next);
    this.asking = true;
    let waited = false;
    const asked = next.then((data) => {
      this.asking = false;
      if (waited) this.#soon(() => this.#begin(data));
      else if (!this.#over) this.#begin(data);
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
    const left = this.#sent + this.means.interval - performance.now();
    if (left > 0) this.#soon(() => this.#send(data), left);
    else this.#send(data);
  }

  #send(data: Bytes): void {
    const { timeout, replies } = this.means;
    const number = ++replies.messages;
    if (timeout !== undefined) this.#watch(timeout * 1000);
    const since = this.heard = this.#sent = performance.now();
    this.awaited = { number, data, since, received: 0 };
    this.transmit(data);
  }

  /** The whole message is back. */
  protected replied({ number, data, since }: Awaited, now: number): Maybe<void> {
    this.awaited = undefined;
    const told = this.means.replies.reply(number, data, now - since);
    return told === undefined ? this.next() : told.then(() => this.next());
  }

  /** One timer looks after all the messages: most replies come long before it has to. */
  #watch(milliseconds: number): void {
    if (this.#watched) return;
    this.#watched = true;
    this.means.reactor.after(milliseconds, () => {
      this.#watched = false;
      const { awaited } = this;
      if (awaited === undefined || this.#over) return;
      const left = this.heard + (this.means.timeout ?? 0) * 1000 - performance.now();
      if (left > 0) this.#watch(left);
      else return this.expired(awaited);
    });
  }
}

// --- Streams -----------------------------------------------------------------------------------

/** As much is handed over at once: what is not taken is copied. */
const pieceSize = 2 ** 18;

/** How long the server may take to end its side when everything has been said. */
const lastMilliseconds = 200;

/** How long the end of the input may take when the server has closed already. */
const graceMilliseconds = 100;

const closedEarly = {
  en: "the server closed the connection when {received} of {bytes} bytes had come back",
  pt: "o servidor encerrou a conexão quando {received} de {bytes} bytes tinham voltado",
};
const closedBetween = {
  en: "the server closed the connection; the next message could not be sent",
  pt: "o servidor encerrou a conexão; a próxima mensagem não pôde ser enviada",
};
const tooLate = {
  en: "no reply within {seconds} s: {received} of {bytes} bytes came back",
  pt: "sem resposta em {seconds} s: voltaram {received} de {bytes} bytes",
};

/** An exchange over a connected stream. */
export class StreamExchange extends Exchange implements Service {
  readonly #connection: Connection;
  /** How much of the message has been handed over. */
  #handed = 0;
  #ended = false;

  constructor(socket: Socket, means: Means) {
    super(means);
    this.#connection = means.reactor.connection(socket, this);
  }

  protected override transmit(_: Bytes): void {
    this.#handed = 0;
    if (this.#ended) this.fail(new Failure(closedBetween));
    else this.#push();
  }

  /** Hands over as much as is taken; reading goes on meanwhile, or both sides would wait for each other. */
  #push(): void {
    const { data } = this.awaited ?? { data: undefined };
    while (data !== undefined && this.#handed < data.length) {
      const piece = data.length <= pieceSize ? data : data.subarray(this.#handed, this.#handed + pieceSize);
      this.#handed += piece.length;
      if (!this.#connection.send(piece)) return;
    }
  }

  drained(): void {
    this.#push();
  }

  received(_: Connection, data: Bytes): Maybe<void> {
    const now = performance.now();
    const { awaited } = this;
    const sent = awaited?.data.subarray(awaited.received, awaited.received + data.length);
    const at = sent === undefined ? 0 : this.means.compare(data, sent);
    if (awaited === undefined || at >= 0) return this.#differs(awaited, data.subarray(at), at);
    awaited.received += data.length;
    this.heard = now;
    if (awaited.received === awaited.data.length) return this.replied(awaited, now);
  }

  #differs(awaited: Awaited | undefined, came: Bytes, at: number): void {
    const { replies } = this.means;
    replies.different++;
    // What comes when nothing is awaited belongs to the message before.
    const place = awaited === undefined ? this.#handed : awaited.received + at;
    const { text, values } = difference(place, came, awaited?.data[place]);
    this.fail(new Failure(text, values));
  }

  ended(): void {
    this.#ended = true;
    const { awaited } = this;
    if (this.finishing) this.stop();
    else if (awaited !== undefined) {
      this.fail(new Failure(closedEarly, { received: awaited.received, bytes: awaited.data.length }));
    } else if (this.asking && !this.means.source.typed) {
      // There may be nothing more to send.
      this.means.reactor.after(graceMilliseconds, () => {
        if (this.asking) this.fail(new Failure(closedBetween));
      });
    } else this.fail(new Failure(closedBetween));
  }

  closed(_: Connection, error: SystemError | undefined): void {
    if (error === undefined || this.finishing) this.stop();
    else this.fail(error);
  }

  protected override expired({ received, data }: Awaited): void {
    const seconds = this.means.timeout ?? 0;
    this.fail(new Failure(tooLate, { seconds, received, bytes: data.length }));
  }

  /** Ends our side; what comes now was never sent. */
  protected override finish(): void {
    if (this.#ended) return this.stop();
    this.#connection.end();
    this.means.reactor.after(lastMilliseconds, () => this.stop());
  }
}

// --- Datagrams ---------------------------------------------------------------------------------

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
  /** Another address can be tried when nobody answers at this one. */
  readonly #another: boolean;
  /** The first message, when nobody answered it and another address can be tried; and why. */
  unheard: { readonly data: Bytes; readonly code: string } | undefined;

  constructor(socket: Socket, means: Means, another: boolean) {
    super(means);
    this.#another = another;
    this.#datagrams = means.reactor.datagrams(socket, this);
  }

  protected override transmit(data: Bytes): void {
    this.#datagrams.send(data);
  }

  received(datagrams: Datagrams, count: number): Maybe<void> {
    const now = performance.now();
    for (let i = 0; i < count; i++) this.means.reactor.hold(this.#came(datagrams.data(i), now));
  }

  #came(data: Bytes, now: number): Maybe<void> {
    const { replies, compare } = this.means;
    const { awaited } = this;
    const at = awaited === undefined ? 0 : compare(data, awaited.data);
    if (awaited !== undefined && at < 0) {
      this.#remember(awaited, true);
      return this.replied(awaited, now);
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
    this.means.reactor.after(0, () => this.next());
    return told;
  }

  #remember({ number, data, since }: Awaited, answered: boolean): void {
    this.#past.push({ number, data, since, answered });
    if (this.#past.length > mostRemembered) this.#past.shift();
  }

  failed(_: Datagrams, error: SystemError): Maybe<void> {
    const { awaited } = this;
    const { replies } = this.means;
    if (error.code !== "ECONNREFUSED") return this.fail(error);
    if (awaited === undefined) return;
    if (this.#goesElsewhere(awaited, error.code)) return;
    // As long as nobody has answered, nobody is there.
    if (replies.replies === 0) return this.fail(error);
    return this.#without(awaited, replies.lose(awaited.number, { code: error.code }));
  }

  protected override expired(awaited: Awaited): Maybe<void> {
    if (this.#goesElsewhere(awaited, "ETIMEDOUT")) return;
    const seconds = this.means.timeout ?? 0;
    return this.#without(awaited, this.means.replies.lose(awaited.number, { seconds }));
  }

  #goesElsewhere({ number, data }: Awaited, code: string): boolean {
    if (!this.#another || number > 1) return false;
    this.unheard = { data, code };
    this.means.replies.messages--;
    this.stop();
    return true;
  }

  protected override finish(): void {
    this.stop();
  }
}
