// pcapng: capture files as Wireshark writes them (draft-ietf-opsawg-pcapng), block by block.
//
// Blocks are written into a buffer the caller has, in the byte order of the machines socksh runs on, little-endian. Pure:
// files are opened elsewhere, what is in a packet is for packet.ts, and what others wrote is read by capture_reader.ts.

/** Types of blocks. */
export const SECTION_HEADER = 0x0a0d0d0a;
export const INTERFACE_DESCRIPTION = 1;
export const INTERFACE_STATISTICS = 5;
export const ENHANCED_PACKET = 6;

/** What the magic number of a section reads as in the right byte order. */
export const BYTE_ORDER = 0x1a2b3c4d;

/** Options; the same number means something else in each type of block. */
const SHB_OS = 3;
const SHB_USERAPPL = 4;
export const IF_NAME = 2;
export const IF_TSRESOL = 9;
const ISB_STARTTIME = 2;
const ISB_ENDTIME = 3;
export const ISB_IFRECV = 4;
export const ISB_IFDROP = 5;

/** A moment, as the system counts: seconds since 1970, and the nanoseconds beyond them. */
export interface Time {
  readonly seconds: number;
  readonly nanoseconds: number;
}

const encoder = new TextEncoder();

/** Options and packets are filled up to a multiple of four bytes. */
export function padded(length: number): number {
  return length + 3 & ~3;
}

/** A number and its bytes. */
type Option = readonly [number: number, value: Uint8Array];

/** A whole block: its type, its length, what is in it, its options, and its length again. */
function block(type: number, body: Uint8Array, options: readonly Option[]): Uint8Array<ArrayBuffer> {
  const size = options.reduce((sum, [, value]) => sum + 4 + padded(value.length), options.length > 0 ? 4 : 0);
  const bytes = new Uint8Array(12 + body.length + size);
  put32(bytes, 0, type);
  put32(bytes, 4, bytes.length);
  bytes.set(body, 8);
  let at = 8 + body.length;
  for (const [number, value] of options) {
    put32(bytes, at, number | value.length << 16);
    bytes.set(value, at + 4);
    at += 4 + padded(value.length);
  }
  // The end of options is option 0, of no length.
  put32(bytes, bytes.length - 4, bytes.length);
  return bytes;
}

function put32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

function words(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * 4);
  values.forEach((value, index) => put32(bytes, index * 4, value));
  return bytes;
}

/**
 * The block a file begins with; how long its section is remains open.
 *
 * @param os the system the capture is made on, in a few words
 * @param application the program that makes it
 */
export function sectionHeader(
  { os, application }: { readonly os: string; readonly application: string },
): Uint8Array<ArrayBuffer> {
  // Version 1.0; a length of -1 is not known.
  return block(SECTION_HEADER, words(BYTE_ORDER, 1, 0xffff_ffff, 0xffff_ffff), [
    [SHB_OS, encoder.encode(os)],
    [SHB_USERAPPL, encoder.encode(application)],
  ]);
}

/** What an interface's description tells. */
export interface InterfaceDescription {
  readonly name: string;
  /** A LINKTYPE_ number: how packets of this interface begin. */
  readonly linkType: number;
  /** Bytes that are kept of each packet; 0 for all of them. */
  readonly snapLength: number;
}

/** The block that describes an interface, of whose packets the times are in ns. The first one in a file is number 0. */
export function interfaceDescription(
  { name, linkType, snapLength }: InterfaceDescription,
): Uint8Array<ArrayBuffer> {
  return block(INTERFACE_DESCRIPTION, words(linkType, snapLength), [
    [IF_NAME, encoder.encode(name)],
    [IF_TSRESOL, Uint8Array.of(9)],
  ]);
}

/** How many bytes {@linkcode enhancedPacket} writes for a packet of which so many were captured. */
export function enhancedPacketSize(length: number): number {
  return 32 + padded(length);
}

/** Fewer bytes are copied one by one: that costs less than a view on them. */
const fewBytes = 96;

/**
 * Writes the block of one packet and gives the offset behind it. For captured packets of up to 96 bytes it allocates
 * nothing. Throws a RangeError where the room is not enough; {@linkcode enhancedPacketSize} tells how much it takes.
 *
 * @param into the buffer, and `at` where in it to write
 * @param bytes where the packet is, from `from` on; `length` bytes of it were captured
 * @param wireLength how many bytes it had on the wire
 * @param seconds when it was seen, since 1970, and the nanoseconds beyond them
 * @param interfaceNumber which of the section's interfaces saw it
 */
export function enhancedPacket(
  into: Uint8Array,
  at: number,
  bytes: Uint8Array,
  from: number,
  length: number,
  wireLength: number,
  seconds: number,
  nanoseconds: number,
  interfaceNumber = 0,
): number {
  const size = enhancedPacketSize(length);
  if (at + size > into.length) throw new RangeError(`no room for a packet of ${length} bytes`);
  put32(into, at, ENHANCED_PACKET);
  put32(into, at + 4, size);
  put32(into, at + 8, interfaceNumber);
  putTime(into, at + 12, seconds, nanoseconds);
  put32(into, at + 20, length);
  put32(into, at + 24, wireLength);
  const data = at + 28;
  if (length <= fewBytes) {
    for (let i = 0; i < length; i++) into[data + i] = bytes[from + i]!;
  } else {
    into.set(bytes.subarray(from, from + length), data);
  }
  for (let i = data + length; i < at + size - 4; i++) into[i] = 0;
  put32(into, at + size - 4, size);
  return at + size;
}

/** A moment as 64 bits of ns, the high half first. No number holds them exactly, so the halves are made apart. */
function putTime(into: Uint8Array, at: number, seconds: number, nanoseconds: number): void {
  const upper = Math.floor(seconds / 2 ** 16) * 1e9;
  const lower = upper % 2 ** 16 * 2 ** 16 + seconds % 2 ** 16 * 1e9 + nanoseconds;
  put32(into, at, Math.floor(upper / 2 ** 16) + Math.floor(lower / 2 ** 32));
  put32(into, at + 4, lower % 2 ** 32);
}

/** What is known of an interface when a capture ends. */
export interface InterfaceStatistics {
  /** Packets the interface gave. */
  readonly received: number;
  /** Packets of these for which there was no room. */
  readonly dropped: number;
  readonly start: Time;
  readonly end: Time;
}

/** The block a capture ends with. */
export function interfaceStatistics(
  { received, dropped, start, end }: InterfaceStatistics,
  interfaceNumber = 0,
): Uint8Array<ArrayBuffer> {
  const time = ({ seconds, nanoseconds }: Time) => {
    const bytes = new Uint8Array(8);
    putTime(bytes, 0, seconds, nanoseconds);
    return bytes;
  };
  const count = (value: number) => words(value % 2 ** 32, Math.floor(value / 2 ** 32));
  const body = new Uint8Array(12);
  put32(body, 0, interfaceNumber);
  body.set(time(end), 4);
  return block(INTERFACE_STATISTICS, body, [
    [ISB_STARTTIME, time(start)],
    [ISB_ENDTIME, time(end)],
    [ISB_IFRECV, count(received)],
    [ISB_IFDROP, count(dropped)],
  ]);
}
