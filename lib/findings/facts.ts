// facts: what the kernel says, right after a call failed, about why it did.
//
// Loaded with the first failure that is shown. Each finding is a fact that was read: who holds a port, whether anybody
// listens, which networks there are, what became of this socket before. Where nothing was found nothing is said, and
// the record's general hint stands.

import {
  type Address,
  decodeAddress,
  formatAddress,
  parseIPv4,
  parseIPv6,
  sameAddress,
} from "../abi/address.ts";
import { anyState, boundInactive } from "../abi/diag.ts";
import { constant, constantName, decodeInt } from "../abi/mod.ts";
import { type Message, type MessageValues, SystemError, type Text, UsageError } from "../errors.ts";
import type { Investigable } from "../findings.ts";
import { findingTexts, phraseTexts } from "../messages/findings.ts";
import type { Session } from "../session.ts";
import type { KernelSocket, Machine } from "../sockets/machine.ts";
import { type Destination, Socket } from "../sockets/mod.ts";

/** What is investigated: the call that failed, and what it was about. */
interface Failed {
  readonly session: Session;
  /** The C function that failed. */
  readonly call: string;
  readonly code: Investigable;
  readonly socket: Socket;
  /** Where it was to go, or what it was to be; undefined where the call has no address, or a name that does not resolve. */
  readonly address: Address | undefined;
}

type Investigation = (failed: Failed) => Promise<Message | undefined> | Message | undefined;

/** What is known of a failure; undefined where nothing was found out. `called` is the C function that failed. */
export async function findingOf(
  code: Investigable,
  called: string,
  parameters: Readonly<Record<string, unknown>> = {},
  session: Session,
): Promise<Message | undefined> {
  const values = Object.values(parameters);
  const socket = values.find((value) => value instanceof Socket);
  if (socket === undefined || socket.origin !== "session") return undefined;
  try {
    const address = await addressOf(parameters, socket, session);
    return await investigations[code]({ session, call: called, code, socket, address });
  } catch (failed) {
    // What may not be read is not known; the hint of the record stands.
    if (failed instanceof SystemError || failed instanceof UsageError) return undefined;
    throw failed;
  }
}

/** The address among the arguments of a call, in numbers. */
async function addressOf(
  parameters: Readonly<Record<string, unknown>>,
  socket: Socket,
  session: Session,
): Promise<Address | undefined> {
  const given = parameters["addr"] ?? parameters["dest_addr"];
  if (given === undefined || given === null) return undefined;
  const patience = { signal: AbortSignal.timeout(resolveMilliseconds) };
  const bytes = await session.sockets.resolve(socket, given as Destination, patience);
  return decodeAddress(session.system, bytes);
}

/** A name that takes longer to resolve again is left out. */
const resolveMilliseconds = 1000;

const investigations: Readonly<Record<Investigable, Investigation>> = {
  EADDRINUSE: inUse,
  ECONNREFUSED: refused,
  ENETUNREACH: unreachable,
  EHOSTUNREACH: unreachable,
  ETIMEDOUT: unreachable,
  ENOTCONN: notConnected,
  EPIPE: broken,
  ECONNRESET: reset,
  EINVAL: invalid,
  EISCONN: connected,
  EAFNOSUPPORT: otherFamily,
};

// --- Sentences ---------------------------------------------------------------------------------

/** @param phrases what stands in the sentence besides values, by the name of its place: `{holder}` */
function found(
  name: keyof typeof findingTexts,
  values: MessageValues,
  phrases: Readonly<Record<string, Phrase>> = {},
): Message {
  const inserted = (language: keyof Text) =>
    Object.entries(phrases).reduce<string>(
      (text, [place, phrase]) => text.replace(`{${place}}`, () => spoken(phrase, language)),
      findingTexts[name][language],
    );
  return { key: `finding.${name}`, values, text: { en: inserted("en"), pt: inserted("pt") } };
}

/** A part of a sentence: who has a socket, how long it stays. */
interface Phrase {
  readonly kind: keyof typeof phraseTexts;
  readonly values: MessageValues;
}

function spoken({ kind, values }: Phrase, language: keyof Text): string {
  return phraseTexts[kind][language].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

const nameOf = ({ name, fd }: Socket): string => name ?? String(fd);

// --- The sockets of the machine ----------------------------------------------------------------

async function machineOf({ session }: Failed): Promise<Machine> {
  const { Machine } = await import("../sockets/machine.ts");
  return new Machine(session.libc);
}

/** Who has a socket that the kernel told of. */
async function holderOf(failed: Failed, machine: Machine, one: KernelSocket): Promise<Phrase> {
  const { session } = failed;
  const own = ownOf(failed, machine, one);
  if (own !== undefined) return { kind: "own", values: { socket: nameOf(own), fd: own.fd } };
  const { readOwners } = await import("../libc/processes.ts");
  const owners = readOwners(session.libc);
  const owner = typeof owners === "number" ? undefined : owners.byInode.get(one.inode);
  if (owner === undefined) return { kind: "unknown", values: {} };
  return { kind: "program", values: { program: owner.program, pid: owner.pid } };
}

/** The open socket of the session that the kernel told of. */
function ownOf({ session }: Failed, machine: Machine, { cookie }: KernelSocket): Socket | undefined {
  return session.sockets.all().find((socket) => machine.cookie(socket) === cookie);
}

/** Who had a connection that no program has any more. */
function earlierHolder({ session }: Failed, { local, peer }: KernelSocket): Phrase {
  const [own] =
    session.sockets.departed().find(([{ fd }, ends]) =>
      fd < 0 && peer !== undefined && sameAddress(ends.local, local) && sameAddress(ends.peer, peer)
    ) ?? [];
  return own?.name === undefined
    ? { kind: "gone", values: {} }
    : { kind: "departed", values: { socket: own.name } };
}

const tcpListen = 10;
const tcpTimeWait = 6;

/** Whether two local addresses of the same port get into each other's way: one of them is all interfaces, or they are alike. */
function overlaps(one: Address, other: Address): boolean {
  if (one.family === "unix" || other.family === "unix") return sameAddress(one, other);
  if (!("port" in one) || !("port" in other) || one.port !== other.port) return false;
  return isWildcard(one) || isWildcard(other) || sameAddress(one, other);
}

function isWildcard(address: Address): boolean {
  return "host" in address && (address.host === "0.0.0.0" || address.host === "::");
}

const isDatagram = ({ socket, session: { system } }: Failed): boolean =>
  socket.type === constant(system, "SOCK_DGRAM");

// --- EADDRINUSE --------------------------------------------------------------------------------

async function inUse(failed: Failed): Promise<Message | undefined> {
  const { session, socket } = failed;
  const address = failed.address ?? session.sockets.state(socket).local;
  if (address === undefined || (failed.call !== "bind" && failed.call !== "listen")) return undefined;
  const machine = await machineOf(failed);
  if (address.family === "unix") return await pathInUse(failed, machine, address);
  const own = machine.cookie(socket);
  const reusing = reuses(failed, socket);
  const datagrams = isDatagram(failed);
  const holders = machine.sockets({
    kinds: [datagrams ? "udp" : "tcp"],
    states: anyState | boundInactive,
  }).filter((one) => one.cookie !== own && overlaps(one.local, address)).filter((one) => {
    // With SO_REUSEADDR on both, only a listening one is in the way.
    const known = reusing && one.state !== tcpListen ? ownOf(failed, machine, one) : undefined;
    return known === undefined || !reuses(failed, known);
  });
  const listening = holders.find(({ state }) => state === tcpListen);
  const waiting = holders.find(({ state }) => state === tcpTimeWait);
  // What no program has open any more has no inode.
  const one = listening ?? holders.find(({ inode }) => inode !== 0) ??
    holders.find(({ state }) => state !== tcpTimeWait) ?? waiting;
  if (one === undefined) {
    return ownBound(failed, address, reusing ? "held-bound-reuse" : "held-bound") ??
      found("held-unlisted", { address: formatAddress(address) });
  }

  const state = session.system.tcpStates[one.state] ?? "";
  const values = { address: formatAddress(one.local), peer: one.peer ? formatAddress(one.peer) : "", state };
  const seconds = Math.ceil(one.expires / 1000);
  if (one === waiting) return found(reusing ? "time-wait-reuse" : "time-wait", { ...values, seconds });
  if (one.inode === 0 && !datagrams) {
    // The timer of other states is that of a segment that is sent again.
    const until: Phrase = state === "FIN_WAIT2" && seconds > 0
      ? { kind: "fin-at-most", values: { seconds } }
      : { kind: state === "FIN_WAIT2" ? "fin" : "acknowledged", values: {} };
    const phrases = { holder: earlierHolder(failed, one), until };
    return found(reusing ? "orphaned-reuse" : "orphaned", values, phrases);
  }
  const holder = await holderOf(failed, machine, one);
  if (one === listening) return found("held-listening", values, { holder });
  const isConnected = one.peer !== undefined && "port" in one.peer && one.peer.port !== 0;
  const name = isConnected ? "held-connected" : "held-bound";
  return found(reusing ? `${name}-reuse` : name, values, { holder });
}

/** A socket of the session that is bound there and does nothing: the kernel's tables leave such out. */
function ownBound(
  failed: Failed,
  address: Address,
  name: "held-bound" | "held-bound-reuse" | "bound-only",
): Message | undefined {
  const { session, socket } = failed;
  const own = session.sockets.all().find((one) => {
    const local = one !== socket && one.type === socket.type ? session.sockets.state(one).local : undefined;
    return local !== undefined && overlaps(local, address);
  });
  const local = own && session.sockets.state(own).local;
  if (own === undefined || local === undefined) return undefined;
  const holder: Phrase = { kind: "own", values: { socket: nameOf(own), fd: own.fd } };
  return found(name, { address: formatAddress(local) }, { holder });
}

/** Whether SO_REUSEADDR is set on a socket. */
function reuses({ session }: Failed, socket: Socket): boolean {
  const { constants } = session.system;
  const value = session.libc.getsockopt(
    socket.fd,
    constants.get("SOL_SOCKET") ?? 0,
    constants.get("SO_REUSEADDR") ?? 0,
  );
  return typeof value !== "number" && decodeInt(value) !== 0;
}

async function pathInUse(failed: Failed, machine: Machine, address: Address): Promise<Message | undefined> {
  const values = { address: formatAddress(address) };
  const one = machine.sockets({ kinds: ["unix"] }).find(({ local }) => sameAddress(local, address));
  const isFile = address.family === "unix" && address.path[0] !== 0;
  if (one !== undefined) {
    return found(isFile ? "path-held" : "name-held", values, {
      holder: await holderOf(failed, machine, one),
    });
  }
  return isFile ? found("path-left", values) : undefined;
}

// --- ECONNREFUSED ------------------------------------------------------------------------------

async function refused(failed: Failed): Promise<Message | undefined> {
  const { session, socket } = failed;
  const address = failed.address ?? session.sockets.state(socket).peer;
  if (address?.family === "unix") return await pathRefused(failed, address);
  if (address === undefined || !("port" in address)) return undefined;
  // Port 0 asks for any port, and none is called so.
  if (address.port === 0) return found("port-zero", {});
  if (!await isOurs(failed, address)) return undefined;
  const machine = await machineOf(failed);
  const { port } = address;
  const bound = (kind: "tcp" | "udp") =>
    machine.sockets({ kinds: [kind] }).filter(({ local, state }) =>
      "port" in local && local.port === port && (kind === "udp" || state === tcpListen)
    );
  const [own, other] = isDatagram(failed) ? ["udp", "tcp"] as const : ["tcp", "udp"] as const;
  const receivers = bound(own);
  const elsewhere = receivers.find(({ local }) => !overlaps(local, address));
  const there = receivers.find(({ local }) => overlaps(local, address));
  if (there !== undefined && own === "tcp") {
    const values = { address: formatAddress(there.local) };
    return found("listens-later", values, { holder: await holderOf(failed, machine, there) });
  }
  if (there !== undefined) return undefined;
  if (elsewhere !== undefined && own === "tcp") {
    const values = { address: formatAddress(address), other: formatAddress(elsewhere.local) };
    return found("listens-elsewhere", values, { holder: await holderOf(failed, machine, elsewhere) });
  }
  const idle = ownBound(failed, address, "bound-only");
  if (idle !== undefined && own === "tcp") return idle;
  const [apart] = bound(other);
  if (apart !== undefined) {
    const values = { port, protocol: own.toUpperCase(), other: other.toUpperCase() };
    return found("other-protocol", values, { holder: await holderOf(failed, machine, apart) });
  }
  return found(own === "tcp" ? "nobody-listens" : "nobody-receives", { port });
}

/** A unix address where nobody is, or where somebody is who does not listen. */
async function pathRefused(failed: Failed, address: Address): Promise<Message | undefined> {
  const machine = await machineOf(failed);
  const one = machine.sockets({ kinds: ["unix"] }).find(({ local }) => sameAddress(local, address));
  const values = { address: formatAddress(address) };
  if (one === undefined) return found("nobody-at-path", values);
  return one.state === tcpListen
    ? undefined
    : found("bound-only", values, { holder: await holderOf(failed, machine, one) });
}

// --- Networks ----------------------------------------------------------------------------------

/** An address of an interface, with the network it is in. */
interface Network {
  readonly interface: string;
  readonly own: string;
  readonly prefix: number;
  readonly loopback: boolean;
}

/** The networks of one family that this machine is in. */
async function networksOf({ session }: Failed, family: "inet" | "inet6"): Promise<Network[]> {
  const { constants } = session.system;
  const number = constants.get(family === "inet" ? "AF_INET" : "AF_INET6");
  const IFF_LOOPBACK = constants.get("IFF_LOOPBACK") ?? 8;
  const resolver = await session.sockets.resolver();
  return resolver.getifaddrs().flatMap(({ name, family, address, prefix, flags }) =>
    family !== number || address === undefined || prefix === undefined
      ? []
      : [{ interface: name, own: address, prefix, loopback: (flags & IFF_LOOPBACK) !== 0 }]
  );
}

function bytesOf(host: string): Uint8Array | undefined {
  const bare = host.replace(/%.*$/s, "");
  return parseIPv4(bare) ?? parseIPv6(bare);
}

/** Whether an address is in a network: their first bits are alike. */
function isIn(host: string, { own, prefix }: Network): boolean {
  const [one, other] = [bytesOf(host), bytesOf(own)];
  if (one === undefined || other === undefined || one.length !== other.length) return false;
  return one.every((byte, i) => {
    const bits = Math.min(8, Math.max(0, prefix - 8 * i));
    const mask = 0xff << (8 - bits) & 0xff;
    return (byte & mask) === (other[i]! & mask);
  });
}

/** Whether an address is this machine's own. */
async function isOurs(failed: Failed, address: Address): Promise<boolean> {
  if (address.family !== "inet" && address.family !== "inet6") return false;
  if (isWildcard(address)) return true;
  const networks = await networksOf(failed, address.family);
  return networks.some((network) =>
    (network.loopback && isIn(address.host, network)) || network.own.replace(/%.*$/s, "") === address.host
  );
}

async function unreachable(failed: Failed): Promise<Message | undefined> {
  const { session, socket, code } = failed;
  const address = failed.address ?? session.sockets.state(socket).peer;
  if (address === undefined || (address.family !== "inet" && address.family !== "inet6")) return undefined;
  if (await isOurs(failed, address)) return await queueFull(failed, address);
  const all = await networksOf(failed, address.family);
  if (all.length === 0) return found("no-addresses", {});
  const networks = all.filter(({ loopback }) => !loopback);
  const { host } = address;
  const near = networks.find((network) => isIn(host, network));
  if (near !== undefined) return found("same-network", { host, ...near, loopback: 0 });
  if (networks.length === 0) return found("no-networks", {});
  const named = networks.map((network) => `${network.interface} ${network.own}/${network.prefix}`).join(", ");
  return found(code === "ENETUNREACH" ? "no-route" : "other-network", { host, networks: named });
}

/** A server of this machine that accepts nobody: connections beyond its backlog are dropped without an answer. */
async function queueFull(failed: Failed, address: Address): Promise<Message | undefined> {
  const machine = await machineOf(failed);
  const one = machine.sockets({ kinds: ["tcp"] }).find(({ local, state, received, unsent }) =>
    state === tcpListen && overlaps(local, address) && received > unsent
  );
  if (one === undefined) return undefined;
  const values = { address: formatAddress(one.local), waiting: one.received, backlog: one.unsent };
  return found("queue-full", values, { holder: await holderOf(failed, machine, one) });
}

// --- What happened before on this socket -------------------------------------------------------

/** Whether the socket was seen connected, by us or through what the kernel says now. */
function wasConnected({ session, socket }: Failed): boolean {
  return session.sockets.history(socket).some(({ state }) =>
    state === "ESTABLISHED" || state === "connected"
  );
}

function notConnected(failed: Failed): Message | undefined {
  const { session, socket } = failed;
  const values = { socket: nameOf(socket) };
  const { state, peer } = session.sockets.state(socket);
  if (state === "LISTEN" || state === "listening") return found("is-listening", values);
  if (wasConnected(failed)) return found("no-longer-connected", values);
  // A connection that is over looks like none where nobody looked before.
  return peer === undefined && session.sockets.observed ? found("never-connected", values) : undefined;
}

function broken(failed: Failed): Message | undefined {
  const { session, socket } = failed;
  const values = { socket: nameOf(socket) };
  if (socket.mute) return found("shut-by-us", values);
  if (socket.wasReset) return found("reset-before", values);
  const { state } = session.sockets.state(socket);
  const closed = session.sockets.history(socket).some((passage) => passage.state === "CLOSE_WAIT");
  if (state === "CLOSED" && closed) return found("closed-by-peer", values);
  return notConnected(failed);
}

function reset({ session, socket }: Failed): Message | undefined {
  const before = session.sockets.history(socket).findLast(({ state, seen }) =>
    seen !== undefined && state !== "CLOSED"
  );
  return before && found("reset-by-peer", { socket: nameOf(socket), state: before.state });
}

function invalid(failed: Failed): Message | undefined {
  const { session, socket, call } = failed;
  const { state, local, peer } = session.sockets.state(socket);
  const values = { socket: nameOf(socket) };
  if (call === "bind" && local !== undefined) {
    return found("bound-already", { ...values, address: formatAddress(local) });
  }
  if (call.startsWith("accept") && state !== "LISTEN" && state !== "listening") {
    return found(peer === undefined ? "not-listening" : "accepts-no-more", values);
  }
  if (call === "listen" && peer !== undefined) return found("listens-no-more", values);
  return otherFamily(failed);
}

/** A numeric address goes to the kernel as it is, also where the socket is of another family. */
function otherFamily({ session: { system }, socket, address }: Failed): Message | undefined {
  if (address === undefined || address.family === "other") return undefined;
  const family = { inet: "AF_INET", inet6: "AF_INET6", unix: "AF_UNIX" }[address.family];
  const { domain } = socket;
  if (domain === undefined || domain === constant(system, family)) return undefined;
  const own = constantName(system, "AF_", domain) ?? String(domain);
  return found("other-family", { socket: nameOf(socket), address: formatAddress(address), family, own });
}

function connected({ session, socket }: Failed): Message | undefined {
  const { peer, state } = session.sockets.state(socket);
  if (state === "LISTEN") return found("listens-itself", { socket: nameOf(socket) });
  return peer && found("connected-already", { socket: nameOf(socket), peer: formatAddress(peer) });
}
