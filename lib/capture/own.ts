// own: which ports belong to the sockets of a session, also those of sockets that were closed meanwhile.
//
// A packet is read some milliseconds after it passed: a port that was given up in between has to be remembered. Calls tell
// of theirs when they end; of those that still wait the sockets are asked.

import type { Address } from "../abi/address.ts";
import { constant } from "../abi/mod.ts";
import { TCP, UDP } from "../abi/packet.ts";
import type { Chronicle } from "../chronicle.ts";
import type { Libc } from "../libc.ts";
import type { Socket, Sockets } from "../sockets/mod.ts";
import { readSockname } from "../sockets/names.ts";

/** The ports of a session's TCP and UDP sockets. */
export class OwnPorts {
  readonly #libc: Libc;
  readonly #sockets: Sockets;
  readonly #chronicle: Chronicle | undefined;
  /** For each port a bit for TCP and one for UDP. */
  readonly #ports = new Uint8Array(65536);
  readonly #SOCK_STREAM: number;
  readonly #SOCK_DGRAM: number;

  /** @param chronicle tells of each call */
  constructor(libc: Libc, sockets: Sockets, chronicle: Chronicle | undefined) {
    this.#libc = libc;
    this.#sockets = sockets;
    this.#chronicle = chronicle;
    this.#SOCK_STREAM = constant(libc.system, "SOCK_STREAM");
    this.#SOCK_DGRAM = constant(libc.system, "SOCK_DGRAM");
    if (chronicle !== undefined) chronicle.noted = (socket, local) => this.#note(socket, local);
  }

  /** Looks at the sockets that are open now. */
  update(): void {
    for (const socket of this.#sockets.all()) {
      if (socket.domain !== undefined) this.#note(socket, readSockname(this.#libc, socket.fd));
    }
  }

  /** Whether a port of that protocol (6 for TCP, 17 for UDP) is or was one of the session's. */
  has(protocol: number, port: number): boolean {
    return (this.#ports[port]! & bitOf(protocol)) !== 0;
  }

  /** No call is listened to any more. */
  close(): void {
    if (this.#chronicle !== undefined) this.#chronicle.noted = undefined;
  }

  #note({ type }: Socket, local: Address | undefined): void {
    const protocol = type === this.#SOCK_STREAM ? TCP : type === this.#SOCK_DGRAM ? UDP : 0;
    if (local === undefined || !("port" in local) || local.port === 0) return;
    this.#ports[local.port]! |= bitOf(protocol);
  }
}

function bitOf(protocol: number): number {
  return protocol === TCP ? 1 : protocol === UDP ? 2 : 0;
}
