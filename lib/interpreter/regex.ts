// regex: matching with an end — some expressions take longer on some texts than anybody waits.

import { UsageError } from "../errors.ts";

/** How long one match may take. */
const limitMilliseconds = 1000;

/** Matches in a context of its own, which the runtime can stop; made when first needed. */
let matching: Promise<(pattern: string, text: string) => boolean> | undefined;

/**
 * Whether a text holds a match of a pattern (read with the `u` flag).
 *
 * @throws {UsageError} when finding out takes longer than a second
 */
export async function matches(pattern: string, text: string): Promise<boolean> {
  matching ??= prepare();
  return (await matching)(pattern, text);
}

async function prepare(): Promise<(pattern: string, text: string) => boolean> {
  const { default: vm } = await import("node:vm");
  const script = new vm.Script("new RegExp(pattern, 'u').test(text)");
  return (pattern, text) => {
    try {
      return script.runInContext(vm.createContext({ pattern, text }), { timeout: limitMilliseconds });
    } catch {
      // The pattern compiled before the run began: only the time can have run out.
      throw new UsageError("value", "value.regex-time", { seconds: limitMilliseconds / 1000 });
    }
  };
}
