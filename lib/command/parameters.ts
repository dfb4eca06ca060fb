// parameters: the kinds of parameter commands have — how a word or a value is read as each of them.
//
// Words are text and the kind decides what they mean; a value that does not fit is refused with a sentence
// that says what is wanted. Nothing here resolves a name or makes a call; HOME is all that is asked of the system.

import { formatAddress, parseEndpoint } from "../abi/address.ts";
import { constant, encodeInt, type System } from "../abi/mod.ts";
import { UsageError } from "../errors.ts";
import { nearest } from "../language/mod.ts";
import { type Destination, Socket } from "../sockets/mod.ts";
import { unicode } from "../unicode.ts";
import { beginning, type Bytes, encode, isTuple, kindOf, type Value } from "../values.ts";
import type { Defaulted, Job, Offer, Parameter, Reader } from "./record.ts";

const startsSmall = unicode(String.raw`^\p{Ll}`);

function parameter<T>(
  offer: Offer,
  read: Parameter<T>["read"],
  more: { missing?: T; literal?: true; named?: boolean; steady?: true } = {},
): Parameter<T> {
  const { missing, literal, named, steady } = more;
  return {
    read,
    offer,
    missing,
    ...(literal ? { literal } : {}),
    ...(named ? { named } : {}),
    ...(steady ? { steady } : {}),
  };
}

/** The same parameter where only some forms have it: undefined when it was left out. */
export function optional<T>(kind: Parameter<T>): Parameter<T | undefined> {
  return kind;
}

/** The same parameter with a value for when it was left out. */
export function defaulting<T>(kind: Parameter<T>, missing: T): Defaulted<T> {
  return { ...kind, missing };
}

/** A value of a kind that is not wanted; `expects.WANTED` is the sentence, `expects.WANTED-not` where it names the value. */
export function wrongKind(wanted: string, value: Value): UsageError {
  const named = typeof value === "string" || typeof value === "number";
  const key = named ? `expects.${wanted}-not` : `expects.${wanted}`;
  return new UsageError("kind", key, { kind: kindOf(value), value: named ? beginning(String(value)) : "" });
}

/**
 * A descriptor: a socket, its name, or a number. Numbers go to the kernel unless they belong to the
 * runtime; `ends` is for calls that close or replace it, which 0, 1 and 2 are not for either.
 */
function descriptor(ends: boolean): Parameter<Socket> {
  const read = (value: Value, reader: Reader): Socket => {
    if (value instanceof Socket) return value;
    if (typeof value === "string") return byName(value, reader);
    if (typeof value !== "number") throw wrongKind("socket", value);
    return byNumber(value, reader);
  };
  const byName = (name: string, reader: Reader): Socket => {
    const held = reader.variables.get(name);
    if (held instanceof Socket) return held;
    if (typeof held === "number") return byNumber(held, reader);
    const number = integerText(name);
    if (number !== undefined) return byNumber(number, reader);
    if (held !== undefined) throw new UsageError("kind", "expects.socket-name", { name, kind: kindOf(held) });
    const names = [...reader.variables].filter(([, held]) => held instanceof Socket).map(([name]) => name);
    const near = nearest(name, names);
    throw new UsageError("name", "socket.unknown", { name, ...offering(near) });
  };
  const byNumber = (fd: number, reader: Reader): Socket => {
    fits(fd, -(2 ** 31), 2 ** 31 - 1, "int");
    const known = reader.sockets.byDescriptor(fd);
    if (known) return known;
    const owner = reader.sockets.owner(fd);
    if (owner === "runtime" || (owner === "standard" && ends)) {
      throw new UsageError("refused", "socket.refused", { fd });
    }
    return new Socket(fd, undefined, undefined, 0, "foreign");
  };
  return parameter({ kind: "sockets" }, read);
}

/** An open descriptor a call works with. */
export const socket: Parameter<Socket> = descriptor(false);

/** A descriptor a call ends. */
export const endingSocket: Parameter<Socket> = descriptor(true);

/** A whole number written as text: decimal or 0x. */
export function integerText(text: string): number | undefined {
  if (!/^-?(\d+|0[xX][0-9a-fA-F]+)$/.test(text)) return undefined;
  const number = Number(text.replace("-", ""));
  // There is no minus zero.
  return text.startsWith("-") && number !== 0 ? -number : number;
}

/** Refuses a number that is no integer, or that does not fit the C type. */
export function fits(number: number, least: number, most: number, type: string): void {
  if (!Number.isInteger(number)) {
    throw new UsageError("kind", "expects.integer-not", { kind: "number", value: number });
  }
  if (number < least || number > most) {
    throw new UsageError("range", "expects.range", { value: number, least, most, type });
  }
}

/** Numbers and constants, joined by `|`: `SOCK_STREAM|SOCK_NONBLOCK`, `0x10`, `5`. */
export function readInteger(value: Value, reader: Reader, prefixes: readonly string[] = []): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "string" || value.trim() !== value || value === "") throw wrongKind("integer", value);
  let joined = 0n;
  for (const part of value.split("|").map((part) => part.trim())) {
    const number = integerText(part) ?? reader.system.constants.get(part);
    if (number === undefined) throw unknownNumber(part, value, prefixes, reader);
    if (part === value) return number;
    joined |= BigInt(number);
  }
  return Number(joined);
}

function unknownNumber(part: string, whole: string, prefixes: readonly string[], reader: Reader): UsageError {
  if (reader.variables.has(part)) return new UsageError("kind", "expects.insert", { name: part });
  const { constants } = reader.system;
  const fitting = [...constants.keys()].filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  // `WR` for SHUT_WR is a constant without its prefix; `SOCK_STREEM` is one with a letter wrong.
  const whose = prefixes.map((prefix) => prefix + part.toUpperCase()).find((name) => constants.has(name));
  const near = whose ?? nearest(part, /^[A-Z]+_/.test(part) ? constants.keys() : fitting);
  if (near !== undefined) return new UsageError("name", "constant.unknown", { name: part, nearest: near });
  // A small word where a number is wanted is mostly the second word of a text without its quotes.
  return startsSmall().test(whole)
    ? new UsageError("kind", "expects.integer-word", { value: whole })
    : wrongKind("integer", whole);
}

/** The value a message offers the nearest name with, if there is one. */
function offering(near: string | undefined): { readonly nearest?: string } {
  return near === undefined ? {} : { nearest: near };
}

/** An integer of a C type, by number or constant; `prefixes` are the constants Tab offers. */
function integer(type: string, least: number, most: number, ...prefixes: string[]): Parameter<number> {
  const offer: Offer = prefixes.length === 0 ? { kind: "nothing" } : { kind: "constants", prefixes };
  return parameter(offer, (value, reader) => {
    const number = readInteger(value, reader, prefixes);
    fits(number, least, most, type);
    return number;
  }, { steady: true });
}

/** A C `int`, by number or by a constant with one of those prefixes. */
export function int(...prefixes: string[]): Parameter<number> {
  return integer("int", -(2 ** 31), 2 ** 31 - 1, ...prefixes);
}

/** A C `int`, and the constant it was written as. */
export interface NamedInt {
  readonly number: number;
  /** Undefined for a number, and for a set of flags. */
  readonly name: string | undefined;
}

/** A C `int` of which it matters how it was written. */
export function namedInt(...prefixes: string[]): Parameter<NamedInt> {
  const kind = int(...prefixes);
  return parameter(kind.offer, (value, reader) => ({
    number: kind.read(value, reader),
    name: typeof value === "string" && reader.system.constants.has(value) ? value : undefined,
  }), { named: true, steady: true });
}

/** A C `size_t`: an upper bound in bytes. */
export const size: Parameter<number> = integer("size_t", 0, Number.MAX_SAFE_INTEGER);

/** A C `uint16_t`. */
export const uint16: Parameter<number> = integer("uint16_t", 0, 2 ** 16 - 1);

/** A C `uint32_t`; an IPv4 address is one. */
export const uint32: Parameter<number> = integer("uint32_t", 0, 2 ** 32 - 1, "INADDR_");

/** A C `socklen_t`. */
export const socklen: Parameter<number> = integer("socklen_t", 0, 2 ** 32 - 1);

/** MSG_ flags. */
export const messageFlags: Parameter<number> = defaulting(int("MSG_"), 0);

/** How many of something: a whole number from 1 up. */
export const count: Parameter<number> = parameter({ kind: "nothing" }, (value) => {
  const number = typeof value === "string" ? integerText(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number) && number >= 1) return number;
  throw wrongKind("count", value);
});

/** The largest number of bytes that can be asked for. */
const mostBytes = 2 ** 30;

const powers: Readonly<Record<string, number>> = { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** A number of bytes from 1 up: 64, 16K or 16KiB, 1M. */
export const byteSize: Parameter<number> = parameter({ kind: "nothing" }, (value) => {
  const [, digits, unit = ""] = typeof value === "string"
    ? /^(\d+)(?:([kmg])(?:ib)?)?$/i.exec(value) ?? []
    : [];
  const number = digits === undefined ? value : Number(digits) * (powers[unit.toLowerCase()] ?? 1);
  const fits = typeof number === "number" && Number.isInteger(number) && number >= 1 && number <= mostBytes;
  if (fits) return number;
  throw wrongKind("byte-size", value);
});

/** A number the process may end with. */
export const exitCode: Parameter<number> = defaulting(
  parameter({ kind: "nothing" }, (value, reader) => {
    const number = readInteger(value, reader);
    if (Number.isInteger(number) && number >= 0 && number <= 255) return number;
    throw new UsageError("range", "expects.exit-code", { value: number });
  }),
  0,
);

/** Seconds, as a number or a duration (`500ms`). */
export const seconds: Parameter<number> = parameter({ kind: "nothing" }, (value) => readSeconds(value));

/** Seconds or None. */
export const timeout: Parameter<number | undefined> = parameter(
  { kind: "words", words: ["None"] },
  (value) => value === null || value === "None" ? undefined : readSeconds(value),
);

const units: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60 };

/** A time in seconds: 2, 0.5, 500ms. */
export function readSeconds(value: Value): number {
  const written = typeof value === "string" ? /^(\d+(?:\.\d+)?|\.\d+)(us|ms|s|m)?$/.exec(value) : null;
  const number = written ? Number(written[1]) * (units[written[2] ?? "s"] ?? 1) : value;
  if (typeof number !== "number") throw wrongKind("duration", value);
  // A struct timeval and poll's int of milliseconds both end here.
  if (!(number >= 0 && number <= 2147483)) {
    throw new UsageError("range", "expects.duration-range", { value: number });
  }
  return number;
}

/** True or False, 1 or 0. */
export const boolean: Parameter<boolean> = parameter({ kind: "words", words: ["True", "False"] }, (value) => {
  if (typeof value === "boolean") return value;
  if (value === 0 || value === 1) return value === 1;
  const known = new Map([["true", true], ["1", true], ["false", false], ["0", false]]);
  const word = typeof value === "string" ? known.get(value.toLowerCase()) : undefined;
  if (word === undefined) throw wrongKind("boolean", value);
  return word;
});

/** A text in UTF-8. A call in a loop has the same one again and again: the last is kept. */
const encoded = (() => {
  let last = "";
  let bytes = encode(last);
  return (text: string): Bytes => {
    if (text !== last) [last, bytes] = [text, encode(text)];
    return bytes;
  };
})();

/** What goes over the wire: bytes as they are, text in UTF-8. */
export const data: Parameter<Bytes> = parameter(
  { kind: "variables" },
  (value) => {
    if (typeof value === "string") return encoded(value);
    if (value instanceof Uint8Array) return value;
    throw wrongKind("data", value);
  },
  { literal: true, steady: true },
);

/** Text as it is; a number is the text it is written as. */
export const plainText: Parameter<string> = parameter(
  { kind: "variables" },
  (value) => {
    if (typeof value === "string" || typeof value === "number") return String(value);
    throw wrongKind("text", value);
  },
  { literal: true },
);

/** As many of a kind as there are, or none. */
export function words<T>(kind: Parameter<T>): Defaulted<readonly T[]> {
  const { literal: _, ...rest } = kind;
  return { ...rest, read: (value, reader, before) => [kind.read(value, reader, before)], missing: [] };
}

/** Any value. */
export const anything: Parameter<Value> = parameter({ kind: "variables" }, (value) => value);

/** Any values at all, as many as there are. */
export const values: Parameter<readonly Value[]> = {
  ...parameter({ kind: "variables" }, (value) => [value], { literal: true }),
  missing: [],
};

/** Jobs by their numbers, by names they set, or by their commands. */
export const jobs: Parameter<readonly Job[]> = {
  ...parameter<readonly Job[]>({ kind: "jobs" }, (value, reader) => {
    if (typeof value !== "string" && typeof value !== "number") {
      throw new UsageError("kind", "expects.job", { kind: kindOf(value) });
    }
    const number = typeof value === "number" ? value : integerText(value.replace(/^%/, ""));
    const job = number === undefined ? reader.jobs?.byName(String(value)) : reader.jobs?.byNumber(number);
    if (job === undefined) throw new UsageError("name", "job.unknown", { name: beginning(String(value)) });
    return [job];
  }),
  missing: [],
};

/**
 * A path as a shell reads it: `~`, alone or before a slash, is the folder HOME names. Another `~` is a letter like any
 * other, and so is that one where HOME is not set; `./~` is a file of that name.
 */
export function fromHome(path: string): string {
  return /^~(\/|$)/.test(path) ? `${home() || "~"}${path.slice(1)}` : path;
}

/** HOME; a variable that is no UTF-8 counts as not set. */
function home(): string | undefined {
  try {
    return Deno.env.get("HOME");
  } catch {
    return undefined;
  }
}

/** The path of a file. */
export const path: Parameter<string> = parameter({ kind: "files" }, (value) => {
  if (typeof value === "string") return fromHome(value);
  throw wrongKind("path", value);
});

/** One of a few words; anything else is left to the next form. */
export function oneOf<T>(words: Readonly<Record<string, T>>): Parameter<T> {
  return parameter({ kind: "words", words: Object.keys(words), only: true }, (value) => {
    const known = typeof value === "string" && Object.hasOwn(words, value) ? words[value] : undefined;
    if (known !== undefined) return known;
    if (typeof value !== "string") throw wrongKind("integer", value);
    const names = Object.keys(words);
    throw new UsageError("name", "expects.word", {
      value,
      words: names.join(" "),
      ...offering(nearest(value, names)),
    });
  });
}

/** C's NULL, where a form has a place for it. */
export const nothing: Parameter<null> = parameter({ kind: "nothing" }, (value) => {
  if (value === null || value === 0 || value === "NULL" || value === "0") return null;
  throw wrongKind("null", value);
});

/** The same parameter where C takes NULL as well: undefined for None and NULL. */
export function nullable<T>(kind: Parameter<T>): Parameter<T | undefined> {
  const isNull = (value: Value) => value === null || value === "NULL" || value === "None";
  return { ...kind, read: (value, reader) => isNull(value) ? undefined : kind.read(value, reader) };
}

/** A `struct in_addr`: its four bytes, or the number C keeps in s_addr, which is in network byte order. */
export const inAddr: Parameter<Bytes> = parameter({ kind: "variables" }, (value, reader) => {
  if (value instanceof Uint8Array) {
    if (value.length === 4) return value;
    throw new UsageError("value", "names.packed", { length: value.length, wanted: 4, family: "AF_INET" });
  }
  return encodeInt(uint32.read(value, reader));
});

// --- Addresses -------------------------------------------------------------------------------

/**
 * An address in any of its forms: text, tuple, or a value the kernel gave; AF_UNSPEC is a struct sockaddr of that
 * family, which is no address at all (connect(2)).
 */
export const address: Parameter<Destination> = parameter({ kind: "addresses" }, (value, { system }) => {
  if (value === UNSPECIFIED) return unspecified(system);
  if (typeof value === "string") return portFits(parseEndpoint(value) ?? { kind: "text", text: value });
  if (value instanceof Uint8Array) return { kind: "unix", path: value };
  if (value !== null && typeof value === "object") {
    if (isTuple(value)) return fromTuple(value);
    if (value.kind === "address") return value;
  }
  throw wrongKind("address", value);
}, { named: true, literal: true });

/** The constant that stands where an address would. */
const UNSPECIFIED = "AF_UNSPEC";

/** The family and the 14 bytes of sa_data. */
function unspecified(system: System): Destination {
  return {
    kind: "address",
    family: "other",
    number: constant(system, UNSPECIFIED),
    bytes: new Uint8Array(14),
  };
}

function fromTuple(tuple: readonly Value[]): Destination {
  const [host, service, flowinfo = 0, scope = 0] = tuple;
  if (host === undefined || service === undefined || tuple.length > 4) {
    throw new UsageError("address", "address.tuple", { length: tuple.length });
  }
  if (typeof flowinfo !== "number" || typeof scope !== "number") throw wrongKind("address", tuple);
  fits(flowinfo, 0, 2 ** 32 - 1, "uint32_t");
  fits(scope, 0, 2 ** 32 - 1, "uint32_t");
  return { ...hostAndService(host, service), ...(tuple.length > 2 ? { flowinfo, scope } : {}) };
}

/** Host and port apart: `("", 65432)`, `127.0.0.1 65432`. INADDR_ and other numbers are IPv4 addresses. */
export function hostAndService(host: Value, service: Value): Destination {
  if (typeof service !== "number" && typeof service !== "string") throw wrongKind("port", service);
  return portFits({ kind: "host", host: readHost(host), service: String(service) });
}

function readHost(host: Value): string {
  if (typeof host === "number") {
    fits(host, 0, 2 ** 32 - 1, "in_addr_t");
    return [24, 16, 8, 0].map((shift) => Math.floor(host / 2 ** shift) % 256).join(".");
  }
  if (host === "<broadcast>") return "255.255.255.255";
  if (typeof host === "string") return host;
  throw wrongKind("host", host);
}

/** A host that stands apart from its port; one with a port of its own is an address. */
export const host: Parameter<string> = parameter({ kind: "addresses" }, (value, reader) => {
  if (typeof value === "string") {
    const constant = reader.system.constants.get(value);
    if (constant !== undefined && value.startsWith("INADDR_")) return readHost(constant);
    const whole = value === UNSPECIFIED || value.includes("/") || parseEndpoint(value) !== undefined;
    if (whole) throw wrongKind("host", value);
  }
  return readHost(value);
}, { named: true, literal: true });

/** A port number, or the name of a service. */
export const service: Parameter<string> = parameter({ kind: "nothing" }, (value) => {
  if (typeof value !== "number" && typeof value !== "string") throw wrongKind("port", value);
  portFits({ kind: "host", host: "", service: String(value) });
  return String(value);
}, { literal: true });

/** The same where flags may stand in its place: a constant, or a set of them, is no service. */
export const serviceNotFlags: Parameter<string> = {
  ...service,
  named: "sets",
  read: (value, reader) => {
    const isFlags = typeof value === "string" &&
      (reader.system.constants.has(value) || /^NI_|\|/.test(value));
    if (isFlags) throw wrongKind("port", value);
    return service.read(value, reader);
  },
};

/** A port: its number, or the name of a service. */
export const port: Parameter<string> = parameter({ kind: "nothing" }, (value) => {
  if (typeof value !== "number" && typeof value !== "string") throw wrongKind("port", value);
  const endpoint = parseEndpoint(`:${value}`);
  if (endpoint === undefined) throw wrongKind("port", value);
  portFits(endpoint);
  return String(value);
}, { literal: true });

/** Where something listens or is reached, as far as it was said. */
export type Place =
  /** An empty host stands for all interfaces. */
  | { readonly kind: "inet"; readonly host: string | undefined; readonly port: string | undefined }
  /** `@name` is an abstract one. */
  | { readonly kind: "unix"; readonly path: string };

/**
 * An address of which a part may be left out: `8080`, `:8080`, `localhost:8080`, `[::1]:8080`, `localhost`,
 * `::1`, `unix:/path`, `unix:@name`.
 */
export const place: Parameter<Place> = parameter({ kind: "addresses" }, (value, reader) => {
  if (typeof value === "number" || (typeof value === "string" && /^-?\d+$/.test(value))) {
    return { kind: "inet", host: undefined, port: port.read(value, reader) };
  }
  if (typeof value === "string") return placeIn(value);
  const given = value !== null && typeof value === "object" && "family" in value ? value : undefined;
  if (given?.family === "inet" || given?.family === "inet6") return placeIn(formatAddress(given));
  throw wrongKind("place", value);
});

function placeIn(text: string): Place {
  const whole = parseEndpoint(text);
  if (whole?.kind === "unix" && whole.path.length > 0) {
    return { kind: "unix", path: text.slice("unix:".length) };
  }
  if (whole?.kind === "host") {
    portFits(whole);
    return { kind: "inet", host: whole.host, port: whole.service };
  }
  // With a port and, for IPv6, brackets it would be a whole address.
  const host = parseEndpoint(`${text}:0`) ?? parseEndpoint(`[${text}]:0`);
  if (host?.kind === "host" && host.host !== "") return { kind: "inet", host: host.host, port: undefined };
  throw new UsageError("address", "expects.place-not", { value: beginning(text) });
}

function portFits(destination: Destination): Destination {
  if (destination.kind !== "host") return destination;
  const port = Number(destination.service);
  if (destination.service !== "" && !Number.isNaN(port)) {
    if (!Number.isInteger(port)) {
      throw new UsageError("kind", "expects.port-not", { kind: "number", value: port });
    }
    if (port < 0 || port > 65535) throw new UsageError("range", "address.port", { port });
  }
  return destination;
}
