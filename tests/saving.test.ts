// saving: whole files written for the user — what is there afterwards, wherever and under whatever name, and what is not.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Folder, PROGRAM, run } from "./child.ts";
import { peer, skipped } from "./peers.ts";
import { prompt } from "./terminal.ts";

/** A session that writes a transcript, in the folder, started by a line of sh. */
function transcribed(folder: Folder, file: string, before: readonly string[] = []) {
  return run([...before, ...PROGRAM, "--lang", "en", "-c", `print 1; transcript ${file}`], {
    cwd: folder.path,
  });
}

/** Everything in a folder and below, links and hidden files too. */
function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** The output of a line of sh, which may look where Deno does not. */
async function sh(line: string): Promise<string> {
  const { out, err, code } = await run(["sh", "-c", line]);
  assertEquals([err, code], ["", 0], line);
  return out;
}

const memory = "/dev/shm";

Deno.test("below /dev a file is replaced whole, is new, and is reached through a link, as anywhere else", async () => {
  if ((await run(["test", "-w", memory])).code !== 0) return skipped(`${memory} is not there`);
  using folder = new Folder();
  const place = (await sh(`mktemp -d ${memory}/socksh-test-XXXXXX`)).trim();
  try {
    await sh(`yes | head -c 100000 > ${place}/old.txt; chmod 644 ${place}/old.txt`);
    await sh(`echo old > ${place}/linked.txt`);
    Deno.symlinkSync(`${place}/linked.txt`, `${folder.path}/link.txt`);
    for (const file of [`${place}/old.txt`, `${place}/new.txt`, "link.txt"]) {
      const { err, code } = await transcribed(folder, file);
      assertEquals([err, code], ["", 0], file);
    }
    for (const name of ["old.txt", "new.txt", "linked.txt"]) {
      const text = await sh(`cat ${place}/${name}`);
      assert(
        text.startsWith("Session with socksh\n") && text.endsWith(`${name.replace("linked", "link")}\n`),
        text,
      );
      assertEquals(await sh(`stat -c %a ${place}/${name}`), "600\n");
    }
    assertEquals(await sh(`ls -A ${place}`), "linked.txt\nnew.txt\nold.txt\n");
  } finally {
    await sh(`rm -r ${place}`);
  }
});

Deno.test("a file that may not be written is not replaced either", async () => {
  using folder = new Folder();
  folder.file("ro.md", "mine", 0o444);
  Deno.chmodSync(folder.path, 0o777);
  const before = Deno.uid() === 0 ? ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] : [];
  if (before.length > 0 && await peer("setpriv") === undefined) return;
  const { err, code } = await transcribed(folder, "ro.md", before);
  assertEquals(code, 1);
  assertStringIncludes(err, "transcript: Permission denied (EACCES)");
  assertEquals(Deno.readTextFileSync(`${folder.path}/ro.md`), "mine");
  assertEquals(namesIn(folder.path), ["ro.md"]);
});

Deno.test("a file that may be written is, also in a folder that may not", async () => {
  using folder = new Folder();
  const file = folder.file("d/rw.txt", "x".repeat(9000), 0o644);
  Deno.chmodSync(`${folder.path}/d`, 0o555);
  const before = Deno.uid() === 0 ? ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] : [];
  if (before.length > 0 && await peer("setpriv") === undefined) return;
  const { err, code } = await transcribed(folder, "d/rw.txt", before);
  assertEquals([err, code], ["", 0]);
  const text = Deno.readTextFileSync(file);
  assert(text.startsWith("Session with socksh\n") && text.endsWith("socksh> transcript d/rw.txt\n"), text);
  assertEquals(Deno.statSync(file).mode! & 0o777, 0o600);
  Deno.chmodSync(`${folder.path}/d`, 0o755);
});

Deno.test("a name may be as long as a name can be, and no letter longer", async () => {
  using folder = new Folder();
  const longest = `${"á".repeat(126)}.md`;
  assertEquals(new TextEncoder().encode(longest).length, 255);
  for (const _ of ["new", "replaced"]) {
    const { err, code } = await transcribed(folder, longest);
    assertEquals([err, code], ["", 0]);
  }
  const { err } = await transcribed(folder, `x${longest}`);
  assertStringIncludes(err, "(ENAMETOOLONG)");
  assertEquals(namesIn(folder.path).map((name) => name.normalize()), [longest]);
});

Deno.test("a link that leads nowhere leads to a new file afterwards", async () => {
  using folder = new Folder();
  Deno.mkdirSync(`${folder.path}/elsewhere`);
  Deno.symlinkSync("elsewhere/new.md", `${folder.path}/d.md`);
  assertEquals((await transcribed(folder, "d.md")).code, 0);
  assert(Deno.lstatSync(`${folder.path}/d.md`).isSymlink);
  assertStringIncludes(Deno.readTextFileSync(`${folder.path}/elsewhere/new.md`), "socksh> print 1");
  assertEquals([namesIn(folder.path), namesIn(`${folder.path}/elsewhere`)], [["d.md", "elsewhere"], [
    "new.md",
  ]]);
  Deno.symlinkSync("none/new.md", `${folder.path}/e.md`);
  assertStringIncludes((await transcribed(folder, "e.md")).err, "(ENOENT)");
});

Deno.test("on a disk that is full a file stays as it was, a new one is not there, and nothing else is left", async () => {
  if (await peer("unshare") === undefined) return;
  const trial = await run(["unshare", "-rm", "true"]);
  if (trial.code !== 0) return skipped(`no namespace can be made: ${trial.err.trim()}`);
  using folder = new Folder();
  Deno.mkdirSync(`${folder.path}/small`);
  const line =
    `mount -t tmpfs -o size=64k tmpfs small && echo mine > small/old.txt && ln -s new2.txt small/link.txt &&
    head -c 45056 /dev/zero > small/rest; "$@"; cat small/old.txt; ls -A small`;
  const text = `print "${"x".repeat(30_000)}"
    transcript small/old.txt => ENOSPC; transcript small/new.txt => ENOSPC; transcript small/link.txt => ENOSPC`;
  const command = ["unshare", "-rm", "sh", "-c", line, "sh", ...PROGRAM, "--lang", "en", "-c", text];
  const { out, err, code } = await run(command, { cwd: folder.path });
  assertEquals([err, code], ["", 0]);
  assertEquals(out.slice(out.indexOf("\n") + 1), "mine\nlink.txt\nold.txt\nrest\n");
});

Deno.test("where there is room for no other file the one that is there stays as it was", async () => {
  if (await peer("unshare") === undefined) return;
  const trial = await run(["unshare", "-rm", "true"]);
  if (trial.code !== 0) return skipped(`no namespace can be made: ${trial.err.trim()}`);
  using folder = new Folder();
  Deno.mkdirSync(`${folder.path}/small`);
  // The folder itself is one of the two.
  const line =
    `mount -t tmpfs -o nr_inodes=2 tmpfs small && echo mine > small/old.txt && "$@"; cat small/old.txt`;
  const command = [...PROGRAM, "-c", "print 1; transcript small/old.txt => ENOSPC"];
  const { out, err, code } = await run(["unshare", "-rm", "sh", "-c", line, "sh", ...command], {
    cwd: folder.path,
  });
  assertEquals([out, err, code], ["1\nmine\n", "", 0]);
});

Deno.test("what rename refuses is written into: a file that another one is mounted on", async () => {
  if (await peer("unshare") === undefined) return;
  const trial = await run(["unshare", "-rm", "true"]);
  if (trial.code !== 0) return skipped(`no namespace can be made: ${trial.err.trim()}`);
  using folder = new Folder();
  folder.file("a.txt", "under it");
  const other = folder.file("b.txt", "over it ".repeat(1000));
  const line = `mount --bind b.txt a.txt && "$@"`;
  const { err, code } = await run(
    ["unshare", "-rm", "sh", "-c", line, "sh", ...PROGRAM, "-c", "print 1; transcript a.txt"],
    { cwd: folder.path },
  );
  assertEquals([err, code], ["", 0]);
  assert(Deno.readTextFileSync(other).endsWith("socksh> print 1\n1\nsocksh> transcript a.txt\n"));
  assertEquals(namesIn(folder.path), ["a.txt", "b.txt"]);
});

Deno.test("where the disk is full, a file that can only be written into is as it was", async () => {
  if (await peer("unshare") === undefined) return;
  const trial = await run(["unshare", "-rm", "true"]);
  if (trial.code !== 0) return skipped(`no namespace can be made: ${trial.err.trim()}`);
  using folder = new Folder();
  Deno.mkdirSync(`${folder.path}/small`);
  folder.file("over.txt", "");
  const line =
    `mount -t tmpfs -o size=16k tmpfs small && head -c 3000 /dev/zero | tr '\\0' o > small/old.txt && head -c 12288 /dev/zero > small/fill &&
mount --bind small/old.txt over.txt && { "$@"; echo "code $?"; tr -d o < small/old.txt | wc -c; wc -c < small/old.txt; }`;
  const long = `print ("x" * 9000); transcript over.txt`;
  const { out } = await run(["unshare", "-rm", "sh", "-c", line, "sh", ...PROGRAM, "-c", long], {
    cwd: folder.path,
  });
  assertMatch(out, /code 1\n0\n3000\n$/);
});

Deno.test("a path begins at home with ~, and ~ elsewhere is a letter", async () => {
  using folder = new Folder();
  const home = folder.file("home/a.socksh", "print 'at home'").slice(0, -"/a.socksh".length);
  Deno.mkdirSync(`${folder.path}/~`);
  const env = { HOME: home, DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno` };
  const text =
    `source ~/a.socksh; transcript ~/r.txt; transcript "~/s.txt"; transcript ./~/t.txt; transcript x~.txt
c = socket udp; connect c 127.0.0.1:9; send c "x"; diagram --svg ~/d.svg`;
  const { err, code, out } = await run([...PROGRAM, "--lang", "en", "-c", text], { cwd: folder.path, env });
  assertEquals([err, code], ["", 0]);
  assertStringIncludes(out, "at home\n");
  assertStringIncludes(out, `written to ${home}/r.txt\n`);
  assertEquals(namesIn(home), ["a.socksh", "d.svg", "r.txt", "s.txt"]);
  assertEquals(namesIn(`${folder.path}/~`), ["t.txt"]);
  assertEquals(namesIn(folder.path), ["home", "x~.txt", "~"]);
});

Deno.test("Tab knows what is at home", async () => {
  using folder = new Folder();
  folder.file("lesson.socksh", "print 'the lesson'");
  const env = {
    HOME: folder.path,
    DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
  };
  await using terminal = await prompt([...PROGRAM, "--lang", "en"], { env });
  terminal.type("source ~/les\t");
  await terminal.expect("source ~/lesson.socksh");
  terminal.type("\r");
  await terminal.expect(/the lesson\r?\n[^]*socksh> $/);
});

Deno.test("a link to standard output goes on where that goes to", async () => {
  using folder = new Folder();
  Deno.symlinkSync("/dev/stdout", `${folder.path}/out.md`);
  const socksh = PROGRAM.map((word) => `'${word}'`).join(" ");
  const line = `(echo first; ${socksh} --lang en -c 'print 1; transcript out.md'; echo last) > log`;
  assertEquals((await run(["sh", "-c", line], { cwd: folder.path })).code, 0);
  assertMatch(Deno.readTextFileSync(`${folder.path}/log`), /^first\n[^]*# Session with socksh\n[^]*last\n$/);
});
