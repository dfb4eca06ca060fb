// echo_server_datagrams: the echo server's loop over datagrams, which come in batches and go back in batches.

import type { Datagrams, Reactor, Socket } from "../../lib/command.ts";
import type { ServerEvents } from "./server_events.ts";

/** So many senders are remembered; the one that was new longest ago is forgotten first. */
const mostSenders = 65536;

/** What decides how datagrams are served. */
export interface DatagramOptions {
  readonly recvSize: number;
  readonly once: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
  /** There may be senders without an address to send back to. */
  readonly unnamed: boolean;
}

/** Serves until the signal, or until the one datagram of `once` has gone back. */
export async function serveDatagrams(
  socket: Socket,
  reactor: Reactor,
  events: ServerEvents,
  { recvSize, once, verbose, quiet, unnamed }: DatagramOptions,
): Promise<void> {
  const began = performance.now();
  const senders = new Senders();
  const told = new Set<string>();

  /** What there is to tell of a datagram before it is sent back; whether it can be. */
  const look = (datagrams: Datagrams, index: number): boolean => {
    const isNew = senders.met(datagrams.senderKey(index));
    const answerable = !unnamed || datagrams.from(index).length > 0;
    if (isNew) {
      reactor.hold(answerable ? events.sender(datagrams.sender(index)) : events.unanswerable());
    }
    if (verbose) {
      reactor.hold(
        events.message(datagrams.sender(index), datagrams.data(index), datagrams.isCut(index)),
      );
    }
    return answerable;
  };

  // A quiet server looks at nothing, unless it has to know whether it can answer.
  const looks = !quiet || unnamed;
  let only: number | undefined;
  const datagrams = reactor.datagrams(socket, {
    received(datagrams, count) {
      if (!once) {
        for (let i = 0; i < count; i++) if (!looks || look(datagrams, i)) datagrams.reply(i);
        return;
      }
      if (only !== undefined) return;
      only = datagrams.length(0);
      const answerable = !looks || look(datagrams, 0);
      if (!answerable || datagrams.send(datagrams.data(0), datagrams.from(0))) reactor.stop();
    },
    // Told of `send` alone, which is for the only one.
    drained: () => reactor.stop(),
    failed(_, error) {
      if (!verbose && told.has(error.code)) return;
      told.add(error.code);
      return events.lost(error);
    },
  }, { recvSize });
  await reactor.run();

  const { received: messages, bytesReceived: bytes, bytesSent: sent, lost } = datagrams;
  const traffic = only === undefined ? { messages, bytes } : { messages: 1, bytes: only };
  await events.datagramTotals(senders.count, lost, { ...traffic, sent, ms: performance.now() - began });
}

/** Who has sent something, in bounded memory. */
class Senders {
  count = 0;
  readonly #known = new Set<number | string>();
  /** Who sends mostly sends again. */
  #last: number | string | undefined;

  /** Whether this one is new. */
  met(key: number | string): boolean {
    if (key === this.#last) return false;
    this.#last = key;
    if (this.#known.has(key)) return false;
    const [oldest] = this.#known.size < mostSenders ? [] : this.#known;
    if (oldest !== undefined) this.#known.delete(oldest);
    this.#known.add(key);
    this.count++;
    return true;
  }
}
