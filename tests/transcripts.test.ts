// The transcripts: whole sessions as a user sees them, typed again and compared line by line.
//
// Each file of transcripts/ holds prompt lines and what they answer. SOCKSH_UPDATE=1 writes the answers of today into
// the files that differ; what it wrote has to be read before it is kept. A name that ends in .pt.txt is in Portuguese.

import { assertEquals } from "@std/assert";
import { masked, replay, typed } from "./replay.ts";

const FOLDER = new URL("./transcripts/", import.meta.url).pathname;
const FILES = new URL("./transcripts/files/", import.meta.url).pathname;

const names = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).filter((name) => name.endsWith(".txt"))
  .sort();

/** Runs in a folder of its own that holds the session files a transcript sources; unix paths end up there, too. */
async function inFolder<T>(run: () => Promise<T>): Promise<T> {
  const before = Deno.cwd();
  const folder = await Deno.makeTempDir({ prefix: "socksh-transcript-" });
  for (const { name } of Deno.readDirSync(FILES)) await Deno.copyFile(FILES + name, `${folder}/${name}`);
  Deno.chdir(folder);
  try {
    return await run();
  } finally {
    Deno.chdir(before);
    await Deno.remove(folder, { recursive: true });
  }
}

for (const name of names) {
  const title = name.replace(/(\.pt)?\.txt$/, "").replaceAll("-", " ");
  const language = name.endsWith(".pt.txt") ? "pt-BR" : "en";
  Deno.test(`the prompt answers as written: ${title}${language === "en" ? "" : " (Portuguese)"}`, async () => {
    const written = await Deno.readTextFile(FOLDER + name);
    const screen = await inFolder(() => replay(typed(written), language));
    if (masked(screen) === masked(written)) return;
    if (Deno.env.get("SOCKSH_UPDATE") === "1") await Deno.writeTextFile(FOLDER + name, screen);
    else assertEquals(masked(screen), masked(written));
  });
}
