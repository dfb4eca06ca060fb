// Do sendmsg and recvmsg move buffers, ancillary data and descriptors as they do in C? Sessions on real sockets of this
// machine; layouts are compared with python3's.

import { assert, assertEquals } from "@std/assert";
import { decodeControlValue } from "../lib/abi/control.ts";
import {
  controlLength,
  controlSpace,
  decodeControl,
  encodeControl,
  encodeMsghdr,
} from "../lib/abi/messages.ts";
import { constant, system } from "../lib/abi/mod.ts";
import type { Struct } from "../lib/command.ts";
import { Socket } from "../lib/sockets/mod.ts";
import type { Value } from "../lib/values.ts";
import { peer } from "./peers.ts";
import { ended, inFolder, shellWith } from "./session_fixture.ts";

const linux = system("linux", "x86_64");
const darwin = system("darwin", "aarch64");
assert(linux && darwin);

function member(value: Value, name: string): Value {
  const field = (value as Struct).fields.find((field) => field.name === name);
  assert(field, `no member ${name}`);
  return field.value;
}

/** The texts beside a structure's numbers. */
function text(value: Value, name: string): string | undefined {
  return (value as Struct).fields.find((field) => field.name === name)?.text;
}

/** The one piece of ancillary data a message brought: level, type and data. */
function only(message: Value): [level: string, type: string, data: Value] {
  const control = member(message, "ancdata") as readonly Value[];
  assertEquals(control.length, 1);
  const [one = null] = control;
  return [text(one, "cmsg_level") ?? "", text(one, "cmsg_type") ?? "", member(one, "cmsg_data")];
}

// --- Layouts -----------------------------------------------------------------------------------

Deno.test("ancillary data are laid out with the header and padding of each system", () => {
  const int = Uint8Array.of(7, 0, 0, 0);
  const messages = [{ level: 1, type: 2, data: int }, { level: 0, type: 8, data: Uint8Array.of(9) }];
  assertEquals(
    [...encodeControl(linux, messages)],
    [
      ...[20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0],
      ...[17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0],
    ],
  );
  assertEquals(
    [...encodeControl(darwin, messages)],
    [16, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 7, 0, 0, 0, 13, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 9, 0, 0, 0],
  );
  for (const one of [linux, darwin]) assertEquals(decodeControl(one, encodeControl(one, messages)), messages);
});

Deno.test("ancillary data that were cut are as long as what is left, and nonsense ends the list", () => {
  const whole = encodeControl(linux, [{ level: 1, type: 29, data: new Uint8Array(16) }]);
  assertEquals(decodeControl(linux, whole.subarray(0, 20)).map(({ data }) => data.length), [4]);
  assertEquals(decodeControl(linux, new Uint8Array(40)), []);
  assertEquals(decodeControl(linux, new Uint8Array(3)), []);
});

Deno.test("a msghdr has the members of each system where its C library has them", () => {
  const stretch = (base: number, length: number) => ({ base: BigInt(base), length });
  const parts = { name: stretch(1, 16), iov: stretch(2, 32), iovlen: 2, control: stretch(3, 24) };
  const words = (bytes: Uint8Array<ArrayBuffer>) => [...new Uint32Array(bytes.buffer)];
  assertEquals(words(encodeMsghdr(linux, parts)), [1, 0, 16, 0, 2, 0, 2, 0, 3, 0, 24, 0, 0, 0]);
  assertEquals(words(encodeMsghdr(darwin, parts)), [1, 0, 16, 0, 2, 0, 2, 0, 3, 0, 24, 0]);
  const none = { name: stretch(1, 0), iov: stretch(2, 0), iovlen: 0, control: stretch(3, 0) };
  assertEquals(
    words(encodeMsghdr(linux, none)).some((word) => word !== 0),
    false,
    "what has no length is NULL",
  );
});

Deno.test("CMSG_LEN and CMSG_SPACE are python3's", async () => {
  const python = await peer("python3");
  if (python === undefined) return;
  const script = "import socket\nprint([(socket.CMSG_LEN(n), socket.CMSG_SPACE(n)) for n in range(100)])";
  const { stdout } = await new Deno.Command(python, { args: ["-c", script] }).output();
  const here = system();
  assert(here);
  const ours = Array.from({ length: 100 }, (_, n) => `(${controlLength(here, n)}, ${controlSpace(here, n)})`);
  assertEquals(new TextDecoder().decode(stdout).trim(), `[${ours.join(", ")}]`);
});

Deno.test("ancillary data of an unknown kind, and those too short for theirs, are bytes", () => {
  const data = Uint8Array.of(1, 2, 3, 4, 5);
  assertEquals(decodeControlValue(linux, { level: 99, type: 1, data }), data);
  assertEquals(decodeControlValue(linux, { level: 0, type: 8, data }), data);
  assertEquals(decodeControlValue(linux, { level: 1, type: 29, data }), data);
});

// --- Data --------------------------------------------------------------------------------------

Deno.test("several buffers go out as one message and fill several buffers in their order", async () => {
  await using shell = await shellWith("a, b = socketpair(AF_UNIX, SOCK_SEQPACKET)");
  await shell.run('sendmsg a ("one ", b"two", "") => 7; recv b 100 => "one two"');
  await shell.run('sendmsg(a, ("abc", "def")); m = recvmsg(b, (2, 1, 10, 5))');
  await shell.run('m[0] => ("ab", "c", "def", ""); m => (("ab", "c", "def", ""), (), 0, None)');
});

Deno.test("one buffer stands without a tuple, and nothing at all is an empty datagram", async () => {
  await using shell = await shellWith("a, b = socketpair(AF_UNIX, SOCK_DGRAM)");
  await shell.run(
    'a.sendmsg("alone"); data, ancdata, flags, addr = b.recvmsg(100); data => "alone"; addr => None',
  );
  await shell.run('sendmsg a () => 0; recvmsg b 10 => ("", (), 0, None)');
});

Deno.test("more buffers than the kernel takes are EMSGSIZE", async () => {
  await using shell = await shellWith("a, b = socketpair()");
  const { libc } = shell.session;
  const one = Uint8Array.of(65);
  const send = (count: number) =>
    libc.sendmsg(shell.socket("a").fd, new Array(count).fill(one), new Uint8Array(0), 0, one, 0);
  assertEquals([send(1024), send(1025)], [1024, -(libc.system.errnos.get("EMSGSIZE") ?? 0)]);
});

Deno.test("a blocking sendmsg goes on until everything is taken, and hands its descriptors over once", async () => {
  await using shell = await shellWith("a, b = socketpair(); r, w = pipe2(); big = 'x' * 3000000");
  const sending = shell.start("sendmsg a ($big, 'end') (SOL_SOCKET, SCM_RIGHTS, w) => 3000003");
  await sending.waits;
  const before = shell.session.sockets.all().length;
  await shell.run("m = recvmsg(b, 1000, 100)");
  assertEquals(only(shell.session.variables.get("m") ?? null).slice(0, 2), ["SOL_SOCKET", "SCM_RIGHTS"]);
  let got = 1000;
  while (got < 3_000_003) {
    const rest = await shell.run("m = recvmsg(b, 1000000, 100)");
    assertEquals(member(rest, "ancdata"), []);
    got += (member(rest, "data") as Uint8Array).length;
  }
  assertEquals(await ended(sending), "ok");
  assertEquals(shell.session.sockets.all().length, before + 1);
});

Deno.test("sendmsg reaches an address, and recvmsg tells the sender", async () => {
  await using shell = await shellWith("srv = socket udp; bind srv 127.0.0.1:0; cli = socket udp");
  await shell.run("sendmsg cli ('to ', 'you') None 0 (getsockname(srv)) => 6; m = recvmsg(srv, 100)");
  await shell.run(
    "m[0] => 'to you'; h, p = getsockname(cli); m[3] => ('127.0.0.1', p); m['address'][1] => p",
  );
  assertEquals(await shell.answer("sendmsg cli x"), "EDESTADDRREQ");
});

Deno.test("recvmsg with MSG_WAITALL collects over all its buffers", async () => {
  await using shell = await shellWith("a, b = socketpair(); send a abc");
  const receiving = shell.start("m = recvmsg(b, (2, 3, 1), 0, MSG_WAITALL)");
  await receiving.waits;
  await shell.run("send a defgh");
  assertEquals(await ended(receiving), "ok");
  await shell.run("m[0] => ('ab', 'cde', 'f'); recv b 10 => 'gh'");
});

Deno.test("with MSG_WAITALL a message with descriptors ends what is collected", async () => {
  await using shell = await shellWith(
    "a, b = socketpair(); r, w = pipe2(); send_fds a abc (r, w); send a def",
  );
  await shell.run("m = recvmsg(b, 6, 100, MSG_WAITALL); m[0] => 'abc'; recv b 10 => 'def'");
});

Deno.test("recvmsg tells what was cut: the data by MSG_TRUNC, the ancillary data by MSG_CTRUNC", async () => {
  await using shell = await shellWith("s = socket udp; bind s 127.0.0.1:0; there = getsockname(s)");
  await shell.run(
    "sendto s 'long one' $there; m = recvmsg(s, 4); m[0] => 'long'; m['msg_flags'] => MSG_TRUNC",
  );
  await shell.run("setsockopt s IPPROTO_IP IP_PKTINFO 1; sendto s x $there; recvmsg(s, 4)[2] => MSG_CTRUNC");
  const { done } = shell.start("sendto s x $there; recvmsg s 4");
  const notes = (await done).flatMap(({ notes }) => notes).map(({ key }) => key);
  assert(notes.includes("note.ancillary-lost"), notes.join(" "));
});

Deno.test("a recvmsg waits, is interrupted with EINTR, and ends with EAGAIN after its time-out", async () => {
  await using shell = await shellWith("a, b = socketpair()");
  const receiving = shell.start("recvmsg b 10");
  assertEquals((await receiving.waits).key, "waiting.recvmsg");
  receiving.interrupt();
  assertEquals(await ended(receiving), "EINTR");
  assertEquals(await shell.answer("settimeout b 5ms; recvmsg b 10"), "EAGAIN");
  assertEquals(await shell.answer("recvmsg b 10 0 MSG_DONTWAIT"), "EAGAIN");
  assertEquals(await shell.answer("close b; recvmsg b 10"), "EBADF");
  assertEquals(await shell.answer("sendmsg a x"), "EPIPE");
});

Deno.test("sizes of recvmsg are upper bounds and no allocations", async () => {
  await using shell = await shellWith("a, b = socketpair(); send a abc");
  await shell.run("recvmsg b (1000000000000, 1000000000000) 1000000000000 => (('abc', ''), (), 0, None)");
});

Deno.test("a peek shows data and ancillary data, and leaves them there", async () => {
  await using shell = await shellWith(
    "s = socket udp; bind s 127.0.0.1:0; setsockopt s IPPROTO_IP IP_RECVTTL 1",
  );
  await shell.run("sendto s abc (getsockname(s)); m = recvmsg(s, 9, 99, MSG_PEEK); recvmsg s 9 99 => m");
  assertEquals(only(shell.session.variables.get("m") ?? null), ["IPPROTO_IP", "IP_TTL", 64]);
});

// --- Descriptors -------------------------------------------------------------------------------

Deno.test("a socket handed over is a socket of the session that does what the first one did", async () => {
  await using shell = await shellWith(
    "a, b = socketpair(); srv = socket tcp; bind srv 127.0.0.1:0; listen srv",
  );
  await shell.run(
    "there = getsockname(srv); sendmsg a x (SOL_SOCKET, SCM_RIGHTS, srv); m = recvmsg(b, 10, 100)",
  );
  const [level, type, data] = only(shell.session.variables.get("m") ?? null);
  assertEquals([level, type], ["SOL_SOCKET", "SCM_RIGHTS"]);
  const [copy] = data as readonly Socket[];
  assert(copy instanceof Socket && copy.origin === "session" && copy.name !== undefined);
  const { libc } = shell.session;
  assertEquals(
    [copy.domain, copy.type, copy.protocol],
    ["AF_INET", "SOCK_STREAM", "IPPROTO_TCP"].map((name) => constant(libc.system, name)),
  );
  await shell.run(`close srv; getsockname ${copy.name} => there`);
  await shell.run(
    `cli = socket tcp; connect cli $there; conn, addr = accept ${copy.name}; close ${copy.name} => 0`,
  );
});

Deno.test("several descriptors of several kinds are handed over in their order", async () => {
  await using shell = await shellWith("a, b = socketpair(); r, w = pipe2(); u = socket udp6");
  await shell.run(
    "send_fds a hello (w, u, r) => 5; data, fds, flags, addr = recv_fds(b, 100, 3); data => 'hello'",
  );
  await shell.run("w2, u2, r2 = fds; write w2 ping; read r 10 => 'ping'; write w pong; read r2 10 => 'pong'");
  await shell.run("getsockopt u2 SOL_SOCKET SO_DOMAIN => AF_INET6; listen w2 => ENOTSOCK");
});

Deno.test("without room for them descriptors are lost, and none is left open", async () => {
  await using shell = await shellWith("a, b = socketpair(); r, w = pipe2(); send_fds a x (r, w)");
  const before = shell.session.sockets.all().length;
  await shell.run(
    "recvmsg(b, 10)[2] => MSG_CTRUNC; send_fds a x (r, w); m = recv_fds(b, 10, 1); len(m[1]) => 1",
  );
  await shell.run("m[2] => MSG_CTRUNC");
  assertEquals(shell.session.sockets.all().length, before + 1);
});

Deno.test("what cannot be handed over is the kernel's to refuse, and the runtime's own never goes", async () => {
  await using shell = await shellWith("a, b = socketpair(); c = socket tcp; close c; p, q = socketpair()");
  assertEquals(await shell.answer("sendmsg a x (SOL_SOCKET, SCM_RIGHTS, c)"), "EBADF");
  assertEquals(await shell.answer("send_fds a x c"), "EBADF");
  assertEquals(await shell.answer("sendmsg a x (SOL_SOCKET, 99, 1)"), "EINVAL");
  shell.session.variables.set("many", new Array(254).fill(shell.socket("p")));
  assertEquals(await shell.answer("send_fds a x $many"), "EINVAL");
  const { sockets } = shell.session;
  const theirs = Array.from({ length: 64 }, (_, fd) => fd).find((fd) => sockets.owner(fd) === "runtime");
  assert(theirs !== undefined);
  assertEquals(await shell.answer(`sendmsg a x (SOL_SOCKET, SCM_RIGHTS, ${theirs})`), "socket.refused");
  assertEquals(await shell.answer(`sendmsg a x (SOL_SOCKET, SCM_RIGHTS, (p, ${theirs}))`), "socket.refused");
  const raw = `hex"${theirs.toString(16).padStart(2, "0")} 00 00 00"`;
  assertEquals(await shell.answer(`sendmsg a x (SOL_SOCKET, SCM_RIGHTS, ${raw})`), "socket.refused");
});

Deno.test("python3 hands a socket over and takes one", () =>
  inFolder(async () => {
    const python = await peer("python3");
    if (python === undefined) return;
    await using shell = await shellWith("srv = socket unix; bind srv unix:here; listen srv; r, w = pipe2()");
    const script = `
import socket
s = socket.socket(socket.AF_UNIX); s.connect("here")
t = socket.socket(); t.bind(("127.0.0.1", 0))
socket.send_fds(s, [b"take ", b"this"], [t.fileno()])
data, fds, flags, addr = socket.recv_fds(s, 100, 4)
print(data, len(fds), t.getsockname()[1])
import os
os.write(fds[0], b"from python3")
`;
    const child = new Deno.Command(python, { args: ["-c", script], stdout: "piped" }).spawn();
    await shell.run(
      "conn, addr = accept srv; data, fds, flags, addr = recv_fds(conn, 100, 4); data => 'take this'",
    );
    await shell.run("t = fds[0]; h, p = getsockname(t); send_fds conn 'and that' (w,)");
    await shell.run("read r 100 => 'from python3'");
    const { stdout } = await child.output();
    assertEquals(
      new TextDecoder().decode(stdout),
      `b'and that' 1 ${shell.session.variables.get("p")}\n`,
    );
  }));

// --- What ancillary data say -------------------------------------------------------------------

Deno.test("credentials name the process, the user and the group", async () => {
  await using shell = await shellWith("a, b = socketpair(); setsockopt b SOL_SOCKET SO_PASSCRED 1; send a x");
  const [level, type, data] = only(await shell.run("recvmsg b 10 100"));
  assertEquals([level, type], ["SOL_SOCKET", "SCM_CREDENTIALS"]);
  assertEquals([member(data, "pid"), member(data, "uid"), member(data, "gid")], [
    Deno.pid,
    Deno.uid(),
    Deno.gid(),
  ]);
  await shell.run(
    `sendmsg a y (SOL_SOCKET, SCM_CREDENTIALS, (${Deno.pid}, ${Deno.uid()}, ${Deno.gid()})) => 1`,
  );
  await shell.run(`send a z; m = recvmsg(b, 10, 100); sendmsg a y (m[1]) => 1`);
});

Deno.test("IPv4 tells interface, addresses, hops and type of service, and takes them back", async () => {
  await using shell = await shellWith("s = socket udp; bind s 0.0.0.0:0; h, port = getsockname(s)");
  await shell.run("setsockopt s IPPROTO_IP IP_PKTINFO 1; there = ('127.0.0.1', port)");
  await shell.run(
    "sendmsg s x (IPPROTO_IP, IP_PKTINFO, (1, '127.0.0.5', '0.0.0.0')) 0 $there; m = recvmsg(s, 9, 99)",
  );
  const message = shell.session.variables.get("m") ?? null;
  const [level, type, data] = only(message);
  assertEquals([level, type], ["IPPROTO_IP", "IP_PKTINFO"]);
  assertEquals((data as Struct).name, "in_pktinfo");
  assertEquals([member(data, "ipi_ifindex"), member(data, "ipi_addr")], [1, "127.0.0.1"]);
  await shell.run("m[3] => ('127.0.0.5', port); setsockopt s IPPROTO_IP IP_PKTINFO 0");
  await shell.run("setsockopt s IPPROTO_IP IP_RECVTOS 1; sendmsg s x (IPPROTO_IP, IP_TOS, 16) 0 $there");
  assertEquals(only(await shell.run("recvmsg s 9 99")), ["IPPROTO_IP", "IP_TOS", 16]);
});

Deno.test("IPv6 tells interface, hop limit and traffic class", async () => {
  await using shell = await shellWith("s = socket udp6; bind s [::1]:0; there = getsockname(s)");
  await shell.run("setsockopt s IPPROTO_IPV6 IPV6_RECVPKTINFO 1; sendto s x $there");
  const [, type, data] = only(await shell.run("recvmsg s 9 99"));
  assertEquals([type, member(data, "ipi6_addr"), member(data, "ipi6_ifindex")], ["IPV6_PKTINFO", "::1", 1]);
  await shell.run(
    "setsockopt s IPPROTO_IPV6 IPV6_RECVPKTINFO 0; setsockopt s IPPROTO_IPV6 IPV6_RECVHOPLIMIT 1",
  );
  await shell.run("sendmsg s x (IPPROTO_IPV6, IPV6_HOPLIMIT, 7) 0 $there");
  assertEquals(only(await shell.run("recvmsg s 9 99")), ["IPPROTO_IPV6", "IPV6_HOPLIMIT", 7]);
});

Deno.test("timestamps are the seconds of now", async () => {
  await using shell = await shellWith("s = socket udp; bind s 127.0.0.1:0; there = getsockname(s)");
  for (
    const [option, type, part] of [["SO_TIMESTAMP", "SCM_TIMESTAMP", "tv_usec"], [
      "SO_TIMESTAMPNS",
      "SCM_TIMESTAMPNS",
      "tv_nsec",
    ]]
  ) {
    await shell.run(`setsockopt s SOL_SOCKET ${option} 1; sendto s x $there`);
    const [, found, data] = only(await shell.run("recvmsg s 9 99"));
    assertEquals(found, type);
    assert(Math.abs(Number(member(data, "tv_sec")) - Date.now() / 1000) < 100);
    assert(Number(member(data, part ?? "")) >= 0);
  }
});

Deno.test("the error queue tells which datagram was refused, by whom and how", async () => {
  await using shell = await shellWith(
    "gone = socket udp; bind gone 127.0.0.1:0; there = getsockname(gone); close gone",
  );
  await shell.run(
    "c = socket udp; setsockopt c IPPROTO_IP IP_RECVERR 1; connect c $there; send c hello; poll c 5s",
  );
  const message = await shell.run("recvmsg c 100 512 MSG_ERRQUEUE");
  assertEquals(new TextDecoder().decode(member(message, "data") as Uint8Array), "hello");
  assertEquals(text(message, "msg_flags"), "MSG_ERRQUEUE");
  const [level, type, data] = only(message);
  assertEquals([level, type], ["IPPROTO_IP", "IP_RECVERR"]);
  assertEquals([text(data, "ee_errno"), text(data, "ee_origin")], ["ECONNREFUSED", "SO_EE_ORIGIN_ICMP"]);
  assertEquals([member(data, "ee_type"), member(data, "ee_code")], [3, 3]);
  assertEquals((member(data, "offender") as { host: string }).host, "127.0.0.1");
  assertEquals(await shell.answer("recvmsg c 100 512 MSG_ERRQUEUE"), "EAGAIN");
});

// --- Arguments ---------------------------------------------------------------------------------

Deno.test("what is no ancillary data is refused with a sentence", async () => {
  await using shell = await shellWith("a, b = socketpair()");
  assertEquals(await shell.answer("sendmsg a x 3"), "expects.control");
  assertEquals(await shell.answer("sendmsg a x (1, 2)"), "expects.control");
  assertEquals(await shell.answer("sendmsg a x ((1, 2), (1, 2, 3))"), "expects.control");
  assertEquals(await shell.answer("sendmsg a x (1, 1, 'text')"), "expects.control-data");
  assertEquals(await shell.answer("sendmsg a ('x', 3)"), "expects.data-not");
  assertEquals(await shell.answer("recvmsg b -1"), "expects.range");
  assertEquals(await shell.answer("recvmsg b (1, -1)"), "expects.range");
  assertEquals(await shell.answer("sendmsg a x None 0"), "ok");
});
