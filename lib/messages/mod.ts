// messages: key and values → a sentence, in English and Brazilian Portuguese.
//
// Every sentence the program says itself stands here, in both languages side by side; what a record
// says of its command stands in the record. Errors carry keys, so nothing below needs to know a language.

import type { Message, MessageValues, Text } from "../errors.ts";
import { catalogue } from "./catalogue.ts";
import { errnoTexts } from "./errno.ts";
import type { Language } from "./language.ts";

export { type Language, languageOf, named } from "./language.ts";
export { localUsage } from "./placeholders.ts";

/** A key of the catalogue. */
export type MessageKey = keyof typeof catalogue;

/** Whether the catalogue has a sentence under that key. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(catalogue, key);
}

/** The keys of the catalogue. */
export const messageKeys: readonly string[] = Object.keys(catalogue);

/**
 * The sentence of a message. Where the values name the nearest known name, a sentence that offers it
 * is preferred. A key nobody knows comes back as it is.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sentence("en", "address.port", { port: 70000 }), "70000 is not a port: ports are 0 to 65535");
 * ```
 */
export function sentence(language: Language, key: string, values: MessageValues = {}): string {
  const offering = `${key}-nearest`;
  const wanted = values["nearest"] !== undefined && isMessageKey(offering) ? offering : key;
  if (!isMessageKey(wanted)) return key;
  return filled(catalogue[wanted], language, values);
}

/**
 * A sentence with its values in place of their names; `{count:one byte|# bytes}` is the first where the
 * value is 1, and else the second, in which `#` is the value.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const text = { en: "{count:a byte|# bytes}", pt: "{count:um byte|# bytes}" };
 * assertEquals([filled(text, "en", { count: 1 }), filled(text, "en", { count: 2 })], ["a byte", "2 bytes"]);
 * ```
 */
export function filled(text: Text, language: Language, values: MessageValues): string {
  return text[language === "en" ? "en" : "pt"].replace(
    /\{(@?)(\w+)(?::([^{|}]*)\|([^{|}]*))?\}/g,
    (whole, word: string, name: string, one?: string, many?: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      if (word !== "") return sentence(language, `kind.${value}`);
      // A point in a number would be read as thousands.
      const decimal = language !== "en" && typeof value === "number";
      const shown = decimal ? String(value).replace(".", ",") : String(value);
      if (one === undefined || many === undefined) return shown;
      return shown === "1" ? one : many.replace("#", () => shown);
    },
  );
}

/** Longer values are cut where a message quotes them: a line of a megabyte is nobody's message. */
const quotedLength = 200;

/** The sentence of something that carries its message. */
export function say(language: Language, { key, values, text }: Message): string {
  const quoted = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, cut(value)]));
  return text === undefined ? sentence(language, key, quoted) : filled(text, language, quoted);
}

function cut(value: string | number): string | number {
  if (typeof value === "number" || value.length <= quotedLength) return value;
  // The first half of a pair alone would be no letter.
  return `${value.slice(0, quotedLength).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** The words of an errno or EAI_ name; undefined for a name without words. */
export function errnoText(language: Language, name: string): string | undefined {
  const entry = errnoTexts[name];
  return entry && (language === "en" ? entry.en : entry.pt);
}
