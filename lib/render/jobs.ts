// jobs: what runs in the background, as a table, and a line when it begins and ends.

import { dim } from "@std/fmt/colors";
import type { Job } from "../command.ts";
import type { Message } from "../errors.ts";
import { escaped } from "../escape.ts";
import type { Outcome } from "../interpreter.ts";
import { type Language, sentence } from "../messages/mod.ts";
import type { Session } from "../session.ts";
import { noteText, type Style } from "./answer.ts";
import { table } from "./table.ts";

/** Every job that runs or whose end is remembered: number, state, statement. */
export function jobList({ jobs }: Session, language: Language): string {
  const all = jobs.all();
  if (all.length === 0) return `${sentence(language, "answer.no-jobs")}\n`;
  const head = (["job", "state", "statement"] as const).map((name) => sentence(language, `column.${name}`));
  const rows = all.map((job) => [
    String(job.number),
    sentence(language, `job.state-${job.state}`),
    clipped(job.text),
  ]);
  return table([head, ...rows]);
}

/** Says of each job that it runs and, once, how it ended: before its last answer where that is shown. */
export class JobLines {
  readonly #style: Style;
  /** The jobs whose end has been told, and has not come yet. */
  readonly #told = new Set<number>();

  constructor(style: Style) {
    this.#style = style;
  }

  /** What stands before the answer to a statement of a job; nothing where it belongs to none. */
  before({ job, succeeded, statement: { source, span } }: Outcome): string {
    if (job === undefined) return "";
    // One of several: the job goes on.
    if (succeeded && !job.single) {
      return this.#line(job.number, "statement", source.text.slice(span.start, span.end));
    }
    this.#told.add(job.number);
    return this.#line(job.number, succeeded ? "succeeded" : "failed", job.text);
  }

  /** What is said when a job begins or has ended, and of the names it set. */
  of(job: Job, notes: readonly Message[]): string {
    const line = this.#told.delete(job.number) ? "" : this.#line(job.number, job.state, job.text);
    return line + notes.map((note) => noteText(note, this.#style)).join("");
  }

  #line(job: number, what: Job["state"] | "statement", text: string): string {
    return `${dim(sentence(this.#style.language, `job.${what}`, { job, text: clipped(text) }))}\n`;
  }
}

/** A statement on one line, its beginning where it is long. */
function clipped(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const letters = [...line];
  return escaped(letters.length > 60 ? `${letters.slice(0, 59).join("")}…` : line);
}
