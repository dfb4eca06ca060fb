// names: the errors of the old resolver calls, and how C lays out what the databases of names answer.
//
// Answers "what is h_errno 1?", "which error is meant by EWOULDBLOCK?" and "where in a struct hostent is the list of
// addresses?". Pure: pointers stay numbers, and whoever has a libc follows them. The layouts are those of <netdb.h> and
// <net/if.h>, the same on every system we know: 64-bit pointers, little endian.

import type { System } from "./mod.ts";

/** What gethostbyname(3) and gethostbyaddr(3) leave in h_errno, by name; the numbers are the same everywhere. */
export const hostErrors: ReadonlyMap<string, number> = new Map([
  ["HOST_NOT_FOUND", 1],
  ["TRY_AGAIN", 2],
  ["NO_RECOVERY", 3],
  ["NO_DATA", 4],
  ["NO_ADDRESS", 4],
]);

/** The name of a value of h_errno: 4 is NO_DATA. Undefined for NETDB_INTERNAL (-1), where errno has the reason. */
export function hostErrorName(number: number): string | undefined {
  for (const [name, value] of hostErrors) if (value === number) return name;
  return undefined;
}

/**
 * The name an error is reported by, from any name it has: EWOULDBLOCK is EAGAIN, NO_ADDRESS is NO_DATA. Undefined for
 * what is no error of this system. Names tell errors apart where numbers do not: 1 is EPERM and HOST_NOT_FOUND.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { system } from "./mod.ts";
 *
 * const linux = system("linux", "x86_64")!;
 * assertEquals(errorCode(linux, "EWOULDBLOCK"), "EAGAIN");
 * assertEquals(errorCode(linux, "NO_ADDRESS"), "NO_DATA");
 * ```
 */
export function errorCode(system: System, name: string): string | undefined {
  const errno = system.errnos.get(name);
  if (errno !== undefined) return system.errnoNames.get(errno);
  const code = system.resolverErrors.get(name);
  if (code !== undefined) return system.resolverErrorNames.get(code);
  const host = hostErrors.get(name);
  return host === undefined ? undefined : hostErrorName(host);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Bytes of `struct hostent`. */
export const hostentSize = 32;

/** `struct hostent` (gethostbyname(3)); pointers are addresses in memory, 0n for NULL. */
export interface HostentLayout {
  readonly name: bigint;
  /** A list of pointers to names that ends with NULL. */
  readonly aliases: bigint;
  /** AF_INET or AF_INET6. */
  readonly addrtype: number;
  /** Bytes of each address. */
  readonly length: number;
  /** A list of pointers to addresses that ends with NULL. */
  readonly addrList: bigint;
}

/** Reads a `struct hostent`. */
export function decodeHostent(bytes: Uint8Array): HostentLayout {
  const view = viewOf(bytes);
  return {
    name: view.getBigUint64(0, true),
    aliases: view.getBigUint64(8, true),
    addrtype: view.getInt32(16, true),
    length: view.getInt32(20, true),
    addrList: view.getBigUint64(24, true),
  };
}

/** Bytes of `struct servent` up to its last member we read. */
export const serventSize = 24;

/** `struct servent` (getservbyname(3)): the pointer to its name, and its port in host byte order. */
export function decodeServent(bytes: Uint8Array): { readonly name: bigint; readonly port: number } {
  const view = viewOf(bytes);
  // An int that holds a port in network byte order.
  return { name: view.getBigUint64(0, true), port: view.getUint16(16) };
}

/** Bytes of `struct protoent`. */
export const protoentSize = 24;

/** `struct protoent` (getprotobyname(3)): the protocol's number. */
export function decodeProtoent(bytes: Uint8Array): number {
  return viewOf(bytes).getInt32(16, true);
}

/** Bytes of `struct if_nameindex`. */
export const nameindexSize = 16;

/** `struct if_nameindex` (if_nameindex(3)): index and pointer to the name, 0 and 0n at the end of the list. */
export function decodeNameindex(bytes: Uint8Array): { readonly index: number; readonly name: bigint } {
  const view = viewOf(bytes);
  return { index: view.getUint32(0, true), name: view.getBigUint64(8, true) };
}
