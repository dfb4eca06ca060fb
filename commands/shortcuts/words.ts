// words: how the shortcuts word numbers — counts with their nouns, durations, the time of day — in both languages.

import { dateText, type Text } from "../../lib/command.ts";

/** What is counted: one and several, in English and in Portuguese. */
const nouns = {
  message: ["message", "messages", "mensagem", "mensagens"],
  byte: ["byte", "bytes", "byte", "bytes"],
  byteBack: ["byte came back", "bytes came back", "byte voltou", "bytes voltaram"],
  client: ["client", "clients", "cliente", "clientes"],
  sender: ["sender", "senders", "remetente", "remetentes"],
  lost: ["lost", "lost", "perdida", "perdidas"],
  late: ["came late", "came late", "com atraso", "com atraso"],
  duplicate: ["duplicate", "duplicates", "duplicata", "duplicatas"],
  unsent: ["reply not sent", "replies not sent", "resposta não enviada", "respostas não enviadas"],
} as const;

/** A number of things: `1 message`, `2 mensagens`. */
export function counted(count: number, noun: keyof typeof nouns): Text {
  const [one, several, um, varios] = nouns[noun];
  return { en: `${count} ${count === 1 ? one : several}`, pt: `${count} ${count === 1 ? um : varios}` };
}

/** A duration as one reads it: `0.1 ms`, `250 ms`, `5.41 s`. */
export function lasted(ms: number): Text {
  const en = ms < 1000 ? `${ms.toFixed(ms < 100 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(2)} s`;
  return { en, pt: en.replace(".", ",") };
}

/** Milliseconds to the microsecond, as events give them. */
export function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** Parts of a sentence one behind the other; what is the same in both languages may be written once. */
export function phrase(...parts: readonly (Text | string)[]): Text {
  const written = (language: "en" | "pt") =>
    parts.map((part) => typeof part === "string" ? part : part[language]).join("");
  return { en: written("en"), pt: written("pt") };
}

/** `2026-11-20 14:03:05`, by the clock on the wall. */
export function localTime(date: Date): string {
  return dateText(date, "%Y-%m-%d %H:%M:%S");
}

/** `14:03:05`, by the same clock. */
export function clockTime(date: Date): string {
  return dateText(date, "%H:%M:%S");
}
