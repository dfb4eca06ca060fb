// functions: len, str, int, bytes, hex, encode, decode, and the methods texts and bytes have.
//
// The few of Python's that handouts use. Pure: values in, a value out. The parser knows their names;
// how many arguments each takes is said here and checked before anything runs.

import { UsageError } from "./errors.ts";
import {
  beginning,
  type Bytes,
  decode,
  encode,
  hex,
  isList,
  isStruct,
  isTuple,
  joined,
  kindOf,
  limited,
  pieces,
  textOf,
  type Value,
} from "./values.ts";
import { length } from "./values/operators.ts";

/** A function: how many arguments it takes, and what it makes of them. */
interface Callable {
  readonly least: number;
  readonly most: number;
  readonly run: (...args: readonly Value[]) => Value;
}

/** Functions, as {@linkcode callable} finds them. */
export const functions: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ["len", { least: 1, most: 1, run: (value = null) => len(value) }],
  ["str", { least: 0, most: 2, run: (value = "", encoding) => text(value, encoding) }],
  ["int", { least: 0, most: 2, run: (value = 0, base) => integer(value, base) }],
  ["bytes", { least: 0, most: 2, run: (value = 0, encoding) => bytes(value, encoding) }],
  ["hex", { least: 1, most: 1, run: (value = null) => hexadecimal(value) }],
  ["encode", { least: 1, most: 2, run: (value = null, encoding) => encoded(value, encoding) }],
  ["decode", { least: 1, most: 2, run: (value = null, encoding) => decoded(value, encoding) }],
]);

/** Methods, their receiver first. */
export const methods: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ["encode", { least: 1, most: 2, run: (value = null, encoding) => encoded(value, encoding) }],
  ["decode", { least: 1, most: 2, run: (value = null, encoding) => decoded(value, encoding) }],
  ["hex", { least: 1, most: 1, run: (value = null) => hexadecimal(value) }],
  ["upper", { least: 1, most: 1, run: (value = null) => upper(value) }],
  ["lower", { least: 1, most: 1, run: (value = null) => lower(value) }],
  ["strip", { least: 1, most: 1, run: (value = null) => strip(value) }],
]);

/** The function or method of that name, undefined when there is none. */
export function callable(kind: "function" | "method", name: string): Callable | undefined {
  return (kind === "function" ? functions : methods).get(name);
}

function len(value: Value): number {
  if (typeof value === "string" || value instanceof Uint8Array || isList(value)) return length(value);
  throw wrongKind("len", value);
}

function text(value: Value, encoding?: Value): string {
  return value instanceof Uint8Array && encoding !== undefined ? decoded(value, encoding) : textOf(value);
}

/** Longer texts are no integer, whatever zeros they begin with: Python's limit. */
const longestInteger = 4300;

function integer(value: Value, base: Value = 10): number {
  if (typeof value === "number") return Math.trunc(value);
  if (typeof value === "boolean") return Number(value);
  if (value !== null && typeof value === "object" && "fd" in value) return value.fd;
  const written = value instanceof Uint8Array ? decode(value) : value;
  if (typeof written !== "string") throw wrongKind("int", value);
  const refused = new UsageError("value", "value.not-integer", { value: beginning(written) });
  const trimmed = written.trim();
  if (trimmed.length > longestInteger) throw refused;
  const digits = /^([-+]?)(0[xX]|0[oO]|0[bB])?([0-9a-zA-Z]+)$/.exec(trimmed);
  const prefix: Record<string, number> = { "0x": 16, "0o": 8, "0b": 2 };
  const implied = digits?.[2] === undefined ? undefined : prefix[digits[2].toLowerCase()];
  const radix = base === 0 || base === implied ? implied ?? 10 : base;
  if (digits === null || typeof radix !== "number" || (implied !== undefined && implied !== radix)) {
    throw refused;
  }
  // parseInt stops at the first digit that is none; Python refuses the whole.
  const magnitude = parseInt(digits[3] ?? "", radix);
  const all = [...(digits[3] ?? "")].every((digit) => !Number.isNaN(parseInt(digit, radix)));
  if (!all || !Number.isSafeInteger(magnitude)) throw refused;
  return digits[1] === "-" && magnitude !== 0 ? -magnitude : magnitude;
}

function bytes(value: Value, encoding?: Value): Bytes {
  if (value instanceof Uint8Array) return value;
  if (isStruct(value) && value.bytes !== undefined) return value.bytes;
  if (typeof value === "string") return encoded(value, encoding);
  if (typeof value === "number") {
    if (!Number.isInteger(value) || value < 0) throw new UsageError("range", "value.byte-count", { value });
    limited(value);
    return new Uint8Array(value);
  }
  if (value !== null && typeof value === "object" && isTuple(value)) {
    return new Uint8Array(value.map((item) => {
      if (typeof item === "number" && Number.isInteger(item) && item >= 0 && item <= 255) return item;
      throw new UsageError("range", "value.not-byte", { value: beginning(textOf(item)) });
    }));
  }
  throw wrongKind("bytes", value);
}

function hexadecimal(value: Value): string {
  if (typeof value === "string") return hexadecimal(encode(value));
  if (value instanceof Uint8Array) {
    limited(value.length * 2);
    return hex(value);
  }
  if (typeof value !== "number" || !Number.isInteger(value)) throw wrongKind("hex", value);
  return `${value < 0 ? "-" : ""}0x${Math.abs(value).toString(16)}`;
}

/** The encodings handouts name; anything else is refused rather than guessed. */
function encodingOf(encoding: Value | undefined): "utf-8" | "ascii" | "latin-1" {
  if (encoding === undefined) return "utf-8";
  switch (typeof encoding === "string" ? encoding.toLowerCase().replaceAll("_", "-") : "") {
    case "utf-8":
    case "utf8":
      return "utf-8";
    case "ascii":
    case "us-ascii":
      return "ascii";
    case "latin-1":
    case "latin1":
    case "iso-8859-1":
      return "latin-1";
    default:
      throw new UsageError("value", "value.encoding", { encoding: beginning(textOf(encoding)) });
  }
}

function encoded(value: Value, encoding?: Value): Bytes {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== "string") throw wrongKind("encode", value);
  const name = encodingOf(encoding);
  if (name === "utf-8") {
    const bytes = encode(value);
    limited(bytes.length);
    return bytes;
  }
  const limit = name === "ascii" ? 0x7f : 0xff;
  const bytes = new Uint8Array(value.length);
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code > limit) {
      const letter = String.fromCodePoint(value.codePointAt(at)!);
      throw new UsageError("value", "value.encode", { letter, encoding: name });
    }
    bytes[at] = code;
  }
  return bytes;
}

function decoded(value: Value, encoding?: Value): string {
  if (typeof value === "string") return value;
  if (!(value instanceof Uint8Array)) throw wrongKind("decode", value);
  const name = encodingOf(encoding);
  if (name === "latin-1") return latin1(value);
  // Whatever ASCII spells is UTF-8, too.
  const text = name === "ascii" && !isAscii(value) ? undefined : decode(value);
  if (text === undefined) throw new UsageError("value", "value.decode", { encoding: name });
  return text;
}

function isAscii(bytes: Bytes): boolean {
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at]! > 0x7f) return false;
  }
  return true;
}

/** As many bytes become text at once: each is an argument of a call. */
const portion = 2 ** 13;

/** Each byte as the letter of its number (the "latin1" of TextDecoder is windows-1252). */
function latin1(bytes: Bytes): string {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; at += portion) {
    // Spreading the bytes takes five times as long.
    const codes = bytes.subarray(at, at + portion) as unknown as number[];
    texts.push(String.fromCharCode.apply(null, codes));
  }
  return texts.join("");
}

// Python changes ASCII letters and blanks of bytes only; every other byte stays as it is.

function upper(value: Value): Value {
  if (typeof value === "string") return joined(pieces(value).map((piece) => piece.toUpperCase()));
  return shifted(bytesOf("upper", value), 0x61, -0x20);
}

function lower(value: Value): Value {
  if (typeof value === "string") {
    // All at once: how a sigma is written depends on the letters around it.
    const text = value.toLowerCase();
    limited(text.length);
    return text;
  }
  return shifted(bytesOf("lower", value), 0x41, 0x20);
}

function strip(value: Value): Value {
  if (typeof value === "string") return value.trim();
  const bytes = bytesOf("strip", value);
  const isBlank = (byte = 0) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
  let start = 0;
  let end = bytes.length;
  while (start < end && isBlank(bytes[start])) start++;
  while (end > start && isBlank(bytes[end - 1])) end--;
  return bytes.slice(start, end);
}

/** A copy in which the 26 letters from `first` on are other ones. */
function shifted(bytes: Bytes, first: number, by: number): Bytes {
  const copy = bytes.slice();
  for (let at = 0; at < copy.length; at++) {
    const byte = copy[at]!;
    if (byte >= first && byte < first + 26) copy[at] = byte + by;
  }
  return copy;
}

function bytesOf(method: string, value: Value): Bytes {
  if (value instanceof Uint8Array) return value;
  throw new UsageError("kind", "value.no-method", { method, kind: kindOf(value) });
}

function wrongKind(name: string, value: Value): UsageError {
  return new UsageError("kind", "value.function-kind", { name, kind: kindOf(value) });
}
