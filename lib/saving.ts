// saving: writes a whole file for the user, so that it is there entirely or as it was before.
//
// It is written beside its place and moved there at the end. What is no ordinary file (a pipe, /dev/stdout) is written
// directly. Only this user may read it.

import { constant, errnoNumber, systemError } from "./abi/mod.ts";
import { SystemError } from "./errors.ts";
import type { Libc } from "./libc.ts";

/**
 * Writes a text as UTF-8 to a file, in place of one that is there.
 *
 * @throws {SystemError} what open(2) or write(2) answered
 */
export function save(libc: Libc, path: string, text: string): void {
  const data = new TextEncoder().encode(text);
  const target = placeOf(path);
  if (target === undefined) return write(libc, path, data, ["O_WRONLY"]);
  const beside = `${target}.${Deno.pid}.part`;
  try {
    write(libc, beside, data, ["O_WRONLY", "O_CREAT", "O_EXCL"]);
    Deno.renameSync(beside, target);
  } catch (error) {
    removeIfThere(beside);
    if (error instanceof SystemError) throw error;
    throw systemError(libc.system, "rename", -(errnoNumber(libc.system, "EACCES") ?? 0));
  }
}

/** Where the file itself lies or is to lie, behind links; undefined for what is no ordinary file. */
function placeOf(path: string): string | undefined {
  try {
    return Deno.statSync(path).isFile ? Deno.realPathSync(path) : undefined;
  } catch (error) {
    // What may not be looked at (Deno refuses /dev and /proc) is written as it is, or open says what is the matter.
    return error instanceof Deno.errors.NotFound ? path : undefined;
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It was never made.
  }
}

function write(libc: Libc, path: string, data: Uint8Array<ArrayBuffer>, flags: readonly string[]): void {
  const { system } = libc;
  // A pipe that nobody reads answers ENXIO, and is not waited for.
  const bits = [...flags, "O_CLOEXEC", "O_NONBLOCK"].reduce((all, name) => all | constant(system, name), 0);
  const fd = libc.open(path, bits, 0o600);
  if (fd < 0) throw systemError(system, "open", fd);
  const answer = libc.writeAll(fd, data);
  libc.close(fd);
  if (answer < 0) throw systemError(system, "write", answer);
}
