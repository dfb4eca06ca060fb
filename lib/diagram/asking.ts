// asking: whether a connect that failed had sent its SYN, told from its errno (connect(2), tcp(7)).
//
// A number given to connect that no route, no family or no free port fits is refused before anything leaves: EADDRNOTAVAIL,
// EAFNOSUPPORT, EINVAL, EACCES, EBADF and all others that are not named here.

import type { Call } from "../chronicle.ts";

/** The connection is still being asked for. */
const underWay: ReadonlySet<string> = new Set(["EINPROGRESS", "EALREADY", "EINTR", "timeout"]);

/** The answer was an RST, or none came. */
const answered: ReadonlySet<string> = new Set(["ECONNREFUSED", "ETIMEDOUT"]);

/**
 * There is no way there. It may be a router that says so (ICMP); but it may as well be this machine, which has no route or
 * waits in vain for a neighbour's hardware address, and then no SYN has left it.
 */
const perhaps: ReadonlySet<string> = new Set(["EHOSTUNREACH", "ENETUNREACH"]);

/** Whether a connect goes on after it has returned. */
export function isUnderWay({ error }: Call): boolean {
  return error !== undefined && underWay.has(error);
}

/** Whether a connect that failed must have sent a SYN. */
export function hasAsked(call: Call): boolean {
  return isUnderWay(call) || answered.has(call.error ?? "") || call.state === "SYN_SENT";
}

/** Whether a connect may have sent a SYN: whatever came of it is about the address it was given. */
export function mayHaveAsked(call: Call): boolean {
  return call.error === undefined || hasAsked(call) || perhaps.has(call.error);
}
