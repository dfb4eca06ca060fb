// Does the loop of servers and clients keep its word? Services on real sockets of this machine, with Linux's own calls
// and with those every system has; the other ends are plain calls of the C library, made by the test itself.

import { assert, assertEquals, assertRejects } from "@std/assert";
import { encodeAddress, formatAddress } from "../lib/abi/address.ts";
import { descriptorLimit } from "../lib/abi/many.ts";
import { constant, encodeInt, encodeLinger, system } from "../lib/abi/mod.ts";
import { SystemError } from "../lib/errors.ts";
import { type Bytes, type Libc, openLibc } from "../lib/libc.ts";
import { type Connection, Reactor, type Service } from "../lib/reactor.ts";
import { Timers } from "../lib/reactor/timers.ts";
import { type Socket, Sockets } from "../lib/sockets/mod.ts";

const here = system();
if (here === undefined) throw new Error("no tables for this system");
const libc = openLibc(here);
const number = (name: string) => constant(here, name);
const DONTWAIT = number("MSG_DONTWAIT") | number("MSG_NOSIGNAL");
const EAGAIN = -(here.errnos.get("EAGAIN") ?? 0);
const NOFILE = descriptorLimit(here);

/** What a condition may take, in milliseconds; nothing here needs more than a moment. */
const patience = 10_000 * (Number(Deno.env.get("SOCKSH_TEST_PATIENCE")) || 1);

// Each C function is bound when it is first used, which the sanitizer calls a leak: all of them are used once here.
const nothing = new Uint8Array(16);
for (
  const call of [
    () => libc.socket(-1, -1, -1),
    () => libc.bind(-1, nothing, 16),
    () => libc.listen(-1, 0),
    () => libc.accept(-1),
    () => libc.connect(-1, nothing, 16),
    () => libc.send(-1, nothing, 0, 0),
    () => libc.sendto(-1, nothing, 0, 0, nothing, 16),
    () => libc.recv(-1, nothing, 0, 0),
    () => libc.recvfrom(-1, nothing, 0, 0),
    () => libc.read(-1, nothing, 0),
    () => libc.write(-1, nothing, 0),
    () => libc.shutdown(-1, 0),
    () => libc.close(-1),
    () => libc.getsockname(-1),
    () => libc.getpeername(-1),
    () => libc.setsockopt(-1, 0, 0, nothing, 4),
    () => libc.getsockopt(-1, 0, 0),
    () => libc.socketpair(-1, 0, 0),
    () => libc.dup(-1),
    () => libc.open("", 0, 0),
    () => libc.fcntl(-1, number("F_GETFD"), 0),
    () => libc.poll(nothing, 0, 0),
    () => libc.epoll_create1(-1),
    () => libc.epoll_ctl(-1, 0, 0, nothing),
    () => libc.epoll_wait(-1, nothing, 1, 0),
    () => libc.recvmmsg(-1, nothing, 0, 0),
    () => libc.sendmmsg(-1, nothing, 0, 0),
    () => libc.getrlimit(-1),
    () => libc.setrlimit(-1, { soft: 0n, hard: 0n }),
    () => libc.poller.prepare(),
  ]
) call();
await libc.poller.wait(-1, 0, 0);
await libc.turn();

// The runtime opens descriptors of its own for the first of these, and wants them when there are none.
const heard = new Set<() => void>();
Deno.addSignalListener("SIGUSR2", () => heard.forEach((one) => one()));

const text = (value: string): Bytes => new TextEncoder().encode(value);
const spelled = (bytes: Bytes): string => new TextDecoder().decode(bytes);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function until(condition: () => boolean, what: string): Promise<void> {
  for (const end = performance.now() + patience; !condition();) {
    assert(performance.now() < end, `${what} did not happen`);
    await turn();
  }
}

function openDescriptors(): number[] {
  return Array.from({ length: 512 }, (_, fd) => fd)
    .filter((fd) => libc.fcntl(fd, number("F_GETFD"), 0) >= 0);
}

/** A reactor with sockets around it. At the end everything is closed, and nothing may be left. */
class Stage {
  readonly sockets = new Sockets(libc);
  readonly control = new AbortController();
  readonly reactor: Reactor;
  readonly #before: number[];
  #running: Promise<void> | undefined;

  constructor(readonly means: "fast" | "portable", calls: Libc = libc) {
    this.#before = openDescriptors();
    this.reactor = new Reactor(calls, this.control.signal, undefined, means);
  }

  /** Starts the loop, once; the promise is its end. */
  start(): Promise<void> {
    return this.#running ??= this.reactor.run();
  }

  listener(address: Bytes, domain = "AF_INET"): Socket {
    const listener = this.sockets.socket(number(domain), number("SOCK_STREAM"), 0);
    this.sockets.bind(listener, address);
    this.sockets.listen(listener, 100);
    return listener;
  }

  /** A server at a port of its own, and the loop started. */
  serve(service: Service, limits: { recvSize?: number; maxClients?: number } = {}, address = anyPort) {
    const listener = this.listener(address);
    const server = this.reactor.serve(listener, service, limits);
    this.start();
    return { listener, server };
  }

  /** A socket connected to a listening one: a queue that is not full takes it at once. */
  connect(listener: Socket): Socket {
    const socket = this.sockets.socket(listener.domain ?? 0, number("SOCK_STREAM"), 0);
    this.connectTo(socket, listener);
    return socket;
  }

  connectTo(socket: Socket, listener: Socket): void {
    assertEquals(libc.getsockname(listener.fd), 0);
    const address = libc.address.slice(0, libc.addressLength());
    assertEquals(libc.connect(socket.fd, address, address.length), 0);
  }

  /** A datagram socket with an address of its own. */
  datagrams(domain = "AF_INET", address = anyPort): Socket {
    const socket = this.sockets.socket(number(domain), number("SOCK_DGRAM"), 0);
    this.sockets.bind(socket, address);
    return socket;
  }

  pair(type: "SOCK_STREAM" | "SOCK_DGRAM" = "SOCK_STREAM"): [Socket, Socket] {
    return this.sockets.socketpair(number("AF_UNIX"), number(type), 0);
  }

  /** A descriptor's close as a client does it. */
  close(socket: Socket): void {
    this.sockets.close(socket, { signal: this.control.signal });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.reactor.stop();
    await this.#running;
    this.reactor.close();
    this.sockets.closeAll();
    // A poll that was woken may not have ended yet.
    await libc.poller.wait(-1, 0, 0);
    assertEquals(openDescriptors(), this.#before);
  }
}

const inet = (port: number, host = "127.0.0.1"): Bytes =>
  encodeAddress(here, { kind: "address", family: "inet", host, port });
const anyPort = inet(0);
const unix = (path: string): Bytes =>
  encodeAddress(here, { kind: "address", family: "unix", path: text(path) });

/** Sends everything, as the other end makes room. */
async function send(socket: Socket, data: Bytes): Promise<void> {
  for (let done = 0; done < data.length;) {
    const sent = libc.send(socket.fd, data.subarray(done), data.length - done, DONTWAIT);
    assert(sent >= 0 || sent === EAGAIN, `send answered ${sent}`);
    if (sent > 0) done += sent;
    else await turn();
  }
}

/** Receives until that many bytes are there or the peer sends no more. */
async function receive(socket: Socket, length: number): Promise<Bytes> {
  const data = new Uint8Array(length);
  let done = 0;
  const end = performance.now() + patience;
  while (done < length) {
    const received = libc.recv(socket.fd, data.subarray(done), length - done, DONTWAIT);
    if (received === 0) break;
    assert(received > 0 || received === EAGAIN, `recv answered ${received}`);
    if (received > 0) done += received;
    else await turn();
    assert(performance.now() < end, `${done} of ${length} bytes came`);
  }
  return data.subarray(0, done);
}

/** What one recv brings, "end" when the peer sends no more. */
async function next(socket: Socket): Promise<string> {
  const room = new Uint8Array(70_000);
  let received = EAGAIN;
  await until(() => (received = libc.recv(socket.fd, room, room.length, DONTWAIT)) !== EAGAIN, "an answer");
  if (received < 0) return here?.errnoNames.get(-received) ?? "";
  return received === 0 ? "end" : spelled(room.subarray(0, received));
}

function isQuiet(socket: Socket): boolean {
  return libc.ready(socket.fd, number("POLLIN")) === 0;
}

/** Sends until nothing more fits anywhere, for the other side has stopped reading: how many sends, and how much. */
async function fill(socket: Socket, part: (index: number) => Bytes, stopped: () => boolean) {
  let [count, bytes] = [0, 0];
  await until(() => {
    const data = part(count);
    const sent = libc.send(socket.fd, data, data.length, DONTWAIT);
    if (sent > 0) [count, bytes] = [count + 1, bytes + sent];
    return sent < 0 && stopped();
  }, "the end of all room");
  return { count, bytes };
}

/** Numbers that repeat nowhere near. */
function pattern(length: number): Bytes {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
}

const echo: Service = { received: (connection, data) => void connection.send(data) };

/** The same test with both kinds of calls. */
function both(name: string, test: (stage: Stage) => Promise<void>): void {
  for (const means of ["fast", "portable"] as const) {
    if (means === "fast" && here?.os !== "linux") continue;
    Deno.test(`${name} (${means})`, async () => {
      await using stage = new Stage(means);
      await test(stage);
    });
  }
}

// --- Servers ---------------------------------------------------------------------------------

both("a server answers many clients, and knows what went through each connection", async (stage) => {
  const opened: Connection[] = [];
  const closed: (string | undefined)[] = [];
  const { listener, server } = stage.serve({
    ...echo,
    opened: (connection) => void opened.push(connection),
    closed: (_connection, error) => void closed.push(error?.code),
  });
  const clients = Array.from({ length: 20 }, () => stage.connect(listener));
  for (const client of clients) await send(client, text("first"));
  for (const client of clients) assertEquals(spelled(await receive(client, 5)), "first");
  await send(clients[0]!, text("second"));
  assertEquals(spelled(await receive(clients[0]!, 6)), "second");
  assertEquals(server.clients.size, 20);
  const one = opened[0]!;
  assertEquals([one.bytesReceived, one.messagesReceived, one.bytesSent], [11, 2, 11]);
  assertEquals(libc.getsockname(clients[0]!.fd), 0);
  assertEquals(encodeAddress(here, one.peer), libc.address.slice(0, libc.addressLength()));

  for (const client of clients) stage.close(client);
  await until(() => server.clients.size === 0, "the end of every connection");
  assertEquals(closed, new Array(20).fill(undefined));
  assertEquals(one.fd, -1);
});

both("IPv6 and unix clients are served like any other", async (stage) => {
  const loopback = { kind: "address", family: "inet6", host: "::1", port: 0, flowinfo: 0, scope: 0 } as const;
  const folder = await Deno.makeTempDir();
  const listeners = [
    stage.listener(encodeAddress(here, loopback), "AF_INET6"),
    stage.listener(unix(`${folder}/socket`), "AF_UNIX"),
  ];
  const peers: string[] = [];
  const opened = ({ peer }: Connection) => void peers.push(formatAddress(peer).replace(/\d+$/, "PORT"));
  for (const listener of listeners) stage.reactor.serve(listener, { ...echo, opened });
  stage.start();
  for (const listener of listeners) {
    const client = stage.connect(listener);
    await send(client, text("hello"));
    assertEquals(spelled(await receive(client, 5)), "hello");
  }
  assertEquals(peers, ["[::1]:PORT", "unix:"]);
  await Deno.remove(folder, { recursive: true });
});

both("a message is as long as recvSize at most", async (stage) => {
  const lengths: number[] = [];
  const { listener } = stage.serve({ received: (_c, data) => void lengths.push(data.length) }, {
    recvSize: 10,
  });
  const client = stage.connect(listener);
  await send(client, pattern(25));
  await until(() => lengths.length === 3, "the third recv");
  assertEquals(lengths, [10, 10, 5]);
});

both("a client that never reads holds one recv's worth of memory and stalls nobody", async (stage) => {
  const connections: Connection[] = [];
  const drained: Connection[] = [];
  const { listener } = stage.serve({
    ...echo,
    opened: (connection) => void connections.push(connection),
    drained: (connection) => void drained.push(connection),
  }, { recvSize: 30_000 });
  const deaf = stage.connect(listener);
  const part = new Uint8Array(65_536).fill(7);
  const { bytes: sent } = await fill(deaf, () => part, () => (connections[0]?.queued ?? 0) > 0);
  const [connection] = connections;
  assert(connection !== undefined && connection.queued <= 30_000);
  assert(connection.bytesReceived < sent);

  const other = stage.connect(listener);
  const question = pattern(25_000);
  await send(other, question);
  assertEquals(await receive(other, question.length), question);
  assertEquals(connection.bytesSent + connection.queued, connection.bytesReceived);

  // It reads at last: everything is there, and nothing of the other's.
  const answer = await receive(deaf, sent);
  assert(answer.every((byte) => byte === 7));
  assert(answer.length === sent && connection.bytesSent === sent && connection.queued === 0);
  assert(drained.includes(connection));
  assertEquals(libc.shutdown(deaf.fd, number("SHUT_WR")), 0);
  assertEquals(await next(deaf), "end");
});

both("what a client sent before its half-close comes back whole, then the connection ends", async (stage) => {
  const closed: (SystemError | undefined)[] = [];
  const { listener } = stage.serve({ ...echo, closed: (_c, error) => void closed.push(error) });
  const client = stage.connect(listener);
  const data = pattern(6_000_000);
  const sending = send(client, data).then(() => libc.shutdown(client.fd, number("SHUT_WR")));
  const answer = await receive(client, data.length);
  await sending;
  assert(answer.length === data.length && answer.every((byte, i) => byte === data[i]));
  assertEquals(await next(client), "end");
  await until(() => closed.length > 0, "the end");
  assertEquals(closed, [undefined]);
});

both("a service may go on sending after the peer's half-close", async (stage) => {
  let ended = 0;
  const { listener } = stage.serve({
    received: () => {},
    ended: (connection) => {
      ended++;
      stage.reactor.after(30, () => {
        connection.send(text("goodbye"));
        connection.end();
      });
    },
  });
  const client = stage.connect(listener);
  libc.shutdown(client.fd, number("SHUT_WR"));
  assertEquals(spelled(await receive(client, 7)), "goodbye");
  assertEquals([await next(client), ended], ["end", 1]);
});

both("end and close come after what waits to go out, and nothing is sent after them", async (stage) => {
  const data = pattern(5_000_000);
  const { listener } = stage.serve({
    received: (connection, command) => {
      assertEquals(connection.send(data), false);
      assertEquals(connection.send(text("!")), false);
      if (spelled(command) === "end") connection.end();
      else connection.close();
      assertEquals(connection.send(text("too late")), false);
    },
  });
  for (const command of ["end", "close"]) {
    const client = stage.connect(listener);
    await send(client, text(command));
    const answer = await receive(client, data.length + 100);
    assertEquals([answer.length, answer.at(-1)], [data.length + 1, "!".charCodeAt(0)]);
    assert(data.every((byte, i) => byte === answer[i]));
  }
});

both("a reset ends one connection with its error, and no other", async (stage) => {
  const closed: (string | undefined)[] = [];
  const { listener, server } = stage.serve({ ...echo, closed: (_c, error) => void closed.push(error?.code) });
  const [rude, kind] = [stage.connect(listener), stage.connect(listener)];
  await until(() => server.clients.size === 2, "both connections");
  const linger = encodeLinger({ on: true, seconds: 0 });
  stage.sockets.setsockopt(rude, number("SOL_SOCKET"), number("SO_LINGER"), linger);
  stage.close(rude);
  await until(() => closed.length > 0, "the reset");
  assertEquals(closed, ["ECONNRESET"]);
  await send(kind, text("hello"));
  assertEquals(spelled(await receive(kind, 5)), "hello");
});

both("a reset is heard also while a connection is paused", async (stage) => {
  const closed: (string | undefined)[] = [];
  const { listener, server } = stage.serve({
    ...echo,
    opened: (connection) => connection.pause(),
    closed: (_c, error) => void closed.push(error?.code),
  });
  const client = stage.connect(listener);
  await until(() => server.clients.size === 1, "the connection");
  const linger = encodeLinger({ on: true, seconds: 0 });
  stage.sockets.setsockopt(client, number("SOL_SOCKET"), number("SO_LINGER"), linger);
  stage.close(client);
  await until(() => closed.length > 0, "the reset");
  assertEquals(closed, ["ECONNRESET"]);
});

both("a paused connection is not read from until it is resumed", async (stage) => {
  const connections: Connection[] = [];
  const { listener } = stage.serve({
    received: (connection, data) => {
      connections.push(connection);
      connection.send(data);
      connection.pause();
    },
  });
  const client = stage.connect(listener);
  await send(client, text("one"));
  assertEquals(await next(client), "one");
  await send(client, text("two"));
  for (let i = 0; i < 100; i++) await turn();
  assertEquals([connections.length, isQuiet(client)], [1, true]);
  connections[0]?.resume();
  assertEquals(await next(client), "two");
});

both("with as many clients as are allowed the next one waits until somebody leaves", async (stage) => {
  const { listener, server } = stage.serve(echo, { maxClients: 2 });
  const [a, b, c] = [stage.connect(listener), stage.connect(listener), stage.connect(listener)];
  for (const client of [a, b, c]) await send(client, text("hello"));
  for (const client of [a, b]) assertEquals(await next(client), "hello");
  for (let i = 0; i < 100; i++) await turn();
  assertEquals([server.clients.size, isQuiet(c)], [2, true]);
  stage.close(a);
  assertEquals(await next(c), "hello");
  assertEquals(server.clients.size, 2);
});

/** Lets the process have that many descriptors more than it has now, while `run` runs. */
async function withDescriptors(count: number, run: () => Promise<void>): Promise<void> {
  const limit = libc.getrlimit(NOFILE);
  assert(typeof limit !== "number");
  const taken: number[] = [];
  // The limit is on numbers: gaps are filled, so that the next number is above all others.
  const highest = openDescriptors().at(-1)!;
  for (let fd = libc.dup(0); taken.push(fd), fd < highest; fd = libc.dup(0));
  assertEquals(libc.setrlimit(NOFILE, { soft: BigInt(taken.at(-1)! + 1 + count), hard: limit.hard }), 0);
  try {
    await run();
  } finally {
    libc.setrlimit(NOFILE, limit);
    for (const fd of taken) libc.close(fd);
  }
}

both("without descriptors those connected are served, it is said once, others follow", async (stage) => {
  const exhausted: string[] = [];
  const { listener, server } = stage.serve({ ...echo, exhausted: ({ code }) => void exhausted.push(code) });
  const sockets = Array.from(
    { length: 4 },
    () => stage.sockets.socket(number("AF_INET"), number("SOCK_STREAM"), 0),
  );
  await withDescriptors(1, async () => {
    for (const socket of sockets) {
      stage.connectTo(socket, listener);
      await send(socket, text("hello"));
    }
    for (const [i, client] of sockets.entries()) {
      assertEquals(await next(client), "hello");
      await until(() => exhausted.length > 0, "EMFILE");
      await send(client, text("again"));
      assertEquals(await next(client), "again");
      assertEquals(server.clients.size, 1);
      for (const later of sockets.slice(i + 1)) assert(isQuiet(later));
      // Its own descriptor is not the one that is missed: the limit is on numbers, and it has a lower one.
      libc.shutdown(client.fd, number("SHUT_WR"));
    }
  });
  assertEquals(exhausted, ["EMFILE"]);
});

both("descriptors that become free elsewhere are noticed, too", async (stage) => {
  const exhausted: string[] = [];
  const { listener } = stage.serve({ ...echo, exhausted: ({ code }) => void exhausted.push(code) });
  const client = stage.sockets.socket(number("AF_INET"), number("SOCK_STREAM"), 0);
  await withDescriptors(0, async () => {
    stage.connectTo(client, listener);
    await until(() => exhausted.length > 0, "EMFILE");
  });
  await send(client, text("hello"));
  assertEquals(await next(client), "hello");
});

Deno.test("while no descriptor is left the listener is let be", async () => {
  let calls = 0;
  const accept = () => (calls++, -(here.errnos.get("EMFILE") ?? 0));
  await using stage = new Stage("fast", { ...libc, accept });
  const { listener } = stage.serve(echo);
  const client = stage.connect(listener);
  await until(() => calls === 2, "the second attempt");
  assert(client.fd >= 0);
});

Deno.test("a client that is gone before it is accepted ends nothing", async () => {
  const answers = ["ECONNABORTED", "EPROTO", "ENETDOWN"].map((name) => -(here.errnos.get(name) ?? 0));
  await using stage = new Stage("fast", { ...libc, accept: (fd) => answers.pop() ?? libc.accept(fd) });
  const { listener } = stage.serve(echo);
  const client = stage.connect(listener);
  await send(client, text("hello"));
  assertEquals(await next(client), "hello");
  assertEquals(answers, []);
});

Deno.test("a listener that is none any more ends the loop with its error", async () => {
  const stage = new Stage("fast");
  const listener = stage.listener(anyPort);
  stage.reactor.serve(listener, echo);
  libc.shutdown(listener.fd, number("SHUT_RDWR"));
  const error = await assertRejects(() => stage.reactor.run(), SystemError);
  assertEquals([error.call, error.code], ["accept", "EINVAL"]);
  await stage[Symbol.asyncDispose]();
});

both("a closed server accepts nobody, keeps who is in, and leaves the listener as it was", async (stage) => {
  const { listener, server } = stage.serve(echo);
  const client = stage.connect(listener);
  await send(client, text("one"));
  assertEquals(await next(client), "one");
  server.close();
  const late = stage.connect(listener);
  await send(late, text("late"));
  await send(client, text("two"));
  assertEquals(await next(client), "two");
  assert(isQuiet(late));
  stage.close(client);
  let over = false;
  stage.start().then(() => over = true);
  await until(() => over, "the end of the loop");
  assertEquals(libc.fcntl(listener.fd, number("F_GETFL"), 0) & number("O_NONBLOCK"), 0);
});

// --- The loop --------------------------------------------------------------------------------

both("who is closed within a batch hears nothing more, nor does who gets its number", async (stage) => {
  const [[a, b], [c, d], [e]] = [stage.pair(), stage.pair(), stage.pair()];
  const calls: string[] = [];
  const first = (mine: Socket, other: Socket) => () => {
    calls.push("first");
    stage.reactor.unwatch(mine.fd);
    stage.reactor.unwatch(other.fd);
    const number = other.fd;
    stage.close(other);
    const reused = stage.sockets.dup(e);
    assertEquals(reused.fd, number);
    stage.reactor.watch(reused.fd, constant(here, "POLLIN"), () => void calls.push("reused"));
    stage.reactor.after(20, () => stage.reactor.stop());
  };
  // Both are ready before the loop looks for the first time.
  await send(b, text("x"));
  await send(d, text("x"));
  stage.reactor.watch(a.fd, number("POLLIN"), first(a, c));
  stage.reactor.watch(c.fd, number("POLLIN"), first(c, a));
  await stage.reactor.run();
  assertEquals(calls, ["first"]);
});

both("a hang-up is told once to who waits for nothing else, and again after change", async (stage) => {
  const [a, b] = stage.pair();
  let told = 0;
  stage.reactor.watch(a.fd, 0, (revents) => {
    told++;
    assert((revents & number("POLLHUP")) !== 0);
  });
  stage.close(b);
  stage.reactor.after(60, () => stage.reactor.change(a.fd, 0));
  stage.reactor.after(120, () => stage.reactor.stop());
  await stage.reactor.run();
  assertEquals(told, 2);
});

both("a regular file is always ready, and does not keep others waiting", async (stage) => {
  const path = await Deno.makeTempFile();
  const file = stage.sockets.open(path, number("O_RDONLY"));
  const [a, b] = stage.pair();
  const calls = new Set<string>();
  let rounds = 0;
  stage.reactor.watch(file.fd, number("POLLIN"), (revents) => {
    calls.add(`file ${revents}`);
    if (++rounds === 100) libc.send(b.fd, text("x"), 1, DONTWAIT);
  });
  stage.reactor.watch(a.fd, number("POLLIN"), () => {
    calls.add("socket");
    stage.reactor.unwatch(a.fd);
    stage.reactor.change(file.fd, 0);
    const before = rounds;
    stage.reactor.after(30, () => {
      assertEquals(rounds, before);
      stage.reactor.unwatch(file.fd);
    });
  });
  await stage.reactor.run();
  assertEquals([...calls], ["file 1", "socket"]);
  await Deno.remove(path);
});

both("timers come in the order of their times, and cancelled ones not at all", async (stage) => {
  const { reactor } = stage;
  const calls: number[] = [];
  const cancels = [30, 10, 20, 15, 25, 5, 10].map((time) => reactor.after(time, () => void calls.push(time)));
  reactor.after(12, () => cancels[2]?.());
  cancels[4]?.();
  await reactor.run();
  assertEquals(calls, [5, 10, 10, 15, 30]);
});

Deno.test("many timers come in order, however they were made and cancelled", () => {
  let state = 1;
  const random = (below: number) => (state = (state * 48271) % 0x7fffffff) % below;
  for (let round = 0; round < 200; round++) {
    const timers = new Timers();
    const calls: number[] = [];
    const times = Array.from({ length: 60 }, () => random(40));
    const cancels = times.map((time, i) => timers.add(time, () => void calls.push(i)));
    const left = new Set(times.keys());
    for (let i = 0; i < 40; i++) {
      const one = random(times.length);
      cancels[one]?.();
      left.delete(one);
    }
    assertEquals(timers.size, left.size);
    for (let now = 0; now < 40; now++) for (let due = timers.take(now); due; due = timers.take(now)) due();
    assertEquals(calls, [...left].sort((a, b) => times[a]! - times[b]! || a - b));
    assertEquals([timers.size, timers.next], [0, Infinity]);
  }
});

both("a handler's promise holds the whole loop, and the buffer with it", async (stage) => {
  const release: (() => void)[] = [];
  const echoLater = (connection: Connection, data: Bytes) =>
    new Promise<void>((resolve) => release.push(resolve)).then(() => void connection.send(data));
  const pairs = [stage.pair(), stage.pair()] as const;
  for (const [mine] of pairs) stage.reactor.connection(mine, { received: echoLater });
  // Both are ready in the loop's first batch.
  for (const [i, [, other]] of pairs.entries()) await send(other, text(`message ${i}`));
  stage.start();
  for (let count = 1; count <= 2; count++) {
    await until(() => release.length === count, "a message");
    for (let i = 0; i < 100; i++) await turn();
    assertEquals(release.length, count);
    release.at(-1)?.();
  }
  for (const [i, [, other]] of pairs.entries()) assertEquals(await next(other), `message ${i}`);
});

for (const how of ["throws", "rejects"]) {
  Deno.test(`a handler that ${how} ends the loop with its error`, async () => {
    await using stage = new Stage("fast");
    const [a, b] = stage.pair();
    await send(b, text("x"));
    stage.reactor.watch(a.fd, number("POLLIN"), () => {
      const error = new TypeError("no");
      if (how === "rejects") return Promise.reject(error);
      throw error;
    });
    await assertRejects(() => stage.reactor.run(), TypeError);
  });
}

both("the loop ends by itself when nothing is left that could happen", async (stage) => {
  const [a, b] = stage.pair();
  const connection = stage.reactor.connection(a, echo);
  stage.reactor.after(1, () => stage.close(b));
  await stage.reactor.run();
  assertEquals(connection.fd, -1);
});

both("the signal ends it, in traffic and in quiet, and it can be run again", async (stage) => {
  const [a] = stage.pair();
  stage.reactor.connection(a, echo);
  const running = stage.reactor.run();
  for (let i = 0; i < 100; i++) await turn();
  stage.control.abort();
  await running;
  await stage.reactor.run();
  let ran = false;
  stage.reactor.after(5, () => {
    ran = true;
    stage.reactor.stop();
  });
  await stage.reactor.linger(60_000);
  assert(ran);
});

both(
  "after the signal it lingers as long as something can happen, and no longer than it may",
  async (stage) => {
    stage.control.abort();
    let ran = false;
    stage.reactor.after(5, () => {
      ran = true;
    });
    await stage.reactor.linger(60_000);
    assert(ran, "nothing is left");
    const [a] = stage.pair();
    const connection = stage.reactor.connection(a, echo);
    await stage.reactor.linger(5);
    assert(connection.fd >= 0, "the time was over");
  },
);

Deno.test("what a handler does outside the loop is waited for, and its failure is the loop's", async () => {
  await using stage = new Stage("fast");
  const [a] = stage.pair();
  const closed = () => Promise.reject(new TypeError("no"));
  const connection = stage.reactor.connection(a, { ...echo, closed });
  stage.reactor.after(5000, () => {});
  const failure = assertRejects(() => stage.reactor.run(), TypeError);
  // It rests by now.
  await new Promise((resolve) => setTimeout(resolve, 5));
  connection.close();
  const started = performance.now();
  await failure;
  assert(performance.now() - started < 2500);
});

both("what is asked for while the loop rests wakes it", async (stage) => {
  const [a, b] = stage.pair();
  const [c, d] = stage.pair();
  const connection = stage.reactor.connection(a, { received: () => {} });
  stage.start();
  // Longer than the loop goes on waiting in the kernel.
  await new Promise((resolve) => setTimeout(resolve, 60));
  let called = false;
  stage.reactor.after(1, () => void (called = true));
  await until(() => called, "the timer");
  await new Promise((resolve) => setTimeout(resolve, 60));
  await send(d, text("x"));
  let read = false;
  stage.reactor.watch(c.fd, number("POLLIN"), () => {
    read = true;
    stage.reactor.unwatch(c.fd);
  });
  await until(() => read, "the event");
  connection.send(text("hello"));
  assertEquals(await next(b), "hello");
});

both("signals are heard while the loop has no pause", async (stage) => {
  const [a, b] = stage.pair();
  const one = stage.reactor.connection(a, echo);
  stage.reactor.connection(b, echo);
  one.send(text("ping"));
  // The runtime looks for signals each 61st turn of its loop, or sooner: there have to be enough of them.
  let [turns, counting, signals] = [0, true, 0];
  const isDone = () => turns > 122 && signals > 0 && one.messagesReceived > 100;
  const count = () => {
    turns++;
    if (isDone()) stage.reactor.stop();
    if (counting) setImmediate(count);
  };
  count();
  const listener = () => signals++;
  heard.add(listener);
  stage.reactor.after(20, () => Deno.kill(Deno.pid, "SIGUSR2"));
  stage.reactor.after(patience, () => stage.reactor.stop());
  await stage.reactor.run();
  counting = false;
  heard.delete(listener);
  await turn();
  assert(isDone(), `${turns} turns, ${signals} signals, ${one.messagesReceived} messages`);
});

Deno.test("a reactor raises the limit on descriptors as far as it goes", () => {
  const limit = libc.getrlimit(NOFILE);
  assert(typeof limit !== "number");
  libc.setrlimit(NOFILE, { soft: 500n, hard: limit.hard });
  using reactor = new Reactor(libc, new AbortController().signal);
  assertEquals(libc.getrlimit(NOFILE), { soft: limit.hard, hard: limit.hard });
  reactor.stop();
});

Deno.test({
  name: "a reactor has every descriptor it will need before the first client takes one",
  // A library of its own, which has waited for nothing yet: it stays open, and its wake-up pipe with it.
  sanitizeResources: false,
  fn() {
    const before = openDescriptors().length;
    using reactor = new Reactor(openLibc(here), new AbortController().signal, undefined, "portable");
    reactor.stop();
    assertEquals(openDescriptors().length, before + 2);
  },
});

// --- Connections that are somebody else's ----------------------------------------------------

both("a connection reads while it sends: two that both send much come through", async (stage) => {
  const [a, b] = stage.pair();
  const data = pattern(3_000_000);
  let ended = 0;
  const talker: Service = {
    received: () => {},
    drained: (connection) => connection.end(),
    ended: (connection) => {
      if (++ended === 2) stage.reactor.stop();
      assertEquals(connection.bytesReceived, data.length);
    },
  };
  for (const socket of [a, b]) stage.reactor.connection(socket, talker).send(data);
  await stage.reactor.run();
  assertEquals(ended, 2);
});

both("a connection's close shuts it down and leaves the descriptor to its owner", async (stage) => {
  const [a, b] = stage.pair();
  const closed: (SystemError | undefined)[] = [];
  const connection = stage.reactor.connection(a, { ...echo, closed: (_c, error) => void closed.push(error) });
  connection.close();
  connection.close();
  assertEquals([closed, connection.fd, await next(b)], [[undefined], -1, "end"]);
  assertEquals(libc.fcntl(a.fd, number("F_GETFD"), 0) >= 0, true);
});

Deno.test("closing the reactor leaves the sockets that were handed to it alone", async () => {
  await using stage = new Stage("fast");
  const [a, b] = stage.pair();
  const reactor = new Reactor(libc, stage.control.signal);
  reactor.connection(a, echo);
  reactor.close();
  await send(b, text("x"));
  assertEquals(await next(a), "x");
});

Deno.test("closing the reactor closes the descriptors of every client", async () => {
  const stage = new Stage("fast");
  const { listener, server } = stage.serve(echo);
  const clients = [stage.connect(listener), stage.connect(listener)];
  await until(() => server.clients.size === 2, "both");
  await stage[Symbol.asyncDispose]();
  assertEquals([server.clients.size, clients.length], [0, 2]);
});

// --- Datagrams -------------------------------------------------------------------------------

/** Sends every datagram back. */
const echoDatagrams = {
  received: (datagrams: { reply(index: number): void }, count: number) => {
    for (let i = 0; i < count; i++) datagrams.reply(i);
  },
};

both("datagrams come back to who sent them, the empty one and the longest, too", async (stage) => {
  const server = stage.datagrams();
  const datagrams = stage.reactor.datagrams(server, echoDatagrams);
  stage.start();
  const clients = Array.from({ length: 3 }, () => stage.datagrams());
  const longest = pattern(65_507);
  for (const client of clients) {
    stage.connectTo(client, server);
    for (const data of [text("hello"), new Uint8Array(), longest, text(`from ${client.fd}`)]) {
      assertEquals(libc.send(client.fd, data, data.length, DONTWAIT), data.length);
    }
  }
  for (const client of clients) {
    assertEquals(await next(client), "hello");
    assertEquals(await next(client), "end");
    assertEquals(await receive(client, longest.length), longest);
    assertEquals(await next(client), `from ${client.fd}`);
  }
  const bytes = clients.reduce((sum, { fd }) => sum + longest.length + 5 + `from ${fd}`.length, 0);
  assertEquals([datagrams.received, datagrams.bytesReceived], [12, bytes]);
  assertEquals([datagrams.sent, datagrams.bytesSent, datagrams.lost], [12, bytes, 0]);
});

both("a service looks at each datagram and its sender, and answers those it wants to", async (stage) => {
  const server = stage.datagrams();
  const keys = new Map<number | string, string>();
  const datagrams = stage.reactor.datagrams(server, {
    received: (all, count) => {
      for (let i = 0; i < count; i++) {
        const data = spelled(all.data(i));
        keys.set(all.senderKey(i), formatAddress(all.sender(i)));
        if (data === "echo") all.reply(i);
        else if (data === "upper") all.send(text(data.toUpperCase()), all.from(i));
      }
    },
  });
  const [a, b] = [stage.datagrams(), stage.datagrams()];
  for (const client of [a, b]) {
    stage.connectTo(client, server);
    for (const word of ["silence", "echo", "silence", "upper", "echo"]) await send(client, text(word));
  }
  stage.start();
  for (const client of [a, b]) {
    assertEquals([await next(client), await next(client), await next(client)].sort(), [
      "UPPER",
      "echo",
      "echo",
    ]);
    assert(isQuiet(client));
  }
  for (const client of [a, b]) for (let i = 0; i < 3; i++) await send(client, text("silence"));
  await until(() => datagrams.received === 16, "the second batch");
  for (const client of [a, b]) assert(isQuiet(client));
  const addresses = [a, b].map((client) => formatAddress(stage.sockets.getsockname(client)));
  assertEquals([...keys.values()], addresses);
  assertEquals(datagrams.sent, 6);
});

both("a datagram longer than recvSize comes cut, and one of just that length whole", async (stage) => {
  const server = stage.datagrams();
  const seen: [string, boolean][] = [];
  stage.reactor.datagrams(server, {
    received: (all, count) => {
      for (let i = 0; i < count; i++) {
        seen.push([spelled(all.data(i)), all.isCut(i)]);
        all.reply(i);
      }
    },
  }, { recvSize: 5 });
  stage.start();
  const client = stage.datagrams();
  stage.connectTo(client, server);
  for (const word of ["four", "fives", "sixsix"]) await send(client, text(word));
  assertEquals([await next(client), await next(client), await next(client)], ["four", "fives", "sixsi"]);
  assertEquals(seen, [["four", false], ["fives", false], ["sixsi", true]]);
});

both("a batch that finds no room waits for it, and nothing of it is lost", async (stage) => {
  const [a, b] = stage.pair("SOCK_DGRAM");
  const datagrams = stage.reactor.datagrams(a, echoDatagrams);
  stage.start();
  // Nobody reads the answers: their room is gone, the batch waits, and then the questions' room is gone, too.
  const waits = () => datagrams.sent < datagrams.received;
  const { count: sent } = await fill(b, (i) => text(`datagram ${i}`), waits);
  assert(datagrams.received < sent);
  for (let i = 0; i < sent; i++) assertEquals(await next(b), `datagram ${i}`);
  assertEquals([datagrams.sent, datagrams.lost], [sent, 0]);
});

both("what a service sends and finds no room for follows, and it is told", async (stage) => {
  const [a, b] = stage.pair("SOCK_DGRAM");
  let drained = 0;
  const datagrams = stage.reactor.datagrams(a, { received: () => {}, drained: () => void drained++ });
  stage.start();
  let sent = 0;
  while (datagrams.send(text(`datagram ${sent++}`)));
  datagrams.send(text(`datagram ${sent++}`));
  assertEquals(drained, 0);
  for (let i = 0; i < sent; i++) assertEquals(await next(b), `datagram ${i}`);
  await until(() => drained === 1, "the end of the queue");
  assertEquals([datagrams.sent, datagrams.lost], [sent, 0]);
});

both("datagrams that cannot be sent are lost, told, and end nothing", async (stage) => {
  const server = stage.datagrams();
  const failed: string[] = [];
  const datagrams = stage.reactor.datagrams(server, {
    received: (all, count) => {
      for (let i = 0; i < count; i++) {
        all.send(new Uint8Array(70_000), all.from(i));
        all.send(text("nowhere"), inet(0));
        all.send(text("everybody"), inet(9, "255.255.255.255"));
        all.reply(i);
      }
    },
    failed: (_all, error) => void failed.push(error.code),
  });
  stage.start();
  const client = stage.datagrams();
  stage.connectTo(client, server);
  await send(client, text("hello"));
  assertEquals(await next(client), "hello");
  assertEquals([failed, datagrams.lost, datagrams.sent], [["EMSGSIZE", "EINVAL", "EACCES"], 3, 1]);
});

both("what became of an earlier datagram is told on a connected socket", async (stage) => {
  const gone = stage.datagrams();
  const client = stage.datagrams();
  stage.connectTo(client, gone);
  stage.close(gone);
  const failed: string[] = [];
  const datagrams = stage.reactor.datagrams(client, {
    received: () => {},
    failed: (_all, error) => void failed.push(error.code),
  });
  stage.start();
  assertEquals(datagrams.send(text("anybody?")), true);
  await until(() => failed.length > 0, "the refusal");
  assertEquals([failed, datagrams.lost, datagrams.sent], [["ECONNREFUSED"], 0, 1]);
});

both("a unix client that does not read its answers loses them and stalls nobody", async (stage) => {
  const folder = await Deno.makeTempDir();
  const there = unix(`${folder}/server`);
  const datagrams = stage.reactor.datagrams(stage.datagrams("AF_UNIX", there), echoDatagrams);
  stage.start();
  const [deaf, other] = [unix(`${folder}/deaf`), unix(`${folder}/other`)].map((name) =>
    stage.datagrams("AF_UNIX", name)
  );
  assert(deaf !== undefined && other !== undefined);
  const words = text("still there?");
  await until(() => {
    libc.sendto(deaf.fd, words, words.length, DONTWAIT, there, there.length);
    return datagrams.lost > 0;
  }, "a full receiver");
  assertEquals(libc.sendto(other.fd, words, words.length, DONTWAIT, there, there.length), words.length);
  assertEquals(await next(other), "still there?");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("broadcasting needs SO_BROADCAST, and a service that has it loses nothing", async () => {
  await using stage = new Stage("fast");
  const socket = stage.datagrams();
  stage.sockets.setsockopt(socket, number("SOL_SOCKET"), number("SO_BROADCAST"), encodeInt(1));
  const datagrams = stage.reactor.datagrams(socket, { received: () => {} });
  datagrams.send(text("hello"), inet(9, "127.255.255.255"));
  assertEquals([datagrams.sent, datagrams.lost], [1, 0]);
  datagrams.close();
  datagrams.close();
  await stage.reactor.run();
});
