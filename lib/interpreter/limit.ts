// limit: how long a statement or a block may take — what `timeout D` adds to the signal that ends its waits.

import { seconds as duration } from "../command.ts";
import { type Span, TimeoutError, UsageError } from "../errors.ts";
import type { Statement } from "../language/mod.ts";
import type { Value } from "../values.ts";

/** The longest time a timer can be set to, in milliseconds. */
const longest = 2 ** 31 - 1;

/** A signal that comes when the one it is made from does, or when a time has run out. */
export class TimeLimit implements Disposable {
  readonly #control = new AbortController();
  readonly #parent: AbortSignal;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param seconds the time, which runs from `start` on
   * @param node the statement that is limited
   */
  constructor(readonly seconds: number, readonly node: Statement, readonly span: Span, parent: AbortSignal) {
    this.#parent = parent;
    if (parent.aborted) this.#control.abort(parent.reason);
    else parent.addEventListener("abort", this.#passOn);
  }

  get signal(): AbortSignal {
    return this.#control.signal;
  }

  /** Whether the time ran out before anything else came. */
  get ranOut(): TimeoutError | undefined {
    const reason: unknown = this.signal.reason;
    return reason instanceof TimeoutError && reason.limited === this.node ? reason : undefined;
  }

  /** The time runs from now on. */
  start(): void {
    const { seconds, node, span } = this;
    const runOut = () => this.#control.abort(new TimeoutError(seconds, node, span));
    this.#timer ??= setTimeout(runOut, Math.min(longest, seconds * 1000));
  }

  readonly #passOn = (): void => this.#control.abort(this.#parent.reason);

  [Symbol.dispose](): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#parent.removeEventListener("abort", this.#passOn);
  }
}

/**
 * A time in seconds.
 *
 * @throws {UsageError} when the value is none
 */
export function readDuration(value: Value, span: Span): number {
  try {
    return duration.read(value, undefined as never);
  } catch (error) {
    if (error instanceof UsageError) error.span ??= span;
    throw error;
  }
}
