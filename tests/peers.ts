// The programs that tests talk to over real sockets: python3, nc, ncat, socat, strace, …

const found = new Map<string, string | undefined>();

/**
 * The path of a program, or undefined if this machine has not got it; the test then prints that it is skipped
 * and returns. Where every peer has to be there (SOCKSH_REQUIRE_PEERS=1, as in CI), a missing one is an error.
 */
export async function peer(name: string): Promise<string | undefined> {
  if (!found.has(name)) found.set(name, await search(name));
  const path = found.get(name);
  if (path === undefined) {
    if (Deno.env.get("SOCKSH_REQUIRE_PEERS") === "1") {
      throw new Error(`${name} not found, and every peer is required`);
    }
    skipped(`${name} not found`);
  }
  return path;
}

/** Prints that a test is skipped, and why. */
export function skipped(why: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`skipped: ${why}\n`));
}

async function search(name: string): Promise<string | undefined> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    const path = `${folder || "."}/${name}`;
    const info = await Deno.stat(path).catch(() => undefined);
    if (info?.isFile && ((info.mode ?? 0) & 0o111) !== 0) return path;
  }
  return undefined;
}
