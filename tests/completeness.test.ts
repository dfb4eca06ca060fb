// completeness: is a growing text called unfinished only where the parser would not take it, and does it mean the same
// on one line?

import { assert, assertEquals } from "@std/assert";
import { SyntaxFault } from "../lib/errors.ts";
import { type Block, parse } from "../lib/language/mod.ts";
import { GrowingText } from "../lib/language/typing.ts";
import { attempt, bare, KNOWN, layout, print, programs, vocabulary } from "./program_fixture.ts";
import fc from "./properties.ts";

const TOKENS = [
  ..."socket send print x y = == => , ; : - + # // & $x ${x} $ ${ \\ {} { } { } ( ) ( ) [ ]".split(" "),
  ..."if while repeat else import from help --message= -m timeout 5s 2 127.0.0.1:80".split(" "),
  ...'\' " " \' \'\'\' """ b" f" f"{ hex" r\' "a" \'b\' f"{x}" it\'s'.split(" "),
  ...' = x=" print , {\n \n}\n'.split(","),
  ..." | | |\n|\n|\n|\r\n|\\\n|\t|>>> ".split("|"),
];

/** Texts of which every letter may matter. */
const texts = fc.oneof(
  fc.array(fc.constantFrom(...TOKENS), { maxLength: 25 }).map((tokens) => tokens.join("")),
  fc.array(fc.constantFrom(...TOKENS), { maxLength: 25 }).map((tokens) => tokens.join(" ")),
);

const known = [...KNOWN, "x", "y"];

function read(text: string): Block | SyntaxFault {
  return attempt(() => parse({ name: "", text }, vocabulary, known).statements);
}

function growing(lines: readonly string[]): GrowingText {
  const entry = new GrowingText();
  for (const line of lines) entry.add(line);
  return entry;
}

/** Holds for every beginning of the text: what is called unfinished is nothing the parser takes. */
function unfinishedOnlyWhereItIs(text: string): void {
  const entry = new GrowingText();
  for (const line of text.split("\n")) {
    entry.add(line);
    if (entry.mayBeWhole) continue;
    assert(read(entry.text) instanceof SyntaxFault, `taken: ${JSON.stringify(entry.text)}`);
  }
}

Deno.test("no text that the parser takes is called unfinished", () => {
  fc.assert(fc.property(texts, unfinishedOnlyWhereItIs), { numRuns: 20_000 });
  fc.assert(fc.property(programs, fc.nat(), (program, seed) => {
    unfinishedOnlyWhereItIs(print(program, layout(seed)));
  }));
});

Deno.test("what the parser cannot take before more comes is called unfinished, so that it is not asked", () => {
  for (
    const text of [
      "repeat 2 {",
      "if x { print 1",
      'print "a',
      "x = (1,",
      "print a \\",
      'y="""one\ntwo }',
      "f(a, [1,",
      'if x { print "}" # }',
      "if x { send x '{' // }",
      "if x {\nprint a'b'\nprint a,'b'",
      'while x {\nprint ${x} $x\nx = f"{x} {y}"',
    ]
  ) {
    assertEquals(growing(text.split("\n")).mayBeWhole, false, text);
  }
});

Deno.test("a text on one line is read as the lines were", () => {
  const sameOnOneLine = (text: string) => {
    const entry = growing(text.split("\n"));
    const whole = read(text);
    const { oneLine } = entry;
    if (whole instanceof SyntaxFault || oneLine === undefined) return;
    assert(!oneLine.includes("\n"), oneLine);
    const again = read(oneLine);
    assert(!(again instanceof SyntaxFault), `${JSON.stringify(text)} became ${JSON.stringify(oneLine)}`);
    assertEquals(bare(again), bare(whole), `${JSON.stringify(text)} became ${JSON.stringify(oneLine)}`);
  };
  fc.assert(fc.property(texts, sameOnOneLine), { numRuns: 20_000 });
  fc.assert(fc.property(programs, fc.nat(), (program, seed) => sameOnOneLine(print(program, layout(seed)))));
});

Deno.test("comments go, statements are parted, and what is in quotes stays when lines become one", () => {
  for (
    const [lines, line] of [
      ["if x {  # why\n  print 1\n\n  # nothing\n  print 2\n}", "if x { print 1; print 2 }"],
      ["x = (1,  // one\n  2)", "x = (1, 2)"],
      ['print "a # b\nc"', 'print "a # b\\nc"'],
      ['print "a\\\nb"', 'print "ab"'],
      ["x = 1 + \\\n  2", "x = 1 +   2"],
      ["repeat 2 {\nif x {\nprint 1\n}\n}", "repeat 2 { if x { print 1 } }"],
      ["{\nsleep 1 &\nprint 2\n} &", "{ sleep 1 &; print 2 } &"],
      ["socket\n\\\nsocket", undefined],
      ["print '''a'\\\n'''", undefined],
      ["print '''a\\\n'''", "print '''a'''"],
      ["x = [1,\n2]", undefined],
      ["print r'a\nb'", undefined],
      ["print it's{\n}", undefined],
      [`print '${"long ".repeat(300)}\n'`, undefined],
    ] as const
  ) {
    assertEquals(growing(lines.split("\n")).oneLine, line, lines);
  }
});

Deno.test("what is short is always read, what is long only where it may be whole", () => {
  const entry = growing(["repeat 2 {"]);
  assertEquals(entry.isWorthReading, true);
  let asked = 0;
  for (let i = 0; i < 4000; i++) {
    entry.add(`  x = (x + ${i}) # ${i} }`);
    if (entry.isWorthReading) asked++;
  }
  assert(asked < 300, String(asked));
  entry.add("}");
  assertEquals([entry.isWorthReading, entry.mayBeWhole], [true, true]);
});
