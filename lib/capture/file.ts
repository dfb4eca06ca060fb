// file: a capture as it is written to disk — whole blocks of pcapng, so that a capture that is killed can be read.
//
// Blocks are gathered and written together. What does not fit on the disk any more ends with the last whole block.
// Knows nothing of where the packets come from.

import { errnoNumber, type System, systemError } from "../abi/mod.ts";
import {
  ENHANCED_PACKET,
  enhancedPacket,
  enhancedPacketSize,
  interfaceDescription,
  type InterfaceStatistics,
  interfaceStatistics,
  SECTION_HEADER,
  sectionHeader,
} from "../abi/pcapng.ts";
import type { RingPacket } from "../abi/ring.ts";
import type { SystemError } from "../errors.ts";
import { answerFileLimit, cut, isBeingWritten, makePrivate, taken } from "../libc/locks.ts";
import { isOrdinary, openFlags, removed } from "../libc/paths.ts";
import type { Bytes, Libc } from "../libc.ts";

/** Bytes that are gathered before they are written. */
const room = 2 ** 20;

/** A file that packets are written to. */
export class CaptureFile {
  readonly #libc: Libc;
  readonly #fd: number;
  #buffer: Bytes = new Uint8Array(room);
  #at = 0;
  /** Packets that are gathered, and those that are on the disk. */
  #gathered = 0;
  #written = 0;
  /** Bytes on the disk, whole blocks all of them. */
  #length = 0;
  #problem: SystemError | undefined;

  private constructor(libc: Libc, fd: number, readonly path: string) {
    this.#libc = libc;
    this.#fd = fd;
  }

  /**
   * Opens a file for this user alone. One that is there is replaced if it is a capture, or empty.
   *
   * @throws {SystemError} EBUSY for one that is being written, EEXIST for a file that is something else, ESPIPE for what is no file, EPERM for another user's, and what open(2) answers
   */
  static open(libc: Libc, path: string, application: string): CaptureFile {
    const { system } = libc;
    answerFileLimit(system);
    if (isBeingWritten(libc, path)) throw systemError(system, "open", -number(system, "EBUSY"));
    const { fd, isNew } = opened(libc, path);
    try {
      if (isForeign(path)) throw systemError(system, "fchmod", -number(system, "EPERM"));
      prepare(libc, fd);
      const file = new CaptureFile(libc, fd, path);
      file.#put(sectionHeader({ os: system.os, application }));
      file.flush();
      if (file.problem !== undefined) throw file.problem;
      return file;
    } catch (error) {
      libc.close(fd);
      if (isNew) removed(system, path);
      throw error;
    }
  }

  /** Packets that are on the disk. */
  get written(): number {
    return this.#written;
  }

  /** Why nothing more is written: ENOSPC for a disk that is full. */
  get problem(): SystemError | undefined {
    return this.#problem;
  }

  /** Describes an interface; packets name it by its place in the order of these. */
  describe(name: string, linkType: number): void {
    this.#put(interfaceDescription({ name, linkType, snapLength: 0 }));
  }

  /** Gathers a packet that came through the interface described as the `interfaceId`th, from 0. */
  add(packet: RingPacket, memory: Uint8Array, interfaceId: number): void {
    const { at, captured, length, seconds, nanoseconds } = packet;
    this.#need(enhancedPacketSize(captured));
    const buffer = this.#buffer;
    this.#at = enhancedPacket(
      buffer,
      this.#at,
      memory,
      at,
      captured,
      length,
      seconds,
      nanoseconds,
      interfaceId,
    );
    this.#gathered++;
  }

  /** Tells of an interface how many packets were looked at there, and how many were lost. */
  statistics(told: InterfaceStatistics, interfaceId: number): void {
    this.#put(interfaceStatistics(told, interfaceId));
  }

  /** Writes what is gathered. */
  flush(): void {
    const blocks = this.#buffer.subarray(0, this.#at);
    this.#at = 0;
    if (this.#problem !== undefined) return;
    const answer = this.#libc.writeAll(this.#fd, blocks);
    if (answer < 0) return this.#end(systemError(this.#libc.system, "write", answer), blocks);
    this.#length += blocks.length;
    this.#written += this.#gathered;
    this.#gathered = 0;
  }

  close(): void {
    this.flush();
    this.#libc.close(this.#fd);
  }

  /** Nothing more can be written: what stands behind the last whole block on the disk would be no capture. */
  #end(problem: SystemError, blocks: Uint8Array): void {
    this.#problem = problem;
    const room = this.#libc.position(this.#fd) - this.#length;
    const { length, packets } = wholeBlocks(blocks, room);
    this.#length += length;
    this.#written += packets;
    cut(this.#libc.system, this.#fd, this.#length);
  }

  #put(block: Bytes): void {
    this.#need(block.length);
    this.#buffer.set(block, this.#at);
    this.#at += block.length;
  }

  #need(length: number): void {
    if (this.#at + length <= this.#buffer.length) return;
    this.flush();
    if (length > this.#buffer.length) this.#buffer = new Uint8Array(length);
  }
}

/** Opens a file to be written, and tells whether it was not there before. @throws {SystemError} what open(2) answers */
function opened(libc: Libc, path: string): { readonly fd: number; readonly isNew: boolean } {
  const { system } = libc;
  // What is written goes to the end, wherever reading has come to.
  const flags = openFlags(system, "O_RDWR", "O_CREAT", "O_APPEND", "O_NONBLOCK", "O_CLOEXEC");
  const made = libc.open(path, flags | openFlags(system, "O_EXCL"), 0o600);
  if (made >= 0) return { fd: made, isNew: true };
  const fd = libc.open(path, flags, 0o600);
  // Whoever has a lease on it, reads it just now.
  if (fd === -number(system, "EAGAIN")) throw systemError(system, "open", -number(system, "EBUSY"));
  if (fd < 0) throw systemError(system, "open", fd);
  return { fd, isNew: false };
}

/** Empties an open file and leaves it to this user; what may not be written stays as it is. @throws {SystemError} */
function prepare(libc: Libc, fd: number): void {
  const { system } = libc;
  const refuse = (call: string, code: string) => systemError(system, call, -number(system, code));
  if (!isOrdinary(libc, fd)) throw refuse("open", "ESPIPE");
  const start = new Uint8Array(4);
  const length = libc.read(fd, start, 4);
  // With that block every pcapng file begins.
  const isCapture = length === 4 && new DataView(start.buffer).getUint32(0) === SECTION_HEADER;
  if (length !== 0 && !isCapture) throw refuse("open", "EEXIST");
  if (!taken(system, fd)) throw refuse("open", "EBUSY");
  if (!makePrivate(system, fd)) throw refuse("fchmod", "EPERM");
  cut(system, fd, 0);
}

/** Whether it is another user's, whom root could make it private for; what cannot be looked at (/dev) is not. */
function isForeign(path: string): boolean {
  try {
    return Deno.statSync(path).uid !== Deno.uid();
  } catch {
    return false;
  }
}

function number(system: System, code: string): number {
  return errnoNumber(system, code) ?? 0;
}

/** How many of these bytes are whole blocks, where so many of them are there, and how many packets are in those. */
function wholeBlocks(
  blocks: Uint8Array,
  room: number,
): { readonly length: number; readonly packets: number } {
  const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength);
  let length = 0;
  let packets = 0;
  while (length + 12 <= room) {
    const next = length + view.getUint32(length + 4, true);
    if (next > room) break;
    if (view.getUint32(length, true) === ENHANCED_PACKET) packets++;
    length = next;
  }
  return { length, packets };
}
