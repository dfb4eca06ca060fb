// record: what a command of the shell is.
//
// Help, completion, argument checking, the README's table and the example tests all derive from the record.
// `run` reads like the man page: the call, and nothing of parsing or printing around it.

import type { Interface } from "../abi/interfaces.ts";
import type { System } from "../abi/mod.ts";
import type { Captures, Contents } from "../capture.ts";
import type { Diagram } from "../diagram.ts";
import type { Message, SystemError, Text, UsageError } from "../errors.ts";
import type { Explained, TopicList } from "../explanations/mod.ts";
import type { Reactor } from "../reactor.ts";
import type { Account, Listing, Maybe, Patience, Socket, Sockets } from "../sockets/mod.ts";
import type { TraceMode } from "../trace.ts";
import type { Bytes, Value } from "../values.ts";
import type { Explanation } from "./topic.ts";

export type { Text } from "../errors.ts";

/** What an errno of a call means there and what to try; `at` is the parameter to point at. */
export interface Meaning extends Text {
  readonly at?: string;
}

/** What a command tells besides its value; drivers decide how it is shown. */
export type Report =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "help"; readonly topic: Explanation | undefined }
  | { readonly kind: "sockets"; readonly accounts: readonly Account[] }
  | { readonly kind: "state"; readonly account: Account }
  | { readonly kind: "netstat"; readonly listing: Listing }
  | { readonly kind: "explanation"; readonly about: Explained }
  | { readonly kind: "topics"; readonly lists: readonly TopicList[] }
  | { readonly kind: "variables" }
  | { readonly kind: "interfaces"; readonly interfaces: readonly Interface[] }
  | { readonly kind: "jobs" }
  | { readonly kind: "packets"; readonly contents: Contents }
  | { readonly kind: "said"; readonly messages: readonly Message[] }
  | { readonly kind: "diagrams"; readonly diagrams: readonly Diagram[] }
  | Event;

/** Something that happened while a command runs: a line of text, or an object in JSON. */
export interface Event {
  readonly kind: "event";
  /** Its name in JSON. */
  readonly event: string;
  /** What is said of it, `{name}` standing for a value; where it is empty nothing is. */
  readonly text: Text;
  /** All that is known of it; JSON has all of them. */
  readonly values: Readonly<Record<string, Value>>;
  /** Where the line goes; standard output unless that is taken by data. */
  readonly to?: "out" | "err";
  /** JSON in every mode. */
  readonly json?: boolean;
  /** A line that the next one replaces, how far something has come: on a terminal alone. */
  readonly passing?: true;
}

/** In what form diagrams are drawn: as on a terminal, for Mermaid, or as one picture. */
export type Drawing = "text" | "mermaid" | "svg";

/** In what form a transcript is written. */
export type TranscriptForm = "markdown" | "text" | "html";

/** What transcript is wanted. */
export interface TranscriptRequest {
  readonly form: TranscriptForm;
  /** Of the session before this one. */
  readonly last: boolean;
  /** Whose it is, as it is to stand in the document. */
  readonly name?: string | undefined;
}

/**
 * Makes a transcript.
 *
 * @throws {UsageError} where nothing was written down
 */
export type Transcribing = (request: TranscriptRequest, signal: AbortSignal) => Promise<string>;

/** What a call that succeeded did, in a sentence; undefined where there is nothing to add. */
export type Narrator = (call: Told, context: Context) => Message | undefined;

/** A call that succeeded. */
export interface Told {
  readonly command: Command;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly value: Value;
}

/** What a running command works with: the session, as far as a command may see it. */
export interface Context extends Patience {
  /** Who says after each call what it did; undefined: nobody. */
  narrator: Narrator | undefined;
  readonly system: System;
  readonly sockets: Sockets;
  readonly registry: Registry;
  /** Shows something in every mode but --json. */
  report(report: Report): Maybe<void>;
  /** Runs a session file, relative to the one being run. */
  source(path: string): Maybe<Value>;
  /** Ends the whole run with that code once the statement is done. */
  exit(code: number): void;
  /** What runs in the background. */
  readonly jobs: Jobs;
  /** The job in which it runs; undefined in the foreground. */
  readonly job: Job | undefined;
  /** A place for statements whose names are nobody else's; its sockets are called `owner.name`. */
  scope(owner: string): Scope;
  /** A loop over many descriptors; whoever asks for it disposes of it. The descriptor limit is raised with it. */
  reactor(): Promise<Reactor>;
  /** Shows each system call of the session from now on, or none any more. */
  trace(mode: TraceMode): Promise<void>;
  /** The command is all that runs: no other call is made beside it or after it. */
  readonly alone: boolean;
  /** The packets of the session; loaded when they are asked for. */
  captures(): Promise<Captures>;
  /**
   * The session's conversations as diagrams; those of one socket alone where it is given.
   *
   * @throws {UsageError} where there are none, and not all calls were written down
   */
  diagrams(about?: Socket): Promise<readonly Diagram[]>;
  /** Diagrams as a text of some form, in the user's language. */
  draw(diagrams: readonly Diagram[], form: Drawing): Promise<string>;
  /** Makes a transcript. */
  readonly transcribe: Transcribing;
  /**
   * Writes a whole file, or leaves it as it was.
   *
   * @throws {SystemError} what open(2), write(2) or close(2) answered
   */
  save(path: string, text: string): Promise<void>;
  /** A pause for work that never waits, in which signals, keys and whoever else waits come through. */
  turn(): Promise<void>;
  /** Session files, each in a session of its own; loaded when it is asked for. */
  fresh(): Promise<Fresh>;
  /** What a command reads besides sockets. */
  readonly input: Input;
  /** Where bytes go that are data and no event. */
  readonly output: DataOutput;
  /**
   * Asks a question: a menu on a terminal, else a line of input. Undefined: given up, the input's end, or nobody
   * waits for the answer any more (`until`).
   */
  ask(question: Question, until?: AbortSignal): Promise<string | undefined>;
}

/** Session files in sessions of their own: how they are tested. Paths are as `source` takes them. */
export interface Fresh {
  /** The session files (`*.socksh`) of a folder and the folders in it, sorted; any other path, and a folder without one, is itself. */
  find(path: string): readonly string[];
  /**
   * Runs a session file in a new session: with its own sockets, names, jobs and exit code, without standard input, and
   * with what it prints kept. All of it is closed at the end. Whatever goes wrong is told in what is returned.
   */
  run(path: string, options: FreshOptions): Promise<FreshRun>;
}

/** How a session file is run in a session of its own. */
export interface FreshOptions {
  /** What the session is started with; the path alone where it is left out. */
  readonly argv?: readonly string[];
  /** Ends it. */
  readonly signal: AbortSignal;
  /** How long it may take, in seconds; for ever where it is left out. */
  readonly seconds?: number | undefined;
}

/** What came of a session file. */
export interface FreshRun {
  /** Nothing failed, nothing ran out of time, no job failed unnoticed, and `exit` said 0, if anything. */
  readonly passed: boolean;
  /** What `socksh FILE` ends with: 0, 1, 2 when nothing ran, what `exit` said, 130 when `signal` came; 124 out of time. */
  readonly exitCode: number;
  /** Why it did not pass, in the order it happened; of very many jobs that failed, the first. */
  readonly failures: readonly FreshFailure[];
  /** What it printed, as it would stand on a screen without colours; of very much, the end. */
  readonly printed: string;
  /** How many statements were begun, those of jobs among them. */
  readonly statements: number;
  readonly milliseconds: number;
}

/** One thing that went wrong in a session file. */
export interface FreshFailure {
  /** A sentence in the user's language. */
  readonly message: string;
  readonly hint: string | undefined;
  /** Where, line and column from 1; undefined where the file as a whole is at fault. */
  readonly place: { readonly file: string; readonly line: number; readonly column: number } | undefined;
  /** The line that begins at, without its indentation. */
  readonly source: string | undefined;
  /** What was to come: what stands behind `=>`, `ok` without one, or an exit code. Undefined where nothing came to run. */
  readonly expected: string | undefined;
  /** What came: a value as the prompt shows it, an error's name, `timeout`, or an exit code; undefined likewise. */
  readonly actual: string | undefined;
}

/** Something that runs in the background. */
export interface Job {
  readonly number: number;
  /** Its statement, as it was written. */
  readonly text: string;
  /** It is one simple statement. */
  readonly single: boolean;
  /** The job that started it. */
  readonly parent: Job | undefined;
  readonly state: "running" | "succeeded" | "failed" | "cancelled";
  /** Fulfilled when it has ended, however it did. */
  readonly ended: Promise<void>;
  /** What it came to, once it has ended. */
  readonly end: { readonly value: Value; readonly error: SystemError | UsageError | undefined } | undefined;
  /** Its failure has been told to who waited for it, and no longer counts at the end of the run. */
  counted: boolean;
  /** The job it waits for. */
  waitsFor: Job | undefined;
  /** Interrupts what it waits for, and ends it. */
  cancel(): void;
}

/** The jobs of a session. */
export interface Jobs {
  /** Those that run, and the latest of those that ended, in the order they were started. */
  all(): readonly Job[];
  byNumber(number: number): Job | undefined;
  /** The latest job that sets a name, or whose command that is; one that still runs before others. */
  byName(name: string): Job | undefined;
  /** Whether some of these jobs (all) failed for which nobody waited; they count as waited for from now on. */
  takeFailure(within?: readonly Job[]): boolean;
}

/** Statements in names of their own: how a shortcut makes its calls. Disposing of it closes its sockets. */
export interface Scope extends Disposable {
  /**
   * Runs statements, and gives the value of the last one.
   *
   * @throws what the first of them that fails throws; it is shown where it stands
   */
  run(statements: string): Maybe<Value>;
  /** The open socket that has a name in here. */
  socket(name: string): Socket;
}

/** Standard input, or what is typed at the prompt. */
export interface Input {
  /** Whether a person types it. */
  readonly typed: boolean;
  /** The descriptor it is read from; undefined at the prompt, which hands out lines alone. */
  readonly fd: number | undefined;
  /** Whether it lies in a file, so that nothing of it ever has to be waited for. */
  readonly stored: boolean;
  /**
   * What is there, at once where nothing has to be waited for; the bytes are gone at the next call. Undefined at
   * the end of the input, and when the command is interrupted or `until` says that nobody waits any more.
   *
   * @param most how many bytes at most
   */
  read(until?: AbortSignal, most?: number): Maybe<Bytes | undefined>;
  /** The next line without its end; undefined as with `read`. `prompt` is what stands before it where it is typed. */
  line(until?: AbortSignal, prompt?: string): Promise<Bytes | undefined>;
}

/** Standard output, or the prompt's terminal. */
export interface DataOutput {
  /** Whether a person reads it. */
  readonly terminal: boolean;
  /** Writes bytes: to a terminal escaped, but for new lines and tabs, unless they are wanted as they are (`raw`). */
  write(data: Bytes, raw?: boolean): Maybe<void>;
  /** The same for a loop, which cannot wait. Undefined at the prompt, where nothing ever has to. */
  readonly sink: Sink | undefined;
  /** Writes to a file that is open: 0, or the negated errno; ESPIPE for what is no file, where writing could wait. */
  log(fd: number, data: Bytes): number;
}

/** Standard output for a loop: what it does not take now is offered again when poll says that there is room. */
export interface Sink {
  /** What to wait for POLLOUT on. */
  readonly fd: number;
  /** Writes bytes as they are, as many as are taken at once: how many. Nothing here waits for them. */
  offer(data: Bytes): number;
}

/** What a person is asked. */
export type Question =
  | {
    readonly kind: "choice";
    readonly message: Text;
    readonly choices: readonly { readonly value: string; readonly label: Text }[];
  }
  | { readonly kind: "text"; readonly message: Text };

/** The commands by name. */
export type Registry = ReadonlyMap<string, Command> & {
  /** The same by topic, in the order help lists them; a registry without is one list. */
  readonly topics?: readonly { readonly heading: Text; readonly commands: readonly Command[] }[];
};

/** A command, as everything else sees it. */
export interface Command {
  readonly name: string;
  /** The C prototype, or the closest thing to one. */
  readonly prototype: string;
  readonly summary: Text;
  readonly description: Text;
  readonly parameters: Readonly<Record<string, Parameter<unknown>>>;
  /**
   * The accepted argument lists, most usual first: parameter names, `?` may be left out, `…` takes all the rest
   * (such a parameter reads each argument as a list, and the lists are joined).
   */
  readonly forms: readonly string[];
  /** Pairs of options that make no sense together: given both, nothing is run. */
  readonly exclusive?: readonly (readonly [one: string, other: string])[];
  /** Its options by name: `maxClients` is written `--max-clients`. Without any, `-x` is an argument. */
  readonly options?: Readonly<Record<string, Option<unknown>>>;
  /** Its likely errors by name. */
  readonly errors: Readonly<Record<string, Meaning>>;
  /** A session that shows it: prompt lines and their answers, tested. */
  readonly example: string;
  /** The rest of the line is one expression. */
  readonly rest?: "expression";
  /** What programs are called that do elsewhere what it does here: whoever types one of them is told. */
  readonly elsewhere?: readonly string[];
  /** What it tells is its report; its value is not shown at the prompt. */
  readonly silent?: true;
  readonly run: (parameters: never, context: Context) => Maybe<Value>;
  /** It tells of calls that came before it, or of all that was shown: a run whose text has it writes that down from its beginning. */
  readonly looksBack?: "calls" | "screen";
  /** It runs statements of the session: as a job it is like a block. */
  readonly nests?: true;
  /** A signal is how it ends: it then has succeeded, and so has a run of which it is the last statement. */
  readonly stoppable?: (parameters: never) => boolean;
  /** Whether the value is the number of an error, so that an expectation may name it. */
  readonly answersErrno?: (parameters: never, system: System) => boolean;
  /**
   * The prefix of the constants the number it returns is made of ("SOCK_", "O_", "AF_"; "errno" for an errno): the
   * answer shows them behind the number. Undefined where it is a mere number.
   */
  readonly names?: (parameters: never, system: System) => string | undefined;
  /** What a value means that does not show it by itself (an empty recv). */
  readonly remark?: (value: Value, parameters: never, context: Context) => Message | undefined;
}

/** The values `run` gets for declared parameters and options. */
export type Bound<P> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer T> | Option<infer T> ? T : never;
};

/** Declares a command; `run` is typed by its parameters and options. */
export function command<
  P extends Readonly<Record<string, Parameter<unknown>>>,
  O extends Readonly<Record<string, Option<unknown>>> = Readonly<Record<never, never>>,
>(
  record:
    & Omit<Command, "parameters" | "options" | "run" | "stoppable" | "remark" | "answersErrno" | "names">
    & {
      readonly parameters: P;
      readonly options?: O;
      readonly run: (parameters: Bound<P & O>, context: Context) => Maybe<Value>;
      readonly stoppable?: (parameters: Bound<P & O>) => boolean;
      readonly answersErrno?: (parameters: Bound<P & O>, system: System) => boolean;
      readonly names?: (parameters: Bound<P & O>, system: System) => string | undefined;
      readonly remark?: (value: Value, parameters: Bound<P & O>, context: Context) => Message | undefined;
    },
): Command {
  return record as unknown as Command;
}

/** A program of its own behind a record: it is loaded when it is run first, and no start of the shell waits for it. */
export function lazily<P>(
  load: () => Promise<{ readonly run: (parameters: P, context: Context) => Maybe<Value> }>,
): (parameters: P, context: Context) => Promise<Value> {
  return async (parameters, context) => await (await load()).run(parameters, context);
}

/** What a parameter may look things up in while it is read. */
export interface Reader {
  readonly system: System;
  readonly sockets: Sockets;
  readonly variables: ReadonlyMap<string, Value>;
  readonly registry: Registry;
  /** The number of the job that will set a name, if there is one. */
  readonly awaited?: (name: string) => number | undefined;
  readonly jobs?: Jobs;
}

/** What Tab offers for a parameter. */
export type Offer =
  | {
    readonly kind:
      | "sockets"
      | "variables"
      | "topics"
      | "questions"
      | "jobs"
      | "files"
      | "addresses"
      | "nothing";
  }
  /** `only`: there are no others; `files`: a file's name may stand there, too. */
  | {
    readonly kind: "words";
    readonly words: readonly string[];
    readonly only?: true;
    readonly files?: true;
  }
  | { readonly kind: "constants"; readonly prefixes: readonly string[] };

/** A parameter's kind: how an argument is read and what is offered for it. */
export interface Parameter<T> {
  /**
   * Reads a word or value; `before` has what the arguments before it were read as, by parameter.
   *
   * @throws {UsageError} when it is of the wrong kind or does not fit
   */
  readonly read: (value: Value, reader: Reader, before?: Readonly<Record<string, unknown>>) => T;
  readonly offer: Offer;
  /** How it stands in a usage line, where its name says too little. */
  readonly written?: string;
  /** What stands for an argument that was left out. */
  readonly missing: T | undefined;
  /** A value is always read the same way, whatever else there is: a call in a loop need not read it again. */
  readonly steady?: true;
  /** Words are taken as they are: a word that is also a variable's name deserves a note. */
  readonly literal?: boolean;
  /**
   * A constant comes as its name, as in a word: AF_UNSPEC is an address, and its number 0 would be none. With "sets",
   * also constants joined by |.
   */
  readonly named?: boolean | "sets";
}

/** A parameter that has a value also where nothing is given for it. */
export interface Defaulted<T> extends Parameter<T> {
  readonly missing: T;
}

/** An option of a command, written `--max-clients N` for the name `maxClients`. */
export interface Option<T> {
  /** How its value is read; undefined for a switch, which is true when given and false when not. */
  readonly value: Parameter<T> | undefined;
  /** The word that stands for the value in usage: N, TEXT, PATH; empty for a switch. */
  readonly placeholder: string;
  /** The letter of its short spelling: `k` for `-k`. */
  readonly short?: string;
  /** Other long spellings: `porta` for `--porta`. */
  readonly aliases?: readonly string[];
  readonly summary: Text;
}

/** How else an option is spelled. */
type OtherSpellings = Pick<Option<unknown>, "short" | "aliases">;

/** An option with a value. Where it is not given, what stands for a missing argument stands for it. */
export function option<T>(
  value: Defaulted<T>,
  placeholder: string,
  summary: Text,
  more: OtherSpellings = {},
): Option<T> {
  return { value, placeholder, summary, ...more };
}

/** A switch. */
export function flag(summary: Text, more: OtherSpellings = {}): Option<boolean> {
  return { value: undefined, placeholder: "", summary, ...more };
}
