// placeholders: the words that stand for a value in usage lines and options, in the reader's language.
//
// Records write them in English, once: FILE, [OPTION…]. ADDR and C's own names (sockfd, backlog) are the same everywhere.

import type { Language } from "./language.ts";

const portuguese: Readonly<Record<string, string>> = {
  COMMAND: "COMANDO",
  CONDITION: "CONDIÇÃO",
  DIGITS: "DÍGITOS",
  ENCODING: "CODIFICAÇÃO",
  ERROR: "ERRO",
  EXPECTED: "ESPERADO",
  EXPRESSION: "EXPRESSÃO",
  FILE: "ARQUIVO",
  IFACE: "INTERFACE",
  NAME: "NOME",
  NUMBER: "NÚMERO",
  OPTION: "OPÇÃO",
  PATH: "CAMINHO",
  PATTERN: "PADRÃO",
  PORT: "PORTA",
  STATEMENT: "INSTRUÇÃO",
  TEXT: "TEXTO",
  TIME: "TEMPO",
  VALUE: "VALOR",
};

/** A usage line or an option's spelling, with its placeholders in that language. */
export function localUsage(usage: string, language: Language): string {
  return language === "en"
    ? usage
    : usage.replace(/(?<![\w-])[A-Z]+(?![\w])/g, (word) => portuguese[word] ?? word);
}
