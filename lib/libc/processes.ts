// processes: which program has which socket open, read from /proc (proc(5)) as netstat -p reads it.
//
// A module of its own with its own symbols, because most sessions never load it. What belongs to another user stays
// unknown: the kernel refuses it, and that is no error.

import { constant, type System } from "../abi/mod.ts";
import { type Bytes, cString, type Libc } from "../libc.ts";
import { callsWith } from "./symbols.ts";

const symbols = {
  // ssize_t readlink(const char *pathname, char *buf, size_t bufsiz);
  readlink: {
    parameters: ["buffer", "buffer", "usize"] as [pathname: "buffer", buf: "buffer", bufsiz: "usize"],
    result: "isize",
  },
  // ssize_t getdents64(int fd, void *dirp, size_t count);
  getdents64: {
    parameters: ["i32", "buffer", "usize"] as [fd: "i32", dirp: "buffer", count: "usize"],
    result: "isize",
  },
} as const satisfies Deno.ForeignLibraryInterface;

/** A program that has a socket open. */
export interface Owner {
  readonly pid: number;
  /** The last part of its first argument, or the kernel's name for it: bytes nobody has checked. */
  readonly program: string;
}

/** Who has which socket open. */
export interface Owners {
  /** By the socket's inode; of several programs the one with the lowest number. */
  readonly byInode: ReadonlyMap<number, Owner>;
  /** Some processes could not be looked into. */
  readonly partial: boolean;
}

const opened = callsWith(symbols);

/** Bytes of names that one getdents64 gives. */
const room = 32768;

/** Where the name lies in `struct linux_dirent64`, and the length of the entry. */
const nameAt = 19;
const lengthAt = 16;

/**
 * Looks through the descriptors of every process.
 *
 * @returns the owners, or the negated errno where /proc itself cannot be read
 */
export function readOwners(libc: Libc): Owners | number {
  const { system } = libc;
  const { c, answered } = opened(system);
  const entries: Bytes = new Uint8Array(room);
  const link: Bytes = new Uint8Array(64);

  /** The names in a folder that are numbers, or the negated errno. */
  const numbersIn = (path: string): number[] | number => {
    const fd = libc.open(path, folderFlags(system), 0);
    if (fd < 0) return fd;
    const numbers: number[] = [];
    let length: number;
    while ((length = answered(c.getdents64(fd, entries, BigInt(room)))) > 0) {
      numbers.push(...numberedEntries(entries.subarray(0, length)));
    }
    libc.close(fd);
    return length < 0 ? length : numbers;
  };

  /** The inode of the socket a descriptor is: its link reads `socket:[1234]`. */
  const inodeOf = (path: string): number | undefined => {
    const length = answered(c.readlink(cString(path), link, BigInt(link.length)));
    const [, inode] = /^socket:\[(\d+)\]$/.exec(text(link.subarray(0, Math.max(0, length)))) ?? [];
    return inode === undefined ? undefined : Number(inode);
  };

  const pids = numbersIn("/proc");
  if (typeof pids === "number") return pids;
  const byInode = new Map<number, Owner>();
  let partial = false;
  for (const pid of pids.sort((a, b) => a - b)) {
    const descriptors = numbersIn(`/proc/${pid}/fd`);
    if (typeof descriptors === "number") {
      // One that has ended meanwhile is missing, not hidden.
      partial ||= descriptors !== -(system.errnos.get("ENOENT") ?? 0);
      continue;
    }
    let owner: Owner | undefined;
    for (const fd of descriptors) {
      const inode = inodeOf(`/proc/${pid}/fd/${fd}`);
      if (inode === undefined || byInode.has(inode)) continue;
      byInode.set(inode, owner ??= { pid, program: programOf(libc, pid) });
    }
  }
  return { byInode, partial };
}

function folderFlags(system: System): number {
  return constant(system, "O_RDONLY") | constant(system, "O_DIRECTORY") | constant(system, "O_CLOEXEC");
}

/** The names of digits in what getdents64 gave. */
function numberedEntries(bytes: Bytes): number[] {
  const numbers: number[] = [];
  for (let at = 0; at + nameAt < bytes.length;) {
    const length = (bytes[at + lengthAt] ?? 0) | (bytes[at + lengthAt + 1] ?? 0) << 8;
    if (length === 0) break;
    let number = 0;
    let place = at + nameAt;
    for (; (bytes[place] ?? 0) >= 0x30 && (bytes[place] ?? 0) <= 0x39; place++) {
      number = number * 10 + (bytes[place] ?? 0) - 0x30;
    }
    if (place > at + nameAt && bytes[place] === 0) numbers.push(number);
    at += length;
  }
  return numbers;
}

/** What a process is called: netstat takes its first argument without the folder. */
function programOf(libc: Libc, pid: number): string {
  const line = libc.readFile(`/proc/${pid}/cmdline`);
  const first = typeof line === "number" ? "" : text(line).split("\0")[0] ?? "";
  const name = first.slice(first.lastIndexOf("/") + 1);
  if (name !== "") return name;
  const comm = libc.readFile(`/proc/${pid}/comm`);
  return typeof comm === "number" ? "?" : text(comm).trimEnd();
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
