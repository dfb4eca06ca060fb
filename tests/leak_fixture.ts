// leak_fixture: a program of its own for leak.test.ts. It runs the statements of its standard input in a session,
// failures and all, and prints as JSON which descriptors were open before, while the session was open, and after it was closed.
// A call that waits on a socket called "victim" is interrupted.

import { registry } from "../commands/mod.ts";
import { constant, system } from "../lib/abi/mod.ts";
import { Interpreter } from "../lib/interpreter.ts";
import { openLibc } from "../lib/libc.ts";
import { Session } from "../lib/session.ts";

const tables = system();
if (tables === undefined) throw new Error("the tests need a system that socksh runs on");
const libc = openLibc(tables);
const F_GETFD = constant(tables, "F_GETFD");

// For the first listener, or half a second after its start without one, Deno opens two descriptors, and it panics
// where it gets none.
Deno.addSignalListener("SIGINT", () => {});

function openDescriptors(): number[] {
  return Array.from({ length: 4096 }, (_, fd) => fd).filter((fd) => libc.fcntl(fd, F_GETFD, 0) >= 0);
}

const session = new Session(libc, ["socksh"]);
const answers: string[] = [];
const control = new AbortController();
const interpreter = new Interpreter(
  session,
  registry,
  {
    everything: true,
    outcome: ({ error }) => void answers.push(error === undefined ? "ok" : "code" in error ? error.code : ""),
    report: () => {},
    fault: () => {},
    waiting: ({ values }) => {
      if (values["socket"] === "victim") setImmediate(() => control.abort());
      return () => {};
    },
  },
  control,
);

const statements = libc.readFile(0);
if (typeof statements === "number") throw new Error("nothing to read");
const program = interpreter.parse({ name: "", text: new TextDecoder().decode(statements) });

const before = openDescriptors();
await interpreter.run(program, undefined, true);
const during = openDescriptors();
session.close();
const after = openDescriptors();
const text = JSON.stringify({ before, during, after, answers }) + "\n";
libc.writeAll(1, new TextEncoder().encode(text));
