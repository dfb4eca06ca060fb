// flow: statements one after the other, blocks and all — the session's own, or those of a job.
//
// A flow is a generator that runs as far as it goes without waiting, and hands out the promise of whatever has to
// be waited for. It knows what a statement's end means for those behind it; what one statement comes to is
// found out in statement.ts.

import { type Span, UsageError } from "../errors.ts";
import type {
  Background,
  Block,
  Expression,
  If,
  Limited,
  Repeat,
  Simple,
  Source,
  Statement,
  While,
} from "../language/mod.ts";
import type { Maybe } from "../sockets/mod.ts";
import { kindOf, type Value } from "../values.ts";
import type { Memory } from "./again.ts";
import { readDuration, TimeLimit } from "./limit.ts";
import type { Ending, Surroundings } from "./outcome.ts";
import type { Statements } from "./statement.ts";
import type { Turns } from "./turns.ts";

/** Once in so many steps it is asked whether the event loop is to have its turn. */
const stepsAtOnce = 64;

/** How a statement ended; `break` and `continue` are for the loop around it. */
type End = Ending | "break" | "continue";

/** Statements being run: hands out what has to be waited for, and is given what that came to. */
type Steps<Result> = Generator<Promise<unknown>, Result, unknown>;

/** What a flow of statements needs from its surroundings. */
export interface FlowOptions {
  readonly statements: Statements;
  /** Starts a job. */
  readonly start: (node: Background, around: Surroundings) => Maybe<void>;
  readonly turns: Turns;
  /** Told when a loop begins, and when it has ended. */
  readonly looping: (begins: boolean) => void;
  /** Nothing more is to be run. */
  readonly isOver: () => boolean;
}

/** One flow of statements. */
export class Flow {
  readonly #statements: Statements;
  readonly #options: FlowOptions;
  readonly #turns: Turns;
  /** How many statements and rounds were begun. */
  #steps = 0;
  /** Why a stretch of statements came to its end: looked at before anything else is run. */
  #halt: Maybe<Ending> | "turn" | "compound" = "succeeded";

  constructor(options: FlowOptions) {
    this.#options = options;
    this.#statements = options.statements;
    this.#turns = options.turns;
  }

  /**
   * Runs statements.
   *
   * @param keepGoing go on after one that failed
   */
  run(block: Block, around: Surroundings, keepGoing = false): Maybe<Ending> {
    return driven(this.#block(block, around, keepGoing)) as Maybe<Ending>;
  }

  *#block(block: Block, around: Surroundings, keepGoing = false): Steps<End> {
    return yield* this.#onward(block, this.#stretch(block, 0, around), around, keepGoing);
  }

  /**
   * Runs simple statements from one on as long as they succeed without waiting: the index of the one that does not,
   * whose halt is then known, or the block's length. A plain function, for this is where loops spend their time.
   *
   * @param memory the calls the loop around it has made
   */
  #stretch(block: Block, from: number, around: Surroundings, memory?: Memory): number {
    const statements = this.#statements;
    for (let next = from; next < block.length; next++) {
      const statement = block[next] as Statement;
      const halt = this.#isTurnDue()
        ? "turn"
        : statement.kind !== "simple"
        ? "compound"
        : memory === undefined
        ? statements.run(statement, around)
        : statements.again(statement, around, memory, next);
      if (halt !== "succeeded" || this.#options.isOver()) {
        this.#halt = halt;
        return next;
      }
    }
    return block.length;
  }

  /** The same from the statement on that halted, with all the waits that are needed. */
  *#onward(block: Block, from: number, around: Surroundings, keepGoing = false): Steps<End> {
    let ending: End = "succeeded";
    for (let next = from; next < block.length; next = this.#stretch(block, next + 1, around)) {
      let end = yield* this.#halted(block[next] as Statement, around);
      // The statement that a signal ended is not the last one.
      if (end === "stopped" && next < block.length - 1) end = "interrupted";
      if (end !== "succeeded") {
        ending = end;
        if (end !== "failed" || !keepGoing) return ending;
      }
      if (this.#options.isOver()) return ending;
    }
    return ending;
  }

  /** How a statement ends that did not simply succeed. */
  *#halted(statement: Statement, around: Surroundings): Steps<End> {
    const { signal } = around.context;
    let halt = this.#halt;
    if (halt === "turn") {
      yield this.#turns.take();
      if (signal.aborted) return "interrupted";
      halt = statement.kind === "simple" ? this.#statements.run(statement, around) : "compound";
    }
    if (halt === "compound") return yield* this.#compound(statement as Exclude<Statement, Simple>, around);
    if (!(halt instanceof Promise)) return halt;
    const end = (yield halt) as Ending;
    // A call that was interrupted with a part of its work done has succeeded; what is behind it ends all the same.
    return signal.aborted && end === "succeeded" ? "interrupted" : end;
  }

  #isTurnDue(): boolean {
    return ++this.#steps % stepsAtOnce === 0 && this.#turns.isDue();
  }

  *#compound(statement: Exclude<Statement, Simple>, around: Surroundings): Steps<End> {
    switch (statement.kind) {
      case "if":
        return yield* this.#if(statement, around);
      case "while":
        return yield* this.#looped(this.#while(statement, around));
      case "repeat":
        return yield* this.#looped(this.#repeat(statement, around));
      case "group":
        return yield* this.#block(statement.body, around);
      case "limited":
        return yield* this.#limited(statement, around);
      case "break":
      case "continue":
        return statement.kind;
      case "job": {
        const told = this.#options.start(statement, around);
        if (told instanceof Promise) yield told;
        return "succeeded";
      }
      default:
        return statement satisfies never;
    }
  }

  *#if({ branches, otherwise = [] }: If, around: Surroundings): Steps<End> {
    for (const { condition, body } of branches) {
      const holds = yield* this.#condition(condition, around);
      if (holds === true) return yield* this.#block(body, around);
      if (holds !== false) return holds;
    }
    return yield* this.#block(otherwise, around);
  }

  *#looped(loop: Steps<End>): Steps<End> {
    this.#options.looping(true);
    try {
      return yield* loop;
    } finally {
      this.#options.looping(false);
    }
  }

  *#while({ condition, body }: While, around: Surroundings): Steps<End> {
    const memory = this.#freshMemory();
    for (;;) {
      const holds = yield* this.#condition(condition, around);
      if (holds !== true) return holds === false ? "succeeded" : holds;
      const from = this.#stretch(body, 0, around, memory);
      if (from === body.length && from > 0) continue;
      const end = yield* this.#round(body, around, from);
      if (end !== undefined) return end;
    }
  }

  *#repeat({ count, body, source }: Repeat, around: Surroundings): Steps<End> {
    const rounds = yield* this.#header(count, source, around, readCount);
    if (typeof rounds !== "number") return rounds;
    const memory = this.#freshMemory();
    for (let round = 0; round < rounds; round++) {
      const from = this.#stretch(body, 0, around, memory);
      if (from === body.length && from > 0) continue;
      const end = yield* this.#round(body, around, from);
      if (end !== undefined) return end;
    }
    return "succeeded";
  }

  #freshMemory(): Memory | undefined {
    return this.#statements.remembers ? [] : undefined;
  }

  /** One round of a loop: undefined when another may follow, or how the loop ends. */
  *#round(body: Block, around: Surroundings, from: number): Steps<End | undefined> {
    if (body.length === 0 && this.#isTurnDue()) {
      yield this.#turns.take();
      if (around.context.signal.aborted) return "interrupted";
    }
    const end = yield* this.#onward(body, from, around);
    if (end === "succeeded" || end === "continue") return this.#options.isOver() ? "succeeded" : undefined;
    if (end === "break") return "succeeded";
    // The statement that a signal ended is the last of its block, but not of the loop.
    return end === "stopped" ? "interrupted" : end;
  }

  /** Whether a condition holds, or how it ended that it does not. */
  *#condition(condition: Simple, around: Surroundings): Steps<boolean | End> {
    const decided = this.#statements.decide(condition, around);
    const holds = decided instanceof Promise ? (yield decided) as boolean | Ending : decided;
    return around.context.signal.aborted && typeof holds === "boolean" ? "interrupted" : holds;
  }

  /** The value of an expression at the head of a block, or how its statement ended without one. */
  *#header<Result>(
    node: Expression,
    source: Source,
    around: Surroundings,
    read: (value: Value, span: Span) => Result,
  ): Steps<Result | Ending> {
    const found = this.#statements.header(node, source, around, read);
    return found instanceof Promise ? (yield found) as Result | Ending : found;
  }

  *#limited(node: Limited, around: Surroundings): Steps<End> {
    const { limit, source } = node;
    const seconds = yield* this.#header(limit, source, around, readDuration);
    if (typeof seconds !== "number") return seconds;
    using time = new TimeLimit(seconds, node, limit.span, around.context.signal);
    time.start();
    const end = yield* this.#block(node.body, around.within(time.signal));
    const ranOut = time.ranOut;
    // A statement that was cut short has said so itself.
    if (ranOut === undefined || end !== "interrupted") return end;
    const told = this.#statements.refuse(limit, source, around, ranOut);
    return told instanceof Promise ? (yield told) as Ending : told;
  }
}

/** Runs steps to their end: at once, or with the waits they ask for. */
function driven<Result>(steps: Steps<Result>): Maybe<Result> {
  const step = steps.next();
  return step.done ? step.value : waited(steps, step.value);
}

async function waited<Result>(steps: Steps<Result>, first: Promise<unknown>): Promise<Result> {
  for (let waitsFor = first;;) {
    let step: IteratorResult<Promise<unknown>, Result>;
    try {
      step = steps.next(await waitsFor);
    } catch (error) {
      // Thrown where it is waited for, so that what was opened there is closed.
      step = steps.throw(error);
    }
    if (step.done) return step.value;
    waitsFor = step.value;
  }
}

function readCount(value: Value, span: Span): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  const values = { kind: kindOf(value), value: typeof value === "number" ? value : "" };
  throw new UsageError("kind", typeof value === "number" ? "repeat.count-not" : "repeat.count", values, span);
}
