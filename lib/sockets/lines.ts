// lines: rows of netstat's table as one text.
//
// Ten thousand rows are ordinary, and as many short strings cost more to collect than to write: what most rows are — a
// socket of TCP or UDP without a mark — is written into one buffer, digit by digit. It reads nothing and chooses nothing.

import { InetSocket } from "../abi/diag.ts";
import type { Row } from "./netstat.ts";

/** Bytes by which a buffer that is full grows at least. */
const more = 65536;

/** Columns of cells: how wide they are, and which stand at the right. */
export interface Columns {
  readonly widths: readonly number[];
  readonly right: readonly boolean[];
  /** The last one may be longer than a line. */
  readonly open: boolean;
}

/** Cells as a line; `whole` up to the end of the last column. */
export function lineOf(cells: readonly string[], { widths, right, open }: Columns, whole: boolean): string {
  let line = "";
  cells.forEach((cell, i) => {
    const width = open && i === cells.length - 1 ? 0 : widths[i]!;
    line += `${i > 0 ? " " : ""}${right[i] ? cell.padStart(width) : cell.padEnd(width)}`;
  });
  return whole ? line : line.trimEnd();
}

/** The widths of the columns, at least `least` each. `plain`: the sockets are TCP's and UDP's, without programs. */
export function widthsOf(rows: readonly Row[], least: readonly number[], plain: boolean): number[] {
  const widths = [...least];
  let received = 0;
  let unsent = 0;
  for (const row of rows) {
    const { socket } = row;
    if (plain && socket instanceof InetSocket && !socket.six) {
      // The addresses of IPv4 fit; of the queues the longest number counts.
      received = Math.max(received, socket.received);
      unsent = Math.max(unsent, socket.unsent);
      continue;
    }
    row.cells.forEach((cell, i) => {
      if (cell.length > widths[i]!) widths[i] = cell.length;
    });
  }
  widths[1] = Math.max(widths[1]!, digitsOf(received));
  widths[2] = Math.max(widths[2]!, digitsOf(unsent));
  return widths;
}

function digitsOf(number: number): number {
  let digits = 1;
  for (let rest = number; rest >= 10; rest = Math.floor(rest / 10)) digits++;
  return digits;
}

/** All rows as lines; `plain` as above. */
export function textOf(rows: readonly Row[], columns: Columns, plain: boolean): string {
  const writer = new LineWriter(columns);
  for (const row of rows) {
    if (plain && row.name === undefined && row.socket instanceof InetSocket) {
      writer.internet(row.socket, row.state, row.stream);
    } else writer.line(row.line);
  }
  return writer.text();
}

/** The bytes of names, states and hosts: they come again and again, and to copy them is quicker than to write them. */
const pieces = new Map<string, Uint8Array>();
const mostPieces = 4096;

function pieceOf(text: string): Uint8Array {
  const known = pieces.get(text);
  if (known !== undefined) return known;
  if (pieces.size >= mostPieces) pieces.clear();
  const piece = new TextEncoder().encode(text);
  pieces.set(text, piece);
  return piece;
}

class LineWriter {
  #bytes = new Uint8Array(more).fill(0x20);
  #at = 0;
  readonly #widths: readonly number[];

  constructor({ widths }: Columns) {
    this.#widths = widths;
  }

  /** A line that is a string already. */
  line(text: string): void {
    this.#room(text.length * 3 + 1);
    this.#at += new TextEncoder().encodeInto(text, this.#bytes.subarray(this.#at)).written;
    this.#bytes[this.#at++] = 0x0a;
  }

  /** A socket of TCP or UDP. */
  internet(socket: InetSocket, state: string, stream: boolean): void {
    const [proto, received, unsent, local, peer] = this.#widths as [number, number, number, number, number];
    this.#room(proto + received + unsent + local + peer + state.length + 8);
    const { six } = socket;
    let start = this.#at;
    this.#put(stream ? six ? "tcp6" : "tcp" : six ? "udp6" : "udp");
    start += proto + 1 + received;
    this.#digits(socket.received, start);
    start += 1 + unsent;
    this.#digits(socket.unsent, start);
    this.#at = start += 1;
    const { scope } = socket;
    this.#end(socket.localHost, scope, socket.localPort);
    this.#at = start += local + 1;
    this.#end(socket.peerHost, 0, socket.peerPort);
    if (state !== "") {
      this.#at = start + peer + 1;
      this.#put(state);
    }
    this.#bytes[this.#at++] = 0x0a;
  }

  text(): string {
    return new TextDecoder().decode(this.#bytes.subarray(0, this.#at));
  }

  /** Host and port as netstat writes them: `*` for a port that is none. */
  #end(host: string, scope: number, port: number): void {
    this.#put(host);
    if (scope !== 0) this.#put(`%${scope}`);
    this.#bytes[this.#at++] = 0x3a;
    if (port === 0) {
      this.#bytes[this.#at++] = 0x2a;
      return;
    }
    this.#at += port >= 10000 ? 5 : port >= 1000 ? 4 : port >= 100 ? 3 : port >= 10 ? 2 : 1;
    this.#digits(port, this.#at);
  }

  #put(text: string): void {
    const piece = pieceOf(text);
    this.#bytes.set(piece, this.#at);
    this.#at += piece.length;
  }

  /** A number whose last digit stands before `end`. */
  #digits(number: number, end: number): void {
    const bytes = this.#bytes;
    let rest = number;
    do {
      const tenth = Math.floor(rest / 10);
      bytes[--end] = 0x30 + rest - tenth * 10;
      rest = tenth;
    } while (rest > 0);
  }

  /** Makes room for as many bytes, blanks all of them. */
  #room(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const larger = new Uint8Array(this.#bytes.length * 2 + count + more).fill(0x20);
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}
