// own: which ports belong to the sockets of a session, also those of sockets that were closed meanwhile.
//
// A packet is read some milliseconds after it passed: a socket that was closed in between has to be remembered. What
// has a port once keeps it; the kernel is asked once for each socket.

import { decodeAddress } from "../abi/address.ts";
import { constant, type System } from "../abi/mod.ts";
import type { Libc } from "../libc.ts";
import type { Socket, Sockets } from "../sockets/mod.ts";

/** The number of a protocol in the IP header, by the bit it has here. */
const bits: ReadonlyMap<number, number> = new Map([[6, 1], [17, 2]]);

/** The ports of a session's sockets. */
export class OwnPorts {
  readonly #libc: Libc;
  readonly #system: System;
  readonly #sockets: Sockets;
  /** For each port a bit for each protocol. */
  readonly #ports = new Uint8Array(65536);
  readonly #asked = new WeakSet<Socket>();

  constructor(libc: Libc, sockets: Sockets) {
    this.#libc = libc;
    this.#system = libc.system;
    this.#sockets = sockets;
    sockets.closing = (socket) => this.#note(socket);
  }

  /** Looks at the sockets that are open now. */
  update(): void {
    for (const socket of this.#sockets.all()) this.#note(socket);
  }

  /** Whether a port of that protocol (6 for TCP, 17 for UDP) is or was one of the session's. */
  has(protocol: number, port: number): boolean {
    return (this.#ports[port]! & (bits.get(protocol) ?? 0)) !== 0;
  }

  /** No socket is looked at any more. */
  close(): void {
    this.#sockets.closing = undefined;
  }

  #note(socket: Socket): void {
    if (socket.domain === undefined || socket.fd < 0 || this.#asked.has(socket)) return;
    if (this.#libc.getsockname(socket.fd) < 0) return;
    const local = decodeAddress(this.#system, this.#libc.address, this.#libc.addressLength());
    if (!("port" in local) || local.port === 0) return;
    const datagrams = socket.type === constant(this.#system, "SOCK_DGRAM");
    this.#ports[local.port]! |= bits.get(datagrams ? 17 : 6)!;
    this.#asked.add(socket);
  }
}
