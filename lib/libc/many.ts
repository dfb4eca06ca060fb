// many: the calls for many descriptors and many datagrams at once, and for the limit on how many there may be.
//
// Each answers what the call returned, or the negated errno. The structures are the caller's, laid out by abi.

import { rlimitSize } from "../abi/many.ts";
import type { Bound } from "./symbols.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A limit of the process: what counts now, and what it may be raised to. */
export interface Limit {
  readonly soft: bigint;
  readonly hard: bigint;
}

/** The calls. */
export interface Many {
  epoll_create1(flags: number): number;
  epoll_ctl(epfd: number, op: number, fd: number, event: Bytes): number;
  /** How many of `events` the kernel filled; it blocks the whole process for `timeout` milliseconds at most. */
  epoll_wait(epfd: number, events: Bytes, maxevents: number, timeout: number): number;
  /** poll(2) as C has it, on an array of pollfd: it blocks the whole process. */
  poll(fds: Bytes, nfds: number, timeout: number): number;
  recvmmsg(sockfd: number, msgvec: Bytes, vlen: number, flags: number): number;
  sendmmsg(sockfd: number, msgvec: Bytes, vlen: number, flags: number): number;
  /** Where a buffer lies, for structures that point to it; it stays there as long as somebody holds it. */
  locationOf(bytes: Bytes): bigint;
  getrlimit(resource: number): Limit | number;
  setrlimit(resource: number, limit: Limit): number;
}

/** The calls, made of the library's functions; `answered` reads errno in the statement after the call. */
export function manyOf(c: Bound, answered: (result: number) => number): Many {
  return {
    epoll_create1: (flags) => answered(c.epoll_create1(flags)),
    epoll_ctl: (epfd, op, fd, event) => answered(c.epoll_ctl(epfd, op, fd, event)),
    epoll_wait: (epfd, events, maxevents, timeout) =>
      answered(c.epoll_wait(epfd, events, maxevents, timeout)),
    poll: (fds, nfds, timeout) => answered(c.poll(fds, BigInt(nfds), timeout)),
    recvmmsg: (sockfd, msgvec, vlen, flags) => answered(c.recvmmsg(sockfd, msgvec, vlen, flags, null)),
    sendmmsg: (sockfd, msgvec, vlen, flags) => answered(c.sendmmsg(sockfd, msgvec, vlen, flags)),
    locationOf: (bytes) => Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)),
    getrlimit(resource) {
      const limit = new BigUint64Array(rlimitSize / 8);
      const result = answered(c.getrlimit(resource, new Uint8Array(limit.buffer)));
      return result < 0 ? result : { soft: limit[0] ?? 0n, hard: limit[1] ?? 0n };
    },
    setrlimit(resource, { soft, hard }) {
      const limit = BigUint64Array.of(soft, hard);
      return answered(c.setrlimit(resource, new Uint8Array(limit.buffer)));
    },
  };
}
