// readiness: what the reactor wants of the kernel's ways to tell which descriptors are ready.
//
// epoll (epoll.ts) and poll (poll.ts) answer to the same interface, level-triggered both of them. A descriptor is
// watched under a token, and an event carries it: what was closed within a batch has no events left in it, even
// when its number is already somebody else's.

/** How many events are taken from the kernel at once. */
export const batchSize = 256;

/** Descriptors watched, and the events of the last wait. Calls answer 0 or the negated errno. */
export interface Readiness {
  /** Watches a descriptor for POLL… events; for 0 errors and hang-ups are told once. */
  add(fd: number, events: number, token: number): number;
  change(fd: number, events: number, token: number): number;
  remove(fd: number): void;
  /** Blocks the process until something is ready, `milliseconds` at most: the number of events. */
  wait(milliseconds: number): number;
  /** The descriptor, token and POLL… bits of an event of the last wait. */
  fd(index: number): number;
  token(index: number): number;
  events(index: number): number;
  /**
   * Waits beside the event loop: until something is ready, the time is over, or the signal comes. The signal has to
   * come in the end: it takes back what still waits.
   */
  beside(milliseconds: number | undefined, signal: AbortSignal): Promise<void>;
  close(): void;
}
