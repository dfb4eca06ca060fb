// readline: what the editor takes from node:readline. Its interface edits a line and shows nothing: keys are handed to
// it one at a time, and there is no output. The fields it documents as readable can be set, too; the editor does.

import { EventEmitter } from "node:events";
import { createInterface, type Interface } from "node:readline";

/** A readline interface whose line can be set. */
export type Readline = Omit<Interface, "line" | "cursor"> & {
  line: string;
  cursor: number;
  historyIndex: number;
  /** Newest first. */
  history: string[];
};

/** What readline takes for its input: keys are emitted here as `data`. */
export class KeySource extends EventEmitter {
  pause(): this {
    return this;
  }
  resume(): this {
    return this;
  }
}

/** Opens an interface that reads from `keys`, with `history` (oldest first), of which it keeps `limit` lines. */
export function openReadline(keys: KeySource, history: readonly string[], limit: number): Readline {
  return createInterface({
    input: keys as unknown as NodeJS.ReadableStream,
    terminal: true,
    prompt: "",
    history: history.toReversed(),
    historySize: limit,
  }) as Readline;
}
