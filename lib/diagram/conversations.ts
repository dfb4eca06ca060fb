// conversations: who talks to whom in a session — calls and captured packets, put together by their two addresses.
//
// A call belongs to the conversation of its near and its far address; what a socket did before it had anybody to talk to
// comes with it. Nothing is deduced here.

import { type Address, sameAddress } from "../abi/address.ts";
import type { System } from "../abi/mod.ts";
import type { Call } from "../chronicle.ts";
import type { Passage, Socket } from "../sockets/mod.ts";
import { isUnderWay, mayHaveAsked } from "./asking.ts";
import type { Which } from "./model.ts";
import type { Passing, Passings } from "./passing.ts";

/** What is known of a session. */
export interface Known {
  readonly system: System;
  readonly calls: readonly Call[];
  readonly passings: Passings;
  readonly history: (socket: Socket) => readonly Passage[];
  /** Whether some calls of a socket are not known any more. */
  readonly partial: (socket: Socket) => boolean;
  /** How many sockets were forgotten with all their calls. */
  readonly forgotten: number;
}

/** Two addresses that exchange something, and all that happened between them. */
export interface Conversation {
  readonly protocol: "tcp" | "udp";
  /** When its first call began, in milliseconds since 1970. */
  readonly began: number;
  /** Left and right: the left one began. */
  ends: readonly [Address, Address];
  readonly calls: Placed[];
  /** What its sockets did before. */
  readonly preludes: Prelude[];
  readonly passings: Passing[];
  readonly sockets: Set<Socket>;
  /** The sockets at each end, in the order they took part. */
  readonly at: readonly [Socket[], Socket[]];
  /** A connect has returned 0. */
  connected: boolean;
}

/** A call and the side it was made on. */
export interface Placed {
  readonly call: Call;
  readonly side: Which;
}

/** The first so many calls of a socket, which many conversations of a listening one share. */
interface Prelude {
  readonly calls: readonly Call[];
  readonly count: number;
  readonly side: Which;
}

/** The conversations of a session, in the order they began. */
export function conversationsOf({ system, calls, passings }: Known): readonly Conversation[] {
  const found = new Found();
  /** What a socket did before it had anybody to talk to. */
  const preludes = new Map<Socket, Call[]>();
  const current = new Map<Socket, Conversation>();
  /** The sockets of which a connect is under way. */
  const pending = new Set<Socket>();
  /** Datagrams that came from somebody who was not asked for. */
  const anonymous: Call[] = [];

  for (const call of calls) {
    const { socket, deed } = call;
    const protocol = protocolOf(socket, system);
    if (protocol === undefined) continue;
    // While a connect is under way another one is about the same connection, whatever address it is given.
    const again = deed === "connect" && call.peer === undefined && pending.has(socket);
    const ends = again ? undefined : endsOf(call, protocol);
    // A call without two addresses belongs to the conversation its socket is in, but for a connect that asked nobody.
    const unasked = deed === "connect" && call.error !== undefined && !again;
    const known = ends !== undefined || unasked ? undefined : current.get(socket);
    if (ends === undefined && known === undefined) {
      if (protocol === "udp" && deed === "receive" && call.error === undefined) anonymous.push(call);
      else push(preludes, socket, call);
      continue;
    }
    const met = known ?? found.matching(protocol, ends!);
    const conversation = met === undefined || isAnew(met, call) ? found.begin(protocol, ends!, call) : met;
    join(conversation, call, preludes);
    if (protocol === "tcp") current.set(call.made ?? socket, conversation);
    if (deed !== "connect") continue;
    if (isUnderWay(call)) pending.add(socket);
    else pending.delete(socket);
  }
  for (const call of anonymous) {
    const conversation = found.addressed(call);
    if (conversation !== undefined) join(conversation, call, preludes);
  }
  joinWaiting(found.all, preludes, calls, system);
  for (const passing of passings.all) {
    const ends = [passing.source, passing.destination] as const;
    found.matching(passing.kind === "tcp" ? "tcp" : "udp", ends, passing.time)?.passings.push(passing);
  }
  return found.all;
}

/** All calls of a conversation, and those its sockets made before. */
export function callsOf({ calls, preludes }: Conversation): Placed[] {
  const before = preludes.flatMap(({ calls, count, side }) =>
    calls.slice(0, count).map((call): Placed => ({ call, side }))
  );
  return [...before, ...calls];
}

/** Whether both ends are one address: a socket that is connected to itself, or sends to itself. */
export function isItself({ ends: [left, right] }: Conversation): boolean {
  if (!("port" in left) || !("port" in right) || left.port !== right.port) return false;
  const loops = (isAnywhere(left) && isLoopback(right)) || (isAnywhere(right) && isLoopback(left));
  return plainHost(left) === plainHost(right) || loops;
}

/** The conversations found so far, by their ports: a session may have thousands. */
class Found {
  readonly all: Conversation[] = [];
  readonly #byPorts = new Map<string, Conversation[]>();
  /** Those over UDP by each of their two ports. */
  readonly #byPort = new Map<number, Conversation[]>();

  /** The last conversation between two addresses that had begun at a time; if none had, the first one. */
  matching(
    protocol: "tcp" | "udp",
    [near, far]: readonly [Address, Address],
    time = Infinity,
  ): Conversation | undefined {
    const between = this.#byPorts.get(portsOf(protocol, [near, far])) ?? [];
    const fits = ({ ends: [left, right] }: Conversation) =>
      (isSame(left, near) && isSame(right, far)) || (isSame(left, far) && isSame(right, near));
    const conversation = between.findLast((each) => each.began <= time && fits(each)) ?? between.find(fits);
    if (conversation === undefined) return undefined;
    const [left, right] = conversation.ends;
    const straight = isSame(left, near) && isSame(right, far);
    const [one, other] = straight ? [near, far] : [far, near];
    conversation.ends = [isAnywhere(left) ? one : left, isAnywhere(right) ? other : right];
    return conversation;
  }

  /** The conversation over UDP that a received datagram belongs to: of those that had begun there has to be only one. */
  addressed({ local, ended }: Call): Conversation | undefined {
    if (local === undefined) return undefined;
    let only: Conversation | undefined;
    for (const one of this.#byPort.get(portOf(local)) ?? []) {
      if (one.began > ended) break;
      if (!one.ends.some((end) => isSame(end, local))) continue;
      if (only !== undefined) return undefined;
      only = one;
    }
    return only;
  }

  /** A conversation that this call is the first of. */
  begin(
    protocol: "tcp" | "udp",
    [near, far]: readonly [Address, Address],
    { deed, began }: Call,
  ): Conversation {
    // Whoever connects or sends first stands left.
    const ends: [Address, Address] = deed === "connect" || deed === "send" ? [near, far] : [far, near];
    const made: Conversation = {
      ...{ began, protocol, ends, calls: [], preludes: [], passings: [] },
      ...{ sockets: new Set(), at: [[], []], connected: false },
    };
    this.all.push(made);
    push(this.#byPorts, portsOf(protocol, ends), made);
    if (protocol === "udp") { for (const port of new Set(ends.map(portOf))) push(this.#byPort, port, made); }
    return made;
  }
}

function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function portOf(address: Address): number {
  return "port" in address ? address.port : 0;
}

function portsOf(protocol: "tcp" | "udp", ends: readonly [Address, Address]): string {
  return [protocol, ...ends.map(portOf).sort((a, b) => a - b)].join(" ");
}

/** A call becomes a part of a conversation, and with it whoever made it and what that one did before. */
function join(conversation: Conversation, call: Call, preludes: ReadonlyMap<Socket, readonly Call[]>): void {
  const side = sideOf(conversation, call);
  const newcomers = call.made === undefined ? [call.socket] : [call.made, call.socket];
  for (const each of newcomers) {
    // Who talks to itself has a part on both sides.
    if (isItself(conversation) && !conversation.at[side].includes(each)) conversation.at[side].push(each);
    if (conversation.sockets.has(each)) continue;
    arrive(conversation, each, side, preludes.get(each) ?? []);
  }
  conversation.calls.push({ call, side });
  conversation.connected ||= call.deed === "connect" && call.error === undefined;
}

function arrive(conversation: Conversation, socket: Socket, side: Which, before: readonly Call[]): void {
  conversation.sockets.add(socket);
  if (!conversation.at[side].includes(socket)) conversation.at[side].push(socket);
  conversation.preludes.push({
    calls: before,
    count: before.length,
    side: isItself(conversation) ? 0 : side,
  });
}

/** A side without sockets may be one of the session that has not answered yet: bound or listening at that address. */
function joinWaiting(
  conversations: readonly Conversation[],
  preludes: ReadonlyMap<Socket, readonly Call[]>,
  all: readonly Call[],
  system: System,
): void {
  // What is bound to all addresses is reached at those that some socket here has.
  const own = new Set(all.flatMap(({ local }) => local !== undefined && "host" in local ? local.host : []));
  const waiting = new Map<string, Waiting[]>();
  for (const [socket, calls] of preludes) {
    const local = calls.findLast(({ local }) => local !== undefined)?.local;
    const protocol = protocolOf(socket, system);
    if (local === undefined || (protocol === "tcp" && !calls.some(({ deed }) => deed === "listen"))) continue;
    const closed = calls.find(({ deed, end }) => deed === "close" && end !== "heir")?.ended ?? Infinity;
    push(waiting, `${protocol} ${portOf(local)}`, { socket, calls, local, closed });
  }
  for (const conversation of conversations) {
    for (const side of [0, 1] as const) {
      const end = conversation.ends[side];
      if (conversation.at[side].length > 0 || isItself(conversation) || !isHere(end, own)) continue;
      for (const one of waiting.get(`${conversation.protocol} ${portOf(end)}`) ?? []) {
        if (!isSame(end, one.local) || one.closed < conversation.began) continue;
        if (!conversation.sockets.has(one.socket)) arrive(conversation, one.socket, side, one.calls);
      }
    }
  }
}

/** A socket that could be reached, where, and until when. */
interface Waiting {
  readonly socket: Socket;
  readonly calls: readonly Call[];
  readonly local: Address;
  readonly closed: number;
}

/** Whether an address is this machine's, as far as its sockets tell. */
function isHere(address: Address, own: ReadonlySet<string>): boolean {
  return "host" in address && (own.has(address.host) || isLoopback(address));
}

/** Whether what is sent to an address stays on this machine. */
export function isLoopback(address: Address): boolean {
  return /^127\.|^::1$/.test(plainHost(address));
}

/** TCP or UDP over IP; undefined for every other kind of socket. */
function protocolOf({ domain, type }: Socket, { constants }: System): "tcp" | "udp" | undefined {
  if (domain !== constants.get("AF_INET") && domain !== constants.get("AF_INET6")) return undefined;
  if (type === constants.get("SOCK_STREAM")) return "tcp";
  return type === constants.get("SOCK_DGRAM") ? "udp" : undefined;
}

/** The near and the far address of a call; undefined where it has not both, or nothing could come of it. */
function endsOf(call: Call, protocol: "tcp" | "udp"): readonly [Address, Address] | undefined {
  const { deed, local, peer, other } = call;
  // A connect that failed before it asked anybody had nobody to talk to; only a connection has a peer then.
  const asked = protocol === "udp" || deed !== "connect" || mayHaveAsked(call);
  const far = deed === "bind" ? undefined : peer ?? (asked ? other : undefined);
  if (local === undefined || far === undefined || !hasPort(local) || !hasPort(far)) return undefined;
  // connect on UDP sends nothing: it is told where it is needed, with what is sent then.
  return protocol === "udp" && deed === "connect" ? undefined : [local, far];
}

function hasPort(address: Address): boolean {
  return "port" in address && address.port !== 0;
}

/** The same place, as far as is known: a socket may be bound to all addresses of the machine. */
export function isSame(one: Address, other: Address): boolean {
  if (!("port" in one) || !("port" in other) || one.port !== other.port) return false;
  return sameAddress(one, other) || isAnywhere(one) || isAnywhere(other) ||
    plainHost(one) === plainHost(other);
}

/** An IPv4 address without what makes it one of IPv6 (::ffff:127.0.0.1). */
function plainHost(address: Address): string {
  return "host" in address ? address.host.replace(/^::ffff:(?=\d+\.)/i, "") : "";
}

/** Whether an address stands for all of a machine's. */
export function isAnywhere(address: Address): boolean {
  return "host" in address && (address.host === "0.0.0.0" || address.host === "::");
}

/** Whether a call begins another connection between the same addresses: one that is over leaves them free. */
function isAnew({ protocol, sockets, connected }: Conversation, { deed, socket }: Call): boolean {
  return protocol === "tcp" && deed === "connect" && connected && !sockets.has(socket);
}

function sideOf(conversation: Conversation, { deed, socket, made, local }: Call): Which {
  const { ends: [left, right], at } = conversation;
  // Who talks to itself sends on the left and receives on the right.
  if (isItself(conversation)) return deed === "receive" ? 1 : 0;
  const known = at.findIndex((sockets) => sockets.includes(made ?? socket));
  if (known >= 0) return known as Which;
  return local !== undefined && isSame(right, local) && !(isSame(left, local) && at[0].length === 0) ? 1 : 0;
}
