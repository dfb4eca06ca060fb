// options: setsockopt, getsockopt, settimeout, setblocking — how a socket behaves.

import type { System } from "../lib/abi/mod.ts";
import { decodeOption, optionConstants, optionLayout } from "../lib/abi/options.ts";
import {
  after,
  boolean,
  command,
  int,
  type Message,
  type NamedInt,
  namedInt,
  optional,
  optionBytes,
  optionValue,
  socket,
  socklen,
  timeout,
} from "../lib/command.ts";
import { badDescriptor, notASocket } from "./meanings.ts";

const levels = int("SOL_", "IPPROTO_");
const names = namedInt("SO_", "TCP_", "IP_", "IPV6_", "UDP_", "MCAST_", "ICMP_", "ICMP6_");

/** The level of the options whose names begin alike; MCAST_ ones belong to two. */
const levelOf: readonly (readonly [prefix: string, ...levels: string[]])[] = [
  ["SO_", "SOL_SOCKET"],
  ["TCP_", "IPPROTO_TCP"],
  ["UDP_", "IPPROTO_UDP", "IPPROTO_UDPLITE"],
  ["IP_", "IPPROTO_IP"],
  ["IPV6_", "IPPROTO_IPV6"],
  ["MCAST_", "IPPROTO_IP", "IPPROTO_IPV6"],
  ["ICMP_", "SOL_RAW"],
  ["ICMP6_", "IPPROTO_ICMPV6"],
];

/** The number of an option means another one at another level: says so where the name does not belong to the level. */
function levelRemark(level: number, { name }: NamedInt, { constants }: System): Message | undefined {
  const [, ...levels] = levelOf.find(([prefix]) => name?.startsWith(prefix)) ?? [];
  const [own] = levels;
  if (name === undefined || own === undefined) return undefined;
  if (levels.some((one) => constants.get(one) === level)) return undefined;
  return { key: "note.level", values: { option: name, level: own } };
}

/** What getsockopt and setsockopt answer. */
const optionErrors = {
  ENOPROTOOPT: {
    en: "this level has no such option for this socket",
    pt: "este nível não tem essa opção para este socket",
    at: "optname",
  },
  EOPNOTSUPP: {
    en: "this kind of socket has no such level or option",
    pt: "este tipo de socket não tem esse nível ou opção",
    at: "level",
  },
  EPERM: { en: "this option needs a privilege", pt: "esta opção precisa de um privilégio", at: "optname" },
  EBADF: badDescriptor,
  ENOTSOCK: notASocket,
};

/** What setsockopt answers besides: the value has to be right, too. */
const valueErrors = {
  EINVAL: {
    en:
      "the option does not take this value, or a value of this length: a structure is a tuple of its fields",
    pt:
      "a opção não aceita esse valor ou um valor desse tamanho: uma estrutura é uma tupla com os seus campos",
    at: "optval",
  },
  ENODEV: {
    en: "no interface has this name or address; addresses lists the interfaces",
    pt: "nenhuma interface tem esse nome ou endereço; addresses lista as interfaces",
    at: "optval",
  },
  EADDRINUSE: {
    en: "the socket is in this group already",
    pt: "o socket já está nesse grupo",
    at: "optval",
  },
  EADDRNOTAVAIL: {
    en: "the socket is in no such group, or no interface has this address",
    pt: "o socket não está nesse grupo, ou nenhuma interface tem esse endereço",
    at: "optval",
  },
  ENOENT: {
    en: "the kernel knows nothing by this name",
    pt: "o kernel não conhece nada com esse nome",
    at: "optval",
  },
  EFAULT: {
    en: "a value is needed, and NULL is none",
    pt: "é preciso um valor, e NULL não é um",
    at: "optval",
  },
  EACCES: {
    en: "only a privileged process may switch this option on (SO_DEBUG: CAP_NET_ADMIN)",
    pt: "só um processo com privilégio pode ligar esta opção (SO_DEBUG: CAP_NET_ADMIN)",
    at: "optname",
  },
  EDOM: {
    en: "the time is out of the option's range",
    pt: "o tempo está fora do intervalo da opção",
    at: "optval",
  },
};

/** What getsockopt answers besides. */
const readErrors = {
  EINVAL: {
    en: "the option wants another length, or the socket is not in the state for it",
    pt: "a opção quer outro tamanho, ou o socket não está no estado certo para ela",
    at: "optname",
  },
  ENOTCONN: {
    en: "only a connected socket has this; connect it first",
    pt: "só um socket conectado tem isso; conecte-o antes",
    at: "sockfd",
  },
  ENODATA: {
    en:
      "there is nothing to tell: a unix socket knows its peer's groups (SO_PEERGROUPS) once it is connected",
    pt:
      "não há nada a informar: um socket unix conhece os grupos do outro lado (SO_PEERGROUPS) depois de conectado",
    at: "sockfd",
  },
};

/** The commands of this topic. */
export const options = [
  command({
    name: "setsockopt",
    prototype: "int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen);",
    summary: { en: "set an option of a socket", pt: "define uma opção de um socket" },
    description: {
      en:
        "Sets an option at a level: setsockopt srv SOL_SOCKET SO_REUSEADDR 1. Level and option may be names or numbers. " +
        "Most values are an integer (True is 1); a structure is a tuple of its fields or what getsockopt returned " +
        "(SO_LINGER takes (1, 5)), a timeout is a time (2s), a device is its name. A group to join is its address, alone " +
        'or with an interface: 239.1.2.3, ("239.1.2.3", "lo"), ("ff02::1", "lo"). Bytes go to the kernel as they are, ' +
        "and None with a length as NULL.",
      pt:
        "Define uma opção em um nível: setsockopt srv SOL_SOCKET SO_REUSEADDR 1. O nível e a opção podem ser " +
        "nomes ou números. A maioria dos valores é um inteiro (True é 1); uma estrutura é uma tupla com os seus " +
        "campos ou o que getsockopt retornou (SO_LINGER aceita (1, 5)), um tempo limite é um tempo (2s), um " +
        "dispositivo é o nome dele. Um grupo em que se entra é o endereço dele, sozinho ou com uma interface: " +
        '239.1.2.3, ("239.1.2.3", "lo"), ("ff02::1", "lo"). Bytes vão para o kernel como estão, e None com um ' +
        "tamanho vai como NULL.",
    },
    parameters: {
      sockfd: socket,
      level: levels,
      optname: names,
      optval: optionValue,
      optlen: optional(socklen),
    },
    forms: ["sockfd level optname optval optlen?"],
    errors: { ...optionErrors, ...valueErrors },
    example: "srv = socket tcp\nsetsockopt srv SOL_SOCKET SO_REUSEADDR 1 => 0\n" +
      "getsockopt srv SOL_SOCKET SO_REUSEADDR => 1",
    run({ sockfd, level, optname, optval, optlen }, { sockets }) {
      return after(
        optionBytes(optval, sockets),
        (value) => sockets.setsockopt(sockfd, level, optname.number, value, optlen),
      );
    },
    remark: (_, { level, optname }, { system }) => levelRemark(level, optname, system),
  }),

  command({
    name: "getsockopt",
    prototype: "int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen);",
    summary: { en: "read an option of a socket", pt: "lê uma opção de um socket" },
    description: {
      en:
        "Returns an option's value as the kernel has it: a number, text, or a structure by its fields, which can be " +
        'unpacked (on, secs = getsockopt(s, SOL_SOCKET, SO_LINGER)), indexed ([0], ["l_linger"]) and set again. ' +
        "With a length (optlen) the answer is that many bytes at most, as in Python. Linux keeps SO_RCVBUF and " +
        "SO_SNDBUF at twice the size that was set; reading SO_ERROR clears it.",
      pt:
        "Retorna o valor de uma opção como está no kernel: um número, texto ou uma estrutura com os seus campos, " +
        "que pode ser desempacotada (on, secs = getsockopt(s, SOL_SOCKET, SO_LINGER)), indexada ([0], " +
        '["l_linger"]) e definida de novo. Com um tamanho (optlen), a resposta tem no máximo esse número ' +
        "de bytes, como em Python. O Linux mantém SO_RCVBUF e SO_SNDBUF com o dobro do tamanho pedido; ler SO_ERROR o zera.",
    },
    parameters: { sockfd: socket, level: levels, optname: names, optlen: optional(socklen) },
    forms: ["sockfd level optname optlen?"],
    errors: { ...optionErrors, ...readErrors },
    answersErrno: ({ level, optname }, system) => optionConstants(system, level, optname.number) === "errno",
    names: ({ sockfd, level, optname }, system) =>
      optionConstants(system, level, optname.number, sockfd.domain),
    example: "s = socket tcp\ngetsockopt s SOL_SOCKET SO_TYPE => SOCK_STREAM\n" +
      "setsockopt s SOL_SOCKET SO_LINGER (1, 5)\non, secs = getsockopt(s, SOL_SOCKET, SO_LINGER)\nsecs => 5",
    run({ sockfd, level, optname, optlen }, { sockets, system }) {
      const value = sockets.getsockopt(sockfd, level, optname.number, optlen);
      if (optlen !== undefined) return value;
      const decoded = decodeOption(system, level, optname.number, value);
      if (optionLayout(system, level, optname.number)?.kind !== "descriptor") return decoded;
      return sockets.byDescriptor(Number(decoded)) ?? decoded;
    },
    remark: (_, { level, optname }, { system }) => levelRemark(level, optname, system),
  }),

  command({
    name: "settimeout",
    prototype: "int settimeout(int sockfd, float seconds);",
    summary: {
      en: "limit how long calls on a socket wait",
      pt: "limita quanto tempo as chamadas em um socket esperam",
    },
    description: {
      en: "Sets SO_RCVTIMEO and SO_SNDTIMEO: a call that has waited that long fails with EAGAIN (connect: " +
        "EINPROGRESS). As in Python, None waits for ever and 0 makes the socket non-blocking. A time is written " +
        "500ms, 2s, or in seconds.",
      pt: "Define SO_RCVTIMEO e SO_SNDTIMEO: uma chamada que esperou esse tempo falha com EAGAIN (connect: " +
        "EINPROGRESS). Como em Python, None faz esperar para sempre e 0 torna o socket não bloqueante. O tempo " +
        "se escreve 500ms, 2s ou em segundos.",
    },
    parameters: { sockfd: socket, seconds: timeout },
    forms: ["sockfd seconds"],
    errors: { EBADF: badDescriptor, ENOTSOCK: notASocket },
    example: "a, b = socketpair()\nsettimeout a 50ms\nrecv a 1024 => EAGAIN",
    run({ sockfd, seconds }, { sockets }) {
      return sockets.settimeout(sockfd, seconds);
    },
  }),

  command({
    name: "setblocking",
    prototype: "int setblocking(int sockfd, bool flag);",
    summary: {
      en: "make a socket blocking or non-blocking",
      pt: "torna um socket bloqueante ou não bloqueante",
    },
    description: {
      en:
        "Clears or sets O_NONBLOCK with fcntl. On a non-blocking socket, a call that would have to wait fails " +
        "at once with EAGAIN (connect: EINPROGRESS).",
      pt:
        "Desativa ou ativa O_NONBLOCK com fcntl. Em um socket não bloqueante, uma chamada que teria de esperar " +
        "falha na hora com EAGAIN (connect: EINPROGRESS).",
    },
    parameters: { sockfd: socket, flag: boolean },
    forms: ["sockfd flag"],
    errors: { EBADF: badDescriptor },
    example: "a, b = socketpair()\nsetblocking a False\nrecv a 1024 => EAGAIN",
    run({ sockfd, flag }, { sockets }) {
      return sockets.setblocking(sockfd, flag);
    },
  }),
];
