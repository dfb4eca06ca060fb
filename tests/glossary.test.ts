// The glossary: every text the program says keeps to the words of lib/messages/GLOSSARY.md.

import { assert, assertEquals } from "@std/assert";
import { registry } from "../commands/mod.ts";
import { concepts } from "../lib/explanations/concepts.ts";
import { calls } from "../lib/explanations/calls.ts";
import { errors } from "../lib/explanations/errors.ts";
import { services } from "../lib/explanations/ports.ts";
import { states } from "../lib/explanations/states.ts";
import type { Text } from "../lib/errors.ts";
import { catalogue } from "../lib/messages/catalogue.ts";
import { constantTexts } from "../lib/messages/constants.ts";
import { packetTexts } from "../lib/messages/packets.ts";
import { wordText, wordTexts } from "../lib/messages/words.ts";

const path = new URL("../lib/messages/GLOSSARY.md", import.meta.url);

/** A row of the glossary: the words of both languages, and what is not written for them. */
interface Row {
  readonly english: string;
  readonly portuguese: string;
  readonly not: readonly string[];
}

/** The rows of all tables. */
function rows(text: string): Row[] {
  return text.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| English")).map(
    (line) => {
      const [, english = "", portuguese = "", not = ""] = line.split("|").map((cell) => cell.trim());
      return {
        english,
        portuguese,
        not: not.split(",").map((word) => word.trim()).filter((word) => word !== ""),
      };
    },
  );
}

/** Every text in both languages, by a name that a failing test can show. The names of topics are what users type. */
function* texts(): Generator<[name: string, text: Text]> {
  for (const [key, text] of Object.entries(catalogue)) yield [key, text];
  for (const [key, text] of Object.entries(packetTexts)) yield [key, text];
  for (const command of registry.values()) {
    yield [`${command.name} summary`, command.summary];
    yield [`${command.name} description`, command.description];
    for (const [error, text] of Object.entries(command.errors)) yield [`${command.name} ${error}`, text];
    for (const [option, { summary }] of Object.entries(command.options ?? {})) {
      yield [`${command.name} --${option}`, summary];
    }
  }
  for (const [name, about] of Object.entries(constantTexts)) {
    if (typeof about === "object") yield [name, about.text];
  }
  for (const name of Object.keys(wordTexts)) {
    const { title, text } = wordText(name);
    yield [name, title];
    yield [name, text];
  }
  for (const group of [concepts, states]) {
    for (const [key, { title }] of Object.entries(group)) yield [key, title];
  }
  for (const group of [concepts, states, errors, calls]) {
    for (const [key, { parts }] of Object.entries(group)) {
      for (const [, en, pt] of parts) yield [key, { en, pt }];
    }
  }
  for (const { name, text } of services) yield [name, text];
}

/** Whether a word stands in a text as a word of its own. */
function has(text: string, word: string): boolean {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}_-])${escaped}(?![\\p{L}\\p{N}_-])`, "iu").test(text);
}

Deno.test("a forbidden word is found as a word of its own, in any case", () => {
  assert(has("Um Soquete.", "soquete") && has("a ligação", "ligação") && has("use time-out", "time-out"));
  assert(!has("porta", "porto") && !has("loopback", "loop") && !has("fechou", "fecho"));
});

Deno.test("the glossary has words in both languages, and none that it forbids itself", async () => {
  const all = rows(await Deno.readTextFile(path));
  assert(all.length > 40, `only ${all.length} rows`);
  for (const { english, portuguese, not } of all) {
    assert(english !== "" && portuguese !== "", english);
    for (const word of not) assert(!has(portuguese, word), `${portuguese} has ${word}`);
  }
});

Deno.test("no Portuguese text has a word that the glossary forbids", async () => {
  const forbidden = rows(await Deno.readTextFile(path)).flatMap(({ not }) => not);
  const faults: string[] = [];
  // The sentences of explain on stand in code, the languages side by side.
  const told = await Deno.readTextFile(new URL("../commands/explanations/told.ts", import.meta.url));
  for (const word of forbidden) if (has(told, word)) faults.push(`told.ts: "${word}"`);
  let count = 0;
  for (const [name, { pt }] of texts()) {
    count++;
    for (const word of forbidden) if (has(pt, word)) faults.push(`${name}: "${word}" in ${pt}`);
  }
  assert(count > 1500, `only ${count} texts`);
  assertEquals(faults, []);
});

Deno.test("Portuguese explanations have no English left in them, and no article that ought to be joined", () => {
  const english = /(?<![\p{L}\p{N}_-])(the|and|of|with|that|to|when|off|none|which|from)(?![\p{L}\p{N}_])/u;
  for (const group of [concepts, states, errors, calls]) {
    for (const [key, { parts }] of Object.entries(group)) {
      for (const [, , pt] of parts) {
        assert(!english.test(pt), `${key}: ${pt}`);
        assert(!/(?<!\p{L})(de|em|por) (o|a|os|as) (?!que)\p{L}/u.test(pt), `${key}: ${pt}`);
      }
    }
  }
});

Deno.test("English texts speak plainly", () => {
  const avoided = ["e.g.", "i.e.", "utilize", "shall", "aforementioned", "in order to", "directory tree"];
  for (const [name, { en }] of texts()) {
    for (const word of avoided) assert(!en.includes(word), `${name}: ${en}`);
  }
});

Deno.test("terms that have one translation are translated that way", () => {
  // Where an English explanation speaks of the thing, the Portuguese one has its word.
  const pairs: readonly [en: RegExp, pt: RegExp][] = [
    [/\bhandshakes?\b/, /apertos? de mão/],
    [/\bsend buffer\b/, /buffers? de envio/],
    [/\breceive buffer\b/, /buffers? de recepção/],
    [/\bephemeral port/, /portas? efêmera/],
    [/\bdescriptors?\b/, /descritor/],
    [/\bdatagrams?\b/, /datagrama/],
    [/\bblocking\b/, /bloqueante/],
  ];
  let compared = 0;
  for (const group of [concepts, states, errors, calls]) {
    for (const [key, { parts }] of Object.entries(group)) {
      for (const [, en, pt] of parts) {
        for (const [term, translated] of pairs) {
          if (!term.test(en)) continue;
          compared++;
          assert(translated.test(pt), `${key}: ${term} in ${en}\n${pt}`);
        }
      }
    }
  }
  assert(compared > 50, `only ${compared} were compared`);
});
