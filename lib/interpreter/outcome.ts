// outcome: what a statement came to, and who is told.

import type { Command, Context, Given, Job, Reader, Report } from "../command.ts";
import type { Message, SyntaxFault, SystemError, UsageError } from "../errors.ts";
import type { CallNode, MethodNode, Simple, Source, Timing } from "../language/mod.ts";
import type { Maybe, Socket } from "../sockets/mod.ts";
import type { Value } from "../values.ts";

/** A call a statement made: what it was, and what it was about. */
export interface Call {
  readonly command: Command;
  readonly node: CallNode | MethodNode;
  /** The text it stands in: a shortcut makes calls that stand in none of the user's. */
  readonly source: Source;
  /** The arguments, evaluated; with them `at` of a meaning finds what to point at. */
  readonly given?: readonly Given[];
  /** Which parameter each argument became; undefined when no form took them. */
  readonly names?: readonly string[] | undefined;
  /** What the arguments became, by parameter; undefined when no form took them. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  /** The socket the call was about; known only where everything is told. */
  readonly socket?: Socket | undefined;
  /** The constants the number it returned is made of ("SOCK_STREAM"); known only where everything is told. */
  readonly constants?: string | undefined;
}

/** What a simple statement came to. */
export interface Outcome {
  readonly statement: Simple;
  /** The statement decides about a block: it is told only where it made a call, assigned something, or failed. */
  readonly condition: boolean;
  /** The job it belongs to. */
  readonly job: Job | undefined;
  /** The outermost call, or the inner one that failed; undefined for plain expressions. */
  readonly call: Call | undefined;
  /** What was returned; undefined when the call failed. */
  readonly value: Value | undefined;
  readonly error: SystemError | UsageError | undefined;
  /** Whether the expectation held; undefined without one. */
  readonly met: boolean | undefined;
  /** A statement around it (a source) was too slow, and tells of it: this one was only cut short. */
  readonly cut: boolean;
  /** The time asserted behind the expectation that does not hold, where the rest of it does. */
  readonly missed: Timing | undefined;
  /** The statement succeeded: the expectation held or, without one, the call did. */
  readonly succeeded: boolean;
  readonly notes: readonly Message[];
  /** What the facts say of a failure, where the observer wants that and something was found. */
  readonly finding?: Message;
  /** How long it took, in milliseconds; 0 where nobody looks. */
  readonly milliseconds: number;
}

/** Who is told what happens. */
export interface Observer {
  /** Told of every statement; otherwise only of those that fail. */
  readonly everything: boolean;
  /** What it shows of a failure is worth the facts behind it: they are looked for before it is told. */
  readonly hints?: true;
  /** What it returns is waited for before the next statement. */
  outcome(outcome: Outcome): Maybe<void>;
  /** What a command tells besides its value. */
  report(report: Report): Maybe<void>;
  /** A file that `source` named cannot be read as statements. */
  fault(fault: SyntaxFault, source: Source): Maybe<void>;
  /** A call waits; what is returned is called when the wait is over. */
  waiting?(what: Message): () => void;
  /** A statement is about to be run; what it returns is waited for. */
  begins?(statement: Simple, job: Job | undefined): Maybe<void>;
  /** A loop begins, or has ended. */
  loop?(begins: boolean, job: Job | undefined): void;
  /** A job begins, or has ended with all that it is told of; `notes` are about the names it set. */
  job?(job: Job, notes: readonly Message[]): Maybe<void>;
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
  /** The files being run, outermost first. */
  readonly files: readonly File[];
  /** The same, with waits that end by another signal. */
  readonly within: (signal: AbortSignal) => Surroundings;
}

/** A file being run: a `source` of it in itself would never end. */
export interface File {
  readonly path: string;
  /** The same however its path is written. */
  readonly identity: string;
}
