// README.md: what it shows is what happens. Every session in it is run again, every command line, too.
//
// A ```socksh block with prompts is a transcript and is compared line by line, as those of transcripts/ are; one
// without prompts is a session file that has to succeed. A ```console block holds command lines behind `$ ` and what
// they print. `<!-- file: NAME -->` before a block makes it a file for the command lines that follow, and
// `<!-- test: meanwhile NAME -->` a transcript on a real terminal, during which that Python program is started.
// SOCKSH_UPDATE=1 writes the answers of today into the blocks that differ.

import { assert, assertEquals } from "@std/assert";
import { generated, packages, packagesNamed, README } from "../tools/readme.ts";
import { peer } from "./peers.ts";
import { masked, replay, typed } from "./replay.ts";
import { Terminal } from "./terminal.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const PERMISSIONS = ["ffi", "read", "write", "env", "sys"].map((name) => `--allow-${name}`);
const PROGRAM = [Deno.execPath(), "run", "--quiet", ...PERMISSIONS, "--no-prompt", `${ROOT}main.ts`];

/** A fenced block of the README. */
interface Block {
  readonly language: string;
  readonly text: string;
  /** Where it stands, for the name of its test. */
  readonly line: number;
  /** What the comment before it says: `file` or `test`, and the rest. */
  readonly mark: { readonly key: string; readonly value: string } | undefined;
}

function blocksOf(readme: string): Block[] {
  const fences = /(?:^<!-- (file|test): (.*?) -->\n)?^```(\w+)\n([\s\S]*?)^```$/gm;
  return [...readme.matchAll(fences)].map(([whole, key, value = "", language = "", text = ""]) => ({
    language,
    text,
    line: readme.slice(0, readme.indexOf(whole)).split("\n").length + (key === undefined ? 0 : 1),
    mark: key === undefined ? undefined : { key, value },
  }));
}

const readme = await Deno.readTextFile(README);
const blocks = blocksOf(readme);
const files = blocks.filter(({ mark }) => mark?.key === "file");

/** Compares what is written with what happens, or writes it down. */
async function compare(block: Block, actual: string, mask: (text: string) => string): Promise<void> {
  if (mask(actual) === mask(block.text)) return;
  if (Deno.env.get("SOCKSH_UPDATE") !== "1") return assertEquals(mask(actual), mask(block.text));
  const now = await Deno.readTextFile(README);
  await Deno.writeTextFile(README, now.replace(block.text, () => actual));
}

/** Runs in a new folder with the README's files in it and `socksh` as a program beside them. */
async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "socksh-readme-" });
  try {
    for (const { mark, text } of files) await Deno.writeTextFile(`${folder}/${mark?.value}`, text);
    const words = PROGRAM.map((word) => `'${word}'`).join(" ");
    await Deno.writeTextFile(`${folder}/socksh`, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o700 });
    return await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What a command line prints on standard output and standard error, as a terminal shows both. */
async function printed(line: string, folder: string): Promise<string> {
  const path = `${folder}:${Deno.env.get("PATH")}`;
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", `exec 2>&1\n${line}`],
    cwd: folder,
    env: { PATH: path, LC_ALL: "C.UTF-8", NO_COLOR: "1", SOCKSH_HISTORY: "" },
    stdin: "null",
  }).output();
  return new TextDecoder().decode(stdout);
}

/** Numbers of JSON lines that vary, named like those of transcripts. */
function maskedLines(text: string): string {
  return masked(text).replace(/"ms":[\d.]+/g, '"ms":MS').replace(/"fd":\d+/g, '"fd":FD');
}

for (const block of blocks) {
  const where = `README.md line ${block.line}`;
  if (block.language === "console") {
    Deno.test(`${where}: the command lines print what is written`, () =>
      inFolder(async (folder) => {
        let actual = "";
        for (const line of block.text.split("\n").filter((line) => line.startsWith("$ "))) {
          actual += `${line}\n${await printed(line.slice(2), folder)}`;
        }
        await compare(block, actual, maskedLines);
      }));
  } else if (block.language !== "socksh") {
    continue;
  } else if (typed(block.text).length === 0) {
    Deno.test(`${where}: the session file succeeds`, () =>
      inFolder(async (folder) => {
        await Deno.writeTextFile(`${folder}/block.socksh`, block.text);
        assertEquals(await printed("socksh block.socksh; echo $?", folder).then(lastLine), "0");
      }));
  } else if (block.mark?.key === "test") {
    Deno.test(`${where}: the terminal shows what is written`, async () => {
      const python = await peer("python3");
      if (python === undefined) return;
      await inFolder(async (folder) => {
        const program = `${folder}/${block.mark?.value.replace("meanwhile ", "")}`;
        await compare(block, await onTerminal(typed(block.text), python, program), masked);
      });
    });
  } else {
    Deno.test(`${where}: the prompt answers as written`, async () => {
      await compare(block, await replay(typed(block.text), "en"), masked);
    });
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}

/** Types lines at the prompt of the real program; when a call waits, the Python program is run. */
async function onTerminal(lines: readonly string[], python: string, program: string): Promise<string> {
  const env = { NO_COLOR: "1", LC_ALL: "C.UTF-8", SOCKSH_HISTORY: "" };
  await using terminal = await Terminal.open(PROGRAM, { env, columns: 160, rows: 100 });
  await terminal.until((screen) => screen.at(-1) === "socksh>");
  const begin = terminal.screen().length - 1;
  let other: Deno.ChildProcess | undefined;
  for (const line of lines) {
    const before = terminal.screen().length;
    terminal.type(`${line}\r`);
    await terminal.until((screen) => {
      if (screen.at(-1)?.startsWith("waiting for a client")) {
        other ??= new Deno.Command(python, { args: [program], stdin: "piped", stdout: "piped" }).spawn();
      }
      return screen.length > before && screen.at(-1) === "socksh>";
    });
  }
  assert(other, "no call waited for the Python program");
  // Its Enter: the client is the side that closes first, so that the port is free for the next test.
  const enter = other.stdin.getWriter();
  await enter.write(Uint8Array.of(0x0a));
  await enter.close();
  assertEquals(new TextDecoder().decode((await other.output()).stdout), "b'HELLO, WORLD'\n");
  // What the client's end changes is shown above the line being typed.
  await terminal.until((screen) => screen.at(-2)?.includes("→ CLOSE_WAIT") ?? false);
  const shown = terminal.screen().slice(begin, -1);
  terminal.key("ctrl-d");
  assertEquals(await terminal.status(), 0);
  return `${shown.join("\n")}\n`;
}

Deno.test("a run ended by a signal says so in its exit code", async () => {
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    const [command = "", ...args] = [...PROGRAM, "-c", "print ready; sleep 60"];
    await using child = new Deno.Command(command, { args, stdout: "piped", stderr: "null" }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    child.kill(signal);
    assertEquals((await child.status).code, code);
    await reader.cancel();
  }
});

Deno.test("the generated parts of README.md are current", async () => {
  assertEquals(readme, await generated(readme), "deno task readme writes them anew");
});

Deno.test("the table of dependencies names what deno.json imports", () => {
  assertEquals(packagesNamed(readme), packages());
});

Deno.test("every block of the README is one that a test reads, or none that could be", () => {
  const known = new Set(["socksh", "console", "sh", "python", "ts", "text"]);
  assertEquals(blocks.filter(({ language }) => !known.has(language)), []);
  assertEquals(readme.match(/^```\w/gm)?.length, blocks.length);
});
