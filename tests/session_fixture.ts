// session_fixture: a session of this process that tests type into: the interpreter with all commands, and an observer
// that keeps what each statement came to.
//
// A run that hangs is interrupted after a while, so that a test fails instead of standing still.

import { assert } from "@std/assert";
import { registry } from "../commands/mod.ts";
import type { Report } from "../lib/command.ts";
import { type Message, SystemError } from "../lib/errors.ts";
import { type Ending, Interpreter, noStreams, type Streams } from "../lib/interpreter.ts";
import type { Outcome } from "../lib/interpreter/outcome.ts";
import { type Job, Session } from "../lib/session.ts";
import { Socket } from "../lib/sockets/mod.ts";
import { encode, type Value } from "../lib/values.ts";
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
  /** Ctrl-Z: the job that these statements become; undefined where nothing runs any more. */
  suspend(): Job | undefined;
}

/** How a session to type into is watched. */
export interface ShellOptions {
  /** Whether successes are looked at, as at the prompt; otherwise, as in a file, only failures are. */
  readonly everything?: boolean;
  /** What the text is called in the places of failures: without a name they are those of whole statements. */
  readonly name?: string;
}

/** A session to type into; `await using` closes it. */
export class Shell {
  readonly #options: ShellOptions;
  readonly session = new Session(libc, ["socksh"]);
  /** The value of the statement that ended last. */
  last: Value | undefined;
  /** What was told of each job, in this order: "1 running", "1 succeeded". */
  readonly jobsTold: string[] = [];
  /** What commands told besides their values. */
  readonly reports: Report[] = [];
  /** Lines to be typed for commands that ask for them. */
  readonly typed: string[] = [];

  constructor(options: ShellOptions = {}) {
    this.#options = options;
  }

  /** Starts statements; they run until one of them has to wait. */
  start(text: string, keepGoing = false): Running {
    const { everything = true, name = "" } = this.#options;
    const control = new AbortController();
    const outcomes: Outcome[] = [];
    const { promise: waits, resolve: waiting } = Promise.withResolvers<Message>();
    const interpreter = new Interpreter(
      this.session,
      registry,
      {
        everything,
        outcome: (outcome) => {
          outcomes.push(outcome);
          this.last = outcome.value;
        },
        report: (report) => {
          this.reports.push(report);
        },
        job: ({ number, state }) => {
          this.jobsTold.push(`${number} ${state}`);
        },
        fault: (fault) => {
          throw fault;
        },
        waiting: (what) => {
          waiting(what);
          return () => {};
        },
      },
      control,
      this.#streams,
    );
    const program = interpreter.parse({ name, text });
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      control.abort();
    }, LIMIT);
    let ending: Promise<Ending> | undefined;
    const running = async () => {
      try {
        const ran = interpreter.run(program, undefined, keepGoing);
        if (ran instanceof Promise) await (ending = ran);
        if (late) throw new Error(`still waiting after ${LIMIT} ms: ${text}`);
        return outcomes;
      } finally {
        clearTimeout(limit);
      }
    };
    const done = running();
    // What became a job is waited for as one.
    done.catch(() => {});
    return {
      done,
      waits,
      interrupt: () => control.abort(),
      suspend: () => ending && interpreter.detach(ending),
    };
  }

  /** Standard input is what `typed` holds, and then at its end. */
  get #streams(): Streams {
    const line = () =>
      Promise.resolve(this.typed.shift()).then((text) => text === undefined ? text : encode(text));
    return { ...noStreams, input: { ...noStreams.input, line } };
  }

  /** What a program printed so far. */
  get printed(): readonly string[] {
    return this.reports.flatMap((report) => report.kind === "text" ? [report.text] : []);
  }

  /** The job of a number. */
  job(number: number): Job {
    const job = this.session.jobs.byNumber(number);
    if (job === undefined) throw new Error(`there is no job ${number}`);
    return job;
  }

  /** Runs statements that all have to succeed; the value of the last. */
  async run(text: string): Promise<Value> {
    const last = foreground(await this.start(text).done);
    if (last && !last.succeeded) throw new Error(`${shown(last)} answered ${answer(last)}\n  in ${text}`);
    return last?.value ?? null;
  }

  /** Runs statements of which only the last may fail; what that one answered: an error's name, or "ok". */
  async answer(text: string): Promise<string> {
    const last = foreground(await this.start(text).done);
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
    await this.session.finish();
    this.session.close();
    await libc.poller.wait(-1, 0, 0);
  }
}

/** What the last statement came to that is no job's. */
function foreground(outcomes: readonly Outcome[]): Outcome | undefined {
  return outcomes.findLast(({ job }) => job === undefined);
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

/** A session in which those statements have run, each as expected. */
export async function shellWith(statements: string): Promise<Shell> {
  const shell = new Shell();
  await shell.run(statements);
  return shell;
}

/** Starts statements and goes on when one of them has begun to wait. */
export async function waiting(shell: Shell, statements: string): Promise<Running> {
  const running = shell.start(statements);
  await Promise.race([running.waits, running.done.then(() => Promise.reject(new Error("it did not wait")))]);
  return running;
}

/** How the last of the statements ended: an error's name, or "ok". */
export async function ended(running: Running): Promise<string> {
  const last = foreground(await running.done);
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
