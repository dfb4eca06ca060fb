// locks: a file that this process alone writes — the lock (flock(2)), who may read it, and how long it is.
//
// A module of its own with its own symbols, because most sessions never load it. The lock ends with the descriptor.

import type { System } from "../abi/mod.ts";
import { bindWhenUsed } from "./symbols.ts";

const symbols = {
  // int flock(int fd, int op);
  flock: { parameters: ["i32", "i32"] as [fd: "i32", op: "i32"], result: "i32" },
  // int ftruncate(int fd, off_t length);
  ftruncate: { parameters: ["i32", "i64"] as [fd: "i32", length: "i64"], result: "i32" },
  // int fchmod(int fd, mode_t mode);
  fchmod: { parameters: ["i32", "u32"] as [fd: "i32", mode: "u32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

const LOCK_EX = 2;
const LOCK_NB = 4;

/** Takes an open file for this process; false where another one has it. */
export function taken(system: System, fd: number): boolean {
  return bindWhenUsed(system.libcPath, symbols).flock(fd, LOCK_EX | LOCK_NB) === 0;
}

/** Cuts an open file to so many bytes. */
export function cut(system: System, fd: number, length: number): void {
  bindWhenUsed(system.libcPath, symbols).ftruncate(fd, BigInt(length));
}

/** Leaves an open file to this user alone; of another user's it stays as it is. */
export function makePrivate(system: System, fd: number): void {
  bindWhenUsed(system.libcPath, symbols).fchmod(fd, 0o600);
}
