// Are the options of sockets what C has? Every option of the tables is read and set on sockets of each kind, and where
// python3 is present the same calls are made there with the bytes spelled out, so that the kernel is the judge of both.

import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { decodeOption, optionLayout, structLayout } from "../lib/abi/options.ts";
import { system as systemOf } from "../lib/abi/mod.ts";
import { isList, isStruct, items, kindOf, textOf, type Value } from "../lib/values.ts";
import { peer } from "./peers.ts";
import { Shell } from "./session_fixture.ts";

const here = systemOf();
assert(here !== undefined);
const system = here;
const { constants } = system;
const onLinux = system.os === "linux";

function number(name: string): number {
  const value = constants.get(name);
  assert(value !== undefined, name);
  return value;
}

// ── The sockets ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Sockets by kind: how the session makes `s`, and how Python does. */
const kinds: Readonly<Record<string, readonly [session: string, python: string]>> = {
  tcp: ["s = socket tcp", "S.socket()"],
  udp: ["s = socket udp", "S.socket(S.AF_INET, S.SOCK_DGRAM)"],
  tcp6: ["s = socket tcp6", "S.socket(S.AF_INET6)"],
  udp6: ["s = socket udp6", "S.socket(S.AF_INET6, S.SOCK_DGRAM)"],
  unix: ["s, t = socketpair()", "pair()"],
  connected: [
    "l = socket tcp; bind l 127.0.0.1:0; listen l 1; there = getsockname l; s = socket tcp; connect s $there",
    "connected()",
  ],
  raw: ["s = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP)", "S.socket(S.AF_INET, S.SOCK_RAW, 1)"],
  raw6: ["s = socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6)", "S.socket(S.AF_INET6, S.SOCK_RAW, 58)"],
};

/** The kinds this user may have. */
function allowed(): string[] {
  return Object.keys(kinds).filter((kind) => !kind.startsWith("raw") || Deno.uid() === 0);
}

const pythonPrelude = `
import errno, socket as S, struct
kept = []
def pair():
    a, b = S.socketpair()
    kept.append(b)
    return a
def connected():
    l = S.socket(); l.bind(("127.0.0.1", 0)); l.listen(1)
    c = S.socket(); c.connect(l.getsockname())
    kept.append(l)
    return c
makers = {${Object.entries(kinds).map(([kind, [, python]]) => `"${kind}": lambda: ${python}`).join(", ")}}
def told(call):
    try:
        return call()
    except OSError as error:
        return error.errno
`;

/** Runs Python code that reads JSON from `data` and leaves its answer in `answer`. */
async function askPython<T>(python: string, code: string, data: unknown): Promise<T> {
  const program =
    `import json, sys\ndata = json.load(sys.stdin)\n${pythonPrelude}\n${code}\nprint(json.dumps(answer))`;
  const child = new Deno.Command(python, {
    args: ["-c", program],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(data)));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  assert(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

// ── The options ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Which constants are options of which level. */
const levels: readonly (readonly [level: string, options: RegExp])[] = [
  ["SOL_SOCKET", /^SO_/],
  ["IPPROTO_TCP", /^TCP_/],
  ["IPPROTO_IP", /^(IP|MCAST)_(?!PMTUDISC_|DEFAULT_|MAX_|IN|EX)/],
  ["IPPROTO_IPV6", /^(IPV6|MCAST)_(?!PMTUDISC_|PREFER_|RTHDR_|IN|EX)/],
  ["IPPROTO_UDP", /^UDP_(?!ENCAP_)/],
  ["SOL_RAW", /^ICMP_FILTER$/],
  ["IPPROTO_ICMPV6", /^ICMP6_FILTER$/],
];

/** Every option of the tables with its level, once. */
const everyOption: readonly (readonly [level: string, option: string])[] = levels.flatMap(
  ([level, pattern]) => {
    const seen = new Set<number>();
    return [...constants].filter(([name, value]) => pattern.test(name) && !seen.has(value) && seen.add(value))
      .map(([name]) => [level, name] as const);
  },
);

/** How Python takes the bytes of an option apart; where nothing is said, four are an int and one a byte. */
const formats: Readonly<Record<string, string>> = {
  SO_LINGER: "ii",
  SO_RCVTIMEO: "qq",
  SO_SNDTIMEO: "qq",
  SO_RCVTIMEO_NEW: "qq",
  SO_SNDTIMEO_NEW: "qq",
  SO_PEERCRED: "iII",
  SO_MEMINFO: "9I",
  SO_TIMESTAMPING: "ii",
  SO_TIMESTAMPING_NEW: "ii",
  SO_TXTIME: "iI",
  SO_COOKIE: "Q",
  SO_MAX_PACING_RATE: "unsigned",
  SO_MARK: "I",
  SO_PRIORITY: "I",
  SO_INCOMING_NAPI_ID: "I",
  SO_BINDTODEVICE: "text",
  SO_GET_FILTER: "none",
  SO_ATTACH_FILTER: "none",
  SO_PEERGROUPS: "groups",
  TCP_CONGESTION: "text",
  TCP_ULP: "text",
  TCP_TIMESTAMP: "I",
  TCP_QUEUE_SEQ: "I",
  TCP_CC_INFO: "raw",
  IP_MULTICAST_IF: "address",
  SO_PEERNAME: "sockaddr",
  IP_LOCAL_PORT_RANGE: "HH",
  ICMP_FILTER: "I",
};

/** Options that tell each process, socket or moment something else: only how long they are is compared. */
const passing = new Set(
  "SO_PEERCRED SO_PEERNAME IP_PROTOCOL SO_COOKIE SO_INCOMING_CPU SO_PEERPIDFD TCP_INFO TCP_TIMESTAMP TCP_CC_INFO SO_INCOMING_NAPI_ID"
    .split(" "),
);

/** Options that read the buffer they are to fill first: Python's is not empty. */
const readsBuffer = new Set(["TCP_ZEROCOPY_RECEIVE", "IP_MSFILTER", "MCAST_MSFILTER"]);

/** Options that want one length and no other, over IPv4 and IPv6. */
const exactLengths: Readonly<Record<string, readonly [number, number]>> = {
  TCP_REPAIR_WINDOW: [20, 20],
  SO_PEERNAME: [16, 28],
};

/** A value as Python's JSON has it. */
function flat(value: Value): unknown {
  if (value instanceof Uint8Array) return { hex: value.toHex() };
  if (kindOf(value) === "address") return textOf(value);
  return value !== null && isList(value) ? items(value).map(flat) : value;
}

/** A value without what it says. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  return value !== null && typeof value === "object" ? "object" : typeof value;
}

Deno.test({
  name: "every option of every level reads as Python reads its bytes",
  ignore: !onLinux,
  async fn() {
    const python = await peer("python3");
    if (python === undefined) return;
    assert(everyOption.length > 220);
    const readable = everyOption.filter(([, option]) => !readsBuffer.has(option));
    const asked = allowed().flatMap((kind) =>
      readable.map(([level, option]) => ({
        kind,
        level,
        option,
        format: formats[option] ?? "",
        length: exactLengths[option]?.[kind.endsWith("6") ? 1 : 0] ?? 256,
      }))
    );
    const answers = await askPython<unknown[]>(
      python,
      `
def taken(value, format):
    if format == "text": return value.split(b"\\0")[0].decode()
    if format == "none": return []
    if format == "raw": return {"hex": value.hex()}
    if format == "groups": return list(struct.unpack("%dI" % (len(value) // 4), value))
    if format == "address": return S.inet_ntoa(value)
    if format == "sockaddr": return S.inet_ntoa(value[4:8]) + ":%d" % struct.unpack(">H", value[2:4])
    if format == "unsigned":
        number = struct.unpack("Q", value)[0]
        return number if number < 2**53 else {"hex": value.hex()}
    if format != "":
        parts = list(struct.unpack(format, value))
        return parts[0] if len(parts) == 1 else parts
    if len(value) == 4: return struct.unpack("i", value)[0]
    return value[0] if len(value) == 1 else {"hex": value.hex()}
sockets = {kind: makers[kind]() for kind in {one["kind"] for one in data}}
answer = []
for one in data:
    got = told(lambda: sockets[one["kind"]].getsockopt(one["l"], one["o"], one["length"]))
    answer.append({"errno": got} if isinstance(got, int) else {"value": taken(got, one["format"])})
`,
      asked.map((one) => ({ ...one, l: number(one.level), o: number(one.option) })),
    );
    const differing: string[] = [];
    for (const kind of allowed()) {
      await using shell = new Shell();
      await shell.run(kinds[kind]![0]);
      for (const [i, one] of asked.entries()) {
        if (one.kind !== kind) continue;
        const answered = await shell.answer(`getsockopt s ${one.level} ${one.option}`);
        const value = answered === "ok" ? flat(shell.last ?? null) : answered;
        const { errno, value: expected } = answers[i] as { errno?: number; value?: unknown };
        const wanted = errno === undefined ? expected : system.errnoNames.get(errno);
        const told = (what: unknown) =>
          `${kind} ${one.option} ${
            JSON.stringify(passing.has(one.option) && answered === "ok" ? shape(what) : what)
          }`;
        // A structure with a name and a descriptor read as numbers there.
        if (one.option === "TCP_INFO" && answered === "ok") {
          assert(isStruct(shell.last ?? null));
          continue;
        }
        if (one.option === "SO_PEERPIDFD" && answered === "ok") {
          assertEquals(kindOf(shell.last ?? null), "socket");
          continue;
        }
        if (told(value) !== told(wanted)) differing.push(`${told(value)}, in Python ${told(wanted)}`);
      }
    }
    assertEquals(differing, []);
  },
});

Deno.test({
  name: "every option set to 1 answers and reads back as in Python",
  ignore: !onLinux,
  async fn() {
    const python = await peer("python3");
    if (python === undefined) return;
    const asked = allowed().filter((kind) => kind !== "connected").flatMap((kind) =>
      everyOption.map(([level, option]) => ({ kind, level, option }))
    );
    const answers = await askPython<[number | null, number | null][]>(
      python,
      `
answer = []
for one in data:
    s = makers[one["kind"]]()
    done = told(lambda: s.setsockopt(one["l"], one["o"], 1))
    back = told(lambda: s.getsockopt(one["l"], one["o"], 256))
    back = struct.unpack("i", back)[0] if isinstance(back, bytes) and len(back) == 4 else None
    answer.append([done, back])
    s.close()
`,
      asked.map((one) => ({ ...one, l: number(one.level), o: number(one.option) })),
    );
    const differing: unknown[] = [];
    for (const [i, { kind, level, option }] of asked.entries()) {
      // Times are seconds, addresses and devices are no ints: the tables below have them.
      const layout = optionLayout(system, number(level), number(option));
      if (layout?.kind === "interface" || (layout?.kind === "struct" && layout.name === "timeval")) continue;
      await using shell = new Shell();
      await shell.run(kinds[kind]![0]);
      const [errno, back] = answers[i]!;
      const expected = errno === null ? "ok" : system.errnoNames.get(errno);
      const answered = await shell.answer(`setsockopt(s, ${level}, ${option}, 1)`);
      if (answered !== expected) differing.push([kind, option, answered, expected]);
      if (back === null || answered !== "ok" || passing.has(option)) continue;
      await shell.run(`getsockopt s ${level} ${option}`);
      if (typeof shell.last === "number" && shell.last !== back && shell.last !== back >>> 0) {
        differing.push([kind, option, shell.last, back]);
      }
    }
    assertEquals(differing, []);
  },
});

Deno.test({
  name: "values of wrong lengths get the errno Python gets",
  ignore: !onLinux,
  async fn() {
    const python = await peer("python3");
    if (python === undefined) return;
    const options = everyOption.filter(([level]) => level === "SOL_SOCKET" || level === "IPPROTO_IP")
      .concat(
        everyOption.filter(([, option]) =>
          /^(TCP_(INFO|NODELAY|CONGESTION|ULP|MD5SIG)|IPV6_(JOIN|LEAVE)_GROUP)$/.test(option)
        ),
      );
    const asked = options.flatMap(([level, option]) =>
      [0, 1, 3, 4, 7, 8, 12, 15, 16, 32].map((length) => ({
        kind: level === "IPPROTO_IPV6" ? "udp6" : level === "IPPROTO_TCP" ? "tcp" : "udp",
        level,
        option,
        length,
      }))
    );
    const answers = await askPython<[number | null, number | null][]>(
      python,
      `
answer = []
for one in data:
    s = makers[one["kind"]]()
    done = told(lambda: s.setsockopt(one["l"], one["o"], bytes(one["length"])))
    back = told(lambda: (s.getsockopt(one["l"], one["o"], one["length"]), None)[1])
    answer.append([done, back])
    s.close()
`,
      asked.map((one) => ({ ...one, l: number(one.level), o: number(one.option) })),
    );
    const differing: unknown[] = [];
    const named = (errno: number | null) => errno === null ? "ok" : system.errnoNames.get(errno);
    for (const [i, { kind, level, option, length }] of asked.entries()) {
      await using shell = new Shell();
      await shell.run(kinds[kind]![0]);
      const done = await shell.answer(`setsockopt s ${level} ${option} hex"${"00".repeat(length)}"`);
      // Without a length Python asks for an int, where C asks for nothing.
      const back = length === 0 || readsBuffer.has(option)
        ? named(answers[i]![1])
        : await shell.answer(`getsockopt s ${level} ${option} ${length}`);
      const expected = answers[i]!.map(named);
      if (done !== expected[0] || back !== expected[1]) {
        differing.push([option, length, done, back, expected]);
      }
    }
    assertEquals(differing, []);
  },
});

// ── Structures ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** What is set, how it is written, the bytes that have to arrive, and what is then read back. */
const written: readonly (readonly [
  kind: string,
  option: string,
  value: string,
  bytes: string,
  back: string | undefined,
])[] = [
  ["tcp", "SOL_SOCKET SO_LINGER", "(1, 5)", "01000000 05000000", "(1, 5)"],
  ["tcp", "SOL_SOCKET SO_LINGER", "(True, 0)", "01000000 00000000", "(1, 0)"],
  ["tcp", "SOL_SOCKET SO_RCVTIMEO", "2s", "0200000000000000 0000000000000000", "(2, 0)"],
  ["tcp", "SOL_SOCKET SO_RCVTIMEO", "500ms", "0000000000000000 20a1070000000000", "(0, 500000)"],
  ["tcp", "SOL_SOCKET SO_SNDTIMEO", "0.5", "0000000000000000 20a1070000000000", "(0, 500000)"],
  ["tcp", "SOL_SOCKET SO_SNDTIMEO", "3", "0300000000000000 0000000000000000", "(3, 0)"],
  ["tcp", "SOL_SOCKET SO_SNDTIMEO", "(1, 500000)", "0100000000000000 20a1070000000000", "(1, 500000)"],
  ["udp", "SOL_SOCKET SO_BINDTODEVICE", "lo", "6c6f00", '"lo"'],
  ["udp", "SOL_SOCKET SO_BINDTODEVICE", '""', "00", '""'],
  ["udp", "SOL_SOCKET SO_BINDTOIFINDEX", "lo", "01000000", "1"],
  ["udp", "SOL_SOCKET SO_MAX_PACING_RATE", "5000", "88130000", "5000"],
  ["udp", "SOL_SOCKET SO_MAX_PACING_RATE", "5000000000", "00f2052a01000000", "5000000000"],
  [
    "udp",
    "SOL_SOCKET SO_TIMESTAMPING",
    "SOF_TIMESTAMPING_RX_SOFTWARE|SOF_TIMESTAMPING_SOFTWARE",
    "18000000",
    "(24, 0)",
  ],
  ["udp", "SOL_SOCKET SO_TXTIME", "(1, 0)", "01000000 00000000", "(1, 0)"],
  ["tcp", "IPPROTO_TCP TCP_CONGESTION", "reno", "72656e6f00", '"reno"'],
  ["udp", "IPPROTO_IP IP_ADD_MEMBERSHIP", "239.1.2.3", "ef010203 00000000", undefined],
  ["udp", "IPPROTO_IP IP_ADD_MEMBERSHIP", '("239.1.2.3", "127.0.0.1")', "ef010203 7f000001", undefined],
  ["udp", "IPPROTO_IP IP_ADD_MEMBERSHIP", '("239.1.2.3", INADDR_LOOPBACK)', "ef010203 7f000001", undefined],
  ["udp", "IPPROTO_IP IP_ADD_MEMBERSHIP", '("239.1.2.3", "lo")', "ef010203 00000000 01000000", undefined],
  ["udp", "IPPROTO_IP IP_ADD_MEMBERSHIP", '("239.1.2.3", "", 1)', "ef010203 00000000 01000000", undefined],
  ["udp", "IPPROTO_IP IP_ADD_MEMBERSHIP", '(hex"ef010203", "127.0.0.1")', "ef010203 7f000001", undefined],
  [
    "udp",
    "IPPROTO_IP IP_ADD_SOURCE_MEMBERSHIP",
    '("232.1.1.1", "127.0.0.1", "127.0.0.2")',
    "e8010101 7f000001 7f000002",
    undefined,
  ],
  [
    "udp",
    "IPPROTO_IP MCAST_JOIN_GROUP",
    '("lo", "239.1.2.9")',
    `0100000000000000 02000000ef010209${"00".repeat(120)}`,
    undefined,
  ],
  [
    "udp",
    "IPPROTO_IP IP_MSFILTER",
    '("239.1.2.3", "127.0.0.1", MCAST_EXCLUDE, ("127.0.0.2", "127.0.0.3"))',
    "ef010203 7f000001 00000000 02000000 7f000002 7f000003",
    undefined,
  ],
  ["udp", "IPPROTO_IP IP_MULTICAST_IF", "127.0.0.1", "7f000001", '"127.0.0.1"'],
  ["udp", "IPPROTO_IP IP_MULTICAST_IF", "INADDR_LOOPBACK", "7f000001", '"127.0.0.1"'],
  ["udp", "IPPROTO_IP IP_MULTICAST_IF", "lo", "00000000 00000000 01000000", '"0.0.0.0"'],
  ["udp", "IPPROTO_IP IP_MULTICAST_TTL", "7", "07000000", "7"],
  ["udp", "IPPROTO_IP IP_UNICAST_IF", "lo", "00000001", String(0x1000000)],
  ["udp", "IPPROTO_IP IP_LOCAL_PORT_RANGE", "(40000, 40100)", "409ca49c", "(40000, 40100)"],
  ["udp", "IPPROTO_IP IP_TOS", "IPTOS_LOWDELAY", "10000000", "16"],
  ["udp", "IPPROTO_IP IP_MTU_DISCOVER", "IP_PMTUDISC_DO", "02000000", "IP_PMTUDISC_DO"],
  [
    "udp6",
    "IPPROTO_IPV6 IPV6_JOIN_GROUP",
    '("ff02::1234", "lo")',
    "ff020000000000000000000000001234 01000000",
    undefined,
  ],
  [
    "udp6",
    "IPPROTO_IPV6 IPV6_JOIN_GROUP",
    '("ff02::1234", 1)',
    "ff020000000000000000000000001234 01000000",
    undefined,
  ],
  [
    "udp6",
    "IPPROTO_IPV6 IPV6_JOIN_GROUP",
    "ff02::1234%lo",
    "ff020000000000000000000000001234 01000000",
    undefined,
  ],
  ["udp6", "IPPROTO_IPV6 IPV6_MULTICAST_IF", "lo", "01000000", "1"],
  ["udp6", "IPPROTO_IPV6 IPV6_V6ONLY", "True", "01000000", "1"],
];

/** The bytes a session hands to setsockopt, call by call. */
function overheard(shell: Shell): { bytes: string | undefined }[] {
  const heard: { bytes: string | undefined }[] = [];
  const { sockets } = shell.session;
  const original = sockets.setsockopt.bind(sockets);
  sockets.setsockopt = (socket, level, option, value, length) => {
    heard.push({ bytes: value?.slice(0, length).toHex() });
    return original(socket, level, option, value, length);
  };
  return heard;
}

for (const [kind, option, value, bytes, back] of written) {
  Deno.test({
    name: `${option} is set with ${value} on ${kind}`,
    ignore: !onLinux,
    async fn() {
      await using shell = new Shell();
      await shell.run(kinds[kind]![0]);
      // A filter belongs to a group the socket is in.
      const filters = option.endsWith("MSFILTER");
      if (filters) await shell.run('setsockopt s IPPROTO_IP IP_ADD_MEMBERSHIP ("239.1.2.3", "127.0.0.1")');
      const heard = overheard(shell);
      await shell.run(`setsockopt s ${option} ${value} => 0`);
      assertEquals(heard.map((one) => one.bytes), [bytes.replaceAll(" ", "")]);
      if (back !== undefined) await shell.run(`getsockopt s ${option} => ${back}`);
    },
  });
}

const refused: readonly (readonly [option: string, value: string, answer: string])[] = [
  ["SOL_SOCKET SO_LINGER", "1", "EINVAL"],
  ["SOL_SOCKET SO_LINGER", 'hex"01"', "EINVAL"],
  ["SOL_SOCKET SO_LINGER", "foo", "expects.struct-not"],
  ["SOL_SOCKET SO_LINGER", "(1,)", "expects.fields"],
  ["SOL_SOCKET SO_LINGER", "(1, 2, 3)", "expects.fields"],
  ["SOL_SOCKET SO_LINGER", "(1, 2147483648)", "expects.range"],
  ["SOL_SOCKET SO_LINGER", '(1, "x")', "expects.integer-word"],
  ["SOL_SOCKET SO_RCVTIMEO", "soon", "expects.duration-not"],
  ["SOL_SOCKET SO_RCVTIMEO", "$s", "expects.duration"],
  ["SOL_SOCKET SO_LINGER", "$s", "expects.struct"],
  ["SOL_SOCKET SO_REUSEADDR", "$s", "expects.integer"],
  ["SOL_SOCKET SO_RCVTIMEO", "(0, 1000000)", "EDOM"],
  ["SOL_SOCKET SO_REUSEADDR", "None", "EINVAL"],
  ["SOL_SOCKET SO_REUSEADDR", "None 4", "EFAULT"],
  ["SOL_SOCKET SO_REUSEADDR", "NULL 4", "EFAULT"],
  ["SOL_SOCKET SO_REUSEADDR", "(1, 0)", "ok"],
  ["SOL_SOCKET SO_REUSEADDR", "yes", "expects.integer-word"],
  ["SOL_SOCKET SO_BINDTODEVICE", "nosuch", "ENODEV"],
  ["SOL_SOCKET SO_BINDTODEVICE", "lo 2", "ok"],
  ["SOL_SOCKET SO_BINDTOIFINDEX", "nosuch", "ENODEV"],
  ["IPPROTO_IP IP_ADD_MEMBERSHIP", "127.0.0.1", "EINVAL"],
  ["IPPROTO_IP IP_ADD_MEMBERSHIP", "localhost", "expects.in-addr-not"],
  ["IPPROTO_IP IP_ADD_MEMBERSHIP", "5", "EINVAL"],
  ["IPPROTO_IP IP_ADD_MEMBERSHIP", '("239.1.2.3", "nosuch")', "ENODEV"],
  ["IPPROTO_IP IP_ADD_MEMBERSHIP", '("239.1.2.3", "", 99999)', "ENODEV"],
  ["IPPROTO_IP IP_DROP_MEMBERSHIP", "239.1.2.3", "EADDRNOTAVAIL"],
  ["IPPROTO_IP IP_MULTICAST_IF", "nosuch", "ENODEV"],
  ["IPPROTO_IP IP_MULTICAST_IF", "10.255.255.1", "EADDRNOTAVAIL"],
  ["IPPROTO_IPV6 IPV6_JOIN_GROUP", "ff02::1", "ENOPROTOOPT"],
  ["IPPROTO_IPV6 IPV6_JOIN_GROUP", "239.1.2.3", "expects.in6-addr-not"],
  ["IPPROTO_TCP TCP_CONGESTION", "reno", "ENOPROTOOPT"],
  ["SOL_SOCKET SO_ATTACH_FILTER", "()", "EINVAL"],
  ["SOL_SOCKET SO_ATTACH_FILTER", "((99, 0, 0, 0),)", "EINVAL"],
  ["SOL_SOCKET SO_ATTACH_FILTER", "((6, 0, 0),)", "expects.fields"],
  ["77 1", "(1, 2, 3)", "ENOPROTOOPT"],
  ["IPPROTO_IP IP_MSFILTER", '("239.1.2.3", "127.0.0.1", MCAST_EXCLUDE, ("127.0.0.2",))', "EINVAL"],
  ["IPPROTO_IP IP_MSFILTER", '("239.1.2.3", "127.0.0.1", MCAST_EXCLUDE, 5)', "expects.sources-not"],
  ["IPPROTO_IP IP_MSFILTER", '("239.1.2.3", "127.0.0.1", MCAST_EXCLUDE, (None,))', "expects.in-addr"],
  ["IPPROTO_TCP TCP_MD5SIG", '("127.0.0.1", 0, 0, 6, 0, "secret")', "ENOPROTOOPT"],
  ["IPPROTO_TCP TCP_MD5SIG", '("127.0.0.1", 0, 0, 6, 0, "x" * 81)', "expects.key-not"],
  ["IPPROTO_TCP TCP_MD5SIG", '("host", 0, 0, 6, 0, "x")', "expects.address-not"],
];

for (const [option, value, answer] of refused) {
  Deno.test({
    name: `${option} set with ${value} on a UDP socket answers ${answer}`,
    ignore: !onLinux,
    async fn() {
      await using shell = new Shell();
      await shell.run("s = socket udp");
      assertEquals(await shell.answer(`setsockopt s ${option} ${value}`), answer);
    },
  });
}

Deno.test({
  name: "structures that are only set are laid out as C has them",
  ignore: !onLinux,
  async fn() {
    await using shell = new Shell();
    await shell.run("s = socket tcp; u = socket udp6");
    const heard = overheard(shell);
    await shell.answer('setsockopt s IPPROTO_TCP TCP_MD5SIG ("10.0.0.1:80", 1, 24, 3, 2, "key")');
    await shell.answer("setsockopt s IPPROTO_TCP TCP_REPAIR_OPTIONS (2, 1460)");
    // A flow label travels in network byte order.
    await shell.answer('setsockopt u IPPROTO_IPV6 IPV6_FLOWLABEL_MGR ("::1", 0x12345, 0, 1, 1, 6, 6, 0)');
    assertEquals(heard.map(({ bytes }) => bytes), [
      `020000500a000001${"00".repeat(120)}0118030002000000${"6b6579"}${"00".repeat(77)}`,
      "02000000b4050000",
      `${"00".repeat(15)}01 00012345 00 01 0100 0600 0600 00000000`.replaceAll(" ", ""),
    ]);
  },
});

Deno.test("on macOS a timeval and an ip_mreq_source are laid out otherwise", () => {
  const macos = systemOf("darwin", "aarch64");
  assert(macos !== undefined);
  const level = (name: string) => macos.constants.get(name) ?? -1;
  const time = new Uint8Array(16);
  time.set([2, 0, 0, 0, 0, 0, 0, 0, 0x20, 0xa1, 7, 0, 0xff, 0xff, 0xff, 0xff]);
  const decoded = decodeOption(macos, level("SOL_SOCKET"), level("SO_RCVTIMEO"), time);
  assertEquals(textOf(decoded as Value), "{tv_sec=2, tv_usec=500000}");
  assertEquals(structLayout(macos, "ip_mreq_source").members.map(({ name }) => name), [
    "imr_multiaddr",
    "imr_sourceaddr",
    "imr_interface",
  ]);
  // What macOS has not got has no layout there.
  assertEquals(optionLayout(macos, level("SOL_SOCKET"), 17), undefined);
});

Deno.test("an option whose name belongs to another level gets a note, in every spelling", async () => {
  await using shell = new Shell();
  await shell.run("s = socket tcp");
  const told = async (text: string) => {
    const outcomes = await shell.start(text).done;
    return outcomes.flatMap(({ notes }) => notes).filter(({ key }) => key === "note.level");
  };
  for (
    const [text, option, level] of [
      ["setsockopt s IPPROTO_IP TCP_NODELAY 1", "TCP_NODELAY", "IPPROTO_TCP"],
      ["setsockopt(s, IPPROTO_IP, TCP_NODELAY, 1)", "TCP_NODELAY", "IPPROTO_TCP"],
      ["s.setsockopt(0, TCP_NODELAY, 1)", "TCP_NODELAY", "IPPROTO_TCP"],
      ["getsockopt s IPPROTO_TCP SO_REUSEADDR", "SO_REUSEADDR", "SOL_SOCKET"],
      ["getsockopt(s, SOL_SOCKET, IP_TTL)", "IP_TTL", "IPPROTO_IP"],
    ] as const
  ) assertEquals(await told(text), [{ key: "note.level", values: { option, level } }], text);
  for (
    const text of [
      "setsockopt s IPPROTO_TCP TCP_NODELAY 1",
      "setsockopt s SOL_TCP TCP_NODELAY 1",
      "setsockopt s 6 TCP_NODELAY 1",
      "setsockopt s IPPROTO_IP 1 1",
      "getsockopt s SOL_IP IP_TTL",
      "getsockopt s SOL_SOCKET SO_TYPE",
    ]
  ) assertEquals(await told(text), [], text);
});

Deno.test("what getsockopt gave can be set again, whole or changed", async () => {
  await using shell = new Shell();
  await shell.run("a = socket tcp; b = socket tcp; setsockopt a SOL_SOCKET SO_LINGER (1, 30)");
  await shell.run("x = getsockopt a SOL_SOCKET SO_LINGER; setsockopt b SOL_SOCKET SO_LINGER $x");
  await shell.run("getsockopt b SOL_SOCKET SO_LINGER => (1, 30)");
  await shell.run(
    "setsockopt(b, SOL_SOCKET, SO_LINGER, (0, x[1])); getsockopt b SOL_SOCKET SO_LINGER => (0, 30)",
  );
});

Deno.test("a structure is unpacked, indexed, counted and compared", async () => {
  await using shell = new Shell();
  await shell.run("s = socket tcp; setsockopt s SOL_SOCKET SO_LINGER (1, 5)");
  await shell.run("on, secs = getsockopt(s, SOL_SOCKET, SO_LINGER); on => 1; secs => 5");
  await shell.run("x = getsockopt s SOL_SOCKET SO_LINGER; x[1] => 5; x[-1] => 5; len(x) => 2");
  await shell.run('x["l_linger"] => 5; x == (1, 5) => True; x == (1, 6) => False; x == (1,) => False');
  await shell.run('x == hex"01000000 05000000" => True; x == hex"01" => False; x == x => True; x => (1, _)');
  await shell.run(
    'bytes(x) => hex"01000000 05000000"; str(x) => "{l_onoff=1, l_linger=5}"; "%d-%d" % x => "1-5"',
  );
  assertEquals(await shell.answer('x["l_lingr"]'), "value.no-field");
  assertEquals(await shell.answer("x[2]"), "value.index-range");
  assertEquals(await shell.answer('(1, 2)["l_linger"]'), "value.index-kind");
});

Deno.test({
  name: "the state of a connection is a field of TCP_INFO by its name",
  ignore: !onLinux,
  async fn() {
    await using shell = new Shell();
    await shell.run("s = socket tcp; x = getsockopt s IPPROTO_TCP TCP_INFO; x[0] => CLOSED");
    await shell.run(kinds["connected"]![0]);
    await shell.run(
      'x = getsockopt s IPPROTO_TCP TCP_INFO; x["tcpi_state"] => ESTABLISHED; x[0] => ESTABLISHED',
    );
    await shell.run('x["tcpi_snd_mss"] > 500 => True; len(bytes(x)) > 100 => True');
    const info = await shell.run("x");
    assert(isStruct(info) && info.name === "tcp_info");
    // The kernel has these in 64 bits: "no limit" is shown to the last digit.
    assertStrictEquals(
      info.fields.find(({ name }) => name === "tcpi_max_pacing_rate")?.text,
      "18446744073709551615",
    );
  },
});

Deno.test({
  name: "SO_PEERCRED names this process at the other end of a pair",
  ignore: !onLinux,
  async fn() {
    await using shell = new Shell();
    await shell.run(
      `a, b = socketpair(); getsockopt a SOL_SOCKET SO_PEERCRED => (${Deno.pid}, ${Deno.uid()}, ${Deno.gid()})`,
    );
    await shell.run('x = getsockopt a SOL_SOCKET SO_PEERCRED; x["uid"] == x[1] => True');
  },
});

Deno.test({
  name: "SO_PEERPIDFD gives a descriptor of the session",
  ignore: !onLinux,
  async fn() {
    await using shell = new Shell();
    await shell.run("a, b = socketpair()");
    const answered = await shell.answer("p = getsockopt a SOL_SOCKET SO_PEERPIDFD");
    // Kernels before 6.5 have none.
    if (answered === "ENOPROTOOPT") return;
    await shell.run("close p");
    // Asked for with a length it is bytes, and the descriptor is closed with the session all the same.
    const before = shell.session.sockets.all().length;
    await shell.run("getsockopt a SOL_SOCKET SO_PEERPIDFD 4");
    assertEquals(shell.session.sockets.all().length, before + 1);
  },
});

Deno.test({
  name: "SO_PEERNAME is the address of the peer, over IPv4 and IPv6",
  ignore: !onLinux,
  async fn() {
    await using shell = new Shell();
    for (const [kind, host] of [["udp", "127.0.0.1"], ["udp6", "[::1]"]]) {
      await shell.run(`a = socket ${kind}; bind a ${host}:0; there = getsockname a; b = socket ${kind}`);
      assertEquals(await shell.answer("getsockopt b SOL_SOCKET SO_PEERNAME"), "ENOTCONN");
      await shell.run("connect b $there; getsockopt b SOL_SOCKET SO_PEERNAME => $there; close a; close b");
    }
  },
});

Deno.test({
  name: "a filter is attached by its instructions, and drops what it says",
  ignore: !onLinux,
  async fn() {
    await using shell = new Shell();
    await shell.run(
      "s = socket udp; bind s 127.0.0.1:0; there = getsockname s; c = socket udp; connect c $there",
    );
    await shell.run("f = ((6, 0, 0, 0),); setsockopt s SOL_SOCKET SO_ATTACH_FILTER $f");
    await shell.run("x = getsockopt s SOL_SOCKET SO_GET_FILTER; x == f => True; x[0] => (6, 0, 0, 0)");
    await shell.run("send c gone; setsockopt s SOL_SOCKET SO_ATTACH_FILTER ((6, 0, 0, 65535),)");
    await shell.run('send c here; recv s 10 => b"here"; setsockopt s SOL_SOCKET SO_DETACH_FILTER 0');
    await shell.run("getsockopt s SOL_SOCKET SO_GET_FILTER => ()");
    // The longest filter there is: the answer is counted in instructions, and no byte of it is lost.
    await shell.run(
      `setsockopt s SOL_SOCKET SO_ATTACH_FILTER (${"(0, 0, 0, 7), ".repeat(4095)}(6, 0, 0, 1))`,
    );
    await shell.run("x = getsockopt s SOL_SOCKET SO_GET_FILTER; len(x) => 4096; x[-1] => (6, 0, 0, 1)");
  },
});

Deno.test("a length makes the answer bytes, as many as the kernel gives", async () => {
  await using shell = new Shell();
  await shell.run("s = socket tcp; setsockopt s SOL_SOCKET SO_LINGER (1, 5)");
  await shell.run('getsockopt s SOL_SOCKET SO_LINGER 8 => hex"01000000 05000000"');
  await shell.run(
    'getsockopt s SOL_SOCKET SO_LINGER 4 => hex"01000000"; getsockopt s SOL_SOCKET SO_TYPE 0 => b""',
  );
  await shell.run('getsockopt(s, SOL_SOCKET, SO_TYPE, 1000000) => hex"01000000"');
  await shell.run('getsockopt s SOL_SOCKET SO_TYPE 2000000000 => hex"01000000"');
  assertEquals(await shell.answer("getsockopt s SOL_SOCKET SO_TYPE 4294967295"), "EINVAL");
  assertEquals(await shell.answer("getsockopt s SOL_SOCKET SO_TYPE 4294967296"), "expects.range");
  assertEquals(await shell.answer("getsockopt s SOL_SOCKET SO_TYPE -1"), "expects.range");
});

Deno.test("a number that is a constant is told by its name", async () => {
  await using shell = new Shell();
  const outcomes = await shell.start(
    `s = socket tcp; getsockopt s SOL_SOCKET SO_TYPE; getsockopt s SOL_SOCKET SO_DOMAIN
    getsockopt s SOL_SOCKET SO_PROTOCOL; getsockopt s SOL_SOCKET SO_ERROR; getsockopt s SOL_SOCKET SO_REUSEADDR
    u = socket unix; getsockopt u SOL_SOCKET SO_PROTOCOL; getsockopt u SOL_SOCKET SO_DOMAIN`,
  ).done;
  assertEquals(outcomes.map(({ call }) => call?.constants), [
    undefined,
    "SOCK_STREAM",
    "AF_INET",
    "IPPROTO_TCP",
    undefined,
    undefined,
    undefined,
    undefined,
    "AF_UNIX",
  ]);
});

Deno.test("an error that is waiting is told by its name, and can be expected by it", async () => {
  await using shell = new Shell();
  await shell.run("l = socket tcp; bind l 127.0.0.1:0; there = getsockname l; close l");
  await shell.run("s = socket tcp; setblocking s False; connect s $there => _");
  const outcomes = await shell.start("getsockopt s SOL_SOCKET SO_ERROR").done;
  const [last] = outcomes;
  if (last?.value === 0) return; // The refusal was the answer of connect already.
  assertEquals(last?.call?.constants, "ECONNREFUSED");
});

Deno.test({
  name: "structures have the members and sizes of the system's headers (needs gcc)",
  ignore: !onLinux,
  async fn() {
    const gcc = await peer("gcc");
    if (gcc === undefined) return;
    const names =
      "linger ucred so_timestamping sock_txtime sock_filter tcp_repair_window tcp_repair_opt tcp_md5sig ip_mreqn " +
      "ip_mreq_source ipv6_mreq in6_pktinfo ip6_mtuinfo group_req group_source_req timeval";
    const structs = names.split(" ").map((name) => structLayout(system, name));
    const printed = structs.map(({ name, members }) =>
      `printf("${name} %zu", sizeof(struct ${name}));${
        members.map((member) => `printf(" ${member.name} %zu", offsetof(struct ${name}, ${member.name}));`)
          .join("")
      }printf("\\n");`
    );
    const headers =
      "stdio.h stddef.h sys/socket.h sys/time.h netinet/in.h linux/tcp.h linux/filter.h linux/net_tstamp.h";
    const source = `#define _GNU_SOURCE\n${headers.split(" ").map((name) => `#include <${name}>\n`).join("")}
      int main(void) {${printed.join("\n")} return 0; }\n`;
    const folder = await Deno.makeTempDir({ prefix: "socksh-test-" });
    try {
      await Deno.writeTextFile(`${folder}/layout.c`, source);
      const built = await new Deno.Command(gcc, {
        args: ["-w", "-o", `${folder}/layout`, `${folder}/layout.c`],
      }).output();
      assert(built.success, new TextDecoder().decode(built.stderr));
      const { stdout } = await new Deno.Command(`${folder}/layout`).output();
      assertEquals(
        new TextDecoder().decode(stdout).trimEnd().split("\n"),
        structs.map(({ name, size, members }) =>
          [name, size, ...members.flatMap((member) => [member.name, member.offset])].join(" ")
        ),
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
