// notation: how strace(1) writes the arguments of a system call.
//
// Numbers and bytes in, text out, in the words of strace 6.1. What a call's arguments are is told in calls.ts.

import { type Address, decodeAddress } from "../abi/address.ts";
import { constant, constantName, flagText, numberName, type System } from "../abi/mod.ts";
import type { Bytes, Libc } from "../libc.ts";

/** So many bytes of data are shown. */
const shownBytes = 32;

/** What stands where strace writes the address of memory that the call left as it was. */
export const untouched = "0x...";

const escapes: Readonly<Record<number, string>> = {
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
  34: '\\"',
  92: "\\\\",
};

/** Bytes as a C string: octal escapes, as short as the next byte allows. Only the first 32 where `whole` is not set. */
export function quoted(bytes: Uint8Array, whole = false): string {
  const shown = whole ? bytes : bytes.subarray(0, shownBytes);
  const isDigit = (byte = 0) => byte >= 0x30 && byte <= 0x37;
  const text = Array.from(shown, (byte, i) => {
    const escape = escapes[byte];
    if (escape !== undefined) return escape;
    if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
    return `\\${byte.toString(8).padStart(isDigit(shown[i + 1]) ? 3 : 1, "0")}`;
  }).join("");
  return `"${text}"${shown.length < bytes.length ? "..." : ""}`;
}

/** Descriptors, families, levels, flags and addresses of one system. */
export class Notation {
  readonly system: System;
  /** The status flags of a descriptor, asked of the kernel; negative where there are none. */
  readonly fileFlags: (fd: number) => number;
  readonly #interfaceName: (index: number) => string | undefined;

  /** @param interfaceName the name of an interface by its number */
  constructor(libc: Libc, interfaceName: (index: number) => string | undefined) {
    const F_GETFL = constant(libc.system, "F_GETFL");
    this.system = libc.system;
    this.fileFlags = (fd) => libc.fcntl(fd, F_GETFL, 0);
    this.#interfaceName = interfaceName;
  }

  /** A constant by its name; an unknown one as `0x63 /* AF_??? *\/`. */
  named(prefix: string, value: number): string {
    return constantName(this.system, prefix, value) ?? `${hexadecimal(value)} /* ${prefix}??? */`;
  }

  /** A set of flags: `MSG_PEEK|MSG_TRUNC`, `0` without any. */
  flags(prefix: string, value: number): string {
    return value === 0 ? "0" : flagText(this.system, prefix, value);
  }

  /** The type of a socket with its flags: `SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK`. */
  type(value: number): string {
    const { constants } = this.system;
    const flags = ["SOCK_CLOEXEC", "SOCK_NONBLOCK"].filter((name) =>
      (value & (constants.get(name) ?? 0)) !== 0
    );
    const bare = flags.reduce((rest, name) => rest & ~(constants.get(name) ?? 0), value);
    return [this.named("SOCK_", bare), ...flags].join("|");
  }

  /** The protocol of a family: IPPROTO_IP is 0 where the family knows numbers of protocols. */
  protocol(domain: number, value: number): string {
    const family = constantName(this.system, "AF_", domain);
    if (family !== "AF_INET" && family !== "AF_INET6") return String(value);
    return value === 0 ? "IPPROTO_IP" : this.named("IPPROTO_", value);
  }

  /** What open and F_SETFL take, and F_GETFL answers. */
  openFlags(value: number): string {
    return numberName(this.system, "O_", value) ?? this.flags("O_", value);
  }

  /** SOL_SOCKET, SOL_TCP, …: strace has its own names of the protocols' levels. */
  level(value: number): string {
    const { constants } = this.system;
    if (value === constants.get("SOL_SOCKET")) return "SOL_SOCKET";
    const name = constantName(this.system, "IPPROTO_", value);
    return name === undefined ? `${hexadecimal(value)} /* SOL_??? */` : name.replace("IPPROTO_", "SOL_");
  }

  /** An option at its level. The kernel's old struct timeval is what every 64-bit system uses. */
  option(level: number, option: number): string {
    const prefix = this.level(level).replace("SOL_SOCKET", "SO").replace("SOL_", "");
    if (!/^[A-Z0-9]+$/.test(prefix)) return String(option);
    const name = this.named(`${prefix}_`, option);
    return name === "SO_RCVTIMEO" || name === "SO_SNDTIMEO" || name === "SO_TIMESTAMP" ? `${name}_OLD` : name;
  }

  /** A sockaddr as it was handed over. */
  sockaddr(bytes: Bytes, length = bytes.length): string {
    if (length < 2 || bytes.length < 2) return quoted(bytes.subarray(0, length), true);
    return this.address(decodeAddress(this.system, bytes, Math.min(length, bytes.length)));
  }

  /** A sockaddr by its members. */
  address(address: Address): string {
    switch (address.family) {
      case "inet":
        return `{sa_family=AF_INET, sin_port=htons(${address.port}), sin_addr=inet_addr("${address.host}")}`;
      case "inet6":
        return this.#inet6(address);
      case "unix": {
        const { path } = address;
        if (path.length === 0) return "{sa_family=AF_UNIX}";
        const name = path[0] === 0 ? `@${quoted(path.subarray(1), true)}` : quoted(path, true);
        return `{sa_family=AF_UNIX, sun_path=${name}}`;
      }
      default:
        return quoted(address.bytes, true);
    }
  }

  #inet6({ host, port, flowinfo, scope }: Extract<Address, { family: "inet6" }>): string {
    const name = scope === 0 ? undefined : this.#interfaceName(scope);
    const id = name === undefined
      ? String(scope)
      : `if_nametoindex(${quoted(new TextEncoder().encode(name), true)})`;
    return `{sa_family=AF_INET6, sin6_port=htons(${port}), sin6_flowinfo=htonl(${flowinfo}), ` +
      `inet_pton(AF_INET6, "${host}", &sin6_addr), sin6_scope_id=${id}}`;
  }
}

/** The length of a sockaddr in bytes, as the kernel tells it. */
export function addressLength(address: Address): number {
  if (address.family === "inet") return 16;
  if (address.family === "inet6") return 28;
  if (address.family !== "unix") return address.bytes.length;
  const { path } = address;
  // A path is counted with the NUL behind it, an abstract name without.
  return path.length === 0 ? 2 : 2 + path.length + (path[0] === 0 ? 0 : 1);
}

export function hexadecimal(value: number): string {
  return `0x${value.toString(16)}`;
}
