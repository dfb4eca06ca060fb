// message-server and message-client as programs: with each other, with plain Python programs, and with a person.
//
// The Python programs are written as the handout tells: recv(1024), sendall, CODIGO_SAIDA. Nothing here waits for a
// time but where a silence is what is sent.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Child, Folder, PROGRAM, run } from "./child.ts";
import { executable } from "./executable.ts";
import { peer } from "./peers.ts";
import { Terminal, type TerminalOptions } from "./terminal.ts";

const ROOT = new URL("../", import.meta.url).pathname;

/** A message server and its port. */
async function server(
  args: readonly string[] = [],
  env = {},
): Promise<{ child: Child; port: string } & AsyncDisposable> {
  const child = new Child([...PROGRAM, "message-server", ":0", ...args], { env });
  const port = await child.wrote(/listening on \S*:(\d+)|escutando em \S*:(\d+)|"address":"\S*?:(\d+)"/)
    .then((text) => /(\d+)"?$/.exec(text)?.[1] ?? text);
  return { child, port, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}

/** Ends a server as Ctrl-C would; what it wrote. */
async function stop(child: Child): Promise<string> {
  child.kill("SIGINT");
  const { code, out, err } = await child.finished();
  assertEquals([code, err], [0, ""], out);
  return out;
}

function client(port: string, stdin: string, args: readonly string[] = []): ReturnType<typeof run> {
  return run([...PROGRAM, "message-client", port, ...args], { stdin });
}

/** A connection of the test's own. */
class Raw implements AsyncDisposable {
  private constructor(readonly child: Child) {}

  /** Python with a connected socket `s`; each line of its input is run. */
  static async connect(port: string): Promise<Raw | undefined> {
    const python = await peer("python3");
    if (python === undefined) return undefined;
    const program = `import socket, sys, time
s = socket.create_connection(("127.0.0.1", ${port}))
s.settimeout(10)
print("me", s.getsockname()[1], flush=True)
for line in sys.stdin:
    exec(line)
    print("done", flush=True)`;
    const child = new Child([python, "-c", program], { env: { PYTHONIOENCODING: "utf-8" } });
    return new Raw(child);
  }

  /** The port it has. */
  port(): Promise<string> {
    return this.child.wrote(/^me (\d+)/m);
  }

  async run(...lines: readonly string[]): Promise<void> {
    await this.child.type(lines.map((line) => `${line}\n`).join(""));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.child[Symbol.asyncDispose]();
  }
}

// --- The server --------------------------------------------------------------------------------

Deno.test("a message is shown with date and time, sender, subject and text, and who comes and leaves", async () => {
  await using desk = await server();
  const sent = await client(desk.port, "1\nProva\nolá, professor\n1\nDois\n  recuado\n2\n");
  assertEquals([sent.code, sent.err], [0, ""]);
  await desk.child.wrote(/ left: 2 messages, /);
  const out = await stop(desk.child);
  assertMatch(
    out,
    /^listening on 0\.0\.0\.0:\d+ \(TCP\)\n(reachable as .*\n)?(127\.0\.0\.1:\d+) connected\n(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) {2}\2\n {2}Subject: Prova\n {2}Text: olá, professor\n[^\n]*\n {2}Subject: Dois\n {2}Text: {3}recuado\n\2 left: 2 messages, \d+ bytes, [\d.]+ m?s\n1 client, 2 messages/,
  );
  const shown = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.exec(out)![0];
  // The clock on the wall: within a minute of the one here.
  assert(Math.abs(Date.now() - new Date(shown.replace(" ", "T")).getTime()) < 60_000, shown);
  assert(!out.includes("CODIGO_SAIDA"));
});

Deno.test("in Portuguese everything the programs say is Portuguese", async () => {
  const env = { LANG: "pt_BR.UTF-8" };
  await using desk = await server([], env);
  const sent = await run([...PROGRAM, "message-client", desk.port], { stdin: "4\n1\nOi\nolá\n2\n", env });
  assertEquals(sent.code, 0);
  assertMatch(
    sent.out,
    /^conectado a 127\.0\.0\.1:\d+\nmensagem enviada: 25 bytes\nvocê saiu; a conexão foi encerrada\n$/,
  );
  assertEquals(sent.err, '"4" não é uma opção: 1 envia uma mensagem, 2 sai\n');
  await desk.child.wrote(/ saiu: 1 mensagem, /);
  const out = await stop(desk.child);
  assertStringIncludes(out, "\n  Assunto: Oi\n  Texto: olá\n");
  assertMatch(out, / se conectou\n/);
});

Deno.test("the server reads plain Python clients: glued, cut, silent, closed", async () => {
  await using desk = await server();
  const { child, port } = desk;

  await using glued = await Raw.connect(port);
  if (glued === undefined) return;
  await glued.run(
    's.sendall("Assunto: a\\nTexto: um\\n\\n".encode()); s.sendall("CODIGO_SAIDA".encode())',
    "print(s.recv(9))",
  );
  await child.wrote(/Subject: a\n {2}Text: um\n/);
  await child.wrote(/ left: 1 message, /);
  await glued.child.wrote(/b''/);

  await using cut = await Raw.connect(port);
  await cut?.run('s.sendall(b"tchauCODI"); time.sleep(0.05); s.sendall(b"GO_SAIDA")', "print(s.recv(9))");
  await child.wrote(/ {2}Text: tchau\n/);
  await cut?.child.wrote(/b''/);

  await using silent = await Raw.connect(port);
  await silent?.run('s.sendall("sem fim, ação".encode())');
  await child.wrote(/ {2}Text: sem fim, ação\n/);
  await silent?.run('s.sendall(b"Assunto: b\\nTexto: fechado"); s.close()');
  await child.wrote(/Subject: b\n {2}Text: fechado\n[^\n]* closed the connection: 2 messages, /);

  await using text = await Raw.connect(port);
  await text?.run('s.sendall("Assunto: c\\nTexto: CODIGO_SAIDA fica\\n\\n".encode())');
  await child.wrote(/ {2}Text: CODIGO_SAIDA fica\n/);
  await text?.run('s.sendall(b"\\xff\\x1b[2J\\n\\n"); s.sendall(b"linha um\\nlinha dois\\n\\n")');
  await child.wrote(/ {2}Text: \\xff\\x1b\[2J\n/);
  await child.wrote(/ {2}Text:\n {4}linha um\n {4}linha dois\n/);
  await text?.run(
    "import struct; s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))",
  );
  await text?.run('s.sendall(b"antes do reset"); s.close()');
  await child.wrote(/ {2}Text: antes do reset\n[^\n]*reset the connection \(ECONNRESET\): 4 messages, /);
  const out = await stop(child);
  assertEquals(out.match(/CODIGO_SAIDA/g)?.length, 1);
});

Deno.test("letters that recv cuts in the middle stay whole", async () => {
  await using desk = await server(["--recv-size", "7"]);
  const text = "ação é açúcar 😀 ".repeat(40).trim();
  assertEquals((await client(desk.port, `1\nção\n${text}\n`)).code, 0);
  await desk.child.wrote(/ left: 1 message, /);
  assertStringIncludes(await stop(desk.child), `\n  Subject: ção\n  Text: ${text}\n`);
});

Deno.test("a client that stops inside its message keeps nobody else from being read, and many speak at once", async () => {
  await using desk = await server(["--quiet"]);
  await using slow = await Raw.connect(desk.port);
  if (slow === undefined) return;
  await slow.run('s.sendall(b"Assunto: lento")');
  const sent = await Promise.all(
    Array.from({ length: 4 }, (_, i) => client(desk.port, `1\ncliente ${i}\ntexto ${i}\n2\n`)),
  );
  assertEquals(sent.map(({ code }) => code), [0, 0, 0, 0]);
  for (let i = 0; i < 4; i++) {
    await desk.child.wrote(new RegExp(`Subject: cliente ${i}\n  Text: texto ${i}\n`));
  }
  await desk.child.wrote(/Subject: lento\n/);
  const out = await stop(desk.child);
  // Quiet: the first line and the messages.
  assertEquals(out.split("\n").filter((line) => !/^(\d{4}-| {2})/.test(line)), [
    out.slice(0, out.indexOf("\n")),
    "",
  ]);
});

Deno.test("a server that stops tells every client, and waits no longer for one that does not listen", async () => {
  await using desk = await server();
  await using first = await Raw.connect(desk.port);
  await using second = await Raw.connect(desk.port);
  if (first === undefined || second === undefined) return;
  for (const raw of [first, second]) await desk.child.wrote(new RegExp(`:${await raw.port()} connected`));
  // Its own client, which is asked nothing any more.
  await using third = new Child([...PROGRAM, "message-client", desk.port]);
  await third.wrote(/connected to/);
  await first.run('print(s.recv(1024)); print(s.recv(1024)); s.sendall(b"ainda uma"); s.close()');
  const began = performance.now();
  desk.child.kill("SIGTERM");
  await first.child.wrote(/b'CODIGO_SAIDA'\nb''\ndone/);
  await third.wrote(/the server has ended the conversation/);
  const { code, out, err } = await desk.child.finished();
  assertEquals([code, err], [0, ""]);
  assert(performance.now() - began < 10_000);
  // What was on its way is shown still.
  assertStringIncludes(out, "Text: ainda uma\n");
  assertMatch(out, / was still connected: 0 messages, /);
  assertMatch(out, /3 clients, 1 message, /);
  await second.run("print(s.recv(1024))");
  await second.child.wrote(/b'CODIGO_SAIDA'/);
  assertEquals((await third.finished()).code, 0);
});

Deno.test("with --json every event is an object", async () => {
  await using desk = await server(["--json"]);
  const sent = await client(desk.port, "1\nProva\nolá\n2\n", ["--json"]);
  await desk.child.wrote(/"event":"closed"/);
  const events = (text: string) => text.trim().split("\n").map((line) => JSON.parse(line));
  assertEquals(events(sent.out).map(({ event }) => event), ["connected", "sent", "left"]);
  const told = events(await stop(desk.child));
  assertEquals(told.map(({ event }) => event), ["listening", "connected", "message", "closed", "totals"]);
  const [, , message, closed] = told;
  assertEquals([message.subject, message.text, message.bytes], ["Prova", "olá", 26]);
  assertEquals([closed.reason, closed.messages, closed.client], ["CODIGO_SAIDA", 1, message.client]);
  assertMatch(message.time, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
});

Deno.test("a message without an end is shown in parts, and the server stays small", async () => {
  await using desk = await server(["--quiet", "--recv-size", "65536"]);
  await using raw = await Raw.connect(desk.port);
  if (raw === undefined) return;
  await raw.run('s.sendall(b"x" * (5 << 19)); s.close()');
  await desk.child.wrote(/\(continued\)[^]*\(continued\)[^]*x\n$/);
  const out = await stop(desk.child);
  assertEquals(out.match(/x{100,}/g)?.join("").length, 5 * 2 ** 19);
});

Deno.test("a unix path serves as well", async () => {
  using folder = new Folder();
  await using desk = new Child([...PROGRAM, "message-server", `unix:${folder.path}/at`]);
  await desk.wrote(/listening on unix:\S+ \(unix\)/);
  assertEquals((await client(`unix:${folder.path}/at`, "1\na\nb\n")).code, 0);
  await desk.wrote(/unix #1 left: 1 message, /);
  await stop(desk);
  assertEquals([...Deno.readDirSync(folder.path)].length, 0);
});

Deno.test("the path is free before the clients are told, and nobody else is let in", async () => {
  const python = await peer("python3");
  if (python === undefined) return;
  using folder = new Folder();
  const path = `${folder.path}/at`;
  await using desk = new Child([...PROGRAM, "message-server", `unix:${path}`]);
  await desk.wrote(/listening on/);
  const program = `import socket, os, sys
s = socket.socket(socket.AF_UNIX)
s.connect(${JSON.stringify(path)})
print(s.recv(64), os.path.exists(${JSON.stringify(path)}), flush=True)
sys.stdin.readline()`;
  await using lazy = new Child([python, "-c", program]);
  await desk.wrote(/unix #1 connected/);
  await desk.catches("SIGINT");
  desk.kill("SIGINT");
  await lazy.wrote(/b'CODIGO_SAIDA' False/);
  const { code, out } = await desk.finished();
  assertEquals(code, 0);
  assertMatch(out, /unix #1 was still connected/);
});

Deno.test("the silence is as long as what is pending now needs: the end in two pieces", async () => {
  await using desk = await server();
  await using raw = await Raw.connect(desk.port);
  if (raw === undefined) return;
  await raw.run(
    's.sendall(b"CODIGO"); time.sleep(0.05); s.sendall(b"_SAIDA"); began = time.monotonic()',
    "print(s.recv(9), time.monotonic() - began < 0.7)",
  );
  await raw.child.wrote(/b'' True/);
  await desk.child.wrote(/ left: 0 messages, /);
  await stop(desk.child);
});

// --- The client --------------------------------------------------------------------------------

/** The handout's server: prints what it receives, and leaves when `leaves` says so. */
const PYTHON_SERVER = `import socket, sys
srv = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
srv.bind(("127.0.0.1", 0))
srv.listen(3)
print("at", srv.getsockname()[1], flush=True)
conn, cliente = srv.accept()
REST`;

async function pythonServer(
  rest: string,
): Promise<{ child: Child; port: string } & AsyncDisposable | undefined> {
  const python = await peer("python3");
  if (python === undefined) return undefined;
  const child = new Child([python, "-u", "-c", PYTHON_SERVER.replace("REST", rest)], {
    env: { PYTHONIOENCODING: "utf-8" },
  });
  const port = await child.wrote(/^at (\d+)/);
  return { child, port, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}

Deno.test("the client speaks to a plain Python server, byte for byte", async () => {
  await using python = await pythonServer(`data = b""
while b"CODIGO_SAIDA" not in data:
    data += conn.recv(1024)
print(repr(data.decode()))
conn.close()`);
  if (python === undefined) return;
  const { code, out, err } = await client(python.port, "1\nProva\r\nolá\r\n 2 \nnever read\n");
  assertEquals([code, err], [0, ""]);
  assertStringIncludes(out, "message sent: 28 bytes\nyou left; the connection is closed\n");
  await python.child.wrote(/^'Assunto: Prova\\nTexto: olá\\n\\nCODIGO_SAIDA'$/m);
});

Deno.test("the end of the input leaves as 2 does, also behind the last line without its end", async () => {
  for (const stdin of ["", "1\na\nb", "1\na\nb\n", "2", "0\n", "\n\n"]) {
    await using python = await pythonServer(`data = b""
while True:
    new = conn.recv(1024)
    if not new: break
    data += new
print(data[-12:])`);
    if (python === undefined) return;
    assertEquals((await client(python.port, stdin)).code, 0, stdin);
    await python.child.wrote(/^b'CODIGO_SAIDA'$/m);
  }
});

Deno.test("an input that ends inside a message sends nothing of it, and is a failure", async () => {
  await using desk = await server();
  const { code, err } = await client(desk.port, "1\nassunto\n");
  assertEquals(code, 1);
  assertStringIncludes(err, "the input ended before the message did; it was not sent");
  await desk.child.wrote(/ left: 0 messages, /);
  await stop(desk.child);
});

Deno.test("a choice that is none is said to be, and asked for again", async () => {
  await using desk = await server();
  const { code, out, err } = await client(desk.port, "3\nenviar\x1b[2J\n\n1\na\nb\n2\n");
  assertEquals(code, 0);
  assertEquals(
    err,
    ["3", "enviar\\x1b[2J", ""].map((choice) => `"${choice}" is not a choice: 1 sends a message, 2 leaves\n`)
      .join(""),
  );
  assertStringIncludes(out, "message sent");
  await stop(desk.child);
});

Deno.test("an answer that is none is quoted in part", async () => {
  await using desk = await server();
  const { code, err } = await client(desk.port, `${"x".repeat(199)}😀${"y".repeat(100_000)}\n2\n`);
  assertEquals([code, err], [
    0,
    `"${"x".repeat(199)}…" is not a choice: 1 sends a message, 2 leaves\n`,
  ]);
  await stop(desk.child);
});

Deno.test("a line longer than 16 MiB is a failure, and nothing of it is sent or taken for an answer", async () => {
  await using desk = await server();
  for (const before of ["", "1\n", "1\na\n"]) {
    const { code, out, err } = await client(desk.port, `${before}${"é".repeat(2 ** 23)}1\nb\nc\n2\n`);
    assertEquals(code, 1);
    assertStringIncludes(err, "the line is longer than 16 MiB; nothing of it was sent");
    assert(err.length < 2000 && !out.includes("message sent"), out);
  }
  await desk.child.wrote(/( left: 0 messages, [^]*){3}/);
  await stop(desk.child);
});

Deno.test("the client leaves when the server says so, whatever it was asked meanwhile", async () => {
  await using python = await pythonServer(`print(conn.recv(1024))
conn.sendall("recebido, obrigado".encode())
sys.stdin.readline()
conn.sendall("CODIGO_SAIDA".encode())
print("end", conn.recv(1024))`);
  if (python === undefined) return;
  await using talker = new Child([...PROGRAM, "message-client", python.port]);
  await talker.type("1\na\nb\n1\nassunto\n");
  await talker.wrote(/the server says: recebido, obrigado\n/);
  await python.child.type("\n");
  await talker.wrote(/the server has ended the conversation\n/);
  await python.child.wrote(/end b''/);
  const { code, out } = await talker.finished();
  assertEquals([code, out.includes("CODIGO_SAIDA")], [0, false]);
});

Deno.test("a server that closes without a word: 0 when everything was sent, 1 when a message was not", async () => {
  const ask = async (before: string, after: string): Promise<number> => {
    await using python = await pythonServer("print(conn.recv(1024))\nsys.stdin.readline()\nconn.close()");
    if (python === undefined) return -1;
    await using talker = new Child([...PROGRAM, "message-client", python.port]);
    await talker.type(`1\na\nb\n${before}`);
    await python.child.wrote(/Assunto: a/);
    await python.child.type("\n");
    await python.child.finished();
    await talker.type(after).catch(() => {});
    const { code, out, err } = await talker.finished();
    assertStringIncludes(out + err, "the server closed the connection");
    return code;
  };
  if (await peer("python3") === undefined) return;
  assertEquals(await ask("", ""), 0);
  assertEquals(await ask("1\nsecond\n", ""), 1);
});

Deno.test("what a server resets while the client writes is a failure with its errno", async () => {
  await using python = await pythonServer(`import struct
conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
conn.recv(1)
conn.close()
print("gone")`);
  if (python === undefined) return;
  await using talker = new Child([...PROGRAM, "message-client", python.port]);
  await talker.type("1\na\nb\n");
  const { code, err } = await talker.finished();
  assertEquals(code, 1);
  assertMatch(err, /Connection reset by peer \(ECONNRESET\)[^]*the server ended the connection with a reset/);
});

Deno.test("a server that is not there is said to be not there", async () => {
  const { code, err } = await client("1", "2\n");
  assertEquals(code, 1);
  assertMatch(err, /Connection refused \(ECONNREFUSED\)/);
});

Deno.test("SIGINT while a pipe is waited for: the server is told, and the exit code says 130", async () => {
  await using desk = await server();
  await using talker = new Child([...PROGRAM, "message-client", desk.port]);
  await talker.wrote(/connected to/);
  await talker.catches("SIGINT");
  talker.kill("SIGINT");
  await desk.child.wrote(/ left: 0 messages, /);
  assertEquals((await talker.finished()).code, 130);
  await stop(desk.child);
});

Deno.test("an endless stream of answers keeps neither the server nor a signal from being heard", async () => {
  await using desk = await server(["--quiet"]);
  const flood = `yes | ${PROGRAM.join(" ")} message-client ${desk.port} 2>/dev/null`;
  await using talker = new Child(["sh", "-c", flood]);
  await talker.wrote(/connected to/);
  await stop(desk.child);
  await talker.wrote(/the server has ended the conversation/);
  assertEquals((await talker.finished()).code, 0);
});

Deno.test("a megabyte of text reaches the server whole", async () => {
  await using desk = await server(["--quiet", "--json"]);
  const text = "ção ".repeat(150_000);
  assertEquals((await client(desk.port, `1\ngrande\n${text}\n2\n`)).code, 0);
  await desk.child.wrote(/"event":"message"[^]*\n/);
  const out = await stop(desk.child);
  const message = JSON.parse(out.split("\n").find((line) => line.includes('"message"'))!);
  assertEquals(message.text, text);
});

// --- The sessions by hand ----------------------------------------------------------------------

Deno.test("the sessions of --show-calls run, against each other and against the programs", async () => {
  using folder = new Folder();
  const session = async (command: string, at: string, name: string) => {
    const shown = await run([...PROGRAM, command, at, "--show-calls"]);
    assertEquals([shown.code, shown.err], [0, ""]);
    return folder.file(name, shown.out);
  };
  const byHand = await session("message-server", ":0", "server.socksh");
  for (const program of [false, true]) {
    await using desk = new Child([...PROGRAM, byHand]);
    const port = await desk.wrote(/listening on \S*:(\d+)/);
    const sent = program
      ? await client(port, "1\nHello\nHello, world\n2\n")
      : await run([...PROGRAM, await session("message-client", port, "client.socksh")]);
    assertEquals([sent.code, sent.err], [0, ""]);
    const { code, out, err } = await desk.finished();
    assertEquals([code, err], [0, ""], out);
    assertStringIncludes(out, "Assunto: Hello\nTexto: Hello, world\n");
  }
  await using desk = await server();
  const sent = await run([...PROGRAM, await session("message-client", desk.port, "client.socksh")]);
  assertEquals([sent.code, sent.err], [0, ""]);
  await desk.child.wrote(/Subject: Hello\n {2}Text: Hello, world\n[^\n]* left: 1 message, /);
  await stop(desk.child);
});

// --- The menus ---------------------------------------------------------------------------------

const WAYS: readonly { readonly name: string; readonly command: () => Promise<readonly string[]> }[] = [
  { name: "executable", command: async () => [await executable()] },
  { name: "deno run", command: () => Promise.resolve(PROGRAM) },
];

function terminal(command: readonly string[], options: TerminalOptions = {}): Promise<Terminal> {
  const env = { SOCKSH_HISTORY: "", LC_ALL: "C.UTF-8", NO_COLOR: "1", ...options.env };
  return Terminal.open(command, { columns: 70, rows: 40, cwd: ROOT, ...options, env });
}

for (const { name, command } of WAYS) {
  Deno.test(`${name}: a message is sent with menus, and 2 leaves`, async () => {
    await using desk = await server();
    await using screen = await terminal([...await command(), "message-client", desk.port]);
    await screen.expect("What do you want to do?");
    await screen.expect("Leave");
    screen.key("enter");
    await screen.expect("Subject");
    screen.type("Provä\x7fa");
    await screen.until((rows) => rows.some((row) => /Prova/.test(row)));
    screen.key("enter");
    await screen.expect("Text");
    screen.type("olá, mundo");
    await screen.expect("olá, mundo");
    screen.key("enter");
    await screen.expect("message sent: 35 bytes");
    await desk.child.wrote(/Subject: Prova\n {2}Text: olá, mundo\n/);
    await screen.expect("● 1  Send a message");
    screen.type("2");
    await screen.expect("● 2  Leave");
    screen.key("enter");
    await screen.expect("you left; the connection is closed");
    assertEquals(await screen.status(), 0);
    await desk.child.wrote(/ left: 1 message, /);
    await stop(desk.child);
  });

  Deno.test(`${name}: the menus work at the prompt, and the prompt afterwards`, async () => {
    await using desk = await server();
    await using screen = await terminal(await command());
    await screen.expect("socksh> ");
    screen.type(`message-client ${desk.port}\r`);
    await screen.expect("Send a message");
    screen.key("enter");
    await screen.expect("Subject");
    screen.type("a\r");
    await screen.expect("Text");
    screen.type("b\r");
    await screen.expect("message sent");
    await screen.expect("Leave");
    screen.key("down");
    await screen.expect("● 2  Leave");
    screen.key("enter");
    await screen.expect("you left; the connection is closed");
    await screen.expect(/socksh> $/);
    screen.type("1 + 1\r");
    await screen.expect("= 2");
    await screen.expect(/socksh> $/);
    await desk.child.wrote(/Subject: a\n {2}Text: b\n/);
    await stop(desk.child);
    screen.key("ctrl-d");
    assertEquals(await screen.status(), 0);
  });
}

for (const key of ["ctrl-c", "escape", "ctrl-d"] as const) {
  Deno.test(`${key} gives the message up, leaves politely, and the terminal is as it was`, async () => {
    await using desk = await server();
    const command = `${
      PROGRAM.join(" ")
    } message-client --porta ${desk.port} --host localhost; echo "code $?"; stty -a`;
    await using screen = await terminal(["sh", "-c", command]);
    await screen.expect("Leave");
    screen.key("enter");
    await screen.expect("Subject");
    screen.key(key);
    await screen.expect("you left; the connection is closed");
    await screen.expect("code 0");
    await screen.expect(/[ ;]icanon/);
    assertEquals(await screen.status(), 0);
    await desk.child.wrote(/ left: 0 messages, /);
    await stop(desk.child);
  });
}

Deno.test("the server works at the prompt, and Ctrl-C ends it there", async () => {
  await using screen = await terminal(PROGRAM);
  await screen.expect("socksh> ");
  screen.type("message-server 127.0.0.1:0\r");
  const port = /:(\d+) /.exec(await screen.expect(/listening on 127\.0\.0\.1:\d+ /))?.[1] ?? "";
  assertEquals((await client(port, "1\na\numa\n")).code, 0);
  await screen.expect(/Subject: a\r\n {2}Text: uma\r\n.* left: 1 message, .*\r\n/);
  screen.key("ctrl-c");
  await screen.expect("1 client, 1 message");
  await screen.expect(/socksh> $/);
  screen.type("1 + 1\r");
  await screen.expect("= 2");
  screen.key("ctrl-d");
  assertEquals(await screen.status(), 0);
});

Deno.test("a long paste is taken at once, and editing goes on behind it", async () => {
  await using desk = await server(["--quiet"]);
  await using screen = await terminal([...PROGRAM, "message-client", desk.port]);
  await screen.expect("Leave");
  screen.type("1\rescape\r");
  await screen.expect("Text");
  const text = "ação longa ".repeat(400);
  screen.type(`\x1b[200~${text}\nfim\x1b[201~`);
  await screen.expect("fim");
  screen.type("\x7fs\r");
  await screen.expect("message sent");
  await desk.child.wrote(/fis\n/);
  assertStringIncludes(await stop(desk.child), `\n  Subject: escape\n  Text: ${text} fis\n`);
});

Deno.test("a question is given up when the server says it ends, in a program and at the prompt", async () => {
  for (const atPrompt of [false, true]) {
    await using desk = await server();
    await using screen = await terminal(atPrompt ? PROGRAM : [...PROGRAM, "message-client", desk.port]);
    if (atPrompt) {
      await screen.expect("socksh> ");
      screen.type(`message-client ${desk.port}\r`);
    }
    await screen.expect("Leave");
    screen.key("enter");
    await screen.expect("Subject");
    screen.type("meio");
    await screen.expect("meio");
    await stop(desk.child);
    await screen.expect("the server has ended the conversation");
    if (atPrompt) {
      await screen.expect(/socksh> $/);
      screen.type("2 + 3\r");
      await screen.expect("= 5");
      screen.key("ctrl-d");
    }
    assertEquals(await screen.status(), 0);
  }
});

Deno.test("answers typed ahead and pasted are each for their question", async () => {
  await using desk = await server();
  await using screen = await terminal([...PROGRAM, "message-client", desk.port]);
  await screen.expect("Leave");
  screen.type("1\rum\rdois\r1\r");
  await screen.expect("message sent");
  await screen.expect("Subject");
  // The lines of a paste are one answer.
  screen.type("\x1b[200~três\nquatro\x1b[201~\rcinco\r2\r");
  await screen.expect("you left; the connection is closed");
  assertEquals(await screen.status(), 0);
  await desk.child.wrote(/Subject: um\n {2}Text: dois\n[^\n]*\n {2}Subject: três quatro\n {2}Text: cinco\n/);
  await stop(desk.child);
});

Deno.test("what the server says while a menu is open is shown behind it", async () => {
  await using python = await pythonServer(`conn.sendall("bem-vindo".encode())
print("said", flush=True)
print(conn.recv(1024))`);
  if (python === undefined) return;
  await using screen = await terminal([...PROGRAM, "message-client", python.port]);
  await screen.expect("Leave");
  await python.child.wrote(/said/);
  screen.type("1\r");
  await screen.expect("Subject");
  await new Promise((resolve) => setTimeout(resolve, 300)); // the silence that makes a message of it
  assert(!screen.output.includes("bem-vindo"), "the menu is left alone");
  screen.type("a\r");
  await screen.expect("the server says: bem-vindo");
  await screen.expect("Text");
  screen.type("b\r");
  await python.child.wrote(/Assunto: a/);
});

/** Sends as much as is taken, up to 64 MiB; then says how much. */
const FLOOD = `conn.settimeout(0.4)
sent = 0
try:
    while sent < 64 << 20: sent += conn.send(b"flood\\n\\n" * 10000)
except TimeoutError: pass
except OSError: pass
print("sent", sent >> 20, "MiB", flush=True)
sys.stdin.readline()`;

for (const way of ["ctrl-c", "SIGTERM"] as const) {
  Deno.test(`a server that floods a menu is held back, and ${way} ends the client at once`, async () => {
    await using python = await pythonServer(FLOOD);
    if (python === undefined) return;
    await using screen = await terminal([...PROGRAM, "message-client", python.port]);
    await screen.expect("Leave");
    const sent = Number(await python.child.wrote(/sent (\d+) MiB/));
    assert(sent < 32, `${sent} MiB`);
    const began = performance.now();
    if (way === "ctrl-c") screen.key("ctrl-c");
    else screen.signal("SIGTERM");
    await screen.expect("the server said more, which is not shown");
    await screen.expect("you left; the connection is closed");
    assertEquals(await screen.status(), way === "ctrl-c" ? 0 : 143);
    assert(performance.now() - began < 5000, `${performance.now() - began} ms`);
    const lines = screen.output.match(/the server says: flood/g)?.length ?? 0;
    assert(lines > 0 && lines < 4000, `${lines} lines`);
  });
}

Deno.test("nothing of what a held-back server says is lost, cut or out of order", async () => {
  await using python = await pythonServer(`for i in range(60):
    conn.sendall(f"Assunto: {i}\\nTexto: {'x' * 1000}.\\n\\n".encode())
conn.sendall(b"CODIGO_SAIDA")
print("said", flush=True)
sys.stdin.readline()`);
  if (python === undefined) return;
  await using screen = await terminal([...PROGRAM, "message-client", python.port], { columns: 2000 });
  await screen.expect("Leave");
  await python.child.wrote(/said/);
  await new Promise((resolve) => setTimeout(resolve, 400)); // the silence that would make a message of a part
  screen.type("1\r");
  await screen.expect("the server has ended the conversation");
  assertEquals(await screen.status(), 0);
  const heard = [...screen.output.matchAll(/the server says: (\d+): (x+)\.\r\n/g)];
  assertEquals(
    heard.map(([, number, text]) => [Number(number), text?.length]),
    Array.from({ length: 60 }, (_, i) => [i, 1000]),
  );
  // What was said behind the first menu is shown before the next one.
  assert(screen.output.indexOf("says: 20: ") < screen.output.indexOf("Subject"), "held until the end");
});

Deno.test("the menu speaks Portuguese, in colour and on a narrow terminal, and SIGTERM leaves the terminal usable", async () => {
  await using desk = await server();
  const env = { LC_ALL: "pt_BR.UTF-8", NO_COLOR: "", FORCE_COLOR: "1" };
  await using screen = await terminal([...PROGRAM, "message-client", desk.port], { columns: 24, env });
  await screen.expect("O que você quer");
  await screen.expect("Sair");
  assert(!screen.output.includes("navigate"));
  screen.signal("SIGTERM");
  await screen.expect("encerrada");
  assertEquals(await screen.status(), 143);
  await desk.child.wrote(/ left: 0 messages, /);
  await stop(desk.child);
});

Deno.test("a person whose screen is a file is asked on standard error", async () => {
  await using desk = await server();
  using folder = new Folder();
  const command = `${PROGRAM.join(" ")} message-client ${desk.port} > ${folder.path}/out`;
  await using screen = await terminal(["sh", "-c", command]);
  await screen.expect("What do you want to do?\r\n  1  Send a message\r\n  2  Leave\r\n");
  screen.type("2\r");
  assertEquals(await screen.status(), 0);
  assertStringIncludes(Deno.readTextFileSync(`${folder.path}/out`), "you left; the connection is closed");
  await stop(desk.child);
});
