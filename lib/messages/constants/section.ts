// section: how the texts of the constants are written down — one section for those that are used at the same place.
//
// A text stands once: where the same number has two names for the same thing, the other name refers to it. Knows no
// number and no system: those are abi's.

import type { Text } from "../../errors.ts";

/** What is said of one constant. */
export interface About {
  /** Where it is used. */
  readonly use: Text;
  /** What value C sees there; undefined where the constant itself is the value. */
  readonly type?: Text;
  /** The manual page or the header that explains it. */
  readonly see: string;
  /** What it is for, in one to three sentences. */
  readonly text: Text;
}

/** A constant's text, or the constant it is another name of. */
export type Entry = About | string;

/** The texts by the constants' names. */
export type Section = Readonly<Record<string, Entry>>;

/** A text in both languages, and what explains this constant where that is not what explains the others. */
export type Words = readonly [en: string, pt: string, see?: string];

/** Constants that are used at one place. */
export function section(use: Text, see: string, words: Readonly<Record<string, Words | string>>): Section {
  return Object.fromEntries(
    Object.entries(words).map(([name, entry]): [string, Entry] => {
      if (typeof entry === "string") return [name, entry];
      const [en, pt, elsewhere = see] = entry;
      return [name, { use, see: elsewhere, text: { en, pt } }];
    }),
  );
}

/**
 * The text of an option: its value's type, the words, and what explains it where that is not what explains the
 * others. The type is C's, or one of {@linkcode types}; `get:` before it says that the option can only be read, `set:`
 * that it can only be set.
 */
export type Option = readonly [type: string, en: string, pt: string, see?: string];

/** Options of one level. */
export function options(
  level: string,
  see: string,
  words: Readonly<Record<string, Option | string>>,
): Section {
  return Object.fromEntries(
    Object.entries(words).map(([name, entry]): [string, Entry] => {
      if (typeof entry === "string") return [name, entry];
      const [written, en, pt, elsewhere = see] = entry;
      const [, access = "", type = ""] = /^(?:(get|set):)?(.*)$/.exec(written) ?? [];
      return [name, {
        use: uses(level)[access] ?? uses(level)[""]!,
        type: types[type] ?? { en: type, pt: type },
        see: elsewhere,
        text: { en, pt },
      }];
    }),
  );
}

/** Where an option is used, by what can be done with it. */
function uses(level: string): Readonly<Record<string, Text>> {
  return {
    "": {
      en: `setsockopt and getsockopt at level ${level}`,
      pt: `setsockopt e getsockopt no nível ${level}`,
    },
    get: {
      en: `getsockopt at level ${level}; it cannot be set`,
      pt: `getsockopt no nível ${level}; não pode ser definida`,
    },
    set: {
      en: `setsockopt at level ${level}; it cannot be read`,
      pt: `setsockopt no nível ${level}; não pode ser lida`,
    },
  };
}

/** Types that are told in words. */
const types: Readonly<Record<string, Text>> = {
  bool: { en: "int: 0 off, 1 on", pt: "int: 0 desligada, 1 ligada" },
  bytes: { en: "int, in bytes", pt: "int, em bytes" },
  s: { en: "int, in seconds", pt: "int, em segundos" },
  ms: { en: "int, in milliseconds", pt: "int, em milissegundos" },
  us: { en: "int, in microseconds", pt: "int, em microssegundos" },
  text: { en: "char[], a text", pt: "char[], um texto" },
  raw: { en: "bytes", pt: "bytes" },
  index: { en: "int, the number of an interface", pt: "int, o número de uma interface" },
  ignored: { en: "int, which is ignored", pt: "int, que é ignorado" },
  octet: { en: "int, 0 to 255", pt: "int, de 0 a 255" },
  ttl: { en: "int, 1 to 255, or -1", pt: "int, de 1 a 255, ou -1" },
  hops: { en: "int, 0 to 255, or -1", pt: "int, de 0 a 255, ou -1" },
  "network-index": {
    en: "int, the number of an interface in network byte order",
    pt: "int, o número de uma interface na ordem de bytes da rede",
  },
  "ip-options": { en: "up to 40 bytes", pt: "até 40 bytes" },
  "fastopen-key": { en: "16 or 32 bytes", pt: "16 ou 32 bytes" },
  control: { en: "control messages", pt: "mensagens de controle" },
  repair: {
    en: "int: 1 on, 0 off, -1 off without a window probe",
    pt: "int: 1 ligada, 0 desligada, -1 desligada sem sondar a janela",
  },
  queue: { en: "int: 0 none, 1 receive, 2 send", pt: "int: 0 nenhuma, 1 recepção, 2 envio" },
  "unsigned-ms": { en: "unsigned int, in milliseconds", pt: "unsigned int, em milissegundos" },
  interface: {
    en: "struct ip_mreqn; read, a struct in_addr",
    pt: "struct ip_mreqn; lida, uma struct in_addr",
  },
  "port-range": {
    en: "uint32_t: the lowest port, and in the upper 16 bits the highest",
    pt: "uint32_t: a menor porta e, nos 16 bits superiores, a maior",
  },
  pidfd: { en: "int, a new descriptor", pt: "int, um novo descritor" },
  rate: { en: "uint32_t or uint64_t, in bytes", pt: "uint32_t ou uint64_t, em bytes" },
  bpf: { en: "int, a descriptor from bpf(2)", pt: "int, um descritor de bpf(2)" },
};
