// Jobs in one session: what runs in the background, when its names are set, what becomes of its failure, who ends it.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { constant } from "../lib/abi/mod.ts";
import { UsageError } from "../lib/errors.ts";
import { Socket } from "../lib/sockets/mod.ts";
import { textOf, type Value } from "../lib/values.ts";
import { libc } from "./replay.ts";
import { type Running, Shell } from "./session_fixture.ts";

/** Waits until a job has ended; what became of it. */
async function ended(shell: Shell, number: number): Promise<string> {
  const job = shell.job(number);
  await job.ended;
  return job.state;
}

function states(shell: Shell): string[] {
  return shell.session.jobs.all().map(({ state }) => state);
}

/** What a variable holds, as text. */
function held(shell: Shell, name: string): string | undefined {
  const value: Value | undefined = shell.session.variables.get(name);
  return value === undefined ? undefined : textOf(value);
}

/** The error of the last statement in the foreground. */
async function failureOf(running: Running): Promise<{ key: string; values: Record<string, unknown> }> {
  const error = (await running.done).findLast(({ job }) => job === undefined)?.error;
  assert(error instanceof UsageError, `${error}`);
  return { key: error.key, values: { ...error.values } };
}

// ---- what runs when, and which names are set

Deno.test("a statement with & behind it runs while others do, and its name is set when it ends", async () => {
  await using shell = new Shell();
  await shell.run("a, b = socketpair()\ndata = recv a 10 &");
  assertEquals([states(shell), held(shell, "data")], [["running"], undefined]);
  await shell.run('send b "ping"');
  assertEquals([await ended(shell, 1), held(shell, "data")], ["succeeded", "ping"]);
  assertEquals(shell.jobsTold, ["1 running", "1 succeeded"]);
});

Deno.test("a job runs as far as it goes without waiting before what is behind it does", async () => {
  await using shell = new Shell();
  await shell.run('x = 5 &\n{ print "first"; y = 6 } &\nprint "second"\nz = x + y');
  assertEquals([held(shell, "z"), shell.printed], ["11", ["first", "second"]]);
});

Deno.test("a block job sees the variables as they were when it started, and sets its own when it ends", async () => {
  await using shell = new Shell();
  await shell.run("a, b = socketpair(); x = 1\n{ x = x + 1; recv a 10; x = x + 1; y = 7 } &\nx = 10");
  assertEquals([held(shell, "x"), held(shell, "y")], ["10", undefined]);
  await shell.run('send b "go"; wait');
  assertEquals([held(shell, "x"), held(shell, "y")], ["3", "7"]);
});

Deno.test("a block job that failed sets what it had given before", async () => {
  await using shell = new Shell();
  await shell.run("{ x = 1; close 999; y = 2 } &");
  assertEquals([await ended(shell, 1), held(shell, "x"), held(shell, "y")], ["failed", "1", undefined]);
});

Deno.test("what reads a name too early is told which job sets it", async () => {
  await using shell = new Shell();
  await shell.run("a, b = socketpair()\n{ if 1 { data = recv a 10 } } &");
  const refused = await failureOf(shell.start("print $data"));
  assertEquals(refused, { key: "variable.awaited", values: { name: "data", job: 1 } });
  // Also where it stands alone, which would be a misspelt command otherwise.
  assertEquals((await failureOf(shell.start("data"))).key, "variable.awaited");
  await shell.run('send b "x"; wait; print $data');
  assertEquals(shell.printed, ["x"]);
});

Deno.test("a name that was set before keeps its value until the job ends", async () => {
  await using shell = new Shell();
  await shell.run(
    'a, b = socketpair(); data = "old"\ndata = recv a 10 &\nprint $data\nsend b "new"; wait\nprint $data',
  );
  assertEquals(shell.printed, ["old", "new"]);
});

Deno.test("every target of a job is set, and _ none", async () => {
  await using shell = new Shell();
  await shell.run(`srv = socket tcp; bind srv 127.0.0.1:0; listen srv
conn, addr = accept srv &
c = socket tcp; connect c (getsockname(srv))
wait conn
assert addr == getsockname(c)
_, n = ("x", 5) &`);
  assertEquals([shell.socket("conn").name, held(shell, "n"), shell.session.variables.has("_")], [
    "conn",
    "5",
    false,
  ]);
});

Deno.test("sockets that jobs make without names are numbered in the order they are made", async () => {
  await using shell = new Shell();
  await shell.run("{ socket tcp; sleep 1ms; socket udp } &\nsocket tcp\nwait");
  const named = shell.session.sockets.all().map(({ name, type }) => `${name} ${type}`);
  assertEquals(named.map((each) => each.split(" ")[0]), ["s1", "s2", "s3"]);
  assert(shell.socket("s3") instanceof Socket);
});

Deno.test("a job that gives the name of an open socket to another renames the first, as the foreground does", async () => {
  await using shell = new Shell();
  await shell.run("x = socket tcp\nold = x\n{ x = socket udp; sleep 1ms } &\nwait");
  assertEquals([shell.socket("x").name, shell.socket("old").name], ["x", "old"]);
});

Deno.test("jobs are started in loops, in branches and in jobs, as deep as blocks go", async () => {
  await using shell = new Shell();
  await shell.run("n = 0\nrepeat 3 { n = n + 1 & }\nif n == 3 { m = n & }\nwait");
  assertEquals([held(shell, "n"), held(shell, "m")], ["3", "3"]);
  await shell.run(`${"{ ".repeat(150)} deep = "down" &${" } &".repeat(150)}\nwait`);
  assertEquals([held(shell, "deep"), states(shell).includes("running")], ["down", false]);
});

Deno.test("a thousand jobs wait at once, and each gets its part", async () => {
  await using shell = new Shell();
  await shell.run("a, b = socketpair(); n = 0\nrepeat 1000 { recv a 1 & }");
  assertEquals(states(shell).filter((state) => state === "running").length, 1000);
  await shell.run('sendall b ("x" * 1000); wait');
  // As many as are remembered.
  assertEquals(states(shell), Array(100).fill("succeeded"));
  assertEquals(await shell.session.jobs.close(), false);
});

Deno.test("two jobs wait on one socket, and each gets what arrives for it", async () => {
  await using shell = new Shell();
  await shell.run('a, b = socketpair()\nx = recv a 1 &\ny = recv a 1 &\nsend b "1"');
  await Promise.race([shell.job(1).ended, shell.job(2).ended]);
  assertEquals(states(shell).toSorted(), ["running", "succeeded"]);
  await shell.run('send b "2"; wait');
  assertEquals([held(shell, "x"), held(shell, "y")].toSorted(), ["1", "2"]);
});

// ---- waiting for jobs

Deno.test("wait answers what a job's statement returned, however often and however late it is asked", async () => {
  await using shell = new Shell();
  await shell.run('a, b = socketpair()\ndata = recv a 10 &\nsend b "ping"');
  for (const job of ["data", "1", "%1", "(1)", "recv"]) {
    assertEquals(textOf(await shell.run(`wait ${job}`)), "ping", job);
  }
  assertEquals(await shell.run("wait 1 1"), null);
});

Deno.test("wait without arguments waits for all, also for those that jobs started meanwhile", async () => {
  await using shell = new Shell();
  await shell.run("{ sleep 1ms; sleep 10ms &\nsleep 1ms } &\nwait");
  assertEquals(states(shell), ["succeeded", "succeeded"]);
  assertEquals(await shell.run("wait"), null);
});

Deno.test("a job is known by its command, also behind its names, its time limit and its socket", async () => {
  const jobs = [
    "accept srv &",
    "conn, addr = accept srv &",
    "timeout 60s accept(srv) &",
    "(conn, addr) = srv.accept() &",
    "timeout 1m timeout 1m c=accept srv &",
  ];
  for (const job of jobs) {
    await using shell = new Shell();
    await shell.run(`srv = socket tcp; bind srv 127.0.0.1:0; listen srv\n${job}\ncancel accept`);
    assertEquals(states(shell), ["cancelled"], job);
  }
});

Deno.test("of several jobs with a name the latest that runs is meant, and a name before a command", async () => {
  await using shell = new Shell();
  await shell.run("a, b = socketpair()\nsleep 60 &\nsleep 60 &\nx = 5 &\ncancel sleep");
  assertEquals(states(shell), ["running", "cancelled", "succeeded"]);
  await shell.run("cancel sleep");
  assertEquals(states(shell), ["cancelled", "cancelled", "succeeded"]);
});

Deno.test("what is no job is refused by name", async () => {
  await using shell = new Shell();
  await shell.run("a, b = socketpair()\nx = 5 &");
  for (const name of ["2", "0", "-1", "999999999999", "nobody", "a", "{"]) {
    assertEquals((await failureOf(shell.start(`wait "${name}"`))).key, "job.unknown", name);
    assertEquals((await failureOf(shell.start(`cancel "${name}"`))).key, "job.unknown", name);
  }
  assertEquals((await failureOf(shell.start("wait (a)"))).key, "expects.job");
  assertEquals((await failureOf(shell.start("wait None"))).key, "job.unknown");
});

Deno.test("a job cannot wait for itself; to wait for all means all others", async () => {
  for (const job of ["wait 1 &", "{ wait 1 } &", "x = wait x &"]) {
    await using shell = new Shell();
    await shell.run(job);
    assertEquals(await ended(shell, 1), "failed", job);
    const error = shell.job(1).end?.error;
    assertEquals(error instanceof UsageError && error.key, "job.itself", job);
  }
  await using shell = new Shell();
  await shell.run("a, b = socketpair()\nrecv a 10 &\nwait &");
  assertEquals(states(shell), ["running", "running"]);
  await shell.run('send b "x"; wait');
  assertEquals(states(shell), ["succeeded", "succeeded"]);
});

Deno.test("to wait for a job is interrupted as any call is, and the job goes on", async () => {
  await using shell = new Shell();
  await shell.run(
    "a, b = socketpair()\nd = recv a 10 &\ntimeout 1ms wait => timeout\ntimeout 1ms wait d => timeout",
  );
  const waiting = shell.start("wait d");
  await waiting.waits;
  waiting.interrupt();
  const [outcome] = await waiting.done;
  assertEquals(outcome?.error && "code" in outcome.error && outcome.error.code, "EINTR");
  assertEquals(states(shell), ["running"]);
});

// ---- what becomes of failures

Deno.test("a job that failed makes wait fail with the same errno, which can be expected", async () => {
  await using shell = new Shell();
  await shell.run("close 999 &\nwait 1 => EBADF\nwait 1 => EBADF");
  assertEquals(await shell.session.jobs.close(), false);
});

Deno.test("a failure nobody waited for counts at the end of the run, and once waited for it does not", async () => {
  const counts = async (text: string): Promise<boolean> => {
    await using shell = new Shell();
    await shell.start(text, true).done;
    return await shell.session.jobs.close();
  };
  assertEquals(await counts("close 999 &"), true);
  assertEquals(await counts("{ sleep 1ms; 1 => 2 } &\nsleep 20ms"), true);
  assertEquals(await counts("close 999 &\nwait"), false);
  assertEquals(await counts("close 999 &\nclose 998 &\nwait 1 2 => EBADF"), false);
  assertEquals(await counts("close 999 &\nclose 998 &\nwait 1 => EBADF"), true);
  assertEquals(await counts("close 999 & => EBADF\nx = 1 &"), false);
  assertEquals(await counts("sleep 60 &\nsleep 60 &\ncancel 1"), false);
  // Also of jobs that are long forgotten.
  assertEquals(await counts("close 999 &\nrepeat 200 { x = 1 & }\nsleep 1ms"), true);
  assertEquals(await counts("close 999 &\nrepeat 200 { x = 1 & }\nwait => _"), false);
});

Deno.test("a job whose expectation is not met has failed, whatever its call answered", async () => {
  await using shell = new Shell();
  await shell.run("1 & => 2");
  assertEquals(await ended(shell, 1), "failed");
  assertEquals(await failureOf(shell.start("wait 1")), { key: "wait.failed", values: { job: 1 } });
});

Deno.test("an expectation behind & belongs to the job, with its times and its time limit", async () => {
  await using shell = new Shell();
  await shell.run(`a, b = socketpair()
timeout 5ms recv a 10 & => timeout
timeout 5ms { recv a 10 => timeout } &
sleep 20ms & => ok after 10ms
sleep 20ms & => ok within 1ms
close 999 & => EBADF`);
  await shell.start("wait").done;
  assertEquals(states(shell), ["succeeded", "failed", "succeeded", "failed", "succeeded"]);
});

Deno.test("a time limit around it does not end a job that was started inside", async () => {
  await using shell = new Shell();
  await shell.run('a, b = socketpair()\ntimeout 1ms { x = recv a 10 & }\nsleep 5ms\nsend b "late"\nwait');
  assertEquals(held(shell, "x"), "late");
});

// ---- how jobs are ended

Deno.test("a cancelled job is no failure, and its sockets stay open", async () => {
  await using shell = new Shell();
  await shell.run("{ s = socket tcp; t = socket udp; sleep 60; print 'never' } &\ncancel 1");
  assertEquals([states(shell), shell.printed], [["cancelled"], []]);
  assert(shell.socket("s").fd >= 0 && shell.socket("t").fd >= 0);
  assertEquals(await shell.run("wait 1"), null);
  assertEquals(shell.jobsTold, ["1 running", "1 cancelled"]);
});

Deno.test("cancel without arguments ends all, and in a job its own, too", async () => {
  await using shell = new Shell();
  await shell.run("sleep 60 &\nsleep 60 &\ncancel");
  assertEquals(states(shell), ["cancelled", "cancelled"]);
  await shell.run("sleep 60 &\n{ cancel; x = 'never' } &\nwait");
  assertEquals([states(shell).slice(2), held(shell, "x")], [["cancelled", "cancelled"], undefined]);
  // What has ended stays as it is.
  await shell.run("x = 5 &\ncancel; cancel 1 2 5");
  assertEquals(states(shell).slice(3), ["cancelled", "succeeded"]);
});

Deno.test("cancel ends loops that never wait", async () => {
  for (const loop of ["while 1 { }", "while 1 { x = 1 }", "repeat 1000000000 { }"]) {
    await using shell = new Shell();
    await shell.run(`${loop} &\ncancel 1`);
    assertEquals(states(shell), ["cancelled"], loop);
  }
});

Deno.test("cancel ends loops that hold nothing but blocks, jumps and jobs", async () => {
  for (
    const body of [
      "while 0 { }",
      "if 0 { }",
      "if 1 { continue }",
      "{ }",
      "repeat 2 { break }",
      "continue",
      "x = 1 &",
    ]
  ) {
    await using shell = new Shell();
    await shell.run(`while 1 { ${body} } &\ncancel 1`);
    assertEquals(shell.jobsTold.includes("1 cancelled"), true, body);
  }
});

Deno.test("cancel ends loops of calls that answer at once", async () => {
  for (const body of ["wait 1", "pause", "cancel 1"]) {
    await using shell = new Shell();
    await shell.run(`x = 1 &\nwhile 1 { ${body} } &\ncancel 2`);
    assertEquals(shell.job(2).state, "cancelled", body);
  }
});

Deno.test("a job that is cancelled meets no expectation and runs nothing more", async () => {
  await using shell = new Shell();
  await shell.run(
    "{ sleep 60 => _; print 'never' } &\ntimeout 60s sleep 60 & => timeout\ncancel; print 'on'",
  );
  assertEquals([states(shell), shell.printed], [["cancelled", "cancelled"], ["on"]]);
});

Deno.test("close of a socket on which jobs wait wakes them with EBADF", async () => {
  await using shell = new Shell();
  await shell.run(`a, b = socketpair(); srv = socket tcp; bind srv 127.0.0.1:0; listen srv
recv a 10 &
recv a 10 &
accept srv &
close a; close srv
wait 1 => EBADF
wait 2 => EBADF
wait 3 => EBADF`);
  assertEquals(states(shell), ["failed", "failed", "failed"]);
});

Deno.test("exit in a job ends the others and the whole run", async () => {
  await using shell = new Shell();
  await shell.run("sleep 60 &\nexit 3 &\nprint 'never'");
  assertEquals([shell.session.exitCode, shell.printed], [3, []]);
  assertEquals(await shell.session.jobs.close(), false);
  assertEquals(states(shell), ["cancelled", "succeeded"]);
});

Deno.test("the end of the run cancels what still runs, and closes what jobs opened", async () => {
  const opened: number[] = [];
  {
    await using shell = new Shell();
    await shell.run(
      "{ s = socket tcp; c, d = socketpair(); sleep 60 } &\nwhile 1 { } &\nrepeat 100 { sleep 60 & }",
    );
    opened.push(...shell.session.sockets.all().map(({ fd }) => fd));
    assertEquals(await shell.session.jobs.close(), false);
    assertEquals(new Set(states(shell)), new Set(["cancelled"]));
  }
  const flags = (fd: number) => libc.fcntl(fd, constant(libc.system, "F_GETFD"), 0);
  assertEquals(opened.map(flags), opened.map(() => -(libc.system.errnos.get("EBADF") ?? 0)));
  assertEquals(opened.length, 3);
});

// ---- Ctrl-Z

const waiting: readonly [call: string, set: string | undefined, wake: string][] = [
  ["got = recv a 10", "x", 'send b "x"'],
  ["got, from = accept srv", undefined, "c = socket tcp; connect c (getsockname(srv))"],
  ["got = sleep 20ms", "None", ""],
  ["got = poll a 60s", undefined, 'send b "x"'],
  ["got = wait other", "done", 'send d "done"'],
];

Deno.test("Ctrl-Z makes a job of a call that waits, and its name is set when the job ends", async () => {
  for (const [call, set, wake] of waiting) {
    await using shell = new Shell();
    await shell.run(
      "a, b = socketpair(); c, d = socketpair()\nsrv = socket tcp; bind srv 127.0.0.1:0; listen srv",
    );
    await shell.run("other = recv c 10 &");
    const running = shell.start(call);
    await running.waits;
    const job = running.suspend();
    assertEquals([job?.number, job?.text, job?.single, job?.state], [2, call, true, "running"], call);
    await shell.run(`print "meanwhile"\n${wake}\nwait got`);
    assertEquals(job?.state, "succeeded", call);
    assert(shell.session.variables.has("got"), call);
    if (set !== undefined) assertEquals(held(shell, "got"), set, call);
  }
});

Deno.test("what stands behind a call that Ctrl-Z suspends belongs to the job, with names of its own", async () => {
  await using shell = new Shell();
  await shell.run('a, b = socketpair(); x = "before"');
  const running = shell.start('recv a 1; x = "job"; recv a 1; print $x');
  await running.waits;
  const job = running.suspend();
  assertEquals([job?.single, job?.sets], [false, ["x"]]);
  await shell.run('send b "1"; print $x; x = "mine"');
  await shell.run('send b "2"; wait 1');
  assertEquals(shell.printed, ["before", "job"]);
  assertEquals(held(shell, "x"), "job");
});

Deno.test("Ctrl-Z makes a job of a loop, whether it waits or not", async () => {
  for (const loop of ["while 1 { n = n + 1 }", "while recv(a, 1) { }", "repeat 1000000 { sleep 60 }"]) {
    await using shell = new Shell();
    await shell.run("a, b = socketpair(); n = 0");
    const running = shell.start(loop);
    if (!loop.includes("n + 1")) await running.waits;
    assertEquals(running.suspend()?.state, "running", loop);
    await shell.run('print "free"\ncancel 1');
    assertEquals([states(shell), shell.printed], [["cancelled"], ["free"]], loop);
  }
});

Deno.test("Ctrl-Z while nothing runs makes no job, and a job is made only once", async () => {
  await using shell = new Shell();
  const over = shell.start("x = 5");
  await over.done;
  assertEquals(over.suspend(), undefined);
  const slept = shell.start("sleep 1ms");
  await slept.done;
  assertEquals(slept.suspend(), undefined);
  const running = shell.start("sleep 60");
  await running.waits;
  assertEquals([running.suspend()?.number, running.suspend()], [1, undefined]);
  assertEquals(states(shell), ["running"]);
});

Deno.test("a call that Ctrl-Z suspended fails as a job does", async () => {
  await using shell = new Shell();
  await shell.run("a, b = socketpair()");
  const running = shell.start("recv a 10");
  await running.waits;
  running.suspend();
  await shell.run("close a\nwait 1 => EBADF");
  assertEquals(shell.jobsTold, ["1 running", "1 failed"]);
});

Deno.test("Ctrl-C interrupts the foreground only", async () => {
  await using shell = new Shell();
  await shell.run("a, b = socketpair()\nd = recv a 10 &");
  const running = shell.start("sleep 60");
  await running.waits;
  running.interrupt();
  assertEquals((await running.done).at(-1)?.succeeded, false);
  assertEquals(states(shell), ["running"]);
  await shell.run('send b "x"; wait d => "x"');
});

// ---- what jobs may not do

Deno.test("what is typed belongs to the foreground", async () => {
  await using shell = new Shell();
  shell.typed.push("for the foreground");
  await shell.run("x = input() &");
  assertEquals(await ended(shell, 1), "failed");
  const error = shell.job(1).end?.error;
  assertEquals(error instanceof UsageError && error.key, "job.input");
  assertEquals(await shell.run("input()"), "for the foreground");
  assertEquals(await shell.run("input()"), null);
  // Nobody is asked to press Enter for a job.
  await shell.run('pause "look" &\nwait 2');
  assertEquals(shell.printed, ["look"]);
});

Deno.test("break and continue do not leave a job", async () => {
  await using shell = new Shell();
  for (
    const text of ["repeat 2 { break & }", "repeat 2 { { continue } & }", "while 1 { if 1 { break } & }"]
  ) {
    assertMatch(await shell.run(text).then(String, (error) => `${error.key}`), /^syntax\./, text);
  }
  await shell.run("repeat 2 { { while 1 { break } } & }\nwait");
});
