// compile: writes the executable dist/socksh. `deno task compile [--target TRIPLE] [--output FILE]`
//
// An executable made by `deno compile` is `denort`, Deno's runtime without its tools, with the program grafted
// on. Deno downloads denort from its own site when it is first needed, unless the environment variable
// DENORT_BIN names one. Where only the npm registry can be reached that download fails, and Deno publishes no
// denort there. Others do, without meaning to: they publish executables made by `deno compile`, and what was
// grafted on can be taken off again. The program is appended to the file as one more ELF segment, for which
// the tables of segments and sections are moved; so the beginning of such a file is denort, byte for byte, but
// for the four fields of the ELF header that locate and count those tables. CARRIER says which package this
// is and what to put back.
//
// Why the result can be trusted: the package must have the integrity written below and the result the SHA-256
// written below, and the same bytes come out of a second, unrelated package, @taprun/cli-linux-x64 0.30.0.
// Whatever differs in one bit is refused.

import { parseArgs } from "@std/cli/parse-args";
import manifest from "../deno.json" with { type: "json" };

const ROOT = import.meta.dirname!.slice(0, -"tools".length);

/**
 * What is baked in: what the program may do, and what V8 is told, as in the task `start`. Objects die young here, in
 * 4 MB that what a start makes fits into: a collection in the middle of it would cost it a tenth. And a loop over calls is
 * optimized after hundreds of rounds, not thousands: until then each call of the C library costs twice as much.
 */
const OPTIONS = manifest.tasks.start.command.split(" ")
  .filter((word) => /^--(?:allow-|no-prompt|v8-flags=)/.test(word));

/** A published executable with denort at its beginning. Its numbers hold for exactly these versions. */
export interface Carrier {
  /** The version of Deno that its denort belongs to. */
  readonly deno: string;
  /** The system that its denort runs on. */
  readonly target: string;
  /** The npm package, `NAME@VERSION`. */
  readonly package: string;
  /** The integrity of the package's tarball, as in a lock file. */
  readonly integrity: string;
  /** The executable's path in the package. */
  readonly file: string;
  /** The length of denort in bytes. */
  readonly length: number;
  /** The ELF header fields that differ, with their values in denort; little endian. */
  readonly header: readonly { readonly name: string; offset: number; bytes: 2 | 8; value: number }[];
  /** The SHA-256 of denort, in hex. */
  readonly sha256: string;
}

/** Where denort comes from when only the npm registry can be reached. The fields are named as in elf(5). */
export const CARRIER: Carrier = {
  deno: "2.9.4",
  target: "x86_64-unknown-linux-gnu",
  package: "@chelonia/cli-x64-linux@3.4.0",
  integrity:
    "sha512-ey7BqNiIOY2PkpN/UYxjpmOG1A7HmplyadP80omXTG1DVu1fbz7ro/d4gRPtHaxPRkNJTS24lDejc5/rT/3RMA==",
  file: "chel",
  length: 107594120,
  header: [
    { name: "e_phoff", offset: 0x20, bytes: 8, value: 64 },
    { name: "e_shoff", offset: 0x28, bytes: 8, value: 107591688 },
    { name: "e_phnum", offset: 0x38, bytes: 2, value: 12 },
    { name: "e_shnum", offset: 0x3c, bytes: 2, value: 38 },
  ],
  sha256: "723d45cca4f68bd66652da1e0d45562b0700317c1535981035f50f078785a131",
};

/** Why no executable was written, in a sentence. */
export class CompileError extends Error {
  override readonly name = "CompileError";
}

/** The SHA-256 of some bytes, in hex. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/**
 * Takes denort out of the carrier's executable: keeps the beginning and restores the header fields.
 * Throws a {@linkcode CompileError} if the result is not the expected one.
 */
export async function extractDenort(
  executable: Uint8Array<ArrayBuffer>,
  carrier: Carrier = CARRIER,
): Promise<Uint8Array<ArrayBuffer>> {
  if (executable.length < carrier.length) {
    throw new CompileError(
      `refused ${carrier.package}: its executable has ${executable.length} bytes, fewer than denort's ${carrier.length}`,
    );
  }
  const denort = executable.slice(0, carrier.length);
  const view = new DataView(denort.buffer);
  for (const { offset, bytes, value } of carrier.header) {
    if (bytes === 8) view.setBigUint64(offset, BigInt(value), true);
    else view.setUint16(offset, value, true);
  }
  const hash = await sha256(denort);
  if (hash !== carrier.sha256) {
    throw new CompileError(`refused ${carrier.package}: SHA-256 is ${hash}, expected ${carrier.sha256}`);
  }
  return denort;
}

/** Writes an executable file so that its path never names half of it: whole under another name, then renamed. */
export async function writeExecutable(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = await Deno.makeTempFile({ dir: folderOf(path), prefix: ".denort-" });
  try {
    await Deno.writeFile(temporary, bytes);
    await Deno.chmod(temporary, 0o700);
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

/** Whether a file is there and has this SHA-256. A file that has another one is removed. */
export async function isVerified(path: string, hash: string): Promise<boolean> {
  try {
    if (await sha256(await Deno.readFile(path)) === hash) return true;
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return false;
}

/** The folder for files that can be made again, ours alone. */
async function cacheFolder(): Promise<string> {
  const home = Deno.env.get("HOME");
  const caches = Deno.env.get("XDG_CACHE_HOME") || (home && `${home}/.cache`);
  if (!caches) throw new CompileError("no place to keep denort: neither XDG_CACHE_HOME nor HOME is set");
  const folder = `${caches}/socksh`;
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/**
 * Fetches the carrier's package and writes its denort to `path`. Deno's own npm client fetches it, so that the
 * registry is the one this machine is configured for, and a lock file made here makes it check the integrity.
 */
async function fetchDenort(path: string): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: folderOf(path), prefix: ".fetch-" });
  try {
    const lock = {
      version: "5",
      specifiers: { [`npm:${CARRIER.package}`]: CARRIER.package.slice(CARRIER.package.lastIndexOf("@") + 1) },
      npm: { [CARRIER.package]: { integrity: CARRIER.integrity, os: ["linux"], cpu: ["x64"] } },
    };
    await Deno.writeTextFile(`${folder}/deno.lock`, JSON.stringify(lock));
    const { success, report } = await deno(
      ["cache", "--quiet", "--no-config", "--frozen", "--lock=deno.lock", `npm:${CARRIER.package}`],
      { cwd: folder, env: { DENO_DIR: folder } },
    );
    if (!success) throw new CompileError(`denort could not be had from the npm registry either\n${report}`);
    const executable = await Deno.readFile(await find(`${folder}/npm`, CARRIER.file));
    await writeExecutable(path, await extractDenort(executable));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The path of the file with this name somewhere below a folder. */
async function find(folder: string, name: string): Promise<string> {
  const folders = [folder];
  for (const one of folders) {
    for await (const entry of Deno.readDir(one)) {
      const path = `${one}/${entry.name}`;
      if (entry.isDirectory) folders.push(path);
      else if (entry.name === name) return path;
    }
  }
  throw new CompileError(`refused ${CARRIER.package}: it holds no file "${name}"`);
}

/** What to compile. */
export interface CompileOptions {
  /** The program, a path. */
  readonly entry: string;
  /** The executable to write; its folder is made. */
  readonly output: string;
  /** The system it is for, as Deno names it; this one when left out. */
  readonly target?: string | undefined;
}

/**
 * Compiles a program into an executable and returns its path, which for Windows ends in `.exe`. Whatever happens,
 * that path names the finished executable or what it was before. Throws a {@linkcode CompileError} if it cannot
 * be done.
 */
export async function compile(options: CompileOptions): Promise<string> {
  const { entry, output, target = Deno.build.target } = options;
  const path = target.includes("windows") && !output.endsWith(".exe") ? `${output}.exe` : output;
  await Deno.mkdir(folderOf(output), { recursive: true });
  const folder = await Deno.makeTempDir({ dir: await Deno.realPath(folderOf(output)), prefix: ".compile-" });
  try {
    // Few small files start faster than many readable ones. What is imported when used stays a file of its own:
    // in one single file, the `node:` modules that it imports would be loaded at every start, which costs 14 ms.
    const bundled = await deno([
      ...["bundle", "--quiet", "--check", "--code-splitting", "--minify", "--config", `${ROOT}deno.json`],
      ...["--outdir", `${folder}/program`, await Deno.realPath(entry)],
    ], {});
    if (!bundled.success) throw new CompileError(bundled.report);
    const program = `program/${nameOf(entry).replace(/\.ts$/, ".js")}`;

    const { success, report } = await withDenort(target, (denort) =>
      deno([
        // Deno's code cache is off: it would save 3 ms at start, but it is a file with a guessable name in the
        // temporary folder that everybody shares, and what it holds is executed, whoever wrote it.
        ...["compile", "--no-config", "--no-code-cache", ...OPTIONS],
        ...["--target", target, "--output", nameOf(path), program],
      ], { cwd: folder, env: denort === undefined ? {} : { DENORT_BIN: denort } }));
    if (!success) throw new CompileError(report);
    await Deno.rename(`${folder}/${nameOf(path)}`, path);
    return path;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs an attempt to compile with the first denort that can be had: given, cached, Deno's download, npm. */
async function withDenort(target: string, attempt: (denort?: string) => Promise<Outcome>): Promise<Outcome> {
  const given = Deno.env.get("DENORT_BIN");
  if (given) {
    const info = await Deno.stat(given).catch(() => undefined);
    if (!info?.isFile) throw new CompileError(`DENORT_BIN names "${given}", which is no file`);
    return await attempt(await Deno.realPath(given));
  }

  const carried = target === CARRIER.target && Deno.version.deno === CARRIER.deno;
  const cached = carried ? `${await cacheFolder()}/denort-${CARRIER.deno}-${CARRIER.target}` : undefined;
  if (cached !== undefined && await isVerified(cached, CARRIER.sha256)) return await attempt(cached);

  // Deno names the archive it downloads; without a network it gives up at once.
  const plain = await attempt();
  if (plain.success || !/denort-[\w-]+\.zip/.test(plain.report)) return plain;
  if (cached === undefined) {
    throw new CompileError(
      `${plain.report}\nDeno could not download denort ${Deno.version.deno} for ${target}, and the npm registry holds ` +
        `only that of Deno ${CARRIER.deno} for ${CARRIER.target}; set DENORT_BIN to a denort of your own`,
    );
  }
  say(`denort is out of reach at Deno's site: taking it from the npm package ${CARRIER.package}`);
  await fetchDenort(cached);
  return await attempt(cached);
}

/** How a run of Deno ended, and what it wrote on stderr. */
interface Outcome {
  readonly success: boolean;
  readonly report: string;
}

/** Ends the Deno at work; what is unfinished is removed on the way out. */
const interrupt = new AbortController();

/** Runs this very Deno. */
async function deno(
  args: string[],
  options: { cwd?: string; env?: Record<string, string> },
): Promise<Outcome> {
  const env = { NO_COLOR: "1", ...options.env };
  const command = new Deno.Command(Deno.execPath(), { args, ...options, env, signal: interrupt.signal });
  const { success, stderr } = await command.output();
  if (interrupt.signal.aborted) throw new CompileError("interrupted");
  return { success, report: new TextDecoder().decode(stderr).trim() };
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "." : path.slice(0, slash) || "/";
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function say(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}

async function main(): Promise<number> {
  const unknown: string[] = [];
  const { target, output, _: operands } = parseArgs(Deno.args, {
    string: ["target", "output", "_"],
    unknown: (arg) => unknown.push(arg),
  });
  if (unknown.length + operands.length > 0 || target === "" || output === "") {
    say("usage: deno task compile [--target TRIPLE] [--output FILE]");
    return 2;
  }
  Deno.addSignalListener("SIGINT", () => interrupt.abort());
  try {
    const path = await compile({ entry: `${ROOT}main.ts`, output: output ?? `${ROOT}dist/socksh`, target });
    const { size } = await Deno.stat(path);
    say(`${path.startsWith(ROOT) ? path.slice(ROOT.length) : path}: ${(size / 1e6).toFixed(1)} MB`);
    return 0;
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    say(`compile: ${error.message}`);
    return interrupt.signal.aborted ? 130 : 1;
  }
}

if (import.meta.main) Deno.exitCode = await main();
