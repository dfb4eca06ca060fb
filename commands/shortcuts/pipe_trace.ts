// pipe_trace: what went through, for those who look on — a dump with direction and time, and a log in a file.
//
// A log that cannot be written is said once; what goes through does not depend on it.

import { type Bytes, type Context, Failure, type Maybe, type Socket } from "../../lib/command.ts";

/** Which way bytes went: `<` came from the peer, `>` went to it. */
type Direction = "<" | ">";

/** What is to be looked at. */
export interface Looking {
  /** Dump what goes through. */
  readonly hex: boolean;
  /** The open file, and its path. */
  readonly log: { readonly file: Socket; readonly path: string } | undefined;
}

const unwritable = {
  en: "the log {path} cannot be written any more ({code}); the connection goes on without it",
  pt: "não é mais possível escrever o registro {path} ({code}); a conexão continua sem ele",
};

const diskFull = {
  en: "the disk with the log {path} is full ({code}); the connection goes on without it",
  pt: "o disco do registro {path} está cheio ({code}); a conexão continua sem ele",
};

const incomplete = {
  en: "{path} holds only a part of what went through",
  pt: "{path} contém só uma parte do que passou",
};

const encoder = new TextEncoder();

/** Looks at what goes through. A promise it gives has to be waited for before there is more to look at. */
export class Trace {
  readonly #context: Context;
  readonly #hex: boolean;
  readonly #path: string;
  #log: Socket | undefined;
  #incomplete = false;
  /** How many bytes went each way. */
  readonly #offsets = { "<": 0, ">": 0 };

  constructor(context: Context, { hex, log }: Looking) {
    this.#context = context;
    this.#hex = hex;
    this.#log = log?.file;
    this.#path = log?.path ?? "";
  }

  received(data: Bytes): Maybe<void> {
    return this.#see("<", data);
  }

  sent(data: Bytes): Maybe<void> {
    return this.#see(">", data);
  }

  /** @throws {Failure} when the log is not whole */
  finish(): void {
    if (this.#incomplete) throw new Failure(incomplete, { path: this.#path });
  }

  #see(direction: Direction, data: Bytes): Maybe<void> {
    if (!this.#hex) return this.#write(data);
    const lines = dump(direction, data, this.#offsets[direction]);
    this.#offsets[direction] += data.length;
    const told = this.#write(encoder.encode(`${lines.join("\n")}\n`));
    const shown = lines.map((line) => this.#show(direction, line)).filter((shown) => shown !== undefined);
    if (told === undefined && shown.length === 0) return undefined;
    return Promise.all([told, ...shown]).then(() => {});
  }

  /** Standard output is for the data, unless somebody is to read it. */
  #show(direction: Direction, line: string): Maybe<void> {
    return this.#context.report({
      kind: "event",
      event: direction === "<" ? "received" : "sent",
      text: { en: "{line}", pt: "{line}" },
      values: { line },
      to: this.#context.output.terminal ? "out" : "err",
    });
  }

  #write(data: Bytes): Maybe<void> {
    if (this.#log === undefined || data.length === 0) return;
    const answer = this.#context.output.log(this.#log.fd, data);
    if (answer >= 0) return;
    this.#log = undefined;
    this.#incomplete = true;
    const code = this.#context.system.errnoNames.get(-answer) ?? String(-answer);
    return this.#context.report({
      kind: "event",
      event: "log-lost",
      text: code === "ENOSPC" ? diskFull : unwritable,
      values: { path: this.#path, code },
      to: "err",
    });
  }
}

/** Bytes in a line of the dump. */
const width = 16;

/** `14:03:05.123 < 00000000  48 69 0a … |Hi.|`: the local time, the direction, where in it the bytes are. */
function dump(direction: Direction, data: Bytes, offset: number): string[] {
  const now = new Date();
  const two = (number: number) => String(number).padStart(2, "0");
  const clock = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(":");
  const begin = `${clock}.${String(now.getMilliseconds()).padStart(3, "0")} ${direction}`;
  const lines: string[] = [];
  // An empty datagram is something, too.
  for (let at = 0; at < Math.max(1, data.length); at += width) {
    const row = data.subarray(at, at + width);
    const left = Array.from(row.subarray(0, 8), hex).join(" ").padEnd(23);
    const right = Array.from(row.subarray(8), hex).join(" ").padEnd(23);
    const letters = Array.from(row, (byte) => byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".");
    lines.push(
      `${begin} ${(offset + at).toString(16).padStart(8, "0")}  ${left}  ${right}  |${letters.join("")}|`,
    );
  }
  return lines;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
