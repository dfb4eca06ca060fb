// jobs: what runs in the background of a session, and what became of it.
//
// A job is known by its number, by the names it sets and by its command. Its failure counts when it is waited for, or
// at the end of the run. What a job runs is the interpreter's business: here it is only waited for and ended.

import type { Job as JobOfCommands, Jobs as JobsOfCommands } from "../command.ts";
import type { SystemError, UsageError } from "../errors.ts";
import type { Value } from "../values.ts";

/** How many jobs that ended are remembered with what they came to. */
const remembered = 100;

/** What a job is when it begins. */
export interface JobOptions {
  /** Its statement, as it was written. */
  readonly text: string;
  /** It is one simple statement. */
  readonly single: boolean;
  /** The command it is known by. */
  readonly command: string | undefined;
  /** The names it sets when it ends. */
  readonly sets: readonly string[];
  /** Ends it. */
  readonly control: AbortController;
  /** The job that started it. */
  readonly parent: Job | undefined;
}

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
  readonly text: string;
  readonly single: boolean;
  readonly command: string | undefined;
  readonly sets: readonly string[];
  readonly parent: Job | undefined;
  counted = false;
  waitsFor: JobOfCommands | undefined;
  readonly ended: Promise<void>;
  readonly #control: AbortController;
  readonly #resolve: () => void;
  #end: JobEnd | undefined;

  constructor(readonly number: number, { text, single, command, sets, control, parent }: JobOptions) {
    this.text = text;
    this.single = single;
    this.command = command;
    this.sets = sets;
    this.parent = parent;
    this.#control = control;
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

  /** Told by who runs it; the first time counts. */
  finish(end: JobEnd): void {
    this.#end ??= end;
    this.#resolve();
  }

  cancel(): void {
    this.#control.abort();
  }
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
  add(options: JobOptions): Job {
    const job = new Job(++this.#last, options);
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
    const called = this.all().filter(({ command }) => command === name);
    return [named, called].flatMap((jobs) => jobs.findLast(running) ?? jobs.at(-1) ?? [])[0];
  }

  /** The running job that will set a name, but for the one that asks. */
  awaited(name: string, asking: JobOfCommands | undefined): Job | undefined {
    return this.all().findLast((job) => job !== asking && job.state === "running" && job.sets.includes(name));
  }

  takeFailure(within: readonly JobOfCommands[] = this.all()): boolean {
    const everything = within.length === this.#jobs.size;
    let failed = everything && this.#failed;
    if (everything) this.#failed = false;
    for (const job of within) {
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
