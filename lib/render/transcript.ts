// transcript: a session as a document to hand in — Markdown, plain text, or one HTML page that needs nothing else.
//
// What stands in it is what was entered and shown, in order. Text that would be a sign of the form it stands in is
// written so that it is none.

import type { TranscriptForm } from "../command.ts";
import type { Diagram } from "../diagram.ts";
import type { Entry } from "../journal.ts";
import { escaped } from "../escape.ts";
import { type Language, sentence } from "../messages/mod.ts";
import { drawing } from "./drawing.ts";

/** What a form is made of: each function gives a piece of the document. */
interface Pieces {
  readonly begin: (title: string, facts: readonly (readonly [name: string, value: string])[]) => string;
  readonly heading: (text: string) => string;
  /** Prompt lines and what was shown, as on the screen. */
  readonly screen: (text: string) => string;
  readonly explanation: (name: string, text: string) => string;
  readonly diagrams: (diagrams: readonly Diagram[]) => string;
  /** A sentence about the document itself. */
  readonly note: (text: string) => string;
  readonly end: string;
}

const missing = { before: "transcript.missing-before", after: "transcript.missing-after" } as const;

const prompt = "socksh> ";
const continuation = "   ...> ";

/** A session as a document; `name` is whose it is, where that is told. */
export function transcriptText(
  entries: readonly Entry[],
  form: TranscriptForm,
  language: Language,
  name?: string,
): string {
  const pieces = forms[form](language);
  const session = entries.find((entry) => entry.kind === "session");
  const facts: (readonly [name: string, value: string])[] = [];
  if (name !== undefined) facts.push([sentence(language, "transcript.name"), escaped(name)]);
  if (session !== undefined) {
    facts.push(
      [sentence(language, "transcript.began"), timeOf(session.began, language)],
      [sentence(language, "transcript.program"), `socksh ${session.version ?? ""}`.trim()],
      [sentence(language, "transcript.system"), session.system],
    );
  }
  const parts = [pieces.begin(sentence(language, "transcript.title"), facts)];
  let screen = "";
  const flush = () => {
    if (screen !== "") parts.push(pieces.screen(screen));
    screen = "";
  };
  for (const entry of entries) {
    switch (entry.kind) {
      case "session":
        break;
      case "entered":
        screen += promptLines(entry.text);
        break;
      case "shown":
        screen += entry.text;
        break;
      case "explanation":
        flush();
        parts.push(pieces.explanation(entry.name, entry.text));
        break;
      case "diagram":
        flush();
        parts.push(pieces.diagrams(entry.diagrams));
        break;
      case "connections":
        flush();
        parts.push(
          pieces.heading(sentence(language, "transcript.connections")),
          pieces.diagrams(entry.diagrams),
        );
        break;
      case "missing":
        flush();
        parts.push(pieces.note(sentence(language, missing[entry.what])));
        break;
      default:
        entry satisfies never;
    }
  }
  flush();
  return `${parts.join("\n")}${pieces.end}`;
}

function promptLines(text: string): string {
  return text.split("\n").map((line, i) => `${i === 0 ? prompt : continuation}${escaped(line, "\t")}\n`).join(
    "",
  );
}

/** 1 March 2026, 14:05:09, as the language writes it. */
function timeOf(milliseconds: number, language: Language): string {
  const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : "pt-BR", {
    dateStyle: "long",
    timeStyle: "medium",
  });
  return format.format(new Date(milliseconds));
}

const forms: Readonly<Record<TranscriptForm, (language: Language) => Pieces>> = {
  markdown: (language) => ({
    begin: (title, facts) =>
      `# ${title}\n\n${facts.map(([name, value]) => `- ${name}: ${markdown(value)}`).join("\n")}\n`,
    heading: (text) => `## ${text}\n`,
    screen: fenced,
    explanation: (_, text) => quotation(text),
    diagrams: (diagrams) => fenced(drawing(diagrams, "text", language)),
    note: (text) => `*${markdown(text)}*\n`,
    end: "",
  }),
  text: (language) => ({
    begin: (title, facts) =>
      `${title}\n${"=".repeat(title.length)}\n\n${
        facts.map(([name, value]) => `${name}: ${value}\n`).join("")
      }`,
    heading: (text) => `${text}\n${"-".repeat(text.length)}\n`,
    screen: (text) => text,
    explanation: (_, text) => text,
    diagrams: (diagrams) => `${drawing(diagrams, "text", language).trimEnd()}\n`,
    note: (text) => `${text}\n`,
    end: "",
  }),
  html: (language) => ({
    begin: (title, facts) =>
      `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${entities(title)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff; }
pre { font: 13px/1.45 ui-monospace, Menlo, Consolas, monospace; background: #f6f6f4; padding: .8rem 1rem; overflow-x: auto; white-space: pre-wrap; }
pre b { color: #0b5394; }
aside { border-left: 4px solid #38761d; padding: .2rem 1rem; white-space: pre-wrap; }
figure { margin: 1.5rem 0; overflow-x: auto; }
dt { font-weight: bold; float: left; clear: left; margin-right: .5rem; }
dd { margin: 0; }
@media print { pre { white-space: pre-wrap; } figure { break-inside: avoid; } }
</style>
</head>
<body>
<h1>${entities(title)}</h1>
<dl>
${facts.map(([name, value]) => `<dt>${entities(name)}</dt><dd>${entities(value)}</dd>`).join("\n")}
</dl>
`,
    heading: (text) => `<h2>${entities(text)}</h2>\n`,
    screen: (text) => `<pre>${marked(text)}</pre>\n`,
    explanation: (_, text) => {
      const [title = "", ...rest] = text.trimEnd().split("\n");
      return `<aside><strong>${entities(title)}</strong>\n${entities(rest.join("\n"))}</aside>\n`;
    },
    diagrams: (diagrams) =>
      diagrams.length === 0
        ? `<pre>${entities(drawing(diagrams, "text", language))}</pre>\n`
        : `<figure>\n${drawing(diagrams, "svg", language)}</figure>\n`,
    note: (text) => `<p><em>${entities(text)}</em></p>\n`,
    end: "</body>\n</html>\n",
  }),
};

/** A code block whose fence is longer than any in the text. */
function fenced(text: string): string {
  const longest = [...text.matchAll(/`{3,}/g)].reduce((most, [run]) => Math.max(most, run.length), 2);
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text.trimEnd()}\n${fence}\n`;
}

/** An explanation as a quotation: its title and headings stand out, its paragraphs are in one piece each. */
function quotation(text: string): string {
  const paragraphs = text.trimEnd().split(/\n(?=\S)|\n\n/).flatMap((part) => {
    const [first = "", ...rest] = part.split("\n");
    if (first.startsWith(" ") || rest.length === 0) return [part];
    return [first, rest.join("\n")];
  });
  const told = paragraphs.filter((part) => part.trim() !== "").map((part) => {
    const flowing = markdown(part.replace(/\s+/g, " ").trim());
    return part.startsWith(" ") ? flowing : `**${flowing}**`;
  });
  return `${told.map((part) => `> ${part}`).join("\n>\n")}\n`;
}

/** Text in which nothing is a sign of Markdown's or of HTML's. */
function markdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&!]/g, "\\$&");
}

/** The prompt lines stand out. */
function marked(text: string): string {
  return text.trimEnd().split("\n").map((line) =>
    line.startsWith(prompt) || line.startsWith(continuation) ? `<b>${entities(line)}</b>` : entities(line)
  ).join("\n");
}

function entities(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
