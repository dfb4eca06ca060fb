// lines: what happened in one conversation, line by line — calls, the segments they sent or answered to, and the states
// these led to.
//
// Calls and segments are put into the order of their times. Where nothing was captured the segments follow from the calls
// (deduce.ts), and the states from the segments (states.ts).

import type { Call } from "../chronicle.ts";
import { type Conversation, isSame, type Known, type Placed } from "./conversations.ts";
import { Datagrams, Stream } from "./deduce.ts";
import { type Act, type Line, opposite, type Reached, type Segment, type Which } from "./model.ts";
import type { Passings } from "./passing.ts";
import { Ends } from "./states.ts";

/** The lines of a conversation. */
export function linesOf(conversation: Conversation, known: Known): readonly Line[] {
  const lines = new Lines(conversation, known);
  for (const event of eventsOf(conversation, known.passings)) lines.add(event);
  return lines.all();
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
