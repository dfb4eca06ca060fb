// What does a wrong use of a call answer? errno.txt holds a table of wrong uses: each is run in a session, and where
// gcc is present the same calls are compiled into one C program, so that the kernel is the judge of both.

import { assertEquals } from "@std/assert";
import { peer } from "./peers.ts";
import { inFolder, Shell } from "./session_fixture.ts";

/** A wrong use of a call. */
interface Wrong {
  readonly call: string;
  /** What is wrong, as the test's name says it. */
  readonly use: string;
  readonly errno: string;
  /** The session; its last statement is the wrong use. */
  readonly lines: string;
  /** The body of a C function that returns what the call returned; undefined where C has no such error. */
  readonly c: string | undefined;
}

const calls =
  "socket bind listen accept connect connect_ex send sendall recv sendto recvfrom shutdown close " +
  "getsockname getpeername setsockopt getsockopt settimeout setblocking socketpair dup open";

const wrongUses = readTable(await Deno.readTextFile(new URL("errno.txt", import.meta.url)));

/** Reads the table: `== call`, then `use: ERRNO` with its `$` and `C` lines; `@word` with the same defines a word. */
function readTable(text: string): Wrong[] {
  const words = new Map<string, Partial<Record<"$" | "C", string>>>();
  const uses: { call: string; use: string; errno: string; in: Partial<Record<"$" | "C", string>> }[] = [];
  let call = "";
  let entry: Partial<Record<"$" | "C", string>> = {};
  for (const line of text.split("\n")) {
    const [, language, body] = /^ {2}([$C]) (.*)$/.exec(line) ?? [];
    const [, use, errno] = /^(.*): ([A-Z_0-9]+)$/.exec(line) ?? [];
    if (line === "" || line.startsWith("#")) continue;
    else if (line.startsWith("== ")) call = line.slice(3);
    else if (line.startsWith("@")) words.set(line, entry = {});
    else if (language === "$" || language === "C") entry[language] = body ?? "";
    else if (use !== undefined && errno !== undefined) uses.push({ call, use, errno, in: entry = {} });
    else throw new Error(`errno.txt: ${line}`);
  }
  const spelledOut = (language: "$" | "C", body: string): string => {
    const [, word, rest] = /^(@\S+) (.*)$/.exec(body) ?? [];
    if (word === undefined) return body;
    const meant = words.get(word)?.[language];
    if (meant === undefined) throw new Error(`errno.txt: nobody knows ${word}`);
    return `${spelledOut(language, meant)} ${spelledOut(language, rest ?? "")}`;
  };
  return uses.map(({ call, use, errno, in: { $ = "", C } }) => (
    { call, use, errno, lines: spelledOut("$", $), c: C === undefined ? C : spelledOut("C", C) }
  ));
}

for (const { call, use, errno, lines } of wrongUses) {
  Deno.test(`${call} answers ${errno} for ${use}`, async () => {
    await using shell = new Shell();
    const answered = await inFolder(() => shell.answer(lines));
    // connect_ex does not fail: the number is its value.
    const { errnoNames } = shell.session.system;
    assertEquals(call === "connect_ex" ? errnoNames.get(Number(shell.last)) : answered, errno);
  });
}

Deno.test("every call has at least three wrong uses", () => {
  const counts = Object.groupBy(wrongUses, ({ call }) => call);
  assertEquals(calls.split(" ").filter((call) => (counts[call]?.length ?? 0) < 3), []);
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
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define IN(host, port) (struct sockaddr *)&(struct sockaddr_in){ .sin_family = AF_INET, \\
  .sin_port = htons(port), .sin_addr = { inet_addr(host) } }, sizeof(struct sockaddr_in)
#define IN6(port) (struct sockaddr *)&(struct sockaddr_in6){ .sin6_family = AF_INET6, \\
  .sin6_port = htons(port), .sin6_addr = IN6ADDR_LOOPBACK_INIT }, sizeof(struct sockaddr_in6)
#define UN(path) (struct sockaddr *)&(struct sockaddr_un){ AF_UNIX, path }, sizeof(struct sockaddr_un)
#define NAME(s) name(s), sizeof(struct sockaddr_in)

static char big[4000000], b10[10];
static int resolver;

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
      dprintf(1, "%d %d\\n", result < 0 ? errno : 0, resolver);
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
    const [number = 0, resolver = 0] = line.split(" ").map(Number);
    return (resolver !== 0 ? resolverErrorNames.get(resolver) : errnoNames.get(number)) ?? line;
  });
}
