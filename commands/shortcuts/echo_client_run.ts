// echo-client, the program: connects, and has the messages sent, compared and told one by one.
//
// echo_exchange.ts and its two kinds do the sending; echo_replies.ts tells.

import { type Bytes, type Context, Failure, type Maybe, type Socket, type Text } from "../../lib/command.ts";
import { connectFirst, tellUnanswered } from "./connecting.ts";
import { DatagramExchange } from "./echo_client_datagrams.ts";
import { StreamExchange } from "./echo_client_streams.ts";
import type { ExchangeSetting, Source } from "./echo_exchange.ts";
import { comparison, echoCalls, exchangeCalls, longPattern, period } from "./echo_message.ts";
import { Replies } from "./echo_replies.ts";
import { refuseZero, show } from "./options.ts";
import { clientEndpoints, type Endpoint, isStream, likeliest } from "./places.ts";
import { phrase } from "./words.ts";
import type { EchoClientWords } from "./echo_client.ts";

/** How long a reply to a datagram may take where nothing else is said, in seconds. */
const datagramTimeout = 1;

/** Runs it to its end. */
export async function run(given: EchoClientWords, context: Context): Promise<null> {
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
}

/** What went wrong with some of the messages; what did not is left out. */
function incomplete(lost: number, different: number): Text {
  if (lost === 0) {
    return {
      en: "{different} of {messages} {messages:message|messages} came back different",
      pt:
        "{different} de {messages} {messages:mensagem|mensagens} {different:voltou diferente|voltaram diferentes}",
    };
  }
  return phrase(
    {
      en: "{lost} of {messages} {messages:message|messages} got no reply in time",
      pt:
        "{lost} de {messages} {messages:mensagem|mensagens} {lost:ficou|ficaram} sem resposta no tempo limite",
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
    const made = size === undefined ? undefined : await longPattern(size + (count > 1 ? period : 0), context);
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
