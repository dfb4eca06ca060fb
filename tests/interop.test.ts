// socksh and other programs on real sockets: each side made by python3, nc and socksh in turn.
//
// Nothing here waits for a time: a server says when it is ready, and what it wrote is the condition.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Child, Folder, PROGRAM, run } from "./child.ts";
import { peer } from "./peers.ts";

/** A kind of socket, written for each program. `at` is where the server is: a port, or a path. */
interface Kind {
  readonly name: string;
  /** What `socket` is called with in socksh. */
  readonly socket: string;
  /** The address a server binds. */
  readonly bind: (folder: Folder) => string;
  /** The address a client connects to. */
  readonly address: (at: string) => string;
  /** Python's arguments of socket() and the same addresses. */
  readonly python: {
    readonly kind: string;
    readonly bind: (folder: Folder) => string;
    readonly address: (at: string) => string;
  };
  /** nc's arguments as a client, and as a server on a free port or path. */
  readonly nc: readonly string[];
  readonly ncAddress: (at: string) => readonly string[];
  readonly ncBind: (folder: Folder) => readonly string[];
}

const inet = (host: string, nc: readonly string[]): Omit<Kind, "name" | "socket" | "python"> => {
  const written = host.includes(":") ? `[${host}]` : host;
  return {
    bind: () => `${written}:0`,
    address: (port) => `${written}:${port}`,
    nc,
    ncAddress: (port) => [host, port],
    ncBind: () => [host, "0"],
  };
};

const pythonInet = (family: string, type: string, host: string): Kind["python"] => ({
  kind: `socket.${family}, socket.${type}`,
  bind: () => `("${host}", 0)`,
  address: (port) => `("${host}", ${port})`,
});

const unix: Omit<Kind, "name" | "socket" | "python"> = {
  bind: (folder) => `unix:${folder.path}/at`,
  address: (path) => `unix:${path}`,
  nc: ["-U"],
  ncAddress: (path) => [path],
  ncBind: (folder) => [`${folder.path}/at`],
};

const streams: readonly Kind[] = [
  {
    name: "TCP over IPv4",
    socket: "tcp",
    ...inet("127.0.0.1", []),
    python: pythonInet("AF_INET", "SOCK_STREAM", "127.0.0.1"),
  },
  {
    name: "TCP over IPv6",
    socket: "tcp6",
    ...inet("::1", []),
    python: pythonInet("AF_INET6", "SOCK_STREAM", "::1"),
  },
  {
    name: "unix streams",
    socket: "unix",
    ...unix,
    python: {
      kind: "socket.AF_UNIX, socket.SOCK_STREAM",
      bind: (folder) => `"${folder.path}/at"`,
      address: (path) => `"${path}"`,
    },
  },
];

const datagrams: readonly Kind[] = [
  {
    name: "UDP over IPv4",
    socket: "udp",
    ...inet("127.0.0.1", ["-u"]),
    python: pythonInet("AF_INET", "SOCK_DGRAM", "127.0.0.1"),
  },
  {
    name: "UDP over IPv6",
    socket: "udp6",
    ...inet("::1", ["-u"]),
    python: pythonInet("AF_INET6", "SOCK_DGRAM", "::1"),
  },
];

/** The statements of a server that says where it is; what it does then is `body`. */
function server(kind: Kind, folder: Folder, listens: boolean, body: string): string[] {
  const at = kind.socket === "unix" ? `print at "${folder.path}/at"` : "print at (getsockname(srv)[1])";
  const listen = listens ? "listen srv; " : "";
  return [
    ...PROGRAM,
    "-c",
    `srv = socket ${kind.socket}; bind srv ${kind.bind(folder)}; ${listen}${at}\n${body}`,
  ];
}

/** A session that has to succeed. */
async function succeeds(child: Child): Promise<string> {
  const { code, out, err } = await child.finished();
  assertEquals([code, err], [0, ""], out);
  return out;
}

const echoStream = `conn, addr = accept srv
data = recv conn 1024
sendall conn $data
print "received" $data
recv conn 1024 => ""
close conn`;

const askStream = (kind: Kind, at: string): string[] => [
  ...PROGRAM,
  "-c",
  `cli = socket ${kind.socket}; connect cli ${kind.address(at)}
sendall cli "olá from socksh\\n"
recv cli 1024 => "olá from socksh\\n"
shutdown cli SHUT_WR
recv cli 1024 => ""`,
];

for (const kind of streams) {
  Deno.test(`${kind.name}: a python3 client talks to a session`, async () => {
    const python = await peer("python3");
    if (python === undefined) return;
    using folder = new Folder();
    await using session = new Child(server(kind, folder, true, echoStream));
    const at = await session.wrote(/^at (\S+)\n/);
    const client = await run([
      python,
      "-c",
      `import socket
s = socket.socket(${kind.python.kind})
s.connect(${kind.python.address(at)})
s.sendall("olá".encode())
print(s.recv(1024).decode())
s.close()`,
    ], { env: { PYTHONIOENCODING: "utf-8" } });
    assertEquals([client.code, client.out], [0, "olá\n"], client.err);
    assertStringIncludes(await succeeds(session), "received olá\n");
  });

  Deno.test(`${kind.name}: a session talks to a python3 server`, async () => {
    const python = await peer("python3");
    if (python === undefined) return;
    using folder = new Folder();
    await using serving = new Child([
      python,
      "-uc",
      `import socket
s = socket.socket(${kind.python.kind})
s.bind(${kind.python.bind(folder)})
s.listen()
name = s.getsockname()
print("at", name if isinstance(name, str) else name[1])
conn, addr = s.accept()
while data := conn.recv(1024):
    conn.sendall(data)
conn.close()`,
    ]);
    await using session = new Child(askStream(kind, await serving.wrote(/^at (\S+)\n/)));
    await succeeds(session);
    assertEquals((await serving.finished()).code, 0);
  });

  Deno.test(`${kind.name}: an nc client talks to a session`, async () => {
    const nc = await peer("nc");
    if (nc === undefined) return;
    using folder = new Folder();
    await using session = new Child(server(kind, folder, true, echoStream));
    const at = await session.wrote(/^at (\S+)\n/);
    await using client = new Child([nc, "-N", ...kind.nc, ...kind.ncAddress(at)]);
    await client.type("from nc\n");
    await client.wrote(/from nc\n/);
    await client.end();
    assertStringIncludes(await succeeds(session), "received from nc\n");
    assertEquals((await client.finished()).out, "from nc\n");
  });

  Deno.test(`${kind.name}: a session talks to an nc server`, async () => {
    const nc = await peer("nc");
    if (nc === undefined) return;
    using folder = new Folder();
    await using serving = new Child([nc, "-v", "-N", "-l", ...kind.nc, ...kind.ncBind(folder)]);
    // "Listening on localhost 41234", or the path.
    const at = (await serving.wrote(/^Listening on (.+)\n/m)).split(" ").at(-1) ?? "";
    await using session = new Child([
      ...PROGRAM,
      "-c",
      `cli = socket ${kind.socket}
connect cli ${kind.address(at)}
sendall cli "from socksh\\n"
recv cli 1024 => "from nc\\n"
shutdown cli SHUT_WR
recv cli 1024 => ""`,
    ]);
    await serving.wrote(/^from socksh\n/m);
    await serving.type("from nc\n");
    await serving.end();
    await succeeds(session);
  });
}

const echoDatagram = `data, addr = recvfrom srv 1024
sendto srv $data $addr
print "received" $data`;

for (const kind of datagrams) {
  Deno.test(`${kind.name}: a python3 client talks to a session`, async () => {
    const python = await peer("python3");
    if (python === undefined) return;
    using folder = new Folder();
    await using session = new Child(server(kind, folder, false, echoDatagram));
    const at = await session.wrote(/^at (\S+)\n/);
    const client = await run([
      python,
      "-c",
      `import socket
s = socket.socket(${kind.python.kind})
s.sendto(b"ping", ${kind.python.address(at)})
print(s.recvfrom(1024)[0].decode())`,
    ]);
    assertEquals([client.code, client.out], [0, "ping\n"], client.err);
    assertStringIncludes(await succeeds(session), "received ping\n");
  });

  Deno.test(`${kind.name}: a session talks to a python3 server, unconnected and connected`, async () => {
    const python = await peer("python3");
    if (python === undefined) return;
    using folder = new Folder();
    await using serving = new Child([
      python,
      "-uc",
      `import socket
s = socket.socket(${kind.python.kind})
s.bind(${kind.python.bind(folder)})
print("at", s.getsockname()[1])
for _ in range(2):
    data, addr = s.recvfrom(1024)
    s.sendto(data.upper(), addr)`,
    ]);
    const to = kind.address(await serving.wrote(/^at (\S+)\n/));
    await using session = new Child([
      ...PROGRAM,
      "-c",
      `one = socket ${kind.socket}; sendto one "unconnected" ${to}
recvfrom one 1024 => ("UNCONNECTED", _)
two = socket ${kind.socket}; connect two ${to}; send two "connected"
recv two 1024 => "CONNECTED"`,
    ]);
    await succeeds(session);
    assertEquals((await serving.finished()).code, 0);
  });

  Deno.test(`${kind.name}: an nc client talks to a session`, async () => {
    const nc = await peer("nc");
    if (nc === undefined) return;
    using folder = new Folder();
    await using session = new Child(server(kind, folder, false, echoDatagram));
    const at = await session.wrote(/^at (\S+)\n/);
    await using client = new Child([nc, ...kind.nc, ...kind.ncAddress(at)]);
    await client.type("from nc\n");
    await client.wrote(/from nc\n/);
    assertStringIncludes(await succeeds(session), "received from nc\n");
  });

  Deno.test(`${kind.name}: a session talks to an nc server`, async () => {
    const nc = await peer("nc");
    if (nc === undefined) return;
    using folder = new Folder();
    await using serving = new Child([nc, "-v", "-l", ...kind.nc, ...kind.ncBind(folder)]);
    const port = await serving.wrote(/^Bound on \S+ (\d+)\n/m);
    await using session = new Child([
      ...PROGRAM,
      "-c",
      `cli = socket ${kind.socket}; connect cli ${kind.address(port)}
send cli "from socksh\\n"
recv cli 1024 => "from nc\\n"`,
    ]);
    await serving.wrote(/^from socksh\n/m);
    await serving.type("from nc\n");
    await succeeds(session);
  });
}

Deno.test("unix datagrams: a session and python3 talk both ways", async () => {
  const python = await peer("python3");
  if (python === undefined) return;
  using folder = new Folder();
  const [here, there] = [`${folder.path}/here`, `${folder.path}/there`];
  await using serving = new Child([
    python,
    "-uc",
    `import socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind("${there}")
print("ready")
data, addr = s.recvfrom(1024)
s.sendto(data.upper(), addr)`,
  ]);
  await serving.wrote(/ready/);
  await using session = new Child([
    ...PROGRAM,
    "-c",
    `s = socket unixgram; bind s unix:${here}; sendto s "ping" unix:${there}
recvfrom s 1024 => ("PING", "unix:${there}")`,
  ]);
  await succeeds(session);
});

const everywhere: readonly [statement: string, shown: RegExp][] = [
  ['srv = socket tcp; bind(srv, ("", 0))', /^LISTEN\s.*\s0\.0\.0\.0:PORT\s/m],
  ["srv = socket tcp; bind srv :0", /^LISTEN\s.*\s0\.0\.0\.0:PORT\s/m],
  ["srv = socket tcp; bind srv INADDR_ANY 0", /^LISTEN\s.*\s0\.0\.0\.0:PORT\s/m],
  ['srv = socket tcp6; srv.bind(("", 0))', /^LISTEN\s.*\s(\*|\[::\]):PORT\s/m],
  ["srv = socket tcp; bind srv 127.0.0.1:0", /^LISTEN\s.*\s127\.0\.0\.1:PORT\s/m],
];

for (const [statement, shown] of everywhere) {
  Deno.test(`ss -ltn shows where a session listens: ${statement}`, async () => {
    const ss = await peer("ss");
    if (ss === undefined) return;
    const listen = "listen srv 7\nprint at (getsockname(srv)[1])\nconn, addr = accept srv";
    await using session = new Child([...PROGRAM, "-c", `${statement}\n${listen}`]);
    const port = await session.wrote(/^at (\d+)\n/);
    const { code, out } = await run([ss, "-ltn"]);
    assertEquals(code, 0);
    assertMatch(out, new RegExp(shown.source.replace("PORT", port), "m"));
    assertMatch(
      out,
      new RegExp(`^LISTEN\\s+0\\s+7\\s.*:${port}\\s`, "m"),
      "the backlog is the one of listen",
    );
    // A client that comes lets the session end.
    const host = statement.includes("tcp6") ? "[::1]" : "127.0.0.1";
    await using client = new Child([
      ...PROGRAM,
      "-c",
      `cli = socket(); connect cli ${host}:${port} => _
six = socket tcp6; connect six [::1]:${port} => _`,
    ]);
    await client.finished();
    await succeeds(session);
  });
}

Deno.test("a peer that resets is an error of the session, not its end", async () => {
  const python = await peer("python3");
  if (python === undefined) return;
  await using session = new Child([
    ...PROGRAM,
    "-c",
    `srv = socket tcp; bind srv 127.0.0.1:0; listen srv; print at (getsockname(srv)[1])
conn, addr = accept srv
recv conn 1024 => ECONNRESET
send conn "x" => EPIPE
print "still here"`,
  ]);
  const port = await session.wrote(/^at (\d+)\n/);
  const client = await run([
    python,
    "-c",
    `import socket, struct
s = socket.create_connection(("127.0.0.1", ${port}))
s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
s.close()`,
  ]);
  assertEquals(client.code, 0, client.err);
  assert((await succeeds(session)).endsWith("still here\n"));
});
