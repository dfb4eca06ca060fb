// jobs: what runs in the background, as a table, and a line when it begins and ends.

import { dim } from "@std/fmt/colors";
import type { Job } from "../command.ts";
import { InterruptedError, type Message } from "../errors.ts";
import { escaped } from "../escape.ts";
import type { Outcome } from "../interpreter.ts";
import { type Language, sentence } from "../messages/mod.ts";
import type { Session } from "../session.ts";
import { noteText, paragraph, type Style } from "./answer.ts";
import { table } from "./table.ts";

/** Whether the prompt shows what a statement came to: of a job only the one it consists of, and what fails. */
export function isTold({ job, error, cut, succeeded }: Outcome): boolean {
  if (cut) return false;
  return job === undefined || !(error instanceof InterruptedError || (succeeded && !job.single));
}

/** Every job that runs or whose end is remembered: number, state, statement. */
export function jobList({ jobs }: Session, language: Language, columns?: number): string {
  const all = jobs.all();
  if (all.length === 0) return `${sentence(language, "answer.no-jobs")}\n`;
  const head = (["job", "state", "statement"] as const).map((name) => sentence(language, `column.${name}`));
  const rows = all.map((job) => [
    String(job.number),
    sentence(language, `job.state-${job.state}`),
    clipped(job.text),
  ]);
  return table([head, ...rows], columns, { heading: true });
}

/** Says of each job that it runs and, once, how it ended: before its last answer where that is shown. */
export class JobLines {
  /** The jobs whose end has been told, and has not come yet. */
  readonly #told = new Set<number>();

  /** What stands before the answer to a statement of a job; nothing where it belongs to none. */
  before({ job, succeeded, statement: { source, span } }: Outcome, { language }: Style): string {
    if (job === undefined) return "";
    // One of several: the job goes on.
    if (succeeded && !job.single) {
      return jobLine(job.number, "statement", source.text.slice(span.start, span.end), language);
    }
    this.#told.add(job.number);
    return jobLine(job.number, succeeded ? "succeeded" : "failed", job.text, language);
  }

  /** What is said when a job begins or has ended, and of the names it set. */
  of(job: Job, notes: readonly Message[], style: Style): string {
    const isTold = this.#told.delete(job.number);
    const line = isTold ? "" : jobLine(job.number, job.state, job.text, style.language);
    return line + notes.map((note) => noteText(note, style)).join("");
  }
}

function jobLine(job: number, what: Job["state"] | "statement", text: string, language: Language): string {
  return `${dim(sentence(language, `job.${what}`, { job, text: clipped(text) }))}\n`;
}

/** What `--step` waits for. */
export function stepHelp(style: Style): string {
  return paragraph(sentence(style.language, "step.help"), dim, style);
}

/** A statement on one line, its beginning where it is long. */
function clipped(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const letters = [...line];
  return escaped(letters.length > 60 ? `${letters.slice(0, 59).join("")}…` : line);
}
