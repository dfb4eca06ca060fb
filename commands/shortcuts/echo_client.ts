// echo-client: sends messages to an echo server, and checks that each comes back as it was.
//
// The socket is opened by the calls a user could type. How one message is exchanged stands in echo_exchange.ts and
// what it names, what is told of it in echo_replies.ts.

import {
  type Bytes,
  byteSize,
  type Command,
  command,
  type Context,
  count,
  defaulting,
  Failure,
  flag,
  type Maybe,
  option,
  optional,
  plainText,
  seconds,
  type Socket,
  type Text,
} from "../../lib/command.ts";
import { unresolved } from "../meanings.ts";
import { connectFirst, tellUnanswered } from "./connecting.ts";
import { DatagramExchange } from "./echo_client_datagrams.ts";
import { StreamExchange } from "./echo_client_streams.ts";
import type { ExchangeSetting, Source } from "./echo_exchange.ts";
import { comparison, echoCalls, exchangeCalls, longPattern, period } from "./echo_message.ts";
import { Replies } from "./echo_replies.ts";
import {
  json,
  placeForms,
  placeOptions,
  placeParameters,
  protocolExclusive,
  protocolOptions,
  refuseZero,
  show,
  showCalls,
} from "./options.ts";
import { clientEndpoints, type Endpoint, isStream, likeliest } from "./places.ts";
import { phrase } from "./words.ts";

/** How long a reply to a datagram may take where nothing else is said, in seconds. */
const datagramTimeout = 1;

/** `echo-client`: the client of the handouts, complete. */
export const echoClient: Command = command({
  name: "echo-client",
  prototype: "echo-client [OPTION…] [ADDR]",
  summary: {
    en: "send messages to an echo server and check what comes back",
    pt: "envia mensagens a um servidor de eco e confere o que volta",
  },
  description: {
    en:
      "Sends the text of --message, --size bytes of a pattern, or else each line of standard input, without its " +
      "newline, to ADDR (127.0.0.1:65432); on a terminal each line as it is typed. Prints each reply with its " +
      "round-trip time, and a summary at the end. An empty line is an empty datagram; over a stream, where nothing " +
      "could come back, it is one newline. Every address of a name is tried. Fails when the server is not there, " +
      "closes early, sends back something else, or when a datagram gets no reply in time.",
    pt:
      "Envia a ADDR (127.0.0.1:65432) o texto de --message, --size bytes de um padrão ou, sem eles, cada linha da " +
      "entrada padrão, sem a quebra de linha; no terminal, cada linha à medida que é digitada. Imprime cada resposta " +
      "com o tempo de ida e volta, e um resumo no fim. Uma linha vazia é um datagrama vazio; em um fluxo, em que nada " +
      "poderia voltar, ela é uma quebra de linha. Todos os endereços de um nome são tentados. Falha quando o servidor " +
      "não está lá, encerra antes da hora ou devolve outra coisa, ou quando um datagrama fica sem resposta no tempo " +
      "limite.",
  },
  parameters: placeParameters,
  forms: placeForms,
  options: {
    ...placeOptions,
    ...protocolOptions,
    message: option(optional(plainText), "TEXT", {
      en: "send this text",
      pt: "envia este texto",
    }, { short: "m" }),
    size: option(optional(byteSize), "N", {
      en: "send N bytes of a pattern (64, 16K, 1M)",
      pt: "envia N bytes de um padrão (64, 16K, 1M)",
    }, { short: "s" }),
    count: option(defaulting(count, 1), "N", {
      en: "send every message N times",
      pt: "envia cada mensagem N vezes",
    }, { short: "n" }),
    interval: option(defaulting(seconds, 0), "TIME", {
      en: "pause between messages (1, 500ms)",
      pt: "pausa entre as mensagens (1, 500ms)",
    }, { short: "i" }),
    timeout: option(optional(seconds), "TIME", {
      en: "time limit for connecting and for each reply (default: none; 1 s with --udp)",
      pt: "tempo limite para conectar e para cada resposta (padrão: nenhum; 1 s com --udp)",
    }, { short: "w" }),
    quiet: flag({
      en: "print only the summary",
      pt: "imprime só o resumo",
    }, { short: "q" }),
    json,
    showCalls,
  },
  exclusive: [...protocolExclusive, ["message", "size"]],
  errors: {
    ...unresolved,
    ECONNREFUSED: {
      en: "no program listens at this address and port; start the server first or correct the port",
      pt: "nenhum programa escuta nesse endereço e porta; inicie o servidor primeiro ou corrija a porta",
      at: "addr",
    },
    ECONNRESET: {
      en:
        "the server ended the connection with a reset (RST): it crashed, or it closed without reading everything",
      pt: "o servidor encerrou a conexão com um reset (RST): ele caiu ou a fechou sem ler tudo",
      at: "addr",
    },
    EPIPE: {
      en: "the server had already closed the connection",
      pt: "o servidor já tinha fechado a conexão",
      at: "addr",
    },
    EMSGSIZE: {
      en: "the message is too long for one datagram (65507 bytes over IPv4)",
      pt: "a mensagem é longa demais para um único datagrama (65507 bytes com IPv4)",
    },
  },
  example: "socksh> echo-client --message olá --show-calls",
  silent: true,
  async run(given, context) {
    refuseZero("--timeout", given.timeout);
    const endpoints = await clientEndpoints(given, context);
    const timeout = given.timeout ?? (given.udp ? datagramTimeout : undefined);
    if (given.showCalls) return show(byHand(endpoints, given, timeout), context);

    const { quiet, json } = given;
    const options = { quiet, json, datagrams: given.udp, readable: given.size === undefined };
    const replies = new Replies(context, options);
    const source = await Messages.of(given, context);
    if (context.signal.aborted) return null;
    const setting = {
      source,
      replies,
      compare: await comparison(),
      interval: given.interval * 1000,
      timeout,
    };
    const error = given.udp
      ? await exchangeDatagrams(endpoints, setting, context)
      : await exchangeStream(endpoints, setting, context);
    await replies.summary();
    // Whoever interrupted it knows why it did not come to its end.
    if (context.signal.aborted) return null;
    if (error !== undefined) throw error;
    const { lost, different, messages } = replies;
    if (lost + different > 0) throw new Failure(incomplete(lost, different), { lost, different, messages });
    return null;
  },
});

/** What went wrong with some of the messages; what did not is left out. */
function incomplete(lost: number, different: number): Text {
  if (lost === 0) {
    return {
      en: "{different} of {messages} messages came back different",
      pt: "{different} de {messages} mensagens voltaram diferentes",
    };
  }
  return phrase(
    {
      en: "{lost} of {messages} messages got no reply in time",
      pt: "{lost} de {messages} mensagens ficaram sem resposta no tempo limite",
    },
    different === 0
      ? ""
      : { en: ", {different} came back different", pt: ", {different} voltaram diferentes" },
  );
}

// --- Opening -----------------------------------------------------------------------------------

type Setting = Omit<ExchangeSetting, "reactor"> & { readonly source: Messages };

/** Over a connection to the first address that takes one: why it did not come to its end. */
async function exchangeStream(
  endpoints: readonly Endpoint[],
  setting: Setting,
  context: Context,
): Promise<Error | undefined> {
  using scope = context.scope("echo-client");
  const calls = (endpoint: Endpoint) => echoCalls(endpoint, setting.timeout);
  const endpoint = await connectFirst(scope, endpoints, context, calls);
  const socket = scope.socket("c");
  await begin(endpoint, socket, setting, context);
  using reactor = await context.reactor();
  const exchange = new StreamExchange(socket, { ...setting, reactor });
  await exchange.run();
  return exchange.error;
}

/** Over a socket for the first address from which something comes back: the same. */
async function exchangeDatagrams(
  endpoints: readonly Endpoint[],
  setting: Setting,
  context: Context,
): Promise<Error | undefined> {
  for (const [index, endpoint] of endpoints.entries()) {
    using scope = context.scope("echo-client");
    await connectFirst(scope, [endpoint], context, (endpoint) => echoCalls(endpoint));
    const socket = scope.socket("c");
    await begin(endpoint, socket, setting, context);
    using reactor = await context.reactor();
    const exchange = new DatagramExchange(socket, { ...setting, reactor }, index < endpoints.length - 1);
    await exchange.run();
    if (exchange.unheard === undefined) return exchange.error;
    const { data, code } = exchange.unheard;
    setting.source.giveBack(data);
    await tellUnanswered(endpoint, code, context);
  }
}

async function begin(
  { address }: Endpoint,
  socket: Socket,
  { replies, source }: Setting,
  { sockets }: Context,
): Promise<void> {
  await replies.connected(address, sockets.getsockname(socket));
  if (source.typed) await replies.typing();
}

// --- Messages ----------------------------------------------------------------------------------

/** What is to be sent. */
interface MessageOptions {
  readonly message: string | undefined;
  readonly size: number | undefined;
  readonly count: number;
  readonly udp: boolean;
}

/** The messages, in their order. */
class Messages implements Source {
  readonly typed: boolean;
  readonly #context: Context;
  readonly #count: number;
  readonly #udp: boolean;
  /** The same for every message; undefined where lines are read. */
  readonly #fixed: Bytes | undefined;
  /** The pattern, longer than a message by a period: each begins with another letter, and is known by it. */
  readonly #pattern: Bytes | undefined;
  readonly #size: number;
  /** The last line, and how often it is still to be sent. */
  #line: Bytes | undefined;
  #left = 0;
  #made = 0;
  #back: Bytes | undefined;

  /** They are there as a whole, unless a signal came meanwhile. */
  static async of(options: MessageOptions, context: Context): Promise<Messages> {
    const { size, count } = options;
    const made = size === undefined
      ? undefined
      : await longPattern(size + (count > 1 ? period : 0), context.signal);
    return new Messages(options, made, context);
  }

  private constructor(
    { message, size, count, udp }: MessageOptions,
    pattern: Bytes | undefined,
    context: Context,
  ) {
    this.#context = context;
    this.#count = count;
    this.#udp = udp;
    this.#size = size ?? 0;
    if (message !== undefined) this.#fixed = this.#sendable(new TextEncoder().encode(message));
    this.#pattern = pattern;
    this.typed = message === undefined && size === undefined && context.input.typed;
  }

  /** Over a stream nothing at all could not come back. */
  #sendable(data: Bytes): Bytes {
    return data.length > 0 || this.#udp ? data : new Uint8Array([0x0a]);
  }

  next(until: AbortSignal): Maybe<Bytes | undefined> {
    if (this.#back !== undefined) {
      const back = this.#back;
      this.#back = undefined;
      return back;
    }
    if (this.#pattern === undefined && this.#fixed === undefined) return this.#nextLine(until);
    if (this.#made === this.#count) return undefined;
    const from = this.#made++ % period;
    return this.#fixed ?? this.#pattern?.subarray(from, from + this.#size);
  }

  #nextLine(until: AbortSignal): Maybe<Bytes | undefined> {
    if (this.#left > 0) {
      this.#left--;
      return this.#line;
    }
    return this.#context.input.line(until).then((line) => {
      this.#line = line && this.#sendable(line);
      this.#left = this.#count - 1;
      return this.#line;
    });
  }

  /** This one is to be sent once more. */
  giveBack(data: Bytes): void {
    this.#back = data;
  }
}

// --- By hand -----------------------------------------------------------------------------------

/** The same by hand: one message. */
function byHand(
  endpoints: readonly Endpoint[],
  { message, size }: MessageOptions,
  timeout: number | undefined,
): readonly string[] {
  const endpoint = likeliest(endpoints);
  const sent = size ?? (message === "" && isStream(endpoint) ? "\n" : message ?? "Hello, world");
  return [...echoCalls(endpoint, timeout), ...exchangeCalls(endpoint, sent)];
}
