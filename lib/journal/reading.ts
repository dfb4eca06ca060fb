// reading: a line of a journal that was kept — an entry, or nothing that could be trusted.
//
// A file may be damaged, or be somebody's who wants to get something into a document: an entry is made anew of what is
// known of it, member by member, and its texts act on no terminal. There is no markup in a journal.

import { type Address, parseIPv4, parseIPv6 } from "../abi/address.ts";
import type { Act, Diagram, Fold, Line, Omitted, Reached, Segment, Side, Sum } from "../diagram.ts";
import { escaped } from "../escape.ts";
import type { Entry } from "../journal.ts";

/** The entry in a line; undefined where there is none. */
export function entryIn(line: string): Entry | undefined {
  try {
    return entry(JSON.parse(line));
  } catch (error) {
    // The last line of a program that was killed may be half a line.
    if (error instanceof Unfit || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class Unfit extends Error {}

/** Reads a value as what it should be; @throws {Unfit} where it is not */
type Read<T> = (value: unknown) => T;

function fitting<T>(fits: (value: unknown) => value is T): Read<T> {
  return (value) => {
    if (!fits(value)) throw new Unfit();
    return value;
  };
}

const string = fitting((value) => typeof value === "string");
const text: Read<string> = (value) => escaped(string(value), "\n\t");
/** A text on one line. */
const oneLine = (value: unknown): string => escaped(string(value));
const truth = fitting((value) => typeof value === "boolean");
const count = fitting((value): value is number => Number.isSafeInteger(value));
/** As far as a Date reaches (ECMA-262, time values). */
const time = fitting((value): value is number => typeof value === "number" && Math.abs(value) <= 8.64e15);

function oneOf<const T>(...words: readonly T[]): Read<T> {
  return fitting((value): value is T => words.some((word) => word === value));
}

/** JSON has null where nothing is in a list. */
function perhaps<T>(read: Read<T>): Read<T | undefined> {
  return (value) => value === undefined || value === null ? undefined : read(value);
}

const anyList = fitting((value): value is unknown[] => Array.isArray(value));

function list<T>(read: Read<T>): Read<T[]> {
  return (value) => anyList(value).map(read);
}

function pair<T>(read: Read<T>): Read<[T, T]> {
  return (value) => {
    const [one, other, ...more] = anyList(value);
    if (more.length > 0) throw new Unfit();
    return [read(one), read(other)];
  };
}

/** How each member of a structure is read, those that may be missing among them. */
type Members<T> = { readonly [K in keyof T]-?: Read<T[K]> };

const anyObject = fitting((value): value is object => typeof value === "object" && value !== null);

function structure<T extends object>(members: Members<T>): Read<T> {
  const reads = Object.entries<Read<unknown>>(members);
  return (value) => {
    const given = new Map<string, unknown>(Object.entries(anyObject(value)));
    return Object.fromEntries(reads.map(([name, read]) => [name, read(given.get(name))])) as T;
  };
}

/** Reads what has that member in one way, and anything else in another. */
function having<T, U>(member: string, read: Read<T>, other: Read<U>): Read<T | U> {
  return (value) => Object.hasOwn(anyObject(value), member) ? read(value) : other(value);
}

// ---- diagrams

const address: Read<Address> = (value) => inet(value) ?? inet6(value);
const inet = attempted(structure<Extract<Address, { family: "inet" }>>({
  kind: oneOf("address"),
  family: oneOf("inet"),
  host: fitting((value): value is string => parseIPv4(string(value)) !== undefined),
  port: count,
}));
const inet6 = structure<Extract<Address, { family: "inet6" }>>({
  kind: oneOf("address"),
  family: oneOf("inet6"),
  host: fitting((value): value is string => parseIPv6(string(value)) !== undefined),
  port: count,
  flowinfo: count,
  scope: count,
});

function attempted<T>(read: Read<T>): Read<T | undefined> {
  return (value) => {
    try {
      return read(value);
    } catch (error) {
      if (error instanceof Unfit) return undefined;
      throw error;
    }
  };
}

const segment = structure<Segment>({
  from: oneOf(0, 1),
  kind: oneOf("tcp", "udp", "icmp"),
  syn: truth,
  ack: truth,
  fin: truth,
  rst: truth,
  length: count,
  sequence: perhaps(count),
  acknowledgement: perhaps(count),
  repeated: perhaps(truth),
  unreachable: perhaps(oneOf("port", "host", "network", "protocol", "prohibited", "other")),
  captured: truth,
});

const line = structure<Line>({
  acts: pair(perhaps(structure<Act>({ socket: oneLine, text: oneLine, failed: truth }))),
  segment: perhaps(segment),
  states: pair(perhaps(structure<Reached>({ state: oneLine, socket: perhaps(oneLine), seen: truth }))),
});

const fold = structure<Fold>({
  lines: count,
  sent: pair(structure<Sum>({ segments: count, bytes: count })),
});

const diagram = structure<Diagram>({
  protocol: oneOf("tcp", "udp"),
  sides: pair(structure<Side>({ names: list(oneLine), address: perhaps(address) })),
  lines: list(having("lines", fold, line)),
  itself: truth,
  partial: truth,
  shortcut: perhaps(oneLine),
  omitted: perhaps(structure<Omitted>({ conversations: count, sockets: count })),
  incomplete: truth,
});

// ---- entries

type Of<Kind extends Entry["kind"]> = Extract<Entry, { kind: Kind }>;

const kinds: { readonly [Kind in Entry["kind"]]: Read<Of<Kind>> } = {
  session: structure<Of<"session">>({
    kind: oneOf("session"),
    version: perhaps(oneLine),
    system: oneLine,
    language: oneLine,
    began: time,
  }),
  entered: structure<Of<"entered">>({ kind: oneOf("entered"), text, at: time }),
  shown: structure<Of<"shown">>({ kind: oneOf("shown"), text }),
  explanation: structure<Of<"explanation">>({ kind: oneOf("explanation"), name: text, text }),
  diagram: structure<Of<"diagram">>({ kind: oneOf("diagram"), diagrams: list(diagram) }),
  connections: structure<Of<"connections">>({ kind: oneOf("connections"), diagrams: list(diagram) }),
  missing: structure<Of<"missing">>({ kind: oneOf("missing"), what: oneOf("before", "after") }),
};

const isKind = fitting((value): value is Entry["kind"] => Object.hasOwn(kinds, string(value)));

const entry: Read<Entry> = (value) => {
  const { kind } = anyObject(value) as { readonly kind?: unknown };
  return kinds[isKind(kind)](value);
};
