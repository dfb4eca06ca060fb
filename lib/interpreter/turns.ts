// turns: how statements that never wait let the event loop have its turns, so that signals, keys and whoever waits
// come through.

/** How long others that run in the session may be kept from their turn, in milliseconds. */
const turnMilliseconds = 10;

/** How long signals and keys may be kept from being heard. A turn costs a tenth or two of a millisecond. */
const hearingMilliseconds = 50;

/** The turns of the event loop: one for all that runs in a session, for a turn is everybody's. */
export class Turns {
  readonly #turn: () => Promise<void>;
  readonly #alone: () => boolean;
  /** The first turn is due at once: V8 optimizes a loop for what it has seen, and starts anew at what it has not. */
  #last = 0;

  /**
   * @param turn gives the event loop one
   * @param alone whether nobody else runs
   */
  constructor(turn: () => Promise<void>, alone: () => boolean) {
    this.#turn = turn;
    this.#alone = alone;
  }

  /** Whether it is time for one. */
  isDue(): boolean {
    return Date.now() - this.#last > (this.#alone() ? hearingMilliseconds : turnMilliseconds);
  }

  async take(): Promise<void> {
    await this.#turn();
    this.#last = Date.now();
  }
}
