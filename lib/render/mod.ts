// render: what a user sees — answers, errors, help and lists as text, and JSON lines.
//
// Everything here makes text; the drivers print it. Whatever came from outside is escaped on the way.

import type { Report } from "../command.ts";
import { escaped } from "../escape.ts";
import type { Language } from "../messages/language.ts";
import type { Registry } from "../command.ts";
import type { Session } from "../session.ts";
import { eventJson, eventText } from "./event.ts";
import { commandHelp, commandList } from "./help.ts";
import { socketList, variableList } from "./lists.ts";

export { answer, changeLines, failure, faultText, observe, observeAbout, paragraph } from "./answer.ts";
export type { About, Observation, Style } from "./answer.ts";
export { eventJson } from "./event.ts";
export { failedJson, jsonLine } from "./json.ts";
export { commandHelp, commandList, told } from "./help.ts";

/** What a command tells besides its value, as text. */
export function reported(report: Report, session: Session, registry: Registry, language: Language): string {
  switch (report.kind) {
    case "text":
      return `${escaped(report.text, "\n\t")}\n`;
    case "help":
      return report.command === undefined
        ? commandList(registry, language)
        : commandHelp(report.command, language);
    case "sockets":
      return socketList(session, language);
    case "variables":
      return variableList(session, language);
    case "event":
      return report.json ? eventJson(report, session.system) : eventText(report, language);
    default:
      return report satisfies never;
  }
}
