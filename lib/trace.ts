// trace: shows each system call of a session in the notation of strace(1), once, with its final result.
//
// While it is on, the operations of a session's sockets are their own reporters; while it is off nothing of this is
// there. What waiting adds (attempts, polls, fcntl, MSG_DONTWAIT) is no operation, and so is not shown.

import { SystemError } from "./errors.ts";
import { errnoText } from "./messages/mod.ts";
import type { Libc } from "./libc.ts";
import { loopCalls } from "./trace/loop.ts";
import { after, type Maybe, type Sockets } from "./sockets/mod.ts";
import {
  descriptorCalls,
  type Ended,
  type Line,
  messageCalls,
  readinessCalls,
  socketCalls,
  type Teller,
} from "./trace/calls.ts";
import { Notation } from "./trace/notation.ts";

/** strace puts the result at this column. */
const resultColumn = 39;

/** An operation on sockets, whatever it takes. */
type Operation = (...args: unknown[]) => unknown;

/** What is told of an operation that has ended. */
type Told = (ended: Ended) => Line | readonly Line[];

/** How a session is traced: `times` adds how many seconds after the call before it each one began. */
export type TraceMode = "on" | "off" | "times";

/** The trace of one session. */
export class Trace {
  readonly #libc: Libc;
  readonly #sockets: Sockets;
  readonly #write: (line: string) => Maybe<void>;
  #notation: Notation | undefined;
  #restore: (() => void)[] = [];
  #times = false;
  /** When the call before began, in milliseconds. */
  #before: number | undefined;

  /** @param write takes a line, with its newline; the call goes on when it has */
  constructor(libc: Libc, sockets: Sockets, write: (line: string) => Maybe<void>) {
    this.#libc = libc;
    this.#sockets = sockets;
    this.#write = write;
  }

  /** Shows every call from now on, or none any more. */
  async set(mode: TraceMode): Promise<void> {
    this.#times = mode === "times";
    this.#before = undefined;
    const isOn = this.#restore.length > 0;
    if (mode === "off") this.#off();
    else if (!isOn) await this.#on();
  }

  async #on(): Promise<void> {
    const sockets = this.#sockets;
    const resolver = await sockets.resolver();
    // Somebody else may have switched it on meanwhile.
    if (this.#restore.length > 0) return;
    const n = this.#notation = new Notation(this.#libc, (index) => {
      try {
        return resolver.if_indextoname(index);
      } catch (error) {
        if (error instanceof SystemError) return undefined;
        throw error;
      }
    });
    this.#restore = [
      this.#instrument(sockets, socketCalls, n),
      this.#instrument(sockets.descriptors(), descriptorCalls, n),
      this.#instrument(sockets.messages(), messageCalls, n),
      this.#instrument(sockets.readiness(), readinessCalls, n),
    ];
  }

  /** The C library for a loop of its own, which makes its calls without the session: they are shown, too. */
  ofLoop(libc: Libc): Libc {
    if (this.#notation === undefined || this.#restore.length === 0) return libc;
    return loopCalls(libc, this.#notation, (line, begin, code) => {
      if (this.#restore.length > 0) this.#tell(line, begin, code);
    });
  }

  #off(): void {
    for (const restore of this.#restore.splice(0)) restore();
  }

  /** Puts reporters before an object's operations; the result takes them away. */
  #instrument<T extends object>(
    target: T,
    tellers: { readonly [Name in keyof T]?: Teller },
    n: Notation,
  ): () => void {
    const names = Object.keys(tellers) as (keyof T & string)[];
    for (const name of names) {
      const operation = target[name] as Operation;
      const teller = tellers[name] as (n: Notation, ...args: unknown[]) => Told;
      const value = (...args: unknown[]): unknown =>
        this.#traced(target, operation, args, teller(n, ...args));
      Object.defineProperty(target, name, { value, configurable: true });
    }
    return () => names.forEach((name) => delete target[name]);
  }

  #traced(target: object, operation: Operation, args: unknown[], told: Told): unknown {
    const begin = performance.now();
    const threw = (error: unknown): Maybe<never> => {
      const wrote = error instanceof SystemError ? this.#tellFailed(error, told, begin) : undefined;
      return after(wrote, () => {
        throw error;
      });
    };
    const returned = (value: unknown): unknown => after(this.#tell(told({ value }), begin), () => value);
    let value: unknown;
    try {
      value = operation.apply(target, args);
    } catch (error) {
      return threw(error);
    }
    return value instanceof Promise ? value.then(returned, threw) : returned(value);
  }

  /** Of a sendall that failed after a part had gone out, a C program sees the part as its answer. */
  #tellFailed(error: SystemError, told: Told, begin: number): Maybe<void> {
    const sent = Number(error.detail?.values["sent"] ?? 0);
    return sent > 0
      ? this.#tell(told({ value: sent }), begin)
      : this.#tell(told({ error }), begin, error.code);
  }

  #tell(lines: Line | readonly Line[], begin: number, code?: string): Maybe<void> {
    const text = [lines].flat().map(({ call, args, answer }) => {
      const result = code === undefined ? answer : `-1 ${code} (${errnoText("en", code) ?? code})`;
      return `${this.#time(begin)}${`${call}(${args.join(", ")})`.padEnd(resultColumn)} = ${result}\n`;
    });
    return this.#write(text.join(""));
  }

  /** The seconds since the call before began, as strace -r writes them. */
  #time(begin: number): string {
    if (!this.#times) return "";
    const seconds = this.#before === undefined ? 0 : (begin - this.#before) / 1000;
    this.#before = begin;
    return `${seconds.toFixed(6).padStart(13)} `;
  }
}
