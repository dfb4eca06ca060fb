// expectation: whether what a statement came to is what stands behind `=>`.

import { errnoNumber } from "../abi/mod.ts";
import { errorCode } from "../abi/names.ts";
import { InterruptedError, SystemError, TimeoutError, UsageError } from "../errors.ts";
import type { Expectation, Expression, Simple, Timing } from "../language/mod.ts";
import { after, type Maybe } from "../sockets/mod.ts";
import { equal, isAddress, isList, items, textOf, type Value } from "../values.ts";
import { evaluate } from "./evaluate.ts";
import { readDuration } from "./limit.ts";
import { Frame } from "./frame.ts";

/** Why an expectation cannot be judged. */
export type Refusal = UsageError | SystemError;

/**
 * Whether a statement's expectation holds; undefined without one; an error when it cannot be evaluated.
 *
 * @param milliseconds how long the statement took
 */
export function judge(
  statement: Simple,
  value: Value | undefined,
  error: SystemError | UsageError | undefined,
  milliseconds: number,
  frame: Frame,
): Maybe<boolean | undefined | Refusal> {
  const { expectation } = statement;
  if (expectation === undefined) return undefined;
  if (error instanceof InterruptedError) return false;
  // The time-out of a block around the statement is none of its own.
  if (error instanceof UsageError && !(error instanceof TimeoutError && error.limited === statement)) {
    return false;
  }
  return after(
    holds(expectation, value, error, frame),
    (met) =>
      met === true && expectation.timings.length > 0
        ? inTime(expectation.timings, milliseconds, 0, frame)
        : met,
  );
}

function holds(
  expectation: Expectation,
  value: Value | undefined,
  error: SystemError | UsageError | undefined,
  frame: Frame,
): Maybe<boolean | Refusal> {
  switch (expectation.kind) {
    case "any":
      return true;
    case "ok":
      return error === undefined;
    case "timeout":
      return error instanceof TimeoutError;
    case "error": {
      const { system } = frame.context;
      // By its name, whichever alias it is: the resolver's numbers are others than those of errno.
      const { name } = expectation;
      if (error !== undefined) return error instanceof SystemError && error.code === errorCode(system, name);
      // A count or a size is no errno, whatever its number; only some calls answer with one.
      return value === errnoNumber(system, name) && (frame.call === undefined || frame.answersErrno);
    }
    case "match":
      return error === undefined && matchesPattern(textOf(value ?? null), expectation.pattern);
    case "value":
      if (error !== undefined || value === undefined) return false;
      // What the expected expression calls is not what the statement called.
      return matches(value, expectation.value, new Frame(frame.around, frame.source));
    default:
      return expectation satisfies never;
  }
}

/** Whether the statement took as long as asserted; the first time that does not hold is what it missed. */
function inTime(
  timings: readonly Timing[],
  milliseconds: number,
  from: number,
  frame: Frame,
): Maybe<boolean | Refusal> {
  const timing = timings[from];
  if (timing === undefined) return true;
  const judged = (value: Value): Maybe<boolean | Refusal> => {
    const limit = readDuration(value, timing.limit.span) * 1000;
    if (timing.kind === "within" ? milliseconds <= limit : milliseconds >= limit) {
      return inTime(timings, milliseconds, from + 1, frame);
    }
    frame.missed = timing;
    return false;
  };
  try {
    const value = evaluate(timing.limit, new Frame(frame.around, frame.source));
    return value instanceof Promise ? value.then(judged).catch(refusal) : judged(value);
  } catch (error) {
    return refusal(error);
  }
}

async function matchesPattern(text: string, pattern: string): Promise<boolean | Refusal> {
  const { holdsMatch } = await import("./regex.ts");
  try {
    return holdsMatch(pattern, text);
  } catch (error) {
    return refusal(error);
  }
}

/** `==` with an expected expression, in which `_` inside a tuple accepts that element. */
function matches(value: Value, expected: Expression, frame: Frame): Maybe<boolean | Refusal> {
  if (expected.kind === "wildcard") return true;
  if (expected.kind === "tuple" && holdsWildcard(expected)) {
    if (!isList(value)) return false;
    const parts = items(value);
    const { length } = expected.items;
    // An IPv6 address has four parts, and two are enough to name it.
    const fits = isAddress(value) ? parts.length >= length : parts.length === length;
    return fits && matchesEach(parts, expected.items, 0, frame);
  }
  try {
    const wanted = evaluate(expected, frame);
    return wanted instanceof Promise
      ? wanted.then((wanted) => equal(value, wanted), refusal)
      : equal(value, wanted);
  } catch (error) {
    return refusal(error);
  }
}

function matchesEach(
  parts: readonly Value[],
  expected: readonly Expression[],
  from: number,
  frame: Frame,
): Maybe<boolean | Refusal> {
  for (let i = from; i < expected.length; i++) {
    const met = matches(parts[i] ?? null, expected[i] as Expression, frame);
    if (met instanceof Promise) {
      return met.then((met) => met === true ? matchesEach(parts, expected, i + 1, frame) : met);
    }
    if (met !== true) return met;
  }
  return true;
}

/** The error of an expected expression that cannot be evaluated; whatever else is thrown goes on. */
function refusal(error: unknown): Refusal {
  if (error instanceof UsageError || error instanceof SystemError) return error;
  throw error;
}

function holdsWildcard(node: Expression): boolean {
  return node.kind === "wildcard" || (node.kind === "tuple" && node.items.some(holdsWildcard));
}
