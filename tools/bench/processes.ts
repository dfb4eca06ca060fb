// processes: starts the programs that are measured, reads what they say, and ends every one of them.
//
// Each program leads a process group of its own, so that Ctrl-C reaches the benchmark alone, and ending the
// group ends what the program forked, too. Knows nothing of what the programs do.

/** Why something could not be measured, in a sentence. */
export class BenchError extends Error {
  override readonly name = "BenchError";
}

/** How a program ended, and what it wrote. */
export interface Ended {
  readonly success: boolean;
  readonly out: string;
  readonly err: string;
}

/** How long a program may take to say something or to end after SIGTERM, in milliseconds. */
const PATIENCE = { answer: 10_000, end: 2_000 };

/** Where a program runs. */
export interface Place {
  /** The processor cores that it may use; any if there are none. */
  readonly cores?: readonly number[];
  /** The file that is its standard input. */
  readonly input?: string;
}

/** A running program. */
export class Process {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  readonly #name: string;
  #out = "";
  #err = "";
  #over = false;
  readonly #watchers = new Set<() => void>();

  constructor(command: readonly string[], { cores = [], input }: Place) {
    const [program = "", ...args] = reading(pinned(command, cores), input);
    this.#name = nameOf(command[0]);
    const child = new Deno.Command(program, {
      args,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      detached: true,
      env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
    }).spawn();
    this.pid = child.pid;
    const read = [
      this.#collect(child.stdout, (text) => this.#out += text),
      this.#collect(child.stderr, (text) => this.#err += text),
    ];
    // What the program forked may hold its output open: the end counts, not the end of the output.
    this.ended = child.status.then(async ({ success }) => {
      this.signal("SIGKILL");
      await Promise.all(read);
      this.#over = true;
      this.#tell();
      return { success, out: this.#out, err: this.#err };
    });
  }

  async #collect(stream: ReadableStream<Uint8Array>, add: (text: string) => void): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of stream) {
      add(decoder.decode(bytes, { stream: true }));
      this.#tell();
    }
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }

  /** Waits until the program has written something that matches, on either stream; gives its first group. */
  async wrote(pattern: RegExp): Promise<string> {
    const found = () => pattern.exec(this.#out) ?? pattern.exec(this.#err);
    let late = false;
    const timer = setTimeout(() => (late = true, this.#tell()), PATIENCE.answer);
    await new Promise<void>((resolve) => {
      const look = () => {
        if (found() === null && !this.#over && !late) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
    clearTimeout(timer);
    const match = found();
    if (match === null) {
      throw new BenchError(this.complaint(late ? "does not say where it listens" : "ended"));
    }
    return match[1] ?? match[0];
  }

  /** A sentence about the program, with the last line that it wrote on stderr. */
  complaint(what: string): string {
    const last = this.#err.trim().split("\n").findLast((line) => line.trim() !== "");
    return `${this.#name} ${what}${last === undefined ? "" : `: ${last.trim().slice(0, 200)}`}`;
  }

  /** Sends a signal to the program and to what it forked. */
  signal(signal: Deno.Signal): void {
    try {
      Deno.kill(-this.pid, signal);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound || error instanceof TypeError)) throw error; // all gone
    }
  }

  /** Ends the program and waits for it. */
  async stop(): Promise<Ended> {
    if (!this.#over) this.signal("SIGTERM");
    const timer = setTimeout(() => this.signal("SIGKILL"), PATIENCE.end);
    const ended = await this.ended;
    clearTimeout(timer);
    return ended;
  }

  get over(): boolean {
    return this.#over;
  }
}

/** All programs that are running. */
export class Processes implements AsyncDisposable {
  readonly #running = new Set<Process>();
  #interrupted = false;

  get interrupted(): boolean {
    return this.#interrupted;
  }

  /** Starts a program. */
  start(command: readonly string[], place: Place = {}): Process {
    if (this.#interrupted) throw new BenchError("interrupted");
    const process = new Process(command, place);
    this.#running.add(process);
    void process.ended.finally(() => this.#running.delete(process));
    return process;
  }

  /** Runs a program to its end and gives what it wrote on stdout; a {@linkcode BenchError} if it fails. */
  async run(command: readonly string[], place: Place = {}): Promise<string> {
    const process = this.start(command, place);
    const { success, out } = await process.ended;
    if (this.#interrupted) throw new BenchError("interrupted");
    if (!success) throw new BenchError(process.complaint("failed"));
    return out;
  }

  /** Ends everything, and lets nothing new start. */
  async interrupt(): Promise<void> {
    this.#interrupted = true;
    await this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#running].map((process) => process.stop()));
  }
}

function pinned(command: readonly string[], cores: readonly number[]): readonly string[] {
  return cores.length === 0 ? command : ["taskset", "--cpu-list", cores.join(","), ...command];
}

/** A file as standard input, which Deno cannot give: a shell does, and becomes the program. */
function reading(command: readonly string[], input: string | undefined): readonly string[] {
  return input === undefined ? command : ["sh", "-c", 'exec "$@" <"$0"', input, ...command];
}

function nameOf(path = ""): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The path of a program, undefined if this machine has not got it. */
export async function find(name: string): Promise<string | undefined> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    const path = `${folder || "."}/${name}`;
    const info = await Deno.stat(path).catch(() => undefined);
    if (info?.isFile && ((info.mode ?? 0) & 0o111) !== 0) return path;
  }
  return undefined;
}

/** Two cores of the machine, one for the server and one for the load; none where programs cannot be pinned. */
export async function twoCores(processes: Processes): Promise<readonly number[]> {
  if (!await find("taskset")) return [];
  const listed = /:\s*([\d,-]+)\s*$/.exec(await processes.run(["taskset", "-cp", String(Deno.pid)]))?.[1] ??
    "";
  const allowed = listed.split(",").flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
  // Two hardware threads of one core share what is measured: prefer different cores.
  const core = new Map<number, string>();
  if (await find("lscpu")) {
    for (const line of (await processes.run(["lscpu", "-p=CPU,CORE"])).split("\n")) {
      const [cpu, number] = line.split(",");
      if (number !== undefined && !line.startsWith("#")) core.set(Number(cpu), number);
    }
  }
  const [first] = allowed;
  if (first === undefined || allowed.length < 2) return [];
  const second = allowed.find((cpu) => core.get(cpu) !== core.get(first)) ?? allowed[1]!;
  return [first, second];
}
