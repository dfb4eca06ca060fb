// places: where a shortcut binds or connects — how an address may be given, and the calls that open it.
//
// `8080`, `:8080`, `host:port`, host and port apart, `--host` and `--port`, `--unix PATH`: all of them become the
// kind of socket and the address as a session writes them. The calls are session text, so that what is made is what
// --show-calls shows.

import {
  type Address,
  type Context,
  Failure,
  flag,
  formatAddress,
  option,
  optional,
  type Place as GivenPlace,
  place,
  plainText,
  port,
  quoteWord,
  type Scope,
  type Socket,
  SystemError,
} from "../../lib/command.ts";
import { constant } from "../../lib/abi/mod.ts";

/** Where the handouts' server is. */
const defaultHost = "127.0.0.1";
const defaultPort = "65432";

/** All interfaces. */
const everywhere = "0.0.0.0";

/** The parameters of a shortcut that has an address. */
export const placeParameters = { addr: optional(place), service: optional(port) };

/** The ways to write them. */
export const placeForms: readonly string[] = ["addr?", "addr service"];

/** The options that say the same. */
export const placeOptions = {
  host: option(optional(plainText), "HOST", {
    en: "the host (default: 127.0.0.1)",
    pt: "o host (padrão: 127.0.0.1)",
  }),
  port: option(optional(port), "PORT", {
    en: "the port or service (default: 65432)",
    pt: "a porta ou o serviço (padrão: 65432)",
  }, { short: "p", aliases: ["porta"] }),
};

/** The options of a shortcut that also speaks UDP and over unix sockets. */
export const protocolOptions = {
  udp: flag({ en: "UDP instead of TCP", pt: "UDP em vez de TCP" }, { short: "u" }),
  unix: option(optional(plainText), "PATH", {
    en: "a unix socket of this path (@name: an abstract one)",
    pt: "um socket unix com este caminho (@nome: um abstrato)",
  }, { short: "U" }),
};

/** An address as a user may have given it. */
export interface Given {
  readonly addr: GivenPlace | undefined;
  readonly service: string | undefined;
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly udp?: boolean;
  readonly unix?: string | undefined;
}

/** Where to bind or connect, in the words of a session. */
export interface Place {
  /** What `socket` is called with. */
  readonly socket: "tcp" | "tcp6" | "udp" | "udp6" | "unix" | "unixgram";
  /** The address as a word, quoted where it has to be. */
  readonly address: string;
  readonly protocol: "TCP" | "UDP" | "unix";
  /** The file a unix socket makes; undefined for abstract names and everything else. */
  readonly file: string | undefined;
}

const contradiction = {
  en: "the address is given twice, as {first} and as {second}; leave one of them out",
  pt: "o endereço foi dado duas vezes, como {first} e como {second}; deixe só um deles",
};

/** Host and service, or a path, out of everything that was given. */
function endpoint(
  { addr, service, host, port, unix }: Given,
): { unix: string } | { host?: string; port?: string } {
  const path = unix?.replace(/^unix:/, "") ?? (addr?.kind === "unix" ? addr.path : undefined);
  if (path !== undefined) {
    const inet = addr?.kind === "inet" ? (addr.host ?? addr.port) : service ?? host ?? port;
    if (inet !== undefined) throw new Failure(contradiction, { first: `unix:${path}`, second: inet });
    return { unix: path };
  }
  const given = addr?.kind === "inet" ? addr : undefined;
  const only = (first: string | undefined, second: string | undefined): string | undefined => {
    if (first !== undefined && second !== undefined && first !== second) {
      throw new Failure(contradiction, { first, second });
    }
    return first ?? second;
  };
  // `echo-server localhost 8080` and `echo-server 8080 --host localhost` say the same.
  const where = only(given?.host, host?.replace(/^\[(.*)\]$/, "$1"));
  const which = only(only(given?.port, service), port);
  return {
    ...(where === undefined ? {} : { host: where }),
    ...(which === undefined ? {} : { port: which }),
  };
}

function unixPlace(path: string, udp: boolean): Place {
  return {
    socket: udp ? "unixgram" : "unix",
    address: quoteWord(`unix:${path}`),
    protocol: "unix",
    file: path.startsWith("@") ? undefined : path,
  };
}

function inetPlace(address: Address, udp: boolean): Place {
  const kind = udp ? "udp" : "tcp";
  return {
    socket: address.family === "inet6" ? `${kind}6` : kind,
    address: formatAddress(address),
    protocol: udp ? "UDP" : "TCP",
    file: undefined,
  };
}

/** Every address a host and a service stand for; one that is written in numbers stands for itself. */
async function resolved(host: string, service: string, udp: boolean, context: Context): Promise<Address[]> {
  const type = constant(context.system, udp ? "SOCK_DGRAM" : "SOCK_STREAM");
  return await context.sockets.lookup(host, service, type, context);
}

/**
 * Where a server listens. A name stands for its first IPv4 address if it has one, an empty host for all interfaces.
 *
 * @throws {SystemError} what the resolver answered
 * @throws {Failure} when the address is given in two ways
 */
export async function serverPlace(given: Given, context: Context): Promise<Place> {
  const udp = given.udp ?? false;
  const where = endpoint(given);
  if ("unix" in where) return unixPlace(where.unix, udp);
  const host = where.host === "" ? everywhere : where.host ?? defaultHost;
  const addresses = await resolved(host, where.port ?? defaultPort, udp, context);
  return inetPlace(addresses.find(({ family }) => family === "inet") ?? addresses[0] as Address, udp);
}

/**
 * Where a client may find its server, in the order to try.
 *
 * @throws {SystemError} what the resolver answered
 * @throws {Failure} when the address is given in two ways
 */
export async function clientPlaces(given: Given, context: Context): Promise<readonly Place[]> {
  const udp = given.udp ?? false;
  const where = endpoint(given);
  if ("unix" in where) return [unixPlace(where.unix, udp)];
  const addresses = await resolved(where.host || defaultHost, where.port ?? defaultPort, udp, context);
  return addresses.map((address) => inetPlace(address, udp));
}

// --- Servers -----------------------------------------------------------------------------------

/** The calls that open a server's socket, as a session. */
export function serverCalls({ socket, address, protocol }: Place, backlog: number): readonly string[] {
  const stream = socket !== "unixgram" && protocol !== "UDP";
  return [
    `srv = socket ${socket}`,
    // Without it a server could not be started again while connections of the old one are in TIME_WAIT; two UDP
    // sockets that have it would share the port.
    ...(protocol === "TCP" ? ["setsockopt srv SOL_SOCKET SO_REUSEADDR 1"] : []),
    // What is small is sent at once, also while an acknowledgement is on its way; accepted sockets inherit it.
    ...(protocol === "TCP" ? ["setsockopt srv IPPROTO_TCP TCP_NODELAY 1"] : []),
    `bind srv ${address}`,
    ...(stream ? [`listen srv ${backlog}`] : []),
  ];
}

/** A server's socket, open. Disposing of it closes it and removes its file. */
export interface Opened extends Disposable {
  readonly socket: Socket;
  readonly address: Address;
}

const staleRemoved = {
  en: "{path} was left by a server that is gone; it is replaced",
  pt: "{path} ficou de um servidor que já terminou; será substituído",
};

/**
 * Makes the calls that open a server's socket.
 *
 * @throws {SystemError} the call that failed
 */
export async function openServer(
  scope: Scope,
  place: Place,
  backlog: number,
  context: Context,
  json = false,
): Promise<Opened> {
  const { file } = place;
  if (file !== undefined && isSocketFile(file) && await isStale(place, context)) {
    Deno.removeSync(file);
    await context.report({
      kind: "event",
      event: "replaced",
      text: staleRemoved,
      values: { path: file },
      ...(json ? { json } : { to: "err" }),
    });
  }
  await scope.run(serverCalls(place, backlog).join("\n"));
  const socket = scope.socket("srv");
  const made = file === undefined ? undefined : identity(file);
  return {
    socket,
    address: context.sockets.getsockname(socket),
    [Symbol.dispose]() {
      scope[Symbol.dispose]();
      // Somebody may have put another one in its place meanwhile.
      if (file !== undefined && made !== undefined && identity(file) === made) Deno.removeSync(file);
    },
  };
}

function isSocketFile(path: string): boolean {
  try {
    return Deno.lstatSync(path).isSocket === true;
  } catch {
    return false;
  }
}

/** Which file a path means now; undefined when there is none. */
function identity(path: string): string | undefined {
  try {
    const { dev, ino } = Deno.lstatSync(path);
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

/** Whether the socket of a path has nobody behind it any more. */
async function isStale({ socket, address }: Place, context: Context): Promise<boolean> {
  using probe = context.scope("probe");
  try {
    await probe.run(`c = socket ${socket}\nsetblocking c False\nconnect c ${address}`);
    return false;
  } catch (error) {
    return error instanceof SystemError && error.code === "ECONNREFUSED";
  }
}

const listening = { en: "listening on {address} ({protocol})", pt: "escutando em {address} ({protocol})" };
const reachable = { en: "reachable as {addresses}", pt: "acessível como {addresses}" };

/** How what a server tells is told. */
export interface Telling {
  readonly json?: boolean;
  /** Where its lines go. */
  readonly to?: "out" | "err";
  /** No line but the first. */
  readonly brief?: boolean;
}

/** The first line of every server; on all interfaces a second one with the addresses others can type. */
export async function announce(
  { address }: Opened,
  { protocol }: Place,
  context: Context,
  { brief, ...telling }: Telling = {},
): Promise<void> {
  const addresses = everyAddress(address);
  const values = { address, protocol, ...(addresses === undefined ? {} : { addresses }) };
  await context.report({ kind: "event", event: "listening", text: listening, values, ...telling });
  if (addresses === undefined || telling.json || brief) return;
  const list = addresses.map(formatAddress).join(", ");
  const text = list === "" ? { en: "", pt: "" } : reachable;
  await context.report({ kind: "event", event: "reachable", text, values: { addresses: list }, ...telling });
}

/** The addresses that a socket on all interfaces has for others; undefined for any other socket. */
function everyAddress(bound: Address): Address[] | undefined {
  const anywhere = (bound.family === "inet" && bound.host === everywhere) ||
    (bound.family === "inet6" && bound.host === "::");
  if (!anywhere) return undefined;
  const { port } = bound;
  const addresses: Address[] = [];
  for (const { family, address, cidr } of Deno.networkInterfaces()) {
    const host = address.split("%")[0] ?? address;
    // The machine's own and the link's addresses mean nothing to others.
    if (host.startsWith("127.") || host === "::1" || host.toLowerCase().startsWith("fe80:") || !cidr) {
      continue;
    }
    if (family === "IPv4") addresses.push({ kind: "address", family: "inet", host, port });
    else if (bound.family === "inet6") {
      addresses.push({ kind: "address", family: "inet6", host, port, flowinfo: 0, scope: 0 });
    }
  }
  return addresses;
}

// --- Clients -----------------------------------------------------------------------------------

/** The calls that connect a client, as a session. */
export function clientCalls({ socket, address }: Place, source?: string): readonly string[] {
  return [
    `c = socket ${socket}`,
    ...(source === undefined ? [] : [`bind c ${source}`]),
    `connect c ${address}`,
  ];
}

const unanswered = {
  en: "{address}: {code}; trying the next address",
  pt: "{address}: {code}; tentando o próximo endereço",
};

const noAnswer = {
  en: "{address} did not answer in time",
  pt: "{address} não respondeu no tempo limite",
};

/** Says that an address did not answer and the next one is tried. */
export async function tellUnanswered({ address }: Place, code: string, context: Context): Promise<void> {
  const values = { address, code };
  await context.report({ kind: "event", event: "unanswered", text: unanswered, values, to: "err" });
}

/**
 * Connects to the first address that answers.
 *
 * @returns the place that answered; the socket is `c` in the scope
 * @throws {SystemError} what the last of them answered
 * @throws {Failure} when that one did not answer before the socket's time-out
 */
export async function connectFirst(
  scope: Scope,
  places: readonly Place[],
  context: Context,
  calls: (place: Place) => readonly string[] = clientCalls,
): Promise<Place> {
  for (const [index, place] of places.entries()) {
    try {
      await scope.run(calls(place).join("\n"));
      return place;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      // What connect answers when the socket's time-out has run out.
      const late = error.code === "EINPROGRESS";
      const last = index === places.length - 1 || context.signal.aborted;
      if (last) throw late ? new Failure(noAnswer, { address: place.address }) : error;
      await tellUnanswered(place, late ? "ETIMEDOUT" : error.code, context);
      // Without IPv6 in the kernel it is `socket` that fails.
      if (error.call !== "socket") await scope.run("close c");
    }
  }
  throw new Error("there is no place to connect to");
}

// --- Both --------------------------------------------------------------------------------------

/** The option that shows the calls. */
export const showCalls = flag({
  en: "print the session that does the same by hand, and end",
  pt: "imprime a sessão que faz o mesmo à mão, e termina",
});

/** Prints calls as the session they are. */
export async function show(calls: readonly string[], context: Context): Promise<null> {
  await context.report({ kind: "text", text: calls.join("\n") });
  return null;
}
