// explanations: explain — what a call, an error, a state, a port or an idea is, beyond how it is written.

import { command, lazily, question } from "../../lib/command.ts";

/** The commands of this topic. */
export const explanations = [
  command({
    name: "explain",
    prototype: "explain [topic … | on | off]",
    summary: {
      en: "tell what a call, error, state, port or concept is about",
      pt: "explica uma chamada, um erro, um estado, uma porta ou um conceito",
    },
    description: {
      en:
        "Without a topic: the list of topics. With one: what it means, what happens in the kernel and on the wire, what " +
        "comes before and after, and what to look at. Topics are commands, errors (ECONNREFUSED), the states of TCP " +
        "(TIME_WAIT), ports (80, http, port 22) and concepts (handshake, backlog, why does the port change); their names " +
        "are found in English and Portuguese, in any case, and several words need no quotes. explain on adds a sentence " +
        "after each successful call that says what it did, wherever answers are shown; explain off ends that.",
      pt:
        "Sem tópico: a lista de tópicos. Com um: o que significa, o que acontece no kernel e na rede, o que vem antes e " +
        "depois, e o que verificar. São tópicos os comandos, os erros (ECONNREFUSED), os estados do TCP (TIME_WAIT), as " +
        "portas (80, http, porta 22) e os conceitos (aperto de mão, backlog, por que a porta muda); os nomes são " +
        "encontrados em português e em inglês, com ou sem maiúsculas e acentos, e várias palavras dispensam aspas. explain " +
        "on acrescenta depois de cada chamada bem-sucedida uma frase que diz o que ela fez, onde as respostas são " +
        "mostradas; explain off encerra isso.",
    },
    parameters: { topic: question },
    forms: ["topic…"],
    errors: {},
    silent: true,
    example: "explain TIME_WAIT\nexplain why does the port change\nexplain on\ns = socket tcp\nexplain off",
    run: lazily(() => import("./run.ts")),
  }),
];
