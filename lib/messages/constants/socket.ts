// socket: the texts of the options at level SOL_SOCKET, and of SOMAXCONN.
//
// From socket(7), unix(7) and the kernel's headers; what the manual does not say was tried on Linux 6.18.

import { options, type Section, section } from "./section.ts";

const header = "<asm-generic/socket.h>";

/** SO_ and SOMAXCONN. */
export const socketTexts: Section = {
  ...options("SOL_SOCKET", "socket(7)", {
    SO_DEBUG: [
      "bool",
      "Turns on the kernel's own debugging for this socket, where its protocol has any. Turning it on needs CAP_NET_ADMIN.",
      "Liga a depuração do próprio kernel para este socket, se o protocolo tiver alguma. Para ligar é preciso ter CAP_NET_ADMIN.",
    ],
    SO_REUSEADDR: [
      "bool",
      "Lets bind take an address that connections in TIME_WAIT still hold, so that a server can be started again at once; the server before must have set it, too. It does not let two TCP sockets listen on the same address and port. UDP sockets that all set it share their address.",
      "Permite que bind use um endereço ainda preso a conexões em TIME_WAIT, para que um servidor possa ser reiniciado na hora; o servidor anterior também precisa ter ativado a opção. Não permite que dois sockets TCP escutem no mesmo endereço e porta. Sockets UDP que a ativam, todos, compartilham o endereço.",
    ],
    SO_TYPE: [
      "get:int",
      "Tells the type of the socket: SOCK_STREAM, SOCK_DGRAM and so on.",
      "Informa o tipo do socket: SOCK_STREAM, SOCK_DGRAM etc.",
    ],
    SO_ERROR: [
      "get:int",
      "Tells the error that is pending on the socket as an errno number, 0 if there is none, and clears it. After a non-blocking connect it says how the attempt ended.",
      "Informa o erro pendente no socket como número de errno, 0 se não há nenhum, e o apaga. Depois de um connect não bloqueante, diz como a tentativa terminou.",
    ],
    SO_DONTROUTE: [
      "bool",
      "Sends only to hosts on directly connected networks, never through a gateway: as if every send had MSG_DONTROUTE.",
      "Envia só para máquinas de redes diretamente conectadas, nunca por um gateway: como se todo send tivesse MSG_DONTROUTE.",
    ],
    SO_BROADCAST: [
      "bool",
      "Lets a datagram socket send to a broadcast address such as 255.255.255.255; without it sendto answers EACCES. It has no effect on streams.",
      "Permite que um socket de datagramas envie para um endereço de broadcast, como 255.255.255.255; sem ela, sendto responde EACCES. Não tem efeito em fluxos.",
    ],
    SO_SNDBUF: [
      "bytes",
      "The size of the send buffer. Linux doubles the value, to have room for its own bookkeeping, and getsockopt shows the doubled one; /proc/sys/net/core/wmem_max limits it. Once it is set, TCP no longer adapts the buffer by itself.",
      "O tamanho do buffer de envio. O Linux dobra o valor, para ter espaço para o próprio controle, e getsockopt mostra o valor dobrado; o limite está em /proc/sys/net/core/wmem_max. Depois de definido, o TCP não ajusta mais o buffer sozinho.",
    ],
    SO_RCVBUF: [
      "bytes",
      "The size of the receive buffer, which bounds the window TCP offers to the peer. Linux doubles the value, to have room for its own bookkeeping, and getsockopt shows the doubled one; /proc/sys/net/core/rmem_max limits it.",
      "O tamanho do buffer de recepção, que limita a janela que o TCP oferece ao outro lado. O Linux dobra o valor, para ter espaço para o próprio controle, e getsockopt mostra o valor dobrado; o limite está em /proc/sys/net/core/rmem_max.",
    ],
    SO_KEEPALIVE: [
      "bool",
      "Makes TCP probe the peer of an idle connection, so that one that vanished is noticed: calls then answer ETIMEDOUT. The first probe comes after two hours unless TCP_KEEPIDLE says otherwise; TCP_KEEPINTVL and TCP_KEEPCNT say how it goes on.",
      "Faz o TCP sondar o outro lado de uma conexão ociosa, para perceber se ele sumiu: as chamadas então respondem ETIMEDOUT. A primeira sonda vem após duas horas, a menos que TCP_KEEPIDLE diga outra coisa; TCP_KEEPINTVL e TCP_KEEPCNT dizem como continua.",
    ],
    SO_OOBINLINE: [
      "bool",
      "Leaves out-of-band data at its place in the stream; without it, only recv with MSG_OOB returns it.",
      "Deixa os dados fora de banda no lugar deles no fluxo; sem ela, só recv com MSG_OOB os retorna.",
    ],
    SO_NO_CHECK: [
      "bool",
      "Sends UDP datagrams over IPv4 without a checksum.",
      "Envia datagramas UDP sobre IPv4 sem checksum.",
      header,
    ],
    SO_PRIORITY: [
      "int",
      "The priority of the packets this socket sends, by which the queue of the interface may order them. Values above 6 need CAP_NET_ADMIN.",
      "A prioridade dos pacotes que este socket envia, pela qual a fila da interface pode ordená-los. Valores acima de 6 exigem CAP_NET_ADMIN.",
    ],
    SO_LINGER: [
      "struct linger",
      "What close does with data that are not delivered yet. Off, it returns at once and the kernel goes on delivering; on with a time, it waits up to so many seconds; on with 0, it throws the data away and resets the connection (RST).",
      "O que close faz com dados ainda não entregues. Desligada, retorna na hora e o kernel continua a entrega; ligada com um tempo, espera até essa quantidade de segundos; ligada com 0, descarta os dados e reinicia a conexão (RST).",
    ],
    SO_BSDCOMPAT: [
      "bool",
      "Accepted without any effect: in old versions of Linux it chose the behaviour of BSD.",
      "Aceita sem nenhum efeito: em versões antigas do Linux, escolhia o comportamento do BSD.",
    ],
    SO_REUSEPORT: [
      "bool",
      "Lets several sockets bind the same address and port, if each of them sets it before bind and all belong to the same user. The kernel spreads new connections, or datagrams, over them.",
      "Permite que vários sockets se vinculem ao mesmo endereço e porta, se cada um a ativar antes de bind e todos forem do mesmo usuário. O kernel distribui as novas conexões, ou os datagramas, entre eles.",
    ],
    SO_PASSCRED: [
      "bool",
      "Has each message on a unix socket bring along process, user and group of its sender: recvmsg gives them as control message SCM_CREDENTIALS.",
      "Faz cada mensagem em um socket unix trazer o processo, o usuário e o grupo do remetente: recvmsg os entrega como mensagem de controle SCM_CREDENTIALS.",
    ],
    SO_PEERCRED: [
      "get:struct ucred",
      "Tells process, user and group of the other side of a connected unix socket, as they were when it called connect, listen or socketpair.",
      "Informa o processo, o usuário e o grupo do outro lado de um socket unix conectado, como eram quando ele chamou connect, listen ou socketpair.",
    ],
    SO_RCVLOWAT: [
      "bytes",
      "How many bytes must have arrived before a waiting recv returns and poll calls the socket readable; at first 1.",
      "Quantos bytes precisam ter chegado para que um recv em espera retorne e poll considere o socket legível; no início, 1.",
    ],
    SO_SNDLOWAT: [
      "get:bytes",
      "Always 1 on Linux, where setting it answers ENOPROTOOPT.",
      "Sempre 1 no Linux, onde defini-la responde ENOPROTOOPT.",
    ],
    SO_RCVTIMEO: [
      "struct timeval",
      "How long recv, recvfrom, recvmsg and accept wait before they answer EAGAIN; zero waits without limit.",
      "Quanto tempo recv, recvfrom, recvmsg e accept esperam antes de responder EAGAIN; zero espera sem limite.",
    ],
    SO_SNDTIMEO: [
      "struct timeval",
      "How long send and its relatives wait before they answer EAGAIN, and connect before it answers EINPROGRESS; zero waits without limit.",
      "Quanto tempo send e as chamadas semelhantes esperam antes de responder EAGAIN, e connect antes de responder EINPROGRESS; zero espera sem limite.",
    ],
    SO_SECURITY_AUTHENTICATION: [
      "int",
      "A number that is reserved and that nothing uses: Linux answers ENOPROTOOPT.",
      "Um número reservado que nada usa: o Linux responde ENOPROTOOPT.",
      header,
    ],
    SO_SECURITY_ENCRYPTION_TRANSPORT: [
      "int",
      "A number that is reserved and that nothing uses: Linux answers ENOPROTOOPT.",
      "Um número reservado que nada usa: o Linux responde ENOPROTOOPT.",
      header,
    ],
    SO_SECURITY_ENCRYPTION_NETWORK: [
      "int",
      "A number that is reserved and that nothing uses: Linux answers ENOPROTOOPT.",
      "Um número reservado que nada usa: o Linux responde ENOPROTOOPT.",
      header,
    ],
    SO_BINDTODEVICE: [
      "text",
      "Ties the socket to one network interface by its name, such as lo: it receives only what arrives there. An empty name unties it. Changing what is tied needs CAP_NET_RAW.",
      "Prende o socket a uma interface de rede pelo nome, como lo: ele só recebe o que chega por ela. Um nome vazio o solta. Mudar o que já está preso exige CAP_NET_RAW.",
    ],
    SO_ATTACH_FILTER: [
      "set:struct sock_fprog",
      "Attaches a classic BPF program that decides which incoming packets the socket gets, and how much of them.",
      "Anexa um programa BPF clássico, que decide quais pacotes o socket recebe, e quanto de cada um.",
    ],
    SO_GET_FILTER: [
      "get:struct sock_filter[]",
      "Reads the classic BPF program that SO_ATTACH_FILTER attached; the two share a number.",
      "Lê o programa BPF clássico que SO_ATTACH_FILTER anexou; as duas têm o mesmo número.",
      header,
    ],
    SO_DETACH_FILTER: [
      "set:ignored",
      "Removes the filter that SO_ATTACH_FILTER or SO_ATTACH_BPF attached; ENOENT if there is none.",
      "Remove o filtro que SO_ATTACH_FILTER ou SO_ATTACH_BPF anexou; ENOENT se não há nenhum.",
    ],
    SO_DETACH_BPF: "SO_DETACH_FILTER",
    SO_PEERNAME: [
      "get:struct sockaddr",
      "Tells the address of the peer, as getpeername does.",
      "Informa o endereço do outro lado, como getpeername.",
      header,
    ],
    SO_TIMESTAMP: [
      "bool",
      "Has recvmsg tell when each datagram arrived, in microseconds: control message SCM_TIMESTAMP, a struct timeval.",
      "Faz recvmsg informar quando cada datagrama chegou, em microssegundos: mensagem de controle SCM_TIMESTAMP, uma struct timeval.",
    ],
    SO_ACCEPTCONN: [
      "get:bool",
      "Tells whether the socket listens: 1 after listen, else 0.",
      "Informa se o socket está em escuta: 1 depois de listen, senão 0.",
    ],
    SO_PEERSEC: [
      "get:text",
      "Tells the security context of the peer where a security module such as SELinux gives it one; else ENOPROTOOPT.",
      "Informa o contexto de segurança do outro lado, onde um módulo de segurança como o SELinux lhe dá um; senão, ENOPROTOOPT.",
    ],
    SO_SNDBUFFORCE: [
      "set:bytes",
      "The same as SO_SNDBUF, but may go beyond the limit of the system. Needs CAP_NET_ADMIN.",
      "O mesmo que SO_SNDBUF, mas pode passar do limite do sistema. Exige CAP_NET_ADMIN.",
    ],
    SO_RCVBUFFORCE: [
      "set:bytes",
      "The same as SO_RCVBUF, but may go beyond the limit of the system. Needs CAP_NET_ADMIN.",
      "O mesmo que SO_RCVBUF, mas pode passar do limite do sistema. Exige CAP_NET_ADMIN.",
    ],
    SO_PASSSEC: [
      "bool",
      "Has each message on a unix socket bring along the security context of its sender: control message SCM_SECURITY.",
      "Faz cada mensagem em um socket unix trazer o contexto de segurança do remetente: mensagem de controle SCM_SECURITY.",
    ],
    SO_TIMESTAMPNS: [
      "bool",
      "The same as SO_TIMESTAMP in nanoseconds: control message SCM_TIMESTAMPNS, a struct timespec.",
      "O mesmo que SO_TIMESTAMP, em nanossegundos: mensagem de controle SCM_TIMESTAMPNS, uma struct timespec.",
      header,
    ],
    SO_MARK: [
      "int",
      "Puts a mark on each packet this socket sends, by which routing rules and packet filters can choose. Needs CAP_NET_ADMIN or CAP_NET_RAW.",
      "Põe uma marca em cada pacote que este socket envia, pela qual regras de roteamento e filtros de pacotes podem escolher. Exige CAP_NET_ADMIN ou CAP_NET_RAW.",
    ],
    SO_TIMESTAMPING: [
      "int, SOF_TIMESTAMPING_",
      "Chooses which timestamps the kernel and the network card take, of packets sent and received. Those of received ones come as control messages, those of sent ones in the error queue.",
      "Escolhe quais marcas de tempo o kernel e a placa de rede registram, de pacotes enviados e recebidos. As dos recebidos vêm como mensagens de controle, as dos enviados na fila de erros.",
      "<linux/net_tstamp.h>",
    ],
    SO_PROTOCOL: [
      "get:int",
      "Tells the protocol of the socket: IPPROTO_TCP, IPPROTO_UDP and so on.",
      "Informa o protocolo do socket: IPPROTO_TCP, IPPROTO_UDP etc.",
    ],
    SO_DOMAIN: [
      "get:int",
      "Tells the family of the socket: AF_INET, AF_INET6, AF_UNIX and so on.",
      "Informa a família do socket: AF_INET, AF_INET6, AF_UNIX etc.",
    ],
    SO_RXQ_OVFL: [
      "bool",
      "Has each datagram bring along how many were dropped on this socket so far because its receive buffer was full: a control message, an unsigned 32-bit number.",
      "Faz cada datagrama trazer quantos já foram descartados neste socket porque o buffer de recepção estava cheio: uma mensagem de controle, um número de 32 bits sem sinal.",
    ],
    SO_WIFI_STATUS: [
      "bool",
      "Asks whether frames sent over Wi-Fi were acknowledged; the answers come in the error queue.",
      "Pede a informação de se os quadros enviados por Wi-Fi foram confirmados; as respostas vêm na fila de erros.",
      header,
    ],
    SO_PEEK_OFF: [
      "bytes",
      "Where recv with MSG_PEEK begins to read in the queue; each peek moves it on. -1, as at first: always at the beginning.",
      "Onde recv com MSG_PEEK começa a ler na fila; cada leitura avança a posição. -1, como no início: sempre do começo.",
    ],
    SO_NOFCS: [
      "bool",
      "Has the interface take the last four bytes of what a packet socket sends as the frame's checksum, instead of computing one.",
      "Faz a interface usar os últimos quatro bytes do que um socket de pacotes envia como checksum do quadro, em vez de calcular um.",
      header,
    ],
    SO_LOCK_FILTER: [
      "bool",
      "Locks the filters attached to the socket: from then on they can be neither changed nor removed, and the lock stays (EPERM).",
      "Trava os filtros anexados ao socket: a partir daí não podem ser mudados nem removidos, e a trava fica (EPERM).",
    ],
    SO_SELECT_ERR_QUEUE: [
      "bool",
      "Has poll report POLLPRI, and select an exceptional condition, when something is in the error queue, not only POLLERR.",
      "Faz poll informar POLLPRI, e select uma condição excepcional, quando há algo na fila de erros, e não só POLLERR.",
    ],
    SO_BUSY_POLL: [
      "us",
      "How long a receive that finds nothing asks the network card again and again before it sleeps. Raising it needs CAP_NET_ADMIN.",
      "Por quanto tempo uma recepção que não encontra nada consulta a placa de rede repetidamente antes de dormir. Aumentar o valor exige CAP_NET_ADMIN.",
    ],
    SO_MAX_PACING_RATE: [
      "rate",
      "How many bytes a second the socket sends at most: TCP keeps to it by itself, others with the queueing discipline fq.",
      "Quantos bytes por segundo o socket envia no máximo: o TCP a respeita sozinho, os outros com a disciplina de fila fq.",
      header,
    ],
    SO_BPF_EXTENSIONS: [
      "get:int",
      "Tells how many of Linux's extensions classic BPF filters may use here.",
      "Informa quantas das extensões do Linux os filtros BPF clássicos podem usar aqui.",
      header,
    ],
    SO_INCOMING_CPU: [
      "int",
      "Reading it tells which CPU last handled a packet of this socket, -1 if none has. Setting it on one of several listeners has that CPU's connections go there.",
      "Lida, informa qual CPU tratou por último um pacote deste socket, -1 se nenhuma. Definida em um de vários sockets em escuta, leva para ele as conexões dessa CPU.",
    ],
    SO_ATTACH_BPF: [
      "set:bpf",
      "Attaches an extended BPF program that decides which incoming packets the socket gets.",
      "Anexa um programa BPF estendido, que decide quais pacotes o socket recebe.",
    ],
    SO_ATTACH_REUSEPORT_CBPF: [
      "set:struct sock_fprog",
      "Attaches a classic BPF program that chooses which of the sockets with SO_REUSEPORT on one address gets a packet or connection.",
      "Anexa um programa BPF clássico que escolhe qual dos sockets com SO_REUSEPORT no mesmo endereço recebe um pacote ou conexão.",
    ],
    SO_ATTACH_REUSEPORT_EBPF: [
      "set:bpf",
      "The same as SO_ATTACH_REUSEPORT_CBPF with an extended BPF program.",
      "O mesmo que SO_ATTACH_REUSEPORT_CBPF, com um programa BPF estendido.",
    ],
    SO_CNX_ADVICE: [
      "set:int",
      "1 tells the kernel that the connection makes no progress on its route, so that it looks for another one.",
      "1 avisa o kernel de que a conexão não avança pela rota atual, para que ele procure outra.",
      header,
    ],
    SO_MEMINFO: [
      "get:uint32_t[9]",
      "Tells how much memory the socket uses for what: the numbers that ss -m shows.",
      "Informa quanta memória o socket usa e para quê: os números que ss -m mostra.",
      header,
    ],
    SO_INCOMING_NAPI_ID: [
      "get:unsigned int",
      "Tells which receive queue of a network card the last packet came from; 0 if that is not known.",
      "Informa de qual fila de recepção de uma placa de rede veio o último pacote; 0 se não se sabe.",
    ],
    SO_COOKIE: [
      "get:uint64_t",
      "A number the kernel gives this socket and no other as long as the system runs; ss -e shows it as sk.",
      "Um número que o kernel dá a este socket e a nenhum outro enquanto o sistema roda; ss -e o mostra como sk.",
      header,
    ],
    SO_PEERGROUPS: [
      "get:gid_t[]",
      "Tells the supplementary groups of the other side of a connected unix socket.",
      "Informa os grupos suplementares do outro lado de um socket unix conectado.",
      header,
    ],
    SO_ZEROCOPY: [
      "bool",
      "Allows send with MSG_ZEROCOPY.",
      "Permite send com MSG_ZEROCOPY.",
      header,
    ],
    SO_TXTIME: [
      "struct sock_txtime",
      "Allows each packet its own time to be sent at, given to sendmsg as control message SCM_TXTIME.",
      "Permite dar a cada pacote o momento do envio, passado a sendmsg como mensagem de controle SCM_TXTIME.",
      "<linux/net_tstamp.h>",
    ],
    SO_BINDTOIFINDEX: [
      "index",
      "The same as SO_BINDTODEVICE, by the interface's number; 0 unties the socket.",
      "O mesmo que SO_BINDTODEVICE, pelo número da interface; 0 solta o socket.",
      header,
    ],
    SO_TIMESTAMP_NEW: [
      "bool",
      "The same as SO_TIMESTAMP with 64-bit times on every system, so that it works beyond 2038.",
      "O mesmo que SO_TIMESTAMP com tempos de 64 bits em todo sistema, para funcionar depois de 2038.",
      header,
    ],
    SO_TIMESTAMPNS_NEW: [
      "bool",
      "The same as SO_TIMESTAMPNS with 64-bit times on every system, so that it works beyond 2038.",
      "O mesmo que SO_TIMESTAMPNS com tempos de 64 bits em todo sistema, para funcionar depois de 2038.",
      header,
    ],
    SO_TIMESTAMPING_NEW: [
      "int, SOF_TIMESTAMPING_",
      "The same as SO_TIMESTAMPING with 64-bit times on every system, so that it works beyond 2038.",
      "O mesmo que SO_TIMESTAMPING com tempos de 64 bits em todo sistema, para funcionar depois de 2038.",
      header,
    ],
    SO_RCVTIMEO_NEW: [
      "struct __kernel_sock_timeval",
      "The same as SO_RCVTIMEO with 64-bit times on every system.",
      "O mesmo que SO_RCVTIMEO com tempos de 64 bits em todo sistema.",
      header,
    ],
    SO_SNDTIMEO_NEW: [
      "struct __kernel_sock_timeval",
      "The same as SO_SNDTIMEO with 64-bit times on every system.",
      "O mesmo que SO_SNDTIMEO com tempos de 64 bits em todo sistema.",
      header,
    ],
    SO_DETACH_REUSEPORT_BPF: [
      "set:ignored",
      "Removes the program that SO_ATTACH_REUSEPORT_CBPF or SO_ATTACH_REUSEPORT_EBPF attached.",
      "Remove o programa que SO_ATTACH_REUSEPORT_CBPF ou SO_ATTACH_REUSEPORT_EBPF anexou.",
      header,
    ],
    SO_PREFER_BUSY_POLL: [
      "bool",
      "Prefers busy polling (SO_BUSY_POLL) to interrupts of the network card. Turning it on needs CAP_NET_ADMIN.",
      "Prefere a consulta repetida (SO_BUSY_POLL) às interrupções da placa de rede. Para ligar é preciso ter CAP_NET_ADMIN.",
      header,
    ],
    SO_BUSY_POLL_BUDGET: [
      "set:int",
      "How many packets one round of busy polling (SO_BUSY_POLL) takes at most.",
      "Quantos pacotes uma rodada da consulta repetida (SO_BUSY_POLL) retira no máximo.",
      header,
    ],
    SO_NETNS_COOKIE: [
      "get:uint64_t",
      "A number that identifies the network namespace of the socket as long as the system runs.",
      "Um número que identifica o namespace de rede do socket enquanto o sistema roda.",
      header,
    ],
    SO_BUF_LOCK: [
      "int: 1 SOCK_SNDBUF_LOCK, 2 SOCK_RCVBUF_LOCK",
      "Tells, or sets, which of the two buffers keep the size that was set instead of being adapted by the kernel.",
      "Informa, ou define, quais dos dois buffers mantêm o tamanho definido em vez de serem ajustados pelo kernel.",
      header,
    ],
    SO_RESERVE_MEM: [
      "bytes",
      "Reserves memory for this socket, where its memory is accounted to a control group; else EOPNOTSUPP.",
      "Reserva memória para este socket, onde a memória dele é contabilizada em um grupo de controle; senão, EOPNOTSUPP.",
      header,
    ],
    SO_TXREHASH: [
      "int: 0, 1, 255",
      "Whether a TCP connection whose packets are lost may try another path through the network: 1 yes, 0 no, 255 as the system is set.",
      "Se uma conexão TCP cujos pacotes se perdem pode tentar outro caminho pela rede: 1 sim, 0 não, 255 conforme o sistema.",
      header,
    ],
    SO_RCVMARK: [
      "bool",
      "Has recvmsg tell the mark of each received packet: control message SO_MARK.",
      "Faz recvmsg informar a marca de cada pacote recebido: mensagem de controle SO_MARK.",
      header,
    ],
    SO_PASSPIDFD: [
      "bool",
      "Has each message on a unix socket bring along a descriptor for the process of its sender: control message SCM_PIDFD.",
      "Faz cada mensagem em um socket unix trazer um descritor do processo do remetente: mensagem de controle SCM_PIDFD.",
      header,
    ],
    SO_PEERPIDFD: [
      "get:pidfd",
      "Opens a descriptor for the process on the other side of a connected unix socket.",
      "Abre um descritor do processo do outro lado de um socket unix conectado.",
      header,
    ],
    SO_DEVMEM_DONTNEED: [
      "set:struct dmabuf_token[]",
      "Gives back memory of a network card in which received data lay (MSG_SOCK_DEVMEM).",
      "Devolve memória de uma placa de rede na qual havia dados recebidos (MSG_SOCK_DEVMEM).",
      header,
    ],
    SO_RCVPRIORITY: [
      "bool",
      "Has recvmsg tell the priority of each received packet: control message SO_PRIORITY.",
      "Faz recvmsg informar a prioridade de cada pacote recebido: mensagem de controle SO_PRIORITY.",
      header,
    ],
    SO_PASSRIGHTS: [
      "bool",
      "Whether a unix socket takes descriptors that are sent to it (SCM_RIGHTS); on at first.",
      "Se um socket unix aceita descritores enviados a ele (SCM_RIGHTS); no início, ligada.",
      header,
    ],
    SO_INQ: [
      "set:bool",
      "Has recvmsg on a unix stream tell how many bytes are still there to be read: control message SCM_INQ.",
      "Faz recvmsg em um fluxo unix informar quantos bytes ainda há para ler: mensagem de controle SCM_INQ.",
      header,
    ],
  }),
  ...section(
    {
      en: "control messages of recvmsg at level SOL_SOCKET",
      pt: "mensagens de controle de recvmsg no nível SOL_SOCKET",
    },
    header,
    {
      SO_DEVMEM_LINEAR: [
        "Data received with MSG_SOCK_DEVMEM that lie in ordinary memory. As an option it answers ENOPROTOOPT.",
        "Dados recebidos com MSG_SOCK_DEVMEM que estão na memória comum. Como opção, responde ENOPROTOOPT.",
      ],
      SO_DEVMEM_DMABUF: [
        "Data received with MSG_SOCK_DEVMEM that lie in the memory of a device. As an option it answers ENOPROTOOPT.",
        "Dados recebidos com MSG_SOCK_DEVMEM que estão na memória de um dispositivo. Como opção, responde ENOPROTOOPT.",
      ],
    },
  ),
  ...section({ en: "the backlog of listen", pt: "o backlog de listen" }, "listen(2)", {
    SOMAXCONN: [
      "The longest queue of connections waiting for accept that listen grants by default; a larger backlog is silently cut to /proc/sys/net/core/somaxconn.",
      "A maior fila de conexões à espera de accept que listen concede por padrão; um backlog maior é cortado, sem aviso, para /proc/sys/net/core/somaxconn.",
    ],
  }),
  ...section(
    { en: "control messages at level SOL_SOCKET", pt: "mensagens de controle no nível SOL_SOCKET" },
    "unix(7)",
    {
      SCM_RIGHTS: [
        "Descriptors passed to another process over a unix socket: sendmsg takes their numbers, recvmsg gives the receiver descriptors of its own for the same open files.",
        "Descritores passados a outro processo por um socket unix: sendmsg recebe os números, e recvmsg dá ao destinatário descritores próprios para os mesmos arquivos abertos.",
      ],
      SCM_CREDENTIALS: [
        "Process, user and group of the sender of a message on a unix socket, a struct ucred; the receiver asks for them with SO_PASSCRED.",
        "Processo, usuário e grupo de quem enviou uma mensagem em um socket unix, uma struct ucred; o destinatário os pede com SO_PASSCRED.",
      ],
      SCM_SECURITY: [
        "The security context of the sender of a message on a unix socket; the receiver asks for it with SO_PASSSEC.",
        "O contexto de segurança de quem enviou uma mensagem em um socket unix; o destinatário o pede com SO_PASSSEC.",
      ],
      SCM_PIDFD: [
        "A descriptor for the process of the sender of a message on a unix socket; the receiver asks for it with SO_PASSPIDFD.",
        "Um descritor do processo de quem enviou uma mensagem em um socket unix; o destinatário o pede com SO_PASSPIDFD.",
        header,
      ],
      SCM_TIMESTAMP: [
        "When a datagram arrived, a struct timeval; SO_TIMESTAMP asks for it.",
        "Quando um datagrama chegou, uma struct timeval; SO_TIMESTAMP a pede.",
        "socket(7)",
      ],
      SCM_TIMESTAMPNS: [
        "When a datagram arrived, a struct timespec; SO_TIMESTAMPNS asks for it.",
        "Quando um datagrama chegou, uma struct timespec; SO_TIMESTAMPNS a pede.",
        header,
      ],
      SCM_TIMESTAMPING: [
        "The timestamps that SO_TIMESTAMPING asked for, three struct timespec.",
        "As marcas de tempo que SO_TIMESTAMPING pediu, três struct timespec.",
        header,
      ],
    },
  ),
  ...section(
    { en: "flags of SO_TIMESTAMPING", pt: "flags de SO_TIMESTAMPING" },
    "<linux/net_tstamp.h>",
    {
      SOF_TIMESTAMPING_TX_HARDWARE: [
        "The network card takes the time when a packet leaves it.",
        "A placa de rede registra a hora em que um pacote sai dela.",
      ],
      SOF_TIMESTAMPING_TX_SOFTWARE: [
        "The kernel takes the time when a packet is handed to the network card.",
        "O kernel registra a hora em que um pacote é entregue à placa de rede.",
      ],
      SOF_TIMESTAMPING_RX_HARDWARE: [
        "The network card takes the time when a packet arrives.",
        "A placa de rede registra a hora em que um pacote chega.",
      ],
      SOF_TIMESTAMPING_RX_SOFTWARE: [
        "The kernel takes the time when it gets a packet from the network card.",
        "O kernel registra a hora em que recebe um pacote da placa de rede.",
      ],
      SOF_TIMESTAMPING_SOFTWARE: [
        "Reports the times the kernel took.",
        "Informa as horas que o kernel registrou.",
      ],
      SOF_TIMESTAMPING_SYS_HARDWARE: [
        "Without effect: it once reported the card's times in the clock of the system.",
        "Sem efeito: antes informava as horas da placa no relógio do sistema.",
      ],
      SOF_TIMESTAMPING_RAW_HARDWARE: [
        "Reports the times the network card took, by its own clock.",
        "Informa as horas que a placa de rede registrou, pelo relógio dela.",
      ],
      SOF_TIMESTAMPING_OPT_ID: [
        "Numbers the packets, so that each timestamp tells which one it belongs to.",
        "Numera os pacotes, para que cada marca de tempo diga a qual pertence.",
      ],
      SOF_TIMESTAMPING_TX_SCHED: [
        "The kernel takes the time when a packet enters the queue of the interface.",
        "O kernel registra a hora em que um pacote entra na fila da interface.",
      ],
      SOF_TIMESTAMPING_TX_ACK: [
        "On TCP, takes the time when all data of a send are acknowledged.",
        "No TCP, registra a hora em que todos os dados de um send foram confirmados.",
      ],
      SOF_TIMESTAMPING_OPT_CMSG: [
        "Timestamps of sent packets come with the other control messages of the packet, IP_PKTINFO for instance.",
        "As marcas de tempo dos pacotes enviados vêm com as outras mensagens de controle do pacote, IP_PKTINFO por exemplo.",
      ],
      SOF_TIMESTAMPING_OPT_TSONLY: [
        "Timestamps of sent packets come without the packet itself.",
        "As marcas de tempo dos pacotes enviados vêm sem o próprio pacote.",
      ],
      SOF_TIMESTAMPING_OPT_STATS: [
        "With SOF_TIMESTAMPING_OPT_TSONLY: numbers of the TCP connection come along with each timestamp.",
        "Com SOF_TIMESTAMPING_OPT_TSONLY: números da conexão TCP vêm junto com cada marca de tempo.",
      ],
      SOF_TIMESTAMPING_OPT_PKTINFO: [
        "Timestamps of received packets tell the interface and the length of the packet.",
        "As marcas de tempo dos pacotes recebidos informam a interface e o tamanho do pacote.",
      ],
      SOF_TIMESTAMPING_OPT_TX_SWHW: [
        "Reports both times of a sent packet, the kernel's and the card's.",
        "Informa as duas horas de um pacote enviado, a do kernel e a da placa.",
      ],
      SOF_TIMESTAMPING_BIND_PHC: [
        "Takes the card's times from one of its clocks, the one bind_phc names.",
        "Tira as horas da placa de um de seus relógios, o que bind_phc indica.",
      ],
    },
  ),
};
