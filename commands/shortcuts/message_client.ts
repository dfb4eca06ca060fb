// message-client: asks for messages and sends them — the handout's client, with menus where a person sits.
//
// Two things may happen at any time: somebody answers a question, and the server says something or leaves. The
// questions are asked one after the other; the connection lives in the loop beside them, and gives them up.

import { type Bound, type Command, command, lazily } from "../../lib/command.ts";
import { noServer, unresolved } from "../meanings.ts";
import { json, placeForms, placeOptions, placeParameters, showCalls } from "./options.ts";

const options = {
  ...placeOptions,
  json,
  showCalls,
};

/** What it is given. */
export type MessageClientWords = Bound<typeof placeParameters & typeof options>;

/** `message-client`: the handout's cliente.py. */
export const messageClient: Command = command({
  name: "message-client",
  prototype: "message-client [OPTION…] [ADDR]",
  summary: {
    en: "ask for messages and send them to a message server",
    pt: "pede mensagens e as envia a um servidor de mensagens",
  },
  description: {
    en:
      "Connects to ADDR (127.0.0.1:65432) and asks what to do: 1 sends a message, asking for its subject and text; 2 " +
      "leaves. On a terminal these are menus, where Ctrl-C and Esc leave, too; otherwise the answers are read line by " +
      "line, and the client leaves at the end of the input. Leaving sends CODIGO_SAIDA and ends the connection; when " +
      "the server says the same, the client leaves.",
    pt:
      "Conecta-se a ADDR (127.0.0.1:65432) e pergunta o que fazer: 1 envia uma mensagem, pedindo assunto e texto; 2 " +
      "sai. Em um terminal são menus, em que Ctrl-C e Esc também saem; fora dele as respostas são lidas linha a linha, " +
      "e o cliente sai no fim da entrada. Ao sair, envia CODIGO_SAIDA e encerra a conexão; quando o servidor diz o " +
      "mesmo, o cliente sai.",
  },
  parameters: placeParameters,
  forms: placeForms,
  options,
  errors: { ...unresolved, ...noServer },
  example: "socksh> message-client 8080 --show-calls",
  silent: true,
  run: lazily(() => import("./message_client_run.ts")),
});
