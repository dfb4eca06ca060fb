// timers: what is to happen later, the earliest first. A binary heap; each timer knows its place in it, so that
// one can be taken out as cheaply as it was put in.

import type { Maybe } from "../sockets/mod.ts";

/** Something to be done at a time of `performance.now()`. */
interface Timer {
  readonly due: number;
  /** Equal times keep their order. */
  readonly order: number;
  readonly done: () => Maybe<void>;
  /** Its place in the heap; -1 when it is not there any more. */
  place: number;
}

/** The timers of one reactor. */
export class Timers {
  readonly #heap: Timer[] = [];
  #made = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** When the next one is due; Infinity when there is none. */
  get next(): number {
    return this.#heap[0]?.due ?? Infinity;
  }

  /** @returns what takes the timer out again */
  add(due: number, done: () => Maybe<void>): () => void {
    const timer: Timer = { due, order: this.#made++, done, place: this.#heap.length };
    this.#heap.push(timer);
    this.#rise(timer);
    return () => this.#remove(timer);
  }

  /** Takes out the next one that is due at `now`: what it has to do. */
  take(now: number): (() => Maybe<void>) | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.due > now) return undefined;
    this.#remove(first);
    return first.done;
  }

  clear(): void {
    for (const timer of this.#heap.splice(0)) timer.place = -1;
  }

  #remove(timer: Timer): void {
    if (timer.place < 0) return;
    const last = this.#heap.pop()!;
    if (last !== timer) {
      this.#put(last, timer.place);
      this.#rise(last);
      this.#sink(last);
    }
    timer.place = -1;
  }

  #rise(timer: Timer): void {
    for (;;) {
      const parent = timer.place === 0 ? undefined : this.#heap[(timer.place - 1) >> 1];
      if (parent === undefined || !before(timer, parent)) return;
      this.#swap(timer, parent);
    }
  }

  #sink(timer: Timer): void {
    for (;;) {
      const left = this.#heap[timer.place * 2 + 1];
      const right = this.#heap[timer.place * 2 + 2];
      const child = left && right && before(right, left) ? right : left;
      if (child === undefined || !before(child, timer)) return;
      this.#swap(timer, child);
    }
  }

  #swap(a: Timer, b: Timer): void {
    const place = a.place;
    this.#put(a, b.place);
    this.#put(b, place);
  }

  #put(timer: Timer, place: number): void {
    this.#heap[place] = timer;
    timer.place = place;
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}
