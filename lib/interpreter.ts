// interpreter: runs a tree in a session with a registry of commands. It prints nothing.
//
// Evaluation is synchronous until a call has to wait; only then is there a promise, and only that is awaited.
// What a statement came to is an Outcome, told to an observer: the drivers show it, tests look at it.

import { InterruptedError, type Message, type Span, SyntaxFault, SystemError, UsageError } from "./errors.ts";
import {
  accepts,
  bindArguments,
  type Command,
  type Context,
  type Given,
  type Reader,
  type Registry,
  type Report,
  usage,
} from "./command.ts";
import { type System, tcpStates } from "./abi/mod.ts";
import { callable } from "./functions.ts";
import {
  type CallNode,
  type ChainNode,
  type Expectation,
  type Expression,
  type MethodNode,
  type Operator,
  parse,
  type Program,
  type Source,
  type Statement,
  type Vocabulary,
} from "./language/mod.ts";
import type { Session } from "./session.ts";
import { beside, readSource } from "./source.ts";
import { after, type Maybe, Socket } from "./sockets/mod.ts";
import {
  add,
  arithmetic,
  compare,
  equal,
  index,
  isTuple,
  items,
  kindOf,
  multiply,
  textOf,
  truthy,
  type Tuple,
  type Value,
} from "./values.ts";

/** A call a statement made: what it was, and what it was about. */
export interface Call {
  readonly command: Command;
  readonly node: CallNode | MethodNode;
  /** The arguments, evaluated; with them `at` of a meaning finds what to point at. */
  given?: readonly Given[];
  /** Which parameter each argument became; undefined when no form took them. */
  names?: readonly string[];
  /** The socket the call was about. */
  socket?: Socket | undefined;
}

/** What a simple statement came to. */
export interface Outcome {
  readonly statement: Statement;
  /** The outermost call, or the inner one that failed; undefined for plain expressions. */
  readonly call: Call | undefined;
  /** What was returned; undefined when the call failed. */
  readonly value: Value | undefined;
  readonly error: SystemError | UsageError | undefined;
  /** Whether the expectation held; undefined without one. */
  readonly met: boolean | undefined;
  /** The statement succeeded: the expectation held or, without one, the call did. */
  readonly succeeded: boolean;
  readonly notes: readonly Message[];
  /** How long it took, in milliseconds; 0 where nobody looks. */
  readonly milliseconds: number;
}

/** Who is told what happens. */
export interface Observer {
  /** Told of every statement; otherwise only of those that fail. */
  readonly everything: boolean;
  /** What it returns is waited for before the next statement. */
  outcome(outcome: Outcome): Maybe<void>;
  report(report: Report): void;
  waiting?(what: Message): () => void;
  /** Told before a statement is run. */
  begins?(statement: Statement): void;
}

/** How a run ended. */
export type Ending = "succeeded" | "failed" | "interrupted";

/** What a statement collects while it runs. */
interface Frame {
  call: Call | undefined;
  failed: Call | undefined;
  notes: Message[];
}

/** How many files may be inside each other. */
const deepest = 100;

/** How long the event loop may be kept from its turn. */
const turnMilliseconds = 10;

/** Runs programs in one session. */
export class Interpreter {
  readonly #session: Session;
  readonly #registry: Registry;
  readonly #vocabulary: Vocabulary;
  readonly #observer: Observer;
  readonly #context: Context;
  readonly #reader: Reader;
  /** The files being run, outermost first: a `source` of one of them would never end. */
  readonly #files: string[] = [];
  #lastTurn = performance.now();

  constructor(session: Session, registry: Registry, observer: Observer, signal: AbortSignal) {
    this.#session = session;
    this.#registry = registry;
    this.#vocabulary = vocabularyOf(registry, session.system);
    this.#observer = observer;
    this.#reader = {
      system: session.system,
      sockets: session.sockets,
      variables: session.variables,
      registry,
    };
    this.#context = {
      signal,
      system: session.system,
      sockets: session.sockets,
      registry,
      report: (report) => observer.report(report),
      source: (path) => this.#source(path),
      exit: (code) => {
        session.exitCode = code;
      },
      ...(observer.waiting ? { waiting: (what: Message) => observer.waiting?.(what) ?? (() => {}) } : {}),
    };
  }

  /**
   * Reads a text as a program and checks what can be known before it runs.
   *
   * @throws {SyntaxFault}
   */
  parse(source: Source): Program {
    const program = parse(source, this.#vocabulary, this.#session.variables.keys());
    check(program, this.#registry);
    return program;
  }

  /**
   * Runs a program, statement by statement.
   *
   * @param path the file it comes from, so that `source` finds others beside it
   * @param keepGoing go on after a failed statement
   */
  run(program: Program, path?: string, keepGoing = false): Maybe<Ending> {
    if (path !== undefined) this.#files.push(path);
    const ending = this.#statements(program.statements, 0, "succeeded", keepGoing);
    return after(ending, (ending) => {
      if (path !== undefined) this.#files.pop();
      return ending;
    });
  }

  #statements(statements: readonly Statement[], from: number, so: Ending, keepGoing: boolean): Maybe<Ending> {
    let ending = so;
    for (let i = from; i < statements.length; i++) {
      // Signals and keys are heard only when the event loop gets a turn.
      if (i % 16 === 0 && performance.now() - this.#lastTurn > turnMilliseconds) {
        return this.#turn().then(() =>
          this.#context.signal.aborted ? "interrupted" : this.#statements(statements, i, ending, keepGoing)
        );
      }
      const done = this.#statement(statements[i] as Statement);
      if (done instanceof Promise) return this.#continued(done, statements, i, ending, keepGoing);
      if (done !== "succeeded") ending = done;
      if (this.#ends(done, keepGoing)) return ending;
    }
    return ending;
  }

  /** The rest of a list of statements once one of them had to wait. */
  async #continued(
    waited: Promise<Ending>,
    statements: readonly Statement[],
    at: number,
    so: Ending,
    keepGoing: boolean,
  ): Promise<Ending> {
    const done = await waited;
    this.#lastTurn = performance.now();
    const ending = done === "succeeded" ? so : done;
    return this.#ends(done, keepGoing) ? ending : this.#statements(statements, at + 1, ending, keepGoing);
  }

  #ends(done: Ending, keepGoing: boolean): boolean {
    return done === "interrupted" || (done === "failed" && !keepGoing) ||
      this.#session.exitCode !== undefined;
  }

  #turn(): Promise<void> {
    return new Promise((resolve) =>
      setImmediate(() => {
        this.#lastTurn = performance.now();
        resolve();
      })
    );
  }

  /** `source`: a file's statements, run here and now. */
  #source(path: string): Maybe<Value> {
    const file = beside(this.#files.at(-1), path);
    if (this.#files.includes(file) || this.#files.length > deepest) {
      throw new UsageError("value", "source.cycle", { path });
    }
    const program = this.parse(readSource(this.#session.libc, file));
    return after(this.run(program, file), (ending) => {
      if (ending === "interrupted") {
        throw new InterruptedError("source", this.#session.system.errnos.get("EINTR") ?? 0, "EINTR");
      }
      if (ending === "failed") throw new UsageError("value", "source.failed", { path });
      return null;
    });
  }

  // --- Statements ----------------------------------------------------------------------------

  #statement(statement: Statement): Maybe<Ending> {
    const frame: Frame = { call: undefined, failed: undefined, notes: [] };
    this.#observer.begins?.(statement);
    const begin = this.#observer.everything ? performance.now() : 0;
    let value: Maybe<Value>;
    try {
      value = this.#value(statement.body, frame);
    } catch (error) {
      return this.#settle(statement, frame, begin, undefined, error);
    }
    if (!(value instanceof Promise)) return this.#settle(statement, frame, begin, value, undefined);
    return value.then(
      (value) => this.#settle(statement, frame, begin, value, undefined),
      (error) => this.#settle(statement, frame, begin, undefined, error),
    );
  }

  /** Judges what a statement came to, gives the targets their values, and tells the observer. */
  #settle(
    statement: Statement,
    frame: Frame,
    begin: number,
    value: Value | undefined,
    thrown: unknown,
  ): Maybe<Ending> {
    if (thrown !== undefined && !(thrown instanceof SystemError || thrown instanceof UsageError)) {
      if (!(thrown instanceof SyntaxFault)) throw thrown;
      // A sourced file that cannot be read as statements: the fault is the statement's.
      thrown = Object.assign(new UsageError("value", thrown.key, thrown.values), { cause: thrown });
    }
    const error = thrown as SystemError | UsageError | undefined;
    const milliseconds = this.#observer.everything ? performance.now() - begin : 0;
    return after(this.#judge(statement.expectation, value, error, frame), (verdict) => {
      const met = typeof verdict === "boolean" ? verdict : undefined;
      let failure = error ?? (verdict instanceof UsageError ? verdict : undefined);
      const succeeded = met ?? failure === undefined;
      // A met expectation is a success whatever the call did; if it failed, there is no value to give.
      if (succeeded || value !== undefined) {
        try {
          this.#assign(statement, error === undefined ? value ?? null : null, frame);
        } catch (mismatch) {
          if (!(mismatch instanceof UsageError)) throw mismatch;
          failure ??= mismatch;
        }
      }
      this.#session.nameMade();
      const done = met !== undefined ? met && !(failure !== error) : failure === undefined;
      const ending = error instanceof InterruptedError ? "interrupted" : done ? "succeeded" : "failed";
      if (!this.#observer.everything && done) return ending;
      const told = this.#observer.outcome({
        statement,
        call: frame.failed ?? frame.call,
        value: failure === undefined ? value : undefined,
        error: failure,
        met,
        succeeded: done,
        notes: frame.notes,
        milliseconds,
      });
      return after(told, () => ending);
    });
  }

  /** Whether an expectation holds; undefined without one; an error when it cannot be evaluated. */
  #judge(
    expectation: Expectation | undefined,
    value: Value | undefined,
    error: SystemError | UsageError | undefined,
    frame: Frame,
  ): Maybe<boolean | undefined | UsageError> {
    if (expectation === undefined) return undefined;
    if (error instanceof UsageError || error instanceof InterruptedError) return false;
    switch (expectation.kind) {
      case "any":
        return true;
      case "ok":
        return error === undefined;
      case "timeout":
        return false;
      case "error": {
        const number = this.#errorNumber(expectation.name);
        return error === undefined ? value === number : error.number === number;
      }
      case "match":
        return error === undefined && new RegExp(expectation.pattern, "u").test(textOf(value ?? null));
      case "value":
        if (error !== undefined || value === undefined) return false;
        return this.#matches(value, expectation.value, frame);
      default:
        return expectation satisfies never;
    }
  }

  #errorNumber(name: string): number | undefined {
    const { errnos, resolverErrors } = this.#session.system;
    return errnos.get(name) ?? resolverErrors.get(name);
  }

  /** `==` with an expected expression, in which `_` inside a tuple accepts that element. */
  #matches(value: Value, expected: Expression, frame: Frame): Maybe<boolean | UsageError> {
    if (expected.kind === "wildcard") return true;
    if (expected.kind === "tuple" && holdsWildcard(expected)) {
      if (value === null || typeof value !== "object" || !(isTuple(value) || kindOf(value) === "address")) {
        return false;
      }
      const parts = items(value as Tuple);
      if (
        parts.length < expected.items.length || (isTuple(value) && parts.length !== expected.items.length)
      ) {
        return false;
      }
      const each = (i: number): Maybe<boolean | UsageError> => {
        const item = expected.items[i];
        if (item === undefined) return true;
        return after(
          this.#matches(parts[i] ?? null, item, frame),
          (met) => met === true ? each(i + 1) : met,
        );
      };
      return each(0);
    }
    const refused = (error: unknown): UsageError => {
      if (error instanceof UsageError) return error;
      throw error;
    };
    try {
      const wanted = this.#value(expected, frame);
      if (wanted instanceof Promise) return wanted.then((wanted) => equal(value, wanted), refused);
      return equal(value, wanted);
    } catch (error) {
      return refused(error);
    }
  }

  #assign(statement: Statement, value: Value, frame: Frame): void {
    const { targets } = statement;
    if (targets === undefined) return;
    const give = (name: string, value: Value) => {
      if (name === "_") return;
      const note = this.#session.assign(name, value);
      if (note) frame.notes.push(note);
    };
    const [only] = targets;
    if (!statement.unpack && only) return give(only.name, value);
    if (value === null) return targets.forEach(({ name }) => give(name, null));
    const span = { start: only?.span.start ?? 0, end: targets.at(-1)?.span.end ?? 0 };
    const isList = typeof value === "object" && (isTuple(value) || kindOf(value) === "address");
    if (!isList) {
      throw new UsageError("kind", "assign.kind", { kind: kindOf(value), count: targets.length }, span);
    }
    const parts = items(value as Tuple);
    if (parts.length !== targets.length) {
      throw new UsageError("value", "assign.count", { length: parts.length, count: targets.length }, span);
    }
    targets.forEach(({ name }, i) => give(name, parts[i] ?? null));
  }

  // --- Expressions ---------------------------------------------------------------------------

  #value(node: Expression, frame: Frame): Maybe<Value> {
    switch (node.kind) {
      case "literal":
        return node.value as Value;
      case "name": {
        const value = this.#session.variables.get(node.name);
        if (value === undefined) {
          throw new UsageError("name", "variable.unset", { name: node.name }, node.span);
        }
        return value;
      }
      case "interpolation":
        return this.#text(node.parts, frame);
      case "tuple":
        return this.#values(node.items, frame);
      case "call":
        return this.#called(node, frame);
      case "method":
        return after(this.#value(node.receiver, frame), (receiver) => this.#method(node, receiver, frame));
      case "index":
        return after(
          this.#value(node.receiver, frame),
          (receiver) =>
            after(this.#value(node.index, frame), (at) => spanned(node.span, () => index(receiver, at))),
        );
      case "unary":
        return after(this.#value(node.operand, frame), (operand) => {
          if (node.operator === "not") return !truthy(operand);
          return spanned(node.span, () => arithmetic("-", 0, operand));
        });
      case "chain":
        return this.#chain(node, 0, this.#value(node.first, frame), frame);
      case "wildcard":
        throw new UsageError("value", "value.wildcard", {}, node.span);
      default:
        return node satisfies never;
    }
  }

  /** Values in their order, one after the other. */
  #values(nodes: readonly Expression[], frame: Frame, from = 0, known: Value[] = []): Maybe<Value[]> {
    for (let i = from; i < nodes.length; i++) {
      const value = this.#value(nodes[i] as Expression, frame);
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
      const right = this.#value(operand, frame);
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
    const command = this.#registry.get(node.name);
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
    const command = this.#registry.get(node.name);
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
      if (error instanceof UsageError) error.span ??= call.node.span;
      throw error;
    };
    try {
      const note = (message: Message) => frame.notes.push(message);
      const { names, parameters } = bindArguments(call.command, given, this.#reader, note);
      call.names = names;
      if (this.#observer.everything) call.socket = Object.values(parameters).find(isSocket);
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
    if (this.#observer.everything) {
      const remark = call.command.remark?.(value, parameters as never);
      if (remark) frame.notes.push(remark);
    }
    return value;
  }
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

function holdsWildcard(node: Expression): boolean {
  return node.kind === "wildcard" || (node.kind === "tuple" && node.items.some(holdsWildcard));
}

const vocabularies = new WeakMap<Registry, Vocabulary>();

/** What the parser needs to know of commands and of the system; made once for a registry. */
export function vocabularyOf(registry: Registry, system: System): Vocabulary {
  let vocabulary = vocabularies.get(registry);
  if (vocabulary === undefined) {
    const { constants, errnos, resolverErrors } = system;
    vocabulary = {
      commands: registry,
      constants: new Map<string, number | string>([...constants, ...tcpStates]),
      errors: { has: (name) => errnos.has(name) || resolverErrors.has(name) },
    };
    vocabularies.set(registry, vocabulary);
  }
  return vocabulary;
}

/**
 * Finds before anything runs what would fail for certain: a number of arguments no form takes.
 *
 * @throws {SyntaxFault}
 */
export function check(program: Program, registry: Registry): void {
  const visit = (node: Expression): void => {
    switch (node.kind) {
      case "literal":
      case "name":
      case "wildcard":
        return;
      case "interpolation":
        return node.parts.forEach((part) => typeof part === "string" || visit(part));
      case "tuple":
        return node.items.forEach(visit);
      case "index":
        visit(node.receiver);
        return visit(node.index);
      case "unary":
        return visit(node.operand);
      case "chain":
        visit(node.first);
        return node.rest.forEach(({ operand }) => visit(operand));
      case "call":
        node.args.forEach(visit);
        return counted("function", node, node.args.length);
      case "method":
        visit(node.receiver);
        node.args.forEach(visit);
        return counted("method", node, node.args.length + 1);
      default:
        return node satisfies never;
    }
  };
  const counted = (kind: "function" | "method", node: CallNode | MethodNode, count: number): void => {
    const command = registry.get(node.name);
    if (command !== undefined) {
      if (accepts(command, count)) return;
      const values = { call: node.name, count, usage: usage(command).join(" | ") };
      throw new SyntaxFault("call.count", node.span, values);
    }
    const fn = callable(kind, node.name);
    if (fn === undefined || (count >= fn.least && count <= fn.most)) return;
    throw new SyntaxFault("call.function-count", node.span, {
      call: node.name,
      count,
      least: fn.least,
      most: fn.most,
    });
  };
  for (const statement of program.statements) {
    visit(statement.body);
    if (statement.expectation?.kind === "value") visit(statement.expectation.value);
  }
}
