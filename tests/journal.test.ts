// journal: what is kept of sessions at the prompt — which of them is the one before, what of a damaged file is believed,
// and what is said where nothing can be kept.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { entryIn } from "../lib/journal/reading.ts";
import { Child, type Finished, Folder, PROGRAM, run } from "./child.ts";
import { peer, skipped } from "./peers.ts";
import { prompt } from "./terminal.ts";

const ROOT = new URL("../", import.meta.url).pathname;

/** An entry as a file has it. */
const entered = (text: string) => `${JSON.stringify({ kind: "entered", text, at: 0 })}\n`;

/** A history in a folder, and the name of the nth oldest journal beside it. */
const historyIn = (folder: Folder) => ({ SOCKSH_HISTORY: `${folder.path}/history` });
const nth = (number: number) =>
  `history-sessions/20000101-${String(number).padStart(6, "0")}-000-4999999.jsonl`;

function last(folder: Folder, file = "x.txt", env = historyIn(folder)): Promise<Finished> {
  return run([...PROGRAM, "--lang", "en", "-c", `transcript --last ${folder.path}/${file}`], { env });
}

Deno.test("the session before is the latest that can be read and in which something was entered", async () => {
  using folder = new Folder();
  folder.file(nth(1), entered("print 'this one'"));
  folder.file(nth(2), `{"kind":"session","system":"linux","language":"en","began":0}\n`);
  folder.file(nth(3), entered("exit"));
  folder.file(nth(11), entered("transcript --last x.md"));
  folder.file(nth(12), "");
  Deno.mkdirSync(`${folder.path}/${nth(4)}`);
  Deno.symlinkSync("nowhere", `${folder.path}/${nth(5)}`);
  Deno.symlinkSync("/dev/zero", `${folder.path}/${nth(6)}`);
  folder.file("elsewhere", entered("print 'not ours'"));
  Deno.symlinkSync("../elsewhere", `${folder.path}/${nth(7)}`);
  folder.file(nth(8), `${"\n".repeat(2 ** 25)}${entered("print 'too long'")}`);
  if (Deno.uid() !== 0) folder.file(nth(9), entered("print 'closed'"), 0);
  const pipe = `${folder.path}/${nth(10)}`;
  assertEquals((await run(["mkfifo", pipe])).code, 0);
  const { err, code } = await last(folder);
  assertEquals([err, code], ["", 0]);
  assertStringIncludes(Deno.readTextFileSync(`${folder.path}/x.txt`), "socksh> print 'this one'\n");
});

Deno.test("where no session before can be read, the file stays as it was", async () => {
  using folder = new Folder();
  folder.file(nth(1), `{"kind":"session","system":"linux","language":"en","began":0}\n`);
  folder.file(nth(2), "nothing of a journal\n");
  const file = folder.file("x.md", "my own text");
  const { err, code } = await last(folder, "x.md");
  assertEquals(code, 1);
  assertStringIncludes(err, "there is no earlier session");
  assertEquals(Deno.readTextFileSync(file), "my own text");
});

Deno.test("a line that is no entry is passed over", () => {
  const lines = [
    ...["", "{", "null", "1", '"entered"', "[]", "{}", '{"kind":"session"}', '{"kind":"entered"}'],
    ...['{"kind":"explanation"}', '{"kind":"shown","text":1}', '{"kind":"toString"}', '{"kind":null}'],
    ...['{"kind":"session","system":"x","language":"en","began":1e300}', '{"kind":"diagram"}'],
    ...['{"kind":"session","system":"x","language":"en","began":"now"}', '{"kind":"missing","what":"all"}'],
    ...['{"kind":"entered","text":"x","at":null}', '{"kind":"diagram","text":"x","svg":"<script/>"}'],
    '{"kind":"diagram","diagrams":[{"protocol":"tcp","sides":[],"lines":[],"incomplete":false}]}',
    '{"kind":"diagram","diagrams":[{"protocol":"tcp","sides":[{"names":[]},{"names":[]}],"lines":9,"incomplete":false}]}',
  ];
  assertEquals(lines.filter((line) => entryIn(line) !== undefined), []);
});

Deno.test("texts that are read back act on no terminal, and what is unknown is dropped", () => {
  assertEquals(entryIn('{"kind":"shown","text":"a\\u001b[2J\\u202e\\n","more":1}'), {
    kind: "shown",
    text: "a\\x1b[2J\\u202e\n",
  });
});

Deno.test("a damaged journal becomes a document that has in it what was whole, and nothing active", async () => {
  using folder = new Folder();
  const side =
    `{"names":["<script>a</script>"],"address":{"kind":"address","family":"inet","host":"1.2.3.4","port":5}}`;
  const line =
    `{"acts":[{"socket":"c","text":"<img src=x onerror=y>","failed":false},null],"segment":null,"states":[null,{"state":"<b>","seen":true}]}`;
  const diagram =
    `{"protocol":"tcp","sides":[${side},{"names":[]}],"lines":[${line}],"itself":false,"partial":false,"incomplete":false}`;
  const lines = [
    '{"kind":"session","version":"</dd><script>1</script>","system":"\\u001b[31m<i>","language":"xx","began":0}',
    "null",
    '{"kind":"session","began":1e300}',
    '{"kind":"entered","text":"print \\"\\u001b[2J<script>\\"","at":0}',
    '{"kind":"diagram","text":"x","svg":"<svg><script>alert(1)</script></svg>"}',
    `{"kind":"diagram","diagrams":[${diagram}]}`,
    '{"kind":"explanation","name":"x","text":"<iframe>"}',
    '{"kind":"shown","te',
  ];
  folder.file(nth(1), lines.join("\n"));
  for (const form of ["html", "md", "txt"]) {
    const { err, code } = await last(folder, `x.${form}`);
    assertEquals([err, code], ["", 0]);
    const document = Deno.readTextFileSync(`${folder.path}/x.${form}`);
    // deno-lint-ignore no-control-regex
    assert(!/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/.test(document), form);
    assert(!document.includes("alert(1)"), form);
    assertStringIncludes(document, form === "html" ? "&#60;img" : "<img src=x");
    if (form === "html") assert(!/<(script|img|iframe|i|b>&)/.test(document), document);
  }
});

Deno.test("a picture of the session before is drawn anew, and is that of the session itself", async () => {
  using folder = new Folder();
  const env = historyIn(folder);
  const text =
    "s = socket tcp; bind s 127.0.0.1:0; listen s; c = socket tcp; connect c (getsockname(s)); d, who = accept s";
  const first = await prompt([...PROGRAM, "--lang", "en"], { cwd: ROOT, env });
  for (
    const line of [text, "sendall c 'x'; recv d 9; diagram", `transcript ${folder.path}/now.html`, "exit"]
  ) {
    first.type(`${line}\r`);
    if (line !== "exit") await first.expect(/socksh> $/);
  }
  await first.status();
  await first[Symbol.asyncDispose]();
  assertEquals((await last(folder, "then.html")).code, 0);
  const figures = (name: string) =>
    Deno.readTextFileSync(`${folder.path}/${name}`).match(/<svg[^]*?<\/svg>/g);
  assertEquals(figures("then.html")?.[0], figures("now.html")?.[0]);
  assertEquals(figures("then.html")?.length, 2);
});

Deno.test("the journal of a session that runs stays, whatever else begins and ends meanwhile", async () => {
  using folder = new Folder();
  const env = historyIn(folder);
  await using running = await prompt([...PROGRAM, "--lang", "en"], { cwd: ROOT, env });
  running.type("print 'still here'\r");
  await running.expect(/here\r?\n[^]*socksh> $/);
  const [own] = [...Deno.readDirSync(`${folder.path}/history-sessions`)];
  // The others began later.
  const later = (number: number) => nth(number).replace("2000", "2999");
  for (let number = 0; number < 40; number++) folder.file(later(number), entered(`print ${number}`));
  await using other = await prompt([...PROGRAM, "--lang", "en"], { cwd: ROOT, env });
  other.type("exit\r");
  await other.status();
  const names = [...Deno.readDirSync(`${folder.path}/history-sessions`)].map(({ name }) => name).sort();
  assertEquals(names[0], own?.name);
  // Twenty that have ended, and the two that ran.
  assertEquals(names.length, 22);
  assertEquals(names.at(-20), later(20).slice("history-sessions/".length));
});

Deno.test("a journal that cannot be kept is told of once, at the start, and a transcript is made all the same", async () => {
  using folder = new Folder();
  const history = folder.file("history", "");
  const kept = folder.file("history-sessions", "no folder");
  const terminal = await prompt([...PROGRAM, "--lang", "en"], {
    cwd: ROOT,
    env: { SOCKSH_HISTORY: history },
    columns: 200,
  });
  terminal.type(`print 1\rtranscript ${folder.path}/x.txt\r`);
  await terminal.expect(/written to[^]*socksh> $/);
  terminal.type("exit\r");
  await terminal.status();
  const told = `this session is not kept for transcript --last: ${kept}: ENOTDIR`;
  assertEquals(terminal.output.split("this session is not kept").length, 2, terminal.output);
  assertStringIncludes(terminal.output, told);
  await terminal[Symbol.asyncDispose]();
  assertStringIncludes(Deno.readTextFileSync(`${folder.path}/x.txt`), told);
});

Deno.test("when the disk is full this is said when it happens, and in the transcript of that session", async () => {
  if (await peer("unshare") === undefined) return;
  const trial = await run(["unshare", "-rm", "true"]);
  if (trial.code !== 0) return skipped(`no namespace can be made: ${trial.err.trim()}`);
  using folder = new Folder();
  Deno.mkdirSync(`${folder.path}/small`);
  const line = `mount -t tmpfs -o size=16k tmpfs small && "$@" && "$0" && cp small/history-sessions/* kept`;
  const inside = ["unshare", "-rm", "sh", "-c", line, "true", ...PROGRAM, "--lang", "en"];
  const env = { SOCKSH_HISTORY: `${folder.path}/small/history` };
  const terminal = await prompt(inside, { cwd: folder.path, env, columns: 200 });
  for (const line of ["print 'first'", `print "${"x".repeat(15_000)}"`, "print 'second'", "print 'third'"]) {
    terminal.type(`${line}\r`);
    await terminal.expect(/socksh> $/);
  }
  terminal.type("exit\r");
  assertEquals(await terminal.status(), 0);
  assertEquals(terminal.output.match(/from here on this session is not kept.*ENOSPC/g)?.length, 1);
  await terminal[Symbol.asyncDispose]();
  folder.file(nth(1), Deno.readTextFileSync(`${folder.path}/kept`));
  assertEquals((await last(folder)).code, 0);
  const document = Deno.readTextFileSync(`${folder.path}/x.txt`);
  assertStringIncludes(document, "socksh> print 'first'\nfirst\n");
  assertMatch(document, /\nwhat came after this was not written down\n$/);
});

Deno.test("a disk that is full from the start is no reason not to start", async () => {
  if (await peer("unshare") === undefined) return;
  const trial = await run(["unshare", "-rm", "true"]);
  if (trial.code !== 0) return skipped(`no namespace can be made: ${trial.err.trim()}`);
  using folder = new Folder();
  Deno.mkdirSync(`${folder.path}/small`);
  const line = `mount -t tmpfs -o size=8k tmpfs small && head -c 8192 /dev/zero > small/rest && "$@"`;
  const inside = ["unshare", "-rm", "sh", "-c", line, "sh", ...PROGRAM, "--lang", "en"];
  const env = { SOCKSH_HISTORY: `${folder.path}/small/history` };
  await using terminal = await prompt(inside, { cwd: folder.path, env, columns: 200 });
  terminal.type("print 'it goes on'\r");
  await terminal.expect(/it goes on\r?\n[^]*socksh> $/);
  assertEquals(terminal.output.match(/this session is not kept.*ENOSPC/g)?.length, 1);
});

for (const json of [false, true]) {
  Deno.test(`what -i was given is in a transcript, mistakes too${json ? ", with --json" : ""}`, async () => {
    using folder = new Folder();
    const options = json ? ["--json", "-i"] : ["-i"];
    await using child = new Child([...PROGRAM, "--lang", "en", ...options]);
    await child.type(`print 'one'\nclose )\nrepeat 2 {\nprint "b" }\ntranscript ${folder.path}/x.txt\n`);
    const { code } = await child.finished();
    assertEquals(code, 0);
    const document = Deno.readTextFileSync(`${folder.path}/x.txt`);
    assertStringIncludes(document, "socksh> print 'one'\none\nsocksh> close )\n");
    assertStringIncludes(document, 'socksh> print "b"\nb\nsocksh> print "b"\nb\nsocksh> transcript');
    assertMatch(document, /socksh> close \)\n.+/);
  });
}

Deno.test("the first statement of -i has nothing before it", async () => {
  await using child = new Child([...PROGRAM, "--lang", "en", "-i"]);
  await child.type("transcript x.txt\n");
  assertStringIncludes((await child.finished()).err, "nothing came before this");
});

Deno.test("where a file that is run by another is the first to look back, nothing untrue is said", async () => {
  using folder = new Folder();
  folder.file("diagram.socksh", "diagram");
  folder.file("picture.socksh", "diagram --svg x.svg");
  folder.file("transcript.socksh", "transcript x.md");
  folder.file("later.socksh", "print 'from here'; transcript later.txt");
  const conversation =
    "s = socket tcp; bind s 127.0.0.1:0; listen s; c = socket tcp; connect c (getsockname(s)); d, who = accept s";
  for (const [name, word] of [["diagram", "diagram"], ["picture", "diagram"], ["transcript", "transcript"]]) {
    const text = `${conversation}; source ${name}.socksh`;
    const { err, code } = await run([...PROGRAM, "--lang", "en", "-c", text], { cwd: folder.path });
    assertEquals(code, 1);
    assertStringIncludes(
      err,
      `not recorded from its beginning: for that, write ${word} in the file itself`,
    );
  }
  const { code } = await run([...PROGRAM, "--lang", "en", "-c", "print 1; source later.socksh"], {
    cwd: folder.path,
  });
  assertEquals(code, 0);
  const document = Deno.readTextFileSync(`${folder.path}/later.txt`);
  assertStringIncludes(
    document,
    "\nwhat came before this was not written down\n\nsocksh> print 'from here'\n",
  );
});

Deno.test("a transcript says whose it is where that is told, as the first of its facts", async () => {
  using folder = new Folder();
  const text = ["md", "txt", "html"].map((form) => `transcript --name 'Ana </dt> & *S*' x.${form}`).join(
    "; ",
  );
  const { err, code } = await run([...PROGRAM, "--lang", "pt", "-c", `print 1; ${text}`], {
    cwd: folder.path,
  });
  assertEquals([err, code], ["", 0]);
  const read = (form: string) => Deno.readTextFileSync(`${folder.path}/x.${form}`);
  assertMatch(read("md"), /^# .*\n\n- Nome: Ana \\<\/dt\\> \\& \\\*S\\\*\n- Início: /);
  assertMatch(read("txt"), /^.*\n=+\n\nNome: Ana <\/dt> & \*S\*\nInício: /);
  assertStringIncludes(
    read("html"),
    "<dl>\n<dt>Nome</dt><dd>Ana &#60;/dt&#62; &#38; *S*</dd>\n<dt>Início</dt>",
  );
  folder.file(nth(1), entered("print 1"));
  const other = `transcript --last --name "Ana\\x1b[31m" ${folder.path}/y.txt`;
  assertEquals((await run([...PROGRAM, "-c", other], { env: historyIn(folder) })).code, 0);
  assertStringIncludes(Deno.readTextFileSync(`${folder.path}/y.txt`), "Name: Ana\\x1b[31m\n");
});
