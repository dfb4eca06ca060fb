// addresses: getsockname, getpeername — which address a socket and its peer have.

import { command, socket } from "../lib/command.ts";
import { badDescriptor, notASocket, notConnected } from "./meanings.ts";

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
];
