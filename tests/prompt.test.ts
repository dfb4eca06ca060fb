// The prompt on a real terminal, as a user has it: the compiled executable, and `deno task start`.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Folder } from "./child.ts";
import { executable } from "./executable.ts";
import { peer } from "./peers.ts";
import { prompt, Terminal, type TerminalOptions } from "./terminal.ts";

const ROOT = new URL("../", import.meta.url).pathname;

/** The two ways the README starts the shell. */
const WAYS: readonly { name: string; command: () => Promise<string[]> }[] = [
  { name: "executable", command: async () => [await executable()] },
  { name: "task start", command: () => Promise.resolve([Deno.execPath(), "task", "--quiet", "start"]) },
];

/** A folder for the history, gone at the end. */
function temporary(): { folder: string; history: string } & Disposable {
  const folder = Deno.makeTempDirSync({ prefix: "socksh-prompt-" });
  return {
    folder,
    history: `${folder}/history`,
    [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }),
  };
}

function start(command: readonly string[], options: TerminalOptions = {}): Promise<Terminal> {
  return prompt(command, { cwd: ROOT, ...options });
}

/** Types a line and waits for the next prompt. */
async function enter(terminal: Terminal, line: string): Promise<string> {
  terminal.type(line + "\r");
  return await terminal.expect(/socksh> $/);
}

/** A port that was free a moment ago. */
async function freePort(terminal: Terminal): Promise<number> {
  await enter(terminal, "probe = socket tcp");
  await enter(terminal, "bind probe 127.0.0.1:0");
  const shown = await enter(terminal, "getsockname probe");
  await enter(terminal, "close probe");
  return Number(/= 127\.0\.0\.1:(\d+)/.exec(shown)?.[1]);
}

/** Runs statements in a process of their own. */
async function elsewhere(statements: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(await executable(), { args: ["-c", statements] })
    .output();
  assert(success, new TextDecoder().decode(stderr));
}

for (const { name, command } of WAYS) {
  const shell = async (options?: TerminalOptions) => await start(await command(), options);

  Deno.test(`${name}: one prompt holds both ends of a connection`, async () => {
    await using terminal = await shell();
    await enter(terminal, "srv = socket(AF_INET, SOCK_STREAM)");
    await enter(terminal, "bind srv 127.0.0.1:0");
    assertStringIncludes(await enter(terminal, "listen srv 5"), "srv: LISTEN");
    await enter(terminal, "cli = socket tcp");
    assertStringIncludes(await enter(terminal, "connect cli (getsockname(srv))"), "cli: ESTABLISHED");
    assertStringIncludes(await enter(terminal, "conn, addr = accept(srv)"), "conn: ESTABLISHED");
    await enter(terminal, 'sendall cli "Hello, world"');
    assertStringIncludes(await enter(terminal, "data = conn.recv(1024)"), '= b"Hello, world"');
    const closed = await enter(terminal, "close cli");
    assertStringIncludes(closed, "conn: ESTABLISHED → CLOSE_WAIT");
    assertStringIncludes(closed, "FIN_WAIT2");
    assertStringIncludes(await enter(terminal, "recv conn 10"), "the peer has closed its side");
    assertStringIncludes(await enter(terminal, "close conn"), "TIME_WAIT");
    terminal.key("ctrl-d");
    assertEquals(await terminal.status(), 0);
  });

  Deno.test(`${name}: exit ends with 0 whatever failed before`, async () => {
    await using terminal = await shell();
    assertStringIncludes(await enter(terminal, "close 99"), "EBADF");
    terminal.type("exit 7\r");
    assertEquals(await terminal.status(), 0);
  });

  Deno.test(`${name}: Tab completes commands, sockets, variables, constants and files`, async () => {
    using place = temporary();
    Deno.writeTextFileSync(`${place.folder}/lesson.socksh`, "");
    await using terminal = await shell();
    await enter(terminal, "listener = socket tcp");
    await enter(terminal, 'greeting = "hi"');
    terminal.type("getsockn");
    await terminal.expect("getsockn");
    terminal.key("tab");
    await terminal.expect("ame");
    terminal.type(" liste");
    await terminal.expect(" liste");
    terminal.key("tab");
    await terminal.expect("ner");
    terminal.key("enter");
    await terminal.expect("socksh> ");
    terminal.type("send listener $gre");
    await terminal.expect("$gre");
    terminal.key("tab");
    await terminal.expect("eting");
    terminal.key("ctrl-c");
    await terminal.expect(/socksh> $/);
    terminal.type("shutdown listener SHUT_W");
    await terminal.expect("SHUT_W");
    terminal.key("tab");
    await terminal.expect("R");
    terminal.key("ctrl-c");
    await terminal.expect(/socksh> $/);
    terminal.type(`source ${place.folder}/les`);
    await terminal.expect("/les");
    terminal.key("tab");
    await terminal.expect("son.socksh");
  });

  Deno.test(`${name}: the history is kept for the next shell, and for its owner only`, async () => {
    using place = temporary();
    const options = { env: { SOCKSH_HISTORY: place.history } };
    {
      await using terminal = await shell(options);
      await enter(terminal, 'print "remember me"');
      terminal.key("ctrl-d");
      assertEquals(await terminal.status(), 0);
    }
    assertEquals((Deno.statSync(place.history).mode ?? 0) & 0o777, 0o600);
    await using terminal = await shell(options);
    terminal.key("up");
    await terminal.expect('print "remember me"');
  });

  Deno.test(`${name}: two shells at once lose nothing of their history`, async () => {
    using place = temporary();
    const options = { env: { SOCKSH_HISTORY: place.history } };
    await using first = await shell(options);
    await using second = await shell(options);
    for (let i = 0; i < 5; i++) {
      await enter(first, `print "first ${i}"`);
      await enter(second, `print "second ${i}"`);
    }
    const lines = Deno.readTextFileSync(place.history).trim().split("\n");
    assertEquals(lines.length, 10);
    assertEquals(new Set(lines).size, 10);
  });

  Deno.test(`${name}: six pasted lines run one after another while accept waits in the middle`, async () => {
    await using terminal = await shell();
    const port = await freePort(terminal);
    terminal.type(
      `srv = socket tcp\rbind srv 127.0.0.1:${port}\rlisten srv\rconn, addr = accept(srv)\r` +
        `data = recv(conn, 1024)\rprint "got" $data\r`,
    );
    await terminal.expect(`waiting for a client on 127.0.0.1:${port} (Ctrl-C gives up)`);
    terminal.type("print 1");
    await elsewhere(`c = socket tcp; connect c 127.0.0.1:${port}; send c "pasted"`);
    await terminal.expect("got pasted");
    // What was typed while the call waited stands at the next prompt.
    await terminal.expect("socksh> print 1");
    terminal.type("23\r");
    await terminal.expect(/\n123\r/);
    const commands = terminal.transcript().filter((line) => line.startsWith("socksh> ")).slice(4, 11);
    assertEquals(commands, [
      "socksh> srv = socket tcp",
      `socksh> bind srv 127.0.0.1:${port}`,
      "socksh> listen srv",
      "socksh> conn, addr = accept(srv)",
      "socksh> data = recv(conn, 1024)",
      'socksh> print "got" $data',
      "socksh> print 123",
    ]);
  });

  Deno.test(`${name}: Ctrl-C interrupts a call that waits and the session goes on`, async () => {
    await using terminal = await shell();
    await enter(terminal, "srv = socket tcp");
    await enter(terminal, "bind srv 127.0.0.1:0");
    await enter(terminal, "listen srv");
    terminal.type("accept srv\r");
    await terminal.expect("(Ctrl-C gives up)");
    terminal.key("ctrl-c");
    assertStringIncludes(await terminal.expect(/socksh> $/), "EINTR");
    assertStringIncludes(await enter(terminal, "getsockname srv"), "127.0.0.1:");
    terminal.key("ctrl-d");
    assertEquals(await terminal.status(), 0);
  });

  Deno.test(`${name}: what the other side does is shown while a line is being typed`, async () => {
    await using terminal = await shell();
    await enter(terminal, "srv = socket tcp");
    await enter(terminal, "bind srv 127.0.0.1:0");
    await enter(terminal, "listen srv");
    const port = /= 127\.0\.0\.1:(\d+)/.exec(await enter(terminal, "getsockname srv"))?.[1];
    const statements = `c = socket tcp; connect c 127.0.0.1:${port}; recv c 10`;
    const client = new Deno.Command(await executable(), { args: ["-c", statements], stderr: "null" }).spawn();
    await enter(terminal, "conn, addr = accept(srv)");
    terminal.type("print 12");
    await terminal.expect("print 12");
    client.kill("SIGTERM");
    await terminal.expect("conn: ESTABLISHED → CLOSE_WAIT");
    await terminal.expect("socksh> print 12");
    terminal.type("3\r");
    await terminal.expect(/\n123\r/);
    assertEquals((await client.status).code, 143);
  });

  Deno.test(`${name}: Ctrl-C clears a line, also one that is not finished`, async () => {
    await using terminal = await shell();
    terminal.type("recv nothing");
    await terminal.expect("recv nothing");
    terminal.key("ctrl-c");
    assertMatch(await terminal.expect(/socksh> $/), /\^C/);
    terminal.type('print "one\r');
    await terminal.expect("   ...> ");
    terminal.key("ctrl-c");
    await terminal.expect(/socksh> $/);
    terminal.type('print "one\r');
    await terminal.expect("   ...> ");
    terminal.type('two"\r');
    await terminal.expect(/\none\r\ntwo\r/);
  });

  Deno.test(`${name}: bytes from the other side cannot act on the terminal`, async () => {
    await using terminal = await shell();
    await enter(terminal, "a, b = socketpair()");
    await enter(terminal, 'sendall a "\\x1b]0;owned\\x07\\x1b[2J\\u202egnp.exe\\u200b olá"');
    const shown = await enter(terminal, "data = recv(b, 1024)");
    await enter(terminal, "print $data");
    assertStringIncludes(shown, "|.]0;owned..[2J");
    assertStringIncludes(terminal.output, "\\x1b]0;owned\\x07\\x1b[2J\\u202egnp.exe\\u200b olá");
    // deno-lint-ignore no-control-regex
    assert(!/\x1b\]0|\x1b\[2J|\u202e|\u200b/.test(terminal.output));
  });

  Deno.test(`${name}: the prompt speaks Portuguese where the environment does`, async () => {
    await using terminal = await shell({ env: { LC_ALL: "pt_BR.UTF-8" } });
    assertStringIncludes(terminal.output, "a API de sockets de Berkeley");
    await enter(terminal, "cli = socket tcp");
    const refused = await enter(terminal, "connect cli 127.0.0.1:1");
    assertStringIncludes(refused, "connect: Conexão recusada (ECONNREFUSED)");
    assertStringIncludes(refused, "dica: ");
    await enter(terminal, "srv = socket tcp");
    await enter(terminal, "bind srv 127.0.0.1:0");
    await enter(terminal, "listen srv");
    terminal.type("accept srv\r");
    await terminal.expect("aguardando um cliente em 127.0.0.1:");
    terminal.key("ctrl-c");
    await terminal.expect(/socksh> $/);
  });
}

Deno.test("a shell that is terminated gives the terminal back and ends with 143", async () => {
  using place = temporary();
  // The outer shell looks at the terminal afterwards; the inner one tells its id and becomes socksh.
  const inner = 'echo $$ >"$1"; exec "$0"';
  const outer = `sh -c '${inner}' "$0" "$1"; echo "ended with $?"; stty -a`;
  await using terminal = await start(["sh", "-c", outer, await executable(), `${place.folder}/pid`]);
  assertStringIncludes(await terminal.modes(), "-icanon ");
  Deno.kill(Number(Deno.readTextFileSync(`${place.folder}/pid`)), "SIGTERM");
  await terminal.expect("ended with 143");
  await terminal.expect(/[^-]icanon /);
});

Deno.test("SIGINT from elsewhere interrupts the call that waits, as Ctrl-C does", async () => {
  await using terminal = await start([await executable()]);
  await enter(terminal, "a, b = socketpair()");
  terminal.type("recv a 10\r");
  await terminal.expect("(Ctrl-C gives up)");
  terminal.signal("SIGINT");
  assertStringIncludes(await terminal.expect(/socksh> $/), "EINTR");
  terminal.key("ctrl-d");
  assertEquals(await terminal.status(), 0);
});

Deno.test("a shell whose terminal goes away ends without a word", async () => {
  using place = temporary();
  const command = ["sh", "-c", 'exec "$0" 2>"$1"', await executable(), `${place.folder}/err`];
  await using terminal = await start(command);
  terminal.hangUp();
  assertEquals(await terminal.status(), 129);
  assertEquals(Deno.readTextFileSync(`${place.folder}/err`), "");
});

Deno.test("colours reach the terminal and not the file the other stream goes to", async () => {
  using place = temporary();
  const script = '"$0" -v -c "s = socket tcp; close 99" 2>"$1"; echo ended';
  const command = ["sh", "-c", script, await executable(), `${place.folder}/err`];
  await using terminal = await Terminal.open(command, { env: { NO_COLOR: "", LC_ALL: "C.UTF-8" } });
  await terminal.expect("ended");
  assertStringIncludes(terminal.output, "\x1b[");
  const errors = Deno.readTextFileSync(`${place.folder}/err`);
  assertStringIncludes(errors, "close: Bad file descriptor (EBADF)");
  assert(!errors.includes("\x1b"), errors);
});

Deno.test("another user's terminal waits again for its next reader when the shell has ended", async () => {
  const setpriv = await peer("setpriv");
  const python = await peer("python3");
  if (setpriv === undefined || python === undefined || Deno.uid() !== 0) return;
  // The project's folder may be nobody's to read.
  using folder = new Folder();
  const copy = `${folder.path}/socksh`;
  Deno.chmodSync(folder.path, 0o755);
  Deno.copyFileSync(await executable(), copy);
  Deno.chmodSync(copy, 0o755);
  const asks = `import fcntl, os; print("nonblocking:", bool(fcntl.fcntl(0, fcntl.F_GETFL) & os.O_NONBLOCK))`;
  const nobody = [setpriv, "--reuid", "65534", "--regid", "65534", "--clear-groups"];
  const script = `"$0" --lang en; /usr/bin/env python3 -c '${asks}'`;
  await using screen = await start([...nobody, "sh", "-c", script, copy]);
  screen.type("exit\r");
  await screen.expect("nonblocking: False");
});
