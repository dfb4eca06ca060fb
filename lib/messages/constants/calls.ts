// calls: the texts of the flags and numbers that calls take: send and recv, shutdown, poll, the resolver, fcntl, open.
//
// From send(2), recv(2), poll(2), getaddrinfo(3), getnameinfo(3), fcntl(2), open(2) and the headers.

import type { Text } from "../../errors.ts";
import { type Section, section, type Words } from "./section.ts";

const sending: Text = {
  en: "flags of send, sendto and sendmsg",
  pt: "flags de send, sendto e sendmsg",
};

const receiving: Text = {
  en: "flags of recv, recvfrom and recvmsg",
  pt: "flags de recv, recvfrom e recvmsg",
};

const both: Text = {
  en: "flags of send, recv and their relatives",
  pt: "flags de send, recv e chamadas semelhantes",
};

/** A flag that the headers have and Linux does nothing with. */
const unused: Words = [
  "A flag that the headers keep and that does nothing on Linux.",
  "Uma flag que os cabeçalhos mantêm e que não faz nada no Linux.",
  "<sys/socket.h>",
];

/** MSG_. */
export const messageTexts: Section = {
  ...section(both, "recv(2)", {
    MSG_OOB: [
      "Sends or receives out-of-band data: in TCP the one byte that is urgent. recv answers EINVAL when there is none.",
      "Envia ou recebe dados fora de banda: no TCP, o único byte urgente. recv responde EINVAL quando não há nenhum.",
    ],
    MSG_DONTWAIT: [
      "This one call does not wait: it answers EAGAIN where it would, whatever the socket is set to.",
      "Só esta chamada não espera: responde EAGAIN onde esperaria, não importa como o socket esteja configurado.",
    ],
  }),
  ...section(receiving, "recv(2)", {
    MSG_PEEK: [
      "Returns data and leaves them in the queue, so that the next recv returns them again.",
      "Retorna os dados e os deixa na fila, para que o próximo recv os retorne de novo.",
    ],
    MSG_WAITALL: [
      "On a stream: waits until all the bytes asked for are there; fewer come only at the end of the stream, after an error or an interruption. It has no effect on datagrams.",
      "Em um fluxo: espera até que todos os bytes pedidos estejam lá; menos só vêm no fim do fluxo, depois de um erro ou de uma interrupção. Não tem efeito em datagramas.",
    ],
    MSG_TRUNC: [
      "On a datagram socket: returns the datagram's real length, also when more was sent than len takes. On TCP: throws the data away instead of copying them. Among recvmsg's msg_flags it says that a datagram was cut.",
      "Em um socket de datagramas: retorna o tamanho real do datagrama, mesmo quando foi enviado mais do que cabe em len. No TCP: descarta os dados em vez de copiá-los. Entre as msg_flags de recvmsg, diz que um datagrama foi cortado.",
    ],
    MSG_ERRQUEUE: [
      "Reads the socket's error queue (IP_RECVERR, timestamps, MSG_ZEROCOPY) instead of its data. It never waits: an empty queue answers EAGAIN.",
      "Lê a fila de erros do socket (IP_RECVERR, marcas de tempo, MSG_ZEROCOPY) em vez dos dados. Nunca espera: uma fila vazia responde EAGAIN.",
    ],
    MSG_CMSG_CLOEXEC: [
      "Descriptors that arrive with SCM_RIGHTS are closed when the process becomes another program (exec).",
      "Descritores que chegam com SCM_RIGHTS são fechados quando o processo passa a ser outro programa (exec).",
    ],
    MSG_SOCK_DEVMEM: [
      "Receives data that stay in the memory of the network card; recvmsg tells where they lie.",
      "Recebe dados que ficam na memória da placa de rede; recvmsg informa onde estão.",
      "<linux/socket.h>",
    ],
  }),
  ...section(sending, "send(2)", {
    MSG_DONTROUTE: [
      "Sends only to hosts on directly connected networks, not through a gateway.",
      "Envia só para máquinas de redes diretamente conectadas, não por um gateway.",
    ],
    MSG_TRYHARD: "MSG_DONTROUTE",
    MSG_EOR: [
      "Ends a record, where the protocol has records, such as SOCK_SEQPACKET.",
      "Encerra um registro, onde o protocolo tem registros, como em SOCK_SEQPACKET.",
    ],
    MSG_CONFIRM: [
      "Tells the kernel that the other side has just answered, so that it need not ask for its hardware address again; for datagrams.",
      "Avisa o kernel de que o outro lado acabou de responder, para que não precise perguntar de novo pelo endereço de hardware; para datagramas.",
    ],
    MSG_NOSIGNAL: [
      "A stream whose peer is gone answers EPIPE alone; without the flag the signal SIGPIPE comes, too. This shell ignores that signal.",
      "Um fluxo cujo outro lado se foi só responde EPIPE; sem a flag vem também o sinal SIGPIPE. Este shell ignora esse sinal.",
    ],
    MSG_MORE: [
      "More is to follow: TCP holds back a segment that is not full, UDP joins what follows to one datagram.",
      "Ainda vem mais: o TCP segura um segmento incompleto, e o UDP junta o que segue em um só datagrama.",
    ],
    MSG_ZEROCOPY: [
      "Sends from the program's memory without copying it; the error queue tells when the memory is free again. Needs SO_ZEROCOPY, else the flag is ignored.",
      "Envia direto da memória do programa, sem copiá-la; a fila de erros informa quando a memória está livre de novo. Exige SO_ZEROCOPY, senão a flag é ignorada.",
      "<linux/socket.h>",
    ],
    MSG_FASTOPEN: [
      "connect and send in one call: the data go in the SYN if the server is known from before (TCP Fast Open, RFC 7413).",
      "connect e send em uma só chamada: os dados vão no SYN se o servidor já é conhecido (TCP Fast Open, RFC 7413).",
    ],
    MSG_BATCH: [
      "More messages follow at once: the kernel uses it between the messages of sendmmsg.",
      "Mais mensagens vêm em seguida: o kernel a usa entre as mensagens de sendmmsg.",
      "<linux/socket.h>",
    ],
  }),
  ...section({ en: "the msg_flags recvmsg returns", pt: "as msg_flags que recvmsg retorna" }, "recv(2)", {
    MSG_CTRUNC: [
      "Control messages were cut: the buffer for them was too small.",
      "Mensagens de controle foram cortadas: o buffer para elas era pequeno demais.",
    ],
  }),
  ...section({ en: "a flag of recvmmsg", pt: "uma flag de recvmmsg" }, "recvmmsg(2)", {
    MSG_WAITFORONE: [
      "Waits for the first message only, and takes what else is there without waiting.",
      "Espera só pela primeira mensagem e pega o que mais houver sem esperar.",
    ],
  }),
  ...section(both, "<sys/socket.h>", {
    MSG_PROXY: unused,
    MSG_FIN: unused,
    MSG_SYN: unused,
    MSG_RST: unused,
  }),
};

/** SHUT_. */
export const shutdownTexts: Section = section(
  { en: "how shutdown ends a connection", pt: "como shutdown encerra uma conexão" },
  "shutdown(2)",
  {
    SHUT_RD: [
      "Ends receiving: recv returns what has arrived, then the end of the stream. Over TCP the peer is told nothing, and data that still come can be read; on a unix socket the peer's send answers EPIPE.",
      "Encerra a recepção: recv retorna o que já chegou e depois o fim do fluxo. No TCP, o outro lado não é avisado, e dados que ainda chegam podem ser lidos; em um socket unix, o send do outro lado responde EPIPE.",
    ],
    SHUT_WR: [
      "Ends sending: what was sent is still delivered, then the peer reads the end of the stream (over TCP a FIN goes out). Receiving goes on.",
      "Encerra o envio: o que foi enviado ainda é entregue, e depois o outro lado lê o fim do fluxo (no TCP sai um FIN). A recepção continua.",
    ],
    SHUT_RDWR: [
      "Ends both directions. The descriptor stays open until close.",
      "Encerra os dois sentidos. O descritor continua aberto até close.",
    ],
  },
);

const waiting: Text = { en: "events and revents of poll", pt: "events e revents de poll" };
const told: Text = {
  en: "revents of poll; it need not be asked for",
  pt: "revents de poll; não precisa ser pedido",
};

/** POLL. */
export const pollTexts: Section = {
  ...section(waiting, "poll(2)", {
    POLLIN: [
      "There is something to read: data, a connection to accept, or the end of the stream.",
      "Há algo para ler: dados, uma conexão para accept ou o fim do fluxo.",
    ],
    POLLPRI: [
      "There is something urgent, such as TCP's out-of-band byte.",
      "Há algo urgente, como o byte fora de banda do TCP.",
    ],
    POLLOUT: [
      "Sending would not wait. Also how a non-blocking connect tells that it has ended, well or not (SO_ERROR says which).",
      "Enviar não esperaria. É também como um connect não bloqueante avisa que terminou, bem ou mal (SO_ERROR diz qual).",
    ],
    POLLRDHUP: [
      "The peer of a stream has shut down its sending side, or the whole connection is closed.",
      "O outro lado de um fluxo encerrou o envio, ou a conexão inteira está fechada.",
    ],
    POLLRDNORM: ["The same as POLLIN for sockets.", "O mesmo que POLLIN para sockets."],
    POLLRDBAND: [
      "Priority data can be read; Linux hardly uses it.",
      "Dados prioritários podem ser lidos; o Linux quase não o usa.",
    ],
    POLLWRNORM: ["The same as POLLOUT for sockets.", "O mesmo que POLLOUT para sockets."],
    POLLWRBAND: ["Priority data may be written.", "Dados prioritários podem ser escritos."],
    POLLMSG: [
      "Known to the headers and unused by Linux.",
      "Conhecido pelos cabeçalhos e não usado pelo Linux.",
    ],
    POLLREMOVE: [
      "Known to the headers and unused by poll.",
      "Conhecido pelos cabeçalhos e não usado por poll.",
    ],
  }),
  ...section(told, "poll(2)", {
    POLLERR: [
      "An error is pending on the socket, or something is in its error queue.",
      "Há um erro pendente no socket, ou algo em sua fila de erros.",
    ],
    POLLHUP: [
      "Both directions of the connection are over; what has arrived can still be read. A stream that was never connected shows it, too.",
      "Os dois sentidos da conexão acabaram; o que já chegou ainda pode ser lido. Um fluxo que nunca foi conectado também o mostra.",
    ],
    POLLNVAL: ["The descriptor is not open.", "O descritor não está aberto."],
  }),
};

/** AI_ and NI_. */
export const resolverTexts: Section = {
  ...section({ en: "flags of getaddrinfo", pt: "flags de getaddrinfo" }, "getaddrinfo(3)", {
    AI_PASSIVE: [
      "Without a host: the answer is the address for bind to all interfaces (0.0.0.0, ::) instead of loopback.",
      "Sem host: a resposta é o endereço para bind em todas as interfaces (0.0.0.0, ::) em vez de loopback.",
    ],
    AI_CANONNAME: [
      "The first answer also tells the official name of the host.",
      "A primeira resposta informa também o nome oficial do host.",
    ],
    AI_NUMERICHOST: [
      "The host is an address in numbers and nobody is asked; a name answers EAI_NONAME.",
      "O host é um endereço em números e ninguém é consultado; um nome responde EAI_NONAME.",
    ],
    AI_NUMERICSERV: [
      "The service is a port number and nothing is looked up; a name answers EAI_NONAME.",
      "O serviço é um número de porta e nada é procurado; um nome responde EAI_NONAME.",
    ],
    AI_V4MAPPED: [
      "With AF_INET6: a host that has IPv4 addresses only is given as ::ffff:1.2.3.4.",
      "Com AF_INET6: um host que só tem endereços IPv4 é dado como ::ffff:1.2.3.4.",
    ],
    AI_ALL: [
      "With AI_V4MAPPED: IPv6 and mapped IPv4 addresses, both.",
      "Com AI_V4MAPPED: endereços IPv6 e também os IPv4 mapeados.",
    ],
    AI_ADDRCONFIG: [
      "Gives addresses only of those IP versions of which this machine has an address of its own, loopback not counted.",
      "Dá só endereços das versões de IP das quais esta máquina tem um endereço próprio, sem contar o loopback.",
    ],
    AI_IDN: [
      "Encodes a host name with letters beyond ASCII, in the locale's encoding, as DNS wants it (IDN).",
      "Codifica um nome de host com letras além do ASCII, na codificação do locale, como o DNS o quer (IDN).",
    ],
    AI_CANONIDN: [
      "Decodes the official name of AI_CANONNAME into letters beyond ASCII.",
      "Decodifica o nome oficial de AI_CANONNAME para letras além do ASCII.",
    ],
    AI_IDN_ALLOW_UNASSIGNED: [
      "Without effect in today's glibc: it once let names have code points that Unicode had not assigned.",
      "Sem efeito na glibc atual: antes permitia nomes com códigos que o Unicode não tinha atribuído.",
    ],
    AI_IDN_USE_STD3_ASCII_RULES: [
      "Without effect in today's glibc: it once held names to the characters of host names.",
      "Sem efeito na glibc atual: antes limitava os nomes aos caracteres de nomes de hosts.",
    ],
  }),
  ...section({ en: "flags of getnameinfo", pt: "flags de getnameinfo" }, "getnameinfo(3)", {
    NI_NUMERICHOST: [
      "Gives the host in numbers and asks nobody for its name.",
      "Dá o host em números e não consulta ninguém sobre o nome.",
    ],
    NI_NUMERICSERV: [
      "Gives the service as a port number.",
      "Dá o serviço como número de porta.",
    ],
    NI_NOFQDN: [
      "Gives only the first part of the name for hosts of the own domain.",
      "Dá só a primeira parte do nome para hosts do próprio domínio.",
    ],
    NI_NAMEREQD: [
      "Fails with EAI_NONAME if the host has no name, instead of giving its address.",
      "Falha com EAI_NONAME se o host não tem nome, em vez de dar o endereço.",
    ],
    NI_DGRAM: [
      "The service is one of UDP: a few ports have another name there.",
      "O serviço é de UDP: algumas portas têm outro nome ali.",
    ],
    NI_IDN: [
      "Decodes the name into letters beyond ASCII (IDN).",
      "Decodifica o nome para letras além do ASCII (IDN).",
    ],
    NI_IDN_ALLOW_UNASSIGNED: [
      "Without effect in today's glibc: it once let names have code points that Unicode had not assigned.",
      "Sem efeito na glibc atual: antes permitia nomes com códigos que o Unicode não tinha atribuído.",
    ],
    NI_IDN_USE_STD3_ASCII_RULES: [
      "Without effect in today's glibc: it once held names to the characters of host names.",
      "Sem efeito na glibc atual: antes limitava os nomes aos caracteres de nomes de hosts.",
    ],
  }),
  ...section(
    { en: "sizes of getnameinfo's buffers", pt: "tamanhos dos buffers de getnameinfo" },
    "getnameinfo(3)",
    {
      NI_MAXHOST: [
        "Room for any host name in C, its final NUL included.",
        "Espaço para qualquer nome de host em C, com o NUL final.",
      ],
      NI_MAXSERV: [
        "Room for any service name in C, its final NUL included.",
        "Espaço para qualquer nome de serviço em C, com o NUL final.",
      ],
    },
  ),
};

const fcntl: Text = { en: "commands of fcntl", pt: "comandos de fcntl" };
const locking: Text = {
  en: "commands of fcntl; they take a struct flock",
  pt: "comandos de fcntl; recebem uma struct flock",
};

/** F_ and FD_CLOEXEC. */
export const fcntlTexts: Section = {
  ...section(fcntl, "fcntl(2)", {
    F_DUPFD: [
      "Makes a second descriptor for the same socket or file: the lowest free number from the argument up.",
      "Cria um segundo descritor para o mesmo socket ou arquivo: o menor número livre a partir do argumento.",
    ],
    F_DUPFD_CLOEXEC: [
      "The same as F_DUPFD, with FD_CLOEXEC set on the new descriptor.",
      "O mesmo que F_DUPFD, com FD_CLOEXEC ativada no novo descritor.",
    ],
    F_GETFD: [
      "Reads the descriptor's own flags: FD_CLOEXEC, or 0.",
      "Lê as flags do próprio descritor: FD_CLOEXEC ou 0.",
    ],
    F_SETFD: [
      "Sets the descriptor's own flags: FD_CLOEXEC, or 0.",
      "Define as flags do próprio descritor: FD_CLOEXEC ou 0.",
    ],
    F_GETFL: [
      "Reads the flags of the open file: O_RDWR, O_NONBLOCK and so on. All descriptors for the same socket share them.",
      "Lê as flags do arquivo aberto: O_RDWR, O_NONBLOCK etc. Todos os descritores do mesmo socket as compartilham.",
    ],
    F_SETFL: [
      "Sets the flags of the open file that can change: O_NONBLOCK, O_APPEND, O_ASYNC, O_DIRECT, O_NOATIME; others are ignored. Read them first, or one is lost.",
      "Define as flags do arquivo aberto que podem mudar: O_NONBLOCK, O_APPEND, O_ASYNC, O_DIRECT, O_NOATIME; as outras são ignoradas. Leia-as antes, senão alguma se perde.",
    ],
    F_GETOWN: [
      "Tells which process gets SIGIO and SIGURG for this socket; a process group has a negative number.",
      "Informa qual processo recebe SIGIO e SIGURG por este socket; um grupo de processos tem número negativo.",
    ],
    F_SETOWN: [
      "Sets which process gets SIGIO (with O_ASYNC) and SIGURG (out-of-band data) for this socket.",
      "Define qual processo recebe SIGIO (com O_ASYNC) e SIGURG (dados fora de banda) por este socket.",
    ],
    F_GETOWN_EX: [
      "The same as F_GETOWN for a thread, process or group: a struct f_owner_ex.",
      "O mesmo que F_GETOWN para uma thread, um processo ou um grupo: uma struct f_owner_ex.",
    ],
    F_SETOWN_EX: [
      "The same as F_SETOWN for a thread, process or group: a struct f_owner_ex.",
      "O mesmo que F_SETOWN para uma thread, um processo ou um grupo: uma struct f_owner_ex.",
    ],
    F_GETSIG: [
      "Tells which signal is sent instead of SIGIO; 0 is SIGIO.",
      "Informa qual sinal é enviado no lugar de SIGIO; 0 é SIGIO.",
    ],
    F_SETSIG: [
      "Sets which signal is sent instead of SIGIO; 0 is SIGIO.",
      "Define qual sinal é enviado no lugar de SIGIO; 0 é SIGIO.",
    ],
    F_GETOWNER_UIDS: [
      "Tells the user ids of who called F_SETOWN: two of them, real and effective.",
      "Informa os ids de usuário de quem chamou F_SETOWN: dois, o real e o efetivo.",
      "<linux/fcntl.h>",
    ],
    F_GETLEASE: [
      "Tells which lease is held on a file: F_RDLCK, F_WRLCK or F_UNLCK.",
      "Informa qual lease há sobre um arquivo: F_RDLCK, F_WRLCK ou F_UNLCK.",
    ],
    F_SETLEASE: [
      "Takes a lease on a file: a signal comes when another process opens it.",
      "Obtém um lease sobre um arquivo: vem um sinal quando outro processo o abre.",
    ],
    F_NOTIFY: [
      "Asks for a signal when a folder changes; new programs use inotify(7).",
      "Pede um sinal quando uma pasta muda; programas novos usam inotify(7).",
    ],
    F_GETPIPE_SZ: [
      "Tells how many bytes a pipe holds.",
      "Informa quantos bytes cabem em um pipe.",
    ],
    F_SETPIPE_SZ: [
      "Sets how many bytes a pipe holds, up to /proc/sys/fs/pipe-max-size; it is rounded up.",
      "Define quantos bytes cabem em um pipe, até /proc/sys/fs/pipe-max-size; o valor é arredondado para cima.",
    ],
    F_ADD_SEALS: [
      "Seals a file in memory (memfd_create) against changes.",
      "Sela um arquivo em memória (memfd_create) contra mudanças.",
    ],
    F_GET_SEALS: [
      "Tells the seals of a file in memory (memfd_create).",
      "Informa os selos de um arquivo em memória (memfd_create).",
    ],
    F_GET_RW_HINT: [
      "Tells how long data of this file are expected to live.",
      "Informa quanto tempo se espera que os dados deste arquivo vivam.",
    ],
    F_SET_RW_HINT: [
      "Says how long data of this file are expected to live, so that disks can group them.",
      "Diz quanto tempo se espera que os dados deste arquivo vivam, para que os discos os agrupem.",
    ],
    F_GET_FILE_RW_HINT: [
      "The same as F_GET_RW_HINT for one open file; the newest kernels no longer have it.",
      "O mesmo que F_GET_RW_HINT para um arquivo aberto; os kernels mais novos não o têm mais.",
    ],
    F_SET_FILE_RW_HINT: [
      "The same as F_SET_RW_HINT for one open file; the newest kernels no longer have it.",
      "O mesmo que F_SET_RW_HINT para um arquivo aberto; os kernels mais novos não o têm mais.",
    ],
  }),
  ...section(locking, "fcntl(2)", {
    F_GETLK: [
      "Tells which lock of another process would be in the way of this one.",
      "Informa qual trava de outro processo impediria esta.",
    ],
    F_GETLK64: "F_GETLK",
    F_SETLK: [
      "Takes or gives back a lock on a part of a file; EAGAIN or EACCES if another process has it.",
      "Obtém ou devolve uma trava sobre parte de um arquivo; EAGAIN ou EACCES se outro processo a tem.",
    ],
    F_SETLK64: "F_SETLK",
    F_SETLKW: ["The same as F_SETLK, but waits for the lock.", "O mesmo que F_SETLK, mas espera pela trava."],
    F_SETLKW64: "F_SETLKW",
    F_OFD_GETLK: [
      "The same as F_GETLK for locks that belong to the open file and not to the process.",
      "O mesmo que F_GETLK para travas que pertencem ao arquivo aberto, e não ao processo.",
    ],
    F_OFD_SETLK: [
      "The same as F_SETLK for locks that belong to the open file and not to the process.",
      "O mesmo que F_SETLK para travas que pertencem ao arquivo aberto, e não ao processo.",
    ],
    F_OFD_SETLKW: [
      "The same as F_OFD_SETLK, but waits for the lock.",
      "O mesmo que F_OFD_SETLK, mas espera pela trava.",
    ],
  }),
  ...section({ en: "the argument of F_SETFD", pt: "o argumento de F_SETFD" }, "fcntl(2)", {
    FD_CLOEXEC: [
      "Closes the descriptor when the process becomes another program (exec).",
      "Fecha o descritor quando o processo passa a ser outro programa (exec).",
    ],
  }),
  ...section(
    { en: "the kind of a lock, in struct flock", pt: "o tipo de uma trava, em struct flock" },
    "fcntl(2)",
    {
      F_RDLCK: [
        "A lock for reading, which others may have, too.",
        "Uma trava de leitura, que outros também podem ter.",
      ],
      F_WRLCK: [
        "A lock for writing, which nobody else may have.",
        "Uma trava de escrita, que mais ninguém pode ter.",
      ],
      F_UNLCK: ["No lock: gives it back.", "Nenhuma trava: devolve-a."],
      F_EXLCK: [
        "A number of old BSD locks; nothing uses it.",
        "Um número das antigas travas do BSD; nada o usa.",
      ],
      F_SHLCK: [
        "A number of old BSD locks; nothing uses it.",
        "Um número das antigas travas do BSD; nada o usa.",
      ],
    },
  ),
  ...section({ en: "commands of lockf", pt: "comandos de lockf" }, "lockf(3)", {
    F_LOCK: ["Takes a lock and waits for it.", "Obtém uma trava e espera por ela."],
    F_TLOCK: ["Takes a lock if nobody has it.", "Obtém uma trava se ninguém a tem."],
    F_ULOCK: ["Gives a lock back.", "Devolve uma trava."],
    F_TEST: ["Tells whether somebody else has the lock.", "Informa se outro processo tem a trava."],
  }),
  ...section({ en: "the mode of access", pt: "o modo de access" }, "access(2)", {
    F_OK: ["Asks only whether the file exists.", "Pergunta só se o arquivo existe."],
  }),
  ...section({ en: "the type in struct f_owner_ex", pt: "o tipo em struct f_owner_ex" }, "fcntl(2)", {
    F_OWNER_TID: ["The number is a thread's.", "O número é de uma thread."],
    F_OWNER_PID: ["The number is a process's.", "O número é de um processo."],
    F_OWNER_PGRP: ["The number is a process group's.", "O número é de um grupo de processos."],
    F_OWNER_GID: "F_OWNER_PGRP",
  }),
  ...section({ en: "seals of F_ADD_SEALS", pt: "selos de F_ADD_SEALS" }, "fcntl(2)", {
    F_SEAL_SEAL: ["No further seals.", "Sem novos selos."],
    F_SEAL_SHRINK: ["The file cannot become smaller.", "O arquivo não pode diminuir."],
    F_SEAL_GROW: ["The file cannot become larger.", "O arquivo não pode crescer."],
    F_SEAL_WRITE: ["The content cannot change.", "O conteúdo não pode mudar."],
    F_SEAL_FUTURE_WRITE: [
      "The content can change only through mappings that are there already.",
      "O conteúdo só pode mudar por mapeamentos que já existem.",
    ],
  }),
};

const opening: Text = { en: "flags of open", pt: "flags de open" };
const kept: Text = {
  en: "flags of open; fcntl reads them with F_GETFL and sets them with F_SETFL",
  pt: "flags de open; fcntl as lê com F_GETFL e as define com F_SETFL",
};

/** O_. */
export const openTexts: Section = {
  ...section(kept, "open(2)", {
    O_NONBLOCK: [
      "Calls do not wait: recv, send and accept answer EAGAIN where they would, connect EINPROGRESS. All descriptors for the same socket share it; setblocking does the same.",
      "As chamadas não esperam: recv, send e accept respondem EAGAIN onde esperariam, e connect, EINPROGRESS. Todos os descritores do mesmo socket a compartilham; setblocking faz o mesmo.",
    ],
    O_NDELAY: "O_NONBLOCK",
    O_APPEND: [
      "Every write goes to the end of the file.",
      "Toda escrita vai para o fim do arquivo.",
    ],
    O_ASYNC: [
      "A signal (SIGIO) comes when there is something to read or room to write; F_SETOWN says to whom. Set it with F_SETFL.",
      "Vem um sinal (SIGIO) quando há algo para ler ou espaço para escrever; F_SETOWN diz para quem. Defina-a com F_SETFL.",
    ],
    O_DIRECT: [
      "Reads and writes past the cache; for a pipe each write is a packet.",
      "Lê e escreve sem passar pelo cache; em um pipe, cada escrita é um pacote.",
    ],
    O_NOATIME: [
      "Reading does not change the file's access time; only its owner may ask for that.",
      "A leitura não muda a hora de acesso do arquivo; só o dono pode pedir isso.",
    ],
  }),
  ...section(opening, "open(2)", {
    O_RDONLY: ["Opens for reading only.", "Abre só para leitura."],
    O_WRONLY: ["Opens for writing only.", "Abre só para escrita."],
    O_RDWR: [
      "Opens for reading and writing; F_GETFL shows it for every socket.",
      "Abre para leitura e escrita; F_GETFL a mostra para todo socket.",
    ],
    O_ACCMODE: [
      "The bits of what F_GETFL answers that hold O_RDONLY, O_WRONLY or O_RDWR.",
      "Os bits da resposta de F_GETFL que contêm O_RDONLY, O_WRONLY ou O_RDWR.",
      "fcntl(2)",
    ],
    O_CREAT: [
      "Creates the file if it is not there; C then needs its permissions as a third argument.",
      "Cria o arquivo se ele não existe; C então precisa das permissões como terceiro argumento.",
    ],
    O_EXCL: [
      "With O_CREAT: fails with EEXIST if the file is there already.",
      "Com O_CREAT: falha com EEXIST se o arquivo já existe.",
    ],
    O_NOCTTY: [
      "A terminal that is opened does not become the process's controlling terminal.",
      "Um terminal que é aberto não se torna o terminal de controle do processo.",
    ],
    O_TRUNC: [
      "Empties a file that is opened for writing.",
      "Esvazia um arquivo que é aberto para escrita.",
    ],
    O_DSYNC: [
      "write returns once the data have reached the disk.",
      "write só retorna quando os dados chegam ao disco.",
    ],
    O_SYNC: [
      "write returns once the data and all that is known of the file have reached the disk.",
      "write só retorna quando os dados e tudo o que se sabe do arquivo chegam ao disco.",
    ],
    O_FSYNC: "O_SYNC",
    O_RSYNC: "O_SYNC",
    O_DIRECTORY: [
      "Fails with ENOTDIR if the path is no folder.",
      "Falha com ENOTDIR se o caminho não é uma pasta.",
    ],
    O_NOFOLLOW: [
      "Fails with ELOOP if the last part of the path is a symbolic link.",
      "Falha com ELOOP se a última parte do caminho é um link simbólico.",
    ],
    O_CLOEXEC: [
      "Closes the descriptor when the process becomes another program (exec).",
      "Fecha o descritor quando o processo passa a ser outro programa (exec).",
    ],
    O_PATH: [
      "A descriptor that only stands for the path: it can be neither read nor written.",
      "Um descritor que só representa o caminho: não pode ser lido nem escrito.",
    ],
    O_TMPFILE: [
      "A file without a name in that folder, gone once it is closed.",
      "Um arquivo sem nome nessa pasta, que some quando é fechado.",
    ],
    O_LARGEFILE: [
      "Files beyond 2 GiB on 32-bit systems; on 64-bit ones it is 0, since they always can.",
      "Arquivos acima de 2 GiB em sistemas de 32 bits; nos de 64 bits é 0, pois eles sempre podem.",
    ],
  }),
};

/** What ioctl is asked for, and FD_SETSIZE. */
export const requestTexts: Section = {
  ...section({ en: "requests of ioctl", pt: "pedidos de ioctl" }, "ioctl(2)", {
    FIONREAD: [
      "Tells how many bytes can be read at once: on a stream all that have arrived, on a datagram socket the length of the next datagram.",
      "Informa quantos bytes podem ser lidos na hora: em um fluxo, todos os que chegaram; em um socket de datagramas, o tamanho do próximo datagrama.",
    ],
    SIOCINQ: "FIONREAD",
    TIOCINQ: "FIONREAD",
    FIONBIO: [
      "Makes the socket non-blocking (1) or blocking (0), as O_NONBLOCK does.",
      "Torna o socket não bloqueante (1) ou bloqueante (0), como O_NONBLOCK.",
    ],
    FIOASYNC: [
      "Turns signals about the socket on (1) or off (0), as O_ASYNC does.",
      "Liga (1) ou desliga (0) os sinais sobre o socket, como O_ASYNC.",
    ],
    FIOCLEX: ["Sets FD_CLOEXEC on the descriptor.", "Ativa FD_CLOEXEC no descritor."],
    FIONCLEX: ["Takes FD_CLOEXEC off the descriptor.", "Desativa FD_CLOEXEC no descritor."],
    SIOCATMARK: [
      "Tells whether the out-of-band byte comes next: 1 if it does, else 0.",
      "Informa se o byte fora de banda é o próximo: 1 se é, senão 0.",
      "tcp(7)",
    ],
    SIOCOUTQ: [
      "Tells how many sent bytes are not acknowledged yet (TCP), or not sent yet.",
      "Informa quantos bytes enviados ainda não foram confirmados (TCP), ou ainda não saíram.",
      "tcp(7)",
    ],
    TIOCOUTQ: "SIOCOUTQ",
    SIOCOUTQNSD: [
      "Tells how many bytes a TCP socket has not sent at all yet.",
      "Informa quantos bytes um socket TCP ainda não enviou nenhuma vez.",
      "<linux/sockios.h>",
    ],
  }),
  ...section({ en: "the sets of select", pt: "os conjuntos de select" }, "select(2)", {
    FD_SETSIZE: [
      "How many descriptors a set of select can hold: those from 0 to one less than this. poll has no such limit.",
      "Quantos descritores cabem em um conjunto de select: de 0 até um a menos que isto. poll não tem esse limite.",
    ],
  }),
};
