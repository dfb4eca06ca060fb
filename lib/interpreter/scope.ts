// scope: statements in names of their own — how a shortcut makes the calls a user could type.
//
// They run through the same evaluator as everything else. What fails in here is thrown with the call it failed
// in, so that it is shown where it stands; what is opened in here is closed with it.

import type { Scope } from "../command.ts";
import { SyntaxFault } from "../errors.ts";
import type { Program, Statement } from "../language/mod.ts";
import { after, type Maybe, Socket, type Sockets } from "../sockets/mod.ts";
import type { Value } from "../values.ts";
import { assign } from "./assign.ts";
import { evaluate } from "./evaluate.ts";
import { Frame } from "./frame.ts";
import type { Surroundings } from "./outcome.ts";

/** Statements of one owner, and the names they give. */
export class CallScope implements Scope {
  readonly #owner: string;
  readonly #parse: (text: string) => Program;
  readonly #surroundings: Surroundings;
  readonly #sockets: Sockets;
  readonly #variables = new Map<string, Value>();

  /**
   * @param owner what its sockets are called after
   * @param parse reads a text as the session would
   */
  constructor(owner: string, parse: (text: string) => Program, around: Surroundings) {
    this.#owner = owner;
    this.#parse = parse;
    this.#sockets = around.context.sockets;
    const reader = { ...around.reader, variables: this.#variables };
    this.#surroundings = { ...around, reader, observed: false };
  }

  run(statements: string): Maybe<Value> {
    return this.#from(this.#program(statements).statements, 0, null);
  }

  #program(text: string): Program {
    try {
      return this.#parse(text);
    } catch (error) {
      // A shortcut writes its statements itself: what cannot be read is its mistake, not its user's.
      throw error instanceof SyntaxFault ? new Error(`${error.key} in "${text}"`) : error;
    }
  }

  /** Statements from one on, one after the other. */
  #from(statements: readonly Statement[], index: number, value: Value): Maybe<Value> {
    const statement = statements[index];
    if (statement === undefined) return value;
    return after(this.#statement(statement), (value) => this.#from(statements, index + 1, value));
  }

  #statement(statement: Statement): Maybe<Value> {
    if (statement.kind !== "simple") throw new Error(`${this.#owner} runs a block`);
    return after(evaluate(statement.body, new Frame(this.#surroundings, statement.source)), (value) => {
      const refused = assign(statement, value, (name, value) => this.#variables.set(name, value));
      if (refused) throw refused;
      for (const [name, value] of this.#variables) {
        if (value instanceof Socket) value.name ??= `${this.#owner}.${name}`;
      }
      return value;
    });
  }

  socket(name: string): Socket {
    const value = this.#variables.get(name);
    if (!(value instanceof Socket)) throw new Error(`${this.#owner} has no socket "${name}"`);
    return value;
  }

  [Symbol.dispose](): void {
    for (const value of this.#variables.values()) {
      if (value instanceof Socket && value.fd >= 0) this.#sockets.release(value);
    }
  }
}
