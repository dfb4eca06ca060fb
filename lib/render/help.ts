// help: a command's record, and the list of them all, as text.

import { bold, dim } from "@std/fmt/colors";
import { type Command, optionUsage, type Registry, type Text, usage } from "../command.ts";
import { errnoText, type Language, sentence } from "../messages/mod.ts";
import { table, wrapped } from "./table.ts";
import { width } from "./width.ts";

/** The sentence of a record in one language. */
export function told(text: Text, language: Language): string {
  return language === "en" ? text.en : text.pt;
}

/** All commands, a line each. */
export function commandList(registry: Registry, language: Language): string {
  const rows = [...registry.values()].map((command) => [bold(command.name), told(command.summary, language)]);
  const styles = table([["bind srv 127.0.0.1:80", "bind(srv, addr)", "srv.bind(addr)"]], "  ");
  const foot = `${sentence(language, "help.foot")}\n${styles}`;
  return `${sentence(language, "help.head")}\n\n${table(rows, "  ")}\n${foot}`;
}

/** One command, from its record. */
export function commandHelp(command: Command, language: Language): string {
  let text = `${bold(command.name)}: ${told(command.summary, language)}\n\n  ${command.prototype}\n\n`;
  text += `${dim(sentence(language, "help.usage"))}\n`;
  for (const form of usage(command)) text += `  ${form}\n`;
  text += `\n${wrapped(told(command.description, language), 78, "  ")}`;
  if (command.options !== undefined) {
    text += `\n${dim(sentence(language, "help.options"))}\n${optionList(command.options, language)}`;
  }
  const errors = Object.entries(command.errors);
  if (errors.length > 0) {
    text += `\n${dim(sentence(language, "help.errors"))}\n`;
    for (const [name, meaning] of errors) {
      const words = errnoText(language, name);
      text += `  ${bold(name)}${words === undefined ? "" : ` (${words})`}\n`;
      text += wrapped(told(meaning, language), 78, "      ");
    }
  }
  text += `\n${dim(sentence(language, "help.example"))}\n`;
  for (const line of command.example.split("\n")) text += `  ${line}\n`;
  return text;
}

/** An option whose spellings are wider than this has its summary below them. */
const widestSpellings = 30;

/** Options, each with its summary beside it. */
function optionList(options: NonNullable<Command["options"]>, language: Language): string {
  const rows = Object.entries(options).map(([name, option]) =>
    [optionUsage(name, option), told(option.summary, language)] as const
  );
  rows.push(["-h, --help", sentence(language, "help.help")]);
  const widths = rows.map(([spellings]) => width(spellings)).filter((one) => one <= widestSpellings);
  const column = " ".repeat(2 + Math.max(...widths) + 2);
  return rows.map(([spellings, summary]) => {
    const lines = wrapped(summary, 78, column);
    const head = 2 + width(spellings);
    return `  ${bold(spellings)}${head + 2 > column.length ? `\n${lines}` : lines.slice(head)}`;
  }).join("");
}
