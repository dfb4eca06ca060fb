// render: what a user sees — answers, errors, help and lists as text, and JSON lines.
//
// Everything here makes text; the drivers print it. Whatever came from outside is escaped on the way.

import type { Report } from "../command.ts";
import { escaped } from "../escape.ts";
import type { Language } from "../messages/language.ts";
import type { Registry } from "../command.ts";
import type { Session } from "../session.ts";
import { contentsText, saidText } from "./contents.ts";
import { diagramsText } from "./diagram.ts";
import { eventJson, eventText } from "./event.ts";
import { explanationText, topicListText } from "./explanation.ts";
import { commandList, topicHelp } from "./help.ts";
import { interfaceList } from "./interfaces.ts";
import { jobList } from "./jobs.ts";
import { socketList, variableList } from "./lists.ts";
import { machineList, socketState } from "./machine.ts";

export { answer, changeLines, failure, faultText, observe, observeAbout, paragraph } from "./answer.ts";
export type { About, Observation, Style } from "./answer.ts";
export { saidText };
export { eventJson } from "./event.ts";
export { failedAt, failedFile, failedStatement, failedText } from "./failure.ts";
export { failedJson, faultJson, jsonLine } from "./json.ts";
export { isTold, JobLines, stepHelp } from "./jobs.ts";
export { fitted } from "./table.ts";
export { commandHelp, commandList, told, topicHelp } from "./help.ts";

/** What a command tells besides its value, as text; `columns` is the width of the terminal. */
export function reported(
  report: Report,
  session: Session,
  registry: Registry,
  language: Language,
  columns?: number,
): string {
  switch (report.kind) {
    case "text":
      return `${escaped(report.text, "\n\t")}\n`;
    case "help":
      return report.topic === undefined
        ? commandList(registry, language, columns)
        : topicHelp(report.topic, { system: session.system, registry, language, columns });
    case "explanation":
      return explanationText(report.about, language, columns);
    case "topics":
      return topicListText(report.lists, language, columns);
    case "sockets":
      return socketList(report.accounts, session.system, language, columns);
    case "state":
      return socketState(report.account, session.system, language, columns);
    case "netstat":
      return machineList(report.listing, language, columns);
    case "variables":
      return variableList(session, language, columns);
    case "packets":
      return contentsText(report.contents, language, columns);
    case "said":
      return saidText(report.messages, language, columns);
    case "diagrams":
      return diagramsText(report.diagrams, language, columns);
    case "jobs":
      return jobList(session, language, columns);
    case "interfaces":
      return interfaceList(report.interfaces, session.system, language, columns);
    case "event":
      return report.json ? eventJson(report, session.system) : eventText(report, language, columns);
    default:
      return report satisfies never;
  }
}
