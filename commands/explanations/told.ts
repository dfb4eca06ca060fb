// told: what `explain on` adds after a call that succeeded — one sentence with what matters of it.
//
// Only what the call returned, what it was given and what the kernel says now is told: no guesses. Loaded when it is
// switched on.

import { constantName } from "../../lib/abi/mod.ts";
import {
  type Address,
  type Context,
  formatAddress,
  isAddress,
  type Message,
  Socket,
  type Told,
  type Value,
} from "../../lib/command.ts";

/** A sentence in both languages; `{name}` stands for a value. */
type Sentence = readonly [en: string, pt: string, values?: Readonly<Record<string, string | number>>];

type Teller = (call: Told, context: Context) => Sentence | undefined;

/** The sentence about a call; undefined where there is nothing to add. */
export function told(call: Told, context: Context): Message | undefined {
  const teller = Object.hasOwn(tellers, call.command.name) ? tellers[call.command.name] : undefined;
  const [en, pt, values] = teller?.(call, context) ?? [];
  if (en === undefined || pt === undefined) return undefined;
  return { key: "told", values: values ?? {}, text: { en, pt } };
}

// ---- the values of a call

function called(socket: Socket): string {
  return socket.name ?? String(socket.fd);
}

/** The socket a call was about. */
function subject({ parameters }: Told): Socket | undefined {
  return Object.values(parameters).find((value) => value instanceof Socket);
}

function shown(address: Address | undefined): string {
  if (address === undefined) return "-";
  const text = formatAddress(address);
  return text === "unix:" || text === "" ? "unix" : text;
}

/** The name of the subject, its two addresses and its state. */
function here(call: Told, { sockets }: Context) {
  const socket = subject(call);
  const { state, local, peer } = socket === undefined || socket.fd < 0
    ? { state: undefined, local: undefined, peer: undefined }
    : sockets.state(socket);
  return {
    socket,
    state,
    values: { name: socket === undefined ? "" : called(socket), local: shown(local), peer: shown(peer) },
    local,
    peer,
  };
}

/** Whether a socket carries a stream: TCP, or a unix stream. */
function isStream({ type }: Socket, { system }: Context): boolean {
  return type === system.constants.get("SOCK_STREAM");
}

function isTcp(socket: Socket, context: Context): boolean {
  return isStream(socket, context) && socket.domain !== context.system.constants.get("AF_UNIX");
}

/** How many bytes a value has; undefined where it is no data. */
function lengthOf(value: unknown): number | undefined {
  return value instanceof Uint8Array ? value.length : undefined;
}

function first(value: Value): Value {
  return Array.isArray(value) ? value[0] as Value : null;
}

function second(value: Value): Value {
  return Array.isArray(value) ? value[1] as Value : null;
}

// ---- what is told

/** Bytes that went into the send buffer. */
const sent: Teller = (call, context) => {
  const { socket, values } = here(call, context);
  const { buf, buffers } = call.parameters;
  const count = typeof call.value === "number" ? call.value : lengthOf(buf) ??
    (Array.isArray(buffers)
      ? buffers.reduce((sum: number, each) => sum + (lengthOf(each) ?? 0), 0)
      : undefined);
  if (socket === undefined || count === undefined) return undefined;
  const told = { ...values, count };
  if (socket.datagrams) {
    return [
      "The kernel took a message of {count} {count:byte|bytes} from {name} as one datagram; whether it arrives is not known here.",
      "O kernel recebeu de {name} uma mensagem de {count} {count:byte|bytes} como um datagrama; se ela chega, não se sabe aqui.",
      told,
    ];
  }
  return isTcp(socket, context)
    ? [
      "{count} {count:byte was|bytes were} copied into the send buffer of {name}; whether the peer has read {count:it|them} is not known yet.",
      "{count} {count:byte foi copiado|bytes foram copiados} para o buffer de envio de {name}; se o outro lado já {count:o|os} leu, ainda não se sabe.",
      told,
    ]
    : [
      "The kernel took {count} {count:byte|bytes} from {name}; whether anybody has read {count:it|them} is not known here.",
      "O kernel recebeu {count} {count:byte|bytes} de {name}; se alguém já {count:o|os} leu, não se sabe aqui.",
      told,
    ];
};

/** Bytes that were taken out of the receive buffer; an empty answer has a remark of its own. */
const received: Teller = (call, context) => {
  const { socket, values } = here(call, context);
  const count = lengthOf(call.value);
  const { len, count: asked, flags } = call.parameters;
  const most = typeof len === "number" ? len : typeof asked === "number" ? asked : undefined;
  if (socket === undefined || count === undefined || count === 0 || most === undefined) return undefined;
  const told = { ...values, count, most };
  if (typeof flags === "number" && (flags & (context.system.constants.get("MSG_PEEK") ?? 0)) !== 0) {
    return [
      "{count} {count:byte was|bytes were} copied from the receive buffer of {name} and left in it (MSG_PEEK).",
      "{count} {count:byte foi copiado|bytes foram copiados} do buffer de recepção de {name} e {count:continua|continuam} nele (MSG_PEEK).",
      told,
    ];
  }
  if (socket.domain === undefined) {
    return [
      "{count} {count:byte was|bytes were} read from {name}; at most {most} had been asked for.",
      "{count} {count:byte foi lido|bytes foram lidos} de {name}; o máximo pedido era {most}.",
      told,
    ];
  }
  return [
    "{count} {count:byte was|bytes were} taken out of the receive buffer of {name}; at most {most} had been asked for.",
    "{count} {count:byte foi retirado|bytes foram retirados} do buffer de recepção de {name}; o máximo pedido era {most}.",
    told,
  ];
};

/** A connection that accept handed out. */
const accepted: Teller = (call, context) => {
  const conn = first(call.value);
  if (!(conn instanceof Socket)) return undefined;
  const { local, peer } = context.sockets.state(conn);
  const values = {
    name: called(conn),
    local: shown(local),
    peer: shown(peer),
    listener: here(call, context).values.name,
  };
  return [
    "The kernel took the oldest connection out of the queue of {listener}: {name} is a new socket for it, between {local} here and {peer}; {listener} goes on listening.",
    "O kernel retirou da fila de {listener} a conexão mais antiga: {name} é um novo socket para ela, entre {local} aqui e {peer}; {listener} continua em escuta.",
    values,
  ];
};

const connected: Teller = (call, context) => {
  const { socket, state, peer, values } = here(call, context);
  // Without a peer it was AF_UNSPEC, which takes the peer away.
  if (socket === undefined || peer === undefined || call.value !== 0) return undefined;
  if (isTcp(socket, context)) {
    return state === "ESTABLISHED"
      ? [
        "The three-way handshake is done: {name} is connected from {local} to {peer}.",
        "O aperto de mão em três vias terminou: {name} está conectado de {local} a {peer}.",
        values,
      ]
      : undefined;
  }
  if (socket.domain === context.system.constants.get("AF_UNIX")) {
    return [
      "{name} is connected to {peer}; nothing leaves this machine.",
      "{name} está conectado a {peer}; nada sai desta máquina.",
      values,
    ];
  }
  return socket.datagrams
    ? [
      "Nothing was sent: the kernel only noted {peer} as the peer of {name}; this side has the address {local}.",
      "Nada foi enviado: o kernel só anotou {peer} como o outro lado de {name}; deste lado o endereço é {local}.",
      values,
    ]
    : undefined;
};

const bound: Teller = (call, context) => {
  const { socket, local, values } = here(call, context);
  if (socket === undefined || local === undefined) return undefined;
  if (local.family !== "inet" && local.family !== "inet6") {
    return [
      "{name} has the address {local} now; others find it by that name.",
      "{name} tem agora o endereço {local}; os outros o encontram por esse nome.",
      values,
    ];
  }
  const everywhere = local.host === "0.0.0.0" || local.host === "::";
  const inner = local.host.startsWith("127.") || local.host === "::1";
  const told = { ...values, port: local.port };
  if (everywhere) {
    return [
      "Port {port} belongs to {name} now, on all interfaces of this machine; nothing was sent.",
      "A porta {port} agora pertence a {name}, em todas as interfaces desta máquina; nada foi enviado.",
      told,
    ];
  }
  return inner
    ? [
      "{local} belongs to {name} now: a loopback address, which only programs of this machine reach; nothing was sent.",
      "{local} agora pertence a {name}: um endereço de loopback, que só programas desta máquina alcançam; nada foi enviado.",
      told,
    ]
    : [
      "{local} belongs to {name} now; nothing was sent.",
      "{local} agora pertence a {name}; nada foi enviado.",
      told,
    ];
};

/** What the kernel still does with a connection after close. */
const afterwards: Readonly<Record<string, readonly [en: string, pt: string]>> = {
  FIN_WAIT1: ["its FIN is not acknowledged yet", "o FIN dela ainda não foi confirmado"],
  FIN_WAIT2: ["it waits for the FIN of the other side", "ela espera o FIN do outro lado"],
  LAST_ACK: ["its FIN is not acknowledged yet", "o FIN dela ainda não foi confirmado"],
  CLOSING: ["its FIN is not acknowledged yet", "o FIN dela ainda não foi confirmado"],
  TIME_WAIT: ["it waits until late segments are gone", "ela espera até não haver mais segmentos atrasados"],
};

/** Why the kernel ended a connection at once. */
const resets = {
  unread: [
    "{name} had {unread} {unread:byte|bytes} that nobody had read, so the kernel did not end the connection with a FIN: a reset (RST) tears it down at once, and the other side gets ECONNRESET.",
    "{name} tinha {unread} {unread:byte que ninguém leu|bytes que ninguém leu}; por isso o kernel não encerrou a conexão com um FIN: um reset (RST) a desfaz de imediato, e o outro lado recebe ECONNRESET.",
  ],
  linger: [
    "SO_LINGER with 0 seconds was set on {name}: instead of a FIN a reset (RST) tears the connection down at once; what was not sent yet is lost, and the other side gets ECONNRESET.",
    "SO_LINGER com 0 segundos estava definido em {name}: em vez de um FIN, um reset (RST) desfaz a conexão de imediato; o que ainda não foi enviado se perde, e o outro lado recebe ECONNRESET.",
  ],
} as const;

const closed: Teller = (call, context) => {
  const { socket, values } = here(call, context);
  if (socket === undefined) return undefined;
  if (socket.fd >= 0) return undefined;
  const { heir, reset, unread = 0 } = socket.end ?? {};
  if (heir !== undefined) {
    return [
      "The descriptor of {name} is free again; the socket lives on under {heir}, and the other side is told nothing.",
      "O descritor de {name} está livre de novo; o socket continua existindo em {heir}, e nada é dito ao outro lado.",
      { ...values, heir: called(heir) },
    ];
  }
  const { state } = context.sockets.afterClose(socket) ?? {};
  if (state === undefined && reset !== undefined) return [...resets[reset], { ...values, unread }];
  const then = state === undefined ? undefined : afterwards[state];
  if (state === undefined || then === undefined) {
    return [
      "The descriptor of {name} is free again, and the name no longer stands for a socket.",
      "O descritor de {name} está livre de novo, e o nome não representa mais um socket.",
      values,
    ];
  }
  return [
    `The descriptor of {name} is free again; the kernel keeps the connection in {state}: ${then[0]}.`,
    `O descritor de {name} está livre de novo; o kernel mantém a conexão em {state}: ${then[1]}.`,
    { ...values, state },
  ];
};

/** A socket that was made, with the constants it was made of. */
const made: Teller = ({ value }, { system }) => {
  if (!(value instanceof Socket)) return undefined;
  const nameOf = (prefix: string, number = 0) => constantName(system, prefix, number) ?? String(number);
  return [
    "The kernel made a socket ({domain}, {type}) and gave it the descriptor {fd}; it has no address and no peer yet.",
    "O kernel criou um socket ({domain}, {type}) e lhe deu o descritor {fd}; ele ainda não tem endereço nem outro lado.",
    { fd: value.fd, domain: nameOf("AF_", value.domain), type: nameOf("SOCK_", value.type) },
  ];
};

/** A sentence about the subject alone. */
function about(en: string, pt: string): Teller {
  return (call, context) => {
    const { socket, values } = here(call, context);
    return socket === undefined ? undefined : [en, pt, values];
  };
}

/** A sentence about what was given and what came back. */
function plainly(
  en: string,
  pt: string,
  values: (call: Told) => Readonly<Record<string, string | number>> | undefined,
): Teller {
  return (call) => {
    const told = values(call);
    return told && [en, pt, told];
  };
}

/** The number a call returned. */
function number({ value }: Told): { value: number } | undefined {
  return typeof value === "number" ? { value } : undefined;
}

/** How many things a call returned. */
function count({ value }: Told): { count: number } | undefined {
  return Array.isArray(value) ? { count: value.length } : undefined;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** What is ready among what was asked for. */
const ready: Teller = ({ value }) => {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return [
    "The kernel says that {count} of the descriptors can be used without waiting.",
    "O kernel informa que {count} dos descritores {count:pode ser usado|podem ser usados} sem esperar.",
    { count: value.length },
  ];
};

const readySets: Teller = ({ value }, context) => {
  if (!Array.isArray(value)) return undefined;
  const all = value.flatMap((each) => Array.isArray(each) ? each : []);
  return ready({ value: all } as unknown as Told, context);
};

/** Numbers turned round. */
const turned = plainly(
  "The same bytes in the other order: {from} is read as {value}.",
  "Os mesmos bytes na outra ordem: {from} é lido como {value}.",
  ({ parameters, value }) => {
    const [from] = Object.values(parameters);
    return typeof from === "number" && typeof value === "number" && from !== value
      ? { from, value }
      : undefined;
  },
);

const resolved = plainly(
  "The resolver found {count} {count:answer|answers}; the kernel knows nothing of names, only of addresses.",
  "O resolvedor encontrou {count} {count:resposta|respostas}; o kernel não conhece nomes, só endereços.",
  count,
);

const looked = plainly(
  "The resolver of the C library answered, not the kernel.",
  "Quem respondeu foi o resolvedor da biblioteca C, não o kernel.",
  () => ({}),
);

/** The commands by name; what is not here only shows something. */
export const tellers: Readonly<Record<string, Teller>> = {
  socket: made,
  socketpair: ({ value }) => {
    const [a, b] = [first(value), second(value)];
    if (!(a instanceof Socket) || !(b instanceof Socket)) return undefined;
    return [
      "{a} and {b} are connected to each other; no address was needed.",
      "{a} e {b} estão conectados um ao outro; nenhum endereço foi necessário.",
      { a: called(a), b: called(b) },
    ];
  },
  dup: plainly(
    "Two descriptors stand for the same socket now; it ends when the last of its descriptors is closed.",
    "Dois descritores representam agora o mesmo socket; ele termina quando o último dos seus descritores for fechado.",
    ({ value }) => value instanceof Socket ? {} : undefined,
  ),
  dup2: plainly(
    "Both numbers stand for the same open file now.",
    "Os dois números representam agora o mesmo arquivo aberto.",
    () => ({}),
  ),
  open: ({ value }) =>
    value instanceof Socket
      ? [
        "The kernel opened the file and gave it the descriptor {fd}, the lowest number that was free.",
        "O kernel abriu o arquivo e lhe deu o descritor {fd}, o menor número livre.",
        { fd: value.fd },
      ]
      : undefined,
  shutdown: (call, context) => {
    const { socket, state, peer, values } = here(call, context);
    const { constants } = context.system;
    if (socket === undefined) return undefined;
    if (peer === undefined && state !== undefined && isTcp(socket, context)) {
      return [
        "{name} has no connection now; its state is {state}.",
        "{name} não tem conexão agora; o estado é {state}.",
        { ...values, state },
      ];
    }
    if (call.parameters["how"] === constants.get("SHUT_RD")) {
      return isTcp(socket, context)
        ? [
          "Nothing was sent: the other side is not told. recv on {name} no longer waits, but Linux still hands out data that arrives.",
          "Nada foi enviado: o outro lado não é avisado. recv em {name} não espera mais, mas o Linux ainda entrega os dados que chegam.",
          values,
        ]
        : [
          "This ends receiving on {name}; the descriptor stays open.",
          "Isto encerra a recepção em {name}; o descritor continua aberto.",
          values,
        ];
    }
    return isTcp(socket, context)
      ? [
        "{name} sends no more: behind the data a FIN tells {peer} that the stream ends here. The descriptor stays open.",
        "{name} não envia mais: depois dos dados, um FIN avisa {peer} que o fluxo termina aqui. O descritor continua aberto.",
        values,
      ]
      : [
        "{name} sends no more; the descriptor stays open.",
        "{name} não envia mais; o descritor continua aberto.",
        values,
      ];
  },
  close: closed,
  bind: bound,
  listen: (call, context) => {
    const { socket, values } = here(call, context);
    const { backlog } = call.parameters;
    return socket === undefined || typeof backlog !== "number" ? undefined : [
      "The kernel now completes connections to {local} by itself and queues them for accept (backlog {backlog}).",
      "O kernel agora completa sozinho as conexões a {local} e as põe na fila para accept (backlog {backlog}).",
      { ...values, backlog },
    ];
  },
  accept: accepted,
  accept4: accepted,
  connect: connected,
  connect_ex: connected,
  send: sent,
  sendall: sent,
  sendto: sent,
  sendmsg: sent,
  send_fds: sent,
  write: sent,
  recv: received,
  read: received,
  recvfrom: (call, context) => {
    const [data, sender] = [first(call.value), second(call.value)];
    const { socket, values } = here(call, context);
    const length = lengthOf(data);
    if (socket === undefined || length === undefined) return undefined;
    if (!isAddress(sender)) return received({ ...call, value: data }, context);
    return [
      "One message of {count} {count:byte|bytes} was taken from the queue of {name}; {sender} sent it, and an answer would go there.",
      "Uma mensagem de {count} {count:byte|bytes} foi retirada da fila de {name}; {sender} a enviou, e uma resposta iria para lá.",
      { ...values, count: length, sender: shown(sender) },
    ];
  },
  recvmsg: about(
    "Data and what came beside it were taken from the queue of {name}.",
    "Os dados e o que veio com eles foram retirados da fila de {name}.",
  ),
  recv_fds: about(
    "Descriptors that came over {name} are this process's own now, and it has to close them.",
    "Os descritores que vieram por {name} agora são deste processo, e ele precisa fechá-los.",
  ),
  poll: ready,
  select: readySets,
  fcntl: about(
    "The kernel read or changed something of the descriptor of {name}; nothing was sent.",
    "O kernel leu ou mudou algo do descritor de {name}; nada foi enviado.",
  ),
  ioctl: about(
    "The kernel answered about {name} from its own tables; nothing was sent.",
    "O kernel respondeu sobre {name} com suas próprias tabelas; nada foi enviado.",
  ),
  pipe2: plainly(
    "What is written into the second descriptor can be read from the first.",
    "O que se escreve no segundo descritor pode ser lido do primeiro.",
    () => ({}),
  ),
  sockatmark: about(
    "The kernel checked whether {name} is at urgent data; nothing was read.",
    "O kernel verificou se {name} está em dados urgentes; nada foi lido.",
  ),
  setsockopt: about(
    "From now on the kernel treats {name} that way; the option is not announced to the other side.",
    "A partir de agora o kernel trata {name} assim; a opção não é anunciada ao outro lado.",
  ),
  getsockopt: about(
    "The kernel told how it treats {name} now; nothing was sent.",
    "O kernel informou como trata {name} agora; nada foi enviado.",
  ),
  settimeout: (call, context) => {
    const { socket, values } = here(call, context);
    const { seconds } = call.parameters;
    if (socket === undefined) return undefined;
    return typeof seconds === "number" && seconds > 0
      ? [
        "A call on {name} that has to wait gives up after {seconds} s with EAGAIN.",
        "Uma chamada em {name} que precise esperar desiste depois de {seconds} s com EAGAIN.",
        { ...values, seconds },
      ]
      : undefined;
  },
  setblocking: (call, context) => {
    const { socket, values } = here(call, context);
    if (socket === undefined) return undefined;
    return call.parameters["flag"] === true
      ? [
        "Calls on {name} wait again until they can do their work.",
        "As chamadas em {name} voltam a esperar até poder fazer o seu trabalho.",
        values,
      ]
      : [
        "Calls on {name} no longer wait: what cannot be done at once answers EAGAIN.",
        "As chamadas em {name} não esperam mais: o que não pode ser feito na hora responde EAGAIN.",
        values,
      ];
  },
  getsockname: about(
    "This is the near end of {name}, as the kernel has it.",
    "Esta é a ponta local de {name}, como o kernel a registra.",
  ),
  getpeername: about(
    "This is the far end of {name}, as the kernel has it.",
    "Esta é a ponta remota de {name}, como o kernel a registra.",
  ),
  getaddrinfo: resolved,
  getnameinfo: looked,
  gethostbyname: looked,
  gethostbyname_ex: looked,
  gethostbyaddr: looked,
  gethostname: plainly(
    "The kernel has this name for the machine; whether others know it is another matter.",
    "O kernel guarda este nome para a máquina; se outros o conhecem, é outra questão.",
    () => ({}),
  ),
  getservbyname: plainly(
    "The table of services has {name} at port {value}; what listens there is not looked at.",
    "A tabela de serviços traz {name} na porta {value}; o que escuta ali não é verificado.",
    (call) => {
      const found = number(call);
      return found && { ...found, name: text(call.parameters["name"]) };
    },
  ),
  getservbyport: plainly(
    "The table of services calls this port {name}; what listens there is not looked at.",
    "A tabela de serviços chama esta porta de {name}; o que escuta ali não é verificado.",
    ({ value }) => typeof value === "string" ? { name: value } : undefined,
  ),
  getprotobyname: plainly(
    "{value} is the number this protocol has in the IP header.",
    "{value} é o número deste protocolo no cabeçalho IP.",
    number,
  ),
  inet_pton: plainly(
    "The address takes {count} {count:byte|bytes}, in network byte order.",
    "O endereço ocupa {count} {count:byte|bytes}, na ordem de bytes da rede.",
    ({ value }) => value instanceof Uint8Array ? { count: value.length } : undefined,
  ),
  inet_aton: plainly(
    "The address takes {count} {count:byte|bytes}, in network byte order.",
    "O endereço ocupa {count} {count:byte|bytes}, na ordem de bytes da rede.",
    ({ value }) => value instanceof Uint8Array ? { count: value.length } : undefined,
  ),
  inet_ntop: plainly(
    "This is how people write these bytes; on the wire only the bytes travel.",
    "É assim que as pessoas escrevem estes bytes; na rede só os bytes trafegam.",
    () => ({}),
  ),
  inet_ntoa: plainly(
    "This is how people write these bytes; on the wire only the bytes travel.",
    "É assim que as pessoas escrevem estes bytes; na rede só os bytes trafegam.",
    () => ({}),
  ),
  htons: turned,
  htonl: turned,
  ntohs: turned,
  ntohl: turned,
  if_nameindex: plainly(
    "This machine has {count} network {count:interface|interfaces} now.",
    "Esta máquina tem agora {count} {count:interface|interfaces} de rede.",
    count,
  ),
  if_nametoindex: plainly(
    "The kernel knows this interface as number {value}.",
    "O kernel conhece esta interface pelo número {value}.",
    number,
  ),
  if_indextoname: plainly(
    "The kernel has this name for the interface with that number.",
    "O kernel guarda este nome para a interface com esse número.",
    () => ({}),
  ),
};
