// contents: a file's bytes while they are read.

/** What is read of a file, in one buffer that grows. */
export class Contents {
  #whole: Uint8Array<ArrayBuffer> = new Uint8Array(65536);
  #length = 0;

  /** @param limit more bytes than this are the error `tooMuch` */
  constructor(readonly limit: number, readonly tooMuch: number) {}

  /** Reads once into the room that is left: how much came, 0 at the end, or the negated errno. */
  take(read: (room: Uint8Array<ArrayBuffer>) => number): number {
    if (this.#length > this.limit) return this.tooMuch;
    if (this.#length === this.#whole.length) {
      const larger = new Uint8Array(this.#whole.length * 2);
      larger.set(this.#whole);
      this.#whole = larger;
    }
    const answer = read(this.#whole.subarray(this.#length));
    if (answer > 0) this.#length += answer;
    return answer;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#whole.subarray(0, this.#length);
  }
}
