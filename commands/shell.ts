// shell: print, input, now, assert, pause, sleep, exit, source — what a session needs besides the calls.

import {
  after,
  anything,
  command,
  type Context,
  dateText,
  defaulting,
  exitCode,
  InterruptedError,
  joined,
  oneOf,
  path,
  plainText,
  seconds,
  textOf,
  truthy,
  UsageError,
  values,
} from "../lib/command.ts";

const interrupted = {
  en: "the wait was interrupted (Ctrl-C or a signal)",
  pt: "a espera foi interrompida (Ctrl-C ou um sinal)",
};

/** What a command answers whose wait was interrupted. */
function interruption(call: string, { system }: Context): InterruptedError {
  return new InterruptedError(call, system.errnos.get("EINTR") ?? 0, "EINTR");
}

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
    name: "input",
    prototype: "input [text]",
    summary: { en: "read a line that is typed", pt: "lê uma linha digitada" },
    description: {
      en:
        "Shows the text and waits for a line from standard input, as Python's input: the line without its end, or " +
        "None at the end of the input (so that while line = input() ends there).",
      pt:
        "Mostra o texto e espera uma linha da entrada padrão, como o input de Python: a linha sem o fim, ou None no " +
        "fim da entrada (por isso while line = input() termina aí).",
    },
    parameters: { text: values },
    forms: ["text…"],
    errors: { EINTR: interrupted },
    example: 'name = input("Name: ")',
    async run({ text }, context) {
      const line = await context.input.line(context.signal, joined(text.map(textOf), " "));
      if (context.signal.aborted) throw interruption("input", context);
      return line === undefined ? null : new TextDecoder().decode(line);
    },
  }),

  command({
    name: "now",
    prototype: "now [format]",
    summary: { en: "the date and the time", pt: "a data e a hora" },
    description: {
      en:
        "Returns date and time of this machine as text, 2026-03-01 14:05:09, or as the format says: %Y year, %m month, " +
        "%d day, %H hour, %M minute, %S second, %f microseconds, %% a percent sign.",
      pt:
        "Retorna a data e a hora desta máquina como texto, 2026-03-01 14:05:09, ou como diz o formato: %Y ano, %m mês, " +
        "%d dia, %H hora, %M minuto, %S segundo, %f microssegundos, %% um sinal de porcentagem.",
    },
    parameters: { format: defaulting(plainText, "%Y-%m-%d %H:%M:%S") },
    forms: ["format?"],
    errors: {},
    example: 'now => ~ "^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d$"\nprint (now("%d/%m/%Y %H:%M"))',
    run({ format }) {
      return dateText(new Date(), format);
    },
  }),

  command({
    name: "trace",
    prototype: "trace on|off|times",
    summary: {
      en: "show the system calls in strace's notation",
      pt: "mostra as chamadas de sistema na notação do strace",
    },
    description: {
      en:
        "From now on each system call of the session is shown as strace(1) writes it, once, with its final result, on " +
        "standard error. With times, the seconds since the call before it began stand in front. What waiting adds " +
        "(attempts, polls, fcntl, MSG_DONTWAIT) is left out, and so is what the shell reads for its own sake.",
      pt:
        "A partir de agora, cada chamada de sistema da sessão é mostrada como o strace(1) a escreve, uma vez, com o " +
        "resultado final, na saída de erros. Com times, aparecem na frente os segundos desde o começo da chamada " +
        "anterior. Fica de fora o que a espera acrescenta (tentativas, poll, fcntl, MSG_DONTWAIT), assim como o que o " +
        "shell lê por conta própria.",
    },
    parameters: { mode: oneOf({ on: "on", off: "off", times: "times" } as const) },
    forms: ["mode"],
    errors: {},
    example: 'trace on\na, b = socketpair()\nsend a "Hello"\ntrace off',
    run({ mode }, context) {
      return after(context.trace(mode), () => null);
    },
  }),

  command({
    name: "assert",
    prototype: "assert condition",
    summary: { en: "fail unless a condition holds", pt: "falha se uma condição não for verdadeira" },
    description: {
      en:
        "Fails when the condition is false: 0, None, False, empty text, bytes or tuple. The rest of the line is one " +
        "expression: assert len(data) == 12 and addr[0] == host.",
      pt:
        "Falha quando a condição é falsa: 0, None, False, texto, bytes ou tupla vazios. O resto da linha é uma só " +
        "expressão: assert len(data) == 12 and addr[0] == host.",
    },
    parameters: { condition: anything },
    forms: ["condition"],
    errors: {},
    silent: true,
    rest: "expression",
    example: 'data = b"ping"\nassert len(data) == 4',
    run({ condition }) {
      if (truthy(condition)) return null;
      throw new UsageError("failed", "assert.false", { value: textOf(condition) });
    },
  }),

  command({
    name: "pause",
    prototype: "pause [text]",
    summary: { en: "wait for Enter, to look at something", pt: "espera Enter, para observar algo" },
    description: {
      en:
        'Shows the text and waits until Enter is pressed: pause "look at netstat now". Where nobody sits at a terminal ' +
        "it does not wait.",
      pt:
        'Mostra o texto e espera até que se pressione Enter: pause "veja agora o netstat". Onde não há ninguém em um ' +
        "terminal, não espera.",
    },
    parameters: { text: values },
    forms: ["text…"],
    errors: { EINTR: interrupted },
    silent: true,
    example: 'pause "look at netstat -an in the other terminal"',
    async run({ text }, context) {
      const shown = joined(text.map(textOf), " ");
      if (!context.input.typed || context.job !== undefined) {
        if (shown !== "") await context.report({ kind: "text", text: shown });
        return null;
      }
      await context.input.line(context.signal, `${shown === "" ? "" : `${shown} `}[Enter] `);
      if (context.signal.aborted) throw interruption("pause", context);
      return null;
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
    errors: { EINTR: interrupted },
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
    elsewhere: ["quit", "logout", "bye", "sair", "fim", "tchau"],
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
    nests: true,
    example: "source /nowhere.socksh => ENOENT",
    run({ path }, context) {
      return context.source(path);
    },
  }),
];
