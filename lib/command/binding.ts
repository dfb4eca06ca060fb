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
  /** No other form was tried before. */
  readonly first: boolean;
}

/** One form, taken apart. */
interface Form {
  readonly names: readonly string[];
  readonly least: number;
  /** The last name takes all the rest. */
  readonly open: boolean;
}

/** What is found out of a record once. */
interface Prepared {
  readonly forms: readonly Form[];
  /** What the parameters are as long as nothing is given for them. */
  readonly missing: Readonly<Record<string, unknown>>;
}

const prepared = new WeakMap<Command, Prepared>();

function prepare(command: Command): Prepared {
  let known = prepared.get(command);
  if (known === undefined) {
    const forms = command.forms.map((form) => {
      const words = form.split(" ").filter((word) => word !== "");
      return {
        names: words.map((word) => word.replace(/[?\u2026]$/, "")),
        // What takes all the rest has to be given where nothing stands for it.
        least: words.filter((word) =>
          word.endsWith("…")
            ? command.parameters[word.slice(0, -1)]?.missing === undefined
            : !word.endsWith("?")
        ).length,
        open: words.some((word) =>
          word.endsWith("…")
        ),
      };
    });
    const missing = Object.entries(command.parameters).map(([name, kind]) => [name, kind.missing]);
    known = { forms, missing: Object.fromEntries(missing) };
    prepared.set(command, known);
  }
  return known;
}

/** The forms of a command, taken apart. */
export function formsOf(command: Command): readonly Form[] {
  return prepare(command).forms;
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
      const name = word.replace(/[?…]$/, "");
      const { offer, written } = command.parameters[name] ?? {};
      if (written !== undefined) return written;
      // Few words are sooner written than named.
      const shown = offer?.kind === "words" && offer.only && offer.words.length <= 4
        ? offer.words.join("|")
        : name;
      if (word.endsWith("?")) return `[${shown}]`;
      return word.endsWith("…") ? `[${shown} …]` : shown;
    });
    const options = command.options === undefined ? [] : ["[OPTION…]"];
    return [command.name, ...options, ...words].join(" ");
  });
}

/**
 * Reads arguments as a command's parameters: the first form whose count and kinds fit is taken.
 *
 * @param nodes where the arguments stand
 * @param values what they are
 * @param note told of words that look like variables
 * @throws {UsageError} with the span of the argument that does not fit: of all forms, the one that got furthest, or
 *   that knows a nearest name; then of the first option that does not
 */
export function bindArguments(
  command: Command,
  nodes: readonly Expression[],
  values: readonly Value[],
  reader: Reader,
  note: ((message: Message) => void) | undefined,
  options: readonly GivenOption[] = [],
): Bindings {
  const { forms, missing } = prepare(command);
  let furthest = -1;
  let reason: UsageError | undefined;
  for (const form of forms) {
    if (!takes(form, values.length)) continue;
    const parameters = { ...missing };
    const misfit = readForm(command, form, nodes, values, reader, parameters);
    if (misfit === undefined) {
      if (note) noteWords(command, form, nodes, reader, note);
      if (command.options !== undefined) {
        bindOptions(command, options, reader, parameters);
        for (const { name, given } of options) {
          if (note && given) noteWord(given.node, command.options[name]?.value, reader, note);
        }
      }
      return { names: form.names, parameters, first: reason === undefined };
    }
    const better = misfit.index === furthest && !reason?.values["nearest"] && misfit.error.values["nearest"];
    if (misfit.index > furthest || better) [furthest, reason] = [misfit.index, misfit.error];
  }
  throw reason ?? wrongCount(command, values.length);
}

/** Reads arguments in one form: which of them does not fit, if any. */
function readForm(
  command: Command,
  { names, open }: Form,
  nodes: readonly Expression[],
  values: readonly Value[],
  reader: Reader,
  parameters: Record<string, unknown>,
): { readonly index: number; readonly error: UsageError } | undefined {
  const last = open ? names.length - 1 : names.length;
  const rest: unknown[] | undefined = open ? [] : undefined;
  for (let i = 0; i < values.length; i++) {
    const name = names[i < last ? i : last] as string;
    try {
      const parameter = command.parameters[name] as Parameter<unknown>;
      const constant = parameter.named ? constantName(nodes[i], parameter.named === "sets") : undefined;
      const read = parameter.read(constant ?? values[i] as Value, reader, parameters);
      if (i < last) parameters[name] = read;
      else rest?.push(...read as unknown[]);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      error.span ??= nodes[i]?.span;
      return { index: i, error };
    }
  }
  if (rest !== undefined && rest.length > 0) parameters[names[last] as string] = rest;
  return undefined;
}

/** The name of an argument that is a constant, or, where sets are wanted, those of a set: `NI_DGRAM|NI_NAMEREQD`. */
function constantName(node: Expression | undefined, sets: boolean): string | undefined {
  if (node?.kind === "literal") return node.constant;
  if (!sets || node?.kind !== "chain" || node.rest.some(({ operator }) => operator !== "|")) return undefined;
  const names = [node.first, ...node.rest.map(({ operand }) => operand)].map((one) =>
    constantName(one, false)
  );
  return names.every((name) => name !== undefined) ? names.join("|") : undefined;
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
  nodes: readonly Expression[],
  reader: Reader,
  note: (message: Message) => void,
): void {
  nodes.forEach((node, i) => {
    const name = names[Math.min(i, names.length - 1)] as string;
    noteWord(node, command.parameters[name], reader, note);
  });
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
