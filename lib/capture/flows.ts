// flows: what each packet of a capture is, told from the packets before it.
//
// Finds the conversation a packet belongs to: what its segments mean is for connection.ts. Knows no file, no interface
// and no language; what it says are keys and numbers.

import {
  type ControlMessage,
  type InternetAddress,
  type Packet,
  type Quoted,
  TCP,
  UDP,
} from "../abi/packet.ts";
import { Connection, type Note, type SegmentKind } from "./connection.ts";

export type { Note } from "./connection.ts";

/** What a packet is. */
export type What =
  | SegmentKind
  | { readonly kind: "datagram" }
  | { readonly kind: "fragment"; readonly first: boolean }
  /** ICMP: a packet did not arrive. `about` is what is quoted of it. */
  | {
    readonly kind: "unreachable";
    readonly what: "port" | "host" | "network" | "protocol" | "prohibited" | "other";
    readonly about: Quoted | undefined;
  }
  | { readonly kind: "too-big"; readonly mtu: number | undefined; readonly about: Quoted | undefined }
  /** Too many hops, or a part of it did not come in time. */
  | {
    readonly kind: "time-exceeded";
    readonly what: "hops" | "reassembly";
    readonly about: Quoted | undefined;
  }
  | { readonly kind: "redirect" }
  | { readonly kind: "parameter-problem" }
  | { readonly kind: "echo-request"; readonly sequence: number | undefined }
  | { readonly kind: "echo-reply"; readonly sequence: number | undefined }
  | { readonly kind: "neighbour-solicitation"; readonly target: string | undefined }
  | { readonly kind: "neighbour-advertisement"; readonly target: string | undefined }
  | { readonly kind: "router-solicitation" }
  | { readonly kind: "router-advertisement" }
  /** Who wants which multicast groups (RFC 2710, RFC 3810). */
  | { readonly kind: "multicast-query" | "multicast-report" | "multicast-done" }
  | { readonly kind: "icmp"; readonly type: number; readonly code: number }
  | { readonly kind: "arp-request"; readonly target: string; readonly sender: string }
  | { readonly kind: "arp-reply"; readonly sender: string; readonly hardware: string }
  | { readonly kind: "arp"; readonly operation: number }
  /** Too few of its bytes were captured, or they contradict themselves. */
  | { readonly kind: "cut" }
  | { readonly kind: "other" };

/** What is told of a packet. */
export interface Seen {
  /** Counted from 1; that of an ICMP error is the one of the packet it is about. Undefined for what has none. */
  readonly conversation: number | undefined;
  /** Of a TCP segment, relative: as Wireshark shows them. */
  readonly seq: number | undefined;
  readonly ack: number | undefined;
  readonly what: What;
  readonly notes: readonly Note[];
}

/** The packets between two addresses and ports. */
interface Conversation {
  readonly number: number;
  /** Undefined for UDP. */
  readonly connection: Connection | undefined;
}

/** Packets from one end of a conversation to the other. */
interface Direction {
  /** Shared with the other direction, so that a new connection of the same ports replaces it in both. */
  readonly shared: { conversation: Conversation };
  /** It comes from the end that sent the first packet. */
  readonly forward: boolean;
}

const noNotes: readonly Note[] = [];

/** As many conversations are remembered. */
const remembered = 2 ** 15;

/**
 * The conversations of one capture, and what their packets are. Packets have to come in the order in which they were
 * captured. Of the conversations it remembers the latest, up to {@linkcode remembered} of them at some kilobyte each, and
 * none of the data: one that goes on after so many others is taken for a new one.
 */
export class Flows {
  readonly #directions = new Latest<Direction>(2 * remembered);
  #count = 0;

  /**
   * What the next packet is.
   *
   * @param time when it was seen, in seconds since any moment, such as the first packet
   */
  next(packet: Packet, time: number): Seen {
    switch (packet.kind) {
      case "tcp": {
        const { shared, forward } = this.#direction(TCP, packet.source, packet.destination);
        if (shared.conversation.connection?.isOver(packet, forward)) {
          shared.conversation = this.#begin(TCP, true);
        }
        const { number, connection } = shared.conversation;
        const { seq, ack, what, notes } = connection!.next(packet, forward, time);
        return { conversation: number, seq, ack, what, notes };
      }
      case "udp": {
        const { shared } = this.#direction(UDP, packet.source, packet.destination);
        return plain(datagram, shared.conversation.number);
      }
      case "icmp":
        return plain(meaning(packet), packet.about && this.#numberOf(packet.about));
      case "fragment":
        return plain({ kind: "fragment", first: packet.offset === 0 });
      case "arp": {
        const { operation, sender, target, hardware } = packet;
        if (operation === 1) return plain({ kind: "arp-request", sender, target });
        if (operation === 2) return plain({ kind: "arp-reply", sender, hardware });
        return plain({ kind: "arp", operation });
      }
      case "other":
        return plain({ kind: packet.cut ? "cut" : "other" });
      default:
        return packet satisfies never;
    }
  }

  /** The direction from one address to another; a new conversation if there is none. */
  #direction(protocol: number, source: InternetAddress, destination: InternetAddress): Direction {
    const key = keyOf(protocol, source, destination);
    const known = this.#directions.get(key);
    if (known !== undefined) return known;
    const shared = { conversation: this.#begin(protocol, false) };
    const direction = { shared, forward: true };
    this.#directions.set(keyOf(protocol, destination, source), { shared, forward: false });
    // A socket that is connected to itself has one direction only.
    this.#directions.set(key, direction);
    return direction;
  }

  #begin(protocol: number, reused: boolean): Conversation {
    const connection = protocol === TCP ? new Connection(reused) : undefined;
    return { number: ++this.#count, connection };
  }

  /** The number of the conversation a quoted packet belongs to; undefined where none of its packets was captured. */
  #numberOf({ protocol, source, destination }: Quoted): number | undefined {
    return this.#directions.get(keyOf(protocol, source, destination))?.shared.conversation.number;
  }
}

/** A map that forgets what has not been asked for since so many others were. */
class Latest<T> {
  #young = new Map<string, T>();
  #old = new Map<string, T>();

  /** @param most as many are held at least, and at most twice as many */
  constructor(readonly most: number) {}

  get(key: string): T | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, value: T): void {
    this.#young.set(key, value);
    if (this.#young.size < this.most) return;
    this.#old = this.#young;
    this.#young = new Map();
  }
}

function keyOf(protocol: number, source: InternetAddress, destination: InternetAddress): string {
  return `${protocol} ${source.host} ${source.port} ${destination.host} ${destination.port}`;
}

const datagram: What = { kind: "datagram" };

/** What is told of a packet that has no sequence numbers. */
function plain(what: What, conversation?: number): Seen {
  return { conversation, seq: undefined, ack: undefined, what, notes: noNotes };
}

/** What a message of ICMP says. */
function meaning(message: ControlMessage): What {
  return message.version === 4 ? meaning4(message) : meaning6(message);
}

/** ICMP: RFC 792, and RFC 1812 section 5.2.7.1 for the codes that came later. */
function meaning4({ type, code, about, echo, mtu }: ControlMessage): What {
  switch (type) {
    case 0:
      return { kind: "echo-reply", sequence: echo?.sequence };
    case 3:
      if (code === 4) return { kind: "too-big", mtu, about };
      return { kind: "unreachable", what: unreachable4[code] ?? "other", about };
    case 5:
      return { kind: "redirect" };
    case 8:
      return { kind: "echo-request", sequence: echo?.sequence };
    case 9:
      return { kind: "router-advertisement" };
    case 10:
      return { kind: "router-solicitation" };
    case 11:
      return { kind: "time-exceeded", what: code === 1 ? "reassembly" : "hops", about };
    case 12:
      return { kind: "parameter-problem" };
    default:
      return { kind: "icmp", type, code };
  }
}

type Unreachable = Extract<What, { kind: "unreachable" }>["what"];

/** By code: network, host, protocol, port; 9, 10 and 13 are forbidden by whoever administers the network. */
const unreachable4: Readonly<Record<number, Unreachable>> = {
  0: "network",
  1: "host",
  2: "protocol",
  3: "port",
  6: "network",
  7: "host",
  9: "prohibited",
  10: "prohibited",
  11: "network",
  12: "host",
  13: "prohibited",
};

/** ICMPv6: RFC 4443, and RFC 4861 for the neighbours and routers. */
function meaning6({ type, code, about, echo, mtu, target }: ControlMessage): What {
  switch (type) {
    case 1:
      return { kind: "unreachable", what: unreachable6[code] ?? "other", about };
    case 2:
      return { kind: "too-big", mtu, about };
    case 3:
      return { kind: "time-exceeded", what: code === 1 ? "reassembly" : "hops", about };
    case 4:
      return { kind: "parameter-problem" };
    case 128:
      return { kind: "echo-request", sequence: echo?.sequence };
    case 129:
      return { kind: "echo-reply", sequence: echo?.sequence };
    case 130:
      return { kind: "multicast-query" };
    case 131:
    case 143:
      return { kind: "multicast-report" };
    case 132:
      return { kind: "multicast-done" };
    case 133:
      return { kind: "router-solicitation" };
    case 134:
      return { kind: "router-advertisement" };
    case 135:
      return { kind: "neighbour-solicitation", target };
    case 136:
      return { kind: "neighbour-advertisement", target };
    case 137:
      return { kind: "redirect" };
    default:
      return { kind: "icmp", type, code };
  }
}

const unreachable6: Readonly<Record<number, Unreachable>> = {
  0: "network",
  1: "prohibited",
  3: "host",
  4: "port",
  5: "prohibited",
  6: "prohibited",
};
