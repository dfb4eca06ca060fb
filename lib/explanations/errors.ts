// errors: what the errors of the sockets calls mean, when calls give them, and what to look at.
//
// Everything a call on a socket can answer on Linux, as tcp(7), ip(7), unix(7), socket(7) and the pages of the calls
// tell it, and what getaddrinfo and gethostbyname answer. Of the other errnos a sentence says that they come from
// elsewhere. What an error means for one certain call is told by the command's record.

import { errnoTexts } from "../messages/errno.ts";
import { type Both, type Entry, entry, type Group } from "./entry.ts";

/** The words of an error are its title and its other name. */
function error(name: string, means: Both, when: Both, hint: Both, see = "", names: Both = ["", ""]): Entry {
  const { en, pt } = errnoTexts[name] ?? { en: name, pt: name };
  return entry([en, pt], [`${name}; ${en}; ${names[0]}`, `${name}; ${pt}; ${names[1]}`], [
    ["means", ...means],
    ["when", ...when],
    ["try", ...hint],
  ], see);
}

/** An errno that no call on a socket gives. */
export function otherError(name: string): Entry {
  const { en, pt } = errnoTexts[name] ?? { en: name, pt: name };
  return entry([en, pt], [name, name], [[
    "",
    "The system has this error, but no sockets call is known to answer with it: it belongs to files, devices, processes or other parts of the system. See errno(3).",
    "O sistema tem este erro, mas não se sabe de nenhuma chamada de sockets que responda com ele: pertence a arquivos, dispositivos, processos ou outras partes do sistema. Veja errno(3).",
  ]], "errno");
}

/** `names`: what else it is called, where its words are not what people say. */
type Words = readonly [means: Both, when: Both, hint: Both, see?: string, names?: Both];

const words: Readonly<Record<string, Words>> = {
  // ---- Connecting
  ECONNREFUSED: [
    [
      "The connection was refused: as a rule, nobody listens at that address and port.",
      "A conexão foi recusada: em geral, ninguém escuta nesse endereço e porta.",
    ],
    [
      "connect: the SYN was answered with a reset (RST); some firewalls answer that way, too. Over UDP: an earlier datagram came back as ICMP port unreachable, and the next call on the connected socket reports it. With a unix path: the file is there, but no socket listens at it any more.",
      "connect: o SYN foi respondido com um reset (RST); alguns firewalls também respondem assim. Em UDP: um datagrama anterior voltou como ICMP porta inalcançável, e a chamada seguinte no socket conectado avisa. Com um caminho unix: o arquivo existe, mas nenhum socket escuta mais nele.",
    ],
    [
      "Is the server running? Has it called listen? Do port, address and family agree (127.0.0.1 is not ::1, and neither is the Ethernet address)? netstat -ltn on the server's machine shows who listens where. On Linux a full queue does not refuse: connect waits.",
      "O servidor está em execução? Já chamou listen? Porta, endereço e família combinam (127.0.0.1 não é ::1, nem o endereço da Ethernet)? netstat -ltn na máquina do servidor mostra quem escuta onde. No Linux uma fila cheia não recusa: connect fica esperando.",
    ],
    "handshake loopback reset connect-ex connect",
  ],
  ETIMEDOUT: [
    ["Nobody answered in the time TCP allows.", "Ninguém respondeu no tempo que o TCP permite."],
    [
      "connect: the SYN was repeated for about two minutes. On an established connection: data was not acknowledged for about 15 minutes, or keep-alive got no answer; the next recv or send reports it.",
      "connect: o SYN foi repetido por cerca de dois minutos. Em uma conexão já estabelecida: os dados ficaram sem confirmação por cerca de 15 minutos, ou o keep-alive ficou sem resposta; o próximo recv ou send avisa.",
    ],
    [
      "Is the address right, and the machine on? Does a firewall on the way drop the packets? Is the server's queue full? ping shows whether the machine answers at all. For a shorter wait, use timeout 3s connect ….",
      "O endereço está certo, e a máquina ligada? Um firewall no caminho descarta os pacotes? A fila do servidor está cheia? ping mostra se a máquina responde. Para esperar menos, use timeout 3s connect ….",
    ],
    "SYN_SENT backlog keep-alive remote-machine",
  ],
  EHOSTUNREACH: [
    [
      "There is a way to the network, but not to that machine.",
      "Há um caminho para a rede, mas não para essa máquina.",
    ],
    [
      "connect or send: in the same network nobody answered the question who has this address (ARP), or a router sent back ICMP host unreachable; some firewalls answer that way, too.",
      "connect ou send: na mesma rede ninguém respondeu à pergunta de quem tem esse endereço (ARP), ou um roteador devolveu ICMP host inalcançável; alguns firewalls também respondem assim.",
    ],
    [
      "Check the address, and that the machine is on and in the same network. ip neigh shows whom this machine has found.",
      "Confira o endereço, e se a máquina está ligada e na mesma rede. ip neigh mostra quem esta máquina encontrou.",
    ],
    "remote-machine ENETUNREACH ETIMEDOUT",
  ],
  ENETUNREACH: [
    ["This machine has no route to that network.", "Esta máquina não tem rota para essa rede."],
    [
      "connect or sendto: the routing table has no entry that fits, usually because there is no default route (the network is off) or no IPv6.",
      "connect ou sendto: a tabela de rotas não tem uma entrada que sirva, em geral porque não há rota padrão (a rede está desligada) ou não há IPv6.",
    ],
    [
      "addresses and ip route show what this machine has. For an IPv6 address, try the IPv4 one.",
      "addresses e ip route mostram o que esta máquina tem. Para um endereço IPv6, tente o IPv4.",
    ],
    "remote-machine EHOSTUNREACH addresses",
  ],
  ENETDOWN: [
    ["The network interface is switched off.", "A interface de rede está desligada."],
    [
      "send, sendto or connect through an interface that is down, and raw sockets bound to it.",
      "send, sendto ou connect por uma interface desativada, e sockets raw vinculados a ela.",
    ],
    [
      "ip link shows whether it is UP; addresses shows what else there is.",
      "ip link mostra se ela está UP; addresses mostra o que mais existe.",
    ],
    "ENETUNREACH addresses",
  ],
  ENETRESET: [
    [
      "The connection was dropped because the network was reset.",
      "A conexão foi abandonada porque a rede foi reiniciada.",
    ],
    [
      "setsockopt with SO_KEEPALIVE on a dead connection in some systems; TCP and UDP on Linux do not give it.",
      "setsockopt com SO_KEEPALIVE em uma conexão morta, em alguns sistemas; TCP e UDP no Linux não o dão.",
    ],
    ["Close the socket and connect anew.", "Feche o socket e conecte de novo."],
    "ECONNRESET keep-alive",
  ],
  EHOSTDOWN: [
    ["The other machine is reported to be off.", "Foi informado que a outra máquina está desligada."],
    [
      "On Linux hardly ever, on an ICMP message of an old kind; macOS answers connect with it when ARP finds nobody.",
      "No Linux quase nunca, com uma mensagem ICMP antiga; o macOS responde assim a connect quando o ARP não encontra ninguém.",
    ],
    ["Look at the same things as for EHOSTUNREACH.", "Verifique o mesmo que em EHOSTUNREACH."],
    "EHOSTUNREACH",
  ],
  ENONET: [
    ["A router said that this machine is cut off.", "Um roteador disse que esta máquina está isolada."],
    [
      'connect or send after the ICMP message "source host isolated", which today\'s routers do not send.',
      'connect ou send depois da mensagem ICMP "máquina de origem isolada", que os roteadores de hoje não enviam.',
    ],
    ["Check the same things as for ENETUNREACH.", "Verifique o mesmo que em ENETUNREACH."],
    "ENETUNREACH",
  ],
  EINPROGRESS: [
    ["The connection is being made; it is no failure.", "A conexão está sendo feita; não é uma falha."],
    [
      "connect on a non-blocking TCP socket: the SYN has gone out, and the answer is not there yet.",
      "connect em um socket TCP não bloqueante: o SYN saiu, e a resposta ainda não chegou.",
    ],
    [
      "Wait with poll until the socket can be written, then read SO_ERROR: 0 means connected. A second connect tells it, too.",
      "Espere com poll até o socket poder ser escrito e então leia SO_ERROR: 0 significa conectado. Um segundo connect também informa.",
    ],
    "blocking SYN_SENT EALREADY poll",
  ],
  EALREADY: [
    ["The same is already going on.", "A mesma operação já está em andamento."],
    [
      "connect again on a non-blocking socket whose first connect has no answer yet.",
      "connect de novo em um socket não bloqueante cujo primeiro connect ainda não teve resposta.",
    ],
    ["Wait with poll until the socket can be written.", "Espere com poll até o socket poder ser escrito."],
    "EINPROGRESS blocking",
  ],
  EISCONN: [
    ["The socket is already connected.", "O socket já está conectado."],
    [
      "connect a second time on a TCP socket, or on one that listens; sendto with an address on some connected sockets (unix streams).",
      "connect pela segunda vez em um socket TCP, ou em um que escuta; sendto com endereço em alguns sockets conectados (fluxos unix).",
    ],
    [
      "One socket, one connection: create a new socket for another connection. After a non-blocking connect it is good news.",
      "Um socket, uma conexão: para outra conexão, crie outro socket. Depois de um connect não bloqueante é uma boa notícia.",
    ],
    "connect socket",
  ],
  ENOTCONN: [
    ["The socket has no connection.", "O socket não tem conexão."],
    [
      "recv or getpeername before connect, after connect failed, or on the listening socket of a server; shutdown before connect; send on a unix socket that is not connected.",
      "recv ou getpeername antes de connect, depois que connect falhou, ou no socket em escuta de um servidor; shutdown antes de connect; send em um socket unix não conectado.",
    ],
    [
      "A server reads from the socket accept returned, not from the one it listens with. A client has to check that connect succeeded.",
      "Um servidor lê do socket que accept retornou, não daquele com que escuta. Um cliente precisa verificar se connect funcionou.",
    ],
    "connect-ex LISTEN accept EPIPE",
  ],
  EADDRINUSE: [
    ["Another socket has this address and port.", "Outro socket tem esse endereço e porta."],
    [
      "bind (and listen, when SO_REUSEADDR let bind through): another program listens there, or a connection of the port is still in TIME_WAIT. With a unix path: the file of an earlier socket is still there.",
      "bind (e listen, quando SO_REUSEADDR deixou o bind passar): outro programa escuta ali, ou uma conexão da porta ainda está em TIME_WAIT. Com um caminho unix: o arquivo de um socket anterior continua lá.",
    ],
    [
      "netstat -tanp shows who has it. Set SO_REUSEADDR before bind against TIME_WAIT; against a listening program only another port helps, or ending it. A unix path is removed with rm.",
      "netstat -tanp mostra quem a tem. Contra TIME_WAIT, ative SO_REUSEADDR antes de bind; contra um programa que escuta, só outra porta ou encerrá-lo. Um caminho unix se remove com rm.",
    ],
    "reuse-address TIME_WAIT port bind",
    [
      "port in use; port is taken; port is busy; address in use",
      "porta em uso; porta ocupada; endereço em uso; endereço ocupado",
    ],
  ],
  EADDRNOTAVAIL: [
    ["This machine does not have that address.", "Esta máquina não tem esse endereço."],
    [
      "bind to an address of another machine; connect when no ephemeral port is free any more, or when a connection with the same two addresses and ports still exists (perhaps in TIME_WAIT).",
      "bind em um endereço de outra máquina; connect quando não há mais portas efêmeras livres, ou quando ainda existe uma conexão com os mesmos dois endereços e portas (talvez em TIME_WAIT).",
    ],
    [
      "addresses lists what can be bound here; \"\" is all of it. The server's address belongs in the client's connect, not in its bind.",
      'addresses lista o que se pode usar aqui em bind; "" é tudo isso. O endereço do servidor vai no connect do cliente, não no bind dele.',
    ],
    "any-address ephemeral-port addresses",
  ],

  // ---- Sending and receiving
  ECONNRESET: [
    [
      "The peer ended the connection with a reset; what was on its way is lost.",
      "O outro lado terminou a conexão com um reset; o que estava a caminho se perdeu.",
    ],
    [
      "recv or send, when an RST has arrived: the peer closed with bytes it had not read, crashed and came back, or wanted it so (SO_LINGER with 0).",
      "recv ou send, quando chegou um RST: o outro lado fechou com bytes que não tinha lido, caiu e voltou, ou quis assim (SO_LINGER com 0).",
    ],
    [
      "Close this socket. A server goes on with its other clients. If the peer is your own program, let it read to the end before it closes.",
      "Feche este socket. Um servidor segue com os outros clientes. Se o outro lado é um programa seu, faça-o ler até o fim antes de fechar.",
    ],
    "reset close-steps EPIPE",
  ],
  ECONNABORTED: [
    [
      "The connection was given up before it was handed out.",
      "A conexão foi abandonada antes de ser entregue.",
    ],
    [
      "accept, when the client gave up before its turn. On Linux over TCP accept usually returns that connection all the same, and recv tells of the end.",
      "accept, quando o cliente desistiu antes da sua vez. No Linux, em TCP, accept costuma retornar essa conexão mesmo assim, e recv informa o fim.",
    ],
    ["A server just calls accept again.", "Um servidor simplesmente chama accept de novo."],
    "accept reset",
  ],
  EPIPE: [
    [
      "This direction of the connection is closed: nothing can be sent any more.",
      "Este sentido da conexão está fechado: nada mais pode ser enviado.",
    ],
    [
      "send after the peer has reset the connection, after shutdown with SHUT_WR here, or on a TCP socket that was never connected. The first send after the peer's close usually still succeeds; it provokes the reset, and the second send gets EPIPE.",
      "send depois que o outro lado encerrou a conexão com um reset, depois de shutdown com SHUT_WR aqui, ou em um socket TCP que nunca foi conectado. O primeiro send após o close do outro lado costuma funcionar; ele provoca o reset, e o segundo send recebe EPIPE.",
    ],
    [
      "Close the socket. C programs also get the signal SIGPIPE, which ends them unless they ignore it or send with MSG_NOSIGNAL; Python and socksh ignore it.",
      "Feche o socket. Programas em C também recebem o sinal SIGPIPE, que os encerra se não o ignoram nem enviam com MSG_NOSIGNAL; Python e o socksh o ignoram.",
    ],
    "reset CLOSE_WAIT ECONNRESET send",
  ],
  ESHUTDOWN: [
    ["This side has already ended sending.", "Este lado já encerrou o envio."],
    [
      "On Linux send answers EPIPE here. Windows has this error as WSAESHUTDOWN.",
      "No Linux send responde EPIPE neste caso. O Windows tem este erro como WSAESHUTDOWN.",
    ],
    ["Send before shutdown, or connect anew.", "Envie antes de shutdown ou conecte de novo."],
    "EPIPE shutdown",
  ],
  EAGAIN: [
    [
      "It cannot be done now without waiting; the same number as EWOULDBLOCK.",
      "Não pode ser feito agora sem esperar; o mesmo número que EWOULDBLOCK.",
    ],
    [
      "A non-blocking socket: recv without data, send with a full buffer, accept without a client. A blocking one: its timeout (settimeout, SO_RCVTIMEO, SO_SNDTIMEO) ran out. A non-blocking connect to a unix socket whose queue is full.",
      "Um socket não bloqueante: recv sem dados, send com o buffer cheio, accept sem cliente. Um bloqueante: o tempo limite dele (settimeout, SO_RCVTIMEO, SO_SNDTIMEO) se esgotou. Um connect não bloqueante a um socket unix de fila cheia.",
    ],
    [
      "It is no failure: wait with poll or select and call again.",
      "Não é uma falha: espere com poll ou select e chame de novo.",
    ],
    "blocking EINPROGRESS poll settimeout",
  ],
  EINTR: [
    [
      "The wait was interrupted before anything happened.",
      "A espera foi interrompida antes que algo acontecesse.",
    ],
    [
      "Any call that waits, when a signal arrives; in socksh Ctrl-C.",
      "Qualquer chamada que espera, quando chega um sinal; no socksh, Ctrl-C.",
    ],
    [
      "The socket is still open: call again. An interrupted connect goes on in the kernel; on Linux a second connect waits for its end.",
      "O socket continua aberto: chame de novo. Um connect interrompido prossegue no kernel; no Linux um segundo connect espera o fim dele.",
    ],
    "blocking",
  ],
  EMSGSIZE: [
    ["The message is too long for one datagram.", "A mensagem é longa demais para um só datagrama."],
    [
      "send or sendto: over UDP more than 65507 bytes on IPv4, or more than the path takes when fragmenting is forbidden; over unix datagrams more than the send buffer.",
      "send ou sendto: em UDP, mais de 65507 bytes no IPv4, ou mais do que o caminho aceita quando fragmentar é proibido; em datagramas unix, mais que o buffer de envio.",
    ],
    ["Send smaller pieces, or use TCP.", "Envie pedaços menores ou use TCP."],
    "udp-connect message-boundaries",
  ],
  EDESTADDRREQ: [
    ["It is not known where to send.", "Não se sabe para onde enviar."],
    [
      "send on a UDP socket that is not connected. (A unix datagram socket answers ENOTCONN there.)",
      "send em um socket UDP que não está conectado. (Um socket unix de datagramas responde ENOTCONN nesse caso.)",
    ],
    ["Use sendto with an address, or connect first.", "Use sendto com um endereço ou chame connect antes."],
    "udp-connect sendto",
  ],
  ENOBUFS: [
    ["The kernel has no room for it at the moment.", "O kernel não tem espaço para isso no momento."],
    [
      "send when the queue of the interface is full (seldom on Linux, which mostly drops the packet in silence), and calls that make or enlarge something when limits are reached.",
      "send quando a fila da interface está cheia (raro no Linux, que costuma descartar o pacote em silêncio), e chamadas que criam ou aumentam algo quando se atingem limites.",
    ],
    [
      "Wait a moment and try again; send less at once.",
      "Espere um momento e tente de novo; envie menos de cada vez.",
    ],
    "buffers ENOMEM",
  ],
  ENOMEM: [
    ["The kernel has no memory for it.", "O kernel não tem memória para isso."],
    [
      "Any call that has to make something: socket, accept, setsockopt, sendmsg with much ancillary data.",
      "Qualquer chamada que precisa criar algo: socket, accept, setsockopt, sendmsg com muitos dados auxiliares.",
    ],
    [
      "Close what is not needed; free shows what the machine has.",
      "Feche o que não é necessário; free mostra o que a máquina tem.",
    ],
    "ENOBUFS",
  ],
  EIO: [
    ["Reading or writing failed in the device.", "A leitura ou a escrita falhou no dispositivo."],
    [
      "read, write and ioctl on files and terminals; sockets do not give it in ordinary use.",
      "read, write e ioctl em arquivos e terminais; sockets não o dão no uso comum.",
    ],
    [
      "Look at what the descriptor is; dmesg tells of devices.",
      "Veja o que é o descritor; dmesg informa sobre dispositivos.",
    ],
    "descriptor",
  ],
  EBADMSG: [
    ["A message came that cannot be read as one.", "Chegou uma mensagem que não pode ser lida como tal."],
    [
      "recv on sockets with a protocol of their own in the kernel (kTLS): a record whose check failed.",
      "recv em sockets com protocolo próprio no kernel (kTLS): um registro cuja verificação falhou.",
    ],
    ["Close the connection: the two sides do not agree.", "Feche a conexão: os dois lados não se entendem."],
    "EPROTO",
  ],
  ECANCELED: [
    ["The call was cancelled before it was done.", "A chamada foi cancelada antes de ser feita."],
    [
      "Asynchronous calls (io_uring, aio) that were taken back; the calls on sockets themselves do not give it.",
      "Chamadas assíncronas (io_uring, aio) que foram retiradas; as próprias chamadas de sockets não o dão.",
    ],
    [
      "Nothing has happened: make the call again if it is still wanted.",
      "Nada aconteceu: faça a chamada de novo, se ainda for preciso.",
    ],
  ],

  // ---- Descriptors
  EBADF: [
    ["No open descriptor has this number.", "Nenhum descritor aberto tem este número."],
    [
      "Any call on a socket that was closed already, or on a number nobody opened. In socksh also what waits when another job closes the socket.",
      "Qualquer chamada em um socket já fechado, ou em um número que ninguém abriu. No socksh, também o que espera quando outro job fecha o socket.",
    ],
    [
      "sockets lists what is open. Close each socket once.",
      "sockets lista o que está aberto. Feche cada socket uma só vez.",
    ],
    "descriptor close",
  ],
  EBADFD: [
    [
      "The descriptor is open, but not in a state for this.",
      "O descritor está aberto, mas não em um estado para isto.",
    ],
    [
      "Sockets of a few families other than TCP, UDP and unix (Bluetooth, packet rings); ordinary ones do not give it.",
      "Sockets de algumas famílias além de TCP, UDP e unix (Bluetooth, anéis de pacotes); os comuns não o dão.",
    ],
    ["Look at the order of the calls.", "Verifique a ordem das chamadas."],
    "EBADF EINVAL",
  ],
  ENOTSOCK: [
    ["The descriptor is open, but it is no socket.", "O descritor está aberto, mas não é um socket."],
    [
      "A socket call on a file, a pipe or the terminal (0, 1, 2).",
      "Uma chamada de sockets em um arquivo, um pipe ou o terminal (0, 1, 2).",
    ],
    ["Use read and write there.", "Use read e write nesse caso."],
    "descriptor read write",
  ],
  EMFILE: [
    [
      "This process has as many descriptors open as it may.",
      "Este processo tem abertos todos os descritores que pode ter.",
    ],
    [
      "socket, accept, open, dup: the limit of the process (ulimit -n) is reached. A server that forgets close gets here.",
      "socket, accept, open, dup: o limite do processo (ulimit -n) foi atingido. Um servidor que se esquece de close chega aqui.",
    ],
    [
      "Close what is not used; sockets lists what is open. ulimit -n 4096 raises the limit before the program is started.",
      "Feche o que não se usa; sockets lista o que está aberto. ulimit -n 4096, antes de iniciar o programa, aumenta o limite.",
    ],
    "descriptor CLOSE_WAIT ENFILE",
  ],
  ENFILE: [
    ["The whole system has too many files open.", "O sistema inteiro tem arquivos demais abertos."],
    [
      "The same calls as EMFILE, but the limit of the machine (fs.file-max) is reached.",
      "As mesmas chamadas de EMFILE, mas o limite da máquina (fs.file-max) foi atingido.",
    ],
    ["Find the program that holds so many: lsof.", "Encontre o programa que mantém tantos: lsof."],
    "EMFILE",
  ],

  // ---- What was asked for
  EINVAL: [
    [
      "The call makes no sense in this form or at this moment.",
      "A chamada não faz sentido nesta forma ou neste momento.",
    ],
    [
      "accept before listen; bind a second time; a length, a flag or an option value that is not valid. Also connect with the address of another family on some sockets, or from a loopback address to another machine.",
      "accept antes de listen; bind pela segunda vez; um tamanho, uma flag ou um valor de opção que não vale. Também connect com o endereço de outra família em alguns sockets, ou de um endereço de loopback para outra máquina.",
    ],
    [
      "Look at the order first: socket, bind, listen, accept; socket, connect. Then at the arguments. help COMMAND says what it means for that call.",
      "Veja primeiro a ordem: socket, bind, listen, accept; socket, connect. Depois os argumentos. help COMANDO diz o que significa naquela chamada.",
    ],
    "client-server LISTEN",
  ],
  EOPNOTSUPP: [
    [
      "This kind of socket cannot do that; the same number as ENOTSUP.",
      "Este tipo de socket não faz isso; o mesmo número que ENOTSUP.",
    ],
    [
      "listen or accept on a UDP socket; flags a protocol does not know (MSG_OOB over UDP); getsockopt at an unknown level.",
      "listen ou accept em um socket UDP; flags que um protocolo não conhece (MSG_OOB em UDP); getsockopt em um nível desconhecido.",
    ],
    [
      "A UDP server needs neither listen nor accept: bind, then recvfrom.",
      "Um servidor UDP não precisa de listen nem accept: bind e depois recvfrom.",
    ],
    "tcp-udp udp-connect",
  ],
  EAFNOSUPPORT: [
    [
      "The address is of another family than the socket, or there is no such family.",
      "O endereço é de outra família que a do socket, ou essa família não existe.",
    ],
    [
      "socket with an unknown domain; connect or bind of an AF_INET socket with an IPv6 or unix address.",
      "socket com um domínio desconhecido; connect ou bind de um socket AF_INET com endereço IPv6 ou unix.",
    ],
    [
      "Use socket tcp6 for [::1], socket tcp for 127.0.0.1.",
      "Use socket tcp6 para [::1] e socket tcp para 127.0.0.1.",
    ],
    "resolution loopback socket",
  ],
  EPFNOSUPPORT: [
    ["The system has no such protocol family.", "O sistema não tem essa família de protocolos."],
    [
      "In some systems what EAFNOSUPPORT is on Linux.",
      "Em alguns sistemas, o que no Linux é EAFNOSUPPORT.",
    ],
    ["Choose AF_INET, AF_INET6 or AF_UNIX.", "Escolha AF_INET, AF_INET6 ou AF_UNIX."],
    "EAFNOSUPPORT",
  ],
  EPROTONOSUPPORT: [
    ["There is no such protocol in this family.", "Não há esse protocolo nesta família."],
    [
      "socket with a protocol that does not fit domain and type, such as IPPROTO_UDP with SOCK_STREAM.",
      "socket com um protocolo que não combina com domínio e tipo, como IPPROTO_UDP com SOCK_STREAM.",
    ],
    ["Leave the protocol at 0: it follows from the type.", "Deixe o protocolo em 0: ele decorre do tipo."],
    "socket",
  ],
  ESOCKTNOSUPPORT: [
    ["This family has no sockets of that type.", "Esta família não tem sockets desse tipo."],
    [
      "socket with a type the family does not have, such as AF_INET with SOCK_SEQPACKET.",
      "socket com um tipo que a família não tem, como AF_INET com SOCK_SEQPACKET.",
    ],
    ["SOCK_STREAM is TCP, SOCK_DGRAM is UDP.", "SOCK_STREAM é TCP, SOCK_DGRAM é UDP."],
    "tcp-udp socket",
  ],
  EPROTOTYPE: [
    ["The two sockets are of different types.", "Os dois sockets são de tipos diferentes."],
    [
      "connect or sendto to a unix path where a socket of another type is (SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET).",
      "connect ou sendto para um caminho unix em que há um socket de outro tipo (SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET).",
    ],
    ["Create this socket with the server's type.", "Crie este socket com o tipo do servidor."],
    "unix-sockets",
  ],
  EPROTO: [
    ["The other side broke the protocol.", "O outro lado violou o protocolo."],
    [
      "accept on Linux may hand on an error the network had for the new connection; sockets like SCTP and kTLS give it as well.",
      "accept no Linux pode repassar um erro que a rede teve para a nova conexão; sockets como SCTP e kTLS também o dão.",
    ],
    ["A server calls accept again.", "Um servidor chama accept de novo."],
    "ECONNABORTED accept",
  ],
  ENOPROTOOPT: [
    ["There is no such option at this level.", "Não há essa opção neste nível."],
    [
      "setsockopt or getsockopt with an option of another level or another kind of socket: TCP_NODELAY on UDP.",
      "setsockopt ou getsockopt com uma opção de outro nível ou de outro tipo de socket: TCP_NODELAY em UDP.",
    ],
    ["help OPTION names the level it belongs to.", "help OPÇÃO informa o nível a que ela pertence."],
    "setsockopt getsockopt",
  ],
  EDOM: [
    ["A number is outside what is allowed.", "Um número está fora do permitido."],
    [
      "setsockopt with a time whose microseconds are 1000000 or more (SO_RCVTIMEO).",
      "setsockopt com um tempo cujos microssegundos são 1000000 ou mais (SO_RCVTIMEO).",
    ],
    ["Use settimeout, which counts for you.", "Use settimeout, que faz a conta por você."],
    "setsockopt settimeout",
  ],
  ERANGE: [
    ["A result does not fit into the room for it.", "Um resultado não cabe no espaço dado."],
    [
      "getsockopt with a buffer too small for what an option returns (SO_PEERSEC, SO_PEERGROUPS), and the reentrant name calls of C.",
      "getsockopt com um buffer pequeno demais para o que uma opção retorna (SO_PEERSEC, SO_PEERGROUPS), e as chamadas de nomes reentrantes de C.",
    ],
    ["Give a larger size.", "Dê um tamanho maior."],
    "getsockopt",
  ],
  EOVERFLOW: [
    ["A value does not fit into its C type.", "Um valor não cabe no seu tipo de C."],
    [
      "Calls on files and some ioctl requests; sockets do not give it in ordinary use.",
      "Chamadas em arquivos e alguns pedidos ioctl; sockets não o dão no uso comum.",
    ],
    ["Use smaller numbers.", "Use números menores."],
  ],
  EFAULT: [
    ["An address in memory is not the process's own.", "Um endereço de memória não pertence ao processo."],
    [
      "C programs that hand over a wrong pointer. In socksh only ioctl with a number where a buffer is wanted gives it.",
      "Programas em C que passam um ponteiro errado. No socksh, só ioctl com um número onde se espera um buffer.",
    ],
    ["Give bytes of the right size.", "Passe bytes do tamanho certo."],
    "ioctl",
  ],
  ENODATA: [
    ["There is nothing of the kind that was asked for.", "Não há nada do tipo pedido."],
    [
      "getsockopt of something the socket does not have (SO_PEERPIDFD and the like).",
      "getsockopt de algo que o socket não tem (SO_PEERPIDFD e semelhantes).",
    ],
    ["help OPTION says when it has a value.", "help OPÇÃO diz quando ela tem um valor."],
    "getsockopt",
  ],
  ENODEV: [
    ["There is no such network interface.", "Não existe essa interface de rede."],
    [
      "setsockopt with the name or number of an interface (SO_BINDTODEVICE, multicast), bind to an IPv6 address with the number of one that does not exist.",
      "setsockopt com o nome ou o número de uma interface (SO_BINDTODEVICE, multicast), bind em um endereço IPv6 com o número de uma que não existe.",
    ],
    ["addresses and if_nameindex list them.", "addresses e if_nameindex listam as que existem."],
    "addresses if_nameindex",
  ],
  ENXIO: [
    ["There is no such interface or device.", "Não existe essa interface ou dispositivo."],
    [
      "if_indextoname with a number no interface has; open of a socket's file, which only connect can reach.",
      "if_indextoname com um número que nenhuma interface tem; open do arquivo de um socket, ao qual só connect chega.",
    ],
    [
      "if_nameindex lists the interfaces; connect reaches unix sockets.",
      "if_nameindex lista as interfaces; connect chega aos sockets unix.",
    ],
    "unix-sockets if_nameindex",
  ],
  ENOTTY: [
    ["The descriptor does not know this request.", "O descritor não conhece este pedido."],
    [
      "ioctl with a request for another kind of descriptor.",
      "ioctl com um pedido para outro tipo de descritor.",
    ],
    [
      "help FIONREAD and its relatives say what they are for.",
      "help FIONREAD e semelhantes dizem para que servem.",
    ],
    "ioctl",
  ],
  ENOSYS: [
    ["This kernel does not have the call.", "Este kernel não tem a chamada."],
    [
      "Newer calls on an older kernel, or in a sandbox that forbids them.",
      "Chamadas novas em um kernel antigo, ou em um ambiente restrito que as proíbe.",
    ],
    ["Use an older call for the same.", "Use uma chamada mais antiga para o mesmo."],
  ],
  EBUSY: [
    ["It is in use at the moment.", "Está em uso no momento."],
    [
      "Some options once the socket is in use, and dup2 while the number is just being opened.",
      "Algumas opções depois que o socket está em uso, e dup2 enquanto o número está sendo aberto.",
    ],
    [
      "Set options before connect or bind; try again.",
      "Defina opções antes de connect ou bind; tente de novo.",
    ],
    "setsockopt dup2",
  ],
  ETOOMANYREFS: [
    ["Too many descriptors are on their way.", "Há descritores demais a caminho."],
    [
      "sendmsg with SCM_RIGHTS: more descriptors in flight than the process may have open.",
      "sendmsg com SCM_RIGHTS: mais descritores em trânsito do que o processo pode ter abertos.",
    ],
    ["Let the receiver take some first.", "Deixe o receptor retirar alguns antes."],
    "send_fds EMFILE",
  ],
  ESRCH: [
    ["There is no such process.", "Não existe esse processo."],
    [
      "fcntl with F_SETOWN and the like for a process that is gone.",
      "fcntl com F_SETOWN e semelhantes para um processo que terminou.",
    ],
    ["Check the number of the process.", "Confira o número do processo."],
    "fcntl",
  ],

  // ---- Permissions and files
  EACCES: [
    ["It is not allowed here.", "Não é permitido aqui."],
    [
      "bind to a port below 1024 without privilege; sendto or connect to a broadcast address without SO_BROADCAST; a unix path whose folder or file may not be written.",
      "bind em uma porta abaixo de 1024 sem privilégio; sendto ou connect a um endereço de broadcast sem SO_BROADCAST; um caminho unix cuja pasta ou arquivo não permite escrita.",
    ],
    ["Choose a port from 1024 up, such as 65432.", "Escolha uma porta a partir de 1024, como 65432."],
    "port EPERM bind",
  ],
  EPERM: [
    [
      "Only a privileged user may do that, or a firewall forbids it.",
      "Só um usuário privilegiado pode fazer isso, ou um firewall o proíbe.",
    ],
    [
      "socket with SOCK_RAW; options like SO_MARK; send or connect when a rule of this machine's firewall rejects the packet.",
      "socket com SOCK_RAW; opções como SO_MARK; send ou connect quando uma regra do firewall desta máquina rejeita o pacote.",
    ],
    [
      "Ask whether the exercise needs it at all; otherwise run it as root.",
      "Veja se o exercício precisa mesmo disso; se precisar, execute como root.",
    ],
    "EACCES",
  ],
  ENOENT: [
    ["There is no such path.", "Esse caminho não existe."],
    [
      "connect or sendto to a unix path no server has bound; bind in a folder that does not exist.",
      "connect ou sendto para um caminho unix que nenhum servidor vinculou; bind em uma pasta que não existe.",
    ],
    ["Start the server first; check the path.", "Inicie o servidor primeiro; confira o caminho."],
    "unix-sockets",
  ],
  EEXIST: [
    ["It is there already.", "Já existe."],
    ["open with O_CREAT|O_EXCL on a file that exists.", "open com O_CREAT|O_EXCL em um arquivo que existe."],
    ["Choose another name.", "Escolha outro nome."],
    "open",
  ],
  ENOTDIR: [
    ["A part of the path is no folder.", "Uma parte do caminho não é uma pasta."],
    ["bind, connect or open with such a path.", "bind, connect ou open com um caminho assim."],
    ["Check the path.", "Confira o caminho."],
    "unix-sockets",
  ],
  EISDIR: [
    ["The path is a folder.", "O caminho é uma pasta."],
    ["open of a folder for writing, read of one.", "open de uma pasta para escrita, read de uma pasta."],
    ["Name a file in it.", "Indique um arquivo dentro dela."],
    "open",
  ],
  ELOOP: [
    ["Symbolic links lead in a circle.", "Links simbólicos formam um círculo."],
    ["bind, connect or open with such a path.", "bind, connect ou open com um caminho assim."],
    ["ls -l shows where the links lead.", "ls -l mostra para onde os links levam."],
    "unix-sockets",
  ],
  ENAMETOOLONG: [
    ["The name is too long.", "O nome é longo demais."],
    [
      "A part of a path longer than 255 bytes. (A unix path of more than 108 bytes does not fit into sockaddr_un at all.)",
      "Uma parte de um caminho com mais de 255 bytes. (Um caminho unix de mais de 108 bytes nem cabe em sockaddr_un.)",
    ],
    ["Use a shorter one, such as one in /tmp.", "Use um nome mais curto, como um em /tmp."],
    "unix-sockets",
  ],
  EROFS: [
    ["The file system can only be read.", "O sistema de arquivos só permite leitura."],
    [
      "bind of a unix path there: it would create a file.",
      "bind de um caminho unix ali: criaria um arquivo.",
    ],
    [
      "Use another folder, or an abstract name (unix:@name).",
      "Use outra pasta ou um nome abstrato (unix:@nome).",
    ],
    "unix-sockets",
  ],
  ENOSPC: [
    ["There is no room left.", "Não há mais espaço."],
    [
      "bind of a unix path or write to a file on a full disk; tables of the kernel that are full.",
      "bind de um caminho unix ou write em um arquivo com o disco cheio; tabelas do kernel que estão cheias.",
    ],
    ["df shows the disks.", "df mostra os discos."],
    "write",
  ],
  EDQUOT: [
    ["The user's share of the disk is used up.", "A cota de disco do usuário acabou."],
    ["write and bind of a unix path, like ENOSPC.", "write e bind de um caminho unix, como ENOSPC."],
    ["Remove files.", "Remova arquivos."],
    "ENOSPC",
  ],
  EFBIG: [
    ["The file would become too large.", "O arquivo ficaria grande demais."],
    [
      "write to a file beyond the limit; never a socket.",
      "write em um arquivo além do limite; nunca em um socket.",
    ],
    ["ulimit -f shows the limit.", "ulimit -f mostra o limite."],
    "write",
  ],
  ESPIPE: [
    ["Sockets have no position to move to.", "Sockets não têm uma posição para onde ir."],
    [
      "Calls that read or write at a position (pread, lseek) on a socket or pipe.",
      "Chamadas que leem ou escrevem em uma posição (pread, lseek) em um socket ou pipe.",
    ],
    ["Read and write in order.", "Leia e escreva em ordem."],
    "descriptor",
  ],
  ETXTBSY: [
    ["The file is a program that is running.", "O arquivo é um programa em execução."],
    ["open for writing of such a file.", "open para escrita de um arquivo assim."],
    ["End the program first.", "Encerre o programa antes."],
    "open",
  ],

  // ---- Names
  EAI_NONAME: [
    ["There is no such host or service name.", "Não existe esse nome de host ou de serviço."],
    [
      "connect, bind or getaddrinfo with a name the resolver does not know, or that has no address in the wanted family.",
      "connect, bind ou getaddrinfo com um nome que o resolvedor não conhece, ou que não tem endereço na família pedida.",
    ],
    [
      "Check the spelling, or write the address in numbers.",
      "Confira a grafia ou escreva o endereço em números.",
    ],
    "resolution getaddrinfo",
  ],
  EAI_AGAIN: [
    ["No name server answered in time.", "Nenhum servidor de nomes respondeu a tempo."],
    [
      "Names that have to be asked for while the network or DNS is down.",
      "Nomes que precisam ser consultados enquanto a rede ou o DNS está fora do ar.",
    ],
    [
      "Try again later, or write the address in numbers.",
      "Tente mais tarde ou escreva o endereço em números.",
    ],
    "resolution ENETUNREACH",
  ],
  EAI_FAIL: [
    ["A name server answered that it cannot help.", "Um servidor de nomes respondeu que não pode ajudar."],
    [
      "getaddrinfo, when the server refuses or its answer is broken.",
      "getaddrinfo, quando o servidor recusa ou a resposta dele está danificada.",
    ],
    ["Ask another name server (/etc/resolv.conf).", "Consulte outro servidor de nomes (/etc/resolv.conf)."],
    "resolution",
  ],
  EAI_NODATA: [
    ["The name exists, but has no address.", "O nome existe, mas não tem endereço."],
    [
      "getaddrinfo of a name with other records only (mail), or of the other family.",
      "getaddrinfo de um nome que só tem outros registros (e-mail), ou da outra família.",
    ],
    ["Try the other family, IPv4 or IPv6.", "Tente a outra família, IPv4 ou IPv6."],
    "resolution",
  ],
  EAI_ADDRFAMILY: [
    ["The host has no address in the wanted family.", "O host não tem endereço na família pedida."],
    [
      "getaddrinfo of ::1 with AF_INET, or of an IPv4 address with AF_INET6.",
      "getaddrinfo de ::1 com AF_INET, ou de um endereço IPv4 com AF_INET6.",
    ],
    ["Ask with AF_UNSPEC.", "Pergunte com AF_UNSPEC."],
    "resolution",
  ],
  EAI_FAMILY: [
    ["Names are not resolved in this family.", "Não há resolução de nomes nesta família."],
    [
      "getaddrinfo with AF_UNIX or another family without host names.",
      "getaddrinfo com AF_UNIX ou outra família sem nomes de host.",
    ],
    ["Use AF_INET, AF_INET6 or AF_UNSPEC.", "Use AF_INET, AF_INET6 ou AF_UNSPEC."],
    "resolution",
  ],
  EAI_SERVICE: [
    [
      "The service is not known for this type of socket.",
      "O serviço não é conhecido para este tipo de socket.",
    ],
    [
      "getaddrinfo with a service name that exists for UDP only, and SOCK_STREAM, or the other way round.",
      "getaddrinfo com um nome de serviço que só existe para UDP, e SOCK_STREAM, ou o contrário.",
    ],
    ["Write the port as a number.", "Escreva a porta como número."],
    "port getservbyname",
  ],
  EAI_SOCKTYPE: [
    ["The type and the protocol do not fit together.", "O tipo e o protocolo não combinam."],
    [
      "getaddrinfo with hints that contradict each other.",
      "getaddrinfo com indicações (hints) que se contradizem.",
    ],
    ["Leave the protocol at 0.", "Deixe o protocolo em 0."],
    "resolution",
  ],
  EAI_BADFLAGS: [
    ["The flags of the query are not valid.", "As flags da consulta não são válidas."],
    [
      "getaddrinfo or getnameinfo with unknown flags, or AI_CANONNAME without a name.",
      "getaddrinfo ou getnameinfo com flags desconhecidas, ou AI_CANONNAME sem nome.",
    ],
    [
      "help AI_PASSIVE and its relatives tell what there is.",
      "help AI_PASSIVE e semelhantes dizem o que existe.",
    ],
    "getaddrinfo",
  ],
  EAI_MEMORY: [
    ["There was no memory for the answer.", "Não havia memória para a resposta."],
    ["getaddrinfo, when the process may have no more.", "getaddrinfo, quando o processo não pode ter mais."],
    ["Close other programs.", "Feche outros programas."],
    "ENOMEM",
  ],
  EAI_SYSTEM: [
    [
      "A call to the system failed; errno has the reason.",
      "Uma chamada de sistema falhou; o motivo está em errno.",
    ],
    [
      "getaddrinfo, when it cannot open a socket or a file it needs.",
      "getaddrinfo, quando não consegue abrir um socket ou arquivo de que precisa.",
    ],
    [
      "Look at the descriptors: EMFILE is the usual reason.",
      "Verifique os descritores: EMFILE é o motivo comum.",
    ],
    "EMFILE resolution",
  ],
  EAI_OVERFLOW: [
    ["The answer did not fit into the room for it.", "A resposta não coube no espaço dado."],
    ["getnameinfo with a buffer that is too small, in C.", "getnameinfo com um buffer pequeno demais, em C."],
    ["Give a buffer of NI_MAXHOST bytes.", "Passe um buffer de NI_MAXHOST bytes."],
    "getnameinfo",
  ],
  EAI_INTR: [
    ["The query was interrupted by a signal.", "A consulta foi interrompida por um sinal."],
    ["The asynchronous getaddrinfo_a of glibc.", "A getaddrinfo_a assíncrona da glibc."],
    ["Ask again.", "Pergunte de novo."],
    "EINTR",
  ],
  HOST_NOT_FOUND: [
    ["There is no such host.", "Esse host não existe."],
    [
      "gethostbyname and gethostbyaddr: the name server says the name does not exist.",
      "gethostbyname e gethostbyaddr: o servidor de nomes diz que o nome não existe.",
    ],
    ["Check the spelling.", "Confira a grafia."],
    "resolution EAI_NONAME",
  ],
  TRY_AGAIN: [
    ["No answer for the moment.", "Sem resposta por enquanto."],
    [
      "gethostbyname and gethostbyaddr: no name server answered.",
      "gethostbyname e gethostbyaddr: nenhum servidor de nomes respondeu.",
    ],
    ["Try again later; is the network up?", "Tente mais tarde; a rede está ativa?"],
    "resolution EAI_AGAIN",
  ],
  NO_RECOVERY: [
    ["The name server failed for good.", "O servidor de nomes falhou de vez."],
    [
      "gethostbyname and gethostbyaddr: the server refuses, or its answer is broken.",
      "gethostbyname e gethostbyaddr: o servidor recusa, ou a resposta dele está danificada.",
    ],
    ["Ask another name server.", "Consulte outro servidor de nomes."],
    "resolution EAI_FAIL",
  ],
  NO_DATA: [
    ["The name exists, but has no address of the kind.", "O nome existe, mas não tem endereço desse tipo."],
    [
      "gethostbyname of a name with IPv6 addresses or mail records alone.",
      "gethostbyname de um nome só com endereços IPv6 ou registros de e-mail.",
    ],
    ["Use getaddrinfo, which knows both families.", "Use getaddrinfo, que conhece as duas famílias."],
    "resolution EAI_NODATA",
  ],
};

/** The errors by their names. */
export const errors: Group = Object.fromEntries(
  Object.entries(words).map((
    [name, [means, when, hint, see, names]],
  ) => [name, error(name, means, when, hint, see, names)]),
);
