// Standard input as commands read it: lines however they come, and nothing lost when a reader gives up.

import { assertEquals } from "@std/assert";
import { StandardInput } from "../lib/input.ts";
import { libc } from "./replay.ts";

/** Standard input of which the test decides what comes; `next` gives a chunk, or undefined at its end. */
function input(signal: AbortSignal, next: () => Uint8Array<ArrayBuffer> | undefined): StandardInput {
  const standard = new StandardInput(
    {
      ...libc,
      ready: () => 1,
      position: () => -1,
      open: () => -1,
      read(_: number, room: Uint8Array) {
        const chunk = next();
        if (chunk === undefined) return 0;
        room.set(chunk);
        return chunk.length;
      },
    } as typeof libc,
    signal,
  );
  return standard;
}

const never = new AbortController().signal;
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (line: Uint8Array | undefined) => line && new TextDecoder().decode(line);

Deno.test("lines come one by one, however the chunks are cut, and the last may have no end", async () => {
  const chunks = ["on", "e\ntwo\n\nthr", "ee", "\nfo", "ur"];
  const standard = input(never, () => {
    const chunk = chunks.shift();
    return chunk === undefined ? undefined : bytes(chunk);
  });
  const lines: (string | undefined)[] = [];
  for (let i = 0; i < 6; i++) lines.push(text(await standard.line()));
  assertEquals(lines, ["one", "two", "", "three", "four", undefined]);
});

Deno.test("lines and chunks may be read in turns", async () => {
  const chunks = ["one\ntwo\nrest", "more\nlast"];
  const standard = input(never, () => {
    const chunk = chunks.shift();
    return chunk === undefined ? undefined : bytes(chunk);
  });
  assertEquals(text(await standard.line()), "one");
  assertEquals(text(await standard.read()), "two\nrest");
  assertEquals(text(await standard.line()), "more");
  assertEquals(text(await standard.read()), "last");
  assertEquals(await standard.read(), undefined);
});

Deno.test("half a line is there again for who reads next when its reader gives up", async () => {
  const over = new AbortController();
  const chunks = ["hal", undefined, "f\n"];
  const standard = input(never, () => {
    const chunk = chunks.shift();
    if (chunk === undefined) over.abort();
    return chunk === undefined ? undefined : bytes(chunk);
  });
  assertEquals(await standard.line(over.signal), undefined);
  assertEquals(text(await standard.line()), "half");
});

Deno.test("what is no file is read through a descriptor that never blocks, and that is given back", async () => {
  const { constants } = libc.system;
  const calls: (string | number)[] = [];
  const fake = {
    ...libc,
    position: () => -1,
    open(path: string, flags: number) {
      calls.push("open", path, flags & (constants.get("O_NONBLOCK") ?? 0));
      return 99;
    },
    ready: () => 1,
    read(fd: number) {
      calls.push("read", fd);
      return 0;
    },
    close(fd: number) {
      calls.push("close", fd);
      return 0;
    },
  } as typeof libc;
  const standard = new StandardInput(fake, never);
  assertEquals(await standard.read(), undefined);
  standard.close();
  const O_NONBLOCK = constants.get("O_NONBLOCK") ?? -1;
  assertEquals(calls, ["open", "/proc/self/fd/0", O_NONBLOCK, "read", 99, "close", 99]);
});
