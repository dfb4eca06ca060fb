// diagram: the conversations of a session as sequence diagrams, made of its calls and of the packets that were captured.
//
// It draws nothing: model.ts says what a diagram is, conversations.ts who talks to whom, lines.ts what happened.

import {
  type Conversation,
  conversationsOf,
  isAnywhere,
  isItself,
  type Known,
} from "./diagram/conversations.ts";
import { folded } from "./diagram/fold.ts";
import { linesOf, nameOf } from "./diagram/lines.ts";
import { type Diagram, opposite, type Side, type Which } from "./diagram/model.ts";
import { noPassings, passingsOf } from "./diagram/passing.ts";
import type { Captures } from "./capture.ts";
import type { Chronicle } from "./chronicle.ts";
import type { System } from "./abi/mod.ts";
import type { Socket } from "./sockets/mod.ts";

export type { Known } from "./diagram/conversations.ts";
export * from "./diagram/model.ts";
export { noPassings, type Passing, type Passings, passingsOf } from "./diagram/passing.ts";

/** What a session wrote down of its calls, and captured. */
export interface Written {
  readonly system: System;
  readonly chronicle: Chronicle | undefined;
  readonly captures: Captures | undefined;
}

/** As many conversations are drawn, the latest. */
const most = 50;

/**
 * The diagrams of the session's conversations over TCP and UDP, in the order they began; of very many the latest ones,
 * the first of which tells how many were left out.
 *
 * @param about only those of this socket, of a listening one those it accepted
 */
export function diagrams(known: Known, about?: Socket): Diagram[] {
  const all = conversationsOf(known).filter((one) => about === undefined || one.sockets.has(about));
  const omitted = {
    conversations: Math.max(0, all.length - most),
    sockets: about === undefined ? known.forgotten : 0,
  };
  const [first, ...others] = all.slice(-most).map((one) => drawn(one, known));
  if (first === undefined) return [];
  return [omitted.conversations + omitted.sockets > 0 ? { ...first, omitted } : first, ...others];
}

/**
 * The same, of all that a session knows by now.
 *
 * @param signal ends the reading of what was captured
 * @throws {InterruptedError} when the signal came
 */
export async function diagramsOf(
  { system, chronicle, captures }: Written,
  signal: AbortSignal,
  about?: Socket,
): Promise<Diagram[]> {
  if (chronicle === undefined) return [];
  const passings = captures === undefined ? noPassings : passingsOf(await captures.captured(signal));
  const history = (socket: Socket) => chronicle.history(socket);
  const partial = (socket: Socket) => chronicle.partial(socket);
  const { forgotten } = chronicle;
  return diagrams({ system, calls: chronicle.calls(), passings, history, partial, forgotten }, about);
}

function drawn(conversation: Conversation, known: Known): Diagram {
  const { protocol, at, ends, passings, sockets } = conversation;
  const itself = isItself(conversation);
  const address = (which: Which) => {
    const end = ends[which];
    if (!isAnywhere(end)) return end;
    // A connection has an address: that of a socket whose connect was refused is not known any more.
    return itself ? ends[opposite(which)] : protocol === "tcp" ? undefined : end;
  };
  const side = (which: Which): Side => ({
    names: (itself ? [...sockets] : at[which]).map(nameOf),
    address: address(which),
  });
  return {
    ...{ protocol, sides: [side(0), side(1)], lines: folded(linesOf(conversation, known)), itself },
    partial: [...sockets].some(known.partial),
    shortcut: shortcutIn(sockets),
    omitted: undefined,
    incomplete: known.passings.incomplete && passings.length > 0,
  };
}

/** The shortcut that made one of the sockets: it gave it its own name before a dot, which no name that is typed has. */
function shortcutIn(sockets: ReadonlySet<Socket>): string | undefined {
  for (const { name } of sockets) {
    const dot = name?.indexOf(".") ?? -1;
    if (name !== undefined && dot > 0) return name.slice(0, dot);
  }
  return undefined;
}
