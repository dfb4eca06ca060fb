// places: what an address means to a shortcut — from the words it was given in to the words a session has for it.
//
// `8080`, `:8080`, `host:port`, host and port apart, `--host` and `--port`, `--unix PATH`: all of them become a kind
// of socket and an address to bind or to connect. serving.ts and connecting.ts make the calls.

import {
  type Address,
  type Context,
  Failure,
  formatAddress,
  type Place,
  quoteWord,
} from "../../lib/command.ts";
import { constant } from "../../lib/abi/mod.ts";

/** Where the handouts' server is. */
const defaultHost = "127.0.0.1";
const defaultPort = "65432";

/** All interfaces. */
export const everywhere = "0.0.0.0";

/** No datagram over IPv4 is longer, in bytes. */
export const longestDatagram = 65507;

/** An address as a user may have given it. */
export interface AddressWords {
  readonly addr: Place | undefined;
  readonly service: string | undefined;
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly udp?: boolean;
  readonly unix?: string | undefined;
}

/** What to bind or connect to, in the words of a session. */
export interface Endpoint {
  /** What `socket` is called with. */
  readonly socket: "tcp" | "tcp6" | "udp" | "udp6" | "unix" | "unixgram";
  /** The address as a word, quoted where it has to be. */
  readonly address: string;
  readonly protocol: "TCP" | "UDP" | "unix";
  /** The file a unix socket makes; undefined for abstract names and everything else. */
  readonly file: string | undefined;
}

/** Whether what is sent arrives as a stream, in pieces of any length, and not as datagrams. */
export function isStream({ socket }: Endpoint): boolean {
  return socket === "tcp" || socket === "tcp6" || socket === "unix";
}

const contradiction = {
  en: "the address is given twice, as {first} and as {second}; leave one of them out",
  pt: "o endereço foi dado duas vezes, como {first} e como {second}; deixe só um deles",
};

const pathless = {
  en: "the path of the unix socket is empty; @name is an abstract one",
  pt: "o caminho do socket unix está vazio; @nome é um abstrato",
};

/** Host and service, or a path, out of everything that was given. */
function merged(
  { addr, service, host, port, unix }: AddressWords,
): { unix: string } | { host?: string; port?: string } {
  const given = unix?.replace(/^unix:/, "");
  const other = addr?.kind === "unix" ? addr.path : undefined;
  const path = given ?? other;
  if (path !== undefined) {
    // The kernel would choose a name nobody knows.
    if (path === "" || other === "") throw new Failure(pathless);
    if (other !== undefined && other !== path) {
      throw new Failure(contradiction, { first: `unix:${path}`, second: `unix:${other}` });
    }
    const inet = addr?.kind === "inet" ? (addr.host ?? addr.port) : service ?? host ?? port;
    if (inet !== undefined) throw new Failure(contradiction, { first: `unix:${path}`, second: inet });
    return { unix: path };
  }
  const inet = addr?.kind === "inet" ? addr : undefined;
  const only = (first: string | undefined, second: string | undefined): string | undefined => {
    if (first !== undefined && second !== undefined && first !== second) {
      throw new Failure(contradiction, { first, second });
    }
    return first ?? second;
  };
  // `echo-server localhost 8080` and `echo-server 8080 --host localhost` say the same.
  const where = only(inet?.host, host?.replace(/^\[(.*)\]$/, "$1"));
  const which = only(only(inet?.port, service), port);
  return {
    ...(where === undefined ? {} : { host: where }),
    ...(which === undefined ? {} : { port: which }),
  };
}

function unixEndpoint(path: string, udp: boolean): Endpoint {
  return {
    socket: udp ? "unixgram" : "unix",
    address: quoteWord(`unix:${path}`),
    protocol: "unix",
    file: path.startsWith("@") ? undefined : path,
  };
}

function inetEndpoint(address: Address, udp: boolean): Endpoint {
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
export async function serverEndpoint(words: AddressWords, context: Context): Promise<Endpoint> {
  const udp = words.udp ?? false;
  const where = merged(words);
  if ("unix" in where) return unixEndpoint(where.unix, udp);
  const host = where.host === "" ? everywhere : where.host ?? defaultHost;
  const addresses = await resolved(host, where.port ?? defaultPort, udp, context);
  return inetEndpoint(addresses.find(({ family }) => family === "inet") ?? addresses[0] as Address, udp);
}

/**
 * Where a client may find its server, in the order to try; at least one.
 *
 * @throws {SystemError} what the resolver answered
 * @throws {Failure} when the address is given in two ways
 */
export async function clientEndpoints(words: AddressWords, context: Context): Promise<readonly Endpoint[]> {
  const udp = words.udp ?? false;
  const where = merged(words);
  if ("unix" in where) return [unixEndpoint(where.unix, udp)];
  const addresses = await resolved(where.host || defaultHost, where.port ?? defaultPort, udp, context);
  return addresses.map((address) => inetEndpoint(address, udp));
}

/** The one of them a session by hand connects to: a server that is given a name listens on its IPv4 address. */
export function likeliest(endpoints: readonly Endpoint[]): Endpoint {
  const inet = endpoints.find(({ socket }) => socket === "tcp" || socket === "udp");
  return inet ?? endpoints[0] as Endpoint;
}
