// lines: what happened in one conversation, line by line — calls, the segments they sent or answered to, and the states
// these led to.
//
// Calls and segments are put into the order of their times. Where nothing was captured the segments follow from the calls
// (deduce.ts), and the states from the segments (states.ts).

import type { Call } from "../chronicle.ts";
import {
  callsOf,
  type Conversation,
  isItself,
  isLoopback,
  isSame,
  type Known,
  type Placed,
} from "./conversations.ts";
import { Datagrams, type Deduced, hasFin, Stream } from "./deduce.ts";
import { added, carries } from "./fold.ts";
import {
  type Act,
  type Fold,
  isFold,
  type Line,
  opposite,
  type Reached,
  type Segment,
  type Which,
} from "./model.ts";
import type { Socket } from "../sockets/mod.ts";
import { Ends, Itself, type Sides } from "./states.ts";

/** The lines of a conversation, and sums of what is not known call by call. */
export function linesOf(conversation: Conversation, known: Known): readonly (Line | Fold)[] {
  const lines = new Lines(conversation, known);
  for (const event of eventsOf(conversation, known)) lines.add(event);
  return lines.all();
}

/** A call, a segment that was captured, or that a side was seen to have the other's FIN, in the order of their times. */
type Event =
  | { readonly time: number; readonly ended: Which }
  | { readonly time: number; readonly placed: Placed; readonly covered: boolean }
  | { readonly time: number; readonly segment: Segment };

/** Calls that are told of when they come back: what they came to had to happen first. */
const answering: ReadonlySet<string> = new Set(["accept", "receive"]);

/** How a call ends that nothing came for. */
const unanswered: ReadonlySet<string> = new Set(["timeout", "EAGAIN", "EINTR"]);

function eventsOf(conversation: Conversation, { passings: captured, history }: Known): Event[] {
  const { passings, ends, at, began } = conversation;
  const told = callsOf(conversation).map((placed): Event => {
    const { deed, began, ended } = placed.call;
    // A capture somewhere else tells nothing of this conversation.
    const covered = passings.length > 0 && ended >= captured.began && began <= captured.ended;
    return { time: answering.has(deed) ? ended : began, placed, covered };
  });
  const seen = passings.map(({ time, source, destination: _, ...segment }): Event => ({
    time,
    segment: { ...segment, from: isSame(ends[0], source) ? 0 : 1, captured: true },
  }));
  // What came before the FIN may be read long after it: it stands last. What was captured tells when it came.
  const hadFin = (side: Which) =>
    callsOf(conversation).some((one) => one.side === side && hasFin.has(one.call.state ?? "")) ||
    at[side].flatMap(history).some(({ state, seen = 0 }) => seen >= began && hasFin.has(state));
  const ended = passings.length > 0
    ? []
    : ([0, 1] as const).filter(hadFin).map((side): Event => ({ time: Infinity, ended: side }));
  return [...told, ...seen, ...ended].sort((a, b) => a.time - b.time);
}

/** The lines of one diagram as they come about. */
class Lines {
  readonly #lines: (Open | Fold)[] = [];
  readonly #protocol: "tcp" | "udp";
  readonly #deduce: Stream | Datagrams;
  readonly #itself: boolean;
  readonly #ends: Sides;
  /** The states the kernel reported for each side. */
  readonly #seen: readonly [ReadonlySet<string>, ReadonlySet<string>];
  /** The state that stands last on each side. */
  readonly #shown: [string | undefined, string | undefined] = [undefined, undefined];

  constructor(conversation: Conversation, { history, partial }: Known) {
    const { protocol, at, ends } = conversation;
    const calls = callsOf(conversation);
    const itself = this.#itself = isItself(conversation);
    this.#protocol = protocol;
    const about = { partial: at.flat().some(partial), itself, loops: ends.some(isLoopback) };
    this.#deduce = protocol === "tcp" ? new Stream(about) : new Datagrams();
    const listeners = (side: Which) =>
      new Set(calls.flatMap((one) => one.side === side && one.call.deed === "listen" ? one.call.socket : []));
    const listening = [listeners(0), listeners(1)] as const;
    const initial = (side: Which) => listening[side].size > 0 ? "LISTEN" : "CLOSED";
    this.#ends = itself ? new Itself() : new Ends(initial(0), initial(1));
    // What a listening socket was in says nothing of a connection that comes to it.
    const seen = (side: Which) =>
      new Set([
        ...at[side].filter((socket) => !listening[side].has(socket)).flatMap((socket) =>
          history(socket).filter(({ seen }) => seen !== undefined)
        ).map(({ state }) => state),
        ...calls.filter(({ call, side: where }) => where === side && !isBefore(call)).flatMap(({ call }) =>
          call.state ?? []
        ),
      ]);
    const both = [seen(0), seen(1)] as const;
    const union = new Set([...both[0], ...both[1]]);
    this.#seen = itself ? [union, union] : both;
  }

  all(): readonly (Line | Fold)[] {
    return this.#lines;
  }

  add(event: Event): void {
    if ("segment" in event) {
      this.#deduce.passed(event.segment);
      this.#passed(event.segment);
      return;
    }
    if ("ended" in event) {
      for (const segment of this.#hadFin(event.ended)) this.#passed(segment);
      return;
    }
    const { placed: { call, side }, covered } = event;
    if (covered) this.#deduce.counted(call, side);
    const { before, after } = covered ? nothing : this.#deduced(call, side);
    if (call.times > 1) {
      this.#summed(call, [...before, ...after]);
      return;
    }
    for (const segment of before) this.#passed(segment);
    this.#called(call, side);
    for (const segment of after) this.#passed(segment);
  }

  #hadFin(side: Which): readonly Segment[] {
    return this.#deduce instanceof Stream && !this.#itself ? this.#deduce.hadFin(side) : [];
  }

  #deduced(call: Call, side: Which): Deduced {
    const deduced = this.#deduce.called(call, side);
    if (!this.#itself) return deduced;
    const outward = (segments: readonly Segment[]) =>
      segments.map((segment): Segment => ({ ...segment, from: 0 }));
    return { before: outward(deduced.before), after: outward(deduced.after) };
  }

  /** Many calls that are not known one by one: what they moved goes into a sum. */
  #summed({ times, error }: Call, segments: readonly Segment[]): void {
    const data = segments.filter(carries);
    for (const segment of segments) if (!data.includes(segment)) this.#passed(segment);
    const sum = (side: Which) =>
      data.filter(({ from }) => from === side).map(({ length }) => ({ segments: times, bytes: length }))
        .reduce(added, { segments: 0, bytes: 0 });
    // Each would have had a line of its own, but for what stands beside the segment it answers to.
    const lines = data.length > 0 || error !== undefined ? times : 0;
    this.#lines.push({ lines, sent: [sum(0), sum(1)] });
  }

  /** A call: beside the segment it answers to, where it is the first thing after that. */
  #called(call: Call, side: Which): void {
    const act: Act = { socket: nameOf(call.socket), text: textOf(call), failed: call.error !== undefined };
    const answers = answering.has(call.deed) && !unanswered.has(call.error ?? "");
    const line = (answers ? this.#answered(side) : undefined) ?? this.#open();
    line.acts = beside(line.acts, side, act);
    if (this.#protocol === "tcp" && isBefore(call)) this.#reach(line, side, call.state, true, act.socket);
  }

  /** The line with what a call of that side answers to: the last one but for bare acknowledgements. */
  #answered(side: Which): Open | undefined {
    const line = this.#lines.findLast((line) => isFold(line) || !isAcknowledgement(line));
    if (line === undefined || isFold(line)) return undefined;
    const { segment } = line;
    // A SYN+ACK is for whoever connects, and nobody receives it.
    const fits = segment !== undefined && !(segment.syn && segment.ack) && segment.from !== side &&
      line.acts[side] === undefined;
    return fits ? line : undefined;
  }

  /** A segment: beside the call that sent it, where nothing came between. */
  #passed(segment: Segment): void {
    const { from } = segment;
    const last = this.#lines.at(-1);
    const goesOn = last !== undefined && !isFold(last) && last.segment === undefined &&
      last.acts[from] !== undefined &&
      last.acts[opposite(from)] === undefined;
    const line = goesOn ? last : this.#open();
    line.segment = segment;
    if (this.#protocol !== "tcp" || segment.kind !== "tcp") return;
    this.#ends.passed(segment);
    for (const side of [0, 1] as const) {
      const state = this.#ends.of(side);
      this.#reach(line, side, state, this.#seen[side].has(state));
    }
  }

  #reach(line: Open, side: Which, state: string | undefined, seen: boolean, socket?: string): void {
    // One socket has one state, on whichever side it is shown.
    const shown = this.#itself ? 0 : side;
    if (state === undefined || state === this.#shown[shown]) return;
    // A side nobody has looked at yet begins where everybody does.
    if (this.#shown[shown] === undefined && state === "CLOSED" && line.acts[side] === undefined) return;
    this.#shown[shown] = state;
    const reached: Reached = { state, seen, socket };
    line.states = beside(line.states, side, reached);
  }

  #open(): Open {
    const line: Open = { acts: [undefined, undefined], segment: undefined, states: [undefined, undefined] };
    this.#lines.push(line);
    return line;
  }
}

const nothing: Deduced = { before: [], after: [] };

/** A segment that acknowledges, and nothing else, without a call beside it. */
function isAcknowledgement({ acts, segment }: Line): boolean {
  if (acts[0] !== undefined || acts[1] !== undefined || segment === undefined) return false;
  const { kind, syn, fin, rst, length } = segment;
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

/** What a socket is called: its name, or its number where it has none. */
export function nameOf({ name, fd }: Socket): string {
  return name ?? String(fd);
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
        return made === undefined ? name : `${name}: ${nameOf(made)}`;
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
