// Do poll and select find what C finds, and wait as C waits? Sessions on real sockets of this machine; what poll says of
// sockets in all their states is compared with python3's.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { constant } from "../lib/abi/mod.ts";
import { encodeFdSet, FD_SETSIZE, isInFdSet } from "../lib/abi/readiness.ts";
import type { Struct } from "../lib/command.ts";
import type { Value } from "../lib/values.ts";
import { peer } from "./peers.ts";
import { ended, Shell, shellWith, waiting } from "./session_fixture.ts";

/** What poll answered, as text: `a POLLIN`. */
function found(value: Value): string {
  return (value as readonly Struct[]).map(({ name, fields: [fd, revents] }) => {
    assertEquals([name, fd?.name, revents?.name], ["pollfd", "fd", "revents"]);
    const held = fd?.value as number | { name: string };
    return `${typeof held === "number" ? held : held.name} ${revents?.text}`;
  }).join(", ");
}

const connected = `
  srv = socket tcp; bind srv 127.0.0.1:0; there = getsockname(srv); listen srv 5
  cli = socket tcp; connect cli $there; conn, addr = accept srv
`;

// --- fd_set ------------------------------------------------------------------------------------

Deno.test("an fd_set has one bit for each descriptor, and no place for others", () => {
  const set = encodeFdSet([0, 9, 1023]);
  assertEquals([set.length, set[0], set[1], set[127]], [128, 1, 2, 128]);
  assertEquals([0, 1, 8, 9, 1023, 2000].map((fd) => isInFdSet(set, fd)), [
    true,
    false,
    false,
    true,
    true,
    false,
  ]);
  assertEquals(encodeFdSet([], 500).length, 500);
  for (const fd of [-1, FD_SETSIZE]) assertThrows(() => encodeFdSet([fd]), RangeError);
});

// --- poll --------------------------------------------------------------------------------------

Deno.test("poll tells of each descriptor what is ready, in the order they were given", async () => {
  await using shell = await shellWith("a, b = socketpair(); c, d = socketpair(); send b x; send c x");
  assertEquals(found(await shell.run("poll (d, b, a)")), "d POLLIN, a POLLIN");
  assertEquals(
    found(await shell.run("poll ((a, POLLIN|POLLOUT), (b, POLLIN), (c, POLLOUT)) 1s")),
    "a POLLIN|POLLOUT, c POLLOUT",
  );
  assertEquals(found(await shell.run("poll((b, POLLOUT))")), "b POLLOUT");
  assertEquals(found(await shell.run("poll a")), "a POLLIN");
  assertEquals(found(await shell.run("poll a b d")), "a POLLIN, d POLLIN");
  await shell.run(
    "poll a => ((a, POLLIN),); one = poll(a)[0]; fd, revents = one; fd => a; revents => POLLIN; one['fd'] => a",
  );
});

Deno.test("poll waits until one of its descriptors is ready", async () => {
  await using shell = await shellWith("a, b = socketpair(); c, d = socketpair()");
  const polling = shell.start("ready = poll((a, c))");
  assertEquals(await polling.waits, { key: "waiting.poll", values: { count: 2 } });
  await shell.run("send d x");
  assertEquals(await ended(polling), "ok");
  assertEquals(found(shell.session.variables.get("ready") ?? null), "c POLLIN");
});

Deno.test("poll answers nothing when the time ran out, and that is false", async () => {
  await using shell = await shellWith("a, b = socketpair()");
  const start = performance.now();
  await shell.run("poll a 60ms => (); poll a 0.05 => (); poll a 0 => (); not poll(a, 0) => True");
  assert(performance.now() - start >= 110);
  const { done } = shell.start("poll () 20ms");
  assertEquals((await done).flatMap(({ notes }) => notes).map(({ key }) => key), ["note.nothing-ready"]);
});

Deno.test("None and a negative time wait for ever", async () => {
  for (const time of ["None", "-1"]) {
    await using shell = await shellWith("a, b = socketpair()");
    const polling = await waiting(shell, `poll(a, ${time})`);
    await shell.run("send b x");
    assertEquals(await ended(polling), "ok");
  }
});

Deno.test("an interrupted poll answers EINTR, and the descriptors are as they were", async () => {
  await using shell = await shellWith("a, b = socketpair()");
  for (const call of ["poll a", "poll ()  None", "select a None None", "select () None None"]) {
    const polling = await waiting(shell, call);
    polling.interrupt();
    assertEquals(await ended(polling), "EINTR", call);
  }
  await shell.run("send b x; recv a 10 => 'x'");
});

Deno.test("a name whose socket was closed is ignored by poll; one closed meanwhile is POLLNVAL", async () => {
  await using shell = await shellWith("a, b = socketpair(); c, d = socketpair(); close c");
  await shell.run("poll c 10ms => ()");
  const polling = await waiting(shell, "ready = poll((c, a, b), None)");
  await shell.run("send b x");
  assertEquals(await ended(polling), "ok");
  assertEquals(found(await shell.run("ready")), "a POLLIN");
  await shell.run("recv a 1");
  const again = await waiting(shell, "ready = poll((a, c))");
  // The number may be another socket's at once: it is not what was waited for.
  await shell.run("close a; other = socket udp");
  assertEquals(await ended(again), "ok");
  assertEquals(found(await shell.run("ready")), "a POLLNVAL");
});

Deno.test("a number that is not open is POLLNVAL, and the runtime's own are refused", async () => {
  await using shell = await shellWith("a, b = socketpair()");
  assertEquals(found(await shell.run("poll (999, 0) 0")), "999 POLLNVAL");
  const { sockets } = shell.session;
  const theirs = Array.from({ length: 64 }, (_, fd) => fd).find((fd) => sockets.owner(fd) === "runtime");
  assertEquals(await shell.answer(`poll ${theirs}`), "socket.refused");
  assertEquals(await shell.answer("poll ((a, 70000),)"), "expects.range");
  assertEquals(await shell.answer("poll nobody"), "socket.unknown");
});

Deno.test("a listening socket is readable when a client has come", async () => {
  await using shell = await shellWith("srv = socket tcp; bind srv 127.0.0.1:0; listen srv; cli = socket tcp");
  const polling = await waiting(shell, "poll srv");
  await shell.run("connect cli (getsockname(srv))");
  assertEquals(await ended(polling), "ok");
  await shell.run("conn, addr = accept srv");
});

Deno.test("a non-blocking connect is writable when it has come through or failed", async () => {
  await using shell = await shellWith("gone = socket tcp");
  await shell.run(
    "bind gone 127.0.0.1:0; there = getsockname(gone); close gone; cli = socket tcp; setblocking cli False",
  );
  await shell.run("connect_ex cli $there");
  assertEquals(found(await shell.run("poll ((cli, POLLOUT),) 5s")), "cli POLLOUT|POLLERR|POLLHUP");
  await shell.run("getsockopt cli SOL_SOCKET SO_ERROR => ECONNREFUSED");
});

Deno.test("out-of-band data, a half closed peer and a gone one have their own events", async () => {
  await using shell = await shellWith(connected);
  await shell.run("send cli ! MSG_OOB");
  assertEquals(found(await shell.run("poll ((conn, POLLIN|POLLPRI),) 5s")), "conn POLLPRI");
  await shell.run("recv conn 1 MSG_OOB => '!'; shutdown cli SHUT_WR");
  assertEquals(found(await shell.run("poll ((conn, POLLRDHUP),) 5s")), "conn POLLRDHUP");
  await shell.run("close cli; send conn x; settimeout conn 5s");
  await shell.run("poll ((conn, 0),) 5s");
  assert(found(await shell.run("poll ((conn, 0),) 5s")).includes("POLLHUP"));
});

Deno.test("one poll waits for hundreds of sockets, and nothing of it is left behind", async () => {
  await using shell = new Shell();
  const { sockets, variables } = shell.session;
  const [AF_UNIX, SOCK_DGRAM] = ["AF_UNIX", "SOCK_DGRAM"].map((name) => constant(shell.session.system, name));
  const pairs = Array.from({ length: 300 }, () => sockets.socketpair(AF_UNIX ?? 0, SOCK_DGRAM ?? 0, 0));
  variables.set("all", pairs.map(([one]) => one));
  variables.set("last", pairs.at(-1)?.[1] ?? null);
  // Waits that are not over yet.
  let pending = 0;
  const { poller } = shell.session.libc;
  const wait = poller.wait;
  poller.wait = (...args) => {
    pending++;
    return wait.apply(poller, args).finally(() => pending--);
  };
  for (let round = 0; round < 3; round++) {
    const polling = await waiting(shell, "ready = poll($all, None)");
    await shell.run("send last x");
    assertEquals(await ended(polling), "ok");
    await shell.run("len(ready) => 1; recv (ready[0][0]) 1");
    assertEquals(pending, 0);
  }
  poller.wait = wait;
});

Deno.test("poll finds what python3 finds, whatever state a socket is in", async () => {
  const python = await peer("python3");
  if (python === undefined) return;
  const script = `
import select, socket, os
names = {n: getattr(select, n) for n in ("POLLIN", "POLLPRI", "POLLOUT", "POLLERR", "POLLHUP", "POLLNVAL", "POLLRDHUP")}
def show(s):
    p = select.poll(); p.register(s, select.POLLIN | select.POLLPRI | select.POLLOUT | select.POLLRDHUP)
    got = p.poll(0)
    print("|".join(n for n, v in names.items() if got and got[0][1] & v) or "-")
show(socket.socket())
u = socket.socket(type=socket.SOCK_DGRAM); show(u)
l = socket.socket(); l.bind(("127.0.0.1", 0)); show(l); l.listen(); show(l)
c = socket.socket(); c.connect(l.getsockname()); show(c)
show(l); s, _ = l.accept(); show(s)
c.shutdown(socket.SHUT_WR); select.select([s], [], []); show(s); show(c)
a, b = socket.socketpair(); show(a); b.close(); show(a)
r, w = os.pipe(); show(r); show(w); os.close(r); show(w)
r, w = os.pipe(); os.close(w); show(r)
show(socket.socket(socket.AF_UNIX))
`;
  const { stdout } = await new Deno.Command(python, { args: ["-c", script] }).output();
  const expected = new TextDecoder().decode(stdout).trim().split("\n");
  await using shell = new Shell();
  const show = async (name: string) => {
    const value = await shell.run(`poll ((${name}, POLLIN|POLLPRI|POLLOUT|POLLRDHUP),) 0`);
    return found(value).replace(/^\S+ /, "") || "-";
  };
  const steps: readonly (string | [statements: string])[] = [
    ["x = socket tcp"],
    "x",
    ["u = socket udp"],
    "u",
    ["l = socket tcp; bind l 127.0.0.1:0"],
    "l",
    ["listen l"],
    "l",
    ["c = socket tcp; connect c (getsockname(l))"],
    "c",
    "l",
    ["s, addr = accept l"],
    "s",
    ["shutdown c SHUT_WR; select s None None"],
    "s",
    "c",
    ["a, b = socketpair()"],
    "a",
    ["close b"],
    "a",
    ["r, w = pipe2()"],
    "r",
    "w",
    ["close r"],
    "w",
    ["r, w2 = pipe2(); close w2"],
    "r",
    ["y = socket unix"],
    "y",
  ];
  const got: string[] = [];
  for (const step of steps) {
    if (typeof step === "string") got.push(await show(step));
    else await shell.run(step[0]);
  }
  assertEquals(got, expected);
});

// --- select ------------------------------------------------------------------------------------

Deno.test("select tells of each set what is ready, in the order it was given", async () => {
  await using shell = await shellWith("a, b = socketpair(); c, d = socketpair(); send b x; send c x");
  await shell.run("select (d, b, a) (b, c) () 1s => ((d, a), (b, c), ())");
  await shell.run("r, w, x = select(a, None, None); r => (a,); w => (); x => ()");
  await shell.run("select(None, a, NULL, 0) => ((), (a,), ())");
  await shell.run("select b None None 20ms => ((), (), ())");
});

Deno.test("select waits until something of any set is ready", async () => {
  await using shell = await shellWith(connected);
  const { waits, done } = shell.start("sets = select((cli, conn), None, (cli, conn))");
  assertEquals(await waits, { key: "waiting.select", values: { count: 4 } });
  await shell.run("send cli ! MSG_OOB");
  await done;
  await shell.run("sets => ((), (), (conn,))");
  const again = await waiting(shell, "sets = select((cli, conn), None, None, 10s)");
  await shell.run("send conn x");
  assertEquals(await ended(again), "ok");
  await shell.run("sets => ((cli,), (), ())");
});

Deno.test("select takes C's nfds, and looks at no descriptor from there on", async () => {
  await using shell = await shellWith("a, b = socketpair(); send b x");
  const { fd } = shell.socket("a");
  await shell.run(
    `select ${fd + 1} a None None 0 => ((a,), (), ()); select ${fd} a None None 0 => ((), (), ())`,
  );
  await shell.run(
    `select ${fd} a None None 30ms => ((), (), ()); select 1000000 a None None 0 => ((a,), (), ())`,
  );
  assertEquals(await shell.answer("select -1 a None None 0"), "EINVAL");
});

Deno.test("an fd_set has no place for closed sockets and large numbers: poll has", async () => {
  await using shell = await shellWith("a, b = socketpair(); high = fcntl(a, F_DUPFD, 1024); send b x");
  assertEquals(await shell.answer("select high None None 0"), "select.descriptor");
  assertEquals(found(await shell.run("poll high")), "high POLLIN");
  assertEquals(await shell.answer("close a; select a None None 0"), "select.descriptor");
});

Deno.test("a descriptor that is closed while select waits is EBADF", async () => {
  await using shell = await shellWith("a, b = socketpair(); c, d = socketpair()");
  const selecting = await waiting(shell, "select (a, c) None None");
  await shell.run("close c");
  assertEquals(await ended(selecting), "EBADF");
});

Deno.test("select answers EBADF for a number that is not open", async () => {
  await using shell = await shellWith("a, b = socketpair(); n = fcntl(a, F_DUPFD, 900); close n; a => a");
  assertEquals(await shell.answer("select (900, a) None None 0"), "EBADF");
});
