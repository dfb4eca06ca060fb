// lifecycle: socket, bind, listen, accept, connect, shutdown, close and their relatives —
// the calls that make a socket, give it an address, connect it and end it.

import {
  address,
  after,
  type Bytes,
  command,
  type Context,
  defaulting,
  type Destination,
  endingSocket,
  host,
  hostAndService,
  int,
  type Maybe,
  nothing,
  oneOf,
  optional,
  path,
  service,
  type Socket,
  socket,
  socklen,
  SystemError,
} from "../lib/command.ts";
import { badDescriptor, interrupted, notASocket, unresolved } from "./meanings.ts";

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

/** The parameters of every call that takes an address: whole, as host and port, or with C's length. */
const destination = {
  sockfd: socket,
  addr: optional(address),
  host: optional(host),
  port: optional(service),
  addrlen: optional(socklen),
};

const destinationForms = ["sockfd addr", "sockfd host port", "sockfd addr addrlen"];

/** The sockaddr those parameters mean, and the length to hand over with it. */
function sockaddr(
  given: {
    readonly sockfd: Socket;
    readonly addr: Destination | undefined;
    readonly host: string | undefined;
    readonly port: string | undefined;
    readonly addrlen: number | undefined;
  },
  context: Context,
): Maybe<{ addr: Bytes; addrlen: number }> {
  const to = given.addr ?? hostAndService(given.host ?? "", given.port ?? "");
  const resolved = context.sockets.resolve(given.sockfd, to, context);
  return after(resolved, (addr) => ({ addr, addrlen: given.addrlen ?? addr.length }));
}

/** connect(2), for connect and connect_ex. */
function connect(
  given: Parameters<typeof sockaddr>[0],
  context: Context,
): Maybe<number> {
  return after(
    sockaddr(given, context),
    ({ addr, addrlen }) => context.sockets.connect(given.sockfd, addr, context, addrlen),
  );
}

const connectErrors = {
  ECONNREFUSED: {
    en:
      "the other side answered that nothing listens at this address and port; start the server first, or correct the port",
    pt:
      "o outro lado respondeu que nada escuta nesse endereço e porta; inicie o servidor antes ou corrija a porta",
    at: "addr",
  },
  EISCONN: {
    en: "the socket is already connected; a new connection needs a new socket",
    pt: "o socket já está conectado; uma nova conexão precisa de um novo socket",
    at: "sockfd",
  },
  EINPROGRESS: {
    en: "the connection is still being made; call connect again, or wait until the socket can be written",
    pt:
      "a conexão ainda está sendo estabelecida; chame connect de novo ou espere até que o socket possa ser escrito",
  },
  EALREADY: {
    en: "an earlier connect on this non-blocking socket is still going on",
    pt: "um connect anterior neste socket não bloqueante ainda está em andamento",
  },
  EAFNOSUPPORT: {
    en: "the address is of another family than the socket",
    pt: "o endereço é de outra família que não a do socket",
    at: "addr",
  },
  EINVAL: {
    en:
      "the kernel refuses the address for this socket: another family, a wrong length, or a socket that listens",
    pt:
      "o núcleo recusa o endereço para este socket: outra família, comprimento errado, ou um socket que está em escuta",
    at: "addr",
  },
  ETIMEDOUT: {
    en:
      "nobody answered in the time TCP allows; the host may be down, or something on the way drops the packets",
    pt:
      "ninguém respondeu no tempo que o TCP permite; a máquina pode estar desligada ou algo no caminho descarta os pacotes",
    at: "addr",
  },
  ENETUNREACH: {
    en: "there is no route to that network",
    pt: "não há rota para essa rede",
    at: "addr",
  },
  EHOSTUNREACH: {
    en: "there is a route, but that host cannot be reached by it",
    pt: "há uma rota, mas essa máquina não pode ser alcançada por ela",
    at: "addr",
  },
  EADDRNOTAVAIL: {
    en: "there is no local address or free port from which that address could be reached",
    pt: "não há endereço local nem porta livre a partir dos quais esse endereço possa ser alcançado",
    at: "addr",
  },
  ENOENT: {
    en: "no socket file has this path; the server has to bind it first",
    pt: "nenhum arquivo de socket tem esse caminho; o servidor precisa antes associar-se a ele com bind",
    at: "addr",
  },
  EPROTOTYPE: {
    en: "the socket at that path is of another type (stream, datagram, seqpacket)",
    pt: "o socket nesse caminho é de outro tipo (stream, datagram, seqpacket)",
    at: "addr",
  },
  EACCES: {
    en:
      "not permitted: for a broadcast address SO_BROADCAST has to be set, for a unix path the file must be writable",
    pt:
      "não permitido: para um endereço de broadcast é preciso ligar SO_BROADCAST; para um caminho unix, o arquivo precisa permitir escrita",
    at: "addr",
  },
  EAGAIN: {
    en: "the call would have to wait: the server's queue is full",
    pt: "a chamada teria de esperar: a fila do servidor está cheia",
  },
  EINTR: interrupted,
  EBADF: badDescriptor,
  ENOTSOCK: notASocket,
  ...unresolved,
};

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
        "Creates an endpoint for communication and returns its descriptor. The domain chooses the family of addresses " +
        "(AF_INET, AF_INET6, AF_UNIX), the type chooses how data travels (SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET; " +
        "SOCK_NONBLOCK and SOCK_CLOEXEC may be added with |). One word stands for the usual pairs: " +
        "tcp udp tcp6 udp6 unix unixgram unixpacket. Without arguments it makes a TCP socket, as in Python.",
      pt:
        "Cria um ponto final de comunicação e devolve o seu descritor. O domínio escolhe a família de endereços " +
        "(AF_INET, AF_INET6, AF_UNIX), o tipo escolhe como os dados viajam (SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET; " +
        "SOCK_NONBLOCK e SOCK_CLOEXEC podem ser somados com |). Uma palavra vale pelos pares usuais: " +
        "tcp udp tcp6 udp6 unix unixgram unixpacket. Sem argumentos cria um socket TCP, como em Python.",
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
        en: "no such type, or unknown flags in it",
        pt: "não há esse tipo, ou há flags desconhecidos nele",
        at: "type",
      },
      EPROTONOSUPPORT: {
        en: "this family has no such protocol for this type",
        pt: "esta família não tem esse protocolo para esse tipo",
        at: "protocol",
      },
      ESOCKTNOSUPPORT: {
        en: "this family has no sockets of this type",
        pt: "esta família não tem sockets desse tipo",
        at: "type",
      },
      EPERM: {
        en: "raw sockets need a privilege (CAP_NET_RAW)",
        pt: "sockets brutos precisam de um privilégio (CAP_NET_RAW)",
        at: "type",
      },
      EMFILE: {
        en: "this process has as many descriptors open as it may; close some",
        pt: "este processo já tem abertos todos os descritores permitidos; feche alguns",
      },
    },
    example: "srv = socket tcp\ncli = socket(AF_INET, SOCK_STREAM, 0)\nudp = socket udp => ok",
    run({ shorthand, domain, type, protocol }, context) {
      const [family, kind] = shorthand ?? ["AF_INET", "SOCK_STREAM"];
      return context.sockets.socket(domain ?? named(context, family), type ?? named(context, kind), protocol);
    },
  }),

  command({
    name: "bind",
    prototype: "int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen);",
    summary: { en: "give a socket its own address", pt: "associa um socket ao seu próprio endereço" },
    description: {
      en:
        "Takes the address and port for the socket: from now on they are its own. Port 0 lets the system choose a free " +
        "port (getsockname tells which). An empty host means every interface of the machine. A server binds so that " +
        "clients know where to find it; a client need not.",
      pt:
        "Reserva o endereço e a porta para o socket: a partir daqui são dele. A porta 0 deixa o sistema escolher uma " +
        "porta livre (getsockname diz qual). Um host vazio significa todas as interfaces da máquina. O servidor chama " +
        "bind para que os clientes saibam onde encontrá-lo; o cliente não precisa.",
    },
    parameters: destination,
    forms: destinationForms,
    errors: {
      EADDRINUSE: {
        en: "another socket holds this address and port, or a connection of it is still in TIME_WAIT; " +
          "choose another port (0 takes a free one), close the other socket, or set SO_REUSEADDR before bind on both",
        pt: "outro socket ocupa este endereço e porta, ou uma conexão dele ainda está em TIME_WAIT; " +
          "escolha outra porta (0 pega uma livre), feche o outro socket ou ligue SO_REUSEADDR antes do bind nos dois",
        at: "addr",
      },
      EACCES: {
        en:
          "ports below 1024 need a privilege (CAP_NET_BIND_SERVICE); a unix path needs a folder that can be written",
        pt:
          "portas abaixo de 1024 precisam de um privilégio (CAP_NET_BIND_SERVICE); um caminho unix precisa de uma pasta que permita escrita",
        at: "addr",
      },
      EADDRNOTAVAIL: {
        en: "no interface of this machine has that address",
        pt: "nenhuma interface desta máquina tem esse endereço",
        at: "addr",
      },
      EINVAL: {
        en:
          "the socket already has an address, or the address is of another family or length than the socket's",
        pt:
          "o socket já tem um endereço, ou o endereço é de outra família ou comprimento que não os do socket",
        at: "sockfd",
      },
      EAFNOSUPPORT: {
        en: "the address is of another family than the socket",
        pt: "o endereço é de outra família que não a do socket",
        at: "addr",
      },
      ENOENT: {
        en: "the folder of that path does not exist",
        pt: "a pasta desse caminho não existe",
        at: "addr",
      },
      ENOTDIR: {
        en: "a part of that path is no folder",
        pt: "uma parte desse caminho não é uma pasta",
        at: "addr",
      },
      EBADF: badDescriptor,
      ENOTSOCK: notASocket,
      ...unresolved,
    },
    example: "srv = socket tcp\nbind srv 127.0.0.1:0\ngetsockname srv => ok",
    run(given, context) {
      return after(
        sockaddr(given, context),
        ({ addr, addrlen }) => context.sockets.bind(given.sockfd, addr, addrlen),
      );
    },
  }),

  command({
    name: "listen",
    prototype: "int listen(int sockfd, int backlog);",
    summary: { en: "wait for connections on a socket", pt: "põe um socket em escuta" },
    description: {
      en:
        "Makes the socket passive: other programs can connect to it from now on, even before accept. backlog is how " +
        "many finished connections may wait in the queue for accept; 128 when it is left out. A socket without an " +
        "address gets a free port.",
      pt:
        "Torna o socket passivo: a partir daqui outros programas podem conectar-se a ele, mesmo antes do accept. " +
        "backlog é quantas conexões já estabelecidas podem esperar na fila pelo accept; 128 quando é omitido. Um socket " +
        "sem endereço recebe uma porta livre.",
    },
    parameters: { sockfd: socket, backlog: defaulting(int("SOMAXCONN"), 128) },
    forms: ["sockfd backlog?"],
    errors: {
      EADDRINUSE: {
        en: "another socket already listens on this address and port",
        pt: "outro socket já está em escuta neste endereço e porta",
        at: "sockfd",
      },
      EOPNOTSUPP: {
        en: "only stream and seqpacket sockets listen; a datagram socket receives without it",
        pt: "só sockets de fluxo (stream) e seqpacket escutam; um socket de datagramas recebe sem isso",
        at: "sockfd",
      },
      EINVAL: {
        en: "the socket is connected, or it is a unix socket without an address",
        pt: "o socket está conectado, ou é um socket unix sem endereço",
        at: "sockfd",
      },
      EBADF: badDescriptor,
      ENOTSOCK: notASocket,
    },
    example: "srv = socket tcp\nbind srv 127.0.0.1:0\nlisten srv 5 => 0",
    run({ sockfd, backlog }, { sockets }) {
      return sockets.listen(sockfd, backlog);
    },
  }),

  command({
    name: "accept",
    prototype: "int accept(int sockfd, struct sockaddr *addr, socklen_t *addrlen);",
    summary: {
      en: "take a client's connection from the queue",
      pt: "retira da fila a conexão de um cliente",
    },
    description: {
      en:
        "Waits until a client has connected and returns a new socket for that client together with the client's " +
        "address: conn, addr = accept(srv). The listening socket stays as it is and can accept others.",
      pt:
        "Espera até que um cliente se conecte e devolve um novo socket para esse cliente, junto com o endereço dele: " +
        "conn, addr = accept(srv). O socket em escuta continua como está e pode aceitar outros.",
    },
    parameters: { sockfd: socket, addr: nothing, addrlen: nothing },
    forms: ["sockfd", "sockfd addr addrlen"],
    errors: {
      EINVAL: {
        en: "the socket does not listen; call listen first",
        pt: "o socket não está em escuta; chame listen antes",
        at: "sockfd",
      },
      EAGAIN: {
        en:
          "no client is waiting, and the socket is not to wait any longer (non-blocking, or its time-out ran out)",
        pt:
          "nenhum cliente está esperando, e o socket não deve esperar mais (não bloqueante, ou o tempo limite esgotou)",
      },
      EOPNOTSUPP: {
        en: "only stream and seqpacket sockets have connections to accept",
        pt: "só sockets de fluxo (stream) e seqpacket têm conexões a aceitar",
        at: "sockfd",
      },
      EINTR: interrupted,
      EBADF: badDescriptor,
      ENOTSOCK: notASocket,
    },
    example:
      "srv = socket tcp\nbind srv 127.0.0.1:0\nlisten srv\ncli = socket tcp\nconnect cli (getsockname(srv))\n" +
      "conn, addr = accept(srv)",
    run({ sockfd }, context) {
      return context.sockets.accept(sockfd, context);
    },
  }),

  command({
    name: "connect",
    prototype: "int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen);",
    summary: { en: "connect a socket to an address", pt: "conecta um socket a um endereço" },
    description: {
      en:
        "On a stream socket it opens the connection (for TCP with the three-way handshake) and waits until it stands. On " +
        "a datagram socket nothing is sent: it sets where send goes and whom recv hears.",
      pt:
        "Num socket de fluxo (stream) abre a conexão (no TCP, com o aperto de mão em três vias) e espera até que esteja " +
        "estabelecida. Num socket de datagramas nada é enviado: define para onde vai o send e de quem o recv recebe.",
    },
    parameters: destination,
    forms: destinationForms,
    errors: connectErrors,
    example:
      "srv = socket tcp\nbind srv 127.0.0.1:0\nlisten srv\ncli = socket tcp\nconnect cli (getsockname(srv)) => 0",
    run: connect,
  }),

  command({
    name: "connect_ex",
    prototype: "int connect_ex(int sockfd, const struct sockaddr *addr, socklen_t addrlen);",
    summary: {
      en: "connect, with the error number as the result",
      pt: "como connect, mas devolve o número do erro",
    },
    description: {
      en:
        "Python's relative of connect: it makes the same call but returns 0, or the number of the errno, instead of " +
        "failing. A name that cannot be resolved still is a failure.",
      pt:
        "O parente de connect em Python: faz a mesma chamada, mas devolve 0 ou o número do errno em vez de falhar. Um " +
        "nome que não pode ser resolvido continua sendo uma falha.",
    },
    parameters: destination,
    forms: destinationForms,
    errors: connectErrors,
    example: "cli = socket tcp\nconnect_ex cli 127.0.0.1:1 => ECONNREFUSED",
    run(given, context) {
      const number = (error: unknown): number => {
        if (error instanceof SystemError && error.call === "connect" && error.code !== "EINTR") {
          return error.number;
        }
        throw error;
      };
      try {
        const result = connect(given, context);
        return result instanceof Promise ? result.catch(number) : result;
      } catch (error) {
        return number(error);
      }
    },
  }),

  command({
    name: "shutdown",
    prototype: "int shutdown(int sockfd, int how);",
    summary: { en: "end one direction of a connection", pt: "encerra um sentido de uma conexão" },
    description: {
      en:
        "SHUT_WR says that no more will be sent: the peer's recv answers with nothing once it has read the rest, and " +
        "this side can still receive. SHUT_RD ends receiving, SHUT_RDWR both. The descriptor stays open until close.",
      pt:
        "SHUT_WR diz que nada mais será enviado: o recv do outro lado devolve vazio depois de ler o resto, e este lado " +
        "ainda pode receber. SHUT_RD encerra a recepção, SHUT_RDWR os dois. O descritor continua aberto até o close.",
    },
    parameters: { sockfd: socket, how: int("SHUT_") },
    forms: ["sockfd how"],
    errors: {
      ENOTCONN: { en: "the socket is not connected", pt: "o socket não está conectado", at: "sockfd" },
      EINVAL: {
        en: "how is SHUT_RD, SHUT_WR or SHUT_RDWR",
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
        "Gives the descriptor back. On a TCP connection the kernel goes on in the background: it sends what is left, then " +
        "FIN, and the side that closed first stays in TIME_WAIT for a while. A name whose socket was closed stands for " +
        "descriptor -1.",
      pt:
        "Devolve o descritor. Numa conexão TCP o núcleo continua em segundo plano: envia o que resta, depois o FIN, e o " +
        "lado que fechou primeiro fica algum tempo em TIME_WAIT. Um nome cujo socket foi fechado vale pelo descritor -1.",
    },
    parameters: { fd: endingSocket },
    forms: ["fd"],
    errors: { EBADF: { ...badDescriptor, at: "fd" } },
    example: "srv = socket tcp\nclose srv => 0\nclose srv => EBADF",
    run({ fd }, context) {
      return context.sockets.close(fd, context);
    },
  }),

  command({
    name: "socketpair",
    prototype: "int socketpair(int domain, int type, int protocol, int sv[2]);",
    summary: { en: "create two connected sockets", pt: "cria dois sockets conectados entre si" },
    description: {
      en:
        "Creates two sockets that are connected to each other and returns both: a, b = socketpair(). AF_UNIX and " +
        "SOCK_STREAM when nothing is said; Linux has it for AF_UNIX only.",
      pt:
        "Cria dois sockets já conectados um ao outro e devolve os dois: a, b = socketpair(). AF_UNIX e SOCK_STREAM quando " +
        "nada é dito; no Linux só existe para AF_UNIX.",
    },
    parameters: {
      domain: optional(int("AF_")),
      type: optional(int("SOCK_")),
      protocol: defaulting(int("IPPROTO_"), 0),
    },
    forms: ["domain? type? protocol?"],
    errors: {
      EOPNOTSUPP: {
        en: "this family makes no pairs; AF_UNIX does",
        pt: "esta família não cria pares; AF_UNIX cria",
        at: "domain",
      },
      EAFNOSUPPORT: {
        en: "this system has no such family of addresses",
        pt: "este sistema não tem essa família de endereços",
        at: "domain",
      },
      EINVAL: {
        en: "no such type, or unknown flags in it",
        pt: "não há esse tipo, ou há flags desconhecidos nele",
        at: "type",
      },
      EPROTONOSUPPORT: {
        en: "this family has no such protocol",
        pt: "esta família não tem esse protocolo",
        at: "protocol",
      },
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
      en: "a second descriptor for the same socket",
      pt: "um segundo descritor para o mesmo socket",
    },
    description: {
      en:
        "Returns another descriptor for the same open socket: options and connection are shared, and the connection " +
        "ends only when both are closed.",
      pt:
        "Devolve outro descritor para o mesmo socket aberto: opções e conexão são compartilhadas, e a conexão só " +
        "termina quando os dois são fechados.",
    },
    parameters: { oldfd: socket },
    forms: ["oldfd"],
    errors: {
      EBADF: { ...badDescriptor, at: "oldfd" },
      EMFILE: {
        en: "this process has as many descriptors open as it may; close some",
        pt: "este processo já tem abertos todos os descritores permitidos; feche alguns",
      },
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
      en: "open a file: a descriptor that is no socket",
      pt: "abre um arquivo: um descritor que não é socket",
    },
    description: {
      en:
        "Opens a file, so that a call can be tried on a descriptor that is no socket (ENOTSOCK). O_RDONLY when flags are " +
        "left out; a file made with O_CREAT belongs to its owner alone (0600).",
      pt:
        "Abre um arquivo, para que se possa experimentar uma chamada num descritor que não é socket (ENOTSOCK). O_RDONLY " +
        "quando flags é omitido; um arquivo criado com O_CREAT pertence só ao dono (0600).",
    },
    parameters: { pathname: path, flags: optional(int("O_")) },
    forms: ["pathname flags?"],
    errors: {
      ENOENT: { en: "there is no such file", pt: "não existe esse arquivo", at: "pathname" },
      EACCES: {
        en: "the file's permissions do not allow it",
        pt: "as permissões do arquivo não o permitem",
        at: "pathname",
      },
      EISDIR: {
        en: "a folder can only be opened for reading",
        pt: "uma pasta só pode ser aberta para leitura",
        at: "pathname",
      },
      EEXIST: { en: "the file exists already (O_EXCL)", pt: "o arquivo já existe (O_EXCL)", at: "pathname" },
    },
    example: "f = open /dev/null\nlisten f => ENOTSOCK\nclose f",
    run({ pathname, flags }, context) {
      return context.sockets.open(pathname, flags ?? named(context, "O_RDONLY"));
    },
  }),
];
