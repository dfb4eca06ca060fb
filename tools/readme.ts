// readme: writes the parts of README.md that are told elsewhere already. `deno task readme [--check]`
//
// A generated part stands between `<!-- generated: NAME -->` and `<!-- /generated -->`. What it says comes from
// the records of the commands, from tools/layers.ts and from deno.json, so that README.md cannot say anything
// else. With --check nothing is written, and the exit code is 1 when a part is stale.

import { parseArgs } from "@std/cli/parse-args";
import { topics } from "../commands/mod.ts";
import manifest from "../deno.json" with { type: "json" };
import { type Command, optionUsage, usage } from "../lib/command.ts";
import { COMMANDS_MAY_IMPORT, LAYERS } from "./layers.ts";

const ROOT = import.meta.dirname!.slice(0, -"tools".length);

/** The file that has generated parts. */
export const README: string = `${ROOT}README.md`;

/** What stands in a cell of a table: a bar would end it. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

/** Each form a command takes, as code. */
function forms(command: Command): string {
  return usage(command).map((form) => `\`${cell(form)}\``).join(" · ");
}

/** Every command by topic: its usage and what it does. */
function commandTable(): string {
  const rows = Object.entries(topics).flatMap(([topic, commands]) => [
    `| **${topic}** | |`,
    ...commands.map((command) => `| ${forms(command)} | ${cell(command.summary.en)} |`),
  ]);
  return ["| Usage | What it does |", "| --- | --- |", ...rows].join("\n");
}

/** Every option of every command that has some, and what it does. */
export function optionTable(commands: Iterable<Command>): string {
  const rows = [...commands].flatMap((command) =>
    Object.entries(command.options ?? {}).map(([name, option], i) => {
      const whose = i === 0 ? `\`${command.name}\`` : "";
      return `| ${whose} | \`${cell(optionUsage(name, option))}\` | ${cell(option.summary.en)} |`;
    })
  );
  return ["| Command | Option | What it does |", "| --- | --- | --- |", ...rows].join("\n");
}

/** The modules, highest first, with what they are for and, where that is fewer, what they may import. */
function layerDiagram(): string {
  const modules = [...LAYERS].reverse().map(({ module, task, only }) => ({
    module,
    task: only === undefined ? task : `${task} [${only.join(", ") || "nothing"}]`,
  }));
  const width = Math.max(...modules.map(({ module }) => module.length)) + 2;
  const rows = modules.map(({ module, task }) => `  ${module.padEnd(width)}${task}`);
  const commands = `${"commands/".padEnd(width + 2)}the commands, by topic [${
    COMMANDS_MAY_IMPORT.join(", ")
  }]`;
  const main = `${"main.ts".padEnd(width + 2)}hands the commands to start`;
  return ["```text", main, commands, "lib/", ...rows, "```"].join("\n");
}

/** The record of a command as it stands in its topic file: the example of how one is made. */
async function record(topic: string, name: string): Promise<string> {
  const source = await Deno.readTextFile(`${ROOT}commands/${topic}.ts`);
  const found = source.split("\n\n").find((part) => part.includes(`    name: "${name}",`));
  if (found === undefined) throw new Error(`commands/${topic}.ts has no record of "${name}"`);
  const lines = found.split("\n").filter((line) => line.startsWith("  "));
  return ["```ts", ...lines.map((line) => line.slice(2)), "```"].join("\n");
}

/** Parts that README.md may do without. */
const DISPENSABLE: ReadonlySet<string> = new Set(["options"]);

/** The generated parts by their names. */
async function parts(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ["commands", commandTable()],
    ["options", optionTable(Object.values(topics).flat())],
    ["layers", layerDiagram()],
    ["record", await record("addresses", "getpeername")],
  ]);
}

/**
 * The text with its generated parts as they have to be.
 *
 * @throws {Error} when a part is missing or nobody knows how to make it
 */
export async function generated(readme: string): Promise<string> {
  const known = await parts();
  const seen = new Set<string>();
  const text = readme.replace(
    /(<!-- generated: (\S+) -->\n)[\s\S]*?(<!-- \/generated -->)/g,
    (_, begin: string, name: string, end: string) => {
      const part = known.get(name);
      if (part === undefined) throw new Error(`README.md asks for "${name}", which nothing generates`);
      seen.add(name);
      return `${begin}${part}\n${end}`;
    },
  );
  const missing = [...known.keys()].filter((name) => !seen.has(name) && !DISPENSABLE.has(name));
  if (missing.length > 0) throw new Error(`README.md has no place for ${missing.join(", ")}`);
  return text;
}

/** The packages that deno.json imports, as the table of dependencies has to name them: `npm:NAME@VERSION`. */
export function packages(): string[] {
  const names = Object.values(manifest.imports).map((specifier) =>
    /^npm:(@[^/]+\/)?[^/]+/.exec(specifier)?.[0]
  );
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

/** The packages that the table of dependencies names. */
export function packagesNamed(readme: string): string[] {
  const table = /\n## Dependencies\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? "";
  return [...new Set(table.match(/npm:[@\w./-]+@\d[\w.-]*/g) ?? [])].sort();
}

async function main(): Promise<number> {
  const { check } = parseArgs(Deno.args, { boolean: ["check"] });
  const before = await Deno.readTextFile(README);
  const after = await generated(before);
  const [named, imported] = [packagesNamed(after).join(" "), packages().join(" ")];
  if (named !== imported) {
    say(`README.md: the table of dependencies names ${named}, and deno.json imports ${imported}`);
    return 1;
  }
  if (after === before) return 0;
  if (check) {
    say("README.md: a generated part is stale; deno task readme writes it anew");
    return 1;
  }
  await Deno.writeTextFile(README, after);
  return 0;
}

function say(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}

if (import.meta.main) Deno.exitCode = await main();
