// socket: a packet socket (packet(7)) with a ring of memory in which the kernel leaves what passes an interface.
//
// The kernel writes while the session computes; what it finds no room for it counts. Nothing here knows what the packets
// mean, or whose they are.

import {
  decodeStatistics,
  encodeLinkAddress,
  encodeRingRequest,
  PACKET_IGNORE_OUTGOING,
  PACKET_OUTGOING,
  PACKET_RX_RING,
  PACKET_STATISTICS,
  PACKET_VERSION,
  type RingPacket,
  RingReader,
  type RingSize,
  TPACKET_V3,
} from "../abi/ring.ts";
import { constant, decodeInt, encodeInt, errnoNumber, systemError } from "../abi/mod.ts";
import { SystemError } from "../errors.ts";
import type { Libc } from "../libc.ts";
import { mapped, type Mapping } from "../libc/mapping.ts";

export type { RingPacket } from "../abi/ring.ts";

/** 32 MiB: some hundred thousand small packets, seconds of them at 50 000 a second. */
const size: RingSize = { blockSize: 2 ** 19, blocks: 64, patience: 10 };

/** A packet that passed is there to be read after so many milliseconds at the latest. */
export const handedOver = 3 * size.patience;

/** Where packets are captured. */
export interface Place {
  /** The interface's number; 0 for all interfaces. */
  readonly index: number;
  /** The number of the loopback interface: what leaves through it comes in through it. */
  readonly loopback: number;
}

/** `struct ifreq` (netdevice(7)): a name of IFNAMSIZ bytes, then the address whose family is the kind of link. */
const SIOCGIFHWADDR = 0x8927;
const ifreqSize = 40;
const nameSize = 16;

/** An open packet socket. */
export class PacketSocket {
  readonly #libc: Libc;
  readonly #fd: number;
  readonly #mapping: Mapping;
  readonly #reader: RingReader;
  readonly #place: Place;
  #dropped = 0;

  private constructor(libc: Libc, fd: number, mapping: Mapping, place: Place) {
    this.#libc = libc;
    this.#fd = fd;
    this.#mapping = mapping;
    this.#reader = new RingReader(mapping.memory, size);
    this.#place = place;
  }

  /**
   * Opens one; from then on the kernel leaves packets.
   *
   * @throws {SystemError} EPERM without CAP_NET_RAW; ENETDOWN for an interface that is down
   */
  static open(libc: Libc, place: Place): PacketSocket {
    const { system } = libc;
    const number = (name: string) => constant(system, name);
    if (system.os !== "linux") {
      throw systemError(system, "socket", -(errnoNumber(system, "EAFNOSUPPORT") ?? 0));
    }
    // Of no protocol yet: nothing comes before the ring is there.
    const fd = libc.socket(number("AF_PACKET"), number("SOCK_RAW") | number("SOCK_CLOEXEC"), 0);
    if (fd < 0) throw systemError(system, "socket", fd);
    try {
      const set = (option: number, value: Uint8Array<ArrayBuffer>) => {
        const result = libc.setsockopt(fd, number("SOL_PACKET"), option, value, value.length);
        if (result < 0) throw systemError(system, "setsockopt", result);
      };
      set(PACKET_VERSION, encodeInt(TPACKET_V3));
      set(PACKET_RX_RING, encodeRingRequest(size));
      if (place.index === place.loopback) set(PACKET_IGNORE_OUTGOING, encodeInt(1));
      const mapping = mapped(system, fd, size.blockSize * size.blocks);
      if (typeof mapping === "number") throw systemError(system, "mmap", mapping);
      const address = encodeLinkAddress(system, place.index);
      const bound = libc.bind(fd, address, address.length);
      const problem = bound < 0 ? bound : -pendingError(libc, fd);
      if (problem === 0) return new PacketSocket(libc, fd, mapping, place);
      mapping.close();
      throw systemError(system, "bind", problem);
    } catch (problem) {
      libc.close(fd);
      throw problem;
    }
  }

  /**
   * Visits what the kernel has handed over, each loopback packet once.
   *
   * @param most ends after a block in which that many packets were reached
   * @returns whether there is more
   */
  drain(visit: (packet: RingPacket, memory: Uint8Array) => void, most = Infinity): boolean {
    const memory = new Uint8Array(this.#mapping.memory);
    const { loopback } = this.#place;
    const once = (packet: RingPacket) => {
      if (packet.direction !== PACKET_OUTGOING || packet.index !== loopback) visit(packet, memory);
    };
    for (let visited = 0; visited < most;) {
      const count = this.#reader.block(once);
      if (count === undefined) return false;
      visited += count;
    }
    return true;
  }

  /**
   * Waits until there is something to be read; ends also with the signal.
   *
   * @returns why nothing more comes: ENETDOWN for an interface that has gone down
   */
  async readable(signal: AbortSignal): Promise<SystemError | undefined> {
    const { system } = this.#libc;
    const POLLIN = constant(system, "POLLIN");
    const { revents } = await this.#libc.poller.wait(this.#fd, POLLIN, undefined, signal);
    if (signal.aborted || (revents & POLLIN) !== 0) return undefined;
    const problem = pendingError(this.#libc, this.#fd);
    return problem === 0 ? undefined : systemError(system, "recv", -problem);
  }

  /** The kind of link of an interface (ARPHRD_); Ethernet's where it is not told. */
  linkOf(name: string): number {
    const request = new Uint8Array(ifreqSize);
    new TextEncoder().encodeInto(name, request.subarray(0, nameSize - 1));
    if (this.#libc.ioctl(this.#fd, SIOCGIFHWADDR, request) < 0) return 1;
    return new DataView(request.buffer).getUint16(nameSize, true);
  }

  /** How many packets found no room in the ring so far. */
  get dropped(): number {
    const { system } = this.#libc;
    const answer = this.#libc.getsockopt(this.#fd, constant(system, "SOL_PACKET"), PACKET_STATISTICS);
    if (typeof answer !== "number") this.#dropped += decodeStatistics(answer).drops;
    return this.#dropped;
  }

  /** Closes it; what is left in the ring is gone. */
  close(): void {
    this.#libc.poller.forget(this.#fd);
    this.#mapping.close();
    this.#libc.close(this.#fd);
  }
}

/** What a socket's bind left behind: ENETDOWN for an interface that is down. */
function pendingError(libc: Libc, fd: number): number {
  const { system } = libc;
  const value = libc.getsockopt(fd, constant(system, "SOL_SOCKET"), constant(system, "SO_ERROR"));
  return typeof value === "number" ? 0 : decodeInt(value);
}
