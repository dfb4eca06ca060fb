// expectation: whether what a statement came to is what stands behind `=>`.

import type { System } from "../abi/mod.ts";
import { InterruptedError, SystemError, UsageError } from "../errors.ts";
import type { Expectation, Expression } from "../language/mod.ts";
import { after, type Maybe } from "../sockets/mod.ts";
import { equal, isList, isTuple, items, textOf, type Value } from "../values.ts";
import type { Evaluator } from "./evaluate.ts";
import type { Frame } from "./outcome.ts";

/** Why an expectation cannot be judged. */
export type Refusal = UsageError | SystemError;

/** Judges the expectations of one run. */
export class Judge {
  readonly #system: System;
  readonly #evaluator: Evaluator;

  constructor(system: System, evaluator: Evaluator) {
    this.#system = system;
    this.#evaluator = evaluator;
  }

  /** Whether an expectation holds; undefined without one; an error when it cannot be evaluated. */
  judge(
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
        const number = this.#errorNumber(expectation.name);
        return error === undefined ? value === number : error.number === number;
      }
      case "match":
        return error === undefined && new RegExp(expectation.pattern, "u").test(textOf(value ?? null));
      case "value":
        if (error !== undefined || value === undefined) return false;
        return this.#matches(value, expectation.value, frame);
      default:
        return expectation satisfies never;
    }
  }

  #errorNumber(name: string): number | undefined {
    const { errnos, resolverErrors } = this.#system;
    return errnos.get(name) ?? resolverErrors.get(name);
  }

  /** `==` with an expected expression, in which `_` inside a tuple accepts that element. */
  #matches(value: Value, expected: Expression, frame: Frame): Maybe<boolean | Refusal> {
    if (expected.kind === "wildcard") return true;
    if (expected.kind === "tuple" && holdsWildcard(expected)) {
      if (!isList(value)) return false;
      const parts = items(value);
      // An IPv6 address has four parts, and two are enough to name it.
      const fits = isTuple(value)
        ? parts.length === expected.items.length
        : parts.length >= expected.items.length;
      return fits && this.#matchesEach(parts, expected.items, 0, frame);
    }
    try {
      const wanted = this.#evaluator.value(expected, frame);
      return wanted instanceof Promise
        ? wanted.then((wanted) => equal(value, wanted), refusal)
        : equal(value, wanted);
    } catch (error) {
      return refusal(error);
    }
  }

  #matchesEach(
    parts: readonly Value[],
    expected: readonly Expression[],
    from: number,
    frame: Frame,
  ): Maybe<boolean | Refusal> {
    const item = expected[from];
    if (item === undefined) return true;
    return after(
      this.#matches(parts[from] ?? null, item, frame),
      (met) => met === true ? this.#matchesEach(parts, expected, from + 1, frame) : met,
    );
  }
}

/** The error of an expected expression that cannot be evaluated; whatever else is thrown goes on. */
function refusal(error: unknown): Refusal {
  if (error instanceof UsageError || error instanceof SystemError) return error;
  throw error;
}

function holdsWildcard(node: Expression): boolean {
  return node.kind === "wildcard" || (node.kind === "tuple" && node.items.some(holdsWildcard));
}
