// messages: the wire format of message-server and message-client — which bytes are a message, and which the end?
//
// A message is `Assunto: …\nTexto: …\n\n` in UTF-8. Programs that never write the empty line are understood, too:
// what they sent counts as a message once they are silent. CODIGO_SAIDA is the end where it stands alone, or last of
// all that came before the silence; anywhere else it is text. Blanks around it are nothing where it has a line. It knows neither sockets nor clocks: bytes come in,
// and somebody says when it was silent for `patience`.

import { type Bytes, cutLetter, isContinuation, textOf } from "../../lib/command.ts";

/** What either side says before it leaves. */
export const exitWord = "CODIGO_SAIDA";

/** What was said. */
export interface Message {
  /** Undefined where the sender named none. */
  readonly subject: string | undefined;
  /** Bytes that are no UTF-8 stand as \xNN in it. */
  readonly text: string;
  /** Its length on the wire, without the empty line at its end. */
  readonly bytes: number;
  /** It goes on where the message before it was cut. */
  readonly continues: boolean;
}

const encoder = new TextEncoder();
const word: Bytes = encoder.encode(exitWord);

/** The bytes of the word: what says that one leaves. */
export function farewell(): Bytes {
  return word.slice();
}

/**
 * A message as it goes over the wire. A subject has one line; an empty line in the text would be its end, and is
 * sent with a blank in it.
 */
export function written(subject: string, text: string): Bytes {
  const line = subject.replace(/[\r\n]+/g, " ").trim();
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").replace(/\n(?=\n)/g, "\n ");
  return encoder.encode(`Assunto: ${line}\nTexto: ${lines}\n\n`);
}

// --- Reading -----------------------------------------------------------------------------------

/** After that much silence, in milliseconds, what came without an end is a message. */
const silenceMilliseconds = 200;

/** What broke off inside a letter or the word may be on its way still: a lost packet is sent again after 200 ms. */
const brokenOffMilliseconds = 1000;

/** A message without an end is handed out in parts of this size, in bytes. */
const defaultLongest = 2 ** 20;

/** What a part leaves behind: the word, and the ends of lines that may stand behind it, or a few blanks. */
const keptBack = word.length + 4;

/** So much of the word is no coincidence. */
const leastOfWord = 3;

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/** Reads what one sender says. However the bytes are cut into pieces, the messages are the same. */
export class MessageReader {
  readonly #longest: number;
  /** What is not handed out yet is `#bytes` from `#start` to `#end`. */
  #bytes: Bytes = new Uint8Array(0);
  #start = 0;
  #end = 0;
  /** Up to here no empty line was found. */
  #searched = 0;
  #continues = false;
  #exit = false;

  /** @param longest how many bytes of a message without an end are kept; a message that has more comes in parts */
  constructor(longest: number = defaultLongest) {
    this.#longest = longest;
  }

  /** The sender has said that it leaves; whatever comes behind that is nothing. */
  get exit(): boolean {
    return this.#exit;
  }

  /** Something came that is no message yet. */
  get pending(): boolean {
    return this.#end > this.#start;
  }

  /** How many milliseconds of silence make a message of what is pending. */
  get patience(): number {
    const pending = this.#pending();
    return cutLetter(pending) > 0 || endsInWord(pending) ? brokenOffMilliseconds : silenceMilliseconds;
  }

  /** Takes bytes as they came; gives the messages whose end is there. */
  receive(data: Bytes): Message[] {
    const messages: Message[] = [];
    for (let taken = 0; taken < data.length && !this.#exit;) {
      taken += this.#append(data, taken);
      this.#takeFinished(messages);
      if (this.#end - this.#start >= this.#longest) messages.push(this.#takePart());
    }
    return messages;
  }

  /** Nothing came for `patience`, or nothing can come any more: what is there is a message, the end, or both. */
  settle(): Message[] {
    const pending = this.#pending();
    const said = withoutExit(pending);
    if (said.length < pending.length) this.#exit = true;
    const body = said.subarray(0, lengthWithoutLineEnds(said));
    const messages = body.length === 0 ? [] : [this.#message(body)];
    this.#next(this.#end);
    return messages;
  }

  #pending(): Bytes {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  /** Puts bytes behind what is pending, as many as may be kept: how many it took. */
  #append(data: Bytes, from: number): number {
    let at = from;
    // An empty line more than needed begins no message.
    while (!this.pending && !this.#continues && (data[at] === LF || data[at] === CR)) at++;
    const length = this.#end - this.#start;
    const count = Math.min(data.length - at, this.#longest - length);
    if (this.#end + count > this.#bytes.length) this.#makeRoom(length + count);
    this.#bytes.set(data.subarray(at, at + count), this.#end);
    this.#end += count;
    return at - from + count;
  }

  #makeRoom(needed: number): void {
    const { length } = this.#bytes;
    // Room that one long message needed is not kept for the short ones behind it.
    const fits = needed <= length && length <= needed * 4;
    const room = fits ? this.#bytes : new Uint8Array(Math.min(Math.max(needed * 2, 256), this.#longest));
    room.set(this.#pending(), 0);
    this.#bytes = room;
    this.#searched -= this.#start;
    this.#end -= this.#start;
    this.#start = 0;
  }

  /** Hands out every message that has its empty line. */
  #takeFinished(messages: Message[]): void {
    const bytes = this.#bytes;
    for (;;) {
      const at = bytes.indexOf(LF, this.#searched);
      if (at < 0 || at >= this.#end) break;
      this.#searched = at + 1;
      // Line ends are LF or CR LF.
      const before = at - (bytes[at - 1] === CR ? 2 : 1);
      if (before < this.#start || bytes[before] !== LF) continue;
      const body = bytes.subarray(
        this.#start,
        this.#start + lengthWithoutLineEnds(bytes.subarray(this.#start, at)),
      );
      if (!this.#continues && isWord(body)) {
        this.#exit = true;
        this.#next(this.#end);
        return;
      }
      if (body.length > 0) messages.push(this.#message(body));
      let next = at + 1;
      while (next < this.#end && (bytes[next] === LF || bytes[next] === CR)) next++;
      this.#next(next);
    }
    this.#searched = this.#end;
  }

  /** The beginning of a message whose end does not come, whole letters of it. */
  #takePart(): Message {
    let cut = this.#end - keptBack;
    while (isContinuation(this.#bytes[cut]) && cut > this.#end - keptBack - 3) cut--;
    const message = this.#message(this.#bytes.subarray(this.#start, cut));
    this.#next(cut);
    this.#continues = true;
    return message;
  }

  #message(body: Bytes): Message {
    const { length } = body;
    const text = textOf(body);
    return this.#continues
      ? { subject: undefined, text, bytes: length, continues: true }
      : { ...parsed(text), bytes: length, continues: false };
  }

  /** What follows is a message of its own. */
  #next(start: number): void {
    this.#start = this.#searched = start;
    this.#continues = false;
  }
}

/** Subject and text, where the sender wrote them so; otherwise everything is the text. */
function parsed(message: string): { subject: string | undefined; text: string } {
  const [, subject, rest] = /^Assunto:[ \t]?([^\n]*?)\r?(?:\n([\s\S]*))?$/.exec(message) ?? [];
  const text = (subject === undefined ? message : rest ?? "").replace(/^Texto:[ \t]?/, "");
  return { subject, text: text.replaceAll("\r\n", "\n") };
}

/** Whether bytes are the word, with nothing but blanks around it. */
function isWord(bytes: Bytes): boolean {
  const length = lengthWithoutBlanks(bytes, bytes.length);
  const from = length - word.length;
  return from >= 0 && endsWith(bytes.subarray(0, length), word.length) &&
    lengthWithoutBlanks(bytes, from) === 0;
}

/** Whether bytes end in the first letters of the word. */
function endsWith(bytes: Bytes, letters: number): boolean {
  const from = bytes.length - letters;
  for (let i = 0; i < letters; i++) if (bytes[from + i] !== word[i]) return false;
  return true;
}

function lengthWithoutLineEnds(bytes: Bytes): number {
  let length = bytes.length;
  while (length > 0 && (bytes[length - 1] === LF || bytes[length - 1] === CR)) length--;
  return length;
}

/** How many of the first bytes there are without the blanks at their end. */
function lengthWithoutBlanks(bytes: Bytes, from: number): number {
  let length = from;
  while (length > 0 && (bytes[length - 1] === SPACE || bytes[length - 1] === TAB)) length--;
  return length;
}

/** The same, where the blanks may stand on lines of their own. */
function lengthWithoutSpace(bytes: Bytes): number {
  for (let length = bytes.length;;) {
    const rest = lengthWithoutBlanks(bytes, lengthWithoutLineEnds(bytes.subarray(0, length)));
    if (rest === length) return length;
    length = rest;
  }
}

/**
 * What was said before the word, if that is the last of all; blanks around it and line ends behind it are allowed
 * where it has a line. Who says it twice says it once.
 */
function withoutExit(bytes: Bytes): Bytes {
  for (let said = bytes;;) {
    const length = lengthWithoutSpace(said);
    const rest = length - word.length;
    if (rest < 0 || !endsWith(said.subarray(0, length), word.length)) return said;
    const line = lengthWithoutBlanks(said, rest);
    const alone = line === 0 || said[line - 1] === LF;
    if (!alone && length < said.length) return said;
    said = said.subarray(0, alone ? line : rest);
  }
}

/** Whether bytes end in the middle of the word. */
function endsInWord(bytes: Bytes): boolean {
  for (let letters = leastOfWord; letters < word.length; letters++) if (endsWith(bytes, letters)) return true;
  return false;
}
