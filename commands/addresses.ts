// addresses: getsockname, getpeername, addresses — which address a socket, its peer and this machine have.

import { hasInterfaceFlag, interfaceFlags } from "../lib/abi/interfaces.ts";
import { constantName, type System } from "../lib/abi/mod.ts";
import { command, type Interface, socket, type Struct } from "../lib/command.ts";
import { badDescriptor, noDescriptorToAsk, notASocket, notConnected } from "./meanings.ts";

/** An address of an interface with all that is known of it; None where there is nothing to know. */
function ifaddrs(one: Interface, system: System): Struct {
  const { family } = one;
  const familyText = family === undefined ? undefined : constantName(system, "AF_", family);
  const pointToPoint = hasInterfaceFlag(system, one.flags, "POINTOPOINT");
  return {
    kind: "struct",
    name: "ifaddrs",
    fields: [
      { name: "name", value: one.name },
      { name: "index", value: one.index },
      { name: "flags", value: one.flags, text: interfaceFlags(system, one.flags) },
      { name: "family", value: family ?? null, ...(familyText === undefined ? {} : { text: familyText }) },
      { name: "address", value: one.address ?? null },
      { name: "prefix", value: one.prefix ?? null },
      { name: "netmask", value: one.netmask ?? null },
      pointToPoint
        ? { name: "peer", value: one.peer ?? null }
        : { name: "broadcast", value: one.broadcast ?? null },
    ],
  };
}

/** The commands of this topic. */
export const addresses = [
  command({
    name: "getsockname",
    prototype: "int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen);",
    summary: { en: "show the socket's own address", pt: "mostra o endereço do próprio socket" },
    description: {
      en:
        "Returns the address the socket is bound to; after a bind to port 0 it tells the port the system chose. " +
        "host, port = getsockname(s) unpacks it.",
      pt:
        "Retorna o endereço ao qual o socket está vinculado; depois de um bind à porta 0, informa a porta que o " +
        "sistema escolheu. host, port = getsockname(s) desempacota as partes.",
    },
    parameters: { sockfd: socket },
    forms: ["sockfd"],
    errors: { EBADF: badDescriptor, ENOTSOCK: notASocket },
    example: 'srv = socket tcp\nbind srv 127.0.0.1:0\nhost, port = getsockname(srv)\nhost => "127.0.0.1"',
    run({ sockfd }, { sockets }) {
      return sockets.getsockname(sockfd);
    },
  }),

  command({
    name: "getpeername",
    prototype: "int getpeername(int sockfd, struct sockaddr *addr, socklen_t *addrlen);",
    summary: { en: "show the address of the other side", pt: "mostra o endereço do outro lado" },
    description: {
      en: "Returns the address of the peer a socket is connected to.",
      pt: "Retorna o endereço do outro lado da conexão.",
    },
    parameters: { sockfd: socket },
    forms: ["sockfd"],
    errors: { ENOTCONN: notConnected, EBADF: badDescriptor, ENOTSOCK: notASocket },
    example: "s = socket tcp\ngetpeername s => ENOTCONN",
    run({ sockfd }, { sockets }) {
      return sockets.getpeername(sockfd);
    },
  }),

  command({
    name: "addresses",
    prototype: "int getifaddrs(struct ifaddrs **ifap);",
    summary: {
      en: "show the network interfaces of this machine",
      pt: "mostra as interfaces de rede desta máquina",
    },
    description: {
      en:
        "One line for each address of each network interface: its name and index, the family, the address with the " +
        "length of its prefix, netmask, broadcast address or, on a point-to-point link, the other end, and flags. " +
        "Its value is a tuple with the same of each address.",
      pt:
        "Uma linha para cada endereço de cada interface de rede: nome e índice, a família, o endereço com o " +
        "comprimento do prefixo, a máscara, o endereço de broadcast ou, em um enlace ponto a ponto, o outro lado, e " +
        "as flags. O valor é uma tupla com o mesmo de cada endereço.",
    },
    parameters: {},
    forms: [""],
    errors: { EMFILE: noDescriptorToAsk },
    silent: true,
    elsewhere: ["ifconfig", "ip"],
    example: "addresses",
    async run(_, context) {
      const c = await context.sockets.resolver();
      const interfaces = c.getifaddrs();
      await context.report({ kind: "interfaces", interfaces });
      return interfaces.map((one) => ifaddrs(one, context.system));
    },
  }),
];
