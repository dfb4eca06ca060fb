// message-server: shows what its clients have to say — the handout's server, for many clients at once.
//
// messages.ts knows what a message is, message_receiver.ts when it is over; here is who said it, and when.

import {
  type Bound,
  byteSize,
  type Command,
  command,
  defaulting,
  flag,
  lazily,
  option,
} from "../../lib/command.ts";
import { localAddress, unresolved } from "../meanings.ts";
import { backlog, json, placeForms, placeOptions, placeParameters, showCalls } from "./options.ts";

const options = {
  ...placeOptions,
  backlog,
  recvSize: option(defaulting(byteSize, 1024), "N", {
    en: "buffer size passed to recv (default: 1024, as in the handout)",
    pt: "tamanho do buffer passado a recv (padrão: 1024, como no roteiro)",
  }),
  quiet: flag({
    en: "print only the first line and the messages",
    pt: "imprime só a primeira linha e as mensagens",
  }, { short: "q" }),
  json,
  showCalls,
};

/** What it is given. */
export type MessageServerWords = Bound<typeof placeParameters & typeof options>;

/** `message-server`: the handout's servidor.py. */
export const messageServer: Command = command({
  name: "message-server",
  prototype: "message-server [OPTION…] [ADDR]",
  summary: {
    en: "show the messages clients send",
    pt: "mostra as mensagens que os clientes enviam",
  },
  description: {
    en:
      "Listens on ADDR (127.0.0.1:65432; port 0 takes a free one) and shows each message with date and time, " +
      "sender, subject and text, until Ctrl-C. A message is `Assunto: …`, `Texto: …` and an empty line; without the " +
      "empty line it is shown after 200 ms of silence. A client leaves with CODIGO_SAIDA, and is told the same when " +
      "the server ends.",
    pt:
      "Escuta em ADDR (127.0.0.1:65432; a porta 0 escolhe uma livre) e mostra cada mensagem com data e hora, " +
      "remetente, assunto e texto, até Ctrl-C. Uma mensagem é `Assunto: …`, `Texto: …` e uma linha vazia; sem a " +
      "linha vazia ela é mostrada após 200 ms de silêncio. Um cliente sai com CODIGO_SAIDA, e recebe o mesmo quando " +
      "o servidor termina.",
  },
  parameters: placeParameters,
  forms: placeForms,
  options,
  errors: { ...localAddress, ...unresolved },
  example: "socksh> message-server 8080 --show-calls",
  silent: true,
  stoppable: () => true,
  run: lazily(() => import("./message_server_run.ts")),
});
