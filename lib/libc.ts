// libc: the C library, and the only place that opens it.
//
// Every function here is the C function of the same name, called on real descriptors. A wrapper
// returns what the call returned, or the negated errno when it failed (as the kernel itself does),
// so that the caller sees number and errno in one value and nothing can come between the two.
// Waiting lives here too: one pending poll over every descriptor somebody waits for.
// It knows no sockets by name, no language and no command.

import { decodeAddrinfo, encodeAddrinfo, encodePollfds, readRevents, type System } from "./abi/mod.ts";
import { UsageError } from "./errors.ts";
import { filesOf } from "./libc/files.ts";
import { manyOf } from "./libc/many.ts";
import { messagesOf } from "./libc/messages.ts";
import { Poller } from "./libc/poller.ts";
import { readinessOf } from "./libc/readiness.ts";
import { bindWhenUsed, errnoView, openVariadic, symbols, waitingSymbols } from "./libc/symbols.ts";

export type { Waited } from "./libc/poller.ts";

/** Bytes that C may read or write. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** One answer of getaddrinfo(3). */
export interface ResolvedAddress {
  readonly family: number;
  readonly socktype: number;
  readonly protocol: number;
  /** The sockaddr. */
  readonly addr: Bytes;
  /** The host's own name, asked for with AI_CANONNAME; it stands in the first answer alone, else "". */
  readonly canonname: string;
}

/** The C library, opened. */
export type Libc = ReturnType<typeof openLibc>;

/**
 * Text as C takes it: UTF-8 with a NUL at the end.
 *
 * @throws {UsageError} for text with a NUL in it
 */
export function cString(text: string): Bytes {
  if (text.includes("\0")) throw new UsageError("value", "value.nul");
  return new TextEncoder().encode(text + "\0");
}

/**
 * Opens the C library of `system`.
 *
 * @throws {Error} when the library cannot be opened (a permission that is missing, another libc).
 */
// deno-lint-ignore explicit-module-boundary-types -- the type is the table of calls itself
export function openLibc(system: System) {
  // errno is one int per thread; this thread's does not move, so one view serves every call. It is there
  // before the first call is: finding it after a call that failed would overwrite it.
  let errno!: Deno.UnsafePointerView;
  const findErrno = () => {
    errno ??= errnoView(system);
  };
  const c = bindWhenUsed(system.libcPath, symbols, findErrno);
  const v = openVariadic(system, findErrno);
  const patient = bindWhenUsed(system.libcPath, waitingSymbols);

  /**
   * What a call answered, or the negated errno. Written around the call itself, so that no other call can come
   * between the two.
   */
  const answered = (result: number): number => result < 0 ? -errno.getInt32() : result;

  // Addresses come back in one buffer, their length beside it; both are read before the next call.
  const address = new Uint8Array(128);
  const addressLength = new Uint32Array(1);
  const lengthBytes = new Uint8Array(addressLength.buffer);
  const nothing = new Uint8Array(8);
  // A filter is counted in instructions of 8 bytes and has 4096 at most: the kernel writes no answer longer than that.
  const option = new Uint8Array(2 ** 15);
  // The instructions of a filter live as long as the structure that points to them.
  const pointed = new WeakMap<Bytes, Bytes>();
  const poller = new Poller(system, patient, c);
  const streams = {
    open(pathname: string, flags: number, mode: number): number {
      return answered(v.open(cString(pathname), flags, mode));
    },
    read(fd: number, buf: Bytes, count: number): number {
      return answered(c.read(fd, buf, count));
    },
    write(fd: number, buf: Bytes, count: number): number {
      return answered(c.write(fd, buf, count));
    },
  };
  // C reads and writes these on another thread: as long as they are in here nobody collects them.
  const lent = new Set<(Bytes | null)[]>();

  return {
    system,
    poller,
    ...streams,
    ...filesOf(system, streams, c, poller),
    ...manyOf(c, answered),
    ...messagesOf(system, c, answered, address, addressLength),
    ...readinessOf(c, answered),
    /** The address the last accept, recvfrom, getsockname or getpeername wrote: 128 bytes, reused. */
    address,
    /** Its length in bytes as the kernel gave it. */
    addressLength: (): number => addressLength[0] ?? 0,

    socket(domain: number, type: number, protocol: number): number {
      return answered(c.socket(domain, type, protocol));
    },
    bind(sockfd: number, addr: Bytes, addrlen: number): number {
      return answered(c.bind(sockfd, addr, addrlen));
    },
    listen(sockfd: number, backlog: number): number {
      return answered(c.listen(sockfd, backlog));
    },
    /** Leaves the peer's address in `address`. */
    accept(sockfd: number): number {
      addressLength[0] = address.length;
      return answered(c.accept(sockfd, address, lengthBytes));
    },
    /** Leaves the peer's address in `address`. */
    accept4(sockfd: number, flags: number): number {
      addressLength[0] = address.length;
      return answered(c.accept4(sockfd, address, lengthBytes, flags));
    },
    connect(sockfd: number, addr: Bytes, addrlen: number): number {
      return answered(c.connect(sockfd, addr, addrlen));
    },
    send(sockfd: number, buf: Bytes, len: number, flags: number): number {
      return answered(c.send(sockfd, len === 0 ? nothing : buf, len, flags));
    },
    sendto(sockfd: number, buf: Bytes, len: number, flags: number, addr: Bytes, addrlen: number): number {
      return answered(c.sendto(sockfd, len === 0 ? nothing : buf, len, flags, addr, addrlen));
    },
    recv(sockfd: number, buf: Bytes, len: number, flags: number): number {
      return answered(c.recv(sockfd, buf, len, flags));
    },
    /** Leaves the sender's address in `address`; a length of 0 means that there is none. */
    recvfrom(sockfd: number, buf: Bytes, len: number, flags: number): number {
      addressLength[0] = address.length;
      return answered(c.recvfrom(sockfd, buf, len, flags, address, lengthBytes));
    },
    shutdown(sockfd: number, how: number): number {
      return answered(c.shutdown(sockfd, how));
    },
    /** Wakes those who wait for the descriptor first: poll would not, and the number is soon reused. */
    close(fd: number): number {
      poller.forget(fd);
      return answered(c.close(fd));
    },
    /** close on another thread, for a descriptor whose close may block (SO_LINGER); its errno is lost. */
    closeWaiting(fd: number): Promise<number> {
      poller.forget(fd);
      return patient.closeWaiting(fd);
    },
    /** Leaves the address in `address`. */
    getsockname(sockfd: number): number {
      addressLength[0] = address.length;
      return answered(c.getsockname(sockfd, address, lengthBytes));
    },
    /** Leaves the address in `address`. */
    getpeername(sockfd: number): number {
      addressLength[0] = address.length;
      return answered(c.getpeername(sockfd, address, lengthBytes));
    },
    setsockopt(
      sockfd: number,
      level: number,
      optname: number,
      optval: Bytes | null,
      optlen: number,
    ): number {
      // Bytes of which there are none would be NULL, which is something else to some options.
      const value = optval?.length === 0 ? nothing : optval;
      return answered(c.setsockopt(sockfd, level, optname, value, optlen));
    },
    /**
     * The option's bytes as long as the kernel made them, or the negated errno. The kernel is told of a buffer of
     * `optlen`, and answers its length in the same units, of `unit` bytes.
     */
    getsockopt(sockfd: number, level: number, optname: number, optlen = 256, unit = 1): Bytes | number {
      // No answer is longer than that. What C reads as a negative length is refused before a byte is written.
      const told = optlen < 2 ** 31 ? Math.min(optlen, 2 ** 20 / unit) : optlen;
      const size = optlen < 2 ** 31 ? told * unit : 0;
      const buffer = size <= option.length ? option : new Uint8Array(size);
      addressLength[0] = told;
      // Some options read what is in the buffer first: it must not be an older answer.
      buffer.fill(0, 0, size);
      const result = answered(c.getsockopt(sockfd, level, optname, buffer, lengthBytes));
      return result < 0 ? result : buffer.slice(0, (addressLength[0] ?? 0) * unit);
    },
    /** `struct sock_fprog { unsigned short len; struct sock_filter *filter; }` of instructions of eight bytes each. */
    sock_fprog(filter: Bytes): Bytes {
      const bytes = new Uint8Array(16);
      pointed.set(bytes, filter);
      const view = new DataView(bytes.buffer);
      view.setUint16(0, filter.length / 8, true);
      view.setBigUint64(8, Deno.UnsafePointer.value(Deno.UnsafePointer.of(filter)), true);
      return bytes;
    },
    /** The two descriptors, or the negated errno. */
    socketpair(domain: number, type: number, protocol: number): [number, number] | number {
      const sv = new Int32Array(2);
      const result = answered(c.socketpair(domain, type, protocol, new Uint8Array(sv.buffer)));
      return result < 0 ? result : [sv[0] ?? -1, sv[1] ?? -1];
    },
    dup(oldfd: number): number {
      return answered(c.dup(oldfd));
    },
    dup2(oldfd: number, newfd: number): number {
      return answered(c.dup2(oldfd, newfd));
    },
    /** The reading end and the writing end, or the negated errno. */
    pipe2(flags: number): [number, number] | number {
      const ends = new Int32Array(2);
      const result = answered(c.pipe2(new Uint8Array(ends.buffer), flags));
      return result < 0 ? result : [ends[0] ?? -1, ends[1] ?? -1];
    },
    /** Whether a descriptor is a terminal. */
    isatty(fd: number): boolean {
      return c.isatty(fd) === 1;
    },
    sockatmark(sockfd: number): number {
      return answered(c.sockatmark(sockfd));
    },
    /** `argp` is what the request reads or writes; it must be as large as the request says. */
    ioctl(fd: number, request: number, argp: Bytes): number {
      return answered(v.ioctl(fd, BigInt(request), argp));
    },
    fcntl(fd: number, cmd: number, arg: number): number {
      return answered(v.fcntl(fd, cmd, arg));
    },
    /** Where in a file the next read or write is (SEEK_CUR), or the negated errno: ESPIPE for what is no file. */
    position(fd: number): number {
      return answered(Number(c.lseek(fd, 0n, 1)));
    },
    /** Bytes waiting to be read (FIONREAD), or the negated errno. */
    queued(fd: number): number {
      const result = answered(v.ioctl(fd, BigInt(system.fionread), lengthBytes));
      return result < 0 ? result : addressLength[0] ?? 0;
    },
    /** poll on one descriptor without waiting: its revents, 0 when nothing is ready. */
    ready(fd: number, events: number): number {
      const pollfd = encodePollfds([{ fd, events }]);
      return c.poll(pollfd, 1n, 0) > 0 ? readRevents(pollfd, 0) : 0;
    },
    /**
     * A turn of the event loop, for work that never waits: signals, keys, timers and whoever else waits come through.
     * The runtime looks at signals when it comes to rest, which it does while another thread sleeps: for fifty
     * microseconds, the least the kernel knows. All in all that takes a tenth or two of a millisecond; a timer would take
     * two, and an immediate six when the first one loads what it needs.
     */
    async turn(): Promise<void> {
      await patient.usleep(1);
    },
    /** The interface's index, or the negated errno: ENODEV when there is none of that name. */
    if_nametoindex(ifname: string): number {
      const index = c.if_nametoindex(cString(ifname));
      return index === 0 ? answered(-1) : index;
    },

    /**
     * Asks the system's resolver. Each answer has the sockaddr as the resolver built it.
     * A number is a negated-free EAI_ code (getaddrinfo returns its error, errno plays no part).
     */
    async getaddrinfo(
      node: string | undefined,
      service: string | undefined,
      hints: { flags: number; family: number; socktype: number; protocol: number },
    ): Promise<ResolvedAddress[] | number> {
      const result = new BigUint64Array(1);
      const nodeBytes = node === undefined ? null : cString(node);
      const serviceBytes = service === undefined ? null : cString(service);
      const hintBytes = encodeAddrinfo(system, hints);
      const resultBytes = new Uint8Array(result.buffer);
      const buffers = [nodeBytes, serviceBytes, hintBytes, resultBytes];
      lent.add(buffers);
      const code = await patient.getaddrinfo(nodeBytes, serviceBytes, hintBytes, resultBytes);
      lent.delete(buffers);
      if (code !== 0) return code;

      // The answers are a linked list; each is copied out before the list is given back.
      const first = Deno.UnsafePointer.create(result[0] ?? 0n);
      const answers: ResolvedAddress[] = [];
      for (let next = first; next !== null;) {
        const struct = new Uint8Array(new Deno.UnsafePointerView(next).getArrayBuffer(system.addrinfo.size));
        const info = decodeAddrinfo(system, struct);
        const addr = Deno.UnsafePointer.create(info.addr);
        const canonname = Deno.UnsafePointer.create(info.canonname);
        if (addr !== null) {
          answers.push({
            family: info.family,
            socktype: info.socktype,
            protocol: info.protocol,
            addr: new Uint8Array(new Deno.UnsafePointerView(addr).getArrayBuffer(info.addrlen).slice(0)),
            canonname: canonname === null ? "" : Deno.UnsafePointerView.getCString(canonname),
          });
        }
        next = Deno.UnsafePointer.create(info.next);
      }
      patient.freeaddrinfo(first);
      return answers;
    },
  };
}
