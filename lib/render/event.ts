// event: what a shortcut tells while it runs, as a line of text or as a JSON line.

import type { Event } from "../command.ts";
import type { System } from "../abi/mod.ts";
import { escaped, escapedJson } from "../escape.ts";
import { filled, type Language } from "../messages/mod.ts";
import type { Value } from "../values.ts";
import { jsonValue } from "./json.ts";
import { fitted } from "./table.ts";
import { inline, shownAddress } from "./value.ts";

/** Stands for a blank of a value while its sentence is broken into lines; as itself it is never shown. */
const kept = "\0";

/**
 * One line with its end, or a few; nothing for an event that only JSON tells.
 *
 * @param columns the width of the terminal: a wider line is broken between the words of its sentence, never in a value
 */
export function eventText({ text, values, passing }: Event, language: Language, columns = Infinity): string {
  const shown = Object.entries(values).map(([name, value]) =>
    [name, inSentence(value, language).replaceAll(" ", kept)] as const
  );
  const said = filled(text, language, Object.fromEntries(shown));
  if (said === "") return "";
  const lines = passing ? `${said}\n` : said.split("\n").map((line) => fitted(line, columns, "")).join("");
  return lines.replaceAll(kept, " ");
}

/** Texts stand as they are but for what would act on the terminal; every other value as in an answer. */
function inSentence(value: Value, language: Language): string {
  if (typeof value === "string") return escaped(value);
  // A point in a number would be read as thousands.
  if (typeof value === "number" && language !== "en") return String(value).replace(".", ",");
  const isAddress = typeof value === "object" && value !== null && "kind" in value &&
    value.kind === "address";
  return isAddress ? shownAddress(value, language) : inline(value, language);
}

/** The same as one JSON line with its end: the interface other programs read. */
export function eventJson({ event, values }: Event, system: System): string {
  const members = Object.entries(values).map(([name, value]) => [name, jsonValue(value, system)]);
  return `${escapedJson(JSON.stringify({ event, ...Object.fromEntries(members) }))}\n`;
}
