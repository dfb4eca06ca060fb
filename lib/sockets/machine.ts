// machine: every socket of this machine, asked of the kernel over NETLINK_SOCK_DIAG as ss does, and which are ours.
//
// Loaded when it is asked first. The netlink socket lives no longer than one question, and is none of the session's.
// It knows no command and no option of netstat.

import { type Address, sameAddress } from "../abi/address.ts";
import {
  anyState,
  decodeCookie,
  decodeDump,
  encodeConnectionRequest,
  encodeInetRequest,
  encodeUnixRequest,
  type KernelSocket,
  NETLINK_SOCK_DIAG,
} from "../abi/diag.ts";
import { constant, decodeTcpState, errnoNumber, type System, systemError } from "../abi/mod.ts";
import { SystemError } from "../errors.ts";
import type { Bytes, Libc } from "../libc.ts";
import type { Socket } from "./socket.ts";

export type { KernelSocket } from "../abi/diag.ts";

/** Which sockets are wanted. */
export interface Wanted {
  readonly kinds: readonly ("tcp" | "udp" | "unix")[];
  /** Both where it is left out. */
  readonly families?: readonly ("inet" | "inet6")[];
  /** A bit for each state; all where it is left out. */
  readonly states?: number;
}

/** What waits in a socket. */
export interface Queues {
  /** Bytes nobody has read yet; of a listener the connections nobody has accepted yet. Undefined: the kernel does not tell. */
  readonly received: number | undefined;
  /** Bytes the other end has not acknowledged; of a listener how many connections may wait. */
  readonly unsent: number | undefined;
  readonly listening: boolean;
}

/** What is known of a connection besides its addresses. */
export interface Known {
  /** SO_COOKIE while it was open. */
  readonly cookie: Bytes | undefined;
  /** The interface it was bound to, 0 for none. */
  readonly device: number;
}

/** TCP_LISTEN, for a unix socket too. */
const listening = 10;

/** The number of `lo` in every network namespace. */
const loopback = 1;

/** The kernel never gives more than this at once (netlink(7)). */
const room = 65536;

/** The sockets of the machine. */
export class Machine {
  readonly #libc: Libc;
  readonly #system: System;
  readonly #buffer: Bytes = new Uint8Array(room);
  /** The kernel is known to look connections up. */
  #looksUp = false;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#system = libc.system;
  }

  /**
   * The sockets of those kinds, IPv4 before IPv6, in the kernel's order.
   *
   * @throws {SystemError} what the kernel answered; EMFILE when no descriptor is left to ask with
   */
  sockets({ kinds, families = ["inet", "inet6"], states = anyState }: Wanted): KernelSocket[] {
    const { constants } = this.#system;
    const number = (name: string) => constant(this.#system, name);
    const stream = constants.get("SOCK_STREAM") ?? 0;
    const found: KernelSocket[] = [];
    for (const kind of kinds) {
      if (kind === "unix") {
        this.#ask(encodeUnixRequest(this.#system, states), stream, found);
        continue;
      }
      const protocol = number(kind === "tcp" ? "IPPROTO_TCP" : "IPPROTO_UDP");
      const type = kind === "tcp" ? stream : number("SOCK_DGRAM");
      for (const name of families) {
        const family = number(name === "inet" ? "AF_INET" : "AF_INET6");
        this.#ask(encodeInetRequest({ family, protocol, states }), type, found);
      }
    }
    return found;
  }

  /**
   * The TCP connection between two addresses; undefined when the kernel knows none. Where somebody has one open between the
   * same addresses, it must be the one that is known, and no later one. It costs the same however many there are.
   *
   * @throws {SystemError} where the kernel does not tell; EMFILE when no descriptor is left to ask with
   */
  connection(local: Address, peer: Address, known?: Known): KernelSocket | undefined {
    if (!("port" in local) || !("port" in peer)) return undefined;
    const stream = constant(this.#system, "SOCK_STREAM");
    // What is bound to no interface is found by any; and two ends on this machine talk over this one.
    const device = known?.device || (local.family === "inet6" && local.scope) || loopback;
    const found: KernelSocket[] = [];
    try {
      this.#ask(encodeConnectionRequest(this.#system, { local, peer, device }), stream, found, false);
      this.#looksUp = true;
    } catch (error) {
      if (!(error instanceof SystemError) || error.code !== "ENOENT") throw error;
      this.#verify();
      return undefined;
    }
    // A listener, or a socket of the other family: both can be what the kernel comes to.
    return found.find((one) =>
      one.peer !== undefined && sameAddress(one.local, local) && sameAddress(one.peer, peer) &&
      (one.inode === 0 || known?.cookie === undefined || one.cookie === decodeCookie(known.cookie))
    );
  }

  /**
   * ENOENT is the answer also where nobody in the kernel can answer (no tcp_diag); the list of listeners tells.
   *
   * @throws {SystemError} ENOENT, where that is so
   */
  #verify(): void {
    if (this.#looksUp) return;
    this.sockets({ kinds: ["tcp"], families: ["inet"], states: 1 << listening });
    this.#looksUp = true;
  }

  /**
   * The queues of sockets of ours, as netstat shows them. Those that stand in none of the kernel's tables (not bound
   * yet, of another family), and all of them where the tables cannot be read, are asked by ioctl.
   */
  queues(sockets: readonly Socket[]): Map<Socket, Queues> {
    const byCookie = new Map<number, KernelSocket>();
    try {
      const found = this.sockets({ kinds: this.#kindsOf(sockets) });
      for (const one of found) byCookie.set(one.cookie, one);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
    return new Map(sockets.flatMap((socket) => {
      const known = byCookie.get(this.cookie(socket) ?? 0);
      const queues = known ? queuesIn(known) : this.#queuesOf(socket);
      return queues === undefined ? [] : [[socket, queues] as const];
    }));
  }

  /** The tables in which sockets stand. */
  #kindsOf(sockets: readonly Socket[]): ("tcp" | "udp" | "unix")[] {
    const AF_UNIX = constant(this.#system, "AF_UNIX");
    const SOCK_DGRAM = constant(this.#system, "SOCK_DGRAM");
    const kinds = sockets.flatMap(({ domain, type }) =>
      domain === undefined ? [] : domain === AF_UNIX ? "unix" : type === SOCK_DGRAM ? "udp" : "tcp"
    );
    return [...new Set(kinds)];
  }

  /** What the ioctls SIOCINQ and SIOCOUTQ answer (tcp(7)); of a TCP listener what TCP_INFO has. */
  #queuesOf(socket: Socket): Queues | undefined {
    if (socket.domain === undefined) return undefined;
    const { constants, tcpInfo } = this.#system;
    const info = this.#libc.getsockopt(socket.fd, constants.get("IPPROTO_TCP") ?? 0, tcpInfo.option);
    const state = typeof info === "number" ? undefined : decodeTcpState(this.#system, info);
    if (typeof info !== "number" && state === "LISTEN") {
      const view = new DataView(info.buffer, info.byteOffset, info.byteLength);
      const field = (name: string) => {
        const offset = tcpInfo.fields.find((one) => one.name === name)?.offset;
        return offset === undefined ? undefined : view.getUint32(offset, true);
      };
      return { received: field("tcpi_unacked"), unsent: field("tcpi_sacked"), listening: true };
    }
    const asked = (request: string): number | undefined => {
      const int = new Int32Array(1);
      const number = constants.get(request);
      if (number === undefined) return undefined;
      const result = this.#libc.ioctl(socket.fd, number, new Uint8Array(int.buffer));
      return result < 0 ? undefined : int[0];
    };
    // What a closed connection leaves in SIOCOUTQ is a difference of two old numbers: nothing waits in it.
    const unsent = state === "CLOSED" ? undefined : asked("SIOCOUTQ");
    return { received: asked("SIOCINQ"), unsent, listening: false };
  }

  /** What the dump calls a socket of ours: SO_COOKIE; undefined for what is no socket. */
  cookie({ fd }: Socket): number | undefined {
    const { constants } = this.#system;
    const value = this.#libc.getsockopt(
      fd,
      constants.get("SOL_SOCKET") ?? 0,
      constants.get("SO_COOKIE") ?? 0,
    );
    return typeof value === "number" || value.length < 8 ? undefined : decodeCookie(value);
  }

  /** Sends one request and reads what it asks for: a dump to its end, or one message. */
  #ask(request: Bytes, type: number, found: KernelSocket[], dump = true): void {
    const number = (name: string) => constant(this.#system, name);
    if (this.#system.os !== "linux") {
      throw systemError(this.#system, "socket", -(errnoNumber(this.#system, "EAFNOSUPPORT") ?? 0));
    }
    const fd = this.#libc.socket(
      number("AF_NETLINK"),
      number("SOCK_RAW") | number("SOCK_CLOEXEC"),
      NETLINK_SOCK_DIAG,
    );
    if (fd < 0) throw systemError(this.#system, "socket", fd);
    try {
      const sent = this.#libc.send(fd, request, request.length, 0);
      if (sent < 0) throw systemError(this.#system, "send", sent);
      this.#read(fd, type, found, dump);
    } finally {
      this.#libc.close(fd);
    }
  }

  #read(fd: number, type: number, found: KernelSocket[], dump: boolean): void {
    // The kernel has the next part ready when one was taken: to wait would be to wait for ever.
    const MSG_DONTWAIT = constant(this.#system, "MSG_DONTWAIT");
    for (;;) {
      const length = this.#libc.recv(fd, this.#buffer, room, MSG_DONTWAIT);
      if (length < 0) throw systemError(this.#system, "recv", length);
      const { done, error } = decodeDump(this.#system, this.#buffer.slice(0, length), type, found);
      if (error !== 0) throw systemError(this.#system, "recv", -error);
      if (done || length === 0 || !dump) return;
    }
  }
}

function queuesIn({ received, unsent, state }: KernelSocket): Queues {
  return { received, unsent, listening: state === listening };
}
