// Options of commands, from the line to what `run` gets: bound and typed by the record, evaluated in their place,
// refused with a pointer at the value. The commands here are the tests' own.

import { assert, assertEquals } from "@std/assert";
import { setColorEnabled } from "@std/fmt/colors";
import {
  byteSize,
  command,
  count,
  data,
  defaulting,
  flag,
  option,
  optional,
  optionUsage,
  type Parameter,
  place,
  plainText,
  port,
  type Registry,
  spelled,
  usage,
} from "../lib/command.ts";
import { registry as commands } from "../commands/mod.ts";
import { SyntaxFault, UsageError } from "../lib/errors.ts";
import { Interpreter } from "../lib/interpreter.ts";
import type { Outcome } from "../lib/interpreter/outcome.ts";
import { quoteOptions } from "../lib/language/mod.ts";
import { commandHelp, failure, faultText } from "../lib/render/mod.ts";
import { Session } from "../lib/session.ts";
import type { Value } from "../lib/values.ts";
import { optionTable } from "../tools/readme.ts";
import { libc } from "./replay.ts";

setColorEnabled(false);

const text = (en: string, pt: string) => ({ en, pt });
const base = {
  prototype: "serve [OPTION…] [addr]",
  summary: text("serve", "serve"),
  description: text("Serves.", "Serve."),
  errors: {},
  example: "serve",
};

/** What `serve` was run with. */
let got: Record<string, unknown> = {};

/** Two types that are the same, not only assignable. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;

const serve = command({
  ...base,
  name: "serve",
  parameters: { addr: optional(place), rest: optional(plainText) },
  options: {
    maxClients: option(count, "N", text("at most so many clients", "no máximo tantos clientes"), {
      short: "n",
      aliases: ["limite"],
    }),
    size: option(defaulting(byteSize, 4096), "BYTES", text("bytes read at once", "bytes lidos por vez")),
    message: option(plainText, "TEXT", text("what is sent", "o que é enviado")),
    payload: option(data, "DATA", text("bytes", "dados")),
    keepOpen: flag(text("stay", "continua"), { short: "k" }),
  },
  exclusive: [["keepOpen", "payload"]],
  forms: ["addr? rest?"],
  run(parameters) {
    const { addr, maxClients, size, keepOpen } = parameters;
    const typed: [
      Same<typeof maxClients, number | undefined>,
      Same<typeof size, number>,
      Same<typeof keepOpen, boolean>,
      Same<typeof parameters.message, string | undefined>,
      Same<NonNullable<typeof addr>["kind"], "inet" | "unix">,
    ] = [true, true, true, true, true];
    got = { ...parameters, typed };
    return null;
  },
});

const plain = command({
  ...base,
  name: "plain",
  parameters: { word: plainText },
  forms: ["word"],
  run(parameters) {
    // @ts-expect-error: without options there are only the parameters
    parameters.keepOpen;
    got = parameters;
    return parameters.word;
  },
});

const said: string[] = [];

const say = command({
  ...base,
  name: "say",
  parameters: { word: plainText },
  forms: ["word"],
  async run({ word }) {
    said.push(word);
    await Promise.resolve();
    return word;
  },
});

const registry: Registry = new Map([
  ...commands,
  ...[serve, plain, say].map((one) => [one.name, one] as const),
]);

/** What came of statements typed into a session of their own; a fault is thrown. */
async function outcomes(text: string): Promise<Outcome[]> {
  got = {};
  const session = new Session(libc, ["options"]);
  const told: Outcome[] = [];
  const interpreter = new Interpreter(session, registry, {
    everything: true,
    report: () => {},
    fault: () => {},
    outcome: (outcome) => void told.push(outcome),
  }, new AbortController());
  try {
    await interpreter.run(interpreter.parse({ name: "", text }));
    return told;
  } finally {
    session.close();
  }
}

/** What `run` got for a line. */
async function bound(line: string): Promise<Record<string, unknown>> {
  const failed = (await outcomes(line)).find(({ succeeded }) => !succeeded);
  assertEquals(failed && failure(failed, { language: "en", places: false }), undefined);
  const { typed: _, ...parameters } = got;
  return parameters;
}

const nothing = {
  addr: undefined,
  rest: undefined,
  maxClients: undefined,
  size: 4096,
  message: undefined,
  payload: undefined,
  keepOpen: false,
};

Deno.test("run gets what was given, and what stands for each option that was not", async () => {
  const table: [line: string, given: Record<string, unknown>][] = [
    ["serve", {}],
    ["serve(8080)", { addr: { kind: "inet", host: undefined, port: "8080" } }],
    ["serve -k --max-clients 5", { keepOpen: true, maxClients: 5 }],
    ["serve :80 --limite=5 x --size 16K", {
      addr: { kind: "inet", host: "", port: "80" },
      rest: "x",
      maxClients: 5,
      size: 16384,
    }],
    ["n = 7; serve -n $n --message a${n}b", { maxClients: 7, message: "a7b" }],
    ["n = 7; serve -n (n + 1) --message 'a b'", { maxClients: 8, message: "a b" }],
    ["serve -n 5 -n 6 -k -k", { maxClients: 6, keepOpen: true }],
  ];
  for (const [line, given] of table.slice(0, -1)) {
    assertEquals(await bound(line), { ...nothing, ...given }, line);
  }
  assertEquals((await bound("serve 80 -- -k"))["rest"], "-k");
});

Deno.test("values are evaluated in their order, those of options behind those of arguments, and waited for", async () => {
  said.length = 0;
  const line = "serve --message (say('m')) -n 3 (say('a')) (say('r')) --size (len(say('12')))";
  assertEquals(await bound(line), {
    ...nothing,
    addr: { kind: "inet", host: "a", port: undefined },
    rest: "r",
    message: "m",
    maxClients: 3,
    size: 2,
  });
  assertEquals(said, ["a", "r", "m", "12"]);
});

Deno.test("a value that does not fit is pointed at", async () => {
  const table: [line: string, value: string, message: string][] = [
    ["serve 80 --max-clients (0 + 0)", "0 + 0", 'expected a whole number from 1 up, not "0"'],
    [
      "serve --payload (5 + 1)",
      "5 + 1",
      "expected text or bytes, not the number 6; use str() to turn it into text",
    ],
    ["serve --message (1, 2)", "(1, 2)", "expected text, not a tuple"],
    ["serve --message (None)", "None", "expected text, not None"],
    ["serve --message a$nobody", "$nobody", 'there is no variable or constant "nobody"'],
  ];
  for (const [line, value, message] of table) {
    const [outcome] = await outcomes(line);
    assert(outcome?.error instanceof UsageError && outcome.error.span, line);
    const { start, end } = outcome.error.span;
    assertEquals(line.slice(start, end), value);
    const [head = ""] = failure(outcome, { language: "en", places: false }).split("\n");
    assertEquals(head.replace(/^serve: /, ""), message);
  }
});

Deno.test("a value that is written there and does not fit is found before anything runs", async () => {
  const table: [line: string, value: string, message: string][] = [
    ["serve 80 --max-clients 0", "0", 'expected a whole number from 1 up, not "0"'],
    ["serve -n=x", "x", 'expected a whole number from 1 up, not "x"'],
    ["serve -n ''", "''", 'expected a whole number from 1 up, not ""'],
    ["serve -n 0 -n 5", "0", 'expected a whole number from 1 up, not "0"'],
    ["serve 70000 -k", "70000", "70000 is not a port: ports are 0 to 65535"],
  ];
  for (const [line, value, message] of table) {
    const source = { name: "", text: `plain ran; ${line}` };
    got = {};
    let fault: unknown;
    await outcomes(source.text).catch((error) => fault = error);
    assertEquals(got, {}, `${line}: nothing ran`);
    assert(fault instanceof SyntaxFault, line);
    assertEquals(source.text.slice(fault.span.start, fault.span.end), value);
    assertEquals(faultText(fault, source, { language: "en", places: false }).split("\n")[0], message);
  }
});

Deno.test("a word that is a variable's name is noted for an option, too", async () => {
  const [, told] = await outcomes("word = 5; serve --message word --max-clients 5");
  assertEquals(told?.notes, [{ key: "note.word", values: { word: "word" } }]);
  assertEquals(got["message"], "word");
});

Deno.test("an error that is about an option can point at its value", async () => {
  const [told] = await outcomes("serve 80 --message a -k --message b --size 5");
  assertEquals(told?.call?.names, ["addr", "size", "message", "message"]);
  const words = told?.call?.given?.map(({ node }) => node.kind === "literal" && node.value);
  assertEquals(words, ["80", "5", "b", "a"]);
});

Deno.test("a wrong option is found before anything runs, in both languages", async () => {
  const table: [line: string, en: string, pt: string][] = [
    [
      "serve --max-client 5",
      'serve has no option "--max-client"; the nearest is "--max-clients"',
      'serve não tem a opção "--max-client"; a mais próxima é "--max-clients"',
    ],
    ["serve -z", 'serve has no option "-z"', 'serve não tem a opção "-z"'],
    [
      "serve --message",
      'the option "--message" of serve needs a value',
      'a opção "--message" de serve precisa de um valor',
    ],
    [
      "serve --message -k",
      'the option "--message" of serve needs a value; if "-k" is the value, write "--message=-k"',
      'a opção "--message" de serve precisa de um valor; se "-k" é o valor, escreva "--message=-k"',
    ],
    [
      "serve --keep-open=yes",
      'the option "--keep-open" of serve takes no value',
      'a opção "--keep-open" de serve não aceita valor',
    ],
    [
      "serve --payload x 80 -k",
      "--keep-open and --payload make no sense together; leave one of them out",
      "--keep-open e --payload não fazem sentido juntos; deixe só um deles",
    ],
    [
      "serve 80 x -k y",
      "serve does not take this number of arguments (3)",
      "serve não aceita este número de argumentos (3)",
    ],
  ];
  for (const [line, en, pt] of table) {
    const source = { name: "", text: `plain ran; ${line}` };
    let fault: unknown;
    await outcomes(source.text).catch((error) => fault = error);
    assertEquals(got, {}, `${line}: nothing ran`);
    assert(fault instanceof SyntaxFault, line);
    assertEquals(faultText(fault, source, { language: "en", places: false }).split("\n")[0], en);
    assertEquals(faultText(fault, source, { language: "pt-BR", places: false }).split("\n")[0], pt);
  }
  let fault: unknown;
  await outcomes("serve --message (len(1, 2))").catch((error) => fault = error);
  assert(fault instanceof SyntaxFault && fault.key === "call.function-count-exact", "inside a value, too");
});

Deno.test("a command without options takes words that begin with - as arguments", async () => {
  assertEquals(await bound("plain -x"), { word: "-x" });
  assertEquals(await bound("plain --message"), { word: "--message" });
});

Deno.test("a command line is read as its words were given", async () => {
  const spellings = new Map(
    Object.entries(serve.options ?? {}).flatMap(([name, each]) =>
      spelled(name, each).map((one) => [one, { name, takesValue: each.value !== undefined }] as const)
    ),
  );
  const line = (words: string[]) => ["serve", ...quoteOptions(words, spellings)].join(" ");
  assertEquals(await bound(line(["--message=two words", "80"])), {
    ...nothing,
    message: "two words",
    addr: { kind: "inet", host: undefined, port: "80" },
  });
  assertEquals((await bound(line(["--message", "$x;'"])))["message"], "$x;'");
  assertEquals((await bound(line(["--message="])))["message"], "");
  assertEquals((await bound(line(["-kn5", "80"])))["maxClients"], 5);
  assertEquals((await bound(line(["-kn", "6"])))["maxClients"], 6);
});

// ---- what is shown of them

Deno.test("usage says that there are options, and how each is written", () => {
  assertEquals(usage(serve), ["serve [OPTION…] [addr] [rest]"]);
  assertEquals(usage(plain), ["plain word"]);
  assertEquals(Object.entries(serve.options ?? {}).map(([name, each]) => optionUsage(name, each)), [
    "-n N, --max-clients N, --limite N",
    "--size BYTES",
    "--message TEXT",
    "--payload DATA",
    "-k, --keep-open",
  ]);
});

Deno.test("help lists the options with their summaries beside them, wrapped where they are long", () => {
  const long = command({
    ...base,
    name: "long",
    parameters: {},
    forms: [""],
    options: {
      keepOpen: flag(text("word ".repeat(20).trim(), "palavra ".repeat(20).trim()), { short: "k" }),
      port: option(port, "N", text("the port", "a porta"), { aliases: ["porta"] }),
      aVeryLongNameOfAnOption: option(plainText, "TEXT", text("a long name", "um nome longo")),
    },
    run: () => null,
  });
  const column = " ".repeat(23);
  const options = (language: "en" | "pt-BR") =>
    /\n(?:Options|Opções)\n([\s\S]*?)\n\n/.exec(commandHelp(long, language))?.[1]?.split("\n");
  assertEquals(
    options("en"),
    [
      `  -k, --keep-open      ${"word ".repeat(11).trim()}`,
      `${column}${"word ".repeat(9).trim()}`,
      "  --port N, --porta N  the port",
      "  --a-very-long-name-of-an-option TEXT",
      `${column}a long name`,
      "  -h, --help           show this help",
    ].map((line) =>
      line.replace("--a-very-long-name-of-an-option TEXT", "--a-very-long-name-of-an-option TEXT")
    ),
  );
  assertEquals(options("pt-BR")?.[0], `  -k, --keep-open      ${"palavra ".repeat(7).trim()}`);
  assertEquals(options("pt-BR")?.at(-1), "  -h, --help           mostra esta ajuda");
  assert(!commandHelp(plain, "en").includes("Options"));
});

Deno.test("the README's table has a line for each option", () => {
  assertEquals(optionTable([plain, serve]).split("\n").slice(2, 5), [
    "| `serve` | `-n N, --max-clients N, --limite N` | at most so many clients |",
    "|  | `--size BYTES` | bytes read at once |",
    "|  | `--message TEXT` | what is sent |",
  ]);
  assertEquals(optionTable([plain]).split("\n").length, 2);
});

// ---- the kinds of parameter that options have

function read<T>(parameter: Parameter<T>, value: Value): T | string {
  const session = new Session(libc, []);
  try {
    const { system, sockets, variables } = session;
    return parameter.read(value, { system, sockets, variables, registry });
  } catch (error) {
    if (error instanceof UsageError) return `! ${error.key}`;
    throw error;
  } finally {
    session.close();
  }
}

Deno.test("a place is an address of which a part may be left out", () => {
  const inet = (host?: string, port?: string) => ({ kind: "inet", host, port });
  const table: [value: Value, place: unknown][] = [
    ["8080", inet(undefined, "8080")],
    [8080, inet(undefined, "8080")],
    [":8080", inet("", "8080")],
    [":http", inet("", "http")],
    ["localhost:8080", inet("localhost", "8080")],
    ["127.0.0.1:http", inet("127.0.0.1", "http")],
    ["[::1]:8080", inet("::1", "8080")],
    ["[fe80::1%eth0]:80", inet("fe80::1%eth0", "80")],
    ["localhost", inet("localhost")],
    ["127.0.0.1", inet("127.0.0.1")],
    ["a-host.example", inet("a-host.example")],
    ["::1", inet("::1")],
    ["[::1]", inet("::1")],
    ["fe80::1%eth0", inet("fe80::1%eth0")],
    ["unix:/tmp/a b", { kind: "unix", path: "/tmp/a b" }],
    ["unix:@a", { kind: "unix", path: "@a" }],
    [{ kind: "address", family: "inet", host: "10.0.0.1", port: 80 }, inet("10.0.0.1", "80")],
    [
      { kind: "address", family: "inet6", host: "fe80::1", port: 80, flowinfo: 0, scope: 2 },
      inet("fe80::1%2", "80"),
    ],
    ["99999", "! address.port"],
    [-1, "! address.port"],
    [1.5, "! expects.port-not"],
    ["localhost:99999", "! address.port"],
    ["localhost:", "! expects.place-not"],
    ["unix:", "! expects.place-not"],
    ["", "! expects.place-not"],
    ["two words", "! expects.place-not"],
    ["a:b:80", "! expects.place-not"],
    ["http://h/", "! expects.place-not"],
    ["[zz]:80", "! expects.place-not"],
    [null, "! expects.place"],
    [["", 80], "! expects.place"],
    [true, "! expects.place"],
  ];
  for (const [value, expected] of table) assertEquals(read(place, value), expected, JSON.stringify(value));
});

Deno.test("ports, counts, sizes and texts are read from words and values", () => {
  const table: [kind: Parameter<unknown>, value: Value, read: unknown][] = [
    [port, "0", "0"],
    [port, 65535, "65535"],
    [port, "http", "http"],
    [port, "65536", "! address.port"],
    [port, 1.5, "! expects.port-not"],
    [port, "", "! expects.port-not"],
    [port, "two words", "! expects.port-not"],
    [port, "a:b", "! expects.port-not"],
    [port, null, "! expects.port"],
    [count, "1", 1],
    [count, 100_000, 100_000],
    [count, "0x10", 16],
    [count, "0", "! expects.count-not"],
    [count, -1, "! expects.count-not"],
    [count, 1.5, "! expects.count-not"],
    [count, "1e3", "! expects.count-not"],
    [count, "9007199254740993", "! expects.count-not"],
    [count, "", "! expects.count-not"],
    [count, true, "! expects.count"],
    [byteSize, "64", 64],
    [byteSize, 64, 64],
    [byteSize, "16K", 16384],
    [byteSize, "16KiB", 16384],
    [byteSize, "1m", 1048576],
    [byteSize, "1G", 2 ** 30],
    [byteSize, 2 ** 30 + 1, "! expects.byte-size-not"],
    [byteSize, "2G", "! expects.byte-size-not"],
    [byteSize, "0", "! expects.byte-size-not"],
    [byteSize, "16KB", "! expects.byte-size-not"],
    [byteSize, "-1", "! expects.byte-size-not"],
    [byteSize, 0.5, "! expects.byte-size-not"],
    [byteSize, null, "! expects.byte-size"],
    [plainText, "olá", "olá"],
    [plainText, "", ""],
    [plainText, 5, "5"],
    [plainText, Uint8Array.of(65), "! expects.text"],
    [plainText, null, "! expects.text"],
  ];
  for (const [kind, value, expected] of table) {
    assertEquals(read(kind, value), expected, JSON.stringify(value));
  }
  assertEquals(
    [port, count, byteSize, plainText, place].map(({ missing }) => missing),
    new Array(5).fill(undefined),
  );
});
