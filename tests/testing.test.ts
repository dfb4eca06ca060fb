// Session files as tests: what passes, what fails and how that is told, in TAP and as JSON lines; what sessions share
// (nothing) and leave behind (nothing).
//
// Most run in this process, through the command itself; what needs signals, a terminal or an exit code has its own.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { getColorEnabled, setColorEnabled } from "@std/fmt/colors";
import { registry } from "../commands/mod.ts";
import type { FreshFailure, FreshOptions, FreshRun } from "../lib/command.ts";
import { FreshSessions } from "../lib/fresh.ts";
import { Interpreter, noStreams } from "../lib/interpreter.ts";
import type { Language } from "../lib/messages/mod.ts";
import { Session } from "../lib/session.ts";
import { Child, Folder, PROGRAM, run, socksh } from "./child.ts";
import { libc } from "./replay.ts";
import { prompt } from "./terminal.ts";

const ROOT = new URL("../", import.meta.url).pathname;

/** How slow this machine is. */
const SCALE = Number(Deno.env.get("SOCKSH_TEST_PATIENCE")) || 1;

/** Longer than anything here takes unless it hangs, in seconds. */
const PATIENCE = 20 * SCALE;

/** Long enough for a session to come to where it stays for ever, in seconds. */
const A_WHILE = 0.3 * SCALE;

const never = new AbortController().signal;

// Each C function is bound when it is first used, and the poller opens what wakes it: a session that does it all comes
// first, so that no test is blamed for that.
await fresh("a, b = socketpair(); timeout 1ms recv a 1 => timeout; echo-server :0 &\nsleep 10ms; exit 0");

/** Runs a text as a session file of its own. */
async function fresh(
  text: string,
  options: Partial<FreshOptions> = {},
  language: Language = "en",
): Promise<FreshRun> {
  using folder = new Folder();
  const file = folder.file("lab.socksh", text);
  return await runFile(file, options, language);
}

async function runFile(
  file: string,
  options: Partial<FreshOptions> = {},
  language: Language = "en",
): Promise<FreshRun> {
  const sessions = new FreshSessions({ libc, registry, language, from: undefined });
  const run = await sessions.run(file, { signal: never, seconds: PATIENCE, ...options });
  // The poll that may be pending comes to its end.
  await libc.poller.wait(-1, 0, 0);
  return run;
}

/** What a run failed with, its places without the folder. */
function failures({ failures }: FreshRun): Partial<FreshFailure & { at: string }>[] {
  return failures.map(({ place, ...failure }) => {
    const known = Object.entries(failure).filter(([name, value]) => value !== undefined && name !== "hint");
    const at = place && `${place.file.replace(/^.*\//, "")}:${place.line}:${place.column}`;
    return { ...(at === undefined ? {} : { at }), ...Object.fromEntries(known) };
  });
}

/** What `test` wrote, and how it ended. */
interface Told {
  readonly lines: readonly string[];
  readonly events: readonly Record<string, unknown>[];
  readonly ending: string;
}

/** Runs the command `test` in a session of this process. */
async function test(words: string, control = new AbortController()): Promise<Told> {
  const session = new Session(libc, ["socksh"]);
  const lines: string[] = [];
  const events: Record<string, unknown>[] = [];
  const interpreter = new Interpreter(
    session,
    registry,
    {
      everything: false,
      outcome: () => {},
      fault: () => {},
      report(report) {
        if (report.kind === "text") lines.push(...report.text.split("\n"));
        else if (report.kind === "event") events.push({ event: report.event, ...report.values });
      },
    },
    control,
    {
      ...noStreams,
      fresh: (from) => Promise.resolve(new FreshSessions({ libc, registry, language: "en", from })),
    },
  );
  try {
    const ending = await interpreter.run(interpreter.parse({ name: "", text: `test ${words}` }));
    return { lines, events, ending };
  } finally {
    session.close();
    await libc.poller.wait(-1, 0, 0);
  }
}

/** The points of a TAP document, in their order. */
function points(lines: readonly string[]): string[] {
  return lines.filter((line) => /^(not )?ok /.test(line));
}

/** The descriptors this process has open. */
function descriptors(): number[] {
  const F_GETFD = libc.system.constants.get("F_GETFD") ?? 1;
  return Array.from({ length: 400 }, (_, fd) => fd).filter((fd) => libc.fcntl(fd, F_GETFD, 0) >= 0);
}

// ---- what passes, and what fails

Deno.test("a session passes when every statement succeeds and every expectation is met", async () => {
  const run = await fresh('a, b = socketpair()\nsend a "ping"\nrecv b 10 => "ping"\nclose 4999 => EBADF\n');
  assertEquals([run.passed, run.exitCode, run.failures, run.statements], [true, 0, [], 4]);
  assert(run.milliseconds > 0);
});

Deno.test("a session without statements passes", async () => {
  const run = await fresh("#!/usr/bin/env socksh\n# nothing yet\n");
  assertEquals([run.passed, run.statements], [true, 0]);
});

/** Sessions that fail, and what is told of them. */
const FAILING: Readonly<Record<string, readonly [text: string, exitCode: number, ...told: object[]]>> = {
  "an expectation that is not met": [
    "srv = socket tcp\n  bind srv 127.0.0.1:0 => EADDRINUSE # why?\nprint 1",
    1,
    {
      at: "lab.socksh:2:27",
      message: "expected EADDRINUSE but bind returned 0",
      source: "bind srv 127.0.0.1:0 => EADDRINUSE # why?",
      expected: "EADDRINUSE",
      actual: "0",
    },
  ],
  "a value that is another one": [
    'a, b = socketpair()\nsend a "pong"\nrecv b 10 => "ping"',
    1,
    {
      at: "lab.socksh:3:14",
      message: 'expected "ping" but recv returned b"pong"',
      source: 'recv b 10 => "ping"',
      expected: '"ping"',
      actual: 'b"pong"',
    },
  ],
  "a statement that fails": [
    "x = 1; close 4999",
    1,
    {
      at: "lab.socksh:1:14",
      message: "close: Bad file descriptor (EBADF)",
      source: "x = 1; close 4999",
      expected: "ok",
      actual: "EBADF",
    },
  ],
  "another error than the expected one": [
    "close 4999 => ENOTCONN",
    1,
    {
      at: "lab.socksh:1:15",
      message: "expected ENOTCONN but close failed with EBADF (Bad file descriptor)",
      source: "close 4999 => ENOTCONN",
      expected: "ENOTCONN",
      actual: "EBADF",
    },
  ],
  "a value that is not set": [
    "print $nobody",
    1,
    {
      at: "lab.socksh:1:7",
      message: 'print: there is no variable or constant "nobody"',
      source: "print $nobody",
      expected: "ok",
      actual: "name",
    },
  ],
  "an assertion": [
    "assert 1 == 2",
    1,
    {
      at: "lab.socksh:1:1",
      message: "assert: the condition is False",
      source: "assert 1 == 2",
      expected: "ok",
      actual: "failed",
    },
  ],
  "a time-out of a statement": [
    "a, b = socketpair()\ntimeout 10ms recv a 1 => b''",
    1,
    {
      at: "lab.socksh:2:26",
      message: "expected b'' but recv ran into the timeout of 0.01 s",
      source: "timeout 10ms recv a 1 => b''",
      expected: "b''",
      actual: "timeout",
    },
  ],
  "a syntax error, and nothing has run": [
    "print 1\nsoket tcp\n",
    2,
    {
      at: "lab.socksh:2:1",
      message: '"soket" is not a command; the nearest is "socket"',
      source: "soket tcp",
    },
  ],
  "an exit code": [
    "print 1\nif True { exit 3 }\n",
    3,
    {
      at: "lab.socksh:2:11",
      message: "exit 3 ended the session",
      source: "if True { exit 3 }",
      expected: "0",
      actual: "3",
    },
  ],
  "an exit code of a job": [
    "{ sleep 5ms; exit 4 } &\nsleep 20",
    4,
    {
      at: "lab.socksh:1:14",
      message: "exit 4 ended the session",
      source: "{ sleep 5ms; exit 4 } &",
      expected: "0",
      actual: "4",
    },
  ],
  "a job that failed and was not waited for": [
    "{ close 4999 } &\nsleep 10ms",
    1,
    {
      at: "lab.socksh:1:9",
      message: "close: Bad file descriptor (EBADF)",
      source: "{ close 4999 } &",
      expected: "ok",
      actual: "EBADF",
    },
  ],
  "a job that failed and was waited for: the cause first": [
    "{ sleep 5ms; close 4999 } &\nwait",
    1,
    {
      at: "lab.socksh:1:20",
      message: "close: Bad file descriptor (EBADF)",
      source: "{ sleep 5ms; close 4999 } &",
      expected: "ok",
      actual: "EBADF",
    },
    { at: "lab.socksh:2:1", message: "wait: a job failed", source: "wait", expected: "ok", actual: "failed" },
  ],
};

for (const [name, [text, exitCode, ...told]] of Object.entries(FAILING)) {
  Deno.test(`told of: ${name}`, async () => {
    const run = await fresh(text);
    assertEquals(run.passed, false);
    assertEquals(run.exitCode, exitCode);
    assertEquals(failures(run), told);
  });
}

Deno.test("a time that was asserted and missed is told with the time it took", async () => {
  const [failure] = failures(await fresh("sleep 30ms => ok within 1ms"));
  assertEquals([failure?.at, failure?.expected], ["lab.socksh:1:18", "within 1ms"]);
  assertMatch(failure?.actual ?? "", /^\d+(\.\d+)? m?s$/);
});

Deno.test("a failure has the hint the prompt would give", async () => {
  const { failures: [failure] } = await fresh("close 4999");
  assertMatch(failure?.hint ?? "", /^no open descriptor has this number/);
});

Deno.test("a session ends at its first failure", async () => {
  const run = await fresh("print 1\nclose 4999\nprint 2\nclose 98");
  assertEquals([run.printed, run.failures.length], ["1\n", 1]);
});

Deno.test("exit with 0 is a pass, also where a job failed before and more would follow", async () => {
  for (const text of ["exit\nclose 4999", "exit 0; print 1", "close 4999 &\nexit", "{ exit } &\nsleep 20"]) {
    const run = await fresh(text);
    assertEquals([run.passed, run.exitCode, run.printed], [true, 0, ""], text);
  }
});

Deno.test("what a shortcut calls stands in no file: its own line is told", async () => {
  const [failure] = failures(await fresh("print 1\n  echo-client 127.0.0.1:1 -m x\n"));
  assertEquals([failure?.at, failure?.source], ["lab.socksh:2:3", "echo-client 127.0.0.1:1 -m x"]);
});

Deno.test("a job that failed as expected is no failure, and one that still waits is none either", async () => {
  assertEquals((await fresh("close 4999 &\nwait 1 => EBADF")).passed, true);
  assertEquals((await fresh("a, b = socketpair()\nx = recv a 1 &\nprint 1")).passed, true);
  // Only what is to blame is told of.
  const run = await fresh("close 4999 &\nwait 1 => EBADF\nclose 98");
  assertEquals(failures(run).map(({ at }) => at), ["lab.socksh:3:7"]);
});

Deno.test("a session of many jobs that fail as expected fails where it does, and passes where it does not", async () => {
  const asExpected = "repeat 300 { close 4999 &\nwait close => EBADF }\n";
  const failing = await fresh(`${asExpected}assert False`);
  assertEquals([failing.passed, failing.exitCode], [false, 1]);
  assertEquals(failures(failing).map(({ at }) => at), ["lab.socksh:3:1"]);
  const passing = await fresh(`${asExpected}print end`);
  assertEquals([passing.passed, passing.exitCode, passing.failures], [true, 0, []]);
});

Deno.test("of very many jobs that fail the first hundred are told of, and whatever else fails", async () => {
  const unnoticed = "repeat 250 { close 4999 & }\nsleep 10ms\n";
  const run = await fresh(`${unnoticed}assert False`);
  const places = failures(run).map(({ at }) => at);
  assertEquals([run.passed, run.exitCode], [false, 1]);
  assertEquals(places, [...Array.from({ length: 100 }, () => "lab.socksh:1:20"), "lab.socksh:3:1"]);
  assertEquals((await fresh(unnoticed)).failures.length, 100);
});

Deno.test("the job that a wait fails for is told of, however many failed as expected before", async () => {
  const run = await fresh(
    "repeat 300 { close 4999 &\nwait close => EBADF }\n{ sleep 5ms; close 98 } &\nn = 1\nwait 301",
  );
  assertEquals(failures(run).map(({ at }) => at), ["lab.socksh:3:20", "lab.socksh:5:1"]);
});

Deno.test("what fails in a sourced file is told where it stands, and source after it", async () => {
  using folder = new Folder();
  folder.file("parts/inner.socksh", "print 1\nclose 4999\n");
  const file = folder.file("outer.socksh", "source parts/inner.socksh\n");
  assertEquals(failures(await runFile(file)).map(({ at, message }) => [at, message]), [
    ["inner.socksh:2:7", "close: Bad file descriptor (EBADF)"],
    ["outer.socksh:1:1", 'source: a statement of "parts/inner.socksh" failed'],
  ]);
  folder.file("parts/inner.socksh", "print 1\nsoket\n");
  assertEquals(failures(await runFile(file)).map(({ at }) => at), ["inner.socksh:2:1", "outer.socksh:1:1"]);
});

Deno.test("a file that cannot be read is a failure that says why", async () => {
  using folder = new Folder();
  const reason = async (path: string) => {
    const run = await runFile(path);
    assertEquals([run.passed, run.exitCode, run.statements], [false, 2, 0]);
    assertEquals([run.failures.length, run.failures[0]?.place], [1, undefined]);
    return run.failures[0]?.message.replaceAll(`${folder.path}/`, "");
  };
  assertEquals(await reason(`${folder.path}/none`), "none: No such file or directory (ENOENT)");
  assertEquals(await reason(folder.file("nul", "print 1\0")), '"nul" is not text: it holds NUL bytes');
  assertEquals(
    await reason(folder.file("latin1", new Uint8Array([0x23, 0xe1, 0x0a]))),
    '"latin1" is not UTF-8 text: line 1 is not valid UTF-8',
  );
  assertEquals(await reason(folder.path), "there is no session file (*.socksh) in this folder");
});

Deno.test("sentences are in the language of whoever runs the tests", async () => {
  const [failure] = failures(await fresh("close 4999 => 0", {}, "pt-BR"));
  assertEquals(
    failure?.message,
    "era esperado 0, mas close falhou com EBADF (Descritor de arquivo inválido)",
  );
  assertEquals([failure?.expected, failure?.actual], ["0", "EBADF"]);
});

// ---- time

/** Sessions that never end, and where each is when its time has run out. */
const ENDLESS: Readonly<Record<string, readonly [text: string, at: string, source: string]>> = {
  "a call that waits": [
    "srv = socket tcp\nlisten srv\n  conn = accept srv\n",
    "lab.socksh:3:3",
    "conn = accept srv",
  ],
  "a call in a loop": [
    "a, b = socketpair()\nwhile True {\n  data = recv a 1\n}",
    "lab.socksh:3:3",
    "data = recv a 1",
  ],
  "a loop that holds nothing": ["x = 1\nwhile x == 1 { }\nprint 2", "lab.socksh:2:1", "while x == 1 { }"],
  "a loop that never waits": ["while True { x = 1 }", "lab.socksh:1:1", "while True { x = 1 }"],
  "a server": ["echo-server :0\nprint 1", "lab.socksh:1:1", "echo-server :0"],
  "a job that is waited for": ["sleep 1m &\nwait 1", "lab.socksh:2:1", "wait 1"],
  "a condition that waits": [
    "a, b = socketpair()\nif recv(a, 1) { print 1 }",
    "lab.socksh:2:4",
    "if recv(a, 1) { print 1 }",
  ],
};

for (const [name, [text, at, source]] of Object.entries(ENDLESS)) {
  Deno.test(`a session whose time runs out says what was running: ${name}`, async () => {
    const run = await fresh(text, { seconds: A_WHILE });
    assertEquals([run.passed, run.exitCode], [false, 124]);
    const message = `the session was ended after ${A_WHILE} s; this line was running`;
    const [failure, ...others] = failures(run);
    assertEquals(others, []);
    // A loop is either in its head or in its body.
    assertEquals({ ...failure, at: failure?.at?.replace(/:14$/, ":1") }, {
      at,
      message,
      source,
      expected: "ok",
      actual: "timeout",
    });
  });
}

Deno.test("the line that was running may stand in a sourced file", async () => {
  using folder = new Folder();
  folder.file("inner.socksh", "print 1\nsleep 1m\n");
  const run = await runFile(folder.file("outer.socksh", "print 0\nsource inner.socksh\n"), {
    seconds: A_WHILE,
  });
  assertEquals(failures(run).map(({ at }) => at), ["inner.socksh:2:1"]);
});

Deno.test("a statement of a sourced file that ran out of time is not what runs later", async () => {
  using folder = new Folder();
  folder.file("inner.socksh", "print 1\nsleep 1m\n");
  const text = "timeout 20ms source inner.socksh => timeout\nwhile True { }\n";
  const run = await runFile(folder.file("outer.socksh", text), { seconds: A_WHILE });
  assertEquals(failures(run).map(({ at, actual }) => [at?.replace(/:14$/, ":1"), actual]), [
    ["outer.socksh:2:1", "timeout"],
  ]);
});

Deno.test("an interrupted session says what was running, and that is not its time", async () => {
  const control = new AbortController();
  const running = fresh("sleep 1m", { signal: control.signal });
  setTimeout(() => control.abort(), 20);
  const run = await running;
  assertEquals([run.passed, run.exitCode], [false, 130]);
  assertEquals(failures(run), [{
    at: "lab.socksh:1:1",
    message: "the session was interrupted; this line was running",
    source: "sleep 1m",
    expected: "ok",
    actual: "interrupted",
  }]);
});

// ---- a session of its own

Deno.test("standard input is empty, and argv is the file alone", async () => {
  using folder = new Folder();
  const file = folder.file(
    "lab.socksh",
    "assert input() == None\npause 'go on'\nprint (len(argv)) $argv[0]\n",
  );
  assertEquals((await runFile(file)).printed, `go on\n1 ${file}\n`.replace(`${file}\n`, `("${file}",)[0]\n`));
});

Deno.test("what a session prints is kept without colours and with escapes, and of very much the end", async () => {
  assertEquals((await fresh('print "a\\x1b[2J" "b\\n\\tc"\nvars')).printed.split("\n").slice(0, 2), [
    "a\\x1b[2J b",
    "\tc",
  ]);
  const { printed } = await fresh('x = "y" * 1000\nrepeat 500 { print $x }\nprint end');
  assertEquals([printed.length <= 2 ** 16 + 1, printed.startsWith("…"), printed.endsWith("y\nend\n")], [
    true,
    true,
    true,
  ]);
});

Deno.test("what is shown in colours on a terminal is kept without them", async () => {
  const before = getColorEnabled();
  setColorEnabled(true);
  try {
    const { printed } = await fresh("srv = socket tcp\nsockets\nhelp bind");
    assertMatch(printed, /\bsrv\b/);
    assert(!printed.includes("\x1b"), JSON.stringify(printed));
  } finally {
    setColorEnabled(before);
  }
});

Deno.test("a session cannot reach the descriptors of another one", async () => {
  const before = descriptors();
  const control = new AbortController();
  const holding = fresh("a, b = socketpair()\nsleep 1m", { signal: control.signal });
  try {
    const deadline = performance.now() + PATIENCE * 1000;
    // The first that is open is the file while it is read.
    while (descriptors().length !== before.length + 2 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const held = descriptors().filter((fd) => !before.includes(fd));
    assertEquals(held.length, 2);
    for (const fd of held) {
      const run = await fresh(`close ${fd}`);
      assertEquals(failures(run).map(({ message }) => message), [
        `close: descriptor ${fd} belongs to socksh itself`,
      ]);
      assert(descriptors().includes(fd));
    }
  } finally {
    control.abort();
    await holding;
  }
});

Deno.test("names, jobs and exit codes of sessions that run at once are their own", async () => {
  const at = (n: number, end: string) =>
    `who = ${n}\na, b = socketpair()\n{ sleep ${n}ms; send a "${n}" } &\nrecv b 10 => "${n}"\nassert who == ${n}\n` +
    `wait 1 => None\n${end}`;
  const runs = await Promise.all([
    fresh(at(1, "")),
    fresh(at(2, "exit 5")),
    fresh(at(3, "")),
    fresh("print $who"),
  ]);
  assertEquals(runs.map(({ exitCode }) => exitCode), [0, 5, 0, 1]);
});

Deno.test("a session leaves no descriptor open, however it ends", async () => {
  const before = descriptors();
  const open = "srv = socket tcp; bind srv 127.0.0.1:0; listen srv\na, b = socketpair()\naccept srv &\n";
  const endings = [
    "",
    "close 4999",
    "exit 3",
    "sleep 1m",
    "x = recv a 1",
    "echo-server :0",
    "assert 0",
    "{ sleep 1m } &",
  ];
  for (const ending of endings) {
    await fresh(open + ending, { seconds: A_WHILE });
    assertEquals(descriptors(), before, ending);
  }
});

// ---- which files

Deno.test("a folder stands for the session files in it and below, sorted; hidden ones and others are left out", () => {
  using folder = new Folder();
  for (
    const name of [
      "b.socksh",
      "a.socksh",
      "sub/c.socksh",
      "sub/deep/d.socksh",
      ".hidden/e.socksh",
      "note.txt",
    ]
  ) {
    folder.file(`labs/${name}`, "");
  }
  folder.file("labs/.f.socksh", "");
  Deno.mkdirSync(`${folder.path}/labs/empty`);
  Deno.symlinkSync(".", `${folder.path}/labs/loop`);
  Deno.symlinkSync("a.socksh", `${folder.path}/labs/z.socksh`);
  const sessions = new FreshSessions({ libc, registry, language: "en", from: undefined });
  const labs = `${folder.path}/labs`;
  const all = ["a.socksh", "b.socksh", "sub/c.socksh", "sub/deep/d.socksh", "z.socksh"].map((name) =>
    `${labs}/${name}`
  );
  for (const written of [labs, `${labs}/`, `${labs}//`, `${labs}/.`]) {
    assertEquals(sessions.find(written), all);
  }
  assertEquals(sessions.find(`${labs}/note.txt`), [`${labs}/note.txt`]);
  assertEquals(sessions.find(`${labs}/empty`), [`${labs}/empty`]);
  assertEquals(sessions.find(`${labs}/none`), [`${labs}/none`]);
  // As source has it: relative to the file that says so.
  const beside = new FreshSessions({ libc, registry, language: "en", from: `${labs}/sub/c.socksh` });
  assertEquals(beside.find("deep"), [`${labs}/sub/deep/d.socksh`]);
});

Deno.test("a file that tests itself, or a folder around it, comes to an end", async () => {
  using folder = new Folder();
  const file = folder.file("labs/self.socksh", "test self.socksh\n");
  const run = await runFile(file);
  assertStringIncludes(run.printed, 'self.socksh" is being tested already');
  folder.file("labs/self.socksh", "test other.socksh\n");
  folder.file("labs/other.socksh", "test .\n");
  assertEquals((await runFile(file)).passed, false);
});

// ---- TAP

Deno.test("the whole output of a run that passes and one that fails", async () => {
  using folder = new Folder();
  folder.file("labs/one.socksh", "print 'not shown'\n");
  folder.file("labs/two.socksh", 'print "shown:" 2\nsrv = socket tcp\nbind srv 127.0.0.1:0 => EADDRINUSE\n');
  const passing = await socksh(["test", "labs/one.socksh"], { cwd: folder.path });
  assertEquals(passing, {
    code: 0,
    signal: null,
    out: "TAP version 14\n1..1\nok 1 - labs/one.socksh\n# 1 passed, 0 failed\n",
    err: "",
  });
  assertEquals(await socksh(["test", "labs"], { cwd: folder.path }), {
    code: 1,
    signal: null,
    out: [
      "TAP version 14",
      "1..2",
      "ok 1 - labs/one.socksh",
      "not ok 2 - labs/two.socksh",
      "  ---",
      "  message: expected EADDRINUSE but bind returned 0",
      "  at: labs/two.socksh:3:25",
      "  source: bind srv 127.0.0.1:0 => EADDRINUSE",
      "  expected: EADDRINUSE",
      '  actual: "0"',
      "  ...",
      "# shown: 2",
      "# 1 passed, 1 failed",
      "",
    ].join("\n"),
    err: "test: 1 of 2 session files failed\n",
  });
});

Deno.test("a second failure stands below also; --verbose shows what passing sessions print", async () => {
  using folder = new Folder();
  folder.file("a.socksh", "print 1\nprint ''\nprint 2");
  folder.file("b.socksh", "{ sleep 1ms; close 4999 } &\nwait");
  const { lines, ending } = await test(`-v ${folder.path}`);
  assertEquals(ending, "failed");
  assertEquals(lines.map((line) => line.replaceAll(`${folder.path}/`, "")), [
    "TAP version 14",
    "1..2",
    "ok 1 - a.socksh",
    "# 1",
    "#",
    "# 2",
    "not ok 2 - b.socksh",
    "  ---",
    '  message: "close: Bad file descriptor (EBADF)"',
    "  at: b.socksh:1:20",
    '  source: "{ sleep 1ms; close 4999 } &"',
    "  expected: ok",
    "  actual: EBADF",
    "  hint: no open descriptor has this number; a socket that was closed has none",
    "  also:",
    '    - message: "wait: a job failed"',
    "      at: b.socksh:2:1",
    "      source: wait",
    "      expected: ok",
    "      actual: failed",
    "  ...",
    "# 1 passed, 1 failed",
  ]);
});

/** What a YAML scalar of the kinds that are written stands for. */
function scalar(text: string): string {
  if (text.startsWith('"')) return JSON.parse(text);
  if (text.startsWith("'")) {
    assert(/^'([^']|'')*'$/.test(text), text);
    return text.slice(1, -1).replaceAll("''", "'");
  }
  assert(/^[^-?:,[\]{}#&*!|>'"%@`\s]/.test(text) && !/: | #|:$/.test(text), `not a plain scalar: ${text}`);
  assert(!/^(true|false|null|yes|no|on|off|~|[\d.+-].*)$/i.test(text), `not a text: ${text}`);
  return text;
}

Deno.test("every text comes out of its YAML as it went in, and a path of its point", async () => {
  using folder = new Folder();
  const statements = [
    '"it\'s" => "a \\"quoted\\" text"',
    '"a: b" => "c # d"',
    "1 => 2",
    "True => False",
    "b'\\x00\\xff' => hex'00 fe'",
    "'olá' => 'ola'",
    "-1 => 1",
    "f'{1}: {2}' => 'x'",
    "'\\u200b' => ' '",
    `'${"long ".repeat(100)}' => 'short'`,
  ];
  const names = statements.map((_, i) => folder.file(`${i} # SKIP \\ ${i}.socksh`, `${statements[i]}\n`));
  const { lines, events } = await test(`--jobs 4 '${folder.path}'`);
  assertEquals(lines.slice(0, 2), ["TAP version 14", `1..${statements.length}`]);
  assertEquals(
    points(lines).map((line) => line.replace(/^not ok \d+ - /, "").replace(/\\(.)/g, "$1")),
    names,
  );
  const read = lines.flatMap((line) => {
    const [, name, text = ""] = /^ {2}(\w+): (.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, scalar(text)]];
  });
  const known = events.slice(0, -1).flatMap(({ failures }) => {
    const [{ fields }] = failures as [{ fields: { name: string; value: string | number }[] }];
    const values = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
    const { message, file, line, column, source, expected, actual } = values;
    return [["message", message], ["at", `${file}:${line}:${column}`], ["source", source], [
      "expected",
      expected,
    ], [
      "actual",
      actual,
    ]];
  });
  assertEquals(read, known);
  assertEquals(read.length, 5 * statements.length);
});

Deno.test("a text that does not read as itself in YAML is found", () => {
  let found = 0;
  for (const text of ["a: b", "1", "true", "{a}", "- a", "a #b", '"a', "'a'b'", ""]) {
    try {
      scalar(text);
    } catch {
      found++;
    }
  }
  assertEquals(found, 9);
});

// ---- several at a time

/** Two sessions that only pass when they run at the same time: one waits for the other. */
function pair(folder: Folder): void {
  const name = `unix:${folder.path}/meet`;
  folder.file(
    "a.socksh",
    `srv = socket unix; bind srv ${name}; listen srv\nconn, addr = accept srv\nrecv conn 9 => "hi"\n`,
  );
  folder.file(
    "b.socksh",
    `cli = socket unix\nwhile connect_ex(cli, "${name}") != 0 { sleep 5ms }\nsend cli "hi"\nprint met\n`,
  );
}

Deno.test("--jobs 2 runs two sessions at a time, and one is the default", async () => {
  using folder = new Folder();
  pair(folder);
  const both = await test(`--jobs 2 ${folder.path}`);
  assertEquals(points(both.lines).map((line) => line.slice(0, 6)), ["ok 1 -", "ok 2 -"]);
  Deno.removeSync(`${folder.path}/meet`);
  const one = await test(`--timeout ${A_WHILE} ${folder.path}/a.socksh ${folder.path}/none`);
  assertEquals(points(one.lines).map((line) => line.slice(0, 6)), ["not ok", "not ok"]);
});

Deno.test("points come in the order of the files, whichever session ends first", async () => {
  using folder = new Folder();
  for (const [name, time] of [["a", 60], ["b", 1], ["c", 30], ["d", 1], ["e", 10]] as const) {
    folder.file(`${name}.socksh`, `sleep ${time}ms\n`);
  }
  for (const jobs of [1, 2, 5, 100]) {
    const { lines, ending } = await test(`--jobs ${jobs} ${folder.path}`);
    assertEquals(points(lines), [..."abcde"].map((name, i) => `ok ${i + 1} - ${folder.path}/${name}.socksh`));
    assertEquals(ending, "succeeded");
  }
});

Deno.test("a point is written as soon as it and those before are there, and Ctrl-C ends the rest", async () => {
  using folder = new Folder();
  folder.file("a.socksh", "print 1\n");
  folder.file("b.socksh", "srv = socket tcp\nlisten srv\naccept srv\n");
  folder.file("c.socksh", "print 3\n");
  folder.file("d.socksh", "sleep 1m\n");
  folder.file("e.socksh", "sleep 1m\n");
  await using child = new Child([...PROGRAM, "test", ".", "--jobs", "2"], { cwd: folder.path });
  await child.wrote(/^ok 1 - a\.socksh\n/m);
  await child.catches("SIGINT");
  child.kill("SIGINT");
  const { code, out, err } = await child.finished();
  assertEquals(code, 130);
  const [, , ...rest] = out.split("\n");
  assertEquals(points(rest).map((line) => line.replace(/ - .*/, "")).slice(0, 2), ["ok 1", "not ok 2"]);
  assertStringIncludes(
    out,
    "  message: the session was interrupted; this line was running\n  at: b.socksh:3:1\n",
  );
  assertMatch(out, /\nBail out! EINTR\n# \d passed, \d failed\n$/);
  assert(!out.includes("e.socksh\n"), "what had not begun is not told of");
  assertMatch(err, /^test: Interrupted system call \(EINTR\)\n/);
});

Deno.test("whoever stops reading ends the run", async () => {
  using folder = new Folder();
  for (let i = 0; i < 3; i++) folder.file(`${i}.socksh`, i === 0 ? "print 0\n" : "sleep 50ms\n");
  const script = '"$@" | head -n 2';
  const { code, out, err } = await run(["sh", "-c", script, "sh", ...PROGRAM, "test", folder.path]);
  assertEquals([code, out, err], [0, "TAP version 14\n1..3\n", ""]);
});

// ---- JSON

Deno.test("--json prints one object a file and a summary; socksh --json prints the same", async () => {
  using folder = new Folder();
  folder.file("a.socksh", "print hello\n");
  folder.file("b.socksh", "x = 1\nclose 4999 => ENOTCONN\n");
  const settled = (line: string) => {
    const { ms, ...rest } = JSON.parse(line);
    assert(typeof ms === "number" && ms >= 0 || rest.event === "failed", line);
    return rest;
  };
  const expected = [
    { event: "tested", file: "a.socksh", ok: true, exit: 0, statements: 1, printed: "hello\n", failures: [] },
    {
      event: "tested",
      file: "b.socksh",
      ok: false,
      exit: 1,
      statements: 2,
      printed: "",
      failures: [{
        message: "expected ENOTCONN but close failed with EBADF (Bad file descriptor)",
        file: "b.socksh",
        line: 2,
        column: 15,
        source: "close 4999 => ENOTCONN",
        expected: "ENOTCONN",
        actual: "EBADF",
        hint: "no open descriptor has this number; a socket that was closed has none",
      }],
    },
    { event: "summary", files: 2, passed: 1, failed: 1, interrupted: false },
  ];
  const one = await socksh(["test", "--json", "."], { cwd: folder.path });
  assertEquals(one.code, 1);
  assertEquals(one.out.trimEnd().split("\n").map(settled), [
    ...expected,
    { event: "failed", call: "test", error: "failed", column: 1, message: "1 of 2 session files failed" },
  ]);
  const all = await socksh(["--json", "test", "."], { cwd: folder.path });
  assertEquals([all.code, all.err], [1, ""]);
  assertEquals(all.out.trimEnd().split("\n").slice(0, 3).map(settled), expected);
  assertEquals(JSON.parse(all.out.trimEnd().split("\n")[3] ?? "").call, "test");
});

// ---- how it is called

Deno.test("wrong usage ends with 2 before anything runs, and a failure with 1", async () => {
  for (
    const words of [[], ["--jobs", "0", "x"], ["--jobs", "many", "x"], ["--timeout", "0", "x"], [
      "--nothing",
      "x",
    ], [
      "-v",
      "--json",
      "x",
    ]]
  ) {
    const { code, out } = await socksh(["test", ...words]);
    assertEquals([code, out], [2, ""], words.join(" "));
  }
  using folder = new Folder();
  const { code, out } = await socksh(["test", folder.path, "none"], { cwd: folder.path });
  assertEquals(code, 1);
  assertEquals(points(out.split("\n")), [`not ok 1 - ${folder.path}`, "not ok 2 - none"]);
  assertMatch(out, /\n# 0 passed, 2 failed\n$/);
});

Deno.test("test is a statement, too: its paths are relative to the file, and it fails as others do", async () => {
  using folder = new Folder();
  folder.file("labs/parts/one.socksh", "print $argv[0]\n");
  folder.file("labs/parts/two.socksh", "exit 1\n");
  const passing = folder.file("labs/pass.socksh", "n = test parts/one.socksh\nassert n == 1\n");
  assertEquals((await runFile(passing)).passed, true);
  const failing = await runFile(
    folder.file("labs/fail.socksh", "print before\ntest parts -j 2\nprint after\n"),
  );
  assertEquals(failures(failing).map(({ at, message }) => [at, message]), [
    ["fail.socksh:2:1", "test: 1 of 2 session files failed"],
  ]);
  const whole = await socksh([passing]);
  assertEquals([whole.code, points(whole.out.split("\n")).length], [0, 1]);
  const background = await runFile(
    folder.file("labs/job.socksh", "n = test parts/one.socksh &\nwait n => 1\n"),
  );
  assertEquals(background.passed, true);
});

Deno.test("at the prompt test prints its points, and Ctrl-C ends them and not the shell", async () => {
  using folder = new Folder();
  folder.file("a.socksh", "print 1\n");
  folder.file("b.socksh", "sleep 1m\n");
  await using terminal = await prompt(PROGRAM, { cwd: folder.path });
  terminal.type("test .\r");
  await terminal.expect("ok 1 - a.socksh");
  terminal.type("\x03");
  await terminal.expect("# 1 passed, 1 failed");
  await terminal.expect("socksh> ");
  terminal.type("1 + 1\r");
  await terminal.expect("= 2");
});

// ---- our own sessions

Deno.test("our own sessions pass, one after the other and all at once", async () => {
  const files = [...Deno.readDirSync(`${ROOT}tests/sessions`)].map(({ name }) => name).sort();
  assert(files.length >= 8);
  for (const jobs of ["1", String(files.length)]) {
    const { code, out, err } = await socksh(["test", "tests/sessions", "--jobs", jobs], { cwd: ROOT });
    assertEquals([code, err], [0, ""], out);
    assertEquals(points(out.split("\n")), files.map((name, i) => `ok ${i + 1} - tests/sessions/${name}`));
    assert(out.endsWith(`\n# ${files.length} passed, 0 failed\n`));
  }
});

Deno.test("our own sessions can be run by themselves, and say what they are about", () => {
  for (const { name } of Deno.readDirSync(`${ROOT}tests/sessions`)) {
    assertMatch(name, /^[a-z]+(-[a-z]+)*\.socksh$/);
    const path = `${ROOT}tests/sessions/${name}`;
    assertMatch(Deno.readTextFileSync(path), /^#!\/usr\/bin\/env socksh\n# \S.{20,}\n/);
    assertEquals((Deno.statSync(path).mode ?? 0) & 0o111, 0o111, `${name} is executable`);
  }
});
