// The numbers, layouts and address texts of lib/abi, and the words of lib/messages/errno.ts: tables for what is the
// same everywhere; for what a machine knows better — its headers through gcc, its libc through python3 — comparison.

import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  type Address,
  decodeAddress,
  encodeAddress,
  type Endpoint,
  formatAddress,
  formatIPv4,
  formatIPv6,
  numericAddress,
  parseEndpoint,
  parseIPv4,
  parseIPv6,
  sameAddress,
  unixPath,
} from "../lib/abi/address.ts";
import { descriptorLimit, epoll, epollEvent, iovec, mmsghdr, rlimitSize } from "../lib/abi/many.ts";
import {
  constant,
  constantName,
  decodeAddrinfo,
  decodeCredentials,
  decodeInt,
  decodeLinger,
  decodeTcpInfo,
  decodeTcpState,
  decodeTimeval,
  encodeAddrinfo,
  encodeInt,
  encodeLinger,
  encodePollfds,
  encodeTimeval,
  errnoName,
  errnoNumber,
  flagText,
  pollfdSize,
  readRevents,
  resolverErrorName,
  type System,
  system,
  tcpState,
  tcpStates,
  timevalSize,
} from "../lib/abi/mod.ts";
import { UsageError } from "../lib/errors.ts";
import { hostErrorName, hostErrors } from "../lib/abi/names.ts";
import { errnoTexts } from "../lib/messages/errno.ts";

function tables(os: string, arch: string): System {
  const found = system(os, arch);
  assert(found !== undefined);
  return found;
}

const linux = tables("linux", "x86_64");
const linuxArm = tables("linux", "aarch64");
const macos = tables("darwin", "aarch64");
const all = [linux, linuxArm, macos, tables("darwin", "x86_64")];

// ── What the machine can tell ──────────────────────────────────────────────────────────────────────────────────────

function available(command: string): boolean {
  try {
    return new Deno.Command(command, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch {
    return false;
  }
}

const onLinux = Deno.build.os === "linux";
const noGcc = !onLinux || !available("gcc");
const noPython = !onLinux || !available("python3");
const catalogue = "/usr/share/locale/pt_BR/LC_MESSAGES/libc.mo";
const noCatalogue = noPython || !exists(catalogue);

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Runs a command with a text on its standard input; its standard output. */
async function outputOf(command: string, args: string[], input: string): Promise<string> {
  const child = new Deno.Command(command, { args, stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** Compiles and runs the body of a C main function; its words, line by line. */
async function runC(headers: string[], body: string): Promise<string[][]> {
  const includes = ["stdio.h", "stddef.h", "string.h", ...headers].map((header) => `#include <${header}>\n`);
  const source = `#define _GNU_SOURCE\n${includes.join("")}int main(void) {\n${body}\nreturn 0;\n}\n`;
  const script = `d=$(mktemp -d) && trap 'rm -r "$d"' EXIT && gcc -w -x c - -o "$d/program" && "$d/program"`;
  const output = await outputOf("sh", ["-c", script], source);
  return output.trimEnd().split("\n").map((line) => line.split(" "));
}

/** Runs Python code that reads JSON from `data` and leaves its answer in `answer`. */
async function runPython(code: string, data: unknown): Promise<unknown> {
  const program = `import json, sys\ndata = json.load(sys.stdin)\n${code}\nprint(json.dumps(answer))`;
  return JSON.parse(await outputOf("python3", ["-c", program], JSON.stringify(data)));
}

/** A fixed sequence of numbers in [0, 1) (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// ── Systems, names and numbers ─────────────────────────────────────────────────────────────────────────────────────

Deno.test("each supported system has one object, and others have none", () => {
  assertStrictEquals(system("linux", "x86_64"), linux);
  assertEquals(system("windows", "x86_64"), undefined);
  assertEquals(system("linux", "riscv64"), undefined);
  assertEquals(all.map((one) => [one.os, one.arch, one.variadicOnStack, one.acceptInheritsFlags]), [
    ["linux", "x86_64", false, false],
    ["linux", "aarch64", false, false],
    ["darwin", "aarch64", true, true],
    ["darwin", "x86_64", false, true],
  ]);
});

Deno.test("every table holds whole numbers under C names", () => {
  const prefixes =
    /^(AF|SOCK|IPPROTO|SOL|SO|SOF|TCP|IP|IPTOS|MCAST|IPV6|UDP|ICMP|ICMP6|MSG|SCM|SHUT|INADDR|AI|NI|F|O|FD)_|^POLL|^FIO|^SIOC|^TIOC|^SOMAXCONN$/;
  for (const one of all) {
    assert(one.constants.size > 250);
    for (const [name, value] of one.constants) {
      assert(prefixes.test(name) && /^[A-Za-z0-9_]+$/.test(name), name);
      assert(Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff, name);
    }
    for (const [name, value] of one.errnos) assert(/^E[A-Z0-9]+$/.test(name) && value > 0, name);
    for (const [name, value] of one.resolverErrors) assert(/^EAI_[A-Z_]+$/.test(name) && value !== 0, name);
    for (const { name, offset, size } of one.tcpInfo.fields) {
      assert(offset % size === 0 && offset + size <= one.tcpInfo.size, name);
    }
    for (const state of one.tcpStates) assert(state === "" || tcpStates.get(state) === state, state);
  }
});

Deno.test("no table names a constant twice", async () => {
  for (const file of ["linux.ts", "darwin.ts"]) {
    const source = await Deno.readTextFile(new URL(`../lib/abi/${file}`, import.meta.url));
    const names = [...source.matchAll(/`([^`]*)`/g)].flatMap(([, table = ""]) =>
      table.includes("AF_UNSPEC") ? [...table.matchAll(/(\S+) \S+/g)].map(([, name]) => name) : []
    );
    assertEquals(names.filter((name, index) => names.indexOf(name) !== index), []);
  }
});

const shared: [name: string, linuxNumber: number, macosNumber: number][] = [
  ["AF_INET", 2, 2],
  ["AF_INET6", 10, 30],
  ["SOL_SOCKET", 1, 0xffff],
  ["SO_REUSEADDR", 2, 4],
  ["SO_ERROR", 4, 0x1007],
  ["SO_RCVTIMEO", 20, 0x1006],
  ["TCP_NODELAY", 1, 1],
  ["IPV6_V6ONLY", 26, 27],
  ["MSG_DONTWAIT", 0x40, 0x80],
  ["MSG_WAITALL", 0x100, 0x40],
  ["O_NONBLOCK", 0x800, 4],
  ["F_SETFL", 4, 4],
  ["POLLNVAL", 0x20, 0x20],
  ["AI_NUMERICSERV", 0x400, 0x1000],
  ["INADDR_NONE", 0xffff_ffff, 0xffff_ffff],
  ["SOMAXCONN", 4096, 128],
];

Deno.test("constants have the numbers of their system", () => {
  for (const [name, linuxNumber, macosNumber] of shared) {
    assertEquals([name, constant(linux, name)], [name, linuxNumber]);
    assertEquals([name, constant(macos, name)], [name, macosNumber]);
  }
  assertThrows(() => constant(macos, "SOCK_NONBLOCK"), Error, "no constant SOCK_NONBLOCK on darwin");
});

Deno.test("a few open flags have other numbers on aarch64", () => {
  const differing = [...linux.constants].filter(([name, value]) => linuxArm.constants.get(name) !== value);
  assertEquals(Object.fromEntries(differing.map(([name]) => [name, linuxArm.constants.get(name)])), {
    O_DIRECT: 0o200000,
    O_DIRECTORY: 0o40000,
    O_NOFOLLOW: 0o100000,
    O_TMPFILE: 0o20040000,
  });
  assertEquals(linuxArm.constants.size, linux.constants.size);
});

Deno.test("a number goes back to the name that is printed", () => {
  assertEquals(constantName(linux, "AF_", 1), "AF_UNIX");
  assertEquals(constantName(linux, "AF_", 16), "AF_NETLINK");
  assertEquals(constantName(linux, "SO_", 9), "SO_KEEPALIVE");
  assertEquals(constantName(linux, "IP_", 1), "IP_TOS");
  assertEquals(constantName(linux, "F_", 1), "F_GETFD");
  assertEquals(constantName(linux, "IPPROTO_", 0), "IPPROTO_IP");
  assertEquals(constantName(macos, "AF_", 30), "AF_INET6");
  assertEquals(constantName(linux, "AF_", 99), undefined);
});

Deno.test("flags are written as in C", () => {
  assertEquals(flagText(linux, "MSG_", 0), "0");
  assertEquals(flagText(linux, "MSG_", 0x42), "MSG_PEEK|MSG_DONTWAIT");
  assertEquals(flagText(linux, "MSG_", 4), "MSG_DONTROUTE");
  assertEquals(flagText(linux, "MSG_", 0x8000_0002), "MSG_PEEK|0x80000000");
  assertEquals(flagText(linux, "SOCK_", 3), "SOCK_RAW");
  assertEquals(flagText(linux, "SOCK_", 1 | 0x800 | 0x80000), "SOCK_STREAM|SOCK_NONBLOCK|SOCK_CLOEXEC");
  assertEquals(flagText(linux, "SOCK_", 15), "0xf");
  assertEquals(flagText(linux, "O_", 0), "O_RDONLY");
  assertEquals(flagText(linux, "O_", 0x101802), "O_RDWR|O_NONBLOCK|O_SYNC");
  assertEquals(flagText(linux, "O_", 0x1000), "O_RDONLY|O_DSYNC");
  assertEquals(flagText(linux, "POLL", 0x2011), "POLLIN|POLLHUP|POLLRDHUP");
  assertEquals(flagText(macos, "O_", 6), "O_RDWR|O_NONBLOCK");
});

Deno.test("an errno has one preferred name, and aliases have its number", () => {
  assertEquals([errnoName(linux, 11), errnoName(linux, 95), errnoName(linux, 35)], [
    "EAGAIN",
    "EOPNOTSUPP",
    "EDEADLK",
  ]);
  assertEquals([errnoNumber(linux, "EWOULDBLOCK"), errnoNumber(linux, "ENOTSUP")], [11, 95]);
  assertEquals([errnoName(macos, 35), errnoName(macos, 45), errnoName(macos, 102)], [
    "EAGAIN",
    "ENOTSUP",
    "EOPNOTSUPP",
  ]);
  assertEquals([errnoName(linux, 41), errnoNumber(linux, "ENOSUCHNAME")], [undefined, undefined]);
  assertEquals([resolverErrorName(linux, -2), linux.resolverErrors.get("EAI_AGAIN")], ["EAI_NONAME", -3]);
  assertEquals([resolverErrorName(macos, 8), resolverErrorName(linux, 8)], ["EAI_NONAME", undefined]);
  for (const one of all) {
    for (const [number, name] of one.errnoNames) assertEquals(errnoNumber(one, name), number);
  }
});

Deno.test("TCP states are read in the spellings of netstat, ss and the RFC", () => {
  const spellings: [string, string | undefined][] = [
    ["ESTABLISHED", "ESTABLISHED"],
    ["ESTAB", "ESTABLISHED"],
    ["SYN-SENT", "SYN_SENT"],
    ["SYN-RECV", "SYN_RECV"],
    ["SYN-RECEIVED", "SYN_RECV"],
    ["SYN_RCVD", "SYN_RECV"],
    ["FIN-WAIT-1", "FIN_WAIT1"],
    ["FIN_WAIT_2", "FIN_WAIT2"],
    ["CLOSE-WAIT", "CLOSE_WAIT"],
    ["LAST-ACK", "LAST_ACK"],
    ["TIME-WAIT", "TIME_WAIT"],
    ["UNCONN", "CLOSED"],
    ["CLOSE", "CLOSED"],
    ["LISTEN", "LISTEN"],
    ["CLOSING", "CLOSING"],
    ["listen", undefined],
    ["", undefined],
    ["constructor", undefined],
  ];
  for (const [text, state] of spellings) assertEquals([text, tcpState(text)], [text, state]);
  assertEquals(new Set(tcpStates.values()).size, 11);
  for (const name of tcpStates.keys()) assert(/^[A-Z_][A-Z0-9_]*$/.test(name), name);
});

Deno.test("the kernel's number of a TCP state is the first byte of its information", () => {
  const state = (one: System, number: number): string | undefined =>
    decodeTcpState(one, new Uint8Array([number, 9]));
  assertEquals([state(linux, 1), state(linux, 10), state(linux, 7)], ["ESTABLISHED", "LISTEN", "CLOSED"]);
  assertEquals([state(macos, 4), state(macos, 1), state(macos, 0)], ["ESTABLISHED", "LISTEN", "CLOSED"]);
  assertEquals(macos.tcpStates.slice(2), [
    ...["SYN_SENT", "SYN_RECV", "ESTABLISHED", "CLOSE_WAIT", "FIN_WAIT1"],
    ...["CLOSING", "LAST_ACK", "FIN_WAIT2", "TIME_WAIT"],
  ]);
  assertEquals([state(linux, 0), state(linux, 77), decodeTcpState(linux, new Uint8Array())], [
    undefined,
    undefined,
    undefined,
  ]);
});

// ── Layouts ────────────────────────────────────────────────────────────────────────────────────────────────────────

Deno.test("an array of struct pollfd carries descriptors and events there, revents back", () => {
  const bytes = encodePollfds([{ fd: 12, events: 0x2001 }, { fd: -1, events: 4 }]);
  assertEquals(bytes.toHex(), "0c00000001200000" + "ffffffff04000000");
  bytes.set([0x10, 0x20], pollfdSize + 6);
  assertEquals([readRevents(bytes, 0), readRevents(bytes, 1), readRevents(bytes, 2)], [0, 0x2010, 0]);
  assertEquals(encodePollfds([]).length, 0);
});

Deno.test("int, socklen_t and struct linger go both ways", () => {
  for (const value of [0, 1, -1, 0x7fffffff, -0x80000000]) assertEquals(decodeInt(encodeInt(value)), value);
  assertEquals(encodeInt(0x12345678).toHex(), "78563412");
  assertEquals(encodeInt(0xffff_ffff).toHex(), "ffffffff");
  assertEquals(decodeInt(new Uint8Array([200])), 200);
  assertThrows(() => decodeInt(new Uint8Array(2)), RangeError);
  assertEquals(encodeLinger({ on: true, seconds: 5 }).toHex(), "0100000005000000");
  assertEquals(decodeLinger(encodeLinger({ on: false, seconds: -3 })), { on: false, seconds: -3 });
});

Deno.test("a slice of a larger buffer is read where it begins", () => {
  const bytes = new Uint8Array([9, 9, 9, ...encodeInt(7), 9]);
  assertEquals(decodeInt(bytes.subarray(3, 7)), 7);
  const address = new Uint8Array([9, ...encodeAddress(linux, inet6("fe80::1", 80, 3, 2)), 9]);
  assertEquals(decodeAddress(linux, address.subarray(1), 28), inet6("fe80::1", 80, 3, 2));
});

Deno.test("struct timeval holds seconds to the microsecond", () => {
  assertEquals(encodeTimeval(linux, 1.5).toHex(), "0100000000000000" + "20a1070000000000");
  for (const one of [linux, macos]) {
    for (const seconds of [0, 0.25, 0.5, 1.1, 59.999999, 86400, 1e9]) {
      assertEquals(decodeTimeval(one, encodeTimeval(one, seconds)), seconds);
    }
    assertEquals(encodeTimeval(one, 1).length, timevalSize);
    assertEquals(decodeTimeval(one, encodeTimeval(one, 1e-9)), 1e-6, "zero would wait for ever");
    // A million microseconds would be EDOM.
    assertEquals(encodeTimeval(one, 1.9999999).toHex(), encodeTimeval(one, 2).toHex());
    assertEquals(decodeTimeval(one, encodeTimeval(one, -0.5)), -0.5);
    for (const seconds of [Infinity, NaN, 1e30]) {
      assertEquals(assertThrows(() => encodeTimeval(one, seconds), UsageError).key, "abi.timeval");
    }
  }
  // On macOS tv_usec has four bytes, and what follows them is padding.
  const padded = encodeTimeval(macos, 2.5);
  padded.fill(0xff, 12);
  assertEquals(decodeTimeval(macos, padded), 2.5);
});

Deno.test("struct addrinfo has its pointers in another order on macOS", () => {
  for (const [one, addr, canonname] of [[linux, 24, 32], [macos, 32, 24]] as const) {
    const hints = encodeAddrinfo(one, { flags: 1, family: 2, socktype: 3, protocol: -1 });
    assertEquals(hints.toHex(), "010000000200000003000000ffffffff" + "00".repeat(32));
    const view = new DataView(hints.buffer);
    view.setUint32(16, 28, true);
    view.setBigUint64(addr, 0x7fff_0000_1234n, true);
    view.setBigUint64(canonname, 5n, true);
    view.setBigUint64(40, 6n, true);
    assertEquals(decodeAddrinfo(one, hints), {
      flags: 1,
      family: 2,
      socktype: 3,
      protocol: -1,
      addrlen: 28,
      addr: 0x7fff_0000_1234n,
      canonname: 5n,
      next: 6n,
    });
  }
});

Deno.test("struct ucred names process, user and group", () => {
  const bytes = new Uint8Array([...encodeInt(4321), ...encodeInt(1000), ...encodeInt(0xffff_fffe)]);
  assertEquals(decodeCredentials(bytes), { pid: 4321, uid: 1000, gid: 0xffff_fffe });
});

Deno.test("TCP information has the members the kernel filled, and no others", () => {
  const bytes = new Uint8Array(linux.tcpInfo.size);
  bytes[0] = 10;
  bytes.set(encodeInt(3), 24);
  bytes.set(encodeInt(128), 28);
  bytes.set([0, 0, 0, 0, 1], 120);
  const listener = decodeTcpInfo(linux, bytes, 104);
  assertEquals([listener.get("tcpi_state"), listener.get("tcpi_unacked"), listener.get("tcpi_sacked")], [
    10,
    3,
    128,
  ]);
  assertEquals([listener.get("tcpi_total_retrans"), listener.get("tcpi_bytes_acked")], [0, undefined]);
  assertEquals(decodeTcpInfo(linux, bytes).get("tcpi_bytes_acked"), 2 ** 32);
  bytes.set([0x75, 0x05], 6);
  const bits = [
    "tcpi_snd_wscale",
    "tcpi_rcv_wscale",
    "tcpi_delivery_rate_app_limited",
    "tcpi_fastopen_client_fail",
  ];
  assertEquals(bits.map((name) => decodeTcpInfo(linux, bytes).get(name)), [5, 7, 1, 2]);
  bytes.set([1, 2, 3, 4], 240);
  assertEquals(decodeTcpInfo(linux, bytes).get("tcpi_total_rto"), 0x0201);
  assertEquals(linux.tcpInfo.option, 11);
  assertEquals(macos.tcpInfo.option, 0x106);
});

// ── Addresses ──────────────────────────────────────────────────────────────────────────────────────────────────────

function inet(host: string, port: number): Address {
  return { kind: "address", family: "inet", host, port };
}

function inet6(host: string, port: number, flowinfo = 0, scope = 0): Address {
  return { kind: "address", family: "inet6", host, port, flowinfo, scope };
}

function unix(path: string | Uint8Array): Address {
  return { kind: "address", family: "unix", path: typeof path === "string" ? unixPath(path) : path };
}

const sockaddrs: [address: Address, linuxBytes: string, macosBytes: string][] = [
  [inet("127.0.0.1", 65432), "0200ff987f0000010000000000000000", "1002ff987f0000010000000000000000"],
  [inet("0.0.0.0", 0), "02000000000000000000000000000000", "10020000000000000000000000000000"],
  [
    inet6("::1", 65432),
    "0a00ff98000000000000000000000000000000000000000100000000",
    "1c1eff98000000000000000000000000000000000000000100000000",
  ],
  [
    inet6("fe80::1", 80, 0x0abcdef, 2),
    "0a00005000abcdeffe80000000000000000000000000000102000000",
    "1c1e005000abcdeffe80000000000000000000000000000102000000",
  ],
  [unix("/tmp/a"), "01002f746d702f6100", "09012f746d702f6100"],
  [unix(""), "0100", "0201"],
  [
    { kind: "address", family: "other", number: 16, bytes: new Uint8Array([0, 0, 7]) },
    "1000000007",
    "0510000007",
  ],
];

Deno.test("addresses become the sockaddr of their family, and come back", () => {
  for (const [address, linuxBytes, macosBytes] of sockaddrs) {
    for (const [one, hex] of [[linux, linuxBytes], [macos, macosBytes]] as const) {
      const bytes = encodeAddress(one, address);
      assertEquals(bytes.toHex(), hex);
      assertEquals(decodeAddress(one, bytes), address);
      // The kernel writes into a larger buffer and tells the length.
      const buffer = new Uint8Array(128).fill(0xee);
      buffer.set(bytes);
      assertEquals(decodeAddress(one, buffer, bytes.length), address);
    }
  }
});

Deno.test("an abstract name is exactly its bytes, NULs too", () => {
  const address = unix(new Uint8Array([0, 0x61, 0, 0x62, 0]));
  assertEquals(encodeAddress(linux, address).toHex(), "0100" + "0061006200");
  assertEquals(decodeAddress(linux, encodeAddress(linux, address)), address);
  assertEquals(unixPath("@a"), new Uint8Array([0, 0x61]));
  assertEquals(unixPath("/á"), new Uint8Array([0x2f, 0xc3, 0xa1]));
  // macOS fills sun_path of an unnamed socket with zeros.
  assertEquals(decodeAddress(macos, new Uint8Array(16).fill(1, 1, 2)), unix(""));
});

Deno.test("a path may fill sun_path to the last byte", () => {
  for (const [one, limit] of [[linux, 108], [macos, 104]] as const) {
    const full = unix("/".repeat(limit));
    assertEquals(encodeAddress(one, full).length, 2 + limit);
    assertEquals(encodeAddress(one, unix("/".repeat(limit - 1))).length, 2 + limit);
    assertEquals(encodeAddress(one, unix("/".repeat(limit - 2))).length, 1 + limit);
    assertEquals(decodeAddress(one, encodeAddress(one, full)), full);
    const fault = assertThrows(() => encodeAddress(one, unix("/".repeat(limit + 1))), UsageError);
    assertEquals([fault.code, fault.key, fault.values], ["address", "address.path-too-long", {
      length: limit + 1,
      limit,
    }]);
  }
});

Deno.test("what no sockaddr can hold is a usage error", () => {
  const faults: [Address, code: string, key: string][] = [
    [inet("127.0.0.1", 65536), "range", "address.port"],
    [inet("127.0.0.1", -1), "range", "address.port"],
    [inet("127.0.0.1", 1.5), "range", "address.port"],
    [inet6("::1", 65536), "range", "address.port"],
    [inet6("::1", 1, 0x1000_0000), "range", "address.flowinfo"],
    [inet6("::1", 1, 0, 2 ** 32), "range", "address.scope"],
    [inet("localhost", 1), "address", "address.host"],
    [inet6("::g", 1), "address", "address.host"],
  ];
  for (const [address, code, key] of faults) {
    const fault = assertThrows(() => encodeAddress(linux, address), UsageError);
    assertEquals([fault.code, fault.key], [code, key]);
  }
});

Deno.test("a sockaddr that is cut short is no address of its family", () => {
  const other = (number: number, bytes: number[]): Address => {
    return { kind: "address", family: "other", number, bytes: new Uint8Array(bytes) };
  };
  assertEquals(decodeAddress(linux, new Uint8Array(), 0), other(0, []));
  assertEquals(decodeAddress(linux, new Uint8Array(128).fill(2), 0), other(0, []));
  assertEquals(decodeAddress(linux, new Uint8Array([2]), 1), other(0, []));
  assertEquals(decodeAddress(linux, new Uint8Array([2, 0, 1, 2, 127, 0, 0]), 7), other(2, [1, 2, 127, 0, 0]));
  assertEquals(decodeAddress(linux, new Uint8Array([10, 0, 1]), 3), other(10, [1]));
  // The length the kernel tells may be more than the buffer.
  assertEquals(decodeAddress(linux, new Uint8Array([10, 0, 1]), 28), other(10, [1]));
  assertEquals(decodeAddress(linux, encodeAddress(linux, inet("1.2.3.4", 5)), 99), inet("1.2.3.4", 5));
});

Deno.test("a decoded address does not change with the buffer it came from", () => {
  const bytes = encodeAddress(linux, unix("/tmp/a"));
  const address = decodeAddress(linux, bytes);
  bytes.fill(0x7a);
  assertEquals(address, unix("/tmp/a"));
});

Deno.test("addresses are written so that they can be read", () => {
  const texts: [Address, string][] = [
    [inet("127.0.0.1", 65432), "127.0.0.1:65432"],
    [inet6("::1", 65432), "[::1]:65432"],
    [inet6("fe80::1", 80, 7, 2), "[fe80::1%2]:80"],
    [unix("/tmp/a b"), "unix:/tmp/a b"],
    [unix("@olá"), "unix:@olá"],
    [unix(""), "unix:"],
    [unix("./@x"), "unix:./@x"],
    [unix(new Uint8Array([0x40, 0x78])), "unix:\\x40x"],
    [unix(new Uint8Array([0, 0, 0x61])), "unix:@\\x00a"],
    [unix(new Uint8Array([0])), "unix:@"],
    [unix("/a\x1b[31m\x7f\n"), "unix:/a\\x1b[31m\\x7f\\x0a"],
    [unix("/\u0085\u202e\u200b\ufeff"), "unix:/\\xc2\\x85\\xe2\\x80\\xae\\xe2\\x80\\x8b\\xef\\xbb\\xbf"],
    [unix(new Uint8Array([0x2f, 0xff, 0xc3, 0x61, 0xe2, 0x82])), "unix:/\\xff\\xc3a\\xe2\\x82"],
    [unix("/日本🐙"), "unix:/日本🐙"],
    [{ kind: "address", family: "other", number: 16, bytes: new Uint8Array([1, 255]) }, "family 16:01ff"],
  ];
  for (const [address, text] of texts) assertEquals(formatAddress(address), text);
});

Deno.test("an address text is taken apart without resolving it", () => {
  const host = (name: string, service: string): Endpoint => ({ kind: "host", host: name, service });
  const path = (text: string): Endpoint => ({ kind: "unix", path: unixPath(text) });
  const texts: [string, Endpoint | undefined][] = [
    ["127.0.0.1:65432", host("127.0.0.1", "65432")],
    ["[::1]:65432", host("::1", "65432")],
    ["[fe80::1%eth0]:80", host("fe80::1%eth0", "80")],
    ["[::]:http", host("::", "http")],
    ["localhost:http", host("localhost", "http")],
    ["servidor-olá.example.:8080", host("servidor-olá.example.", "8080")],
    [":65432", host("", "65432")],
    ["127.0.0.1:70000", host("127.0.0.1", "70000")],
    ["127.0.0.1:-1", host("127.0.0.1", "-1")],
    ["999.1.1.1:80", host("999.1.1.1", "80")],
    ["unix:/path", path("/path")],
    ["unix:@abstract", path("@abstract")],
    ["unix:/a b:c", path("/a b:c")],
    ["unix:", path("")],
    ["::1", undefined],
    ["::1:80", undefined],
    ["[::1]", undefined],
    ["[::1]:", undefined],
    ["[]:80", undefined],
    ["[localhost]:80", undefined],
    ["[127.0.0.1]:80", undefined],
    ["[fe80::1%]:80", undefined],
    ["[fe80::1%a%b]:80", undefined],
    ["[::1]80", undefined],
    ["x[::1]:80", undefined],
    ["127.0.0.1", undefined],
    ["127.0.0.1:", undefined],
    ["localhost", undefined],
    ["", undefined],
    [":", undefined],
    ["a b:80", undefined],
    ["host:80 ", undefined],
    ["host:\n80", undefined],
    ["http://host", undefined],
    ["a:b:c", undefined],
    ["Hello, world: x", undefined],
  ];
  for (const [text, endpoint] of texts) assertEquals([text, parseEndpoint(text)], [text, endpoint]);
});

Deno.test("what is written as numbers is an address without a resolver", () => {
  const texts: [string, Address | undefined][] = [
    ["127.0.0.1:65432", inet("127.0.0.1", 65432)],
    ["[0:0::0001]:80", inet6("::1", 80)],
    ["[fe80::1%2]:80", inet6("fe80::1", 80, 0, 2)],
    ["unix:@a", unix("@a")],
    ["[fe80::1%eth0]:80", undefined],
    ["127.0.0.1:http", undefined],
    ["localhost:80", undefined],
    ["01.2.3.4:80", undefined],
    [":80", undefined],
  ];
  for (const [text, address] of texts) {
    const endpoint = parseEndpoint(text);
    assert(endpoint !== undefined);
    assertEquals([text, numericAddress(endpoint)], [text, address]);
    if (address !== undefined && address.family !== "other") {
      const again = parseEndpoint(formatAddress(address));
      assertEquals(again && numericAddress(again), address);
    }
  }
  for (const service of ["65536", "-1"]) {
    const fault = assertThrows(() => numericAddress({ kind: "host", host: "::1", service }), UsageError);
    assertEquals([fault.code, fault.key], ["range", "address.port"]);
  }
  const scope = { kind: "host", host: "::1%4294967296", service: "1" } as const;
  assertEquals(assertThrows(() => numericAddress(scope), UsageError).key, "address.scope");
});

Deno.test("addresses are equal by family, address and port", () => {
  const other = (byte: number): Address => {
    return { kind: "address", family: "other", number: 16, bytes: new Uint8Array([byte]) };
  };
  const pairs: [Address, Address, boolean][] = [
    [inet("127.0.0.1", 80), inet("127.0.0.1", 80), true],
    [inet("127.0.0.1", 80), inet("127.0.0.1", 81), false],
    [inet("127.0.0.1", 80), inet("127.0.0.2", 80), false],
    [inet("127.0.0.1", 80), inet6("::ffff:127.0.0.1", 80), false],
    [inet6("::1", 80, 5), inet6("::1", 80, 6), true],
    [inet6("::1", 80), inet6("0:0::1", 80), true],
    [inet6("fe80::1", 80, 0, 1), inet6("fe80::1", 80, 0, 2), false],
    [unix("/a"), unix("/a"), true],
    [unix("/a"), unix("/ab"), false],
    [unix("@a"), unix("a"), false],
    [unix(""), unix(""), true],
    [other(1), other(1), true],
    [other(1), other(2), false],
    [other(1), inet("0.0.0.0", 0), false],
  ];
  for (const [a, b, same] of pairs) {
    assertEquals([a, b, sameAddress(a, b)], [a, b, same]);
    assertEquals(sameAddress(b, a), same);
  }
});

// ── IPv4 and IPv6 text ─────────────────────────────────────────────────────────────────────────────────────────────

/** Texts that are addresses, nearly, or not at all. */
const ipTexts = [
  ...[
    "127.0.0.1",
    "0.0.0.0",
    "255.255.255.255",
    "01.2.3.4",
    "1.2.3.04",
    "00.0.0.0",
    "1.2.3",
    "1.2.3.4.",
    "1..3.4",
  ],
  ...["256.1.1.1", "1.2.3.4 ", " 1.2.3.4", "1.2.3.0000", "0x1.2.3.4", "١.2.3.4", "1.2.3.4.5", "", "."],
  ...[
    "::",
    "::1",
    "1::",
    "1::2",
    "1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7::",
    "::2:3:4:5:6:7:8",
    "1:2:3:4::5:6:7:8",
  ],
  ...[
    "::1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7:8::",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    ":",
    "1:",
    ":1",
    ":1::",
    "1::2:",
  ],
  ...[
    ":::",
    "::::",
    "1::2::3",
    "00001::",
    "fffff::",
    "g::",
    "FE80::A",
    "::1.2.3.4",
    "::ffff:1.2.3.4",
    "::01.2.3.4",
  ],
  ...["1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "::1:2:3:4:5:6:1.2.3.4"],
  ...["1:2:3:4:5::1.2.3.4", "fe80::1%1", "::1 ", "[::1]", "::-1", "::+1", "::0x1", "::1.2.3", "::1.2.3.4.5"],
];

Deno.test("IPv6 text takes the form of RFC 5952 that inet_ntop writes", () => {
  const texts: [hex: string, text: string][] = [
    ["00000000000000000000000000000000", "::"],
    ["00000000000000000000000000000001", "::1"],
    ["00000000000000000000000000010002", "::0.1.0.2"],
    ["00000000000000000000ffff7f000001", "::ffff:127.0.0.1"],
    ["20010db8000000000001000000000001", "2001:db8::1:0:0:1"],
    ["20010db8000100020003000000040005", "2001:db8:1:2:3:0:4:5"],
    ["00010000000000020000000000000003", "1:0:0:2::3"],
    ["fe800000000000000000000000000000", "fe80::"],
  ];
  for (const [hex, text] of texts) {
    assertEquals(formatIPv6(Uint8Array.fromHex(hex)), text);
    assertEquals(parseIPv6(text)?.toHex(), hex);
  }
  assertEquals(formatIPv6(Uint8Array.fromHex("ff" + texts[1]![0] + "ff"), 1), "::1");
  assertEquals(formatIPv4(new Uint8Array([9, 127, 0, 0, 1]), 1), "127.0.0.1");
});

Deno.test({
  name: "IPv4 and IPv6 text is read as inet_pton reads it (needs python3)",
  ignore: noPython,
  async fn() {
    const random = randomNumbers(1);
    const pieces = [
      ":",
      "::",
      ".",
      "0",
      "1",
      "10",
      "255",
      "256",
      "f",
      "ffff",
      "12345",
      "1.2.3.4",
      "::ffff:",
      "g",
    ];
    const texts = [...ipTexts];
    for (let count = 0; count < 5000; count++) {
      let text = "";
      const length = 1 + Math.floor(random() * 17);
      for (let at = 0; at < length; at++) text += pieces[Math.floor(random() * pieces.length)];
      texts.push(text);
    }
    for (let count = 0; count < 2000; count++) {
      const groups = Array.from({ length: 6 + Math.floor(random() * 4) }, () => {
        return random() < 0.15 ? "" : Math.floor(random() * 2 ** Math.ceil(random() * 16)).toString(16);
      });
      texts.push(groups.join(":"));
    }
    const answers = await runPython(
      `import socket
def read(family, text):
    try: return socket.inet_pton(family, text).hex()
    except OSError: return None
answer = [[read(socket.AF_INET, text), read(socket.AF_INET6, text)] for text in data]`,
      texts,
    ) as [string | null, string | null][];
    let valid = 0;
    for (const [index, text] of texts.entries()) {
      const found = [parseIPv4(text)?.toHex() ?? null, parseIPv6(text)?.toHex() ?? null];
      assertEquals([text, ...found], [text, ...answers[index]!]);
      if (found[1] !== null) valid++;
    }
    assert(valid > 100, `only ${valid} of the texts were IPv6 addresses`);
  },
});

Deno.test({
  name: "IPv6 text is written as inet_ntop writes it (needs python3)",
  ignore: noPython,
  async fn() {
    const random = randomNumbers(2);
    const addresses = Array.from({ length: 5000 }, () => {
      const zeros = random();
      const groups = Array.from({ length: 8 }, (_, index) => {
        if (random() < zeros) return 0;
        return index === 5 && random() < 0.5 ? 0xffff : Math.floor(random() * 2 ** Math.ceil(random() * 16));
      });
      return groups.map((group) => group.toString(16).padStart(4, "0")).join("");
    });
    const texts = await runPython(
      "import socket\nanswer = [socket.inet_ntop(socket.AF_INET6, bytes.fromhex(hex)) for hex in data]",
      addresses,
    ) as string[];
    for (const [index, hex] of addresses.entries()) {
      const text = formatIPv6(Uint8Array.fromHex(hex));
      assertEquals([hex, text], [hex, texts[index]]);
      assertEquals(parseIPv6(text)?.toHex(), hex);
    }
  },
});

// ── Against this machine's headers ─────────────────────────────────────────────────────────────────────────────────

const libcHeaders = [
  ...[
    "sys/types.h",
    "sys/socket.h",
    "sys/un.h",
    "sys/time.h",
    "netinet/in.h",
    "netinet/tcp.h",
    "netinet/udp.h",
  ],
  ...["netinet/ip.h", "netinet/icmp6.h", "arpa/inet.h", "poll.h", "netdb.h", "fcntl.h", "errno.h"],
];
const kernelHeaders = [
  ...[
    "sys/types.h",
    "asm/socket.h",
    "linux/in.h",
    "linux/in6.h",
    "linux/tcp.h",
    "linux/udp.h",
    "linux/fcntl.h",
    "linux/icmp.h",
    "linux/net_tstamp.h",
  ],
];

Deno.test({
  name: "names have the numbers of the system's headers (needs gcc)",
  ignore: noGcc,
  async fn() {
    const here = system();
    assert(here !== undefined);
    const ours = new Map([...here.constants, ...here.errnos, ...here.resolverErrors]);
    const printed = [...ours.keys()].map((name) =>
      `#ifdef ${name}\nprintf("${name} %lld\\n", (long long)(${name}));\n#endif\n`
    ).join("");
    // These are an enumeration, which no #ifdef sees; the oldest headers have them up to here.
    const stamps = [...ours.keys()].filter((name) => name.startsWith("SOF_") && !name.endsWith("BIND_PHC"))
      .map((name) => `printf("${name} %lld\\n", (long long)(${name}));`).join("\n");
    // The kernel's headers number options that glibc's do not have yet, and repeat the others.
    const found = new Map([
      ...await runC(kernelHeaders, printed + stamps),
      ...await runC(libcHeaders, printed),
    ].map(([name = "", value]): [string, number] => [name, Number(value)]));
    const differing = [...found].filter(([name, value]) => ours.get(name) !== value);
    assertEquals(differing, []);
    const missing = [...ours.keys()].filter((name) => !found.has(name));
    assert(missing.length < ours.size / 10, `the headers lack ${missing.join(" ")}`);
  },
});

Deno.test({
  name: "TCP states have the numbers of the system's headers (needs gcc)",
  ignore: noGcc,
  async fn() {
    const names = [...new Set(tcpStates.values())].map((
      state,
    ) => [state, state === "CLOSED" ? "CLOSE" : state]);
    const lines = await runC(
      ["netinet/tcp.h"],
      names.map(([state, name]) => `printf("${state} %d\\n", TCP_${name});`).join("\n"),
    );
    assertEquals(lines, names.map(([state = ""]) => [state, String(linux.tcpStates.indexOf(state))]));
  },
});

Deno.test({
  name: "structures have the layouts of the system's headers (needs gcc)",
  ignore: noGcc,
  async fn() {
    const here = system();
    assert(here !== undefined);
    const offsets = Object.keys(here.addrinfo).filter((member) => member !== "size").map((member) =>
      `printf("${member} %zu\\n", offsetof(struct addrinfo, ai_${member}));`
    );
    const expected: [string, number][] = [
      ["pollfd", pollfdSize],
      ["timeval", timevalSize],
      ["addrinfo", here.addrinfo.size],
      ["path", here.unixPathLimit],
      ["microseconds", here.timevalMicrosecondBytes],
    ];
    const lines = await runC(
      libcHeaders,
      `printf("pollfd %zu\\n", sizeof(struct pollfd));
      printf("timeval %zu\\n", sizeof(struct timeval));
      printf("addrinfo %zu\\n", sizeof(struct addrinfo));
      printf("path %zu\\n", sizeof(((struct sockaddr_un *)0)->sun_path));
      printf("microseconds %zu\\n", sizeof(((struct timeval *)0)->tv_usec));
      ${offsets.join("\n")}`,
    );
    assertEquals(
      lines.map(([name, value]) => [name, Number(value)]),
      [...expected, ...Object.entries(here.addrinfo).filter(([member]) => member !== "size")],
    );

    // Old headers lack the last members, so the compiler is asked for those of the first kernel that had 104 bytes.
    const old = here.tcpInfo.fields.filter(({ offset, size }) => offset + size <= 104);
    const early = old.filter(({ bits }) => bits === undefined);
    const members = await runC(
      ["linux/tcp.h"],
      early.map(({ name }) =>
        `printf("${name} %zu %zu\\n", offsetof(struct tcp_info, ${name}), sizeof(((struct tcp_info *)0)->${name}));`
      ).join("\n"),
    );
    assertEquals(
      members,
      early.map(({ name, offset, size }) => [name, String(offset), String(size)]),
    );

    // A bit field has no offset: it shows where it is when all its bits are set.
    const packed = old.filter(({ bits }) => bits !== undefined);
    const filled = await runC(
      ["linux/tcp.h"],
      packed.map(({ name, offset }) =>
        `{ struct tcp_info t; memset(&t, 0, sizeof t); t.${name} = -1; printf("${name} %d\\n", ((unsigned char *)&t)[${offset}]); }`
      ).join("\n"),
    );
    assertEquals(filled.length, 4);
    assertEquals(
      filled,
      packed.map(({ name, bits }) => [name, String(((1 << bits!.count) - 1) << bits!.first)]),
    );
  },
});

Deno.test({
  name:
    "the structures for many descriptors and datagrams are laid out as in the system's headers (needs gcc)",
  ignore: noGcc,
  async fn() {
    const here = system();
    assert(here !== undefined);
    const { words, data } = epollEvent(here);
    const ours: Record<string, number> = {
      ...epoll,
      "sizeof(struct epoll_event)": words * 4,
      "offsetof(struct epoll_event, data)": data * 4,
      "sizeof(struct mmsghdr)": mmsghdr.size,
      "offsetof(struct mmsghdr, msg_hdr.msg_name)": mmsghdr.name,
      "offsetof(struct mmsghdr, msg_hdr.msg_namelen)": mmsghdr.namelen,
      "offsetof(struct mmsghdr, msg_hdr.msg_iov)": mmsghdr.iov,
      "offsetof(struct mmsghdr, msg_hdr.msg_iovlen)": mmsghdr.iovlen,
      "offsetof(struct mmsghdr, msg_hdr.msg_flags)": mmsghdr.flags,
      "offsetof(struct mmsghdr, msg_len)": mmsghdr.len,
      "sizeof(struct iovec)": iovec.size,
      "offsetof(struct iovec, iov_base)": iovec.base,
      "offsetof(struct iovec, iov_len)": iovec.len,
      "sizeof(struct rlimit)": rlimitSize,
      RLIMIT_NOFILE: descriptorLimit(here),
      // The reactor speaks of readiness in the POLL names only.
      ...Object.fromEntries(
        ["IN", "OUT", "ERR", "HUP", "RDHUP"].map((name) => [`EPOLL${name}`, constant(here, `POLL${name}`)]),
      ),
    };
    const lines = await runC(
      ["sys/epoll.h", "sys/socket.h", "sys/uio.h", "sys/resource.h"],
      Object.keys(ours).map((expression) => `printf("%lld\\n", (long long)(${expression}));`).join("\n"),
    );
    assertEquals(lines.flat().map(Number), Object.values(ours));
  },
});

Deno.test("an epoll_event is packed on x86_64 only", () => {
  assertEquals([epollEvent(linux), epollEvent(linuxArm)], [{ words: 3, data: 1 }, { words: 4, data: 2 }]);
});

Deno.test({
  name: "a sockaddr has the bytes a C program gives it (needs gcc)",
  ignore: noGcc,
  async fn() {
    const lines = await runC(
      libcHeaders,
      `#define PRINT(a, n) for (size_t i = 0; i < (n); i++) printf("%02x", ((unsigned char *)&(a))[i]); puts("");
      struct sockaddr_in in; memset(&in, 0, sizeof in);
      in.sin_family = AF_INET; in.sin_port = htons(65432); inet_pton(AF_INET, "127.0.0.1", &in.sin_addr);
      PRINT(in, sizeof in)
      struct sockaddr_in6 in6; memset(&in6, 0, sizeof in6);
      in6.sin6_family = AF_INET6; in6.sin6_port = htons(80); in6.sin6_flowinfo = htonl(0xabcdef);
      in6.sin6_scope_id = 2; inet_pton(AF_INET6, "fe80::1", &in6.sin6_addr);
      PRINT(in6, sizeof in6)
      struct sockaddr_un un; memset(&un, 0, sizeof un);
      un.sun_family = AF_UNIX; strcpy(un.sun_path, "/tmp/a");
      PRINT(un, offsetof(struct sockaddr_un, sun_path) + strlen(un.sun_path) + 1)`,
    );
    const here = system();
    assert(here !== undefined);
    const addresses = [inet("127.0.0.1", 65432), inet6("fe80::1", 80, 0xabcdef, 2), unix("/tmp/a")];
    assertEquals(
      addresses.map((address) => [encodeAddress(here, address).toHex()]),
      lines,
    );
  },
});

// ── Words ──────────────────────────────────────────────────────────────────────────────────────────────────────────

Deno.test("every error of every system has words in both languages, and no alias has", () => {
  const names = new Set(
    all.flatMap((one) => [...one.errnoNames.values(), ...one.resolverErrorNames.values()]),
  );
  for (const number of hostErrors.values()) names.add(hostErrorName(number) ?? "");
  assertEquals(Object.keys(errnoTexts).sort(), [...names].sort());
  for (const [name, { en, pt }] of Object.entries(errnoTexts)) {
    assert(en !== "" && pt !== "" && en !== pt, name);
    assert(!/[.\s]$/.test(en) && !/[.\s]$/.test(pt), name);
  }
  assertEquals(errnoTexts.EADDRINUSE, { en: "Address already in use", pt: "Endereço já em uso" });
});

Deno.test({
  name: "English words are those of strerror and gai_strerror (needs python3)",
  ignore: noPython,
  async fn() {
    const data = {
      errnos: [...linux.errnoNames],
      resolver: [...linux.resolverErrorNames],
    };
    const words = await runPython(
      `import ctypes, os
libc = ctypes.CDLL("libc.so.6")
libc.gai_strerror.restype = ctypes.c_char_p
answer = [[name, os.strerror(number)] for number, name in data["errnos"]]
answer += [[name, libc.gai_strerror(number).decode()] for number, name in data["resolver"]]`,
      data,
    ) as [string, string][];
    // Older glibc has no words for EAI_OVERFLOW.
    const known = words.filter(([, text]) => text !== "Unknown error");
    assert(known.length >= words.length - 1);
    assertEquals(known.map(([name]) => [name, errnoTexts[name]?.en]), known);
  },
});

Deno.test({
  name: `Portuguese words are those of glibc, but for its slips (needs python3 and ${catalogue})`,
  ignore: noCatalogue,
  async fn() {
    const corrected = new Set([
      ...["EBADFD", "ECONNABORTED", "EDQUOT", "ELIBBAD", "ELIBEXEC", "ENONET"],
      ...["EAI_AGAIN", "EAI_IDN_ENCODE", "EAI_SERVICE"],
    ]);
    const data = Object.entries(errnoTexts).filter(([name]) => !corrected.has(name)).map(
      ([name, { en, pt }]) => {
        return [name, en, pt];
      },
    );
    const words = await runPython(
      `import gettext
with open("${catalogue}", "rb") as file: catalogue = gettext.GNUTranslations(file)
answer = [[name, en, catalogue.gettext(en)] for name, en, pt in data]`,
      data,
    ) as [string, string, string][];
    const translated = words.filter(([, en, pt]) => en !== pt);
    assert(translated.length > 130);
    assertEquals(data.filter(([name]) => translated.some(([other]) => other === name)), translated);
  },
});
