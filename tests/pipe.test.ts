// pipe: what it does with standard input, standard output and the connection between them, with real peers in python3
// that do exactly what a test is about. Other programs on the other side are in pipe_interop.test.ts.
//
// The descriptors of a child are pipes here, regular files where a shell opens them, and a terminal from terminal.ts.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Child, Folder, PROGRAM, run } from "./child.ts";
import { executable } from "./executable.ts";
import { peer } from "./peers.ts";
import { PATIENCE, Terminal } from "./terminal.ts";

const PIPE = [...PROGRAM, "pipe"];

/** What every python peer begins with: `srv` listens, its port is printed. */
const server = `import os, socket, struct, sys, time
srv = socket.socket()
srv.bind(("127.0.0.1", 0))
srv.listen()
print("port", srv.getsockname()[1], flush=True)
`;

/** A server that has one connection, `c`. */
const oneClient = `${server}c, addr = srv.accept()
def everything():
    data = b""
    while part := c.recv(65536):
        data += part
    return data
`;

/** A python3 that runs a program; undefined where there is none. */
async function python(program: string): Promise<Child | undefined> {
  const path = await peer("python3");
  return path === undefined ? undefined : new Child([path, "-uc", program]);
}

const portOf = (child: Child): Promise<string> => child.wrote(/^port (\d+)\n/m);

/** The port a listening pipe says on standard error. */
const listening = (child: Child): Promise<string> => child.wrote(/^listening on 127\.0\.0\.1:(\d+) \(/m);

/** Runs a shell line in which "$@" is socksh's pipe. */
const shell = (
  line: string,
  ...args: readonly string[]
): string[] => ["sh", "-c", line, "sh", ...PIPE, ...args];

/** Resident memory of a process, in MiB. */
async function memory(pid: number): Promise<number> {
  const { stdout } = await new Deno.Command("cat", { args: [`/proc/${pid}/status`] }).output();
  return Number(/^VmRSS:\s*(\d+) kB/m.exec(new TextDecoder().decode(stdout))?.[1]) / 1024;
}

// --- Both directions and their ends ------------------------------------------------------------

Deno.test("what is read goes to the peer with its end, and what the peer says then comes out", async () => {
  await using peer = await python(`${oneClient}data = everything()
c.sendall(b"got " + data)
c.close()`);
  if (peer === undefined) return;
  const { code, out, err } = await run([...PIPE, await portOf(peer)], { stdin: "hello\n" });
  assertEquals({ code, out, err }, { code: 0, out: "got hello\n", err: "" });
});

Deno.test("nothing is written but data, whatever bytes they are", async () => {
  await using peer = await python(`${oneClient}c.sendall(bytes(range(256)) * 3)
c.close()`);
  if (peer === undefined) return;
  const { out } = await run(shell('"$@" </dev/null | od -An -v -tu1 -w256', await portOf(peer)));
  const row = Array.from({ length: 256 }, (_, i) => i).join(" ");
  assertEquals(out.trim().split("\n").map((line) => line.trim().split(/\s+/).join(" ")), [row, row, row]);
});

Deno.test("a peer that goes on after the end of the input is heard to its end", async () => {
  await using peer = await python(`${oneClient}everything()
for _ in range(40):
    c.sendall(b"x" * 50000)
    time.sleep(0.005)
c.close()`);
  if (peer === undefined) return;
  const { out } = await run(shell('"$@" </dev/null | wc -c', await portOf(peer)));
  assertEquals(Number(out), 40 * 50000);
});

Deno.test("the peer's end is the end while standard input is an open pipe, and everything has come out", async () => {
  await using peer = await python(`${oneClient}c.sendall(b"y" * 3_000_000)
c.close()
sys.stdin.read()`);
  if (peer === undefined) return;
  await using child = new Child(shell('"$@" | wc -c', await portOf(peer)));
  // Standard input stays open: only the peer can have ended it.
  assertEquals(await child.wrote(/^\s*(\d+)\n/), "3000000");
});

Deno.test("a file is sent to its end although the peer has said before that it sends no more", async () => {
  await using peer = await python(`${oneClient}c.shutdown(socket.SHUT_WR)
time.sleep(0.1)
print("got", len(everything()))`);
  if (peer === undefined) return;
  using folder = new Folder();
  const file = folder.file("data", new Uint8Array(20_000_000));
  const { code, err } = await run(shell(`"$@" <${file}`, await portOf(peer)));
  assertEquals([code, err], [0, ""]);
  await peer.wrote(/^got 20000000\n/m);
});

Deno.test("a program that still writes may go on after the peer's end", async () => {
  await using peer = await python(`${oneClient}c.shutdown(socket.SHUT_WR)
print("got", len(everything()))`);
  if (peer === undefined) return;
  const slowly = 'for i in 1 2 3 4 5 6 7 8; do printf 12345; sleep 0.1; done | "$@"';
  assertEquals((await run(shell(slowly, await portOf(peer)))).code, 0);
  await peer.wrote(/^got 40\n/m);
});

Deno.test("32 MiB go both ways at once, unchanged", async () => {
  await using peer = await python(`${oneClient}import hashlib, threading
mine = os.urandom(1 << 25)
print("mine", hashlib.md5(mine).hexdigest())
def send():
    c.sendall(mine)
    c.shutdown(socket.SHUT_WR)
threading.Thread(target=send).start()
print("theirs", hashlib.md5(everything()).hexdigest())`);
  if (peer === undefined) return;
  using folder = new Folder();
  const file = folder.file("data", crypto.getRandomValues(new Uint8Array(65536)));
  const line = `i=0; while [ $i -lt 512 ]; do cat ${file}; i=$((i+1)); done >${file}.all; ` +
    `md5sum <${file}.all >&2; cat ${file}.all | "$@" | md5sum`;
  const { out, err } = await run(shell(line, await portOf(peer)));
  assertEquals(out.split(" ")[0], await peer.wrote(/^mine (\w+)\n/m));
  assertEquals(err.split(" ")[0], await peer.wrote(/^theirs (\w+)\n/m));
});

// --- Listening ---------------------------------------------------------------------------------

Deno.test("--listen serves one client, says where on standard error, and lets nobody else in", async () => {
  await using child = new Child([...PIPE, "--listen", "127.0.0.1:0", "--verbose"]);
  const port = await listening(child);
  await using first = await python(`import socket
c = socket.create_connection(("127.0.0.1", ${port}))
c.sendall(b"first\\n")
print("reply", c.recv(100))
try:
    socket.create_connection(("127.0.0.1", ${port}), 5)
    print("second got in")
except ConnectionRefusedError:
    print("second refused")
c.close()`);
  if (first === undefined) return;
  await child.wrote(
    new RegExp(`^connected: 127\\.0\\.0\\.1:\\d+ \\(TCP\\) to 127\\.0\\.0\\.1:${port}$`, "m"),
  );
  await child.type("reply\n");
  await first.wrote(/^reply b'reply\\n'\nsecond refused\n/m);
  const { code, out, err } = await child.finished();
  assertEquals([code, out], [0, "first\n"]);
  assertMatch(err, /^ended: 6 bytes received, 6 bytes sent, [\d.]+ m?s$/m);
});

Deno.test("--keep-open takes one client after the other, and what is typed goes to the one that is there", async () => {
  if (await peer("python3") === undefined) return;
  await using child = new Child([...PIPE, "-l", "-k", "-v", "127.0.0.1:0"]);
  const port = await listening(child);
  for (const name of ["ana", "bia", "caio"]) {
    await using client = await python(`import socket
c = socket.create_connection(("127.0.0.1", ${port}))
c.sendall(b"I am ${name}\\n")
print("told", c.recv(100))`);
    await child.wrote(new RegExp(`^I am ${name}$`, "m"));
    await child.type(`hello ${name}\n`);
    await client!.wrote(new RegExp(`^told b'hello ${name}\\\\n'`, "m"));
    await client!.finished();
  }
  await child.wrote(/(^ended: .*\n[^]*){3}/m);
  child.kill("SIGINT");
  const { code, out } = await child.finished();
  assertEquals([code, out], [0, "I am ana\nI am bia\nI am caio\n"]);
});

Deno.test("--keep-open outlives a client that breaks off", async () => {
  if (await peer("python3") === undefined) return;
  await using child = new Child([...PIPE, "-l", "-k", "127.0.0.1:0"]);
  const port = await listening(child);
  const connect = (more: string) =>
    python(`import socket, struct
c = socket.create_connection(("127.0.0.1", ${port}))
${more}`);
  await using rude = await connect(`c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
c.close()`);
  await rude!.finished();
  await child.wrote(/^the connection broke off \(ECONNRESET\); waiting for the next client$/m);
  await using polite = await connect(`c.sendall(b"still there?\\n")
c.close()`);
  await polite!.finished();
  await child.wrote(/^still there\?$/m);
  child.kill("SIGTERM");
  assertEquals((await child.finished()).code, 0);
});

Deno.test("a unix path is there while it is listened on, and gone afterwards", async () => {
  if (await peer("python3") === undefined) return;
  using folder = new Folder();
  const path = `${folder.path}/at`;
  await using child = new Child([...PIPE, "-l", `unix:${path}`]);
  await child.wrote(/^listening on unix:.*at \(unix\)$/m);
  await using client = await python(`import socket
c = socket.socket(socket.AF_UNIX)
c.connect("${path}")
c.sendall(b"over unix")
c.close()`);
  await client!.finished();
  assertEquals((await child.finished()).out, "over unix");
  assertEquals([...Deno.readDirSync(folder.path)], []);
});

// --- Times -------------------------------------------------------------------------------------

Deno.test("--timeout ends a connect that nobody answers, with 1", async () => {
  // A listener whose queue is full drops every further SYN.
  await using peer = await python(`${server}srv.listen(0)
full = [socket.socket() for _ in range(2)]
for f in full:
    f.setblocking(False)
    f.connect_ex(srv.getsockname())
time.sleep(0.1)
print("full", flush=True)
sys.stdin.read()`);
  if (peer === undefined) return;
  const port = await portOf(peer);
  await peer.wrote(/^full/m);
  const { code, err } = await run([...PIPE, port, "--timeout", "300ms"]);
  assertEquals(code, 1);
  assertStringIncludes(err, `127.0.0.1:${port} did not answer in time`);
});

for (const udp of [false, true]) {
  Deno.test(`--timeout ends waiting for a ${udp ? "datagram" : "client"}, with 1`, async () => {
    const { code, err } = await run([...PIPE, "-l", "127.0.0.1:0", "-w", "0.2", ...(udp ? ["--udp"] : [])]);
    assertEquals(code, 1);
    assertStringIncludes(err, "nobody came within 0.2 s");
  });
}

Deno.test("--idle ends a connection on which nothing happens, and counts from what happened last", async () => {
  await using peer = await python(`${oneClient}for _ in range(4):
    time.sleep(0.2)
    c.sendall(b".")
began = time.time()
c.recv(1)
print("waited", time.time() - began)`);
  if (peer === undefined) return;
  await using child = new Child([...PIPE, await portOf(peer), "--idle", "400ms"]);
  const waited = Number(await peer.wrote(/^waited ([\d.]+)\n/m));
  const { code, out } = await child.finished();
  assertEquals([code, out], [0, "...."]);
  assert(waited > 0.3, `${waited} s`);
});

Deno.test("--idle ends it also when nobody reads standard output", async () => {
  await using peer = await python(`${oneClient}try:
    while True: c.sendall(b"x" * 65536)
except OSError: pass`);
  if (peer === undefined) return;
  const [program = "", ...args] = [...PIPE, await portOf(peer), "-i", "0.3"];
  // Standard output stays open, and nobody reads it.
  const child = new Deno.Command(program, { args, stdin: "null", stdout: "piped" }).spawn();
  const limit = setTimeout(() => child.kill("SIGKILL"), 20_000 * PATIENCE);
  assertEquals((await child.status).code, 0);
  clearTimeout(limit);
  await child.stdout.cancel();
});

// --- What is sent ------------------------------------------------------------------------------

Deno.test("--source is where the connection comes from", async () => {
  await using peer = await python(`${oneClient}print("from", addr[0])`);
  if (peer === undefined) return;
  assertEquals((await run([...PIPE, await portOf(peer), "--source", "127.0.0.2"])).code, 0);
  await peer.wrote(/^from 127\.0\.0\.2\n/m);
});

Deno.test("--source with a port works again at once", async () => {
  await using peer = await python(`${server}for _ in range(2):
    c, addr = srv.accept()
    print("from", addr[1], flush=True)
    while c.recv(100): pass
    c.close()`);
  if (peer === undefined) return;
  const port = await portOf(peer);
  await using probe = await python(`${server}`);
  const source = await portOf(probe!);
  await probe!.finished();
  for (let i = 0; i < 2; i++) {
    const { code, err } = await run([...PIPE, port, "-s", `:${source}`], { stdin: "x" });
    assertEquals([code, err], [0, ""]);
  }
  assertMatch((await peer.finished()).out, new RegExp(`(from ${source}\n){2}`));
});

Deno.test("--crlf makes CR LF of every end of a line, and doubles none", async () => {
  await using peer = await python(`${oneClient}print("first", c.recv(100))
print("rest", everything())`);
  if (peer === undefined) return;
  await using child = new Child([...PIPE, await portOf(peer), "--crlf"]);
  await child.type("\na\nb\r\n\n\nc\r");
  assertEquals(await peer.wrote(/^first (b'.*')\n/m), String.raw`b'\r\na\r\nb\r\n\r\n\r\nc\r'`);
  await child.type("\nd\n");
  assertEquals((await child.finished()).code, 0);
  assertEquals(await peer.wrote(/^rest (b'.*')\n/m), String.raw`b'\nd\r\n'`);
});

// --- Looking on --------------------------------------------------------------------------------

const upper = `${oneClient}c.sendall(everything().upper())
c.close()`;

Deno.test("--hex dumps both directions on standard error, and the data still come out", async () => {
  await using peer = await python(`${oneClient}while data := c.recv(1000): c.sendall(data.upper())
c.close()`);
  if (peer === undefined) return;
  await using child = new Child([...PIPE, await portOf(peer), "--hex"]);
  await child.type("hello, world olá\n");
  await child.wrote(/^HELLO, WORLD OLá\n/m);
  await child.type("\x1b\n");
  const { code, out, err } = await child.finished();
  assertEquals([code, out], [0, "HELLO, WORLD OLá\n\x1b\n"]);
  const lines = err.trimEnd().split("\n").map((line) => line.replace(/^\d\d:\d\d:\d\d\.\d{3}/, "TIME"));
  assertEquals(lines, [
    "TIME > 18 bytes",
    "00000000  68 65 6c 6c 6f 2c 20 77  6f 72 6c 64 20 6f 6c c3  |hello, world ol.|",
    "00000010  a1 0a                                             |..|",
    "TIME < 18 bytes",
    "00000000  48 45 4c 4c 4f 2c 20 57  4f 52 4c 44 20 4f 4c c3  |HELLO, WORLD OL.|",
    "00000010  a1 0a                                             |..|",
    "TIME > 2 bytes",
    "00000012  1b 0a                                             |..|",
    "TIME < 2 bytes",
    "00000012  1b 0a                                             |..|",
  ]);
  assert(lines.every((line) => line.length <= 80));
});

Deno.test("--hex takes what looks like the name of a value for the bytes it is", async () => {
  await using peer = await python(`${oneClient}everything()
c.close()`);
  if (peer === undefined) return;
  const { err } = await run([...PIPE, await portOf(peer), "-x"], {
    stdin: "{bytes}{@toLine}{dump}{toString}",
  });
  assertMatch(err, /\|\{bytes\}\{@toLine\}\|\n.*\|\{dump\}\{toString\}\|\n/);
});

Deno.test("--json gives one event for what was received at once, with its dump", async () => {
  await using peer = await python(`${oneClient}c.sendall(b"{" * 40)
everything()
c.close()`);
  if (peer === undefined) return;
  const { out } = await run([...PROGRAM, "--json", "pipe", await portOf(peer), "--hex"], { stdin: "" });
  const [line = ""] = out.split("\n").filter((line) => line.includes('"event":"received"'));
  const { bytes, dump } = JSON.parse(line.slice(line.indexOf('{"event"')));
  assertEquals([bytes, dump.split("\n").length], [40, 4]);
});

Deno.test("--output keeps what went both ways in a file that is its owner's alone", async () => {
  await using peer = await python(upper);
  if (peer === undefined) return;
  using folder = new Folder();
  const log = `${folder.path}/log`;
  const { code, out } = await run([...PIPE, await portOf(peer), "-o", log], { stdin: "abc" });
  assertEquals([code, out], [0, "ABC"]);
  assertEquals(Deno.readTextFileSync(log), "abcABC");
  assertEquals(Deno.statSync(log).mode! & 0o777, 0o600);
});

Deno.test("--output with --hex keeps the dump", async () => {
  await using peer = await python(upper);
  if (peer === undefined) return;
  using folder = new Folder();
  const log = `${folder.path}/log`;
  const { err } = await run([...PIPE, await portOf(peer), "-x", "-o", log], { stdin: "abc" });
  assertEquals(Deno.readTextFileSync(log), err);
  assertMatch(err, /> 3 bytes\n00000000 {2}61 62 63 .*\n.*< 3 bytes\n00000000 {2}41 42 43 /);
});

Deno.test("a full disk under --output is said once, the connection goes on, and the end is 1", async () => {
  await using peer = await python(upper);
  if (peer === undefined) return;
  await using child = new Child([...PIPE, await portOf(peer), "--output", "/dev/full"]);
  await child.type("one ");
  await child.wrote(
    /^the disk with the log \/dev\/full is full \(ENOSPC\); the connection goes on without it$/m,
  );
  await child.type("two");
  const { code, out, err } = await child.finished();
  assertEquals([code, out], [1, "ONE TWO"]);
  assertEquals(err.match(/ENOSPC/g)?.length, 1);
  assertStringIncludes(err, "/dev/full holds only a part of what went through");
});

Deno.test("--output empties a file that is there only when there is a connection", async () => {
  await using peer = await python(upper);
  if (peer === undefined) return;
  using folder = new Folder();
  const log = folder.file("log", "what was there before");
  assertEquals((await run([...PIPE, "127.0.0.1:1", "-o", log])).code, 1);
  for (const more of [[], ["-u"]]) {
    const { err } = await run([...PIPE, "-l", "127.0.0.1:0", "-w", "0.01", "-o", log, ...more]);
    assertStringIncludes(err, "nobody came");
  }
  assertEquals(Deno.readTextFileSync(log), "what was there before");
  assertEquals((await run([...PIPE, await portOf(peer), "-o", log], { stdin: "abc" })).code, 0);
  assertEquals(Deno.readTextFileSync(log), "abcABC");
});

Deno.test("--output keeps the datagrams of a listener", async () => {
  if (await peer("python3") === undefined) return;
  using folder = new Folder();
  const log = folder.file("log", "before");
  await using child = new Child([...PIPE, "-lu", "127.0.0.1:0", "-i", "0.3", "-o", log]);
  const port = await listening(child);
  await using client = await python(`import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"one", ("127.0.0.1", ${port}))`);
  await client!.finished();
  assertEquals((await child.finished()).out, "one");
  assertEquals(Deno.readTextFileSync(log), "one");
});

Deno.test("--output refuses a FIFO: one that nobody reads any more would hold everything up", async () => {
  using folder = new Folder();
  const fifo = `${folder.path}/fifo`;
  const line = `mkfifo ${fifo}; cat ${fifo} & "$@"; code=$?; wait; exit $code`;
  const { code, err } = await run(shell(line, "127.0.0.1:1", "-o", fifo));
  assertEquals(code, 1);
  assertStringIncludes(err, `${fifo} cannot be the log`);
});

Deno.test("a log that cannot be opened is refused before anything is connected", async () => {
  const { code, err } = await run([...PIPE, "127.0.0.1:1", "--output", "/nowhere/log"]);
  assertEquals(code, 1);
  assertStringIncludes(err, "ENOENT");
  assertStringIncludes(err, "open /nowhere/log");
});

// --- Failures ----------------------------------------------------------------------------------

Deno.test("nobody there is told with what the error means, and 1", async () => {
  const { code, out, err } = await run([...PIPE, "127.0.0.1:1"]);
  assertEquals([code, out], [1, ""]);
  assertStringIncludes(err, "ECONNREFUSED");
  assertStringIncludes(err, "listens on TCP port");
});

Deno.test("a connection that is broken off is an error, after what had come", async () => {
  await using peer = await python(`${oneClient}c.sendall(b"so far")
c.recv(1)
c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
c.close()`);
  if (peer === undefined) return;
  await using child = new Child([...PIPE, await portOf(peer)]);
  await child.wrote(/^so far$/m);
  await child.type("x");
  const { code, out, err } = await child.finished();
  assertEquals([code, out], [1, "so far"]);
  assertStringIncludes(err, "ECONNRESET");
  assertStringIncludes(err, "the peer broke the connection off");
});

Deno.test("what a peer said before it closed comes out, also when there was more to send to it", async () => {
  await using peer = await python(`${oneClient}c.recv(1000)
time.sleep(0.3)
c.sendall(b"enough" * 10000)
c.close()`);
  if (peer === undefined) return;
  const { out, err } = await run(shell('("$@" </dev/zero; echo code $? >&2) | wc -c', await portOf(peer)));
  assertEquals(Number(out), 60000);
  assertMatch(err, /(ECONNRESET|EPIPE)[^]*code 1\n$/);
});

Deno.test("a reader that leaves ends it quietly", async () => {
  await using peer = await python(`${oneClient}try:
    while True: c.sendall(b"z" * 65536)
except OSError: print("over")`);
  if (peer === undefined) return;
  await using child = new Child(shell('("$@"; echo code $? >&2) | head -c 10', await portOf(peer)));
  await peer.wrote(/^over/m);
  const { out, err } = await child.finished();
  assertEquals([out, err], ["z".repeat(10), "code 0\n"]);
});

Deno.test("contradictions are refused", async () => {
  const refused: readonly [args: readonly string[], said: string, exitCode: number][] = [
    [["-k"], "--keep-open is for --listen", 1],
    [["-l", "-s", ":1"], "--listen and --source make no sense together", 2],
    [["-l", "-k", "-u"], "--udp and --keep-open make no sense together", 2],
    [["--raw", "--hex"], "--hex and --raw make no sense together", 2],
    [["8080", "--port", "8081"], "the address is given twice", 1],
    [["--idle", "0"], "--idle must be above 0", 1],
    [["-l", "-w", "0"], "--timeout must be above 0", 1],
  ];
  for (const [args, said, exitCode] of refused) {
    const { code, err } = await run([...PIPE, ...args]);
    assertEquals(code, exitCode);
    assertStringIncludes(err, said);
  }
});

// --- Loads and signals -------------------------------------------------------------------------

/** How long a signal may take to be heard, in milliseconds; the program's own end comes on top. */
const heard = 1000 * PATIENCE;

async function interrupted(child: Child): Promise<number> {
  const began = performance.now();
  child.kill("SIGINT");
  const { code } = await child.finished();
  assert(performance.now() - began < heard, `${performance.now() - began} ms`);
  return code;
}

Deno.test("a peer that never reads holds back standard input, costs no memory, and Ctrl-C is heard", async () => {
  await using peer = await python(`${oneClient}print("in")
sys.stdin.read()`);
  if (peer === undefined) return;
  await using child = new Child([await executable(), "pipe", await portOf(peer)]);
  await peer.wrote(/^in/m);
  await child.catches("SIGINT");
  const chunk = new Uint8Array(1 << 20);
  // The kernel's buffers take some; then writing into the child's standard input waits.
  let taken = 0;
  const full = Promise.withResolvers<void>();
  const feeding = (async () => {
    for (;;) {
      const timer = setTimeout(() => full.resolve(), 300 * PATIENCE);
      await child.type(chunk).catch(() => full.resolve());
      clearTimeout(timer);
      if (++taken > 200) return full.resolve();
    }
  })();
  await full.promise;
  assert(taken < 100, `${taken} MiB`);
  assert(await memory(child.pid) < 150, `${await memory(child.pid)} MiB`);
  assertEquals(await interrupted(child), 130);
  await feeding.catch(() => {});
});

Deno.test("a standard output nobody reads holds back the peer, and Ctrl-C is heard", async () => {
  await using peer = await python(`${oneClient}c.settimeout(1)
sent = 0
try:
    while True: sent += c.send(b"w" * 65536)
except TimeoutError: print("blocked after", sent)
sys.stdin.read()`);
  if (peer === undefined) return;
  using folder = new Folder();
  const line = 'mkfifo "$0"; exec 3<>"$0"; exec "$@" </dev/zero >"$0"';
  const command = [await executable(), "pipe", await portOf(peer)];
  await using child = new Child(["sh", "-c", line, `${folder.path}/out`, ...command]);
  const blocked = Number(await peer.wrote(/^blocked after (\d+)/m));
  assert(blocked < 64 << 20, `${blocked} bytes`);
  assert(await memory(child.pid) < 150, `${await memory(child.pid)} MiB`);
  assertEquals(await interrupted(child), 130);
});

Deno.test("Ctrl-C is heard under load, as 130 for a client and as 0 for a listener", async () => {
  if (await peer("python3") === undefined) return;
  const program = await executable();
  await using source = await python(`${oneClient}try:
    while True: c.sendall(b"v" * 262144)
except OSError: pass`);
  const line = (args: string) => ["sh", "-c", `"$0" pipe ${args} >/dev/null`, program];
  await using client = new Child(line(await portOf(source!)));
  const pid = async (child: Child) => {
    for (;;) {
      const { stdout } = await new Deno.Command("pgrep", { args: ["-P", String(child.pid)] }).output();
      const found = new TextDecoder().decode(stdout).trim();
      if (found !== "") return Number(found.split("\n")[0]);
    }
  };
  const clientPid = await pid(client);
  while (await memory(clientPid) === 0);
  await using listener = new Child(line("--listen 127.0.0.1:0"));
  const port = await listening(listener);
  await using sender = await python(`import socket
c = socket.create_connection(("127.0.0.1", ${port}))
print("sending")
try:
    while True: c.sendall(b"u" * 262144)
except OSError: pass`);
  await sender!.wrote(/sending/);
  for (const [child, code] of [[client, 130], [listener, 0]] as const) {
    const began = performance.now();
    Deno.kill(await pid(child), "SIGINT");
    assertEquals((await child.finished()).code, code);
    assert(performance.now() - began < heard, `${performance.now() - began} ms`);
  }
});

// --- Datagrams ---------------------------------------------------------------------------------

const udpServer = `import socket, sys, time
srv = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
srv.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4000000)
srv.bind(("127.0.0.1", 0))
print("port", srv.getsockname()[1], flush=True)
`;

Deno.test("a UDP client waits for replies after the end of the input, and then ends by itself", async () => {
  await using peer = await python(`${udpServer}data, addr = srv.recvfrom(70000)
for i in range(3):
    time.sleep(0.05)
    srv.sendto(data.upper(), addr)
print("sent")`);
  if (peer === undefined) return;
  const { code, out, err } = await run([...PIPE, "-u", await portOf(peer), "--idle", "0.5"], {
    stdin: "ping\n",
  });
  assertEquals({ code, out, err }, { code: 0, out: "PING\nPING\nPING\n", err: "" });
});

Deno.test("a UDP client sends what it reads in datagrams that are not too long", async () => {
  await using peer = await python(`${udpServer}srv.settimeout(10)
sizes = []
while sum(sizes) < 200000: sizes.append(len(srv.recv(70000)))
print("sizes", sizes)`);
  if (peer === undefined) return;
  using folder = new Folder();
  const file = folder.file("data", new Uint8Array(200000));
  assertEquals((await run(shell(`"$@" <${file}`, "-u", await portOf(peer), "-i", "0.2"))).code, 0);
  await peer.wrote(/^sizes \[65507, 65507, 65507, 3479\]/m);
});

Deno.test("a UDP client is told that nobody receives", async () => {
  await using peer = await python(`${udpServer}`);
  if (peer === undefined) return;
  const port = await portOf(peer);
  await peer.finished();
  const { code, err } = await run([...PIPE, "-u", port], { stdin: "x" });
  assertEquals(code, 1);
  assertStringIncludes(err, "ECONNREFUSED");
  assertStringIncludes(err, "the host answered (ICMP) that no program receives at this port");
});

Deno.test("a UDP listener answers whoever sent last, and reads no input before", async () => {
  if (await peer("python3") === undefined) return;
  await using child = new Child([...PIPE, "-l", "-u", "127.0.0.1:0"]);
  const port = await child.wrote(/^listening on 127\.0\.0\.1:(\d+) \(UDP\)$/m);
  await child.type("to the first\n");
  const client = (name: string) =>
    python(`import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(10)
s.sendto(b"${name}\\n", ("127.0.0.1", ${port}))
print("told", s.recv(100))`);
  await using first = await client("first");
  await first!.wrote(/^told b'to the first\\n'/m);
  await using second = await client("second");
  await child.wrote(/^second$/m);
  await child.type("to the second\n");
  await second!.wrote(/^told b'to the second\\n'/m);
  child.kill("SIGINT");
  const { code, out } = await child.finished();
  assertEquals([code, out], [0, "first\nsecond\n"]);
});

Deno.test("unix datagrams go both ways from a --source, whose file is gone afterwards", async () => {
  using folder = new Folder();
  const [here, there] = [`${folder.path}/here`, `${folder.path}/there`];
  await using peer = await python(`import socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind("${there}")
print("ready", flush=True)
data, addr = s.recvfrom(1000)
s.sendto(data.upper(), addr)`);
  if (peer === undefined) return;
  await peer.wrote(/ready/);
  const { code, out, err } = await run([...PIPE, "-u", `unix:${there}`, "-s", `unix:${here}`, "-i", "0.3"], {
    stdin: "ping",
  });
  assertEquals({ code, out, err }, { code: 0, out: "PING", err: "" });
  assertEquals([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["there"]);
});

Deno.test("a --source whose path is taken leaves what is there", async () => {
  using folder = new Folder();
  const path = folder.file("mine", "mine");
  const { code, err } = await run([...PIPE, "unix:/nowhere", "-s", `unix:${path}`]);
  assertEquals(code, 1);
  assertStringIncludes(err, "EADDRINUSE");
  assertEquals(Deno.readTextFileSync(path), "mine");
});

Deno.test("a --source removes no file that came in the place of its own", async () => {
  using folder = new Folder();
  const [here, there] = [`${folder.path}/here`, `${folder.path}/there`];
  await using peer = await python(`import os, socket
s = socket.socket(socket.AF_UNIX)
s.bind("${there}")
s.listen()
print("ready")
c, addr = s.accept()
os.remove(addr)
open(addr, "w").write("other")
c.close()`);
  if (peer === undefined) return;
  await peer.wrote(/ready/);
  assertEquals((await run([...PIPE, `unix:${there}`, "-s", `unix:${here}`])).code, 0);
  assertEquals(Deno.readTextFileSync(here), "other");
});

// --- The session that does the same ------------------------------------------------------------

for (const protocol of [[], ["--udp"]]) {
  Deno.test(`what --show-calls prints runs, both sides of it ${protocol.join(" ")}`, async () => {
    using folder = new Folder();
    const shown = await run([...PIPE, "-l", "127.0.0.1:0", ...protocol, "--show-calls"]);
    assertEquals([shown.code, shown.err], [0, ""]);
    await using srv = new Child([...PROGRAM, folder.file("server.socksh", shown.out)]);
    const port = await srv.wrote(/^listening on 127\.0\.0\.1:(\d+) \(/m);
    const calls = await run([
      ...PIPE,
      port,
      ...protocol,
      "--show-calls",
      "--timeout",
      "5",
      "-s",
      "127.0.0.1",
    ]);
    const client = await run([...PROGRAM, folder.file("client.socksh", calls.out)]);
    assertEquals([client.code, client.err], [0, ""]);
    assertMatch(client.out, /^Hello, world\n/);
    const { code, out, err } = await srv.finished();
    assertEquals([code, err], [0, ""]);
    assertMatch(out, /\nHello, world\n/);
  });
}

// --- At a terminal -----------------------------------------------------------------------------

const ENV = { SOCKSH_HISTORY: "", LC_ALL: "C.UTF-8", NO_COLOR: "1" };

Deno.test("at a terminal: lines go out, what comes is shown escaped, letters whole, and the peer's end is the end", async () => {
  await using peer = await python(`${oneClient}print("line", c.recv(100))
c.sendall("\\x1b[2Jol\u00e1 ".encode()[:-2])
time.sleep(0.01)
c.sendall("\u00e1 \\xff\\r\\n".encode("utf-8")[1:])
time.sleep(0.1)
c.sendall(b"\\xe9!\\n")
c.close()`);
  if (peer === undefined) return;
  await using terminal = await Terminal.open([await executable(), "pipe", await portOf(peer)], { env: ENV });
  terminal.type("typed\r");
  await terminal.expect("\\x1b[2Jolá ÿ\\r\r\n");
  await terminal.expect("\\xe9!\r\n");
  assertEquals(await terminal.status(), 0);
  await peer.wrote(/^line b'typed\\n'/m);
});

Deno.test("at a terminal: --raw shows what comes as it is", async () => {
  await using peer = await python(`${oneClient}c.sendall(b"\\x1b[1mbold\\x1b[m\\r\\n")
c.close()`);
  if (peer === undefined) return;
  const command = [await executable(), "pipe", "--raw", await portOf(peer)];
  await using terminal = await Terminal.open(command, { env: ENV });
  await terminal.expect("\x1b[1mbold\x1b[m\r");
  assertEquals(await terminal.status(), 0);
});

Deno.test("at a terminal: Ctrl-D is the end of the input, and Ctrl-C the end", async () => {
  await using peer = await python(`${server}for _ in range(2):
    c, _ = srv.accept()
    print("got", c.recv(100))
    print("then", c.recv(100))
    c.sendall(b"and after\\n")
    time.sleep(0.2)
    c.close()`);
  if (peer === undefined) return;
  const command = [await executable(), "pipe", await portOf(peer)];
  await using first = await Terminal.open(command, { env: ENV });
  first.type("x\r");
  await peer.wrote(/^got b'x\\n'/m);
  first.key("ctrl-d");
  await first.expect("and after");
  assertEquals(await first.status(), 0);
  await peer.wrote(/^then b''/m);
  await using second = await Terminal.open(command, { env: ENV });
  second.type("y\r");
  await peer.wrote(/^got b'y\\n'/m);
  second.key("ctrl-c");
  assertEquals(await second.status(), 130);
});

Deno.test("at a terminal: --hex stands in place of the data", async () => {
  await using peer = await python(`${oneClient}c.sendall(b"abc\\n")
c.recv(100)
c.close()`);
  if (peer === undefined) return;
  const command = [await executable(), "pipe", "--hex", await portOf(peer)];
  await using terminal = await Terminal.open(command, { env: ENV });
  await terminal.expect(/< 4 bytes\r\n00000000 {2}61 62 63 0a .*\|abc\.\|/);
  terminal.type("bye\r");
  await terminal.expect(/> 4 bytes\r\n00000000 {2}62 79 65 0a .*\|bye\.\|/);
  assertEquals(await terminal.status(), 0);
  assert(!/^abc$/m.test(terminal.output));
});

Deno.test("at the prompt: typed lines go out, what comes stands above the line, Ctrl-D ends the input", async () => {
  await using peer = await python(`${oneClient}print("one", c.recv(100))
c.sendall(b"answer\\n")
print("two", c.recv(100), c.recv(100))
c.sendall(b"rest\\n")
c.close()`);
  if (peer === undefined) return;
  await using terminal = await Terminal.open([await executable()], { env: ENV });
  await terminal.expect("socksh> ");
  terminal.type(`pipe ${await portOf(peer)}\r`);
  terminal.type("first\r");
  await peer.wrote(/^one b'first\\n'/m);
  await terminal.expect("answer");
  terminal.type("second\r");
  await terminal.expect("second");
  terminal.key("ctrl-d");
  await peer.wrote(/^two b'second\\n' b''/m);
  await terminal.expect("rest");
  await terminal.expect("socksh> ");
  terminal.type("print 1 + 1\r");
  await terminal.expect("socksh> ");
  terminal.key("ctrl-d");
  assertEquals(await terminal.status(), 0);
});

Deno.test("at the prompt: --raw is refused", async () => {
  await using terminal = await Terminal.open([await executable()], { env: ENV });
  await terminal.expect("socksh> ");
  terminal.type("pipe --raw 127.0.0.1:1\r");
  await terminal.expect("the prompt cannot show bytes as they are");
  await terminal.expect("socksh> ");
  terminal.key("ctrl-d");
  assertEquals(await terminal.status(), 0);
});

Deno.test("at the prompt: the peer's end and Ctrl-C bring the prompt back, without a key", async () => {
  await using peer = await python(`${server}c, _ = srv.accept()
c.sendall(b"go\\n")
c.recv(100)
c.close()
d, _ = srv.accept()
print("second")
print("end", d.recv(100))`);
  if (peer === undefined) return;
  const port = await portOf(peer);
  await using terminal = await Terminal.open([await executable()], { env: ENV });
  await terminal.expect("socksh> ");
  terminal.type(`pipe ${port}\r`);
  await terminal.expect("go");
  terminal.type("x\r");
  await terminal.expect("socksh> ");
  terminal.type(`pipe ${port}\r`);
  await peer.wrote(/^second/m);
  terminal.key("ctrl-c");
  await terminal.expect("socksh> ");
  await peer.wrote(/^end b''/m);
});
