// deduce: which segments must have passed for a call to come out as it did.
//
// Only what there is no other way for is told: a connect that returned 0 took the handshake, bytes that were received
// were sent, an empty recv took a FIN. How a stream was cut into segments, and when they were acknowledged, is not known.

import type { Call } from "../chronicle.ts";
import { hasAsked, isUnderWay } from "./asking.ts";
import { opposite, type Segment, type Which } from "./model.ts";

/** The segments before a call's answer, and those that are its doing. */
export interface Deduced {
  readonly before: readonly Segment[];
  readonly after: readonly Segment[];
}

const nothing: Deduced = { before: [], after: [] };

/** States of an end that the other side's FIN has reached. */
export const hasFin: ReadonlySet<string> = new Set(["CLOSE_WAIT", "LAST_ACK", "CLOSING", "TIME_WAIT"]);

/** A direction for shutdown that ends sending: SHUT_WR and SHUT_RDWR. */
const endsSending = (how: number | undefined): boolean => how === 1 || how === 2;

/** What is known of a TCP connection besides its calls. */
export interface About {
  /** Some calls are not known: the connection was there, and what came over it is not counted. */
  readonly partial: boolean;
  /** Both ends are the same socket: side 0 as it sends, side 1 as it receives. */
  readonly itself: boolean;
  /** It stays on this machine: what refuses a SYN is an RST, and no router or firewall on the way. */
  readonly loops: boolean;
}

/** Follows the calls of one TCP connection. */
export class Stream {
  /** Who sent the first SYN. */
  #beginner: Which | undefined;
  #established = false;
  readonly #sent: [number, number] = [0, 0];
  readonly #received: [number, number] = [0, 0];
  readonly #finished: [boolean, boolean] = [false, false];
  #reset = false;

  constructor(readonly about: About) {
    if (about.partial) this.#established = true;
  }

  /** A captured segment passed: what follows from calls begins behind it. */
  passed({ from, syn, ack, fin, rst, length }: Segment): void {
    if (syn && !ack) this.#beginner ??= from;
    this.#established ||= !syn && ack && !rst;
    this.#sent[from] += length;
    this.#finished[from] ||= fin;
    this.#reset ||= rst;
  }

  /** A call while captured segments tell what passed: only its bytes are counted. */
  counted(call: Call, side: Which): void {
    if (call.deed === "receive") this.#received[side] += call.count ?? 0;
  }

  /** A side was in a state that only the other side's FIN leads to. */
  hadFin(side: Which): readonly Segment[] {
    return this.#finish(opposite(side));
  }

  /** What a call says of the segments. */
  called(call: Call, side: Which): Deduced {
    switch (call.deed) {
      case "connect":
        return this.#connected(call, side);
      case "accept":
        return call.error === undefined ? { before: this.#handshake(opposite(side)), after: [] } : nothing;
      case "send":
        return this.#sentBy(call, side);
      case "receive":
        return this.#receivedBy(call, side);
      case "shutdown":
        return this.#shutDown(call, side);
      case "close":
        return this.#closed(call, side);
      case "socket":
      case "bind":
      case "listen":
        return nothing;
      default:
        return call.deed satisfies never;
    }
  }

  #connected(call: Call, side: Which): Deduced {
    const { error, peer } = call;
    // A socket that listens is told EISCONN, too: only one that has a peer is connected.
    const there = error === undefined || (error === "EISCONN" && peer !== undefined);
    if (there) return { before: [], after: this.#handshake(side) };
    const asked = this.#beginner === undefined && hasAsked(call) ? [segment(side, { syn: true })] : [];
    this.#beginner = isUnderWay(call) ? side : undefined;
    return { before: [], after: [...asked, ...error === "ECONNREFUSED" ? this.#refused(side) : []] };
  }

  /** What answered the SYN of a side that was refused. */
  #refused(side: Which): Segment[] {
    return this.about.loops ? [segment(opposite(side), { rst: true, ack: true })] : [];
  }

  /** What is missing of the handshake that `side` began, or whoever did; none is known of a connection that was there. */
  #handshake(side: Which): Segment[] {
    if (this.#established) return [];
    const first = this.#beginner ?? side;
    const asked = this.#beginner === undefined ? [segment(first, { syn: true })] : [];
    this.#beginner = first;
    this.#established = true;
    return [...asked, segment(opposite(first), { syn: true, ack: true }), segment(first, { ack: true })];
  }

  /** The handshake that is missing where there turns out to be a connection; who began one from elsewhere is not known. */
  #opened(): Segment[] {
    if (this.#beginner !== undefined) return this.#handshake(this.#beginner);
    this.#established = true;
    return [];
  }

  #sentBy({ count = 0, error }: Call, side: Which): Deduced {
    if (error !== undefined) return { before: this.#broken(error, side), after: [] };
    this.#sent[side] += count;
    // What does not wait may have connected meanwhile: only an open connection takes data.
    const opened = this.#opened();
    return { before: opened, after: count === 0 ? [] : [segment(side, { ack: true, length: count })] };
  }

  #receivedBy({ count, error, state }: Call, side: Which): Deduced {
    if (error !== undefined) return { before: this.#broken(error, side), after: [] };
    const other = opposite(side);
    // Nothing comes any more also where somebody has taken note of a reset (SO_ERROR).
    if (count === 0) {
      return { before: state === "CLOSED" ? this.#torn(other) : this.#finish(other), after: [] };
    }
    this.#received[side] += count ?? 0;
    const missing = this.#received[side] - this.#sent[other];
    if (missing <= 0 || this.about.partial) return nothing;
    this.#sent[other] += missing;
    return { before: [...this.#opened(), segment(other, { ack: true, length: missing })], after: [] };
  }

  /** The other side ended the connection at once. */
  #broken(error: string, side: Which): Segment[] {
    // Whichever call comes first is told what became of a connect that did not wait.
    if (error === "ECONNREFUSED" && this.#beginner === side && !this.#established) {
      this.#beginner = undefined;
      return this.#refused(side);
    }
    // A side that has shut down its own sending gets EPIPE without any doing of the other's.
    const known = error === "ECONNRESET" || (error === "EPIPE" && !this.#finished[side]);
    return known ? this.#torn(opposite(side)) : [];
  }

  /** A reset of one side, where the connection was there and both sides had not ended it. */
  #torn(side: Which): Segment[] {
    const over = this.#finished[0] && this.#finished[1];
    if (!this.#established || this.#reset || over) return [];
    this.#reset = true;
    return [segment(side, { rst: true })];
  }

  #shutDown({ count, error, before }: Call, side: Which): Deduced {
    // Whoever listens has no connection of its own that could be ended.
    if (!endsSending(count) || error !== undefined || before === "LISTEN") return nothing;
    const came = hasFin.has(before ?? "") ? this.#finish(opposite(side)) : [];
    return { before: came, after: this.#finish(side) };
  }

  #closed({ state, error, end, before }: Call, side: Which): Deduced {
    if (error !== undefined || !this.#established || this.#reset || end === "heir") return nothing;
    if (before === "LISTEN") return nothing;
    const other = opposite(side);
    // The connection was over before: by both FINs, or by a reset that nobody had noticed.
    if (before === "CLOSED") return { before: this.#torn(other), after: [] };
    const came = hasFin.has(before ?? "") ? this.#finish(other) : [];
    if (end === "reset") {
      this.#reset = true;
      return { before: came, after: [segment(side, { rst: true, ack: true })] };
    }
    // Another program may hold the same socket: as long as the kernel has it open nothing was sent.
    if (state === "ESTABLISHED" || (state === "CLOSE_WAIT" && before === state)) {
      return { before: came, after: [] };
    }
    const left = this.#finish(side);
    return { before: came, after: [...left, ...hasFin.has(state ?? "") ? this.#finish(other) : []] };
  }

  /** A FIN and what acknowledges it, where it has not left before. */
  #finish(side: Which): Segment[] {
    if (this.#finished[side] || this.#reset || !this.#established) return [];
    this.#finished[side] = true;
    // Its own FIN is the one that reaches it.
    if (this.about.itself) this.#finished[opposite(side)] = true;
    return [segment(side, { fin: true, ack: true }), segment(opposite(side), { ack: true })];
  }
}

/** Follows the datagrams of one conversation. */
export class Datagrams {
  /** How many were sent by a side, and how many of those the other side has received. */
  readonly #sent: [number, number] = [0, 0];
  readonly #received: [number, number] = [0, 0];

  /** A captured datagram passed. */
  passed({ from, kind }: Segment): void {
    if (kind === "udp") this.#sent[from]++;
  }

  /** A call while captured datagrams tell what passed. */
  counted(call: Call, side: Which): void {
    if (call.deed === "receive" && call.count !== undefined) this.#received[side] += call.times;
  }

  /** What a call says of the datagrams. */
  called({ deed, count, error, times }: Call, side: Which): Deduced {
    const other = opposite(side);
    if (error === "ECONNREFUSED") {
      return { before: [{ ...segment(other, {}), kind: "icmp", unreachable: "port" }], after: [] };
    }
    // Of a receive that only looked nothing is counted.
    if (error !== undefined || count === undefined) return nothing;
    if (deed === "send") {
      this.#sent[side] += times;
      return { before: [], after: [{ ...segment(side, { length: count }), kind: "udp" }] };
    }
    if (deed !== "receive") return nothing;
    this.#received[side] += times;
    if (this.#received[side] <= this.#sent[other]) return nothing;
    this.#sent[other] = this.#received[side];
    return { before: [{ ...segment(other, { length: count }), kind: "udp" }], after: [] };
  }
}

function segment(
  from: Which,
  { syn = false, ack = false, fin = false, rst = false, length = 0 }: Partial<Segment>,
): Segment {
  return { from, kind: "tcp", syn, ack, fin, rst, length, captured: false };
}
