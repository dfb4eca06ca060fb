// help: a command's record, and the list of them all, as text.

import { bold, dim } from "@std/fmt/colors";
import { type Command, type Registry, type Text, usage } from "../command.ts";
import { errnoText, type Language, sentence } from "../messages/mod.ts";
import { table, wrapped } from "./table.ts";

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
