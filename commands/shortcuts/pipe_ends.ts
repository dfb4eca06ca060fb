// pipe_ends: standard input and output in the loop — what is read when somebody takes it, and written when there is room.
//
// Neither ever waits: input that nobody takes stays where it is, output that nobody reads is told, so that whoever
// brings it can stop. Both hold one chunk at most. They know nothing of sockets.

import {
  type Bytes,
  cutLetter,
  type DataOutput,
  gathered,
  type Input,
  type Maybe,
  type Reactor,
  SystemError,
} from "../../lib/command.ts";
import { constant, type System } from "../../lib/abi/mod.ts";

const LF = 0x0a;
const CR = 0x0d;

// --- Input -------------------------------------------------------------------------------------

/** Who takes what standard input brings. */
export interface Taker {
  /** The bytes are there during the call only. The answer is whether more may follow before `resume`. */
  take(chunk: Bytes): boolean;
  /** There is no more. */
  ended(): void;
  /** Nothing can be read or written. */
  failed(error: unknown): void;
}

/** Standard input, or what is typed at the prompt: for one taker after the other. */
export class Feed {
  /** There is no more, for nobody. */
  ended = false;
  readonly #reactor: Reactor;
  readonly #input: Input;
  readonly #most: number | undefined;
  readonly #newlines: Newlines | undefined;
  readonly #POLLIN: number;
  #taker: Taker | undefined;
  #watched = false;
  #paused = false;
  /** Ends a read that waits: nobody does any more. */
  #until = new AbortController();
  #asking: Promise<void> | undefined;
  /** What came when its taker had just gone. */
  #kept: Bytes | undefined;

  /**
   * @param most how many bytes a chunk may have
   * @param crlf each end of a line becomes CR LF
   */
  constructor(
    reactor: Reactor,
    input: Input,
    system: System,
    { most, crlf }: { readonly most: number | undefined; readonly crlf: boolean },
  ) {
    this.#reactor = reactor;
    this.#input = input;
    this.#most = most;
    this.#newlines = crlf ? new Newlines() : undefined;
    this.#POLLIN = constant(system, "POLLIN");
  }

  /** Whether what it has comes without a pause: a file. Somebody who types may never type again. */
  get kind(): "file" | "typed" | "stream" {
    if (this.#input.typed || this.#input.fd === undefined) return "typed";
    return this.#input.stored ? "file" : "stream";
  }

  /** Hands chunks to a taker, until close. */
  open(taker: Taker): void {
    this.#taker = taker;
    this.#paused = false;
    const kept = this.#kept;
    this.#kept = undefined;
    if (kept !== undefined) this.#paused = !taker.take(kept);
    if (this.ended) return taker.ended();
    if (this.#input.fd === undefined) return this.#read();
    try {
      this.#reactor.watch(this.#input.fd, this.#paused ? 0 : this.#POLLIN, () => this.#read());
      this.#watched = true;
    } catch (error) {
      // A program may be started without standard input.
      if (!(error instanceof SystemError)) throw error;
      this.#end();
    }
  }

  /** The taker takes more. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    if (this.#watched) this.#watch();
    else this.#read();
  }

  /** Nobody takes chunks any more; what is being waited for is given up. */
  async close(): Promise<void> {
    this.#taker = undefined;
    this.#unwatch();
    this.#until.abort();
    await this.#asking;
    this.#until = new AbortController();
  }

  #watch(): void {
    const waits = !this.#paused && this.#asking === undefined;
    if (this.#watched) this.#reactor.change(this.#input.fd!, waits ? this.#POLLIN : 0);
  }

  #unwatch(): void {
    if (this.#watched) this.#reactor.unwatch(this.#input.fd!);
    this.#watched = false;
  }

  #read(): void {
    // That the other end of a pipe is gone is told also while nobody reads.
    if (this.#paused || this.#taker === undefined || this.#asking !== undefined || this.ended) return;
    const chunk = this.#input.read(this.#until.signal, this.#most);
    if (!(chunk instanceof Promise)) return this.#given(chunk);
    // Typed at the prompt, or somebody else read what was announced.
    const signal = this.#until.signal;
    this.#asking = chunk.then((chunk) => {
      this.#asking = undefined;
      if (chunk !== undefined || !signal.aborted) this.#given(chunk);
      if (this.#watched) this.#watch();
      else this.#read();
    }).catch((error) => this.#taker?.failed(error));
    this.#watch();
  }

  #given(chunk: Bytes | undefined): void {
    if (chunk === undefined) return this.#end();
    const data = this.#newlines?.over(chunk) ?? chunk;
    if (this.#taker === undefined) this.#kept = data.slice();
    else if (!this.#taker.take(data)) {
      this.#paused = true;
      this.#watch();
    }
  }

  #end(): void {
    this.ended = true;
    this.#unwatch();
    this.#taker?.ended();
  }
}

/** Makes CR LF of each LF that has no CR before it, across chunks, too. */
class Newlines {
  #last = 0;

  over(chunk: Bytes): Bytes {
    let last = this.#last;
    this.#last = chunk[chunk.length - 1] ?? last;
    let bare = 0;
    for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, at + 1)) {
      if ((at === 0 ? last : chunk[at - 1]) !== CR) bare++;
    }
    if (bare === 0) return chunk;
    const longer = new Uint8Array(chunk.length + bare);
    let end = 0;
    for (const byte of chunk) {
      if (byte === LF && last !== CR) longer[end++] = CR;
      longer[end++] = last = byte;
    }
    return longer;
  }
}

// --- Output ------------------------------------------------------------------------------------

/** How long the beginning of a letter waits for its end before it is shown as the bytes it is, in milliseconds. */
const letterMilliseconds = 50;

/** Standard output, or the prompt's terminal. */
export class Drain {
  readonly #reactor: Reactor;
  readonly #output: DataOutput;
  readonly #raw: boolean;
  readonly #drained: () => void;
  readonly #failed: (error: unknown) => void;
  readonly #POLLOUT: number;
  /** `performance.now()` of the last time something of what waited was written. */
  moved = 0;
  /** What waits to be written. */
  #rest: Bytes[] = [];
  /** How many writes are waited for. */
  #writing = 0;
  /** The beginning of a letter. */
  #cut: Bytes | undefined;
  #cancel: (() => void) | undefined;

  /**
   * @param raw to a terminal, too, bytes go as they are
   * @param drained is told when everything is written that write did not write at once
   * @param failed is told what a write that waited came to, if it failed
   */
  constructor(
    reactor: Reactor,
    output: DataOutput,
    system: System,
    raw: boolean,
    drained: () => void,
    failed: (error: unknown) => void,
  ) {
    this.#reactor = reactor;
    this.#output = output;
    this.#raw = raw || !output.terminal;
    this.#drained = drained;
    this.#failed = failed;
    this.#POLLOUT = constant(system, "POLLOUT");
  }

  /** Whether nothing waits to be written. */
  get idle(): boolean {
    return this.#rest.length === 0 && this.#writing === 0;
  }

  /** Writes: whether everything is out. What is not is copied, and follows. */
  write(data: Bytes): boolean {
    const { sink } = this.#output;
    if (this.#raw && sink !== undefined) return this.#offer(data);
    const written = this.put(data);
    if (!(written instanceof Promise)) return this.idle;
    this.#writing++;
    written.then(() => {
      this.#writing--;
      this.moved = performance.now();
      if (this.idle) this.#drained();
    }).catch(this.#failed);
    return false;
  }

  /** Writes in order; the promise, if it takes one, has to be waited for before more is written. */
  put(data: Bytes): Maybe<void> {
    return this.#output.write(this.#raw ? data : this.#whole(data), this.#raw);
  }

  /** Shows what was held back. */
  finish(): Maybe<void> {
    this.#cancel?.();
    const cut = this.#cut;
    this.#cut = undefined;
    if (cut !== undefined) return this.#output.write(cut);
  }

  /** Waits for no room any more; what still waits to be written is lost. */
  close(): void {
    this.#cancel?.();
    if (this.#rest.length > 0) this.#reactor.unwatch(this.#output.sink!.fd);
    this.#rest = [];
  }

  #offer(data: Bytes): boolean {
    const sink = this.#output.sink!;
    if (this.#rest.length > 0) {
      this.#rest.push(data.slice());
      return false;
    }
    const taken = sink.offer(data);
    if (taken === data.length) return true;
    this.#rest = [data.slice(taken)];
    this.#reactor.watch(sink.fd, this.#POLLOUT, () => this.#flush());
    return false;
  }

  #flush(): void {
    const sink = this.#output.sink!;
    for (let first = this.#rest[0]; first !== undefined; first = this.#rest[0]) {
      const taken = sink.offer(first);
      if (taken > 0) this.moved = performance.now();
      if (taken < first.length) {
        this.#rest[0] = first.subarray(taken);
        return;
      }
      this.#rest.shift();
    }
    this.#reactor.unwatch(sink.fd);
    this.#drained();
  }

  /** The bytes without the beginning of a letter at their end, which waits for the rest of it. */
  #whole(data: Bytes): Bytes {
    this.#cancel?.();
    const all = this.#cut === undefined ? data : gathered([this.#cut, data], this.#cut.length + data.length);
    const cut = cutLetter(all);
    this.#cut = cut === 0 ? undefined : all.slice(all.length - cut);
    if (cut > 0) this.#cancel = this.#reactor.after(letterMilliseconds, () => this.finish());
    return all.subarray(0, all.length - cut);
  }
}
