// told: what `explain on` adds after a call.

import type { Message, Narrator } from "../../lib/command.ts";

/** What a call did. */
export const told: Narrator = (): Message | undefined => undefined;
