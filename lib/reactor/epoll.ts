// epoll: readiness on Linux. The kernel keeps the list of what is watched; asking costs as much as there is to tell.

import { epoll, epollEvent } from "../abi/many.ts";
import { constant } from "../abi/mod.ts";
import { failure } from "./failure.ts";
import type { Libc } from "../libc.ts";
import { batchSize, type Readiness } from "./readiness.ts";

const { EPOLL_CLOEXEC, EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD, EPOLLONESHOT } = epoll;

/** Readiness by epoll(7). The token travels in the event's own data, beside the descriptor. */
export class Epoll implements Readiness {
  readonly #libc: Libc;
  readonly #epfd: number;
  readonly #stride: number;
  readonly #data: number;
  readonly #one: Int32Array<ArrayBuffer>;
  readonly #oneBytes: Uint8Array<ArrayBuffer>;
  readonly #batch: Int32Array<ArrayBuffer>;
  readonly #batchBytes: Uint8Array<ArrayBuffer>;
  readonly #POLLIN: number;

  /** @throws {SystemError} when the kernel gives no epoll descriptor */
  constructor(libc: Libc) {
    this.#libc = libc;
    const layout = epollEvent(libc.system);
    this.#stride = layout.words;
    this.#data = layout.data;
    this.#one = new Int32Array(layout.words);
    this.#oneBytes = new Uint8Array(this.#one.buffer);
    this.#batch = new Int32Array(layout.words * batchSize);
    this.#batchBytes = new Uint8Array(this.#batch.buffer);
    this.#POLLIN = constant(libc.system, "POLLIN");
    this.#epfd = libc.epoll_create1(EPOLL_CLOEXEC);
    if (this.#epfd < 0) throw failure(libc, "epoll_create1", this.#epfd);
  }

  add(fd: number, events: number, token: number): number {
    return this.#control(EPOLL_CTL_ADD, fd, events, token);
  }

  change(fd: number, events: number, token: number): number {
    return this.#control(EPOLL_CTL_MOD, fd, events, token);
  }

  remove(fd: number): void {
    this.#control(EPOLL_CTL_DEL, fd, 0, 0);
  }

  #control(op: number, fd: number, events: number, token: number): number {
    // Nobody can turn errors and hang-ups off; whoever waits for nothing else would hear of them without end.
    this.#one[0] = events === 0 ? EPOLLONESHOT : events;
    this.#one[this.#data] = fd;
    this.#one[this.#data + 1] = token;
    return this.#libc.epoll_ctl(this.#epfd, op, fd, this.#oneBytes);
  }

  wait(milliseconds: number): number {
    // A signal's EINTR is no event either.
    return Math.max(0, this.#libc.epoll_wait(this.#epfd, this.#batchBytes, batchSize, milliseconds));
  }

  fd(index: number): number {
    return this.#batch[index * this.#stride + this.#data]!;
  }

  token(index: number): number {
    return this.#batch[index * this.#stride + this.#data + 1]!;
  }

  events(index: number): number {
    return this.#batch[index * this.#stride]!;
  }

  /** An epoll descriptor can itself be polled: it is readable while it has events. */
  async beside(milliseconds: number | undefined, signal: AbortSignal): Promise<void> {
    await this.#libc.poller.wait(this.#epfd, this.#POLLIN, milliseconds, signal);
  }

  close(): void {
    this.#libc.close(this.#epfd);
  }
}
