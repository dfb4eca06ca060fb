// echo-server with clients as they are: some never read, some reset, some vanish, and there may be too many of them.
//
// The clients are python3 programs with plain sockets; each ends by itself and says what it saw.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Child, Folder, run } from "./child.ts";
import { EchoServer, lines } from "./echo_fixture.ts";
import { peer } from "./peers.ts";

/** What every client program begins with: `PORT`, `connect()`, `exactly(s, n)` and `asks(s)`. */
const prelude = (server: EchoServer) =>
  `import os, signal, socket, struct, sys, threading
PORT = ${server.address.startsWith("unix:") ? "None" : server.port}
def connect():
    s = socket.create_connection(("127.0.0.1", PORT), timeout=20)
    return s
def exactly(s, n):
    got = b""
    while len(got) < n:
        part = s.recv(min(65536, n - len(got)))
        assert part, "the server closed after %d of %d" % (len(got), n)
        got += part
    return got
def asks(s, data=b"hello"):
    s.sendall(data)
    assert exactly(s, len(data)) == data
def says(text):
    print(text, flush=True)
`;

/** Starts a python3 client. */
async function client(server: EchoServer, program: string): Promise<Child> {
  return new Child([await peer("python3") ?? "", "-uc", prelude(server) + program]);
}

/** Runs a python3 client to its end, which has to be a success. */
async function succeeds(server: EchoServer, program: string): Promise<string> {
  await using child = await client(server, program);
  const { code, out, err } = await child.finished();
  assertEquals(code, 0, err);
  return out;
}

/** The most memory a process has had, in MiB. */
async function peakMemory(pid: number): Promise<number> {
  const { out } = await run(["cat", `/proc/${pid}/status`]);
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(out)?.[1]) / 1024;
}

/** A test with python3 clients. */
function test(name: string, body: () => Promise<void>): void {
  Deno.test(name, async () => {
    if (await peer("python3") !== undefined) await body();
  });
}

test("a client that sends and never reads stalls nobody, and takes no memory", async () => {
  await using server = await EchoServer.start(["0"]);
  // It goes on until the server reads no more from it.
  await using greedy = await client(
    server,
    `s = connect()
s.settimeout(2)
sent = 0
try:
    while sent < 2**30: sent += s.send(b"x" * 65536)
    says("never stopped")
except socket.timeout:
    says("stopped after %d" % sent)
sys.stdin.read()`,
  );
  await greedy.wrote(/\d+$/m);
  await succeeds(
    server,
    `clients = [connect() for _ in range(20)]
for _ in range(50):
    for s in clients: asks(s)`,
  );
  const sent = Number(await greedy.wrote(/stopped after (\d+)/));
  assert(sent < 64 * 2 ** 20, `${sent} bytes were taken from a client that does not read`);
  const memory = await peakMemory(server.child.pid);
  assert(memory < 250, `${memory} MiB`);
  // With that client still there.
  assert((await server.stop()).at(-1)?.startsWith("21 clients, "));
});

test("a client that begins to read late gets everything, in order", async () => {
  await using server = await EchoServer.start(["0"]);
  const out = await succeeds(
    server,
    `s = connect()
data = os.urandom(2**20) * 16
t = threading.Thread(target=lambda: s.sendall(data))
t.start()
# The first byte comes when the server echoes; by then it cannot get rid of more for long.
got = exactly(s, 1)
asks(connect())
got += exactly(s, len(data) - 1)
t.join()
says(got == data)`,
  );
  assertEquals(out, "True\n");
  await server.child.wrote(/closed the connection: \d+ messages, 16777216 bytes/);
});

test("after a half-close the rest is echoed, then the connection is closed", async () => {
  await using server = await EchoServer.start(["0"]);
  const out = await succeeds(
    server,
    `s = connect()
data = b"0123456789abcdef" * 2**18
def send():
    s.sendall(data)
    s.shutdown(socket.SHUT_WR)
threading.Thread(target=send).start()
got = exactly(s, len(data))
says("%s %r" % (got == data, s.recv(1)))`,
  );
  assertEquals(out, "True b''\n");
  await server.child.wrote(/closed the connection: \d+ messages, 4194304 bytes/);
});

test("a reset is told as what it is, and ends one connection only", async () => {
  await using server = await EchoServer.start(["0"]);
  await succeeds(
    server,
    `other = connect()
asks(other)
for i in range(20):
    s = connect()
    asks(s)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()
    asks(other)`,
  );
  await server.child.wrote(/closed the connection/);
  const written = await server.stop();
  const reset = written.filter((line) =>
    / reset the connection \(ECONNRESET\): 1 message, 5 bytes, /.test(line)
  );
  assertEquals(reset.length, 20);
  assertMatch(written.at(-1) ?? "", /^21 clients, 41 messages, 205 bytes in /);
});

test("a reset while something waits to go out ends the connection, too", async () => {
  await using server = await EchoServer.start(["0"]);
  await succeeds(
    server,
    `s = connect()
s.settimeout(0.3)
try:
    while True: s.send(b"x" * 65536)
except socket.timeout: pass
s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
s.close()
asks(connect())`,
  );
  await server.child.wrote(/\((?:ECONNRESET|EPIPE)\)/);
  await server.child.wrote(/closed the connection/);
  await server.stop();
});

test("clients that vanish in the middle of everything are gone, and nothing else is", async () => {
  await using server = await EchoServer.start(["0"]);
  await using other = await client(
    server,
    `s = connect()
while True:
    asks(s)
    says("asked")
    if sys.stdin.readline() == "": break`,
  );
  await other.wrote(/asked/);
  for (let round = 0; round < 5; round++) {
    await using vanishing = await client(
      server,
      `clients = [connect() for _ in range(20)]
for s in clients: s.sendall(b"x" * 100000)
says("sent")
os.kill(os.getpid(), signal.SIGKILL)`,
    );
    assertEquals((await vanishing.finished()).signal, "SIGKILL");
    await other.type("\n");
  }
  const { code, out } = await other.finished();
  assertEquals([code, out], [0, "asked\n".repeat(6)]);
  // Every end is told before the last client's is.
  await server.child.wrote(/closed the connection: 6 messages, 30 bytes/);
  await succeeds(server, `asks(connect())`);
  const written = await server.stop();
  const over = (line: string) => / (closed|reset) the connection|was still connected/.test(line);
  assertEquals(written.filter(over).length, 102, written.filter((l) => !over(l)).join("\n"));
});

test("without a descriptor left it serves those who are in, says so once, and lets the others in later", async () => {
  const before = ["sh", "-c", 'ulimit -n 40; exec "$@"', "sh"];
  await using server = await EchoServer.start(["0"], { before });
  await using clients = await client(
    server,
    `clients = [connect() for _ in range(60)]
for i, s in enumerate(clients):
    s.sendall(b"%02d" % i)
    s.settimeout(0.5)
inside = []
for s in clients:
    try: exactly(s, 2)
    except socket.timeout: break
    inside.append(s)
says("inside %d" % len(inside))
for _ in range(10):
    for s in inside: asks(s)
for s in clients[len(inside):]:
    inside.pop(0).close()
    s.settimeout(20)
    exactly(s, 2)
    inside.append(s)
says("all were served")`,
  );
  const inside = Number(await clients.wrote(/inside (\d+)/));
  assert(inside > 5 && inside < 40, `${inside} inside`);
  await server.child.wrote(/no descriptors left \(EMFILE\)/);
  await clients.wrote(/all were served/);
  await clients.finished();
  await succeeds(server, `asks(connect())`);
  server.child.kill("SIGINT");
  const { code, out, err } = await server.child.finished();
  assertEquals(code, 0);
  assertMatch(out, /\n61 clients, /);
  assertEquals(err.match(/no descriptors left/g)?.length, 1, err);
});

test("the limit on descriptors is raised as far as it goes", async () => {
  const before = ["sh", "-c", 'ulimit -S -n 40; exec "$@"', "sh"];
  await using server = await EchoServer.start(["0"], { before });
  await succeeds(server, `clients = [connect() for _ in range(200)]\nfor s in clients: asks(s)`);
  assertStringIncludes((await server.stop()).at(-1) ?? "", "200 clients, ");
});

test("many clients at once, and a signal in the middle of it all ends the server at once", async () => {
  await using server = await EchoServer.start(["0"]);
  await using load = await client(
    server,
    `clients = [connect() for _ in range(50)]
data = b"x" * 1000
def loop(mine):
    try:
        while True:
            for s in mine: s.sendall(data)
            for s in mine: exactly(s, len(data))
    except (OSError, AssertionError): pass
threads = [threading.Thread(target=loop, args=(clients[i::2],)) for i in range(2)]
for t in threads: t.start()
for s in [connect() for _ in range(10)]: asks(s)
says("running")
for t in threads: t.join()
says("over")`,
  );
  await load.wrote(/running/);
  const began = performance.now();
  const written = await server.stop("SIGTERM");
  const took = performance.now() - began;
  assert(took < 2000, `${took} ms`);
  assertMatch(written.at(-1) ?? "", /^60 clients, /);
  await load.wrote(/over/);
});

test("a signal resets no connection: a client in the middle of sending gets its echoes, then the end", async () => {
  await using server = await EchoServer.start(["0"]);
  await using busy = await client(
    server,
    `s = connect()
sent = 0
over = False
def send():
    global sent
    try:
        while not over: sent += s.send(b"%065536d" % 0)
    except OSError: pass
t = threading.Thread(target=send)
t.start()
got = 0
try:
    while part := s.recv(65536):
        if got == 0: says("running")
        got += len(part)
    says("the end")
except OSError as error: says(repr(error))
over = True
s.close()
t.join()
says("got %d" % got)`,
  );
  await busy.wrote(/running/);
  const [, , closed = "", totals = ""] = await server.stop();
  assertEquals((await busy.finished()).out.split("\n")[1], "the end");
  const got = Number(await busy.wrote(/got (\d+)/));
  // What the client sends meanwhile is read, and is not echoed: it does not count.
  for (const line of [closed, totals]) assertStringIncludes(line, ` ${got} bytes`);
  assertStringIncludes(closed, " was still connected: ");
});

test("senders that are gone when the answer comes end nothing", async () => {
  await using server = await EchoServer.start(["0", "--udp"]);
  const out = await succeeds(
    server,
    `for _ in range(200):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.sendto(b"gone", ("127.0.0.1", PORT))
    s.close()
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(20)
s.sendto(b"here", ("127.0.0.1", PORT))
says(s.recvfrom(9)[0])`,
  );
  assertEquals(out, "b'here'\n");
  assertMatch((await server.stop()).at(-1) ?? "", / senders, 201 messages, 804 bytes in /);
});

test("a unix sender that is gone, or takes nothing, costs its own answers only", async () => {
  using folder = new Folder();
  await using server = await EchoServer.start(["--udp", "--unix", `${folder.path}/at`]);
  await succeeds(
    server,
    `def bound(name):
    s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    s.bind("${folder.path}/" + name)
    s.connect("${folder.path}/at")
    s.settimeout(20)
    return s
gone = bound("gone")
gone.send(b"gone")
assert gone.recv(9) == b"gone"
# The queue of a socket that is not connected to the server holds few datagrams.
full = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
full.bind("${folder.path}/full")
for _ in range(30): full.sendto(b"nobody reads the answers", "${folder.path}/at")
os.unlink("${folder.path}/gone")
for _ in range(5): gone.send(b"gone")
gone.close()
here = bound("here")
for _ in range(50):
    here.send(b"here")
    assert here.recv(9) == b"here"`,
  );
  server.child.kill("SIGINT");
  const written = lines(await server.child.finished());
  assert(written.some((line) => line.startsWith("a reply was not sent (E")), written.join("\n"));
  assertMatch(written.at(-1) ?? "", /^3 senders, 86 messages, .*; \d+ replies not sent$/);
});

test("nobody reads what the server prints any more: it ends, and removes its path", async () => {
  using folder = new Folder();
  const path = `${folder.path}/at`;
  const before = ["sh", "-c", '"$@" | head -n 1', "sh"];
  await using server = await EchoServer.start(["--unix", path], { before });
  await succeeds(
    server,
    `for _ in range(2):
    s = socket.socket(socket.AF_UNIX)
    s.connect("${path}")
    s.sendall(b"x")
    s.close()`,
  ).catch(() => {});
  await server.child.finished();
  assertEquals([...Deno.readDirSync(folder.path)], []);
});
