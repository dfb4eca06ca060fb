// What netstat, state and sockets tell of the kernel's sockets: the bytes of NETLINK_SOCK_DIAG, the states a socket went
// through, and whole tables, compared with what ss reads on the same machine at the same time.

import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { type Address, formatAddress } from "../lib/abi/address.ts";
import {
  anyState,
  decodeCookie,
  decodeDump,
  encodeConnectionRequest,
  encodeInetRequest,
  encodeUnixRequest,
  type KernelSocket,
} from "../lib/abi/diag.ts";
import { constant, system, tcpState } from "../lib/abi/mod.ts";
import { statesBetween } from "../lib/abi/transitions.ts";
import { SystemError } from "../lib/errors.ts";
import type { Libc } from "../lib/libc.ts";
import { readOwners } from "../lib/libc/processes.ts";
import type { Report } from "../lib/command.ts";
import { reported } from "../lib/render/mod.ts";
import { protocolOf } from "../lib/render/machine.ts";
import { flowed } from "../lib/render/table.ts";
import { width } from "../lib/render/width.ts";
import { Machine } from "../lib/sockets/machine.ts";
import type { Account } from "../lib/sockets/mod.ts";
import { encode, isStruct, isTuple, type Value } from "../lib/values.ts";
import { registry } from "../commands/mod.ts";
import { PROGRAM, run } from "./child.ts";
import { executable } from "./executable.ts";
import { peer } from "./peers.ts";
import { libc } from "./replay.ts";
import { inFolder, Shell, shellWith } from "./session_fixture.ts";

// Each C function is bound when it is first used.
readOwners(libc);

const linux = system("linux", "x86_64");
assert(linux !== undefined);

const SOCK_STREAM = constant(linux, "SOCK_STREAM");
const SOCK_DGRAM = constant(linux, "SOCK_DGRAM");

/** Bytes of hexadecimal digits; blanks and whatever stands between parentheses are for the reader. */
function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromHex(text.replace(/\([^)]*\)/g, "").replace(/\s/g, ""));
}

/** What a dump holds, as plain records. */
function decoded(message: Uint8Array, type = SOCK_STREAM): Record<string, unknown>[] {
  const sockets: KernelSocket[] = [];
  decodeDump(linux!, message, type, sockets);
  return sockets.map(plain);
}

function plain(socket: KernelSocket): Record<string, unknown> {
  const { domain, type, state, local, peer, received, unsent, inode, peerInode, cookie } = socket;
  const address = (one: Address | undefined) => one && formatAddress(one);
  return {
    domain,
    type,
    state,
    local: address(local),
    peer: address(peer),
    received,
    unsent,
    inode,
    peerInode,
    cookie,
  };
}

// ---- the bytes

Deno.test("a request for TCP or UDP sockets is nlmsghdr and inet_diag_req_v2", () => {
  assertEquals(
    encodeInetRequest({ family: 2, protocol: 6, states: anyState }),
    bytes(`
      (len) 48000000 (SOCK_DIAG_BY_FAMILY) 1400 (REQUEST|DUMP) 0103 (seq) 01000000 (pid) 00000000
      (family, protocol, ext, pad) 02060000 (states) ff1f0000
      (sport, dport) 0000 0000 (src) ${"00".repeat(16)} (dst) ${"00".repeat(16)} (if) 00000000 (cookie) ${
      "00".repeat(8)
    }`),
  );
});

Deno.test("a request for one connection has its addresses, the interface, and any cookie", () => {
  const local: Address = { kind: "address", family: "inet", host: "127.0.0.2", port: 80 };
  const peer: Address = { kind: "address", family: "inet", host: "127.0.0.1", port: 0xff98 };
  assertEquals(
    encodeConnectionRequest(linux, { local, peer, device: 3 }),
    bytes(`
      (len) 48000000 (SOCK_DIAG_BY_FAMILY) 1400 (REQUEST) 0100 (seq) 01000000 (pid) 00000000
      (family, protocol, ext, pad) 02060000 (states) ff1f0000
      (sport, dport) 0050 ff98 (src) 7f000002 ${"00".repeat(12)} (dst) 7f000001 ${"00".repeat(12)}
      (if) 03000000 (cookie) ${"ff".repeat(8)}`),
  );
  const six: Address = { kind: "address", family: "inet6", host: "::1", port: 1, flowinfo: 0, scope: 0 };
  assertEquals(
    encodeConnectionRequest(linux, { local: six, peer: { ...six, host: "fe80::2" }, device: 1 }).slice(
      16,
      60,
    ),
    bytes(`0a060000 ff1f0000 0001 0001 ${"00".repeat(15)}01 fe80${"00".repeat(13)}02`),
  );
});

Deno.test("a request for unix sockets is nlmsghdr and unix_diag_req", () => {
  assertEquals(
    encodeUnixRequest(linux, anyState),
    bytes(`
      (len) 28000000 1400 0103 01000000 00000000
      (family, protocol, pad) 01000000 (states) ff1f0000 (ino) 00000000 (show NAME|PEER|RQLEN) 15000000
      (cookie) ${"00".repeat(8)}`),
  );
});

const listener = `
  (len 88) 58000000 (type) 1400 (MULTI) 0200 01000000 00000000
  (AF_INET, LISTEN, timer, retrans) 020a0000
  (sport 65432, dport) ff98 0000 (src) 7f000001 ${"00".repeat(12)} (dst) ${"00".repeat(16)} (if) 00000000
  (cookie) 0700000000000000 (expires) 00000000 (rqueue) 01000000 (wqueue) 05000000 (uid) e8030000 (inode) 39300000`;
const done = "(len 20) 14000000 (DONE) 0300 0200 01000000 00000000 (error) 00000000";

Deno.test("inet_diag_msg tells addresses in network order, and the queues of a listener", () => {
  const sockets: KernelSocket[] = [];
  assertEquals(decodeDump(linux, bytes(listener + done), SOCK_STREAM, sockets), { done: true, error: 0 });
  assertEquals(sockets.map(plain), [{
    domain: 2,
    type: SOCK_STREAM,
    state: 10,
    local: "127.0.0.1:65432",
    peer: "0.0.0.0:0",
    received: 1,
    unsent: 5,
    inode: 12345,
    peerInode: 0,
    cookie: 7,
  }]);
});

Deno.test("an address of IPv6 has its interface only where it means nothing without it", () => {
  const message = (source: string) => `
    58000000 1400 0200 01000000 00000000 0a060200
    1f90 c350 ${source} (dst) 20010db8 00000000 00000000 00000001 (if) 03000000
    ffffffff01000000 00000000 00000000 00000000 00000000 00000000`;
  const [global, local] = decoded(bytes(
    message("20010db8 00000000 00000000 00000002") + message("fe800000 00000000 00000000 00000002"),
  ));
  assertEquals([global?.["local"], global?.["peer"]], ["[2001:db8::2]:8080", "[2001:db8::1]:50000"]);
  assertEquals(local?.["local"], "[fe80::2%3]:8080");
  assertEquals([local?.["state"], local?.["cookie"]], [6, 2 ** 33 - 1]);
});

Deno.test("unix_diag_msg is followed by its name, its peer and its queues, in any order", () => {
  const head = "(AF_UNIX, STREAM, LISTEN, pad) 01010a00 (ino) 0a000000 (cookie) 0900000000000000";
  const rqlen = "(len 12, RQLEN) 0c00 0400 (rqueue) 02000000 (wqueue) 03000000";
  const abstract = `(len 7, NAME) 0700 0000 00 6161 (pad) 00`;
  const path = "(len 10, NAME) 0a00 0000 2f612f62 6300 (pad) 0000";
  const other = "(len 5, SHUTDOWN) 0500 0600 01 000000";
  const peerOf = "(len 8, PEER) 0800 0200 0b000000";
  const message = (...attributes: string[]) => {
    const body = bytes([head, ...attributes].join(" ")).toHex();
    const length = (16 + body.length / 2).toString(16).padStart(2, "0");
    return `${length}000000 1400 0200 01000000 00000000 ${body}`;
  };
  const [first, second, third] = decoded(
    bytes(message(abstract, rqlen, other) + message(rqlen, path, peerOf) + message()),
    SOCK_DGRAM,
  );
  assertEquals(first, {
    domain: 1,
    type: SOCK_STREAM,
    state: 10,
    local: "unix:@aa",
    peer: undefined,
    received: 2,
    unsent: 3,
    inode: 10,
    peerInode: 0,
    cookie: 9,
  });
  assertEquals([second?.["local"], second?.["peerInode"]], ["unix:/a/bc", 11]);
  assertEquals([third?.["local"], third?.["received"]], ["unix:", 0]);
});

Deno.test("the end of a dump, an error and bytes that lead nowhere end the reading", () => {
  const read = (text: string) => decodeDump(linux!, bytes(text), SOCK_STREAM, []);
  assertEquals(read("24000000 (ERROR) 0200 0000 01000000 00000000 feffffff" + "00".repeat(16)), {
    done: true,
    error: 2,
  });
  assertEquals(read("14000000 (DONE) 0300 0200 01000000 00000000 f3ffffff"), { done: true, error: 13 });
  assertEquals(read(""), { done: false, error: 0 });
  // Shorter than a header, longer than what came, and cut in the middle of a socket.
  for (
    const text of [
      "08000000 1400 0200",
      "ff000000 1400 0200 00000000 00000000 02",
      "04000000 1400 0200 00000000 00000000",
    ]
  ) {
    assertEquals(read(text), { done: false, error: 0 });
    assertEquals(decoded(bytes(text)), []);
  }
  const half = bytes("20000000 1400 0200 01000000 00000000 020a0000 ff980000 7f000001 00000000");
  assertEquals(decoded(half), []);
  // An attribute that claims more than there is.
  const long = bytes("24000000 1400 0200 01000000 00000000 01010100 0a000000 00000000 00000000 ff000000");
  assertEquals(decoded(long)[0]?.["local"], "unix:");
  assertEquals(decodeCookie(bytes("0100000001000000")), 2 ** 32 + 1);
});

// ---- states

Deno.test("between two states stands what there is no way around", () => {
  const table: readonly [from: string, to: string, between: string][] = [
    ["CLOSED", "ESTABLISHED", "SYN_SENT"],
    ["CLOSED", "LISTEN", ""],
    ["CLOSED", "CLOSE_WAIT", "SYN_SENT ESTABLISHED"],
    ["SYN_RECV", "CLOSE_WAIT", "ESTABLISHED"],
    ["ESTABLISHED", "FIN_WAIT2", "FIN_WAIT1"],
    // It may have been FIN_WAIT2 or CLOSING, or neither.
    ["ESTABLISHED", "TIME_WAIT", "FIN_WAIT1"],
    ["ESTABLISHED", "LAST_ACK", "CLOSE_WAIT"],
    // A reset leads there from everywhere.
    ["ESTABLISHED", "CLOSED", ""],
    ["CLOSE_WAIT", "CLOSED", ""],
    ["LISTEN", "ESTABLISHED", "CLOSED SYN_SENT"],
    ["CLOSED", "nowhere", ""],
  ];
  for (const [from, to, between] of table) {
    assertEquals(statesBetween(from, to).join(" "), between, `${from} to ${to}`);
  }
});

/** The account that `state` gave last. */
function account({ reports }: Shell): Account {
  const last = reports.at(-1);
  if (last?.kind !== "state") throw new Error("nothing was told of a state");
  return last.account;
}

/** A history as text: states that are deduced stand between parentheses. */
function passages({ history }: Account): string {
  return history.map(({ state, seen }) => seen === undefined ? `(${state})` : state).join(" ");
}

const pair =
  "srv = socket tcp; bind srv 127.0.0.1:0; listen srv 3; c = socket tcp; connect(c, getsockname(srv)); ";

Deno.test("state tells what was seen, and what lies between as deduced", async () => {
  await using shell = await shellWith(`${pair} conn, peer = accept(srv); state c => ESTABLISHED`);
  assertEquals(passages(account(shell)), "(CLOSED) (SYN_SENT) ESTABLISHED");
  await shell.run("state conn => ESTABLISHED");
  assertEquals(passages(account(shell)), "(SYN_RECV) ESTABLISHED");
  await shell.run("state srv => LISTEN; state srv");
  assertEquals(passages(account(shell)), "(CLOSED) LISTEN");
  const before = Date.now();
  await shell.run("shutdown c SHUT_WR; state c => FIN_WAIT2; state conn => CLOSE_WAIT; state c");
  assertMatch(
    passages(account(shell)),
    /^\(CLOSED\) \(SYN_SENT\) ESTABLISHED (\(FIN_WAIT1\)|FIN_WAIT1) FIN_WAIT2$/,
  );
  const seen = account(shell).history.at(-1)?.seen ?? 0;
  assert(seen >= before && seen <= Date.now());
});

Deno.test("a connect that succeeded was ESTABLISHED, also where nobody looked; one that was taken back was not for ever", async () => {
  await using shell = new Shell({ everything: false });
  await shell.run(`${pair} conn, peer = accept(srv); close c; state c => FIN_WAIT2`);
  assertMatch(
    passages(account(shell)),
    /^\(CLOSED\) \(SYN_SENT\) \(ESTABLISHED\) (\(FIN_WAIT1\)|FIN_WAIT1) FIN_WAIT2$/,
  );
  await shell.run("d = socket tcp; connect(d, getsockname(srv)); connect d AF_UNSPEC; state d => CLOSED");
  assertEquals(passages(account(shell)), "CLOSED");
});

Deno.test("a connection that nobody looked at before it was over was CLOSED or SYN_RECV first, then ESTABLISHED", async () => {
  await using shell = new Shell({ everything: false });
  await shell.run(`${pair} conn, peer = accept(srv); close conn; recv c 1; close c; state c => CLOSED`);
  assertEquals(passages(account(shell)), "(CLOSED) (SYN_SENT) (ESTABLISHED) CLOSED");
  for (const call of ["accept", "accept4"]) {
    await shell.run(`d = socket tcp; connect(d, getsockname(srv)); e, peer = ${call}(srv)
      shutdown e SHUT_WR; state e => FIN_WAIT2`);
    assertMatch(
      passages(account(shell)),
      /^\(SYN_RECV\) \(ESTABLISHED\) (\(FIN_WAIT1\)|FIN_WAIT1) FIN_WAIT2$/,
    );
  }
});

Deno.test("a unix socket goes through no state of TCP", async () => {
  await using shell = new Shell({ everything: false });
  await shell.run(`u = socket unix; bind u unix:@socksh-history-test; listen u
    v = socket unix; connect v unix:@socksh-history-test; w, peer = accept u; close w; state w`);
  assertEquals(passages(account(shell)), "CLOSED");
});

Deno.test("after close the state is found by the addresses, and CLOSED when the kernel knows it no more", async () => {
  // In a file nobody looks at states until state asks.
  await using shell = new Shell({ everything: false });
  await shell.run(`${pair} conn, peer = accept(srv); close c; state c => FIN_WAIT2; close conn
    state c => TIME_WAIT; state conn => CLOSED; state c`);
  assertStringIncludes(passages(account(shell)), "TIME_WAIT");
  assertEquals(account(shell).state.peer?.family, "inet");
  await shell.run(
    'close srv; state srv => CLOSED; u = socket udp; bind u 127.0.0.1:0; state u => "bound"; close u; state u => CLOSED',
  );
  assertEquals(await shell.answer("state 999"), "EBADF");
  assertEquals(await shell.answer("a, b = pipe2(); state a"), "ENOTSOCK");
});

Deno.test("the prompt's own looking at states is what the history is made of", async () => {
  const shown = await run([...PROGRAM, "--lang", "en", "-v", "-c", `${pair} state c`]);
  assertMatch(
    shown.out,
    /states, each with the time it was first seen:\n {4}\d\d:\d\d:\d\d\.\d{3} {2}CLOSED\n/,
  );
  assertMatch(shown.out, / {4}\(deduced\) {5}SYN_SENT\n {4}[\d:.]+ {2}ESTABLISHED\n/);
});

Deno.test("sockets shows queues as the kernel has them: used and limit of a listener", async () => {
  await inFolder(async () => {
    await using shell = await shellWith(`${pair} second = socket tcp; connect(second, getsockname(srv))
      conn, peer = accept(srv); send c hello
      un = socket unix; bind un unix:@socksh-netstat-test; listen un 4; v = socket unix; connect v unix:@socksh-netstat-test
      n = socket tcp; d = open /dev/null; six = socket udp6; sockets`);
    const last = shell.reports.at(-1);
    assert(last?.kind === "sockets");
    const queues = last.accounts.map(({ socket, queues }) =>
      `${socket.name} ${
        protocolOf(socket, libc.system)
      } ${queues?.received} ${queues?.unsent} ${queues?.listening}`
    );
    assertEquals(queues, [
      "srv tcp 1 3 true",
      "c tcp 0 0 false",
      "second tcp 0 0 false",
      "conn tcp 5 0 false",
      "un unix 1 4 true",
      "v unix 0 0 false",
      "n tcp 0 undefined false",
      "d - undefined undefined undefined",
      "six udp6 0 0 false",
    ]);
    const text = reported(last, shell.session, registry, "pt-BR");
    assertMatch(text, /^NOME +FD +PROTO +ESTADO +RECV-Q +SEND-Q +LOCAL +REMOTO\n/);
    assertMatch(text, /\nun +\d+ +unix +em escuta +1\/4 +- +unix:@socksh-netstat-test +-\n/);
    const narrow = reported(last, shell.session, registry, "en", 40).trimEnd().split("\n");
    assert(narrow.every((line) => width(line) <= 40), narrow.join("\n"));
    assert(narrow.length > last.accounts.length + 1);
  });
});

// ---- the whole machine

/** The lines of the last listing, as shown in English. */
function lines(shell: Shell, columns?: number): string[] {
  return reported(shell.reports.at(-1) as Report, shell.session, registry, "en", columns).trimEnd().split(
    "\n",
  );
}

/** One socket a line, in a form both ss and netstat are brought to. */
function comparable(value: Value): string[] {
  assert(isTuple(value));
  return value.map((row) => {
    assert(isStruct(row));
    const at = (name: string) => row.fields.find((field) => field.name === name)?.value ?? null;
    const text = (address: Value) =>
      address !== null && typeof address === "object" && "family" in address ? formatAddress(address) : "*";
    const start = `${at("protocol")} ${at("state")} ${at("recv_q")} ${at("send_q")}`;
    return at("protocol") === "unix"
      ? `${start} ${at("type")} ${text(at("local")).replace("unix:", "") || "*"} ${at("inode")} ${
        at("peer_inode") ?? 0
      }`
      : `${start} ${text(at("local"))} ${text(at("peer"))}`;
  });
}

const unixTypes: Readonly<Record<string, number>> = { u_str: 1, u_dgr: 2, u_seq: 5 };

/** What `ss -tuanx` lists in the same form. */
async function ssLines(ss: string): Promise<string[]> {
  const { out } = await run([ss, "-H", "-tuanx"]);
  return out.trimEnd().split("\n").map((line) => {
    const words = line.trim().split(/\s+/);
    const [kind = "", state = "", received, unsent] = words;
    const type = unixTypes[kind];
    if (type !== undefined) {
      const [name, inode, , other] = words.slice(4);
      const spelled = state === "ESTAB" ? "CONNECTED" : state === "LISTEN" ? "LISTENING" : "";
      return `unix ${spelled} ${received} ${unsent} ${type} ${name} ${inode} ${other}`;
    }
    const [local = "", peer = ""] = words.slice(4).map((end) =>
      // On all interfaces and families ss writes a star.
      end.replace(/^\*:/, "[::]:").replace(/%[^\]:]+/, "")
    );
    const six = local.startsWith("[") ? "6" : "";
    const unconnected = peer.endsWith(":*");
    const spelled = kind === "udp" && state === "UNCONN" ? "" : tcpState(state);
    return `${kind}${six} ${spelled} ${received} ${unsent} ${local} ${unconnected ? "*" : peer}`;
  });
}

Deno.test("netstat lists the same sockets, states and queues as ss on the same machine", async () => {
  const ss = await peer("ss");
  if (ss === undefined) return;
  const name = `socksh-ss-${Deno.pid}`;
  await inFolder(async () => {
    await using shell = await shellWith(
      `${pair} d = socket tcp; connect(d, getsockname(srv)); conn, peer = accept(srv); send conn unread
      e = socket tcp; connect(e, getsockname(srv)); f, peer = accept(srv); g, peer = accept(srv); close e; close g; close f
      six = socket tcp6; bind six [::1]:0; listen six 2; h = socket tcp6; connect(h, getsockname(six))
      any = socket tcp6; bind any [::]:0; listen any 1
      u = socket udp; bind u 127.0.0.1:0; w = socket udp; connect(w, getsockname(u)); send w waiting
      u6 = socket udp6; bind u6 [::1]:0
      un = socket unix; bind un unix:@${name}; listen un 6; v = socket unix; connect v unix:@${name}
      p = socket unixpacket; bind p unix:packets; listen p 1; q = socket unixgram; bind q unix:grams
      x, y = socketpair(); send x unread`,
    );
    let own: string[];
    let differences: string[];
    let patience = 20;
    do {
      const before = await ssLines(ss);
      own = comparable(await shell.run("netstat -tuanx"));
      const behind = await ssLines(ss);
      // Other programs come and go meanwhile: what both know has to be here, what neither knows must not be. Their queues
      // may fill and empty in between, too: then it is looked at once more.
      differences = [
        ...before.filter((line) => behind.includes(line) && !own.includes(line)),
        ...own.filter((line) => !before.includes(line) && !behind.includes(line)),
      ];
    } while (differences.length > 0 && --patience > 0);
    assertEquals(differences, []);
    assert(own.some((line) => line.includes("TIME_WAIT")));
    assert(own.some((line) => line.includes(`@${name}`)));
    for (
      const [options, kept] of [["-lt", /^tcp6? LISTEN/], ["-lx", /^unix LISTENING/], [
        "-4u",
        /^udp [^6]/,
      ]] as const
    ) {
      const chosen = comparable(await shell.run(`netstat ${options}`));
      assert(chosen.length > 0);
      for (const line of chosen) assertMatch(line, kept);
    }
    // Without -a and -l it is the rest.
    for (const line of comparable(await shell.run("netstat -tux"))) assertNotMatch(line, /LISTEN|^udp6? {2}/);
  });
});

Deno.test("the session's own sockets are marked, also when they live on after close", async () => {
  await using shell = await shellWith(
    `${pair} conn, peer = accept(srv); port = getsockname(srv)[1]; close c; close conn; netstat -tan`,
  );
  const text = lines(shell).join("\n");
  assertMatch(text, /\ntcp +0 +3 127\.0\.0\.1:\d+ +0\.0\.0\.0:\* +LISTEN +<- srv\n/);
  assertMatch(text, /TIME_WAIT +<- c(\n|$)/);
  assertEquals(lines(shell)[0], "Active Internet connections (servers and established)");
  // As wide as the longest address on this machine makes it.
  assertMatch(lines(shell)[1] ?? "", /^Proto Recv-Q Send-Q Local Address +Foreign Address +State$/);
  const pt = reported(shell.reports.at(-1) as Report, shell.session, registry, "pt-BR");
  assertStringIncludes(
    pt,
    "Conexões Internet ativas (servidores e estabelecidas)\nProto Recv-Q Send-Q Local Address ",
  );
});

Deno.test("behind | grep keeps lines: a word, small letters for capital ones, all others", async () => {
  await using shell = await shellWith(
    `${pair} u = socket udp; bind u 127.0.0.1:0; netstat -an | grep "<- srv"`,
  );
  assertEquals(lines(shell).length, 1);
  assertMatch(lines(shell)[0] ?? "", /^tcp .* LISTEN +<- srv$/);
  const value = await shell.run("netstat -tuan|grep -i 'LISTEN  ' | grep -v nowhere|grep '<- SRV' -- ; 1")
    .catch(() => null);
  assertEquals(value, null, "words behind the text are too many");
  const one = await shell.run("netstat -tuan|grep -i '<- SRV' | grep -v nowhere");
  assert(isTuple(one) && one.length === 1);
  await shell.run("netstat -lnu | grep -v udp");
  assertEquals(lines(shell)[0], "Active Internet connections (only servers)");
  assertEquals(lines(shell).length, 2);
  await shell.run('port = getsockname(srv)[1]; netstat -lnt | grep ":${port}"; netstat -lnt | grep $port');
  assertMatch(lines(shell).join("\n"), /<- srv/);
  // A | inside an option's value is no pipe, and outside of netstat it is a word as before.
  assertEquals(await shell.run("print a | b"), "a | b");
});

Deno.test("what else stands behind netstat is refused in a sentence", async () => {
  await using shell = new Shell();
  for (
    const [text, key] of [
      ["netstat -an | wc -l", "netstat.program"],
      ["netstat -an |", "netstat.program"],
      ["netstat 65432", "netstat.word"],
      ['netstat("-tan")', "netstat.option"],
      ["netstat -an | grep", "netstat.grep-nothing"],
      ["netstat -an | grep a b", "netstat.grep-words"],
      ["netstat -an | grep -c x", "netstat.grep-option"],
      ["netstat -an | grep x | sort", "netstat.program"],
    ] as const
  ) {
    assertEquals(await shell.answer(text), key, text);
  }
  const ss = await run([...PROGRAM, "--lang", "en", "-c", "ss -tan"]);
  assertStringIncludes(ss.err, '"ss" is not a command here: use netstat');
  const { err, code } = await run([...PROGRAM, "--lang", "pt-BR", "-c", "netstat --lisening"]);
  assertStringIncludes(err, '"--listening"');
  assertEquals(code, 2);
});

Deno.test("on a terminal of 40 columns each socket takes as many lines as it needs", async () => {
  await using shell = await shellWith(`${pair} netstat -tan | grep <`);
  const narrow = lines(shell, 40);
  assert(narrow.every((line) => width(line) <= 40), narrow.join("\n"));
  assertMatch(
    narrow.join("\n"),
    /^tcp \d 3 127\.0\.0\.1:\d+ 0\.0\.0\.0:\* LISTEN\n {2}<- srv/m,
  );
  await shell.run("netstat -lnt");
  assertEquals(lines(shell, 200), lines(shell), "on a wide one nothing is broken");
  assertEquals(flowed(["a", "", "bb", "ccc"], 6), "a  bb\n  ccc\n");
});

Deno.test("at 80 columns the session's own sockets stand in the columns, and one long row leaves the others there", async () => {
  await inFolder(async () => {
    await using shell = await shellWith(`${pair} netstat -tan`);
    const wide = lines(shell, 80);
    assert(wide.every((line) => width(line) <= 80), wide.join("\n"));
    const [, head = "", ...rows] = wide;
    const own = rows.find((row) => row.endsWith("<- srv")) ?? "";
    const at = head.indexOf("State");
    assert(at > 0 && own.slice(at).startsWith("LISTEN"), `${head}\n${own}`);
    // Others on this machine may have addresses that are longer.
    assertEquals(rows.filter((row) => row.startsWith(" ") && row.includes(" <- ")), [], "no row is broken");
    await shell.run(
      `u = socket unix; bind u unix:${
        "long-".repeat(13)
      }; sockets; s = socket unix; bind s unix:here; listen s`,
    );
    const listed = lines(shell, 80);
    assertEquals(listed.filter((line) => width(line) > 80 && !line.includes("long-")), []);
    const column = (listed[0] ?? "").indexOf("STATE");
    for (const line of listed.slice(1)) assertMatch(line, /^ {2}unix:long-|^(srv|c|u) /);
    assertEquals(listed.filter((line) => line.slice(column).startsWith("LISTEN")).length, 1);
    assertMatch(listed.join("\n"), /^u {5}\d+ +unix +bound {8}0 {7}0\n {2}unix:long-/m);
  });
});

Deno.test("-p names the programs, and what they call themselves acts on no terminal", async () => {
  await using shell = await shellWith(`${pair} netstat -lntp | grep srv`);
  assertMatch(lines(shell)[0] ?? "", new RegExp(` LISTEN +${Deno.pid}/\\S+ +<- srv$`));
  const python3 = await peer("python3");
  if (python3 === undefined) return;
  const program = `import os, socket, sys
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(); s.set_inheritable(True)
port = s.getsockname()[1]
os.execv(sys.executable, ["/x/\\x1b[31mevil\\u202e", "-c", f"import sys; print({port}, flush=True); sys.stdin.read()"])`;
  const child = new Deno.Command(python3, { args: ["-c", program], stdin: "piped", stdout: "piped" }).spawn();
  const reader = child.stdout.getReader();
  const port = new TextDecoder().decode((await reader.read()).value).trim();
  await shell.run(`netstat -lntp | grep :${port}`);
  assertStringIncludes(lines(shell)[0] ?? "", "/\\x1b[31mevil\\u202e");
  await child.stdin.close();
  await reader.cancel();
  await child.status;
});

Deno.test("as JSON each socket is an object", async () => {
  const { out } = await run([
    ...PROGRAM,
    "--json",
    "-c",
    `${pair} netstat -lnt | grep srv; state srv; sockets`,
  ]);
  const objects = out.trimEnd().split("\n").map((line) => JSON.parse(line));
  const [listed, state, sockets] = objects.slice(-3);
  assertEquals(listed.value.length, 1);
  const { local, inode, ...rest } = listed.value[0];
  assertMatch(local, /^127\.0\.0\.1:\d+$/);
  assert(Number.isInteger(inode));
  assertEquals(rest, {
    protocol: "tcp",
    type: 1,
    state: "LISTEN",
    peer: null,
    recv_q: 1,
    send_q: 3,
    peer_inode: null,
    socket: "srv",
    pid: null,
    program: null,
  });
  assertEquals(state.value, "LISTEN");
  assertEquals(sockets.value.map(({ socket }: { socket: string }) => socket), ["srv", "c"]);
});

// ---- what goes wrong

/** The C library with some functions that fail. */
function failing(functions: Partial<Libc>): Libc {
  return { ...libc, ...functions };
}

Deno.test("where the kernel's tables cannot be read, netstat says so and sockets asks the descriptors", async () => {
  await using shell = await shellWith(
    `${pair} conn, peer = accept(srv); send c hello; d = socket tcp; connect(d, getsockname(srv))`,
  );
  const EACCES = libc.system.errnos.get("EACCES") ?? 0;
  const machine = new Machine(failing({ socket: () => -EACCES }));
  const error = assertThrows(() => machine.sockets({ kinds: ["tcp"] }), SystemError);
  assertEquals([error.call, error.code], ["socket", "EACCES"]);
  const own = ["srv", "c", "conn"].map((name) => shell.socket(name));
  const asked = machine.queues(own);
  const read = new Machine(libc).queues(own);
  for (const socket of own) assertEquals(asked.get(socket), read.get(socket), socket.name);
  const refused = new Machine(failing({ recv: () => -EACCES }));
  assertThrows(() => refused.sockets({ kinds: ["unix"] }), SystemError);
});

Deno.test("no descriptor stays open, and the one that asks is none of the session's", async () => {
  const F_GETFD = constant(libc.system, "F_GETFD");
  const open = () =>
    Array.from({ length: 512 }, (_, fd) => fd).filter((fd) => libc.fcntl(fd, F_GETFD, 0) >= 0);
  await using shell = await shellWith(`${pair} netstat -tuanxp; state c; sockets`);
  const before = open();
  await shell.run("netstat -tuanxp; state c; sockets");
  assertThrows(() => new Machine(failing({ recv: () => -1 })).sockets({ kinds: ["tcp"] }), SystemError);
  assertThrows(() => new Machine(failing({ send: () => -1 })).sockets({ kinds: ["tcp"] }), SystemError);
  assertEquals(open(), before);
  assertEquals(shell.session.sockets.all().map(({ name }) => name), ["srv", "c"]);
});

Deno.test("without a descriptor left netstat answers EMFILE, and the session's own sockets are shown", async () => {
  const program = await executable();
  const statements = `first = socket tcp; bind first 127.0.0.1:0; listen first 2
    repeat 100 { s = socket tcp }
    netstat -tan => EMFILE
    netstat -tan
    state first => LISTEN`;
  const { out, err } = await run([
    "sh",
    "-c",
    'ulimit -n 48; exec "$@"',
    "sh",
    program,
    "--lang",
    "en",
    "-k",
    "-c",
    statements,
  ]);
  assertStringIncludes(err, "netstat: Too many open files (EMFILE)");
  assertStringIncludes(err, "hint: the call opens a socket of its own to ask the kernel");
  assertMatch(out, /^first \(tcp, descriptor \d+\): LISTEN, local 127\.0\.0\.1:\d+\n {2}Recv-Q 0\/2: /m);
});

Deno.test("paths of unix sockets are shown escaped", async () => {
  await inFolder(async () => {
    await using shell = await shellWith("un = socket unix");
    const path: Address = { kind: "address", family: "unix", path: encode("\x1b[2J\u202e") };
    shell.session.variables.set("path", path);
    await shell.run("bind(un, path); listen un; netstat -x -l | grep un");
    const text = lines(shell).join("\n");
    assertStringIncludes(text, "\\x1b[2J");
    assert(!text.includes("\x1b") && !text.includes("\u202e"));
  });
});

Deno.test("TIME_WAIT is told of a connection that both sides shut down, before and after its descriptor is closed", async () => {
  await using shell = await shellWith(
    "s = socket tcp; bind s 127.0.0.1:0; listen s; c = socket tcp; connect(c, getsockname(s)); d, x = accept s",
  );
  await shell.run("shutdown d SHUT_WR; close c; sleep 20ms");
  await shell.run("state d => TIME_WAIT; close d; state d => TIME_WAIT");
});

Deno.test("a socket in TIME_WAIT changes nothing by being there: whoever waits for a change goes on waiting", async () => {
  await using shell = new Shell();
  await shell.run(`${pair} conn, peer = accept(srv); shutdown c SHUT_WR; close conn; state c => TIME_WAIT`);
  const { sockets } = shell.session;
  sockets.changes();
  const control = new AbortController();
  let ended = false;
  const watching = sockets.changed(control.signal).then(() => ended = true);
  for (let turns = 0; turns < 10; turns++) await libc.turn();
  assertEquals(ended, false);
  control.abort();
  await watching;
});

Deno.test("a closed socket is not taken for a later one between the same addresses, but for its duplicate", async () => {
  await using shell = await shellWith(
    "s = socket tcp; bind s 127.0.0.1:0; listen s; at = getsockname(s); a = socket tcp; bind a 127.0.0.1:0; me = getsockname(a)",
  );
  await shell.run(
    "connect a $at; setsockopt a SOL_SOCKET SO_LINGER (1, 0); close a; b = socket tcp; bind b $me; connect b $at",
  );
  await shell.run("state a => CLOSED");
  await shell.run("e = dup b; close b; state b => ESTABLISHED");
});
