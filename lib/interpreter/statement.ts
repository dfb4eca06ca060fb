// statement: what one simple statement comes to — its value or its error, whether its expectation holds, what its
// names are given, and who is told.

import type { Job, Names } from "../session.ts";
import { InterruptedError, RunLost, type Span, SystemError, TimeoutError, UsageError } from "../errors.ts";
import { type Expression, operandsOf, type Simple, type Source } from "../language/mod.ts";
import { after, type Maybe } from "../sockets/mod.ts";
import { truthy, type Value } from "../values.ts";
import { type Memory, type Remembered, remembered } from "./again.ts";
import { assign } from "./assign.ts";
import { CommandCall, failedCall } from "./call.ts";
import { evaluate } from "./evaluate.ts";
import { judge } from "./expectation.ts";
import { readDuration, TimeLimit } from "./limit.ts";
import { Frame } from "./frame.ts";
import type { Ending, Observer, Surroundings } from "./outcome.ts";

/** Whose statements they are. */
export interface Owner {
  /** What their targets are. */
  names: Names;
  /** The job they belong to. */
  job: Job | undefined;
  /** The value of the last one, and what the first that failed came to. */
  value: Value;
  failure: { readonly error: SystemError | UsageError | undefined } | undefined;
  /** A signal ended a file that was being run, at a last statement that goes on until one comes. */
  stopped: boolean;
}

/** Runs simple statements for one owner. */
export class Statements {
  readonly #owner: Owner;
  readonly #told: () => Observer;

  /** @param told who is told now */
  constructor(owner: Owner, told: () => Observer) {
    this.#owner = owner;
    this.#told = told;
  }

  get #observer(): Observer {
    return this.#told();
  }

  /** Runs a statement to its end. */
  run(statement: Simple, around: Surroundings): Maybe<Ending> {
    const frame = new Frame(around, statement.source);
    if (this.#observer.begins === undefined) return this.#evaluated(statement, frame, false);
    return after(
      this.#begun(statement, frame),
      (goesOn) => goesOn ? this.#evaluated(statement, frame, false) : "interrupted",
    );
  }

  /** Tells that a statement is about to be run; false when the run was interrupted meanwhile. */
  #begun(statement: Simple, { context: { signal } }: Frame): Maybe<boolean> {
    return after(this.#observer.begins?.(statement, this.#owner.job), () => !signal.aborted);
  }

  /** Whether the calls of a loop may be remembered: nobody looks at each of them. */
  get remembers(): boolean {
    return !this.#observer.everything && this.#observer.begins === undefined;
  }

  /** Runs a statement of a loop's block, the one at that place: what was remembered of its call is not read again. */
  again(statement: Simple, around: Surroundings, memory: Memory, at: number): Maybe<Ending> {
    const known = memory[at];
    if (known === null) return this.run(statement, around);
    if (known === undefined || !known.holds(this.#owner.names.variables)) {
      const frame = new Frame(around, statement.source);
      const ending = this.#evaluated(statement, frame, false);
      // What depends on something else each time is not worth remembering.
      if (known !== undefined) memory[at] = null;
      else if (ending === "succeeded") {
        memory[at] = remembered(statement, frame.call, around.reader.variables);
      }
      return ending;
    }
    let value: Maybe<Value>;
    try {
      value = known.command.run(known.parameters, around.context);
    } catch (error) {
      return this.#settleAgain(known, statement, around, undefined, error);
    }
    // A number, a text, bytes: nothing has to be found out of them.
    if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) {
      if (!(value instanceof Promise)) return this.#settleAgain(known, statement, around, value, undefined);
      return value.then(
        (value) => this.#settleAgain(known, statement, around, value, undefined),
        (error) => this.#settleAgain(known, statement, around, undefined, error),
      );
    }
    if (known.target !== undefined) this.#owner.names.assign(known.target, value);
    this.#owner.value = value;
    return "succeeded";
  }

  #settleAgain(
    { call }: Remembered,
    statement: Simple,
    around: Surroundings,
    value: Value | undefined,
    error: unknown,
  ): Maybe<Ending> {
    const frame = new Frame(around, statement.source);
    frame.call = call;
    if (value !== undefined) call.returned(value, frame);
    else call.blame(error);
    return this.#settle(statement, frame, undefined, value, error, false);
  }

  /** Whether a condition holds; how it ended where it failed. */
  decide(condition: Simple, around: Surroundings): Maybe<boolean | Ending> {
    const frame = new Frame(around, condition.source);
    const begun = this.#observer.begins !== undefined && isTold(condition, frame)
      ? this.#begun(condition, frame)
      : true;
    const ended = after(begun, (goesOn) => goesOn ? this.#evaluated(condition, frame, true) : "interrupted");
    return after(ended, (ending) => ending === "succeeded" ? truthy(frame.value) : ending);
  }

  /** The value of an expression that no statement of its own holds; how it ended where it cannot be read. */
  header<Result>(
    node: Expression,
    source: Source,
    around: Surroundings,
    read: (value: Value, span: Span) => Result,
  ): Maybe<Result | Ending> {
    const frame = new Frame(around, source);
    const statement = statementOf(node, source);
    const failed = (error: unknown) => this.#settle(statement, frame, undefined, undefined, error, true);
    try {
      const value = evaluate(node, frame);
      if (!(value instanceof Promise)) return read(value, node.span);
      return value.then((value) => read(value, node.span)).catch(failed);
    } catch (error) {
      return failed(error);
    }
  }

  /** Tells of an error that is no statement's own. */
  refuse(node: Expression, source: Source, around: Surroundings, error: UsageError): Maybe<Ending> {
    return this.#settle(
      statementOf(node, source),
      new Frame(around, source),
      undefined,
      undefined,
      error,
      true,
    );
  }

  /** Whether it went on until a signal came, or held the last statement that did. */
  #isStopped({ stoppable, context: { signal } }: Frame): boolean {
    return (stoppable || this.#owner.stopped) && signal.aborted;
  }

  #evaluated(statement: Simple, frame: Frame, condition: boolean): Maybe<Ending> {
    const timed = this.#observer.everything || (statement.expectation?.timings.length ?? 0) > 0;
    const begin = timed ? performance.now() : undefined;
    let value: Maybe<Value>;
    try {
      value = statement.limit === undefined
        ? evaluate(statement.body, frame)
        : this.#inTime(statement, statement.limit, frame);
    } catch (error) {
      return this.#settle(statement, frame, begin, undefined, error, condition);
    }
    if (!(value instanceof Promise)) {
      return this.#settle(statement, frame, begin, value, undefined, condition);
    }
    return value.then(
      (value) => this.#settle(statement, frame, begin, value, undefined, condition),
      (error) => this.#settle(statement, frame, begin, undefined, error, condition),
    );
  }

  /** Evaluates a statement whose time is limited. */
  #inTime(statement: Simple, limit: Expression, frame: Frame): Maybe<Value> {
    const { context } = frame;
    return after(evaluate(limit, frame), (value) => {
      const seconds = readDuration(value, limit.span);
      const time = new TimeLimit(seconds, statement, limit.span, context.signal);
      frame.context = frame.around.within(time.signal).context;
      try {
        const running = evaluate(statement.body, frame);
        if (!(running instanceof Promise)) {
          time[Symbol.dispose]();
          return running;
        }
        time.start();
        return running.finally(() => time[Symbol.dispose]());
      } catch (error) {
        time[Symbol.dispose]();
        throw error;
      }
    });
  }

  /** Gives the targets their values, and names to the sockets that were made. */
  #assign(statement: Simple, value: Value, frame: Frame): UsageError | undefined {
    const { names } = this.#owner;
    frame.value = this.#owner.value = value;
    const unassigned = statement.targets === undefined
      ? undefined
      : assign(statement, value, (name, value) => {
        const note = names.assign(name, value);
        if (note) frame.note(note);
      });
    if (frame.made !== undefined) names.nameMade(frame.made);
    return unassigned;
  }

  /** Judges what a statement came to, gives the targets their values, and tells the observer. */
  #settle(
    statement: Simple,
    frame: Frame,
    begin: number | undefined,
    value: Value | undefined,
    thrown: unknown,
    condition: boolean,
  ): Maybe<Ending> {
    const error = explained(thrown, frame) ?? ranOut(frame);
    // Most statements of a file expect nothing, and nobody is told that they succeeded.
    const plain = error === undefined && statement.expectation === undefined;
    const given = plain ? this.#assign(statement, value ?? null, frame) : undefined;
    if (plain && given === undefined && !this.#observer.everything) {
      return this.#isStopped(frame) ? "stopped" : "succeeded";
    }
    // What a statement around it (a source) was too slow for is that one's to tell.
    const cut = error instanceof TimeoutError && error.limited.kind === "simple" &&
      error.limited !== statement;
    const milliseconds = begin === undefined ? 0 : performance.now() - begin;
    return after(judge(statement, value, error, milliseconds, frame), (verdict) => {
      // An expectation that cannot be evaluated is not met, and says why.
      const refused = verdict instanceof Error ? verdict : undefined;
      const met = verdict instanceof Error ? false : verdict;
      const owner = this.#owner;
      // If the call failed as expected there is no value: the targets become None.
      const assigns = !plain && (value !== undefined || met === true);
      const unassigned = assigns ? this.#assign(statement, value ?? null, frame) : given;

      const failure = error ?? refused ?? unassigned;
      const succeeded = unassigned === undefined && (met ?? failure === undefined);
      if (!succeeded) owner.failure ??= { error: failure };
      const stopped = error === undefined && this.#isStopped(frame);
      const ending = error instanceof InterruptedError || cut
        ? "interrupted"
        : !succeeded
        ? "failed"
        : stopped
        ? "stopped"
        : "succeeded";
      if (succeeded && (!this.#observer.everything || (condition && !isTold(statement, frame)))) {
        return ending;
      }
      const narrated = succeeded && error === undefined ? narrate(statement, value, frame) : undefined;
      const told = after(narrated, () =>
        this.#observer.outcome({
          statement,
          condition,
          job: owner.job,
          call: failedCall(error) ?? frame.call,
          value: failure === undefined ? value : undefined,
          error: failure,
          met,
          missed: frame.missed,
          cut,
          succeeded,
          notes: frame.notes,
          milliseconds,
        }));
      return after(told, () => ending);
    });
  }
}

/** What the runtime says when something is too much for it. */
const exhausted = /call stack|string length|array length|allocation failed|array buffer/i;

/** An error as a statement tells it; what is none of a statement's goes on. */
function explained(thrown: unknown, { context }: Frame): SystemError | UsageError | undefined {
  if (thrown === undefined) return undefined;
  if (thrown instanceof RangeError && exhausted.test(thrown.message)) {
    return new UsageError("value", "value.exhausted");
  }
  // What interrupted the wait was a time that ran out.
  const reason: unknown = context.signal.reason;
  if (thrown instanceof InterruptedError && reason instanceof TimeoutError) return reason;
  if (thrown instanceof SystemError || thrown instanceof UsageError) return thrown;
  if (!(thrown instanceof Error) || thrown instanceof RunLost) throw thrown;
  // A mistake of ours is no reason to lose a session.
  return new UsageError("failed", "internal.failed", { reason: thrown.message });
}

/** What goes on until a signal comes has not done so where a time ran out. */
function ranOut({ stoppable, context: { signal } }: Frame): TimeoutError | undefined {
  return stoppable && signal.reason instanceof TimeoutError ? signal.reason : undefined;
}

/** Whether a condition is worth telling: it makes a call, or sets a name. */
function isTold({ targets, body }: Simple, { reader: { registry } }: Frame): boolean {
  const calls = (node: Expression): boolean =>
    ((node.kind === "call" || node.kind === "method") && registry.has(node.name)) ||
    operandsOf(node).some(calls);
  return targets !== undefined || calls(body);
}

/** An expression as a statement of its own, so that what is wrong with it is told like everything else. */
function statementOf(body: Expression, source: Source): Simple {
  return {
    kind: "simple",
    span: body.span,
    source,
    limit: undefined,
    targets: undefined,
    unpack: false,
    body,
    expectation: undefined,
  };
}

/**
 * Adds what the statement's call did, where that is wanted (`explain on`): its sockets have their names by now, and the
 * states are those that the answer shows.
 */
function narrate({ body }: Simple, value: Value | undefined, frame: Frame): Maybe<void> {
  const { call, context } = frame;
  const { narrator } = context;
  if (narrator === undefined || value === undefined) return;
  // Of a call inside an expression the value is not known here.
  if (!(call instanceof CommandCall) || call.node !== body || call.bindings === undefined) return;
  const { command, bindings: { parameters } } = call;
  return after(context.sockets.settled(call.socket), () => {
    const told = narrator({ command, parameters, value }, context);
    if (told) frame.note(told);
  });
}
