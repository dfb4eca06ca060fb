// readiness: poll, select — waiting for several descriptors at once.

import { flagText } from "../lib/abi/mod.ts";
import {
  after,
  command,
  int,
  type Message,
  optional,
  type Parameter,
  pollRequests,
  type Socket,
  socketSet,
  timeout,
  type Value,
} from "../lib/command.ts";
import { badDescriptor, interrupted } from "./meanings.ts";

/** How long to wait: None, and as in C a negative number, wait for ever. */
const waitingTime: Parameter<number | undefined> = {
  ...timeout,
  read: (value, reader) => typeof value === "number" && value < 0 ? undefined : timeout.read(value, reader),
};

/** That an answer without anything in it means that the time ran out. */
const nothingReady: Message = { key: "note.nothing-ready", values: {} };

/** What a descriptor is called in an answer: one that is not the session's has its number alone. */
function naming(socket: Socket): Value {
  return socket.origin === "session" ? socket : socket.fd;
}

/** The commands of this topic. */
export const readiness = [
  command({
    name: "poll",
    prototype: "int poll(struct pollfd *fds, nfds_t nfds, int timeout);",
    summary: { en: "wait until a descriptor is ready", pt: "espera até que um descritor esteja pronto" },
    description: {
      en:
        "Waits until something can be read from one of the descriptors, or until what was asked for has happened: " +
        "poll srv, or poll (a, b) 2s, or poll ((a, POLLIN|POLLOUT), b) 2s. Returns what is ready, each with the " +
        "events that were found (POLLERR, POLLHUP and POLLNVAL are found without being asked for), or an empty " +
        "tuple when the time has run out. The time is in seconds, or written 500ms; C counts milliseconds. Without " +
        "a time it waits for ever. A name whose socket was closed is descriptor -1, which poll ignores.",
      pt:
        "Espera até que se possa ler de um dos descritores, ou até que o evento pedido aconteça: poll srv, ou poll " +
        "(a, b) 2s, ou poll ((a, POLLIN|POLLOUT), b) 2s. Retorna os que estão prontos, cada um com os eventos " +
        "encontrados (POLLERR, POLLHUP e POLLNVAL aparecem mesmo sem serem pedidos), ou uma tupla vazia se o tempo " +
        "acabar. O tempo é em segundos, ou escrito como 500ms; C conta milissegundos. Sem um tempo, espera para " +
        "sempre. O nome de um socket fechado vale pelo descritor -1, que poll ignora.",
    },
    parameters: { fds: pollRequests, timeout: waitingTime },
    forms: ["fds timeout?", "fds…"],
    errors: {
      EINTR: interrupted,
      EINVAL: {
        en: "there are more entries than this process may have descriptors",
        pt: "há mais entradas do que descritores permitidos a este processo",
        at: "fds",
      },
    },
    example: 'a, b = socketpair()\npoll a 0 => ()\nsend b "ping"\npoll a => ((a, POLLIN),)',
    run({ fds, timeout }, context) {
      const answers = context.sockets.readiness().poll(fds, timeout, context);
      return after(answers, (ready): Value =>
        ready.map(({ socket, revents }) => ({
          kind: "struct",
          name: "pollfd",
          fields: [
            { name: "fd", value: naming(socket) },
            { name: "revents", value: revents, text: flagText(context.system, "POLL", revents) },
          ],
        })));
    },
    remark: (value) => Array.isArray(value) && value.length === 0 ? nothingReady : undefined,
  }),

  command({
    name: "select",
    prototype:
      "int select(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds, struct timeval *timeout);",
    summary: {
      en: "wait until one of several descriptors is ready",
      pt: "espera até que um de vários descritores esteja pronto",
    },
    description: {
      en:
        "Waits until something can be read from one of the first set, written to one of the second, or one of the " +
        "third has out-of-band data, and returns three tuples of what is ready, as in Python: r, w, x = select (a, " +
        "b) None None 2s. A set is a socket, a tuple of sockets, or None. Without a time it waits for ever. An " +
        "fd_set holds descriptors up to 1023 only; poll has no such limit.",
      pt:
        "Espera até que se possa ler de um descritor do primeiro conjunto, escrever em um do segundo, ou que um do " +
        "terceiro tenha dados fora de banda, e retorna três tuplas com os que estão prontos, como em Python: r, w, " +
        "x = select (a, b) None None 2s. Um conjunto é um socket, uma tupla de sockets ou None. Sem um tempo, " +
        "espera para sempre. Um fd_set só comporta descritores até 1023; poll não tem esse limite.",
    },
    parameters: {
      readfds: socketSet,
      writefds: socketSet,
      exceptfds: socketSet,
      timeout: waitingTime,
      nfds: optional(int()),
    },
    forms: ["readfds writefds exceptfds timeout?", "nfds readfds writefds exceptfds timeout"],
    errors: {
      EBADF: { ...badDescriptor, at: "readfds" },
      EINVAL: { en: "nfds is negative", pt: "nfds é negativo", at: "nfds" },
      EINTR: interrupted,
    },
    example:
      'a, b = socketpair()\nr, w, x = select a None None 0\nr => ()\nsend b "ping"\nselect (a, b) (a,) () 1s => ' +
      "((a,), (a,), ())",
    run({ readfds, writefds, exceptfds, timeout, nfds }, context) {
      const sets = context.sockets.readiness().select([readfds, writefds, exceptfds], nfds, timeout, context);
      return after(sets, (sets): Value => sets.map((set) => set.map(naming)));
    },
    remark: (value) =>
      Array.isArray(value) && value.every((set) => Array.isArray(set) && set.length === 0)
        ? nothingReady
        : undefined,
  }),
];
