// readiness: select(2), asked without waiting; poll(2) stands in many.ts, and what waits for both in poller.ts.

import { timevalSize } from "../abi/mod.ts";
import type { Bound } from "./symbols.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** An fd_set, or NULL. */
export type FdSet = Bytes | null;

/** The call. */
export interface Readiness {
  /**
   * Leaves in the sets the descriptors that are ready now, and does not wait: how many, or the negated errno.
   *
   * @param nfds as many bits of each set are read and written
   */
  select(nfds: number, readfds: FdSet, writefds: FdSet, exceptfds: FdSet): number;
}

/** The call, made of the library's function; `answered` reads errno in the statement after the call. */
export function readinessOf(c: Bound, answered: (result: number) => number): Readiness {
  // Linux writes the time that was left into it: nothing, again.
  const atOnce: Bytes = new Uint8Array(timevalSize);
  return {
    select: (nfds, readfds, writefds, exceptfds) =>
      answered(c.select(nfds, readfds, writefds, exceptfds, atOnce)),
  };
}
