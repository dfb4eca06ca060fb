// input: what a command reads — standard input in chunks as they come, or line by line, and what is typed at the prompt.
//
// What is there is read at once; what is not is waited for beside the event loop, so that signals are heard.

import { constant, errnoNumber, systemError } from "./abi/mod.ts";
import type { Input } from "./command.ts";
import type { Bytes, Libc } from "./libc.ts";
import { gathered, type Maybe } from "./sockets/mod.ts";

/** As much is read at once: of a pipe what it may hold, of a file what stays in the processor's cache until it is sent. */
const chunkSize = 131072;
const fileChunkSize = 32768;

/** As much lies in a pipe that was full when it was read, and as much a pipe may hold for everybody (pipe(7)). */
const fullPipe = 65536;
const widePipe = 2 ** 20;

/** A line longer than this is handed out in pieces. */
const longestLine = 2 ** 24;

const newline = 0x0a;

/** What is typed at the prompt: line by line, and what one read leaves of a line is there for the next. */
export class TypedInput implements Input {
  readonly typed = true;
  readonly fd = undefined;
  readonly stored = false;
  readonly #type: Input["line"];
  #rest: Bytes = new Uint8Array(0);

  /** @param type has a line typed: without its end; undefined when it is given up */
  constructor(type: Input["line"]) {
    this.#type = type;
  }

  read(until?: AbortSignal, most = Infinity): Maybe<Bytes | undefined> {
    if (this.#rest.length > 0) return this.#take(most);
    return this.#type(until).then((line) => {
      if (line === undefined) return undefined;
      this.#rest = gathered([line, Uint8Array.of(newline)], line.length + 1);
      return this.#take(most);
    });
  }

  line(until?: AbortSignal, prompt?: string): Promise<Bytes | undefined> {
    if (this.#rest.length === 0) return this.#type(until, prompt);
    const rest = this.#take(Infinity);
    return Promise.resolve(rest.subarray(0, rest.length - 1));
  }

  #take(most: number): Bytes {
    const taken = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  }
}

/** Standard input. */
export class StandardInput implements Input {
  #fd: number | undefined;
  #size: number | undefined;
  readonly #libc: Libc;
  readonly #signal: AbortSignal;
  /** Where everything is read to; most runs read nothing. */
  #chunk: Bytes | undefined;
  /** What was read behind the last line that was handed out. */
  #rest: Bytes = new Uint8Array(0);
  readonly #again: readonly number[];
  readonly #end: readonly number[];
  #widened = false;

  /** @param signal ends every wait; what was waited for counts as the end of the input */
  constructor(libc: Libc, signal: AbortSignal) {
    this.#libc = libc;
    this.#signal = signal;
    const answers = (...names: string[]) => names.map((name) => -(errnoNumber(libc.system, name) ?? 0));
    this.#again = answers("EAGAIN", "EINTR");
    // A descriptor that is closed, or a terminal that is gone, gives nothing more either.
    this.#end = [0, ...answers("EBADF", "EIO")];
  }

  get typed(): boolean {
    return Deno.stdin.isTerminal();
  }

  get stored(): boolean {
    return this.#libc.position(0) >= 0;
  }

  get #largest(): number {
    return this.#size ??= this.stored ? fileChunkSize : chunkSize;
  }

  get fd(): number {
    return this.#fd ??= this.#open();
  }

  /**
   * What poll announced can be gone when it is read: Ctrl-C empties a terminal's line, others read the same pipe. A
   * read that then blocked would keep even the signal from being heard. So what is no file is opened once more: that
   * this descriptor does not block concerns nobody else.
   */
  #open(): number {
    if (this.stored) return 0;
    const { system } = this.#libc;
    const flags = ["O_RDONLY", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC"];
    const fd = this.#libc.open(
      "/proc/self/fd/0",
      flags.reduce((all, name) => all | constant(system, name), 0),
      0,
    );
    return fd < 0 ? 0 : fd;
  }

  /** Gives back what was opened to read; standard input itself stays open. */
  close(): void {
    if (this.#fd !== undefined && this.#fd !== 0) this.#libc.close(this.#fd);
    this.#fd = undefined;
  }

  read(until?: AbortSignal, most: number = this.#largest): Maybe<Bytes | undefined> {
    if (this.#rest.length > 0) {
      const rest = this.#rest.subarray(0, most);
      this.#rest = this.#rest.subarray(rest.length);
      return rest;
    }
    const { poller, system } = this.#libc;
    const POLLIN = constant(system, "POLLIN");
    if (this.#libc.ready(this.fd, POLLIN) !== 0) {
      const chunk = this.#chunk ??= new Uint8Array(chunkSize);
      const count = this.#libc.read(this.fd, chunk, Math.min(most, chunkSize));
      if (count === fullPipe && !this.#widened) this.#widen();
      if (count > 0) return chunk.subarray(0, count);
      if (this.#end.includes(count)) return undefined;
      if (!this.#again.includes(count)) {
        throw systemError(system, "read", count);
      }
    }
    const signal = until === undefined ? this.#signal : AbortSignal.any([this.#signal, until]);
    const waited = poller.wait(this.fd, POLLIN, undefined, signal);
    return waited.then(({ outcome }) => outcome === "ready" ? this.read(until, most) : undefined);
  }

  /** Who writes and who reads a pipe take turns less often; what is no pipe stays as it is. */
  #widen(): void {
    this.#widened = true;
    const F_SETPIPE_SZ = this.#libc.system.constants.get("F_SETPIPE_SZ");
    if (F_SETPIPE_SZ !== undefined) this.#libc.fcntl(this.fd, F_SETPIPE_SZ, widePipe);
  }

  #takeRest(): Bytes | undefined {
    if (this.#rest.length === 0) return undefined;
    const rest = this.#rest;
    this.#rest = new Uint8Array(0);
    return rest;
  }

  async line(until?: AbortSignal): Promise<Bytes | undefined> {
    const pieces: Bytes[] = [];
    for (let length = 0;;) {
      const chunk = this.#takeRest() ?? await this.read(until);
      if (chunk === undefined) {
        // The last line may have no end. One that was interrupted is none: it is there for who reads next.
        const cut = this.#signal.aborted || until?.aborted;
        if (cut) this.#rest = gathered(pieces, length);
        return cut || length === 0 ? undefined : gathered(pieces, length);
      }
      const end = chunk.indexOf(newline);
      const piece = chunk.slice(0, end < 0 ? chunk.length : end);
      pieces.push(piece);
      length += piece.length;
      if (end >= 0 || length >= longestLine) {
        if (end >= 0) this.#rest = chunk.subarray(end + 1);
        return gathered(pieces, length);
      }
    }
  }
}
