// serving: how a shortcut opens a server's socket, says where it listens, and takes leave of its clients.
//
// The calls are session text, so that what is made is what --show-calls shows. What the server does is its own
// business.

import {
  type Address,
  type Context,
  Failure,
  formatAddress,
  type Reactor,
  type Scope,
  type Server,
  type Socket,
  SystemError,
} from "../../lib/command.ts";
import { type Endpoint, everywhere, isStream } from "./places.ts";

/** The calls that open a server's socket, as a session. */
export function serverCalls(endpoint: Endpoint, backlog: number): readonly string[] {
  const { socket, address, protocol } = endpoint;
  return [
    `srv = socket ${socket}`,
    // Without it a server could not be started again while connections of the old one are in TIME_WAIT; two UDP
    // sockets that have it would share the port.
    ...(protocol === "TCP" ? ["setsockopt srv SOL_SOCKET SO_REUSEADDR 1"] : []),
    // What is small is sent at once, also while an acknowledgement is on its way; accepted sockets inherit it.
    ...(protocol === "TCP" ? ["setsockopt srv IPPROTO_TCP TCP_NODELAY 1"] : []),
    `bind srv ${address}`,
    ...(isStream(endpoint) ? [`listen srv ${backlog}`] : []),
  ];
}

// --- Opening -----------------------------------------------------------------------------------

/** A server's socket, open: its scope closes it. Disposing of this removes its file. */
export interface ServerSocket extends Disposable {
  readonly socket: Socket;
  readonly address: Address;
}

const replaced = {
  en: "{path} was left by a server that is gone; replacing it",
  pt: "{path} foi deixado por um servidor que já terminou; será substituído",
};

/**
 * Makes the calls that open a server's socket, which is `srv` in the scope.
 *
 * @throws {SystemError} the call that failed
 * @throws {Failure} when there is something at a unix socket's path
 */
export async function openServer(
  scope: Scope,
  endpoint: Endpoint,
  backlog: number,
  context: Context,
  json = false,
): Promise<ServerSocket> {
  const { file: path } = endpoint;
  if (path !== undefined && isSocketFile(path) && await isStale(endpoint, context)) {
    Deno.removeSync(path);
    await context.report({
      kind: "event",
      event: "replaced",
      text: replaced,
      values: { path },
      ...(json ? { json } : { to: "err" }),
    });
  }

  const calls = serverCalls(endpoint, backlog);
  const behindBind = calls.findIndex((call) => call.startsWith("bind ")) + 1;
  try {
    await scope.run(calls.slice(0, behindBind).join("\n"));
  } catch (error) {
    throw occupied(error, endpoint) ?? error;
  }
  const file = boundFile(path);
  try {
    await scope.run(calls.slice(behindBind).join("\n"));
    const socket = scope.socket("srv");
    const address = context.sockets.getsockname(socket);
    return { socket, address, [Symbol.dispose]: () => file[Symbol.dispose]() };
  } catch (error) {
    file[Symbol.dispose]();
    throw error;
  }
}

/**
 * The file that binding a unix socket has just made, if it made one. Disposing of it removes the file, but none that
 * somebody else has put in its place meanwhile.
 */
export function boundFile(path: string | undefined): Disposable {
  const made = path === undefined ? undefined : identity(path);
  return {
    [Symbol.dispose]() {
      if (path !== undefined && made !== undefined && identity(path) === made) Deno.removeSync(path);
    },
  };
}

const inUse = {
  en: "another program listens on {place} (bind: EADDRINUSE)",
  pt: "outro programa escuta em {place} (bind: EADDRINUSE)",
};
const noSocket = {
  en: "there is already a file at {place} that is no socket (bind: EADDRINUSE)",
  pt: "já existe em {place} um arquivo que não é um socket (bind: EADDRINUSE)",
};
const folder = {
  en: "there is already a folder at {place} (bind: EADDRINUSE)",
  pt: "já existe uma pasta em {place} (bind: EADDRINUSE)",
};

/** The failure of a unix socket whose place is taken: what is said of ports does not hold for it. */
function occupied(error: unknown, { protocol, address, file }: Endpoint): Failure | undefined {
  if (protocol !== "unix" || !(error instanceof SystemError) || error.code !== "EADDRINUSE") return undefined;
  const place = file ?? address;
  return new Failure(file === undefined || isSocketFile(file) ? inUse : isFolder(file) ? folder : noSocket, {
    place,
  });
}

function isFolder(path: string): boolean {
  try {
    return Deno.lstatSync(path).isDirectory;
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

function isSocketFile(path: string): boolean {
  try {
    return Deno.lstatSync(path).isSocket === true;
  } catch {
    return false;
  }
}

/**
 * Whether the socket of a path has nobody behind it any more. A datagram socket asks: a server for streams refuses it
 * by its type (EPROTOTYPE) and hears nothing of it, where a client that only looks would be one it has to serve.
 */
async function isStale({ address }: Endpoint, context: Context): Promise<boolean> {
  using probe = context.scope("probe");
  try {
    await probe.run(`c = socket unixgram\nsetblocking c False\nconnect c ${address}`);
    return false;
  } catch (error) {
    return error instanceof SystemError && error.code === "ECONNREFUSED";
  }
}

// --- Announcing --------------------------------------------------------------------------------

const listening = { en: "listening on {address} ({protocol})", pt: "escutando em {address} ({protocol})" };
const reachable = { en: "reachable as {addresses}", pt: "acessível como {addresses}" };

/** How a server's first line is told. */
export interface Announcement {
  readonly json?: boolean;
  /** Where its lines go. */
  readonly to?: "out" | "err";
  /** No line but the first. */
  readonly brief?: boolean;
}

/** The first line of every server; on all interfaces a second one with the addresses others can type. */
export async function announce(
  { address }: Pick<ServerSocket, "address">,
  { protocol }: Endpoint,
  context: Context,
  { brief, ...how }: Announcement = {},
): Promise<void> {
  const addresses = everyAddress(address);
  const values = { address, protocol, ...(addresses === undefined ? {} : { addresses }) };
  await context.report({ kind: "event", event: "listening", text: listening, values, ...how });
  if (addresses === undefined || how.json || brief) return;
  const list = addresses.map(formatAddress).join(", ");
  const text = list === "" ? { en: "", pt: "" } : reachable;
  await context.report({ kind: "event", event: "reachable", text, values: { addresses: list }, ...how });
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

// --- Ending ------------------------------------------------------------------------------------

/**
 * Accepts nobody any more and takes leave of those who are there: they get what is queued and the end of it
 * (SHUT_WR), and have some time to close. The service is told what they send meanwhile; a socket that is closed with
 * bytes nobody has read resets the connection, and what was on its way to the client may be lost.
 */
export async function dismiss(server: Server, reactor: Reactor, milliseconds: number): Promise<void> {
  server.close();
  for (const client of server.clients) client.end();
  await reactor.linger(milliseconds);
  for (const client of server.clients) client.destroy();
  // What the service answered to that is waited for by the loop alone.
  await reactor.linger(0);
}
