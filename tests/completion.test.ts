// Completion: what Tab offers where the cursor stands.

import { assert, assertEquals } from "@std/assert";
import { registry as commands } from "../commands/mod.ts";
import { command, flag, option, path, plainText, type Registry, socket } from "../lib/command.ts";
import { complete, type Surroundings } from "../lib/completion.ts";
import { vocabularyOf } from "../lib/interpreter.ts";
import type { Language } from "../lib/messages/language.ts";
import { Session } from "../lib/session.ts";
import { Socket } from "../lib/sockets/mod.ts";
import fc from "./properties.ts";
import { libc } from "./replay.ts";

const nothing = { en: "", pt: "" };

/** A command with options; the real ones have no reason to keep theirs as they are. */
const launch = command({
  name: "launch",
  prototype: "",
  summary: nothing,
  description: nothing,
  parameters: { sockfd: socket },
  options: {
    maxClients: option(plainText, "N", nothing, { short: "n" }),
    keepOpen: flag(nothing, { short: "k" }),
    log: option(path, "PATH", nothing, { aliases: ["registro"] }),
  },
  forms: ["sockfd"],
  errors: {},
  example: "",
  run: () => null,
});

const registry: Registry = new Map([...commands, [launch.name, launch]]);

const folders: Readonly<Record<string, readonly string[]>> = {
  ".": ["lab.socksh", "lib/", "notes.txt"],
  "lib/": ["values.ts", "sub/"],
  "/": ["etc/", "tmp/"],
};

/** A session with a listening server, a client, a closed socket and two other variables. */
function surroundings(language: Language = "en"): Surroundings & Disposable {
  const session = new Session(libc, ["socksh"]);
  const { constants } = libc.system;
  const [AF_INET = 0, SOCK_STREAM = 0] = ["AF_INET", "SOCK_STREAM"].map((name) => constants.get(name));
  const srv = session.sockets.socket(AF_INET, SOCK_STREAM, 0);
  session.sockets.listen(srv, 1);
  session.assign("srv", srv);
  session.assign("cli", session.sockets.socket(AF_INET, SOCK_STREAM, 0));
  session.assign("gone", new Socket(-1, AF_INET, SOCK_STREAM, 0, "session"));
  session.assign("message", "Hello");
  session.assign("size", 1024);
  return {
    session,
    registry,
    vocabulary: vocabularyOf(registry, session.system),
    language,
    list: (folder) => folders[folder] ?? [],
    [Symbol.dispose]: () => session.close(),
  };
}

/** What is offered at `|`, and what of the text it replaces. */
function offered(
  marked: string,
  language?: Language,
): { candidates: readonly string[]; replaced: string } {
  using around = surroundings(language);
  const cursor = marked.indexOf("|");
  const text = marked.replace("|", "");
  const { candidates, from } = complete(text, cursor, around);
  return { candidates, replaced: text.slice(from, cursor) };
}

const exact: readonly [title: string, marked: string, candidates: string[]][] = [
  ["commands by their beginning", "socke|", ["socket", "socketpair", "sockets"]],
  ["one command", "listen|", ["listen"]],
  ["commands and variables", "cl|", ["close", "cli"]],
  ["a command behind an assignment", "x = socketp|", ["socketpair"]],
  ["no keyword behind an assignment", "x = whi|", []],
  ["keywords where a statement begins", "whi|", ["while"]],
  ["no jump outside of a loop", "brea|", []],
  ["jumps inside a loop", "while size { if size { brea|", ["break"]],
  ["the other jump inside a loop", "repeat 3 {\n  contin|", ["continue"]],
  ["keywords in a block", "{ repea|", ["repeat"]],
  ["else behind the block of an if", "if size { print 1 } |", ["else"]],
  ["if behind else", "if size { } else |", ["if"]],
  ["nothing behind another block", "while size { } |", []],
  ["commands in a condition", "while liste|", ["listen"]],
  ["variables in a condition", "if size == si|", ["size"]],
  ["sockets in a condition", "while listen |", ["srv", "cli"]],
  ["commands in a condition that assigns", "while got = recvf|", ["recvfrom"]],
  ["variables for a number of times", "repeat siz|", ["size"]],
  ["a statement behind a time limit", "timeout 2s sendal|", ["sendall"]],
  ["keywords behind a time limit", "timeout 2s whi|", ["while"]],
  ["times behind an expectation", "listen srv => ok |", ["within", "after"]],
  ["the other time", "listen srv => ok after 1s |", ["within"]],
  ["a time that is begun", "listen srv => 0 wi|", ["within"]],
  ["a command behind a semicolon", "close cli; lis|", ["listen"]],
  ["nothing for what begins nothing", "zzz|", []],
  ["open sockets where a socket is wanted", "listen |", ["srv", "cli"]],
  ["the socket that fits", "listen s|", ["srv"]],
  ["sockets and variables inside parentheses", "listen(s|", ["srv", "size"]],
  ["shorthands of socket", "socket u|", ["udp", "udp6", "unix", "unixgram", "unixpacket"]],
  ["constants of the parameter", "socket AF_INET SOCK_S|", ["SOCK_SEQPACKET", "SOCK_STREAM"]],
  ["how to shut down", "shutdown cli |", ["SHUT_RD", "SHUT_RDWR", "SHUT_WR"]],
  ["variables where data are wanted", "send cli $m|", ["$message"]],
  ["truth values", "setblocking cli |", ["True", "False"]],
  ["None for no time-out", "settimeout cli N|", ["None"]],
  ["commands for help", "help liste|", ["listen"]],
  ["words of the language for help", "help repea|", ["repeat"]],
  ["files of this folder", "source l|", ["lab.socksh", "lib/"]],
  ["files of another folder", "source lib/v|", ["lib/values.ts"]],
  ["files from the root", "source /e|", ["/etc/"]],
  ["no files of a folder that is not there", "source nowhere/|", []],
  ["words of capture", "capture start a|", ["all", "any"]],
  ["captures of this folder", "capture show l|", ["lab.socksh", "lib/", "lo"]],
  ["errors behind an arrow", "connect cli :1 => ECONNRE|", ["ECONNREFUSED", "ECONNRESET"]],
  ["errors of the resolver behind an arrow", "connect cli :1 => EAI_NON|", ["EAI_NONAME"]],
  ["ok behind an arrow", "connect cli :1 => o|", ["ok"]],
  ["methods of a text", "message.e|", ["encode"]],
  ["commands as methods of a socket", "srv.lis|", ["listen"]],
  ["nothing inside a comment", "# sock|", []],
  ["options behind a hyphen", "launch -|", ["--max-clients", "--keep-open", "--log"]],
  ["the option that fits", "launch srv --k|", ["--keep-open"]],
  ["options that are not given yet", "launch -n 5 srv --registro=a -|", ["--keep-open"]],
  ["what an option's value can be", "launch --log l|", ["lab.socksh", "lib/"]],
  ["what the value behind = can be", "launch --log=lib/v|", ["lib/values.ts"]],
  ["variables as the value of an option", "launch --max-clients $s|", ["$srv", "$size"]],
  ["arguments behind options", "launch --keep-open |", ["srv", "cli"]],
  ["arguments behind --", "launch -- -|", []],
  ["no options of a command without any", "listen -|", []],
];

Deno.test("Tab offers what fits at the cursor", () => {
  for (const [title, marked, candidates] of exact) {
    assertEquals([...offered(marked).candidates].sort(), [...candidates].sort(), title);
  }
});

Deno.test("explain is offered the concepts in the session's language, help is not", () => {
  assertEquals(offered("explain backl|").candidates, ["backlog"]);
  assertEquals(offered("explain conex|", "pt-BR").candidates, ["conexão"]);
  assertEquals(offered("explain conex|").candidates, []);
  assertEquals(offered("explain TIME_|").candidates, ["TIME_WAIT"]);
  assertEquals(offered("help backl|").candidates, []);
});

Deno.test("wait and cancel are offered the jobs that run: numbers, names they set, and commands", () => {
  using around = surroundings();
  const begin = (command: string | undefined, sets: readonly string[]) =>
    around.session.jobs.add({
      text: command ?? "{ … }",
      command,
      single: true,
      sets,
      control: new AbortController(),
      parent: undefined,
    });
  begin("echo-server", []);
  begin("recv", ["data"]);
  begin(undefined, []);
  begin("sleep", []).finish({ state: "succeeded", value: null, error: undefined });
  const offer = (text: string) => complete(text, text.length, around).candidates;
  assertEquals(offer("cancel ec"), ["echo-server"]);
  assertEquals(offer("wait "), ["1", "echo-server", "2", "data", "recv", "3"]);
  assertEquals(offer("wait sl"), []);
});

Deno.test("in a set of flags only the last one is completed", () => {
  using around = surroundings();
  const text = "recv cli 10 MSG_PEEK|MSG_WAITA";
  const { candidates, from } = complete(text, text.length, around);
  assertEquals([candidates, text.slice(from)], [["MSG_WAITALL"], "MSG_WAITA"]);
});

Deno.test("the addresses of the session's sockets are offered for an address", () => {
  using around = surroundings();
  const { candidates } = complete("connect cli ", 12, around);
  assert(candidates.some((candidate) => /^0\.0\.0\.0:\d+$/.test(candidate)), candidates.join());
});

Deno.test("a command that takes no socket is no method of one, and one that does is", () => {
  const { candidates } = offered("srv.|");
  for (const name of ["bind", "listen", "accept", "recv", "close", "settimeout"]) {
    assert(candidates.includes(name), name);
  }
  for (const name of ["help", "print", "socket", "exit", "source"]) assert(!candidates.includes(name), name);
});

Deno.test("the module's name in front changes nothing", () => {
  assert(offered("x = socket.soc|").candidates.includes("socket"));
  assertEquals(offered("cli.setsockopt(socket.SOL_SOC|").candidates, ["SOL_SOCKET"]);
});

Deno.test("only what is typed of the word is replaced", () => {
  for (
    const [marked, replaced] of [
      ["bind sr|", "sr"],
      ["bind(sr|", "sr"],
      ["x=soc|", "soc"],
      ["bind |", ""],
      [
        "srv.li|",
        "li",
      ],
      ["launch --lo|", "--lo"],
      ["launch --log=la|", "la"],
    ] as const
  ) {
    assertEquals(offered(marked).replaced, replaced, marked);
  }
});

Deno.test("a candidate is offered once, begins with what is typed, and no closed socket is among them", () => {
  const pieces = fc.constantFrom(
    "sock",
    "bind",
    "srv",
    "s",
    "$",
    "m",
    " ",
    "(",
    ")",
    ",",
    ".",
    "=",
    "=> ",
    "A",
    "lib/",
    "launch ",
    "--log",
    "-",
    '"',
    "|",
    "#",
    ";",
    "{ ",
    "} ",
    "if ",
    "else ",
    "while ",
    "timeout 2s ",
    "ok ",
    "within ",
  );
  using around = surroundings();
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
      const text = parts.join("");
      const { candidates, from } = complete(text, text.length, around);
      assert(from >= 0 && from <= text.length);
      assertEquals(new Set(candidates).size, candidates.length);
      for (const candidate of candidates) {
        assert(candidate.startsWith(text.slice(from)), `${text}: ${candidate}`);
      }
    }),
    { numRuns: 5000 },
  );
  assert(!offered("listen |").candidates.includes("gone"));
});

Deno.test("a file name that would be read as more than a name is not offered", () => {
  using around = surroundings();
  const hostile = [
    "ss",
    "ss O_CREAT\nopen victim O_TRUNC",
    "ss;close",
    "ss $x",
    "ss => ok",
    "s\u202es",
    "s\ufffd",
  ];
  const line = "open s";
  const { candidates } = complete(line, line.length, { ...around, list: () => hostile });
  assertEquals(candidates, ["ss"]);
  const dollars = complete("open $", 6, { ...around, list: () => ["$message;close srv", "$ x"] });
  assertEquals(dollars.candidates.filter((name) => /[; ]/.test(name)), []);
});
