// explain: every topic is there in both languages, is found under the names people give it, and fits the terminal.

import { assert, assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import { setColorEnabled } from "@std/fmt/colors";
import { tellers } from "../commands/explanations/told.ts";
import { registry } from "../commands/mod.ts";
import { system, tcpStates } from "../lib/abi/mod.ts";
import { hostErrors } from "../lib/abi/names.ts";
import { UsageError } from "../lib/errors.ts";
import { calls } from "../lib/explanations/calls.ts";
import { concepts } from "../lib/explanations/concepts.ts";
import { errors } from "../lib/explanations/errors.ts";
import { type Explained, explained, type Known, nearestTopics, topicLists } from "../lib/explanations/mod.ts";
import { services, spoken } from "../lib/explanations/ports.ts";
import { conceptWords } from "../lib/explanations/words.ts";
import { states } from "../lib/explanations/states.ts";
import { errnoTexts } from "../lib/messages/errno.ts";
import { type Language, languageOf, say } from "../lib/messages/mod.ts";
import { explanationText, topicListText } from "../lib/render/explanation.ts";
import { jsonValue } from "../lib/render/json.ts";
import { width } from "../lib/render/width.ts";
import { replay } from "./replay.ts";
import { Shell } from "./session_fixture.ts";

setColorEnabled(false);

const LANGUAGES: readonly Language[] = ["en", "pt-BR"];

/** The tables of Linux, and a system without a table of services. */
const known: Known = {
  commands: registry,
  system: system("linux", "x86_64")!,
  portOf: () => undefined,
  serviceAt: () => undefined,
};

/** The topic a question leads to, as group and key; undefined where there is none. */
function found(question: string, around = known): string | undefined {
  const about = explained(question.split(" "), around);
  return about && `${about.group} ${about.key}`;
}

/** A topic that has to be there. */
function topic(question: string): Explained {
  const about = explained([question], known);
  assert(about !== undefined, `there is no topic "${question}"`);
  return about;
}

/** Every topic that is written down, by a name that leads to it. */
function* all(): Generator<[name: string, about: Explained]> {
  for (const { names } of Object.values(concepts)) yield [names.en[0]!, topic(names.en[0]!)];
  for (const name of Object.keys(states)) yield [name, topic(name)];
  for (const name of Object.keys(errnoTexts)) yield [name, topic(name)];
  for (const { port } of services) yield [String(port), topic(String(port))];
  for (const name of registry.keys()) yield [name, topic(name)];
}

// ---- what there is

Deno.test("every command, error, state and port has an explanation of its own group", () => {
  for (const name of registry.keys()) assertEquals(topic(name).group, "commands", name);
  for (const name of Object.keys(errnoTexts)) assertEquals(topic(name).group, "errors", name);
  assertEquals(Object.keys(states).sort(), [...new Set(tcpStates.values())].sort());
  for (const [spelling, state] of tcpStates) assertEquals(found(spelling), `states ${state}`);
  for (const { port } of services) assertEquals(found(String(port)), `ports ${port}`);
});

Deno.test("every error that a command's record names is explained, and not by the general sentence", () => {
  const named = [...registry.values()].flatMap((command) => Object.keys(command.errors));
  assertEquals([...new Set(named)].filter((name) => !Object.hasOwn(errors, name)), []);
  for (const name of Object.keys(errors)) {
    assert(Object.hasOwn(errnoTexts, name), `${name} has no words`);
    const { resolverErrors, errnos } = known.system;
    assert(errnos.has(name) || resolverErrors.has(name) || hostErrors.has(name), name);
    assertEquals(topic(name).parts.map(([label]) => label), ["means", "when", "try"], name);
  }
});

Deno.test("every call on sockets has more than its record says", () => {
  const plain =
    "vars help man explain print input now assert pause sleep exit source jobs wait cancel test capture diagram transcript"
      .split(" ");
  const missing = [...registry.keys()].filter((name) => !Object.hasOwn(calls, name) && !plain.includes(name));
  assertEquals(missing, []);
  assertEquals(Object.keys(calls).filter((name) => !registry.has(name)), [], "no command has that name");
});

Deno.test("every text is there in both languages, in whole sentences, and they differ", () => {
  let count = 0;
  for (const [name, { title, parts }] of all()) {
    assert(parts.length > 0, name);
    const texts = [[title.en, title.pt], ...parts.map(([, en, pt]) => [en, pt])] as [string, string][];
    for (const [en, pt] of texts) {
      for (const text of [en, pt]) {
        assert(text.trim() === text && text.length > 2 && !/\s\s|\n/.test(text), `${name}: "${text}"`);
      }
      count++;
    }
    for (const [en, pt] of texts.slice(1)) {
      assertNotEquals(en, pt, name);
      for (const text of [en, pt]) assertMatch(text, /[.!?)]$/, `${name}: "${text}"`);
    }
  }
  assert(count > 500, `only ${count} texts`);
  for (const { title, names } of [...Object.values(concepts), ...Object.values(states)]) {
    assertNotEquals(title.en, title.pt);
    assert(names.en.length > 0 && names.pt.length > 0);
  }
});

Deno.test("what a topic points to is a topic", () => {
  for (const [name, { see }] of all()) {
    for (const each of see) {
      for (const text of [each.en, each.pt]) assert(found(text) !== undefined, `${name} points to "${text}"`);
    }
  }
});

Deno.test("a state tells what it means, how one gets there, what ends it and what netstat shows", () => {
  for (const [name, { parts }] of Object.entries(states)) {
    assertEquals(parts.map(([label]) => label), ["means", "reached", "ends", "shown"], name);
  }
});

// ---- names

Deno.test("no name leads to another topic than its own", () => {
  for (const [group, entries] of [["concepts", concepts], ["states", states]] as const) {
    for (const [key, { names }] of Object.entries(entries)) {
      for (const name of [...names.en, ...names.pt]) assertEquals(found(name), `${group} ${key}`, name);
    }
  }
  for (const [name, { en, pt }] of Object.entries(errnoTexts)) {
    if (!Object.hasOwn(errors, name)) continue;
    for (const words of [en, pt]) {
      // Two errors may say the same: the first of them is taken.
      const about = explained([words], known);
      assert(about?.group === "errors" && [about.title.en, about.title.pt].includes(words), words);
    }
  }
});

Deno.test("topics are found in both languages and in everyday spellings", () => {
  const questions: Readonly<Record<string, readonly string[]>> = {
    "concepts handshake": [
      "handshake",
      "aperto de mão",
      "APERTO DE MAO",
      "three-way handshake",
      "Three Way Handshake",
      "3-way handshake",
      "aperto de mão em três vias",
      "o aperto de mão",
      "what is the handshake?",
    ],
    "concepts close-steps": ["four-step close", "fechamento em quatro passos"],
    "concepts ephemeral-port": [
      "why does the port change",
      "why the port changes with each connection",
      "Why does the client's port change with every connection?",
      "por que a porta muda",
      "por que a cada conexão a porta muda",
      'porque a porta "muda" a cada conexão?',
      "ephemeral port",
      "portas efêmeras",
      "ephemeral",
    ],
    "concepts tcp-udp": ["TCP and UDP", "udp vs tcp", "TCP x UDP", "diferença entre UDP e TCP", "tcp", "UDP"],
    "concepts any-address": [
      '""',
      "empty address",
      "endereço vazio",
      "0.0.0.0",
      "::",
      "[::]",
      "todas as interfaces",
    ],
    "concepts loopback": ["localhost", "127.0.0.1", "loopback and Ethernet", "interface de loopback", "::1"],
    "concepts connection-states": ["explain the states of a connection", "estados da conexão", "TCP states"],
    "concepts sequence-numbers": ["ack", "número de sequência", "confiabilidade"],
    "concepts echo-exchange": ["servidor de eco", "servidor echo", "an echo server"],
    "concepts connection": ["connection", "conexão", "o que é uma conexão", "a TCP connection"],
    "concepts segments": ["segment", "datagram", "datagramas", "segmento", "MSS"],
    "concepts ip-versions": ["IPv6", "ipv4", "IPv4 and IPv6", "IPv4 e IPv6"],
    "concepts layers": ["transport layer", "camada de transporte"],
    "concepts bytes-text": ["encode and decode", "acentuação"],
    "concepts address": ["IP address", "endereço IP"],
    "concepts backlog": ["backlog", "fila de conexões", "accept queue", "fila", "queue"],
    "concepts sentinel": ["CODIGO_SAIDA", "sentinel", "sentinela"],
    "concepts blocking": ["blocking", "non-blocking", "não bloqueante", "nao bloqueante"],
    "concepts receive-size": ["recv(1024)", "1024 bytes", "why 1024", "por que 1024"],
    "concepts four-tuple": ["4-tuple", "socket pair", "par de sockets"],
    "concepts many-clients": ["many clients", "muitos clientes", "vários clientes", "multiserver"],
    "concepts reuse-address": ["SO_REUSEADDR", "reuseaddr"],
    "concepts http-socket": ["HTTP over a socket", "HTTP sobre um socket", "http request"],
    "concepts endpoint": ["what is a socket", "soquete", "o que é um socket"],
    "concepts wireshark": ["wireshark", "what wireshark shows", "o que o wireshark mostra"],
    "states TIME_WAIT": [
      "MSL",
      "TIME_WAIT",
      "TIME-WAIT",
      "time wait",
      "Time_Wait",
      "the TIME_WAIT state",
      "estado TIME_WAIT",
    ],
    "states FIN_WAIT1": ["FIN_WAIT1", "FIN-WAIT-1", "fin_wait_1", "fin wait 1"],
    "states LISTEN": ["LISTEN", "LISTEN state", "estado listen", "em escuta"],
    "states ESTABLISHED": ["established", "ESTAB", "estabelecida"],
    "states SYN_RECV": ["SYN_RECV", "SYN-RECEIVED", "syn received"],
    "commands listen": ["listen", "the command listen", "comando listen", "Listen"],
    "commands connect_ex": ["connect_ex"],
    "commands close": ["close", "how do I close"],
    "states CLOSED": ["CLOSE", "estado CLOSE", "closed"],
    "errors EADDRINUSE": [
      "Address already in use",
      "endereço já em uso",
      "why is the port in use",
      "port is taken",
      "por que a porta está ocupada",
      "porta em uso",
    ],
    "errors ECONNREFUSED": [
      "ECONNREFUSED",
      "econnrefused",
      "connection refused",
      "Conexão recusada",
      "conexao recusada",
      "errno 111",
      "erro ECONNREFUSED",
    ],
    "errors EAGAIN": ["EAGAIN", "EWOULDBLOCK"],
    "ports 80": [
      "80",
      "http",
      "HTTP",
      "port 80",
      "porta 80",
      "80/tcp",
      "porta http",
      "http port",
      "www",
      ":80",
    ],
    "ports 22": ["port 22", "ssh", "porta ssh"],
    "ports 53": ["domain", "port dns"],
    "ports 65432": ["65432", "porta 65432"],
  };
  for (const [key, names] of Object.entries(questions)) {
    for (const name of names) assertEquals(found(name), key, name);
  }
});

Deno.test("an unknown topic is none, and the nearest names are offered", () => {
  for (const name of ["handshak", "blah foo", "constructor", "toString", "__proto__", "?", "80x"]) {
    assertEquals(found(name), undefined, name);
  }
  assertEquals(nearestTopics(["handshak"], known)[0], "handshake");
  assertEquals(nearestTopics(["backlgo"], known)[0], "backlog");
  assertEquals(nearestTopics(["TIME_WAITT"], known)[0], "TIME_WAIT");
  assertEquals(nearestTopics(["econnrefusd"], known)[0], "ECONNREFUSED");
  assertStringIncludes(nearestTopics(["aperto", "de", "maos", "longo"], known).join(), "aperto");
  assertEquals(nearestTopics(["the", "backlog", "is", "full"], known)[0], "backlog");
  assertEquals(nearestTopics(["qwxz"], known), []);
  // One topic is offered under one name.
  const offered = nearestTopics(["handshak"], known).map((name) => found(name));
  assertEquals(new Set(offered).size, offered.length);
});

// ---- ports

Deno.test("the system's table of services comes before the built-in one", () => {
  const own: Known = {
    ...known,
    portOf: (name) => name === "http" ? 8000 : undefined,
    serviceAt: (port, protocol) => port === 22 && protocol === "tcp" ? "shell-of-mine" : undefined,
  };
  assertEquals(found("http", own), "ports 8000");
  const { title, parts } = explained(["22"], own)!;
  assertEquals(title.en, "shell-of-mine (tcp)");
  assertStringIncludes(parts.map(([, en]) => en).join(" "), "shell-of-mine/tcp");
  assertEquals(topic("22").title.en, "ssh (tcp)");
  assert(!topic("22").parts.some(([, en]) => en.includes("/etc/services")));
});

Deno.test("a port nobody knows has what its number means, and a number too large is no port", () => {
  for (
    const [port, words] of [["0", "choose"], ["999", "privilege"], ["5000", "registered"], [
      "40000",
      "clients",
    ]]
  ) {
    assertStringIncludes(topic(port!).parts.map(([, en]) => en).join(" "), words!);
  }
  let error: unknown;
  try {
    explained(["70000"], known);
  } catch (thrown) {
    error = thrown;
  }
  assert(error instanceof UsageError && error.key === "address.port");
});

Deno.test("services stand once, and everyday names mean one of them", () => {
  assertEquals(new Set(services.map(({ name }) => name)).size, services.length);
  assertEquals(new Set(services.map(({ port }) => port)).size, services.length);
  for (const name of Object.values(spoken)) assert(services.some((each) => each.name === name), name);
});

Deno.test("a port of one protocol is told as that protocol's", () => {
  assertEquals(topic("80/tcp").title.en, "http (tcp)");
  assertEquals(topic("80/udp").title.en, "no well-known service");
  assertEquals(topic("53/UDP").title.en, "domain (udp)");
  assertEquals(topic("53").title.en, "domain (tcp, udp)");
  assertStringIncludes(
    topic("53/udp").parts.flat().join(" "),
    "53/tcp and 53/udp can belong to different programs",
  );
});

// ---- the screen

Deno.test("every topic wraps at 40 columns, and at 80, in both languages", () => {
  for (const [name, about] of all()) {
    for (const language of LANGUAGES) {
      for (const columns of [40, 80, 200]) {
        const text = explanationText(about, language, columns);
        const wide = text.split("\n").filter((line) => width(line) > Math.min(columns, 80));
        assertEquals(wide, [], `${name} in ${language} at ${columns}`);
        assert(text.endsWith("\n") && !text.endsWith("\n\n"), name);
      }
    }
  }
});

Deno.test("the list of topics has all of them and wraps at 40 columns", () => {
  for (const language of LANGUAGES) {
    const text = topicListText(topicLists(known), language, 40);
    assertEquals(text.split("\n").filter((line) => width(line) > 40), []);
    for (const name of [...registry.keys(), ...Object.keys(states), "ECONNREFUSED", "80 http"]) {
      assertStringIncludes(text, name);
    }
    for (const { names } of Object.values(concepts)) {
      assertStringIncludes(text, (language === "en" ? names.en : names.pt)[0]!);
    }
  }
});

Deno.test("what is listed is found when it is typed so, in both languages", async () => {
  await using shell = new Shell();
  for (const { group, names } of topicLists({ ...known, system: shell.session.system })) {
    for (const name of new Set(names.flatMap(({ en, pt }) => [en, pt]))) {
      assertEquals(await shell.answer(`explain ${name}`), "ok", name);
      const report = shell.reports.at(-1);
      assert(report?.kind === "explanation" && report.about.group === group, name);
    }
  }
  assertEquals(await shell.answer("explain 80 https"), "explain.unknown");
});

Deno.test("the names that Tab offers after explain are those of one word, the first of each concept", () => {
  for (const language of ["en", "pt"] as const) {
    const first = Object.values(concepts).flatMap(({ names }) =>
      names[language].find((name) => /^\p{L}[\p{L}\d-]{2,}$/u.test(name)) ?? []
    );
    assertEquals([...conceptWords[language]], first);
  }
});

Deno.test("a locale nobody has heard of is English", () => {
  const environment = (LANG: string) => (name: string) => ({ LANG })[name];
  for (const name of ["xx_XX.UTF-8", "tlh", "", "C", "português"]) {
    assertEquals(languageOf(environment(name)), "en", name);
  }
});

// ---- in a session

for (const [key, { example }] of Object.entries(concepts)) {
  if (example === undefined) continue;
  Deno.test(`the example of ${key} runs without a surprise`, async () => {
    await using shell = new Shell();
    await shell.run(example);
  });
}

Deno.test("explain reports a topic, and its value has both languages", async () => {
  await using shell = new Shell();
  await shell.run("t = explain TIME_WAIT");
  const [report] = shell.reports;
  assert(report?.kind === "explanation" && report.about.key === "TIME_WAIT");
  assertEquals(await shell.run("t[0]"), "states");
  assertEquals(await shell.run("t[1][0]"), "TIME_WAIT");
  assertEquals(await shell.run("explain(80)") === null, false);
});

Deno.test("a topic in JSON is the same in every language", async () => {
  await using shell = new Shell();
  const value = await shell.run("explain ECONNREFUSED");
  const json = jsonValue(value, known.system) as {
    group: string;
    en: { name: string; see: string[] };
    pt: { title: string };
  };
  assertEquals([json.group, json.en.name, json.pt.title], ["errors", "ECONNREFUSED", "Conexão recusada"]);
  assert(json.en.see.includes("handshake"));
  const lists = jsonValue(await shell.run("explain"), known.system) as {
    group: string;
    en: string[];
    pt: string[];
  }[];
  assertEquals(lists.map(({ group }) => group), ["concepts", "states", "errors", "ports", "commands"]);
  for (const { en, pt } of lists) assertEquals(en.length, pt.length);
});

Deno.test("explain leaves constants and words of the language to help", async () => {
  await using shell = new Shell();
  await shell.run("explain SOCK_STREAM; explain timeout; explain(TCP_NODELAY)");
  assertEquals(shell.reports.map(({ kind }) => kind), ["help", "help", "help"]);
});

Deno.test("explain alone lists the topics, and an unknown one is a usage error", async () => {
  await using shell = new Shell();
  await shell.run("explain");
  assertEquals(shell.reports.map(({ kind }) => kind), ["topics"]);
  assertEquals(await shell.answer("explain handshak"), "explain.unknown");
  assertEquals(await shell.answer("explain no such thing at all"), "explain.unknown");
  assertEquals(await shell.answer("explain 70000"), "address.port");
});

// ---- explain on

/** What is told after the last of the statements, in English; undefined where nothing is. */
async function toldAfter(statements: string): Promise<string | undefined> {
  await using shell = new Shell();
  shell.session.sockets.observed = true;
  const outcomes = await shell.start(`explain on\n${statements}`).done;
  const last = outcomes.at(-1);
  assert(last?.succeeded, statements);
  const notes = last.notes.filter(({ key }) => key === "told");
  assert(notes.length <= 1);
  return notes[0] && say("en", notes[0]);
}

const pair =
  "srv = socket tcp; bind srv 127.0.0.1:0; listen srv 5; c = socket tcp; connect c (getsockname(srv)); ";

Deno.test("explain on adds what the call did, with its addresses, counts and names", async () => {
  const cases: readonly [statements: string, told: RegExp][] = [
    [
      "s = socket udp",
      /^The kernel made a socket \(AF_INET, SOCK_DGRAM\) and gave it the descriptor \d+; it has no/,
    ],
    ["a, b = socketpair()", /^a and b are connected to each other/],
    ["s = socket tcp; bind s 127.0.0.1:0", /^127\.0\.0\.1:\d+ belongs to s now: a loopback address/],
    ['s = socket tcp; bind s ("", 0)', /^Port \d+ belongs to s now, on all interfaces/],
    ["s = socket unixgram; bind s unix:@explain-test", /^s has the address unix:@explain-test now/],
    ["s = socket tcp; bind s 127.0.0.1:0; listen s 7", /accept \(backlog 7\)\.$/],
    [pair + "getsockname c", /^This is the near end of c/],
    [
      "srv = socket tcp; bind srv 127.0.0.1:0; listen srv; c = socket tcp; connect c (getsockname(srv))",
      /^The three-way handshake is done: c is connected from 127\.0\.0\.1:\d+ to 127\.0\.0\.1:\d+\.$/,
    ],
    [
      pair + "conn, addr = accept(srv)",
      /queue of srv: conn is a new socket for it, .*; srv goes on listening\.$/,
    ],
    [pair + 'send c "Hello"', /^5 bytes were copied into the send buffer of c;/],
    [pair + "send c x", /^1 byte was copied .* whether the peer has read it is not known yet\.$/],
    [pair + 'sendall c "Hello"', /^5 bytes were copied into the send buffer of c;/],
    [
      pair + 'sendall c "Hello"; conn, addr = accept(srv); conn.recv(3)',
      /^3 bytes were taken out of .* conn; at most 3 had/,
    ],
    [
      pair + 'sendall c "Hello"; conn, addr = accept(srv); recv conn 9 MSG_PEEK',
      /^5 bytes .* left in it \(MSG_PEEK\)/,
    ],
    [pair + "shutdown c SHUT_WR", /^c sends no more: .* a FIN tells 127\.0\.0\.1:\d+/],
    [pair + "shutdown c SHUT_RD", /^Nothing was sent: .* Linux still hands out data/],
    [
      pair + "close c",
      // As in the answer, which waits a moment for the acknowledgement.
      /^The descriptor of c is free again; the kernel keeps the connection in FIN_WAIT2: /,
    ],
    [
      pair + "conn, addr = accept(srv); send conn hello; close c",
      /^c had 5 bytes that nobody had read, .*a reset \(RST\).* gets ECONNRESET\.$/,
    ],
    [
      pair + "conn, addr = accept(srv); setsockopt c SOL_SOCKET SO_LINGER (1, 0); close c",
      /^SO_LINGER with 0 seconds was set on c: instead of a FIN a reset \(RST\)/,
    ],
    [
      pair + "setsockopt c SOL_SOCKET SO_LINGER (1, 5); close c",
      /kernel keeps the connection in FIN_WAIT2: /,
    ],
    [pair + "d = dup c; close c", /^The descriptor of c is free again; the socket lives on under d,/],
    ["s = socket udp; d = dup s; close d", /; the socket lives on under s,/],
    ["s = socket udp; close s", /^The descriptor of s is free again, and the name/],
    [
      "u = socket udp; connect u 127.0.0.1:9",
      /^Nothing was sent: the kernel only noted 127\.0\.0\.1:9 as the peer of u/,
    ],
    [
      'u = socket udp; bind u 127.0.0.1:0; sendto u "abc" (getsockname(u))',
      /^The kernel took a message of 3 bytes from u as one/,
    ],
    [
      'u = socket udp; bind u 127.0.0.1:0; sendto u "abc" (getsockname(u)); recvfrom u 9',
      /^One message of 3 bytes .*; 127\.0\.0\.1:\d+ sent it/,
    ],
    ['r, w = pipe2(); write w "ping"', /^The kernel took 4 bytes from w/],
    ['r, w = pipe2(); write w "ping"; read r 9', /^4 bytes were read from r; at most 9/],
    ["s = socket tcp; setblocking s False", /answers EAGAIN\.$/],
    ["s = socket tcp; settimeout s 2", /gives up after 2 s/],
    ["htons 80", /80 is read as 20480\.$/],
    ['a, b = socketpair(); send a "x"; poll(b, 0)', /^The kernel says that 1 of the descriptors/],
  ];
  for (const [statements, expected] of cases) {
    assertMatch(await toldAfter(statements) ?? "nothing", expected, statements);
  }
});

Deno.test("nothing is told of an empty answer, of an error, of inner calls, and after explain off", async () => {
  for (
    const statements of [
      "a, b = socketpair(); close a; recv b 9",
      "s = socket tcp; accept s => EINVAL",
      "c = socket tcp; connect_ex c :1 => ECONNREFUSED",
      "print (htons(80))",
      "1 + htons(80)",
      "explain off; s = socket tcp",
      "vars",
    ]
  ) assertEquals(await toldAfter(statements), undefined, statements);
});

Deno.test("what is told of a call is in both languages, with the same values", () => {
  const code = Deno.readTextFileSync(new URL("../commands/explanations/told.ts", import.meta.url));
  // A pair of sentences stands as two texts, one behind the other.
  const pairs = [...code.matchAll(/(["`])([A-Z{][^\n]*\.)\1,\s*(["`])([A-ZÀ-Ú{0-9][^\n]*\.)\3,/g)];
  assert(pairs.length > 50, `only ${pairs.length} pairs were found`);
  const places = (text: string) =>
    [...new Set([...text.matchAll(/\{\w+(?=[:}])/g)].map(([each]) => each))].sort();
  for (const [, , en = "", , pt = ""] of pairs) {
    assertEquals(places(pt), places(en), en);
    assertNotEquals(pt, en);
  }
});

Deno.test("every command that does something is told of", () => {
  const showing =
    "sockets state netstat trace vars help man explain print input now assert pause sleep exit source jobs wait cancel test " +
    "capture diagram transcript addresses CMSG_SPACE CMSG_LEN echo-server echo-client echo-bench message-server message-client pipe";
  const missing = [...registry.keys()].filter((name) => !Object.hasOwn(tellers, name));
  assertEquals(missing.filter((name) => !showing.split(" ").includes(name)), []);
  assertEquals(Object.keys(tellers).filter((name) => !registry.has(name)), []);
});

Deno.test("the sentence stands under the answer, without the word note", async () => {
  const screen = await replay(["explain on", "s = socket tcp", "explain off", "close s"], "en");
  assertMatch(screen, / s: CLOSED\nThe kernel made a socket \(AF_INET, SOCK_STREAM\)/);
  assert(!screen.includes("note:"));
  assert(!screen.includes("descriptor of s"));
});
