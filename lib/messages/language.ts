// language: which language the program speaks to this user.
//
// Kept apart from the sentences: it is asked at every start, they only when there is something to say.

/** The languages of the program. */
export type Language = "en" | "pt-BR";

/**
 * The language of an environment: LC_ALL, then LC_MESSAGES, then LANG decides, the first that is not empty.
 * Every Portuguese is Brazilian, everything else English.
 */
export function languageOf(environment: (name: string) => string | undefined): Language {
  const locale = ["LC_ALL", "LC_MESSAGES", "LANG"].map(environment).find((value) => value) ?? "";
  return named(locale) ?? "en";
}

/** The language a user names with --lang; undefined when there is none like it. */
export function named(language: string): Language | undefined {
  if (/^pt\b|^pt_/i.test(language)) return "pt-BR";
  return /^en\b|^en_/i.test(language) ? "en" : undefined;
}
