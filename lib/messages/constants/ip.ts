// ip: the texts of the options of IPv4 and IPv6, and of their values.
//
// From ip(7), ipv6(7), RFC 3542 and the kernel's headers; what the manual does not say was tried on Linux 6.18.

import { options, type Section, section } from "./section.ts";

const header = "<linux/in.h>";
const header6 = "<linux/in6.h>";
const rfc = "RFC 3542";

/** IP_ and the MCAST_ options that IPv6 has, too. */
export const ipTexts: Section = {
  ...options("IPPROTO_IP", "ip(7)", {
    IP_TOS: [
      "octet",
      "The type of service (today: DSCP and ECN) in the header of every packet sent, by which routers may prefer it. TCP keeps the two ECN bits to itself.",
      "O tipo de serviço (hoje: DSCP e ECN) no cabeçalho de todo pacote enviado, pelo qual os roteadores podem dar preferência. O TCP reserva para si os dois bits de ECN.",
    ],
    IP_TTL: [
      "ttl",
      "The time to live of the packets sent: how many routers may forward them before they are dropped. 64 unless the system is set otherwise; -1 goes back to that. Multicast has IP_MULTICAST_TTL.",
      "O tempo de vida dos pacotes enviados: quantos roteadores podem encaminhá-los antes que sejam descartados. 64, a menos que o sistema esteja configurado de outra forma; -1 volta a isso. O multicast tem IP_MULTICAST_TTL.",
    ],
    IP_HDRINCL: [
      "bool",
      "On a raw socket: what is sent begins with an IP header of the program's own.",
      "Em um socket raw: o que se envia começa com um cabeçalho IP escrito pelo próprio programa.",
    ],
    IP_OPTIONS: [
      "ip-options",
      "The IP options put into the header of every packet sent, such as source routing (RFC 791); hardly any router still honours them.",
      "As opções de IP postas no cabeçalho de todo pacote enviado, como o roteamento pela origem (RFC 791); quase nenhum roteador ainda as respeita.",
    ],
    IP_ROUTER_ALERT: [
      "bool",
      "On a raw socket: gets the packets with a router alert that would be forwarded.",
      "Em um socket raw: recebe os pacotes com alerta de roteador que seriam encaminhados.",
    ],
    IP_RECVOPTS: [
      "bool",
      "Has recvmsg give the IP options of each datagram as control message IP_RECVOPTS, filled in by this machine.",
      "Faz recvmsg entregar as opções de IP de cada datagrama como mensagem de controle IP_RECVOPTS, preenchidas por esta máquina.",
    ],
    IP_RETOPTS: [
      "bool",
      "Has recvmsg give the IP options of each datagram as they came, as control message IP_RETOPTS.",
      "Faz recvmsg entregar as opções de IP de cada datagrama como vieram, na mensagem de controle IP_RETOPTS.",
    ],
    IP_RECVRETOPTS: "IP_RETOPTS",
    IP_PKTINFO: [
      "bool",
      "Has recvmsg tell at which interface and to which address each datagram came: control message IP_PKTINFO, a struct in_pktinfo. Given to sendmsg, such a message chooses the interface and the source address.",
      "Faz recvmsg informar em qual interface e para qual endereço cada datagrama chegou: mensagem de controle IP_PKTINFO, uma struct in_pktinfo. Passada a sendmsg, essa mensagem escolhe a interface e o endereço de origem.",
    ],
    IP_PKTOPTIONS: [
      "get:control",
      "On a TCP socket: what IP_PKTINFO, IP_RECVTTL and IP_RECVTOS would tell, as control messages in one piece.",
      "Em um socket TCP: o que IP_PKTINFO, IP_RECVTTL e IP_RECVTOS informariam, como mensagens de controle em uma peça só.",
      header,
    ],
    IP_MTU_DISCOVER: [
      "int, IP_PMTUDISC_…",
      "Whether packets are sent with the bit that forbids fragmenting, so that the path MTU shows. With IP_PMTUDISC_DO a datagram that is too large answers EMSGSIZE.",
      "Se os pacotes são enviados com o bit que proíbe a fragmentação, para que o MTU do caminho apareça. Com IP_PMTUDISC_DO, um datagrama grande demais responde EMSGSIZE.",
    ],
    IP_PMTUDISC: "IP_MTU_DISCOVER",
    IP_RECVERR: [
      "bool",
      "Keeps the errors that ICMP reports in a queue of the socket: recvmsg with MSG_ERRQUEUE gives each with the datagram it is about and the address that reported it. An unconnected UDP socket learns of ECONNREFUSED this way.",
      "Guarda em uma fila do socket os erros que o ICMP relata: recvmsg com MSG_ERRQUEUE entrega cada um com o datagrama a que se refere e o endereço que o relatou. Assim um socket UDP não conectado fica sabendo de ECONNREFUSED.",
    ],
    IP_RECVTTL: [
      "bool",
      "Has recvmsg tell the time to live each datagram came with: control message IP_TTL.",
      "Faz recvmsg informar o tempo de vida com que cada datagrama chegou: mensagem de controle IP_TTL.",
    ],
    IP_RECVTOS: [
      "bool",
      "Has recvmsg tell the type of service each datagram came with: control message IP_TOS, one byte.",
      "Faz recvmsg informar o tipo de serviço com que cada datagrama chegou: mensagem de controle IP_TOS, um byte.",
    ],
    IP_MTU: [
      "get:bytes",
      "Tells the MTU of the path to the peer, as far as it is known: the largest packet that passes unfragmented. The socket must be connected.",
      "Informa o MTU do caminho até o outro lado, até onde se conhece: o maior pacote que passa sem ser fragmentado. O socket precisa estar conectado.",
    ],
    IP_FREEBIND: [
      "bool",
      "Lets bind take an address that no interface has, or has not yet.",
      "Permite que bind use um endereço que nenhuma interface tem, ou ainda não tem.",
    ],
    IP_IPSEC_POLICY: [
      "set:struct sadb_x_policy",
      "The IPsec policy of the socket in the format of PF_KEY; EOPNOTSUPP where the kernel has no such format.",
      "A política de IPsec do socket no formato do PF_KEY; EOPNOTSUPP onde o kernel não tem esse formato.",
      header,
    ],
    IP_XFRM_POLICY: [
      "set:struct xfrm_userpolicy_info",
      "The IPsec policy of the socket in Linux's own format. Needs CAP_NET_ADMIN.",
      "A política de IPsec do socket no formato próprio do Linux. Exige CAP_NET_ADMIN.",
      header,
    ],
    IP_PASSSEC: [
      "bool",
      "Has recvmsg give the security context of each datagram's sender, where IPsec or NetLabel carry one: control message SCM_SECURITY.",
      "Faz recvmsg entregar o contexto de segurança de quem enviou cada datagrama, onde o IPsec ou o NetLabel o transporta: mensagem de controle SCM_SECURITY.",
    ],
    IP_TRANSPARENT: [
      "bool",
      "Lets the socket use addresses of other machines as its own, as transparent proxies do. Needs CAP_NET_ADMIN or CAP_NET_RAW.",
      "Permite que o socket use como seus os endereços de outras máquinas, como fazem os proxies transparentes. Exige CAP_NET_ADMIN ou CAP_NET_RAW.",
    ],
    IP_RECVORIGDSTADDR: [
      "bool",
      "Has recvmsg tell the address each datagram was sent to before it was redirected here: control message IP_ORIGDSTADDR.",
      "Faz recvmsg informar o endereço ao qual cada datagrama foi enviado antes de ser redirecionado para cá: mensagem de controle IP_ORIGDSTADDR.",
    ],
    IP_ORIGDSTADDR: "IP_RECVORIGDSTADDR",
    IP_MINTTL: [
      "octet",
      "On a TCP socket: drops packets that come with a smaller time to live. With 255 only neighbours get through (RFC 5082).",
      "Em um socket TCP: descarta pacotes que chegam com um tempo de vida menor. Com 255, só vizinhos passam (RFC 5082).",
      header,
    ],
    IP_NODEFRAG: [
      "bool",
      "On a raw socket: the packet filter does not put the fragments it sends together.",
      "Em um socket raw: o filtro de pacotes não remonta os fragmentos que ele envia.",
    ],
    IP_CHECKSUM: [
      "bool",
      "Has recvmsg tell the checksum over the data of each datagram: control message IP_CHECKSUM.",
      "Faz recvmsg informar o checksum dos dados de cada datagrama: mensagem de controle IP_CHECKSUM.",
      header,
    ],
    IP_BIND_ADDRESS_NO_PORT: [
      "bool",
      "bind with port 0 fixes the address alone; the port is chosen by connect, so that many connections to different places can share it.",
      "bind com a porta 0 fixa só o endereço; a porta é escolhida por connect, para que muitas conexões a destinos diferentes possam compartilhá-la.",
    ],
    IP_RECVFRAGSIZE: [
      "bool",
      "Has recvmsg tell the size of the largest fragment a datagram came in: control message IP_RECVFRAGSIZE.",
      "Faz recvmsg informar o tamanho do maior fragmento em que um datagrama veio: mensagem de controle IP_RECVFRAGSIZE.",
      header,
    ],
    IP_RECVERR_RFC4884: [
      "bool",
      "Has the errors of IP_RECVERR tell where ICMP's extensions (RFC 4884) begin.",
      "Faz os erros de IP_RECVERR informarem onde começam as extensões do ICMP (RFC 4884).",
      header,
    ],
    IP_MULTICAST_IF: [
      "interface",
      "The interface from which multicast is sent, by its address or number; otherwise the routes decide.",
      "A interface pela qual o multicast é enviado, pelo endereço ou pelo número; senão, as rotas decidem.",
    ],
    IP_MULTICAST_TTL: [
      "octet",
      "The time to live of multicast packets sent: 0 keeps them on this machine, 1, as at first, in the local network.",
      "O tempo de vida dos pacotes multicast enviados: 0 os mantém nesta máquina; 1, como no início, na rede local.",
    ],
    IP_MULTICAST_LOOP: [
      "bool",
      "Whether programs on this machine that joined the group get what this socket sends to it; on at first.",
      "Se programas desta máquina que entraram no grupo recebem o que este socket envia a ele; no início, ligada.",
    ],
    IP_ADD_MEMBERSHIP: [
      "set:struct ip_mreqn",
      "Joins a multicast group on one interface, by its address or number: from then on what is sent to the group arrives, if the socket is bound to its port.",
      "Entra em um grupo multicast em uma interface, pelo endereço ou pelo número: a partir daí o que é enviado ao grupo chega, se o socket está vinculado à porta dele.",
    ],
    IP_DROP_MEMBERSHIP: [
      "set:struct ip_mreqn",
      "Leaves a multicast group; closing the socket leaves all of them.",
      "Sai de um grupo multicast; fechar o socket sai de todos.",
    ],
    IP_UNBLOCK_SOURCE: [
      "set:struct ip_mreq_source",
      "Takes IP_BLOCK_SOURCE back: the sender is heard again in that group.",
      "Desfaz IP_BLOCK_SOURCE: o remetente volta a ser ouvido nesse grupo.",
    ],
    IP_BLOCK_SOURCE: [
      "set:struct ip_mreq_source",
      "No longer hears one sender in a multicast group that was joined.",
      "Deixa de ouvir um remetente em um grupo multicast no qual se entrou.",
    ],
    IP_ADD_SOURCE_MEMBERSHIP: [
      "set:struct ip_mreq_source",
      "Joins a multicast group to hear one sender only.",
      "Entra em um grupo multicast para ouvir um único remetente.",
    ],
    IP_DROP_SOURCE_MEMBERSHIP: [
      "set:struct ip_mreq_source",
      "Leaves a multicast group as far as one sender goes.",
      "Sai de um grupo multicast no que diz respeito a um remetente.",
    ],
    IP_MSFILTER: [
      "struct ip_msfilter",
      "The whole list of senders that are heard, or not heard, in a multicast group.",
      "A lista completa dos remetentes que são ouvidos, ou não, em um grupo multicast.",
    ],
    IP_MULTICAST_ALL: [
      "bool",
      "Whether the socket gets what is sent to any group joined on this machine, on at first, or only to groups it joined itself.",
      "Se o socket recebe o que é enviado a qualquer grupo em que esta máquina entrou, ligada no início, ou só aos grupos em que ele mesmo entrou.",
    ],
    IP_UNICAST_IF: [
      "network-index",
      "The interface from which packets to single hosts are sent, where the routes leave a choice.",
      "A interface pela qual são enviados os pacotes para uma só máquina, onde as rotas deixam escolha.",
      header,
    ],
    IP_LOCAL_PORT_RANGE: [
      "port-range",
      "The range free ports are taken from for this socket; 0 as the system is set.",
      "A faixa da qual se tiram as portas livres para este socket; 0 conforme o sistema.",
    ],
    IP_PROTOCOL: [
      "get:int",
      "On a raw socket: tells its protocol. On TCP and UDP sockets Linux answers the local port; SO_PROTOCOL tells their protocol.",
      "Em um socket raw: informa o protocolo. Em sockets TCP e UDP o Linux responde a porta local; SO_PROTOCOL informa o protocolo deles.",
      header,
    ],
  }),
  ...section({ en: "values of IP_MTU_DISCOVER", pt: "valores de IP_MTU_DISCOVER" }, "ip(7)", {
    IP_PMTUDISC_DONT: [
      "Never forbids fragmenting.",
      "Nunca proíbe a fragmentação.",
    ],
    IP_PMTUDISC_WANT: [
      "As the route says: TCP forbids fragmenting and adapts, a datagram that is too large is fragmented here.",
      "Conforme a rota: o TCP proíbe a fragmentação e se ajusta; um datagrama grande demais é fragmentado aqui.",
    ],
    IP_PMTUDISC_DO: [
      "Always forbids fragmenting: a datagram larger than the path MTU answers EMSGSIZE.",
      "Sempre proíbe a fragmentação: um datagrama maior que o MTU do caminho responde EMSGSIZE.",
    ],
    IP_PMTUDISC_PROBE: [
      "Forbids fragmenting and ignores the known path MTU: for programs that find it out by themselves.",
      "Proíbe a fragmentação e ignora o MTU do caminho conhecido: para programas que o descobrem sozinhos.",
    ],
    IP_PMTUDISC_INTERFACE: [
      "Keeps to the MTU of the interface without forbidding fragmenting, and ignores what routers report.",
      "Segue o MTU da interface sem proibir a fragmentação, e ignora o que os roteadores relatam.",
      header,
    ],
    IP_PMTUDISC_OMIT: [
      "The same as IP_PMTUDISC_INTERFACE, but larger datagrams are fragmented instead of refused.",
      "O mesmo que IP_PMTUDISC_INTERFACE, mas datagramas maiores são fragmentados em vez de recusados.",
      header,
    ],
  }),
  ...section(
    { en: "limits and defaults of multicast", pt: "limites e padrões do multicast" },
    "<netinet/in.h>",
    {
      IP_DEFAULT_MULTICAST_LOOP: [
        "What IP_MULTICAST_LOOP is at first.",
        "O valor inicial de IP_MULTICAST_LOOP.",
      ],
      IP_DEFAULT_MULTICAST_TTL: [
        "What IP_MULTICAST_TTL is at first.",
        "O valor inicial de IP_MULTICAST_TTL.",
      ],
      IP_MAX_MEMBERSHIPS: [
        "How many multicast groups a socket may join by default; the system's limit is in /proc/sys/net/ipv4/igmp_max_memberships.",
        "Em quantos grupos multicast um socket pode entrar por padrão; o limite do sistema está em /proc/sys/net/ipv4/igmp_max_memberships.",
      ],
    },
  ),
  ...section({ en: "values of IP_TOS", pt: "valores de IP_TOS" }, "ip(7)", {
    IPTOS_LOWDELAY: [
      "Asks for little delay, as interactive programs want it. The meaning is the old one of RFC 1349; today the byte holds DSCP and ECN.",
      "Pede pouco atraso, como querem os programas interativos. O significado é o antigo, da RFC 1349; hoje o byte contém DSCP e ECN.",
    ],
    IPTOS_THROUGHPUT: [
      "Asks for throughput (RFC 1349).",
      "Pede vazão (RFC 1349).",
    ],
    IPTOS_RELIABILITY: [
      "Asks for reliability (RFC 1349).",
      "Pede confiabilidade (RFC 1349).",
    ],
    IPTOS_MINCOST: [
      "Asks for little cost (RFC 1349); today its bit belongs to ECN, and a TCP socket ignores it.",
      "Pede baixo custo (RFC 1349); hoje o bit pertence ao ECN, e um socket TCP o ignora.",
    ],
  }),
  ...section({ en: "the mode in a list of senders", pt: "o modo em uma lista de remetentes" }, header, {
    MCAST_INCLUDE: [
      "Only the senders of the list are heard (IP_MSFILTER, MCAST_MSFILTER).",
      "Só os remetentes da lista são ouvidos (IP_MSFILTER, MCAST_MSFILTER).",
    ],
    MCAST_EXCLUDE: [
      "All senders but those of the list are heard (IP_MSFILTER, MCAST_MSFILTER).",
      "Todos os remetentes são ouvidos, menos os da lista (IP_MSFILTER, MCAST_MSFILTER).",
    ],
  }),
  ...options("IPPROTO_IP, IPPROTO_IPV6", header, {
    MCAST_JOIN_GROUP: [
      "set:struct group_req",
      "Joins a multicast group of either IP version, on the interface with that number.",
      "Entra em um grupo multicast de qualquer versão de IP, na interface com esse número.",
    ],
    MCAST_LEAVE_GROUP: [
      "set:struct group_req",
      "Leaves a multicast group of either IP version.",
      "Sai de um grupo multicast de qualquer versão de IP.",
    ],
    MCAST_BLOCK_SOURCE: [
      "set:struct group_source_req",
      "No longer hears one sender in a multicast group that was joined.",
      "Deixa de ouvir um remetente em um grupo multicast no qual se entrou.",
    ],
    MCAST_UNBLOCK_SOURCE: [
      "set:struct group_source_req",
      "Takes MCAST_BLOCK_SOURCE back: the sender is heard again.",
      "Desfaz MCAST_BLOCK_SOURCE: o remetente volta a ser ouvido.",
    ],
    MCAST_JOIN_SOURCE_GROUP: [
      "set:struct group_source_req",
      "Joins a multicast group to hear one sender only.",
      "Entra em um grupo multicast para ouvir um único remetente.",
    ],
    MCAST_LEAVE_SOURCE_GROUP: [
      "set:struct group_source_req",
      "Leaves a multicast group as far as one sender goes.",
      "Sai de um grupo multicast no que diz respeito a um remetente.",
    ],
    MCAST_MSFILTER: [
      "struct group_filter",
      "The whole list of senders that are heard, or not heard, in a multicast group.",
      "A lista completa dos remetentes que são ouvidos, ou não, em um grupo multicast.",
    ],
  }),
};

/** IPV6_. */
export const ipv6Texts: Section = {
  ...options("IPPROTO_IPV6", "ipv6(7)", {
    IPV6_ADDRFORM: [
      "int, AF_INET",
      "Turns a connected IPv6 socket whose addresses are IPv4 ones (::ffff:…) into an IPv4 socket.",
      "Transforma em socket IPv4 um socket IPv6 conectado cujos endereços são de IPv4 (::ffff:…).",
    ],
    IPV6_CHECKSUM: [
      "int",
      "On a raw socket: where in the data the kernel writes and checks the checksum, as an even offset in bytes; -1 turns it off. For ICMPv6 it is 2 and cannot be changed.",
      "Em um socket raw: onde, nos dados, o kernel escreve e confere o checksum, como deslocamento par em bytes; -1 desliga. Para ICMPv6 é 2 e não pode ser mudado.",
      rfc,
    ],
    IPV6_NEXTHOP: [
      "struct sockaddr_in6",
      "The next router for a packet, given to sendmsg as a control message; as an option Linux answers ENOPROTOOPT.",
      "O próximo roteador de um pacote, passado a sendmsg como mensagem de controle; como opção, o Linux responde ENOPROTOOPT.",
      rfc,
    ],
    IPV6_AUTHHDR: [
      "bool",
      "The authentication header of received packets, in old versions of Linux; today it answers ENOPROTOOPT.",
      "O cabeçalho de autenticação dos pacotes recebidos, em versões antigas do Linux; hoje responde ENOPROTOOPT.",
    ],
    IPV6_FLOWINFO: [
      "bool",
      "Has recvmsg tell traffic class and flow label of each datagram: control message IPV6_FLOWINFO.",
      "Faz recvmsg informar a classe de tráfego e o rótulo de fluxo de cada datagrama: mensagem de controle IPV6_FLOWINFO.",
    ],
    IPV6_UNICAST_HOPS: [
      "hops",
      "The hop limit of the packets sent: how many routers may forward them. -1 is the default of the route, mostly 64.",
      "O limite de saltos dos pacotes enviados: quantos roteadores podem encaminhá-los. -1 é o padrão da rota, em geral 64.",
    ],
    IPV6_MULTICAST_IF: [
      "index",
      "The interface from which multicast is sent; 0 leaves it to the routes.",
      "A interface pela qual o multicast é enviado; 0 deixa isso com as rotas.",
    ],
    IPV6_MULTICAST_HOPS: [
      "hops",
      "The hop limit of multicast packets sent: 1, as at first, keeps them in the local network.",
      "O limite de saltos dos pacotes multicast enviados: 1, como no início, os mantém na rede local.",
    ],
    IPV6_MULTICAST_LOOP: [
      "bool",
      "Whether programs on this machine that joined the group get what this socket sends to it; on at first.",
      "Se programas desta máquina que entraram no grupo recebem o que este socket envia a ele; no início, ligada.",
    ],
    IPV6_JOIN_GROUP: [
      "set:struct ipv6_mreq",
      "Joins a multicast group on the interface with that number, 0 for the one the routes choose.",
      "Entra em um grupo multicast na interface com esse número, 0 para a que as rotas escolhem.",
    ],
    IPV6_ADD_MEMBERSHIP: "IPV6_JOIN_GROUP",
    IPV6_LEAVE_GROUP: [
      "set:struct ipv6_mreq",
      "Leaves a multicast group; closing the socket leaves all of them.",
      "Sai de um grupo multicast; fechar o socket sai de todos.",
    ],
    IPV6_DROP_MEMBERSHIP: "IPV6_LEAVE_GROUP",
    IPV6_ROUTER_ALERT: [
      "int",
      "On a raw socket of IPPROTO_RAW: gets the packets with this router alert value that would be forwarded; a negative number ends that.",
      "Em um socket raw de IPPROTO_RAW: recebe os pacotes com este valor de alerta de roteador que seriam encaminhados; um número negativo encerra isso.",
    ],
    IPV6_MTU_DISCOVER: [
      "int, IPV6_PMTUDISC_…",
      "How the path MTU is found and kept to, as IP_MTU_DISCOVER does for IPv4. Routers never fragment IPv6; only the sender does.",
      "Como o MTU do caminho é descoberto e respeitado, como IP_MTU_DISCOVER no IPv4. Roteadores nunca fragmentam IPv6; só quem envia o faz.",
    ],
    IPV6_MTU: [
      "bytes",
      "Reading it tells the MTU of the path to the peer (the socket must be connected); setting it limits the packets sent, to 1280 at the least.",
      "Lida, informa o MTU do caminho até o outro lado (o socket precisa estar conectado); definida, limita os pacotes enviados, no mínimo 1280.",
    ],
    IPV6_RECVERR: [
      "bool",
      "Keeps the errors that ICMPv6 reports in a queue of the socket, which recvmsg reads with MSG_ERRQUEUE: IP_RECVERR for IPv6.",
      "Guarda em uma fila do socket os erros que o ICMPv6 relata; recvmsg a lê com MSG_ERRQUEUE: IP_RECVERR para IPv6.",
    ],
    IPV6_V6ONLY: [
      "bool",
      "On: the socket speaks IPv6 only, and another one may use the same port with IPv4. Off: a socket bound to :: also serves IPv4, whose peers appear as ::ffff:127.0.0.1. Set it before bind.",
      "Ligada: o socket só fala IPv6, e outro pode usar a mesma porta com IPv4. Desligada: um socket vinculado a :: também atende IPv4, e os pares aparecem como ::ffff:127.0.0.1. Defina-a antes de bind.",
    ],
    IPV6_JOIN_ANYCAST: [
      "set:struct ipv6_mreq",
      "Gives this machine an anycast address on one interface: an address that several machines have.",
      "Dá a esta máquina um endereço anycast em uma interface: um endereço que várias máquinas têm.",
      header6,
    ],
    IPV6_LEAVE_ANYCAST: [
      "set:struct ipv6_mreq",
      "Gives up the anycast address that IPV6_JOIN_ANYCAST took.",
      "Abandona o endereço anycast que IPV6_JOIN_ANYCAST tomou.",
      header6,
    ],
    IPV6_MULTICAST_ALL: [
      "bool",
      "Whether the socket gets what is sent to any group joined on this machine, on at first, or only to groups it joined itself.",
      "Se o socket recebe o que é enviado a qualquer grupo em que esta máquina entrou, ligada no início, ou só aos grupos em que ele mesmo entrou.",
      header6,
    ],
    IPV6_ROUTER_ALERT_ISOLATE: [
      "bool",
      "Has IPV6_ROUTER_ALERT give packets of the socket's own network namespace only.",
      "Faz IPV6_ROUTER_ALERT entregar só pacotes do namespace de rede do próprio socket.",
      header6,
    ],
    IPV6_RECVERR_RFC4884: [
      "bool",
      "Has the errors of IPV6_RECVERR tell where ICMP's extensions (RFC 4884) begin.",
      "Faz os erros de IPV6_RECVERR informarem onde começam as extensões do ICMP (RFC 4884).",
      header6,
    ],
    IPV6_FLOWLABEL_MGR: [
      "struct in6_flowlabel_req",
      "Leases, renews and returns flow labels, which sin6_flowinfo can then use.",
      "Reserva, renova e devolve rótulos de fluxo, que sin6_flowinfo então pode usar.",
      header6,
    ],
    IPV6_FLOWINFO_SEND: [
      "bool",
      "Sends with the flow label and traffic class that stand in the address (sin6_flowinfo).",
      "Envia com o rótulo de fluxo e a classe de tráfego que estão no endereço (sin6_flowinfo).",
      header6,
    ],
    IPV6_IPSEC_POLICY: [
      "set:struct sadb_x_policy",
      "The IPsec policy of the socket in the format of PF_KEY; EOPNOTSUPP where the kernel has no such format.",
      "A política de IPsec do socket no formato do PF_KEY; EOPNOTSUPP onde o kernel não tem esse formato.",
      header6,
    ],
    IPV6_XFRM_POLICY: [
      "set:struct xfrm_userpolicy_info",
      "The IPsec policy of the socket in Linux's own format. Needs CAP_NET_ADMIN.",
      "A política de IPsec do socket no formato próprio do Linux. Exige CAP_NET_ADMIN.",
      header6,
    ],
    IPV6_HDRINCL: [
      "bool",
      "On a raw socket: what is sent begins with an IPv6 header of the program's own.",
      "Em um socket raw: o que se envia começa com um cabeçalho IPv6 escrito pelo próprio programa.",
      header6,
    ],
    IPV6_RECVPKTINFO: [
      "bool",
      "Has recvmsg tell at which interface and to which address each datagram came: control message IPV6_PKTINFO, a struct in6_pktinfo.",
      "Faz recvmsg informar em qual interface e para qual endereço cada datagrama chegou: mensagem de controle IPV6_PKTINFO, uma struct in6_pktinfo.",
    ],
    IPV6_PKTINFO: [
      "set:struct in6_pktinfo",
      "The interface and the source address of the datagrams sent; also a control message of sendmsg, for one datagram, and of recvmsg (IPV6_RECVPKTINFO).",
      "A interface e o endereço de origem dos datagramas enviados; também uma mensagem de controle de sendmsg, para um datagrama, e de recvmsg (IPV6_RECVPKTINFO).",
      rfc,
    ],
    IPV6_RECVHOPLIMIT: [
      "bool",
      "Has recvmsg tell the hop limit each datagram came with: control message IPV6_HOPLIMIT.",
      "Faz recvmsg informar o limite de saltos com que cada datagrama chegou: mensagem de controle IPV6_HOPLIMIT.",
      rfc,
    ],
    IPV6_RECVHOPOPTS: [
      "bool",
      "Has recvmsg give the hop-by-hop options of each datagram: control message IPV6_HOPOPTS.",
      "Faz recvmsg entregar as opções salto a salto de cada datagrama: mensagem de controle IPV6_HOPOPTS.",
      rfc,
    ],
    IPV6_HOPOPTS: [
      "raw",
      "The hop-by-hop options header of the packets sent; also a control message.",
      "O cabeçalho de opções salto a salto dos pacotes enviados; também uma mensagem de controle.",
      rfc,
    ],
    IPV6_RXHOPOPTS: "IPV6_HOPOPTS",
    IPV6_RTHDRDSTOPTS: [
      "raw",
      "The destination options header that stands before the routing header of the packets sent.",
      "O cabeçalho de opções de destino que fica antes do cabeçalho de roteamento dos pacotes enviados.",
      rfc,
    ],
    IPV6_RECVRTHDR: [
      "bool",
      "Has recvmsg give the routing header of each datagram: control message IPV6_RTHDR.",
      "Faz recvmsg entregar o cabeçalho de roteamento de cada datagrama: mensagem de controle IPV6_RTHDR.",
      rfc,
    ],
    IPV6_RTHDR: [
      "raw",
      "The routing header of the packets sent: through which routers they go; also a control message.",
      "O cabeçalho de roteamento dos pacotes enviados: por quais roteadores passam; também uma mensagem de controle.",
      rfc,
    ],
    IPV6_RECVDSTOPTS: [
      "bool",
      "Has recvmsg give the destination options of each datagram: control message IPV6_DSTOPTS.",
      "Faz recvmsg entregar as opções de destino de cada datagrama: mensagem de controle IPV6_DSTOPTS.",
      rfc,
    ],
    IPV6_DSTOPTS: [
      "raw",
      "The destination options header of the packets sent; also a control message.",
      "O cabeçalho de opções de destino dos pacotes enviados; também uma mensagem de controle.",
      rfc,
    ],
    IPV6_RXDSTOPTS: "IPV6_DSTOPTS",
    IPV6_RECVPATHMTU: [
      "bool",
      "Has recvmsg tell when a datagram was too large for its path: control message IPV6_PATHMTU.",
      "Faz recvmsg avisar quando um datagrama era grande demais para o caminho: mensagem de controle IPV6_PATHMTU.",
      rfc,
    ],
    IPV6_PATHMTU: [
      "get:struct ip6_mtuinfo",
      "Tells the peer's address and the MTU of the path to it; the socket must be connected.",
      "Informa o endereço do outro lado e o MTU do caminho até ele; o socket precisa estar conectado.",
      rfc,
    ],
    IPV6_DONTFRAG: [
      "bool",
      "A datagram larger than the path MTU answers EMSGSIZE instead of being fragmented.",
      "Um datagrama maior que o MTU do caminho responde EMSGSIZE em vez de ser fragmentado.",
      rfc,
    ],
    IPV6_RECVTCLASS: [
      "bool",
      "Has recvmsg tell the traffic class each datagram came with: control message IPV6_TCLASS.",
      "Faz recvmsg informar a classe de tráfego com que cada datagrama chegou: mensagem de controle IPV6_TCLASS.",
      rfc,
    ],
    IPV6_TCLASS: [
      "hops",
      "The traffic class (DSCP and ECN) of the packets sent, by which routers may prefer them; -1 is the default, 0.",
      "A classe de tráfego (DSCP e ECN) dos pacotes enviados, pela qual os roteadores podem dar preferência; -1 é o padrão, 0.",
      rfc,
    ],
    IPV6_AUTOFLOWLABEL: [
      "bool",
      "Gives each flow of this socket a flow label of its own, so that routers can tell them apart.",
      "Dá a cada fluxo deste socket um rótulo próprio, para que os roteadores os distingam.",
      header6,
    ],
    IPV6_ADDR_PREFERENCES: [
      "int, IPV6_PREFER_SRC_…",
      "Which of this machine's addresses is preferred as the source: a temporary or a public one, for instance.",
      "Qual dos endereços desta máquina é preferido como origem: um temporário ou um público, por exemplo.",
      "RFC 5014",
    ],
    IPV6_MINHOPCOUNT: [
      "octet",
      "On a TCP socket: drops packets that come with a smaller hop limit. With 255 only neighbours get through (RFC 5082).",
      "Em um socket TCP: descarta pacotes que chegam com um limite de saltos menor. Com 255, só vizinhos passam (RFC 5082).",
      header6,
    ],
    IPV6_RECVORIGDSTADDR: [
      "bool",
      "Has recvmsg tell the address each datagram was sent to before it was redirected here: control message IPV6_ORIGDSTADDR.",
      "Faz recvmsg informar o endereço ao qual cada datagrama foi enviado antes de ser redirecionado para cá: mensagem de controle IPV6_ORIGDSTADDR.",
      header6,
    ],
    IPV6_ORIGDSTADDR: "IPV6_RECVORIGDSTADDR",
    IPV6_TRANSPARENT: [
      "bool",
      "Lets the socket use addresses of other machines as its own, as transparent proxies do. Needs CAP_NET_ADMIN or CAP_NET_RAW.",
      "Permite que o socket use como seus os endereços de outras máquinas, como fazem os proxies transparentes. Exige CAP_NET_ADMIN ou CAP_NET_RAW.",
      header6,
    ],
    IPV6_UNICAST_IF: [
      "network-index",
      "The interface from which packets to single hosts are sent, where the routes leave a choice.",
      "A interface pela qual são enviados os pacotes para uma só máquina, onde as rotas deixam escolha.",
      header6,
    ],
    IPV6_RECVFRAGSIZE: [
      "bool",
      "Has recvmsg tell the size of the largest fragment a datagram came in: control message IPV6_RECVFRAGSIZE.",
      "Faz recvmsg informar o tamanho do maior fragmento em que um datagrama veio: mensagem de controle IPV6_RECVFRAGSIZE.",
      header6,
    ],
    IPV6_FREEBIND: [
      "bool",
      "Lets bind take an address that no interface has, or has not yet.",
      "Permite que bind use um endereço que nenhuma interface tem, ou ainda não tem.",
      header6,
    ],
    IPV6_2292PKTINFO: [
      "bool",
      "The same as IPV6_RECVPKTINFO under the number of the older RFC 2292: the control message has this type.",
      "O mesmo que IPV6_RECVPKTINFO com o número da antiga RFC 2292: a mensagem de controle tem este tipo.",
      "RFC 2292",
    ],
    IPV6_2292HOPOPTS: [
      "bool",
      "The same as IPV6_RECVHOPOPTS under the number of the older RFC 2292.",
      "O mesmo que IPV6_RECVHOPOPTS com o número da antiga RFC 2292.",
      "RFC 2292",
    ],
    IPV6_2292DSTOPTS: [
      "bool",
      "The same as IPV6_RECVDSTOPTS under the number of the older RFC 2292.",
      "O mesmo que IPV6_RECVDSTOPTS com o número da antiga RFC 2292.",
      "RFC 2292",
    ],
    IPV6_2292RTHDR: [
      "bool",
      "The same as IPV6_RECVRTHDR under the number of the older RFC 2292.",
      "O mesmo que IPV6_RECVRTHDR com o número da antiga RFC 2292.",
      "RFC 2292",
    ],
    IPV6_2292PKTOPTIONS: [
      "control",
      "Sets what is sent with every packet, in the format of control messages; on a TCP socket it reads what the last packet brought along.",
      "Define o que é enviado com cada pacote, no formato de mensagens de controle; em um socket TCP, lê o que o último pacote trouxe.",
      "RFC 2292",
    ],
    IPV6_2292HOPLIMIT: [
      "bool",
      "The same as IPV6_RECVHOPLIMIT under the number of the older RFC 2292.",
      "O mesmo que IPV6_RECVHOPLIMIT com o número da antiga RFC 2292.",
      "RFC 2292",
    ],
  }),
  ...section(
    {
      en: "control messages at level IPPROTO_IPV6",
      pt: "mensagens de controle no nível IPPROTO_IPV6",
    },
    rfc,
    {
      IPV6_HOPLIMIT: [
        "The hop limit of one datagram, an int: recvmsg tells it after IPV6_RECVHOPLIMIT, sendmsg is told it. As an option it answers ENOPROTOOPT.",
        "O limite de saltos de um datagrama, um int: recvmsg o informa depois de IPV6_RECVHOPLIMIT, e sendmsg o recebe. Como opção, responde ENOPROTOOPT.",
      ],
    },
  ),
  ...section({ en: "values of IPV6_MTU_DISCOVER", pt: "valores de IPV6_MTU_DISCOVER" }, header6, {
    IPV6_PMTUDISC_DONT: [
      "A datagram that is too large is fragmented here, as with IPV6_PMTUDISC_WANT.",
      "Um datagrama grande demais é fragmentado aqui, como com IPV6_PMTUDISC_WANT.",
    ],
    IPV6_PMTUDISC_WANT: [
      "Adapts to the path MTU: a datagram that is too large is fragmented here.",
      "Ajusta-se ao MTU do caminho: um datagrama grande demais é fragmentado aqui.",
    ],
    IPV6_PMTUDISC_DO: [
      "Never fragments: a datagram larger than the path MTU answers EMSGSIZE.",
      "Nunca fragmenta: um datagrama maior que o MTU do caminho responde EMSGSIZE.",
    ],
    IPV6_PMTUDISC_PROBE: [
      "Ignores the known path MTU: for programs that find it out by themselves.",
      "Ignora o MTU do caminho conhecido: para programas que o descobrem sozinhos.",
    ],
    IPV6_PMTUDISC_INTERFACE: [
      "The same as IPV6_PMTUDISC_PROBE; it is there because IPv4 has it.",
      "O mesmo que IPV6_PMTUDISC_PROBE; existe porque o IPv4 o tem.",
    ],
    IPV6_PMTUDISC_OMIT: [
      "The same as IPV6_PMTUDISC_INTERFACE, but larger datagrams are fragmented instead of refused.",
      "O mesmo que IPV6_PMTUDISC_INTERFACE, mas datagramas maiores são fragmentados em vez de recusados.",
    ],
  }),
  ...section(
    { en: "values of a routing header", pt: "valores de um cabeçalho de roteamento" },
    "<netinet/in.h>",
    {
      IPV6_RTHDR_LOOSE: [
        "The next router of the route need not be a neighbour (RFC 2292).",
        "O próximo roteador da rota não precisa ser um vizinho (RFC 2292).",
      ],
      IPV6_RTHDR_STRICT: [
        "The next router of the route must be a neighbour (RFC 2292).",
        "O próximo roteador da rota precisa ser um vizinho (RFC 2292).",
      ],
      IPV6_RTHDR_TYPE_0: [
        "The routing header of type 0, which is no longer to be used (RFC 5095).",
        "O cabeçalho de roteamento do tipo 0, que não deve mais ser usado (RFC 5095).",
      ],
    },
  ),
  ...section({ en: "values of IPV6_ADDR_PREFERENCES", pt: "valores de IPV6_ADDR_PREFERENCES" }, "RFC 5014", {
    IPV6_PREFER_SRC_TMP: [
      "Prefers a temporary address, which says less about who sends.",
      "Prefere um endereço temporário, que diz menos sobre quem envia.",
    ],
    IPV6_PREFER_SRC_PUBLIC: ["Prefers a public address.", "Prefere um endereço público."],
    IPV6_PREFER_SRC_PUBTMP_DEFAULT: [
      "Public or temporary, as the system is set.",
      "Público ou temporário, conforme o sistema.",
    ],
    IPV6_PREFER_SRC_COA: [
      "Prefers the care-of address of a mobile host: the one it has where it is.",
      "Prefere o care-of address de uma máquina móvel: o que ela tem onde está.",
    ],
    IPV6_PREFER_SRC_HOME: [
      "Prefers the home address of a mobile host.",
      "Prefere o endereço de origem (home address) de uma máquina móvel.",
    ],
    IPV6_PREFER_SRC_CGA: [
      "Prefers an address that was made from a cryptographic key.",
      "Prefere um endereço gerado a partir de uma chave criptográfica.",
    ],
    IPV6_PREFER_SRC_NONCGA: [
      "Prefers an address that was not made from a cryptographic key.",
      "Prefere um endereço que não foi gerado a partir de uma chave criptográfica.",
    ],
  }),
};
