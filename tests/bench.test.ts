// The benchmark tool, in a few tenths of a second: that it runs, that its C programs do what they say, and that it
// ends what it started. The numbers themselves say nothing here.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { Child, Folder, run } from "./child.ts";
import { peer } from "./peers.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const TASK: string = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`)).tasks.bench.command;

/** The command of `deno task bench`, with exactly its permissions. */
const BENCH = [Deno.execPath(), ...TASK.split(" ").slice(1, -1), `${ROOT}tools/bench/bench.ts`];

/** How long something may take that takes a moment, in milliseconds. */
const PATIENCE = 20_000 * (Number(Deno.env.get("SOCKSH_TEST_PATIENCE")) || 1);

/** Whether the programs that every test here needs are there. */
async function ready(): Promise<boolean> {
  return await peer("gcc") !== undefined && await peer("python3") !== undefined;
}

let made: Promise<void> | undefined;

/** Has the tool build its C programs, once, and gives the path of one. */
async function built(name: string): Promise<string> {
  made ??= run([...BENCH, "udp-64", "--peer", "C", "--rounds", "1", "--seconds", "0.2"])
    .then(({ code, err }) => assertEquals([code, err], [0, ""]));
  await made;
  return `${ROOT}dist/bench/${name}`;
}

Deno.test("the benchmark measures everybody in every round and gives ratios to the reference", async () => {
  if (!await ready()) return;
  const names = ["tcp-64x50", "udp-64", "pipe-2g"];
  const quick = ["--peer", "python3", "--rounds", "2", "--seconds", "0.05", "--bytes", "1000003"];
  const { code, out, err } = await run([...BENCH, ...names, ...quick, "--json"]);
  assertEquals([code, err], [0, ""]);
  const { workloads } = JSON.parse(out);
  assertEquals(workloads.map(({ name }: { name: string }) => name), names);
  for (const { name, peers } of workloads) {
    const expected = name === "pipe-2g" ? ["nc -N", "socat -u"] : ["C", "C again", "python3"];
    assertEquals(peers.map(({ name }: { name: string }) => name), expected);
    for (const { name: who, samples, ratios, missing } of peers) {
      if (missing !== undefined) continue;
      assertEquals([samples.length, ratios.length], [2, 2]);
      for (const { value, figures } of samples) {
        assert(value > 0 && !(figures.errors > 0), `${who} in ${name}: ${JSON.stringify(figures)}`);
      }
      if (who === "C") assertEquals(ratios, [1, 1]);
    }
  }
});

for (
  const [what, second, told] of [
    ["other bytes arrive", 'tr a b | nc -N "${2%:*}" "${2#*:}"', /what nc -l received .* SHA-256 /],
    ["the sender fails", "exit 3", /failed$/],
  ] as const
) {
  Deno.test(`where ${what} at the last check, the rounds are shown, and the benchmark has failed`, async () => {
    if (!await ready() || await peer("nc") === undefined || await peer("socat") === undefined) return;
    using folder = new Folder();
    // As `socksh pipe HOST:PORT`, but only the first time.
    const program = `#!/bin/sh
if mkdir "${folder.path}/once" 2>&-; then nc -N "\${2%:*}" "\${2#*:}"; else ${second}; fi
`;
    const sender = folder.file("sender", program, 0o700);
    const quick = ["--peer", "socksh", "--socksh", sender, "--rounds", "1", "--bytes", "100003"];
    const { code, out } = await run([...BENCH, "pipe-2g", ...quick, "--json"]);
    const [{ peers, failure }] = JSON.parse(out).workloads;
    assertEquals([peers.at(-1).name, peers.at(-1).samples.length], ["socksh", 1]);
    assertMatch(failure, told);
    assertEquals(code, 1);
  });
}

Deno.test("without --json the benchmark prints a table for each workload", async () => {
  if (!await ready()) return;
  const { code, out } = await run([
    ...BENCH,
    "tcp-64x50",
    "--peer",
    "C",
    "--rounds",
    "1",
    "--seconds",
    "0.05",
  ]);
  assertEquals(code, 0);
  assert(/^ {11}messages\/s +min +median +max +p50 µs/m.test(out), out);
  assert(/^ {2}C {5,}[\d ]+ 1\.00 +1\.00 +1\.00 /m.test(out), out);
});

Deno.test("the load generator checks long streams that come back in pieces", async () => {
  if (!await ready()) return;
  await using server = new Child([await built("echo_epoll")]);
  const port = await server.wrote(/^listening on 127\.0\.0\.1:(\d+) \(TCP\)$/m);
  const load = `${ROOT}dist/bench/load`;
  const size = 3_000_001;
  const { code, out } = await run([
    ...[load, "tcp", "127.0.0.1", port, "--connections", "3", "--size", String(size)],
    ...["--in-flight", "3", "--seconds", "0.2", "--warmup", "0", "--pid", String(server.pid)],
  ]);
  assertEquals(code, 0);
  const { messages, errors, lost, p50, p99, server_busy } = JSON.parse(out);
  assert(messages > 0 && p50 > 0 && p99 >= p50 && server_busy > 0, out);
  assertEquals([errors, lost], [0, 0]);
});

Deno.test("the reference server sends the rest when its client reads again", async () => {
  if (!await ready()) return;
  await using server = new Child([await built("echo_epoll")]);
  const port = await server.wrote(/:(\d+) \(TCP\)$/m);
  // Sends until nothing moves any more, and only then reads.
  const program = `
import os, select, socket
s = socket.create_connection(("127.0.0.1", ${port}))
s.setblocking(False)
data, got, sent, stuck = os.urandom(32 << 20), bytearray(), 0, False
while len(got) < len(data):
    r, w, _ = select.select([s] if stuck else [], [s] if sent < len(data) else [], [], 5 if stuck else 0.3)
    if not r and not w:
        if stuck: break
        stuck = True
    if w: sent += s.send(data[sent:sent + 262144])
    if r: got += s.recv(1 << 20)
print(stuck, len(got), bytes(got) == data)
`;
  assertEquals((await run(["python3", "-c", program])).out, `True ${32 << 20} True\n`);
});

Deno.test("the load generator notices a server that answers something else", async () => {
  if (!await ready()) return;
  const load = await built("load");
  const program = "import socket\n" +
    "l = socket.create_server(('127.0.0.1', 0))\n" +
    "print('listening on 127.0.0.1:%d (TCP)' % l.getsockname()[1], flush=True)\n" +
    "c, _ = l.accept()\n" +
    "while data := c.recv(65536): c.sendall(data.replace(b'\\x07', b'x'))\n";
  await using server = new Child(["python3", "-u", "-c", program]);
  const port = await server.wrote(/:(\d+) \(TCP\)$/m);
  // The byte 7 is the last of the first message.
  const { out } = await run([
    load,
    "tcp",
    "127.0.0.1",
    port,
    "--connections",
    "1",
    "--size",
    "8",
    "--seconds",
    "0.1",
  ]);
  const { errors, error } = JSON.parse(out);
  assertEquals([errors, error], [1, "what came back is not what was sent"]);
});

Deno.test("many connections are held, each echoing before and after", async () => {
  if (!await ready()) return;
  const load = await built("load");
  await using server = new Child([`${ROOT}dist/bench/echo_epoll`]);
  const port = await server.wrote(/:(\d+) \(TCP\)$/m);
  const { out } = await run([
    load,
    "hold",
    "127.0.0.1",
    port,
    "--connections",
    "500",
    "--pid",
    String(server.pid),
  ]);
  const { connections, messages, errors, lost, server_memory } = JSON.parse(out);
  assertEquals([connections, messages, errors, lost], [500, 1000, 0, 0]);
  assert(server_memory > 0, out);
});

Deno.test("the sink's checksum is the file's, and another one when two words have changed places", async () => {
  if (!await ready() || await peer("nc") === undefined) return;
  const sink = (await built("load")).replace(/load$/, "sink");
  using folder = new Folder();
  const path = `${folder.path}/file`;
  const { checksum } = JSON.parse((await run([sink, "make", path, "700001"])).out);
  const bytes = await Deno.readFile(path);
  const swapped = bytes.slice();
  swapped.set(bytes.subarray(64, 72), 32);
  swapped.set(bytes.subarray(32, 40), 64);
  const sums = [];
  for (const content of [bytes, swapped]) {
    await using receiver = new Child([sink, "listen"]);
    const port = await receiver.wrote(/:(\d+) \(TCP\)$/m);
    await run(["nc", "-N", "127.0.0.1", port], { stdin: content });
    sums.push(JSON.parse(await receiver.wrote(/^\{.*\}$/m)).checksum);
  }
  assertEquals(sums[0], checksum);
  assert(sums[1] !== checksum);
});

Deno.test("Ctrl-C ends the benchmark and what it started", async () => {
  if (!await ready()) return;
  const seconds = "3599.25";
  await using bench = new Child([...BENCH, "tcp-64x50", "--peer", "C", "--seconds", seconds]);
  const load = async () => {
    const { out } = await run(["ps", "-eo", "pid,args"]);
    return out.split("\n").filter((line) => line.includes(`/load tcp`) && line.includes(seconds));
  };
  const deadline = performance.now() + PATIENCE;
  while ((await load()).length === 0) assert(performance.now() < deadline, "the load was not started");
  bench.kill("SIGINT");
  const { code, err } = await bench.finished();
  assertEquals([code, err], [130, "bench: interrupted\n"]);
  assertEquals(await load(), []);
});

Deno.test("the benchmark names the workloads and peers it knows", async () => {
  if (!await ready()) return;
  for (const args of [["tcp"], ["--peer", "nginx"]]) {
    const { code, out, err } = await run([...BENCH, ...args, "--socksh", "/nowhere"]);
    assertEquals([code, out], [2, ""]);
    assert(/^no (workload|peer) "\w+": /.test(err), err);
  }
  for (const args of [["--rounds", "0"], ["--seconds", "x"], ["--fast"]]) {
    const { code, err } = await run([...BENCH, ...args]);
    assertEquals([code, err.startsWith("usage: deno task bench")], [2, true]);
  }
});
