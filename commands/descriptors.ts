// descriptors: read, write, fcntl, ioctl, dup2, pipe2, accept4, sockatmark — the calls that take any descriptor, or make some.

import {
  after,
  type Bytes,
  command,
  type Context,
  data,
  defaulting,
  endingSocket,
  int,
  InterruptedError,
  type Maybe,
  nothing,
  optional,
  type Parameter,
  size,
  type Socket,
  socket,
  UsageError,
} from "../lib/command.ts";
import {
  acceptErrors,
  badDescriptor,
  interrupted,
  noDescriptorLeft,
  noDestination,
  notConnected,
  peerErrors,
  pointingAt,
  tooLong,
} from "./meanings.ts";

/** An ioctl request: an unsigned long, by number or constant. */
const request: Parameter<number> = {
  ...size,
  offer: { kind: "constants", prefixes: ["FIO", "SIOC", "TIOC"] },
};

/** Standard input has one reader, who may have read ahead; at the prompt the line editor is before it. */
function readInput({ input, signal, system }: Context, count: number): Maybe<Bytes> {
  return after(input.read(signal, count), (bytes) => {
    if (bytes === undefined && signal.aborted) {
      throw new InterruptedError("read", system.errnos.get("EINTR") ?? 0, "EINTR");
    }
    // They are gone at the next read.
    return bytes?.slice() ?? new Uint8Array(0);
  });
}

/** @throws {UsageError} for a terminal, where bytes would act on what is shown */
function refuseTerminal(fd: Socket, isTerminal: boolean): void {
  if (isTerminal) throw new UsageError("refused", "terminal.refused", { fd: fd.fd });
}

const fdBad = { EBADF: { ...badDescriptor, at: "fd" } };

/** What read and write have in common. */
const transferErrors = {
  EBADF: {
    en: "no open descriptor has this number, or it is not open for this direction",
    pt: "nenhum descritor aberto tem este número, ou ele não está aberto para este sentido",
    at: "fd",
  },
  ...pointingAt({ ENOTCONN: notConnected, ...peerErrors }, "fd"),
};

/** The commands of this topic. */
export const descriptors = [
  command({
    name: "read",
    prototype: "ssize_t read(int fd, void *buf, size_t count);",
    summary: { en: "read from a descriptor", pt: "lê de um descritor" },
    description: {
      en:
        "Waits until something is there and returns at most count bytes of it. On a socket it is recv without flags, " +
        "but it also works on pipes and files. Nothing at all means the end: the peer has closed, or every writing " +
        "end of a pipe is closed. Descriptor 0 is what was typed or piped into socksh.",
      pt:
        "Espera chegar algum dado e retorna no máximo count bytes. Em um socket é um recv sem flags, mas também " +
        "funciona com pipes e arquivos. Nada significa o fim: o outro lado fechou, ou todas as pontas de escrita do " +
        "pipe foram fechadas. O descritor 0 é o que foi digitado ou enviado por um pipe ao socksh.",
    },
    parameters: { fd: socket, count: size },
    forms: ["fd count"],
    errors: {
      ...transferErrors,
      EAGAIN: {
        en: "nothing is there: the descriptor is non-blocking, or its timeout ran out",
        pt: "não há nada: o descritor é não bloqueante ou o tempo limite dele se esgotou",
      },
      EINVAL: {
        en: "this descriptor cannot be read from; recv on a listening socket fails alike",
        pt: "não é possível ler deste descritor; um recv em um socket em escuta também falha",
        at: "fd",
      },
      EISDIR: { en: "the descriptor is a folder", pt: "o descritor é uma pasta", at: "fd" },
      EINTR: interrupted,
    },
    example: 'r, w = pipe2()\nwrite w "ping"\nread r 1024 => "ping"\nclose w\nread r 1024 => ""',
    run({ fd, count }, context) {
      if (fd.origin === "foreign" && fd.fd === 0 && count > 0) return readInput(context, count);
      const calls = context.sockets.descriptors();
      refuseTerminal(fd, fd.origin === "foreign" && calls.isTerminal(fd));
      return calls.read(fd, count, context);
    },
    remark(value, { fd, count }) {
      if (!(value instanceof Uint8Array) || value.length > 0 || count === 0) return undefined;
      if (fd.datagrams) return { key: "note.empty-datagram", values: {} };
      if (fd.domain !== undefined) return { key: "note.closed-stream", values: {} };
      return { key: "note.end", values: {} };
    },
  }),

  command({
    name: "write",
    prototype: "ssize_t write(int fd, const void *buf, size_t count);",
    summary: { en: "write to a descriptor", pt: "escreve em um descritor" },
    description: {
      en:
        "Hands data to the kernel and returns how many bytes it took. On a socket it is send without flags, but it " +
        "also works on pipes and files. Where the descriptor blocks, it waits until all bytes are taken. To a " +
        "terminal it is refused: print shows bytes there.",
      pt:
        "Entrega os dados ao kernel e retorna quantos bytes ele aceitou. Em um socket é um send sem flags, mas " +
        "também funciona com pipes e arquivos. Em um descritor bloqueante, espera até que todos sejam aceitos. " +
        "Em um terminal é recusado: print mostra bytes ali.",
    },
    parameters: { fd: socket, buf: data, count: optional(size) },
    forms: ["fd buf count?"],
    errors: {
      ...transferErrors,
      EPIPE: {
        en: "nobody can read it any more: the peer, or every reading end of the pipe, is closed",
        pt: "ninguém mais pode ler: o outro lado, ou toda ponta de leitura do pipe, foi fechado",
        at: "fd",
      },
      EAGAIN: {
        en: "there is no room, and the descriptor is non-blocking or its timeout ran out",
        pt: "não há espaço, e o descritor é não bloqueante ou o tempo limite dele se esgotou",
      },
      EINVAL: {
        en: "this descriptor cannot be written to",
        pt: "não é possível escrever neste descritor",
        at: "fd",
      },
      EDESTADDRREQ: { ...noDestination, at: "fd" },
      EMSGSIZE: tooLong,
      ENOSPC: {
        en: "the disk or device has no room left; /dev/full never has any",
        pt: "não há mais espaço no disco ou dispositivo; em /dev/full nunca há",
        at: "fd",
      },
      EINTR: interrupted,
    },
    example: 'a, b = socketpair()\nwrite a "Hello, world" => 12\nread b 5 => "Hello"',
    run({ fd, buf, count = buf.length }, context) {
      if (count > buf.length) {
        throw new UsageError("range", "data.length", { length: count, bytes: buf.length });
      }
      const calls = context.sockets.descriptors();
      refuseTerminal(fd, calls.isTerminal(fd));
      return calls.write(fd, buf.subarray(0, count), context);
    },
  }),

  command({
    name: "fcntl",
    prototype: "int fcntl(int fd, int cmd, int arg);",
    summary: {
      en: "read and set the flags of a descriptor, or duplicate it",
      pt: "lê e define as flags de um descritor, ou o duplica",
    },
    description: {
      en:
        "F_GETFL and F_SETFL are the flags of what is open (O_NONBLOCK, O_APPEND), which duplicates share; F_GETFD and " +
        "F_SETFD are those of the descriptor itself (FD_CLOEXEC); F_DUPFD makes another descriptor, numbered from arg " +
        "up. To switch to non-blocking by hand: fcntl s F_SETFL (fcntl(s, F_GETFL) | O_NONBLOCK). Commands that take " +
        "a structure (locks) and those that ask for signals are refused.",
      pt:
        "F_GETFL e F_SETFL são as flags do que está aberto (O_NONBLOCK, O_APPEND), que as duplicatas compartilham; " +
        "F_GETFD e F_SETFD são as do próprio descritor (FD_CLOEXEC); F_DUPFD cria outro descritor, de número arg em " +
        "diante. Para tornar não bloqueante à mão: fcntl s F_SETFL (fcntl(s, F_GETFL) | O_NONBLOCK). Os comandos que " +
        "usam uma estrutura (travas) e os que pedem sinais são recusados.",
    },
    parameters: { fd: socket, cmd: int("F_"), arg: defaulting(int("O_", "FD_"), 0) },
    forms: ["fd cmd arg?"],
    errors: {
      ...fdBad,
      EINVAL: {
        en: "the kernel does not know this command, or the command does not take this argument",
        pt: "o kernel não conhece este comando, ou o comando não aceita este argumento",
        at: "cmd",
      },
      EMFILE: noDescriptorLeft,
      EPERM: { en: "this is not permitted", pt: "isso não é permitido", at: "cmd" },
      EBUSY: {
        en: "more bytes wait in the pipe than the new size has room for; read some first",
        pt: "há mais bytes no pipe do que cabem no novo tamanho; leia alguns antes",
        at: "arg",
      },
      ESRCH: {
        en: "there is no process with this number; a negative one is a group of processes",
        pt: "não há processo com este número; um número negativo é um grupo de processos",
        at: "arg",
      },
    },
    names: ({ cmd }, { constants }) => {
      if (cmd === constants.get("F_GETFL")) return "O_";
      return cmd === constants.get("F_GETFD") ? "FD_" : undefined;
    },
    example: "s = socket tcp\nfcntl s F_SETFL O_NONBLOCK => 0\nfcntl s F_GETFL => O_RDWR|O_NONBLOCK\n" +
      "copy = fcntl(s, F_DUPFD, 0)",
    run({ fd, cmd, arg }, { sockets }) {
      return sockets.descriptors().fcntl(fd, cmd, arg);
    },
  }),

  command({
    name: "ioctl",
    prototype: "int ioctl(int fd, unsigned long request, int *argp);",
    summary: {
      en: "ask how many bytes wait in a socket, and the like",
      pt: "pergunta quantos bytes aguardam em um socket, e coisas assim",
    },
    description: {
      en:
        "FIONREAD (SIOCINQ) tells how many bytes can be read, SIOCOUTQ (TIOCOUTQ) how many sent bytes are not " +
        "acknowledged yet, SIOCATMARK whether the out-of-band mark is reached; FIONBIO with 1 or 0 switches " +
        "O_NONBLOCK, FIOCLEX and FIONCLEX switch FD_CLOEXEC. The integer C gets through argp is the value returned.",
      pt:
        "FIONREAD (SIOCINQ) informa quantos bytes podem ser lidos; SIOCOUTQ (TIOCOUTQ), quantos bytes enviados ainda " +
        "não foram confirmados; SIOCATMARK, se a marca fora de banda foi alcançada; FIONBIO com 1 ou 0 liga e " +
        "desliga O_NONBLOCK; FIOCLEX e FIONCLEX ligam e desligam FD_CLOEXEC. O inteiro que C recebe por argp é o " +
        "valor retornado.",
    },
    parameters: { fd: socket, request, argp: defaulting(int(), 0) },
    forms: ["fd request argp?"],
    errors: {
      ...fdBad,
      ENOTTY: {
        en: "this kind of descriptor does not know this request",
        pt: "este tipo de descritor não conhece esta requisição",
        at: "request",
      },
      EINVAL: {
        en: "the socket is not in a state for this request (it is listening)",
        pt: "o socket não está em um estado que permita esta requisição (está em escuta)",
        at: "fd",
      },
      EOPNOTSUPP: {
        en: "this kind of socket does not know this request",
        pt: "este tipo de socket não conhece esta requisição",
        at: "request",
      },
    },
    example: 'a, b = socketpair()\nsend a "Hello"\nioctl b FIONREAD => 5',
    run({ fd, request, argp }, { sockets }) {
      return sockets.descriptors().ioctl(fd, request, argp);
    },
  }),

  command({
    name: "dup2",
    prototype: "int dup2(int oldfd, int newfd);",
    summary: {
      en: "make a descriptor of a certain number for the same socket",
      pt: "cria um descritor com certo número para o mesmo socket",
    },
    description: {
      en:
        "newfd becomes a second descriptor for what oldfd is; what newfd was before is closed, and a name for it " +
        "then stands for descriptor -1. newfd is a socket of the session or a number that is not in use.",
      pt:
        "newfd passa a ser um segundo descritor para o que oldfd é; o que newfd era antes é fechado, e um nome dele " +
        "passa a valer pelo descritor -1. newfd é um socket da sessão ou um número que não está em uso.",
    },
    parameters: { oldfd: socket, newfd: endingSocket },
    forms: ["oldfd newfd"],
    errors: {
      EBADF: {
        en: "oldfd is not open, or newfd is not a number a descriptor can have",
        pt: "oldfd não está aberto, ou newfd não é um número que um descritor possa ter",
        at: "newfd",
      },
    },
    example: 'a, b = socketpair()\nc = dup2(a, 200) => 200\nclose a\nsend c "still there" => 11',
    run({ oldfd, newfd }, { sockets }) {
      return sockets.descriptors().dup2(oldfd, newfd);
    },
  }),

  command({
    name: "pipe2",
    prototype: "int pipe2(int pipefd[2], int flags);",
    summary: { en: "create a pipe", pt: "cria um pipe" },
    description: {
      en:
        "Creates a pipe and returns its two ends, the one to read from first: r, w = pipe2(). Flags may be O_NONBLOCK, " +
        "O_CLOEXEC and O_DIRECT. C's pipe is pipe2 without flags; the word pipe is a shortcut here, see help pipe.",
      pt:
        "Cria um pipe e retorna as duas pontas, primeiro a de leitura: r, w = pipe2(). As flags podem ser " +
        "O_NONBLOCK, O_CLOEXEC e O_DIRECT. O pipe de C é pipe2 sem flags; a palavra pipe aqui é um atalho, veja " +
        "help pipe.",
    },
    parameters: { flags: defaulting(int("O_"), 0) },
    forms: ["flags?"],
    errors: {
      EINVAL: { en: "a pipe does not have these flags", pt: "um pipe não tem essas flags", at: "flags" },
      EMFILE: noDescriptorLeft,
    },
    example: 'r, w = pipe2()\nwrite w "ping"\nread r 1024 => "ping"\nlisten r => ENOTSOCK',
    run({ flags }, { sockets }) {
      return sockets.descriptors().pipe2(flags);
    },
  }),

  command({
    name: "accept4",
    prototype: "int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags);",
    summary: {
      en: "take a client's connection, with flags for the new socket",
      pt: "retira da fila a conexão de um cliente, com flags para o novo socket",
    },
    description: {
      en:
        "accept whose new socket is non-blocking (SOCK_NONBLOCK) or closed on exec (SOCK_CLOEXEC) from the start: " +
        "conn, addr = accept4(srv, SOCK_NONBLOCK). Whether the call itself waits is the listening socket's matter.",
      pt:
        "Um accept cujo novo socket já nasce não bloqueante (SOCK_NONBLOCK) ou fechado no exec (SOCK_CLOEXEC): conn, " +
        "addr = accept4(srv, SOCK_NONBLOCK). Se a própria chamada espera é decidido pelo socket em escuta.",
    },
    parameters: { sockfd: socket, flags: defaulting(int("SOCK_"), 0), addr: nothing, addrlen: nothing },
    forms: ["sockfd flags?", "sockfd addr addrlen flags"],
    errors: {
      ...acceptErrors,
      EINVAL: {
        en: "the socket is not listening, or the flags are not SOCK_NONBLOCK and SOCK_CLOEXEC",
        pt: "o socket não está em escuta, ou as flags não são SOCK_NONBLOCK e SOCK_CLOEXEC",
        at: "sockfd",
      },
    },
    example:
      "srv = socket tcp\nbind srv 127.0.0.1:0\nlisten srv\ncli = socket tcp\nconnect cli (getsockname(srv))\n" +
      "conn, addr = accept4(srv, SOCK_NONBLOCK)\nrecv conn 1024 => EAGAIN",
    run({ sockfd, flags }, context) {
      return context.sockets.descriptors().accept4(sockfd, flags, context);
    },
  }),

  command({
    name: "sockatmark",
    prototype: "int sockatmark(int sockfd);",
    summary: {
      en: "ask whether the out-of-band mark is reached",
      pt: "pergunta se a marca fora de banda foi alcançada",
    },
    description: {
      en:
        "Returns 1 when everything before the out-of-band byte of a TCP stream has been read, else 0. The byte itself " +
        "is read with recv and MSG_OOB, or in line with SO_OOBINLINE.",
      pt:
        "Retorna 1 quando tudo o que vem antes do byte fora de banda de um fluxo TCP já foi lido; senão, 0. O byte em " +
        "si é lido com recv e MSG_OOB, ou junto aos demais com SO_OOBINLINE.",
    },
    parameters: { sockfd: socket },
    forms: ["sockfd"],
    errors: {
      EBADF: badDescriptor,
      ENOTTY: {
        en: "this kind of descriptor has no out-of-band data",
        pt: "este tipo de descritor não tem dados fora de banda",
        at: "sockfd",
      },
    },
    example: "s = socket tcp\nsockatmark s => 0",
    run({ sockfd }, { sockets }) {
      return Number(sockets.descriptors().sockatmark(sockfd));
    },
  }),
];
