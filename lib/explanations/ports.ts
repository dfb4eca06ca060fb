// ports: the well-known ports — what is usually behind them, and what that means for a program of one's own.
//
// Numbers and names from the registry of IANA. The system's own table (/etc/services) knows more names; what a service
// is for stands here alone. Nothing here says what really listens on a machine.

import type { Text } from "../errors.ts";

/** A service and its port. */
export interface Service {
  readonly port: number;
  /** Its name in /etc/services. */
  readonly name: string;
  /** What carries it: "tcp", "udp", or both. */
  readonly protocols: readonly ("tcp" | "udp")[];
  readonly text: Text;
}

function service(port: number, name: string, protocols: string, en: string, pt: string): Service {
  return { port, name, protocols: protocols.split(" ") as ("tcp" | "udp")[], text: { en, pt } };
}

/** The services by port. */
export const services: readonly Service[] = [
  service(
    7,
    "echo",
    "tcp udp",
    "Sends back whatever comes (RFC 862): the service echo-server imitates.",
    "Devolve tudo o que recebe (RFC 862): o serviço que o echo-server imita.",
  ),
  service(
    9,
    "discard",
    "tcp udp",
    "Throws away whatever comes (RFC 863).",
    "Joga fora tudo o que recebe (RFC 863).",
  ),
  service(
    13,
    "daytime",
    "tcp udp",
    "Sends the date and time as text and closes (RFC 867).",
    "Envia a data e a hora como texto e fecha (RFC 867).",
  ),
  service(
    17,
    "qotd",
    "tcp udp",
    "Sends a quotation and closes (RFC 865).",
    "Envia uma citação e fecha (RFC 865).",
  ),
  service(
    19,
    "chargen",
    "tcp udp",
    "Sends letters without end (RFC 864); switched off nearly everywhere.",
    "Envia letras sem fim (RFC 864); desativado em quase todo lugar.",
  ),
  service(
    20,
    "ftp-data",
    "tcp",
    "The data connection of FTP, which the server opens to the client in active mode.",
    "A conexão de dados do FTP, que no modo ativo o servidor abre até o cliente.",
  ),
  service(
    21,
    "ftp",
    "tcp",
    "FTP, file transfer: the connection for commands; data has its own (20). Port 23, which some notes give for FTP, is Telnet.",
    "FTP, transferência de arquivos: a conexão de comandos; os dados têm a sua (20). A porta 23, que algumas apostilas dão para o FTP, é do Telnet.",
  ),
  service(
    22,
    "ssh",
    "tcp",
    "SSH: a terminal on another machine, encrypted; scp and sftp use it, too.",
    "SSH: um terminal em outra máquina, com criptografia; scp e sftp também o usam.",
  ),
  service(
    23,
    "telnet",
    "tcp",
    "Telnet: a terminal on another machine, not encrypted. The telnet program is handy to type to any TCP server.",
    "Telnet: um terminal em outra máquina, sem criptografia. O programa telnet é prático para digitar a qualquer servidor TCP.",
  ),
  service(
    25,
    "smtp",
    "tcp",
    "SMTP: mail from one mail server to the next. The server speaks first.",
    "SMTP: e-mail de um servidor de e-mail para o próximo. O servidor fala primeiro.",
  ),
  service(
    37,
    "time",
    "tcp udp",
    "The time as a number of 32 bits (RFC 868).",
    "A hora como um número de 32 bits (RFC 868).",
  ),
  service(
    43,
    "whois",
    "tcp",
    "WHOIS: to whom a domain or an address belongs. One line as the question, text as the answer: easy to type by hand.",
    "WHOIS: a quem pertence um domínio ou endereço. Uma linha como pergunta, texto como resposta: fácil de digitar à mão.",
  ),
  service(
    53,
    "domain",
    "tcp udp",
    "DNS: names to addresses. Queries usually go over UDP, long answers over TCP.",
    "DNS: de nomes a endereços. As consultas vão em geral por UDP; as respostas longas, por TCP.",
  ),
  service(
    67,
    "bootps",
    "udp",
    "DHCP, the server's side: it hands out addresses.",
    "DHCP, lado do servidor: distribui endereços.",
  ),
  service(
    68,
    "bootpc",
    "udp",
    "DHCP, the client's side. It is one of the few protocols in which the client's port is fixed.",
    "DHCP, lado do cliente. É um dos poucos protocolos em que a porta do cliente é fixa.",
  ),
  service(
    69,
    "tftp",
    "udp",
    "TFTP: simple file transfer over UDP.",
    "TFTP: transferência de arquivos simples, por UDP.",
  ),
  service(
    79,
    "finger",
    "tcp",
    "Finger: who is logged in (RFC 1288); hardly used today.",
    "Finger: quem tem sessão aberta na máquina (RFC 1288); quase sem uso hoje.",
  ),
  service(
    80,
    "http",
    "tcp",
    "HTTP, the Web: the client sends a request as text, the server answers. See explain HTTP over a socket.",
    "HTTP, a Web: o cliente envia uma requisição em texto, o servidor responde. Veja explain HTTP sobre um socket.",
  ),
  service(
    88,
    "kerberos",
    "tcp udp",
    "Kerberos: proves who somebody is, with tickets.",
    "Kerberos: prova a identidade de alguém, com tíquetes.",
  ),
  service(
    110,
    "pop3",
    "tcp",
    "POP3: fetches mail and usually removes it from the server.",
    "POP3: busca os e-mails e em geral os remove do servidor.",
  ),
  service(
    111,
    "sunrpc",
    "tcp udp",
    "The port mapper of RPC: it tells at which ports other services are (NFS).",
    "O mapeador de portas do RPC: informa em que portas estão outros serviços (NFS).",
  ),
  service(119, "nntp", "tcp", "NNTP: news groups (Usenet).", "NNTP: grupos de notícias (Usenet)."),
  service(123, "ntp", "udp", "NTP: keeps clocks right.", "NTP: acerta os relógios."),
  service(
    137,
    "netbios-ns",
    "udp",
    "NetBIOS: names in Windows networks.",
    "NetBIOS: nomes em redes Windows.",
  ),
  service(
    139,
    "netbios-ssn",
    "tcp",
    "NetBIOS: the older way to Windows shares.",
    "NetBIOS: a forma antiga de chegar às pastas compartilhadas do Windows.",
  ),
  service(
    143,
    "imap2",
    "tcp",
    "IMAP: reads mail that stays on the server.",
    "IMAP: lê e-mails que ficam no servidor.",
  ),
  service(
    161,
    "snmp",
    "udp",
    "SNMP: asks network devices about their condition.",
    "SNMP: consulta o estado de equipamentos de rede.",
  ),
  service(
    162,
    "snmp-trap",
    "udp",
    "SNMP: what devices report by themselves.",
    "SNMP: o que os equipamentos informam por conta própria.",
  ),
  service(
    179,
    "bgp",
    "tcp",
    "BGP: routers of the Internet tell each other the routes.",
    "BGP: os roteadores da Internet informam as rotas uns aos outros.",
  ),
  service(
    194,
    "irc",
    "tcp udp",
    "IRC: chat; in practice it uses 6667.",
    "IRC: bate-papo; na prática usa a 6667.",
  ),
  service(
    389,
    "ldap",
    "tcp udp",
    "LDAP: directories of people and machines.",
    "LDAP: diretórios de pessoas e máquinas.",
  ),
  service(
    443,
    "https",
    "tcp udp",
    "HTTPS: HTTP inside TLS, encrypted; over UDP it is HTTP/3 (QUIC). A request typed as plain text is not understood there.",
    "HTTPS: HTTP dentro de TLS, com criptografia; por UDP é HTTP/3 (QUIC). Uma requisição digitada em texto puro não é entendida ali.",
  ),
  service(
    445,
    "microsoft-ds",
    "tcp",
    "SMB: shared folders of Windows.",
    "SMB: pastas compartilhadas do Windows.",
  ),
  service(
    465,
    "submissions",
    "tcp",
    "Mail handed in by a mail program, inside TLS.",
    "E-mail entregue por um programa de e-mail, dentro de TLS.",
  ),
  service(
    514,
    "syslog",
    "udp",
    "Syslog: log lines sent to another machine.",
    "Syslog: linhas de log enviadas a outra máquina.",
  ),
  service(
    587,
    "submission",
    "tcp",
    "Mail handed in by a mail program.",
    "E-mail entregue por um programa de e-mail.",
  ),
  service(631, "ipp", "tcp", "IPP: printing (CUPS).", "IPP: impressão (CUPS)."),
  service(636, "ldaps", "tcp", "LDAP inside TLS.", "LDAP dentro de TLS."),
  service(853, "domain-s", "tcp", "DNS inside TLS.", "DNS dentro de TLS."),
  service(
    873,
    "rsync",
    "tcp",
    "rsync: copies folders, sending only what differs.",
    "rsync: copia pastas, enviando só o que difere.",
  ),
  service(993, "imaps", "tcp", "IMAP inside TLS.", "IMAP dentro de TLS."),
  service(995, "pop3s", "tcp", "POP3 inside TLS.", "POP3 dentro de TLS."),
  service(1194, "openvpn", "tcp udp", "OpenVPN: a network tunnel.", "OpenVPN: um túnel de rede."),
  service(
    1883,
    "mqtt",
    "tcp",
    "MQTT: short messages of devices (Internet of Things).",
    "MQTT: mensagens curtas de dispositivos (Internet das Coisas).",
  ),
  service(2049, "nfs", "tcp udp", "NFS: folders of another machine.", "NFS: pastas de outra máquina."),
  service(
    3128,
    "squid",
    "tcp",
    "A web proxy, as Squid uses it; IANA registered another name here.",
    "Um proxy da Web, como o Squid usa; a IANA registrou outro nome aqui.",
  ),
  service(3306, "mysql", "tcp", "MySQL and MariaDB: databases.", "MySQL e MariaDB: bancos de dados."),
  service(
    3389,
    "ms-wbt-server",
    "tcp udp",
    "RDP: the screen of a Windows machine.",
    "RDP: a tela de uma máquina Windows.",
  ),
  service(
    5060,
    "sip",
    "tcp udp",
    "SIP: begins and ends telephone calls.",
    "SIP: inicia e encerra chamadas telefônicas.",
  ),
  service(
    5201,
    "iperf3",
    "tcp udp",
    "Where iperf3 listens to measure a network.",
    "Onde o iperf3 escuta para medir uma rede.",
  ),
  service(
    5353,
    "mdns",
    "udp",
    "Multicast DNS: names in the local network (.local).",
    "DNS multicast: nomes na rede local (.local).",
  ),
  service(5432, "postgresql", "tcp", "PostgreSQL: a database.", "PostgreSQL: um banco de dados."),
  service(5672, "amqp", "tcp", "AMQP: message queues (RabbitMQ).", "AMQP: filas de mensagens (RabbitMQ)."),
  service(5900, "vnc", "tcp", "VNC: the screen of another machine.", "VNC: a tela de outra máquina."),
  service(
    6379,
    "redis",
    "tcp",
    "Redis: keys and values in memory; commands can be typed as text.",
    "Redis: chaves e valores em memória; os comandos podem ser digitados como texto.",
  ),
  service(6667, "ircd", "tcp", "IRC: chat, as lines of text.", "IRC: bate-papo, em linhas de texto."),
  service(
    8080,
    "http-alt",
    "tcp",
    "HTTP without privilege: test servers and proxies, since 80 needs a privilege.",
    "HTTP sem privilégio: servidores de teste e proxies, já que a 80 exige um privilégio.",
  ),
  service(8883, "secure-mqtt", "tcp", "MQTT inside TLS.", "MQTT dentro de TLS."),
  service(27017, "mongodb", "tcp", "MongoDB: a database.", "MongoDB: um banco de dados."),
];

/** Everyday names of services that have another name in the table. */
export const spoken: Readonly<Record<string, string>> = {
  dns: "domain",
  dhcp: "bootps",
  web: "http",
  www: "http",
  tls: "https",
  ssl: "https",
  mail: "smtp",
  "e-mail": "smtp",
  email: "smtp",
  imap: "imap2",
  pop: "pop3",
  sftp: "ssh",
  rdp: "ms-wbt-server",
  smb: "microsoft-ds",
  postgres: "postgresql",
  rpcbind: "sunrpc",
  quic: "https",
};

/** Which ports a number belongs to, and what that means for bind. */
export function rangeOf(port: number): Text {
  if (port === 0) {
    return {
      en: "0 is no port to connect to: in bind it asks the kernel to choose a free one.",
      pt: "0 não é uma porta à qual se conectar: em bind, pede que o kernel escolha uma livre.",
    };
  }
  if (port < 1024) {
    return {
      en:
        "A system port (0 to 1023): on Linux bind usually needs a privilege for it (EACCES), connect does not.",
      pt:
        "Uma porta de sistema (0 a 1023): no Linux, bind em geral precisa de um privilégio para ela (EACCES); connect não.",
    };
  }
  if (port < 49152) {
    const ephemeral = port >= 32768;
    return {
      en: "A port that can be registered (1024 to 49151): any program may bind it, if nobody else has it." +
        (ephemeral
          ? " Linux usually also takes ports from 32768 to 60999 for clients, so this one may be taken by chance."
          : ""),
      pt:
        "Uma porta registrável (1024 a 49151): qualquer programa pode usá-la em bind, se ninguém mais a tiver." +
        (ephemeral
          ? " O Linux em geral também usa as portas de 32768 a 60999 para clientes; esta pode estar ocupada por acaso."
          : ""),
    };
  }
  return {
    en: "A dynamic port (49152 to 65535): registered for nobody, free for any program." +
      (port <= 60999
        ? " Linux usually takes ports from 32768 to 60999 for clients, so this one may be taken by chance."
        : " It lies above the ports Linux usually takes for clients (32768 to 60999), so no client takes it by chance.") +
      (port === 65432 ? " 65432 is the port of the handouts." : ""),
    pt:
      "Uma porta dinâmica (49152 a 65535): não está registrada para ninguém, qualquer programa pode usá-la." +
      (port <= 60999
        ? " O Linux em geral usa as portas de 32768 a 60999 para clientes; esta pode estar ocupada por acaso."
        : " Fica acima das portas que o Linux em geral usa para clientes (32768 a 60999): nenhum cliente a ocupa por acaso.") +
      (port === 65432 ? " 65432 é a porta dos roteiros." : ""),
  };
}
