// assign: the names on the left of `=` and the values they get.

import { UsageError } from "../errors.ts";
import type { Simple } from "../language/mod.ts";
import { isList, items, kindOf, type Value } from "../values.ts";

/**
 * Gives a statement's targets their values; `_` gets none.
 *
 * @param give called with each name and its value
 * @returns the error when there are not as many values as names
 */
export function assign(
  { targets, unpack }: Simple,
  value: Value,
  give: (name: string, value: Value) => void,
): UsageError | undefined {
  const [first] = targets ?? [];
  const last = targets?.at(-1);
  if (targets === undefined || first === undefined || last === undefined) return undefined;
  const named = (name: string, value: Value): void => {
    if (name !== "_") give(name, value);
  };
  if (!unpack || value === null) {
    for (const { name } of targets) named(name, value);
    return undefined;
  }
  const span = { start: first.span.start, end: last.span.end };
  const count = targets.length;
  if (!isList(value)) return new UsageError("kind", "assign.kind", { kind: kindOf(value), count }, span);
  const parts = items(value);
  if (parts.length !== count) {
    return new UsageError("value", "assign.count", { length: parts.length, count }, span);
  }
  targets.forEach(({ name }, i) => named(name, parts[i] ?? null));
  return undefined;
}
