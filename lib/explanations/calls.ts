// calls: what `help` does not say of a command — why one calls it, what it sets going, what comes before and after.
//
// By the names of the commands; the rest of the topic is made from the command's record.

import type { Part } from "./entry.ts";

/** What is told of a command. */
export interface CallText {
  readonly parts: readonly Part[];
  /** Other topics, by their keys. */
  readonly see: string;
}

function call(
  why: readonly [string, string],
  wire: readonly [string, string] | undefined,
  order: readonly [string, string] | undefined,
  see = "",
): CallText {
  const parts: Part[] = [["", ...why]];
  if (wire !== undefined) parts.push(["wire", ...wire]);
  if (order !== undefined) parts.push(["order", ...order]);
  return { parts, see };
}

const nothingSent = ["Nothing is sent.", "Nada é enviado."] as const;

/** The commands by name. */
export const calls: Readonly<Record<string, CallText>> = {
  socket: call(
    [
      "Every program begins with it, on both sides. The kernel makes a structure with buffers and gives back its number; there is no address, no peer and no state but CLOSED yet.",
      "Todo programa começa por esta chamada, nos dois lados. O kernel cria uma estrutura com buffers e devolve o número dela; ainda não há endereço, nem outro lado, nem estado além de CLOSED.",
    ],
    nothingSent,
    [
      "Then bind for a server, connect for a client; close in the end.",
      "Depois, bind para um servidor, connect para um cliente; close no final.",
    ],
    "endpoint descriptor CLOSED",
  ),
  socketpair: call(
    [
      "Two unix sockets that are connected to each other, without a name: for a parent and its child process, and for trying out send and recv without a server.",
      "Dois sockets unix já conectados um ao outro, sem nome: para um processo e seu filho, e para experimentar send e recv sem um servidor.",
    ],
    ["Nothing leaves the machine.", "Nada sai da máquina."],
    ["No bind, no listen, no connect; close both.", "Sem bind, sem listen, sem connect; feche os dois."],
    "unix-sockets four-tuple",
  ),
  dup: call(
    [
      "A second number for the same socket. The connection ends only when the last number is closed.",
      "Um segundo número para o mesmo socket. A conexão só termina quando o último número é fechado.",
    ],
    nothingSent,
    undefined,
    "descriptor",
  ),
  dup2: call(
    [
      "Like dup, with a number of one's own choice; what was open under it is closed first. Shells use it to redirect input and output.",
      "Como dup, com um número escolhido; o que estava aberto nele é fechado antes. Shells a usam para redirecionar entrada e saída.",
    ],
    [
      "If it closes the last number of a connection, that one ends as with close.",
      "Se fechar o último número de uma conexão, esta termina como em close.",
    ],
    undefined,
    "descriptor dup",
  ),
  open: call(
    [
      "A file becomes a descriptor like a socket: read and write take both.",
      "Um arquivo vira um descritor como um socket: read e write aceitam os dois.",
    ],
    nothingSent,
    ["Then read or write; close in the end.", "Depois, read ou write; close no final."],
    "descriptor",
  ),
  shutdown: call(
    [
      'Says "I have sent everything" and goes on listening to the answer: the half-close. Unlike close it works on the connection, whoever else holds a number for it, and frees nothing.',
      'Diz "enviei tudo" e continua ouvindo a resposta: o fechamento parcial. Ao contrário de close, age sobre a conexão, não importa quem mais tenha um número dela, e não libera nada.',
    ],
    [
      "SHUT_WR and SHUT_RDWR send a FIN; SHUT_RD sends nothing.",
      "SHUT_WR e SHUT_RDWR enviam um FIN; SHUT_RD não envia nada.",
    ],
    [
      "Read until the peer has closed as well, then close.",
      "Leia até o outro lado também fechar e então chame close.",
    ],
    "FIN_WAIT2 full-duplex close-steps",
  ),
  close: call(
    [
      "Gives the number back and ends the connection when it was the last one. It returns at once (unless SO_LINGER asks it to wait); what is still in the send buffer is sent by the kernel afterwards.",
      "Devolve o número e termina a conexão, se era o último. Retorna na hora (a não ser que SO_LINGER peça para esperar); o que ainda está no buffer de envio o kernel envia depois.",
    ],
    [
      "On a TCP connection a FIN; a reset (RST) instead if received bytes were not read. On a listening socket: the connections in the queue are reset.",
      "Em uma conexão TCP, um FIN; em vez dele um reset (RST), se há bytes recebidos que não foram lidos. Em um socket em escuta: as conexões da fila recebem um reset.",
    ],
    [
      "Whoever closes first goes through TIME_WAIT. A server closes the socket of each client, and in the end the listening one.",
      "Quem fecha primeiro passa por TIME_WAIT. Um servidor fecha o socket de cada cliente e, no final, o de escuta.",
    ],
    "close-steps TIME_WAIT CLOSE_WAIT reset",
  ),
  bind: call(
    [
      "Gives the socket an address of its own, so that others can find it: the port of a server. A client usually leaves it out, and connect chooses.",
      "Dá ao socket um endereço próprio, para que outros o encontrem: a porta de um servidor. Um cliente em geral não chama bind, e connect escolhe o endereço.",
    ],
    [
      "Nothing is sent, and the state stays CLOSED; but the port is taken from now on.",
      "Nada é enviado, e o estado continua CLOSED; mas a porta está ocupada a partir de agora.",
    ],
    [
      "After socket (and SO_REUSEADDR); before listen, or recvfrom for UDP.",
      "Depois de socket (e de SO_REUSEADDR); antes de listen, ou de recvfrom em UDP.",
    ],
    "any-address reuse-address port EADDRINUSE",
  ),
  listen: call(
    [
      "Makes a server of the socket: from now on the kernel answers handshakes for this port and queues the connections.",
      "Faz do socket um servidor: a partir de agora o kernel responde aos apertos de mão desta porta e põe as conexões na fila.",
    ],
    [
      "Nothing is sent, and the call never waits. netstat shows the row LISTEN.",
      "Nada é enviado, e a chamada nunca espera. O netstat mostra a linha LISTEN.",
    ],
    ["After bind; then accept, again and again.", "Depois de bind; em seguida accept, repetidas vezes."],
    "LISTEN backlog handshake",
  ),
  accept: call(
    [
      "Takes the oldest connection out of the queue and returns a new socket for it, with the client's address. If there is none, it waits: that is where a server stays while nobody comes.",
      "Retira da fila a conexão mais antiga e retorna um novo socket para ela, com o endereço do cliente. Se não há nenhuma, espera: é onde um servidor fica parado enquanto ninguém chega.",
    ],
    ["Nothing is sent: the handshake is over already.", "Nada é enviado: o aperto de mão já terminou."],
    [
      "After listen. Then recv and send on the new socket, and close of it; the listening one takes the next client.",
      "Depois de listen. Em seguida recv e send no novo socket, e close dele; o de escuta aceita o próximo cliente.",
    ],
    "backlog many-clients four-tuple",
  ),
  accept4: call(
    [
      "accept with flags: the new socket is non-blocking or closed on exec from the start, without a second call.",
      "accept com flags: o novo socket já nasce não bloqueante, ou marcado para fechar em exec, sem uma segunda chamada.",
    ],
    ["Nothing is sent, as with accept.", "Nada é enviado, como em accept."],
    undefined,
    "accept blocking",
  ),
  connect: call(
    [
      "The client's call: it names the server and waits until the connection is established. Without a bind before it the kernel also chooses this side's address and port.",
      "A chamada do cliente: indica o servidor e espera até a conexão ser estabelecida. Sem um bind antes, o kernel também escolhe o endereço e a porta deste lado.",
    ],
    [
      "TCP: SYN, SYN+ACK, ACK. UDP: nothing; the kernel notes the peer.",
      "TCP: SYN, SYN+ACK, ACK. UDP: nada; o kernel anota o outro lado.",
    ],
    [
      "After socket, while the server listens; then send and recv.",
      "Depois de socket, com o servidor em escuta; em seguida send e recv.",
    ],
    "handshake ephemeral-port ECONNREFUSED udp-connect",
  ),
  connect_ex: call(
    [
      "A second form of connect in Python: the error is the value, and 0 is success.",
      "Uma segunda forma de connect em Python: o erro é o valor, e 0 é sucesso.",
    ],
    ["The same as connect: SYN, SYN+ACK, ACK.", "O mesmo que connect: SYN, SYN+ACK, ACK."],
    ["Look at the number before the next call.", "Verifique o número antes da próxima chamada."],
    "connect-ex connect",
  ),
  send: call(
    [
      "Hands bytes to the kernel, which copies them into the send buffer. It returns when they are there, not when they have arrived.",
      "Entrega bytes ao kernel, que os copia para o buffer de envio. Retorna quando estão lá, não quando chegaram.",
    ],
    [
      "TCP: one segment or several, as the windows allow; all are acknowledged. UDP: one datagram.",
      "TCP: um segmento ou vários, conforme as janelas permitem; todos são confirmados. UDP: um datagrama.",
    ],
    ["On a connected socket; the other side calls recv.", "Em um socket conectado; o outro lado chama recv."],
    "partial-send buffers message-boundaries EPIPE",
  ),
  sendall: call(
    [
      "send in a loop until nothing is left: Python's, not C's. What handouts use, since send alone may take a part.",
      "send em um laço até não sobrar nada: é de Python, não de C. É o que os roteiros usam, pois send sozinho pode aceitar só uma parte.",
    ],
    ["As with send.", "Como em send."],
    [
      "On a connected socket; the other side calls recv until it has everything.",
      "Em um socket conectado; o outro lado chama recv até ter tudo.",
    ],
    "partial-send send",
  ),
  recv: call(
    [
      "Takes bytes out of the receive buffer, what there is, up to the size given; if there is nothing, it waits. An empty result from a stream is its end.",
      "Retira bytes do buffer de recepção, o que houver, até o tamanho dado; se não há nada, espera. Um resultado vazio de um fluxo é o fim dele.",
    ],
    [
      "Nothing by itself; the room it frees is told to the peer (the window).",
      "Nada por si só; o espaço que libera é informado ao outro lado (a janela).",
    ],
    [
      "On the socket of the connection, for a server the one accept returned.",
      "No socket da conexão; em um servidor, o que accept retornou.",
    ],
    "receive-size end-of-stream message-boundaries CLOSE_WAIT",
  ),
  sendto: call(
    [
      "One datagram to one address: no connection, no answer from the kernel of the other side.",
      "Um datagrama para um endereço: sem conexão, sem resposta do kernel do outro lado.",
    ],
    [
      "One UDP datagram. If nobody receives there, an ICMP message may come back, which an unconnected socket is not told of.",
      "Um datagrama UDP. Se ninguém recebe ali, pode voltar uma mensagem ICMP, da qual um socket não conectado não fica sabendo.",
    ],
    [
      "After socket; the kernel chooses the port if there was no bind.",
      "Depois de socket; o kernel escolhe a porta, se não houve bind.",
    ],
    "tcp-udp udp-connect",
  ),
  recvfrom: call(
    [
      "One datagram, and who sent it: the address to answer to. What does not fit into the size is lost.",
      "Um datagrama e quem o enviou: o endereço para a resposta. O que não cabe no tamanho se perde.",
    ],
    nothingSent,
    ["After bind, so that the others know the port.", "Depois de bind, para que os outros conheçam a porta."],
    "tcp-udp receive-size",
  ),
  sendmsg: call(
    [
      "The most general way to send: several pieces in one call, an address, and ancillary data beside them.",
      "A forma mais geral de enviar: vários pedaços em uma chamada, um endereço e dados auxiliares ao lado.",
    ],
    ["The pieces go out as one message.", "Os pedaços saem como uma só mensagem."],
    undefined,
    "send send_fds",
  ),
  recvmsg: call(
    [
      "The counterpart of sendmsg: data, ancillary data, flags and the sender in one call.",
      "A contraparte de sendmsg: dados, dados auxiliares, flags e remetente em uma chamada.",
    ],
    nothingSent,
    undefined,
    "recv recv_fds",
  ),
  send_fds: call(
    [
      "Hands open descriptors to another process over a unix socket: it gets numbers of its own for the same sockets.",
      "Entrega descritores abertos a outro processo por um socket unix: ele recebe números próprios para os mesmos sockets.",
    ],
    ["Nothing leaves the machine.", "Nada sai da máquina."],
    ["The other side calls recv_fds.", "O outro lado chama recv_fds."],
    "unix-sockets descriptor",
  ),
  recv_fds: call(
    [
      "Takes descriptors another process has handed over. They have to be closed here, too.",
      "Recebe descritores que outro processo entregou. Também precisam ser fechados aqui.",
    ],
    nothingSent,
    ["After send_fds of the other side.", "Depois de send_fds do outro lado."],
    "unix-sockets descriptor",
  ),
  CMSG_SPACE: call(
    [
      "How much room ancillary data of a length takes with its header and padding: what recvmsg needs as ancbufsize.",
      "Quanto espaço ocupam dados auxiliares de certo tamanho, com o cabeçalho e o preenchimento: o que recvmsg precisa como ancbufsize.",
    ],
    undefined,
    undefined,
    "recvmsg",
  ),
  CMSG_LEN: call(
    [
      "The length written in the header of ancillary data: without the padding.",
      "O tamanho que fica no cabeçalho de dados auxiliares: sem o preenchimento.",
    ],
    undefined,
    undefined,
    "sendmsg",
  ),
  poll: call(
    [
      "Waits until one of many sockets is ready, instead of waiting in a call on one of them. The heart of a server for many clients.",
      "Espera até que um entre muitos sockets esteja pronto, em vez de esperar em uma chamada de um deles. O coração de um servidor para muitos clientes.",
    ],
    nothingSent,
    [
      "Then call accept, recv or send on what is ready.",
      "Depois, chame accept, recv ou send no que estiver pronto.",
    ],
    "many-clients blocking",
  ),
  select: call(
    [
      "The older form of poll: three sets, and in C no descriptor above 1023.",
      "A forma mais antiga de poll: três conjuntos e, em C, nenhum descritor acima de 1023.",
    ],
    nothingSent,
    [
      "Then call accept, recv or send on what is ready.",
      "Depois, chame accept, recv ou send no que estiver pronto.",
    ],
    "many-clients blocking",
  ),
  read: call(
    [
      "recv without flags, for any descriptor: on Unix a connection can be read like a file.",
      "recv sem flags, para qualquer descritor: no Unix uma conexão pode ser lida como um arquivo.",
    ],
    nothingSent,
    undefined,
    "recv descriptor",
  ),
  write: call(
    ["send without flags, for any descriptor.", "send sem flags, para qualquer descritor."],
    ["On a socket the same as send.", "Em um socket, o mesmo que send."],
    undefined,
    "send descriptor",
  ),
  fcntl: call(
    [
      "Asks or changes what concerns the descriptor itself: O_NONBLOCK makes it non-blocking, FD_CLOEXEC keeps it from programs that are started.",
      "Consulta ou muda o que diz respeito ao próprio descritor: O_NONBLOCK o torna não bloqueante, FD_CLOEXEC o mantém longe de programas iniciados.",
    ],
    nothingSent,
    undefined,
    "blocking descriptor",
  ),
  ioctl: call(
    [
      "Requests that have no call of their own: FIONREAD tells how many bytes wait in the receive buffer.",
      "Pedidos que não têm chamada própria: FIONREAD informa quantos bytes esperam no buffer de recepção.",
    ],
    nothingSent,
    undefined,
    "buffers",
  ),
  pipe2: call(
    [
      "A one-way channel between two descriptors: no sockets, but the same read, write and poll.",
      "Um canal de mão única entre dois descritores: não são sockets, mas read, write e poll são os mesmos.",
    ],
    nothingSent,
    undefined,
    "descriptor",
  ),
  sockatmark: call(
    [
      "Whether the next byte is the one that was marked as urgent (MSG_OOB). Hardly used outside Telnet and FTP.",
      "Se o próximo byte é o que foi marcado como urgente (MSG_OOB). Quase sem uso fora de Telnet e FTP.",
    ],
    nothingSent,
    undefined,
    "recv",
  ),
  setsockopt: call(
    [
      "Changes how the kernel treats the socket: SO_REUSEADDR before bind, TCP_NODELAY, buffer sizes, time limits. Each option belongs to a level.",
      "Muda como o kernel trata o socket: SO_REUSEADDR antes de bind, TCP_NODELAY, tamanhos de buffer, tempos limite. Cada opção pertence a um nível.",
    ],
    [
      "As a rule nothing is sent; joining a multicast group is announced to the router.",
      "Em regra nada é enviado; a entrada em um grupo multicast é anunciada ao roteador.",
    ],
    [
      "Most options belong between socket and bind or connect.",
      "A maioria das opções vai entre socket e bind ou connect.",
    ],
    "reuse-address keep-alive nagle",
  ),
  getsockopt: call(
    [
      "Asks what an option is now; SO_ERROR tells and clears the error that waits, TCP_INFO tells of a connection.",
      "Consulta o valor atual de uma opção; SO_ERROR informa e apaga o erro pendente, TCP_INFO informa sobre uma conexão.",
    ],
    nothingSent,
    undefined,
    "setsockopt errno",
  ),
  settimeout: call(
    [
      "Sets how long calls on this socket wait before they answer EAGAIN; Python's method.",
      "Define quanto tempo as chamadas deste socket esperam antes de responder EAGAIN; o método de Python.",
    ],
    nothingSent,
    ["Before the call that would wait.", "Antes da chamada que esperaria."],
    "blocking EAGAIN",
  ),
  setblocking: call(
    [
      "Chooses whether calls on this socket wait or answer EAGAIN; Python's method for O_NONBLOCK.",
      "Escolhe se as chamadas deste socket esperam ou respondem EAGAIN; o método de Python para O_NONBLOCK.",
    ],
    nothingSent,
    ["Before the call that would wait.", "Antes da chamada que esperaria."],
    "blocking EAGAIN",
  ),
  getsockname: call(
    [
      "This side's address: which port the kernel chose, after bind with 0 or after connect.",
      "O endereço deste lado: que porta o kernel escolheu, depois de bind com 0 ou depois de connect.",
    ],
    nothingSent,
    ["After bind or connect.", "Depois de bind ou connect."],
    "ephemeral-port four-tuple",
  ),
  getpeername: call(
    [
      "The other side's address: what accept also returns.",
      "O endereço do outro lado: o que accept também retorna.",
    ],
    nothingSent,
    ["While the connection is open.", "Enquanto a conexão está aberta."],
    "four-tuple ENOTCONN",
  ),
  addresses: call(
    [
      "What addresses this machine has, one line for each: what bind can take, and what others have to connect to.",
      "Que endereços esta máquina tem, uma linha para cada: o que bind aceita e a que os outros precisam se conectar.",
    ],
    nothingSent,
    undefined,
    "loopback remote-machine any-address",
  ),
  getaddrinfo: call(
    [
      "Turns a host and a service name into addresses for socket and connect: what happens before a browser can connect.",
      "Transforma nomes de host e de serviço em endereços para socket e connect: o que acontece antes de um navegador poder se conectar.",
    ],
    [
      "Nothing for names in /etc/hosts and for numbers; otherwise usually a DNS query (UDP port 53).",
      "Nada para nomes do /etc/hosts e para números; senão, em geral uma consulta DNS (porta UDP 53).",
    ],
    ["Before connect.", "Antes de connect."],
    "resolution EAI_NONAME",
  ),
  getnameinfo: call(
    ["The way back: from an address to names.", "O caminho de volta: de um endereço a nomes."],
    [
      "Usually a DNS query, unless numbers are asked for.",
      "Em geral uma consulta DNS, a não ser que se peçam números.",
    ],
    undefined,
    "resolution",
  ),
  gethostbyname: call(
    [
      "The older way from a name to an address, IPv4 only; getaddrinfo replaced it.",
      "A forma antiga de ir de um nome a um endereço, só IPv4; getaddrinfo a substituiu.",
    ],
    [
      "A DNS query, if /etc/hosts does not know the name.",
      "Uma consulta DNS, se o /etc/hosts não conhece o nome.",
    ],
    undefined,
    "resolution getaddrinfo",
  ),
  gethostbyname_ex: call(
    [
      "gethostbyname with the other names and all addresses; Python's.",
      "gethostbyname com os outros nomes e todos os endereços; de Python.",
    ],
    ["As with gethostbyname.", "Como em gethostbyname."],
    undefined,
    "resolution gethostbyname",
  ),
  gethostbyaddr: call(
    [
      "The older way from an address to a name; many addresses have none.",
      "A forma antiga de ir de um endereço a um nome; muitos endereços não têm nome.",
    ],
    ["Usually a DNS query.", "Em geral uma consulta DNS."],
    undefined,
    "resolution getnameinfo",
  ),
  gethostname: call(
    [
      "The name this machine has for itself. Handouts use it as the server's address; which interface that is depends on /etc/hosts.",
      "O nome que esta máquina dá a si mesma. Roteiros o usam como endereço do servidor; que interface é essa depende do /etc/hosts.",
    ],
    nothingSent,
    undefined,
    "resolution loopback",
  ),
  getservbyname: call(
    [
      "Which port a service usually has, from /etc/services.",
      "Que porta um serviço costuma ter, segundo o /etc/services.",
    ],
    nothingSent,
    undefined,
    "port",
  ),
  getservbyport: call(
    [
      "Which service a port usually belongs to, from /etc/services. What really listens there is another matter.",
      "A que serviço uma porta costuma pertencer, segundo o /etc/services. O que de fato escuta ali é outra questão.",
    ],
    nothingSent,
    undefined,
    "port",
  ),
  getprotobyname: call(
    [
      "The number of a protocol in the IP header: 6 is TCP, 17 is UDP, 1 is ICMP.",
      "O número de um protocolo no cabeçalho IP: 6 é TCP, 17 é UDP, 1 é ICMP.",
    ],
    nothingSent,
    undefined,
    "tcp-udp",
  ),
  inet_pton: call(
    [
      "An address as text becomes the 4 or 16 bytes that travel.",
      "Um endereço em texto vira os 4 ou 16 bytes que trafegam.",
    ],
    nothingSent,
    undefined,
    "byte-order",
  ),
  inet_ntop: call(
    ["The bytes of an address become text.", "Os bytes de um endereço viram texto."],
    nothingSent,
    undefined,
    "byte-order",
  ),
  inet_aton: call(
    [
      "The older inet_pton, for IPv4 alone; it also takes 127.1 for 127.0.0.1.",
      "A inet_pton antiga, só para IPv4; aceita também 127.1 por 127.0.0.1.",
    ],
    nothingSent,
    undefined,
    "inet_pton byte-order",
  ),
  inet_ntoa: call(
    ["The older inet_ntop, for IPv4 alone.", "A inet_ntop antiga, só para IPv4."],
    nothingSent,
    undefined,
    "inet_ntop byte-order",
  ),
  htons: call(
    [
      "A port (16 bits) from this machine's byte order to the network's. In C every port in an address goes through it.",
      "Uma porta (16 bits) da ordem de bytes desta máquina para a da rede. Em C, toda porta de um endereço passa por ela.",
    ],
    nothingSent,
    undefined,
    "byte-order",
  ),
  htonl: call(
    [
      "A number of 32 bits, such as an IPv4 address, from this machine's byte order to the network's.",
      "Um número de 32 bits, como um endereço IPv4, da ordem de bytes desta máquina para a da rede.",
    ],
    nothingSent,
    undefined,
    "byte-order",
  ),
  ntohs: call(
    [
      "A port (16 bits) from the network's byte order back to this machine's.",
      "Uma porta (16 bits) da ordem de bytes da rede de volta para a desta máquina.",
    ],
    nothingSent,
    undefined,
    "byte-order",
  ),
  ntohl: call(
    [
      "A number of 32 bits from the network's byte order back to this machine's.",
      "Um número de 32 bits da ordem de bytes da rede de volta para a desta máquina.",
    ],
    nothingSent,
    undefined,
    "byte-order",
  ),
  if_nameindex: call(
    [
      "The network interfaces with their numbers: lo, eth0, wlan0.",
      "As interfaces de rede com os seus números: lo, eth0, wlan0.",
    ],
    nothingSent,
    undefined,
    "loopback addresses",
  ),
  if_nametoindex: call(
    [
      "The number of an interface: IPv6 link-local addresses and multicast need it.",
      "O número de uma interface: endereços IPv6 link-local e multicast precisam dele.",
    ],
    nothingSent,
    undefined,
    "loopback",
  ),
  if_indextoname: call(
    ["The name of an interface by its number.", "O nome de uma interface pelo número."],
    nothingSent,
    undefined,
    "loopback",
  ),
  sockets: call(
    [
      "What this session holds: the same that netstat would show of it, with the names.",
      "O que esta sessão tem: o mesmo que o netstat mostraria dela, com os nomes.",
    ],
    nothingSent,
    undefined,
    "netstat-columns descriptor",
  ),
  state: call(
    [
      "Looks at one socket of the session: its state now, its addresses, what waits in its queues, and the states it went through.",
      "Olha para um socket da sessão: o estado agora, os endereços, o que espera nas filas e os estados por que passou.",
    ],
    [
      "Everything is read from the kernel at that moment. States that were seen have a time; those that must have lain between are marked as deduced.",
      "Tudo é lido do kernel nesse momento. Os estados vistos têm hora; os que devem ter ocorrido entre eles são marcados como deduzidos.",
    ],
    [
      "Call it after each step of the handshake and of the close, also after close: the kernel still knows the connection in TIME_WAIT.",
      "Chame-o depois de cada passo do aperto de mão e do fechamento, também depois do close: o kernel ainda conhece a conexão em TIME_WAIT.",
    ],
    "connection-states TIME_WAIT",
  ),
  netstat: call(
    [
      "Looks at all sockets of the machine, as netstat -an does in the exercises: which ports are listened on, which connections there are, in which states.",
      "Olha para todos os sockets da máquina, como o netstat -an dos exercícios: em quais portas se escuta, quais conexões existem e em que estados.",
    ],
    [
      "The kernel lists them over a netlink socket (NETLINK_SOCK_DIAG), as it does for ss. The programs they belong to come from /proc, as far as it may be read.",
      "O kernel os lista por um socket netlink (NETLINK_SOCK_DIAG), como faz para o ss. Os programas a que pertencem vêm de /proc, até onde ele pode ser lido.",
    ],
    [
      "netstat -an | grep 65432 keeps the lines of one port: look at it after each call.",
      "netstat -an | grep 65432 mostra só as linhas de uma porta: veja-o depois de cada chamada.",
    ],
    "netstat-columns connection-states",
  ),
  trace: call(
    [
      "Shows the system calls behind what you type, in the notation of strace: what a C program would have made.",
      "Mostra as chamadas de sistema por trás do que você digita, na notação do strace: o que um programa em C teria feito.",
    ],
    [
      "Each call is shown once, with its final result; what the shell adds so that a wait can be interrupted is left out.",
      "Cada chamada aparece uma vez, com o resultado final; fica de fora o que o shell acrescenta para que uma espera possa ser interrompida.",
    ],
    [
      "Compare the lines with those of your own program under strace.",
      "Compare as linhas com as do seu próprio programa sob o strace.",
    ],
    "errno descriptor",
  ),
  "echo-server": call(
    [
      "The server of the handouts, complete: socket, bind, listen, accept, and recv and sendall in a loop, for many clients at once.",
      "O servidor dos roteiros, completo: socket, bind, listen, accept, e recv e sendall em um laço, para muitos clientes ao mesmo tempo.",
    ],
    ["What comes goes back.", "O que chega volta."],
    [
      "Start it first, then echo-client or a client of your own.",
      "Inicie-o primeiro; depois o echo-client ou um cliente seu.",
    ],
    "many-clients client-server",
  ),
  "echo-client": call(
    [
      "The client of the handouts, complete: connect, sendall, recv, close.",
      "O cliente dos roteiros, completo: connect, sendall, recv, close.",
    ],
    undefined,
    ["Start a server first.", "Inicie um servidor antes."],
    "client-server message-boundaries",
  ),
  "echo-bench": call(
    [
      "Measures an echo server: how many messages a second come back, and how long one takes.",
      "Mede um servidor de eco: quantas mensagens por segundo voltam e quanto tempo leva cada uma.",
    ],
    undefined,
    ["Start a server first.", "Inicie um servidor antes."],
    "nagle buffers",
  ),
  "message-server": call(
    [
      "The server of the message exercise: it shows what clients send; a client leaves with the agreed word, CODIGO_SAIDA.",
      "O servidor do exercício de mensagens: mostra o que os clientes enviam; um cliente sai com a palavra combinada, CODIGO_SAIDA.",
    ],
    undefined,
    ["Start it before message-client.", "Inicie-o antes do message-client."],
    "sentinel client-server",
  ),
  "message-client": call(
    [
      "The client of the message exercise: a menu, a subject, a text, and the agreed word in the end.",
      "O cliente do exercício de mensagens: um menu, um assunto, um texto e, no final, a palavra combinada.",
    ],
    undefined,
    ["Start message-server first.", "Inicie o message-server antes."],
    "sentinel client-server",
  ),
  pipe: call(
    [
      "Joins standard input and output to a connection, as nc does: type to any server, or be one.",
      "Une a entrada e a saída padrão a uma conexão, como faz o nc: digite para qualquer servidor, ou seja um.",
    ],
    undefined,
    undefined,
    "http-socket full-duplex",
  ),
};
