// interfaces: what getifaddrs(3) tells of the network interfaces, read from its structures.
//
// Answers "which flags are 0x1043?", "which prefix has 255.255.0.0?" and "what is in this sockaddr?". Pure: pointers
// stay numbers. It knows no call; the numbers of flags and of the link level's family differ between systems.

import { decodeAddress } from "./address.ts";
import type { System } from "./mod.ts";

/** One address of an interface; an interface has as many of these as it has addresses. */
export interface Interface {
  readonly name: string;
  readonly index: number;
  /** IFF_ bits (netdevice(7)). */
  readonly flags: number;
  /** The AF_ number; undefined for an interface without any address. */
  readonly family: number | undefined;
  /** As text without a port: IPv4, IPv6, or the address of the link level: "02:42:ac:11:00:02". */
  readonly address: string | undefined;
  /** How many bits of the address name the network. */
  readonly prefix: number | undefined;
  readonly netmask: string | undefined;
  readonly broadcast: string | undefined;
  /** The other end of a point-to-point link. */
  readonly peer: string | undefined;
}

/** Bytes of `struct ifaddrs`. */
export const ifaddrsSize = 56;

/** `struct ifaddrs` (getifaddrs(3)); pointers are addresses in memory, 0n for NULL. */
export interface IfaddrsLayout {
  readonly next: bigint;
  readonly name: bigint;
  readonly flags: number;
  readonly addr: bigint;
  readonly netmask: bigint;
  /** ifa_broadaddr or ifa_dstaddr: the flags say which. */
  readonly other: bigint;
}

/** Reads a `struct ifaddrs`. */
export function decodeIfaddrs(bytes: Uint8Array): IfaddrsLayout {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    next: view.getBigUint64(0, true),
    name: view.getBigUint64(8, true),
    flags: view.getUint32(16, true),
    addr: view.getBigUint64(24, true),
    netmask: view.getBigUint64(32, true),
    other: view.getBigUint64(40, true),
  };
}

/** The flags of netdevice(7) by system, without their IFF_; the lowest bit first. */
// deno-fmt-ignore
const flagNames: Readonly<Record<System["os"], readonly string[]>> = {
  linux: [
    "UP", "BROADCAST", "DEBUG", "LOOPBACK", "POINTOPOINT", "NOTRAILERS", "RUNNING", "NOARP", "PROMISC", "ALLMULTI",
    "MASTER", "SLAVE", "MULTICAST", "PORTSEL", "AUTOMEDIA", "DYNAMIC", "LOWER_UP", "DORMANT", "ECHO",
  ],
  darwin: [
    "UP", "BROADCAST", "DEBUG", "LOOPBACK", "POINTOPOINT", "NOTRAILERS", "RUNNING", "NOARP", "PROMISC", "ALLMULTI",
    "OACTIVE", "SIMPLEX", "LINK0", "LINK1", "LINK2", "MULTICAST",
  ],
};

/** An interface's flags as text: "UP|LOOPBACK|RUNNING"; bits without a name are put behind in hexadecimal. */
export function interfaceFlags(system: System, flags: number): string {
  const names = flagNames[system.os];
  const parts = names.filter((_, bit) => (flags & 2 ** bit) !== 0);
  const rest = Math.floor((flags >>> 0) / 2 ** names.length) * 2 ** names.length;
  if (rest !== 0) parts.push(`0x${rest.toString(16)}`);
  return parts.length === 0 ? "0" : parts.join("|");
}

/** The bit of a flag: "UP", "BROADCAST", "POINTOPOINT"; 0 where the system has none of that name. */
export function interfaceFlag(system: System, name: string): number {
  const bit = flagNames[system.os].indexOf(name);
  return bit < 0 ? 0 : 2 ** bit;
}

/** Whether an interface has that flag: "BROADCAST", "POINTOPOINT". */
export function hasInterfaceFlag(system: System, flags: number, name: string): boolean {
  return (flags & interfaceFlag(system, name)) !== 0;
}

/** The requests of ioctl(2) that get and set an interface's flags (netdevice(7)), as Linux numbers them. */
export const SIOCGIFFLAGS = 0x8913;
export const SIOCSIFFLAGS = 0x8914;

/** `struct ifreq { char ifr_name[IFNAMSIZ]; short ifr_flags; … }` (netdevice(7)): 40 bytes, IFNAMSIZ is 16. */
export function encodeIfreq(name: string, flags = 0): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(40);
  new TextEncoder().encodeInto(name, bytes.subarray(0, 15));
  new DataView(bytes.buffer).setInt16(16, flags, true);
  return bytes;
}

/** The flags in a `struct ifreq`. */
export function ifreqFlags(ifreq: Uint8Array): number {
  return new DataView(ifreq.buffer, ifreq.byteOffset, ifreq.byteLength).getUint16(16, true);
}

/** Bytes of a sockaddr in getifaddrs's list, from its first two bytes: the family decides, or BSD's own length. */
export function interfaceSockaddrSize(system: System, head: Uint8Array): number {
  if (system.sockaddrHasLength) return head[0] ?? 0;
  switch (familyOf(system, head)) {
    case system.constants.get("AF_INET"):
      return 16;
    case system.constants.get("AF_INET6"):
      return 28;
    // struct sockaddr_ll (packet(7)).
    case system.constants.get("AF_PACKET"):
      return 20;
    default:
      return 2;
  }
}

/** The family in the first two bytes of a sockaddr. */
export function familyOf(system: System, sockaddr: Uint8Array): number {
  return system.sockaddrHasLength ? sockaddr[1] ?? 0 : (sockaddr[0] ?? 0) | (sockaddr[1] ?? 0) << 8;
}

/** The address in a sockaddr, without port and scope; undefined where it holds none. */
export function interfaceAddress(system: System, sockaddr: Uint8Array): string | undefined {
  const family = familyOf(system, sockaddr);
  const address = decodeAddress(system, sockaddr);
  if (address.family === "inet" || address.family === "inet6") return address.host;
  const hardware = family === system.constants.get("AF_PACKET")
    // struct sockaddr_ll: sll_halen at 11, sll_addr behind it.
    ? sockaddr.subarray(12, 12 + (sockaddr[11] ?? 0))
    : family === system.constants.get("AF_LINK")
    // struct sockaddr_dl: sdl_nlen at 5, sdl_alen at 6; from 8 on the name and then the address.
    ? sockaddr.subarray(8 + (sockaddr[5] ?? 0), 8 + (sockaddr[5] ?? 0) + (sockaddr[6] ?? 0))
    : new Uint8Array();
  if (hardware.length === 0) return undefined;
  return Array.from(hardware, (byte) => byte.toString(16).padStart(2, "0")).join(":");
}

/** How many leading bits of a netmask's sockaddr are one; undefined where it has no address. */
export function prefixLength(system: System, netmask: Uint8Array): number | undefined {
  const family = familyOf(system, netmask);
  const bytes = family === system.constants.get("AF_INET")
    ? netmask.subarray(4, 8)
    : family === system.constants.get("AF_INET6")
    ? netmask.subarray(8, 24)
    : undefined;
  if (bytes === undefined || bytes.length === 0) return undefined;
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  const end = bits.indexOf("0");
  return end < 0 ? bits.length : end;
}
