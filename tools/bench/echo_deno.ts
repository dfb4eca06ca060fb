// echo_deno: an echo server on Deno's own networking, the peer that socksh must beat. `echo_deno.ts tcp|udp`
//
// Deno.listen and Deno.listenDatagram with a loop per connection, as Deno's manual writes it, but with a buffer per
// connection instead of streams, which is faster. The buffer takes the longest message of the benchmark. The
// port is the kernel's choice; the first line tells it.

function tell(address: Deno.Addr, protocol: string): void {
  const { hostname, port } = address as Deno.NetAddr;
  Deno.stdout.writeSync(new TextEncoder().encode(`listening on ${hostname}:${port} (${protocol})\n`));
}

async function echo(connection: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(16 * 1024);
  try {
    connection.setNoDelay(true);
    for (;;) {
      const length = await connection.read(buffer);
      if (length === null) break;
      for (let sent = 0; sent < length;) sent += await connection.write(buffer.subarray(sent, length));
    }
  } catch (error) {
    // A client that is gone is no failure of the server.
    if (!(error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe)) {
      throw error;
    }
  } finally {
    connection.close();
  }
}

async function serveTcp(): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  tell(listener.addr, "TCP");
  for await (const connection of listener) void echo(connection);
}

async function serveUdp(): Promise<void> {
  const socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  tell(socket.addr, "UDP");
  for (;;) {
    const [data, from] = await socket.receive();
    await socket.send(data, from);
  }
}

if (import.meta.main) await (Deno.args[0] === "udp" ? serveUdp() : serveTcp());
