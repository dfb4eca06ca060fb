// findings: a failed call is told with the facts behind it.

import { SystemError } from "./errors.ts";
import type { Outcome } from "./interpreter.ts";
import type { Session } from "./session.ts";
import type { Maybe } from "./sockets/mod.ts";

/** An outcome with what is known of its failure; whoever shows it asks at once, before the facts change. */
export function investigated(outcome: Outcome, session: Session): Maybe<Outcome> {
  if (outcome.succeeded || !(outcome.error instanceof SystemError)) return outcome;
  return import("./findings/facts.ts")
    .then(({ findingOf }) => findingOf(outcome, session))
    .then((finding) => finding === undefined ? outcome : { ...outcome, finding });
}
