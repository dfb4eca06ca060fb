// parser: which statements does a text consist of?
//
// The beginning of a statement decides how the rest of it is read: a keyword, an assignment, a
// call, a command in word style, or an expression. The first fault ends the reading. It must not
// know what commands do or what arguments they take: their names are all it is given.

import type { Span } from "../errors.ts";
import type { CallNode, Expression, Program, Source, Statement, Target } from "./tree.ts";
import { Expectations } from "./expectations.ts";
import { Expressions, named } from "./expressions.ts";
import { KEYWORDS, nearest, type Spellings, type Vocabulary, WORD_OPERATORS, WORD_VALUES } from "./names.ts";
import { readOptions } from "./options.ts";
import { blockHeader } from "./python.ts";
import { startsQuote } from "./quotes.ts";
import { endsWord, identifierEnd, isBlank, Scanner, startsJoin } from "./scanner.ts";
import { atJobMark, Words } from "./words.ts";

/**
 * Reads a text as statements. `known` are the variables that exist before it runs: a lone name
 * that is neither one of them nor assigned earlier in the text is taken for a misspelt command.
 *
 * @throws {SyntaxFault} the first thing that cannot be read; nothing of the text is usable then.
 */
export function parse(source: Source, vocabulary: Vocabulary, known: Iterable<string> = []): Program {
  return new Parser(source, vocabulary, new Set(known)).program();
}

/** Prompts pasted together with what was typed at them. */
const PROMPTS = [">>>", "socksh>"];
/** The types of a C declaration that a handout may put before an assignment. */
const C_TYPES: ReadonlySet<string> = new Set(["int", "ssize_t"]);
const IMPORT =
  /import[ \t]+[A-Za-z_\u0080-\uffff]|from[ \t]+[\w.\u0080-\uffff]+[ \t]+import(?![\w\u0080-\uffff])/y;
/** What makes the name before it an operand. `-` and its like need a blank behind: `ls -la` is a command. */
const OPERATOR = /==|!=|<=|>=|[<>|+*%-](?=\s)|(?:or|and)(?=[\s(])|,|=(?!>)/y;
/** Names the shell gives to sockets nobody named; they exist without an assignment. */
const AUTOMATIC = /^s[1-9]\d*$/;

class Parser {
  readonly #scanner: Scanner;
  readonly #expressions: Expressions;
  readonly #words: Words;
  readonly #expectations: Expectations;

  constructor(
    readonly source: Source,
    readonly vocabulary: Vocabulary,
    readonly known: Set<string>,
  ) {
    known.add("argv");
    this.#scanner = new Scanner(source.text);
    this.#expressions = new Expressions(this.#scanner, vocabulary);
    this.#words = new Words(this.#scanner, vocabulary, this.#expressions);
    this.#expectations = new Expectations(
      this.#scanner,
      vocabulary,
      known,
      this.#expressions,
      this.#words,
    );
  }

  program(): Program {
    const statements: Statement[] = [];
    while (this.#findStatement()) {
      const statement = this.#statement();
      if (statement !== undefined) statements.push(statement);
    }
    return { source: this.source, statements };
  }

  /** Passes over everything before the next statement; false at the end of the text. */
  #findStatement(): boolean {
    const scanner = this.#scanner;
    for (let lineStart = scanner.at <= 1;;) {
      scanner.skipBlanks();
      if (scanner.char === undefined) return false;
      if (scanner.take("\n")) lineStart = true;
      else if (scanner.take(";")) lineStart = false;
      else if (!lineStart || !this.#takePrompt()) return true;
    }
  }

  #takePrompt(): boolean {
    const scanner = this.#scanner;
    const prompt = PROMPTS.find((each) => scanner.sees(each));
    if (prompt === undefined) return false;
    const next = scanner.text[scanner.at + prompt.length];
    return (next === undefined || next === "\n" || isBlank(next)) && scanner.take(prompt);
  }

  /** One statement up to its end; undefined for those that do nothing. */
  #statement(): Statement | undefined {
    const scanner = this.#scanner;
    const start = scanner.at;
    this.#rejectBlockHeader();
    if (this.#skipImport()) return undefined;

    const assigned = this.#assignment();
    const body = this.#body();
    // Not the end of the body's span: `(x)` is an expression of one letter.
    const end = scanner.at;
    scanner.skipBlanks();
    const expectation = scanner.take("=>") ? this.#expectations.read() : undefined;
    const span = { start, end: expectation?.span.end ?? end };
    this.#requireEnd(body);

    for (const target of assigned?.targets ?? []) this.known.add(target.name);
    const { targets, unpack = false } = assigned ?? {};
    return { kind: "simple", span, source: this.source, targets, unpack, body, expectation };
  }

  // ── what a statement may begin with ─────────────────────────────────────────────────────────

  /** A pasted `while True:` gets one message that shows the brace form. */
  #rejectBlockHeader(): void {
    const { text, at } = this.#scanner;
    const word = text.slice(at, identifierEnd(text, at));
    if (this.vocabulary.commands.has(word)) return;
    const found = blockHeader(text, at, word);
    if (found === undefined) return;
    const { header, braces, end } = found;
    throw this.#scanner.fault("syntax.python-block", { start: at, end }, { header, braces });
  }

  /** `import …` and `from … import …` do nothing: everything is there already. */
  #skipImport(): boolean {
    const scanner = this.#scanner;
    IMPORT.lastIndex = scanner.at;
    if (!IMPORT.test(scanner.text)) return false;
    for (scanner.skipBlanks(); !this.#atEnd(); scanner.skipBlanks()) {
      if (scanner.char === "(") scanner.open("(");
      else if (scanner.char !== ")") scanner.at++;
      else if (!scanner.close()) throw scanner.unexpected("end");
    }
    if (scanner.nested) throw scanner.unexpected("end");
    return true;
  }

  /** `NAME {, NAME} =`, maybe behind a C type; undefined, without moving, when there is none. */
  #assignment(): { targets: readonly Target[]; unpack: boolean } | undefined {
    const scanner = this.#scanner;
    const start = scanner.at;
    if (C_TYPES.has(scanner.identifier())) {
      const end = scanner.at;
      scanner.skipBlanks();
      const assigned = scanner.at > end ? this.#targets() : undefined;
      if (assigned !== undefined) return assigned;
    }
    scanner.at = start;
    return this.#targets();
  }

  #targets(): { targets: readonly Target[]; unpack: boolean } | undefined {
    const scanner = this.#scanner;
    const start = scanner.at;
    const parenthesised = scanner.take("(");
    const targets: Target[] = [];
    let unpack = false;
    for (let more = true; more; unpack ||= more) {
      this.#skipSpace(parenthesised);
      const at = scanner.at;
      const name = scanner.identifier();
      if (name === "") break;
      targets.push({ name, span: { start: at, end: scanner.at } });
      this.#skipSpace(parenthesised);
      more = scanner.take(",");
    }
    const closed = !parenthesised || scanner.take(")");
    scanner.skipBlanks();
    const assigns = scanner.char === "=" && !scanner.sees("==") && !scanner.sees("=>");
    if (targets.length === 0 || !closed || !assigns) {
      scanner.at = start;
      return undefined;
    }
    scanner.at++;
    targets.forEach((target) => this.#rejectReservedName(target));
    return { targets, unpack };
  }

  /** Passes over blanks, and inside the parentheses of targets over newlines. */
  #skipSpace(newlines: boolean): void {
    do this.#scanner.skipBlanks(); while (newlines && this.#scanner.take("\n"));
  }

  /** A command, keyword or constant that became a variable could not be used any more. */
  #rejectReservedName({ name, span }: Target): void {
    const { commands, constants } = this.vocabulary;
    const reserved = [KEYWORDS, WORD_OPERATORS, WORD_VALUES, commands, constants];
    if (!reserved.some((names) => names.has(name))) return;
    const suggestion = `my_${name.toLowerCase()}`;
    throw this.#scanner.fault("syntax.reserved-name", span, { name, suggestion });
  }

  // ── what gives the statement its value ──────────────────────────────────────────────────────

  /** A command in word style, or an expression. */
  #body(): Expression {
    const scanner = this.#scanner;
    scanner.skipBlanks();
    this.#rejectReserved();
    const start = scanner.at;
    const name = this.#firstWord();
    const command = name.startsWith("socket.") ? name.slice("socket.".length) : name;
    if (this.vocabulary.commands.has(command)) {
      const called = scanner.text[start + name.length] === "(";
      if (!called) {
        return this.#command(command, {
          start: start + name.length - command.length,
          end: start + name.length,
        });
      }
      // A name with a hyphen would be a subtraction to the expression.
      if (command.includes("-")) return this.#expressions.callNamed(command);
    }
    this.#rejectUnknownName();
    return this.#expressions.listed();
  }

  /** Everything up to a blank or one of `; ( ) { }`. */
  #firstWord(): string {
    const { text, at } = this.#scanner;
    let end = at;
    while (!endsWord(text[end]) && !startsJoin(text, end)) end++;
    return text.slice(at, end);
  }

  /** A command in word style. */
  #command(name: string, nameSpan: Span): CallNode {
    const scanner = this.#scanner;
    const start = scanner.at;
    scanner.at = nameSpan.end;
    if (this.#takeHelp()) return this.#help(name, nameSpan, start);
    const { rest, options: spellings } = this.vocabulary.commands.get(name) ?? {};
    if (spellings !== undefined) return this.#withOptions(name, nameSpan, start, spellings);
    const args = rest === "expression" ? this.#restOfLine() : this.#words.arguments();
    return { kind: "call", span: { start, end: scanner.at }, nameSpan, name, words: true, args };
  }

  /** The arguments and options of a command that has options. */
  #withOptions(name: string, nameSpan: Span, start: number, spellings: Spellings): CallNode {
    const { args, options, help } = readOptions(this.#words, name, spellings);
    if (help) return this.#help(name, nameSpan, start);
    const span = { start, end: this.#scanner.at };
    const call = { kind: "call", span, nameSpan, name, words: true, args } as const;
    return options.length === 0 ? call : { ...call, options };
  }

  /** `COMMAND --help` is `help COMMAND`. */
  #help(name: string, nameSpan: Span, start: number): CallNode {
    const topic = { kind: "literal", span: nameSpan, value: name, form: "word" } as const;
    const span = { start, end: this.#scanner.at };
    return { kind: "call", span, nameSpan, name: "help", words: true, args: [topic] };
  }

  /** `--help` as the only word behind a command. */
  #takeHelp(): boolean {
    const scanner = this.#scanner;
    const start = scanner.at;
    scanner.skipBlanks();
    if (scanner.take("--help")) {
      const end = scanner.at;
      scanner.skipBlanks();
      if (this.#atEnd()) {
        scanner.at = end;
        return true;
      }
    }
    scanner.at = start;
    return false;
  }

  /** The rest of the line as one expression, or nothing. */
  #restOfLine(): readonly Expression[] {
    const scanner = this.#scanner;
    const start = scanner.at;
    scanner.skipBlanks();
    if (!this.#words.atEnd()) return [this.#expressions.expression()];
    scanner.at = start;
    return [];
  }

  // ── what cannot stand there ─────────────────────────────────────────────────────────────────

  /** Keywords and braces that this version keeps for blocks. */
  #rejectReserved(): void {
    const { text, at, char } = this.#scanner;
    const brace = char === "{" || char === "}";
    const word = brace ? char : text.slice(at, identifierEnd(text, at));
    if (!brace && !KEYWORDS.has(word)) return;
    const key = brace ? "syntax.reserved" : "syntax.reserved-keyword";
    throw this.#scanner.fault(key, { start: at, end: at + word.length }, { word });
  }

  /** A statement that begins with a name nobody knows, where the name cannot be an operand. */
  #rejectUnknownName(): void {
    const { text, at } = this.#scanner;
    let end = identifierEnd(text, at);
    const name = text.slice(at, end);
    if (name === "" || startsQuote(text, at) || this.#isValueName(name)) return;
    // `echo-sever` is rather a misspelt command than a difference.
    while (text[end] === "-" && identifierEnd(text, end + 1) > end + 1) end = identifierEnd(text, end + 1);
    const separate = endsWord(text[end]) && text[end] !== "(" && text[end] !== ")";
    if (!separate && !startsJoin(text, end)) return;
    if (this.#operandFollows(end)) return;

    const unknown = text.slice(at, end);
    const near = nearest(unknown, [...this.vocabulary.commands.keys(), ...this.known]);
    throw this.#scanner.fault("syntax.unknown-command", { start: at, end }, named(unknown, near));
  }

  #isValueName(name: string): boolean {
    return this.known.has(name) || this.vocabulary.constants.has(name) || WORD_VALUES.has(name) ||
      WORD_OPERATORS.has(name) || AUTOMATIC.test(name);
  }

  /** Whether what stands behind the name that ends at `end` makes it an operand. */
  #operandFollows(end: number): boolean {
    const scanner = this.#scanner;
    const start = scanner.at;
    scanner.at = end;
    scanner.skipBlanks();
    OPERATOR.lastIndex = scanner.at;
    scanner.at = start;
    return OPERATOR.test(scanner.text);
  }

  /** Whether the statement ends here. */
  #atEnd(): boolean {
    const { char } = this.#scanner;
    return char === undefined || char === "\n" || char === ";" || char === "}";
  }

  #requireEnd(body: Expression): void {
    const scanner = this.#scanner;
    scanner.skipBlanks();
    if (scanner.char === "{" || scanner.char === "}") this.#rejectReserved();
    if (this.#atEnd()) return;
    if (atJobMark(scanner)) {
      throw scanner.fault("syntax.reserved", scanner.spanOf(scanner.at, 1), { word: "&" });
    }
    if (scanner.char === "=" && !scanner.sees("==")) throw scanner.fault("syntax.assign-target", body.span);
    throw scanner.unexpected("end");
  }
}
