// sockets: the descriptors a session opened, and what can be done with them.
//
// Each operation is one call of the C library with C's own waiting; a failing call throws one system
// error with its number. The table maps names to descriptors and knows which numbers are the session's.
// This module knows no language and no command, and prints nothing.

import { type Address, decodeAddress } from "../abi/address.ts";
import {
  constant,
  decodeInt,
  decodeLinger,
  encodeLinger,
  encodeTimeval,
  type Linger,
  type System,
} from "../abi/mod.ts";
import { optionLayout, optionLength } from "../abi/options.ts";
import type { Message } from "../errors.ts";
import type { Bytes, Libc } from "../libc.ts";
import { type Destination, lastAddress, lookUpAll, resolve } from "./names.ts";
import {
  after,
  type Change,
  type Maybe,
  orInterrupted,
  type Patience,
  Socket,
  type State,
} from "./socket.ts";
import { Descriptors } from "./descriptors.ts";
import type { Passage } from "./history.ts";
import type { Machine, Queues } from "./machine.ts";
import { Messages } from "./messages.ts";
import type { Listing, Selection } from "./netstat.ts";
import { Readiness } from "./readiness.ts";
import { type Ends, States } from "./states.ts";
import { type Target, Transfer } from "./transfer.ts";
import { Waiting } from "./waiting.ts";

export { after, Socket } from "./socket.ts";
export type { Change, Maybe, Patience, State } from "./socket.ts";
export type { Destination } from "./names.ts";
export type { AddressInfo, Host } from "./resolver.ts";
export type { Passage } from "./history.ts";
export type { Queues } from "./machine.ts";
export type { Listing, Row, Section, Selection } from "./netstat.ts";
export { gathered, type Target } from "./transfer.ts";

const noLinger: Bytes = encodeLinger({ on: false, seconds: 0 });

/** The functions for names; loaded when one of them is used first. */
type Resolver = import("./resolver.ts").Resolver;

/** All that is known of a socket now. */
export interface Account {
  readonly socket: Socket;
  readonly state: State;
  /** Undefined for what has none: no socket, or one that is closed. */
  readonly queues: Queues | undefined;
  readonly history: readonly Passage[];
}

/** The table of the session's descriptors and the operations on them. */
export class Sockets {
  readonly #libc: Libc;
  readonly #system: System;
  readonly #waiting: Waiting;
  readonly #transfer: Transfer;
  readonly #open = new Map<number, Socket>();
  readonly #states: States;
  /** Somebody looks at states after each call. */
  observed = false;
  /** Calls may be tried on 0, 1 and 2; they are the runtime's where they belong to somebody else's run. */
  ownsStandard = true;
  /** Called once, when the first descriptor is opened. */
  opened: (() => void) | undefined;
  /** Whether 0, 1 and 2 were blocking before the session first changed how something blocks. */
  #standard: boolean[] | undefined;
  readonly #SOL_SOCKET: number;
  readonly #SO_LINGER: number;
  readonly #SOCK_DGRAM: number;
  readonly #typeFlags: number;
  #resolver: Resolver | undefined;
  #messages: Messages | undefined;
  #readiness: Readiness | undefined;
  #descriptors: Descriptors | undefined;
  #asked: Machine | undefined;

  constructor(libc: Libc) {
    const { system } = libc;
    this.#libc = libc;
    this.#system = system;
    this.#waiting = new Waiting(libc);
    this.#transfer = new Transfer(libc, this.#waiting);
    this.#states = new States(libc, this.#open, this.#transfer);
    this.#SOL_SOCKET = constant(system, "SOL_SOCKET");
    this.#SO_LINGER = constant(system, "SO_LINGER");
    this.#SOCK_DGRAM = constant(system, "SOCK_DGRAM");
    this.#typeFlags = (system.constants.get("SOCK_NONBLOCK") ?? 0) |
      (system.constants.get("SOCK_CLOEXEC") ?? 0);
  }

  // --- The table -----------------------------------------------------------------------------

  /** The open descriptors in the order they were made. */
  all(): Socket[] {
    return [...this.#open.values()];
  }

  /** The session's open descriptor with that number. */
  byDescriptor(fd: number): Socket | undefined {
    return this.#open.get(fd);
  }

  /** Whose a number is: the `session` opened it, it is not open (`unused`), a `standard` stream, or the `runtime`'s. */
  owner(fd: number): "session" | "unused" | "standard" | "runtime" {
    if (this.#open.has(fd)) return "session";
    if (this.#libc.fcntl(fd, constant(this.#system, "F_GETFD"), 0) < 0) return "unused";
    return fd <= 2 && this.ownsStandard ? "standard" : "runtime";
  }

  #add(fd: number, domain: number | undefined, type: number | undefined, protocol: number): Socket {
    const kind = type === undefined ? undefined : type & ~this.#typeFlags;
    const datagrams = kind === this.#SOCK_DGRAM;
    const socket = new Socket(fd, domain, kind, protocol, "session", datagrams);
    this.#open.set(fd, socket);
    this.opened?.();
    this.opened = undefined;
    return socket;
  }

  #drop(socket: Socket): void {
    this.#open.delete(socket.fd);
    this.#states.forget(socket);
    socket.fd = -1;
  }

  /** Closes an open socket without waiting for anything. */
  release(socket: Socket): void {
    const { fd } = socket;
    this.#drop(socket);
    // What is left to send goes out in the background, as when a C program ends.
    if (this.#lingers(fd)) {
      this.#libc.setsockopt(fd, this.#SOL_SOCKET, this.#SO_LINGER, noLinger, noLinger.length);
    }
    this.#libc.close(fd);
  }

  /** Closes everything the session opened, without waiting for anything. */
  closeAll(): void {
    for (const socket of this.all()) this.release(socket);
    this.#standard?.forEach((blocking, fd) => this.#waiting.setBlocking(fd, blocking));
  }

  // --- Making, naming and ending sockets -----------------------------------------------------

  /** socket(2). */
  socket(domain: number, type: number, protocol: number): Socket {
    const fd = this.#check("socket", this.#libc.socket(domain, type, protocol));
    const socket = this.#add(fd, domain, type, protocol);
    socket.begins = "CLOSED";
    return socket;
  }

  /** socketpair(2). */
  socketpair(domain: number, type: number, protocol: number): [Socket, Socket] {
    const pair = this.#libc.socketpair(domain, type, protocol);
    if (typeof pair === "number") throw this.#waiting.error("socketpair", pair);
    return [this.#add(pair[0], domain, type, protocol), this.#add(pair[1], domain, type, protocol)];
  }

  /** dup(2): a second descriptor for the same socket or file. */
  dup(socket: Socket): Socket {
    const fd = this.#check("dup", this.#libc.dup(socket.fd));
    return this.#add(fd, socket.domain, socket.type, socket.protocol);
  }

  /** open(2): a descriptor that is no socket. */
  open(path: string, flags: number): Socket {
    // On a FIFO or a serial line open itself would wait, for ever and whatever the signal says.
    const O_NONBLOCK = constant(this.#system, "O_NONBLOCK");
    const fd = this.#check("open", this.#libc.open(path, flags | O_NONBLOCK, 0o600));
    if ((flags & O_NONBLOCK) === 0) this.#waiting.setBlocking(fd, true);
    return this.#add(fd, undefined, undefined, 0);
  }

  /** The sockaddr for a destination, names resolved in the socket's family. */
  resolve(socket: Socket, destination: Destination, patience: Patience): Maybe<Bytes> {
    return resolve(this.#libc, socket, destination, patience);
  }

  /** Every address a host and a service stand for, whatever their family; `type` is a SOCK_ number. */
  lookup(host: string, service: string, type: number, patience: Patience): Promise<Address[]> {
    return lookUpAll(this.#libc, { host, service }, type, patience);
  }

  /** The C library's functions for names: getaddrinfo(3), gethostbyname(3), inet_pton(3), getifaddrs(3), … */
  resolver(): Maybe<Resolver> {
    if (this.#resolver !== undefined) return this.#resolver;
    return import("./resolver.ts").then(({ Resolver }) => this.#resolver ??= new Resolver(this.#libc));
  }

  /** bind(2). `length` is the addrlen handed over, the address's own when left out. */
  bind(socket: Socket, address: Bytes, length = address.length): number {
    return this.#check("bind", this.#libc.bind(socket.fd, padded(address, length), length));
  }

  /** listen(2). */
  listen(socket: Socket, backlog: number): number {
    return this.#check("listen", this.#libc.listen(socket.fd, backlog));
  }

  /** accept(2): the new socket and the peer's address. */
  accept(socket: Socket, patience: Patience): Maybe<[Socket, Address]> {
    const once = () => this.#waiting.unblocked(socket.fd, () => this.#libc.accept(socket.fd));
    let accepted: [Socket, Address] | undefined;
    // The peer's address lies in a shared buffer: it is read before anything else can be called.
    const take = () => {
      const fd = once();
      if (fd >= 0) accepted = this.#accepted(socket, fd);
      return fd;
    };
    const attempt = {
      socket,
      call: "accept",
      events: "POLLIN" as const,
      once: take,
      shut: "EINVAL" as const,
    };
    return after(this.#waiting.until(attempt, patience), () => accepted as [Socket, Address]);
  }

  #accepted(listener: Socket, fd: number): [Socket, Address] {
    const peer = lastAddress(this.#libc);
    // BSD hands the listener's O_NONBLOCK on, and it was set around the call.
    if (this.#system.acceptInheritsFlags && this.#waiting.isBlocking(listener.fd)) {
      this.#waiting.setBlocking(fd, true);
    }
    const socket = this.#add(fd, listener.domain, listener.type, listener.protocol);
    socket.begins = "SYN_RECV";
    socket.established = true;
    return [socket, peer];
  }

  /** connect(2). `length` is the addrlen handed over, the address's own when left out. */
  connect(socket: Socket, address: Bytes, patience: Patience, length = address.length): Maybe<number> {
    const addr = padded(address, length);
    const EISCONN = -(this.#system.errnos.get("EISCONN") ?? 0);
    let begun = false;
    const once = () => {
      const answer = this.#waiting.unblocked(socket.fd, () => this.#libc.connect(socket.fd, addr, length));
      begun ||= this.#waiting.wouldBlock(answer);
      // Made again, BSD answers EISCONN for a connection that came through.
      const result = begun && answer === EISCONN ? 0 : answer;
      // An address of no family (AF_UNSPEC) ends a connection.
      if (result === 0) {
        socket.established = decodeAddress(this.#system, addr).family !== "other";
        socket.wasReset = false;
      }
      return result;
    };
    return this.#waiting.until({ socket, call: "connect", events: "POLLOUT", once }, patience);
  }

  /** shutdown(2). */
  shutdown(socket: Socket, how: number): number {
    this.#states.depart(socket);
    const result = this.#check("shutdown", this.#libc.shutdown(socket.fd, how));
    socket.deaf ||= how !== constant(this.#system, "SHUT_WR");
    socket.mute ||= how !== constant(this.#system, "SHUT_RD");
    return result;
  }

  /**
   * close(2). With SO_LINGER on and time left it may block, so then it runs beside the event loop; an interruption
   * ends the wait, not the closing, and as in C the answer still is 0.
   */
  close(socket: Socket, patience: Patience): Maybe<number> {
    const { fd } = socket;
    if (socket.origin === "foreign") return this.#check("close", this.#libc.close(fd));
    const linger = this.#linger(fd);
    this.#depart(socket, linger);
    const lingers = linger.on && linger.seconds !== 0;
    const name = socket.name ?? String(fd);
    this.#drop(socket);
    return lingers ? this.#closeLingering(fd, name, patience) : this.#check("close", this.#libc.close(fd));
  }

  /** Keeps what tells what becomes of a connection that is about to be closed. */
  #depart(socket: Socket, linger: Linger): void {
    this.#states.depart(socket);
    if (this.observed) socket.end = this.#states.endOf(socket, linger);
  }

  async #closeLingering(fd: number, name: string, patience: Patience): Promise<number> {
    const done = patience.waiting?.({ key: "waiting.close", values: { socket: name } });
    try {
      await orInterrupted(this.#libc.closeWaiting(fd), patience.signal);
      return 0;
    } finally {
      done?.();
    }
  }

  #lingers(fd: number): boolean {
    const { on, seconds } = this.#linger(fd);
    return on && seconds !== 0;
  }

  #linger(fd: number): Linger {
    const value = this.#libc.getsockopt(fd, this.#SOL_SOCKET, this.#SO_LINGER);
    return typeof value === "number" ? { on: false, seconds: 0 } : decodeLinger(value);
  }

  // --- Data ----------------------------------------------------------------------------------

  /** send(2), or sendto(2) with a target: bytes copied. A blocking stream goes on until all are. */
  send(socket: Socket, data: Bytes, flags: number, patience: Patience, to?: Target): Maybe<number> {
    return this.#transfer.send(
      socket,
      data,
      flags,
      patience,
      to && { address: padded(to.address, to.length), length: to.length },
    );
  }

  /** send(2) until everything went out: bytes sent. */
  sendall(socket: Socket, data: Bytes, flags: number, patience: Patience): Maybe<number> {
    return this.#transfer.sendall(socket, data, flags, patience);
  }

  /** recv(2): at most `size` bytes. */
  recv(socket: Socket, size: number, flags: number, patience: Patience): Maybe<Bytes> {
    return this.#transfer.recv(socket, size, flags, patience);
  }

  /** recvfrom(2): at most `size` bytes, and the sender where the protocol names one. */
  recvfrom(
    socket: Socket,
    size: number,
    flags: number,
    patience: Patience,
  ): Maybe<[Bytes, Address | undefined]> {
    return this.#transfer.recvfrom(socket, size, flags, patience);
  }

  // --- Calls that few sessions make ----------------------------------------------------------

  /** sendmsg(2) and recvmsg(2). */
  messages(): Messages {
    const descriptors = this.descriptors();
    return this.#messages ??= new Messages(this.#libc, this.#transfer, (fd) => descriptors.adopt(fd));
  }

  /** poll(2) and select(2). */
  readiness(): Readiness {
    return this.#readiness ??= new Readiness(this.#libc, this.#waiting);
  }

  /** accept4(2), pipe2(2), dup2(2), fcntl(2), ioctl(2), sockatmark(3), read(2) and write(2). */
  descriptors(): Descriptors {
    return this.#descriptors ??= new Descriptors(this.#libc, this.#waiting, this.#transfer, {
      add: this.#add.bind(this),
      departs: (fd: number) => {
        const socket = this.#open.get(fd);
        if (socket) this.#depart(socket, this.#linger(fd));
      },
      forget: (fd: number) => {
        const socket = this.#open.get(fd);
        if (socket) this.#drop(socket);
      },
      rememberStandard: () => this.#rememberStandard(),
      lingers: (fd: number) => this.#lingers(fd),
    });
  }

  // --- Addresses and options -----------------------------------------------------------------

  /** getsockname(2). */
  getsockname(socket: Socket): Address {
    this.#check("getsockname", this.#libc.getsockname(socket.fd));
    return lastAddress(this.#libc);
  }

  /** getpeername(2). */
  getpeername(socket: Socket): Address {
    this.#check("getpeername", this.#libc.getpeername(socket.fd));
    return lastAddress(this.#libc);
  }

  /**
   * setsockopt(2) with the option's bytes as C lays them out, or with NULL; `length` is the optlen handed over.
   */
  setsockopt(
    socket: Socket,
    level: number,
    option: number,
    value: Bytes | null,
    length = value?.length ?? 0,
  ): number {
    const optval = value && padded(value, length);
    return this.#check("setsockopt", this.#libc.setsockopt(socket.fd, level, option, optval, length));
  }

  /** `struct sock_fprog` for SO_ATTACH_FILTER: how many instructions there are, and where they are. */
  filterProgram(instructions: Bytes): Bytes {
    return this.#libc.sock_fprog(instructions);
  }

  /**
   * getsockopt(2): the option's bytes, as many as the kernel gave. `length` is the optlen handed over, what the option
   * wants when left out. A descriptor that the kernel opens (SO_PEERPIDFD) is the session's.
   */
  getsockopt(socket: Socket, level: number, option: number, length?: number): Bytes {
    const wanted = optionLength(this.#system, level, option, socket.domain);
    const value = this.#libc.getsockopt(socket.fd, level, option, length ?? wanted.length, wanted.unit);
    if (typeof value === "number") throw this.#waiting.error("getsockopt", value);
    if (optionLayout(this.#system, level, option)?.kind === "descriptor" && value.length === 4) {
      this.#add(decodeInt(value), undefined, undefined, 0);
    }
    return value;
  }

  /** Clears or sets O_NONBLOCK with fcntl(2). */
  setblocking(socket: Socket, blocking: boolean): number {
    this.#rememberStandard();
    return this.#check("fcntl", this.#waiting.setBlocking(socket.fd, blocking));
  }

  /** The standard streams are shared with whoever started us: how they block is put back at the end. */
  #rememberStandard(): void {
    this.#standard ??= [0, 1, 2].map((fd) => this.#waiting.isBlocking(fd));
  }

  /**
   * How long calls on this socket wait. The time-out is SO_RCVTIMEO and SO_SNDTIMEO in the kernel, so that
   * whoever asks finds it there. As in Python 0 is non-blocking and undefined waits for ever.
   */
  settimeout(socket: Socket, seconds: number | undefined): number {
    if (seconds !== 0) {
      const timeval = encodeTimeval(this.#system, seconds ?? 0);
      this.setsockopt(socket, this.#SOL_SOCKET, constant(this.#system, "SO_RCVTIMEO"), timeval);
      this.setsockopt(socket, this.#SOL_SOCKET, constant(this.#system, "SO_SNDTIMEO"), timeval);
    }
    return this.setblocking(socket, seconds !== 0);
  }

  /**
   * Waits for something that is no call.
   *
   * @param call what EINTR answers
   * @throws {InterruptedError} when the signal came first; what was waited for goes on
   */
  async meanwhile(
    call: string,
    promise: Promise<unknown>,
    values: Message["values"],
    patience: Patience,
  ): Promise<void> {
    const done = patience.waiting?.({ key: `waiting.${call}`, values });
    try {
      await orInterrupted(promise, patience.signal);
      if (patience.signal.aborted) throw this.#waiting.interrupted(call);
    } finally {
      done?.();
    }
  }

  /** Waits for a time alone. */
  async sleep(seconds: number, patience: Patience): Promise<void> {
    const done = patience.waiting?.({ key: "waiting.sleep", values: { seconds } });
    try {
      await this.#waiting.pause(seconds * 1000, "sleep", patience.signal);
    } finally {
      done?.();
    }
  }

  // --- What the kernel says now --------------------------------------------------------------

  /** Makes sure that it is a socket; @throws {SystemError} what getsockname(2) answers for what is none */
  verify(socket: Socket): void {
    this.#check("getsockname", this.#libc.getsockname(socket.fd));
  }

  /** State and addresses, read from the kernel. */
  state(socket: Socket): State {
    const state = this.#states.of(socket);
    this.#states.note(socket, state.state);
    return state;
  }

  /**
   * State, addresses, queues and history of sockets, read from the kernel. A TCP connection that was closed is found
   * by the addresses it had; what the kernel does not know any more is CLOSED.
   *
   * @throws {SystemError} where the kernel does not tell what became of a closed one
   */
  async accounts(sockets: readonly Socket[]): Promise<Account[]> {
    const machine = await this.#machine();
    const states = sockets.map((socket) => socket.fd < 0 ? this.#gone(socket, machine) : this.state(socket));
    const queues = machine.queues(sockets.filter(({ fd }) => fd >= 0));
    return sockets.map((socket, i) => ({
      socket,
      state: states[i] as State,
      queues: queues.get(socket),
      history: this.#states.history(socket),
    }));
  }

  /** The states a socket was seen in, and those that must have lain between, the oldest first. */
  history(socket: Socket): readonly Passage[] {
    return this.#states.history(socket);
  }

  /** What became of a socket that was closed. */
  #gone(socket: Socket, machine: Machine): State {
    const ends = this.#states.departed(socket);
    const known = ends && machine.connection(ends.local, ends.peer, socket.left);
    const left = known && this.#system.tcpStates[known.state];
    const state = left || "CLOSED";
    this.#states.note(socket, state);
    return left && ends ? { state, ...ends } : { state, local: undefined, peer: undefined };
  }

  /** The sockets of the whole machine as netstat lists them; `words` is the rest of the line: `| grep WORD`. */
  async netstat(selection: Selection, words: readonly string[]): Promise<Listing> {
    const machine = await this.#machine();
    const { listed } = await import("./netstat.ts");
    return listed(this.#libc, machine, { open: this.all(), departed: this.departed() }, selection, words);
  }

  /** The sockets that were connections and were closed lately, with the addresses they had. */
  departed(): (readonly [Socket, Ends])[] {
    return this.#states.lately().flatMap((socket) => {
      const ends = this.#states.departed(socket);
      return ends === undefined ? [] : [[socket, ends] as const];
    });
  }

  /** Connections that were closed are looked up one by one from now on, for whom that is done after each call. */
  askOf(machine: Machine): void {
    this.#asked = machine;
    this.#states.machine = machine;
  }

  async #machine(): Promise<Machine> {
    if (this.#asked !== undefined) return this.#asked;
    const { Machine } = await import("./machine.ts");
    return new Machine(this.#libc);
  }

  /**
   * Waits until a connection is in another state than when it was last looked at, without a call of ours: the
   * peer closed, reset, or answered a connect that was not waited for. Ends without a change only by the signal.
   */
  changed(signal: AbortSignal): Promise<void> {
    return this.#states.changed(signal);
  }

  /** The sockets whose state changed since this was last asked; the one a call was about is left out. */
  changes(about?: Socket): Change[] {
    return this.#states.changes(about);
  }

  /** What the kernel's own table says of a TCP connection after its descriptor was closed; undefined if nothing. */
  afterClose(socket: Socket): State | undefined {
    return this.#states.afterClose(socket);
  }

  /** Waits until what a call set going on the network has arrived, as far as it does so at once. */
  settled(socket: Socket | undefined): Maybe<void> {
    return this.#states.settled(socket);
  }

  #check(call: string, result: number): number {
    if (result < 0) throw this.#waiting.error(call, result);
    return result;
  }
}

/** The most the kernel takes as an address or an option; a length beyond it is refused before a byte is read. */
const longest = 2 ** 20;

/** The kernel reads as many bytes as the caller's length says: they must be ours. */
function padded(bytes: Bytes, length: number): Bytes {
  if (bytes.length >= length) return bytes;
  const whole = new Uint8Array(Math.min(length, longest));
  whole.set(bytes.subarray(0, whole.length));
  return whole;
}
