// locks: whether this process alone has a file (flock(2)). The lock ends with the descriptor.
//
// A module of its own with its own symbol, because most sessions never load it.

import type { System } from "../abi/mod.ts";
import { bindWhenUsed } from "./symbols.ts";

const symbols = {
  // int flock(int fd, int op);
  flock: { parameters: ["i32", "i32"] as [fd: "i32", op: "i32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

const LOCK_EX = 2;
const LOCK_NB = 4;

/** Takes an open file for this process; false where another one has it. */
export function taken(system: System, fd: number): boolean {
  return bindWhenUsed(system.libcPath, symbols).flock(fd, LOCK_EX | LOCK_NB) === 0;
}
