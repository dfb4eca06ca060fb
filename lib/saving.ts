// saving: writes a whole file for the user, so that it is there entirely or as it was before.
//
// It is written beside its place and moved there at the end; where nothing can be put there (a folder that may not be
// written, a file another one is mounted on) it is written into. So is what is no ordinary file (a pipe, /dev/stdout).
// Only this user may read it.

import { errnoNumber, type System, systemError } from "./abi/mod.ts";
import { answerFileLimit, cut, makePrivate } from "./libc/locks.ts";
import { isOrdinary, openFlags, realPath, removed, renamed } from "./libc/paths.ts";
import type { Libc } from "./libc.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Writes a text as UTF-8 to a file, in place of one that is there. A link leads to the file.
 *
 * @throws {SystemError} what open(2), write(2) or close(2) answered
 */
export function save(libc: Libc, path: string, text: string): void {
  const { system } = libc;
  const data = new TextEncoder().encode(text);
  answerFileLimit(system);
  // Whoever may not write to a file may not replace it either: open says so, in its own words.
  const { fd, made } = opened(libc, path);
  if (!isOrdinary(libc, fd)) return writeAndClose(libc, fd, data);
  libc.close(fd);
  const place = realPath(system, path);
  // A link to /dev/stdout leads to the file that output goes to: it goes on there.
  const standard = [1, 2].find((fd) => place === realPath(system, `/proc/self/fd/${fd}`));
  if (standard !== undefined && typeof place === "string") return writeInto(libc, standard, data);
  try {
    if (typeof place === "string" && putInPlace(libc, place, data)) return;
    overwrite(libc, path, data);
  } catch (error) {
    if (made && typeof place === "string") removed(system, place);
    throw error;
  }
}

/** Writes over what is there; where the disk is full, what was there is written back. @throws {SystemError} */
function overwrite(libc: Libc, path: string, data: Bytes): void {
  const { system } = libc;
  const before = libc.readFile(path);
  const { fd } = opened(libc, path);
  makePrivate(system, fd);
  try {
    // Cut afterwards: where something was, there is room.
    writeAndClose(libc, fd, data, () => cut(system, fd, data.length));
  } catch (error) {
    if (typeof before !== "number") {
      const again = opened(libc, path).fd;
      writeAndClose(libc, again, before, () => cut(system, again, before.length));
    }
    throw error;
  }
}

function writeInto(libc: Libc, fd: number, data: Bytes): void {
  const written = libc.writeAll(fd, data);
  if (written < 0) throw systemError(libc.system, "write", written);
}

/** Opens what is to be written; `made`: it was not there before. */
function opened(libc: Libc, path: string): { readonly fd: number; readonly made: boolean } {
  const { system } = libc;
  // A pipe that nobody reads answers ENXIO, and is not waited for.
  const flags = openFlags(system, "O_WRONLY", "O_CLOEXEC", "O_NONBLOCK", "O_NOCTTY");
  let fd = libc.open(path, flags, 0);
  const made = isErrno(system, fd, "ENOENT");
  if (made) fd = libc.open(path, flags | openFlags(system, "O_CREAT"), 0o600);
  if (fd < 0) throw systemError(system, "open", fd);
  return { fd, made };
}

/** What does not allow a file in that folder, or in that place, and does not keep the file itself from being written. */
const refusals = ["EACCES", "EPERM", "EROFS", "EBUSY", "ENAMETOOLONG"];

/**
 * Writes a file beside the place and moves it there; false where the system does not allow that.
 *
 * @throws {SystemError} what open(2), write(2), close(2) or rename(2) answered besides
 */
function putInPlace(libc: Libc, place: string, data: Bytes): boolean {
  const { system } = libc;
  const folder = place.slice(0, place.lastIndexOf("/") + 1);
  const flags = openFlags(system, "O_WRONLY", "O_CREAT", "O_EXCL", "O_CLOEXEC");
  // Short: the name of the file itself may be as long as a name can be.
  let beside: string;
  let fd: number;
  let number = 0;
  do {
    beside = `${folder}.socksh-${Deno.pid}-${number++}`;
    fd = libc.open(beside, flags, 0o600);
  } while (isErrno(system, fd, "EEXIST"));
  if (fd < 0) return refused(system, "open", fd);
  let answer: number;
  try {
    writeAndClose(libc, fd, data);
    answer = renamed(system, beside, place);
  } catch (error) {
    removed(system, beside);
    throw error;
  }
  if (answer === 0) return true;
  removed(system, beside);
  return refused(system, "rename", answer);
}

/** False where an answer is a refusal; @throws {SystemError} where it is anything else */
function refused(system: System, call: string, answer: number): false {
  if (refusals.some((name) => isErrno(system, answer, name))) return false;
  throw systemError(system, call, answer);
}

function writeAndClose(libc: Libc, fd: number, data: Bytes, written: () => void = () => {}): void {
  const answer = libc.writeAll(fd, data);
  if (answer === 0) written();
  // Over a network a disk that is full may be told of here.
  const closed = libc.close(fd);
  if (answer < 0) throw systemError(libc.system, "write", answer);
  if (closed < 0) throw systemError(libc.system, "close", closed);
}

function isErrno(system: System, answer: number, name: string): boolean {
  return answer === -(errnoNumber(system, name) ?? 0);
}
