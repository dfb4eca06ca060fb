// topic: what help can explain — a command, a constant, a TCP state, an error or a word of the language, by its name.
//
// Which names there are is known at once; the texts of constants and words are loaded when one is asked for.

import { tcpStates } from "../abi/mod.ts";
import { hostErrors } from "../abi/names.ts";
import { UsageError } from "../errors.ts";
import { nearest } from "../language/mod.ts";
import type { ConstantText } from "../messages/constants.ts";
import type { WordText } from "../messages/words.ts";
import { kindOf } from "../values.ts";
import type { Maybe } from "../sockets/mod.ts";
import type { Command, Parameter, Reader } from "./record.ts";

/** What help is asked about. */
export type Topic =
  | { readonly kind: "command"; readonly command: Command }
  /** A constant with a number, or a TCP state. */
  | { readonly kind: "constant"; readonly name: string }
  /** A word or sign of the language. */
  | { readonly kind: "word"; readonly name: string }
  /** An errno, an EAI_ name, or one of h_errno. */
  | { readonly kind: "error"; readonly name: string };

/** The same with all that is to be told. */
export type Explanation =
  | Exclude<Topic, { kind: "constant" | "word" }>
  | { readonly kind: "constant"; readonly name: string; readonly about: ConstantText }
  | { readonly kind: "word"; readonly name: string; readonly about: WordText };

/** The words and signs of the language that help explains. */
export const languageTopics: readonly string[] =
  ("if else while repeat break continue timeout => ok within after ~ & $ and or not True False None " +
    "len str int bytes hex encode decode upper lower strip tcp udp tcp6 udp6 unix unixgram unixpacket").split(
      " ",
    );

/** What the signs are called, and words of other languages for what is a topic. */
export const spokenTopics: Readonly<Record<string, string>> = {
  expectation: "=>",
  job: "&",
  variable: "$",
  elif: "else",
  for: "repeat",
};

/** The name of something that help can explain. */
export const topic: Parameter<Topic> = {
  offer: { kind: "topics" },
  missing: undefined,
  read(value, reader) {
    // C's spelling evaluates a constant before help sees it.
    if (typeof value === "number") throw new UsageError("kind", "topic.number", { value });
    if (typeof value !== "string") throw new UsageError("kind", "expects.topic", { kind: kindOf(value) });
    const { registry, system } = reader;
    const command = registry.get(value);
    if (command !== undefined) return { kind: "command", command };
    if (system.constants.has(value) || tcpStates.has(value)) return { kind: "constant", name: value };
    if (isError(value, reader)) return { kind: "error", name: value };
    if (languageTopics.includes(value)) return { kind: "word", name: value };
    const meant = Object.hasOwn(spokenTopics, value) ? spokenTopics[value] : undefined;
    if (meant !== undefined) return { kind: "word", name: meant };
    const near = nearestTopic(value, reader);
    throw new UsageError("name", "topic.unknown", {
      name: value,
      ...(near === undefined ? {} : { nearest: near }),
    });
  },
};

/** The words of a question. Numbers are ports, or part of a name: recv(1024). */
export const question: Parameter<readonly string[]> = {
  offer: { kind: "questions" },
  missing: [],
  named: true,
  read(value) {
    if (typeof value === "number") return [String(value)];
    if (typeof value !== "string") throw new UsageError("kind", "expects.topic", { kind: kindOf(value) });
    return [value];
  },
};

function isError(name: string, { system }: Reader): boolean {
  return system.errnos.has(name) || system.resolverErrors.has(name) || hostErrors.has(name);
}

/** What an unknown name most probably means: a name a few letters away, or one that lacks its prefix (REUSEADDR). */
function nearestTopic(name: string, { registry, system }: Reader): string | undefined {
  const names = [
    ...registry.keys(),
    ...languageTopics,
    ...Object.keys(spokenTopics),
    ...system.constants.keys(),
    ...tcpStates.keys(),
    ...system.errnos.keys(),
    ...system.resolverErrors.keys(),
    ...hostErrors.keys(),
  ];
  const ending = `_${name.toUpperCase()}`;
  return names.find((one) => one.toLowerCase() === name.toLowerCase()) ??
    [...system.constants.keys()].find((one) => one.endsWith(ending)) ??
    nearest(name, names);
}

/** The topic with its text. */
export function explained(topic: Topic | undefined): Maybe<Explanation | undefined> {
  if (topic?.kind === "word") {
    return import("../messages/words.ts").then(({ wordText }) => ({ ...topic, about: wordText(topic.name) }));
  }
  if (topic?.kind !== "constant") return topic;
  const { name } = topic;
  return import("../messages/constants.ts").then(({ constantText }) => {
    // Of the spellings of a state, netstat's has the text.
    const alias = tcpStates.get(name);
    const about = constantText(alias ?? name);
    return {
      kind: "constant",
      name,
      about: alias === undefined || alias === name ? about : { ...about, alias },
    };
  });
}
