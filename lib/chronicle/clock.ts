// clock: the time of day to the microsecond — the steady clock, set by the real one whenever the two part.
//
// Packets carry the kernel's real time. A call noted by the steady clock alone would drift away from them where the
// machine was suspended, or somebody set its clock.

/** What two clocks say, in milliseconds: the real one since 1970 and whole, the steady one since any moment. */
export interface Clocks {
  real(): number;
  steady(): number;
  /** What the real one said when the steady one said 0, as far as that is known. */
  readonly origin: number;
}

/** The clocks of this process. */
const own: Clocks = {
  real: () => Date.now(),
  steady: () => performance.now(),
  origin: performance.timeOrigin,
};

/** As many milliseconds the two may be apart besides the fraction that the real one does not tell. */
const slack = 2;

/** Tells the time. */
export class Clock {
  readonly #clocks: Clocks;
  #origin: number;

  constructor(clocks: Clocks = own) {
    this.#clocks = clocks;
    this.#origin = clocks.origin;
  }

  /** Milliseconds since 1970, with fractions. */
  now(): number {
    const time = this.#origin + this.#clocks.steady();
    const behind = time - this.#clocks.real();
    return behind > -slack && behind < 1 + slack ? time : this.#set();
  }

  /** Waits for the real clock's next millisecond: that begins without a fraction. */
  #set(): number {
    const { real, steady } = this.#clocks;
    const before = real();
    let time = before;
    while (time === before) time = real();
    this.#origin = time - steady();
    return time;
  }
}
