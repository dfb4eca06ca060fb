// pipe: standard input and output joined to a socket, as connecting or as listening side.
//
// Standard output is for what the peer sends and nothing else; whatever there is to say goes to standard error. The
// sockets are opened by the calls a user could type. What happens on them then is in pipe_streams.ts and
// pipe_datagrams.ts.

import {
  type Command,
  command,
  type Context,
  Failure,
  flag,
  InterruptedError,
  option,
  optional,
  path,
  type Place as GivenPlace,
  place,
  quoteWord,
  type Scope,
  seconds,
  SystemError,
  type Text,
  type Value,
} from "../../lib/command.ts";
import { unresolved } from "../meanings.ts";
import { joinDatagrams, longestDatagram } from "./pipe_datagrams.ts";
import { Feed } from "./pipe_ends.ts";
import { type Ends, type Joining, joinStream, type Traffic } from "./pipe_streams.ts";
import { Trace } from "./pipe_trace.ts";
import { connectFirst } from "./connecting.ts";
import { placeForms, placeOptions, placeParameters, protocolOptions, show, showCalls } from "./options.ts";
import {
  type AddressWords as Given,
  clientEndpoints as clientPlaces,
  type Endpoint as Place,
  serverEndpoint as serverPlace,
} from "./places.ts";
import { announce, openServer, serverCalls } from "./serving.ts";

/** `pipe`: what others call netcat. */
export const pipe: Command = command({
  name: "pipe",
  prototype: "pipe [OPTION…] [ADDR]",
  summary: {
    en: "join standard input and output to a socket",
    pt: "liga a entrada e a saída padrão a um socket",
  },
  description: {
    en:
      "Connects to ADDR (127.0.0.1:65432), or waits there for a client (--listen), and sends what standard input " +
      "gives; what the peer sends goes to standard output. The end of the input is told to the peer (SHUT_WR); the " +
      "end of the peer ends the command, without waiting for a key. ADDR is 8080, host:port, a host and a port " +
      "apart, or unix:/path. A terminal shows what arrives escaped, unless --raw is given. With --udp each line " +
      "typed, or each chunk read, is one datagram.",
    pt:
      "Conecta-se a ADDR (127.0.0.1:65432), ou espera ali por um cliente (--listen), e envia o que a entrada padrão " +
      "fornece; o que o outro lado envia vai para a saída padrão. O fim da entrada é comunicado ao outro lado " +
      "(SHUT_WR); o fim do outro lado termina o comando, sem esperar por uma tecla. ADDR é 8080, host:porta, host e " +
      "porta separados, ou unix:/caminho. Um terminal mostra o que chega com escapes, exceto com --raw. Com --udp, " +
      "cada linha digitada, ou cada bloco lido, é um datagrama.",
  },
  parameters: placeParameters,
  forms: placeForms,
  options: {
    listen: flag({
      en: "wait for a client on ADDR instead of connecting to it",
      pt: "espera um cliente em ADDR em vez de se conectar a ele",
    }, { short: "l" }),
    keepOpen: flag({
      en: "with --listen: after a client take the next one",
      pt: "com --listen: depois de um cliente, atende o próximo",
    }, { short: "k" }),
    ...placeOptions,
    ...protocolOptions,
    source: option(optional(place), "ADDR", {
      en: "bind the socket to ADDR before it is connected",
      pt: "vincula o socket a ADDR antes de conectá-lo",
    }, { short: "s" }),
    timeout: option(optional(seconds), "TIME", {
      en: "wait that long at most for the connection, or for a client",
      pt: "espera no máximo esse tempo pela conexão, ou por um cliente",
    }, { short: "w" }),
    idle: option(optional(seconds), "TIME", {
      en: "end after that long without traffic (--udp: after the end of the input, 1 s)",
      pt: "termina depois desse tempo sem tráfego (--udp: depois do fim da entrada, 1 s)",
    }, { short: "i" }),
    crlf: flag({
      en: "send the end of a line as CR LF",
      pt: "envia o fim de linha como CR LF",
    }, { short: "C" }),
    hex: flag({
      en: "dump both directions, with the time: on a terminal instead of the data, else on standard error",
      pt:
        "mostra as duas direções em hexadecimal, com a hora: em um terminal no lugar dos dados, senão na saída " +
        "de erro",
    }, { short: "x" }),
    output: option(optional(path), "FILE", {
      en: "write everything sent and received to FILE, too (with --hex the dump)",
      pt: "grava também em FILE tudo o que é enviado e recebido (com --hex, o despejo hexadecimal)",
    }, { short: "o" }),
    raw: flag({
      en: "show on a terminal exactly what arrives, control characters included",
      pt: "mostra em um terminal exatamente o que chega, inclusive caracteres de controle",
    }, { short: "r" }),
    verbose: flag({
      en: "say on standard error who is connected, and how much went through",
      pt: "informa na saída de erro quem está conectado e quanto passou",
    }, { short: "v" }),
    showCalls,
  },
  errors: {
    ECONNRESET: {
      en: "the peer broke the connection off; what was on its way may be lost",
      pt: "o outro lado derrubou a conexão; o que estava a caminho pode ter se perdido",
      at: "addr",
    },
    EPIPE: {
      en: "the peer takes nothing any more; not everything that was to be sent has arrived",
      pt: "o outro lado não aceita mais nada; nem tudo o que havia para enviar chegou",
      at: "addr",
    },
    ECONNREFUSED: {
      en: "a datagram came back: no program receives at this address and port",
      pt: "um datagrama voltou: nenhum programa recebe nesse endereço e nessa porta",
      at: "addr",
    },
    ETIMEDOUT: {
      en: "the peer has not answered for long; it or the way to it may be gone",
      pt: "o outro lado não responde há muito tempo; ele ou o caminho até ele pode ter caído",
      at: "addr",
    },
    EMSGSIZE: {
      en: "the datagram is larger than this kind of socket takes",
      pt: "o datagrama é maior do que este tipo de socket aceita",
      at: "addr",
    },
    ...unresolved,
  },
  example: "socksh> pipe --listen 8080 --show-calls",
  silent: true,
  stoppable: ({ listen }) => listen,
  async run(given, context) {
    refuseContradictions(given);
    if (given.showCalls) return show(await calls(given, context), context);

    using scope = context.scope("pipe");
    const { output, hex, udp } = given;
    const log = output === undefined ? undefined : await openLog(scope, output);
    const trace = new Trace(context, { hex, log });
    using reactor = await context.reactor();
    const most = udp ? longestDatagram : undefined;
    const feed = new Feed(reactor, context.input, context.system, { most, crlf: given.crlf });
    const ends: Ends = { context, reactor, feed, trace };
    if (given.listen) await listen(given, ends);
    else await connect(given, ends, scope);
    trace.finish();
    return null;
  },
});

// --- What is asked for -------------------------------------------------------------------------

/** The options. */
interface Wishes extends Given {
  readonly listen: boolean;
  readonly keepOpen: boolean;
  readonly udp: boolean;
  readonly source: GivenPlace | undefined;
  readonly timeout: number | undefined;
  readonly idle: number | undefined;
  readonly hex: boolean;
  readonly raw: boolean;
  readonly verbose: boolean;
}

const nonsense = {
  en: "{one} and {other} make no sense together; leave one of them out",
  pt: "{one} e {other} não fazem sentido juntos; deixe só um deles",
};

const alone = {
  en: "--keep-open is for --listen: a client has only one peer",
  pt: "--keep-open é para --listen: um cliente só tem um outro lado",
};

function refuseContradictions({ listen, keepOpen, source }: Wishes): void {
  if (listen && source !== undefined) throw new Failure(nonsense, { one: "--listen", other: "--source" });
  if (keepOpen && !listen) throw new Failure(alone);
}

function joiningOf({ raw, hex, idle }: Wishes, { output }: Context): Omit<Joining, "hasNext"> {
  return { raw, idle, hidden: hex && output.terminal };
}

function isStream({ socket }: Place): boolean {
  return socket === "tcp" || socket === "tcp6" || socket === "unix";
}

/** Opens the log, as a call a user could type. */
async function openLog(scope: Scope, path: string): Promise<ConstructorParameters<typeof Trace>[1]["log"]> {
  await scope.run(`log = open ${quoteWord(path)} O_WRONLY|O_CREAT|O_TRUNC`);
  return { file: scope.socket("log"), path };
}

// --- Connecting --------------------------------------------------------------------------------

async function connect(wishes: Wishes, ends: Ends, scope: Scope): Promise<void> {
  const { context } = ends;
  const places = await clientPlaces(wishes, context);
  using _ = sourceFile(wishes.source);
  // The time is for all addresses of a name together.
  const until = performance.now() + (wishes.timeout ?? 0) * 1000;
  const left = () => wishes.timeout && Math.max(0.001, (until - performance.now()) / 1000);
  const place = await connectFirst(
    scope,
    places,
    context,
    (place) => clientCalls(place, wishes.source, left()),
  );
  const socket = scope.socket("c");
  const teller = new Teller(context, wishes.verbose);
  await teller.connected(connectedTo, place.address, place);
  const joining = joiningOf(wishes, context);
  const traffic = isStream(place)
    ? await joinStream(socket, ends, { ...joining, hasNext: false })
    : await joinDatagrams(socket, ends, { ...joining, connected: true, patience: undefined });
  if (traffic !== undefined) await teller.ended(traffic);
}

/** The calls that connect, as a session. */
function clientCalls(
  { socket, address }: Place,
  source: GivenPlace | undefined,
  timeout: number | undefined,
): readonly string[] {
  return [
    `c = socket ${socket}`,
    ...bindCalls(socket, source),
    ...(timeout === undefined ? [] : [`settimeout c ${Number(timeout.toFixed(3))}`]),
    `connect c ${address}`,
    ...(timeout === undefined ? [] : ["settimeout c None"]),
  ];
}

function bindCalls(socket: Place["socket"], source: GivenPlace | undefined): readonly string[] {
  if (source === undefined) return [];
  if (source.kind === "unix") return [`bind c ${quoteWord(`unix:${source.path}`)}`];
  const { host = socket.endsWith("6") ? "::" : "0.0.0.0", port = "0" } = source;
  return [
    // The port may still be in use by a connection that has ended.
    ...(port === "0" || !socket.startsWith("tcp") ? [] : ["setsockopt c SOL_SOCKET SO_REUSEADDR 1"]),
    `bind c ${quoteWord(`${host.includes(":") ? `[${host}]` : host}:${port}`)}`,
  ];
}

/** The file that binding a client makes, if it makes one: it goes with the client. */
function sourceFile(source: GivenPlace | undefined): Disposable {
  const file = source?.kind === "unix" && !source.path.startsWith("@") ? source.path : undefined;
  const exists = () => {
    try {
      return file !== undefined && Deno.lstatSync(file) !== undefined;
    } catch {
      return false;
    }
  };
  const before = exists();
  return {
    [Symbol.dispose]: () => {
      if (file !== undefined && !before && exists()) Deno.removeSync(file);
    },
  };
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
  const place = await serverPlace(wishes, context);
  using scope = context.scope("pipe");
  using opened = await openServer(scope, place, backlogOf(wishes), context);
  await announce(opened, place, context, { to: "err" });
  try {
    if (isStream(place)) await serve(wishes, ends, scope, place);
    else await hear(wishes, ends, scope);
  } catch (error) {
    // Being told to stop is how a server ends.
    if (!(error instanceof InterruptedError)) throw error;
  }
}

/** One client, or one after the other. */
async function serve(wishes: Wishes, ends: Ends, scope: Scope, place: Place): Promise<void> {
  const { context } = ends;
  const { keepOpen, timeout, verbose } = wishes;
  const teller = new Teller(context, verbose);
  if (timeout !== undefined) await scope.run(`settimeout srv ${timeout}`);
  do {
    const peer = await accept(scope, timeout);
    // Nobody else is served: who comes later is told so at once.
    if (!keepOpen) await scope.run("close srv");
    const socket = scope.socket("conn");
    try {
      await teller.connected(connectedFrom, peer, place);
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

const connectedTo = { en: "connected to {address} ({protocol})", pt: "conectado a {address} ({protocol})" };
const connectedFrom = { en: "connected: {address} ({protocol})", pt: "conectado: {address} ({protocol})" };
const finished = {
  en: "ended: {received} bytes received, {sent} bytes sent, {ms} ms",
  pt: "fim: {received} bytes recebidos, {sent} bytes enviados, {ms} ms",
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

  async connected(text: Text, address: Value, { protocol }: Place): Promise<void> {
    if (this.#verbose) await this.#tell("connected", text, { address, protocol });
  }

  async ended({ received, sent, ms }: Traffic): Promise<void> {
    const values = { received, sent, ms: Math.round(ms * 1000) / 1000 };
    if (this.#verbose) await this.#tell("ended", finished, values);
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
    const place = await serverPlace(wishes, context);
    const open = [
      ...serverCalls(place, backlogOf(wishes)),
      ...(wishes.timeout === undefined ? [] : [`settimeout srv ${wishes.timeout}`]),
      `print "listening on" (getsockname(srv)) "(${place.protocol})"`,
    ];
    if (!isStream(place)) {
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
  const [place] = await clientPlaces(wishes, context);
  const open = clientCalls(place!, wishes.source, wishes.timeout);
  if (!isStream(place!)) {
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
