// echo_figures: what echo-bench tells — how far it is, and the table at the end.
//
// It knows what was counted, and nothing of sockets.

import type { Context, Maybe, Value } from "../../lib/command.ts";
import type { Load, Work } from "./echo_load.ts";
import type { Endpoint } from "./places.ts";
import { rounded } from "./words.ts";

/** What was measured, and how. */
export interface Measurement extends Work {
  readonly connections: number;
  /** How many of them were made. */
  readonly opened: number;
  readonly endpoint: Endpoint;
  /** For how long. */
  readonly ms: number;
}

/** Tells how far it is: on a terminal one line, which the next one replaces. */
export class Progress {
  readonly #load: Load;
  readonly #context: Context;
  readonly #duration: number;
  /** How often, in milliseconds: at the prompt every line stays. */
  readonly interval: number;

  /** @param duration in seconds */
  constructor(load: Load, duration: number, context: Context) {
    this.#load = load;
    this.#context = context;
    this.#duration = duration;
    this.interval = context.input.fd === undefined ? 1000 : 200;
  }

  tell(ms: number): Maybe<void> {
    const { messages } = this.#load;
    return this.#context.report({
      kind: "event",
      event: "progress",
      text: {
        en: "{seconds} of {duration} s: {perSecond} messages/s",
        pt: "{seconds} de {duration} s: {perSecond} mensagens/s",
      },
      values: {
        seconds: Math.round(ms / 100) / 10,
        duration: this.#duration,
        messages,
        perSecond: ms === 0 ? 0 : Math.round(messages / ms * 1000),
      },
      passing: true,
    });
  }
}

/** The words of the table. */
const words = {
  en: {
    head:
      "{connections} {connections:connection|connections} to {address} ({protocol}), {size} {size:byte|bytes} a message",
    underWay: ", {inFlight} in flight on each",
    rates: ["", "total", "per second"],
    messages: "messages",
    bytes: "bytes",
    times: "round trip, ms",
    most: "max",
    end: "{seconds} s; errors: {errors}",
    lost: "; without a reply: {lost}",
    late: "; late or repeated: {late}",
    closed: "connection closed",
    different: "different bytes",
  },
  pt: {
    head:
      "{connections} {connections:conexão|conexões} com {address} ({protocol}), {size} {size:byte|bytes} por mensagem",
    underWay: ", {inFlight} em trânsito em cada uma",
    rates: ["", "total", "por segundo"],
    messages: "mensagens",
    bytes: "bytes",
    times: "ida e volta, ms",
    most: "máx",
    end: "{seconds} s; erros: {errors}",
    lost: "; sem resposta: {lost}",
    late: "; atrasadas ou repetidas: {late}",
    closed: "conexão encerrada",
    different: "bytes diferentes",
  },
};

const percentiles = [50, 90, 99, 99.9];

/** What a load came to, as numbers. */
function figures(
  load: Load,
  { connections, opened, inFlight, size, endpoint, ms }: Measurement,
): Record<string, Value> {
  const { messages, times, lost, late, errors } = load;
  const { address, protocol } = endpoint;
  return {
    ...{
      address,
      protocol,
      connections,
      opened,
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
export function tellResult(
  load: Load,
  measurement: Measurement,
  json: boolean,
  context: Context,
): Maybe<void> {
  const values = figures(load, measurement);
  return context.report({
    kind: "event",
    event: "result",
    text: { en: table(load, values, "en"), pt: table(load, values, "pt") },
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
