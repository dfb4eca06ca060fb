// typing: what is asked of a text while it is being typed — is it whole, and what could stand at the cursor?
//
// The other public face of the module.

export { GrowingText } from "./completeness.ts";
export { type CursorContext, cursorContext } from "./cursor.ts";
