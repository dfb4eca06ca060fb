// locks: a file that this process alone writes — the lock (flock(2)), who may read it, and how long it is.
//
// A module of its own with its own symbols, because most sessions never load it. The lock ends with the descriptor.

import { errnoNumber, type System } from "../abi/mod.ts";
import { callsWith } from "./symbols.ts";

const symbols = {
  // int flock(int fd, int op);
  flock: { parameters: ["i32", "i32"] as [fd: "i32", op: "i32"], result: "i32" },
  // int ftruncate(int fd, off_t length);
  ftruncate: { parameters: ["i32", "i64"] as [fd: "i32", length: "i64"], result: "i32" },
  // int fchmod(int fd, mode_t mode);
  fchmod: { parameters: ["i32", "u32"] as [fd: "i32", mode: "u32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

const LOCK_SH = 1;
const LOCK_EX = 2;
const LOCK_NB = 4;

const opened = callsWith(symbols);

/** Takes an open file for this process; false where another one has it. */
export function taken(system: System, fd: number): boolean {
  return opened(system).c.flock(fd, LOCK_EX | LOCK_NB) === 0;
}

/** Takes an open file for this process, once those have looked who ask whether somebody has it. */
export function take(system: System, fd: number): void {
  opened(system).c.flock(fd, LOCK_EX);
}

/** Whether somebody has taken an open file; where files cannot be taken nobody has. */
export function isTaken(system: System, fd: number): boolean {
  const { c, answered } = opened(system);
  return answered(c.flock(fd, LOCK_SH | LOCK_NB)) === -(errnoNumber(system, "EWOULDBLOCK") ?? 0);
}

/** Cuts an open file to so many bytes. */
export function cut(system: System, fd: number, length: number): void {
  opened(system).c.ftruncate(fd, BigInt(length));
}

/** Leaves an open file to this user alone; of another user's it stays as it is. */
export function makePrivate(system: System, fd: number): void {
  opened(system).c.fchmod(fd, 0o600);
}
