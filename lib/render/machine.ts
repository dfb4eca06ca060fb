// machine: one socket's state with its history, and the sockets of the whole machine as netstat lists them.

import { constant, constantName, type System } from "../abi/mod.ts";
import { type Language, sentence } from "../messages/mod.ts";
import type { Account, Listing, Passage, Section, Socket } from "../sockets/mod.ts";
import { dateText } from "../values/date.ts";
import { called, stateName } from "./answer.ts";
import { table, wrapped } from "./table.ts";
import { shownAddress } from "./value.ts";
import { width } from "./width.ts";

/** What a socket is, in the words `socket` takes: tcp, udp6, unix; by its constants where there is no word. */
export function protocolOf({ domain, type, protocol }: Socket, system: System): string {
  if (domain === undefined || type === undefined) return "-";
  const is = (name: string, value: number) => constant(system, name) === value;
  const [stream, datagram] = [is("SOCK_STREAM", type), is("SOCK_DGRAM", type)];
  if (is("AF_UNIX", domain)) {
    if (stream || datagram || is("SOCK_SEQPACKET", type)) {
      return stream ? "unix" : datagram ? "unixgram" : "unixpacket";
    }
  }
  const six = is("AF_INET6", domain);
  if (six || is("AF_INET", domain)) {
    if (stream && (protocol === 0 || is("IPPROTO_TCP", protocol))) return six ? "tcp6" : "tcp";
    if (datagram && (protocol === 0 || is("IPPROTO_UDP", protocol))) return six ? "udp6" : "udp";
  }
  return `${constantName(system, "AF_", domain) ?? domain} ${constantName(system, "SOCK_", type) ?? type}`;
}

/** State, addresses, queues and history of one socket. */
export function socketState(
  { socket, state: { state, local, peer }, queues, history }: Account,
  system: System,
  language: Language,
  columns = Infinity,
): string {
  const closed = socket.fd < 0;
  const parts = [
    state === undefined ? "-" : stateName(state, language),
    ...local ? [sentence(language, "answer.local", { address: shownAddress(local, language) })] : [],
    ...peer ? [sentence(language, "answer.peer", { address: shownAddress(peer, language) })] : [],
  ];
  const name = called(socket);
  const what = closed
    ? sentence(language, "state.what-closed")
    : sentence(language, "state.what", { protocol: protocolOf(socket, system), fd: socket.fd });
  let text = wrapped(`${name} (${what}): ${parts.join(", ")}`, columns, "");
  if (queues !== undefined) {
    const { received = "-", unsent = "-", listening } = queues;
    const key = listening ? "state.backlog" : "state.queues";
    text += wrapped(sentence(language, key, { received, unsent }), columns, "  ");
  }
  return text + passages(history, language, columns);
}

/** The states a socket went through, a line each: the time at which it was first seen, or that it is deduced. */
function passages(history: readonly Passage[], language: Language, columns: number): string {
  if (history.length === 0) return "";
  const rows = history.map(({ state, seen }) => [
    seen === undefined ? sentence(language, "state.deduced") : timeOfDay(new Date(seen)),
    stateName(state, language),
  ]);
  return wrapped(sentence(language, "state.history"), columns, "  ") +
    table(rows, Infinity, { indent: "    " });
}

/** 14:03:59.120, by the clock of this machine. */
function timeOfDay(time: Date): string {
  return dateText(time, "%H:%M:%S.%f").slice(0, -3);
}

/** The lines that netstat prints, those that `| grep` keeps; on a narrow terminal several lines a socket. */
export function machineList(
  { sections, keeps, filtered, partial }: Listing,
  language: Language,
  columns = Infinity,
): string {
  const text = sections.map((section) =>
    filtered || columns !== Infinity
      ? sectionText(section, keeps, language, columns)
      : `${titleOf(section, language)}\n${section.head}\n${section.text()}`
  ).join("");
  return partial && !filtered ? `${text}${sentence(language, "netstat.partial")}\n` : text;
}

const titles = { internet: "netstat.internet", unix: "netstat.unix" } as const;
const choices = {
  all: "netstat.all",
  servers: "netstat.servers",
  connected: "netstat.connected",
} as const;

function titleOf({ kind, which }: Section, language: Language): string {
  return sentence(language, titles[kind], { which: sentence(language, choices[which]) });
}

function sectionText(
  section: Section,
  keeps: Listing["keeps"],
  language: Language,
  columns: number,
): string {
  const { columns: names, right, head, rows } = section;
  const title = titleOf(section, language);
  const heading = keeps(head);
  const kept = rows.filter(({ line }) => keeps(line));
  const lines = [...heading ? [head] : [], ...kept.map(({ line }) => line)];
  const text = columns === Infinity || lines.every((line) => width(line) <= columns)
    ? lines.map((line) => `${line}\n`).join("")
    : table(
      // The usual widths are more than most cells need.
      [...heading ? [names] : [], ...kept.map(({ marked }) => marked)],
      columns,
      { gap: 1, right, heading },
    );
  return `${keeps(title) ? wrapped(title, columns, "") : ""}${text}`;
}
