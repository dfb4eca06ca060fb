// trace: shows each system call of a session in the notation of strace(1), once, with its final result.
//
// While it is on, the operations of a session's sockets are their own reporters; while it is off nothing of this is
// there. What waiting adds (attempts, polls, fcntl, MSG_DONTWAIT) is no operation, and so is not shown.

import { SystemError } from "./errors.ts";
import { errnoText } from "./messages/mod.ts";
import type { Libc } from "./libc.ts";
import { loopCalls } from "./trace/loop.ts";
import type { Descriptors } from "./sockets/descriptors.ts";
import { type Ended, instrument, type Reporter } from "./sockets/instrument.ts";
import type { Messages } from "./sockets/messages.ts";
import type { Maybe, Sockets } from "./sockets/mod.ts";
import type { Readiness } from "./sockets/readiness.ts";
import {
  descriptorCalls,
  type Line,
  messageCalls,
  readinessCalls,
  socketCalls,
  type Teller,
} from "./trace/calls.ts";
import { Notation } from "./trace/notation.ts";

/** strace puts the result at this column. */
const resultColumn = 39;

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
      instrument(sockets, this.#reporters<Sockets>(socketCalls, n)),
      instrument(sockets.descriptors(), this.#reporters<Descriptors>(descriptorCalls, n)),
      instrument(sockets.messages(), this.#reporters<Messages>(messageCalls, n)),
      instrument(sockets.readiness(), this.#reporters<Readiness>(readinessCalls, n)),
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
    for (const restore of this.#restore.splice(0).reverse()) restore();
  }

  /** Who reports the operations of an object, by their names. */
  #reporters<T extends object>(
    tellers: { readonly [Name in keyof T]?: Teller },
    n: Notation,
  ): { readonly [Name in keyof T]?: Reporter } {
    const reporter = (teller: (n: Notation, ...args: unknown[]) => Told): Reporter => (...args) => {
      const told = teller(n, ...args);
      const begin = performance.now();
      return (ended) => this.#ended(ended, told, begin);
    };
    const entries = Object.entries(tellers).map(([name, teller]) => [name, reporter(teller as never)]);
    return Object.fromEntries(entries);
  }

  /** Of a sendall that failed after a part had gone out, a C program sees the part as its answer. */
  #ended(ended: Ended, told: Told, begin: number): Maybe<void> {
    if (!("error" in ended)) return this.#tell(told(ended), begin);
    const { error } = ended;
    const sent = Number(error.detail?.values["sent"] ?? 0);
    return sent > 0 ? this.#tell(told({ value: sent }), begin) : this.#tell(told(ended), begin, error.code);
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
