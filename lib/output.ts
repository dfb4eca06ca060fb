// output: the one writer of the process — whole texts to a descriptor, continued after partial writes.
//
// A reader that takes its time must not keep signals from being heard: `out` and `err` write what the
// descriptor takes at once and wait for the rest beside the event loop. A terminal is written by `now`.
// Colours reach terminals only, also when one of the two streams is one and the other is a file.

import { getColorEnabled, stripAnsiCode } from "@std/fmt/colors";
import { constant } from "./abi/mod.ts";
import { RunLost } from "./errors.ts";
import type { Bytes, Libc } from "./libc.ts";
import type { Maybe } from "./sockets/mod.ts";
import { encode } from "./values.ts";

/** Standard output cannot be written any more: `code` is the errno's name, EPIPE when its reader left. */
export class OutputLost extends RunLost {
  constructor(readonly code: string) {
    super(code);
  }
}

/** As much as a pipe that poll calls writable takes without blocking (PIPE_BUF, pipe(7)). */
const portion = 4096;

/** What a pipe may hold for everybody (/proc/sys/fs/pipe-max-size), in bytes. */
const widePipe = 2 ** 20;

/** After the signal a reader has that long to take what waits for it. */
const graceMilliseconds = 1000;

/** How standard output takes bytes from a loop. */
interface Door {
  /** What is written to, and what poll tells of. */
  readonly fd: number;
  /** It is asked whether there is room before each portion: to write more could block. */
  readonly cautious: boolean;
}

/** Writes to standard output and standard error. */
export class Output {
  readonly #libc: Libc;
  readonly #signal: AbortSignal | undefined;
  /** What is still being written to a descriptor: its texts keep their order. */
  readonly #pending = new Map<number, Promise<void>>();
  /** The signal came and nobody took what was left: what is said from now on reaches nobody. */
  #abandoned = false;
  /** The terminal's last line is one that the next text replaces. */
  #passing = false;
  /** The terminal's last line has no end yet: a message begins one of its own. */
  #midLine = false;
  #door: Door | undefined;
  /** Called once, when the first results are written: from then on others know that the run has begun. */
  written: (() => void) | undefined;

  /** @param signal gives up what a reader does not take */
  constructor(libc: Libc, signal?: AbortSignal) {
    this.#libc = libc;
    this.#signal = signal;
  }

  /**
   * Writes results.
   *
   * @throws {OutputLost} when nobody can take them; where the signal has come and nobody does, they are dropped
   */
  out(text: string): Maybe<void> {
    this.written?.();
    this.written = undefined;
    return this.#inOrder(1, this.#encoded(1, text));
  }

  /** Shows a line that the next text replaces; nothing where standard output is no terminal. */
  passing(line: string): Maybe<void> {
    if (!isTerminal(1)) return;
    const written = this.out(line);
    this.#passing = true;
    return written;
  }

  /**
   * Writes results that are no text.
   *
   * @throws {OutputLost} as `out` does
   */
  bytes(data: Bytes): Maybe<void> {
    if (data.length > 0 && isTerminal(1)) this.#midLine = data.at(-1) !== 0x0a;
    return this.#inOrder(1, data);
  }

  /** The terminal has shown ^C where the cursor was. */
  interrupted(): void {
    this.#midLine = isTerminal(1);
  }

  /** Enter was pressed: the terminal's cursor stands at the start of a line. */
  entered(): void {
    this.#midLine = false;
  }

  /** The descriptor to wait for room on, for who offers bytes. */
  get fd(): number {
    return (this.#door ??= this.#open()).fd;
  }

  /**
   * Writes results that are no text, as many bytes as are taken at once, and waits for nothing: how many. Texts
   * that still wait are not waited for either.
   *
   * @throws {OutputLost} when nobody can take them
   */
  offer(data: Bytes): number {
    const { fd, cautious } = this.#door ??= this.#open();
    if (cautious) return this.#portions(fd, data, 0);
    for (let done = 0;;) {
      const rest = done === 0 ? data : data.subarray(done);
      const written = this.#libc.write(fd, rest, rest.length);
      if (written < 0 && !again(this.#lost(written))) throw this.#lost(written);
      if (written > 0) done += written;
      if (written <= 0 || done === data.length) return done;
    }
  }

  /**
   * A file takes everything. A pipe is opened once more: that this descriptor does not block concerns nobody else
   * who writes to the pipe, as it would if the one that was handed over were changed.
   */
  #open(): Door {
    const { system } = this.#libc;
    if (this.#libc.position(1) >= 0) return { fd: 1, cautious: false };
    const F_GETPIPE_SZ = system.constants.get("F_GETPIPE_SZ");
    const size = F_GETPIPE_SZ === undefined ? -1 : this.#libc.fcntl(1, F_GETPIPE_SZ, 0);
    if (size < 0) return { fd: 1, cautious: true };
    // Who reads and who writes take turns less often; where it is not allowed, it stays as it is.
    if (size < widePipe) this.#libc.fcntl(1, constant(system, "F_SETPIPE_SZ"), widePipe);
    const flags = ["O_WRONLY", "O_NONBLOCK", "O_CLOEXEC"].reduce(
      (all, name) => all | constant(system, name),
      0,
    );
    const fd = this.#libc.open("/proc/self/fd/1", flags, 0);
    return fd < 0 ? { fd: 1, cautious: true } : { fd, cautious: false };
  }

  /** Gives back what was opened to write to standard output; that itself stays open. */
  close(): void {
    if (this.#door !== undefined && this.#door.fd !== 1) this.#libc.close(this.#door.fd);
    this.#door = undefined;
  }

  /** Writes errors; a standard error that is gone is nobody's concern. */
  err(text: string): Maybe<void> {
    try {
      const written = this.#inOrder(2, this.#encoded(2, text));
      return written?.catch(() => {});
    } catch (error) {
      if (!(error instanceof OutputLost)) throw error;
    }
  }

  /**
   * Writes to standard output and blocks until it is taken: for a terminal.
   *
   * @throws {OutputLost}
   */
  now(text: string): void {
    const answer = this.#libc.writeAll(1, encode(text));
    if (answer < 0) throw this.#lost(answer);
  }

  #inOrder(fd: number, data: Bytes): Promise<void> | undefined {
    const before = this.#pending.get(fd);
    if (data.length === 0 || this.#abandoned) return before;
    const written = before === undefined ? this.#portions(fd, data, 0) : 0;
    if (written === data.length) return undefined;
    // Whoever handed the bytes over may use their room again.
    const rest = data.slice(written);
    const pending = before === undefined ? this.#rest(fd, rest) : before.then(() => this.#rest(fd, rest));
    this.#pending.set(fd, pending);
    const done = () => {
      if (this.#pending.get(fd) === pending) this.#pending.delete(fd);
    };
    pending.then(done, done);
    return pending;
  }

  /** A text as bytes, without colours where they reach no terminal; it replaces a line that is passing. */
  #encoded(fd: number, text: string): Bytes {
    if (!isTerminal(fd)) return encode(getColorEnabled() ? stripAnsiCode(text) : text);
    if (text === "") return encode(text);
    const begins = this.#passing ? "\r\x1b[K" : this.#midLine ? "\n" : "";
    this.#passing = false;
    this.#midLine = !text.endsWith("\n");
    return encode(begins + text);
  }

  /** Writes portion by portion as long as there is room: how far it came. */
  #portions(fd: number, data: Bytes, from: number): number {
    const POLLOUT = constant(this.#libc.system, "POLLOUT");
    let done = from;
    while (done < data.length && this.#libc.ready(fd, POLLOUT) !== 0) {
      const part = data.subarray(done, done + portion);
      const written = this.#libc.write(fd, part, part.length);
      if (written >= 0) done += written;
      else if (!again(this.#lost(written))) throw this.#lost(written);
    }
    return done;
  }

  /** Goes on when there is room. A reader that is only slow gets what was said before the signal, and right after. */
  async #rest(fd: number, data: Bytes): Promise<void> {
    const POLLOUT = constant(this.#libc.system, "POLLOUT");
    let deadline = Infinity;
    for (let done = this.#portions(fd, data, 0); done < data.length;) {
      const { outcome } = deadline === Infinity
        ? await this.#libc.poller.wait(fd, POLLOUT, undefined, this.#signal)
        : await this.#libc.poller.wait(fd, POLLOUT, deadline - performance.now());
      if (outcome === "timeout") this.#abandoned = true;
      if (this.#abandoned) return;
      if (outcome === "interrupted") deadline = performance.now() + graceMilliseconds;
      else done = this.#portions(fd, data, done);
    }
  }

  #lost(answer: number): OutputLost {
    return new OutputLost(this.#libc.system.errnoNames.get(-answer) ?? String(-answer));
  }
}

function isTerminal(fd: number): boolean {
  return (fd === 1 ? Deno.stdout : Deno.stderr).isTerminal();
}

/**
 * Writes to an open file: 0, or the negated errno. What has no position (ESPIPE) is a pipe, a socket or a terminal:
 * whoever reads it could keep even a signal from being heard.
 */
export function logged(libc: Libc, fd: number, data: Bytes): number {
  const position = libc.position(fd);
  return position < 0 ? position : libc.writeAll(fd, data);
}

/** The width of the terminal; one that has none counts as 80. */
export function terminalColumns(): number {
  try {
    return Deno.consoleSize().columns || 80;
  } catch {
    return 80;
  }
}

function again({ code }: OutputLost): boolean {
  return code === "EAGAIN" || code === "EINTR";
}
