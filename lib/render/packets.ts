// packets: the packets of a capture as a list: a line for each where the terminal is wide enough.
//
// Shows what others have read and told: it looks at no bytes. A packet's bytes come from anybody; only numbers and
// addresses made of them stand here, and what was text once is escaped.

import { formatAddress } from "../abi/address.ts";
import {
  flagsText,
  ICMP,
  ICMPV6,
  type InternetAddress,
  type Packet,
  type Quoted,
  TCP,
  UDP,
} from "../abi/packet.ts";
import type { Seen, What } from "../capture/flows.ts";
import type { MessageValues } from "../errors.ts";
import { escaped } from "../escape.ts";
import { filled, type Language } from "../messages/mod.ts";
import { packetTexts } from "../messages/packets.ts";
import { flowed, wrapped } from "./table.ts";
import { width } from "./width.ts";

/** A packet of the list. */
export interface PacketRow {
  /** Its place in the capture, from 1. */
  readonly number: number;
  /** Seconds since the first packet; undefined where the capture has no time for it. */
  readonly time: number | undefined;
  readonly packet: Packet;
  readonly seen: Seen;
}

/** How the columns are put together: each way takes less room than the one before. */
interface Layout {
  readonly gap: number;
  /** Decimals of the time: µs as Wireshark has them, or ms. */
  readonly decimals: 6 | 3;
  /** The flags of TCP stand where others have the name of their protocol. */
  readonly merged: boolean;
  readonly arrow: string;
}

const layouts: readonly Layout[] = [
  { gap: 2, decimals: 6, merged: false, arrow: " → " },
  { gap: 1, decimals: 6, merged: false, arrow: " → " },
  { gap: 1, decimals: 6, merged: true, arrow: " → " },
  { gap: 1, decimals: 3, merged: true, arrow: " → " },
  { gap: 1, decimals: 3, merged: true, arrow: "→" },
];

/** The cells of a line before the word that says what it is. */
interface Cells {
  readonly cells: readonly string[];
  readonly what: string;
}

/**
 * The list of packets with its heading. Where not everything fits on a line, what a packet is stands on a second one:
 * the layout is chosen in which that happens least. On a very narrow terminal each packet takes several lines.
 */
export function packetList(rows: readonly PacketRow[], language: Language, columns = Infinity): string {
  const told = rows.map((row) => {
    const what = whatText(row, language);
    return { row, what, size: width(what) };
  });
  let best: { readonly folds: number; readonly text: () => string } | undefined;
  for (const layout of layouts) {
    const lines = [
      headings(layout, language),
      ...told.map(({ row, what }) => ({ cells: cellsOf(row, layout), what })),
    ];
    const widths = columnWidths(lines);
    const room = widths.reduce((sum, one) => sum + one + layout.gap, 0);
    if (room - layout.gap > columns) continue;
    const folds = told.filter(({ size }) => room + size > columns).length;
    if (best === undefined || folds < best.folds) {
      best = { folds, text: () => aligned(lines, widths, layout, columns) };
    }
    if (folds === 0) break;
  }
  return best?.text() ?? told.map(({ row, what }) => folded(row, what, language, columns)).join("");
}

function headings({ merged }: Layout, language: Language): Cells {
  const title = (name: "number" | "time" | "route" | "protocol" | "flags" | "seq" | "ack" | "length") =>
    say(language, `column:${name}`);
  return {
    cells: [
      title("number"),
      title("time"),
      title("route"),
      ...merged ? [title("flags")] : [title("protocol"), title("flags")],
      title("seq"),
      title("ack"),
      title("length"),
    ],
    what: say(language, "column:what"),
  };
}

function cellsOf({ number, time, packet, seen }: PacketRow, { decimals, merged, arrow }: Layout): string[] {
  const [source, destination] = endsOf(packet);
  const protocol = protocolName(packet);
  const flags = packet.kind === "tcp" ? flagsText(packet.flags) : "";
  return [
    String(number),
    time === undefined ? "-" : time.toFixed(decimals),
    destination === "" ? source : source + arrow + destination,
    ...merged ? [flags || protocol] : [protocol, flags],
    numberText(seen.seq),
    numberText(seen.ack),
    packet.kind === "arp" ? "" : String(packet.length),
  ];
}

function numberText(number: number | undefined): string {
  return number === undefined ? "" : String(number);
}

/** The names of flags, protocols and addresses begin on the left, numbers end on the right. */
function isNumber(column: number, { cells }: Cells): boolean {
  return column < 2 || column >= cells.length - 3;
}

function columnWidths(lines: readonly Cells[]): number[] {
  const widths: number[] = [];
  for (const { cells } of lines) {
    cells.forEach((cell, i) => widths[i] = Math.max(widths[i] ?? 0, width(cell)));
  }
  return widths;
}

/** Lines whose columns stand below each other; a word that does not fit stands on a line of its own. */
function aligned(
  lines: readonly Cells[],
  widths: readonly number[],
  { gap }: Layout,
  columns: number,
): string {
  const between = " ".repeat(gap);
  const indent = " ".repeat(widths[0]! + gap);
  return lines.map((line) => {
    const head = line.cells.map((cell, i) => {
      const blanks = " ".repeat(widths[i]! - width(cell));
      return isNumber(i, line) ? blanks + cell : cell + blanks;
    }).join(between);
    const whole = head + between + line.what;
    return width(whole) <= columns
      ? `${whole.trimEnd()}\n`
      : `${head.trimEnd()}\n${wrapped(divided(line.what, columns - indent.length), columns, indent)}`;
  }).join("");
}

/** One packet on as many short lines as it takes. */
function folded(
  { number, time, packet, seen }: PacketRow,
  what: string,
  language: Language,
  columns: number,
): string {
  const room = columns - 2;
  const [source, destination] = endsOf(packet);
  const route = destination === "" ? source : `${source} → ${destination}`;
  const named = (name: "seq" | "ack" | "length", value: number | undefined) =>
    value === undefined ? "" : `${say(language, `column:${name}`).toLowerCase()} ${value}`;
  const cells = [
    String(number),
    time === undefined ? "-" : time.toFixed(3),
    ...width(route) <= room ? [route] : divided(route, room).split(" "),
    protocolName(packet),
    packet.kind === "tcp" ? flagsText(packet.flags) : "",
    named("seq", seen.seq),
    named("ack", seen.ack),
    packet.kind === "arp" ? "" : named("length", packet.length),
  ];
  return flowed(cells, columns) + wrapped(divided(what, room), columns, "  ");
}

/** A text whose words are no longer than that: an address of IPv6 may be longer than a narrow line. */
function divided(text: string, longest: number): string {
  if (!Number.isFinite(longest)) return text;
  const least = Math.max(1, longest);
  return text.replace(new RegExp(`\\S{${least}}(?=\\S)`, "g"), "$& ");
}

// ── What stands in the cells ───────────────────────────────────────────────────────────────────────────────────────

/** Who sent it and to whom; the second is empty where neither is known. */
function endsOf(packet: Packet): readonly [source: string, destination: string] {
  switch (packet.kind) {
    case "tcp":
    case "udp":
      return [escaped(formatAddress(packet.source)), escaped(formatAddress(packet.destination))];
    case "icmp":
    case "fragment":
      return [escaped(packet.source.host), escaped(packet.destination.host)];
    case "arp":
      return [escaped(packet.sender), escaped(packet.target)];
    case "other": {
      const { source, destination } = packet;
      if (source === undefined || destination === undefined) return ["-", ""];
      return [addressText(source), addressText(destination)];
    }
    default:
      return packet satisfies never;
  }
}

/** With its port if it has one. */
function addressText(address: InternetAddress): string {
  return escaped(address.port === 0 ? address.host : formatAddress(address));
}

/** Protocols of IP that have no other place here. */
const protocolNames: Readonly<Record<number, string>> = {
  [ICMP]: "ICMP",
  2: "IGMP",
  [TCP]: "TCP",
  [UDP]: "UDP",
  33: "DCCP",
  47: "GRE",
  50: "ESP",
  51: "AH",
  [ICMPV6]: "ICMPv6",
  89: "OSPF",
  132: "SCTP",
  136: "UDPLite",
};

function protocolName(packet: Packet): string {
  switch (packet.kind) {
    case "tcp":
      return "TCP";
    case "udp":
      return "UDP";
    case "icmp":
      return packet.version === 4 ? "ICMP" : "ICMPv6";
    case "arp":
      return "ARP";
    case "fragment":
    case "other":
      if (packet.protocol !== undefined) return protocolNames[packet.protocol] ?? `IP ${packet.protocol}`;
      if (packet.kind === "fragment" || packet.type === undefined) return "-";
      return `0x${packet.type.toString(16).padStart(4, "0")}`;
    default:
      return packet satisfies never;
  }
}

function say(language: Language, key: keyof typeof packetTexts, values: MessageValues = {}): string {
  return filled(packetTexts[key], language, values);
}

/** What a packet is, and what else is to be said of it. */
function whatText({ packet, seen: { what, notes } }: PacketRow, language: Language): string {
  const kind = kindText(what, language);
  const carries = packet.kind === "tcp" && packet.length > 0 &&
    (what.kind === "handshake" || what.kind === "close" || what.kind === "refused" || what.kind === "reset");
  const cut = packet.cut && what.kind !== "cut" ? [say(language, "note:cut")] : [];
  return [
    carries ? say(language, "with-data", { what: kind }) : kind,
    ...notes.map((note) => say(language, `note:${note}`)),
    ...cut,
  ].join("; ");
}

function kindText(what: What, language: Language): string {
  switch (what.kind) {
    case "handshake":
      return say(language, "handshake", { step: what.step });
    case "close":
      return typeof what.step === "number"
        ? say(language, "close", { step: what.step })
        : say(language, `close:${what.step}`);
    case "retransmission": {
      const text = say(language, what.how === "plain" ? "retransmission" : `retransmission:${what.how}`);
      const flags = { "syn": "SYN", "syn-ack": "SYN, ACK", "fin": "FIN", "data": "" }[what.of];
      return flags === "" ? text : say(language, "retransmission-of", { what: text, flags });
    }
    case "duplicate":
      return say(language, "duplicate", { count: what.count });
    case "fragment":
      return say(language, what.first ? "fragment:first" : "fragment");
    case "unreachable":
      return aboutText(say(language, `unreachable:${what.what}`), what.about, language);
    case "too-big": {
      const { mtu } = what;
      const text = mtu === undefined || mtu === 0
        ? say(language, "too-big")
        : say(language, "too-big:mtu", { mtu });
      return aboutText(text, what.about, language);
    }
    case "time-exceeded":
      return aboutText(say(language, `time-exceeded:${what.what}`), what.about, language);
    case "echo-request":
    case "echo-reply":
      return say(language, what.kind, { sequence: what.sequence ?? "" }).trimEnd();
    case "neighbour-solicitation":
    case "neighbour-advertisement":
      return say(language, what.kind, { target: escaped(what.target ?? "?") });
    case "icmp":
      return say(language, "icmp", { type: what.type, code: what.code });
    case "arp-request":
      return say(language, "arp-request", { target: escaped(what.target) });
    case "arp-reply":
      return say(language, "arp-reply", { sender: escaped(what.sender), hardware: escaped(what.hardware) });
    case "arp":
      return say(language, "arp", { operation: what.operation });
    case "data":
    case "acknowledgement":
    case "refused":
    case "reset":
    case "out-of-order":
    case "keep-alive":
    case "keep-alive-answer":
    case "window-update":
    case "zero-window":
    case "zero-window-probe":
    case "zero-window-probe-answer":
    case "segment":
    case "datagram":
    case "redirect":
    case "parameter-problem":
    case "router-solicitation":
    case "router-advertisement":
    case "multicast-query":
    case "multicast-report":
    case "multicast-done":
    case "cut":
    case "other":
      return say(language, what.kind);
    default:
      return what satisfies never;
  }
}

/** With the packet an error of ICMP is about: its protocol, and where it was to go. */
function aboutText(what: string, about: Quoted | undefined, language: Language): string {
  if (about === undefined) return what;
  const protocol = protocolNames[about.protocol] ?? `IP ${about.protocol}`;
  return say(language, "about", { what, about: `${protocol} ${addressText(about.destination)}` });
}
