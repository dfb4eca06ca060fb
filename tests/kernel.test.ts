// Does the shell show what the kernel really does in the corners a course talks about? Each fact is a session on real
// sockets; where kernels could differ, python3 makes the same calls, and the answers are compared.
//
// What the calls themselves answer is in sockets.test.ts and errno.txt, raw and ping sockets in special_sockets.test.ts.

import { assert, assertEquals } from "@std/assert";
import { system } from "../lib/abi/mod.ts";
import { inNamespace } from "./namespace_fixture.ts";
import { peer } from "./peers.ts";
import { inFolder, Shell, shellWith } from "./session_fixture.ts";

/** `srv` listens at `there`. */
const listening = "srv = socket tcp; bind srv 127.0.0.1:0; there = getsockname(srv); listen srv 5";
/** `cli` and `conn` are the two ends of a TCP connection. */
const connected = `${listening}; cli = socket tcp; connect cli $there; conn, addr = accept srv`;
/** What TCP_INFO says of a socket's state. */
const stateOf = (name: string) => `getsockopt(${name}, IPPROTO_TCP, TCP_INFO)["tcpi_state"]`;
/** Ends a connection with a reset. */
const reset = (name: string) => `setsockopt ${name} SOL_SOCKET SO_LINGER (1, 0); close ${name}`;

/** Runs statements in a session of their own; each has to come out as expected. */
async function session(statements: string): Promise<void> {
  await using _ = await shellWith(statements);
}

/** What python3 prints as JSON; undefined where it is not there. */
async function python(program: string): Promise<unknown> {
  const python3 = await peer("python3");
  if (python3 === undefined) return undefined;
  const { stdout, stderr } = await new Deno.Command(python3, { args: ["-c", program] }).output();
  assertEquals(new TextDecoder().decode(stderr), "");
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** What python3 scripts begin with. */
const preamble = `
import errno, json, os, select, socket, struct, time
from socket import *
def answer(call, *args):
    try:
        value = call(*args)
        return value.decode("latin-1") if isinstance(value, bytes) else value
    except OSError as error:
        return errno.errorcode[error.errno]
def pair():
    srv = socket(); srv.bind(("127.0.0.1", 0)); srv.listen(5)
    cli = socket(); cli.connect(srv.getsockname())
    return srv, cli, srv.accept()[0]
`;

/** The states of the kernel's TCP sockets over IPv4 whose own port is that one, and which are connected to the other. */
async function statesOf(port: number, remote: number): Promise<string[]> {
  // Deno itself may not read /proc.
  const { stdout } = await new Deno.Command("cat", { args: ["/proc/net/tcp"] }).output();
  return new TextDecoder().decode(stdout).split("\n").flatMap((line) => {
    const [, own, other, state] =
      /^\s*\d+: [0-9A-F]+:([0-9A-F]+) [0-9A-F]+:([0-9A-F]+) ([0-9A-F]+)/.exec(line) ?? [];
    const found = parseInt(own ?? "", 16) === port && parseInt(other ?? "", 16) === remote;
    return found ? [system()?.tcpStates[parseInt(state ?? "", 16)] ?? ""] : [];
  });
}

/** The ports of `cli` and of the server it is connected to. */
async function portsOf(shell: Shell): Promise<[client: number, server: number]> {
  return [Number(await shell.run("getsockname(cli)[1]")), Number(await shell.run("there[1]"))];
}

/** The interface v0 is 10.77.0.1 and fe80::77, and a cable leads to v1, as between two machines. */
const cable = [
  "ip link add v0 type veth peer name v1",
  "ip link set v0 addrgenmode none up",
  "ip link set v1 addrgenmode none up",
  "ip addr add 10.77.0.1/24 dev v0",
  "ip -6 addr add fe80::77/64 dev v0 nodad",
  "ip -6 addr add fe80::78/64 dev v1 nodad",
].join(" && ");

/** Runs statements in a network namespace with a cable; each has to come out as expected. */
async function cabled(statements: string): Promise<void> {
  const printed = await inNamespace(cable, `${statements}\nprint done`);
  if (printed !== undefined) assertEquals(printed, "done\n");
}

// --- Multicast and broadcast -----------------------------------------------------------------

/** `s` and `t` share a port, which SO_REUSEADDR allows for datagrams; `from` sends out of the loopback interface. */
const sharing = `
  s = socket udp; t = socket udp; setsockopt s SOL_SOCKET SO_REUSEADDR 1; setsockopt t SOL_SOCKET SO_REUSEADDR 1
  bind s 0.0.0.0:0; port = getsockname(s)[1]; bind t ("", port); settimeout s 5s; settimeout t 5s
  from = socket udp; setsockopt from IPPROTO_IP IP_MULTICAST_IF 127.0.0.1
`;

Deno.test("a datagram to a group reaches every member, one to the machine a single socket", () =>
  session(`
    ${sharing}
    setsockopt s IPPROTO_IP IP_ADD_MEMBERSHIP ("239.77.1.1", "lo")
    setsockopt t IPPROTO_IP IP_ADD_MEMBERSHIP ("239.77.1.1", "lo")
    sendto from all ("239.77.1.1", port); recv s 9 => "all"; recv t 9 => "all"
    sendto from one ("127.0.0.1", port)
    len(poll((s, t), 5s)) => 1
    poll (s, t) 0 => ~ "POLLIN"
  `));

Deno.test("a socket bound to the group hears the group alone", () =>
  session(`
    s = socket udp; bind s 239.77.1.2:0; port = getsockname(s)[1]; settimeout s 5s
    setsockopt s IPPROTO_IP IP_ADD_MEMBERSHIP ("239.77.1.2", "127.0.0.1")
    from = socket udp; setsockopt from IPPROTO_IP IP_MULTICAST_IF 127.0.0.1
    sendto from "to the machine" ("127.0.0.1", port); sendto from "to the group" ("239.77.1.2", port)
    recv s 99 => "to the group"
  `));

Deno.test("without IP_MULTICAST_LOOP the sender's own machine hears nothing", () =>
  cabled(`
    s = socket udp; bind s 0.0.0.0:0; port = getsockname(s)[1]; settimeout s 5s
    setsockopt s IPPROTO_IP IP_ADD_MEMBERSHIP ("239.77.1.3", "v0")
    from = socket udp; setsockopt from IPPROTO_IP IP_MULTICAST_IF 10.77.0.1
    getsockopt from IPPROTO_IP IP_MULTICAST_LOOP => 1; getsockopt from IPPROTO_IP IP_MULTICAST_TTL => 1
    setsockopt from IPPROTO_IP IP_MULTICAST_LOOP 0; sendto from silent ("239.77.1.3", port) => 6
    setsockopt from IPPROTO_IP IP_MULTICAST_LOOP 1; sendto from heard ("239.77.1.3", port)
    recvfrom s 9 => ("heard", ("10.77.0.1", _)); recv s 9 MSG_DONTWAIT => EAGAIN
  `));

Deno.test("a member that asked for one source does not hear another", () =>
  session(`
    ${sharing}
    setsockopt s IPPROTO_IP IP_MULTICAST_ALL 0
    setsockopt s IPPROTO_IP IP_ADD_SOURCE_MEMBERSHIP ("239.77.1.4", "127.0.0.1", "127.0.0.2")
    other = socket udp; bind other 127.0.0.3:0; setsockopt other IPPROTO_IP IP_MULTICAST_IF 127.0.0.1
    bind from 127.0.0.2:0
    sendto other unwanted ("239.77.1.4", port); sendto from wanted ("239.77.1.4", port)
    recvfrom s 99 => ("wanted", ("127.0.0.2", _))
  `));

Deno.test("a socket that is no member hears the groups of others, unless IP_MULTICAST_ALL is off", () =>
  session(`
    ${sharing}
    setsockopt t IPPROTO_IP IP_ADD_MEMBERSHIP ("239.77.1.5", "lo")
    sendto from one ("239.77.1.5", port); recv s 9 => "one"; recv t 9 => "one"
    setsockopt s IPPROTO_IP IP_MULTICAST_ALL 0
    sendto from two ("239.77.1.5", port); recv t 9 => "two"; recv s 9 MSG_DONTWAIT => EAGAIN
  `));

Deno.test("closing a socket leaves its groups", () =>
  session(`
    ${sharing}
    setsockopt t IPPROTO_IP IP_MULTICAST_ALL 0; setsockopt s IPPROTO_IP IP_MULTICAST_ALL 0
    setsockopt t IPPROTO_IP IP_ADD_MEMBERSHIP ("239.77.1.6", "lo")
    sendto from one ("239.77.1.6", port); recv t 9 => "one"
    close t; sendto from two ("239.77.1.6", port); recv s 9 MSG_DONTWAIT => EAGAIN
  `));

Deno.test("a broadcast reaches every socket at the port, but none that is bound to one address", () =>
  session(`
    ${sharing}
    bound = socket udp; setsockopt bound SOL_SOCKET SO_REUSEADDR 1; bind bound ("127.0.0.1", port)
    setsockopt from SOL_SOCKET SO_BROADCAST 1
    sendto from all ("127.255.255.255", port); recv s 9 => "all"; recv t 9 => "all"
    recv bound 9 MSG_DONTWAIT => EAGAIN
    there = socket udp; setsockopt there SOL_SOCKET SO_REUSEADDR 1; bind there ("127.255.255.255", port)
    sendto from more ("127.255.255.255", port); recv there 9 => "more"
  `));

Deno.test("a group over IPv6 is joined and asked for by its interface", () =>
  cabled(`
    s = socket udp6; bind s [::]:0; port = getsockname(s)[1]; settimeout s 5s
    t = socket udp6; v0 = if_nametoindex v0
    sendto t nobody ("ff02::77", port, 0, v0) => 6
    setsockopt s IPPROTO_IPV6 IPV6_JOIN_GROUP ("ff02::77", "v0")
    sendto t scope ("ff02::77", port, 0, v0); data, addr = recvfrom(s, 9); data => "scope"
    addr[0] => ~ "^fe80::77"; addr[3] => v0
    setsockopt t IPPROTO_IPV6 IPV6_MULTICAST_IF $v0; getsockopt t IPPROTO_IPV6 IPV6_MULTICAST_IF => v0
    sendto t interface ("ff02::77", port); recv s 99 => "interface"
    getsockopt t IPPROTO_IPV6 IPV6_MULTICAST_HOPS => 1
    setsockopt t IPPROTO_IPV6 IPV6_MULTICAST_HOPS 5; setsockopt s IPPROTO_IPV6 IPV6_RECVHOPLIMIT 1
    sendto t hops ("ff02::77", port); m = recvmsg(s, 9, 100); m[1] => ((IPPROTO_IPV6, IPV6_HOPLIMIT, 5),)
    setsockopt t IPPROTO_IPV6 IPV6_MULTICAST_LOOP 0; sendto t silent ("ff02::77", port)
    setsockopt t IPPROTO_IPV6 IPV6_MULTICAST_LOOP 1; sendto t heard ("ff02::77", port); recv s 9 => "heard"
    setsockopt s IPPROTO_IPV6 IPV6_LEAVE_GROUP ("ff02::77", "v0")
    sendto t gone ("ff02::77", port); recv s 9 MSG_DONTWAIT => EAGAIN
  `));

// --- IPv4 in IPv6, scopes --------------------------------------------------------------------

Deno.test("a dual-stack server hears both families and knows IPv4 peers by mapped addresses", () =>
  session(`
    srv = socket tcp6; setsockopt srv IPPROTO_IPV6 IPV6_V6ONLY 0; bind srv [::]:0; listen srv
    port = getsockname(srv)[1]
    four = socket tcp; connect four ("127.0.0.1", port); conn, addr = accept srv
    addr[0] => "::ffff:127.0.0.1"; getsockname(conn)[0] => "::ffff:127.0.0.1"
    addr[1] == getsockname(four)[1] => True
    send conn ping; recvfrom four 9 => ("ping", None); getpeername four => ("127.0.0.1", port)
    six = socket tcp6; connect six ("::1", port); conn, addr = accept srv; addr[0] => "::1"
    mapped = socket tcp6; connect mapped ("::ffff:127.0.0.1", port); conn, addr = accept srv
    addr[0] => "::ffff:127.0.0.1"; getpeername(mapped)[0] => "::ffff:127.0.0.1"
  `));

Deno.test("an IPv6 client reaches an IPv4 server by its mapped address", () =>
  session(`
    ${listening}
    cli = socket tcp6; connect cli ("::ffff:127.0.0.1", there[1]); conn, addr = accept srv
    addr[0] => "127.0.0.1"; getsockname(cli)[0] => "::ffff:127.0.0.1"
    setsockopt cli IPPROTO_IPV6 IPV6_V6ONLY 1 => EINVAL
  `));

Deno.test("with IPV6_V6ONLY the port is free for IPv4, and without it is taken", () =>
  session(`
    four = socket tcp; bind four 0.0.0.0:0; port = getsockname(four)[1]
    srv = socket tcp6; setsockopt srv IPPROTO_IPV6 IPV6_V6ONLY 1; bind srv ("::", port) => 0; listen srv
    cli = socket tcp; connect cli ("127.0.0.1", port) => ECONNREFUSED; listen four; connect cli ("127.0.0.1", port) => 0
    accept four; accept4 srv SOCK_NONBLOCK & => _; cancel
    both = socket tcp6; setsockopt both IPPROTO_IPV6 IPV6_V6ONLY 0; bind both [::]:0; port = getsockname(both)[1]
    four = socket tcp; bind four ("", port) => EADDRINUSE; bind four ("127.0.0.1", port) => EADDRINUSE
  `));

Deno.test("datagrams over a dual-stack socket come from and go to mapped addresses", () =>
  session(`
    s = socket udp6; setsockopt s IPPROTO_IPV6 IPV6_V6ONLY 0; bind s [::]:0; port = getsockname(s)[1]
    c = socket udp; sendto c ping ("127.0.0.1", port); data, addr = recvfrom(s, 9)
    data => "ping"; addr[0] => "::ffff:127.0.0.1"; addr[1] == getsockname(c)[1] => True
    sendto s pong $addr; recvfrom c 9 => ("pong", ("127.0.0.1", port))
  `));

Deno.test("a link-local address needs its scope, and keeps it", () =>
  cabled(`
    v0 = if_nametoindex v0; v1 = if_nametoindex v1
    s = socket tcp6; bind s [fe80::77]:0 => EINVAL; bind s [fe80::77%v1]:0 => EADDRNOTAVAIL; bind s [fe80::77%v0]:0
    listen s; name = getsockname(s); name[0] => ~ "^fe80::77"; name[3] => v0; port = name[1]
    c = socket tcp6; connect c ("fe80::77", port) => EINVAL; connect c ("fe80::77", port, 0, v0); conn, addr = accept s
    addr[3] => v0; getpeername(c) == name => True
    d = socket tcp6; connect d [fe80::77%v0]:$port; connect d [fe80::77%$v0]:$port => EISCONN
    e = socket tcp6; connect e ("fe80::77%v0", port) => 0
    u = socket udp6; bind u [fe80::78%v1]:0; v = socket udp6; sendto v ping ("fe80::78", getsockname(u)[1], 0, v1)
    data, from = recvfrom(u, 9); from[3] => v1; sendto u pong $from; recv v 9 => "pong"
    global = socket udp6; bind global [::1]:0; getsockname(global)[3] => 0
  `));

// --- Unix sockets ----------------------------------------------------------------------------

Deno.test("an abstract name is all of its bytes: NUL and bytes that are no UTF-8 too", async () => {
  const name = `socksh-test-${Deno.pid}`;
  await using shell = await shellWith(`
    s = socket unix; bind s b"\\0${name}"; listen s
    t = socket unix; bind t b"\\0${name}\\0"; listen t
    u = socket unix; bind u b"\\0${name}\\0\\xff\\x80"; listen u
    c = socket unix; connect c b"\\0${name}\\0\\xff\\x80"; accept u
    d = socket unix; connect d (getsockname(u)); accept u; d2 = socket unix; connect d2 (getpeername(c)); accept u
    e = socket unix; connect e b"\\0${name}\\0\\xff" => ECONNREFUSED; connect e b"\\0${name}\\0"; accept t
    f = socket unix; bind f b"\\0${name}\\0\\xff\\x80" => EADDRINUSE
    getpeername(c) == b"\\0${name}\\0\\xff\\x80" => True; getsockname u => b"\\0${name}\\0\\xff\\x80"
    getsockname(u) == b"\\0${name}\\0\\xff" => False
  `);
  // Another program finds it by the same bytes, and sees the same ones.
  const told = python(`${preamble}
c = socket(AF_UNIX); c.connect(b"\\0${name}\\0\\xff\\x80")
print(json.dumps(list(c.getpeername())))`);
  const accepted = shell.start("accept u");
  const bytes = await told;
  if (bytes === undefined) {
    accepted.interrupt();
    await accepted.done;
    return;
  }
  await accepted.done;
  assertEquals(bytes, [0, ...new TextEncoder().encode(name), 0, 0xff, 0x80]);
});

Deno.test("an abstract name has 107 bytes at most, and each length is another name", () =>
  session(`
    name = "@socksh-${Deno.pid}-"; longest = name + "n" * (108 - len(name))
    s = socket unix; bind s ("unix:" + longest); getsockname(s) == "unix:" + longest => True; listen s
    t = socket unix; bind t ("unix:" + longest) 109; listen t; getsockname(t) == getsockname(s) => False
    c = socket unix; connect c ("unix:" + longest); accept s; d = socket unix; connect d (getsockname(t)); accept t
  `));

Deno.test("a unix path has 107 bytes and a NUL, or 108 and none, or it cannot be", () =>
  inFolder(async () => {
    const path = (length: number) => "p".repeat(length);
    await using shell = await shellWith(`
      s = socket unix; bind s unix:${path(107)}; listen s; getsockname s => "unix:${path(107)}"
      t = socket unix; bind t unix:${path(108)}; listen t; getsockname t => "unix:${path(108)}"
      c = socket unix; connect c unix:${path(107)}; accept s; d = socket unix; connect d unix:${
      path(108)
    }; accept t
      getpeername(c) == getpeername(d) => False
    `);
    const files = [...Deno.readDirSync(".")].map(({ name }) => name.length);
    assertEquals(files.sort((a, b) => a - b), [107, 108]);
    assertEquals(await shell.answer(`u = socket unix; bind u unix:${path(109)}`), "address.path-too-long");
    // A shorter addrlen ends the path earlier.
    await shell.run("u = socket unix; bind u unix:abcdef 5; getsockname u => 'unix:abc'");
    const python3 = await python(`${preamble}
s = socket(AF_UNIX); print(json.dumps([answer(s.connect, "p" * 107), answer(socket(AF_UNIX).connect, "abc")]))`);
    if (python3 !== undefined) assertEquals(python3, [null, "ECONNREFUSED"]);
  }));

Deno.test("SO_PEERCRED names the process, user and group at the other end", async () => {
  const me = `(${Deno.pid}, ${Deno.uid()}, ${Deno.gid()})`;
  await using shell = await shellWith(`
    a, b = socketpair(); getsockopt a SOL_SOCKET SO_PEERCRED => ${me}
    s = socket unix; bind s unix: 2; listen s; c = socket unix; getsockopt c SOL_SOCKET SO_PEERCRED => (0, _, _)
    connect c (getsockname(s)); getsockopt c SOL_SOCKET SO_PEERCRED => ${me}
    conn, addr = accept s; pid, uid, gid = getsockopt(conn, SOL_SOCKET, SO_PEERCRED); pid => ${Deno.pid}
    tcp = socket tcp
  `);
  const nobody = await python(`${preamble}
print(json.dumps(struct.unpack("iii", socket().getsockopt(SOL_SOCKET, SO_PEERCRED, 12))))`);
  if (nobody !== undefined) {
    const [pid, uid, gid] = nobody as number[];
    await shell.run(`pid, uid, gid = getsockopt(tcp, SOL_SOCKET, SO_PEERCRED); pid => ${pid}`);
    await shell.run(`uid => ${(uid ?? 0) >>> 0}; gid => ${(gid ?? 0) >>> 0}`);
  }
});

Deno.test("SO_PEERCRED of another program's socket is that program", async () => {
  const python3 = await peer("python3");
  if (python3 === undefined) return;
  await inFolder(async () => {
    await using shell = await shellWith(
      "srv = socket unix; bind srv unix:srv; listen srv; settimeout srv 10s",
    );
    const child = new Deno.Command(python3, {
      args: ["-c", "import socket; c = socket.socket(socket.AF_UNIX); c.connect('srv'); c.recv(1)"],
    }).spawn();
    const [outcome] = await shell.start("conn, addr = accept srv").done;
    assert(outcome?.succeeded);
    await shell.run(
      `pid, uid, gid = getsockopt(conn, SOL_SOCKET, SO_PEERCRED); pid => ${child.pid}; close conn`,
    );
    await child.status;
  });
});

Deno.test("with SO_PASSCRED every message names its sender, asked or not", () =>
  session(`
    a, b = socketpair(AF_UNIX, SOCK_DGRAM); setsockopt b SOL_SOCKET SO_PASSCRED 1
    send a ping; m = recvmsg(b, 9, 100)
    m[1] => ((SOL_SOCKET, SCM_CREDENTIALS, (${Deno.pid}, ${Deno.uid()}, ${Deno.gid()})),)
    sendmsg a pong (SOL_SOCKET, SCM_CREDENTIALS, (${Deno.pid}, ${Deno.uid()}, ${Deno.gid()}))
    m = recvmsg(b, 9, 100); m[0] => "pong"; m[1][0][2] => (${Deno.pid}, ${Deno.uid()}, ${Deno.gid()})
  `));

Deno.test("a listening socket that was handed over goes on when its first descriptor is closed", () =>
  session(`
    ${listening}; a, b = socketpair(); send_fds a x srv; close srv
    cli = socket tcp; connect cli $there
    data, fds, flags, addr = recv_fds(b, 9, 1); copy = fds[0]; getsockname(copy) == there => True
    conn, addr = accept copy; send cli ping; recv conn 9 => "ping"
    close copy; late = socket tcp; connect late $there => ECONNREFUSED
  `));

Deno.test("a descriptor on its way keeps a connection open, and the last socket that carries it ends it", () =>
  session(`
    a, b = socketpair(); c, d = socketpair(); send_fds a x c; close c
    send d "still there"; recv d 9 MSG_DONTWAIT => EAGAIN
    data, fds, flags, addr = recv_fds(b, 9, 1); taken = fds[0]; recv taken 99 => "still there"
    send_fds a x $taken; close taken; recv d 9 MSG_DONTWAIT => EAGAIN
    close b; recv d 9 => ""
  `));

Deno.test("a socket may travel over itself, and is gone when nobody else has it", () =>
  session(`
    a, b = socketpair(); send_fds a x a; data, fds, flags, addr = recv_fds(b, 9, 1); again = fds[0]
    close a; send b ping; recv again 9 => "ping"; close again; send b x => EPIPE
  `));

// --- The queue of a listener -----------------------------------------------------------------

for (const backlog of [0, 2]) {
  Deno.test(`listen(${backlog}) lets ${backlog + 1} connections complete, and the next hangs in SYN_SENT`, () => {
    const clients = Array.from({ length: backlog + 1 }, (_, i) => `c${i} = socket tcp; connect c${i} $there`);
    return session(`
      srv = socket tcp; bind srv 127.0.0.1:0; there = getsockname(srv); listen srv ${backlog}
      ${clients.join("\n")}
      ${stateOf("c0")} => ESTABLISHED
      info = getsockopt(srv, IPPROTO_TCP, TCP_INFO)
      info["tcpi_state"] => LISTEN; info["tcpi_unacked"] => ${backlog + 1}; info["tcpi_sacked"] => ${backlog}
      next = socket tcp; setblocking next False; connect next $there => EINPROGRESS
      poll ((next, POLLOUT),) 50ms => (); ${stateOf("next")} => SYN_SENT
      setblocking next True; connect next $there &
      accept srv; getsockopt(srv, IPPROTO_TCP, TCP_INFO)["tcpi_unacked"] => ${backlog}
      timeout 15s wait 1 => 0
      ${stateOf("next")} => ESTABLISHED
    `);
  });
}

Deno.test("a unix listener lets backlog + 1 clients in, and makes the next wait", () =>
  session(`
    srv = socket unix; bind srv unix:@socksh-test-queue-${Deno.pid}; there = getsockname(srv); listen srv 1
    a = socket unix; connect a $there; b = socket unix; connect b $there
    c = socket unix; setblocking c False; connect c $there => EAGAIN; setblocking c True
    connect c $there &
    accept srv; timeout 10s wait 1 => 0
  `));

Deno.test("a client that waits in the queue can send already, and its data wait with it", () =>
  session(`
    ${listening}; cli = socket tcp; connect cli $there; send cli "before accept"; ${
    stateOf("cli")
  } => ESTABLISHED
    conn, addr = accept srv; recv conn 99 => "before accept"
  `));

Deno.test("a client that is gone before accept is accepted all the same", () =>
  session(`
    ${listening}; cli = socket tcp; connect cli $there; send cli bye; close cli
    other = socket tcp; connect other $there; ${reset("other")}
    conn, addr = accept srv; recv conn 9 => "bye"; recv conn 9 => ""
    conn, addr = accept srv; recv conn 9 => ECONNRESET; ${stateOf("conn")} => CLOSED
  `));

Deno.test("a listener that closes resets the clients in its queue, and leaves accepted ones alone", async () => {
  await using shell = await shellWith(`
    ${listening}; first = socket tcp; connect first $there; conn, addr = accept srv
    cli = socket tcp; connect cli $there; close srv
    recv cli 9 => ECONNRESET; ${stateOf("cli")} => CLOSED; send cli x => EPIPE
    send first ping; recv conn 9 => "ping"
    late = socket tcp; connect late $there => ECONNREFUSED
    u = socket unix; bind u unix:@socksh-test-closes-${Deno.pid}; listen u; c = socket unix; connect c (getsockname(u)); close u
  `);
  const answers = [await shell.answer("recv c 9"), await shell.answer("send c x")];
  const python3 = await python(`${preamble}
u = socket(AF_UNIX); u.bind("\\0socksh-test-py-%d" % os.getpid()); u.listen(5)
c = socket(AF_UNIX); c.connect(u.getsockname()); u.close()
print(json.dumps([answer(c.recv, 9), answer(c.send, b"x")]))`);
  if (python3 !== undefined) {
    assertEquals(
      answers,
      (python3 as string[]).map((one) => one === "" ? "ok" : one),
    );
  }
});

// --- TIME_WAIT and how connections end ------------------------------------------------------

for (const old of [0, 1]) {
  for (const next of [0, 1]) {
    const answer = old === 1 && next === 1 ? 0 : "EADDRINUSE";
    const who = `${old === 1 ? "with" : "without"} SO_REUSEADDR on the old server, ${
      next === 1 ? "with" : "without"
    }`;
    Deno.test(`binding to a port in TIME_WAIT ${who} on the new one: ${answer}`, async () => {
      await using shell = await shellWith(`
        srv = socket tcp; setsockopt srv SOL_SOCKET SO_REUSEADDR ${old}; bind srv 127.0.0.1:0; listen srv
        there = getsockname(srv); cli = socket tcp; connect cli $there; conn, addr = accept srv
      `);
      const [client, server] = await portsOf(shell);
      await shell.run('close conn; recv cli 1 => ""; close cli; close srv');
      assertEquals([await statesOf(server, client), await statesOf(client, server)], [["TIME_WAIT"], []]);
      await shell.run(`
        new = socket tcp; setsockopt new SOL_SOCKET SO_REUSEADDR ${next}; bind new $there => ${answer}
      `);
      if (answer === 0) await shell.run("listen new; c = socket tcp; connect c $there; accept new");
      const python3 = await python(`${preamble}
srv = socket(); srv.setsockopt(SOL_SOCKET, SO_REUSEADDR, ${old}); srv.bind(("127.0.0.1", 0)); srv.listen(5)
there = srv.getsockname(); cli = socket(); cli.connect(there); conn = srv.accept()[0]
conn.close(); cli.recv(1); cli.close(); srv.close()
new = socket(); new.setsockopt(SOL_SOCKET, SO_REUSEADDR, ${next})
print(json.dumps(answer(new.bind, there) or 0))`);
      if (python3 !== undefined) assertEquals(python3, answer);
    });
  }
}

Deno.test("where the client closes first, the server's port is free at once", async () => {
  await using shell = await shellWith(connected);
  const [client, server] = await portsOf(shell);
  await shell.run('close cli; recv conn 1 => ""; close conn; close srv');
  assertEquals([await statesOf(server, client), await statesOf(client, server)], [[], ["TIME_WAIT"]]);
  await shell.run("new = socket tcp; bind new $there => 0; listen new");
});

Deno.test("while a connection of it lasts, a port is free only for servers that both set SO_REUSEADDR", () =>
  session(`
    ${connected}; close srv
    new = socket tcp; bind new $there => EADDRINUSE
    setsockopt new SOL_SOCKET SO_REUSEADDR 1; bind new $there => EADDRINUSE; close conn; close cli
    srv = socket tcp; setsockopt srv SOL_SOCKET SO_REUSEADDR 1; bind srv 127.0.0.1:0; there = getsockname(srv); listen srv
    cli = socket tcp; connect cli $there; conn, addr = accept srv; close srv
    new = socket tcp; bind new $there => EADDRINUSE; setsockopt new SOL_SOCKET SO_REUSEADDR 1; bind new $there => 0
    listen new => 0; send cli "the old one"; recv conn 99 => "the old one"
  `));

Deno.test("two closes that cross: FIN_WAIT1 on both sides, CLOSING, and TIME_WAIT on both", async () => {
  // Each end's FIN stands behind data for which the other has no room: neither has come when the other end closes.
  await using shell = await shellWith(`
    ${listening}; cli = socket tcp; setsockopt cli SOL_SOCKET SO_RCVBUF 4096; connect cli $there; conn, addr = accept srv
    setblocking cli False; setblocking conn False
    repeat 200 { send cli ("x" * 100000) => _ }; repeat 200 { send conn ("x" * 100000) => _ }
    setblocking cli True; setblocking conn True
    shutdown cli SHUT_WR; shutdown conn SHUT_WR
    ${stateOf("cli")} => FIN_WAIT1; ${stateOf("conn")} => FIN_WAIT1
    timeout 10s { while data = recv(conn, 1000000) { } }
  `);
  // All data of cli have been read, and behind them its FIN was met by a socket that waits for its own to be heard of.
  await shell.run(
    `timeout 10s { while ${stateOf("cli")} != FIN_WAIT2 { sleep 1ms } }; ${stateOf("conn")} => CLOSING`,
  );
  const [client, server] = await portsOf(shell);
  assertEquals([await statesOf(client, server), await statesOf(server, client)], [["FIN_WAIT2"], [
    "CLOSING",
  ]]);
  await shell.run("timeout 10s { while data = recv(cli, 1000000) { } }");
  await shell.run("close cli; close conn");
  assertEquals([await statesOf(client, server), await statesOf(server, client)], [["TIME_WAIT"], [
    "TIME_WAIT",
  ]]);
});

Deno.test("SO_LINGER of 0 resets: ECONNRESET at the peer, and neither end leaves a state behind", async () => {
  await using shell = await shellWith(`${connected}; send conn "read before"`);
  const [client, server] = await portsOf(shell);
  await shell.run(reset("conn"));
  assertEquals([await statesOf(client, server), await statesOf(server, client)], [[], []]);
  await shell.run(`
    poll ((cli, POLLIN|POLLOUT|POLLRDHUP),) 0 => ((cli, POLLIN|POLLOUT|POLLRDHUP|POLLERR|POLLHUP),)
    ${stateOf("cli")} => CLOSED; recv cli 99 => "read before"; recv cli 9 => ECONNRESET; recv cli 9 => ""
    send cli x => EPIPE; getpeername cli => ENOTCONN; close srv
    new = socket tcp; bind new $there => 0
  `);
});

Deno.test("a reset that waits is told once, by whichever call comes first", () =>
  session(`
    ${connected}; ${reset("conn")}; send cli x => ECONNRESET; send cli x => EPIPE; recv cli 9 => ""; close cli
    cli = socket tcp; connect cli $there; conn, addr = accept srv; ${reset("conn")}
    getsockopt cli SOL_SOCKET SO_ERROR => ECONNRESET; getsockopt cli SOL_SOCKET SO_ERROR => 0; recv cli 9 => ""
  `));

Deno.test("closing with data unread resets, closing with all read does not", () =>
  session(`
    ${connected}; send cli unread; close conn; recv cli 9 => ECONNRESET; ${stateOf("cli")} => CLOSED
    cli = socket tcp; connect cli $there; conn, addr = accept srv
    send cli x; recv conn 9; close conn; recv cli 9 => ""; ${stateOf("cli")} => CLOSE_WAIT
  `));

Deno.test("after the peer closed, the first send goes out and is answered by a reset, the second is EPIPE", () =>
  session(`
    ${connected}; close conn; ${stateOf("cli")} => CLOSE_WAIT; send cli one => 3; ${stateOf("cli")} => CLOSED
    getsockopt cli SOL_SOCKET SO_ERROR => EPIPE; send cli two => EPIPE; recv cli 9 => ""
  `));

Deno.test("half closed, one direction goes on: FIN_WAIT2 and CLOSE_WAIT until the other end closes, too", async () => {
  await using shell = await shellWith(`
    ${connected}; send cli request; shutdown cli SHUT_WR
    timeout 5s { while ${stateOf("cli")} == FIN_WAIT1 { sleep 1ms } }; ${stateOf("cli")} => FIN_WAIT2; ${
    stateOf("conn")
  } => CLOSE_WAIT
    recv conn 99 => "request"; recv conn 99 => ""; recv conn 99 => ""; send cli x => EPIPE
    poll ((conn, POLLIN|POLLRDHUP),) 0 => ((conn, POLLIN|POLLRDHUP),)
    repeat 3 { send conn reply => 5 }; recv cli 15 MSG_WAITALL => "replyreplyreply"
  `);
  const [client, server] = await portsOf(shell);
  await shell.run("close conn");
  assertEquals([await statesOf(client, server), await statesOf(server, client)], [["TIME_WAIT"], []]);
  await shell.run('recv cli 9 => ""; shutdown cli SHUT_WR => ENOTCONN');
});

Deno.test("shutdown for reading stops nobody from sending, and what comes can be read: as for python3", async () => {
  await using shell = await shellWith(`${connected}; shutdown cli SHUT_RD`);
  const answers = [
    await shell.run("str(recv(cli, 9))"),
    await shell.run("send conn after"),
    await shell.run("str(recv(cli, 9))"),
    await shell.run("str(recv(cli, 9))"),
    await shell.run(stateOf("conn")),
  ];
  const python3 = await python(`${preamble}
srv, cli, conn = pair(); cli.shutdown(SHUT_RD)
print(json.dumps([answer(cli.recv, 9), answer(conn.send, b"after"), answer(cli.recv, 9), answer(cli.recv, 9), "ESTABLISHED"]))`);
  if (python3 !== undefined) assertEquals(answers, python3);
});

for (
  const [kind, ends] of [
    ["unix", "a, b = socketpair(AF_UNIX, SOCK_DGRAM)"],
    ["UDP", "a = socket udp; bind a 127.0.0.1:0; b = socket udp; connect b (getsockname(a))"],
  ]
) {
  Deno.test(`a ${kind} datagram socket shut down for reading answers nothing instead of waiting`, () =>
    session(`
      ${ends}; ${kind === "UDP" ? "connect a (getsockname(b))" : ""}
      data = recv(a, 9) &
      message = recvmsg(a, 9) &
      shutdown a SHUT_RD; timeout 5s wait; data => ""; message["data"] => ""
      timeout 5s recv a 9 => ""; timeout 5s recvfrom a 9 => ("", None); timeout 5s read a 9 => ""
      recv a 9 MSG_DONTWAIT => EAGAIN; setblocking a False; recv a 9 => EAGAIN
    `));
}

Deno.test("an accept that waits on a unix listener ends with EINVAL when it is shut down", () =>
  session(`
    s = socket unix; bind s unix: 2; listen s; accept s & => EINVAL
    accept4 s & => EINVAL
    shutdown s SHUT_RD; timeout 5s wait
    setblocking s False; accept s => EAGAIN
  `));

Deno.test("a recv of no bytes waits for some over TCP, and answers none when its time is over", () =>
  session(`
    ${connected}; settimeout conn 20ms; recv conn 0 => "" after 15ms; recv conn 0 MSG_DONTWAIT => EAGAIN
    send cli x; recv conn 0 => "" within 10s; recv conn 9 => "x"
  `));

Deno.test("where SO_PEEK_OFF counts what was peeked at, a large recv does not", () =>
  session(`
    a, b = socketpair(AF_UNIX, SOCK_DGRAM); setsockopt b SOL_SOCKET SO_PEEK_OFF 0; send a "abcdef"
    recv b 2 MSG_PEEK => "ab"; recv b 2 MSG_PEEK => "cd"; recv b 9 => "abcdef"
    text = "x" * 100000; setsockopt b SOL_SOCKET SO_PEEK_OFF 2; send a $text; recv b 200000 => text
  `));

// --- Out-of-band data ------------------------------------------------------------------------

Deno.test("out-of-band data: poll, select, the mark, and a recv that stops there", () =>
  session(`
    ${connected}; send cli "abc"; send cli "!" MSG_OOB; send cli "def"
    poll ((conn, POLLIN|POLLPRI),) 0 => ((conn, POLLIN|POLLPRI),); select None None conn 0 => ((), (), (conn,))
    sockatmark conn => 0; ioctl conn SIOCATMARK => 0
    recv conn 99 => "abc"; sockatmark conn => 1; ioctl conn SIOCATMARK => 1
    recv conn 1 MSG_OOB|MSG_PEEK => "!"; recv conn 9 MSG_OOB => "!"; recv conn 9 MSG_OOB => EINVAL
    recv conn 99 => "def"; sockatmark conn => 0; poll ((conn, POLLPRI),) 0 => ()
  `));

Deno.test("MSG_WAITALL collects up to the mark and no further", () =>
  session(`
    ${connected}; send cli "abc"; send cli "!" MSG_OOB; send cli "def"
    timeout 5s recv conn 99 MSG_WAITALL => "abc"; recv conn 99 => "def"
    setsockopt conn SOL_SOCKET SO_OOBINLINE 1; send cli "ab"; send cli "!" MSG_OOB
    timeout 5s recv conn 99 MSG_WAITALL => "ab"; timeout 5s recv conn 1 MSG_WAITALL => "!"
  `));

Deno.test("with SO_OOBINLINE the byte stands in the stream, behind the mark", () =>
  session(`
    ${connected}; setsockopt conn SOL_SOCKET SO_OOBINLINE 1; send cli "ab"; send cli "!" MSG_OOB; send cli "cd"
    poll ((conn, POLLPRI),) 0 => ((conn, POLLPRI),); recv conn 9 MSG_OOB => EINVAL
    recv conn 99 => "ab"; sockatmark conn => 1; recv conn 99 => "!cd"; sockatmark conn => 0
  `));

Deno.test("of a text only the last byte is out of band, and a second one takes the place of the first: as for python3", async () => {
  await using shell = await shellWith(
    `${connected}; send cli "one" MSG_OOB; send cli "x"; send cli "two" MSG_OOB; settimeout conn 20ms`,
  );
  const calls = ["MSG_OOB", "0", "0", "0"];
  const answers: unknown[] = [];
  for (const flags of calls) {
    const [outcome] = await shell.start(`text = str(recv(conn, 99, ${flags}))`).done;
    answers.push(outcome?.succeeded === true ? outcome.value : "EAGAIN");
  }
  const python3 = await python(`${preamble}
srv, cli, conn = pair(); cli.send(b"one", MSG_OOB); cli.send(b"x"); cli.send(b"two", MSG_OOB)
conn.setsockopt(SOL_SOCKET, SO_RCVTIMEO, struct.pack("ll", 0, 20000))
print(json.dumps([answer(conn.recv, 99, flags) for flags in (MSG_OOB, 0, 0, 0)]))`);
  if (python3 !== undefined) assertEquals(answers, python3);
});

Deno.test("a job that waits for out-of-band data in poll is woken by them, not by others", () =>
  session(`
    ${connected}; ready = poll(((conn, POLLPRI),), 10s) &
    send cli ordinary; sleep 20ms; jobs; send cli "!" MSG_OOB; wait ready => ((conn, POLLPRI),)
  `));

// --- Errors that wait ------------------------------------------------------------------------

Deno.test("SO_ERROR tells how a non-blocking connect failed, once", () =>
  session(`
    b = socket tcp; bind b 127.0.0.1:0; s = socket tcp; setblocking s False; connect s (getsockname(b)) => EINPROGRESS
    poll ((s, POLLOUT),) 5s => ((s, POLLOUT|POLLERR|POLLHUP),)
    getsockopt s SOL_SOCKET SO_ERROR => ECONNREFUSED; getsockopt s SOL_SOCKET SO_ERROR => 0
  `));

Deno.test("a UDP socket is told of a refusal if it is connected or asked for errors, on the call after", () =>
  session(`
    deaf = socket udp; bind deaf 127.0.0.1:0; connect deaf 127.0.0.1:9; there = getsockname(deaf)
    s = socket udp; connect s $there; send s one => 3
    poll ((s, POLLOUT),) 5s => ((s, POLLOUT|POLLERR),); send s two => ECONNREFUSED; send s three => 5; recv s 9 => ECONNREFUSED
    u = socket udp; sendto u one $there => 3; sendto u two $there => 3; getsockopt u SOL_SOCKET SO_ERROR => 0
    e = socket udp; setsockopt e IPPROTO_IP IP_RECVERR 1; sendto e one $there => 3; sendto e two $there => ECONNREFUSED
    connect s ("127.0.0.1", 9) => _; send s x => _; connect s $there => _
  `));

Deno.test("connect to AF_UNSPEC takes the peer back, and the address that no bind gave: as for python3", async () => {
  // How a socket is made here and there.
  const kinds = {
    "unbound udp": ["s = socket udp; connect s $there", "s = socket(AF_INET, SOCK_DGRAM); s.connect(there)"],
    "bound udp": [
      "t = socket udp; bind t 127.0.0.1:0; own = getsockname(t); close t; s = socket udp; bind s $own; connect s $there",
      't = socket(AF_INET, SOCK_DGRAM); t.bind(("127.0.0.1", 0)); own = t.getsockname(); t.close(); ' +
      "s = socket(AF_INET, SOCK_DGRAM); s.bind(own); s.connect(there)",
    ],
    "udp bound to port 0": [
      "s = socket udp; bind s 127.0.0.1:0; connect s $there",
      's = socket(AF_INET, SOCK_DGRAM); s.bind(("127.0.0.1", 0)); s.connect(there)',
    ],
    "tcp": [
      "s = socket tcp; connect s (getsockname(srv)); conn, addr = accept srv",
      "s = socket(); s.connect(srv.getsockname()); conn = srv.accept()[0]",
    ],
    "unconnected udp6": ["s = socket udp6", "s = socket(AF_INET6, SOCK_DGRAM)"],
  };
  await using shell = await shellWith(
    `${listening}; b = socket udp; bind b 127.0.0.1:0; there = getsockname(b)`,
  );
  const seen: Record<string, unknown> = {};
  for (const [kind, [statements = ""]] of Object.entries(kinds)) {
    await shell.run(`${statements}; port = getsockname(s)[1]`);
    const dissolved = await shell.answer("connect s AF_UNSPEC");
    const peername = await shell.answer("getpeername s");
    const host = await shell.run("getsockname(s)[0]");
    const port = Number(await shell.run("port")) !== 0 && await shell.run("getsockname(s)[1] == port");
    seen[kind] = [dissolved, peername, host, port];
  }
  assertEquals(seen["unbound udp"], ["ok", "ENOTCONN", "0.0.0.0", false]);
  assertEquals(seen["bound udp"], ["ok", "ENOTCONN", "127.0.0.1", true]);
  const python3 = await python(`${preamble}
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
srv = socket(); srv.bind(("127.0.0.1", 0)); srv.listen(5)
b = socket(AF_INET, SOCK_DGRAM); b.bind(("127.0.0.1", 0)); there = b.getsockname()
seen = {}
${
    Object.entries(kinds).map(([kind, [, statements]]) => `
${statements}; port = s.getsockname()[1]
dissolved = "ok" if libc.connect(s.fileno(), bytes(16), 16) == 0 else errno.errorcode[ctypes.get_errno()]
host, now = s.getsockname()[:2]
seen["${kind}"] = [dissolved, answer(s.getpeername), host, port != 0 and now == port]`).join("\n")
  }
print(json.dumps(seen))`);
  if (python3 !== undefined) assertEquals(python3, seen);
});

Deno.test("a socket whose connect was taken back hears everybody again, and can be connected again", () =>
  session(`
    t = socket udp; bind t 127.0.0.1:0; own = getsockname(t); close t
    b = socket udp; bind b 127.0.0.1:0; s = socket udp; bind s $own; settimeout s 5s
    connect s (getsockname(b)); c = socket udp; sendto c unheard (getsockname(s)); recv s 9 MSG_DONTWAIT => EAGAIN
    connect(s, AF_UNSPEC) => 0; sendto c heard (getsockname(s)); recv s 9 => "heard"; send s x => EDESTADDRREQ
    connect_ex(s, AF_UNSPEC, 2) => 0; connect s (getsockname(b)); send s x => 1
    ${listening}; s = socket tcp; connect s $there; conn, addr = accept srv; connect s AF_UNSPEC
    recv conn 9 => ECONNRESET; connect s $there; getpeername(s) == there => True
    a, b = socketpair(AF_UNIX, SOCK_DGRAM); connect a AF_UNSPEC 16 => 0; send a x => ENOTCONN
  `));

Deno.test("buffer sizes read back doubled, and no smaller or larger than the kernel allows: as for python3", async () => {
  await using shell = await shellWith("s = socket tcp");
  for (const option of ["SO_RCVBUF", "SO_SNDBUF"]) {
    await shell.run(`setsockopt s SOL_SOCKET ${option} 10000; getsockopt s SOL_SOCKET ${option} => 20000`);
    const read = (size: number) =>
      shell.run(`setsockopt s SOL_SOCKET ${option} ${size}; getsockopt s SOL_SOCKET ${option}`);
    const answers = [await read(0), await read(1), await read(2 ** 30)];
    const python3 = await python(`${preamble}
s = socket()
def read(size):
    s.setsockopt(SOL_SOCKET, ${option}, size)
    return s.getsockopt(SOL_SOCKET, ${option})
print(json.dumps([read(size) for size in (0, 1, 2 ** 30)]))`);
    if (python3 !== undefined) assertEquals(answers, python3);
  }
});

// --- Jobs on one socket ----------------------------------------------------------------------

Deno.test("two jobs wait in accept on one socket, and each gets a client", () =>
  session(`
    ${listening}; one, a = accept(srv) &
    two, b = accept(srv) &
    c = socket tcp; connect c $there; d = socket tcp; connect d $there; wait
    one == two => False; (a == getsockname(c)) or (b == getsockname(c)) => True
    a == b => False; getpeername(one) == a => True; getpeername(two) == b => True
  `));

Deno.test("two jobs wait in recv on one socket, and each byte goes to one of them", () =>
  session(`
    ${connected}; one = recv(conn, 3) &
    two = recv(conn, 3) &
    send cli abc; timeout 5s { while len(poll((conn,), 0)) { sleep 1ms } }; send cli xyz; wait
    one + two => ~ "^(abcxyz|xyzabc)$"
    one = recv(conn, 9) &
    two = recv(conn, 9) &
    close cli; wait; one => ""; two => ""
  `));

Deno.test("jobs that read and write one socket do not get in each other's way", () =>
  session(`
    ${connected}; text = "x" * 3000000
    sendall conn $text &
    heard = recv(conn, 9) &
    send cli ping; wait heard => "ping"
    n = 0; while n < 3000000 { n = n + len(recv(cli, 1000000)) }; wait; n => 3000000
  `));

for (
  const [call, before] of [
    ["accept(s)", listening.replaceAll("srv", "s")],
    ["recvmsg(s, 9)", "s, b = socketpair()"],
    ["poll((s,))", "s, b = socketpair()"],
    ["recvfrom(s, 9)", "s = socket udp; bind s 127.0.0.1:0"],
    ["accept4(s)", listening.replaceAll("srv", "s")],
    ["read(s, 9)", "s, b = pipe2()"],
  ] as const
) {
  Deno.test(`closing a socket ends the jobs that wait on it, both of them: ${call}`, async () => {
    await using shell = await shellWith(`${before}\none = ${call} &\ntwo = ${call} &`);
    await shell.run("close s; other, another = socketpair()");
    const answers = [await shell.answer("wait 1"), await shell.answer("wait 2")];
    // poll is no call on the socket: it tells that the descriptor is none.
    if (call.startsWith("poll")) {
      assertEquals(answers, ["ok", "ok"]);
      await shell.run("one => ((-1, POLLNVAL),); two => ((-1, POLLNVAL),)");
    } else assertEquals(answers, ["EBADF", "EBADF"]);
    await shell.run("send other untouched; recv another 99 => 'untouched'");
  });
}
