// jobs: jobs, wait, cancel — what runs in the background of a session.

import {
  after,
  command,
  type Context,
  type Job,
  jobs as several,
  SystemError,
  UsageError,
  type Value,
} from "../lib/command.ts";

const interrupted = {
  en: "the wait was interrupted (Ctrl-C or a signal); the jobs go on",
  pt: "a espera foi interrompida (Ctrl-C ou um sinal); os jobs continuam",
};

/**
 * Waits until a job has ended.
 *
 * @throws {UsageError} when it ends after this, or waits for it: then neither would ever end
 */
async function end(job: Job, context: Context): Promise<void> {
  if (job.state !== "running") return;
  const { job: own } = context;
  if (isPartOf(own, job)) throw new UsageError("value", "job.itself", { job: job.number });
  for (let other: Job | undefined = job; other !== undefined; other = other.waitsFor) {
    if (isPartOf(own, other)) throw new UsageError("value", "job.cycle", { job: job.number });
  }
  if (own) own.waitsFor = job;
  try {
    await context.sockets.meanwhile("wait", job.ended, { job: job.number }, context);
  } finally {
    if (own) own.waitsFor = undefined;
  }
}

/** Whether a job is another one, or was started in it. */
function isPartOf(job: Job | undefined, other: Job): boolean {
  for (let around = job; around !== undefined; around = around.parent) if (around === other) return true;
  return false;
}

/** The jobs that who asks can wait for: all of them, in a job those that were started in it. */
function within({ jobs, job: own }: Context): readonly Job[] {
  return own === undefined ? jobs.all() : jobs.all().filter((job) => job !== own && isPartOf(job, own));
}

/** What a job came to, for who waits for it: its value, or its failure. */
function answerOf(job: Job): Value {
  const error = job.end?.error;
  if (error instanceof SystemError && job.state === "failed") {
    const detail = { key: "detail.job", values: { job: job.number } };
    throw new SystemError(error.call, error.number, error.code, detail);
  }
  if (job.state === "failed") throw new UsageError("failed", "wait.failed", { job: job.number });
  return job.single && job.state === "succeeded" ? job.end?.value ?? null : null;
}

/** The commands of this topic. */
export const jobs = [
  command({
    name: "jobs",
    prototype: "jobs",
    summary: { en: "show what runs in the background", pt: "mostra o que está em segundo plano" },
    description: {
      en:
        "One line for each job: its number, whether it runs or how it ended, and its statement. A statement or a " +
        "block with & behind it becomes a job: it runs while other statements do. At the prompt Ctrl-Z makes a job " +
        "of a call that waits. Of jobs that ended, the latest hundred are shown.",
      pt:
        "Uma linha para cada job: o número, se está em execução ou como terminou, e a instrução. Uma instrução ou um " +
        "bloco com & no fim vira um job: é executado enquanto outras instruções são executadas. No prompt, Ctrl-Z " +
        "transforma em job uma chamada que espera. Dos jobs que terminaram, aparecem os últimos cem.",
    },
    parameters: {},
    forms: [""],
    errors: {},
    silent: true,
    example: "sleep 10ms &\njobs",
    run(_, context) {
      return after(context.report({ kind: "jobs" }), () => null);
    },
  }),

  command({
    name: "wait",
    prototype: "wait [job …]",
    summary: { en: "wait until jobs have ended", pt: "espera jobs terminarem" },
    description: {
      en:
        "Waits for jobs: all of them (in a job, those it has started), or those given by number (wait 2), by a name they set (wait conn) or by their " +
        "command (wait echo-server). A job that failed makes wait fail with the same errno. With one job, returns " +
        "what its statement returned. Ctrl-C ends the wait; the jobs go on.",
      pt:
        "Espera jobs terminarem: todos (em um job, os que ele iniciou), ou os indicados pelo número (wait 2), por um nome que eles definem (wait " +
        "conn) ou pelo comando (wait echo-server). Um job que falhou faz o wait falhar com o mesmo errno. Com um só " +
        "job, retorna o que a instrução dele retornou. Ctrl-C encerra a espera; os jobs continuam.",
    },
    parameters: { job: several },
    forms: ["job…"],
    errors: { EINTR: interrupted },
    example: 'a, b = socketpair()\ndata = recv b 1024 &\nsend a "ping"\nwait data => "ping"',
    async run({ job: chosen }, context) {
      if (chosen.length > 0) {
        for (const job of chosen) await end(job, context);
        // Whoever waits for several is told of the first that failed.
        for (const job of chosen) job.counted = true;
        const values = chosen.map(answerOf);
        return values.length === 1 ? values[0] ?? null : null;
      }
      const running = () => within(context).filter((job) => job.state === "running");
      // A job may have started others meanwhile.
      for (let others = running(); others.length > 0; others = running()) {
        for (const job of others) await end(job, context);
      }
      if (context.jobs.takeFailure(within(context))) throw new UsageError("failed", "wait.some-failed");
      return null;
    },
  }),

  command({
    name: "cancel",
    prototype: "cancel [job …]",
    summary: { en: "end jobs", pt: "encerra jobs" },
    description: {
      en:
        "Interrupts what a job waits for and ends it: the jobs given by number, name or command as for wait, or all " +
        "of them. A cancelled job does not count as failed; a server ends as with Ctrl-C. Its sockets stay open.",
      pt:
        "Interrompe o que um job espera e o encerra: os jobs indicados por número, nome ou comando, como em wait, ou " +
        "todos. Um job cancelado não conta como falha; um servidor termina como com Ctrl-C. Os sockets dele continuam " +
        "abertos.",
    },
    parameters: { job: several },
    forms: ["job…"],
    errors: { EINTR: interrupted },
    example: "srv = socket tcp\nlisten srv\naccept srv &\ncancel 1",
    async run({ job: chosen }, context) {
      const ending = chosen.length > 0 ? chosen : context.jobs.all();
      const running = ending.filter((job) => job.state === "running");
      for (const job of running) job.cancel();
      for (const job of running) if (!isPartOf(context.job, job)) await end(job, context);
      return null;
    },
  }),
];
