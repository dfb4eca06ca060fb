// Does each MSG_ flag do on each kind of socket what the kernel does for C? The same calls are made by python3, whose sockets
// block in the kernel (SO_RCVTIMEO, no time-out of Python's own), and the answers are compared one by one.

import { assertEquals } from "@std/assert";
import { SystemError } from "../lib/errors.ts";
import { peer } from "./peers.ts";
import { Shell } from "./session_fixture.ts";

/** Two connected sockets of each kind, as the session makes them. Receiving gives up after 20 ms. */
const kinds: Readonly<Record<string, string>> = {
  tcp:
    "l = socket tcp; bind l 127.0.0.1:0; listen l; a = socket tcp; connect a (getsockname(l)); b, x = accept l",
  udp:
    "b = socket udp; bind b 127.0.0.1:0; a = socket udp; connect a (getsockname(b)); connect b (getsockname(a))",
  unix: "a, b = socketpair()",
  unixgram: "a, b = socketpair(AF_UNIX, SOCK_DGRAM)",
  unixpacket: "a, b = socketpair(AF_UNIX, SOCK_SEQPACKET)",
};

/** One call a word list: `send a DATA FLAGS`, `recv b LENGTH FLAGS`, `shutdown a`, `close a`. */
const scenarios: readonly (readonly string[])[] = [
  [
    "send a abcdef 0",
    "recv b 3 MSG_PEEK",
    "recv b 3 0",
    "recv b 9 MSG_PEEK",
    "recv b 9 0",
    "recv b 9 MSG_DONTWAIT",
  ],
  ["send a abcdef 0", "recv b 3 MSG_TRUNC", "recv b 9 MSG_TRUNC"],
  ["send a abcdef 0", "recv b 3 MSG_PEEK|MSG_TRUNC", "recv b 9 0"],
  ["recv b 9 MSG_DONTWAIT", "recv b 9 MSG_PEEK|MSG_DONTWAIT", "recv b 9 MSG_OOB", "recv b 9 MSG_ERRQUEUE"],
  ["recv b 9 0", "recv b 9 MSG_WAITALL"],
  ["send a ab 0", "send a cd 0", "recv b 4 MSG_WAITALL", "send a e 0", "recv b 4 MSG_WAITALL"],
  [
    "send a ab 0",
    "recv b 4 MSG_WAITALL|MSG_PEEK",
    "recv b 4 MSG_WAITALL",
    "recv b 4 MSG_WAITALL|MSG_DONTWAIT",
  ],
  ["send a ab MSG_OOB", "recv b 9 0", "recv b 9 MSG_OOB", "recv b 9 MSG_OOB", "recv b 9 MSG_DONTWAIT"],
  [
    "send a x MSG_OOB",
    "recv b 9 MSG_OOB|MSG_PEEK",
    "recv b 9 MSG_OOB",
    "send a y MSG_OOB",
    "recv b 9 MSG_DONTWAIT|MSG_OOB",
  ],
  ["send a one MSG_MORE", "recv b 9 MSG_DONTWAIT", "send a two 0", "recv b 9 0", "recv b 9 MSG_DONTWAIT"],
  [
    "send a one MSG_NOSIGNAL",
    "recv b 9 0",
    "send a two MSG_DONTROUTE",
    "recv b 9 0",
    "send a three MSG_EOR",
    "recv b 9 0",
  ],
  [
    "send a one MSG_DONTWAIT",
    "recv b 9 0",
    "send a one MSG_CONFIRM",
    "recv b 9 0",
    "send a one MSG_TRUNC",
    "recv b 9 MSG_DONTWAIT",
  ],
  ["send a abc 0", "recv b 9 MSG_ERRQUEUE", "recv b 9 MSG_CTRUNC", "recv b 9 MSG_ERRQUEUE|MSG_DONTWAIT"],
  ["send a abc 0", "recv b 9 MSG_CMSG_CLOEXEC", "send a  MSG_NOSIGNAL", "recv b 9 MSG_DONTWAIT"],
  [
    "close a",
    "recv b 9 0",
    "recv b 9 MSG_PEEK",
    "send b abc MSG_NOSIGNAL",
    "recv b 9 MSG_DONTWAIT",
    "send b abc MSG_NOSIGNAL",
  ],
  ["shutdown a", "recv b 9 MSG_WAITALL", "send a x MSG_NOSIGNAL", "send b x 0", "recv a 9 MSG_PEEK"],
  [
    "send a abc 0",
    "shutdown a",
    "recv b 9 MSG_PEEK|MSG_WAITALL",
    "recv b 9 MSG_WAITALL",
    "recv b 9 MSG_WAITALL",
  ],
];

const script = `
import errno, json, socket, struct, sys, time
def pair(kind):
    if kind == "tcp":
        l = socket.socket(); l.bind(("127.0.0.1", 0)); l.listen()
        a = socket.socket(); a.connect(l.getsockname()); b, _ = l.accept()
        l.close()
    elif kind == "udp":
        b = socket.socket(type=socket.SOCK_DGRAM); b.bind(("127.0.0.1", 0))
        a = socket.socket(type=socket.SOCK_DGRAM); a.connect(b.getsockname()); b.connect(a.getsockname())
    else:
        types = {"unix": socket.SOCK_STREAM, "unixgram": socket.SOCK_DGRAM, "unixpacket": socket.SOCK_SEQPACKET}
        a, b = socket.socketpair(socket.AF_UNIX, types[kind])
    for s in (a, b): s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 0, 20000))
    return {"a": a, "b": b}
def flags(text):
    return 0 if text == "0" else sum(getattr(socket, n, {"MSG_CONFIRM": 0x800}.get(n)) for n in text.split("|"))
def call(sockets, line):
    op, name, *rest = line.split(" ")
    s = sockets[name]
    try:
        if op == "send": return s.send(rest[0].encode(), flags(rest[1]))
        if op == "recv":
            # As many bytes as came; with MSG_TRUNC python3 would count those that did not.
            room = bytearray(int(rest[0])); n = s.recv_into(room, len(room), flags(rest[1]))
            return bytes(room[:n]).decode()
        if op == "shutdown": s.shutdown(socket.SHUT_WR)
        if op == "close": s.close()
        return 0
    except OSError as e:
        # One number with two names.
        return errno.errorcode[e.errno].replace("ENOTSUP", "EOPNOTSUPP")
kinds, scenarios = json.load(sys.stdin)
answers = []
for kind in kinds:
    for lines in scenarios:
        s = pair(kind); got = []
        for line in lines: got.append(call(s, line)); time.sleep(0.002)
        answers.append(got)
print(json.dumps(answers))
`;

Deno.test("MSG_ flags do on each kind of socket what they do for python3", async () => {
  const python = await peer("python3");
  if (python === undefined) return;
  const child = new Deno.Command(python, { args: ["-c", script], stdin: "piped", stdout: "piped" }).spawn();
  await new Blob([JSON.stringify([Object.keys(kinds), scenarios])]).stream().pipeTo(child.stdin);
  const expected = JSON.parse(
    new TextDecoder().decode((await child.output()).stdout),
  ) as (string | number)[][];

  const differences: string[] = [];
  let at = 0;
  for (const [kind, statements] of Object.entries(kinds)) {
    for (const lines of scenarios) {
      await using shell = new Shell();
      await shell.run(`${statements}; settimeout a 20ms; settimeout b 20ms`);
      const answers = expected[at++];
      for (const [i, line] of lines.entries()) {
        const got = await answerTo(shell, line);
        await new Promise((resolve) => setTimeout(resolve, 2));
        if (got !== answers?.[i]) {
          differences.push(`${kind}: ${lines.slice(0, i + 1).join("; ")}: ${got}, not ${answers?.[i]}`);
        }
      }
    }
  }
  assertEquals(differences, []);
});

/** What a call answered, in the words of the script. */
async function answerTo(shell: Shell, line: string): Promise<string | number> {
  const [call = "", name = "", what = "", flags = "0"] = line.split(" ");
  const statement = call === "send"
    ? `send ${name} "${what}" ${flags}`
    : call === "recv"
    ? `recv ${name} ${what} ${flags}`
    : call === "shutdown"
    ? `shutdown ${name} SHUT_WR`
    : `close ${name}`;
  const [outcome] = await shell.start(statement, true).done;
  if (outcome?.error instanceof SystemError) return outcome.error.code;
  const value = outcome?.value;
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : Number(value);
}
