// interpreter: runs a tree in a session with a registry of commands. It prints nothing.
//
// It reads a text, checks what can be known before it runs, and runs its statements one after the other:
// the body is evaluated, the expectation judged, the targets get their values, the observer is told.

import type { Context, Registry } from "./command.ts";
import { InterruptedError, type Message, SyntaxFault, SystemError, UsageError } from "./errors.ts";
import { assign } from "./interpreter/assign.ts";
import { check, vocabularyOf } from "./interpreter/check.ts";
import { evaluate, failedCall } from "./interpreter/evaluate.ts";
import { judge } from "./interpreter/expectation.ts";
import {
  type Ending,
  type Frame,
  freshFrame,
  type Observer,
  type Surroundings,
} from "./interpreter/outcome.ts";
import { CallScope } from "./interpreter/scope.ts";
import { parse, type Program, type Source, type Statement, type Vocabulary } from "./language/mod.ts";
import type { Session } from "./session.ts";
import { after, type Maybe } from "./sockets/mod.ts";
import { beside, identityOf, readSourcePatiently } from "./source.ts";
import { hearing, turn } from "./turns.ts";
import type { Value } from "./values.ts";

export { check, vocabularyOf } from "./interpreter/check.ts";
export type { Call, Ending, Observer, Outcome } from "./interpreter/outcome.ts";

/** How many files may be inside each other. */
const deepest = 100;

/** How long the event loop may be kept from its turn. */
const turnMilliseconds = 10;

/** How long a run that never waits may keep signals from being heard. */
const hearingMilliseconds = 100;

/** What commands read and write besides sockets. */
export type Streams = Pick<Context, "input" | "output" | "ask">;

/** Nothing to read, and nobody who reads. */
const noStreams: Streams = {
  input: {
    typed: false,
    fd: undefined,
    stored: true,
    read: () => undefined,
    line: () => Promise.resolve(undefined),
  },
  output: { terminal: false, write: () => {}, sink: undefined, log: () => 0 },
  ask: () => Promise.resolve(undefined),
};

/** A list of statements being run. */
interface Run {
  readonly statements: readonly Statement[];
  /** The index of the statement that is next. */
  next: number;
  ending: Ending;
  readonly keepGoing: boolean;
}

/** Runs programs in one session. */
export class Interpreter {
  readonly #session: Session;
  readonly #registry: Registry;
  readonly #vocabulary: Vocabulary;
  readonly #observer: Observer;
  readonly #context: Context;
  readonly #surroundings: Surroundings;
  /** The files being run, outermost first: a `source` of one of them would never end. */
  readonly #files: { readonly path: string; readonly identity: string }[] = [];
  #lastTurn = performance.now();
  #lastHearing = this.#lastTurn;
  /** How many statements were begun; the clock is looked at once in a while. */
  #statements = 0;

  /** @param streams what commands read and write besides sockets */
  constructor(
    session: Session,
    registry: Registry,
    observer: Observer,
    signal: AbortSignal,
    streams: Streams = noStreams,
  ) {
    this.#session = session;
    this.#registry = registry;
    this.#vocabulary = vocabularyOf(registry, session.system);
    this.#observer = observer;
    this.#context = {
      signal,
      system: session.system,
      sockets: session.sockets,
      registry,
      report: (report) => observer.report(report),
      source: (path) => this.#source(path),
      exit: (code) => {
        session.exitCode = code;
      },
      scope: (owner) => new CallScope(owner, (text) => this.parse({ name: "", text }), this.#surroundings),
      async reactor() {
        // Only shortcuts need it: it is loaded with the first.
        const { Reactor } = await import("./reactor.ts");
        return new Reactor(session.libc, signal);
      },
      ...streams,
      ...(observer.waiting ? { waiting: (what: Message) => observer.waiting?.(what) ?? (() => {}) } : {}),
    };
    const { system, sockets, variables } = session;
    this.#surroundings = {
      context: this.#context,
      reader: { system, sockets, variables, registry },
      observed: observer.everything,
    };
  }

  /**
   * Reads a text as a program and checks what can be known before it runs.
   *
   * @throws {SyntaxFault}
   */
  parse(source: Source): Program {
    const program = parse(source, this.#vocabulary, this.#session.variables.keys());
    check(program, this.#registry, this.#surroundings.reader);
    return program;
  }

  /**
   * Runs a program, statement by statement.
   *
   * @param path the file it comes from, so that `source` finds others beside it
   * @param keepGoing go on after a failed statement
   */
  run(program: Program, path?: string, keepGoing = false): Maybe<Ending> {
    if (path !== undefined) this.#files.push({ path, identity: identityOf(path) });
    const run: Run = { statements: program.statements, next: 0, ending: "succeeded", keepGoing };
    const waited = this.#stretch(run);
    const ended = () => {
      if (path !== undefined) this.#files.pop();
      return run.ending;
    };
    return waited === undefined ? ended() : this.#drive(run, waited).then(ended);
  }

  /** Statements one after the other, as far as they go without waiting: the promise of the one that waits. */
  #stretch(run: Run): Promise<Ending> | undefined {
    while (run.next < run.statements.length) {
      // Signals and keys are heard only when the event loop gets a turn.
      if (++this.#statements % 16 === 0 && performance.now() - this.#lastTurn > turnMilliseconds) {
        return this.#turn();
      }
      const done = this.#statement(run.statements[run.next++] as Statement);
      if (done instanceof Promise) return done;
      this.#ended(run, done);
    }
    return undefined;
  }

  /** A run in which something has to be waited for, now and then. */
  async #drive(run: Run, first: Promise<Ending>): Promise<void> {
    for (let waited: Promise<Ending> | undefined = first; waited; waited = this.#stretch(run)) {
      const done = await waited;
      // A call that was interrupted with a part of its work done has succeeded; the run ends all the same.
      const cut = this.#context.signal.aborted && !(done === "stopped" && run.next === run.statements.length);
      this.#ended(run, cut ? "interrupted" : done);
      this.#lastTurn = performance.now();
    }
  }

  /** What a statement's end means for the statements behind it. */
  #ended(run: Run, done: Ending): void {
    if (done !== "succeeded") run.ending = done;
    const goesOn = done === "succeeded" || (done === "failed" && run.keepGoing);
    if (!goesOn || this.#session.exitCode !== undefined) run.next = run.statements.length;
  }

  #turn(): Promise<Ending> {
    const now = performance.now();
    const hears = now - this.#lastHearing > hearingMilliseconds;
    if (hears) this.#lastHearing = now;
    const over = (): Ending => this.#context.signal.aborted ? "interrupted" : "succeeded";
    return (hears ? hearing() : turn()).then(over);
  }

  /** `source`: a file's statements, run here and now. */
  async #source(path: string): Promise<Value> {
    const file = beside(this.#files.at(-1)?.path, path);
    const identity = identityOf(file);
    if (this.#files.some((open) => open.identity === identity) || this.#files.length > deepest) {
      throw new UsageError("value", "source.cycle", { path });
    }
    const source = await readSourcePatiently(this.#session.libc, file, this.#context.signal);
    const program = await this.#parseFile(source, path);
    const ending = await this.run(program, file);
    if (ending === "interrupted") {
      throw new InterruptedError("source", this.#session.system.errnos.get("EINTR") ?? 0, "EINTR");
    }
    if (ending === "failed") throw new UsageError("value", "source.failed", { path });
    return null;
  }

  async #parseFile(source: Source, path: string): Promise<Program> {
    try {
      return this.parse(source);
    } catch (error) {
      if (!(error instanceof SyntaxFault)) throw error;
      await this.#observer.fault(error, source);
      throw new UsageError("value", "source.syntax", { path });
    }
  }

  // --- Statements ----------------------------------------------------------------------------

  #statement(statement: Statement): Maybe<Ending> {
    const frame = freshFrame(this.#surroundings, statement.source);
    this.#observer.begins?.(statement);
    const begin = this.#observer.everything ? performance.now() : 0;
    let value: Maybe<Value>;
    try {
      value = evaluate(statement.body, frame);
    } catch (error) {
      return this.#settle(statement, frame, begin, undefined, error);
    }
    if (!(value instanceof Promise)) return this.#settle(statement, frame, begin, value, undefined);
    return value.then(
      (value) => this.#settle(statement, frame, begin, value, undefined),
      (error) => this.#settle(statement, frame, begin, undefined, error),
    );
  }

  /** Judges what a statement came to, gives the targets their values, and tells the observer. */
  #settle(
    statement: Statement,
    frame: Frame,
    begin: number,
    value: Value | undefined,
    thrown: unknown,
  ): Maybe<Ending> {
    const error = thrown instanceof RangeError ? new UsageError("value", "value.exhausted") : thrown;
    if (error !== undefined && !(error instanceof SystemError || error instanceof UsageError)) throw error;
    const milliseconds = this.#observer.everything ? performance.now() - begin : 0;
    return after(judge(statement.expectation, value, error, frame), (verdict) => {
      // An expectation that cannot be evaluated is not met, and says why.
      const refused = verdict instanceof Error ? verdict : undefined;
      const met = verdict instanceof Error ? false : verdict;
      // If the call failed as expected there is no value: the targets become None.
      const assigns = value !== undefined || met === true;
      const unassigned = assigns
        ? assign(statement, value ?? null, (name, value) => {
          const note = this.#session.assign(name, value);
          if (note) frame.notes.push(note);
        })
        : undefined;
      this.#session.nameMade();

      const failure = error ?? refused ?? unassigned;
      const succeeded = unassigned === undefined && (met ?? failure === undefined);
      const stopped = frame.stoppable && this.#context.signal.aborted;
      const ending = error instanceof InterruptedError
        ? "interrupted"
        : !succeeded
        ? "failed"
        : stopped
        ? "stopped"
        : "succeeded";
      if (succeeded && !this.#observer.everything) return ending;
      const told = this.#observer.outcome({
        statement,
        call: failedCall(error) ?? frame.call,
        value: failure === undefined ? value : undefined,
        error: failure,
        met,
        succeeded,
        notes: frame.notes,
        milliseconds,
      });
      return after(told, () => ending);
    });
  }
}
