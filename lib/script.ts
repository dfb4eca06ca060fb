// script: the driver of files, -c, piped input and single commands. It runs a whole text and prints.
//
// Results go to standard output statement by statement, failures to standard error; with --json there is
// one JSON line a statement and nothing else. The text is parsed whole before its first statement runs.

import type { Registry } from "./command.ts";
import { SyntaxFault } from "./errors.ts";
import { escaped } from "./escape.ts";
import { type Ending, Interpreter, type Observer } from "./interpreter.ts";
import type { Program, Source } from "./language/mod.ts";
import type { Libc } from "./libc.ts";
import type { Language } from "./messages/language.ts";
import { Output } from "./output.ts";
import type { Style } from "./render/mod.ts";
import { Session } from "./session.ts";
import { after } from "./sockets/mod.ts";

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

/** The signals that end a run, and the exit codes that say so. */
const signals = [["SIGINT", 130], ["SIGTERM", 143]] as const;

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
  const output = new Output(libc);
  const session = new Session(libc, argv);
  const control = new AbortController();
  const observer = await observerOf(options, session, registry, output, source);
  const interpreter = new Interpreter(session, registry, observer, control.signal);
  session.sockets.observed = observer.everything;
  try {
    const program = interpreter.parse(source);
    if (options.check) return 0;
    return await finished(interpreter, program, path, options.keepGoing, session, control);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    output.err((await renderer()).faultText(error, source, { language: options.language, places: true }));
    return 2;
  } finally {
    session.close();
  }
}

/** Runs a program; signals are listened to only from the moment something has to be waited for. */
async function finished(
  interpreter: Interpreter,
  program: Program,
  path: string | undefined,
  keepGoing: boolean,
  session: Session,
  control: AbortController,
): Promise<number> {
  const running = interpreter.run(program, path, keepGoing);
  if (!(running instanceof Promise)) return exitCode(running, session);
  let interrupted: number | undefined;
  const listeners = signals.map(([signal, code]) => {
    const listener = () => {
      interrupted ??= code;
      control.abort();
    };
    Deno.addSignalListener(signal, listener);
    return () => Deno.removeSignalListener(signal, listener);
  });
  try {
    const ending = await running;
    return interrupted ?? exitCode(ending, session);
  } finally {
    for (const remove of listeners) remove();
  }
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
  const style = { language, places: true };
  const fault = async (fault: SyntaxFault, source: Source) => {
    output.err((await renderer()).faultText(fault, source, style));
  };
  if (options.json) {
    const { jsonLine, observe } = await renderer();
    return {
      everything: true,
      report: () => {},
      fault,
      outcome(outcome) {
        const observation = observe(outcome, session.sockets);
        output.out(jsonLine(outcome, observation, session.system, language, main) + "\n");
      },
    };
  }
  const quiet: Observer = {
    everything: false,
    fault,
    report(report) {
      if (report.kind === "text") return output.out(`${escaped(report.text, "\n\t")}\n`);
      return renderer().then(({ reported }) => output.out(reported(report, session, registry, language)));
    },
    async outcome(outcome) {
      output.err((await renderer()).failure(outcome, style));
    },
  };
  return options.verbose ? await verbose(quiet, session, output, style) : quiet;
}

/** Shows each statement and its answer as the prompt would. */
async function verbose(quiet: Observer, session: Session, output: Output, style: Style): Promise<Observer> {
  const { answer, observeSettled } = await renderer();
  return {
    ...quiet,
    everything: true,
    begins({ source, span }) {
      output.out(`socksh> ${escaped(source.text.slice(span.start, span.end), "\n\t")}\n`);
    },
    outcome: (outcome) =>
      after(observeSettled(outcome, session.sockets), (observation) => {
        const text = answer(outcome, observation, style);
        if (outcome.succeeded) output.out(text);
        else output.err(text);
      }),
  };
}
