// jobs: what runs in the background of a session, and what became of it.
//
// A job is known by its number, by the names it sets and by its text. Its failure counts when it is waited for, or
// at the end of the run. What a job runs is the interpreter's business: here it is only waited for and ended.

import type { Job as JobOfCommands, Jobs as JobsOfCommands } from "../command.ts";
import type { SystemError, UsageError } from "../errors.ts";
import type { Value } from "../values.ts";

/** How many jobs that ended are remembered with what they came to. */
const remembered = 100;

/** What a job came to. */
export interface JobEnd {
  readonly state: "succeeded" | "failed" | "cancelled";
  /** The value of a job that is one simple statement. */
  readonly value: Value;
  /** What made it fail; undefined where an expectation was not met. */
  readonly error: SystemError | UsageError | undefined;
}

/** A job of the session. */
export class Job implements JobOfCommands {
  #end: JobEnd | undefined;
  /** Its failure has been told to who waited for it. */
  counted = false;
  readonly ended: Promise<void>;
  readonly #resolve: () => void;

  /**
   * @param text its statement, as it was written
   * @param single it is one simple statement
   * @param sets the names it sets when it ends
   * @param control ends it
   * @param parent the job that started it
   */
  constructor(
    readonly number: number,
    readonly text: string,
    readonly single: boolean,
    readonly sets: readonly string[],
    readonly control: AbortController,
    readonly parent: Job | undefined,
  ) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.#resolve = resolve;
  }

  get state(): "running" | JobEnd["state"] {
    return this.#end?.state ?? "running";
  }

  get end(): JobEnd | undefined {
    return this.#end;
  }

  /** Told by who runs it. */
  finish(end: JobEnd): void {
    this.#end = end;
    this.#resolve();
  }

  cancel(): void {
    this.control.abort();
  }
}

/** The command a statement begins with, behind its time limit and the names it sets: accept in `c, a = srv.accept()`. */
function commandOf(text: string): string | undefined {
  const body = text.replace(
    /^(?:timeout\s+\S+\s+)*(?:\(?[^\s=(){}"',]+(?:\s*,\s*[^\s=(){}"',]+)*\)?\s*=(?![=>])\s*)?/,
    "",
  );
  return /^(?:[^\s.(){}"']+\.)*([^\s.(){}"']+)/.exec(body)?.[1];
}

/** The jobs of a session. */
export class Jobs implements JobsOfCommands {
  readonly #jobs = new Map<number, Job>();
  /** Those that ended, the latest last. */
  readonly #ended: Job[] = [];
  #last = 0;
  #running = 0;
  /** A job failed for which nobody waited, and is no longer remembered. */
  #failed = false;

  /** Enters a job that is about to run. */
  add(
    text: string,
    single: boolean,
    sets: readonly string[],
    control: AbortController,
    parent: Job | undefined,
  ): Job {
    const job = new Job(++this.#last, text, single, sets, control, parent);
    this.#jobs.set(job.number, job);
    this.#running++;
    job.ended.then(() => this.#remember(job));
    return job;
  }

  all(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  byNumber(number: number): Job | undefined {
    return this.#jobs.get(number);
  }

  byName(name: string): Job | undefined {
    const running = (job: Job) => job.state === "running";
    const named = this.all().filter(({ sets }) => sets.includes(name));
    const called = this.all().filter(({ text }) => commandOf(text) === name);
    return [named, called].flatMap((jobs) => jobs.findLast(running) ?? jobs.at(-1) ?? [])[0];
  }

  /** The running job that will set a name, but for the one that asks. */
  awaited(name: string, asking?: unknown): Job | undefined {
    return this.all().findLast((job) => job !== asking && job.state === "running" && job.sets.includes(name));
  }

  takeFailure(): boolean {
    let failed = this.#failed;
    this.#failed = false;
    for (const job of this.#jobs.values()) {
      if (job.state !== "failed") continue;
      failed ||= !job.counted;
      job.counted = true;
    }
    return failed;
  }

  /** Ends all that run. */
  cancel(): void {
    for (const job of this.#jobs.values()) if (job.state === "running") job.cancel();
  }

  /**
   * The end of the run: what still runs is cancelled and does not count.
   *
   * @returns whether a job failed for which nobody waited
   */
  async close(): Promise<boolean> {
    this.cancel();
    // A job whose failure is still being told has failed; what is cancelled by this has not.
    await Promise.all(this.all().map(({ ended }) => ended));
    return this.takeFailure();
  }

  /** How many have not ended. */
  get running(): number {
    return this.#running;
  }

  #remember(job: Job): void {
    this.#running--;
    this.#ended.push(job);
    const oldest = this.#ended.length > remembered ? this.#ended.shift() : undefined;
    if (oldest === undefined) return;
    this.#failed ||= oldest.state === "failed" && !oldest.counted;
    this.#jobs.delete(oldest.number);
  }
}
