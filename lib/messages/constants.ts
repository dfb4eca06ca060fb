// constants: what the constants of the sockets API are for, in English and Brazilian Portuguese.
//
// Answers "what is SO_REUSEADDR?". Knows names and no numbers: those are abi's, and they differ from system to system.
// The texts tell of Linux. They are many: who needs them loads this file when somebody asks.

import type { Text } from "../errors.ts";
import {
  fcntlTexts,
  messageTexts,
  openTexts,
  pollTexts,
  requestTexts,
  resolverTexts,
  shutdownTexts,
} from "./constants/calls.ts";
import {
  addressTexts,
  familyTexts,
  icmpTexts,
  levelTexts,
  protocolTexts,
  typeTexts,
} from "./constants/families.ts";
import { ipTexts, ipv6Texts } from "./constants/ip.ts";
import type { About, Section } from "./constants/section.ts";
import { socketTexts } from "./constants/socket.ts";
import { stateTexts } from "./constants/states.ts";
import { transportTexts } from "./constants/transport.ts";

export type { About } from "./constants/section.ts";

/** All the texts by the constants' names. */
export const constantTexts: Section = {
  ...familyTexts,
  ...typeTexts,
  ...protocolTexts,
  ...levelTexts,
  ...socketTexts,
  ...transportTexts,
  ...ipTexts,
  ...ipv6Texts,
  ...icmpTexts,
  ...messageTexts,
  ...shutdownTexts,
  ...addressTexts,
  ...pollTexts,
  ...resolverTexts,
  ...fcntlTexts,
  ...openTexts,
  ...requestTexts,
  ...stateTexts,
};

/** What is said of a constant; `alias` is the name it is another name of. */
export interface ConstantText extends About {
  readonly alias?: string;
}

/** What a constant is for; of one without a text, which header has it. */
export function constantText(name: string): ConstantText {
  const entry = Object.hasOwn(constantTexts, name) ? constantTexts[name] : undefined;
  if (typeof entry !== "string") return entry ?? unexplained(name);
  const original = constantTexts[entry];
  return { ...(typeof original === "object" ? original : unexplained(name)), alias: entry };
}

/** Where the constants with a prefix are used, and which header has them. */
const prefixes: readonly (readonly [prefix: string, use: Text, see: string])[] = [
  ["AF_", both("socket, socketpair"), "<sys/socket.h>"],
  ["SOCK_", both("socket, socketpair"), "<sys/socket.h>"],
  ["IPPROTO_", both("socket, setsockopt, getsockopt"), "<netinet/in.h>"],
  ["SOL_", both("setsockopt, getsockopt"), "<sys/socket.h>"],
  ["SO_", level("SOL_SOCKET"), "<sys/socket.h>"],
  ["SCM_", level("SOL_SOCKET"), "<sys/socket.h>"],
  ["TCP_", level("IPPROTO_TCP"), "<netinet/tcp.h>"],
  ["UDP_", level("IPPROTO_UDP"), "<netinet/udp.h>"],
  ["IPV6_", level("IPPROTO_IPV6"), "<netinet/in.h>"],
  ["IP_", level("IPPROTO_IP"), "<netinet/in.h>"],
  ["MSG_", both("send, recv"), "<sys/socket.h>"],
  ["INADDR_", both("bind, connect, sendto"), "<netinet/in.h>"],
  ["POLL", both("poll"), "<poll.h>"],
  ["AI_", both("getaddrinfo"), "<netdb.h>"],
  ["NI_", both("getnameinfo"), "<netdb.h>"],
  ["F_", both("fcntl"), "<fcntl.h>"],
  ["O_", both("open"), "<fcntl.h>"],
];

function both(calls: string): Text {
  return { en: calls, pt: calls };
}

function level(name: string): Text {
  return { en: `setsockopt, getsockopt at level ${name}`, pt: `setsockopt, getsockopt no nível ${name}` };
}

/** The line for a constant that no text is written for. */
function unexplained(name: string): About {
  const [, use, see] = prefixes.find(([prefix]) => name.startsWith(prefix)) ??
    ["", both("setsockopt, getsockopt"), "<sys/socket.h>"];
  return {
    use,
    see,
    text: {
      en: "The system's headers have this name. What it is for is not told here: see its manual pages.",
      pt:
        "Os cabeçalhos do sistema têm este nome. Para que ele serve não se diz aqui: veja as páginas de manual.",
    },
  };
}
