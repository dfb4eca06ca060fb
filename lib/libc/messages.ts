// messages: sendmsg and recvmsg, whose msghdr points to all that is sent or received.
//
// The structures are abi's; this file knows where the buffers lie. Each call answers what it returned, or the negated errno.

import { encodeMsghdr, encodeStretches, readMsghdr, type Stretch } from "../abi/messages.ts";
import type { System } from "../abi/mod.ts";
import type { Bound } from "./symbols.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The calls, and what recvmsg leaves besides data. */
export interface Messages {
  /**
   * @param buffers what is sent, one iovec each
   * @param control the ancillary data as C lays them out; empty for none
   * @param name the destination's sockaddr, its first `namelen` bytes; empty for none
   */
  sendmsg(
    sockfd: number,
    buffers: readonly Bytes[],
    control: Bytes,
    flags: number,
    name: Bytes,
    namelen: number,
  ): number;
  /**
   * Fills the buffers one after the other, and `control`. Leaves the sender's address in `address`, a length of 0
   * meaning that there is none, and the rest in `msghdr`.
   */
  recvmsg(sockfd: number, buffers: readonly Bytes[], control: Bytes, flags: number): number;
  /** What the last recvmsg said besides: how much of `control` it filled, and `msg_flags`. */
  readonly msghdr: { controllen: number; flags: number };
}

/** The calls, made of the library's functions; `answered` reads errno in the statement after the call. */
export function messagesOf(
  system: System,
  c: Bound,
  answered: (result: number) => number,
  address: Bytes,
  addressLength: Uint32Array,
): Messages {
  const stretch = (bytes: Bytes, length = bytes.length): Stretch => ({
    base: length === 0 ? 0n : Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)),
    length,
  });
  const msghdr = { controllen: 0, flags: 0 };
  // C follows pointers that the collector does not see: what they point to is held here during the call.
  let held: readonly unknown[] = [];

  /** The msghdr of a call, its buffers held. */
  const headerOf = (buffers: readonly Bytes[], control: Bytes, name: Bytes, namelen: number): Bytes => {
    const iov = encodeStretches(buffers.map((buffer) => stretch(buffer)));
    held = [buffers, control, name, iov];
    return encodeMsghdr(system, {
      name: stretch(name, namelen),
      iov: stretch(iov),
      iovlen: buffers.length,
      control: stretch(control),
    });
  };

  return {
    msghdr,
    sendmsg(sockfd, buffers, control, flags, name, namelen) {
      const msg = headerOf(buffers, control, name, namelen);
      const result = answered(c.sendmsg(sockfd, msg, flags));
      if (held.length > 0) held = [];
      return result;
    },
    recvmsg(sockfd, buffers, control, flags) {
      const msg = headerOf(buffers, control, address, address.length);
      const result = answered(c.recvmsg(sockfd, msg, flags));
      if (held.length > 0) held = [];
      const said = result < 0 ? { namelen: 0, controllen: 0, flags: 0 } : readMsghdr(system, msg);
      addressLength[0] = said.namelen;
      msghdr.controllen = said.controllen;
      msghdr.flags = said.flags;
      return result;
    },
  };
}
