// readiness: poll and select over several descriptors at once.
//
// Each is the C function itself, asked without waiting; only when it finds nothing is it waited for in the one pending poll
// of libc, over all descriptors together, and then it is asked again.

import { constant, encodePollfds, readRevents } from "../abi/mod.ts";
import { encodeFdSet, FD_SETSIZE, isInFdSet } from "../abi/readiness.ts";
import { UsageError } from "../errors.ts";
import type { Bytes, Libc } from "../libc.ts";
import type { Maybe, Patience, Socket } from "./socket.ts";
import type { Waiting } from "./waiting.ts";

/** A descriptor and the POLL flags asked for. */
export interface PollRequest {
  readonly socket: Socket;
  readonly events: number;
}

/** A descriptor and the POLL flags poll answered. */
export interface PollAnswer {
  readonly socket: Socket;
  readonly revents: number;
}

/** The sets of select: readable, writable, exceptional; undefined is NULL. */
export type SelectSets<T> = readonly [readfds: T, writefds: T, exceptfds: T];

/** How long to wait before another attempt where poll says "ready" and select says that nothing is. */
const retryMilliseconds = 10;

/** The calls that wait for several descriptors. */
export class Readiness {
  readonly #libc: Libc;
  readonly #waiting: Waiting;
  readonly #POLLNVAL: number;
  readonly #EBADF: number;

  constructor(libc: Libc, waiting: Waiting) {
    this.#libc = libc;
    this.#waiting = waiting;
    this.#POLLNVAL = constant(libc.system, "POLLNVAL");
    this.#EBADF = -(libc.system.errnos.get("EBADF") ?? 0);
  }

  /**
   * poll(2): the descriptors something is to be said of, in the order they were given; none when the time ran out. A
   * socket that was closed before is the descriptor -1, which poll ignores; one that is closed meanwhile is POLLNVAL.
   *
   * @param seconds how long at most; undefined waits for ever
   */
  poll(
    requests: readonly PollRequest[],
    seconds: number | undefined,
    patience: Patience,
  ): Maybe<PollAnswer[]> {
    // As in C the numbers are fixed when the call is made.
    const asked = requests.map((request) => ({ ...request, fd: request.socket.fd }));
    const ask = (): PollAnswer[] => {
      const fds = encodePollfds(
        asked.map(({ socket, fd, events }) => ({ fd: socket.fd === fd ? fd : -1, events })),
      );
      const count = this.#libc.poll(fds, asked.length, 0);
      if (count < 0) throw this.#waiting.error("poll", count);
      return asked.map(({ socket, fd }, i) => ({
        socket,
        revents: socket.fd === fd ? readRevents(fds, i) : this.#POLLNVAL,
      })).filter(({ revents }) => revents !== 0);
    };
    const first = ask();
    if (first.length > 0 || seconds === 0) return first;
    return this.#until("poll", asked, seconds, patience, () => {
      const answers = ask();
      return answers.length > 0 ? answers : undefined;
    }, []);
  }

  /**
   * select(2): what is ready of each set, in the order it was given.
   *
   * @param nfds C's first argument; undefined is the highest descriptor plus one
   * @param seconds how long at most; undefined waits for ever
   * @throws {UsageError} for a descriptor that does not fit an fd_set
   */
  select(
    sets: SelectSets<readonly Socket[] | undefined>,
    nfds: number | undefined,
    seconds: number | undefined,
    patience: Patience,
  ): Maybe<SelectSets<Socket[]>> {
    const all = sets.flatMap((set) => set ?? []);
    for (const { fd } of all) {
      if (fd < 0 || fd >= FD_SETSIZE) {
        throw new UsageError("range", "select.descriptor", { fd, limit: FD_SETSIZE });
      }
    }
    const numbers = new Map(all.map((socket) => [socket, socket.fd]));
    const count = nfds ?? Math.max(-1, ...numbers.values()) + 1;
    // The kernel reads and writes as many bits as it is told of.
    const size = Math.ceil(Math.min(Math.max(count, 0), mostDescriptors) / 64) * 8;

    const ask = (): SelectSets<Socket[]> | undefined => {
      for (const [socket, fd] of numbers) {
        if (socket.fd !== fd) throw this.#waiting.error("select", this.#EBADF);
      }
      const bits = sets.map((set) => set === undefined ? null : encodeFdSet(set.map(({ fd }) => fd), size));
      const [readfds, writefds, exceptfds] = bits as [Bytes | null, Bytes | null, Bytes | null];
      const ready = this.#libc.select(count, readfds, writefds, exceptfds);
      if (ready < 0) throw this.#waiting.error("select", ready);
      const found = (set: number) => (sets[set] ?? []).filter(({ fd }) => isInFdSet(bits[set] ?? none, fd));
      return ready === 0 ? undefined : [found(0), found(1), found(2)];
    };
    const first = ask();
    const nothing: SelectSets<Socket[]> = [[], [], []];
    if (first !== undefined || seconds === 0) return first ?? nothing;

    const events = [["POLLIN"], ["POLLOUT"], ["POLLPRI"]].map(([name = ""]) =>
      constant(this.#libc.system, name)
    );
    const asked = sets.flatMap((set, i) => (set ?? []).map(({ fd }) => ({ fd, events: events[i] ?? 0 })));
    return this.#until("select", asked, seconds, patience, ask, nothing);
  }

  /** Asks each time the pending poll says that it is worth it; `otherwise` when the time ran out. */
  async #until<T>(
    call: "poll" | "select",
    asked: readonly { readonly fd: number; readonly events: number }[],
    seconds: number | undefined,
    patience: Patience,
    ask: () => T | undefined,
    otherwise: T,
  ): Promise<T> {
    const deadline = seconds === undefined ? undefined : performance.now() + seconds * 1000;
    const open = asked.filter(({ fd }) => fd >= 0);
    const done = patience.waiting?.({ key: `waiting.${call}`, values: { count: open.length } });
    try {
      for (;;) {
        const left = deadline === undefined ? undefined : deadline - performance.now();
        if (left !== undefined && left <= 0) return otherwise;
        await this.#any(open, left, patience.signal);
        if (patience.signal.aborted) throw this.#waiting.interrupted(call);
        const answer = ask();
        if (answer !== undefined) return answer;
        // poll tells of errors and ends that select does not count: no reason to ask without a pause.
        const pause = deadline === undefined
          ? retryMilliseconds
          : Math.min(retryMilliseconds, deadline - performance.now());
        await this.#waiting.pause(Math.max(0, pause), call, patience.signal);
      }
    } finally {
      done?.();
    }
  }

  /** Waits until one of the waits is over; the others are given up. */
  async #any(
    asked: readonly { readonly fd: number; readonly events: number }[],
    milliseconds: number | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) return;
    const { poller } = this.#libc;
    const round = new AbortController();
    const interrupt = () => round.abort();
    signal.addEventListener("abort", interrupt);
    try {
      const waits = asked.map(({ fd, events }) => poller.wait(fd, events, milliseconds, round.signal));
      // Without any descriptor only the time and the signal are waited for.
      await Promise.race(waits.length > 0 ? waits : [poller.wait(-1, 0, milliseconds, round.signal)]);
    } finally {
      round.abort();
      signal.removeEventListener("abort", interrupt);
    }
  }
}

const none: Bytes = new Uint8Array(0);

/** More descriptors no process has (fs.nr_open). */
const mostDescriptors = 2 ** 20;
