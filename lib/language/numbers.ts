// numbers: what number does a run of digits and letters spell?
//
// Decimal, 0x, 0o, 0b, decimals, digits grouped by `_`, and durations with a unit. It must not
// know where a number may stand nor which numbers fit a C parameter.

import type { Literal } from "./tree.ts";
import type { Scanner } from "./scanner.ts";
import { clip } from "./scanner.ts";

/** How many of each unit make a second, or how many seconds the unit has. */
const SECONDS: Readonly<Record<string, (amount: number) => number>> = {
  us: (amount) => amount / 1_000_000,
  ms: (amount) => amount / 1_000,
  s: (amount) => amount,
  m: (amount) => amount * 60,
};

const RADIX = /^0(?:[xX](?:_?[\da-fA-F])+|[oO](?:_?[0-7])+|[bB](?:_?[01])+)$/;
// A leading zero is refused as in Python: in C it would silently mean octal.
const DECIMAL =
  /^((?:[1-9](?:_?\d)*|0(?:_?0)*)|\d(?:_?\d)*(?=[.eE])|(?=\.))((?:\.\d(?:_?\d)*|\.)?(?:[eE][+-]?\d+)?)(us|ms|s|m)?$/;

/** Longer runs are no number anybody means. */
const LONGEST = 400;

/** Whether a number starts here: a digit, or a point with a digit behind it. */
export function startsNumber(text: string, at: number): boolean {
  return isDigit(text[at]) || (text[at] === "." && isDigit(text[at + 1]));
}

/** Reads the number that starts here; throws `syntax.number` or `syntax.number-large`. */
export function readNumber(scanner: Scanner): Literal {
  const start = scanner.at;
  const run = numberRun(scanner);
  const span = { start, end: scanner.at };
  const fault = (key: string) => scanner.fault(key, span, { text: clip(run) });
  if (run.length > LONGEST) throw fault("syntax.number");

  const decimal = DECIMAL.exec(run);
  if (decimal === null && !RADIX.test(run)) throw fault("syntax.number");
  const unit = decimal?.[3];
  const value = Number(run.slice(0, run.length - (unit?.length ?? 0)).replaceAll("_", ""));
  // Integers beyond 2^53-1 would silently become other integers.
  const whole = decimal === null || decimal[2] === "";
  if (!Number.isFinite(value) || (whole && !Number.isSafeInteger(value))) {
    throw fault("syntax.number-large");
  }
  return unit === undefined
    ? { kind: "literal", span, value, form: "number" }
    : { kind: "literal", span, value: SECONDS[unit]!(value), form: "duration" };
}

/** Everything glued to the first digit, so that `12abc` and `127.0.0.1` are refused as a whole. */
function numberRun(scanner: Scanner): string {
  const { text } = scanner;
  const start = scanner.at;
  for (;;) {
    const char = text[scanner.at];
    const exponent = (char === "+" || char === "-") && isDigit(text[scanner.at + 1]) &&
      /^\d[\d_]*\.?\d*[eE]$/.test(text.slice(start, Math.min(scanner.at, start + LONGEST)));
    if (char === undefined || !(/[\w.]/.test(char) || exponent)) break;
    scanner.at++;
  }
  return text.slice(start, scanner.at);
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= "0" && char <= "9";
}
