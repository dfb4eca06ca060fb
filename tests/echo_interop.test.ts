// echo-server and the clients people have: nc, ncat, socat and python3, over every kind of socket.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Child, Folder, run } from "./child.ts";
import { EchoServer, lines } from "./echo_fixture.ts";
import { peer } from "./peers.ts";

/** A kind of socket, written for each program; `at` is where the server is: a port, or a path. */
interface Kind {
  readonly name: string;
  readonly server: (folder: Folder) => readonly string[];
  /** Datagrams: nothing ends by itself. */
  readonly datagrams: boolean;
  readonly nc?: (at: string, folder: Folder) => readonly string[];
  readonly ncat?: (at: string) => readonly string[];
  readonly socat: (at: string, folder: Folder) => string;
  /** Python's arguments of socket(), and the server's address. */
  readonly python: { readonly socket: string; readonly address: (at: string) => string };
}

const AF_UNIX = "socket.AF_UNIX, socket.SOCK_";

const kinds: readonly Kind[] = [
  {
    name: "TCP over IPv4",
    server: () => ["0"],
    datagrams: false,
    nc: (port) => ["-N", "127.0.0.1", port],
    ncat: (port) => ["127.0.0.1", port],
    socat: (port) => `TCP4:127.0.0.1:${port}`,
    python: { socket: "socket.AF_INET, socket.SOCK_STREAM", address: (port) => `("127.0.0.1", ${port})` },
  },
  {
    name: "TCP over IPv6",
    server: () => ["[::1]:0"],
    datagrams: false,
    nc: (port) => ["-N", "::1", port],
    ncat: (port) => ["::1", port],
    socat: (port) => `TCP6:[::1]:${port}`,
    python: { socket: "socket.AF_INET6, socket.SOCK_STREAM", address: (port) => `("::1", ${port})` },
  },
  {
    name: "TCP on all interfaces of both families",
    server: () => ["[::]:0"],
    datagrams: false,
    nc: (port) => ["-N", "127.0.0.1", port],
    ncat: (port) => ["::1", port],
    socat: (port) => `TCP4:127.0.0.1:${port}`,
    python: { socket: "socket.AF_INET6, socket.SOCK_STREAM", address: (port) => `("::1", ${port})` },
  },
  {
    name: "unix streams",
    server: ({ path }) => ["--unix", `${path}/at`],
    datagrams: false,
    nc: (path) => ["-N", "-U", path],
    ncat: (path) => ["-U", path],
    socat: (path) => `UNIX-CONNECT:${path}`,
    python: { socket: `${AF_UNIX}STREAM`, address: (path) => `"${path}"` },
  },
  {
    name: "UDP over IPv4",
    server: () => ["0", "--udp"],
    datagrams: true,
    nc: (port) => ["-u", "127.0.0.1", port],
    ncat: (port) => ["-u", "127.0.0.1", port],
    socat: (port) => `UDP4:127.0.0.1:${port}`,
    python: { socket: "socket.AF_INET, socket.SOCK_DGRAM", address: (port) => `("127.0.0.1", ${port})` },
  },
  {
    name: "UDP over IPv6",
    server: () => ["[::1]:0", "--udp"],
    datagrams: true,
    nc: (port) => ["-u", "::1", port],
    ncat: (port) => ["-u", "::1", port],
    socat: (port) => `UDP6:[::1]:${port}`,
    python: { socket: "socket.AF_INET6, socket.SOCK_DGRAM", address: (port) => `("::1", ${port})` },
  },
  {
    name: "unix datagrams",
    server: ({ path }) => ["--udp", "--unix", `${path}/at`],
    datagrams: true,
    nc: (path, folder) => ["-u", "-U", "-s", `${folder.path}/nc`, path],
    socat: (path, folder) => `UNIX-SENDTO:${path},bind=${folder.path}/socat`,
    python: { socket: `${AF_UNIX}DGRAM`, address: (path) => `"${path}"` },
  },
];

/** Types a line, and a second one once the first came back; the end of the input then ends a stream's client. */
async function converses(server: EchoServer, { datagrams }: Kind, command: readonly string[]): Promise<void> {
  await using client = new Child(command);
  await client.type("olá\n");
  await client.wrote(/^olá\n/);
  await client.type("a second line\n");
  await client.wrote(/a second line\n/);
  if (!datagrams) {
    const { code, out } = await client.finished();
    assertEquals([code, out], [0, "olá\na second line\n"]);
    await server.child.wrote(/closed the connection: 2 messages, 19 bytes/);
  }
  const written = await server.stop();
  assertStringIncludes(
    written.at(-1) ?? "",
    `1 ${datagrams ? "sender" : "client"}, 2 messages, 19 bytes in `,
  );
}

for (const kind of kinds) {
  const { name, nc, ncat, socat, python } = kind;
  const clients = {
    ...nc && { nc },
    ...ncat && { ncat },
    socat: (at: string, folder: Folder) => ["-t", "5", "-", socat(at, folder)],
  };
  for (const [program, args] of Object.entries(clients)) {
    Deno.test(`${name}: ${program} gets its lines back`, async () => {
      const path = await peer(program);
      if (path === undefined) return;
      using folder = new Folder();
      await using server = await EchoServer.start(kind.server(folder));
      await converses(server, kind, [path, ...args(server.port, folder)]);
    });
  }

  Deno.test(`${name}: python3 gets back what it sent`, async () => {
    const program = await peer("python3");
    if (program === undefined) return;
    using folder = new Folder();
    await using server = await EchoServer.start(kind.server(folder));
    const { code, out, err } = await run([
      program,
      "-c",
      `import os, socket
s = socket.socket(${python.socket})
s.settimeout(20)
if "${kind.name}" == "unix datagrams": s.bind("${folder.path}/python")
s.connect(${python.address(server.port)})
stream = ${kind.datagrams ? "False" : "True"}
for size in (1, 1000, 60000):
    data = os.urandom(size)
    s.sendall(data)
    got = s.recv(65536)
    while stream and len(got) < size: got += s.recv(65536)
    assert got == data, size
if stream:
    s.shutdown(socket.SHUT_WR)
    assert s.recv(1) == b""
print("done")`,
    ]);
    assertEquals([code, out], [0, "done\n"], err);
    server.child.kill("SIGINT");
    const last = lines(await server.child.finished()).at(-1) ?? "";
    assert(/^1 (client|sender), \d+ messages, 61001 bytes in /.test(last), last);
  });
}
