// The command records and the message catalogue: everything that is said of a command is true, there, and in
// both languages.

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { setColorEnabled } from "@std/fmt/colors";
import { registry, topics } from "../commands/mod.ts";
import { hostErrors } from "../lib/abi/names.ts";
import {
  type Command,
  flag,
  formsOf,
  InterruptedError,
  option,
  plainText,
  spelled,
  type Text,
  usage,
} from "../lib/command.ts";
import type { Outcome } from "../lib/interpreter/outcome.ts";
import { FreshSessions } from "../lib/fresh.ts";
import { Interpreter, noStreams, type Streams } from "../lib/interpreter.ts";
import {
  errnoText,
  isMessageKey,
  type Language,
  localUsage,
  messageKeys,
  sentence,
} from "../lib/messages/mod.ts";
import { commandHelp, commandList, failure } from "../lib/render/mod.ts";
import { Session } from "../lib/session.ts";
import { save } from "../lib/saving.ts";
import { Folder } from "./child.ts";
import { libc } from "./replay.ts";
import { inFolder } from "./session_fixture.ts";

// Each C function is bound when it is first used, which the sanitizer calls a leak: an example writes a file.
{
  using folder = new Folder();
  save(libc, `${folder.path}/file`, "");
}

const LANGUAGES: readonly Language[] = ["en", "pt-BR"];
const ROOT = new URL("../", import.meta.url);

/** Every text of a record, by a name a failing test can show. */
function texts(command: Command): [name: string, text: Text][] {
  return [
    ["summary", command.summary],
    ["description", command.description],
    ...Object.entries(command.errors),
    ...Object.entries(command.options ?? {}).map(([name, { summary }]) => [name, summary] as [string, Text]),
  ];
}

/** The forms as written, taken apart by hand. */
function names(form: string): string[] {
  return form.split(" ").filter((word) => word !== "").map((word) => word.replace(/[?…]$/, ""));
}

/** What is wrong with the options of a command. */
function optionFaults(command: Command): string[] {
  const options = Object.entries(command.options ?? {});
  const faults = options.flatMap(([name, option]) => [
    ...(/^[a-z][a-zA-Z0-9]*$/.test(name) ? [] : [`"${name}" is not in camel case`]),
    ...(Object.hasOwn(command.parameters, name) ? [`"${name}" is a parameter, too`] : []),
    ...((option.value === undefined) === (option.placeholder === "") ? [] : [`"${name}": placeholder`]),
    ...spelled(name, option).flatMap((each) => [
      ...(/^(-[a-zA-Z0-9]|--[a-z0-9]+(-[a-z0-9]+)*)$/.test(each) ? [] : [`${each} is no spelling`]),
      ...(each === "--help" || each === "-h" ? [`${each} is how help is asked for`] : []),
    ]),
  ]);
  const missing = (command.exclusive ?? []).flat().filter((name) =>
    !Object.hasOwn(command.options ?? {}, name)
  );
  const spellings = options.flatMap(([name, option]) => spelled(name, option));
  const twice = spellings.filter((each, i) => spellings.indexOf(each) < i);
  const expression = command.rest !== undefined && options.length > 0;
  return [
    ...faults,
    ...missing.map((name) => `"${name}" is exclusive and no option`),
    ...twice.map((each) => `${each} is there twice`),
    ...(expression ? ["an expression has no options"] : []),
  ];
}

Deno.test("what is wrong with an option is found", () => {
  const text = { en: "", pt: "" };
  const [command] = registry.values();
  assert(command);
  const faults = (options: Command["options"]) =>
    optionFaults({ ...command, parameters: {}, options: options! });
  assertEquals(faults({ keepOpen: flag(text, { short: "k" }), n: option(plainText, "N", text) }), []);
  assertEquals(faults({ "keep-open": flag(text) }), ['"keep-open" is not in camel case']);
  assertEquals(faults({ help: flag(text) }), ["--help is how help is asked for"]);
  assertEquals(faults({ host: flag(text, { short: "h" }) }), ["-h is how help is asked for"]);
  assertEquals(faults({ host: flag(text, { short: "ho" }) }), ["-ho is no spelling"]);
  assertEquals(faults({ a: flag(text, { short: "k" }), b: flag(text, { short: "k" }) }), [
    "-k is there twice",
  ]);
  assertEquals(faults({ a: flag(text), b: flag(text, { aliases: ["a"] }) }), ["--a is there twice"]);
  assertEquals(faults({ a: option(plainText, "", text) }), ['"a": placeholder']);
  assertEquals(optionFaults({ ...command, rest: "expression", options: { a: flag(text) } }), [
    "an expression has no options",
  ]);
  assertEquals(optionFaults({ ...command, options: { a: flag(text) }, exclusive: [["a", "b"]] }), [
    '"b" is exclusive and no option',
  ]);
  const parameter = Object.keys(command.parameters)[0] ?? "";
  assertEquals(optionFaults({ ...command, options: { [parameter]: flag(text) } }), [
    `"${parameter}" is a parameter, too`,
  ]);
});

/** What examples read and write: nothing, but session files can be tested. */
const streams: Streams = {
  ...noStreams,
  transcribe: () => Promise.resolve(""),
  fresh: (from) => Promise.resolve(new FreshSessions({ libc, registry, language: "en", from })),
};

/** Examples that need a privilege: they are run where there is one. */
const privileged: ReadonlySet<string> = new Set(["capture"]);

for (const command of registry.values()) {
  if (privileged.has(command.name)) continue;
  Deno.test(`${command.name}: its example runs in a fresh session without a surprise`, async () => {
    setColorEnabled(false);
    const session = new Session(libc, ["example"]);
    const failures: string[] = [];
    let statements = 0;
    const interpreter = new Interpreter(
      session,
      registry,
      {
        everything: true,
        report: () => {},
        fault: (fault) => void failures.push(fault.key),
        outcome(outcome: Outcome) {
          statements++;
          // A job that is cancelled, or still runs at the end, does not count.
          if (outcome.job !== undefined && outcome.error instanceof InterruptedError) return;
          if (!outcome.succeeded) failures.push(failure(outcome, { language: "en", places: true }));
        },
      },
      new AbortController(),
      streams,
    );
    try {
      const program = interpreter.parse({ name: command.name, text: command.example });
      await inFolder(async () => {
        Deno.mkdirSync("labs");
        Deno.writeTextFileSync(
          "labs/hello.socksh",
          'a, b = socketpair()\nsend a "hello"\nrecv b 10 => "hello"\n',
        );
        await interpreter.run(program, undefined, true);
        await session.finish();
      });
      assertEquals(failures, []);
      assertEquals(statements, program.statements.length);
    } finally {
      session.close();
      // The poll that may be pending comes to its end.
      await libc.poller.wait(-1, 0, 0);
    }
    assert(
      new RegExp(`\\b${command.name}\\b`).test(command.example),
      "the example shows the command itself",
    );
  });
}

for (const command of registry.values()) {
  Deno.test(`${command.name}: its options can be told apart, and usage says whether there are some`, () => {
    assertEquals(optionFaults(command), []);
    const some = Object.keys(command.options ?? {}).length > 0;
    assertEquals(command.options !== undefined, some, "no options are none, not an empty list of them");
    for (const line of usage(command)) assertEquals(line.includes("[OPTION…]"), some, line);
  });

  Deno.test(`${command.name}: every text is there in both languages, and they differ`, () => {
    for (const [name, { en, pt }] of texts(command)) {
      for (const text of [en, pt]) {
        assert(text.trim() === text && text.length > 3, `${name}: "${text}"`);
        assertEquals(text.endsWith("."), name === "description", `${name}: "${text}"`);
      }
      assertNotEquals(en, pt, name);
    }
  });

  Deno.test(`${command.name}: forms and errors name its own parameters, and only real errors`, () => {
    const parameters = Object.keys(command.parameters);
    const used = command.forms.flatMap(names);
    assertEquals(used.filter((name) => !parameters.includes(name)), []);
    assertEquals(parameters.filter((name) => !used.includes(name)), [], "a parameter no form has");
    const known = {
      ...Object.fromEntries(libc.system.errnos),
      ...Object.fromEntries(libc.system.resolverErrors),
      ...Object.fromEntries(hostErrors),
    };
    for (const [error, { at }] of Object.entries(command.errors)) {
      assert(Object.hasOwn(known, error), `there is no error ${error}`);
      for (const language of LANGUAGES) assert(errnoText(language, error), `${error} has no words`);
      const places = [...parameters, ...Object.keys(command.options ?? {})];
      assert(at === undefined || places.includes(at), `${error} points at "${at}"`);
    }
  });

  Deno.test(`${command.name}: its forms are written so that arguments can be told apart`, () => {
    command.forms.forEach((form, i) => {
      const words = form.split(" ").filter((word) => word !== "");
      const firstOptional = words.findIndex((word) => /[?…]$/.test(word));
      const later = firstOptional < 0 ? [] : words.slice(firstOptional);
      assert(later.every((word) => /[?…]$/.test(word)), `"${form}": what may be left out stands at the end`);
      assert(
        words.slice(0, -1).every((word) => !word.endsWith("…")),
        `"${form}": only the last takes the rest`,
      );
      assertEquals(formsOf(command)[i]?.names, names(form));
      assertEquals(new Set(names(form)).size, words.length, `"${form}" names a parameter twice`);
    });
  });

  Deno.test(`${command.name}: its help fits 80 columns in both languages and shows what the record says`, () => {
    setColorEnabled(false);
    for (const language of LANGUAGES) {
      const help = commandHelp(command, language);
      const prototype = localUsage(command.prototype, language);
      const unwrapped = help.replace(/\s+/g, " ");
      assertEquals(
        help.split("\n").filter((line) => [...line].length > 80),
        [],
      );
      for (const [name, text] of texts(command)) {
        const said = language === "en" ? text.en : text.pt;
        assert(unwrapped.includes(said.replace(/\s+/g, " ")), `${name} in ${language}`);
      }
      for (const [name, option] of Object.entries(command.options ?? {})) {
        for (const each of spelled(name, option)) assert(help.includes(each), each);
      }
      for (const line of command.example.split("\n")) assert(help.includes(`\n  ${line}\n`), line);
      assert(unwrapped.includes(prototype));
      assert(help.endsWith("\n") && !help.endsWith("\n\n"));
    }
  });
}

Deno.test("every command stands in one topic, under its own name, and is no method of texts", () => {
  const all = Object.values(topics).flat();
  assertEquals(all.length, registry.size);
  for (const command of all) assertEquals(registry.get(command.name), command);
});

Deno.test("the list of commands fits 80 columns and has a line for each", () => {
  setColorEnabled(false);
  for (const language of LANGUAGES) {
    const list = commandList(registry, language);
    assertEquals(list.split("\n").filter((line) => [...line].length > 80), []);
    for (const { name } of registry.values()) assert(new RegExp(`^  ${name} +\\S`, "m").test(list), name);
  }
});

// ---- the catalogue of messages

/** Both sentences of a key, unfilled. */
function templates(key: string): [en: string, pt: string] {
  return [sentence("en", key), sentence("pt-BR", key)];
}

/** What a sentence leaves open: `{name}`, `{@name}` and `{name:one|several}`. */
function places(template: string): string[] {
  return [...template.matchAll(/\{@?\w+(?=[:}])/g)].map(([place]) => place).sort();
}

Deno.test("both sentences of a message leave the same places open", () => {
  for (const key of messageKeys) {
    const [en, pt] = templates(key);
    assertEquals([...new Set(places(pt))], [...new Set(places(en))], key);
  }
});

Deno.test("messages have words in both languages, and no period at the end", () => {
  // Names, symbols and numbers are the same in both.
  const same =
    /^(detail\.path|run\.unreadable|answer\.local|answer\.bytes?|column\.(descriptor|local|flags|job|protocol|received|unsent)|job\.statement|kind\.(None|bytes)|help\.)$/;
  for (const key of messageKeys) {
    const [en, pt] = templates(key);
    assert(en.trim() !== "" && pt.trim() !== "", key);
    if (!same.test(key)) assertNotEquals(en, pt, key);
    for (const text of [en, pt]) assert(!/[^.]\.$/.test(text) || key === "prompt.welcome", `${key}: ${text}`);
  }
});

Deno.test("a value is filled in as it is, even where it looks like a place", () => {
  const values = { name: "{nearest} $& $1", nearest: "socket" };
  assertEquals(
    sentence("en", "command.unknown", values),
    '"{nearest} $& $1" is not a command; the nearest is "socket"',
  );
  assertEquals(sentence("pt-BR", "expects.socket", { kind: "tuple" }).endsWith(", não uma tupla"), true);
});

Deno.test("usage writes out the words of a parameter that has few", () => {
  assertEquals(usage(registry.get("trace")!), ["trace on|off|times"]);
  assert(usage(registry.get("socket")!).includes("socket shorthand"));
  // A word beside others that may stand there is no such list.
  assertEquals(usage(registry.get("settimeout")!), ["settimeout sockfd seconds"]);
});

Deno.test("what a command is called elsewhere is no name here, and leads to one command", () => {
  const elsewhere = [...registry.values()].flatMap((command) => command.elsewhere ?? []);
  assert(elsewhere.length > 0);
  assertEquals(new Set(elsewhere).size, elsewhere.length);
  assertEquals(elsewhere.filter((name) => registry.has(name)), []);
});

Deno.test("one thing is told of in the singular", () => {
  const written = (key: string, value: number) =>
    LANGUAGES.map((language) =>
      sentence(language, key, { length: value, count: value, least: value, call: "f", sent: value })
    );
  assertEquals(written("answer.bytes", 1), ["1 byte", "1 byte"]);
  assertEquals(written("answer.bytes", 0), ["0 bytes", "0 bytes"]);
  assertEquals(written("note.sent", 1), [
    "the byte was handed to the kernel",
    "o byte foi entregue ao kernel",
  ]);
  assertEquals(written("note.sent", 21)[1], "todos os 21 bytes foram entregues ao kernel");
  assertEquals(written("call.function-count-exact", 1)[1], "f aceita 1 argumento, não 1");
  for (const key of messageKeys) {
    for (const text of templates(key)) assert(!/\w\((s|es)\)/.test(text), `${key}: ${text}`);
  }
});

function* sources(folder: string): Generator<{ path: string; code: string }> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, ROOT))) {
    const path = `${folder}${name}`;
    if (isDirectory) yield* sources(`${path}/`);
    else if (!path.startsWith("lib/messages/")) {
      yield { path, code: Deno.readTextFileSync(new URL(path, ROOT)) };
    }
  }
}

/** The keys a source names: arguments of the error classes, `key:` members, and calls of sentence. */
function keysIn(code: string): string[] {
  const forms = [
    /new UsageError\(\s*"[a-z]+",\s*"([^"]+)"/g,
    /new (?:SyntaxFault|Misuse)\(\s*"([^"]+)"/g,
    /\bkey: "([a-z]+\.[^"]+)"/g,
    /\bsentence\(\s*[\w.#]+,\s*"([^"]+)"/g,
    /\bfault\(\s*"([a-z]+\.[a-z-]+)"/g,
  ];
  return forms.flatMap((form) => [...code.matchAll(form)].map((match) => match[1] ?? ""));
}

/** Anything that is written like a key of the catalogue. */
function looksLikeKeys(code: string): string[] {
  const groups = new Set(messageKeys.map((key) => key.split(".")[0]));
  return [...code.matchAll(/"([a-z]+)\.([a-zA-Z-]+)"/g)].filter(([, group = ""]) => groups.has(group))
    .map(([text]) => text.slice(1, -1));
}

Deno.test("every message a source asks for is in the catalogue", () => {
  let found = 0;
  for (const { path, code } of [...sources("lib/"), ...sources("commands/")]) {
    for (const key of [...keysIn(code), ...looksLikeKeys(code)]) {
      found++;
      assert(isMessageKey(key), `${path} asks for "${key}"`);
    }
  }
  assert(found > 150, `only ${found} keys were found: does the search still work?`);
});

Deno.test("every message of the catalogue is asked for somewhere", () => {
  const code = [...sources("lib/"), ...sources("commands/")].map(({ code }) => code).join("\n");
  // These are put together from a name that is known when they are needed.
  const built =
    /^(expects|kind|state|column|waiting)\.|^job\.(state-)?(running|succeeded|failed|cancelled|statement)$|-nearest$/;
  const unused = messageKeys.filter((key) => !built.test(key) && !code.includes(`"${key}"`));
  assertEquals(unused, []);
});
