// The handouts' exercises as session files (tests/exercises): they pass by themselves, in every way of running them, and
// with real peers: a colleague's machine, a web server of somebody else's, a real HTTP client.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Child, Folder, PROGRAM, run, socksh } from "./child.ts";
import { twoMachines } from "./namespace_fixture.ts";
import { peer, skipped } from "./peers.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const FOLDER = "tests/exercises";

/** The program that runs a session and tells what was open before, meanwhile and afterwards. */
const LEAKS = [...PROGRAM.slice(0, -1), `${ROOT}tests/leak_fixture.ts`];

const files = [...Deno.readDirSync(`${ROOT}${FOLDER}`)].map(({ name }) => name).sort();

/** Runs one in a new process. */
function exercise(name: string, args: readonly string[] = [], options: readonly string[] = []) {
  return socksh([...options, `${FOLDER}/${name}`, ...args], { cwd: ROOT });
}

// ---- by themselves

Deno.test("the exercises pass as tests, one after the other and all at once", async () => {
  assert(files.length >= 11);
  for (const jobs of ["1", String(files.length)]) {
    const { code, out, err } = await socksh(["test", FOLDER, "--jobs", jobs], { cwd: ROOT });
    assertEquals([code, err], [0, ""], out);
    const points = out.split("\n").filter((line) => /^(not )?ok /.test(line));
    assertEquals(points, files.map((name, i) => `ok ${i + 1} - ${FOLDER}/${name}`));
    assert(out.endsWith(`\n# ${files.length} passed, 0 failed\n`));
  }
});

for (const name of files) {
  Deno.test(`${name} passes under --json, -v and --check`, async () => {
    const [json, verbose, checked] = await Promise.all(
      ["--json", "-v", "--check"].map((option) => exercise(name, [], [option])),
    );
    assert(json && verbose && checked);
    for (const { code, err } of [json, verbose, checked]) assertEquals([code, err], [0, ""], name);
    // Every expectation was looked at, and was met.
    const lines = json.out.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(lines.filter(({ met }) => met === false), []);
    assert(lines.every(({ line }) => line > 0));
    assertStringIncludes(verbose.out, "socksh> ");
    assertEquals(checked.out, "");
  });

  Deno.test(`${name} leaves no descriptor but the wake-up pipe's two`, async () => {
    const text = Deno.readTextFileSync(`${ROOT}${FOLDER}/${name}`);
    const { out, err } = await run(LEAKS, { stdin: text });
    assertEquals(err, "");
    const { before, during, after } = JSON.parse(out) as Record<string, number[]>;
    assert(before && during && after);
    if (!text.includes("exit 0")) assert(during.length > before.length, "the session opened nothing");
    assert(after.filter((fd) => !before.includes(fd)).length <= 2, out);
  });
}

Deno.test("those that take a port listen on it, and can be run twice on the same one", async () => {
  for (const name of files) {
    const text = Deno.readTextFileSync(`${ROOT}${FOLDER}/${name}`);
    if (!/^port = 0$|^PORTA = 0$/m.test(text) || /^(08|09)/.test(name)) continue;
    const port = (await socksh(["-c", "s = socket tcp; bind s 127.0.0.1:0; print (getsockname(s)[1])"])).out;
    for (let i = 0; i < 2; i++) {
      const { code, out, err } = await exercise(name, [port.trim()], ["-v"]);
      assertEquals([code, err], [0, ""], name);
      assertStringIncludes(out, `127.0.0.1:${port.trim()}`);
    }
  }
});

// ---- as texts

Deno.test("they can be run by themselves, and say how and what they are about", () => {
  for (const name of files) {
    const path = `${ROOT}${FOLDER}/${name}`;
    assertMatch(name, /^\d\d[a-z]?-[a-z]+(-[a-z]+)*\.socksh$/);
    const text = Deno.readTextFileSync(path);
    const number = String(Number(name.slice(0, 2)));
    const head = new RegExp(
      `^#!/usr/bin/env socksh\\n# Exercise ${number}[a-z]?\\b.*\\n# pt: Exercício ${number}[a-z]?\\b`,
    );
    assertMatch(text, head);
    assertMatch(
      text,
      new RegExp(`^# {3}socksh (--sandbox )?(--step )?${name}`, "m"),
      `${name} tells how to run it`,
    );
    assertEquals((Deno.statSync(path).mode ?? 0) & 0o111, 0o111, `${name} is executable`);
    assertEquals(text.split("\n").filter((line) => line.length > 120), [], name);
  }
});

/** The comments of a file: of each run of lines the English and the Portuguese ones. */
function comments(text: string): { readonly en: string; readonly pt: string }[] {
  const parts: { en: string; pt: string }[] = [];
  let language: "en" | "pt" | undefined;
  for (const line of text.split("\n").slice(1)) {
    // Commands to type, headings with both languages, and empty lines end a comment.
    const words = /^ *#( pt:)? ?(.*)$/.exec(line);
    if (!words || words[2] === "" || /^ {2}socksh|^ *--- /.test(words[2] ?? "")) {
      language = undefined;
      continue;
    }
    const [, portuguese, said = ""] = words;
    if (portuguese !== undefined) language = "pt";
    else if (language === undefined || (language === "pt" && !said.startsWith("    "))) {
      language = "en";
      parts.push({ en: "", pt: "" });
    }
    const part = parts.at(-1);
    assert(part && language, `a comment begins in Portuguese: ${line}`);
    part[language] += `${said.trim()} `;
  }
  return parts;
}

Deno.test("every comment is there in English and right below in Portuguese, in the words of the glossary", async () => {
  const glossary = await Deno.readTextFile(`${ROOT}lib/messages/GLOSSARY.md`);
  const forbidden = glossary.split("\n").filter((line) => /^\| (?!English|-)/.test(line)).flatMap((line) =>
    (line.split("|")[3] ?? "").split(",").map((word) => word.trim()).filter((word) => word !== "")
  );
  assert(forbidden.includes("soquete"));
  const plain = (text: string) => text.replace(/"[^"]*"/g, "");
  const escaped = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  for (const name of files) {
    const all = comments(Deno.readTextFileSync(`${ROOT}${FOLDER}/${name}`));
    assert(all.length >= 4, name);
    for (const { en, pt } of all) {
      assert(en !== "" && pt !== "", `${name}: only one language: ${en}${pt}`);
      // Numbered alike, and about as long.
      assertEquals(/^\d+\./.exec(pt)?.[0], /^\d+\./.exec(en)?.[0], en);
      assert(pt.length < 2 * en.length && en.length < 2 * pt.length, `${en}\n${pt}`);
      for (const word of forbidden) {
        const found = new RegExp(`(?<![\\p{L}\\p{N}_-])${escaped(word)}(?![\\p{L}\\p{N}_-])`, "iu");
        assert(!found.test(plain(pt)), `${name}: "${word}" in ${pt}`);
      }
    }
  }
});

Deno.test("the README's table has them all, and no others", async () => {
  const readme = await Deno.readTextFile(`${ROOT}README.md`);
  const named = [...readme.matchAll(/^\| `(\d\d[^`]*\.socksh)` \|/gm)].map(([, name]) => name);
  assertEquals(named, files);
});

Deno.test("step by step none takes more than some sixty stops for who leaves the loops with f", async () => {
  const counts = await Promise.all(files.map(async (name) => {
    const { code, out } = await socksh(["--step", `${FOLDER}/${name}`], {
      cwd: ROOT,
      stdin: "f\n".repeat(300),
    });
    return [name, code, out.split("\n").filter((line) => line.startsWith("socksh> ")).length] as const;
  }));
  assertEquals(counts.filter(([, code, stops]) => code !== 0 || stops > 65), []);
});

// ---- with others

Deno.test("the server and the client of exercise 7 meet on two machines", async () => {
  await using machines = await twoMachines();
  if (machines === undefined) return;
  const at = (machine: readonly string[], ...args: string[]) => [...machine, ...PROGRAM, ...args];
  const path = (name: string) => `${ROOT}${FOLDER}/${name}`;
  await using server = new Child(at(machines.second, path("07a-colleague-server.socksh"), "65432"));
  await server.wrote(/waiting on port .* 65432/);
  const { firstAddress, secondAddress, nobody } = machines;
  const client = await run(
    at(machines.first, path("07b-colleague-client.socksh"), secondAddress, "65432", nobody),
  );
  assertEquals([client.code, client.err], [0, ""], client.out);
  assertMatch(client.out, new RegExp(`^${firstAddress}:\\d+ -> ${secondAddress}:65432$`, "m"));
  const served = await server.finished();
  assertEquals([served.code, served.err], [0, ""], served.out);
  assertMatch(served.out, new RegExp(`^${firstAddress}:\\d+ -> ${secondAddress}:65432$`, "m"));
  assertStringIncludes(served.out, secondAddress);
});

Deno.test("the server and the client of exercise 7 on one machine say that they want two, and which file does not", async () => {
  for (const address of ["127.0.0.1", "127.0.0.2"]) {
    await using server = new Child([...PROGRAM, `${ROOT}${FOLDER}/07a-colleague-server.socksh`, "0"]);
    const port = await server.wrote(/waiting on port .* (\d+)/);
    const client = await exercise("07b-colleague-client.socksh", [address, port]);
    const served = await server.finished();
    for (const { code, out, err } of [client, served]) {
      assertEquals([code, err], [1, ""], out);
      assertMatch(
        out,
        /on the same machine; this exercise wants two; alone, take 07-two-machines-on-loopback\.socksh$/m,
      );
      assertMatch(
        out,
        /na mesma máquina; este exercício pede duas; sozinho, use 07-two-machines-on-loopback\.socksh$/m,
      );
    }
  }
});

Deno.test("the client of exercise 7 fails where nobody serves", async () => {
  await using machines = await twoMachines();
  if (machines === undefined) return;
  const { first, secondAddress } = machines;
  const client = await run([
    ...first,
    ...PROGRAM,
    "--lang",
    "en",
    `${ROOT}${FOLDER}/07b-colleague-client.socksh`,
    secondAddress,
    "65432",
  ]);
  assertEquals(client.code, 1);
  assertStringIncludes(client.err, "expected ok but connect failed with ECONNREFUSED");
});

Deno.test("exercise 8 speaks with Python's web server", async () => {
  const python = await peer("python3");
  if (python === undefined) return;
  using folder = new Folder();
  folder.file("index.html", "<!DOCTYPE html>\n<h1>olá, turma</h1>\n");
  await using server = new Child([python, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"], {
    cwd: folder.path,
  });
  const port = await server.wrote(/ port (\d+)/);
  const { code, out, err } = await exercise("08-http-by-hand.socksh", ["127.0.0.1", port]);
  assertEquals([code, err], [0, ""], out);
  assertMatch(out, /^HTTP\/1\.0 200 OK$/m);
  assertMatch(out, /^Server: SimpleHTTP\//m);
  // The status line, the headers, the body: in the order in which they come.
  assertMatch(out, /^HTTP\/1\.0 200 OK\n(?:[\w-]+: [^\n]*\n)+<!DOCTYPE html>\n<h1>olá, turma<\/h1>\n/);
  // One that says nothing of HTTP is no success.
  await using silent = new Child([...PROGRAM, "echo-server", "0", "--once", "--quiet"]);
  const other = await silent.wrote(/127\.0\.0\.1:(\d+)/);
  const failed = await exercise("08-http-by-hand.socksh", ["127.0.0.1", other], ["--lang", "en"]);
  assertEquals(failed.code, 1);
  assertStringIncludes(failed.err, "08-http-by-hand.socksh:");
});

/** HTTP clients, and how each writes status, type and body of an address. */
const BROWSERS: Readonly<Record<string, (url: string) => readonly string[]>> = {
  curl: (url) => ["-sS", "-o", "-", "-w", "%{http_code} %{content_type}", url],
  python3: (url) => [
    "-c",
    `import sys, urllib.request, urllib.error
try: answer = urllib.request.urlopen(sys.argv[1])
except urllib.error.HTTPError as error: answer = error
sys.stdout.buffer.write(answer.read())
print(answer.status, answer.headers["content-type"], end="")`,
    url,
  ],
  [Deno.execPath()]: (url) => [
    "eval",
    `const answer = await fetch(${JSON.stringify(url)});
Deno.stdout.writeSync(await answer.bytes());
Deno.stdout.writeSync(new TextEncoder().encode(answer.status + " " + answer.headers.get("content-type")));`,
  ],
};

for (const [name, args] of Object.entries(BROWSERS)) {
  Deno.test(`exercise 9 is a web server for ${name.replace(/^.*\//, "")}`, async () => {
    const program = name.startsWith("/") ? name : await peer(name);
    if (program === undefined) return;
    await using server = new Child([...PROGRAM, `${ROOT}${FOLDER}/09-a-page-for-a-browser.socksh`, "0", "3"]);
    const url = await server.wrote(/^http:\/\/127\.0\.0\.1:\d+\/$/m);
    const page = await run([program, ...args(url)]);
    assertEquals([page.code, page.err], [0, ""]);
    assertStringIncludes(page.out, "<h1>Olá, 127.0.0.1</h1>\n");
    assertStringIncludes(page.out, "200 text/html; charset=utf-8");
    const missing = await run([program, ...args(`${url}favicon.ico`)]);
    assertStringIncludes(missing.out, "404 text/html; charset=utf-8");
    assertEquals((await run([program, ...args(url)])).code, 0);
    const { code, out, err } = await server.finished();
    assertEquals([code, err], [0, ""], out);
    assertEquals(out.match(/ GET \/ HTTP\/1\.1$/gm)?.length, 2);
    assertMatch(out, / GET \/favicon\.ico HTTP\/1\.1$/m);
  });
}

// ---- with packets

Deno.test("6b captures in a private network what its expectations say, and tshark finds the same steps", async () => {
  using folder = new Folder();
  const file = `${folder.path}/packets.pcapng`;
  const { code, out, err } = await exercise("06b-packets.socksh", [file], ["--lang", "en", "--sandbox"]);
  if (code === 2) return skipped(err);
  assertEquals(code, 0, err);
  for (
    const told of [
      "--->: captured",
      "handshake 3/3",
      "close 4/4",
      "display filter for Wireshark: tcp.port == ",
    ]
  ) {
    assertStringIncludes(out, told);
  }
  if (await peer("tshark") === undefined) return;
  const read = await run(["tshark", "-r", file, "-T", "fields", "-e", "tcp.flags"]);
  const flags = ["0x0002", "0x0012", "0x0010", "0x0018", "0x0010", "0x0011", "0x0010", "0x0011", "0x0010"];
  assertEquals(read.out.trim().split("\n"), flags);
});
