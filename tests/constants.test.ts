// help for constants: every constant has a text that is true, in both languages, and is found by its name.

import { assert, assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import { setColorEnabled } from "@std/fmt/colors";
import { registry } from "../commands/mod.ts";
import { optionLayout } from "../lib/abi/options.ts";
import { linux } from "../lib/abi/linux.ts";
import { constant, system, tcpStates } from "../lib/abi/mod.ts";
import { type Explanation, languageTopics } from "../lib/command.ts";
import { complete } from "../lib/completion.ts";
import { vocabularyOf } from "../lib/interpreter.ts";
import { type ConstantText, constantText, constantTexts } from "../lib/messages/constants.ts";
import type { About } from "../lib/messages/constants/section.ts";
import type { Language } from "../lib/messages/mod.ts";
import { wordText, wordTexts } from "../lib/messages/words.ts";
import { FUNCTIONS, VALUE_METHODS } from "../lib/language/mod.ts";
import { KEYWORDS, WORD_OPERATORS } from "../lib/language/names.ts";
import { commandList, reported, topicHelp } from "../lib/render/mod.ts";
import { width } from "../lib/render/width.ts";
import { Session } from "../lib/session.ts";
import { libc, replay } from "./replay.ts";
import { Shell } from "./session_fixture.ts";

setColorEnabled(false);

const LANGUAGES: readonly Language[] = ["en", "pt-BR"];

/** The tables of Linux, on whatever system the tests run. */
const tables = system("linux", "x86_64")!;

/** Every text that is written out, by its constant. */
const written: readonly [name: string, about: About][] = Object.entries(constantTexts).flatMap(
  ([name, entry]): [string, About][] => typeof entry === "string" ? [] : [[name, entry]],
);

/** The screen after `help NAME`. */
function help(name: string, language: Language, columns?: number): string {
  const state = tcpStates.get(name);
  const about = constantText(state ?? name);
  const topic: Explanation = { kind: "constant", name, about };
  return topicHelp(topic, { system: tables, registry, language, columns });
}

/** What a constant says, of itself or of the one it is another name of. */
function textOf(name: string): ConstantText {
  return constantText(name);
}

// ---- the texts

Deno.test("every constant has a text, and every text a constant", () => {
  const names = Object.keys(linux.constants);
  assertEquals(names.filter((name) => !Object.hasOwn(constantTexts, name)), []);
  assertEquals(
    Object.keys(constantTexts).filter((name) => !names.includes(name) && tcpStates.get(name) !== name),
    [],
  );
});

Deno.test("every TCP state has a text", () => {
  assertEquals(
    [...new Set(tcpStates.values())].filter((state) => typeof constantTexts[state] !== "object"),
    [],
  );
});

Deno.test("another name of a constant has its number, and the other name has the text", () => {
  const aliases = Object.entries(constantTexts).filter(([, entry]) => typeof entry === "string");
  for (const [name, original] of aliases) {
    assertEquals(typeof constantTexts[String(original)], "object", name);
    // F_OWNER_GID is what a group was called before it had a name of its own.
    assertEquals(tables.constants.get(name), tables.constants.get(String(original)), name);
    assertEquals(textOf(name).alias, original);
  }
  assert(aliases.length > 15, `only ${aliases.length} aliases`);
});

Deno.test("a constant of another system has a line that names its header, and no error", () => {
  for (const name of ["SO_NOSIGPIPE", "AF_SYSTEM", "TCP_NOPUSH", "F_FULLFSYNC", "WHAT_EVER"]) {
    const { text, see, use } = constantText(name);
    for (const each of [text.en, text.pt, see, use.en, use.pt]) assert(each.length > 3, name);
    assertMatch(see, /^<.*\.h>$/);
  }
  // Names of every object are no constants.
  assertMatch(constantText("constructor").see, /^</);
});

Deno.test("texts are one to three sentences in both languages, and they differ", () => {
  for (const [name, { text }] of written) {
    for (const said of [text.en, text.pt]) {
      assertMatch(said, /^\S.*[^.]\.$/, name);
      assert(said === said.trim() && !/\s\s|\n/.test(said), name);
      const sentences = said.replace(/\b\d+(\.\d+)+\b/g, "").match(/[.!?](\s|$)/g) ?? [];
      assert(sentences.length >= 1 && sentences.length <= 3, `${name}: ${sentences.length} sentences`);
      assert(said.length <= 400, `${name}: ${said.length} letters`);
    }
    assertNotEquals(text.en, text.pt, name);
  }
});

Deno.test("texts name constants that exist", () => {
  // Flags of structures, capabilities, and names that headers have beside the tables.
  const others =
    /^(CAP_|SCM_INQ$|SCM_TXTIME$|SCM_TIMESTAMP|SOCK_(SND|RCV)BUF_LOCK$|SIG|TIME_WAIT$|PF_KEY$)|_$/;
  for (const [name, { use, type, text }] of written) {
    const said = [use, type, text].flatMap((each) => each === undefined ? [] : [each.en, each.pt]).join(" ");
    for (const [word] of said.matchAll(/\b(?:[A-Z][A-Z0-9]*_[A-Z0-9_]+|E[A-Z]{4,})\b/g)) {
      const known = tables.constants.has(word) || tables.errnos.has(word) || tcpStates.has(word) ||
        tables.resolverErrors.has(word) || Object.hasOwn(constantTexts, word);
      assert(known || others.test(word), `${name} speaks of ${word}`);
    }
  }
});

Deno.test("every manual page that is named is written as one", () => {
  for (const [name, { see }] of written) {
    assertMatch(see, /^([a-z0-9_]+\([2-7]\)|<[a-z0-9_\/-]+\.h>|RFC \d{3,4})$/, name);
  }
});

Deno.test("Portuguese texts are Brazilian, and have no English left in them", () => {
  const elsewhere =
    /(?<![\p{L}\p{N}_-])(soquete|porto|ficheiro|ecrã|ligação|utilizador|time-?out)(?![\p{L}\p{N}_])/iu;
  const english =
    /(?<![\p{L}\p{N}_-])(the|and|of|with|that|or|to|in|when|off|none|bytes or)(?![\p{L}\p{N}_])/u;
  for (const [name, { use, type, text }] of written) {
    for (const said of [use.pt, type?.pt ?? "", text.pt]) {
      assert(!elsewhere.test(said), `${name}: ${said}`);
      assert(!english.test(said), `${name}: ${said}`);
      assert(!/(?<!\p{L})(de|em) (o|a|os|as) /u.test(said), `${name}: ${said}`);
    }
  }
});

// ---- what they say is so

/** Descriptors of many kinds; the raw ones are there where it is allowed. */
function sockets(): { fds: Map<string, number> } & Disposable {
  const kinds: readonly [name: string, domain: string, type: string, protocol: string][] = [
    ["tcp", "AF_INET", "SOCK_STREAM", "IPPROTO_TCP"],
    ["udp", "AF_INET", "SOCK_DGRAM", "IPPROTO_UDP"],
    ["udp6", "AF_INET6", "SOCK_DGRAM", "IPPROTO_UDP"],
    ["tcp6", "AF_INET6", "SOCK_STREAM", "IPPROTO_TCP"],
    ["tcp6", "AF_INET6", "SOCK_STREAM", "IPPROTO_TCP"],
    ["unix", "AF_UNIX", "SOCK_STREAM", "IPPROTO_IP"],
    ["raw", "AF_INET", "SOCK_RAW", "IPPROTO_ICMP"],
    ["raw6", "AF_INET6", "SOCK_RAW", "IPPROTO_ICMPV6"],
    ["own6", "AF_INET6", "SOCK_RAW", "IPPROTO_RAW"],
    ["raw", "AF_INET", "SOCK_RAW", "IPPROTO_ICMP"],
    ["raw6", "AF_INET6", "SOCK_RAW", "IPPROTO_ICMPV6"],
    ["own6", "AF_INET6", "SOCK_RAW", "IPPROTO_RAW"],
  ];
  const { constants } = libc.system;
  const fds = new Map<string, number>();
  for (const [name, ...numbers] of kinds) {
    const [domain = 0, type = 0, protocol = 0] = numbers.map((each) => constants.get(each) ?? 0);
    const fd = libc.socket(domain, type, protocol);
    if (fd >= 0) fds.set(name, fd);
  }
  return { fds, [Symbol.dispose]: () => fds.forEach((fd) => void libc.close(fd)) };
}

/** The options, and what their texts say can be done with them. */
const options = written.flatMap(([name, { use, type, text }]) => {
  const level = / at level (\w+)/.exec(use.en)?.[1];
  if (type === undefined || level === undefined) return [];
  const way = use.en.includes("cannot be set") ? "get" : use.en.includes("cannot be read") ? "set" : "both";
  return [{ name, level, way, raw: text.en.includes("raw ") }];
});

/** Two options that share a number: one can be set, the other read. */
const shared = ["SO_ATTACH_FILTER", "SO_GET_FILTER"];

Deno.test({
  name: "the kernel refuses to set what can only be read, and to read what can only be set",
  ignore: Deno.build.os !== "linux",
  fn() {
    using all = sockets();
    const ENOPROTOOPT = -constantOf("ENOPROTOOPT");
    const families: Readonly<Record<string, readonly string[]>> = {
      SOL_SOCKET: ["tcp", "udp", "unix"],
      IPPROTO_TCP: ["tcp"],
      IPPROTO_IP: ["udp"],
      IPPROTO_IPV6: ["udp6"],
      IPPROTO_UDP: ["udp"],
    };
    let tried = 0;
    for (const { name, level, way } of options) {
      if (shared.includes(name) || way === "both") continue;
      for (const kind of families[level] ?? []) {
        const fd = all.fds.get(kind);
        const number = libc.system.constants.get(name);
        if (fd === undefined || number === undefined) continue;
        const levelNumber = constant(libc.system, level);
        const answer = way === "get"
          ? libc.setsockopt(fd, levelNumber, number, new Uint8Array(4), 4)
          : libc.getsockopt(fd, levelNumber, number);
        assertEquals(answer, ENOPROTOOPT, `${name} on ${kind}`);
        tried++;
      }
    }
    assert(tried > 60, `only ${tried} were tried`);
  },
});

Deno.test({
  name: "the kernel reads and sets what can be read and set",
  ignore: Deno.build.os !== "linux",
  fn() {
    using all = sockets();
    const refusals = ["ENOPROTOOPT", "EOPNOTSUPP"].map((name) => -constantOf(name));
    let tried = 0;
    for (const { name, level, way, raw } of options) {
      // Without a privilege there are no raw sockets to try.
      if (way !== "both" || (raw && !all.fds.has("own6"))) continue;
      const number = libc.system.constants.get(name) ?? 0;
      const levelNumber = constant(libc.system, level);
      const answers = [...all.fds.values()].map((fd) => ({
        read: libc.getsockopt(fd, levelNumber, number),
        set: libc.setsockopt(fd, levelNumber, number, new Uint8Array(4), 4),
      }));
      const readable = answers.filter(({ read }) => typeof read !== "number" || !refusals.includes(read));
      const settable = answers.filter(({ set }) => !refusals.includes(set));
      // A kernel that is older than an option, or built without it, knows it neither way.
      if (readable.length === 0 && settable.length === 0) continue;
      assert(readable.length > 0, `${name} cannot be read`);
      // EOPNOTSUPP of a socket that can read it is a kernel without what the option needs.
      assert(readable.some(({ set }) => set !== refusals[0]), `${name} cannot be set`);
      tried++;
    }
    assert(tried > 100, `only ${tried} were tried`);
  },
});

function constantOf(errno: string): number {
  return libc.system.errnos.get(errno) ?? 0;
}

Deno.test("the structure a text names is the one the option is laid out as", () => {
  const differing = ["port_range", "sk_meminfo", "so_timestamping"];
  let compared = 0;
  for (const [name, { use, type }] of written) {
    const level = / at level (\w+)/.exec(use.en)?.[1];
    if (level === undefined || type === undefined || !tables.constants.has(level)) continue;
    const layout = optionLayout(tables, constant(tables, level), constant(tables, name));
    if (layout?.kind !== "struct" || differing.includes(layout.name) || shared.includes(name)) continue;
    const said = type.en.replace("__kernel_sock_timeval", "timeval");
    assertStringIncludes(said, `struct ${layout.name}`, name);
    compared++;
  }
  assert(compared > 15, `only ${compared} were compared`);
});

Deno.test({
  name: "times and counts that texts give as usual are those of this kernel",
  ignore: Deno.build.os !== "linux",
  fn() {
    using all = sockets();
    const { constants } = libc.system;
    const read = (kind: string, level: string, option: string): number => {
      const bytes = libc.getsockopt(
        all.fds.get(kind) ?? -1,
        constants.get(level) ?? 0,
        constants.get(option) ?? 0,
      );
      if (typeof bytes === "number") throw new Error(`${option}: ${bytes}`);
      return new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true);
    };
    // The texts give what an unconfigured system has; one that is configured otherwise shows it in /proc.
    const configured = (name: string) => {
      const content = libc.readFile(`/proc/sys/net/ipv4/${name}`);
      return typeof content === "number" ? NaN : Number(new TextDecoder().decode(content));
    };
    for (
      const [option, file, usual] of [
        ["TCP_KEEPIDLE", "tcp_keepalive_time", "7200"],
        ["TCP_KEEPINTVL", "tcp_keepalive_intvl", "75"],
        ["TCP_KEEPCNT", "tcp_keepalive_probes", "9"],
        ["TCP_SYNCNT", "tcp_syn_retries", "6"],
        ["TCP_LINGER2", "tcp_fin_timeout", "60"],
      ] as const
    ) {
      assertEquals(read("tcp", "IPPROTO_TCP", option), configured(file), option);
      assertStringIncludes(textOf(option).text.en, usual);
    }
    assertEquals(read("udp", "IPPROTO_IP", "IP_MULTICAST_TTL"), 1);
    assertEquals(read("udp6", "IPPROTO_IPV6", "IPV6_MULTICAST_HOPS"), 1);
    for (const option of ["IP_MULTICAST_LOOP", "IP_MULTICAST_ALL"]) {
      assertEquals(read("udp", "IPPROTO_IP", option), 1, option);
    }
    assertEquals(read("tcp", "SOL_SOCKET", "SO_SNDLOWAT"), 1);
    assertEquals(read("unix", "SOL_SOCKET", "SO_PEEK_OFF"), -1);
  },
});

// ---- the screen

Deno.test("help of a constant tells its number, where it is used, its value, the manual and what it is for", async () => {
  const en = await replay(["help SO_REUSEADDR"], "en");
  assertStringIncludes(en, `SO_REUSEADDR = ${libc.system.constants.get("SO_REUSEADDR")}\n`);
  assertStringIncludes(en, "  Use    setsockopt and getsockopt at level SOL_SOCKET\n");
  assertStringIncludes(en, "  Value  int: 0 off, 1 on\n  See    socket(7)\n\n  Lets bind take an address");
  const pt = await replay(["man SO_REUSEADDR"], "pt-BR");
  assertStringIncludes(pt, "  Uso    setsockopt e getsockopt no nível SOL_SOCKET\n");
  assertStringIncludes(pt, "  Valor  int: 0 desligada, 1 ligada\n  Veja   socket(7)\n\n  Permite que bind");
});

Deno.test("flags are shown in hexadecimal, too, and addresses with dots", () => {
  assertStringIncludes(help("MSG_DONTWAIT", "en"), "MSG_DONTWAIT = 64 (0x40)\n");
  assertStringIncludes(help("MSG_PEEK", "en"), "MSG_PEEK = 2\n");
  assertStringIncludes(help("INADDR_LOOPBACK", "en"), "INADDR_LOOPBACK = 2130706433 (127.0.0.1)\n");
  assertStringIncludes(help("INADDR_BROADCAST", "en"), "(255.255.255.255)\n");
  assertStringIncludes(help("SOCK_STREAM", "en"), "SOCK_STREAM = 1\n");
});

Deno.test("another name says which constant it is the same as", async () => {
  assertMatch(help("AF_LOCAL", "en"), /^AF_LOCAL = 1\n\n {2}Same as {2}AF_UNIX\n/);
  assertMatch(help("AF_LOCAL", "pt-BR"), /^AF_LOCAL = 1\n\n {2}Igual a {2}AF_UNIX\n/);
  assertStringIncludes(await replay(["help ESTAB"], "en"), "ESTAB\n\n  Same as  ESTABLISHED\n");
});

Deno.test("help of a TCP state explains it, and has no number", async () => {
  assertStringIncludes(await replay(["help TIME_WAIT"], "en"), "\nTIME_WAIT\n\n  Use  the state of a TCP");
});

Deno.test("help of an error tells its number, its words and the commands that explain it", async () => {
  const en = await replay(["help EADDRINUSE"], "en");
  assertStringIncludes(en, `EADDRINUSE = ${constantOf("EADDRINUSE")}\n`);
  assertMatch(en, /Errors of {2}.*\bbind\b/);
  assertStringIncludes(en, "\n  Address already in use\n");
  assertStringIncludes(await replay(["help EADDRINUSE"], "pt-BR"), "\n  Endereço já em uso\n");
  const same = await replay(["help EWOULDBLOCK"], "en");
  assertStringIncludes(same, "  Same as    EAGAIN\n");
  assertStringIncludes(await replay(["help EAI_NONAME"], "en"), "EAI_NONAME = -2\n");
});

Deno.test("on a terminal of 40 columns no line of help for a constant is longer, and nothing is lost", () => {
  for (const language of LANGUAGES) {
    for (const name of [...tables.constants.keys(), ...tcpStates.keys()]) {
      const screen = help(name, language, 40);
      for (const line of screen.split("\n")) {
        // A single word may be longer than the room for it.
        const alone = line.trim().split(/ +/).length === 1;
        assert(width(line) <= 40 || alone, `${name} in ${language}: ${line}`);
      }
      assertEquals(screen.replace(/\s+/g, " "), help(name, language, 80).replace(/\s+/g, " "));
    }
  }
});

Deno.test("help of constants fits 80 columns and is not wider on a wider terminal", () => {
  for (const language of LANGUAGES) {
    for (const name of tables.constants.keys()) {
      const screen = help(name, language, 200);
      assertEquals(screen.split("\n").filter((line) => width(line) > 80), [], name);
      assertEquals(screen, help(name, language));
      assert(screen.endsWith(".\n"), name);
    }
  }
});

Deno.test("the list of commands keeps to a terminal of 40 columns, and so does help of a command", () => {
  const session = new Session(libc, ["socksh"]);
  try {
    for (const language of LANGUAGES) {
      // The spellings of one call stand side by side.
      const list = commandList(registry, language, 40).split("\n").filter((line) =>
        !line.includes("srv.bind")
      );
      assertEquals(list.filter((line) => width(line) > 40), []);
      const listen = registry.get("listen")!;
      const report = { kind: "help", topic: { kind: "command", command: listen } } as const;
      const screen = reported(report, session, registry, language, 40);
      assertEquals(screen.split("\n").filter((line) => width(line) > 40), []);
    }
  } finally {
    session.close();
  }
});

Deno.test("help shows nothing that acts on a terminal", () => {
  const hostile: Explanation = {
    kind: "constant",
    name: "SO_TYPE",
    about: {
      use: { en: "a\x1b[2Jb", pt: "" },
      see: "c\u202ed",
      text: { en: "e\u200bf", pt: "" },
    },
  };
  const screen = topicHelp(hostile, { system: tables, registry, language: "en", columns: undefined });
  assertMatch(screen, /a\\x1b\[2Jb/);
  assert(!/[^\P{C}\n]/u.test(screen), JSON.stringify(screen));
  for (const language of LANGUAGES) {
    for (const name of Object.keys(constantTexts)) {
      assert(!/[^\P{C}\n]/u.test(help(name, language)), name);
    }
  }
});

Deno.test("what is typed behind help is shown escaped", async () => {
  const screen = await replay(['help "\\x1b[2J\\u202e"'], "en");
  assert(!/[^\P{C}\n]/u.test(screen), JSON.stringify(screen));
  assertStringIncludes(screen, 'there is no help for "\\x1b[2J\\u202e"');
});

// ---- names

const unknown: readonly [typed: string, nearest: string | undefined][] = [
  ["SO_REUSEADR", "SO_REUSEADDR"],
  ["so_reuseaddr", "SO_REUSEADDR"],
  ["REUSEADDR", "SO_REUSEADDR"],
  ["reuseaddr", "SO_REUSEADDR"],
  ["nodelay", "TCP_NODELAY"],
  ["WR", "SHUT_WR"],
  ["bnid", "bind"],
  ["BIND", "bind"],
  ["EADDRINUS", "EADDRINUSE"],
  ["TIME_WAITT", "TIME_WAIT"],
  ["timout", "timeout"],
  ["whlie", "while"],
  ["nothing", undefined],
  ["SO_", undefined],
  ["__proto__", undefined],
];

Deno.test("help of an unknown word offers the nearest of commands, constants and errors", async () => {
  for (const [typed, nearest] of unknown) {
    const expected = nearest === undefined
      ? `help: there is no help for "${typed}"\n`
      : `help: there is no help for "${typed}"; the nearest is "${nearest}"\n`;
    assertStringIncludes(await replay([`help ${typed}`], "en"), expected);
  }
  assertStringIncludes(
    await replay(["help SO_REUSEADR"], "pt-BR"),
    'help: não há ajuda para "SO_REUSEADR"; o mais próximo é "SO_REUSEADDR"\n',
  );
});

Deno.test("a constant in C's spelling is a number, and help says how to name it", async () => {
  assertStringIncludes(await replay(['help("MSG_PEEK")'], "en"), "MSG_PEEK = 2\n");
  assertStringIncludes(
    await replay(["help(MSG_PEEK)"], "en"),
    'help: expected a name, not 2: write help SO_REUSEADDR, or quotes in help("SO_REUSEADDR")\n',
  );
  assertStringIncludes(
    await replay(["help((1, 2))"], "pt-BR"),
    "era esperado o nome de um comando ou de uma",
  );
});

// ---- the language

/** The screen after `help WORD`, on a terminal so wide. */
function wordHelp(name: string, language: Language, columns?: number): string {
  const topic: Explanation = { kind: "word", name, about: wordText(name) };
  return topicHelp(topic, { system: tables, registry, language, columns });
}

Deno.test("every word of the language is a topic, every topic has a text, and every text is one", () => {
  const words = [...KEYWORDS, ...WORD_OPERATORS, ...FUNCTIONS, ...VALUE_METHODS];
  assertEquals(words.filter((word) => !languageTopics.includes(word)), []);
  const shorthands = registry.get("socket")!.parameters["shorthand"]!.offer;
  assert(shorthands.kind === "words");
  assertEquals(shorthands.words.filter((word) => !languageTopics.includes(word)), []);
  assertEquals([...languageTopics].sort(), Object.keys(wordTexts).sort());
});

Deno.test("texts of the language are a few sentences in two languages, without English in the Portuguese", () => {
  for (const [name, { title, usage, text, example }] of Object.entries(wordTexts)) {
    for (const said of [text.en, text.pt]) {
      assertMatch(said, /^\S.*[^.]\.$/, name);
      assert(said === said.trim() && !/\s\s|\n/.test(said), name);
      assert(said.length <= 400, `${name}: ${said.length} letters`);
    }
    assertNotEquals(title.en, title.pt, name);
    assertNotEquals(text.en, text.pt, name);
    assert(!/(?<![\p{L}\p{N}_-])(the|of|with|that|it|bytes or)(?![\p{L}\p{N}_])/u.test(text.pt), name);
    assert(!/(?<!\p{L})(de|em) (o|a|os|as) /u.test(text.pt), name);
    for (const line of [...usage.split("\n"), ...example.split("\n")]) {
      assert(line !== "" && width(line) <= 78, `${name}: ${line}`);
    }
  }
});

Deno.test("help of a word tells how it is written, what it does, and an example, in the width there is", () => {
  assertMatch(
    wordHelp("repeat", "en"),
    /^repeat: run a block so many times\n\nUsage\n {2}repeat N \{ … \}\n\n {2}Runs [^]*\n\nExample\n {2}i = 0\n/,
  );
  assertStringIncludes(
    wordHelp("repeat", "pt-BR"),
    "repeat: executa um bloco certo número de vezes\n\nUso\n",
  );
  for (const language of LANGUAGES) {
    for (const name of languageTopics) {
      const { text, usage: { en, pt }, example } = wordText(name);
      const usage = language === "en" ? en : pt;
      const screen = wordHelp(name, language, 40);
      const written = [...usage.split("\n"), ...example.split("\n")].map((line) => `  ${line}`);
      const wide = screen.split("\n").filter((line) => width(line) > 40 && !written.includes(line));
      assertEquals(wide, [], name);
      const said = language === "en" ? text.en : text.pt;
      assertStringIncludes(screen.replace(/\s+/g, " "), said);
      assertEquals(wordHelp(name, language).split("\n").filter((line) => width(line) > 80), [], name);
    }
  }
});

Deno.test("what stands for something in a usage is told in Portuguese", () => {
  for (const name of languageTopics) {
    const { usage: { en, pt } } = wordText(name);
    const capitals = (text: string) => text.match(/(?<!\p{L})\p{Lu}{2,}(?!\p{L})/gu) ?? [];
    const same = capitals(en).filter((word, i) => capitals(pt)[i] === word);
    assertEquals(same.filter((word) => word !== "BYTES" && word !== "BASE"), [], name);
  }
  assertStringIncludes(wordHelp("timeout", "pt-BR"), "  timeout TEMPO INSTRUÇÃO\n");
});

Deno.test("what help shows as an example of a word runs", async () => {
  for (const [name, { example }] of Object.entries(wordTexts)) {
    await using shell = new Shell();
    const outcomes = await shell.start(example).done;
    assert(outcomes.length > 0 && outcomes.every(({ succeeded }) => succeeded), `${name}\n${example}`);
  }
});

Deno.test("help finds words, signs and what they are called; a command of the same name comes first", async () => {
  for (
    const [typed, heading] of [
      ["while", "while: repeat as long"],
      ['"=>"', "=>: say what must"],
      ['"&"', "&: run something"],
      ["$", "$: put in the value"],
      ["job", "&: run something"],
      ["expectation", "=>: say what must"],
      ["for", "repeat: run a block"],
      ["tcp", "tcp: short for AF_INET, SOCK_STREAM"],
      ["print", "print: print values"],
      ["socket", "socket: create a socket"],
    ]
  ) {
    const screen = await replay([`help ${typed}`], "en");
    assertStringIncludes(screen, `\n${heading}`, typed);
  }
  assertEquals(languageTopics.filter((word) => registry.has(word)), []);
});

Deno.test("the list of commands stands under the headings of its topics, in both languages", () => {
  const en = commandList(registry, "en");
  const pt = commandList(registry, "pt-BR");
  assertMatch(en, /:\n\nMaking and closing sockets\n {2}socket +create a socket\n/);
  assertMatch(pt, /:\n\nCriar e fechar sockets\n {2}socket +cria um socket\n/);
  for (const list of [en, pt]) {
    // Headings begin lines, and the head and the foot do.
    const headings = list.split("\n\n").filter((part) => /^\S.*\n {2}\S/.test(part)).length;
    assert(headings >= (registry.topics ?? []).length, list);
    assertStringIncludes(list, 'help "=>"');
    assertStringIncludes(list, "help SO_REUSEADDR");
  }
  // A registry without topics is one list.
  assertMatch(commandList(new Map([...registry]), "en"), /:\n\n {2}socket /);
});

/** What Tab offers at the end of a line. */
function offered(text: string): readonly string[] {
  const session = new Session(libc, ["socksh"]);
  try {
    const vocabulary = vocabularyOf(registry, session.system);
    return complete(text, text.length, { session, registry, vocabulary, language: "en", list: () => [] })
      .candidates;
  } finally {
    session.close();
  }
}

Deno.test("Tab behind help offers commands, constants, states and errors", () => {
  assertEquals(offered("help SO_REUSE"), ["SO_REUSEADDR", "SO_REUSEPORT"]);
  assertEquals(offered("man setsock"), ["setsockopt"]);
  assertEquals(offered("help EADDRIN"), ["EADDRINUSE"]);
  assertEquals(offered("help EAI_NONA"), ["EAI_NONAME"]);
  assertEquals(offered("help TIME_W"), ["TIME_WAIT"]);
  assertEquals(offered("help whi"), ["while"]);
  assertEquals(offered("help timeo"), ["timeout"]);
  assertEquals(offered("help expec"), ["expectation"]);
  assertEquals(offered('help "SHUT_W'), ["SHUT_WR"]);
});

Deno.test("Tab behind help alone offers the commands and how the constants begin, not hundreds of names", () => {
  const candidates = offered("help ");
  for (const name of ["socket", "help", "SO_", "TCP_", "MSG_", "POLLIN", "SOMAXCONN"]) {
    assert(candidates.includes(name), name);
  }
  assert(!candidates.includes("SO_REUSEADDR"));
  assert(candidates.length < registry.size + languageTopics.length + 80, `${candidates.length} candidates`);
  assertEquals(new Set(candidates).size, candidates.length);
});

Deno.test("the texts are loaded only when a constant or a word is asked for", async () => {
  const importers: string[] = [];
  const look = async (folder: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(new URL(folder, import.meta.url))) {
      if (isDirectory) await look(`${folder}${name}/`);
      else {
        const code = await Deno.readTextFile(new URL(folder + name, import.meta.url));
        if (/^import (?!type\b)[^;]*messages\/(constants\/|constants\.ts|words\.ts)/ms.test(code)) {
          importers.push(name);
        }
      }
    }
  };
  await look("../lib/");
  await look("../commands/");
  assertEquals(importers, []);
});
