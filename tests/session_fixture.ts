// session_fixture: a session of this process that tests type into: the interpreter with all commands, and an observer
// that keeps what each statement came to.
//
// A run that hangs is interrupted after a while, so that a test fails instead of standing still.

import { assert } from "@std/assert";
import { registry } from "../commands/mod.ts";
import { type Message, SystemError } from "../lib/errors.ts";
import { Interpreter } from "../lib/interpreter.ts";
import type { Outcome } from "../lib/interpreter/outcome.ts";
import { Session } from "../lib/session.ts";
import { Socket } from "../lib/sockets/mod.ts";
import type { Value } from "../lib/values.ts";
import { libc } from "./replay.ts";

// Each C function is bound when it is first used: those that replay.ts leaves out are used once here.
libc.ready(-1, 0);
await libc.getaddrinfo("127.0.0.1", "9", { flags: 0, family: 0, socktype: 0, protocol: 0 });

/** How long statements may take before they are interrupted, in milliseconds. */
const LIMIT = 20_000 * (Number(Deno.env.get("SOCKSH_TEST_PATIENCE")) || 1);

/** Statements that were started and perhaps wait. */
export interface Running {
  /** What they came to, in their order. */
  readonly done: Promise<readonly Outcome[]>;
  /** Fulfilled with what is waited for when one of them begins to wait. */
  readonly waits: Promise<Message>;
  /** Ctrl-C. */
  interrupt(): void;
}

/** A session to type into; `await using` closes it. */
export class Shell {
  readonly session = new Session(libc, ["socksh"]);
  /** The value of the statement that ended last. */
  last: Value | undefined;

  /** Starts statements; they run until one of them has to wait. */
  start(text: string, keepGoing = false): Running {
    const control = new AbortController();
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      control.abort();
    }, LIMIT);
    const outcomes: Outcome[] = [];
    const { promise: waits, resolve: waiting } = Promise.withResolvers<Message>();
    const interpreter = new Interpreter(
      this.session,
      registry,
      {
        everything: true,
        outcome: (outcome) => {
          outcomes.push(outcome);
          this.last = outcome.value;
        },
        report: () => {},
        fault: (fault) => {
          throw fault;
        },
        waiting: (what) => {
          waiting(what);
          return () => {};
        },
      },
      control.signal,
    );
    const program = interpreter.parse({ name: "", text });
    const running = async () => {
      try {
        await interpreter.run(program, undefined, keepGoing);
        if (late) throw new Error(`still waiting after ${LIMIT} ms: ${text}`);
        return outcomes;
      } finally {
        clearTimeout(limit);
      }
    };
    return { done: running(), waits, interrupt: () => control.abort() };
  }

  /** Runs statements that all have to succeed; the value of the last. */
  async run(text: string): Promise<Value> {
    const outcomes = await this.start(text).done;
    const last = outcomes.at(-1);
    if (last && !last.succeeded) throw new Error(`${shown(last)} answered ${answer(last)}\n  in ${text}`);
    return last?.value ?? null;
  }

  /** Runs statements of which only the last may fail; what that one answered: an error's name, or "ok". */
  async answer(text: string): Promise<string> {
    const { done } = this.start(text);
    const outcomes = await done;
    const last = outcomes.at(-1);
    assert(last && last.statement.span.end === end(text), `${last && shown(last)} failed in ${text}`);
    return answer(last);
  }

  /** The socket a variable holds. */
  socket(name: string): Socket {
    const value = this.session.variables.get(name);
    if (!(value instanceof Socket)) throw new Error(`${name} holds no socket`);
    return value;
  }

  /** Closes everything, and lets the poll that may be pending come to its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.session.close();
    await libc.poller.wait(-1, 0, 0);
  }
}

/** Where the last statement of a text ends. */
function end(text: string): number {
  return text.replace(/[;\s]+$/, "").length;
}

function shown({ statement: { source, span } }: Outcome): string {
  return source.text.slice(span.start, span.end);
}

/** An error's name, "ok", or "unexpected" where another value than the expected one came. */
export function answer({ error, met, succeeded }: Outcome): string {
  if (met) return "ok";
  if (error instanceof SystemError) return error.code;
  if (error !== undefined) return error.key;
  return succeeded ? "ok" : "unexpected";
}

/** How the last of the statements ended: an error's name, or "ok". */
export async function ended(running: Running): Promise<string> {
  const last = (await running.done).at(-1);
  return last ? answer(last) : "nothing ran";
}

/** Runs in a folder of its own, which is removed. */
export async function inFolder<T>(run: () => Promise<T>): Promise<T> {
  const before = Deno.cwd();
  const folder = await Deno.makeTempDir({ prefix: "socksh-test-" });
  Deno.chdir(folder);
  try {
    return await run();
  } finally {
    Deno.chdir(before);
    await Deno.remove(folder, { recursive: true });
  }
}
