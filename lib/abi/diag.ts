// diag: the messages of NETLINK_SOCK_DIAG (sock_diag(7), netlink(7)): the kernel's own tables of sockets, as ss reads them.
//
// Requests become bytes and answers become records. Pure: whoever asks has the netlink socket. Linux alone has these.

import { type Address, parseIPv4, parseIPv6 } from "./address.ts";
import { ipv4Text, ipv6Text } from "./hosts.ts";
import { constant, type System } from "./mod.ts";

/** The netlink protocol that answers questions about sockets. */
export const NETLINK_SOCK_DIAG = 4;

const SOCK_DIAG_BY_FAMILY = 20;
const NLM_F_REQUEST = 0x1;
/** Everything of the kind, in one message after the other; without it one socket, in one message. */
const NLM_F_DUMP = 0x300;
const NLMSG_NOOP = 1;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;

/** Bytes of `struct nlmsghdr`. */
const headerSize = 16;
/** Bytes of `struct inet_diag_req_v2`, `inet_diag_msg`, `unix_diag_req` and `unix_diag_msg`. */
const inetRequestSize = 56;
const inetMessageSize = 72;
const unixRequestSize = 24;
const unixMessageSize = 16;

/** INET_DIAG_NOCOOKIE, in both of its words: whichever socket it is. */
const noCookie = 0xffffffff;

const UDIAG_SHOW_NAME = 0x1;
const UDIAG_SHOW_PEER = 0x4;
const UDIAG_SHOW_RQLEN = 0x10;
const UNIX_DIAG_NAME = 0;
const UNIX_DIAG_PEER = 2;
const UNIX_DIAG_RQLEN = 4;

/** Every state the kernel numbers, one bit each: TCP_ESTABLISHED is 1, TCP_NEW_SYN_RECV 12. */
export const anyState = 0x1fff;

/** Asks for TCP sockets that are bound and do nothing, too (Linux 6.8); they come as TCP_CLOSE. */
export const boundInactive = 0x2000;

/** One socket of the kernel's tables. */
export interface KernelSocket {
  /** The AF_ number. */
  readonly domain: number;
  /** The SOCK_ number. */
  readonly type: number;
  /** The kernel's number of its state; unix and UDP sockets have those of TCP as well. */
  readonly state: number;
  readonly local: Address;
  /** For TCP and UDP: the other end, all zeros where there is none. */
  readonly peer: Address | undefined;
  /** Recv-Q: bytes nobody has read yet; of a listener the connections nobody has accepted yet. */
  readonly received: number;
  /** Send-Q: bytes the other end has not acknowledged; of a listener how many connections may wait. */
  readonly unsent: number;
  /** 0 for what belongs to no process any more (TIME_WAIT). */
  readonly inode: number;
  /** Of a unix socket: the inode of the one at the other end; 0 for none. */
  readonly peerInode: number;
  /** What SO_COOKIE answers for it. */
  readonly cookie: number;
  /** What is left of the timer that runs, in milliseconds: of a connection in TIME_WAIT how long it stays there. */
  readonly expires: number;
}

/** What a dump of one family and protocol asks for. */
export interface InetRequest {
  /** AF_INET or AF_INET6. */
  readonly family: number;
  /** IPPROTO_TCP or IPPROTO_UDP. */
  readonly protocol: number;
  /** A bit for each state that is wanted. */
  readonly states: number;
}

/** The one TCP connection that is asked for. */
export interface ConnectionRequest {
  readonly local: InetAddress;
  readonly peer: InetAddress;
  /** The interface's number: a socket that is bound to another one is not found. */
  readonly device: number;
}

type InetAddress = Extract<Address, { readonly port: number }>;

function request(
  length: number,
  flags: number,
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly view: DataView } {
  const bytes = new Uint8Array(headerSize + length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint16(4, SOCK_DIAG_BY_FAMILY, true);
  view.setUint16(6, NLM_F_REQUEST | flags, true);
  view.setUint32(8, 1, true);
  return { bytes, view };
}

/** `struct nlmsghdr` and `struct inet_diag_req_v2`: every TCP or UDP socket of a family. */
export function encodeInetRequest(
  { family, protocol, states }: InetRequest,
): Uint8Array<ArrayBuffer> {
  const { bytes, view } = request(inetRequestSize, NLM_F_DUMP);
  bytes[headerSize] = family;
  bytes[headerSize + 1] = protocol;
  view.setUint32(headerSize + 4, states, true);
  return bytes;
}

/**
 * `struct nlmsghdr` and `struct inet_diag_req_v2` for one connection, which the kernel looks up as it does for a segment
 * that arrives: where there is no such connection, a listener at the local address is the answer, if there is one.
 */
export function encodeConnectionRequest(
  system: System,
  { local, peer, device }: ConnectionRequest,
): Uint8Array<ArrayBuffer> {
  const { bytes, view } = request(inetRequestSize, 0);
  bytes[headerSize] = constant(system, local.family === "inet" ? "AF_INET" : "AF_INET6");
  bytes[headerSize + 1] = constant(system, "IPPROTO_TCP");
  view.setUint32(headerSize + 4, anyState, true);
  // struct inet_diag_sockid.
  const id = headerSize + 8;
  view.setUint16(id, local.port);
  view.setUint16(id + 2, peer.port);
  bytes.set(hostBytes(local), id + 4);
  bytes.set(hostBytes(peer), id + 20);
  view.setUint32(id + 36, device, true);
  view.setUint32(id + 40, noCookie, true);
  view.setUint32(id + 44, noCookie, true);
  return bytes;
}

function hostBytes({ family, host }: InetAddress): Uint8Array {
  return (family === "inet" ? parseIPv4(host) : parseIPv6(host)) ?? new Uint8Array();
}

/** `struct nlmsghdr` and `struct unix_diag_req`: every unix socket with name, peer and queues. */
export function encodeUnixRequest(system: System, states: number): Uint8Array<ArrayBuffer> {
  const { bytes, view } = request(unixRequestSize, NLM_F_DUMP);
  bytes[headerSize] = constant(system, "AF_UNIX");
  view.setUint32(headerSize + 4, states, true);
  view.setUint32(headerSize + 12, UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_RQLEN, true);
  return bytes;
}

/** What one reading from an answer came to. */
export interface DumpPart {
  /** The dump has ended. */
  readonly done: boolean;
  /** The errno it ended with; 0 for none. */
  readonly error: number;
}

/**
 * Reads the messages one recv(2) gave, and adds a record for each socket.
 *
 * @param bytes what was received, which the records go on using; messages are never split between two readings
 * @param type SOCK_STREAM or SOCK_DGRAM for TCP and UDP; a unix socket's message tells its own
 */
export function decodeDump(
  system: System,
  bytes: Uint8Array,
  type: number,
  sockets: KernelSocket[],
): DumpPart {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const AF_UNIX = constant(system, "AF_UNIX");
  const AF_INET6 = constant(system, "AF_INET6");
  for (let at = 0; at + headerSize <= bytes.length;) {
    const length = view.getUint32(at, true);
    // A length that leads nowhere: what follows cannot be read.
    if (length < headerSize || at + length > bytes.length) break;
    const kind = view.getUint16(at + 4, true);
    const body = at + headerSize;
    const end = at + length;
    if (kind === NLMSG_DONE || kind === NLMSG_ERROR) {
      return { done: true, error: end >= body + 4 ? -view.getInt32(body, true) : 0 };
    }
    const unix = bytes[body] === AF_UNIX;
    const whole = end >= body + (unix ? unixMessageSize : inetMessageSize);
    if (kind !== NLMSG_NOOP && whole) {
      sockets.push(
        unix
          ? unixSocket(bytes, view, body, end)
          : new InetSocket(view, body, type, bytes[body] === AF_INET6),
      );
    }
    at += length + 3 & ~3;
  }
  return { done: false, error: 0 };
}

/** A cookie as one number: the kernel counts them from 1. */
function cookieAt(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}

/** What SO_COOKIE answers as the number the dump has. */
export function decodeCookie(bytes: Uint8Array): number {
  return cookieAt(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
}

/**
 * `struct inet_diag_msg`, read when it is looked at: of many thousand sockets few are looked at closely.
 */
export class InetSocket implements KernelSocket {
  readonly peerInode = 0;

  constructor(
    private readonly view: DataView,
    private readonly at: number,
    readonly type: number,
    /** Its addresses are IPv6's. */
    readonly six: boolean,
  ) {}

  get domain(): number {
    return this.view.getUint8(this.at);
  }
  get state(): number {
    return this.view.getUint8(this.at + 1);
  }
  get received(): number {
    return this.view.getUint32(this.at + 56, true);
  }
  get unsent(): number {
    return this.view.getUint32(this.at + 60, true);
  }
  get expires(): number {
    return this.view.getUint32(this.at + 52, true);
  }
  get inode(): number {
    return this.view.getUint32(this.at + 68, true);
  }
  get cookie(): number {
    return cookieAt(this.view, this.at + 44);
  }
  get localPort(): number {
    return this.view.getUint16(this.at + 4);
  }
  get peerPort(): number {
    return this.view.getUint16(this.at + 6);
  }
  get localHost(): string {
    return this.#host(this.at + 8);
  }
  get peerHost(): string {
    return this.#host(this.at + 24);
  }
  get local(): Address {
    return this.#address(this.localHost, this.localPort);
  }
  get peer(): Address {
    return this.#address(this.peerHost, this.peerPort);
  }
  /** The interface a link-local address belongs to; 0 for none. */
  get scope(): number {
    const { view, at } = this;
    return this.six && linkLocal(view, at + 8) ? view.getUint32(at + 40, true) : 0;
  }

  #address(host: string, port: number): Address {
    return this.six
      ? { kind: "address", family: "inet6", host, port, flowinfo: 0, scope: this.scope }
      : { kind: "address", family: "inet", host, port };
  }

  #host(at: number): string {
    const { view, six } = this;
    return six
      ? ipv6Text(new Uint8Array(view.buffer, view.byteOffset + at, 16), 0)
      : ipv4Text(view.getUint32(at));
  }
}

/** fe80::/10: an address that means something on one interface only. */
function linkLocal(view: DataView, at: number): boolean {
  return (view.getUint16(at) & 0xffc0) === 0xfe80;
}

/** `struct unix_diag_msg` and the attributes behind it (`struct nlattr`, each on a multiple of four bytes). */
function unixSocket(bytes: Uint8Array, view: DataView, at: number, end: number): KernelSocket {
  let path = new Uint8Array();
  let peerInode = 0;
  let received = 0;
  let unsent = 0;
  for (let next = at + unixMessageSize; next + 4 <= end;) {
    const length = view.getUint16(next, true);
    if (length < 4 || next + length > end) break;
    const value = next + 4;
    switch (view.getUint16(next + 2, true)) {
      case UNIX_DIAG_NAME:
        path = pathIn(bytes.slice(value, next + length));
        break;
      case UNIX_DIAG_PEER:
        peerInode = view.getUint32(value, true);
        break;
      case UNIX_DIAG_RQLEN:
        received = view.getUint32(value, true);
        unsent = view.getUint32(value + 4, true);
        break;
    }
    next += length + 3 & ~3;
  }
  return {
    domain: bytes[at] ?? 0,
    type: bytes[at + 1] ?? 0,
    state: bytes[at + 2] ?? 0,
    local: { kind: "address", family: "unix", path },
    peer: undefined,
    received,
    unsent,
    inode: view.getUint32(at + 4, true),
    peerInode,
    expires: 0,
    cookie: cookieAt(view, at + 8),
  };
}

/** A path without its final NUL; an abstract name, which begins with one, as it is. */
function pathIn(name: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (name[0] === 0) return name;
  const end = name.indexOf(0);
  return end < 0 ? name : name.subarray(0, end);
}
