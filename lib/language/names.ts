// names: which names the language itself knows, and which known name an unknown one resembles.
//
// Keywords, functions and methods of values belong to the grammar and are listed here. Commands,
// constants and errors belong to others and come in as a Vocabulary. This module must not know
// what any of those names do.

/** The names a text may use, handed to the parser by whoever owns them. */
export interface Vocabulary {
  /** Command names; `rest: "expression"` takes the rest of the line as one expression. */
  readonly commands: ReadonlyMap<string, {
    readonly rest?: "expression" | undefined;
    readonly options?: Spellings | undefined;
    /** What it is called elsewhere. */
    readonly elsewhere?: readonly string[] | undefined;
  }>;
  /** Constants by name (numbers, TCP state texts). */
  readonly constants: ReadonlyMap<string, number | string>;
  /** Names of errors an expectation may name (errno and EAI_ names). */
  readonly errors: ReadonlySet<string>;
}

/** How the options of a command are spelled: `--max-clients`, `-k`. */
export type Spellings = ReadonlyMap<string, Spelling>;

/** What a spelling stands for: the option's name in the record. One that takes no value is a switch. */
export interface Spelling {
  readonly name: string;
  readonly takesValue: boolean;
}

/** Words that begin a control statement; they name nothing else. */
export const KEYWORDS: ReadonlySet<string> = new Set([
  "if",
  "else",
  "while",
  "repeat",
  "break",
  "continue",
  "timeout",
]);

/** Operators spelled as words. */
export const WORD_OPERATORS: ReadonlySet<string> = new Set(["or", "and", "not"]);

/** Values spelled as words, in Python's, C's and everybody else's spelling. */
export const WORD_VALUES: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ["True", true],
  ["true", true],
  ["False", false],
  ["false", false],
  ["None", null],
  ["none", null],
  ["NULL", null],
  ["null", null],
]);

/** Python's modules, and which of their members are known here: the module says nothing and is dropped. */
const MODULES: Readonly<Record<string, RegExp>> = {
  socket: /^[^\d\W]\w*/,
  time: /^sleep\b/,
  select: /^(?:select|poll|POLL\w*)\b/,
  errno: /^E[A-Z0-9]+\b/,
};

/** How long the name of a module is, with its point, where one is put before a known member: 7 of `socket.AF_INET`. */
export function moduleLength(text: string): number {
  const point = text.indexOf(".");
  const module = point < 0 ? "" : text.slice(0, point);
  return Object.hasOwn(MODULES, module) && MODULES[module]!.test(text.slice(point + 1)) ? point + 1 : 0;
}

/** Functions on values, called like a command in call style. */
export const FUNCTIONS: ReadonlySet<string> = new Set([
  "len",
  "str",
  "int",
  "bytes",
  "hex",
  "encode",
  "decode",
]);

/** Methods every text or bytes value has; any command is a method besides. */
export const VALUE_METHODS: ReadonlySet<string> = new Set([
  "encode",
  "decode",
  "upper",
  "lower",
  "strip",
  "hex",
]);

/** Names longer than this are no misspelling of anything. */
const LONGEST_NAME = 40;

/**
 * The candidate a misspelt name most probably means: same letters in other case, or a few
 * edits away (a swap of neighbours counts as one). Undefined when nothing is near.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nearest("conect", ["bind", "connect", "close"]), "connect");
 * ```
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const wanted = name.toLowerCase();
  // Short names have a neighbour in every direction: the shorter, the fewer edits are a hint.
  let best = wanted.length <= 2 ? 0 : wanted.length <= 5 ? 1 : 2;
  let found: string | undefined;
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) > best) continue;
    const distance = edits(wanted, candidate.toLowerCase());
    if (distance < best || (distance === best && found === undefined)) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

/** Edit distance in which swapping two neighbours is one edit (optimal string alignment). */
function edits(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, beforePrevious[column - 2]! + 1);
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length]!;
}
