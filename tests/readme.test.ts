// README.md: what it shows is what happens. Every session in it is run again, every command line, too.
//
// A ```socksh block with prompts is a transcript and is compared line by line, as those of transcripts/ are; one
// without prompts is a session file that has to succeed. A ```console block holds command lines behind `$ ` (and `> `
// where one goes on) and what they print. A comment before a block says more of it:
//
// `<!-- file: NAME -->`            it is a file for command lines, which have to run it
// `<!-- test: terminal -->`        its lines are typed on a real terminal; ^Z and ^C alone on a line are keys
// `<!-- test: meanwhile NAME -->`  the same, and that Python program is started when a call waits
// `<!-- test: grammar -->`         sentences of it, made up at random, are read by the parser
//
// SOCKSH_UPDATE=1 writes the answers of today into the blocks that differ, but for terminals.

import { assert, assertEquals } from "@std/assert";
import { registry } from "../commands/mod.ts";
import { vocabularyOf } from "../lib/interpreter.ts";
import { parse } from "../lib/language/mod.ts";
import { FUNCTIONS, KEYWORDS, VALUE_METHODS, WORD_OPERATORS } from "../lib/language/names.ts";
import { generated, packages, packagesNamed, README } from "../tools/readme.ts";
import { Grammar } from "./grammar.ts";
import { peer } from "./peers.ts";
import { libc, masked, replay, typed } from "./replay.ts";
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
    for (const { mark, text } of files) {
      const path = `${folder}/${mark?.value}`;
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(path, text);
    }
    const words = PROGRAM.map((word) => `'${word}'`).join(" ");
    await Deno.writeTextFile(`${folder}/socksh`, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o700 });
    return await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A command line. Its standard error goes where its standard output goes, as on a terminal. */
function command(line: string, folder: string): Deno.Command {
  const path = `${folder}:${Deno.env.get("PATH")}`;
  return new Deno.Command("sh", {
    args: ["-c", `exec 2>&1\n${line}`],
    cwd: folder,
    env: { PATH: path, LC_ALL: "C.UTF-8", NO_COLOR: "1", SOCKSH_HISTORY: "" },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  });
}

/** What a command line prints. */
async function printed(line: string, folder: string): Promise<string> {
  return new TextDecoder().decode((await command(line, folder).output()).stdout);
}

/** Command lines with `&` behind them: they run while others do, and end with their block. */
class Background implements AsyncDisposable {
  readonly #running: { readonly child: Deno.ChildProcess; readonly output: Promise<unknown> }[] = [];

  start(command: Deno.Command): void {
    const child = command.spawn();
    this.#running.push({ child, output: child.output() });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child, output } of this.#running) {
      // Most have ended by themselves.
      try {
        child.kill();
      } catch {
        // Nothing is left to be ended.
      }
      await output;
    }
  }
}

/** What varies in what command lines print, named like that of transcripts: times, dates, descriptors of JSON. */
function maskedLines(text: string): string {
  return timeless(masked(text)).replace(/"ms":[\d.]+/g, '"ms":MS').replace(/"fd":\d+/g, '"fd":FD')
    .replace(/\d\d\/\d\d\/\d{4} \d\d:\d\d/g, "DATE");
}

/** Times that were measured are written alike. */
function timeless(text: string): string {
  return text.replace(/\b\d+(?:\.\d+)?(?:\/\d+(?:\.\d+)?)* (?=m?s\b)/g, "TIME ");
}

/** The command lines of a block, a line that goes on behind `> ` with it. */
function commandLines(block: Block): string[] {
  const lines: string[] = [];
  let open = false;
  for (const line of block.text.split("\n")) {
    if (line.startsWith("$ ")) lines.push(line);
    else if (open && line.startsWith("> ")) lines.push(`${lines.pop()}\n${line}`);
    open = line.startsWith("$ ") || (open && line.startsWith("> "));
  }
  return lines;
}

for (const block of blocks) {
  const where = `README.md line ${block.line}`;
  if (block.language === "console") {
    Deno.test(`${where}: the command lines print what is written`, async () => {
      if (block.text.includes("$ python3 ") && await peer("python3") === undefined) return;
      await inFolder(async (folder) => {
        let actual = "";
        await using background = new Background();
        for (const line of commandLines(block)) {
          const typed = line.slice(2).replaceAll("\n> ", "\n");
          if (typed.endsWith(" &")) background.start(command(`exec ${typed.slice(0, -2)}`, folder));
          const said = typed.endsWith(" &") ? "" : await printed(typed, folder);
          actual += `${line}\n${said}`;
        }
        await compare(block, actual, maskedLines);
      });
    });
  } else if (block.language !== "socksh" || block.mark?.key === "file") {
    continue;
  } else if (typed(block.text).length === 0) {
    Deno.test(`${where}: the session file succeeds`, () =>
      inFolder(async (folder) => {
        await Deno.writeTextFile(`${folder}/block.socksh`, block.text);
        assertEquals(await printed("socksh block.socksh; echo $?", folder).then(lastLine), "0");
      }));
  } else if (block.mark?.value === "terminal") {
    Deno.test(`${where}: the terminal shows what is written`, () => showsOnTerminal(block));
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

/** The keys that stand alone on a line of a terminal's transcript. */
const keys: Readonly<Record<string, "ctrl-c" | "ctrl-z">> = { "^C": "ctrl-c", "^Z": "ctrl-z" };

/** How long one more line may take to appear, in milliseconds. */
const patience = 20_000 * (Number(Deno.env.get("SOCKSH_TEST_PATIENCE")) || 1);

/** Types a transcript at the prompt of the real program, each line once everything before it is shown as written. */
async function showsOnTerminal(block: Block): Promise<void> {
  const env = { NO_COLOR: "1", LC_ALL: "C.UTF-8", SOCKSH_HISTORY: "" };
  await using terminal = await Terminal.open(PROGRAM, { env, columns: 160, rows: 100 });
  await terminal.until((screen) => screen.at(-1) === "socksh>");
  const begin = terminal.screen().length - 1;
  const mask = (lines: readonly string[]) => timeless(masked(lines.join("\n"))).split("\n");
  const written = block.text.trimEnd().split("\n");
  // The keys are not shown where they are pressed.
  const isKey = (line: string) => keys[line] !== undefined;
  const expected = mask(written.filter((line) => !isKey(line)));
  let count = 0;
  for (const [at, line] of written.entries()) {
    if (isKey(line)) terminal.key(keys[line]!);
    else if (typed(line).length > 0) terminal.type(`${typed(line)[0]}\r`);
    if (!isKey(line)) count++;
    const next = written[at + 1];
    if (next !== undefined && !isKey(next) && !next.startsWith("socksh>")) continue;
    const prefix = expected.slice(0, count);
    const last = next !== undefined && isKey(next) ? [] : ["socksh>"];
    const shown = () => mask(terminal.screen().slice(begin));
    const isShown = () => shown().join("\n").trimEnd() === [...prefix, ...last].join("\n").trimEnd();
    const end = Date.now() + patience;
    while (!isShown() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
    assertEquals(shown().join("\n").trimEnd(), [...prefix, ...last].join("\n").trimEnd());
  }
  terminal.key("ctrl-d");
  assertEquals(await terminal.status(), 0);
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

Deno.test("every file of the README is run by a command line, or by another file", () => {
  const lines = blocks.filter(({ language }) => language === "console" || language === "python");
  const run = lines.map(({ text }) => text).join("\n");
  const missing = files.map(({ mark }) => mark?.value ?? "").filter((name) =>
    name !== "client.py" && !run.includes(name) && !run.includes(` ${name.split("/")[0]}`)
  );
  assertEquals(missing, []);
});

Deno.test("every link of the README leads to one of its headings", () => {
  const text = readme.replace(/^```[\s\S]*?^```$/gm, "");
  const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
  );
  const links = [...text.matchAll(/\]\(#(.*?)\)/g)].map(([, anchor = ""]) => anchor);
  assertEquals(links.filter((link) => !anchors.includes(link)), []);
  assertEquals(new Set(anchors).size, anchors.length, "two headings have one address");
});

// What a name in capitals may stand for; more than the grammar asks for would not be noticed.
const terminals: Readonly<Record<string, readonly string[]>> = {
  NEWLINE: ["\n"],
  NAME: ["n", "data", "addr", "endereço", "conn_2"],
  COMMAND: ["send", "recv", "print", "bind", "now", "wait", "socket.socket", "time.sleep", "select.poll"],
  EXPRCOMMAND: ["assert", "exit"],
  WORD: ["127.0.0.1:80", "AF_INET|1", "don't", "$n", "x${n}y", "$1", "unix:@a", "http://h/x", "5", "-x"],
  TEXT: ['"a+"', "'b'"],
  QUOTED: ['"a ${n}"', "'b'", 'b"\\x00"', 'hex"de ad"', 'f"{n + 1}"', 'r"\\d"', '"""c"""'],
  NUMBER: ["12", "0x1f", "0o17", "0b11", "1_000", "2.5", ".5", "1e3", "20us", "500ms", "2s", "1m"],
  CONSTANT: [
    "AF_INET",
    "LISTEN",
    "True",
    "None",
    "NULL",
    "EBADF",
    "socket.AF_INET",
    "errno.EBADF",
    "select.POLLIN",
  ],
  FUNCTION: [...FUNCTIONS],
  METHOD: [...VALUE_METHODS, "recv", "bind"],
  ERROR: ["EBADF", "EAI_NONAME", "HOST_NOT_FOUND"],
  ADDRESS: ["127.0.0.1:80", "[::1]:80", ":80", "unix:/path", "127.0.0.1:$n"],
  CTYPE: ["int", "long", "ssize_t", "size_t", "socklen_t"],
  IMPORT: ["import socket", "import sys, os", "from socket import *"],
};

Deno.test("the parser reads every sentence of the README's grammar", () => {
  const [block] = blocks.filter(({ mark }) => mark?.value === "grammar");
  const grammar = new Grammar(block?.text ?? "", terminals);
  const vocabulary = vocabularyOf(registry, libc.system);
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let i = 0; i < 5000; i++) {
    const text = grammar.sentence("program", random, 6 + i % 12);
    try {
      parse({ name: "", text }, vocabulary, terminals["NAME"]);
    } catch (error) {
      throw new Error(`the grammar has a sentence that the parser refuses: ${text}`, { cause: error });
    }
  }
});

Deno.test("the README's grammar has every keyword, and its tables every function, method and name in capitals", () => {
  const [block] = blocks.filter(({ mark }) => mark?.value === "grammar");
  const { names, quoted } = new Grammar(block?.text ?? "", terminals).words;
  assertEquals([...KEYWORDS, ...WORD_OPERATORS].filter((word) => !quoted.has(word)), []);
  const prose = readme.replace(/^```[\s\S]*?^```$/gm, "");
  assertEquals([...names].filter((name) => name !== "NEWLINE" && !prose.includes(name)), []);
  const functions = prose.slice(prose.indexOf("### Functions and methods"), prose.indexOf("### Addresses"));
  assertEquals([...FUNCTIONS].filter((name) => !functions.includes(`\`${name}(`)), []);
  assertEquals([...VALUE_METHODS].filter((name) => !functions.includes(`.${name}(`)), []);
});

Deno.test("every block of the README is one that a test reads, or none that could be", () => {
  const known = new Set(["socksh", "console", "ebnf", "sh", "python", "ts", "text"]);
  assertEquals(blocks.filter(({ language }) => !known.has(language)), []);
  assertEquals(readme.match(/^```\w/gm)?.length, blocks.length);
});
