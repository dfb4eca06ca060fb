// properties: fast-check as all tests use it — the same cases in every run, unless others are asked for.
//
// A case that fails names its seed. SOCKSH_TEST_SEED=N makes up others, SOCKSH_TEST_SEED=random others in each run.

import fc from "fast-check";

const asked = Deno.env.get("SOCKSH_TEST_SEED") ?? "1";
fc.configureGlobal({ seed: asked === "random" ? Date.now() | 0 : Number(asked) | 0 });

export { default } from "fast-check";
