// options: how the options of a record are spelled, and what given ones become.
//
// `maxClients` of a record is `--max-clients` on a line. Help, completion and the parser all learn the
// spellings here; what a value means is told by its parameter, as for an argument.

import { UsageError } from "../errors.ts";
import type { Spelling, Spellings } from "../language/mod.ts";
import type { Given } from "./binding.ts";
import type { Command, Option, Reader } from "./record.ts";

/** An option as it was given; a switch has no value. */
export interface GivenOption {
  readonly name: string;
  readonly given: Given | undefined;
}

/** An option's own name on a line: `--max-clients` for `maxClients`. */
export function longName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** How an option is spelled, its own name first: `--max-clients`, then its letter and its other names. */
export function spelled(name: string, { short, aliases = [] }: Option<unknown>): string[] {
  return [
    longName(name),
    ...short === undefined ? [] : [`-${short}`],
    ...aliases.map((alias) => `--${alias}`),
  ];
}

/** The spellings of all options of a command; undefined where it has none. */
export function spellingsOf({ options }: Command): Spellings | undefined {
  if (options === undefined) return undefined;
  const spellings = new Map<string, Spelling>();
  for (const [name, option] of Object.entries(options)) {
    const spelling = { name, takesValue: option.value !== undefined };
    for (const each of spelled(name, option)) spellings.set(each, spelling);
  }
  return spellings;
}

/** How an option is written: `-k, --keep-open`, `--port N, --porta N`. */
export function optionUsage(name: string, option: Option<unknown>): string {
  const [own = "", ...others] = spelled(name, option);
  const letters = others.filter((each) => !each.startsWith("--"));
  const names = others.filter((each) => each.startsWith("--"));
  return [...letters, own, ...names].map((each) => `${each} ${option.placeholder}`.trimEnd()).join(", ");
}

/**
 * Adds a command's options to its parameters: what was given, or what stands for it where nothing was. Of an
 * option given twice the last one counts.
 *
 * @throws {UsageError} with the span of the value that does not fit
 */
export function bindOptions(
  { options = {} }: Command,
  given: readonly GivenOption[],
  reader: Reader,
  parameters: Record<string, unknown>,
): void {
  for (const name in options) parameters[name] = options[name]?.value ? options[name].value.missing : false;
  for (const { name, given: one } of given) {
    try {
      parameters[name] = one === undefined ? true : options[name]?.value?.read(one.value, reader);
    } catch (error) {
      if (error instanceof UsageError) error.span ??= one?.node.span;
      throw error;
    }
  }
}
