// descriptors: what can be done with any descriptor — read, write, fcntl, ioctl, dup2 — and the calls that make more of them.
//
// read and write block as C does and never block the process. What the shell cannot express (a structure behind fcntl or
// ioctl) and what would end it (signals from the kernel) is refused here; everything else is the kernel's to answer.

import type { Address } from "../abi/address.ts";
import { constant, decodeInt, type System } from "../abi/mod.ts";
import { UsageError } from "../errors.ts";
import type { Bytes, Libc } from "../libc.ts";
import { lastAddress } from "./names.ts";
import { after, type Maybe, type Patience, type Socket } from "./socket.ts";
import type { Transfer } from "./transfer.ts";
import type { Waiting } from "./waiting.ts";

/** The table of the session's descriptors, as far as it is needed here. */
export interface Table {
  /** A descriptor becomes one of the session's. */
  readonly add: (
    fd: number,
    domain: number | undefined,
    type: number | undefined,
    protocol: number,
  ) => Socket;
  /** The session's descriptor with that number is about to be closed by a call of another name. */
  readonly departs: (fd: number) => void;
  /** The session's descriptor with that number is no more. */
  readonly forget: (fd: number) => void;
  /** The flags of 0, 1 and 2 are about to change. */
  readonly rememberStandard: () => void;
  /** Whether closing it would wait (SO_LINGER). */
  readonly lingers: (fd: number) => boolean;
}

/** Received bytes arrive here, unless more are there. */
const scratchSize = 65536;

/** A pipe that poll calls writable takes as much without blocking (PIPE_BUF in pipe(7), at least 512 everywhere). */
const pipeBuffer = 512;

const empty: Bytes = new Uint8Array(0);

/** fcntl's commands whose argument is a pointer. */
const structured: readonly string[] = [
  "F_GETLK",
  "F_SETLK",
  "F_SETLKW",
  "F_OFD_GETLK",
  "F_OFD_SETLK",
  "F_OFD_SETLKW",
  "F_SETOWN_EX",
  "F_GETOWN_EX",
  "F_GETOWNER_UIDS",
  "F_GET_RW_HINT",
  "F_SET_RW_HINT",
  "F_GET_FILE_RW_HINT",
  "F_SET_FILE_RW_HINT",
  "F_GETPATH",
  "F_GETPATH_NOFIRMLINK",
  "F_LOG2PHYS",
  "F_PREALLOCATE",
];

/** Those that have the kernel send signals, which end a process that does not expect them. */
const signalling: readonly string[] = ["F_SETSIG", "F_NOTIFY", "F_SETLEASE"];

/** ioctl's requests with an int, or nothing, behind them: whether the kernel writes or reads it. */
const requests: Readonly<Record<string, "answers" | "takes" | "nothing">> = {
  FIONREAD: "answers",
  SIOCATMARK: "answers",
  SIOCOUTQ: "answers",
  SIOCOUTQNSD: "answers",
  TIOCOUTQ: "answers",
  FIONBIO: "takes",
  FIOCLEX: "nothing",
  FIONCLEX: "nothing",
};

/** The name of a request that ioctl takes here, on this system. */
export function requestName({ constants }: System, request: number): string | undefined {
  return Object.keys(requests).find((name) => constants.get(name) === request);
}

/** The calls on descriptors. */
export class Descriptors {
  readonly #libc: Libc;
  readonly #waiting: Waiting;
  readonly #transfer: Transfer;
  readonly #table: Table;
  readonly #scratch: Bytes = new Uint8Array(scratchSize);

  constructor(libc: Libc, waiting: Waiting, transfer: Transfer, table: Table) {
    this.#libc = libc;
    this.#waiting = waiting;
    this.#transfer = transfer;
    this.#table = table;
  }

  // --- Descriptors from elsewhere, and more of them ------------------------------------------

  /** A descriptor that came from elsewhere, as one of the session's; the kernel says what kind it is. */
  adopt(fd: number): Socket {
    const type = this.#option(fd, "SO_TYPE");
    return this.#table.add(fd, this.#option(fd, "SO_DOMAIN"), type, this.#option(fd, "SO_PROTOCOL") ?? 0);
  }

  #option(fd: number, name: string): number | undefined {
    const { constants } = this.#libc.system;
    const option = constants.get(name);
    if (option === undefined) return undefined;
    const value = this.#libc.getsockopt(fd, constants.get("SOL_SOCKET") ?? 0, option);
    return typeof value === "number" ? undefined : decodeInt(value);
  }

  /** accept4(2): accept whose new socket has SOCK_NONBLOCK and SOCK_CLOEXEC from the start. */
  accept4(socket: Socket, flags: number, patience: Patience): Maybe<[Socket, Address]> {
    let accepted: [Socket, Address] | undefined;
    const once = () => {
      const fd = this.#waiting.unblocked(socket.fd, () => this.#libc.accept4(socket.fd, flags));
      // The peer's address lies in a shared buffer: it is read before anything else can be called.
      if (fd >= 0) {
        const peer = lastAddress(this.#libc);
        const made = this.#table.add(fd, socket.domain, socket.type, socket.protocol);
        made.begins = "SYN_RECV";
        made.established = true;
        accepted = [made, peer];
      }
      return fd;
    };
    const attempt = { socket, call: "accept4", events: "POLLIN" as const, once, shut: "EINVAL" as const };
    return after(this.#waiting.until(attempt, patience), () => accepted as [Socket, Address]);
  }

  /** pipe2(2): the end to read from and the end to write to. */
  pipe2(flags: number): [Socket, Socket] {
    const ends = this.#libc.pipe2(flags);
    if (typeof ends === "number") throw this.#waiting.error("pipe2", ends);
    const [reading, writing] = ends;
    return [
      this.#table.add(reading, undefined, undefined, 0),
      this.#table.add(writing, undefined, undefined, 0),
    ];
  }

  /**
   * dup2(2): `newfd` becomes a second descriptor for what `oldfd` is; what it was is closed. The caller has made
   * sure that the number is the session's or nobody's.
   */
  dup2(oldfd: Socket, newfd: Socket): Maybe<Socket> {
    const [from, to] = [oldfd.fd, newfd.fd];
    if (from === to || this.#libc.fcntl(from, constant(this.#libc.system, "F_GETFD"), 0) < 0) {
      this.#check("dup2", this.#libc.dup2(from, to));
      return oldfd;
    }
    // The close inside dup2 would wait for a socket that lingers: another descriptor for it is closed beside the loop.
    const kept = newfd.origin === "session" && this.#table.lingers(to) ? this.#libc.dup(to) : -1;
    this.#table.departs(to);
    const result = this.#libc.dup2(from, to);
    if (result >= 0) {
      this.#libc.poller.forget(to);
      this.#table.forget(to);
    }
    const made = result < 0 ? undefined : this.#table.add(to, oldfd.domain, oldfd.type, oldfd.protocol);
    const closed = kept >= 0 ? this.#libc.closeWaiting(kept) : 0;
    return after(closed, () => {
      this.#check("dup2", result);
      return made as Socket;
    });
  }

  // --- fcntl and ioctl -----------------------------------------------------------------------

  /** fcntl(2) with an int behind the command: what it returned; a new descriptor is the session's. */
  fcntl(socket: Socket, cmd: number, arg: number): number | Socket {
    const { constants } = this.#libc.system;
    const named = (names: readonly string[]) => names.find((name) => constants.get(name) === cmd);
    const pointer = named(structured);
    if (pointer !== undefined) throw new UsageError("refused", "fcntl.structure", { name: pointer });
    const deadly = named(signalling);
    if (deadly !== undefined) throw new UsageError("refused", "fcntl.signal", { name: deadly });
    const sets = cmd === constants.get("F_SETFL");
    if (sets && (arg & (constants.get("O_ASYNC") ?? 0)) !== 0) {
      throw new UsageError("refused", "fcntl.signal", { name: "O_ASYNC" });
    }
    if (sets) this.#table.rememberStandard();

    const result = this.#check("fcntl", this.#libc.fcntl(socket.fd, cmd, arg));
    const duplicates = cmd === constants.get("F_DUPFD") || cmd === constants.get("F_DUPFD_CLOEXEC");
    return duplicates ? this.#table.add(result, socket.domain, socket.type, socket.protocol) : result;
  }

  /** ioctl(2) with an int behind the request: the int the kernel wrote, or what the call returned. */
  ioctl(socket: Socket, request: number, arg: number): number {
    const { constants } = this.#libc.system;
    const name = requestName(this.#libc.system, request);
    if (name === undefined) {
      const known = Object.keys(requests).filter((name) => constants.has(name));
      throw new UsageError("refused", "ioctl.request", {
        request: hexadecimal(request),
        known: known.join(" "),
      });
    }
    if (requests[name] === "takes") this.#table.rememberStandard();
    const int = Int32Array.of(arg);
    const result = this.#check("ioctl", this.#libc.ioctl(socket.fd, request, new Uint8Array(int.buffer)));
    return requests[name] === "answers" ? int[0] ?? 0 : result;
  }

  /** sockatmark(3): whether the next byte to be read is the one behind the out-of-band mark. */
  sockatmark(socket: Socket): boolean {
    return this.#check("sockatmark", this.#libc.sockatmark(socket.fd)) !== 0;
  }

  // --- read and write ------------------------------------------------------------------------

  /** Whether it is a terminal, where bytes would act on what is shown. */
  isTerminal(socket: Socket): boolean {
    return socket.fd >= 0 && this.#libc.isatty(socket.fd);
  }

  /** read(2): at most `count` bytes; none at all at the end. */
  read(socket: Socket, count: number, patience: Patience): Maybe<Bytes> {
    const { fd } = socket;
    let data = empty;
    const take = (call: (room: Bytes) => number): number => {
      const room = this.#room(socket, count);
      if (typeof room === "number") return room;
      const received = call(room);
      if (received > 0) data = room.slice(0, received);
      return received;
    };
    const read = (room: Bytes) => this.#libc.read(fd, room, room.length);
    if (socket.origin === "foreign" && count > 0) {
      const ready = this.#ready(socket, "read", "POLLIN", patience);
      return after(ready, () => {
        this.#check("read", take(read));
        return data;
      });
    }
    const once = () => this.#waiting.unblocked(fd, () => take(read));
    const received = this.#waiting.until({ socket, call: "read", events: "POLLIN", once }, patience);
    return after(received, () => data);
  }

  /** Room for what one read can bring, at most `count` bytes: the count is an upper bound and no allocation. */
  #room(socket: Socket, count: number): Bytes | number {
    if (socket.domain !== undefined) return this.#transfer.room(socket, count, 0);
    if (count <= scratchSize) return this.#scratch.subarray(0, count);
    const there = this.#libc.queued(socket.fd);
    return there > scratchSize ? new Uint8Array(Math.min(count, there)) : this.#scratch;
  }

  /** write(2): bytes taken. Where the descriptor blocks it goes on until all are. */
  write(socket: Socket, data: Bytes, patience: Patience): Maybe<number> {
    const { fd } = socket;
    if (socket.origin === "foreign" && data.length > 0) return this.#writeStandard(socket, data, patience);
    const transmit = (rest: Bytes) =>
      this.#waiting.unblocked(fd, () => this.#libc.write(fd, rest, rest.length));
    // A datagram is taken whole; of everything else a part may be.
    return this.#transfer.sendBy(
      { socket, call: "write", data, flags: 0, transmit, goesOn: !socket.datagrams },
      patience,
    );
  }

  /** Standard output belongs to whoever started us, too: its flags stay, and it gets as much as it takes at once. */
  async #writeStandard(socket: Socket, data: Bytes, patience: Patience): Promise<number> {
    for (let sent = 0;;) {
      await this.#ready(socket, "write", "POLLOUT", patience);
      const part = data.subarray(sent, sent + pipeBuffer);
      const written = this.#libc.write(socket.fd, part, part.length);
      if (written < 0 && sent > 0) return sent;
      sent += this.#check("write", written);
      if (sent >= data.length || written < part.length) return sent;
    }
  }

  /**
   * Waits until poll reports something of one of 0, 1 and 2; a descriptor that is not open is for the call to tell of,
   * and so is one that somebody made non-blocking.
   */
  #ready(socket: Socket, call: string, events: "POLLIN" | "POLLOUT", patience: Patience): Maybe<unknown> {
    const { fd } = socket;
    const { system } = this.#libc;
    const flags = this.#libc.fcntl(fd, constant(system, "F_GETFL"), 0);
    const other = constant(system, events === "POLLIN" ? "O_WRONLY" : "O_RDONLY");
    // poll never says that a pipe's writing end can be read from.
    const refused = flags < 0 || (flags & constant(system, "O_ACCMODE")) === other;
    const nonblocking = (flags & constant(system, "O_NONBLOCK")) !== 0;
    if (refused || nonblocking || this.#libc.ready(fd, constant(system, events)) !== 0) return undefined;
    const done = patience.waiting?.({ key: `waiting.${call}`, values: { socket: String(fd), local: "" } });
    return this.#waiting.ready(socket, call, events, Infinity, patience.signal).finally(() => done?.());
  }

  #check(call: string, result: number): number {
    if (result < 0) throw this.#waiting.error(call, result);
    return result;
  }
}

function hexadecimal(value: number): string {
  return `0x${value.toString(16)}`;
}
