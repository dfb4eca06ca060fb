// operators: + - * % | and the comparisons on values, indexing, and the building of tuples.
//
// What does not go together is refused with a sentence; so is a result that would be too large.

import type { Address } from "../abi/address.ts";
import { UsageError } from "../errors.ts";
import { nearest } from "../language/mod.ts";
import {
  beginning,
  type Bytes,
  difference,
  encode,
  isList,
  isPair,
  isStruct,
  isTuple,
  items,
  kindOf,
  letterCount,
  limited,
  most,
  offset,
  type Struct,
  textDifference,
  type Tuple,
  type Value,
} from "../values.ts";
import { format } from "./format.ts";

/**
 * A result, when it is a number that says something: finite, and exact where the operands are integers. There is no
 * minus zero.
 */
function exact(result: number, a: number, b: number): number {
  if (!Number.isFinite(result)) throw new UsageError("range", "value.not-finite");
  if (!Number.isSafeInteger(result) && Number.isInteger(a) && Number.isInteger(b)) {
    throw new UsageError("range", "value.not-exact");
  }
  return result === 0 ? 0 : result;
}

/** Tuples nest at most so deep. */
const deepest = 200;

/** How deep a tuple is, and how many values it holds with all that its elements hold. */
const measures = new WeakMap<Tuple, { readonly depth: number; readonly weight: number }>();

/**
 * A tuple of those values.
 *
 * @throws {UsageError} when it would be nested too deep, or hold too many values on all its levels
 */
export function tupleOf(values: Value[]): Tuple {
  let depth = 1;
  let weight = values.length;
  for (const value of values) {
    if (value === null || typeof value !== "object" || !isTuple(value)) continue;
    const inner = measures.get(value) ?? { depth: 1, weight: value.length };
    depth = Math.max(depth, inner.depth + 1);
    weight += inner.weight;
  }
  if (depth > deepest) throw new UsageError("value", "value.too-deep", { limit: deepest });
  if (weight > most) throw new UsageError("value", "value.too-many", { length: weight, limit: most });
  measures.set(values, { depth, weight });
  return values;
}

/** `+`: numbers, texts, bytes, tuples; text and bytes do not mix. */
export function add(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") return exact(a + b, a, b);
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
  if (a !== null && b !== null && isTuple(a) && isTuple(b)) {
    const length = a.length + b.length;
    if (length > most) throw new UsageError("value", "value.too-many", { length, limit: most });
    return tupleOf([...a, ...b]);
  }
  throw mismatch("+", a, b);
}

/** `*`: numbers; texts and bytes repeated. */
export function multiply(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") return exact(a * b, a, b);
  const [thing, times] = typeof a === "number" ? [b, a] : [a, b];
  if (typeof times === "number" && Number.isInteger(times)) {
    const count = Math.max(0, times);
    if (typeof thing === "string") {
      limited(thing.length * count);
      return thing.repeat(count);
    }
    if (thing instanceof Uint8Array) {
      limited(thing.length * count);
      return repeated(thing, count);
    }
  }
  throw mismatch("*", a, b);
}

/** Bytes again and again; what is there already is copied behind itself, each time twice as much. */
function repeated(bytes: Bytes, count: number): Bytes {
  const all = new Uint8Array(bytes.length * count);
  if (all.length > 0) all.set(bytes);
  for (let known = bytes.length; known < all.length; known *= 2) all.copyWithin(known, 0, known);
  return all;
}

/**
 * `-`, `%` on numbers (the remainder has the sign of the divisor, as in Python), `|` and `&` on integers.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(arithmetic("%", -7, 3), 2);
 * assertEquals(arithmetic("%", "port %d", 80), "port 80");
 * ```
 */
export function arithmetic(operator: "-" | "%" | "|" | "&", a: Value, b: Value): Value {
  if (operator === "%" && typeof a === "string") return format(a, b);
  if (typeof a !== "number" || typeof b !== "number") throw mismatch(operator, a, b);
  switch (operator) {
    case "-":
      return exact(a - b, a, b);
    case "%": {
      if (b === 0) throw new UsageError("value", "value.modulo-zero");
      const rest = a % b;
      if (rest === 0) return 0;
      return rest < 0 === b < 0 ? rest : rest + b;
    }
    case "&":
    case "|": {
      if (!Number.isInteger(a) || !Number.isInteger(b)) throw mismatch(operator, a, b);
      const bits = operator === "|" ? BigInt(a) | BigInt(b) : BigInt(a) & BigInt(b);
      return exact(Number(bits), a, b);
    }
    default:
      return operator satisfies never;
  }
}

/** `~`: all bits of an integer the other way round. */
export function complement(value: Value): number {
  if (typeof value === "number" && Number.isInteger(value)) return -value - 1;
  throw new UsageError("kind", "value.operand", { operator: "~", kind: kindOf(value) });
}

/** `<` and its relatives: numbers, or texts and bytes by their bytes. Negative, 0 or positive. */
export function compare(operator: string, a: Value, b: Value): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") {
    return textDifference(a.toWellFormed(), b.toWellFormed());
  }
  const [x, y] = [a, b].map((value) => typeof value === "string" ? encode(value) : value);
  if (x instanceof Uint8Array && y instanceof Uint8Array) return difference(x, y);
  throw mismatch(operator, a, b);
}

/** `value[index]`; a negative index counts from the end. A structure has its fields by name, too. */
export function index(value: Value, at: Value): Value {
  if (typeof at === "string" && isStruct(value)) return field(value, at);
  if (typeof value !== "string" && !(value instanceof Uint8Array) && !isList(value)) {
    throw new UsageError("kind", "value.no-index", { kind: kindOf(value) });
  }
  if (typeof at !== "number" || !Number.isInteger(at)) {
    throw new UsageError("kind", "value.index-kind", { kind: kindOf(at) });
  }
  const item = typeof value === "string"
    ? letter(value, at)
    : value instanceof Uint8Array
    ? value.at(at)
    : items(value).at(at);
  if (item === undefined) {
    throw new UsageError("range", "value.index-range", { index: at, length: length(value) });
  }
  return item;
}

function field({ fields }: Struct, name: string): Value {
  const found = fields.find((field) => field.name === name);
  if (found !== undefined) return found.value;
  const near = nearest(name, fields.map((field) => field.name));
  throw new UsageError("name", "value.no-field", {
    field: beginning(name),
    ...(near === undefined ? {} : { nearest: near }),
  });
}

/** One letter of a text, a negative number counted from the end. */
function letter(text: string, at: number): string | undefined {
  const start = offset(text, at);
  if (start < 0 || start >= text.length) return undefined;
  return text.slice(start, start + (isPair(text, start) ? 2 : 1));
}

/** How many letters, bytes or elements there are. */
export function length(value: string | Bytes | Tuple | Address | Struct): number {
  if (typeof value === "string") return letterCount(value);
  return value instanceof Uint8Array ? value.length : items(value).length;
}

function mismatch(operator: string, a: Value, b: Value): UsageError {
  return new UsageError("kind", "value.operands", { operator, left: kindOf(a), right: kindOf(b) });
}
