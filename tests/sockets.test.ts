// Do the calls wait, end and transfer as they do in C? Sessions on real sockets of this machine: where a call has to
// wait, it is started, seen waiting, and then something happens that ends the wait.

import { assert, assertEquals, assertRejects } from "@std/assert";
import { constant } from "../lib/abi/mod.ts";
import { registry } from "../commands/mod.ts";
import { SystemError } from "../lib/errors.ts";
import { Poller } from "../lib/libc/poller.ts";
import type { Change } from "../lib/sockets/mod.ts";
import { Transfer } from "../lib/sockets/transfer.ts";
import { Waiting } from "../lib/sockets/waiting.ts";
import { peer } from "./peers.ts";
import { ended, inFolder, Shell, shellWith, waiting } from "./session_fixture.ts";

/** `cli` and `conn` are the two ends of a TCP connection, `srv` listens at `there`. */
const connected = `
  srv = socket tcp; bind srv 127.0.0.1:0; there = getsockname(srv); listen srv 5
  cli = socket tcp; connect cli $there; conn, addr = accept srv
`;
const listening = "srv = socket tcp; bind srv 127.0.0.1:0; there = getsockname(srv); listen srv 5";

/** Waits until a call that goes on has taken everything that arrived. */
async function taken(shell: Shell, name: string): Promise<void> {
  const { libc } = shell.session;
  while (libc.queued(shell.socket(name).fd) > 0) await new Promise((resolve) => setImmediate(resolve));
}

/** How much of a value there is. */
function lengthOf(value: unknown): number {
  assert(value instanceof Uint8Array);
  return value.length;
}

// --- Interruptions ---------------------------------------------------------------------------

Deno.test("accept waits until a client connects", async () => {
  await using shell = await shellWith(`${listening}; cli = socket tcp`);
  const accepting = await waiting(shell, "conn, addr = accept srv");
  await shell.run("connect cli $there");
  assertEquals(await ended(accepting), "ok");
  await shell.run('getpeername conn => ("127.0.0.1", _); getsockname cli => addr');
});

Deno.test("an interrupted accept answers EINTR and the socket accepts afterwards", async () => {
  await using shell = await shellWith(`${listening}; cli = socket tcp`);
  const accepting = await waiting(shell, "accept srv");
  accepting.interrupt();
  assertEquals(await ended(accepting), "EINTR");
  await shell.run("connect cli $there; conn, addr = accept srv; send cli ping; recv conn 10 => 'ping'");
});

Deno.test("an interrupted recv answers EINTR and the socket receives afterwards", async () => {
  await using shell = await shellWith("a, b = socketpair()");
  const receiving = await waiting(shell, "recv a 10");
  receiving.interrupt();
  assertEquals(await ended(receiving), "EINTR");
  await shell.run("send b ping; recv a 10 => 'ping'");
});

Deno.test("an interrupted connect answers EINTR, and connecting again waits for the same connection", async () => {
  await using shell = await shellWith(`
    srv = socket tcp; bind srv 127.0.0.1:0; listen srv 0; there = getsockname(srv)
    first = socket tcp; connect first $there; cli = socket tcp
  `);
  const connecting = await waiting(shell, "connect cli $there");
  connecting.interrupt();
  assertEquals(await ended(connecting), "EINTR");
  const again = await waiting(shell, "connect cli $there");
  await shell.run("one, addr = accept srv");
  assertEquals(await ended(again), "ok");
  await shell.run("two, addr = accept srv; send cli ping; recv two 10 => 'ping'");
});

Deno.test("connecting again on a blocking socket waits no longer than SO_SNDTIMEO and answers EALREADY", async () => {
  await using shell = await shellWith(`
    srv = socket tcp; bind srv 127.0.0.1:0; listen srv 0; there = getsockname(srv)
    first = socket tcp; connect first $there; cli = socket tcp; settimeout cli 20ms
    connect cli $there => EINPROGRESS
  `);
  assertEquals(await shell.answer("connect cli $there"), "EALREADY");
});

Deno.test("an interrupted send answers how much went out, as C does", async () => {
  await using shell = await shellWith('a, b = socketpair(); text = "x" * 4000000');
  const sending = await waiting(shell, "count = send a $text");
  sending.interrupt();
  const [outcome] = await sending.done;
  assert(typeof outcome?.value === "number" && outcome.value > 0 && outcome.value < 4_000_000);
  await shell.run('recv b 4000000 => "x" * count');
});

Deno.test("an interrupted sendall answers EINTR and says how much went out", async () => {
  await using shell = await shellWith('a, b = socketpair(); text = "x" * 4000000');
  const sending = await waiting(shell, "sendall a $text");
  sending.interrupt();
  const [outcome] = await sending.done;
  assert(outcome?.error instanceof SystemError);
  assertEquals(outcome.error.code, "EINTR");
  const { sent, length } = outcome.error.detail?.values ?? {};
  assertEquals(length, 4_000_000);
  assertEquals(lengthOf(await shell.run("recv b 4000000")), sent);
});

Deno.test("a sendall that fails after several sends says how much went out in all of them", async () => {
  await using shell = await shellWith('a, b = socketpair(); settimeout a 50ms; text = "x" * 4000000');
  const sending = await waiting(shell, "sendall a $text");
  let received = 0;
  for (let i = 0; i < 5; i++) received += lengthOf(await shell.run("recv b 100000"));
  const [outcome] = await sending.done;
  assert(outcome?.error instanceof SystemError);
  assertEquals(outcome.error.code, "EAGAIN");
  received += lengthOf(await shell.run("recv b 4000000"));
  assertEquals(outcome.error.detail?.values["sent"], received);
});

Deno.test("sendall waits once, for everything, and not anew after each part", async () => {
  await using shell = await shellWith(`${connected}; settimeout cli 50ms; text = "x" * 10000000`);
  const { sockets, variables } = shell.session;
  let waits = 0;
  const patience = {
    signal: new AbortController().signal,
    waiting: () => {
      waits++;
      return () => {};
    },
  };
  const text = new TextEncoder().encode(String(variables.get("text")));
  const failure = await assertRejects(
    async () => await sockets.sendall(shell.socket("cli"), text, 0, patience),
    SystemError,
  );
  assertEquals([failure.code, waits], ["EAGAIN", 1]);
  const { sent } = failure.detail?.values ?? {};
  assert(typeof sent === "number" && sent > 0);
  let received = 0;
  while (received < sent) received += lengthOf(await shell.run("recv conn 10000000"));
  assertEquals(received, sent);
});

Deno.test("a send that takes nothing of the data is answered, and sendall waits until it takes some", async () => {
  await using shell = await shellWith("a, b = socketpair()");
  // No kernel does this on demand.
  const answers = [0, 3, 0, 2];
  let calls = 0;
  const libc = { ...shell.session.libc, send: () => answers[calls++] ?? -1 };
  const transfer = new Transfer(libc, new Waiting(libc));
  const patience = { signal: new AbortController().signal };
  const data = new TextEncoder().encode("hello");
  assertEquals(await transfer.send(shell.socket("a"), data, 0, patience), 0);
  assertEquals(await transfer.sendall(shell.socket("a"), data, 0, patience), 5);
  assertEquals(calls, 4);
});

Deno.test("an interrupted statement ends the run, also when a part of its work was done", async () => {
  await using shell = await shellWith('a, b = socketpair(); text = "x" * 4000000');
  const sending = await waiting(shell, "send a $text; send b never");
  sending.interrupt();
  assertEquals((await sending.done).length, 1);
});

Deno.test("an interrupted sleep answers EINTR", async () => {
  await using shell = new Shell();
  const sleeping = await waiting(shell, "sleep 1m");
  sleeping.interrupt();
  assertEquals(await ended(sleeping), "EINTR");
});

// --- Time-outs and non-blocking sockets ------------------------------------------------------

for (const call of ["recv a 10", "recvfrom a 10", "send a $text"]) {
  Deno.test(`a time-out that runs out answers EAGAIN: ${call}`, async () => {
    await using shell = await shellWith(`
      a, b = socketpair(); text = "x" * 4000000; setblocking a False; send a $text; setblocking a True
      settimeout a 20ms
    `);
    assertEquals(await shell.answer(call), "EAGAIN");
    await shell.run("send b ping; recv a 10 => 'ping'");
  });
}

Deno.test("accept answers EAGAIN when SO_RCVTIMEO runs out, and accepts afterwards", async () => {
  await using shell = await shellWith(listening);
  await shell.run('setsockopt srv SOL_SOCKET SO_RCVTIMEO hex"0000000000000000 204e000000000000"');
  assertEquals(await shell.answer("accept srv"), "EAGAIN");
  await shell.run("cli = socket tcp; connect cli $there; accept srv");
});

Deno.test("connect answers EINPROGRESS when its time runs out", async () => {
  await using shell = await shellWith(`
    srv = socket tcp; bind srv 127.0.0.1:0; listen srv 0; there = getsockname(srv)
    first = socket tcp; connect first $there; cli = socket tcp; settimeout cli 20ms
  `);
  assertEquals(await shell.answer("connect cli $there"), "EINPROGRESS");
});

/** A poller whose poll does what a test says, in a process that has no descriptor left for a wake-up pipe. */
function polling(
  shell: Shell,
  poll: (timeout: number) => Promise<number>,
  pipe2: (flags: number) => number = () => -1,
): Poller {
  type Given = ConstructorParameters<typeof Poller>;
  const patient = { pollWaiting: (_fds: unknown, _count: bigint, timeout: number) => poll(timeout) };
  return new Poller(
    shell.session.system,
    patient as unknown as Given[1],
    { pipe: () => -1, pipe2: (_, flags) => pipe2(flags), read: () => -1, write: () => -1 },
  );
}

Deno.test("a time-out runs out also where poll itself fails", async () => {
  await using shell = await shellWith("a, b = socketpair()");
  const { POLLIN } = numbers(shell, "POLLIN");
  // The kernel does this to a process that waits for more descriptors than it may have open.
  const failing = polling(shell, () => Promise.resolve(-1));
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), 5000);
  assertEquals((await failing.wait(shell.socket("a").fd, POLLIN, 20, limit.signal)).outcome, "timeout");
  clearTimeout(timer);
});

Deno.test("programs that are started do not get the wake-up pipe", async () => {
  await using shell = new Shell();
  const made: number[] = [];
  polling(shell, () => Promise.resolve(0), (flags) => made.push(flags)).prepare();
  assertEquals(made, [shell.session.system.constants.get("O_CLOEXEC")]);
});

Deno.test("without a wake-up pipe poll returns every few milliseconds to be told of new waits", async () => {
  await using shell = await shellWith("a, b = socketpair()");
  const { POLLIN } = numbers(shell, "POLLIN");
  const control = new AbortController();
  const timeouts: number[] = [];
  const poller = polling(shell, (timeout) => {
    if (timeouts.push(timeout) === 3) control.abort();
    return Promise.resolve(0);
  });
  assertEquals(
    (await poller.wait(shell.socket("a").fd, POLLIN, undefined, control.signal)).outcome,
    "interrupted",
  );
  assertEquals(timeouts, [10, 10, 10]);
});

Deno.test("settimeout 0 makes a socket non-blocking and settimeout None makes it wait again", async () => {
  await using shell = await shellWith(
    "a, b = socketpair(); settimeout a 0; recv a 10 => EAGAIN; settimeout a None",
  );
  const receiving = await waiting(shell, "recv a 10");
  await shell.run("send b ping");
  assertEquals((await receiving.done).length, 1);
});

Deno.test("settimeout None takes the time-out back", async () => {
  await using shell = await shellWith(
    "a, b = socketpair(); settimeout a 20ms; recv a 10 => EAGAIN; settimeout a None",
  );
  const zero = "0".repeat(32);
  await shell.run(`getsockopt a SOL_SOCKET SO_RCVTIMEO => hex"${zero}"`);
  await shell.run(`getsockopt a SOL_SOCKET SO_SNDTIMEO => hex"${zero}"`);
});

Deno.test("a non-blocking connect answers EINPROGRESS, and the second one 0", async () => {
  await using shell = await shellWith(`${listening}; cli = socket(AF_INET, SOCK_STREAM|SOCK_NONBLOCK)`);
  assertEquals(await shell.answer("connect cli $there"), "EINPROGRESS");
  await shell.run("conn, addr = accept srv");
  await shell.run("connect cli $there => 0; connect cli $there => EISCONN");
});

Deno.test("a non-blocking connect that is refused says so in the second one", async () => {
  await using shell = await shellWith(`
    b = socket tcp; bind b 127.0.0.1:0; there = getsockname(b); cli = socket tcp; setblocking cli False
    connect cli $there => EINPROGRESS
  `);
  assertEquals(await shell.answer("connect cli $there"), "ECONNREFUSED");
});

Deno.test("accept leaves the listening socket's blocking mode as it was", async () => {
  await using shell = await shellWith(connected);
  const { F_GETFL, O_NONBLOCK } = numbers(shell, "F_GETFL", "O_NONBLOCK");
  for (const name of ["srv", "conn", "cli"]) {
    const flags = shell.session.libc.fcntl(shell.socket(name).fd, F_GETFL, 0);
    assertEquals(flags & O_NONBLOCK, 0, name);
  }
});

function numbers<N extends string>(shell: Shell, ...names: N[]): Record<N, number> {
  const { system } = shell.session;
  return Object.fromEntries(names.map((name) => [name, constant(system, name)])) as Record<N, number>;
}

Deno.test("accept on a UDP socket fails at once", async () => {
  await using shell = await shellWith("s = socket udp; bind s 127.0.0.1:0");
  assertEquals(await shell.answer("accept s"), "EOPNOTSUPP");
});

// --- Sending ---------------------------------------------------------------------------------

for (const [kind, ends] of [["TCP", `${connected}; a = cli; b = conn`], ["unix", "a, b = socketpair()"]]) {
  Deno.test(`a blocking send of 10 MB over ${kind} completes against a slow reader`, async () => {
    await using shell = await shellWith(`${ends}; text = "x" * 10000000`);
    const sending = await waiting(shell, "send a $text => 10000000");
    let received = 0;
    while (received < 10_000_000) received += lengthOf(await shell.run("recv b 100000"));
    assertEquals(await ended(sending), "ok");
    assertEquals(received, 10_000_000);
  });

  Deno.test(`MSG_DONTWAIT sends a part over ${kind} and answers EAGAIN when nothing fits`, async () => {
    await using shell = await shellWith(`${ends}; text = "x" * 10000000`);
    const sent = await shell.run("count = send a $text MSG_DONTWAIT");
    assert(typeof sent === "number" && sent > 0 && sent < 10_000_000);
    while (await shell.answer("send a $text MSG_DONTWAIT") === "ok");
    assertEquals(await shell.answer("send a x MSG_DONTWAIT"), "EAGAIN");
  });

  Deno.test(`a non-blocking ${kind} socket sends a part`, async () => {
    await using shell = await shellWith(`${ends}; text = "x" * 10000000; setblocking a False`);
    const sent = await shell.run("send a $text");
    assert(typeof sent === "number" && sent > 0 && sent < 10_000_000);
  });

  Deno.test(`a send whose time runs out after a part over ${kind} answers that part`, async () => {
    await using shell = await shellWith(`${ends}; text = "x" * 10000000; settimeout a 20ms`);
    const sent = await shell.run("send a $text");
    assert(typeof sent === "number" && sent > 0 && sent < 10_000_000);
  });

  Deno.test(`a send that waits over ${kind} answers what went out when the reader closes`, async () => {
    await using shell = await shellWith(`${ends}; text = "x" * 10000000`);
    const sending = await waiting(shell, "count = send a $text");
    await shell.run("close b");
    const [outcome] = await sending.done;
    assert(typeof outcome?.value === "number" && outcome.value > 0 && outcome.value < 10_000_000);
    // The error is the next call's.
    const next = await shell.answer("send a x");
    assert(["ECONNRESET", "EPIPE"].includes(next), next);
  });
}

Deno.test("a reset while send waits is reported by the next call", async () => {
  await using shell = await shellWith(`${connected}; text = "x" * 10000000`);
  const sending = await waiting(shell, "count = send cli $text");
  await shell.run("close conn");
  assertEquals(await ended(sending), "ok");
  assertEquals(await shell.answer("send cli x"), "ECONNRESET");
  assertEquals(await shell.answer("send cli x"), "EPIPE");
});

Deno.test("after the peer closed, the first send succeeds and the second answers EPIPE", async () => {
  await using shell = await shellWith(`${connected}; close conn`);
  await shell.run("send cli one => 3; send cli two => EPIPE");
});

Deno.test("what EPIPE is said to mean is true of a socket that never was connected", async () => {
  await using shell = await shellWith("s = socket tcp");
  assertEquals(await shell.answer("send s x"), "EPIPE");
  for (const name of ["send", "sendall", "sendto"]) {
    const { en = "", pt = "" } = registry.get(name)?.errors["EPIPE"] ?? {};
    assert(en.includes("not connected") && pt.includes("não está conectado"), name);
  }
});

Deno.test("send and sendall of nothing send nothing on a stream", async () => {
  await using shell = await shellWith('a, b = socketpair(); sendall a ""; send a "" => 0');
  assertEquals(await shell.answer("recv b 10 MSG_DONTWAIT"), "EAGAIN");
});

Deno.test("a unix stream connect against a full backlog waits until there is room", async () => {
  await using shell = await shellWith(`
    srv = socket unix; bind srv unix:@socksh-test-backlog-${Deno.pid}; there = getsockname(srv); listen srv 0
    one = socket unix; connect one $there; two = socket unix
  `);
  const connecting = await waiting(shell, "connect two $there");
  await shell.run("accept srv");
  assertEquals(await ended(connecting), "ok");
});

Deno.test("a unix stream connect against a full backlog can be interrupted, and its time-out answers EAGAIN", async () => {
  await using shell = await shellWith(`
    srv = socket unix; bind srv unix:@socksh-test-full-${Deno.pid}; there = getsockname(srv); listen srv 0
    one = socket unix; connect one $there; two = socket unix
  `);
  const connecting = await waiting(shell, "connect two $there");
  connecting.interrupt();
  assertEquals(await ended(connecting), "EINTR");
  await shell.run("settimeout two 20ms; connect two $there => EAGAIN");
});

Deno.test("a unix datagram to a receiver that is full waits until there is room", async () => {
  await using shell = await shellWith(`
    b = socket unixgram; bind b unix:@socksh-test-receiver-${Deno.pid}; there = getsockname(b); a = socket unixgram
  `);
  await shell.run("setblocking a False");
  while (await shell.answer("sendto a x $there") === "ok");
  await shell.run("setblocking a True");
  const sending = await waiting(shell, "sendto a last $there");
  await shell.run("recv b 10");
  assertEquals(await ended(sending), "ok");
});

// --- Receiving -------------------------------------------------------------------------------

Deno.test("MSG_WAITALL collects across several sends", async () => {
  await using shell = await shellWith("a, b = socketpair()");
  const receiving = await waiting(shell, "recv b 9 MSG_WAITALL => 'onetwosix'");
  await shell.run("send a one");
  await taken(shell, "b");
  await shell.run("send a two");
  await taken(shell, "b");
  await shell.run("send a sixseven");
  assertEquals(await ended(receiving), "ok");
  await shell.run("recv b 10 => 'seven'");
});

Deno.test("MSG_WAITALL answers at once when everything is there", async () => {
  await using shell = await shellWith(
    "a, b = socketpair(); send a one; send a two; recv b 6 MSG_WAITALL => 'onetwo'",
  );
  assertEquals(lengthOf(shell.last), 6);
});

Deno.test("MSG_WAITALL collects in recvfrom as well", async () => {
  await using shell = await shellWith(connected);
  const receiving = await waiting(shell, 'recvfrom conn 6 MSG_WAITALL => ("onetwo", None)');
  await shell.run("send cli one; send cli two");
  assertEquals(await ended(receiving), "ok");
});

Deno.test("MSG_WAITALL comes back short when the peer closes", async () => {
  await using shell = await shellWith(`${connected}; send cli one`);
  const receiving = await waiting(shell, "recv conn 10 MSG_WAITALL => 'one'");
  await shell.run("close cli");
  assertEquals(await ended(receiving), "ok");
  await shell.run('recv conn 10 => ""');
});

Deno.test("MSG_WAITALL comes back short when SO_RCVTIMEO runs out", async () => {
  await using shell = await shellWith("a, b = socketpair(); send a one; settimeout b 20ms");
  await shell.run("recv b 10 MSG_WAITALL => 'one'; recv b 10 MSG_WAITALL => EAGAIN");
});

Deno.test("an interrupted MSG_WAITALL answers what had come, as C does", async () => {
  await using shell = await shellWith("a, b = socketpair(); send a one");
  const receiving = await waiting(shell, "recv b 10 MSG_WAITALL => 'one'");
  receiving.interrupt();
  assertEquals(await ended(receiving), "ok");
});

Deno.test("an interrupted MSG_WAITALL to which nothing had come answers EINTR", async () => {
  await using shell = await shellWith("a, b = socketpair()");
  const receiving = await waiting(shell, "recv b 10 MSG_WAITALL");
  receiving.interrupt();
  assertEquals(await ended(receiving), "EINTR");
});

Deno.test("MSG_WAITALL leaves a reset to the next call", async () => {
  await using shell = await shellWith(`${connected}; send conn one`);
  const receiving = await waiting(shell, "recv cli 10 MSG_WAITALL => 'one'");
  await shell.run('setsockopt conn SOL_SOCKET SO_LINGER hex"01000000 00000000"; close conn');
  assertEquals(await ended(receiving), "ok");
  await shell.run('recv cli 10 => ECONNRESET; recv cli 10 => ""');
});

Deno.test("MSG_WAITALL with MSG_PEEK collects over TCP and takes nothing", async () => {
  await using shell = await shellWith(connected);
  const peeking = await waiting(shell, "recv conn 6 MSG_WAITALL|MSG_PEEK => 'onetwo'");
  await shell.run("send cli one");
  await shell.run("send cli two");
  assertEquals(await ended(peeking), "ok");
  await shell.run("recv conn 10 => 'onetwo'");
});

Deno.test("MSG_WAITALL with MSG_PEEK comes back short when the peer closes", async () => {
  await using shell = await shellWith(`${connected}; send cli one; close cli`);
  await shell.run("recv conn 6 MSG_WAITALL|MSG_PEEK => 'one'; recv conn 6 => 'one'");
});

Deno.test("MSG_WAITALL with MSG_PEEK shows what there is on a unix stream, as the kernel does", async () => {
  await using shell = await shellWith(
    "a, b = socketpair(); send a one; recv b 6 MSG_WAITALL|MSG_PEEK => 'one'",
  );
  await shell.run("recv b 6 => 'one'");
});

Deno.test("a large MSG_WAITALL collects everything a fast sender sends", async () => {
  await using shell = await shellWith(`${connected}; text = "x" * 10000000`);
  const receiving = shell.start("recv conn 10000000 MSG_WAITALL => text");
  await shell.run("sendall cli $text");
  assertEquals(await ended(receiving), "ok");
});

Deno.test("MSG_PEEK leaves the data where they are", async () => {
  await using shell = await shellWith(
    "a, b = socketpair(); send a ping; recv b 10 MSG_PEEK => 'ping'; recv b 10 => 'ping'",
  );
  assertEquals(await shell.answer("recv b 10 MSG_DONTWAIT"), "EAGAIN");
});

Deno.test("MSG_TRUNC shows no more of a UDP datagram than fits", async () => {
  await using shell = await shellWith(`
    srv = socket udp; bind srv 127.0.0.1:0; there = getsockname(srv); cli = socket udp
    sendto cli "secret secret secret" $there; recv srv 100 => "secret secret secret"
    sendto cli "0123456789" $there
  `);
  await shell.run('recv srv 4 MSG_TRUNC => "0123"; recv srv 4 MSG_DONTWAIT => EAGAIN');
});

for (const call of ["recv b 4 MSG_TRUNC", "recvfrom b 4 MSG_TRUNC", "recv b 4 MSG_TRUNC|MSG_PEEK"]) {
  Deno.test(`a datagram that was cut is told with its real length: ${call}`, async () => {
    await using shell = await shellWith(
      "a, b = socketpair(AF_UNIX, SOCK_DGRAM); send a '0123456789'; send a 0123",
    );
    const [cut] = await shell.start(call).done;
    assertEquals(cut?.notes, [{ key: "note.truncated", values: { length: 4, real: 10 } }]);
    if (call.includes("MSG_PEEK")) await shell.run("recv b 10");
    const [whole] = await shell.start(call).done;
    assertEquals(whole?.notes, []);
  });
}

Deno.test("MSG_TRUNC on TCP drops data and shows no older ones", async () => {
  await using shell = await shellWith(
    `${connected}; send cli "secret secret"; recv conn 100 => "secret secret"`,
  );
  await shell.run("send cli abcdef; recv conn 3 MSG_TRUNC => bytes(3); recv conn 10 => 'def'");
  await shell.run("send cli abcdef; recv conn 100000 MSG_TRUNC => bytes(6)");
});

Deno.test("MSG_OOB receives urgent data and never waits on a stream", async () => {
  await using shell = await shellWith(`${connected}; recv conn 1 MSG_OOB => EINVAL; send cli "ab!" MSG_OOB`);
  await shell.run('recv conn 1 MSG_OOB => "!"; recv conn 10 => "ab"');
});

Deno.test("MSG_ERRQUEUE never waits on an internet socket", async () => {
  await using shell = await shellWith(connected);
  await shell.run("recv conn 10 MSG_ERRQUEUE => EAGAIN; s = socket udp; recv s 10 MSG_ERRQUEUE => EAGAIN");
});

Deno.test("UDP takes no notice of MSG_OOB and waits, as the kernel does", async () => {
  await using shell = await shellWith(
    "srv = socket udp; bind srv 127.0.0.1:0; there = getsockname(srv); cli = socket udp",
  );
  const receiving = await waiting(shell, "recv srv 10 MSG_OOB => 'ping'");
  await shell.run("sendto cli ping $there");
  assertEquals(await ended(receiving), "ok");
});

for (const type of ["SOCK_STREAM", "SOCK_DGRAM", "SOCK_SEQPACKET"]) {
  Deno.test(`unix ${type} takes no notice of MSG_ERRQUEUE and waits, as the kernel does`, async () => {
    await using shell = await shellWith(`a, b = socketpair(AF_UNIX, ${type})`);
    const receiving = await waiting(shell, "recv b 10 MSG_ERRQUEUE => 'ping'");
    await shell.run("send a ping");
    assertEquals(await ended(receiving), "ok");
  });
}

for (const size of ["2147483647", "2147483648", String(2 ** 40), String(Number.MAX_SAFE_INTEGER)]) {
  Deno.test(`recv with a size of ${size} answers what is there`, async () => {
    await using shell = await shellWith(`${connected}; send cli ping; recv conn ${size} => 'ping'`);
    const receiving = await waiting(shell, `recv conn ${size} => 'pong'`);
    await shell.run("send cli pong");
    assertEquals(await ended(receiving), "ok");
    await shell.run(`close cli; recv conn ${size} => ""`);
  });
}

Deno.test("one recv brings more than 64 KiB where the kernel has them", async () => {
  await using shell = await shellWith('a, b = socketpair(); text = "x" * 150000; send a $text');
  await shell.run("recv b 1000000 => text");
});

Deno.test("datagrams of 60 000 bytes over UDP and 200 000 over unix sockets arrive whole", async () => {
  await using shell = await shellWith(`
    srv = socket udp; bind srv 127.0.0.1:0; there = getsockname(srv); cli = socket udp
    text = "x" * 60000; sendto cli $text $there => 60000; recv srv 100000 => text
    sendto cli $text $there; recv srv 65536 => text; sendto cli $text $there; recv srv 2147483647 => text
    a, b = socketpair(AF_UNIX, SOCK_DGRAM); c, d = socketpair(AF_UNIX, SOCK_SEQPACKET)
    text = "y" * 200000
    send a $text => 200000; recv b 2147483647 => text; send c $text => 200000; recv d 300000 => text
  `);
  const receiving = await waiting(shell, "recv b 300000 => text");
  await shell.run("send a $text");
  assertEquals(await ended(receiving), "ok");
});

Deno.test("a datagram longer than the size is cut and the rest is gone", async () => {
  await using shell = await shellWith(
    "a, b = socketpair(AF_UNIX, SOCK_DGRAM); send a onetwo; recv b 3 => 'one'",
  );
  assertEquals(await shell.answer("recv b 3 MSG_DONTWAIT"), "EAGAIN");
});

Deno.test("an empty datagram is a message", async () => {
  await using shell = await shellWith(`
    srv = socket udp; bind srv 127.0.0.1:0; cli = socket udp; connect cli (getsockname(srv))
    send cli "" => 0; sendall cli ""; send cli ping; recv srv 10 => ""; recvfrom srv 100000 => ("", _)
    recv srv 100000 => 'ping'
    a, b = socketpair(AF_UNIX, SOCK_DGRAM); send a ""; recv b 100000 => ""
  `);
  assertEquals(await shell.answer("recv b 10 MSG_DONTWAIT"), "EAGAIN");
});

Deno.test("a connected UDP socket is told of a refusal by the call after", async () => {
  await using shell = await shellWith(`
    b = socket udp; bind b 127.0.0.1:0; connect b 127.0.0.1:9
    s = socket udp; connect s (getsockname(b)); send s one => 3; send s two => ECONNREFUSED; send s three => 5
  `);
  assertEquals(await shell.answer("getsockopt s SOL_SOCKET SO_ERROR => ECONNREFUSED"), "ok");
});

Deno.test("a refusal ends the recv that waits on a connected UDP socket", async () => {
  await using shell = await shellWith(`
    b = socket udp; bind b 127.0.0.1:0; connect b 127.0.0.1:9; s = socket udp; connect s (getsockname(b))
  `);
  const receiving = await waiting(shell, "recv s 10");
  await shell.run("send s one");
  assertEquals(await ended(receiving), "ECONNREFUSED");
});

// --- The end of a socket ---------------------------------------------------------------------

for (
  const [call, before] of [
    ["accept s", listening.replaceAll("srv", "s")],
    ["recv s 10", "s, b = socketpair()"],
    ["recvfrom s 10", "s = socket udp; bind s 127.0.0.1:0"],
    ["sendall s $text", 's, b = socketpair(); text = "x" * 4000000'],
    [
      "connect s $there",
      `srv = socket unix; bind srv unix:@socksh-test-wake-${Deno.pid}; there = getsockname(srv); listen srv 0
       one = socket unix; connect one $there; s = socket unix`,
    ],
  ] as const
) {
  Deno.test(`close wakes the call that waits with EBADF: ${call}`, async () => {
    await using shell = await shellWith(before);
    const pending = await waiting(shell, call);
    // The number is used again at once: the call must not go on with somebody else's socket.
    await shell.run("close s; other, another = socketpair()");
    assertEquals(await ended(pending), "EBADF");
    await shell.run("recv another 10 MSG_DONTWAIT => EAGAIN");
  });
}

Deno.test("close wakes the call that tries again every few milliseconds with EBADF", async () => {
  await using shell = await shellWith(`
    srv = socket unix; bind srv unix:@socksh-test-again-${Deno.pid}; there = getsockname(srv); listen srv 0
    one = socket unix; connect one $there; s = socket unix; settimeout s 1s
  `);
  const { libc, sockets } = shell.session;
  const patience = { signal: new AbortController().signal };
  const socket = shell.socket("s");
  const address = await sockets.resolve(
    socket,
    { kind: "text", text: `@socksh-test-again-${Deno.pid}` },
    patience,
  );
  const again = Promise.withResolvers<void>();
  let attempts = 0;
  const connecting = new Waiting(libc).until({
    socket,
    call: "connect",
    events: "POLLOUT",
    once: () => {
      if (++attempts === 2) again.resolve();
      const { O_NONBLOCK, F_SETFL } = numbers(shell, "O_NONBLOCK", "F_SETFL");
      libc.fcntl(socket.fd, F_SETFL, O_NONBLOCK);
      const answer = libc.connect(socket.fd, address, address.length);
      libc.fcntl(socket.fd, F_SETFL, 0);
      return answer;
    },
  }, patience);
  // poll said "ready", connect said EAGAIN: now nothing waits on the descriptor itself.
  await again.promise;
  await shell.run("close s");
  const failure = await assertRejects(async () => await connecting, SystemError);
  assertEquals(failure.code, "EBADF");
});

Deno.test("close with SO_LINGER waits beside the session until the peer has read", async () => {
  await using shell = await shellWith(`
    ${connected}
    setsockopt cli SOL_SOCKET SO_LINGER hex"01000000 3c000000"; text = "x" * 4000000
    setblocking cli False; count = send cli $text; setblocking cli True
  `);
  const closing = shell.start("close cli");
  let received = 0;
  for (let length = 1; length > 0; received += length) length = lengthOf(await shell.run("recv conn 100000"));
  assertEquals(await ended(closing), "ok");
  assertEquals(received, shell.session.variables.get("count"));
  assertEquals(shell.socket("cli").fd, -1);
});

Deno.test("a close that lingers says what it waits for", async () => {
  await using shell = await shellWith(`
    ${connected}
    setsockopt cli SOL_SOCKET SO_LINGER hex"01000000 3c000000"; text = "x" * 4000000
    setblocking cli False; send cli $text
  `);
  const closing = await waiting(shell, "close cli");
  assertEquals(await closing.waits, { key: "waiting.close", values: { socket: "cli" } });
  await shell.run('setsockopt conn SOL_SOCKET SO_LINGER hex"01000000 00000000"; close conn');
  assertEquals(await ended(closing), "ok");
});

Deno.test("an interrupted close with SO_LINGER answers 0, as C does", async () => {
  await using shell = await shellWith(`
    ${connected}
    setsockopt cli SOL_SOCKET SO_LINGER hex"01000000 3c000000"; text = "x" * 4000000
    setblocking cli False; send cli $text
  `);
  const { libc } = shell.session;
  const { closeWaiting } = libc;
  let closed: Promise<number> | undefined;
  libc.closeWaiting = (fd) => closed = closeWaiting(fd);
  const closing = shell.start("close cli");
  libc.closeWaiting = closeWaiting;
  closing.interrupt();
  const [outcome] = await closing.done;
  assertEquals(outcome?.value, 0);
  // The closing goes on beside the session: it is over when the peer resets the connection.
  await shell.run('setsockopt conn SOL_SOCKET SO_LINGER hex"01000000 00000000"; close conn; close srv');
  assertEquals(await closed, 0);
});

Deno.test("the end of a session closes a lingering socket without waiting, and what was sent arrives", async () => {
  await using shell = await shellWith(
    `${listening}; a = socket tcp; connect a $there; conn, addr = accept srv`,
  );
  {
    await using other = new Shell();
    other.session.variables.set("there", shell.session.variables.get("there") ?? null);
    await other.run(`
      cli = socket tcp; connect cli $there; setsockopt cli SOL_SOCKET SO_LINGER hex"01000000 3c000000"
      text = "x" * 4000000; setblocking cli False; send cli $text
    `);
  }
  await shell.run("late, addr = accept srv");
  let received = 0;
  for (let length = 1; length > 0; received += length) length = lengthOf(await shell.run("recv late 100000"));
  assert(received > 0);
});

Deno.test("closing with SO_LINGER of 0 seconds resets the connection", async () => {
  await using shell = await shellWith(
    `${connected}; setsockopt cli SOL_SOCKET SO_LINGER hex"01000000 00000000"; close cli`,
  );
  assertEquals(await shell.answer("recv conn 10"), "ECONNRESET");
});

Deno.test("an empty recv comes after the peer shut down its writing, and sending back still works", async () => {
  await using shell = await shellWith(`${connected}; send cli last; shutdown cli SHUT_WR`);
  await shell.run(`recv conn 10 => 'last'; recv conn 10 => ''; send conn back; recv cli 10 => 'back'`);
});

Deno.test("shutdown for reading ends the recv that waits", async () => {
  await using shell = await shellWith("a, b = socketpair()");
  const receiving = await waiting(shell, 'recv a 10 => ""');
  await shell.run("shutdown a SHUT_RD");
  assertEquals(await ended(receiving), "ok");
});

// --- What happens meanwhile ------------------------------------------------------------------

/** Two connections: cli and conn, other and peer. */
const twice = `${connected}; other = socket tcp; connect other $there; peer, addr = accept srv`;

/** Watches for changes of state, as the prompt does while a line is typed; a deaf watch is given up in the end. */
function watch(shell: Shell): { done: Promise<Change[]>; over: () => boolean } {
  const { sockets } = shell.session;
  const control = new AbortController();
  const limit = setTimeout(() => control.abort(), 20_000);
  let over = false;
  const done = sockets.changed(control.signal).then(() => {
    over = true;
    clearTimeout(limit);
    return control.signal.aborted ? [] : sockets.changes();
  });
  return { done, over: () => over };
}

/** Waits until poll has reported something of a socket, and whoever waited for it has been told. */
async function reported(shell: Shell, name: string): Promise<void> {
  const { POLLRDHUP } = numbers(shell, "POLLRDHUP");
  await shell.session.libc.poller.wait(shell.socket(name).fd, POLLRDHUP);
  await new Promise((resolve) => setImmediate(resolve));
}

for (
  const [what, statement] of [
    ["a socket that was shut down for reading", "shutdown cli SHUT_RD"],
    // SO_TIMESTAMPING (37) of what is sent: the timestamp lies in the error queue.
    ["a socket with an error queue", "setsockopt cli SOL_SOCKET 37 18; send cli x; recv conn 1"],
  ] as const
) {
  Deno.test(`${what} does not keep the changes of others from being noticed`, async () => {
    await using shell = await shellWith(`${twice}; ${statement}`);
    shell.session.sockets.changes();
    const watching = watch(shell);
    await reported(shell, "cli");
    assert(!watching.over(), "no state has changed");
    await shell.run("close peer");
    const changes = await watching.done;
    assertEquals(
      changes.map(({ socket, before, after }) => [socket.name, before, after]),
      [["other", "ESTABLISHED", "CLOSE_WAIT"]],
    );
  });
}

Deno.test("a change that came before the watch began is noticed at once", async () => {
  await using shell = await shellWith(twice);
  const { sockets } = shell.session;
  sockets.changes();
  await shell.run("close peer");
  await shell.run('recv other 10 => ""');
  const watching = watch(shell);
  await new Promise((resolve) => setImmediate(resolve));
  assert(watching.over());
  assertEquals((await watching.done).map(({ socket }) => socket.name), ["other"]);
});

Deno.test("a socket that is closed while it is watched ends no watch", async () => {
  await using shell = await shellWith(`
    ${connected}; full = socket tcp; bind full 127.0.0.1:0; listen full 0
    first = socket tcp; connect first (getsockname(full)); late = socket tcp; setblocking late False
    connect late (getsockname(full)) => EINPROGRESS
  `);
  shell.session.sockets.changes();
  const watching = watch(shell);
  await shell.run("close late; one, two = socketpair()");
  await new Promise((resolve) => setImmediate(resolve));
  assert(!watching.over(), "no state has changed");
  await shell.run("close conn");
  assertEquals((await watching.done).map(({ socket }) => socket.name), ["cli"]);
});

for (const [end, statement] of [["a change", "close peer"], ["the signal", ""]]) {
  Deno.test(`after ${end} the watch waits for nothing and listens to nothing any more`, async () => {
    await using shell = await shellWith(`${twice}; shutdown cli SHUT_RD`);
    const { poller } = shell.session.libc;
    const { wait } = poller;
    let [pending, begun, listeners] = [0, 0, 0];
    poller.wait = (...given) => {
      begun++;
      pending++;
      return wait.apply(poller, given).finally(() => pending--);
    };
    const control = new AbortController();
    counted(control.signal, (change) => listeners += change);
    try {
      const watching = shell.session.sockets.changed(control.signal);
      await reported(shell, "cli");
      assert(begun > 5 && listeners > 0, "it waited in several rounds");
      if (statement === "") control.abort();
      else await shell.run(statement ?? "");
      await watching;
      await new Promise((resolve) => setImmediate(resolve));
      assertEquals([pending, listeners], [0, 0]);
    } finally {
      poller.wait = wait;
    }
  });
}

/** Counts who listens to a signal. */
function counted(signal: AbortSignal, change: (by: 1 | -1) => void): void {
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
    change(1);
    addEventListener.apply(signal, given);
  };
  signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
    change(-1);
    removeEventListener.apply(signal, given);
  };
}

// --- Descriptors and names -------------------------------------------------------------------

Deno.test("the standard streams go to the kernel, but nothing closes them", async () => {
  await using shell = new Shell();
  for (const fd of [0, 1, 2]) {
    assertEquals(await shell.answer(`recv ${fd} 10`), "ENOTSOCK");
    assertEquals(await shell.answer(`close ${fd}`), "socket.refused");
  }
});

Deno.test("descriptors of the runtime are refused by every call", async () => {
  await using shell = new Shell();
  const calls = [
    "close 3",
    "recv 3 10",
    "send 3 x",
    "dup 3",
    "listen 3 5",
    "getsockname 3",
    "setblocking 3 False",
  ];
  for (const call of calls) assertEquals(await shell.answer(call), "socket.refused", call);
});

Deno.test("a number that is not open goes to the kernel", async () => {
  await using shell = new Shell();
  for (const fd of ["-1", "9999", "2147483647", "-2147483648"]) {
    assertEquals(await shell.answer(`close ${fd}`), "EBADF");
  }
  assertEquals(await shell.answer("close 2147483648"), "expects.range");
});

Deno.test("a descriptor of the session can be given by its number", async () => {
  await using shell = await shellWith("a, b = socketpair()");
  const { fd } = shell.socket("a");
  await shell.run(`send ${fd} ping; recv b 10 => 'ping'; a == ${fd} => True; close ${fd}; a == -1 => True`);
  assertEquals(await shell.answer("send a x"), "EBADF");
});

Deno.test("a closed socket's name never stands for the socket that got its number", async () => {
  await using shell = await shellWith("a = socket tcp; b = a; close a; c = socket udp");
  assertEquals(shell.socket("a").fd, -1);
  assertEquals(await shell.answer("close a"), "EBADF");
  assertEquals(await shell.answer("close b"), "EBADF");
  await shell.run("close c");
});

Deno.test("dup shares the socket, and the connection ends when both are closed", async () => {
  await using shell = await shellWith(`
    a, b = socketpair(); c = dup a; setblocking c False; recv a 10 => EAGAIN; setblocking a True
    close a; send c "still there"; recv b 20 => "still there"; recv b 10 MSG_DONTWAIT => EAGAIN
    close c; recv b 10 => ""
  `);
  assertEquals(shell.socket("a").fd, -1);
});

Deno.test("dup makes a stream that sends all and a datagram socket that sends one", async () => {
  await using shell = await shellWith('a, b = socketpair(); c = dup a; text = "x" * 1000000');
  const sending = shell.start("send c $text => 1000000");
  await shell.run("recv b 1000000 MSG_WAITALL => text");
  assertEquals(await ended(sending), "ok");
});

Deno.test("sockets without a name are called s1, s2, … and a name that is taken is left out", async () => {
  await using shell = await shellWith("socket tcp; s2 = 5; socket udp; socketpair()");
  assertEquals(shell.session.sockets.all().map(({ name }) => name), ["s1", "s3", "s4", "s5"]);
  await shell.run("bind s1 127.0.0.1:0");
});

Deno.test("a name given to another value leaves its socket open under a name of its own", async () => {
  await using shell = await shellWith(
    "a = socket tcp; a = socket udp; getsockopt s1 SOL_SOCKET SO_TYPE => SOCK_STREAM",
  );
  await shell.run(
    "getsockopt a SOL_SOCKET SO_TYPE => SOCK_DGRAM; s1 = 3; getsockopt s2 SOL_SOCKET SO_TYPE => 1",
  );
});

Deno.test("a second name for a socket keeps it when the first is given away", async () => {
  await using shell = await shellWith("a = socket tcp; b = a; a = 5");
  assertEquals(shell.session.sockets.all().map(({ name }) => name), ["b"]);
});

// --- Addresses -------------------------------------------------------------------------------

Deno.test("IPv6 sockets talk over ::1", async () => {
  await using shell = await shellWith(`
    srv = socket tcp6; bind srv [::1]:0; host, port, flow, scope = getsockname(srv); host => "::1"; listen srv
    cli = socket tcp6; connect cli (getsockname(srv)); conn, addr = accept srv; send cli ping; recv conn 10 => 'ping'
    getpeername cli => ("::1", port)
  `);
  await shell.run("other = socket tcp6; connect other ($host, $port)");
});

Deno.test("an IPv6 socket hears IPv4 peers under mapped addresses", async () => {
  await using shell = await shellWith(`
    srv = socket tcp6; setsockopt srv IPPROTO_IPV6 IPV6_V6ONLY 0; bind srv [::ffff:127.0.0.1]:0; listen srv
    port = getsockname(srv)[1]; cli = socket tcp; connect cli 127.0.0.1 $port; conn, addr = accept srv
  `);
  await shell.run('addr[0] => "::ffff:127.0.0.1"; getpeername cli => ("127.0.0.1", port)');
});

Deno.test("a scope id names an interface, as text or as the fourth part of a tuple", async () => {
  await using shell = new Shell();
  const lo = shell.session.libc.if_nametoindex("lo");
  assert(lo > 0);
  // Without a scope the kernel refuses a link-local address; with one it looks for it, and lo has none.
  assertEquals(await shell.answer('s = socket udp6; bind s ("fe80::1", 0)'), "EINVAL");
  assertEquals(await shell.answer("s = socket udp6; bind s [fe80::1%lo]:0"), "EADDRNOTAVAIL");
  assertEquals(await shell.answer(`s = socket udp6; bind s ("fe80::1", 0, 0, ${lo})`), "EADDRNOTAVAIL");
  assertEquals(await shell.answer('s = socket udp6; bind s ("fe80::1%lo", 0)'), "EADDRNOTAVAIL");
  assertEquals(await shell.answer("bind s [fe80::1%nowhere]:0"), "address.interface");
});

Deno.test("a unix path may have exactly 108 bytes, and no more", async () => {
  await inFolder(async () => {
    await using shell = new Shell();
    const path = "p".repeat(108);
    await shell.run(
      `srv = socket unix; bind srv unix:${path}; listen srv; getsockname srv => "unix:${path}"`,
    );
    await shell.run(`cli = socket unix; connect cli unix:${path}; accept srv`);
    assertEquals(await shell.answer(`s = socket unix; bind s unix:${path}p`), "address.path-too-long");
  });
});

Deno.test("a unix socket leaves its file behind, and binding again answers EADDRINUSE", async () => {
  await inFolder(async () => {
    await using shell = await shellWith("s = socket unix; bind s ./here; close s; t = socket unix");
    assertEquals((await Deno.lstat("here")).isSocket, true);
    assertEquals(await shell.answer("bind t unix:here"), "EADDRINUSE");
  });
});

Deno.test("abstract names leave no file and may be written with @ or a NUL", async () => {
  await using shell = await shellWith(`
    srv = socket unix; bind srv unix:@socksh-test-name-${Deno.pid}; listen srv; cli = socket unix
    connect cli b"\\0socksh-test-name-${Deno.pid}"; conn, addr = accept srv
    getpeername cli => "unix:@socksh-test-name-${Deno.pid}"
  `);
  assertEquals(await shell.answer(`x = socket unix; connect x unix:@socksh-test-name`), "ECONNREFUSED");
});

Deno.test("binding a unix socket to nothing makes the kernel choose a name", async () => {
  await using shell = await shellWith("s = socket unixgram; bind s unix: 2; name = getsockname(s)");
  const name = String(await shell.run("str(name)"));
  assert(/^unix:@[0-9a-f]{5}$/.test(name), name);
  await shell.run('c = socket unixgram; sendto c ping $name; recvfrom s 10 => ("ping", None)');
});

Deno.test("recvfrom names the sender of a unix datagram that has a name", async () => {
  const [to, from] = [`unix:@socksh-test-to-${Deno.pid}`, `unix:@socksh-test-from-${Deno.pid}`];
  await using shell = await shellWith(`
    s = socket unixgram; bind s ${to}; c = socket unixgram; bind c ${from}; sendto c ping ${to}
    data, addr = recvfrom s 10; addr == "${from}" => True; sendto s pong $addr; recv c 10 => 'pong'
  `);
  assertEquals(await shell.answer("recv c 10 MSG_DONTWAIT"), "EAGAIN");
});

Deno.test("socketpair makes connected streams, datagram sockets and seqpacket sockets", async () => {
  await using shell = await shellWith(`
    a, b = socketpair(); send a one; send a two; recv b 10 => 'onetwo'
    a, b = socketpair(AF_UNIX, SOCK_DGRAM); send a one; send a two; recv b 10 => 'one'; recv b 10 => 'two'
    a, b = socketpair(AF_UNIX, SOCK_SEQPACKET); send a one; send a two; recv b 10 => 'one'; recv b 10 => 'two'; close a
  `);
  assertEquals(await shell.run('recv b 10 => ""'), new Uint8Array());
});

Deno.test("a host name resolves in the socket's own family", async () => {
  await using shell = await shellWith(`
    s = socket tcp; bind s localhost:0; getsockname s => ("127.0.0.1", _)
    u = socket udp; bind u ("localhost", 0); getsockname u => ("127.0.0.1", _)
  `);
  // Whether localhost has an IPv6 address is the machine's affair; an IPv4 one would be wrong.
  const answered = await shell.answer("t = socket tcp6; bind t localhost:0");
  if (answered === "ok") await shell.run('getsockname t => ("::1", _)');
  else assertEquals(answered, "EAI_NONAME");
});

Deno.test("a service may be given by its name", async () => {
  await using shell = await shellWith("s = socket udp; connect s 127.0.0.1:domain");
  await shell.run('getpeername s => ("127.0.0.1", 53)');
});

Deno.test("a resolver that is asked can be interrupted", async () => {
  await using shell = await shellWith("s = socket udp");
  const asking = shell.start('connect s ("localhost", 9)');
  asking.interrupt();
  assertEquals(await ended(asking), "EINTR");
});

Deno.test("binding to an empty host listens on all interfaces", async () => {
  const ss = await peer("ss");
  if (ss === undefined) return;
  await using shell = await shellWith('s = socket tcp; bind(s, ("", 0)); listen s; port = getsockname(s)[1]');
  const port = shell.session.variables.get("port");
  const { stdout } = await new Deno.Command(ss, { args: ["-ltn"] }).output();
  const lines = new TextDecoder().decode(stdout).split("\n").filter((line) => line.includes(`:${port} `));
  assertEquals(lines.map((line) => line.trim().split(/\s+/)[3]), [`0.0.0.0:${port}`]);
  await shell.run('t = socket tcp6; bind t :0; getsockname t => ("::", _)');
});

// --- Options and files -----------------------------------------------------------------------

Deno.test("SO_RCVBUF reads back doubled, and SO_ERROR is cleared by reading it", async () => {
  await using shell = await shellWith(`
    s = socket tcp; setsockopt s SOL_SOCKET SO_RCVBUF 10000; getsockopt s SOL_SOCKET SO_RCVBUF => 20000
    b = socket udp; bind b 127.0.0.1:0; connect b 127.0.0.1:9; u = socket udp; connect u (getsockname(b)); send u x
  `);
  await shell.run("getsockopt u SOL_SOCKET SO_ERROR => ECONNREFUSED; getsockopt u SOL_SOCKET SO_ERROR => 0");
});

Deno.test("an optlen longer than the value reads nobody else's memory", async () => {
  await using shell = await shellWith("s = socket tcp; setsockopt s SOL_SOCKET SO_REUSEADDR 1 100000 => 0");
  const { IPPROTO_TCP, TCP_CONGESTION } = numbers(shell, "IPPROTO_TCP", "TCP_CONGESTION");
  const memory = new TextEncoder().encode("reno and what lies behind it");
  shell.session.sockets.setsockopt(shell.socket("s"), IPPROTO_TCP, TCP_CONGESTION, memory.subarray(0, 4), 15);
  await shell.run("getsockopt s IPPROTO_TCP TCP_CONGESTION 16 => b'reno' + bytes(12)");
  assertEquals(await shell.answer("setsockopt s IPPROTO_IP IP_OPTIONS 1 100000"), "EINVAL");
});

Deno.test("opening a FIFO does not wait for its other end", async () => {
  await inFolder(async () => {
    const mkfifo = await peer("mkfifo");
    if (mkfifo === undefined) return;
    await new Deno.Command(mkfifo, { args: ["fifo"] }).output();
    await using shell = await shellWith("r = open fifo; w = open fifo O_WRONLY; recv r 1 => ENOTSOCK");
    const { F_GETFL, O_NONBLOCK } = numbers(shell, "F_GETFL", "O_NONBLOCK");
    assertEquals(shell.session.libc.fcntl(shell.socket("r").fd, F_GETFL, 0) & O_NONBLOCK, 0);
  });
});
