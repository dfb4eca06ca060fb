// paths: files by their names — moved, removed, listed, and where a name leads; folders made.
//
// A module of its own with its own symbols, because most sessions never load it. Deno has these calls, too, but refuses
// /dev and /proc, and tells no errno then. Each answers the negated errno when it fails.

import { constant, errnoNumber, type System } from "../abi/mod.ts";
import { cString, type Libc } from "../libc.ts";
import { callsWith } from "./symbols.ts";

const symbols = {
  // int rename(const char *oldpath, const char *newpath);
  rename: { parameters: ["buffer", "buffer"] as [oldpath: "buffer", newpath: "buffer"], result: "i32" },
  // int unlink(const char *pathname);
  unlink: { parameters: ["buffer"] as [pathname: "buffer"], result: "i32" },
  // int mkdir(const char *pathname, mode_t mode);
  mkdir: { parameters: ["buffer", "u32"] as [pathname: "buffer", mode: "u32"], result: "i32" },
  // char *realpath(const char *path, char *resolved_path);
  realpath: {
    parameters: ["buffer", "buffer"] as [path: "buffer", resolved_path: "buffer"],
    result: "pointer",
  },
  // int isfdtype(int fd, int fdtype);
  isfdtype: { parameters: ["i32", "i32"] as [fd: "i32", fdtype: "i32"], result: "i32" },
  // DIR *opendir(const char *name);
  opendir: { parameters: ["buffer"] as [name: "buffer"], result: "pointer" },
  // struct dirent *readdir(DIR *dirp);
  readdir: { parameters: ["pointer"] as [dirp: "pointer"], result: "pointer" },
  // int closedir(DIR *dirp);
  closedir: { parameters: ["pointer"] as [dirp: "pointer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** What realpath(3) writes at most. */
const PATH_MAX = 4096;
const S_IFREG = 0o100000;
/** Where the name lies in `struct dirent`. */
const nameAt = { linux: 19, darwin: 21 } as const;

const opened = callsWith(symbols);

/** rename(2): the file has the new name from one moment to the next, in place of one that had it. */
export function renamed(system: System, from: string, to: string): number {
  const { c, answered } = opened(system);
  return answered(c.rename(cString(from), cString(to)));
}

/** unlink(2). */
export function removed(system: System, path: string): number {
  const { c, answered } = opened(system);
  return answered(c.unlink(cString(path)));
}

/** Where a name leads, through all links; or the negated errno. */
export function realPath(system: System, path: string): string | number {
  const { c, answered } = opened(system);
  const resolved = new Uint8Array(PATH_MAX);
  if (c.realpath(cString(path), resolved) === null) return answered(-1);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(resolved.subarray(0, resolved.indexOf(0)));
  } catch {
    // A name that is no text cannot be handed back to C as one.
    return -(errnoNumber(system, "EILSEQ") ?? 0);
  }
}

/** Makes a folder and those it lies in, as far as they are missing: 0, also where it was there, or the negated errno. */
export function madeFolder(system: System, path: string, mode: number): number {
  const { c, answered } = opened(system);
  const make = () => answered(c.mkdir(cString(path), mode));
  const answer = make();
  const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  if (answer === -(errnoNumber(system, "EEXIST") ?? 0)) return 0;
  if (answer !== -(errnoNumber(system, "ENOENT") ?? 0) || parent === "") return answer;
  const above = madeFolder(system, parent, mode);
  return above < 0 ? above : make();
}

/** Whether what is open is an ordinary file: neither a folder nor a pipe nor a device. */
export function isOrdinary({ system, position }: Libc, fd: number): boolean {
  // Elsewhere the call is not there: what has a place to read at is taken for a file.
  if (system.os !== "linux") return position(fd) >= 0;
  return opened(system).c.isfdtype(fd, S_IFREG) === 1;
}

/** The names in a folder, or the negated errno. */
export function namesIn(system: System, path: string): string[] | number {
  const { c, answered } = opened(system);
  const folder = c.opendir(cString(path));
  if (folder === null) return answered(-1);
  const names: string[] = [];
  for (let entry; (entry = c.readdir(folder)) !== null;) {
    try {
      names.push(Deno.UnsafePointerView.getCString(entry, nameAt[system.os]));
    } catch {
      // A name that is no text.
    }
  }
  c.closedir(folder);
  return names;
}

/** The flags of open(2) with those names. */
export function openFlags(system: System, ...names: readonly string[]): number {
  return names.reduce((all, name) => all | constant(system, name), 0);
}
