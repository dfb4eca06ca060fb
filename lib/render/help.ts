// help: what help explains, as text — a command from its record, the list of them all, a constant, an error, a word of
// the language.

import { bold, dim } from "@std/fmt/colors";
import type { System } from "../abi/mod.ts";
import { errorCode, hostErrors } from "../abi/names.ts";
import { type Command, type Explanation, optionUsage, type Registry, type Text, usage } from "../command.ts";
import { escaped } from "../escape.ts";
import { errnoText, type Language, localUsage, sentence } from "../messages/mod.ts";
import { table, wrapped } from "./table.ts";
import { width } from "./width.ts";

/** The sentence of a record in one language. */
export function told(text: Text, language: Language): string {
  return language === "en" ? text.en : text.pt;
}

/** All commands, a line each, under the headings of their topics. */
export function commandList(registry: Registry, language: Language, columns?: number): string {
  const commands = [...registry.values()];
  const indent = " ".repeat(2 + Math.max(...commands.map(({ name }) => width(name))) + 2);
  const row = ({ name, summary }: Command): string => {
    const lines = wrapped(told(summary, language), lineWidth(columns), indent);
    return `  ${bold(name)}${lines.slice(2 + width(name))}`;
  };
  const lists = registry.topics === undefined
    ? [commands.map(row).join("")]
    : registry.topics.map(({ heading, commands }) =>
      `${dim(told(heading, language))}\n${commands.map(row).join("")}`
    );
  const said = (key: string): string => wrapped(sentence(language, key), lineWidth(columns), "");
  const styles = table([["bind srv 127.0.0.1:80", "bind(srv, addr)", "srv.bind(addr)"]], Infinity, {
    indent: "  ",
  });
  const foot = `${said("help.foot")}${styles}${said("help.language")}${said("help.constants")}`;
  return `${said("help.head")}\n${lists.join("\n")}\n${foot}`;
}

/** What help is written with. */
interface Surroundings {
  readonly system: System;
  readonly registry: Registry;
  readonly language: Language;
  /** The width of the terminal; where there is none, 80. */
  readonly columns: number | undefined;
}

/** What help was asked about. */
export function topicHelp(topic: Explanation, around: Surroundings): string {
  switch (topic.kind) {
    case "command":
      return commandHelp(topic.command, around.language, around.columns);
    case "constant":
      return constantHelp(topic, around);
    case "word":
      return wordHelp(topic, around);
    case "error":
      return errorHelp(topic.name, around);
    default:
      return topic satisfies never;
  }
}

/** A constant: its number here, where it is used, and what it is for. */
function constantHelp(
  { name, about }: Extract<Explanation, { kind: "constant" }>,
  { system, language, columns }: Surroundings,
): string {
  const number = system.constants.get(name);
  const rows: [label: string, text: string][] = [
    ...(about.alias === undefined ? [] : [["help.alias", about.alias]] as [string, string][]),
    ["help.used", told(about.use, language)],
    ...(about.type === undefined ? [] : [["help.value", told(about.type, language)]] as [string, string][]),
    ["help.see", about.see],
  ];
  return sheet(name, number === undefined ? "" : numberText(name, number), rows, told(about.text, language), {
    language,
    columns,
  });
}

/** A word or sign of the language: how it is written, what it does, and an example. */
function wordHelp(
  { name, about }: Extract<Explanation, { kind: "word" }>,
  { language, columns }: Surroundings,
): string {
  const lines = (text: string) => text.split("\n").map((line) => `  ${escaped(line)}\n`).join("");
  const heading = wrapped(
    `${bold(escaped(name))}: ${escaped(told(about.title, language))}`,
    lineWidth(columns),
    "",
  );
  return `${heading}\n${dim(sentence(language, "help.usage"))}\n` +
    `${lines(told(about.usage, language))}\n${
      wrapped(escaped(told(about.text, language)), lineWidth(columns), "  ")
    }\n` +
    `${dim(sentence(language, "help.example"))}\n${lines(about.example)}`;
}

/** Sets of flags are read in hexadecimal, addresses with dots. */
function numberText(name: string, number: number): string {
  if (name.startsWith("INADDR_")) {
    return `${number} (${[24, 16, 8, 0].map((shift) => number >>> shift & 0xff).join(".")})`;
  }
  const flag = /^(MSG_|O_|POLL|AI_|NI_|SOCK_NONBLOCK|SOCK_CLOEXEC|IPV6_PREFER_SRC_)/.test(name) && number > 9;
  return flag ? `${number} (0x${number.toString(16)})` : String(number);
}

/** An error: its number here, its words, and the commands that say what it means for them. */
function errorHelp(name: string, { system, registry, language, columns }: Surroundings): string {
  const errno = system.errnos.get(name);
  const number = errno ?? system.resolverErrors.get(name) ?? hostErrors.get(name);
  const preferred = errorCode(system, name) ?? name;
  const commands = [...registry.values()].filter(({ errors }) => Object.hasOwn(errors, preferred));
  const rows: [label: string, text: string][] = [
    ...(preferred === name ? [] : [["help.alias", preferred]] as [string, string][]),
    ...(commands.length === 0
      ? []
      : [["help.answered", commands.map(({ name }) => name).join(" ")]] as [string, string][]),
    ["help.see", manualOf(name, system)],
  ];
  const words = errnoText(language, preferred) ?? name;
  return sheet(name, String(number), rows, words, { language, columns });
}

/** The manual page that lists an error. */
function manualOf(name: string, { errnos }: System): string {
  if (errnos.has(name)) return "errno(3)";
  return hostErrors.has(name) ? "gethostbyname(3)" : "getaddrinfo(3)";
}

/** A name and its number, a few labelled lines, and a paragraph. */
function sheet(
  name: string,
  number: string,
  rows: readonly (readonly [label: string, text: string])[],
  paragraph: string,
  { language, columns }: Pick<Surroundings, "language" | "columns">,
): string {
  const labels = rows.map(([key]) => sentence(language, key));
  const indent = " ".repeat(2 + Math.max(...labels.map(width)) + 2);
  const heading = number === "" ? bold(name) : `${bold(name)} = ${number}`;
  let text = `${wrapped(heading, lineWidth(columns), "")}\n`;
  rows.forEach(([, row], i) => {
    const label = labels[i] ?? "";
    const lines = wrapped(escaped(row), lineWidth(columns), indent);
    text += `  ${dim(label)}${lines.slice(2 + width(label))}`;
  });
  return `${text}\n${wrapped(escaped(paragraph), lineWidth(columns), "  ")}`;
}

/** Lines of help leave two columns free, and are never wider than a page. */
function lineWidth(columns = 80): number {
  return Math.max(20, Math.min(columns, 80) - 2);
}

/** One command, from its record. */
export function commandHelp(command: Command, language: Language, columns?: number): string {
  let text = wrapped(`${bold(command.name)}: ${told(command.summary, language)}`, lineWidth(columns), "");
  text += `\n${form(command.prototype, language, columns)}\n`;
  text += `${dim(sentence(language, "help.usage"))}\n`;
  for (const one of usage(command)) text += form(one, language, columns);
  text += `\n${wrapped(told(command.description, language), lineWidth(columns), "  ")}`;
  if (command.options !== undefined) {
    text += `\n${dim(sentence(language, "help.options"))}\n${optionList(command.options, language, columns)}`;
  }
  const errors = Object.entries(command.errors);
  if (errors.length > 0) {
    text += `\n${dim(sentence(language, "help.errors"))}\n`;
    for (const [name, meaning] of errors) {
      const words = errnoText(language, name);
      text += wrapped(bold(name) + (words === undefined ? "" : ` (${words})`), lineWidth(columns), "  ");
      text += wrapped(told(meaning, language), lineWidth(columns), "      ");
    }
  }
  text += `\n${dim(sentence(language, "help.example"))}\n`;
  for (const line of command.example.split("\n")) text += `  ${line}\n`;
  return text;
}

/** How a command is called: a form that is wider than the terminal is broken between its arguments, not in one. */
function form(text: string, language: Language, columns: number | undefined): string {
  const whole = localUsage(text, language).replace(/\[[^[\]]*\]/g, (part) => part.replaceAll(" ", "\0"));
  return wrapped(whole, Math.min(columns ?? 80, 80), "  ", "      ").replaceAll("\0", " ");
}

/** An option whose spellings are wider than this has its summary below them. */
const widestSpellings = 30;

/** Options, each with its summary beside it. */
function optionList(
  options: NonNullable<Command["options"]>,
  language: Language,
  columns: number | undefined,
): string {
  const rows = Object.entries(options).map(([name, option]) =>
    [localUsage(optionUsage(name, option), language), told(option.summary, language)] as const
  );
  rows.push(["-h, --help", sentence(language, "help.help")]);
  const widths = rows.map(([spellings]) => width(spellings)).filter((one) => one <= widestSpellings);
  const beside = lineWidth(columns) >= 2 * widestSpellings;
  const column = " ".repeat(beside ? 2 + Math.max(...widths) + 2 : 6);
  return rows.map(([spellings, summary]) => {
    const lines = wrapped(summary, lineWidth(columns), column);
    const head = 2 + width(spellings);
    return `  ${bold(spellings)}${head + 2 > column.length || !beside ? `\n${lines}` : lines.slice(head)}`;
  }).join("");
}
