// symbols: the functions of the C library as FFI sees them, the C prototype above each, and how they are bound.
//
// The only file with a Deno.dlopen. It calls none of them.

import type { System } from "../abi/mod.ts";

/** The calls with fixed arguments. A ssize_t is read as i32: no call here moves 2 GiB at once. */
export const symbols = {
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
    parameters: ["i32", "buffer", "u32", "i32"] as [
      sockfd: "i32",
      buf: "buffer",
      len: "u32",
      flags: "i32",
    ],
    result: "i32",
  },
  // ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, const struct sockaddr *dest_addr, socklen_t addrlen);
  sendto: {
    parameters: ["i32", "buffer", "u32", "i32", "buffer", "u32"] as [
      sockfd: "i32",
      buf: "buffer",
      len: "u32",
      flags: "i32",
      dest_addr: "buffer",
      addrlen: "u32",
    ],
    result: "i32",
  },
  // ssize_t recv(int sockfd, void *buf, size_t len, int flags);
  recv: {
    parameters: ["i32", "buffer", "u32", "i32"] as [
      sockfd: "i32",
      buf: "buffer",
      len: "u32",
      flags: "i32",
    ],
    result: "i32",
  },
  // ssize_t recvfrom(int sockfd, void *buf, size_t len, int flags, struct sockaddr *src_addr, socklen_t *addrlen);
  recvfrom: {
    parameters: ["i32", "buffer", "u32", "i32", "buffer", "buffer"] as [
      sockfd: "i32",
      buf: "buffer",
      len: "u32",
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
    parameters: ["i32", "buffer", "u32"] as [fd: "i32", buf: "buffer", count: "u32"],
    result: "i32",
  },
  // ssize_t write(int fd, const void *buf, size_t count);
  write: {
    parameters: ["i32", "buffer", "u32"] as [fd: "i32", buf: "buffer", count: "u32"],
    result: "i32",
  },
  // off_t lseek(int fd, off_t offset, int whence);
  lseek: { parameters: ["i32", "i64", "i32"] as [fd: "i32", offset: "i64", whence: "i32"], result: "i64" },
  // int pipe(int pipefd[2]);
  pipe: { parameters: ["buffer"] as [pipefd: "buffer"], result: "i32" },
  // int pipe2(int pipefd[2], int flags);
  pipe2: { parameters: ["buffer", "i32"] as [pipefd: "buffer", flags: "i32"], result: "i32" },
  // int dup2(int oldfd, int newfd);
  dup2: { parameters: ["i32", "i32"] as [oldfd: "i32", newfd: "i32"], result: "i32" },
  // int isatty(int fd);
  isatty: { parameters: ["i32"] as [fd: "i32"], result: "i32" },
  // int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags);
  accept4: {
    parameters: ["i32", "buffer", "buffer", "i32"] as [
      sockfd: "i32",
      addr: "buffer",
      addrlen: "buffer",
      flags: "i32",
    ],
    result: "i32",
  },
  // int sockatmark(int sockfd);
  sockatmark: { parameters: ["i32"] as [sockfd: "i32"], result: "i32" },
  // ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags);
  sendmsg: {
    parameters: ["i32", "buffer", "i32"] as [sockfd: "i32", msg: "buffer", flags: "i32"],
    result: "i32",
  },
  // ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags);
  recvmsg: {
    parameters: ["i32", "buffer", "i32"] as [sockfd: "i32", msg: "buffer", flags: "i32"],
    result: "i32",
  },
  // int select(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds, struct timeval *timeout);
  select: {
    parameters: ["i32", "buffer", "buffer", "buffer", "buffer"] as [
      nfds: "i32",
      readfds: "buffer",
      writefds: "buffer",
      exceptfds: "buffer",
      timeout: "buffer",
    ],
    result: "i32",
  },
  // unsigned int if_nametoindex(const char *ifname);
  if_nametoindex: { parameters: ["buffer"] as [ifname: "buffer"], result: "u32" },
  // int poll(struct pollfd *fds, nfds_t nfds, int timeout);
  poll: {
    parameters: ["buffer", "usize", "i32"] as [fds: "buffer", nfds: "usize", timeout: "i32"],
    result: "i32",
  },
  // int epoll_create1(int flags);
  epoll_create1: { parameters: ["i32"] as [flags: "i32"], result: "i32" },
  // int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event);
  epoll_ctl: {
    parameters: ["i32", "i32", "i32", "buffer"] as [epfd: "i32", op: "i32", fd: "i32", event: "buffer"],
    result: "i32",
  },
  // int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout);
  epoll_wait: {
    parameters: ["i32", "buffer", "i32", "i32"] as [
      epfd: "i32",
      events: "buffer",
      maxevents: "i32",
      timeout: "i32",
    ],
    result: "i32",
  },
  // int recvmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags, struct timespec *timeout);
  recvmmsg: {
    parameters: ["i32", "buffer", "u32", "i32", "pointer"] as [
      sockfd: "i32",
      msgvec: "buffer",
      vlen: "u32",
      flags: "i32",
      timeout: "pointer",
    ],
    result: "i32",
  },
  // int sendmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags);
  sendmmsg: {
    parameters: ["i32", "buffer", "u32", "i32"] as [
      sockfd: "i32",
      msgvec: "buffer",
      vlen: "u32",
      flags: "i32",
    ],
    result: "i32",
  },
  // int getrlimit(int resource, struct rlimit *rlim);
  getrlimit: { parameters: ["i32", "buffer"] as [resource: "i32", rlim: "buffer"], result: "i32" },
  // int setrlimit(int resource, const struct rlimit *rlim);
  setrlimit: { parameters: ["i32", "buffer"] as [resource: "i32", rlim: "buffer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** Those calls, bound. */
export type Bound = Deno.StaticForeignLibraryInterface<typeof symbols>;

/** The calls that run on another thread, where errno is lost: only for what waits or returns its error. */
export const waitingSymbols = {
  pollWaiting: { ...symbols.poll, name: "poll", nonblocking: true },
  closeWaiting: { ...symbols.close, name: "close", nonblocking: true },
  // int usleep(useconds_t usec);
  usleep: { parameters: ["u32"] as [usec: "u32"], result: "i32", nonblocking: true },
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

export type Variadic = Deno.StaticForeignLibraryInterface<typeof variadic>;

/**
 * The functions of a library, each bound when it is first used: binding one takes a tenth of a
 * millisecond, and a session uses few of them.
 */
export function bindWhenUsed<S extends Deno.ForeignLibraryInterface>(
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

/** The functions of a module with symbols of its own. */
export interface Calls<S extends Deno.ForeignLibraryInterface> {
  readonly c: Deno.StaticForeignLibraryInterface<S>;
  /** What a call answered, or the negated errno: asked for in the same expression as the call. */
  readonly answered: (result: number | bigint) => number;
}

/** Gives the functions with those symbols, for one system always the same ones. */
export function callsWith<S extends Deno.ForeignLibraryInterface>(symbols: S): (system: System) => Calls<S> {
  const known = new Map<System, Calls<S>>();
  return (system) => {
    let calls = known.get(system);
    if (calls === undefined) {
      let errno: Deno.UnsafePointerView | undefined;
      const c = bindWhenUsed(system.libcPath, symbols, () => {
        errno ??= errnoView(system);
      });
      calls = { c, answered: (result) => result < 0 ? -(errno?.getInt32() ?? 0) : Number(result) };
      known.set(system, calls);
    }
    return calls;
  };
}

/** fcntl, ioctl and open, as this system wants its variadic arguments. */
export function openVariadic(system: System, before: () => void): Variadic {
  if (!system.variadicOnStack) return bindWhenUsed(system.libcPath, variadic, before);
  const c = bindWhenUsed(system.libcPath, variadicOnStack, before);
  return {
    fcntl: (fd, cmd, arg) => c.fcntl(fd, cmd, 0n, 0n, 0n, 0n, 0n, 0n, arg),
    ioctl: (fd, request, argp) => c.ioctl(fd, request, 0n, 0n, 0n, 0n, 0n, 0n, argp),
    open: (pathname, flags, mode) => c.open(pathname, flags, 0n, 0n, 0n, 0n, 0n, 0n, mode),
  };
}

/** The calling thread's errno: int *__errno_location(void); */
export function errnoView(system: System): Deno.UnsafePointerView {
  const { errno } = Deno.dlopen(system.libcPath, {
    errno: { name: system.errnoSymbol, parameters: [], result: "pointer" },
  }).symbols;
  const location = errno();
  if (location === null) throw new Error(`${system.errnoSymbol} answered NULL`);
  return new Deno.UnsafePointerView(location);
}
