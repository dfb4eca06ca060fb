// --sandbox: the shell in a private network. Real namespaces, made by ordinary users where the machine permits it; where
// it does not, the tests that need one are skipped and say so. Refusals are made to happen.

import { assert, assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import { reasonOf } from "../lib/sandbox.ts";
import { Child, type Finished, Folder, PROGRAM, run, type Setting } from "./child.ts";
import { executable } from "./executable.ts";
import { peer, skipped } from "./peers.ts";
import { prompt } from "./terminal.ts";

/** An ordinary user, whoever runs the tests. */
const ordinary: readonly string[] = Deno.uid() === 0
  ? ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
  : [];

let asked: Promise<string | undefined> | undefined;

/** The executable, or undefined where an ordinary user may make no namespaces and the test is skipped. */
function permitted(): Promise<string | undefined> {
  return asked ??= (async () => {
    for (const needed of ["unshare", "nsenter", "setpriv"]) {
      if (await peer(needed) === undefined) return undefined;
    }
    const { code, err } = await run([...ordinary, "unshare", "-Urn", "true"]);
    if (code === 0) return await executable();
    skipped(`no namespace can be made: ${err.trim()}`);
    return undefined;
  })();
}

/** Runs the executable with --sandbox as an ordinary user. */
function sandboxed(program: string, args: readonly string[], setting: Setting = {}): Promise<Finished> {
  return run([...ordinary, program, "--sandbox", ...args], { cwd: "/", ...setting });
}

/** What standard error says of the network, in English. */
const INSIDE =
  /^private network: .* loopback interface.*\nto join it from another terminal.*\n {2}(nsenter --preserve-credentials --user --net --target \d+ .*)\n$/;

/** The command that stands there. */
const JOIN = /^ {2}(nsenter .*)\n/m;

/** The namespaces a command runs in. */
async function namespaces(command: readonly string[]): Promise<{ user: string; net: string }> {
  const { out, err } = await run([...command, "readlink", "/proc/self/ns/user", "/proc/self/ns/net"]);
  const [user = "", net = ""] = out.split("\n");
  assertMatch(`${user} ${net}`, /^user:\[\d+\] net:\[\d+\]$/, err);
  return { user, net };
}

/** The part of a join command that enters the namespaces of a process. */
function entering(join: string): string[] {
  return join.split(" ").slice(0, join.split(" ").indexOf("--target") + 2);
}

// ---- in there

Deno.test("the session runs in a user and a network namespace of its own, told on standard error alone", async () => {
  const program = await permitted();
  if (program === undefined) return;
  await using child = new Child([...ordinary, program, "--sandbox", "-c", "print 'ready'; input()"]);
  await child.wrote(/ready\n/);
  const join = await child.wrote(JOIN);
  assertEquals(entering(join).at(-1), String(child.pid), "the process keeps its number");
  const inside = await namespaces([...ordinary, ...entering(join)]);
  const outside = await namespaces([]);
  assertNotEquals(inside.user, outside.user);
  assertNotEquals(inside.net, outside.net);
  const { code, out, err } = await child.finished();
  assertEquals([code, out], [0, "ready\n"]);
  assertMatch(err, INSIDE);
});

Deno.test("loopback is up for IPv4 and IPv6, and a listener outside is not to be reached", async () => {
  const program = await permitted();
  if (program === undefined || await peer("python3") === undefined) return;
  const listener =
    `import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1], flush=True)
input()`;
  await using outside = new Child(["python3", "-c", listener]);
  const port = await outside.wrote(/^(\d+)\n/);
  const there = `a = socket tcp; connect a 127.0.0.1:${port} =>`;
  assertEquals((await run([program, "-c", `${there} 0`])).code, 0);
  const { code, err } = await sandboxed(program, [
    "-c",
    `${there} ECONNREFUSED
srv = socket tcp; bind srv 127.0.0.1:0; listen srv; cli = socket tcp; connect cli (getsockname(srv)) => 0
srv6 = socket tcp6; bind srv6 [::1]:0; listen srv6; cli6 = socket tcp6; connect cli6 (getsockname(srv6)) => 0`,
  ]);
  assertMatch(err, INSIDE);
  assertEquals(code, 0);
});

Deno.test("an ordinary user is root in there: a raw socket may be opened", async () => {
  const program = await permitted();
  if (program === undefined) return;
  const text = "raw = socket(AF_PACKET, SOCK_RAW, 0) =>";
  assertEquals((await run([...ordinary, program, "-c", `${text} EPERM`], { cwd: "/" })).code, 0);
  assertEquals((await sandboxed(program, ["-c", `${text} ok`])).code, 0);
});

const codes: readonly [args: readonly string[], code: number, out: string][] = [
  [["-c", "print $1", "x y", ""], 0, "x y\n"],
  [["-c", "print $2", "x", "--sandbox"], 0, "--sandbox\n"],
  [["-c", "close 99"], 1, ""],
  [["-c", "sokcet"], 2, ""],
  [["-c", "exit 7"], 7, ""],
  [["/nowhere.socksh"], 2, ""],
  [["print", "one command"], 0, "one command\n"],
  [["--sandbox", "-c", "print 'once'"], 0, "once\n"],
  [["--json", "-c", "print 1"], 0, '{"line":1,"call":"print","ok":true,"value":"1"}\n'],
  [["-"], 0, "piped\n"],
  [["-i"], 0, "piped\n"],
  [[], 0, "piped\n"],
];

Deno.test("arguments, standard input, output and exit codes pass through, in every way to run", async () => {
  const program = await permitted();
  if (program === undefined) return;
  for (const [args, code, out] of codes) {
    const ended = await sandboxed(program, args, { stdin: "print 'piped'\n" });
    const shown = ended.out.replace(/,"ms":[\d.]+/, "");
    assertEquals([ended.code, shown], [code, out], `${args}\n${ended.err}`);
    assertMatch(ended.err, JOIN);
  }
});

Deno.test("a session file is found from the folder it was started in, and a signal ends the run", async () => {
  const program = await permitted();
  if (program === undefined) return;
  using folder = new Folder();
  Deno.chmodSync(folder.path, 0o755);
  folder.file("wait.socksh", "print 'ready'\nsleep 60\n", 0o644);
  await using child = new Child([...ordinary, program, "--sandbox", "wait.socksh"], { cwd: folder.path });
  await child.wrote(/ready\n/);
  await child.catches("SIGINT");
  child.kill("SIGINT");
  assertEquals((await child.ended()).code, 130);
});

Deno.test("no descriptor comes along: the same are open as without --sandbox", async () => {
  const program = await permitted();
  if (program === undefined) return;
  const open = async (...options: string[]): Promise<string> => {
    // When the job prints again, everything is open that printing and waiting open.
    const text = "{ print 'once'; sleep 20ms; print 'ready' } &\ninput()";
    await using child = new Child([program, ...options, "-c", text]);
    await child.wrote(/ready\n/);
    const { out } = await run([
      "sh",
      "-c",
      `for d in /proc/${child.pid}/fd/*; do readlink -n $d; echo " $d"; done`,
    ]);
    return out.replace(/:\[\d+\]/g, "").replaceAll(`/proc/${child.pid}/fd/`, "");
  };
  assertStringIncludes(await open(), "pipe 0\n");
  assertEquals(await open("--sandbox"), await open());
});

Deno.test("a mark that is not this process's own is none, and an ignored SIGCHLD does not matter", async () => {
  const program = await permitted();
  if (program === undefined) return;
  const raw = ["--sandbox", "-c", "socket(AF_PACKET, SOCK_RAW, 0) => ok"];
  const marked = await run([...ordinary, program, ...raw], { cwd: "/", env: { SOCKSH_SANDBOX: "1" } });
  assertEquals(marked.code, 0, marked.err);
  if (await peer("python3") === undefined) return;
  const ignoring = `import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN)
os.execvp(sys.argv[1], sys.argv[1:])`;
  const deaf = await run(["python3", "-c", ignoring, ...ordinary, program, ...raw], { cwd: "/" });
  assertEquals(deaf.code, 0, deaf.err);
});

// ---- joining

/** A server in one shell and a client in another that joined it: what the server received. */
async function joined(command: readonly string[]): Promise<string> {
  const server = `srv = socket tcp; bind srv 127.0.0.1:65432; listen srv; print "ready"
conn, addr = accept srv; print (recv(conn, 100))`;
  await using first = new Child([...command, "--sandbox", "-c", server], { cwd: "/" });
  await first.wrote(/ready\n/);
  const join = await first.wrote(JOIN);
  const client =
    `socket(AF_PACKET, SOCK_RAW, 0) => ok; c = socket tcp; connect c 127.0.0.1:65432; send c "from the second terminal"`;
  const user = command.slice(0, command[0] === "setpriv" ? ordinary.length : 0);
  const second = await run([...user, "sh", "-c", `${join} -c '${client}'`], { cwd: "/tmp" });
  assertEquals([second.code, second.err], [0, ""]);
  const { code, out } = await first.finished();
  assertEquals(code, 0);
  return out;
}

Deno.test("the command that is told joins the network: a client there finds the server here", async () => {
  const program = await permitted();
  if (program === undefined) return;
  assertEquals(await joined([...ordinary, program]), "ready\nfrom the second terminal\n");
});

Deno.test("the same under deno run, where the command names the interpreter and the main module", async () => {
  if (await permitted() === undefined) return;
  assertEquals(await joined(PROGRAM), "ready\nfrom the second terminal\n");
  const relative = PROGRAM.toSpliced(-1, 1, "main.ts");
  const { err } = await run([...relative, "--sandbox", "-c", "1"], {
    cwd: new URL("../", import.meta.url).pathname,
  });
  assert(err.endsWith(` ${PROGRAM.join(" ")}\n`), err);
});

Deno.test("a path with a blank and a quote is quoted for the other terminal's shell", async () => {
  const program = await permitted();
  if (program === undefined) return;
  using folder = new Folder();
  Deno.chmodSync(folder.path, 0o755);
  const odd = `${folder.path}/it's here`;
  Deno.linkSync(program, odd);
  assertEquals(await joined([...ordinary, odd]), "ready\nfrom the second terminal\n");
});

Deno.test("a shortcut serves in there, and a sandbox in a sandbox is another network", async () => {
  const program = await permitted();
  if (program === undefined) return;
  await using server = new Child([...ordinary, program, "--sandbox", "echo-server", "--port", "65432"], {
    cwd: "/",
  });
  await server.wrote(/127\.0\.0\.1:65432/);
  const join = [...ordinary, ...(await server.wrote(JOIN)).split(" ")];
  const connect = (expected: string) => ["-c", `c = socket tcp; connect c 127.0.0.1:65432 => ${expected}`];
  const beside = await run([...join, ...connect("0")], { cwd: "/" });
  assertEquals(beside.code, 0, beside.err);
  const nested = await run([...join, "--sandbox", ...connect("ECONNREFUSED")], { cwd: "/" });
  assertEquals(nested.code, 0, nested.err);
  assertMatch(nested.err, INSIDE);
  await server.catches("SIGTERM");
  server.kill("SIGTERM");
  assertEquals((await server.ended()).code, 0);
});

// ---- the prompt

for (
  const [locale, network, welcome] of [
    ["C.UTF-8", "private network: nothing is in it but the loopback interface", "call by call"],
    ["pt_BR.UTF-8", "rede privada: nela só existem a interface de loopback", "chamada a chamada"],
  ] as const
) {
  Deno.test(`the prompt says that it is in a private network, and works as ever (${locale})`, async () => {
    const program = await permitted();
    if (program === undefined) return;
    using home = new Folder();
    Deno.chmodSync(home.path, 0o777);
    const history = `${home.path}/mine/history`;
    await using terminal = await prompt([...ordinary, program, "--sandbox"], {
      cwd: "/",
      env: { LC_ALL: locale, SOCKSH_HISTORY: history },
    });
    const [told] = terminal.output.split("socksh> ");
    assertStringIncludes(told ?? "", network);
    assertMatch(told ?? "", /\r\n {2}nsenter --preserve-credentials --user --net --target \d+ \S+\r\n/);
    assertStringIncludes(told ?? "", welcome);
    terminal.type("socket(AF_PACKET, SOCK_RAW, 0)\r");
    await terminal.expect(/= s1 [\s\S]*socksh> /);
    terminal.type("sleep 60\r");
    await terminal.expect("sleep 60");
    terminal.key("ctrl-c");
    await terminal.expect(/EINTR[\s\S]*socksh> /);
    terminal.key("ctrl-d");
    assertEquals(await terminal.status(), 0);
    const { uid, mode } = await Deno.stat(history);
    assertEquals([uid, (mode ?? 0) & 0o777], [ordinary.length > 0 ? 65534 : Deno.uid(), 0o600]);
    assertStringIncludes(await Deno.readTextFile(history), "sleep 60\n");
  });
}

// ---- refused

/** Runs with --sandbox where it is refused: what is told, in both languages, and nothing else. */
async function refusal(
  before: readonly string[],
  env: Record<string, string> = {},
): Promise<[string, string]> {
  const program = await executable();
  const told: string[] = [];
  for (const language of ["en", "pt-BR"]) {
    const args = ["--lang", language, "--sandbox", "-c", "print 'never'"];
    const ended = await run([...before, program, ...args], { cwd: "/", env });
    assertEquals([ended.code, ended.out], [2, ""], ended.err);
    told.push(ended.err);
  }
  const [en = "", pt = ""] = told;
  return [en, pt];
}

Deno.test("a system without unshare is told so, with the package that has it", async () => {
  assertEquals(await refusal([], { PATH: "/nowhere" }), [
    'socksh: no private network: the program "unshare" is not in any folder of the PATH\n' +
    "hint: unshare is part of the package util-linux\n",
    'socksh: sem rede privada: o programa "unshare" não está em nenhuma pasta do PATH\n' +
    "dica: o unshare faz parte do pacote util-linux\n",
  ]);
});

for (const setting of ["max_user_namespaces", "max_net_namespaces"]) {
  Deno.test(`a system whose user.${setting} is 0 refuses, and the setting is named`, async () => {
    if (await permitted() === undefined) return;
    const forbidding = `echo 0 > /proc/sys/user/${setting}; exec "$@"`;
    const [en, pt] = await refusal([...ordinary, "unshare", "-Urn", "sh", "-c", forbidding, "sh"]);
    assertMatch(
      en,
      new RegExp(
        `^socksh: no private network: .* \\(user.${setting} is 0\\)\n` +
          `  unshare: .*No space left on device\nhint: .*: sudo sysctl user.${setting}=\\d+\n$`,
      ),
    );
    assertMatch(pt, new RegExp(`^socksh: sem rede privada: .* \\(user.${setting} é 0\\)\n  .*\ndica: .*\n$`));
  });
}

Deno.test("a network whose root may do nothing in it, as AppArmor makes them, is refused from within", async () => {
  const program = await permitted();
  if (program === undefined) return;
  using folder = new Folder();
  Deno.chmodSync(folder.path, 0o755);
  const powerless = `exec ${await peer("unshare")} -Urn ${await peer(
    "setpriv",
  )} --bounding-set -net_admin "$@"`;
  folder.file("unshare", `#!/bin/sh\nshift\n${powerless}\n`, 0o755);
  const [en, pt] = await refusal(ordinary, { PATH: `${folder.path}:${Deno.env.get("PATH")}` });
  assertMatch(
    en,
    /^socksh: no private network: .* loopback interface may not be turned on \(EPERM\)\nhint: .*\n$/,
  );
  assertMatch(pt, /^socksh: sem rede privada: .*\(EPERM\)\ndica: .*\n$/);
});

Deno.test("a filter of system calls that refuses unshare, as in a container, is told as what may be the reason", async () => {
  if (await permitted() === undefined || await peer("python3") === undefined) return;
  if (Deno.build.arch !== "x86_64") return skipped("the filter is written for x86_64");
  // struct sock_filter: load the call's number; unshare (272) is answered with EPERM, every other call is permitted.
  const filtered = `import ctypes, os, struct, sys
code = b"".join(struct.pack("HBBI", *i) for i in [(0x20, 0, 0, 0), (0x15, 0, 1, 272), (6, 0, 0, 0x50001), (6, 0, 0, 0x7fff0000)])
held = ctypes.create_string_buffer(code)
program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", 4, ctypes.addressof(held)))
prctl = ctypes.CDLL(None).prctl
assert prctl(38, 1, 0, 0, 0) == 0 and prctl(22, 2, ctypes.byref(program), 0, 0) == 0
os.execvp(sys.argv[1], sys.argv[1:])`;
  const [en, pt] = await refusal(["python3", "-c", filtered, ...ordinary]);
  assertMatch(
    en,
    /^socksh: no private network: .*perhaps .*\(seccomp\).*\n {2}unshare: .*Operation not permitted\nhint: .*docker run/,
  );
  assertMatch(pt, /^socksh: sem rede privada: .*talvez .*\(seccomp\).*\n {2}.*\ndica: .*docker run/);
});

Deno.test("the reason is read from the system's own files; what forbids only others is not the reason", () => {
  const clone = "/proc/sys/kernel/unprivileged_userns_clone";
  const apparmor = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns";
  const most = "/proc/sys/user/max_user_namespaces";
  const status = "/proc/self/status";
  const ordinaryUser = "Name:\tsocksh\nCapEff:\t0000000000000000\nSeccomp:\t0\n";
  const root = "CapEff:\t000001ffffffffff\nSeccomp:\t0\n";
  const filtered = "CapEff:\t00000000a80425fb\nSeccomp:\t2\nSeccomp_filters:\t1\n";
  const cases: readonly [Record<string, string>, key: string, name?: string][] = [
    [{}, "sandbox.unknown"],
    [{ [status]: ordinaryUser, [most]: "31000\n", [clone]: "1\n", [apparmor]: "0\n" }, "sandbox.unknown"],
    [{ [status]: ordinaryUser, [most]: "0\n" }, "sandbox.setting", "user.max_user_namespaces"],
    [{ [status]: root, [most]: "0\n" }, "sandbox.setting", "user.max_user_namespaces"],
    [{ [status]: ordinaryUser, [clone]: "0\n" }, "sandbox.unprivileged", "kernel.unprivileged_userns_clone"],
    [
      { [status]: ordinaryUser, [clone]: "1\n", [apparmor]: "1\n" },
      "sandbox.unprivileged",
      "kernel.apparmor_restrict_unprivileged_userns",
    ],
    [{ [status]: root, [clone]: "0\n", [apparmor]: "1\n" }, "sandbox.unknown"],
    [{ [status]: filtered, [most]: "31000\n" }, "sandbox.seccomp"],
    [{ [status]: filtered, [clone]: "0\n" }, "sandbox.unprivileged", "kernel.unprivileged_userns_clone"],
  ];
  for (const [files, key, name] of cases) {
    const { reason, hint } = reasonOf((path) => files[path]);
    assertEquals(
      [reason.key, reason.values["name"], hint.key],
      [key, name, `${key}-hint`],
      JSON.stringify(files),
    );
  }
});

Deno.test("what runs nothing needs no network: --help, --version, --check", async () => {
  const program = await executable();
  for (const args of [["--help"], ["--version"], ["--check", "-c", "print 1"]]) {
    const { code, err } = await run([program, "--sandbox", ...args], { env: { PATH: "/nowhere" } });
    assertEquals([code, err], [0, ""], `${args}`);
  }
});

// ---- asked by others
