// instrument: reporters put before the operations of an object, by whoever wants to know of each call and its result.
//
// An operation that nobody reports is as it was: nothing of this is there. Several may report the same one; each comes
// and goes without the others.

import { SystemError } from "../errors.ts";
import { after, type Maybe } from "./socket.ts";

/** How an operation ended; anything it throws but a {@linkcode SystemError} was no system call. */
export type Ended = { readonly value: unknown } | { readonly error: SystemError };

/** Sees the arguments before the call, and is told how it ended; the call goes on when it has taken note. */
export type Reporter = (...args: unknown[]) => (ended: Ended) => Maybe<void>;

/** An operation on sockets, whatever it takes. */
type Operation = (...args: unknown[]) => unknown;

/** Who reports which operation of an object. */
const reporting = new WeakMap<object, Map<PropertyKey, Set<Reporter>>>();

/** Puts reporters before operations of an object, by their names; what is returned takes them away. */
export function instrument<T extends object>(
  target: T,
  reporters: { readonly [Name in keyof T]?: Reporter },
): () => void {
  const operations = reporting.get(target) ?? new Map<PropertyKey, Set<Reporter>>();
  reporting.set(target, operations);
  const given = Object.entries(reporters) as [keyof T & string, Reporter][];
  for (const [name, reporter] of given) {
    const known = operations.get(name);
    if (known === undefined) operations.set(name, reported(target, name, new Set([reporter])));
    else known.add(reporter);
  }
  return () => {
    for (const [name, reporter] of given) {
      const known = operations.get(name);
      known?.delete(reporter);
      if (known?.size !== 0) continue;
      operations.delete(name);
      delete target[name];
    }
  };
}

/** Puts a function in the place of an operation that tells all reporters of it. */
function reported<T extends object>(
  target: T,
  name: keyof T & string,
  reporters: Set<Reporter>,
): Set<Reporter> {
  const operation = target[name] as Operation;
  const value = (...args: unknown[]): unknown => {
    const told = [...reporters].map((reporter) => reporter(...args));
    return called(
      target,
      operation,
      args,
      (ended) => told.reduce<Maybe<void>>((before, tell) => after(before, () => tell(ended)), undefined),
    );
  };
  Object.defineProperty(target, name, { value, configurable: true });
  return reporters;
}

function called(
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
