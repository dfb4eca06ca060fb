// echo-bench, the program: opens the connections, runs the load for its time, and judges what came of it.
//
// echo_load.ts is the load, echo_figures.ts shows what was measured.

import {
  type Context,
  Failure,
  InterruptedError,
  type Reactor,
  type Scope,
  SystemError,
  textOf,
} from "../../lib/command.ts";
import { causeOf, connectFirst, isLate, lateFailure } from "./connecting.ts";
import { type Measurement, Progress, tellResult } from "./echo_figures.ts";
import { DatagramLoad, type Load, numberSize, StreamLoad, type Work } from "./echo_load.ts";
import { comparison, echoCalls, exchangeCalls, greeting } from "./echo_message.ts";
import { refuseZero, show } from "./options.ts";
import { clientEndpoints, type Endpoint, isStream, likeliest, longestDatagram } from "./places.ts";
import type { EchoBenchWords } from "./echo_bench.ts";

/** So many datagrams are under way on a socket: with 50 sockets they still fit a receive buffer of the usual size. */
const defaultInFlight = 4;

/** No more connections, and no more messages in flight on each: beyond that there is only memory to be used up. */
const most = { connections: 1_000_000, inFlight: 65_536, altogether: 2 ** 24 };

/** Runs it to its end. */
export async function run(given: EchoBenchWords, context: Context): Promise<null> {
  refuseZero("--duration", given.duration);
  refuseZero("--timeout", given.timeout);
  const { udp, size, connections } = given;
  const inFlight = given.inFlight ?? (udp ? defaultInFlight : 1);
  refuseAbove("--connections", connections, most.connections);
  refuseAbove("--in-flight", inFlight, most.inFlight);
  refuseAbove("--connections * --in-flight", connections * inFlight, most.altogether);
  if (udp && (size < numberSize || size > longestDatagram)) {
    throw new Failure(wrongSize, { least: numberSize, most: longestDatagram, size });
  }
  const endpoints = await clientEndpoints(given, context);
  if (given.showCalls) return show(byHand(likeliest(endpoints), size), context);

  const work = { size, inFlight };
  const measured = await measure(endpoints, work, given, context);
  // Whoever interrupts it before it begins has nothing to be told.
  if (measured === undefined) return null;
  const { load, exhausted, ...measurement } = measured;
  if (exhausted !== undefined) {
    const values = { opened: measured.opened, connections, code: exhausted };
    await context.report({ kind: "event", event: "exhausted", text: onlySome, values, to: "err" });
  }
  await tellResult(load, { ...work, ...measurement }, given.json, context);
  if (!context.signal.aborted) judge(load, given.duration);
  return null;
}

const onlySome = {
  en:
    "{opened} of {connections} {connections:connection was|connections were} opened, then there was: {code}",
  pt:
    "{opened} de {connections} {connections:conexão foi aberta|conexões foram abertas}, depois houve: {code}",
};

/** What was measured, with what was opened before anything ran out. */
interface Measured extends Omit<Measurement, keyof Work> {
  readonly load: Load;
  readonly exhausted: string | undefined;
}

/** What was measured, and where; undefined when a signal came before. Every socket is closed again. */
async function measure(
  endpoints: readonly Endpoint[],
  work: Work,
  options: LoadOptions,
  context: Context,
): Promise<Measured | undefined> {
  const { udp, connections, duration, timeout, json } = options;
  using opened = new Scopes(context);
  const endpoint = await openFirst(opened, endpoints, timeout, context);
  using reactor = await context.reactor();
  const compare = await comparison();
  const load = udp
    ? new DatagramLoad(reactor, work, compare, timeout * 1000, sendsBack(endpoint, context))
    : new StreamLoad(reactor, work, compare);
  const progress = context.output.terminal && !json ? new Progress(load, duration, context) : undefined;
  // What tells it is loaded with the first line: later there may be no descriptor left to load it with.
  await progress?.tell(0);
  const exhausted = await openOthers(opened, endpoint, options, load, context);
  if (context.signal.aborted) return undefined;
  for (const scope of opened.all) load.add(scope.socket("c"));
  const ms = await runFor(options, load, reactor, progress);
  return { load, connections, opened: opened.all.length, exhausted, endpoint, ms };
}

/**
 * Whether a connected socket can send to the address a reply came from: elsewhere than on Linux it takes none, and a
 * unix socket's path may be relative to the server's folder.
 */
function sendsBack({ socket }: Endpoint, { system }: Context): boolean {
  return system.os === "linux" && socket !== "unixgram";
}

/** Runs the load for its time, or until it is interrupted: for how long, in milliseconds. */
async function runFor(
  { duration, timeout }: LoadOptions,
  load: Load,
  reactor: Reactor,
  progress: Progress | undefined,
): Promise<number> {
  const begun = performance.now();
  let ms: number | undefined;
  reactor.after(duration * 1000, () => {
    ms = performance.now() - begun;
    load.finish(timeout * 1000);
  });
  const look = (progress: Progress): void => {
    reactor.after(progress.interval, () => {
      if (ms !== undefined) return;
      look(progress);
      return progress.tell(performance.now() - begun);
    });
  };
  if (progress !== undefined) look(progress);
  load.start();
  await reactor.run();
  return ms ?? performance.now() - begun;
}

// --- What is asked for -------------------------------------------------------------------------

/** What decides how it is measured. */
interface LoadOptions {
  readonly udp: boolean;
  readonly json: boolean;
  readonly connections: number;
  readonly duration: number;
  readonly timeout: number;
}

const wrongSize = {
  en: "the size with --udp is {least} to {most} bytes, not {size}",
  pt: "o tamanho com --udp vai de {least} a {most} bytes, não {size}",
};

const tooMany = {
  en: "{option} is {most} at most, not {value}",
  pt: "{option} é no máximo {most}, não {value}",
};

/** @throws {Failure} when there are more than that */
function refuseAbove(option: string, value: number, most: number): void {
  if (value > most) throw new Failure(tooMany, { option, value, most });
}

/** The same by hand: one connection, one message. */
function byHand(endpoint: Endpoint, size: number): readonly string[] {
  return [...echoCalls(endpoint), ...exchangeCalls(endpoint, size)];
}

// --- Opening -----------------------------------------------------------------------------------

/** The scopes of the connections, each with its socket `c`. */
class Scopes implements Disposable {
  readonly all: Scope[] = [];
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Runs in a scope of its own, which stays only if that succeeds. */
  async open<T>(run: (scope: Scope) => Promise<T>): Promise<T> {
    const scope = this.#context.scope("echo-bench");
    try {
      const result = await run(scope);
      this.all.push(scope);
      return result;
    } catch (error) {
      scope[Symbol.dispose]();
      throw error;
    }
  }

  [Symbol.dispose](): void {
    for (const scope of this.all) scope[Symbol.dispose]();
  }
}

const noEcho = {
  en: '{address} is not an echo server: "{sent}" came back as "{came}"',
  pt: '{address} não é um servidor de eco: "{sent}" voltou como "{came}"',
};

/** The calls that let a connection echo once. */
function greetCalls(endpoint: Endpoint): readonly string[] {
  const { length } = greeting;
  return [`send c ${greeting}`, isStream(endpoint) ? `recv c ${length} MSG_WAITALL` : "recv c 65536"];
}

const closedAtOnce = {
  en: "{address} closed the connection",
  pt: "{address} encerrou a conexão",
};

/** The other side has closed, and said nothing. */
class Closed extends Failure {}

/** @throws {Failure} when something else comes back */
async function greet(scope: Scope, endpoint: Endpoint): Promise<void> {
  const came = await scope.run(greetCalls(endpoint).join("\n"));
  const text = came instanceof Uint8Array ? textOf(came) : "";
  if (text === greeting) return;
  if (text === "" && isStream(endpoint)) throw new Closed(closedAtOnce, { address: endpoint.address });
  throw new Failure(noEcho, { address: endpoint.address, sent: greeting, came: text });
}

/** A connection to the first address that takes one; datagrams are taken where one comes back. */
function openFirst(
  opened: Scopes,
  endpoints: readonly Endpoint[],
  timeout: number,
  context: Context,
): Promise<Endpoint> {
  return opened.open(async (scope) => {
    const endpoint = await connectFirst(scope, endpoints, context, (endpoint) => {
      return [...echoCalls(endpoint, timeout), ...(isStream(endpoint) ? [] : greetCalls(endpoint))];
    });
    try {
      await greet(scope, endpoint);
    } catch (error) {
      throw isLate(error) ? lateFailure(endpoint) : error;
    }
    return endpoint;
  });
}

/** So many connections are opened side by side. */
const atOnce = 250;

/** What runs out for every further connection, too. */
const exhausting: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EADDRNOTAVAIL"]);

/**
 * The other connections; those that are not made are counted. What has run out is counted once, and ends it.
 *
 * @returns the errno that says what has run out
 */
async function openOthers(
  opened: Scopes,
  endpoint: Endpoint,
  { connections, timeout }: LoadOptions,
  load: Load,
  context: Context,
): Promise<string | undefined> {
  let exhausted: string | undefined;
  const open = () =>
    opened.open(async (scope) => {
      await scope.run(echoCalls(endpoint, timeout).join("\n"));
      await greet(scope, endpoint);
    }).catch((error) => {
      // Whoever has interrupted it misses nothing.
      if (error instanceof InterruptedError) return;
      if (error instanceof SystemError && exhausting.has(error.code)) {
        if (exhausted === undefined) load.count(error.code);
        exhausted ??= error.code;
      } else if (error instanceof SystemError) load.count(causeOf(error));
      else if (error instanceof Failure) load.count(error instanceof Closed ? "closed" : "different");
      else throw error;
    });
  for (let left = connections - 1; left > 0 && exhausted === undefined; left -= atOnce) {
    await Promise.all(Array.from({ length: Math.min(left, atOnce) }, open));
    // Calls that need not wait leave the event loop no turn.
    await context.turn();
    if (context.signal.aborted) return;
  }
  return exhausted;
}

// --- Judging -----------------------------------------------------------------------------------

const nothingLasted = {
  en: "no connection lasted until the end",
  pt: "nenhuma conexão durou até o fim",
};
const nothingCame = {
  en: "nothing came back",
  pt: "nada voltou",
};
const allLate = {
  en: "nothing came back within {duration} s, but it did later; choose a longer --duration",
  pt: "nada voltou em {duration} s, só mais tarde; escolha uma --duration maior",
};
const corrupted = {
  en: "what came back is not what was sent",
  pt: "o que voltou não é o que foi enviado",
};

/** @throws {Failure} when what was measured is no echo server at work */
function judge({ alive, messages, overtime, errors }: Load, duration: number): void {
  if (errors.has("different")) throw new Failure(corrupted);
  if (alive === 0) throw new Failure(nothingLasted);
  if (messages === 0 && overtime > 0) throw new Failure(allLate, { duration });
  if (messages === 0) throw new Failure(nothingCame);
}
