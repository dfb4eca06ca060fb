// binding: how given arguments become a command's parameters — the first form whose count and kinds fit.

import { type Message, UsageError } from "../errors.ts";
import type { Expression } from "../language/mod.ts";
import type { Value } from "../values.ts";
import { bindOptions, type GivenOption } from "./options.ts";
import type { Command, Parameter, Reader } from "./record.ts";

/** An argument as it was given: its value and the node it came from. */
export interface Given {
  readonly value: Value;
  readonly node: Expression;
}

/** Arguments as parameters. */
export interface Bindings {
  /** Which parameter each argument became, in their order; the last takes all the rest. */
  readonly names: readonly string[];
  readonly parameters: Record<string, unknown>;
}

/** One form, taken apart. */
interface Form {
  readonly names: readonly string[];
  readonly least: number;
  /** The last name takes all the rest. */
  readonly open: boolean;
}

const takenApart = new WeakMap<Command, readonly Form[]>();

/** The forms of a command, taken apart once. */
export function formsOf(command: Command): readonly Form[] {
  let forms = takenApart.get(command);
  if (forms === undefined) {
    forms = command.forms.map((form) => {
      const words = form.split(" ").filter((word) => word !== "");
      return {
        names: words.map((word) => word.replace(/[?…]$/, "")),
        least: words.filter((word) => !/[?…]$/.test(word)).length,
        open: words.some((word) => word.endsWith("…")),
      };
    });
    takenApart.set(command, forms);
  }
  return forms;
}

function takes(form: Form, count: number): boolean {
  return count >= form.least && (form.open || count <= form.names.length);
}

/** Whether a command has a form for that many arguments. */
export function accepts(command: Command, count: number): boolean {
  return formsOf(command).some((form) => takes(form, count));
}

/** How a command is written in word style, one line a form: `bind sockfd addr`, `listen sockfd [backlog]`. */
export function usage(command: Command): string[] {
  return command.forms.map((form) => {
    const words = form.split(" ").filter((word) => word !== "").map((word) => {
      if (word.endsWith("?")) return `[${word.slice(0, -1)}]`;
      return word.endsWith("…") ? `[${word.slice(0, -1)} …]` : word;
    });
    const options = command.options === undefined ? [] : ["[OPTION…]"];
    return [command.name, ...options, ...words].join(" ");
  });
}

/**
 * Reads arguments as a command's parameters: the first form whose count and kinds fit is taken.
 *
 * @param note told of words that look like variables
 * @throws {UsageError} with the span of the argument that does not fit: of all forms, the one that got furthest, or
 *   that knows a nearest name; then of the first option that does not
 */
export function bindArguments(
  command: Command,
  given: readonly Given[],
  reader: Reader,
  note: (message: Message) => void,
  options: readonly GivenOption[] = [],
): Bindings {
  let furthest = -1;
  let reason: UsageError | undefined;
  for (const form of formsOf(command)) {
    if (!takes(form, given.length)) continue;
    const parameters = defaults(command);
    const at = readForm(command, form, given, reader, parameters);
    if (typeof at === "number") {
      noteWords(command, form, given, reader, note);
      if (command.options !== undefined) {
        bindOptions(command, options, reader, parameters);
        for (const { name, given } of options) {
          if (given) noteWord(given.node, command.options[name]?.value, reader, note);
        }
      }
      return { names: form.names, parameters };
    }
    const better = at.index === furthest && !reason?.values["nearest"] && at.error.values["nearest"];
    if (at.index > furthest || better) [furthest, reason] = [at.index, at.error];
  }
  throw reason ?? wrongCount(command, given.length);
}

/** What the parameters are as long as nothing is given for them. */
function defaults(command: Command): Record<string, unknown> {
  const parameters: Record<string, unknown> = {};
  for (const name in command.parameters) parameters[name] = command.parameters[name]?.missing;
  return parameters;
}

/** Reads arguments in one form: how many were read, or which of them does not fit. */
function readForm(
  command: Command,
  { names, open }: Form,
  given: readonly Given[],
  reader: Reader,
  parameters: Record<string, unknown>,
): number | { index: number; error: UsageError } {
  const last = open ? names.length - 1 : Infinity;
  const rest: unknown[] = [];
  for (let i = 0; i < given.length; i++) {
    const { value, node } = given[i] as Given;
    const name = names[Math.min(i, last)] as string;
    try {
      const read = (command.parameters[name] as Parameter<unknown>).read(value, reader);
      if (i < last) parameters[name] = read;
      else rest.push(...read as unknown[]);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      error.span ??= node.span;
      return { index: i, error };
    }
  }
  if (open && rest.length > 0) parameters[names[last] as string] = rest;
  return given.length;
}

function wrongCount(command: Command, count: number): UsageError {
  return new UsageError("count", "call.count", {
    call: command.name,
    count,
    usage: usage(command).join("\n"),
  });
}

function noteWords(
  command: Command,
  { names }: Form,
  given: readonly Given[],
  reader: Reader,
  note: (message: Message) => void,
): void {
  for (let i = 0; i < given.length; i++) {
    const name = names[Math.min(i, names.length - 1)] as string;
    noteWord((given[i] as Given).node, command.parameters[name], reader, note);
  }
}

/** Says so where a word is also a variable's name: the word was taken as text. */
function noteWord(
  node: Expression,
  parameter: Parameter<unknown> | undefined,
  reader: Reader,
  note: (message: Message) => void,
): void {
  if (node.kind !== "literal" || node.form !== "word" || typeof node.value !== "string") return;
  if (parameter?.literal && reader.variables.has(node.value)) {
    note({ key: "note.word", values: { word: node.value } });
  }
}
