// echo_message: what the echo clients say — the pattern they send, how what comes back is compared with it, and
// the session that does one exchange by hand.
//
// It opens nothing and waits for nothing.

import { type Bytes, type Context, quoteWord } from "../../lib/command.ts";
import { type Endpoint, isStream } from "./places.ts";

/** Its length is a prime, so that it fits no size of a buffer and a piece that is missing shifts all that follows. */
const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxy";

/** After so many bytes the pattern repeats. */
export const period: number = letters.length;

/** So many bytes of the pattern, from one of its letters on. */
export function pattern(length: number, from = 0): Bytes {
  const bytes = new Uint8Array(length);
  const head = Math.min(period, length);
  for (let i = 0; i < head; i++) bytes[i] = letters.charCodeAt((from + i) % period);
  // What is there is copied behind itself, twice as much each time: whole periods, but for the last.
  for (let filled = head; filled < length; filled *= 2) bytes.copyWithin(filled, 0, length - filled);
  return bytes;
}

/** So much of a long pattern is made at once, in bytes: whole periods. */
const patternPiece = period * 2 ** 18;

/** The same, with pauses in which a signal is heard: a gigabyte takes seconds. What nobody wants any more is not finished. */
export async function longPattern(
  length: number,
  { signal, turn }: Pick<Context, "signal" | "turn">,
): Promise<Bytes> {
  if (length <= patternPiece) return pattern(length);
  const bytes = new Uint8Array(length);
  const piece = pattern(patternPiece);
  for (let filled = 0; filled < length && !signal.aborted; filled += patternPiece) {
    bytes.set(piece.subarray(0, length - filled), filled);
    await turn();
  }
  return bytes;
}

/** What echo-bench sends and receives once on each socket, before the clock runs. */
export const greeting = "socksh";

/** The first place where two stretches of bytes differ, or where the shorter one ends; -1 where they are equal. */
export type Comparison = (one: Bytes, other: Bytes) => number;

/** Compares at the speed of C. */
export async function comparison(): Promise<Comparison> {
  const { Buffer } = await import("node:buffer");
  return (one, other) => {
    if (Buffer.compare(one, other) === 0) return -1;
    let at = 0;
    while (at < one.length && one[at] === other[at]) at++;
    return at;
  };
}

// --- By hand -----------------------------------------------------------------------------------

/** The calls that connect an echo client, as a session. */
export function echoCalls({ socket, address, protocol }: Endpoint, timeout?: number): readonly string[] {
  return [
    `c = socket ${socket}`,
    // What is small is sent at once, also while an acknowledgement is on its way.
    ...(protocol === "TCP" ? ["setsockopt c IPPROTO_TCP TCP_NODELAY 1"] : []),
    ...(timeout === undefined ? [] : [`settimeout c ${timeout}`]),
    // Nobody can answer a datagram from a unix socket without a name; the kernel chooses one.
    ...(socket === "unixgram" ? ["bind c unix:"] : []),
    `connect c ${address}`,
  ];
}

/** As much is sent before it is received, by hand: more may fit into no buffer on the way. */
const pieceSize = 65536;

/** One exchange by hand: a text, or so many bytes of the pattern. */
export function exchangeCalls(endpoint: Endpoint, message: string | number): readonly string[] {
  const stream = isStream(endpoint);
  const size = typeof message === "number" ? message : new TextEncoder().encode(message).length;
  if (typeof message === "string" || !stream || size <= pieceSize) {
    const written = typeof message === "number" ? patternText(message) : quoted(message);
    return [`message = ${written}`, ...both("message", size, stream), "close c"];
  }
  const whole = Math.floor(size / pieceSize);
  const rest = size % pieceSize;
  return [
    `piece = ${patternText(pieceSize)}`,
    ...Array.from({ length: whole }, () => both("piece", pieceSize, stream)).flat(),
    ...(rest === 0 ? [] : [`rest = ${patternText(rest)}`, ...both("rest", rest, stream)]),
    "close c",
  ];
}

function both(name: string, size: number, stream: boolean): readonly string[] {
  return stream
    ? [`sendall c $${name}`, `recv c ${size} MSG_WAITALL => ${name}`]
    : [`send c $${name}`, `recv c 65536 => ${name}`];
}

/** The pattern as an expression. */
function patternText(length: number): string {
  const rest = `'${letters.slice(0, length % period)}'`;
  if (length < period) return rest;
  const whole = `'${letters}' * ${Math.floor(length / period)}`;
  return length % period === 0 ? whole : `${whole} + ${rest}`;
}

/** A word that stands alone would be a name. */
function quoted(text: string): string {
  const word = quoteWord(text);
  return word === text ? `'${text}'` : word;
}
