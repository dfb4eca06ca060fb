// options: how are the options of a command in word style read, and how are they written?
//
// Only a command whose record declares options has any; to all others `-x` is an argument. Which
// spellings there are, and which of them take a value, comes from the vocabulary. It must not know
// what an option means nor what its value may be.

import type { Span, SyntaxFault } from "../errors.ts";
import { unicode } from "../unicode.ts";
import type { Expression, OptionNode } from "./tree.ts";
import { named } from "./expressions.ts";
import { nearest, type Spelling, type Spellings } from "./names.ts";
import { quoteWord } from "./quotes.ts";
import { clip, endsWord, type Scanner, startsJoin } from "./scanner.ts";
import type { Words } from "./words.ts";

const optionLike = unicode(String.raw`^--?[\p{L}\p{N}_.-]*$`);

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
  return spellings.has(word) || lettersOf(word, spellings) !== undefined ||
    (word.startsWith("-") && !/^-(?:\.?\d.*)?$/s.test(word));
}

/**
 * The options of a word of letters, up to the first that takes a value: what follows that is its value. Undefined
 * where one of them is no option, or the word is one as it stands.
 */
function lettersOf(word: string, spellings: Spellings): Spelling[] | undefined {
  if (!/^-[A-Za-z0-9]{2}/.test(word) || spellings.has(word)) return undefined;
  const found: Spelling[] = [];
  for (const letter of word.slice(1)) {
    const spelling = spellings.get(`-${letter}`);
    if (spelling === undefined) return undefined;
    found.push(spelling);
    if (spelling.takesValue) break;
  }
  return found;
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
    const word = this.#beforePipe(this.#ahead());
    // What stands behind `|` is another program's.
    if (scanner.char === "|") this.#ended = true;
    if (this.#ended || !isOption(word, this.spellings)) return false;
    const span = { start: scanner.at, end: scanner.at + word.length };
    scanner.at = span.end;
    if (scanner.char !== "=" && scanner.char !== "|") this.words.rejectGlued(span.start);
    if (word === "--" && scanner.char !== "=") this.#ended = true;
    else if (HELP.includes(word)) this.#help = true;
    else if (!this.#letters(word, span)) this.#named(word, span);
    return true;
  }

  /** `-an|grep`: the switches before a `|`, which a shell reads apart; what takes a value may have one in it. */
  #beforePipe(word: string): string {
    const [switches = ""] = word.split("|");
    const known = this.spellings.get(switches);
    const letters = known === undefined ? lettersOf(switches, this.spellings) : [known];
    return letters?.every(({ takesValue }) => !takesValue) ? switches : word;
  }

  /** Several letters in one word: `-lu` is `-l -u`, and `-n2` is `-n 2`. False where they are not all options. */
  #letters(word: string, { start, end }: Span): boolean {
    const letters = lettersOf(word, this.spellings);
    if (letters === undefined) return false;
    letters.forEach(({ name, takesValue }, i) => {
      const nameSpan = { start: start + 1 + i, end: start + 2 + i };
      if (!takesValue) return this.#options.push({ span: nameSpan, nameSpan, name, value: undefined });
      if (nameSpan.end === end) return this.#named(`-${word[1 + i]}`, nameSpan);
      const span = { start: nameSpan.end, end };
      const value = { kind: "literal", span, value: word.slice(2 + i), form: "word" } as const;
      this.#options.push({ span: { start: nameSpan.start, end }, nameSpan, name, value });
    });
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
    // The last of several letters may be the one that takes a value.
    const letters = known === undefined ? lettersOf(name, spellings) : undefined;
    const open = letters?.length === name.length - 1 ? letters.at(-1) : known;
    valued = !text && open?.takesValue === true && value === undefined;
    // What an option's name has no letters for is meant as text.
    if (text || !optionLike().test(name)) return quoteWord(word);
    ended = word === "--";
    return value === undefined ? name : `${name}=${quoteWord(value)}`;
  });
}
