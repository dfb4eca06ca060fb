// frame: what one statement runs in, and what it collects while it runs.

import type { Context, Reader } from "../command.ts";
import type { Message } from "../errors.ts";
import type { Source, Timing } from "../language/mod.ts";
import type { Socket } from "../sockets/mod.ts";
import type { Value } from "../values.ts";
import type { Call, Surroundings } from "./outcome.ts";

const none: readonly Message[] = [];

/** One statement, as long as it runs. */
export class Frame {
  /** That of its surroundings, with an end of its own where the statement is limited in time. */
  context: Context;
  /** The outermost call. */
  call: Call | undefined = undefined;
  /** The outermost call answers with the number of an error (connect_ex, SO_ERROR). */
  answersErrno = false;
  /** The outermost call goes on until a signal comes. */
  stoppable = false;
  /** The sockets its calls made. */
  made: Socket[] | undefined = undefined;
  /** What the statement came to, None where it failed. */
  value: Value = null;
  /** The time that was asserted and does not hold, where everything else does. */
  missed: Timing | undefined = undefined;
  /** Said besides the answer. */
  notes: readonly Message[] = none;

  /** @param source the text the statement stands in */
  constructor(readonly around: Surroundings, readonly source: Source) {
    this.context = around.context;
  }

  /** Where names are looked up. */
  get reader(): Reader {
    return this.around.reader;
  }

  /** Whether somebody looks at successes: only then is it found out what a call was about. */
  get observed(): boolean {
    return this.around.observed;
  }

  /** Says something besides the answer. */
  note(message: Message): void {
    this.notes = [...this.notes, message];
  }
}
