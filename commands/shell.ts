// shell: print, sleep, exit, source — what a session needs besides the calls.

import { after, command, exitCode, joined, path, seconds, textOf, values } from "../lib/command.ts";

/** The commands of this topic. */
export const shell = [
  command({
    name: "print",
    prototype: "print [value …]",
    summary: { en: "print values", pt: "imprime valores" },
    description: {
      en:
        "Prints its values with a space between them and a new line at the end. Bytes are shown as the text " +
        "they spell. New lines and tabs stay; every other control character is shown escaped.",
      pt:
        "Imprime os valores separados por um espaço, com uma quebra de linha no fim. Bytes aparecem como o " +
        "texto que formam. Quebras de linha e tabulações são mantidas; qualquer outro caractere de controle " +
        "aparece escapado.",
    },
    parameters: { value: values },
    forms: ["value…"],
    errors: {},
    silent: true,
    example: 'port = 65432\nprint "listening on port" $port\nprint("listening on port %d" % port)',
    run({ value }, context) {
      const text = joined(value.map(textOf), " ");
      return after(context.report({ kind: "text", text }), () => text);
    },
  }),

  command({
    name: "sleep",
    prototype: "sleep seconds",
    summary: { en: "wait for some time", pt: "espera algum tempo" },
    description: {
      en: "Waits: sleep 2, sleep 500ms, sleep 0.5, sleep 1m. Ctrl-C ends the wait.",
      pt: "Espera: sleep 2, sleep 500ms, sleep 0.5, sleep 1m. Ctrl-C encerra a espera.",
    },
    parameters: { seconds },
    forms: ["seconds"],
    errors: {
      EINTR: {
        en: "the wait was interrupted (Ctrl-C or a signal)",
        pt: "a espera foi interrompida (Ctrl-C ou um sinal)",
      },
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
        "Ends the whole run, sourced files included, with an exit code from 0 to 255 (default: 0). The prompt " +
        "always ends with 0. Every socket still open is closed.",
      pt:
        "Encerra toda a execução, inclusive a dos arquivos executados por source, com um código de saída de 0 a " +
        "255 (padrão: 0). O prompt sempre termina com 0. Todo socket ainda aberto é fechado.",
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
        "Reads a session file and runs its statements in this session, with its sockets and variables. The path " +
        "is relative to the file that contains source. The file ends at the first statement that fails.",
      pt:
        "Lê um arquivo de sessão e executa as instruções dele nesta sessão, com os mesmos sockets e variáveis. " +
        "O caminho é relativo ao arquivo que contém o source. O arquivo para na primeira instrução que falha.",
    },
    parameters: { path },
    forms: ["path"],
    errors: {
      ENOENT: { en: "there is no such file", pt: "esse arquivo não existe", at: "path" },
      EACCES: {
        en: "there is no permission to read the file",
        pt: "não há permissão para ler o arquivo",
        at: "path",
      },
      EISDIR: { en: "that is a folder, not a file", pt: "isso é uma pasta, não um arquivo", at: "path" },
    },
    silent: true,
    example: "source /nowhere.socksh => ENOENT",
    run({ path }, context) {
      return context.source(path);
    },
  }),
];
