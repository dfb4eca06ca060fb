// states: which state each end of a TCP connection is in after a segment left or arrived (RFC 9293, section 3.3.2).
//
// It follows the segments and nothing else; whether the kernel said the same is for others to find out.

import { opposite, type Segment, type Which } from "./model.ts";

/** The states of the two sides of a diagram. */
export interface Sides {
  of(side: Which): string;
  /** A segment left one side and arrived at the other. */
  passed(segment: Segment): void;
}

/**
 * The states of a socket that is connected to itself: what it was made into by sending on the left, what by receiving on
 * the right. It opens and closes as two ends that do so at the same time (RFC 9293, sections 3.5 and 3.6.1).
 */
export class Itself implements Sides {
  #left = "CLOSED";
  #right = "CLOSED";

  of(side: Which): string {
    return side === 0 ? this.#left : this.#right;
  }

  passed({ syn, ack, fin, rst }: Segment): void {
    this.#left = this.#right;
    if (rst) this.#left = "CLOSED";
    else if (syn && !ack) this.#left = "SYN_SENT";
    else if (fin && this.#right === "ESTABLISHED") this.#left = "FIN_WAIT1";
    this.#right = this.#left;
    if (syn) this.#right = ack ? "ESTABLISHED" : "SYN_RECV";
    else if (fin && this.#left === "FIN_WAIT1") this.#right = "CLOSING";
    else if (ack && this.#left === "CLOSING") this.#right = "TIME_WAIT";
  }
}

/** The states of the two ends. */
export class Ends implements Sides {
  readonly #states: [string, string];
  /** The acknowledgement that a side's FIN waits for; 0 where its number is not known; undefined before it left. */
  readonly #awaited: [number | undefined, number | undefined] = [undefined, undefined];

  constructor(left: string, right: string) {
    this.#states = [left, right];
  }

  of(side: Which): string {
    return this.#states[side];
  }

  passed(segment: Segment): void {
    const { from, syn, ack, fin, rst } = segment;
    const to = opposite(from);
    if (rst) {
      this.#states[from] = "CLOSED";
      this.#states[to] = this.#states[to] === "LISTEN" ? "LISTEN" : "CLOSED";
      return;
    }
    if (syn) {
      // Whether somebody listens shows in the answer: only that tells what the SYN made of the other side.
      this.#states[from] = ack ? "SYN_RECV" : "SYN_SENT";
      if (ack) this.#states[to] = "ESTABLISHED";
      return;
    }
    if (ack && this.#states[to] === "SYN_RECV") this.#states[to] = "ESTABLISHED";
    const awaited = this.#awaited[to];
    if (ack && awaited !== undefined && (segment.acknowledgement ?? awaited) >= awaited) this.#confirm(to);
    if (fin) this.#finish(segment, to);
  }

  #confirm(side: Which): void {
    this.#awaited[side] = undefined;
    const next: Readonly<Record<string, string>> = {
      FIN_WAIT1: "FIN_WAIT2",
      CLOSING: "TIME_WAIT",
      LAST_ACK: "CLOSED",
    };
    this.#states[side] = next[this.#states[side]] ?? this.#states[side];
  }

  #finish({ from, sequence, length }: Segment, to: Which): void {
    this.#awaited[from] = sequence === undefined ? 0 : sequence + length + 1;
    const leaves: Readonly<Record<string, string>> = { ESTABLISHED: "FIN_WAIT1", CLOSE_WAIT: "LAST_ACK" };
    const arrives: Readonly<Record<string, string>> = {
      ESTABLISHED: "CLOSE_WAIT",
      FIN_WAIT1: "CLOSING",
      FIN_WAIT2: "TIME_WAIT",
    };
    this.#states[from] = leaves[this.#states[from]] ?? this.#states[from];
    this.#states[to] = arrives[this.#states[to]] ?? this.#states[to];
  }
}
