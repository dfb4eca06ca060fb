// One connection, asked of the kernel by its addresses: every state that loopback can bring about, what is not that
// connection though the kernel comes to it, and what is done where the kernel does not answer.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Address, sameAddress } from "../lib/abi/address.ts";
import { constant, encodeLinger } from "../lib/abi/mod.ts";
import { SystemError } from "../lib/errors.ts";
import type { Bytes, Libc } from "../lib/libc.ts";
import { Machine } from "../lib/sockets/machine.ts";
import { inNamespace } from "./namespace_fixture.ts";
import { libc } from "./replay.ts";
import { type Shell, shellWith } from "./session_fixture.ts";

const { system } = libc;
const AF_NETLINK = constant(system, "AF_NETLINK");

/** `srv` listens at `there`. */
const listening = "srv = socket tcp; bind srv 127.0.0.1:0; there = getsockname(srv); listen srv 5";
/** `c` is connected, and nobody has accepted it yet. */
const waiting = `${listening}; c = socket tcp; connect c $there`;
/** `c` and `d` are the two ends of a connection. */
const connected = `${waiting}; d, from = accept srv`;
/** What `c` and `d` have sent waits: neither has room for more. */
const stuffed = `${connected}; setblocking c False; setblocking d False
  repeat 200 { send c ("x" * 100000) => _ }; repeat 200 { send d ("x" * 100000) => _ }`;

/** The two addresses of a connection. */
interface Pair {
  readonly c: Address;
  readonly d: Address;
}

/** The states of a connection's two ends, empty where the kernel knows of none. */
function ends({ c, d }: Pair): string[] {
  const machine = new Machine(libc);
  return [machine.connection(c, d), machine.connection(d, c)].map((one) =>
    one === undefined ? "" : system.tcpStates[one.state] ?? "?"
  );
}

/** The addresses of `c`, while it is open. */
function pairOf(shell: Shell): Pair {
  const { sockets } = shell.session;
  const c = shell.socket("c");
  return { c: sockets.getsockname(c), d: sockets.getpeername(c) };
}

/** The same where getpeername does not tell yet: the other end's address is the listener's. */
function pairBefore(shell: Shell): Pair {
  const { sockets } = shell.session;
  return { c: sockets.getsockname(shell.socket("c")), d: sockets.getsockname(shell.socket("srv")) };
}

/** Each state: what is done while the addresses of `c` can be read, what after that, and the states of `c` and `d`. */
const reached: readonly [before: string, after: string, c: string, d: string][] = [
  [waiting, "", "ESTABLISHED", "ESTABLISHED"],
  [connected, "", "ESTABLISHED", "ESTABLISHED"],
  // Without data the connection does not come to the listener: it is half made for its side.
  [
    `${listening}; setsockopt srv IPPROTO_TCP TCP_DEFER_ACCEPT 5; c = socket tcp; connect c $there`,
    "",
    "ESTABLISHED",
    "SYN_RECV",
  ],
  [connected, "shutdown c SHUT_WR", "FIN_WAIT2", "CLOSE_WAIT"],
  [connected, "close c", "FIN_WAIT2", "CLOSE_WAIT"],
  [connected, "close c; close d", "TIME_WAIT", ""],
  [connected, "close d; close c", "", "TIME_WAIT"],
  [connected, "setsockopt c SOL_SOCKET SO_LINGER (1, 0); close c", "", ""],
  [connected, "e = dup c; close c", "ESTABLISHED", "ESTABLISHED"],
  [stuffed, "shutdown c SHUT_WR", "FIN_WAIT1", "ESTABLISHED"],
  [stuffed, "shutdown c SHUT_WR; shutdown d SHUT_WR", "FIN_WAIT1", "FIN_WAIT1"],
  [
    `${connected}; setblocking d False; repeat 200 { send d ("x" * 100000) => _ }`,
    "shutdown c SHUT_WR; close d",
    "FIN_WAIT2",
    "LAST_ACK",
  ],
];

for (const [before, after, c, d] of reached) {
  const families: readonly [name: string, rewritten: (text: string) => string][] = [
    ["IPv4", (text) => text],
    ["IPv6", (text) => text.replaceAll("socket tcp", "socket tcp6").replaceAll("127.0.0.1", "[::1]")],
    // Both ends are sockets of IPv6 here, between which the segments are those of IPv4.
    [
      "IPv4 mapped into IPv6",
      (text) => text.replaceAll("socket tcp", "socket tcp6").replaceAll("127.0.0.1", "[::ffff:127.0.0.1]"),
    ],
  ];
  for (const [family, rewritten] of families) {
    // Nothing of the kind stays on the machine: addresses of that length make the lines of other tests' netstat long.
    const mapped = family === "IPv4 mapped into IPv6";
    if (mapped && [c, d].includes("TIME_WAIT")) continue;
    const what = `${c || "nothing"} and ${d || "nothing"}`;
    Deno.test(`the kernel is asked for one connection over ${family}: ${what} (${after || "open"})`, async () => {
      await using shell = await shellWith(rewritten(before));
      const pair = pairOf(shell);
      if (after !== "") await shell.run(after);
      await until(() => ends(pair), [c, d]);
      if (mapped) resetAll(shell);
    });
  }
}

/** What is still open leaves nothing behind when it is closed. */
function resetAll({ session: { sockets } }: Shell): void {
  const level = constant(system, "SOL_SOCKET");
  const linger = encodeLinger({ on: true, seconds: 0 });
  for (const socket of sockets.all()) {
    sockets.setsockopt(socket, level, constant(system, "SO_LINGER"), linger);
  }
}

/** Waits until something is read as it has to be; fails with what was read last. */
async function until(read: () => string[], wanted: string[]): Promise<void> {
  const late = performance.now() + 5000;
  while (read().join() !== wanted.join() && performance.now() < late) await libc.poller.wait(-1, 0, 1);
  assertEquals(read(), wanted);
}

Deno.test("a connection that is not answered is SYN_SENT at its end", async () => {
  await using shell = await shellWith(
    `srv = socket tcp; bind srv 127.0.0.1:0; listen srv 0; there = getsockname(srv)
    a = socket tcp; connect a $there; c = socket tcp; setblocking c False; connect c $there => EINPROGRESS`,
  );
  assertEquals(ends(pairBefore(shell)), ["SYN_SENT", ""]);
});

Deno.test("a listener at the same address is not taken for a connection that is over", async () => {
  await using shell = await shellWith(connected);
  const pair = pairOf(shell);
  // `d` had the listener's own address: the kernel comes to the listener when it finds no connection.
  await shell.run("setsockopt c SOL_SOCKET SO_LINGER (1, 0); close c; close d");
  assertEquals(ends(pair), ["", ""]);
  await shell.run("close srv");
  assertEquals(ends(pair), ["", ""]);
});

Deno.test("a connection of the other family with the same addresses is not taken for it", async () => {
  await using shell = await shellWith(connected);
  const { c, d } = pairOf(shell);
  const mapped = (one: Address): Address => {
    assert(one.family === "inet");
    const { port, host } = one;
    return { kind: "address", family: "inet6", host: `::ffff:${host}`, port, flowinfo: 0, scope: 0 };
  };
  assertEquals(ends({ c: mapped(c), d: mapped(d) }), ["", ""]);
  assertEquals(new Machine(libc).connection(mapped(c), d), undefined);
});

Deno.test("the socket with another cookie is a later one, and the one without a descriptor may be it", async () => {
  await using shell = await shellWith(connected);
  const { c, d } = pairOf(shell);
  const machine = new Machine(libc);
  const cookie = machine.connection(c, d)?.cookie;
  assertEquals(cookie, machine.cookie(shell.socket("c")));
  const other = new Uint8Array(8).fill(1);
  assertEquals(machine.connection(c, d, { cookie: other, device: 0 }), undefined);
  await shell.run("close c");
  assertEquals(machine.connection(c, d, { cookie: other, device: 0 })?.inode, 0);
});

Deno.test("a connection is found whatever interface it belongs to or is bound to", async () => {
  await using shell = await shellWith(
    `${listening}; c = socket tcp; setsockopt c SOL_SOCKET SO_BINDTODEVICE "lo"; connect c $there; d, from = accept srv`,
  );
  await shell.run("close c; state c => FIN_WAIT2; close d; state c => TIME_WAIT; state d => CLOSED");
  // An address of one interface is that of no other.
  const cable = [
    "ip link add v0 type veth peer name v1",
    "ip link set v0 addrgenmode none up",
    "ip link set v1 addrgenmode none up",
    "ip -6 addr add fe80::77/64 dev v0 nodad",
    "ip addr add 10.77.0.1/24 dev v0",
  ].join(" && ");
  for (
    const [kind, address, device] of [
      ["tcp6", "[fe80::77%v0]:0", ""],
      ["tcp", "10.77.0.1:0", ""],
      ["tcp6", "[::ffff:127.0.0.1]:0", ""],
      // The segments of a machine to itself come from lo: nothing bound to another interface gets any.
      ["tcp", "127.0.0.1:0", 'setsockopt c SOL_SOCKET SO_BINDTODEVICE "lo"'],
    ]
  ) {
    const printed = await inNamespace(
      cable,
      `srv = socket ${kind}; bind srv ${address}; listen srv; c = socket ${kind}; ${device}
      connect c (getsockname(srv)); d, from = accept srv; close c; state c => FIN_WAIT2
      close d; state c => TIME_WAIT; state d => CLOSED`,
    );
    if (printed === undefined) return;
  }
});

// ---- after close

/** How the states of closed sockets are read in a session, and how often that opened a socket of its own. */
function asking(shell: Shell, functions: Partial<Libc> = {}): { asked(): number } {
  let asked = 0;
  const socket = (domain: number, type: number, protocol: number) => {
    if (domain === AF_NETLINK) asked += 1;
    return (functions.socket ?? libc.socket)(domain, type, protocol);
  };
  shell.session.sockets.askOf(new Machine({ ...libc, ...functions, socket }));
  return { asked: () => asked };
}

/** What is told of `c` and `d` after they were closed: a state, of which end, by the near address. */
function told(shell: Shell, pair: Pair): string[] {
  return ["c", "d"].map((name) => {
    const { state, local } = shell.session.sockets.afterClose(shell.socket(name)) ?? {};
    if (state === undefined || local === undefined) return "";
    return `${state} ${sameAddress(local, pair.c) ? "c" : "d"}`;
  });
}

const leaving: readonly [statements: string, c: string, d: string][] = [
  ["close c", "FIN_WAIT2 c", ""],
  ["close c; close d", "TIME_WAIT c", "TIME_WAIT c"],
  ["close d; close c", "TIME_WAIT d", "TIME_WAIT d"],
  ["setsockopt c SOL_SOCKET SO_LINGER (1, 0); close c; close d", "", ""],
  ["e = dup c; close c", "ESTABLISHED c", ""],
];

/** An answer of the kernel: `struct nlmsghdr` and an errno. */
function refusal(name: string): (fd: number, buffer: Bytes) => number {
  const view = new DataView(new ArrayBuffer(20));
  view.setUint32(0, 20, true);
  view.setUint16(4, 2, true);
  view.setInt32(16, -(system.errnos.get(name) ?? 0), true);
  return (_, buffer) => {
    buffer.set(new Uint8Array(view.buffer));
    return 20;
  };
}

const EMFILE = system.errnos.get("EMFILE") ?? 0;
const EPERM = system.errnos.get("EPERM") ?? 0;
const manners: readonly [how: string, functions: Partial<Libc>, counted: (asked: number) => boolean][] = [
  ["asked for one by one", {}, (asked) => asked > 2],
  // The question, and whether there is anybody who answers: then never again.
  ["read in /proc where the kernel has no tcp_diag", { recv: refusal("ENOENT") }, (asked) => asked === 2],
  ["read in /proc where nobody may ask", { socket: () => -EPERM }, (asked) => asked === 1],
  ["read in /proc while no descriptor is left", { socket: () => -EMFILE }, (asked) => asked > 2],
];

for (const [how, functions, counted] of manners) {
  Deno.test(`the states of connections that were closed are the same when they are ${how}`, async () => {
    for (const [statements, ...wanted] of leaving) {
      await using shell = await shellWith(connected);
      const pair = pairOf(shell);
      const { asked } = asking(shell, functions);
      await shell.run(statements);
      // A close is heard of a moment later.
      for (const name of ["c", "d"]) await shell.session.sockets.settled(shell.socket(name));
      for (let times = 0; times < 3; times++) assertEquals(told(shell, pair), wanted, statements);
      assert(counted(asked()), `asked ${asked()} times`);
    }
  });
}

Deno.test("where the kernel does not look connections up, whoever asks is told ENOENT", async () => {
  await using shell = await shellWith(connected);
  const { c, d } = pairOf(shell);
  const machine = new Machine({ ...libc, recv: refusal("ENOENT") });
  for (let times = 0; times < 2; times++) {
    assertEquals(assertThrows(() => machine.connection(c, d), SystemError).code, "ENOENT");
  }
});

Deno.test("what lives on under another descriptor has nothing to settle", async () => {
  await using shell = await shellWith(`${connected}; e = dup c`);
  asking(shell);
  await shell.run("close c");
  assertEquals(shell.session.sockets.settled(shell.socket("c")), undefined);
});

Deno.test("a look-up leaves no descriptor behind, whatever it comes to", async () => {
  const F_GETFD = constant(system, "F_GETFD");
  const open = () =>
    Array.from({ length: 512 }, (_, fd) => fd).filter((fd) => libc.fcntl(fd, F_GETFD, 0) >= 0);
  await using shell = await shellWith(connected);
  const { c, d } = pairOf(shell);
  const before = open();
  for (const functions of [{}, { recv: () => -EPERM }, { send: () => -EPERM }, { recv: refusal("ENOENT") }]) {
    try {
      new Machine({ ...libc, ...functions }).connection(c, d);
    } catch (error) {
      assert(error instanceof SystemError);
    }
  }
  assertEquals(open(), before);
});
