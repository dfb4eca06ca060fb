// findings: a failed call is told with the facts behind it.

import { SystemError } from "./errors.ts";
import type { Outcome } from "./interpreter.ts";
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
] as const;

/** One of them. */
export type Investigable = typeof investigable[number];

/** An outcome with what is known of its failure; whoever shows it asks at once, before the facts change. */
export function investigated(outcome: Outcome, session: Session): Maybe<Outcome> {
  const { error, succeeded } = outcome;
  if (succeeded || !(error instanceof SystemError)) return outcome;
  const code = investigable.find((code) => code === error.code);
  if (code === undefined) return outcome;
  return import("./findings/facts.ts")
    .then(({ findingOf }) => findingOf(code, error.call, outcome, session))
    .then((finding) => finding === undefined ? outcome : { ...outcome, finding });
}
