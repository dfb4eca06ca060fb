// echo_replies: what an echo client tells — each reply with its round-trip time, what went wrong, and the summary.
//
// It counts and words; when a message is sent and what its reply is worth is the business of echo_exchange.ts.

import {
  type Address,
  type Bytes,
  type Context,
  type Maybe,
  type Text,
  textOf,
  type Value,
} from "../../lib/command.ts";

/** How much is told. */
export interface Manner {
  /** Nothing but the summary. */
  readonly quiet: boolean;
  readonly json: boolean;
  /** Datagrams may be lost, come late and come twice. */
  readonly datagrams: boolean;
  /** What comes back is text somebody wants to read. */
  readonly readable: boolean;
}

/** Longer messages are told by their length alone. */
const mostShown = 200;

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Counts what came of the messages, and tells it. */
export class Replies {
  /** How many were sent. */
  messages = 0;
  /** How many came back in time and as they were. */
  replies = 0;
  bytes = 0;
  /** Datagrams without a reply in time. */
  lost = 0;
  /** Those of them whose reply came after all. */
  late = 0;
  duplicates = 0;
  /** Replies that were not what was sent. */
  different = 0;
  #least = Infinity;
  #most = 0;
  #sum = 0;
  readonly #context: Context;
  readonly #manner: Manner;

  constructor(context: Context, manner: Manner) {
    this.#context = context;
    this.#manner = manner;
  }

  #tell(event: string, text: Text, values: Readonly<Record<string, Value>>): Maybe<void> {
    if (this.#manner.quiet) return;
    const { json } = this.#manner;
    return this.#context.report({ kind: "event", event, text, values, json });
  }

  /** A server was found; a unix socket of ours has mostly no address. */
  connected(address: string, local: Address): Maybe<void> {
    const { datagrams } = this.#manner;
    const named = local.family !== "unix";
    const [to, para] = datagrams
      ? ["sending to {address}", "enviando para {address}"]
      : ["connected to {address}", "conectado a {address}"];
    const text = named
      ? { en: `${to} from {local}`, pt: `${para} a partir de {local}` }
      : { en: to, pt: para };
    return this.#tell("connected", text, named ? { address, local } : { address });
  }

  /** Somebody is to type what is sent. */
  typing(): Maybe<void> {
    if (this.#manner.json) return;
    return this.#tell("typing", {
      en: "each line you type is sent; Ctrl-D ends",
      pt: "cada linha que você digitar será enviada; Ctrl-D termina",
    }, {});
  }

  /** A message came back as it was. */
  reply(message: number, data: Bytes, ms: number): Maybe<void> {
    this.replies++;
    this.bytes += data.length;
    this.#sum += ms;
    if (ms < this.#least) this.#least = ms;
    if (ms > this.#most) this.#most = ms;
    if (this.#manner.quiet) return;

    const values = { message, bytes: data.length, ms: rounded(ms) };
    const size = counted(data.length, "byte", "bytes");
    if (!this.#manner.readable) {
      return this.#tell("reply", { en: `${size} came back in {ms} ms`, pt: `${size} em {ms} ms` }, values);
    }
    const text = decoded(data);
    const shown = data.length > mostShown ? undefined : text === undefined ? "{data}" : '"{text}"';
    return this.#tell(
      "reply",
      shown === undefined
        ? { en: `${size} came back in {ms} ms`, pt: `${size} em {ms} ms` }
        : { en: `${shown} came back in {ms} ms (${size})`, pt: `${shown} voltou em {ms} ms (${size})` },
      { ...values, ...(text === undefined ? { data } : { text }) },
    );
  }

  /** No reply came in time, or a message that there is nobody to take it. */
  lose(message: number, reason: { readonly seconds: number } | { readonly code: string }): Maybe<void> {
    this.lost++;
    const text = "code" in reason
      ? { en: "message {message} was refused ({code})", pt: "a mensagem {message} foi recusada ({code})" }
      : {
        en: "message {message} got no reply within {seconds} s",
        pt: "a mensagem {message} ficou sem resposta em {seconds} s",
      };
    return this.#tell("lost", text, { message, ...reason });
  }

  /** The reply came when it counted as lost already. */
  cameLate(message: number, ms: number): Maybe<void> {
    this.late++;
    return this.#tell("late", {
      en: "the reply to message {message} came late, after {ms} ms",
      pt: "a resposta da mensagem {message} chegou atrasada, depois de {ms} ms",
    }, { message, ms: rounded(ms) });
  }

  /** The reply came once more. */
  cameTwice(message: number): Maybe<void> {
    this.duplicates++;
    return this.#tell("duplicate", {
      en: "the reply to message {message} came twice",
      pt: "a resposta da mensagem {message} chegou duas vezes",
    }, { message });
  }

  /** Something else came back. */
  differs(message: number, difference: Difference): Maybe<void> {
    this.different++;
    const { text, values } = difference;
    return this.#tell("different", {
      en: `message {message}: ${text.en}`,
      pt: `mensagem {message}: ${text.pt}`,
    }, { message, ...values });
  }

  /** What all of it came to. */
  summary(): Maybe<void> {
    const { messages, replies, bytes, lost, late, duplicates } = this;
    const [least, most] = [this.#least, this.#most].map(rounded) as [number, number];
    const times = replies === 0 ? {} : { min: least, avg: rounded(this.#sum / replies), max: most };
    const losses = this.#manner.datagrams ? { lost, late, duplicates } : {};
    const en = [counted(messages, "message", "messages"), counted(bytes, "byte", "bytes")];
    const pt = [counted(messages, "mensagem", "mensagens"), counted(bytes, "byte", "bytes")];
    if (this.#manner.datagrams) {
      en.push(`${lost} lost${late === 0 ? "" : ` (${late} came late)`}`);
      pt.push(`${counted(lost, "perdida", "perdidas")}${late === 0 ? "" : ` (${late} com atraso)`}`);
      if (duplicates > 0) {
        en.push(counted(duplicates, "duplicate", "duplicates"));
        pt.push(counted(duplicates, "duplicata", "duplicatas"));
      }
    }
    const roundTrip = (words: string) => replies === 0 ? "" : `; ${words} {min}/{avg}/{max} ms`;
    return this.#context.report({
      kind: "event",
      event: "summary",
      text: {
        en: en.join(", ") + roundTrip("round trip min/avg/max"),
        pt: pt.join(", ") + roundTrip("ida e volta mín/méd/máx"),
      },
      values: { messages, replies, bytes, ...losses, ...times },
      json: this.#manner.json,
    });
  }
}

// --- Differences -------------------------------------------------------------------------------

/** How what came back is not what was sent. */
export interface Difference {
  readonly text: Text;
  readonly values: Readonly<Record<string, string | number>>;
}

/**
 * Words for the first difference.
 *
 * @param at its place in both, from 0
 * @param came what came there, undefined where the reply is over
 * @param sent what should have come, undefined where the message is over
 */
export function difference(at: number, came: Bytes | undefined, sent: number | undefined): Difference {
  // People count from one.
  const byte = at + 1;
  const [first] = came ?? [];
  if (came === undefined || first === undefined) {
    return {
      text: { en: "the reply ends before byte {byte}", pt: "a resposta termina antes do byte {byte}" },
      values: { byte },
    };
  }
  if (sent === undefined) {
    return {
      text: {
        en: 'the reply is longer than the message: it goes on at byte {byte} with "{more}"',
        pt: 'a resposta é mais longa que a mensagem: continua no byte {byte} com "{more}"',
      },
      values: { byte, more: textOf(came.subarray(0, 40)) },
    };
  }
  return {
    text: {
      en: "what came back is not what was sent: byte {byte} is {came} instead of {sent}",
      pt: "o que voltou não é o que foi enviado: o byte {byte} é {came} em vez de {sent}",
    },
    values: { byte, came: spelled(first), sent: spelled(sent) },
  };
}

/** A byte as its number, and as its letter where it is one. */
function spelled(byte: number): string {
  const number = `0x${byte.toString(16).padStart(2, "0")}`;
  return byte >= 0x20 && byte < 0x7f ? `${number} "${String.fromCharCode(byte)}"` : number;
}

// --- Words -------------------------------------------------------------------------------------

/** A number of things. */
function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}

/** Milliseconds to the microsecond. */
export function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

function decoded(data: Bytes): string | undefined {
  try {
    return strict.decode(data);
  } catch {
    return undefined;
  }
}
