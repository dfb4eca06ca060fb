// evaluate: expressions and calls → values.
//
// Synchronous until a call has to wait; only then is there a promise, and only that is awaited. A call's
// arguments are evaluated in their order, read as the command's parameters, and handed to its `run`.

import { bindArguments, type Given, type GivenOption } from "../command.ts";
import { type Message, type Span, UsageError } from "../errors.ts";
import { callable } from "../functions.ts";
import {
  type CallNode,
  type ChainNode,
  type Expression,
  type IndexNode,
  type Interpolation,
  type MethodNode,
  nearest,
  type Operator,
  type OptionNode,
} from "../language/mod.ts";
import { after, type Maybe, Socket } from "../sockets/mod.ts";
import { equal, joined, kindOf, textOf, truthy, type Value } from "../values.ts";
import { add, arithmetic, compare, index, multiply, tupleOf } from "../values/operators.ts";
import type { Call, Frame } from "./outcome.ts";

/** The value of an expression. */
export function evaluate(node: Expression, frame: Frame): Maybe<Value> {
  switch (node.kind) {
    case "literal":
      return node.value as Value;
    case "name": {
      const value = frame.reader.variables.get(node.name);
      if (value === undefined) throw unset(node.name, node.span, frame);
      return value;
    }
    case "interpolation":
      return text(node, frame);
    case "tuple":
      return after(evaluateAll(node.items, frame), (values) => spanned(node.span, () => tupleOf(values)));
    case "call":
      return call(node, frame);
    case "method":
      return method(node, frame);
    case "index":
      return after(
        evaluate(node.receiver, frame),
        (receiver) => after(evaluate(node.index, frame), (at) => element(node, receiver, at)),
      );
    case "unary":
      return after(evaluate(node.operand, frame), (operand) => {
        if (node.operator === "not") return !truthy(operand);
        if (typeof operand === "number") return -operand;
        throw new UsageError("kind", "value.operand", { operator: "-", kind: kindOf(operand) }, node.span);
      });
    case "chain":
      return chain(node, 0, evaluate(node.first, frame), frame);
    case "wildcard":
      throw new UsageError("value", "value.wildcard", {}, node.span);
    default:
      return node satisfies never;
  }
}

function unset(name: string, span: Span, { reader }: Frame): UsageError {
  // A constant with a letter wrong reads as a variable.
  const near = nearest(name, reader.variables.keys()) ?? nearest(name, reader.system.constants.keys());
  const values = { name, ...(near === undefined ? {} : { nearest: near }) };
  return new UsageError("name", "variable.unset", values, span);
}

/** Values in their order, one after the other. */
function evaluateAll(nodes: readonly Expression[], frame: Frame, known: Value[] = []): Maybe<Value[]> {
  while (known.length < nodes.length) {
    const value = evaluate(nodes[known.length] as Expression, frame);
    if (value instanceof Promise) {
      return value.then((value) => {
        known.push(value);
        return evaluateAll(nodes, frame, known);
      });
    }
    known.push(value);
  }
  return known;
}

function text({ parts, span }: Interpolation, frame: Frame): Maybe<string> {
  const nodes = parts.filter((part) => typeof part !== "string");
  return after(evaluateAll(nodes, frame), (values) => {
    let next = 0;
    const texts = parts.map((part) => typeof part === "string" ? part : textOf(values[next++] ?? null));
    return spanned(span, () => joined(texts)) as string;
  });
}

/** `value[index]`; an argument of the session that was not given is called by its name, `$1`. */
function element(node: IndexNode, receiver: Value, at: Value): Value {
  return spanned(node.span, () => {
    const isArgument = node.receiver.kind === "name" && node.receiver.name === "argv";
    if (isArgument && Array.isArray(receiver) && typeof at === "number" && at >= receiver.length) {
      throw new UsageError("name", "argument.missing", { index: at });
    }
    return index(receiver, at);
  });
}

/** `a + b - c`: from the left, and in a loop, for a chain is as long as its text. */
function chain(node: ChainNode, from: number, first: Maybe<Value>, frame: Frame): Maybe<Value> {
  if (first instanceof Promise) return first.then((value) => chain(node, from, value, frame));
  let left = first;
  for (let i = from; i < node.rest.length; i++) {
    const { operator, operand } = node.rest[i] as ChainNode["rest"][number];
    if (operator === "and" && !truthy(left)) continue;
    if (operator === "or" && truthy(left)) continue;
    const right = evaluate(operand, frame);
    if (right instanceof Promise) {
      const so = left;
      return chain(node, i + 1, right.then((right) => operate(operator, so, right, node.span)), frame);
    }
    left = operate(operator, left, right, node.span);
  }
  return left;
}

// --- Calls -----------------------------------------------------------------------------------

function call(node: CallNode, frame: Frame): Maybe<Value> {
  const command = frame.reader.registry.get(node.name);
  if (command !== undefined) return commandCall({ command, node, source: frame.source }, node.args, frame);
  const fn = callable("function", node.name);
  if (fn === undefined) throw new UsageError("name", "command.unknown", { name: node.name }, node.nameSpan);
  return after(evaluateAll(node.args, frame), (args) => spanned(node.span, () => fn.run(...args)));
}

/** The command of that name, with the receiver as first argument; otherwise a text's or bytes' own method. */
function method(node: MethodNode, frame: Frame): Maybe<Value> {
  const command = frame.reader.registry.get(node.name);
  if (command !== undefined) {
    return commandCall({ command, node, source: frame.source }, [node.receiver, ...node.args], frame);
  }
  const own = callable("method", node.name);
  if (own === undefined) throw new UsageError("name", "command.unknown", { name: node.name }, node.nameSpan);
  return after(evaluateAll([node.receiver, ...node.args], frame), ([receiver = null, ...args]) => {
    if (typeof receiver !== "string" && !(receiver instanceof Uint8Array)) {
      const values = { method: node.name, kind: kindOf(receiver) };
      throw new UsageError("kind", "value.no-method", values, node.nameSpan);
    }
    return spanned(node.span, () => own.run(receiver, ...args));
  });
}

const failures = new WeakMap<Error, Call>();

/** The call an error was thrown in, the innermost; undefined for what no call threw. */
export function failedCall(error: Error | undefined): Call | undefined {
  return error && failures.get(error);
}

/** A call of a command: the outermost one of a statement is what the statement is about. */
function commandCall(call: Call, nodes: readonly Expression[], frame: Frame): Maybe<Value> {
  frame.call ??= call;
  const options = call.node.kind === "call" ? call.node.options : undefined;
  if (options !== undefined) return commandCallWithOptions(call, nodes, options, frame);
  return after(evaluateAll(nodes, frame), (values) => made(call, nodes, values, frame));
}

/** A call with options: their values come after those of the arguments. */
function commandCallWithOptions(
  call: Call,
  nodes: readonly Expression[],
  options: readonly OptionNode[],
  frame: Frame,
): Maybe<Value> {
  const valued = options.flatMap(({ value }) => value ?? []);
  return after(evaluateAll([...nodes, ...valued], frame), (values) => {
    let next = nodes.length;
    const given = options.map(({ name, value: node }): GivenOption => (
      { name, given: node && { node, value: values[next++] as Value } }
    ));
    return made(call, nodes, values, frame, given);
  });
}

function made(
  call: Call,
  nodes: readonly Expression[],
  values: readonly Value[],
  frame: Frame,
  options?: readonly GivenOption[],
): Maybe<Value> {
  call.given = nodes.map((node, i): Given => ({ node, value: values[i] as Value }));
  const failed = (error: unknown): never => {
    // The innermost call comes first, also where it is one that a shortcut made.
    if (error instanceof Error && !failures.has(error)) failures.set(error, call);
    if (error instanceof UsageError) error.span ??= addressSpan(call, error) ?? call.node.span;
    throw error;
  };
  try {
    const note = (message: Message) => frame.notes.push(message);
    const { names, parameters } = bindArguments(call.command, call.given, frame.reader, note, options);
    call.names = names;
    if (options !== undefined) tellOptions(call, names, options);
    if (frame.observed) call.socket = Object.values(parameters).find(isSocket);
    const result = call.command.run(parameters as never, frame.context);
    const done = (value: Value) => returned(call, parameters, value, frame);
    return result instanceof Promise ? result.then(done, failed) : done(result);
  } catch (error) {
    return failed(error);
  }
}

/** Lets options be pointed at as arguments are, the last of two alike before the first. */
function tellOptions(call: Call, names: readonly string[], options: readonly GivenOption[]): void {
  const { given = [] } = call;
  const valued = options.filter((option) => option.given !== undefined).reverse();
  const named = given.map((_, i) => names[Math.min(i, names.length - 1)] as string);
  call.given = [...given, ...valued.map((option) => option.given as Given)];
  call.names = [...named, ...valued.map(({ name }) => name)];
}

function returned(call: Call, parameters: Record<string, unknown>, value: Value, frame: Frame): Value {
  if (call === frame.call) {
    frame.answersErrno = call.command.answersErrno?.(parameters as never, frame.reader.system) ?? false;
    frame.stoppable = call.command.stoppable?.(parameters as never) ?? false;
  }
  if (!frame.observed) return value;
  // A call that makes a socket is about that socket, not about the one it was made from.
  const first = value instanceof Socket ? value : Array.isArray(value) ? value[0] : undefined;
  if (first instanceof Socket) call.socket = first;
  const remark = call.command.remark?.(value, parameters as never, frame.context);
  if (remark) frame.notes.push(remark);
  return value;
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
