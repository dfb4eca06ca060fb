// failure: the error a negated errno stands for.

import { systemError } from "../abi/mod.ts";
import type { SystemError } from "../errors.ts";
import type { Libc } from "../libc.ts";

/** The error of a call that answered this negated errno. */
export function failure(libc: Libc, call: string, answer: number): SystemError {
  return systemError(libc.system, call, answer);
}

/** The negated errno of that name, as calls answer it; 1, which none answers, where the system has no such error. */
export function answerOf(libc: Libc, name: string): number {
  return -(libc.system.errnos.get(name) ?? -1);
}
