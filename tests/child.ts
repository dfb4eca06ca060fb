// socksh as a child process: what it was given, what it wrote, how it ended.
//
// Whatever a child writes is looked at once here: a stack trace in it fails every test.

import { assert } from "@std/assert";

const ROOT = new URL("../", import.meta.url).pathname;
const PERMISSIONS = ["--allow-ffi", "--allow-read", "--allow-write", "--allow-env", "--allow-sys"];

/** The command that runs socksh from its sources, as `deno task start` does. */
export const PROGRAM: readonly string[] = [
  Deno.execPath(),
  "run",
  "--quiet",
  "--no-prompt",
  ...PERMISSIONS,
  `${ROOT}main.ts`,
];

/** How long a child may take before it is killed, in milliseconds: only a failing test waits so long. */
const LIMIT = 60_000 * (Number(Deno.env.get("SOCKSH_TEST_PATIENCE")) || 1);

/** How a child is started. */
export interface Setting {
  readonly stdin?: string | Uint8Array<ArrayBuffer>;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** How a child ended. */
export interface Finished {
  readonly code: number;
  /** The signal that killed it, null when it ended by itself. */
  readonly signal: Deno.Signal | null;
  readonly out: string;
  readonly err: string;
}

/** What a user may never see. */
const TRACE =
  /^\s+at .*(file|ext|node|https?):|\bat async\b|\bUncaught\b|Stack backtrace|thread '.*' panicked/m;

/** A running child. */
export class Child implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  #out = "";
  #err = "";
  readonly #read: Promise<unknown>;
  readonly #watchers = new Set<() => void>();
  #ended = false;

  constructor(command: readonly string[], { env = {}, cwd }: Setting = {}) {
    const [program = "", ...args] = command;
    this.#process = new Deno.Command(program, {
      args,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      clearEnv: true,
      env: { ...surroundings(), ...env },
      ...(cwd === undefined ? {} : { cwd }),
    }).spawn();
    this.#timer = setTimeout(() => this.kill("SIGKILL"), LIMIT);
    this.#input = this.#process.stdin.getWriter();
    this.#read = Promise.all([
      this.#collect(this.#process.stdout, (text) => this.#out += text),
      this.#collect(this.#process.stderr, (text) => this.#err += text),
    ]).finally(() => {
      this.#ended = true;
      this.#tell();
    });
  }

  get pid(): number {
    return this.#process.pid;
  }

  async #collect(
    stream: ReadableStream<Uint8Array<ArrayBuffer>>,
    add: (text: string) => void,
  ): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of stream) {
      add(decoder.decode(bytes, { stream: true }));
      this.#tell();
    }
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }

  /** Writes to the child's standard input. */
  async type(text: string | Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#input.write(typeof text === "string" ? new TextEncoder().encode(text) : text);
  }

  /** Ends the child's standard input. */
  async end(): Promise<void> {
    await this.#input.close().catch(() => {});
  }

  /** Waits until the child has written something that matches, on either stream; its first group, or all of it. */
  async wrote(pattern: RegExp): Promise<string> {
    const found = () => pattern.exec(this.#out) ?? pattern.exec(this.#err);
    if (found() === null) {
      await new Promise<void>((resolve) => {
        const look = () => {
          if (found() === null && !this.#ended) return;
          this.#watchers.delete(look);
          resolve();
        };
        this.#watchers.add(look);
        look();
      });
    }
    const match = found();
    assert(match !== null, `the child ended without writing ${pattern}: ${this.#out}${this.#err}`);
    return match[1] ?? match[0];
  }

  /** Waits until the child catches a signal itself. */
  async catches(signal: "SIGHUP" | "SIGINT" | "SIGTERM"): Promise<void> {
    const bit = 1n << BigInt({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }[signal] - 1);
    for (;;) {
      // Deno itself may not read /proc.
      const { stdout } = await new Deno.Command("cat", { args: [`/proc/${this.pid}/status`], stderr: "null" })
        .output();
      const caught = /^SigCgt:\s*([0-9a-f]+)$/m.exec(new TextDecoder().decode(stdout))?.[1];
      assert(
        caught !== undefined && !this.#ended,
        `the child ended before it caught ${signal}: ${this.#err}`,
      );
      if ((BigInt(`0x${caught}`) & bit) !== 0n) return;
    }
  }

  kill(signal: Deno.Signal): void {
    try {
      this.#process.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended already
    }
  }

  /** Ends the child's standard input and waits for the end. */
  async finished(): Promise<Finished> {
    await this.end();
    return await this.ended();
  }

  /** Waits for the end, which comes while standard input is still open. */
  async ended(): Promise<Finished> {
    await this.#read;
    const { code, signal } = await this.#process.status;
    clearTimeout(this.#timer);
    for (const text of [this.#out, this.#err]) assert(!TRACE.test(text), `a stack trace:\n${text}`);
    return { code, signal, out: this.#out, err: this.#err };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill("SIGKILL");
    await this.end();
    await this.#read;
    await this.#process.status;
    clearTimeout(this.#timer);
  }
}

/** What Deno itself needs to start; nothing of the tester's own language and colours. */
function surroundings(): Record<string, string> {
  const kept = ["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME"].flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), DENO_NO_UPDATE_CHECK: "1", SOCKSH_HISTORY: "" };
}

/** Runs a command to its end. */
export async function run(command: readonly string[], setting: Setting = {}): Promise<Finished> {
  await using child = new Child(command, setting);
  // A child that ends before it has read everything is no failure of the test.
  if (setting.stdin !== undefined) await child.type(setting.stdin).catch(() => {});
  return await child.finished();
}

/** Runs socksh to its end. */
export function socksh(args: readonly string[], setting: Setting = {}): Promise<Finished> {
  return run([...PROGRAM, ...args], setting);
}

/** A folder of its own, gone at the end. */
export class Folder implements Disposable {
  readonly path: string = Deno.makeTempDirSync({ prefix: "socksh-test-" });

  /** Writes a file and gives its path. */
  file(name: string, content: string | Uint8Array, mode = 0o600): string {
    const path = `${this.path}/${name}`;
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    Deno.writeFileSync(path, bytes);
    Deno.chmodSync(path, mode);
    return path;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
