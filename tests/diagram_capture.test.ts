// diagram_capture: what a diagram deduces from calls is what a capture of the same calls sees, and no more.
//
// Each runs in a network namespace of its own, once with a capture and once without.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { Folder } from "./child.ts";
import { inNamespace } from "./namespace_fixture.ts";

/** The segments in Mermaid's text: `>` to the right, `<` to the left; without numbers, and how each is drawn. */
function segments(mermaid: string, arrow: "->>" | "-->>"): string[] {
  const found = mermaid.matchAll(/^ +([AB])\d*(-->>|->>)[AB]\d*: (.*)$/gm);
  return [...found].filter(([, , drawn]) => drawn === arrow).map(([, from, , text = ""]) =>
    `${from === "A" ? ">" : "<"} ${text.replace(/ (seq|ack) \d+/g, "").replace("RST,ACK", "RST")}`
  );
}

const listening = "srv = socket tcp; bind srv 127.0.0.1:0; listen srv; c = socket tcp";

const conversations: readonly [what: string, statements: string][] = [
  ["nobody listens", "c = socket tcp; connect c 127.0.0.1:1 => ECONNREFUSED"],
  [
    "a listener closed with a client in its queue",
    `${listening}; connect c (getsockname(srv)); close srv; send c "x" => ECONNRESET`,
  ],
  [
    "a listener shut down with a client in its queue",
    `${listening}; connect c (getsockname(srv)); shutdown srv SHUT_RDWR; send c "x" => ECONNRESET; close srv`,
  ],
  ["a socket connected to itself", "s = socket tcp; bind s 127.0.0.1:0; connect s (getsockname(s)); close s"],
  [
    "itself, shut down before",
    "s = socket tcp; bind s 127.0.0.1:0; connect s (getsockname(s)); shutdown s SHUT_WR; recv s 9; close s",
  ],
  [
    "a datagram to itself",
    `u = socket udp; bind u 127.0.0.1:0; sendto u "x" (getsockname(u)); recvfrom u 9; close u`,
  ],
  [
    "dup2 over a connection",
    `${listening}; connect c (getsockname(srv)); n, who = accept srv; d = socket tcp; dup2 d c; recv n 9; close n`,
  ],
];

for (const [what, statements] of conversations) {
  Deno.test(`what is deduced is what passed: ${what}`, async () => {
    using folder = new Folder();
    const deduced = await inNamespace("true", `${statements}; diagram --mermaid`);
    if (deduced === undefined) return;
    const captured = await inNamespace(
      "true",
      `capture start lo ${folder.path}/x.pcapng\n${statements}; diagram --mermaid; capture stop`,
    );
    assert(segments(deduced, "-->>").length > 0);
    assertEquals(segments(deduced, "-->>"), segments(captured!, "->>"));
    assertEquals(segments(captured!, "-->>"), [], "nothing is deduced beside a capture");
  });
}

const routes = "ip route add prohibit 198.51.100.0/24 && ip route add blackhole 198.51.101.0/24 && " +
  "ip route add unreachable 198.51.102.0/24 && echo '40000 40000' > /proc/sys/net/ipv4/ip_local_port_range";

/** Refused by this machine, before anything leaves it. */
const refusals: readonly [error: string, statement: string][] = [
  ["ENETUNREACH", "connect c 192.0.2.1:5"],
  ["EACCES", "connect c 198.51.100.1:5"],
  ["EINVAL", "connect c 198.51.101.1:5"],
  ["EHOSTUNREACH", "connect c 198.51.102.1:5"],
  ["EADDRNOTAVAIL", "connect c (getsockname(all))"],
];

for (const [error, statement] of refusals) {
  Deno.test(`a connect that sent no SYN has none: ${error}`, async () => {
    using folder = new Folder();
    // Listening at the only port there is: none is left for a client that is not bound.
    const setup = error === "EADDRNOTAVAIL"
      ? "all = socket tcp; bind all 127.0.0.1:40000; listen all; c = socket tcp"
      : "c = socket tcp; bind c 0.0.0.0:0";
    const out = await inNamespace(
      routes,
      `capture start lo ${folder.path}/x.pcapng all\n${setup}; ${statement} => ${error}\ncapture stop\ndiagram`,
    );
    if (out === undefined) return;
    assertMatch(out, /packets in [^\n]*: 0\n/);
    assert(!/SYN/.test(out), out);
  });
}

Deno.test("a SYN that waits for a neighbour in vain is not deduced; one that was repeated is said to be", async () => {
  const setup =
    "ip link add d0 type veth peer name d1 && ip link set d1 up && ip address add 198.51.100.1/24 dev d0 && " +
    "ip link set d0 up && ip neighbour add 198.51.100.7 lladdr 02:00:00:00:00:07 dev d0";
  using folder = new Folder();
  const out = await inNamespace(
    setup,
    `c = socket tcp; connect c 198.51.100.8:5 => EHOSTUNREACH; diagram
capture start d0 ${folder.path}/x.pcapng
d = socket tcp; timeout 1.5s connect d 198.51.100.7:5 => timeout; diagram d`,
  );
  if (out === undefined) return;
  const [before = "", after = ""] = out.split("capturing on");
  assert(before.includes("connect: EHOSTUNREACH") && !before.includes("SYN"), before);
  assertMatch(after, /198\.51\.100\.1:\d+ +198\.51\.100\.7:5\n/);
  assertMatch(after, /connect: timeout +\|-+ SYN seq 0 -+>\|\n/);
  assertMatch(after, /\|-+ SYN seq 0, again -+>\|\n/);
});
