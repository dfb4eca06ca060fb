// entry: how the explanations are written down — a title, the names they are found under, paragraphs with labels.
//
// Every text stands in both languages side by side. Knows no socket and no command.

import type { Text } from "../errors.ts";

/** A text in both languages. */
export type Both = readonly [en: string, pt: string];

/** What a paragraph tells: the heading it stands under; "" where it needs none. */
export type Label = "" | "means" | "reached" | "ends" | "shown" | "when" | "try" | "wire" | "order";

/** A paragraph with its heading. */
export type Part = readonly [label: Label, en: string, pt: string];

/** One topic of `explain`. */
export interface Entry {
  /** What it is, in a few words. */
  readonly title: Text;
  /** The names it is found under in each language; the first is what it is called in lists. */
  readonly names: { readonly en: readonly string[]; readonly pt: readonly string[] };
  readonly parts: readonly Part[];
  /** Statements that can be typed as they stand. */
  readonly example?: string;
  /** Other topics, by the keys of their tables. */
  readonly see: readonly string[];
}

/** The topics of one group by their keys. */
export type Group = Readonly<Record<string, Entry>>;

/** An entry: names are separated by ";", other topics by blanks. */
export function entry(
  title: Both,
  names: Both,
  parts: readonly Part[],
  see = "",
  example?: string,
): Entry {
  return {
    title: { en: title[0], pt: title[1] },
    names: { en: list(names[0], ";"), pt: list(names[1], ";") },
    parts,
    see: list(see, " "),
    ...(example === undefined ? {} : { example }),
  };
}

function list(text: string, separator: string): string[] {
  return text.split(separator).map((one) => one.trim()).filter((one) => one !== "");
}
