// diagram: the conversations of a session as sequence diagrams, made of its calls and of the packets that were captured.
//
// It draws nothing: model.ts says what a diagram is, conversations.ts who talks to whom, lines.ts what happened.

import { type Conversation, conversationsOf, type Known } from "./diagram/conversations.ts";
import { folded } from "./diagram/fold.ts";
import { linesOf } from "./diagram/lines.ts";
import type { Diagram, Side, Which } from "./diagram/model.ts";
import type { Socket } from "./sockets/mod.ts";

export type { Known } from "./diagram/conversations.ts";
export * from "./diagram/model.ts";
export { noPassings, type Passing, type Passings, passingsOf } from "./diagram/passing.ts";

/**
 * The diagrams of the session's conversations over TCP and UDP, in the order they began.
 *
 * @param about only those of this socket, of a listening one those it accepted
 */
export function diagrams(known: Known, about?: Socket): Diagram[] {
  const conversations = conversationsOf(known);
  return conversations.filter((one) => about === undefined || one.sockets.has(about)).map((one) =>
    drawn(one, known)
  );
}

function drawn(conversation: Conversation, known: Known): Diagram {
  const { protocol, at, ends } = conversation;
  const side = (which: Which): Side => ({
    names: at[which].map(({ name, fd }) => name ?? String(fd)),
    address: ends[which],
  });
  const lines = folded(linesOf(conversation, known));
  const incomplete = known.passings.incomplete && conversation.passings.length > 0;
  return { protocol, sides: [side(0), side(1)], lines, incomplete };
}
