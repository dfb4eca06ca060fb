// Captured packets: what is read from their bytes, what a connection's segments are, the files they are kept in, and the
// list of them. tshark reads the same packets and has to tell the same.

import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { formatAddress } from "../lib/abi/address.ts";
import {
  ACK,
  decodePacket,
  FIN,
  ICMP,
  ICMPV6,
  type Packet,
  PORTS,
  portsOf,
  PSH,
  RST,
  SYN,
  TCP,
  UDP,
} from "../lib/abi/packet.ts";
import { type CapturedPacket, CaptureReader } from "../lib/abi/capture_reader.ts";
import {
  enhancedPacket,
  enhancedPacketSize,
  interfaceDescription,
  interfaceStatistics,
  sectionHeader,
} from "../lib/abi/pcapng.ts";
import { Flows, type Seen } from "../lib/capture/flows.ts";
import { UsageError } from "../lib/errors.ts";
import { packetList, type PacketRow } from "../lib/render/packets.ts";
import { width } from "../lib/render/width.ts";
import { Folder, run } from "./child.ts";
import { peer, skipped } from "./peers.ts";
import fc from "./properties.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What is in a capture file, read at once. */
function readPcapng(bytes: Uint8Array) {
  const reader = new CaptureReader();
  const packets = reader.push(bytes);
  const { interfaces, truncated, damaged } = reader;
  return { interfaces, packets, truncated, damaged };
}

const ETHERNET = 1;
const RAW = 101;

/** Bytes of hexadecimal digits; blanks and whatever stands between parentheses are for the reader. */
function bytes(text: string): Bytes {
  return Uint8Array.fromHex(text.replace(/\([^)]*\)/g, "").replace(/\s/g, ""));
}

function joined(parts: readonly Uint8Array[]): Bytes {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

// ---- the bytes of a packet

const ethernet = "(to) 020000000002 (from) 020000000001";
const ipv4 = (protocol: string, total: string, fragment = "4000") =>
  `4500 ${total} 1234 ${fragment} 40 ${protocol} 0000 (10.0.0.1) 0a000001 (10.0.0.2) 0a000002`;
const ipv6 = (next: string, length: string) =>
  `60000000 ${length} ${next} 40 (2001:db8::1) 20010db8000000000000000000000001 (::1) 00000000000000000000000000000001`;
const syn =
  `(54321 to 80) d431 0050 (seq) 00000001 (ack) 00000000 (10 words, SYN) a002 (window) faf0 0000 0000
  (mss) 020405b4 (sack) 0402 (times) 080a0000000100000000 (nop, scale) 01030307`;
const udp = "(53 to 65432) 0035 ff98 (length) 000b 0000 616263";

/** One line for a packet: what a reader would note of it. */
function told(packet: Packet): string {
  const cut = packet.cut ? " cut" : "";
  switch (packet.kind) {
    case "tcp": {
      const { source, destination, flags, seq, ack, window, length, mss, scale, sack, timestamps } = packet;
      return `tcp ${formatAddress(source)} ${formatAddress(destination)} 0x${
        flags.toString(16)
      } ${seq} ${ack} ` +
        `${window} ${length} mss=${mss} scale=${scale} sack=${sack} times=${timestamps}${cut}`;
    }
    case "udp":
      return `udp ${formatAddress(packet.source)} ${
        formatAddress(packet.destination)
      } ${packet.length}${cut}`;
    case "icmp": {
      const { type, code, about, echo, mtu, target, length } = packet;
      const quoted = about &&
        `${about.protocol} ${formatAddress(about.source)} ${formatAddress(about.destination)}`;
      const rest = [quoted, echo && `${echo.identifier}/${echo.sequence}`, mtu, target];
      return `icmp ${type}/${code} ${rest.map((one) => one ?? "-").join(" ")} ${length}${cut}`;
    }
    case "fragment":
      return `fragment ${packet.protocol} ${packet.offset} ${packet.more} ${packet.identification} ${packet.length}`;
    case "arp":
      return `arp ${packet.operation} ${packet.sender} ${packet.hardware} ${packet.target}`;
    case "other": {
      const { type, protocol, source, destination, length } = packet;
      const ends = source && destination ? ` ${formatAddress(source)} ${formatAddress(destination)}` : "";
      return `other ${type?.toString(16)} ${protocol}${ends} ${length}${cut}`;
    }
    default:
      return packet satisfies never;
  }
}

const synTold = "tcp 10.0.0.1:54321 10.0.0.2:80 0x2 1 0 64240 0 mss=1460 scale=7 sack=permitted times=true";
const udpTold = "udp 10.0.0.1:53 10.0.0.2:65432 3";

const PACKETS: readonly (readonly [name: string, linkType: number, hex: string, told: string])[] = [
  ["Ethernet, IPv4, TCP with options", ETHERNET, `${ethernet} 0800 ${ipv4("06", "003c")} ${syn}`, synTold],
  ["a tag of 802.1Q", ETHERNET, `${ethernet} 8100 0064 0800 ${ipv4("11", "001f")} ${udp}`, udpTold],
  ["two tags", ETHERNET, `${ethernet} 88a8 0064 8100 0065 0800 ${ipv4("11", "001f")} ${udp}`, udpTold],
  ["padding of Ethernet", ETHERNET, `${ethernet} 0800 ${ipv4("11", "001f")} ${udp} 00000000000000`, udpTold],
  ["raw IP", RAW, `${ipv4("11", "001f")} ${udp}`, udpTold],
  ["BSD's loopback, little-endian", 0, `02000000 ${ipv4("11", "001f")} ${udp}`, udpTold],
  ["BSD's loopback, big-endian", 0, `00000002 ${ipv4("11", "001f")} ${udp}`, udpTold],
  ["cooked", 113, `0000 0001 0006 0200000000010000 0800 ${ipv4("11", "001f")} ${udp}`, udpTold],
  [
    "cooked, version 2",
    276,
    `0800 0000 00000001 0001 00 06 0200000000010000 ${ipv4("11", "001f")} ${udp}`,
    udpTold,
  ],
  [
    "options of IPv4",
    RAW,
    `4600 0023 1234 4000 40 11 0000 0a000001 0a000002 (router alert) 94040000 ${udp}`,
    udpTold,
  ],
  ["a length of 0, where the card splits", RAW, `${ipv4("11", "0000")} ${udp}`, udpTold],
  ["a length beyond the packet", RAW, `${ipv4("11", "ffff")} ${udp}`, udpTold],
  [
    "a UDP length that contradicts IP",
    RAW,
    `${ipv4("11", "001f")} 0035 ff98 ffff 0000 616263`,
    udpTold,
  ],
  [
    "the data of a segment ends with IP, not with the capture",
    RAW,
    `${ipv4("06", "002b")} 0050 d431 00000007 00000009 5018 0100 0000 0000 616263 0000`,
    "tcp 10.0.0.1:80 10.0.0.2:54321 0x18 7 9 256 3 mss=undefined scale=undefined sack=undefined times=false",
  ],
  ["IPv6", RAW, `${ipv6("11", "000b")} ${udp}`, "udp [2001:db8::1]:53 [::1]:65432 3"],
  [
    "extension headers of IPv6",
    RAW,
    `${
      ipv6("00", "0023")
    } (hop-by-hop) 3c00 010400000000 (destination) 2b00 010400000000 (routing) 1100 000000000000 ${udp}`,
    "udp [2001:db8::1]:53 [::1]:65432 3",
  ],
  [
    "the first fragment of IPv6",
    RAW,
    `${ipv6("2c", "0013")} 11 00 0001 0000000a ${udp}`,
    "fragment 17 0 true 10 11",
  ],
  ["a later one", RAW, `${ipv6("2c", "000b")} 11 00 05a8 0000000a 616263`, "fragment 17 1448 false 10 3"],
  [
    "a later one whose payload looks like another header",
    RAW,
    `${ipv6("2c", "0010")} 3c 00 05a8 0000000a 1100 010400000000`,
    "fragment 60 1448 false 10 8",
  ],
  [
    "a fragment that is whole",
    RAW,
    `${ipv6("2c", "0013")} 11 00 0000 0000000a ${udp}`,
    "udp [2001:db8::1]:53 [::1]:65432 3",
  ],
  ["the first fragment of IPv4", RAW, `${ipv4("11", "001f", "2000")} ${udp}`, "fragment 17 0 true 4660 11"],
  ["the last one", RAW, `${ipv4("11", "0017", "00b9")} 616263`, "fragment 17 1480 false 4660 3"],
  ["an echo", RAW, `${ipv4("01", "001e")} 08 00 0000 0007 0003 6162`, "icmp 8/0 - 7/3 - - 2"],
  [
    "port unreachable",
    RAW,
    `${ipv4("01", "0038")} 03 03 0000 00000000 ${ipv4("11", "001f")} 0035 ff98 000b 0000`,
    "icmp 3/3 17 10.0.0.1:53 10.0.0.2:65432 - - - 28",
  ],
  [
    "fragmentation needed",
    RAW,
    `${ipv4("01", "0030")} 03 04 0000 0000 05dc ${ipv4("06", "003c")}`,
    "icmp 3/4 6 10.0.0.1:0 10.0.0.2:0 - 1500 - 20",
  ],
  [
    "packet too big",
    RAW,
    `${ipv6("3a", "0034")} 02 00 0000 00000500 ${ipv6("06", "0028")} d431 0050`,
    "icmp 2/0 6 [2001:db8::1]:54321 [::1]:80 - 1280 - 44",
  ],
  [
    "neighbour solicitation",
    RAW,
    `${ipv6("3a", "0018")} 87 00 0000 00000000 fe800000000000000000000000000001`,
    "icmp 135/0 - - - fe80::1 16",
  ],
  [
    "ARP",
    ETHERNET,
    `${ethernet} 0806 0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002`,
    "arp 1 10.0.0.1 02:00:00:00:00:01 10.0.0.2",
  ],
  ["SCTP", RAW, `${ipv4("84", "0018")} 0050 0051`, "other undefined 132 10.0.0.1:80 10.0.0.2:81 4"],
  ["LLDP", ETHERNET, `${ethernet} 88cc 0207`, "other 88cc undefined 2"],
  ["IEEE 802.3", ETHERNET, `${ethernet} 0026 4242`, "other undefined undefined 2"],
  ["an unknown link", 147, "0102", "other undefined undefined 2"],
  ["nothing", ETHERNET, "", "other undefined undefined 0 cut"],
  ["half of an IPv4 header", RAW, "4500 001f", "other undefined undefined 4 cut"],
  [
    "ports and no more",
    RAW,
    `${ipv4("06", "003c")} d431 0050`,
    "other undefined 6 10.0.0.1:54321 10.0.0.2:80 4 cut",
  ],
  [
    "a header length of TCP that is too small",
    RAW,
    `${ipv4("06", "0028")} d431 0050 00000001 00000000 4002 faf0 0000 0000`,
    "other undefined 6 10.0.0.1:54321 10.0.0.2:80 20 cut",
  ],
  [
    "a header length of IPv4 that is too small",
    RAW,
    "4400 0014 0000 0000 4006 0000 0a000001 0a000002",
    "other undefined 6 10.0.0.1:0 10.0.0.2:0 0 cut",
  ],
  [
    "an option of no length",
    RAW,
    `${ipv4("06", "002c")} d431 0050 00000001 00000000 6002 faf0 0000 0000 02000000`,
    "tcp 10.0.0.1:54321 10.0.0.2:80 0x2 1 0 64240 0 mss=undefined scale=undefined sack=undefined times=false cut",
  ],
];

for (const [name, linkType, hex, expected] of PACKETS) {
  Deno.test(`a packet is read: ${name}`, () => {
    const captured = bytes(hex);
    assertEquals(told(decodePacket(linkType, captured, captured.length)), expected);
  });
}

Deno.test("what the capture cut counts on the wire", () => {
  const captured = bytes(`${ipv4("11", "05dc")} 0035 ff98 05c8 0000`);
  assertEquals(told(decodePacket(RAW, captured, 1500)), "udp 10.0.0.1:53 10.0.0.2:65432 1472");
  const segment = bytes(`${ipv4("06", "003c")} ${syn}`).subarray(0, 42);
  assertMatch(told(decodePacket(RAW, segment, 60)), /^tcp .* 0 mss=undefined .* cut$/);
});

Deno.test("who wants which multicast groups is told by ICMPv6, not by MLD's numbers", () => {
  const kindOf = (type: string) => {
    const packet = bytes(
      `${ipv6("00", "0020")} 3a 00 05020000 0100 ${type} 00 0000 00000000 ${"0".repeat(32)}`,
    );
    return new Flows().next(decodePacket(RAW, packet, packet.length), 0).what.kind;
  };
  assertEquals(["82", "83", "84", "8f"].map(kindOf), [
    "multicast-query",
    "multicast-report",
    "multicast-done",
    "multicast-report",
  ]);
});

/** What {@linkcode portsOf} tells, at an offset that is not 0. */
function ports(linkType: number, hex: string): number[] {
  const packet = bytes(hex);
  const numbers = new Int32Array(PORTS.size);
  portsOf(linkType, joined([bytes("ffffffffff"), packet, bytes("eeee")]), 5, packet.length, numbers);
  return [...numbers];
}

Deno.test("a filter gets protocol and ports, also those an ICMP error is about", () => {
  const table: readonly [hex: string, expected: number[]][] = [
    [`${ipv4("06", "003c")} ${syn}`, [TCP, 54321, 80, 0, 0, 0]],
    [`${ipv6("11", "000b")} ${udp}`, [UDP, 53, 65432, 0, 0, 0]],
    [`${ipv4("11", "001f", "2000")} ${udp}`, [UDP, 53, 65432, 0, 1, 0x1234]],
    [`${ipv4("11", "0017", "00b9")} 616263`, [UDP, -1, -1, 0, 1, 0x1234]],
    [`${ipv6("2c", "000b")} 11 00 05a8 fffffff0 616263`, [UDP, -1, -1, 0, 1, -16]],
    [`${ipv4("01", "0038")} 0303 0000 00000000 ${ipv4("11", "001f")} 0035 ff98 000b 0000`, [
      UDP,
      53,
      65432,
      1,
      0,
      0,
    ]],
    [`${ipv4("01", "001e")} 0800 0000 0007 0003 6162`, [ICMP, -1, -1, 0, 0, 0]],
    [`${ipv6("3a", "0018")} 87 00 0000 00000000 fe800000000000000000000000000001`, [ICMPV6, -1, -1, 0, 0, 0]],
    ["0102", [-1, -1, -1, 0, 0, 0]],
  ];
  for (const [hex, expected] of table) assertEquals(ports(RAW, hex), expected, hex);
});

/** Packets with something changed, cut off or put behind; and mere noise. */
const hostile = fc.tuple(
  fc.constantFrom(...PACKETS.map(([, linkType, hex]) => [linkType, hex] as const)),
  fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 6 }),
  fc.nat(150),
  fc.uint8Array({ maxLength: 40 }),
).map(([[linkType, hex], changes, length, behind]) => {
  const packet = joined([bytes(hex), behind]);
  for (const [at, value] of changes) if (at < packet.length) packet[at] = value;
  return [linkType, packet.subarray(0, length)] as const;
});

Deno.test("no bytes make the reading of a packet, or what is told of it, fail", () => {
  const numbers = new Int32Array(PORTS.size);
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 12 }), fc.nat(2000), (packets, wireLength) => {
      const flows = new Flows();
      const rows = packets.map(([linkType, packet], i): PacketRow => {
        portsOf(linkType, packet, 0, packet.length, numbers);
        const decoded = decodePacket(linkType, packet, wireLength);
        if (decoded.kind !== "arp") {
          assert(decoded.length >= 0 && decoded.length <= Math.max(wireLength, packet.length));
        }
        // The filter sees the same ports as the reader.
        if (decoded.kind === "tcp" || decoded.kind === "udp") {
          assertEquals([...numbers.subarray(1, 3)], [decoded.source.port, decoded.destination.port]);
        }
        return { number: i + 1, time: i, packet: decoded, seen: flows.next(decoded, i) };
      });
      for (const columns of [40, 80]) {
        const text = packetList(rows, "en", columns);
        assert(text.split("\n").every((line) => width(line) <= columns), text);
        assertMatch(text, /^[ -~→\n]*$/);
      }
    }),
    { numRuns: 3000 },
  );
});

Deno.test("mere noise is no packet", () => {
  fc.assert(
    fc.property(fc.nat(300), fc.uint8Array({ maxLength: 200 }), (linkType, noise) => {
      decodePacket(linkType, noise, noise.length);
      portsOf(linkType, noise, 0, noise.length, new Int32Array(PORTS.size));
    }),
    { numRuns: 3000 },
  );
});

// ---- what is told of them

/** A segment between 10.0.0.1:1000+conversation and 10.0.0.2:80. */
interface Sent {
  readonly back?: boolean;
  readonly seq: number;
  readonly ack?: number;
  readonly flags: number;
  readonly length?: number;
  readonly window?: number;
  readonly options?: string;
  readonly conversation?: number;
}

function segment(
  { back = false, seq, ack = 0, flags, length = 0, window = 1000, options = "", conversation = 0 }: Sent,
): Bytes {
  const extra = bytes(options);
  const packet = new Uint8Array(40 + extra.length + length);
  packet.set(bytes(ipv4("06", "0000")));
  const view = new DataView(packet.buffer);
  view.setUint16(2, packet.length);
  packet[15] = back ? 2 : 1;
  packet[19] = back ? 1 : 2;
  view.setUint16(back ? 22 : 20, 1000 + conversation);
  view.setUint16(back ? 20 : 22, 80);
  view.setUint32(24, seq);
  view.setUint32(28, ack);
  packet[32] = (5 + extra.length / 4) << 4;
  packet[33] = flags;
  view.setUint16(34, window);
  packet.set(extra, 40);
  return packet;
}

/** In a few letters: "handshake 1", "close 2+3", "retransmission fin plain". */
function brief({ what, notes }: Seen): string {
  const { kind, ...rest } = what as { kind: string } & Record<string, unknown>;
  const values = Object.values(rest).filter((value) => typeof value !== "object" && value !== undefined);
  return [kind, ...values, ...notes.map((note) => `(${note})`)].join(" ");
}

/** What is told of segments, 10 ms apart. */
function story(...sent: readonly Sent[]): string[] {
  const flows = new Flows();
  return sent.map((one, i) => {
    const packet = segment(one);
    return brief(flows.next(decodePacket(RAW, packet, packet.length), i / 100));
  });
}

const opened: readonly Sent[] = [
  { seq: 100, flags: SYN },
  { back: true, seq: 500, ack: 101, flags: SYN | ACK },
  { seq: 101, ack: 501, flags: ACK },
];
const openedTold = ["handshake 1", "handshake 2", "handshake 3"];

Deno.test("the steps of the close are counted as they really go", () => {
  const fin: Sent = { seq: 101, ack: 501, flags: FIN | ACK };
  const table: readonly [name: string, sent: readonly Sent[], told: readonly string[]][] = [
    ["four", [
      fin,
      { back: true, seq: 501, ack: 102, flags: ACK },
      { back: true, seq: 501, ack: 102, flags: FIN | ACK },
      { seq: 102, ack: 502, flags: ACK },
    ], ["close 1", "close 2", "close 3", "close 4"]],
    ["merged", [
      fin,
      { back: true, seq: 501, ack: 102, flags: FIN | ACK },
      { seq: 102, ack: 502, flags: ACK },
    ], ["close 1", "close 2+3", "close 4"]],
    ["half close", [
      fin,
      { back: true, seq: 501, ack: 102, flags: ACK },
      { back: true, seq: 501, ack: 102, flags: ACK | PSH, length: 5 },
      { seq: 102, ack: 506, flags: ACK },
      { back: true, seq: 506, ack: 102, flags: FIN | ACK },
      { seq: 102, ack: 507, flags: ACK },
    ], ["close 1", "close 2", "data", "acknowledgement", "close 3", "close 4"]],
    ["the other side begins", [
      { back: true, seq: 501, ack: 101, flags: FIN | ACK },
      { seq: 101, ack: 502, flags: FIN | ACK },
      { back: true, seq: 502, ack: 102, flags: ACK },
    ], ["close 1", "close 2+3", "close 4"]],
    ["crossed", [
      fin,
      { back: true, seq: 501, ack: 101, flags: FIN | ACK },
      { seq: 102, ack: 502, flags: ACK },
      { back: true, seq: 502, ack: 102, flags: ACK },
    ], ["close 1", "close crossed", "close fin-acknowledged", "close fin-acknowledged"]],
    ["sent again", [
      fin,
      fin,
      { back: true, seq: 501, ack: 102, flags: ACK },
    ], ["close 1", "retransmission fin plain", "close 2"]],
    ["reset", [{ back: true, seq: 501, ack: 101, flags: RST | ACK }], ["reset"]],
  ];
  for (const [name, sent, expected] of table) {
    assertEquals(story(...opened, ...sent), [...openedTold, ...expected], name);
  }
});

Deno.test("what was before the capture began is not known", () => {
  const fin: Sent = { seq: 5000, ack: 9000, flags: FIN | ACK };
  const acknowledged: Sent = { back: true, seq: 9000, ack: 5001, flags: ACK };
  // The other side may have closed long ago.
  assertEquals(story(fin, acknowledged), ["close fin", "close fin-acknowledged"]);
  // It sends data, so it had not.
  const data: Sent = { back: true, seq: 8990, ack: 5000, flags: ACK, length: 10 };
  assertEquals(story(data, fin, acknowledged), ["data", "close 1", "close 2"]);
  // Its own FIN comes later, behind what it had sent: so this is the second one.
  const second: Sent = { back: true, seq: 9000, ack: 5001, flags: FIN | ACK };
  assertEquals(story(fin, acknowledged, second, { seq: 5001, ack: 9001, flags: ACK }), [
    "close fin",
    "close fin-acknowledged",
    "close 3",
    "close 4",
  ]);
  // A reset alone may be anything.
  assertEquals(story({ back: true, seq: 0, ack: 101, flags: RST | ACK }), ["reset"]);
  assertEquals(story({ seq: 100, flags: SYN }, { back: true, seq: 0, ack: 101, flags: RST | ACK }), [
    "handshake 1",
    "refused",
  ]);
});

Deno.test("numbers are counted from the SYN, or from 1, and go round", () => {
  const flows = new Flows();
  const numbers = (sent: Sent) => {
    const packet = segment(sent);
    const { seq, ack, conversation } = flows.next(decodePacket(RAW, packet, packet.length), 0);
    return [conversation, seq, ack];
  };
  assertEquals(numbers({ seq: 2 ** 32 - 1, flags: SYN }), [1, 0, undefined]);
  assertEquals(numbers({ back: true, seq: 7, ack: 0, flags: SYN | ACK }), [1, 0, 1]);
  assertEquals(numbers({ seq: 0, ack: 8, flags: ACK, length: 10 }), [1, 1, 1]);
  assertEquals(numbers({ seq: 5000, ack: 9000, flags: ACK, length: 3, conversation: 1 }), [2, 1, 1]);
  assertEquals(numbers({ back: true, seq: 9000, ack: 5003, flags: ACK, conversation: 1 }), [2, 1, 4]);
  // The same ports, and another SYN: another connection.
  assertEquals(numbers({ seq: 77, flags: SYN, conversation: 1 }), [3, 0, undefined]);
});

Deno.test("what is sent again, late, or only to ask is told apart", () => {
  const data = (seq: number): Sent => ({ seq, ack: 501, flags: ACK | PSH, length: 100 });
  const own = (seq: number): Sent => ({ seq, ack: 501, flags: ACK });
  const ack = (number: number, window?: number): Sent => ({
    back: true,
    seq: 501,
    ack: number,
    flags: ACK,
    ...window === undefined ? {} : { window },
  });
  const table: readonly [name: string, sent: readonly Sent[], told: readonly string[]][] = [
    ["sent again", [data(101), data(101)], ["data", "retransmission data plain"]],
    ["sent again needlessly", [data(101), ack(201), data(101)], [
      "data",
      "acknowledgement",
      "retransmission data spurious",
    ]],
    ["asked for", [data(101), data(301), ack(201), ack(201), ack(201), data(201)], [
      "data",
      "data (previous-missing)",
      "acknowledgement",
      "duplicate 1",
      "duplicate 2",
      "retransmission data fast",
    ]],
    ["late", [data(301), data(101)], ["data (previous-missing)", "out-of-order"]],
    ["window", [data(101), ack(201, 0), ack(201, 500)], ["data", "zero-window", "window-update"]],
    ["full", [data(101), ack(201, 100), data(201)], ["data", "acknowledgement", "data (window-full)"]],
    ["keep-alive", [{ seq: 100, ack: 501, flags: ACK }, ack(101)], ["keep-alive", "keep-alive-answer"]],
    ["probe", [
      data(101),
      ack(201, 0),
      { seq: 201, ack: 501, flags: ACK, length: 1 },
      ack(201, 0),
    ], ["data", "zero-window", "zero-window-probe", "zero-window-probe-answer"]],
    ["the byte of a probe is taken", [
      data(101),
      ack(201, 0),
      { seq: 201, ack: 501, flags: ACK, length: 1 },
      ack(202, 500),
      data(202),
      ack(302, 500),
    ], ["data", "zero-window", "zero-window-probe", "window-update", "data", "acknowledgement"]],
    ["later than a round trip", [data(301), own(401), own(401), own(401), data(101)], [
      "data (previous-missing)",
      "duplicate 1",
      "duplicate 2",
      "duplicate 3",
      "retransmission data plain",
    ]],
    ["counted anew", [data(101), ack(101), ack(101), ack(201), ack(201)], [
      "data",
      "duplicate 1",
      "duplicate 2",
      "acknowledgement",
      "duplicate 1",
    ]],
    ["not captured", [ack(301)], ["acknowledgement (acknowledged-missing)"]],
  ];
  for (const [name, sent, expected] of table) {
    assertEquals(story(...opened, ...sent), [...openedTold, ...expected], name);
  }
});

Deno.test("the window of a SYN is not scaled", () => {
  const scaled = "01030302";
  const sent: readonly Sent[] = [
    { seq: 100, flags: SYN, options: scaled },
    { back: true, seq: 500, ack: 101, flags: SYN | ACK, window: 100, options: scaled },
    { seq: 101, ack: 501, flags: ACK },
    { seq: 101, ack: 501, flags: ACK, length: 100 },
    { back: true, seq: 501, ack: 201, flags: ACK, window: 50 },
    { seq: 201, ack: 501, flags: ACK, length: 50 },
    { seq: 251, ack: 501, flags: ACK, length: 150 },
  ];
  assertEquals(story(...sent), [
    ...openedTold,
    "data (window-full)",
    "acknowledgement",
    "data",
    "data (window-full)",
  ]);
});

Deno.test("an ICMP error belongs to the conversation it is about", () => {
  const flows = new Flows();
  const numbers = [
    `${ipv4("11", "001f")} ${udp}`,
    `${ipv4("06", "003c")} ${syn}`,
    `${ipv4("01", "0038")} 0303 0000 00000000 ${ipv4("11", "001f")} 0035 ff98 000b 0000`,
    `${ipv4("01", "0038")} 0303 0000 00000000 ${ipv4("11", "001f")} 0036 ff98 000b 0000`,
  ].map((hex) => {
    const packet = bytes(hex);
    return flows.next(decodePacket(RAW, packet, packet.length), 0).conversation;
  });
  assertEquals(numbers, [1, 2, 1, undefined]);
});

Deno.test("of many addresses each has its own text", () => {
  const packet = bytes(`${ipv6("11", "000b")} ${udp}`);
  const view = new DataView(packet.buffer);
  for (let i = 0; i < 10_000; i++) {
    const part = (i % 5000 + 1).toString(16);
    view.setUint16(8, i % 5000 + 1);
    view.setUint16(38, i % 5000 + 1);
    const decoded = decodePacket(RAW, packet, packet.length);
    assert(decoded.kind === "udp");
    assertEquals([decoded.source.host, decoded.destination.host], [`${part}:db8::1`, `::${part}`]);
  }
});

// ---- files

/** A pcapng file of packets that were captured from 1700000000 s on, so many seconds later. */
function pcapng(
  linkType: number,
  packets: readonly (readonly [seconds: number, packet: Uint8Array])[],
): Bytes {
  const blocks = packets.map(([seconds, packet]) => {
    const block = new Uint8Array(enhancedPacketSize(packet.length));
    const whole = Math.floor(seconds);
    const end = enhancedPacket(
      block,
      0,
      packet,
      0,
      packet.length,
      packet.length,
      1_700_000_000 + whole,
      Math.round((seconds - whole) * 1e9),
    );
    assertEquals(end, block.length);
    return block;
  });
  const time = { seconds: 1_700_000_000, nanoseconds: 123_456_789 };
  return joined([
    sectionHeader({ os: "Linux", application: "socksh" }),
    interfaceDescription({ name: "lo", linkType, snapLength: 262144 }),
    ...blocks,
    interfaceStatistics({ received: packets.length, dropped: 2, start: time, end: time }),
  ]);
}

const small = pcapng(ETHERNET, [
  [0.123456789, bytes(`${ethernet} 0800 ${ipv4("06", "003c")} ${syn}`)],
  [1, bytes(`${ethernet} 0800 ${ipv4("11", "001f")} ${udp}`)],
]);

/** A captured packet as plain values. */
function plain({ linkType, interfaceNumber, time, wireLength, bytes }: CapturedPacket): unknown[] {
  return [linkType, interfaceNumber, time?.seconds, time?.nanoseconds, wireLength, bytes.toHex()];
}

Deno.test("what is written is read again", () => {
  const { interfaces, packets, truncated, damaged } = readPcapng(small);
  assertEquals([truncated, damaged], [false, false]);
  assertEquals(interfaces, [{ name: "lo", linkType: 1, snapLength: 262144, received: 2, dropped: 2 }]);
  assertEquals(packets.map(({ time }) => time), [
    { seconds: 1_700_000_000, nanoseconds: 123456789 },
    { seconds: 1_700_000_001, nanoseconds: 0 },
  ]);
  assertEquals(packets.map(({ wireLength, bytes }) => [wireLength, bytes.length]), [[74, 74], [45, 45]]);
});

Deno.test("any moment is kept to the nanosecond", () => {
  fc.assert(
    fc.property(
      fc.nat(2 ** 32 - 1),
      fc.nat(999_999_999),
      fc.uint8Array({ maxLength: 200 }),
      (s, ns, data) => {
        const block = new Uint8Array(enhancedPacketSize(data.length) + 3).fill(0xff);
        assertEquals(enhancedPacket(block, 3, data, 0, data.length, 9999, s, ns), block.length);
        assert(block.subarray(31 + data.length, -4).every((byte) => byte === 0));
        const [packet] = readPcapng(joined([
          sectionHeader({ os: "", application: "" }),
          interfaceDescription({ name: "", linkType: 1, snapLength: 0 }),
          block.subarray(3),
        ])).packets;
        assertEquals(packet && plain(packet), [1, 0, s, ns, 9999, data.toHex()]);
      },
    ),
  );
  assertThrows(() => enhancedPacket(new Uint8Array(31), 0, new Uint8Array(), 0, 0, 0, 0, 0), RangeError);
});

Deno.test("a file that ends anywhere gives what is whole", () => {
  const whole = readPcapng(small).packets.map(plain);
  // Where blocks end.
  const ends = new Set<number>();
  for (let at = 0; at < small.length; at += new DataView(small.buffer).getUint32(at + 4, true)) ends.add(at);
  for (let length = 0; length < small.length; length++) {
    const { packets, truncated, damaged } = readPcapng(small.subarray(0, length));
    assertEquals(packets.map(plain), whole.slice(0, packets.length), `${length}`);
    assertEquals([truncated, damaged], [!ends.has(length) || length === 0, false], `${length}`);
  }
});

Deno.test("a file that comes in pieces is the same file", () => {
  const whole = readPcapng(small).packets.map(plain);
  for (const size of [1, 3, 7, 64]) {
    const reader = new CaptureReader();
    const packets: unknown[] = [];
    for (let at = 0; at < small.length; at += size) {
      packets.push(...reader.push(small.slice(at, at + size)).map(plain));
    }
    assertEquals([packets, reader.truncated], [whole, false], `${size}`);
  }
});

/** A block in either byte order: `body` is a list of 16- and 32-bit numbers by their digits, and of bytes before `-`. */
function block(little: boolean, type: number, body: string): Bytes {
  const turned = body.trim().split(/\s+/).filter((word) => word !== "").map((word) =>
    word.startsWith("-") ? word.slice(1) : little ? Uint8Array.fromHex(word).reverse().toHex() : word
  ).join("");
  const bytes = Uint8Array.fromHex(turned);
  const whole = new Uint8Array(12 + bytes.length);
  const view = new DataView(whole.buffer);
  view.setUint32(0, type, little);
  view.setUint32(4, whole.length, little);
  whole.set(bytes, 8);
  view.setUint32(whole.length - 4, whole.length, little);
  return whole;
}

Deno.test("sections in both byte orders, clocks of any resolution, and blocks nobody knows are read", () => {
  for (const little of [true, false]) {
    const section = block(little, 0x0a0d0d0a, "1a2b3c4d 0001 0000 ffffffff ffffffff");
    const file = joined([
      section,
      // tsresol 10^-3, tsoffset -5 s; then 2^-10, and no options at all.
      block(
        little,
        1,
        "0065 0000 00000000 0009 0001 -03000000 000e 0008 " +
          (little ? "-fbffffffffffffff" : "-fffffffffffffffb"),
      ),
      block(little, 1, "0001 0000 00000002 0009 0001 -8a000000"),
      block(little, 1, "0001 0000 00000000"),
      block(little, 0xbad, "01020304"),
      block(little, 6, "00000000 00000000 00002710 00000002 00000009 -abcd0000"),
      block(little, 6, "00000001 00000000 00000600 00000001 00000001 -ab000000"),
      block(little, 6, "00000002 00000000 001e8481 00000000 00000001"),
      // The obsolete block, and the simple one, which has no time.
      block(little, 2, "0002 0007 00000000 00000001 00000001 00000001 -cd000000"),
      block(little, 3, "00000003 -010203ff"),
      section,
      block(little, 1, "0001 0000 00000002"),
      block(little, 3, "00000003 -010203ff"),
    ]);
    const { packets, damaged, truncated } = readPcapng(file);
    assertEquals([damaged, truncated], [false, false]);
    assertEquals(packets.map(plain), [
      [101, 0, 5, 0, 9, "abcd"],
      [1, 1, 1, 500_000_000, 1, "ab"],
      [1, 2, 2, 1000, 1, ""],
      [1, 2, 0, 1000, 1, "cd"],
      [101, 0, undefined, undefined, 3, "010203"],
      [1, 3, undefined, undefined, 3, "0102"],
    ]);
  }
});

Deno.test("what is no capture is refused, and what is damaged ends there", () => {
  for (const text of ["#!/bin/sh\n", "PNG\x00 and more", "\x0a\x0d\x0d\x0a and this is not one"]) {
    const error = assertThrows(() => readPcapng(new TextEncoder().encode(text)), UsageError);
    assertEquals(error.key, "capture.format");
  }
  const head = joined([
    sectionHeader({ os: "", application: "" }),
    interfaceDescription({ name: "", linkType: 1, snapLength: 0 }),
  ]);
  const good = block(true, 3, "00000001 -01000000");
  for (
    const bad of [
      // Its two lengths differ; no multiple of four; too small; larger than any block; more data than block; no interface.
      bytes("03000000 14000000 01000000 01000000 18000000"),
      bytes("03000000 13000000 01000000 01000000 13000000"),
      bytes("03000000 08000000 08000000"),
      bytes("03000000 00000010 00000000"),
      block(true, 6, "00000000 00000000 00000000 00000009 00000009 -00000000"),
      block(true, 6, "00000007 00000000 00000000 00000000 00000000"),
    ]
  ) {
    const { packets, damaged, truncated } = readPcapng(joined([head, good, bad, good]));
    assertEquals([packets.length, damaged, truncated], [1, true, false], bad.toHex());
  }
});

Deno.test("no bytes behind the head of a file make its reading fail", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(small.length - 1), fc.nat(255)), { maxLength: 8 }), (changes) => {
      const file = small.slice();
      for (const [at, value] of changes) if (at >= 12) file[at] = value;
      for (const packet of readPcapng(file).packets) {
        decodePacket(packet.linkType, packet.bytes, packet.wireLength);
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("a pcap file is read, in both byte orders, in µs and in ns", () => {
  const table: readonly [hex: string, nanoseconds: number][] = [
    [
      "a1b2c3d4 0002 0004 00000000 00000000 00040000 00000065 65920080 0001e240 00000002 00000009 abcd",
      123_456_000,
    ],
    [
      "d4c3b2a1 0200 0400 00000000 00000000 00000400 65000000 80009265 40e20100 02000000 09000000 abcd",
      123_456_000,
    ],
    [
      "a1b23c4d 0002 0004 00000000 00000000 00040000 00000065 65920080 0001e240 00000002 00000009 abcd",
      123_456,
    ],
    [
      "4d3cb2a1 0200 0400 00000000 00000000 00000400 65000000 80009265 40e20100 02000000 09000000 abcd",
      123_456,
    ],
  ];
  for (const [hex, nanoseconds] of table) {
    const { interfaces, packets, truncated } = readPcapng(bytes(hex));
    assertEquals(packets.map(plain), [[101, 0, 0x65920080, nanoseconds, 9, "abcd"]]);
    assertEquals([interfaces[0]?.snapLength, truncated], [0x40000, false]);
    assertEquals(readPcapng(bytes(hex).subarray(0, 41)).truncated, true);
  }
});

// ---- tshark tells the same

/** Rows of what tshark reads from a file; empty for a field the packet has not. Undefined where there is no tshark. */
async function tshark(file: string, fields: readonly string[]): Promise<string[][] | undefined> {
  const program = await peer("tshark");
  if (program === undefined) return undefined;
  // A packet in an ICMP error gives its fields a second time.
  const { out, code } = await run([
    program,
    "-r",
    file,
    "-T",
    "fields",
    "-E",
    "occurrence=f",
    ...fields.flatMap((field) => ["-e", field]),
  ]);
  assertEquals(code, 0);
  return out.split("\n").slice(0, -1).map((line) => line.split("\t"));
}

Deno.test("tshark reads what is written, to the nanosecond", async () => {
  using folder = new Folder();
  const rows = await tshark(folder.file("a.pcapng", small), [
    "frame.time_epoch",
    "frame.interface_name",
    "ip.src",
    "tcp.dstport",
    "tcp.options.mss_val",
    "udp.dstport",
  ]);
  if (rows === undefined) return;
  assertEquals(rows, [
    ["1700000000.123456789", "lo", "10.0.0.1", "80", "1460", ""],
    ["1700000001.000000000", "lo", "10.0.0.1", "", "", "65432"],
  ]);
  const capinfos = await peer("capinfos");
  if (capinfos === undefined) return;
  const { out } = await run([capinfos, `${folder.path}/a.pcapng`]);
  assertMatch(out, /Capture application: +socksh/);
  assertMatch(out, /File timestamp precision: +nanoseconds/);
});

Deno.test("what editcap makes of a file is read as the same packets", async () => {
  const editcap = await peer("editcap");
  if (editcap === undefined) return;
  using folder = new Folder();
  const whole = readPcapng(small).packets.map(plain);
  const file = folder.file("a.pcapng", small);
  for (const format of ["pcapng", "nsecpcap", "pcap"]) {
    const made = `${folder.path}/b.${format}`;
    assertEquals((await run([editcap, "-F", format, file, made])).code, 0);
    const { packets, truncated, damaged } = readPcapng(await Deno.readFile(made));
    assertEquals([truncated, damaged], [false, false]);
    // A pcap file has µs.
    const expected = format !== "pcap"
      ? whole
      : whole.map((row) => row.map((value, i) => i === 3 ? Math.floor(Number(value) / 1000) * 1000 : value));
    assertEquals(packets.map(plain), expected, format);
  }
});

/** Marks of Wireshark's analysis, and what is told here for each. */
const marks = [
  "retransmission",
  "fast_retransmission",
  "spurious_retransmission",
  "out_of_order",
  "keep_alive",
  "keep_alive_ack",
  "duplicate_ack",
  "window_update",
  "window_full",
  "zero_window",
  "zero_window_probe",
  "zero_window_probe_ack",
  "lost_segment",
  "ack_lost_segment",
  "reused_ports",
] as const;
type Mark = typeof marks[number];

const markOf: Readonly<Record<string, readonly Mark[]>> = {
  "keep-alive": ["keep_alive"],
  "keep-alive-answer": ["keep_alive_ack"],
  "duplicate": ["duplicate_ack"],
  "window-update": ["window_update"],
  "zero-window": ["zero_window"],
  "zero-window-probe": ["zero_window_probe"],
  "zero-window-probe-answer": ["zero_window", "zero_window_probe_ack"],
  "out-of-order": ["out_of_order"],
  "retransmission": ["retransmission"],
  "previous-missing": ["lost_segment"],
  "acknowledged-missing": ["ack_lost_segment"],
  "window-full": ["window_full"],
  "ports-reused": ["reused_ports"],
};

/** The marks of what is told here, in the same order. */
function marksOf({ what, notes }: Seen): string {
  const found = new Set([what.kind, ...notes].flatMap((key) => markOf[key] ?? []));
  if (what.kind === "retransmission" && what.how !== "plain") found.add(`${what.how}_retransmission`);
  return marks.filter((mark) => found.has(mark)).join(" ");
}

/** The packets of a file with what is told of them. */
function rowsOf(file: Uint8Array): PacketRow[] {
  const flows = new Flows();
  const { packets } = readPcapng(file);
  const first = packets[0]?.time;
  return packets.map(({ linkType, bytes, wireLength, time }, i) => {
    const packet = decodePacket(linkType, bytes, wireLength);
    assert(time !== undefined && first !== undefined);
    const since = time.seconds - first.seconds + (time.nanoseconds - first.nanoseconds) / 1e9;
    return { number: i + 1, time: since, packet, seen: flows.next(packet, since) };
  });
}

/** A real capture of lo, made in a namespace of its own; undefined where that cannot be. */
async function realCapture(folder: Folder): Promise<string | undefined> {
  for (const program of ["unshare", "ip", "dumpcap", "python3", "tshark"]) {
    if (await peer(program) === undefined) return undefined;
  }
  const file = `${folder.path}/real.pcapng`;
  const traffic = new URL("capture_traffic.py", import.meta.url).pathname;
  // Packets as large as on Ethernet, so that a large datagram is sent in fragments.
  const setup = "{ ip link set lo up && ip link set lo mtu 1500; } || exit 99";
  const { err, code } = await run([
    "unshare",
    "-rn",
    "sh",
    "-c",
    `${setup}; exec "$@"`,
    "sh",
    "python3",
    traffic,
    file,
  ]);
  if (code === 99 || err.startsWith("unshare:") || /permission/i.test(err)) {
    skipped(`nothing can be captured: ${err.trim()}`);
    return undefined;
  }
  assertEquals(code, 0, err);
  return file;
}

Deno.test("tshark tells the same of a real capture (needs a namespace)", async () => {
  using folder = new Folder();
  const file = await realCapture(folder);
  if (file === undefined) return;
  const rows = rowsOf(await Deno.readFile(file));
  const fields = ["frame.time_relative", "ip.src", "ipv6.src", "ip.dst", "ipv6.dst"];
  const tcp = ["tcp.srcport", "tcp.dstport", "tcp.flags", "tcp.seq", "tcp.ack", "tcp.len", "tcp.stream"];
  const others = [
    "udp.srcport",
    "udp.dstport",
    "udp.length",
    "icmp.type",
    "icmp.code",
    "icmpv6.type",
    "icmpv6.code",
    "ip.flags.mf",
    "ip.frag_offset",
  ];
  const analysis = marks.map((mark) => `tcp.analysis.${mark}`);
  const told = await tshark(file, [...fields, ...tcp, ...others, ...analysis]);
  assert(told !== undefined && told.length === rows.length && rows.length > 50, `${rows.length} packets`);

  const streams = new Map<number | undefined, string | undefined>();
  const kinds = new Set<string>();
  rows.forEach(({ number, time, packet, seen }, i) => {
    const cells = told[i]!;
    const at = (field: string) => cells[[...fields, ...tcp, ...others].indexOf(field)] ?? "";
    const name = `packet ${number}: ${brief(seen)}`;
    kinds.add(brief(seen));
    assertEquals(time?.toFixed(9), at("frame.time_relative"), name);
    assert(packet.kind !== "arp" && packet.kind !== "other", name);
    assertEquals(packet.source.host, at("ip.src") || at("ipv6.src"), name);
    assertEquals(packet.destination.host, at("ip.dst") || at("ipv6.dst"), name);
    switch (packet.kind) {
      case "tcp": {
        const { source, destination, flags, length } = packet;
        assertEquals([source.port, destination.port, flags, seen.seq, length].map(String), [
          at("tcp.srcport"),
          at("tcp.dstport"),
          String(Number(at("tcp.flags"))),
          at("tcp.seq"),
          at("tcp.len"),
        ], name);
        if (seen.ack !== undefined) assertEquals(String(seen.ack), at("tcp.ack"), name);
        if (!streams.has(seen.conversation)) streams.set(seen.conversation, at("tcp.stream"));
        assertEquals(streams.get(seen.conversation), at("tcp.stream"), name);
        const theirs = marks.filter((_, mark) => cells[cells.length - marks.length + mark] !== "");
        assertEquals(marksOf(seen), theirs.join(" "), name);
        break;
      }
      case "udp":
        assertEquals(
          [packet.source.port, packet.destination.port, packet.length + 8].map(String),
          [at("udp.srcport"), at("udp.dstport"), at("udp.length")],
          name,
        );
        break;
      case "icmp":
        assertEquals([packet.type, packet.code].map(String), [
          at("icmp.type") || at("icmpv6.type"),
          at("icmp.code") || at("icmpv6.code"),
        ], name);
        break;
      case "fragment": {
        // Some versions give the offset in units of eight bytes, as it stands in the header.
        const offset = Number(at("ip.frag_offset"));
        assertEquals(packet.more, at("ip.flags.mf") === "1", name);
        assert(
          packet.offset === offset || packet.offset === offset * 8,
          `${name}: ${packet.offset}, ${offset}`,
        );
        break;
      }
    }
  });
  assertEquals(new Set(streams.values()).size, streams.size);
  const expected = [
    "handshake 1",
    "handshake 2",
    "handshake 3",
    "data",
    "acknowledgement",
    "reset",
    "refused",
    "close 1",
    "close 2+3",
    "close 3",
    "close 4",
    "datagram",
    "unreachable port",
    "fragment true",
    "fragment false",
    "zero-window",
    "window-update",
    "data (window-full)",
  ];
  for (const kind of expected) assert(kinds.has(kind), `${kind} is not among ${[...kinds].join(", ")}`);
});

/** Connections of all kinds of trouble, always the same ones. */
function trouble(): [seconds: number, packet: Bytes][] {
  const packets: [number, Bytes][] = [];
  let state = 1;
  const random = () => (state = Math.imul(state, 1664525) + 1013904223 >>> 0, (state >>> 8) / 2 ** 24);
  const below = (limit: number) => Math.floor(random() * limit);
  let seconds = 0;
  for (let conversation = 0; conversation < 300; conversation++) {
    const options = random() < 0.5 ? "01030302" : "";
    const sides = [0, 1].map(() => ({
      next: below(2 ** 32),
      ack: 0,
      window: 1000,
      sent: [] as [number, number][],
    }));
    const send = (back: boolean, seq: number, flags: number, length = 0, extra = "") => {
      const [mine, theirs] = back ? [sides[1]!, sides[0]!] : [sides[0]!, sides[1]!];
      seconds += random() < 0.6 ? 0.0001 : random() < 0.5 ? 0.01 : 0.25;
      const sent = { back, seq: seq >>> 0, flags, length, window: mine.window, options: extra, conversation };
      // Some are not captured, and some not received.
      if (random() < 0.93) {
        packets.push([seconds, segment({ ...sent, ack: (flags & ACK) !== 0 ? mine.ack : 0 })]);
      }
      const end = seq + length + ((flags & (SYN | FIN)) !== 0 ? 1 : 0) >>> 0;
      if (end !== seq && random() < 0.9 && (theirs.ack === 0 || (end - theirs.ack | 0) > 0)) theirs.ack = end;
      return end;
    };
    const [client, server] = [sides[0]!, sides[1]!];
    if (random() < 0.8) {
      server.ack = client.next = send(false, client.next, SYN, 0, options);
      client.ack = server.next = send(true, server.next, SYN | ACK, 0, random() < 0.8 ? options : "");
      send(false, client.next, ACK);
    } else {
      client.ack = server.next;
      server.ack = client.next;
    }
    for (let left = 5 + below(30); left > 0; left--) {
      const back = random() < 0.5;
      const mine = sides[back ? 1 : 0]!;
      switch (below(12)) {
        case 0:
        case 1:
        case 2: {
          const length = random() < 0.2 ? 1 : 100 + below(200);
          mine.sent.push([mine.next, length]);
          mine.next = send(back, mine.next, ACK | PSH, length);
          break;
        }
        case 3:
          send(back, mine.next, ACK);
          break;
        case 4: {
          const again = mine.sent[below(mine.sent.length || 1)];
          if (again !== undefined) send(back, again[0], ACK, again[1]);
          break;
        }
        case 5:
          mine.window = [0, 500, 1000, 1000][below(4)]!;
          send(back, mine.next, ACK);
          break;
        case 6:
          send(back, mine.next - 1, ACK, below(2));
          break;
        case 7:
          mine.sent.push([mine.next, 100]);
          mine.next = mine.next + 100 >>> 0;
          break;
        case 8:
          for (let times = 0; times < 3; times++) send(back, mine.next, ACK);
          break;
        case 9:
          if (random() < 0.3) mine.next = send(back, mine.next, FIN | ACK, below(2) * 50);
          break;
        case 10:
          if (random() < 0.1) send(back, mine.next, RST | ACK);
          break;
        case 11:
          if (random() < 0.2) send(back, below(2 ** 32), SYN, 0, options);
          break;
      }
    }
  }
  return packets;
}

Deno.test("tshark tells the same of connections in all kinds of trouble", async () => {
  using folder = new Folder();
  const file = pcapng(RAW, trouble());
  const rows = rowsOf(file);
  const told = await tshark(folder.file("trouble.pcapng", file), [
    "tcp.stream",
    "tcp.seq",
    "tcp.ack",
    ...marks.map((mark) => `tcp.analysis.${mark}`),
  ]);
  if (told === undefined) return;
  assertEquals(told.length, rows.length);
  const streams = new Map<number | undefined, string | undefined>();
  const differences: string[] = [];
  // Versions of Wireshark differ in what is late and what is sent again, and in when something missing is told again.
  const alike = (text: string) =>
    text.replace("out_of_order", "retransmission").replace(/ ?ack_lost_segment/, "").trim();
  rows.forEach(({ number, seen }, i) => {
    const [stream, seq, ack, ...cells] = told[i]!;
    const theirs = marks.filter((_, mark) => (cells[mark] ?? "") !== "").join(" ");
    if (!streams.has(seen.conversation)) streams.set(seen.conversation, stream);
    assertEquals([String(seen.seq), streams.get(seen.conversation)], [seq, stream], `packet ${number}`);
    if (seen.ack !== undefined) assertEquals(String(seen.ack), ack, `packet ${number}`);
    if (alike(marksOf(seen)) !== alike(theirs)) {
      differences.push(`${number}: ${marksOf(seen)}, not ${theirs}`);
    }
  });
  // Where several marks would fit, one is chosen; that is rare.
  assert(
    differences.length * 200 < rows.length,
    `${differences.length} of ${rows.length}\n${differences.join("\n")}`,
  );
});

// ---- the list

Deno.test("the list has a line for each packet, and several where the terminal is narrow", () => {
  const flows = new Flows();
  const packets = [...opened, { seq: 101, ack: 501, flags: ACK | PSH, length: 5 }].map((sent) =>
    segment(sent)
  );
  const rows = [
    ...packets,
    bytes(`${ipv4("01", "0038")} 03 03 0000 00000000 ${ipv4("11", "001f")} 0035 ff98 000b 0000`),
  ]
    .map((captured, i): PacketRow => {
      const packet = decodePacket(RAW, captured, captured.length);
      return { number: i + 1, time: i / 1000, packet, seen: flows.next(packet, i / 1000) };
    });
  assertEquals(
    packetList(rows, "en"),
    `NO      TIME  SOURCE → DESTINATION         PROTO  FLAGS     SEQ  ACK  LEN  WHAT
 1  0.000000  10.0.0.1:1000 → 10.0.0.2:80  TCP    SYN         0         0  handshake 1/3
 2  0.001000  10.0.0.2:80 → 10.0.0.1:1000  TCP    SYN, ACK    0    1    0  handshake 2/3
 3  0.002000  10.0.0.1:1000 → 10.0.0.2:80  TCP    ACK         1    1    0  handshake 3/3
 4  0.003000  10.0.0.1:1000 → 10.0.0.2:80  TCP    PSH, ACK    1    1    5  data
 5  0.004000  10.0.0.1 → 10.0.0.2          ICMP                        28  port unreachable: UDP 10.0.0.2:65432
`,
  );
  assertEquals(
    packetList(rows, "pt-BR", 80),
    `Nº    TEMPO ORIGEM → DESTINO            FLAGS    SEQ ACK TAM O QUE É
 1 0.000000 10.0.0.1:1000 → 10.0.0.2:80 SYN        0       0 aperto de mão 1/3
 2 0.001000 10.0.0.2:80 → 10.0.0.1:1000 SYN, ACK   0   1   0 aperto de mão 2/3
 3 0.002000 10.0.0.1:1000 → 10.0.0.2:80 ACK        1   1   0 aperto de mão 3/3
 4 0.003000 10.0.0.1:1000 → 10.0.0.2:80 PSH, ACK   1   1   5 dados
 5 0.004000 10.0.0.1 → 10.0.0.2         ICMP              28
   porta inalcançável: UDP 10.0.0.2:65432
`,
  );
  assertEquals(
    packetList(rows.slice(3), "pt-BR", 40),
    `4  0.003  10.0.0.1:1000 → 10.0.0.2:80
  TCP  PSH, ACK  seq 1  ack 1  tam 5
  dados
5  0.004  10.0.0.1 → 10.0.0.2  ICMP
  tam 28
  porta inalcançável: UDP 10.0.0.2:65432
`,
  );
});

Deno.test("an address longer than a line is divided, and a packet without a time has a dash", () => {
  const host = "2001:db8:1234:5678:9abc:def0:1234:5678";
  const address = { kind: "address", family: "inet6", host, port: 65432, flowinfo: 0, scope: 0 } as const;
  const packet: Packet = {
    kind: "udp",
    source: address,
    destination: address,
    length: 1,
    wireLength: 63,
    cut: false,
  };
  const row: PacketRow = { number: 1, time: undefined, packet, seen: new Flows().next(packet, 0) };
  assertEquals(
    packetList([row], "en", 40),
    `1  -
  [2001:db8:1234:5678:9abc:def0:1234:567
  8]:65432  →
  [2001:db8:1234:5678:9abc:def0:1234:567
  8]:65432  UDP  len 1
  datagram
`,
  );
  assertMatch(packetList([row], "en"), / - {2}\[2001/);
});

Deno.test("whatever an address holds, nothing of it acts on the terminal", () => {
  const address = { kind: "address", family: "inet", host: "\x1b[2J\u202e", port: 80 } as const;
  const packet: Packet = {
    kind: "udp",
    source: address,
    destination: address,
    length: 1,
    wireLength: 63,
    cut: false,
  };
  const arp: Packet = {
    kind: "arp",
    operation: 2,
    sender: "\x1b[2J",
    hardware: "\x07",
    target: "\n",
    wireLength: 42,
    cut: false,
  };
  const flows = new Flows();
  const rows = [packet, arp].map((packet, i) => ({
    number: i + 1,
    time: i,
    packet,
    seen: flows.next(packet, i),
  }));
  for (const columns of [40, 80, Infinity]) assertMatch(packetList(rows, "pt-BR", columns), /^[ -~→ºÉá\n]*$/);
});
