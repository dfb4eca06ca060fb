// pipe_trace: what went through, for those who look on — a dump with direction and time, and a log in a file.
//
// A log that cannot be written is said once; what goes through does not depend on it.

import {
  after,
  type Bytes,
  type Context,
  Failure,
  type Maybe,
  quoteWord,
  type Scope,
  type Socket,
} from "../../lib/command.ts";
import { clockTime, counted } from "./words.ts";

/** Which way bytes went: `<` came from the peer, `>` went to it. */
type Direction = "<" | ">";

/** What is to be looked at. */
export interface Looking {
  /** Dump what goes through. */
  readonly hex: boolean;
  readonly log: Log | undefined;
}

const noFile = {
  en: "{path} cannot be the log: it is no file, and whoever reads it could hold everything up",
  pt: "{path} não pode ser o registro: não é um arquivo, e quem o lê poderia travar tudo",
};

/** The file that keeps what went through. What it held before is kept until there is a connection. */
export class Log {
  readonly path: string;
  readonly #scope: Scope;

  private constructor(path: string, scope: Scope) {
    this.path = path;
    this.#scope = scope;
  }

  /**
   * Makes sure that a file can be written, by calls a user could type.
   *
   * @throws {SystemError} what open answered
   * @throws {Failure} when it is something whose reader would have to be waited for
   */
  static async open(path: string, scope: Scope, context: Context): Promise<Log> {
    await scope.run(`probe = open ${quoteWord(path)} O_WRONLY|O_CREAT`);
    const answer = context.output.log(scope.socket("probe").fd, new Uint8Array(0));
    await scope.run("close probe");
    if (answer < 0) throw new Failure(noFile, { path });
    return new Log(path, scope);
  }

  /** The file, empty. */
  begin(): Maybe<Socket> {
    const opened = this.#scope.run(`log = open ${quoteWord(this.path)} O_WRONLY|O_CREAT|O_TRUNC`);
    return after(opened, () => this.#scope.socket("log"));
  }
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
  /** The log, until it is begun. */
  #planned: Log | undefined;
  #log: Socket | undefined;
  #incomplete = false;
  /** How many bytes went each way. */
  readonly #offsets = { "<": 0, ">": 0 };

  constructor(context: Context, { hex, log }: Looking) {
    this.#context = context;
    this.#hex = hex;
    this.#planned = log;
    this.#path = log?.path ?? "";
  }

  /** Whether what goes through is dumped. */
  get dumps(): boolean {
    return this.#hex;
  }

  /** There is a peer: the log begins, unless it has. */
  begin(): Maybe<void> {
    const planned = this.#planned;
    if (planned === undefined) return;
    this.#planned = undefined;
    return after(planned.begin(), (file) => {
      this.#log = file;
    });
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
    const shown = this.#show(direction, data.length, lines);
    if (told === undefined) return shown;
    return shown === undefined ? told : Promise.all([told, shown]).then(() => {});
  }

  /** Standard output is for the data, unless somebody is to read it. */
  #show(direction: Direction, bytes: number, lines: readonly string[]): Maybe<void> {
    const dump = lines.join("\n");
    // A value would be shown without its ends of lines, so that the dump is the text; what looks like the name of a
    // value in it is none.
    const text = dump.replaceAll("{", "{brace}");
    return this.#context.report({
      kind: "event",
      event: direction === "<" ? "received" : "sent",
      text: { en: text, pt: text },
      values: { bytes, dump, ...(text === dump ? {} : { brace: "{" }) },
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

/** `14:03:05.123 < 18 bytes`, the local time, and below it `00000000  48 69 0a … |Hi.|`: where in the direction. */
function dump(direction: Direction, data: Bytes, offset: number): string[] {
  const now = new Date();
  const milliseconds = String(now.getMilliseconds()).padStart(3, "0");
  // The log has no language: the word is the same in both.
  const { en: size } = counted(data.length, "byte");
  const lines = [`${clockTime(now)}.${milliseconds} ${direction} ${size}`];
  for (let at = 0; at < data.length; at += width) {
    const row = data.subarray(at, at + width);
    const left = Array.from(row.subarray(0, 8), hex).join(" ").padEnd(23);
    const right = Array.from(row.subarray(8), hex).join(" ").padEnd(23);
    const letters = Array.from(row, (byte) => byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".");
    lines.push(`${(offset + at).toString(16).padStart(8, "0")}  ${left}  ${right}  |${letters.join("")}|`);
  }
  return lines;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
