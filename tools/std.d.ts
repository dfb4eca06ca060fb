// std.d.ts: the types of the parts of Deno's standard library that socksh uses.
//
// The npm packaging of the library (`deno-std`, see the import map in deno.json) holds JavaScript only, so
// every import of it would be `any`. `compilerOptions.types` in deno.json loads these declarations, and the
// compiler prefers them to the untyped modules; nothing of this file exists at run time. Declare here what a
// new import needs, and no more than the module really exports.

declare module "@std/fmt/colors" {
  /** Turns all colouring on or off; off, every colour function returns its text unchanged. */
  export function setColorEnabled(value: boolean): void;
  /** Whether the colour functions colour. Starts as `!Deno.noColor`. */
  export function getColorEnabled(): boolean;
  /** Removes the escape sequences that this module makes. Not a defence against hostile text. */
  export function stripAnsiCode(text: string): string;

  export function reset(text: string): string;
  export function bold(text: string): string;
  export function dim(text: string): string;
  export function italic(text: string): string;
  export function underline(text: string): string;
  export function inverse(text: string): string;
  export function black(text: string): string;
  export function red(text: string): string;
  export function green(text: string): string;
  export function yellow(text: string): string;
  export function blue(text: string): string;
  export function magenta(text: string): string;
  export function cyan(text: string): string;
  export function white(text: string): string;
  export function gray(text: string): string;
  export function brightRed(text: string): string;
  export function brightGreen(text: string): string;
  export function brightYellow(text: string): string;
  export function brightBlue(text: string): string;
  export function brightMagenta(text: string): string;
  export function brightCyan(text: string): string;
}

declare module "@std/cli/parse-args" {
  /** How {@linkcode parseArgs} reads. `B`, `S` and `C` are the names of boolean, string and collected options. */
  export interface ParseOptions<B extends string, S extends string, C extends string, D extends boolean> {
    /** Options that take no value; false when absent. */
    boolean?: readonly B[];
    /** Options whose value stays text; with "_" the operands stay text, too. */
    string?: readonly S[];
    /** Options that may be given several times; their value is always a list. */
    collect?: readonly C[];
    /** Options that `--no-NAME` sets to false. */
    negatable?: readonly string[];
    /** Other names of an option. */
    alias?: Readonly<Record<string, string | readonly string[]>>;
    /** Values of options that are absent. */
    default?: Readonly<Record<string, unknown>>;
    /** Everything after the first operand is an operand. */
    stopEarly?: boolean;
    /** Keeps what follows `--` apart, in `"--"`, instead of among the operands. */
    "--"?: D;
    /** Called for an argument that is no declared option; returning false drops it. `key` is absent for operands. */
    unknown?: (arg: string, key?: string, value?: unknown) => unknown;
  }

  /** What {@linkcode parseArgs} read: operands in `_`, and one member per declared option. */
  export type Args<B extends string, S extends string, C extends string, D extends boolean> =
    & { _: "_" extends S ? string[] : (string | number)[] }
    & (D extends true ? { "--": string[] } : unknown)
    & { [K in Exclude<B, C>]: boolean }
    & { [K in Exclude<S, C | "_">]: string | undefined }
    & { [K in C]: string[] };

  /** Reads command-line arguments. */
  export function parseArgs<
    const B extends string = never,
    const S extends string = never,
    const C extends string = never,
    const D extends boolean = false,
  >(args: readonly string[], options?: ParseOptions<B, S, C, D>): Args<B, S, C, D>;
}

declare module "@std/assert" {
  // deno-lint-ignore no-explicit-any
  type Constructor<T> = abstract new (...args: any[]) => T;

  export class AssertionError extends Error {
    constructor(message: string, options?: ErrorOptions);
  }

  export function assert(condition: unknown, message?: string): asserts condition;
  export function assertFalse(
    condition: unknown,
    message?: string,
  ): asserts condition is false | 0 | "" | null | undefined;
  /** Deep equality; both sides have one type, so that a comparison that can never hold does not compile. */
  export function assertEquals<T>(actual: T, expected: T, message?: string): void;
  export function assertNotEquals<T>(actual: T, expected: T, message?: string): void;
  export function assertStrictEquals<T>(actual: unknown, expected: T, message?: string): asserts actual is T;
  export function assertNotStrictEquals<T>(actual: T, expected: T, message?: string): void;
  export function assertAlmostEquals(
    actual: number,
    expected: number,
    tolerance?: number,
    message?: string,
  ): void;
  export function assertGreater<T>(actual: T, expected: T, message?: string): void;
  export function assertGreaterOrEqual<T>(actual: T, expected: T, message?: string): void;
  export function assertLess<T>(actual: T, expected: T, message?: string): void;
  export function assertLessOrEqual<T>(actual: T, expected: T, message?: string): void;
  export function assertExists<T>(actual: T, message?: string): asserts actual is NonNullable<T>;
  export function assertMatch(actual: string, expected: RegExp, message?: string): void;
  export function assertNotMatch(actual: string, expected: RegExp, message?: string): void;
  export function assertStringIncludes(actual: string, expected: string, message?: string): void;
  export function assertArrayIncludes<T>(
    actual: ArrayLike<T>,
    expected: ArrayLike<T>,
    message?: string,
  ): void;
  export function assertObjectMatch(
    // deno-lint-ignore no-explicit-any
    actual: Record<PropertyKey, any>,
    expected: Record<PropertyKey, unknown>,
    message?: string,
  ): void;
  export function assertInstanceOf<T>(
    actual: unknown,
    expected: Constructor<T>,
    message?: string,
  ): asserts actual is T;
  export function assertNotInstanceOf<A, T>(
    actual: A,
    expected: Constructor<T>,
    message?: string,
  ): asserts actual is Exclude<A, T>;
  export function assertIsError<E extends Error = Error>(
    error: unknown,
    expected?: Constructor<E>,
    includes?: string | RegExp,
    message?: string,
  ): asserts error is E;
  export function assertThrows(run: () => unknown, message?: string): unknown;
  export function assertThrows<E extends Error = Error>(
    run: () => unknown,
    expected: Constructor<E>,
    includes?: string,
    message?: string,
  ): E;
  export function assertRejects(run: () => PromiseLike<unknown>, message?: string): Promise<unknown>;
  export function assertRejects<E extends Error = Error>(
    run: () => PromiseLike<unknown>,
    expected: Constructor<E>,
    includes?: string,
    message?: string,
  ): Promise<E>;
  export function equal(a: unknown, b: unknown): boolean;
  export function fail(message?: string): never;
  export function unreachable(message?: string): never;
}
