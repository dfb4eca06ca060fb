// diagram: what passed between two sockets is drawn as it must have been, in every form, and nothing is drawn that is
// not known.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { setColorEnabled } from "@std/fmt/colors";
import { type Diagram, isFold, type Line } from "../lib/diagram.ts";
import type { Language } from "../lib/messages/mod.ts";
import { diagramText } from "../lib/render/diagram.ts";
import { drawing } from "../lib/render/drawing.ts";
import { width } from "../lib/render/width.ts";
import { Folder, PROGRAM, run } from "./child.ts";
import { acts, drawn, segments, states } from "./diagram_fixture.ts";
import { peer } from "./peers.ts";
import { Shell } from "./session_fixture.ts";

setColorEnabled(false);

const LANGUAGES: readonly Language[] = ["en", "pt-BR"];

const handshake = ["> SYN", "< SYN,ACK", "> ACK"];
const pair =
  `srv = socket tcp; bind srv 127.0.0.1:0; listen srv 5; c = socket tcp; connect c (getsockname(srv))
conn, who = accept srv; `;

const endings: readonly [what: string, statements: string, segments: readonly string[]][] = [
  ["both sides close", `${pair} close c; recv conn 9; close conn`, [
    ...handshake,
    ...["> FIN,ACK", "< ACK", "< FIN,ACK", "> ACK"],
  ]],
  [
    "one side goes on after the other has shut down",
    `${pair} shutdown c SHUT_WR; recv conn 9; send conn "late"; recv c 9`,
    [
      ...handshake,
      ...["> FIN,ACK", "< ACK", "< 4 B"],
    ],
  ],
  ["SO_LINGER 0", `${pair} setsockopt c SOL_SOCKET SO_LINGER (1, 0); close c; recv conn 9`, [
    ...handshake,
    "> RST,ACK",
  ]],
  ["unread data", `${pair} send c "unread"; close conn; recv c 9`, [...handshake, "> 6 B", "< RST,ACK"]],
  ["a duplicate keeps the connection", `${pair} d = dup c; close c; send conn "x"; recv d 9`, [
    ...handshake,
    "< 1 B",
  ]],
  ["only reading is shut down", `${pair} shutdown c SHUT_RD; recv c 9`, handshake],
  ["a peek is no receiving", `${pair} send c "x"; recv conn 9 MSG_PEEK; recv conn 9`, [
    ...handshake,
    "> 1 B",
  ]],
  ["nobody listens", `srv = socket tcp; bind srv 127.0.0.1:0; c = socket tcp; connect c (getsockname(srv))`, [
    "> SYN",
    "< RST,ACK",
  ]],
  [
    "a connect that does not wait",
    `srv = socket tcp; bind srv 127.0.0.1:0; listen srv; c = socket tcp; setblocking c False
connect c (getsockname(srv)); conn, who = accept srv; connect c (getsockname(srv))`,
    handshake,
  ],
];

for (const [what, statements, expected] of endings) {
  Deno.test(`the segments follow from the calls: ${what}`, async () => {
    const [diagram] = await drawn(`${statements}; diagram c`);
    assert(diagram !== undefined);
    assertEquals(segments(diagram), expected);
  });
}

Deno.test("datagrams are drawn with the calls of both sockets, and a port nobody has as ICMP", async () => {
  const [diagram] = await drawn(
    `u = socket udp; bind u 127.0.0.1:0; v = socket udp; connect v (getsockname(u))
send v "one"; recvfrom u 9; close u; send v "two"; recv v 9; diagram v`,
  );
  assert(diagram !== undefined);
  assertEquals(segments(diagram), ["> 3 B", "> 3 B", "< ICMP port unreachable"]);
  assertEquals(acts(diagram, 0).at(-1), "recv: ECONNREFUSED");
  assertEquals(diagram.lines.flatMap((line) => isFold(line) ? [] : line.states).filter((each) => each), []);
});

Deno.test("each conversation has its own diagram; with a socket only its own, of a listener those it accepted", async () => {
  const statements = `${pair} d = socket tcp; connect d (getsockname(srv)); dconn, who = accept srv
u = socket udp; bind u 127.0.0.1:0; v = socket udp; sendto v "x" (getsockname(u)); recvfrom u 9`;
  const names = (diagrams: readonly Diagram[]) =>
    diagrams.map(({ protocol, sides: [left, right] }) => `${protocol} ${left.names[0]} ${right.names[0]}`);
  assertEquals(names(await drawn(`${statements}; diagram`)), ["tcp c conn", "tcp d dconn", "udp v u"]);
  assertEquals(names(await drawn(`${statements}; diagram srv`)), ["tcp c conn", "tcp d dconn"]);
  assertEquals(names(await drawn(`${statements}; diagram dconn`)), ["tcp d dconn"]);
  assertEquals(names(await drawn(`s = socket tcp; diagram s`)), []);
});

Deno.test("the other side may be another program: what it did is drawn as far as it shows", async () => {
  const python = await peer("python3");
  if (python === undefined) return;
  const server = `import socket, sys
s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1], flush=True)
c = s.accept()[0]; c.recv(100); c.sendall(b"answer"); c.close()`;
  const command = new Deno.Command(python, { args: ["-c", server], stdout: "piped" }).spawn();
  const reader = command.stdout.getReader();
  const port = new TextDecoder().decode((await reader.read()).value).trim();
  const [diagram] = await drawn(
    `c = socket tcp; connect c 127.0.0.1:${port}; send c "question"; recv c 99; recv c 99; close c; diagram c`,
  );
  await reader.cancel();
  await command.status;
  assert(diagram !== undefined);
  assertEquals(segments(diagram), [
    ...handshake,
    ...["> 8 B", "< 6 B", "< FIN,ACK", "> ACK", "> FIN,ACK", "< ACK"],
  ]);
  assertEquals([diagram.sides[1].names, acts(diagram, 1)], [[], []]);
  assertMatch(diagramText(diagram, "en"), /^c +no socket of this session\n/);
});

Deno.test("a FIN that only a state tells of is drawn, last", async () => {
  const python = await peer("python3");
  if (python === undefined) return;
  const server = `import socket, sys
s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1], flush=True)
c = s.accept()[0]; c.sendall(b"answer"); c.close(); sys.stdin.read()`;
  const child = new Deno.Command(python, { args: ["-c", server], stdin: "piped", stdout: "piped" }).spawn();
  const reader = child.stdout.getReader();
  const port = new TextDecoder().decode((await reader.read()).value).trim();
  const [diagram] = await drawn(
    `c = socket tcp; connect c 127.0.0.1:${port}; state c => CLOSE_WAIT within 5s; recv c 99; diagram c`,
  );
  await child.stdin.close();
  await reader.cancel();
  await child.status;
  assertEquals(segments(diagram!), [...handshake, "< 6 B", "< FIN,ACK", "> ACK"]);
});

Deno.test("states the kernel was not asked for stand in parentheses", async () => {
  const [diagram] = await drawn(
    `${pair} shutdown c SHUT_WR; state c => FIN_WAIT2; state conn => CLOSE_WAIT; diagram c`,
  );
  assert(diagram !== undefined);
  assertEquals(states(diagram, 0), ["CLOSED", "(SYN_SENT)", "ESTABLISHED", "(FIN_WAIT1)", "FIN_WAIT2"]);
  assertEquals(states(diagram, 1), ["CLOSED", "LISTEN", "(SYN_RECV)", "ESTABLISHED", "CLOSE_WAIT"]);
});

const long = `${pair} repeat 20 { send c "question"; recv conn 99; send conn "answer"; recv c 99 }`;

Deno.test("twenty exchanges are readable at 80 columns, and many more are folded", async () => {
  const [twenty] = await drawn(`${long}; diagram c`);
  assert(twenty !== undefined && !twenty.lines.some(isFold));
  assert(twenty.lines.length <= 60, `${twenty.lines.length} lines`);
  const [many] = await drawn(`${long.replace("20", "400")}; close c; close conn; diagram c`);
  assert(many !== undefined);
  const fold = many.lines.find(isFold);
  assert(fold !== undefined && many.lines.length <= 60);
  const kept = many.lines.filter((line): line is Line => !isFold(line));
  const data = kept.filter(({ segment }) => segment !== undefined && segment.length > 0).length;
  assertEquals(fold.sent[0].segments + fold.sent[1].segments + data, 800);
  for (const language of LANGUAGES) {
    for (const columns of [40, 63, 64, 80, 132]) {
      for (const diagram of [twenty, many]) {
        const lines = diagramText(diagram, language, columns).split("\n");
        assertEquals(lines.filter((line) => width(line) > columns), [], `${language} at ${columns}`);
      }
    }
  }
});

Deno.test("SVG is well-formed, Mermaid has one statement a line, and both are in both languages", async () => {
  const diagrams = await drawn(`${long.replace("20", "60")}
d = socket tcp; bind d 127.0.0.1:0; connect d 127.0.0.1:1; u = socket udp; sendto u "x" 127.0.0.1:9; diagram`);
  assertEquals(diagrams.length, 3);
  for (const language of LANGUAGES) {
    const svg = drawing(diagrams, "svg", language);
    assertEquals(unbalanced(svg), []);
    assert(!/<script|href|on\w+=/.test(svg));
    const mermaid = drawing(diagrams, "mermaid", language);
    const statement =
      /^(sequenceDiagram| {4}(participant [AB]\d* as [^\n]+|[AB]\d*--?>>[AB]\d*: [^\n;]+(;[^\n;]*)*|Note (left of A\d*|right of B\d*|over A\d*,B\d*): [^\n]+))$/;
    assertEquals(mermaid.split("\n").filter((line) => line !== "" && !statement.test(line)), []);
    assertEquals(mermaid.match(/sequenceDiagram/g)?.length, 1, "one document, however many conversations");
  }
  if (await peer("python3") === undefined) return;
  using folder = new Folder();
  const file = folder.file("x.svg", drawing(diagrams, "svg", "pt-BR"));
  const check = "import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])";
  assertEquals((await run(["python3", "-c", check, file])).err, "");
});

/** The tags of a document that are not closed in their order. */
function unbalanced(xml: string): string[] {
  const open: string[] = [];
  for (const [, close, name = "", , self] of xml.matchAll(/<(\/?)([a-z]\w*)((?:"[^"]*"|[^">])*?)(\/?)>/g)) {
    if (close !== "") {
      if (open.pop() !== name) return [`</${name}>`];
    } else if (self === "") open.push(name);
  }
  return open;
}

Deno.test("a picture is written whole, for its user alone, or not at all", async () => {
  using folder = new Folder();
  const there = folder.file("there.svg", "before", 0o644);
  const statements = `${pair} diagram --svg ${folder.path}/new.svg; diagram c --svg ${there}
diagram --svg ${folder.path}/none/x.svg => ENOENT; diagram --svg ${folder.path}/folder.svg => EISDIR; diagram --svg ${folder.path}/full.svg => ENOSPC
text = diagram c --mermaid; assert text.strip() == text.strip()`;
  Deno.mkdirSync(`${folder.path}/folder.svg`);
  Deno.symlinkSync("/dev/full", `${folder.path}/full.svg`);
  const { err, code } = await run([...PROGRAM, "--lang", "en", "-c", statements]);
  assertEquals([err, code], ["", 0]);
  for (const name of ["new.svg", "there.svg"]) {
    assertStringIncludes(await Deno.readTextFile(`${folder.path}/${name}`), "</svg>");
    assertEquals((await Deno.stat(`${folder.path}/${name}`)).mode! & 0o777, 0o600);
  }
  assertEquals([...Deno.readDirSync(folder.path)].map(({ name }) => name).sort(), [
    ...["folder.svg", "full.svg", "new.svg", "there.svg"],
  ]);
});

Deno.test("calls are written down only where somebody looks back at them", async () => {
  await using shell = new Shell({ everything: false });
  await shell.run(`${pair} send c "x"`);
  assertEquals(shell.session.chronicle, undefined);
  await shell.run("diagram");
  assert(shell.session.chronicle !== undefined);
  const made = shell.reports.findLast(({ kind }) => kind === "diagrams");
  assert(made?.kind === "diagrams");
  assertEquals(made.diagrams, [], "what came before is not known");
});

Deno.test("a listener that has not accepted yet, and a receiver that did not ask who sent, are on their side", async () => {
  const [waiting] = await drawn(`srv = socket tcp; bind srv ("", 0); listen srv; c = socket tcp
connect c (("127.0.0.1", getsockname(srv)[1])); diagram srv`);
  assertEquals(waiting?.sides[1].names, ["srv"]);
  assertEquals(acts(waiting!, 1), ["socket", "bind", "listen 128"]);
  const [datagrams] = await drawn(
    `u = socket udp; bind u 127.0.0.1:0; v = socket udp; sendto v "x" (getsockname(u)); recv u 9
diagram u`,
  );
  assertEquals([datagrams?.sides[1].names, acts(datagrams!, 1).at(-1)], [["u"], "recv 1 B"]);
});

Deno.test("an IPv4 client of an IPv6 server is one conversation", async () => {
  const diagrams = await drawn(`srv = socket tcp6; bind srv [::]:0; listen srv; c = socket tcp
connect c (("127.0.0.1", getsockname(srv)[1])); conn, who = accept srv; send c "x"; recv conn 9; diagram`);
  assertEquals(diagrams.map(({ sides: [left, right] }) => [left.names, right.names]), [[["c"], [
    "conn",
    "srv",
  ]]]);
});

Deno.test("where the other program closed first, closing this side sends a FIN and no reset", async () => {
  const python = await peer("python3");
  if (python === undefined) return;
  const server = `import socket, sys
s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1], flush=True)
c = s.accept()[0]; c.recv(100); c.close(); sys.stdin.read()`;
  const child = new Deno.Command(python, { args: ["-c", server], stdin: "piped", stdout: "piped" }).spawn();
  const reader = child.stdout.getReader();
  const port = new TextDecoder().decode((await reader.read()).value).trim();
  const [diagram] = await drawn(
    `c = socket tcp; connect c 127.0.0.1:${port}; send c "bye"; poll c 5s; close c; diagram c`,
  );
  await child.stdin.close();
  await reader.cancel();
  await child.status;
  assertEquals(segments(diagram!), [...handshake, "> 3 B", "< FIN,ACK", "> ACK", "> FIN,ACK", "< ACK"]);
});

const findings: readonly [what: string, statements: string, segments: readonly string[]][] = [
  [
    "a reset that only SO_ERROR told of",
    `${pair} setsockopt conn SOL_SOCKET SO_LINGER (1, 0); close conn
getsockopt c SOL_SOCKET SO_ERROR; recv c 9; close c`,
    [...handshake, "< RST,ACK"],
  ],
  [
    "EPIPE before there was a connection",
    `srv = socket tcp; bind srv 127.0.0.1:0; listen srv; c = socket tcp
send c "x"; connect c (getsockname(srv)); conn, who = accept srv; close c; recv conn 9; close conn`,
    [
      ...handshake,
      ...["> FIN,ACK", "< ACK", "< FIN,ACK", "> ACK"],
    ],
  ],
  [
    "a connect that did not wait, and was never asked again",
    `srv = socket tcp; bind srv 127.0.0.1:0; listen srv
c = socket tcp; setblocking c False; connect c (getsockname(srv)); poll (c, POLLOUT) 5s; send c "x"`,
    [
      ...handshake,
      "> 1 B",
    ],
  ],
  [
    "a connect made again with another address",
    `srv = socket tcp; bind srv 127.0.0.1:0; c = socket tcp; setblocking c False
connect c (getsockname(srv)) => EINPROGRESS; connect c 127.0.0.2:1 => ECONNREFUSED`,
    ["> SYN", "< RST,ACK"],
  ],
  [
    "a refusal that another call was told of",
    `srv = socket tcp; bind srv 127.0.0.1:0; c = socket tcp; setblocking c False
connect c (getsockname(srv)) => EINPROGRESS; send c "x" => ECONNREFUSED; connect c 127.0.0.2:1 => ECONNABORTED`,
    ["> SYN", "< RST,ACK"],
  ],
  [
    "EISCONN with another address than the peer's",
    `${pair} connect c 127.0.0.1:1 => EISCONN`,
    handshake,
  ],
  [
    "a listener that is closed has no connection to end",
    `srv = socket tcp; bind srv 127.0.0.1:0; listen srv; c = socket tcp; connect c (getsockname(srv)); close srv`,
    handshake,
  ],
  [
    "what was in its queue is reset, as the client finds out",
    `srv = socket tcp; bind srv 127.0.0.1:0; listen srv; c = socket tcp; connect c (getsockname(srv)); close srv
send c "x" => ECONNRESET; send c "x" => EPIPE; close c`,
    [...handshake, "< RST"],
  ],
  ["a wait whose time ran out", `${pair} timeout 0.05s recv c 9 => timeout`, handshake],
  ["recvmsg that only looks", `${pair} send c "x"; recvmsg(conn, 9, 0, MSG_PEEK); recv conn 9`, [
    ...handshake,
    "> 1 B",
  ]],
];

for (const [what, statements, expected] of findings) {
  Deno.test(`nothing is drawn that need not have been: ${what}`, async () => {
    const [diagram] = await drawn(`${statements}; diagram c`);
    assertEquals(segments(diagram!), expected);
  });
}

Deno.test("datagrams: a peek is none, and one that was cut is as long as it was sent", async () => {
  const [diagram] = await drawn(
    `u = socket udp; bind u 127.0.0.1:0; v = socket udp; sendto v ("x" * 100) (getsockname(u))
recvfrom u 9 MSG_PEEK; recvfrom u 10; diagram u`,
  );
  assertEquals(segments(diagram!), ["> 100 B"]);
  assertEquals(acts(diagram!, 1).slice(-2), ["recvfrom", "recvfrom 10 B"]);
});

Deno.test("the trace may be switched off without taking the diagram away", async () => {
  const text = `trace off; ${pair} diagram c`;
  const { out, code } = await run([...PROGRAM, "--lang", "en", "--trace", "-c", text]);
  assertEquals(code, 0);
  assertMatch(out, /\| +accept: conn/);
});

Deno.test("a later connection between the same addresses has a diagram of its own", async () => {
  const diagrams = await drawn(`srv = socket tcp; bind srv 127.0.0.1:0; listen srv; a = getsockname(srv)
c = socket tcp; setsockopt c SOL_SOCKET SO_REUSEADDR 1; bind c 127.0.0.1:0; near = getsockname(c); connect c $a
conn, who = accept srv; setsockopt c SOL_SOCKET SO_LINGER (1, 0); close c; recv conn 9; close conn
d = socket tcp; setsockopt d SOL_SOCKET SO_REUSEADDR 1; bind d $near; connect d $a; dconn, who = accept srv; diagram`);
  assertEquals(diagrams.map(({ sides: [left] }) => left.names), [["c"], ["d"]]);
  assertEquals(diagrams.map((each) => segments(each)), [[...handshake, "> RST,ACK"], handshake]);
});

Deno.test("a call whose time ran out is told as that, and one that was interrupted as EINTR", async () => {
  const [diagram] = await drawn(`${pair} timeout 0.05s recv c 9 => timeout; diagram c`);
  assertEquals(acts(diagram!, 0).at(-1), "recv: timeout");
  await using shell = new Shell({ everything: false });
  await shell.run(`${pair} diagram c`);
  const running = shell.start("recv c 9");
  await running.waits;
  running.interrupt();
  await running.done;
  await shell.run("diagram c");
  const report = shell.reports.findLast(({ kind }) => kind === "diagrams");
  assert(report?.kind === "diagrams");
  assertEquals(acts(report.diagrams[0]!, 0).at(-1), "recv: EINTR");
});

Deno.test("dup2 over a connection ends it like close", async () => {
  const [diagram] = await drawn(`${pair} d = socket tcp; dup2 d c; recv conn 9; diagram conn`);
  assertEquals(segments(diagram!), [...handshake, "> FIN,ACK", "< ACK"]);
  assertEquals(acts(diagram!, 0).at(-1), "dup2");
  const [kept] = await drawn(
    `${pair} d = dup c; e = socket tcp; dup2 e c; dup2 conn conn; dup2 d d; diagram conn`,
  );
  assertEquals(segments(kept!), handshake);
});

Deno.test("who talks to itself is on both sides: left as it sends, right as it receives", async () => {
  const [stream] = await drawn(`s = socket tcp; bind s 127.0.0.1:0; connect s (getsockname(s))
send s "abc"; recv s 9; shutdown s SHUT_WR; recv s 9; close s; diagram`);
  assertEquals(stream?.sides.map(({ names }) => names), [["s"], ["s"]]);
  assertEquals(segments(stream!), ["> SYN", "> SYN,ACK", "> ACK", "> 3 B", "> FIN,ACK", "> ACK"]);
  assertEquals(acts(stream!, 1), ["recv 3 B", "recv 0 B"]);
  assertEquals(states(stream!, 0), ["CLOSED", "(SYN_SENT)", "(FIN_WAIT1)"]);
  assertEquals(states(stream!, 1), ["(SYN_RECV)", "ESTABLISHED", "(CLOSING)", "TIME_WAIT"]);
  for (const where of [`(getsockname(s))`, `(("127.0.0.1", getsockname(s)[1]))`]) {
    const host = where.includes("127") ? "0.0.0.0" : "127.0.0.1";
    const [datagram] = await drawn(
      `s = socket udp; bind s ${host}:0; sendto s "abc" ${where}; sendto s "" ${where}; recvfrom s 9; recv s 9; diagram`,
    );
    assertEquals(datagram?.sides.map(({ names }) => names), [["s"], ["s"]]);
    assertEquals(datagram?.sides[0].address, datagram?.sides[1].address);
    assertEquals(segments(datagram!), ["> 3 B", "> 0 B"]);
    assertEquals(acts(datagram!, 1), ["recvfrom 3 B", "recv 0 B"]);
    for (const form of ["text", "mermaid", "svg"] as const) {
      assertStringIncludes(drawing([datagram!], form, "en"), "s talks to itself");
      assertStringIncludes(drawing([datagram!], form, "pt-BR"), "s conversa consigo mesmo");
    }
  }
});

Deno.test("a refused client has no address, and what cannot be reached is told in each language", async () => {
  const [refused, datagram] = await drawn(`srv = socket tcp; bind srv 127.0.0.1:0; c = socket tcp
connect c (getsockname(srv)) => _; u = socket udp; connect u 127.0.0.1:9; send u "x"; recv u 9 => _; diagram`);
  assertEquals([refused?.sides[0].names, refused?.sides[0].address], [["c"], undefined]);
  assertStringIncludes(drawing([datagram!], "text", "en"), "ICMP port unreachable");
  for (const form of ["text", "mermaid", "svg"] as const) {
    assertStringIncludes(drawing([datagram!], form, "pt-BR"), "ICMP porta inalcançável");
  }
});

Deno.test("a datagram whose sender was not asked for belongs to nobody where two may have sent it", async () => {
  const diagrams = await drawn(`u = socket udp; bind u 127.0.0.1:0; v = socket udp; w = socket udp
sendto v "one" (getsockname(u)); sendto w "three" (getsockname(u)); recv u 9; recv u 9; diagram`);
  assertEquals(diagrams.map((each) => segments(each)), [["> 3 B"], ["> 5 B"]]);
  assertEquals(diagrams.map((each) => acts(each, 1)), [["socket", "bind"], ["socket", "bind"]]);
  const [waited] = await drawn(`u = socket udp; bind u 127.0.0.1:0; recv u 9 &
v = socket udp; sendto v "one" (getsockname(u)); wait; diagram`);
  assertEquals([segments(waited!), acts(waited!, 1).at(-1)], [["> 3 B"], "recv 3 B"]);
});

Deno.test("EISCONN of a socket that listens is no connection", async () => {
  const statements =
    "srv = socket tcp; bind srv 127.0.0.1:0; listen srv; connect srv 127.0.0.1:1 => EISCONN; diagram";
  assertEquals(await drawn(statements), []);
});

Deno.test("an accept that found nobody says nothing of the client that comes later", async () => {
  const [diagram] = await drawn(`srv = socket tcp; bind srv 127.0.0.1:0; listen srv; setblocking srv False
accept srv => EAGAIN; c = socket tcp; connect c (getsockname(srv)); conn, who = accept srv; diagram`);
  const first = diagram?.lines.find((line) => !isFold(line) && line.segment !== undefined) as Line;
  assertEquals([first.acts[0]?.text, first.segment?.syn], ["connect", true]);
});
