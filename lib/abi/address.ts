// address: a socket address as a value, as bytes of a sockaddr, and as text.
//
// Answers "which bytes does bind want for 127.0.0.1:65432?", "who is in these bytes?" and "is this text an address?".
// Nothing is resolved here: host, service and interface names stay text in an Endpoint, and whoever resolves them has a
// libc. IPv4 and IPv6 text is read and written exactly as glibc's inet_pton(3) and inet_ntop(3) do it.

import { UsageError } from "../errors.ts";
import { byteEscape, spelled } from "../escape.ts";
import { unicode } from "../unicode.ts";
import { constant, type System } from "./mod.ts";

const hidden = unicode(String.raw`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]`);

/** A socket address. `host` is numeric text as inet_ntop writes it; ports are in host byte order. */
export type Address =
  | {
    readonly kind: "address";
    readonly family: "inet";
    readonly host: string;
    readonly port: number;
  }
  | {
    readonly kind: "address";
    readonly family: "inet6";
    readonly host: string;
    readonly port: number;
    /** Traffic class and flow label, 28 bits, in host byte order (as Python has it). */
    readonly flowinfo: number;
    /** The interface's number, for link-local addresses; else 0. */
    readonly scope: number;
  }
  | {
    readonly kind: "address";
    readonly family: "unix";
    /** The bytes of sun_path: a path without its final NUL, a name after a first byte 0, or none: unnamed. */
    readonly path: Uint8Array;
  }
  | {
    readonly kind: "address";
    readonly family: "other";
    /** The AF_ number. */
    readonly number: number;
    /** What follows the family. */
    readonly bytes: Uint8Array;
  };

/** What a text says about an address before anything is resolved. */
export type Endpoint =
  | {
    readonly kind: "host";
    /** A name or numeric text, an IPv6 address without its brackets, its zone behind `%`; "" is all interfaces. */
    readonly host: string;
    /** A port number or a service name. */
    readonly service: string;
  }
  | { readonly kind: "unix"; readonly path: Uint8Array };

// ── IPv4 and IPv6 text ─────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The four bytes of a dotted quad, or undefined: four decimal numbers up to 255 without leading zeros (inet_pton(3)).
 */
export function parseIPv4(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^(?:(?:0|[1-9]\d{0,2})(?:\.(?!$)|$)){4}$/.test(text)) return undefined;
  const numbers = text.split(".").map(Number);
  return numbers.length === 4 && numbers.every((number) => number <= 255)
    ? new Uint8Array(numbers)
    : undefined;
}

/** The dotted quad of the four bytes at `offset`. */
export function formatIPv4(bytes: Uint8Array, offset = 0): string {
  return `${bytes[offset]}.${bytes[offset + 1]}.${bytes[offset + 2]}.${bytes[offset + 3]}`;
}

/** The sixteen bytes of an IPv6 address without a zone, or undefined (RFC 4291 section 2.2, inet_pton(3)). */
export function parseIPv6(text: string): Uint8Array<ArrayBuffer> | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head = "", tail] = halves;
  const front = groupsOf(head, tail === undefined);
  const back = tail === undefined ? [] : groupsOf(tail, true);
  if (front === undefined || back === undefined) return undefined;

  // `::` stands for at least one group.
  const count = front.length + back.length;
  if (tail === undefined ? count !== 8 : count > 7) return undefined;
  const groups = [...front, ...new Array<number>(8 - count).fill(0), ...back];
  const bytes = new Uint8Array(16);
  groups.forEach((group, index) => {
    bytes[index * 2] = group >> 8;
    bytes[index * 2 + 1] = group & 0xff;
  });
  return bytes;
}

/** The 16-bit groups of one side of `::`; a dotted quad may stand for the last two when the text ends there. */
function groupsOf(text: string, last: boolean): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(parseInt(part, 16));
      continue;
    }
    const quad = last && index === parts.length - 1 ? parseIPv4(part) : undefined;
    if (quad === undefined) return undefined;
    const [a = 0, b = 0, c = 0, d = 0] = quad;
    groups.push(a << 8 | b, c << 8 | d);
  }
  return groups;
}

/**
 * The text of the sixteen bytes at `offset`, in the form of RFC 5952 as glibc's inet_ntop(3) writes it.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(formatIPv6(parseIPv6("::ffff:7f00:1")!), "::ffff:127.0.0.1");
 * ```
 */
export function formatIPv6(bytes: Uint8Array, offset = 0): string {
  const groups: number[] = [];
  for (let at = offset; at < offset + 16; at += 2) groups.push((bytes[at] ?? 0) << 8 | (bytes[at + 1] ?? 0));

  // The longest run of zero groups becomes `::`, the first of equals, and never a single one.
  let start = -1;
  let length = 1;
  for (let at = 0; at < 8; at++) {
    let end = at;
    while (end < 8 && groups[end] === 0) end++;
    if (end - at > length) {
      start = at;
      length = end - at;
    }
    if (end > at) at = end;
  }

  // ::ffff:a.b.c.d is an IPv4 address in IPv6 clothes; ::a.b.c.d is an old form of that.
  if (start === 0 && (length === 6 || (length === 5 && groups[5] === 0xffff))) {
    return `::${length === 5 ? "ffff:" : ""}${formatIPv4(bytes, offset + 12)}`;
  }
  const text = (part: number[]): string => part.map((group) => group.toString(16)).join(":");
  if (start < 0) return text(groups);
  return `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
}

// ── Text → endpoint ────────────────────────────────────────────────────────────────────────────────────────────────

const encoder = new TextEncoder();

/** The bytes of sun_path for the text behind `unix:`: "@name" is NUL and the name (unix(7)), else a path in UTF-8. */
export function unixPath(text: string): Uint8Array<ArrayBuffer> {
  const bytes = encoder.encode(text);
  if (text.startsWith("@")) bytes[0] = 0;
  return bytes;
}

/**
 * Reads `host:port`, `[ipv6]:port`, `:port`, `unix:path` and `unix:@name`; ports may be service names. Undefined when
 * the text has none of these forms: no port, several colons without brackets, blanks, or brackets around anything
 * but an IPv6 address with or without a zone. Whether the port is a port, the resolver decides.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseEndpoint("[::1]:http"), { kind: "host", host: "::1", service: "http" });
 * assertEquals(parseEndpoint("::1"), undefined);
 * ```
 */
export function parseEndpoint(text: string): Endpoint | undefined {
  if (text.startsWith("unix:")) return { kind: "unix", path: unixPath(text.slice("unix:".length)) };
  // The last colon comes before the port; another one needs brackets, or it could be read in two ways.
  const [, where = "", service = ""] = /^(\[[^\][\s]*\]|[^\s:[\]/%@"'(){},;]*):([^:]*)$/.exec(text) ?? [];
  if (!/^(?:-?\d+|[A-Za-z\d\u0080-\uffff][A-Za-z\d\u0080-\uffff_.+-]*)$/.test(service)) return undefined;
  if (!where.startsWith("[")) return { kind: "host", host: where, service };
  const host = where.slice(1, -1);
  const [, address = "", zone] = /^([^%]*)(?:%([^%]*))?$/.exec(host) ?? [];
  return parseIPv6(address) === undefined || zone === "" ? undefined : { kind: "host", host, service };
}

/**
 * The address of an endpoint that needs no resolving: a numeric host with a numeric zone or none, and a numeric port,
 * or a unix path. Undefined for every other one, also for an empty host, whose family only a socket knows. Throws a
 * UsageError "range" when the port or the zone is a number that fits no address.
 */
export function numericAddress(endpoint: Endpoint): Address | undefined {
  if (endpoint.kind === "unix") return { kind: "address", family: "unix", path: endpoint.path };
  if (!/^-?\d+$/.test(endpoint.service)) return undefined;
  const port = Number(endpoint.service);
  const inet = parseIPv4(endpoint.host);
  if (inet !== undefined) {
    checkPort(port);
    return { kind: "address", family: "inet", host: endpoint.host, port };
  }
  const [host = "", zone = "0"] = endpoint.host.split("%");
  const inet6 = parseIPv6(host);
  if (inet6 === undefined || !/^\d+$/.test(zone)) return undefined;
  checkPort(port);
  const scope = Number(zone);
  checkScope(scope);
  return { kind: "address", family: "inet6", host: formatIPv6(inet6), port, flowinfo: 0, scope };
}

// ── Address ↔ bytes ────────────────────────────────────────────────────────────────────────────────────────────────

function checkPort(port: number): void {
  if (!Number.isInteger(port) || port < 0 || port > 0xffff) {
    throw new UsageError("range", "address.port", { port });
  }
}

function checkScope(scope: number): void {
  if (!Number.isInteger(scope) || scope < 0 || scope > 0xffff_ffff) {
    throw new UsageError("range", "address.scope", { scope });
  }
}

/**
 * The sockaddr of an address, as long as it has to be: sockaddr_in 16 bytes (ip(7)), sockaddr_in6 28 (ipv6(7)),
 * sockaddr_un the family, the path and its NUL if there is room for it (unix(7)), else the family and the bytes.
 * Throws UsageErrors: "range" `address.port`, `address.scope`, `address.flowinfo`; "address" `address.host` when the
 * host is not numeric, `address.path-too-long` when sun_path cannot hold the path.
 */
export function encodeAddress(system: System, address: Address): Uint8Array<ArrayBuffer> {
  switch (address.family) {
    case "inet": {
      checkPort(address.port);
      const host = parseIPv4(address.host);
      if (host === undefined) throw new UsageError("address", "address.host", { host: address.host });
      const bytes = sockaddr(system, constant(system, "AF_INET"), 16);
      bytes[2] = address.port >> 8;
      bytes[3] = address.port & 0xff;
      bytes.set(host, 4);
      return bytes;
    }
    case "inet6": {
      checkPort(address.port);
      checkScope(address.scope);
      const { flowinfo } = address;
      if (!Number.isInteger(flowinfo) || flowinfo < 0 || flowinfo > 0xfff_ffff) {
        throw new UsageError("range", "address.flowinfo", { flowinfo });
      }
      const host = parseIPv6(address.host);
      if (host === undefined) throw new UsageError("address", "address.host", { host: address.host });
      const bytes = sockaddr(system, constant(system, "AF_INET6"), 28);
      const view = new DataView(bytes.buffer);
      // Port and flow information travel in network byte order, the scope never leaves the machine.
      view.setUint16(2, address.port);
      view.setUint32(4, flowinfo);
      bytes.set(host, 8);
      view.setUint32(24, address.scope, true);
      return bytes;
    }
    case "unix": {
      const { path } = address;
      const limit = system.unixPathLimit;
      if (path.length > limit) {
        throw new UsageError("address", "address.path-too-long", { length: path.length, limit });
      }
      // The length is what ends an abstract name; Linux takes a path of 108 bytes without its NUL.
      const named = path.length > 0 && path[0] !== 0;
      const bytes = sockaddr(
        system,
        constant(system, "AF_UNIX"),
        2 + Math.min(limit, path.length + (named ? 1 : 0)),
      );
      bytes.set(path, 2);
      return bytes;
    }
    case "other": {
      const bytes = sockaddr(system, address.number, 2 + address.bytes.length);
      bytes.set(address.bytes, 2);
      return bytes;
    }
    default:
      return address satisfies never;
  }
}

/** An empty sockaddr with its family, and with its length where the system wants that. */
function sockaddr(system: System, family: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  if (system.sockaddrHasLength) {
    bytes[0] = length;
    bytes[1] = family;
  } else {
    bytes[0] = family & 0xff;
    bytes[1] = family >> 8;
  }
  return bytes;
}

/**
 * The address in the first `length` bytes, which is what the call stored in its socklen_t: more than the buffer has
 * when the kernel had to cut, 0 when it stored nothing (recvfrom on a stream). The bytes are copied. A sockaddr too
 * short for its family is an "other", without any bytes AF_UNSPEC.
 */
export function decodeAddress(system: System, bytes: Uint8Array, length: number = bytes.length): Address {
  const end = Math.min(length, bytes.length);
  const family = end < 2 ? 0 : system.sockaddrHasLength ? bytes[1]! : bytes[0]! | bytes[1]! << 8;

  // AF_INET and AF_UNIX have the same numbers on every system, and this is called for each datagram.
  if (family === 2 && end >= 8) {
    return {
      kind: "address",
      family: "inet",
      host: formatIPv4(bytes, 4),
      port: bytes[2]! << 8 | bytes[3]!,
    };
  }
  if (family === 1) {
    return { kind: "address", family: "unix", path: pathOf(system, bytes.subarray(2, end)) };
  }
  if (family === constant(system, "AF_INET6") && end >= 24) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return {
      kind: "address",
      family: "inet6",
      host: formatIPv6(bytes, 8),
      port: view.getUint16(2),
      flowinfo: view.getUint32(4),
      // RFC 2133 had no scope; its sockaddr_in6 ends here.
      scope: end >= 28 ? view.getUint32(24, true) : 0,
    };
  }
  return { kind: "address", family: "other", number: family, bytes: bytes.slice(Math.min(2, end), end) };
}

/** A path ends before its NUL; an abstract name is all there is, NULs too. */
function pathOf(system: System, bytes: Uint8Array): Uint8Array {
  if (system.abstractPaths && bytes[0] === 0) return bytes.slice();
  const nul = bytes.indexOf(0);
  return nul < 0 ? bytes.slice() : bytes.slice(0, nul);
}

// ── Address → text ─────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * `127.0.0.1:65432`, `[::1]:65432`, `[fe80::1%2]:80`, `unix:/path`, `unix:@abstract`, `unix:` when unnamed, and for
 * families without a text of their own their number and bytes: `family 16:000000000000`. Safe to print: bytes of a
 * path that are no UTF-8, control characters, and characters that reorder or hide text appear as `\xNN`, and so does
 * the `@` of a path that only looks abstract.
 */
export function formatAddress(address: Address): string {
  switch (address.family) {
    case "inet":
      return `${address.host}:${address.port}`;
    case "inet6":
      return `[${address.host}${address.scope === 0 ? "" : `%${address.scope}`}]:${address.port}`;
    case "unix": {
      const { path } = address;
      if (path[0] === 0) return `unix:@${escapedText(path.subarray(1))}`;
      if (path[0] === 0x40) return `unix:\\x40${escapedText(path.subarray(1))}`;
      return `unix:${escapedText(path)}`;
    }
    case "other":
      return `family ${address.number}:${address.bytes.toHex()}`;
    default:
      return address satisfies never;
  }
}

/** Letters to look at stay, every other byte stands as \xNN. */
function escapedText(bytes: Uint8Array): string {
  return [...spelled(bytes, (code) => isPrintable(code) ? undefined : bytesOf(code))].join("");
}

/** No C0, C1 or DEL; no bidi, zero-width or other format character; no line or paragraph separator. */
function isPrintable(code: number): boolean {
  return (code >= 0x20 && code < 0x7f) || !hidden().test(String.fromCodePoint(code));
}

/** The bytes of a letter, each as \xNN. */
function bytesOf(code: number): string {
  return Array.from(encoder.encode(String.fromCodePoint(code)), byteEscape).join("");
}

// ── Equality ───────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Whether two addresses name the same end: by family, address and port; IPv6 by its scope too, but not by its flow
 * information. Two unnamed unix addresses are equal.
 */
export function sameAddress(a: Address, b: Address): boolean {
  switch (a.family) {
    case "inet":
      return b.family === "inet" && a.port === b.port && a.host === b.host;
    case "inet6":
      return b.family === "inet6" && a.port === b.port && a.scope === b.scope && sameHost(a.host, b.host);
    case "unix":
      return b.family === "unix" && sameBytes(a.path, b.path);
    case "other":
      return b.family === "other" && a.number === b.number && sameBytes(a.bytes, b.bytes);
    default:
      return a satisfies never;
  }
}

/** IPv6 has several spellings of one address. */
function sameHost(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [parseIPv6(a), parseIPv6(b)];
  return left !== undefined && right !== undefined && sameBytes(left, right);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
