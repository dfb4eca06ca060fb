// record: what a command of the shell is.
//
// Help, completion, argument checking, the README's table and the example tests all derive from the record.
// `run` reads like the man page: the call, and nothing of parsing or printing around it.

import type { System } from "../abi/mod.ts";
import type { Message } from "../errors.ts";
import type { Maybe, Patience, Sockets } from "../sockets/mod.ts";
import type { Value } from "../values.ts";

/** A sentence in both languages of the program. */
export interface Text {
  readonly en: string;
  readonly pt: string;
}

/** What an errno of a call means there and what to try; `at` is the parameter to point at. */
export interface Meaning extends Text {
  readonly at?: string;
}

/** What a command tells besides its value; drivers decide how it is shown. */
export type Report =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "help"; readonly command: Command | undefined }
  | { readonly kind: "sockets" }
  | { readonly kind: "variables" };

/** What a running command works with: the session, as far as a command may see it. */
export interface Context extends Patience {
  readonly system: System;
  readonly sockets: Sockets;
  readonly registry: Registry;
  /** Shows something in every mode but --json. */
  report(report: Report): Maybe<void>;
  /** Runs a session file, relative to the one being run. */
  source(path: string): Maybe<Value>;
  /** Ends the whole run with that code once the statement is done. */
  exit(code: number): void;
}

/** The commands by name. */
export type Registry = ReadonlyMap<string, Command>;

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
  /** Its likely errors by name. */
  readonly errors: Readonly<Record<string, Meaning>>;
  /** A session that shows it: prompt lines and their answers, tested. */
  readonly example: string;
  /** The rest of the line is one expression. */
  readonly rest?: "expression";
  /** What it tells is its report; its value is not shown at the prompt. */
  readonly silent?: true;
  readonly run: (parameters: never, context: Context) => Maybe<Value>;
  /** Whether the value is the number of an error, so that an expectation may name it. */
  readonly answersErrno?: (parameters: never, system: System) => boolean;
  /** What a value means that does not show it by itself (an empty recv). */
  readonly remark?: (value: Value, parameters: never, context: Context) => Message | undefined;
}

/** The values `run` gets for declared parameters. */
type Bound<P> = { readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };

/** Declares a command; `run` is typed by its parameters. */
export function command<P extends Readonly<Record<string, Parameter<unknown>>>>(
  record: Omit<Command, "parameters" | "run" | "remark" | "answersErrno"> & {
    readonly parameters: P;
    readonly run: (parameters: Bound<P>, context: Context) => Maybe<Value>;
    readonly answersErrno?: (parameters: Bound<P>, system: System) => boolean;
    readonly remark?: (value: Value, parameters: Bound<P>, context: Context) => Message | undefined;
  },
): Command {
  return record as unknown as Command;
}

/** What a parameter may look things up in while it is read. */
export interface Reader {
  readonly system: System;
  readonly sockets: Sockets;
  readonly variables: ReadonlyMap<string, Value>;
  readonly registry: Registry;
}

/** What Tab offers for a parameter. */
export type Offer =
  | { readonly kind: "sockets" | "variables" | "commands" | "files" | "addresses" | "nothing" }
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "constants"; readonly prefixes: readonly string[] };

/** A parameter's kind: how an argument is read and what is offered for it. */
export interface Parameter<T> {
  /** Reads a word or value. @throws {UsageError} when it is of the wrong kind or does not fit. */
  readonly read: (value: Value, reader: Reader) => T;
  readonly offer: Offer;
  /** What stands for an argument that was left out. */
  readonly missing: T | undefined;
  /** Words are taken as they are: a word that is also a variable's name deserves a note. */
  readonly literal?: boolean;
}
