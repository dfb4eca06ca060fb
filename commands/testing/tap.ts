// tap: what is told of tested sessions — TAP version 14 (testanything.org), or events.
//
// A point a file, a YAML block below one that failed, and what its session printed as comments. The words of TAP are
// the same in every language; sentences come with the failures.

import type { Context, Fresh, FreshFailure, FreshRun, Struct, Value } from "../../lib/command.ts";

/** What is said of a run of tests. */
export interface TellingOptions {
  readonly json: boolean;
  /** What sessions print that pass is shown, too. */
  readonly verbose: boolean;
}

/** Tells of tested sessions, one after the other, in the order of their files. */
export class Telling {
  readonly #context: Context;
  readonly #files: readonly string[];
  readonly #options: TellingOptions;
  readonly #begin = performance.now();
  #told = 0;
  passed = 0;
  failed = 0;

  constructor(context: Context, files: ReturnType<Fresh["find"]>, options: TellingOptions) {
    this.#context = context;
    this.#files = files;
    this.#options = options;
  }

  /** The head. */
  async begins(): Promise<void> {
    await this.#write(["TAP version 14", `1..${this.#files.length}`]);
  }

  /** What came of the next file. */
  async point(run: FreshRun): Promise<void> {
    const file = this.#files[this.#told++] ?? "";
    if (run.passed) this.passed++;
    else this.failed++;
    await this.#event("tested", {
      file,
      ok: run.passed,
      exit: run.exitCode,
      statements: run.statements,
      ms: rounded(run.milliseconds),
      printed: run.printed,
      failures: run.failures.map((failure) => structOf(membersOf(failure))),
    });
    const shown = !run.passed || this.#options.verbose ? comments(run.printed) : [];
    await this.#write([
      `${run.passed ? "ok" : "not ok"} ${this.#told} - ${description(file)}`,
      ...diagnosis(run.failures),
      ...shown,
    ]);
  }

  /** The last line. */
  async ends(interrupted: boolean): Promise<void> {
    const { passed, failed } = this;
    await this.#event("summary", {
      files: this.#files.length,
      passed,
      failed,
      interrupted,
      ms: rounded(performance.now() - this.#begin),
    });
    await this.#write([
      ...(interrupted ? ["Bail out! EINTR"] : []),
      `# ${passed} passed, ${failed} failed`,
    ]);
  }

  /** Lines for a reader: nothing where JSON is wanted. */
  async #write(lines: readonly string[]): Promise<void> {
    if (!this.#options.json) await this.#context.report({ kind: "text", text: lines.join("\n") });
  }

  /** The same for a program: where JSON lines are wanted, by this command or by all, and nowhere else. */
  async #event(event: string, values: Readonly<Record<string, Value>>): Promise<void> {
    const { json } = this.#options;
    await this.#context.report({ kind: "event", event, text: { en: "", pt: "" }, values, json });
  }
}

/** Milliseconds with three decimals. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}

// --- Failures ----------------------------------------------------------------------------------

type Members = readonly (readonly [name: string, value: string | number])[];

/** All that is known of a failure, for a program. */
function membersOf({ message, place, source, expected, actual, hint }: FreshFailure): Members {
  return known([
    ["message", message],
    ["file", place?.file],
    ["line", place?.line],
    ["column", place?.column],
    ["source", source],
    ["expected", expected],
    ["actual", actual],
    ["hint", hint],
  ]);
}

/** The same for a reader: the place in one piece. */
function linesOf({ message, place, source, expected, actual, hint }: FreshFailure): Members {
  return known([
    ["message", message],
    ["at", place && `${place.file}:${place.line}:${place.column}`],
    ["source", source],
    ["expected", expected],
    ["actual", actual],
    ["hint", hint],
  ]);
}

function known(members: readonly (readonly [name: string, value: string | number | undefined])[]): Members {
  return members.flatMap(([name, value]) => value === undefined ? [] : [[name, value] as const]);
}

function structOf(members: Members): Struct {
  return { kind: "struct", name: "failure", fields: members.map(([name, value]) => ({ name, value })) };
}

/** The YAML block: the first failure, and the others below `also`. */
function diagnosis([first, ...others]: readonly FreshFailure[]): string[] {
  if (first === undefined) return [];
  const block = (members: Members) => members.map(([name, value]) => `${name}: ${scalar(String(value))}`);
  const also = others.flatMap((failure) =>
    block(linesOf(failure)).map((line, i) => `${i === 0 ? "  - " : "    "}${line}`)
  );
  const lines = [...block(linesOf(first)), ...(also.length > 0 ? ["also:", ...also] : [])];
  return ["---", ...lines, "..."].map((line) => `  ${line}`);
}

/** A text as a YAML scalar: plain where that reads as the same text, else between quotes, double ones as in JSON. */
function scalar(text: string): string {
  const isPlain = /^[\p{L}/_][\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u.test(text) && !/: | #|[: ]$/.test(text) &&
    !/^(true|false|yes|no|on|off|null|y|n)$/i.test(text);
  if (isPlain) return text;
  return /["\\]/.test(text) && !/\p{C}/u.test(text)
    ? `'${text.replaceAll("'", "''")}'`
    : JSON.stringify(text);
}

// --- Lines -------------------------------------------------------------------------------------

/** A path behind a point's number: what TAP would read as a directive is escaped. */
function description(path: string): string {
  return path.replace(/[\\#]/g, "\\$&").replaceAll("\n", "\\\\n");
}

/** What a session printed, a comment a line. */
function comments(printed: string): string[] {
  if (printed === "") return [];
  return printed.replace(/\n$/, "").split("\n").map((line) => `# ${line}`.trimEnd());
}
