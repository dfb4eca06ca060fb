// connection: bind, listen, accept, connect and connect_ex — the calls that give a socket its address and its peer.

import {
  address,
  after,
  type Bytes,
  command,
  type Context,
  defaulting,
  type Destination,
  host,
  hostAndService,
  int,
  type Maybe,
  nothing,
  optional,
  service,
  type Socket,
  socket,
  socklen,
  SystemError,
} from "../lib/command.ts";
import {
  acceptErrors,
  badDescriptor,
  interrupted,
  localAddress,
  notAFolder,
  notASocket,
  otherFamily,
  peerPath,
  unresolved,
} from "./meanings.ts";

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
      "the other side answered that no server listens at this address and port; start the server first or " +
      "correct the port",
    pt:
      "o outro lado respondeu que não há servidor escutando nesse endereço e porta; inicie o servidor primeiro " +
      "ou corrija a porta",
    at: "addr",
  },
  EISCONN: {
    en: "the socket is already connected, or it listens; a new connection needs a new socket",
    pt: "o socket já está conectado ou está em escuta; uma nova conexão precisa de um novo socket",
    at: "sockfd",
  },
  EINPROGRESS: {
    en:
      "the connection is still being established; call connect again, or wait until the socket can be written",
    pt:
      "a conexão ainda está sendo estabelecida; chame connect de novo ou espere até que seja possível escrever " +
      "no socket",
  },
  EALREADY: {
    en: "an earlier connect on this non-blocking socket is still going on",
    pt: "um connect anterior neste socket não bloqueante ainda está em andamento",
  },
  EAFNOSUPPORT: otherFamily,
  EINVAL: {
    en:
      "the kernel refuses the address for this socket: another family, a wrong length, or a socket that listens",
    pt: "o kernel recusa o endereço para este socket: outra família, tamanho errado ou um socket em escuta",
    at: "addr",
  },
  ETIMEDOUT: {
    en:
      "nobody answered in the time TCP allows; the host may be down, or something on the way may be dropping " +
      "the packets",
    pt:
      "ninguém respondeu no tempo que o TCP permite; a máquina pode estar desligada, ou algo no caminho pode " +
      "estar descartando os pacotes",
    at: "addr",
  },
  ENETUNREACH: {
    en: "there is no route to that network",
    pt: "não há rota para essa rede",
    at: "addr",
  },
  EHOSTUNREACH: {
    en: "there is a route, but that host cannot be reached through it",
    pt: "há uma rota, mas não foi possível alcançar essa máquina por ela",
    at: "addr",
  },
  EADDRNOTAVAIL: {
    en: "there is no local address or free port from which that address could be reached",
    pt: "não há endereço local nem porta livre a partir dos quais se possa alcançar esse endereço",
    at: "addr",
  },
  ...peerPath,
  EACCES: {
    en:
      "not permitted: a broadcast address needs SO_BROADCAST, and a unix path needs a file that can be written",
    pt: "não permitido: para um endereço de broadcast, ative SO_BROADCAST; para um caminho unix, o arquivo " +
      "precisa permitir escrita",
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
export const connection = [
  command({
    name: "bind",
    prototype: "int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen);",
    summary: { en: "give a socket a local address", pt: "vincula um socket a um endereço local" },
    description: {
      en:
        "Reserves the address and port for the socket. Port 0 lets the system choose a free port (getsockname " +
        "tells which). An empty host means every interface of the machine. A server binds so that clients know " +
        "where to find it; a client need not.",
      pt: "Reserva o endereço e a porta para o socket. A porta 0 deixa o sistema escolher uma porta livre " +
        "(getsockname informa qual). Um host vazio significa todas as interfaces da máquina. O servidor chama " +
        "bind para que os clientes saibam onde encontrá-lo; o cliente não precisa.",
    },
    parameters: destination,
    forms: destinationForms,
    errors: {
      ...localAddress,
      EINVAL: {
        en:
          "the socket already has an address, or the address has the wrong family or length for this socket",
        pt: "o socket já tem um endereço, ou o endereço não é da família (ou do tamanho) do socket",
        at: "sockfd",
      },
      EAFNOSUPPORT: otherFamily,
      ENOENT: {
        en: "the folder of that path does not exist",
        pt: "a pasta desse caminho não existe",
        at: "addr",
      },
      ENOTDIR: notAFolder,
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
    summary: { en: "make a socket listen for connections", pt: "coloca o socket em modo de escuta" },
    description: {
      en:
        "Makes the socket passive: from then on other programs can connect to it, even before accept. backlog " +
        "(default: 128) limits how many established connections may wait in the queue for accept: Linux lets " +
        "backlog+1 complete, and further clients wait in SYN_SENT. A socket without an address gets a free port.",
      pt:
        "Torna o socket passivo: a partir daí, outros programas podem se conectar a ele, mesmo antes do accept. " +
        "backlog (padrão: 128) limita quantas conexões já estabelecidas podem esperar na fila pelo accept: o " +
        "Linux deixa backlog+1 se completarem, e os clientes seguintes esperam em SYN_SENT. Um socket sem " +
        "endereço recebe uma porta livre.",
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
        en: "only stream and seqpacket sockets listen; a datagram socket receives without listen",
        pt: "só sockets de fluxo (stream) e seqpacket escutam; um socket de datagramas recebe sem listen",
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
      en: "Waits until a client has connected, then returns a new socket for that client together with the " +
        "client's address: conn, addr = accept(srv). The listening socket stays as it is and can accept others.",
      pt:
        "Espera um cliente se conectar e retorna um novo socket para esse cliente, junto com o endereço dele: " +
        "conn, addr = accept(srv). O socket em escuta continua como está e pode aceitar outros clientes.",
    },
    parameters: { sockfd: socket, addr: nothing, addrlen: nothing },
    forms: ["sockfd", "sockfd addr addrlen"],
    errors: acceptErrors,
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
        "On a stream socket it opens the connection (for TCP with the three-way handshake) and waits until it " +
        "is established. On a datagram socket nothing is sent: it sets where send goes and where recv accepts " +
        "from; connect s AF_UNSPEC, C's sockaddr without an address, takes that back.",
      pt:
        "Em um socket de fluxo (stream), abre a conexão (no TCP, com o aperto de mão em três vias) e espera até " +
        "que ela esteja estabelecida. Em um socket de datagramas, nada é enviado: define para onde o send envia " +
        "e de quem o recv aceita dados; connect s AF_UNSPEC, o sockaddr de C sem endereço, desfaz isso.",
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
      en: "connect, but return the error number",
      pt: "como connect, mas retorna o número do erro",
    },
    description: {
      en:
        "Like connect, but as in Python it returns 0 or the number of the errno instead of failing. A name that " +
        "cannot be resolved is still a failure.",
      pt:
        "Como connect, mas, como em Python, retorna 0 ou o número do errno em vez de falhar. Um nome que não " +
        "pode ser resolvido continua sendo uma falha.",
    },
    parameters: destination,
    forms: destinationForms,
    errors: connectErrors,
    answersErrno: () => true,
    remark: (value, _, { system }) => {
      const name = typeof value === "number" && value !== 0 ? system.errnoNames.get(value) : undefined;
      return name === undefined ? undefined : { key: "note.errno", values: { number: Number(value), name } };
    },
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
];
