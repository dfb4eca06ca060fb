// files: whole files read and written through open, read and write, however slow the other end is.

import { constant, encodePollfds, errnoNumber, type System } from "../abi/mod.ts";
import type { Poller } from "./poller.ts";
import type { symbols } from "./symbols.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** More bytes than this are no file that anybody meant to read. */
const largest = 2 ** 24;

/** The calls that read and write; each answers the negated errno when it fails. */
interface Streams {
  open(pathname: string, flags: number, mode: number): number;
  read(fd: number, buf: Bytes, count: number): number;
  write(fd: number, buf: Bytes, count: number): number;
}

/** Reading and writing whole files with those calls. */
export interface Files {
  /**
   * Reads a whole file through open and read (Deno refuses /proc, /dev/stdin and pipes by name).
   *
   * @param source a path, or a descriptor that is already open and stays open
   * @param limit more bytes than this are an error (EFBIG)
   * @returns the bytes, or the negated errno
   */
  readFile(source: string | number, limit?: number): Bytes | number;
  /**
   * Reads a whole file as readFile does, beside the event loop: a pipe whose writer takes its time keeps
   * nobody from interrupting.
   *
   * @returns the bytes, or the negated errno; EINTR when the signal came
   */
  readFilePatiently(path: string, signal: AbortSignal, limit?: number): Promise<Bytes | number>;
  /** Writes everything, waiting where a descriptor is non-blocking; 0 or the negated errno. */
  writeAll(fd: number, data: Bytes): number;
}

/** The functions for whole files, made of the calls for parts of them. */
export function filesOf(
  system: System,
  { open, read, write }: Streams,
  c: Pick<Deno.StaticForeignLibraryInterface<typeof symbols>, "close" | "poll">,
  poller: Poller,
): Files {
  const EINTR = -errnoOf(system, "EINTR");
  const EAGAIN = -errnoOf(system, "EAGAIN");
  const EFBIG = -errnoOf(system, "EFBIG");
  const O_RDONLY = constant(system, "O_RDONLY");
  const O_NONBLOCK = constant(system, "O_NONBLOCK");

  /** Blocks the whole process until a descriptor is ready. */
  const block = (fd: number, events: "POLLIN" | "POLLOUT") =>
    c.poll(encodePollfds([{ fd, events: constant(system, events) }]), 1n, -1);

  return {
    readFile(source, limit = largest) {
      const fd = typeof source === "number" ? source : open(source, O_RDONLY, 0);
      if (fd < 0) return fd;
      const contents = new Contents(limit, EFBIG);
      let answer: number;
      do {
        answer = contents.take((room) => read(fd, room, room.length));
        // A descriptor somebody else left non-blocking is read to its end all the same.
        if (answer === EAGAIN) block(fd, "POLLIN");
      } while (answer > 0 || answer === EAGAIN || answer === EINTR);
      if (typeof source === "string") c.close(fd);
      return answer < 0 ? answer : contents.bytes();
    },

    async readFilePatiently(path, signal, limit = largest) {
      const fd = open(path, O_RDONLY | O_NONBLOCK, 0);
      if (fd < 0) return fd;
      const contents = new Contents(limit, EFBIG);
      let answer: number;
      do {
        const { outcome } = await poller.wait(fd, constant(system, "POLLIN"), undefined, signal);
        answer = outcome === "interrupted" ? EINTR : contents.take((room) => read(fd, room, room.length));
      } while (answer > 0 || answer === EAGAIN);
      c.close(fd);
      return answer < 0 ? answer : contents.bytes();
    },

    writeAll(fd, data) {
      for (let done = 0; done < data.length;) {
        const written = write(fd, data.subarray(done), data.length - done);
        if (written >= 0) done += written;
        else if (written === EAGAIN) block(fd, "POLLOUT");
        else if (written !== EINTR) return written;
      }
      return 0;
    },
  };
}

/** An errno this file is written with. */
function errnoOf(system: System, name: string): number {
  const number = errnoNumber(system, name);
  if (number === undefined) throw new Error(`no errno ${name} on ${system.os}`);
  return number;
}

/** What is read of a file, in one buffer that grows. */
class Contents {
  #whole: Bytes = new Uint8Array(65536);
  #length = 0;

  /** @param limit more bytes than this are the error `tooMuch` */
  constructor(readonly limit: number, readonly tooMuch: number) {}

  /** Reads once into the room that is left: how much came, 0 at the end, or the negated errno. */
  take(read: (room: Bytes) => number): number {
    if (this.#length > this.limit) return this.tooMuch;
    if (this.#length === this.#whole.length) {
      const larger = new Uint8Array(this.#whole.length * 2);
      larger.set(this.#whole);
      this.#whole = larger;
    }
    const answer = read(this.#whole.subarray(this.#length));
    if (answer > 0) this.#length += answer;
    return answer;
  }

  bytes(): Bytes {
    return this.#whole.subarray(0, this.#length);
  }
}
