// echo-client: what it sends, what it makes of what comes back, and how it ends — against python3, socat, ncat and
// socksh's own server, over TCP, UDP and unix sockets.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Child, type Finished, Folder, PROGRAM, run, type Setting, socksh } from "./child.ts";
import { peer } from "./peers.ts";
import { Terminal } from "./terminal.ts";

/** How a python3 server's socket is made. */
const KINDS = {
  tcp: { make: "socket.AF_INET", bind: '("127.0.0.1", 0)' },
  tcp6: { make: "socket.AF_INET6", bind: '("::1", 0)' },
  udp: { make: "socket.AF_INET, socket.SOCK_DGRAM", bind: '("127.0.0.1", 0)' },
  unix: { make: "socket.AF_UNIX", bind: '"server"' },
  unixgram: { make: "socket.AF_UNIX, socket.SOCK_DGRAM", bind: '"server"' },
};

/** Sends back what comes, as the handouts write it. */
const ECHO = `while True:
    data = conn.recv(65536)
    if not data: break
    conn.sendall(data)`;

/** Does the same with datagrams; `n` counts them. */
const ECHO_DATAGRAMS = "s.sendto(data, addr)";

/** A python3 server, running. */
interface Server extends AsyncDisposable {
  readonly child: Child;
  readonly port: string;
  /** Where unix sockets are. */
  readonly path: string;
}

/** Starts a server in python3 that does `body` with each connection or datagram; undefined without python3. */
async function serving(body: string, kind: keyof typeof KINDS = "tcp"): Promise<Server | undefined> {
  const python = await peer("python3");
  if (python === undefined) return undefined;
  const folder = new Folder();
  const { make, bind } = KINDS[kind];
  const indented = body.replaceAll("\n", "\n    ");
  const datagrams = make.includes("SOCK_DGRAM");
  const loop = datagrams
    ? `n = 0
while True:
    data, addr = s.recvfrom(65536)
    n += 1
    ${indented}`
    : `def handle(conn):
    ${indented}
    conn.close()
while True:
    threading.Thread(target=handle, args=(s.accept()[0],), daemon=True).start()`;
  const child = new Child([
    python,
    "-uc",
    `import socket, struct, threading, time
s = socket.socket(${make})
s.bind(${bind})
${datagrams ? "" : "s.listen(16)"}
print("at", s.getsockname()[1])
${loop}`,
  ], { cwd: folder.path });
  const port = await child.wrote(/^at (\S+)\n/);
  return {
    child,
    port,
    path: `${folder.path}/server`,
    async [Symbol.asyncDispose]() {
      await child[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

function client(args: readonly string[], setting?: Setting): Promise<Finished> {
  return socksh(["echo-client", ...args], setting);
}

/** Times and ports, which differ each time. */
function masked(text: string): string {
  return text.replace(/\b[\d.,]+(\/[\d.,]+)* ms/g, "T ms").replace(/(127\.0\.0\.1|\[::1\]):\d+/g, "$1:P");
}

function events(out: string): Record<string, unknown>[] {
  return out.trimEnd().split("\n").map((line) => JSON.parse(line));
}

// --- What is sent, and what is told ------------------------------------------------------------

Deno.test("a message comes back, and its round-trip time is told", async () => {
  await using server = await serving(ECHO);
  if (server === undefined) return;
  const { code, out, err } = await client(["--message", "olá", server.port]);
  assertEquals(err, "");
  assertEquals(
    masked(out),
    `connected to 127.0.0.1:P from 127.0.0.1:P
"olá" came back in T ms (4 bytes)
1 message, 4 bytes; round trip min/avg/max T ms
`,
  );
  assertEquals(code, 0);
});

Deno.test("the same in Portuguese", async () => {
  await using server = await serving(ECHO);
  if (server === undefined) return;
  const { code, out } = await client(["-m", "olá", "-n", "2", server.port], {
    env: { LC_ALL: "pt_BR.UTF-8" },
  });
  const [connected, first, , summary] = masked(out).split("\n");
  assertEquals(connected, "conectado a 127.0.0.1:P a partir de 127.0.0.1:P");
  assertEquals(first, '"olá" voltou em T ms (4 bytes)');
  assertMatch(summary ?? "", /^2 mensagens, 8 bytes; ida e volta mín\/méd\/máx /);
  assertEquals(code, 0);
});

Deno.test("each line of standard input is a message without its newline, an empty one a newline", async () => {
  await using server = await serving(ECHO);
  if (server === undefined) return;
  const stdin = new Uint8Array([
    ...new TextEncoder().encode('one\n\ntwo "2"\r\n\x1b[2J\n'),
    ...[0xff, 0xfe, 0x0a],
    ...new TextEncoder().encode("last"),
  ]);
  const { code, out } = await client([server.port], { stdin });
  assertEquals(masked(out).split("\n").slice(1, -2), [
    '"one" came back in T ms (3 bytes)',
    '"\\n" came back in T ms (1 byte)',
    '"two "2"\\r" came back in T ms (8 bytes)',
    '"\\x1b[2J" came back in T ms (4 bytes)',
    'hex"ff fe"  |..| came back in T ms (2 bytes)',
    '"last" came back in T ms (4 bytes)',
  ]);
  assertEquals(code, 0);
});

Deno.test("thousands of lines come back one after the other", async () => {
  await using server = await serving(ECHO);
  if (server === undefined) return;
  const lines = Array.from({ length: 5000 }, (_, i) => `line ${i}`);
  const { code, out } = await client(["--json", server.port], { stdin: lines.join("\n") });
  const texts = events(out).filter(({ event }) => event === "reply").map(({ text }) => text);
  assertEquals(texts, lines);
  assertEquals(code, 0);
});

Deno.test("nothing to send is no failure", async () => {
  await using server = await serving(ECHO);
  if (server === undefined) return;
  const { code, out } = await client(["-q", server.port]);
  assertEquals([code, out], [0, "0 messages, 0 bytes\n"]);
});

Deno.test("--json tells the same as objects, --quiet nothing but the summary", async () => {
  await using server = await serving(ECHO);
  if (server === undefined) return;
  const { out } = await client(["--json", "-n", "2", "-m", "a", server.port]);
  const [connected, first, second, summary] = events(out);
  assertEquals(connected?.["event"], "connected");
  assertEquals(connected?.["address"], `127.0.0.1:${server.port}`);
  const { ms, ...reply } = first ?? {};
  assertEquals(reply, { event: "reply", message: 1, bytes: 1, text: "a" });
  assert(typeof ms === "number" && ms > 0 && ms < 10_000);
  assertEquals(second?.["message"], 2);
  const { min, avg, max, ...counts } = summary ?? {};
  assertEquals(counts, { event: "summary", messages: 2, replies: 2, bytes: 2 });
  assert(Number(min) <= Number(avg) && Number(avg) <= Number(max));

  const quiet = await client(["--quiet", "-m", "a", server.port]);
  assertMatch(quiet.out, /^1 message, 1 byte; round trip .*\n$/);
});

Deno.test("--interval is the time from one message to the next", async () => {
  await using server = await serving(ECHO);
  if (server === undefined) return;
  const begin = performance.now();
  const { code } = await client(["-n", "4", "--interval", "150ms", "-m", "a", server.port]);
  assertEquals(code, 0);
  assert(performance.now() - begin >= 450);
});

Deno.test("64 MiB come back while they are still being sent", async () => {
  await using server = await serving(ECHO);
  if (server === undefined) return;
  const { code, out } = await client(["--size", "64M", "--json", server.port]);
  assertEquals(code, 0);
  assertEquals(events(out).at(-1)?.["bytes"], 2 ** 26);
});

Deno.test("a line of several megabytes comes back, too", async () => {
  await using server = await serving(ECHO);
  if (server === undefined) return;
  const { code, out } = await client([server.port], { stdin: "é".repeat(2 ** 22) });
  assertEquals(code, 0);
  assertStringIncludes(masked(out), "8388608 bytes came back in T ms\n");
});

// --- Other kinds of socket, other servers ------------------------------------------------------

Deno.test("messages come back over IPv6 and over unix sockets", async () => {
  await using six = await serving(ECHO, "tcp6");
  await using unix = await serving(ECHO, "unix");
  if (six === undefined || unix === undefined) return;
  const over = await client(["-m", "a", `[::1]:${six.port}`]);
  assertStringIncludes(masked(over.out), "connected to [::1]:P from [::1]:P\n");
  assertEquals(over.code, 0);
  for (const address of [["--unix", unix.path], [`unix:${unix.path}`]]) {
    const { code, out } = await client(["-m", "a", ...address]);
    assertStringIncludes(out, `connected to unix:${unix.path}\n"a" came back`);
    assertEquals(code, 0);
  }
});

Deno.test("messages come back as datagrams, empty ones too, and from a unix socket", async () => {
  await using udp = await serving(ECHO_DATAGRAMS, "udp");
  await using unix = await serving(ECHO_DATAGRAMS, "unixgram");
  if (udp === undefined || unix === undefined) return;
  for (const address of [["--udp", udp.port], ["--udp", "--unix", unix.path]]) {
    const { code, out } = await client(address, { stdin: "a\n\nb" });
    assertEquals(masked(out).split("\n").slice(1, -2), [
      '"a" came back in T ms (1 byte)',
      '"" came back in T ms (0 bytes)',
      '"b" came back in T ms (1 byte)',
    ]);
    assertMatch(out, /\n3 messages, 2 bytes, 0 lost; round trip/);
    assertEquals(code, 0);
  }
  const { code } = await client(["--udp", "-s", "65507", "-n", "70", "-q", udp.port]);
  assertEquals(code, 0);
});

Deno.test("socksh's own server, socat and ncat send messages back", async () => {
  const [socat, ncat] = [await peer("socat"), await peer("ncat")];
  const commands: [command: string[], announced: RegExp][] = [
    [[...PROGRAM, "echo-server", "0"], /127\.0\.0\.1:(\d+) \(TCP\)/],
  ];
  if (socat !== undefined) {
    commands.push([[socat, "-dd", "TCP-LISTEN:0,fork", "EXEC:cat"], /AF=2 0\.0\.0\.0:(\d+)/]);
  }
  for (const [command, announced] of commands) {
    await using server = new Child(command);
    const port = await server.wrote(announced);
    const { code, err } = await client(["-n", "20", "-s", "3000", "-q", port]);
    assertEquals([code, err], [0, ""], command[0]);
  }
  if (ncat === undefined) return;
  using folder = new Folder();
  await using server = new Child([ncat, "-vlk", "-U", `${folder.path}/ncat`, "-c", "cat"]);
  await server.wrote(/Listening on/);
  const { code, err } = await client(["-n", "20", "-m", "x", "-q", "--unix", `${folder.path}/ncat`]);
  assertEquals([code, err], [0, ""]);
});

Deno.test("of a name every address is tried, and the one that answered is named", async () => {
  const unshare = await peer("unshare");
  await using tcp = await serving(ECHO);
  await using udp = await serving(ECHO_DATAGRAMS, "udp");
  if (unshare === undefined || tcp === undefined || udp === undefined) return;
  using folder = new Folder();
  const hosts = folder.file("hosts", "::1 twice\n127.0.0.1 twice\n", 0o644);
  const known = (args: readonly string[]) =>
    run([unshare, "-Urm", "sh", "-c", 'mount --bind "$0" /etc/hosts && exec "$@"', hosts, ...args]);
  if ((await known(["true"])).code !== 0) return;
  const overTcp = await known([...PROGRAM, "echo-client", "-m", "a", "--timeout", "2", `twice:${tcp.port}`]);
  assertEquals(overTcp.err, `[::1]:${tcp.port}: ECONNREFUSED; trying the next address\n`);
  assertStringIncludes(overTcp.out, `connected to 127.0.0.1:${tcp.port} from `);
  assertEquals(overTcp.code, 0);
  const overUdp = await known([
    ...PROGRAM,
    "echo-client",
    "--udp",
    "-n",
    "2",
    "-m",
    "a",
    `twice:${udp.port}`,
  ]);
  assertEquals(overUdp.err, `[::1]:${udp.port}: ECONNREFUSED; trying the next address\n`);
  assertMatch(overUdp.out, /sending to 127\.0\.0\.1.*\n"a" came back.*\n"a".*\n2 messages, 2 bytes, 0 lost/);
  assertEquals(overUdp.code, 0);
});

// --- What goes wrong ---------------------------------------------------------------------------

const wrong: readonly [name: string, body: string, told: string][] = [
  [
    "changes a byte",
    'conn.sendall(conn.recv(100).replace(b"l", b"L"))',
    'what came back is not what was sent: byte 3 is 0x4c "L" instead of 0x6c "l"',
  ],
  [
    "changes a byte of a later piece",
    'conn.recv(100); conn.sendall(b"he"); time.sleep(0.05); conn.sendall(b"l\\0o")',
    'what came back is not what was sent: byte 4 is 0x00 instead of 0x6c "l"',
  ],
  [
    "adds something",
    'conn.sendall(conn.recv(100) + b"!\\x1b"); conn.recv(1)',
    'the reply is longer than the message: it goes on at byte 6 with "!\\x1b"',
  ],
  [
    "adds something when the reply is over",
    'conn.sendall(conn.recv(100)); conn.recv(1); conn.sendall(b"bye")',
    'the reply is longer than the message: it goes on at byte 6 with "bye"',
  ],
  [
    "closes without an answer",
    "conn.recv(100)",
    "the server closed the connection when 0 of 5 bytes had come back",
  ],
  [
    "closes within the answer",
    "conn.sendall(conn.recv(100)[:3])",
    "the server closed the connection when 3 of 5 bytes had come back",
  ],
  [
    "does not answer in time",
    "conn.sendall(conn.recv(100)[:2]); conn.recv(1)",
    "no reply within 0.3 s: 2 of 5 bytes came back",
  ],
  [
    "resets the connection",
    'conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)); conn.recv(100)',
    "Connection reset by peer (ECONNRESET)",
  ],
];

for (const [name, body, told] of wrong) {
  Deno.test(`a server that ${name} is noticed`, async () => {
    await using server = await serving(body);
    if (server === undefined) return;
    const { code, out, err } = await client(["-m", "hello", "--timeout", "300ms", server.port]);
    assertEquals(err.split("\n")[0], `echo-client: ${told}`);
    assertMatch(out, /\n1 message, \d bytes/, "the summary is there all the same");
    assertEquals(code, 1);
  });
}

Deno.test("a server that closes between two messages is noticed", async () => {
  await using server = await serving("conn.sendall(conn.recv(100))");
  if (server === undefined) return;
  const told = /^echo-client: the server closed the connection before the input had ended\n/;
  const waiting = await client(["-m", "a", "-n", "2", "-i", "10", server.port]);
  assertMatch(waiting.err, told);
  assertEquals(waiting.code, 1);
  // Where more may still be piped in, nobody waits for it for ever.
  await using reading = new Child([...PROGRAM, "echo-client", server.port]);
  await reading.type("a\n");
  await reading.wrote(told);
  assertEquals((await reading.finished()).code, 1);
  // One message was all that was asked for.
  assertEquals((await client([server.port], { stdin: "a\n" })).code, 0);
});

Deno.test("a server that is not there: the errno says so", async () => {
  const { code, out, err } = await client(["-m", "a", "127.0.0.1:1"]);
  assertEquals([code, out], [1, ""]);
  assertMatch(err, /^connect: Connection refused \(ECONNREFUSED\)\n {2}connect c 127\.0\.0\.1:1\n.*\nhint: /);
  const udp = await client(["--udp", "-m", "a", "127.0.0.1:1"]);
  assertEquals(udp.code, 1);
  assertMatch(udp.err, /^echo-client: Connection refused \(ECONNREFUSED\)\n.*\n.*\nhint: no program listens/);
  const unix = await client(["-m", "a", "unix:/nowhere/at/all"]);
  assertEquals(unix.code, 1);
  assertMatch(unix.err, /^connect: No such file or directory \(ENOENT\)/);
  using folder = new Folder();
  const file = folder.file("file", "data");
  for (const udp of [[], ["--udp"]]) {
    const other = await client(["-m", "a", ...udp, `unix:${file}`]);
    assertEquals([other.err.split("\n")[0], other.code], [
      `echo-client: ${file} is not a socket (connect: ECONNREFUSED)`,
      1,
    ]);
  }
  const name = await client(["-m", "a", "no-such-host.invalid"]);
  assertEquals(name.code, 1);
  assertMatch(name.err, /\(EAI_(NONAME|AGAIN)\)/);
});

Deno.test("a server that takes no connection: the time-out ends it", async () => {
  const python = await peer("python3");
  if (python === undefined) return;
  // The queue holds one connection; whoever comes when it is full waits.
  await using full = new Child([
    python,
    "-uc",
    `import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(0)
waiting = socket.create_connection(s.getsockname())
print("at", s.getsockname()[1])
input()`,
  ]);
  const port = await full.wrote(/^at (\d+)\n/);
  const { code, err } = await client(["-m", "a", "--timeout", "300ms", port]);
  assertEquals(err.split("\n")[0], `echo-client: 127.0.0.1:${port} did not answer in time`);
  assertEquals(code, 1);
});

const datagrams: readonly [name: string, body: string, told: readonly string[], code: number][] = [
  ["loses one", "if n != 2: s.sendto(data, addr)", [
    '"one" came back in T ms (3 bytes)',
    "message 2 got no reply within 0.3 s",
    '"three" came back in T ms (5 bytes)',
    "3 messages, 8 bytes, 1 lost; round trip min/avg/max T ms",
  ], 1],
  ["sends some twice", "s.sendto(data, addr)\nif n < 3: s.sendto(data, addr)", [
    '"one" came back in T ms (3 bytes)',
    "the reply to message 1 came twice",
    '"two" came back in T ms (3 bytes)',
    "the reply to message 2 came twice",
    '"three" came back in T ms (5 bytes)',
    "3 messages, 11 bytes, 0 lost, 2 duplicates; round trip min/avg/max T ms",
  ], 0],
  [
    "sends one late",
    "if n == 2: late = data\nelse: s.sendto(late if n == 3 else data, addr); s.sendto(data, addr)",
    [
      '"one" came back in T ms (3 bytes)',
      "the reply to message 1 came twice",
      "message 2 got no reply within 0.3 s",
      "the reply to message 2 came late, after T ms",
      '"three" came back in T ms (5 bytes)',
      "3 messages, 8 bytes, 1 lost (1 came late), 1 duplicate; round trip min/avg/max T ms",
    ],
    1,
  ],
  ["changes one", 's.sendto(data.replace(b"w", b"W"), addr)', [
    '"one" came back in T ms (3 bytes)',
    'message 2: what came back is not what was sent: byte 2 is 0x57 "W" instead of 0x77 "w"',
    '"three" came back in T ms (5 bytes)',
    "3 messages, 8 bytes, 0 lost; round trip min/avg/max T ms",
  ], 1],
  ["cuts them", "s.sendto(data[:4], addr)", [
    '"one" came back in T ms (3 bytes)',
    '"two" came back in T ms (3 bytes)',
    "message 3: the reply ends before byte 5",
    "3 messages, 6 bytes, 0 lost; round trip min/avg/max T ms",
  ], 1],
];

for (const [name, body, told, expected] of datagrams) {
  Deno.test(`datagrams: a server that ${name} is noticed`, async () => {
    await using server = await serving(body, "udp");
    if (server === undefined) return;
    const setting = { stdin: "one\ntwo\nthree" };
    const { code, out, err } = await client(["--udp", "--timeout", "300ms", server.port], setting);
    assertEquals(masked(out).trimEnd().split("\n").slice(1), told);
    assertEquals(code, expected);
    const what = told.join().includes("no reply") ? "got no reply in time" : "came back different";
    assertEquals(err.split("\n")[0], expected === 0 ? "" : `echo-client: 1 of 3 messages ${what}`);
  });
}

Deno.test("datagrams: what came before a message was sent is no reply to it", async () => {
  await using server = await serving("for _ in range(5): s.sendto(data, addr)", "udp");
  if (server === undefined) return;
  const { code, out, err } = await client(["--udp", "--json", "-m", "same", "-n", "40", server.port]);
  assertEquals([code, err], [0, ""]);
  const told = events(out);
  const times = told.filter(({ event }) => event === "reply").map(({ ms }) => ms as number);
  assertEquals(times.length, 40);
  assert(times.every((ms) => ms > 0), times.join(" "));
});

Deno.test("datagrams: a server that goes is no end, but its messages are lost", async () => {
  await using server = await serving("s.sendto(data, addr)\nif n == 1: break", "udp");
  if (server === undefined) return;
  const { code, out } = await client(["--udp", "-n", "3", "-i", "200ms", "-s", "8", server.port]);
  assertMatch(out, /\n8 bytes came back.*\nmessage 2 was refused \(ECONNREFUSED\)\nmessage 3 was refused/);
  assertMatch(out, /\n3 messages, 8 bytes, 2 lost; /);
  assertEquals(code, 1);
});

Deno.test("what makes no sense is refused", async () => {
  const table: [args: string[], told: string][] = [
    [["-m", "a", "-s", "5"], "--message and --size make no sense together; leave one of them out"],
    [
      ["--unix", "/a", "--host", "b"],
      "--unix and --host make no sense together; leave one of them out",
    ],
    [["-w", "0"], "echo-client: --timeout must be above 0"],
  ];
  for (const [args, told] of table) {
    const { code, err } = await client(args);
    assertEquals(err.split("\n")[0], told);
    assertEquals(code, told.startsWith("--") ? 2 : 1);
  }
  const long = await client(["--udp", "-s", "65508"]);
  assertMatch(long.err, /^echo-client: Message too long \(EMSGSIZE\)/);
  assertEquals(long.code, 1);
});

// --- Somebody types ----------------------------------------------------------------------------

const environment = { SOCKSH_HISTORY: "", LC_ALL: "C.UTF-8", NO_COLOR: "1" };

Deno.test("what is typed on a terminal goes line by line; Ctrl-D ends", async () => {
  await using server = await serving(ECHO);
  if (server === undefined) return;
  await using terminal = await Terminal.open([...PROGRAM, "echo-client", server.port], { env: environment });
  await terminal.expect("each line you type is sent; Ctrl-D ends");
  terminal.type("hello\r");
  await terminal.expect(/"hello" came back in [\d.]+ ms/);
  terminal.type("\r");
  await terminal.expect(/"\\n" came back in [\d.]+ ms/);
  terminal.key("ctrl-d");
  await terminal.expect("2 messages, 6 bytes; round trip");
  assertEquals(await terminal.status(), 0);
});

Deno.test("a signal is heard while a gigabyte is made", async () => {
  await using server = await serving(ECHO);
  if (server === undefined) return;
  await using making = new Child([...PROGRAM, "echo-client", "-s", "1G", server.port]);
  await making.catches("SIGINT");
  making.kill("SIGINT");
  const { code, out, err } = await making.finished();
  assertEquals([code, out, err], [130, "", ""]);
});

Deno.test("Ctrl-C ends the wait for a line, and the wait for a reply: the summary, and 130", async () => {
  await using server = await serving(ECHO);
  await using silent = await serving('conn.recv(100); print("heard"); conn.recv(100)');
  if (server === undefined || silent === undefined) return;
  await using typing = await Terminal.open([...PROGRAM, "echo-client", server.port], { env: environment });
  typing.type("hello\r");
  await typing.expect("came back");
  typing.key("ctrl-c");
  await typing.expect("1 message, 5 bytes; round trip");
  assertEquals(await typing.status(), 130);

  await using waiting = new Child([...PROGRAM, "echo-client", "-m", "a", silent.port]);
  await silent.child.wrote(/heard/);
  waiting.kill("SIGINT");
  const { code, out, err } = await waiting.finished();
  assertStringIncludes(out, "1 message, 0 bytes\n");
  assertEquals([code, err], [130, ""]);

  // What was lost until then is no failure any more.
  await using deaf = await serving("pass", "udp");
  assert(deaf !== undefined);
  await using losing = new Child([
    ...[...PROGRAM, "echo-client", "--udp", "-m", "a", "-n", "2", "-i", "60", "-w", "50ms", deaf.port],
  ]);
  await losing.wrote(/message 1 got no reply/);
  losing.kill("SIGINT");
  const lost = await losing.finished();
  assertStringIncludes(lost.out, "1 message, 0 bytes, 1 lost\n");
  assertEquals([lost.code, lost.err], [130, ""]);
});

Deno.test("a server that closes is noticed while somebody types", async () => {
  await using server = await serving("conn.sendall(conn.recv(100))");
  if (server === undefined) return;
  await using terminal = await Terminal.open([...PROGRAM, "echo-client", server.port], { env: environment });
  await terminal.expect("Ctrl-D ends");
  terminal.type("hello\r");
  await terminal.expect("the server closed the connection");
  assertEquals(await terminal.status(), 1);
});

Deno.test("at the prompt lines are typed, Ctrl-D and Ctrl-C lead back to it", async () => {
  await using server = await serving(ECHO);
  await using short = await serving("conn.sendall(conn.recv(100))");
  if (server === undefined || short === undefined) return;
  await using terminal = await Terminal.open([...PROGRAM], { env: environment });
  await terminal.expect("socksh> ");
  terminal.type(`echo-client ${server.port}\r`);
  await terminal.expect("Ctrl-D ends");
  terminal.type("hello\r");
  await terminal.expect(/"hello" came back in [\d.]+ ms \(5 bytes\)/);
  terminal.key("ctrl-d");
  await terminal.expect("1 message, 5 bytes");
  await terminal.expect("socksh> ");
  terminal.type(`echo-client ${server.port}\r`);
  await terminal.expect("Ctrl-D ends");
  terminal.key("ctrl-c");
  await terminal.expect("0 messages, 0 bytes");
  await terminal.expect("socksh> ");
  terminal.type(`echo-client ${short.port}\r`);
  await terminal.expect("Ctrl-D ends");
  terminal.type("hello\r");
  await terminal.expect("the server closed the connection");
  await terminal.expect("socksh> ");
  terminal.type("sockets\r");
  await terminal.expect("socksh> ");
  terminal.key("ctrl-d");
  assertEquals(await terminal.status(), 0);
});

// --- By hand -----------------------------------------------------------------------------------

Deno.test("the session that --show-calls prints runs, whatever is sent and over what", async () => {
  await using tcp = await serving(ECHO);
  await using udp = await serving(ECHO_DATAGRAMS, "udp");
  await using unix = await serving(ECHO, "unix");
  await using gram = await serving(ECHO_DATAGRAMS, "unixgram");
  if (!tcp || !udp || !unix || !gram) return;
  const table: string[][] = [
    [tcp.port],
    [tcp.port, "-m", "olá, 'you' $x ${y} \\ \"z\"\n", "--timeout", "2"],
    [tcp.port, "-m", ""],
    [tcp.port, "-m", "plain"],
    [tcp.port, "--size", "61"],
    [tcp.port, "--size", "200000"],
    ["--host", "localhost", "--port", tcp.port],
    [udp.port, "--udp", "-m", ""],
    [udp.port, "--udp", "-s", "60000"],
    ["--unix", unix.path, "-m", "a"],
    ["--udp", "--unix", gram.path, "-m", "a"],
  ];
  for (const args of table) {
    const { code, out: session } = await client([...args, "--show-calls"]);
    assertEquals(code, 0);
    const by = await socksh(["-c", session]);
    assertEquals([by.code, by.err], [0, ""], session);
  }
  const { out } = await client([tcp.port, "-m", "plain", "--show-calls"]);
  assertEquals(
    out,
    `c = socket tcp
setsockopt c IPPROTO_TCP TCP_NODELAY 1
connect c 127.0.0.1:${tcp.port}
message = 'plain'
sendall c $message
recv c 5 MSG_WAITALL => message
close c
`,
  );
});
