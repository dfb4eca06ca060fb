// What does a wrong use of a call answer? errno.txt holds a table of wrong uses: each is run in a session, and where
// gcc is present the same calls are compiled into one C program, so that the kernel is the judge of both.

import { assertEquals } from "@std/assert";
import { registry, topics } from "../commands/mod.ts";
import { hostErrorName } from "../lib/abi/names.ts";
import { peer } from "./peers.ts";
import { inFolder, Shell } from "./session_fixture.ts";

/**
 * Where a session runs: here; in a process of its own that may have few descriptors; in one that has no privileges.
 * These are the letters of the table.
 */
const places = ["$", "L", "U"] as const;
type Place = typeof places[number];

/** A wrong use of a call. */
interface Wrong {
  readonly call: string;
  /** What is wrong, as the test's name says it. */
  readonly use: string;
  readonly errno: string;
  /** The session; its last statement is the wrong use. */
  readonly lines: string;
  readonly place: Place;
  /** The body of a C function that returns what the call returned; undefined where C has no such error. */
  readonly c: string | undefined;
}

/** Topics whose commands are no calls. */
const otherTopics = ["observation", "inspection", "shell", "jobs", "testing", "shortcuts"];

/** Calls that have fewer wrong uses than three, and how many. */
const fewer: Readonly<Record<string, number>> = {
  // They take whatever they are given, and fail only for want of a descriptor or memory.
  poll: 1,
  if_nameindex: 1,
  addresses: 1,
  // C answers NULL or 0, and says no errno.
  getservbyname: 0,
  getservbyport: 0,
  getprotobyname: 0,
  inet_aton: 0,
  // They cannot fail.
  gethostname: 0,
  inet_ntoa: 0,
  htons: 0,
  htonl: 0,
  ntohs: 0,
  ntohl: 0,
  CMSG_SPACE: 0,
  CMSG_LEN: 0,
};

const wrongUses = readTable(await Deno.readTextFile(new URL("errno.txt", import.meta.url)));

/** What stands behind the letters of an entry. */
type Entry = Partial<Record<Place | "C", string>>;

/** Reads the table: `== call`, then `use: ERRNO` with its lines behind their letters; `@word` with the same defines a word. */
function readTable(text: string): Wrong[] {
  const words = new Map<string, Entry>();
  const uses: { call: string; use: string; errno: string; in: Entry }[] = [];
  let call = "";
  let entry: Entry = {};
  for (const line of text.split("\n")) {
    const [, language, body] = /^ {2}([$LUC]) (.*)$/.exec(line) ?? [];
    const [, use, errno] = /^(.*): ([A-Z_0-9]+)$/.exec(line) ?? [];
    if (line === "" || line.startsWith("#")) continue;
    else if (line.startsWith("== ")) call = line.slice(3);
    else if (line.startsWith("@")) words.set(line, entry = {});
    else if (language !== undefined) entry[language as Place | "C"] = body ?? "";
    else if (use !== undefined && errno !== undefined) uses.push({ call, use, errno, in: entry = {} });
    else throw new Error(`errno.txt: ${line}`);
  }
  const spelledOut = (language: "$" | "C", body: string): string =>
    body.replaceAll(/(?<!\S)@[\w-]+(?!\S)/g, (word) => {
      const meant = words.get(word)?.[language];
      if (meant === undefined) throw new Error(`errno.txt: nobody knows ${word}`);
      return spelledOut(language, meant);
    });
  return uses.map(({ call, use, errno, in: entry }) => {
    const place = places.find((place) => entry[place] !== undefined);
    if (place === undefined) throw new Error(`errno.txt: ${call}, ${use}: no session`);
    const lines = spelledOut("$", entry[place] ?? "");
    return {
      call,
      use,
      errno,
      place,
      lines,
      c: entry.C === undefined ? undefined : spelledOut("C", entry.C),
    };
  });
}

for (const { call, use, errno, lines, place } of wrongUses) {
  Deno.test(`${call} answers ${errno} for ${use}`, async () => {
    if (place !== "$") {
      const answered = await inFolder(() => answerElsewhere(place, lines));
      if (answered !== undefined) assertEquals(answered, errno);
      return;
    }
    await using shell = new Shell();
    const answered = await inFolder(() => shell.answer(lines));
    // connect_ex does not fail: the number is its value.
    const { errnoNames } = shell.session.system;
    assertEquals(call === "connect_ex" ? errnoNames.get(Number(shell.last)) : answered, errno);
  });
}

/** What the last statement answers in a process of its own; undefined where there cannot be one. */
async function answerElsewhere(place: "L" | "U", lines: string): Promise<string | undefined> {
  await using shell = new Shell();
  if (place === "U") await scene(shell);
  const permissions = ["ffi", "read", "write", "env", "sys"].map((name) => `--allow-${name}`);
  const program = [
    Deno.execPath(),
    "run",
    "--quiet",
    "--no-prompt",
    ...permissions,
    new URL("leak_fixture.ts", import.meta.url).pathname,
  ];
  const command = place === "L"
    ? ["sh", "-c", 'ulimit -n 100; exec "$@"', "sh", ...program]
    : [...await unprivileged() ?? [], ...program];
  if (place === "U" && await unprivileged() === undefined) return undefined;
  const [name = "", ...args] = command;
  const child = new Deno.Command(name, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { DENO_NO_UPDATE_CHECK: "1" },
  }).spawn();
  await new Blob([lines]).stream().pipeTo(child.stdin);
  const { stdout, stderr } = await child.output();
  assertEquals(new TextDecoder().decode(stderr), "");
  const { answers } = JSON.parse(new TextDecoder().decode(stdout)) as { readonly answers: readonly string[] };
  return answers.at(-1);
}

/** What a command is started with so that it has no privileges; undefined where they cannot be taken away. */
async function unprivileged(): Promise<readonly string[] | undefined> {
  if (Deno.uid() !== 0) return [];
  const setpriv = await peer("setpriv");
  return setpriv === undefined ? undefined : [setpriv, "--inh-caps=-all", "--bounding-set=-all"];
}

/** A folder, a file and a listening socket that nobody may use who has no privileges. */
async function scene(shell: Shell): Promise<void> {
  await Deno.mkdir("locked", { mode: 0o500 });
  await Deno.writeFile("secret", new Uint8Array(), { mode: 0 });
  await shell.run("s = socket unix; bind s unix:closed; listen s");
  await Deno.chmod("closed", 0);
}

Deno.test("every call has at least three wrong uses, or as many as it can have", () => {
  const counts = Object.groupBy(wrongUses, ({ call }) => call);
  const calls = Object.entries(topics).filter(([topic]) => !otherTopics.includes(topic)).flatMap(([, all]) =>
    all
  );
  const names = calls.map(({ name }) => name);
  assertEquals(names.filter((name) => (counts[name]?.length ?? 0) < (fewer[name] ?? 3)), []);
  assertEquals([...Object.keys(counts), ...Object.keys(fewer)].filter((name) => !names.includes(name)), []);
});

Deno.test("every errno that a wrong use answers has a meaning in the record of its call", () => {
  const unexplained = wrongUses.filter(({ call, errno }) => registry.get(call)?.errors[errno] === undefined);
  assertEquals(unexplained.map(({ call, use, errno }) => `${call}, ${use}: ${errno}`), []);
});

Deno.test("a C program gets the same errno for every wrong use", async () => {
  const gcc = await peer("gcc");
  if (gcc === undefined) return;
  const judged = wrongUses.filter(({ c }) => c !== undefined);
  const told = await inFolder(() => askKernel(gcc, judged));
  const named = (errnos: readonly string[]) =>
    judged.map(({ call, use }, i) => `${call}, ${use}: ${errnos[i]}`);
  assertEquals(named(told), named(judged.map(({ errno }) => errno)));
});

/** What the C parts use. */
const prelude = `
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/capability.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define IN(host, port) (struct sockaddr *)&(struct sockaddr_in){ .sin_family = AF_INET, \\
  .sin_port = htons(port), .sin_addr = { inet_addr(host) } }, sizeof(struct sockaddr_in)
#define IN6(port) (struct sockaddr *)&(struct sockaddr_in6){ .sin6_family = AF_INET6, \\
  .sin6_port = htons(port), .sin6_addr = IN6ADDR_LOOPBACK_INIT }, sizeof(struct sockaddr_in6)
#define SIX(host, port) (struct sockaddr *)six(host, port), sizeof(struct sockaddr_in6)
#define UN(path) (struct sockaddr *)&(struct sockaddr_un){ AF_UNIX, path }, sizeof(struct sockaddr_un)
#define NAME(s) name(s), sizeof(struct sockaddr_in)

static char big[4000000], b10[10];
static int resolver, unknown;

static struct sockaddr *name(int s) {
  static struct sockaddr_storage a;
  socklen_t n = sizeof a;
  getsockname(s, (struct sockaddr *)&a, &n);
  return (struct sockaddr *)&a;
}
static int lookup(const char *host, const char *service, int type) {
  struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = type }, *result;
  resolver = getaddrinfo(host, service, &hints, &result);
  return -1;
}
static int info(const char *host, const char *service, int family, int type, int protocol, int flags) {
  struct addrinfo hints = { flags, family, type, protocol }, *result;
  resolver = getaddrinfo(host, service, &hints, &result);
  return -1;
}
static int who(struct sockaddr *a, socklen_t n, int flags) {
  resolver = getnameinfo(a, n, big, 1000, big + 1000, 1000, flags);
  return -1;
}
static int host(struct hostent *answer) {
  unknown = answer ? 0 : h_errno;
  return answer ? 0 : -1;
}
static struct sockaddr_in6 *six(const char *host, int port) {
  static struct sockaddr_in6 a;
  a = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_port = htons(port) };
  inet_pton(AF_INET6, host, &a.sin6_addr);
  return &a;
}
static int option(int s, int level, int name) {
  int value;
  socklen_t n = sizeof value;
  return getsockopt(s, level, name, &value, &n);
}
static int on(int s, int level, int name) {
  int value = 1;
  return setsockopt(s, level, name, &value, sizeof value);
}
static int tcp(void) { return socket(AF_INET, SOCK_STREAM, 0); }
static int udp(void) { return socket(AF_INET, SOCK_DGRAM, 0); }
static int bound(int s) { bind(s, IN("127.0.0.1", 0)); return s; }
static int nonblock(int s) { return fcntl(s, F_SETFL, O_NONBLOCK); }
static void soon(int s) {
  struct timeval t = { 0, 10000 };
  setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
  setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t);
}
static void reset(int s) {
  struct linger l = { 1, 0 };
  setsockopt(s, SOL_SOCKET, SO_LINGER, &l, sizeof l);
  close(s);
}
static int transmit(int s, const void *control, size_t length, int flags) {
  struct iovec v = { "x", 1 };
  struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = (void *)control, .msg_controllen = length };
  return sendmsg(s, &m, flags);
}
static int control(int s, int level, int type, const void *data, size_t length) {
  static char room[2000];
  struct cmsghdr *c = (void *)room;
  *c = (struct cmsghdr){ CMSG_LEN(length), level, type };
  memcpy(CMSG_DATA(c), data, length);
  return transmit(s, room, CMSG_SPACE(length), 0);
}
static int receive(int s, int flags) {
  struct iovec v = { b10, 10 };
  struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = big, .msg_controllen = 100 };
  return recvmsg(s, &m, flags);
}
static void crowd(void) {
  struct rlimit few = { 100, 100 };
  setrlimit(RLIMIT_NOFILE, &few);
  while (dup(1) >= 0);
}
static void drop(void) {
  mkdir("locked", 0500);
  close(open("secret", O_WRONLY | O_CREAT, 0));
  int s = socket(AF_UNIX, SOCK_STREAM, 0);
  bind(s, UN("closed"));
  listen(s, 5);
  chmod("closed", 0);
  struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3 };
  struct __user_cap_data_struct none[2] = { 0 };
  syscall(SYS_capset, &header, none);
}
`;

/** Compiles the C parts, runs each in a process and a folder of its own, and tells the name of its errno. */
async function askKernel(gcc: string, wrongUses: readonly Wrong[]): Promise<string[]> {
  const source = `${prelude}
${wrongUses.map(({ c }, i) => `static int case${i}(void) { ${c} }`).join("\n")}
static int (*cases[])(void) = { ${wrongUses.map((_, i) => `case${i}`).join(", ")} };

int main(void) {
  signal(SIGPIPE, SIG_IGN);
  for (int i = 0; i < ${wrongUses.length}; i++) {
    char folder[32];
    sprintf(folder, "case%d", i);
    mkdir(folder, 0700);
    if (fork() == 0) {
      alarm(20);
      if (chdir(folder)) _exit(1);
      int result = cases[i]();
      int error = result < 0 ? errno : 0;
      dprintf(1, "%d %d %d\\n", error, resolver, unknown);
      _exit(0);
    }
    int status;
    wait(&status);
    if (status) dprintf(1, "died of %d\\n", status);
  }
}
`;
  await Deno.writeTextFile("wrong.c", source);
  const compiled = await new Deno.Command(gcc, { args: ["-w", "-o", "wrong", "wrong.c"] }).output();
  assertEquals(new TextDecoder().decode(compiled.stderr), "");
  const { stdout } = await new Deno.Command("./wrong").output();
  await using shell = new Shell();
  const { errnoNames, resolverErrorNames } = shell.session.system;
  return new TextDecoder().decode(stdout).trimEnd().split("\n").map((line) => {
    const [number = 0, resolver = 0, host = 0] = line.split(" ").map(Number);
    const name = resolver !== 0
      ? resolverErrorNames.get(resolver)
      : hostErrorName(host) ?? errnoNames.get(number);
    return name ?? line;
  });
}
