// signals: what SIGINT, SIGTERM and SIGHUP mean for a run that nobody sits at.

/**
 * The signals that end a run, and the exit codes that say so. A SIGHUP to be ignored (nohup(1)) is none: the runtime
 * resets what it inherits before we are there, so that it cannot be told.
 */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Signals this close to each other count as one: `deno task` delivers Ctrl-C twice. */
const oneSignalMilliseconds = 250;

/**
 * Listens to the signals that end a run: the first one asks it to end, a later one ends the process as if
 * nobody listened. A listener takes its time to start and needs descriptors of its own: it is there from
 * the moment the run opens one or has to wait, and before that a signal simply ends the process.
 */
export class Signals {
  readonly #control = new AbortController();
  #listeners: (() => void)[] | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;

  /** What the run ends with, once a signal came. */
  exitCode: number | undefined;

  /** Listens, if that has not begun. */
  listen(): void {
    this.#listeners ??= (Object.keys(exitCodes) as (keyof typeof exitCodes)[]).map((signal) => {
      const listener = () => this.#came(exitCodes[signal]);
      Deno.addSignalListener(signal, listener);
      return () => Deno.removeSignalListener(signal, listener);
    });
  }

  /** Aborted by the first signal. */
  get abort(): AbortSignal {
    return this.#control.signal;
  }

  /** Ctrl-C was what came. */
  get interrupted(): boolean {
    return this.exitCode === exitCodes.SIGINT;
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
