// file: a capture as it is written to disk — whole blocks of pcapng, so that a capture that is killed can be read.
//
// Blocks are gathered and written together. What does not fit on the disk any more is taken back to the last whole block.
// Knows nothing of where the packets come from.

import { constant, errnoNumber, systemError } from "../abi/mod.ts";
import {
  enhancedPacket,
  enhancedPacketSize,
  interfaceDescription,
  type InterfaceStatistics,
  interfaceStatistics,
  sectionHeader,
} from "../abi/pcapng.ts";
import type { RingPacket } from "../abi/ring.ts";
import { SystemError } from "../errors.ts";
import { cut, makePrivate, taken } from "../libc/locks.ts";
import type { Bytes, Libc } from "../libc.ts";

/** Bytes that are gathered before they are written. */
const room = 2 ** 20;

/** The type of the section header block, with which every pcapng file begins. */
const beginning = 0x0a0d0d0a;

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
   * @throws {SystemError} EBUSY for one that another capture is writing, EEXIST for a file that is something else, ESPIPE for what is no file, and what open(2) answers
   */
  static open(libc: Libc, path: string, application: string): CaptureFile {
    const { system } = libc;
    // What is written goes to the end, wherever reading has come to.
    const flags = ["O_RDWR", "O_CREAT", "O_APPEND", "O_NONBLOCK", "O_CLOEXEC"];
    const fd = libc.open(path, flags.reduce((all, name) => all | constant(system, name), 0), 0o600);
    if (fd < 0) throw systemError(system, "open", fd);
    // Looked at first: what is no capture stays as it is.
    const problem = hindrance(libc, fd);
    if (problem !== undefined) {
      libc.close(fd);
      throw systemError(system, "open", -(errnoNumber(system, problem) ?? 0));
    }
    cut(system, fd, 0);
    makePrivate(system, fd);
    const file = new CaptureFile(libc, fd, path);
    file.#put(sectionHeader({ os: system.os, application }));
    file.flush();
    if (file.problem === undefined) return file;
    libc.close(fd);
    throw file.problem;
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
    if (answer < 0) {
      this.#problem = systemError(this.#libc.system, "write", answer);
      // A part of a block would be no capture any more.
      cut(this.#libc.system, this.#fd, this.#length);
      return;
    }
    this.#length += blocks.length;
    this.#written += this.#gathered;
    this.#gathered = 0;
  }

  close(): void {
    this.flush();
    this.#libc.close(this.#fd);
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

/** Why an open file is not written to: it is no file, neither empty nor a capture, or another capture is writing it. */
function hindrance(libc: Libc, fd: number): "ESPIPE" | "EEXIST" | "EBUSY" | undefined {
  if (libc.position(fd) < 0) return "ESPIPE";
  const start = new Uint8Array(4);
  const length = libc.read(fd, start, 4);
  const isCapture = length === 4 && new DataView(start.buffer).getUint32(0) === beginning;
  if (length !== 0 && !isCapture) return "EEXIST";
  return taken(libc.system, fd) ? undefined : "EBUSY";
}
