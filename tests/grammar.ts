// grammar: sentences of the grammar that README.md prints, made up at random, so that the parser can be asked whether
// it agrees. What the names in capitals stand for is handed in.

/** A part of a rule. `glued`: no blank before it. */
type Part =
  & { readonly glued: boolean }
  & (
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "name"; readonly name: string }
    | { readonly kind: "group"; readonly bracket: string; readonly choices: readonly (readonly Part[])[] }
  );

const TOKEN = /(\s*)(?:"((?:[^"\\]|\\.)*)"|(\w+)|([[\](){}|=;]))/y;
const CLOSING: Readonly<Record<string, string>> = { "[": "]", "{": "}", "(": ")" };

/** A grammar in EBNF: `name = … ;`, with [ ] for what may be left out, { } for repetition, | for choice. */
export class Grammar {
  readonly #rules = new Map<string, readonly (readonly Part[])[]>();
  readonly #terminals: ReadonlyMap<string, readonly string[]>;
  /** How deep the shortest sentence of each rule is. */
  readonly #depths = new Map<string, number>();

  /** @param terminals what each name in capitals may stand for */
  constructor(text: string, terminals: Readonly<Record<string, readonly string[]>>) {
    this.#terminals = new Map(Object.entries(terminals));
    const tokens = tokensOf(text);
    while (tokens.length > 0) {
      const [name, equals] = tokens.splice(0, 2);
      if (name?.kind !== "word" || equals?.text !== "=") throw new Error(`no rule begins at ${name?.text}`);
      this.#rules.set(name.text, choicesOf(tokens, ";"));
    }
    this.#measure();
  }

  /** The names of the rules. */
  get rules(): readonly string[] {
    return [...this.#rules.keys()];
  }

  /** Every name in capitals, and every quoted part. */
  get words(): { readonly names: ReadonlySet<string>; readonly quoted: ReadonlySet<string> } {
    const names = new Set<string>();
    const quoted = new Set<string>();
    const visit = (part: Part): void => {
      if (part.kind === "text") quoted.add(part.text);
      else if (part.kind === "group") part.choices.flat().forEach(visit);
      else if (!this.#rules.has(part.name)) names.add(part.name);
    };
    [...this.#rules.values()].flat(2).forEach(visit);
    return { names, quoted };
  }

  /** A sentence of a rule; `random` gives numbers from 0 up to 1. */
  sentence(rule: string, random: () => number, depth = 14): string {
    return this.#choose(this.#rules.get(rule) ?? [], random, depth, [rule]).trimStart();
  }

  #choose(
    choices: readonly (readonly Part[])[],
    random: () => number,
    depth: number,
    inside: readonly string[],
  ): string {
    const least = Math.min(...choices.map((choice) => this.#depthOf(choice)));
    const fitting = choices.filter((choice) =>
      this.#depthOf(choice) <= Math.max(depth, least) && (isInLoop(inside) || !isJump(choice))
    );
    const choice = fitting[Math.floor(random() * fitting.length)] ?? [];
    return choice.map((part) => this.#written(part, random, depth, inside)).join("");
  }

  #written(part: Part, random: () => number, depth: number, inside: readonly string[]): string {
    const blank = part.glued ? "" : " ";
    switch (part.kind) {
      case "text":
        return blank + part.text;
      case "name": {
        const rule = this.#rules.get(part.name);
        if (rule !== undefined) {
          const text = this.#choose(rule, random, depth - 1, [...inside, part.name]);
          return part.glued ? text.trimStart() : text;
        }
        const known = this.#terminals.get(part.name);
        if (known === undefined) throw new Error(`nothing says what ${part.name} stands for`);
        return blank + known[Math.floor(random() * known.length)];
      }
      case "group": {
        const times = part.bracket === "("
          ? 1
          : depth <= 0
          ? 0
          : part.bracket === "["
          ? random() * 2
          : random() * 3;
        let text = "";
        for (let i = 1; i <= times; i++) text += this.#choose(part.choices, random, depth - 1, inside);
        return text;
      }
      default:
        return part satisfies never;
    }
  }

  #depthOf(choice: readonly Part[]): number {
    return Math.max(
      0,
      ...choice.map((part) => {
        if (part.kind === "text") return 0;
        if (part.kind === "name") {
          return this.#rules.has(part.name) ? this.#depths.get(part.name) ?? Infinity : 0;
        }
        return part.bracket === "(" ? Math.min(...part.choices.map((each) => this.#depthOf(each))) : 0;
      }),
    );
  }

  /** Finds how deep every rule has to go, until nothing changes. */
  #measure(): void {
    for (let changed = true; changed;) {
      changed = false;
      for (const [name, choices] of this.#rules) {
        const depth = 1 + Math.min(...choices.map((choice) => this.#depthOf(choice)));
        if (depth >= (this.#depths.get(name) ?? Infinity)) continue;
        this.#depths.set(name, depth);
        changed = true;
      }
    }
  }
}

/** `break` and `continue` leave a loop only from its own block: one between could be a job. */
function isInLoop(inside: readonly string[]): boolean {
  const around = inside[inside.lastIndexOf("block") - 1];
  return around === "while" || around === "repeat";
}

function isJump([first]: readonly Part[]): boolean {
  return first?.kind === "text" && (first.text === "break" || first.text === "continue");
}

interface Token {
  readonly kind: "text" | "word" | "sign";
  readonly text: string;
  readonly glued: boolean;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (TOKEN.lastIndex = 0; text.slice(TOKEN.lastIndex).trim() !== "";) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new Error(`not EBNF: ${text.slice(at, at + 20)}`);
    const [, gap = "", quoted, word, sign = ""] = match;
    const glued = gap === "";
    if (quoted !== undefined) tokens.push({ kind: "text", text: quoted, glued });
    else tokens.push({ kind: word === undefined ? "sign" : "word", text: word ?? sign, glued });
  }
  return tokens;
}

/** Choices up to a sign, which is taken, too. */
function choicesOf(tokens: Token[], end: string): (readonly Part[])[] {
  const choices: Part[][] = [[]];
  for (let token = tokens.shift(); token !== undefined; token = tokens.shift()) {
    const { kind, text, glued } = token;
    if (kind === "sign" && text === end) return choices;
    if (kind === "sign" && text === "|") choices.push([]);
    else if (kind === "text") choices.at(-1)?.push({ kind: "text", text, glued });
    else if (kind === "word") choices.at(-1)?.push({ kind: "name", name: text, glued });
    else {
      const inside = choicesOf(tokens, CLOSING[text] ?? "");
      choices.at(-1)?.push({ kind: "group", bracket: text, choices: inside, glued });
    }
  }
  throw new Error(`"${end}" is missing`);
}
