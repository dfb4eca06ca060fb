// The house rules of tools/lint.ts: each one reports what it is for, and nothing else.

import { assertEquals } from "@std/assert";
import plugin from "../tools/lint.ts";

/** The names of the rules that a source text at this path breaks. */
function broken(path: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, path, source).map((diagnostic) => diagnostic.id);
}

Deno.test("Deno.exit stands only in main.ts", () => {
  assertEquals(broken("main.ts", "Deno.exit(1);"), []);
  assertEquals(broken("tools/a.ts", "Deno.exit(1);"), ["socksh/exit-in-main"]);
  assertEquals(broken("tools/a.ts", `Deno["exit"](1);`), ["socksh/exit-in-main"]);
  assertEquals(broken("lib/a.ts", "// a\nDeno.exit(1);"), ["socksh/exit-in-main"]);
  assertEquals(broken("tools/a.ts", "Deno.exitCode = 1; other.exit();"), []);
});

Deno.test("files of lib/ and commands/ open with a comment", () => {
  assertEquals(broken("lib/a.ts", "export const a = 1;"), ["socksh/opening-comment"]);
  assertEquals(broken("commands/a.ts", "export const a = 1; // later"), ["socksh/opening-comment"]);
  assertEquals(broken("lib/a.ts", "// a: what it does\nexport const a = 1;"), []);
  assertEquals(broken("tools/a.ts", "export const a = 1;"), []);
});

Deno.test("modules have telling names", () => {
  for (const name of ["utils", "util", "helpers", "common", "types"]) {
    assertEquals(broken("main.ts", `import "./lib/${name}.ts";`), ["socksh/telling-names"]);
    assertEquals(broken("main.ts", `export * from "./${name}/mod.ts";`), ["socksh/telling-names"]);
    assertEquals(broken("main.ts", `export { a } from "./${name}.d.ts";`), ["socksh/telling-names"]);
    assertEquals(broken("main.ts", `await import("./${name}.ts");`), ["socksh/telling-names"]);
  }
  assertEquals(broken("main.ts", `import "./lib/commonly.ts"; import "node:util"; export const a = 1;`), []);
});

Deno.test("lib/ and commands/ make real calls, not Deno's", () => {
  for (const call of ["listen", "connect", "listenDatagram"]) {
    assertEquals(broken("lib/a.ts", `// a\nDeno.${call}({ port: 1 });`), ["socksh/real-calls"]);
    assertEquals(broken("commands/a.ts", `// a\nDeno.${call}({ port: 1 });`), ["socksh/real-calls"]);
    assertEquals(broken("tests/a.ts", `Deno.${call}({ port: 1 });`), []);
  }
  assertEquals(broken("lib/a.ts", "// a\nsockets.connect(1); Deno.dlopen();"), []);
});

Deno.test("lib/ imports nothing from commands/", () => {
  assertEquals(broken("lib/a.ts", `// a\nimport "../commands/mod.ts";`), ["socksh/library-below-commands"]);
  assertEquals(broken("lib/a/b.ts", `// b\nawait import("../../commands/mod.ts");`), [
    "socksh/library-below-commands",
  ]);
  assertEquals(broken("main.ts", `import "./commands/mod.ts";`), []);
  assertEquals(broken("lib/a.ts", `// a\nimport "./command.ts";`), []);
});
