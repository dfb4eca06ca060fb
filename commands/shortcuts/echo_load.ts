// echo_load: many connections that each send a message as soon as one has come back, and what comes of it.
//
// A closed loop: every connection keeps so many messages in flight, and no more. What comes back is compared with
// what was sent, byte for byte. The clock is looked at once an event. It opens nothing and tells nothing.

import {
  type Bytes,
  type Connection,
  type Datagrams,
  type DatagramService,
  type Reactor,
  type Service,
  type Socket,
  type SystemError,
} from "../../lib/command.ts";
import { Histogram } from "./echo_histogram.ts";
import { type Comparison, greeting, pattern, period } from "./echo_message.ts";

/** What is sent. */
export interface Work {
  readonly size: number;
  /** How many messages are in flight on each connection. */
  readonly inFlight: number;
}

/** For so long the loop's other business waits at most, in milliseconds. */
const stepMilliseconds = 5;

/** What both kinds of load have in common: the figures. */
export abstract class Load {
  protected readonly reactor: Reactor;
  protected readonly work: Work;
  protected readonly compare: Comparison;
  readonly times: Histogram = new Histogram();
  messages = 0;
  /** Connections on which something can still be said. */
  alive = 0;
  /** Messages without a reply. */
  lost = 0;
  /** Messages that came back when the time was over, but not too late to be awaited. */
  overtime = 0;
  /** Datagrams that came when they counted as lost, or once more. */
  late = 0;
  /** What went wrong, by the name of the errno or `closed` or `different`; and how often. */
  readonly errors: Map<string, number> = new Map();
  /** The time is over: what is in flight still comes in and counts no more. */
  protected stopping = false;

  constructor(reactor: Reactor, work: Work, compare: Comparison) {
    this.reactor = reactor;
    this.work = work;
    this.compare = compare;
  }

  /** Adds a connected socket. */
  abstract add(socket: Socket): void;
  /** Sends the first messages. */
  abstract start(): void;
  /** Sends no more; the loop ends when everything is back, or when it has taken too long. */
  abstract finish(milliseconds: number): void;

  /** Does something long step by step: in between the loop tells what has come, and signals are heard. */
  protected inSteps(steps: Iterator<void>, done: () => void): void {
    const until = performance.now() + stepMilliseconds;
    while (!steps.next().done) {
      if (performance.now() < until) continue;
      this.reactor.after(0, () => this.inSteps(steps, done));
      return;
    }
    done();
  }

  /** Counts something that went wrong. */
  count(what: string): void {
    this.errors.set(what, (this.errors.get(what) ?? 0) + 1);
  }
}

// --- Streams -----------------------------------------------------------------------------------

/** As much is sent, and received, at once. */
const pieceSize = 65536;

/** Both directions of a connection, in bytes since its beginning. */
class Flow {
  /** How much is to be sent: whole messages. */
  due = 0;
  sent = 0;
  received = 0;
  /** The connection has failed. */
  over = false;
  /** When the messages in flight were sent: a ring. */
  readonly times: Float64Array;

  /** @param start where in the pattern it begins: every connection has its own, so that mixed-up ones are noticed */
  constructor(readonly connection: Connection, readonly start: number, inFlight: number) {
    this.times = new Float64Array(inFlight);
  }
}

/** Load on connected streams: the pattern without an end, cut into messages of one length. */
export class StreamLoad extends Load implements Service {
  readonly #flows: Flow[] = [];
  readonly #pattern = pattern(pieceSize + period);
  /** The pattern from each of its letters on, in the lengths that are asked for again and again. */
  readonly #pieces = new Map<number, Bytes[]>();
  #inFlight = 0;

  constructor(reactor: Reactor, work: Work, compare: Comparison) {
    super(reactor, work, compare);
    for (const length of [Math.min(pieceSize, work.size), work.size % pieceSize]) {
      this.#pieces.set(length, []);
    }
  }

  override add(socket: Socket): void {
    const connection = this.reactor.connection(socket, this, { recvSize: pieceSize });
    const flow = new Flow(connection, this.#flows.length, this.work.inFlight);
    connection.state = flow;
    this.#flows.push(flow);
    this.alive++;
  }

  override start(): void {
    this.inSteps(this.#first(), () => {});
  }

  *#first(): Generator<void> {
    for (const flow of this.#flows) {
      if (this.stopping) return;
      if (!flow.over) this.#ask(flow, this.work.inFlight, performance.now());
      yield;
    }
  }

  /** Sends further messages. */
  #ask(flow: Flow, count: number, now: number): void {
    const { size, inFlight } = this.work;
    this.#inFlight += count;
    for (let i = 0; i < count; i++) {
      flow.times[flow.due / size % inFlight] = now;
      flow.due += size;
    }
    this.#push(flow);
  }

  /** Sends what is due, until the kernel takes no more. */
  #push(flow: Flow): void {
    while (flow.sent < flow.due) {
      const piece = this.#piece(flow.start + flow.sent, Math.min(pieceSize, flow.due - flow.sent));
      flow.sent += piece.length;
      if (!flow.connection.send(piece)) return;
    }
  }

  /** So many bytes of the pattern, from some place on. */
  #piece(place: number, length: number): Bytes {
    const from = place % period;
    const pieces = this.#pieces.get(length);
    if (pieces === undefined) return this.#pattern.subarray(from, from + length);
    return pieces[from] ??= this.#pattern.subarray(from, from + length);
  }

  drained(connection: Connection): void {
    this.#push(connection.state as Flow);
  }

  received(connection: Connection, data: Bytes): void {
    const now = performance.now();
    const flow = connection.state as Flow;
    const { size, inFlight } = this.work;
    const end = flow.received + data.length;
    const expected = this.#piece(flow.start + flow.received, data.length);
    if (end > flow.sent || this.compare(data, expected) >= 0) return this.#fail(flow, "different");

    const whole = Math.floor(end / size) - Math.floor(flow.received / size);
    if (whole > 0 && !this.stopping) {
      let number = Math.floor(flow.received / size);
      for (let i = 0; i < whole; i++) this.times.add(now - flow.times[number++ % inFlight]!);
      this.messages += whole;
    }
    flow.received = end;
    if (whole === 0) return;
    if (this.stopping) this.overtime += whole;
    this.#inFlight -= whole;
    if (!this.stopping) this.#ask(flow, whole, now);
    else if (this.#inFlight === 0) this.reactor.stop();
  }

  ended({ state }: Connection): void {
    this.#fail(state as Flow, "closed");
  }

  closed({ state }: Connection, error: SystemError | undefined): void {
    if (error !== undefined) this.#fail(state as Flow, error.code);
  }

  #fail(flow: Flow, what: string): void {
    this.count(what);
    this.alive--;
    const missing = Math.ceil((flow.due - flow.received) / this.work.size);
    this.lost += missing;
    this.#inFlight -= missing;
    flow.due = flow.sent = flow.received = 0;
    flow.over = true;
    flow.connection.destroy();
    if (this.alive === 0 || (this.stopping && this.#inFlight === 0)) this.reactor.stop();
  }

  override finish(milliseconds: number): void {
    this.stopping = true;
    if (this.#inFlight === 0) return this.reactor.stop();
    this.reactor.after(milliseconds, () => {
      this.lost += this.#inFlight;
      this.reactor.stop();
    });
  }
}

// --- Datagrams ---------------------------------------------------------------------------------

/** A datagram begins with its number. */
export const numberSize = 4;

/** How often it is looked whether a reply is overdue, in milliseconds. */
const lookMilliseconds = 20;

/** What is in flight on one socket: in each of its slots one datagram. */
class Window {
  /** The number of the datagram that is awaited; the next one has inFlight more, so that its slot is known by it. */
  readonly awaited: Uint32Array;
  /** When it was sent; Infinity: it was not. */
  readonly times: Float64Array;

  constructor(readonly datagrams: Datagrams, inFlight: number) {
    this.awaited = Uint32Array.from({ length: inFlight }, (_, slot) => slot);
    this.times = new Float64Array(inFlight).fill(Infinity);
  }
}

/** Load on connected datagram sockets. A reply is sent again with another number, and so all replies that came at once. */
export class DatagramLoad extends Load implements DatagramService {
  readonly #sockets = new Map<Datagrams, Window>();
  /** How long a reply may take, in milliseconds. */
  readonly #patience: number;
  /** The numbers stop here, below where a number of 32 bits would begin again: no slot gets another's number. */
  readonly #numbers: number;
  /** A reply goes back as it lies there, to the address it came from; many of them with one call. */
  readonly #sendsBack: boolean;
  readonly #message: Bytes;
  readonly #rest: Bytes;
  readonly #greeting = new TextEncoder().encode(greeting);

  constructor(reactor: Reactor, work: Work, compare: Comparison, patience: number, sendsBack: boolean) {
    super(reactor, work, compare);
    this.#patience = patience;
    this.#sendsBack = sendsBack;
    this.#numbers = Math.floor(2 ** 32 / work.inFlight) * work.inFlight;
    this.#message = pattern(work.size);
    this.#rest = this.#message.subarray(numberSize);
  }

  override add(socket: Socket): void {
    // One byte more shows a reply that is too long.
    const datagrams = this.reactor.datagrams(socket, this, { recvSize: this.work.size + 1 });
    this.#sockets.set(datagrams, new Window(datagrams, this.work.inFlight));
    this.alive++;
  }

  override start(): void {
    this.inSteps(this.#first(), () => this.#look());
  }

  *#first(): Generator<void> {
    for (const window of this.#sockets.values()) {
      for (let slot = 0; slot < this.work.inFlight; slot++) {
        if (this.stopping) return;
        this.#send(window, slot, performance.now());
        yield;
      }
    }
  }

  #send({ datagrams, awaited, times }: Window, slot: number, now: number): void {
    times[slot] = now;
    write(this.#message, awaited[slot]!);
    datagrams.send(this.#message);
  }

  received(datagrams: Datagrams, count: number): void {
    const now = performance.now();
    const { size, inFlight } = this.work;
    const { awaited, times } = this.#sockets.get(datagrams)!;
    for (let i = 0; i < count; i++) {
      const data = datagrams.data(i);
      const number = data.length < numberSize ? -1 : read(data);
      const slot = number % inFlight;
      if (data.length !== size || this.compare(data.subarray(numberSize), this.#rest) >= 0) {
        if (this.compare(data, this.#greeting) < 0) this.late++;
        else this.count("different");
      } else if (number !== awaited[slot] || times[slot] === Infinity) {
        this.late++;
      } else {
        if (this.stopping) this.overtime++;
        else {
          this.times.add(now - times[slot]!);
          this.messages++;
        }
        const next = awaited[slot] = (number + inFlight) % this.#numbers;
        times[slot] = this.stopping ? Infinity : now;
        if (this.stopping) continue;
        write(data, next);
        if (this.#sendsBack) datagrams.reply(i);
        else datagrams.send(data);
      }
    }
  }

  failed(_: Datagrams, error: SystemError): void {
    this.count(error.code);
  }

  /** Sends anew where a reply did not come in time. */
  #look(): void {
    this.reactor.after(lookMilliseconds, () =>
      this.inSteps(this.#overdue(), () => {
        if (this.stopping && this.#isOver()) this.reactor.stop();
        else this.#look();
      }));
  }

  *#overdue(): Generator<void> {
    for (const window of this.#sockets.values()) {
      const now = performance.now();
      for (let slot = 0; slot < this.work.inFlight; slot++) {
        if (now - window.times[slot]! < this.#patience) continue;
        this.lost++;
        window.awaited[slot] = (window.awaited[slot]! + this.work.inFlight) % this.#numbers;
        if (this.stopping) window.times[slot] = Infinity;
        else {
          this.#send(window, slot, performance.now());
          yield;
        }
      }
      yield;
    }
  }

  #isOver(): boolean {
    return [...this.#sockets.values()].every(({ times }) => times.every((time) => time === Infinity));
  }

  override finish(): void {
    this.stopping = true;
  }
}

function write(datagram: Bytes, number: number): void {
  for (let i = 0; i < numberSize; i++) datagram[i] = number >>> (8 * i);
}

function read(datagram: Bytes): number {
  return (datagram[0]! | datagram[1]! << 8 | datagram[2]! << 16 | datagram[3]! << 24) >>> 0;
}
