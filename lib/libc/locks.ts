// locks: a file that this process alone writes — the lock (flock(2)), who else writes it, who may read it, how long it is.
//
// A module of its own with its own symbols, because most sessions never load it. The lock ends with the descriptor.

import { errnoNumber, type System } from "../abi/mod.ts";
import type { Libc } from "../libc.ts";
import { openFlags } from "./paths.ts";
import { callsWith } from "./symbols.ts";

const symbols = {
  // int flock(int fd, int op);
  flock: { parameters: ["i32", "i32"] as [fd: "i32", op: "i32"], result: "i32" },
  // int ftruncate(int fd, off_t length);
  ftruncate: { parameters: ["i32", "i64"] as [fd: "i32", length: "i64"], result: "i32" },
  // int fchmod(int fd, mode_t mode);
  fchmod: { parameters: ["i32", "u32"] as [fd: "i32", mode: "u32"], result: "i32" },
  // sighandler_t signal(int signum, sighandler_t handler);
  signal: { parameters: ["i32", "usize"] as [signum: "i32", handler: "usize"], result: "usize" },
} as const satisfies Deno.ForeignLibraryInterface;

const LOCK_SH = 1;
const LOCK_EX = 2;
const LOCK_NB = 4;

/** Numbers of Linux, the same on every processor here. */
const F_SETSIG = 10;
const F_SETLEASE = 1024;
const F_RDLCK = 0;
const F_UNLCK = 2;
const SIGURG = 23;

/** The same on Linux and macOS. */
const SIGXFSZ = 25;
const SIG_IGN = 1n;

const opened = callsWith(symbols);

/** Takes an open file for this process; false where another one has it. Where files cannot be taken nobody has. */
export function taken(system: System, fd: number): boolean {
  const { c, answered } = opened(system);
  return answered(c.flock(fd, LOCK_EX | LOCK_NB)) !== -(errnoNumber(system, "EWOULDBLOCK") ?? 0);
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

/** Leaves an open file to this user alone; false for another user's. */
export function makePrivate(system: System, fd: number): boolean {
  return opened(system).c.fchmod(fd, 0o600) === 0;
}

/** A write beyond the limit for files (ulimit -f) answers EFBIG from now on, and the signal that would end the shell is ignored. */
export function answerFileLimit(system: System): void {
  opened(system).c.signal(SIGXFSZ, SIG_IGN);
}

/**
 * Whether somebody has a file open for writing, as far as the kernel tells: a lease for reading (F_SETLEASE, fcntl(2)) is
 * granted only where nobody has. Leases are for the file's owner, and not every file system has them.
 */
export function isBeingWritten(libc: Libc, path: string): boolean {
  const { system } = libc;
  if (system.os !== "linux") return false;
  const fd = libc.open(path, openFlags(system, "O_RDONLY", "O_NONBLOCK", "O_CLOEXEC"), 0);
  if (fd < 0) return false;
  // Whoever opens the file while the lease is there breaks it: that is told by a signal nobody minds.
  libc.fcntl(fd, F_SETSIG, SIGURG);
  const answer = libc.fcntl(fd, F_SETLEASE, F_RDLCK);
  if (answer === 0) libc.fcntl(fd, F_SETLEASE, F_UNLCK);
  libc.close(fd);
  return answer === -(errnoNumber(system, "EAGAIN") ?? 0);
}
