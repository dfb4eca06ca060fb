// regex: matching with an end — some expressions take longer on some texts than anybody waits.
//
// Loaded when the first expectation with `~` is judged: the module it needs takes its time to load.

import vm from "node:vm";
import { UsageError } from "../errors.ts";

/** How long one match may take. */
const limitMilliseconds = 1000;

const script = new vm.Script("new RegExp(pattern, 'u').test(text)");

/**
 * Whether a text holds a match of a pattern (read with the `u` flag). It is looked for in a context of its
 * own, which the runtime can stop.
 *
 * @throws {UsageError} when finding out takes longer than a second
 */
export function holdsMatch(pattern: string, text: string): boolean {
  try {
    return script.runInContext(vm.createContext({ pattern, text }), { timeout: limitMilliseconds });
  } catch {
    // The pattern compiled before the run began: only the time can have run out.
    throw new UsageError("value", "value.regex-time", { seconds: limitMilliseconds / 1000 });
  }
}
