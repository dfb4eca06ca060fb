// privileges: whether this user may run a program, and whether it runs with more rights than its user.
//
// A module of its own with its own symbols, because most sessions never load it.

import type { System } from "../abi/mod.ts";
import { cString } from "../libc.ts";
import { bindWhenUsed } from "./symbols.ts";

const symbols = {
  // int access(const char *pathname, int mode);
  access: { parameters: ["buffer", "i32"] as [pathname: "buffer", mode: "i32"], result: "i32" },
  // ssize_t getxattr(const char *path, const char *name, void *value, size_t size);
  getxattr: {
    parameters: ["buffer", "buffer", "pointer", "usize"] as [
      path: "buffer",
      name: "buffer",
      value: "pointer",
      size: "usize",
    ],
    result: "isize",
  },
} as const satisfies Deno.ForeignLibraryInterface;

const X_OK = 1;
const setUserId = 0o4000;

/** Whether this user may run a program (access(2)), and it gets rights of its own: capabilities, or its owner's. */
export function runsPrivileged(system: System, path: string): boolean {
  const c = bindWhenUsed(system.libcPath, symbols);
  if (c.access(cString(path), X_OK) !== 0) return false;
  try {
    const { mode, uid } = Deno.statSync(path);
    if (((mode ?? 0) & setUserId) !== 0 && uid === 0) return true;
  } catch {
    return false;
  }
  return c.getxattr(cString(path), cString("security.capability"), null, 0n) > 0n;
}
