// echo-client: sends messages to an echo server, and checks that each comes back as it was.
//
// The socket is opened by the calls a user could type. How one message is exchanged stands in echo_exchange.ts and
// what it names, what is told of it in echo_replies.ts.

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
  plainText,
  seconds,
} from "../../lib/command.ts";
import { noServer, unresolved } from "../meanings.ts";
import {
  json,
  placeForms,
  placeOptions,
  placeParameters,
  protocolExclusive,
  protocolOptions,
  showCalls,
} from "./options.ts";

const options = {
  ...placeOptions,
  ...protocolOptions,
  message: option(optional(plainText), "TEXT", {
    en: "send this text",
    pt: "envia este texto",
  }, { short: "m" }),
  size: option(optional(byteSize), "N", {
    en: "send N bytes of a pattern (64, 16K, 1M)",
    pt: "envia N bytes de um padrão (64, 16K, 1M)",
  }, { short: "s" }),
  count: option(defaulting(count, 1), "N", {
    en: "send every message N times",
    pt: "envia cada mensagem N vezes",
  }, { short: "n" }),
  interval: option(defaulting(seconds, 0), "TIME", {
    en: "pause between messages (1, 500ms)",
    pt: "pausa entre as mensagens (1, 500ms)",
  }, { short: "i" }),
  timeout: option(optional(seconds), "TIME", {
    en: "time limit for connecting and for each reply (default: none; 1 s with --udp)",
    pt: "tempo limite para conectar e para cada resposta (padrão: nenhum; 1 s com --udp)",
  }, { short: "w" }),
  quiet: flag({
    en: "print only the summary",
    pt: "imprime só o resumo",
  }, { short: "q" }),
  json,
  showCalls,
};

/** What it is given. */
export type EchoClientWords = Bound<typeof placeParameters & typeof options>;

/** `echo-client`: the client of the handouts, complete. */
export const echoClient: Command = command({
  name: "echo-client",
  prototype: "echo-client [OPTION…] [ADDR]",
  summary: {
    en: "send messages to an echo server and check what comes back",
    pt: "envia mensagens a um servidor de eco e confere o que volta",
  },
  description: {
    en:
      "Sends the text of --message, --size bytes of a pattern, or else each line of standard input, without its " +
      "newline, to ADDR (127.0.0.1:65432); on a terminal each line as it is typed. Prints each reply with its " +
      "round-trip time, and a summary at the end. An empty line is an empty datagram; over a stream, where nothing " +
      "could come back, it is one newline. Every address of a name is tried. Fails when the server is not there, " +
      "closes early, sends back something else, or when a datagram gets no reply in time.",
    pt:
      "Envia a ADDR (127.0.0.1:65432) o texto de --message, --size bytes de um padrão ou, sem eles, cada linha da " +
      "entrada padrão, sem a quebra de linha; no terminal, cada linha à medida que é digitada. Imprime cada resposta " +
      "com o tempo de ida e volta, e um resumo no fim. Uma linha vazia é um datagrama vazio; em um fluxo, em que nada " +
      "poderia voltar, ela é uma quebra de linha. Todos os endereços de um nome são tentados. Falha quando o servidor " +
      "não está lá, encerra antes da hora ou devolve outra coisa, ou quando um datagrama fica sem resposta no tempo " +
      "limite.",
  },
  parameters: placeParameters,
  forms: placeForms,
  options,
  exclusive: [...protocolExclusive, ["message", "size"]],
  errors: {
    ...unresolved,
    ...noServer,
    EMSGSIZE: {
      en: "the message is too long for one datagram (65507 bytes over IPv4)",
      pt: "a mensagem é longa demais para um único datagrama (65507 bytes com IPv4)",
    },
  },
  example: "socksh> echo-client --message olá --show-calls",
  silent: true,
  run: lazily(() => import("./echo_client_run.ts")),
});
