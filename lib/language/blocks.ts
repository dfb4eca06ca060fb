// blocks: what do the statements look like that hold others?
//
// `if`, `while`, `repeat`, `timeout D { … }`, a block alone, `break` and `continue`, and which of them may become a
// job. Which statements stand inside is the parser's business: it is asked for each of them. It must not know
// what a simple statement is made of.

import type { Span } from "../errors.ts";
import type { Expressions } from "./expressions.ts";
import { identifierEnd, type Scanner } from "./scanner.ts";
import type { Background, Block, If, Jump, Simple, Source, Statement } from "./tree.ts";
import { partsOf } from "./walk.ts";

/** The parts of the parser that know the statements inside. */
export interface Inside {
  /** The statements up to a `}` or the end of the text. */
  statements(): Block;
  /** What stands between a keyword and its block. */
  condition(): Simple;
  /** A simple statement that is limited in time. */
  limited(start: number, limit: Simple["limit"]): Statement;
  /** Whether the statement ends here. */
  atEnd(): boolean;
}

/** Words that mean a loop or a branch elsewhere, and the message that shows how they are written here. */
export const FOREIGN_KEYWORDS: ReadonlyMap<string, string> = new Map(Object.entries({
  for: "syntax.for",
  elif: "syntax.elif",
}));

/** Reads the statements that hold others. */
export class Blocks {
  /** How many loops are open around the place being read. */
  #loops = 0;

  constructor(
    readonly source: Source,
    readonly scanner: Scanner,
    readonly expressions: Expressions,
    readonly inside: Inside,
  ) {}

  /** The statement that a keyword or a brace begins here; undefined, without moving, where neither does. */
  read(): Statement | undefined {
    const { scanner, source } = this;
    const start = scanner.at;
    if (scanner.char === "{") return { kind: "group", ...this.#placed(start, { body: this.#block() }) };
    const word = scanner.text.slice(start, identifierEnd(scanner.text, start));
    scanner.at += word.length;
    switch (word) {
      case "if":
        return this.#if(start);
      case "while": {
        const condition = this.inside.condition();
        return { kind: "while", ...this.#placed(start, { condition, body: this.#loop() }) };
      }
      case "repeat": {
        const count = this.expressions.expression();
        return { kind: "repeat", ...this.#placed(start, { count, body: this.#loop() }) };
      }
      case "timeout":
        return this.#timeout(start);
      case "break":
      case "continue":
        if (this.#loops === 0) throw scanner.fault("syntax.no-loop", this.#since(start), { word });
        return { kind: word, source, span: this.#since(start) };
      case "else":
        throw scanner.fault("syntax.else", this.#since(start));
      default:
        scanner.at = start;
        this.#rejectForeign(word);
        return undefined;
    }
  }

  /** The statement as a job. */
  background(statement: Statement): Background {
    const { scanner, source } = this;
    const span = { start: statement.span.start, end: scanner.at };
    const stray = strayJump(statement);
    if (stray !== undefined) throw scanner.fault("syntax.no-loop", stray.span, { word: stray.kind });
    return { kind: "job", source, span, statement: statement as Background["statement"] };
  }

  #since(start: number): Span {
    return { start, end: this.scanner.at };
  }

  #placed<Members>(start: number, members: Members): Members & { span: Span; source: Source } {
    return { ...members, span: this.#since(start), source: this.source };
  }

  #if(start: number): If {
    const { scanner } = this;
    const branches: { condition: Simple; body: Block }[] = [];
    let otherwise: Block | undefined;
    do {
      const condition = this.inside.condition();
      branches.push({ condition, body: this.#block() });
      if (this.#takeWord("elif")) throw scanner.fault("syntax.elif", scanner.spanOf(scanner.at - 4, 4));
      if (!this.#takeWord("else")) break;
      scanner.skipBlanks();
      if (!this.#takeWord("if")) otherwise = this.#block();
    } while (otherwise === undefined);
    return { kind: "if", ...this.#placed(start, { branches, otherwise }) };
  }

  #timeout(start: number): Statement {
    const { scanner, inside } = this;
    const limit = this.expressions.duration();
    scanner.skipBlanks();
    if (inside.atEnd()) throw scanner.fault("syntax.timeout-statement", this.#since(start));
    if (scanner.char === "{") {
      return { kind: "limited", ...this.#placed(start, { limit, body: this.#block() }) };
    }
    scanner.deeper(this.#since(start));
    const held = this.read();
    scanner.shallower();
    if (held === undefined) return inside.limited(start, limit);
    // A job that is limited twice is one job still.
    const body = held.kind === "job" ? held.statement : held;
    const limited = { kind: "limited", ...this.#placed(start, { limit, body: [body] }) } as const;
    return held === body ? limited : this.background(limited);
  }

  #loop(): Block {
    this.#loops++;
    const body = this.#block();
    this.#loops--;
    return body;
  }

  /** `{ … }`: the brace comes next, on the same line. */
  #block(): Block {
    const { scanner, inside } = this;
    scanner.skipBlanks();
    const open = scanner.spanOf(scanner.at, 1);
    if (scanner.char !== "{") {
      const found = scanner.token();
      if (found.text === "" || found.text === "\n") throw scanner.fault("syntax.block-missing", open);
      throw scanner.fault("syntax.block-expected", found.span, { found: found.text });
    }
    scanner.deeper(open);
    scanner.at++;
    const body = inside.statements();
    if (!scanner.take("}")) throw scanner.fault("syntax.unclosed-bracket", open, { bracket: "{" }, true);
    scanner.shallower();
    return body;
  }

  /** Passes over a word that comes next on the same line. */
  #takeWord(word: string): boolean {
    const { scanner } = this;
    const before = scanner.at;
    scanner.skipBlanks();
    if (scanner.identifier() === word) return true;
    scanner.at = before;
    return false;
  }

  /** `for (…)` and `elif x {`, where nothing of that name is there. */
  #rejectForeign(word: string): void {
    const key = FOREIGN_KEYWORDS.get(word);
    const { scanner } = this;
    if (key === undefined || !/^[ \t]*[^\s=.,;)]/.test(scanner.text.slice(scanner.at + word.length))) return;
    throw scanner.fault(key, scanner.spanOf(scanner.at, word.length));
  }
}

/** A `break` or `continue` that would leave the statement. */
function strayJump(statement: Statement): Jump | undefined {
  if (statement.kind === "break" || statement.kind === "continue") return statement;
  if (statement.kind === "while" || statement.kind === "repeat" || statement.kind === "job") return undefined;
  for (const part of partsOf(statement)) {
    const stray = strayJump(part);
    if (stray !== undefined) return stray;
  }
  return undefined;
}
