// calls: which system call an operation on sockets is, and what its arguments and its answer look like.
//
// One entry for each operation that a user's call ends in. What waiting adds is not here, nor is what the shell asks
// for its own sake: those are no operations. What a call changes (the descriptor that close takes away) is read before.

import { controlTypeName } from "../abi/control.ts";
import { constant, decodeInt, decodeLinger } from "../abi/mod.ts";
import { optionLength } from "../abi/options.ts";
import type { Address } from "../abi/address.ts";
import { controlLength, type ControlMessage, controlSpace } from "../abi/messages.ts";
import type { Bytes } from "../libc.ts";
import { requestName } from "../sockets/descriptors.ts";
import type { Ended } from "../sockets/instrument.ts";
import { Socket, type Target } from "../sockets/mod.ts";
import type { Received } from "../sockets/messages.ts";
import type { PollAnswer, SelectSets } from "../sockets/readiness.ts";
import { addressLength, hexadecimal, type Notation, quoted, untouched } from "./notation.ts";

/** A system call as strace writes it, without its answer's name of the error. */
export interface Line {
  readonly call: string;
  readonly args: readonly string[];
  /** What stands behind the `=` when it succeeded. */
  readonly answer: string;
}

/** Reads the arguments before the call, and tells of it when it has ended. */
export type Teller = (n: Notation, ...args: never[]) => (ended: Ended) => Line | readonly Line[];

/** The room for an address that accept, recvfrom and getsockname are given. */
const addressRoom = 128;

const failed = (ended: Ended): boolean => "error" in ended;

/** What came back, as the operation declares it; only to be read of a success. */
function valueOf<T>(ended: Ended): T | undefined {
  return "value" in ended ? ended.value as T : undefined;
}

function numberOf(value: unknown): string {
  if (value instanceof Socket) return String(value.fd);
  return typeof value === "number" ? String(value) : "0";
}

/** A call whose arguments are all known before, and whose number is its answer. */
function plain(call: string, args: readonly string[]): (ended: Ended) => Line {
  return (ended) => ({ call, args, answer: numberOf(valueOf(ended)) });
}

const fd = (socket: Socket): string => String(socket.fd);

/** An address the kernel wrote, and its length. */
function written(n: Notation, address: Address | undefined): readonly [string, string] {
  if (address === undefined) return [untouched, `[${addressRoom} => 0]`];
  const length = addressLength(address);
  return [n.address(address), `[${addressRoom}${length === addressRoom ? "" : ` => ${length}`}]`];
}

const nowhere = [untouched, `[${addressRoom}]`] as const;

/** The new socket and the peer's address, of accept and accept4. */
function accepting(
  n: Notation,
  call: string,
  socket: Socket,
  more: readonly string[],
): (ended: Ended) => Line {
  const number = fd(socket);
  return (ended) => {
    const [made, peer] = valueOf<[Socket, Address]>(ended) ?? [];
    const where = failed(ended) ? nowhere : written(n, peer);
    return { call, args: [number, ...where, ...more], answer: numberOf(made) };
  };
}

/** What getsockname and getpeername answer. */
function naming(n: Notation, call: string, socket: Socket): (ended: Ended) => Line {
  const number = fd(socket);
  return (ended) => ({
    call,
    args: [number, ...(failed(ended) ? nowhere : written(n, valueOf<Address>(ended)))],
    answer: "0",
  });
}

function sending(
  n: Notation,
  socket: Socket,
  data: Bytes,
  flags: number,
  to?: Target,
): (ended: Ended) => Line {
  const where = to === undefined ? ["NULL", "0"] : [n.sockaddr(to.address, to.length), String(to.length)];
  return plain("sendto", [fd(socket), quoted(data), String(data.length), n.flags("MSG_", flags), ...where]);
}

/** How many bytes there were: with MSG_TRUNC more than were wanted. */
function counted(n: Notation, socket: Socket, data: Bytes, flags: number): string {
  const all = (flags & (n.system.constants.get("MSG_TRUNC") ?? 0)) !== 0;
  return String(all ? socket.cut.get(data) ?? data.length : data.length);
}

function receiving(
  n: Notation,
  socket: Socket,
  size: number,
  flags: number,
  data: (ended: Ended) => Bytes,
  sender: (ended: Ended) => readonly string[],
): (ended: Ended) => Line {
  const number = fd(socket);
  return (ended) => {
    const bytes = failed(ended) ? undefined : data(ended);
    const shown = bytes === undefined ? untouched : quoted(bytes);
    return {
      call: "recvfrom",
      args: [number, shown, String(size), n.flags("MSG_", flags), ...sender(ended)],
      answer: bytes === undefined ? "" : counted(n, socket, bytes, flags),
    };
  };
}

/** The value of an option: a `struct linger`, an int, or its bytes. */
function optval(n: Notation, level: number, option: number, value: Bytes): string {
  const { system } = n;
  const isLinger = level === constant(system, "SOL_SOCKET") && option === constant(system, "SO_LINGER");
  if (isLinger && value.length === 8) {
    const { on, seconds } = decodeLinger(value);
    return `{l_onoff=${Number(on)}, l_linger=${seconds}}`;
  }
  return value.length === 4 ? `[${decodeInt(value)}]` : quoted(value);
}

/** Ancillary data: descriptors by their numbers, all else as bytes. */
function controls(n: Notation, messages: readonly ControlMessage[]): readonly string[] {
  if (messages.length === 0) return [];
  const shown = messages.map(({ level, type, data }) => {
    const name = controlTypeName(n.system, level, type);
    const rights = name === "SCM_RIGHTS";
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    const fds = Array.from({ length: data.length >> 2 }, (_, i) => view.getInt32(4 * i, true));
    return `{cmsg_len=${controlLength(n.system, data.length)}, cmsg_level=${n.level(level)}, ` +
      `cmsg_type=${name ?? hexadecimal(type)}, ` +
      `cmsg_data=${rights ? `[${fds.join(", ")}]` : quoted(data)}}`;
  });
  return [`msg_control=[${shown.join(", ")}]`];
}

/** The room that ancillary data take. */
function room(n: Notation, messages: readonly ControlMessage[]): number {
  return messages.reduce((sum, { data }) => sum + controlSpace(n.system, data.length), 0);
}

function vectors(buffers: readonly Bytes[], sizes: readonly number[]): string {
  const each = buffers.map((bytes, i) => `{iov_base=${quoted(bytes)}, iov_len=${sizes[i] ?? 0}}`);
  return `msg_iov=[${each.join(", ")}], msg_iovlen=${sizes.length}`;
}

/** What F_GETFL answers: the number, and what it says. */
function flagsAnswer(n: Notation, flags: number): string {
  return `${hexadecimal(flags)} (flags ${n.openFlags(flags)})`;
}

/** The operations of Sockets. */
export const socketCalls = {
  socket: (n: Notation, domain: number, type: number, protocol: number) =>
    plain("socket", [n.named("AF_", domain), n.type(type), n.protocol(domain, protocol)]),

  socketpair: (n: Notation, domain: number, type: number, protocol: number) => (ended: Ended) => ({
    call: "socketpair",
    args: [
      n.named("AF_", domain),
      n.type(type),
      n.protocol(domain, protocol),
      failed(ended) ? untouched : `[${valueOf<Socket[]>(ended)!.map(fd).join(", ")}]`,
    ],
    answer: "0",
  }),

  dup: (_: Notation, socket: Socket) => plain("dup", [fd(socket)]),

  open: (n: Notation, path: string, flags: number) => {
    const mode = (flags & constant(n.system, "O_CREAT")) === 0 ? [] : ["0600"];
    const name = quoted(new TextEncoder().encode(path), true);
    return plain("openat", ["AT_FDCWD", name, n.openFlags(flags), ...mode]);
  },

  bind: (n: Notation, socket: Socket, address: Bytes, length = address.length) =>
    plain("bind", [fd(socket), n.sockaddr(address, length), String(length)]),

  listen: (_: Notation, socket: Socket, backlog: number) => plain("listen", [fd(socket), String(backlog)]),

  accept: (n: Notation, socket: Socket) => accepting(n, "accept", socket, []),

  connect: (n: Notation, socket: Socket, address: Bytes, _patience: unknown, length = address.length) =>
    plain("connect", [fd(socket), n.sockaddr(address, length), String(length)]),

  shutdown: (n: Notation, socket: Socket, how: number) =>
    plain("shutdown", [fd(socket), n.named("SHUT_", how)]),

  close: (_: Notation, socket: Socket) => plain("close", [fd(socket)]),

  send: (n: Notation, socket: Socket, data: Bytes, flags: number, _patience: unknown, to?: Target) =>
    sending(n, socket, data, flags, to),

  sendall: (n: Notation, socket: Socket, data: Bytes, flags: number) => sending(n, socket, data, flags),

  recv: (n: Notation, socket: Socket, size: number, flags: number) =>
    receiving(n, socket, size, flags, (ended) => valueOf<Bytes>(ended)!, () => ["NULL", "NULL"]),

  recvfrom: (n: Notation, socket: Socket, size: number, flags: number) =>
    receiving(
      n,
      socket,
      size,
      flags,
      (ended) => valueOf<[Bytes]>(ended)![0],
      (ended) => failed(ended) ? nowhere : written(n, valueOf<[Bytes, Address | undefined]>(ended)![1]),
    ),

  setblocking: (n: Notation, socket: Socket, blocking: boolean) => {
    const head = [fd(socket)];
    const before = n.fileFlags(socket.fd);
    const bit = constant(n.system, "O_NONBLOCK");
    const wanted = blocking ? before & ~bit : before | bit;
    return (ended: Ended) => {
      const asked = { call: "fcntl", args: [...head, "F_GETFL"], answer: flagsAnswer(n, before) };
      if (failed(ended) || wanted === before) return asked;
      return [asked, { call: "fcntl", args: [...head, "F_SETFL", n.openFlags(wanted)], answer: "0" }];
    };
  },

  getsockname: (n: Notation, socket: Socket) => naming(n, "getsockname", socket),

  getpeername: (n: Notation, socket: Socket) => naming(n, "getpeername", socket),

  setsockopt: (
    n: Notation,
    socket: Socket,
    level: number,
    option: number,
    value: Bytes | null,
    length = value?.length ?? 0,
  ) => {
    const shown = value === null ? "NULL" : optval(n, level, option, value.subarray(0, length));
    return plain("setsockopt", [fd(socket), n.level(level), n.option(level, option), shown, String(length)]);
  },

  getsockopt: (n: Notation, socket: Socket, level: number, option: number, length?: number) => {
    const wanted = optionLength(n.system, level, option, socket.domain);
    const told = length ?? wanted.length;
    const head = [fd(socket), n.level(level), n.option(level, option)];
    return (ended: Ended) => {
      const value = valueOf<Bytes>(ended);
      const size = value === undefined ? told : value.length / wanted.unit;
      const shown = value === undefined ? untouched : optval(n, level, option, value);
      return {
        call: "getsockopt",
        args: [...head, shown, `[${told}${size === told ? "" : ` => ${size}`}]`],
        answer: "0",
      };
    };
  },
} as const satisfies Readonly<Record<string, Teller>>;

/** The operations of Descriptors. */
export const descriptorCalls = {
  accept4: (n: Notation, socket: Socket, flags: number) =>
    accepting(n, "accept4", socket, [n.flags("SOCK_", flags)]),

  pipe2: (n: Notation, flags: number) => (ended: Ended) => ({
    call: "pipe2",
    args: [
      failed(ended) ? untouched : `[${valueOf<Socket[]>(ended)!.map(fd).join(", ")}]`,
      flags === 0 ? "0" : n.openFlags(flags).replace("O_RDONLY|", ""),
    ],
    answer: "0",
  }),

  dup2: (_: Notation, oldfd: Socket, newfd: Socket) => {
    const to = fd(newfd);
    return (ended: Ended) => ({ ...plain("dup2", [fd(oldfd), to])(ended), answer: to });
  },

  fcntl: (n: Notation, socket: Socket, cmd: number, arg: number) => {
    const name = n.named("F_", cmd);
    const head = [fd(socket), name];
    if (name === "F_GETFL" || name === "F_GETFD") {
      return (ended: Ended) => {
        const value = valueOf<number>(ended) ?? 0;
        const descriptor = value === 0 ? "0" : `${hexadecimal(value)} (flags ${n.flags("FD_", value)})`;
        return { call: "fcntl", args: head, answer: name === "F_GETFD" ? descriptor : flagsAnswer(n, value) };
      };
    }
    if (name === "F_SETFL") return plain("fcntl", [...head, n.openFlags(arg)]);
    if (name === "F_SETFD") return plain("fcntl", [...head, n.flags("FD_", arg)]);
    return plain("fcntl", [...head, String(arg)]);
  },

  ioctl: (n: Notation, socket: Socket, request: number, arg: number) => {
    const name = requestName(n.system, request) ?? hexadecimal(request);
    const head = [fd(socket), name];
    return (ended: Ended) => {
      const int = name === "FIONBIO" ? arg : valueOf<number>(ended) ?? arg;
      const bare = name === "FIOCLEX" || name === "FIONCLEX";
      return { call: "ioctl", args: bare ? head : [...head, `[${int}]`], answer: "0" };
    };
  },

  sockatmark: (_: Notation, socket: Socket) => {
    const number = fd(socket);
    return (ended: Ended) => ({
      call: "ioctl",
      args: [number, "SIOCATMARK", failed(ended) ? untouched : `[${Number(valueOf<boolean>(ended))}]`],
      answer: "0",
    });
  },

  read: (_: Notation, socket: Socket, count: number) => {
    const number = fd(socket);
    return (ended: Ended) => {
      const bytes = valueOf<Bytes>(ended);
      const shown = bytes === undefined ? untouched : quoted(bytes);
      return { call: "read", args: [number, shown, String(count)], answer: String(bytes?.length ?? 0) };
    };
  },

  write: (_: Notation, socket: Socket, data: Bytes) =>
    plain("write", [fd(socket), quoted(data), String(data.length)]),
} as const satisfies Readonly<Record<string, Teller>>;

/** The operations of Messages. */
export const messageCalls = {
  sendmsg: (
    n: Notation,
    socket: Socket,
    buffers: readonly Bytes[],
    control: readonly ControlMessage[],
    flags: number,
    _patience: unknown,
    to?: Target,
  ) => {
    const parts = [
      `msg_name=${to === undefined ? "NULL" : n.sockaddr(to.address, to.length)}`,
      `msg_namelen=${to?.length ?? 0}`,
      vectors(buffers, buffers.map(({ length }) => length)),
      ...controls(n, control),
      `msg_controllen=${room(n, control)}`,
      "msg_flags=0",
    ];
    return plain("sendmsg", [fd(socket), `{${parts.join(", ")}}`, n.flags("MSG_", flags)]);
  },

  recvmsg: (n: Notation, socket: Socket, sizes: readonly number[], _space: number, flags: number) => {
    const number = fd(socket);
    return (ended: Ended) => {
      const came = valueOf<Received>(ended);
      if (came === undefined) {
        return { call: "recvmsg", args: [number, untouched, n.flags("MSG_", flags)], answer: "" };
      }
      const { address, buffers, control } = came;
      const parts = [
        address === undefined
          ? `msg_name=${untouched}, msg_namelen=${addressRoom} => 0`
          : `msg_name=${n.address(address)}, msg_namelen=${addressRoom} => ${addressLength(address)}`,
        vectors(buffers, sizes),
        ...controls(n, control),
        `msg_controllen=${room(n, control)}`,
        `msg_flags=${n.flags("MSG_", came.flags)}`,
      ];
      const count = buffers.reduce((sum, { length }) => sum + length, 0);
      return {
        call: "recvmsg",
        args: [number, `{${parts.join(", ")}}`, n.flags("MSG_", flags)],
        answer: String(count),
      };
    };
  },
} as const satisfies Readonly<Record<string, Teller>>;

const timedOut = "0 (Timeout)";

/** The operations of Readiness. */
export const readinessCalls = {
  poll: (
    n: Notation,
    requests: readonly { readonly socket: Socket; readonly events: number }[],
    seconds: number | undefined,
  ) => {
    const asked = requests.map(({ socket, events }) =>
      `{fd=${socket.fd}, events=${n.flags("POLL", events)}}`
    );
    const time = seconds === undefined ? -1 : Math.ceil(seconds * 1000);
    const args = [`[${asked.join(", ")}]`, String(requests.length), String(time)];
    return (ended: Ended) => {
      const ready = (valueOf<PollAnswer[]>(ended) ?? []).map(({ socket, revents }) =>
        `{fd=${socket.fd}, revents=${n.flags("POLL", revents)}}`
      );
      const answer = ready.length === 0 ? timedOut : `${ready.length} ([${ready.join(", ")}])`;
      return { call: "poll", args, answer };
    };
  },

  select: (
    _: Notation,
    sets: SelectSets<readonly Socket[] | undefined>,
    nfds: number | undefined,
    seconds: number | undefined,
  ) => {
    const shown = (set: readonly Socket[] | undefined) =>
      set === undefined ? "NULL" : `[${set.map(fd).join(" ")}]`;
    const highest = Math.max(-1, ...sets.flatMap((set) => set ?? []).map((socket) => socket.fd));
    const whole = Math.floor(seconds ?? 0);
    const time = seconds === undefined
      ? "NULL"
      : `{tv_sec=${whole}, tv_nsec=${Math.round((seconds - whole) * 1e9)}}`;
    const args = [String(nfds ?? highest + 1), ...sets.map(shown), time, "NULL"];
    return (ended: Ended) => {
      const ready = valueOf<SelectSets<Socket[]>>(ended) ?? [[], [], []];
      const count = ready.reduce((sum, { length }) => sum + length, 0);
      const parts = ["in", "out", "except"].flatMap((word, i) =>
        ready[i]!.length === 0 ? [] : [`${word} ${shown(ready[i])}`]
      );
      return { call: "pselect6", args, answer: count === 0 ? timedOut : `${count} (${parts.join(", ")})` };
    };
  },
} as const satisfies Readonly<Record<string, Teller>>;
