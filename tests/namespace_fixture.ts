// namespace_fixture: socksh in a network namespace of its own, whose interfaces and settings a test may choose as no
// test may on the machine itself.

import { assertEquals } from "@std/assert";
import { PROGRAM, run } from "./child.ts";
import { peer, skipped } from "./peers.ts";

/**
 * Runs statements in a network namespace of their own, whose loopback interface is up; each has to come out as
 * expected. Fulfilled with what they print, or with undefined where no namespace can be made and the test is skipped.
 *
 * @param setup what sh does in there first
 */
export async function inNamespace(setup: string, statements: string): Promise<string | undefined> {
  if (await peer("unshare") === undefined || await peer("ip") === undefined) return undefined;
  const program = `{ ip link set lo up && ${setup}; } || exit 99; exec "$@"`;
  const socksh = [...PROGRAM, "--lang", "en", "-c", statements];
  const { out, err, code } = await run(["unshare", "-rn", "sh", "-c", program, "sh", ...socksh]);
  if (code === 99 || err.startsWith("unshare:")) {
    skipped(`no namespace can be made: ${err.trim()}`);
    return undefined;
  }
  assertEquals({ err, code }, { err: "", code: 0 });
  return out;
}
