// capture: the packets of a session — captured into a file, and read out of a file again.
//
// Loaded when it is asked for first. What is shown is read from the file: what is not there is not told. It knows no
// terminal, and not what Wireshark is told.

import { decodePacket, type InternetAddress, type Packet } from "./abi/packet.ts";
import { type CapturedPacket, CaptureReader } from "./abi/capture_reader.ts";
import type { Time } from "./abi/pcapng.ts";
import { constant, errnoNumber, systemError } from "./abi/mod.ts";
import { InterruptedError, SystemError, UsageError } from "./errors.ts";
import type { Chronicle } from "./chronicle.ts";
import { Flows, type Seen } from "./capture/flows.ts";
import { missingPrivilege } from "./capture/privilege.ts";
import { OwnPorts } from "./capture/own.ts";
import { Running } from "./capture/running.ts";
import type { Summary, Wanted } from "./capture/summary.ts";
import type { Libc } from "./libc.ts";
import type { Sockets } from "./sockets/mod.ts";

export * from "./capture/summary.ts";
export type { Seen } from "./capture/flows.ts";

/** What is to be captured. */
export interface CaptureRequest {
  /** An interface's name, or "any" for all of them. */
  readonly interface: string;
  readonly file: string;
  readonly wanted: Wanted;
}

/** A packet of a file, and what it is. */
export interface CapturedRow {
  /** Its place in the file, counted from 1. */
  readonly number: number;
  /** Since 1970; undefined where the file does not tell it. */
  readonly time: Time | undefined;
  readonly packet: Packet;
  readonly seen: Seen;
}

/** What is in a capture file. */
export interface Contents {
  readonly file: string;
  /** The first packets and the last ones, where there are more than can be shown. */
  readonly rows: readonly CapturedRow[];
  /** How many packets there are. */
  readonly packets: number;
  /** It ends in the middle of a packet. */
  readonly truncated: boolean;
  /** Behind the packets stands something that is none. */
  readonly damaged: boolean;
  /** The display filter that shows these conversations in Wireshark; empty where there are none, or too many to name. */
  readonly filter: string;
}

/** What a session captured; the times in milliseconds since 1970. */
export interface Captured {
  readonly rows: readonly CapturedRow[];
  readonly began: number;
  /** Infinity while it goes on. */
  readonly ended: number;
  /** Packets were lost, or it ended by itself. */
  readonly incomplete: boolean;
}

/** Bytes that are read at once. */
const chunk = 2 ** 20;

/** As many packets are kept of the beginning, and of the end: for a list, and for diagrams. */
const kept = 1000;
const keptForDiagrams = 50_000;

/** As many conversations a filter names. */
const named = 6;

/** The captures of one session. */
export class Captures {
  readonly #libc: Libc;
  readonly #sockets: Sockets;
  readonly #chronicle: Chronicle | undefined;
  #running: Running | undefined;
  #last: Summary | undefined;

  /** @param chronicle tells which ports the session's calls used */
  constructor(libc: Libc, sockets: Sockets, chronicle: Chronicle | undefined) {
    this.#libc = libc;
    this.#sockets = sockets;
    this.#chronicle = chronicle;
  }

  /** What came of the capture that runs, or ran last; undefined before the first. */
  get summary(): Summary | undefined {
    return this.#running?.summary ?? this.#last;
  }

  /** Whether one was started that nobody has stopped. */
  get running(): boolean {
    return this.#running !== undefined;
  }

  /** Fulfilled when the capture that was started last has ended: the disk is full, its interface has gone, or it was stopped. */
  get over(): Promise<void> {
    return this.#running?.over ?? Promise.resolve();
  }

  /**
   * Starts a capture.
   *
   * @throws {SystemError} EPERM without CAP_NET_RAW, ENODEV for an interface that is not there, ENETDOWN for one that is
   *   down, and what the file's open(2) answers
   * @throws {UsageError} when one runs already
   */
  async start({ interface: name, file, wanted }: CaptureRequest): Promise<Summary> {
    const resolver = await this.#sockets.resolver();
    // From here on nothing is waited for: of two that start at once the second one finds the first.
    const { file: other, ended } = this.#running?.summary ?? {};
    if (other !== undefined && ended === undefined) {
      throw new UsageError("value", "capture.running", { file: other });
    }
    const index = name === "any" ? 0 : resolver.if_nametoindex(name);
    const nameOf = (index: number): string => {
      try {
        return resolver.if_indextoname(index);
      } catch (error) {
        if (error instanceof SystemError) return String(index);
        throw error;
      }
    };
    const loopback = resolver.if_nametoindex("lo");
    const own = wanted === "own" ? new OwnPorts(this.#libc, this.#sockets, this.#chronicle) : undefined;
    try {
      const place = { interface: name, index, loopback, file, wanted, nameOf };
      this.#running = Running.start(this.#libc, place, own, "socksh");
      return this.#running.summary;
    } catch (error) {
      own?.close();
      throw error instanceof SystemError && error.code === "EPERM" ? this.#explained(error, name) : error;
    }
  }

  /** Ends the capture that runs; @throws {UsageError} when none does */
  async stop(): Promise<Summary> {
    const running = this.#running;
    if (running === undefined) throw new UsageError("value", "capture.none");
    this.#running = undefined;
    return this.#last = await running.stop();
  }

  /**
   * What is in a file, or in that of the capture that runs or ran last.
   *
   * @param signal ends the reading
   * @throws {SystemError} what open(2) or read(2) answers; EINTR when the signal came
   * @throws {UsageError} when there was no capture, or it is no capture file
   */
  async contents(signal: AbortSignal, path?: string, most = kept): Promise<Contents> {
    const file = path ?? this.summary?.file;
    if (file === undefined) throw new UsageError("value", "capture.none");
    await this.#running?.settle();
    return await this.#read(file, signal, most);
  }

  /** The display filter for the capture that runs or ran last: empty where it has no packets; undefined where its file cannot be read any more. */
  async filter(signal: AbortSignal): Promise<string | undefined> {
    if (!this.summary?.packets) return "";
    try {
      return (await this.contents(signal)).filter;
    } catch (error) {
      if (isUnreadable(error)) return undefined;
      throw error;
    }
  }

  /** The packets of the capture that runs or ran last, and when that was; none where its file cannot be read any more. */
  async captured(signal: AbortSignal): Promise<Captured> {
    const { began = Infinity, ended = Infinity, dropped = 0, problem } = this.summary ?? {};
    const incomplete = dropped > 0 || problem !== undefined;
    if (this.summary === undefined) return { rows: [], began, ended, incomplete };
    try {
      return {
        rows: (await this.contents(signal, undefined, keptForDiagrams)).rows,
        began,
        ended,
        incomplete,
      };
    } catch (error) {
      if (isUnreadable(error)) return { rows: [], began, ended, incomplete };
      throw error;
    }
  }

  /** Ends what runs, at the end of the session. */
  async close(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (running !== undefined) this.#last = await running.stop();
  }

  /** Ends what runs at once, where nothing can be waited for. */
  abandon(): void {
    this.#last = this.#running?.close() ?? this.#last;
    this.#running = undefined;
  }

  async #read(file: string, signal: AbortSignal, most: number): Promise<Contents> {
    const libc = this.#libc;
    const flags = constant(libc.system, "O_RDONLY") | constant(libc.system, "O_CLOEXEC") |
      constant(libc.system, "O_NONBLOCK");
    const fd = libc.open(file, flags, 0);
    if (fd < 0) throw systemError(libc.system, "open", fd);
    const again = -(errnoNumber(libc.system, "EAGAIN") ?? 0);
    const reader = new CaptureReader();
    const gathered = new Gathered(most);
    try {
      for (;;) {
        const bytes = new Uint8Array(chunk);
        const length = libc.read(fd, bytes, chunk);
        // A pipe whose writer takes its time.
        if (length === again) {
          await libc.poller.wait(fd, constant(libc.system, "POLLIN"), undefined, signal);
          if (signal.aborted) throw this.#interrupted();
          continue;
        }
        if (length < 0) throw systemError(libc.system, "read", length);
        if (length === 0) break;
        for (const packet of reader.push(bytes.subarray(0, length))) gathered.add(packet);
        // A large file must not keep the session from hearing Ctrl-C.
        await libc.turn();
        if (signal.aborted) throw this.#interrupted();
      }
    } finally {
      libc.close(fd);
    }
    const { truncated, damaged, interfaces } = reader;
    // Not even the beginning of a capture is there.
    if (truncated && interfaces.length === 0) throw new UsageError("value", "capture.format");
    return { file, ...gathered.contents(), truncated, damaged };
  }

  #interrupted(): InterruptedError {
    return new InterruptedError("capture", errnoNumber(this.#libc.system, "EINTR") ?? 0, "EINTR");
  }

  /** EPERM with its reason: it may come from the socket, or from the file. */
  #explained({ call, number, code }: SystemError, name: string): SystemError {
    const advice = call === "open"
      ? { key: "capture.unalterable", values: {} }
      : call === "fchmod"
      ? { key: "capture.foreign", values: {} }
      : missingPrivilege(this.#libc.system, name, folders());
    return new SystemError(call, number, code, undefined, advice);
  }
}

/** A file was removed or changed, or was never one: that is no interruption, and no mistake of ours. */
function isUnreadable(error: unknown): boolean {
  const isKnown = error instanceof SystemError || error instanceof UsageError;
  return isKnown && !(error instanceof InterruptedError);
}

/** Where programs are looked for; a variable that is no UTF-8 counts as not set. */
function folders(): string | undefined {
  try {
    return Deno.env.get("PATH");
  } catch {
    return undefined;
  }
}

/** What is read of a file: every packet is looked at in order, the first and the last ones are kept. */
class Gathered {
  readonly #flows = new Flows();
  readonly #first: CapturedRow[] = [];
  readonly #last: CapturedRow[] = [];
  readonly #filters = new Set<string>();
  /** The conversation that began last. */
  #latest = 0;
  #count = 0;

  /** @param most how many are kept of the beginning, and of the end */
  constructor(readonly most: number) {}

  add({ linkType, bytes, wireLength, time }: CapturedPacket): void {
    const packet = decodePacket(linkType, bytes, wireLength);
    const seen = this.#flows.next(packet, time === undefined ? 0 : time.seconds + time.nanoseconds / 1e9);
    const row = { number: ++this.#count, time, packet, seen };
    if (this.#first.length < this.most) this.#first.push(row);
    else {
      this.#last.push(row);
      // Now and then those that are too many are dropped, all at once.
      if (this.#last.length >= 2 * this.most) this.#last.splice(0, this.most);
    }
    this.#filter(packet, seen);
  }

  contents(): Pick<Contents, "rows" | "packets" | "filter"> {
    const rows = [...this.#first, ...this.#last.slice(-this.most)];
    // A filter that named only some of them would hide the others.
    const filter = this.#filters.size > named ? "" : [...this.#filters].join(" || ");
    return { rows, packets: this.#count, filter };
  }

  /** A conversation is found by the port that its first packet went to. */
  #filter(packet: Packet, { conversation }: Seen): void {
    if (packet.kind !== "tcp" && packet.kind !== "udp") return;
    if (conversation === undefined || conversation <= this.#latest) return;
    this.#latest = conversation;
    const { port } = packet.destination as InternetAddress;
    if (this.#filters.size <= named) this.#filters.add(`${packet.kind}.port == ${port}`);
  }
}
