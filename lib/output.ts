// output: the one writer of the process — whole texts to a descriptor, continued after partial writes.
//
// A reader that takes its time must not keep signals from being heard: `out` and `err` write what the
// descriptor takes at once and wait for the rest beside the event loop. A terminal is written by `now`.
// Colours reach terminals only, also when one of the two streams is one and the other is a file.

import { getColorEnabled, stripAnsiCode } from "@std/fmt/colors";
import { constant } from "./abi/mod.ts";
import type { Libc } from "./libc.ts";
import type { Maybe } from "./sockets/mod.ts";
import { encode } from "./values.ts";

/** Standard output cannot be written any more: `code` is the errno's name, EPIPE when its reader left. */
export class OutputLost extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** As much as a pipe that poll calls writable takes without blocking (PIPE_BUF, pipe(7)). */
const portion = 4096;

/** Writes to standard output and standard error. */
export class Output {
  readonly #libc: Libc;
  readonly #signal: AbortSignal | undefined;
  /** What is still being written: texts keep their order. */
  #pending: Promise<void> | undefined;

  /** @param signal gives up what a reader does not take */
  constructor(libc: Libc, signal?: AbortSignal) {
    this.#libc = libc;
    this.#signal = signal;
  }

  /**
   * Writes results.
   *
   * @throws {OutputLost} when nobody can take them; EINTR when the signal came while nobody did
   */
  out(text: string): Maybe<void> {
    return this.#inOrder(1, text);
  }

  /** Writes errors; a standard error that is gone is nobody's concern. */
  err(text: string): Maybe<void> {
    try {
      const written = this.#inOrder(2, text);
      return written?.catch(() => {});
    } catch (error) {
      if (!(error instanceof OutputLost)) throw error;
    }
  }

  /**
   * Writes to standard output and blocks until it is taken: for a terminal.
   *
   * @throws {OutputLost}
   */
  now(text: string): void {
    const answer = this.#libc.writeAll(1, encode(text));
    if (answer < 0) throw this.#lost(answer);
  }

  #inOrder(fd: number, text: string): Promise<void> | undefined {
    if (text === "") return this.#pending;
    const data = encode(getColorEnabled() && !isTerminal(fd) ? stripAnsiCode(text) : text);
    if (this.#pending === undefined) {
      const written = this.#portions(fd, data, 0);
      if (written === data.length) return undefined;
      this.#pending = this.#rest(fd, data, written);
    } else {
      this.#pending = this.#pending.then(() => this.#rest(fd, data, 0));
    }
    const pending = this.#pending;
    const done = () => {
      if (this.#pending === pending) this.#pending = undefined;
    };
    pending.then(done, done);
    return pending;
  }

  /** Writes portion by portion as long as there is room: how far it came. */
  #portions(fd: number, data: Uint8Array<ArrayBuffer>, from: number): number {
    const POLLOUT = constant(this.#libc.system, "POLLOUT");
    let done = from;
    while (done < data.length && this.#libc.ready(fd, POLLOUT) !== 0) {
      const part = data.subarray(done, done + portion);
      const written = this.#libc.write(fd, part, part.length);
      if (written >= 0) done += written;
      else if (!again(this.#lost(written))) throw this.#lost(written);
    }
    return done;
  }

  async #rest(fd: number, data: Uint8Array<ArrayBuffer>, from: number): Promise<void> {
    const POLLOUT = constant(this.#libc.system, "POLLOUT");
    for (let done = this.#portions(fd, data, from); done < data.length;) {
      const { outcome } = await this.#libc.poller.wait(fd, POLLOUT, undefined, this.#signal);
      if (outcome === "interrupted") throw new OutputLost("EINTR");
      done = this.#portions(fd, data, done);
    }
  }

  #lost(answer: number): OutputLost {
    return new OutputLost(this.#libc.system.errnoNames.get(-answer) ?? String(-answer));
  }
}

function isTerminal(fd: number): boolean {
  return (fd === 1 ? Deno.stdout : Deno.stderr).isTerminal();
}

function again({ code }: OutputLost): boolean {
  return code === "EAGAIN" || code === "EINTR";
}
