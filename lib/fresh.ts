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
import { failedAt, failedFile, failedStatement, failedText, reported } from "./render/mod.ts";
import { Session } from "./session.ts";
import { beside, identityOf, readSourcePatiently } from "./source.ts";
import { textOf } from "./values.ts";

/** How the session files of a folder are called. */
const suffix = ".socksh";

/** As many letters of what a session prints are kept: the last ones. */
const lettersKept = 2 ** 16;

/** As many failures of one session are kept: more are of one cause. */
const failuresKept = 100;

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

/** One session file being run. */
class FreshSession {
  readonly #surroundings: FreshSurroundings;
  readonly #path: string;
  readonly #options: FreshOptions;
  readonly #begin = performance.now();
  readonly #session: Session;
  readonly #control = new AbortController();
  readonly #printed = new Printed();
  #source: Source;
  #program: Program | undefined;
  #ending: Ending | undefined;
  /** It is told what kept it from going on. */
  #told = false;
  /** Who ended it from outside, and where it was. */
  #ended: { readonly by: keyof typeof codes; readonly at: Pick<Simple, "source" | "span"> } | undefined;
  /** `exit` was run, and the statement that did. */
  #left = false;
  #exit: Simple | undefined;
  /** What failed, in its order, and the job it belongs to. */
  readonly #failures: { readonly failure: FreshFailure; readonly job: Job | undefined }[] = [];
  /** The jobs whose failures made a statement fail that waited for them. */
  readonly #blamed = new Set<number | "all">();
  #statements = 0;
  /** The statements of the foreground that have begun and not ended, those of sourced files innermost. */
  readonly #running: Simple[] = [];
  #last: Simple | undefined;

  constructor(surroundings: FreshSurroundings, path: string, options: FreshOptions) {
    this.#surroundings = surroundings;
    this.#path = path;
    this.#options = options;
    this.#source = { name: path, text: "" };
    this.#session = new Session(surroundings.libc, options.argv ?? [path]);
    this.#session.exited = () => {
      this.#left = true;
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
    const interrupt = () => this.#end("interrupted");
    const timer = seconds === undefined ? undefined : setTimeout(() => this.#end("timeout"), seconds * 1000);
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
      this.#ending = await interpreter.run(this.#program, this.#path);
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
    this.#told = true;
    if (error instanceof SyntaxFault) this.#keep(failedText(error, this.#source, language));
    else if (error instanceof SystemError && error.code === "EISDIR") {
      // Of a folder with session files they are run.
      this.#keep(failedFile(new UsageError("value", "fresh.nowhere"), language));
    } else if (error instanceof SystemError || error instanceof UsageError) {
      this.#keep(failedFile(error, language));
    } else {
      const reason = error instanceof Error ? error.message : String(error);
      this.#keep(failedFile(new UsageError("value", "run.internal", { reason }), language));
    }
  }

  /** Ends its jobs, closes everything it opened, and says what came of it. */
  async close(): Promise<FreshRun> {
    const { jobs } = this.#session;
    // A job that has ended in this very moment has told of its failure and is not finished yet.
    await Promise.resolve();
    const counted = new Set(this.#failures.filter(({ job }) => job?.counted).map(({ job }) => job));
    const jobFailed = await jobs.close();
    this.#session.close();
    if (this.#session.lost !== undefined && !this.#told) this.failed(this.#session.lost.error);
    const failures = this.#counting(jobFailed, (job) => job.state === "failed" && !counted.has(job));
    return {
      passed: failures.length === 0,
      exitCode: this.#exitCode(failures),
      failures,
      printed: this.#printed.text(),
      statements: this.#statements,
      milliseconds: performance.now() - this.#begin,
    };
  }

  /** The failures that count. */
  #counting(jobFailed: boolean, unnoticed: (job: Job) => boolean): FreshFailure[] {
    const { exitCode } = this.#session;
    const isOver = this.#ended === undefined && exitCode !== undefined && this.#session.lost === undefined;
    // Whoever left with 0 has said that all is well.
    if (isOver && exitCode === 0) return [];
    const fails = this.#ending !== "succeeded" || jobFailed;
    const isToBlame = (job: Job) => unnoticed(job) || this.#blamed.has("all") || this.#blamed.has(job.number);
    const failures = this.#failures
      .filter(({ job }) => job === undefined || (fails && isToBlame(job)))
      .map(({ failure }) => failure);
    return [...failures, ...this.#lastFailure(isOver ? exitCode : undefined)];
  }

  /** How it was ended, where that is a failure: from outside, by `exit`, or by an error of ours. */
  #lastFailure(exitCode: number | undefined): FreshFailure[] {
    const { language } = this.#surroundings;
    if (this.#session.lost !== undefined) return [];
    if (this.#ended !== undefined) {
      const { by, at } = this.#ended;
      const message = by === "timeout"
        ? sentence(language, "fresh.timeout", { seconds: this.#options.seconds ?? 0 })
        : sentence(language, "fresh.interrupted");
      return [failedAt(message, at.source, at.span, { expected: "ok", actual: by })];
    }
    if (exitCode === undefined) return [];
    const { source, span } = this.#exit ?? { source: this.#source, span: { start: 0, end: 0 } };
    const message = sentence(language, "fresh.exit", { code: exitCode });
    return [failedAt(message, source, span, { expected: "0", actual: String(exitCode) })];
  }

  #exitCode(failures: readonly FreshFailure[]): number {
    if (this.#ended !== undefined) return codes[this.#ended.by];
    if (this.#program === undefined) return 2;
    return this.#session.exitCode ?? (failures.length > 0 ? 1 : 0);
  }

  // --- While it runs -----------------------------------------------------------------------------

  /** Ends it from outside. */
  #end(by: keyof typeof codes): void {
    this.#ended ??= { by, at: this.#running.at(-1) ?? this.#between() };
    this.#control.abort();
  }

  /** Where it is when no statement runs: in a loop that has none, or before the first. */
  #between(): Pick<Simple, "source" | "span"> {
    const { statements = [] } = this.#program ?? {};
    const after = this.#last?.source === this.#source ? this.#last.span.end : 0;
    const next = statements.find(({ span }) => span.end > after) ?? this.#last;
    return next ?? { source: this.#source, span: { start: 0, end: 0 } };
  }

  #keep(failure: FreshFailure, job?: Job): void {
    if (this.#failures.length < failuresKept) this.#failures.push({ failure, job });
  }

  readonly #observer: Observer = {
    everything: true,
    begins: (statement, job) => {
      this.#statements++;
      if (job === undefined) this.#running.push(statement);
    },
    outcome: (outcome) => {
      const { statement, error, job } = outcome;
      // What cannot be evaluated at the head of a block has not begun.
      if (job === undefined && this.#running.at(-1) === statement) this.#last = this.#running.pop();
      if (this.#left) this.#exit ??= statement;
      if (outcome.succeeded || error instanceof InterruptedError) return;
      this.#keep(failedStatement(outcome, this.#surroundings.language), job);
      if (job === undefined) this.#blame(outcome);
    },
    report: (report) => this.#report(report),
    fault: (fault, source) => this.#keep(failedText(fault, source, this.#surroundings.language)),
  };

  /** The jobs a statement failed for that waited for them. */
  #blame({ error }: Outcome): void {
    const job = error instanceof SystemError ? error.detail?.values["job"] : error?.values["job"];
    if (typeof job === "number") this.#blamed.add(job);
    else if (error instanceof UsageError && error.key === "wait.some-failed") this.#blamed.add("all");
  }

  #report(report: Report): void {
    if (report.kind === "event" && report.passing) return;
    const { registry, language } = this.#surroundings;
    this.#printed.add(stripAnsiCode(reported(report, this.#session, registry, language)));
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
      fresh: (from) => Promise.resolve(new FreshSessions({ ...this.#surroundings, from })),
    };
  }
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
