// names: from what a user writes as an address to the sockaddr a call hands over, and back.
//
// A numeric address decides its own family and goes to the kernel as it is, so that the kernel says
// what it thinks of it; a host name is resolved by the system's resolver in the socket's own family.

import {
  type Address,
  decodeAddress,
  encodeAddress,
  type Endpoint,
  numericAddress,
  unixPath,
} from "../abi/address.ts";
import { constant, decodeInt, resolverErrorName, type System } from "../abi/mod.ts";
import { InterruptedError, SystemError, UsageError } from "../errors.ts";
import type { Bytes, Libc } from "../libc.ts";
import { type Maybe, orInterrupted, type Patience, type Socket } from "./socket.ts";

/**
 * Where a call is to go, before names are resolved: a whole address; host and service (or port), with an
 * IPv6 address's flow and scope; a unix path; or text that only the socket's family can tell.
 */
export type Destination =
  | Address
  | (Endpoint & { readonly flowinfo?: number; readonly scope?: number })
  | { readonly kind: "text"; readonly text: string };

/**
 * The sockaddr for a destination, in the family of the socket it is meant for.
 *
 * @throws {UsageError} for text that is no address in that family
 * @throws {SystemError} what getaddrinfo answered
 */
export function resolve(
  libc: Libc,
  socket: Socket,
  destination: Destination,
  patience: Patience,
): Maybe<Bytes> {
  const { system } = libc;
  switch (destination.kind) {
    case "address":
      return encodeAddress(system, destination);
    case "unix":
      return encodeAddress(system, { kind: "address", family: "unix", path: destination.path });
    case "text": {
      const { text } = destination;
      if (familyOf(libc, socket) !== constant(system, "AF_UNIX")) {
        throw new UsageError("address", "address.text", { text });
      }
      // Python writes an abstract name with a NUL in front; so does C.
      return encodeAddress(system, { kind: "address", family: "unix", path: unixPath(text) });
    }
    case "host":
      return resolveHost(libc, socket, destination, patience);
    default:
      return destination satisfies never;
  }
}

function resolveHost(
  libc: Libc,
  socket: Socket,
  destination: Extract<Destination, { kind: "host" }>,
  patience: Patience,
): Maybe<Bytes> {
  const { system } = libc;
  const family = familyOf(libc, socket) ?? constant(system, "AF_INET");
  const host = destination.host === "" ? everywhere(system, family) : destination.host;
  const [plain, zone] = host.split("%");
  const numeric = numericAddress({ kind: "host", host: plain ?? "", service: destination.service });
  if (numeric?.family === "inet6") {
    const scope = zone === undefined ? destination.scope ?? 0 : interfaceIndex(libc, zone);
    return encodeAddress(system, { ...numeric, scope, flowinfo: destination.flowinfo ?? 0 });
  }
  if (numeric !== undefined && zone === undefined) return encodeAddress(system, numeric);
  return lookUp(libc, host, destination.service, family, socket.type, patience);
}

/** The empty host: all interfaces of the family. */
function everywhere(system: System, family: number): string {
  return family === constant(system, "AF_INET6") ? "::" : "0.0.0.0";
}

function interfaceIndex(libc: Libc, zone: string): number {
  if (/^\d+$/.test(zone)) return Number(zone);
  const index = libc.if_nametoindex(zone);
  if (index < 0) throw new UsageError("address", "address.interface", { name: zone });
  return index;
}

/**
 * Every address a host and a service stand for, in the resolver's order; a numeric address stands for itself.
 *
 * @param type SOCK_…, which decides what a service's name means
 * @throws {SystemError} what getaddrinfo answered
 */
export async function lookUpAll(
  libc: Libc,
  { host, service }: { readonly host: string; readonly service: string },
  type: number,
  patience: Patience,
): Promise<Address[]> {
  const [plain = "", zone] = host.split("%");
  const numeric = numericAddress({ kind: "host", host: plain, service });
  if (numeric?.family === "inet6" && zone !== undefined) {
    return [{ ...numeric, scope: interfaceIndex(libc, zone) }];
  }
  if (numeric !== undefined) return [numeric];
  const answers = await answersFor(libc, host, service, constant(libc.system, "AF_UNSPEC"), type, patience);
  return answers.map((answer) => decodeAddress(libc.system, answer));
}

/** getaddrinfo(3) for one host and service in one family: the first sockaddr it gives. */
async function lookUp(
  libc: Libc,
  host: string,
  service: string,
  family: number,
  type: number | undefined,
  patience: Patience,
): Promise<Bytes> {
  const [first] = await answersFor(libc, host, service, family, type, patience);
  return first as Bytes;
}

/** What getaddrinfo(3) gives, at least one sockaddr. */
async function answersFor(
  libc: Libc,
  host: string,
  service: string,
  family: number,
  type: number | undefined,
  patience: Patience,
): Promise<Bytes[]> {
  const hints = { flags: 0, family, socktype: type ?? 0, protocol: 0 };
  const done = patience.waiting?.({ key: "waiting.getaddrinfo", values: { host } });
  const answers = await orInterrupted(libc.getaddrinfo(host, service, hints), patience.signal);
  done?.();
  if (answers === undefined) {
    throw new InterruptedError("getaddrinfo", libc.system.errnos.get("EINTR") ?? 0, "EINTR");
  }
  if (typeof answers !== "number" && answers.length > 0) return answers.map(({ addr }) => addr);
  const code = typeof answers === "number" ? answers : libc.system.resolverErrors.get("EAI_NONAME") ?? 0;
  throw new SystemError("getaddrinfo", code, resolverErrorName(libc.system, code) ?? String(code));
}

/** The socket's family: what it was made with, or what the kernel says of a descriptor from elsewhere. */
export function familyOf(libc: Libc, socket: Socket): number | undefined {
  if (socket.domain !== undefined) return socket.domain;
  const SO_DOMAIN = libc.system.constants.get("SO_DOMAIN");
  if (SO_DOMAIN === undefined) return undefined;
  const value = libc.getsockopt(socket.fd, constant(libc.system, "SOL_SOCKET"), SO_DOMAIN);
  return typeof value === "number" ? undefined : decodeInt(value);
}

/** The address the last call that gives one wrote. */
export function lastAddress(libc: Libc): Address {
  return decodeAddress(libc.system, libc.address, libc.addressLength());
}

/** getsockname(2), undefined where it fails. */
export function readSockname(libc: Libc, fd: number): Address | undefined {
  return libc.getsockname(fd) < 0 ? undefined : lastAddress(libc);
}

/** getpeername(2), undefined where it fails. */
export function readPeername(libc: Libc, fd: number): Address | undefined {
  return libc.getpeername(fd) < 0 ? undefined : lastAddress(libc);
}
