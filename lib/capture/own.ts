// own: which ports belong to the sockets of a session, also those of sockets that were closed meanwhile.
//
// A packet is read some milliseconds after it passed: a port that was given up in between has to be remembered. Calls tell
// of theirs when they end; of those that still wait the sockets are asked.

import type { Address } from "../abi/address.ts";
import type { Chronicle } from "../chronicle.ts";
import type { Libc } from "../libc.ts";
import type { Sockets } from "../sockets/mod.ts";
import { readSockname } from "../sockets/names.ts";

/** The ports of a session's TCP and UDP sockets. */
export class OwnPorts {
  readonly #libc: Libc;
  readonly #sockets: Sockets;
  readonly #chronicle: Chronicle | undefined;
  readonly #ports = new Uint8Array(65536);

  /** @param chronicle tells of each call */
  constructor(libc: Libc, sockets: Sockets, chronicle: Chronicle | undefined) {
    this.#libc = libc;
    this.#sockets = sockets;
    this.#chronicle = chronicle;
    if (chronicle !== undefined) chronicle.noted = (local) => this.#note(local);
  }

  /** Looks at the sockets that are open now. */
  update(): void {
    for (const { domain, fd } of this.#sockets.all()) {
      if (domain !== undefined) this.#note(readSockname(this.#libc, fd));
    }
  }

  /** Whether a port is or was one of the session's. */
  has(port: number): boolean {
    return this.#ports[port] === 1;
  }

  /** No call is listened to any more. */
  close(): void {
    if (this.#chronicle !== undefined) this.#chronicle.noted = undefined;
  }

  #note(local: Address | undefined): void {
    if (local !== undefined && "port" in local && local.port !== 0) this.#ports[local.port] = 1;
  }
}
