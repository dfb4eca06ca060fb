// transport: the texts of the options of TCP and UDP.
//
// From tcp(7), udp(7) and the kernel's headers; what the manual does not say was tried on Linux 6.18.

import { options, type Section, section } from "./section.ts";

const header = "<linux/tcp.h>";
const repair = {
  en: "Used while TCP_REPAIR is on.",
  pt: "Usada enquanto TCP_REPAIR está ligada.",
};

/** TCP_ and UDP_. */
export const transportTexts: Section = {
  ...options("IPPROTO_TCP", "tcp(7)", {
    TCP_NODELAY: [
      "bool",
      "Turns off Nagle's algorithm: small pieces are sent at once instead of being collected while earlier ones are not acknowledged. For programs that wait for an answer to each short message.",
      "Desliga o algoritmo de Nagle: pedaços pequenos são enviados na hora, em vez de se juntarem enquanto os anteriores não são confirmados. Para programas que esperam a resposta de cada mensagem curta.",
    ],
    TCP_MAXSEG: [
      "bytes",
      "The largest segment, in bytes of data. Set before connect or listen, it is also what the peer is told; after that it tells the segment size in use.",
      "O maior segmento, em bytes de dados. Definida antes de connect ou listen, é também o que se informa ao outro lado; depois disso, informa o tamanho de segmento em uso.",
    ],
    TCP_CORK: [
      "bool",
      "Holds back segments that are not full, for 200 milliseconds at most; they go out when it is turned off. For putting a header before a file.",
      "Segura os segmentos incompletos, por no máximo 200 milissegundos; eles saem quando é desligada. Serve para pôr um cabeçalho antes de um arquivo.",
    ],
    TCP_KEEPIDLE: [
      "s",
      "How long a connection with SO_KEEPALIVE must be idle before the first probe is sent; 7200 unless the system is set otherwise.",
      "Quanto tempo uma conexão com SO_KEEPALIVE precisa ficar ociosa até a primeira sonda; 7200, a menos que o sistema esteja configurado de outra forma.",
    ],
    TCP_KEEPINTVL: [
      "s",
      "The time between two keep-alive probes; 75 unless the system is set otherwise.",
      "O tempo entre duas sondas de keep-alive; 75, a menos que o sistema esteja configurado de outra forma.",
    ],
    TCP_KEEPCNT: [
      "int",
      "How many keep-alive probes stay unanswered before the connection is given up with ETIMEDOUT; 9 unless the system is set otherwise.",
      "Quantas sondas de keep-alive ficam sem resposta antes que se desista da conexão com ETIMEDOUT; 9, a menos que o sistema esteja configurado de outra forma.",
    ],
    TCP_SYNCNT: [
      "int",
      "How often connect repeats its SYN before it answers ETIMEDOUT; 6 unless the system is set otherwise.",
      "Quantas vezes connect repete o SYN antes de responder ETIMEDOUT; 6, a menos que o sistema esteja configurado de outra forma.",
    ],
    TCP_LINGER2: [
      "s",
      "How long a closed connection waits in FIN_WAIT2 for the peer's FIN; 60 unless the system is set otherwise. It has nothing to do with SO_LINGER.",
      "Quanto tempo uma conexão fechada espera em FIN_WAIT2 pelo FIN do outro lado; 60, a menos que o sistema esteja configurado de outra forma. Não tem relação com SO_LINGER.",
    ],
    TCP_DEFER_ACCEPT: [
      "s",
      "On a listening socket: accept gets a connection only once the client has sent something, waiting for that about so many seconds.",
      "Em um socket em escuta: accept só recebe uma conexão depois que o cliente envia algo, e espera por isso cerca de tantos segundos.",
    ],
    TCP_WINDOW_CLAMP: [
      "bytes",
      "The largest window offered to the peer, whatever the receive buffer would hold.",
      "A maior janela oferecida ao outro lado, não importa quanto caiba no buffer de recepção.",
    ],
    TCP_INFO: [
      "get:struct tcp_info",
      "Everything the kernel knows about the connection: its state, round-trip time, window, retransmissions, bytes. ss -i shows the same. For a listening socket tcpi_unacked is the length of its queue and tcpi_sacked the limit.",
      "Tudo o que o kernel sabe sobre a conexão: estado, tempo de ida e volta, janela, retransmissões, bytes. ss -i mostra o mesmo. Para um socket em escuta, tcpi_unacked é o tamanho da fila e tcpi_sacked o limite.",
    ],
    TCP_QUICKACK: [
      "bool",
      "On: acknowledgments go out at once; off: they may be delayed to travel with data. It does not last: TCP goes on deciding by itself.",
      "Ligada: as confirmações saem na hora; desligada: podem ser atrasadas para viajar junto com dados. Não é permanente: o TCP continua decidindo sozinho.",
    ],
    TCP_CONGESTION: [
      "text",
      "The congestion control algorithm of the connection, by its name: cubic, reno, bbr. Those the system has are in /proc/sys/net/ipv4/tcp_available_congestion_control.",
      "O algoritmo de controle de congestionamento da conexão, pelo nome: cubic, reno, bbr. Os que o sistema tem estão em /proc/sys/net/ipv4/tcp_available_congestion_control.",
    ],
    TCP_MD5SIG: [
      "set:struct tcp_md5sig",
      "A key with which the segments exchanged with one peer are signed (RFC 2385); BGP routers use it.",
      "Uma chave com que os segmentos trocados com um par são assinados (RFC 2385); usada por roteadores BGP.",
      header,
    ],
    TCP_COOKIE_TRANSACTIONS: [
      "struct tcp_cookie_transactions",
      "An experiment that Linux 3.10 removed: it answers ENOPROTOOPT.",
      "Um experimento removido no Linux 3.10: responde ENOPROTOOPT.",
      header,
    ],
    TCP_THIN_LINEAR_TIMEOUTS: [
      "bool",
      "For connections with little data on their way: repeats a lost segment at even intervals, for six times, instead of doubling the time after each.",
      "Para conexões com poucos dados em trânsito: repete um segmento perdido em intervalos iguais, por seis vezes, em vez de dobrar o tempo a cada vez.",
      header,
    ],
    TCP_THIN_DUPACK: [
      "bool",
      "Accepted without any effect; earlier versions of Linux repeated a segment after a single duplicate acknowledgment.",
      "Aceita sem nenhum efeito; versões anteriores do Linux repetiam um segmento após uma única confirmação duplicada.",
      header,
    ],
    TCP_USER_TIMEOUT: [
      "unsigned-ms",
      "How long sent data may stay unacknowledged before the connection is given up with ETIMEDOUT; 0 leaves it to the system, which tries for about a quarter of an hour.",
      "Quanto tempo dados enviados podem ficar sem confirmação antes que se desista da conexão com ETIMEDOUT; 0 deixa isso com o sistema, que tenta por cerca de um quarto de hora.",
    ],
    TCP_REPAIR: [
      "repair",
      "Freezes a connection so that its state can be read, or set on a new socket: programs are moved to another machine that way. Needs CAP_NET_ADMIN.",
      "Congela uma conexão para que seu estado possa ser lido, ou definido em um socket novo: assim se movem programas para outra máquina. Exige CAP_NET_ADMIN.",
      header,
    ],
    TCP_REPAIR_QUEUE: [
      "queue",
      `Chooses which queue is read or written. ${repair.en}`,
      `Escolhe qual fila é lida ou escrita. ${repair.pt}`,
      header,
    ],
    TCP_QUEUE_SEQ: [
      "uint32_t",
      `The sequence number of the chosen queue. ${repair.en}`,
      `O número de sequência da fila escolhida. ${repair.pt}`,
      header,
    ],
    TCP_REPAIR_OPTIONS: [
      "set:struct tcp_repair_opt[]",
      `Sets what the two sides agreed on in the handshake: segment size, window scale, SACK, timestamps. ${repair.en}`,
      `Define o que os dois lados combinaram no aperto de mão: tamanho de segmento, escala da janela, SACK, marcas de tempo. ${repair.pt}`,
      header,
    ],
    TCP_FASTOPEN: [
      "int",
      "On a listening socket: accepts data in the SYN of clients that were here before (TCP Fast Open, RFC 7413), from so many half-open connections at most.",
      "Em um socket em escuta: aceita dados no SYN de clientes que já estiveram aqui (TCP Fast Open, RFC 7413), de no máximo tantas conexões meio abertas.",
    ],
    TCP_TIMESTAMP: [
      "uint32_t",
      "The clock TCP writes into its timestamps on this connection; it can be set only while TCP_REPAIR is on.",
      "O relógio que o TCP escreve em suas marcas de tempo nesta conexão; só pode ser definido enquanto TCP_REPAIR está ligada.",
      header,
    ],
    TCP_NOTSENT_LOWAT: [
      "bytes",
      "poll calls the socket writable only while fewer bytes than that wait unsent, so that what is sent is not old by the time it leaves.",
      "poll só considera o socket gravável enquanto há menos bytes que isso à espera de envio, para que o enviado não esteja velho quando sair.",
      header,
    ],
    TCP_CC_INFO: [
      "get:union tcp_cc_info",
      "Numbers of the congestion control algorithm, if it has any to show.",
      "Números do algoritmo de controle de congestionamento, se ele tiver algum a mostrar.",
      header,
    ],
    TCP_SAVE_SYN: [
      "int: 0, 1, 2",
      "On a listening socket: keeps the headers of each client's SYN for TCP_SAVED_SYN; 2 keeps the link layer's, too.",
      "Em um socket em escuta: guarda os cabeçalhos do SYN de cada cliente para TCP_SAVED_SYN; 2 guarda também os da camada de enlace.",
      header,
    ],
    TCP_SAVED_SYN: [
      "get:raw",
      "The headers of the SYN this accepted connection began with; they can be read once.",
      "Os cabeçalhos do SYN com que esta conexão aceita começou; só podem ser lidos uma vez.",
      header,
    ],
    TCP_REPAIR_WINDOW: [
      "struct tcp_repair_window",
      `The windows of the connection. ${repair.en}`,
      `As janelas da conexão. ${repair.pt}`,
      header,
    ],
    TCP_FASTOPEN_CONNECT: [
      "bool",
      "connect answers 0 at once if the server is known from before, and the first send carries its data in the SYN (TCP Fast Open).",
      "connect responde 0 na hora se o servidor já é conhecido, e o primeiro send leva os dados no SYN (TCP Fast Open).",
    ],
    TCP_ULP: [
      "text",
      "Puts a protocol on top of the connection that the kernel handles, by its name: tls.",
      "Põe sobre a conexão um protocolo tratado pelo kernel, pelo nome: tls.",
      header,
    ],
    TCP_MD5SIG_EXT: [
      "set:struct tcp_md5sig",
      "The same as TCP_MD5SIG for a whole network, or for one interface.",
      "O mesmo que TCP_MD5SIG para uma rede inteira, ou para uma interface.",
      header,
    ],
    TCP_FASTOPEN_KEY: [
      "fastopen-key",
      "The key from which the cookies of TCP Fast Open are made; a second one, behind it, is still accepted.",
      "A chave da qual se fazem os cookies do TCP Fast Open; uma segunda, depois dela, ainda é aceita.",
      header,
    ],
    TCP_FASTOPEN_NO_COOKIE: [
      "bool",
      "Data go out, and are accepted, in the SYN without a cookie of TCP Fast Open: for networks where nobody lies about his address.",
      "Dados saem, e são aceitos, no SYN sem um cookie do TCP Fast Open: para redes em que ninguém mente sobre o próprio endereço.",
      header,
    ],
    TCP_ZEROCOPY_RECEIVE: [
      "get:struct tcp_zerocopy_receive",
      "Receives by mapping the pages the data lie in instead of copying them.",
      "Recebe mapeando as páginas em que os dados estão, em vez de copiá-los.",
      header,
    ],
    TCP_INQ: [
      "bool",
      "Has recvmsg tell how many bytes are still there to be read: control message TCP_CM_INQ.",
      "Faz recvmsg informar quantos bytes ainda há para ler: mensagem de controle TCP_CM_INQ.",
      header,
    ],
    TCP_TX_DELAY: [
      "us",
      "Delays what is sent by that much, to try out how a distant peer feels.",
      "Atrasa o que é enviado nesse tanto, para experimentar como é um par distante.",
      header,
    ],
    TCP_AO_ADD_KEY: [
      "set:struct tcp_ao_add",
      "Adds a key of the TCP authentication option (RFC 5925), the successor of TCP_MD5SIG.",
      "Acrescenta uma chave da opção de autenticação do TCP (RFC 5925), sucessora de TCP_MD5SIG.",
      header,
    ],
    TCP_AO_DEL_KEY: [
      "set:struct tcp_ao_del",
      "Removes a key that TCP_AO_ADD_KEY added.",
      "Remove uma chave acrescentada por TCP_AO_ADD_KEY.",
      header,
    ],
    TCP_AO_INFO: [
      "struct tcp_ao_info_opt",
      "The state and counters of the TCP authentication option: which key is current and which comes next.",
      "O estado e os contadores da opção de autenticação do TCP: qual chave é a atual e qual é a próxima.",
      header,
    ],
    TCP_AO_GET_KEYS: [
      "get:struct tcp_ao_getsockopt[]",
      "Lists the keys of the TCP authentication option.",
      "Lista as chaves da opção de autenticação do TCP.",
      header,
    ],
    TCP_AO_REPAIR: [
      "struct tcp_ao_repair",
      `The numbers the TCP authentication option starts from. ${repair.en}`,
      `Os números dos quais parte a opção de autenticação do TCP. ${repair.pt}`,
      header,
    ],
    TCP_IS_MPTCP: [
      "get:bool",
      "Tells whether the connection is one of Multipath TCP.",
      "Informa se a conexão é de Multipath TCP.",
      header,
    ],
    TCP_RTO_MAX_MS: [
      "ms",
      "The longest time TCP waits for an acknowledgment before it repeats a segment once more, 1000 to 120000.",
      "O maior tempo que o TCP espera por uma confirmação antes de repetir um segmento mais uma vez, de 1000 a 120000.",
      header,
    ],
    TCP_RTO_MIN_US: [
      "us",
      "The shortest time TCP waits for an acknowledgment before it repeats a segment; 200000 unless the system is set otherwise.",
      "O menor tempo que o TCP espera por uma confirmação antes de repetir um segmento; 200000, a menos que o sistema esteja configurado de outra forma.",
      header,
    ],
    TCP_DELACK_MAX_US: [
      "us",
      "The longest time TCP delays an acknowledgment; at first 200000.",
      "O maior tempo que o TCP atrasa uma confirmação; no início, 200000.",
      header,
    ],
  }),
  ...section(
    {
      en: "control messages of recvmsg at level SOL_TCP",
      pt: "mensagens de controle de recvmsg no nível SOL_TCP",
    },
    header,
    {
      TCP_CM_INQ: [
        "How many bytes of the stream are still there to be read, an int; TCP_INQ asks for it.",
        "Quantos bytes do fluxo ainda há para ler, um int; TCP_INQ a pede.",
      ],
    },
  ),
  ...options("IPPROTO_UDP", "udp(7)", {
    UDP_CORK: [
      "bool",
      "Collects what is sent and makes one datagram of it, which goes out when the option is turned off.",
      "Junta o que é enviado em um só datagrama, que sai quando a opção é desligada.",
    ],
    UDP_ENCAP: [
      "int, UDP_ENCAP_…",
      "Has the kernel take packets of another protocol out of the datagrams this socket receives (IPsec, L2TP, GTP).",
      "Faz o kernel retirar pacotes de outro protocolo dos datagramas que este socket recebe (IPsec, L2TP, GTP).",
      "<linux/udp.h>",
    ],
    UDP_NO_CHECK6_TX: [
      "bool",
      "Sends datagrams over IPv6 without a checksum (RFC 6936).",
      "Envia datagramas sobre IPv6 sem checksum (RFC 6936).",
      "<linux/udp.h>",
    ],
    UDP_NO_CHECK6_RX: [
      "bool",
      "Accepts datagrams over IPv6 that have no checksum (RFC 6936).",
      "Aceita datagramas sobre IPv6 que não têm checksum (RFC 6936).",
      "<linux/udp.h>",
    ],
    UDP_SEGMENT: [
      "bytes",
      "Cuts what one send is given into datagrams of that size, the last one with the rest; 0 turns it off.",
      "Corta o que um send recebe em datagramas desse tamanho, o último com o resto; 0 desliga.",
      "<linux/udp.h>",
    ],
    UDP_GRO: [
      "bool",
      "Lets one recv return several datagrams of one sender in one piece; recvmsg tells their size in control message UDP_GRO.",
      "Permite que um recv retorne vários datagramas de um remetente de uma só vez; recvmsg informa o tamanho deles na mensagem de controle UDP_GRO.",
      "<linux/udp.h>",
    ],
  }),
  ...section({ en: "values of UDP_ENCAP", pt: "valores de UDP_ENCAP" }, "<linux/udp.h>", {
    UDP_ENCAP_ESPINUDP_NON_IKE: [
      "IPsec's ESP in UDP as in an early draft; newer versions of Linux answer ENOPROTOOPT.",
      "O ESP do IPsec em UDP como em um rascunho antigo; versões novas do Linux respondem ENOPROTOOPT.",
    ],
    UDP_ENCAP_ESPINUDP: [
      "IPsec's ESP in UDP (RFC 3948), which passes through address translation.",
      "O ESP do IPsec em UDP (RFC 3948), que passa pela tradução de endereços.",
    ],
    UDP_ENCAP_L2TPINUDP: ["L2TP in UDP (RFC 2661).", "L2TP em UDP (RFC 2661)."],
    UDP_ENCAP_GTP0: [
      "GTP version 0 of mobile networks (GSM TS 09.60).",
      "GTP versão 0 das redes móveis (GSM TS 09.60).",
    ],
    UDP_ENCAP_GTP1U: [
      "GTP version 1, user data of mobile networks (3GPP TS 29.060).",
      "GTP versão 1, dados de usuário das redes móveis (3GPP TS 29.060).",
    ],
    UDP_ENCAP_RXRPC: ["RxRPC, the protocol of AFS, in UDP.", "RxRPC, o protocolo do AFS, em UDP."],
  }),
};
