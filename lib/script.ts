// script: the driver of files, -c, piped input and single commands. It runs a whole text and prints.
//
// The text is parsed whole before its first statement runs; with -i, statements are read from standard input one by
// one, and each is run before the next is read. What is told on the way is the observer's business.

import type { Registry } from "./command.ts";
import { SyntaxFault } from "./errors.ts";
import { escaped } from "./escape.ts";
import { StandardInput } from "./input.ts";
import { type Ending, Interpreter, type Observer, type Streams } from "./interpreter.ts";
import { GrowingText, type Source } from "./language/mod.ts";
import type { Libc } from "./libc.ts";
import type { Language } from "./messages/language.ts";
import { logged, Output } from "./output.ts";
import { observerOf, renderer, styleOfErrors } from "./script/observer.ts";
import { Signals } from "./script/signals.ts";
import { Session } from "./session.ts";
import { type Bytes, encode, textOf } from "./values.ts";

/** How a script is run. */
export interface ScriptOptions {
  readonly language: Language;
  readonly verbose: boolean;
  /** Enter is waited for before each statement. */
  readonly step: boolean;
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
 * @returns the exit code: 0 all succeeded, 1 a statement or a job failed, 2 the text cannot be read, 130 and 143
 *   interrupted, or what `exit` said
 * @throws {OutputLost} when standard output cannot be written any more
 */
export async function runScript(
  { source, path, argv }: Script,
  options: ScriptOptions,
  registry: Registry,
  libc: Libc,
): Promise<number> {
  using run = new Run(argv, options.language, libc);
  const { session, signals, output } = run;
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
    const running = interpreter.run(program, path, options.keepGoing);
    if (running instanceof Promise) signals.listen();
    const ending = await running;
    const jobFailed = await session.jobs.close();
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

/** The name of standard input in messages. */
const standardInput = "-";

/**
 * Runs statements as they arrive on standard input, each before the next is read; every answer is written before
 * that. What fails does not end it.
 *
 * @returns the exit code: 0 at the end of the input, 130 and 143 interrupted, or what `exit` said
 * @throws {OutputLost} when standard output cannot be written any more
 */
export async function runLines(
  argv: readonly string[],
  options: Pick<ScriptOptions, "language" | "json">,
  registry: Registry,
  libc: Libc,
): Promise<number> {
  using run = new Run(argv, options.language, libc);
  const { session, signals, output, input } = run;
  signals.listen();
  let source: Source = { name: standardInput, text: "" };
  const loudness = { ...options, verbose: true, unechoed: true };
  const observer = await observerOf(loudness, session, registry, output, () => source);
  const { faultJson, faultText } = await renderer();
  const interpreter = run.interpreter(registry, observer, options.json);
  let firstLine = 1;
  let text = new GrowingText();
  const isOver = () => session.exitCode !== undefined || run.signal.aborted;
  while (!isOver()) {
    const line = await input.line(run.signal);
    if (line === undefined && (text.lines.length === 0 || isOver())) break;
    if (line !== undefined) text.add(new TextDecoder().decode(line));
    if (line !== undefined && !text.isWorthReading) continue;
    source = { name: standardInput, text: text.text, firstLine };
    try {
      await interpreter.run(interpreter.parse(source), undefined, true);
    } catch (error) {
      if (!(error instanceof SyntaxFault)) throw error;
      if (error.incomplete && line !== undefined) continue;
      if (options.json) await output.out(`${faultJson(error, source, options.language)}\n`);
      else await output.err(faultText(error, source, styleOfErrors(options.language)));
    }
    firstLine += text.lines.length;
    text = new GrowingText();
  }
  await session.jobs.close();
  if (session.lost !== undefined) throw session.lost.error;
  return signals.exitCode ?? session.exitCode ?? 0;
}

function exitCode(ending: Ending, jobFailed: boolean): number {
  return ending === "succeeded" && !jobFailed ? 0 : 1;
}

/** What a run holds open, from its beginning to its end. */
class Run implements Disposable {
  readonly signals: Signals;
  readonly input: StandardInput;
  readonly output: Output;
  readonly session: Session;
  readonly #control = new AbortController();
  readonly #language: Language;

  constructor(argv: readonly string[], language: Language, libc: Libc) {
    this.#language = language;
    this.signals = new Signals();
    this.input = new StandardInput(libc, this.signals.abort);
    this.output = new Output(libc, this.signals.abort);
    this.session = new Session(libc, argv);
    // To abort what does not wait would only take its time.
    this.session.exited = (elsewhere) => elsewhere && this.#control.abort();
    this.signals.abort.addEventListener("abort", () => {
      if (this.signals.interrupted) this.output.interrupted();
      this.#control.abort();
    });
  }

  /** Ends the waits of the session: a signal came, or `exit` was run in a job. */
  get signal(): AbortSignal {
    return this.#control.signal;
  }

  /** An interpreter of this run. */
  interpreter(registry: Registry, observer: Observer, silent: boolean): Interpreter {
    const { session } = this;
    session.sockets.observed = observer.everything;
    return new Interpreter(session, registry, observer, this.#control, this.#streams(registry, silent));
  }

  /** Says that Enter is waited for. */
  async explainStep(): Promise<void> {
    const { stepHelp } = await renderer();
    await this.output.err(stepHelp(styleOfErrors(this.#language)));
  }

  /** Waits for Enter, before a statement is run. */
  async step(): Promise<void> {
    const line = await this.#line(this.signal);
    // Enter has moved the cursor, Ctrl-D has not.
    if (line === undefined && this.input.typed && Deno.stdout.isTerminal()) await this.output.out("\n");
  }

  /** The next line of standard input. */
  async #line(until?: AbortSignal): Promise<Bytes | undefined> {
    const line = await this.input.line(until);
    if (line !== undefined && this.input.typed) this.output.entered();
    return line;
  }

  /** Standard input and output, as commands see them; `silent`: nothing but JSON is written. */
  #streams(registry: Registry, silent: boolean): Streams {
    const { input, output, signals: { abort: signal } } = this;
    const { libc } = this.session;
    const language = this.#language;
    const typedLine = (until?: AbortSignal) => this.#line(until);
    const asking = async (prompt: string): Promise<void> => {
      if (prompt !== "" && !silent) await output.out(escaped(prompt, "\n\t"));
    };
    return {
      input: {
        get typed() {
          return input.typed;
        },
        get fd() {
          return input.fd;
        },
        get stored() {
          return input.stored;
        },
        read: (until, most) => input.read(until, most),
        line: async (until, prompt = "") => {
          await asking(prompt);
          return await typedLine(until);
        },
      },
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
        const line = await typedLine(until);
        return line && new TextDecoder().decode(line);
      },
      async fresh(from) {
        const { FreshSessions } = await import("./fresh.ts");
        return new FreshSessions({ libc, registry, language, from });
      },
    };
  }

  [Symbol.dispose](): void {
    this.session.close();
    this.input.close();
    this.output.close();
    this.signals.close();
  }
}
