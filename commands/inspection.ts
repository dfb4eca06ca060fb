// inspection: sockets, vars, help, man — what is there, and what can be typed.

import { after, command, explained, optional, topic } from "../lib/command.ts";

/** help and man: the same record under two names. */
function help(name: "help" | "man") {
  return command({
    name,
    prototype: `${name} [command | constant | error | word]`,
    summary: name === "help"
      ? {
        en: "list the commands, or explain a command or constant",
        pt: "lista os comandos, ou explica um comando ou constante",
      }
      : { en: "the same as help", pt: "o mesmo que help" },
    description: {
      en:
        "Without a name: all commands, a line each. With one: its prototype, its usage, what it does, which " +
        "errors are likely and what they mean, and an example. COMMAND --help does the same. With the name of a " +
        "constant (SO_REUSEADDR, MSG_PEEK, TIME_WAIT): its number, where it is used and what it is for. With a word " +
        'or sign of the language (while, timeout, len, "=>"): how it is written and what it does.',
      pt:
        "Sem nome: todos os comandos, uma linha para cada um. Com um nome: o protótipo, o uso, o que o comando " +
        "faz, quais erros são prováveis e o que significam, e um exemplo. COMANDO --help faz o mesmo. Com o nome de " +
        "uma constante (SO_REUSEADDR, MSG_PEEK, TIME_WAIT): o número, onde é usada e para que serve. Com uma " +
        'palavra ou sinal da linguagem (while, timeout, len, "=>"): como se escreve e o que faz.',
    },
    parameters: { topic: optional(topic) },
    forms: ["topic?"],
    errors: {},
    silent: true,
    example: `${name} bind\n${name} SO_REUSEADDR\n${name} while`,
    run({ topic }, context) {
      return after(
        explained(topic),
        (explanation) => after(context.report({ kind: "help", topic: explanation }), () => null),
      );
    },
  });
}

/** The commands of this topic. */
export const inspection = [
  command({
    name: "sockets",
    prototype: "sockets",
    summary: { en: "show the sockets of this session", pt: "mostra os sockets desta sessão" },
    description: {
      en:
        "One line for each open descriptor of the session: its name, number, family and type, state, local and " +
        "peer address, all read from the kernel at that moment.",
      pt:
        "Uma linha para cada descritor aberto na sessão: nome, número, família e tipo, estado, endereço local e " +
        "remoto, tudo lido do kernel nesse momento.",
    },
    parameters: {},
    forms: [""],
    errors: {},
    silent: true,
    example: "srv = socket tcp\nsockets",
    run(_, context) {
      return after(context.report({ kind: "sockets" }), () => context.sockets.all());
    },
  }),

  command({
    name: "vars",
    prototype: "vars",
    summary: { en: "show the variables", pt: "mostra as variáveis" },
    description: {
      en: "One line for each variable of the session with its value.",
      pt: "Uma linha para cada variável da sessão, com o valor dela.",
    },
    parameters: {},
    forms: [""],
    errors: {},
    silent: true,
    example: 'host = "127.0.0.1"\nvars',
    run(_, context) {
      return after(context.report({ kind: "variables" }), () => null);
    },
  }),

  help("help"),
  help("man"),
];
