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

/** Bytes that C may read or write. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** What came of a wait. `revents` is meaningful only when it is "ready". */
export interface Waited {
  readonly outcome: "ready" | "timeout" | "interrupted" | "closed";
  /** POLLIN, POLLOUT, POLLERR, … as poll reported them. */
  readonly revents: number;
}

/** The C library, opened. */
export type Libc = ReturnType<typeof openLibc>;

/** The calls with fixed arguments. A ssize_t is read as i32: no call here moves 2 GiB at once. */
const symbols = {
  // int socket(int domain, int type, int protocol);
  socket: {
    parameters: ["i32", "i32", "i32"] as [domain: "i32", type: "i32", protocol: "i32"],
    result: "i32",
  },
  // int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen);
  bind: {
    parameters: ["i32", "buffer", "u32"] as [sockfd: "i32", addr: "buffer", addrlen: "u32"],
    result: "i32",
  },
  // int listen(int sockfd, int backlog);
  listen: { parameters: ["i32", "i32"] as [sockfd: "i32", backlog: "i32"], result: "i32" },
  // int accept(int sockfd, struct sockaddr *addr, socklen_t *addrlen);
  accept: {
    parameters: ["i32", "buffer", "buffer"] as [sockfd: "i32", addr: "buffer", addrlen: "buffer"],
    result: "i32",
  },
  // int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen);
  connect: {
    parameters: ["i32", "buffer", "u32"] as [sockfd: "i32", addr: "buffer", addrlen: "u32"],
    result: "i32",
  },
  // ssize_t send(int sockfd, const void *buf, size_t len, int flags);
  send: {
    parameters: ["i32", "buffer", "usize", "i32"] as [
      sockfd: "i32",
      buf: "buffer",
      len: "usize",
      flags: "i32",
    ],
    result: "i32",
  },
  // ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, const struct sockaddr *dest_addr, socklen_t addrlen);
  sendto: {
    parameters: ["i32", "buffer", "usize", "i32", "buffer", "u32"] as [
      sockfd: "i32",
      buf: "buffer",
      len: "usize",
      flags: "i32",
      dest_addr: "buffer",
      addrlen: "u32",
    ],
    result: "i32",
  },
  // ssize_t recv(int sockfd, void *buf, size_t len, int flags);
  recv: {
    parameters: ["i32", "buffer", "usize", "i32"] as [
      sockfd: "i32",
      buf: "buffer",
      len: "usize",
      flags: "i32",
    ],
    result: "i32",
  },
  // ssize_t recvfrom(int sockfd, void *buf, size_t len, int flags, struct sockaddr *src_addr, socklen_t *addrlen);
  recvfrom: {
    parameters: ["i32", "buffer", "usize", "i32", "buffer", "buffer"] as [
      sockfd: "i32",
      buf: "buffer",
      len: "usize",
      flags: "i32",
      src_addr: "buffer",
      addrlen: "buffer",
    ],
    result: "i32",
  },
  // int shutdown(int sockfd, int how);
  shutdown: { parameters: ["i32", "i32"] as [sockfd: "i32", how: "i32"], result: "i32" },
  // int close(int fd);
  close: { parameters: ["i32"] as [fd: "i32"], result: "i32" },
  // int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen);
  getsockname: {
    parameters: ["i32", "buffer", "buffer"] as [sockfd: "i32", addr: "buffer", addrlen: "buffer"],
    result: "i32",
  },
  // int getpeername(int sockfd, struct sockaddr *addr, socklen_t *addrlen);
  getpeername: {
    parameters: ["i32", "buffer", "buffer"] as [sockfd: "i32", addr: "buffer", addrlen: "buffer"],
    result: "i32",
  },
  // int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen);
  setsockopt: {
    parameters: ["i32", "i32", "i32", "buffer", "u32"] as [
      sockfd: "i32",
      level: "i32",
      optname: "i32",
      optval: "buffer",
      optlen: "u32",
    ],
    result: "i32",
  },
  // int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen);
  getsockopt: {
    parameters: ["i32", "i32", "i32", "buffer", "buffer"] as [
      sockfd: "i32",
      level: "i32",
      optname: "i32",
      optval: "buffer",
      optlen: "buffer",
    ],
    result: "i32",
  },
  // int socketpair(int domain, int type, int protocol, int sv[2]);
  socketpair: {
    parameters: ["i32", "i32", "i32", "buffer"] as [
      domain: "i32",
      type: "i32",
      protocol: "i32",
      sv: "buffer",
    ],
    result: "i32",
  },
  // int dup(int oldfd);
  dup: { parameters: ["i32"] as [oldfd: "i32"], result: "i32" },
  // ssize_t read(int fd, void *buf, size_t count);
  read: {
    parameters: ["i32", "buffer", "usize"] as [fd: "i32", buf: "buffer", count: "usize"],
    result: "i32",
  },
  // ssize_t write(int fd, const void *buf, size_t count);
  write: {
    parameters: ["i32", "buffer", "usize"] as [fd: "i32", buf: "buffer", count: "usize"],
    result: "i32",
  },
  // int pipe(int pipefd[2]);
  pipe: { parameters: ["buffer"] as [pipefd: "buffer"], result: "i32" },
  // unsigned int if_nametoindex(const char *ifname);
  if_nametoindex: { parameters: ["buffer"] as [ifname: "buffer"], result: "u32" },
  // int poll(struct pollfd *fds, nfds_t nfds, int timeout);
  poll: {
    parameters: ["buffer", "usize", "i32"] as [fds: "buffer", nfds: "usize", timeout: "i32"],
    result: "i32",
  },
} as const satisfies Deno.ForeignLibraryInterface;

/** The calls that run on another thread, where errno is lost: only for what waits or returns its error. */
const waitingSymbols = {
  pollWaiting: { ...symbols.poll, name: "poll", nonblocking: true },
  closeWaiting: { ...symbols.close, name: "close", nonblocking: true },
  // int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **res);
  getaddrinfo: {
    parameters: ["buffer", "buffer", "buffer", "buffer"] as [
      node: "buffer",
      service: "buffer",
      hints: "buffer",
      res: "buffer",
    ],
    result: "i32",
    nonblocking: true,
  },
  // void freeaddrinfo(struct addrinfo *res);
  freeaddrinfo: { parameters: ["pointer"] as [res: "pointer"], result: "void" },
} as const satisfies Deno.ForeignLibraryInterface;

/** Variadic calls, where the variadic argument goes into a register like any other. */
const variadic = {
  // int fcntl(int fd, int cmd, ... /* int arg */);
  fcntl: { parameters: ["i32", "i32", "i32"] as [fd: "i32", cmd: "i32", arg: "i32"], result: "i32" },
  // int ioctl(int fd, unsigned long request, ... /* void *argp */);
  ioctl: {
    parameters: ["i32", "usize", "buffer"] as [fd: "i32", request: "usize", argp: "buffer"],
    result: "i32",
  },
  // int open(const char *pathname, int flags, ... /* mode_t mode */);
  open: {
    parameters: ["buffer", "i32", "u32"] as [pathname: "buffer", flags: "i32", mode: "u32"],
    result: "i32",
  },
} as const satisfies Deno.ForeignLibraryInterface;

/** The same calls where variadic arguments go on the stack (macOS on arm64): six words fill the registers. */
const variadicOnStack = {
  fcntl: {
    parameters: ["i32", "i32", "usize", "usize", "usize", "usize", "usize", "usize", "i32"],
    result: "i32",
  },
  ioctl: {
    parameters: ["i32", "usize", "usize", "usize", "usize", "usize", "usize", "usize", "buffer"],
    result: "i32",
  },
  open: {
    parameters: ["buffer", "i32", "usize", "usize", "usize", "usize", "usize", "usize", "u32"],
    result: "i32",
  },
} as const satisfies Deno.ForeignLibraryInterface;

type Variadic = Deno.StaticForeignLibraryInterface<typeof variadic>;

/**
 * The functions of a library, each bound when it is first used: binding one takes a tenth of a
 * millisecond, and a session uses few of them.
 */
function bindWhenUsed<S extends Deno.ForeignLibraryInterface>(
  path: string,
  symbols: S,
  before: () => void = () => {},
): Deno.StaticForeignLibraryInterface<S> {
  const bound = {} as Deno.StaticForeignLibraryInterface<S>;
  for (const name of Object.keys(symbols) as (keyof S & string)[]) {
    Object.defineProperty(bound, name, {
      configurable: true,
      get() {
        before();
        const value = Deno.dlopen(path, { [name]: symbols[name] } as unknown as S).symbols[name];
        Object.defineProperty(bound, name, { value });
        return value;
      },
    });
  }
  return bound;
}

function openVariadic(system: System, before: () => void): Variadic {
  if (!system.variadicOnStack) return bindWhenUsed(system.libcPath, variadic, before);
  const c = bindWhenUsed(system.libcPath, variadicOnStack, before);
  return {
    fcntl: (fd, cmd, arg) => c.fcntl(fd, cmd, 0n, 0n, 0n, 0n, 0n, 0n, arg),
    ioctl: (fd, request, argp) => c.ioctl(fd, request, 0n, 0n, 0n, 0n, 0n, 0n, argp),
    open: (pathname, flags, mode) => c.open(pathname, flags, 0n, 0n, 0n, 0n, 0n, 0n, mode),
  };
}

/** An errno our own code is written with. */
function errnoOf(system: System, name: string): number {
  const number = system.errnos.get(name);
  if (number === undefined) throw new Error(`no errno ${name} on ${system.os}`);
  return number;
}

/** The calling thread's errno: int *__errno_location(void); */
function errnoView(system: System): Deno.UnsafePointerView {
  const { errno } = Deno.dlopen(system.libcPath, {
    errno: { name: system.errnoSymbol, parameters: [], result: "pointer" },
  }).symbols;
  const location = errno();
  if (location === null) throw new Error(`${system.errnoSymbol} answered NULL`);
  return new Deno.UnsafePointerView(location);
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
    readFile(source: string | number, limit = 2 ** 28): Bytes | number {
      const fd = typeof source === "number" ? source : this.open(source, constant(system, "O_RDONLY"), 0);
      if (fd < 0) return fd;
      let whole = new Uint8Array(65536);
      let length = 0;
      let answer = 0;
      for (;;) {
        if (length === whole.length) {
          const larger = new Uint8Array(whole.length * 2);
          larger.set(whole);
          whole = larger;
        }
        answer = length > limit ? EFBIG : this.read(fd, whole.subarray(length), whole.length - length);
        if (answer > 0) length += answer;
        // A descriptor somebody else left non-blocking is read to its end all the same.
        else if (answer === EAGAIN) this.waitFor(fd, "POLLIN");
        else if (answer !== EINTR) break;
      }
      if (typeof source === "string") c.close(fd);
      return answer < 0 ? answer : whole.subarray(0, length);
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

/** Somebody who waits for a descriptor. */
interface Wait {
  readonly fd: number;
  readonly events: number;
  /** `performance.now()` at which the wait is over. */
  readonly deadline: number;
  readonly end: (waited: Waited) => void;
}

/**
 * The one pending poll: however many waits there are, one thread waits for all of them.
 * A new wait, an interruption and a close write to a pipe that is always part of the poll,
 * so the poll returns, the list is made anew, and poll is called again.
 */
export class Poller {
  readonly #system: System;
  readonly #patient: Deno.StaticForeignLibraryInterface<typeof waitingSymbols>;
  readonly #c: Pick<Deno.StaticForeignLibraryInterface<typeof symbols>, "pipe" | "read" | "write">;
  readonly #waits = new Set<Wait>();
  #pipe: [number, number] | undefined;
  #polling = false;
  #woken = false;

  constructor(
    system: System,
    patient: Deno.StaticForeignLibraryInterface<typeof waitingSymbols>,
    c: Pick<Deno.StaticForeignLibraryInterface<typeof symbols>, "pipe" | "read" | "write">,
  ) {
    this.#system = system;
    this.#patient = patient;
    this.#c = c;
  }

  /**
   * Waits until poll reports one of `events` (or an error) on `fd`.
   *
   * @param fd the descriptor; -1 waits for the time or the signal alone
   * @param milliseconds how long at most; undefined waits for ever
   * @param signal ends the wait as "interrupted"
   */
  wait(fd: number, events: number, milliseconds?: number, signal?: AbortSignal): Promise<Waited> {
    if (signal?.aborted) return Promise.resolve({ outcome: "interrupted", revents: 0 });
    return new Promise((resolve) => {
      const interrupt = () => wait.end({ outcome: "interrupted", revents: 0 });
      const wait: Wait = {
        fd,
        events,
        deadline: milliseconds === undefined ? Infinity : performance.now() + milliseconds,
        end: (waited) => {
          signal?.removeEventListener("abort", interrupt);
          if (this.#waits.delete(wait)) this.#wake();
          resolve(waited);
        },
      };
      signal?.addEventListener("abort", interrupt);
      this.#waits.add(wait);
      if (this.#polling) this.#wake();
      else this.#poll();
    });
  }

  /** Ends every wait for a descriptor that is about to be closed. */
  forget(fd: number): void {
    if (fd < 0) return;
    for (const wait of this.#waits) {
      if (wait.fd === fd) wait.end({ outcome: "closed", revents: 0 });
    }
  }

  /** One byte is enough however often it is asked for: the pipe can never fill. */
  #wake(): void {
    if (!this.#polling || this.#woken || !this.#pipe) return;
    this.#woken = true;
    this.#c.write(this.#pipe[1], new Uint8Array(1), 1n);
  }

  async #poll(): Promise<void> {
    this.#polling = true;
    const POLLIN = constant(this.#system, "POLLIN");
    while (this.#waits.size > 0) {
      // Without a wake-up pipe (no descriptor is left for one) each round is short instead.
      this.#pipe ??= this.#open();
      const wakeUp = this.#pipe?.[0] ?? -1;
      const longest = this.#pipe ? 2 ** 31 - 1 : 10;
      // The list is made anew for each round; the wake-up pipe is its first entry.
      const waits = [...this.#waits];
      const fds = encodePollfds([{ fd: wakeUp, events: POLLIN }, ...waits]);
      const deadline = waits.reduce((least, wait) => Math.min(least, wait.deadline), Infinity);
      const timeout = deadline === Infinity && this.#pipe
        ? -1
        : Math.min(Math.max(0, Math.ceil(deadline - performance.now())), longest);

      const count = await this.#patient.pollWaiting(fds, BigInt(waits.length + 1), timeout);
      // poll itself failed (no memory, too many descriptors): its errno is lost, so try again a little later.
      if (count < 0) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        continue;
      }

      if (readRevents(fds, 0) !== 0) {
        this.#c.read(wakeUp, new Uint8Array(1), 1n);
        this.#woken = false;
      }
      const now = performance.now();
      waits.forEach((wait, i) => {
        if (!this.#waits.has(wait)) return;
        const revents = readRevents(fds, i + 1);
        if (revents === 0 && now < wait.deadline) return;
        this.#waits.delete(wait);
        wait.end({ outcome: revents === 0 ? "timeout" : "ready", revents });
      });
      // Those who were woken often wait again at once; let them, before the next list is made.
      await Promise.resolve();
    }
    this.#polling = false;
  }

  #open(): [number, number] | undefined {
    const ends = new Int32Array(2);
    if (this.#c.pipe(new Uint8Array(ends.buffer)) < 0) return undefined;
    return [ends[0] ?? -1, ends[1] ?? -1];
  }
}
