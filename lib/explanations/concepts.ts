// concepts: what stands behind the calls — handshake and close, addresses and ports, streams and datagrams.
//
// The questions of the handouts first. Times, limits and odd cases are Linux's: tcp(7), ip(7), socket(7), unix(7);
// the protocol's are RFC 9293's.

import { entry, type Group } from "./entry.ts";

/** The lines that make a connection within one session. */
const connection = `srv = socket tcp
bind srv 127.0.0.1:0
listen srv
c = socket tcp
connect c (getsockname(srv))
conn, addr = accept(srv)`;

/** The concepts by their keys. */
export const concepts: Group = {
  "client-server": entry(
    ["who waits and who asks", "quem espera e quem pede"],
    [
      "client and server; client server model; client; server; server and client",
      "cliente e servidor; modelo cliente-servidor; cliente; servidor; arquitetura cliente-servidor",
    ],
    [
      [
        "",
        "The server is the side that waits at an address others know: socket, bind, listen, accept. The client is the side that begins: socket, connect. After that TCP makes no difference between them: both send, both receive, and either may close first.",
        "O servidor é o lado que espera em um endereço que os outros conhecem: socket, bind, listen, accept. O cliente é o lado que começa: socket, connect. Depois disso o TCP não faz diferença entre eles: os dois enviam, os dois recebem, e qualquer um pode fechar primeiro.",
      ],
      [
        "",
        "So the server has to be started first: a connect to a port where nobody listens is refused at once (ECONNREFUSED).",
        "Por isso o servidor precisa ser iniciado primeiro: um connect a uma porta em que ninguém escuta é recusado na hora (ECONNREFUSED).",
      ],
    ],
    "handshake endpoint ECONNREFUSED many-clients",
    connection,
  ),
  endpoint: entry(
    ["what a socket is", "o que é um socket"],
    [
      "what is a socket; sockets in general; endpoint; berkeley sockets; sockets api; soquete",
      "o que é um socket; extremidade; soquete; soquetes; sockets de berkeley; api de sockets",
    ],
    [
      [
        "",
        "A socket is one end of a communication between two programs, on the same machine or on two. It belongs to the operating system; the program holds a number for it, the descriptor, and uses it through calls. A TCP or UDP socket has an address: an IP address and a port.",
        "Um socket é uma extremidade de uma comunicação entre dois programas, na mesma máquina ou em duas. Ele pertence ao sistema operacional; o programa tem um número para ele, o descritor, e o usa por meio de chamadas. Um socket TCP ou UDP tem um endereço: um endereço IP e uma porta.",
      ],
      [
        "",
        "The calls come from Berkeley (BSD Unix, 1983), and nearly every language offers them under the same names. Python's socket module is a thin layer over them; so is socksh.",
        "As chamadas vêm de Berkeley (BSD Unix, 1983), e quase toda linguagem as oferece com os mesmos nomes. O módulo socket de Python é uma camada fina sobre elas; o socksh também.",
      ],
    ],
    "descriptor port four-tuple socket",
  ),
  descriptor: entry(
    ["the number a program has for a socket", "o número que o programa tem para um socket"],
    [
      "descriptor; file descriptor; fd; socket number",
      "descritor; descritor de arquivo; número do socket; fd",
    ],
    [
      [
        "",
        "The kernel numbers what a process has open: 0, 1 and 2 are standard input, output and error; each new file or socket gets the lowest free number. close frees it, and the next socket may get the same number again.",
        "O kernel numera o que um processo tem aberto: 0, 1 e 2 são a entrada, a saída e a saída de erro padrão; cada novo arquivo ou socket recebe o menor número livre. close o libera, e o próximo socket pode receber o mesmo número.",
      ],
      [
        "",
        "The descriptor means something only in this process; the other side knows nothing of it, only the address and port. A name in socksh whose socket was closed stands for -1 and answers EBADF.",
        "O descritor só significa algo neste processo; o outro lado não sabe nada dele: só conhece o endereço e a porta. No socksh, um nome cujo socket foi fechado vale -1 e responde EBADF.",
      ],
    ],
    "endpoint EBADF EMFILE close dup",
  ),
  port: entry(
    [
      "the number that tells programs of one machine apart",
      "o número que distingue os programas de uma máquina",
    ],
    [
      "port; ports; port number; well-known ports; privileged ports; non-privileged ports",
      "porta; portas; número de porta; portas conhecidas; portas bem conhecidas; portas privilegiadas; portas não privilegiadas",
    ],
    [
      [
        "",
        "The IP address leads to the machine, the port to the socket on it. It is a number from 0 to 65535; TCP and UDP have separate ones, so both may use 53. Port 0 in bind means: the kernel chooses a free one.",
        "O endereço IP leva à máquina; a porta, ao socket dentro dela. É um número de 0 a 65535; TCP e UDP têm portas separadas, e por isso ambos podem usar a 53. A porta 0 em bind significa: o kernel escolhe uma livre.",
      ],
      [
        "",
        "0 to 1023 are the system ports of well-known services, and on Linux bind usually needs a privilege for them (EACCES). 1024 to 49151 can be registered, 49152 to 65535 are for anybody; 65432, the port of the handouts, is one of those. explain 80 tells of one port.",
        "De 0 a 1023 ficam as portas de sistema, dos serviços conhecidos, e no Linux bind em geral precisa de um privilégio para elas (EACCES). De 1024 a 49151 as portas podem ser registradas; de 49152 a 65535 são de quem quiser; 65432, a porta dos roteiros, é uma destas. explain 80 fala de uma porta.",
      ],
    ],
    "ephemeral-port four-tuple EACCES EADDRINUSE getservbyname",
    "getservbyname http tcp => 80",
  ),
  handshake: entry(
    ["how a TCP connection begins", "como começa uma conexão TCP"],
    [
      "handshake; three-way handshake; 3-way handshake; tcp handshake; syn; syn ack; connection establishment; how a connection begins",
      "aperto de mão; aperto de mão em três vias; aperto de mãos; handshake de três vias; estabelecimento da conexão; como começa uma conexão",
    ],
    [
      [
        "",
        "Three segments, and no data yet. The client sends SYN with the first number of its sequence (say 100). The server answers SYN+ACK: its own first number (say 200), and 101 as the number it expects next. The client answers ACK with 201. Now both know that the other one hears them and where its bytes begin.",
        "Três segmentos, ainda sem dados. O cliente envia SYN com o primeiro número da sua sequência (digamos, 100). O servidor responde SYN+ACK: o primeiro número dele (digamos, 200) e 101 como o próximo que espera. O cliente responde ACK com 201. Agora os dois sabem que o outro os ouve e onde começam os bytes de cada um.",
      ],
      [
        "",
        "The client's kernel does it inside connect: SYN_SENT, and ESTABLISHED when the answer is there. The server's kernel does it without any call of the program, as soon as listen was called: SYN_RECV, then ESTABLISHED. accept takes no part in it; it only hands out a connection that is already established.",
        "O kernel do cliente faz isso dentro de connect: SYN_SENT e, quando chega a resposta, ESTABLISHED. O kernel do servidor faz isso sem chamada nenhuma do programa, desde que listen tenha sido chamado: SYN_RECV, depois ESTABLISHED. accept não participa de nada disso; só entrega uma conexão já estabelecida.",
      ],
      [
        "",
        "If nobody listens at the port, the answer to the SYN is a reset (RST), and connect fails with ECONNREFUSED.",
        "Se ninguém escuta na porta, a resposta ao SYN é um reset (RST), e connect falha com ECONNREFUSED.",
      ],
    ],
    "SYN_SENT SYN_RECV ESTABLISHED backlog close-steps wireshark",
    connection,
  ),
  "close-steps": entry(
    ["how a TCP connection ends", "como termina uma conexão TCP"],
    [
      "four-step close; four-way close; four-way handshake; closing a connection; connection termination; fin; how a connection ends",
      "fechamento em quatro passos; fechamento em quatro etapas; encerramento em quatro etapas; encerramento da conexão; fechamento da conexão; término da conexão; fechamento; encerramento; como termina uma conexão",
    ],
    [
      [
        "",
        "Each direction is closed on its own. The side that closes first sends FIN (FIN_WAIT1), the other side acknowledges it with ACK (CLOSE_WAIT; the first is in FIN_WAIT2 now). When the second side closes as well, it sends its FIN (LAST_ACK), and the first acknowledges that (TIME_WAIT). Four steps: FIN, ACK, FIN, ACK.",
        "Cada sentido é fechado separadamente. O lado que fecha primeiro envia FIN (FIN_WAIT1), e o outro o confirma com ACK (CLOSE_WAIT; o primeiro está agora em FIN_WAIT2). Quando o segundo lado também fecha, envia o FIN dele (LAST_ACK), e o primeiro o confirma (TIME_WAIT). Quatro passos: FIN, ACK, FIN, ACK.",
      ],
      [
        "",
        "A capture often shows three segments: if the second side closes at once, its FIN travels together with the ACK.",
        "Uma captura muitas vezes mostra três segmentos: se o segundo lado fecha logo, o FIN dele viaja junto com o ACK.",
      ],
      [
        "",
        "Client or server may begin. Whoever does keeps the connection in TIME_WAIT for a minute afterwards (on Linux). If a program closes with received bytes it has not read, there are no four steps: a reset (RST) goes out.",
        "Cliente ou servidor pode começar. Quem começa mantém depois a conexão em TIME_WAIT por um minuto (no Linux). Se um programa fecha com bytes recebidos que não leu, não há quatro passos: sai um reset (RST).",
      ],
    ],
    "FIN_WAIT1 CLOSE_WAIT LAST_ACK TIME_WAIT reset shutdown",
    `${connection}\nclose c\nclose conn`,
  ),
  "tcp-udp": entry(
    ["a stream with a connection, or single datagrams", "um fluxo com conexão, ou datagramas avulsos"],
    [
      "TCP and UDP; TCP or UDP; TCP vs UDP; TCP x UDP; difference between TCP and UDP; TCP and UDP compared; tcp; udp; transport protocols",
      "TCP e UDP; TCP ou UDP; diferença entre TCP e UDP; diferenças entre TCP e UDP; comparação entre TCP e UDP; protocolos de transporte",
    ],
    [
      [
        "",
        "TCP (SOCK_STREAM) has a connection: a handshake, states, a close. It carries a stream of bytes that arrives complete, in order and once; what is lost is sent again, and a slow receiver makes the sender wait. It keeps no boundaries between messages.",
        "O TCP (SOCK_STREAM) tem conexão: aperto de mão, estados, fechamento. Transporta um fluxo de bytes que chega completo, em ordem e uma só vez; o que se perde é enviado de novo, e um receptor lento faz quem envia esperar. Não mantém limites entre mensagens.",
      ],
      [
        "",
        "UDP (SOCK_DGRAM) has no connection: each sendto is one datagram, and each recvfrom returns one, with the address it came from. It may get lost, arrive twice or out of order, and nobody is told. It does keep the boundaries of messages, and its checksum lets the receiver drop what arrives damaged.",
        "O UDP (SOCK_DGRAM) não tem conexão: cada sendto é um datagrama, e cada recvfrom retorna um, com o endereço de onde veio. Ele pode se perder, chegar duas vezes ou fora de ordem, e ninguém é avisado. Mas mantém os limites das mensagens, e a soma de verificação faz descartar o que chega danificado.",
      ],
      [
        "",
        "A TCP server needs a socket for each client (accept); a UDP server serves all with one. netstat shows states for TCP; a UDP socket has none. TCP suits files, web pages, mail; UDP suits name lookups, calls and games, where late is as bad as lost.",
        "Um servidor TCP precisa de um socket para cada cliente (accept); um servidor UDP atende a todos com um só. O netstat mostra estados para TCP; um socket UDP não tem estado. TCP serve para arquivos, páginas, e-mail; UDP, para consultas de nomes, chamadas e jogos, em que chegar tarde é tão ruim quanto se perder.",
      ],
    ],
    "message-boundaries handshake sendto recvfrom udp-connect",
    `a = socket udp
bind a 127.0.0.1:0
b = socket udp
sendto b "olá" (getsockname(a))
data, addr = recvfrom(a, 1024)`,
  ),
  backlog: entry(
    ["the queue of connections that wait for accept", "a fila de conexões que esperam por accept"],
    [
      "backlog; accept queue; listen queue; queue; queue of connections; listen(5)",
      "backlog; fila; fila de conexões; fila de accept; fila de espera; tamanho da fila; listen(5)",
    ],
    [
      [
        "",
        "The kernel completes handshakes by itself and puts the connections into a queue; accept takes them out, oldest first. The number given to listen limits the length of that queue. It does not limit how many clients a server can serve: an accepted connection is no longer in the queue.",
        "O kernel completa os apertos de mão sozinho e põe as conexões em uma fila; accept as retira, a mais antiga primeiro. O número dado a listen limita o tamanho dessa fila. Ele não limita quantos clientes um servidor pode atender: uma conexão aceita já não está na fila.",
      ],
      [
        "",
        "On Linux listen(n) lets n+1 connections wait, and n is limited by net.core.somaxconn (4096 by default). With a full queue the kernel refuses nothing: it drops the client's SYN, the client repeats it, and its connect hangs until there is room or time runs out.",
        "No Linux, listen(n) deixa n+1 conexões esperando, e n é limitado por net.core.somaxconn (4096, por padrão). Com a fila cheia o kernel não recusa nada: descarta o SYN do cliente, o cliente o repete, e o connect dele fica parado até haver lugar ou o tempo se esgotar.",
      ],
      [
        "",
        "A connection in the queue is already ESTABLISHED: the client may send, and the data waits in the buffer until the server accepts and reads. In netstat Recv-Q of the LISTEN row is the length of the queue.",
        "Uma conexão na fila já está em ESTABLISHED: o cliente pode enviar, e os dados esperam no buffer até o servidor aceitar e ler. No netstat, Recv-Q da linha LISTEN é o tamanho da fila.",
      ],
    ],
    "listen accept SYN_RECV ETIMEDOUT",
  ),
  loopback: entry(
    [
      "inside the machine, or out through the network card",
      "dentro da máquina, ou para fora pela placa de rede",
    ],
    [
      "loopback; localhost; 127.0.0.1; ::1; loopback and ethernet; loopback interface; ethernet; ethernet interface; lo; eth0",
      "loopback; interface de loopback; loopback e ethernet; interface ethernet; interfaces de rede; máquina local",
    ],
    [
      [
        "",
        "127.0.0.1 (localhost; ::1 in IPv6) belongs to the loopback interface lo. What is sent there never leaves the machine: the kernel hands it back to itself. A server bound to it can be reached only by programs of the same machine.",
        "127.0.0.1 (localhost; ::1 no IPv6) pertence à interface de loopback, lo. O que se envia para lá nunca sai da máquina: o kernel o devolve a si mesmo. Um servidor vinculado a ele só é alcançado por programas da mesma máquina.",
      ],
      [
        "",
        "The Ethernet (or Wi-Fi) interface has an address others can send to, such as 192.168.0.10. A server bound to that address can be reached from outside, but not through 127.0.0.1. Between two programs of one machine even that address goes over lo, so Wireshark has to listen on lo to see it. addresses shows what this machine has.",
        "A interface Ethernet (ou Wi-Fi) tem um endereço para o qual outros podem enviar, como 192.168.0.10. Um servidor vinculado a esse endereço pode ser alcançado de fora, mas não por 127.0.0.1. Entre dois programas da mesma máquina, até esse endereço passa por lo; por isso o Wireshark precisa capturar em lo para ver. addresses mostra o que esta máquina tem.",
      ],
    ],
    "any-address remote-machine wireshark addresses",
    "addresses",
  ),
  "any-address": entry(
    ['what the empty address "" means', 'o que significa o endereço vazio ""'],
    [
      '"" as address; empty address; empty host; 0.0.0.0; all interfaces; any address; wildcard address; INADDR_ANY address; ""; ::; [::]',
      '"" como endereço; endereço vazio; host vazio; todas as interfaces; qualquer endereço; aspas vazias; endereço curinga; 0.0.0.0; ::; [::]',
    ],
    [
      [
        "",
        'A server that binds to ("", 65432) takes the address 0.0.0.0: every IPv4 address of the machine, loopback and Ethernet alike. netstat then shows 0.0.0.0:65432 in the LISTEN row; a server bound to 127.0.0.1 shows 127.0.0.1:65432.',
        'Um servidor que faz bind em ("", 65432) fica com o endereço 0.0.0.0: todos os endereços IPv4 da máquina, tanto loopback como Ethernet. O netstat mostra então 0.0.0.0:65432 na linha LISTEN; um servidor vinculado a 127.0.0.1 mostra 127.0.0.1:65432.',
      ],
      [
        "",
        "Once a client has connected, the new socket has a definite address: the one the client used. Other machines can reach such a server, if no firewall forbids it; for an exercise on one machine 127.0.0.1 is the safe choice.",
        "Quando um cliente se conecta, o novo socket tem um endereço definido: aquele que o cliente usou. Outras máquinas podem alcançar esse servidor, se nenhum firewall impedir; para um exercício em uma só máquina, 127.0.0.1 é a escolha segura.",
      ],
      [
        "",
        "In connect the empty address is no sensible destination; Linux takes 0.0.0.0 there as this machine itself.",
        "Em connect o endereço vazio não é um destino que faça sentido; o Linux entende 0.0.0.0 ali como a própria máquina.",
      ],
    ],
    "loopback LISTEN bind getsockname",
    's = socket tcp\nbind s ("", 0)\ngetsockname s',
  ),
  "ephemeral-port": entry(
    ["why the port changes with each connection", "por que a porta muda a cada conexão"],
    [
      "ephemeral ports; ephemeral port; why does the port change; why the port changes with each connection; port changes; client port; source port; local port; temporary port; dynamic ports; different port; ephemeral",
      "portas efêmeras; porta efêmera; por que a porta muda; por que a cada conexão a porta muda; porta muda; mudança de porta; porta do cliente; porta de origem; porta local; porta temporária; portas dinâmicas; porta diferente; efêmera",
    ],
    [
      [
        "",
        "The server's port stays the same: all its connections have 65432, say, as their local port, also the sockets accept returns. What changes is the client's port. A client calls no bind, so connect makes the kernel choose a free port for it, an ephemeral one: on Linux usually from 32768 to 60999 (net.ipv4.ip_local_port_range).",
        "A porta do servidor continua a mesma: todas as conexões dele têm, digamos, 65432 como porta local, inclusive os sockets que accept retorna. O que muda é a porta do cliente. Um cliente não chama bind, e por isso connect faz o kernel escolher uma porta livre para ele, uma porta efêmera: no Linux, em geral de 32768 a 60999 (net.ipv4.ip_local_port_range).",
      ],
      [
        "",
        "It has to differ: two connections to the same server from the same machine would otherwise have the same two addresses and the same two ports, and nobody could tell whose a segment is. In Wireshark the filter tcp.port == 65432 shows all of them; each has its own port on the client's side.",
        "Ela precisa ser diferente: sem isso, duas conexões da mesma máquina ao mesmo servidor teriam os mesmos dois endereços e as mesmas duas portas, e ninguém saberia de quem é um segmento. No Wireshark, o filtro tcp.port == 65432 mostra todas; cada uma tem a sua porta do lado do cliente.",
      ],
      [
        "",
        "A client that wants a certain port may call bind before connect. If it closes first, it usually has to wait for the end of TIME_WAIT before it can make the same connection again.",
        "Um cliente que quer uma certa porta pode chamar bind antes de connect. Se fechar primeiro, em geral precisa esperar o fim de TIME_WAIT para fazer de novo a mesma conexão.",
      ],
    ],
    "four-tuple port many-clients getsockname EADDRNOTAVAIL",
    `srv = socket tcp
bind srv 127.0.0.1:0
listen srv
a = socket tcp
b = socket tcp
connect a (getsockname(srv))
connect b (getsockname(srv))
getsockname a
getsockname b`,
  ),
  connection: entry(
    ["what two sides know of each other", "o que os dois lados sabem um do outro"],
    [
      "connection; what is a connection; TCP connection; connection-oriented; connections",
      "conexão; o que é uma conexão; conexão TCP; orientado a conexão; conexões",
    ],
    [
      [
        "",
        "A TCP connection exists in the two kernels at its ends: each keeps both addresses and ports, a state, the numbers of the bytes, and two buffers. The handshake sets this up, and the close takes it down.",
        "Uma conexão TCP existe nos dois kernels das pontas: cada um guarda os dois endereços e as duas portas, um estado, os números dos bytes e dois buffers. O aperto de mão cria isso, e o fechamento o desfaz.",
      ],
      [
        "",
        "While nobody sends, nothing travels. So neither side notices that the other machine is gone until it sends something, or until keep-alive asks.",
        "Enquanto ninguém envia, nada trafega. Por isso nenhum lado percebe que a outra máquina sumiu até enviar alguma coisa, ou até o keep-alive perguntar.",
      ],
      [
        "",
        "UDP has no connections: each datagram stands alone, and connect on a UDP socket only notes whom it is meant for.",
        "O UDP não tem conexões: cada datagrama existe por si, e connect em um socket UDP só anota a quem ele se dirige.",
      ],
    ],
    "handshake close-steps four-tuple connection-states keep-alive",
    `${connection}\nstate conn`,
  ),
  "four-tuple": entry(
    ["the two addresses and two ports of a connection", "os dois endereços e as duas portas de uma conexão"],
    [
      "four-tuple; 4-tuple; socket pair; connection identity; how connections are told apart",
      "par de sockets; quádrupla; tupla de quatro elementos; 4-tupla; identificação da conexão",
    ],
    [
      [
        "",
        "A TCP connection is known by four values: local address, local port, remote address, remote port. Each segment carries them, and the kernel finds the socket by them. One differing value is enough for another connection; so one server port can serve thousands of clients at once.",
        "Uma conexão TCP é conhecida por quatro valores: endereço local, porta local, endereço remoto, porta remota. Cada segmento os carrega, e o kernel encontra o socket por eles. Basta um valor diferente para ser outra conexão; por isso uma só porta de servidor atende milhares de clientes ao mesmo tempo.",
      ],
      [
        "",
        "getsockname tells the local half, getpeername the remote half; at the other end they are the other way round. (socketpair is something else: two unix sockets already connected to each other.)",
        "getsockname informa a metade local; getpeername, a remota; na outra ponta é o contrário. (socketpair é outra coisa: dois sockets unix já conectados um ao outro.)",
      ],
    ],
    "ephemeral-port many-clients getsockname getpeername",
    `${connection}\ngetsockname conn\ngetpeername conn`,
  ),
  "full-duplex": entry(
    ["both sides send at the same time", "os dois lados enviam ao mesmo tempo"],
    ["full duplex; duplex; both directions", "full duplex; duplex; bidirecional; nos dois sentidos"],
    [
      [
        "",
        "A connection has two directions that do not depend on each other. Each side has a send buffer and a receive buffer in its kernel, so both may send at the same moment, and nobody has to take turns. Who sends when is agreed by the programs, not by TCP: in an echo the client speaks first, in a mail server the server does.",
        "Uma conexão tem dois sentidos que não dependem um do outro. Cada lado tem no seu kernel um buffer de envio e um buffer de recepção; assim os dois podem enviar no mesmo instante, e ninguém precisa esperar a vez. Quem envia quando é combinado pelos programas, não pelo TCP: em um eco o cliente fala primeiro; em um servidor de e-mail, o servidor.",
      ],
      [
        "",
        "Each direction also ends on its own: after shutdown with SHUT_WR a side sends no more, but goes on receiving. A danger: if both sides only send large data and neither reads, both buffers fill up and both wait forever.",
        "Cada sentido também termina separadamente: depois de shutdown com SHUT_WR, um lado não envia mais, mas continua recebendo. Um perigo: se os dois lados só enviam muitos dados e nenhum lê, os dois buffers enchem e os dois esperam para sempre.",
      ],
    ],
    "buffers close-steps shutdown FIN_WAIT2",
    'a, b = socketpair()\nsend a "ping"\nsend b "pong"\nrecv a 1024\nrecv b 1024',
  ),
  "partial-send": entry(
    ["send may take fewer bytes than it was given", "send pode aceitar menos bytes do que recebeu"],
    [
      "partial send; short send; send and sendall; send vs sendall; partial write",
      "envio parcial; send e sendall; diferença entre send e sendall; envio incompleto",
    ],
    [
      [
        "",
        "send copies bytes into the send buffer of the kernel and returns how many. A blocking stream socket goes on until all are copied; a non-blocking one returns as soon as the buffer is full, and one with a timeout when that runs out, with the count that fitted. The rest is the program's to send again. Python's sendall is that loop.",
        "send copia bytes para o buffer de envio do kernel e retorna quantos copiou. Um socket de fluxo bloqueante continua até copiar todos; um não bloqueante retorna assim que o buffer enche, e um com tempo limite, quando este se esgota, com a quantidade que coube. O resto o programa precisa enviar de novo. O sendall de Python é esse laço.",
      ],
      [
        "",
        "The count says nothing of arrival: the bytes are in this machine's buffer. Whether the peer has received them is known only when it answers.",
        "A quantidade não diz nada da chegada: os bytes estão no buffer desta máquina. Se o outro lado os recebeu, só se sabe quando ele responde.",
      ],
    ],
    "buffers blocking message-boundaries send sendall",
    'a, b = socketpair()\nsetblocking a False\nn = send(a, "x" * 10000000)\nprint (n < 10000000)',
  ),
  "message-boundaries": entry(
    ["where a message ends in a stream of bytes", "onde termina uma mensagem em um fluxo de bytes"],
    [
      "message boundaries; message boundary; framing; stream of bytes; byte stream; messages stuck together; two sends one recv",
      "limites de mensagens; limite de mensagem; fronteiras de mensagens; delimitação de mensagens; enquadramento; fluxo de bytes; mensagens grudadas; mensagens juntas",
    ],
    [
      [
        "",
        "TCP carries bytes, not messages. Two sends may arrive in one recv, and one send in two: the kernel collects and splits as it likes. Over loopback it often looks as if each recv fitted a send; that is chance.",
        "O TCP transporta bytes, não mensagens. Dois send podem chegar em um só recv, e um send em dois: o kernel junta e divide como quer. Na interface de loopback muitas vezes parece que cada recv corresponde a um send; é coincidência.",
      ],
      [
        "",
        "So the programs have to agree where a message ends: a fixed length, the length before the message, a mark behind it (a new line; an agreed word), or the end of the connection. UDP and unix datagrams keep boundaries: one send, one recv.",
        "Por isso os programas precisam combinar onde termina uma mensagem: um tamanho fixo, o tamanho antes da mensagem, uma marca depois dela (uma quebra de linha, uma palavra combinada) ou o fim da conexão. UDP e datagramas unix mantêm os limites: um send, um recv.",
      ],
    ],
    "receive-size sentinel tcp-udp",
    'a, b = socketpair()\nsend a "one"\nsend a "two"\nrecv b 1024 => "onetwo"',
  ),
  "receive-size": entry(
    ["what the 1024 in recv(1024) means", "o que significa o 1024 em recv(1024)"],
    [
      "1024 bytes; recv(1024); recv 1024; receive size; buffer size; bufsize; why 1024",
      "1024 bytes; recv(1024); tamanho do recv; tamanho da recepção; tamanho do buffer; por que 1024; bytes recebidos",
    ],
    [
      [
        "",
        'It is an upper bound, not an order: recv waits until at least one byte is there and returns what there is, at most 1024. A message of 3000 bytes takes three calls or more; the rest waits in the receive buffer. Nothing is lost, and recv does not read "everything the client sent".',
        'É um limite máximo, não um pedido: recv espera até haver ao menos um byte e retorna o que houver, no máximo 1024. Uma mensagem de 3000 bytes leva três chamadas ou mais; o resto espera no buffer de recepção. Nada se perde, e recv não lê "tudo o que o cliente enviou".',
      ],
      [
        "",
        'With datagrams it is otherwise: what does not fit is thrown away, so the number has to be as large as the largest datagram. And nothing at all (b"") from a stream means that the peer has closed.',
        'Com datagramas é diferente: o que não cabe é jogado fora; o número precisa ser tão grande quanto o maior datagrama. E nada (b"") vindo de um fluxo significa que o outro lado fechou.',
      ],
    ],
    "message-boundaries end-of-stream buffers recv",
    'a, b = socketpair()\nsend a "Hello, world"\nrecv b 5 => "Hello"\nrecv b 1024 => ", world"',
  ),
  "end-of-stream": entry(
    ["how recv says that the peer has closed", "como recv diz que o outro lado fechou"],
    [
      'end of stream; end of file; EOF; empty recv; recv returns nothing; b""; if not data',
      "fim do fluxo; fim dos dados; fim de arquivo; recv vazio; recv retorna vazio; if not data",
    ],
    [
      [
        "",
        'When the peer has closed its side and all its bytes have been read, recv returns at once with nothing: b"", in C 0. That is why the loop of an echo server ends with "if not data: break". It is not an empty message: a stream has none.',
        'Quando o outro lado fechou e todos os bytes dele foram lidos, recv retorna na hora sem nada: b"", em C 0. É por isso que o laço de um servidor de eco termina com "if not data: break". Não é uma mensagem vazia: um fluxo não as tem.',
      ],
      [
        "",
        "On the wire it was the peer's FIN; this side is in CLOSE_WAIT now. It may still send, and should close in the end. With UDP nothing received is an empty datagram, and means no end.",
        "Na rede, foi o FIN do outro lado; este está agora em CLOSE_WAIT. Ainda pode enviar, e deve fechar no final. Com UDP, receber nada é um datagrama vazio e não significa fim.",
      ],
    ],
    "CLOSE_WAIT close-steps receive-size recv",
    'a, b = socketpair()\nsend a "bye"\nclose a\nrecv b 1024 => "bye"\nrecv b 1024 => ""',
  ),
  sentinel: entry(
    ["an agreed word that ends the conversation", "uma palavra combinada que termina a conversa"],
    [
      "sentinel; CODIGO_SAIDA; exit message; end marker; goodbye message; application protocol",
      "sentinela; CODIGO_SAIDA; código de saída do cliente; mensagem de saída; palavra de término; protocolo de aplicação",
    ],
    [
      [
        "",
        "One side sends a word both have agreed on (CODIGO_SAIDA in one handout, quit in others), and who receives it ends the conversation. It belongs to the programs' own protocol: to TCP it is data like any other.",
        "Um lado envia uma palavra que os dois combinaram (CODIGO_SAIDA em um dos roteiros, quit em outros), e quem a recebe encerra a conversa. Ela faz parte do protocolo dos próprios programas: para o TCP são dados como quaisquer outros.",
      ],
      [
        "",
        "Two things to watch for. The word may arrive glued to the message before it or in two pieces, since a stream has no boundaries. And it may never arrive: a program that is killed says nothing, so an empty recv has to end the loop as well. message-server and message-client show the exchange.",
        "Duas coisas a observar. A palavra pode chegar grudada na mensagem anterior ou em dois pedaços, pois um fluxo não tem limites de mensagem. E pode nunca chegar: um programa encerrado à força não diz nada; por isso um recv vazio também precisa terminar o laço. message-server e message-client mostram a troca.",
      ],
    ],
    "message-boundaries end-of-stream message-server message-client",
    'a, b = socketpair()\nsendall a "CODIGO_SAIDA"\ndata = recv(b, 1024)\nprint (data == "CODIGO_SAIDA")',
  ),
  "connect-ex": entry(
    ["an error as a number instead of an exception", "um erro como número em vez de exceção"],
    [
      "connect_ex and connect; difference between connect and connect_ex; port scan",
      "connect_ex e connect; diferença entre connect e connect_ex; erro como número; varredura de portas",
    ],
    [
      [
        "",
        "connect_ex is Python's, not C's. It makes the same connect call, but returns the number of the error (0 for success) where connect raises an exception. So a program can test the result: 111 is ECONNREFUSED on Linux.",
        "connect_ex é de Python, não de C. Faz a mesma chamada connect, mas retorna o número do erro (0 em caso de sucesso) onde connect lança uma exceção. Assim o programa pode testar o resultado: no Linux, 111 é ECONNREFUSED.",
      ],
      [
        "",
        "Whoever calls it and ignores the number goes on with a socket that is not connected: the next send fails with EPIPE or ENOTCONN, far from the cause.",
        "Quem a chama e ignora o número segue com um socket que não está conectado: o próximo send falha com EPIPE ou ENOTCONN, longe da causa.",
      ],
    ],
    "ECONNREFUSED connect connect_ex",
    "c = socket tcp\nconnect_ex c :1 => ECONNREFUSED",
  ),
  blocking: entry(
    ["a call that waits, or answers EAGAIN", "uma chamada que espera, ou responde EAGAIN"],
    [
      "blocking and non-blocking; blocking; non-blocking; nonblocking; blocking calls; asynchronous; timeout of a socket; settimeout and setblocking",
      "bloqueante e não bloqueante; bloqueante; não bloqueante; chamada bloqueante; bloqueio; assíncrono; tempo limite de um socket",
    ],
    [
      [
        "",
        "A socket is born blocking: accept waits for a client, recv for a byte, send for room in the buffer, connect for the handshake. The process sleeps in the kernel meanwhile and costs nothing.",
        "Um socket nasce bloqueante: accept espera um cliente, recv um byte, send um espaço no buffer, connect o aperto de mão. Enquanto isso o processo dorme no kernel e não custa nada.",
      ],
      [
        "",
        "A non-blocking socket (setblocking s False, O_NONBLOCK) never waits: what cannot be done at once answers EAGAIN, and connect EINPROGRESS. The program asks poll or select which sockets are ready, and so one thread serves many clients. Between the two stands settimeout: wait, but only so long.",
        "Um socket não bloqueante (setblocking s False, O_NONBLOCK) nunca espera: o que não pode ser feito na hora responde EAGAIN, e connect, EINPROGRESS. O programa pergunta com poll ou select quais sockets estão prontos, e assim uma só thread atende muitos clientes. Entre os dois fica settimeout: esperar, mas só por um tempo.",
      ],
    ],
    "EAGAIN EINPROGRESS many-clients setblocking settimeout poll",
    "a, b = socketpair()\nsetblocking a False\nrecv a 1024 => EAGAIN",
  ),
  "many-clients": entry(
    ["a server for many clients at once", "um servidor para muitos clientes ao mesmo tempo"],
    [
      "many clients; server for many clients; multiple clients; multi-client server; multiserver; several connections; concurrent server; multiple connections",
      "muitos clientes; servidor para muitos clientes; vários clientes; multi conexões; multiconexões; multiserver; várias conexões; múltiplas conexões; servidor concorrente",
    ],
    [
      [
        "",
        "The listening socket stays, and each accept returns another socket, one for each client. All of them have the server's port as local port; the client's address and port tell them apart.",
        "O socket em escuta continua, e cada accept retorna outro socket, um para cada cliente. Todos têm a porta do servidor como porta local; o endereço e a porta do cliente os distinguem.",
      ],
      [
        "",
        "A server that calls accept once and then loops over recv serves one client; the next ones connect, wait in the queue and get no answer. To serve all, it uses a thread or process for each client, or one loop over poll, select or epoll that touches only the sockets that are ready. echo-server does the last.",
        "Um servidor que chama accept uma vez e depois repete recv atende um cliente só; os seguintes se conectam, esperam na fila e não recebem resposta. Para atender a todos, ele usa uma thread ou processo por cliente, ou um laço sobre poll, select ou epoll que só toca nos sockets prontos. O echo-server faz isto último.",
      ],
    ],
    "backlog four-tuple blocking accept poll echo-server",
    `${connection}\nd = socket tcp\nconnect d (getsockname(srv))\nother, addr = accept(srv)`,
  ),
  "reuse-address": entry(
    ["start a server again without waiting", "iniciar um servidor de novo sem esperar"],
    [
      "SO_REUSEADDR; reuse address; reuseaddr; restart the server; address already in use after restart",
      "reutilizar endereço; reuso de endereço; reiniciar o servidor; endereço em uso ao reiniciar",
    ],
    [
      [
        "",
        "A server that closed its connections first leaves them in TIME_WAIT for a minute, and bind to the port answers EADDRINUSE meanwhile. With SO_REUSEADDR set before bind it succeeds. On Linux the earlier server must have set it, too: so always set it.",
        "Um servidor que fechou primeiro as suas conexões as deixa em TIME_WAIT por um minuto, e enquanto isso bind na porta responde EADDRINUSE. Com SO_REUSEADDR ativado antes de bind, ele funciona. No Linux o servidor anterior também precisa ter ativado a opção: ative-a sempre.",
      ],
      [
        "",
        "It does not let two TCP servers listen at the same address and port: that is SO_REUSEPORT, and both have to ask for it. If EADDRINUSE stays although it is set, another program still listens there.",
        "Ela não deixa dois servidores TCP escutarem no mesmo endereço e porta: isso é SO_REUSEPORT, e os dois precisam pedir. Se EADDRINUSE continua apesar dela, outro programa ainda escuta ali.",
      ],
    ],
    "TIME_WAIT EADDRINUSE setsockopt bind",
    `s = socket tcp
setsockopt s SOL_SOCKET SO_REUSEADDR 1
bind s 127.0.0.1:0`,
  ),
  "byte-order": entry(
    ["which byte of a number goes first", "que byte de um número vai primeiro"],
    [
      "byte order; network byte order; endianness; big endian; little endian; why htons",
      "ordem dos bytes; ordem de bytes; ordem de bytes da rede; endianness; por que htons; extremidade dos bytes",
    ],
    [
      [
        "",
        "Ports and addresses travel with the most significant byte first (network byte order, big endian). Most processors keep numbers the other way round. So C programs call htons and htonl when they fill in an address, and ntohs and ntohl when they read one; Python and socksh do that themselves.",
        "Portas e endereços viajam com o byte mais significativo primeiro (ordem de bytes da rede, big endian). A maioria dos processadores guarda números ao contrário. Por isso programas em C chamam htons e htonl ao preencher um endereço, e ntohs e ntohl ao ler um; Python e o socksh fazem isso sozinhos.",
      ],
      [
        "",
        "Whoever forgets it binds to another port: 80 without htons becomes 20480. Numbers inside the data are the programs' own affair: they have to agree on an order.",
        "Quem se esquece disso vincula outra porta: 80 sem htons vira 20480. Números dentro dos dados são assunto dos programas: eles precisam combinar uma ordem.",
      ],
    ],
    "htons htonl port",
    "print (htons(80))",
  ),
  "http-socket": entry(
    ["a web page, call by call", "uma página da Web, chamada a chamada"],
    [
      "HTTP over a socket; http request; http and sockets; web page; browser; GET request; what a browser does",
      "HTTP sobre um socket; HTTP em um socket; requisição http; requisição GET; navegador; página web; o que faz um navegador; protocolo http",
    ],
    [
      [
        "",
        "HTTP is text over a TCP connection. The browser looks up the address of the host name, creates a socket, connects to port 80 (443 for HTTPS, with TLS around it), sends a request and receives the answer.",
        "HTTP é texto sobre uma conexão TCP. O navegador procura o endereço do nome do host, cria um socket, conecta-se à porta 80 (443 para HTTPS, com TLS por cima), envia uma requisição e recebe a resposta.",
      ],
      [
        "",
        "A request is lines that end with \\r\\n, and an empty line ends it: GET / HTTP/1.1, then Host: example.org, then Connection: close. The answer begins with HTTP/1.1 200 OK, then headers, an empty line, the page. Where the page ends is shown by Content-Length, by chunks, or by the end of the connection: that is HTTP's answer to the missing boundaries of a stream.",
        "Uma requisição são linhas que terminam em \\r\\n, e uma linha vazia a encerra: GET / HTTP/1.1, depois Host: example.org, depois Connection: close. A resposta começa com HTTP/1.1 200 OK, depois cabeçalhos, uma linha vazia, a página. Onde a página termina é indicado por Content-Length, por blocos (chunks) ou pelo fim da conexão: é a resposta do HTTP à falta de limites em um fluxo.",
      ],
    ],
    "message-boundaries end-of-stream handshake getaddrinfo",
    'a, b = socketpair()\nsendall a "GET / HTTP/1.0\\r\\n\\r\\n"\nprint (recv(b, 1024))',
  ),
  wireshark: entry(
    ["the calls as packets", "as chamadas vistas como pacotes"],
    [
      "Wireshark; packet capture; what wireshark shows; sniffer; tcpdump; packets; pcapng; sandbox",
      "Wireshark; captura de pacotes; o que o wireshark mostra; analisar no wireshark; pacotes; tcpdump",
    ],
    [
      [
        "",
        "Choose the interface first: lo (Loopback) when both programs run on this machine, the Ethernet or Wi-Fi one otherwise. The filter tcp.port == 65432 (or udp.port) keeps the rest away.",
        "Escolha primeiro a interface: lo (Loopback) quando os dois programas estão nesta máquina; caso contrário, a Ethernet ou Wi-Fi. O filtro tcp.port == 65432 (ou udp.port) afasta o resto.",
      ],
      [
        "wire",
        "socket, bind, listen and accept send nothing. connect: SYN, SYN+ACK, ACK. send: a segment with PSH+ACK and the data; an ACK comes back. recv sends nothing by itself. close: FIN+ACK, and the other side's ACK and FIN. A connect that is refused: SYN, RST+ACK. sendto: one UDP datagram, and no answer but the program's.",
        "socket, bind, listen e accept não enviam nada. connect: SYN, SYN+ACK, ACK. send: um segmento com PSH+ACK e os dados; volta um ACK. recv não envia nada por si. close: FIN+ACK, e do outro lado ACK e FIN. Um connect recusado: SYN, RST+ACK. sendto: um datagrama UDP, sem resposta além da que o programa der.",
      ],
      [
        "",
        "Wireshark shows sequence numbers from 0 (relative ones); the real ones begin anywhere. Statistics, Flow Graph draws the exchange. In socksh capture start writes such a file, capture show lists it and diagram draws it; socksh --sandbox is a private network in which an ordinary user may capture.",
        "O Wireshark mostra os números de sequência a partir de 0 (relativos); os verdadeiros começam em qualquer valor. O menu Statistics, Flow Graph desenha a troca. No socksh, capture start grava um arquivo assim, capture show o lista e diagram o desenha; socksh --sandbox é uma rede privada em que um usuário comum pode capturar.",
      ],
    ],
    "handshake close-steps loopback ephemeral-port capture diagram",
  ),
  "remote-machine": entry(
    ["connect to a colleague's machine", "conectar-se à máquina de um colega"],
    [
      "another machine; remote machine; colleague's machine; two machines; connect from another computer; firewall; same network",
      "máquina remota; outra máquina; máquina do colega; conexão com máquina remota; duas máquinas; firewall; mesma rede",
    ],
    [
      [
        "",
        'The server must not be bound to 127.0.0.1: bind it to "" or to the address of the Ethernet or Wi-Fi interface (addresses, ip addr). The client connects to that address; 127.0.0.1 there would be the client\'s own machine.',
        'O servidor não pode estar vinculado a 127.0.0.1: use "" ou o endereço da interface Ethernet ou Wi-Fi (addresses, ip addr). O cliente se conecta a esse endereço; 127.0.0.1 ali seria a máquina do próprio cliente.',
      ],
      [
        "try",
        "ECONNREFUSED: the connection was refused; as a rule, nobody listens at that address and port. ETIMEDOUT: nobody answers; often a firewall drops the packets, or a Wi-Fi network keeps its devices apart. EHOSTUNREACH: no machine of this network has that address, or a router cannot reach it. ENETUNREACH: this machine has no route. Two addresses are in the same network if the part the mask covers is the same: 192.168.0.x with /24.",
        "ECONNREFUSED: a conexão foi recusada; em geral, ninguém escuta nesse endereço e porta. ETIMEDOUT: ninguém responde; muitas vezes um firewall descarta os pacotes, ou a rede Wi-Fi isola os aparelhos uns dos outros. EHOSTUNREACH: nenhuma máquina desta rede tem esse endereço, ou um roteador não a alcança. ENETUNREACH: esta máquina não tem rota. Dois endereços estão na mesma rede se a parte que a máscara cobre é igual: 192.168.0.x com /24.",
      ],
    ],
    "any-address loopback ECONNREFUSED ETIMEDOUT EHOSTUNREACH addresses",
  ),
  reset: entry(
    ["a connection that ends at once", "uma conexão que termina na hora"],
    [
      "reset; RST; connection reset; abortive close",
      "reset; RST; conexão reiniciada; término abrupto; RST da conexão",
    ],
    [
      [
        "",
        "A segment with the flag RST ends a connection without the four steps, and what is on its way is lost. The kernel sends it in answer to a SYN for a port where nobody listens, and when data comes for a connection it does not know (after a crash). It also sends it when a program closes with bytes it has not read, or with SO_LINGER on and 0 seconds.",
        "Um segmento com a flag RST termina a conexão sem os quatro passos, e o que está a caminho se perde. O kernel o envia em resposta a um SYN para uma porta em que ninguém escuta, e quando chegam dados de uma conexão que ele não conhece (depois de uma queda). Também o envia quando um programa fecha com bytes que não leu, ou com SO_LINGER ativado e 0 segundos.",
      ],
      [
        "",
        "Whoever receives it gets ECONNREFUSED from connect, ECONNRESET from recv or send, then EPIPE from the next send.",
        "Quem o recebe obtém ECONNREFUSED em connect, ECONNRESET em recv ou send e, depois, EPIPE no próximo send.",
      ],
    ],
    "ECONNRESET ECONNREFUSED EPIPE close-steps",
  ),
  buffers: entry(
    [
      "where bytes wait, and what Recv-Q and Send-Q count",
      "onde os bytes esperam, e o que contam Recv-Q e Send-Q",
    ],
    [
      "buffers; send buffer; receive buffer; Recv-Q and Send-Q; Recv-Q; Send-Q; flow control; window",
      "buffers; buffer de envio; buffer de recepção; Recv-Q e Send-Q; controle de fluxo; janela",
    ],
    [
      [
        "",
        "send puts bytes into the send buffer; TCP keeps them there until the peer's kernel has acknowledged them. What arrives waits in the receive buffer until recv takes it. If nobody reads, that buffer fills up, the window becomes 0, the sender's buffer fills up as well, and its send waits: flow control.",
        "send põe bytes no buffer de envio; o TCP os mantém lá até o kernel do outro lado confirmar. O que chega espera no buffer de recepção até recv retirar. Se ninguém lê, esse buffer enche, a janela chega a 0, o buffer de quem envia também enche, e o send dele espera: é o controle de fluxo.",
      ],
      [
        "shown",
        "Recv-Q: bytes that have arrived and are not read yet. Send-Q: bytes the program has handed over and the other side has not acknowledged yet. SYN and FIN count as one byte there: Recv-Q 1 in CLOSE_WAIT may be the FIN alone. In a LISTEN row Recv-Q is the number of connections that wait for accept (ss and socksh show the limit of the queue as Send-Q).",
        "Recv-Q: bytes que chegaram e ainda não foram lidos. Send-Q: bytes que o programa entregou e o outro lado ainda não confirmou. SYN e FIN contam ali como um byte: Recv-Q 1 em CLOSE_WAIT pode ser só o FIN. Em uma linha LISTEN, Recv-Q é o número de conexões que esperam por accept (o ss e o socksh mostram o limite da fila em Send-Q).",
      ],
    ],
    "partial-send backlog full-duplex",
  ),
  "netstat-columns": entry(
    ["how to read netstat -an", "como ler o netstat -an"],
    [
      "reading netstat; netstat columns; netstat -an; how to read netstat; ss",
      "ler o netstat; colunas do netstat; netstat -an; como ler o netstat; verificar o estado",
    ],
    [
      [
        "shown",
        "A row for each socket: Proto (tcp, udp; with a 6 at the end for IPv6), Recv-Q and Send-Q, Local Address, Foreign Address, State. -a shows listening sockets as well, -n numbers instead of names, -t TCP alone, -l listening ones alone, -p the program. ss -tan shows the same.",
        "Uma linha para cada socket: Proto (tcp, udp; com um 6 no final para IPv6), Recv-Q e Send-Q, Local Address, Foreign Address, State. -a mostra também os sockets em escuta; -n, números em vez de nomes; -t, só TCP; -l, só os que escutam; -p, o programa. ss -tan mostra o mesmo.",
      ],
      [
        "",
        "After listen: one row in LISTEN. After connect: two more in ESTABLISHED on a machine that has both ends. After the first close: FIN_WAIT2 and CLOSE_WAIT. After the second: TIME_WAIT alone, at the side that closed first.",
        "Depois de listen: uma linha em LISTEN. Depois de connect: mais duas em ESTABLISHED, na máquina que tem as duas pontas. Depois do primeiro close: FIN_WAIT2 e CLOSE_WAIT. Depois do segundo: só TIME_WAIT, do lado que fechou primeiro.",
      ],
    ],
    "LISTEN ESTABLISHED CLOSE_WAIT TIME_WAIT buffers sockets",
  ),
  "udp-connect": entry(
    ["what connect does for a UDP socket", "o que connect faz em um socket UDP"],
    [
      "connected UDP; connect on UDP; udp server; udp client",
      "UDP conectado; connect em UDP; servidor udp; cliente udp",
    ],
    [
      [
        "",
        "Nothing is sent. The kernel only notes the peer: send needs no address then, recv hears that peer alone, and errors it reports (ICMP port unreachable) come back as ECONNREFUSED in a later call. Without connect a UDP socket is normally told of none of them.",
        "Nada é enviado. O kernel só anota o outro lado: send não precisa mais de endereço, recv só ouve esse outro lado, e os erros que ele informa (ICMP: porta inalcançável) voltam como ECONNREFUSED em uma chamada seguinte. Sem connect, um socket UDP normalmente não fica sabendo deles.",
      ],
      [
        "",
        "There is no listen and no accept for UDP: a server binds and calls recvfrom, and answers with sendto to the address it got. A datagram holds at most 65507 bytes over IPv4; above about 1472 on Ethernet it travels in fragments.",
        "Para UDP não há listen nem accept: um servidor faz bind e chama recvfrom, e responde com sendto ao endereço que recebeu. Um datagrama leva no máximo 65507 bytes no IPv4; acima de cerca de 1472 na Ethernet, ele viaja em fragmentos.",
      ],
    ],
    "tcp-udp ECONNREFUSED EMSGSIZE recvfrom sendto",
  ),
  segments: entry(
    ["the pieces in which data travel", "as unidades em que os dados trafegam"],
    [
      "segments and datagrams; segment; segments; datagram; datagrams; frame; MSS; maximum segment size",
      "segmentos e datagramas; segmento; segmentos; datagrama; datagramas; quadro; MSS; tamanho máximo de segmento",
    ],
    [
      [
        "",
        "TCP sends its stream in segments, UDP each message as one datagram. Either is put into an IP packet, and that into a frame of Ethernet or Wi-Fi. Wireshark shows them one inside the other.",
        "O TCP envia o fluxo em segmentos; o UDP, cada mensagem como um datagrama. Os dois vão dentro de um pacote IP, e este, dentro de um quadro da Ethernet ou do Wi-Fi. O Wireshark os mostra um dentro do outro.",
      ],
      [
        "",
        "A segment is not a send: what several calls wrote may leave in one segment, and a long send is cut into many, each at most as long as the MSS that the other side named in the handshake: 1460 bytes on Ethernet with IPv4, 65495 on loopback. A datagram is exactly one sendto.",
        "Um segmento não é um send: o que várias chamadas escreveram pode sair em um só segmento, e um send longo é cortado em vários, cada um no máximo do tamanho do MSS que o outro lado informou no aperto de mão: 1460 bytes na Ethernet com IPv4, 65495 no loopback. Um datagrama é exatamente um sendto.",
      ],
    ],
    "message-boundaries sequence-numbers layers wireshark EMSGSIZE",
  ),
  "unix-sockets": entry(
    ["sockets between programs of one machine", "sockets entre programas de uma máquina"],
    [
      "unix sockets; unix domain sockets; unix; local sockets; abstract sockets; AF_UNIX sockets; IPC",
      "sockets unix; sockets de domínio unix; sockets locais; comunicação entre processos; sockets abstratos; IPC",
    ],
    [
      [
        "",
        "The same calls without a network: the address is a path in the file system, or on Linux an abstract name (unix:@name) that exists only while the socket does. Nothing is lost or reordered, not even datagrams, and descriptors can be handed to another process (send_fds).",
        "As mesmas chamadas sem rede: o endereço é um caminho do sistema de arquivos ou, no Linux, um nome abstrato (unix:@nome), que só existe enquanto o socket existir. Nada se perde nem sai de ordem, nem mesmo datagramas, e descritores podem ser entregues a outro processo (send_fds).",
      ],
      [
        "",
        "bind creates a file, and close leaves it there: the next bind answers EADDRINUSE until it is removed.",
        "bind cria um arquivo, e close o deixa lá: o próximo bind responde EADDRINUSE até que ele seja removido.",
      ],
    ],
    "endpoint socketpair send_fds",
    'a, b = socketpair()\nsend a "hi"\nrecv b 1024 => "hi"',
  ),
  resolution: entry(
    ["from a host name to an address", "de um nome de host a um endereço"],
    [
      "name resolution; DNS; host names; host name; domain name; ip address of a host",
      "resolução de nomes; DNS; nomes de host; nome de host; nome de domínio; endereço ip de um host",
    ],
    [
      [
        "",
        "The kernel knows addresses only. A name is turned into addresses before, by the C library: it looks into /etc/hosts and asks a name server. getaddrinfo shows what comes out, often several addresses, of IPv6 and IPv4, the ones to be tried first at the top. Its errors are not errnos but EAI_ codes.",
        "O kernel só conhece endereços. Um nome é transformado em endereços antes, pela biblioteca C: ela olha o /etc/hosts e pergunta a um servidor de nomes. getaddrinfo mostra o resultado, muitas vezes vários endereços, IPv6 e IPv4, com os que se devem tentar primeiro no início. Os erros dela não são errnos, mas códigos EAI_.",
      ],
      [
        "",
        "A trap: localhost may be ::1 and 127.0.0.1. A server bound to 127.0.0.1 is not reached through ::1. In socksh a name resolves in the family of the socket.",
        "Uma armadilha: localhost pode ser ::1 e 127.0.0.1. Um servidor vinculado a 127.0.0.1 não é alcançado por ::1. No socksh um nome é resolvido na família do socket.",
      ],
    ],
    "loopback EAI_NONAME EAI_AGAIN getaddrinfo",
  ),
  "ip-versions": entry(
    ["addresses of 4 bytes and of 16", "endereços de 4 bytes e de 16"],
    [
      "IPv4 and IPv6; IPv6; IPv4; IP versions; dual stack; IPV6_V6ONLY; link-local address",
      "IPv4 e IPv6; versões do IP; pilha dupla; endereço link-local",
    ],
    [
      [
        "",
        "An IPv4 address has 4 bytes (127.0.0.1), one of IPv6 has 16 (::1, where :: stands for a run of zeros). They are two families: a socket of AF_INET reaches IPv4 addresses only, and [::1]:65432 is another place than 127.0.0.1:65432.",
        "Um endereço IPv4 tem 4 bytes (127.0.0.1); um de IPv6, 16 (::1, em que :: representa uma sequência de zeros). São duas famílias: um socket AF_INET só alcança endereços IPv4, e [::1]:65432 é um lugar diferente de 127.0.0.1:65432.",
      ],
      [
        "",
        "One exception: an AF_INET6 socket bound to [::] also hears IPv4 clients, whose addresses then read ::ffff:127.0.0.1; the option IPV6_V6ONLY forbids that. Addresses that begin with fe80 hold on one link only and name its interface: fe80::1%eth0.",
        "Uma exceção: um socket AF_INET6 vinculado a [::] também ouve clientes IPv4, cujos endereços aparecem então como ::ffff:127.0.0.1; a opção IPV6_V6ONLY proíbe isso. Endereços que começam com fe80 valem em um só enlace e levam o nome da interface: fe80::1%eth0.",
      ],
    ],
    "address loopback resolution any-address EAFNOSUPPORT",
    `srv = socket tcp6
bind srv [::1]:0
listen srv
c = socket tcp6
connect c (getsockname(srv))
getpeername c`,
  ),
  "keep-alive": entry(
    ["how a dead peer is noticed", "como se percebe que o outro lado sumiu"],
    [
      "keep-alive; keepalive; dead peer; idle connection; cable pulled out",
      "keep-alive; manter viva a conexão; conexão ociosa; outro lado sumiu; cabo desconectado",
    ],
    [
      [
        "",
        "A peer whose machine lost power or network sends no FIN, and a side that only waits in recv never learns of it. A side that sends learns of it after about 15 minutes of repeated attempts (ETIMEDOUT). With SO_KEEPALIVE the kernel itself asks after two hours of silence, up to nine times, 75 seconds apart; TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT change that.",
        "Um lado cuja máquina ficou sem energia ou sem rede não envia FIN, e quem só espera em recv nunca fica sabendo. Quem envia fica sabendo depois de cerca de 15 minutos de tentativas (ETIMEDOUT). Com SO_KEEPALIVE o próprio kernel pergunta depois de duas horas de silêncio, até nove vezes, a cada 75 segundos; TCP_KEEPIDLE, TCP_KEEPINTVL e TCP_KEEPCNT mudam isso.",
      ],
    ],
    "ESTABLISHED ETIMEDOUT setsockopt",
  ),
  nagle: entry(
    ["why small pieces are sometimes sent late", "por que pedaços pequenos às vezes saem mais tarde"],
    [
      "Nagle's algorithm; nagle; TCP_NODELAY and nagle; delayed ack",
      "algoritmo de Nagle; nagle; ack atrasado; confirmação atrasada",
    ],
    [
      [
        "",
        "While earlier data is not acknowledged, TCP collects small pieces and sends them as one segment (RFC 896). The receiver, for its part, holds back an ACK for a moment (about 40 ms on Linux) in the hope of sending it with an answer. Both together slow down programs that send a message in several small pieces; TCP_NODELAY turns the first off. Better still: one send for a message.",
        "Enquanto dados anteriores não foram confirmados, o TCP junta pedaços pequenos e os envia em um só segmento (RFC 896). O receptor, por sua vez, segura um ACK por um instante (cerca de 40 ms no Linux) na esperança de enviá-lo junto com uma resposta. As duas coisas juntas atrasam programas que enviam uma mensagem em vários pedaços pequenos; TCP_NODELAY desliga a primeira. Melhor ainda: um só send por mensagem.",
      ],
    ],
    "buffers message-boundaries setsockopt",
  ),
  "connection-states": entry(
    ["the path of a connection through its states", "o caminho de uma conexão pelos seus estados"],
    [
      "states of a connection; TCP states; connection states; states; life of a connection; state diagram",
      "estados da conexão; estados de uma conexão; estados do TCP; estados; vida de uma conexão; diagrama de estados",
    ],
    [
      [
        "",
        "The server: CLOSED after socket and bind, LISTEN after listen; that socket stays there. For each client the kernel makes another one: SYN_RECV, then ESTABLISHED, which accept hands out.",
        "O servidor: CLOSED depois de socket e bind, LISTEN depois de listen; esse socket fica aí. Para cada cliente o kernel cria outro: SYN_RECV, depois ESTABLISHED, que accept entrega.",
      ],
      [
        "",
        "The client: CLOSED after socket, SYN_SENT during connect, ESTABLISHED when it returns.",
        "O cliente: CLOSED depois de socket, SYN_SENT durante connect, ESTABLISHED quando a chamada retorna.",
      ],
      [
        "",
        "The end, for whoever closes first: FIN_WAIT1, FIN_WAIT2, TIME_WAIT, CLOSED; for the other side: CLOSE_WAIT, LAST_ACK, CLOSED. If both close at the same moment: CLOSING. UDP has no states.",
        "O fim, para quem fecha primeiro: FIN_WAIT1, FIN_WAIT2, TIME_WAIT, CLOSED; para o outro lado: CLOSE_WAIT, LAST_ACK, CLOSED. Se os dois fecham no mesmo instante: CLOSING. O UDP não tem estados.",
      ],
    ],
    "handshake close-steps netstat-columns LISTEN ESTABLISHED TIME_WAIT",
    `${connection}\nclose c\nclose conn\nclose srv`,
  ),
  "sequence-numbers": entry(
    ["how TCP counts bytes and knows what has arrived", "como o TCP conta bytes e sabe o que chegou"],
    [
      "sequence numbers; sequence number; acknowledgement; ack; reliability; retransmission; lost packets",
      "números de sequência; número de sequência; confirmação; ack; confiabilidade; retransmissão; pacotes perdidos",
    ],
    [
      [
        "",
        "Every byte of a direction has a number; a segment names the number of its first byte. An ACK names the number that is expected next, and so acknowledges all bytes before it. SYN and FIN count as one byte each.",
        "Cada byte de um sentido tem um número; um segmento informa o número do seu primeiro byte. Um ACK informa o próximo número esperado e assim confirma todos os bytes anteriores. SYN e FIN contam como um byte cada.",
      ],
      [
        "",
        "What is not acknowledged in time is sent again; what arrives twice is dropped by its number, and what arrives early waits. That is how a stream is complete and in order although IP loses and reorders packets.",
        "O que não é confirmado a tempo é enviado de novo; o que chega duas vezes é descartado pelo número, e o que chega adiantado espera. É assim que um fluxo fica completo e em ordem, embora o IP perca e desordene pacotes.",
      ],
    ],
    "handshake buffers tcp-udp wireshark",
  ),
  address: entry(
    ["an IP address and a port", "um endereço IP e uma porta"],
    [
      "addresses of sockets; IP address; socket address; address family; host and port",
      "endereço de um socket; endereço IP; família de endereços; host e porta; endereço",
    ],
    [
      [
        "",
        "The family chosen in socket says what an address is. AF_INET: an IPv4 address and a port (127.0.0.1:65432, in Python a tuple of host and port). AF_INET6: an IPv6 address and a port ([::1]:65432). AF_UNIX: a path. All addresses of a socket are of its family; otherwise the kernel answers EAFNOSUPPORT or EINVAL.",
        "A família escolhida em socket define o que é um endereço. AF_INET: um endereço IPv4 e uma porta (127.0.0.1:65432, em Python uma tupla de host e porta). AF_INET6: um endereço IPv6 e uma porta ([::1]:65432). AF_UNIX: um caminho. Todos os endereços de um socket são da família dele; senão o kernel responde EAFNOSUPPORT ou EINVAL.",
      ],
      [
        "",
        "An IP address belongs to an interface, not to the machine as such: loopback, Ethernet and Wi-Fi each have their own.",
        "Um endereço IP pertence a uma interface, não à máquina em si: loopback, Ethernet e Wi-Fi têm cada uma o seu.",
      ],
    ],
    "port loopback any-address resolution addresses",
  ),
  layers: entry(
    ["which layer does what", "que camada faz o quê"],
    [
      "layers; transport layer; application layer; network layer; protocol stack; TCP/IP",
      "camadas; camada de transporte; camada de aplicação; camada de rede; pilha de protocolos; TCP/IP",
    ],
    [
      [
        "",
        "The application layer is your program and what it agrees with the other one (HTTP, an echo, CODIGO_SAIDA). The transport layer is TCP or UDP: ports, and for TCP the connection. The network layer is IP: addresses, and the way through routers. Below it Ethernet or Wi-Fi carry each packet to the next machine.",
        "A camada de aplicação é o seu programa e o que ele combina com o outro (HTTP, um eco, CODIGO_SAIDA). A camada de transporte é TCP ou UDP: portas e, no TCP, a conexão. A camada de rede é o IP: endereços e o caminho pelos roteadores. Abaixo, Ethernet ou Wi-Fi levam cada pacote até a próxima máquina.",
      ],
      [
        "",
        "The sockets API is the door between the first and the second: the program calls, and everything below is done by the kernel.",
        "A API de sockets é a passagem da primeira para a segunda: o programa faz as chamadas, e tudo o que vem abaixo é feito pelo kernel.",
      ],
    ],
    "endpoint tcp-udp http-socket wireshark",
  ),
  "bytes-text": entry(
    ["why messages are encoded and decoded", "por que se codificam e decodificam mensagens"],
    [
      "encode and decode; bytes and text; str.encode; decode a message; UTF-8",
      "encode e decode; bytes e texto; codificar e decodificar; UTF-8; acentuação",
    ],
    [
      [
        "",
        "A socket carries bytes. Text becomes bytes with encode (UTF-8, unless told otherwise) and text again with decode. An accented letter usually takes two bytes in UTF-8: len of the text and the count send returns differ.",
        "Um socket transporta bytes. O texto vira bytes com encode (UTF-8, se não se diz outra coisa) e volta a ser texto com decode. Uma letra acentuada costuma ocupar dois bytes em UTF-8: len do texto e a quantidade que send retorna são diferentes.",
      ],
      [
        "",
        "recv may cut such a letter in two; decode the whole message, not each piece. In socksh text is encoded automatically where bytes are expected.",
        "recv pode cortar uma letra assim ao meio; decodifique a mensagem inteira, não cada pedaço. No socksh o texto é codificado automaticamente onde se esperam bytes.",
      ],
    ],
    "message-boundaries receive-size",
    't = "olá"\nprint (len(t), len(t.encode()))',
  ),
  "echo-exchange": entry(
    ["the first exercise: what is sent comes back", "o primeiro exercício: o que se envia volta"],
    [
      "echo; echo server and client; an echo server; how an echo works",
      "eco; servidor de eco; servidor echo; cliente e servidor echo; servidor e cliente echo; como funciona um eco",
    ],
    [
      [
        "",
        "The server: socket, bind, listen, accept, then recv and sendall in a loop until recv returns nothing, then close. The client: socket, connect, sendall, recv, close. accept is where the server waits; connect is what wakes it.",
        "O servidor: socket, bind, listen, accept, depois recv e sendall em um laço até recv retornar vazio e então close. O cliente: socket, connect, sendall, recv, close. accept é onde o servidor espera; connect é o que o acorda.",
      ],
      [
        "",
        "What to observe with netstat: LISTEN alone, then two rows in ESTABLISHED, then TIME_WAIT at whoever closed first. Without the server connect answers ECONNREFUSED. echo-server and echo-client are both programs, ready to run.",
        "O que observar com netstat: só LISTEN, depois duas linhas em ESTABLISHED, depois TIME_WAIT em quem fechou primeiro. Sem o servidor, connect responde ECONNREFUSED. echo-server e echo-client são os dois programas, prontos para executar.",
      ],
    ],
    "client-server connection-states end-of-stream echo-server echo-client",
    `${connection}
sendall c "Hello, world"
data = conn.recv(1024)
conn.sendall(data)
recv c 1024 => "Hello, world"
close c
close conn`,
  ),
  errno: entry(
    ["how a call says why it failed", "como uma chamada diz por que falhou"],
    [
      "errno; error codes; error numbers; how errors are told; how errors are reported",
      "errno; códigos de erro; números de erro; como se informam os erros",
    ],
    [
      [
        "",
        "A call that fails returns -1 in C and leaves a number in errno; the number has a name (ECONNREFUSED) and words (Connection refused). The name is the same on every Unix, the number is not: 98 is EADDRINUSE on Linux, 48 on macOS. Python raises OSError with the number in it.",
        "Uma chamada que falha retorna -1 em C e deixa um número em errno; o número tem um nome (ECONNREFUSED) e palavras (Conexão recusada). O nome é o mesmo em todo Unix, o número não: EADDRINUSE é 98 no Linux, 48 no macOS. Python lança OSError com o número dentro.",
      ],
      [
        "",
        "explain ECONNREFUSED, explain connection refused and explain errno 111 tell of one of them.",
        "explain ECONNREFUSED, explain conexão recusada e explain errno 111 falam de um deles.",
      ],
    ],
    "ECONNREFUSED EADDRINUSE EAGAIN",
  ),
};
