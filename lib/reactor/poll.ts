// poll: readiness where there is no epoll. The list of what is watched lies here and is handed over each time.

import { constant, pollfdSize } from "../abi/mod.ts";
import type { Libc } from "../libc.ts";
import type { Readiness } from "./readiness.ts";

/** A pollfd in units of four bytes: the descriptor, then events and revents together. */
const words = pollfdSize / 4;

/** An event of the last wait; they are copied out, for handlers change the list. */
interface Event {
  readonly fd: number;
  readonly token: number;
  readonly events: number;
}

/** Readiness by poll(2). */
export class Poll implements Readiness {
  readonly #libc: Libc;
  /** An array of pollfd, `#tokens.length` of them in use, and where each descriptor's lies. */
  #list: Int32Array<ArrayBuffer> = new Int32Array(words * 64);
  readonly #tokens: number[] = [];
  readonly #places = new Map<number, number>();
  #ready: Event[] = [];
  readonly #POLLNVAL: number;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#POLLNVAL = constant(libc.system, "POLLNVAL");
  }

  add(fd: number, events: number, token: number): number {
    const place = this.#tokens.length;
    if ((place + 1) * words > this.#list.length) {
      const longer = new Int32Array(this.#list.length * 2);
      longer.set(this.#list);
      this.#list = longer;
    }
    this.#places.set(fd, place);
    return this.#write(place, fd, events, token);
  }

  change(fd: number, events: number, token: number): number {
    const place = this.#places.get(fd);
    return place === undefined ? 0 : this.#write(place, fd, events, token);
  }

  #write(place: number, fd: number, events: number, token: number): number {
    this.#list[place * words] = fd;
    this.#list[place * words + 1] = events & 0xffff;
    this.#tokens[place] = token;
    return 0;
  }

  /** The last one takes the place of the one that goes. */
  remove(fd: number): void {
    const place = this.#places.get(fd);
    if (place === undefined) return;
    this.#places.delete(fd);
    const token = this.#tokens.pop() ?? 0;
    const last = this.#tokens.length;
    if (place === last) return;
    const moved = this.#list[last * words]!;
    this.#write(place, moved, this.#list[last * words + 1]!, token);
    this.#places.set(moved < 0 ? ~moved : moved, place);
  }

  wait(milliseconds: number): number {
    this.#ready = [];
    const list = this.#list;
    const count = this.#tokens.length;
    if (this.#libc.poll(new Uint8Array(list.buffer), count, milliseconds) <= 0) return 0;
    for (let place = 0; place < count; place++) {
      const both = list[place * words + 1]!;
      const revents = both >>> 16;
      if (revents === 0) continue;
      const fd = list[place * words]!;
      const open = (revents & this.#POLLNVAL) === 0;
      // As with epoll, nothing is told of a descriptor somebody else closed.
      if (open) this.#ready.push({ fd, token: this.#tokens[place]!, events: revents });
      list[place * words + 1] = both & 0xffff;
      // Told once: poll takes no notice of a negative descriptor.
      if (!open || (both & 0xffff) === 0) list[place * words] = ~fd;
    }
    return this.#ready.length;
  }

  fd(index: number): number {
    return this.#ready[index]!.fd;
  }

  token(index: number): number {
    return this.#ready[index]!.token;
  }

  events(index: number): number {
    return this.#ready[index]!.events;
  }

  async beside(milliseconds: number | undefined, signal: AbortSignal): Promise<void> {
    const waits = [this.#libc.poller.wait(-1, 0, milliseconds, signal)];
    for (const [fd, place] of this.#places) {
      // What has been told once waits for nothing any more.
      if (this.#list[place * words]! < 0) continue;
      waits.push(this.#libc.poller.wait(fd, this.#list[place * words + 1]!, undefined, signal));
    }
    await Promise.race(waits);
  }

  close(): void {
    this.#tokens.length = 0;
    this.#places.clear();
  }
}
