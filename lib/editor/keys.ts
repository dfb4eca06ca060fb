// keys: the queue of what has been typed and not yet read; bytes in, tokens out.
//
// It only finds where a key ends: letters, control characters, escape sequences, whatever chunks they come in. What a
// key means is decided by readline and by the editor. Sequences that readline would take for letters are dropped here.

/** Gives up the line, or interrupts the call that waits. */
export const CTRL_C = "\x03";
/** Ends the input on an empty line. */
export const CTRL_D = "\x04";
/** Suspends the call that waits. */
export const CTRL_Z = "\x1a";

/** A piece of input: text for the line, one key with a meaning, or the end of the terminal. */
export type Token =
  | { readonly kind: "text"; readonly text: string }
  | {
    readonly kind: "key";
    /** The control character or escape sequence. */
    readonly key: string;
    /** Ctrl-C behind whole lines that had arrived earlier: stops them. */
    readonly stops: boolean;
  }
  | { readonly kind: "end" };

/** One complete escape sequence. A control character is none: Escape, then Ctrl-C, is Ctrl-C. */
// deno-lint-ignore no-control-regex
const SEQUENCE = /\x1b\x1b?(?:\[\[?[0-?]*[ -/]*[@-~]|O[0-9]?[A-Za-z]|[^\x00-\x07\x09-\x1f[O])/y;
/** The sequences readline decodes: everything else (a mouse report, a paste marker) is dropped. */
// deno-lint-ignore no-control-regex
const DECODED = /^\x1b\x1b?(?:\[\[?(?:\d\d?)?(?:;\d)?[A-Za-z~^$]|O\d?[A-Za-z]|[^[O])$/;
/** The beginning of one, cut off by the end of a chunk. */
// deno-lint-ignore no-control-regex
const UNFINISHED = /\x1b\x1b?(?:\[\[?[0-?]*[ -/]*|O[0-9]?)?$/y;
/** Letters, up to the next control character. C1 letters are letters here; they are shown escaped. */
// deno-lint-ignore no-control-regex
const LETTERS = /[^\x00-\x1f\x7f]+/y;
/** Control characters with a meaning; the others (NUL, Ctrl-V, Ctrl-\ …) are dropped. */
const KEYS = "\x01\x02\x03\x04\x05\x06\x08\t\x0b\f\r\x0e\x10\x15\x17\x19\x1a\x1e\x1f\x7f";
/**
 * A Tab that was pressed: behind it in the same chunk stands no letter (readline has the same rule) and no second
 * line. Others, and those in long chunks, were pasted: they are blanks.
 */
// deno-lint-ignore no-control-regex
const PRESSED = /^\t+(?![^\x00-\x1f\x7f])(?!.*[\r\n]+[^\r\n])/s;
const PASTED_LENGTH = 1000;
const PASTE_BEGIN = "\x1b[200~";
const PASTE_END = "\x1b[201~";

/** The queue of what has been typed and not yet read: bytes in, tokens out. */
export class Tokens {
  readonly #decoder = new TextDecoder();
  #queue: Token[] = [];
  #first = 0;
  #lines = 0;
  #signals = 0;
  #rest = "";
  #sawReturn = false;
  #pasting = false;

  /** A whole line waits. */
  get holdsLine(): boolean {
    return this.#lines > 0;
  }

  /** Ctrl-C or Ctrl-Z waits. */
  get holdsSignal(): boolean {
    return this.#signals > 0;
  }

  /** The last chunk ended inside an escape sequence. */
  get unfinished(): boolean {
    return this.#rest !== "";
  }

  dropUnfinished(): void {
    this.#rest = "";
  }

  /** Takes bytes apart; `behindLines`: whole lines from earlier chunks are still waiting. */
  arrive(chunk: Uint8Array, behindLines: boolean): void {
    const text = this.#rest + this.#decoder.decode(chunk, { stream: true });
    this.#rest = "";
    let at = 0;
    while (at < text.length) {
      const letters = matchAt(LETTERS, text, at);
      if (letters !== undefined) {
        this.#sawReturn = false;
        this.#push({ kind: "text", text: letters });
        at += letters.length;
        continue;
      }
      if (text[at] === "\x1b") {
        this.#sawReturn = false;
        const sequence = matchAt(SEQUENCE, text, at);
        if (sequence === undefined && matchAt(UNFINISHED, text, at) !== undefined) {
          this.#rest = text.slice(at);
          return;
        }
        if (sequence === PASTE_BEGIN) this.#pasting = true;
        else if (sequence === PASTE_END) this.#pasting = false;
        else if (sequence !== undefined && DECODED.test(sequence)) {
          this.#push({ kind: "key", key: sequence, stops: false });
        }
        at += sequence?.length ?? 1;
        continue;
      }
      this.#control(
        text[at] ?? "",
        text.length < PASTED_LENGTH && PRESSED.test(text.slice(at)),
        behindLines,
      );
      at++;
    }
  }

  #control(key: string, pressed: boolean, behindLines: boolean): void {
    const afterReturn = this.#sawReturn;
    this.#sawReturn = key === "\r";
    if (key === "\n") {
      // The second half of a CR LF is no line of its own.
      if (!afterReturn) this.#push({ kind: "key", key: "\r", stops: false });
    } else if (key === "\t" && (this.#pasting || !pressed)) {
      this.#push({ kind: "text", text: key });
    } else if (KEYS.includes(key)) {
      this.#push({ kind: "key", key, stops: key === CTRL_C && behindLines });
    }
  }

  end(): void {
    this.#push({ kind: "end" });
  }

  /** The next token, or undefined when nothing waits. */
  next(): Token | undefined {
    const token = this.#queue[this.#first];
    // The end stays the end.
    if (token === undefined || token.kind === "end") return token;
    this.#first++;
    if (this.#first === this.#queue.length) {
      this.#queue = [];
      this.#first = 0;
    }
    this.#count(token, -1);
    return token;
  }

  /** Everything that waits, as it was typed; nothing waits afterwards. */
  takeAll(): string {
    const waiting = this.#queue.slice(this.#first);
    const text = waiting.map((token) =>
      token.kind === "text" ? token.text : token.kind === "key" ? token.key : ""
    );
    const all = text.join("") + this.#rest;
    this.#queue = [];
    this.#first = this.#lines = this.#signals = 0;
    this.#rest = "";
    return all;
  }

  /** Removes the first Ctrl-C or Ctrl-Z from wherever it stands. */
  takeSignal(): string | undefined {
    for (let index = this.#first; index < this.#queue.length; index++) {
      const token = this.#queue[index];
      if (token?.kind !== "key" || (token.key !== CTRL_C && token.key !== CTRL_Z)) continue;
      this.#queue.splice(index, 1);
      this.#count(token, -1);
      return token.key;
    }
    return undefined;
  }

  /** Drops everything before the last Ctrl-C that was pressed behind waiting lines. */
  dropInterrupted(): void {
    const last = this.#queue.findLastIndex((token) => token.kind === "key" && token.stops);
    while (this.#first < last) this.next();
  }

  #push(token: Token): void {
    this.#queue.push(token);
    this.#count(token, 1);
  }

  #count(token: Token, by: 1 | -1): void {
    if (token.kind !== "key") return;
    if (token.key === "\r") this.#lines += by;
    if (token.key === CTRL_C || token.key === CTRL_Z) this.#signals += by;
  }
}

/** What the sticky `pattern` matches at `at`. */
export function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
