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
import { counted, phrase, rounded } from "./words.ts";

/** How much is told. */
export interface ReplyOptions {
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
  readonly #options: ReplyOptions;

  constructor(context: Context, options: ReplyOptions) {
    this.#context = context;
    this.#options = options;
  }

  #tell(event: string, text: Text, values: Readonly<Record<string, Value>>): Maybe<void> {
    if (this.#options.quiet) return;
    const { json } = this.#options;
    return this.#context.report({ kind: "event", event, text, values, json });
  }

  /** A server was found; a unix socket of ours has mostly no address. */
  connected(address: string, local: Address): Maybe<void> {
    const { datagrams } = this.#options;
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
    if (this.#options.json) return;
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
    if (this.#options.quiet) return;

    const values = { message, bytes: data.length, ms: rounded(ms) };
    const lengthOnly = phrase(counted(data.length, "byteBack"), { en: " in {ms} ms", pt: " em {ms} ms" });
    if (!this.#options.readable) return this.#tell("reply", lengthOnly, values);
    const text = decoded(data);
    const whole = phrase(
      text === undefined ? "{data}" : '"{text}"',
      { en: " came back in {ms} ms (", pt: " voltou em {ms} ms (" },
      ...[counted(data.length, "byte"), ")"],
    );
    return this.#tell(
      "reply",
      data.length > mostShown ? lengthOnly : whole,
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
      pt: "a resposta à mensagem {message} chegou atrasada, depois de {ms} ms",
    }, { message, ms: rounded(ms) });
  }

  /** The reply came once more. */
  cameTwice(message: number): Maybe<void> {
    this.duplicates++;
    return this.#tell("duplicate", {
      en: "the reply to message {message} came twice",
      pt: "a resposta à mensagem {message} chegou duas vezes",
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
    const losses = this.#options.datagrams ? { lost, late, duplicates } : {};
    const told: (Text | string)[] = [counted(messages, "message"), ", ", counted(bytes, "byte")];
    if (this.#options.datagrams) {
      told.push(", ", counted(lost, "lost"));
      if (late > 0) told.push(" (", counted(late, "late"), ")");
      if (duplicates > 0) told.push(", ", counted(duplicates, "duplicate"));
    }
    if (replies > 0) told.push(roundTrip);
    return this.#context.report({
      kind: "event",
      event: "summary",
      text: phrase(...told),
      values: { messages, replies, bytes, ...losses, ...times },
      json: this.#options.json,
    });
  }
}

const roundTrip: Text = {
  en: "; round trip min/avg/max {min}/{avg}/{max} ms",
  pt: "; ida e volta mín/méd/máx {min}/{avg}/{max} ms",
};

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

function decoded(data: Bytes): string | undefined {
  try {
    return strict.decode(data);
  } catch {
    return undefined;
  }
}
