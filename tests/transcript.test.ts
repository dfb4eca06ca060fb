// transcript: what was entered and shown, as a document in three forms — from a file, from the prompt, and from a session
// whose window was closed.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Child, Folder, PROGRAM, run } from "./child.ts";
import { masked } from "./replay.ts";
import { prompt } from "./terminal.ts";
import { Shell } from "./session_fixture.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const GOLDEN = new URL("./documents/", import.meta.url).pathname;

/** A lesson: connection, data, an explanation, a mistake, a diagram that is asked for. */
const lesson = `# The lesson of today.
srv = socket tcp; bind srv 127.0.0.1:0; listen srv 5
c = socket tcp; connect c (getsockname(srv)); conn, addr = accept srv
explain LISTEN
sendall c "Hello <b>world</b> & *all*"
recv conn 1024
bind c 127.0.0.1:0 => EINVAL
diagram c
close c; recv conn 9; close conn
if 1 == 1 { print "a block" }
`;

/** What differs from run to run: the first lines' time and system, and numbers. */
function comparable(document: string): string {
  return masked(
    document.replace(/(Began|Início)(: |<\/dt><dd>)[^<\n]*/, "$1$2TIME")
      .replace(/(System|Sistema)(: |<\/dt><dd>)[^<\n]*/, "$1$2SYSTEM")
      // The picture's measures depend on nothing, its ports do.
      .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:50000"),
  );
}

for (
  const [language, ending] of [["en", "md"], ["en", "txt"], ["en", "html"], ["pt-BR", "md"], [
    "pt-BR",
    "html",
  ]]
) {
  Deno.test(`a session file becomes a document: ${ending}, ${language}`, async () => {
    using folder = new Folder();
    const file = folder.file("lesson.socksh", `${lesson}transcript out.${ending}\n`);
    const { err, code } = await run([...PROGRAM, "--lang", language!, file], { cwd: folder.path });
    assertEquals([err, code], ["", 0]);
    const document = await Deno.readTextFile(`${folder.path}/out.${ending}`);
    assertEquals((await Deno.stat(`${folder.path}/out.${ending}`)).mode! & 0o777, 0o600);
    const golden = `${GOLDEN}lesson.${language}.${ending}`;
    if (Deno.env.get("SOCKSH_UPDATE") === "1") await Deno.writeTextFile(golden, comparable(document));
    assertEquals(comparable(document), await Deno.readTextFile(golden));
  });
}

/** What a page has in its elements that would load or run something. */
const active = /<(script|link|iframe|object|embed|img)\b|\bsrc=|\bhref=|\bon[a-z]+=|url\(|@import/i;

Deno.test("a page is well-formed and needs nothing else, whatever was sent", async () => {
  using folder = new Folder();
  const text =
    `a, b = socketpair(); send a "</pre></body><script>alert(1)</script> \\x1b[31m \\u202e <!-- & \\"quotes\\""; recv b 999
transcript ${folder.path}/x.html; transcript ${folder.path}/x.md; transcript ${folder.path}/x.txt`;
  const { err, code } = await run([...PROGRAM, "--lang", "en", "-c", text]);
  assertEquals([err, code], ["", 0]);
  const page = await Deno.readTextFile(`${folder.path}/x.html`);
  assert(!active.test(page), page);
  assertEquals(unclosed(page), []);
  for (const name of ["x.html", "x.md", "x.txt"]) {
    const document = await Deno.readTextFile(`${folder.path}/${name}`);
    // deno-lint-ignore no-control-regex
    assert(!/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u200b]/.test(document), name);
    assertStringIncludes(document, "alert(1)");
  }
});

Deno.test("in Markdown no text can end the block it stands in", async () => {
  using folder = new Folder();
  const fences = "`".repeat(5);
  const text = `a, b = socketpair(); send a "${fences} # x"; recv b 99; transcript ${folder.path}/x.md`;
  assertEquals((await run([...PROGRAM, "--lang", "en", "-c", text])).code, 0);
  const lines = (await Deno.readTextFile(`${folder.path}/x.md`)).split("\n");
  const fence = lines.filter((line) => /^`+(text)?$/.test(line));
  assertEquals(fence, [`${fences}\`text`, `${fences}\``]);
});

/** Elements that are not closed in their order. */
function unclosed(page: string): string[] {
  const open: string[] = [];
  for (
    const [, close, name = "", self] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)(?:"[^"]*"|[^">])*?(\/?)>/g)
  ) {
    if (name === "meta" || self !== "") continue;
    if (close === "") open.push(name);
    else if (open.pop() !== name) return [`</${name}>`];
  }
  return open;
}

Deno.test("at the prompt everything that was typed is in it: notes, mistakes, several lines", async () => {
  using folder = new Folder();
  await using terminal = await prompt([Deno.execPath(), "task", "--quiet", "start"], { cwd: ROOT });
  const enter = async (line: string, next = /socksh> $/) => {
    terminal.type(`${line}\r`);
    await terminal.expect(next);
  };
  await enter("# my own note");
  await enter("sokcet tcp");
  await enter("repeat 2 {", / {3}\.\.\.> $/);
  await enter('print "twice" }');
  await enter("explain 80");
  await enter(`transcript ${folder.path}/x.md`);
  const document = await Deno.readTextFile(`${folder.path}/x.md`);
  assertStringIncludes(document, 'socksh> # my own note\nsocksh> sokcet tcp\n"sokcet" is not a command');
  assertStringIncludes(document, 'socksh> repeat 2 {\n   ...> print "twice" }\ntwice\ntwice\n');
  assertMatch(document, /^> \*\*port 80: http/m);
});

Deno.test("at the prompt what was answered to questions is in it", async () => {
  using folder = new Folder();
  await using server = new Child([...PROGRAM, "--lang", "en", "message-server", "0"]);
  const port = (await server.wrote(/:\d+/)).slice(1);
  await using terminal = await prompt([...PROGRAM, "--lang", "en"]);
  const keys = [
    [`message-client ${port}\r`, "Leave"],
    ["\r", "Subject"],
    ["lunch\r", "Text"],
    ["at noon\r", "Leave"],
    ["2", "● 2 {2}Leave"],
    ["\r", "socksh> "],
    ['who = input("name? ")\r', "name\\? "],
    ["Ana\r", "socksh> "],
    [`transcript ${folder.path}/x.txt\r`, "socksh> "],
  ];
  for (const [typed = "", next = ""] of keys) {
    terminal.type(typed);
    await terminal.expect(new RegExp(next));
  }
  const document = await Deno.readTextFile(`${folder.path}/x.txt`);
  assertStringIncludes(document, "◇  What do you want to do?\n│  1  Send a message\n◇  Subject\n│  lunch\n");
  assertStringIncludes(document, "◇  Text\n│  at noon\nmessage sent: ");
  assertStringIncludes(document, 'socksh> who = input("name? ")\nname? Ana\n= "Ana"\n');
});

Deno.test("what a file's commands read, received and traced is in it", async () => {
  using folder = new Folder();
  const text = `who = input("name? ")
srv = socket tcp; bind srv 127.0.0.1:0; listen srv
{ conn, peer = accept srv; sendall conn "news \\x1b[1m\\n"; sendall conn hex"c3"; sleep 30ms; sendall conn hex"a90a"; shutdown conn SHUT_WR } &
trace on; pipe (getsockname(srv)); trace off; transcript ${folder.path}/x.txt
`;
  const file = folder.file("a.socksh", text);
  const { code } = await run([...PROGRAM, "--lang", "en", file], { stdin: "Ana\n" });
  assertEquals(code, 0);
  const document = await Deno.readTextFile(`${folder.path}/x.txt`);
  assertStringIncludes(document, 'socksh> who = input("name? ")\nname? Ana\n');
  assertStringIncludes(document, "shutdown conn SHUT_WR } &\njob 1 runs: ");
  assertMatch(document, /socksh> pipe \(getsockname\(srv\)\)\n[^]*news \\x1b\[1m\n[^]*^é\n/m);
  assertMatch(document, /^connect\(.* = 0$/m);
  assertMatch(document, /is drawn\n$/);
});

Deno.test("of a job that was cancelled nothing is told but that", async () => {
  using folder = new Folder();
  const text =
    `s = socket udp; bind s 127.0.0.1:0; recv s 9 &\ncancel 1; wait; { x = 1 + 1; y = x } &; wait; transcript ${folder.path}/x.txt`;
  const { err, code } = await run([...PROGRAM, "--lang", "en", "-c", text]);
  assertEquals([err, code], ["", 0]);
  const document = await Deno.readTextFile(`${folder.path}/x.txt`);
  assertStringIncludes(document, "job 1 was cancelled");
  assert(!/EINTR|job 2: /.test(document), document);
});

for (const ending of ["exit", "SIGHUP", "SIGKILL"] as const) {
  Deno.test(`the session before can be handed in after ${ending}, and only its user may read what was kept`, async () => {
    using folder = new Folder();
    const history = `${folder.path}/history`;
    const env = { SOCKSH_HISTORY: history };
    const first = await prompt([...PROGRAM, "--lang", "pt"], { cwd: ROOT, env });
    first.type("a, b = socketpair(); send a 'palavra'\r");
    await first.expect(/= 7[^]*socksh> $/);
    if (ending === "exit") first.type("exit\r");
    else Deno.kill(first.pid, ending);
    await first.status();
    await first[Symbol.asyncDispose]();
    const kept = `${history}-sessions`;
    assertEquals((await Deno.stat(kept)).mode! & 0o777, 0o700);
    const [journal] = [...Deno.readDirSync(kept)];
    assertEquals((await Deno.stat(`${kept}/${journal?.name}`)).mode! & 0o777, 0o600);
    const text = `transcript --last ${folder.path}/x.txt`;
    assertEquals((await run([...PROGRAM, "--lang", "en", "-c", text], { env })).code, 0);
    const document = await Deno.readTextFile(`${folder.path}/x.txt`);
    // It is in the language of the session.
    assertMatch(document, /^Sessão com o socksh\n/);
    assertStringIncludes(document, "socksh> a, b = socketpair(); send a 'palavra'\n");
    assertStringIncludes(document, "= 7\n");
  });
}

Deno.test("a session that still goes on is not the one before: that is the one whose window was closed", async () => {
  using folder = new Folder();
  const env = { SOCKSH_HISTORY: `${folder.path}/history` };
  const closed = await prompt([...PROGRAM, "--lang", "en"], { cwd: ROOT, env });
  closed.type("print 'in the closed window'\r");
  await closed.expect(/closed window\r?\n[^]*socksh> $/);
  await using other = await prompt([...PROGRAM, "--lang", "en"], { cwd: ROOT, env });
  other.type("print 'in the other window'\r");
  await other.expect(/other window\r?\n[^]*socksh> $/);
  Deno.kill(closed.pid, "SIGKILL");
  await closed.status();
  await closed[Symbol.asyncDispose]();
  const text = `transcript --last ${folder.path}/x.txt`;
  assertEquals((await run([...PROGRAM, "--lang", "en", "-c", text], { env })).code, 0);
  assertStringIncludes(await Deno.readTextFile(`${folder.path}/x.txt`), "in the closed window");
});

Deno.test("nothing is kept where the history is switched off, and then there is no session before", async () => {
  using folder = new Folder();
  const env = {
    HOME: folder.path,
    DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
  };
  await using terminal = await prompt(PROGRAM, { cwd: ROOT, env });
  terminal.type("exit\r");
  await terminal.status();
  assertEquals([...Deno.readDirSync(folder.path)].map(({ name }) => name), []);
  const { err, code } = await run(
    [...PROGRAM, "--lang", "en", "-c", `transcript --last ${folder.path}/x.md`],
    { env },
  );
  assertEquals(code, 1);
  assertStringIncludes(err, "there is no earlier session");
});

Deno.test("of many earlier sessions the latest are kept, and half a line at the end of one is no harm", async () => {
  using folder = new Folder();
  const history = `${folder.path}/history`;
  const old = (number: number) =>
    `history-sessions/20000101-0000${String(number).padStart(2, "0")}-000-4999999.jsonl`;
  for (let number = 0; number < 40; number++) {
    const entries = `{"kind":"entered","text":"old ${number}","at":0}\n{"kind":"shown","te`;
    folder.file(old(number), entries);
  }
  const env = { SOCKSH_HISTORY: history };
  await using terminal = await prompt([...PROGRAM, "--lang", "en"], { cwd: ROOT, env });
  terminal.type(`transcript --last ${folder.path}/x.txt\r`);
  await terminal.expect(/written to/);
  assertStringIncludes(await Deno.readTextFile(`${folder.path}/x.txt`), "socksh> old 39\n");
  const names = [...Deno.readDirSync(`${history}-sessions`)].map(({ name }) => name);
  // That of the session that still runs is one more.
  assertEquals(names.length, 21);
  assert(!names.includes("20000101-000000-000-4999999.jsonl"));
});

Deno.test("what cannot be written leaves no half file, and the sentence says why", async () => {
  using folder = new Folder();
  await using shell = new Shell();
  const cases: readonly [statement: string, answer: string][] = [
    ["transcript notes", "transcript.ending"],
    ["transcript notes.doc", "transcript.ending"],
    ["transcript notes.md", "transcript.nothing"],
  ];
  for (const [statement, answer] of cases) assertEquals(await shell.answer(statement), answer, statement);
  const text =
    `x = 1; transcript ${folder.path}/none/x.md => ENOENT; transcript ${folder.path}/full.md => ENOSPC`;
  Deno.symlinkSync("/dev/full", `${folder.path}/full.md`);
  const { err, code } = await run([...PROGRAM, "--lang", "en", "-c", text]);
  assertEquals([err, code], ["", 0]);
  assertEquals([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["full.md"]);
});

Deno.test("with --json a transcript tells the same as the prompt would show", async () => {
  using folder = new Folder();
  const text = `a, b = socketpair()\nsend a "hello"\ntranscript ${folder.path}/x.txt`;
  await using child = new Child([...PROGRAM, "--lang", "en", "--json", "-c", text]);
  const { out, code } = await child.finished();
  assertEquals(code, 0);
  assertEquals(out.trim().split("\n").length, 3);
  assertStringIncludes(await Deno.readTextFile(`${folder.path}/x.txt`), 'socksh> send a "hello"\n= 5\n');
});
