// messages: sendmsg, recvmsg and their kin — several buffers, ancillary data, descriptors handed to another socket.

import { controlLength, controlSpace } from "../lib/abi/messages.ts";
import { flagText } from "../lib/abi/mod.ts";
import {
  address,
  after,
  buffers,
  command,
  type Context,
  controlMessages,
  defaulting,
  type Destination,
  type Maybe,
  type Message,
  messageFlags,
  optional,
  size,
  sizes,
  type Socket,
  socket,
  socketSet,
  type Struct,
  type Value,
} from "../lib/command.ts";
import {
  badDescriptor,
  destinationErrors,
  interrupted,
  notASocket,
  notConnected,
  nothingOutOfBand,
  nothingToReceive,
  notThisWay,
  peerErrors,
  pointingAt,
  unresolved,
} from "./meanings.ts";

const sendErrors = {
  ENOTCONN: notConnected,
  ECONNRESET: peerErrors.ECONNRESET,
  EPIPE: {
    en: "nothing can be sent on this socket: the peer has closed, or this side was shut down for writing",
    pt: "não é possível enviar por este socket: o outro lado fechou, ou este lado foi encerrado para escrita",
    at: "sockfd",
  },
  EDESTADDRREQ: {
    en: "the socket has no peer, and no address was given",
    pt: "o socket não tem destino e nenhum endereço foi informado",
    at: "sockfd",
  },
  EMSGSIZE: {
    en: "the data is too long for one datagram, or there are more than 1024 buffers",
    pt: "os dados são longos demais para um único datagrama, ou há mais de 1024 buffers",
    at: "buffers",
  },
  EAGAIN: {
    en: "there was no room in the send buffer in time: the socket is non-blocking, or its timeout ran out",
    pt: "não houve espaço a tempo no buffer de envio: o socket é não bloqueante ou o tempo limite se esgotou",
  },
  EBADF: {
    en: "no open descriptor has this number, or one that is to be handed over is not open",
    pt: "nenhum descritor aberto tem este número, ou um dos que seriam entregues não está aberto",
  },
  EINTR: interrupted,
  ENOTSOCK: notASocket,
  EOPNOTSUPP: notThisWay,
  ...pointingAt(destinationErrors, "address"),
  ...pointingAt(unresolved, "address"),
};

const receiveErrors = {
  ENOTCONN: notConnected,
  EAGAIN: {
    en:
      "nothing arrived in time: the call is non-blocking, the timeout ran out, or the error queue is empty (MSG_ERRQUEUE)",
    pt:
      "nada chegou a tempo: a chamada é não bloqueante, o tempo limite se esgotou, ou a fila de erros está vazia " +
      "(MSG_ERRQUEUE)",
  },
  ...peerErrors,
  EINVAL: nothingToReceive,
  EOPNOTSUPP: nothingOutOfBand,
  EMFILE: {
    en: "descriptors came, and this process already has as many as it may have",
    pt: "chegaram descritores, e este processo já tem quantos pode ter",
  },
  EINTR: interrupted,
  EBADF: badDescriptor,
  ENOTSOCK: notASocket,
};

/** The sockaddr a message goes to, names resolved; undefined where none was given. */
function target(sockfd: Socket, address: Destination | undefined, context: Context) {
  if (address === undefined) return undefined;
  return after(
    context.sockets.resolve(sockfd, address, context),
    (address) => ({ address, length: address.length }),
  );
}

/** What received data do not show: ancillary data that were lost, a datagram that was cut, the end of a stream. */
function unseen(
  { data, flags, wanted }: { readonly data: Value; readonly flags: Value; readonly wanted: boolean },
  sockfd: Socket,
  { system }: Context,
): Message | undefined {
  const has = (name: string) => (Number(flags) & (system.constants.get(name) ?? 0)) !== 0;
  if (has("MSG_CTRUNC")) return { key: "note.ancillary-lost", values: {} };
  if (has("MSG_TRUNC")) return { key: "note.rest-lost", values: {} };
  const pieces = Array.isArray(data) ? data : [data];
  const empty = pieces.every((piece) => piece instanceof Uint8Array && piece.length === 0);
  if (!empty || !wanted || has("MSG_ERRQUEUE")) return undefined;
  if (sockfd.datagrams) return { key: "note.empty-datagram", values: {} };
  return { key: sockfd.deaf ? "note.deaf-stream" : "note.closed-stream", values: {} };
}

/** Whether a call asked for any data at all. */
function wantsData(len: number | readonly number[]): boolean {
  return typeof len === "number" ? len > 0 : len.some((each) => each > 0);
}

/** recvmsg(2) as a value. */
function received(
  sockfd: Socket,
  len: number | readonly number[],
  ancbufsize: number,
  flags: number,
  context: Context,
): Maybe<Struct> {
  const { system, sockets } = context;
  const wanted = typeof len === "number" ? [len] : len;
  const message = sockets.messages().recvmsg(sockfd, wanted, ancbufsize, flags, context);
  return after(message, ({ buffers, control, flags, address }): Struct => ({
    kind: "struct",
    name: "msghdr",
    fields: [
      { name: "data", value: typeof len === "number" ? buffers[0] ?? null : buffers },
      {
        name: "ancdata",
        value: control.map(({ level, levelName, type, typeName, value }) => ({
          kind: "struct",
          name: "cmsghdr",
          fields: [
            { name: "cmsg_level", value: level, text: levelName ?? String(level) },
            { name: "cmsg_type", value: type, text: typeName ?? String(type) },
            { name: "cmsg_data", value },
          ],
        })),
      },
      { name: "msg_flags", value: flags, text: flagText(system, "MSG_", flags) },
      { name: "address", value: address ?? null },
    ],
  }));
}

/** The member of a structure. */
function member({ fields }: Struct, name: string): Value {
  return fields.find((field) => field.name === name)?.value ?? null;
}

/** The sockets in the ancillary data of a message. */
function handedOver(message: Struct): Value[] {
  const control = member(message, "ancdata") as readonly Struct[];
  return control.flatMap((one) => {
    const data = member(one, "cmsg_data");
    return Array.isArray(data) ? data : [];
  });
}

function isStruct(value: Value): value is Struct {
  return value !== null && typeof value === "object" && "fields" in value;
}

/** The commands of this topic. */
export const messages = [
  command({
    name: "sendmsg",
    prototype: "ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags);",
    summary: {
      en: "send several buffers, with ancillary data beside them",
      pt: "envia vários buffers, acompanhados de dados auxiliares",
    },
    description: {
      en:
        "Sends the buffers as one message: data, or a tuple of data. Ancillary data are (level, type, data) or a tuple " +
        "of such triples; data are bytes, numbers, sockets or IP addresses as C lays them out. (SOL_SOCKET, SCM_RIGHTS, " +
        "(r, w)) hands descriptors over, on a unix socket and with at least one byte. The order is Python's: buffers, " +
        "ancillary data, flags, address.",
      pt:
        "Envia os buffers como uma única mensagem: dados, ou uma tupla de dados. Dados auxiliares são (level, type, " +
        "data) ou uma tupla dessas triplas; data são bytes, números, sockets ou endereços IP dispostos como em C. " +
        "(SOL_SOCKET, SCM_RIGHTS, (r, w)) entrega descritores, em um socket unix e com pelo menos um byte. A ordem é " +
        "a de Python: buffers, dados auxiliares, flags, endereço.",
    },
    parameters: {
      sockfd: socket,
      buffers,
      ancdata: controlMessages,
      flags: messageFlags,
      address: optional(address),
    },
    forms: ["sockfd buffers ancdata? flags? address?"],
    errors: {
      ...sendErrors,
      EINVAL: {
        en:
          "the kernel refuses the ancillary data, which are not what this protocol takes, or the address: port 0, " +
          "another family",
        pt:
          "o kernel recusa os dados auxiliares, que não são os que este protocolo aceita, ou o endereço: porta 0, " +
          "outra família",
      },
      EPERM: {
        en:
          "credentials other than one's own need a privilege; without credentials: the unix socket at that path " +
          "is connected to another one and hears only that one",
        pt:
          "credenciais que não são as próprias precisam de um privilégio; sem credenciais: o socket unix desse " +
          "caminho está conectado a outro e só recebe desse outro",
      },
    },
    example:
      'a, b = socketpair()\nsendmsg a ("Hello, ", "world") => 12\nrecv b 1024 => "Hello, world"\nr, w = pipe2()\n' +
      'sendmsg a "x" (SOL_SOCKET, SCM_RIGHTS, w)\nmessage = recvmsg(b, 1024, CMSG_SPACE(4))',
    run({ sockfd, buffers, ancdata, flags, address }, context) {
      return after(
        target(sockfd, address, context),
        (to) => context.sockets.messages().sendmsg(sockfd, buffers, ancdata, flags, context, to),
      );
    },
  }),

  command({
    name: "recvmsg",
    prototype: "ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags);",
    summary: {
      en: "receive data with ancillary data, flags and sender",
      pt: "recebe dados com dados auxiliares, flags e remetente",
    },
    description: {
      en:
        "Returns what C finds in its msghdr: data, ancdata, flags, addr = recvmsg(s, 1024, 256). A tuple of lengths " +
        "receives into several buffers. ancbufsize is the room for ancillary data, as in Python none at all when it " +
        "is left out: what does not fit is lost (MSG_CTRUNC). What is known is decoded: SCM_RIGHTS are sockets of the " +
        "session by then, IP_RECVERR tells errors of the queue read with MSG_ERRQUEUE, IP_PKTINFO the interface.",
      pt:
        "Retorna o que C encontra no msghdr: data, ancdata, flags, addr = recvmsg(s, 1024, 256). Uma tupla de " +
        "tamanhos recebe em vários buffers. ancbufsize é o espaço para dados auxiliares, como em Python nenhum quando " +
        "omitido: o que não cabe se perde (MSG_CTRUNC). O que é conhecido vem decodificado: SCM_RIGHTS já são sockets " +
        "da sessão, IP_RECVERR informa erros da fila lida com MSG_ERRQUEUE, e IP_PKTINFO, a interface.",
    },
    parameters: { sockfd: socket, len: sizes, ancbufsize: defaulting(size, 0), flags: messageFlags },
    forms: ["sockfd len ancbufsize? flags?"],
    errors: {
      ...receiveErrors,
      EMSGSIZE: {
        en: "one message takes 1024 buffers at most; ask for fewer lengths",
        pt: "uma mensagem comporta no máximo 1024 buffers; peça menos tamanhos",
        at: "len",
      },
    },
    example: "s = socket udp\nbind s 127.0.0.1:0\nsetsockopt s IPPROTO_IP IP_RECVTTL 1\n" +
      'sendto s "ping" (getsockname(s))\ndata, ancdata, flags, addr = recvmsg(s, 1024, 256)\n' +
      "ancdata => ((IPPROTO_IP, IP_TTL, 64),)",
    run({ sockfd, len, ancbufsize, flags }, context) {
      return received(sockfd, len, ancbufsize, flags, context);
    },
    remark(value, { sockfd, len }, context) {
      if (!isStruct(value)) return undefined;
      const [data, flags] = [member(value, "data"), member(value, "msg_flags")];
      return unseen({ data, flags, wanted: wantsData(len) }, sockfd, context);
    },
  }),

  command({
    name: "send_fds",
    prototype: "ssize_t send_fds(int sockfd, bytes buffers, int fds[], int flags);",
    summary: { en: "hand descriptors to the peer", pt: "entrega descritores ao outro lado" },
    description: {
      en:
        "As Python's send_fds: sendmsg with SCM_RIGHTS. The peer gets descriptors of its own for what these are, " +
        "whatever becomes of these afterwards. Only unix sockets can do it.",
      pt:
        "Como o send_fds de Python: sendmsg com SCM_RIGHTS. O outro lado recebe descritores próprios para o que estes " +
        "são, aconteça o que acontecer com eles depois. Só sockets unix fazem isso.",
    },
    parameters: {
      sockfd: socket,
      buffers,
      fds: socketSet,
      flags: messageFlags,
      address: optional(address),
    },
    forms: ["sockfd buffers fds flags? address?"],
    errors: {
      ...sendErrors,
      EINVAL: {
        en: "these are more descriptors than one message takes (253), or not ones that can be handed over",
        pt: "são mais descritores do que uma mensagem comporta (253), ou não podem ser entregues",
        at: "fds",
      },
    },
    example: 'a, b = socketpair()\nr, w = pipe2()\nsend_fds a "take it" (w,) => 7\n' +
      'data, fds, flags, addr = recv_fds(b, 1024, 1)\nwrite (fds[0]) "through it"\nread r 1024 => "through it"',
    run({ sockfd, buffers, fds = [], flags, address }, context) {
      const { constants } = context.system;
      const numbers = Int32Array.from(fds, ({ fd }) => fd);
      const rights = {
        level: constants.get("SOL_SOCKET") ?? 0,
        type: constants.get("SCM_RIGHTS") ?? 0,
        data: new Uint8Array(numbers.buffer),
      };
      return after(
        target(sockfd, address, context),
        (to) => context.sockets.messages().sendmsg(sockfd, buffers, [rights], flags, context, to),
      );
    },
  }),

  command({
    name: "recv_fds",
    prototype: "ssize_t recv_fds(int sockfd, size_t len, int maxfds, int flags);",
    summary: { en: "receive descriptors from the peer", pt: "recebe descritores do outro lado" },
    description: {
      en:
        "As Python's recv_fds: recvmsg with room for maxfds descriptors. Returns data, descriptors, flags and sender; " +
        "the descriptors are sockets of the session, named s1, s2, … unless they are given names.",
      pt:
        "Como o recv_fds de Python: recvmsg com espaço para maxfds descritores. Retorna dados, descritores, flags e " +
        "remetente; os descritores são sockets da sessão, chamados s1, s2, … se não receberem outro nome.",
    },
    parameters: { sockfd: socket, len: size, maxfds: size, flags: messageFlags },
    forms: ["sockfd len maxfds flags?"],
    errors: receiveErrors,
    example: 'a, b = socketpair()\nsrv = socket tcp\nsend_fds a "x" srv\n' +
      "data, fds, flags, addr = recv_fds(b, 1024, 8)\ncopy = fds[0]\ngetsockopt copy SOL_SOCKET SO_TYPE => SOCK_STREAM",
    run({ sockfd, len, maxfds, flags }, context) {
      // Space for a padded one would take one descriptor more.
      const room = controlLength(context.system, 4 * maxfds);
      return after(received(sockfd, len, room, flags, context), (message): Value => [
        member(message, "data"),
        handedOver(message),
        member(message, "msg_flags"),
        member(message, "address"),
      ]);
    },
    remark(value, { sockfd, len }, context) {
      if (!Array.isArray(value)) return undefined;
      const [data = null, , flags = null] = value;
      return unseen({ data, flags, wanted: len > 0 }, sockfd, context);
    },
  }),

  command({
    name: "CMSG_SPACE",
    prototype: "size_t CMSG_SPACE(size_t length);",
    summary: {
      en: "the room ancillary data of a length take",
      pt: "o espaço que dados auxiliares de um tamanho ocupam",
    },
    description: {
      en:
        "How many bytes of recvmsg's ancbufsize one piece of ancillary data takes, with header and padding: an int " +
        "or a descriptor has 4 bytes.",
      pt:
        "Quantos bytes do ancbufsize de recvmsg um dado auxiliar ocupa, com cabeçalho e preenchimento: um int ou um " +
        "descritor tem 4 bytes.",
    },
    parameters: { length: size },
    forms: ["length"],
    errors: {},
    example:
      "CMSG_SPACE(4)\na, b = socketpair()\ns = socket tcp\nsend_fds a x s\nm = recvmsg(b, 1, CMSG_SPACE(4))",
    run: ({ length }, { system }) => controlSpace(system, length),
  }),

  command({
    name: "CMSG_LEN",
    prototype: "size_t CMSG_LEN(size_t length);",
    summary: {
      en: "the length of ancillary data with their header",
      pt: "o tamanho de dados auxiliares com o cabeçalho",
    },
    description: {
      en: "What cmsg_len says for that many bytes of data: CMSG_SPACE without the padding behind them.",
      pt:
        "O que cmsg_len informa para essa quantidade de bytes: CMSG_SPACE sem o preenchimento depois deles.",
    },
    parameters: { length: size },
    forms: ["length"],
    errors: {},
    example:
      "CMSG_LEN(4)\na, b = socketpair()\ns = socket tcp\nsend_fds a x s\nm = recvmsg(b, 1, CMSG_LEN(4))",
    run: ({ length }, { system }) => controlLength(system, length),
  }),
];
