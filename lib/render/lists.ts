// lists: the sockets and the variables of a session as tables.

import { constantName } from "../abi/mod.ts";
import { escaped } from "../escape.ts";
import { type Language, sentence } from "../messages/mod.ts";
import type { Session } from "../session.ts";
import type { Socket } from "../sockets/mod.ts";
import { stateName } from "./answer.ts";
import { table } from "./table.ts";
import { short, shownAddress } from "./value.ts";

/** Every open descriptor: name, number, kind, state, addresses, read now. */
export function socketList({ sockets, system }: Session, language: Language): string {
  const open = sockets.all();
  if (open.length === 0) return `${sentence(language, "answer.no-sockets")}\n`;
  const kindOf = ({ domain, type }: Socket): string =>
    domain === undefined || type === undefined
      ? "-"
      : `${constantName(system, "AF_", domain) ?? domain} ${constantName(system, "SOCK_", type) ?? type}`;
  const head = (["name", "descriptor", "kind", "state", "local", "peer"] as const)
    .map((name) => sentence(language, `column.${name}`));
  const rows = open.map((socket) => {
    const { state, local, peer } = sockets.state(socket);
    return [
      escaped(socket.name ?? "-"),
      String(socket.fd),
      kindOf(socket),
      state === undefined ? "-" : stateName(state, language),
      local ? shownAddress(local, language) : "-",
      peer ? shownAddress(peer, language) : "-",
    ];
  });
  return table([head, ...rows]);
}

/** Every variable with its value. */
export function variableList({ variables }: Session, language: Language): string {
  return table([...variables].map(([name, value]) => [escaped(name), `= ${short(value, language)}`]));
}
