// transfer: send, sendall, recv, sendto, recvfrom — the calls that move data.

import {
  address,
  after,
  type Bytes,
  command,
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
import { badDescriptor, interrupted, notASocket, notConnected, pointingAt, unresolved } from "./meanings.ts";

/** C's length: the first bytes of the data. More than there are would be somebody else's memory. */
function first(length: number | undefined, buf: Bytes): Bytes {
  if (length === undefined || length === buf.length) return buf;
  if (length > buf.length) throw new UsageError("range", "data.length", { length, bytes: buf.length });
  return buf.subarray(0, length);
}

/** What an empty recv says: the end of a stream, or a datagram without data. */
function emptiness(received: Value, sockfd: Socket, len: number): Message | undefined {
  if (!(received instanceof Uint8Array) || received.length > 0 || len === 0) return undefined;
  return { key: sockfd.datagrams ? "note.empty-datagram" : "note.closed-stream", values: {} };
}

const sendErrors = {
  ENOTCONN: notConnected,
  EPIPE: {
    en:
      "this connection can no longer be written: the peer has closed it, or this side was shut down for writing",
    pt:
      "já não se pode escrever nesta conexão: o outro lado a fechou, ou este lado foi encerrado para escrita",
    at: "sockfd",
  },
  ECONNRESET: {
    en: "the peer ended the connection with a reset (RST); what was under way is lost",
    pt: "o outro lado encerrou a conexão com um reset (RST); o que estava a caminho se perdeu",
    at: "sockfd",
  },
  ECONNREFUSED: {
    en: "an earlier datagram came back: nothing listens at that address and port",
    pt: "um datagrama anterior voltou: nada escuta nesse endereço e porta",
    at: "sockfd",
  },
  EDESTADDRREQ: {
    en: "the socket has no peer; connect it, or use sendto with an address",
    pt: "o socket não tem destino; conecte-o ou use sendto com um endereço",
    at: "sockfd",
  },
  EMSGSIZE: {
    en: "the data are too long for one datagram",
    pt: "os dados são longos demais para um único datagrama",
    at: "buf",
  },
  EAGAIN: {
    en:
      "the send buffer is full, and the socket is not to wait any longer (non-blocking, or its time-out ran out)",
    pt:
      "o buffer de envio está cheio, e o socket não deve esperar mais (não bloqueante, ou o tempo limite esgotou)",
  },
  EOPNOTSUPP: {
    en: "this kind of socket does not take these flags",
    pt: "este tipo de socket não aceita essas opções (flags)",
    at: "flags",
  },
  EINTR: interrupted,
  EBADF: badDescriptor,
  ENOTSOCK: notASocket,
};

const receiveErrors = {
  ENOTCONN: notConnected,
  ECONNRESET: sendErrors.ECONNRESET,
  ECONNREFUSED: sendErrors.ECONNREFUSED,
  EAGAIN: {
    en: "nothing has arrived, and the call is not to wait any longer (non-blocking, or its time-out ran out)",
    pt: "nada chegou, e a chamada não deve esperar mais (não bloqueante, ou o tempo limite esgotou)",
  },
  EINVAL: {
    en:
      "the call cannot be made like this: no out-of-band data for MSG_OOB, or a socket that listens or is unconnected",
    pt:
      "a chamada não pode ser feita assim: não há dados fora de banda para MSG_OOB, ou o socket está em escuta ou desconectado",
    at: "sockfd",
  },
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
        "Hands data to the kernel and returns how many bytes it took. A blocking stream socket waits until all of them " +
        "are taken; a non-blocking one may take a part. Text goes out in UTF-8.",
      pt:
        "Entrega dados ao núcleo e devolve quantos bytes ele aceitou. Um socket de fluxo bloqueante espera até que todos " +
        "sejam aceitos; um não bloqueante pode aceitar só uma parte. Texto sai em UTF-8.",
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
    summary: { en: "send all data, however long it takes", pt: "envia todos os dados, demore o que demorar" },
    description: {
      en:
        "Python's relative of send: it calls send again and again until everything went out, and returns nothing. When it " +
        "fails it says how much had gone out.",
      pt:
        "O parente de send em Python: chama send repetidamente até que tudo tenha saído e não devolve nada. Quando falha, " +
        "diz quanto já tinha saído.",
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
        "Waits until something has arrived and returns it: at most len bytes, often fewer. No bytes at all mean that the " +
        "peer has closed its side of a stream. A datagram socket returns one datagram, cut to len.",
      pt:
        "Espera até que algo chegue e o devolve: no máximo len bytes, muitas vezes menos. Nenhum byte significa que o " +
        "outro lado fechou a sua parte do fluxo. Um socket de datagramas devolve um datagrama, cortado em len.",
    },
    parameters: { sockfd: socket, len: size, flags: messageFlags },
    forms: ["sockfd len flags?"],
    errors: receiveErrors,
    example: 'a, b = socketpair()\nsend a "one two"\nrecv b 3 => "one"\nrecv b 1024 => " two"',
    run({ sockfd, len, flags }, context) {
      return context.sockets.recv(sockfd, len, flags, context);
    },
    remark: (value, { sockfd, len }) => emptiness(value, sockfd, len),
  }),

  command({
    name: "sendto",
    prototype: "ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, " +
      "const struct sockaddr *dest_addr, socklen_t addrlen);",
    summary: { en: "send a datagram to an address", pt: "envia um datagrama a um endereço" },
    description: {
      en:
        "Sends one datagram to an address, without a connection. The first sendto gives an unbound socket a free port, to " +
        "which answers come back.",
      pt:
        "Envia um datagrama a um endereço, sem conexão. O primeiro sendto dá a um socket sem endereço uma porta livre, " +
        "para a qual as respostas voltam.",
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
      EISCONN: {
        en: "the socket is connected: it takes no other address",
        pt: "o socket está conectado: não aceita outro endereço",
        at: "dest_addr",
      },
      ENETUNREACH: {
        en: "there is no route to that network",
        pt: "não há rota para essa rede",
        at: "dest_addr",
      },
      EHOSTUNREACH: {
        en: "there is a route, but that host cannot be reached by it",
        pt: "há uma rota, mas essa máquina não pode ser alcançada por ela",
        at: "dest_addr",
      },
      EACCES: {
        en: "not permitted: a broadcast address needs SO_BROADCAST",
        pt: "não permitido: um endereço de broadcast precisa de SO_BROADCAST",
        at: "dest_addr",
      },
      EINVAL: {
        en: "the kernel refuses this address: port 0, another family, or a wrong length",
        pt: "o núcleo recusa este endereço: porta 0, outra família ou comprimento errado",
        at: "dest_addr",
      },
      EAFNOSUPPORT: {
        en: "the address is of another family than the socket",
        pt: "o endereço é de outra família que não a do socket",
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
    summary: { en: "receive a datagram and its sender", pt: "recebe um datagrama e o seu remetente" },
    description: {
      en:
        "Waits for a datagram and returns it with the address it came from: data, addr = recvfrom(s, 1024). What is " +
        "longer than len is cut off. On a stream socket there is no sender: None.",
      pt:
        "Espera por um datagrama e o devolve com o endereço de onde veio: data, addr = recvfrom(s, 1024). O que passa de " +
        "len é cortado. Num socket de fluxo não há remetente: None.",
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
    remark: (value, { sockfd, len }) => emptiness(Array.isArray(value) ? value[0] : value, sockfd, len),
  }),
];
