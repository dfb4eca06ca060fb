// states: the eleven states of a TCP connection — what each means, how one gets there, what ends it, what is shown.
//
// From RFC 9293, section 3.3.2; times and what netstat shows are Linux's (tcp(7)).

import { type Both, entry, type Group } from "./entry.ts";

/** One state. */
function state(title: Both, names: Both, means: Both, reached: Both, ends: Both, shown: Both, see: string) {
  return entry(title, names, [
    ["means", ...means],
    ["reached", ...reached],
    ["ends", ...ends],
    ["shown", ...shown],
  ], see);
}

/** The states by netstat's names. */
export const states: Group = {
  CLOSED: state(
    ["no connection", "nenhuma conexão"],
    ["closed state", "fechado; estado fechado"],
    [
      "There is no connection: the socket is new, or its connection is over. It is the beginning and the end of every other state.",
      "Não há conexão: o socket é novo, ou a conexão dele acabou. É o começo e o fim de todos os outros estados.",
    ],
    [
      "A TCP socket is born in it, and bind does not change it: the port is taken, but nobody can connect yet. A connection comes back to it when it has been closed on both sides, when a reset (RST) arrives, or when connect fails.",
      "Um socket TCP nasce nele, e bind não muda isso: a porta está ocupada, mas ninguém pode se conectar ainda. A conexão volta a ele quando os dois lados fecharam, quando chega um reset (RST) ou quando connect falha.",
    ],
    [
      "listen leads to LISTEN, connect to SYN_SENT.",
      "listen leva a LISTEN; connect, a SYN_SENT.",
    ],
    [
      "netstat does not list sockets in this state, so a socket after bind is not there yet; it appears with listen. In socksh the answer to each call shows it.",
      "O netstat não lista sockets neste estado; por isso, depois do bind, o socket ainda não aparece: ele aparece com listen. No socksh a resposta a cada chamada mostra o estado.",
    ],
    "LISTEN SYN_SENT bind",
  ),
  LISTEN: state(
    ["a server that waits for connections", "um servidor que espera conexões"],
    ["listen state; listening", "escuta; em escuta; estado de escuta; ouvindo"],
    [
      "The socket waits for connection requests. It never carries data itself: for each client the kernel makes a connection of its own, and accept returns its socket. The listening socket stays in LISTEN.",
      "O socket espera pedidos de conexão. Ele mesmo nunca transporta dados: para cada cliente o kernel cria uma conexão própria, e accept retorna o socket dela. O socket em escuta continua em LISTEN.",
    ],
    [
      "The server calls listen. Without a bind before it the kernel chooses the port.",
      "O servidor chama listen. Sem um bind antes, o kernel escolhe a porta.",
    ],
    [
      "close ends it. Connections that nobody has accepted yet are reset then; those already accepted go on.",
      "close encerra a escuta. As conexões que ninguém aceitou ainda recebem um reset; as que já foram aceitas continuam.",
    ],
    [
      "On the server's side alone, one row with the remote address 0.0.0.0:*, and only with -a or -l. The local address tells who can reach it: 127.0.0.1:65432 this machine alone, 0.0.0.0:65432 every IPv4 interface. Recv-Q counts the connections that wait for accept.",
      "Só do lado do servidor, uma linha com o endereço remoto 0.0.0.0:*, e apenas com -a ou -l. O endereço local diz quem o alcança: 127.0.0.1:65432, só esta máquina; 0.0.0.0:65432, todas as interfaces IPv4. Recv-Q conta as conexões que esperam por accept.",
    ],
    "backlog any-address SYN_RECV listen accept",
  ),
  SYN_SENT: state(
    ["the client has asked for a connection", "o cliente pediu uma conexão"],
    ["syn sent; syn sent state", "syn enviado"],
    [
      "This side has sent a SYN, the first segment of the handshake, and waits for the answer.",
      "Este lado enviou um SYN, o primeiro segmento do aperto de mão, e espera a resposta.",
    ],
    [
      "The client calls connect.",
      "O cliente chama connect.",
    ],
    [
      "A SYN+ACK leads to ESTABLISHED. A reset ends it with ECONNREFUSED. Without any answer the kernel repeats the SYN (six times; ten since Linux 6.5) and gives up after about two minutes with ETIMEDOUT.",
      "Um SYN+ACK leva a ESTABLISHED. Um reset termina com ECONNREFUSED. Sem resposta nenhuma, o kernel repete o SYN (seis vezes; dez desde o Linux 6.5) e desiste depois de cerca de dois minutos com ETIMEDOUT.",
    ],
    [
      "On the side that called connect. Over loopback it is usually too short to be seen. If it stays, nobody answers: the machine is off, a firewall drops the packets, or the server's queue is full.",
      "Do lado que chamou connect. Na interface de loopback costuma durar pouco demais para ser visto. Se persiste, ninguém responde: a máquina está desligada, um firewall descarta os pacotes ou a fila do servidor está cheia.",
    ],
    "handshake SYN_RECV ETIMEDOUT ECONNREFUSED connect",
  ),
  SYN_RECV: state(
    ["the server has answered a request", "o servidor respondeu a um pedido"],
    ["syn received; syn rcvd; half-open connection", "syn recebido; conexão semiaberta"],
    [
      "A SYN has arrived and was answered with SYN+ACK; the last ACK of the handshake is missing.",
      "Chegou um SYN, respondido com SYN+ACK; falta o último ACK do aperto de mão.",
    ],
    [
      "The kernel of the server does it by itself, for a socket in LISTEN: no call is needed, and none returns. (Two sides that call connect towards each other at the same time get here, too.)",
      "O kernel do servidor faz isso sozinho, para um socket em LISTEN: nenhuma chamada é necessária, e nenhuma retorna. (Dois lados que chamam connect um para o outro ao mesmo tempo também chegam aqui.)",
    ],
    [
      "The client's ACK leads to ESTABLISHED, and the connection waits in the queue of accept. If it does not come, the SYN+ACK is repeated five times and the request is forgotten after about a minute.",
      "O ACK do cliente leva a ESTABLISHED, e a conexão espera na fila de accept. Se ele não vem, o SYN+ACK é repetido cinco vezes e o pedido é esquecido depois de cerca de um minuto.",
    ],
    [
      "On the server's side, with the client's address as the remote one and no program named. A very large number of such rows, from many addresses, may be a SYN flood.",
      "Do lado do servidor, com o endereço do cliente como remoto e sem o nome de um programa. Um número muito grande de linhas assim, de muitos endereços, pode ser uma inundação de SYN (SYN flood).",
    ],
    "handshake backlog LISTEN SYN_SENT",
  ),
  ESTABLISHED: state(
    ["the connection is open", "a conexão está aberta"],
    ["connected; established state", "estabelecida; estabelecido; conectado; conexão estabelecida"],
    [
      "The handshake is done: both sides can send and receive at the same time.",
      "O aperto de mão terminou: os dois lados podem enviar e receber ao mesmo tempo.",
    ],
    [
      "At the client when the answer to connect (SYN+ACK) arrives; at the server when the last ACK arrives. The server's program need not have called accept for that: the connection is already open while it waits in the queue.",
      "No cliente, quando chega a resposta a connect (SYN+ACK); no servidor, quando chega o último ACK. Para isso o programa do servidor não precisa ter chamado accept: a conexão já está aberta enquanto espera na fila.",
    ],
    [
      "Whoever calls close or shutdown first goes to FIN_WAIT1, the other side to CLOSE_WAIT. A reset ends it at once. Silence alone never ends it: without keep-alive an idle connection may stay open for days.",
      "Quem chama close ou shutdown primeiro vai para FIN_WAIT1; o outro lado, para CLOSE_WAIT. Um reset termina a conexão na hora. O silêncio sozinho nunca a termina: sem keep-alive, uma conexão ociosa pode ficar aberta por dias.",
    ],
    [
      "On both sides. If client and server run on the same machine there are two rows, one the mirror image of the other: the local address of one is the remote address of the other.",
      "Dos dois lados. Se cliente e servidor estão na mesma máquina, há duas linhas, uma o espelho da outra: o endereço local de uma é o remoto da outra.",
    ],
    "full-duplex four-tuple close-steps FIN_WAIT1 CLOSE_WAIT",
  ),
  FIN_WAIT1: state(
    ["this side has closed first", "este lado fechou primeiro"],
    ["fin wait 1", "espera fin 1"],
    [
      "This side has closed and sent its FIN; the ACK of that FIN is missing.",
      "Este lado fechou e enviou o FIN; falta o ACK desse FIN.",
    ],
    [
      "From ESTABLISHED, by close or shutdown with SHUT_WR on the side that ends first (the active close). The FIN goes out behind the data that was still to be sent.",
      "A partir de ESTABLISHED, por close ou shutdown com SHUT_WR, no lado que termina primeiro (o fechamento ativo). O FIN sai depois dos dados que ainda faltava enviar.",
    ],
    [
      "The ACK leads to FIN_WAIT2; a FIN of the other side without that ACK to CLOSING; a FIN together with the ACK to TIME_WAIT.",
      "O ACK leva a FIN_WAIT2; um FIN do outro lado sem esse ACK, a CLOSING; um FIN junto com o ACK, a TIME_WAIT.",
    ],
    [
      "On the side that closed first, usually for an instant only. Send-Q counts the FIN as one byte. If the state stays, the other side does not answer, or it does not read and data still waits ahead of the FIN (Send-Q is above 1).",
      "Do lado que fechou primeiro, em geral só por um instante. Send-Q conta o FIN como um byte. Se o estado persiste, o outro lado não responde, ou não lê e ainda há dados à frente do FIN (Send-Q maior que 1).",
    ],
    "close-steps FIN_WAIT2 CLOSING shutdown close",
  ),
  FIN_WAIT2: state(
    ["this side has closed, the other one not yet", "este lado fechou, o outro ainda não"],
    ["fin wait 2; half-close; half-closed", "espera fin 2; meio fechada; fechamento parcial"],
    [
      "This side's FIN is acknowledged. It sends no more, but the other side may: the connection is half closed.",
      "O FIN deste lado foi confirmado. Ele não envia mais, mas o outro lado pode enviar: a conexão está fechada pela metade.",
    ],
    [
      "From FIN_WAIT1, when the ACK of the FIN arrives.",
      "A partir de FIN_WAIT1, quando chega o ACK do FIN.",
    ],
    [
      "The other side's FIN leads to TIME_WAIT. After close Linux waits for it 60 seconds (tcp_fin_timeout) and then forgets the connection; after shutdown the socket is still open, and it waits as long as the program does.",
      "O FIN do outro lado leva a TIME_WAIT. Depois de close, o Linux espera por ele 60 segundos (tcp_fin_timeout) e então esquece a conexão; depois de shutdown o socket continua aberto e espera enquanto o programa esperar.",
    ],
    [
      "On the side that closed first; the other side is then in CLOSE_WAIT. The two together mean: the other program has not called close yet.",
      "Do lado que fechou primeiro; o outro lado está então em CLOSE_WAIT. Os dois juntos significam: o outro programa ainda não chamou close.",
    ],
    "close-steps CLOSE_WAIT TIME_WAIT shutdown",
  ),
  CLOSE_WAIT: state(
    ["the other side has closed, this one not yet", "o outro lado fechou, este ainda não"],
    ["close wait", "espera de close; esperando fechar"],
    [
      'The other side has sent its FIN, and the kernel has acknowledged it. recv returns what is left and then nothing (b""), the end of the stream. This side may still send.',
      'O outro lado enviou o FIN, e o kernel o confirmou. recv retorna o que resta e depois nada (b""), o fim do fluxo. Este lado ainda pode enviar.',
    ],
    [
      "From ESTABLISHED, when a FIN arrives. No call is needed for it.",
      "A partir de ESTABLISHED, quando chega um FIN. Nenhuma chamada é necessária para isso.",
    ],
    [
      "close (or shutdown with SHUT_WR) on this side sends the FIN and leads to LAST_ACK; a reset ends it at once. No time runs out: the kernel waits for the program.",
      "close (ou shutdown com SHUT_WR) neste lado envia o FIN e leva a LAST_ACK; um reset a termina na hora. Nenhum prazo se esgota: o kernel espera pelo programa.",
    ],
    [
      "On the side that closes second; the other is in FIN_WAIT2, or its kernel has already forgotten the connection. Recv-Q counts the FIN as one byte until recv has returned the end. Rows that stay in CLOSE_WAIT belong to a program that has not called close: it forgot to, or it is stuck.",
      "Do lado que fecha por último; o outro está em FIN_WAIT2, ou o kernel dele já esqueceu a conexão. Recv-Q conta o FIN como um byte até recv retornar o fim. Linhas que persistem em CLOSE_WAIT são de um programa que não chamou close: esqueceu-se disso ou está travado.",
    ],
    "close-steps end-of-stream FIN_WAIT2 LAST_ACK close",
  ),
  LAST_ACK: state(
    ["the last side has closed, too", "o último lado também fechou"],
    ["last ack", "último ack"],
    [
      "The other side had closed first; now this side has sent its FIN, too, and waits for the ACK of it.",
      "O outro lado tinha fechado primeiro; agora este também enviou o FIN e espera o ACK dele.",
    ],
    [
      "From CLOSE_WAIT, by close or shutdown with SHUT_WR (the passive close).",
      "A partir de CLOSE_WAIT, por close ou shutdown com SHUT_WR (o fechamento passivo).",
    ],
    [
      "The ACK ends the connection: CLOSED. This side has no TIME_WAIT; the side that closed first has it.",
      "O ACK termina a conexão: CLOSED. Este lado não passa por TIME_WAIT; quem passa é o lado que fechou primeiro.",
    ],
    [
      "On the side that closed second, rarely long enough to be seen. If it stays, the other machine does not answer, or unsent data still waits ahead of the FIN.",
      "Do lado que fechou por último, raramente por tempo suficiente para ser visto. Se persiste, a outra máquina não responde, ou ainda há dados por enviar à frente do FIN.",
    ],
    "close-steps CLOSE_WAIT TIME_WAIT",
  ),
  CLOSING: state(
    ["both sides have closed at the same time", "os dois lados fecharam ao mesmo tempo"],
    ["simultaneous close", "fechamento simultâneo; fechando"],
    [
      "Both sides have sent a FIN before either had seen the other's; the ACK of this side's FIN is missing.",
      "Os dois lados enviaram um FIN antes de ver o do outro; falta o ACK do FIN deste lado.",
    ],
    [
      "From FIN_WAIT1, when a FIN arrives that does not acknowledge this side's own.",
      "A partir de FIN_WAIT1, quando chega um FIN que não confirma o deste lado.",
    ],
    [
      "The ACK leads to TIME_WAIT, on both sides.",
      "O ACK leva a TIME_WAIT, nos dois lados.",
    ],
    [
      "Very rarely: the FINs of both sides have to cross on the way. It is not an error.",
      "Muito raramente: os FIN dos dois lados precisam se cruzar no caminho. Não é um erro.",
    ],
    "close-steps FIN_WAIT1 TIME_WAIT",
  ),
  TIME_WAIT: state(
    ["the side that closed first waits a while", "o lado que fechou primeiro espera um tempo"],
    [
      "time wait; timewait; 2MSL; MSL; maximum segment lifetime",
      "espera de tempo; tempo de espera; espera final; tempo máximo de vida de um segmento",
    ],
    [
      "The connection is over, and the kernel of the side that closed first remembers it for a while, for two reasons. It can repeat the last ACK if that was lost. And late segments are not mistaken for those of a new connection with the same addresses and ports.",
      "A conexão acabou, e o kernel do lado que fechou primeiro se lembra dela por um tempo, por dois motivos. Ele pode repetir o último ACK, se este se perdeu. E segmentos atrasados não são confundidos com os de uma nova conexão com os mesmos endereços e portas.",
    ],
    [
      "From FIN_WAIT2 when the other side's FIN arrives, from FIN_WAIT1 when FIN and ACK arrive together, or from CLOSING with the last ACK.",
      "A partir de FIN_WAIT2, quando chega o FIN do outro lado; de FIN_WAIT1, quando FIN e ACK chegam juntos; ou de CLOSING, com o último ACK.",
    ],
    [
      "Time alone: 60 seconds on Linux (RFC 9293 says twice the life of a segment, 2 MSL). If it was the server that closed first, bind answers EADDRINUSE to it until then when it is started again, unless the old socket and the new one both have SO_REUSEADDR set. It is not an error, and there is nothing to repair.",
      "Só o tempo: 60 segundos no Linux (a RFC 9293 diz o dobro da vida de um segmento, 2 MSL). Se quem fechou primeiro foi o servidor, até lá bind responde EADDRINUSE quando ele é iniciado de novo, a não ser que o socket antigo e o novo tenham SO_REUSEADDR ativado. Não é um erro, e não há nada a consertar.",
    ],
    [
      "On the side that closed first, whether client or server, and without a program: the process may long be gone. If the client closes first, its own port is the one that waits, and nobody notices.",
      "Do lado que fechou primeiro, seja cliente ou servidor, e sem programa: o processo pode ter terminado há muito tempo. Se o cliente fecha primeiro, é a porta dele que espera, e ninguém percebe.",
    ],
    "reuse-address close-steps EADDRINUSE LAST_ACK",
  ),
};
