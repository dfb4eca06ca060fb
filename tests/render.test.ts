// Rendering: how values, places in a text and tables look on a terminal.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { setColorEnabled } from "@std/fmt/colors";
import { registry } from "../commands/mod.ts";
import type { Address } from "../lib/abi/address.ts";
import { system } from "../lib/abi/mod.ts";
import { escaped } from "../lib/escape.ts";
import type { Outcome } from "../lib/interpreter.ts";
import { answer } from "../lib/render/answer.ts";
import { excerpt, location, placeOf } from "../lib/render/excerpt.ts";
import { localUsage } from "../lib/messages/mod.ts";
import { jsonValue } from "../lib/render/json.ts";
import { eventText } from "../lib/render/event.ts";
import { commandHelp } from "../lib/render/help.ts";
import { fitted, table, wrapped } from "../lib/render/table.ts";
import { inline, isPrintable, short, shown, shownAddress } from "../lib/render/value.ts";
import { width } from "../lib/render/width.ts";
import { Socket } from "../lib/sockets/mod.ts";
import { encode, type Struct, type Value } from "../lib/values.ts";
import fc from "./properties.ts";

/** Nothing in it is hidden or acts on a terminal: no control, format or separator character. */
function isPlain(text: string): boolean {
  return !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.test(text);
}

setColorEnabled(false);

const inet6: Address = { kind: "address", family: "inet6", host: "fe80::1", port: 80, flowinfo: 0, scope: 2 };
const hostile: Address = { kind: "address", family: "unix", path: encode("/tmp/\x1b[2J\u202e") };
const unnamed: Address = { kind: "address", family: "unix", path: new Uint8Array() };
const open = new Socket(7, 2, 1, 0, "session");
open.name = "srv";
const closed = new Socket(-1, 2, 1, 0, "session");
closed.name = "cli";

const linger: Struct = {
  kind: "struct",
  name: "linger",
  fields: [{ name: "l_onoff", value: 1 }, { name: "l_linger", value: 5 }],
};
const pollfd: Struct = {
  kind: "struct",
  name: "pollfd",
  fields: [
    { name: "fd", value: open },
    { name: "revents", value: 17, text: "POLLIN|POLLHUP" },
    { name: "note", value: "a\x1b" },
    { name: "other", value: 1, text: "\x1b[31m" },
  ],
};

// ---- values

const displays: readonly [value: Value, text: string][] = [
  [null, "None"],
  [true, "True"],
  [5, "5"],
  [0.5, "0.5"],
  ["olá", '"olá"'],
  ['a "b" \\', '"a \\"b\\" \\\\"'],
  ["a\tb\r\n", '"a\\tb\\r\\n"'],
  ["\x1b[31m\x07\x7f\x85", '"\\x1b[31m\\x07\\x7f\\x85"'],
  ["a\u200bb\u202ec\ufeffd\u00ade", '"a\\u200bb\\u202ec\\ufeffd\\xade"'],
  ["\u{e0001}\ud800", '"\\U000e0001\\ud800"'],
  ["\u2028日本語😀", '"\\u2028日本語😀"'],
  [encode("olá\n"), 'b"olá\\n"'],
  [encode(""), 'b""'],
  [encode("a\x1b"), 'hex"61 1b"  |a.|'],
  [encode("a\u202e"), 'hex"61 e2 80 ae"  |a...|'],
  [Uint8Array.from([0, 255, 16, 32]), 'hex"00 ff 10 20"  |... |'],
  [inet6, "[fe80::1%2]:80"],
  [hostile, "unix:/tmp/\\x1b[2J\\xe2\\x80\\xae"],
  [unnamed, "unix:(unnamed)"],
  [open, "srv (descriptor 7)"],
  [closed, "cli (closed)"],
  [[], "()"],
  [[1], "(1,)"],
  [linger, "{l_onoff=1, l_linger=5}"],
  [[linger, 1], "({l_onoff=1, l_linger=5}, 1)"],
  [pollfd, '{fd=srv, revents=POLLIN|POLLHUP, note="a\\x1b", other=\\x1b[31m}'],
  [[1, "a", [encode("b"), null]], '(1, "a", (b"b", None))'],
  [[open, inet6], "(srv, [fe80::1%2]:80)"],
  [[closed], "(cli (closed),)"],
];

Deno.test("a value is shown on one line, quoted and escaped, as it could be typed again", () => {
  for (const [value, text] of displays) {
    for (const show of [shown, inline, short]) assertEquals(show(value, "en"), text);
  }
  assertEquals(shown(open, "pt-BR"), "srv (descritor 7)");
  assertEquals(shown(closed, "pt-BR"), "cli (fechado)");
  assertEquals(shownAddress(unnamed, "pt-BR"), "unix:(sem nome)");
});

Deno.test("a long structure is broken between its fields, and cut where it has to stay on one line", () => {
  const fields = Array.from({ length: 12 }, (_, i) => ({ name: `field${i}`, value: i }));
  const struct: Value = { kind: "struct", name: "long", fields };
  assertEquals(
    shown(struct, "en", 40),
    "{field0=0, field1=1, field2=2,\n   field3=3, field4=4, field5=5,\n" +
      "   field6=6, field7=7, field8=8,\n   field9=9, field10=10, field11=11}",
  );
  assert(!shown(struct, "en", 200).includes("\n"));
  // With the "= " of the answer a line fills its columns, and never one more.
  for (let columns = 30; columns < 140; columns++) {
    const widths = `= ${shown(struct, "en", columns)}`.split("\n").map(width);
    assert(Math.max(...widths) <= columns, `${columns}: ${widths}`);
  }
  assertEquals(shown(struct, "en", 32).split("\n")[0], "{field0=0, field1=1, field2=2,");
  assertEquals(shown(struct, "en", 31).split("\n")[0], "{field0=0, field1=1,");
  assertEquals(shown(struct, "en", 33).split("\n")[1], "   field3=3, field4=4, field5=5,");
  assertEquals(shown(struct, "en", 32).split("\n")[1], "   field3=3, field4=4, field5=5,");
  assertEquals(shown(struct, "en", 31).split("\n")[1], "   field2=2, field3=3,");
  assertEquals(shown({ ...struct, fields: fields.slice(0, 1) }, "en", 5), "{field0=0}");
  const cut =
    "{field0=0, field1=1, field2=2, field3=3, field4=4, field5=5, field6=6, field7=7, field8=8, field9=9, ";
  assertEquals(inline(struct, "en"), `${cut}… (12 fields in all)}`);
  assertEquals(short(struct, "pt-BR"), `${cut}… (12 campos no total)}`);
});

Deno.test("a structure is an object of its fields in JSON, numbers as numbers", () => {
  const here = system("linux", "x86_64");
  assert(here !== undefined);
  assertEquals(jsonValue(linger, here), { l_onoff: 1, l_linger: 5 });
  const { fd, revents } = jsonValue(pollfd, here) as Record<string, unknown>;
  assertEquals([fd, revents], [{ socket: "srv", fd: 7, domain: "AF_INET", type: "SOCK_STREAM" }, 17]);
});

Deno.test("many bytes that are no text are shown sixteen a line beside their ASCII", () => {
  const bytes = Uint8Array.from([...encode("GET / HTTP/1.1\r\n"), 0, 1, 254, 255]);
  const dump = "  0000  47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a  |GET / HTTP/1.1..|\n" +
    "  0010  00 01 fe ff                                      |....|";
  assertEquals(shown(bytes, "en"), `20 bytes\n${dump}`);
  assertEquals(shown([bytes, 5], "en"), `(20 bytes, 5)\n${dump}`);
  assertEquals(shown([bytes, bytes], "pt-BR"), `(20 bytes, 20 bytes)\n${dump}\n${dump}`);
  const head = 'hex"47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a"… (20 bytes in all)';
  assertEquals(inline(bytes, "en"), head);
  assertEquals(inline([bytes], "en"), `(${head},)`);
});

Deno.test("long values are cut, and their whole length is told", () => {
  const letters = "é".repeat(1000);
  assertEquals(shown(letters, "en"), `"${"é".repeat(400)}"… (1000 characters in all)`);
  assertEquals(shown("é".repeat(400), "en"), `"${"é".repeat(400)}"`);
  assertEquals(shown("😀".repeat(400), "en"), `"${"😀".repeat(400)}"`);
  // 400 bytes end in the middle of a letter here.
  assertEquals(shown(encode("x" + letters), "en"), `b"x${"é".repeat(199)}"… (2001 bytes in all)`);
  assertEquals(shown(encode(letters), "pt-BR"), `b"${"é".repeat(200)}"… (2000 bytes no total)`);
  assertEquals(short(letters, "pt-BR"), `"${"é".repeat(50)}"… (1000 caracteres no total)`);
  const items = Array.from({ length: 60 }, (_, i) => i);
  assertEquals(shown(items, "en"), `(${items.slice(0, 50).join(", ")}, … (60 elements in all))`);
  const dump = shown(new Uint8Array(1000), "en").split("\n");
  assertEquals([dump[0], dump.length, dump.at(-1)], ["1000 bytes", 18, "  …"]);
});

Deno.test("printable are letters, tab, CR and LF; everything hidden is not", () => {
  for (const text of ["", "a\tb\r\n", "olá 日本 😀", "e\u0301"]) assert(isPrintable(text), text);
  for (const text of ["\0", "\x1b", "\x7f", "\x85", "\u200b", "\u202e", "\ufeff", "\u2028", "\u00ad"]) {
    assert(!isPrintable(text));
    assert(!isPlain(text));
  }
});

Deno.test("what is escaped is plain, and what is plain stays as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      assert(isPlain(escaped(text)));
      if (isPlain(text)) assertEquals(escaped(text), text);
    }),
    { numRuns: 2000 },
  );
});

// ---- places and excerpts

/** An excerpt of the text around the span that is marked with « and ». */
function around(marked: string): string {
  const start = marked.indexOf("«");
  const end = marked.indexOf("»") - 1;
  const text = marked.replace("«", "").replace("»", "");
  return excerpt({ name: "", text }, { start, end });
}

const excerpts: readonly [title: string, marked: string, shown: string][] = [
  ["a word in a line", "bind «srv» :80", "  bind srv :80\n       ^^^\n"],
  ["a line among others", "one\ntwo «three» four\nfive", "  two three four\n      ^^^^^\n"],
  ["the first line", "«one»\ntwo", "  one\n  ^^^\n"],
  ["the last character", "one\ntw«o»", "  two\n    ^\n"],
  ["the end of a text", "print «»", "  print \n        ^\n"],
  ["an empty text", "«»", "  \n  ^\n"],
  ["an empty line", "one\n«»\ntwo", "  \n  ^\n"],
  ["a span over several lines", "a «(1,\n2)» b", "  a (1,\n    ^^^\n"],
  ["indentation", "   \t close «x»", "  close x\n        ^\n"],
  ["a tab in the line", "a\t«b»", "  a  b\n     ^\n"],
  ["wide letters", "日本 «語»", "  日本 語\n       ^^\n"],
  ["a pictogram", "😀 «b»", "  😀 b\n     ^\n"],
  ["marks that take no column", "e\u0301e\u0301 «b»", "  e\u0301e\u0301 b\n     ^\n"],
  ["hidden characters", "\x1b\u202e «\u200b»", "  \\x1b\\u202e \\u200b\n             ^^^^^^\n"],
  ["a carriage return before the end", "one «two»\r\nthree", "  one two\n      ^^^\n"],
  ["a byte order mark", "\ufeffone «two»", "  one two\n      ^^^\n"],
];

Deno.test("the line of a mistake is shown with carets under it", () => {
  for (const [title, marked, text] of excerpts) assertEquals(around(marked), text, title);
});

Deno.test("a long line is cut around the mistake, which stays in sight", () => {
  const long = "x".repeat(1000);
  const behind = around(`«wrong» ${long}`);
  assertEquals(behind, `  wrong ${"x".repeat(69)}…\n  ^^^^^\n`);
  const before = around(`${long} «wrong»`);
  assertEquals(before, `  …${"x".repeat(18)} wrong\n  ${" ".repeat(20)}^^^^^\n`);
  const wide = around(`«${long}»`);
  assertEquals(wide, `  ${"x".repeat(75)}…\n  ${"^".repeat(76)}\n`);
  const middle = around(`${"日".repeat(500)}«${"本".repeat(500)}»${long}`);
  assertMatch(middle, /^ {2}…日{9}本+…\n {21}\^+\n$/);
});

Deno.test("an excerpt has two lines that fit 80 columns, and nothing raw in them", () => {
  const units = fc.constantFrom(
    "a",
    " ",
    "\t",
    "é",
    "日",
    "😀",
    "\u0301",
    "\x1b",
    "\u202e",
    "\n",
    "\r",
    "\ufeff",
    "\ud800",
  );
  const texts = fc.oneof(
    fc.string({ unit: units, maxLength: 400 }),
    fc.string({ unit: "binary", maxLength: 50 }),
  );
  fc.assert(
    fc.property(texts, fc.nat(), fc.nat(), (text, a, b) => {
      const [start = 0, end = 0] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y);
      const lines = excerpt({ name: "", text }, { start, end }).split("\n");
      assertEquals(lines.length, 3);
      assertMatch(lines[1] ?? "", /^ {2} *\^+$/);
      assert(isPlain(lines[0] ?? "\0"));
      for (const line of lines) assert(width(line) <= 80, line);
      assert(
        width(lines[1] ?? "") <= Math.max(width(lines[0] ?? "") + 1, 3),
        "the carets stand under the line",
      );
    }),
    { numRuns: 5000 },
  );
});

Deno.test("a place is a line and a column in characters, both from 1", () => {
  const source = { name: "dir/a b\x1b.socksh", text: "\ufeffone\n\n😀é x\r\nlast" };
  const at = (offset: number) => Object.values(placeOf(source, offset));
  assertEquals(at(1), [1, 1]);
  assertEquals(at(3), [1, 3]);
  assertEquals(at(5), [2, 1]);
  assertEquals(at(6), [3, 1]);
  assertEquals(at(8), [3, 2]);
  assertEquals(at(10), [3, 4]);
  assertEquals(at(source.text.length), [4, 5]);
  assertEquals(at(3), [1, 3], "asked for out of order");
  assertEquals(location(source, 10), "dir/a b\\x1b.socksh:3:4");
});

Deno.test("places are the same in whatever order they are asked for", () => {
  const texts = fc.string({ unit: fc.constantFrom("a", "\n", "😀"), maxLength: 40 });
  fc.assert(
    fc.property(texts, fc.array(fc.nat(), { maxLength: 10 }), (text, offsets) => {
      const asked = { name: "", text };
      for (const offset of offsets.map((offset) => offset % (text.length + 1))) {
        assertEquals(placeOf(asked, offset), placeOf({ name: "", text }, offset));
      }
    }),
    { numRuns: 1000 },
  );
});

// ---- tables and paragraphs

Deno.test("columns of a table begin under each other, wide letters and colours included", () => {
  assertEquals(
    table([["NAME", "FD", "STATE"], ["a", "12", "LISTEN"], ["日本", "3", ""]], Infinity, { indent: " " }),
    " NAME  FD  STATE\n a     12  LISTEN\n 日本  3\n",
  );
  assertEquals(table([["\x1b[1mx\x1b[22m", "y"], ["long", "z"]]), "\x1b[1mx\x1b[22m     y\nlong  z\n");
  assertEquals(table([]), "");
});

Deno.test("a paragraph is broken between words where a line would become too long", () => {
  assertEquals(wrapped("one two", 7, ""), "one two\n");
  assertEquals(wrapped("one two", 6, ""), "one\ntwo\n");
  assertEquals(wrapped("one two three", 9, ""), "one two\nthree\n");
  assertEquals(wrapped("one two three", 7, "  "), "  one\n  two\n  three\n");
  assertEquals(wrapped("a-word-longer-than-that b", 10, ""), "a-word-longer-than-that\nb\n");
  assertEquals(wrapped("", 10, ""), "\n");
});

Deno.test("the columns of a text count wide letters twice and marks not at all", () => {
  for (
    const [text, columns] of [["abc", 3], ["olá", 3], ["e\u0301", 1], ["日本", 4], ["😀", 2], [
      "\x1b[31mred\x1b[39m",
      3,
    ]] as const
  ) {
    assertEquals(width(text), columns, text);
  }
});

Deno.test("a row wider than the terminal takes several lines, and the others stay", () => {
  const rows = [["NAME", "VALUE"], ["a", "1"], ["b", "as long as two lines"]];
  assertEquals(table(rows), "NAME  VALUE\na     1\nb     as long as two lines\n");
  assertEquals(table(rows, 22), "NAME  VALUE\na     1\nb\n  as long as two lines\n");
  const heading = true;
  assertEquals(
    table([["A", "NUMBER", "C"], ["a-very-long", "1", "c"], ["b", "22", ""], ["c", "3", "d"]], 14, {
      gap: 1,
      right: [false, true],
      heading,
    }),
    "A NUMBER C\na-very-long  1\n  c\nb     22\nc      3 d\n".replace("  1\n", " 1\n"),
  );
  // Where all of them are too long the columns stay, as far as they go.
  assertEquals(
    table([["ONE", "TWO"], ["123456", "123456"], ["1234567", "1"]], 10, { heading }),
    "ONE\n  TWO\n123456\n  123456\n1234567  1\n",
  );
  assertEquals(table([["a", "", "b"]], 3), "a\n  b\n");
});

Deno.test("what stands below an answer is broken at its blanks, the later lines indented", () => {
  const address: Address = { kind: "address", family: "inet", host: "127.0.0.1", port: 65432 };
  const socket = new Socket(-1, 2, 1, 0);
  socket.name = "conn";
  const ends = { state: "FIN_WAIT2", local: address, peer: address };
  const about = {
    socket,
    state: undefined,
    afterClose: ends,
    changes: [{ socket, before: "ESTABLISHED", after: "CLOSE_WAIT" }],
  };
  const outcome = {
    succeeded: true,
    value: undefined,
    error: undefined,
    notes: [],
    call: undefined,
  } as unknown as Outcome;
  for (const language of ["en", "pt-BR"] as const) {
    const text = answer(outcome, about, { language, places: false, columns: 30 });
    const shown = text.trimEnd().split("\n");
    assertEquals(shown.filter((line) => width(line) > 30), [], text);
    for (const word of ["FIN_WAIT2", "ESTABLISHED", "CLOSE_WAIT", "127.0.0.1:65432"]) {
      assertStringIncludes(text, word);
    }
    assert(shown.some((line) => line.startsWith("    ")), text);
  }
});

Deno.test("what stands for a value in a usage line is in the reader's language, names of C and constants are not", () => {
  const usage = "capture [OPTION…] [IFACE] [FILE.pcapng] sockfd SOCK_STREAM --TIME POLLIN ADDR";
  assertEquals(localUsage(usage, "en"), usage);
  assertEquals(
    localUsage(usage, "pt-BR"),
    "capture [OPÇÃO…] [INTERFACE] [ARQUIVO.pcapng] sockfd SOCK_STREAM --TIME POLLIN ADDR",
  );
});

Deno.test("an event is broken between the words of its sentence, and never in a value", () => {
  const text = { en: "{client} closed the connection\n  Text: {text} (that was all)", pt: "{client}" };
  const event = {
    kind: "event",
    json: false,
    event: "x",
    text,
    values: { client: "127.0.0.1:50000", text: "one two three four five six" },
  } as const;
  assertEquals(
    eventText(event, "en"),
    "127.0.0.1:50000 closed the connection\n  Text: one two three four five six (that was all)\n",
  );
  assertEquals(
    eventText(event, "en", 30),
    "127.0.0.1:50000 closed the\nconnection\n  Text:\n    one two three four five six\n    (that was all)\n",
  );
  // A line that the next one replaces stays one.
  assertEquals(
    eventText({ ...event, text: { en: "{client} is {client}", pt: "" }, passing: true }, "en", 10),
    "127.0.0.1:50000 is 127.0.0.1:50000\n",
  );
});

Deno.test("a line that fits stays as it is laid out; one that does not is broken at blanks", () => {
  assertEquals(fitted("a   b", 7, "# "), "# a   b\n");
  assertEquals(fitted("  a   bc", 7, "# "), "#   a\n#     bc\n");
  assertEquals(fitted("", 7, "# "), "#\n");
});

Deno.test("how a command is called is broken between its arguments where the line ends", () => {
  const capture = registry.get("capture");
  assert(capture !== undefined);
  for (const columns of [40, 60, 80]) {
    for (const line of commandHelp(capture, "en", columns).split("\n").slice(0, 12)) {
      assert(width(line) <= columns, line);
    }
  }
  assertStringIncludes(
    commandHelp(capture, "en", 40),
    "\n  capture start|show|stop [IFACE] [FILE]\n      [all | port N]\n",
  );
});
