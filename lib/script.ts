// script: the driver of files, -c, piped input and single commands. It runs a whole text and prints.
//
// The text is parsed whole before its first statement runs; where another program types the lines (-i), lines.ts is the
// driver. What is told on the way is the observer's business.

import type { Captures } from "./capture.ts";
import { afterwards, outcome } from "./capture/summary.ts";
import type { Registry } from "./command.ts";
import { SyntaxFault } from "./errors.ts";
import type { Ending } from "./interpreter.ts";
import type { Source } from "./language/mod.ts";
import type { Libc } from "./libc.ts";
import type { Language } from "./messages/mod.ts";
import type { Output } from "./output.ts";
import { observerOf, renderer, styleOfErrors } from "./script/observer.ts";
import { Run, type RunSurroundings } from "./script/run.ts";
import type { TraceMode } from "./trace.ts";

/** How a script is run. */
export interface ScriptOptions extends RunSurroundings {
  readonly language: Language;
  readonly verbose: boolean;
  /** Enter is waited for before each statement. */
  readonly step: boolean;
  readonly json: boolean;
  readonly check: boolean;
  readonly keepGoing: boolean;
  readonly trace: TraceMode;
}

/** What a script is: its text, where it lies, and what it was started with. */
export interface Script {
  readonly source: Source;
  /** The file it was read from, so that `source` finds others beside it. */
  readonly path: string | undefined;
  readonly argv: readonly string[];
  /** It is one command of the command line: what it starts goes on until a signal comes. */
  readonly command?: true;
}

/**
 * Runs a script to its end.
 *
 * @returns the exit code: 0 all succeeded, 1 a statement or a job failed, 2 the text cannot be read, 130 and 143
 *   interrupted, or what `exit` said
 * @throws {OutputLost} when standard output cannot be written any more
 */
export async function runScript(
  { source, path, argv, command }: Script,
  options: ScriptOptions,
  registry: Registry,
  libc: Libc,
): Promise<number> {
  using run = new Run(argv, options.language, libc, options);
  const { session, signals, output } = run;
  session.alone = command === true;
  const step = options.step ? () => run.step() : undefined;
  const verbose = options.verbose || options.step;
  try {
    const loudness = { ...options, verbose, unechoed: false, step };
    const observer = await observerOf(loudness, session, registry, output, () => source);
    const interpreter = run.interpreter(registry, observer, options.json);
    const program = interpreter.parse(source);
    if (options.check) return 0;
    session.sockets.opened = () => signals.listen();
    output.written = () => signals.listen();
    if (step !== undefined && !options.json && run.input.typed) await run.explainStep();
    if (options.trace !== "off") await interpreter.trace(options.trace);
    const running = interpreter.run(program, path, options.keepGoing);
    if (running instanceof Promise) signals.listen();
    const ending = await running;
    const captures = session.captures;
    const endless = command === true && captures?.running === true && ending === "succeeded";
    if (endless) await Promise.race([run.stopped(), captures.over]);
    const jobFailed = await session.finish();
    if (endless) return await captured(captures, output, options.language);
    if (session.lost !== undefined) throw session.lost.error;
    // What only a signal ends has ended as it should.
    if (ending === "stopped") return 0;
    return signals.exitCode ?? session.exitCode ?? exitCode(ending, jobFailed);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    await output.err((await renderer()).faultText(error, source, styleOfErrors(options.language)));
    return 2;
  }
}

/** Says what a capture came to that had no end of its own; 1 if more was to be captured. */
async function captured(captures: Captures, output: Output, language: Language): Promise<number> {
  const { summary } = captures;
  if (summary === undefined) return 0;
  const filter = await captures.filter(new AbortController().signal);
  const said = [...outcome(summary), ...afterwards(summary, filter)];
  await output.err((await renderer()).saidText(said, language));
  return summary.problem === undefined ? 0 : 1;
}

function exitCode(ending: Ending, jobFailed: boolean): number {
  return ending === "succeeded" && !jobFailed ? 0 : 1;
}
