// hosts: the text of addresses that are met again and again.
//
// Of a table of sockets or a capture, most entries share a few hosts. Those that were written lately are not written
// again. What is no address of IP is not known here.

import { formatIPv4, formatIPv6 } from "./address.ts";
import { u32 } from "./headers.ts";

/** Of IPv4, by the address as a number. */
const written = new Map<number, string>();
const mostWritten = 4096;

/** The dotted quad of an address as a number in host byte order. */
export function ipv4Text(number: number): string {
  const known = written.get(number);
  if (known !== undefined) return known;
  if (written.size >= mostWritten) written.clear();
  const text = formatIPv4(Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number));
  written.set(number, text);
  return text;
}

/** Of IPv6: each has a place that its bytes decide, four numbers and a text; who comes later takes the place. */
const places = 1024;
const numbers = new Uint32Array(places * 4);
const texts = new Array<string>(places).fill("");

/** The text of the sixteen bytes at `at`, as {@linkcode formatIPv6} writes it. */
export function ipv6Text(bytes: Uint8Array, at: number): string {
  const a = u32(bytes, at);
  const b = u32(bytes, at + 4);
  const c = u32(bytes, at + 8);
  const d = u32(bytes, at + 12);
  const place = Math.imul(a ^ Math.imul(b, 31) ^ Math.imul(c, 17) ^ d, 0x9e3779b1) >>> 22;
  const first = place * 4;
  const known = texts[place]!;
  const same = numbers[first] === a && numbers[first + 1] === b && numbers[first + 2] === c &&
    numbers[first + 3] === d;
  if (same && known !== "") return known;
  numbers[first] = a;
  numbers[first + 1] = b;
  numbers[first + 2] = c;
  numbers[first + 3] = d;
  return texts[place] = formatIPv6(bytes, at);
}
