// Does a session leave descriptors behind? Programs of their own are asked what they have open, before and after.

import { assert, assertEquals } from "@std/assert";
import { peer } from "./peers.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const permissions = [
  "--allow-ffi",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys",
  "--no-prompt",
];
const deno = ["run", "--quiet", ...permissions];
/** Looking for a newer version would open descriptors of the runtime's own, some time or other. */
const env = { DENO_NO_UPDATE_CHECK: "1" };

/** Every way a call can fail that makes descriptors, and some that make none. */
const failures = `
  srv = socket tcp; bind srv 127.0.0.1:0; there = getsockname(srv); listen srv 1
  other = socket tcp; bind other $there; bind other 198.51.100.7:0; connect other 127.0.0.1:1; accept other
  cli = socket tcp; connect cli $there; conn, addr = accept srv
  settimeout srv 10ms; accept srv; settimeout conn 10ms; recv conn 10; recv cli 10 MSG_DONTWAIT
  socket(99, 99); socket(AF_INET, SOCK_RDM); a, b = socketpair(AF_INET, SOCK_STREAM); a, b = socketpair()
  x, y, z = socketpair(); dup 9999; d = dup a; dup d; open /nowhere; f = open /dev/null; open / O_WRONLY
  send cli x; close conn; recv cli 10; send cli y; send cli z; close 3; close 1; close -1; close nobody
  bind f 127.0.0.1:0; u = socket udp; sendto u x 127.0.0.1:0; send u x; u = socket unix; connect u unix:/nowhere/at/all
  connect u localhost:no-such-service; setsockopt srv 9999 1 1; source /nowhere; "text" + 1; close d; close d
`;

interface Descriptors {
  readonly before: number[];
  readonly during: number[];
  readonly after: number[];
  readonly answers: string[];
}

/** Runs statements in a session of a child process, which tells what it had open. */
async function child(statements: string, limit?: number): Promise<Descriptors> {
  const program = [Deno.execPath(), ...deno, `${ROOT}tests/leak_fixture.ts`];
  const limited = limit === undefined
    ? program
    : ["sh", "-c", `ulimit -n ${limit}; exec "$@"`, "sh", ...program];
  const [command = "", ...args] = limited;
  const running = new Deno.Command(command, {
    args,
    cwd: ROOT,
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  })
    .spawn();
  await new Blob([statements]).stream().pipeTo(running.stdin);
  const { stdout, stderr } = await running.output();
  assertEquals(new TextDecoder().decode(stderr), "");
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("a session full of failures leaves no descriptor but the wake-up pipe's two", async () => {
  const { before, during, after, answers } = await child(failures);
  assert(answers.filter((answer) => answer !== "ok").length > 20, answers.join(" "));
  assert(during.length > before.length + 10, "the session opened too little to show anything");
  const left = after.filter((fd) => !before.includes(fd));
  assertEquals([left.length, before.filter((fd) => !after.includes(fd))], [2, []]);
});

Deno.test("a session that never waits leaves nothing at all", async () => {
  const { before, after } = await child(
    "a, b = socketpair(); send a x; recv b 1; c = socket tcp; close a; close -1",
  );
  assertEquals(after, before);
});

Deno.test("however many calls wait, there is one wake-up pipe", async () => {
  const { before, during, after } = await child(
    "a, b = socketpair(); settimeout a 1ms\n" + "recv a 1\n".repeat(50),
  );
  assertEquals([during.length - before.length, after.length - before.length], [4, 2]);
});

Deno.test("2 000 rounds of socket, failure and close leave no descriptor", async () => {
  const round = "s = socket tcp; connect s 127.0.0.1:1; bind s 198.51.100.7:1; send s x; close s; close s\n";
  const { before, during, answers } = await child(round.repeat(2000));
  assertEquals(answers.length, 12_000);
  assertEquals(answers.filter((answer) => answer === "ok").length, 4000);
  assert(during.length <= before.length + 2);
});

Deno.test("without descriptors left calls answer EMFILE, waiting still works, and close gives them back", async () => {
  const { before, after, answers } = await child(
    `a, b = socketpair(); settimeout a 10ms; srv = socket unix; bind srv unix: 2; listen srv
     cli = socket unix; connect cli (getsockname(srv))
     ${"socket tcp\n".repeat(300)}
     socket udp => EMFILE; dup a => EMFILE; open /dev/null => EMFILE; socketpair() => EMFILE; accept srv => EMFILE
     recv a 1 => EAGAIN; close cli; s = socket tcp`,
    256,
  );
  assert(answers.includes("EMFILE"));
  assertEquals(answers.slice(-8), ["EMFILE", "EMFILE", "EMFILE", "EMFILE", "EMFILE", "EAGAIN", "ok", "ok"]);
  assertEquals(after.filter((fd) => !before.includes(fd)).length <= 2, true);
});

Deno.test("from the first wait on without a descriptor left, time-outs run out and calls can be interrupted", async () => {
  const { before, during, after, answers } = await child(
    `a, b = socketpair(); settimeout a 10ms; victim, other = socketpair(); u = socket udp
     ${"socket tcp\n".repeat(40)}
     srv = socket tcp => EMFILE; dup a => EMFILE; open /dev/null => EMFILE; x, y = socketpair() => EMFILE
     connect u localhost:9 => _; recv a 1 => EAGAIN; send b ping; recv a 10 => 'ping'; sleep 1ms; recv victim 10`,
    40,
  );
  assertEquals(during.filter((fd) => fd < 40).length, 40, "one was left");
  assertEquals(answers.slice(-10, -6), ["EMFILE", "EMFILE", "EMFILE", "EMFILE"]);
  assertEquals(answers.slice(-5), ["EAGAIN", "ok", "ok", "ok", "EINTR"]);
  assertEquals(after, before);
});

Deno.test("a running socksh -c has no more descriptors open after failures than without them", async () => {
  const ls = await peer("ls");
  if (ls === undefined) return;
  const plain = await openWhileWaiting(ls, "socket tcp => ok");
  const failed = await openWhileWaiting(
    ls,
    `socket tcp
     s = socket tcp; connect s 127.0.0.1:1; close s; socket(99, 99); a, b, c = socketpair(); close s2; close s3
     settimeout 9999 1; f = open /dev/null; listen f; close f; d = dup 9999; close 3`,
  );
  assertEquals(failed, plain);
});

/** The kinds of descriptors a `socksh -k -c` has open once those statements have run, and it has waited once. */
async function openWhileWaiting(ls: string, statements: string): Promise<string[]> {
  const args = [...deno, `${ROOT}main.ts`, "-k", "-c", `${statements}; sleep 1ms; print ready; sleep 10m`];
  const child = new Deno.Command(Deno.execPath(), {
    args,
    cwd: ROOT,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  try {
    let text = "";
    const decoder = new TextDecoder();
    while (!text.includes("ready")) {
      const { value, done } = await reader.read();
      assert(!done, `ended after ${JSON.stringify(text)}`);
      text += decoder.decode(value, { stream: true });
    }
    return await listed(ls, child.pid);
  } finally {
    child.kill("SIGTERM");
    await reader.cancel();
    await child.status;
  }
}

/** The kinds of descriptors of a process: what /proc shows of them, without the numbers that name single ones. */
async function listed(ls: string, pid: number): Promise<string[]> {
  const { stdout } = await new Deno.Command(ls, { args: ["-l", `/proc/${pid}/fd`] }).output();
  const lines = new TextDecoder().decode(stdout).split("\n").filter((line) => line.includes(" -> "));
  return lines.map((line) => line.split(" -> ")[1]?.replace(/:?\[?\d*\]?$/, "") ?? "").sort();
}

Deno.test("descriptors that came with a message, pipes and duplicates are closed at the end", async () => {
  const { before, during, after, answers } = await child(`
    a, b = socketpair(); r, w = pipe2(); send_fds a x (r, w, a); data, fds, flags, addr = recv_fds(b, 9, 3)
    send_fds a x (r, w); recvmsg b 9; sendmsg a x (SOL_SOCKET, SCM_RIGHTS, 9999); recvmsg b 9 99 MSG_DONTWAIT
    c = fcntl(a, F_DUPFD, 0); d = dup2(a, c); dup2 a 9999999; fcntl a F_DUPFD -1; pipe2 12345; accept4 a
    settimeout b 1ms; recvmsg b 9; poll (a, b, r) 1ms; select (a, b) None None 1ms; poll 0 0
    srv = socket tcp; bind srv 127.0.0.1:0; listen srv; cli = socket tcp; connect cli (getsockname(srv)); accept4 srv
  `);
  assert(answers.includes("EINVAL") && answers.includes("EBADF"), answers.join(" "));
  assert(during.length >= before.length + 11, `${during.length} descriptors of ${before.length}`);
  const left = after.filter((fd) => !before.includes(fd));
  assertEquals([left.length, before.filter((fd) => !after.includes(fd))], [2, []]);
});
