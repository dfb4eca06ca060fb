// unicode: regular expressions with Unicode classes (`\p{…}`), made when they are first used.
//
// V8 builds the sets of such a class where it reads the program's text, whether the expression is ever used or not:
// a millisecond or two of every start, for letters that most sessions never see.

/**
 * A regular expression with Unicode classes; flags beside `u` as usual.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const letter = unicode(String.raw`^\p{L}$`);
 * assertEquals(["ç", "1"].map((char) => letter().test(char)), [true, false]);
 * ```
 */
export function unicode(source: string, flags = ""): () => RegExp {
  let made: RegExp | undefined;
  return () => made ??= new RegExp(source, `u${flags}`);
}
