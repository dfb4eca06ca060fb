// Do read, write, fcntl, ioctl, dup2, pipe2, accept4 and sockatmark do what C's do, on sockets, pipes and files, and leave
// the process and its standard streams alone?

import { assert, assertEquals } from "@std/assert";
import { constant } from "../lib/abi/mod.ts";
import { Socket } from "../lib/sockets/mod.ts";
import { Child, PROGRAM, run as runChild } from "./child.ts";
import { peer } from "./peers.ts";
import { ended, inFolder, Shell, shellWith, waiting } from "./session_fixture.ts";

const connected = `
  srv = socket tcp; bind srv 127.0.0.1:0; there = getsockname(srv); listen srv 5
  cli = socket tcp; connect cli $there; conn, addr = accept srv
`;

// --- read and write ----------------------------------------------------------------------------

Deno.test("read and write work on sockets, pipes and files", () =>
  inFolder(async () => {
    await using shell = await shellWith(
      "a, b = socketpair(); r, w = pipe2(); u = socket udp; bind u 127.0.0.1:0",
    );
    await shell.run('write a "ping pong" => 9; read b 4 => "ping"; read b 100 => " pong"');
    await shell.run('write(w, b"x\\x00y", 2) => 2; r.read(10) => hex"7800"');
    await shell.run(
      'f = open new O_RDWR|O_CREAT; write f "line\\n" => 5; read f 10 => ""; g = open new; read g 3 => "lin"',
    );
    await shell.run(
      "connect u (getsockname(u)); write u whole => 5; read u 2 => 'wh'; write u '' => 0; read u 9 => ''",
    );
  }));

Deno.test("read waits until something is there, and its end is no bytes", async () => {
  await using shell = await shellWith("r, w = pipe2(); a, b = socketpair()");
  const reading = await waiting(shell, 'read r 10 => "x"');
  await shell.run("write w x");
  assertEquals(await ended(reading), "ok");
  const notes = async (text: string) =>
    (await shell.start(text).done).flatMap(({ notes }) => notes).map(({ key }) => key);
  assertEquals(await notes('close w; read r 10 => ""'), ["note.end"]);
  assertEquals(await notes('close a; read b 10 => ""'), ["note.closed-stream"]);
});

Deno.test("write waits until everything is taken, and the pipe is still a blocking one", async () => {
  await using shell = await shellWith("r, w = pipe2(); big = 'x' * 300000");
  const writing = await waiting(shell, "write w $big => 300000");
  let got = 0;
  while (got < 300_000) {
    const data = await shell.run("read r 1000000");
    got += (data as Uint8Array).length;
  }
  assertEquals([await ended(writing), got], ["ok", 300_000]);
  await shell.run("fcntl w F_GETFL => O_WRONLY; fcntl r F_GETFL => O_RDONLY");
});

Deno.test("interrupted, read and write answer EINTR; what was written before is the answer", async () => {
  await using shell = await shellWith("r, w = pipe2(); big = 'x' * 300000");
  const reading = await waiting(shell, "read r 10");
  reading.interrupt();
  assertEquals(await ended(reading), "EINTR");
  const writing = await waiting(shell, "count = write(w, big)");
  writing.interrupt();
  assertEquals(await ended(writing), "ok");
  await shell.run("count => 65536");
  const again = await waiting(shell, "write w x");
  again.interrupt();
  assertEquals(await ended(again), "EINTR");
});

Deno.test("close wakes a read with EBADF", async () => {
  await using shell = await shellWith("r, w = pipe2()");
  const reading = await waiting(shell, "read r 10");
  await shell.run("close r");
  assertEquals(await ended(reading), "EBADF");
});

Deno.test("non-blocking, without a reader, and in the wrong direction they answer as in C", async () => {
  await using shell = await shellWith(
    "r, w = pipe2(O_NONBLOCK); a, b = socketpair(); srv = socket tcp; f = open /",
  );
  assertEquals(await shell.answer("read r 1"), "EAGAIN");
  await shell.run("big = 'x' * 100000; write w $big => 65536");
  assertEquals(await shell.answer("write w x"), "EAGAIN");
  assertEquals(await shell.answer("read w 1"), "EBADF");
  assertEquals(await shell.answer("write r x"), "EBADF");
  assertEquals(await shell.answer("close r; write w x"), "EPIPE");
  assertEquals(await shell.answer("close b; write a x"), "EPIPE");
  assertEquals(await shell.answer("read srv 1"), "ENOTCONN");
  assertEquals(await shell.answer("read f 1"), "EISDIR");
  assertEquals(await shell.answer("read 999 1"), "EBADF");
  assertEquals(await shell.answer("write -1 x"), "EBADF");
  assertEquals(await shell.answer("write a xyz 4"), "data.length");
  assertEquals(
    await shell.answer("settimeout a 5ms; c, d = socketpair(); settimeout c 5ms; read c 1"),
    "EAGAIN",
  );
});

Deno.test("a read of an immense count is no allocation, and one of a large pipe takes all that is there", async () => {
  await using shell = await shellWith("r, w = pipe2(); fcntl w F_SETPIPE_SZ 1048576; big = 'x' * 500000");
  await shell.run("write w $big => 500000; len(read(r, 1000000000000)) => 500000");
  await shell.run("a, b = socketpair(); send a x; read b 1000000000000 => 'x'");
});

// --- fcntl and ioctl ---------------------------------------------------------------------------

Deno.test("fcntl reads and sets flags, which what is open and the descriptor have apart", async () => {
  await using shell = await shellWith("a, b = socketpair(); copy = dup a");
  await shell.run(
    "fcntl a F_GETFL => O_RDWR; fcntl a F_SETFL O_NONBLOCK => 0; fcntl copy F_GETFL => O_RDWR|O_NONBLOCK",
  );
  assertEquals(await shell.answer("recv copy 1"), "EAGAIN");
  await shell.run("fcntl a F_GETFD => 0; fcntl a F_SETFD FD_CLOEXEC => 0; fcntl a F_GETFD => FD_CLOEXEC");
  await shell.run(
    "fcntl copy F_GETFD => 0; a.fcntl(F_SETFL, fcntl(a, F_GETFL) - O_NONBLOCK); fcntl copy F_GETFL => O_RDWR",
  );
});

Deno.test("fcntl's F_DUPFD makes another socket of the session, numbered as asked for", async () => {
  await using shell = await shellWith(
    "a, b = socketpair(); c = fcntl(a, F_DUPFD, 700); d = fcntl(a, F_DUPFD_CLOEXEC, 700)",
  );
  await shell.run(
    "c => 700; d => 701; fcntl c F_GETFD => 0; fcntl d F_GETFD => FD_CLOEXEC; close a; send c x; recv b 9 => 'x'",
  );
  assert(shell.socket("c").origin === "session" && shell.socket("c").type === shell.socket("b").type);
});

Deno.test("fcntl refuses structures and signals; the rest is the kernel's to answer", async () => {
  await using shell = await shellWith("a, b = socketpair()");
  for (const name of ["F_GETLK", "F_SETLK", "F_SETLKW", "F_OFD_SETLK", "F_SETOWN_EX"]) {
    assertEquals(await shell.answer(`fcntl a ${name}`), "fcntl.structure", name);
  }
  for (
    const text of [
      "F_SETFL O_ASYNC",
      "F_SETFL O_ASYNC|O_NONBLOCK",
      "F_SETSIG 9",
      "F_NOTIFY 1",
      "F_SETLEASE 0",
    ]
  ) {
    assertEquals(await shell.answer(`fcntl a ${text}`), "fcntl.signal", text);
  }
  assertEquals(await shell.answer("fcntl a 9999"), "EINVAL");
  assertEquals(await shell.answer("fcntl 999 F_GETFD"), "EBADF");
  assertEquals(await shell.answer("fcntl a F_DUPFD -1"), "EINVAL");
  await shell.run(`fcntl a F_SETOWN ${Deno.pid} => 0; fcntl a F_GETOWN => ${Deno.pid}`);
});

Deno.test("ioctl tells how much can be read, how much is on its way, and where the mark is", async () => {
  await using shell = await shellWith(connected);
  await shell.run(
    "send cli hello; poll conn 5s; ioctl conn FIONREAD => 5; ioctl conn SIOCINQ => 5; ioctl srv SIOCATMARK => 0",
  );
  await shell.run("recv conn 5; send cli ab; send cli ! MSG_OOB; poll ((conn, POLLPRI),) 5s");
  await shell.run(
    "ioctl conn SIOCATMARK => 0; sockatmark conn => 0; recv conn 99 => 'ab'; sockatmark conn => 1",
  );
  await shell.run(
    "u = socket udp; bind u 127.0.0.1:0; sendto u abc (getsockname(u)); ioctl u SIOCOUTQ => _; ioctl u FIONREAD => 3",
  );
  await shell.run(
    "a, b = socketpair(); setsockopt a SOL_SOCKET SO_SNDBUF 100000; send a xxx; ioctl a TIOCOUTQ => _; r, w = pipe2()",
  );
  await shell.run("write w abcd; ioctl r FIONREAD => 4");
  assertEquals(await shell.answer("ioctl srv FIONREAD"), "EINVAL");
  assertEquals(await shell.answer("ioctl r SIOCATMARK"), "ENOTTY");
  assertEquals(await shell.answer("sockatmark u"), "ENOTTY");
  assertEquals(await shell.answer("sockatmark 999"), "EBADF");
});

Deno.test("ioctl switches O_NONBLOCK and FD_CLOEXEC, and refuses what has a structure behind it", async () => {
  await using shell = await shellWith("a, b = socketpair()");
  await shell.run(
    "ioctl a FIONBIO 1 => 0; fcntl a F_GETFL => O_RDWR|O_NONBLOCK; ioctl a FIONBIO 0; fcntl a F_GETFL => O_RDWR",
  );
  await shell.run(
    "ioctl a FIOCLEX => 0; fcntl a F_GETFD => FD_CLOEXEC; ioctl a FIONCLEX; fcntl a F_GETFD => 0",
  );
  assertEquals(await shell.answer("ioctl a 0x8912"), "ioctl.request");
  assertEquals(await shell.answer("ioctl a FIOASYNC 1"), "ioctl.request");
});

// --- More descriptors --------------------------------------------------------------------------

Deno.test("dup2 puts a socket in another's place, whose name then stands for -1", async () => {
  await using shell = await shellWith("a, b = socketpair(); old, peer = socketpair(); old2 = old");
  const { fd } = shell.socket("old");
  await shell.run("new = dup2(a, old); send new x; recv b 9 => 'x'; recv peer 9 => ''");
  assertEquals([shell.socket("old").fd, shell.socket("old2").fd, shell.socket("new").fd], [-1, -1, fd]);
  assertEquals(await shell.answer("send old x"), "EBADF");
  await shell.run("dup2 a a => a; n = dup2(a, 333); n => 333; close n");
  assertEquals(await shell.answer("dup2 999 a"), "EBADF");
  await shell.run("send a x => 1");
  assertEquals(await shell.answer("dup2 a 100000000"), "EBADF");
  assertEquals(await shell.answer("dup2 a -1"), "EBADF");
});

Deno.test("dup2 replaces neither standard streams nor the runtime's descriptors", async () => {
  await using shell = await shellWith("a, b = socketpair()");
  const { sockets } = shell.session;
  const runtime = Array.from({ length: 64 }, (_, fd) => fd).filter((fd) => sockets.owner(fd) === "runtime");
  for (const fd of [0, 1, 2, ...runtime]) {
    assertEquals(await shell.answer(`dup2 a ${fd}`), "socket.refused", `${fd}`);
  }
  assert(runtime.length > 0);
});

Deno.test("a call that waits on the socket dup2 replaces answers EBADF", async () => {
  await using shell = await shellWith("a, b = socketpair(); c, d = socketpair()");
  const receiving = await waiting(shell, "recv c 1");
  await shell.run("e = dup2(a, c)");
  assertEquals(await ended(receiving), "EBADF");
});

Deno.test("dup2 over a socket that lingers waits beside the event loop and loses nothing", async () => {
  await using shell = await shellWith(connected);
  await shell.run("setsockopt cli SOL_SOCKET SO_LINGER (1, 20); u = socket udp; big = 'x' * 9000000");
  const sent = Number(await shell.run("setblocking cli False; send cli $big"));
  const start = performance.now();
  const replacing = shell.start("new = dup2(u, cli)");
  let received = 0;
  for (let length = 1; length > 0; received += length) {
    const data = await shell.run("recv conn 500000");
    length = (data as Uint8Array).length;
  }
  assertEquals(received, sent);
  assertEquals(await ended(replacing), "ok");
  assert(performance.now() - start < 10_000, "the process stood still as long as the socket lingered");
  await shell.run("getsockopt new SOL_SOCKET SO_TYPE => SOCK_DGRAM");
});

Deno.test("pipe2 makes a pipe with flags, and says which there are not", async () => {
  await using shell = await shellWith("r, w = pipe2(O_NONBLOCK|O_CLOEXEC)");
  await shell.run(
    "fcntl r F_GETFL => O_RDONLY|O_NONBLOCK; fcntl w F_GETFL => O_WRONLY|O_NONBLOCK; fcntl w F_GETFD => 1",
  );
  assertEquals(await shell.answer("pipe2 O_CREAT"), "EINVAL");
  assertEquals(await shell.answer("listen r"), "ENOTSOCK");
  const made = await shell.run("pipe2()") as readonly Socket[];
  assertEquals(made.map((one) => one instanceof Socket && one.name !== undefined), [true, true]);
});

Deno.test("accept4 gives the new socket its flags from the start, and waits as accept does", async () => {
  await using shell = await shellWith("srv = socket tcp; bind srv 127.0.0.1:0; listen srv; cli = socket tcp");
  const accepting = await waiting(shell, "conn, addr = accept4(srv, SOCK_NONBLOCK|SOCK_CLOEXEC)");
  await shell.run("connect cli (getsockname(srv))");
  assertEquals(await ended(accepting), "ok");
  await shell.run(
    "fcntl conn F_GETFL => O_RDWR|O_NONBLOCK; fcntl conn F_GETFD => FD_CLOEXEC; getsockname cli => addr",
  );
  await shell.run("fcntl srv F_GETFL => O_RDWR; c2 = socket tcp; connect c2 (getsockname(srv))");
  await shell.run("c3, addr = accept4(srv, NULL, NULL, 0); fcntl c3 F_GETFL => O_RDWR");
  assertEquals(await shell.answer("accept4 srv 1"), "EINVAL");
  assertEquals(await shell.answer("settimeout srv 5ms; accept4 srv"), "EAGAIN");
});

// --- The standard streams ----------------------------------------------------------------------

/** Runs socksh with those statements: what it printed, and how it ended. */
async function run(statements: string, stdin = ""): Promise<{ out: string; err: string; code: number }> {
  const { out, err, code } = await runChild([...PROGRAM, "-k", "--lang", "en", "-c", statements], { stdin });
  return { out, err, code };
}

/** The words of a command line for a shell. */
const PROGRAM_QUOTED = PROGRAM.map((word) => `'${word}'`).join(" ");

Deno.test("descriptor 0 is read as far as was asked for, and 1 and 2 are written to", async () => {
  const { out, err, code } = await run(
    "print (read(0, 4)); print (read(0, 100)); print (read(0, 1)); write 1 'as it is\\n'; write 2 'and this\\n' => 9",
    "one two",
  );
  assertEquals([out, err, code], ["one \ntwo\n\nas it is\n", "and this\n", 0]);
});

Deno.test("a read of standard input waits no longer than its statement may", async () => {
  await using child = new Child([
    ...PROGRAM,
    "-c",
    "timeout 50ms read 0 9 => timeout; print over; print (read(0, 9))",
  ]);
  await child.wrote(/over\n/);
  await child.type("typed");
  await child.end();
  assertEquals((await child.finished()).out, "over\ntyped\n");
});

Deno.test("a write to a standard output whose reader is slow waits until everything is taken", async () => {
  const { out, err, code } = await run("big = 'x' * 300000; write 1 $big => 300000; write 2 done");
  assertEquals([out.length, err, code], [300_000, "done", 0]);
});

Deno.test("reading from a descriptor that is only written to is EBADF at once", async () => {
  const { err, code } = await run("read 1 10");
  assert(err.includes("EBADF"), err);
  assertEquals(code, 1);
});

Deno.test("nothing is written to a terminal as it is", async () => {
  const script = await peer("script");
  if (script === undefined) return;
  const { stdout } = await new Deno.Command(script, {
    args: [
      "-qec",
      `${PROGRAM_QUOTED} -k --lang en -c "write 1 x; f = open /dev/tty O_RDWR; write f x; write 2 x"`,
      "/dev/null",
    ],
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  assertEquals(text.match(/is the terminal/g)?.length, 3, text);
});

Deno.test("O_NONBLOCK on a standard stream is put back at the end", () =>
  inFolder(async () => {
    // Both programs have the same open file for standard input; the shell reads its flags before and after.
    const program =
      `exec 3<>fifo; before=$(grep flags /proc/self/fdinfo/3); ${PROGRAM_QUOTED} -c "$1" <&3; ` +
      `after=$(grep flags /proc/self/fdinfo/3); test "$before" = "$after" && echo same`;
    await new Deno.Command("mkfifo", { args: ["fifo"] }).output();
    for (
      const text of ["fcntl 0 F_SETFL O_NONBLOCK; fcntl 0 F_GETFL => O_RDWR|O_NONBLOCK", "ioctl 0 FIONBIO 1"]
    ) {
      const { stdout } = await new Deno.Command("sh", { args: ["-c", program, "sh", text] }).output();
      assertEquals(new TextDecoder().decode(stdout), "same\n", text);
    }
  }));

Deno.test("constants that are used here have numbers on this system", async () => {
  await using shell = new Shell();
  for (const name of ["FD_CLOEXEC", "FIONREAD", "SIOCATMARK", "SCM_RIGHTS", "F_DUPFD_CLOEXEC"]) {
    assert(Number.isInteger(constant(shell.session.system, name)), name);
  }
});
