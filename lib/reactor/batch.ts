// batch: several datagrams received and sent with one call each (recvmmsg, sendmmsg), or one by one where there is
// no such call.
//
// Every datagram lies in a slot: its bytes, its sender's address, and how long both are. Sending a slot back takes
// no copy: the structures the kernel filled are the ones it is handed.

import { encodeIovecs, encodeMmsghdrs, iovec, mmsghdr } from "../abi/many.ts";
import { constant } from "../abi/mod.ts";
import type { Bytes, Libc } from "../libc.ts";

/** Room for any sockaddr. */
const addressSize = 128;

/** Slots and their memory, at most. */
const mostSlots = 64;
const mostMemory = 2 ** 23;

/** Datagrams of one socket, received together. Calls answer the negated errno when they fail. */
export interface Batch {
  /** Receives what is there, without waiting: how many. */
  receive(): number;
  /** Sends the datagrams of these slots, `end` exclusive, back to where they came from: how many went out. */
  sendBack(start: number, end: number): number;
  length(slot: number): number;
  /** The bytes, until the next receive. */
  data(slot: number): Bytes;
  /** The sender's sockaddr, until the next receive; empty when there is none. */
  from(slot: number): Bytes;
  /** Whether the datagram was longer than its slot. */
  isCut(slot: number): boolean;
}

/** The batch of a socket, as the system can. */
export function batchOf(libc: Libc, fd: number, recvSize: number, together: boolean): Batch {
  return together ? new Together(libc, fd, recvSize) : new OneByOne(libc, fd, recvSize);
}

/** The memory of the slots. */
class Slots {
  readonly count: number;
  readonly bytes: Bytes;
  readonly addresses: Bytes;
  /** From one slot to the next. */
  readonly stride: number;

  constructor(readonly size: number) {
    this.count = Math.max(1, Math.min(mostSlots, Math.floor(mostMemory / Math.max(1, size))));
    // Beginnings that lie a power of two apart would compete for the same few lines of the processor's cache.
    this.stride = Math.ceil(size / 64) * 64 + 192;
    this.bytes = new Uint8Array(this.count * this.stride);
    this.addresses = new Uint8Array(this.count * addressSize);
  }

  data(slot: number, length: number): Bytes {
    return this.bytes.subarray(slot * this.stride, slot * this.stride + length);
  }

  address(slot: number, length: number): Bytes {
    return this.addresses.subarray(slot * addressSize, slot * addressSize + length);
  }
}

const header = mmsghdr.size / 4;
const NAMELEN = mmsghdr.namelen / 4;
const FLAGS = mmsghdr.flags / 4;
const LEN = mmsghdr.len / 4;
const vector = iovec.size / 4;
const VECTOR_LEN = iovec.len / 4;

/** recvmmsg(2) and sendmmsg(2). */
class Together implements Batch {
  readonly #libc: Libc;
  readonly #fd: number;
  readonly #slots: Slots;
  /** An array of mmsghdr and one of iovec, in units of four bytes. */
  readonly #headers: Uint32Array<ArrayBuffer>;
  readonly #headerBytes: Bytes;
  readonly #vectors: Uint32Array<ArrayBuffer>;
  readonly #receiving: number;
  readonly #sending: number;
  readonly #MSG_TRUNC: number;
  #used: number;

  constructor(libc: Libc, fd: number, recvSize: number) {
    this.#libc = libc;
    this.#fd = fd;
    const slots = this.#slots = new Slots(recvSize);
    this.#receiving = constant(libc.system, "MSG_DONTWAIT");
    this.#sending = this.#receiving | constant(libc.system, "MSG_NOSIGNAL");
    this.#MSG_TRUNC = constant(libc.system, "MSG_TRUNC");
    // Where everything lies does not change any more.
    const vectors = encodeIovecs(slots.count, libc.locationOf(slots.bytes), slots.stride);
    this.#vectors = new Uint32Array(vectors.buffer);
    const names = libc.locationOf(slots.addresses);
    this.#headerBytes = encodeMmsghdrs(slots.count, names, addressSize, libc.locationOf(vectors));
    this.#headers = new Uint32Array(this.#headerBytes.buffer);
    this.#used = slots.count;
  }

  receive(): number {
    const headers = this.#headers;
    const vectors = this.#vectors;
    const { size, count } = this.#slots;
    for (let slot = 0; slot < this.#used; slot++) {
      headers[slot * header + NAMELEN] = addressSize;
      vectors[slot * vector + VECTOR_LEN] = size;
    }
    const received = this.#libc.recvmmsg(this.#fd, this.#headerBytes, count, this.#receiving);
    this.#used = Math.max(0, received);
    return received;
  }

  sendBack(start: number, end: number): number {
    for (let slot = start; slot < end; slot++) {
      this.#vectors[slot * vector + VECTOR_LEN] = this.#headers[slot * header + LEN]!;
      // sendmmsg writes what it sent where the length received stood: for a datagram that is the same.
    }
    const rest = start === 0 ? this.#headerBytes : this.#headerBytes.subarray(start * mmsghdr.size);
    return this.#libc.sendmmsg(this.#fd, rest, end - start, this.#sending);
  }

  length(slot: number): number {
    return this.#headers[slot * header + LEN]!;
  }

  data(slot: number): Bytes {
    return this.#slots.data(slot, this.length(slot));
  }

  from(slot: number): Bytes {
    return this.#slots.address(slot, Math.min(addressSize, this.#headers[slot * header + NAMELEN]!));
  }

  isCut(slot: number): boolean {
    return (this.#headers[slot * header + FLAGS]! & this.#MSG_TRUNC) !== 0;
  }
}

/** recvfrom(2) and sendto(2). */
class OneByOne implements Batch {
  readonly #libc: Libc;
  readonly #fd: number;
  readonly #slots: Slots;
  readonly #lengths: number[] = [];
  readonly #addressLengths: number[] = [];
  readonly #receiving: number;
  readonly #sending: number;

  constructor(libc: Libc, fd: number, recvSize: number) {
    this.#libc = libc;
    this.#fd = fd;
    // One byte more shows whether a datagram was cut.
    this.#slots = new Slots(recvSize + 1);
    this.#receiving = constant(libc.system, "MSG_DONTWAIT");
    this.#sending = this.#receiving | constant(libc.system, "MSG_NOSIGNAL");
  }

  receive(): number {
    const { count, size } = this.#slots;
    for (let slot = 0; slot < count; slot++) {
      const received = this.#libc.recvfrom(this.#fd, this.#slots.data(slot, size), size, this.#receiving);
      if (received < 0) return slot > 0 ? slot : received;
      this.#lengths[slot] = received;
      const length = Math.min(addressSize, this.#libc.addressLength());
      this.#addressLengths[slot] = length;
      this.#slots.address(slot, length).set(this.#libc.address.subarray(0, length));
    }
    return count;
  }

  sendBack(start: number, end: number): number {
    for (let slot = start; slot < end; slot++) {
      const to = this.from(slot);
      const sent = this.#libc.sendto(
        this.#fd,
        this.data(slot),
        this.length(slot),
        this.#sending,
        to,
        to.length,
      );
      if (sent < 0) return slot > start ? slot - start : sent;
    }
    return end - start;
  }

  length(slot: number): number {
    return Math.min(this.#slots.size - 1, this.#lengths[slot] ?? 0);
  }

  data(slot: number): Bytes {
    return this.#slots.data(slot, this.length(slot));
  }

  from(slot: number): Bytes {
    return this.#slots.address(slot, this.#addressLengths[slot] ?? 0);
  }

  isCut(slot: number): boolean {
    return (this.#lengths[slot] ?? 0) >= this.#slots.size;
  }
}
