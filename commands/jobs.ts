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

/** Waits until a job has ended. */
async function end(job: Job, context: Context): Promise<void> {
  if (job.state === "running") {
    await context.sockets.meanwhile("wait", job.ended, { job: job.number }, context);
  }
}

/** Whether a job is the one that asks, or one it is part of: they end after it, and cannot be waited for by it. */
function isAround(job: Job, { job: own }: Context): boolean {
  for (let around = own; around !== undefined; around = around.parent) if (around === job) return true;
  return false;
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
        "Waits for jobs: all of them, or those given by number (wait 2), by a name they set (wait conn) or by their " +
        "command (wait echo-server). A job that failed makes wait fail with the same errno. With one job, returns " +
        "what its statement returned. Ctrl-C ends the wait; the jobs go on.",
      pt:
        "Espera jobs terminarem: todos, ou os indicados pelo número (wait 2), por um nome que eles definem (wait " +
        "conn) ou pelo comando (wait echo-server). Um job que falhou faz o wait falhar com o mesmo errno. Com um só " +
        "job, retorna o que a instrução dele retornou. Ctrl-C encerra a espera; os jobs continuam.",
    },
    parameters: { job: several },
    forms: ["job…"],
    errors: { EINTR: interrupted },
    example: 'a, b = socketpair()\ndata = recv b 1024 &\nsend a "ping"\nwait data => "ping"',
    async run({ job: chosen }, context) {
      if (chosen.length > 0) {
        const around = chosen.find((job) => isAround(job, context));
        if (around !== undefined) throw new UsageError("value", "job.itself", { job: around.number });
        for (const job of chosen) await end(job, context);
        // Whoever waits for several is told of the first that failed.
        for (const job of chosen) job.counted = true;
        const values = chosen.map(answerOf);
        return values.length === 1 ? values[0] ?? null : null;
      }
      const others = () =>
        context.jobs.all().filter((job) => job.state === "running" && !isAround(job, context));
      // A job may have started others meanwhile.
      for (let running = others(); running.length > 0; running = others()) {
        for (const job of running) await end(job, context);
      }
      if (context.jobs.takeFailure()) throw new UsageError("failed", "wait.some-failed");
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
      for (const job of running) if (!isAround(job, context)) await end(job, context);
      return null;
    },
  }),
];
