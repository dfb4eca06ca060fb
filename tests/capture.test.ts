// capture: packets of the session in a file that tshark reads, the same as the list shows; and what goes wrong on the way.
//
// Each session runs in a network namespace of its own, in which it may capture and nobody else's packets are.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { registry } from "../commands/mod.ts";
import { Child, Folder, PROGRAM, run } from "./child.ts";
import { peer, skipped } from "./peers.ts";
import { Shell } from "./session_fixture.ts";

/** What runs in the namespace: `setup` as a line of sh, then socksh with these arguments; undefined where there can be none. */
async function privately(
  setup: string,
  args: readonly string[],
  namespaces = "-rn",
): Promise<readonly string[] | undefined> {
  if (await peer("unshare") === undefined || await peer("ip") === undefined) return undefined;
  const trial = await run(["unshare", namespaces, "true"]);
  if (trial.code !== 0) {
    skipped(`no namespace can be made: ${trial.err.trim()}`);
    return undefined;
  }
  const line = `{ ip link set lo up && ${setup}; } || exit 99; exec "$@"`;
  return ["unshare", namespaces, "sh", "-c", line, "sh", ...PROGRAM, "--lang", "en", ...args];
}

/** What tshark reads of a file, a line a packet with these fields; undefined without tshark. */
async function tshark(file: string, fields: readonly string[]): Promise<string[][] | undefined> {
  if (await peer("tshark") === undefined) return undefined;
  const wanted = fields.flatMap((field) => ["-e", field]);
  const { out, code, err } = await run([
    "tshark",
    "-r",
    file,
    "-T",
    "fields",
    "-E",
    "separator=|",
    ...wanted,
  ]);
  assertEquals(code, 0, err);
  assert(!/cut short|damaged|isn't a capture|corrupt/.test(err), err);
  return out.split("\n").slice(0, -1).map((line) => line.split("|"));
}

/** A packet of the list as JSON has it. */
interface Shown {
  readonly protocol: string;
  readonly source: string;
  readonly destination: string;
  readonly flags: number | null;
  readonly seq: number | null;
  readonly ack: number | null;
  readonly length: number;
  readonly what: string;
}

/** The packets of the last `capture show` in the JSON lines of a run. */
function shown(out: string): Shown[] {
  const lines = out.trim().split("\n").map((line) => JSON.parse(line));
  return lines.findLast(({ call, value }) => call === "capture" && Array.isArray(value)).value;
}

const conversation = `srv = socket tcp; bind srv 127.0.0.1:0; listen srv 5
c = socket tcp; connect c (getsockname(srv)); conn, who = accept srv
sendall c "Hello, world"; recv conn 1024 => "Hello, world"; sendall conn "Hello"; recv c 1024 => "Hello"
close c; recv conn 10 => ""; close conn
`;

const others = `six = socket tcp6; bind six [::1]:0; listen six; s = socket tcp6; connect s (getsockname(six))
t, who = accept six; sendall s "across"; recv t 9; setsockopt s SOL_SOCKET SO_LINGER (1, 0); close s; recv t 9 => ECONNRESET
u = socket udp; bind u 127.0.0.1:0; v = socket udp; sendto v "ping" (getsockname(u)); recvfrom u 9
nowhere = getsockname(u); close u; sendto v "pong!" (nowhere)
r = socket tcp; connect r (getsockname(u2)) => _
`;

Deno.test("tshark finds the packets, flags, ports, lengths and relative numbers that capture show lists", async () => {
  using folder = new Folder();
  const file = `${folder.path}/x.pcapng`;
  const text =
    `capture start lo ${file}\nu2 = socket tcp; bind u2 127.0.0.1:0\n${conversation}${others}capture show\ncapture stop`;
  const command = await privately("true", ["--json", "-c", text]);
  if (command === undefined) return;
  const { out, err, code } = await run(command);
  assertEquals([err, code], ["", 0]);
  const fields = [
    ...[
      "ip.src",
      "ip.dst",
      "ipv6.src",
      "ipv6.dst",
      "tcp.srcport",
      "tcp.dstport",
      "udp.srcport",
      "udp.dstport",
    ],
    ...["tcp.flags", "tcp.seq", "tcp.ack", "tcp.len", "udp.length", "icmp.type"],
  ];
  const read = await tshark(file, fields);
  if (read === undefined) return;
  const first = (text = "") => text.split(",")[0] ?? "";
  const expected = read.map((cells) => {
    const [src, dst, src6, dst6, from, to, udpFrom, udpTo, flags, seq, ack, length, datagram, icmp] = cells;
    const host = (four = "", six = "", port = "") => six ? `[${six}]:${port}` : `${first(four)}:${port}`;
    if (icmp) return `icmp ${first(src)} ${first(dst)}`;
    if (datagram) return `udp ${host(src, src6, udpFrom)} ${host(dst, dst6, udpTo)} ${Number(datagram) - 8}`;
    // tshark shows an acknowledgement also where the flag is not set.
    const acked = (Number(flags) & 0x10) === 0 ? "-" : ack;
    return `tcp ${host(src, src6, from)} ${host(dst, dst6, to)} ${length} ${Number(flags)} ${seq} ${acked}`;
  });
  const told = shown(out).map(({ protocol, source, destination, flags, seq, ack, length }) =>
    protocol === "icmp"
      ? `icmp ${source} ${destination}`
      : `${protocol} ${source} ${destination} ${length}${
        protocol === "tcp" ? ` ${flags} ${seq} ${ack ?? "-"}` : ""
      }`
  );
  assertEquals(told, expected);
  assert(told.length >= 20, `only ${told.length} packets`);
  const kinds = shown(out).map(({ what }) => what);
  for (const kind of ["handshake", "data", "close", "reset", "refused", "datagram", "unreachable"]) {
    assert(kinds.includes(kind), `${kind}: ${kinds}`);
  }
});

Deno.test("each loopback packet is there once, with the time the kernel gave it", async () => {
  using folder = new Folder();
  const file = `${folder.path}/x.pcapng`;
  const text = `capture start lo ${file} all\nu = socket udp; bind u 127.0.0.1:0; v = socket udp
repeat 20 { sendto v "x" (getsockname(u)); recv u 9 }\ncapture stop`;
  const command = await privately("true", ["-c", text]);
  if (command === undefined) return;
  const { out, code } = await run(command);
  assertEquals(code, 0);
  assertMatch(out, /packets in .*x\.pcapng: 20\ndisplay filter for Wireshark: udp\.port == \d+\n$/);
  const read = await tshark(file, ["frame.time_delta", "udp.length"]);
  if (read === undefined) return;
  assertEquals(read.length, 20);
  assert(read.slice(1).every(([delta]) => Number(delta) > 0), "times differ, in nanoseconds");
});

/** Another program that sends datagrams to port 9, longer than a test looks. */
const neighbour = `timeout 5 python3 -c 'import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
while True:
    s.sendto(b"noise", ("127.0.0.1", 9)); time.sleep(0.005)' >/dev/null 2>&1 &`;

Deno.test("only the session's own packets are written, those of a port, or all: as asked for", async () => {
  if (await peer("python3") === undefined) return;
  const cases: readonly [wanted: string, own: boolean, foreign: boolean][] = [
    ["", true, false],
    ["port 9", false, true],
    ["all", true, true],
  ];
  for (const [wanted, own, foreign] of cases) {
    using folder = new Folder();
    const text =
      `capture start lo ${folder.path}/x.pcapng ${wanted}\nu = socket udp; bind u 127.0.0.1:0; v = socket udp
sendto v "x" (getsockname(u)); close v; sleep 100ms; capture show`;
    const command = await privately(`{ ${neighbour} }`, ["--json", "-c", text]);
    if (command === undefined) return;
    const { out, err, code } = await run(command);
    assertEquals([err, code], ["", 0]);
    const lengths = shown(out).filter(({ protocol }) => protocol === "udp").map(({ length }) => length);
    assertEquals(
      [lengths.includes(1), lengths.includes(5)],
      [own, foreign],
      `capture start ${wanted}: ${lengths}`,
    );
  }
});

Deno.test("packets for which there was no room are counted: with those in the file they are all that passed", async () => {
  using folder = new Folder();
  const text = `capture start lo ${folder.path}/x.pcapng all
a = socket udp; bind a 127.0.0.1:0; b = socket udp; there = getsockname(a); data = b"x" * 60000
repeat 2000 { sendto b $data $there; recv a 60000 }
s = capture stop; assert s["packets"] + s["dropped"] == 2000; print (s["dropped"] > 0)`;
  const command = await privately("true", ["-c", text]);
  if (command === undefined) return;
  const { out, err, code } = await run(command);
  assertEquals([err, code], ["", 0]);
  // 120 MB do not fit into 32 MiB while nobody has time to read them.
  assertEquals(/lost because they came faster than they were read: [1-9]/.test(out), /^True$/m.test(out));
});

Deno.test("a diagram has captured segments with their numbers, and deduces none while the capture ran", async () => {
  using folder = new Folder();
  const text =
    `before = socket tcp; bind before 127.0.0.1:0; listen before; x = socket tcp; connect x (getsockname(before))
y, who = accept before; capture start lo ${folder.path}/x.pcapng; ${conversation.replaceAll("\n", ";")}
u = socket udp; bind u 127.0.0.1:0; v = socket udp; connect v (getsockname(u)); close u; send v "x"; recv v 9 => ECONNREFUSED
sendall x "late"; recv y 9; capture stop; sendall y "later"; recv x 9; diagram`;
  const command = await privately("true", ["-c", text]);
  if (command === undefined) return;
  const { out, err, code } = await run(command);
  assertEquals([err, code], ["", 0]);
  assertMatch(out, /\|-+ SYN seq 0 -+>\|/);
  assertMatch(out, /\|-+ FIN,ACK seq 13 ack 6 -+>\|/);
  assertEquals(out.match(/ICMP port unreachable/g)?.length, 1);
  // What passed before and after the capture follows from the calls.
  assertMatch(out, /\|\.+ SYN \.+>\|/);
  assertMatch(out, /\|<\.+ 5 B \.+\|/);
  assertMatch(out, /\|-+ 4 B seq 1 ack 1 -+>\|/);
});

Deno.test("a capture that is killed leaves a file that tshark and capture show read", async () => {
  using folder = new Folder();
  const file = `${folder.path}/x.pcapng`;
  const text = `capture start lo ${file}\na = socket udp; bind a 127.0.0.1:0; b = socket udp; n = 0
while True { sendto b "x" (getsockname(a)); recv a 9; n = n + 1; if n == 3000 { sleep 100ms; print "many" } }`;
  const command = await privately("true", ["-c", text]);
  if (command === undefined) return;
  const child = new Child(command);
  await child.wrote(/many\n/);
  child.kill("SIGKILL");
  await child.finished();
  const read = await tshark(file, ["udp.length"]);
  assert(read === undefined || read.length >= 3000, `${read?.length} packets`);
  const { out, code } = await run([...PROGRAM, "--lang", "en", "-c", `capture show ${file}`]);
  assertEquals(code, 0);
  assertMatch(out, /\n {0,5}1 +0\.000000 .*UDP/);
  // Of very many packets the middle is left out.
  assertMatch(out, /⋮ packets left out here, but in the file: \d+\n/);
});

Deno.test("of a file that ends in the middle of a packet what is whole is shown, and it is said", async () => {
  using folder = new Folder();
  const file = `${folder.path}/x.pcapng`;
  const command = await privately("true", ["-c", `capture start lo ${file}\n${conversation}capture stop`]);
  if (command === undefined) return;
  assertEquals((await run(command)).code, 0);
  const whole = await Deno.readFile(file);
  const show = async (bytes: Uint8Array) => {
    await Deno.writeFile(file, bytes);
    return await run([...PROGRAM, "--lang", "en", "-c", `capture show ${file}`]);
  };
  const lines = (out: string) => out.split("\n").filter((line) => /TCP/.test(line)).length;
  const all = lines((await show(whole)).out);
  assert(all >= 9, `${all} packets`);
  // Behind the packets stands the interface's statistics block.
  const cut = await show(whole.subarray(0, whole.length - 120));
  assertEquals([cut.code, lines(cut.out)], [0, all - 1]);
  assertStringIncludes(cut.out, "ends in the middle of a block: only what stands before it can be read");
  const none = await show(whole.subarray(0, 130));
  assertMatch(none.out, /^no packets in .*\n.* ends in the middle of a block/);
  const start = await show(whole.subarray(0, 7));
  assertEquals(start.code, 1);
  assertStringIncludes(start.err, "that is no capture file");
});

Deno.test("on a disk that fills the capture ends, says so, and leaves a readable file; the session goes on", async () => {
  using folder = new Folder();
  const small = `${folder.path}/small`;
  await Deno.mkdir(small);
  const out = `${folder.path}/copy.pcapng`;
  const text = `capture start lo ${small}/x.pcapng\na = socket udp; bind a 127.0.0.1:0; b = socket udp
repeat 40 { repeat 20 { sendto b ("x" * 1000) (getsockname(a)); recv a 2000 }; sleep 1ms }
capture show; capture stop; print "goes on"`;
  const setup = `mount -t tmpfs -o size=256k tmpfs ${small}`;
  const command = await privately(setup, ["-c", text], "-rmn");
  if (command === undefined) return;
  // The file is copied out of the namespace before that ends.
  const [shell = [], line = ""] = [command.slice(0, 4), command[4]];
  const copying = [
    ...command.slice(0, 3),
    "-c",
    line.replace('exec "$@"', `"$@"; cp ${small}/x.pcapng ${out}`),
  ];
  assertEquals(shell.length, 4);
  const ended = await run([...copying, ...command.slice(5)]);
  if (ended.code === 99) return skipped(`no file system can be mounted: ${ended.err.trim()}`);
  assertStringIncludes(ended.out, "the capture has ended by itself");
  assertStringIncludes(ended.out, "(ENOSPC)");
  assertMatch(ended.out, /goes on\n$/);
  const read = await tshark(out, ["udp.length"]);
  assert(read === undefined || (read.length > 50 && read.length < 400), `${read?.length} packets`);
  // What fits is there: no block that fitted was taken back.
  assert((await Deno.stat(out)).size > 256 * 1024 - 2000);
});

Deno.test("any takes every interface, each described with its name; an interface that is down is refused", async () => {
  using folder = new Folder();
  const file = `${folder.path}/x.pcapng`;
  const setup = "ip link add left type veth peer name right && ip addr add 192.0.2.1/24 dev left && " +
    "ip link set left up && ip link set right up && ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev left";
  const text = `capture start any ${file}\nu = socket udp; bind u 0.0.0.0:0; sendto u "far" 192.0.2.9:9
v = socket udp; sendto v "near" (("127.0.0.1", getsockname(u)[1])); recv u 9; capture stop`;
  const command = await privately(setup, ["-c", text]);
  if (command === undefined) return;
  const { err, code } = await run(command);
  assertEquals([err, code], ["", 0]);
  const read = await tshark(file, ["frame.interface_name", "udp.length"]);
  if (read !== undefined) {
    const names = read.map(([name, length]) => `${name} ${length}`);
    // What leaves through one end of the pair comes in through the other.
    assertEquals(names.toSorted(), ["left 11", "lo 12", "right 11"]);
  }
  const down = await privately("ip link set lo down", ["-c", `capture start lo ${file} => ENETDOWN`]);
  assertEquals((await run(down!)).code, 0);
});

Deno.test("without the privilege it is said which one is missing, and how to get it, in both languages", async () => {
  // Root has it unless it is taken away.
  const lacking = Deno.uid() === 0 ? ["setpriv", "--bounding-set", "-net_raw", "--inh-caps", "-net_raw"] : [];
  if (lacking.length > 0 && await peer("setpriv") === undefined) return;
  for (
    const [language, words] of [["en", "In order of preference"], [
      "pt-BR",
      "Em ordem de preferência",
    ]] as const
  ) {
    const { out, err, code } = await run([...lacking, ...PROGRAM, "--lang", language, "-c", "capture start"]);
    assertEquals([out, code], ["", 1]);
    assertStringIncludes(err, "EPERM");
    const said = err.replace(/\s+/g, " ");
    for (const part of ["CAP_NET_RAW", words, "socksh --sandbox", "sudo socksh", "setcap cap_net_raw+ep"]) {
      assertStringIncludes(said, part);
    }
    assert(said.indexOf("--sandbox") < said.indexOf("sudo"), "the best way comes first");
  }
});

Deno.test("with --sandbox the shell may capture, whoever runs it", async () => {
  using folder = new Folder();
  const text = `capture start lo ${folder.path}/x.pcapng\n${conversation}capture stop`;
  const { out, err, code } = await run([...PROGRAM, "--lang", "en", "--sandbox", "-c", text]);
  if (code === 2) return skipped(err);
  assertEquals(code, 0);
  assertMatch(out, /packets in .*: (9|1\d)\n/);
});

Deno.test("the example of capture runs, and the file lies in the folder it is run in", async () => {
  using folder = new Folder();
  const command = await privately(`cd ${folder.path}`, ["-c", registry.get("capture")?.example ?? ""]);
  if (command === undefined) return;
  const { out, err, code } = await run(command);
  assertEquals([err, code], ["", 0]);
  assertStringIncludes(out, "handshake 3/3");
  assert((await Deno.stat(`${folder.path}/lesson.pcapng`)).isFile);
});

Deno.test("capture and its words: what makes no sense is refused before anything is opened", async () => {
  await using shell = new Shell();
  using folder = new Folder();
  const text = `${folder.path}/notes.txt`;
  await Deno.writeTextFile(text, "not a capture\n");
  const cases: readonly [statement: string, answer: string][] = [
    ["capture begin", "expects.word"],
    ["capture stop", "capture.none"],
    ["capture show", "capture.none"],
    ["capture stop now", "capture.word"],
    ["capture show a.pcapng b.pcapng", "capture.word"],
    ["capture start lo x.pcap", "capture.ending"],
    ["capture start lo ../lesson", "capture.ending"],
    ["capture start lo eth0", "capture.word"],
    ["capture start lo a.pcapng b.pcapng", "capture.word"],
    ["capture start lo port", "capture.port"],
    ["capture start lo port 65536", "capture.port"],
    ["capture start lo port 0", "capture.port"],
    ["capture start lo port http", "capture.port"],
    ["capture start lo all port 9", "capture.word"],
    ["capture start no-such-interface", "ENODEV"],
    [`capture show ${text}`, "capture.format"],
    [`capture show ${folder.path}/nothing.pcapng`, "ENOENT"],
    ["capture show /", "EISDIR"],
  ];
  for (const [statement, answer] of cases) assertEquals(await shell.answer(statement), answer, statement);
});

Deno.test("a file that is no capture is left as it is, a capture is replaced, and only the user may read it", async () => {
  using folder = new Folder();
  const file = `${folder.path}/x.pcapng`;
  await Deno.writeTextFile(file, "an essay");
  const statements =
    `capture start lo ${file} => EEXIST; capture start lo ${folder.path}/none/x.pcapng => ENOENT
capture start lo ${folder.path}/y.pcapng; ${conversation.replaceAll("\n", ";")}capture stop
a = capture show; capture start lo ${folder.path}/y.pcapng; capture stop; b = capture show; print (len(a) > 8, len(b))`;
  const command = await privately("true", ["-c", statements]);
  if (command === undefined) return;
  const { out, err, code } = await run(command);
  assertEquals([err, code], ["", 0]);
  assertMatch(out, /\nTrue 0\n$/);
  assertEquals(await Deno.readTextFile(file), "an essay");
  assertEquals((await Deno.stat(`${folder.path}/y.pcapng`)).mode! & 0o777, 0o600);
});

Deno.test("what a capture opened is closed when it ends, and a capture nobody ended with its session", async () => {
  using folder = new Folder();
  const file = `${folder.path}/x.pcapng`;
  const statements = `a = socket udp; before = a; close a
repeat 5 { capture start lo ${file}; capture stop }
b = socket udp; bind b 127.0.0.1:0; capture start lo ${file}; c = socket udp; sendto c "the last" (getsockname(b))`;
  const command = await privately("true", ["--json", "-c", statements]);
  if (command === undefined) return;
  const { out, err, code } = await run(command);
  assertEquals([err, code], ["", 0]);
  const made = out.trim().split("\n").map((line) => JSON.parse(line))
    .filter(({ call }) => call === "socket").map(({ value: { fd } }) => fd as number);
  assertEquals(made[1], made[0], "the number is free again");
  const read = await tshark(file, ["udp.length"]);
  assert(read === undefined || read.length === 1, "what passed before the end is in the file");
});

Deno.test("capture start on the command line goes on until a signal comes, and then says what it has", async () => {
  using folder = new Folder();
  const file = `${folder.path}/x.pcapng`;
  // Nothing is the session's own there: all packets are meant.
  const command = await privately("true", ["capture", "start", "lo", file]);
  if (command === undefined) return;
  await using child = new Child(command);
  await child.wrote(/^capturing on lo into .* until Ctrl-C: all packets; socksh capture show .*\n/m);
  const inside = ["nsenter", "--preserve-credentials", "--user", "--net", "--target", String(child.pid)];
  const text =
    "u = socket udp; bind u 127.0.0.1:40001; v = socket udp; sendto v 'x' (getsockname(u)); recv u 9";
  assertEquals((await run([...inside, ...PROGRAM, "-c", text])).code, 0);
  child.kill("SIGINT");
  const { code, err } = await child.finished();
  const filter = "display filter for Wireshark: udp.port == 40001\n";
  assertEquals([code, err], [0, `capture ended; packets in ${file}: 1\n${filter}`]);
  const read = await tshark(file, ["udp.length"]);
  assert(read === undefined || read.length === 1);
});

Deno.test("a capture of the command line ends when its interface goes, says so, and fails", async () => {
  using folder = new Folder();
  const file = `${folder.path}/x.pcapng`;
  const setup = "ip link add left type veth peer name right && ip link set left up && ip link set right up";
  const command = await privately(setup, ["capture", "start", "left", file, "all"]);
  if (command === undefined) return;
  await using child = new Child(command);
  await child.wrote(/^capturing on left/m);
  const inside = ["nsenter", "--preserve-credentials", "--user", "--net", "--target", String(child.pid)];
  assertEquals((await run([...inside, "ip", "link", "del", "left"])).code, 0);
  const { code, err } = await child.ended();
  assertEquals(code, 1);
  assertMatch(err, /^capture ended; packets in .*: \d+\nthe capture has ended by itself \(ENETDOWN\): /);
});

Deno.test("an interface that was down has ended its capture: what comes when it is up again is in the next one", async () => {
  using folder = new Folder();
  const setup = "ip link add left type veth peer name right && ip addr add 192.0.2.1/24 dev left && " +
    "ip link set left up && ip link set right up && ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev left";
  const text =
    `capture start left ${folder.path}/x.pcapng port 9; u = socket udp; sendto u "before" 192.0.2.9:9
sleep 50ms; print "runs"; input(); sendto u "after" 192.0.2.9:9; sleep 50ms; a = capture show; print (len(a))
capture start left ${folder.path}/y.pcapng port 9; sendto u "again" 192.0.2.9:9; capture stop`;
  const command = await privately(setup, ["-c", text]);
  if (command === undefined) return;
  await using child = new Child(command);
  await child.wrote(/^runs$/m);
  const inside = ["nsenter", "--preserve-credentials", "--user", "--net", "--target", String(child.pid)];
  const flap =
    "ip link set left down && ip link set left up && ip neigh replace 192.0.2.9 lladdr 02:00:00:00:00:09 dev left";
  assertEquals((await run([...inside, "sh", "-c", flap])).code, 0);
  await child.type("\n");
  const { out, code } = await child.finished();
  assertEquals(code, 0, out);
  assertMatch(out, /^the capture has ended by itself \(ENETDOWN\)[^]*\n1\n/m);
  assertMatch(out, /packets in .*y\.pcapng: 1\n/);
});

Deno.test("a capture can be shown while it comes through a pipe", async () => {
  using folder = new Folder();
  const command = await privately("true", [
    "-c",
    `capture start lo ${folder.path}/x.pcapng\n${conversation}capture stop`,
  ]);
  if (command === undefined) return;
  assertEquals((await run(command)).code, 0);
  const file = await Deno.readFile(`${folder.path}/x.pcapng`);
  await using child = new Child([...PROGRAM, "--lang", "en", "-c", 'print "runs"; capture show /dev/stdin']);
  await child.wrote(/^runs$/m);
  // Nothing is there yet when it begins to read.
  for (const part of [file.subarray(0, 300), file.subarray(300)]) await child.type(part);
  const { out, err, code } = await child.finished();
  assertEquals([err, code], ["", 0]);
  const whole = await run([...PROGRAM, "--lang", "en", "-c", `capture show ${folder.path}/x.pcapng`]);
  assertEquals(out.slice("runs\n".length), whole.out);
});

Deno.test("what is no file, another user's, or being written by another program stays as it is", async () => {
  using folder = new Folder();
  const file = folder.file("x.pcapng", "", 0o666);
  await Deno.symlink("/dev/null", `${folder.path}/null.pcapng`);
  const mode = (await Deno.stat("/dev/null").catch(() => undefined))?.mode;
  const null_ = await privately("true", ["-c", `capture start lo ${folder.path}/null.pcapng => ESPIPE`]);
  if (null_ === undefined) return;
  assertEquals(await run(null_), { code: 0, signal: null, out: "", err: "" });
  assertEquals((await Deno.stat("/dev/null").catch(() => undefined))?.mode, mode);
  if (Deno.uid() === 0) {
    await Deno.chown(file, 65534, 65534);
    const { code, err } = await run((await privately("true", ["-c", `capture start lo ${file}`]))!);
    assertEquals(code, 1);
    assertMatch(
      err,
      /^.*capture: Operation not permitted \(EPERM\)\n[^]*hint: that file belongs to another user/,
    );
    await Deno.chown(file, 0, 0);
  }
  const python = await peer("python3");
  if (python === undefined) return;
  // Not every file system has leases, by which alone the kernel tells.
  const probing = `import fcntl; f = open(${JSON.stringify(file)}, "rb"); fcntl.fcntl(f, 1024, 0)`;
  if ((await run([python, "-c", probing])).code !== 0) return skipped("the file system has no leases");
  const holding = `import sys; f = open(${
    JSON.stringify(file)
  }, "ab"); print("open", flush=True); sys.stdin.read()`;
  await using writer = new Child([python, "-c", holding]);
  await writer.wrote(/open/);
  assertEquals((await run((await privately("true", ["-c", `capture start lo ${file} => EBUSY`]))!)).code, 0);
  await writer.finished();
  assertEquals(
    (await run((await privately("true", ["-c", `capture start lo ${file}; capture stop`]))!)).code,
    0,
  );
});

Deno.test("the limit for files ends a capture, and not the session", async () => {
  using folder = new Folder();
  const file = `${folder.path}/x.pcapng`;
  const text = `capture start lo ${file}; a = socket udp; bind a 127.0.0.1:0; b = socket udp
repeat 40 { sendto b ("x" * 1000) (getsockname(a)); recv a 2000 }; capture stop; print "goes on"`;
  const command = await privately("ulimit -f 16", ["-c", text]);
  if (command === undefined) return;
  const { out, code } = await run(command);
  assertEquals(code, 0);
  assertMatch(out, /ended by itself \(EFBIG\)[^]*goes on\n$/);
  const read = await tshark(file, ["udp.length"]);
  assert(read === undefined || (read.length >= 6 && read.length < 20), `${read?.length} packets`);
});

Deno.test("a file that a capture is writing is no other capture's", async () => {
  using folder = new Folder();
  const file = `${folder.path}/x.pcapng`;
  const second = `${PROGRAM.map((word) => `'${word}'`).join(" ")} -c 'capture start lo ${file} => EBUSY'`;
  const text = `capture start lo ${file}; print "runs"; input()`;
  const command = await privately("true", ["-c", text]);
  if (command === undefined) return;
  await using child = new Child(command);
  await child.wrote(/^runs$/m);
  const pid = String(child.pid);
  const inside = [
    "nsenter",
    "--preserve-credentials",
    "--user",
    "--net",
    "--target",
    pid,
    "sh",
    "-c",
    second,
  ];
  const { code, err } = await run(inside);
  assertEquals([code, err], [0, ""]);
  await child.end();
  assertEquals((await child.finished()).code, 0);
});

Deno.test("a socket that is refused and connects again is captured with both its ports", async () => {
  using folder = new Folder();
  const text = `free = socket tcp; bind free 127.0.0.1:0; a = getsockname(free); close free
capture start lo ${folder.path}/x.pcapng; c = socket tcp; repeat 3 { connect c $a => ECONNREFUSED }
capture show`;
  const command = await privately("true", ["-c", text]);
  if (command === undefined) return;
  const { out, err, code } = await run(command);
  assertEquals([err, code], ["", 0]);
  assertEquals(out.match(/handshake 1\/3/g)?.length, 3);
  assertEquals(out.match(/RST, ACK/g)?.length, 3);
});

Deno.test("an interface that goes down ends the capture, which says so and costs nothing any more", async () => {
  if (await peer("ip") === undefined) return;
  using folder = new Folder();
  const file = `${folder.path}/x.pcapng`;
  const command = await privately("true", [
    "-c",
    `capture start lo ${file}; print "runs"; input(); capture show => _; capture stop`,
  ]);
  if (command === undefined) return;
  await using child = new Child(command);
  await child.wrote(/^runs$/m);
  const inside = ["nsenter", "--preserve-credentials", "--user", "--net", "--target", String(child.pid)];
  assertEquals((await run([...inside, "ip", "link", "set", "lo", "down"])).code, 0);
  await child.type("\n");
  const { out, code } = await child.finished();
  assertEquals(code, 0);
  assertStringIncludes(out, "the capture has ended by itself (ENETDOWN)");
});

Deno.test("of two captures that start at once one is refused, and the other one can be stopped", async () => {
  using folder = new Folder();
  const text = `{ capture start lo ${folder.path}/a.pcapng } &
{ capture start lo ${folder.path}/b.pcapng } &
wait => _
capture stop`;
  const command = await privately("true", ["-k", "-c", text]);
  if (command === undefined) return;
  const { out } = await run(command);
  assertEquals(out.match(/^capturing on lo/gm)?.length, 1);
  assertEquals(out.match(/^capture ended/gm)?.length, 1);
});

Deno.test("a port of another protocol is not the session's", async () => {
  if (await peer("python3") === undefined) return;
  using folder = new Folder();
  const send =
    "import socket, sys; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 45200))";
  const text =
    `srv = socket tcp; bind srv 127.0.0.1:45200; capture start lo ${folder.path}/x.pcapng; print "runs"; input(); capture stop`;
  const command = await privately("true", ["-c", text]);
  if (command === undefined) return;
  await using child = new Child(command);
  await child.wrote(/^runs$/m);
  const inside = ["nsenter", "--preserve-credentials", "--user", "--net", "--target", String(child.pid)];
  assertEquals((await run([...inside, "python3", "-c", send])).code, 0);
  await child.type("\n");
  assertMatch((await child.finished()).out, /packets in .*: 0\n/);
});

Deno.test("a listener at all addresses is not drawn in the place of another machine", async () => {
  const setup =
    "ip link add far type veth peer name away && ip addr add 192.0.2.1/24 dev far && ip link set far up";
  const text = `srv = socket tcp; bind srv ("", 0); listen srv; c = socket tcp; setblocking c False
connect c (("192.0.2.9", getsockname(srv)[1])) => EINPROGRESS; diagram c`;
  const command = await privately(setup, ["-c", text]);
  if (command === undefined) return;
  const { out, err, code } = await run(command);
  if (code === 99) return skipped(`no pair of interfaces can be made: ${err.trim()}`);
  assertMatch(out, /^c +no socket of this session\n192\.0\.2\.1:\d+ +192\.0\.2\.9:\d+\n/);
});
