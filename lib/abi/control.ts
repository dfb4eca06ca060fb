// control: what ancillary data mean — the structures of unix(7), ip(7), ipv6(7) and socket(7) that travel behind a cmsghdr.
//
// Answers "which constants are this level and this type?" and "what do these bytes say?". Pure, like mod.ts. Descriptors in
// SCM_RIGHTS are mere numbers here: whose they are is for those who know sockets.

import { type Address, decodeAddress, formatIPv4, formatIPv6 } from "./address.ts";
import type { ControlMessage } from "./messages.ts";
import { constant, constantName, errnoName, type System } from "./mod.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What ancillary data mean: nothing, a number, a text, an address, a structure by its members, or mere bytes. */
export type ControlValue = null | number | string | Bytes | Address | ControlStructure;

/** A structure by its members, in C's order; `text` is how a number that has a name is shown. */
export interface ControlStructure {
  readonly kind: "struct";
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly value: ControlValue; readonly text?: string }[];
  readonly bytes: Bytes;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The level's name: SOL_SOCKET, IPPROTO_IP. SOL_SOCKET has the number of IPPROTO_ICMP on Linux. */
export function controlLevelName(system: System, level: number): string | undefined {
  if (level === constant(system, "SOL_SOCKET")) return "SOL_SOCKET";
  return constantName(system, "IPPROTO_", level) ?? constantName(system, "SOL_", level);
}

/** The constants that number the types at a level. */
const typePrefixes: Readonly<Record<string, readonly string[]>> = {
  SOL_SOCKET: ["SCM_", "SO_"],
  IPPROTO_IP: ["IP_"],
  IPPROTO_IPV6: ["IPV6_"],
  IPPROTO_TCP: ["TCP_"],
  IPPROTO_UDP: ["UDP_"],
};

/** The type's name at its level: SCM_RIGHTS, IP_PKTINFO. */
export function controlTypeName(system: System, level: number, type: number): string | undefined {
  const prefixes = typePrefixes[controlLevelName(system, level) ?? ""] ?? [];
  for (const prefix of prefixes) {
    const name = constantName(system, prefix, type);
    // IP_RECVORIGDSTADDR asks for what comes as IP_ORIGDSTADDR; both have one number.
    if (name !== undefined) return name.replace("_RECVORIGDSTADDR", "_ORIGDSTADDR");
  }
  return undefined;
}

type Decoder = (system: System, bytes: Bytes, view: DataView) => ControlValue;

/** Reads members one after the other. */
function structure(
  name: string,
  bytes: Bytes,
  fields: readonly (readonly [name: string, value: ControlValue, text?: string])[],
): ControlStructure {
  return {
    kind: "struct",
    name,
    fields: fields.map(([name, value, text]) => ({ name, value, ...(text === undefined ? {} : { text }) })),
    bytes,
  };
}

const int: Decoder = (_, bytes, view) => bytes.length < 4 ? bytes[0] ?? 0 : view.getInt32(0, true);
const unsigned: Decoder = (_, bytes, view) => bytes.length < 4 ? bytes[0] ?? 0 : view.getUint32(0, true);
const socketAddress: Decoder = (system, bytes) => decodeAddress(system, bytes);

/** A count of seconds and a count of parts of a second, eight bytes each. */
function time(name: string, part: string): Decoder {
  return (system, bytes, view) => {
    const micro = name === "timeval" && system.timevalMicrosecondBytes === 4;
    return structure(name, bytes, [
      ["tv_sec", Number(view.getBigInt64(0, true))],
      [part, micro ? view.getInt32(8, true) : Number(view.getBigInt64(8, true))],
    ]);
  };
}

const timeval = time("timeval", "tv_usec");
const timespec = time("timespec", "tv_nsec");

/** Three timespec: when the kernel saw the packet, a field nobody fills any more, when the hardware saw it. */
const timestamping: Decoder = (system, bytes) => {
  const at = (start: number) => {
    const part = bytes.slice(start, start + 16);
    return timespec(system, part, viewOf(part));
  };
  return structure("scm_timestamping", bytes, [["software", at(0)], ["deprecated", at(16)], [
    "hardware",
    at(32),
  ]]);
};

const credentials: Decoder = (_, bytes, view) =>
  structure("ucred", bytes, [
    ["pid", view.getInt32(0, true)],
    ["uid", view.getUint32(4, true)],
    ["gid", view.getUint32(8, true)],
  ]);

const packetInfo: Decoder = (_, bytes, view) =>
  structure("in_pktinfo", bytes, [
    ["ipi_ifindex", view.getInt32(0, true)],
    ["ipi_spec_dst", formatIPv4(bytes, 4)],
    ["ipi_addr", formatIPv4(bytes, 8)],
  ]);

const packetInfo6: Decoder = (_, bytes, view) =>
  structure("in6_pktinfo", bytes, [
    ["ipi6_addr", formatIPv6(bytes, 0)],
    ["ipi6_ifindex", view.getUint32(16, true)],
  ]);

/** Who found the error, `<linux/errqueue.h>`. */
const origins: readonly string[] = [
  "SO_EE_ORIGIN_NONE",
  "SO_EE_ORIGIN_LOCAL",
  "SO_EE_ORIGIN_ICMP",
  "SO_EE_ORIGIN_ICMP6",
  "SO_EE_ORIGIN_TIMESTAMPING",
  "SO_EE_ORIGIN_ZEROCOPY",
  "SO_EE_ORIGIN_TXTIME",
];

/** The error and, behind it, the address of the machine that reported it (SO_EE_OFFENDER in ip(7)). */
const extendedError: Decoder = (system, bytes, view) => {
  const number = view.getUint32(0, true);
  const offender = decodeAddress(system, bytes.subarray(16));
  return structure("sock_extended_err", bytes, [
    ["ee_errno", number, errnoName(system, number) ?? String(number)],
    ["ee_origin", bytes[4] ?? 0, origins[bytes[4] ?? 0] ?? String(bytes[4])],
    ["ee_type", bytes[5] ?? 0],
    ["ee_code", bytes[6] ?? 0],
    ["ee_info", view.getUint32(8, true)],
    ["ee_data", view.getUint32(12, true)],
    // Where nobody else reported it there is an address of no family.
    ["offender", offender.family === "other" && offender.number === 0 ? null : offender],
  ]);
};

/** Level and type by name → the least length, and how it is read. */
const decoders: Readonly<Record<string, readonly [least: number, Decoder]>> = {
  "SOL_SOCKET SCM_CREDENTIALS": [12, credentials],
  "SOL_SOCKET SCM_TIMESTAMP": [16, timeval],
  "SOL_SOCKET SCM_TIMESTAMPNS": [16, timespec],
  "SOL_SOCKET SCM_TIMESTAMPING": [48, timestamping],
  "SOL_SOCKET SO_TIMESTAMP_NEW": [16, timeval],
  "SOL_SOCKET SO_TIMESTAMPNS_NEW": [16, timespec],
  "SOL_SOCKET SO_TIMESTAMPING_NEW": [48, timestamping],
  "SOL_SOCKET SO_RXQ_OVFL": [4, unsigned],
  "SOL_SOCKET SO_MARK": [4, unsigned],
  "SOL_SOCKET SO_PRIORITY": [4, unsigned],
  "IPPROTO_IP IP_TTL": [1, int],
  "IPPROTO_IP IP_TOS": [1, int],
  "IPPROTO_IP IP_RECVTTL": [1, int],
  "IPPROTO_IP IP_RECVTOS": [1, int],
  "IPPROTO_IP IP_PKTINFO": [12, packetInfo],
  "IPPROTO_IP IP_RECVERR": [16, extendedError],
  "IPPROTO_IP IP_ORIGDSTADDR": [8, socketAddress],
  "IPPROTO_IP IP_RECVFRAGSIZE": [4, int],
  "IPPROTO_IPV6 IPV6_HOPLIMIT": [4, int],
  "IPPROTO_IPV6 IPV6_TCLASS": [4, int],
  "IPPROTO_IPV6 IPV6_PKTINFO": [20, packetInfo6],
  "IPPROTO_IPV6 IPV6_RECVERR": [16, extendedError],
  "IPPROTO_IPV6 IPV6_ORIGDSTADDR": [24, socketAddress],
  "IPPROTO_IPV6 IPV6_FLOWINFO": [4, (_, __, view) => view.getUint32(0)],
  "IPPROTO_IPV6 IPV6_RECVFRAGSIZE": [4, int],
  "IPPROTO_TCP TCP_INQ": [4, int],
  "IPPROTO_UDP UDP_GRO": [4, int],
  "IPPROTO_UDP UDP_SEGMENT": [2, (_, __, view) => view.getUint16(0, true)],
};

/** What a piece of ancillary data means; its bytes where that is not known, or where too few of them came. */
export function decodeControlValue(system: System, { level, type, data }: ControlMessage): ControlValue {
  const key = `${controlLevelName(system, level)} ${controlTypeName(system, level, type)}`;
  const [least, decoder] = decoders[key] ?? [Infinity];
  return decoder === undefined || data.length < least ? data : decoder(system, data, viewOf(data));
}
