// passing: captured packets as the segments, datagrams and error messages of diagrams.

import { type Address, sameAddress } from "../abi/address.ts";
import { ACK, FIN, RST, SYN, UDP } from "../abi/packet.ts";
import type { Captured, CapturedRow } from "../capture.ts";
import type { Segment } from "./model.ts";

/** A segment, a datagram or an error message as it was captured. */
export interface Passing extends Omit<Segment, "from" | "captured"> {
  /** Milliseconds since 1970, with fractions. */
  readonly time: number;
  readonly source: Address;
  readonly destination: Address;
}

/** What was captured, as diagrams show it: in order, and while the capture ran nothing else. */
export interface Passings {
  readonly all: readonly Passing[];
  /** Milliseconds since 1970. */
  readonly began: number;
  readonly ended: number;
  /** Some that passed may be missing. */
  readonly incomplete: boolean;
}

/** Nothing was captured. */
export const noPassings: Passings = { all: [], began: Infinity, ended: Infinity, incomplete: false };

/** What diagrams show of captured packets; a packet without a time has no place. */
export function passingsOf({ rows, began, ended, incomplete }: Captured): Passings {
  return { all: passed(rows), began, ended, incomplete };
}

function passed(rows: readonly CapturedRow[]): Passing[] {
  return rows.flatMap((row): Passing[] => {
    const { time, packet, seen } = row;
    if (time === undefined) return [];
    const at = time.seconds * 1000 + time.nanoseconds / 1e6;
    switch (packet.kind) {
      case "tcp": {
        const { source, destination, length, flags } = packet;
        const has = (flag: number) => (flags & flag) !== 0;
        return [{
          ...{ time: at, kind: "tcp", source, destination, length },
          ...{ syn: has(SYN), ack: has(ACK), fin: has(FIN), rst: has(RST) },
          ...{ sequence: seen.seq, acknowledgement: seen.ack },
          // Where both ends are the same every segment comes from where the one before it did.
          repeated: seen.what.kind === "retransmission" && !sameAddress(source, destination),
        }];
      }
      case "udp": {
        const { source, destination, length } = packet;
        return [{ ...bare, time: at, kind: "udp", source, destination, length }];
      }
      case "icmp": {
        const { about } = packet;
        if (seen.what.kind !== "unreachable" || about?.protocol !== UDP) return [];
        // It went the other way than what it is about.
        const { source: destination, destination: source } = about;
        const unreachable = seen.what.what;
        return [{ ...bare, time: at, kind: "icmp", source, destination, length: 0, unreachable }];
      }
      case "fragment":
      case "arp":
      case "other":
        return [];
      default:
        return packet satisfies never;
    }
  });
}

const bare = { syn: false, ack: false, fin: false, rst: false } as const;
