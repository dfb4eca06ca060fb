// trace: are the system calls shown that strace(1) sees, in its own notation, each once and with its final result?

import { assert, assertEquals, assertMatch } from "@std/assert";
import { quoted } from "../lib/trace/notation.ts";
import { Child, Folder, PROGRAM, run, socksh } from "./child.ts";
import { executable } from "./executable.ts";
import { peer } from "./peers.ts";
import { Shell } from "./session_fixture.ts";

/** Calls of every kind, some of which fail, wait, or move more than fits at once. */
const SESSION = String.raw`
srv = socket tcp; setsockopt srv SOL_SOCKET SO_REUSEADDR 1; bind srv 127.0.0.1:0; listen srv 5
no = socket tcp; connect no 127.0.0.1:1 => ECONNREFUSED; close no
cli = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP); connect cli (getsockname(srv)); conn, addr = accept srv
send cli b"a\"\x00\x01\n\xff1\x001" => 9; recv conn 100 => _
sendall cli ("x" * 40); recv conn 100 MSG_PEEK => _; recv conn 100 => "x" * 40
recv conn 5 MSG_DONTWAIT => EAGAIN
recv conn 5 &
send cli "late"; wait
{ sleep 20ms; send cli "later" } &
recv conn 5 => "later"; wait
setsockopt conn SOL_SOCKET SO_LINGER (1, 0); getsockopt conn SOL_SOCKET SO_ERROR => 0
getsockopt conn IPPROTO_TCP TCP_NODELAY => 0; setsockopt conn IPPROTO_TCP TCP_NODELAY 1
getpeername conn => addr; shutdown cli SHUT_WR; recv conn 3 => ""
a, b = socketpair(); big = "y" * 2000000
{ while data = recv(b, 65536) { } } &
send a $big => 2000000; sleep 20ms; close a; wait
u = socket udp6; bind u [::1]:0; sendto u "hi" (getsockname(u)) => 2; recvfrom u 10 => _
sendmsg u ("ab", "c") () 0 (getsockname(u)) => 3; recvmsg u 10 100 => _
n = socket unix; bind n unix:@$name; listen n; y = socket unix; connect y unix:@$name; z, who = accept n
p, q = socketpair(); sendmsg p ("f",) ((SOL_SOCKET, SCM_RIGHTS, (n,)),) => 1; recvmsg q 10 100 => _
d = dup p; r, w = pipe2 O_NONBLOCK; write w "pipe" => 4; ioctl r FIONREAD => 4; read r 9 => "pipe"
raw = socket 99 1 => EAFNOSUPPORT
getpeername u => ENOTCONN
`;

/** A line of either trace without what may differ: pointers, and what waiting adds to flags. */
function same(line: string): string {
  return line.replace(/0x(?:[0-9a-f]{6,}|\.\.\.)/g, "POINTER")
    .replace(/MSG_DONTWAIT\|/g, "").replace(/\|MSG_DONTWAIT/g, "").replace(/\bMSG_DONTWAIT\b/g, "0")
    .replace(/ +=/, " =");
}

/** The descriptors a call made. */
function madeBy(line: string): readonly string[] {
  const pair = /^(?:socketpair|pipe2)\(.*\[(\d+), (\d+)\]/.exec(line) ??
    /cmsg_data=\[(\d+)\].* = 1$/.exec(line);
  const one = /^(?:socket|accept4?|dup|openat)\(.* = (\d+)$/.exec(line);
  return [...(pair?.slice(1) ?? []), ...(one?.slice(1) ?? [])];
}

/** The calls on descriptors that the session made and has not closed: the runtime has others, whose numbers come again. */
function ofSession(lines: readonly string[]): readonly string[] {
  const own = new Set<string>();
  return lines.filter((line) => {
    const [, call = "", first = ""] = /^(\w+)\((\w*)/.exec(line) ?? [];
    const makes = /^(?:socket|socketpair|pipe2)$/.test(call);
    if (makes ? /CLOEXEC/.test(line) || isAdded(line) : !own.has(first)) return false;
    for (const fd of madeBy(line)) own.add(fd);
    if (call === "close") own.delete(first);
    return !isAdded(line);
  });
}

Deno.test("the trace shows the calls that strace sees, with the same arguments and results (needs strace)", async () => {
  if (await peer("strace") === undefined) return;
  const program = await executable();
  using folder = new Folder();
  const file = folder.file("calls.socksh", SESSION.replaceAll("$name", `trace-${Deno.pid}`));
  const logFile = `${folder.path}/strace.log`;
  const calls = "%network,dup,pipe2,ioctl,close,read,write";
  const { code, err } = await run([
    "strace",
    "-o",
    logFile,
    "-e",
    `trace=${calls}`,
    program,
    "--trace",
    file,
  ]);
  assertEquals([code, err.split("\n").filter((line) => /^socksh|^hint/.test(line))], [0, []]);

  const ours = err.trim().split("\n");
  const log = Deno.readTextFileSync(logFile).split("\n");
  // What is made without CLOEXEC is the session's; before that the file itself is read.
  const begin = log.findIndex((line) => /^socket\(.*SOCK_STREAM, /.test(line));
  const theirs = joined(ofSession(log.slice(begin)).filter(isAsked));
  const asked = ours.filter((line) => !/= -1 EAGAIN/.test(line));
  const isClose = (line: string) => line.startsWith("close(");
  const lastCall = theirs.findLastIndex((line) => !isClose(line));
  assertEquals(asked.map(same), theirs.slice(0, lastCall + 1).map(same));
  assertEquals(ours.filter((line) => /= -1 EAGAIN/.test(line)).length, 1);
});

/** What waiting adds, and what the shell reads for its own sake. */
function isAdded(line: string): boolean {
  return /= -1 (?:EAGAIN|EINPROGRESS) /.test(line) ||
    /^ioctl\(\d+, TCGETS|^pipe2\(\[\d+, \d+\], 0\)/.test(line) ||
    /^getsockopt\(\d+, SOL_SOCKET, SO_(?:LINGER|COOKIE|BINDTOIFINDEX|RCVTIMEO|SNDTIMEO|TYPE|DOMAIN|PROTOCOL)/
      .test(line);
}

/** Before it closes a side of a socket the shell reads its addresses, by which it can be found later. */
function isAsked(line: string, at: number, lines: readonly string[]): boolean {
  const fd = /^get(?:peer|sock)name\((\d+),/.exec(line)?.[1];
  return fd === undefined ||
    !lines.slice(at + 1, at + 3).some((next) =>
      next.startsWith(`close(${fd})`) || next.startsWith(`shutdown(${fd},`)
    );
}

/** A large send goes out in parts, with a wait between two of them: to the user it is one. */
function joined(lines: readonly string[]): readonly string[] {
  const whole: string[] = [];
  let sent = 0;
  for (const line of lines) {
    const [, head = "", size = "", tail = "", part = ""] =
      /^(sendto\(\d+, "y+"\.\.\., )(\d+)(, .*) = (\d+)$/.exec(line) ?? [];
    const isPart = head !== "";
    // Parts of the same text are received meanwhile by a job.
    if (isPart && sent + Number(part) < 2_000_000) {
      sent += Number(part);
      continue;
    }
    if (isPart && sent > 0) whole.push(`${head}${sent + Number(size)}${tail} = ${sent + Number(part)}`);
    else whole.push(line);
  }
  return whole;
}

Deno.test("bytes are written as C strings: short octal escapes, and no more than 32 of them", () => {
  assertEquals(
    quoted(new Uint8Array([0, 1, 49, 0, 0, 0, 255, 10, 34, 92, 127])),
    String.raw`"\0\0011\0\0\0\377\n\"\\\177"`,
  );
  assertEquals(quoted(new Uint8Array(33).fill(97)), `"${"a".repeat(32)}"...`);
  assertEquals(quoted(new Uint8Array(33).fill(97), true), `"${"a".repeat(33)}"`);
});

Deno.test("the trace stands on standard error, also with --json, and is the same in every language", async () => {
  const statements = "s = socket tcp; connect s 127.0.0.1:1 => ECONNREFUSED";
  const line = /^connect\(\d+, \{sa_family=AF_INET, .*\}, 16\) = -1 ECONNREFUSED \(Connection refused\)$/m;
  for (const args of [["--json"], ["--lang", "pt-BR"], ["-v"]]) {
    const { code, out, err } = await socksh(["--trace", ...args, "-c", statements]);
    assertEquals(code, 0);
    assertMatch(err, line);
    assert(!line.test(out));
    if (args[0] === "--json") { for (const each of out.trim().split("\n")) JSON.parse(each); }
  }
});

Deno.test("trace times tells how long after the call before each one began", async () => {
  const { err } = await socksh(["--trace-times", "-c", "s = socket tcp; sleep 30ms; close s"]);
  const [first = "", second = ""] = err.split("\n");
  assertMatch(first, /^ {5}0\.000000 socket\(/);
  const seconds = /^ +(\d+\.\d{6}) close\(/.exec(second)?.[1];
  assert(Number(seconds) >= 0.03 && Number(seconds) < 30, second);
});

Deno.test("trace off leaves nothing of it behind, and another word is refused with the nearest", async () => {
  await using shell = new Shell();
  const { sockets } = shell.session;
  await shell.run("trace on; s = socket tcp; trace off; close s");
  assertEquals(Object.keys(sockets).filter((name) => typeof Reflect.get(sockets, name) === "function"), []);
  const told = await socksh(["-c", "trace onn"]);
  assertEquals([told.code, /"onn".*on/.test(told.err)], [1, true]);
});

Deno.test("a call that is refused before it is made is not shown, one that is interrupted is", async () => {
  const text = "s = socket udp; timeout 10ms recv s 1 => timeout\nclose 4";
  const { err } = await socksh(["--trace", "-k", "-c", text]);
  const calls = err.split("\n").filter((line) => line.includes(" = "));
  assertEquals(calls.length, 2, err);
  assertMatch(
    calls[1]!,
    /^recvfrom\(\d+, 0x\.\.\., 1, 0, NULL, NULL\) += -1 EINTR \(Interrupted system call\)$/,
  );
});

Deno.test("a server's loop is traced, too: each accept, recvfrom, sendto and close, once", async () => {
  await using server = new Child([...PROGRAM, "--trace", "echo-server", "127.0.0.1:0"]);
  const port = await server.wrote(/127\.0\.0\.1:(\d+)/);
  assertEquals((await socksh(["echo-client", `127.0.0.1:${port}`, "-m", "hello"])).code, 0);
  await server.wrote(/^close\(\d+\)/m);
  server.kill("SIGINT");
  const { err } = await server.ended();
  const calls = err.split("\n").filter((line) => / = /.test(line));
  const loop = calls.slice(calls.findIndex((line) => line.startsWith("accept")));
  assertEquals(loop.map((line) => line.slice(0, line.indexOf("("))).slice(0, 4), [
    "accept",
    "recvfrom",
    "sendto",
    "recvfrom",
  ]);
  assertMatch(loop[1]!, /^recvfrom\(\d+, "hello", \d+, 0, NULL, NULL\) += 5$/);
  assertEquals(calls.filter((line) => /EAGAIN|poll|fcntl/.test(line)), []);
});
