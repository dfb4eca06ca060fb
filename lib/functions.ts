// functions: len, str, int, bytes, hex, encode, decode, and the methods texts and bytes have.
//
// The few of Python's that handouts use. Pure: values in, a value out. The parser knows their names;
// how many arguments each takes is said here and checked before anything runs.

import { UsageError } from "./errors.ts";
import {
  type Bytes,
  decode,
  encode,
  hex,
  isList,
  isTuple,
  items,
  kindOf,
  textOf,
  type Value,
} from "./values.ts";

/** A function: how many arguments it takes, and what it makes of them. */
interface Callable {
  readonly least: number;
  readonly most: number;
  readonly run: (...args: readonly Value[]) => Value;
}

const functions: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ["len", { least: 1, most: 1, run: (value = null) => length(value) }],
  ["str", { least: 0, most: 2, run: (value = "", encoding) => text(value, encoding) }],
  ["int", { least: 0, most: 2, run: (value = 0, base) => integer(value, base) }],
  ["bytes", { least: 0, most: 2, run: (value = 0, encoding) => bytes(value, encoding) }],
  ["hex", { least: 1, most: 1, run: (value = null) => hexadecimal(value) }],
  ["encode", { least: 1, most: 2, run: (value = null, encoding) => encoded(value, encoding) }],
  ["decode", { least: 1, most: 2, run: (value = null, encoding) => decoded(value, encoding) }],
]);

/** Methods, their receiver first. */
const methods: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ["encode", { least: 1, most: 2, run: (value = null, encoding) => encoded(value, encoding) }],
  ["decode", { least: 1, most: 2, run: (value = null, encoding) => decoded(value, encoding) }],
  ["hex", { least: 1, most: 1, run: (value = null) => hexadecimal(value) }],
  ["upper", { least: 1, most: 1, run: (value = null) => letters("upper", value, (t) => t.toUpperCase()) }],
  ["lower", { least: 1, most: 1, run: (value = null) => letters("lower", value, (t) => t.toLowerCase()) }],
  ["strip", { least: 1, most: 1, run: (value = null) => letters("strip", value, (t) => t.trim()) }],
]);

/** The function or method of that name, undefined when there is none. */
export function callable(kind: "function" | "method", name: string): Callable | undefined {
  return (kind === "function" ? functions : methods).get(name);
}

function length(value: Value): number {
  if (typeof value === "string") return [...value].length;
  if (value instanceof Uint8Array) return value.length;
  if (isList(value)) return items(value).length;
  throw wrongKind("len", value);
}

function text(value: Value, encoding?: Value): string {
  return value instanceof Uint8Array && encoding !== undefined ? decoded(value, encoding) : textOf(value);
}

function integer(value: Value, base: Value = 10): number {
  if (typeof value === "number") return Math.trunc(value);
  if (typeof value === "boolean") return Number(value);
  if (value !== null && typeof value === "object" && "fd" in value) return value.fd;
  const written = value instanceof Uint8Array ? decode(value) : value;
  if (typeof written !== "string") throw wrongKind("int", value);
  const digits = /^\s*([-+]?)(0[xX]|0[oO]|0[bB])?([0-9a-zA-Z]+)\s*$/.exec(written);
  const prefix: Record<string, number> = { "0x": 16, "0o": 8, "0b": 2 };
  const implied = digits?.[2] === undefined ? undefined : prefix[digits[2].toLowerCase()];
  const radix = base === 0 || base === implied ? implied ?? 10 : base;
  if (digits === null || typeof radix !== "number" || (implied !== undefined && implied !== radix)) {
    throw new UsageError("value", "value.not-integer", { value: written });
  }
  // parseInt stops at the first digit that is none; Python refuses the whole.
  const magnitude = parseInt(digits[3] ?? "", radix);
  const all = [...(digits[3] ?? "")].every((digit) => !Number.isNaN(parseInt(digit, radix)));
  if (!all || !Number.isSafeInteger(magnitude)) {
    throw new UsageError("value", "value.not-integer", { value: written });
  }
  return digits[1] === "-" ? -magnitude : magnitude;
}

/** The most bytes `bytes(n)` makes. */
const largest = 2 ** 28;

function bytes(value: Value, encoding?: Value): Bytes {
  if (value instanceof Uint8Array) return value;
  if (typeof value === "string") return encoded(value, encoding);
  if (typeof value === "number") {
    if (!Number.isInteger(value) || value < 0) throw new UsageError("range", "value.byte-count", { value });
    if (value > largest) throw new UsageError("range", "value.too-large", { length: value, limit: largest });
    return new Uint8Array(value);
  }
  if (value !== null && typeof value === "object" && isTuple(value)) {
    return new Uint8Array(value.map((item) => {
      if (typeof item === "number" && Number.isInteger(item) && item >= 0 && item <= 255) return item;
      throw new UsageError("range", "value.not-byte", { value: textOf(item) });
    }));
  }
  throw wrongKind("bytes", value);
}

function hexadecimal(value: Value): string {
  if (value instanceof Uint8Array) return hex(value);
  if (typeof value === "string") return hex(encode(value));
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
      throw new UsageError("value", "value.encoding", { encoding: textOf(encoding) });
  }
}

function encoded(value: Value, encoding?: Value): Bytes {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== "string") throw wrongKind("encode", value);
  const name = encodingOf(encoding);
  if (name === "utf-8") return encode(value);
  const limit = name === "ascii" ? 0x7f : 0xff;
  return Uint8Array.from([...value], (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    if (code > limit) throw new UsageError("value", "value.encode", { letter, encoding: name });
    return code;
  });
}

function decoded(value: Value, encoding?: Value): string {
  if (typeof value === "string") return value;
  if (!(value instanceof Uint8Array)) throw wrongKind("decode", value);
  const name = encodingOf(encoding);
  if (name !== "utf-8") {
    const bad = name === "ascii" ? value.find((byte) => byte > 0x7f) : undefined;
    if (bad !== undefined) throw new UsageError("value", "value.decode", { encoding: name });
    return Array.from(value, (byte) => String.fromCharCode(byte)).join("");
  }
  const text = decode(value);
  if (text === undefined) throw new UsageError("value", "value.decode", { encoding: name });
  return text;
}

/** A change of letters, on text or on bytes that spell text. */
function letters(method: string, value: Value, change: (text: string) => string): Value {
  if (typeof value === "string") return change(value);
  if (value instanceof Uint8Array) {
    // Python changes ASCII letters and blanks of bytes only; every other byte stays as it is.
    const ascii = Array.from(value, (byte) => String.fromCharCode(byte)).join("");
    const only = method === "strip"
      ? ascii.replace(/^[\t-\r ]+|[\t-\r ]+$/g, "")
      : ascii.replace(/[a-zA-Z]/g, change);
    return Uint8Array.from([...only], (letter) => letter.charCodeAt(0));
  }
  throw new UsageError("kind", "value.no-method", { method, kind: kindOf(value) });
}

function wrongKind(name: string, value: Value): UsageError {
  return new UsageError("kind", "value.function-kind", { name, kind: kindOf(value) });
}
