// remarks: the comments before a statement, for who goes through a file step by step.
//
// A comment may be there in two languages: what begins with `# pt:` is Portuguese, with the lines that go on behind it,
// indented. What is indented beyond that keeps its indent. Pure: text in, lines out.

import type { Language } from "../messages/language.ts";

/** The lines of comments in a stretch of a file, in one language where they are there in two. */
export function remarksIn(text: string, language: Language): string[] {
  let portuguese = false;
  const lines = text.split("\n").flatMap((line) => {
    const said = /^\s*(?:#(?!!)|\/\/)(.*)$/.exec(line)?.[1];
    if (said === undefined) {
      portuguese = false;
      return [];
    }
    const begins = /^ ?pt: ?(.*)$/.exec(said)?.[1];
    if (begins !== undefined) portuguese = true;
    else if (portuguese && !/^ {5}/.test(said)) portuguese = false;
    const text = begins ?? said.slice(portuguese ? 5 : said.startsWith(" ") ? 1 : 0);
    return [{ portuguese, text: text.trimEnd() }];
  });
  const translated = lines.some((line) => line.portuguese);
  return lines.filter((line) => !translated || line.portuguese === (language === "pt-BR"))
    .map((line) => line.text);
}
