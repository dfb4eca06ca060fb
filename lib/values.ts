// values: what a variable can hold and what can be done with it without a system.
//
// Equality, truth, text and arithmetic of the session language (DESIGN: "What it means"). A duration is a
// number of seconds; an address is taken apart and indexed like Python's tuple. Nothing here is shown to
// anybody: how a value looks at the prompt is the business of render.

import { type Address, formatAddress, parseEndpoint, sameAddress } from "./abi/address.ts";
import { UsageError } from "./errors.ts";
import type { Socket } from "./sockets/mod.ts";

/** Any value of the session language. */
export type Value = null | boolean | number | string | Bytes | Address | Socket | Tuple;
/** Bytes as they go over the wire. */
export type Bytes = Uint8Array<ArrayBuffer>;
/** A fixed list of values. */
export type Tuple = readonly Value[];

/** The kinds of value, by the names messages use. */
export type ValueKind =
  | "None"
  | "boolean"
  | "number"
  | "text"
  | "bytes"
  | "address"
  | "socket"
  | "tuple";

/** Which kind a value is of. */
export function kindOf(value: Value): ValueKind {
  if (value === null) return "None";
  switch (typeof value) {
    case "boolean":
      return "boolean";
    case "number":
      return "number";
    case "string":
      return "text";
    default:
      if (value instanceof Uint8Array) return "bytes";
      if (isTuple(value)) return "tuple";
      return value.kind;
  }
}

/** Whether a value is a tuple. */
export function isTuple(value: Value): value is Tuple {
  return Array.isArray(value);
}

/** Whether a value can be taken apart: a tuple, or an address as Python sees it. */
export function isList(value: Value): value is Tuple | Address {
  return value !== null && typeof value === "object" && !(value instanceof Uint8Array) &&
    (isTuple(value) || value.kind === "address");
}

/** 0, None, False, empty text, bytes and tuples are false; everything else is true. */
export function truthy(value: Value): boolean {
  if (value instanceof Uint8Array) return value.length > 0;
  if (isTuple(value)) return value.length > 0;
  return Boolean(value);
}

const encoder = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A text's UTF-8 bytes. */
export function encode(text: string): Bytes {
  return encoder.encode(text);
}

/** The text bytes spell in UTF-8, undefined when they spell none. */
export function decode(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Two digits a byte. */
export function hex(bytes: Uint8Array): string {
  let digits = "";
  for (const byte of bytes) digits += byte.toString(16).padStart(2, "0");
  return digits;
}

/** A value as text, where it is printed or inserted into other text. Bytes that are no UTF-8 stand as \xNN. */
export function textOf(value: Value): string {
  if (value === null) return "None";
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return String(value);
    case "boolean":
      return value ? "True" : "False";
    default:
      if (value instanceof Uint8Array) return decode(value) ?? bytesAsText(value);
      if (isTuple(value)) return `(${value.map(inTuple).join(", ")}${value.length === 1 ? "," : ""})`;
      if (value.kind === "address") return formatAddress(value);
      return value.name ?? `descriptor ${value.fd}`;
  }
}

/** Inside a tuple texts and bytes are quoted, as in Python, so that their commas are not the tuple's. */
function inTuple(value: Value): string {
  if (value instanceof Uint8Array) return `b"${bytesAsText(value, quotable)}"`;
  return typeof value === "string" ? `"${quotable(value)}"` : textOf(value);
}

/** What stands escaped between double quotes. */
const QUOTED: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

function quotable(text: string): string {
  return text.replace(/["\\\n\r\t]/g, (letter) => QUOTED[letter] ?? letter);
}

/** Valid stretches of UTF-8 as `written` has them, every other byte as \xNN. */
function bytesAsText(bytes: Uint8Array, written = (letter: string): string => letter): string {
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const letter = decode(bytes.subarray(at, at + length));
    text += letter === undefined ? `\\x${first.toString(16).padStart(2, "0")}` : written(letter);
    at += letter === undefined ? 1 : length;
  }
  return text;
}

/**
 * `==`: text and bytes by UTF-8 bytes, addresses by family, address and port (text is parsed as an address
 * first), a socket and a number by descriptor. Other kinds are unequal, never an error.
 */
export function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  const kinds = [kindOf(a), kindOf(b)];
  if (isAddress(a)) return equalsAddress(a, b);
  if (isAddress(b)) return equalsAddress(b, a);
  if (isTuple(a) && isTuple(b)) {
    return a.length === b.length && a.every((item, i) => equal(item, b[i] ?? null));
  }
  if (kinds.every((kind) => kind === "text" || kind === "bytes")) {
    const [x, y] = [a, b].map((value) => typeof value === "string" ? encode(value) : value as Bytes);
    return x !== undefined && y !== undefined && sameBytes(x, y);
  }
  if (kinds.every((kind) => kind === "socket" || kind === "number" || kind === "boolean")) {
    return number(a) === number(b);
  }
  return false;
}

function isAddress(value: Value): value is Address {
  return kindOf(value) === "address";
}

/** What a number comparison sees: a socket stands for its descriptor. */
function number(value: Value): number {
  return kindOf(value) === "socket" ? (value as Socket).fd : Number(value);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function equalsAddress(address: Address, other: Value): boolean {
  if (isAddress(other)) return sameAddress(address, other);
  if (isTuple(other)) {
    const [host, ...rest] = other;
    if (rest.length === 0 || other.length > items(address).length) return false;
    return equalsHost(address, host ?? null) &&
      rest.every((item, i) => equal(items(address)[i + 1] ?? null, item));
  }
  if (typeof other !== "string") return false;
  const endpoint = parseEndpoint(other);
  if (address.family === "unix") {
    const path = endpoint?.kind === "unix" ? endpoint.path : encode(other);
    return sameBytes(address.path, path);
  }
  if (endpoint?.kind !== "host" || address.family === "other") return false;
  const isPort = /^\d{1,5}$/.test(endpoint.service) && Number(endpoint.service) === address.port;
  return isPort && equalsHost(address, endpoint.host);
}

/** The host of an address in any of its spellings; the empty one means every interface. */
function equalsHost(address: Address, host: Value): boolean {
  if (typeof host !== "string" || !("host" in address)) return equal(items(address)[0] ?? null, host);
  if (host === "") return address.host === (address.family === "inet" ? "0.0.0.0" : "::");
  const [plain = "", zone] = host.split("%");
  if (zone !== undefined && !(address.family === "inet6" && zone === String(address.scope))) return false;
  return sameAddress(address, { ...address, host: plain });
}

/** What unpacking and indexing see: a tuple's items, an address's host and port (and flow and scope). */
export function items(value: Tuple | Address): Tuple {
  if (isTuple(value)) return value;
  switch (value.family) {
    case "inet":
      return [value.host, value.port];
    case "inet6":
      return [value.host, value.port, value.flowinfo, value.scope];
    case "unix":
      return [formatAddress(value)];
    case "other":
      return [value.number, value.bytes as Bytes];
    default:
      return value satisfies never;
  }
}

/** A larger text or more bytes than this are refused, so that `"a" * 1000000000000` answers at once. */
const largest = 2 ** 28;

function limited(length: number): void {
  if (length > largest) throw new UsageError("value", "value.too-large", { length, limit: largest });
}

/** `+`: numbers, texts, bytes, tuples; text and bytes do not mix. */
export function add(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (typeof a === "string" && typeof b === "string") {
    limited(a.length + b.length);
    return a + b;
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    limited(a.length + b.length);
    const joined = new Uint8Array(a.length + b.length);
    joined.set(a);
    joined.set(b, a.length);
    return joined;
  }
  if (a !== null && b !== null && isTuple(a) && isTuple(b)) return [...a, ...b];
  throw mismatch("+", a, b);
}

/** `*`: numbers; texts and bytes repeated. */
export function multiply(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") return a * b;
  const [thing, times] = typeof a === "number" ? [b, a] : [a, b];
  if (typeof times === "number" && Number.isInteger(times)) {
    const count = Math.max(0, times);
    if (typeof thing === "string") {
      limited(thing.length * count);
      return thing.repeat(count);
    }
    if (thing instanceof Uint8Array) {
      limited(thing.length * count);
      const repeated = new Uint8Array(thing.length * count);
      for (let at = 0; at < repeated.length; at += thing.length) repeated.set(thing, at);
      return repeated;
    }
  }
  throw mismatch("*", a, b);
}

/** `-`, `%` on numbers (the remainder has the sign of the divisor, as in Python), `|` on integers. */
export function arithmetic(operator: "-" | "%" | "|", a: Value, b: Value): Value {
  if (operator === "%" && typeof a === "string") return format(a, b);
  if (typeof a !== "number" || typeof b !== "number") throw mismatch(operator, a, b);
  switch (operator) {
    case "-":
      return a - b;
    case "%":
      if (b === 0) throw new UsageError("value", "value.modulo-zero");
      return ((a % b) + b) % b;
    case "|": {
      if (!Number.isInteger(a) || !Number.isInteger(b)) throw mismatch(operator, a, b);
      const joined = BigInt(a) | BigInt(b);
      return Number(joined);
    }
    default:
      return operator satisfies never;
  }
}

/** `<` and its relatives: numbers, or texts and bytes by their bytes. Negative, 0 or positive. */
export function compare(operator: string, a: Value, b: Value): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [x, y] = [a, b].map((value) => typeof value === "string" ? encode(value) : value);
  if (x instanceof Uint8Array && y instanceof Uint8Array) {
    for (let i = 0; i < Math.min(x.length, y.length); i++) {
      const difference = (x[i] ?? 0) - (y[i] ?? 0);
      if (difference !== 0) return difference;
    }
    return x.length - y.length;
  }
  throw mismatch(operator, a, b);
}

/** `value[index]`; a negative index counts from the end. */
export function index(value: Value, at: Value): Value {
  const list = isList(value)
    ? items(value)
    : typeof value === "string"
    ? [...value]
    : value instanceof Uint8Array
    ? [...value]
    : undefined;
  if (list === undefined) throw new UsageError("kind", "value.no-index", { kind: kindOf(value) });
  if (typeof at !== "number" || !Number.isInteger(at)) {
    throw new UsageError("kind", "value.index-kind", { kind: kindOf(at) });
  }
  const item = list[at < 0 ? list.length + at : at];
  if (item === undefined) {
    throw new UsageError("range", "value.index-range", { index: at, length: list.length });
  }
  return item;
}

function mismatch(operator: string, a: Value, b: Value): UsageError {
  return new UsageError("kind", "value.operands", { operator, left: kindOf(a), right: kindOf(b) });
}

/** Python's `"…%s…" % value`: the conversions s, r, d, i, u, x, X, o, f, c and %, with flags, width and precision. */
function format(template: string, value: Value): string {
  const given = value !== null && (isTuple(value) || isAddress(value)) ? items(value) : [value];
  let next = 0;
  const text = template.replace(
    /%([-+ 0#]*)(\d*)(?:\.(\d+))?([a-zA-Z%])/g,
    (whole, flags: string, width: string, precision: string | undefined, conversion: string) => {
      if (conversion === "%") return "%";
      const item = given[next++];
      if (item === undefined) throw new UsageError("value", "value.format-few", { template });
      limited(Number(width) + Number(precision ?? 0));
      return padded(converted(whole, conversion, precision, item), conversion, flags, Number(width));
    },
  );
  if (next < given.length) throw new UsageError("value", "value.format-many", { template });
  return text;
}

/** A converted value as wide as wanted: blanks before or behind it, or zeros between a number's sign and its digits. */
function padded(converted: string, conversion: string, flags: string, width: number): string {
  const isNumber = "diuxXof".includes(conversion);
  const sign = !isNumber || converted.startsWith("-")
    ? ""
    : flags.includes("+")
    ? "+"
    : flags.includes(" ")
    ? " "
    : "";
  const shown = sign + converted;
  if (flags.includes("-")) return shown.padEnd(width);
  if (!isNumber || !flags.includes("0")) return shown.padStart(width);
  const [, before = "", digits = ""] = /^([-+ ]?)(.*)$/s.exec(shown) ?? [];
  return before + digits.padStart(width - before.length, "0");
}

function converted(whole: string, conversion: string, precision: string | undefined, item: Value): string {
  const numeric = (): number => {
    const value = typeof item === "boolean" ? Number(item) : item;
    if (typeof value !== "number") {
      throw new UsageError("kind", "value.format-kind", { conversion: whole, kind: kindOf(item) });
    }
    return value;
  };
  const integer = (base: number): string => {
    const number = Math.trunc(numeric());
    const digits = Math.abs(number).toString(base).padStart(Number(precision ?? 0), "0");
    return number < 0 ? `-${digits}` : digits;
  };
  switch (conversion) {
    case "s":
      return precision === undefined ? textOf(item) : [...textOf(item)].slice(0, Number(precision)).join("");
    case "r":
      return inTuple(item);
    case "d":
    case "i":
    case "u":
      return integer(10);
    case "x":
      return integer(16);
    case "X":
      return integer(16).toUpperCase();
    case "o":
      return integer(8);
    case "f":
      return numeric().toFixed(Math.min(100, Number(precision ?? 6)));
    case "c":
      return typeof item === "string" ? item : character(numeric());
    default:
      throw new UsageError("value", "value.format-unknown", { conversion: whole });
  }
}

function character(code: number): string {
  if (!Number.isInteger(code) || code < 0 || code > 0x10ffff) {
    throw new UsageError("range", "value.not-character", { code });
  }
  return String.fromCodePoint(code);
}
