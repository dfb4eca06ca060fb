// The drivers as a user starts them: every way to run statements, every option, every exit code, each in a process
// of its own.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import manifest from "../deno.json" with { type: "json" };
import { Child, Folder, PROGRAM, run, socksh } from "./child.ts";
import { Terminal } from "./terminal.ts";

/** The JSON lines a run printed; each has to be an object. */
function objects(out: string): Record<string, unknown>[] {
  assert(out === "" || out.endsWith("\n"));
  return out.split("\n").slice(0, -1).map((line) => {
    const value: unknown = JSON.parse(line);
    assert(typeof value === "object" && value !== null && !Array.isArray(value), line);
    return value as Record<string, unknown>;
  });
}

/** An object without what differs from run to run. */
function settled({ ms, ...rest }: Record<string, unknown>): Record<string, unknown> {
  assert(ms === undefined || typeof ms === "number");
  return rest;
}

// ---- where statements come from

Deno.test("a file is run and its prints are all that is printed", async () => {
  using folder = new Folder();
  const file = folder.file("a.socksh", "srv = socket tcp\nprint 'made' $srv\n1 + 1\nclose srv\n");
  assertEquals(await socksh([file]), { code: 0, signal: null, out: "made srv\n", err: "" });
});

Deno.test("the arguments behind a file are $1, $2 and argv, even where they look like options", async () => {
  using folder = new Folder();
  const file = folder.file("a.socksh", "print $1 ${2}x $argv[0]\nprint (argv[3])\nprint (len(argv))\n");
  const { code, out } = await socksh([file, "one", "two", "--json"]);
  assertEquals(code, 0);
  assertEquals(out, `one twox ("${file}", "one", "two", "--json")[0]\n--json\n4\n`);
});

Deno.test("a file with a shebang runs by itself after chmod 744", async () => {
  using folder = new Folder();
  folder.file("socksh", `#!/bin/sh\nexec ${PROGRAM.join(" ")} "$@"\n`, 0o755);
  const file = folder.file("lab", '#!/usr/bin/env socksh\nprint "from the file" $1\nexit 4\n', 0o744);
  const env = { PATH: `${folder.path}:${Deno.env.get("PATH")}` };
  assertEquals(await run([file, "arg"], { env }), {
    code: 4,
    signal: null,
    out: "from the file arg\n",
    err: "",
  });
});

Deno.test("a name with a slash is a file, also where a command has the same name", async () => {
  using folder = new Folder();
  folder.file("help", "print 'the file'\n");
  assertEquals((await socksh(["./help"], { cwd: folder.path })).out, "the file\n");
  assertStringIncludes((await socksh(["help"], { cwd: folder.path })).out, "  socket ");
});

Deno.test("piped input is read whole and run; - does the same and takes arguments", async () => {
  const piped = await socksh([], { stdin: "print 'piped'\nprint $argv\n" });
  assertEquals(piped, { code: 0, signal: null, out: 'piped\n("-",)\n', err: "" });
  const dash = await socksh(["-", "a b"], { stdin: "print $1 (len(argv))\n" });
  assertEquals(dash, { code: 0, signal: null, out: "a b 2\n", err: "" });
  const broken = await socksh(["-"], { stdin: "print 'never'\nsoket\n" });
  assertEquals([broken.code, broken.out], [2, ""]);
  assertStringIncludes(broken.err, '-:2:1: "soket" is not a command; the nearest is "socket"\n');
});

Deno.test("-c runs its text, several lines and statements of it, with the arguments behind", async () => {
  const { code, out } = await socksh(["-c", "print $1; print (2 * 3)\nprint $argv", "first", "second"]);
  assertEquals(code, 0);
  assertEquals(out, 'first\n6\n("-c", "first", "second")\n');
});

Deno.test("a command with its arguments as words is run, and words stay words", async () => {
  const { code, out } = await socksh(["print", "a b", "$x", '"q"', "#", "=>", "5;", ""]);
  assertEquals(code, 0);
  assertEquals(out, 'a b $x "q" # => 5; \n');
  assertMatch((await socksh(["help", "bind"])).out, /^bind: give a socket a local address\n\n {2}int bind\(/);
  assertEquals((await socksh(["exit", "3"])).code, 3);
});

Deno.test("a command that is written wrong says so with its line, and nothing was executed", async () => {
  const { code, out, err } = await socksh(["bind"]);
  assertEquals([code, out], [2, ""]);
  assertMatch(
    err,
    /^bind does not take this number of arguments \(0\)\n {2}bind\n {2}\^\^\^\^\nusage: bind sockfd addr\n/,
  );
});

Deno.test("nothing to run is a success", async () => {
  using folder = new Folder();
  const empty = { code: 0, signal: null, out: "", err: "" };
  assertEquals(await socksh([folder.file("empty", "")]), empty);
  assertEquals(await socksh([folder.file("comments", "# nothing\n\n  // here\n;;\n")]), empty);
  assertEquals(await socksh(["-c", ""]), empty);
  assertEquals(await socksh([], { stdin: "" }), empty);
});

Deno.test("a file with a byte order mark and CRLF line ends runs like any other", async () => {
  using folder = new Folder();
  const file = folder.file("dos.socksh", '\ufeffx = 5\r\nprint $x "\r\n"\r\nsoket\r\n');
  const { code, err } = await socksh([file]);
  assertEquals(code, 2);
  assertMatch(err, /dos\.socksh:4:1: "soket" is not a command/);
  folder.file("dos.socksh", "\ufeffx = 5\r\nprint $x\r\nprint 'end'\r\n");
  assertEquals(await socksh([file]), { code: 0, signal: null, out: "5\nend\n", err: "" });
});

// ---- what ends a run, and with which exit code

Deno.test("the first failed statement ends a run with 1; what follows is not run", async () => {
  const { code, out, err } = await socksh(["-c", "print 'a'\nconnect 999 127.0.0.1:1\nprint 'b'"]);
  assertEquals([code, out], [1, "a\n"]);
  assertMatch(
    err,
    /^-c:2:9: connect: Bad file descriptor \(EBADF\)\n {2}connect 999 127.0.0.1:1\n {10}\^\^\^\nhint: /,
  );
});

Deno.test("--keep-going and -k run the rest, and the run still ends with 1", async () => {
  for (const option of ["--keep-going", "-k"]) {
    const { code, out } = await socksh([option, "-c", "1 => 2; print 'a'\nclose 999; print 'b'"]);
    assertEquals([code, out], [1, "a\nb\n"]);
  }
});

Deno.test("an expectation that is not met names what came instead", async () => {
  const { code, out, err } = await socksh(["-c", "s = socket tcp\nbind s 127.0.0.1:0 => EADDRINUSE"]);
  assertEquals([code, out], [1, ""]);
  assertMatch(err, /^-c:2:23: expected EADDRINUSE but bind returned 0\n/);
  assertEquals((await socksh(["-c", "socket 99 1 => EAFNOSUPPORT"])).code, 0);
});

Deno.test("exit ends the run with its number, from inside a sourced file too", async () => {
  using folder = new Folder();
  folder.file("inner.socksh", "print 'inner'\nexit 7\nprint 'never'\n");
  folder.file("outer.socksh", "source inner.socksh\nprint 'never'\n");
  const { code, out } = await socksh(["outer.socksh"], { cwd: folder.path });
  assertEquals([code, out], [7, "inner\n"]);
  assertEquals((await socksh(["-c", "exit"])).code, 0);
  assertEquals((await socksh(["-c", "exit 1 + 2"])).code, 3);
  assertEquals((await socksh(["-k", "-c", "close 999; exit 0"])).code, 0);
});

Deno.test("exit refuses a number that is no exit code", async () => {
  const { code, err } = await socksh(["-c", "exit 256"]);
  assertEquals(code, 1);
  assertStringIncludes(err, "exit: 256 is not an exit code: exit codes are 0 to 255");
});

Deno.test("source finds files beside the one that names them, wherever the run was started", async () => {
  using folder = new Folder();
  folder.file("top.socksh", "source parts/a.socksh\nprint 'top'\n");
  folder.file("parts/a.socksh", "source b.socksh\nprint 'a'\nsource ../c.socksh\n");
  folder.file("parts/b.socksh", "x = 'b'\nprint $x\n");
  folder.file("c.socksh", "print 'c still knows' $x\n");
  const { code, out, err } = await socksh([`${folder.path}/top.socksh`], { cwd: "/" });
  assertEquals([code, out, err], [0, "b\na\nc still knows b\ntop\n", ""]);
});

Deno.test("a file that sources itself is told so", async () => {
  using folder = new Folder();
  folder.file("a.socksh", "source b.socksh\n");
  folder.file("b.socksh", "source a.socksh\n");
  const { code, out, err } = await socksh(["a.socksh"], { cwd: folder.path });
  assertEquals([code, out], [1, ""]);
  assertStringIncludes(err, '"a.socksh" is already running; to source it again would never end');
});

Deno.test("a sourced file that fails or cannot be read fails the statement that named it", async () => {
  using folder = new Folder();
  folder.file("fails.socksh", "1 => 2\n");
  folder.file("broken.socksh", "print 'never'\nsoket\n");
  const failed = await socksh(["-c", "source fails.socksh"], { cwd: folder.path });
  assertEquals([failed.code, failed.out], [1, ""]);
  assertStringIncludes(failed.err, "fails.socksh:1:6: expected 2 but the value is 1");
  const broken = await socksh(["-c", "source broken.socksh"], { cwd: folder.path });
  assertEquals([broken.code, broken.out], [1, ""]);
  assertStringIncludes(broken.err, 'broken.socksh:2:1: "soket" is not a command; the nearest is "socket"');
  const missing = await socksh(["-c", "source nowhere.socksh => ENOENT"], { cwd: folder.path });
  assertEquals([missing.code, missing.err], [0, ""]);
});

const unreadable: readonly [name: string, make: (folder: Folder) => string, message: RegExp][] = [
  ["is missing", (f) => `${f.path}/none`, /none: No such file or directory \(ENOENT\)\n$/],
  ["is a directory", (f) => f.path, /: Is a directory \(EISDIR\)\n$/],
  [
    "holds NUL bytes",
    (f) => f.file("binary", "print 'a'\n\0\x01\x02"),
    /"[^"]*binary" is not text: it holds NUL bytes\n$/,
  ],
  [
    "is not UTF-8",
    (f) => f.file("latin", Uint8Array.from([0x61, 10, 0x6f, 0x6c, 0xe1, 10])),
    /"[^"]*latin" is not UTF-8 text: line 2 is not valid UTF-8\n$/,
  ],
  [
    "has a name that could act on the terminal",
    (f) => `${f.path}/\x1b[2J\u202e`,
    /\\x1b\[2J\\u202e: No such file/,
  ],
];

for (const [name, make, message] of unreadable) {
  Deno.test(`a file that ${name} ends with one sentence and 2`, async () => {
    using folder = new Folder();
    const { code, out, err } = await socksh([make(folder)]);
    assertEquals([code, out], [2, ""]);
    assertMatch(err, /^socksh: [^\n]*\n$/);
    assertMatch(err, message);
  });
}

const unfinished: readonly [text: string, message: string][] = [
  ['bind "abc', 'the text that begins here is never closed; " is missing'],
  ["print 'a", "the text that begins here is never closed; ' is missing"],
  ['x = """a', 'the text that begins here is never closed; """ is missing'],
  ["print (1,", '"(" opened here is never closed'],
  ["x = argv[0", '"[" opened here is never closed'],
  ["print 1 \\", '"\\" joins this line to the next, but there is no next line'],
];

Deno.test("a text that ends too early is refused whole, and the place where it began is shown", async () => {
  for (const [text, message] of unfinished) {
    const { code, out, err } = await socksh(["-c", `print 'before'\n${text}`]);
    assertEquals([code, out], [2, ""], text);
    assertMatch(err, /^-c:2:\d+: /);
    assertStringIncludes(err, message);
  }
});

Deno.test("nothing is executed when anything in the file cannot be read", async () => {
  using folder = new Folder();
  const begin = "s = socket unix\nbind s unix:made.sock\nprint 'made'\n";
  const faults = [
    "soket tcp",
    "bind s",
    "send s 'x' => ENOERROR",
    "if x { }",
    "while True:",
    "len()",
    "x = (1",
    "'a' => ~ '('",
    "print 5 => 5 6",
  ];
  for (const fault of faults) {
    const file = folder.file("lab.socksh", `${begin}${"1\n".repeat(100)}${fault}\n`);
    const { code, out, err } = await socksh([file], { cwd: folder.path });
    assertEquals([code, out], [2, ""], fault);
    assertMatch(err, /^[^\n]*lab\.socksh:104:\d+: [^\n]+\n {2}[^\n]+\n {2} *\^+\n(?:usage: .*\n)*$/, fault);
    assert(!Deno.readDirSync(folder.path).some(({ name }) => name === "made.sock"), fault);
  }
});

Deno.test("--check says what cannot be read, and runs nothing", async () => {
  using folder = new Folder();
  const good = folder.file("good.socksh", "s = socket unix\nbind s unix:made.sock\nprint 'made'\nexit 5\n");
  assertEquals(await socksh(["--check", good], { cwd: folder.path }), {
    code: 0,
    signal: null,
    out: "",
    err: "",
  });
  assertEquals([...Deno.readDirSync(folder.path)].length, 1);
  const { code, err } = await socksh(["--check", "-c", "print 'a'\nlisten"]);
  assertEquals(code, 2);
  assertMatch(err, /^-c:2:1: listen does not take this number of arguments \(0\)/);
  assertEquals((await socksh(["--check"], { stdin: "print 'a'\n" })).out, "");
});

// ---- options

Deno.test("-v and --verbose show each statement and its answer as the prompt does", async () => {
  const text = "s = socket udp\nbind s 127.0.0.1:0\nprint 'x'; s => 5";
  for (const option of ["-v", "--verbose"]) {
    const { code, out, err } = await socksh([option, "-c", text]);
    assertEquals(code, 1);
    assertEquals(
      out.replace(/descriptor \d+/, "descriptor N").replace(/local 127.0.0.1:\d+/, "local 127.0.0.1:PORT"),
      "socksh> s = socket udp\n= s (descriptor N)\n  s: unbound\n" +
        "socksh> bind s 127.0.0.1:0\n= 0\n  s: bound, local 127.0.0.1:PORT\n" +
        "socksh> print 'x'\nx\nsocksh> s => 5\n",
    );
    assertMatch(
      err,
      /^-c:3:17: expected 5 but the value is s \(descriptor \d+\)\n {2}print 'x'; s => 5\n {18}\^\n$/,
    );
  }
});

Deno.test("-h prints the usage, -V the version, also beside other options", async () => {
  for (const option of ["-h", "--help"]) {
    const { code, out, err } = await socksh(["-v", option]);
    assertEquals([code, err], [0, ""]);
    assertMatch(out, /^socksh: /);
    for (const name of ["-c", "-v", "--json", "--check", "-k", "--lang", "--no-color", "-h", "-V"]) {
      assertStringIncludes(out, `  ${name}`);
    }
    assert(out.split("\n").every((line) => line.length <= 90));
  }
  assertMatch((await socksh(["--lang", "pt-BR", "-h"])).out, /Códigos de saída/);
  for (const option of ["-V", "--version"]) {
    assertEquals((await socksh([option])).out, `socksh ${manifest.version}\n`);
  }
});

const misused: readonly [args: string[], message: string][] = [
  [["--nope"], 'there is no option "--nope"; socksh --help lists the options'],
  [["-x", "-c", "1"], 'there is no option "-x"; socksh --help lists the options'],
  [["-c"], 'the option "-c" needs a value'],
  [["--lang"], 'the option "--lang" needs a value'],
  [["--lang", "fr", "-c", "1"], 'the language "fr" is not available; use en or pt-BR'],
  [["\x1b[2J"], "\\x1b[2J: No such file or directory (ENOENT)"],
];

Deno.test("a command line that cannot be meant is answered with one sentence and 2", async () => {
  for (const [args, message] of misused) {
    const { code, out, err } = await socksh(args);
    assertEquals([code, out, err], [2, "", `socksh: ${message}\n`]);
  }
});

const languages: readonly [env: Record<string, string>, language: "en" | "pt-BR"][] = [
  [{}, "en"],
  [{ LANG: "pt_BR.UTF-8" }, "pt-BR"],
  [{ LANG: "pt_PT" }, "pt-BR"],
  [{ LANG: "pt" }, "pt-BR"],
  [{ LANG: "de_DE.UTF-8" }, "en"],
  [{ LANG: "pt_BR", LC_MESSAGES: "en_US.UTF-8" }, "en"],
  [{ LANG: "en_US", LC_MESSAGES: "pt_BR.UTF-8" }, "pt-BR"],
  [{ LC_ALL: "C", LC_MESSAGES: "pt_BR", LANG: "pt_BR" }, "en"],
  [{ LC_ALL: "pt_BR", LC_MESSAGES: "en_US", LANG: "en_US" }, "pt-BR"],
  [{ LC_ALL: "", LC_MESSAGES: "", LANG: "pt_BR" }, "pt-BR"],
];

Deno.test("the language comes from LC_ALL, LC_MESSAGES and LANG, in this order", async () => {
  for (const [env, language] of languages) {
    const { err } = await socksh(["-c", "nonsense"], { env });
    const words = language === "en" ? "is not a command" : "não é um comando";
    assertStringIncludes(err, words, JSON.stringify(env));
  }
});

Deno.test("--lang decides over the environment, and speaks before anything else can fail", async () => {
  const portuguese = { LANG: "pt_BR.UTF-8" };
  const fault = async (args: string[], env = {}) => (await socksh([...args, "-c", "nonsense"], { env })).err;
  assertStringIncludes(await fault(["--lang", "en"], portuguese), "is not a command");
  for (const name of ["pt-BR", "pt", "pt_PT"]) {
    assertStringIncludes(await fault(["--lang", name]), "não é um comando");
  }
  assertStringIncludes(await fault(["--lang=pt-BR"]), "não é um comando");
  assertStringIncludes((await socksh(["--nope"], { env: portuguese })).err, "não existe a opção");
  const missing = await socksh(["--lang", "pt", "/nowhere"]);
  assertEquals(missing.err, "socksh: /nowhere: Arquivo ou diretório inexistente (ENOENT)\n");
});

Deno.test("colours are for terminals, and not with --no-color, NO_COLOR or a dumb one", async () => {
  const shown = async (args: string[], env: Record<string, string> = {}): Promise<string> => {
    await using terminal = await Terminal.open([...PROGRAM, ...args, "-c", "nonsense"], { env });
    assertEquals(await terminal.status(), 2);
    return terminal.output;
  };
  assertStringIncludes(await shown([], { NO_COLOR: "" }), "\x1b[31m");
  for (
    const plain of [
      await shown(["--no-color"], { NO_COLOR: "" }),
      await shown([], { NO_COLOR: "1" }),
      await shown([], { NO_COLOR: "", TERM: "dumb" }),
    ]
  ) {
    assertStringIncludes(plain, "nonsense");
    assert(!plain.includes("\x1b"), plain);
  }
  assert(!(await socksh(["-v", "-c", "socket tcp; nonsense()"])).err.includes("\x1b"));
});

// ---- --json

Deno.test("--json prints one object for each statement, its members as documented and in their order", async () => {
  const { code, out, err } = await socksh([
    "--json",
    "-k",
    "-c",
    `srv = socket tcp
bind srv 127.0.0.1:0
listen srv 5
cli = socket tcp
connect cli (getsockname(srv))
conn, addr = accept srv
send cli "Hello, world"
recv conn 1024
send cli hex"00 ff"
recv conn 1024
bind cli 127.0.0.1:0 => EINVAL
listen srv 5 => EINVAL
1 + 1
print "two" 5
x = ("a", b"b", None, True, 1.5)`,
  ]);
  assertEquals([code, err], [1, ""]);
  const lines = objects(out);
  const local = lines[1]?.["local"];
  const peer = lines[4]?.["local"];
  assertMatch(String(local), /^127\.0\.0\.1:\d+$/);
  const fds = lines.flatMap(({ value }) => {
    const made = Array.isArray(value) ? value[0] : value;
    return made !== null && typeof made === "object" && "fd" in made ? [made.fd] : [];
  });
  assertEquals(fds.length, 3);
  const inet = { domain: "AF_INET", type: "SOCK_STREAM" };
  const one = { state: "ESTABLISHED", local: peer, peer: local };
  const other = { state: "ESTABLISHED", local, peer };
  const wanted = [
    { line: 1, call: "socket", ok: true, value: { socket: "srv", fd: fds[0], ...inet }, state: "CLOSED" },
    { line: 2, call: "bind", ok: true, value: 0, state: "CLOSED", local },
    { line: 3, call: "listen", ok: true, value: 0, state: "LISTEN", local },
    { line: 4, call: "socket", ok: true, value: { socket: "cli", fd: fds[1], ...inet }, state: "CLOSED" },
    { line: 5, call: "connect", ok: true, value: 0, ...one },
    { line: 6, call: "accept", ok: true, value: [{ socket: "conn", fd: fds[2], ...inet }, peer], ...other },
    { line: 7, call: "send", ok: true, value: 12, ...one },
    { line: 8, call: "recv", ok: true, value: { length: 12, text: "Hello, world" }, ...other },
    { line: 9, call: "send", ok: true, value: 2, ...one },
    { line: 10, call: "recv", ok: true, value: { length: 2, hex: "00ff" }, ...other },
    {
      line: 11,
      call: "bind",
      ok: false,
      errno: "EINVAL",
      number: 22,
      message: "Invalid argument",
      ...one,
      expected: "EINVAL",
      met: true,
    },
    { line: 12, call: "listen", ok: true, value: 0, state: "LISTEN", local, expected: "EINVAL", met: false },
    { line: 13, ok: true, value: 2 },
    { line: 14, call: "print", ok: true, value: "two 5" },
    { line: 15, ok: true, value: ["a", { length: 1, text: "b" }, null, true, 1.5] },
  ];
  assertEquals(lines.map(settled), wanted);
  // The order of the members is part of the interface; ms stands before the expectation.
  const order = ["line", "call", "ok", "value", "errno", "number", "message"];
  const further = ["state", "local", "peer", "ms", "expected", "met"];
  for (const line of lines) {
    const keys = Object.keys(line);
    assertEquals(keys, [...order, ...further].filter((key) => keys.includes(key)));
    assertEquals("ms" in line, "call" in line);
  }
});

Deno.test("--json tells errors of the resolver, refused values and partial sends by stable names", async () => {
  const { code, out, err } = await socksh([
    "--json",
    "-k",
    "-c",
    `s = socket tcp; connect s localhost:nosuchservice
bind s 127.0.0.1:70000; setblocking s maybe
   recv nobody 10 => ok
print $unset
listen s "many"
close 4
"a" + 1
a, b = socketpair(); close b; sendall a "xyz"
recv(a, send(b, "x")) => EBADF
send a (recv(b, 10))`,
  ]);
  assertEquals([code, err], [1, ""]);
  const told = objects(out).map(({ state: _s, local: _l, peer: _p, ...rest }) => settled(rest));
  const failed = told.filter(({ ok }) => ok === false);
  assertEquals(
    failed.map(({ line, call, errno, number, error, column, sent, expected, met }) => [
      line,
      call,
      errno ?? error,
      number ?? column,
      ...(sent === undefined ? [] : [sent]),
      ...(expected === undefined ? [] : [expected, met]),
    ]),
    [
      [1, "connect", "EAI_SERVICE", -8],
      [2, "bind", "range", 8],
      [2, "setblocking", "kind", 39],
      [3, "recv", "name", 9, "ok", false],
      [4, "print", "name", 7],
      [5, "listen", "kind", 10],
      [6, "close", "refused", 7],
      [7, undefined, "kind", 1],
      [8, "sendall", "EPIPE", 32, 0],
      [9, "send", "EBADF", 9, "EBADF", true],
      [10, "recv", "EBADF", 9],
    ],
  );
  for (const { message } of failed) assert(typeof message === "string" && message !== "");
});

Deno.test("--json names the file of sourced lines, and only theirs", async () => {
  using folder = new Folder();
  folder.file("inner.socksh", "\nprint 'x'\n");
  const file = folder.file("outer.socksh", "source inner.socksh\nprint 'y'\n");
  const { out } = await socksh(["--json", file], { cwd: "/" });
  assertEquals(objects(out).map(settled), [
    { line: 2, file: `${folder.path}/inner.socksh`, call: "print", ok: true, value: "x" },
    { line: 1, call: "source", ok: true, value: null },
    { line: 2, call: "print", ok: true, value: "y" },
  ]);
  assertEquals(Object.keys(objects(out)[0] ?? {}).slice(0, 3), ["line", "file", "call"]);
});

Deno.test("--json: only the message follows the language", async () => {
  const text = "s = socket tcp; accept s";
  const [en, pt] = await Promise.all(
    ["en", "pt-BR"].map(async (lang) =>
      objects((await socksh(["--json", "--lang", lang, "-c", text])).out)[1]
    ),
  );
  assertEquals(en?.["message"], "Invalid argument");
  assertEquals(pt?.["message"], "Argumento inválido");
  assertEquals(settled({ ...pt, message: "" }), settled({ ...en, message: "" }));
});

Deno.test("--json prints nothing but objects: no help, no list, no fault", async () => {
  const { out } = await socksh(["--json", "-c", "help; sockets; vars; help bind; print '\x1b'"]);
  assertEquals(objects(out).map(({ call }) => call), ["help", "sockets", "vars", "help", "print"]);
  const { code, out: none, err } = await socksh(["--json", "-c", "1\nsoket"]);
  assertEquals([code, none], [2, ""]);
  assertStringIncludes(err, '"soket" is not a command');
});

Deno.test("--json writes tab, CR and LF as text, and every other control character makes it hex", async () => {
  const { out } = await socksh([
    "--json",
    "-c",
    'b"a\\tb\\r\\n"; b"\\x1b"; b"\\xff"; "ol\u00e1".encode(); b""',
  ]);
  assertEquals(objects(out).map(({ value }) => value), [
    { length: 5, text: "a\tb\r\n" },
    { length: 1, hex: "1b" },
    { length: 1, hex: "ff" },
    { length: 4, text: "olá" },
    { length: 0, text: "" },
  ]);
});

// ---- output that cannot be written

Deno.test("a reader that leaves ends the run quietly", async () => {
  const script = 'set -o pipefail; "$@" | head -1';
  const { code, out, err } = await run(["bash", "-c", script, "bash", ...PROGRAM, "-c", "help"]);
  assertEquals([code, out, err], [0, "Commands (help COMMAND explains one):\n", ""]);
  // Here it is certain that nobody reads any more when the output begins.
  const late = 'exec 3<&0; { "$@" - <&3 3<&-; echo "$?" >&2; } | true';
  const gone = await run(["bash", "-c", late, "bash", ...PROGRAM], {
    stdin: "sleep 10ms\n".repeat(3) + "help\n",
  });
  assertEquals(gone.err, "0\n");
});

Deno.test("a full disk ends the run with one sentence", async () => {
  const { code, err } = await run([
    "sh",
    "-c",
    '"$@" >/dev/full',
    "sh",
    ...PROGRAM,
    "-c",
    "print 'x'; print 'y'",
  ]);
  assertEquals([code, err], [1, "socksh: the output cannot be written: No space left on device\n"]);
});

Deno.test("standard error that is gone does not end a run", async () => {
  const { code, out } = await run([
    "sh",
    "-c",
    '"$@" 2>&-',
    "sh",
    ...PROGRAM,
    "-k",
    "-c",
    "close 999; print 'on'",
  ]);
  assertEquals([code, out], [1, "on\n"]);
});

// ---- signals

const waits: readonly [name: string, statements: string][] = [
  ["accept", "s = socket tcp; bind s 127.0.0.1:0; listen s; print 'ready'; accept s; print 'never'"],
  ["recv", "a, b = socketpair(); print 'ready'; recv a 10; print 'never'"],
  ["sleep", "print 'ready'; sleep 100; print 'never'"],
];

for (const [name, statements] of waits) {
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    Deno.test(`${signal} during ${name} ends the run with ${code}`, async () => {
      await using child = new Child([...PROGRAM, "-k", "-c", statements]);
      await child.wrote(/ready/);
      await child.catches(signal);
      child.kill(signal);
      const ended = await child.finished();
      assertEquals([ended.code, ended.signal, ended.out], [code, null, "ready\n"]);
      assertMatch(ended.err, /\(EINTR\)/);
    });
  }
}

Deno.test("a terminal that is gone ends the run with 129, also under nohup", async () => {
  for (const before of ["true", "trap '' HUP"]) {
    const shell = ["sh", "-c", `${before}; exec "$@"`, "sh"];
    await using child = new Child([...shell, ...PROGRAM, "-c", waits[2]![1]]);
    await child.wrote(/ready/);
    await child.catches("SIGHUP");
    child.kill("SIGHUP");
    const ended = await child.finished();
    assertEquals([ended.code, ended.signal, ended.out], [129, null, "ready\n"], before);
  }
});

Deno.test("two interrupts at once count as one", async () => {
  await using child = new Child([...PROGRAM, "-c", waits[0]![1]]);
  await child.wrote(/ready/);
  await child.catches("SIGINT");
  child.kill("SIGINT");
  child.kill("SIGINT");
  const ended = await child.finished();
  assertEquals([ended.code, ended.signal], [130, null]);
  assertEquals(ended.err.match(/EINTR/g)?.length, 1);
});

Deno.test("an interrupt meets no expectation and ends a sourced file, too", async () => {
  using folder = new Folder();
  folder.file("waits.socksh", "print 'ready'\nsleep 100 => _\nprint 'never'\n");
  await using child = new Child([...PROGRAM, "--json", "-k", "-c", "source waits.socksh\nprint 'never'"], {
    cwd: folder.path,
  });
  await child.wrote(/ready/);
  await child.catches("SIGINT");
  child.kill("SIGINT");
  const ended = await child.finished();
  assertEquals([ended.code, ended.signal, ended.err], [130, null, ""]);
  const lines = objects(ended.out);
  assertEquals(lines.map(({ call, errno, met }) => [call, errno, met]), [
    ["print", undefined, undefined],
    ["sleep", "EINTR", false],
    ["source", "EINTR", undefined],
  ]);
});

Deno.test("an interrupt reaches a run that never waits", async () => {
  using folder = new Folder();
  // Each of these takes about a millisecond, and none of them waits for anything.
  const busy = 'len("a" * 1000000)\n';
  const file = folder.file("busy.socksh", `${busy.repeat(100)}print 'ready'\n${busy.repeat(20_000)}`);
  await using child = new Child([...PROGRAM, file]);
  await child.wrote(/ready/);
  child.kill("SIGINT");
  const ended = await child.finished();
  // The signal was heard by the run, which ended itself; a signal nobody heard would have ended the process.
  assertEquals([ended.code, ended.signal], [130, null]);
});

// ---- what takes too long, too much or too deep

Deno.test("a regular expression that would never end fails its statement", async () => {
  const { code, err } = await socksh(["-c", `'${"a".repeat(40)}b' => ~ "(a+)+$"`]);
  assertEquals(code, 1);
  assertMatch(err, /the regular expression takes longer than 1 s on this text/);
});

Deno.test("tuples are not nested without end, nor hold more than there is room for", async () => {
  const deep = await socksh(["-c", "x = (1,)\n" + "x = (x,)\n".repeat(300)]);
  assertEquals(deep.code, 1);
  assertMatch(deep.err, /-c:201:5: tuples are nested at most 200 deep/);
  const heavy = await socksh(["-c", "t = (1, 2)\n" + "t = (t, t)\n".repeat(40)]);
  assertEquals(heavy.code, 1);
  assertMatch(heavy.err, /a tuple of \d+ elements is too large/);
  const wide = await socksh(["-"], {
    stdin: `x = (${"1,".repeat(100_000)})\nx => (${"_,".repeat(100_000)})\n`,
  });
  assertEquals(wide.code, 0);
});

Deno.test("insertions and prints have the same limit as every text", async () => {
  for (const statement of ['x = f"{a}{a}"', 'x = "${a}${a}"', "print $a $a"]) {
    const { code, err } = await socksh(["-c", `a = "a" * 16777216\n${statement}`]);
    assertEquals(code, 1, statement);
    assertMatch(err, /-c:2:.*a value of 3355443\d bytes is too large/);
  }
});

Deno.test("a path with a NUL is no path, and not the one before the NUL", async () => {
  const { code, err } = await socksh(["-c", 'open "/etc/hostname\\0.txt"']);
  assertEquals(code, 1);
  assertMatch(err, /a path or a name cannot hold a NUL character/);
});

Deno.test("a file whose lines end as on old Macs is run line by line", async () => {
  using folder = new Folder();
  const { code, out } = await socksh([folder.file("mac.socksh", "# one\rprint 1\rprint 2\r")]);
  assertEquals([code, out], [0, "1\n2\n"]);
});

Deno.test("a language that is no text is none", async () => {
  const env = "LC_ALL=$(printf '\\377') LANG=$(printf '\\377')";
  const shell = ["sh", "-c", `${env} exec "$0" "$@"`, ...PROGRAM, "-c", "print 1"];
  const { code, stdout } = await new Deno.Command(shell[0] ?? "", { args: shell.slice(1), stderr: "null" })
    .output();
  assertEquals([code, new TextDecoder().decode(stdout)], [0, "1\n"]);
});

Deno.test("a message quotes the beginning of what is too long to be quoted", async () => {
  const long = "x".repeat(100_000);
  for (const statement of [`close ${long}`, `listen 0 ${long}`, `socket ${long}`, `print ($${long})`]) {
    const { err } = await socksh(["-"], { stdin: statement });
    assert(err.length < 1500, statement.slice(0, 20));
  }
});

// ---- sizes

Deno.test("a line of a megabyte is read, run, and shown only around a mistake", async () => {
  using folder = new Folder();
  const long = "x".repeat(1 << 20);
  const { code, out } = await socksh([folder.file("long", `print "${long}"\n`)]);
  assertEquals([code, out.length], [0, long.length + 1]);
  const { code: failed, out: none, err } = await socksh([
    folder.file("wrong", `print "${long}" ) "${long}"\n`),
  ]);
  assertEquals([failed, none], [2, ""]);
  assertMatch(err, /wrong:1:1048586: /);
  assert(err.length < 1000, err);
});

Deno.test("a hundred thousand lines are run in their order", async () => {
  using folder = new Folder();
  const text = "n = 0\n" + "n = n + 1\n".repeat(100_000) + "print $n\nclose 999\n";
  const { code, out, err } = await socksh([folder.file("many", text)]);
  assertEquals([code, out], [1, "100000\n"]);
  assertMatch(err, /many:100003:7: close: Bad file descriptor/);
});

Deno.test("three thousand nested parentheses are refused with one sentence", async () => {
  const { code, out, err } = await socksh(["-"], {
    stdin: `print ${"(".repeat(3000)}1${")".repeat(3000)}\n`,
  });
  assertEquals([code, out], [2, ""]);
  assertMatch(err, /^-:1:\d+: nested more than 200 levels deep\n/);
  assert(err.length < 500, err);
});
