// source: session files as text — read whole, checked to be text, before anything of them runs.
//
// Reading goes through the C library, so that pipes, /dev/stdin and /proc work like any other file.

import { InterruptedError, SystemError, UsageError } from "./errors.ts";
import type { Source } from "./language/mod.ts";
import type { Libc } from "./libc.ts";
import { decode } from "./values.ts";

/**
 * Reads a session file, whatever else has to wait.
 *
 * @param file a path, or a descriptor that is open
 * @param name what messages call it
 * @throws {SystemError} when it cannot be read
 * @throws {UsageError} when it is no text
 */
export function readSource(libc: Libc, file: string | number, name = String(file)): Source {
  return sourceOf(libc, libc.readFile(file), name);
}

/**
 * Reads a session file while signals and keys are heard.
 *
 * @throws {InterruptedError} when the signal came first
 * @throws {SystemError} when it cannot be read
 * @throws {UsageError} when it is no text
 */
export async function readSourcePatiently(libc: Libc, path: string, signal: AbortSignal): Promise<Source> {
  return sourceOf(libc, await libc.readFilePatiently(path, signal), path);
}

function sourceOf(libc: Libc, bytes: Uint8Array | number, name: string): Source {
  if (typeof bytes === "number") {
    const code = libc.system.errnoNames.get(-bytes) ?? String(-bytes);
    const Kind = code === "EINTR" ? InterruptedError : SystemError;
    throw new Kind("open", -bytes, code, { key: "detail.path", values: { path: name } });
  }
  if (bytes.includes(0)) throw new UsageError("value", "source.binary", { path: name });
  const text = decode(bytes);
  if (text === undefined) {
    throw new UsageError("value", "source.not-utf8", { path: name, line: firstBadLine(bytes) });
  }
  // Ends of lines as they were on old Macs: in such a file nothing else ends one.
  return { name, text: text.includes("\n") ? text : text.replaceAll("\r", "\n") };
}

/** The line in which the first bytes stand that are no UTF-8. */
function firstBadLine(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline + 1;
    if (decode(bytes.subarray(start, end)) === undefined) return line;
    start = end;
  }
  return line;
}

/** A path as seen from the file that names it. */
export function beside(file: string | undefined, path: string): string {
  if (path.startsWith("/") || file === undefined || !file.includes("/")) return path;
  return file.slice(0, file.lastIndexOf("/") + 1) + path;
}

/** What a file is, whichever way its path is written; the path itself where nobody can tell. */
export function identityOf(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}
