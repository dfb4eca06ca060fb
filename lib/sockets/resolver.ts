// resolver: names into addresses and numbers, and back — the C library's functions as operations that can fail,
// wait and be interrupted.
//
// Loaded when one of them is used first. What the library answers without an errno is told by its own name: EAI_
// codes, h_errno, or a sentence where C says nothing but NULL. It knows no socket, no language and no command.

import {
  type Address,
  decodeAddress,
  encodeAddress,
  numericAddress,
  parseIPv4,
  parseIPv6,
} from "../abi/address.ts";
import type { Interface } from "../abi/interfaces.ts";
import {
  constant,
  constantName,
  errnoNumber,
  resolverErrorName,
  type System,
  systemError,
} from "../abi/mod.ts";
import { hostErrorName } from "../abi/names.ts";
import { InterruptedError, type Message, SystemError, UsageError } from "../errors.ts";
import type { Bytes, Libc } from "../libc.ts";
import { type Hostent, type HostError, type Names, openNames } from "../libc/names.ts";
import { type Destination, lookUpAll } from "./names.ts";
import { orInterrupted, type Patience } from "./socket.ts";

/** What getaddrinfo(3) looks for; numbers of AF_, SOCK_, IPPROTO_ and AI_, 0 for any. */
export interface Hints {
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  readonly flags: number;
}

/** One answer of getaddrinfo(3). */
export interface AddressInfo {
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  /** The host's own name; in the first answer, and only where AI_CANONNAME asks for it. */
  readonly canonname: string;
  readonly address: Address;
}

/** What is known of a host. */
export interface Host {
  readonly name: string;
  readonly aliases: readonly string[];
  /** As text. */
  readonly addresses: readonly string[];
}

/** The C library's functions for names, on one C library. */
export class Resolver {
  readonly #libc: Libc;
  readonly #system: System;
  readonly #names: Names;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#system = libc.system;
    this.#names = openNames(libc.system);
  }

  // --- Hosts and services --------------------------------------------------------------------

  /**
   * getaddrinfo(3): every answer in the library's order.
   *
   * @param host a name or numeric text; undefined for NULL
   * @param service its name or its number as text; undefined for NULL
   * @throws {SystemError} an EAI_ code
   */
  async getaddrinfo(
    host: string | undefined,
    service: string | undefined,
    { family, type, proto, flags }: Hints,
    patience: Patience,
  ): Promise<AddressInfo[]> {
    const hints = { family, socktype: type, protocol: proto, flags };
    const answers = await this.#patiently(
      "getaddrinfo",
      { key: "waiting.getaddrinfo", values: { host: host ?? service ?? "" } },
      this.#libc.getaddrinfo(host, service, hints),
      patience,
    );
    if (typeof answers === "number") throw this.#resolverError("getaddrinfo", answers);
    return answers.map(({ family, socktype, protocol, canonname, addr }) => ({
      family,
      type: socktype,
      proto: protocol,
      canonname,
      address: decodeAddress(this.#system, addr),
    }));
  }

  /**
   * getnameinfo(3): the names of an address's host and of its port. A host that is written as a name is looked up
   * first, as Python does it.
   *
   * @throws {SystemError} an EAI_ code
   * @throws {UsageError} for text that is no address
   */
  async getnameinfo(
    destination: Destination,
    flags: number,
    patience: Patience,
  ): Promise<readonly [host: string, service: string]> {
    const addr = encodeAddress(this.#system, await this.#address(destination, patience));
    const host = destination.kind === "host" ? destination.host : "";
    const answer = await this.#patiently(
      "getnameinfo",
      { key: "waiting.getnameinfo", values: { host } },
      this.#names.getnameinfo(addr, flags),
      patience,
    );
    if (typeof answer === "number") throw this.#resolverError("getnameinfo", answer);
    return answer;
  }

  async #address(destination: Destination, patience: Patience): Promise<Address> {
    switch (destination.kind) {
      case "address":
        return destination;
      case "unix":
        return { kind: "address", family: "unix", path: destination.path };
      case "text": {
        // An address alone is one with any port.
        const alone = numericAddress({ kind: "host", host: destination.text, service: "0" });
        if (alone === undefined) throw new UsageError("address", "address.text", { text: destination.text });
        return alone;
      }
      case "host": {
        const { flowinfo = 0, scope } = destination;
        const host = destination.host === "" ? "0.0.0.0" : destination.host;
        const [first] = await lookUpAll(this.#libc, { host, service: destination.service }, 0, patience);
        if (first?.family !== "inet6") return first as Address;
        return { ...first, flowinfo, scope: scope ?? first.scope };
      }
      default:
        return destination satisfies never;
    }
  }

  /**
   * gethostbyname(3): what is known of a host, with its IPv4 addresses.
   *
   * @throws {SystemError} HOST_NOT_FOUND, NO_DATA, TRY_AGAIN, NO_RECOVERY
   */
  async gethostbyname(name: string, patience: Patience): Promise<Host> {
    const answer = await this.#patiently(
      "gethostbyname",
      { key: "waiting.getaddrinfo", values: { host: name } },
      this.#names.gethostbyname(name),
      patience,
    );
    return this.#host("gethostbyname", answer);
  }

  /**
   * gethostbyaddr(3): what is known of the host with that address.
   *
   * @param given its bytes; or its text, or its name, which is looked up first, as Python does it
   * @param length how long C is told that the bytes are
   * @param family AF_INET or AF_INET6; left out, the length decides
   * @throws {SystemError} HOST_NOT_FOUND, NO_DATA, TRY_AGAIN, NO_RECOVERY; of the look-up, an EAI_ code
   */
  async gethostbyaddr(
    given: string | Bytes,
    length: number | undefined,
    family: number | undefined,
    patience: Patience,
  ): Promise<Host> {
    const addr = typeof given === "string" ? await this.#packed(given, patience) : given;
    const len = length ?? addr.length;
    const type = family ?? constant(this.#system, addr.length === 16 ? "AF_INET6" : "AF_INET");
    const enough = new Uint8Array(Math.max(16, addr.length));
    enough.set(addr);
    // C would read beyond the address: that much of it there is not.
    if (len > enough.length) {
      throw new UsageError("value", "names.length", { length: len, bytes: addr.length });
    }
    const answer = await this.#patiently(
      "gethostbyaddr",
      { key: "waiting.getnameinfo", values: { host: typeof given === "string" ? given : given.join(".") } },
      this.#names.gethostbyaddr(enough, len, type),
      patience,
    );
    return this.#host("gethostbyaddr", answer);
  }

  async #packed(host: string, patience: Patience): Promise<Bytes> {
    const [first] = await lookUpAll(this.#libc, { host, service: "0" }, 0, patience);
    const text = first !== undefined && "host" in first ? first.host : "";
    return parseIPv4(text) ?? parseIPv6(text) ?? new Uint8Array();
  }

  #host(call: string, answer: Hostent | HostError): Host {
    if ("hErrno" in answer) {
      const name = hostErrorName(answer.hErrno);
      if (name !== undefined) throw new SystemError(call, answer.hErrno, name);
      // NETDB_INTERNAL: errno has the reason, and a reason that is none is a failure nobody can recover from.
      throw this.#systemError(call, -answer.errno);
    }
    const { name, aliases, addrtype, addresses } = answer;
    return { name, aliases, addresses: addresses.map((bytes) => this.inet_ntop(addrtype, bytes)) };
  }

  /** getservbyname(3): the service's port. @throws {UsageError} where C answers NULL */
  getservbyname(name: string, proto: string | undefined): number {
    const port = this.#names.getservbyname(name, proto);
    if (port !== undefined) return port;
    if (proto === undefined) throw new UsageError("failed", "names.service", { name });
    throw new UsageError("failed", "names.service-of", { name, proto });
  }

  /** getservbyport(3): the name of the service at that port. @throws {UsageError} where C answers NULL */
  getservbyport(port: number, proto: string | undefined): string {
    const name = this.#names.getservbyport(port, proto);
    if (name !== undefined) return name;
    if (proto === undefined) throw new UsageError("failed", "names.port", { port });
    throw new UsageError("failed", "names.port-of", { port, proto });
  }

  /** getprotobyname(3): the protocol's number. @throws {UsageError} where C answers NULL */
  getprotobyname(name: string): number {
    const number = this.#names.getprotobyname(name);
    if (number === undefined) throw new UsageError("failed", "names.protocol", { name });
    return number;
  }

  /** gethostname(2): this machine's name. */
  gethostname(): string {
    return this.#answered("gethostname", this.#names.gethostname());
  }

  // --- Addresses and byte order --------------------------------------------------------------

  /** inet_pton(3): the address's bytes. @throws {UsageError} where C answers 0 */
  inet_pton(family: number, text: string): Bytes {
    const bytes = this.#names.inet_pton(family, text);
    if (bytes === 0) {
      const name = constantName(this.#system, "AF_", family) ?? family;
      throw new UsageError("failed", "names.address", { text, family: name });
    }
    return this.#answered("inet_pton", bytes);
  }

  /**
   * inet_ntop(3): the address as text.
   *
   * @throws {UsageError} for bytes that are not as many as an address of the family has
   */
  inet_ntop(family: number, bytes: Bytes): string {
    const wanted = this.#addressLength(family);
    if (wanted !== undefined && wanted !== bytes.length) {
      const name = constantName(this.#system, "AF_", family) ?? family;
      throw new UsageError("value", "names.packed", { length: bytes.length, wanted, family: name });
    }
    return this.#answered("inet_ntop", this.#names.inet_ntop(family, bytes));
  }

  #addressLength(family: number): number | undefined {
    if (family === constant(this.#system, "AF_INET")) return 4;
    return family === constant(this.#system, "AF_INET6") ? 16 : undefined;
  }

  /** inet_aton(3): the four bytes. @throws {UsageError} where C answers 0 */
  inet_aton(text: string): Bytes {
    const bytes = this.#names.inet_aton(text);
    if (bytes === undefined) throw new UsageError("failed", "names.address", { text, family: "AF_INET" });
    return bytes;
  }

  /** inet_ntoa(3): the text of four bytes. */
  inet_ntoa(bytes: Bytes): string {
    return this.#names.inet_ntoa(bytes);
  }

  /** htons(3). */
  htons(hostshort: number): number {
    return this.#names.htons(hostshort);
  }

  /** htonl(3). */
  htonl(hostlong: number): number {
    return this.#names.htonl(hostlong);
  }

  /** ntohs(3). */
  ntohs(netshort: number): number {
    return this.#names.ntohs(netshort);
  }

  /** ntohl(3). */
  ntohl(netlong: number): number {
    return this.#names.ntohl(netlong);
  }

  // --- Interfaces ----------------------------------------------------------------------------

  /** if_nameindex(3): every interface by index and name. */
  if_nameindex(): readonly (readonly [index: number, name: string])[] {
    return this.#answered("if_nameindex", this.#names.if_nameindex());
  }

  /** if_nametoindex(3). */
  if_nametoindex(name: string): number {
    const index = this.#libc.if_nametoindex(name);
    if (index < 0) throw this.#systemError("if_nametoindex", index);
    return index;
  }

  /** if_indextoname(3). */
  if_indextoname(index: number): string {
    return this.#answered("if_indextoname", this.#names.if_indextoname(index));
  }

  /** getifaddrs(3): every address of every interface. */
  getifaddrs(): readonly Interface[] {
    return this.#answered("getifaddrs", this.#names.getifaddrs((name) => this.#libc.if_nametoindex(name)));
  }

  // --- How they fail -------------------------------------------------------------------------

  /** Waits for a call beside the event loop. @throws {InterruptedError} when the signal came first */
  async #patiently<T>(call: string, what: Message, answer: Promise<T>, patience: Patience): Promise<T> {
    const done = patience.waiting?.(what);
    try {
      const result = await orInterrupted(answer, patience.signal);
      if (result !== undefined) return result;
      throw new InterruptedError(call, errnoNumber(this.#system, "EINTR") ?? 0, "EINTR");
    } finally {
      done?.();
    }
  }

  /** A result that is no number: a number is the negated errno. */
  #answered<T>(call: string, result: T | number): T {
    if (typeof result === "number") throw this.#systemError(call, result);
    return result;
  }

  #systemError(call: string, answer: number): SystemError {
    return systemError(this.#system, call, answer);
  }

  #resolverError(call: string, code: number): SystemError {
    return new SystemError(call, code, resolverErrorName(this.#system, code) ?? String(code));
  }
}
