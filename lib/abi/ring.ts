// ring: the structures of a packet socket and of the ring of memory it shares with the kernel (packet(7), TPACKET_V3).
//
// Answers "where does the next packet lie in this block?". Pure: whoever maps the memory reads and releases the blocks.
// Linux alone has these.

import { constant, type System } from "./mod.ts";

/** Options of the level SOL_PACKET (linux/if_packet.h). */
export const PACKET_RX_RING = 5;
export const PACKET_STATISTICS = 6;
export const PACKET_VERSION = 10;
/** Since Linux 4.20: what leaves the machine is not delivered; on loopback every packet leaves and comes in. */
export const PACKET_IGNORE_OUTGOING = 23;
export const TPACKET_V3 = 2;

/** All protocols (linux/if_ether.h), for `htons` still to be applied. */
export const ETH_P_ALL = 3;

/** What a packet was to this machine: one it sent itself. */
export const PACKET_OUTGOING = 4;

/** The kinds of link of linux/if_arp.h whose packets begin as Ethernet's do. */
const etherLike: ReadonlySet<number> = new Set([1, 772]);

/** The link type of capture files (pcapng) for a kind of link: Ethernet's 1, or 101 where packets begin with IP. */
export function linkTypeOf(kind: number): 1 | 101 {
  return etherLike.has(kind) ? 1 : 101;
}

/** `struct sockaddr_ll`: every protocol on the interface of that number, on all of them for 0. */
export function encodeLinkAddress(system: System, index: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(20));
  view.setUint16(0, constant(system, "AF_PACKET"), true);
  view.setUint16(2, ETH_P_ALL);
  view.setInt32(4, index, true);
  return new Uint8Array(view.buffer);
}

/** How large a ring is. */
export interface RingSize {
  /** Bytes of a block: a power of two times the size of a page. */
  readonly blockSize: number;
  readonly blocks: number;
  /** After so many milliseconds the kernel hands over a block that is not full. */
  readonly patience: number;
}

/** `struct tpacket_req3`. */
export function encodeRingRequest({ blockSize, blocks, patience }: RingSize): Uint8Array<ArrayBuffer> {
  const frameSize = 2048;
  const frames = blockSize / frameSize * blocks;
  return new Uint8Array(new Uint32Array([blockSize, blocks, frameSize, frames, patience, 0, 0]).buffer);
}

/** What `struct tpacket_stats_v3` tells; the kernel begins anew after each reading. */
export interface RingStatistics {
  /** With those that were dropped. */
  readonly packets: number;
  /** There was no room for them in the ring. */
  readonly drops: number;
}

/** Reads a `struct tpacket_stats_v3`. */
export function decodeStatistics(bytes: Uint8Array): RingStatistics {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { packets: view.getUint32(0, true), drops: view.getUint32(4, true) };
}

/** Words of `struct tpacket_block_desc`, from its beginning, in units of 4 bytes. */
const blockStatus = 2;
const packetCount = 3;
const firstPacket = 4;

/** The bit of a block's status that says whose it is: the kernel's while it is 0. */
const TP_STATUS_USER = 1;

/** One packet of a block; the same object for every packet. */
export interface RingPacket {
  /** Where its bytes begin in the ring. */
  at: number;
  /** As many bytes of it are there. */
  captured: number;
  /** As many bytes it had. */
  length: number;
  /** When it passed: seconds since 1970, and nanoseconds. */
  seconds: number;
  nanoseconds: number;
  /** The number of its interface. */
  index: number;
  /** The kind of link (ARPHRD_). */
  link: number;
  /** PACKET_HOST, PACKET_OUTGOING, … */
  direction: number;
}

/** Reads the blocks of a ring as they become this process's. */
export class RingReader {
  readonly #words: Uint32Array;
  readonly #shorts: Uint16Array;
  readonly #bytes: Uint8Array;
  readonly #size: RingSize;
  #next = 0;
  readonly #packet: RingPacket = {
    at: 0,
    captured: 0,
    length: 0,
    seconds: 0,
    nanoseconds: 0,
    index: 0,
    link: 0,
    direction: 0,
  };

  /** @param memory the whole ring, mapped */
  constructor(memory: ArrayBuffer, size: RingSize) {
    this.#words = new Uint32Array(memory);
    this.#shorts = new Uint16Array(memory);
    this.#bytes = new Uint8Array(memory);
    this.#size = size;
  }

  /**
   * Visits the packets of the next block that is full or has waited long enough, and gives it back to the kernel.
   *
   * @returns how many packets it had; undefined when no block is there
   */
  block(visit: (packet: RingPacket) => void): number | undefined {
    const { blockSize, blocks } = this.#size;
    const block = this.#next * blockSize >>> 2;
    const words = this.#words;
    if ((Atomics.load(words, block + blockStatus) & TP_STATUS_USER) === 0) return undefined;
    const count = words[block + packetCount]!;
    let word = block + (words[block + firstPacket]! >>> 2);
    for (let left = count; left > 0; left--) {
      this.#read(word);
      visit(this.#packet);
      // struct tpacket3_hdr: tp_next_offset.
      word += words[word]! >>> 2;
    }
    Atomics.store(words, block + blockStatus, 0);
    this.#next = (this.#next + 1) % blocks;
    return count;
  }

  /** `struct tpacket3_hdr` and, 48 bytes behind its beginning, `struct sockaddr_ll`. */
  #read(word: number): void {
    const packet = this.#packet;
    const words = this.#words;
    packet.seconds = words[word + 1]!;
    packet.nanoseconds = words[word + 2]!;
    packet.captured = words[word + 3]!;
    packet.length = words[word + 4]!;
    // tp_mac
    packet.at = word * 4 + this.#shorts[word * 2 + 12]!;
    packet.index = words[word + 13]!;
    packet.link = this.#shorts[word * 2 + 28]!;
    packet.direction = this.#bytes[word * 4 + 58]!;
  }
}
