// messages: the layouts of sendmsg and recvmsg — msghdr and iovec of recvmsg(2), cmsghdr of cmsg(3).
//
// Pure, like mod.ts: where a buffer lies is told by whoever has it. What the data behind a cmsghdr mean is control.ts's;
// this file knows their bytes alone.

import type { System } from "./mod.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** One piece of ancillary data: who speaks (`cmsg_level`), of what (`cmsg_type`), and what is said. */
export interface ControlMessage {
  readonly level: number;
  readonly type: number;
  readonly data: Bytes;
}

// ── cmsghdr ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `cmsg_len` is a size_t on Linux and a socklen_t on macOS, and cmsghdrs begin at multiples of their size. */
function headerOf(system: System): { readonly size: number; readonly unit: 4 | 8 } {
  return system.os === "linux" ? { size: 16, unit: 8 } : { size: 12, unit: 4 };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function aligned(length: number, unit: number): number {
  return Math.ceil(length / unit) * unit;
}

/** CMSG_LEN of cmsg(3): what `cmsg_len` says for that many bytes of data. */
export function controlLength(system: System, length: number): number {
  return headerOf(system).size + length;
}

/** CMSG_SPACE of cmsg(3): the room that many bytes of data take, their header and padding included. */
export function controlSpace(system: System, length: number): number {
  const { size, unit } = headerOf(system);
  return aligned(size, unit) + aligned(length, unit);
}

/** Ancillary data as C lays them out, one cmsghdr after the other. */
export function encodeControl(system: System, messages: readonly ControlMessage[]): Bytes {
  const { size, unit } = headerOf(system);
  const bytes = new Uint8Array(
    messages.reduce((sum, { data }) => sum + controlSpace(system, data.length), 0),
  );
  const view = viewOf(bytes);
  let at = 0;
  for (const { level, type, data } of messages) {
    if (unit === 8) view.setBigUint64(at, BigInt(size + data.length), true);
    else view.setUint32(at, size + data.length, true);
    view.setInt32(at + unit, level, true);
    view.setInt32(at + unit + 4, type, true);
    bytes.set(data, at + size);
    at += controlSpace(system, data.length);
  }
  return bytes;
}

/** Ancillary data taken apart; a piece the kernel had to cut (MSG_CTRUNC) is as long as what is left of it. */
export function decodeControl(system: System, bytes: Uint8Array): ControlMessage[] {
  const { size, unit } = headerOf(system);
  const view = viewOf(bytes);
  const messages: ControlMessage[] = [];
  for (let at = 0; at + size <= bytes.length;) {
    const length = unit === 8 ? Number(view.getBigUint64(at, true)) : view.getUint32(at, true);
    if (length < size) break;
    messages.push({
      level: view.getInt32(at + unit, true),
      type: view.getInt32(at + unit + 4, true),
      data: bytes.slice(at + size, Math.min(bytes.length, at + length)),
    });
    at += aligned(length, unit);
  }
  return messages;
}

// ── msghdr ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A stretch of memory: its address and its bytes. */
export interface Stretch {
  readonly base: bigint;
  readonly length: number;
}

/** An array of `struct iovec { void *iov_base; size_t iov_len; }`. */
export function encodeStretches(stretches: readonly Stretch[]): Bytes {
  const bytes = new Uint8Array(16 * stretches.length);
  const view = viewOf(bytes);
  stretches.forEach(({ base, length }, i) => {
    view.setBigUint64(16 * i, base, true);
    view.setBigUint64(16 * i + 8, BigInt(length), true);
  });
  return bytes;
}

/** Where the members of `struct msghdr` lie: msg_iovlen and msg_controllen are size_t on Linux, int on macOS. */
function msghdrOf(system: System): { size: number; control: number; controllen: number; flags: number } {
  return system.os === "linux"
    ? { size: 56, control: 32, controllen: 40, flags: 48 }
    : { size: 48, control: 32, controllen: 40, flags: 44 };
}

/** A `struct msghdr` (recvmsg(2)); what has no length is NULL. */
export function encodeMsghdr(
  system: System,
  parts: {
    readonly name: Stretch;
    readonly iov: Stretch;
    readonly iovlen: number;
    readonly control: Stretch;
  },
): Bytes {
  const at = msghdrOf(system);
  const bytes = new Uint8Array(at.size);
  const view = viewOf(bytes);
  const { name, iov, iovlen, control } = parts;
  if (name.length > 0) view.setBigUint64(0, name.base, true);
  view.setUint32(8, name.length, true);
  if (iovlen > 0) view.setBigUint64(16, iov.base, true);
  view.setUint32(24, iovlen, true);
  if (control.length > 0) view.setBigUint64(at.control, control.base, true);
  view.setUint32(at.controllen, control.length, true);
  return bytes;
}

/** What recvmsg wrote into a msghdr: the lengths of the address and of the ancillary data, and the MSG_ flags. */
export function readMsghdr(
  system: System,
  bytes: Uint8Array,
): { readonly namelen: number; readonly controllen: number; readonly flags: number } {
  const at = msghdrOf(system);
  const view = viewOf(bytes);
  return {
    namelen: view.getUint32(8, true),
    controllen: view.getUint32(at.controllen, true),
    flags: view.getInt32(at.flags, true),
  };
}
