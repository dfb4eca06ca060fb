// transfer: send, sendall, recv, sendto, recvfrom — the calls that move data.

import {
  address,
  after,
  type Bytes,
  command,
  type Context,
  data,
  host,
  hostAndService,
  type Message,
  messageFlags,
  nothing,
  optional,
  service,
  size,
  type Socket,
  socket,
  socklen,
  UsageError,
  type Value,
} from "../lib/command.ts";
import {
  badDescriptor,
  destinationErrors,
  interrupted,
  noDestination,
  notASocket,
  notConnected,
  nothingOutOfBand,
  nothingToReceive,
  notThisWay,
  peerErrors,
  pointingAt,
  tooLong,
  unresolved,
} from "./meanings.ts";

/** C's length: the first bytes of the data. More than there are would be somebody else's memory. */
function first(length: number | undefined, buf: Bytes): Bytes {
  if (length === undefined || length === buf.length) return buf;
  if (length > buf.length) throw new UsageError("range", "data.length", { length, bytes: buf.length });
  return buf.subarray(0, length);
}

/** What received bytes do not show: that a datagram was cut, that a stream is at its end, that a datagram was empty. */
function unseen(
  received: Value | undefined,
  sockfd: Socket,
  len: number,
  { sockets }: Context,
): Message | undefined {
  if (!(received instanceof Uint8Array)) return undefined;
  const real = sockfd.cut.get(received);
  if (real !== undefined) return { key: "note.truncated", values: { length: received.length, real } };
  if (received.length > 0 || len === 0) return undefined;
  if (sockfd.datagrams) return { key: "note.empty-datagram", values: {} };
  if (sockfd.deaf) return { key: "note.deaf-stream", values: {} };
  const gone = sockets.state(sockfd).state === "CLOSED";
  return { key: gone ? "note.reset-stream" : "note.closed-stream", values: {} };
}

const sendErrors = {
  ENOTCONN: notConnected,
  EPIPE: {
    en:
      "nothing can be sent on this socket: it is not connected, the peer has closed the connection, or this side was shut down for writing",
    pt:
      "não é possível enviar por este socket: ele não está conectado, o outro lado fechou a conexão, ou este lado foi encerrado para escrita",
    at: "sockfd",
  },
  ...peerErrors,
  EDESTADDRREQ: noDestination,
  EMSGSIZE: tooLong,
  EAGAIN: {
    en: "there was no room in the send buffer in time: the socket is non-blocking, or its timeout ran out",
    pt: "não houve espaço a tempo no buffer de envio: o socket é não bloqueante ou o tempo limite se esgotou",
  },
  EOPNOTSUPP: {
    en: "this kind of socket does not take these flags",
    pt: "este tipo de socket não aceita essas flags",
    at: "flags",
  },
  EINTR: interrupted,
  EBADF: badDescriptor,
  ENOTSOCK: notASocket,
};

const receiveErrors = {
  ENOTCONN: notConnected,
  ...peerErrors,
  EAGAIN: {
    en: "nothing arrived in time: the call is non-blocking, or the socket's timeout ran out",
    pt: "nada chegou a tempo: a chamada é não bloqueante ou o tempo limite do socket se esgotou",
  },
  EINVAL: nothingToReceive,
  EOPNOTSUPP: nothingOutOfBand,
  EINTR: interrupted,
  EBADF: badDescriptor,
  ENOTSOCK: notASocket,
};

/** The commands of this topic. */
export const transfer = [
  command({
    name: "send",
    prototype: "ssize_t send(int sockfd, const void *buf, size_t len, int flags);",
    summary: { en: "send data on a connected socket", pt: "envia dados por um socket conectado" },
    description: {
      en:
        "Hands data to the kernel and returns how many bytes it took. A blocking stream socket waits until all " +
        "of them are taken; a non-blocking one may take only a part. Text is sent in UTF-8.",
      pt:
        "Entrega os dados ao kernel e retorna quantos bytes ele aceitou. Um socket de fluxo bloqueante espera " +
        "até que todos sejam aceitos; um não bloqueante pode aceitar só uma parte. Textos são enviados em UTF-8.",
    },
    parameters: { sockfd: socket, buf: data, len: optional(size), flags: messageFlags },
    forms: ["sockfd buf flags?", "sockfd buf len flags"],
    errors: sendErrors,
    example: 'a, b = socketpair()\nsend a "Hello, world" => 12\nrecv b 1024 => "Hello, world"',
    run({ sockfd, buf, len, flags }, context) {
      return context.sockets.send(sockfd, first(len, buf), flags, context);
    },
  }),

  command({
    name: "sendall",
    prototype: "None sendall(int sockfd, bytes buf, int flags);",
    summary: {
      en: "send all data, however long it takes",
      pt: "envia todos os dados, leve o tempo que levar",
    },
    description: {
      en:
        "As Python's sendall: calls send again and again until everything has been sent, and returns nothing. " +
        "When it fails, it says how much had been sent.",
      pt:
        "Como o sendall de Python: chama send repetidamente até que tudo tenha sido enviado e não retorna nada. " +
        "Quando falha, informa quanto já tinha sido enviado.",
    },
    parameters: { sockfd: socket, buf: data, flags: messageFlags },
    forms: ["sockfd buf flags?"],
    errors: sendErrors,
    example: 'a, b = socketpair()\nsendall a "Hello, world"\nrecv b 1024 => "Hello, world"',
    run({ sockfd, buf, flags }, context) {
      return after(context.sockets.sendall(sockfd, buf, flags, context), () => null);
    },
    remark: (_, { buf }) => ({ key: "note.sent", values: { length: buf.length } }),
  }),

  command({
    name: "recv",
    prototype: "ssize_t recv(int sockfd, void *buf, size_t len, int flags);",
    summary: { en: "receive data", pt: "recebe dados" },
    description: {
      en:
        "Waits until something has arrived and returns it: at most len bytes, often fewer. No bytes at all on a " +
        "stream means that the peer has closed its side. A datagram socket returns one datagram, truncated to " +
        "len bytes.",
      pt:
        "Espera chegar algum dado e o retorna: no máximo len bytes, muitas vezes menos. Em um fluxo, nenhum " +
        "byte significa que o outro lado encerrou o envio. Um socket de datagramas retorna um datagrama, " +
        "truncado em len bytes.",
    },
    parameters: { sockfd: socket, len: size, flags: messageFlags },
    forms: ["sockfd len flags?"],
    errors: receiveErrors,
    example: 'a, b = socketpair()\nsend a "one two"\nrecv b 3 => "one"\nrecv b 1024 => " two"',
    run({ sockfd, len, flags }, context) {
      return context.sockets.recv(sockfd, len, flags, context);
    },
    remark: (value, { sockfd, len }, context) => unseen(value, sockfd, len, context),
  }),

  command({
    name: "sendto",
    prototype: "ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, " +
      "const struct sockaddr *dest_addr, socklen_t addrlen);",
    summary: { en: "send a datagram to an address", pt: "envia um datagrama a um endereço" },
    description: {
      en:
        "Sends one datagram to an address, without a connection. The first sendto gives an unbound socket a " +
        "free port, to which the answers come back.",
      pt:
        "Envia um datagrama a um endereço, sem conexão. O primeiro sendto dá uma porta livre a um socket não " +
        "vinculado, e é a ela que as respostas voltam.",
    },
    parameters: {
      sockfd: socket,
      buf: data,
      len: optional(size),
      flags: messageFlags,
      dest_addr: optional(address),
      addrlen: optional(socklen),
      host: optional(host),
      port: optional(service),
      null: nothing,
    },
    forms: [
      "sockfd buf dest_addr",
      "sockfd buf flags dest_addr",
      "sockfd buf host port",
      "sockfd buf len flags null addrlen",
      "sockfd buf len flags dest_addr addrlen",
    ],
    errors: {
      ...sendErrors,
      EOPNOTSUPP: notThisWay,
      ...pointingAt(destinationErrors, "dest_addr"),
      ENETUNREACH: {
        en: "there is no route to that network",
        pt: "não há rota para essa rede",
        at: "dest_addr",
      },
      EHOSTUNREACH: {
        en: "there is a route, but that host cannot be reached through it",
        pt: "há uma rota, mas não foi possível alcançar essa máquina por ela",
        at: "dest_addr",
      },
      EACCES: {
        en: "not permitted: a broadcast address needs SO_BROADCAST",
        pt: "não permitido: para um endereço de broadcast, ative SO_BROADCAST",
        at: "dest_addr",
      },
      EINVAL: {
        en: "the kernel refuses this address: port 0, another family, or a wrong length",
        pt: "o kernel recusa este endereço: porta 0, outra família ou tamanho errado",
        at: "dest_addr",
      },
      ...pointingAt(unresolved, "dest_addr"),
    },
    example:
      'srv = socket udp\nbind srv 127.0.0.1:0\ncli = socket udp\nsendto cli "ping" (getsockname(srv)) => 4\n' +
      "data, addr = recvfrom(srv, 1024)",
    run({ sockfd, buf, len, flags, dest_addr, addrlen, host, port }, context) {
      const bytes = first(len, buf);
      const to = dest_addr ?? (port === undefined ? undefined : hostAndService(host ?? "", port));
      if (to === undefined) return context.sockets.send(sockfd, bytes, flags, context);
      return after(
        context.sockets.resolve(sockfd, to, context),
        (addr) =>
          context.sockets.send(sockfd, bytes, flags, context, {
            address: addr,
            length: addrlen ?? addr.length,
          }),
      );
    },
  }),

  command({
    name: "recvfrom",
    prototype: "ssize_t recvfrom(int sockfd, void *buf, size_t len, int flags, " +
      "struct sockaddr *src_addr, socklen_t *addrlen);",
    summary: { en: "receive a datagram and its sender", pt: "recebe um datagrama e informa o remetente" },
    description: {
      en:
        "Waits for a datagram and returns it with the address it came from: data, addr = recvfrom(s, 1024). " +
        "What is longer than len bytes is truncated. On a stream socket there is no sender: None.",
      pt:
        "Espera um datagrama e o retorna com o endereço de origem: data, addr = recvfrom(s, 1024). O que passa " +
        "de len bytes é truncado. Em um socket de fluxo não há remetente: None.",
    },
    parameters: { sockfd: socket, len: size, flags: messageFlags },
    forms: ["sockfd len flags?"],
    errors: receiveErrors,
    example:
      'srv = socket udp\nbind srv 127.0.0.1:0\ncli = socket udp\nsendto cli "ping" (getsockname(srv))\n' +
      'recvfrom srv 1024 => ("ping", _)',
    run({ sockfd, len, flags }, context) {
      const received = context.sockets.recvfrom(sockfd, len, flags, context);
      return after(received, ([bytes, sender]) => [bytes, sender ?? null]);
    },
    remark: (value, { sockfd, len }, context) =>
      unseen(Array.isArray(value) ? value[0] : value, sockfd, len, context),
  }),
];
