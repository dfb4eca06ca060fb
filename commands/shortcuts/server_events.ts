// server_events: what a server tells of its clients — the sentences and the numbers of each event.
//
// JSON has the values of an event as they are; a sentence counts in words and gives a duration as one reads it.
// It knows nothing of sockets: the servers say when something happened.

import type { Address, Bytes, Context, Maybe, SystemError, Text, Value } from "../../lib/command.ts";
import { counted, lasted, phrase, rounded } from "./words.ts";

/** How much a server tells. */
export interface EventOptions {
  /** Nothing but where it listens. */
  readonly quiet: boolean;
  readonly json: boolean;
}

/** What was said on a connection, or by all clients together. */
export interface Totals {
  readonly messages: number;
  /** What was received. */
  readonly bytes: number;
  /** What was sent. */
  readonly sent: number;
  /** For how long, in milliseconds. */
  readonly ms: number;
}

/** A client's address, or a name where it has none of its own. */
export type ClientName = Address | string;

/** Clients of a unix socket mostly have no addresses: they are told apart by their number. */
export function clientName(peer: Address, number: number): ClientName {
  return peer.family === "unix" && peer.path.length === 0 ? `unix #${number}` : peer;
}

/** Sentences for the ends of connections, by reason: `end`, `stopped`, the name of an errno, or a server's own. */
export type Departures = Readonly<Record<string, Text>>;

const departures: Departures = {
  end: { en: "{client} closed the connection", pt: "{client} encerrou a conexão" },
  stopped: { en: "{client} was still connected", pt: "{client} ainda estava conectado" },
  ECONNRESET: {
    en: "{client} reset the connection ({reason})",
    pt: "{client} encerrou a conexão com um reset ({reason})",
  },
  EPIPE: {
    en: "{client} closed the connection before everything was sent to it ({reason})",
    pt: "{client} encerrou a conexão antes de receber tudo ({reason})",
  },
  ETIMEDOUT: { en: "{client} vanished ({reason})", pt: "{client} desapareceu ({reason})" },
};

const lostConnection: Text = {
  en: "the connection with {client} was lost ({reason})",
  pt: "a conexão com {client} caiu ({reason})",
};

const connected: Text = { en: "{client} connected", pt: "{client} se conectou" };

const firstDatagram: Text = {
  en: "first datagram from {client}",
  pt: "primeiro datagrama de {client}",
};

const message: Text = { en: "{client}: {data}", pt: "{client}: {data}" };

const cutMessage: Text = {
  en: "{client}: {data} (cut: the datagram was longer)",
  pt: "{client}: {data} (cortado: o datagrama era maior)",
};

const unsent: Text = { en: "a reply was not sent ({code})", pt: "uma resposta não foi enviada ({code})" };

const anonymous: Text = {
  en: "a datagram came from a socket without a path and cannot be answered; bind the client to a path",
  pt:
    "chegou um datagrama de um socket sem caminho, que não pode ser respondido; vincule o cliente a um caminho",
};

const noDescriptors: Text = {
  en:
    "no descriptors left ({code}): {clients} {clients:client is|clients are} being served, the others wait until one of them " +
    "leaves; a higher limit (ulimit -n) lets more in",
  pt:
    "não há mais descritores ({code}): {clients} {clients:cliente está sendo atendido|clientes estão sendo atendidos}, os outros esperam até que um " +
    "deles saia; com um limite maior (ulimit -n) entram mais",
};

/** Tells what happens in a server, as it was asked to. */
export class ServerEvents {
  readonly #context: Context;
  readonly #options: EventOptions;
  readonly #departures: Departures;

  /** @param own how else a connection may end on this server */
  constructor(context: Context, options: EventOptions, own: Departures = {}) {
    this.#context = context;
    this.#options = options;
    this.#departures = { ...departures, ...own };
  }

  #tell(event: string, text: Text, values: Readonly<Record<string, Value>>): Maybe<void> {
    const { quiet, json } = this.#options;
    if (!quiet) return this.#context.report({ kind: "event", event, text, values, json });
  }

  connected(client: ClientName): Maybe<void> {
    return this.#tell("connected", connected, { client });
  }

  /** Somebody sent a first datagram. */
  sender(client: ClientName): Maybe<void> {
    return this.#tell("sender", firstDatagram, { client });
  }

  /** `data` may be gone when what this returns is done. */
  message(client: ClientName, data: Bytes, cut: boolean): Maybe<void> {
    const values = { client, bytes: data.length, data };
    return cut
      ? this.#tell("message", cutMessage, { ...values, cut })
      : this.#tell("message", message, values);
  }

  /** A connection is over. */
  closed(client: ClientName, reason: string, { messages, bytes, sent, ms }: Totals): Maybe<void> {
    return this.#tell(
      "closed",
      phrase(
        this.#departures[reason] ?? lostConnection,
        ...[": ", counted(messages, "message"), ", ", counted(bytes, "byte"), ", ", lasted(ms)],
      ),
      { client, reason, messages, bytes, sent, ms: rounded(ms) },
    );
  }

  /** A datagram was not sent back. */
  lost({ code }: SystemError): Maybe<void> {
    return this.#tell("lost", unsent, { code });
  }

  /** Somebody sent from a unix socket that nobody can answer. */
  unanswerable(): Maybe<void> {
    return this.#tell("unanswerable", anonymous, {});
  }

  /** Told also when nothing else is: somebody has to know why clients wait. */
  exhausted({ code }: SystemError, clients: number): Maybe<void> {
    const { json } = this.#options;
    return this.#context.report({
      kind: "event",
      event: "exhausted",
      text: noDescriptors,
      values: { code, clients },
      ...(json ? { json } : { to: "err" }),
    });
  }

  /** What all clients came to. */
  totals(clients: number, { messages, bytes, sent, ms }: Totals): Maybe<void> {
    return this.#tell(
      "totals",
      phrase(counted(clients, "client"), ...amounts(messages, bytes, ms)),
      { clients, messages, bytes, sent, ms: rounded(ms) },
    );
  }

  /** The same for datagrams, of which some may have been lost. */
  datagramTotals(senders: number, lost: number, { messages, bytes, sent, ms }: Totals): Maybe<void> {
    const losses = lost === 0 ? [] : ["; ", counted(lost, "unsent")];
    return this.#tell(
      "totals",
      phrase(counted(senders, "sender"), ...amounts(messages, bytes, ms), ...losses),
      { senders, messages, bytes, sent, lost, ms: rounded(ms) },
    );
  }
}

/** `, 3 messages, 14 bytes in 2.10 s`. */
function amounts(messages: number, bytes: number, ms: number): readonly (Text | string)[] {
  const within = { en: " in ", pt: " em " };
  return [", ", counted(messages, "message"), ", ", counted(bytes, "byte"), within, lasted(ms)];
}
