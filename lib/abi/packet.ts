// packet: the bytes of one captured packet, from the link's header to TCP, UDP, ICMP and ARP.
//
// Answers "who sends what to whom in these bytes?" and, for a filter that sees every packet, "which ports are these?".
// Pure and without memory: each packet is read on its own, and what belongs to what is for whoever sees them all. Bytes
// come from anybody, so every length is checked and nothing here throws. Numbers on the wire are in network byte order.

import type { Address } from "./address.ts";
import { ETHERTYPE_ARP, ETHERTYPE_IP, Headers, ICMP, ICMPV6, TCP, u16, u32, UDP } from "./headers.ts";
import { ipv4Text, ipv6Text } from "./hosts.ts";

export {
  ICMP,
  ICMPV6,
  LINKTYPE_ETHERNET,
  LINKTYPE_LINUX_SLL,
  LINKTYPE_LINUX_SLL2,
  LINKTYPE_NULL,
  LINKTYPE_RAW,
  TCP,
  UDP,
} from "./headers.ts";

/** The flags of a TCP segment (RFC 9293, section 3.1), and their names, the lowest bit first. */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;
const flagNames = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE"];

/** Flags as text: "SYN, ACK"; empty for none. */
export function flagsText(flags: number): string {
  return flagNames.filter((_, bit) => (flags & 1 << bit) !== 0).join(", ");
}

/** An address of IP; its port is 0 where a packet has none, or where the port is not among the captured bytes. */
export type InternetAddress = Extract<Address, { family: "inet" } | { family: "inet6" }>;

/** What every packet has. */
interface Captured {
  /** Bytes on the wire, the link's header included. */
  readonly wireLength: number;
  /** Its headers do not stand whole in the bytes: the capture has cut them, or they contradict themselves. */
  readonly cut: boolean;
}

/** A packet between two addresses of IP. */
interface Addressed extends Captured {
  readonly source: InternetAddress;
  readonly destination: InternetAddress;
  /** Bytes of payload behind the last header, as the IP header has it: neither padding nor what a capture cut counts. */
  readonly length: number;
}

/** A segment of TCP. */
export interface Segment extends Addressed {
  readonly kind: "tcp";
  readonly flags: number;
  readonly seq: number;
  /** The field as it stands; it means something with the flag ACK only. */
  readonly ack: number;
  /** As it stands in the header: not scaled. */
  readonly window: number;
  /** Maximum segment size, in bytes. */
  readonly mss: number | undefined;
  /** By how many bits windows are shifted: at most 14 (RFC 7323). */
  readonly scale: number | undefined;
  /** Selective acknowledgements: the sender understands them, or sends one (RFC 2018). */
  readonly sack: "permitted" | "blocks" | undefined;
  readonly timestamps: boolean;
}

/** A datagram of UDP. */
export interface Datagram extends Addressed {
  readonly kind: "udp";
}

/** The packet that an ICMP error is about, as far as it is quoted. */
export interface Quoted {
  readonly protocol: number;
  readonly source: InternetAddress;
  readonly destination: InternetAddress;
}

/** A message of ICMP (RFC 792) or ICMPv6 (RFC 4443, RFC 4861). */
export interface ControlMessage extends Addressed {
  readonly kind: "icmp";
  readonly version: 4 | 6;
  readonly type: number;
  readonly code: number;
  /** Of an error. */
  readonly about: Quoted | undefined;
  /** Of an echo: which program's it is, and its number. */
  readonly echo: { readonly identifier: number; readonly sequence: number } | undefined;
  /** Of "packet too big" and "fragmentation needed": how many bytes the next link takes. */
  readonly mtu: number | undefined;
  /** Of neighbour discovery: the address that is asked or told about. */
  readonly target: string | undefined;
}

/** A part of a packet that was sent in several. */
export interface Fragment extends Addressed {
  readonly kind: "fragment";
  readonly protocol: number;
  /** The same for all fragments of a packet. */
  readonly identification: number;
  /** Where in the payload of the whole packet this part belongs, in bytes; the ports stand in the part at 0. */
  readonly offset: number;
  /** This is not the last one. */
  readonly more: boolean;
}

/** A question or answer of ARP about IPv4 on Ethernet (RFC 826). */
export interface Arp extends Captured {
  readonly kind: "arp";
  /** 1 asks, 2 answers. */
  readonly operation: number;
  readonly sender: string;
  /** The sender's address of the link level: "02:42:ac:11:00:02". */
  readonly hardware: string;
  readonly target: string;
}

/** Anything else, and what is too short to be more. */
export interface Unknown extends Captured {
  readonly kind: "other";
  /** What the link says is in it, an EtherType. */
  readonly type: number | undefined;
  /** Of IP: the protocol in it. */
  readonly protocol: number | undefined;
  readonly source: InternetAddress | undefined;
  readonly destination: InternetAddress | undefined;
  readonly length: number;
}

/** A captured packet. */
export type Packet = Segment | Datagram | ControlMessage | Fragment | Arp | Unknown;

/** Bytes of a header without options. */
const tcpSize = 20;
const udpSize = 8;
const arpSize = 28;

const outer = new Headers();
const inner = new Headers();

// ── For a filter ───────────────────────────────────────────────────────────────────────────────────────────────────

/** What {@linkcode portsOf} tells, by its place in the array. */
export const PORTS = {
  /** The protocol in IP; of an ICMP error that of the packet it quotes; -1 for what is not IP. */
  protocol: 0,
  /** -1 where there is none, or where it is not among the bytes. */
  source: 1,
  destination: 2,
  /** 1: ports and protocol are those of a packet that an ICMP error quotes, which went the other way. */
  quoted: 3,
  /** 1: a part of a packet; only the part at offset 0 has ports, the others have the same identification. */
  fragment: 4,
  /** Of a fragment, as 32 bits with a sign. */
  identification: 5,
  /** How many numbers there are. */
  size: 6,
} as const;

/**
 * The protocol and the ports of a packet, without allocating anything: cheap enough to ask of every packet of an
 * interface whether it is wanted.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const ports = new Int32Array(PORTS.size);
 * const udp = Uint8Array.fromHex("4500001c00000000401100007f0000017f0000010035ff9800080000");
 * portsOf(LINKTYPE_RAW, udp, 0, udp.length, ports);
 * assertEquals([ports[PORTS.protocol], ports[PORTS.source], ports[PORTS.destination]], [UDP, 53, 65432]);
 * ```
 *
 * @param at where the packet begins in `bytes`
 * @param length how many of its bytes were captured
 * @param into takes {@linkcode PORTS}.size numbers
 */
export function portsOf(
  linkType: number,
  bytes: Uint8Array,
  at: number,
  length: number,
  into: Int32Array,
): void {
  const end = Math.min(at + length, bytes.length);
  outer.link(linkType, bytes, at, end, end);
  const quoted = outer.quotes(bytes);
  if (quoted) inner.ip(bytes, outer.transport + 8, outer.captured, outer.captured);
  const headers = quoted && inner.version !== 0 ? inner : outer;
  const ports = headers.hasPorts;
  into[PORTS.protocol] = headers.version === 0 ? -1 : headers.protocol;
  into[PORTS.source] = ports ? u16(bytes, headers.transport) : -1;
  into[PORTS.destination] = ports ? u16(bytes, headers.transport + 2) : -1;
  into[PORTS.quoted] = headers === inner ? 1 : 0;
  into[PORTS.fragment] = outer.fragment ? 1 : 0;
  into[PORTS.identification] = outer.fragment ? outer.identification | 0 : 0;
}

// ── The whole packet ───────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Reads a packet: Ethernet with or without tags, raw IP, the loopback of BSD, Linux's cooked captures of both versions.
 * Never throws: what cannot be read as anything else is an "other".
 *
 * @param linkType the LINKTYPE_ number of its interface
 * @param bytes what was captured of it; the packet refers to none of them afterwards
 * @param wireLength how many bytes it had on the wire
 */
export function decodePacket(linkType: number, bytes: Uint8Array, wireLength: number): Packet {
  const wire = Math.max(wireLength, bytes.length);
  outer.link(linkType, bytes, 0, bytes.length, wire);
  if (outer.version === 0) {
    return outer.type === ETHERTYPE_ARP ? arp(outer, bytes, wire) : unknown(outer, bytes, wire);
  }
  if (outer.cut) return unknown(outer, bytes, wire);
  if (outer.fragment) return fragment(outer, bytes, wire);
  switch (outer.protocol) {
    case TCP:
      return segment(outer, bytes, wire);
    case UDP:
      return datagram(outer, bytes, wire);
    case ICMP:
      return outer.version === 4 ? controlMessage(outer, bytes, wire) : unknown(outer, bytes, wire);
    case ICMPV6:
      return outer.version === 6 ? controlMessage(outer, bytes, wire) : unknown(outer, bytes, wire);
    default:
      return unknown(outer, bytes, wire);
  }
}

function segment(headers: Headers, bytes: Uint8Array, wireLength: number): Packet {
  const { transport: at, end, captured } = headers;
  const size = headers.has(tcpSize) ? (bytes[at + 12]! >> 4) * 4 : 0;
  if (size < tcpSize || at + size > end) return unknown(headers, bytes, wireLength, true);
  let mss: number | undefined;
  let scale: number | undefined;
  let sack: Segment["sack"];
  let timestamps = false;
  let cut = at + size > captured;

  // Options: one byte of their number, one of their length; 0 ends them, 1 fills up (RFC 9293, section 3.1).
  const stop = Math.min(at + size, captured);
  for (let option = at + tcpSize; option < stop && bytes[option] !== 0;) {
    if (bytes[option] === 1) {
      option++;
      continue;
    }
    const length = option + 1 < stop ? bytes[option + 1]! : 0;
    if (length < 2 || option + length > stop) {
      cut = true;
      break;
    }
    switch (bytes[option]! << 8 | length) {
      case 0x0204:
        mss = u16(bytes, option + 2);
        break;
      case 0x0303:
        scale = Math.min(bytes[option + 2]!, 14);
        break;
      case 0x0402:
        sack = "permitted";
        break;
      case 0x080a:
        timestamps = true;
        break;
      default:
        if (bytes[option] === 5) sack = "blocks";
    }
    option += length;
  }
  return {
    kind: "tcp",
    source: sourceOf(headers, bytes),
    destination: destinationOf(headers, bytes),
    flags: (bytes[at + 12]! & 1) << 8 | bytes[at + 13]!,
    seq: u32(bytes, at + 4),
    ack: u32(bytes, at + 8),
    window: u16(bytes, at + 14),
    length: end - at - size,
    mss,
    scale,
    sack,
    timestamps,
    wireLength,
    cut,
  };
}

function datagram(headers: Headers, bytes: Uint8Array, wireLength: number): Packet {
  const { transport: at, end } = headers;
  if (!headers.has(udpSize)) return unknown(headers, bytes, wireLength, true);
  // It tells its length once more; 0 is a jumbogram's, and what contradicts IP is not believed.
  const told = u16(bytes, at + 4);
  const size = told >= udpSize && at + told <= end ? told : end - at;
  return {
    kind: "udp",
    source: sourceOf(headers, bytes),
    destination: destinationOf(headers, bytes),
    length: size - udpSize,
    wireLength,
    cut: false,
  };
}

function controlMessage(headers: Headers, bytes: Uint8Array, wireLength: number): Packet {
  const { transport: at, end, version } = headers;
  if (!headers.has(4)) return unknown(headers, bytes, wireLength, true);
  const six = version === 6;
  const type = bytes[at]!;
  const code = bytes[at + 1]!;
  const echoes = six ? type === 128 || type === 129 : type === 0 || type === 8;
  const discovers = six && (type === 135 || type === 136);
  const big = six ? type === 2 : type === 3 && code === 4;
  return {
    kind: "icmp",
    version: six ? 6 : 4,
    type,
    code,
    source: sourceOf(headers, bytes),
    destination: destinationOf(headers, bytes),
    about: headers.quotes(bytes) ? quoted(headers, bytes) : undefined,
    echo: echoes && headers.has(8)
      ? { identifier: u16(bytes, at + 4), sequence: u16(bytes, at + 6) }
      : undefined,
    mtu: big && headers.has(8) ? six ? u32(bytes, at + 4) : u16(bytes, at + 6) : undefined,
    target: discovers && headers.has(24) ? hostAt(bytes, at + 8, true) : undefined,
    length: Math.max(0, end - at - 8),
    wireLength,
    cut: !headers.has(8),
  };
}

function quoted(headers: Headers, bytes: Uint8Array): Quoted | undefined {
  inner.ip(bytes, headers.transport + 8, headers.captured, headers.captured);
  if (inner.version === 0) return undefined;
  const { protocol } = inner;
  return { protocol, source: sourceOf(inner, bytes), destination: destinationOf(inner, bytes) };
}

function fragment(headers: Headers, bytes: Uint8Array, wireLength: number): Fragment {
  const { protocol, identification, offset, more } = headers;
  return {
    kind: "fragment",
    protocol,
    identification,
    offset,
    more,
    source: sourceOf(headers, bytes),
    destination: destinationOf(headers, bytes),
    length: headers.end - headers.transport,
    wireLength,
    cut: false,
  };
}

function arp(headers: Headers, bytes: Uint8Array, wireLength: number): Packet {
  const { network: at } = headers;
  // Ethernet (1), IPv4, addresses of 6 and of 4 bytes.
  const plain = at + arpSize <= headers.captured && u16(bytes, at) === 1 &&
    u16(bytes, at + 2) === ETHERTYPE_IP && u16(bytes, at + 4) === 0x0604;
  if (!plain) return unknown(headers, bytes, wireLength, at + arpSize > headers.captured);
  return {
    kind: "arp",
    operation: u16(bytes, at + 6),
    sender: hostAt(bytes, at + 14, false),
    hardware: Array.from(bytes.subarray(at + 8, at + 14), (byte) => byte.toString(16).padStart(2, "0")).join(
      ":",
    ),
    target: hostAt(bytes, at + 24, false),
    wireLength,
    cut: false,
  };
}

function unknown(headers: Headers, bytes: Uint8Array, wireLength: number, cut = headers.cut): Unknown {
  const { type, version, protocol, transport, end } = headers;
  return {
    kind: "other",
    type: type < 0 ? undefined : type,
    protocol: version === 0 || protocol < 0 ? undefined : protocol,
    source: version === 0 ? undefined : sourceOf(headers, bytes),
    destination: version === 0 ? undefined : destinationOf(headers, bytes),
    length: Math.max(0, end - transport),
    wireLength,
    cut,
  };
}

// ── Addresses ──────────────────────────────────────────────────────────────────────────────────────────────────────

function sourceOf(headers: Headers, bytes: Uint8Array): InternetAddress {
  const six = headers.version === 6;
  const port = headers.hasPorts ? u16(bytes, headers.transport) : 0;
  return addressOf(hostAt(bytes, headers.network + (six ? 8 : 12), six), port, six);
}

function destinationOf(headers: Headers, bytes: Uint8Array): InternetAddress {
  const six = headers.version === 6;
  const port = headers.hasPorts ? u16(bytes, headers.transport + 2) : 0;
  return addressOf(hostAt(bytes, headers.network + (six ? 24 : 16), six), port, six);
}

/** Which interface a link-local address belongs to is not in the packet: its scope is 0. */
function addressOf(host: string, port: number, six: boolean): InternetAddress {
  return six
    ? { kind: "address", family: "inet6", host, port, flowinfo: 0, scope: 0 }
    : { kind: "address", family: "inet", host, port };
}

function hostAt(bytes: Uint8Array, at: number, six: boolean): string {
  return six ? ipv6Text(bytes, at) : ipv4Text(u32(bytes, at));
}
