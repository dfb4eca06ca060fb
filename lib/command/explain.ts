// explain: what `explain` is asked about, looked up where its texts are — and what it leaves to `help`.
//
// Loaded with the first question, as the texts are.

import { UsageError } from "../errors.ts";
import type { Explained, Known, TopicList } from "../explanations/mod.ts";
import type { Struct, Value } from "../values.ts";
import type { Context, Report } from "./record.ts";
import { explained, topic } from "./topic.ts";

/** What is to be shown, and the same as a value. */
export interface Explaining {
  readonly report: Report;
  readonly value: Value;
}

/** The list of all topics. */
export async function listTopics(context: Context): Promise<Explaining> {
  const { topicLists } = await import("../explanations/mod.ts");
  const lists = topicLists(await known(context));
  return { report: { kind: "topics", lists }, value: lists.map(listValue) };
}

/**
 * What is known of a topic.
 *
 * @throws {UsageError} when there is no such topic
 */
export async function explain(words: readonly string[], context: Context): Promise<Explaining> {
  const { explained: found, nearestTopics } = await import("../explanations/mod.ts");
  const around = await known(context);
  const [word = ""] = words;
  const about = found(words, around);
  if (about !== undefined) return { report: { kind: "explanation", about }, value: topicValue(about) };
  const helped = words.length === 1 ? await help(word, context) : undefined;
  if (helped !== undefined) return helped;
  const near = nearestTopics(words, around).map((name) => `"${name}"`).join(", ");
  throw new UsageError("name", "explain.unknown", {
    name: words.join(" "),
    ...(near === "" ? {} : { nearest: near }),
  });
}

/** What help tells of constants and of words of the language. */
async function help(name: string, { system, sockets, registry }: Context): Promise<Explaining | undefined> {
  try {
    const about = topic.read(name, { system, sockets, registry, variables: new Map() });
    return { report: { kind: "help", topic: await explained(about) }, value: name };
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** Where topics are looked up: the commands, and the system's table of services. */
async function known({ registry, system, sockets }: Context): Promise<Known> {
  const resolver = await sockets.resolver();
  return {
    commands: registry,
    system,
    portOf: (service, protocol) => listed(() => resolver.getservbyname(service, protocol)),
    serviceAt: (port, protocol) => listed(() => resolver.getservbyport(port, protocol)),
  };
}

/** What the system's table has; it is no mistake where it has nothing. */
function listed<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** A topic as a value has both languages, whatever the screen shows. */
function topicValue({ group, name, title, parts, see }: Explained): Struct {
  const text = (language: "en" | "pt") =>
    structure("text", {
      name: name[language],
      title: title[language],
      text: parts.map(([, en, pt]) => language === "en" ? en : pt),
      see: see.map((each) => each[language]),
    });
  return structure("topic", { group, en: text("en"), pt: text("pt") });
}

function listValue({ group, names }: TopicList): Struct {
  return structure("topics", {
    group,
    en: names.map(({ en }) => en),
    pt: names.map(({ pt }) => pt),
  });
}

function structure(name: string, fields: Readonly<Record<string, Value>>): Struct {
  return { kind: "struct", name, fields: Object.entries(fields).map(([name, value]) => ({ name, value })) };
}
