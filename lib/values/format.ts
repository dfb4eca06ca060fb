// format: Python's "…%s…" % value, as handouts print with it.

import { UsageError } from "../errors.ts";
import {
  beginning,
  firstLetters,
  inTuple,
  isList,
  items,
  joined,
  kindOf,
  limited,
  textOf,
  type Tuple,
  type Value,
} from "../values.ts";

/** Longer texts are not gone through for conversions. */
const longestTemplate = 2 ** 22;

/** Python's `"…%s…" % value`: the conversions s, r, d, i, u, x, X, o, f, c and %, with flags, width and precision. */
export function format(template: string, value: Value): string {
  limited(template.length, longestTemplate);
  return joined(formatted(template, value !== null && isList(value) ? items(value) : [value]));
}

/** The text between the conversions of a template, and what stands for each of them. */
function* formatted(template: string, given: Tuple): Generator<string> {
  const refused = (key: string) => new UsageError("value", key, { template: beginning(template) });
  let next = 0;
  let done = 0;
  for (let at = template.indexOf("%"); at >= 0; at = template.indexOf("%", at)) {
    const conversion = conversionAt(template, at);
    if (conversion === undefined) {
      at++;
      continue;
    }
    yield template.slice(done, at);
    at = done = conversion.end;
    if (conversion.letter === "%") yield "%";
    else {
      const item = given[next++];
      if (item === undefined) throw refused("value.format-few");
      limited(conversion.width + (conversion.precision ?? 0));
      yield padded(converted(conversion, item), conversion);
    }
  }
  if (next < given.length) throw refused("value.format-many");
  yield template.slice(done);
}

/** One `%…` of a template. */
interface Conversion {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly letter: string;
  /** All of it, for a message. */
  readonly whole: string;
  /** Where the text goes on. */
  readonly end: number;
}

/** The conversion that begins at a %, undefined when that is only a %. */
function conversionAt(template: string, start: number): Conversion | undefined {
  let at = start + 1;
  const run = (letters: string): string => {
    const from = at;
    while (at < template.length && letters.includes(template[at]!)) at++;
    return template.slice(from, at);
  };
  const flags = run("-+ 0#");
  const width = Number(run("0123456789"));
  let precision: number | undefined;
  if (template[at] === ".") {
    at++;
    const digits = run("0123456789");
    if (digits === "") return undefined;
    precision = Number(digits);
  }
  const letter = template[at] ?? "";
  if (!/[a-zA-Z%]/.test(letter)) return undefined;
  const end = at + 1;
  return { flags, width, precision, letter, whole: beginning(template.slice(start, end)), end };
}

/** A converted value as wide as wanted: blanks before or behind it, or zeros between a number's sign and its digits. */
function padded(converted: string, { letter, flags, width }: Conversion): string {
  const isNumber = "diuxXof".includes(letter);
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
  const before = "-+ ".includes(shown.charAt(0)) ? shown.charAt(0) : "";
  return before + shown.slice(before.length).padStart(width - before.length, "0");
}

/** An item as its conversion wants it. */
function converted({ whole, letter, precision }: Conversion, item: Value): string {
  const numeric = (): number => {
    const value = typeof item === "boolean" ? Number(item) : item;
    if (typeof value !== "number") {
      throw new UsageError("kind", "value.format-kind", { conversion: whole, kind: kindOf(item) });
    }
    return value;
  };
  const integer = (base: number): string => {
    const number = Math.trunc(numeric());
    const digits = Math.abs(number).toString(base).padStart(precision ?? 0, "0");
    return number < 0 ? `-${digits}` : digits;
  };
  switch (letter) {
    case "s":
      return precision === undefined ? textOf(item) : firstLetters(textOf(item), precision);
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
      return numeric().toFixed(Math.min(100, precision ?? 6));
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
