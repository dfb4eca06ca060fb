// echo-server: what it prints, what its options do, and how it ends. The clients are sessions of this process.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Child, Folder, run } from "./child.ts";
import { EchoServer, lines, masked } from "./echo_fixture.ts";
import { executable } from "./executable.ts";
import { peer } from "./peers.ts";
import { Shell } from "./session_fixture.ts";
import { Terminal } from "./terminal.ts";

/** The executable to the end. */
async function socksh(args: readonly string[], env: Record<string, string> = {}) {
  return await run([await executable(), ...args], { env });
}

/** A client in a session: connects, sends, gets it back. */
const ask = (name: string, kind: string, address: string, text = "hello"): string =>
  `${name} = socket ${kind}; connect ${name} ${address}
sendall ${name} "${text}"
recv ${name} 1024 => "${text}"`;

// --- What it prints ----------------------------------------------------------------------------

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`the first line says where, clients are announced, ${signal} ends it with totals and success`, async () => {
    await using server = await EchoServer.start(["0"]);
    await using shell = new Shell();
    await shell.run(`${ask("c", "tcp", server.address)}
sendall c "more"
recv c 1024 => "more"
close c`);
    await server.child.wrote(/closed the connection/);
    await shell.run(ask("d", "tcp", server.address));
    const written = await server.stop(signal);
    assertEquals(written.map(masked), [
      "listening on 127.0.0.1:PORT (TCP)",
      "127.0.0.1:PORT connected",
      "127.0.0.1:PORT closed the connection: 2 messages, 9 bytes, TIME",
      "127.0.0.1:PORT connected",
      "127.0.0.1:PORT was still connected: 1 message, 5 bytes, TIME",
      "2 clients, 3 messages, 14 bytes in TIME",
    ]);
    const ports = [1, 2].map((line) => /:(\d+) /.exec(written[line] ?? "")?.[1]);
    assertEquals(ports[0], ports[1], "a client is called by its own address");
    assert(written[1] !== written[3]);
  });
}

Deno.test("without an address it listens on 127.0.0.1:65432", async () => {
  const { out } = await socksh(["echo-server", "--show-calls"]);
  assertMatch(out, /^bind srv 127\.0\.0\.1:65432\nlisten srv 4096$/m);
});

Deno.test("in Portuguese it says the same", async () => {
  const env = { LANG: "pt_BR.UTF-8" };
  await using child = new Child([await executable(), "echo-server", "0"], { env });
  const address = await child.wrote(/^escutando em (\S+) \(TCP\)\n/);
  await using shell = new Shell();
  await shell.run(`${ask("c", "tcp", address)}; close c`);
  await child.wrote(/encerrou/);
  child.kill("SIGINT");
  assertEquals(lines(await child.finished()).slice(1).map(masked), [
    "127.0.0.1:PORT se conectou",
    "127.0.0.1:PORT encerrou a conexão: 1 mensagem, 5 bytes, TIME",
    "1 cliente, 1 mensagem, 5 bytes em TIME",
  ]);
});

Deno.test("on all interfaces a second line names the addresses others can type", async () => {
  await using server = await EchoServer.start([":0"]);
  await using shell = new Shell();
  await shell.run(ask("c", "tcp", `127.0.0.1:${server.port}`));
  const [first, second = ""] = await server.stop();
  assertEquals(first, `listening on 0.0.0.0:${server.port} (TCP)`);
  const own = Deno.networkInterfaces().filter(({ family, address }) =>
    family === "IPv4" && !address.startsWith("127.")
  );
  for (const { address } of own) assertStringIncludes(second, `${address}:${server.port}`);
  assertEquals(second.startsWith("reachable as "), own.length > 0);
});

Deno.test("--quiet prints the first line and nothing else", async () => {
  for (const address of ["0", ":0"]) {
    await using server = await EchoServer.start([address, "--quiet"]);
    await using shell = new Shell();
    await shell.run(`${ask("c", "tcp", `127.0.0.1:${server.port}`)}; close c`);
    assertEquals((await server.stop()).length, 1);
  }
});

Deno.test("--verbose shows every message, and nothing in it acts on the terminal", async () => {
  await using server = await EchoServer.start(["0", "--verbose"]);
  await using shell = new Shell();
  await shell.run(`c = socket tcp; connect c ${server.address}
sendall c "olá\\n"
recv c 9 => "olá\\n"
sendall c b"\\x1b[2J\\xff"
recv c 9 => b"\\x1b[2J\\xff"
close c`);
  await server.child.wrote(/closed/);
  const written = await server.stop();
  assertEquals(masked(written[2] ?? ""), '127.0.0.1:PORT: b"olá\\n"');
  assertStringIncludes(written[3] ?? "", "1b 5b 32 4a ff");
  assert(!written.join("").includes("\x1b"));
});

/** The events of a server that served one client, by name; all of them as they were printed. */
async function events(before: readonly string[], after: readonly string[]) {
  await using child = new Child([await executable(), ...before, "echo-server", "0", ...after]);
  const address = await child.wrote(/"address":"([^"]+)"/);
  await using shell = new Shell();
  await shell.run(`${ask("c", "tcp", address)}; close c`);
  await child.wrote(/"closed"/);
  child.kill("SIGINT");
  const objects = lines(await child.finished()).map((line) => JSON.parse(line));
  return { address, objects };
}

Deno.test("--json prints events, the server's own or socksh's", async () => {
  for (const [before, after] of [[[], ["--json"]], [["--json"], []]] as const) {
    const { address, objects } = await events(before, after);
    const [listening, connected, closed, totals] = objects;
    assertEquals(listening, { event: "listening", address, protocol: "TCP" });
    assertEquals(Object.keys(connected), ["event", "client"]);
    const traffic = { messages: 1, bytes: 5, sent: 5 };
    assertEquals(closed, {
      event: "closed",
      client: connected.client,
      reason: "end",
      ...traffic,
      ms: closed.ms,
    });
    assertEquals(totals, { event: "totals", clients: 1, ...traffic, ms: totals.ms });
    assert(closed.ms > 0 && totals.ms > closed.ms);
    // socksh --json ends with the statement's own object.
    assertEquals(objects.length, before.length === 0 ? 4 : 5);
  }
});

Deno.test("--json --verbose has the messages, too; --json --quiet only says where", async () => {
  const { objects } = await events([], ["--json", "--verbose"]);
  const message = objects[2];
  assertEquals([message.event, message.bytes, message.data], ["message", 5, { length: 5, text: "hello" }]);
  await using child = new Child([await executable(), "echo-server", "0", "--json", "--quiet"]);
  const address = await child.wrote(/"address":"([^"]+)"/);
  await using shell = new Shell();
  await shell.run(`${ask("c", "tcp", address)}; close c`);
  child.kill("SIGINT");
  assertEquals(lines(await child.finished()).length, 1);
});

// --- Addresses ---------------------------------------------------------------------------------

const forms: readonly [args: readonly string[], socket: string, address: string][] = [
  [["8080"], "tcp", "127.0.0.1:8080"],
  [[":8080"], "tcp", "0.0.0.0:8080"],
  [["localhost:8080"], "tcp", "127.0.0.1:8080"],
  [["127.0.0.1", "8080"], "tcp", "127.0.0.1:8080"],
  [["localhost", "8080"], "tcp", "127.0.0.1:8080"],
  [["localhost"], "tcp", "127.0.0.1:65432"],
  [["--host", "0.0.0.0"], "tcp", "0.0.0.0:65432"],
  [["--host", "", "--port", "1"], "tcp", "0.0.0.0:1"],
  [["--port", "8080"], "tcp", "127.0.0.1:8080"],
  [["--porta=8080"], "tcp", "127.0.0.1:8080"],
  [["8080", "--host", "127.0.0.2"], "tcp", "127.0.0.2:8080"],
  [["--host", "[::1]", "-p", "7"], "tcp6", "[::1]:7"],
  [["[::1]:0"], "tcp6", "[::1]:0"],
  [["::1"], "tcp6", "[::1]:65432"],
  [["::", "7"], "tcp6", "[::]:7"],
  [["--udp", "8080"], "udp", "127.0.0.1:8080"],
  [["-u", "[::1]:9"], "udp6", "[::1]:9"],
  [["--unix", "/tmp/a"], "unix", "unix:/tmp/a"],
  [["--unix", "unix:/tmp/a"], "unix", "unix:/tmp/a"],
  [["unix:/tmp/a b"], "unix", "'unix:/tmp/a b'"],
  [["unix:@a"], "unix", "unix:@a"],
  [["--unix", "@a", "--udp"], "unixgram", "unix:@a"],
];

Deno.test("an address may be written in every way people write one", async () => {
  for (const [args, socket, address] of forms) {
    const { code, out, err } = await socksh(["echo-server", ...args, "--show-calls"]);
    assertEquals([code, err], [0, ""], args.join(" "));
    const calls = out.split("\n");
    assertEquals(calls[0], `srv = socket ${socket}`, args.join(" "));
    assertEquals(calls.find((call) => call.startsWith("bind")), `bind srv ${address}`, args.join(" "));
  }
});

Deno.test("the machine's own name is an address", async () => {
  await using server = await EchoServer.start(["--host", Deno.hostname(), "--port", "0"]);
  await using shell = new Shell();
  const kind = server.address.startsWith("[") ? "tcp6" : "tcp";
  await shell.run(ask("c", kind, server.address));
});

Deno.test("two addresses are refused", async () => {
  for (
    const args of [["8080", "9090"], ["localhost:1", "--host", "127.0.0.2"], ["8080", "--unix", "/tmp/a"]]
  ) {
    const { code, out, err } = await socksh(["echo-server", ...args]);
    assertEquals([code, out], [1, ""], args.join(" "));
    assertMatch(err, /^echo-server: .* leave one of them out\n/, args.join(" "));
  }
});

Deno.test("options that contradict each other are a usage error, whatever else is asked for", async () => {
  const refused: readonly (readonly string[])[] = [
    ["--unix", "/tmp/a", "--host", "localhost"],
    ["--port", "8080", "--unix", "/tmp/a"],
    ["--udp", "--serial"],
    ["--udp", "--max-clients", "2"],
    ["--udp", "--backlog", "5"],
    ["--serial", "--max-clients", "2"],
    ["--once", "--max-clients", "2"],
    ["--quiet", "--verbose"],
  ];
  for (const args of refused) {
    const { code, out, err } = await socksh(["echo-server", "--show-calls", ...args]);
    assertEquals([code, out], [2, ""], args.join(" "));
    assertMatch(err, /^--[a-z-]+ and --[a-z-]+ make no sense together; leave one of them out\n/);
  }
});

// --- Options -----------------------------------------------------------------------------------

Deno.test("--once serves one client and ends with success", async () => {
  await using server = await EchoServer.start(["0", "--once"]);
  await using shell = new Shell();
  await shell.run(`d = socket tcp
${ask("c", "tcp", server.address)}
connect d ${server.address}
close c`);
  assertEquals(lines(await server.child.finished()).slice(1).map(masked), [
    "127.0.0.1:PORT connected",
    "127.0.0.1:PORT closed the connection: 1 message, 5 bytes, TIME",
    "1 client, 1 message, 5 bytes in TIME",
  ]);
});

Deno.test("--once --udp answers one datagram and ends", async () => {
  await using server = await EchoServer.start(["0", "--once", "--udp"]);
  await using shell = new Shell();
  await shell.run(ask("c", "udp", server.address));
  assertEquals(lines(await server.child.finished()).slice(1).map(masked), [
    "first datagram from 127.0.0.1:PORT",
    "1 sender, 1 message, 5 bytes in TIME",
  ]);
});

for (const [option, most] of [[["--serial"], 1], [["--max-clients", "2"], 2]] as const) {
  Deno.test(`with ${option.join(" ")} further clients wait in the backlog, and get their turn`, async () => {
    await using server = await EchoServer.start(["0", ...option]);
    await using shell = new Shell();
    const served = Array.from({ length: most }, (_, i) => ask(`c${i}`, "tcp", server.address)).join("\n");
    // Connected, and what it sends is taken: by the kernel.
    await shell.run(`${served}
w = socket tcp; connect w ${server.address}; sendall w "waits"
sendall c0 "again"; recv c0 1024 => "again"
recv w 1024 MSG_DONTWAIT => EAGAIN`);
    await shell.run(`close c0; recv w 1024 => "waits"; close w`);
    const written = await server.stop();
    const begins = written.map((line) => /^\S+ (connected|closed)/.exec(line)?.[1]).filter(Boolean);
    assertEquals(begins.slice(0, most + 2), [
      ...Array.from({ length: most }, () => "connected"),
      "closed",
      "connected",
    ]);
  });
}

Deno.test("--recv-size is what recv is called with", async () => {
  await using server = await EchoServer.start(["0", "--recv-size", "4"]);
  await using shell = new Shell();
  await shell.run(`c = socket tcp; connect c ${server.address}
sendall c "0123456789"
recv c 10 MSG_WAITALL => "0123456789"
close c`);
  await server.child.wrote(/: 3 messages, 10 bytes/);
});

Deno.test("--recv-size cuts datagrams, as recv does; --verbose says so", async () => {
  await using server = await EchoServer.start(["0", "--recv-size", "4", "--udp", "--verbose"]);
  await using shell = new Shell();
  await shell.run(`c = socket udp; connect c ${server.address}
send c "0123456789"; recv c 1024 => "0123"
send c "4567"; recv c 1024 => "4567"`);
  const written = await server.stop();
  assertEquals(written.slice(1, 4).map(masked), [
    "first datagram from 127.0.0.1:PORT",
    '127.0.0.1:PORT: b"0123" (cut: the datagram was longer)',
    '127.0.0.1:PORT: b"4567"',
  ]);
});

Deno.test("--backlog is what listen is called with", async () => {
  const ss = await peer("ss");
  if (ss === undefined) return;
  for (const [args, backlog] of [[[], 4096], [["--backlog", "7"], 7]] as const) {
    await using server = await EchoServer.start(["0", ...args]);
    const { out } = await run([ss, "-ltn"]);
    // Deno itself may not read /proc.
    const most = Number((await run(["cat", "/proc/sys/net/core/somaxconn"])).out);
    const shown = new RegExp(`^LISTEN\\s+0\\s+(\\d+)\\s+127\\.0\\.0\\.1:${server.port}\\s`, "m").exec(out)
      ?.[1];
    assertEquals(Number(shown), Math.min(backlog, most));
  }
});

for (
  const [args, kind] of [
    [["0"], "tcp"],
    [["0", "--udp"], "udp"],
    [["[::1]:0"], "tcp6"],
    [["--unix", "PATH"], "unix"],
    [["--unix", "PATH", "--udp"], "unixgram"],
  ] as const
) {
  Deno.test(`the session of --show-calls runs: ${args.join(" ")}`, async () => {
    using folder = new Folder();
    const given = args.map((word) => word === "PATH" ? `${folder.path}/at` : word);
    const { out, code } = await socksh(["echo-server", ...given, "--show-calls"]);
    assertEquals(code, 0);
    const file = folder.file("echo.socksh", out);
    await using session = new Child([await executable(), file]);
    const address = await session.wrote(/^listening on (\S+) \(\w+\)\n/);
    await using shell = new Shell();
    const bound = kind === "unixgram"
      ? `c = socket unixgram; bind c unix:${folder.path}/me`
      : `c = socket ${kind}`;
    await shell.run(`${bound}; connect c ${address}; send c "hello"; recv c 1024 => "hello"`);
    lines(await session.finished());
  });
}

// --- Datagrams ---------------------------------------------------------------------------------

Deno.test("datagrams come back one by one, empty and as long as they can be; a sender is announced once", async () => {
  for (const address of ["0", "[::1]:0"]) {
    await using server = await EchoServer.start([address, "--udp"]);
    const kind = address === "0" ? "udp" : "udp6";
    await using shell = new Shell();
    await shell.run(`c = socket ${kind}; connect c ${server.address}
send c ""; recv c 1024 => ""
send c ("x" * 65507); got = recv c 65536
len(got) => 65507
d = socket ${kind}; connect d ${server.address}
send d "a"; recv d 9 => "a"
send c "b"; recv c 9 => "b"
send d ""; recv d 9 => ""`);
    const written = (await server.stop()).map(masked);
    const host = address === "0" ? "127.0.0.1" : "[::1]";
    assertEquals(written, [
      `listening on ${host}:PORT (UDP)`,
      `first datagram from ${host}:PORT`,
      `first datagram from ${host}:PORT`,
      "2 senders, 5 messages, 65509 bytes in TIME",
    ]);
  }
});

Deno.test("unix datagrams come back; one without a path to answer to is told, and ends nothing", async () => {
  using folder = new Folder();
  await using server = await EchoServer.start(["--udp", "--unix", `${folder.path}/at`]);
  await using shell = new Shell();
  await shell.run(`n = socket unixgram; sendto n "nobody" ${server.address}
c = socket unixgram; bind c unix:${folder.path}/me; connect c ${server.address}
send c "hello"; recv c 1024 => "hello"
send c ""; recv c 1024 => ""`);
  const written = await server.stop();
  assertStringIncludes(written[1] ?? "", "cannot be answered");
  assertEquals(written.slice(2).map(masked), [
    `first datagram from unix:${folder.path}/me`,
    "2 senders, 3 messages, 11 bytes in TIME",
  ]);
});

// --- Opening and ending ------------------------------------------------------------------------

Deno.test("a port that is taken is one message with what to do, exit 1", async () => {
  await using server = await EchoServer.start(["0"]);
  const { code, out, err } = await socksh(["echo-server", server.port]);
  assertEquals([code, out], [1, ""]);
  assertMatch(err, /^bind: Address already in use \(EADDRINUSE\)\n.*\n.*\nhint: .*choose another port.*\n$/);
});

Deno.test("a port that may not be bound is one message with what to do, exit 1", async () => {
  const setpriv = await peer("setpriv");
  if (setpriv === undefined || Deno.uid() !== 0) return;
  // The project's folder may be nobody's to read.
  using folder = new Folder();
  const copy = `${folder.path}/socksh`;
  Deno.chmodSync(folder.path, 0o755);
  Deno.copyFileSync(await executable(), copy);
  Deno.chmodSync(copy, 0o755);
  const nobody = [setpriv, "--reuid", "65534", "--regid", "65534", "--clear-groups", copy];
  const { code, out, err } = await run([...nobody, "echo-server", "1"], { env: { HOME: folder.path } });
  assertEquals([code, out], [1, ""]);
  assertMatch(err, /^bind: Permission denied \(EACCES\)\n.*\n.*\nhint: .*ports below 1024.*\n$/);
});

Deno.test("a host nobody knows is one message with what to do, exit 1", async () => {
  const { code, out, err } = await socksh(["echo-server", "no-such-host.invalid:80"]);
  assertEquals([code, out], [1, ""]);
  assertMatch(err, /^echo-server: .*\(EAI_\w+\)\n.*\n.*\nhint: .*\n$/);
});

Deno.test("the port is free at once for the next server, though connections are in TIME_WAIT", async () => {
  await using first = await EchoServer.start(["0"]);
  await using shell = new Shell();
  await shell.run(ask("c", "tcp", first.address));
  // The server closes first: its side keeps the address.
  await first.stop();
  await shell.run(`recv c 9 => ""; close c`);
  await using second = await EchoServer.start([first.port]);
  await shell.run(ask("d", "tcp", second.address));
});

Deno.test("a unix path is removed at the end; clients are told apart by number", async () => {
  using folder = new Folder();
  const path = `${folder.path}/at`;
  await using server = await EchoServer.start(["--unix", path]);
  assert(Deno.lstatSync(path).isSocket);
  await using shell = new Shell();
  await shell.run(`${ask("c", "unix", server.address)}; ${ask("d", "unix", server.address)}; close c`);
  await server.child.wrote(/closed/);
  assertEquals((await server.stop()).map(masked), [
    `listening on unix:${path} (unix)`,
    "unix #1 connected",
    "unix #2 connected",
    "unix #1 closed the connection: 1 message, 5 bytes, TIME",
    "unix #2 was still connected: 1 message, 5 bytes, TIME",
    "2 clients, 2 messages, 10 bytes in TIME",
  ]);
  assertEquals([...Deno.readDirSync(folder.path)], []);
});

for (const udp of [[], ["--udp"]]) {
  const kind = udp.length === 0 ? "unix" : "unixgram";
  Deno.test(`a path left by a ${kind} server that was killed is taken over, one in use is not`, async () => {
    using folder = new Folder();
    const path = `${folder.path}/at`;
    {
      await using killed = await EchoServer.start(["--unix", path, ...udp]);
      killed.child.kill("SIGKILL");
      await killed.child.finished();
    }
    assert(Deno.lstatSync(path).isSocket);
    await using server = await EchoServer.start(["--unix", path, ...udp]);
    await server.child.wrote(/was left by a server that is gone/);

    const { code, err } = await socksh(["echo-server", "--unix", path, ...udp]);
    assertEquals(code, 1);
    assertEquals(
      err.split("\n")[0],
      `echo-server: another program listens on ${path} (bind: EADDRINUSE)`,
    );
    await using shell = new Shell();
    await shell.run(`c = socket ${kind}; connect c ${server.address}; send c "alive"`);
  });
}

for (const udp of [[], ["--udp"]]) {
  Deno.test(`a server with --once ${udp} on a path hears nothing of others that want it`, async () => {
    using folder = new Folder();
    const path = `${folder.path}/at`;
    await using server = await EchoServer.start(["--unix", path, "--once", ...udp]);
    for (const other of [[], ["--udp"]]) {
      const { code, err } = await socksh(["echo-server", "--unix", path, ...other]);
      assertEquals(code, 1);
      assertMatch(err, /EADDRINUSE/);
    }
    await using shell = new Shell();
    await shell.run(
      udp.length === 0
        ? `${ask("c", "unix", server.address)}; close c`
        : `c = socket unixgram; bind c unix:${folder.path}/me; connect c ${server.address}
send c "hello"; recv c 1024 => "hello"`,
    );
    assertEquals(lines(await server.child.finished()).slice(1).map(masked), [
      ...(udp.length === 0
        ? ["unix #1 connected", "unix #1 closed the connection: 1 message, 5 bytes, TIME"]
        : [`first datagram from unix:${folder.path}/me`]),
      `1 ${udp.length === 0 ? "client" : "sender"}, 1 message, 5 bytes in TIME`,
    ]);
  });
}

Deno.test("a file that is no socket is left alone", async () => {
  using folder = new Folder();
  const path = folder.file("precious", "data");
  for (
    const [place, told] of [
      [path, `there is already a file at ${path} that is no socket (bind: EADDRINUSE)`],
      [folder.path, `there is already a folder at ${folder.path} (bind: EADDRINUSE)`],
    ]
  ) {
    const { code, err } = await socksh(["echo-server", `unix:${place}`]);
    assertEquals([code, err.split("\n")[0]], [1, `echo-server: ${told}`]);
  }
  assertEquals(Deno.readTextFileSync(path), "data");
});

Deno.test("at the prompt Ctrl-C ends the server with totals, and the prompt is back", async () => {
  await using terminal = await Terminal.open([await executable()], {
    env: { SOCKSH_HISTORY: "", LANG: "C" },
  });
  await terminal.expect("socksh> ");
  terminal.type("echo-server 0\r");
  const [, address = ""] =
    /listening on (\S+) \(TCP\)/.exec(await terminal.expect(/listening on \S+ \(TCP\)/)) ??
      [];
  await using shell = new Shell();
  await shell.run(ask("c", "tcp", address));
  await terminal.expect(/127\.0\.0\.1:\d+ connected/);
  terminal.type("\x03");
  await terminal.expect(/was still connected: 1 message, 5 bytes/);
  await terminal.expect(/1 client, 1 message, 5 bytes in/);
  await terminal.expect("socksh> ");
  await shell.run(`recv c 9 => ""`);
  terminal.type("print still here\r");
  await terminal.expect(/\r?\nstill here/);
  terminal.type("exit\r");
});
