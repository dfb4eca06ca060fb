// pipe_run: what `pipe` does — opens the sockets by the calls a user could type, and joins them to standard input and output.
//
// Standard output is for what the peer sends and nothing else; whatever there is to say goes to standard error. What
// happens on the sockets then is in pipe_streams.ts and pipe_datagrams.ts.

import {
  type Context,
  Failure,
  InterruptedError,
  type Place,
  quoteWord,
  type Scope,
  type Socket,
  SystemError,
  type Text,
  type Value,
} from "../../lib/command.ts";
import { connectFirst } from "./connecting.ts";
import { refuseZero, show } from "./options.ts";
import { joinDatagrams } from "./pipe_datagrams.ts";
import { Feed } from "./pipe_ends.ts";
import { dumpedSize, type Ends, type Joining, joinStream, type Traffic } from "./pipe_streams.ts";
import { Log, Trace } from "./pipe_trace.ts";
import {
  type AddressWords,
  clientEndpoints,
  type Endpoint,
  isStream,
  likeliest,
  longestDatagram,
  serverEndpoint,
} from "./places.ts";
import { announce, boundFile, openServer, serverCalls } from "./serving.ts";
import { lasted, phrase, rounded } from "./words.ts";

/** What `pipe` was given. */
export interface Wishes extends AddressWords {
  readonly listen: boolean;
  readonly keepOpen: boolean;
  readonly udp: boolean;
  readonly source: Place | undefined;
  readonly timeout: number | undefined;
  readonly idle: number | undefined;
  readonly crlf: boolean;
  readonly hex: boolean;
  readonly output: string | undefined;
  readonly raw: boolean;
  readonly verbose: boolean;
  readonly showCalls: boolean;
}

/**
 * Joins standard input and output to a socket until it is over.
 *
 * @throws {SystemError} the call that failed, or what the connection ended with
 * @throws {Failure} when what was asked for makes no sense, nobody was there in time, or the log is not whole
 */
export async function run(wishes: Wishes, context: Context): Promise<null> {
  refuseNonsense(wishes, context);
  if (wishes.showCalls) return show(await calls(wishes, context), context);

  using scope = context.scope("pipe");
  const { output, hex, udp } = wishes;
  const log = output === undefined ? undefined : await Log.open(output, scope, context);
  const trace = new Trace(context, { hex, log });
  using reactor = await context.reactor();
  const most = udp ? longestDatagram : hex ? dumpedSize : undefined;
  const feed = new Feed(reactor, context.input, context.system, { most, crlf: wishes.crlf });
  const ends: Ends = { context, reactor, feed, trace };
  if (wishes.listen) await listen(wishes, ends);
  else await connect(wishes, ends, scope);
  trace.finish();
  return null;
}

const alone = {
  en: "--keep-open is for --listen: a client has only one peer",
  pt: "--keep-open é para --listen: um cliente só tem um outro lado",
};

const notRaw = {
  en: "the prompt cannot show bytes as they are; run socksh pipe --raw in a terminal",
  pt: "o prompt não consegue mostrar os bytes como são; execute socksh pipe --raw em um terminal",
};

function refuseNonsense({ listen, keepOpen, raw, timeout, idle }: Wishes, { output }: Context): void {
  if (keepOpen && !listen) throw new Failure(alone);
  if (raw && output.sink === undefined) throw new Failure(notRaw);
  refuseZero("--timeout", timeout);
  refuseZero("--idle", idle);
}

function joiningOf({ raw, hex, idle }: Wishes, { output }: Context): Omit<Joining, "hasNext"> {
  return { raw, idle, hidden: hex && output.terminal };
}

// --- Connecting --------------------------------------------------------------------------------

async function connect(wishes: Wishes, ends: Ends, scope: Scope): Promise<void> {
  const { context, trace } = ends;
  const { source, timeout } = wishes;
  const endpoints = await clientEndpoints(wishes, context);
  // The file that binding makes goes with the client: it has to be known from the moment it is there.
  const path = source?.kind === "unix" && !source.path.startsWith("@") ? source.path : undefined;
  if (path !== undefined) await scope.run(openCalls(likeliest(endpoints), source).join("\n"));
  using _ = boundFile(path);
  // The time is for all addresses of a name together.
  const until = performance.now() + (timeout ?? 0) * 1000;
  const left = () => timeout && Math.max(0.001, (until - performance.now()) / 1000);
  const clientCalls = (endpoint: Endpoint) => {
    const open = path === undefined ? openCalls(endpoint, source) : [];
    return [...open, ...connectCalls(endpoint, left())];
  };
  const endpoint = await connectFirst(scope, endpoints, context, clientCalls);
  await trace.begin();
  const socket = scope.socket("c");
  const teller = new Teller(context, wishes.verbose);
  await teller.connected(connectedTo, endpoint.address, endpoint, socket);
  const joining = joiningOf(wishes, context);
  const traffic = isStream(endpoint)
    ? await joinStream(socket, ends, { ...joining, hasNext: false })
    : await joinDatagrams(socket, ends, { ...joining, connected: true, patience: undefined });
  if (traffic !== undefined) await teller.ended(traffic);
}

/** The calls that open a client's socket, as a session. */
function openCalls({ socket }: Endpoint, source: Place | undefined): readonly string[] {
  return [`c = socket ${socket}`, ...bindCalls(socket, source)];
}

/** The calls that connect it. */
function connectCalls({ address }: Endpoint, timeout: number | undefined): readonly string[] {
  if (timeout === undefined) return [`connect c ${address}`];
  return [`settimeout c ${Number(timeout.toFixed(3))}`, `connect c ${address}`, "settimeout c None"];
}

function bindCalls(socket: Endpoint["socket"], source: Place | undefined): readonly string[] {
  if (source === undefined) return [];
  if (source.kind === "unix") return [`bind c ${quoteWord(`unix:${source.path}`)}`];
  const { host = socket.endsWith("6") ? "::" : "0.0.0.0", port = "0" } = source;
  return [
    // The port may still be in use by a connection that has ended.
    ...(port === "0" || !socket.startsWith("tcp") ? [] : ["setsockopt c SOL_SOCKET SO_REUSEADDR 1"]),
    `bind c ${quoteWord(`${host.includes(":") ? `[${host}]` : host}:${port}`)}`,
  ];
}

// --- Listening ---------------------------------------------------------------------------------

const nobodyCame = {
  en: "nobody came within {seconds} s",
  pt: "ninguém apareceu em {seconds} s",
};

/** How many clients may wait while one is served; alone, nobody else is to wait. */
const backlogOf = ({ keepOpen }: Wishes): number => keepOpen ? 4096 : 1;

async function listen(wishes: Wishes, ends: Ends): Promise<void> {
  const { context } = ends;
  const endpoint = await serverEndpoint(wishes, context);
  using scope = context.scope("pipe");
  using opened = await openServer(scope, endpoint, backlogOf(wishes), context);
  await announce(opened, endpoint, context, { to: "err" });
  try {
    if (isStream(endpoint)) await serve(wishes, ends, scope, endpoint);
    else await hear(wishes, ends, scope);
  } catch (error) {
    // Being told to stop is how a server ends.
    if (!(error instanceof InterruptedError)) throw error;
  }
}

/** One client, or one after the other. */
async function serve(wishes: Wishes, ends: Ends, scope: Scope, endpoint: Endpoint): Promise<void> {
  const { context } = ends;
  const { keepOpen, timeout, verbose } = wishes;
  const teller = new Teller(context, verbose);
  if (timeout !== undefined) await scope.run(`settimeout srv ${timeout}`);
  do {
    const peer = await accept(scope, timeout);
    // Nobody else is served: who comes later is told so at once.
    if (!keepOpen) await scope.run("close srv");
    const socket = scope.socket("conn");
    await ends.trace.begin();
    try {
      await teller.connected(connectedFrom, peer, endpoint, socket);
      const traffic = await joinStream(socket, ends, { ...joiningOf(wishes, context), hasNext: keepOpen });
      await teller.ended(traffic);
    } catch (error) {
      if (!keepOpen || !(error instanceof SystemError)) throw error;
      await teller.broken(error.code);
    }
    await scope.run("close conn");
  } while (keepOpen && !context.signal.aborted);
}

/** The next client: its address. */
async function accept(scope: Scope, timeout: number | undefined): Promise<Value> {
  try {
    const accepted = await scope.run("conn, addr = accept srv");
    return Array.isArray(accepted) ? accepted[1] : null;
  } catch (error) {
    const isLate = error instanceof SystemError && error.code === "EAGAIN" && timeout !== undefined;
    throw isLate ? new Failure(nobodyCame, { seconds: timeout }) : error;
  }
}

/** Datagrams, whoever sends them. */
async function hear(wishes: Wishes, ends: Ends, scope: Scope): Promise<void> {
  const { context } = ends;
  const { timeout } = wishes;
  const joining = { ...joiningOf(wishes, context), connected: false, patience: timeout };
  const traffic = await joinDatagrams(scope.socket("srv"), ends, joining);
  if (traffic === undefined) throw new Failure(nobodyCame, { seconds: timeout ?? 0 });
  await new Teller(context, wishes.verbose).ended(traffic);
}

// --- What is told ------------------------------------------------------------------------------

/** What is said of a connection, without and with the address of this side. */
interface Connected {
  readonly short: Text;
  readonly long: Text;
}

const connectedTo: Connected = {
  short: { en: "connected to {address} ({protocol})", pt: "conectado a {address} ({protocol})" },
  long: {
    en: "connected to {address} ({protocol}) from {local}",
    pt: "conectado a {address} ({protocol}) a partir de {local}",
  },
};
const connectedFrom: Connected = {
  short: { en: "connected: {address} ({protocol})", pt: "conectado: {address} ({protocol})" },
  long: {
    en: "connected: {address} ({protocol}) to {local}",
    pt: "conectado: {address} ({protocol}) a {local}",
  },
};
const finished = {
  en: "ended: {received} {received:byte|bytes} received, {sent} {sent:byte|bytes} sent, ",
  pt: "fim: {received} {received:byte recebido|bytes recebidos}, {sent} {sent:byte enviado|bytes enviados}, ",
};
const brokenOff = {
  en: "the connection broke off ({code}); waiting for the next client",
  pt: "a conexão caiu ({code}); esperando o próximo cliente",
};

/** Tells on standard error what happens, to those who want to know. */
class Teller {
  readonly #context: Context;
  readonly #verbose: boolean;

  constructor(context: Context, verbose: boolean) {
    this.#context = context;
    this.#verbose = verbose;
  }

  /** A unix socket of ours has mostly no address. */
  async connected(
    { short, long }: Connected,
    address: Value,
    { protocol }: Endpoint,
    socket: Socket,
  ): Promise<void> {
    if (!this.#verbose) return;
    const local = this.#context.sockets.getsockname(socket);
    if (local.family === "unix") await this.#tell("connected", short, { address, protocol });
    else await this.#tell("connected", long, { address, protocol, local });
  }

  async ended({ received, sent, ms }: Traffic): Promise<void> {
    const values = { received, sent, ms: rounded(ms) };
    if (this.#verbose) await this.#tell("ended", phrase(finished, lasted(ms)), values);
  }

  async broken(code: string): Promise<void> {
    await this.#tell("broken", brokenOff, { code });
  }

  async #tell(event: string, text: Text, values: Record<string, Value>): Promise<void> {
    await this.#context.report({ kind: "event", event, text, values, to: "err" });
  }
}

// --- The same by hand --------------------------------------------------------------------------

/** One message there, one back. */
async function calls(wishes: Wishes, context: Context): Promise<readonly string[]> {
  if (wishes.listen) {
    const endpoint = await serverEndpoint(wishes, context);
    const open = [
      ...serverCalls(endpoint, backlogOf(wishes)),
      ...(wishes.timeout === undefined ? [] : [`settimeout srv ${wishes.timeout}`]),
      `print "listening on" (getsockname(srv)) "(${endpoint.protocol})"`,
    ];
    if (!isStream(endpoint)) {
      return [
        ...open,
        `data, addr = recvfrom srv ${longestDatagram}`,
        "print $data",
        'sendto srv "Hello, world" $addr',
        "close srv",
      ];
    }
    return [
      ...open,
      "conn, addr = accept srv",
      'sendall conn "Hello, world\\n"',
      "shutdown conn SHUT_WR",
      "data = recv conn 65536",
      "print $data",
      "close conn",
      "close srv",
    ];
  }
  const endpoint = likeliest(await clientEndpoints(wishes, context));
  const open = [...openCalls(endpoint, wishes.source), ...connectCalls(endpoint, wishes.timeout)];
  if (!isStream(endpoint)) {
    return [...open, 'send c "Hello, world"', `data = recv c ${longestDatagram}`, "print $data", "close c"];
  }
  return [
    ...open,
    'sendall c "Hello, world\\n"',
    "shutdown c SHUT_WR",
    "data = recv c 65536",
    "print $data",
    "close c",
  ];
}
