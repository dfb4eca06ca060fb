// start: what a command line asks for, and which driver does it.
//
// Options are read, the language is chosen, the C library is opened, the text is read; then one of the two
// drivers runs. Whatever goes wrong on the way ends here as one sentence and an exit code.

import { parseArgs } from "@std/cli/parse-args";
import { setColorEnabled } from "@std/fmt/colors";
import { constant, system } from "./abi/mod.ts";
import { type Command, type Registry, spellingsOf } from "./command.ts";
import { SystemError, UsageError } from "./errors.ts";
import { escaped } from "./escape.ts";
import { nearest, quoteOptions, quoteWord, type Source } from "./language/mod.ts";
import { type Libc, openLibc } from "./libc.ts";
import { type Language, languageOf, named } from "./messages/language.ts";
import { Output, OutputLost } from "./output.ts";
import type { ReplOptions } from "./repl.ts";
import { runScript, type Script } from "./script.ts";
import { readSource } from "./source.ts";
import type { TraceMode } from "./trace.ts";

/** A command line that asks for nothing that can be done. */
class Misuse extends Error {
  constructor(readonly key: string, readonly values: Record<string, string> = {}) {
    super(key);
  }
}

/** A variable of the environment; one that is no UTF-8 counts as not set. */
const environment = (name: string): string | undefined => {
  try {
    return Deno.env.get(name);
  } catch {
    return undefined;
  }
};

/**
 * Does what a command line asks for.
 *
 * @param args without the program's own name
 * @returns the exit code
 */
export async function run(args: readonly string[], registry: Registry, version: string): Promise<number> {
  let language = languageOf(environment);
  let output: Output | undefined;
  let restore = () => {};
  try {
    const options = readArguments(args);
    language = options.lang === undefined ? language : chosen(options.lang);
    const tables = system();
    if (tables === undefined) {
      throw new Misuse("run.unsupported", { os: Deno.build.os, arch: Deno.build.arch });
    }
    const libc = opened(() => openLibc(tables));
    output = new Output(libc);
    restore = standardFlags(libc);
    colour(options["no-color"]);

    if (options.help) await output.out((await import("./messages/usage.ts")).usageText(language));
    else if (options.version) await output.out(`socksh ${version}\n`);
    else {
      const inside = !options.sandbox || options.check || await sandboxed(args, language, libc, output);
      return inside ? await drive(options, language, registry, version, libc) : 2;
    }
    return 0;
  } catch (error) {
    return await ended(error, language, output);
  } finally {
    restore();
  }
}

/**
 * Puts the flags of the standard descriptors back: they are shared with whoever started the shell. Where a terminal may
 * not be opened anew (another user's) the runtime makes the one that is there non-blocking.
 */
function standardFlags(libc: Libc): () => void {
  const [F_GETFL, F_SETFL] = [constant(libc.system, "F_GETFL"), constant(libc.system, "F_SETFL")];
  const before = [0, 1, 2].map((fd) => libc.fcntl(fd, F_GETFL, 0));
  return () => {
    before.forEach((flags, fd) => {
      const now = libc.fcntl(fd, F_GETFL, 0);
      if (flags >= 0 && now >= 0 && now !== flags) libc.fcntl(fd, F_SETFL, flags);
    });
  };
}

function readArguments(args: readonly string[]) {
  const options = parseArgs(args, {
    boolean: [
      "verbose",
      "step",
      "i",
      "json",
      "check",
      "keep-going",
      "sandbox",
      "no-color",
      "trace",
      "trace-times",
      "help",
      "version",
    ],
    string: ["c", "lang", "_"],
    alias: { verbose: "v", "keep-going": "k", help: "h", version: "V" },
    collect: ["c", "lang"],
    stopEarly: true,
    "--": true,
    unknown: (argument, key) => {
      if (key !== undefined) throw new Misuse("run.option", { option: argument });
    },
  });
  for (const [name, option] of [["c", "-c"], ["lang", "--lang"]] as const) {
    // The parser reads an option without a value as one with an empty value.
    const given = args[args.lastIndexOf(option) + 1];
    if (options[name].at(-1) === "" && given !== "") throw new Misuse("run.option-value", { option });
  }
  // Behind an operand, `--` belongs to what is run.
  const behind = options["--"];
  const operands = options._.length > 0 && args.includes("--")
    ? [...options._, "--", ...behind]
    : [...options._, ...behind];
  return { ...options, _: operands, c: options.c.at(-1), lang: options.lang.at(-1) };
}

type Options = ReturnType<typeof readArguments>;

function chosen(language: string): Language {
  const known = named(language);
  if (known === undefined) throw new Misuse("run.language", { value: language });
  return known;
}

function opened(open: () => Libc): Libc {
  try {
    return open();
  } catch (error) {
    throw new Misuse("run.libc", { reason: error instanceof Error ? error.message : String(error) });
  }
}

/** Colours are for terminals, and for those who want them. */
function colour(unwanted: boolean): void {
  const wanted = !unwanted && !environment("NO_COLOR") && environment("TERM") !== "dumb";
  setColorEnabled(wanted && (Deno.stdout.isTerminal() || Deno.stderr.isTerminal()));
}

/**
 * Goes into a private network and tells how others join it; false where the system refuses, which is told. What comes
 * of it is told on standard error: standard output belongs to the session.
 */
async function sandboxed(
  args: readonly string[],
  language: Language,
  libc: Libc,
  output: Output,
): Promise<boolean> {
  const { privateNetwork } = await import("./sandbox.ts");
  const answer = privateNetwork(libc, args, environment);
  const { say, sentence } = await import("./messages/mod.ts");
  const { paragraph } = await import("./render/mod.ts");
  const { styleOfErrors } = await import("./script/observer.ts");
  const style = styleOfErrors(language);
  const told = (sentence: string) => paragraph(sentence, (text) => text, style);
  if (answer.kind === "inside") {
    const how = told(sentence(language, "sandbox.inside")) + told(sentence(language, "sandbox.join"));
    // The command stays in one piece, to be copied.
    await output.err(`${how}  ${escaped(answer.join)}\n`);
    return true;
  }
  const said = answer.said === "" ? [] : answer.said.split("\n").map((line) => `  ${escaped(line)}\n`);
  const hint = sentence(language, "answer.hint", { hint: say(language, answer.hint) });
  await output.err(told(`socksh: ${say(language, answer.reason)}`) + said.join("") + told(hint));
  return false;
}

/** The prompt where a person sits at both ends and asked for nothing else; otherwise a script. */
async function drive(
  options: Options,
  language: Language,
  registry: Registry,
  version: string,
  libc: Libc,
): Promise<number> {
  const asked = options.c !== undefined || options._.length > 0 || options.json || options.check ||
    options.step;
  const common = { language, version, environment, trace: traceMode(options) };
  if (options.i) return driveByLines(options, common, registry, libc);
  if (!asked && Deno.stdin.isTerminal() && Deno.stdout.isTerminal()) {
    const { runRepl } = await import("./repl.ts");
    return runRepl(common, registry, libc);
  }
  const script = readScript(options, registry, libc);
  const { verbose, step, json, check } = options;
  return runScript(
    script,
    { ...common, verbose, step, json, check, keepGoing: options["keep-going"] },
    registry,
    libc,
  );
}

function traceMode(options: Options): TraceMode {
  return options["trace-times"] ? "times" : options.trace ? "on" : "off";
}

/** Another program types the lines: statements run as they arrive. */
async function driveByLines(
  options: Options,
  common: ReplOptions,
  registry: Registry,
  libc: Libc,
): Promise<number> {
  const { c, check, step, json, _: operands } = options;
  const [first, ...rest] = operands;
  const other = c !== undefined ? "-c" : check ? "--check" : step ? "--step" : undefined;
  if (other !== undefined) throw new Misuse("run.option-exclusive", { one: "-i", other });
  if (first !== undefined && first !== "-") {
    throw new Misuse("run.option-file", { option: "-i", file: first });
  }
  const { runLines } = await import("./script/lines.ts");
  return runLines(["-", ...rest], { ...common, json }, registry, libc);
}

/** What is to be run: -c, a command, a file, or standard input. */
function readScript({ c, _: operands }: Options, registry: Registry, libc: Libc): Script {
  const [first, ...rest] = operands;
  if (c !== undefined) return { source: { name: "-c", text: c }, path: undefined, argv: ["-c", ...operands] };
  if (first === undefined || first === "-") {
    return { source: readSource(libc, 0, "-"), path: undefined, argv: ["-", ...rest] };
  }
  const command = registry.get(first);
  if (command === undefined) {
    return { source: readFile(libc, first, registry), path: first, argv: operands };
  }
  const text = [first, ...words(command, rest)].join(" ");
  return { source: { name: "", text }, path: undefined, argv: operands, command: true };
}

/** What stands behind a command, written so that it is read as it was given. */
function words(command: Command, given: readonly string[]): readonly string[] {
  const spellings = spellingsOf(command);
  if (spellings !== undefined) return quoteOptions(given, spellings);
  // An expression stays as it was written; everything else is words.
  const isExpression = (word: string) => command.rest === "expression" && /^[\w.+-]+$/.test(word);
  return given.map((word) => isExpression(word) ? word : quoteWord(word));
}

/** A session file; what is neither a file nor a command is mostly a command with a letter wrong. */
function readFile(libc: Libc, path: string, registry: Registry): Source {
  try {
    return readSource(libc, path);
  } catch (error) {
    const near = nearest(path, registry.keys());
    if (!(error instanceof SystemError) || error.code !== "ENOENT" || near === undefined) throw error;
    throw new Misuse("run.neither", { name: path, nearest: near });
  }
}

/** The exit code for what ended a run, and the sentence that says it. */
async function ended(error: unknown, language: Language, output: Output | undefined): Promise<number> {
  // Whoever read our output has gone: there is nobody left to tell.
  if (error instanceof OutputLost && error.code === "EPIPE") return 0;
  const text = `socksh: ${escaped(await explained(error, language))}\n`;
  if (output) await output.err(text);
  else Deno.stderr.writeSync(new TextEncoder().encode(text));
  return error instanceof Misuse || error instanceof UsageError || error instanceof SystemError ? 2 : 1;
}

async function explained(error: unknown, language: Language): Promise<string> {
  const { errnoText, say, sentence } = await import("./messages/mod.ts");
  const words = (code: string) => errnoText(language, code) ?? code;
  if (error instanceof Misuse) return sentence(language, error.key, error.values);
  if (error instanceof UsageError) return say(language, error);
  if (error instanceof SystemError) {
    const path = String(error.detail?.values["path"] ?? error.call);
    return sentence(language, "run.unreadable", { path, reason: words(error.code), code: error.code });
  }
  if (error instanceof OutputLost) return sentence(language, "run.output", { reason: words(error.code) });
  return sentence(language, "run.internal", {
    reason: error instanceof Error ? error.message : String(error),
  });
}
