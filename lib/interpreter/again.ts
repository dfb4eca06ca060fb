// again: a call that a loop makes again with the same arguments, which then need not be read again.
//
// Remembered is what the arguments became and on which variables that depends. As long as those hold the same, the call
// is all that is left to do. Only calls are remembered whose parameters say that a value is always read the same way.

import type { Command, Parameter } from "../command.ts";
import type { Simple } from "../language/mod.ts";
import type { Names } from "../session.ts";
import { Socket } from "../sockets/mod.ts";
import type { Value } from "../values.ts";
import { CommandCall } from "./call.ts";

/** The calls a loop has made, by the place of their statements in its block; null for those that cannot be remembered. */
export type Memory = (Remembered | null | undefined)[];

/** A call whose arguments were read. */
export class Remembered {
  readonly command: Command;
  readonly parameters: never;
  readonly call: CommandCall;
  /** The name that gets the value. */
  readonly target: string | undefined;
  readonly #names: readonly string[];
  readonly #values: readonly Value[];
  /** When all of them were found to hold the same: in which variables, after how many changes. */
  #seen: Names["variables"] | undefined;
  #changes = 0;

  /** @param held the variables the arguments were taken from, and what they held */
  constructor(call: CommandCall, target: string | undefined, held: ReadonlyMap<string, Value>) {
    this.command = call.command;
    this.parameters = call.bindings?.parameters as never;
    this.call = call;
    this.target = target;
    this.#names = [...held.keys()];
    this.#values = [...held.values()];
  }

  /** Whether the arguments would be read as they were. */
  holds(variables: Names["variables"]): boolean {
    if (variables === this.#seen && variables.changes === this.#changes) return true;
    for (let i = 0; i < this.#names.length; i++) {
      if (variables.get(this.#names[i] as string) !== this.#values[i]) return false;
    }
    this.#seen = variables;
    this.#changes = variables.changes;
    return true;
  }
}

/** Whether nothing is to be done with a statement's value but to give it to one name, and no time counts. */
function isPlain({ limit, expectation, targets, unpack, body }: Simple): boolean {
  if (limit !== undefined || expectation !== undefined || unpack) return false;
  if (body.kind === "call" && body.options !== undefined) return false;
  return targets === undefined || (targets.length === 1 && targets[0]?.name !== "_");
}

/** What can be remembered of a call that was made; null when its arguments may be read otherwise next time. */
export function remembered(
  statement: Simple,
  call: unknown,
  variables: ReadonlyMap<string, Value>,
): Remembered | null {
  if (!(call instanceof CommandCall) || call.node !== statement.body || !isPlain(statement)) return null;
  const { command, nodes, bindings } = call;
  if (!bindings?.first || command.stoppable !== undefined) return null;
  const held = new Map<string, Value>();
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    const kind: Parameter<unknown> | undefined = command.parameters[bindings.names[i] ?? ""];
    // A name, or a word that a socket is called by.
    const name = node?.kind === "name" ? node.name : node?.kind === "literal" ? node.value : undefined;
    const value = typeof name === "string" ? variables.get(name) : undefined;
    if (kind?.offer.kind === "sockets") {
      if (!(value instanceof Socket)) return null;
    } else if (!kind?.steady || (node?.kind !== "name" && node?.kind !== "literal")) return null;
    if (node?.kind === "name" || kind.offer.kind === "sockets") held.set(String(name), value ?? null);
  }
  return new Remembered(call, statement.targets?.[0]?.name, held);
}
