// observer: what a run tells — failures only, each statement and its answer, or JSON lines.
//
// Results go to standard output statement by statement, failures to standard error; with --json there is
// one JSON line a statement and nothing else.

import type { Job, Registry } from "../command.ts";
import { InterruptedError, type SyntaxFault } from "../errors.ts";
import { dim } from "@std/fmt/colors";
import { escaped } from "../escape.ts";
import type { Observer, Outcome } from "../interpreter.ts";
import type { Simple, Source } from "../language/mod.ts";
import type { Language } from "../messages/language.ts";
import { type Output, terminalColumns } from "../output.ts";
import type { Style } from "../render/mod.ts";
import { remarksIn } from "./remarks.ts";
import type { Session } from "../session.ts";
import { after, type Maybe } from "../sockets/mod.ts";

/** How much a run tells. */
export interface Loudness {
  readonly language: Language;
  /** Every statement's answer. */
  readonly verbose: boolean;
  /** Not the statement itself: whoever typed it has seen it. */
  readonly unechoed: boolean;
  readonly json: boolean;
  /** Called before each statement, once it is shown; "loop": not before those that are left of the loop around it. */
  readonly step?: (() => Maybe<"loop" | undefined>) | undefined;
}

/** What makes answers is loaded when the first is needed: most scripts say nothing but what they print. */
export const renderer = (): Promise<typeof import("../render/mod.ts")> => import("../render/mod.ts");

/** How errors are written: places are named, and lines broken where a terminal's end. */
export function styleOfErrors(language: Language): Style {
  return { language, places: true, ...(Deno.stderr.isTerminal() ? { columns: terminalColumns() } : {}) };
}

/**
 * Whom a run tells what happens.
 *
 * @param main the source whose lines carry no name of a file in JSON
 */
export async function observerOf(
  loudness: Loudness,
  session: Session,
  registry: Registry,
  output: Output,
  main: () => Source,
): Promise<Observer> {
  const quiet = quietly(loudness, session, registry, output);
  if (loudness.json) return await inJson(quiet, loudness, session, output, main);
  return loudness.verbose ? await verbosely(quiet, loudness, session, output) : quiet;
}

/** Failures, and what commands tell. */
function quietly({ language }: Loudness, session: Session, registry: Registry, output: Output): Observer {
  const style = styleOfErrors(language);
  let rendering: Awaited<ReturnType<typeof renderer>> | undefined;
  return {
    everything: false,
    hints: true,
    async fault(fault: SyntaxFault, source: Source) {
      await output.err((await renderer()).faultText(fault, source, style));
    },
    report(report) {
      if (report.kind === "text") return output.out(`${escaped(report.text, "\n\t")}\n`);
      const told = ({ reported }: Awaited<ReturnType<typeof renderer>>) => {
        const columns = Deno.stdout.isTerminal() ? terminalColumns() : undefined;
        const text = reported(report, session, registry, language, columns);
        if (report.kind === "event" && report.passing && !report.json) return output.passing(text.trimEnd());
        return report.kind === "event" && report.to === "err" ? output.err(text) : output.out(text);
      };
      return rendering === undefined
        ? renderer().then((loaded) => told(rendering = loaded))
        : told(rendering);
    },
    async outcome(outcome) {
      if (isOver(outcome, session)) return;
      const { failedJson, failure } = await renderer();
      await output.err(failure(outcome, style));
      if (asksForJson(outcome)) await output.out(failedJson(outcome, language));
    },
  };
}

/** What was cut short because the run ended, or because its job was cancelled, is no failure to tell of. */
function isOver({ error, job, cut }: Outcome, session: Session): boolean {
  return cut || error instanceof InterruptedError && (job !== undefined || session.exitCode !== undefined);
}

/** Whether a command was to tell its events as JSON; its failure then is one of them. */
function asksForJson({ statement: { body } }: Outcome): boolean {
  return body.kind === "call" && body.options?.some(({ name }) => name === "json") === true;
}

async function inJson(
  quiet: Observer,
  { language }: Loudness,
  session: Session,
  output: Output,
  main: () => Source,
): Promise<Observer> {
  const { eventJson, jsonLine, observeAbout } = await renderer();
  return {
    everything: true,
    fault: quiet.fault,
    report: (report) => report.kind === "event" ? output.out(eventJson(report, session.system)) : undefined,
    outcome(outcome) {
      // A block has no line of its own, and so has its condition, unless it fails.
      if (outcome.condition && outcome.succeeded) return;
      const about = observeAbout(outcome, session.sockets);
      return output.out(jsonLine(outcome, about, session.system, language, main()) + "\n");
    },
  };
}

/** Shows each statement and its answer as the prompt would. */
async function verbosely(
  quiet: Observer,
  { language, unechoed, step }: Loudness,
  session: Session,
  output: Output,
): Promise<Observer> {
  const { answer, fitted, JobLines, observe } = await renderer();
  const style = styleOfErrors(language);
  const jobs = new JobLines();
  // On a terminal the Enter that is waited for ends the line.
  const entered = step !== undefined && Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
  const echo = (text: string) => output.out(`socksh> ${escaped(text, "\n\t")}${entered ? "" : "\n"}`);
  // How far each file has been gone through: its comments are shown once.
  const reached = new WeakMap<Source, number>();
  const remarks = (source: Source, start: number): Maybe<void> => {
    const from = reached.get(source) ?? 0;
    if (step === undefined || start <= from) return;
    reached.set(source, start);
    const columns = Deno.stdout.isTerminal() ? terminalColumns() : Infinity;
    const said = remarksIn(source.text.slice(from, start), language)
      .map((line) => fitted(escaped(line), columns, "# "))
      .join("");
    if (said !== "") return output.out(`\n${said.replace(/[^\n]+/g, dim)}`);
  };
  // How many loops are around a statement, how many are around those that are run without a word, and the statement at
  // which that was asked for: it is answered.
  let loops = 0;
  let finished = Infinity;
  let asked: Simple | undefined;
  const stepped = (statement?: Simple): Maybe<void> =>
    after(step?.(), (wanted) => {
      if (wanted !== "loop" || loops === 0) return;
      finished = loops;
      asked = statement;
    });
  return {
    ...quiet,
    everything: true,
    loop(begins, job) {
      if (job !== undefined) return;
      loops += begins ? 1 : -1;
      if (loops < finished) finished = Infinity;
    },
    ...(unechoed ? {} : {
      begins(statement: Simple, job: Job | undefined) {
        // A job's statements come in between: it is shown as a whole.
        if (job !== undefined) return;
        const { source, span } = statement;
        if (loops >= finished) {
          reached.set(source, Math.max(reached.get(source) ?? 0, span.start));
          return;
        }
        // What comes later is written behind it, also when it has to wait.
        const shown = after(remarks(source, span.start), () => echo(source.text.slice(span.start, span.end)));
        return after(shown, () => stepped(statement));
      },
    }),
    outcome: (outcome) =>
      after(observe(outcome, session.sockets), (observation) => {
        const { statement, job, succeeded } = outcome;
        const unseen = loops >= finished && job === undefined && succeeded && statement !== asked;
        if (statement === asked) asked = undefined;
        if (unseen || isOver(outcome, session)) return;
        const text = jobs.before(outcome, style) + answer(outcome, observation, style);
        return outcome.succeeded ? output.out(text) : output.err(text);
      }),
    job(job, notes) {
      const line = () => output.out(jobs.of(job, notes, style));
      // A job that another one started comes in between: the line with its number is all that is shown.
      if (job.state !== "running" || unechoed || job.parent !== undefined) return line();
      if (loops >= finished) return line();
      return after(after(echo(job.text), () => stepped()), line);
    },
  };
}
