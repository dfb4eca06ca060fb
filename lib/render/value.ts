// value: how a value looks in an answer.
//
// Text and printable bytes stand quoted and escaped; other bytes as hexadecimal digits beside ASCII; what
// is long is cut, and its length is told. Nothing that is shown can act on the terminal.

import { formatAddress } from "../abi/address.ts";
import { escaped } from "../escape.ts";
import { type Language, sentence } from "../messages/mod.ts";
import { Socket } from "../sockets/mod.ts";
import { decode, isTuple, type Value } from "../values.ts";

/** As many characters of a text are shown. */
const lettersShown = 400;
/** As many bytes of a dump are shown. */
const bytesShown = 256;
/** As many elements of a tuple are shown. */
const itemsShown = 50;
const bytesPerLine = 16;

/** A value for the prompt; a dump of bytes takes several lines. */
export function shown(value: Value, language: Language): string {
  if (value === null) return "None";
  switch (typeof value) {
    case "string":
      return quoted(value, language);
    case "number":
      return String(value);
    case "boolean":
      return value ? "True" : "False";
    default:
      if (value instanceof Uint8Array) return bytes(value, language);
      if (isTuple(value)) return tuple(value, language);
      if (value.kind === "address") return escaped(formatAddress(value));
      if (value.fd < 0) return sentence(language, "answer.socket-closed", { name: value.name ?? "" });
      return sentence(language, "answer.socket", { name: value.name ?? "", fd: value.fd });
  }
}

function quoted(text: string, language: Language): string {
  if (text.length <= lettersShown) return `"${inside(text)}"`;
  const letters = [...text];
  if (letters.length <= lettersShown) return `"${inside(text)}"`;
  const cut = sentence(language, "answer.cut-letters", { length: letters.length });
  return `"${inside(letters.slice(0, lettersShown).join(""))}"${cut}`;
}

/** Escaped as between double quotes. */
function inside(text: string): string {
  return escaped(text.replaceAll("\\", "\\\\").replaceAll('"', '\\"'));
}

function bytes(value: Uint8Array, language: Language): string {
  const head = value.subarray(0, lettersShown);
  // The cut may fall into a letter: up to three bytes less then spell text again.
  const text = [0, 1, 2, 3].map((less) => decode(head.subarray(0, head.length - less))).find((text) =>
    text !== undefined
  );
  const whole = value.length <= lettersShown;
  const printable = text !== undefined && (!whole || decode(value) !== undefined) && isPrintable(text);
  if (!printable) return dump(value, language);
  const cut = whole ? "" : sentence(language, "answer.cut", { length: value.length });
  return `b"${inside(text)}"${cut}`;
}

/** Letters, and the three controls that ordinary text has. */
export function isPrintable(text: string): boolean {
  return escaped(text, "\t\r\n") === text;
}

/** Short bytes on one line, longer ones as a dump of sixteen a line, each beside its ASCII. */
function dump(value: Uint8Array, language: Language): string {
  if (value.length <= bytesPerLine) return `hex"${digits(value)}"  |${ascii(value)}|`;
  const lines = [""];
  for (let at = 0; at < Math.min(value.length, bytesShown); at += bytesPerLine) {
    const line = value.subarray(at, Math.min(at + bytesPerLine, bytesShown));
    const offset = at.toString(16).padStart(4, "0");
    lines.push(`  ${offset}  ${digits(line).padEnd(bytesPerLine * 3 - 1)}  |${ascii(line)}|`);
  }
  if (value.length > bytesShown) {
    lines.push(`  ${sentence(language, "answer.cut", { length: value.length })}`);
  }
  return lines.join("\n");
}

function digits(value: Uint8Array): string {
  return Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

function ascii(value: Uint8Array): string {
  return Array.from(value, (byte) => byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".").join("");
}

/** Inside a tuple a socket's name is enough. */
function isNamed(value: Value): value is Socket & { name: string } {
  return value instanceof Socket && value.fd >= 0 && value.name !== undefined;
}

function tuple(value: readonly Value[], language: Language): string {
  const items = value.slice(0, itemsShown).map((item) =>
    isNamed(item) ? escaped(item.name) : shown(item, language)
  );
  if (value.length > itemsShown) items.push(sentence(language, "answer.cut-items", { length: value.length }));
  return `(${items.join(", ")}${value.length === 1 ? "," : ""})`;
}
