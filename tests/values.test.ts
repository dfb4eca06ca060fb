// Values: what equality, truth, text, arithmetic, formatting, functions and methods come to.
//
// Tables of expressions as a user types them, each beside what it is worth, mostly as in Python. A last property
// evaluates anything that can be typed.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { setColorEnabled } from "@std/fmt/colors";
import { registry } from "../commands/mod.ts";
import type { Address } from "../lib/abi/address.ts";
import { SyntaxFault, SystemError, UsageError } from "../lib/errors.ts";
import { callable, functions, methods } from "../lib/functions.ts";
import { Interpreter } from "../lib/interpreter.ts";
import type { Outcome } from "../lib/interpreter/outcome.ts";
import { FUNCTIONS, VALUE_METHODS } from "../lib/language/names.ts";
import type { Language } from "../lib/messages/mod.ts";
import { answer, failure, faultText, jsonLine, reported } from "../lib/render/mod.ts";
import { Session } from "../lib/session.ts";
import { Socket } from "../lib/sockets/mod.ts";
import { encode, equal, kindOf, type Struct, textOf, truthy, type Value } from "../lib/values.ts";
import { add, arithmetic, compare } from "../lib/values/operators.ts";
import { PROGRAM, run } from "./child.ts";
import fc from "./properties.ts";
import { libc } from "./replay.ts";

const inet: Address = { kind: "address", family: "inet", host: "127.0.0.1", port: 80 };
const inet6: Address = { kind: "address", family: "inet6", host: "::1", port: 80, flowinfo: 0, scope: 0 };
const linked: Address = {
  kind: "address",
  family: "inet6",
  host: "fe80::1",
  port: 80,
  flowinfo: 0,
  scope: 2,
};
const anywhere: Address = { kind: "address", family: "inet", host: "0.0.0.0", port: 80 };
const path: Address = { kind: "address", family: "unix", path: encode("/tmp/s") };
const unnamed: Address = { kind: "address", family: "unix", path: new Uint8Array() };
const abstract: Address = { kind: "address", family: "unix", path: encode("\0name") };
const raw: Address = { kind: "address", family: "unix", path: Uint8Array.of(...encode("\0name"), 0xff) };
const open = new Socket(7, 2, 1, 0, "session");
open.name = "sock";
const again = new Socket(7, 2, 1, 0, "session");
const closed = new Socket(-1, 2, 1, 0, "session");
const gone = new Socket(-1, 2, 1, 0, "session");
const linger: Struct = {
  kind: "struct",
  name: "linger",
  fields: [{ name: "l_onoff", value: 1 }, { name: "l_linger", value: 5 }],
  bytes: Uint8Array.of(1, 0, 0, 0, 5, 0, 0, 0),
};
const pollfd: Struct = {
  kind: "struct",
  name: "pollfd",
  fields: [{ name: "fd", value: open }, { name: "revents", value: 17, text: "POLLIN|POLLHUP" }],
};

/** The variables of every expression here. */
const variables: Readonly<Record<string, Value>> = {
  inet,
  inet6,
  linked,
  anywhere,
  path,
  unnamed,
  abstract,
  raw,
  sock: open,
  again,
  closed,
  gone,
  linger,
  pollfd,
};

/** What one expression is worth: its value, or the key of what it is refused with. */
function worth(expression: string): { value: Value } | { key: string } {
  const session = new Session(libc, ["test"]);
  for (const [name, value] of Object.entries(variables)) session.variables.set(name, value);
  const outcomes: Outcome[] = [];
  const interpreter = new Interpreter(session, registry, {
    everything: true,
    report: () => {},
    fault: (fault) => {
      throw fault;
    },
    outcome: (outcome) => void outcomes.push(outcome),
  }, new AbortController());
  try {
    interpreter.run(interpreter.parse({ name: "", text: expression }), undefined, false);
  } catch (error) {
    if (error instanceof SyntaxFault) return { key: error.key };
    throw error;
  }
  const [outcome] = outcomes;
  assert(outcome !== undefined && outcomes.length === 1, expression);
  if (outcome.error instanceof UsageError) return { key: outcome.error.key };
  assert(outcome.error === undefined && outcome.value !== undefined, expression);
  return { value: outcome.value };
}

/** A table: each expression has exactly that value, of that kind. */
function are(title: string, table: readonly (readonly [expression: string, value: Value])[]): void {
  Deno.test(title, () => {
    for (const [expression, value] of table) assertEquals(worth(expression), { value }, expression);
  });
}

/** A table: each expression is refused with that message. */
function areRefused(title: string, table: readonly (readonly [expression: string, key: string])[]): void {
  Deno.test(title, () => {
    for (const [expression, key] of table) assertEquals(worth(expression), { key }, expression);
  });
}

// ---- structures

are("a structure is a list of its fields with names, and bytes where it has them", [
  ["len(linger)", 2],
  ["linger[1]", 5],
  ["linger[-2]", 1],
  ['linger["l_linger"]', 5],
  ['pollfd["fd"] == sock', true],
  ["linger == (1, 5)", true],
  ["(1, 5) == linger", true],
  ["linger == (True, 5)", true],
  ["linger == (1, 5, 0)", false],
  ["linger == pollfd", false],
  ["pollfd == (7, 17)", true],
  ["(linger, 1) == ((1, 5), 1)", true],
  ['linger == hex"01000000 05000000"', true],
  ['hex"01000000 05000000" == linger', true],
  ['hex"01000000 05000001" == linger', false],
  ['pollfd == hex"0700000000001100"', false],
  ['linger == "{l_onoff=1, l_linger=5}"', false],
  ["linger == inet", false],
  ["bytes(linger)", Uint8Array.of(1, 0, 0, 0, 5, 0, 0, 0)],
  ["str(linger)", "{l_onoff=1, l_linger=5}"],
  ["str(pollfd)", "{fd=sock, revents=POLLIN|POLLHUP}"],
  ["str((linger, 1))", "({l_onoff=1, l_linger=5}, 1)"],
  ['"%d, %d" % linger', "1, 5"],
  ["not linger", false],
]);

areRefused("what a structure has not got is said", [
  ['linger["l_lingr"]', "value.no-field"],
  ["linger[2]", "value.index-range"],
  ["linger[None]", "value.index-kind"],
  ["linger + (1,)", "value.operands"],
  ["bytes(pollfd)", "value.function-kind"],
  ["linger < (1, 6)", "value.operands"],
]);

// ---- equality and truth

are("texts and bytes are equal by their UTF-8 bytes, other kinds never", [
  ['"a" == "a"', true],
  ['"olá" == b"ol\\xc3\\xa1"', true],
  ['b"ab" == b"abc"', false],
  ['"" == b""', true],
  ['"1" == 1', false],
  ['None == ""', false],
  ["None == 0", false],
  ["None == None", true],
  ["0 == False", true],
  ["1 == True", true],
  ["2 == True", false],
  ["1 == 1.0", true],
  ["(1, 2) == (1, 2)", true],
  ['(1, "a") == (True, b"a")', true],
  ["(1, 2) == (1, 2, 3)", false],
  ["() == None", false],
  ['"a" != "b"', true],
  ['(1, ("a",)) == (1, (b"a",))', true],
  ['"%c" % 0xd800 == "\ufffd"', true],
  ['"abc" == "abd"', false],
  ['b"abc" == b"abd"', false],
]);

are("addresses are equal by family, host and port, however they are written", [
  ['inet == "127.0.0.1:80"', true],
  ['"127.0.0.1:80" == inet', true],
  ['inet == "127.0.0.1:81"', false],
  ['inet == "127.0.0.2:80"', false],
  ['inet == ("127.0.0.1", 80)', true],
  ['inet == ("127.0.0.1", 80, 0, 0)', false],
  ['inet == ("127.0.0.1",)', false],
  ["inet == ()", false],
  ["inet == inet6", false],
  ['inet == "localhost:80"', false],
  ['inet == "127.0.0.1:70000"', false],
  ['inet == "127.0.0.1:http"', false],
  ['inet == "nonsense"', false],
  ["inet == 80", false],
  ['inet == b"127.0.0.1:80"', false],
  ['inet6 == "[::1]:80"', true],
  ['inet6 == "[0:0:0:0:0:0:0:1]:80"', true],
  ['inet6 == ("::1", 80)', true],
  ['inet6 == ("0::1", 80)', true],
  ['inet6 == ("::1", 80, 0, 0)', true],
  ['inet6 == ("::1", 80, 0, 3)', false],
  ['linked == "[fe80::1%2]:80"', true],
  ['linked == "[fe80::1%3]:80"', false],
  ['linked == "[fe80::1%99999999999]:80"', false],
  ['linked == ("fe80::1", 80, 0, 2)', true],
  ['linked == ("fe80::1%2", 80)', true],
  ['linked == ("fe80::1%2%3", 80)', false],
  ['anywhere == ":80"', true],
  ['anywhere == ("", 80)', true],
  ['inet == ":80"', false],
  ['path == "unix:/tmp/s"', true],
  ['path == "/tmp/s"', true],
  ['path == "unix:/tmp/t"', false],
  ['abstract == "unix:@name"', true],
  ['abstract == "unix:name"', false],
  ['unnamed == "unix:"', true],
  ["path == path", true],
  ['path == b"/tmp/s"', true],
  ['path == b"unix:/tmp/s"', false],
  ['abstract == b"\\0name"', true],
  ['b"\\0name" == abstract', true],
  ['abstract == b"name"', false],
  ['raw == b"\\0name\\xff"', true],
  ['raw == b"\\0name\\xfe"', false],
  ['raw == "unix:@name\\xff"', false],
  ['unnamed == b""', true],
]);

are("a socket and a number are equal by descriptor", [
  ["sock == 7", true],
  ["7 == sock", true],
  ["sock == 8", false],
  ["sock == sock", true],
  ['sock == "sock"', false],
  ["closed == -1", true],
]);

are("two sockets are equal when they are the same or have one descriptor, which closed ones have not", [
  ["sock == again", true],
  ["sock == closed", false],
  ["closed == gone", false],
  ["closed == closed", true],
  ["(closed,) != (gone,)", true],
]);

are("0, None, False and everything empty are false, all else is true", [
  ["not 0", true],
  ["not 0.0", true],
  ["not None", true],
  ["not False", true],
  ['not ""', true],
  ['not b""', true],
  ["not ()", true],
  ["not -1", false],
  ['not "0"', false],
  ['not b"\\0"', false],
  ["not (0,)", false],
  ["not inet", false],
  ["not sock", false],
]);

are("and and or give one of their sides and leave out what does not matter", [
  ["0 or 5", 5],
  ["3 or 1 % 0", 3],
  ["0 and 1 % 0", 0],
  ['"a" and ""', ""],
  ["1 and 2 and 3", 3],
  ["0 or None or ()", []],
  ["1 or 0 and 0", 1],
  ["not 1 == 2", true],
  ["1 < 2 and 2 < 3", true],
]);

are("numbers are ordered by size, texts and bytes by their bytes", [
  ["2 < 10", true],
  ['"2" < "10"', false],
  ['"a" < "b"', true],
  ['"a" < "aa"', true],
  ['"B" < "a"', true],
  ['b"\\xff" > "z"', true],
  ['"é" > "z"', true],
  ['"a😀" > "a\uffee"', true],
  ['"a😀" < "a😁"', true],
  ['"😀" > ""', true],
  ["2 <= 2", true],
  ["2 >= 3", false],
]);

// ---- arithmetic

are("arithmetic is Python's, the sign of a remainder included", [
  ["1 + 2 * 3", 7],
  ["(1 + 2) * 3", 9],
  ["10 - 4 - 3", 3],
  ["-2 - -3", 1],
  ["- - 5", 5],
  ["7 % 3", 1],
  ["-7 % 3", 2],
  ["7 % -3", -2],
  ["5.5 % 2", 1.5],
  ["-4 % 2", 0],
  ["5 % -5", 0],
  ["9e307 % 1.7e308", 9e307],
  ["1.6e308 % 1.7e308", 1.6e308],
  ["1 | 2 | 4", 7],
  ["-1 | 1", -1],
  ["4294967296 | 1", 4294967297],
  ["1 + 2 | 4", 7],
  ["0x10 + 0b11 + 0o17 + 1_000", 1034],
  ["500ms + 1.5s", 2],
  ["1m", 60],
  ["250us", 0.00025],
  [".5 + 1", 1.5],
]);

are(
  "+ joins and * repeats",
  [
    ['"a" + "b"', "ab"],
    ['b"a" + b"b"', encode("ab")],
    ["(1,) + (2, 3)", [1, 2, 3]],
    ['"ab" * 3', "ababab"],
    ['2 * b"ab"', encode("abab")],
    ['"a" * 0', ""],
    ['"a" * -5', ""],
    ['b"" * 5', encode("")],
    ['"" * 1e308', ""],
    ['b"abc" * 5', encode("abcabcabcabcabc")],
    ['b"abc" * 1', encode("abc")],
  ],
);

areRefused("a result that is no finite number is refused", [
  ["1e308 + 1e308", "value.not-finite"],
  ["-1e308 - 1e308", "value.not-finite"],
  ["1e308 * 10", "value.not-finite"],
  ["-10 * 1e308", "value.not-finite"],
  ["1.7976931348623157e308 | 9.979201547673599e291", "value.not-finite"],
]);

areRefused(
  "kinds that do not go together are refused",
  [
    ['"a" + 1', "value.operands"],
    ['"a" + b"a"', "value.operands"],
    ['1 + "a"', "value.operands"],
    ["None + 1", "value.operands"],
    ['"a" - "b"', "value.operands"],
    ['"a" * "b"', "value.operands"],
    ['"a" * 1.5', "value.operands"],
    ["(1,) * 2", "value.operands"],
    ["1.5 | 1", "value.operands"],
    ['1 < "a"', "value.operands"],
    ["None < 1", "value.operands"],
    ["inet < inet", "value.operands"],
    ["1 % 0", "value.modulo-zero"],
    ['"a" * 1000000000000', "value.too-large"],
    ['b"ab" * 200000000', "value.too-large"],
    ["unset", "syntax.unknown-command"],
    ["(unset)", "variable.unset"],
  ],
);

// ---- indices

are("an index counts from 0, a negative one from the end", [
  ['"olá"[2]', "á"],
  ['"😀b"[1]', "b"],
  ['"a😀b"[1]', "😀"],
  ['"a😀b"[-2]', "😀"],
  ['"a😀"[-2]', "a"],
  ['"abc"[-1]', "c"],
  ['b"abc"[0]', 97],
  ["(1, 2, 3)[1]", 2],
  ["inet[0]", "127.0.0.1"],
  ["inet[1]", 80],
  ["inet[-1]", 80],
  ["inet6[3]", 0],
  ["path[0]", "unix:/tmp/s"],
  ["argv[0]", "test"],
  ["((1, 2), (3, 4))[1][0]", 3],
]);

areRefused("an index that is not there is refused", [
  ['"abc"[3]', "value.index-range"],
  ['""[0]', "value.index-range"],
  ['""[-1]', "value.index-range"],
  ['"😀"[1]', "value.index-range"],
  ['"😀"[-2]', "value.index-range"],
  ['b"abc"[3]', "value.index-range"],
  ['b"abc"[-4]', "value.index-range"],
  ["inet[2]", "value.index-range"],
  ["(1,)[-2]", "value.index-range"],
  ["5[0]", "value.no-index"],
  ["None[0]", "value.no-index"],
  ["sock[0]", "value.no-index"],
  ['"abc"["a"]', "value.index-kind"],
  ['"abc"[1.5]', "value.index-kind"],
]);

// ---- text

are("values inside other text stand as print writes them", [
  [
    'f"{1}|{1.5}|{None}|{True}|{sock}|{inet}|{inet6}|{path}|{abstract}"',
    "1|1.5|None|True|sock|127.0.0.1:80|[::1]:80|unix:/tmp/s|unix:@name",
  ],
  ['"${inet} ${sock}"', "127.0.0.1:80 sock"],
  ['str((1, "a", b"b", None, ("c",)))', '(1, "a", b"b", None, ("c",))'],
  ["str(())", "()"],
  ['str(("a\\"b\\\\c\\n",))', '("a\\"b\\\\c\\n",)'],
  ['str((b"x, y",))', '(b"x, y",)'],
  ['str((b"\\xff\\"",))', '(b"\\xff\\"",)'],
  ['str(b"ol\\xc3\\xa1")', "olá"],
  ['str(b"\\xffa\\xc3")', "\\xffa\\xc3"],
  ['str(b"\\xff\\xef\\xbb\\xbf\\xf0\\x9f\\x98\\x80")', "\\xff\ufeff😀"],
  ['str(b"\\xc0\\x80\\xe0\\x80\\x80")', "\\xc0\\x80\\xe0\\x80\\x80"],
  ['str(b"\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80\\xf8")', "\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80\\xf8"],
  ['str((b"\\\\\\n\\xff",))', '(b"\\\\\\n\\xff",)'],
  ['str("")', ""],
  ["str()", ""],
  ["str(linked)", "[fe80::1%2]:80"],
  ['f"{{}} {1 + 1}"', "{} 2"],
  ['"single $inet"', "single $inet"],
  ["'${inet}'", "${inet}"],
]);

are("% formats as Python does", [
  ['"%s" % "a"', "a"],
  ['"%s" % b"a"', "a"],
  ['"%s and %s" % ("a", 1)', "a and 1"],
  ['"%s port %s" % inet', "127.0.0.1 port 80"],
  ['"%s" % (("a", 1),)', '("a", 1)'],
  ['"%r" % "a"', '"a"'],
  ['"%r" % 5', "5"],
  ['"%d" % 3.7', "3"],
  ['"%i" % -3.7', "-3"],
  ['"%d" % True', "1"],
  ['"%5d|" % 42', "   42|"],
  ['"%-5d|" % 42', "42   |"],
  ['"%05d" % 42', "00042"],
  ['"%05d" % -42', "-0042"],
  ['"%+d %+d" % (5, -5)', "+5 -5"],
  ['"% d" % 5', " 5"],
  ['"%+05d" % 5', "+0005"],
  ['"%.3d" % 5', "005"],
  ['"%x %X %o" % (255, 255, 8)', "ff FF 10"],
  ['"%x" % -255', "-ff"],
  ['"%04x" % 255', "00ff"],
  ['"%.2f" % 3.14159', "3.14"],
  ['"%f" % 1', "1.000000"],
  ['"%8.3f|" % 3.14159', "   3.142|"],
  ['"%5s|%-5s|" % ("a", "b")', "    a|b    |"],
  ['"%05s" % "a"', "    a"],
  ['"%.2s" % "abc"', "ab"],
  ['"%.1s" % "😀b"', "😀"],
  ['"%c%c" % (65, "b")', "Ab"],
  ['"100%% of %s" % "it"', "100% of it"],
  ['"%s%%" % 5', "5%"],
  ['"nothing" % ()', "nothing"],
  ['"a%sb" % None', "aNoneb"],
  ['"%" % ()', "%"],
  ['"5%, %d%" % 5', "5%, 5%"],
  ['"%5.d%.s" % ()', "%5.d%.s"],
  ['"% d%-+05.1f|" % (1, 2)', " 1+2.0 |"],
]);

areRefused("% refuses what does not fit", [
  ['"%s %s" % "a"', "value.format-few"],
  ['"%s" % ()', "value.format-few"],
  ['"%s" % ("a", "b")', "value.format-many"],
  ['"nothing" % 5', "value.format-many"],
  ['"%d" % "5"', "value.format-kind"],
  ['"%x" % None', "value.format-kind"],
  ['"%f" % b"1"', "value.format-kind"],
  ['"%q" % 1', "value.format-unknown"],
  ['"%c" % 1.5', "value.not-character"],
  ['"%c" % -1', "value.not-character"],
  ['"%c" % 1114112', "value.not-character"],
  ['"%999999999999d" % 1', "value.too-large"],
  ['"%.999999999999d" % 1', "value.too-large"],
]);

// ---- functions and methods

are("functions are Python's", [
  ['len("olá")', 3],
  ['len("olá".encode())', 4],
  ['len("😀")', 1],
  ["len(())", 0],
  ["len(inet)", 2],
  ["len(inet6)", 4],
  ["len(path)", 1],
  ['int("42")', 42],
  ['int(" -42\\n")', -42],
  ['int("+7")', 7],
  ['int("0x1f", 16)', 31],
  ['int("1f", 16)', 31],
  ['int("0b11", 0)', 3],
  ['int("12", 0)', 12],
  ['int("z", 36)', 35],
  ["int(2.9)", 2],
  ["int(-2.9)", -2],
  ["int(True)", 1],
  ['int(b"12")', 12],
  ["int(sock)", 7],
  ["int()", 0],
  ['bytes("olá", "utf-8")', encode("olá")],
  ["bytes(3)", new Uint8Array(3)],
  ["bytes((1, 2, 255))", Uint8Array.from([1, 2, 255])],
  ['bytes(b"a")', encode("a")],
  ["bytes()", encode("")],
  ["hex(255)", "0xff"],
  ["hex(-255)", "-0xff"],
  ['hex(b"\\x00\\xff")', "00ff"],
  ['hex("á")', "c3a1"],
  ['str(b"\\xe1", "latin-1")', "á"],
  ['encode("a")', encode("a")],
  ['decode(b"a")', "a"],
  ['str.encode("olá")', encode("olá")],
  ['bytes.decode(b"a")', "a"],
]);

are("methods are Python's", [
  ['"olá".encode()', encode("olá")],
  ['"olá".encode("latin-1")', Uint8Array.from([0x6f, 0x6c, 0xe1])],
  ['"ola".encode("ascii")', encode("ola")],
  ['"a".encode("UTF8")', encode("a")],
  ['b"ol\\xc3\\xa1".decode()', "olá"],
  ['b"\\xe1".decode("iso-8859-1")', "á"],
  ['"Olá".upper()', "OLÁ"],
  ['"OLÁ".lower()', "olá"],
  ['b"ol\\xe1".upper()', Uint8Array.from([0x4f, 0x4c, 0xe1])],
  ['"  a b\\n".strip()', "a b"],
  ['"stra\u00dfe 𐐨".upper()', "STRASSE 𐐀"],
  ['"ΟΔΟΣ".lower()', "οδος"],
  ['b" \\n".strip()', encode("")],
  ['b"@[`{aZ".upper()', encode("@[`{AZ")],
  ['b"@[`{aZ".lower()', encode("@[`{az")],
  ['b" \\t\\xa0a\\r\\n".strip()', Uint8Array.from([0xa0, 0x61])],
  ['b"\\x01\\xff".hex()', "01ff"],
  ['"a".encode().decode().upper()', "A"],
]);

areRefused("functions and methods refuse what they do not take", [
  ["len(5)", "value.function-kind"],
  ["len(None)", "value.function-kind"],
  ["len(sock)", "value.function-kind"],
  ['int("")', "value.not-integer"],
  ['int("12abc")', "value.not-integer"],
  ['int("9", 8)', "value.not-integer"],
  ['int("0x1f")', "value.not-integer"],
  ['int("0x1f", 8)', "value.not-integer"],
  ['int("0" * 4301)', "value.not-integer"],
  ['int("99999999999999999999")', "value.not-integer"],
  ["int(None)", "value.function-kind"],
  ["int(inet)", "value.function-kind"],
  ["bytes(-1)", "value.byte-count"],
  ["bytes(1.5)", "value.byte-count"],
  ["bytes(999999999999)", "value.too-large"],
  ["bytes((1, 256))", "value.not-byte"],
  ['bytes(("a",))', "value.not-byte"],
  ["bytes(None)", "value.function-kind"],
  ["hex(1.5)", "value.function-kind"],
  ["hex(None)", "value.function-kind"],
  ["encode(5)", "value.function-kind"],
  ["decode(5)", "value.function-kind"],
  ['"é".encode("ascii")', "value.encode"],
  ['"€".encode("latin-1")', "value.encode"],
  ['"a".encode("utf-99")', "value.encoding"],
  ['b"\\xff".decode()', "value.decode"],
  ['b"\\xff".decode("ascii")', "value.decode"],
  ['b"a\\x80".decode("ascii")', "value.decode"],
  ["inet.upper()", "value.no-method"],
  ["(5).encode()", "value.no-method"],
  ["len()", "call.function-count-exact"],
  ['len("a", "b")', "call.function-count-exact"],
  ['"a".upper(1)', "call.function-count-exact"],
]);

Deno.test("the parser knows exactly the functions and methods there are", () => {
  assertEquals([...functions.keys()].sort(), [...FUNCTIONS].sort());
  assertEquals([...methods.keys()].sort(), [...VALUE_METHODS].sort());
});

// ---- sizes

areRefused("nothing larger than 64 MiB is made", [
  ['"a" * 67108865', "value.too-large"],
  ['b"ab" * 33554433', "value.too-large"],
  ['"a" * 16777216 + "a"', "value.too-large"],
  ['b"a" * 16777216 + b"a"', "value.too-large"],
  ["bytes(67108865)", "value.too-large"],
  ['hex(b"a" * 33554433)', "value.too-large"],
  ['("á" * 33554433).hex()', "value.too-large"],
  ['("á" * 33554433).encode()', "value.too-large"],
  ['("ß" * 33554433).upper()', "value.too-large"],
  ['("İ" * 33554433).lower()', "value.too-large"],
  ['str(b"\\xff" * 16777217)', "value.too-large"],
  ['str(("a" * 16777216, 1))', "value.too-large"],
  ['str(("\\n" * 33554433,))', "value.too-large"],
  ['"%40000000d%40000000d" % (1, 2)', "value.too-large"],
  ['"%s%s" % ("a" * 40000000, "a" * 40000000)', "value.too-large"],
  ['"%" * 4194305 % ()', "value.too-large"],
]);

Deno.test("a tuple of more than 2²⁰ elements is refused", () => {
  const half = new Array<Value>(2 ** 19).fill(1);
  const whole = add(half, half) as Value[];
  assertEquals(whole.length, 2 ** 20);
  assertEquals(assertThrows(() => add(whole, [1]), UsageError).key, "value.too-many");
});

Deno.test("a tuple that is there many times over has no text", () => {
  let value: Value = [1];
  for (let i = 0; i < 60; i++) value = [value, value];
  assertEquals(assertThrows(() => textOf(value), UsageError).key, "value.too-large");
});

Deno.test("a message about a long text holds its beginning", () => {
  const long = "é".repeat(100_000);
  const refusals = [
    () => callable("function", "int")!.run(long),
    () => callable("function", "bytes")!.run([long]),
    () => callable("method", "encode")!.run("a", long),
    () => arithmetic("%", `%s${long}`, []),
    () => arithmetic("%", long, 1),
    () => arithmetic("%", `%${"0".repeat(100_000)}d`, "a"),
  ];
  for (const refused of refusals) {
    const { values } = assertThrows(refused, UsageError);
    for (const value of Object.values(values)) assert(String(value).length < 100, String(refused));
  }
});

Deno.test("the largest texts and bytes need no more memory than some of their copies", async () => {
  // An array with an element for each letter or byte takes 512 MiB, and that is all there is.
  const [deno = "", command = "", ...rest] = PROGRAM;
  const { code, err } = await run([
    deno,
    command,
    "--v8-flags=--max-old-space-size=512",
    ...rest,
    "-c",
    largest,
  ]);
  assertEquals({ code, err }, { code: 0, err: "" });
});

const largest = `
  x = "a" * 16777216
  len(x) => 16777216
  x[0] => "a"
  x[-1] => "a"
  x[16777215] => "a"
  x.upper()[1] => "A"
  x == x.lower() => True
  len(x.strip()) => 16777216
  len(x.encode()) => 16777216
  len(x.encode("latin-1")) => 16777216
  len("%.16777216s" % x) => 16777216
  x = b"a" * 16777216
  x[0] => 97
  x[-1] => 97
  x.upper()[0] => 65
  len(x.lower()) => 16777216
  len(x.strip()) => 16777216
  len(x.decode("latin-1")) => 16777216
  len(x.decode("ascii")) => 16777216
  len(hex(b"a" * 8388608)) => 16777216
  len(str(b"\\xff" * 4194304)) => 16777216
  len(str(("\\n" * 8388600,))) => 16777205
`;

// ---- laws

const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.string({ unit: "binary" }),
    fc.uint8Array().map((bytes) => Uint8Array.from(bytes)),
    fc.constantFrom(...Object.values(variables)),
    fc.constantFrom<Value>("127.0.0.1:80", "unix:/tmp/s", ["127.0.0.1", 80], "[::1%9999999999]:80"),
    fc.array(tie("value"), { maxLength: 3 }),
  ),
})).value;

Deno.test("equality never throws, is the same from both sides, and holds for a value and itself", () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      assertEquals(equal(a, b), equal(b, a));
      assert(equal(a, a));
    }),
    { numRuns: 5000 },
  );
});

Deno.test("texts are ordered as their UTF-8 is", () => {
  const units = fc.constantFrom("a", "b", "é", "\uffee", "\ufffd", "😀", "😁", "\ud800", "\udc00");
  const text = fc.array(units, { maxLength: 4 }).map((letters) => letters.join(""));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const texts = compare("<", a, b);
      assertEquals(Math.sign(texts), Math.sign(compare("<", encode(a), encode(b))));
      assertEquals(texts === 0, equal(a, b));
    }),
    { numRuns: 5000 },
  );
});

Deno.test("bytes that are no UTF-8 have the text that a decoder makes letter by letter", () => {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const letterAt = (bytes: Uint8Array, at: number) => {
    for (const length of [1, 2, 3, 4]) {
      try {
        return strict.decode(bytes.subarray(at, at + length));
      } catch {
        // Perhaps a longer one.
      }
    }
    return undefined;
  };
  const byte = fc.constantFrom(
    0x61,
    0x7f,
    0x80,
    0x8f,
    0x90,
    0x9f,
    0xa0,
    0xbf,
    0xc1,
    0xc2,
    0xe0,
    0xe1,
    0xed,
    0xf0,
    0xf4,
    0xf5,
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(byte, fc.nat(255)), { maxLength: 12 }), (list) => {
      const bytes = Uint8Array.from(list);
      let text = "";
      for (let at = 0; at < bytes.length;) {
        const letter = letterAt(bytes, at);
        text += letter ?? `\\x${bytes[at]!.toString(16).padStart(2, "0")}`;
        at += letter === undefined ? 1 : encode(letter).length;
      }
      assertEquals(textOf(bytes), text);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("every value has a kind, a truth and a text", () => {
  fc.assert(
    fc.property(values, (value) => {
      assertEquals(typeof kindOf(value), "string");
      assertEquals(typeof truthy(value), "boolean");
      assertEquals(typeof textOf(value), "string");
    }),
    { numRuns: 2000 },
  );
});

// ---- anything at all

/** The commands that touch nothing outside the session. */
const harmless = new Map(
  [...registry].filter(([name]) => ["print", "help", "man", "vars", "exit"].includes(name)),
);

const texts = fc.constantFrom(
  '"a"',
  "'olá'",
  '"\\x1b[31m\\u202e\\0"',
  'b"\\xff\\x00"',
  'b""',
  'hex"00 ff"',
  '"%d %s"',
  '"%05.2f|%c%%"',
  '"%x"',
  '"${inet} ${t}"',
  'f"{t}{1 + 1}"',
  '"""a\nb"""',
  "r'\\x'",
  '"\u200b\u0085\ufeff\x1b"',
);
const names = fc.constantFrom(
  "inet",
  "inet6",
  "path",
  "sock",
  "t",
  "argv",
  "unset",
  "AF_INET",
  "LISTEN",
  "_",
);
const numbers = fc.constantFrom("0", "1", "-1", "3", "7.5", "0x1f", "500ms", "9007199254740991", "1_0", ".5");
const operators = fc.constantFrom("+", "-", "*", "%", "|", "==", "!=", "<", ">=", " and ", " or ");

const expressions: fc.Arbitrary<string> = fc.letrec<{ one: string; short: string }>((tie) => ({
  short: fc.oneof(numbers, names, texts),
  one: fc.oneof(
    { depthSize: "small" },
    tie("short"),
    fc.tuple(tie("one"), operators, tie("one")).map(([a, o, b]) => `(${a}) ${o} (${b})`),
    fc.tuple(tie("one"), operators, tie("one")).map(([a, o, b]) => `${a}${o}${b}`),
    fc.tuple(fc.constantFrom(...FUNCTIONS), fc.array(tie("one"), { maxLength: 3 })).map(([f, a]) =>
      `${f}(${a.join(", ")})`
    ),
    fc.tuple(tie("one"), fc.constantFrom(...VALUE_METHODS), fc.array(tie("short"), { maxLength: 1 }))
      .map(([v, m, a]) => `(${v}).${m}(${a.join()})`),
    fc.tuple(tie("one"), tie("one")).map(([v, i]) => `(${v})[${i}]`),
    fc.array(tie("one"), { maxLength: 3 }).map((items) =>
      `(${items.join(", ")}${items.length === 1 ? "," : ""})`
    ),
    tie("one").map((v) => `not ${v}`),
    tie("one").map((v) => `-${v}`),
  ),
})).one;

const statements = fc.oneof(
  expressions,
  expressions.map((e) => `t = ${e}`),
  expressions.map((e) => `a, b = ${e}`),
  fc.tuple(expressions, expressions).map(([a, b]) => `${a} => ${b}`),
  fc.tuple(expressions, fc.constantFrom("ok", "_", "EBADF", '~ "a"', "(_, 1)", "timeout")).map(([a, b]) =>
    `${a} => ${b}`
  ),
  fc.array(expressions, { maxLength: 3 }).map((e) => `print(${e.join(", ")})`),
  expressions.map((e) => `print ${e}`),
  fc.constantFrom("vars", "help print", "help nothing", "exit 300", "nonsense", "print ${t} $1"),
  fc.string({ unit: "binary" }),
  fc.array(
    fc.oneof(texts, names, numbers, operators, fc.constantFrom("(", ")", "[", "]", ",", "=>", "\n", "$")),
    { maxLength: 12 },
  )
    .map((tokens) => tokens.join(" ")),
);

/** What may not reach a terminal: controls but new lines and tabs, turned and hidden characters. */
const RAW = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

Deno.test("no text that can be typed throws anything unknown, and nothing shown of it is raw", () => {
  setColorEnabled(false);
  const observation = { socket: undefined, state: undefined, afterClose: undefined, changes: [] };
  fc.assert(
    fc.property(
      fc.array(statements, { minLength: 1, maxLength: 4 }),
      fc.constantFrom<Language>("en", "pt-BR"),
      (lines, language) => {
        const source = { name: "\x1b", text: lines.join("\n") };
        const session = new Session(libc, ["test", "\x1b"]);
        for (const [name, value] of Object.entries(variables)) session.variables.set(name, value);
        session.variables.set("t", "\x1b]0;title\x07\u202e");
        let screen = "";
        const style = { language, places: true };
        const interpreter = new Interpreter(session, harmless, {
          everything: true,
          report: (report) => {
            screen += reported(report, session, harmless, language);
          },
          fault: (fault) => {
            throw fault;
          },
          outcome: (outcome) => {
            const { error } = outcome;
            assert(error === undefined || error instanceof UsageError || error instanceof SystemError);
            screen += answer(outcome, observation, style);
            if (!outcome.succeeded) screen += failure(outcome, style);
            const line = jsonLine(outcome, observation, session.system, language, source);
            assert(!line.includes("\n"));
            JSON.parse(line);
          },
        }, new AbortController());
        try {
          interpreter.run(interpreter.parse(source), undefined, true);
        } catch (error) {
          // Everything else that is thrown fails the property.
          if (!(error instanceof SyntaxFault)) throw error;
          screen += faultText(error, source, style);
        }
        const raw = RAW.exec(screen);
        assert(raw === null, `U+${raw?.[0].codePointAt(0)?.toString(16)} in ${JSON.stringify(screen)}`);
      },
    ),
    { numRuns: 30_000 },
  );
});
