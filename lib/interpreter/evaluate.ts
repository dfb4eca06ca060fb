// evaluate: expressions and calls → values.
//
// Synchronous until a call has to wait; only then is there a promise, and only that is awaited. A call's
// arguments are evaluated in their order, read as the command's parameters, and handed to its `run`.

import { bindArguments, type Context, type Given, type Reader } from "../command.ts";
import { type Message, type Span, UsageError } from "../errors.ts";
import { callable } from "../functions.ts";
import {
  type CallNode,
  type ChainNode,
  type Expression,
  type MethodNode,
  nearest,
  type Operator,
} from "../language/mod.ts";
import { after, type Maybe, Socket } from "../sockets/mod.ts";
import {
  add,
  arithmetic,
  compare,
  equal,
  index,
  kindOf,
  multiply,
  textOf,
  truthy,
  type Value,
} from "../values.ts";
import type { Call, Frame } from "./outcome.ts";

/** Evaluates expressions with the variables and commands of a session. */
export class Evaluator {
  readonly #reader: Reader;
  readonly #context: Context;
  /** Whether somebody looks at successes: only then is it found out what a call was about. */
  readonly #observed: boolean;

  constructor(reader: Reader, context: Context, observed: boolean) {
    this.#reader = reader;
    this.#context = context;
    this.#observed = observed;
  }

  /** The value of an expression. */
  value(node: Expression, frame: Frame): Maybe<Value> {
    switch (node.kind) {
      case "literal":
        return node.value as Value;
      case "name": {
        const value = this.#reader.variables.get(node.name);
        if (value === undefined) throw this.#unset(node.name, node.span);
        return value;
      }
      case "interpolation":
        return this.#text(node.parts, frame);
      case "tuple":
        return this.#values(node.items, frame);
      case "call":
        return this.#called(node, frame);
      case "method":
        return after(this.value(node.receiver, frame), (receiver) => this.#method(node, receiver, frame));
      case "index":
        return after(
          this.value(node.receiver, frame),
          (receiver) =>
            after(this.value(node.index, frame), (at) => spanned(node.span, () => index(receiver, at))),
        );
      case "unary":
        return after(this.value(node.operand, frame), (operand) => {
          if (node.operator === "not") return !truthy(operand);
          return spanned(node.span, () => arithmetic("-", 0, operand));
        });
      case "chain":
        return this.#chain(node, 0, this.value(node.first, frame), frame);
      case "wildcard":
        throw new UsageError("value", "value.wildcard", {}, node.span);
      default:
        return node satisfies never;
    }
  }

  #unset(name: string, span: Span): UsageError {
    const near = nearest(name, this.#reader.variables.keys());
    return new UsageError("name", "variable.unset", {
      name,
      ...(near === undefined ? {} : { nearest: near }),
    }, span);
  }

  /** Values in their order, one after the other. */
  #values(nodes: readonly Expression[], frame: Frame, from = 0, known: Value[] = []): Maybe<Value[]> {
    for (let i = from; i < nodes.length; i++) {
      const value = this.value(nodes[i] as Expression, frame);
      if (value instanceof Promise) {
        return value.then((value) => this.#values(nodes, frame, i + 1, [...known, value]));
      }
      known.push(value);
    }
    return known;
  }

  #text(parts: readonly (string | Expression)[], frame: Frame): Maybe<string> {
    const nodes = parts.filter((part) => typeof part !== "string");
    return after(this.#values(nodes, frame), (values) => {
      let next = 0;
      return parts.map((part) => typeof part === "string" ? part : textOf(values[next++] ?? null)).join("");
    });
  }

  /** `a + b - c`: from the left, and in a loop, for a chain is as long as its text. */
  #chain(node: ChainNode, from: number, first: Maybe<Value>, frame: Frame): Maybe<Value> {
    if (first instanceof Promise) return first.then((value) => this.#chain(node, from, value, frame));
    let left = first;
    for (let i = from; i < node.rest.length; i++) {
      const { operator, operand } = node.rest[i] as ChainNode["rest"][number];
      if (operator === "and" && !truthy(left)) continue;
      if (operator === "or" && truthy(left)) continue;
      const right = this.value(operand, frame);
      if (right instanceof Promise) {
        const so = left;
        return this.#chain(
          node,
          i + 1,
          right.then((right) => operate(operator, so, right, node.span)),
          frame,
        );
      }
      left = operate(operator, left, right, node.span);
    }
    return left;
  }

  // --- Calls ---------------------------------------------------------------------------------

  #called(node: CallNode, frame: Frame): Maybe<Value> {
    const command = this.#reader.registry.get(node.name);
    if (command === undefined) {
      const fn = callable("function", node.name);
      if (fn === undefined) {
        throw new UsageError("name", "command.unknown", { name: node.name }, node.nameSpan);
      }
      return after(this.#values(node.args, frame), (args) => spanned(node.span, () => fn.run(...args)));
    }
    const call: Call = { command, node };
    frame.call ??= call;
    return after(this.#values(node.args, frame), (args) => this.#command(call, node.args, args, frame));
  }

  /** A text's or bytes' own method; otherwise the command of that name, with the receiver as first argument. */
  #method(node: MethodNode, receiver: Value, frame: Frame): Maybe<Value> {
    const method = callable("method", node.name);
    const command = this.#reader.registry.get(node.name);
    if (method !== undefined && command === undefined) {
      if (typeof receiver !== "string" && !(receiver instanceof Uint8Array)) {
        const values = { method: node.name, kind: kindOf(receiver) };
        throw new UsageError("kind", "value.no-method", values, node.nameSpan);
      }
      return after(
        this.#values(node.args, frame),
        (args) => spanned(node.span, () => method.run(receiver, ...args)),
      );
    }
    if (command === undefined) {
      throw new UsageError("name", "command.unknown", { name: node.name }, node.nameSpan);
    }
    const call: Call = { command, node };
    frame.call ??= call;
    return after(
      this.#values(node.args, frame),
      (args) => this.#command(call, [node.receiver, ...node.args], [receiver, ...args], frame),
    );
  }

  #command(call: Call, nodes: readonly Expression[], values: readonly Value[], frame: Frame): Maybe<Value> {
    const given = nodes.map((node, i): Given => ({ node, value: values[i] as Value }));
    call.given = given;
    const failed = (error: unknown): never => {
      frame.failed ??= call;
      if (error instanceof UsageError) error.span ??= addressSpan(call, error) ?? call.node.span;
      throw error;
    };
    try {
      const note = (message: Message) => frame.notes.push(message);
      const { names, parameters } = bindArguments(call.command, given, this.#reader, note);
      call.names = names;
      if (this.#observed) call.socket = Object.values(parameters).find(isSocket);
      const result = call.command.run(parameters as never, this.#context);
      const returned = (value: Value) => this.#returned(call, parameters, value, frame);
      return result instanceof Promise ? result.then(returned, failed) : returned(result);
    } catch (error) {
      return failed(error);
    }
  }

  /** A call that makes a socket is about that socket, not about the one it was made from. */
  #returned(call: Call, parameters: Record<string, unknown>, value: Value, frame: Frame): Value {
    const made = value instanceof Socket ? value : Array.isArray(value) ? value[0] : undefined;
    if (made instanceof Socket) call.socket = made;
    if (this.#observed) {
      const remark = call.command.remark?.(value, parameters as never);
      if (remark) frame.notes.push(remark);
    }
    return value;
  }
}

/** Text that turns out to be no address, once the socket's family is known, is pointed at itself. */
function addressSpan({ command, names, given }: Call, error: UsageError): Span | undefined {
  if (error.code !== "address") return undefined;
  const at = names?.findIndex((name) => command.parameters[name]?.offer.kind === "addresses") ?? -1;
  return given?.[at]?.node.span;
}

function isSocket(value: unknown): value is Socket {
  return value instanceof Socket;
}

/** Runs something that may refuse its values, and says where those stand. */
function spanned(span: Span, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    if (error instanceof UsageError) error.span ??= span;
    throw error;
  }
}

function operate(operator: Operator, left: Value, right: Value, span: Span): Value {
  return spanned(span, () => {
    switch (operator) {
      case "or":
      case "and":
        return right;
      case "==":
        return equal(left, right);
      case "!=":
        return !equal(left, right);
      case "<":
        return compare(operator, left, right) < 0;
      case "<=":
        return compare(operator, left, right) <= 0;
      case ">":
        return compare(operator, left, right) > 0;
      case ">=":
        return compare(operator, left, right) >= 0;
      case "+":
        return add(left, right);
      case "*":
        return multiply(left, right);
      case "-":
      case "%":
      case "|":
        return arithmetic(operator, left, right);
      default:
        return operator satisfies never;
    }
  });
}
