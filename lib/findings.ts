// findings: a failed call is told with the facts behind it.

import { type Message, SystemError } from "./errors.ts";
import type { Session } from "./session.ts";
import type { Maybe } from "./sockets/mod.ts";

/** The errors behind which there are facts to be found. */
const investigable = [
  "EADDRINUSE",
  "ECONNREFUSED",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "ETIMEDOUT",
  "ENOTCONN",
  "EPIPE",
  "ECONNRESET",
  "EINVAL",
  "EISCONN",
  "EAFNOSUPPORT",
] as const;

/** One of them. */
export type Investigable = typeof investigable[number];

/** A statement that has ended. */
export interface Ended {
  readonly succeeded: boolean;
  readonly error: Error | undefined;
  /** The call that failed, with what its arguments became. */
  readonly call: { readonly parameters?: Readonly<Record<string, unknown>> | undefined } | undefined;
  readonly finding?: Message;
}

/** An outcome with what is known of its failure: asked at once, before the facts change. */
export function investigated<T extends Ended>(outcome: T, session: Session): Maybe<T> {
  const { error, succeeded } = outcome;
  if (succeeded || !(error instanceof SystemError)) return outcome;
  const code = investigable.find((code) => code === error.code);
  if (code === undefined) return outcome;
  return import("./findings/facts.ts")
    .then(({ findingOf }) => findingOf(code, error.call, outcome.call?.parameters, session))
    .then((finding) => finding === undefined ? outcome : { ...outcome, finding });
}
