// echo_histogram: how long many round trips took, in memory that does not grow with their number.

/** For every power of two there are so many buckets: a percentile is right to 1/64 of itself. */
const perPower = 64;
const firstBits = 6;

/** Numbers of nanoseconds from 2^32 on are counted in units of 2^10 of them: bit operations end at 32 bits. */
const coarseBits = 10;

/** Up to an hour and more. */
const buckets = perPower * (32 + coarseBits - firstBits + 1);

/** Counts times, in milliseconds. */
export class Histogram {
  count = 0;
  min = Infinity;
  max = 0;
  #sum = 0;
  readonly #counts = new Float64Array(buckets);

  add(ms: number): void {
    this.count++;
    this.#sum += ms;
    if (ms < this.min) this.min = ms;
    if (ms > this.max) this.max = ms;
    this.#counts[bucketOf(ms * 1e6)]!++;
  }

  get mean(): number {
    return this.#sum / this.count;
  }

  /** The time that so many of a hundred stayed below; 0 when there are none. */
  percentile(percent: number): number {
    // The last of them is known exactly.
    const wanted = Math.ceil(this.count * percent / 100);
    if (wanted >= this.count) return this.max;
    let seen = 0;
    for (let bucket = 0; bucket < buckets; bucket++) {
      seen += this.#counts[bucket]!;
      if (seen >= wanted) return Math.min(this.max, Math.max(this.min, middleOf(bucket) / 1e6));
    }
    return this.max;
  }
}

function bucketOf(nanoseconds: number): number {
  const coarse = nanoseconds < 2 ** 32 ? 0 : coarseBits;
  const value = Math.min(2 ** 32 - 1, coarse === 0 ? nanoseconds : nanoseconds / 2 ** coarse) >>> 0;
  const shift = Math.max(0, 31 - Math.clz32(value) - firstBits);
  return (shift + coarse) * perPower + (value >>> shift);
}

function middleOf(bucket: number): number {
  const shift = Math.max(0, Math.floor(bucket / perPower) - 1);
  return (bucket - shift * perPower + 0.5) * 2 ** shift;
}
