// meanings: what the errors mean that every call on a socket shares.

import type { Meaning } from "../lib/command.ts";

/** EBADF. */
export const badDescriptor: Meaning = {
  en: "no open descriptor has this number; a socket that was closed has none",
  pt: "nenhum descritor aberto tem este número; um socket fechado não tem mais descritor",
  at: "sockfd",
};

/** EMFILE. */
export const noDescriptorLeft: Meaning = {
  en: "this process already has all the descriptors open that it may have; close some",
  pt: "este processo já tem abertos todos os descritores permitidos; feche alguns",
};

/** EMFILE of calls that are about no descriptor. */
export const noDescriptorToAsk: Meaning = {
  en:
    "the call opens a socket of its own to ask the kernel, and this process already has all the descriptors open " +
    "that it may have; close some",
  pt: "a chamada abre um socket próprio para perguntar ao kernel, e este processo já tem abertos todos os " +
    "descritores permitidos; feche alguns",
};

/** ENOTSOCK. */
export const notASocket: Meaning = {
  en: "the descriptor is open, but it is not a socket",
  pt: "o descritor está aberto, mas não é um socket",
  at: "sockfd",
};

/** EINTR. */
export const interrupted: Meaning = {
  en: "the wait was interrupted (Ctrl-C or a signal); the socket is still open",
  pt: "a espera foi interrompida (Ctrl-C ou um sinal); o socket continua aberto",
};

/** ENOTCONN. */
export const notConnected: Meaning = {
  en: "the socket is not connected; connect it, or use the socket that accept returned",
  pt: "o socket não está conectado; conecte-o ou use o socket que accept retornou",
  at: "sockfd",
};

/** EAFNOSUPPORT of calls that take an address. */
export const otherFamily: Meaning = {
  en: "the address is not in the socket's family",
  pt: "o endereço não é da mesma família do socket",
  at: "addr",
};

/** ESOCKTNOSUPPORT. */
export const noSuchType: Meaning = {
  en: "this family has no sockets of this type",
  pt: "esta família não tem sockets desse tipo",
  at: "type",
};

/** ENOTDIR. */
export const notAFolder: Meaning = {
  en: "a part of that path is not a folder",
  pt: "uma parte desse caminho não é uma pasta",
  at: "addr",
};

/** What the network told a socket about what it had sent or was to receive: every call that moves data tells it. */
export const peerErrors = {
  ECONNRESET: {
    en: "the peer ended the connection with a reset (RST); data still on its way is lost",
    pt: "o outro lado encerrou a conexão com um reset (RST); os dados que estavam a caminho se perderam",
    at: "sockfd",
  },
  ECONNREFUSED: {
    en:
      "an earlier datagram was rejected (ICMP port unreachable): no program listens at that address and port",
    pt:
      "um datagrama anterior foi rejeitado (ICMP: porta inalcançável): nenhum programa escuta nesse endereço e porta",
    at: "sockfd",
  },
} satisfies Readonly<Record<string, Meaning>>;

/** EDESTADDRREQ. */
export const noDestination: Meaning = {
  en: "the socket has no peer; connect it, or use sendto with an address",
  pt: "o socket não tem destino; conecte-o ou use sendto com um endereço",
  at: "sockfd",
};

/** EMSGSIZE of a single buffer. */
export const tooLong: Meaning = {
  en: "the data is too long for one datagram",
  pt: "os dados são longos demais para um único datagrama",
  at: "buf",
};

/** EINVAL of the calls that receive. */
export const nothingToReceive: Meaning = {
  en:
    "the call is not possible here: there is no out-of-band data for MSG_OOB, or the socket is listening or " +
    "not connected",
  pt:
    "a chamada não é possível aqui: não há dados fora de banda (OOB) para MSG_OOB, ou o socket está em escuta " +
    "ou não está conectado",
  at: "sockfd",
};

/** EOPNOTSUPP of the calls that receive. */
export const nothingOutOfBand: Meaning = {
  en: "this kind of socket has no out-of-band data: receive without MSG_OOB",
  pt: "este tipo de socket não tem dados fora de banda (OOB): receba sem MSG_OOB",
  at: "flags",
};

/** What a unix socket answers for the path of its peer. */
export const peerPath: Readonly<Record<string, Meaning>> = {
  ENOENT: {
    en: "no socket file has this path; the server has to call bind first",
    pt: "nenhum arquivo de socket tem esse caminho; o servidor precisa chamar bind antes",
    at: "addr",
  },
  EPROTOTYPE: {
    en: "the socket at that path is of another type (stream, datagram, seqpacket)",
    pt: "o socket desse caminho é de outro tipo (stream, datagram, seqpacket)",
    at: "addr",
  },
  EPERM: {
    en:
      "not permitted: the datagram socket at that unix path is connected to another one and hears only that one, " +
      "or a firewall on this machine forbids it",
    pt:
      "não permitido: o socket de datagramas desse caminho unix está conectado a outro e só recebe desse outro, ou " +
      "um firewall desta máquina não deixa",
    at: "addr",
  },
};

/** What a call that sends answers for the address the data are to go to. */
export const destinationErrors: Readonly<Record<string, Meaning>> = {
  ...peerPath,
  ECONNREFUSED: {
    en:
      "no program receives there: an earlier datagram was rejected (ICMP port unreachable), or the socket of that " +
      "unix path was closed",
    pt:
      "nenhum programa recebe ali: um datagrama anterior foi rejeitado (ICMP: porta inalcançável), ou o socket " +
      "desse caminho unix foi fechado",
    at: "addr",
  },
  EISCONN: {
    en: "the socket is connected and takes no other address",
    pt: "o socket está conectado e não aceita outro endereço",
    at: "addr",
  },
  EAFNOSUPPORT: otherFamily,
};

/** EOPNOTSUPP of the calls that send to an address. */
export const notThisWay: Meaning = {
  en:
    "this kind of socket does not take these flags, or takes no address: a unix stream has to be connected first",
  pt:
    "este tipo de socket não aceita essas flags ou não aceita um endereço: um fluxo unix precisa ser conectado " +
    "antes",
  at: "flags",
};

/** What a client meets whose server is not there, or goes. */
export const noServer: Readonly<Record<string, Meaning>> = {
  ECONNREFUSED: {
    en: "no program listens at this address and port; start the server first or correct the port",
    pt: "nenhum programa escuta nesse endereço e porta; inicie o servidor primeiro ou corrija a porta",
    at: "addr",
  },
  ECONNRESET: {
    en:
      "the server ended the connection with a reset (RST): it crashed, or it closed without reading everything",
    pt: "o servidor encerrou a conexão com um reset (RST): ele caiu ou a fechou sem ler tudo",
    at: "addr",
  },
  EPIPE: {
    en: "the server had already closed the connection; what was sent last has not arrived",
    pt: "o servidor já tinha fechado a conexão; o que foi enviado por último não chegou",
    at: "addr",
  },
};

/** What bind answers for an address that the socket cannot have. */
export const localAddress: Readonly<Record<string, Meaning>> = {
  EADDRINUSE: {
    en:
      "another socket holds this address, or a connection of it is still in TIME_WAIT: choose another port " +
      "(0 takes a free one), close that socket, wait about a minute, or set SO_REUSEADDR on both sockets " +
      "before bind; a unix path stays as a file after close and has to be removed",
    pt:
      "outro socket ocupa este endereço, ou uma conexão dele ainda está em TIME_WAIT: escolha outra porta " +
      "(0 usa uma livre), feche esse socket, espere cerca de um minuto ou ative SO_REUSEADDR nos dois " +
      "sockets antes do bind; um caminho unix continua existindo como arquivo depois do close e precisa ser " +
      "removido",
    at: "addr",
  },
  EACCES: {
    en:
      "ports below 1024 need a privilege (CAP_NET_BIND_SERVICE): choose one from 1024 up; a unix path needs a " +
      "folder that can be written",
    pt:
      "portas abaixo de 1024 precisam de um privilégio (CAP_NET_BIND_SERVICE): escolha uma a partir de 1024; um " +
      "caminho unix precisa de uma pasta que permita escrita",
    at: "addr",
  },
  EADDRNOTAVAIL: {
    en: "no interface of this machine has that address",
    pt: "nenhuma interface desta máquina tem esse endereço",
    at: "addr",
  },
};

/** What the resolver answers for a host or service name. */
export const unresolved: Readonly<Record<string, Meaning>> = {
  EAI_NONAME: {
    en:
      "the resolver knows no such host (in the socket's family) or service; check the spelling or write the " +
      "address in numbers",
    pt:
      "o resolvedor não conhece esse host (na família do socket) ou esse serviço; confira a grafia ou use o " +
      "endereço numérico",
    at: "addr",
  },
  EAI_AGAIN: {
    en: "no name server answered; the name may be right: try again later or write the address in numbers",
    pt:
      "nenhum servidor de nomes respondeu; o nome pode estar certo: tente mais tarde ou use o endereço numérico",
    at: "addr",
  },
  EAI_SERVICE: {
    en: "no such service for this type of socket; write the port as a number",
    pt: "esse serviço não existe para este tipo de socket; escreva a porta como número",
    at: "addr",
  },
  EAI_FAMILY: {
    en: "names are not resolved in this socket's family",
    pt: "não há resolução de nomes na família deste socket",
    at: "addr",
  },
};

/** The same meanings for a call that has another name for the parameter. */
export function pointingAt(
  meanings: Readonly<Record<string, Meaning>>,
  at: string,
): Readonly<Record<string, Meaning>> {
  return Object.fromEntries(Object.entries(meanings).map(([name, meaning]) => [name, { ...meaning, at }]));
}

/** What accept fails with, whatever its flags. */
export const acceptErrors = {
  EINVAL: {
    en: "the socket is not listening; call listen first",
    pt: "o socket não está em escuta; chame listen antes",
    at: "sockfd",
  },
  EAGAIN: {
    en: "no client arrived in time: the socket is non-blocking, or its timeout ran out",
    pt: "nenhum cliente chegou a tempo: o socket é não bloqueante ou o tempo limite se esgotou",
  },
  EOPNOTSUPP: {
    en: "only stream and seqpacket sockets have connections to accept",
    pt: "só sockets de fluxo (stream) e seqpacket têm conexões para aceitar",
    at: "sockfd",
  },
  EMFILE: noDescriptorLeft,
  EINTR: interrupted,
  EBADF: badDescriptor,
  ENOTSOCK: notASocket,
} satisfies Record<string, Meaning>;
