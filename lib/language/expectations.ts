// expectations: what does a statement say must happen, behind its `=>`?
//
// `ok`, `_`, `timeout`, the name of an error, `~ "regex"`, or a value to compare with, which may be
// an address written bare; and behind it how long it may take. It must not know how an outcome is
// compared with what was expected.

import type { Span, SyntaxFault } from "../errors.ts";
import type { Expectation, Expression, Timing } from "./tree.ts";
import { type Expressions, named } from "./expressions.ts";
import { nearest, type Vocabulary } from "./names.ts";
import { readQuoted, startsQuote } from "./quotes.ts";
import { clip, endsWord, identifierEnd, type Scanner } from "./scanner.ts";
import type { Words } from "./words.ts";

/** An expectation without its place and its text. */
type Wanted = Unplaced<Expectation>;
type Unplaced<Each> = Each extends unknown ? Omit<Each, "span" | "text" | "timings"> : never;

/** What an expression could not spell: `host:port`, `[v6]:port`, `unix:/path`, a bare IPv4 address. */
const ADDRESS = /^(?:unix:.+|\[[^\]]*:[^\]]*\](?::[\w${}-]+)?|[^"'\[\]]*:[\w${}-]*|\d+(?:\.\d+){3})$/;
const LONGEST_ADDRESS = 1_000;

/** Reads expectations. */
export class Expectations {
  constructor(
    readonly scanner: Scanner,
    readonly vocabulary: Vocabulary,
    readonly known: ReadonlySet<string>,
    readonly expressions: Expressions,
    readonly words: Words,
  ) {}

  /** The expectation behind the `=>` that was just passed. */
  read(): Expectation {
    const { scanner } = this;
    scanner.skipBlanks();
    const start = scanner.at;
    const wanted = this.#wanted();
    const timings = this.#timings();
    const span = { start, end: scanner.at };
    return { ...wanted, span, text: scanner.text.slice(span.start, span.end), timings } as Expectation;
  }

  #wanted(): Wanted {
    const { scanner } = this;
    if (scanner.take("~")) return { kind: "match", pattern: this.#pattern() };
    return this.#outcome() ?? { kind: "value", value: this.#address() ?? this.expressions.expected() };
  }

  /** A name that stands alone and means an outcome: `ok`, `_`, `timeout`, or an error. */
  #outcome(): Wanted | undefined {
    const { scanner } = this;
    const start = scanner.at;
    const name = scanner.identifier();
    const span = { start, end: scanner.at };
    if (name !== "" && this.#seesEnd()) {
      if (name === "ok") return { kind: "ok" };
      if (name === "_") return { kind: "any" };
      if (name === "timeout") return { kind: "timeout" };
      if (this.vocabulary.errors.has(name)) return { kind: "error", name };
      this.#rejectUnknownError(name, span);
    }
    scanner.at = start;
    return undefined;
  }

  /** `ECONREFUSED` looks like an error and is none; as a variable it would fail much later. */
  #rejectUnknownError(name: string, span: Span): void {
    const isValue = this.vocabulary.constants.has(name) || this.known.has(name);
    if (isValue || !/^E[A-Z][A-Z0-9_]+$/.test(name)) return;
    throw this.scanner.fault(
      "syntax.unknown-error",
      span,
      named(name, nearest(name, this.vocabulary.errors)),
    );
  }

  /** A regular expression in quotes; it must compile before anything runs. */
  #pattern(): string {
    const { scanner } = this;
    scanner.skipBlanks();
    const start = scanner.at;
    if (!startsQuote(scanner.text, start)) throw this.#notFixed() ?? scanner.unexpected("value");
    const quoted = readQuoted(scanner, this.expressions.hole, false);
    const span = { start, end: scanner.at };
    if (quoted.kind !== "literal") throw scanner.fault("syntax.regex-fixed", span);
    if (typeof quoted.value !== "string") {
      throw scanner.fault("syntax.value-expected", span, {
        found: clip(scanner.text.slice(start, scanner.at)),
      });
    }
    try {
      new RegExp(quoted.value, "u");
    } catch (error) {
      if (/\$\{\w+\}/.test(quoted.value)) throw scanner.fault("syntax.regex-fixed", span);
      // V8 says `Invalid regular expression: /…/u: reason`; only the reason is news.
      const said = error instanceof Error ? error.message : String(error);
      throw scanner.fault("syntax.regex", span, { reason: clip(said.slice(said.lastIndexOf(": ") + 2)) });
    }
    return quoted.value;
  }

  /** A value stands where the pattern is to be written out. */
  #notFixed(): SyntaxFault | undefined {
    const { scanner } = this;
    const { text, at } = scanner;
    const name = text[at] === "$" ? at + 1 : at;
    const end = identifierEnd(text, name);
    return end === name ? undefined : scanner.fault("syntax.regex-fixed", { start: at, end });
  }

  /** An address written bare, which an expression could not read. */
  #address(): Expression | undefined {
    const { scanner } = this;
    if (startsQuote(scanner.text, scanner.at)) return undefined;
    let end = scanner.at;
    while (end - scanner.at < LONGEST_ADDRESS && (!endsWord(scanner.text[end]) || this.#inInsertion(end))) {
      end++;
    }
    return ADDRESS.test(scanner.text.slice(scanner.at, end)) ? this.words.argument() : undefined;
  }

  /** Whether the brace at `at` belongs to `${name}`. */
  #inInsertion(at: number): boolean {
    const { text } = this.scanner;
    if (text[at] === "{") return text[at - 1] === "$";
    if (text[at] !== "}") return false;
    const open = text.lastIndexOf("{", at);
    return open > this.scanner.at && text[open - 1] === "$" && !/\s/.test(text.slice(open, at));
  }

  /** `within D` and `after D`, each once. */
  #timings(): Timing[] {
    const { scanner } = this;
    const timings: Timing[] = [];
    for (let kind = this.#timing(); kind !== undefined; kind = this.#timing()) {
      scanner.skipBlanks();
      const start = scanner.at;
      if (timings.some((timing) => timing.kind === kind)) {
        throw scanner.fault("syntax.timing-twice", scanner.spanOf(start, kind.length), { word: kind });
      }
      scanner.at += kind.length;
      const limit = this.expressions.duration();
      timings.push({ kind, span: { start, end: scanner.at }, limit });
    }
    return timings;
  }

  /** The word that asserts a time, if it comes next. */
  #timing(): Timing["kind"] | undefined {
    const { scanner } = this;
    const before = scanner.at;
    scanner.skipBlanks();
    const word = scanner.text.slice(scanner.at, identifierEnd(scanner.text, scanner.at));
    scanner.at = before;
    return word === "within" || word === "after" ? word : undefined;
  }

  #seesEnd(): boolean {
    const { scanner } = this;
    const before = scanner.at;
    scanner.skipBlanks();
    const { char } = scanner;
    scanner.at = before;
    return char === undefined || char === "\n" || char === ";" || char === "}" ||
      this.#timing() !== undefined;
  }
}
