// main: argv → mode. It opens the real world (the C library, the environment), hands over to one of the
// two drivers, and ends the process with the one exit code.

import { registry } from "./commands/mod.ts";
import manifest from "./deno.json" with { type: "json" };
import { run } from "./lib/start.ts";

if (import.meta.main) {
  Deno.exit(await run(Deno.args, registry, manifest.version));
}
