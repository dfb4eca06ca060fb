// usage: what `socksh --help` prints, in both languages.

import type { Language } from "./language.ts";

const texts: Readonly<Record<Language, string>> = {
  en: `socksh: the Berkeley sockets API, call by call

socksh                          the interactive shell
socksh FILE [ARG…]              run a session file (- or a pipe: standard input)
socksh -c 'STATEMENTS' [ARG…]   run the statements given
socksh COMMAND [ARG…]           run one command; help lists them

  -c STATEMENTS     run these statements
  -v, --verbose     show each statement and its answer, as at the prompt
  --step            the same, and wait for Enter before each statement
  -i                run each line of standard input as it arrives, answer by answer
  --json            print one JSON object for each statement, nothing else
  --trace           print each system call as strace does, on standard error
  --trace-times     the same, with the seconds since the call before
  --check           only read and check, run nothing
  -k, --keep-going  go on after a failed statement
  --sandbox         run in a private network, as its root (Linux)
  --lang LANGUAGE   en or pt-BR (default: from LC_ALL, LC_MESSAGES, LANG)
  --no-color        no colours (also with NO_COLOR set, or outside a terminal)
  -h, --help        this text
  -V, --version     the version

Exit codes: 0 all succeeded, 1 a statement failed, 2 nothing was run (usage,
syntax, a file that cannot be read), 130 interrupted, 143 terminated; exit N
gives N.
`,
  "pt-BR": `socksh: a API de sockets de Berkeley, chamada a chamada

socksh                          o shell interativo
socksh ARQUIVO [ARG…]           executa um arquivo (- ou pipe: entrada padrão)
socksh -c 'INSTRUÇÕES' [ARG…]   executa as instruções dadas
socksh COMANDO [ARG…]           executa um comando; help mostra a lista

  -c INSTRUÇÕES     executa estas instruções
  -v, --verbose     mostra cada instrução e a resposta dela, como no prompt
  --step            o mesmo, esperando Enter antes de cada instrução
  -i                executa cada linha da entrada padrão assim que chega
  --json            imprime um objeto JSON para cada instrução, nada mais
  --trace           imprime cada chamada de sistema como o strace, na saída de erros
  --trace-times     o mesmo, com os segundos desde a chamada anterior
  --check           só lê e verifica, sem executar nada
  -k, --keep-going  continua depois de uma instrução que falha
  --sandbox         executa em uma rede privada, como root dela (Linux)
  --lang IDIOMA     en ou pt-BR (padrão: de LC_ALL, LC_MESSAGES, LANG)
  --no-color        sem cores (também com NO_COLOR definida ou fora de um terminal)
  -h, --help        este texto
  -V, --version     a versão

Códigos de saída: 0 tudo deu certo, 1 uma instrução falhou, 2 nada foi executado
(uso, sintaxe ou arquivo que não pode ser lido), 130 interrompido,
143 encerrado; exit N retorna N.
`,
};

/** The text of --help. */
export function usageText(language: Language): string {
  return texts[language];
}
