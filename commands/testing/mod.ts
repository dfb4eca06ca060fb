// testing: test — session files as tests. The record; what it does stands in run.ts, how it is written in tap.ts.

import {
  type Bound,
  command,
  count,
  defaulting,
  flag,
  lazily,
  option,
  type Parameter,
  path,
  seconds,
  UsageError,
} from "../../lib/command.ts";

/** All the paths behind the first. */
const paths: Parameter<readonly string[]> = {
  ...path,
  read: (value, reader) => [path.read(value, reader)],
  missing: [],
};

/** A time in which something can happen, in seconds. */
const someTime: Parameter<number> = {
  ...seconds,
  read(value, reader) {
    const time = seconds.read(value, reader);
    if (time === 0) throw new UsageError("range", "fresh.no-time");
    return time;
  },
};

const parameters = { path, more: paths };

const options = {
  jobs: option(defaulting(count, 1), "N", {
    en: "run N sessions at a time (default: 1)",
    pt: "executa N sessões ao mesmo tempo (padrão: 1)",
  }, { short: "j" }),
  timeout: option(defaulting(someTime, 30), "TIME", {
    en: "how long one session may take (default: 30 s)",
    pt: "quanto tempo uma sessão pode durar (padrão: 30 s)",
  }, { short: "t" }),
  verbose: flag({
    en: "show also what sessions print that pass",
    pt: "mostra também o que imprimem as sessões que passam",
  }, { short: "v" }),
  json: flag({
    en: "print events as JSON lines instead",
    pt: "imprime, em vez disso, os eventos como linhas JSON",
  }),
};

/** What it is given. */
export type TestWords = Bound<typeof parameters & typeof options>;

/** The commands of this topic. */
export const testing = [
  command({
    name: "test",
    prototype: "test [OPTION…] PATH [PATH…]",
    summary: { en: "run session files as tests", pt: "executa arquivos de sessão como testes" },
    description: {
      en:
        "Runs each file in a session of its own, without standard input; a folder stands for the *.socksh files in it " +
        "and its folders. Prints TAP: one point for each file, and of one that fails what failed where, what was " +
        "expected, what came, and what the session had printed. A session passes when every statement succeeds and " +
        "every expectation is met, or when it ends itself with exit 0. Fails when one session did.",
      pt:
        "Executa cada arquivo em uma sessão própria, sem entrada padrão; uma pasta representa os arquivos *.socksh que " +
        "ela e as suas pastas contêm. Imprime TAP: um ponto para cada arquivo e, de um que falha, o que falhou e onde, " +
        "o que era esperado, o que veio e o que a sessão tinha imprimido. Uma sessão passa quando toda instrução é bem-" +
        "sucedida e toda expectativa é cumprida, ou quando ela mesma termina com exit 0. Falha quando uma sessão falhou.",
    },
    parameters,
    forms: ["path more…"],
    options,
    exclusive: [["verbose", "json"]],
    errors: {
      EINTR: {
        en: "the sessions were interrupted (Ctrl-C or a signal); all that they opened is closed",
        pt: "as sessões foram interrompidas (Ctrl-C ou um sinal); tudo o que elas abriram está fechado",
      },
    },
    silent: true,
    example: "test labs/hello.socksh",
    run: lazily(() => import("./run.ts")),
  }),
];
