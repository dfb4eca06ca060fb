// options: how are the options of a command in word style read, and how are they written?
//
// Only a command whose record declares options has any; to all others `-x` is an argument. Which
// spellings there are, and which of them take a value, comes from the vocabulary. It must not know
// what an option means nor what its value may be.

import type { Span, SyntaxFault } from "../errors.ts";
import type { Expression, OptionNode } from "./tree.ts";
import { named } from "./expressions.ts";
import { nearest, type Spelling, type Spellings } from "./names.ts";
import { quoteWord } from "./quotes.ts";
import { clip, endsWord, type Scanner, startsJoin } from "./scanner.ts";
import type { Words } from "./words.ts";

/** What stands behind a command with options. */
export interface Arguments {
  readonly args: readonly Expression[];
  readonly options: readonly OptionNode[];
  /** `--help` or `-h` is among the options: nothing else of the line counts. */
  readonly help: boolean;
}

const HELP: readonly string[] = ["--help", "-h"];

/**
 * Reads the arguments and options of a command, in any order; `--` ends the options.
 *
 * @throws {SyntaxFault} an option nobody knows, a value that is missing or one too many; where help is asked
 *   for, these do not count
 */
export function readOptions(words: Words, command: string, spellings: Spellings): Arguments {
  return new OptionReader(words, command, spellings).read();
}

/** Whether a word is meant as an option: a number and a lone `-` are not, unless there is such an option. */
function isOption(word: string, spellings: Spellings): boolean {
  return spellings.has(word) || (word.startsWith("-") && !/^-(?:\.?\d.*)?$/s.test(word));
}

class OptionReader {
  readonly #options: OptionNode[] = [];
  #help = false;
  #ended = false;
  /** The first fault; it does not count once help is asked for. */
  #fault: SyntaxFault | undefined;
  readonly #scanner: Scanner;

  constructor(readonly words: Words, readonly command: string, readonly spellings: Spellings) {
    this.#scanner = words.scanner;
  }

  read(): Arguments {
    const args = this.words.arguments(() => !this.#ended && this.#option());
    if (!this.#help && this.#fault !== undefined) throw this.#fault;
    return { args, options: this.#options, help: this.#help };
  }

  /** Reads the option that comes next; false, without moving, when an argument does. */
  #option(): boolean {
    const scanner = this.#scanner;
    const word = this.#ahead();
    if (!isOption(word, this.spellings)) return false;
    const span = { start: scanner.at, end: scanner.at + word.length };
    scanner.at = span.end;
    if (scanner.char !== "=") this.words.rejectGlued(span.start);
    if (word === "--" && scanner.char !== "=") this.#ended = true;
    else if (HELP.includes(word)) this.#help = true;
    else this.#named(word, span);
    return true;
  }

  #named(word: string, nameSpan: Span): void {
    const scanner = this.#scanner;
    const spelling = this.spellings.get(word);
    if (spelling === undefined) {
      this.#wrong("syntax.option", nameSpan, named(word, nearest(word, [...this.spellings.keys(), ...HELP])));
    }
    const value = scanner.char === "="
      ? this.#joined(nameSpan, spelling)
      : this.#separate(nameSpan, spelling);
    if (spelling === undefined) return;
    const span = { start: nameSpan.start, end: scanner.at };
    this.#options.push({ span, nameSpan, name: spelling.name, value });
  }

  /** The value behind `=`, which comes next. */
  #joined({ start, end }: Span, spelling: Spelling | undefined): Expression | undefined {
    const scanner = this.#scanner;
    const option = clip(scanner.text.slice(start, end));
    scanner.at++;
    const { char } = scanner;
    const empty = char !== "(" && (endsWord(char) || startsJoin(scanner.text, scanner.at));
    const value = empty ? undefined : this.words.argument();
    if (spelling?.takesValue === false) {
      this.#wrong("syntax.option-switch", { start: end, end: scanner.at }, { option });
    } else if (empty) this.#wrong("syntax.option-value", { start, end: scanner.at }, { option });
    return value;
  }

  /** The value behind a blank, of an option that takes one. Another option of the command is no value. */
  #separate(nameSpan: Span, spelling: Spelling | undefined): Expression | undefined {
    if (!spelling?.takesValue) return undefined;
    const scanner = this.#scanner;
    scanner.skipBlanks();
    const found = this.#ahead();
    const other = this.spellings.has(found) || HELP.includes(found) || found === "--";
    if (!other && !this.words.atEnd()) return this.words.argument();
    const option = scanner.text.slice(nameSpan.start, nameSpan.end);
    const span = { start: scanner.at, end: scanner.at + found.length };
    scanner.at = nameSpan.end;
    if (other) this.#wrong("syntax.option-found", span, { option, found });
    else this.#wrong("syntax.option-value", nameSpan, { option });
    return undefined;
  }

  /** The word that comes next if it begins with `-`, up to its `=`. */
  #ahead(): string {
    const { text, at } = this.#scanner;
    if (text[at] !== "-") return "";
    let end = at;
    while (text[end] !== "=" && !endsWord(text[end]) && !startsJoin(text, end)) end++;
    return text.slice(at, end);
  }

  #wrong(key: string, span: Span, values: Record<string, string>): void {
    this.#fault ??= this.#scanner.fault(key, span, { command: this.command, ...values });
  }
}

/**
 * Writes words of a command line behind a command with options, so that they are read as they were given
 * there: options as options, everything else as text.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const spellings = new Map([["--message", { name: "message", takesValue: true }]]);
 * assertEquals(quoteOptions(["--message=two words", "a b"], spellings), ["--message='two words'", "'a b'"]);
 * ```
 */
export function quoteOptions(words: readonly string[], spellings: Spellings): string[] {
  let ended = false;
  let valued = false;
  return words.map((word) => {
    const [, name = word, value] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    const known = spellings.get(name);
    const text = ended || (valued && known === undefined) || !isOption(name, spellings);
    valued = !text && known?.takesValue === true && value === undefined;
    // What an option's name has no letters for is meant as text.
    if (text || !/^--?[\p{L}\p{N}_.-]*$/u.test(name)) return quoteWord(word);
    ended = word === "--";
    return value === undefined ? name : `${name}=${quoteWord(value)}`;
  });
}
