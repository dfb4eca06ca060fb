// server: a listening socket in the loop — accepting clients, and knowing when not to.
//
// Whoever cannot be served now waits in the kernel's backlog: when the server is full, and when no descriptor is left.
// It knows no protocol; what is said on the connections is the service's.

import { type Address, decodeAddress } from "../abi/address.ts";
import { constant } from "../abi/mod.ts";
import type { Libc } from "../libc.ts";
import type { Socket } from "../sockets/mod.ts";
import { answerOf, failure } from "./failure.ts";
import type { Loop } from "./loop.ts";
import { Connection, type Service, Streams } from "./stream.ts";

/** What a server allows itself. */
export interface Limits {
  /** What recv is called with; 65536 when left out. */
  readonly recvSize?: number | undefined;
  /** How many clients are served at a time; the others wait in the backlog. */
  readonly maxClients?: number | undefined;
}

/** How many clients are accepted before those who are in get their turn. */
const acceptsAtOnce = 64;

/** How long after the last descriptor went another accept is tried, if none of our own clients leaves first. */
const retryMilliseconds = 250;

/** A listening socket and its clients. */
export class Server {
  readonly #loop: Loop;
  readonly #libc: Libc;
  readonly #listener: Socket;
  readonly #fd: number;
  readonly #streams: Streams;
  readonly #clients = new Set<Connection>();
  readonly #maxClients: number;
  readonly #flags: number;
  readonly #POLLIN: number;
  readonly #EAGAIN: number;
  /** Descriptors or memory are gone: accepting has to wait. */
  readonly #exhaustion: ReadonlySet<number>;
  /** The listener itself is no longer one. */
  readonly #fatal: ReadonlySet<number>;
  #open = true;
  #accepting = true;
  #told = false;
  #retry: (() => void) | undefined;

  constructor(loop: Loop, libc: Libc, listener: Socket, service: Service, limits: Limits) {
    const { system } = libc;
    this.#loop = loop;
    this.#libc = libc;
    this.#listener = listener;
    this.#fd = listener.fd;
    this.#streams = new Streams(loop, libc, service, limits.recvSize, (client) => this.#left(client));
    this.#maxClients = limits.maxClients ?? Infinity;
    this.#POLLIN = constant(system, "POLLIN");
    this.#EAGAIN = answerOf(libc, "EAGAIN");
    const answers = (...names: string[]) => new Set(names.map((name) => answerOf(libc, name)));
    this.#exhaustion = answers("EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "ENOSPC");
    this.#fatal = answers("EBADF", "EINVAL", "ENOTSOCK", "EOPNOTSUPP");

    // There is no MSG_DONTWAIT for accept.
    this.#flags = libc.fcntl(this.#fd, constant(system, "F_GETFL"), 0);
    if (this.#flags >= 0) {
      libc.fcntl(this.#fd, constant(system, "F_SETFL"), this.#flags | constant(system, "O_NONBLOCK"));
    }
    loop.watch(this.#fd, this.#POLLIN, () => this.#accept());
  }

  /** Who is being served. */
  get clients(): ReadonlySet<Connection> {
    return this.#clients;
  }

  /** Accepts nobody any more; those who are in stay. The listening socket remains its owner's. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#retry?.();
    this.#loop.unwatch(this.#fd);
    // Its owner may have closed it, and the number may be another's.
    if (this.#listener.fd === this.#fd && this.#flags >= 0) {
      this.#libc.fcntl(this.#fd, constant(this.#libc.system, "F_SETFL"), this.#flags);
    }
  }

  /** Closes every client's descriptor, and tells the service nothing. */
  destroy(): void {
    this.close();
    for (const client of this.#clients) client.release();
  }

  #accept(): void {
    for (let i = 0; i < acceptsAtOnce && this.#open; i++) {
      if (this.#clients.size >= this.#maxClients) return this.#listen(false);
      const fd = this.#libc.accept(this.#fd);
      if (fd >= 0) {
        this.#add(fd, decodeAddress(this.#libc.system, this.#libc.address, this.#libc.addressLength()));
      } else if (fd === this.#EAGAIN) {
        this.#told = false;
        return;
      } else if (this.#exhaustion.has(fd)) {
        return this.#exhausted("accept", fd);
      } else if (this.#fatal.has(fd)) {
        this.close();
        throw failure(this.#libc, "accept", fd);
      }
      // Anything else is about a client that left before it was accepted: the next one.
    }
  }

  #add(fd: number, peer: Address): void {
    const client = new Connection(this.#streams, fd, peer, true);
    const answer = this.#loop.tryWatch(fd, this.#POLLIN, (revents) => client.ready(revents));
    if (answer < 0) {
      this.#libc.close(fd);
      return this.#exhausted("epoll_ctl", answer);
    }
    this.#clients.add(client);
    this.#loop.hold(this.#streams.service.opened?.(client));
  }

  #exhausted(call: string, answer: number): void {
    this.#listen(false);
    this.#retry ??= this.#loop.after(retryMilliseconds, () => this.#again());
    if (this.#told) return;
    this.#told = true;
    this.#loop.hold(this.#streams.service.exhausted?.(failure(this.#libc, call, answer)));
  }

  /** A client left: there is a descriptor, and room for another. */
  #left(client: Connection): void {
    this.#clients.delete(client);
    if (!this.#accepting) this.#again();
  }

  #again(): void {
    this.#retry?.();
    this.#retry = undefined;
    if (this.#open) this.#listen(true);
  }

  #listen(accepting: boolean): void {
    if (this.#accepting === accepting) return;
    this.#accepting = accepting;
    this.#loop.change(this.#fd, accepting ? this.#POLLIN : 0);
  }
}
