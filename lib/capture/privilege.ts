// privilege: what is missing where packets may not be captured, and the ways to get it, the best first.
//
// Whether dumpcap may be run by this user is looked up, not assumed.

import type { System } from "../abi/mod.ts";
import type { Message } from "../errors.ts";
import { runsPrivileged } from "../libc/privileges.ts";

/**
 * The hint for who lacks the privilege.
 *
 * @param place the interface that was to be captured on
 * @param path the folders programs are looked for in, as PATH has them
 */
export function missingPrivilege(system: System, place: string, path = ""): Message {
  const dumpcap = path.split(":").map((folder) => `${folder}/dumpcap`)
    .find((program) => program.startsWith("/") && runsPrivileged(system, program));
  const values = { interface: place, program: Deno.execPath() };
  return dumpcap === undefined
    ? { key: "capture.privilege", values }
    : { key: "capture.privilege-or-dumpcap", values: { ...values, dumpcap } };
}
