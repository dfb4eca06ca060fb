// running: one capture from its start to its end — the ring is emptied as packets come, and those that are wanted are
// written.
//
// The session goes on meanwhile. A capture ends when it is stopped, or when its file takes nothing more.

import { PORTS, portsOf } from "../abi/packet.ts";
import type { Time } from "../abi/pcapng.ts";
import { linkTypeOf, type RingPacket } from "../abi/ring.ts";
import type { SystemError } from "../errors.ts";
import type { Libc } from "../libc.ts";
import { CaptureFile } from "./file.ts";
import { OwnPorts } from "./own.ts";
import { handedOver, PacketSocket } from "./socket.ts";
import type { Summary, Wanted } from "./summary.ts";

/** After so many packets others have their turn. */
const portion = 20_000;

/** As many fragmented packets are remembered, whose later parts have no ports. */
const mostFragmented = 1024;

/** A capture that runs. */
export class Running {
  readonly #libc: Libc;
  readonly #socket: PacketSocket;
  readonly #file: CaptureFile;
  readonly #own: OwnPorts | undefined;
  readonly #control = new AbortController();
  /** Interfaces by their numbers: their places in the file, and how packets begin there. */
  readonly #interfaces = new Map<number, { readonly id: number; readonly linkType: number }>();
  readonly #ports = new Int32Array(PORTS.size);
  readonly #fragmented = new Set<number>();
  readonly #began = Date.now();
  #looked = 0;
  /** What came of it, once it has ended. */
  #result: Summary | undefined;
  #problem: SystemError | undefined;
  /** Fulfilled when it has ended, by itself or not. */
  readonly over: Promise<void>;

  private constructor(
    libc: Libc,
    socket: PacketSocket,
    file: CaptureFile,
    own: OwnPorts | undefined,
    readonly place: {
      readonly interface: string;
      /** Its number; 0 for all interfaces. */
      readonly index: number;
      readonly wanted: Wanted;
      readonly nameOf: (index: number) => string;
    },
  ) {
    this.#libc = libc;
    this.#socket = socket;
    this.#file = file;
    this.#own = own;
    if (place.index !== 0) this.#describe({ index: place.index, link: socket.linkOf(place.interface) });
    this.over = this.#follow();
  }

  /**
   * Starts one.
   *
   * @param own the ports of the session, where only its packets are wanted; closed with the capture
   * @throws {SystemError} EPERM without CAP_NET_RAW; what the file's open(2) answers
   */
  static start(
    libc: Libc,
    place: Running["place"] & { readonly loopback: number; readonly file: string },
    own: OwnPorts | undefined,
    application: string,
  ): Running {
    const socket = PacketSocket.open(libc, place);
    try {
      const file = CaptureFile.open(libc, place.file, application);
      return new Running(libc, socket, file, own, place);
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  /** What came of it so far. */
  get summary(): Summary {
    if (this.#result !== undefined) return this.#result;
    const { interface: name, wanted } = this.place;
    const { path, written } = this.#file;
    const problem = this.#file.problem ?? this.#problem;
    const dropped = this.#socket.dropped;
    return {
      interface: name,
      file: path,
      wanted,
      packets: written,
      dropped,
      problem,
      began: this.#began,
      ended: undefined,
    };
  }

  /** Waits until what has passed by now is in the file. */
  async settle(): Promise<void> {
    await this.#libc.poller.wait(-1, 0, handedOver);
    this.#take();
  }

  /** Ends it, with what has passed by now; what came of it. */
  async stop(): Promise<Summary> {
    await this.settle();
    return this.close();
  }

  /** Ends it at once; what came of it. */
  close(): Summary {
    if (this.#result !== undefined) return this.#result;
    this.#control.abort();
    this.#take();
    const { dropped } = this.#socket;
    const [start, end] = [timeOf(this.#began), timeOf(Date.now())];
    for (const { id } of this.#interfaces.values()) {
      this.#file.statistics({ received: this.#looked, dropped, start, end }, id);
    }
    this.#file.flush();
    this.#result = { ...this.summary, ended: Date.now() };
    this.#file.close();
    this.#socket.close();
    this.#own?.close();
    return this.#result;
  }

  /** Takes what comes until it is stopped, or nothing more can come or be written. */
  async #follow(): Promise<void> {
    const { signal } = this.#control;
    while (!signal.aborted) {
      this.#problem = await this.#socket.readable(signal);
      if (signal.aborted) return;
      if (this.#problem === undefined && this.#take(portion)) await this.#libc.turn();
      if (this.#problem !== undefined || this.#file.problem !== undefined) this.close();
    }
  }

  /** Writes what is there; whether there is more. Of a capture that has ended the memory is gone. */
  #take(most?: number): boolean {
    if (this.#result !== undefined) return false;
    this.#own?.update();
    const more = this.#socket.drain((packet, memory) => this.#look(packet, memory), most);
    this.#file.flush();
    return more;
  }

  #look(packet: RingPacket, memory: Uint8Array): void {
    this.#looked++;
    const { id, linkType } = this.#interfaces.get(packet.index) ?? this.#describe(packet);
    if (this.#isWanted(packet, memory, linkType)) this.#file.add(packet, memory, id);
  }

  /** The first packet of an interface: from now on the file knows it. */
  #describe(
    { index, link }: Pick<RingPacket, "index" | "link">,
  ): { readonly id: number; readonly linkType: number } {
    const described = { id: this.#interfaces.size, linkType: linkTypeOf(link) };
    this.#interfaces.set(index, described);
    this.#file.describe(this.place.nameOf(index), described.linkType);
    return described;
  }

  #isWanted({ at, captured }: RingPacket, memory: Uint8Array, linkType: number): boolean {
    const { wanted } = this.place;
    if (wanted === "all") return true;
    const ports = this.#ports;
    portsOf(linkType, memory, at, captured, ports);
    const fragment = ports[PORTS.fragment] === 1;
    const source = ports[PORTS.source]!;
    if (source < 0) return fragment && this.#fragmented.has(ports[PORTS.identification]!);
    const ours = this.#isPort(source) || this.#isPort(ports[PORTS.destination]!);
    if (ours && fragment) this.#remember(ports[PORTS.identification]!);
    return ours;
  }

  #isPort(port: number): boolean {
    return this.#own === undefined
      ? port === this.place.wanted
      : this.#own.has(this.#ports[PORTS.protocol]!, port);
  }

  #remember(identification: number): void {
    if (this.#fragmented.size >= mostFragmented) this.#fragmented.clear();
    this.#fragmented.add(identification);
  }
}

function timeOf(milliseconds: number): Time {
  return { seconds: Math.floor(milliseconds / 1000), nanoseconds: milliseconds % 1000 * 1_000_000 };
}
