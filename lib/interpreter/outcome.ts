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

/** How a run ended. */
export type Ending = "succeeded" | "failed" | "interrupted";

/** What a statement runs in, and what it collects while it runs. */
export interface Frame {
  readonly context: Context;
  /** Where its names are looked up. */
  readonly reader: Reader;
  /** Whether somebody looks at successes: only then is it found out what a call was about. */
  readonly observed: boolean;
  /** The outermost call. */
  call: Call | undefined;
  /** The innermost call that failed. */
  failed: Call | undefined;
  /** The outermost call answers with the number of an error (connect_ex, SO_ERROR). */
  answersErrno: boolean;
  readonly notes: Message[];
}

/** A frame in which nothing has happened yet. */
export function freshFrame(
  { context, reader, observed }: Pick<Frame, "context" | "reader" | "observed">,
): Frame {
  return { context, reader, observed, call: undefined, failed: undefined, answersErrno: false, notes: [] };
}
