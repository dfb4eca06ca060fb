// evaluate: expressions and calls → values.
//
// Synchronous until a call has to wait; only then is there a promise, and only that is awaited. A call's
// arguments are evaluated in their order, read as the command's parameters, and handed to its `run`.

import type { GivenOption } from "../command.ts";
import { type Span, UsageError } from "../errors.ts";
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
import { after, type Maybe } from "../sockets/mod.ts";
import { equal, joined, kindOf, textOf, truthy, type Value } from "../values.ts";
import { add, arithmetic, compare, complement, index, multiply, tupleOf } from "../values/operators.ts";
import { CommandCall } from "./call.ts";
import type { Frame } from "./frame.ts";

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
        if (node.operator === "~") return spanned(node.span, () => complement(operand));
        // There is no minus zero.
        if (typeof operand === "number") return operand === 0 ? 0 : -operand;
        throw new UsageError(
          "kind",
          "value.operand",
          { operator: node.operator, kind: kindOf(operand) },
          node.span,
        );
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
  const job = reader.awaited?.(name);
  if (job !== undefined) return new UsageError("name", "variable.awaited", { name, job }, span);
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
  if (command !== undefined) {
    return commandCall(new CommandCall(command, node, frame.source, node.args), frame);
  }
  const fn = callable("function", node.name);
  if (fn === undefined) throw new UsageError("name", "command.unknown", { name: node.name }, node.nameSpan);
  return after(evaluateAll(node.args, frame), (args) => spanned(node.span, () => fn.run(...args)));
}

/** The command of that name, with the receiver as first argument; otherwise a text's or bytes' own method. */
function method(node: MethodNode, frame: Frame): Maybe<Value> {
  const command = frame.reader.registry.get(node.name);
  if (command !== undefined) {
    return commandCall(new CommandCall(command, node, frame.source, [node.receiver, ...node.args]), frame);
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

/** A call of a command: the outermost one of a statement is what the statement is about. */
function commandCall(call: CommandCall, frame: Frame): Maybe<Value> {
  frame.call ??= call;
  const options = call.node.kind === "call" ? call.node.options : undefined;
  if (options !== undefined) return commandCallWithOptions(call, options, frame);
  const values = evaluateAll(call.nodes, frame);
  return values instanceof Promise
    ? values.then((values) => call.make(values, frame))
    : call.make(values, frame);
}

/** A call with options: their values come after those of the arguments. */
function commandCallWithOptions(
  call: CommandCall,
  options: readonly OptionNode[],
  frame: Frame,
): Maybe<Value> {
  const valued = options.flatMap(({ value }) => value ?? []);
  return after(evaluateAll([...call.nodes, ...valued], frame), (values) => {
    let next = call.nodes.length;
    const given = options.map(({ name, value: node }): GivenOption => (
      { name, given: node && { node, value: values[next++] as Value } }
    ));
    return call.make(values.slice(0, call.nodes.length), frame, given);
  });
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
      case "&":
        return arithmetic(operator, left, right);
      default:
        return operator satisfies never;
    }
  });
}
