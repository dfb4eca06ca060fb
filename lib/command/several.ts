// several: the kinds of parameter that take more than one of something — buffers, sizes, descriptors, ancillary data.
//
// One alone may stand without a tuple around it. Like parameters.ts: nothing here resolves a name or makes a call.

import type { ControlMessage } from "../abi/messages.ts";
import { parseIPv4, parseIPv6 } from "../abi/address.ts";
import { constant, encodeInt } from "../abi/mod.ts";
import { UsageError } from "../errors.ts";
import { gathered, Socket } from "../sockets/mod.ts";
import { type Bytes, isList, isTuple, items, kindOf, type Value } from "../values.ts";
import { data, int, size, socket } from "./parameters.ts";
import type { Parameter, Reader } from "./record.ts";

/** A descriptor and what is asked of it. */
export interface Asked {
  readonly socket: Socket;
  /** POLL flags. */
  readonly events: number;
}

function isAbsent(value: Value): boolean {
  return value === null || value === "None" || value === "NULL";
}

/** Reads each element of a tuple, or the one value there is. */
function each<T>(kind: Parameter<T>, value: Value, reader: Reader): T[] {
  return isTuple(value) ? value.map((item) => kind.read(item, reader)) : [kind.read(value, reader)];
}

/** The data of one buffer, or of several: text in UTF-8, bytes as they are. */
export const buffers: Parameter<readonly Bytes[]> = {
  read: (value, reader) => each(data, value, reader),
  offer: { kind: "variables" },
  missing: undefined,
};

/** The size of one buffer, or those of several. */
export const sizes: Parameter<number | readonly number[]> = {
  read: (value, reader) => isTuple(value) ? each(size, value, reader) : size.read(value, reader),
  offer: { kind: "nothing" },
  missing: undefined,
};

/** Some descriptors; None and NULL are none at all. */
export const socketSet: Parameter<readonly Socket[] | undefined> = {
  read: (value, reader) => isAbsent(value) ? undefined : each(socket, value, reader),
  offer: { kind: "sockets" },
  missing: undefined,
};

/** Descriptors, each alone or in a pair with the POLL flags asked for; alone it is POLLIN. */
export const pollRequests: Parameter<readonly Asked[]> = {
  read: (value, reader) => {
    if (isRequest(value)) return [readRequest(value, reader)];
    if (!isTuple(value)) return [readRequest(value, reader)];
    return value.map((item) => readRequest(item, reader));
  },
  offer: { kind: "sockets" },
  missing: undefined,
};

/** A pair of a descriptor and flags; two descriptors are no pair. */
function isRequest(value: Value): value is readonly [Value, number] {
  return isTuple(value) && value.length === 2 && !isTuple(value[0] ?? null) && typeof value[1] === "number";
}

const eventFlags = int("POLL");

function readRequest(value: Value, reader: Reader): Asked {
  if (!isRequest(value)) {
    return { socket: socket.read(value, reader), events: constant(reader.system, "POLLIN") };
  }
  const [fd, events] = value;
  const flags = eventFlags.read(events, reader);
  if (flags < 0 || flags > 0xffff) {
    throw new UsageError("range", "expects.range", { value: flags, least: 0, most: 0xffff, type: "short" });
  }
  return { socket: socket.read(fd, reader), events: flags };
}

/**
 * Ancillary data: one (level, type, data), or a tuple of them; what recvmsg gave can be handed back. The data are bytes, or
 * numbers, sockets, IPv4 and IPv6 addresses laid out one after the other as C has them in its structures.
 */
export const controlMessages: Parameter<readonly ControlMessage[]> = {
  read: (value, reader) => {
    if (isAbsent(value)) return [];
    if (isControl(value)) return [readControl(value, reader)];
    if (!isTuple(value)) throw new UsageError("kind", "expects.control", { kind: kindOf(value) });
    return value.map((item) => readControl(item, reader));
  },
  offer: { kind: "nothing" },
  missing: [],
};

function isControl(value: Value): boolean {
  return isList(value) && items(value).length === 3 && !isList(items(value)[0] ?? null);
}

const controlNumber = int("SOL_", "IPPROTO_", "SCM_", "IP_", "IPV6_");

function readControl(value: Value, reader: Reader): ControlMessage {
  if (!isControl(value) || !isList(value)) {
    throw new UsageError("kind", "expects.control", { kind: kindOf(value) });
  }
  const [level = null, type = null, content = null] = items(value);
  const control = { level: controlNumber.read(level, reader), type: controlNumber.read(type, reader) };
  const pieces = laidOut(content, reader);
  const data = gathered(pieces, pieces.reduce((sum, { length }) => sum + length, 0));
  if (isRights(control, reader)) checkDescriptors(data, reader);
  return { ...control, data };
}

function isRights(
  { level, type }: { readonly level: number; readonly type: number },
  { system }: Reader,
): boolean {
  return level === constant(system, "SOL_SOCKET") && type === constant(system, "SCM_RIGHTS");
}

/** Descriptors may leave under the same conditions as they may be used; @throws {UsageError} for the runtime's own. */
function checkDescriptors(data: Bytes, reader: Reader): void {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  for (let at = 0; at + 4 <= data.length; at += 4) socket.read(view.getInt32(at, true), reader);
}

/** What a value is in memory, in pieces. */
function laidOut(value: Value, reader: Reader): Bytes[] {
  if (value instanceof Uint8Array) return [value];
  if (typeof value === "number" || typeof value === "boolean") return [encodeInt(int().read(value, reader))];
  if (value instanceof Socket) return [encodeInt(value.fd)];
  if (typeof value === "string") {
    const address = parseIPv4(value) ?? parseIPv6(value);
    if (address !== undefined) return [address];
  }
  if (value !== null && typeof value === "object") {
    if (isTuple(value)) return value.flatMap((item) => laidOut(item, reader));
    if (value.kind === "struct") {
      return value.bytes === undefined
        ? value.fields.flatMap((field) => laidOut(field.value, reader))
        : [value.bytes];
    }
  }
  throw new UsageError("kind", "expects.control-data", { kind: kindOf(value) });
}
