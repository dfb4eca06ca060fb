// pipe and the programs others use for the same: each of them as the listening and as the connecting side.
//
// Both sides send a file at the same time and end; each looks at the sum of what it got. Datagrams are lines, there
// and back. A server says where it is; nothing waits for a time.

import { assertEquals, assertMatch } from "@std/assert";
import { Child, Folder, PROGRAM } from "./child.ts";
import { executable } from "./executable.ts";
import { peer } from "./peers.ts";

/** What a peer's shell line is made of: `$0` is the program, `"$@"` where. */
interface Peer {
  readonly name: string;
  /** The lines for TCP (`$1` host, `$2` port) and for a unix path (`$1`). */
  readonly connect: { readonly tcp: string; readonly unix: string };
  readonly listen: { readonly tcp: string; readonly unix: string };
  /** UDP: the same. */
  readonly udp?: { readonly connect: string; readonly listen: string };
  /** What a listener says when it is there. */
  readonly ready: RegExp;
  /** A listener ends with its peer's input, whatever it still has to send. */
  readonly impatient?: true;
}

/** Both directions at once in python3, given how the connection `c` is made. */
const relay = (family: string, make: string) =>
  `import socket, sys, threading
at = sys.argv[1] if len(sys.argv) == 2 else (sys.argv[1], int(sys.argv[2]))
s = socket.socket(${family})
${make}
def send():
    while data := sys.stdin.buffer.read1(65536): c.sendall(data)
    c.shutdown(socket.SHUT_WR)
threading.Thread(target=send).start()
while data := c.recv(65536): sys.stdout.buffer.write(data)
sys.stdout.flush()`;

const pythonConnect = "s.connect(at)\nc = s";
const pythonListen =
  'socket.socket.setsockopt(s, socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\ns.bind(at)\ns.listen()\nprint("listening", ' +
  "file=sys.stderr, flush=True)\nc, _ = s.accept()";
const inet = "socket.AF_INET6 if ':' in at[0] else socket.AF_INET";

/** socat writes IPv6 addresses with brackets. */
const bracketed = 'case "$1" in *:*) set -- "[$1]" "$2";; esac; ';

const peers: readonly Peer[] = [
  {
    name: "nc",
    connect: { tcp: '"$0" -N "$@"', unix: '"$0" -N -U "$@"' },
    listen: { tcp: '"$0" -v -N -l "$@"', unix: '"$0" -v -N -l -U "$@"' },
    udp: { connect: 'exec "$0" -u "$@"', listen: 'exec "$0" -v -u -l "$@"' },
    ready: /^(Listening|Bound) on/m,
    impatient: true,
  },
  {
    name: "ncat",
    connect: { tcp: '"$0" "$@"', unix: '"$0" -U "$@"' },
    listen: { tcp: '"$0" -v -l "$@"', unix: '"$0" -v -l -U "$@"' },
    udp: { connect: 'exec "$0" -u "$@"', listen: 'exec "$0" -v -u -l "$@"' },
    ready: /Listening on/,
  },
  {
    name: "socat",
    connect: { tcp: `${bracketed}"$0" -t 30 - "TCP:$1:$2"`, unix: '"$0" -t 30 - "UNIX-CONNECT:$1"' },
    listen: {
      tcp:
        `f=TCP4; case "$1" in *:*) f=TCP6;; esac; "$0" -d -d -t 30 - "$f-LISTEN:$2,reuseaddr,bind=[$1]" || exit 1`,
      unix: '"$0" -d -d -t 30 - "UNIX-LISTEN:$1"',
    },
    udp: {
      connect: `${bracketed}exec "$0" - "UDP:$1:$2"`,
      listen: `f=UDP4; case "$1" in *:*) f=UDP6;; esac; exec "$0" -d -d - "$f-LISTEN:$2,bind=[$1]"`,
    },
    ready: /listening on/,
  },
  {
    name: "python3",
    connect: {
      tcp: `exec "$0" -c '${relay(inet.replaceAll("'", '"'), pythonConnect)}' "$@"`,
      unix: `exec "$0" -c '${relay("socket.AF_UNIX", pythonConnect)}' "$@"`,
    },
    listen: {
      tcp: `exec "$0" -c '${relay(inet.replaceAll("'", '"'), pythonListen)}' "$@"`,
      unix: `exec "$0" -c '${relay("socket.AF_UNIX", pythonListen)}' "$@"`,
    },
    ready: /listening/,
  },
];

/** A port nobody has, asked of the kernel a moment before it is used. */
async function freePort(host: string, udp: boolean): Promise<string> {
  const family = host.includes(":") ? "6" : "";
  const address = host.includes(":") ? `[${host}]:0` : `${host}:0`;
  const kind = udp ? "udp" : "tcp";
  await using child = new Child([
    await executable(),
    "-c",
    `s = socket ${kind}${family}; bind s ${address}; print (getsockname(s)[1])`,
  ]);
  return (await child.finished()).out.trim();
}

const size = 8 << 20;

/** A file of noise and its sum. */
async function noise(folder: Folder, name: string): Promise<{ path: string; sum: string }> {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
  const path = folder.file(name, bytes);
  const { stdout } = await new Deno.Command("md5sum", { args: [path] }).output();
  return { path, sum: new TextDecoder().decode(stdout).slice(0, 32) };
}

/** A shell line that gets a file as its input and prints the sum of its output. */
const summed = (line: string, file: string) => `{ ${line}\n} <${file} | md5sum`;

const places: readonly { name: string; host: string | undefined }[] = [
  { name: "IPv4", host: "127.0.0.1" },
  { name: "IPv6", host: "::1" },
  { name: "unix", host: undefined },
];

for (const { name, host } of places) {
  for (const other of peers) {
    const kind = host === undefined ? "unix" : "tcp";

    Deno.test(`${name}: a file each way at once, connecting to ${other.name}`, async () => {
      const program = await peer(other.name);
      if (program === undefined) return;
      using folder = new Folder();
      const [ours, theirs] = [await noise(folder, "ours"), await noise(folder, "theirs")];
      const at = host === undefined ? [`${folder.path}/at`] : [host, await freePort(host, false)];
      const line = summed(other.listen[kind], theirs.path);
      await using listener = new Child(["sh", "-c", line, program, ...at]);
      await listener.wrote(other.ready);
      const place = host === undefined ? [`unix:${at[0]}`] : at;
      await using client = new Child([
        "sh",
        "-c",
        // The child's own input keeps open what an impatient peer must not see the end of.
        other.impatient
          ? `cat ${ours.path} - | "$0" pipe "$@" | md5sum`
          : summed('"$0" pipe "$@"', ours.path),
        await executable(),
        ...place,
      ]);
      await client.wrote(/^\w{32}/);
      const { out, err } = await client.finished();
      assertEquals([out.slice(0, 32), err], [theirs.sum, ""]);
      assertEquals((await listener.finished()).out.slice(0, 32), ours.sum);
    });

    Deno.test(`${name}: a file each way at once, ${other.name} connecting`, async () => {
      const program = await peer(other.name);
      if (program === undefined) return;
      using folder = new Folder();
      const [ours, theirs] = [await noise(folder, "ours"), await noise(folder, "theirs")];
      const path = `${folder.path}/at`;
      const place = host === undefined ? ["--unix", path] : ["--host", host, "--port", "0"];
      const line = summed('"$0" pipe --listen "$@"', ours.path);
      await using listener = new Child(["sh", "-c", line, await executable(), ...place]);
      const port = await listener.wrote(/^listening on .*?(\d*) \((?:TCP|unix)\)$/m);
      const at = host === undefined ? [path] : [host, port];
      await using client = new Child([
        "sh",
        "-c",
        summed(other.connect[kind], theirs.path),
        program,
        ...at,
      ]);
      const { out, err } = await client.finished();
      assertEquals(out.slice(0, 32), ours.sum, err);
      assertEquals((await listener.finished()).out.slice(0, 32), theirs.sum);
    });
  }
}

for (const host of ["127.0.0.1", "::1"]) {
  for (const { name, udp, ready } of peers) {
    if (udp === undefined) continue;

    Deno.test(`UDP at ${host}: lines there and back, connecting to ${name}`, async () => {
      const program = await peer(name);
      if (program === undefined) return;
      const at = [host, await freePort(host, true)];
      await using listener = new Child(["sh", "-c", udp.listen, program, ...at]);
      await listener.wrote(ready);
      await using client = new Child([...PROGRAM, "pipe", "--udp", ...at]);
      await client.type("from socksh\n");
      await listener.wrote(/^from socksh$/m);
      await listener.type("from them\n");
      await client.wrote(/^from them$/m);
      const { code, out, err } = await client.finished();
      assertEquals({ code, out, err }, { code: 0, out: "from them\n", err: "" });
      listener.kill("SIGTERM");
    });

    Deno.test(`UDP at ${host}: lines there and back, ${name} connecting`, async () => {
      const program = await peer(name);
      if (program === undefined) return;
      await using listener = new Child([...PROGRAM, "pipe", "-l", "-u", "--host", host, "--port", "0"]);
      const port = await listener.wrote(/^listening on .*?(\d+) \(UDP\)$/m);
      await using client = new Child(["sh", "-c", udp.connect, program, host, port]);
      await client.type("from them\n");
      await listener.wrote(/^from them$/m);
      await listener.type("from socksh\n");
      await client.wrote(/^from socksh$/m);
      client.kill("SIGTERM");
      listener.kill("SIGTERM");
      const { code, out } = await listener.finished();
      assertEquals(code, 0);
      assertMatch(out, /^from them\n$/);
    });
  }
}

Deno.test("two pipes: 64 MiB each way at once, from pipes and into pipes", async () => {
  using folder = new Folder();
  const program = await executable();
  const make = (name: string) => `head -c 67108864 /dev/urandom | tee >(md5sum >${folder.path}/${name})`;
  const line = (name: string, args: string) =>
    `set -o pipefail; ${make(name)} | "$0" pipe ${args} | md5sum; wait`;
  await using listener = new Child(["bash", "-c", line("a", "-l 127.0.0.1:0"), program]);
  const port = await listener.wrote(/^listening on 127\.0\.0\.1:(\d+) /m);
  await using client = new Child(["bash", "-c", line("b", port), program]);
  const [there, here] = [await listener.finished(), await client.finished()];
  assertEquals([there.code, here.code], [0, 0], there.err + here.err);
  assertEquals(here.out, Deno.readTextFileSync(`${folder.path}/a`));
  assertEquals(there.out, Deno.readTextFileSync(`${folder.path}/b`));
});
