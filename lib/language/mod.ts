// language: what does this text say, and what could be typed at the cursor?
//
// The public face of the module: text and a vocabulary become a tree with spans, or one fault.
// Pure: it must not know any command, any socket, or the system.

export type * from "./tree.ts";
export { GrowingText } from "./completeness.ts";
export { type CursorContext, cursorContext } from "./cursor.ts";
export {
  FUNCTIONS,
  nearest,
  type Spelling,
  type Spellings,
  VALUE_METHODS,
  type Vocabulary,
} from "./names.ts";
export { quoteOptions } from "./options.ts";
export { parse } from "./parser.ts";
export { quoteWord } from "./quotes.ts";
export { operandsOf, partsOf, targetsOf } from "./walk.ts";
