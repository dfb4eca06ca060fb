// lifecycle: socket, socketpair, dup, open, shutdown, close — the calls that make a descriptor and end it.

import {
  command,
  type Context,
  defaulting,
  endingSocket,
  int,
  oneOf,
  optional,
  path,
  socket,
} from "../lib/command.ts";
import { badDescriptor, noDescriptorLeft, noSuchType, notAFolder, notASocket } from "./meanings.ts";

/** What `socket tcp` and its relatives stand for. */
const shorthands: Readonly<Record<string, readonly [domain: string, type: string]>> = {
  tcp: ["AF_INET", "SOCK_STREAM"],
  udp: ["AF_INET", "SOCK_DGRAM"],
  tcp6: ["AF_INET6", "SOCK_STREAM"],
  udp6: ["AF_INET6", "SOCK_DGRAM"],
  unix: ["AF_UNIX", "SOCK_STREAM"],
  unixgram: ["AF_UNIX", "SOCK_DGRAM"],
  unixpacket: ["AF_UNIX", "SOCK_SEQPACKET"],
};

/** A constant by name; the tables have these on every system. */
function named(context: Context, name: string): number {
  return context.system.constants.get(name) ?? 0;
}

/** The commands of this topic. */
export const lifecycle = [
  command({
    name: "socket",
    prototype: "int socket(int domain, int type, int protocol);",
    summary: {
      en: "create a socket",
      pt: "cria um socket",
    },
    description: {
      en:
        "Creates an endpoint for communication and returns its descriptor. The domain chooses the family of " +
        "addresses (AF_INET, AF_INET6, AF_UNIX), and the type chooses how data travels (SOCK_STREAM, " +
        "SOCK_DGRAM, SOCK_SEQPACKET; SOCK_NONBLOCK and SOCK_CLOEXEC may be added with |). There is one word for " +
        "each usual pair: tcp udp tcp6 udp6 unix unixgram unixpacket. Without arguments it creates a TCP " +
        "socket, as in Python.",
      pt:
        "Cria uma extremidade (endpoint) de comunicação e retorna o descritor dela. O domínio escolhe a família " +
        "de endereços (AF_INET, AF_INET6, AF_UNIX), e o tipo escolhe como os dados trafegam (SOCK_STREAM, " +
        "SOCK_DGRAM, SOCK_SEQPACKET; SOCK_NONBLOCK e SOCK_CLOEXEC podem ser combinados com |). Há uma palavra " +
        "para cada par usual: tcp udp tcp6 udp6 unix unixgram unixpacket. Sem argumentos, cria um socket TCP, " +
        "como em Python.",
    },
    parameters: {
      shorthand: optional(oneOf(shorthands)),
      domain: optional(int("AF_")),
      type: optional(int("SOCK_")),
      protocol: defaulting(int("IPPROTO_"), 0),
    },
    forms: ["shorthand", "domain? type? protocol?"],
    errors: {
      EAFNOSUPPORT: {
        en: "this system has no such family of addresses",
        pt: "este sistema não tem essa família de endereços",
        at: "domain",
      },
      EINVAL: {
        en: "there is no such type, or it has unknown flags",
        pt: "esse tipo não existe, ou contém flags desconhecidas",
        at: "type",
      },
      EPROTONOSUPPORT: {
        en: "this family has no such protocol for this type",
        pt: "esta família não tem esse protocolo para esse tipo",
        at: "protocol",
      },
      ESOCKTNOSUPPORT: noSuchType,
      EPERM: {
        en: "raw sockets need a privilege (CAP_NET_RAW)",
        pt: "sockets brutos (raw) precisam de um privilégio (CAP_NET_RAW)",
        at: "type",
      },
      EACCES: {
        en: "ping sockets (SOCK_DGRAM with IPPROTO_ICMP or IPPROTO_ICMPV6) are for the groups in " +
          "net.ipv4.ping_group_range only: an administrator can widen it with sysctl",
        pt: "sockets de ping (SOCK_DGRAM com IPPROTO_ICMP ou IPPROTO_ICMPV6) são só para os grupos de " +
          "net.ipv4.ping_group_range: um administrador pode ampliá-lo com sysctl",
        at: "protocol",
      },
      EMFILE: noDescriptorLeft,
    },
    example: "srv = socket tcp\ncli = socket(AF_INET, SOCK_STREAM, 0)\nudp = socket udp => ok",
    run({ shorthand, domain, type, protocol }, context) {
      const [family, kind] = shorthand ?? ["AF_INET", "SOCK_STREAM"];
      return context.sockets.socket(domain ?? named(context, family), type ?? named(context, kind), protocol);
    },
  }),

  command({
    name: "socketpair",
    prototype: "int socketpair(int domain, int type, int protocol, int sv[2]);",
    summary: { en: "create two connected sockets", pt: "cria dois sockets conectados entre si" },
    description: {
      en: "Creates two sockets that are connected to each other and returns both: a, b = socketpair(). The " +
        "defaults are AF_UNIX and SOCK_STREAM; on Linux it exists for AF_UNIX only.",
      pt:
        "Cria dois sockets já conectados um ao outro e retorna os dois: a, b = socketpair(). O padrão é AF_UNIX " +
        "e SOCK_STREAM; no Linux, só existe para AF_UNIX.",
    },
    parameters: {
      domain: optional(int("AF_")),
      type: optional(int("SOCK_")),
      protocol: defaulting(int("IPPROTO_"), 0),
    },
    forms: ["domain? type? protocol?"],
    errors: {
      EOPNOTSUPP: {
        en: "this family has no socket pairs; AF_UNIX does",
        pt: "esta família não tem pares de sockets; AF_UNIX tem",
        at: "domain",
      },
      EAFNOSUPPORT: {
        en: "this system has no such family of addresses",
        pt: "este sistema não tem essa família de endereços",
        at: "domain",
      },
      EINVAL: {
        en: "there is no such type, or it has unknown flags",
        pt: "esse tipo não existe, ou contém flags desconhecidas",
        at: "type",
      },
      EPROTONOSUPPORT: {
        en: "this family has no such protocol",
        pt: "esta família não tem esse protocolo",
        at: "protocol",
      },
      ESOCKTNOSUPPORT: noSuchType,
      EMFILE: noDescriptorLeft,
    },
    example: 'a, b = socketpair()\nsend a "ping"\nrecv b 1024 => "ping"',
    run({ domain, type, protocol }, context) {
      return context.sockets.socketpair(
        domain ?? named(context, "AF_UNIX"),
        type ?? named(context, "SOCK_STREAM"),
        protocol,
      );
    },
  }),

  command({
    name: "dup",
    prototype: "int dup(int oldfd);",
    summary: {
      en: "make a second descriptor for the same socket",
      pt: "cria um segundo descritor para o mesmo socket",
    },
    description: {
      en:
        "Returns another descriptor for the same open socket: options and connection are shared, and the connection " +
        "ends only when both are closed.",
      pt:
        "Retorna outro descritor para o mesmo socket aberto: as opções e a conexão são compartilhadas, e a " +
        "conexão só termina quando os dois descritores são fechados.",
    },
    parameters: { oldfd: socket },
    forms: ["oldfd"],
    errors: {
      EBADF: { ...badDescriptor, at: "oldfd" },
      EMFILE: noDescriptorLeft,
    },
    example: 'a, b = socketpair()\nc = dup a\nclose a\nsend c "still there" => 11',
    run({ oldfd }, { sockets }) {
      return sockets.dup(oldfd);
    },
  }),

  command({
    name: "open",
    prototype: "int open(const char *pathname, int flags);",
    summary: {
      en: "open a file (a descriptor that is not a socket)",
      pt: "abre um arquivo (um descritor que não é socket)",
    },
    description: {
      en:
        "Opens a file, so that a call can be tried on a descriptor that is not a socket (ENOTSOCK). The default " +
        "for flags is O_RDONLY; a file created with O_CREAT belongs to its owner alone (0600).",
      pt: "Abre um arquivo, para que se possa experimentar uma chamada em um descritor que não é socket " +
        "(ENOTSOCK). O padrão de flags é O_RDONLY; um arquivo criado com O_CREAT só pode ser acessado pelo dono " +
        "(0600).",
    },
    parameters: { pathname: path, flags: optional(int("O_")) },
    forms: ["pathname flags?"],
    errors: {
      ENOENT: { en: "there is no such file", pt: "esse arquivo não existe", at: "pathname" },
      EACCES: {
        en: "the file's permissions do not allow it",
        pt: "as permissões do arquivo não permitem essa abertura",
        at: "pathname",
      },
      EISDIR: {
        en: "a folder can only be opened for reading",
        pt: "uma pasta só pode ser aberta para leitura",
        at: "pathname",
      },
      EEXIST: { en: "the file already exists (O_EXCL)", pt: "o arquivo já existe (O_EXCL)", at: "pathname" },
      ENOTDIR: { ...notAFolder, at: "pathname" },
      ENXIO: {
        en:
          "the path is that of a unix socket, which is reached with socket and connect; or nobody reads the FIFO, " +
          "or there is no such device",
        pt:
          "o caminho é o de um socket unix, que se alcança com socket e connect; ou ninguém lê o FIFO, ou não há " +
          "esse dispositivo",
        at: "pathname",
      },
      ENAMETOOLONG: {
        en:
          "a name in the path is longer than its file system allows (mostly 255 bytes), or the whole path is " +
          "longer than 4095 bytes",
        pt:
          "um nome no caminho é maior do que o sistema de arquivos permite (em geral, 255 bytes), ou o caminho " +
          "inteiro passa de 4095 bytes",
        at: "pathname",
      },
      EMFILE: noDescriptorLeft,
    },
    example: "f = open /dev/null\nlisten f => ENOTSOCK\nclose f",
    run({ pathname, flags }, context) {
      return context.sockets.open(pathname, flags ?? named(context, "O_RDONLY"));
    },
  }),

  command({
    name: "shutdown",
    prototype: "int shutdown(int sockfd, int how);",
    summary: { en: "end one direction of a connection", pt: "encerra um sentido de uma conexão" },
    description: {
      en:
        "SHUT_WR says that nothing more will be sent: once the peer has read the rest, its recv returns nothing " +
        "(end of the stream), and this side can still receive. SHUT_RD ends receiving, SHUT_RDWR ends both. The " +
        "descriptor stays open until close.",
      pt:
        "SHUT_WR informa que nada mais será enviado: depois de ler o que resta, o recv do outro lado retorna " +
        "vazio (fim do fluxo), e este lado ainda pode receber. SHUT_RD encerra a recepção, e SHUT_RDWR encerra " +
        "os dois sentidos. O descritor continua aberto até o close.",
    },
    parameters: { sockfd: socket, how: int("SHUT_") },
    forms: ["sockfd how"],
    errors: {
      ENOTCONN: { en: "the socket is not connected", pt: "o socket não está conectado", at: "sockfd" },
      EINVAL: {
        en: "how must be SHUT_RD, SHUT_WR or SHUT_RDWR",
        pt: "how deve ser SHUT_RD, SHUT_WR ou SHUT_RDWR",
        at: "how",
      },
      EBADF: badDescriptor,
      ENOTSOCK: notASocket,
    },
    example: 'a, b = socketpair()\nshutdown a SHUT_WR\nrecv b 1024 => ""',
    run({ sockfd, how }, { sockets }) {
      return sockets.shutdown(sockfd, how);
    },
  }),

  command({
    name: "close",
    prototype: "int close(int fd);",
    summary: { en: "close a descriptor", pt: "fecha um descritor" },
    description: {
      en:
        "Releases the descriptor. On a TCP connection the kernel goes on in the background: it sends what is " +
        "left, then FIN, and the side that closed first stays in TIME_WAIT for a while. A name whose socket was " +
        "closed stands for descriptor -1.",
      pt:
        "Libera o descritor. Em uma conexão TCP, o kernel continua em segundo plano: envia o que resta, depois " +
        "o FIN, e o lado que fechou primeiro fica algum tempo em TIME_WAIT. O nome de um socket fechado passa a " +
        "valer pelo descritor -1.",
    },
    parameters: { fd: endingSocket },
    forms: ["fd"],
    errors: { EBADF: { ...badDescriptor, at: "fd" } },
    example: "srv = socket tcp\nclose srv => 0\nclose srv => EBADF",
    run({ fd }, context) {
      return context.sockets.close(fd, context);
    },
  }),
];
