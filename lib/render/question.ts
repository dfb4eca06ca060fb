// question: a question that was put to a person, as text: where no menu can be shown, and when it has been answered.

import type { Question, Text } from "../command.ts";
import { escaped } from "../escape.ts";
import { filled, type Language } from "../messages/mod.ts";

/** A question for somebody who cannot be shown a menu: lines of text. */
export function spelledOut(question: Question, language: Language): string {
  const choices = question.kind === "text" ? [] : question.choices;
  const lines = choices.map((choice) => `  ${labelled(choice, language)}\n`);
  return `${filled(question.message, language, {})}\n${lines.join("")}`;
}

/** A question with its answer, as they stand on the terminal in the end. */
export function answered(question: Question, reply: string, language: Language): string {
  const choice = question.kind === "text" ? undefined : question.choices.find(({ value }) => value === reply);
  const shown = choice === undefined ? reply : labelled(choice, language);
  return `◇  ${filled(question.message, language, {})}\n│  ${escaped(shown)}\n`;
}

/** A choice, with what chooses it. */
export function labelled({ value, label }: { value: string; label: Text }, language: Language): string {
  return `${value}  ${filled(label, language, {})}`;
}
