// mapping: memory shared with the kernel through mmap(2).
//
// A module of its own with its own symbols, because most sessions never load it.

import type { System } from "../abi/mod.ts";
import { bindWhenUsed, errnoView } from "./symbols.ts";

const symbols = {
  // void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset);
  mmap: {
    parameters: ["pointer", "usize", "i32", "i32", "i32", "i64"] as [
      addr: "pointer",
      length: "usize",
      prot: "i32",
      flags: "i32",
      fd: "i32",
      offset: "i64",
    ],
    result: "pointer",
  },
  // int munmap(void *addr, size_t length);
  munmap: { parameters: ["pointer", "usize"] as [addr: "pointer", length: "usize"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

const PROT_READ = 1;
const PROT_WRITE = 2;
const MAP_SHARED = 1;
const MAP_FAILED = 2n ** 64n - 1n;

/** Memory that stays where it is until it is given back. */
export interface Mapping {
  /** Nobody may look into it after `close`. */
  readonly memory: ArrayBuffer;
  close(): void;
}

/** Maps what a descriptor offers (mmap(2)), shared, to be read and written; or the negated errno. */
export function mapped(system: System, fd: number, length: number): Mapping | number {
  let errno: Deno.UnsafePointerView | undefined;
  const c = bindWhenUsed(system.libcPath, symbols, () => {
    errno ??= errnoView(system);
  });
  const pointer = c.mmap(null, BigInt(length), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0n);
  if (pointer === null || Deno.UnsafePointer.value(pointer) === MAP_FAILED) return -(errno?.getInt32() ?? 0);
  return {
    memory: Deno.UnsafePointerView.getArrayBuffer(pointer, length),
    close: () => void c.munmap(pointer, BigInt(length)),
  };
}
