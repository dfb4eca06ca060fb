// options: how the values of socket options are laid out, by level and option.
//
// Answers "what is in the eight bytes of SO_LINGER?" and "which bytes does IP_ADD_MEMBERSHIP want for a group and an
// interface?". One table of layouts for all systems: an option that a system has not got is not in its constants and
// so not in its layouts. Pure: who asks for an option has the socket; what a user wrote is read elsewhere.

import { type Address, decodeAddress, formatIPv4, formatIPv6 } from "./address.ts";
import { constant, decodeTcpInfo, decodeTcpState, flagText, type System } from "./mod.ts";

/** A member of a C structure. */
export interface Member {
  readonly name: string;
  /**
   * Its type in C: integers by sign and bits; `in_addr` and `in6_addr`; `index` and `sindex`, the number of an
   * interface; `n32`, a number in network byte order; `sockaddr_in6`, and `sockaddr` for a sockaddr_storage; `key`,
   * up to 80 bytes; `sources`, a number of addresses and as many of them.
   */
  readonly type: keyof typeof memberSizes;
  /** Bytes from the beginning of the structure. */
  readonly offset: number;
}

/** Bytes and alignment of the types of members. */
const memberSizes = {
  u8: [1, 1],
  u16: [2, 2],
  u32: [4, 4],
  u64: [8, 8],
  i32: [4, 4],
  i64: [8, 8],
  index: [4, 4],
  sindex: [4, 4],
  in_addr: [4, 4],
  in6_addr: [16, 4],
  sockaddr_in6: [28, 4],
  sockaddr: [128, 8],
  n32: [4, 4],
  key: [80, 1],
  sources: [4, 4],
} as const;

/** How the value of an option is laid out. */
export type OptionLayout =
  /** An int; what is counted without a sign; the number of an interface, as it is or in network byte order. */
  | { readonly kind: "int" | "uint" | "index" | "network-index" }
  /** 64 bits without a sign. Where a number of 32 bits is taken, too, `short` says so. */
  | { readonly kind: "u64"; readonly short: boolean }
  /** Letters up to a NUL or the end. */
  | { readonly kind: "text" }
  | { readonly kind: "bytes" }
  /** An interface by its address (IP_MULTICAST_IF), read as four bytes, set as those or as a `struct ip_mreqn`. */
  | { readonly kind: "interface" }
  | { readonly kind: "sockaddr" }
  /** Group numbers, as many as there are. */
  | { readonly kind: "groups" }
  /** The instructions of a filter; getsockopt counts them and not their bytes. */
  | { readonly kind: "filter" }
  /** getsockopt opens a descriptor. */
  | { readonly kind: "descriptor" }
  | { readonly kind: "tcp_info" }
  | StructLayout;

/** A C structure, `size` bytes. */
export interface StructLayout {
  readonly kind: "struct";
  readonly name: string;
  readonly members: readonly Member[];
  readonly size: number;
  /** As few members are a value that the kernel takes; those behind them need not be there. */
  readonly least: number;
}

/** Bytes as C lays them out. */
type Bytes = Uint8Array<ArrayBuffer>;

/** The value of an option, taken apart: it is a value of the language. */
export type Decoded = number | string | Bytes | Address | readonly Decoded[] | DecodedStruct;

/** A structure by its fields. */
export interface DecodedStruct {
  readonly kind: "struct";
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly value: Decoded; readonly text?: string }[];
  readonly bytes?: Bytes;
}

// ── The table ──────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The structures, `name least: member type, …`, in C's order and with C's alignment: socket(7), ip(7), ipv6(7),
 * tcp(7), unix(7), RFC 3678 (group_req), RFC 3542 (in6_pktinfo), `<linux/net_tstamp.h>`, `<linux/sock_diag.h>`
 * (sk_meminfo, which C has as an array), `<linux/filter.h>`, `<linux/in6.h>`. IP_LOCAL_PORT_RANGE is two numbers in
 * one; the sources of an ip_msfilter have their number before them.
 */
const structures = `
linger 2: l_onoff i32, l_linger i32
ucred 3: pid i32, uid u32, gid u32
so_timestamping 2: flags i32, bind_phc i32
sock_txtime 2: clockid i32, flags u32
sk_meminfo 9: rmem_alloc u32, rcvbuf u32, wmem_alloc u32, sndbuf u32, fwd_alloc u32, wmem_queued u32, optmem u32, backlog u32, drops u32
sock_filter 4: code u16, jt u8, jf u8, k u32
tcp_repair_window 5: snd_wl1 u32, snd_wnd u32, max_window u32, rcv_wnd u32, rcv_wup u32
tcp_repair_opt 2: opt_code u32, opt_val u32
tcp_md5sig 6: tcpm_addr sockaddr, tcpm_flags u8, tcpm_prefixlen u8, tcpm_keylen u16, tcpm_ifindex sindex, tcpm_key key
ip_mreqn 2: imr_multiaddr in_addr, imr_address in_addr, imr_ifindex sindex
ip_mreq_source 3: imr_multiaddr in_addr, imr_interface in_addr, imr_sourceaddr in_addr
ip_msfilter 4: imsf_multiaddr in_addr, imsf_interface in_addr, imsf_fmode u32, imsf_slist sources
port_range 2: lo u16, hi u16
ipv6_mreq 2: ipv6mr_multiaddr in6_addr, ipv6mr_interface sindex
in6_pktinfo 2: ipi6_addr in6_addr, ipi6_ifindex index
in6_flowlabel_req 8: flr_dst in6_addr, flr_label n32, flr_action u8, flr_share u8, flr_flags u16, flr_expires u16, flr_linger u16, flr_pad u32
ip6_mtuinfo 2: ip6m_addr sockaddr_in6, ip6m_mtu u32
group_req 2: gr_interface index, gr_group sockaddr
group_source_req 3: gsr_interface index, gsr_group sockaddr, gsr_source sockaddr
`;

/** `struct timeval`, whose microseconds have four bytes on macOS; the rest there is padding. */
const timeval = { 8: "timeval 2: tv_sec i64, tv_usec i64", 4: "timeval 2: tv_sec i64, tv_usec i32" } as const;

/** BSD has the source before the interface. */
const sourceFirst = "ip_mreq_source 3: imr_multiaddr in_addr, imr_sourceaddr in_addr, imr_interface in_addr";

/** Each level with its options that are more than an int. */
// deno-fmt-ignore
const layouts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  SOL_SOCKET: {
    linger: "SO_LINGER SO_LINGER_SEC",
    timeval: "SO_RCVTIMEO SO_SNDTIMEO SO_RCVTIMEO_NEW SO_SNDTIMEO_NEW",
    ucred: "SO_PEERCRED",
    groups: "SO_PEERGROUPS",
    text: "SO_BINDTODEVICE SO_PEERSEC",
    sockaddr: "SO_PEERNAME",
    filter: "SO_GET_FILTER",
    descriptor: "SO_PEERPIDFD",
    so_timestamping: "SO_TIMESTAMPING SO_TIMESTAMPING_NEW",
    sock_txtime: "SO_TXTIME",
    sk_meminfo: "SO_MEMINFO",
    u64: "SO_COOKIE SO_NETNS_COOKIE",
    "u64-short": "SO_MAX_PACING_RATE",
    uint: "SO_MARK SO_PRIORITY SO_INCOMING_NAPI_ID",
    index: "SO_BINDTOIFINDEX",
  },
  IPPROTO_TCP: {
    tcp_info: "TCP_INFO TCP_CONNECTION_INFO",
    text: "TCP_CONGESTION TCP_ULP",
    uint: "TCP_TIMESTAMP TCP_QUEUE_SEQ",
    tcp_repair_window: "TCP_REPAIR_WINDOW",
    tcp_repair_opt: "TCP_REPAIR_OPTIONS",
    tcp_md5sig: "TCP_MD5SIG TCP_MD5SIG_EXT",
    bytes: "TCP_CC_INFO TCP_SAVED_SYN TCP_FASTOPEN_KEY TCP_ZEROCOPY_RECEIVE " +
      "TCP_AO_ADD_KEY TCP_AO_DEL_KEY TCP_AO_INFO TCP_AO_GET_KEYS TCP_AO_REPAIR",
  },
  IPPROTO_IP: {
    ip_mreqn: "IP_ADD_MEMBERSHIP IP_DROP_MEMBERSHIP",
    ip_mreq_source: "IP_ADD_SOURCE_MEMBERSHIP IP_DROP_SOURCE_MEMBERSHIP IP_BLOCK_SOURCE IP_UNBLOCK_SOURCE",
    interface: "IP_MULTICAST_IF",
    "network-index": "IP_UNICAST_IF",
    port_range: "IP_LOCAL_PORT_RANGE",
    group_req: "MCAST_JOIN_GROUP MCAST_LEAVE_GROUP",
    group_source_req: "MCAST_BLOCK_SOURCE MCAST_UNBLOCK_SOURCE MCAST_JOIN_SOURCE_GROUP MCAST_LEAVE_SOURCE_GROUP",
    ip_msfilter: "IP_MSFILTER",
    bytes: "IP_OPTIONS IP_PKTOPTIONS MCAST_MSFILTER IP_IPSEC_POLICY IP_XFRM_POLICY",
  },
  IPPROTO_IPV6: {
    ipv6_mreq: "IPV6_JOIN_GROUP IPV6_LEAVE_GROUP IPV6_JOIN_ANYCAST IPV6_LEAVE_ANYCAST",
    index: "IPV6_MULTICAST_IF",
    "network-index": "IPV6_UNICAST_IF",
    in6_pktinfo: "IPV6_PKTINFO",
    in6_flowlabel_req: "IPV6_FLOWLABEL_MGR",
    ip6_mtuinfo: "IPV6_PATHMTU",
    group_req: "MCAST_JOIN_GROUP MCAST_LEAVE_GROUP",
    group_source_req: "MCAST_BLOCK_SOURCE MCAST_UNBLOCK_SOURCE MCAST_JOIN_SOURCE_GROUP MCAST_LEAVE_SOURCE_GROUP",
    bytes: "IPV6_HOPOPTS IPV6_RTHDRDSTOPTS IPV6_RTHDR IPV6_DSTOPTS IPV6_2292PKTOPTIONS " +
      "IPV6_NEXTHOP IPV6_AUTHHDR IPV6_IPSEC_POLICY IPV6_XFRM_POLICY MCAST_MSFILTER IPV6_MSFILTER",
  },
  SOL_RAW: { uint: "ICMP_FILTER" },
  IPPROTO_ICMPV6: { bytes: "ICMP6_FILTER" },
};

/** Options whose number is one of a family of constants: by the prefix of these, or "errno". */
const named: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  SOL_SOCKET: { SO_TYPE: "SOCK_", SO_DOMAIN: "AF_", SO_PROTOCOL: "IPPROTO_", SO_ERROR: "errno" },
  IPPROTO_IP: { IP_MTU_DISCOVER: "IP_PMTUDISC_" },
  IPPROTO_IPV6: { IPV6_MTU_DISCOVER: "IPV6_PMTUDISC_" },
};

/** The tables of one system by `level option`. */
interface Tables {
  readonly layouts: ReadonlyMap<string, OptionLayout>;
  readonly named: ReadonlyMap<string, string>;
  readonly structures: ReadonlyMap<string, StructLayout>;
}

const known = new WeakMap<System, Tables>();

function tablesOf(system: System): Tables {
  let tables = known.get(system);
  if (tables === undefined) known.set(system, tables = build(system));
  return tables;
}

function build(system: System): Tables {
  const texts = `${structures}${timeval[system.timevalMicrosecondBytes]}\n` +
    (system.os === "darwin" ? sourceFirst : "");
  const structs = new Map(
    texts.split("\n").filter((text) => text !== "").map(structOf).map((struct) => [struct.name, struct]),
  );
  const byNumber = <T>(table: Readonly<Record<string, T>>, add: (level: number, entry: T) => void): void => {
    for (const [level, entry] of Object.entries(table)) {
      const number = system.constants.get(level);
      if (number !== undefined) add(number, entry);
    }
  };
  const ofOptions = new Map<string, OptionLayout>();
  byNumber(layouts, (level, entry) => {
    for (const [name, options] of Object.entries(entry)) {
      for (const option of options.split(" ")) {
        const number = system.constants.get(option);
        if (number !== undefined) ofOptions.set(`${level} ${number}`, layoutNamed(name, structs));
      }
    }
  });
  const constants = new Map<string, string>();
  byNumber(named, (level, entry) => {
    for (const [option, prefix] of Object.entries(entry)) {
      const number = system.constants.get(option);
      if (number !== undefined) constants.set(`${level} ${number}`, prefix);
    }
  });
  return { layouts: ofOptions, named: constants, structures: structs };
}

function layoutNamed(name: string, structs: ReadonlyMap<string, StructLayout>): OptionLayout {
  const struct = structs.get(name);
  if (struct !== undefined) return struct;
  if (name.startsWith("u64")) return { kind: "u64", short: name === "u64-short" };
  return { kind: name } as OptionLayout;
}

/** `name least: member type, …` with C's alignment. */
function structOf(text: string): StructLayout {
  const [head = "", list = ""] = text.split(": ");
  const [name = "", least] = head.split(" ");
  let end = 0;
  let widest = 1;
  const members = list.split(", ").map((text): Member => {
    const [name = "", type] = text.split(" ") as [string, Member["type"]];
    const [size, alignment] = memberSizes[type];
    const offset = Math.ceil(end / alignment) * alignment;
    end = offset + size;
    widest = Math.max(widest, alignment);
    return { name, type, offset };
  });
  return { kind: "struct", name, members, size: Math.ceil(end / widest) * widest, least: Number(least) };
}

// ── What is asked of it ────────────────────────────────────────────────────────────────────────────────────────────

/** How the value of an option is laid out; undefined where the table says nothing: an int, as most are. */
export function optionLayout(system: System, level: number, option: number): OptionLayout | undefined {
  return tablesOf(system).layouts.get(`${level} ${option}`);
}

/** The structure with that name: `struct linger`, `struct ucred`. Throws an Error when there is none. */
export function structLayout(system: System, name: string): StructLayout {
  const struct = tablesOf(system).structures.get(name);
  if (struct === undefined) throw new Error(`no structure ${name}`);
  return struct;
}

/**
 * The prefix of the constants that the value of an option is one of ("SOCK_"), or "errno"; undefined for a mere number.
 * The protocols of families that are not the Internet's (`family` is AF_) have no names.
 */
export function optionConstants(
  system: System,
  level: number,
  option: number,
  family?: number,
): string | undefined {
  const prefix = tablesOf(system).named.get(`${level} ${option}`);
  const isInternet = family === constant(system, "AF_INET") || family === constant(system, "AF_INET6");
  return prefix === "IPPROTO_" && !isInternet ? undefined : prefix;
}

/** The most an option's value is expected to have, in bytes, where it is no structure. */
const usualLength = 256;

/** The longest answers known: the groups of a peer, the first packet of a connection, a filter of 4096 instructions. */
const longLength = 4096;

/**
 * What getsockopt is told of the buffer, and what it counts in: `length` units of `unit` bytes. Most options take any
 * length that is large enough; SO_PEERNAME (of a peer in `family`) and structures of TCP's repair want the exact one.
 */
export function optionLength(
  system: System,
  level: number,
  option: number,
  family: number | undefined,
): { readonly length: number; readonly unit: number } {
  const layout = optionLayout(system, level, option);
  switch (layout?.kind) {
    case "sockaddr":
      if (family === constant(system, "AF_INET")) return { length: 16, unit: 1 };
      return { length: family === constant(system, "AF_INET6") ? 28 : usualLength, unit: 1 };
    case "filter":
      return { length: longLength, unit: 8 };
    case "groups":
    case "bytes":
      return { length: longLength, unit: 1 };
    case "struct":
      return { length: layout.name === "tcp_repair_window" ? layout.size : usualLength, unit: 1 };
    default:
      return { length: usualLength, unit: 1 };
  }
}

/**
 * The value of an option from its bytes. Bytes that are not laid out as the table says are an int when there are four
 * of them, a byte when there is one, and else stay bytes; so does a number that a number of the language cannot hold.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { system } from "./mod.ts";
 *
 * const linux = system("linux", "x86_64")!;
 * assertEquals(decodeOption(linux, 1, 2, Uint8Array.of(1, 0, 0, 0)), 1);
 * assertEquals(decodeOption(linux, 6, 13, new TextEncoder().encode("reno\0")), "reno");
 * ```
 */
export function decodeOption(system: System, level: number, option: number, bytes: Bytes): Decoded {
  const layout = optionLayout(system, level, option);
  switch (layout?.kind) {
    case "uint":
      return bytes.length === 4 ? viewOf(bytes).getUint32(0, true) : plain(bytes);
    case "u64":
      return bytes.length === 8 ? exact(viewOf(bytes).getBigUint64(0, true)) ?? bytes : plain(bytes);
    case "text":
      return decodeText(bytes) ?? bytes;
    case "bytes":
      return bytes;
    case "interface":
      return bytes.length === 4 ? formatIPv4(bytes) : plain(bytes);
    case "sockaddr":
      return decodeAddress(system, bytes);
    case "groups":
      return Array.from({ length: bytes.length / 4 }, (_, i) => viewOf(bytes).getUint32(i * 4, true));
    case "filter": {
      const instruction = structLayout(system, "sock_filter");
      return Array.from(
        { length: bytes.length / instruction.size },
        (_, i) => decodeStruct(system, instruction, bytes.slice(i * 8, i * 8 + 8)),
      );
    }
    case "tcp_info":
      return tcpInfo(system, bytes);
    case "struct":
      return bytes.length === layout.size ? decodeStruct(system, layout, bytes) : plain(bytes);
    case "int":
    case "index":
    case "network-index":
    case "descriptor":
    case undefined:
      return plain(bytes);
    default:
      return layout satisfies never;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** An int, a byte, or what the bytes are. */
function plain(bytes: Bytes): number | Bytes {
  if (bytes.length === 4) return viewOf(bytes).getInt32(0, true);
  return bytes.length === 1 ? bytes[0] ?? 0 : bytes;
}

/** A number that is exactly this one. */
function exact(number: bigint): number | undefined {
  return BigInt(Number(number)) === number && Number.isSafeInteger(Number(number))
    ? Number(number)
    : undefined;
}

/** Letters up to the NUL; undefined when they are none. */
function decodeText(bytes: Uint8Array): string | undefined {
  const nul = bytes.indexOf(0);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
      .decode(nul < 0 ? bytes : bytes.subarray(0, nul));
  } catch {
    return undefined;
  }
}

/** The first `layout.size` bytes as a structure. */
export function decodeStruct(system: System, layout: StructLayout, bytes: Bytes): DecodedStruct {
  const fields = layout.members.map((member) => ({
    name: member.name,
    ...decodeMember(system, member, bytes),
    ...flagsOf(system, layout.name, member.name, bytes, member.offset),
  }));
  return { kind: "struct", name: layout.name, fields, bytes };
}

/** The members that are sets of flags, and their constants. */
const flagMembers: Readonly<Record<string, string>> = { "so_timestamping.flags": "SOF_TIMESTAMPING_" };

function flagsOf(
  system: System,
  struct: string,
  member: string,
  bytes: Bytes,
  offset: number,
): { readonly text?: string } {
  const prefix = flagMembers[`${struct}.${member}`];
  const value = prefix === undefined ? 0 : viewOf(bytes).getUint32(offset, true);
  return prefix === undefined || value === 0 ? {} : { text: flagText(system, prefix, value) };
}

function decodeMember(
  system: System,
  { type, offset }: Member,
  bytes: Bytes,
): { readonly value: Decoded; readonly text?: string } {
  const view = viewOf(bytes);
  switch (type) {
    case "u8":
      return { value: view.getUint8(offset) };
    case "u16":
      return { value: view.getUint16(offset, true) };
    case "u32":
    case "index":
      return { value: view.getUint32(offset, true) };
    case "n32":
      return { value: view.getUint32(offset) };
    case "key":
      return { value: bytes.slice(offset, offset + memberSizes.key[0]) };
    case "sources":
      return { value: bytes.slice(offset) };
    case "i32":
    case "sindex":
      return { value: view.getInt32(offset, true) };
    case "u64":
      return wide(view.getBigUint64(offset, true));
    case "i64":
      return wide(view.getBigInt64(offset, true));
    case "in_addr":
      return { value: formatIPv4(bytes, offset) };
    case "in6_addr":
      return { value: formatIPv6(bytes, offset) };
    case "sockaddr_in6":
    case "sockaddr":
      return { value: decodeAddress(system, bytes.subarray(offset, offset + memberSizes[type][0])) };
    default:
      return type satisfies never;
  }
}

/** A number of 64 bits: what is shown is exact, also where the number of the language cannot be. */
function wide(number: bigint): { readonly value: number; readonly text?: string } {
  const whole = exact(number);
  return whole === undefined ? { value: Number(number), text: String(number) } : { value: whole };
}

/** `struct tcp_info` as far as the kernel filled it; the state has its name. */
function tcpInfo(system: System, bytes: Bytes): Decoded {
  const state = decodeTcpState(system, bytes);
  const view = viewOf(bytes);
  const offsets = new Map(system.tcpInfo.fields.map((field) => [field.name, field]));
  const fields = [...decodeTcpInfo(system, bytes)].map(([name, value]) => {
    if (name === "tcpi_state" && state !== undefined) return { name, value: state, text: state };
    const { offset = 0, size } = offsets.get(name) ?? {};
    if (size !== 8) return { name, value };
    return { name, ...wide(view.getBigUint64(offset, true)) };
  });
  return fields.length === 0 ? bytes : { kind: "struct", name: "tcp_info", fields, bytes };
}

// ── Values → bytes ─────────────────────────────────────────────────────────────────────────────────────────────────

/** What a member is set to: a number, or its bytes (an address). */
export type MemberValue = number | bigint | Uint8Array;

/**
 * The bytes of a structure, as long as the members that are given need it where not all have to be there. Numbers
 * have to fit their members.
 */
export function encodeStruct(layout: StructLayout, values: readonly MemberValue[]): Bytes {
  const last = layout.members[values.length];
  const tail = values.at(-1);
  const more = tail instanceof Uint8Array
    ? (layout.members[values.length - 1]?.offset ?? 0) + tail.length
    : 0;
  const bytes = new Uint8Array(Math.max(last === undefined ? layout.size : last.offset, more));
  const view = viewOf(bytes);
  layout.members.slice(0, values.length).forEach(({ type, offset }, i) => {
    const value = values[i] ?? 0;
    if (value instanceof Uint8Array) {
      bytes.set(value, offset);
      return;
    }
    const [size] = memberSizes[type];
    if (type === "n32") return view.setUint32(offset, Number(value));
    let rest = BigInt.asUintN(64, BigInt(value));
    for (let at = offset; at < offset + size; at++, rest >>= 8n) view.setUint8(at, Number(rest & 0xffn));
  });
  return bytes;
}

/** The least and the largest number a member holds; undefined for one that is no number. */
export function memberRange({ type }: Member): readonly [least: number, most: number] | undefined {
  const bits = memberSizes[type][0] * 8;
  switch (type) {
    case "u8":
    case "u16":
    case "u32":
    case "u64":
    case "n32":
    case "index":
      return [0, 2 ** bits - 1];
    case "i32":
    case "i64":
    case "sindex":
      return [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
    case "in_addr":
    case "in6_addr":
    case "sockaddr_in6":
    case "sockaddr":
    case "key":
    case "sources":
      return undefined;
    default:
      return type satisfies never;
  }
}
