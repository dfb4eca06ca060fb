// output: the one writer of the process — whole texts to a descriptor, continued after partial writes.

import type { Libc } from "./libc.ts";
import { encode } from "./values.ts";

/** Standard output cannot be written any more: `code` is the errno's name, EPIPE when its reader left. */
export class OutputLost extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** Writes to standard output and standard error. */
export class Output {
  readonly #libc: Libc;

  constructor(libc: Libc) {
    this.#libc = libc;
  }

  /**
   * Writes results.
   *
   * @throws {OutputLost} when nobody can take them
   */
  out(text: string): void {
    if (text === "") return;
    const answer = this.#libc.writeAll(1, encode(text));
    if (answer < 0) throw new OutputLost(this.#libc.system.errnoNames.get(-answer) ?? String(-answer));
  }

  /** Writes errors; a standard error that is gone is nobody's concern. */
  err(text: string): void {
    if (text !== "") this.#libc.writeAll(2, encode(text));
  }
}
