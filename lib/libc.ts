// libc: the C library, and the only place that opens it.
//
// Every function here is the C function of the same name, called on real descriptors. A wrapper
// returns what the call returned, or the negated errno when it failed (as the kernel itself does),
// so that the caller sees number and errno in one value and nothing can come between the two.
// Waiting lives here too: one pending poll over every descriptor somebody waits for.
// It knows no sockets by name, no language and no command.

import {
  constant,
  decodeAddrinfo,
  encodeAddrinfo,
  encodePollfds,
  readRevents,
  type System,
} from "./abi/mod.ts";
import { Contents } from "./libc/contents.ts";
import { Poller } from "./libc/poller.ts";
import { bindWhenUsed, errnoView, openVariadic, symbols, waitingSymbols } from "./libc/symbols.ts";

export type { Waited } from "./libc/poller.ts";

/** Bytes that C may read or write. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** The C library, opened. */
export type Libc = ReturnType<typeof openLibc>;

/** An errno our own code is written with. */
function errnoOf(system: System, name: string): number {
  const number = system.errnos.get(name);
  if (number === undefined) throw new Error(`no errno ${name} on ${system.os}`);
  return number;
}

/** Text as C takes it: UTF-8 with a NUL at the end. */
function cString(text: string): Bytes {
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

  const EINTR = -errnoOf(system, "EINTR");
  const EAGAIN = -errnoOf(system, "EAGAIN");
  const EFBIG = -errnoOf(system, "EFBIG");

  // Addresses come back in one buffer, their length beside it; both are read before the next call.
  const address = new Uint8Array(128);
  const addressLength = new Uint32Array(1);
  const lengthBytes = new Uint8Array(addressLength.buffer);
  const nothing = new Uint8Array(8);
  const option = new Uint8Array(256);
  const poller = new Poller(system, patient, c);

  return {
    system,
    poller,
    /** The address the last accept, recvfrom, getsockname or getpeername wrote: 128 bytes, reused. */
    address,
    /** Its length in bytes as the kernel gave it. */
    addressLength: (): number => addressLength[0] ?? 0,

    socket(domain: number, type: number, protocol: number): number {
      const fd = c.socket(domain, type, protocol);
      return fd < 0 ? -errno.getInt32() : fd;
    },
    bind(sockfd: number, addr: Bytes, addrlen: number): number {
      const result = c.bind(sockfd, addr, addrlen);
      return result < 0 ? -errno.getInt32() : result;
    },
    listen(sockfd: number, backlog: number): number {
      const result = c.listen(sockfd, backlog);
      return result < 0 ? -errno.getInt32() : result;
    },
    /** Leaves the peer's address in `address`. */
    accept(sockfd: number): number {
      addressLength[0] = address.length;
      const fd = c.accept(sockfd, address, lengthBytes);
      return fd < 0 ? -errno.getInt32() : fd;
    },
    connect(sockfd: number, addr: Bytes, addrlen: number): number {
      const result = c.connect(sockfd, addr, addrlen);
      return result < 0 ? -errno.getInt32() : result;
    },
    send(sockfd: number, buf: Bytes, len: number, flags: number): number {
      const sent = c.send(sockfd, len === 0 ? nothing : buf, BigInt(len), flags);
      return sent < 0 ? -errno.getInt32() : sent;
    },
    sendto(sockfd: number, buf: Bytes, len: number, flags: number, addr: Bytes, addrlen: number): number {
      const sent = c.sendto(sockfd, len === 0 ? nothing : buf, BigInt(len), flags, addr, addrlen);
      return sent < 0 ? -errno.getInt32() : sent;
    },
    recv(sockfd: number, buf: Bytes, len: number, flags: number): number {
      const received = c.recv(sockfd, buf, BigInt(len), flags);
      return received < 0 ? -errno.getInt32() : received;
    },
    /** Leaves the sender's address in `address`; a length of 0 means that there is none. */
    recvfrom(sockfd: number, buf: Bytes, len: number, flags: number): number {
      addressLength[0] = address.length;
      const received = c.recvfrom(sockfd, buf, BigInt(len), flags, address, lengthBytes);
      return received < 0 ? -errno.getInt32() : received;
    },
    shutdown(sockfd: number, how: number): number {
      const result = c.shutdown(sockfd, how);
      return result < 0 ? -errno.getInt32() : result;
    },
    /** Wakes those who wait for the descriptor first: poll would not, and the number is soon reused. */
    close(fd: number): number {
      poller.forget(fd);
      const result = c.close(fd);
      return result < 0 ? -errno.getInt32() : result;
    },
    /** close on another thread, for a descriptor whose close may block (SO_LINGER); its errno is lost. */
    closeWaiting(fd: number): Promise<number> {
      poller.forget(fd);
      return patient.closeWaiting(fd);
    },
    /** Leaves the address in `address`. */
    getsockname(sockfd: number): number {
      addressLength[0] = address.length;
      const result = c.getsockname(sockfd, address, lengthBytes);
      return result < 0 ? -errno.getInt32() : result;
    },
    /** Leaves the address in `address`. */
    getpeername(sockfd: number): number {
      addressLength[0] = address.length;
      const result = c.getpeername(sockfd, address, lengthBytes);
      return result < 0 ? -errno.getInt32() : result;
    },
    setsockopt(sockfd: number, level: number, optname: number, optval: Bytes, optlen: number): number {
      const result = c.setsockopt(sockfd, level, optname, optval, optlen);
      return result < 0 ? -errno.getInt32() : result;
    },
    /** The option's bytes as long as the kernel made them (256 at most), or the negated errno. */
    getsockopt(sockfd: number, level: number, optname: number): Bytes | number {
      addressLength[0] = option.length;
      // Some options read what is in the buffer first: it must not be an older answer.
      option.fill(0);
      const result = c.getsockopt(sockfd, level, optname, option, lengthBytes);
      return result < 0 ? -errno.getInt32() : option.slice(0, addressLength[0]);
    },
    /** The two descriptors, or the negated errno. */
    socketpair(domain: number, type: number, protocol: number): [number, number] | number {
      const sv = new Int32Array(2);
      const result = c.socketpair(domain, type, protocol, new Uint8Array(sv.buffer));
      return result < 0 ? -errno.getInt32() : [sv[0] ?? -1, sv[1] ?? -1];
    },
    dup(oldfd: number): number {
      const fd = c.dup(oldfd);
      return fd < 0 ? -errno.getInt32() : fd;
    },
    open(pathname: string, flags: number, mode: number): number {
      const fd = v.open(cString(pathname), flags, mode);
      return fd < 0 ? -errno.getInt32() : fd;
    },
    read(fd: number, buf: Bytes, count: number): number {
      const got = c.read(fd, buf, BigInt(count));
      return got < 0 ? -errno.getInt32() : got;
    },
    write(fd: number, buf: Bytes, count: number): number {
      const written = c.write(fd, buf, BigInt(count));
      return written < 0 ? -errno.getInt32() : written;
    },
    fcntl(fd: number, cmd: number, arg: number): number {
      const result = v.fcntl(fd, cmd, arg);
      return result < 0 ? -errno.getInt32() : result;
    },
    /** Bytes waiting to be read (FIONREAD), or the negated errno. */
    queued(fd: number): number {
      const result = v.ioctl(fd, BigInt(system.fionread), lengthBytes);
      return result < 0 ? -errno.getInt32() : addressLength[0] ?? 0;
    },
    /** poll on one descriptor without waiting: its revents, 0 when nothing is ready. */
    ready(fd: number, events: number): number {
      const pollfd = encodePollfds([{ fd, events }]);
      return c.poll(pollfd, 1n, 0) > 0 ? readRevents(pollfd, 0) : 0;
    },
    /** The interface's index, 0 when there is none of that name. */
    if_nametoindex(ifname: string): number {
      return c.if_nametoindex(cString(ifname));
    },

    /**
     * Asks the system's resolver. Each answer is the sockaddr as the resolver built it.
     * A number is a negated-free EAI_ code (getaddrinfo returns its error, errno plays no part).
     */
    async getaddrinfo(
      node: string | undefined,
      service: string | undefined,
      hints: { flags: number; family: number; socktype: number; protocol: number },
    ): Promise<Bytes[] | number> {
      const result = new BigUint64Array(1);
      const code = await patient.getaddrinfo(
        node === undefined ? null : cString(node),
        service === undefined ? null : cString(service),
        encodeAddrinfo(system, hints),
        new Uint8Array(result.buffer),
      );
      if (code !== 0) return code;

      // The answers are a linked list; each is copied out before the list is given back.
      const first = Deno.UnsafePointer.create(result[0] ?? 0n);
      const answers: Bytes[] = [];
      for (let next = first; next !== null;) {
        const struct = new Uint8Array(new Deno.UnsafePointerView(next).getArrayBuffer(system.addrinfo.size));
        const info = decodeAddrinfo(system, struct);
        const addr = Deno.UnsafePointer.create(info.addr);
        if (addr !== null) {
          answers.push(
            new Uint8Array(new Deno.UnsafePointerView(addr).getArrayBuffer(info.addrlen).slice(0)),
          );
        }
        next = Deno.UnsafePointer.create(info.next);
      }
      patient.freeaddrinfo(first);
      return answers;
    },

    /**
     * Reads a whole file through open and read (Deno refuses /proc, /dev/stdin and pipes by name).
     *
     * @param source a path, or a descriptor that is already open and stays open
     * @param limit more bytes than this are an error (EFBIG)
     * @returns the bytes, or the negated errno
     */
    readFile(source: string | number, limit = 2 ** 26): Bytes | number {
      const fd = typeof source === "number" ? source : this.open(source, constant(system, "O_RDONLY"), 0);
      if (fd < 0) return fd;
      const contents = new Contents(limit, EFBIG);
      let answer: number;
      do {
        answer = contents.take((room) => this.read(fd, room, room.length));
        // A descriptor somebody else left non-blocking is read to its end all the same.
        if (answer === EAGAIN) this.waitFor(fd, "POLLIN");
      } while (answer > 0 || answer === EAGAIN || answer === EINTR);
      if (typeof source === "string") c.close(fd);
      return answer < 0 ? answer : contents.bytes();
    },

    /**
     * Reads a whole file as readFile does, beside the event loop: a pipe whose writer takes its time keeps
     * nobody from interrupting.
     *
     * @returns the bytes, or the negated errno; EINTR when the signal came
     */
    async readFilePatiently(path: string, signal: AbortSignal, limit = 2 ** 26): Promise<Bytes | number> {
      const flags = constant(system, "O_RDONLY") | constant(system, "O_NONBLOCK");
      const fd = this.open(path, flags, 0);
      if (fd < 0) return fd;
      const contents = new Contents(limit, EFBIG);
      let answer: number;
      do {
        const { outcome } = await poller.wait(fd, constant(system, "POLLIN"), undefined, signal);
        answer = outcome === "interrupted"
          ? EINTR
          : contents.take((room) => this.read(fd, room, room.length));
      } while (answer > 0 || answer === EAGAIN);
      c.close(fd);
      return answer < 0 ? answer : contents.bytes();
    },

    /** Blocks the whole process until a descriptor is ready: for reading a file and writing output. */
    waitFor(fd: number, events: "POLLIN" | "POLLOUT"): void {
      c.poll(encodePollfds([{ fd, events: constant(system, events) }]), 1n, -1);
    },

    /** Writes everything, waiting where a descriptor is non-blocking; 0 or the negated errno. */
    writeAll(fd: number, data: Bytes): number {
      for (let done = 0; done < data.length;) {
        const written = this.write(fd, data.subarray(done), data.length - done);
        if (written >= 0) done += written;
        else if (written === EAGAIN) this.waitFor(fd, "POLLOUT");
        else if (written !== EINTR) return written;
      }
      return 0;
    },
  };
}
