// reactor: the per-message loop of servers and of clients with more than one thing to wait for.
//
// One thread, one loop: wait until descriptors are ready, call whoever watches them, look at the timers, again.
// While there is traffic it waits in the kernel itself, a few milliseconds at a time, as a loop in C would; in quiet
// times, and where others run beside it, it waits beside the event loop. In between the event loop gets its turns, so that signals and keys are heard.
// It opens no sockets: they come from the session, and only what was accepted here is closed here.

import { descriptorLimit } from "./abi/many.ts";
import type { Bytes, Libc } from "./libc.ts";
import type { Maybe, Socket } from "./sockets/mod.ts";
import { type DatagramLimits, Datagrams, type DatagramService } from "./reactor/datagrams.ts";
import { Epoll } from "./reactor/epoll.ts";
import { failure } from "./reactor/failure.ts";
import { Poll } from "./reactor/poll.ts";
import type { Readiness } from "./reactor/readiness.ts";
import { type Limits, Server } from "./reactor/server.ts";
import { Connection, type Service, Streams } from "./reactor/stream.ts";
import { Timers } from "./reactor/timers.ts";

export type { Connection, DatagramLimits, Datagrams, DatagramService, Limits, Server, Service };

/** How long the event loop waits for its turn at most. One costs up to a tenth of a millisecond under load. */
const turnMilliseconds = 25;

/** After that long without an event the loop waits beside the event loop. */
const quietMilliseconds = 20;

/** Somebody who watches a descriptor. */
interface Watch {
  readonly token: number;
  events: number;
  readonly ready: (revents: number) => Maybe<void>;
}

/** The loop. It goes on until it is stopped, its signal comes, or nothing is left that could happen. */
export class Reactor implements Disposable {
  readonly #libc: Libc;
  readonly #signal: AbortSignal;
  readonly #alone: () => boolean;
  readonly #readiness: Readiness;
  /** Linux's own calls are used (epoll, recvmmsg), not those every system has. */
  readonly together: boolean;
  readonly #watches: (Watch | undefined)[] = [];
  #watching = 0;
  #tokens = 0;
  /** Descriptors that need no waiting for (regular files, which epoll refuses). */
  readonly #always = new Set<number>();
  readonly #timers = new Timers();
  readonly #servers = new Set<{ destroy(): void }>();
  /** What handlers want to be waited for. */
  #held: Promise<unknown> | undefined;
  #stopped = false;
  /** Ends the wait beside the event loop, while there is one. */
  #idle: AbortController | undefined;
  /** The millisecond of the last look at timers and turns; -1: look again now. */
  #tick = -1;
  /** How long the next wait may be. */
  #patience = 0;
  /** The events of the last wait: how many, and the next to be told. */
  #count = 0;
  #next = 0;
  #busy = false;
  #lastEvent = -Infinity;
  /** When the loop ends, whatever could happen still. */
  #deadline = Infinity;
  #nextTurn = 0;
  #scratch: Bytes = new Uint8Array(65536);

  /**
   * Raises the limit on descriptors as far as it goes.
   *
   * @param signal ends run, now or when it comes
   * @param alone whether nothing else runs that a wait in the kernel would hold up (a job, another loop)
   * @param means "portable" does without the calls that only Linux has
   * @throws {SystemError} when the kernel gives no epoll descriptor
   */
  constructor(
    libc: Libc,
    signal: AbortSignal,
    alone: () => boolean = () => true,
    means: "fast" | "portable" = "fast",
  ) {
    this.#libc = libc;
    this.#signal = signal;
    this.#alone = alone;
    raiseDescriptorLimit(libc);
    // What would need a descriptor when there is none left gets it now.
    libc.poller.prepare();
    this.together = libc.system.os === "linux" && means === "fast";
    this.#readiness = this.together ? new Epoll(libc) : new Poll(libc);
  }

  // --- Descriptors and timers ----------------------------------------------------------------

  /**
   * Calls `ready` with POLL… bits as long as one of `events`, an error or a hang-up is there, until unwatch. A
   * promise it returns holds the whole loop until it is done. With `events` 0 errors and hang-ups are told once.
   *
   * @throws {SystemError} what epoll_ctl answered
   */
  watch(fd: number, events: number, ready: (revents: number) => Maybe<void>): void {
    const answer = this.tryWatch(fd, events, ready);
    if (answer < 0) throw failure(this.#libc, "epoll_ctl", answer);
  }

  /** watch, which answers the negated errno. */
  tryWatch(fd: number, events: number, ready: (revents: number) => Maybe<void>): number {
    const token = this.#tokens = (this.#tokens + 1) | 0;
    const answer = this.#readiness.add(fd, events, token);
    if (answer === -(this.#libc.system.errnos.get("EPERM") ?? 0)) this.#always.add(fd);
    else if (answer < 0) return answer;
    if (this.#watches[fd] === undefined) this.#watching++;
    this.#watches[fd] = { token, events, ready };
    this.#stir();
    return 0;
  }

  /** Waits for other events on a watched descriptor. */
  change(fd: number, events: number): void {
    const watch = this.#watches[fd];
    if (watch === undefined) return;
    watch.events = events;
    if (!this.#always.has(fd)) this.#readiness.change(fd, events, watch.token);
    this.#stir();
  }

  /** Watches a descriptor no longer; it has to be open still. */
  unwatch(fd: number): void {
    if (this.#watches[fd] === undefined) return;
    this.#watches[fd] = undefined;
    this.#watching--;
    if (!this.#always.delete(fd)) this.#readiness.remove(fd);
    if (this.#watching === 0) this.#stir();
  }

  /** Calls `done` after a time; a promise it returns holds the loop. The result takes it back. */
  after(milliseconds: number, done: () => Maybe<void>): () => void {
    const cancel = this.#timers.add(performance.now() + milliseconds, done);
    this.#stir();
    return () => {
      cancel();
      if (this.#timers.size === 0) this.#stir();
    };
  }

  // --- Services ------------------------------------------------------------------------------

  /** Accepts clients on a listening socket, for good or until the server is closed, and serves them. */
  serve(listener: Socket, service: Service, limits: Limits = {}): Server {
    const server = new Server(this, this.#libc, listener, service, limits);
    this.#servers.add(server);
    return server;
  }

  /**
   * Serves a connected stream socket that somebody else closes. Unlike a server's client it is read from also while
   * something waits to go out: it may be the other side of a server that reads only as it is read from.
   */
  connection(socket: Socket, service: Service, limits: Pick<Limits, "recvSize"> = {}): Connection {
    return new Streams(this, this.#libc, service, limits.recvSize).join(socket);
  }

  /** Serves a datagram socket that somebody else closes. */
  datagrams(socket: Socket, service: DatagramService, limits: DatagramLimits = {}): Datagrams {
    return new Datagrams(this, this.#libc, socket, service, limits);
  }

  // --- For services --------------------------------------------------------------------------

  /** Takes a handler's answer: the loop goes on when the promise is done, and fails with it. */
  hold(answer: Maybe<void>): void {
    if (answer instanceof Promise) {
      this.#held = this.#held === undefined ? answer : Promise.all([this.#held, answer]);
      this.#stir();
    }
  }

  /** A buffer of at least that length which all connections share; what lies in it is gone with the next recv. */
  scratch(size: number): Bytes {
    if (size > this.#scratch.length) this.#scratch = new Uint8Array(size);
    return this.#scratch;
  }

  /** Something is under way whose answer is worth waiting for in the kernel. */
  expect(): void {
    this.#busy = true;
    if (this.#idle !== undefined) this.#stir();
  }

  /** Ends the wait beside the event loop, and lets the loop look at its timers before it waits again. */
  #stir(): void {
    this.#tick = -1;
    this.#idle?.abort();
  }

  // --- The loop ------------------------------------------------------------------------------

  /** Runs until stop, the signal, or nothing is left that could happen; what a handler throws ends it, too. */
  run(): Promise<void> {
    return this.#run(this.#signal);
  }

  async #run(signal: AbortSignal): Promise<void> {
    const stop = () => this.stop();
    signal.addEventListener("abort", stop);
    this.#stopped = signal.aborted;
    this.#tick = -1;
    try {
      // A batch that a handler's error cut short is told again: the kernel knows what is ready.
      this.#next = this.#count = 0;
      while (!this.#stopped && this.#watching + this.#timers.size > 0) {
        if (this.#tick !== Date.now()) await this.#breathe();
        this.#spin();
        if (this.#held !== undefined) await this.#release();
      }
      await this.#release();
    } finally {
      signal.removeEventListener("abort", stop);
      // Somebody else's failure has ended the loop: what became of this is nobody's concern any more.
      this.#held?.catch(() => {});
      this.#held = undefined;
    }
  }

  /**
   * Goes on after the signal, for those who are to be told that it came: until stop, nothing is left that could
   * happen, or the time is over.
   */
  async linger(milliseconds: number): Promise<void> {
    this.#deadline = performance.now() + milliseconds;
    try {
      await this.#run(new AbortController().signal);
    } finally {
      this.#deadline = Infinity;
    }
  }

  /** Ends run. */
  stop(): void {
    this.#stopped = true;
    this.#stir();
  }

  /** Waits and tells, without a turn of the event loop, until it is time to look up or a handler has to be waited for. */
  #spin(): void {
    do {
      if (this.#next >= this.#count) {
        this.#next = 0;
        this.#count = this.#readiness.wait(this.#patience);
        if (this.#count > 0) this.#busy = true;
      }
      while (this.#next < this.#count) {
        this.#tell(this.#next++);
        if (this.#held !== undefined || this.#stopped) return;
      }
      if (this.#always.size > 0) this.#tellAlways();
    } while (
      this.#held === undefined && this.#tick === Date.now() && (this.#count > 0 || this.#patience > 0)
    );
  }

  #tell(index: number): void {
    const watch = this.#watches[this.#readiness.fd(index)];
    // Somebody before it in the batch may have closed this one, and the number may be another's by now.
    if (watch === undefined || watch.token !== this.#readiness.token(index)) return;
    const answer = watch.ready(this.#readiness.events(index));
    if (answer !== undefined) this.hold(answer);
  }

  #tellAlways(): void {
    for (const fd of this.#always) {
      const watch = this.#watches[fd];
      if (watch === undefined || watch.events === 0) continue;
      this.#busy = true;
      this.hold(watch.ready(watch.events));
      if (this.#held !== undefined || this.#stopped) return;
    }
  }

  async #release(): Promise<void> {
    while (this.#held !== undefined) {
      const held = this.#held;
      this.#held = undefined;
      await held;
    }
  }

  /** Once a millisecond at most: timers, the event loop's turn, and how long to wait for descriptors. */
  async #breathe(): Promise<void> {
    this.#tick = Date.now();
    let now = performance.now();
    for (let due = this.#timers.take(now); due !== undefined; due = this.#timers.take(now)) {
      this.#busy = true;
      this.hold(due());
      await this.#release();
      if (this.#stopped) return;
    }
    if (now >= this.#deadline) return this.stop();
    if (this.#busy) {
      this.#busy = false;
      this.#lastEvent = now;
    }

    const alone = this.#alone();
    if (now - this.#lastEvent >= (alone ? quietMilliseconds : Number.MIN_VALUE) && !this.#isAlwaysReady()) {
      await this.#rest(now);
      now = this.#lastEvent = performance.now();
      this.#nextTurn = now + turnMilliseconds;
      this.#patience = 0;
      return;
    }
    if (!alone || now >= this.#nextTurn) {
      await this.#libc.turn();
      now = performance.now();
      this.#nextTurn = now + turnMilliseconds;
    }
    const next = Math.min(this.#nextTurn, this.#timers.next, this.#deadline);
    this.#patience = !alone || this.#isAlwaysReady() ? 0 : Math.max(0, Math.ceil(next - now));
  }

  /** Waits beside the event loop until something happens. */
  async #rest(now: number): Promise<void> {
    // Others had their turn since the loop looked last.
    if (this.#stopped || this.#held !== undefined || this.#watching + this.#timers.size === 0) return;
    const next = Math.min(this.#timers.next, this.#deadline);
    const idle = this.#idle = new AbortController();
    try {
      await this.#readiness.beside(next === Infinity ? undefined : Math.max(0, next - now), idle.signal);
    } finally {
      this.#idle = undefined;
      idle.abort();
    }
  }

  #isAlwaysReady(): boolean {
    for (const fd of this.#always) if (this.#watches[fd]?.events !== 0) return true;
    return false;
  }

  /** Closes the descriptors of every client and the reactor's own; no service hears of it. */
  close(): void {
    this.stop();
    for (const server of this.#servers) server.destroy();
    this.#servers.clear();
    this.#timers.clear();
    this.#watches.length = 0;
    this.#watching = 0;
    this.#always.clear();
    this.#readiness.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Raises the soft limit to the hard one; where the system does not allow that, it stays as it is. */
function raiseDescriptorLimit(libc: Libc): void {
  const resource = descriptorLimit(libc.system);
  const limit = libc.getrlimit(resource);
  if (typeof limit === "number" || limit.soft === limit.hard) return;
  libc.setrlimit(resource, { soft: limit.hard, hard: limit.hard });
}
