// echo_client_streams: an echo client's exchange over a connected stream.
//
// A reply comes in pieces, and anything but what was sent ends the exchange.

import {
  type Bytes,
  type Connection,
  Failure,
  type Maybe,
  type Service,
  type Socket,
  type SystemError,
} from "../../lib/command.ts";
import { type Awaited, Exchange, type ExchangeSetting } from "./echo_exchange.ts";
import { difference } from "./echo_replies.ts";

/** As much is handed over at once: what is not taken is copied. */
const pieceSize = 2 ** 18;

/** How long the server may take to end its side when everything has been said. */
const lastMilliseconds = 200;

/** How long the end of the input may take when the server has closed already. */
const graceMilliseconds = 100;

const closedEarly = {
  en: "the server closed the connection when {received} of {bytes} {bytes:byte|bytes} had come back",
  pt: "o servidor encerrou a conexão quando {received} de {bytes} {bytes:byte tinha|bytes tinham} voltado",
};
const closedBetween = {
  en: "the server closed the connection before the input had ended",
  pt: "o servidor encerrou a conexão antes do fim da entrada",
};
const tooLate = {
  en: "no reply within {seconds} s: {received} of {bytes} {bytes:byte|bytes} came back",
  pt: "sem resposta em {seconds} s: {received:voltou|voltaram} {received} de {bytes} {bytes:byte|bytes}",
};

/** An exchange over a connected stream. */
export class StreamExchange extends Exchange implements Service {
  readonly #connection: Connection;
  /** How much of the message has been handed over. */
  #handed = 0;
  #ended = false;

  constructor(socket: Socket, setting: ExchangeSetting) {
    super(setting);
    this.#connection = setting.reactor.connection(socket, this);
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
    const at = sent === undefined ? 0 : this.setting.compare(data, sent);
    if (awaited === undefined || at >= 0) return this.#differs(awaited, data.subarray(at), at);
    awaited.received += data.length;
    this.heard = now;
    if (awaited.received === awaited.data.length) return this.replied(awaited, now);
  }

  #differs(awaited: Awaited | undefined, came: Bytes, at: number): void {
    const { replies } = this.setting;
    replies.different++;
    // What comes when nothing is awaited belongs to the message before.
    const offset = awaited === undefined ? this.#handed : awaited.received + at;
    const { text, values } = difference(offset, came, awaited?.data[offset]);
    this.fail(new Failure(text, values));
  }

  ended(): void {
    this.#ended = true;
    const { awaited } = this;
    if (this.finishing) this.stop();
    else if (awaited !== undefined) {
      this.fail(new Failure(closedEarly, { received: awaited.received, bytes: awaited.data.length }));
    } else if (this.asking && !this.setting.source.typed) {
      // There may be nothing more to send.
      this.setting.reactor.after(graceMilliseconds, () => {
        if (this.asking) this.fail(new Failure(closedBetween));
      });
    } else this.fail(new Failure(closedBetween));
  }

  closed(_: Connection, error: SystemError | undefined): void {
    if (error === undefined || this.finishing) this.stop();
    else this.fail(error);
  }

  protected override expired({ received, data }: Awaited): void {
    const seconds = this.setting.timeout ?? 0;
    this.fail(new Failure(tooLate, { seconds, received, bytes: data.length }));
  }

  /** Ends our side; what comes now was never sent. */
  protected override finish(): void {
    if (this.#ended) return this.stop();
    this.#connection.end();
    this.setting.reactor.after(lastMilliseconds, () => this.stop());
  }
}
