// summary: what came of a capture, and what is to be said of it when it has ended.

import type { Message, SystemError } from "../errors.ts";

/** Which packets are written: those of the session's own sockets, those of one port, or all of them. */
export type Wanted = "own" | "all" | number;

/** What came of a capture so far. */
export interface Summary {
  readonly interface: string;
  readonly file: string;
  readonly wanted: Wanted;
  /** Packets in the file. */
  readonly packets: number;
  /** Packets that passed without a look at them: there was no room in the ring. */
  readonly dropped: number;
  /** Why nothing more is written: the disk is full, or the interface has gone down. */
  readonly problem: SystemError | undefined;
  /** Milliseconds since 1970; it has not ended as long as it runs. */
  readonly began: number;
  readonly ended: number | undefined;
}

/** What is missing in a capture's file. */
export function losses({ dropped, problem, file }: Summary): Message[] {
  return [
    ...dropped === 0 ? [] : [{ key: "capture.dropped", values: { dropped } }],
    ...problem === undefined ? [] : [{ key: "capture.ended", values: { file, code: problem.code } }],
  ];
}

/** The display filter that shows the conversations in Wireshark; nothing where there is none. */
export function filterMessage(filter: string): Message[] {
  return filter === "" ? [] : [{ key: "capture.filter", values: { filter } }];
}

/** What a capture that has ended came to. */
export function outcome(summary: Summary): Message[] {
  const { file, packets } = summary;
  return [{ key: "capture.stopped", values: { file, packets } }, ...losses(summary)];
}

/** What its file has to be looked at for; `filter` is undefined where it cannot be read any more. */
export function afterwards({ file }: Summary, filter: string | undefined): Message[] {
  return filter === undefined ? [{ key: "capture.unreadable", values: { file } }] : filterMessage(filter);
}
