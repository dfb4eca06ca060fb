// echo-bench: how many messages a second an echo server sends back, and how long they take.
//
// The sockets are opened by the calls a user could type; each echoes one message before the clock runs. The load
// stands in echo_load.ts, what is told of it in echo_figures.ts.

import {
  type Bound,
  byteSize,
  type Command,
  command,
  count,
  defaulting,
  flag,
  lazily,
  option,
  optional,
  seconds,
} from "../../lib/command.ts";
import { noServer, unresolved } from "../meanings.ts";
import {
  placeForms,
  placeOptions,
  placeParameters,
  protocolExclusive,
  protocolOptions,
  showCalls,
} from "./options.ts";

/** How long a reply may take, in seconds, where nothing else is said. */
const defaultTimeout = 1;

const options = {
  ...placeOptions,
  ...protocolOptions,
  connections: option(defaulting(count, 50), "N", {
    en: "number of connections (default: 50)",
    pt: "número de conexões (padrão: 50)",
  }, { short: "c" }),
  size: option(defaulting(byteSize, 64), "N", {
    en: "length of a message in bytes (default: 64; 16K, 1M)",
    pt: "tamanho de uma mensagem em bytes (padrão: 64; 16K, 1M)",
  }, { short: "s" }),
  duration: option(defaulting(seconds, 5), "TIME", {
    en: "how long to run (default: 5 s)",
    pt: "duração da medição (padrão: 5 s)",
  }, { short: "d" }),
  inFlight: option(optional(count), "N", {
    en: "messages in flight on each connection (default: 1; 4 with --udp)",
    pt: "mensagens em trânsito em cada conexão (padrão: 1; 4 com --udp)",
  }),
  timeout: option(defaulting(seconds, defaultTimeout), "TIME", {
    en: "time limit for connecting and for a reply, which then counts as lost (default: 1 s)",
    pt: "tempo limite para conectar e para uma resposta, que depois conta como perdida (padrão: 1 s)",
  }, { short: "w" }),
  json: flag({
    en: "print the result as a JSON line",
    pt: "imprime o resultado como uma linha JSON",
  }),
  showCalls,
};

/** What it is given. */
export type EchoBenchWords = Bound<typeof placeParameters & typeof options>;

/** `echo-bench`: a load generator for echo servers. */
export const echoBench: Command = command({
  name: "echo-bench",
  prototype: "echo-bench [OPTION…] [ADDR]",
  summary: {
    en: "measure how many messages a second an echo server sends back",
    pt: "mede quantas mensagens por segundo um servidor devolve",
  },
  description: {
    en:
      "Opens connections to ADDR (127.0.0.1:65432) and, for --duration, sends a message on each of them, the next one " +
      "as soon as one has come back. Every byte that comes back is checked. Prints messages and bytes per second, how " +
      "long the round trips took (p99: 99 of 100 took no longer) and what went wrong. Fails when no connection is " +
      "made, when none lasts until the end, or when something comes back that was not sent.",
    pt:
      "Abre conexões com ADDR (127.0.0.1:65432) e, durante --duration, envia uma mensagem em cada uma, a próxima assim " +
      "que uma volta. Confere cada byte que volta. Imprime mensagens e bytes por segundo, quanto duraram as idas e " +
      "voltas (p99: 99 de 100 não duraram mais que isso) e o que deu errado. Falha quando nenhuma conexão é feita, " +
      "quando nenhuma dura até o fim ou quando volta algo que não foi enviado.",
  },
  parameters: placeParameters,
  forms: placeForms,
  options,
  exclusive: protocolExclusive,
  errors: {
    ...unresolved,
    ...noServer,
    EMSGSIZE: {
      en: "the messages are too long for datagrams (65507 bytes over IPv4)",
      pt: "as mensagens são longas demais para datagramas (65507 bytes com IPv4)",
    },
  },
  example: "socksh> echo-bench --show-calls",
  silent: true,
  run: lazily(() => import("./echo_bench_run.ts")),
});
