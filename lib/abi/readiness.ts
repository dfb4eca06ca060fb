// readiness: the layout of select's sets of descriptors; pollfd is in mod.ts.
//
// An fd_set is a row of bits, one a descriptor (select(2)). Both systems we know put them into words in little endian, so
// that byte n holds the descriptors from 8n on. Pure, like mod.ts.

/** Descriptors from this number on do not fit an fd_set; it is 1024 on Linux and on macOS. */
export const FD_SETSIZE = 1024;

/** An fd_set with those descriptors, of at least `size` bytes. Throws a RangeError for one that does not fit. */
export function encodeFdSet(fds: readonly number[], size: number = FD_SETSIZE / 8): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(size, FD_SETSIZE / 8));
  for (const fd of fds) {
    if (fd < 0 || fd >= FD_SETSIZE) throw new RangeError(`descriptor ${fd} does not fit an fd_set`);
    bytes[fd >> 3] = (bytes[fd >> 3] ?? 0) | 1 << (fd & 7);
  }
  return bytes;
}

/** FD_ISSET of select(2). */
export function isInFdSet(set: Uint8Array, fd: number): boolean {
  return ((set[fd >> 3] ?? 0) & 1 << (fd & 7)) !== 0;
}
