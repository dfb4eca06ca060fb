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
