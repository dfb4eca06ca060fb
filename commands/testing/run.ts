// test, the program: finds the files, runs them, some at a time, and tells of each in the order of the files.

import { type Context, Failure, type Fresh, type FreshRun, InterruptedError } from "../../lib/command.ts";
import type { TestWords } from "./mod.ts";
import { Telling } from "./tap.ts";

/** How many failed, in words that agree with the numbers. */
function someFailed(failed: number, files: number): Failure {
  if (files === 1) {
    return new Failure({ en: "the session file failed", pt: "o arquivo de sessão falhou" }, {
      failed,
      files,
    });
  }
  return new Failure(
    {
      en: "{failed} of {files} session files failed",
      pt: "{failed} de {files} arquivos de sessão {failed:falhou|falharam}",
    },
    { failed, files },
  );
}

/**
 * Runs it to its end: how many sessions passed.
 *
 * @throws {Failure} when one did not
 * @throws {InterruptedError} when a signal came; what ran is told of as interrupted
 */
export async function run(given: TestWords, context: Context): Promise<number> {
  const fresh = await context.fresh();
  const files = [given.path, ...given.more].flatMap((path) => fresh.find(path));
  const telling = new Telling(context, files, given);
  await telling.begins();
  for await (const run of inOrder(files, fresh, given, context.signal)) await telling.point(run);
  const interrupted = context.signal.aborted;
  await telling.ends(interrupted);
  if (interrupted) throw new InterruptedError("test", context.system.errnos.get("EINTR") ?? 0, "EINTR");
  const { passed, failed } = telling;
  if (failed > 0) throw someFailed(failed, files.length);
  return passed;
}

/** Runs the files, as many at a time as `jobs` says: what came of each, in their order. */
async function* inOrder(
  files: readonly string[],
  fresh: Fresh,
  { jobs, timeout }: TestWords,
  signal: AbortSignal,
): AsyncGenerator<FreshRun> {
  // Ends those that still run where nobody can be told of them any more.
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const running: Promise<FreshRun>[] = [];
  let started = 0;
  const start = (): void => {
    const file = either.aborted ? undefined : files[started];
    if (file === undefined) return;
    started++;
    const run = fresh.run(file, { signal: either, seconds: timeout });
    running.push(run);
    // The next one takes the place of one that has ended, whichever that is.
    run.then(start, () => {});
  };
  for (let i = 0; i < jobs && i < files.length; i++) start();
  try {
    for (let i = 0; i < running.length; i++) yield await running[i]!;
  } finally {
    over.abort();
    await Promise.allSettled(running);
  }
}
