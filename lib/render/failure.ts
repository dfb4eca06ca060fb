// failure: what went wrong, taken apart for a report of a session file: the sentence, the place, the line itself, what
// was expected and what came. answer.ts writes the same for a terminal.

import type { FreshFailure } from "../command.ts";
import { type Span, type SyntaxFault, SystemError, UsageError } from "../errors.ts";
import { escaped } from "../escape.ts";
import type { Outcome } from "../interpreter.ts";
import type { Source } from "../language/mod.ts";
import { errnoText, type Language, say, sentence } from "../messages/mod.ts";
import { complaintOf, inUnits } from "./answer.ts";
import { placeOf } from "./excerpt.ts";
import { inline } from "./value.ts";

/** At most as many letters of a line are quoted. */
const quoted = 200;

/** A statement that failed. */
export function failedStatement(outcome: Outcome, language: Language): FreshFailure {
  const { statement } = outcome;
  const complaint = complaintOf(outcome, language);
  // What a shortcut called stands in no file.
  const named = complaint.source.name !== "" && !complaint.whole;
  const { source, span } = named ? complaint : statement;
  return {
    message: complaint.message,
    hint: complaint.hint,
    ...located(source, span),
    expected: expectedOf(outcome),
    actual: actualOf(outcome, language),
  };
}

/** A sentence about a stretch of a text; `expected` and `actual` where something ran. */
export function failedAt(
  message: string,
  source: Source,
  span: Span,
  compared: Partial<Pick<FreshFailure, "expected" | "actual">> = {},
): FreshFailure {
  return {
    message,
    hint: undefined,
    ...located(source, span),
    expected: undefined,
    actual: undefined,
    ...compared,
  };
}

/** A text that cannot be read as statements: nothing ran. */
export function failedText(fault: SyntaxFault, source: Source, language: Language): FreshFailure {
  return failedAt(escaped(say(language, fault)), source, fault.span);
}

/** A file that cannot be read at all. */
export function failedFile(error: SystemError | UsageError, language: Language): FreshFailure {
  return {
    message: escaped(error instanceof UsageError ? say(language, error) : unreadable(error, language)),
    hint: undefined,
    place: undefined,
    source: undefined,
    expected: undefined,
    actual: undefined,
  };
}

function unreadable({ call, code, detail }: SystemError, language: Language): string {
  const path = String(detail?.values["path"] ?? call);
  return sentence(language, "run.unreadable", { path, reason: errnoText(language, code) ?? code, code });
}

function located(source: Source, { start }: Span): Pick<FreshFailure, "place" | "source"> {
  const { text, name } = source;
  const begin = text.lastIndexOf("\n", Math.max(0, start - 1)) + 1;
  const newline = text.indexOf("\n", start);
  const line = text.slice(begin, newline < 0 ? text.length : newline).trim();
  const letters = [...line.slice(0, 2 * quoted)];
  return {
    place: { file: name, ...placeOf(source, start) },
    source: letters.length > quoted ? `${letters.slice(0, quoted).join("")}…` : line,
  };
}

function expectedOf({ statement: { source, expectation }, missed }: Outcome): string {
  return missed === undefined
    ? expectation?.text ?? "ok"
    : source.text.slice(missed.span.start, missed.span.end);
}

function actualOf({ error, value, missed, milliseconds }: Outcome, language: Language): string {
  if (missed !== undefined) return inUnits(milliseconds);
  return error === undefined ? inline(value ?? null, language) : error.code;
}
