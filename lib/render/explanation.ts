// explanation: a topic of `explain` as text, and the list of all topics by group.

import { bold, dim } from "@std/fmt/colors";
import { escaped } from "../escape.ts";
import type { Explained, GroupName, Label, TopicList } from "../explanations/mod.ts";
import { type Language, type MessageKey, sentence } from "../messages/mod.ts";
import { told } from "./help.ts";
import { wrapped } from "./table.ts";

/** The headings of paragraphs. */
const headings: Readonly<Record<Label, MessageKey | undefined>> = {
  "": undefined,
  means: "explain.means",
  reached: "explain.reached",
  ends: "explain.ends",
  shown: "explain.shown",
  when: "explain.when",
  try: "explain.try",
  wire: "explain.wire",
  order: "explain.order",
};

const groupHeadings: Readonly<Record<GroupName, MessageKey>> = {
  concepts: "explain.concepts",
  states: "explain.states",
  errors: "explain.errors",
  ports: "explain.ports",
  commands: "explain.commands",
};

/** One topic; `columns` is the width of the terminal. */
export function explanationText(about: Explained, language: Language, columns?: number): string {
  const most = lineWidth(columns);
  const { group, key, name, title, number, parts, related, example, see } = about;
  const head = bold(escaped(told(name, language))) + (number === undefined ? "" : ` = ${number}`);
  let text = wrapped(`${head}: ${escaped(told(title, language))}`, most, "");
  let last: string | undefined;
  for (const [label, en, pt] of parts) {
    const heading = headings[label];
    text += "\n";
    // Several paragraphs may stand under one heading.
    if (heading !== undefined && heading !== last) text += `${dim(sentence(language, heading))}\n`;
    text += wrapped(escaped(language === "en" ? en : pt), most, "  ");
    last = heading;
  }
  if (example !== undefined) {
    text += `\n${dim(sentence(language, "help.example"))}\n`;
    for (const line of example.split("\n")) text += `  ${line}\n`;
  }
  if (related.length > 0) {
    const label = sentence(language, group === "errors" ? "help.answered" : "help.errors");
    text += `\n${dim(label)}\n${wrapped(related.join(" "), most, "  ")}`;
  }
  const others = see.map((each) => told(each, language)).map((name) => escaped(name));
  // How a command is written is told by help.
  if (group === "commands") others.unshift(`help ${key}`);
  return others.length === 0
    ? text
    : `${text}\n${dim(sentence(language, "help.see"))}\n${listed(others, most)}`;
}

/** All topics, by group. */
export function topicListText(lists: readonly TopicList[], language: Language, columns?: number): string {
  const most = lineWidth(columns);
  let text = wrapped(sentence(language, "explain.head"), most, "");
  for (const { group, names } of lists) {
    text += `\n${dim(sentence(language, groupHeadings[group]))}\n`;
    text += listed(names.map((name) => told(name, language)), most);
  }
  return `${text}\n${wrapped(sentence(language, "explain.foot"), most, "")}`;
}

/** Names with commas between them; no line ends inside a name. */
function listed(names: readonly string[], columns: number): string {
  const unbroken = names.map((name) => name.replaceAll(" ", "\u00a0")).join(", ");
  return wrapped(unbroken, columns, "  ").replaceAll("\u00a0", " ");
}

/** Lines leave two columns free, and are never wider than a page. */
function lineWidth(columns = 80): number {
  return Math.max(20, Math.min(columns, 80) - 2);
}
