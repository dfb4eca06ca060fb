// messages: sendmsg and recvmsg — data in several buffers, with ancillary data beside them.
//
// How they wait, go on and collect is transfer's; here is what only they have: the buffers' bounds, the control messages, and the
// descriptors that come in one, which become the session's.

import type { Address } from "../abi/address.ts";
import { controlLevelName, controlTypeName, type ControlValue, decodeControlValue } from "../abi/control.ts";
import { type ControlMessage, decodeControl, encodeControl } from "../abi/messages.ts";
import { constant } from "../abi/mod.ts";
import type { Bytes, Libc } from "../libc.ts";
import { lastAddress } from "./names.ts";
import { after, type Maybe, type Patience, type Socket } from "./socket.ts";
import { gathered, type Target, type Transfer } from "./transfer.ts";

/** A control message as it came. Descriptors in it (SCM_RIGHTS) are sockets of the session by now. */
export interface ReceivedControl {
  readonly level: number;
  /** The constant, where there is one: SOL_SOCKET. */
  readonly levelName: string | undefined;
  readonly type: number;
  readonly typeName: string | undefined;
  readonly value: ControlValue | readonly Socket[];
  /** As it came. */
  readonly data: Bytes;
}

/** What a recvmsg brought. */
export interface Received {
  /** One for each buffer, as far as it was filled. */
  readonly buffers: readonly Bytes[];
  readonly control: readonly ReceivedControl[];
  /** `msg_flags`: MSG_TRUNC, MSG_CTRUNC, MSG_OOB, MSG_EOR, MSG_ERRQUEUE. */
  readonly flags: number;
  /** undefined where the protocol names no sender. */
  readonly address: Address | undefined;
}

const none: Bytes = new Uint8Array(0);

/** The kernel limits ancillary data to far less; more room than this is an upper bound and no allocation. */
const mostControl = 65536;

/** The calls with a msghdr. */
export class Messages {
  readonly #libc: Libc;
  readonly #transfer: Transfer;
  readonly #adopt: (fd: number) => Socket;
  readonly #MSG_PEEK: number;

  /** @param adopt makes a descriptor that came from elsewhere one of the session's */
  constructor(libc: Libc, transfer: Transfer, adopt: (fd: number) => Socket) {
    this.#libc = libc;
    this.#transfer = transfer;
    this.#adopt = adopt;
    this.#MSG_PEEK = constant(libc.system, "MSG_PEEK");
  }

  /** sendmsg(2): bytes copied. A blocking stream goes on until all are; ancillary data go out with the first of them. */
  sendmsg(
    socket: Socket,
    buffers: readonly Bytes[],
    control: readonly ControlMessage[],
    flags: number,
    patience: Patience,
    to?: Target,
  ): Maybe<number> {
    const data = gathered(buffers, buffers.reduce((sum, { length }) => sum + length, 0));
    const controls = encodeControl(this.#libc.system, control);
    const transmit = (rest: Bytes, flags: number): number => {
      const sent = data.length - rest.length;
      const left = sent === 0 ? buffers : [rest];
      const beside = sent === 0 ? controls : none;
      return this.#libc.sendmsg(socket.fd, left, beside, flags, to?.address ?? none, to?.length ?? 0);
    };
    return this.#transfer.sendBy({ socket, call: "sendmsg", data, flags, transmit }, patience);
  }

  /**
   * recvmsg(2): at most as many bytes as the buffers hold.
   *
   * @param sizes the buffers' lengths
   * @param space room for ancillary data in bytes; what does not fit is lost (MSG_CTRUNC)
   */
  recvmsg(
    socket: Socket,
    sizes: readonly number[],
    space: number,
    flags: number,
    patience: Patience,
  ): Maybe<Received> {
    const { system } = this.#libc;
    const controls = new Uint8Array(Math.min(space, mostControl));
    const size = sizes.reduce((sum, each) => sum + each, 0);
    let control: ReceivedControl[] = [];
    const peeks = (flags & this.#MSG_PEEK) !== 0;
    let said = 0;
    let address: Address | undefined;

    const read = (room: Bytes, flags: number): number => {
      const count = this.#libc.recvmsg(socket.fd, split(room, sizes), controls, flags);
      if (count < 0) return count;
      const { controllen, flags: now } = this.#libc.msghdr;
      if (this.#libc.addressLength() > 0) address = lastAddress(this.#libc);
      const came = decodeControl(system, controls.subarray(0, controllen)).map((one) =>
        this.#understood(one)
      );
      // A peek shows the same again each time.
      control = peeks ? came : [...control, ...came];
      said = peeks ? now : said | now;
      return count;
    };
    const ended = () => control.some(({ value }) => Array.isArray(value));
    const data = this.#transfer.receive({ socket, call: "recvmsg", read, ended }, size, flags, patience);
    return after(data, (data) => ({ buffers: split(data, sizes), control, flags: said, address }));
  }

  #understood(message: ControlMessage): ReceivedControl {
    const { system } = this.#libc;
    const { level, type, data } = message;
    const typeName = controlTypeName(system, level, type);
    const carries = level === constant(system, "SOL_SOCKET") &&
      (typeName === "SCM_RIGHTS" || typeName === "SCM_PIDFD");
    const value = carries ? this.#adopted(data) : decodeControlValue(system, message);
    return { level, levelName: controlLevelName(system, level), type, typeName, value, data };
  }

  /** The descriptors in a message; one the kernel could not make is negative (SCM_PIDFD). */
  #adopted(data: Bytes): readonly Socket[] {
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    const fds = Array.from({ length: data.length >> 2 }, (_, i) => view.getInt32(4 * i, true));
    return fds.filter((fd) => fd >= 0).map((fd) => this.#adopt(fd));
  }
}

/** Bytes over buffers of those sizes, one after the other as far as they reach. */
function split(bytes: Bytes, sizes: readonly number[]): Bytes[] {
  let at = 0;
  return sizes.map((size) => bytes.subarray(at, at = Math.min(bytes.length, at + size)));
}
