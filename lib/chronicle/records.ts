// records: the calls that are kept of a session, within bounds however long it goes on.
//
// What opens and closes a conversation is kept as it was. Of many sends and receives the latest are; those before them
// are summed up, so that it is known how much there was. Only of what goes beyond that nothing is known any more.

import { type Address, formatAddress } from "../abi/address.ts";
import type { Socket } from "../sockets/mod.ts";
import type { Call } from "../chronicle.ts";

/** As many of the latest calls of a socket stay as they are, and as many others besides. */
const latest = 500;
const others = 500;
/** Of those others as many are the first ones, whatever came in between. */
const first = 50;
/** As many calls are kept of all sockets. */
const mostOfAll = 50_000;

/** What is kept of one socket. */
interface Record {
  calls: Call[];
  /** Some calls are neither there nor in a sum. */
  partial: boolean;
}

/** The calls of the sockets of one session. */
export class Records {
  readonly #records = new Map<Socket, Record>();
  readonly #partial = new WeakSet<Socket>();
  #size = 0;
  #forgotten = 0;

  /** Adds a call; what accept returned takes its call along. */
  add(call: Call): void {
    const owner = call.made ?? call.socket;
    const record = this.#records.get(owner) ?? { calls: [], partial: false };
    if (record.calls.length === 0) this.#records.set(owner, record);
    record.calls.push(call);
    this.#size++;
    // Now and then those that are too many are summed up or dropped, all at once.
    if (record.calls.length >= 2 * (latest + others)) this.#condense(record);
    if (this.#size >= 2 * mostOfAll) this.#forget();
  }

  /** All calls, in the order they began. */
  all(): Call[] {
    return [...this.#records.values()].flatMap(({ calls }) => calls).sort((a, b) => a.began - b.began);
  }

  /** Whether some calls of a socket are not known, nor summed up. */
  partial(socket: Socket): boolean {
    return this.#partial.has(socket) || this.#records.get(socket)?.partial === true;
  }

  /** How many sockets were dropped with all their calls. */
  get forgotten(): number {
    return this.#forgotten;
  }

  #condense(record: Record): void {
    const before = record.calls.length;
    const kept = summed(record.calls.slice(0, -latest));
    record.partial ||= kept.length > others;
    const fitting = kept.length > others ? [...kept.slice(0, first), ...kept.slice(first - others)] : kept;
    record.calls = [...fitting, ...record.calls.slice(-latest)];
    this.#size += record.calls.length - before;
  }

  /** Drops the sockets that came first: those that are closed, and only then the others. */
  #forget(): void {
    const closed = [...this.#records].filter(([{ fd }]) => fd < 0);
    const open = [...this.#records].filter(([{ fd }]) => fd >= 0);
    for (const [socket, { calls }] of [...closed, ...open]) {
      if (this.#size <= mostOfAll) return;
      this.#records.delete(socket);
      this.#size -= calls.length;
      // What is still open goes on, as one of which some calls are not known.
      if (socket.fd < 0) this.#forgotten++;
      this.#partial.add(socket);
    }
  }
}

/** Calls of which those that move data, and those that failed, are added up by what they have in common. */
function summed(calls: readonly Call[]): Call[] {
  const sums = new Map<string, number>();
  const kept: Call[] = [];
  for (const call of calls) {
    const key = keyOf(call);
    const at = key === undefined ? undefined : sums.get(key);
    if (key === undefined || at === undefined) {
      if (key !== undefined) sums.set(key, kept.length);
      kept.push(call);
    } else kept[at] = sumOf(kept[at]!, call);
  }
  return kept;
}

/** What two calls have in common that may be added up; undefined for those that stay by themselves. */
function keyOf({ deed, error, count, local, peer, other }: Call): string | undefined {
  const moves = deed === "send" || deed === "receive";
  // The end of the stream is no data.
  if (error === undefined && !(moves && count !== 0)) return undefined;
  const counted = count === undefined ? "" : "counted";
  return [deed, error ?? "", counted, ...[local, peer ?? other].map(shown)].join(" ");
}

function shown(address: Address | undefined): string {
  return address === undefined ? "" : formatAddress(address);
}

function sumOf(one: Call, other: Call): Call {
  const count = one.count === undefined ? undefined : one.count + (other.count ?? 0);
  return { ...other, began: one.began, times: one.times + other.times, count };
}
