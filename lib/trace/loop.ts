// loop: the system calls of a loop that serves many connections, shown as they are made.
//
// A loop asks the C library itself and waits for all at once: what it is told to try again later is no call to show.

import { constant, systemError } from "../abi/mod.ts";
import type { Libc } from "../libc.ts";
import { Socket } from "../sockets/mod.ts";
import { lastAddress } from "../sockets/names.ts";
import { type Line, socketCalls } from "./calls.ts";
import type { Ended } from "../sockets/instrument.ts";
import type { Notation } from "./notation.ts";

/** Tells of a call that began then; `code` is its errno. */
export type TellLine = (line: Line, begin: number, code: string | undefined) => void;

/** A C library whose calls on connections are told of. */
export function loopCalls(libc: Libc, n: Notation, tell: TellLine): Libc {
  const { system } = libc;
  const MSG_DONTWAIT = constant(system, "MSG_DONTWAIT");
  const EAGAIN = -(system.errnos.get("EAGAIN") ?? 0);
  // The session knows nothing of these connections.
  const socket = (fd: number) => new Socket(fd, undefined, undefined, 0, "foreign");
  const asked = (flags: number) => flags & ~MSG_DONTWAIT;
  /** Makes a call and tells of it; `value` is what the operation of the same kind would have returned. */
  const told = (
    told: (ended: Ended) => Line,
    make: () => number,
    value: (result: number) => unknown = (result) => result,
  ): number => {
    const begin = performance.now();
    const result = make();
    if (result === EAGAIN) return result;
    if (result >= 0) tell(told({ value: value(result) }), begin, undefined);
    else {
      const error = systemError(system, "", result);
      tell(told({ error }), begin, error.code);
    }
    return result;
  };
  const peer = () => libc.addressLength() === 0 ? undefined : lastAddress(libc);
  const calls: Partial<Libc> = {
    accept: (fd) =>
      told(socketCalls.accept(n, socket(fd)), () => libc.accept(fd), (made) => [socket(made), peer()]),
    recv: (fd, buf, len, flags) =>
      told(
        socketCalls.recv(n, socket(fd), len, asked(flags)),
        () => libc.recv(fd, buf, len, flags),
        (count) => buf.subarray(0, count),
      ),
    recvfrom: (fd, buf, len, flags) =>
      told(
        socketCalls.recvfrom(n, socket(fd), len, asked(flags)),
        () => libc.recvfrom(fd, buf, len, flags),
        (count) => [buf.subarray(0, count), peer()],
      ),
    send: (fd, buf, len, flags) =>
      told(
        socketCalls.send(n, socket(fd), buf.subarray(0, len), asked(flags), undefined),
        () => libc.send(fd, buf, len, flags),
      ),
    sendto: (fd, buf, len, flags, address, length) =>
      told(
        socketCalls.send(n, socket(fd), buf.subarray(0, len), asked(flags), undefined, { address, length }),
        () => libc.sendto(fd, buf, len, flags, address, length),
      ),
    shutdown: (fd, how) => told(socketCalls.shutdown(n, socket(fd), how), () => libc.shutdown(fd, how)),
    close: (fd) => told(socketCalls.close(n, socket(fd)), () => libc.close(fd)),
  };
  return { ...libc, ...calls };
}
