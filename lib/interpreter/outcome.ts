// outcome: what a statement came to, and who is told.

import type { Command, Context, Given, Reader, Report } from "../command.ts";
import type { Message, SyntaxFault, SystemError, UsageError } from "../errors.ts";
import type { CallNode, MethodNode, Source, Statement } from "../language/mod.ts";
import type { Maybe, Socket } from "../sockets/mod.ts";
import type { Value } from "../values.ts";

/** A call a statement made: what it was, and what it was about. */
export interface Call {
  readonly command: Command;
  readonly node: CallNode | MethodNode;
  /** The text it stands in: a shortcut makes calls that stand in none of the user's. */
  readonly source: Source;
  /** The arguments, evaluated; with them `at` of a meaning finds what to point at. */
  given?: readonly Given[];
  /** Which parameter each argument became; undefined when no form took them. */
  names?: readonly string[];
  /** The socket the call was about; known only where everything is told. */
  socket?: Socket | undefined;
}

/** What a simple statement came to. */
export interface Outcome {
  readonly statement: Statement;
  /** The outermost call, or the inner one that failed; undefined for plain expressions. */
  readonly call: Call | undefined;
  /** What was returned; undefined when the call failed. */
  readonly value: Value | undefined;
  readonly error: SystemError | UsageError | undefined;
  /** Whether the expectation held; undefined without one. */
  readonly met: boolean | undefined;
  /** The statement succeeded: the expectation held or, without one, the call did. */
  readonly succeeded: boolean;
  readonly notes: readonly Message[];
  /** How long it took, in milliseconds; 0 where nobody looks. */
  readonly milliseconds: number;
}

/** Who is told what happens. */
export interface Observer {
  /** Told of every statement; otherwise only of those that fail. */
  readonly everything: boolean;
  /** What it returns is waited for before the next statement. */
  outcome(outcome: Outcome): Maybe<void>;
  /** What a command tells besides its value. */
  report(report: Report): Maybe<void>;
  /** A file that `source` named cannot be read as statements. */
  fault(fault: SyntaxFault, source: Source): Maybe<void>;
  /** A call waits; what is returned is called when the wait is over. */
  waiting?(what: Message): () => void;
  /** A statement is about to be run. */
  begins?(statement: Statement): void;
}

/** How a run ended; `stopped`: a signal ended a last statement that goes on until one comes. */
export type Ending = "succeeded" | "stopped" | "failed" | "interrupted";

/** What statements run in. */
export interface Surroundings {
  readonly context: Context;
  /** Where their names are looked up. */
  readonly reader: Reader;
  /** Whether somebody looks at successes: only then is it found out what a call was about. */
  readonly observed: boolean;
}

/** What one statement runs in, and what it collects while it runs. */
export interface Frame extends Surroundings {
  /** The text it stands in. */
  readonly source: Source;
  /** The outermost call. */
  call: Call | undefined;
  /** The outermost call answers with the number of an error (connect_ex, SO_ERROR). */
  answersErrno: boolean;
  /** The outermost call goes on until a signal comes. */
  stoppable: boolean;
  readonly notes: Message[];
}

/** A frame in which nothing has happened yet. */
export function freshFrame({ context, reader, observed }: Surroundings, source: Source): Frame {
  return {
    context,
    reader,
    observed,
    source,
    call: undefined,
    answersErrno: false,
    stoppable: false,
    notes: [],
  };
}
