// instrument: reporters put before the operations of an object, by whoever wants to know of each call and its result.
//
// An operation that nobody reports is as it was: nothing of this is there. Reporters may stand one upon the other; those
// put last are taken away first.

import { SystemError } from "../errors.ts";
import { after, type Maybe } from "./socket.ts";

/** How an operation ended; anything it throws but a {@linkcode SystemError} was no system call. */
export type Ended = { readonly value: unknown } | { readonly error: SystemError };

/** Sees the arguments before the call, and is told how it ended; the call goes on when it has taken note. */
export type Reporter = (...args: unknown[]) => (ended: Ended) => Maybe<void>;

/** An operation on sockets, whatever it takes. */
type Operation = (...args: unknown[]) => unknown;

/** Puts reporters before operations of an object, by their names; what is returned takes them away. */
export function instrument<T extends object>(
  target: T,
  reporters: { readonly [Name in keyof T]?: Reporter },
): () => void {
  const names = Object.keys(reporters) as (keyof T & string)[];
  const before = names.map((name) => Object.getOwnPropertyDescriptor(target, name));
  for (const name of names) {
    const operation = target[name] as Operation;
    const reporter = reporters[name] as Reporter;
    const value = (...args: unknown[]): unknown => reported(target, operation, args, reporter(...args));
    Object.defineProperty(target, name, { value, configurable: true });
  }
  return () =>
    names.forEach((name, i) => {
      const property = before[i];
      if (property === undefined) delete target[name];
      else Object.defineProperty(target, name, property);
    });
}

function reported(
  target: object,
  operation: Operation,
  args: unknown[],
  told: (ended: Ended) => Maybe<void>,
): unknown {
  const threw = (error: unknown): Maybe<never> => {
    const noted = error instanceof SystemError ? told({ error }) : undefined;
    return after(noted, () => {
      throw error;
    });
  };
  const returned = (value: unknown): unknown => after(told({ value }), () => value);
  let value: unknown;
  try {
    value = operation.apply(target, args);
  } catch (error) {
    return threw(error);
  }
  return value instanceof Promise ? value.then(returned, threw) : returned(value);
}
