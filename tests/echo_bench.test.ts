// echo-bench: what it measures, what it notices, and how it ends — against python3 and socksh's own server.

import { assert, assertAlmostEquals, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Histogram } from "../commands/shortcuts/echo_histogram.ts";
import { Child, type Finished, Folder, PROGRAM, run, type Setting, socksh } from "./child.ts";
import { peer } from "./peers.ts";
import { Terminal } from "./terminal.ts";

/** Runs a server written in python3 until the test is over; what it prints first is its port. */
async function serving(
  body: string,
  folder?: Folder,
): Promise<{ readonly child: Child; readonly port: string } & AsyncDisposable | undefined> {
  const python = await peer("python3");
  if (python === undefined) return undefined;
  const program = `import os, selectors, socket, threading, time
def tcp(handle, kind=socket.AF_INET, at=("127.0.0.1", 0)):
    s = socket.socket(kind); s.bind(at); s.listen(256)
    print("at", s.getsockname()[1])
    n = 0
    while True:
        conn, _ = s.accept()
        n += 1
        threading.Thread(target=handle, args=(conn, n), daemon=True).start()
def echo(conn, n):
    while data := conn.recv(65536): conn.sendall(data)
def udp(handle, kind=socket.AF_INET, at=("127.0.0.1", 0)):
    s = socket.socket(kind, socket.SOCK_DGRAM); s.bind(at)
    print("at", s.getsockname()[1])
    n = 0
    while True:
        data, addr = s.recvfrom(65536)
        n += 1
        handle(s, data, addr, n)
${body}`;
  const child = new Child([python, "-uc", program], folder === undefined ? {} : { cwd: folder.path });
  const port = await child.wrote(/^at (\S+)\n/);
  return { child, port, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}

function bench(args: readonly string[], setting?: Setting): Promise<Finished> {
  return socksh(["echo-bench", "--duration", "300ms", ...args], setting);
}

/** The numbers of the JSON line. */
function result({ out, err }: Finished): Record<string, number> {
  assertEquals(err, "");
  return JSON.parse(out);
}

// --- Figures -----------------------------------------------------------------------------------

Deno.test("messages, bytes and round trips are counted over TCP", async () => {
  await using server = await serving("tcp(echo)");
  if (server === undefined) return;
  const all = await bench(["--json", "--connections", "5", server.port]);
  assertEquals(all.code, 0);
  const figures = result(all);
  assertEquals(figures["event"] as unknown, "result");
  assertEquals(figures["address"] as unknown, `127.0.0.1:${server.port}`);
  assertEquals([figures["connections"], figures["size"], figures["inFlight"]], [5, 64, 1]);
  const { messages, bytes, ms, messagesPerSecond, errors, lost } = figures;
  assert(messages! > 5 && ms! >= 300 && ms! < 5000);
  assertEquals(bytes, messages! * 64);
  assertAlmostEquals(messagesPerSecond!, messages! / ms! * 1000, 1);
  assertEquals([errors, lost], [0, 0]);
  const order = ["min", "p50", "p90", "p99", "p999", "max"].map((name) => figures[name]!);
  assertEquals(order, order.toSorted((a, b) => a - b));
  assert(order[0]! > 0);
});

Deno.test("messages longer than any buffer, and several under way, come back", async () => {
  await using server = await serving("tcp(echo)");
  if (server === undefined) return;
  for (const args of [["-s", "2M"], ["-s", "70000", "--in-flight", "3"], ["-s", "1", "--in-flight", "7"]]) {
    const figures = result(await bench(["--json", "-c", "3", "-w", "10", ...args, server.port]));
    assert(figures["messages"]! > 0, args.join(" "));
    assertEquals([figures["errors"], figures["lost"]], [0, 0], args.join(" "));
  }
});

Deno.test("datagrams and unix sockets are measured, too", async () => {
  using folder = new Folder();
  const sendBack = "lambda s, data, addr, n: s.sendto(data, addr)";
  await using udp = await serving(`udp(${sendBack})`);
  await using unix = await serving('tcp(echo, socket.AF_UNIX, "stream")', folder);
  await using gram = await serving(`udp(${sendBack}, socket.AF_UNIX, "gram")`, folder);
  if (udp === undefined || unix === undefined || gram === undefined) return;
  const table = [
    ["--udp", "-c", "10", udp.port],
    ["--udp", "-c", "10", "-s", "4", "--in-flight", "1", udp.port],
    ["--udp", "-s", "60000", "-c", "2", "--in-flight", "1", udp.port],
    ["--unix", `${folder.path}/stream`],
    ["--udp", "-c", "3", "--in-flight", "1", "--unix", `${folder.path}/gram`],
  ];
  for (const args of table) {
    const all = await bench(["--json", ...args]);
    const figures = result(all);
    assert(figures["messages"]! > 10, args.join(" "));
    assertEquals([all.code, figures["errors"], figures["lost"]], [0, 0, 0], args.join(" "));
  }
});

Deno.test("a thousand connections to socksh's own server", async () => {
  await using server = new Child([...PROGRAM, "echo-server", "0", "--quiet"]);
  const port = await server.wrote(/127\.0\.0\.1:(\d+)/);
  const all = await bench(["--json", "--connections", "1000", port]);
  const { messages, errors, lost } = result(all);
  assert(messages! > 1000);
  assertEquals([all.code, errors, lost], [0, 0, 0]);
});

Deno.test("the table is in the user's language", async () => {
  await using server = await serving("tcp(echo)");
  if (server === undefined) return;
  const masked = (text: string) =>
    text.replace(/127\.0\.0\.1:\d+/, "A").replace(/\d+(\.\d+)? s;/, "T s;").split("\n").map((line) =>
      line.replace(/(?<!:) +[\d.]+(?=$| {2})/g, " N").replace(/ {2,}/g, "  ")
    ).join("\n");
  const english = await bench(["-c", "2", "--in-flight", "2", server.port]);
  assertEquals(
    masked(english.out),
    `2 connections to A (TCP), 64 bytes a message, 2 in flight on each
  total  per second
messages N N
bytes N N
  min  p50  p90  p99  p99.9  max
round trip, ms N N N N N N
T s; errors: 0; without a reply: 0
`,
  );
  const portuguese = await bench(["-c", "2", server.port], { env: { LANG: "pt_BR.UTF-8" } });
  assertMatch(
    portuguese.out,
    /^2 conexões com .* \(TCP\), 64 bytes por mensagem\n +total +por segundo\nmensagens /,
  );
  assertMatch(portuguese.out, /\nida e volta, ms .*\n.* s; erros: 0; sem resposta: 0\n$/);
});

Deno.test("percentiles are right to a sixty-fourth, from nanoseconds to an hour", () => {
  for (const scale of [1e-5, 1e-3, 1, 1e3, 5e4]) {
    const times = new Histogram();
    const all = Array.from({ length: 5000 }, (_, i) => scale * (1 + (i * 7919 % 5000) / 100));
    for (const time of all) times.add(time);
    all.sort((a, b) => a - b);
    for (const percent of [1, 50, 90, 99, 99.9]) {
      const exact = all[Math.ceil(all.length * percent / 100) - 1]!;
      // Below 64 ns a bucket is a nanosecond.
      assertAlmostEquals(times.percentile(percent), exact, exact / 64 + 1e-6, `${percent} at ${scale}`);
    }
    assertEquals([times.min, times.percentile(100), times.count], [all[0], all.at(-1), 5000]);
    assertAlmostEquals(times.mean, all.reduce((sum, time) => sum + time) / 5000, scale * 1e-6);
  }
  assertEquals(new Histogram().percentile(99), 0);
});

// --- What goes wrong ---------------------------------------------------------------------------

Deno.test("where nobody is reached the errno says so", async () => {
  const { code, out, err } = await bench(["127.0.0.1:1"]);
  assertEquals([code, out], [1, ""]);
  assertMatch(err, /^connect: Connection refused \(ECONNREFUSED\)\n {2}connect c 127\.0\.0\.1:1\n/);
  const udp = await bench(["--udp", "127.0.0.1:1"]);
  assertEquals(udp.code, 1);
  assertMatch(udp.err, /^recv: Connection refused \(ECONNREFUSED\)\n/);
});

Deno.test("a server that is no echo server is no partner", async () => {
  await using other = await serving("tcp(lambda conn, n: conn.sendall(conn.recv(100).upper()))");
  await using silent = await serving("tcp(lambda conn, n: conn.recv(100) and time.sleep(60))");
  if (other === undefined || silent === undefined) return;
  const { code, err } = await bench([other.port]);
  const told = `127.0.0.1:${other.port} is not an echo server: "socksh" came back as "SOCKSH"`;
  assertEquals([err.split("\n")[0], code], [`echo-bench: ${told}`, 1]);
  const waited = await bench(["--timeout", "200ms", silent.port]);
  assertEquals([waited.err.split("\n")[0], waited.code], [
    `echo-bench: 127.0.0.1:${silent.port} did not answer in time`,
    1,
  ]);
});

Deno.test("a server that does not answer in time is said to be late, and so are its connections", async () => {
  await using deaf = await serving("udp(lambda s, data, addr, n: None)");
  await using tired = await serving("tcp(lambda conn, n: echo(conn, n) if n == 1 else time.sleep(60))");
  if (deaf === undefined || tired === undefined) return;
  const udp = await bench(["--udp", "--timeout", "200ms", deaf.port]);
  assertEquals([udp.err.split("\n")[0], udp.code], [
    `echo-bench: 127.0.0.1:${deaf.port} did not answer in time`,
    1,
  ]);
  const some = await bench(["-c", "3", "--timeout", "200ms", tired.port]);
  assertStringIncludes(some.out, "errors: 2 (ETIMEDOUT 2); without a reply: 0\n");
  assertEquals(some.code, 0);
});

Deno.test("a byte that is another one is noticed, wherever it is", async () => {
  await using server = await serving(`def handle(conn, n):
    sent = 0
    while data := conn.recv(65536):
        sent += len(data)
        if sent > 100000 and n == 2: data = data[:5] + bytes([data[5] ^ 1]) + data[6:]
        conn.sendall(data)
tcp(handle)`);
  await using udp = await serving(`def handle(s, data, addr, n):
    s.sendto(data[:-1] + b"~" if n == 200 else data, addr)
udp(handle)`);
  if (server === undefined || udp === undefined) return;
  const stream = await bench(["-c", "3", "-s", "1000", server.port]);
  assertEquals(stream.code, 1);
  assertStringIncludes(stream.out, "errors: 1 (different bytes 1)");
  assertMatch(stream.err, /^echo-bench: what came back is not what was sent\n/);
  const datagrams = await bench(["--udp", "-c", "3", "-w", "100ms", udp.port]);
  assertEquals(datagrams.code, 1);
  assertStringIncludes(datagrams.out, "errors: 1 (different bytes 1); without a reply: 1");
});

Deno.test("connections that end are counted, and the others go on", async () => {
  await using server = await serving(`def handle(conn, n):
    while data := conn.recv(65536):
        conn.sendall(data)
        if n == 2 and len(data) > 6: return conn.close()
tcp(handle)`);
  await using brief = await serving(`def handle(conn, n):
    conn.sendall(conn.recv(6)); conn.sendall(conn.recv(100)); conn.close()
tcp(handle)`);
  if (server === undefined || brief === undefined) return;
  const all = await bench(["-c", "3", server.port]);
  assertEquals([all.code, all.err], [0, ""]);
  assertStringIncludes(all.out, "errors: 1 (connection closed 1); without a reply: 1\n");
  const none = await bench(["-c", "3", "--duration", "60", brief.port]);
  assertEquals(none.code, 1);
  assertMatch(none.err, /^echo-bench: no connection lasted until the end\n/);
});

Deno.test("connections that are not made are counted", async () => {
  await using server = await serving("tcp(echo)");
  const limit = await peer("prlimit");
  if (server === undefined || limit === undefined) return;
  const all = await run([
    limit,
    "--nofile=60:60",
    ...PROGRAM,
    "echo-bench",
    "-d",
    "300ms",
    "-c",
    "80",
    server.port,
  ]);
  assertMatch(all.out, /errors: 1 \(EMFILE 1\); without a reply: 0\n/);
  assertMatch(all.err, /^\d\d of 80 connections were opened, then there was: EMFILE\n$/);
  assertEquals(all.code, 0);
});

Deno.test("a signal ends it also while it opens its connections", async () => {
  const body = "tcp(lambda conn, n: n == 1000 and print('enough') or echo(conn, n))";
  await using server = await serving(body);
  if (server === undefined) return;
  await using opening = new Child([...PROGRAM, "echo-bench", "-c", "20000", server.port]);
  await server.child.wrote(/enough/);
  opening.kill("SIGINT");
  const { code, out, err } = await opening.finished();
  assertEquals([code, out, err], [130, "", ""]);
});

Deno.test("tens of thousands of messages in flight are sent step by step, and a signal is heard", async () => {
  await using server = await serving("udp(lambda s, data, addr, n: n < 51 and s.sendto(data, addr))");
  if (server === undefined) return;
  await using measuring = new Child(
    [...PROGRAM, "echo-bench", "--udp", "--duration", "60", "--in-flight", "65536", server.port],
  );
  await measuring.catches("SIGINT");
  const begun = performance.now();
  measuring.kill("SIGINT");
  const { code } = await measuring.finished();
  assertEquals(code, 130);
  // In one go the first messages take some fifteen seconds.
  assert(performance.now() - begun < 8000);
});

Deno.test("a server that closes is said to close", async () => {
  await using server = await serving("tcp(lambda conn, n: conn.recv(100) and conn.close())");
  await using others = await serving(
    "tcp(lambda conn, n: echo(conn, n) if n == 1 else conn.recv(100) and conn.close())",
  );
  if (server === undefined || others === undefined) return;
  const { code, err } = await bench([server.port]);
  assertEquals([err.split("\n")[0], code], [`echo-bench: 127.0.0.1:${server.port} closed the connection`, 1]);
  const some = await bench(["-c", "3", others.port]);
  assertStringIncludes(some.out, "errors: 2 (connection closed 2); without a reply: 0\n");
  assertEquals(some.code, 0);
});

Deno.test("replies that come only when the time is over are said to be late", async () => {
  await using tcp = await serving(`def handle(conn, n):
    conn.sendall(conn.recv(6))
    while data := conn.recv(65536):
        time.sleep(0.4)
        conn.sendall(data)
tcp(handle)`);
  await using udp = await serving(`def handle(s, data, addr, n):
    if n > 1: time.sleep(0.4)
    s.sendto(data, addr)
udp(handle)`);
  if (tcp === undefined || udp === undefined) return;
  for (const args of [[tcp.port], ["--udp", "--in-flight", "1", udp.port]]) {
    const { code, err } = await bench(["-d", "100ms", "-c", "1", ...args]);
    assertMatch(
      err,
      /^echo-bench: nothing came back within 0\.1 s, but it did later; choose a longer --duration\n/,
    );
    assertEquals(code, 1);
  }
});

Deno.test("a repeated greeting is a repeated datagram, and no other byte", async () => {
  await using server = await serving(`def handle(s, data, addr, n):
    for _ in range(3): s.sendto(data, addr)
udp(handle)`);
  if (server === undefined) return;
  const { errors, late, messages } = result(await bench(["--json", "--udp", "-c", "3", server.port]));
  assert(errors === 0 && late! >= 2 && messages! > 0, `${errors} ${late} ${messages}`);
});

Deno.test("datagrams without a reply are counted and sent anew, late and repeated ones counted", async () => {
  // All that is under way is lost at once: nothing would come any more.
  await using server = await serving(`def handle(s, data, addr, n):
    if 20 <= n < 28: return
    s.sendto(data, addr)
    if n == 40: s.sendto(data, addr)
udp(handle)`);
  if (server === undefined) return;
  const { lost, late, messages } = result(
    await bench(["--json", "--udp", "-c", "2", "-w", "50ms", server.port]),
  );
  assert(lost! >= 8 && late! >= 1 && messages! > 50, `${lost} ${late} ${messages}`);
});

Deno.test("what makes no sense is refused", async () => {
  const table: [args: string[], told: RegExp][] = [
    [["--udp", "--size", "3"], /the size with --udp is 4 to 65507 bytes, not 3\n/],
    [["--udp", "--size", "64K"], /the size with --udp is 4 to 65507 bytes, not 65536\n/],
    [["--duration", "0"], /--duration must be above 0/],
    [["--timeout", "0"], /--timeout must be above 0/],
    [["-c", "1000001"], /--connections is 1000000 at most, not 1000001\n/],
    [["--in-flight", "2147483648"], /--in-flight is 65536 at most, not 2147483648\n/],
    [
      ["-c", "1000", "--in-flight", "65536"],
      /--connections \* --in-flight is 16777216 at most, not 65536000\n/,
    ],
    [["-U", ""], /the path of the unix socket is empty/],
    [["-U", "@n", "unix:q"], /the address is given twice, as unix:@n and as unix:q/],
  ];
  for (const [args, told] of table) {
    const { code, err } = await bench(args);
    assertMatch(err, told);
    assertEquals(code, 1);
  }
});

// --- Somebody looks on -------------------------------------------------------------------------

const environment = { SOCKSH_HISTORY: "", LC_ALL: "C.UTF-8", NO_COLOR: "1" };

Deno.test("Ctrl-C: the table so far, and 130", async () => {
  await using server = await serving("tcp(echo)");
  if (server === undefined) return;
  await using measuring = new Child([...PROGRAM, "echo-bench", "--duration", "60", server.port]);
  await measuring.catches("SIGINT");
  measuring.kill("SIGINT");
  const { code } = await measuring.finished();
  assertEquals(code, 130);

  await using terminal = await Terminal.open([...PROGRAM, "echo-bench", "-d", "60", server.port], {
    env: environment,
  });
  await terminal.expect(/0\.\d of 60 s: \d+ messages\/s/);
  terminal.key("ctrl-c");
  await terminal.expect(/bytes a message[\s\S]*errors: 0; without a reply: 0/);
  assertEquals(await terminal.status(), 130);
});

Deno.test("progress is one line on a terminal, gone at the end", async () => {
  await using server = await serving("tcp(echo)");
  if (server === undefined) return;
  await using terminal = await Terminal.open([...PROGRAM, "echo-bench", "-d", "1", server.port], {
    env: environment,
  });
  await terminal.expect(/0\.2 of 1 s: \d+ messages\/s/);
  await terminal.expect(/0\.4 of 1 s: \d+ messages\/s/);
  await terminal.until((screen) => screen.length === 1);
  assertEquals(await terminal.status(), 0);
  const screen = terminal.screen();
  assertMatch(screen[0] ?? "", /^50 connections to /);
  assertEquals(screen.length, 7);
});

Deno.test("at the prompt progress comes line by line, and the prompt comes back", async () => {
  await using server = await serving("tcp(echo)");
  if (server === undefined) return;
  await using terminal = await Terminal.open([...PROGRAM], { env: environment, columns: 100 });
  await terminal.expect("socksh> ");
  terminal.type(`echo-bench --duration 60 ${server.port}\r`);
  await terminal.expect(/1 of 60 s: \d+ messages\/s/);
  terminal.key("ctrl-c");
  await terminal.expect("without a reply: 0");
  await terminal.expect("socksh> ");
  assertMatch(terminal.screen().join("\n"), /\n1(\.1)? of 60 s/);
  terminal.key("ctrl-d");
  assertEquals(await terminal.status(), 0);
});

Deno.test("the session that --show-calls prints runs", async () => {
  await using server = await serving("tcp(echo)");
  await using udp = await serving("udp(lambda s, data, addr, n: s.sendto(data, addr))");
  if (server === undefined || udp === undefined) return;
  for (const args of [[server.port], [server.port, "-s", "100K"], ["--udp", udp.port]]) {
    const { code, out: session } = await bench([...args, "--show-calls"]);
    assertEquals(code, 0);
    const by = await socksh(["-c", session]);
    assertEquals([by.code, by.err], [0, ""], session);
  }
});
