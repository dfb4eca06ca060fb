// optval: how the value of setsockopt is read, by the layout of its option.
//
// What a user writes for SO_LINGER or IP_ADD_MEMBERSHIP becomes the bytes C would hand over. Bytes go as they are,
// and a number is an int wherever it could be one, so that a wrong value reaches the kernel. An interface may
// be named: its number is looked up when the call is made, not here.

import { encodeAddress, numericAddress, parseEndpoint, parseIPv4, parseIPv6 } from "../abi/address.ts";
import { encodeInt, encodeTimeval, type System } from "../abi/mod.ts";
import {
  encodeStruct,
  type Member,
  memberRange,
  type MemberValue,
  optionLayout,
  type StructLayout,
  structLayout,
} from "../abi/options.ts";
import { UsageError } from "../errors.ts";
import { after, type Maybe, type Sockets } from "../sockets/mod.ts";
import {
  beginning,
  type Bytes,
  encode,
  isAddress,
  isStruct,
  isTuple,
  items,
  kindOf,
  type Tuple,
  type Value,
} from "../values.ts";
import { fits, integerText, type NamedInt, readInteger, readSeconds, wrongKind } from "./parameters.ts";
import type { Parameter, Reader } from "./record.ts";

/** The value of an option as it is handed over. */
export interface OptionValue {
  /** null is NULL. */
  readonly bytes: Bytes | null;
  /** The instructions of a filter: C hands over a structure with a pointer to them. */
  readonly program?: Bytes;
  /** An interface that was named: its number belongs into the four bytes at `at`. */
  readonly named?: NamedInterface;
}

interface NamedInterface {
  readonly name: string;
  readonly at: number;
  /** In network byte order. */
  readonly network?: boolean;
}

/** The value of the option that the parameters `level` and `optname` before it say. */
export const optionValue: Parameter<OptionValue> = {
  offer: { kind: "nothing" },
  missing: undefined,
  read: (value, reader, before = {}) =>
    readValue(value, Number(before["level"]), (before["optname"] as NamedInt).number, reader),
};

/**
 * The bytes to hand over.
 *
 * @throws {SystemError} ENODEV when there is no interface of the name
 */
export function optionBytes(
  { bytes, program, named }: OptionValue,
  sockets: Sockets,
): Maybe<Bytes | null> {
  if (program !== undefined) return sockets.filterProgram(program);
  if (bytes === null || named === undefined) return bytes;
  const { name, at, network } = named;
  return after(sockets.resolver(), (resolver) => {
    new DataView(bytes.buffer).setUint32(at, resolver.if_nametoindex(name), !network);
    return bytes;
  });
}

function readValue(value: Value, level: number, option: number, reader: Reader): OptionValue {
  const { system } = reader;
  if (value instanceof Uint8Array) return { bytes: value };
  if (value === null || value === "NULL" || value === "None") return { bytes: null };
  if (isStruct(value) && value.bytes !== undefined) return { bytes: value.bytes };
  const layout = optionLayout(system, level, option);
  switch (layout?.kind) {
    case "text":
      return typeof value === "string" ? { bytes: encode(`${value}\0`) } : { bytes: readInts(value, reader) };
    case "struct":
      return readStruct(value, layout, reader);
    case "interface":
      return readInterface(value, reader);
    case "index":
    case "network-index": {
      const named = interfaceName(value, reader);
      if (named === undefined) return { bytes: readInts(value, reader) };
      return {
        bytes: new Uint8Array(4),
        named: { name: named, at: 0, network: layout.kind === "network-index" },
      };
    }
    case "filter":
      return isTuple(value)
        ? { bytes: null, program: readProgram(value, reader) }
        : { bytes: readInts(value, reader) };
    case "uint":
      return { bytes: readUnsigned(value, reader, false) };
    case "u64":
      return { bytes: readUnsigned(value, reader, !layout.short) };
    case "int":
    case "bytes":
    case "sockaddr":
    case "groups":
    case "descriptor":
    case "tcp_info":
    case undefined:
      return { bytes: readInts(value, reader) };
    default:
      return layout satisfies never;
  }
}

// ── Numbers ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** An int, as most options are; a tuple is as many of them one behind the other. */
function readInts(value: Value, reader: Reader): Bytes {
  if (!isTuple(value)) return encodeInt(readInt(value, reader));
  const bytes = new Uint8Array(value.length * 4);
  value.forEach((item, i) => bytes.set(encodeInt(readInt(item, reader)), i * 4));
  return bytes;
}

function readInt(value: Value, reader: Reader): number {
  const number = readNumber(value, reader);
  fits(number, -(2 ** 31), 2 ** 31 - 1, "int");
  return number;
}

/** A number, a constant, or a truth value, which in words is text. */
function readNumber(value: Value, reader: Reader): number {
  const truth = typeof value === "string" ? /^(?:([Tt]rue)|[Ff]alse)$/.exec(value) : null;
  return truth ? Number(truth[1] !== undefined) : readInteger(value, reader);
}

/** A number without a sign in four bytes, or in eight where it needs them; as an int where it is negative. */
function readUnsigned(value: Value, reader: Reader, long: boolean): Bytes {
  if (isTuple(value)) return readInts(value, reader);
  const number = readNumber(value, reader);
  if (number < 0) return readInts(number, reader);
  fits(number, 0, Number.MAX_SAFE_INTEGER, "uint64_t");
  if (!long && number < 2 ** 32) return encodeInt(number);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number), true);
  return bytes;
}

// ── Interfaces and addresses ───────────────────────────────────────────────────────────────────────────────────────

/** The name of an interface; undefined for what is a number or a constant. */
function interfaceName(value: Value, reader: Reader): string | undefined {
  if (typeof value !== "string" || isNumber(value, reader)) return undefined;
  if (value === "" || value.includes("\0")) throw wrongKind("interface", value);
  return value;
}

/** IP_MULTICAST_IF: the interface's address, its name, or a whole `struct ip_mreqn`. */
function readInterface(value: Value, reader: Reader): OptionValue {
  const request = structLayout(reader.system, "ip_mreqn");
  if (isTuple(value)) return readStruct(value, request, reader);
  const address = in_addr(value, reader.system);
  if (address !== undefined) return { bytes: address };
  const name = interfaceName(value, reader);
  if (name === undefined) throw wrongKind("in-addr", value);
  return { bytes: new Uint8Array(request.size), named: { name, at: 8 } };
}

/** The four bytes of an IPv4 address: text, an INADDR_ constant or another number in host order, bytes. */
function in_addr(value: Value, { constants }: System): Bytes | undefined {
  if (value instanceof Uint8Array) return value.length === 4 ? value : undefined;
  if (isAddress(value)) return value.family === "inet" ? parseIPv4(value.host) : undefined;
  if (value === "") return new Uint8Array(4);
  const number = typeof value === "string" && value.startsWith("INADDR_") ? constants.get(value) : value;
  if (typeof number === "string") return parseIPv4(number);
  if (typeof number !== "number") return undefined;
  fits(number, 0, 2 ** 32 - 1, "in_addr_t");
  return new Uint8Array([24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256));
}

/** The sixteen bytes of an IPv6 address: text or bytes. */
function in6_addr(value: Value): Bytes | undefined {
  if (value instanceof Uint8Array) return value.length === 16 ? value : undefined;
  if (isAddress(value)) return value.family === "inet6" ? parseIPv6(value.host) : undefined;
  return typeof value === "string" ? parseIPv6(value) : undefined;
}

/** A socket address: an address, or the text of a numeric one with or without a port. */
function sockaddr(value: Value, system: System): Bytes | undefined {
  if (value instanceof Uint8Array) return value;
  if (isAddress(value)) return encodeAddress(system, value);
  if (typeof value !== "string") return undefined;
  const endpoint = parseEndpoint(value);
  const numeric = numericAddress(
    endpoint?.kind === "host" ? endpoint : { kind: "host", host: value, service: "0" },
  );
  return numeric && encodeAddress(system, numeric);
}

/** A key: text or bytes, 80 of them at most. */
function key(value: Value): Bytes | undefined {
  const bytes = typeof value === "string" ? encode(value) : value;
  return bytes instanceof Uint8Array && bytes.length <= 80 ? bytes : undefined;
}

/** How many addresses a tuple has, and the addresses. */
function sources(value: Value, { system }: Reader): Bytes | undefined {
  if (!isTuple(value)) return undefined;
  const bytes = new Uint8Array(4 + value.length * 4);
  bytes.set(encodeInt(value.length));
  value.forEach((item, i) => bytes.set(wanted("in-addr", item, in_addr(item, system)), 4 + i * 4));
  return bytes;
}

// ── Structures ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** A structure: a tuple of its members, a time for a timeval, the group alone for a membership. */
function readStruct(value: Value, layout: StructLayout, reader: Reader): OptionValue {
  if (isTuple(value) || isStruct(value)) return fromMembers(items(value), layout, reader);
  if (layout.name === "timeval") return { bytes: encodeTimeval(reader.system, readSeconds(value)) };
  const [group] = layout.members;
  const isGroup = (typeof value === "string" && value !== "" && integerText(value) === undefined) ||
    isAddress(value);
  if (isGroup && group?.type === "in_addr") return fromMembers([value, ""], layout, reader);
  if (isGroup && group?.type === "in6_addr") {
    const [address = "", zone = 0] = typeof value === "string" ? value.split("%") : [];
    return fromMembers(typeof value === "string" ? [address, zone] : [value, 0], layout, reader);
  }
  // A number is an int. Where that is too short for the structure the kernel says so.
  if (isNumber(value, reader)) return { bytes: readInts(value, reader) };
  throw new UsageError("kind", typeof value === "string" ? "expects.struct-not" : "expects.struct", {
    ...described(layout),
    kind: kindOf(value),
    value: typeof value === "string" ? beginning(value) : "",
  });
}

/** A number, or the words for one. */
function isNumber(value: Value, { system }: Reader): boolean {
  if (typeof value !== "string") return typeof value === "number" || typeof value === "boolean";
  return /^([Tt]rue|[Ff]alse)$/.test(value) ||
    value.split("|").map((part) => part.trim()).every((part) =>
      integerText(part) !== undefined || system.constants.has(part)
    );
}

/** The instructions of a filter, each a tuple or the structure that getsockopt gave. */
function readProgram(value: Tuple, reader: Reader): Bytes {
  const instruction = structLayout(reader.system, "sock_filter");
  const bytes = new Uint8Array(value.length * instruction.size);
  value.forEach((item, i) =>
    bytes.set(readStruct(item, instruction, reader).bytes ?? [], i * instruction.size)
  );
  return bytes;
}

/** What messages call a structure. */
function described({ name, members }: StructLayout): { readonly struct: string; readonly fields: string } {
  return { struct: `struct ${name}`, fields: members.map((member) => member.name).join(", ") };
}

function fromMembers(given: Tuple, layout: StructLayout, reader: Reader): OptionValue {
  const values = withInterface(given, layout, reader);
  if (values.length < layout.least || values.length > layout.members.length) {
    throw new UsageError("kind", "expects.fields", { ...described(layout), count: given.length });
  }
  let named: NamedInterface | undefined;
  const members = values.map((value, i): MemberValue => {
    const member = layout.members[i] as Member;
    const name = member.type === "index" || member.type === "sindex"
      ? interfaceName(value, reader)
      : undefined;
    if (name === undefined) return readMember(value, member, reader);
    named = { name, at: member.offset };
    return 0;
  });
  const bytes = encodeStruct(layout, members);
  return named === undefined ? { bytes } : { bytes, named };
}

/** A group and an interface by name: the name takes the third place, and the address before it stays empty. */
function withInterface(given: Tuple, { name }: StructLayout, reader: Reader): Tuple {
  const [group = null, where = null] = given;
  const isNamed = name === "ip_mreqn" && given.length === 2 && typeof where === "string" &&
    in_addr(where, reader.system) === undefined && interfaceName(where, reader) !== undefined;
  return isNamed ? [group, "", where] : given;
}

function readMember(value: Value, member: Member, reader: Reader): MemberValue {
  switch (member.type) {
    case "in_addr":
      return wanted("in-addr", value, in_addr(value, reader.system));
    case "in6_addr":
      return wanted("in6-addr", value, in6_addr(value));
    case "sockaddr":
    case "sockaddr_in6":
      return wanted("address", value, sockaddr(value, reader.system));
    case "key":
      return wanted("key", value, key(value));
    case "sources":
      return wanted("sources", value, sources(value, reader));
    default: {
      const number = readNumber(value, reader);
      const [least, most] = memberRange(member) ?? [0, 0];
      fits(number, least, most, cType(member));
      return number;
    }
  }
}

function wanted(kind: string, value: Value, bytes: Bytes | undefined): Bytes {
  if (bytes === undefined) throw wrongKind(kind, value);
  return bytes;
}

/** The type of a number as C writes it. */
function cType({ type }: Member): string {
  if (type === "index") return "unsigned int";
  if (type === "sindex") return "int";
  return `${type.startsWith("u") ? "uint" : "int"}${type.slice(1)}_t`;
}
