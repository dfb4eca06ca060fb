// abi: numbers and byte layouts of the sockets API per operating system, both ways.
//
// Answers "what is SO_REUSEADDR here?", "which errno is 98?" and "which bytes does setsockopt want for a linger?".
// Pure: no library is opened and nothing is read but the name of the operating system, once, to select its tables.
// It knows no call and no socket; socket addresses are next door in address.ts. An error of a call has a number and a
// name, wherever they come from: a system that keeps none in errno (Winsock) can bring its own tables.

import { type Message, SystemError, UsageError } from "../errors.ts";
import { darwin } from "./darwin.ts";
import { linux } from "./linux.ts";

/** Byte offsets of `struct addrinfo` (getaddrinfo(3)); the pointers are 64 bits wide. */
export interface AddrinfoLayout {
  readonly size: number;
  readonly flags: number;
  readonly family: number;
  readonly socktype: number;
  readonly protocol: number;
  readonly addrlen: number;
  readonly addr: number;
  readonly canonname: number;
  readonly next: number;
}

/** Where a member lies in a structure, in bytes; members are unsigned, little endian. */
export interface Field {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  /** A bit field: the first of its bits in there, and how many they are. */
  readonly bits?: { readonly first: number; readonly count: number };
}

/** How the state of a TCP connection is read: getsockopt at level IPPROTO_TCP. */
export interface TcpInfoLayout {
  /** The option's number: TCP_INFO, or TCP_CONNECTION_INFO on macOS. */
  readonly option: number;
  /** Bytes to offer to getsockopt; the kernel says how many it filled. */
  readonly size: number;
  readonly fields: readonly Field[];
}

/** Everything that differs between operating systems, with the tables in both directions. */
export interface System {
  readonly os: "linux" | "darwin";
  readonly arch: string;
  /** The tests have run on this system. */
  readonly tested: boolean;
  readonly libcPath: "libc.so.6" | "libSystem.B.dylib";
  /** The function that returns `int *`, the address of the calling thread's errno. */
  readonly errnoSymbol: "__errno_location" | "__error";
  /** AF_ SOCK_ IPPROTO_ SOL_ SO_ SOF_ TCP_ IP_ IPTOS_ MCAST_ IPV6_ UDP_ ICMP_ ICMP6_ MSG_ SHUT_ INADDR_ POLL AI_ NI_ F_ O_ SOMAXCONN, by C name. */
  readonly constants: ReadonlyMap<string, number>;
  /** errno numbers by name, aliases (EWOULDBLOCK) included. */
  readonly errnos: ReadonlyMap<string, number>;
  /** The preferred name of each errno: EAGAIN, EOPNOTSUPP. */
  readonly errnoNames: ReadonlyMap<number, string>;
  /** What getaddrinfo returns, by name: EAI_NONAME. Negative on Linux, positive on macOS. */
  readonly resolverErrors: ReadonlyMap<string, number>;
  /** The name of each of them. */
  readonly resolverErrorNames: ReadonlyMap<number, string>;
  /** The kernel's number of a TCP state → its name in netstat's spelling; "" where there is none. */
  readonly tcpStates: readonly string[];
  readonly tcpInfo: TcpInfoLayout;
  readonly addrinfo: AddrinfoLayout;
  /** Variadic C functions (fcntl, ioctl, open) take their variable arguments on the stack, not in registers. */
  readonly variadicOnStack: boolean;
  /** A socket from accept has the listener's O_NONBLOCK and O_ASYNC; on Linux it has neither. */
  readonly acceptInheritsFlags: boolean;
  /** There is pipe2(2): a pipe that closes by itself where another program begins. */
  readonly pipe2: boolean;
  /** The ioctl request that asks how many bytes can be read (FIONREAD in ioctl(2)). */
  readonly fionread: number;
  /** A sockaddr begins with its length in one byte, before the family in one byte (4.4BSD); else the family has two. */
  readonly sockaddrHasLength: boolean;
  /** A unix path whose first byte is NUL names a socket outside the file system (unix(7)). */
  readonly abstractPaths: boolean;
  /** Bytes of `sun_path`. */
  readonly unixPathLimit: number;
  /** Bytes of `tv_usec`; `tv_sec` has eight. */
  readonly timevalMicrosecondBytes: 4 | 8;
}

/** Numbers by name. */
type Numbers = Readonly<Record<string, number>>;

/** The form of linux.ts and darwin.ts. */
interface SystemTables {
  readonly os: "linux" | "darwin";
  readonly libcPath: System["libcPath"];
  readonly errnoSymbol: System["errnoSymbol"];
  readonly constants: Numbers;
  readonly aarch64: Numbers;
  readonly errnos: Numbers;
  readonly resolverErrors: Numbers;
  readonly tcpStates: readonly string[];
  readonly tcpInfo: { readonly option: string; readonly size: number; readonly fields: string };
  readonly acceptInheritsFlags: boolean;
  readonly pipe2: boolean;
  readonly fionread: number;
  readonly sockaddrHasLength: boolean;
  readonly abstractPaths: boolean;
  readonly unixPathLimit: number;
  readonly timevalMicrosecondBytes: 4 | 8;
  readonly addrinfo: AddrinfoLayout;
}

const systems: readonly SystemTables[] = [linux, darwin];
const architectures: readonly string[] = ["x86_64", "aarch64"];
const selected = new Map<string, System>();

/**
 * The tables of an operating system, in Deno's names for systems and architectures; always the same object for the
 * same system. Undefined where there are none: the caller says so and ends.
 */
export function system(os: string = Deno.build.os, arch: string = Deno.build.arch): System | undefined {
  const key = `${os} ${arch}`;
  const known = selected.get(key);
  if (known !== undefined) return known;
  const tables = systems.find((candidate) => candidate.os === os);
  if (tables === undefined || !architectures.includes(arch)) return undefined;
  const built = build(tables, arch);
  selected.set(key, built);
  return built;
}

function build(tables: SystemTables, arch: string): System {
  const constants = numbersOf(tables.constants);
  if (arch === "aarch64") {
    for (const [name, value] of Object.entries(tables.aarch64)) constants.set(name, value);
  }
  let fields: readonly Field[] | undefined;
  return {
    os: tables.os,
    arch,
    tested: tables.os === "linux" && arch === "x86_64",
    libcPath: tables.libcPath,
    errnoSymbol: tables.errnoSymbol,
    constants,
    get errnos() {
      return once(this, "errnos", numbersOf(tables.errnos));
    },
    get errnoNames() {
      return once(this, "errnoNames", namesOf(this.errnos));
    },
    get resolverErrors() {
      return once(this, "resolverErrors", numbersOf(tables.resolverErrors));
    },
    get resolverErrorNames() {
      return once(this, "resolverErrorNames", namesOf(this.resolverErrors));
    },
    tcpStates: tables.tcpStates,
    tcpInfo: {
      option: constants.get(tables.tcpInfo.option) ?? 0,
      size: tables.tcpInfo.size,
      get fields() {
        return fields ??= fieldsOf(tables.tcpInfo.fields);
      },
    },
    addrinfo: tables.addrinfo,
    variadicOnStack: tables.os === "darwin" && arch === "aarch64",
    acceptInheritsFlags: tables.acceptInheritsFlags,
    pipe2: tables.pipe2,
    fionread: tables.fionread,
    sockaddrHasLength: tables.sockaddrHasLength,
    abstractPaths: tables.abstractPaths,
    unixPathLimit: tables.unixPathLimit,
    timevalMicrosecondBytes: tables.timevalMicrosecondBytes,
  };
}

/** Puts a table in the place of the getter that made it: it is made when it is first asked for. */
function once<T>(system: System, name: keyof System, value: T): T {
  Object.defineProperty(system, name, { value });
  return value;
}

function numbersOf(table: Numbers): Map<string, number> {
  return new Map(Object.entries(table));
}

/** The other direction; of several names the first stays. */
function namesOf(numbers: ReadonlyMap<string, number>): Map<number, string> {
  const names = new Map<number, string>();
  for (const [name, value] of numbers) if (!names.has(value)) names.set(value, name);
  return names;
}

function fieldsOf(table: string): Field[] {
  return Array.from(
    table.matchAll(/(\S+) (\d+):(\d+)(?:\.(\d+)\+(\d+))?/g),
    ([, name = "", offset, size, first, count]) => ({
      name,
      offset: Number(offset),
      size: Number(size),
      ...(first === undefined ? {} : { bits: { first: Number(first), count: Number(count) } }),
    }),
  );
}

// ── Names and numbers ──────────────────────────────────────────────────────────────────────────────────────────────

/** A constant our own code is written with. Throws an Error when this system has none of that name. */
export function constant(system: System, name: string): number {
  const value = system.constants.get(name);
  if (value === undefined) throw new Error(`no constant ${name} on ${system.os}`);
  return value;
}

/**
 * The first constant with this prefix and this number: `constantName(system, "AF_", 2)` is "AF_INET". Undefined when
 * there is none.
 */
export function constantName(system: System, prefix: string, value: number): string | undefined {
  for (const [name, number] of system.constants) {
    if (number === value && name.startsWith(prefix)) return name;
  }
  return undefined;
}

/**
 * The bits a family of flags counts in rather than combines: a socket type (SOCK_TYPE_MASK in the kernel) and the
 * access mode of open (O_ACCMODE).
 */
const countedBits: ReadonlyMap<string, number> = new Map([["SOCK_", 0xf], ["O_", 0x3]]);

/**
 * A set of flags as it is written in C: "MSG_PEEK|MSG_DONTWAIT", "SOCK_STREAM|SOCK_NONBLOCK", "O_RDWR|O_NONBLOCK".
 * Bits without a name are put behind in hexadecimal, as strace does; no flags are "0".
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(flagText(system("linux", "x86_64")!, "SOCK_", 0x801), "SOCK_STREAM|SOCK_NONBLOCK");
 * ```
 */
export function flagText(system: System, prefix: string, value: number): string {
  const counted = countedBits.get(prefix) ?? 0;
  const parts: string[] = [];
  if (counted !== 0) {
    const name = constantName(system, prefix, value & counted);
    if (name !== undefined) parts.push(name);
    else if ((value & counted) !== 0) parts.push(hexadecimal(value & counted));
  }
  let rest = (value & ~counted) >>> 0;

  // Flags of several bits contain others (O_SYNC contains O_DSYNC): the widest match first.
  const flags = [...system.constants].filter(([name, bits]) =>
    bits !== 0 && (bits & counted) === 0 && name.startsWith(prefix)
  ).sort(([, a], [, b]) => bitCount(b) - bitCount(a));
  const found: [string, number][] = [];
  for (const [name, bits] of flags) {
    if ((rest & bits) >>> 0 === bits) {
      found.push([name, bits]);
      rest = (rest & ~bits) >>> 0;
    }
  }
  parts.push(...found.sort(([, a], [, b]) => a - b).map(([name]) => name));
  if (rest !== 0) parts.push(hexadecimal(rest));
  return parts.length === 0 ? "0" : parts.join("|");
}

/** Families of constants that are combined to sets. */
const combined: ReadonlySet<string> = new Set(["SOCK_", "O_", "FD_", "MSG_", "POLL", "AI_", "NI_"]);

/**
 * How C writes a number that is made of constants with this prefix: "SOCK_STREAM", "O_RDWR|O_NONBLOCK"; "errno" stands
 * for the names of errors. Undefined for a number that has no name.
 */
export function numberName(system: System, prefix: string, value: number): string | undefined {
  if (prefix === "errno") return errnoName(system, value);
  if (!combined.has(prefix)) return constantName(system, prefix, value);
  const text = flagText(system, prefix, value);
  return text.startsWith(prefix) ? text : undefined;
}

function bitCount(value: number): number {
  let count = 0;
  for (let rest = value >>> 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) count++;
  return count;
}

function hexadecimal(value: number): string {
  return `0x${value.toString(16)}`;
}

/** The preferred name of an errno: 11 is "EAGAIN", not "EWOULDBLOCK". Undefined when the number has no name. */
export function errnoName(system: System, number: number): string | undefined {
  return system.errnoNames.get(number);
}

/** The error of a call that answered a negated errno, as the wrappers of libc do. */
export function systemError(system: System, call: string, answer: number, detail?: Message): SystemError {
  return new SystemError(call, -answer, errnoName(system, -answer) ?? String(-answer), detail);
}

/** The number of an errno, aliases included: "EWOULDBLOCK" is 11 on Linux. */
export function errnoNumber(system: System, name: string): number | undefined {
  return system.errnos.get(name);
}

/** The name of a value getaddrinfo(3) returned: -2 is "EAI_NONAME" on Linux. */
export function resolverErrorName(system: System, number: number): string | undefined {
  return system.resolverErrorNames.get(number);
}

// ── TCP states ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Each state in netstat's spelling, then as ss, the RFC (9293) and the BSDs spell it; joined by `_` here. */
const stateSpellings: readonly (readonly string[])[] = [
  ["CLOSED", "CLOSE", "UNCONN"],
  ["LISTEN"],
  ["SYN_SENT"],
  ["SYN_RECV", "SYN_RECEIVED", "SYN_RCVD"],
  ["ESTABLISHED", "ESTAB"],
  ["FIN_WAIT1", "FIN_WAIT_1"],
  ["FIN_WAIT2", "FIN_WAIT_2"],
  ["CLOSE_WAIT"],
  ["LAST_ACK"],
  ["CLOSING"],
  ["TIME_WAIT"],
];

/** The TCP states the language has as text constants: each spelling that is an identifier → netstat's spelling. */
export const tcpStates: ReadonlyMap<string, string> = new Map(
  stateSpellings.flatMap((spellings) =>
    spellings.map((spelling): [string, string] => [spelling, spellings[0] ?? spelling])
  ),
);

/**
 * A TCP state in any spelling ("SYN-SENT", "FIN-WAIT-1", "ESTAB", "SYN-RECEIVED") → netstat's ("SYN_SENT", …).
 * Undefined for any other text; small letters are other text.
 */
export function tcpState(text: string): string | undefined {
  return tcpStates.get(text.replaceAll("-", "_"));
}

// ── Layouts ────────────────────────────────────────────────────────────────────────────────────────────────────────
// All systems we know are little endian and have 64-bit pointers.

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Bytes of `struct pollfd { int fd; short events; short revents; }` (poll(2)). */
export const pollfdSize = 8;

/** What poll is to wait for on one descriptor: POLL flags. poll ignores an entry whose descriptor is negative. */
export interface PollRequest {
  readonly fd: number;
  readonly events: number;
}

/** An array of `struct pollfd`, with `revents` zero. */
export function encodePollfds(requests: readonly PollRequest[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(requests.length * pollfdSize);
  const view = viewOf(bytes);
  requests.forEach(({ fd, events }, index) => {
    view.setInt32(index * pollfdSize, fd, true);
    view.setInt16(index * pollfdSize + 4, events, true);
  });
  return bytes;
}

/** The POLL flags poll answered for the entry at `index` of an array of `struct pollfd`. */
export function readRevents(pollfds: Uint8Array, index: number): number {
  const at = index * pollfdSize + 6;
  return (pollfds[at] ?? 0) | (pollfds[at + 1] ?? 0) << 8;
}

/** An `int` in four bytes; a number of 2³¹ and more is stored as unsigned. */
export function encodeInt(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setInt32(0, value, true);
  return bytes;
}

/** An `int`; an option of one byte (IP_MULTICAST_TTL) is read too. Throws a RangeError on two or three bytes. */
export function decodeInt(bytes: Uint8Array): number {
  return bytes.length === 1 ? bytes[0] ?? 0 : viewOf(bytes).getInt32(0, true);
}

/** `struct linger` (socket(7)). `seconds` is what the kernel calls it; macOS counts SO_LINGER in hundredths. */
export interface Linger {
  readonly on: boolean;
  readonly seconds: number;
}

/** `struct linger { int l_onoff; int l_linger; }`, eight bytes. */
export function encodeLinger({ on, seconds }: Linger): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8);
  const view = viewOf(bytes);
  view.setInt32(0, on ? 1 : 0, true);
  view.setInt32(4, seconds, true);
  return bytes;
}

/** The eight bytes of a `struct linger`. */
export function decodeLinger(bytes: Uint8Array): Linger {
  const view = viewOf(bytes);
  return { on: view.getInt32(0, true) !== 0, seconds: view.getInt32(4, true) };
}

/** Bytes of `struct timeval` (SO_RCVTIMEO, SO_SNDTIMEO in socket(7)). */
export const timevalSize = 16;

/**
 * `struct timeval` from seconds, rounded to microseconds; what is longer than nothing becomes at least one, for zero
 * means no time-out. Throws a UsageError "range" when the seconds do not fit 64 bits.
 */
export function encodeTimeval(system: System, seconds: number): Uint8Array<ArrayBuffer> {
  let whole = Math.floor(seconds);
  let micro = Math.round((seconds - whole) * 1e6);
  if (micro === 1_000_000) {
    whole++;
    micro = 0;
  }
  if (seconds > 0 && whole === 0 && micro === 0) micro = 1;
  if (!(Math.abs(whole) < 2 ** 63)) throw new UsageError("range", "abi.timeval", { seconds });
  const bytes = new Uint8Array(timevalSize);
  const view = viewOf(bytes);
  view.setBigInt64(0, BigInt(whole), true);
  if (system.timevalMicrosecondBytes === 8) view.setBigInt64(8, BigInt(micro), true);
  else view.setInt32(8, micro, true);
  return bytes;
}

/** The seconds of a `struct timeval`. */
export function decodeTimeval(system: System, bytes: Uint8Array): number {
  const view = viewOf(bytes);
  const micro = system.timevalMicrosecondBytes === 8
    ? Number(view.getBigInt64(8, true))
    : view.getInt32(8, true);
  // One division, so that 1.1 seconds read back as 1.1 wherever a number has that precision.
  const total = Number(view.getBigInt64(0, true)) * 1e6 + micro;
  return total / 1e6;
}

/** One entry of getaddrinfo's list; `addr`, `canonname` and `next` are addresses in memory, 0n for NULL. */
export interface Addrinfo {
  readonly flags: number;
  readonly family: number;
  readonly socktype: number;
  readonly protocol: number;
  readonly addrlen: number;
  readonly addr: bigint;
  readonly canonname: bigint;
  readonly next: bigint;
}

/** The hints of getaddrinfo(3): a `struct addrinfo` whose other members are zero. */
export function encodeAddrinfo(
  system: System,
  hints: Pick<Addrinfo, "flags" | "family" | "socktype" | "protocol">,
): Uint8Array<ArrayBuffer> {
  const at = system.addrinfo;
  const bytes = new Uint8Array(at.size);
  const view = viewOf(bytes);
  view.setInt32(at.flags, hints.flags, true);
  view.setInt32(at.family, hints.family, true);
  view.setInt32(at.socktype, hints.socktype, true);
  view.setInt32(at.protocol, hints.protocol, true);
  return bytes;
}

/** Reads a `struct addrinfo` of `system.addrinfo.size` bytes. */
export function decodeAddrinfo(system: System, bytes: Uint8Array): Addrinfo {
  const at = system.addrinfo;
  const view = viewOf(bytes);
  return {
    flags: view.getInt32(at.flags, true),
    family: view.getInt32(at.family, true),
    socktype: view.getInt32(at.socktype, true),
    protocol: view.getInt32(at.protocol, true),
    addrlen: view.getUint32(at.addrlen, true),
    addr: view.getBigUint64(at.addr, true),
    canonname: view.getBigUint64(at.canonname, true),
    next: view.getBigUint64(at.next, true),
  };
}

/** `struct ucred` (SO_PEERCRED in unix(7), Linux): who was at the other end when the connection was made. */
export interface Credentials {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/** The twelve bytes of a `struct ucred`. A peer in another namespace has pid 0, and uid and gid 65534. */
export function decodeCredentials(bytes: Uint8Array): Credentials {
  const view = viewOf(bytes);
  return { pid: view.getInt32(0, true), uid: view.getUint32(4, true), gid: view.getUint32(8, true) };
}

/**
 * The members of `struct tcp_info` (macOS: `tcp_connection_info`) that the kernel filled, by C name; `length` is what
 * getsockopt reported. Times are in the kernel's units (µs on Linux, ms on macOS).
 */
export function decodeTcpInfo(
  system: System,
  bytes: Uint8Array,
  length: number = bytes.length,
): ReadonlyMap<string, number> {
  const end = Math.min(length, bytes.length);
  const values = new Map<string, number>();
  for (const { name, offset, size, bits } of system.tcpInfo.fields) {
    if (offset + size > end) continue;
    let value = 0;
    for (let at = offset + size - 1; at >= offset; at--) value = value * 256 + (bytes[at] ?? 0);
    if (bits !== undefined) value = (value >> bits.first) & ((1 << bits.count) - 1);
    values.set(name, value);
  }
  return values;
}

/** The state in the bytes of TCP_INFO or TCP_CONNECTION_INFO, in netstat's spelling. */
export function decodeTcpState(system: System, bytes: Uint8Array): string | undefined {
  // tcpi_state is the first byte on every system we know.
  return system.tcpStates[bytes[0] ?? -1] || undefined;
}
