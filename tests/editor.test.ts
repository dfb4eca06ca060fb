// The line editor on a real terminal: what the screen shows, what the program gets, what happens meanwhile. The
// program is editor_fixture.ts; drawing and the queue of keys are also tested by themselves, and so is the history.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Tokens } from "../lib/editor/keys.ts";
import { Screen } from "../lib/editor/screen.ts";
import { History, historyPath } from "../lib/history.ts";
import fc from "./properties.ts";
import { Screen as TestScreen, Terminal, type TerminalOptions } from "./terminal.ts";

const FIXTURE = new URL("./editor_fixture.ts", import.meta.url).pathname;
const PERMISSIONS = ["--quiet", "--no-prompt", "--allow-env", "--allow-read", "--allow-write"];
const PROGRAM = [Deno.execPath(), "run", ...PERMISSIONS, FIXTURE];

/** Starts the fixture; most tests go on when its first prompt is there. */
async function start(settings: string[] = [], options: TerminalOptions = {}): Promise<Terminal> {
  const terminal = await Terminal.open([...PROGRAM, ...settings], options);
  if (settings.some((setting) => setting.startsWith("late"))) return terminal;
  try {
    await terminal.until((screen) => screen.at(-1) === "socksh>");
    await terminal.expect("socksh>");
    return terminal;
  } catch (error) {
    await terminal.close();
    throw error;
  }
}

/** A file's path in a folder of its own, both gone at the end. */
function temporary(name: string): { path: string; folder: string } & Disposable {
  const folder = Deno.makeTempDirSync({ prefix: "socksh-editor-" });
  return {
    folder,
    path: `${folder}/${name}`,
    [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }),
  };
}

/** Everything the terminal has shown, as a transcript. */
function shown(terminal: Terminal): string {
  return terminal.transcript().join("\n");
}

// ---- typing

Deno.test("a line is shown as it is typed and handed out at Enter", async () => {
  await using terminal = await start();
  terminal.type("so");
  await terminal.expect("so");
  terminal.type("cket");
  await terminal.expect("cket");
  terminal.key("enter");
  await terminal.expect("[socket]");
  await terminal.expect("socksh> ");
  assertEquals(shown(terminal), "socksh> socket\n[socket]\nsocksh>");
});

Deno.test("keys pressed before the first prompt are kept for it", async () => {
  using file = temporary("go");
  await using terminal = await start([`late=${file.path}`]);
  await terminal.expect("not yet");
  terminal.type("first\rsec");
  Deno.writeTextFileSync(file.path, "");
  await terminal.expect("[first]");
  await terminal.expect("socksh> sec");
  terminal.type("ond\r");
  await terminal.expect("[second]");
});

Deno.test("a line can be edited in its middle", async () => {
  await using terminal = await start();
  terminal.type("bind 127");
  for (let i = 0; i < 3; i++) terminal.key("left");
  terminal.type("srv ");
  await terminal.until((screen) => screen[0] === "socksh> bind srv 127");
  terminal.key("home");
  terminal.key("delete");
  terminal.type("B");
  terminal.key("end");
  terminal.key("backspace");
  await terminal.until((screen) => screen[0] === "socksh> Bind srv 12");
  terminal.key("ctrl-w");
  terminal.key("ctrl-a");
  terminal.key("ctrl-k");
  terminal.type("x");
  terminal.key("ctrl-y");
  terminal.key("enter");
  await terminal.expect("[xBind srv ]");
});

Deno.test("letters of several bytes arrive whole when their bytes come apart", async () => {
  await using terminal = await start();
  const bytes = new TextEncoder().encode("olá 漢 😀");
  for (const byte of bytes) terminal.type(Uint8Array.of(byte));
  await terminal.until((screen) => screen[0] === "socksh> olá 漢 😀");
  terminal.key("left");
  terminal.key("backspace");
  terminal.key("left");
  terminal.type("x\r");
  await terminal.expect("[olá x漢😀]");
});

Deno.test("CR LF is one line end, CR and LF alone are one each", async () => {
  await using terminal = await start();
  terminal.type("a\r\nb\rc\nd\r");
  await terminal.expect("[a]");
  terminal.type("\ne\r");
  await terminal.expect("[e]");
  const answers = [...terminal.output.matchAll(/\[(.*?)\]\r/g)].map((match) => match[1]);
  assertEquals(answers, ["a", "b", "c", "d", "e"]);
});

Deno.test("an empty line is handed out, too", async () => {
  await using terminal = await start();
  terminal.key("enter");
  await terminal.expect("[]");
  await terminal.expect("socksh> ");
});

Deno.test("a line longer than the screen wraps, and can be edited across its rows", async () => {
  await using terminal = await start([], { columns: 20, rows: 8 });
  terminal.type("abcdefghijkl");
  await terminal.until((screen) => screen[0] === "socksh> abcdefghijkl");
  // The row is full: the cursor stands on the next one.
  await terminal.until(() => terminal.cursor.row === 1 && terminal.cursor.column === 0);
  terminal.type("mnopqrstuvwxyz0123456789");
  await terminal.until((screen) => screen.join("|") === "socksh> abcdefghijkl|mnopqrstuvwxyz012345|6789");
  terminal.key("home");
  terminal.type(">");
  await terminal.until((screen) => screen.join("|") === "socksh> >abcdefghijk|lmnopqrstuvwxyz01234|56789");
  terminal.key("ctrl-k");
  await terminal.until((screen) => screen.join("|") === "socksh> >");
  terminal.key("ctrl-y");
  terminal.key("enter");
  await terminal.expect("[>abcdefghijklmnopqrstuvwxyz0123456789]");
});

Deno.test("a coloured prompt takes the columns it shows", async () => {
  await using terminal = await start(["colour=yes"], { columns: 20 });
  terminal.type("abcdefghijklmn");
  await terminal.until((screen) => screen.slice(0, 2).join("|") === "socksh> abcdefghijkl|mn");
  terminal.key("home");
  await terminal.until(() => terminal.cursor.row === 0 && terminal.cursor.column === 8);
  terminal.key("end");
  await terminal.until(() => terminal.cursor.row === 1 && terminal.cursor.column === 2);
});

Deno.test("a new size of the window counts at once", async () => {
  await using terminal = await start([], { columns: 40 });
  terminal.type("abc");
  await terminal.expect("abc");
  terminal.resize(12, 24);
  await terminal.expect("abc");
  terminal.type("defgh");
  await terminal.until((screen) => screen.join("|") === "socksh> abcd|efgh");
  terminal.type("\rwait\r");
  await terminal.expect("waiting");
  terminal.resize(30, 24);
  terminal.type("0123456789abcdefghijklmnop");
  terminal.key("ctrl-c");
  await terminal.until((screen) => screen.slice(-2).join("|") === "socksh> 0123456789abcdefghijkl|mnop");
  terminal.key("home");
  await terminal.until((screen) => terminal.cursor.row === screen.length - 2 && terminal.cursor.column === 8);
  terminal.type(">");
  await terminal.until((screen) => screen.slice(-2).join("|") === "socksh> >0123456789abcdefghijk|lmnop");
});

Deno.test("Ctrl-L clears the screen and keeps the line", async () => {
  await using terminal = await start();
  terminal.type("one\rtwo");
  await terminal.expect("two");
  terminal.key("ctrl-l");
  await terminal.until((screen) => screen.join("|") === "socksh> two");
  terminal.key("enter");
  await terminal.expect("[two]");
});

Deno.test("a line of 100 KB is handed out whole", async () => {
  await using terminal = await start();
  terminal.type("x".repeat(99_999) + "y\r");
  await terminal.expect("[100000 2]");
  await terminal.expect("socksh> ");
});

// ---- pasted and typed ahead

Deno.test("six pasted lines run one after another, each behind its prompt, also when one waits", async () => {
  await using terminal = await start();
  terminal.type("one\rtwo\rwait\rfour\rfive\rsix");
  await terminal.expect("waiting");
  assertEquals(shown(terminal), "socksh> one\n[one]\nsocksh> two\n[two]\nsocksh> wait\nwaiting");
  terminal.key("ctrl-c");
  await terminal.expect("socksh> six");
  terminal.key("enter");
  await terminal.expect("[six]");
  await terminal.expect("socksh> ");
  assertEquals(
    shown(terminal),
    "socksh> one\n[one]\nsocksh> two\n[two]\nsocksh> wait\nwaiting\n(SIGINT)\n[wait]\n" +
      "socksh> four\n[four]\nsocksh> five\n[five]\nsocksh> six\n[six]\nsocksh>",
  );
});

Deno.test("what is typed during a call is not shown until the next prompt, where it can be edited", async () => {
  using file = temporary("go");
  await using terminal = await start();
  terminal.type(`until ${file.path}\r`);
  await terminal.expect("waiting");
  const before = terminal.output;
  terminal.type("heklo");
  terminal.key("left");
  terminal.key("left");
  terminal.key("backspace");
  terminal.type("l");
  assertStringIncludes(await terminal.modes(), "-echo ");
  assertEquals(terminal.output, before);
  Deno.writeTextFileSync(file.path, "");
  await terminal.expect("socksh> ");
  await terminal.until((screen) => screen.at(-1) === "socksh> hello");
  terminal.key("end");
  terminal.type("!\r");
  await terminal.expect("[hello!]");
});

Deno.test("1 000 pasted lines run in order and none is lost", async () => {
  await using terminal = await start();
  terminal.type(Array.from({ length: 1000 }, (_, index) => `line${index}\r`).join(""));
  await terminal.expect("[line999]");
  await terminal.expect("socksh> ");
  const answers = [...terminal.output.matchAll(/\[line(\d+)\]/g)].map((match) => Number(match[1]));
  assertEquals(answers, Array.from({ length: 1000 }, (_, index) => index));
});

Deno.test("Ctrl-C stops pasted lines that rush past", async () => {
  await using terminal = await start();
  // Each takes 5 ms, none waits.
  terminal.type("spin\r".repeat(1000));
  await terminal.expect("[spin]");
  terminal.key("ctrl-c");
  await terminal.expect("(cleared)");
  terminal.type("end\r");
  await terminal.expect("[end]");
  const count = [...terminal.output.matchAll(/\[spin\]/g)].length;
  assert(count < 1000, "all lines ran");
});

Deno.test("the markers of a bracketed paste do not leak in, and its tabs are letters", async () => {
  await using terminal = await start();
  terminal.type("\x1b[200~so\t\x1b[201~x\r");
  await terminal.expect("[so\\tx]");
});

Deno.test("control characters in a paste are never sent to the terminal", async () => {
  await using terminal = await start();
  terminal.type("a\x9b31mb\u202ec\u200bd\x1b]0;title\x07e\x00\x0f\x1c\r");
  const echoed = await terminal.expect("\r\n");
  // The editor's own sequences aside.
  // deno-lint-ignore no-control-regex
  const rest = echoed.replaceAll(/\x1b\[[0-9;]*[GJK]/g, "");
  // deno-lint-ignore no-control-regex
  assertEquals(rest.match(/[\x00-\x09\x0b\x0c\x0e-\x1f\x80-\x9f\u202e\u200b]/), null);
  assertStringIncludes(echoed, "a\\x9b31mb\\u202ec\\u200bd0;titlee");
});

// ---- Ctrl-C, Ctrl-D, Ctrl-Z

Deno.test("Ctrl-C at the prompt clears the line", async () => {
  await using terminal = await start();
  terminal.type("half a li");
  await terminal.expect("half a li");
  terminal.key("left");
  terminal.key("ctrl-c");
  await terminal.expect("(cleared)");
  await terminal.expect("socksh> ");
  assertEquals(shown(terminal), "socksh> half a li^C\n(cleared)\nsocksh>");
  terminal.type("next\r");
  await terminal.expect("[next]");
});

Deno.test("Ctrl-C interrupts a call, and one typed in the same breath as its line does, too", async () => {
  await using terminal = await start();
  terminal.type("wait\r");
  await terminal.expect("waiting");
  terminal.key("ctrl-c");
  await terminal.expect("[wait]");
  terminal.type("wait\r\x03");
  await terminal.expect("[wait]");
  terminal.type("a\rwait\r\x03b\r");
  await terminal.expect("[wait]");
  await terminal.expect("[b]");
  assert(!terminal.output.includes("(cleared)"));
});

Deno.test("Ctrl-C twice is harmless, and so is a burst of it", async () => {
  await using terminal = await start();
  terminal.type("wait\r");
  await terminal.expect("waiting");
  terminal.type("\x03\x03");
  await terminal.expect("[wait]");
  terminal.type("wait\r");
  await terminal.expect("waiting");
  terminal.type("\x03".repeat(50));
  await terminal.expect("[wait]");
  terminal.type("\rstill here\r");
  await terminal.expect("[still here]");
});

Deno.test("Ctrl-C reaches a call although lines wait behind it, and they run afterwards", async () => {
  await using terminal = await start();
  terminal.type("wait\r");
  await terminal.expect("waiting");
  terminal.type("one\rtwo\r");
  terminal.key("ctrl-c");
  await terminal.expect("[wait]");
  await terminal.expect("[one]");
  await terminal.expect("[two]");
});

Deno.test("Escape, then Ctrl-C, is Ctrl-C", async () => {
  await using terminal = await start();
  terminal.type("wait\r");
  await terminal.expect("waiting");
  terminal.type("\x1b");
  terminal.key("ctrl-c");
  await terminal.expect("[wait]");
});

Deno.test("Ctrl-D on an empty line ends, on a line with letters it deletes", async () => {
  await using terminal = await start();
  terminal.type("abc");
  terminal.key("home");
  terminal.key("ctrl-d");
  await terminal.until((screen) => screen[0] === "socksh> bc");
  terminal.key("end");
  terminal.key("ctrl-d");
  terminal.key("enter");
  await terminal.expect("[bc]");
  terminal.key("ctrl-d");
  await terminal.expect("(end)");
  assertEquals(await terminal.status(), 0);
});

Deno.test("Ctrl-D typed during a call ends after the lines before it", async () => {
  await using terminal = await start();
  terminal.type("wait\r");
  await terminal.expect("waiting");
  terminal.type("one\rtwo\r\x04three\r");
  terminal.key("ctrl-c");
  await terminal.expect("[one]");
  await terminal.expect("[two]");
  await terminal.expect("(end)");
  assertEquals(await terminal.status(), 0);
  assert(!terminal.output.includes("three"));
});

Deno.test("Ctrl-Z is harmless at the prompt and is reported during a call", async () => {
  await using terminal = await start();
  terminal.type("a\x1ab");
  await terminal.until((screen) => screen[0] === "socksh> ab");
  terminal.type("\rwait\r");
  await terminal.expect("waiting");
  terminal.key("ctrl-z");
  await terminal.expect("(SIGTSTP)");
  terminal.key("ctrl-c");
  await terminal.expect("[wait]");
});

// ---- above the line

Deno.test("a report appears above the line being typed", async () => {
  using file = temporary("go");
  await using terminal = await start([], { columns: 30 });
  terminal.type(`tick ${file.path}\r`);
  await terminal.expect("]");
  await terminal.expect("socksh> ");
  terminal.type("a line of more than one row, as it happens");
  await terminal.expect("happens");
  terminal.key("home");
  Deno.writeTextFileSync(file.path, "");
  await terminal.expect("(tick)");
  await terminal.until((screen) =>
    screen.slice(-3).join("|") === "(tick)|socksh> a line of more than on|e row, as it happens"
  );
  terminal.type("> ");
  terminal.key("enter");
  await terminal.expect("[> a line of more than one row, as it happens]");
});

// ---- completion

Deno.test("Tab completes a single candidate", async () => {
  await using terminal = await start();
  terminal.type("r");
  terminal.key("tab");
  await terminal.until((screen) => screen[0] === "socksh> recv");
  terminal.type(" x\r");
  await terminal.expect("[recv x]");
});

Deno.test("Tab completes what several candidates share, a second Tab lists them", async () => {
  await using terminal = await start();
  terminal.type("x so");
  terminal.key("tab");
  await terminal.until((screen) => screen[0] === "socksh> x socket");
  terminal.key("tab");
  await terminal.until((screen) => screen[2] === "socksh> x socket");
  assertEquals(terminal.screen(), ["socksh> x socket", "socket   sockets", "socksh> x socket"]);
  terminal.type("s\r");
  await terminal.expect("[x sockets]");
});

Deno.test("a single Tab lists nothing, nor does one after another key", async () => {
  await using terminal = await start();
  terminal.type("socket");
  await terminal.expect("socket");
  terminal.key("tab");
  terminal.key("left");
  await terminal.until(() => terminal.cursor.column === 13);
  terminal.key("right");
  await terminal.until(() => terminal.cursor.column === 14);
  terminal.key("tab");
  terminal.key("enter");
  await terminal.expect("[socket]");
  assertEquals(terminal.transcript().slice(0, 2), ["socksh> socket", "[socket]"]);
});

Deno.test("Tab replaces letters that differ in case, and keeps what is behind the cursor", async () => {
  await using terminal = await start();
  terminal.type("af_in, 0");
  for (let i = 0; i < 3; i++) terminal.key("left");
  await terminal.until(() => terminal.cursor.column === 13);
  terminal.key("tab");
  await terminal.until((screen) => screen[0] === "socksh> AF_INET, 0");
});

Deno.test("candidates are shown escaped", async () => {
  await using terminal = await start();
  terminal.type("we");
  terminal.key("tab");
  await terminal.until((screen) => screen[0] === "socksh> weird");
  terminal.key("tab");
  await terminal.until((screen) => screen[2] === "socksh> weird");
  assertEquals(terminal.screen()[1], "weird\\x1b[31m  weird\\x9b");
});

Deno.test("Tab is a completion when it is pressed, and a blank inside a paste", async () => {
  await using terminal = await start();
  terminal.type("re\t\r");
  await terminal.expect("[recv]");
  terminal.type("\tre\tx\r\tre\t\r");
  await terminal.expect("[\\tre\\tx]");
  await terminal.expect("[\\trecv]");
  terminal.type("re\t\rre\r");
  await terminal.expect("[re\\t]");
});

Deno.test("Tab without a candidate changes nothing", async () => {
  await using terminal = await start();
  terminal.type("zzz");
  terminal.key("tab");
  terminal.key("tab");
  terminal.key("enter");
  await terminal.expect("[zzz]");
  assertEquals(terminal.transcript().slice(0, 2), ["socksh> zzz", "[zzz]"]);
});

// ---- the state of the terminal

Deno.test("the terminal is in raw mode during a prompt and during a call", async () => {
  await using terminal = await start();
  assertStringIncludes(await terminal.modes(), "-icanon ");
  terminal.type("wait\r");
  await terminal.expect("waiting");
  assertMatch(await terminal.modes(), /-isig -icanon /);
  terminal.key("ctrl-c");
  await terminal.expect("[wait]");
});

for (
  const [how, input, code] of [
    ["Ctrl-D", "\x04", 0],
    ["closing the editor", "close\r", 0],
    ["Deno.exit", "exit\r", 7],
    ["an uncaught error", "throw\r", 1],
    ["SIGTERM", undefined, 143],
  ] as const
) {
  Deno.test(`the terminal is restored after ${how}`, async () => {
    const script = '"$@"; code=$?; stty -a; echo "code $code"';
    await using terminal = await Terminal.open(["sh", "-c", script, "sh", ...PROGRAM]);
    await terminal.expect("socksh> ");
    terminal.type(input ?? "pid\r");
    if (input === undefined) {
      const answer = await terminal.expect(/pid \d+\r/);
      Deno.kill(Number(/pid (\d+)\r/.exec(answer)?.[1]), "SIGTERM");
    }
    const modes = await terminal.expect(`code ${code}\r\n`);
    assertMatch(modes, /[^-]isig icanon /);
    assertMatch(modes, /[^-]echo /);
    assertEquals(await terminal.status(), 0);
  });
}

Deno.test("after a stop and a continuation the prompt is there again, in raw mode", async () => {
  await using terminal = await start();
  terminal.type("half");
  await terminal.expect("half");
  terminal.signal("SIGSTOP");
  // What the outer shell does to the terminal while the program is stopped.
  await new Deno.Command("stty", { args: ["-F", terminal.path, "sane"] }).output();
  terminal.signal("SIGCONT");
  await terminal.expect("socksh> half");
  assertStringIncludes(await terminal.modes(), "-icanon ");
  terminal.type(" done\r");
  await terminal.expect("[half done]");
});

Deno.test("a terminal that goes away ends the input, whether a line is read or a call waits", async () => {
  for (const line of ["", "until"]) {
    using file = temporary("go");
    await using terminal = await start();
    if (line !== "") {
      terminal.type(`until ${file.path}\r`);
      await terminal.expect("waiting");
    }
    terminal.hangUp();
    Deno.writeTextFileSync(file.path, "");
    assertEquals(await terminal.status(), 0);
  }
});

Deno.test("an editor can be closed and another opened; what was typed goes to the next", async () => {
  using file = temporary("go");
  await using terminal = await start();
  terminal.type(`reopen ${file.path}\r`);
  await terminal.expect("waiting");
  terminal.type("one\rolá");
  // The first editor has taken these keys when Ctrl-Z, typed after them, has been reported.
  terminal.key("ctrl-z");
  await terminal.expect("(SIGTSTP)");
  Deno.writeTextFileSync(file.path, "");
  await terminal.expect("(closed)");
  await terminal.expect("[one]");
  await terminal.expect("socksh> olá");
  terminal.key("left");
  terminal.type("x\r");
  await terminal.expect("[olxá]");
  terminal.key("ctrl-d");
  assertEquals(await terminal.status(), 0);
});

// ---- history on the terminal

Deno.test("the arrow keys recall earlier lines, and typed letters narrow them down", async () => {
  await using terminal = await start();
  terminal.type("alpha\rbeta\ralso\r");
  await terminal.expect("[also]");
  await terminal.expect("socksh> ");
  terminal.key("up");
  await terminal.expect("also");
  terminal.key("up");
  await terminal.until((screen) => screen.at(-1) === "socksh> beta");
  terminal.key("down");
  terminal.key("down");
  await terminal.until((screen) => screen.at(-1) === "socksh>");
  terminal.type("al");
  terminal.key("up");
  terminal.key("up");
  await terminal.until((screen) => screen.at(-1) === "socksh> alpha");
  terminal.type("!\r");
  await terminal.expect("[alpha!]");
});

Deno.test("a recall given up with Ctrl-C does not count for the next one", async () => {
  await using terminal = await start();
  terminal.type("one\rtwo\r");
  await terminal.expect("[two]");
  terminal.key("up");
  terminal.key("up");
  terminal.key("ctrl-c");
  await terminal.expect("(cleared)");
  await terminal.expect("socksh> ");
  terminal.key("up");
  await terminal.until((screen) => screen.at(-1) === "socksh> two");
});

Deno.test("a line recalled from a damaged file is shown escaped", async () => {
  using file = temporary("history");
  Deno.writeTextFileSync(file.path, "x\x1b[31my\x07\n");
  await using terminal = await start([`history=${file.path}`]);
  terminal.key("up");
  await terminal.expect("x\\x1b[31my\\x07");
});

Deno.test("pasted lines go to the history one by one, also of two shells on one file", async () => {
  using file = temporary("history");
  await using first = await start([`history=${file.path}`]);
  await using second = await start([`history=${file.path}`]);
  for (let round = 0; round < 20; round++) {
    first.type(`first ${round}\rfirst again ${round}\r`);
    second.type(`second ${round}\r\r\rsecond ${round}\r`);
  }
  await first.expect("[first again 19]");
  await second.expect("[second 19]");
  await second.expect("[second 19]");
  const lines = Deno.readTextFileSync(file.path).trimEnd().split("\n");
  const numbers = Array.from({ length: 20 }, (_, round) => round);
  assertEquals(
    lines.filter((line) => line.startsWith("first")),
    numbers.flatMap((round) => [`first ${round}`, `first again ${round}`]),
  );
  assertEquals(lines.filter((line) => line.startsWith("second")), numbers.map((round) => `second ${round}`));
  await using third = await start([`history=${file.path}`]);
  third.key("up");
  await third.expect(lines.at(-1) ?? "nothing");
});

// ---- drawing and keys by themselves

Deno.test("drawing only what changed shows the same as drawing everything", () => {
  const letters = fc.constantFrom(..."abc xyz01 漢語😀\t\x1b\x9bé\u0301\u202e");
  const line = fc.array(letters, { maxLength: 60 }).map((parts) => parts.join(""));
  const change = fc.record({ at: fc.nat(), remove: fc.nat({ max: 5 }), insert: line, cursor: fc.nat() });
  const prompt = "\x1b[1mp>\x1b[0m ";
  fc.assert(
    fc.property(fc.integer({ min: 8, max: 30 }), line, fc.array(change), (columns, first, changes) => {
      const terminal = new TestScreen(columns, 60);
      const screen = new Screen((text) => terminal.write(text.replaceAll("\n", "\r\n")), () => columns);
      let text = first;
      let cursor = text.length;
      const check = (): void => {
        screen.draw(prompt, text, cursor);
        const fresh = new TestScreen(columns, 60);
        new Screen((output) => fresh.write(output.replaceAll("\n", "\r\n")), () => columns).draw(
          prompt,
          text,
          cursor,
        );
        assertEquals(terminal.lines(), fresh.lines());
        assertEquals([terminal.row, terminal.column], [fresh.row, fresh.column]);
      };
      check();
      for (const { at, remove, insert, cursor: target } of changes) {
        const parts = Array.from(text);
        parts.splice(at % (parts.length + 1), remove, ...Array.from(insert));
        text = parts.join("").slice(0, 200);
        cursor = Array.from(text).slice(0, target % (parts.length + 1)).join("").length;
        check();
      }
    }),
  );
});

Deno.test("keys are the same whatever chunks they arrive in", () => {
  const piece = fc.constantFrom(
    "a",
    "olá",
    "漢",
    "😀",
    "\r",
    "\r\n",
    "\x1b[A",
    "\x1b[1;5C",
    "\x1bb",
    "\x03",
    "\x7f",
    "\x1b[200~",
    "\x1b[201~",
    "\x1bOH",
    "\x1b[<0;1;2M",
  );
  const read = (chunks: Uint8Array[]): string[] => {
    const tokens = new Tokens();
    for (const chunk of chunks) tokens.arrive(chunk, false);
    const found: string[] = [];
    for (let token = tokens.next(); token !== undefined; token = tokens.next()) {
      if (token.kind === "text") found.push(...token.text);
      if (token.kind === "key") found.push(JSON.stringify(token.key));
    }
    return found;
  };
  fc.assert(fc.property(fc.array(piece), fc.array(fc.nat({ max: 7 })), (pieces, sizes) => {
    const bytes = new TextEncoder().encode(pieces.join(""));
    const chunks: Uint8Array[] = [];
    let at = 0;
    for (const size of sizes) {
      chunks.push(bytes.subarray(at, at + size));
      at = Math.min(bytes.length, at + size);
    }
    chunks.push(bytes.subarray(at));
    assertEquals(read(chunks), read([bytes]));
  }));
});

// ---- the history file

function environment(values: Record<string, string>): (name: string) => string | undefined {
  return (name) => values[name];
}

Deno.test("the history is under the state directory unless it is moved or switched off", () => {
  assertEquals(historyPath(environment({ HOME: "/h" })), "/h/.local/state/socksh/history");
  assertEquals(historyPath(environment({ HOME: "/h", XDG_STATE_HOME: "/s" })), "/s/socksh/history");
  assertEquals(
    historyPath(environment({ HOME: "/h", XDG_STATE_HOME: "rel" })),
    "/h/.local/state/socksh/history",
  );
  assertEquals(historyPath(environment({ HOME: "/h", SOCKSH_HISTORY: "/x/y" })), "/x/y");
  assertEquals(historyPath(environment({ HOME: "/h", SOCKSH_HISTORY: "" })), undefined);
  assertEquals(historyPath(environment({})), undefined);
  assertEquals(historyPath(environment({ HOME: "" })), undefined);
});

function modeOf(path: string): number {
  return (Deno.statSync(path).mode ?? 0) & 0o777;
}

Deno.test("the file and its folder belong to the user alone, also when they were open before", () => {
  using home = temporary("state/socksh/history");
  History.open(home.path, true).close();
  assertEquals(modeOf(home.path), 0o600);
  assertEquals(modeOf(`${home.folder}/state/socksh`), 0o700);
  Deno.chmodSync(home.path, 0o644);
  Deno.chmodSync(`${home.folder}/state/socksh`, 0o755);
  History.open(home.path, true).close();
  assertEquals(modeOf(home.path), 0o600);
  assertEquals(modeOf(`${home.folder}/state/socksh`), 0o700);
});

Deno.test("a folder the user chose keeps its mode", () => {
  using shared = temporary("history");
  Deno.chmodSync(shared.folder, 0o755);
  History.open(shared.path).close();
  assertEquals(modeOf(shared.folder), 0o755);
});

Deno.test("lines are kept in order, blank ones and repetitions are not", () => {
  using file = temporary("history");
  const history = History.open(file.path);
  for (const line of ["a", "a", "", "  ", "b", "a", "olá 漢"]) history.add(line);
  history.close();
  assertEquals(Deno.readTextFileSync(file.path), "a\nb\na\nolá 漢\n");
  const again = History.open(file.path);
  assertEquals(again.lines, ["a", "b", "a", "olá 漢"]);
  again.add("olá 漢");
  again.close();
  assertEquals(Deno.readTextFileSync(file.path), "a\nb\na\nolá 漢\n");
});

Deno.test("two open histories append to one file without losing a line", () => {
  using file = temporary("history");
  const one = History.open(file.path);
  const two = History.open(file.path);
  for (let round = 0; round < 100; round++) {
    one.add(`one ${round}`);
    two.add(`two ${round}`);
  }
  one.close();
  two.close();
  assertEquals(Deno.readTextFileSync(file.path).trimEnd().split("\n").length, 200);
});

Deno.test("the last 1 000 lines of a large file are read, and whole ones only", () => {
  using file = temporary("history");
  const line = (index: number): string => `line ${index} ${"x".repeat(2000)}`;
  Deno.writeTextFileSync(file.path, Array.from({ length: 2000 }, (_, index) => line(index) + "\n").join(""));
  const long = History.open(file.path);
  assert(long.lines.length > 400 && long.lines.every((text) => /^line \d+ x{2000}$/.test(text)));
  assertEquals(long.lines.at(-1), line(1999));
  long.close();
  Deno.writeTextFileSync(file.path, Array.from({ length: 5000 }, (_, index) => `${index}\n`).join(""));
  const short = History.open(file.path);
  assertEquals([short.lines.length, short.lines[0], short.lines.at(-1)], [1000, "4000", "4999"]);
  short.close();
});

Deno.test("a damaged file is read as far as it can be, and a torn line does not swallow the next", () => {
  using file = temporary("history");
  Deno.writeFileSync(
    file.path,
    Uint8Array.of(0, 0, 0x61, 0, 0x0a, 0xff, 0xfe, 0x62, 0x0d, 0x0a, 0, 0x0a, 0x63),
  );
  const history = History.open(file.path);
  assertEquals(history.problem, undefined);
  assertEquals(history.lines, ["a", "\ufffd\ufffdb", "c"]);
  history.add("d");
  history.close();
  assert(Deno.readTextFileSync(file.path).endsWith("c\nd\n"));
});

Deno.test("a history that cannot be kept is one problem, and adding lines goes on harmlessly", async () => {
  using file = temporary("directory");
  Deno.mkdirSync(file.path);
  Deno.writeTextFileSync(`${file.folder}/plain`, "");
  await new Deno.Command("mkfifo", { args: [`${file.folder}/pipe`] }).output();
  const cases = {
    [file.path]: "EISDIR",
    [`${file.folder}/plain/socksh/history`]: "ENOTDIR",
    [`${file.folder}/pipe`]: "EINVAL",
    "/proc/socksh/history": "NotCapable",
  };
  for (const [path, reason] of Object.entries(cases)) {
    const history = History.open(path);
    assertEquals(history.problem, { key: "history.unavailable", values: { path, reason } });
    assertEquals(history.lines, []);
    history.add("x");
    history.close();
  }
});

Deno.test("a line added after the file was closed is harmless", () => {
  using file = temporary("history");
  const history = History.open(file.path);
  history.add("kept");
  history.close();
  history.add("late");
  assertEquals(Deno.readTextFileSync(file.path), "kept\n");
});

Deno.test("no path and /dev/null mean no history and no problem", () => {
  for (const path of [undefined, "/dev/null"]) {
    const history = History.open(path);
    history.add("x");
    history.close();
    assertEquals([history.lines, history.problem], [[], undefined]);
  }
});
