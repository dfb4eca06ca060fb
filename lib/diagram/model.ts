// model: what a sequence diagram consists of, whoever draws it — two sides, and lines with calls, a segment and states.

import type { Address } from "../abi/address.ts";
import type { What } from "../capture/flows.ts";

/** One of the two sides: 0 stands left and began the conversation. */
export type Which = 0 | 1;

/** A segment, a datagram or an error message between the two sides. */
export interface Segment {
  /** Which side it came from. */
  readonly from: Which;
  readonly kind: "tcp" | "udp" | "icmp";
  readonly syn: boolean;
  readonly ack: boolean;
  readonly fin: boolean;
  readonly rst: boolean;
  /** Bytes of data. */
  readonly length: number;
  /** Relative to the beginning of the connection; known of captured segments alone. */
  readonly sequence?: number | undefined;
  readonly acknowledgement?: number | undefined;
  /** It had been sent before. */
  readonly repeated?: boolean | undefined;
  /** Of an error message: what cannot be reached. */
  readonly unreachable?: Unreachable | undefined;
  /** It was seen on an interface; otherwise it follows from the calls. */
  readonly captured: boolean;
}

/** What an error message says cannot be reached. */
export type Unreachable = Extract<What, { kind: "unreachable" }>["what"];

/** A call as a diagram names it. */
export interface Act {
  /** The socket it was made on: the listening one and those it accepts share a side. */
  readonly socket: string;
  readonly text: string;
  readonly failed: boolean;
}

/** A state one side is in from here on. */
export interface Reached {
  readonly state: string;
  /** The socket that is in it, where it is none of the connection's ends (yet). */
  readonly socket?: string | undefined;
  /** The kernel said so; otherwise it follows from the segments (RFC 9293). */
  readonly seen: boolean;
}

/** One line: what stands beside each other happened one after the other, from the side where it began. */
export interface Line {
  readonly acts: readonly [Act | undefined, Act | undefined];
  readonly segment: Segment | undefined;
  readonly states: readonly [Reached | undefined, Reached | undefined];
}

/** Lines that are left out. */
export interface Fold {
  readonly lines: number;
  /** Segments with data or datagrams, and their bytes, by the side they came from. */
  readonly sent: readonly [Sum, Sum];
}

/** How many there were. */
export interface Sum {
  readonly segments: number;
  readonly bytes: number;
}

/** One side of the conversation. */
export interface Side {
  /** The sockets of the session at that end, the listening one last; none for another program's. */
  readonly names: readonly string[];
  readonly address: Address | undefined;
}

/** A conversation between two ends. */
export interface Diagram {
  readonly protocol: "tcp" | "udp";
  readonly sides: readonly [Side, Side];
  readonly lines: readonly (Line | Fold)[];
  /** Both sides are the same socket: left as it sends, right as it receives. */
  readonly itself: boolean;
  /** Some calls are not known any more. */
  readonly partial: boolean;
  /** The shortcut one of the ends belongs to: what its loop did is not among the calls. */
  readonly shortcut: string | undefined;
  /** Conversations before this one that are left out, and sockets nothing is known of any more. */
  readonly omitted: Omitted | undefined;
  /** The capture has lost packets, or ended by itself: segments may be missing. */
  readonly incomplete: boolean;
}

/** What is not drawn of a session that had too many conversations. */
export interface Omitted {
  readonly conversations: number;
  readonly sockets: number;
}

/** Whether lines were left out there. */
export function isFold(line: Line | Fold): line is Fold {
  return "lines" in line;
}

/** The same side's other end. */
export function opposite(side: Which): Which {
  return side === 0 ? 1 : 0;
}
