// options: setsockopt, getsockopt, settimeout, setblocking — how a socket behaves.

import {
  boolean,
  type Bytes,
  command,
  int,
  optional,
  rawOption,
  socket,
  socklen,
  timeout,
  type Value,
} from "../lib/command.ts";
import { badDescriptor, notASocket } from "./meanings.ts";

/** An option's bytes as a value: an int, or a single byte, as a number; anything larger as it is. */
function decoded(bytes: Bytes): Value {
  if (bytes.length === 4) return new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true);
  return bytes.length === 1 ? bytes[0] ?? 0 : bytes;
}

const levels = int("SOL_", "IPPROTO_");
const names = int("SO_", "TCP_", "IP_", "IPV6_", "UDP_");

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
    en: "the option does not take this value, or a value of this length",
    pt: "a opção não aceita esse valor ou um valor desse tamanho",
    at: "optval",
  },
  EDOM: {
    en: "the time is out of the option's range",
    pt: "o tempo está fora do intervalo da opção",
    at: "optval",
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
        "Sets an option at a level: setsockopt srv SOL_SOCKET SO_REUSEADDR 1. Level and option may be names or numbers; " +
        "the value is an integer (True is 1), or bytes for options that hold a structure.",
      pt:
        "Define uma opção em um nível: setsockopt srv SOL_SOCKET SO_REUSEADDR 1. O nível e a opção podem ser " +
        "nomes ou números; o valor é um inteiro (True é 1), ou bytes para opções que guardam uma estrutura.",
    },
    parameters: {
      sockfd: socket,
      level: levels,
      optname: names,
      optval: rawOption,
      optlen: optional(socklen),
    },
    forms: ["sockfd level optname optval optlen?"],
    errors: { ...optionErrors, ...valueErrors },
    example: "srv = socket tcp\nsetsockopt srv SOL_SOCKET SO_REUSEADDR 1 => 0\n" +
      "getsockopt srv SOL_SOCKET SO_REUSEADDR => 1",
    run({ sockfd, level, optname, optval, optlen }, { sockets }) {
      return sockets.setsockopt(sockfd, level, optname, optval, optlen);
    },
  }),

  command({
    name: "getsockopt",
    prototype: "int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen);",
    summary: { en: "read an option of a socket", pt: "lê uma opção de um socket" },
    description: {
      en:
        "Returns an option's value as the kernel has it: a number, or bytes for options that hold a structure. " +
        "Linux keeps SO_RCVBUF and SO_SNDBUF at twice the size that was set; reading SO_ERROR clears it.",
      pt:
        "Retorna o valor de uma opção como está no kernel: um número, ou bytes para opções que guardam uma " +
        "estrutura. O Linux mantém SO_RCVBUF e SO_SNDBUF com o dobro do tamanho pedido; ler SO_ERROR o zera.",
    },
    parameters: { sockfd: socket, level: levels, optname: names },
    forms: ["sockfd level optname"],
    errors: optionErrors,
    answersErrno: ({ level, optname }, { constants }) =>
      level === constants.get("SOL_SOCKET") && optname === constants.get("SO_ERROR"),
    example: "s = socket tcp\ngetsockopt s SOL_SOCKET SO_TYPE => SOCK_STREAM",
    run({ sockfd, level, optname }, { sockets }) {
      return decoded(sockets.getsockopt(sockfd, level, optname));
    },
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
