// lists: the sockets and the variables of a session as tables.

import type { System } from "../abi/mod.ts";
import { escaped } from "../escape.ts";
import { type Language, sentence } from "../messages/mod.ts";
import type { Session } from "../session.ts";
import type { Account } from "../sockets/mod.ts";
import { stateName } from "./answer.ts";
import { protocolOf } from "./machine.ts";
import { table } from "./table.ts";
import { short, shownAddress } from "./value.ts";

const columnNames = [
  "name",
  "descriptor",
  "protocol",
  "state",
  "received",
  "unsent",
  "local",
  "peer",
] as const;

/** Every open descriptor: name, number, protocol, state, queues, addresses. Of a listener the queue is used/limit. */
export function socketList(
  accounts: readonly Account[],
  system: System,
  language: Language,
  columns?: number,
): string {
  if (accounts.length === 0) return `${sentence(language, "answer.no-sockets")}\n`;
  const rows = accounts.map(({ socket, state: { state, local, peer }, queues }) => {
    const { received = "-", unsent = "-", listening = false } = queues ?? {};
    return [
      escaped(socket.name ?? "-"),
      String(socket.fd),
      protocolOf(socket, system),
      state === undefined ? "-" : stateName(state, language),
      listening ? `${received}/${unsent}` : String(received),
      listening ? "-" : String(unsent),
      local ? shownAddress(local, language) : "-",
      peer ? shownAddress(peer, language) : "-",
    ];
  });
  const names = columnNames.map((name) => sentence(language, `column.${name}`));
  return table([names, ...rows], columns, { heading: true });
}

/** Every variable with its value. */
export function variableList({ variables }: Session, language: Language, columns?: number): string {
  const rows = [...variables].map(([name, value]) => [escaped(name), `= ${short(value, language)}`]);
  return table(rows, columns);
}
