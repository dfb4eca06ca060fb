// names: the C library's functions that turn names into addresses and numbers and back: <netdb.h>, <arpa/inet.h>,
// <net/if.h>, <ifaddrs.h> and gethostname.
//
// A module of its own with its own symbols, because most sessions never load it. The calls that may ask a name server
// run beside the event loop; the others read a local file or the kernel's list and answer at once. Structures they
// return are copied before the next call, or before they are given back. It knows no socket and no command.

import { constant, errnoNumber, type System } from "../abi/mod.ts";
import {
  decodeIfaddrs,
  familyOf,
  hasInterfaceFlag,
  ifaddrsSize,
  type Interface,
  interfaceAddress,
  interfaceSockaddrSize,
  prefixLength,
} from "../abi/interfaces.ts";
import {
  decodeHostent,
  decodeNameindex,
  decodeProtoent,
  decodeServent,
  hostentSize,
  nameindexSize,
  protoentSize,
  serventSize,
} from "../abi/names.ts";
import { type Bytes, cString } from "../libc.ts";
import { bindWhenUsed, errnoView } from "./symbols.ts";

/** A `struct hostent`, copied. */
export interface Hostent {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly addrtype: number;
  /** The bytes of each address. */
  readonly addresses: readonly Bytes[];
}

/** Why there is no hostent: h_errno, and errno where that is NETDB_INTERNAL (-1). */
export interface HostError {
  readonly hErrno: number;
  readonly errno: number;
}

const symbols = {
  // uint16_t htons(uint16_t hostshort);
  htons: { parameters: ["u16"] as [hostshort: "u16"], result: "u16" },
  // uint32_t htonl(uint32_t hostlong);
  htonl: { parameters: ["u32"] as [hostlong: "u32"], result: "u32" },
  // uint16_t ntohs(uint16_t netshort);
  ntohs: { parameters: ["u16"] as [netshort: "u16"], result: "u16" },
  // uint32_t ntohl(uint32_t netlong);
  ntohl: { parameters: ["u32"] as [netlong: "u32"], result: "u32" },
  // int inet_pton(int af, const char *src, void *dst);
  inet_pton: {
    parameters: ["i32", "buffer", "buffer"] as [af: "i32", src: "buffer", dst: "buffer"],
    result: "i32",
  },
  // const char *inet_ntop(int af, const void *src, char *dst, socklen_t size);
  inet_ntop: {
    parameters: ["i32", "buffer", "buffer", "u32"] as [af: "i32", src: "buffer", dst: "buffer", size: "u32"],
    result: "pointer",
  },
  // int inet_aton(const char *cp, struct in_addr *inp);
  inet_aton: { parameters: ["buffer", "buffer"] as [cp: "buffer", inp: "buffer"], result: "i32" },
  // char *inet_ntoa(struct in_addr in);  a structure of one uint32_t goes where that would go
  inet_ntoa: { parameters: ["u32"] as [in_addr: "u32"], result: "pointer" },
  // int gethostname(char *name, size_t len);
  gethostname: { parameters: ["buffer", "usize"] as [name: "buffer", len: "usize"], result: "i32" },
  // struct servent *getservbyname(const char *name, const char *proto);
  getservbyname: { parameters: ["buffer", "buffer"] as [name: "buffer", proto: "buffer"], result: "pointer" },
  // struct servent *getservbyport(int port, const char *proto);
  getservbyport: { parameters: ["i32", "buffer"] as [port: "i32", proto: "buffer"], result: "pointer" },
  // struct protoent *getprotobyname(const char *name);
  getprotobyname: { parameters: ["buffer"] as [name: "buffer"], result: "pointer" },
  // char *if_indextoname(unsigned int ifindex, char *ifname);
  if_indextoname: { parameters: ["u32", "buffer"] as [ifindex: "u32", ifname: "buffer"], result: "pointer" },
  // struct if_nameindex *if_nameindex(void);
  if_nameindex: { parameters: [], result: "pointer" },
  // void if_freenameindex(struct if_nameindex *ptr);
  if_freenameindex: { parameters: ["pointer"] as [ptr: "pointer"], result: "void" },
  // int getifaddrs(struct ifaddrs **ifap);
  getifaddrs: { parameters: ["buffer"] as [ifap: "buffer"], result: "i32" },
  // void freeifaddrs(struct ifaddrs *ifa);
  freeifaddrs: { parameters: ["pointer"] as [ifa: "pointer"], result: "void" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The calls that may ask a name server: on another thread, so none of them may tell its error by errno alone. */
const waitingSymbols = {
  // int getnameinfo(const struct sockaddr *addr, socklen_t addrlen, char *host, socklen_t hostlen,
  //                 char *serv, socklen_t servlen, int flags);
  getnameinfo: {
    parameters: ["buffer", "u32", "buffer", "u32", "buffer", "u32", "i32"] as [
      addr: "buffer",
      addrlen: "u32",
      host: "buffer",
      hostlen: "u32",
      serv: "buffer",
      servlen: "u32",
      flags: "i32",
    ],
    result: "i32",
    nonblocking: true,
  },
  // int gethostbyname_r(const char *name, struct hostent *ret, char *buf, size_t buflen,
  //                     struct hostent **result, int *h_errnop);
  gethostbyname_r: {
    parameters: ["buffer", "buffer", "buffer", "usize", "buffer", "buffer"] as [
      name: "buffer",
      ret: "buffer",
      buf: "buffer",
      buflen: "usize",
      result: "buffer",
      h_errnop: "buffer",
    ],
    result: "i32",
    nonblocking: true,
  },
  // int gethostbyaddr_r(const void *addr, socklen_t len, int type, struct hostent *ret, char *buf, size_t buflen,
  //                     struct hostent **result, int *h_errnop);
  gethostbyaddr_r: {
    parameters: ["buffer", "u32", "i32", "buffer", "buffer", "usize", "buffer", "buffer"] as [
      addr: "buffer",
      len: "u32",
      type: "i32",
      ret: "buffer",
      buf: "buffer",
      buflen: "usize",
      result: "buffer",
      h_errnop: "buffer",
    ],
    result: "i32",
    nonblocking: true,
  },
  // struct hostent *getipnodebyname(const char *name, int af, int flags, int *error_num);  BSD (RFC 2553)
  getipnodebyname: {
    parameters: ["buffer", "i32", "i32", "buffer"] as [
      name: "buffer",
      af: "i32",
      flags: "i32",
      error_num: "buffer",
    ],
    result: "pointer",
    nonblocking: true,
  },
  // struct hostent *getipnodebyaddr(const void *src, size_t len, int af, int *error_num);  BSD (RFC 2553)
  getipnodebyaddr: {
    parameters: ["buffer", "usize", "i32", "buffer"] as [
      src: "buffer",
      len: "usize",
      af: "i32",
      error_num: "buffer",
    ],
    result: "pointer",
    nonblocking: true,
  },
  // void freehostent(struct hostent *ip);
  freehostent: { parameters: ["pointer"] as [ip: "pointer"], result: "void" },
} as const satisfies Deno.ForeignLibraryInterface;

/** Those functions of the C library, opened. */
export type Names = ReturnType<typeof open>;

const opened = new WeakMap<System, Names>();

/** The functions of this file in the C library of `system`; opened once. */
export function openNames(system: System): Names {
  let names = opened.get(system);
  if (names === undefined) opened.set(system, names = open(system));
  return names;
}

/** The most a hostent may need: more is no answer of a resolver. */
const largestHostent = 2 ** 20;

function open(system: System) {
  let errno!: Deno.UnsafePointerView;
  // It is found before the first call is made: finding it afterwards would overwrite it.
  const c = bindWhenUsed(system.libcPath, symbols, () => errno ??= errnoView(system));
  const patient = bindWhenUsed(system.libcPath, waitingSymbols);

  /** The negated errno, read in the statement after the call. */
  const failed = (): number => -errno.getInt32();

  // C reads and writes these on another thread: as long as they are in here nobody collects them.
  const lent = new Set<readonly (Bytes | null)[]>();
  const lending = async <T>(buffers: readonly (Bytes | null)[], call: () => Promise<T>): Promise<T> => {
    lent.add(buffers);
    try {
      return await call();
    } finally {
      lent.delete(buffers);
    }
  };

  /**
   * A call that fills a hostent and says in h_errno why it did not. ERANGE asks for more room, and the call is made
   * again; `fill` is one of the two `…_r` functions of glibc.
   */
  const reentrant = async (
    given: Bytes,
    fill: (ret: Bytes, buf: Bytes, result: Bytes, hErrno: Bytes) => Promise<number>,
  ): Promise<Hostent | HostError> => {
    const ERANGE = errnoNumber(system, "ERANGE");
    for (let size = 1024;; size *= 2) {
      const [ret, buf] = [new Uint8Array(hostentSize), new Uint8Array(size)];
      const [result, hErrno] = [new Uint8Array(8), new Uint8Array(4)];
      const buffers = [given, ret, buf, result, hErrno];
      const answer = await lending(buffers, async () => {
        const error = await fill(ret, buf, result, hErrno);
        if (error === ERANGE && size < largestHostent) return undefined;
        // What the hostent points to lies in `buf`: it is copied while that is lent.
        if (error === 0 && result.some((byte) => byte !== 0)) return hostent(ret);
        return { hErrno: new DataView(hErrno.buffer).getInt32(0, true), errno: error };
      });
      if (answer !== undefined) return answer;
    }
  };

  /** A call of BSD that returns a hostent of its own, to be given back, and its error beside it. */
  const allocated = (
    given: Bytes,
    ask: (hErrno: Bytes) => Promise<Deno.PointerValue>,
  ): Promise<Hostent | HostError> => {
    const hErrno = new Uint8Array(4);
    return lending([given, hErrno], async () => {
      const pointer = await ask(hErrno);
      if (pointer === null) return { hErrno: new DataView(hErrno.buffer).getInt32(0, true), errno: 0 };
      const host = hostent(copied(pointer, hostentSize));
      patient.freehostent(pointer);
      return host;
    });
  };
  // glibc's reentrant functions are not in BSD's library, whose gethostbyname keeps its answer for one thread.
  const glibc = system.os === "linux";

  return {
    htons: (hostshort: number): number => c.htons(hostshort),
    htonl: (hostlong: number): number => c.htonl(hostlong),
    ntohs: (netshort: number): number => c.ntohs(netshort),
    ntohl: (netlong: number): number => c.ntohl(netlong),

    /** The address's bytes; 0 for text that is no address of the family; or the negated errno. */
    inet_pton(af: number, src: string): Bytes | number {
      const text = cString(src);
      const dst = new Uint8Array(16);
      const result = c.inet_pton(af, text, dst);
      if (result < 0) return failed();
      return result === 0 ? 0 : dst.slice(0, af === constant(system, "AF_INET") ? 4 : 16);
    },
    /** The address as text, or the negated errno. `src` is as long as the family's addresses are. */
    inet_ntop(af: number, src: Bytes): string | number {
      const dst = new Uint8Array(64);
      const result = c.inet_ntop(af, src, dst, dst.length);
      return result === null ? failed() : Deno.UnsafePointerView.getCString(result);
    },
    /** The four bytes, undefined for text that is no IPv4 address. */
    inet_aton(cp: string): Bytes | undefined {
      const inp = new Uint8Array(4);
      return c.inet_aton(cString(cp), inp) === 0 ? undefined : inp;
    },
    /** The text of the four bytes of a `struct in_addr`. */
    inet_ntoa(inAddr: Bytes): string {
      const number = new DataView(inAddr.buffer, inAddr.byteOffset).getUint32(0, true);
      return textAt(c.inet_ntoa(number));
    },

    /** The machine's name, or the negated errno. */
    gethostname(): string | number {
      // HOST_NAME_MAX is 64 on Linux and 255 elsewhere; the last byte stays the NUL.
      const name = new Uint8Array(257);
      const result = c.gethostname(name, BigInt(name.length - 1));
      return result < 0 ? failed() : new TextDecoder().decode(name.subarray(0, name.indexOf(0)));
    },
    /** The service's port in host byte order; undefined for NULL. */
    getservbyname(name: string, proto: string | undefined): number | undefined {
      const result = c.getservbyname(cString(name), proto === undefined ? null : cString(proto));
      return result === null ? undefined : decodeServent(copied(result, serventSize)).port;
    },
    /** The name of the service at a port, which is in host byte order here; undefined for NULL. */
    getservbyport(port: number, proto: string | undefined): string | undefined {
      const result = c.getservbyport(c.htons(port), proto === undefined ? null : cString(proto));
      return result === null ? undefined : textOf(decodeServent(copied(result, serventSize)).name);
    },
    /** The protocol's number; undefined for NULL. */
    getprotobyname(name: string): number | undefined {
      const result = c.getprotobyname(cString(name));
      return result === null ? undefined : decodeProtoent(copied(result, protoentSize));
    },

    /** The interface's name, or the negated errno: ENXIO when there is none of that index. */
    if_indextoname(ifindex: number): string | number {
      const name = new Uint8Array(16);
      const result = c.if_indextoname(ifindex, name);
      return result === null ? failed() : textAt(result);
    },
    /** Every interface by index and name, or the negated errno. */
    if_nameindex(): (readonly [index: number, name: string])[] | number {
      const list = c.if_nameindex();
      if (list === null) return failed();
      const interfaces: (readonly [number, string])[] = [];
      for (let at = 0;; at += nameindexSize) {
        const entry = decodeNameindex(copied(list, nameindexSize, at));
        if (entry.index === 0) break;
        interfaces.push([entry.index, textOf(entry.name)]);
      }
      c.if_freenameindex(list);
      return interfaces;
    },
    /** Every address of every interface, or the negated errno. `index` is if_nametoindex(3). */
    getifaddrs(index: (name: string) => number): Interface[] | number {
      const first = new Uint8Array(8);
      if (c.getifaddrs(first) < 0) return failed();
      const list = Deno.UnsafePointer.create(new DataView(first.buffer).getBigUint64(0, true));
      const interfaces: Interface[] = [];
      for (let next = list; next !== null;) {
        const entry = decodeIfaddrs(copied(next, ifaddrsSize));
        interfaces.push(interfaceOf(system, entry, index));
        next = Deno.UnsafePointer.create(entry.next);
      }
      c.freeifaddrs(list);
      return interfaces;
    },

    /** The host's and the service's name, or the EAI_ code. */
    getnameinfo(
      addr: Bytes,
      flags: number,
    ): Promise<readonly [host: string, service: string] | number> {
      const host = new Uint8Array(constant(system, "NI_MAXHOST"));
      const serv = new Uint8Array(constant(system, "NI_MAXSERV"));
      return lending([addr, host, serv], async () => {
        const code = await patient.getnameinfo(
          addr,
          addr.length,
          host,
          host.length,
          serv,
          serv.length,
          flags,
        );
        if (code !== 0) return code;
        const text = (bytes: Bytes) => new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
        return [text(host), text(serv)] as const;
      });
    },
    /** The host with that name, its IPv4 addresses. */
    gethostbyname(name: string): Promise<Hostent | HostError> {
      const text = cString(name);
      return glibc
        ? reentrant(
          text,
          (ret, buf, result, hErrno) =>
            patient.gethostbyname_r(text, ret, buf, BigInt(buf.length), result, hErrno),
        )
        : allocated(
          text,
          (hErrno) => patient.getipnodebyname(text, constant(system, "AF_INET"), 0, hErrno),
        );
    },
    /** The host with that address. `addr` is as long as `len` says, or longer. */
    gethostbyaddr(addr: Bytes, len: number, type: number): Promise<Hostent | HostError> {
      return glibc
        ? reentrant(
          addr,
          (ret, buf, result, hErrno) =>
            patient.gethostbyaddr_r(addr, len, type, ret, buf, BigInt(buf.length), result, hErrno),
        )
        : allocated(addr, (hErrno) => patient.getipnodebyaddr(addr, BigInt(len), type, hErrno));
    },
  };
}

/** Bytes of C's memory, copied. */
function copied(pointer: Deno.PointerObject, length: number, offset = 0): Bytes {
  return new Uint8Array(new Deno.UnsafePointerView(pointer).getArrayBuffer(length, offset).slice(0));
}

/** The text at a pointer; C promises that there is one. */
function textAt(pointer: Deno.PointerValue): string {
  return pointer === null ? "" : Deno.UnsafePointerView.getCString(pointer);
}

/** The text at an address in memory; none at NULL. */
function textOf(address: bigint): string {
  return textAt(Deno.UnsafePointer.create(address));
}

/** The pointers of a list that ends with NULL. */
function* pointers(address: bigint): Generator<Deno.PointerObject> {
  const list = Deno.UnsafePointer.create(address);
  if (list === null) return;
  const view = new Deno.UnsafePointerView(list);
  for (let at = 0;; at += 8) {
    const pointer = view.getPointer(at);
    if (pointer === null) return;
    yield pointer;
  }
}

function hostent(bytes: Bytes): Hostent {
  const { name, aliases, addrtype, length, addrList } = decodeHostent(bytes);
  return {
    name: textOf(name),
    aliases: Array.from(pointers(aliases), textAt),
    addrtype,
    addresses: Array.from(pointers(addrList), (pointer) => copied(pointer, length)),
  };
}

/** One entry of getifaddrs's list, as far as its pointers lead somewhere. */
function interfaceOf(
  system: System,
  { name, flags, addr, netmask, other }: ReturnType<typeof decodeIfaddrs>,
  index: (name: string) => number,
): Interface {
  const sockaddr = (address: bigint): Bytes | undefined => {
    const pointer = Deno.UnsafePointer.create(address);
    return pointer === null ? undefined : copied(pointer, interfaceSockaddrSize(system, copied(pointer, 2)));
  };
  const [own, mask, end] = [sockaddr(addr), sockaddr(netmask), sockaddr(other)];
  const text = (bytes: Bytes | undefined) => bytes && interfaceAddress(system, bytes);
  const pointToPoint = hasInterfaceFlag(system, flags, "POINTOPOINT");
  const ifname = textOf(name);
  return {
    name: ifname,
    index: Math.max(0, index(ifname)),
    flags,
    family: own && familyOf(system, own),
    address: text(own),
    prefix: mask && prefixLength(system, mask),
    netmask: text(mask),
    // The loopback has an address there as well, and means nothing by it.
    broadcast: hasInterfaceFlag(system, flags, "BROADCAST") ? text(end) : undefined,
    peer: pointToPoint ? text(end) : undefined,
  };
}
