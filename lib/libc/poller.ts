// poller: the one pending poll. However many waits there are, one thread waits for all of them.

import { constant, encodePollfds, readRevents, type System } from "../abi/mod.ts";
import type { symbols, waitingSymbols } from "./symbols.ts";

/** What came of a wait. `revents` is meaningful only when it is "ready". */
export interface Waited {
  readonly outcome: "ready" | "timeout" | "interrupted" | "closed";
  /** POLLIN, POLLOUT, POLLERR, … as poll reported them. */
  readonly revents: number;
}

/** Somebody who waits for a descriptor. */
interface Wait {
  readonly fd: number;
  readonly events: number;
  /** `performance.now()` at which the wait is over. */
  readonly deadline: number;
  readonly end: (waited: Waited) => void;
}

/**
 * The one pending poll: however many waits there are, one thread waits for all of them.
 * A new wait, an interruption and a close write to a pipe that is always part of the poll,
 * so the poll returns, the list is made anew, and poll is called again.
 */
export class Poller {
  readonly #system: System;
  readonly #patient: Deno.StaticForeignLibraryInterface<typeof waitingSymbols>;
  readonly #c: Pick<Deno.StaticForeignLibraryInterface<typeof symbols>, "pipe" | "pipe2" | "read" | "write">;
  readonly #waits = new Set<Wait>();
  #pipe: [number, number] | undefined;
  #polling = false;
  #woken = false;

  constructor(
    system: System,
    patient: Deno.StaticForeignLibraryInterface<typeof waitingSymbols>,
    c: Pick<Deno.StaticForeignLibraryInterface<typeof symbols>, "pipe" | "pipe2" | "read" | "write">,
  ) {
    this.#system = system;
    this.#patient = patient;
    this.#c = c;
  }

  /** Makes the wake-up pipe now, while there are descriptors for it, and not at the first wait. */
  prepare(): void {
    this.#pipe ??= this.#open();
  }

  /**
   * Waits until poll reports one of `events` (or an error) on `fd`.
   *
   * @param fd the descriptor; -1 waits for the time or the signal alone
   * @param milliseconds how long at most; undefined waits for ever
   * @param signal ends the wait as "interrupted"
   */
  wait(fd: number, events: number, milliseconds?: number, signal?: AbortSignal): Promise<Waited> {
    if (signal?.aborted) return Promise.resolve({ outcome: "interrupted", revents: 0 });
    return new Promise((resolve) => {
      const interrupt = () => wait.end({ outcome: "interrupted", revents: 0 });
      const wait: Wait = {
        fd,
        events,
        deadline: milliseconds === undefined ? Infinity : performance.now() + milliseconds,
        end: (waited) => {
          signal?.removeEventListener("abort", interrupt);
          if (this.#waits.delete(wait)) this.#wake();
          resolve(waited);
        },
      };
      signal?.addEventListener("abort", interrupt);
      this.#waits.add(wait);
      if (this.#polling) this.#wake();
      else this.#poll();
    });
  }

  /** Ends every wait for a descriptor that is about to be closed. */
  forget(fd: number): void {
    if (fd < 0) return;
    for (const wait of this.#waits) {
      if (wait.fd === fd) wait.end({ outcome: "closed", revents: 0 });
    }
  }

  /** One byte is enough however often it is asked for: the pipe can never fill. */
  #wake(): void {
    if (!this.#polling || this.#woken || !this.#pipe) return;
    this.#woken = true;
    this.#c.write(this.#pipe[1], new Uint8Array(1), 1);
  }

  async #poll(): Promise<void> {
    this.#polling = true;
    const POLLIN = constant(this.#system, "POLLIN");
    while (this.#waits.size > 0) {
      // Without a wake-up pipe (no descriptor is left for one) each round is short instead.
      this.#pipe ??= this.#open();
      const wakeUp = this.#pipe?.[0] ?? -1;
      const longest = this.#pipe ? 2 ** 31 - 1 : 10;
      // The list is made anew for each round; the wake-up pipe is its first entry.
      const waits = [...this.#waits];
      const fds = encodePollfds([{ fd: wakeUp, events: POLLIN }, ...waits]);
      const deadline = waits.reduce((least, wait) => Math.min(least, wait.deadline), Infinity);
      const timeout = deadline === Infinity && this.#pipe
        ? -1
        : Math.min(Math.max(0, Math.ceil(deadline - performance.now())), longest);

      const count = await this.#patient.pollWaiting(fds, BigInt(waits.length + 1), timeout);
      // poll itself failed (no memory, more waits than the process may have descriptors): its errno is lost,
      // so it is tried again a little later. Time-outs run out all the same.
      if (count < 0) await new Promise((resolve) => setTimeout(resolve, 10));
      if (readRevents(fds, 0) !== 0) {
        this.#c.read(wakeUp, new Uint8Array(1), 1);
        this.#woken = false;
      }
      const now = performance.now();
      waits.forEach((wait, i) => {
        if (!this.#waits.has(wait)) return;
        const revents = readRevents(fds, i + 1);
        if (revents === 0 && now < wait.deadline) return;
        this.#waits.delete(wait);
        wait.end({ outcome: revents === 0 ? "timeout" : "ready", revents });
      });
      // Those who were woken often wait again at once; let them, before the next list is made.
      await Promise.resolve();
    }
    this.#polling = false;
  }

  #open(): [number, number] | undefined {
    const ends = new Int32Array(2);
    const bytes = new Uint8Array(ends.buffer);
    // A program that is started has no use for it.
    const made = this.#system.pipe2
      ? this.#c.pipe2(bytes, constant(this.#system, "O_CLOEXEC"))
      : this.#c.pipe(bytes);
    if (made < 0) return undefined;
    return [ends[0] ?? -1, ends[1] ?? -1];
  }
}
