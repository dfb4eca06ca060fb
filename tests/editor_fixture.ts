// editor_fixture: a small program around the line editor, for editor.test.ts to drive on a terminal. It answers every
// line with `[line]`. Some lines do more: `wait` waits for Ctrl-C, `until FILE` until the file exists, `tick FILE` says
// something when it does, `spin` takes 5 ms, `pid` answers the process id, `reopen FILE` makes a new editor when the file
// exists, `throw`, `exit` and `close` end the program.
//
// Arguments: NAME=VALUE pairs: `history` names the history file, `late` a file to wait for before the first read,
// `colour` a coloured prompt.

import { Editor, type EditorOptions } from "../lib/editor.ts";
import { History } from "../lib/history.ts";

const settings = new Map(Deno.args.map((argument) => {
  const [name = "", value = ""] = argument.split("=", 2);
  return [name, value] as const;
}));

const encoder = new TextEncoder();
function write(text: string): void {
  let bytes = encoder.encode(text);
  try {
    while (bytes.length > 0) bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
  } catch {
    // The terminal is gone; the end of the input will tell.
  }
}

const WORDS = ["socket", "sockets", "sendto", "recv", "weird\x1b[31m", "weird\x9b", "AF_INET"];
const LAST_WORD = /[^ \t]*$/;

const path = settings.get("history");
const history = path === undefined ? undefined : History.open(path);
if (history?.problem !== undefined) write(`problem ${history.problem.key}\n`);

let interrupt: (() => void) | undefined;

const options: EditorOptions = {
  complete(line, cursor) {
    const from = line.slice(0, cursor).search(LAST_WORD);
    const typed = line.slice(from, cursor).toLowerCase();
    return { candidates: WORDS.filter((word) => word.toLowerCase().startsWith(typed)), from };
  },
  history: history?.lines ?? [],
  interrupted() {
    write("(SIGINT)\n");
    interrupt?.();
  },
  suspended: () => write("(SIGTSTP)\n"),
  write,
};
let editor = new Editor(options);

// The editor is left open on purpose: whatever ends the process, the terminal has to be restored.
// deno-lint-ignore socksh/exit-in-main
Deno.addSignalListener("SIGTERM", () => Deno.exit(143));
// A window that closes would end the process before the editor saw the end of its input.
Deno.addSignalListener("SIGHUP", () => {});

/** Waits until a file exists; polling is fine here, the test decides when. */
async function appears(file: string): Promise<void> {
  for (;;) {
    try {
      await Deno.stat(file);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

const late = settings.get("late");
if (late !== undefined) {
  write("not yet\n");
  await appears(late);
}

const prompt = settings.has("colour") ? "\x1b[1m\x1b[36msocksh>\x1b[0m " : "socksh> ";
loop:
for (;;) {
  const entry = await editor.read(prompt);
  switch (entry.kind) {
    case "end":
      write("(end)\n");
      break loop;
    case "interrupted":
      write("(cleared)\n");
      continue;
    case "line": {
      history?.add(entry.text);
      const [command, argument = ""] = entry.text.split(" ");
      if (command === "wait") {
        const interrupted = new Promise<void>((resolve) => interrupt = resolve);
        write("waiting\n");
        await interrupted;
      } else if (command === "until") {
        write("waiting\n");
        await appears(argument);
      } else if (command === "tick") {
        appears(argument).then(() => editor.print("(tick)\n"));
      } else if (command === "spin") {
        const end = performance.now() + 5;
        while (performance.now() < end);
      } else if (command === "pid") {
        write(`pid ${Deno.pid}\n`);
      } else if (command === "reopen") {
        write("waiting\n");
        await appears(argument);
        editor.close();
        write("(closed)\n");
        await new Promise((resolve) => setTimeout(resolve, 0));
        editor = new Editor(options);
      } else if (command === "throw") {
        setTimeout(() => {
          throw new Error("thrown");
        }, 0);
      } else if (command === "exit") {
        // deno-lint-ignore socksh/exit-in-main
        Deno.exit(7);
      } else if (command === "close") {
        break loop;
      }
      if (entry.text.length > 300) write(`[${entry.text.length} ${new Set(entry.text).size}]\n`);
      else write(`[${JSON.stringify(entry.text).slice(1, -1)}]\n`);
      break;
    }
    default:
      entry satisfies never;
  }
}
editor.close();
