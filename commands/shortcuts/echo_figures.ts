// echo_figures: what echo-bench tells — how far it is, and the table at the end.
//
// It knows what was counted, and nothing of sockets.

import type { Context, Maybe, Value } from "../../lib/command.ts";
import type { Load, Work } from "./echo_load.ts";
import { rounded } from "./echo_replies.ts";
import type { Place } from "./places.ts";

/** What was measured, and how. */
export interface Setting extends Work {
  readonly connections: number;
  readonly place: Place;
  /** For how long. */
  readonly ms: number;
  /** What takes the progress away again. */
  readonly clearing: string;
}

/** Tells how far it is: on a terminal one line, written anew each time. */
export class Progress {
  readonly #load: Load;
  readonly #context: Context;
  readonly #duration: number;
  /** The prompt has its own way with lines. */
  readonly #rewrites: boolean;
  #told = false;

  /** @param duration in seconds */
  constructor(load: Load, duration: number, context: Context) {
    this.#load = load;
    this.#context = context;
    this.#duration = duration;
    this.#rewrites = context.input.fd !== undefined;
  }

  /** How often, in milliseconds. */
  get interval(): number {
    return this.#rewrites ? 200 : 1000;
  }

  /** What takes the line away again. */
  get clearing(): string {
    return this.#rewrites && this.#told ? "\x1b[1A\r\x1b[J" : "";
  }

  tell(ms: number): Maybe<void> {
    const { messages } = this.#load;
    const { clearing } = this;
    this.#told = true;
    return this.#context.report({
      kind: "event",
      event: "progress",
      text: {
        en: `${clearing}{seconds} of {duration} s: {perSecond} messages/s`,
        pt: `${clearing}{seconds} de {duration} s: {perSecond} mensagens/s`,
      },
      values: {
        seconds: Math.round(ms / 100) / 10,
        duration: this.#duration,
        messages,
        perSecond: ms === 0 ? 0 : Math.round(messages / ms * 1000),
      },
    });
  }
}

/** The words of the table. */
const words = {
  en: {
    head: "{connections} connections to {address} ({protocol}), {size} bytes a message",
    underWay: ", {inFlight} under way on each",
    rates: ["", "total", "per second"],
    messages: "messages",
    bytes: "bytes",
    times: "round trip, ms",
    most: "max",
    end: "{seconds} s; errors: {errors}",
    lost: "; without a reply: {lost}",
    late: "; late or repeated: {late}",
    closed: "connection closed",
    different: "different bytes came back",
  },
  pt: {
    head: "{connections} conexões com {address} ({protocol}), {size} bytes por mensagem",
    underWay: ", {inFlight} a caminho em cada uma",
    rates: ["", "total", "por segundo"],
    messages: "mensagens",
    bytes: "bytes",
    times: "ida e volta, ms",
    most: "máx",
    end: "{seconds} s; erros: {errors}",
    lost: "; sem resposta: {lost}",
    late: "; atrasadas ou repetidas: {late}",
    closed: "conexão encerrada",
    different: "voltaram outros bytes",
  },
};

const percentiles = [50, 90, 99, 99.9];

/** What a load came to, as numbers. */
function figures(load: Load, { connections, inFlight, size, place, ms }: Setting): Record<string, Value> {
  const { messages, times, lost, late, errors } = load;
  const { address, protocol } = place;
  return {
    ...{
      address,
      protocol,
      connections,
      size,
      inFlight,
      ms: rounded(ms),
      seconds: Math.round(ms / 10) / 100,
    },
    messages,
    bytes: messages * size,
    messagesPerSecond: Math.round(messages / ms * 1000),
    bytesPerSecond: Math.round(messages * size / ms * 1000),
    ...(messages === 0 ? {} : {
      min: rounded(times.min),
      avg: rounded(times.mean),
      ...Object.fromEntries(percentiles.map((percent) => [
        `p${percent}`.replace(".", ""),
        rounded(times.percentile(percent)),
      ])),
      max: rounded(times.max),
    }),
    errors: [...errors.values()].reduce((sum, count) => sum + count, 0),
    causes: [...errors],
    lost,
    late,
  };
}

/** The same as a table in one of the languages; names in braces stand for numbers. */
function table(load: Load, values: Record<string, Value>, language: keyof typeof words): string {
  const { messages, times, late, errors } = load;
  const { head, underWay, end, lost, ...w } = words[language];
  const named = (what: string) => what === "closed" || what === "different" ? w[what] : what;
  const causes = [...errors].map(([what, count]) => `${named(what)} ${count}`).join(", ");
  const all = [times.min, ...percentiles.map((percent) => times.percentile(percent)), times.max];
  return [
    head + (values["inFlight"] === 1 ? "" : underWay),
    ...columns([
      w.rates,
      [w.messages, String(messages), String(values["messagesPerSecond"])],
      [w.bytes, String(values["bytes"]), String(values["bytesPerSecond"])],
    ]),
    ...(messages === 0 ? [] : columns([
      ["", "min", ...percentiles.map((percent) => `p${percent}`), w.most],
      [w.times, ...all.map((ms) => ms.toFixed(3))],
    ])),
    end + (causes === "" ? "" : ` (${causes})`) + lost + (late === 0 ? "" : w.late),
  ].join("\n");
}

/** Tells the table, or everything in it as one object. */
export function tellResult(load: Load, setting: Setting, json: boolean, context: Context): Maybe<void> {
  const values = figures(load, setting);
  const text = (language: keyof typeof words) => setting.clearing + table(load, values, language);
  return context.report({
    kind: "event",
    event: "result",
    text: { en: text("en"), pt: text("pt") },
    values,
    json,
  });
}

/** Rows as lines: the first column to the left, the others, numbers, to the right. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row.map((cell, i) => i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)).join("   ").trimEnd()
  );
}
