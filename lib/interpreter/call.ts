// call: one call of a command — its arguments become parameters, its `run` is made, its failure gets a place.
//
// The arguments are evaluated already. What a loop calls a hundred thousand times goes through here: nothing is
// made that only a failure, or somebody who looks at successes, needs.

import { numberName } from "../abi/mod.ts";
import { bindArguments, type Bindings, type Command, type Given, type GivenOption } from "../command.ts";
import { type Message, type Span, UsageError } from "../errors.ts";
import type { CallNode, Expression, MethodNode, Source } from "../language/mod.ts";
import { type Maybe, Socket } from "../sockets/mod.ts";
import { isAddress, isList, items, type Value } from "../values.ts";
import type { Frame } from "./frame.ts";
import type { Call } from "./outcome.ts";

const failures = new WeakMap<Error, Call>();

/** The call an error was thrown in, the innermost; undefined for what no call threw. */
export function failedCall(error: Error | undefined): Call | undefined {
  return error && failures.get(error);
}

const none: Pick<Bindings, "parameters"> = { parameters: {} };

/** A call of a command. */
export class CommandCall implements Call {
  #values: readonly Value[] = [];
  #options: readonly GivenOption[] = [];
  /** What the arguments became; undefined when no form took them. */
  bindings: Bindings | undefined;
  socket: Socket | undefined;
  constants: string | undefined;

  /**
   * @param source the text it stands in: a shortcut makes calls that stand in none of the user's
   * @param nodes the arguments, a method's receiver first
   */
  constructor(
    readonly command: Command,
    readonly node: CallNode | MethodNode,
    readonly source: Source,
    readonly nodes: readonly Expression[],
  ) {}

  get given(): readonly Given[] {
    const given = this.nodes.map((node, i) => ({ node, value: this.#values[i] as Value }));
    return [...given, ...this.#valuedOptions().map((option) => option.given as Given)];
  }

  get names(): readonly string[] | undefined {
    const names = this.bindings?.names;
    if (names === undefined || this.#options.length === 0) return names;
    const named = this.nodes.map((_, i) => names[Math.min(i, names.length - 1)] as string);
    return [...named, ...this.#valuedOptions().map(({ name }) => name)];
  }

  /** Options can be pointed at as arguments are, the last of two alike before the first. */
  #valuedOptions(): readonly GivenOption[] {
    return this.#options.filter((option) => option.given !== undefined).reverse();
  }

  /**
   * Makes the call.
   *
   * @throws {UsageError} when the arguments are no parameters of the command
   */
  make(values: readonly Value[], frame: Frame, options: readonly GivenOption[] = []): Maybe<Value> {
    this.#values = values;
    this.#options = options;
    const { command } = this;
    try {
      const note = frame.observed ? (message: Message) => frame.note(message) : undefined;
      const bindings = bindArguments(command, this.nodes, values, frame.reader, note, options);
      const { parameters } = this.bindings = bindings;
      if (frame.observed) this.socket = Object.values(parameters).find(isSocket);
      const result = command.run(parameters as never, frame.context);
      if (!(result instanceof Promise)) return this.returned(result, frame);
      return result.then((value) => this.returned(value, frame), (error) => this.#failed(error));
    } catch (error) {
      return this.#failed(error);
    }
  }

  #failed(error: unknown): never {
    this.blame(error);
    throw error;
  }

  /** Says of an error where it was thrown. */
  blame(error: unknown): void {
    // The innermost call comes first, also where it is one that a shortcut made.
    if (error instanceof Error && !failures.has(error)) failures.set(error, this);
    if (error instanceof UsageError) error.span ??= this.#addressSpan(error) ?? this.node.span;
  }

  /** What is found out of a value that came back. */
  returned(value: Value, frame: Frame): Value {
    const { command, bindings: { parameters } = none } = this;
    if (this === frame.call) {
      if (command.answersErrno) {
        frame.answersErrno = command.answersErrno(parameters as never, frame.reader.system);
      }
      if (command.stoppable) frame.stoppable = command.stoppable(parameters as never);
    }
    if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) noteMade(value, frame);
    if (!frame.observed) return value;
    // A call that makes a socket is about that socket, not about the one it was made from.
    const first = value instanceof Socket ? value : Array.isArray(value) ? value[0] : undefined;
    if (first instanceof Socket) this.socket = first;
    if (typeof value === "number") this.constants = this.#constantsOf(parameters, value, frame);
    const remark = command.remark?.(value, parameters as never, frame.context);
    if (remark) frame.note(remark);
    return value;
  }

  /** How C writes the number that was returned, where the record says which constants it is made of. */
  #constantsOf(
    parameters: Record<string, unknown>,
    value: number,
    { reader: { system } }: Frame,
  ): string | undefined {
    const prefix = this.command.names?.(parameters as never, system);
    return prefix === undefined ? undefined : numberName(system, prefix, value);
  }

  /** Text that turns out to be no address, once the socket's family is known, is pointed at itself. */
  #addressSpan(error: UsageError): Span | undefined {
    if (error.code !== "address") return undefined;
    const { command: { parameters } } = this;
    const at = this.names?.findIndex((name) => parameters[name]?.offer.kind === "addresses") ?? -1;
    return this.given[at]?.node.span;
  }
}

/** Remembers the sockets a call made and returned: those that get no name are given one. */
function noteMade(value: Value, frame: Frame): void {
  if (value instanceof Socket) {
    if (value.name === undefined && value.fd >= 0) (frame.made ??= []).push(value);
  } else if (isList(value) && !isAddress(value)) {
    for (const item of items(value)) if (typeof item === "object") noteMade(item, frame);
  }
}

function isSocket(value: unknown): value is Socket {
  return value instanceof Socket;
}
