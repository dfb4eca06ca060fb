// capture_reader: the packets in a capture file, pcapng (draft-ietf-opsawg-pcapng) or the older pcap.
//
// Takes the bytes of a file as they come, in either byte order, and believes none of the lengths in it. Pure: files are
// opened elsewhere, and what is in a packet is for packet.ts.

import { UsageError } from "../errors.ts";
import {
  BYTE_ORDER,
  ENHANCED_PACKET,
  IF_NAME,
  IF_TSRESOL,
  INTERFACE_DESCRIPTION,
  INTERFACE_STATISTICS,
  ISB_IFDROP,
  ISB_IFRECV,
  padded,
  SECTION_HEADER,
  type Time,
} from "./pcapng.ts";

/** Types of blocks that nothing here writes. */
const PACKET = 2;
const SIMPLE_PACKET = 3;

/** An option of an interface: seconds that are added to its times. */
const IF_TSOFFSET = 14;

/** The first four bytes of a pcap file in the right byte order: times in µs, or in ns. */
const PCAP_MICROSECONDS = 0xa1b2c3d4;
const PCAP_NANOSECONDS = 0xa1b23c4d;

const decoder = new TextDecoder();

/** An interface of a capture file. */
export interface CapturedInterface {
  /** Undefined where the file does not tell it. Whoever wrote the file chose it: escape it before it is shown. */
  readonly name: string | undefined;
  readonly linkType: number;
  /** 0 for no limit. */
  readonly snapLength: number;
  /** Packets the interface gave, as the file tells at its end; undefined where it does not. */
  readonly received: number | undefined;
  readonly dropped: number | undefined;
}

/** A packet of a capture file. */
export interface CapturedPacket {
  readonly linkType: number;
  /** Which of the file's interfaces saw it: its place in {@linkcode CaptureReader.interfaces}. */
  readonly interfaceNumber: number;
  /** Undefined where the file does not tell it: Simple Packet Blocks have none. */
  readonly time: Time | undefined;
  readonly wireLength: number;
  /** What was captured of it: a view on what was pushed. */
  readonly bytes: Uint8Array;
}

/** How the times of an interface are counted: units in a second, and seconds that are added. */
interface Clock {
  readonly units: bigint;
  readonly offset: bigint;
}

const microseconds: Clock = { units: 1_000_000n, offset: 0n };
const nanoseconds: Clock = { units: 1_000_000_000n, offset: 0n };

/** No block and no packet is larger (Wireshark's own limit): a length beyond it is no length. */
const largest = 2 ** 24;

/**
 * Reads a capture file piece by piece: pcapng with any number of sections and interfaces, or pcap. Throws a UsageError
 * "value" `capture.format` as soon as the bytes are neither.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { enhancedPacket, enhancedPacketSize, interfaceDescription, sectionHeader } from "./pcapng.ts";
 *
 * const reader = new CaptureReader();
 * reader.push(sectionHeader({ os: "Linux", application: "socksh" }));
 * reader.push(interfaceDescription({ name: "lo", linkType: 1, snapLength: 0 }));
 * const block = new Uint8Array(enhancedPacketSize(3));
 * enhancedPacket(block, 0, Uint8Array.of(1, 2, 3), 0, 3, 60, 1700000000, 5);
 * const [packet] = reader.push(block);
 * assertEquals([packet?.time, packet?.wireLength], [{ seconds: 1700000000, nanoseconds: 5 }, 60]);
 * ```
 */
export class CaptureReader {
  /** Bytes that are not read yet, as they came. */
  #pieces: Uint8Array[] = [];
  #held = 0;
  /** How many bytes the next step needs. */
  #needed = 4;
  #format: "unknown" | "pcap" | "pcapng" = "unknown";
  #little = true;
  #damaged = false;
  readonly #interfaces: CapturedInterface[] = [];
  readonly #clocks: Clock[] = [];
  /** Where the interfaces of this section begin. */
  #first = 0;

  /** The interfaces of all sections read so far; a pcap file has one. */
  get interfaces(): readonly CapturedInterface[] {
    return this.#interfaces;
  }

  /** What was pushed ends in the middle of a block or packet. */
  get truncated(): boolean {
    return !this.#damaged && (this.#held > 0 || this.#format === "unknown");
  }

  /** Behind the last whole block stands something that is none: nothing more can be read. */
  get damaged(): boolean {
    return this.#damaged;
  }

  /** Takes the next bytes of the file, which may not change afterwards, and gives the packets they complete. */
  push(bytes: Uint8Array): CapturedPacket[] {
    const packets: CapturedPacket[] = [];
    if (this.#damaged || bytes.length === 0) return packets;
    this.#pieces.push(bytes);
    this.#held += bytes.length;
    // A block that comes in many pieces is put together once.
    if (this.#held < this.#needed) return packets;
    const whole = this.#pieces.length === 1 ? bytes : joined(this.#pieces, this.#held);
    const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
    let at = 0;
    while (!this.#damaged) {
      const size = this.#sizeAt(view, at);
      this.#needed = size;
      if (this.#damaged || at + size > whole.length) break;
      this.#read(whole, view, at, at + size, packets);
      at += size;
    }
    this.#pieces = at < whole.length ? [whole.subarray(at)] : [];
    this.#held = whole.length - at;
    return packets;
  }

  /** How many bytes the unit at `at` has, or how many are needed to tell. */
  #sizeAt(view: DataView, at: number): number {
    const left = view.byteLength - at;
    if (this.#format === "unknown") {
      if (left < 4) return 4;
      const magic = view.getUint32(at);
      if (magic === SECTION_HEADER) this.#format = "pcapng";
      else if (isPcap(magic) || isPcap(view.getUint32(at, true))) return 24;
      else throw new UsageError("value", "capture.format");
    }
    if (this.#format === "pcap") {
      if (left < 16) return 16;
      return 16 + this.#within(view.getUint32(at + 8, this.#little));
    }
    if (left < 12) return 12;
    // A section tells its own byte order, which may be another than that of the section before.
    if (view.getUint32(at) === SECTION_HEADER) {
      const magic = view.getUint32(at + 8);
      this.#little = magic !== BYTE_ORDER;
      if (this.#little && view.getUint32(at + 8, true) !== BYTE_ORDER) {
        // The very first one decides whether it is pcapng at all.
        if (this.#first === 0 && this.#interfaces.length === 0) {
          throw new UsageError("value", "capture.format");
        }
        this.#damaged = true;
      }
    }
    const size = this.#within(view.getUint32(at + 4, this.#little));
    if (size < 12 || size % 4 !== 0) this.#damaged = true;
    return size;
  }

  #within(size: number): number {
    if (size > largest) this.#damaged = true;
    return size;
  }

  /** Reads the whole unit from `at` to `end`. */
  #read(bytes: Uint8Array, view: DataView, at: number, end: number, packets: CapturedPacket[]): void {
    switch (this.#format) {
      case "unknown":
        return this.#pcapHeader(view, at);
      case "pcap":
        return this.#pcapRecord(bytes, view, at, end, packets);
      case "pcapng":
        return this.#block(bytes, view, at, end, packets);
      default:
        return this.#format satisfies never;
    }
  }

  // ---- pcap

  /** `struct pcap_file_header`: magic, version, two fields nobody uses, snapshot length, link type. */
  #pcapHeader(view: DataView, at: number): void {
    this.#little = !isPcap(view.getUint32(at));
    const magic = view.getUint32(at, this.#little);
    this.#format = "pcap";
    this.#clocks.push(magic === PCAP_NANOSECONDS ? nanoseconds : microseconds);
    this.#interfaces.push({
      name: undefined,
      // The upper bits tell the length of frame check sequences.
      linkType: view.getUint32(at + 20, this.#little) & 0xffff,
      snapLength: view.getUint32(at + 16, this.#little),
      received: undefined,
      dropped: undefined,
    });
  }

  #pcapRecord(bytes: Uint8Array, view: DataView, at: number, end: number, packets: CapturedPacket[]): void {
    const little = this.#little;
    const fraction = view.getUint32(at + 4, little);
    const time = {
      seconds: view.getUint32(at, little),
      nanoseconds: this.#clocks[0] === nanoseconds ? fraction : fraction * 1000,
    };
    this.#packet(packets, 0, time, view.getUint32(at + 12, little), bytes.subarray(at + 16, end));
  }

  // ---- pcapng

  #block(bytes: Uint8Array, view: DataView, at: number, end: number, packets: CapturedPacket[]): void {
    const little = this.#little;
    const u32 = (offset: number) => view.getUint32(at + offset, little);
    const size = end - at;
    if (u32(size - 4) !== size) {
      this.#damaged = true;
      return;
    }
    switch (u32(0)) {
      case SECTION_HEADER:
        this.#first = this.#interfaces.length;
        break;
      case INTERFACE_DESCRIPTION:
        if (size >= 20) this.#describe(bytes, view, at, end);
        else this.#damaged = true;
        break;
      case ENHANCED_PACKET:
      case PACKET: {
        const length = size >= 32 ? u32(20) : Infinity;
        // The obsolete block has a number of 16 bits, and one of dropped packets behind it.
        const number = u32(0) === PACKET ? view.getUint16(at + 8, little) : u32(8);
        const clock = this.#clocks[this.#first + number];
        if (length > size - 32 || clock === undefined) {
          this.#damaged = true;
          break;
        }
        const time = timeOf(u32(12), u32(16), clock);
        this.#packet(packets, number, time, u32(24), bytes.subarray(at + 28, at + 28 + length));
        break;
      }
      case SIMPLE_PACKET: {
        const limit = this.#interfaces[this.#first]?.snapLength;
        if (size < 16 || limit === undefined) {
          this.#damaged = true;
          break;
        }
        const wireLength = u32(8);
        const length = Math.min(wireLength, size - 16, limit === 0 ? Infinity : limit);
        this.#packet(packets, 0, undefined, wireLength, bytes.subarray(at + 12, at + 12 + length));
        break;
      }
      case INTERFACE_STATISTICS:
        if (size >= 24) this.#count(view, at, end);
        break;
    }
  }

  #packet(
    packets: CapturedPacket[],
    number: number,
    time: Time | undefined,
    wireLength: number,
    bytes: Uint8Array,
  ): void {
    const interfaceNumber = this.#first + number;
    const { linkType } = this.#interfaces[interfaceNumber]!;
    packets.push({ linkType, interfaceNumber, time, wireLength, bytes });
  }

  #describe(bytes: Uint8Array, view: DataView, at: number, end: number): void {
    const little = this.#little;
    let name: string | undefined;
    let { units, offset } = microseconds;
    for (const [option, from, length] of this.#options(view, at + 16, end - 4)) {
      if (option === IF_NAME) name = decoder.decode(bytes.subarray(from, from + length));
      if (option === IF_TSRESOL && length === 1) {
        // The highest bit tells whether it is a power of 2 or of 10.
        const resolution = bytes[from]!;
        units = (resolution & 0x80) !== 0 ? 2n ** BigInt(resolution & 0x7f) : 10n ** BigInt(resolution);
      }
      if (option === IF_TSOFFSET && length === 8) offset = view.getBigInt64(from, little);
    }
    this.#clocks.push({ units, offset });
    this.#interfaces.push({
      name,
      linkType: view.getUint16(at + 8, little),
      snapLength: view.getUint32(at + 12, little),
      received: undefined,
      dropped: undefined,
    });
  }

  #count(view: DataView, at: number, end: number): void {
    const number = this.#first + view.getUint32(at + 8, this.#little);
    const known = this.#interfaces[number];
    if (known === undefined) return;
    let { received, dropped } = known;
    for (const [option, from, length] of this.#options(view, at + 20, end - 4)) {
      if (length !== 8) continue;
      if (option === ISB_IFRECV) received = Number(view.getBigUint64(from, this.#little));
      if (option === ISB_IFDROP) dropped = Number(view.getBigUint64(from, this.#little));
    }
    this.#interfaces[number] = { ...known, received, dropped };
  }

  /** The options between two offsets: number, where the value begins, and its length. */
  *#options(
    view: DataView,
    at: number,
    end: number,
  ): Generator<[option: number, from: number, length: number]> {
    while (at + 4 <= end) {
      const option = view.getUint16(at, this.#little);
      const length = view.getUint16(at + 2, this.#little);
      if (option === 0 || at + 4 + length > end) return;
      yield [option, at + 4, length];
      at += 4 + padded(length);
    }
  }
}

function isPcap(magic: number): boolean {
  return magic === PCAP_MICROSECONDS || magic === PCAP_NANOSECONDS;
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** 64 bits in the units of a clock as a moment; what is finer than a ns is left out. */
function timeOf(high: number, low: number, { units, offset }: Clock): Time {
  const count = BigInt(high) << 32n | BigInt(low);
  const seconds = count / units;
  return {
    seconds: Number(seconds + offset),
    nanoseconds: Number((count - seconds * units) * 1_000_000_000n / units),
  };
}
