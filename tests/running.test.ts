// Blocks, time limits, expectations with times, jobs and the ways to run line by line, each in a process of its own:
// what is printed, and with which exit code a run ends.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Child, Folder, PROGRAM, run, socksh } from "./child.ts";
import { PATIENCE, Terminal } from "./terminal.ts";

/** The JSON lines a run printed, without what differs from run to run. */
function objects(out: string): Record<string, unknown>[] {
  return out.split("\n").slice(0, -1).map((line) => {
    const { ms: _, state: __, local: ___, peer: ____, ...rest } = JSON.parse(line) as Record<string, unknown>;
    return rest;
  });
}

/** What a run of statements printed. */
async function printed(text: string, code = 0): Promise<string> {
  const ended = await socksh(["-c", text]);
  assertEquals(ended.code, code, `${text}\n${ended.out}${ended.err}`);
  return ended.out;
}

/** What a run of statements that fails says. */
async function refused(text: string, code = 1): Promise<string> {
  const ended = await socksh(["-c", text]);
  assertEquals(ended.code, code, `${text}\n${ended.out}${ended.err}`);
  return ended.err;
}

const pair = "a, b = socketpair()\n";

// ---- exit codes

const codes: readonly [text: string, code: number][] = [
  ["close 999 &", 1],
  ["{ close 999; print 'never' } &", 1],
  ["{ sleep 1ms; 1 => 2 } &\nsleep 60ms", 1],
  ["close 999 &\nwait => _", 1],
  ["close 999 &\nwait 1", 1],
  ["close 999 &\nwait 1 => EBADF", 0],
  ["close 999 & => EBADF", 0],
  ["1 & => 2\nsleep 1ms", 1],
  ["sleep 60 &", 0],
  ["while 1 { } &", 0],
  ["sleep 60 &\ncancel\nwait", 0],
  ["sleep 60 &\ncancel 1\nwait 1 => None", 0],
  [`${pair}d = recv a 9 &\nclose a\nwait d => EBADF`, 0],
  [`${pair}d = recv a 9 &\nclose a\nsleep 20ms`, 1],
  ["exit 3 &\nprint 'never'", 3],
  ["{ sleep 1ms; exit 3 } &\nsleep 60", 3],
  ["close 999 &\nexit 4", 4],
  ["sleep 60 &\nexit 0", 0],
];

Deno.test("jobs and the exit code: failures count, what is unfinished or cancelled does not, exit decides", async () => {
  for (const [text, code] of codes) {
    const ended = await socksh(["-c", text]);
    assertEquals([ended.code, ended.out], [code, ""], `${text}\n${ended.err}`);
  }
});

Deno.test("a job that failed says so on standard error, with its place, also where nobody waits", async () => {
  const { code, out, err } = await socksh(["-c", "x = 1\n{ x = 2\n  close 999 } &\nsleep 20ms"]);
  assertEquals([code, out], [1, ""]);
  assertMatch(err, /^-c:3:9: close: Bad file descriptor \(EBADF\)\n {2}close 999 } &\n {8}\^\^\^\n/);
});

// ---- --json and -v

Deno.test("--json gives a job's objects its number, when they come", async () => {
  const { code, out } = await socksh([
    "--json",
    "-c",
    `${pair}d = recv a 9 &\n{ x = 1; print 'p' } &\nsend b "hi"\nwait`,
  ]);
  assertEquals(code, 0);
  assertEquals(objects(out).slice(1), [
    { line: 3, ok: true, value: 1, job: 2 },
    { line: 3, call: "print", ok: true, value: "p", job: 2 },
    { line: 4, call: "send", ok: true, value: 2 },
    { line: 2, call: "recv", ok: true, value: { length: 2, text: "hi" }, job: 1 },
    { line: 5, call: "wait", ok: true, value: null },
  ]);
});

Deno.test("--json tells every statement of a block and no block, a condition only where it fails", async () => {
  const { code, out } = await socksh([
    "--json",
    "-k",
    "-c",
    `repeat 2 { x = 1 }
if x == 1 { print "yes" } else { print "no" }
while recv(99, 1) { }
timeout 5ms sleep 60
timeout 5ms sleep 60 => timeout
timeout 5ms { sleep 60 }
timeout 5ms { while 1 { } }
sleep 5ms => ok within 1ms
sleep 5ms => ok after 1ms within 60s
repeat "a" { }
if $nobody { }
{ sleep 1ms; close 99 } &
wait
wait 1 => EBADF`,
  ]);
  assertEquals(code, 1);
  const told = objects(out).map(({ line, call, ok, errno, error, expected, met, job }) => [
    line,
    call,
    ok,
    ...[errno ?? error ?? []].flat(),
    ...(expected === undefined ? [] : [expected, met]),
    ...(job === undefined ? [] : [`job ${job}`]),
  ]);
  assertEquals(told, [
    [1, undefined, true],
    [1, undefined, true],
    [2, "print", true],
    [3, "recv", false, "EBADF"],
    [4, "sleep", false, "timeout"],
    [5, "sleep", false, "timeout", "timeout", true],
    [6, "sleep", false, "timeout"],
    [7, undefined, false, "timeout"],
    [8, "sleep", true, "ok within 1ms", false],
    [9, "sleep", true, "ok after 1ms within 60s", true],
    [10, undefined, false, "kind"],
    [11, undefined, false, "name"],
    [12, "sleep", true, "job 1"],
    [12, "close", false, "EBADF", "job 1"],
    [13, "wait", false, "failed"],
    [14, "wait", false, "EBADF", "EBADF", true],
  ]);
});

Deno.test("-v shows jobs as they begin and end, and the statements of blocks as they are run", async () => {
  const text =
    `n = 0\nrepeat 2 { n = n + 1 }\nif n == 2 { print 'two' }\nd = 5 + 1 &\n{ e = 1; print 'p' } &\nwait`;
  const { code, out, err } = await socksh(["-v", "-c", text]);
  assertEquals([code, err], [0, ""]);
  assertEquals(out.split("\n"), [
    "socksh> n = 0",
    "= 0",
    "socksh> n = n + 1",
    "= 1",
    "socksh> n = n + 1",
    "= 2",
    "socksh> print 'two'",
    "two",
    "socksh> d = 5 + 1 &",
    "job 1 runs: d = 5 + 1 &",
    "job 1 ended: d = 5 + 1 &",
    "= 6",
    "socksh> { e = 1; print 'p' } &",
    "job 2 runs: { e = 1; print 'p' } &",
    "job 2: e = 1",
    "= 1",
    "p",
    "job 2: print 'p'",
    "job 2 ended: { e = 1; print 'p' } &",
    "socksh> wait",
    "",
  ]);
});

Deno.test("-v tells of a sourced job once that it ended", async () => {
  using folder = new Folder();
  folder.file("two.socksh", "x = 1\ny = 2\n");
  const { out } = await socksh(["-v", "-c", "source two.socksh &\nwait"], { cwd: folder.path });
  assertEquals(out.match(/job 1 ended/g)?.length, 1, out);
});

Deno.test("the messages of jobs, blocks and time limits are there in Portuguese", async () => {
  const text =
    `close 999 &\nwait\nwait 7\nassert 0\ntimeout 5ms sleep 9\nsleep 5ms => ok within 1ms\nsleep 1ms => ok after 9s
{ sleep 9 } &\ncancel 2\nrepeat "x" { }\nd = sleep 9 &\nprint $d\nx = input() &\nnow "%Q"\njobs`;
  const [en, pt] = await Promise.all(
    ["en", "pt-BR"].map((lang) => socksh(["-v", "-k", "--lang", lang, "-c", text])),
  );
  assert(en && pt);
  const lines = (text: string) => text.split("\n").filter((line) => /^(-c:|job )/.test(line));
  assertEquals(lines(en.err).length, lines(pt.err).length);
  assertEquals(lines(en.out).length, lines(pt.out).length);
  const same = lines(pt.err + pt.out).filter((line) => lines(en.err + en.out).includes(line));
  assertEquals(same, []);
  for (
    const word of [
      "tempo limite esgotado",
      "o valor da condição",
      "um job falhou",
      "foi cancelado",
      "cancelado",
    ]
  ) {
    assertStringIncludes(pt.err + pt.out, word);
  }
});

// ---- timeout

const limited: readonly [text: string, out: string, code: number][] = [
  [`${pair}timeout 5ms recv a 9 => timeout; print 'on'`, "on\n", 0],
  [`${pair}timeout 5ms recv a 9; print 'never'`, "", 1],
  [`${pair}timeout 5ms recv a 9 => _; print 'on'`, "on\n", 0],
  [`${pair}timeout 5ms recv a 9 => ok; print 'never'`, "", 1],
  [`${pair}timeout 5ms recv a 9 => EAGAIN; print 'never'`, "", 1],
  [`${pair}send b "x"; timeout 60s recv a 9 => "x"; print 'on'`, "on\n", 0],
  [`${pair}send b "x"; timeout 60s recv a 9 => timeout; print 'never'`, "", 1],
  [`${pair}x = 5; timeout 5ms x = recv a 9 => timeout; print $x`, "None\n", 0],
  [`${pair}x = 5\ntimeout 5ms x = recv a 9\n`, "", 1],
  [`${pair}timeout 60s { timeout 5ms recv a 9 => timeout; print 'in' }; print 'on'`, "in\non\n", 0],
  [`${pair}timeout 5ms { recv a 9; print 'never' }; print 'never'`, "", 1],
  [`${pair}timeout 5ms { timeout 60s recv a 9 => timeout }; print 'never'`, "", 1],
  [`${pair}timeout 5ms { while recv(a, 9) { } }; print 'never'`, "", 1],
  [`${pair}timeout 5ms timeout 60s { recv a 9 }; print 'never'`, "", 1],
  [`timeout 60s timeout 5ms sleep 60 => timeout; print 'on'`, "on\n", 0],
  [`timeout 5ms { while 1 { } }; print 'never'`, "", 1],
  [`timeout 5ms { repeat 1000000000 { x = 1 } }; print 'never'`, "", 1],
  [`timeout 0 sleep 60 => timeout; timeout 0s 1 + 1 => 2; print 'on'`, "on\n", 0],
  [`t = 5ms; timeout t sleep 60 => timeout; timeout $t sleep 60 => timeout; print 'on'`, "on\n", 0],
  [`repeat 3 { timeout 1ms sleep 60 => timeout }; print 'on'`, "on\n", 0],
  [`sleep 60 &\ntimeout 5ms wait => timeout; timeout 5ms wait 1 => timeout; print 'on'`, "on\n", 0],
  [`timeout 5ms { sleep 60 } &\nwait; print 'never'`, "", 1],
  [`timeout 5ms sleep 60 & => timeout\nwait; print 'on'`, "on\n", 0],
  [`timeout 5ms { print 'in'; sleep 60 &\n}; print 'on'`, "in\non\n", 0],
  [`timeout 5ms pause 'not typed'; print 'on'`, "not typed\non\n", 0],
];

Deno.test("timeout ends what waits, and only its own statement's expectation is met by it", async () => {
  for (const [text, out, code] of limited) assertEquals(await printed(text, code), out, text);
});

Deno.test("timeout reaches into a sourced file, and is met where it stands", async () => {
  using folder = new Folder();
  folder.file("slow.socksh", "x = 1\nsleep 60\nprint 'never'\n");
  const block = await socksh(["-c", "timeout 5ms { source slow.socksh }\nprint 'never'"], {
    cwd: folder.path,
  });
  assertEquals([block.code, block.out], [1, ""]);
  assertStringIncludes(block.err, "timeout after 0.005 s");
  const met = await socksh(["-c", "timeout 5ms source slow.socksh => timeout\nprint 'on'"], {
    cwd: folder.path,
  });
  assertEquals([met.code, met.out], [0, "on\n"]);
});

Deno.test(
  "a server that runs into its time limit has timed out, and what is behind it runs",
  async () => {
    const server = "echo-server 127.0.0.1:0";
    const texts = [
      `timeout 20ms ${server} => timeout\nprint 'on'`,
      `repeat 2 { timeout 20ms ${server} => _ }\nprint 'on'`,
      `${server} &\ntimeout 20ms wait => timeout\nprint 'on'`,
    ];
    for (const text of texts) assertStringIncludes(await printed(text), "on\n", text);
    for (const text of [`timeout 20ms ${server}`, `timeout 20ms { ${server} }\nprint 'never'`]) {
      assertStringIncludes(await refused(text), "timeout after 0.02 s");
    }
  },
);

Deno.test("timeout fails with a sentence that names the time and what ran", async () => {
  assertMatch(
    await refused("timeout 5ms sleep 60"),
    /^-c:1:9: sleep: timeout after 0\.005 s\n {2}timeout 5ms sleep 60\n {10}\^\^\^\n/,
  );
  assertMatch(await refused("timeout 5ms { while 1 { } }"), /^-c:1:9: timeout after 0\.005 s\n/);
  assertMatch(await refused("x = 5\ntimeout 1ms x => 6"), /expected 6 but the value is 5/);
  assertMatch(
    await refused("timeout 5ms sleep 60 => EBADF"),
    /^-c:1:25: expected EBADF but sleep ran into the timeout of 0\.005 s\n/,
  );
});

Deno.test("a time that is none is refused, before or when it is read", async () => {
  for (const text of ["timeout (0 - 1) sleep 1", "x = 'a'; timeout $x sleep 1", "timeout nobody sleep 1"]) {
    assertEquals((await refused(text)).split("\n").length <= 5, true, text);
  }
  for (
    const text of [
      "timeout sleep 1",
      "timeout 5s",
      "timeout { }",
      "timeout -1 sleep 1",
      "sleep 1 => timeout within",
    ]
  ) {
    await refused(text, 2);
  }
});

Deno.test("a part that went out or came in before the time ran out is not lost", async () => {
  // What recv has collected is its answer, as C's recv answers when a signal comes.
  assertEquals(
    await printed(`${pair}send b "abc"; timeout 20ms x = recv a 10 MSG_WAITALL; print $x`),
    "abc\n",
  );
  assertEquals(await printed(`${pair}timeout 20ms recv a 10 MSG_WAITALL => timeout; print 'on'`), "on\n");
  // A sendall that does not end leaves what it sent where it arrived.
  const sent = `${pair}timeout 20ms sendall a ("x" * 10000000) => timeout
n = 0; setblocking b False; while 1 { if recv(b, 65536) { n = n + 1 } else { break } }`;
  assertStringIncludes(await refused(sent), "EAGAIN");
});

// ---- within and after

Deno.test("within and after assert how long a statement took, in every combination", async () => {
  const met = [
    "sleep 5ms => ok within 60s",
    "sleep 5ms => ok after 5ms",
    "sleep 5ms => ok after 5ms within 60s",
    "sleep 5ms => ok within 1m after 1ms",
    "timeout 5ms sleep 60 => timeout after 5ms within 60s",
    "close 999 => EBADF within 1s",
    "1 + 1 => 2 within 1s",
    "t = 60s; sleep 1ms => ok within t",
    "x = sleep 5ms => _ after 1ms",
    "'abc' => ~ \"b\" within 1s",
  ];
  await printed(met.join("\n"));
  const unmet: readonly [text: string, message: RegExp][] = [
    [
      "sleep 20ms => ok within 5ms",
      /^-c:1:18: expected within 5ms but it took \d[\d.]* m?s\n {2}sleep 20ms => ok within 5ms\n {19}\^+\n$/,
    ],
    ["sleep 1ms => ok after 5s", /^-c:1:17: expected after 5s but it took \d[\d.]* m?s\n/],
    ["sleep 20ms => ok after 1ms within 5ms", /expected within 5ms but it took/],
    ["1 => 2 within 1s", /expected 2 within 1s but the value is 1\n|expected 2 but the value is 1\n/],
    ["close 999 => ok within 1s", /expected ok.* but close failed with EBADF|expected ok/],
    ["t = 'soon'; 1 => 1 within t", /^-c:1:27: /],
    ["1 => 1 within nobody", /^-c:1:15: /],
  ];
  for (const [text, message] of unmet) assertMatch(await refused(text), message, text);
});

// ---- blocks

const blocks: readonly [text: string, out: string][] = [
  ["repeat 3 { print 'r' }", "r\nr\nr\n"],
  ["repeat 0 { print 'never' }", ""],
  ["n = 2; repeat n { print $n }", "2\n2\n"],
  ["n = 0; while n < 3 { n = n + 1; if n == 2 { continue }; print $n }", "1\n3\n"],
  ["n = 0; while 1 { n = n + 1; if n == 5 { break } }; print $n", "5\n"],
  ["repeat 2 { repeat 2 { break }; print 'outer' }", "outer\nouter\n"],
  ["if 0 { print 'a' } else if '' { print 'b' } else { print 'c' }", "c\n"],
  ["if None { print 'never' }; print 'on'", "on\n"],
  ["if x = 5 { print $x }", "5\n"],
  [`${pair}sendall b "one"; close b; while data = recv(a, 1) { print $data }`, "o\nn\ne\n"],
  ["{ x = 1 }; print $x", "1\n"],
  ["if socketpair() { print 's' }", "s\n"],
  ["if 1 {\n\n# nothing\n}\nprint 'on'", "on\n"],
  ["repeat 2147483648 { break }; print 'on'", "on\n"],
  [`${"{ ".repeat(190)}print 'deep'${" }".repeat(190)}`, "deep\n"],
  [`${"if 0 { } else ".repeat(1000)}{ print 'else' }`, "else\n"],
];

Deno.test("blocks run as they read", async () => {
  for (const [text, out] of blocks) assertEquals(await printed(text), out, text.slice(0, 100));
});

Deno.test("a header that cannot be read fails its statement, and nothing of its block runs", async () => {
  for (
    const head of [
      "repeat -1",
      "repeat 1.5",
      "repeat 'x'",
      "repeat None",
      "while recv(999, 1)",
      "if $nobody",
      "repeat 1s * 1.5",
    ]
  ) {
    assertEquals(await printed(`${head} { print 'never' }\nprint 'never'`, 1), "", head);
  }
  await refused(`${"{ ".repeat(250)}1${" }".repeat(250)}`, 2);
});

Deno.test("a failure ends all blocks around it; with -k the next top-level statement is run", async () => {
  const text =
    "repeat 3 { if 1 { close 999; print 'never' }; print 'never' }\nprint 'on'\n{ { 1 => 2 } }\nprint 'end'";
  assertEquals(await printed(text, 1), "");
  const { code, out, err } = await socksh(["-k", "-c", text]);
  assertEquals([code, out], [1, "on\nend\n"]);
  assertEquals(err.match(/^-c:/gm)?.length, 2);
});

Deno.test("exit ends the run from inside blocks, jobs and sourced files", async () => {
  using folder = new Folder();
  folder.file("exits.socksh", "while 1 { repeat 3 { if 1 { exit 7 } } }\nprint 'never'\n");
  const texts = [
    "if 1 { repeat 3 { while 1 { exit 7 } } }",
    "{ exit 7; print 'never' }",
    "while exit(7) { }\nprint 'never'",
    "timeout 9s { exit 7 }",
    "source exits.socksh",
    "repeat 2 { source exits.socksh }",
    "source exits.socksh &\nsleep 60",
    "{ { sleep 1ms; exit 7 } &\nsleep 60 } &\nsleep 60",
    "sleep 60 &\nsleep 60 &\nif 1 { exit 7 }",
  ];
  for (const text of texts) {
    for (const options of [[], ["-k"], ["-v"], ["--json"]]) {
      const { code, out, err } = await socksh([...options, "-c", `${text}\nprint 'never'`], {
        cwd: folder.path,
      });
      assertEquals([code, err, out.includes("never\n")], [7, "", false], `${options} ${text}`);
    }
  }
});

Deno.test("a million rounds take no time worth speaking of, whatever they do", async () => {
  const begin = performance.now();
  assertEquals(
    await printed("n = 0\nrepeat 1000000 { }\nwhile n < 1000000 { n = n + 1 }\nprint $n"),
    "1000000\n",
  );
  assert(performance.now() - begin < 20_000 * PATIENCE);
});

// ---- source

Deno.test("a file that sources itself is found out, however it is written and whoever runs it", async () => {
  using folder = new Folder();
  folder.file("self.socksh", "source self.socksh\n");
  folder.file("dots.socksh", "source ./parts/../dots.socksh\n");
  folder.file("job.socksh", "source job.socksh &\nwait\n");
  folder.file("block.socksh", "if 1 { repeat 2 { source block.socksh } }\n");
  folder.file("a.socksh", "{ source parts/b.socksh } &\nwait\n");
  folder.file("parts/b.socksh", "source ../a.socksh\n");
  folder.file("linked.socksh", "source link.socksh\n");
  Deno.symlinkSync(`${folder.path}/linked.socksh`, `${folder.path}/link.socksh`);
  for (const name of ["self", "dots", "job", "block", "a", "linked"]) {
    const { code, err } = await socksh([`${name}.socksh`], { cwd: folder.path });
    assertEquals(code, 1, name);
    assertStringIncludes(err, "is already running; to source it again would never end", name);
  }
  // Once after the other, or side by side, is no cycle.
  folder.file("once.socksh", "print 'once'\n");
  assertEquals(
    (await socksh(["-c", "repeat 2 { source once.socksh }\nsource once.socksh &\nwait"], {
      cwd: folder.path,
    })).out,
    "once\nonce\nonce\n",
  );
});

Deno.test("source inside a block or a job gives its names to it", async () => {
  using folder = new Folder();
  folder.file("names.socksh", "x = 1\nsleep 1ms\ny = 2\n");
  const text =
    "if 1 { source names.socksh; print $x $y }\nx = 5\n{ source names.socksh; print $x } &\nprint $x\nwait\nprint $x";
  const { code, out, err } = await socksh(["-c", text], { cwd: folder.path });
  assertEquals([code, out, err], [0, "1 2\n5\n1\n1\n", ""]);
});

// ---- what never ends by itself

const endless: readonly [name: string, loop: string][] = [
  ["while 1 { }", "while 1 { }"],
  ["while 1 { x = 1 }", "while 1 { x = 1 }"],
  ["a long repeat", "repeat 1000000000 { x = 1 }"],
  ["a loop of prints", "while 1 { print '' }"],
  ["a job that waits for a loop", "while 1 { } &\nwait"],
  // Rounds without a statement that could wait.
  ["a loop of blocks", "while 1 { if 0 { } }"],
  ["a loop that continues", "while 1 { if 1 { continue } }"],
  ["a loop of jobs", "while 1 { x = 1 & }"],
  ["a loop of limits", "while 1 { timeout 5s { } }"],
  ["a loop of calls that answer at once", "x = 1 &\nwhile 1 { wait 1 }"],
  ["a loop of pauses that do not wait", "while 1 { pause }"],
  ["a condition that answers at once", "x = 1 &\nwhile wait(1) { }"],
];

for (const [name, loop] of endless) {
  Deno.test(`SIGINT ends ${name} with 130`, async () => {
    // The listener is there from the first wait on.
    await using child = new Child([...PROGRAM, "-c", `sleep 1ms\nprint 'ready'\n${loop}\nprint 'never'`]);
    await child.wrote(/ready/);
    await child.catches("SIGINT");
    child.kill("SIGINT");
    const { code, signal, out } = await child.finished();
    assertEquals([code, signal, out.includes("never")], [130, null, false]);
  });
}

Deno.test(
  "timeout ends loops that hold nothing but blocks, and loops of calls that answer at once",
  async () => {
    for (const body of ["if 0 { }", "continue", "{ }", "x = 1 &", "pause", "wait", "input()"]) {
      assertStringIncludes(
        await refused(`timeout 5ms { while 1 { ${body} } }`),
        "timeout after 0.005 s",
        body,
      );
    }
  },
);

Deno.test("a run that only a job keeps busy ends when its statements have", async () => {
  assertEquals(await printed("while 1 { } &\nwhile 1 { x = 1 } &\nprint 'end'"), "end\n");
});

// ---- many jobs, and readers that leave

Deno.test("a thousand jobs run at once, block jobs too", async () => {
  const text =
    `${pair}n = 0\nrepeat 1000 { { x = recv(a, 1); n = n + 1 } & }\nsendall b ("x" * 1000)\nwait\nprint $n $x`;
  assertEquals(await printed(text), "1 x\n");
  assertEquals(await printed("n = 0\nrepeat 20000 { n = n + 1 & }\nwait\nprint $n"), "20000\n");
  assertEquals(await printed(`${pair}repeat 1000 { recv a 1 & }\nprint 'end'`), "end\n");
});

Deno.test("a reader that leaves while a job prints ends the run quietly", async () => {
  const text = "{ while 1 { print 'line'; sleep 1ms } } &\nsleep 60\nprint 'never'";
  for (const options of ["", "-v", "--json"]) {
    const script = `"$@" ${options} -c "$TEXT" | head -2 >/dev/null; echo "\${PIPESTATUS[0]}"`;
    const { out, err } = await run(["bash", "-c", script, "bash", ...PROGRAM], { env: { TEXT: text } });
    assertEquals([out, err], ["0\n", ""], options);
  }
});

// ---- -i

/** Runs socksh -i on lines given all at once. */
function lines(text: string, options: readonly string[] = []) {
  return socksh([...options, "-i"], { stdin: text });
}

Deno.test("-i answers each statement before it reads on", async () => {
  await using child = new Child([...PROGRAM, "-i"]);
  await child.type("x = 5\n");
  await child.wrote(/^= 5\n$/);
  await child.type("repeat 2 {\n");
  await child.type("  x = x + 1\n");
  await child.type("}\n");
  await child.wrote(/^= 5\n= 6\n= 7\n$/);
  await child.type("close 999\n");
  await child.wrote(/-:5:7: close: Bad file descriptor \(EBADF\)/);
  await child.type("soket\nprint 'on'\n");
  await child.wrote(/on\n/);
  await child.type("a, b = socketpair(); d = recv a 9 &\n");
  await child.wrote(/job 1 runs: d = recv a 9 &\n/);
  await child.type("send b 'hi'\n");
  await child.wrote(/job 1 ended: d = recv a 9 &\n= b"hi"/);
  await child.type("exit 4\n");
  const { code, err } = await child.finished();
  assertEquals(code, 4);
  assertMatch(err, /^-:6:1: "soket" is not a command; the nearest is "socket"/m);
});

Deno.test("-i reads blocks, brackets and quotes of many lines, and goes on behind what it cannot read", async () => {
  const { code, out, err } = await lines(
    `repeat 2 {\nif 1 {\nprint "in"\n}\n}\nx = (1,\n2)\ny = """a\nb"""\nlen(y)\nprint )\nif 1 {\nsoket\n}\nprint "end"\n`,
  );
  assertEquals([code, out.split("\n").slice(0, 2)], [0, ["in", "in"]]);
  assertMatch(out, /= \(1, 2\)\n/);
  assertMatch(out, /= 3\nend\n$|= 3\n.*end\n$/s);
  assertMatch(err, /^-:11:7: /m);
  assertMatch(err, /^-:13:1: "soket"/m);
});

Deno.test("-i: a block of thousands of lines takes no time worth speaking of", async () => {
  const begin = performance.now();
  const block = Array.from({ length: 6000 }, (_, i) => `  x = (${i} + 1) # of ${i}\n`).join("");
  const { code, out } = await lines(`if 0 {\n${block}}\nprint "over"\nsoket\nprint "on"\n`);
  assertEquals([code, out], [0, "over\non\n"]);
  const seconds = (performance.now() - begin) / 1000;
  assert(seconds < 8 * PATIENCE, `${seconds} s`);
});

Deno.test("-i joins lines that end with a backslash, and counts them", async () => {
  const { out, err } = await lines("x = 1 + \\\n  2\nprint a \\\nb\nsoket\n");
  assertEquals(out, "= 3\na b\n");
  assertMatch(err, /^-:5:1: "soket"/);
});

Deno.test("-i ends with 0 at the end of the input, whatever failed, and says what was not finished", async () => {
  assertEquals((await lines("")).code, 0);
  assertEquals((await lines("close 999\n1 => 2\nclose 999 &\n")).code, 0);
  assertEquals(await lines("print 'no newline'"), { code: 0, signal: null, out: "no newline\n", err: "" });
  const open = await lines("print 'on'\nrepeat 2 {\nprint 'never'\n");
  assertEquals([open.code, open.out], [0, "on\n"]);
  assertMatch(open.err, /^-:2:10: "\{" opened here is never closed\n/);
  assertEquals((await lines("while 1 { } &\nsleep 60 &\nprint 'end'\n")).code, 0);
});

Deno.test("-i --json writes an object for each statement and for what cannot be read, lines counted through", async () => {
  const { code, out, err } = await lines(
    "x = 1\nsoket\nrepeat 2 {\nx = x + 1\n}\nsleep 1ms &\nwait 1\nprint (\n)\n",
    [
      "--json",
    ],
  );
  assertEquals([code, err], [0, ""]);
  const told = objects(out);
  // What is typed comes from no file, a job's statement neither.
  assertEquals(told.filter((object) => "file" in object), []);
  assertEquals(told.map(({ line, ok, error, job }) => [line, ok, error ?? job]), [
    [1, true, undefined],
    [2, false, "syntax"],
    [4, true, undefined],
    [4, true, undefined],
    [6, true, 1],
    [7, true, undefined],
    [8, true, undefined],
  ]);
});

Deno.test("-i: input reads the next line, also the last one, and None behind it", async () => {
  const { out } = await lines(
    'x = input("? ")\nhello\nprint "got" $x\nwhile y = input() {\nprint "line" $y\n}\none\ntwo\n',
  );
  assertEquals(out, '? = "hello"\ngot hello\n= "one"\nline one\n= "two"\nline two\n');
});

Deno.test("-i ends with 130 and 143 when it is interrupted, while it reads and while a statement waits", async () => {
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    for (
      const text of [
        "print 'ready'\n",
        "print 'ready'\nsleep 60\n",
        "print 'ready'\nwhile 1 { }\n",
        "print 'ready'\nx = input()\n",
      ]
    ) {
      await using child = new Child([...PROGRAM, "-i"]);
      await child.type(text);
      await child.wrote(/ready/);
      await child.catches(signal);
      child.kill(signal);
      const ended = await child.ended();
      assertEquals([ended.code, ended.signal], [code, null], text);
    }
  }
});

Deno.test("-i that is interrupted within a block says nothing of the block", async () => {
  await using child = new Child([...PROGRAM, "-i"]);
  await child.type("print 'ready'\nrepeat 2 {\n");
  await child.wrote(/ready/);
  await child.catches("SIGINT");
  child.kill("SIGINT");
  const { code, err } = await child.ended();
  assertEquals([code, err], [130, ""]);
});

Deno.test("-i ends when a job runs exit, also while it waits for a line", async () => {
  await using child = new Child([...PROGRAM, "-i"]);
  await child.type("{ sleep 20ms; exit 3 } &\n");
  await child.wrote(/job 1 ended/);
  await child.wrote(/job 1 ended[^]*$/);
  // Nothing more is typed: the run ends by itself.
  assertEquals((await child.ended()).code, 3);
});

Deno.test("-i refuses what it cannot be combined with", async () => {
  for (const args of [["-i", "-c", "1"], ["-i", "--check"], ["-i", "--step"], ["-i", "/nowhere.socksh"]]) {
    const { code, out, err } = await socksh(args);
    assertEquals([code, out], [2, ""], args.join(" "));
    assertMatch(err, /^socksh: [^\n]+\n$/);
  }
});

// ---- input, pause, --step

Deno.test("input reads standard input line by line, and answers None at its end", async () => {
  const text = 'x = input("Name: ")\nprint "hello" $x\ny = input()\nz = input()\nprint $y $z';
  assertEquals((await socksh(["-c", text], { stdin: "Maria\nlast" })).out, "Name: hello Maria\nlast None\n");
  assertEquals((await socksh(["-c", "input() => None"], { stdin: "" })).code, 0);
  assertEquals(
    (await socksh(["-c", "while line = input() { print (len(line)) }"], { stdin: "a\nbb\n\nnever\n" })).out,
    "1\n2\n",
  );
  // What is printed with --json is JSON.
  assertEquals(objects((await socksh(["--json", "-c", 'x = input("? ")'], { stdin: "a\n" })).out).length, 1);
});

Deno.test("input under a time limit gives up, and what comes later is there for the next", async () => {
  await using child = new Child([
    ...PROGRAM,
    "-c",
    "timeout 5ms input() => timeout\nprint 'gave up'\nprint (input())",
  ]);
  await child.wrote(/gave up/);
  await child.type("late\n");
  const { code, out } = await child.finished();
  assertEquals([code, out], [0, "gave up\nlate\n"]);
});

Deno.test("input in a job is refused, and leaves the line to the foreground", async () => {
  const { code, out, err } = await socksh(["-c", "x = input() &\nprint (input())\nwait 1 => _"], {
    stdin: "mine\n",
  });
  assertEquals([code, out], [1, "mine\n"]);
  assertStringIncludes(err, "job 1 runs in the background and cannot read what is typed");
});

Deno.test("pause waits for nobody where no terminal is, and shows its text", async () => {
  const { code, out } = await socksh(["-c", "pause\npause 'look at' netstat\nprint 'on'"], {
    stdin: "unread\n",
  });
  assertEquals([code, out], [0, "look at netstat\non\n"]);
});

Deno.test("pause waits for Enter at a terminal, and Ctrl-C ends it", async () => {
  const program = [...PROGRAM, "-c", 'pause "look"\nprint "on"'];
  const env = { NO_COLOR: "1" };
  {
    await using terminal = await Terminal.open(program, { env });
    await terminal.expect("look [Enter] ");
    terminal.key("enter");
    await terminal.expect("on\r\n");
    assertEquals(await terminal.status(), 0);
  }
  await using terminal = await Terminal.open(program, { env });
  await terminal.expect("look [Enter] ");
  terminal.key("ctrl-c");
  assertEquals(await terminal.status(), 130);
  assert(!terminal.output.includes("on\r\n"));
});

Deno.test("--step shows each statement and runs it after Enter", async () => {
  await using terminal = await Terminal.open(
    [
      ...PROGRAM,
      "--step",
      "-c",
      'x = 5\nrepeat 2 { print "r" }\n{ sleep 1ms; print "job" } &\nwait\nprint "end"',
    ],
    { env: { NO_COLOR: "1" } },
  );
  assertEquals(
    await terminal.expect(/socksh> x = 5$/),
    "Enter runs the next statement, f and Enter the rest of a loop; Ctrl-C ends\r\nsocksh> x = 5",
  );
  terminal.key("enter");
  assertEquals(await terminal.expect("= 5\r\n"), "\r\n= 5\r\n");
  for (let i = 0; i < 2; i++) {
    await terminal.expect(/socksh> print "r"$/);
    terminal.key("enter");
    await terminal.expect(/\r\nr\r\n/);
  }
  await terminal.expect(/socksh> \{ sleep 1ms; print "job" \} &$/);
  terminal.key("enter");
  await terminal.expect("\r\njob 1 runs: ");
  await terminal.expect("socksh> wait");
  terminal.key("enter");
  await terminal.expect('socksh> print "end"');
  terminal.key("ctrl-c");
  assertEquals(await terminal.status(), 130);
});

Deno.test("--step on a pipe takes a line for each statement, and runs on at the end of the input", async () => {
  const { code, out } = await socksh(["--step", "-c", "print 1\nx = 5\nprint 2"], { stdin: "\n" });
  assertEquals([code, out], [0, "socksh> print 1\n1\nsocksh> x = 5\n= 5\nsocksh> print 2\n2\n"]);
});

Deno.test("f and Enter run the rest of the innermost loop, which shows what it prints and what fails", async () => {
  const statements = async (text: string, stdin: string) => {
    const { out, err } = await socksh(["--step", "-c", text], { stdin });
    return [out.split("\n").filter((line) => line !== ""), err] as const;
  };
  const nested = "repeat 2 {\n# Outer.\nx = 1\nrepeat 3 { print r }\n# Behind.\nx = 2\n}\nprint end";
  // In the inner loop: the outer one goes on step by step.
  const inner = ["socksh> x = 1", "= 1", "socksh> print r", "r", "r", "r"];
  const behind = ["socksh> x = 2", "= 2"];
  assertEquals(await statements(nested, "\nf\n\n\nf\n\n\n"), [
    ["# Outer.", ...inner, "# Behind.", ...behind, ...inner, ...behind, "socksh> print end", "end"],
    "",
  ]);
  // In the outer one: nothing of either is shown any more, nor are their comments later.
  assertEquals(await statements(nested, "f\n\n"), [
    ["# Outer.", "socksh> x = 1", "= 1", ...Array(6).fill("r"), "socksh> print end", "end"],
    "",
  ]);
  // At a condition, with break, in a job, and where there is no loop.
  const more = "while now() {\nx = 1\nif x { break }\n}\ny = 1\n{ sleep 1ms => ok } &\ny = 2";
  const [shown] = await statements(more, "f\nf\nf\nf\n");
  assertEquals(
    shown.filter((line) => line.startsWith("socksh>")),
    ["now()", "y = 1", "{ sleep 1ms => ok } &", "y = 2"].map((line) => `socksh> ${line}`),
  );
  const [failed, err] = await statements("n = 2\nwhile n >= 0 {\nprint 1\nassert n\nn = n - 1\n}", "\nf\n");
  assertEquals(failed, ["socksh> n = 2", "= 2", "socksh> print 1", "1", "1", "1"]);
  assertStringIncludes(err, "assert n");
});

Deno.test("--step explains itself in Portuguese too, and to nobody who reads JSON", async () => {
  const open = (args: readonly string[]) =>
    Terminal.open([...PROGRAM, ...args, "-c", "print 1; x = 5"], { env: { NO_COLOR: "1" } });
  await using terminal = await open(["--step", "--lang", "pt"]);
  await terminal.expect(
    "Enter executa a próxima instrução, f e Enter o resto de um laço; Ctrl-C encerra\r\nsocksh> print 1",
  );
  await using json = await open(["--step", "--json"]);
  assertEquals(await json.status(), 0);
  assert(!json.output.includes("Enter"), json.output);
});

Deno.test("--step and -v begin a line for each statement, and jobs come with their numbers in between", async () => {
  const text = '{ { sleep 1ms => ok } &; sleep 1ms => ok } &\nx = 5\nwait\nprint "end"';
  await using child = new Child([...PROGRAM, "--step", "-c", text]);
  await child.type("\n");
  // While the second statement waits for its line, the jobs go on.
  await child.wrote(/job 1 ended/);
  await child.end();
  for (const { out } of [await child.finished(), await socksh(["-v", "-c", text])]) {
    const shown = out.split("\n");
    assertEquals(
      shown.filter((line) => line.includes("socksh>")),
      ["{ { sleep 1ms => ok } &; sleep 1ms => ok } &", "x = 5", "wait", 'print "end"'].map((line) =>
        `socksh> ${line}`
      ),
    );
    assertEquals(shown.filter((line) => line.startsWith("job 2 runs: { sleep 1ms")).length, 1, out);
  }
});

Deno.test("what is shown behind a line that was typed begins where the cursor is", async () => {
  await using terminal = await Terminal.open([...PROGRAM, "-c", 'x = input("? ")\nprint $x'], {
    env: { NO_COLOR: "1" },
  });
  await terminal.expect("? ");
  terminal.type("a\r");
  assertEquals(await terminal.expect(/a\r\n[^]*a\r\n/), "a\r\na\r\n");
});

// ---- now, assert, numbers, names

Deno.test("now tells date and time in the format that is asked for", async () => {
  const text = `now => ~ "^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d$"
now "%d/%m/%Y" => ~ "^\\d\\d/\\d\\d/\\d{4}$"
now("%H%M%S%f") => ~ "^\\d{12}$"
now "100%%" => "100%"
now "ünï" => "ünï"
now "" => ""
print (len(now()))`;
  assertEquals(await printed(text), "19\n");
  const year = new Date().getFullYear();
  assert([`${year}\n`, `${year + 1}\n`].includes(await printed("print (now('%Y'))")));
  for (const format of ["%Q", "%", "a%", "%😀"]) {
    assertStringIncludes(await refused(`now "${format}"`), "in a date");
  }
});

Deno.test("assert fails where its condition is false, shows its value, and never where it holds", async () => {
  for (const value of ["0", "None", "False", "''", 'b""', "()", "1 == 2", "not 5", "0.0"]) {
    assertMatch(await refused(`assert ${value}`), /^-c:1:1: assert: the condition is/, value);
  }
  await printed(
    "assert 1\nassert 'a'\nassert (1, 2)\nassert 1 == 1 and not 0\nassert(5)\nassert len('ab') == 2 or 0\nassert (0,)",
  );
  await refused("assert", 2);
  await refused("x = 1\nassert x = 1", 2);
  assertEquals(await printed("assert 0\nprint 'never'", 1), "");
});

Deno.test("names that are commands, keywords and functions cannot be set, and the message offers others", async () => {
  for (
    const name of [
      "wait",
      "jobs",
      "cancel",
      "input",
      "now",
      "pause",
      "assert",
      "if",
      "repeat",
      "timeout",
      "accept",
    ]
  ) {
    assertStringIncludes(await refused(`${name} = 5`, 2), `"my_${name}"`, name);
  }
  // They are words where words stand.
  assertEquals(await printed("print wait jobs if while"), "wait jobs if while\n");
});

Deno.test("numbers at the edge of what C takes reach the kernel or are refused by name", async () => {
  const udp = "s = socket udp\n";
  assertStringIncludes(await refused(`${udp}recv s 2147483648 MSG_DONTWAIT`), "EAGAIN");
  assertStringIncludes(await refused(`${udp}recv s (2147483648 * 2147483648) MSG_DONTWAIT`), "too large");
  assertStringIncludes(await refused(`${udp}recv s -1 MSG_DONTWAIT`), "recv: ");
  assertStringIncludes(await refused(`${udp}listen s 2147483648`), "does not fit");
  await refused("x = 9007199254740992", 2);
  assertEquals(await printed("x = 9007199254740991; print $x"), "9007199254740991\n");
  assertEquals(await printed(`x = 1; repeat 40 { x = x * 2 }; print $x`), "1099511627776\n");
  await refused("sleep (2147483648 * 1000)");
});

Deno.test("--step shows the comments before a statement, once, in the language of the run", async () => {
  using folder = new Folder();
  const file = folder.file(
    "x.socksh",
    "#!/usr/bin/env socksh\n# First.\n# pt: Primeiro,\n#     e mais.\nx = 1\nrepeat 2 {\n  # Again.\n  x = 2\n}\n",
  );
  for (const [language, said] of [["en", "# First.\n"], ["pt-BR", "# Primeiro,\n# e mais.\n"]] as const) {
    const { out } = await socksh(["--step", "--lang", language, file], { stdin: "\n\n\n\n" });
    assertEquals(out.split("\n").filter((line) => line.startsWith("#")).join("\n"), `${said}# Again.`);
    assertEquals(out.startsWith(`\n${said}socksh> x = 1\n`), true, out);
  }
});

Deno.test("--step breaks comments between words where the terminal ends, and leaves what fits as it is laid out", async () => {
  using folder = new Folder();
  const file = folder.file(
    "x.socksh",
    "# The netstat of this machine does not know what it is about, and says so.\n#\n#   a    b\n#   socksh --step x.socksh 65432       (after: python3)\nx = 1\n",
  );
  await using terminal = await Terminal.open([...PROGRAM, "--step", "--lang", "en", file], {
    env: { NO_COLOR: "1" },
    columns: 40,
  });
  const shown = await terminal.expect(/socksh> x = 1$/);
  assertEquals(
    shown.replaceAll("\r", "").split("\n").slice(-8),
    [
      "",
      "# The netstat of this machine does not",
      "# know what it is about, and says so.",
      "#",
      "#   a    b",
      "#   socksh --step x.socksh 65432 (after:",
      "#     python3)",
      "socksh> x = 1",
    ],
  );
});
