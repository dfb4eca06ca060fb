// namespace_fixture: socksh in a network namespace of its own, whose interfaces and settings a test may choose as no
// test may on the machine itself.

import { assertEquals } from "@std/assert";
import { Child, PROGRAM, run } from "./child.ts";
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

/** Two machines joined by a cable: what to put before a command, so that it runs on the one or on the other. */
export interface TwoMachines extends AsyncDisposable {
  readonly first: readonly string[];
  /** The only address of the first machine besides its loopback. */
  readonly firstAddress: string;
  readonly second: readonly string[];
  readonly secondAddress: string;
  /** An address of their network that neither has. */
  readonly nobody: string;
}

/**
 * Two network namespaces joined by a veth pair, which nobody has to be root for; undefined where they cannot be made and
 * the test is skipped. They are gone when the last program in them has ended.
 */
export async function twoMachines(): Promise<TwoMachines | undefined> {
  for (const name of ["unshare", "nsenter", "ip"]) if (await peer(name) === undefined) return undefined;
  // The second namespace is a child of the first, so that the first may hand it one end of the cable. `cat` ends, and
  // everything with it, when the standard input does.
  const program = `
    exec 3<&0
    unshare -n cat <&3 & second=$!
    until [ "$(readlink /proc/$second/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do
      kill -0 $second || exit 99
      sleep 0.01
    done
    on_second() { nsenter --net=/proc/$second/ns/net "$@"; }
    ip link add cable type veth peer name cable netns $second &&
    ip link set lo up && ip address add 198.51.100.1/24 dev cable && ip link set cable up &&
    on_second ip link set lo up && on_second ip address add 198.51.100.2/24 dev cable &&
    on_second ip link set cable up || { kill $second; exit 99; }
    echo "joined $$ $second"
    wait`;
  const holder = new Child(["unshare", "-rn", "sh", "-c", program]);
  try {
    const pids = await holder.wrote(/^joined (\d+ \d+)$/m);
    const [first = "", second = ""] = pids.split(" ");
    const inside = (pid: string) => ["nsenter", "--preserve-credentials", "--user", "--net", "--target", pid];
    return {
      first: inside(first),
      firstAddress: "198.51.100.1",
      second: inside(second),
      secondAddress: "198.51.100.2",
      nobody: "198.51.100.9",
      [Symbol.asyncDispose]: () => holder[Symbol.asyncDispose](),
    };
  } catch (error) {
    const { err, code } = await holder.finished();
    if (code === 0) throw error;
    skipped(`no two namespaces can be made: ${err.trim()}`);
    return undefined;
  }
}
