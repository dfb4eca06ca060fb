// The compiled executable for tests: made when the sources have changed, by whichever test asks first.

import { compile, sha256 } from "../tools/compile.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const FOLDER = `${ROOT}dist/test`;

let made: Promise<string> | undefined;

/** The path of an executable compiled from the sources as they are now. */
export function executable(): Promise<string> {
  return made ??= make();
}

async function make(): Promise<string> {
  const path = `${FOLDER}/socksh`;
  const key = `${path}.sources`;
  await Deno.mkdir(FOLDER, { recursive: true });
  // Every test file has a memory of its own; the lock lets one of them compile while the others wait.
  using lock = await Deno.open(`${FOLDER}/lock`, { write: true, create: true });
  await lock.lock(true);
  const sources = await fingerprint();
  const known = await Deno.readTextFile(key).catch(() => "");
  const present = await Deno.stat(path).then((info) => info.isFile, () => false);
  if (!present || known !== sources) {
    await compile({ entry: `${ROOT}main.ts`, output: path });
    await Deno.writeTextFile(key, sources);
  }
  return path;
}

/** A hash of everything the executable is made from. */
async function fingerprint(): Promise<string> {
  const paths = [...files(`${ROOT}lib`), ...files(`${ROOT}commands`)];
  for (const name of ["main.ts", "deno.json", "deno.lock", "tools/compile.ts"]) paths.push(`${ROOT}${name}`);
  const texts = paths.sort().map((path) => `${path}\n${Deno.readTextFileSync(path)}`);
  return await sha256(new TextEncoder().encode(`${Deno.version.deno}\n${texts.join("\n")}`));
}

function* files(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* files(`${folder}/${name}`);
    else yield `${folder}/${name}`;
  }
}
