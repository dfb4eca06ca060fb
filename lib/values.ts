// values: what a variable can hold — its kinds, its text, its size, and when two of them are equal.
//
// Everything that needs no system. A duration is a number of seconds; an address is
// taken apart and indexed like Python's tuple. Texts and bytes may be many megabytes: whatever is done with
// them takes one pass and no array of letters. The operators stand in values/; nothing here is shown to
// anybody: how a value looks at the prompt is the business of render.

import { type Address, formatAddress, parseEndpoint, sameAddress } from "./abi/address.ts";
import { UsageError } from "./errors.ts";
import { spelled } from "./escape.ts";
import type { Socket } from "./sockets/mod.ts";

/** Any value of the session language. */
export type Value = null | boolean | number | string | Bytes | Address | Socket | Tuple | Struct;
/** Bytes as they go over the wire. */
export type Bytes = Uint8Array<ArrayBuffer>;
/** A fixed list of values. */
export type Tuple = readonly Value[];

/** A C structure by its fields, in C's order: what getsockopt answers for SO_LINGER. It reads like a named tuple. */
export interface Struct {
  readonly kind: "struct";
  /** C's name without "struct": linger, timeval, ucred, tcp_info, pollfd. */
  readonly name: string;
  readonly fields: readonly Field[];
  /** Its bytes as C lays them out, where it came from the kernel: they can be handed back. */
  readonly bytes?: Bytes;
}

/** One member of a structure. */
export interface Field {
  readonly name: string;
  readonly value: Value;
  /** How a value that has a name is shown: "POLLIN|POLLHUP". */
  readonly text?: string;
}

/** The kinds of value, by the names messages use. */
export type ValueKind =
  | "None"
  | "boolean"
  | "number"
  | "text"
  | "bytes"
  | "address"
  | "socket"
  | "tuple"
  | "struct";

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

/** Whether a value is a structure. */
export function isStruct(value: Value): value is Struct {
  return kindOf(value) === "struct";
}

/** Whether a value can be taken apart: a tuple, a structure, or an address as Python sees it. */
export function isList(value: Value): value is Tuple | Address | Struct {
  return value !== null && typeof value === "object" && !(value instanceof Uint8Array) &&
    (isTuple(value) || value.kind === "address" || value.kind === "struct");
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
  return bytes.toHex();
}

// ---- Letters

/** How many letters a text has: a surrogate pair is one. */
export function letterCount(text: string): number {
  let count = text.length;
  for (let at = 1; at < text.length; at++) {
    if (isPair(text, at - 1)) count--;
  }
  return count;
}

/** The first letters of a text. */
export function firstLetters(text: string, count: number): string {
  return text.slice(0, offset(text, count));
}

/** The beginning of a text, for a message about it. */
export function beginning(text: string): string {
  return text.length > 80 ? `${firstLetters(text, 80)}…` : text;
}

/** Where the letter with that number begins, a negative one counted from the end; beyond the text if it has none. */
export function offset(text: string, letter: number): number {
  let at = letter < 0 ? text.length : 0;
  for (let left = letter; left > 0 && at < text.length; left--) at += isPair(text, at) ? 2 : 1;
  for (let left = letter; left < 0 && at >= 0; left++) at -= isPair(text, at - 2) ? 2 : 1;
  return at;
}

/** A text in pieces that are whole letters, so that what is made of it is never there for all of it at once. */
export function* pieces(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    let end = start + portion;
    if (isPair(text, end - 1)) end++;
    yield text.slice(start, end);
    start = end;
  }
}

/** As many units of a text, or texts, are handled at once: an array of all letters is many times their text. */
const portion = 2 ** 12;

export function isPair(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
}

// ---- Sizes

/** Larger texts and bytes are refused, so that `"a" * 1000000000000` answers at once: 16 MiB. */
export const largest = 2 ** 24;

/** Longer tuples are refused. */
export const most = 2 ** 20;

/**
 * Checks the size of a text, in UTF-16 units, or of bytes.
 *
 * @throws {UsageError} when it is larger than the largest
 */
export function limited(length: number, limit = largest): void {
  if (length > limit) throw new UsageError("value", "value.too-large", { length, limit });
}

/**
 * Texts as one.
 *
 * @throws {UsageError} when that would be larger than the largest
 */
export function joined(texts: Iterable<string>, separator = ""): string {
  const done: string[] = [];
  let now: string[] = [];
  let length = -separator.length;
  for (const text of texts) {
    length += separator.length + text.length;
    limited(length);
    now.push(text);
    if (now.length < portion) continue;
    done.push(now.join(separator));
    now = [];
  }
  if (now.length > 0) done.push(now.join(separator));
  return done.join(separator);
}

// ---- Text

/**
 * A value as text, where it is printed or inserted into other text. Bytes that are no UTF-8 stand as \xNN.
 *
 * @throws {UsageError} when the text is larger than the largest
 */
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
      if (value instanceof Uint8Array) return decode(value) ?? joined(spelled(value));
      if (isTuple(value)) return tupleText(value, new Map());
      if (value.kind === "address") return formatAddress(value);
      if (value.kind === "struct") return structText(value, new Map());
      return value.name ?? `descriptor ${value.fd}`;
  }
}

/** A tuple that stands in several places, in `known` with its text, is written once. */
function tupleText(tuple: Tuple, known: Map<Tuple, string>): string {
  let text = known.get(tuple);
  if (text === undefined) {
    text = `(${joined(tuple.map((item) => inTuple(item, known)), ", ")}${tuple.length === 1 ? "," : ""})`;
    known.set(tuple, text);
  }
  return text;
}

/** A structure as the prompt shows it: `{l_onoff=1, l_linger=5}`. */
function structText({ fields }: Struct, known: Map<Tuple, string>): string {
  const texts = fields.map(({ name, value, text }) => `${name}=${text ?? inTuple(value, known)}`);
  return `{${joined(texts, ", ")}}`;
}

/** Inside a tuple texts and bytes are quoted, as in Python, so that their commas are not the tuple's. */
export function inTuple(value: Value, known = new Map<Tuple, string>()): string {
  if (typeof value === "string") return `"${quotable(value)}"`;
  if (value instanceof Uint8Array) return `b"${joined(spelled(value, quotedCode))}"`;
  if (value !== null && isTuple(value)) return tupleText(value, known);
  return isStruct(value) ? structText(value, known) : textOf(value);
}

/** What stands escaped between double quotes: first the backslash, for the others bring one. */
const QUOTED: readonly (readonly [letter: string, escape: string])[] = [
  ["\\", "\\\\"],
  ['"', '\\"'],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
];
const QUOTED_CODES = new Map(QUOTED.map(([letter, escape]) => [letter.charCodeAt(0), escape]));

function quotable(text: string): string {
  return /["\\\n\r\t]/.test(text) ? joined(pieces(text).map(quotedPiece)) : text;
}

/** One pass a letter: one for all, with a function, takes far longer where most of a text is escaped. */
function quotedPiece(piece: string): string {
  return QUOTED.reduce((text, [letter, escape]) => text.replaceAll(letter, escape), piece);
}

function quotedCode(code: number): string | undefined {
  return code > 0x5c || (code > 0x22 && code < 0x5c) ? undefined : QUOTED_CODES.get(code);
}

// ---- Comparing

/**
 * `==`: text and bytes by UTF-8 bytes, addresses by family, address and port (text is parsed as an address
 * first, bytes are a unix path), a socket and a number by descriptor, two sockets that are open as well, a structure and a tuple or
 * another structure by their elements, a structure and bytes by the bytes it came in. Other kinds are unequal,
 * never an error.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(equal("olá", encode("olá")), true);
 * assertEquals(equal("1", 1), false);
 * ```
 */
export function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a === "string" && typeof b === "string") return a.toWellFormed() === b.toWellFormed();
  const kinds = [kindOf(a), kindOf(b)];
  if (isAddress(a)) return equalsAddress(a, b);
  if (isAddress(b)) return equalsAddress(b, a);
  if (isList(a) && isList(b)) {
    const [x, y] = [items(a), items(b)];
    return x.length === y.length && x.every((item, i) => equal(item, y[i] ?? null));
  }
  if (isStruct(a)) return equalsBytes(a, b);
  if (isStruct(b)) return equalsBytes(b, a);
  if (kinds.every((kind) => kind === "text" || kind === "bytes")) {
    const [x, y] = [a, b].map((value) => typeof value === "string" ? encode(value) : value as Bytes);
    return x !== undefined && y !== undefined && sameBytes(x, y);
  }
  // Every closed socket has the descriptor -1, which makes them no less different.
  if (kinds.every((kind) => kind === "socket")) return number(a) === number(b) && number(a) >= 0;
  if (kinds.every((kind) => kind === "socket" || kind === "number" || kind === "boolean")) {
    return number(a) === number(b);
  }
  return false;
}

function equalsBytes({ bytes }: Struct, other: Value): boolean {
  return bytes !== undefined && other instanceof Uint8Array && sameBytes(bytes, other);
}

export function isAddress(value: Value): value is Address {
  return kindOf(value) === "address";
}

/** What a number comparison sees: a socket stands for its descriptor. */
function number(value: Value): number {
  return kindOf(value) === "socket" ? (value as Socket).fd : Number(value);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && difference(a, b) === 0;
}

/** Bytes in the order of their first difference, the shorter first; 0 when there is none. */
export function difference(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at++) {
    if (a[at] !== b[at]) return a[at]! - b[at]!;
  }
  return a.length - b.length;
}

/** The same of the UTF-8 of texts, of which only the first letters that differ are needed. */
export function textDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (isPair(a, at - 1)) at--;
  return difference(encode(a.slice(at, at + 2)), encode(b.slice(at, at + 2)));
}

function equalsAddress(address: Address, other: Value): boolean {
  if (isAddress(other)) return sameAddress(address, other);
  if (isTuple(other)) {
    const [host, ...rest] = other;
    if (rest.length === 0 || other.length > items(address).length) return false;
    return equalsHost(address, host ?? null) &&
      rest.every((item, i) => equal(items(address)[i + 1] ?? null, item));
  }
  if (other instanceof Uint8Array) return address.family === "unix" && sameBytes(address.path, other);
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
  const [, plain = "", zone] = /^([^%]*)(?:%(.*))?$/s.exec(host) ?? [];
  if (zone !== undefined && !(address.family === "inet6" && zone === String(address.scope))) return false;
  return sameAddress(address, { ...address, host: plain });
}

/** What unpacking and indexing see: a tuple's items, a structure's, an address's host and port (and flow and scope). */
export function items(value: Tuple | Address | Struct): Tuple {
  if (isTuple(value)) return value;
  if (value.kind === "struct") return value.fields.map((field) => field.value);
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
