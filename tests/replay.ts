// Replays the prompt lines of a transcript in a session of this process, with the interpreter and the rendering
// that the prompt uses, and gives back what the screen would have shown.

import { setColorEnabled } from "@std/fmt/colors";
import { registry } from "../commands/mod.ts";
import { Chronicle } from "../lib/chronicle.ts";
import { SyntaxFault } from "../lib/errors.ts";
import { Interpreter, noStreams, type Observer, type Streams } from "../lib/interpreter.ts";
import { system } from "../lib/abi/mod.ts";
import { openLibc } from "../lib/libc.ts";
import type { Language } from "../lib/messages/mod.ts";
import { drawing } from "../lib/render/drawing.ts";
import { answer, changeLines, faultText, observe, reported } from "../lib/render/mod.ts";
import { Session } from "../lib/session.ts";
import { after } from "../lib/sockets/mod.ts";

const prompt = "socksh>";
const continuation = "   ...>";

/** How long a transcript may take. */
const patienceMilliseconds = 20_000;

const tables = system();
if (tables === undefined) throw new Error("the tests need a system that socksh runs on");

/** The C library, opened once for a test file. */
export const libc = openLibc(tables);

/** What is typed in a transcript: its prompt lines without the prompts. */
export function typed(transcript: string): string[] {
  return transcript.split("\n").flatMap((line) => {
    const start = [prompt, continuation].find((start) => line === start || line.startsWith(`${start} `));
    return start === undefined ? [] : [line.slice(start.length + 1)];
  });
}

/** The screen after those lines were typed, one after the other, at a new prompt. */
export async function replay(lines: readonly string[], language: Language): Promise<string> {
  setColorEnabled(false);
  let screen = "";
  const session = new Session(libc, ["socksh"]);
  session.sockets.observed = true;
  session.chronicle = new Chronicle(libc, session.sockets);
  const draw: Streams["draw"] = (diagrams, form) => Promise.resolve(drawing(diagrams, form, language));
  const observer: Observer = {
    everything: true,
    hints: true,
    outcome: (outcome) => {
      const style = { language, places: outcome.statement.source.name !== "" };
      return after(observe(outcome, session.sockets), (observation) => {
        screen += answer(outcome, observation, style);
      });
    },
    report: (report) => {
      screen += reported(report, session, registry, language);
    },
    fault: (fault, source) => {
      screen += faultText(fault, source, { language, places: true });
    },
  };
  // A transcript that waits for what never comes shows EINTR instead of hanging.
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), patienceMilliseconds);
  let text = "";
  try {
    for (const line of lines) {
      screen += `${`${text === "" ? prompt : continuation} ${line}`.trimEnd()}\n`;
      text = text === "" ? line : `${text}\n${line}`;
      const source = { name: "", text };
      const interpreter = new Interpreter(session, registry, observer, control, { ...noStreams, draw });
      try {
        const program = interpreter.parse(source);
        if (program.statements.length === 0) {
          screen += changeLines(session.sockets.changes(), { language });
        }
        await interpreter.run(program, undefined, true);
        text = "";
      } catch (error) {
        if (!(error instanceof SyntaxFault)) throw error;
        if (error.incomplete) continue;
        screen += faultText(error, source, { language, places: false });
        text = "";
      }
      if (session.exitCode !== undefined) break;
    }
  } finally {
    clearTimeout(timer);
    session.close();
  }
  return screen;
}

/**
 * A transcript in which every number that varies from run to run is named in the order it is first seen: ports the
 * system chose (PORT1), descriptors (FD1), names of unix sockets the system chose (NAME1). Tables get single gaps,
 * since a column is as wide as the numbers in it.
 */
export function masked(transcript: string): string {
  const namer = (prefix: string) => {
    const names = new Map<string, string>();
    return (value: string): string => {
      if (!names.has(value)) names.set(value, `${prefix}${names.size + 1}`);
      return names.get(value) ?? value;
    };
  };
  const [port, fd, name] = [namer("PORT"), namer("FD"), namer("NAME")];
  const chosen = (digits: string): boolean => Number(digits) >= firstPort && Number(digits) <= lastPort;
  let column = false;
  return transcript.split("\n").map((line) => {
    if (line.startsWith(prompt)) column = false;
    else if (/^(NAME|NOME)\s+FD\s/.test(line)) column = true;
    const row = column ? line.replace(/^(\S+\s+)(\d+)\b/, (_, before, digits) => before + fd(digits)) : line;
    return row
      .replace(/\b\d\d:\d\d:\d\d\.\d{3}\b/g, "TIME")
      .replace(/\b(descriptor|descritor) (\d+)/g, (_, word, digits) => `${word} ${fd(digits)}`)
      .replace(
        /(?<=[:, =])\d{5}\b/g,
        (digits) => chosen(digits) ? port(digits) : digits,
      )
      .replace(/\b(another|por mais) \d+ s\b/g, "$1 N s")
      .replace(/unix:@[0-9a-f]{5}\b/g, (found) => `unix:@${name(found)}`)
      .replace(/ {2,}/g, (gap, at: number) => column && at > 0 ? "  " : gap);
  }).join("\n");
}

/** The ports the system chooses from; ports a transcript fixes itself lie outside. */
const [firstPort = 32768, lastPort = 60999] = (() => {
  const range = libc.readFile("/proc/sys/net/ipv4/ip_local_port_range");
  return typeof range === "number" ? [] : new TextDecoder().decode(range).trim().split(/\s+/).map(Number);
})();

// Each C function is bound when it is first used. All of them are used once here, so that no test seems to leave a
// library behind. What the examples write is written where nobody keeps it.
const [folder, before] = [Deno.makeTempDirSync({ prefix: "socksh-examples-" }), Deno.cwd()];
Deno.chdir(folder);
for (const { example } of registry.values()) await replay(example.split("\n"), "en");
Deno.chdir(before);
Deno.removeSync(folder, { recursive: true });
await replay(
  [
    "source /dev/null",
    "s = socket tcp6",
    "connect s [fe80::1%lo]:1",
    "u = socket tcp",
    "bind u localhost:0",
    "setsockopt s SOL_SOCKET SO_LINGER (bytes((1, 0, 0, 0, 1, 0, 0, 0)))",
    "close s",
    "a, b = socketpair()",
    "recv a 100000 MSG_DONTWAIT",
    "close 999",
  ],
  "en",
);
const sink = libc.open("/dev/null", 1, 0);
libc.writeAll(sink, new Uint8Array(1));
libc.close(sink);
await libc.turn();
