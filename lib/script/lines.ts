// lines: the driver of -i. Another program types the statements: each is run before the next is read.

import { stripAnsiCode } from "@std/fmt/colors";
import type { Registry } from "../command.ts";
import { SyntaxFault } from "../errors.ts";
import type { Source } from "../language/mod.ts";
import { GrowingText } from "../language/typing.ts";
import type { Libc } from "../libc.ts";
import type { Language } from "../messages/language.ts";
import type { TraceMode } from "../trace.ts";
import { observerOf, renderer, styleOfErrors } from "./observer.ts";
import { Run, type RunSurroundings } from "./run.ts";

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
  options: RunSurroundings & {
    readonly language: Language;
    readonly json: boolean;
    readonly trace: TraceMode;
  },
  registry: Registry,
  libc: Libc,
): Promise<number> {
  using run = new Run(argv, options.language, libc, options);
  const { session, signals, output, input } = run;
  signals.listen();
  let source: Source = { name: standardInput, text: "" };
  const loudness = { ...options, verbose: true, unechoed: true };
  const observer = await observerOf(loudness, session, registry, output, () => source);
  const { faultJson, faultText } = await renderer();
  const interpreter = run.interpreter(registry, observer, options.json);
  // What comes next is not known: it may look back.
  await interpreter.record();
  if (options.trace !== "off") await interpreter.trace(options.trace);
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
      const told = faultText(error, source, styleOfErrors(options.language));
      session.journal?.add({ kind: "entered", text: source.text, at: Date.now() });
      session.journal?.add({ kind: "shown", text: stripAnsiCode(told) });
      if (options.json) await output.out(`${faultJson(error, source, options.language)}\n`);
      else await output.err(told);
    }
    firstLine += text.lines.length;
    text = new GrowingText();
  }
  await session.finish();
  if (session.lost !== undefined) throw session.lost.error;
  return signals.exitCode ?? session.exitCode ?? 0;
}
