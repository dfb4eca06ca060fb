// Jobs at the prompt, on a real terminal: Ctrl-Z and Ctrl-C, what is announced while a line is being typed, how the
// shell is left while jobs run.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Folder, PROGRAM } from "./child.ts";
import { PATIENCE, prompt, type Terminal, type TerminalOptions } from "./terminal.ts";

function start(options?: TerminalOptions): Promise<Terminal> {
  return prompt(PROGRAM, options);
}

/** Types a line and waits for the next prompt: not for one that an announcement has drawn anew. */
async function enter(terminal: Terminal, line: string): Promise<string> {
  terminal.type(line + "\r");
  await terminal.expect(`${line.slice(-20)}\r\n`);
  return await terminal.expect(/socksh> $/);
}

/** Types a line that waits. */
async function waits(terminal: Terminal, line: string): Promise<void> {
  terminal.type(line + "\r");
  await terminal.expect("(Ctrl-C gives up)");
}

/** A listening socket srv, and its port. */
async function listening(terminal: Terminal): Promise<string> {
  const shown = await enter(terminal, "srv = socket tcp; bind srv 127.0.0.1:0; listen srv; getsockname srv");
  return /= 127\.0\.0\.1:(\d+)/.exec(shown)?.[1] ?? "";
}

/** The lines of a job list, without the prompt. */
async function jobs(terminal: Terminal): Promise<string[]> {
  const shown = await enter(terminal, "jobs");
  return shown.split(/\r?\n/).map((line) => line.trimEnd()).filter((line) => /^\d+ /.test(line));
}

// ---- Ctrl-Z

Deno.test("Ctrl-Z makes a job of an accept that waits; its socket comes when a client does", async () => {
  await using terminal = await start();
  const port = await listening(terminal);
  await waits(terminal, "conn, addr = accept(srv)");
  terminal.key("ctrl-z");
  assertStringIncludes(await terminal.expect(/socksh> $/), "job 1 runs: conn, addr = accept(srv)\r\n");
  assertMatch((await jobs(terminal)).join(), /^1 +running +conn, addr = accept\(srv\)$/);
  await enter(terminal, "c = socket tcp");
  terminal.type(`connect c 127.0.0.1:${port}\r`);
  // The socket is there before connect has answered.
  await terminal.expect("job 1 ended: conn, addr = accept(srv)\r\n= (conn, 127.0.0.1:");
  await terminal.expect(/= 0\r\n.*c: ESTABLISHED/s);
  await terminal.expect(/socksh> $/);
  assertStringIncludes(await enter(terminal, 'send c "hi"; data = recv(conn, 10)'), '= b"hi"');
  assertMatch((await jobs(terminal)).join(), /^1 +ended +conn/);
  terminal.key("ctrl-d");
  assertEquals(await terminal.status(), 0);
});

Deno.test("Ctrl-Z makes jobs of recv, sleep, wait, poll and connect, and the prompt is free", async () => {
  await using terminal = await start();
  await enter(terminal, "a, b = socketpair(); u, v = socketpair()");
  await listening(terminal);
  // A full backlog: nobody answers the last of these.
  await enter(terminal, "full = socket tcp; bind full 127.0.0.1:0; listen full 0; to = getsockname(full)");
  await enter(
    terminal,
    "c1 = socket tcp; connect c1 (to); c2 = socket tcp; setblocking c2 False; c3 = socket tcp",
  );
  await enter(terminal, "connect_ex c2 (to)");
  const calls = ["recv a 10", "sleep 60", "wait 1", "poll (u, v) 60s", "accept srv", "connect c3 (to)"];
  for (const [index, call] of calls.entries()) {
    await waits(terminal, call);
    terminal.key("ctrl-z");
    const shown = await terminal.expect(/socksh> $/);
    assertStringIncludes(shown, `job ${index + 1} runs: ${call}\r\n`);
  }
  assertEquals((await jobs(terminal)).map((line) => line.replace(/ +/g, " ")), [
    "1 running recv a 10",
    "2 running sleep 60",
    "3 running wait 1",
    "4 running poll (u, v) 60s",
    "5 running accept srv",
    "6 running connect c3 (to)",
  ]);
  await enter(terminal, "cancel");
  assertEquals((await jobs(terminal)).filter((line) => !line.includes("cancelled")), []);
  terminal.key("ctrl-d");
  assertEquals(await terminal.status(), 0);
});

Deno.test("Ctrl-Z makes a job of a loop that never waits", async () => {
  await using terminal = await start();
  for (const loop of ["while 1 { n = 1 }", "while 1 { }"]) {
    terminal.type(`${loop}\r`);
    await terminal.expect(`${loop}\r\n`);
    terminal.key("ctrl-z");
    await terminal.expect(/job \d runs: while .*\r\nsocksh> $/);
    assertMatch(await enter(terminal, 'print "free"'), /^free\r\n/);
    await enter(terminal, "cancel while");
  }
});

Deno.test("Ctrl-Z is harmless at the prompt, in a half typed line and in an unfinished block", async () => {
  await using terminal = await start();
  terminal.key("ctrl-z");
  terminal.type("pri");
  await terminal.expect("pri");
  terminal.key("ctrl-z");
  terminal.type("nt 12");
  await terminal.expect("nt 12");
  terminal.key("ctrl-z");
  terminal.type("3\r");
  await terminal.expect(/\n123\r\nsocksh> $/);
  terminal.type("repeat 2 {\r");
  await terminal.expect("   ...> ");
  terminal.key("ctrl-z");
  terminal.type("print 4 }\r");
  await terminal.expect(/\n4\r\n4\r\nsocksh> $/);
  assertStringIncludes(await enter(terminal, "jobs"), "there are no jobs");
});

Deno.test("what was typed while a call waited stands at the prompt that Ctrl-Z brings", async () => {
  await using terminal = await start();
  await enter(terminal, "a, b = socketpair()");
  await waits(terminal, "data = recv a 10");
  terminal.type("print 12");
  terminal.key("ctrl-z");
  await terminal.expect("socksh> print 12");
  terminal.type("3\r");
  await terminal.expect(/\n123\r\nsocksh> $/);
  await enter(terminal, 'send b "x"');
  assertStringIncludes(await enter(terminal, "wait data"), '= b"x"');
});

Deno.test("what stands behind a suspended call on its line goes on in the background", async () => {
  await using terminal = await start();
  await enter(terminal, "a, b = socketpair()");
  await waits(terminal, 'x = recv(a, 10); print "got" $x; y = 5');
  terminal.key("ctrl-z");
  await terminal.expect(/job 1 runs: x = recv\(a, 10\); print "got" \$x; y = 5\r\nsocksh> $/);
  terminal.type('send b "it"\r');
  await terminal.expect("got it\r\n");
  await terminal.expect("job 1 ended: ");
  assertStringIncludes(await enter(terminal, "y"), "= 5");
});

// ---- announcements

Deno.test("a job's end is announced above the line being typed, which keeps its letters", async () => {
  using folder = new Folder();
  await using terminal = await start();
  const ready = `${folder.path}/s`;
  await enter(terminal, `s = socket unixgram; bind s unix:${ready}`);
  await enter(terminal, "data, from = recvfrom s 10 &");
  terminal.type("print 12");
  await terminal.expect("print 12");
  const sent = new Deno.Command(PROGRAM[0] ?? "", {
    args: [...PROGRAM.slice(1), "-c", `c = socket unixgram; sendto c "late" unix:${ready}`],
  });
  assert((await sent.output()).success);
  await terminal.expect("job 1 ended: data, from = recvfrom s 10 &");
  await terminal.expect(/= \(b"late", .*\)/);
  await terminal.expect("socksh> print 12");
  terminal.type("3\r");
  await terminal.expect(/\n123\r\nsocksh> $/);
  const shown = terminal.transcript();
  const typed = shown.findIndex((line) => line === "socksh> print 123");
  const told = shown.findIndex((line) => line.startsWith("job 1 ended: "));
  assert(told > 0 && told < typed, shown.join("\n"));
  assertEquals(shown.filter((line) => line.startsWith("socksh> print 12")).length, 1);
});

Deno.test("a block job tells what it prints and how it fails, once", async () => {
  await using terminal = await start();
  terminal.type('{ sleep 5ms; print "hello"; close 999; print "never" } &\r');
  await terminal.expect("job 1 runs: { sleep 5ms;");
  await terminal.expect("hello\r\n");
  await terminal.expect("job 1 failed: { sleep 5ms;");
  await terminal.expect("close: Bad file descriptor (EBADF)");
  await enter(terminal, "x = 5");
  assertEquals(terminal.output.match(/job 1 failed/g)?.length, 1);
  assert(!terminal.output.includes("never\r\n") && !terminal.output.includes("job 1 ended"));
  assertStringIncludes(await enter(terminal, "wait 1"), "so job 1 ended");
});

Deno.test("a sourced file in the background is announced once when it begins and once when it has ended", async () => {
  using folder = new Folder();
  const file = folder.file("two.socksh", 'sleep 1ms\nx = 1\nprint "in"\ny = 2\n');
  await using terminal = await start();
  terminal.type(`source ${file} &\r`);
  await terminal.expect("job 1 runs: source");
  await terminal.expect("in\r\n");
  await terminal.expect("job 1 ended: source");
  await enter(terminal, "wait 1");
  assertEquals(terminal.output.match(/job 1 ended/g)?.length, 1);
});

Deno.test("the list of jobs and what is told of them is there in Portuguese", async () => {
  await using terminal = await start({ env: { LC_ALL: "pt_BR.UTF-8" } });
  assertStringIncludes(await enter(terminal, "jobs"), "não há jobs");
  assertStringIncludes(await enter(terminal, "sleep 60 &"), "job 1 em execução: sleep 60 &");
  assertStringIncludes(await enter(terminal, "close 999 &"), "job 2 falhou: close 999 &");
  assertStringIncludes(await enter(terminal, "x = 5 &"), "job 3 terminou: x = 5 &");
  assertStringIncludes(await enter(terminal, "cancel 1"), "job 1 foi cancelado: sleep 60 &");
  const listed = await enter(terminal, "jobs");
  for (const state of ["cancelado", "falhou", "terminou"]) assertStringIncludes(listed, state);
  assertStringIncludes(await enter(terminal, "wait 9"), 'não existe o job "9"');
  assertStringIncludes(await enter(terminal, "d = sleep 60 &"), "em execução");
  assertStringIncludes(await enter(terminal, "print $d"), "job 4");
});

Deno.test("a job's long statement of many lines is told on one line", async () => {
  await using terminal = await start();
  terminal.type(`{\r${"print 1\r".repeat(3)}${'x = "ünï"\r'.repeat(20)}sleep 60 } &\r`);
  await terminal.expect(/job 1 runs: \{ print 1 print 1 print 1 x = "ünï" .*…\r\n1\r\n1\r\n1\r\nsocksh> $/);
  const [line = ""] = await jobs(terminal);
  assert([...line].length < 90 && line.endsWith("…"), line);
});

// ---- Ctrl-C, servers, names

Deno.test("Ctrl-C interrupts what waits in the foreground, and no job", async () => {
  await using terminal = await start();
  await enter(terminal, "a, b = socketpair(); c, d = socketpair()");
  await enter(terminal, "x = recv a 10 &");
  await waits(terminal, "recv c 10");
  terminal.key("ctrl-z");
  await terminal.expect(/socksh> $/);
  await waits(terminal, "sleep 60");
  terminal.key("ctrl-c");
  assertStringIncludes(await terminal.expect(/socksh> $/), "EINTR");
  terminal.type("half a line");
  await terminal.expect("half a line");
  terminal.key("ctrl-c");
  await terminal.expect(/socksh> $/);
  assertEquals((await jobs(terminal)).filter((line) => line.includes("running")).length, 2);
  await waits(terminal, "wait");
  terminal.key("ctrl-c");
  assertStringIncludes(await terminal.expect(/socksh> $/), "the jobs go on");
  await enter(terminal, 'send b "1"; send d "2"');
  assertStringIncludes(await enter(terminal, "wait x"), '= b"1"');
});

Deno.test("an echo server in the background serves a client at the same prompt until it is cancelled", async () => {
  await using terminal = await start();
  terminal.type("echo-server 127.0.0.1:0 &\r");
  const port = /on 127\.0\.0\.1:(\d+)/.exec(await terminal.expect(/listening on 127\.0\.0\.1:\d+.*\r\n/))
    ?.[1];
  await terminal.expect(/socksh> /);
  terminal.type(`echo-client 127.0.0.1:${port} --message hello\r`);
  await terminal.expect("hello");
  await terminal.expect(/socksh> $/);
  terminal.type("cancel echo-server\r");
  await terminal.expect(/1 client/);
  await terminal.expect(/socksh> $/);
  assertMatch((await jobs(terminal)).join(), /^1 +(ended|cancelled) +echo-server/);
  assertStringIncludes(await enter(terminal, "sockets"), "no sockets are open");
});

Deno.test("a name that a job sets is awaited, and can be completed once it is there", async () => {
  await using terminal = await start();
  await enter(terminal, "a, b = socketpair()");
  await enter(terminal, "greeting = recv a 10 &");
  assertStringIncludes(await enter(terminal, "greeting"), '"greeting" has no value yet: job 1 sets it');
  await enter(terminal, 'send b "hi"');
  assertStringIncludes(await enter(terminal, "wait greeting"), '= b"hi"');
  assertStringIncludes(await enter(terminal, "greeting"), '= b"hi"');
});

Deno.test("a socket on which a job waits is closed at the prompt, and the job ends with EBADF", async () => {
  await using terminal = await start();
  await enter(terminal, "a, b = socketpair()");
  await enter(terminal, "recv a 10 &");
  terminal.type("close a\r");
  await terminal.expect("job 1 failed: recv a 10 &");
  await terminal.expect("recv: Bad file descriptor (EBADF)");
});

// ---- leaving

Deno.test("the shell is left by exit and Ctrl-D while jobs run, and closes what they opened", async () => {
  for (const leave of ["exit\r", "exit 5\r", "\x04"]) {
    await using terminal = await start();
    await listening(terminal);
    await enter(terminal, "accept srv &");
    await enter(terminal, "while 1 { } &");
    await enter(terminal, "echo-server 127.0.0.1:0 &");
    terminal.type(leave);
    assertEquals(await terminal.status(), 0, leave);
  }
});

Deno.test("exit in a job leaves the shell, whatever is being typed or waited for", async () => {
  for (const then of ["print 12", "sleep 60\r", "input()\r", ""]) {
    await using terminal = await start();
    await enter(terminal, "a, b = socketpair(); c, d = socketpair()");
    terminal.type('{ recv a 1; send d "."; recv a 1; exit 3 } &\r');
    await terminal.expect("job 1 runs");
    terminal.type('send b "1"; recv c 1\r');
    await terminal.expect("socksh> ");
    terminal.type(`{ timeout 50ms sleep 60 => timeout; send b "2" } &\r`);
    await terminal.expect("job 2 runs");
    terminal.type(then);
    assertEquals(await terminal.status(), 0, then);
  }
});

Deno.test("a shell whose terminal goes away ends while jobs run", async () => {
  await using terminal = await start();
  await enter(terminal, "sleep 60 &");
  await enter(terminal, "while 1 { } &");
  terminal.hangUp();
  assertEquals(await terminal.status(), 129);
});

// ---- what is typed for commands

Deno.test("input reads a line at the prompt, announcements come above it, Ctrl-C ends it, and it is in no history", async () => {
  await using terminal = await start();
  terminal.type('name = input("Name: ")\r');
  await terminal.expect("Name: ");
  terminal.type("Ma");
  await terminal.expect("Ma");
  terminal.key("ctrl-z");
  await terminal.expect("a line that is being typed cannot become a job\r\n");
  await terminal.expect("Name: Ma");
  terminal.type("ria\r");
  assertStringIncludes(await terminal.expect(/socksh> $/), '= "Maria"');
  terminal.type("input()\r");
  await terminal.expect("input()\r\n");
  terminal.key("ctrl-c");
  assertStringIncludes(await terminal.expect(/socksh> $/), "EINTR");
  terminal.key("up");
  await terminal.expect("input()");
  terminal.key("ctrl-c");
  await terminal.expect(/socksh> $/);
  await enter(terminal, "a, b = socketpair()");
  await enter(terminal, "x = recv a 10 &");
  await enter(terminal, '{ timeout 50ms sleep 60 => timeout; send b "news" } &');
  terminal.type('line = input("> ")\r');
  await terminal.expect("> ");
  terminal.type("half");
  await terminal.expect("job 1 ended: ");
  await terminal.expect("> half");
  terminal.type(" and half\r");
  await terminal.expect('= "half and half"');
});

Deno.test("input and pause end with the time they are given", async () => {
  await using terminal = await start();
  terminal.type('timeout 20ms input("? ") => timeout\r');
  assertStringIncludes(await terminal.expect(/socksh> $/), "= timeout after 0.02 s, as expected");
  terminal.type("timeout 20ms { pause }\r");
  await terminal.expect("timeout after 0.02 s");
  await terminal.expect(/socksh> $/);
  terminal.type('pause "look"\r');
  await terminal.expect("look [Enter] ");
  terminal.key("enter");
  await terminal.expect(/socksh> $/);
  assertStringIncludes(await enter(terminal, "1 + 1"), "= 2");
});

Deno.test("Ctrl-Z says that a typed line cannot become a job, for pause and read too, and in Portuguese", async () => {
  await using terminal = await start({ env: { LC_ALL: "pt_BR.UTF-8" } });
  for (const call of ["pause", "read 0 10", "input()"]) {
    terminal.type(`${call}\r`);
    await terminal.expect(`${call}\r\n`);
    // Typed only once the call reads what is typed.
    terminal.type("x");
    await terminal.expect("x");
    terminal.key("ctrl-z");
    await terminal.expect("uma linha que está sendo digitada não pode virar um job\r\n");
    terminal.key("enter");
    await terminal.expect(/socksh> $/);
  }
  assertStringIncludes(await enter(terminal, "jobs"), "não há jobs");
});

Deno.test("read takes a typed line piece by piece, and input what read has left of it", async () => {
  await using terminal = await start();
  terminal.type("read 0 3\r");
  await terminal.expect("read 0 3\r\n");
  terminal.type("hello\r");
  assertStringIncludes(await terminal.expect(/socksh> $/), '= b"hel"');
  assertStringIncludes(await enter(terminal, "input()"), '= "lo"');
  terminal.type("read 0 2\r");
  await terminal.expect("read 0 2\r\n");
  terminal.type("ab\r");
  assertStringIncludes(await terminal.expect(/socksh> $/), '= b"ab"');
  assertStringIncludes(await enter(terminal, "read 0 9"), '= b"\\n"');
});

// ---- what a line is told

Deno.test("Ctrl-C on a loop that never waits says that it was interrupted, once", async () => {
  await using terminal = await start();
  for (const loop of ["while True { }", "while True { n = 1 }", "repeat 1000000000 { }"]) {
    terminal.type(`${loop}\r`);
    await terminal.expect(`${loop}\r\n`);
    // What it shows has begun to come, or it shows nothing.
    if (loop.includes("n = 1")) await terminal.expect("= 1\r\n");
    terminal.key("ctrl-c");
    await terminal.expect(/(?:\n|^)interrupted\r\nsocksh> $/);
  }
  const before = terminal.output.length;
  await waits(terminal, "sleep 60");
  terminal.key("ctrl-c");
  await terminal.expect(/socksh> $/);
  assertStringIncludes(terminal.output.slice(before), "EINTR");
  assert(!/^interrupted\r/m.test(terminal.output.slice(before)), terminal.output.slice(before));
});

Deno.test("what is told of a job is broken where the terminal ends now, not where it ended at the start", async () => {
  await using terminal = await start({ columns: 40 });
  await enter(terminal, "first = socket tcp");
  terminal.resize(160, 40);
  terminal.type("{ sleep 1ms; first = socket udp } &\r");
  const shown = await terminal.expect(/job 1 ended[^]*stays open[^]*socksh> $/);
  assertStringIncludes(shown, 'note: the socket that was called "first" stays open as "');
});

// ---- entries of many lines

Deno.test("a block of many lines is recalled as one line, in the next shell too; one given up line by line", async () => {
  using folder = new Folder();
  const history = `${folder.path}/history`;
  {
    await using terminal = await start({ env: { SOCKSH_HISTORY: history } });
    terminal.type("repeat 2 {  # twice\r");
    await terminal.expect("   ...> ");
    terminal.type('  print "a"\r');
    await terminal.expect("   ...> ");
    terminal.type('  print "b" }\r');
    await terminal.expect(/a\r\nb\r\na\r\nb\r\nsocksh> $/);
    terminal.key("up");
    await terminal.expect('repeat 2 { print "a"; print "b" }');
    terminal.type("\r");
    assertMatch(await terminal.expect(/socksh> $/), /a\r\nb\r\na\r\nb\r\n/);
    terminal.type("if 1 {\r");
    await terminal.expect("   ...> ");
    terminal.type("print 7\r");
    await terminal.expect(/ {3}\.\.\.> $/);
    terminal.key("ctrl-c");
    await terminal.expect(/socksh> $/);
    terminal.key("up");
    await terminal.expect("print 7");
    terminal.key("ctrl-c");
    await terminal.expect(/socksh> $/);
    terminal.key("ctrl-d");
    assertEquals(await terminal.status(), 0);
  }
  assertEquals(Deno.readTextFileSync(history), 'repeat 2 { print "a"; print "b" }\nif 1 {\nprint 7\n');
});

Deno.test("thousands of pasted lines of one block take no time worth speaking of", async () => {
  await using terminal = await start({ rows: 10 });
  const begin = performance.now();
  const lines = Array.from({ length: 6000 }, (_, i) => `  x = (${i} + 1) # of ${i}\r`);
  terminal.type(`if 0 {\r${lines.join("")}}\rprint "over"\r`);
  await terminal.expect(/\nover\r\nsocksh> $/, 100_000);
  const seconds = (performance.now() - begin) / 1000;
  assert(seconds < 8 * PATIENCE, `${seconds} s`);
});
