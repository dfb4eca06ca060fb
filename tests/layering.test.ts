// The import graph: imports in lib/ and commands/ point downwards only, as tools/layers.ts lists them.

import { assert, assertEquals } from "@std/assert";
import { COMMANDS_MAY_IMPORT, COMMANDS_SHARE, LAYERS } from "../tools/layers.ts";

const ROOT = new URL("../", import.meta.url);

/** One import of one file: both paths relative to the repository; `to` is a bare specifier if not relative. */
interface Import {
  readonly from: string;
  readonly to: string;
}

/** The specifiers of every import, re-export and literal dynamic import in a source text. */
function specifiers(source: string): string[] {
  // Comments are dropped first: documentation examples import, too, and may import from above.
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const statics = code.matchAll(/^\s*(?:import|export)\b(?:[\s\w*{},$]*?\bfrom)?\s*["']([^"']+)["']/gm);
  const dynamics = code.matchAll(/\bimport\s*\(\s*["']([^"']+)["']/g);
  return [...statics, ...dynamics].map((match) => match[1]!);
}

/** The imports of one file. */
function importsOf(from: string, source: string): Import[] {
  return specifiers(source).map((specifier) => {
    if (!specifier.startsWith(".")) return { from, to: specifier };
    const url = new URL(specifier, new URL(from, ROOT));
    return { from, to: decodeURIComponent(url.href.slice(ROOT.href.length)) };
  });
}

function* sources(folder: string): Generator<string> {
  let entries: Iterable<Deno.DirEntry>;
  try {
    entries = Deno.readDirSync(new URL(`${folder}/`, ROOT));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* sources(path);
    else if (path.endsWith(".ts")) yield path;
  }
}

function imports(folder: string): Import[] {
  return [...sources(folder)].flatMap((path) => importsOf(path, Deno.readTextFileSync(new URL(path, ROOT))));
}

/** The module of lib/ that a path belongs to, or undefined for paths elsewhere. */
function moduleOf(path: string): string | undefined {
  return /^lib\/([^/]+?)(?:\.ts$|\/)/.exec(path)?.[1];
}

/** What is wrong with an import of a file in lib/; undefined when it points downwards. */
function libraryFault({ from, to }: Import): string | undefined {
  const importer = moduleOf(from)!;
  const rank = LAYERS.findIndex((layer) => layer.module === importer);
  if (rank < 0) return `lib/ has a new module "${importer}": add it to LAYERS in tools/layers.ts (${from})`;
  if (!/^(lib|commands|tests|tools)\/|^main\.ts$/.test(to)) return undefined; // a dependency, or node:…
  const imported = moduleOf(to);
  if (imported === undefined) return `${from} imports ${to}: lib/ imports nothing of the project but lib/`;
  if (imported === importer) return undefined;
  const target = LAYERS.findIndex((layer) => layer.module === imported);
  if (target < 0) return `lib/ has a new module "${imported}": add it to LAYERS in tools/layers.ts (${to})`;
  if (target > rank) return `${from} imports upwards: ${to}`;
  const only = LAYERS[rank]!.only;
  if (only !== undefined && !only.includes(imported)) {
    return `${from} imports ${to}, but ${importer} may import only ${only.join(", ")}`;
  }
  return undefined;
}

/** What is wrong with an import of a file in commands/; undefined when it is allowed. */
function commandFault({ from, to }: Import): string | undefined {
  if (!/^(lib|commands|tests|tools)\/|^main\.ts$/.test(to)) return undefined;
  const imported = moduleOf(to);
  if (imported !== undefined && COMMANDS_MAY_IMPORT.includes(imported)) return undefined;
  if (from === "commands/mod.ts" && to.startsWith("commands/")) return undefined;
  if (COMMANDS_SHARE.some((name) => to === `commands/${name}.ts`)) return undefined;
  // A topic of several files is a folder of its own.
  const [topic] = /^commands\/[^/]+\//.exec(from) ?? [];
  if (topic !== undefined && to.startsWith(topic)) return undefined;
  return `${from} imports ${to}: a command imports only ${
    COMMANDS_MAY_IMPORT.map((m) => `lib/${m}`).join(" and ")
  }`;
}

function faults(all: Import[], rule: (one: Import) => string | undefined): string[] {
  return [...new Set(all.map(rule).filter((fault) => fault !== undefined))];
}

Deno.test("imports in lib/ point downwards only", () => {
  const unlisted = [...new Set([...sources("lib")].map((path) => moduleOf(path)!))]
    .filter((module) => !LAYERS.some((layer) => layer.module === module))
    .map((module) => `lib/ has a new module "${module}": add it to LAYERS in tools/layers.ts`);
  assertEquals([...unlisted, ...faults(imports("lib"), libraryFault)], []);
});

Deno.test("commands import only lib/command and lib/abi, and the registry its topics", () => {
  assertEquals(faults(imports("commands"), commandFault), []);
});

Deno.test("every import form is seen", () => {
  const source = `
    import { a } from "./a.ts";
    import type { B } from './b.ts';
    import C, {
      type D,
    } from "./c.ts";
    import * as e from "./e.ts";
    import "./f.ts";
    export * from "./g.ts";
    export { h } from "./h.ts";
    const i = await import("./i.ts");
    // import { x } from "./comment.ts";
    /** import { y } from "./documentation.ts"; */
    export const from = 1;
    const text = "no import";
  `;
  assertEquals(specifiers(source).map((s) => s[2]), ["a", "b", "c", "e", "f", "g", "h", "i"]);
});

Deno.test("an import that points the wrong way is named", () => {
  const wrong = (from: string, to: string) => libraryFault({ from, to });
  assertEquals(wrong("lib/errors.ts", "lib/abi/mod.ts"), "lib/errors.ts imports upwards: lib/abi/mod.ts");
  assertEquals(wrong("lib/abi/linux.ts", "lib/errors.ts"), undefined);
  assertEquals(wrong("lib/language/parser.ts", "lib/language/tree.ts"), undefined);
  assert(wrong("lib/language/parser.ts", "lib/abi/mod.ts")?.includes("may import only errors"));
  assert(wrong("lib/sockets.ts", "commands/mod.ts")?.includes("nothing of the project but lib/"));
  assert(wrong("lib/novelty.ts", "lib/errors.ts")?.includes("add it to LAYERS"));
  assertEquals(wrong("lib/render.ts", "@std/fmt/colors"), undefined);
  const command = (from: string, to: string) => commandFault({ from, to });
  assertEquals(command("commands/mod.ts", "commands/lifecycle.ts"), undefined);
  assertEquals(command("commands/transfer.ts", "lib/command.ts"), undefined);
  assert(command("commands/transfer.ts", "commands/lifecycle.ts")?.includes("a command imports only"));
  assertEquals(command("commands/shortcuts/mod.ts", "commands/shortcuts/pipe.ts"), undefined);
  assert(command("commands/shortcuts/pipe.ts", "commands/shell.ts")?.includes("a command imports only"));
  assert(command("commands/transfer.ts", "lib/session.ts")?.includes("a command imports only"));
});
