// explain: every topic is there in both languages, is found under the names people give it, and fits the terminal.

import { assert, assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import { setColorEnabled } from "@std/fmt/colors";
import { registry } from "../commands/mod.ts";
import { system, tcpStates } from "../lib/abi/mod.ts";
import { hostErrors } from "../lib/abi/names.ts";
import { UsageError } from "../lib/errors.ts";
import { calls } from "../lib/explanations/calls.ts";
import { concepts } from "../lib/explanations/concepts.ts";
import { errors } from "../lib/explanations/errors.ts";
import { type Explained, explained, type Known, nearestTopics, topicLists } from "../lib/explanations/mod.ts";
import { services, spoken } from "../lib/explanations/ports.ts";
import { states } from "../lib/explanations/states.ts";
import { errnoTexts } from "../lib/messages/errno.ts";
import { type Language, languageOf } from "../lib/messages/mod.ts";
import { explanationText, topicListText } from "../lib/render/explanation.ts";
import { width } from "../lib/render/width.ts";
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
  const plain = ["vars help man explain print input now assert pause sleep exit source jobs wait cancel test"]
    .join().split(" ");
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
    ],
    "concepts tcp-udp": ["TCP and UDP", "udp vs tcp", "TCP x UDP", "diferença entre UDP e TCP", "tcp", "UDP"],
    "concepts any-address": ['""', "empty address", "endereço vazio", "0.0.0.0", "todas as interfaces"],
    "concepts loopback": ["localhost", "127.0.0.1", "loopback and Ethernet", "interface de loopback", "::1"],
    "concepts backlog": ["backlog", "fila de conexões", "accept queue"],
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
    "errors EADDRINUSE": ["Address already in use", "endereço já em uso"],
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
