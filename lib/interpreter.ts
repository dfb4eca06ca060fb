// interpreter: runs a tree in a session with a registry of commands. It prints nothing.
//
// It reads a text, checks what can be known before it runs, and runs its statements: those of the session itself, and
// those of its jobs. flow.ts goes from statement to statement, statement.ts runs one.

import type { Context, Fresh, Input, Registry } from "./command.ts";
import { InterruptedError, type Message, SyntaxFault, UsageError } from "./errors.ts";
import { investigated } from "./findings.ts";
import { check, vocabularyOf } from "./interpreter/check.ts";
import { Flow } from "./interpreter/flow.ts";
import type { Ending, File, Observer, Surroundings } from "./interpreter/outcome.ts";
import { CallScope } from "./interpreter/scope.ts";
import { type Owner, Statements } from "./interpreter/statement.ts";
import { Turns } from "./interpreter/turns.ts";
import {
  type Background,
  type Block,
  callsOf,
  parse,
  type Program,
  type Source,
  type Statement,
  targetsOf,
  type Vocabulary,
} from "./language/mod.ts";
import { type Job, JobNames, type Names, type Session } from "./session.ts";
import { after, type Maybe } from "./sockets/mod.ts";
import { beside, identityOf, readSourcePatiently } from "./source.ts";
import type { TraceMode } from "./trace.ts";
import type { Value } from "./values.ts";

export { check, vocabularyOf } from "./interpreter/check.ts";
export type { Call, Ending, Observer, Outcome } from "./interpreter/outcome.ts";

/** How many files may be inside each other. */
const deepest = 100;

/** Who is told of a run, and what it reads and writes. */
export interface Recorded {
  readonly observer: Observer;
  readonly streams: Streams;
}

/** What commands read and write besides sockets, and other sessions. */
export interface Streams extends Pick<Context, "input" | "output" | "ask" | "draw" | "transcribe"> {
  /** Writes down from now on what is shown and typed, for who looks back. */
  recorded(run: Recorded): Promise<Recorded>;
  /** Takes lines of the trace, each with its newline. */
  traced(lines: string): Maybe<void>;
  /** Session files in sessions of their own; `from` is the file that names them. */
  fresh(from: string | undefined): Promise<Fresh>;
}

/** Nothing to read, and nobody who reads. */
export const noStreams: Streams = {
  input: {
    typed: false,
    fd: undefined,
    stored: true,
    read: () => undefined,
    line: () => Promise.resolve(undefined),
  },
  output: { terminal: false, write: () => {}, sink: undefined, log: () => 0 },
  ask: () => Promise.resolve(undefined),
  draw: () => Promise.resolve(""),
  transcribe: () => Promise.reject(new UsageError("value", "transcript.nothing")),
  recorded: (run) => Promise.resolve(run),
  traced: () => {},
  fresh: () => Promise.reject(new UsageError("refused", "fresh.unavailable")),
};

/** A run of statements: the session's own, until it becomes a job. */
interface Run {
  readonly owner: Owner;
  readonly flow: Flow;
  readonly around: Surroundings;
  readonly reader: Surroundings["reader"];
}

/** Runs programs in one session. */
export class Interpreter {
  readonly #session: Session;
  readonly #registry: Registry;
  readonly #vocabulary: Vocabulary;
  /** Whom it was given, and the same with the facts behind failures. */
  readonly #plainObserver: Observer;
  #observer: Observer;
  readonly #control: AbortController;
  #streams: Streams;
  readonly #turns: Turns;
  #foreground: { readonly run: Run; readonly program: Program } | undefined;

  /**
   * @param control ends the waits of a run
   * @param streams what commands read and write besides sockets
   */
  constructor(
    session: Session,
    registry: Registry,
    observer: Observer,
    control: AbortController,
    streams: Streams = noStreams,
  ) {
    this.#session = session;
    this.#registry = registry;
    this.#vocabulary = vocabularyOf(registry, session.system);
    this.#plainObserver = observer;
    this.#observer = observer.hints ? withFindings(observer, session) : observer;
    this.#control = control;
    this.#streams = streams;
    this.#turns = new Turns(() => session.libc.turn(), () => session.jobs.running === 0);
  }

  /**
   * Reads a text as a program and checks what can be known before it runs.
   *
   * @param variables the names there are; the session's when left out
   * @throws {SyntaxFault}
   */
  parse(source: Source, variables: ReadonlyMap<string, Value> = this.#session.variables): Program {
    const { system, sockets, jobs } = this.#session;
    const awaited = jobs.all().flatMap(({ state, sets }) => state === "running" ? sets : []);
    const program = parse(source, this.#vocabulary, [...variables.keys(), ...awaited]);
    check(program, this.#registry, { system, sockets, variables, registry: this.#registry });
    return program;
  }

  /** Shows each system call of the session from now on, or none any more. */
  async trace(mode: TraceMode): Promise<void> {
    const session = this.#session;
    if (mode === "off" && session.trace === undefined) return;
    const { Trace } = await import("./trace.ts");
    session.trace ??= new Trace(session.libc, session.sockets, (line) => this.#streams.traced(line));
    await session.trace.set(mode);
  }

  /**
   * Runs a program, statement by statement.
   *
   * @param path the file it comes from, so that `source` finds others beside it
   * @param keepGoing go on after a failed statement
   */
  run(program: Program, path?: string, keepGoing = false): Maybe<Ending> {
    return after(this.#prepare(program.statements, false), () => this.#begin(program, path, keepGoing));
  }

  #begin(program: Program, path: string | undefined, keepGoing: boolean): Maybe<Ending> {
    const files = path === undefined ? [] : [{ path, identity: identityOf(path) }];
    const run = this.#runOf(this.#session, this.#control.signal, files);
    this.#foreground = { run, program };
    const ending = run.flow.run(program.statements, run.around, keepGoing);
    return after(ending, (ending) => {
      this.#foreground = undefined;
      // What became impossible in a job (nobody reads what is written) is the run's end.
      if (this.#session.lost !== undefined) throw this.#session.lost.error;
      return ending;
    });
  }

  /** Writes down from now on what is called, entered and shown. */
  record(): Promise<void> {
    return this.#record(true, false);
  }

  /** Where statements look back at the calls before them, those are written down from now on; `late`: some were made. */
  #prepare(statements: Block, late: boolean): Maybe<void> {
    const { chronicle, journal } = this.#session;
    const wanted = [...callsOf(statements)].flatMap((name) => this.#registry.get(name)?.looksBack ?? []);
    const screen = wanted.includes("screen") && journal === undefined;
    if (screen || (wanted.length > 0 && chronicle === undefined)) return this.#record(screen, late);
  }

  async #record(screen: boolean, late: boolean): Promise<void> {
    const session = this.#session;
    const { Chronicle } = await import("./chronicle.ts");
    if (session.chronicle === undefined) {
      session.chronicle = new Chronicle(session.libc, session.sockets);
      session.late = late;
    }
    if (!screen || session.journal !== undefined) return;
    const run: Recorded = { observer: this.#plainObserver, streams: this.#streams };
    const { observer, streams } = await this.#streams.recorded(run);
    this.#streams = streams;
    this.#observer = observer.hints ? withFindings(observer, session) : observer;
    if (late) this.#session.journal?.add({ kind: "missing", what: "before" });
  }

  /** Makes a job of the run that waits, all of it; undefined when none does. What the run comes to, the job does. */
  detach(running: Promise<Ending>): Job | undefined {
    const foreground = this.#foreground;
    if (foreground === undefined) return undefined;
    this.#foreground = undefined;
    const { run, program: { source, statements } } = foreground;
    const single = statements.length === 1 && this.#isSingle(statements[0]);
    const job = this.#session.jobs.add({
      text: source.text.trim(),
      single,
      command: commandOf(statements),
      sets: targetsOf(statements),
      control: this.#control,
      parent: undefined,
    });
    run.owner.job = job;
    // A single statement sets its names when it ends, as it would have done.
    if (!single) run.owner.names = new JobNames(this.#session, this.#session);
    this.#observer.job?.(job, []);
    this.#follow(job, run.owner, running);
    return job;
  }

  #runOf(
    names: Names,
    signal: AbortSignal,
    files: readonly File[],
    job?: Job,
  ): Run {
    const session = this.#session;
    const owner: Owner = { names, job, value: null, failure: undefined, stopped: false };
    const statements = new Statements(owner, () => this.#observer);
    const flow = new Flow({
      statements,
      start: (node, around) => this.#start(node, around, owner),
      turns: this.#turns,
      looping: (begins) => this.#observer.loop?.(begins, owner.job),
      isOver: () => session.exitCode !== undefined,
    });
    const { system, sockets } = session;
    const reader: Run["reader"] = {
      system,
      sockets,
      // A job's names are its own from the moment it becomes one.
      get variables() {
        return owner.names.variables;
      },
      registry: this.#registry,
      awaited: (name) => session.jobs.awaited(name, owner.job)?.number,
      jobs: session.jobs,
    };
    return { owner, flow, around: this.#surroundings({ owner, flow, reader }, signal, files), reader };
  }

  #surroundings(
    run: Omit<Run, "around">,
    signal: AbortSignal,
    files: readonly File[],
  ): Surroundings {
    const { reader } = run;
    const around: Surroundings = {
      context: this.#context(run.owner, signal, {
        fresh: () => this.#streams.fresh(files.at(-1)?.path),
        source: (path) => this.#source(path, run, around),
        scope: (owner) => new CallScope(owner, (text) => this.parse({ name: "", text }), around),
      }),
      reader,
      observed: this.#observer.everything,
      files,
      within: (signal) => this.#surroundings(run, signal, files),
    };
    return around;
  }

  #context(owner: Owner, signal: AbortSignal, running: Pick<Context, "fresh" | "source" | "scope">): Context {
    const session = this.#session;
    // A record that begins meanwhile puts others in their place.
    const streams = () => this.#streams;
    const waiting = this.#observer.waiting?.bind(this.#observer);
    return {
      signal,
      system: session.system,
      sockets: session.sockets,
      registry: this.#registry,
      jobs: session.jobs,
      get narrator() {
        return session.narrator;
      },
      set narrator(narrator) {
        session.narrator = narrator;
      },
      get job() {
        return owner.job;
      },
      report: (report) => this.#observer.report(report),
      exit: (code) => session.exit(code, owner.job !== undefined),
      async reactor() {
        // Only shortcuts need it: it is loaded with the first.
        const { Reactor } = await import("./reactor.ts");
        const alone = () => owner.job === undefined && session.jobs.running === 0;
        const libc = session.trace?.ofLoop(session.libc);
        if (libc === undefined || libc === session.libc) return new Reactor(session.libc, signal, alone);
        // Shown are the calls that every system has, one for each message.
        return new Reactor(libc, signal, alone, "portable");
      },
      trace: (mode) => this.trace(mode),
      alone: session.alone,
      async captures() {
        const { Captures } = await import("./capture.ts");
        return session.captures ??= new Captures(session.libc, session.sockets, session.chronicle);
      },
      async diagrams(about) {
        const { diagramsOf } = await import("./diagram.ts");
        const drawn = await diagramsOf(session, signal, about);
        if (drawn.length === 0 && session.late) {
          throw new UsageError("value", "recording.late", { word: "diagram" });
        }
        return drawn;
      },
      draw: (diagrams, form) => this.#streams.draw(diagrams, form),
      transcribe: (request, signal) => this.#streams.transcribe(request, signal),
      async save(path, text) {
        const { save } = await import("./saving.ts");
        save(session.libc, path, text);
      },
      turn: () => session.libc.turn(),
      ...running,
      input: foregroundInput(() => streams().input, owner),
      get output() {
        return streams().output;
      },
      ask: (question, until) => {
        refuseInBackground(owner);
        return this.#streams.ask(question, until);
      },
      // A job waits without a word.
      ...(waiting ? { waiting: (what: Message) => owner.job === undefined ? waiting(what) : () => {} } : {}),
    };
  }

  // --- Files -----------------------------------------------------------------------------------

  /** `source`: a file's statements, run here and now. */
  async #source(path: string, run: Omit<Run, "around">, around: Surroundings): Promise<Value> {
    const { files, context: { signal } } = around;
    const file = beside(files.at(-1)?.path, path);
    const identity = identityOf(file);
    if (files.some((open) => open.identity === identity)) {
      throw new UsageError("value", "source.cycle", { path });
    }
    if (files.length > deepest) throw new UsageError("value", "source.too-deep", { path, limit: deepest });
    const source = await readSourcePatiently(this.#session.libc, file, signal);
    const { statements } = await this.#parseFile(source, path, run.reader.variables);
    await this.#prepare(statements, true);
    const inside = this.#surroundings(run, signal, [...files, { path: file, identity }]);
    const ending = await run.flow.run(statements, inside);
    if (ending === "interrupted") {
      throw new InterruptedError("source", this.#session.system.errnos.get("EINTR") ?? 0, "EINTR");
    }
    if (ending === "failed") throw new UsageError("value", "source.failed", { path });
    if (ending === "stopped") run.owner.stopped = true;
    return null;
  }

  async #parseFile(source: Source, path: string, variables: ReadonlyMap<string, Value>): Promise<Program> {
    try {
      return this.parse(source, variables);
    } catch (error) {
      if (!(error instanceof SyntaxFault)) throw error;
      await this.#observer.fault(error, source);
      throw new UsageError("value", "source.syntax", { path });
    }
  }

  // --- Jobs ------------------------------------------------------------------------------------

  /** Starts a job: it runs as far as it goes without waiting before what is behind it does. */
  #start({ statement, span, source }: Background, around: Surroundings, owner: Owner): Maybe<void> {
    const control = new AbortController();
    const body: Block = [statement];
    const text = source.text.slice(span.start, span.end);
    const single = this.#isSingle(statement);
    const job = this.#session.jobs.add({
      text,
      single,
      command: commandOf(body),
      sets: targetsOf(body),
      control,
      parent: owner.job,
    });
    // The names of a single statement are set when it ends, and no sooner: they need no place of their own.
    const names = single ? owner.names : new JobNames(this.#session, owner.names);
    const run = this.#runOf(names, control.signal, around.files, job);
    return after(this.#observer.job?.(job, []), () => {
      try {
        const ending = run.flow.run(body, run.around);
        if (ending instanceof Promise) this.#follow(job, run.owner, ending);
        else return this.#finish(job, run.owner, ending);
      } catch (error) {
        this.#abandon(job, error);
      }
    });
  }

  /** Whether a statement is one, and nothing inside it is. */
  #isSingle(statement: Statement | undefined): boolean {
    if (statement?.kind !== "simple") return false;
    const { body } = statement;
    return body.kind !== "call" || this.#registry.get(body.name)?.nests !== true;
  }

  /** Finishes a job when what it runs has ended. */
  #follow(job: Job, owner: Owner, running: Promise<Ending>): void {
    running.then((ending) => this.#finish(job, owner, ending)).catch((error) => this.#abandon(job, error));
  }

  /** What no statement can be blamed for (nobody reads what is written) ends the run. */
  #abandon(job: Job, error: unknown): void {
    this.#session.abandon(error);
    job.finish({ state: "failed", value: null, error: undefined });
  }

  #finish(job: Job, { names, value, failure }: Owner, ending: Ending): Maybe<void> {
    const notes = names instanceof JobNames ? names.publish() : [];
    const state = ending === "failed" ? "failed" : ending === "interrupted" ? "cancelled" : "succeeded";
    job.finish({ state, value, error: failure?.error });
    return this.#observer.job?.(job, notes);
  }
}

/** The command a job is known by: that of its only statement, whatever stands before it. */
function commandOf([statement, ...others]: Block): string | undefined {
  if (statement === undefined || others.length > 0) return undefined;
  if (statement.kind === "limited") return commandOf(statement.body);
  if (statement.kind !== "simple") return undefined;
  const { body } = statement;
  return body.kind === "call" || body.kind === "method" ? body.name : undefined;
}

/** What is typed belongs to what runs in the foreground. */
function refuseInBackground({ job }: Owner): void {
  if (job !== undefined) throw new UsageError("refused", "job.input", { job: job.number });
}

/** @param input what is read, also when a record of it has begun meanwhile */
function foregroundInput(input: () => Input, owner: Owner): Input {
  const foreground = () => {
    refuseInBackground(owner);
    return input();
  };
  return {
    get typed() {
      return input().typed;
    },
    get fd() {
      return foreground().fd;
    },
    get stored() {
      return foreground().stored;
    },
    read: (until, most) => foreground().read(until, most),
    line: (until, prompt) => foreground().line(until, prompt),
  };
}

/** An observer that is told of failures with the facts behind them. */
function withFindings(observer: Observer, session: Session): Observer {
  return {
    ...observer,
    outcome: (outcome) => after(investigated(outcome, session), (found) => observer.outcome(found)),
  };
}
