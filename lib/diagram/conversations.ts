// conversations: who talks to whom in a session — calls and captured packets, put together by their two addresses.
//
// A call belongs to the conversation of its near and its far address; what a socket did before it had anybody to talk to
// comes with it. Nothing is deduced here.

import { type Address, sameAddress } from "../abi/address.ts";
import type { System } from "../abi/mod.ts";
import type { Call } from "../chronicle.ts";
import type { Passage, Socket } from "../sockets/mod.ts";
import type { Which } from "./model.ts";
import type { Passing, Passings } from "./passing.ts";

/** What is known of a session. */
export interface Known {
  readonly system: System;
  readonly calls: readonly Call[];
  readonly passings: Passings;
  readonly history: (socket: Socket) => readonly Passage[];
  /** Whether only the latest calls of a socket are known. */
  readonly partial: (socket: Socket) => boolean;
}

/** Two addresses that exchange something, and all that happened between them. */
export interface Conversation {
  readonly protocol: "tcp" | "udp";
  /** When its first call began, in milliseconds since 1970. */
  readonly began: number;
  /** Left and right: the left one began. */
  ends: readonly [Address, Address];
  readonly calls: Placed[];
  readonly passings: Passing[];
  readonly sockets: Set<Socket>;
  /** The sockets at each end, in the order they took part. */
  readonly at: readonly [Socket[], Socket[]];
}

/** A call and the side it was made on. */
export interface Placed {
  readonly call: Call;
  readonly side: Which;
}

/** The conversations of a session, in the order they began. */
export function conversationsOf({ system, calls, passings }: Known): Conversation[] {
  const found: Conversation[] = [];
  /** What a socket did before it had anybody to talk to. */
  const preludes = new Map<Socket, Call[]>();
  const current = new Map<Socket, Conversation>();

  const join = (conversation: Conversation, call: Call, socket: Socket): void => {
    const side = sideOf(conversation, call);
    const newcomers = call.made === undefined ? [socket] : [call.made, socket];
    for (const each of newcomers) {
      if (conversation.sockets.has(each)) continue;
      conversation.sockets.add(each);
      conversation.at[side].push(each);
      for (const before of preludes.get(each) ?? []) conversation.calls.push({ call: before, side });
    }
    conversation.calls.push({ call, side });
    if (conversation.protocol === "tcp") current.set(call.made ?? socket, conversation);
  };

  for (const call of calls) {
    const { socket } = call;
    const protocol = protocolOf(socket, system);
    if (protocol === undefined) continue;
    const ends = endsOf(call, protocol);
    // A call without two addresses belongs to the conversation its socket is in, if it is in one.
    const known = ends === undefined ? current.get(socket) ?? addressed(found, protocol, call) : undefined;
    if (ends === undefined && known === undefined) {
      preludes.set(socket, [...preludes.get(socket) ?? [], call]);
      continue;
    }
    const met = known ?? matching(found, protocol, ends!);
    const conversation = met === undefined || isAnew(met, call) ? begun(found, protocol, ends!, call) : met;
    join(conversation, call, socket);
  }
  // What is bound to all addresses is reached at those that some socket here has.
  const own = new Set(calls.flatMap(({ local }) => local !== undefined && "host" in local ? local.host : []));
  for (const conversation of found) joinWaiting(conversation, preludes, own, system);
  for (const passing of passings.all) {
    const ends = [passing.source, passing.destination] as const;
    matching(found, passing.kind === "tcp" ? "tcp" : "udp", ends, passing.time)?.passings.push(passing);
  }
  return found;
}

/** The last conversation that came to the socket's address, of a datagram whose sender was not asked for. */
function addressed(
  found: readonly Conversation[],
  protocol: "tcp" | "udp",
  { deed, local, error }: Call,
): Conversation | undefined {
  if (protocol !== "udp" || deed !== "receive" || error !== undefined || local === undefined) {
    return undefined;
  }
  return found.findLast(({ protocol, ends }) => protocol === "udp" && ends.some((end) => isSame(end, local)));
}

/** A side without sockets may be one of the session that has not answered yet: bound or listening at that address. */
function joinWaiting(
  conversation: Conversation,
  preludes: ReadonlyMap<Socket, readonly Call[]>,
  own: ReadonlySet<string>,
  system: System,
): void {
  const began = Math.min(...conversation.calls.map(({ call }) => call.began));
  for (const side of [0, 1] as const) {
    if (conversation.at[side].length > 0) continue;
    for (const [socket, calls] of preludes) {
      const local = calls.findLast(({ local }) => local !== undefined)?.local;
      const fits = protocolOf(socket, system) === conversation.protocol && local !== undefined &&
        isSame(conversation.ends[side], local);
      const waits = conversation.protocol === "udp" || calls.some(({ deed }) => deed === "listen");
      const gone = calls.some(({ deed, ended }) => deed === "close" && ended < began);
      const here = isHere(conversation.ends[side], own);
      if (!fits || !waits || gone || !here || conversation.sockets.has(socket)) continue;
      conversation.sockets.add(socket);
      conversation.at[side].push(socket);
      for (const call of calls) conversation.calls.push({ call, side });
    }
  }
}

/** Whether an address is this machine's, as far as its sockets tell. */
function isHere(address: Address, own: ReadonlySet<string>): boolean {
  return "host" in address && (own.has(address.host) || /^127\.|^::1$/.test(plainHost(address)));
}

/** TCP or UDP over IP; undefined for every other kind of socket. */
function protocolOf({ domain, type }: Socket, { constants }: System): "tcp" | "udp" | undefined {
  if (domain !== constants.get("AF_INET") && domain !== constants.get("AF_INET6")) return undefined;
  if (type === constants.get("SOCK_STREAM")) return "tcp";
  return type === constants.get("SOCK_DGRAM") ? "udp" : undefined;
}

/** The near and the far address of a call; undefined where it has not both. */
function endsOf(
  { deed, local, peer, other }: Call,
  protocol: "tcp" | "udp",
): readonly [Address, Address] | undefined {
  const far = deed === "bind" ? undefined : peer ?? other;
  if (local === undefined || far === undefined || !hasPort(local) || !hasPort(far)) return undefined;
  // connect on UDP sends nothing: it is told where it is needed, with what is sent then.
  return protocol === "udp" && deed === "connect" ? undefined : [local, far];
}

function hasPort(address: Address): boolean {
  return "port" in address && address.port !== 0;
}

function matching(
  found: readonly Conversation[],
  protocol: "tcp" | "udp",
  [near, far]: readonly [Address, Address],
  time = Infinity,
): Conversation | undefined {
  for (let i = found.length - 1; i >= 0; i--) {
    const conversation = found[i]!;
    const { protocol: kind, ends: [left, right], began } = conversation;
    if (kind !== protocol || began > time) continue;
    const straight = isSame(left, near) && isSame(right, far);
    if (!straight && !(isSame(left, far) && isSame(right, near))) continue;
    const [one, other] = straight ? [near, far] : [far, near];
    conversation.ends = [isAnywhere(left) ? one : left, isAnywhere(right) ? other : right];
    return conversation;
  }
  return undefined;
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

function isAnywhere(address: Address): boolean {
  return "host" in address && (address.host === "0.0.0.0" || address.host === "::");
}

/** Whether a call begins another connection between the same addresses: one that is over leaves them free. */
function isAnew({ protocol, sockets, calls }: Conversation, { deed, socket }: Call): boolean {
  const connected = calls.some(({ call }) => call.deed === "connect" && call.error === undefined);
  return protocol === "tcp" && deed === "connect" && connected && !sockets.has(socket);
}

/** A conversation that this call is the first of. */
function begun(
  found: Conversation[],
  protocol: "tcp" | "udp",
  [near, far]: readonly [Address, Address],
  { deed, began }: Call,
): Conversation {
  // Whoever connects or sends first stands left.
  const ends: [Address, Address] = deed === "connect" || deed === "send" ? [near, far] : [far, near];
  const made: Conversation = {
    began,
    protocol,
    ends,
    calls: [],
    passings: [],
    sockets: new Set(),
    at: [[], []],
  };
  found.push(made);
  return made;
}

function sideOf({ ends: [left, right], at }: Conversation, { socket, made, local }: Call): Which {
  const known = at.findIndex((sockets) => sockets.includes(made ?? socket));
  if (known >= 0) return known as Which;
  return local !== undefined && isSame(right, local) && !(isSame(left, local) && at[0].length === 0) ? 1 : 0;
}
