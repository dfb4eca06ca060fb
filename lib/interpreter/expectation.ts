// expectation: whether what a statement came to is what stands behind `=>`.

import { InterruptedError, SystemError, UsageError } from "../errors.ts";
import type { Expectation, Expression } from "../language/mod.ts";
import type { Maybe } from "../sockets/mod.ts";
import { equal, isList, isTuple, items, textOf, type Value } from "../values.ts";
import { evaluate } from "./evaluate.ts";
import { type Frame, freshFrame } from "./outcome.ts";

/** Why an expectation cannot be judged. */
export type Refusal = UsageError | SystemError;

/** Whether an expectation holds; undefined without one; an error when it cannot be evaluated. */
export function judge(
  expectation: Expectation | undefined,
  value: Value | undefined,
  error: SystemError | UsageError | undefined,
  frame: Frame,
): Maybe<boolean | undefined | Refusal> {
  if (expectation === undefined) return undefined;
  if (error instanceof UsageError || error instanceof InterruptedError) return false;
  switch (expectation.kind) {
    case "any":
      return true;
    case "ok":
      return error === undefined;
    case "timeout":
      return false;
    case "error": {
      const number = errorNumber(expectation.name, frame);
      if (error !== undefined) return error.number === number;
      // A count or a size is no errno, whatever its number; only some calls answer with one.
      return value === number && (frame.call === undefined || frame.answersErrno);
    }
    case "match":
      return error === undefined && matchesPattern(textOf(value ?? null), expectation.pattern);
    case "value":
      if (error !== undefined || value === undefined) return false;
      // What the expected expression calls is not what the statement called.
      return matches(value, expectation.value, freshFrame(frame, frame.source));
    default:
      return expectation satisfies never;
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

function errorNumber(name: string, { context }: Frame): number | undefined {
  return context.system.errnos.get(name) ?? context.system.resolverErrors.get(name);
}

/** `==` with an expected expression, in which `_` inside a tuple accepts that element. */
function matches(value: Value, expected: Expression, frame: Frame): Maybe<boolean | Refusal> {
  if (expected.kind === "wildcard") return true;
  if (expected.kind === "tuple" && holdsWildcard(expected)) {
    if (!isList(value)) return false;
    const parts = items(value);
    const { length } = expected.items;
    // An IPv6 address has four parts, and two are enough to name it.
    const fits = isTuple(value) ? parts.length === length : parts.length >= length;
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
