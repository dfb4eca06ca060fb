// diagram: the conversations of a session as sequence diagrams, made of its calls and of the packets that were captured.
//
// Calls and segments are put into the order of their times; where no packets were captured, segments are deduced from
// the calls. It draws nothing: model.ts says what a diagram is.

import { type Address, sameAddress } from "./abi/address.ts";
import type { System } from "./abi/mod.ts";
import type { Call } from "./chronicle.ts";
import { Datagrams, Stream } from "./diagram/deduce.ts";
import { folded } from "./diagram/fold.ts";
import {
  type Act,
  type Diagram,
  type Line,
  opposite,
  type Reached,
  type Segment,
  type Side,
  type Which,
} from "./diagram/model.ts";
import type { Passing, Passings } from "./diagram/passing.ts";
import { Ends } from "./diagram/states.ts";
import type { Passage, Socket } from "./sockets/mod.ts";

export * from "./diagram/model.ts";
export { noPassings, type Passing, type Passings, passingsOf } from "./diagram/passing.ts";

/** What is known of a session. */
export interface Known {
  readonly system: System;
  readonly calls: readonly Call[];
  readonly passings: Passings;
  readonly history: (socket: Socket) => readonly Passage[];
  /** Whether only the latest calls of a socket are known. */
  readonly partial: (socket: Socket) => boolean;
}

/**
 * The diagrams of the session's conversations over TCP and UDP, in the order they began.
 *
 * @param about only those of this socket, of a listening one those it accepted
 */
export function diagrams(known: Known, about?: Socket): Diagram[] {
  const conversations = conversationsOf(known);
  return conversations.filter((one) => about === undefined || one.sockets.has(about)).map((one) =>
    drawn(one, known)
  );
}

/** Two addresses that exchange something, and all that happened between them. */
interface Conversation {
  readonly protocol: "tcp" | "udp";
  /** Left and right: the left one began. */
  ends: readonly [Address, Address];
  readonly calls: Placed[];
  readonly passings: Passing[];
  readonly sockets: Set<Socket>;
  /** The sockets at each end, in the order they took part. */
  readonly at: readonly [Socket[], Socket[]];
}

/** A call and the side it was made on. */
interface Placed {
  readonly call: Call;
  readonly side: Which;
}

// --- Who talks to whom ---------------------------------------------------------------------------

function conversationsOf({ system, calls, passings }: Known): Conversation[] {
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
    const conversation = known ?? matching(found, protocol, ends!) ?? begun(found, protocol, ends!, call);
    join(conversation, call, socket);
  }
  // What is bound to all addresses is reached at those that some socket here has.
  const own = new Set(calls.flatMap(({ local }) => local !== undefined && "host" in local ? local.host : []));
  for (const conversation of found) joinWaiting(conversation, preludes, own, system);
  for (const passing of passings.all) {
    const ends = [passing.source, passing.destination] as const;
    matching(found, passing.kind === "tcp" ? "tcp" : "udp", ends)?.passings.push(passing);
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
): Conversation | undefined {
  for (const conversation of found.toReversed()) {
    const { protocol: kind, ends: [left, right] } = conversation;
    if (kind !== protocol) continue;
    const straight = isSame(left, near) && isSame(right, far);
    if (!straight && !(isSame(left, far) && isSame(right, near))) continue;
    const [one, other] = straight ? [near, far] : [far, near];
    conversation.ends = [isAnywhere(left) ? one : left, isAnywhere(right) ? other : right];
    return conversation;
  }
  return undefined;
}

/** The same place, as far as is known: a socket may be bound to all addresses of the machine. */
function isSame(one: Address, other: Address): boolean {
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

/** A conversation that this call is the first of. */
function begun(
  found: Conversation[],
  protocol: "tcp" | "udp",
  [near, far]: readonly [Address, Address],
  { deed }: Call,
): Conversation {
  // Whoever connects or sends first stands left.
  const ends: [Address, Address] = deed === "connect" || deed === "send" ? [near, far] : [far, near];
  const made: Conversation = { protocol, ends, calls: [], passings: [], sockets: new Set(), at: [[], []] };
  found.push(made);
  return made;
}

function sideOf({ ends: [left, right], at }: Conversation, { socket, made, local }: Call): Which {
  const known = at.findIndex((sockets) => sockets.includes(made ?? socket));
  if (known >= 0) return known as Which;
  return local !== undefined && isSame(right, local) && !(isSame(left, local) && at[0].length === 0) ? 1 : 0;
}

// --- What happened, line by line -----------------------------------------------------------------

function drawn(conversation: Conversation, known: Known): Diagram {
  const { protocol, at, ends } = conversation;
  const side = (which: Which): Side => ({
    names: at[which].map(({ name, fd }) => name ?? String(fd)),
    address: ends[which],
  });
  const lines = new Lines(conversation, known);
  for (const event of eventsOf(conversation, known.passings)) lines.add(event);
  return { protocol, sides: [side(0), side(1)], lines: folded(lines.all()) };
}

/** A call, or a segment that was captured, in the order of their times. */
type Event =
  | { readonly time: number; readonly placed: Placed; readonly covered: boolean }
  | { readonly time: number; readonly segment: Segment };

/** Calls that are told of when they come back: what they came to had to happen first. */
const answering: ReadonlySet<string> = new Set(["accept", "receive"]);

function eventsOf({ calls, passings, ends }: Conversation, captured: Passings): Event[] {
  const told = calls.map((placed): Event => {
    const { deed, began, ended } = placed.call;
    // A capture somewhere else tells nothing of this conversation.
    const covered = passings.length > 0 && ended >= captured.began && began <= captured.ended;
    return { time: answering.has(deed) ? ended : began, placed, covered };
  });
  const seen = passings.map(({ time, source, destination: _, ...segment }): Event => ({
    time,
    segment: { ...segment, from: isSame(ends[0], source) ? 0 : 1, captured: true },
  }));
  return [...told, ...seen].sort((a, b) => a.time - b.time);
}

/** The lines of one diagram as they come about. */
class Lines {
  readonly #lines: Open[] = [];
  readonly #protocol: "tcp" | "udp";
  readonly #deduce: Stream | Datagrams;
  readonly #ends: Ends;
  /** The states the kernel reported for each side. */
  readonly #seen: readonly [ReadonlySet<string>, ReadonlySet<string>];
  /** The state that stands last on each side. */
  readonly #shown: [string | undefined, string | undefined] = [undefined, undefined];

  constructor({ protocol, at, calls }: Conversation, { history, partial }: Known) {
    this.#protocol = protocol;
    this.#deduce = protocol === "tcp" ? new Stream(at.flat().some(partial)) : new Datagrams();
    const listens = (side: Which) => calls.some((one) => one.side === side && one.call.deed === "listen");
    this.#ends = new Ends(listens(0) ? "LISTEN" : "CLOSED", listens(1) ? "LISTEN" : "CLOSED");
    const seen = (side: Which) =>
      new Set([
        ...at[side].flatMap((socket) => history(socket).filter(({ seen }) => seen !== undefined))
          .map(({ state }) => state),
        ...calls.filter((one) => one.side === side).flatMap(({ call: { state } }) => state ?? []),
      ]);
    this.#seen = [seen(0), seen(1)];
  }

  all(): readonly Line[] {
    return this.#lines;
  }

  add(event: Event): void {
    if ("segment" in event) {
      this.#deduce.passed(event.segment);
      this.#passed(event.segment);
      return;
    }
    const { placed: { call, side }, covered } = event;
    if (covered) this.#deduce.counted(call, side);
    const { before, after } = covered ? { before: [], after: [] } : this.#deduce.called(call, side);
    for (const segment of before) this.#passed(segment);
    this.#called(call, side);
    for (const segment of after) this.#passed(segment);
  }

  /** A call: beside the segment it answers to, where it is the first thing after that. */
  #called(call: Call, side: Which): void {
    const act: Act = { text: textOf(call), failed: call.error !== undefined };
    const line = (answering.has(call.deed) ? this.#answered(side) : undefined) ?? this.#open();
    line.acts = beside(line.acts, side, act);
    if (this.#protocol === "tcp" && isBefore(call)) this.#reach(line, side, call.state);
  }

  /** The line with what a call of that side answers to: the last one but for bare acknowledgements. */
  #answered(side: Which): Open | undefined {
    const line = this.#lines.findLast(({ acts, segment }) =>
      acts[0] !== undefined || acts[1] !== undefined || segment === undefined || !isBare(segment)
    );
    const fits = line?.segment !== undefined && line.segment.from !== side && line.acts[side] === undefined;
    return fits ? line : undefined;
  }

  /** A segment: beside the call that sent it, where nothing came between. */
  #passed(segment: Segment): void {
    const { from } = segment;
    const last = this.#lines.at(-1);
    const goesOn = last !== undefined && last.segment === undefined && last.acts[from] !== undefined &&
      last.acts[opposite(from)] === undefined;
    const line = goesOn ? last : this.#open();
    line.segment = segment;
    if (this.#protocol !== "tcp" || segment.kind !== "tcp") return;
    this.#ends.passed(segment);
    this.#reach(line, 0, this.#ends.of(0));
    this.#reach(line, 1, this.#ends.of(1));
  }

  #reach(line: Open, side: Which, state: string | undefined): void {
    if (state === undefined || state === this.#shown[side]) return;
    // A side nobody has looked at yet begins where everybody does.
    if (this.#shown[side] === undefined && state === "CLOSED" && line.acts[side] === undefined) return;
    this.#shown[side] = state;
    const reached: Reached = { state, seen: this.#seen[side].has(state) };
    line.states = beside(line.states, side, reached);
  }

  #open(): Open {
    const line: Open = { acts: [undefined, undefined], segment: undefined, states: [undefined, undefined] };
    this.#lines.push(line);
    return line;
  }
}

/** A segment that acknowledges, and nothing else. */
function isBare({ kind, syn, fin, rst, length }: Segment): boolean {
  return kind === "tcp" && !syn && !fin && !rst && length === 0;
}

/** A line that is still being written. */
type Open = { -readonly [Key in keyof Line]: Line[Key] };

function beside<T>(pair: readonly [T, T], side: Which, value: T): readonly [T, T] {
  return side === 0 ? [value, pair[1]] : [pair[0], value];
}

/** A call before there is a connection: the state is the socket's own, not the connection's. */
function isBefore({ deed }: Call): boolean {
  return deed === "socket" || deed === "bind" || deed === "listen";
}

const directions = ["SHUT_RD", "SHUT_WR", "SHUT_RDWR"] as const;

/** A call in a few words that are the same in every language. */
function textOf({ deed, name, count, error, made }: Call): string {
  const text = (): string => {
    switch (deed) {
      case "send":
      case "receive":
        return count === undefined ? name : `${name} ${count} B`;
      case "listen":
        return count === undefined ? name : `${name} ${count}`;
      case "shutdown":
        return `${name} ${directions[count ?? 0] ?? count}`;
      case "accept":
        return made === undefined ? name : `${name}: ${made.name ?? made.fd}`;
      case "socket":
      case "bind":
      case "connect":
      case "close":
        return name;
      default:
        return deed satisfies never;
    }
  };
  return error === undefined ? text() : `${text()}: ${error}`;
}
