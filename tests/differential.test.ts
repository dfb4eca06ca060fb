// Do calls answer what they answer in C, in whatever order they are made? Sessions are made up at random, run here, and
// run by python3, where each call is the C library's own and blocks in the kernel; every answer has to be the same.
//
// The statements are the same text for both. What a call means is not looked at: see sockets.test.ts and errno.txt.

import { assertEquals } from "@std/assert";
import { SystemError } from "../lib/errors.ts";
import { Socket } from "../lib/sockets/mod.ts";
import type { Value } from "../lib/values.ts";
import { peer } from "./peers.ts";
import { Shell } from "./session_fixture.ts";

/** The sockets each session begins with: a and b are connected, l listens where its kind can, c is new. */
const kinds: readonly (readonly [make: string, ends: string])[] = [
  ["AF_INET, SOCK_STREAM", "connect(a, getsockname(l)); b, x = accept4(l)"],
  [
    "AF_INET, SOCK_DGRAM",
    "bind(a, here); bind(b, here); connect(a, getsockname(b)); connect(b, getsockname(a))",
  ],
  ["AF_INET6, SOCK_STREAM", "connect(a, getsockname(l)); b, x = accept4(l)"],
  ["AF_UNIX, SOCK_STREAM", "a, b = socketpair(AF_UNIX, SOCK_STREAM)"],
  ["AF_UNIX, SOCK_DGRAM", "a, b = socketpair(AF_UNIX, SOCK_DGRAM)"],
  ["AF_UNIX, SOCK_SEQPACKET", "a, b = socketpair(AF_UNIX, SOCK_SEQPACKET)"],
];

/** Numbers at random, the same ones each time. */
class Dice {
  #state: number;
  constructor(seed: number) {
    this.#state = seed * 7919 + 1;
  }
  roll(sides: number): number {
    this.#state = (this.#state * 48271) % 0x7fffffff;
    return (this.#state >> 8) % sides;
  }
  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.roll(choices.length)] ?? choices[0];
  }
}

/** A call at random. None whose answer is a matter of time: much data over TCP, MSG_MORE. */
function statement(dice: Dice): string {
  const s = dice.pick(["a", "b", "a", "b", "a", "b", "l", "c"]);
  const data = `"${"abcdefgh".slice(0, dice.pick([0, 1, 3, 8]))}"`;
  const size = dice.pick([0, 1, 3, 5, 100, 100000]);
  const onOff = dice.roll(2);
  const sending = dice.pick([
    "0",
    "0",
    "MSG_DONTWAIT",
    "MSG_OOB",
    "MSG_EOR",
    "MSG_OOB|MSG_DONTWAIT",
  ]);
  const receiving = dice.pick([
    "0",
    "0",
    "MSG_DONTWAIT",
    "MSG_PEEK",
    "MSG_OOB",
    "MSG_WAITALL",
    "MSG_TRUNC",
    "MSG_PEEK|MSG_OOB",
    "MSG_PEEK|MSG_TRUNC",
    "MSG_ERRQUEUE",
  ]);
  return dice.pick([
    `send(${s}, ${data}, ${sending})`,
    `send(${s}, ${data}, ${sending})`,
    `sendmsg(${s}, (${data}, "xy"), None, ${sending})`,
    `sendto(${s}, ${data}, getsockname(l))`,
    `write(${s}, ${data})`,
    `recv(${s}, ${size}, ${receiving})`,
    `recv(${s}, ${size}, ${receiving})`,
    `recv(${s}, ${size}, ${receiving})`,
    `recvfrom(${s}, ${size}, ${receiving})[0]`,
    `recvmsg(${s}, (2, ${size}), 0, ${receiving})`,
    `read(${s}, ${size})`,
    `shutdown(${s}, ${dice.pick(["SHUT_RD", "SHUT_WR", "SHUT_RDWR"])})`,
    dice.roll(3) === 0 ? `close(${s})` : `getsockopt(${s}, SOL_SOCKET, SO_ERROR)`,
    `listen(${s}, 1)`,
    `accept4(${s})`,
    `connect(c, getsockname(${s}))`,
    `getpeername(${s})`,
    `ioctl(${s}, FIONREAD)`,
    `sockatmark(${s})`,
    `poll((${s}, POLLIN|POLLOUT|POLLPRI|POLLRDHUP), 0)`,
    `setblocking(${s}, ${onOff === 1 ? "True" : "False"})`,
    `setsockopt(${s}, SOL_SOCKET, SO_OOBINLINE, ${onOff})`,
    `setsockopt(${s}, SOL_SOCKET, SO_LINGER, (${onOff}, 0))`,
    `setsockopt(${s}, SOL_SOCKET, SO_RCVLOWAT, ${dice.pick([1, 3, 500])})`,
    `fcntl(${s}, F_GETFL)`,
  ]);
}

/** An answer as both write it. */
function written(value: Value): string {
  if (value instanceof Uint8Array) {
    return `b:${Array.from(value, (byte) => String.fromCharCode(byte)).join("")}`;
  }
  if (value instanceof Socket) return "socket";
  if (Array.isArray(value)) return `(${value.map(written).join(" ")})`;
  if (value === null || typeof value !== "object") return String(value);
  if (!("fields" in value)) return "address";
  const fields = value.fields.filter(({ name }) =>
    name === "data" || name === "msg_flags" || name === "revents"
  );
  return `(${fields.map((field) => written(field.value)).join(" ")})`;
}

/** Makes the calls one after the other; what each answered. */
async function answers(setup: string, statements: readonly string[]): Promise<string[]> {
  await using shell = new Shell();
  await shell.run(setup);
  const told: string[] = [];
  for (const statement of statements) {
    const [outcome] = await shell.start(`answer = ${statement}`).done;
    const { error, value = null } = outcome ?? {};
    told.push(error === undefined ? written(value) : error instanceof SystemError ? error.code : error.key);
  }
  return told;
}

/** The calls for python3: those of its own that do more than the call are made with ctypes. */
const preamble = `
import ctypes, errno, fcntl as files, json, os, select, signal, struct, sys
from socket import *
MSG_ERRQUEUE, FIONREAD, SIOCATMARK = 0x2000, 0x541B, 0x8905
POLLIN, POLLPRI, POLLOUT, POLLRDHUP, F_GETFL = 1, 2, 4, 0x2000, files.F_GETFL
libc = ctypes.CDLL(None, use_errno=True)
signal.alarm(100)
make, pair = socket, socketpair
kept = []
class Kept:
    def __init__(self, inner): self.inner, self.fd = inner, inner.fileno(); kept.append(inner)
class Address(tuple): pass
def check(result):
    if result < 0: raise OSError(ctypes.get_errno(), "")
    return result
def taking(call, s, n, *more):
    room = ctypes.create_string_buffer(max(n, 1))
    count = check(call(s.fd, room, ctypes.c_size_t(n), *more))
    return room.raw[:min(count, n)]
def bytes_of(data): return data.encode()
def socket(*kind): return Kept(make(*kind))
def socketpair(*kind): return tuple(Kept(one) for one in pair(*kind))
def bind(s, where): s.inner.bind(where); return 0
def listen(s, n): return check(libc.listen(s.fd, n))
def accept4(s): return Kept(s.inner.accept()[0]), Address()
def connect(s, where): s.inner.connect(where); return 0
def getsockname(s): return s.inner.getsockname()
def getpeername(s): s.inner.getpeername(); return Address()
def send(s, data, flags): return s.inner.send(bytes_of(data), flags)
def sendmsg(s, buffers, control, flags): return s.inner.sendmsg([bytes_of(data) for data in buffers], [], flags)
def sendto(s, data, where): return s.inner.sendto(bytes_of(data), where)
def write(s, data): return os.write(s.fd, bytes_of(data))
def recv(s, n, flags): return taking(libc.recv, s, n, flags)
def recvfrom(s, n, flags): return (taking(libc.recvfrom, s, n, flags, None, None),)
def read(s, n): return taking(libc.read, s, n)
def recvmsg(s, sizes, room, flags):
    buffers = [bytearray(n) for n in sizes]
    count, _, flags, _ = s.inner.recvmsg_into(buffers, room, flags)
    parts = []
    for buffer in buffers: parts.append(bytes(buffer[:count])); count = max(0, count - len(buffer))
    return tuple(parts), flags
def shutdown(s, how): return check(libc.shutdown(s.fd, how))
def close(s):
    if s.fd < 0: raise OSError(errno.EBADF, "")
    s.inner.close(); s.fd = -1
    return 0
def getsockopt(s, level, name): return s.inner.getsockopt(level, name)
def setsockopt(s, level, name, value):
    s.inner.setsockopt(level, name, struct.pack("ii", *value) if isinstance(value, tuple) else value)
    return 0
def ioctl(s, request):
    number = ctypes.c_int(0)
    check(libc.ioctl(s.fd, ctypes.c_ulong(request), ctypes.byref(number)))
    return number.value
def sockatmark(s): return ioctl(s, SIOCATMARK)
def fcntl(s, command): return check(libc.fcntl(s.fd, command, 0))
def setblocking(s, on):
    flags = fcntl(s, F_GETFL)
    return check(libc.fcntl(s.fd, files.F_SETFL, flags & ~os.O_NONBLOCK if on else flags | os.O_NONBLOCK))
def poll(asked, timeout):
    if asked[0].fd < 0: return ()
    poller = select.poll(); poller.register(asked[0].fd, asked[1])
    return tuple((events,) for _, events in poller.poll(timeout))
def settimeout(s, seconds):
    for name in (SO_RCVTIMEO, SO_SNDTIMEO): s.inner.setsockopt(SOL_SOCKET, name, struct.pack("ll", 0, 4000))
def written(value):
    if isinstance(value, bytes): return "b:" + value.decode("latin-1")
    if isinstance(value, Kept): return "socket"
    if isinstance(value, Address): return "address"
    if isinstance(value, tuple): return "(" + " ".join(written(one) for one in value) + ")"
    return "null" if value is None else str(value)
def answers(setup, statements):
    names = dict(globals()); exec(setup, names); told = []
    for statement in statements:
        try: exec("answer = " + statement, names); told.append(written(names["answer"]))
        except OSError as error: told.append(errno.errorcode[error.errno].replace("ENOTSUP", "EOPNOTSUPP"))
    while kept: kept.pop().close()
    return told
sessions = json.load(sys.stdin)
print(json.dumps([answers(*session) for session in sessions]))
`;

Deno.test("calls in any order answer what they answer in C (needs python3)", async () => {
  const python3 = await peer("python3");
  if (python3 === undefined) return;
  const dice = new Dice(4);
  const sessions = Array.from({ length: 120 }, (_, i): [setup: string, statements: string[]] => {
    const [kind, ends] = kinds[i % kinds.length] ?? ["", ""];
    const [a, b, c, l] = [..."abcl"].map((name) => `${name} = socket(${kind})`);
    const loopback = kind.startsWith("AF_INET6") ? '("::1", 0)' : '("127.0.0.1", 0)';
    const here = kind.startsWith("AF_UNIX") ? `"@socksh-test-${Deno.pid}-${i}"` : loopback;
    const listens = kind.includes("DGRAM") ? "" : "; listen(l, 3)";
    const made = `here = ${here}; ${a}; ${b}; ${c}; ${l}; bind(l, here)${listens}; ${ends}`;
    const timed = [..."abcl"].map((name) => `settimeout(${name}, 0.004)`).join("; ");
    return [`${made}; ${timed}`, Array.from({ length: 30 }, () => statement(dice))];
  });
  const told: string[][] = [];
  for (const session of sessions) told.push(await answers(...session));

  const forPython = sessions.map(([setup, statements]) => [setup.replaceAll('"@', '"\\0'), statements]);
  const child = new Deno.Command(python3, {
    args: ["-c", preamble],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  })
    .spawn();
  await new Blob([JSON.stringify(forPython)]).stream().pipeTo(child.stdin);
  const { stdout, stderr } = await child.output();
  assertEquals(new TextDecoder().decode(stderr), "");
  const judged: string[][] = JSON.parse(new TextDecoder().decode(stdout));

  for (const [i, [setup, statements]] of sessions.entries()) {
    const lines = (answers: readonly string[] = []) =>
      statements.map((text, j) => `${text}: ${answers[j]?.slice(0, 200)}`);
    assertEquals(lines(told[i]), lines(judged[i]), `after ${setup}`);
  }
});
