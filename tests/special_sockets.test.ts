// Do raw and ping sockets, broadcast and multicast work with the same calls? On loopback; what needs a privilege this
// machine does not give is skipped, saying so.

import { assertEquals } from "@std/assert";
import { inNamespace } from "./namespace_fixture.ts";
import { skipped } from "./peers.ts";
import { Shell, shellWith } from "./session_fixture.ts";

/** Whether raw sockets may be made here (CAP_NET_RAW). */
async function mayBeRaw(): Promise<boolean> {
  await using shell = new Shell();
  const answer = await shell.answer("s = socket AF_INET SOCK_RAW IPPROTO_ICMP");
  if (answer === "ok") return true;
  assertEquals(answer, "EPERM");
  skipped("raw sockets need CAP_NET_RAW");
  return false;
}

Deno.test("a raw socket sends an ICMP echo request, and receives it and the reply with their IP headers", async () => {
  if (!await mayBeRaw()) return;
  await using shell = await shellWith("s = socket AF_INET SOCK_RAW IPPROTO_ICMP; settimeout s 5s");
  // Type 8, code 0, checksum, identifier 0x1234, number 1.
  await shell.run('sendto s hex"0800e5ca12340001" 127.0.0.1:0 => 8');
  const types: number[] = [];
  while (types.length < 2) {
    const [packet] = await shell.run("recvfrom s 1500") as [Uint8Array];
    // Others on this machine may ping, too.
    if (packet[24] !== 0x12 || packet[25] !== 0x34) continue;
    assertEquals([packet[0], packet[9], [...packet.subarray(12, 20)]], [0x45, 1, [
      127,
      0,
      0,
      1,
      127,
      0,
      0,
      1,
    ]]);
    types.push(packet[20] ?? -1);
  }
  assertEquals(types, [8, 0]);
});

Deno.test("a raw IPv6 socket gets its checksum from the kernel, and no header", async () => {
  if (!await mayBeRaw()) return;
  await using shell = await shellWith("s = socket AF_INET6 SOCK_RAW IPPROTO_ICMPV6; settimeout s 5s");
  await shell.run('sendto s hex"8000000012350001" ("::1", 0) => 8');
  for (;;) {
    const [packet] = await shell.run("recvfrom s 1500") as [Uint8Array];
    if (packet[0] !== 129 || packet[4] !== 0x12 || packet[5] !== 0x35) continue;
    assertEquals([packet.length, packet[2] === 0 && packet[3] === 0], [8, false]);
    break;
  }
});

Deno.test("with IP_HDRINCL the header is the sender's own", async () => {
  if (!await mayBeRaw()) return;
  await using shell = await shellWith(
    "s = socket AF_INET SOCK_RAW IPPROTO_UDP; u = socket udp; bind u 127.0.0.1:0",
  );
  await shell.run("settimeout u 5s; setsockopt s IPPROTO_IP IP_HDRINCL 1; h, port = getsockname(u)");
  const port = Number(shell.session.variables.get("port"));
  const digits = (value: number, bytes: number) => value.toString(16).padStart(2 * bytes, "0");
  // Version 4, 30 bytes, TTL 9, UDP, from 127.0.0.9; source port 7777, destination, length 10, no checksum, "hi".
  const header = `4500001e 00000000 0911 0000 7f000009 7f000001`;
  const datagram = `1e61 ${digits(port, 2)} 000a 0000 6869`;
  await shell.run(
    `setsockopt u IPPROTO_IP IP_RECVTTL 1; sendto s hex"${header} ${datagram}" 127.0.0.1:0 => 30`,
  );
  await shell.run(
    "m = recvmsg(u, 100, 100); m[0] => 'hi'; m[3] => ('127.0.0.9', 7777); m[1] => ((IPPROTO_IP, IP_TTL, 9),)",
  );
});

Deno.test("a packet socket sees what passes on the loopback interface", async () => {
  if (!await mayBeRaw()) return;
  await using shell = await shellWith(
    "s = socket(AF_PACKET, SOCK_DGRAM, 0x0008); u = socket udp; bind u 127.0.0.1:0",
  );
  await shell.run("settimeout s 5s; sendto u 'look at this' (getsockname(u))");
  for (;;) {
    const [packet] = await shell.run("recvfrom s 2000") as [Uint8Array];
    if (new TextDecoder().decode(packet.subarray(28)) !== "look at this") continue;
    assertEquals(packet[9], 17);
    break;
  }
});

Deno.test("a broadcast needs SO_BROADCAST, and reaches whoever is bound to the port", async () => {
  await using shell = await shellWith(
    "s = socket udp; bind s 0.0.0.0:0; h, port = getsockname(s); settimeout s 5s",
  );
  await shell.run("there = ('127.255.255.255', port)");
  assertEquals(await shell.answer("sendto s all $there"), "EACCES");
  await shell.run(
    "setsockopt s SOL_SOCKET SO_BROADCAST 1; sendto s all $there => 3; recvfrom s 9 => ('all', ('127.0.0.1', port))",
  );
});

Deno.test("multicast reaches the members of a group as long as they are in it", async () => {
  await using shell = await shellWith(
    "s = socket udp; bind s 0.0.0.0:0; h, port = getsockname(s); t = socket udp",
  );
  await shell.run(
    "setsockopt t IPPROTO_IP IP_MULTICAST_IF '127.0.0.1'; there = ('239.77.0.1', port); settimeout s 5s",
  );
  await shell.run("setsockopt s IPPROTO_IP IP_ADD_MEMBERSHIP ('239.77.0.1', '127.0.0.1')");
  assertEquals(
    await shell.answer("setsockopt s IPPROTO_IP IP_ADD_MEMBERSHIP ('239.77.0.1', '127.0.0.1')"),
    "EADDRINUSE",
  );
  await shell.run(
    "sendto t one $there; recv s 9 => 'one'; sendmsg t ('t', 'wo') None 0 $there; recv s 9 => 'two'",
  );
  await shell.run("setsockopt s IPPROTO_IP IP_DROP_MEMBERSHIP ('239.77.0.1', '127.0.0.1')");
  await shell.run(
    "setsockopt s IPPROTO_IP IP_MULTICAST_ALL 0; sendto t four $there; settimeout s 20ms; recv s 9 => EAGAIN",
  );
  assertEquals(
    await shell.answer("setsockopt s IPPROTO_IP IP_DROP_MEMBERSHIP ('239.77.0.1', '127.0.0.1')"),
    "EADDRNOTAVAIL",
  );
});

Deno.test("ping sockets need the group's permission; then they number requests themselves", async () => {
  const answer = await inNamespace(
    'echo "0 0" > /proc/sys/net/ipv4/ping_group_range',
    'p = socket AF_INET SOCK_DGRAM IPPROTO_ICMP; settimeout p 5s; sendto p hex"0800000000000007" 127.0.0.1:0 => 8\n' +
      "data, addr = recvfrom(p, 100); h, id = getsockname(p); print (data[0]) (data[7]) (data[4] * 256 + data[5] == id)\n" +
      'q = socket AF_INET6 SOCK_DGRAM IPPROTO_ICMPV6; settimeout q 5s; sendto q hex"8000000000000009" [::1]:0 => 8\n' +
      "data = recv(q, 100); print (data[0]) (data[7])",
  );
  if (answer !== undefined) assertEquals(answer, "0 7 True\n129 9\n");
  await inNamespace(
    'echo "1 0" > /proc/sys/net/ipv4/ping_group_range',
    "socket AF_INET SOCK_DGRAM IPPROTO_ICMP => EACCES",
  );
});

// The loopback interface carries no IPv6 multicast, for no program: what can be seen of it there is who is in a group.
Deno.test("an IPv6 group is joined and left once", async () => {
  await using shell = await shellWith("s = socket udp6; there = ('ff01::77', 1)");
  await shell.run("setsockopt s IPPROTO_IPV6 IPV6_JOIN_GROUP ('ff01::77', 'lo')");
  assertEquals(await shell.answer("setsockopt s IPPROTO_IPV6 IPV6_JOIN_GROUP $there"), "EADDRINUSE");
  await shell.run("setsockopt s IPPROTO_IPV6 IPV6_LEAVE_GROUP $there => 0");
  assertEquals(await shell.answer("setsockopt s IPPROTO_IPV6 IPV6_LEAVE_GROUP $there"), "EADDRNOTAVAIL");
});
