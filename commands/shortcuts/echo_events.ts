// echo_events: what an echo server tells of its clients — the sentences and the numbers of each event.
//
// JSON has the values of an event as they are; a sentence counts in words and gives a duration as one reads it.
// It knows nothing of sockets: echo_server.ts says when something happened.

import type { Address, Bytes, Context, Maybe, SystemError, Value } from "../../lib/command.ts";

/** How much a server tells. */
export interface Manner {
  /** Nothing but where it listens. */
  readonly quiet: boolean;
  readonly json: boolean;
}

/** What was said on a connection, or by all clients together. */
export interface Traffic {
  readonly messages: number;
  /** What was received. */
  readonly bytes: number;
  /** What was sent back. */
  readonly sent: number;
  /** For how long, in milliseconds. */
  readonly ms: number;
}

/** A client's address, or a name where it has none of its own. */
export type Client = Address | string;

/** An English and a Portuguese word for one thing, and for several. */
type Noun = readonly [one: string, several: string, um: string, varios: string];

const message: Noun = ["message", "messages", "mensagem", "mensagens"];
const byte: Noun = ["byte", "bytes", "byte", "bytes"];
const client: Noun = ["client", "clients", "cliente", "clientes"];
const sender: Noun = ["sender", "senders", "remetente", "remetentes"];
const reply: Noun = ["reply", "replies", "resposta", "respostas"];

function counted(count: number, [one, several, um, varios]: Noun): { en: string; pt: string } {
  return { en: `${count} ${count === 1 ? one : several}`, pt: `${count} ${count === 1 ? um : varios}` };
}

function lasted(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(ms < 100 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** Why a connection is over. */
export type Ending = "end" | "stopped" | SystemError;

const endings: Readonly<Record<string, { readonly en: string; readonly pt: string }>> = {
  end: { en: "{client} closed the connection", pt: "{client} encerrou a conexão" },
  stopped: { en: "{client} was still connected", pt: "{client} ainda estava conectado" },
  ECONNRESET: {
    en: "{client} reset the connection ({reason})",
    pt: "{client} encerrou a conexão com um reset ({reason})",
  },
  EPIPE: {
    en: "{client} closed the connection before everything was sent back ({reason})",
    pt: "{client} encerrou a conexão antes de receber tudo de volta ({reason})",
  },
  ETIMEDOUT: { en: "{client} vanished ({reason})", pt: "{client} desapareceu ({reason})" },
};

const lostConnection = {
  en: "the connection with {client} broke ({reason})",
  pt: "a conexão com {client} se rompeu ({reason})",
};

/** Tells what happens in a server, in the manner it was asked to. */
export class Teller {
  readonly #context: Context;
  readonly #manner: Manner;

  constructor(context: Context, manner: Manner) {
    this.#context = context;
    this.#manner = manner;
  }

  #tell(event: string, en: string, pt: string, values: Readonly<Record<string, Value>>): Maybe<void> {
    if (this.#manner.quiet) return;
    return this.#context.report({
      kind: "event",
      event,
      text: { en, pt },
      values,
      json: this.#manner.json,
    });
  }

  connected(client: Client): Maybe<void> {
    return this.#tell("connected", "{client} connected", "{client} se conectou", { client });
  }

  /** Somebody sent a first datagram. */
  sender(client: Client): Maybe<void> {
    return this.#tell("sender", "{client} sends", "{client} envia", { client });
  }

  /** `data` may be gone when what this returns is done. */
  message(client: Client, data: Bytes, cut: boolean): Maybe<void> {
    const values = { client, bytes: data.length, data };
    if (!cut) return this.#tell("message", "{client}: {data}", "{client}: {data}", values);
    return this.#tell(
      "message",
      "{client}: {data} (cut: the datagram was longer)",
      "{client}: {data} (cortado: o datagrama era maior)",
      { ...values, cut },
    );
  }

  closed(client: Client, ending: Ending, { messages, bytes, sent, ms }: Traffic): Maybe<void> {
    const reason = typeof ending === "string" ? ending : ending.code;
    const text = endings[reason] ?? lostConnection;
    const [m, b] = [counted(messages, message), counted(bytes, byte)];
    return this.#tell(
      "closed",
      `${text.en}: ${m.en}, ${b.en}, ${lasted(ms)}`,
      `${text.pt}: ${m.pt}, ${b.pt}, ${lasted(ms)}`,
      { client, reason, messages, bytes, sent, ms: rounded(ms) },
    );
  }

  /** A datagram was not sent back. */
  lost(error: SystemError): Maybe<void> {
    return this.#tell(
      "lost",
      "a reply was not sent ({code})",
      "uma resposta não foi enviada ({code})",
      { code: error.code },
    );
  }

  /** Somebody sent from a unix socket that nobody can answer. */
  unanswerable(): Maybe<void> {
    return this.#tell(
      "unanswerable",
      "a datagram came from a socket without a path, which cannot be answered: bind the client to a path",
      "chegou um datagrama de um socket sem caminho, que não pode ser respondido: vincule o cliente a um caminho",
      {},
    );
  }

  /** Told also in the quietest manner: somebody has to know why clients wait. */
  exhausted(error: SystemError, clients: number): Maybe<void> {
    const { json } = this.#manner;
    return this.#context.report({
      kind: "event",
      event: "exhausted",
      text: {
        en:
          "no descriptor is left ({code}): {clients} clients are served, further ones wait until one of them " +
          "leaves; a higher limit (ulimit -n) lets more of them in",
        pt:
          "não há mais descritores ({code}): {clients} clientes são atendidos, os próximos esperam até que um " +
          "deles saia; com um limite maior (ulimit -n) entram mais",
      },
      values: { code: error.code, clients },
      ...(json ? { json } : { to: "err" }),
    });
  }

  /** What all clients came to. */
  totals(clients: number, { messages, bytes, sent, ms }: Traffic): Maybe<void> {
    const [c, m, b] = [counted(clients, client), counted(messages, message), counted(bytes, byte)];
    return this.#tell(
      "totals",
      `${c.en}, ${m.en}, ${b.en} in ${lasted(ms)}`,
      `${c.pt}, ${m.pt}, ${b.pt} em ${lasted(ms)}`,
      { clients, messages, bytes, sent, ms: rounded(ms) },
    );
  }

  /** The same for datagrams, of which some may have been lost. */
  datagramTotals(senders: number, lost: number, { messages, bytes, sent, ms }: Traffic): Maybe<void> {
    const [s, m, b] = [counted(senders, sender), counted(messages, message), counted(bytes, byte)];
    const l = counted(lost, reply);
    return this.#tell(
      "totals",
      `${s.en}, ${m.en}, ${b.en} in ${lasted(ms)}${lost === 0 ? "" : `; ${l.en} not sent`}`,
      `${s.pt}, ${m.pt}, ${b.pt} em ${lasted(ms)}${lost === 0 ? "" : `; ${l.pt} sem envio`}`,
      { senders, messages, bytes, sent, lost, ms: rounded(ms) },
    );
  }
}

/** To the microsecond. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
