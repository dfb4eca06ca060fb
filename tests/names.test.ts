// Names into addresses and numbers, and back: each command answers what python3, which calls the same C functions,
// answers on this machine. No name server is asked: hosts are numeric, localhost, or in a hosts file of their own.

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  decodeIfaddrs,
  hasInterfaceFlag,
  type Interface,
  interfaceAddress,
  interfaceFlags,
  prefixLength,
} from "../lib/abi/interfaces.ts";
import { encodeAddress, formatAddress } from "../lib/abi/address.ts";
import { system } from "../lib/abi/mod.ts";
import { errorCode, hostErrorName, hostErrors } from "../lib/abi/names.ts";
import { InterruptedError, SystemError, UsageError } from "../lib/errors.ts";
import { errnoText } from "../lib/messages/mod.ts";
import { interfaceList } from "../lib/render/interfaces.ts";
import type { Value } from "../lib/values.ts";
import { items } from "../lib/values.ts";
import { Folder, PROGRAM, run } from "./child.ts";
import { peer } from "./peers.ts";
import { ended, Shell } from "./session_fixture.ts";

const linux = system("linux", "x86_64");
const macos = system("darwin", "aarch64");
assert(linux !== undefined && macos !== undefined);

/** Runs Python with `from socket import *`; what it leaves in `answer`. Undefined where there is no python3. */
async function python(code: string): Promise<unknown> {
  const python3 = await peer("python3");
  if (python3 === undefined) return undefined;
  const program = `import json, socket as module\nfrom socket import *\n${code}\nprint(json.dumps(answer))`;
  const { out, err, code: status } = await run([python3, "-c", program]);
  assertEquals([status, err], [0, ""]);
  return JSON.parse(out);
}

/** Python's answers to calls, each an expression: what it returned, or how it failed. */
function answers(expressions: readonly string[]): Promise<unknown> {
  return python(`
gai = {value: name for name, value in vars(module).items() if name.startswith("EAI_")}
def plain(value):
    if isinstance(value, bytes): return value.hex()
    if isinstance(value, (tuple, list)): return [plain(each) for each in value]
    return value
def tried(text):
    try: return plain(eval(text))
    except gaierror as error: return gai[error.errno]
    except herror as error: return "h_errno %d" % error.errno
    except OSError: return "failed"
answer = [tried(text) for text in json.loads(${JSON.stringify(JSON.stringify(expressions))})]`);
}

/** A value as those answers are written: a socket address as Python's tuple, bytes in hexadecimal. */
function plain(value: Value): unknown {
  if (value instanceof Uint8Array) return value.toHex();
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  if ("family" in value || "fields" in value) return items(value as Parameters<typeof items>[0]).map(plain);
  throw new Error(`no plain form of ${String(value)}`);
}

/** What a statement answers, as those answers are written. */
async function said(shell: Shell, statement: string): Promise<unknown> {
  const [outcome] = await shell.start(statement).done;
  const { value, error } = outcome!;
  if (error === undefined) return plain(value ?? null);
  if (error instanceof SystemError && hostErrors.has(error.code)) return `h_errno ${error.number}`;
  return error instanceof SystemError && error.code.startsWith("EAI_") ? error.code : "failed";
}

/** Each of the calls, written as in Python, answers what it answers there. */
function agrees(name: string, calls: readonly string[]): void {
  Deno.test(name, async () => {
    await using shell = new Shell();
    const wanted = await answers(calls);
    if (wanted === undefined) return;
    const ours: unknown[] = [];
    for (const call of calls) ours.push(await said(shell, call));
    assertEquals(
      Object.fromEntries(calls.map((call, i) => [call, ours[i]])),
      Object.fromEntries(
        calls.map((call, i) => [call, (wanted as unknown[])[i]]),
      ),
    );
  });
}

// ---- Hosts and services

agrees("getaddrinfo answers what it answers in Python, in the same order", [
  'getaddrinfo("127.0.0.1", 80)',
  'getaddrinfo("127.0.0.1", "http")',
  'getaddrinfo("127.0.0.1", "domain", 0, SOCK_DGRAM)',
  'getaddrinfo("::1", 80, AF_INET6, SOCK_STREAM)',
  'getaddrinfo("fe80::1%1", 80, AF_INET6, SOCK_STREAM, IPPROTO_TCP)',
  'getaddrinfo("localhost", 80, AF_INET)',
  'getaddrinfo("localhost", None, AF_INET, SOCK_STREAM, 0, AI_CANONNAME)',
  'getaddrinfo("127.1", 80, AF_INET, SOCK_STREAM)',
  'getaddrinfo("127.0.0.1", 70000, AF_INET, SOCK_STREAM)',
  "getaddrinfo(None, 80)",
  "getaddrinfo(None, 80, AF_INET6, SOCK_STREAM, 0, AI_PASSIVE)",
  "getaddrinfo(None, 80, AF_INET, SOCK_STREAM, 0, AI_PASSIVE | AI_NUMERICSERV)",
  'getaddrinfo("127.0.0.1", 80, AF_INET6, SOCK_STREAM, 0, AI_V4MAPPED)',
]);

agrees("getaddrinfo fails as it fails in Python", [
  "getaddrinfo(None, None)",
  'getaddrinfo("", 80)',
  'getaddrinfo("127.0.0.1", "no-such-service")',
  'getaddrinfo("127.0.0.1", "http", 0, 0, 0, AI_NUMERICSERV)',
  'getaddrinfo("no such host", 80, 0, 0, 0, AI_NUMERICHOST)',
  'getaddrinfo("::1", 80, AF_INET)',
  'getaddrinfo("127.0.0.1", 80, AF_UNIX)',
  'getaddrinfo("127.0.0.1", 80, 0, 99)',
  'getaddrinfo("127.0.0.1", 80, 0, SOCK_STREAM, IPPROTO_UDP)',
  'getaddrinfo("127.0.0.1", 80, 0, 0, 0, 0x10000)',
  "getaddrinfo(None, 80, 0, 0, 0, AI_CANONNAME)",
]);

agrees("getnameinfo answers what it answers in Python", [
  'getnameinfo(("127.0.0.1", 80), 0)',
  'getnameinfo(("127.0.0.1", 80), NI_NUMERICHOST)',
  'getnameinfo(("127.0.0.1", 80), NI_NUMERICSERV)',
  'getnameinfo(("127.0.0.1", 53), NI_NUMERICHOST | NI_DGRAM)',
  'getnameinfo(("127.0.0.1", 65533), NI_NAMEREQD)',
  'getnameinfo(("::1", 443, 0, 0), NI_NUMERICHOST)',
  'getnameinfo(("fe80::1", 443, 0, 1), NI_NUMERICHOST)',
  'getnameinfo(("127.0.0.1", 80), 0x10000)',
]);

agrees("gethostbyname and gethostbyaddr answer what they answer in Python", [
  'gethostbyname("localhost")',
  'gethostbyname("127.0.0.1")',
  'gethostbyname("127.1")',
  'gethostbyname_ex("localhost")',
  'gethostbyname_ex("127.0.0.1")',
  'gethostbyname_ex("")',
  'gethostbyaddr("127.0.0.1")',
  'gethostbyaddr("localhost")',
  "gethostname()",
]);

agrees("services and protocols are those of Python", [
  'getservbyname("http")',
  'getservbyname("http", "tcp")',
  'getservbyname("domain", "udp")',
  'getservbyname("no-such-service")',
  'getservbyname("http", "no-such-protocol")',
  "getservbyport(80)",
  'getservbyport(443, "tcp")',
  'getservbyport(53, "udp")',
  "getservbyport(65533)",
  'getprotobyname("tcp")',
  'getprotobyname("udp")',
  'getprotobyname("icmp")',
  'getprotobyname("no-such-protocol")',
]);

Deno.test("an answer of getaddrinfo is taken apart by position and by C's names", async () => {
  await using shell = new Shell();
  await shell.run('all = getaddrinfo("127.0.0.1", 80, AF_INET, SOCK_STREAM)');
  await shell.run("family, type, proto, canonname, addr = all[0]");
  assertEquals(await shell.run("(family, type, proto, canonname)"), [2, 1, 6, ""]);
  assertEquals(formatAddress(await shell.run('all[0]["ai_addr"]') as never), "127.0.0.1:80");
  assertEquals(await shell.answer("s = socket(family, type, proto); bind s 127.0.0.1:0"), "ok");
});

Deno.test("getnameinfo takes every form of an address, and an address without a port", async () => {
  await using shell = new Shell();
  for (const address of ["127.0.0.1:80", "[::1]:80", '("127.0.0.1", 80)', "localhost:http", ":80"]) {
    const [, service] = await shell.run(`getnameinfo ${address} NI_NUMERICHOST|NI_NUMERICSERV`) as Value[];
    assertEquals(service, "80", address);
  }
  assertEquals(await shell.run("getnameinfo 127.0.0.1 NI_NUMERICHOST|NI_NUMERICSERV"), ["127.0.0.1", "0"]);
  assertEquals(await shell.run("getnameinfo ::1 NI_NUMERICHOST|NI_NUMERICSERV"), ["::1", "0"]);
  assertEquals(await shell.answer('getnameinfo "no address"'), "address.text");
});

Deno.test("a tuple alone behind getnameinfo is a host and a port, and constants behind a host are flags", async () => {
  await using shell = new Shell();
  const numeric = "NI_NUMERICHOST|NI_NUMERICSERV";
  for (
    const [typed, service] of [
      [`("127.0.0.1", 80)`, undefined],
      [`("127.0.0.1", 80, ${numeric})`, "80"],
      [`127.0.0.1 80 ${numeric}`, "80"],
      [`("127.0.0.1", ${numeric})`, "0"],
      [`127.0.0.1 ${numeric}`, "0"],
      ["127.0.0.1 NI_NUMERICSERV", "0"],
      ['("127.0.0.1", NI_NUMERICSERV)', "0"],
      [`("127.0.0.1:80", ${numeric})`, "80"],
    ] as const
  ) {
    const [, answered] = await shell.run(`getnameinfo ${typed}`) as Value[];
    const wanted = service ?? (await shell.run("getnameinfo 127.0.0.1:80") as Value[])[1];
    assertEquals(answered, wanted, typed);
  }
  // A constant that is misspelt is no service of that name.
  assertEquals(await shell.answer("getnameinfo 127.0.0.1 NI_NUMERICHOT"), "constant.unknown");
});

Deno.test("a variable's name that stands for a host, a port or an address is taken as text, with a note", async () => {
  await using shell = new Shell();
  // Names that need no name server.
  await shell.run('localhost = "127.0.0.1"; http = 80; s = socket udp');
  for (
    const [text, words] of [
      ["connect s localhost http", ["localhost", "http"]],
      ["bind s localhost 0", ["localhost"]],
      ["connect s localhost", ["localhost"]],
      ['sendto s "x" 127.0.0.1 http', ["http"]],
      ["getnameinfo localhost http NI_NUMERICHOST|NI_NUMERICSERV", ["localhost", "http"]],
      ["connect s $localhost $http", []],
      ["getnameinfo 127.0.0.1 80 NI_NUMERICHOST|NI_NUMERICSERV", []],
    ] as const
  ) {
    const notes = (await shell.start(text).done).flatMap((outcome) => outcome.notes);
    const noted = notes.filter(({ key }) => key === "note.word").map(({ values }) => values?.["word"]);
    assertEquals(noted, [...words], text);
  }
});

Deno.test("gethostbyaddr takes the bytes of an address, with C's length and family too", async () => {
  await using shell = new Shell();
  await shell.run('addr = inet_pton(AF_INET, "127.0.0.1")');
  const whole = await shell.run("gethostbyaddr 127.0.0.1");
  assertEquals(await shell.run("gethostbyaddr(addr)"), whole);
  assertEquals(await shell.run("gethostbyaddr(addr, 4, AF_INET)"), whole);
  assertEquals(await shell.answer("gethostbyaddr(addr, 17, AF_INET)"), "names.length");
  assertEquals(await shell.answer("gethostbyaddr(addr, 4, AF_UNIX)"), "EAFNOSUPPORT");
});

Deno.test("a call that finds nothing and has no errno says what it looked for", async () => {
  await using shell = new Shell();
  const keys = {
    "getservbyname nothing": "names.service",
    "getservbyname http nothing": "names.service-of",
    "getservbyport 65533": "names.port",
    "getservbyport 65533 tcp": "names.port-of",
    "getprotobyname nothing": "names.protocol",
    "inet_pton AF_INET 127.1": "names.address",
    "inet_aton nothing": "names.address",
  };
  for (const [statement, key] of Object.entries(keys)) {
    const [outcome] = await shell.start(statement).done;
    assert(outcome?.error instanceof UsageError, statement);
    assertEquals([outcome.error.code, outcome.error.key], ["failed", key]);
  }
});

Deno.test("a NUL in a name is refused before C sees half of it", async () => {
  await using shell = new Shell();
  for (const call of ["gethostbyname", "getservbyname", "inet_aton", "if_nametoindex", "getprotobyname"]) {
    assertEquals(await shell.answer(`${call}("local\\x00host")`), "value.nul", call);
  }
});

// ---- Errors

Deno.test("the older calls fail with the names of h_errno", async () => {
  await using shell = new Shell();
  assertEquals(await shell.answer('gethostbyname ""'), "NO_RECOVERY");
  // glibc says of IPv6 text without asking anybody that it is no IPv4 host.
  assertEquals(await shell.answer('gethostbyname_ex "::1"'), "HOST_NOT_FOUND");
});

Deno.test("an error is known by each of its names, and by numbers two errors may share", () => {
  assertEquals(errorCode(linux, "EWOULDBLOCK"), "EAGAIN");
  assertEquals(errorCode(linux, "EAI_NONAME"), "EAI_NONAME");
  assertEquals(errorCode(linux, "HOST_NOT_FOUND"), "HOST_NOT_FOUND");
  assertEquals(errorCode(linux, "NO_ADDRESS"), "NO_DATA");
  assertEquals(errorCode(linux, "EPERM"), "EPERM");
  assertEquals(linux.errnos.get("EPERM"), hostErrors.get("HOST_NOT_FOUND"));
  assertEquals(errorCode(linux, "ENOTHING"), undefined);
  assertEquals([1, 2, 3, 4, -1, 0].map(hostErrorName), [
    "HOST_NOT_FOUND",
    "TRY_AGAIN",
    "NO_RECOVERY",
    "NO_DATA",
    undefined,
    undefined,
  ]);
});

Deno.test("English words of h_errno are those of hstrerror (needs python3)", async () => {
  const words = await python(`
import ctypes
libc = ctypes.CDLL(None)
libc.hstrerror.restype = ctypes.c_char_p
answer = [libc.hstrerror(number).decode() for number in (1, 2, 3, 4)]`);
  if (words === undefined) return;
  assertEquals(
    [1, 2, 3, 4].map((number) => errnoText("en", hostErrorName(number) ?? "")),
    words as string[],
  );
});

/** Runs statements where the machine's host names come from that file alone; undefined where that cannot be made. */
async function withHosts(hosts: string, statements: string): Promise<string[] | undefined> {
  const unshare = await peer("unshare");
  if (unshare === undefined) return undefined;
  using folder = new Folder();
  const [file, order] = [
    folder.file("hosts", hosts, 0o644),
    folder.file("nsswitch.conf", "hosts: files\n", 0o644),
  ];
  const mounts = `mount --bind ${file} /etc/hosts && mount --bind ${order} /etc/nsswitch.conf`;
  const inside = [unshare, "-rmn", "sh", "-c"];
  const possible = await run([...inside, mounts]);
  if (possible.code !== 0) {
    Deno.stdout.writeSync(new TextEncoder().encode("skipped: no namespaces of our own\n"));
    return undefined;
  }
  const { out } = await run([
    ...inside,
    `${mounts} && exec "$@"`,
    "sh",
    ...PROGRAM,
    "--json",
    "-k",
    "-c",
    statements,
  ]);
  return out.trimEnd().split("\n");
}

Deno.test("aliases and addresses come whole, however much room they need", async () => {
  const aliases = Array.from({ length: 300 }, (_, i) => `alias-number-${i}.example`);
  const lines = await withHosts(
    `127.0.0.9 many ${aliases.join(" ")}\n127.0.0.10 many\n`,
    "gethostbyname_ex many\ngethostbyaddr 127.0.0.9\ngethostbyname alias-number-299.example",
  );
  if (lines === undefined) return;
  const [named, addressed, alias] = lines.map((line) => JSON.parse(line).value);
  assertEquals(named, ["many", aliases, ["127.0.0.9", "127.0.0.10"]]);
  assertEquals(addressed, ["many", aliases, ["127.0.0.9"]]);
  assertEquals(alias, "127.0.0.9");
});

Deno.test("a host nobody knows is HOST_NOT_FOUND, or EAI_NONAME for the newer calls", async () => {
  const lines = await withHosts(
    "127.0.0.1 localhost\n",
    "gethostbyname nowhere.example\ngethostbyaddr 192.0.2.1\ngetaddrinfo nowhere.example 80\n" +
      "getnameinfo 192.0.2.1:80 NI_NAMEREQD\ngetnameinfo 192.0.2.1:80\ngethostbyaddr nowhere.example",
  );
  if (lines === undefined) return;
  const told = lines.map((line) => JSON.parse(line)).map(({ errno, value }) => errno ?? value);
  assertEquals(told, [
    "HOST_NOT_FOUND",
    "HOST_NOT_FOUND",
    "EAI_NONAME",
    "EAI_NONAME",
    ["192.0.2.1", "http"],
    "EAI_NONAME",
  ]);
});

// ---- Waiting

for (
  const [call, statement] of [
    ["getaddrinfo", "getaddrinfo localhost 80 AF_INET"],
    ["getnameinfo", "getnameinfo 127.0.0.1:80"],
    ["gethostbyname", "gethostbyname localhost"],
    ["gethostbyaddr", "gethostbyaddr 127.0.0.1"],
  ] as const
) {
  Deno.test(`Ctrl-C ends the wait of ${call} with EINTR`, async () => {
    await using shell = new Shell();
    await shell.run(statement);
    const running = shell.start(statement);
    // The answer of the other thread is not looked at before the event loop turns.
    await running.waits;
    running.interrupt();
    assertEquals(await ended(running), "EINTR");
    const [outcome] = await running.done;
    assert(outcome?.error instanceof InterruptedError);
    assertEquals(outcome.error.call, call);
    assertEquals(await shell.answer(statement), "ok");
  });
}

Deno.test("many look-ups at once each get their own answer", async () => {
  await using shell = new Shell();
  const c = await shell.session.sockets.resolver();
  const patience = { signal: new AbortController().signal };
  const hosts = Array.from({ length: 100 }, (_, i) => `127.0.0.${i + 1}`);
  const found = await Promise.all(hosts.map((host) => c.gethostbyname(host, patience)));
  assertEquals(found.map(({ addresses }) => addresses), hosts.map((host) => [host]));
  const infos = await Promise.all(
    hosts.map((host) => c.getaddrinfo(host, "80", { family: 0, type: 1, proto: 0, flags: 0 }, patience)),
  );
  assertEquals(infos.map(([info]) => info && formatAddress(info.address)), hosts.map((host) => `${host}:80`));
});

Deno.test("an interruption that came before the call keeps it from waiting", async () => {
  await using shell = new Shell();
  const c = await shell.session.sockets.resolver();
  const signal = AbortSignal.abort();
  await assertRejects(() => c.gethostbyname("localhost", { signal }), InterruptedError);
});

// ---- Addresses and byte order

agrees("inet_pton, inet_aton and inet_ntoa read and write what they do in Python", [
  ...["127.0.0.1", "255.255.255.255", "0.0.0.0", "127.1", "1.2.3.256", "01.2.3.4", "", " 1.2.3.4", "::1"]
    .flatMap((
      text,
    ) => [`inet_pton(AF_INET, "${text}")`, `inet_aton("${text}")`]),
  ...["0x7f000001", "0177.0.0.1", "2130706433", "4294967296", "1.65536", "1.2.65535", "1.2.3.4 x"].map((
    text,
  ) => `inet_aton("${text}")`),
  ...["::", "::1", "fe80::1", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "1::2::3", "fe80::1%lo", ":", "12345::"]
    .map((
      text,
    ) => `inet_pton(AF_INET6, "${text}")`),
  'inet_ntoa(b"\\x7f\\x00\\x00\\x01")',
  'inet_ntoa(b"\\xff\\xff\\xff\\xff")',
  'inet_ntop(AF_INET, b"\\x7f\\x00\\x00\\x01")',
  'inet_ntop(AF_INET6, b"\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01")',
  'inet_ntop(AF_INET6, b"\\xfe\\x80\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01\\x02\\x03\\x04")',
  'inet_pton(AF_UNIX, "127.0.0.1")',
]);

agrees("byte order is that of Python", [
  ...[0, 1, 80, 255, 256, 65535].flatMap((port) => [`htons(${port})`, `ntohs(${port})`]),
  ...[0, 1, 0x7f000001, 0xffffffff, 0x01020304].flatMap((host) => [`htonl(${host})`, `ntohl(${host})`]),
]);

Deno.test("a number that does not fit its C type is refused, bytes of another family's length too", async () => {
  await using shell = new Shell();
  for (const call of ["htons 65536", "htons -1", "ntohs 65536", "htonl 4294967296", "ntohl -1"]) {
    assertEquals(await shell.answer(call), "expects.range", call);
  }
  assertEquals(await shell.answer("getservbyport 65536"), "expects.range");
  assertEquals(await shell.answer('inet_ntop AF_INET6 hex"7f000001"'), "names.packed");
  assertEquals(await shell.answer('inet_ntop AF_INET "127.0.0.1"'), "names.packed");
  assertEquals(await shell.answer('inet_ntoa hex"7f"'), "names.packed");
  assertEquals(await shell.answer('inet_ntop AF_UNIX hex"7f000001"'), "EAFNOSUPPORT");
  assertEquals(await shell.answer("inet_pton AF_UNIX 127.0.0.1"), "EAFNOSUPPORT");
});

Deno.test("inet_ntoa takes a number as C keeps it, in network byte order", async () => {
  await using shell = new Shell();
  assertEquals(await shell.run("inet_ntoa(htonl(INADDR_LOOPBACK))"), "127.0.0.1");
  assertEquals(await shell.run("inet_ntoa(0x01020304)"), "4.3.2.1");
});

// ---- Interfaces

agrees("interfaces have the numbers and names they have in Python", [
  "if_nameindex()",
  'if_nametoindex("lo")',
  "if_indextoname(1)",
  'if_nametoindex("nowhere")',
  "if_indextoname(4294967295)",
]);

Deno.test("an unknown interface is ENODEV by name and ENXIO by number", async () => {
  await using shell = new Shell();
  assertEquals(await shell.answer("if_nametoindex nowhere"), "ENODEV");
  assertEquals(await shell.answer("if_indextoname 0"), "ENXIO");
});

Deno.test("addresses tells every address that ip knows (needs ip)", async () => {
  const ip = await peer("ip");
  if (ip === undefined) return;
  const { out } = await run([ip, "-j", "address", "show"]);
  const wanted = (JSON.parse(out) as {
    ifname: string;
    ifindex: number;
    address?: string;
    addr_info: { local: string; prefixlen: number; broadcast?: string }[];
  }[]).flatMap(({ ifname, ifindex, address, addr_info }) => [
    `${ifname} ${ifindex} ${address}`,
    ...addr_info.map(({ local, prefixlen }) => `${ifname} ${ifindex} ${local}/${prefixlen}`),
  ]);
  await using shell = new Shell();
  const ours = (await shell.run("addresses") as Value[]).map((one) => {
    const [name, index, , , address, prefix] = items(one as never);
    return `${name} ${index} ${address}${prefix === null ? "" : `/${prefix}`}`;
  });
  assertEquals(ours.toSorted(), wanted.toSorted());
});

Deno.test("addresses has the loopback with its flags, netmask and no broadcast address", async () => {
  await using shell = new Shell();
  const all = await shell.run("addresses") as Value[];
  const lo = all.map((one) => items(one as never)).find(([, , , , address]) => address === "127.0.0.1");
  assert(lo !== undefined);
  const [name, , flags, family, , prefix, netmask, broadcast] = lo;
  assertEquals([name, family, prefix, netmask, broadcast], ["lo", 2, 8, "255.0.0.0", null]);
  assert(hasInterfaceFlag(shell.session.system, flags as number, "LOOPBACK"));
});

Deno.test("addresses prints its table in every mode but --json", async () => {
  const [plain, json] = await Promise.all([
    run([...PROGRAM, "-c", "addresses"]),
    run([...PROGRAM, "--json", "-c", "addresses"]),
  ]);
  assertMatch(plain.out, /^NAME +INDEX +FAMILY +ADDRESS +NETMASK +BROADCAST\/PEER +FLAGS\nlo +\d+ +/);
  const [line, ...others] = json.out.trimEnd().split("\n");
  assertEquals(others, []);
  const [first] = JSON.parse(line ?? "").value;
  assertEquals(Object.keys(first), [
    "name",
    "index",
    "flags",
    "family",
    "address",
    "prefix",
    "netmask",
    "broadcast",
  ]);
});

Deno.test("the table has the addresses of an interface together, a peer where there is one, and flags once", () => {
  const none = {
    address: undefined,
    prefix: undefined,
    netmask: undefined,
    broadcast: undefined,
    peer: undefined,
  };
  const interfaces: readonly Interface[] = [
    { ...none, name: "tun0", index: 7, flags: 0x10d1, family: undefined },
    {
      ...none,
      name: "eth0",
      index: 2,
      flags: 0x1003,
      family: 2,
      address: "192.0.2.2",
      prefix: 24,
      netmask: "255.255.255.0",
      broadcast: "192.0.2.255",
    },
    {
      ...none,
      name: "tun0",
      index: 7,
      flags: 0x10d1,
      family: 2,
      address: "10.0.0.1",
      prefix: 32,
      netmask: "255.255.255.255",
      peer: "10.0.0.2",
    },
    {
      ...none,
      name: "eth0",
      index: 2,
      flags: 0x1003,
      family: 10,
      address: "fe80::1",
      prefix: 64,
      netmask: "ffff:ffff:ffff:ffff::",
    },
  ];
  assertEquals(interfaceList(interfaces, linux, "pt-BR").split("\n").map((line) => line.split(/ {2,}/)), [
    ["NOME", "ÍNDICE", "FAMÍLIA", "ENDEREÇO", "MÁSCARA", "BROADCAST/REMOTO", "FLAGS"],
    ["tun0", "7", "-", "-", "-", "-", "UP|POINTOPOINT|RUNNING|NOARP|MULTICAST"],
    ["tun0", "7", "AF_INET", "10.0.0.1/32", "255.255.255.255", "10.0.0.2"],
    ["eth0", "2", "AF_INET", "192.0.2.2/24", "255.255.255.0", "192.0.2.255", "UP|BROADCAST|MULTICAST"],
    ["eth0", "2", "AF_INET6", "fe80::1/64", "-", "-"],
    [""],
  ]);
  // On a narrow terminal the flags stand below, and nothing falls out of its column.
  const long = {
    ...none,
    name: "eth0",
    index: 2,
    flags: 0x1003,
    family: 10,
    address: "2001:db8:1234:5678:9abc:def0:1234:5678",
    prefix: 64,
  };
  assertEquals(
    interfaceList([...interfaces, long], linux, "en", 70),
    `NAME  INDEX  FAMILY    ADDRESS       BROADCAST/PEER
tun0  7      -
      UP|POINTOPOINT|RUNNING|NOARP|MULTICAST
tun0  7      AF_INET   10.0.0.1/32   10.0.0.2
eth0  2      AF_INET   192.0.2.2/24  192.0.2.255
      UP|BROADCAST|MULTICAST
eth0  2      AF_INET6  fe80::1/64
eth0  2      AF_INET6  2001:db8:1234:5678:9abc:def0:1234:5678/64
`,
  );
});

Deno.test("flags of an interface have the system's own names", () => {
  assertEquals(interfaceFlags(linux, 0x10049), "UP|LOOPBACK|RUNNING|LOWER_UP");
  assertEquals(interfaceFlags(macos, 0x8049), "UP|LOOPBACK|RUNNING|MULTICAST");
  assertEquals(interfaceFlags(linux, 0x80000001), "UP|0x80000000");
  assertEquals(interfaceFlags(linux, 0), "0");
});

Deno.test("a prefix is as long as the leading ones of its netmask", () => {
  const inet = (host: string) =>
    prefixLength(linux, encodeAddress(linux, { kind: "address", family: "inet", host, port: 0 }));
  assertEquals(["0.0.0.0", "255.0.0.0", "255.255.254.0", "255.255.255.255"].map(inet), [0, 8, 23, 32]);
  const inet6 = (host: string) =>
    prefixLength(
      linux,
      encodeAddress(linux, { kind: "address", family: "inet6", host, port: 0, flowinfo: 0, scope: 0 }),
    );
  assertEquals(["::", "ffff:ffff:ffff:ffff::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"].map(inet6), [
    0,
    64,
    128,
  ]);
  assertEquals(prefixLength(linux, new Uint8Array([17, 0])), undefined);
});

Deno.test("the address of the link level is read on both systems", () => {
  const packet = new Uint8Array(20);
  packet.set([17, 0], 0);
  packet.set([6, 2, 252, 0, 0, 0, 1], 11);
  assertEquals(interfaceAddress(linux, packet), "02:fc:00:00:00:01");
  // struct sockaddr_dl of en0.
  const link = new Uint8Array([20, 18, 4, 0, 6, 3, 6, 0, 0x65, 0x6e, 0x30, 2, 252, 0, 0, 0, 1, 0, 0, 0]);
  assertEquals(interfaceAddress(macos, link), "02:fc:00:00:00:01");
  assertEquals(interfaceAddress(linux, new Uint8Array([17, 0])), undefined);
});

Deno.test("the structures lie as the C compiler lays them out (needs gcc)", async () => {
  const gcc = await peer("gcc");
  if (gcc === undefined) return;
  using folder = new Folder();
  const members = {
    ifaddrs: ["ifa_next", "ifa_name", "ifa_flags", "ifa_addr", "ifa_netmask", "ifa_ifu"],
    hostent: ["h_name", "h_aliases", "h_addrtype", "h_length", "h_addr_list"],
    servent: ["s_name", "s_port"],
    protoent: ["p_proto"],
    if_nameindex: ["if_index", "if_name"],
  };
  const lines = Object.entries(members).flatMap(([name, members]) =>
    members.map((member) => `printf("%zu ", offsetof(struct ${name}, ${member}));`)
  );
  const source = folder.file(
    "layout.c",
    "#define _GNU_SOURCE\n#include <stdio.h>\n#include <stddef.h>\n#include <ifaddrs.h>\n#include <netdb.h>\n" +
      `#include <net/if.h>\nint main(void) {${
        lines.join("\n")
      }\nprintf("%zu %zu %zu", sizeof(struct ifaddrs), ` +
      "sizeof(struct hostent), sizeof(struct if_nameindex)); return 0;}\n",
  );
  const built = await run([gcc, source, "-o", `${folder.path}/layout`]);
  assertEquals(built.err, "");
  const { out } = await run([`${folder.path}/layout`]);
  assertEquals(out, "0 8 16 24 32 40 0 8 16 20 24 0 16 16 0 8 56 32 16");
  // The reader looks at exactly those places.
  const bytes = new Uint8Array(56);
  const view = new DataView(bytes.buffer);
  [0, 8, 24, 32, 40].forEach((at) => view.setBigUint64(at, BigInt(at + 1), true));
  view.setUint32(16, 0x1043, true);
  assertEquals(decodeIfaddrs(bytes), {
    next: 1n,
    name: 9n,
    flags: 0x1043,
    addr: 25n,
    netmask: 33n,
    other: 41n,
  });
});
