// families: the texts of what socket is called with — families, types, protocols — of the levels of options, and of
// the IPv4 addresses that have a name.
//
// From socket(2), address_families(7), ip(7), the kernel's headers and the IANA's list of protocol numbers. Families,
// protocols and levels that only special programs use have a line that says whose they are, and no more.

import type { Text } from "../../errors.ts";
import { options, type Section, section, type Words } from "./section.ts";

const familyUse: Text = {
  en: "the domain of socket and socketpair; the family in an address",
  pt: "o domínio de socket e socketpair; a família em um endereço",
};

/** "de", joined to the article that follows, as Portuguese has it. */
function de(pt: string): string {
  return /^(o|a|os|as) /.test(pt) ? `d${pt}` : `de ${pt}`;
}

/** A family that is not for beginners: whose it is, in both languages or as it is called everywhere. */
function rare(en: string, pt = en): Words {
  return [
    `The family of ${en}. This shell can ask the kernel for such a socket, but has no way to write its addresses.`,
    `A família ${
      de(pt)
    }. Este shell pode pedir ao kernel um socket assim, mas não tem como escrever seus endereços.`,
  ];
}

/** A protocol number that is not for beginners. */
function carried(en: string, pt = en): Words {
  return [
    `The number of ${en} in the header of an IP packet, for raw sockets.`,
    `O número ${de(pt)} no cabeçalho de um pacote IP, para sockets raw.`,
  ];
}

/** A level with options of one kind of socket. */
function levelOf(en: string, pt: string, see = "<sys/socket.h>"): Words {
  return [`The options of ${en}.`, `As opções ${de(pt)}.`, see];
}

/** AF_. */
export const familyTexts: Section = section(familyUse, "address_families(7)", {
  AF_UNSPEC: [
    "No family in particular: in the hints of getaddrinfo it asks for IPv4 and IPv6. Connecting a datagram socket to it takes the connection back.",
    "Nenhuma família em particular: nas dicas (hints) de getaddrinfo, pede IPv4 e IPv6. Conectar um socket de datagramas a ela desfaz a conexão.",
    "socket(2)",
  ],
  AF_UNIX: [
    "Sockets between programs of one machine. The address is a path of the file system, or on Linux an abstract name (unix:@name).",
    "Sockets entre programas de uma mesma máquina. O endereço é um caminho do sistema de arquivos ou, no Linux, um nome abstrato (unix:@nome).",
    "unix(7)",
  ],
  AF_LOCAL: "AF_UNIX",
  AF_FILE: "AF_UNIX",
  AF_INET: [
    "IPv4. The address is a host such as 127.0.0.1 and a port.",
    "IPv4. O endereço é um host, como 127.0.0.1, e uma porta.",
    "ip(7)",
  ],
  AF_INET6: [
    "IPv6. The address is a host such as ::1 and a port; link-local hosts need an interface, too (fe80::1%eth0). A socket of this family can also serve IPv4, see IPV6_V6ONLY.",
    "IPv6. O endereço é um host, como ::1, e uma porta; endereços link-local também precisam de uma interface (fe80::1%eth0). Um socket desta família também pode atender IPv4, veja IPV6_V6ONLY.",
    "ipv6(7)",
  ],
  AF_PACKET: [
    "Whole frames of a network interface, as the program that captures packets sees them. Needs CAP_NET_RAW.",
    "Quadros inteiros de uma interface de rede, como os vê um programa que captura pacotes. Exige CAP_NET_RAW.",
    "packet(7)",
  ],
  AF_NETLINK: [
    "Messages between programs and the kernel: interfaces, routes, the sockets ss lists.",
    "Mensagens entre programas e o kernel: interfaces, rotas, os sockets que ss lista.",
    "netlink(7)",
  ],
  AF_ROUTE: "AF_NETLINK",
  AF_VSOCK: [
    "Sockets between a virtual machine and its host.",
    "Sockets entre uma máquina virtual e a máquina que a hospeda.",
    "vsock(7)",
  ],
  AF_BLUETOOTH: rare("Bluetooth"),
  AF_CAN: rare("the CAN bus of cars and machines", "o barramento CAN de carros e máquinas"),
  AF_ALG: rare(
    "the kernel's cryptographic algorithms, which are used like a socket",
    "os algoritmos criptográficos do kernel, usados como um socket",
  ),
  AF_XDP: rare(
    "XDP, which gives a program the packets of a network card without the kernel in between",
    "o XDP, que dá a um programa os pacotes de uma placa de rede sem o kernel no meio",
  ),
  AF_TIPC: rare(
    "TIPC, which connects the machines of a cluster",
    "o TIPC, que conecta as máquinas de um cluster",
  ),
  AF_AX25: rare("AX.25, amateur radio", "AX.25, radioamadorismo"),
  AF_IPX: rare("IPX, Novell's protocol", "IPX, o protocolo da Novell"),
  AF_APPLETALK: rare("AppleTalk"),
  AF_NETROM: rare("NET/ROM, amateur radio", "NET/ROM, radioamadorismo"),
  AF_BRIDGE: rare("Ethernet bridges", "pontes (bridges) Ethernet"),
  AF_ATMPVC: rare("permanent circuits of ATM", "circuitos permanentes de ATM"),
  AF_ATMSVC: rare("switched circuits of ATM", "circuitos comutados de ATM"),
  AF_X25: rare("X.25"),
  AF_ROSE: rare("ROSE, amateur radio", "ROSE, radioamadorismo"),
  AF_DECnet: rare("DECnet"),
  AF_NETBEUI: rare("NetBEUI"),
  AF_SECURITY: rare(
    "security callbacks, a number that is reserved",
    "callbacks de segurança, um número reservado",
  ),
  AF_KEY: rare("PF_KEY, which manages the keys of IPsec", "PF_KEY, que gerencia as chaves do IPsec"),
  AF_ASH: rare("Ash"),
  AF_ECONET: rare("Econet, of Acorn computers", "Econet, dos computadores Acorn"),
  AF_RDS: rare("RDS, reliable datagrams over InfiniBand", "RDS, datagramas confiáveis sobre InfiniBand"),
  AF_SNA: rare("SNA, IBM's network", "SNA, a rede da IBM"),
  AF_IRDA: rare("infrared links (IrDA)", "conexões por infravermelho (IrDA)"),
  AF_PPPOX: rare("PPP over other protocols (PPPoE, L2TP)", "PPP sobre outros protocolos (PPPoE, L2TP)"),
  AF_WANPIPE: rare("Wanpipe cards", "placas Wanpipe"),
  AF_LLC: rare("IEEE 802.2, logical link control", "IEEE 802.2, controle lógico do enlace"),
  AF_IB: rare("InfiniBand"),
  AF_MPLS: rare("MPLS"),
  AF_IUCV: rare("IUCV, between guests of IBM z/VM", "IUCV, entre máquinas virtuais do IBM z/VM"),
  AF_RXRPC: rare("RxRPC, the protocol of AFS", "RxRPC, o protocolo do AFS"),
  AF_ISDN: rare("ISDN"),
  AF_PHONET: rare("Phonet, of Nokia's modems", "Phonet, dos modems da Nokia"),
  AF_IEEE802154: rare(
    "IEEE 802.15.4, radio of small devices",
    "IEEE 802.15.4, rádio de dispositivos pequenos",
  ),
  AF_CAIF: rare("CAIF, of ST-Ericsson's modems", "CAIF, dos modems da ST-Ericsson"),
  AF_NFC: rare("NFC"),
  AF_KCM: rare("the kernel connection multiplexor", "o multiplexador de conexões do kernel"),
  AF_QIPCRTR: rare("Qualcomm's IPC router", "o roteador de IPC da Qualcomm"),
  AF_SMC: rare("SMC, shared memory over RDMA", "SMC, memória compartilhada sobre RDMA"),
  AF_MCTP: rare(
    "MCTP, which manages the components of a server",
    "MCTP, que gerencia os componentes de um servidor",
  ),
  AF_MAX: [
    "No family: the number behind the last one the headers know.",
    "Nenhuma família: o número depois do último que os cabeçalhos conhecem.",
    "<sys/socket.h>",
  ],
});

/** SOCK_. */
export const typeTexts: Section = {
  ...section(
    { en: "the type of socket and socketpair", pt: "o tipo de socket e socketpair" },
    "socket(2)",
    {
      SOCK_STREAM: [
        "A connection that carries a stream of bytes, reliably and in order, in both directions; where one send ends does not show. TCP in AF_INET and AF_INET6.",
        "Uma conexão que leva um fluxo de bytes, confiável e em ordem, nos dois sentidos; onde um send termina não aparece. TCP em AF_INET e AF_INET6.",
      ],
      SOCK_DGRAM: [
        "Datagrams: each send is one message, which arrives whole or not at all, perhaps twice or in another order. UDP in AF_INET and AF_INET6; between unix sockets none is lost.",
        "Datagramas: cada send é uma mensagem, que chega inteira ou não chega, talvez duas vezes ou em outra ordem. UDP em AF_INET e AF_INET6; entre sockets unix nenhum se perde.",
      ],
      SOCK_RAW: [
        "Packets of a protocol below TCP and UDP, such as ICMP, that the program builds and reads itself. Needs CAP_NET_RAW.",
        "Pacotes de um protocolo abaixo de TCP e UDP, como o ICMP, que o próprio programa monta e lê. Exige CAP_NET_RAW.",
        "raw(7)",
      ],
      SOCK_RDM: [
        "Messages that arrive reliably, but not always in order; hardly any family has them.",
        "Mensagens que chegam de forma confiável, mas nem sempre em ordem; quase nenhuma família as tem.",
      ],
      SOCK_SEQPACKET: [
        "A connection that carries messages, reliably and in order, and keeps them apart. AF_UNIX has it, AF_INET only with SCTP.",
        "Uma conexão que leva mensagens, confiável e em ordem, e as mantém separadas. AF_UNIX o tem; AF_INET, só com SCTP.",
      ],
      SOCK_DCCP: [
        "Datagrams in a connection with congestion control: the protocol DCCP (RFC 4340).",
        "Datagramas em uma conexão com controle de congestionamento: o protocolo DCCP (RFC 4340).",
        "<bits/socket_type.h>",
      ],
      SOCK_PACKET: [
        "The old way to receive the frames of an interface; new programs use AF_PACKET.",
        "A maneira antiga de receber os quadros de uma interface; programas novos usam AF_PACKET.",
        "packet(7)",
      ],
    },
  ),
  ...section(
    {
      en: "joined to the type of socket and socketpair, and flags of accept4",
      pt: "unida ao tipo de socket e socketpair, e flag de accept4",
    },
    "socket(2)",
    {
      SOCK_NONBLOCK: [
        "Makes the new socket non-blocking, as O_NONBLOCK does afterwards: a call that would wait answers EAGAIN, connect EINPROGRESS.",
        "Torna o novo socket não bloqueante, como O_NONBLOCK faz depois: uma chamada que esperaria responde EAGAIN, e connect, EINPROGRESS.",
      ],
      SOCK_CLOEXEC: [
        "Closes the new descriptor when the process becomes another program (exec), as FD_CLOEXEC does afterwards.",
        "Fecha o novo descritor quando o processo passa a ser outro programa (exec), como FD_CLOEXEC faz depois.",
      ],
    },
  ),
};

/** IPPROTO_. */
export const protocolTexts: Section = {
  ...section(
    {
      en: "the protocol of socket; the level of setsockopt and getsockopt",
      pt: "o protocolo de socket; o nível de setsockopt e getsockopt",
    },
    "ip(7)",
    {
      IPPROTO_IP: [
        "The number 0: for socket the usual protocol of family and type, as a level the options of IPv4 (IP_TTL and the others).",
        "O número 0: para socket, o protocolo usual da família e do tipo; como nível, as opções de IPv4 (IP_TTL e as outras).",
      ],
      IPPROTO_TCP: [
        "TCP, the usual protocol of SOCK_STREAM in AF_INET and AF_INET6; as a level the options that begin with TCP_.",
        "TCP, o protocolo usual de SOCK_STREAM em AF_INET e AF_INET6; como nível, as opções que começam com TCP_.",
        "tcp(7)",
      ],
      IPPROTO_UDP: [
        "UDP, the usual protocol of SOCK_DGRAM in AF_INET and AF_INET6; as a level the options that begin with UDP_.",
        "UDP, o protocolo usual de SOCK_DGRAM em AF_INET e AF_INET6; como nível, as opções que começam com UDP_.",
        "udp(7)",
      ],
      IPPROTO_IPV6: [
        "As a level the options of IPv6 (IPV6_V6ONLY and the others); in the header of an IPv4 packet IPv6 inside IPv4.",
        "Como nível, as opções de IPv6 (IPV6_V6ONLY e as outras); no cabeçalho de um pacote IPv4, IPv6 dentro de IPv4.",
        "ipv6(7)",
      ],
      IPPROTO_ICMP: [
        "ICMP, the messages of IPv4 about itself, ping among them. SOCK_RAW sees all of them and needs CAP_NET_RAW; SOCK_DGRAM is for ping only, where /proc/sys/net/ipv4/ping_group_range allows it.",
        "ICMP, as mensagens do IPv4 sobre si mesmo, entre elas o ping. SOCK_RAW vê todas e exige CAP_NET_RAW; SOCK_DGRAM serve só para ping, onde /proc/sys/net/ipv4/ping_group_range permite.",
        "icmp(7)",
      ],
      IPPROTO_ICMPV6: [
        "ICMPv6, the messages of IPv6 about itself: ping, the search for neighbours, errors. With SOCK_RAW or, for ping only, SOCK_DGRAM.",
        "ICMPv6, as mensagens do IPv6 sobre si mesmo: ping, a busca de vizinhos, erros. Com SOCK_RAW ou, só para ping, SOCK_DGRAM.",
        "ipv6(7)",
      ],
      IPPROTO_RAW: [
        "For SOCK_RAW: packets whose IP header the program writes itself (IP_HDRINCL is on); such a socket only sends.",
        "Para SOCK_RAW: pacotes cujo cabeçalho IP o próprio programa escreve (IP_HDRINCL está ligada); um socket assim só envia.",
        "raw(7)",
      ],
      IPPROTO_SCTP: [
        "SCTP: connections that carry messages in several streams. For SOCK_STREAM and SOCK_SEQPACKET, where the kernel has it.",
        "SCTP: conexões que levam mensagens em vários fluxos. Para SOCK_STREAM e SOCK_SEQPACKET, onde o kernel o tem.",
        "RFC 9260",
      ],
      IPPROTO_UDPLITE: [
        "UDP-Lite: datagrams whose checksum covers only a part, so that damaged sound still arrives. For SOCK_DGRAM, where the kernel has it.",
        "UDP-Lite: datagramas cujo checksum cobre só uma parte, para que um som danificado ainda chegue. Para SOCK_DGRAM, onde o kernel o tem.",
        "udplite(7)",
      ],
      IPPROTO_DCCP: [
        "DCCP: datagrams with congestion control. For SOCK_DCCP; Linux 6.16 removed it.",
        "DCCP: datagramas com controle de congestionamento. Para SOCK_DCCP; o Linux 6.16 o removeu.",
        "RFC 4340",
      ],
      IPPROTO_MPTCP: [
        "Multipath TCP: a TCP connection that can use several paths at once; it becomes plain TCP if the peer does not know it. For SOCK_STREAM.",
        "Multipath TCP: uma conexão TCP que pode usar vários caminhos ao mesmo tempo; vira TCP comum se o outro lado não o conhece. Para SOCK_STREAM.",
        "RFC 8684",
      ],
      IPPROTO_SMC: [
        "SMC: shared memory over RDMA behind the interface of a TCP socket. For SOCK_STREAM, where the kernel has it.",
        "SMC: memória compartilhada sobre RDMA por trás da interface de um socket TCP. Para SOCK_STREAM, onde o kernel o tem.",
        "<linux/in.h>",
      ],
    },
  ),
  ...section(
    {
      en: "the protocol of socket with SOCK_RAW; the protocol field of an IP packet",
      pt: "o protocolo de socket com SOCK_RAW; o campo de protocolo de um pacote IP",
    },
    "<netinet/in.h>",
    {
      IPPROTO_IGMP: carried(
        "IGMP, by which machines join multicast groups,",
        "IGMP, pelo qual as máquinas entram em grupos multicast,",
      ),
      IPPROTO_IPIP: carried("IPv4 inside IPv4, a tunnel,", "IPv4 dentro de IPv4, um túnel,"),
      IPPROTO_EGP: carried("EGP, the exterior gateway protocol,", "EGP, o protocolo de gateways externos,"),
      IPPROTO_PUP: carried("PUP, Xerox's universal packet,", "PUP, o pacote universal da Xerox,"),
      IPPROTO_IDP: carried("IDP, datagrams of Xerox XNS,", "IDP, os datagramas do Xerox XNS,"),
      IPPROTO_TP: carried(
        "ISO's transport protocol, class 4,",
        "o protocolo de transporte da ISO, classe 4,",
      ),
      IPPROTO_RSVP: carried("RSVP, which reserves bandwidth,", "RSVP, que reserva largura de banda,"),
      IPPROTO_GRE: carried("GRE, a tunnel for any protocol,", "GRE, um túnel para qualquer protocolo,"),
      IPPROTO_ESP: carried(
        "ESP, the encrypted packets of IPsec,",
        "ESP, os pacotes cifrados do IPsec,",
      ),
      IPPROTO_AH: carried("AH, the signed packets of IPsec,", "AH, os pacotes autenticados do IPsec,"),
      IPPROTO_MTP: carried(
        "MTP, the multicast transport protocol,",
        "MTP, o protocolo de transporte multicast,",
      ),
      IPPROTO_BEETPH: carried("IPsec's BEET pseudo header", "o pseudocabeçalho BEET do IPsec"),
      IPPROTO_ENCAP: carried(
        "the encapsulation header (RFC 1241)",
        "o cabeçalho de encapsulamento (RFC 1241)",
      ),
      IPPROTO_PIM: carried(
        "PIM, by which routers carry multicast,",
        "PIM, pelo qual os roteadores levam multicast,",
      ),
      IPPROTO_COMP: carried("IPComp, compressed packets,", "IPComp, pacotes comprimidos,"),
      IPPROTO_L2TP: carried("L2TP, a tunnel for links,", "L2TP, um túnel para enlaces,"),
      IPPROTO_MPLS: carried("MPLS inside IP (RFC 4023)", "MPLS dentro de IP (RFC 4023)"),
      IPPROTO_ETHERNET: carried("Ethernet inside IPv6 (RFC 8986)", "Ethernet dentro de IPv6 (RFC 8986)"),
      IPPROTO_HOPOPTS: [
        "In IPv6's chain of headers: options that every router looks at (hop by hop).",
        "Na cadeia de cabeçalhos do IPv6: opções que todo roteador examina (salto a salto).",
      ],
      IPPROTO_ROUTING: [
        "In IPv6's chain of headers: the routing header, which names routers on the way.",
        "Na cadeia de cabeçalhos do IPv6: o cabeçalho de roteamento, que nomeia roteadores do caminho.",
      ],
      IPPROTO_FRAGMENT: [
        "In IPv6's chain of headers: a fragment of a larger packet.",
        "Na cadeia de cabeçalhos do IPv6: um fragmento de um pacote maior.",
      ],
      IPPROTO_DSTOPTS: [
        "In IPv6's chain of headers: options for the destination.",
        "Na cadeia de cabeçalhos do IPv6: opções para o destino.",
      ],
      IPPROTO_NONE: [
        "In IPv6's chain of headers: nothing follows.",
        "Na cadeia de cabeçalhos do IPv6: nada vem depois.",
      ],
      IPPROTO_MH: [
        "In IPv6's chain of headers: messages of mobile hosts.",
        "Na cadeia de cabeçalhos do IPv6: mensagens de máquinas móveis.",
      ],
      IPPROTO_MAX: [
        "No protocol: the number behind the last one the headers know.",
        "Nenhum protocolo: o número depois do último que os cabeçalhos conhecem.",
      ],
    },
  ),
};

/** SOL_. */
export const levelTexts: Section = {
  ...section(
    { en: "the level of setsockopt and getsockopt", pt: "o nível de setsockopt e getsockopt" },
    "<sys/socket.h>",
    {
      SOL_SOCKET: [
        "The options every socket has, whatever its protocol: those that begin with SO_.",
        "As opções que todo socket tem, seja qual for o protocolo: as que começam com SO_.",
        "socket(7)",
      ],
      SOL_IP: [
        "The options of IPv4, those that begin with IP_; the same as IPPROTO_IP.",
        "As opções de IPv4, que começam com IP_; o mesmo que IPPROTO_IP.",
        "ip(7)",
      ],
      SOL_TCP: [
        "The options of TCP, those that begin with TCP_; the same as IPPROTO_TCP.",
        "As opções de TCP, que começam com TCP_; o mesmo que IPPROTO_TCP.",
        "tcp(7)",
      ],
      SOL_UDP: [
        "The options of UDP, those that begin with UDP_; the same as IPPROTO_UDP.",
        "As opções de UDP, que começam com UDP_; o mesmo que IPPROTO_UDP.",
        "udp(7)",
      ],
      SOL_IPV6: [
        "The options of IPv6, those that begin with IPV6_; the same as IPPROTO_IPV6.",
        "As opções de IPv6, que começam com IPV6_; o mesmo que IPPROTO_IPV6.",
        "ipv6(7)",
      ],
      SOL_ICMPV6: [
        "The option of raw ICMPv6 sockets, ICMP6_FILTER; the same as IPPROTO_ICMPV6.",
        "A opção dos sockets raw de ICMPv6, ICMP6_FILTER; o mesmo que IPPROTO_ICMPV6.",
        "RFC 3542",
      ],
      SOL_RAW: [
        "The option of raw IPv4 sockets, ICMP_FILTER; the same as IPPROTO_RAW.",
        "A opção dos sockets raw de IPv4, ICMP_FILTER; o mesmo que IPPROTO_RAW.",
        "raw(7)",
      ],
      SOL_PACKET: levelOf("AF_PACKET sockets", "sockets AF_PACKET", "packet(7)"),
      SOL_NETLINK: levelOf("AF_NETLINK sockets", "sockets AF_NETLINK", "netlink(7)"),
      SOL_VSOCK: levelOf("AF_VSOCK sockets", "sockets AF_VSOCK", "vsock(7)"),
      SOL_DECNET: levelOf("DECnet sockets", "sockets DECnet"),
      SOL_X25: levelOf("X.25 sockets", "sockets X.25"),
      SOL_ATM: levelOf("ATM sockets", "sockets ATM"),
      SOL_AAL: levelOf("ATM's adaptation layer", "a camada de adaptação do ATM"),
      SOL_IRDA: levelOf("infrared sockets (IrDA)", "sockets infravermelhos (IrDA)"),
      SOL_NETBEUI: levelOf("NetBEUI sockets", "sockets NetBEUI"),
      SOL_LLC: levelOf("IEEE 802.2 sockets", "sockets IEEE 802.2"),
      SOL_DCCP: levelOf("DCCP sockets", "sockets DCCP"),
      SOL_TIPC: levelOf("TIPC sockets", "sockets TIPC"),
      SOL_RXRPC: levelOf("RxRPC sockets", "sockets RxRPC"),
      SOL_PPPOL2TP: levelOf("PPP over L2TP", "PPP sobre L2TP"),
      SOL_BLUETOOTH: levelOf("Bluetooth sockets", "sockets Bluetooth"),
      SOL_PNPIPE: levelOf("Phonet pipes", "pipes Phonet"),
      SOL_RDS: levelOf("RDS sockets", "sockets RDS"),
      SOL_IUCV: levelOf("IUCV sockets", "sockets IUCV"),
      SOL_CAIF: levelOf("CAIF sockets", "sockets CAIF"),
      SOL_ALG: levelOf("AF_ALG sockets", "sockets AF_ALG"),
      SOL_NFC: levelOf("NFC sockets", "sockets NFC"),
      SOL_KCM: levelOf("the kernel connection multiplexor", "o multiplexador de conexões do kernel"),
      SOL_TLS: levelOf(
        "TLS in the kernel, once TCP_ULP put tls on the connection",
        "TLS no kernel, depois que TCP_ULP pôs tls sobre a conexão",
      ),
      SOL_XDP: levelOf("AF_XDP sockets", "sockets AF_XDP"),
      SOL_MPTCP: levelOf("Multipath TCP sockets", "sockets Multipath TCP"),
      SOL_MCTP: levelOf("MCTP sockets", "sockets MCTP"),
      SOL_SMC: levelOf("SMC sockets", "sockets SMC"),
    },
  ),
  ...options("SOL_RAW", "raw(7)", {
    ICMP_FILTER: [
      "struct icmp_filter",
      "On a raw ICMP socket: a set of 32 bits, one for each type of message; those whose bit is on are not received.",
      "Em um socket raw de ICMP: um conjunto de 32 bits, um para cada tipo de mensagem; as que têm o bit ligado não são recebidas.",
    ],
  }),
};

/** ICMP6_FILTER. */
export const icmpTexts: Section = options("IPPROTO_ICMPV6", "RFC 3542", {
  ICMP6_FILTER: [
    "struct icmp6_filter",
    "On a raw ICMPv6 socket: a set of 256 bits, one for each type of message; those whose bit is on are not received.",
    "Em um socket raw de ICMPv6: um conjunto de 256 bits, um para cada tipo de mensagem; as que têm o bit ligado não são recebidas.",
  ],
});

/** INADDR_. */
export const addressTexts: Section = section(
  { en: "an IPv4 address, as a host", pt: "um endereço IPv4, como host" },
  "<netinet/in.h>",
  {
    INADDR_ANY: [
      "Every address of this machine: a server bound to it is reached through all interfaces. An empty host means the same.",
      "Todos os endereços desta máquina: um servidor vinculado a ele é alcançado por todas as interfaces. Um host vazio significa o mesmo.",
      "ip(7)",
    ],
    INADDR_LOOPBACK: [
      "This machine itself, also called localhost: nothing leaves it.",
      "Esta própria máquina, também chamada localhost: nada sai dela.",
      "ip(7)",
    ],
    INADDR_BROADCAST: [
      "Every machine of the local network; sending to it needs SO_BROADCAST.",
      "Todas as máquinas da rede local; enviar para ele exige SO_BROADCAST.",
      "ip(7)",
    ],
    INADDR_NONE: [
      "What inet_addr answers for a text that is no address; 255.255.255.255 looks the same.",
      "O que inet_addr responde para um texto que não é um endereço; 255.255.255.255 parece igual.",
    ],
    INADDR_DUMMY: [
      "The source of ICMP messages from a machine that has no address (RFC 7600).",
      "A origem das mensagens ICMP de uma máquina que não tem endereço (RFC 7600).",
    ],
    INADDR_UNSPEC_GROUP: [
      "The first multicast address; it is no group that could be joined.",
      "O primeiro endereço multicast; não é um grupo em que se possa entrar.",
    ],
    INADDR_ALLHOSTS_GROUP: [
      "The multicast group of all machines in the local network; each is in it.",
      "O grupo multicast de todas as máquinas da rede local; cada uma está nele.",
    ],
    INADDR_ALLRTRS_GROUP: [
      "The multicast group of all routers in the local network.",
      "O grupo multicast de todos os roteadores da rede local.",
    ],
    INADDR_ALLSNOOPERS_GROUP: [
      "The multicast group of the switches that watch who joins which group (RFC 4286).",
      "O grupo multicast dos switches que observam quem entra em qual grupo (RFC 4286).",
    ],
    INADDR_MAX_LOCAL_GROUP: [
      "The last of the multicast addresses that no router forwards (224.0.0.0 to 224.0.0.255).",
      "O último dos endereços multicast que nenhum roteador encaminha (224.0.0.0 a 224.0.0.255).",
    ],
  },
);
