// loop: what the services of the reactor need of its loop, so that none of them has to know the whole.

import type { Bytes } from "../libc.ts";
import type { Maybe } from "../sockets/mod.ts";

/** The loop, as a connection, a server or a datagram socket sees it. */
export interface Loop {
  /** Calls for several datagrams at once may be used. */
  readonly together: boolean;
  watch(fd: number, events: number, ready: (revents: number) => Maybe<void>): void;
  tryWatch(fd: number, events: number, ready: (revents: number) => Maybe<void>): number;
  change(fd: number, events: number): void;
  unwatch(fd: number): void;
  after(milliseconds: number, done: () => Maybe<void>): () => void;
  hold(answer: Maybe<void>): void;
  expect(): void;
  scratch(size: number): Bytes;
}
