// parser: which statements does a text consist of?
//
// The beginning of a statement decides how the rest of it is read: a keyword or a brace (blocks), an
// assignment, a call, a command in word style, or an expression. The first fault ends the reading. It
// must not know what commands do or what arguments they take: their names are all it is given.

import type { Span } from "../errors.ts";
import type { Block, CallNode, Expression, Program, Simple, Source, Statement, Target } from "./tree.ts";
import { Blocks, FOREIGN_KEYWORDS } from "./blocks.ts";
import { Expectations } from "./expectations.ts";
import { Expressions, unknownCommand } from "./expressions.ts";
import {
  KEYWORDS,
  moduleLength,
  type Spellings,
  type Vocabulary,
  WORD_OPERATORS,
  WORD_VALUES,
} from "./names.ts";
import { readOptions } from "./options.ts";
import { blockHeader } from "./python.ts";
import { startsQuote } from "./quotes.ts";
import { atJobMark, endsWord, identifierEnd, isBlank, Scanner, startsJoin } from "./scanner.ts";
import { Words } from "./words.ts";

/**
 * Reads a text as statements. `known` are the variables that exist before it runs: a lone name
 * that is neither one of them nor assigned earlier in the text is taken for a misspelt command.
 *
 * @throws {SyntaxFault} the first thing that cannot be read; nothing of the text is usable then.
 */
export function parse(source: Source, vocabulary: Vocabulary, known: Iterable<string> = []): Program {
  return new Parser(source, vocabulary, new Set(known)).program();
}

/** Prompts pasted together with what was typed at them; a longer one before the one it begins with. */
const PROMPTS = [">>>", "socksh>", "...>", "..."];
/** The types of a C declaration that a handout may put before an assignment. */
const C_TYPES: ReadonlySet<string> = new Set(["int", "ssize_t", "size_t", "socklen_t", "long"]);
/** A declaration in C without a value, or of something that has none here. */
const DECLARATION =
  /(?:(?:const|static|unsigned)[ \t]+)*(?:struct[ \t]+\w+|int|char|long|short|float|double|s?size_t|socklen_t|void|fd_set)[ \t]+\**[ \t]*[A-Za-z_]\w*[ \t]*(?:[\[;,=(]|$)/my;
const IMPORT =
  /import[ \t]+[A-Za-z_\u0080-\uffff]|from[ \t]+[\w.\u0080-\uffff]+[ \t]+import(?![\w\u0080-\uffff])/y;
/** What makes the name before it an operand. `-` and its like need a blank behind: `ls -la` is a command. */
const OPERATOR = /==|!=|<=|>=|[<>|+*%-](?=\s)|(?:or|and)(?=[\s(])|,|=(?!>)/y;
/** Names the shell gives to sockets nobody named; they exist without an assignment. */
const AUTOMATIC = /^s[1-9]\d*$/;

/** Python's and C's `i += 1`. */
const AUGMENTED = /(\+|-|\*|%|\|)=(?![=>])|\+\+|--/y;

class Parser {
  readonly #scanner: Scanner;
  readonly #expressions: Expressions;
  readonly #words: Words;
  readonly #expectations: Expectations;
  readonly #blocks: Blocks;

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
    this.#blocks = new Blocks(source, this.#scanner, this.#expressions, {
      statements: () => this.#statements(),
      condition: () => this.#condition(),
      limited: (start, limit) => this.#simple(start, limit),
      atEnd: () => this.#atEnd(),
    });
  }

  program(): Program {
    const statements = this.#statements();
    const scanner = this.#scanner;
    if (scanner.char === "}") throw scanner.fault("syntax.unopened", scanner.spanOf(scanner.at, 1));
    return { source: this.source, statements };
  }

  /** Statements up to a `}` or the end of the text. */
  #statements(): Block {
    const statements: Statement[] = [];
    while (this.#findStatement()) {
      const statement = this.#statement();
      if (statement !== undefined) statements.push(statement);
    }
    return statements;
  }

  /** Passes over everything before the next statement; false at the end of the text or of a block. */
  #findStatement(): boolean {
    const scanner = this.#scanner;
    for (let lineStart = scanner.at <= 1;;) {
      scanner.skipBlanks();
      if (scanner.char === undefined || scanner.char === "}") return false;
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
    this.#rejectBlockHeader();
    if (scanner.sees("?")) {
      throw unknownCommand(scanner, scanner.spanOf(scanner.at, 1), "?", this.vocabulary.commands, this.known);
    }
    if (this.#skipImport()) return undefined;
    const held = this.#beginsBlock() ? this.#blocks.read() : undefined;
    if (held === undefined) return this.#simple(scanner.at, undefined);
    // What was limited in time is simple, and has been read to its end.
    if (held.kind === "simple" || held.kind === "job") return held;
    return this.#ended(held);
  }

  /** A statement that holds others, with what may stand behind it. */
  #ended(statement: Statement): Statement {
    const scanner = this.#scanner;
    scanner.skipBlanks();
    const job = atJobMark(scanner);
    if (job) scanner.at++;
    const whole = job ? this.#blocks.background(statement) : statement;
    scanner.skipBlanks();
    if (scanner.sees("=>")) throw scanner.fault("syntax.block-expectation", scanner.spanOf(scanner.at, 2));
    if (!this.#atEnd()) throw scanner.unexpected("end");
    return whole;
  }

  /** `[targets =] body [&] [=> expectation]`, up to its end. */
  #simple(start: number, limit: Simple["limit"]): Statement {
    const scanner = this.#scanner;
    const assigned = this.#assigned();
    // Not the end of the body's span: `(x)` is an expression of one letter.
    let end = scanner.at;
    scanner.skipBlanks();
    const job = atJobMark(scanner);
    if (job) end = ++scanner.at;
    scanner.skipBlanks();
    const expectation = scanner.take("=>") ? this.#expectations.read() : undefined;
    const span = { start, end: expectation?.span.end ?? end };
    this.#requireEnd(assigned.body);

    const { source } = this;
    const statement = { kind: "simple", span, source, limit, ...assigned, expectation } as const;
    return job ? { kind: "job", span, source, statement } : statement;
  }

  /** What decides whether a block is run: like a simple statement, up to the block. */
  #condition(): Simple {
    const scanner = this.#scanner;
    scanner.skipBlanks();
    const start = scanner.at;
    const assigned = this.#assigned();
    const span = { start, end: scanner.at };
    const { source } = this;
    return { kind: "simple", span, source, limit: undefined, ...assigned, expectation: undefined };
  }

  /** `[targets =] body`. */
  #assigned(): Pick<Simple, "targets" | "unpack" | "body"> {
    const { targets, unpack = false } = this.#assignment() ?? {};
    const body = this.#body();
    for (const { name } of targets ?? []) this.known.add(name);
    return { targets, unpack, body };
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

  /** Whether a keyword or a brace begins here, and not the assignment to a keyword. */
  #beginsBlock(): boolean {
    const scanner = this.#scanner;
    if (scanner.char === "{") return true;
    const start = scanner.at;
    const word = scanner.text.slice(start, identifierEnd(scanner.text, start));
    if (!KEYWORDS.has(word) && !FOREIGN_KEYWORDS.has(word)) return false;
    const assigned = this.#targets() !== undefined;
    scanner.at = start;
    return !assigned;
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
    this.#rejectMisplaced();
    const start = scanner.at;
    const name = this.#firstWord();
    const command = name.slice(moduleLength(name));
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

  /** Keywords and braces where a value is wanted, and `i += 1`. */
  #rejectMisplaced(): void {
    const { text, at, char } = this.#scanner;
    const word = text.slice(at, identifierEnd(text, at));
    if (char === "{" || KEYWORDS.has(word)) {
      const span = { start: at, end: at + (word.length || 1) };
      throw this.#scanner.fault("syntax.misplaced", span, { word: word || "{" });
    }
    // `print --` prints two hyphens.
    if (word === "" || this.vocabulary.commands.has(word)) return;
    AUGMENTED.lastIndex = at + word.length;
    while (isBlank(text[AUGMENTED.lastIndex])) AUGMENTED.lastIndex++;
    const operator = AUGMENTED.exec(text)?.[0];
    // `x --y` is no counting.
    if (
      operator === undefined ||
      (operator.length === 2 && operator[0] === operator[1] && !this.#endsAt(AUGMENTED.lastIndex))
    ) {
      return;
    }
    const values = { name: word, operator: operator[0] ?? "", written: operator };
    throw this.#scanner.fault("syntax.augmented", { start: at, end: AUGMENTED.lastIndex }, values);
  }

  #endsAt(at: number): boolean {
    const before = this.#scanner.at;
    this.#scanner.at = at;
    this.#scanner.skipBlanks();
    const ends = this.#atEnd();
    this.#scanner.at = before;
    return ends;
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

    DECLARATION.lastIndex = at;
    const declared = DECLARATION.exec(text)?.[0];
    if (declared !== undefined) {
      throw this.#scanner.fault("syntax.declaration", this.#scanner.spanOf(at, declared.trimEnd().length));
    }
    const unknown = text.slice(at, end);
    const { commands } = this.vocabulary;
    throw unknownCommand(this.#scanner, { start: at, end }, unknown, commands, this.known);
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
    if (this.#atEnd()) return;
    if (scanner.char === "{") {
      throw scanner.fault("syntax.block-here", scanner.spanOf(scanner.at, 1));
    }
    if (atJobMark(scanner)) throw scanner.fault("syntax.job-mark", scanner.spanOf(scanner.at, 1));
    if (scanner.char === "=" && !scanner.sees("==")) throw scanner.fault("syntax.assign-target", body.span);
    throw scanner.unexpected("end");
  }
}
