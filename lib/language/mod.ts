// language: what does this text say?
//
// The public face of the module: text and a vocabulary become a tree with spans, or one fault. What is asked of a text
// while it is being typed has a face of its own (typing.ts), which only those load who have somebody typing.
// Pure: it must not know any command, any socket, or the system.

export type * from "./tree.ts";
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
export { callsOf, operandsOf, partsOf, targetsOf } from "./walk.ts";
