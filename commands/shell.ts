// shell: print, sleep, exit, source — what a session needs besides the calls.

import { after, command, exitCode, path, seconds, textOf, values } from "../lib/command.ts";

/** The commands of this topic. */
export const shell = [
  command({
    name: "print",
    prototype: "print [value …]",
    summary: { en: "print values", pt: "imprime valores" },
    description: {
      en:
        "Prints its values with a blank between them and a new line at the end. Bytes are shown as the text they spell. " +
        "New lines and tabs stay; every other control character is shown escaped.",
      pt:
        "Imprime os valores separados por um espaço, com uma nova linha no fim. Bytes aparecem como o texto que formam. " +
        "Quebras de linha e tabulações ficam; qualquer outro caractere de controle aparece escapado.",
    },
    parameters: { value: values },
    forms: ["value…"],
    errors: {},
    silent: true,
    example: 'port = 65432\nprint "listening on port" $port\nprint("listening on port %d" % port)',
    run({ value }, context) {
      const text = value.map(textOf).join(" ");
      return after(context.report({ kind: "text", text }), () => text);
    },
  }),

  command({
    name: "sleep",
    prototype: "sleep seconds",
    summary: { en: "wait for a time", pt: "espera um tempo" },
    description: {
      en: "Waits: sleep 2, sleep 500ms, sleep 0.5, sleep 1m. Ctrl-C ends the wait.",
      pt: "Espera: sleep 2, sleep 500ms, sleep 0.5, sleep 1m. Ctrl-C encerra a espera.",
    },
    parameters: { seconds },
    forms: ["seconds"],
    errors: {
      EINTR: { en: "the wait was interrupted (Ctrl-C)", pt: "a espera foi interrompida (Ctrl-C)" },
    },
    example: "sleep 10ms",
    async run({ seconds }, context) {
      await context.sockets.sleep(seconds, context);
      return null;
    },
  }),

  command({
    name: "exit",
    prototype: "exit [code]",
    summary: { en: "end the session", pt: "encerra a sessão" },
    description: {
      en:
        "Ends the whole run, sourced files included, with an exit code from 0 to 255; 0 when it is left out. The prompt " +
        "always ends with 0. Every socket still open is closed.",
      pt:
        "Encerra toda a execução, arquivos incluídos por source também, com um código de saída de 0 a 255; 0 quando é " +
        "omitido. O prompt sempre termina com 0. Todo socket ainda aberto é fechado.",
    },
    parameters: { code: exitCode },
    forms: ["code?"],
    errors: {},
    silent: true,
    rest: "expression",
    example: "exit",
    run({ code }, context) {
      context.exit(code);
      return null;
    },
  }),

  command({
    name: "source",
    prototype: "source path",
    summary: { en: "run a session file here", pt: "executa aqui um arquivo de sessão" },
    description: {
      en:
        "Reads a session file and runs its statements in this session, with its sockets and variables. The path is " +
        "relative to the file that says source. The first failing statement ends it.",
      pt:
        "Lê um arquivo de sessão e executa os seus comandos nesta sessão, com os mesmos sockets e variáveis. O caminho é " +
        "relativo ao arquivo que contém o source. O primeiro comando que falha o encerra.",
    },
    parameters: { path },
    forms: ["path"],
    errors: {
      ENOENT: { en: "there is no such file", pt: "não existe esse arquivo", at: "path" },
      EACCES: { en: "the file may not be read", pt: "o arquivo não pode ser lido", at: "path" },
      EISDIR: { en: "that is a folder", pt: "isso é uma pasta", at: "path" },
    },
    silent: true,
    example: "source /nowhere.socksh => ENOENT",
    run({ path }, context) {
      return context.source(path);
    },
  }),
];
