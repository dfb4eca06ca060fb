// Compiling: denort is taken out of a package only if it is the right one, and no half of anything is written.

import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import {
  type Carrier,
  compile,
  CompileError,
  extractDenort,
  isVerified,
  sha256,
  writeExecutable,
} from "../tools/compile.ts";
import { executable } from "./executable.ts";

/** A small stand-in for denort, with the values that CARRIER gives its header fields. */
const DENORT = Uint8Array.from({ length: 64 }, (_, index) => index);
DENORT.set([64, 0, 0, 0, 0, 0, 0, 0, 0x08, 0xb8, 0x69, 0x06, 0, 0, 0, 0], 0x20);
DENORT.set([12, 0], 0x38);
DENORT.set([38, 0], 0x3c);

/** The stand-in as an executable: the four fields changed, a payload behind it. */
const GRAFTED = new Uint8Array(100).fill(0xee);
GRAFTED.set(DENORT);
GRAFTED.fill(0xff, 0x20, 0x30).fill(0xff, 0x38, 0x3a).fill(0xff, 0x3c, 0x3e);

const CARRIER: Carrier = {
  deno: "0.0.0",
  target: "x86_64-unknown-linux-gnu",
  package: "stand-in@1.0.0",
  integrity: "",
  file: "program",
  length: 64,
  header: [
    { name: "e_phoff", offset: 0x20, bytes: 8, value: 64 },
    { name: "e_shoff", offset: 0x28, bytes: 8, value: 107591688 },
    { name: "e_phnum", offset: 0x38, bytes: 2, value: 12 },
    { name: "e_shnum", offset: 0x3c, bytes: 2, value: 38 },
  ],
  sha256: await sha256(DENORT),
};

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "socksh-compile-" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
}

Deno.test("denort is cut off the carrier and its header fields are put back", async () => {
  assertEquals(await extractDenort(GRAFTED, CARRIER), DENORT);
});

Deno.test("an executable with one wrong bit is refused", async () => {
  const wrong = GRAFTED.slice();
  wrong[0] = 1;
  const error = await assertRejects(() => extractDenort(wrong, CARRIER), CompileError);
  assertStringIncludes(error.message, "refused stand-in@1.0.0: SHA-256 is ");
});

Deno.test("an executable that is too short is refused", async () => {
  await assertRejects(() => extractDenort(GRAFTED.slice(0, 63), CARRIER), CompileError, "63 bytes");
});

Deno.test("a cached denort with another hash is removed, not used", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/denort`;
    assertEquals(await isVerified(path, CARRIER.sha256), false);
    await writeExecutable(path, DENORT);
    assertEquals(await isVerified(path, CARRIER.sha256), true);
    assertEquals((await Deno.stat(path)).mode! & 0o777, 0o700);
    await Deno.writeFile(path, GRAFTED);
    assertEquals(await isVerified(path, CARRIER.sha256), false);
    assertEquals(names(folder), []);
  });
});

Deno.test("a failed compilation leaves what was there", async () => {
  await inFolder(async (folder) => {
    const entry = `${folder}/broken.ts`;
    const output = `${folder}/program`;
    await Deno.writeTextFile(entry, `const n: number = "text";\nexport default n;\n`);
    await Deno.writeTextFile(output, "as before");
    const error = await assertRejects(() => compile({ entry, output }), CompileError);
    assertStringIncludes(error.message, "TS2322");
    assertEquals(await Deno.readTextFile(output), "as before");
    assertEquals(names(folder), ["broken.ts", "program"]);
  });
});

Deno.test("the executable runs, knows its version and stays below 112 MB", async () => {
  const path = await executable();
  const { code, stdout, stderr } = await new Deno.Command(path, { args: ["-V"] }).output();
  const { version } = JSON.parse(await Deno.readTextFile(new URL("../deno.json", import.meta.url)));
  assertEquals(new TextDecoder().decode(stderr), "");
  assertMatch(new TextDecoder().decode(stdout), /^socksh \d+\.\d+\.\d+\b/);
  assertStringIncludes(new TextDecoder().decode(stdout), version);
  assertEquals(code, 0);
  assert((await Deno.stat(path)).size < 112_000_000);
});
