// The wire format of message-server and message-client: what is a message, what is the end, what is neither.

import { assert, assertEquals } from "@std/assert";
import { farewell, type Message, MessageReader, written } from "../commands/shortcuts/messages.ts";
import fc from "./properties.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const bytes = (text: string): Bytes => encoder.encode(text);

function joined(parts: readonly Uint8Array[]): Bytes {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** What a reader makes of pieces, and then of silence. */
function read(pieces: readonly Bytes[], longest?: number): { messages: Message[]; exit: boolean } {
  const reader = new MessageReader(longest);
  const messages = pieces.flatMap((piece) => reader.receive(piece));
  messages.push(...reader.exit ? [] : reader.settle());
  return { messages, exit: reader.exit };
}

/** The same without lengths: `subject|text` for each message, and `EXIT`. */
function said(...pieces: readonly (string | Bytes)[]): string[] {
  const { messages, exit } = read(pieces.map((piece) => typeof piece === "string" ? bytes(piece) : piece));
  const lines = messages.map(({ subject, text }) => subject === undefined ? text : `${subject}|${text}`);
  return exit ? [...lines, "EXIT"] : lines;
}

const CASES: readonly { readonly name: string; readonly sent: string; readonly said: readonly string[] }[] = [
  { name: "a message has subject and text", sent: "Assunto: a\nTexto: b\n\n", said: ["a|b"] },
  { name: "both may be empty", sent: "Assunto: \nTexto: \n\n", said: ["|"] },
  {
    name: "messages follow each other",
    sent: "Assunto: a\nTexto: b\n\nAssunto: c\nTexto: d\n\n",
    said: ["a|b", "c|d"],
  },
  { name: "a text has lines", sent: "Assunto: a\nTexto: b\nc\n\n", said: ["a|b\nc"] },
  { name: "line ends may be CR LF", sent: "Assunto: a\r\nTexto: b\r\nc\r\n\r\n", said: ["a|b\nc"] },
  {
    name: "CR LF is an empty line as well",
    sent: "Assunto: a\r\nTexto: b\r\n\r\nAssunto: c\r\nTexto: d\r\n\r\n",
    said: ["a|b", "c|d"],
  },
  { name: "what has no end counts, too", sent: "Assunto: a\nTexto: b", said: ["a|b"] },
  { name: "any text is a message", sent: "oi", said: ["oi"] },
  { name: "a line of nc is one without its end", sent: "oi\n", said: ["oi"] },
  { name: "an empty line ends any text", sent: "oi\n\ntchau\n\n", said: ["oi", "tchau"] },
  { name: "more empty lines than needed are no message", sent: "\n\noi\n\n\r\n\n\n", said: ["oi"] },
  { name: "a subject alone is a message", sent: "Assunto: a", said: ["a|"] },
  { name: "a text alone is a message", sent: "Texto: a\n\n", said: ["a"] },
  { name: "nothing is nothing", sent: "", said: [] },

  { name: "the word alone is the end", sent: "CODIGO_SAIDA", said: ["EXIT"] },
  { name: "also with a line end", sent: "CODIGO_SAIDA\n", said: ["EXIT"] },
  { name: "also with an empty line", sent: "CODIGO_SAIDA\n\n", said: ["EXIT"] },
  {
    name: "also right behind a message",
    sent: "Assunto: a\nTexto: b\n\nCODIGO_SAIDA",
    said: ["a|b", "EXIT"],
  },
  { name: "also glued to a text", sent: "tchauCODIGO_SAIDA", said: ["tchau", "EXIT"] },
  { name: "also glued to a message", sent: "Assunto: a\nTexto: bCODIGO_SAIDA", said: ["a|b", "EXIT"] },
  { name: "blanks around it are nothing", sent: "  CODIGO_SAIDA", said: ["EXIT"] },
  { name: "also behind it", sent: "CODIGO_SAIDA \t", said: ["EXIT"] },
  { name: "also with line ends", sent: " CODIGO_SAIDA \r\n \n", said: ["EXIT"] },
  { name: "also with an empty line behind them", sent: "\tCODIGO_SAIDA \n\n", said: ["EXIT"] },
  { name: "also on the last line of a text", sent: "tchau\n  CODIGO_SAIDA  ", said: ["tchau", "EXIT"] },
  { name: "glued to a text the blanks are its own", sent: "tchau CODIGO_SAIDA", said: ["tchau ", "EXIT"] },
  {
    name: "with blanks behind it, on a line that has more, it is text",
    sent: "escreva CODIGO_SAIDA  ",
    said: ["escreva CODIGO_SAIDA  "],
  },
  { name: "also on the last line", sent: "tchau\nCODIGO_SAIDA\r\n", said: ["tchau", "EXIT"] },
  { name: "said twice it is said once", sent: "tchauCODIGO_SAIDACODIGO_SAIDA", said: ["tchau", "EXIT"] },
  {
    name: "the word in a message is text",
    sent: "Assunto: CODIGO_SAIDA\nTexto: b\n\n",
    said: ["CODIGO_SAIDA|b"],
  },
  {
    name: "also where it is all of the text",
    sent: "Assunto: a\nTexto: CODIGO_SAIDA\n\n",
    said: ["a|CODIGO_SAIDA"],
  },
  {
    name: "also where a line of it is the word",
    sent: "Assunto: a\nTexto: b\nCODIGO_SAIDA\n\n",
    said: ["a|b\nCODIGO_SAIDA"],
  },
  {
    name: "the word before more text is text",
    sent: "CODIGO_SAIDA é a palavra",
    said: ["CODIGO_SAIDA é a palavra"],
  },
  {
    name: "a line that only ends in it is text",
    sent: "escreva CODIGO_SAIDA\n",
    said: ["escreva CODIGO_SAIDA"],
  },
  { name: "half of the word is text", sent: "CODIGO_SAI", said: ["CODIGO_SAI"] },
  { name: "what follows the end is nothing", sent: "CODIGO_SAIDA\n\noi\n\n", said: ["EXIT"] },
];

for (const { name, sent, said: expected } of CASES) {
  Deno.test(`${name}: ${JSON.stringify(sent)}`, () => {
    assertEquals(said(sent), [...expected]);
    assertEquals(said(...sent.split("")), [...expected], "character by character");
  });
}

Deno.test("letters cut in the middle stay whole, and what is no letter is escaped", () => {
  const whole = bytes("Assunto: ação\nTexto: 😀\n\n");
  assertEquals(said(...Array.from(whole, (byte) => Uint8Array.of(byte))), ["ação|😀"]);
  assertEquals(said(Uint8Array.of(0x6f, 0xff, 0xc3)), ["o\\xff\\xc3"]);
});

/** Bytes in which everything that means something is likely, and the places to cut them. */
const streams = fc.tuple(
  fc.array(
    fc.oneof(
      fc.constantFrom(
        "\n",
        "\r\n",
        "\n\n",
        "Assunto: ",
        "Texto: ",
        "CODIGO_SAIDA",
        "CODIGO",
        "_SAIDA",
        "é",
        "😀",
      ).map(bytes),
      fc.string({ maxLength: 12 }).map(bytes),
      fc.uint8Array({ maxLength: 4 }).map((some) => Uint8Array.from(some)),
    ),
    { maxLength: 30 },
  ).map(joined),
  fc.array(fc.nat(200), { maxLength: 20 }),
);

function cut(stream: Bytes, places: readonly number[]): Bytes[] {
  const edges = [0, ...places.filter((at) => at < stream.length).sort((a, b) => a - b), stream.length];
  return edges.slice(1).map((edge, i) => stream.slice(edges[i], edge));
}

Deno.test("however the bytes are cut, the messages are the same", () => {
  fc.assert(
    fc.property(streams, fc.constantFrom(32, 50, undefined), ([stream, places], longest) => {
      assertEquals(read(cut(stream, places), longest), read([stream], longest));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("the end is never shown, and nothing of a text is lost", () => {
  fc.assert(
    fc.property(streams, ([stream]) => {
      const letters = (text: string) => text.replace(/[\r\n]/g, "");
      const raw = joined([bytes("> "), stream.filter((byte) => byte < 0x80)]);
      const { messages, exit } = read([raw]);
      const sent = new TextDecoder().decode(raw);
      const kept = messages.map(({ subject, text }) =>
        (subject === undefined ? "" : `Assunto: ${subject}`) + text
      ).join("");
      // The names of the parts are no part of what was said.
      const bare = (text: string) => letters(text).replaceAll(/Assunto:[ \t]?|Texto:[ \t]?/g, "");
      if (!exit) assertEquals(bare(kept), bare(sent));
      // A line that only ends in the word is text, also where the word follows on a line of its own.
      else if (!/\n\r?\n|CODIGO_SAIDA[ \t]*[\r\n][\s]*CODIGO_SAIDA/.test(sent)) {
        assert(!kept.endsWith("CODIGO_SAIDA"), kept);
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("what is written is read again, whatever it says, and only the farewell is the end", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.constantFrom("\n", "\r", "a", " ", "CODIGO_SAIDA", "Assunto: ", "\nTexto: ")).map((all) =>
      all.join("")
    ),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text)), fc.boolean(), (mail, leaves) => {
      const stream = joined([
        ...mail.map(([subject, text]) => written(subject, text)),
        ...leaves ? [farewell()] : [],
      ]);
      const { messages, exit } = read([stream]);
      assertEquals(exit, leaves);
      assertEquals(messages.length, mail.length);
      const visible = (text: string | undefined) => text?.replace(/\s+/g, "");
      assertEquals(
        messages.map(({ subject }) => visible(subject)),
        mail.map(([subject]) => visible(subject)),
      );
      assertEquals(messages.map(({ text }) => visible(text)), mail.map(([, text]) => visible(text)));
      for (const { subject } of messages) assert(!subject?.includes("\n"));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("empty lines of a text arrive as lines", () => {
  assertEquals(read([written("a\nb", "um\n\n\ndois\n")]).messages, [
    { subject: "a b", text: "um\n \n \ndois", bytes: 31, continues: false },
  ]);
});

Deno.test("a message without an end comes in parts, whole letters each, and with bounded memory", () => {
  const reader = new MessageReader(1000);
  const odd = `x${"é".repeat(1000)}${"😀".repeat(500)}`;
  const parts = reader.receive(bytes(`Assunto: a\nTexto: ${odd}`));
  parts.push(...reader.receive(bytes("ñ\n\nAssunto: b\nTexto: c\n\n")));
  const last = parts.pop();
  assertEquals([last?.subject, last?.text, last?.continues], ["b", "c", false]);
  assertEquals(parts.map(({ text }) => text).join(""), `${odd}ñ`);
  assertEquals(parts.map(({ subject }) => subject), ["a", ...parts.slice(1).map(() => undefined)]);
  assertEquals(parts.map(({ continues }) => continues), parts.map((_, i) => i > 0));
  assert(parts.length >= 4 && parts.every((part) => part.bytes <= 1000));
});

Deno.test("the end behind a message in parts is found, wherever the parts are cut", () => {
  for (let length = 0; length < 80; length++) {
    const { messages, exit } = read([bytes(`${"x".repeat(length)}CODIGO_SAIDA`)], 32);
    assert(exit, `after ${length}`);
    assertEquals(messages.map(({ text }) => text).join(""), "x".repeat(length));
  }
});

Deno.test("what breaks off inside a letter or the word is waited for longer", () => {
  const patience = (data: Uint8Array) => {
    const reader = new MessageReader();
    reader.receive(Uint8Array.from(data));
    return reader.patience;
  };
  for (const text of ["oi", "tchauCODIGO_SAIDA", "ação", "C", "CO", "😀"]) {
    assertEquals(patience(bytes(text)), 200, text);
  }
  for (const text of ["COD", "tchauCODIGO_", "CODIGO_SAID"]) assertEquals(patience(bytes(text)), 1000, text);
  for (const length of [1, 2, 3]) {
    assertEquals(patience(bytes("😀").subarray(0, length)), 1000, `${length} of 4`);
  }
  assertEquals(patience(bytes("é").subarray(0, 1)), 1000);
  assertEquals(patience(Uint8Array.of(0x80)), 200);
});

Deno.test("a reader takes many small messages and one long one in time", () => {
  const reader = new MessageReader();
  const small = bytes("Assunto: a\nTexto: b\n\n".repeat(20_000));
  const long = new Uint8Array(8 * 2 ** 20).fill(0x78);
  const begin = performance.now();
  assertEquals(reader.receive(small).length, 20_000);
  let parts = 0;
  for (let at = 0; at < long.length; at += 1024) parts += reader.receive(long.subarray(at, at + 1024)).length;
  assertEquals(parts, 8);
  assert(performance.now() - begin < 5000, `${performance.now() - begin} ms`);
});
