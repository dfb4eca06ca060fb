// words: how are the arguments of a command in word style read?
//
// Blanks separate them; a word is text, whatever it looks like, because the parameter's kind
// decides later how it is read. Quotes and `$` work as in a shell, `(…)` embeds an expression.
// It must not know which command the words belong to nor what its parameters want.

import type { Expression, Interpolation, Literal, TupleNode } from "./tree.ts";
import type { Expressions } from "./expressions.ts";
import type { Vocabulary } from "./names.ts";
import { readInsertion, readQuoted, startsQuote } from "./quotes.ts";
import {
  atJobMark,
  clip,
  endsWord,
  identifierEnd,
  joinLength,
  type Scanner,
  startsComment,
  startsJoin,
} from "./scanner.ts";

/** Reads arguments in word style. */
export class Words {
  constructor(
    readonly scanner: Scanner,
    readonly vocabulary: Vocabulary,
    readonly expressions: Expressions,
  ) {}

  /**
   * All arguments up to the end of the statement, a lone `=>`, a trailing `&`, or a brace. `option` passes over
   * what comes next if that is an option.
   */
  arguments(option?: () => boolean): readonly Expression[] {
    const words: Expression[] = [];
    let parenthesised = false;
    let end = this.scanner.at;
    for (this.scanner.skipBlanks(); !this.atEnd(); this.scanner.skipBlanks()) {
      if (option === undefined || !option()) {
        parenthesised = this.scanner.char === "(";
        words.push(this.argument());
      }
      end = this.scanner.at;
    }
    this.scanner.at = end;
    // `bind (srv, addr)`: a C call with a blank before its parenthesis means the same as without.
    const only = words.length === 1 && parenthesised ? words[0]! : undefined;
    return only?.kind === "tuple" ? (only as TupleNode).items : words;
  }

  /** Whether no further argument starts here. */
  atEnd(): boolean {
    const { scanner } = this;
    const char = scanner.char;
    if (char === undefined || char === "\n" || char === ";" || char === "{" || char === "}") return true;
    return atArrow(scanner) || atJobMark(scanner);
  }

  /** One argument: a quoted text, an embedded expression, or a bare word. */
  argument(): Expression {
    const { scanner } = this;
    const start = scanner.at;
    if (scanner.char === ")") throw scanner.unexpected("end");
    this.#rejectGluedArrow();
    const argument = startsQuote(scanner.text, start)
      ? readQuoted(scanner, this.expressions.hole)
      : scanner.char === "("
      ? this.expressions.parenthesised()
      : this.#bare();
    this.rejectGlued(start);
    return argument;
  }

  /** Refuses what is glued to the word that began at `start`: `"a"b` and `len(x)` would be two by surprise. */
  rejectGlued(start: number): void {
    const { scanner } = this;
    const separate = endsWord(scanner.char) && scanner.char !== "(";
    if (separate || startsJoin(scanner.text, scanner.at) || startsComment(scanner.text, scanner.at)) return;
    const { text: found, span } = scanner.token();
    const before = clip(scanner.text.slice(start, scanner.at));
    // As shells write it.
    if (before === "$" && found === "(") {
      throw scanner.fault("syntax.dollar-parenthesis", scanner.spanOf(start, 1));
    }
    throw scanner.fault("syntax.glued", span, { before, found });
  }

  /** `recv c 5 =>EAGAIN`: without its blank the arrow would be a part of a word. */
  #rejectGluedArrow(): void {
    const { scanner } = this;
    if (!scanner.sees("=>")) return;
    const { text, at } = scanner;
    const name = text.slice(at + 2, identifierEnd(text, at + 2));
    if (name !== "ok" && !this.vocabulary.errors.has(name)) return;
    throw scanner.fault("syntax.arrow-glued", scanner.spanOf(at, 2 + name.length), { name });
  }

  /** A run without blanks and `; ( ) { }`, in which `$name` and `${name}` insert. */
  #bare(): Expression {
    const { scanner } = this;
    const start = scanner.at;
    const parts: (string | Expression)[] = [];
    let text = "";
    for (;;) {
      const join = joinLength(scanner.text, scanner.at);
      if (join > 0) {
        scanner.at += join;
        continue;
      }
      if (endsWord(scanner.char) || startsJoin(scanner.text, scanner.at)) break;
      const inserted = scanner.char === "$" ? readInsertion(scanner, false) : undefined;
      if (inserted !== undefined) {
        if (text !== "") parts.push(text);
        text = "";
        parts.push(inserted);
      } else text += this.#run();
    }
    const span = { start, end: scanner.at };
    if (parts.length === 0) return this.#word(text, span);
    if (parts.length === 1 && text === "") return parts[0] as Expression;
    if (text !== "") parts.push(text);
    return { kind: "interpolation", span, form: "word", parts } satisfies Interpolation;
  }

  /** The letters up to the next character that could mean something in a word; at least one. */
  #run(): string {
    const { scanner } = this;
    const start = scanner.at++;
    while (!endsWord(scanner.char) && scanner.char !== "$" && scanner.char !== "\\") scanner.at++;
    return scanner.text.slice(start, scanner.at);
  }

  /** A word as text. `socket.` before constants is dropped, also in `socket.A|socket.B`. */
  #word(text: string, span: Literal["span"]): Literal {
    if (text.includes("socket.")) {
      const names = text.split("|").map((name) => name.startsWith("socket.") ? name.slice(7) : name);
      if (names.every((name) => this.vocabulary.constants.has(name))) text = names.join("|");
    }
    return { kind: "literal", span, value: text, form: "word" };
  }
}

/** Whether a lone `=>` comes next: in word style `a=>b` is a word. */
export function atArrow(scanner: Scanner): boolean {
  return scanner.sees("=>") && endsWord(scanner.text[scanner.at + 2]);
}
