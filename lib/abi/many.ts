// many: the layouts and numbers of the calls that serve many descriptors or many datagrams at once.
//
// epoll_event (epoll_ctl(2)), mmsghdr with its msghdr and iovec (recvmmsg(2)) on Linux, rlimit (getrlimit(2)) everywhere.
// Pure, like mod.ts; that EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP and EPOLLRDHUP have the numbers of their POLL
// names is relied on and tested. Buffers of these structures are written in place: they are used for every message.

import type { System } from "./mod.ts";

/** Numbers of `<sys/epoll.h>`. EPOLLONESHOT: tell once, then nothing until EPOLL_CTL_MOD. */
export const epoll = {
  EPOLL_CTL_ADD: 1,
  EPOLL_CTL_DEL: 2,
  EPOLL_CTL_MOD: 3,
  EPOLL_CLOEXEC: 0x80000,
  EPOLLONESHOT: 1 << 30,
} as const;

/** `struct epoll_event` in units of four bytes: `events` is the first; `data`, eight bytes, is ours to use. */
export interface EpollEventLayout {
  readonly words: number;
  readonly data: number;
}

/** x86_64 packs the structure (epoll_ctl(2) does not say so; `<sys/epoll.h>` does). */
export function epollEvent(system: System): EpollEventLayout {
  return system.arch === "x86_64" ? { words: 3, data: 1 } : { words: 4, data: 2 };
}

/** RLIMIT_NOFILE: how many descriptors a process may have. */
export function descriptorLimit(system: System): number {
  return system.os === "linux" ? 7 : 8;
}

/** Bytes of `struct rlimit { rlim_t rlim_cur; rlim_t rlim_max; }`, both 64 bits wide. */
export const rlimitSize = 16;

/** `struct mmsghdr` in bytes, and where its members lie: those of its msghdr, and `msg_len`. */
export const mmsghdr = {
  size: 64,
  name: 0,
  namelen: 8,
  iov: 16,
  iovlen: 24,
  flags: 48,
  len: 56,
} as const;

/** `struct iovec { void *iov_base; size_t iov_len; }` in bytes. */
export const iovec = { size: 16, base: 0, len: 8 } as const;

/** An array of `count` iovec: the buffers lie from the address `base` on, `stride` bytes apart. Lengths are 0. */
export function encodeIovecs(count: number, base: bigint, stride: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(iovec.size * count);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < count; i++) {
    view.setBigUint64(i * iovec.size + iovec.base, base + BigInt(i * stride), true);
  }
  return bytes;
}

/**
 * An array of `count` mmsghdr, each with one iovec of the array at `iovecs` and a name in the array at `names`, whose
 * members are `nameSize` bytes apart. Lengths are 0.
 */
export function encodeMmsghdrs(
  count: number,
  names: bigint,
  nameSize: number,
  iovecs: bigint,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(mmsghdr.size * count);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < count; i++) {
    const start = i * mmsghdr.size;
    view.setBigUint64(start + mmsghdr.name, names + BigInt(i * nameSize), true);
    view.setBigUint64(start + mmsghdr.iov, iovecs + BigInt(i * iovec.size), true);
    view.setBigUint64(start + mmsghdr.iovlen, 1n, true);
  }
  return bytes;
}
