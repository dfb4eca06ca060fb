// loop: the system calls of a loop that serves many connections, shown as they are made.
//
// A loop asks the C library itself and waits for all at once: what it is told to try again later is no call to show.

import { constant } from "../abi/mod.ts";
import { errnoName } from "../abi/mod.ts";
import type { Bytes, Libc } from "../libc.ts";
import { lastAddress } from "../sockets/names.ts";
import type { Line } from "./calls.ts";
import { addressLength, type Notation, quoted, untouched } from "./notation.ts";

/** Tells of a call that began then; `code` is its errno. */
export type TellLine = (line: Line, begin: number, code: string | undefined) => void;

/** A C library whose calls on connections are told of. */
export function loopCalls(libc: Libc, n: Notation, tell: TellLine): Libc {
  const { system } = libc;
  const MSG_DONTWAIT = constant(system, "MSG_DONTWAIT");
  const EAGAIN = -(system.errnos.get("EAGAIN") ?? 0);
  const flagged = (flags: number) => n.flags("MSG_", flags & ~MSG_DONTWAIT);
  const told = (call: string, make: () => number, args: (result: number) => readonly string[]): number => {
    const begin = performance.now();
    const result = make();
    if (result === EAGAIN) return result;
    const code = result < 0 ? errnoName(system, -result) ?? String(-result) : undefined;
    tell({ call, args: args(result), answer: String(result) }, begin, code);
    return result;
  };
  const peer = (result: number): readonly string[] => {
    if (result < 0) return [untouched, "[128]"];
    if (libc.addressLength() === 0) return [untouched, "[128 => 0]"];
    const address = lastAddress(libc);
    return [n.address(address), `[128 => ${addressLength(address)}]`];
  };
  const read = (buf: Bytes, result: number) => result < 0 ? untouched : quoted(buf.subarray(0, result));
  const calls: Partial<Libc> = {
    accept: (fd) => told("accept", () => libc.accept(fd), (result) => [String(fd), ...peer(result)]),
    recv: (fd, buf, len, flags) =>
      told(
        "recvfrom",
        () => libc.recv(fd, buf, len, flags),
        (result) => [String(fd), read(buf, result), String(len), flagged(flags), "NULL", "NULL"],
      ),
    recvfrom: (fd, buf, len, flags) =>
      told(
        "recvfrom",
        () => libc.recvfrom(fd, buf, len, flags),
        (result) => [String(fd), read(buf, result), String(len), flagged(flags), ...peer(result)],
      ),
    send: (fd, buf, len, flags) =>
      told(
        "sendto",
        () => libc.send(fd, buf, len, flags),
        () => [String(fd), quoted(buf.subarray(0, len)), String(len), flagged(flags), "NULL", "0"],
      ),
    sendto: (fd, buf, len, flags, addr, addrlen) =>
      told("sendto", () => libc.sendto(fd, buf, len, flags, addr, addrlen), () => [
        String(fd),
        quoted(buf.subarray(0, len)),
        String(len),
        flagged(flags),
        n.sockaddr(addr, addrlen),
        String(addrlen),
      ]),
    shutdown: (fd, how) =>
      told("shutdown", () => libc.shutdown(fd, how), () => [String(fd), n.named("SHUT_", how)]),
    close: (fd) => told("close", () => libc.close(fd), () => [String(fd)]),
  };
  return { ...libc, ...calls };
}
