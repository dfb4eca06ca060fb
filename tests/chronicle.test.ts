// chronicle: a session may go on for as long as it likes — what is kept of it has bounds, what is told of it stays true.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Call, Deed } from "../lib/chronicle.ts";
import { Clock } from "../lib/chronicle/clock.ts";
import { Records } from "../lib/chronicle/records.ts";
import { type Fold, isFold } from "../lib/diagram.ts";
import { drawing } from "../lib/render/drawing.ts";
import { Socket } from "../lib/sockets/mod.ts";
import { peer } from "./peers.ts";
import { acts, drawn, segments } from "./diagram_fixture.ts";

const pair =
  `srv = socket tcp; bind srv 127.0.0.1:0; listen srv; c = socket tcp; connect c (getsockname(srv)); n, who = accept srv; `;

Deno.test("a long conversation has its beginning, its end, and all that passed between", async () => {
  const [diagram] = await drawn(
    `${pair} repeat 5000 { send c "four"; recv n 9 }; repeat 3000 { send n "x"; recv c 9 }
close c; recv n 9; close n; diagram`,
  );
  assert(diagram !== undefined);
  const folds = diagram.lines.filter((line): line is Fold => isFold(line));
  assertEquals(folds.length, 1);
  const drawnBytes = (from: 0 | 1) =>
    diagram.lines.flatMap((line) => isFold(line) ? [] : line.segment ?? []).filter((one) => one.from === from)
      .reduce((sum, { length }) => sum + length, 0);
  const [right, left] = folds[0]!.sent;
  assertEquals([right.segments, right.bytes + drawnBytes(0), left.bytes + drawnBytes(1)], [
    5000,
    20_000,
    3000,
  ]);
  assertEquals(segments(diagram).slice(0, 3), ["> SYN", "< SYN,ACK", "> ACK"]);
  assertEquals(segments(diagram).slice(-4), ["> FIN,ACK", "< ACK", "< FIN,ACK", "> ACK"]);
  assertEquals(acts(diagram, 0).slice(0, 2), ["socket", "connect"]);
  assertEquals(diagram.partial, false);
});

Deno.test("what another program sent is summed up, too", async () => {
  const python = await peer("python3");
  if (python === undefined) return;
  const server = `import socket
s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1], flush=True)
c = s.accept()[0]
while c.recv(9): c.sendall(b"four")`;
  const command = new Deno.Command(python, { args: ["-c", server], stdout: "piped" }).spawn();
  const reader = command.stdout.getReader();
  const port = new TextDecoder().decode((await reader.read()).value).trim();
  const [diagram] = await drawn(
    `c = socket tcp; connect c 127.0.0.1:${port}; repeat 3000 { send c "x"; recv c 9 }; close c; diagram`,
  );
  await reader.cancel();
  await command.status;
  const [fold] = diagram!.lines.filter(isFold);
  const data = segments(diagram!).filter((one) => one.endsWith(" B"));
  const counted = (sign: string) => data.filter((one) => one.startsWith(sign)).length;
  assertEquals(fold!.sent.map(({ segments }) => segments), [3000 - counted(">"), 3000 - counted("<")]);
  assertEquals(fold!.sent[1].bytes, 4 * fold!.sent[1].segments);
});

Deno.test("calls that failed again and again leave the connection to be seen", async () => {
  const [diagram] = await drawn(
    `srv = socket tcp; bind srv 127.0.0.1:0; listen srv; setblocking srv False; repeat 3000 { accept srv => EAGAIN }
c = socket tcp; connect c (getsockname(srv)); n, who = accept srv; diagram`,
  );
  assertEquals(segments(diagram!), ["> SYN", "< SYN,ACK", "> ACK"]);
});

Deno.test("of very many conversations the latest are drawn, and how many there were is said", async () => {
  const diagrams = await drawn(`u = socket udp; bind u 127.0.0.1:0; a = getsockname(u)
repeat 2000 { v = socket udp; sendto v "x" $a; recvfrom u 9; close v }; diagram`);
  assertEquals(diagrams.length, 50);
  const omitted = diagrams[0]?.omitted?.conversations ?? 0;
  // The kernel hands some ports out again: these are the same conversation.
  assert(omitted > 100 && omitted < 2000, `${omitted} left out`);
  for (const form of ["text", "mermaid", "svg"] as const) {
    assertStringIncludes(drawing(diagrams, form, "en"), `⋮ ${omitted} earlier conversations left out`);
    assertStringIncludes(drawing(diagrams, form, "pt-BR"), `⋮ ${omitted} conversas anteriores omitidas`);
  }
});

/** A call that nobody made. */
function call(socket: Socket, deed: Deed, began: number, more: Partial<Call> = {}): Call {
  const nothing = { error: undefined, count: undefined, local: undefined, peer: undefined, other: undefined };
  return {
    ...{ deed, name: deed, socket, made: undefined, times: 1, began, ended: began, ...nothing },
    ...{ state: undefined, before: undefined, end: undefined, ...more },
  };
}

Deno.test("what opens and closes is kept, and of sends and receives their number and their bytes", () => {
  const records = new Records();
  const socket = new Socket(5, 2, 1, 0);
  for (const deed of ["socket", "bind", "connect"] as const) records.add(call(socket, deed, 0));
  for (let i = 1; i <= 10_000; i++) {
    records.add(call(socket, "send", i, { count: 3 }));
    if (i % 10 === 0) records.add(call(socket, "receive", i, { error: "EAGAIN" }));
  }
  records.add(call(socket, "shutdown", 10_001));
  const kept = records.all();
  assert(kept.length < 2000);
  assertEquals(kept.slice(0, 3).map(({ deed }) => deed), ["socket", "bind", "connect"]);
  assertEquals(kept.at(-1)?.deed, "shutdown");
  const sums = (deed: Deed) =>
    kept.filter((one) => one.deed === deed).reduce(
      (sum, { times, count = 0 }) => [sum[0]! + times, sum[1]! + count],
      [0, 0],
    );
  assertEquals([sums("send"), sums("receive")], [[10_000, 30_000], [1000, 0]]);
  assertEquals(records.partial(socket), false);
});

Deno.test("what is more than can be kept is dropped, the oldest that is closed first, and said to be missing", () => {
  const records = new Records();
  const first = new Socket(5, 2, 1, 0);
  records.add(call(first, "socket", 0));
  for (let i = 1; i <= 60_000; i++) {
    const socket = new Socket(-1, 2, 1, 0);
    records.add(call(first, "accept", i, { made: socket }));
    records.add(call(socket, "close", i));
  }
  assert(records.all().length <= 100_000);
  assert(records.forgotten >= 10_000 && records.forgotten < 60_000);
  assertEquals(records.all()[0]?.socket, first);
  // All that is kept of the listening socket is its own.
  assertEquals(records.partial(first), false);
  const peers = new Records();
  for (let i = 1; i <= 5000; i++) {
    const other = { kind: "address", family: "inet", host: "127.0.0.1", port: i } as const;
    peers.add(call(first, "receive", i, { count: 1, other }));
  }
  assertEquals(peers.partial(first), true);
});

Deno.test("a clock that is set, and a machine that slept, do not part calls from packets", () => {
  let [real, steady] = [1000.25, 0.25];
  const clock = new Clock({ real: () => Math.floor(real += 0.125), steady: () => steady, origin: 1000 });
  assertEquals(clock.now(), 1000.25);
  steady += 5;
  real += 5;
  assertEquals(clock.now(), 1005.25, "the steady clock's fractions");
  for (const step of [3_600_000, -7_200_000.5]) {
    real += step;
    const before = real;
    const time = clock.now();
    assert(time >= before && time - real <= 0.125 && time % 1 === 0, `${time} at ${real}`);
    steady += 0.0625;
    real += 0.0625;
    assertEquals(clock.now(), time + 0.0625);
  }
});
