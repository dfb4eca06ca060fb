// fresh: session files in sessions of their own — found, run, and told of; for tests and labs.
//
// Each has its own sockets, names, jobs and exit code on the one C library, reads nothing, and keeps what it prints.
// Several can run at once. How it is told what came of them, a command decides; nothing is written anywhere here.

import { stripAnsiCode } from "@std/fmt/colors";
import type { Fresh, FreshFailure, FreshOptions, FreshRun, Job, Registry, Report } from "./command.ts";
import { InterruptedError, SyntaxFault, SystemError, UsageError } from "./errors.ts";
import { escaped } from "./escape.ts";
import {
  type Ending,
  Interpreter,
  noStreams,
  type Observer,
  type Outcome,
  type Streams,
} from "./interpreter.ts";
import type { Program, Simple, Source } from "./language/mod.ts";
import type { Libc } from "./libc.ts";
import { type Language, sentence } from "./messages/mod.ts";
import { logged } from "./output.ts";
import type { Journaled } from "./journaling.ts";
import { failedAt, failedFile, failedStatement, failedText, reported } from "./render/mod.ts";
import { Session } from "./session.ts";
import { beside, identityOf, readSourcePatiently } from "./source.ts";
import { textOf } from "./values.ts";

/** How the session files of a folder are called. */
const suffix = ".socksh";

/** As many letters of what a session prints are kept: the last ones. */
const lettersKept = 2 ** 16;

/** As many failures of a session's jobs are told of: more are of one cause. */
const jobFailuresShown = 100;

/** Exit codes of what was ended from outside: by Ctrl-C, and, as timeout(1) answers, because its time ran out. */
const codes = { interrupted: 130, timeout: 124 } as const;

/** What session files are run with. */
export interface FreshSurroundings {
  readonly libc: Libc;
  readonly registry: Registry;
  /** Of the sentences in what comes back. */
  readonly language: Language;
  /** The file that names them: their paths are relative to it. */
  readonly from: string | undefined;
  /** The files being tested that led here, by identity: none of them is run again. */
  readonly inside?: readonly string[];
}

/** Finds session files and runs each in a new session. */
export class FreshSessions implements Fresh {
  readonly #surroundings: FreshSurroundings;

  constructor(surroundings: FreshSurroundings) {
    this.#surroundings = surroundings;
  }

  find(path: string): readonly string[] {
    const file = beside(this.#surroundings.from, path);
    const found = isFolder(file) ? sessionFiles(file) : [];
    return found.length > 0 ? found.sort() : [file];
  }

  async run(path: string, options: FreshOptions): Promise<FreshRun> {
    const { inside = [] } = this.#surroundings;
    const identity = identityOf(path);
    const surroundings = { ...this.#surroundings, inside: [...inside, identity] };
    const run = new FreshSession(surroundings, path, options);
    try {
      if (inside.includes(identity)) throw new UsageError("value", "fresh.cycle", { path });
      await run.toItsEnd();
    } catch (error) {
      run.failed(error);
    }
    return await run.close();
  }
}

/** How a session came to its end: as much as is known of that so far. */
interface End {
  /** Its statements, as the interpreter has it; missing where none ran, or where something kept them from ending. */
  statements?: Ending;
  /** From outside: by whom, and where it was. */
  outside?: { readonly by: keyof typeof codes; readonly at: Pick<Simple, "source" | "span"> };
  /** By `exit`: the statement that ran it, once that one is told. */
  exit?: { statement?: Simple };
  /** By an error that is no statement's: it has been told. */
  error?: true;
}

/** One session file being run. */
class FreshSession {
  readonly #surroundings: FreshSurroundings;
  readonly #path: string;
  readonly #options: FreshOptions;
  readonly #begin = performance.now();
  readonly #session: Session;
  readonly #control = new AbortController();
  readonly #printed = new Printed();
  readonly #failures = new Failures();
  readonly #running = new Running();
  readonly #end: End = {};
  #source: Source;
  #program: Program | undefined;
  #statements = 0;

  constructor(surroundings: FreshSurroundings, path: string, options: FreshOptions) {
    this.#surroundings = surroundings;
    this.#path = path;
    this.#options = options;
    this.#source = { name: path, text: "" };
    this.#session = new Session(surroundings.libc, options.argv ?? [path]);
    // The standard streams belong to whoever runs the test.
    this.#session.sockets.ownsStandard = false;
    this.#session.exited = () => {
      this.#end.exit ??= {};
      this.#control.abort();
    };
  }

  /**
   * Reads the file and runs it until it ends, or is ended.
   *
   * @throws {SyntaxFault} when it cannot be read as statements
   * @throws {SystemError} {UsageError} when it cannot be read at all
   */
  async toItsEnd(): Promise<void> {
    const { libc, registry } = this.#surroundings;
    const { signal, seconds } = this.#options;
    const interrupt = () => this.#endFromOutside("interrupted");
    const runOut = () => this.#endFromOutside("timeout");
    const timer = seconds === undefined ? undefined : setTimeout(runOut, seconds * 1000);
    signal.addEventListener("abort", interrupt);
    try {
      if (signal.aborted) interrupt();
      this.#source = await readSourcePatiently(libc, this.#path, this.#control.signal);
      const interpreter = new Interpreter(
        this.#session,
        registry,
        this.#observer,
        this.#control,
        this.#streams(),
      );
      this.#program = interpreter.parse(this.#source);
      this.#end.statements = await interpreter.run(this.#program, this.#path);
    } finally {
      if (timer !== undefined) clearTimeout(timer);
      signal.removeEventListener("abort", interrupt);
    }
  }

  /** Tells of what kept it from being run, or from going on. */
  failed(error: unknown): void {
    const { language } = this.#surroundings;
    // What was to be read when it was ended is told by that.
    if (error instanceof InterruptedError) return;
    this.#end.error = true;
    const told = (error: SystemError | UsageError) => this.#failures.add(failedFile(error, language));
    if (error instanceof SyntaxFault) this.#failures.add(failedText(error, this.#source, language));
    else if (error instanceof SystemError && error.code === "EISDIR") {
      // Of a folder with session files they are run.
      told(new UsageError("value", "fresh.nowhere"));
    } else if (error instanceof SystemError || error instanceof UsageError) told(error);
    else {
      const reason = error instanceof Error ? error.message : String(error);
      told(new UsageError("value", "run.internal", { reason }));
    }
  }

  /** Ends its jobs, closes everything it opened, and says what came of it. */
  async close(): Promise<FreshRun> {
    const noticed = this.#failures.noticed();
    const jobFailed = await this.#session.finish();
    this.#session.close();
    if (this.#session.lost !== undefined && !this.#end.error) this.failed(this.#session.lost.error);
    const exitCode = this.#exitCode(jobFailed);
    // Whoever left with 0 has said that all is well, whatever failed before.
    const passed = exitCode === 0;
    return {
      passed,
      exitCode,
      failures: passed
        ? []
        : [...this.#failures.thatCount(this.#fails(jobFailed), noticed), ...this.#failureOfEnd()],
      printed: this.#printed.text(),
      statements: this.#statements,
      milliseconds: performance.now() - this.#begin,
    };
  }

  #exitCode(jobFailed: boolean): number {
    const { outside, statements } = this.#end;
    if (outside !== undefined) return codes[outside.by];
    if (this.#program === undefined) return 2;
    if (statements === undefined || this.#session.lost !== undefined) return 1;
    return this.#session.exitCode ?? (this.#fails(jobFailed) ? 1 : 0);
  }

  /** Whether it fails but for how it was ended. */
  #fails(jobFailed: boolean): boolean {
    return this.#end.statements !== "succeeded" || jobFailed;
  }

  /** How it was ended, where that is a failure no statement tells of: from outside, or by `exit`. */
  #failureOfEnd(): FreshFailure[] {
    const { language } = this.#surroundings;
    const { exitCode, lost } = this.#session;
    const { outside, exit } = this.#end;
    if (lost !== undefined) return [];
    if (outside !== undefined) {
      const { by, at } = outside;
      const message = by === "timeout"
        ? sentence(language, "fresh.timeout", { seconds: this.#options.seconds ?? 0 })
        : sentence(language, "fresh.interrupted");
      return [failedAt(message, at.source, at.span, { expected: "ok", actual: by })];
    }
    if (exitCode === undefined) return [];
    const { source, span } = exit?.statement ?? beginningOf(this.#source);
    const message = sentence(language, "fresh.exit", { code: exitCode });
    return [failedAt(message, source, span, { expected: "0", actual: String(exitCode) })];
  }

  // --- While it runs -----------------------------------------------------------------------------

  #endFromOutside(by: keyof typeof codes): void {
    this.#end.outside ??= { by, at: this.#running.at(this.#source, this.#program) };
    this.#control.abort();
  }

  readonly #observer: Observer = {
    everything: true,
    hints: true,
    begins: (statement, job) => {
      this.#statements++;
      if (job === undefined) this.#running.begins(statement);
    },
    outcome: (outcome) => {
      const { statement, error, job, succeeded, cut } = outcome;
      const { exit } = this.#end;
      if (job === undefined) this.#running.ends(statement);
      if (exit !== undefined) exit.statement ??= statement;
      if (succeeded && job === undefined) this.#failures.settle();
      // What was cut short is told by what did that.
      if (succeeded || cut || error instanceof InterruptedError) return;
      this.#failures.add(failedStatement(outcome, this.#surroundings.language), job);
      if (job === undefined) this.#failures.blame(outcome);
    },
    report: (report) => this.#report(report),
    fault: (fault, source) => this.#failures.add(failedText(fault, source, this.#surroundings.language)),
  };

  #report(report: Report): void {
    if (report.kind === "event" && report.passing) return;
    const { registry, language } = this.#surroundings;
    this.#printed.add(stripAnsiCode(reported(report, this.#session, registry, language)));
  }

  #journaled(): Journaled {
    const { registry, language } = this.#surroundings;
    return { session: this.#session, registry, language };
  }

  /** Nothing to read; what is written is kept. */
  #streams(): Streams {
    const { libc } = this.#surroundings;
    return {
      ...noStreams,
      output: {
        terminal: false,
        write: (data) => this.#printed.add(escaped(textOf(data), "\n\t")),
        sink: undefined,
        log: (fd, data) => logged(libc, fd, data),
      },
      transcribe: async (request, signal) => {
        const { transcribing } = await import("./journaling.ts");
        // What other sessions left is no matter of a test.
        return await transcribing(this.#journaled(), () => "")(request, signal);
      },
      recorded: async (run) => {
        const { recorded } = await import("./journaling.ts");
        return recorded(run, this.#journaled());
      },
      draw: async (diagrams, form) => {
        const { drawing } = await import("./render/drawing.ts");
        return drawing(diagrams, form, this.#surroundings.language);
      },
      traced: (line) => this.#printed.add(line),
      fresh: (from) => Promise.resolve(new FreshSessions({ ...this.#surroundings, from })),
    };
  }
}

/** What failed in a session, and which of it counts in the end. */
class Failures {
  /** In the order it happened, and the job it belongs to. */
  #all: { readonly failure: FreshFailure; readonly job: Job | undefined }[] = [];
  /** The jobs whose failures made a statement fail that waited for them. */
  readonly #blamed = new Set<number | "all">();
  /** So many are looked through when a statement has succeeded. */
  #many = 2 * jobFailuresShown;

  add(failure: FreshFailure, job?: Job): void {
    this.#all.push({ failure, job });
  }

  /** A statement failed that waited for jobs: it is told why they did. */
  blame({ error }: Outcome): void {
    const job = error instanceof SystemError ? error.detail?.values["job"] : error?.values["job"];
    if (typeof job === "number") this.#blamed.add(job);
    else if (error instanceof UsageError && error.key === "wait.some-failed") this.#blamed.add("all");
  }

  /** A statement of the foreground succeeded: of many, what was waited for as expected is forgotten. */
  settle(): void {
    if (this.#all.length < this.#many) return;
    this.#all = this.#all.filter(({ job }) => !job?.counted || this.#isBlamed(job));
    // Where few can be forgotten they are not looked through each time.
    this.#many = 2 * Math.max(this.#all.length, jobFailuresShown);
  }

  /** The jobs whose failures somebody has waited for. */
  noticed(): ReadonlySet<Job> {
    return new Set(this.#all.flatMap(({ job }) => job?.counted ? job : []));
  }

  /**
   * Those that count: all of the foreground, and of the jobs those that made the session fail, as many as are shown.
   *
   * @param fails the session does not only fail by how it was ended
   * @param noticed the jobs whose failures were waited for while it ran
   */
  thatCount(fails: boolean, noticed: ReadonlySet<Job>): FreshFailure[] {
    const isUnnoticed = (job: Job) => job.state === "failed" && !noticed.has(job);
    let ofJobs = 0;
    return this.#all.flatMap(({ failure, job }) => {
      if (job === undefined) return failure;
      if (!fails || !(isUnnoticed(job) || this.#isBlamed(job))) return [];
      return ++ofJobs > jobFailuresShown ? [] : failure;
    });
  }

  #isBlamed({ number }: Job): boolean {
    return this.#blamed.has("all") || this.#blamed.has(number);
  }
}

/** The statements of the foreground that have begun and not ended, and where that is. */
class Running {
  /** Those of sourced files innermost. */
  readonly #begun: Simple[] = [];
  #last: Simple | undefined;

  begins(statement: Simple): void {
    this.#begun.push(statement);
  }

  /** What cannot be evaluated at the head of a block has not begun. */
  ends(statement: Simple): void {
    const index = this.#begun.lastIndexOf(statement);
    if (index < 0) return;
    // Whatever began in it has ended with it, told or not.
    this.#begun.length = index;
    this.#last = statement;
  }

  /** Where that is in a program; when no statement runs, in a loop that has none, or before the first. */
  at(source: Source, program: Program | undefined): Pick<Simple, "source" | "span"> {
    const innermost = this.#begun.at(-1);
    if (innermost !== undefined) return innermost;
    const after = this.#last?.source === source ? this.#last.span.end : 0;
    const next = program?.statements.find(({ span }) => span.end > after) ?? this.#last;
    return next ?? beginningOf(source);
  }
}

function beginningOf(source: Source): Pick<Simple, "source" | "span"> {
  return { source, span: { start: 0, end: 0 } };
}

/** What a session prints, or the end of it. */
class Printed {
  #text = "";
  #cut = false;

  add(text: string): void {
    this.#text += text;
    // Cut once in a while, so that many short lines cost no more than their letters.
    if (this.#text.length > 2 * lettersKept) this.#cutTo(lettersKept);
  }

  text(): string {
    if (this.#text.length > lettersKept) this.#cutTo(lettersKept);
    return this.#cut ? `…${this.#text}` : this.#text;
  }

  #cutTo(letters: number): void {
    // The second half of a pair alone would be no letter.
    this.#text = this.#text.slice(-letters).replace(/^[\udc00-\udfff]/, "");
    this.#cut = true;
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** The session files of a folder and of the folders in it, but for hidden ones. */
function sessionFiles(folder: string, entered: Set<string> = new Set()): string[] {
  const identity = identityOf(folder);
  // A link may lead back to where it lies.
  if (entered.has(identity)) return [];
  entered.add(identity);
  const start = folder === "." ? "" : folder.replace(/(\/\.)*\/*$/, "/");
  const names = namesIn(folder);
  if (names === undefined) return [folder];
  const files: string[] = [];
  for (const name of names) {
    if (name.startsWith(".")) continue;
    const path = start + name;
    if (isFolder(path)) files.push(...sessionFiles(path, entered));
    else if (name.endsWith(suffix)) files.push(path);
  }
  return files;
}

/** What lies in a folder; undefined where that cannot be read, which is told when the folder itself is. */
function namesIn(folder: string): string[] | undefined {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name);
  } catch {
    return undefined;
  }
}
