// value: how a value looks in an answer.
//
// Text and printable bytes stand quoted and escaped; other bytes as hexadecimal digits beside ASCII; what
// is long is cut, and its length is told. Nothing that is shown can act on the terminal.

import { type Address, formatAddress } from "../abi/address.ts";
import { escaped } from "../escape.ts";
import { type Language, sentence } from "../messages/mod.ts";
import { Socket } from "../sockets/mod.ts";
import { decode, firstLetters, isStruct, isTuple, letterCount, type Struct, type Value } from "../values.ts";
import { width } from "./width.ts";

/** As many characters of a text are shown. */
const lettersShown = 400;
/** As many where everything has to fit one line of a table. */
const lettersInTable = 50;
/** As many bytes of a dump are shown. */
const bytesShown = 256;
/** As many elements of a tuple are shown. */
const itemsShown = 50;
/** As many fields of a structure where it stands in a sentence or a table. */
const fieldsInline = 10;
const bytesPerLine = 16;

/** How values are written: in which language, how long, and what stands for bytes that take several lines. */
interface Manner {
  readonly language: Language;
  readonly letters: number;
  readonly fields: number;
  readonly dumped: (value: Uint8Array) => string;
}

/** Where nothing says how wide a line is, a structure is broken at as many columns. */
const usualColumns = 100;

/**
 * A value for the prompt. Bytes that are no text and take several lines stand below it, their number in it; a
 * structure that is longer than a line of `columns` is broken between its fields, and a tuple of them between them.
 */
export function shown(value: Value, language: Language, columns = usualColumns): string {
  const dumps: string[] = [];
  const dumped = (bytes: Uint8Array): string => {
    dumps.push(dump(bytes));
    return sentence(language, "answer.bytes", { length: bytes.length });
  };
  const manner = { language, letters: lettersShown, fields: Infinity, dumped };
  let text = isStruct(value) ? broken(structParts(value, manner), columns) : written(value, manner);
  if (value !== null && isTuple(value) && value.some(isStruct) && width(text) > columns - 2) {
    dumps.length = 0;
    text = tuple(value, manner, ",\n   ");
  }
  return [text, ...dumps].join("\n");
}

/** A value on one line, inside a sentence. */
export function inline(value: Value, language: Language): string {
  return written(value, onOneLine(lettersShown, language));
}

/** A value on one line that is not too long for a table. */
export function short(value: Value, language: Language): string {
  return written(value, onOneLine(lettersInTable, language));
}

function onOneLine(letters: number, language: Language): Manner {
  return { language, letters, fields: fieldsInline, dumped: (bytes) => beginning(bytes, language) };
}

function written(value: Value, manner: Manner): string {
  const { language } = manner;
  if (value === null) return "None";
  switch (typeof value) {
    case "string":
      return quoted(value, manner);
    case "number":
      return String(value);
    case "boolean":
      return value ? "True" : "False";
    default:
      if (value instanceof Uint8Array) return bytes(value, manner);
      if (isTuple(value)) return tuple(value, manner);
      if (value.kind === "address") return shownAddress(value, language);
      if (value.kind === "struct") return `{${structParts(value, manner).join(", ")}}`;
      if (value.fd < 0) {
        return sentence(language, "answer.socket-closed", { name: escaped(value.name ?? "") });
      }
      return sentence(language, "answer.socket", { name: escaped(value.name ?? ""), fd: value.fd });
  }
}

/** An address for a reader; a unix socket that has none is said to be unnamed. */
export function shownAddress(address: Address, language: Language): string {
  const unnamed = address.family === "unix" && address.path.length === 0;
  return unnamed ? sentence(language, "answer.unnamed") : escaped(formatAddress(address));
}

function quoted(text: string, { language, letters }: Manner): string {
  if (text.length <= letters) return `"${inside(text)}"`;
  const count = letterCount(text);
  if (count <= letters) return `"${inside(text)}"`;
  const cut = sentence(language, "answer.cut-letters", { length: count });
  return `"${inside(firstLetters(text, letters))}"${cut}`;
}

/** Escaped as between double quotes. */
function inside(text: string): string {
  return escaped(text.replaceAll("\\", "\\\\").replaceAll('"', '\\"'));
}

function bytes(value: Uint8Array, manner: Manner): string {
  const head = value.subarray(0, manner.letters);
  // The cut may fall into a letter: up to three bytes less then spell text again.
  const text = [0, 1, 2, 3].map((less) => decode(head.subarray(0, head.length - less))).find((text) =>
    text !== undefined
  );
  const whole = value.length <= manner.letters;
  const printable = text !== undefined && (!whole || decode(value) !== undefined) && isPrintable(text);
  if (!printable) {
    return value.length <= bytesPerLine ? `hex"${digits(value)}"  |${ascii(value)}|` : manner.dumped(value);
  }
  const cut = whole ? "" : sentence(manner.language, "answer.cut", { length: value.length });
  return `b"${inside(text)}"${cut}`;
}

/** Letters, and the three controls that ordinary text has. */
export function isPrintable(text: string): boolean {
  return escaped(text, "\t\r\n") === text;
}

/** The first of many bytes that are no text. */
function beginning(value: Uint8Array, language: Language): string {
  const cut = sentence(language, "answer.cut", { length: value.length });
  return `hex"${digits(value.subarray(0, bytesPerLine))}"${cut}`;
}

/** Sixteen bytes a line, each line beside its ASCII. */
function dump(value: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(value.length, bytesShown); at += bytesPerLine) {
    const line = value.subarray(at, Math.min(at + bytesPerLine, bytesShown));
    const offset = at.toString(16).padStart(4, "0");
    lines.push(`  ${offset}  ${digits(line).padEnd(bytesPerLine * 3 - 1)}  |${ascii(line)}|`);
  }
  if (value.length > bytesShown) lines.push("  …");
  return lines.join("\n");
}

function digits(value: Uint8Array): string {
  return Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

function ascii(value: Uint8Array): string {
  return Array.from(value, (byte) => byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".").join("");
}

/** `l_onoff=1`, one text a field. */
function structParts({ fields }: Struct, manner: Manner): string[] {
  const parts = fields.slice(0, manner.fields).map(({ name, value, text }) =>
    `${name}=${text === undefined ? element(value, manner) : escaped(text)}`
  );
  if (fields.length > parts.length) {
    parts.push(sentence(manner.language, "answer.cut-fields", { length: fields.length }));
  }
  return parts;
}

/** A structure on lines that stand behind the `= ` of an answer, broken between its fields. */
function broken(parts: readonly string[], columns: number): string {
  const lines: string[] = [];
  let line = "";
  parts.forEach((part, i) => {
    const opened = i === 0 ? `{${part}` : part;
    const next = i === parts.length - 1 ? `${opened}}` : `${opened},`;
    // Two columns of the first line are the answer's, and the others are indented by three.
    const room = columns - (lines.length === 0 ? 2 : 3);
    if (line !== "" && width(line) + 1 + width(next) > room) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? next : ` ${next}`;
  });
  return [...lines, line].join("\n   ");
}

/** A value inside another one. */
function element(value: Value, manner: Manner): string {
  return isNamed(value) ? escaped(value.name) : written(value, manner);
}

/** Inside a tuple a socket's name is enough. */
function isNamed(value: Value): value is Socket & { name: string } {
  return value instanceof Socket && value.fd >= 0 && value.name !== undefined;
}

function tuple(value: readonly Value[], manner: Manner, separator = ", "): string {
  const items = value.slice(0, itemsShown).map((item) => element(item, manner));
  if (value.length > itemsShown) {
    items.push(sentence(manner.language, "answer.cut-items", { length: value.length }));
  }
  return `(${items.join(separator)}${value.length === 1 ? "," : ""})`;
}
