// findings: does the hint of an error tell the cause that is really there?
//
// Every cause is made to happen on real sockets: by this session, by another program, by time.

import { assertEquals, assertMatch } from "@std/assert";
import { Child, Folder, PROGRAM, run, socksh } from "./child.ts";
import { peer, skipped } from "./peers.ts";

/** The hints of a session's failures, each on one line. */
async function hints(statements: string, ...args: string[]): Promise<string[]> {
  const { err } = await socksh(["-v", "-k", ...args, "-c", statements]);
  return hintsIn(err);
}

function hintsIn(text: string): string[] {
  return text.split("\n").flatMap((line) => /^(?:hint|dica): (.*)$/.exec(line)?.[1] ?? []);
}

/** A python3 that has a socket and says its port. */
async function holder(
  type: "STREAM" | "DGRAM",
  rest = "",
  host = "127.0.0.1",
): Promise<[Child, string] | undefined> {
  const python3 = await peer("python3");
  if (python3 === undefined) return undefined;
  const family = host.includes(":") ? "AF_INET6" : "AF_INET";
  const program = `import socket, time
s = socket.socket(socket.${family}, socket.SOCK_${type})
s.bind((${JSON.stringify(host)}, 0))
${type === "STREAM" ? "s.listen()" : ""}
print("port", s.getsockname()[1], flush=True)
${rest}
time.sleep(60)`;
  const child = new Child([python3, "-c", program]);
  return [child, await child.wrote(/port (\d+)/)];
}

const listening = "srv = socket tcp; bind srv 127.0.0.1:0; listen srv; addr = getsockname(srv)";

Deno.test("EADDRINUSE names the socket of the session that listens there, in both languages", async () => {
  const again = `${listening}; x = socket tcp\nbind x (addr)`;
  const [english = ""] = await hints(again);
  assertMatch(
    english,
    /^srv \(descriptor \d+, of this session\) listens at 127\.0\.0\.1:\d+: close it, or choose another port/,
  );
  const [portuguese = ""] = await hints(again, "--lang", "pt-BR");
  assertMatch(portuguese, /^srv \(descritor \d+, desta sessão\) escuta em 127\.0\.0\.1:\d+: feche-o/);
});

Deno.test("EADDRINUSE names the program that listens there, also where this one wants all interfaces", async () => {
  const found = await holder("STREAM");
  if (found === undefined) return;
  await using child = found[0];
  for (const host of ["127.0.0.1", ""]) {
    const [hint = ""] = await hints(`x = socket tcp; bind x ("${host}", ${found[1]})`);
    assertMatch(
      hint,
      new RegExp(
        `^a socket of python3?\\S* \\(process ${child.pid}\\) listens at 127\\.0\\.0\\.1:${found[1]}:`,
      ),
    );
  }
});

Deno.test("EADDRINUSE of UDP names who is bound, and that SO_REUSEADDR on both would help", async () => {
  const found = await holder("DGRAM");
  if (found === undefined) return;
  await using _child = found[0];
  const [hint = ""] = await hints(`x = socket udp; bind x 127.0.0.1:${found[1]}`);
  assertMatch(hint, /is bound to 127\.0\.0\.1:\d+: .*SO_REUSEADDR on both sockets before bind$/);
});

Deno.test("EADDRINUSE of a connection in TIME_WAIT says how long, and whether SO_REUSEADDR helps", async () => {
  const waits = `${listening}; c = socket tcp; connect c (addr); conn, who = accept srv
close conn; recv c 1 => ""; close c; close srv; sleep 50ms; x = socket tcp`;
  const [bare = ""] = await hints(`${waits}\nbind x (addr)`);
  const seconds = Number(/is in TIME_WAIT for another (\d+) s: wait, .* \(useful only if/.exec(bare)?.[1]);
  assertEquals(seconds > 30 && seconds <= 60, true, bare);
  const [set = ""] = await hints(`${waits}; setsockopt x SOL_SOCKET SO_REUSEADDR 1\nbind x (addr)`);
  assertMatch(set, /is in TIME_WAIT for another \d+ s, and the socket that had it had not set SO_REUSEADDR/);
});

Deno.test("EADDRINUSE of a connection that no program has any more says that nobody can close it", async () => {
  const restarted = `${listening}; c = socket tcp; connect c (addr); conn, who = accept srv
close conn; sleep 50ms; close srv; x = socket tcp`;
  const [bare = ""] = await hints(`${restarted}\nbind x (addr)`);
  assertMatch(
    bare,
    /^conn \(of this session\) was closed, but the kernel keeps its connection from 127\S+ to 127\S+ in FIN_WAIT2 until the other side sends its FIN \(at most \d+ s more\), and no program has it any more/,
  );
  assertMatch(bare, /set SO_REUSEADDR before bind \(useful only if the earlier socket had set it, too\)$/);
  const [set = "", pt = ""] = [
    ...await hints(`${restarted}; setsockopt x SOL_SOCKET SO_REUSEADDR 1\nbind x (addr)`),
    ...await hints(`${restarted}; setsockopt x SOL_SOCKET SO_REUSEADDR 1\nbind x (addr)`, "--lang", "pt-BR"),
  ];
  assertMatch(set, /; that socket had not set SO_REUSEADDR before its bind: with it on both sockets/);
  assertMatch(pt, /^conn \(desta sessão\) foi fechado, .* em FIN_WAIT2 até o outro lado enviar o FIN dele/);
  // What the other side does not read keeps the FIN waiting behind it.
  const full = `${listening}; c = socket tcp; connect c (addr); conn, who = accept srv; setblocking conn False
while True { connected = send(conn, "x" * 65536) }
close conn; close srv; x = socket tcp
bind x (addr)`;
  const { err } = await socksh(["-v", "-k", "-c", full]);
  assertMatch(
    hintsIn(err).at(-1) ?? "",
    /in FIN_WAIT1 until the other side has acknowledged all that was sent/,
  );
});

Deno.test("EADDRINUSE of what another program closed names no program", async () => {
  const found = await holder("STREAM", "s.accept()[0].close(); s.close()");
  if (found === undefined) return;
  await using _child = found[0];
  const [hint = ""] = await hints(
    `c = socket tcp; connect c 127.0.0.1:${
      found[1]
    }; recv c 1 => b""; sleep 50ms; x = socket tcp\nbind x 127.0.0.1:${found[1]}`,
  );
  assertMatch(hint, /^a socket that no program has any more was closed, but the kernel keeps its connection/);
});

Deno.test("with SO_REUSEADDR on one side EADDRINUSE says where it is missing, and there it helps", async () => {
  const told = await hints(`${listening}; c = socket tcp; connect c (addr); conn, who = accept srv; close srv
x = socket tcp; setsockopt x SOL_SOCKET SO_REUSEADDR 1
bind x (addr)
setsockopt conn SOL_SOCKET SO_REUSEADDR 1
bind x (addr) => 0
b = socket tcp; bind b 127.0.0.1:0; y = socket tcp; setsockopt y SOL_SOCKET SO_REUSEADDR 1
bind y (getsockname(b))
setsockopt b SOL_SOCKET SO_REUSEADDR 1; bind y (getsockname(b)) => 0`);
  assertEquals(told.length, 2, told.join("\n"));
  assertMatch(
    told[0] ?? "",
    /^conn \(.* still has the connection .* \(ESTABLISHED\) and has not set SO_REUSEADDR/,
  );
  assertMatch(told[1] ?? "", /^b \(.* is bound to 127\S+ and has not set SO_REUSEADDR: set it there, too/);
});

Deno.test("EADDRINUSE names a program that is bound and does not listen (Linux 6.8)", async () => {
  const python3 = await peer("python3");
  if (python3 === undefined) return;
  const program = `import socket, time
s = socket.socket(); s.bind(("127.0.0.1", 0)); print("port", s.getsockname()[1], flush=True); time.sleep(60)`;
  await using child = new Child([python3, "-c", program]);
  const port = await child.wrote(/port (\d+)/);
  const [hint = ""] = await hints(`x = socket tcp; bind x 127.0.0.1:${port}`);
  // Older kernels do not tell of such a socket.
  assertMatch(hint, /^a socket of python\S* \(process \d+\) is bound to 127|^the kernel lists no socket at/);
});

Deno.test("EADDRINUSE of a path tells a socket that has it from a file that is left over", async () => {
  using folder = new Folder();
  const path = `unix:${folder.path}/s`;
  const [held = "", left = ""] = await hints(
    `a = socket unix; bind a ${path}; b = socket unix\nbind b ${path}\nclose a\nbind b ${path}`,
  );
  assertMatch(
    held,
    /^a \(descriptor \d+, of this session\) is bound to unix:\S+s: a path belongs to one socket at a time/,
  );
  assertMatch(left, /^the file unix:\S+s is there, but no open socket is bound to it/);
});

Deno.test("a unix address at which nobody is has neither a port nor, if it is abstract, a file", async () => {
  const name = `unix:@findings-${Deno.pid}`;
  const [nobody = "", held = "", idle = ""] = await hints(
    `c = socket unix\nconnect c ${name}\na = socket unix; bind a ${name}; b = socket unix\nbind b ${name}\nconnect c ${name}`,
  );
  assertMatch(nobody, /^no open socket of this machine is bound to unix:@findings-\d+:/);
  assertMatch(
    held,
    /^a \(descriptor \d+, of this session\) has the name unix:@findings-\d+: an abstract name/,
  );
  assertMatch(
    idle,
    /^a \(descriptor \d+, of this session\) is bound to unix:@findings-\d+, but it does not listen/,
  );
});

Deno.test("ECONNREFUSED finds a server at another address, of another family, or of another protocol", async () => {
  const six = await holder("STREAM", "", "::1");
  if (six === undefined) return;
  await using _six = six[0];
  const [family = ""] = await hints(`c = socket tcp; connect c 127.0.0.1:${six[1]}`);
  assertMatch(
    family,
    new RegExp(
      `^nothing listens at 127\\.0\\.0\\.1:${six[1]}, but a socket of python\\S* .* listens at \\[::1\\]:${
        six[1]
      }:`,
    ),
  );
  const [address = ""] = await hints(`${listening}; c = socket tcp\nconnect c ("127.0.0.2", addr[1])`);
  assertMatch(address, /^nothing listens at 127\.0\.0\.2:\d+, but srv \(descriptor/);
  const [protocol = ""] = await hints(
    "u = socket udp; bind u 127.0.0.1:0; addr = getsockname(u); c = socket tcp\nconnect c (addr)",
  );
  assertMatch(
    protocol,
    /^no TCP socket of this machine takes anything on port \d+, but u \(descriptor .*the ports of TCP and UDP are apart/,
  );
});

Deno.test("a socket that is bound and does not listen is found, too", async () => {
  const bound = "a = socket tcp; bind a 127.0.0.1:0; addr = getsockname(a); b = socket tcp";
  const [held = "", refused = ""] = await hints(`${bound}\nbind b (addr)\nconnect b (addr)`);
  assertMatch(held, /^a \(descriptor \d+, of this session\) is bound to 127\.0\.0\.1:\d+: close it/);
  assertMatch(
    refused,
    /^a \(descriptor \d+, of this session\) is bound to 127\.0\.0\.1:\d+, but it does not listen/,
  );
});

Deno.test("ECONNREFUSED says that nobody listens, where that is so", async () => {
  const free = `${listening}; close srv; c = socket tcp`;
  assertMatch(
    (await hints(`${free}\nconnect c (addr)`))[0] ?? "",
    /^no socket of this machine listens on TCP port \d+:/,
  );
  const udp =
    "u = socket udp; bind u 127.0.0.1:0; addr = getsockname(u); close u; c = socket udp; connect c (addr)";
  const [hint = ""] = await hints(`${udp}; send c x; sleep 20ms\nrecv c 9`);
  assertMatch(hint, /^no UDP socket of this machine is bound to port \d+:/);
});

Deno.test("what happened before on a socket explains ENOTCONN, EPIPE, EINVAL and EISCONN", async () => {
  const told = await hints(`${listening}; c = socket tcp
send srv x
send c x
accept c
bind srv 127.0.0.1:0
connect c (addr); conn, who = accept srv
connect c (addr)
shutdown c SHUT_WR
send c x
close c
sleep 20ms; send conn x; sleep 20ms
send conn x
recv conn 1`);
  const expected = [
    /^srv listens: data goes through the socket that accept returns/,
    /^c has no peer: it has not been connected yet; call connect first$/,
    /^c does not listen: call listen before accept$/,
    /^srv is bound to 127\.0\.0\.1:\d+ already/,
    /^c is connected to 127\.0\.0\.1:\d+ already/,
    /^shutdown was called on c for writing/,
    /^the other side of conn has closed the connection/,
  ];
  expected.forEach((pattern, i) => assertMatch(told[i] ?? "", pattern, told.join("\n")));
});

Deno.test("what a socket is already explains why it cannot listen, accept, or go to that address", async () => {
  const told = await hints(`${listening}; c = socket tcp; connect c (addr); conn, who = accept srv
listen c
accept c
six = socket tcp6
connect six 127.0.0.1:9
d = socket tcp
connect d [::1]:9
connect d 127.0.0.1:0
setsockopt conn SOL_SOCKET SO_LINGER (1, 0); close conn; sleep 20ms
recv c 1
send c again`);
  const expected = [
    /^c has a connection, and such a socket cannot listen/,
    /^c has its own connection: accept is called on the socket that listens/,
    /^127\.0\.0\.1:9 is an address of AF_INET, but six is a socket of AF_INET6/,
    /^\[::1\]:9 is an address of AF_INET6, but d is a socket of AF_INET:/,
    /^no socket is ever at port 0/,
    /^c was ESTABLISHED when/,
    /^the connection of c was reset \(RST\) before, as ECONNRESET said once/,
  ];
  expected.forEach((pattern, i) => assertMatch(told[i] ?? "", pattern, told.join("\n")));
});

Deno.test("ECONNRESET tells in which state the reset came", async () => {
  const [hint = ""] = await hints(`${listening}; c = socket tcp; connect c (addr); conn, who = accept srv
setsockopt c SOL_SOCKET SO_LINGER (1, 0); close c; sleep 20ms
recv conn 1`);
  assertMatch(hint, /^conn was ESTABLISHED when the other side ended the connection/);
});

/** The hints of statements in a network of their own, 192.0.2.0/24, in which nobody else is; undefined: none can be made. */
async function alone(statements: string): Promise<string[] | undefined> {
  if (await peer("unshare") === undefined || await peer("ip") === undefined) return undefined;
  const setup =
    "ip link set lo up && ip link add v0 type veth peer name v1 && ip addr add 192.0.2.1/24 dev v0 && " +
    "ip link set v0 up && ip link set v1 up";
  const command = [...PROGRAM, "--lang", "en", "-v", "-k", "-c", statements];
  const { err } = await run([
    "unshare",
    "-rn",
    "sh",
    "-c",
    `{ ${setup}; } || exit 99; exec "$@"`,
    "sh",
    ...command,
  ]);
  if (/^unshare:|RTNETLINK|Operation not/m.test(err)) {
    skipped(`no namespace can be made: ${err.trim()}`);
    return undefined;
  }
  return hintsIn(err);
}

Deno.test("ENETUNREACH names this machine's networks, EHOSTUNREACH the one it is in (needs a namespace)", async () => {
  const told = await alone(
    "c = socket tcp; connect c 198.51.100.7:80\nd = socket tcp; connect d 192.0.2.9:80",
  );
  if (told === undefined) return;
  assertMatch(
    told[0] ?? "",
    /^198\.51\.100\.7 is in none of this machine's networks \(v0 192\.0\.2\.1\/24\), and the system has no route to it/,
  );
  assertMatch(
    told[1] ?? "",
    /^192\.0\.2\.9 is in the same network as v0 \(192\.0\.2\.1\/24\): .* no answer came from that address/,
  );
});

Deno.test("ETIMEDOUT of a server whose queue is full says so", async () => {
  const [hint = ""] = await hints(
    `srv = socket tcp; bind srv 127.0.0.1:0; listen srv 0; addr = getsockname(srv)
a = socket tcp; connect a (addr); c = socket tcp; setsockopt c IPPROTO_TCP TCP_SYNCNT 1
connect c (addr)`,
  );
  assertMatch(
    hint,
    /^srv \(descriptor \d+, .*\) listens at .*, but its queue is full \(waiting to be accepted: 1, backlog: 0\)/,
  );
});
