// script: the driver of files, -c, piped input and single commands. It runs a whole text and prints.
//
// Results go to standard output statement by statement, failures to standard error; with --json there is
// one JSON line a statement and nothing else. The text is parsed whole before its first statement runs.

import type { Registry } from "./command.ts";
import { SyntaxFault } from "./errors.ts";
import { escaped } from "./escape.ts";
import { StandardInput } from "./input.ts";
import { type Ending, Interpreter, type Observer, type Outcome, type Streams } from "./interpreter.ts";
import type { Source } from "./language/mod.ts";
import type { Libc } from "./libc.ts";
import type { Language } from "./messages/language.ts";
import { logged, Output, terminalColumns } from "./output.ts";
import type { Style } from "./render/mod.ts";
import { Session } from "./session.ts";
import { after } from "./sockets/mod.ts";
import { encode, textOf } from "./values.ts";

/** How a script is run. */
export interface ScriptOptions {
  readonly language: Language;
  readonly verbose: boolean;
  readonly json: boolean;
  readonly check: boolean;
  readonly keepGoing: boolean;
}

/** What a script is: its text, where it lies, and what it was started with. */
export interface Script {
  readonly source: Source;
  /** The file it was read from, so that `source` finds others beside it. */
  readonly path: string | undefined;
  readonly argv: readonly string[];
}

/**
 * Runs a script to its end.
 *
 * @returns the exit code: 0 all succeeded, 1 a statement failed, 2 the text cannot be read, 130 and 143
 *   interrupted, or what `exit` said
 * @throws {OutputLost} when standard output cannot be written any more
 */
export async function runScript(
  { source, path, argv }: Script,
  options: ScriptOptions,
  registry: Registry,
  libc: Libc,
): Promise<number> {
  const signals = new Signals(libc);
  const input = new StandardInput(libc, signals.abort);
  const output = new Output(libc, signals.abort);
  const session = new Session(libc, argv);
  signals.abort.addEventListener("abort", () => {
    if (signals.exitCode === exitCodes.SIGINT) output.interrupted();
  });
  try {
    const observer = await observerOf(options, session, registry, output, source);
    const streams = standardStreams(libc, input, output, signals.abort, options.language);
    const interpreter = new Interpreter(session, registry, observer, signals.abort, streams);
    session.sockets.observed = observer.everything;
    const program = interpreter.parse(source);
    if (options.check) return 0;
    session.sockets.opened = () => signals.listen();
    const running = interpreter.run(program, path, options.keepGoing);
    if (running instanceof Promise) signals.listen();
    const ending = await running;
    // What only a signal ends has ended as it should.
    if (ending === "stopped") return 0;
    return signals.exitCode ?? exitCode(ending, session);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    const { faultText } = await renderer();
    await output.err(
      faultText(error, source, { language: options.language, places: true, ...columnsOfErrors() }),
    );
    return 2;
  } finally {
    session.close();
    input.close();
    output.close();
    signals.close();
  }
}

/** The signals that end a run, and the exit codes that say so. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Signals this close to each other count as one: `deno task` delivers Ctrl-C twice. */
const oneSignalMilliseconds = 250;

/**
 * Listens to the signals that end a run: the first one asks it to end, a later one ends the process as if
 * nobody listened. A listener takes its time to start and needs descriptors of its own: it is there from
 * the moment the run opens one or has to wait, and before that a signal simply ends the process.
 */
class Signals {
  readonly #control = new AbortController();
  #listeners: (() => void)[] | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly libc: Libc) {}

  /** What the run ends with, once a signal came. */
  exitCode: number | undefined;

  /** Listens, if that has not begun. */
  listen(): void {
    this.#listeners ??= this.#heeded().map((signal) => {
      const listener = () => this.#came(exitCodes[signal]);
      Deno.addSignalListener(signal, listener);
      return () => Deno.removeSignalListener(signal, listener);
    });
  }

  /** All of them, but for a SIGHUP that whoever started us wants to be ignored (nohup(1)). */
  #heeded(): (keyof typeof exitCodes)[] {
    const status = this.libc.readFile("/proc/self/status");
    const [, ignored = "0"] = typeof status === "number"
      ? []
      : /^SigIgn:\s*([0-9a-f]+)$/m.exec(new TextDecoder().decode(status)) ?? [];
    const hangUp = (BigInt(`0x${ignored}`) & 1n) === 0n;
    return hangUp ? ["SIGINT", "SIGTERM", "SIGHUP"] : ["SIGINT", "SIGTERM"];
  }

  /** Aborted by the first signal. */
  get abort(): AbortSignal {
    return this.#control.signal;
  }

  #came(code: number): void {
    this.exitCode ??= code;
    this.#control.abort();
    this.#patience ??= setTimeout(() => this.close(), oneSignalMilliseconds);
  }

  /** Stops listening. */
  close(): void {
    // Without a timer to clear, clearTimeout would load the runtime's timers: 8 ms at the end of every run.
    if (this.#patience !== undefined) clearTimeout(this.#patience);
    for (const remove of this.#listeners?.splice(0) ?? []) remove();
  }
}

/** Standard input and output, as commands see them. */
function standardStreams(
  libc: Libc,
  input: StandardInput,
  output: Output,
  signal: AbortSignal,
  language: Language,
): Streams {
  return {
    input,
    output: {
      get terminal() {
        return Deno.stdout.isTerminal();
      },
      write(data, raw = false) {
        if (raw || !Deno.stdout.isTerminal()) return output.bytes(data);
        return output.bytes(encode(escaped(textOf(data), "\n\t")));
      },
      sink: output,
      log: (fd, data) => logged(libc, fd, data),
    },
    async ask(question, until) {
      // A menu is for a person at both ends; whoever writes a script writes the answers, a line each.
      if (input.typed) {
        const { ask, spelledOut } = await import("./ask.ts");
        const over = until === undefined ? signal : AbortSignal.any([signal, until]);
        if (Deno.stdout.isTerminal()) return ask(question, language, over, (text) => output.now(text));
        await output.err(spelledOut(question, language));
      }
      const line = await input.line(until);
      return line && new TextDecoder().decode(line);
    },
  };
}

function exitCode(ending: Ending, session: Session): number {
  return session.exitCode ?? (ending === "succeeded" ? 0 : 1);
}

/** What makes answers is loaded when the first is needed: most scripts say nothing but what they print. */
const renderer = () => import("./render/mod.ts");

/** Whom a run tells what happens: how loud it is depends on the options. */
async function observerOf(
  options: ScriptOptions,
  session: Session,
  registry: Registry,
  output: Output,
  main: Source,
): Promise<Observer> {
  const { language } = options;
  const style = { language, places: true, ...columnsOfErrors() };
  const fault = async (fault: SyntaxFault, source: Source) => {
    await output.err((await renderer()).faultText(fault, source, style));
  };
  if (options.json) {
    const { eventJson, jsonLine, observeAbout } = await renderer();
    return {
      everything: true,
      report: (report) => report.kind === "event" ? output.out(eventJson(report, session.system)) : undefined,
      fault,
      outcome(outcome) {
        const about = observeAbout(outcome, session.sockets);
        return output.out(jsonLine(outcome, about, session.system, language, main) + "\n");
      },
    };
  }
  let rendering: typeof import("./render/mod.ts") | undefined;
  const quiet: Observer = {
    everything: false,
    fault,
    report(report) {
      if (report.kind === "text") return output.out(`${escaped(report.text, "\n\t")}\n`);
      const told = ({ reported }: typeof import("./render/mod.ts")) => {
        const text = reported(report, session, registry, language);
        if (report.kind === "event" && report.passing && !report.json) return output.passing(text.trimEnd());
        return report.kind === "event" && report.to === "err" ? output.err(text) : output.out(text);
      };
      return rendering === undefined
        ? renderer().then((loaded) => told(rendering = loaded))
        : told(rendering);
    },
    async outcome(outcome) {
      const { failedJson, failure } = await renderer();
      await output.err(failure(outcome, style));
      if (asksForJson(outcome)) await output.out(failedJson(outcome, language));
    },
  };
  return options.verbose ? await verbose(quiet, session, output, style) : quiet;
}

/** Messages are broken where a terminal's lines end; elsewhere each is one line. */
function columnsOfErrors(): { readonly columns?: number } {
  return Deno.stderr.isTerminal() ? { columns: terminalColumns() } : {};
}

/** Whether a command was to tell its events as JSON; its failure then is one of them. */
function asksForJson({ statement: { body } }: Outcome): boolean {
  return body.kind === "call" && body.options?.some(({ name }) => name === "json") === true;
}

/** Shows each statement and its answer as the prompt would. */
async function verbose(quiet: Observer, session: Session, output: Output, style: Style): Promise<Observer> {
  const { answer, observe } = await renderer();
  return {
    ...quiet,
    everything: true,
    begins({ source, span }) {
      // What comes later is written behind it, also when it has to wait.
      output.out(`socksh> ${escaped(source.text.slice(span.start, span.end), "\n\t")}\n`);
    },
    outcome: (outcome) =>
      after(observe(outcome, session.sockets), (observation) => {
        const text = answer(outcome, observation, style);
        return outcome.succeeded ? output.out(text) : output.err(text);
      }),
  };
}
