// names: getaddrinfo, getnameinfo, gethostbyname, getservbyname, inet_pton, htons, if_nameindex and their relatives —
// names into addresses and numbers, and back.

import { constantName, type System } from "../lib/abi/mod.ts";
import {
  address,
  type AddressInfo,
  after,
  command,
  data,
  defaulting,
  type Host,
  host,
  hostAndService,
  inAddr,
  int,
  type Meaning,
  nullable,
  optional,
  plainText,
  serviceNotFlags,
  socklen,
  type Struct,
  uint16,
  uint32,
  type Value,
} from "../lib/command.ts";
import { noDescriptorToAsk, unresolved } from "./meanings.ts";

/** EINTR. */
const interrupted: Meaning = {
  en: "the wait was interrupted (Ctrl-C or a signal)",
  pt: "a espera foi interrompida (Ctrl-C ou um sinal)",
};

/** What getaddrinfo and getnameinfo answer for hints and flags. */
const badHints: Readonly<Record<string, Meaning>> = {
  EAI_BADFLAGS: {
    en: "a flag is unknown here, or needs something that is missing (AI_CANONNAME needs a host)",
    pt: "há uma flag desconhecida aqui ou que exige algo que falta (AI_CANONNAME exige um host)",
    at: "flags",
  },
  EAI_SOCKTYPE: {
    en: "no such type of socket, or the protocol does not go with it",
    pt: "esse tipo de socket não existe ou não combina com o protocolo",
    at: "type",
  },
};

/** What the resolver says of a host, of a service and of a family, for getaddrinfo's own parameters. */
const unknownNames: Readonly<Record<string, Meaning>> = {
  EAI_NONAME: {
    en: "the resolver knows no such host or service, in numbers if a flag demands them; or both are None",
    pt:
      "o resolvedor não conhece esse host ou serviço (em números, se uma flag assim exige); ou os dois são None",
    at: "host",
  },
  EAI_AGAIN: {
    en: "no name server answered; the name may be right: try again later",
    pt: "nenhum servidor de nomes respondeu; o nome pode estar certo: tente mais tarde",
    at: "host",
  },
  EAI_SERVICE: {
    en: "no such service for this type of socket; write the port as a number",
    pt: "esse serviço não existe para este tipo de socket; escreva a porta como número",
    at: "port",
  },
  EAI_FAMILY: {
    en: "names are resolved for AF_INET, AF_INET6 and AF_UNSPEC only",
    pt: "só há resolução de nomes para AF_INET, AF_INET6 e AF_UNSPEC",
    at: "family",
  },
  EAI_ADDRFAMILY: {
    en: "the host has addresses, but none in this family",
    pt: "o host tem endereços, mas nenhum nessa família",
    at: "family",
  },
};

/** What the older calls for hosts answer, pointing at the parameter that names the host. */
function hostErrors(at: string): Readonly<Record<string, Meaning>> {
  return {
    HOST_NOT_FOUND: {
      en: "neither /etc/hosts nor a name server knows it; check the spelling",
      pt: "nem /etc/hosts nem um servidor de nomes o conhece; confira a grafia",
      at,
    },
    NO_DATA: {
      en: "the name exists, but has no address of the wanted family",
      pt: "o nome existe, mas não tem endereço da família pedida",
      at,
    },
    TRY_AGAIN: {
      en: "no name server answered; the name may be right: try again later",
      pt: "nenhum servidor de nomes respondeu; o nome pode estar certo: tente mais tarde",
      at,
    },
    NO_RECOVERY: {
      en: "nobody can be asked for it: it is empty, or a name server refused the question",
      pt: "não há a quem perguntar: o nome está vazio, ou um servidor de nomes recusou a pergunta",
      at,
    },
    EINTR: interrupted,
  };
}

const noFamily: Meaning = {
  en: "only addresses of AF_INET and AF_INET6 have a text of this kind",
  pt: "só endereços de AF_INET e AF_INET6 têm um texto deste tipo",
  at: "family",
};

/** An answer of getaddrinfo as Python orders it, its members by their names in C. */
function addrinfo({ family, type, proto, canonname, address }: AddressInfo, system: System): Struct {
  const named = (name: string, prefix: string, value: number) => {
    const text = constantName(system, prefix, value);
    return { name, value, ...(text === undefined ? {} : { text }) };
  };
  return {
    kind: "struct",
    name: "addrinfo",
    fields: [
      named("ai_family", "AF_", family),
      named("ai_socktype", "SOCK_", type),
      named("ai_protocol", "IPPROTO_", proto),
      { name: "ai_canonname", value: canonname },
      { name: "ai_addr", value: address },
    ],
  };
}

/** What is known of a host, as Python returns it. */
function hostent({ name, aliases, addresses }: Host): Value {
  return [name, aliases, addresses];
}

/** htons and its three relatives, one record each. */
function byteOrder(
  name: "htons" | "htonl" | "ntohs" | "ntohl",
  type: "uint16_t" | "uint32_t",
  parameter: string,
  swapped: string,
) {
  const toNetwork = name.startsWith("h");
  return command({
    name,
    prototype: `${type} ${name}(${type} ${parameter});`,
    summary: toNetwork
      ? {
        en: `put a ${type} into network byte order`,
        pt: `converte um ${type} para a ordem de bytes da rede`,
      }
      : {
        en: `put a ${type} into this machine's byte order`,
        pt: `converte um ${type} para a ordem de bytes da máquina`,
      },
    description: toNetwork
      ? {
        en:
          "Returns the number whose bytes, in this machine's memory, stand in network byte order, the most " +
          "significant first. C needs it for the fields of a sockaddr; socksh writes addresses in numbers as they " +
          "are read, and does this itself.",
        pt:
          "Retorna o número cujos bytes, na memória desta máquina, ficam na ordem da rede, o mais significativo " +
          "primeiro. Em C é necessário para os campos de um sockaddr; no socksh os endereços se escrevem com os " +
          "números como se leem, e a conversão é feita sozinha.",
      }
      : {
        en:
          "Returns the number that bytes in network byte order stand for, as this machine reads numbers: the " +
          `way back from ${name.replace(/^ntoh/, "hton")}.`,
        pt:
          "Retorna o número que os bytes na ordem da rede representam, como esta máquina lê números: o caminho " +
          `de volta de ${name.replace(/^ntoh/, "hton")}.`,
      },
    parameters: { [parameter]: type === "uint16_t" ? uint16 : uint32 },
    forms: [parameter],
    errors: {},
    example: `${name} ${type === "uint16_t" ? "80" : "INADDR_LOOPBACK"} => ${swapped}`,
    run(given, { sockets }) {
      return after(sockets.resolver(), (c) => c[name](given[parameter] as number));
    },
  });
}

/** The commands of this topic. */
export const names = [
  command({
    name: "getaddrinfo",
    prototype:
      "int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **res);",
    summary: {
      en: "look up the addresses of a host and a service",
      pt: "procura os endereços de um host e serviço",
    },
    description: {
      en:
        "Returns every answer of the resolver in its order, as Python does: a tuple of (family, type, proto, " +
        "canonname, address). Host and port may be None, but not both: without a host the address is the loopback, " +
        "or, with AI_PASSIVE, every interface. Family, type, proto and flags narrow the answers; 0 stands for any.",
      pt:
        "Retorna todas as respostas do resolvedor, na ordem dele, como no Python: uma tupla de (family, type, " +
        "proto, canonname, address). Host e porta podem ser None, mas não os dois: sem host, o endereço é o de " +
        "loopback ou, com AI_PASSIVE, o de todas as interfaces. Family, type, proto e flags restringem as " +
        "respostas; 0 significa qualquer um.",
    },
    parameters: {
      host: nullable(plainText),
      port: nullable(plainText),
      family: defaulting(int("AF_"), 0),
      type: defaulting(int("SOCK_"), 0),
      proto: defaulting(int("IPPROTO_"), 0),
      flags: defaulting(int("AI_"), 0),
    },
    forms: ["host port family? type? proto? flags?"],
    errors: { ...unknownNames, ...badHints, EINTR: interrupted },
    elsewhere: ["nslookup", "dig"],
    example: "answers = getaddrinfo 127.0.0.1 80 AF_INET SOCK_STREAM\n" +
      "family, type, proto, canonname, addr = answers[0]\naddr => 127.0.0.1:80\n" +
      'getaddrinfo "no such host" 80 0 0 0 AI_NUMERICHOST => EAI_NONAME',
    async run({ host, port, ...hints }, context) {
      const c = await context.sockets.resolver();
      const answers = await c.getaddrinfo(host, port, hints, context);
      return answers.map((answer) => addrinfo(answer, context.system));
    },
  }),

  command({
    name: "getnameinfo",
    prototype:
      "int getnameinfo(const struct sockaddr *addr, socklen_t addrlen, char *host, socklen_t hostlen, " +
      "char *serv, socklen_t servlen, int flags);",
    summary: { en: "look up the names of an address", pt: "procura os nomes de um endereço" },
    description: {
      en:
        "Returns (host, service): the names of an address's host and of its port, or their numbers where there is " +
        "no name. NI_NUMERICHOST and NI_NUMERICSERV ask for numbers, NI_NAMEREQD for a name or an error, NI_DGRAM " +
        "for the service over UDP.",
      pt:
        "Retorna (host, service): os nomes do host e da porta de um endereço, ou os números onde não há nome. " +
        "NI_NUMERICHOST e NI_NUMERICSERV pedem números, NI_NAMEREQD pede um nome ou um erro, NI_DGRAM pede o " +
        "serviço sobre UDP.",
    },
    parameters: {
      host: optional(host),
      port: optional(serviceNotFlags),
      addr: optional(address),
      flags: defaulting(int("NI_"), 0),
    },
    // A tuple alone is spread, as behind every command: ("127.0.0.1", 80) is a host and a port.
    forms: ["host port flags?", "addr flags?"],
    errors: {
      ...unresolved,
      EAI_NONAME: {
        en: "the address has no name (NI_NAMEREQD demands one), or the host to look up is unknown",
        pt: "o endereço não tem nome (NI_NAMEREQD exige um), ou o host procurado é desconhecido",
        at: "addr",
      },
      EAI_FAMILY: {
        en: "addresses of this family have no names",
        pt: "endereços desta família não têm nomes",
        at: "addr",
      },
      EAI_BADFLAGS: { en: "a flag is unknown here", pt: "há uma flag desconhecida aqui", at: "flags" },
      EINTR: interrupted,
    },
    example: 'host, service = getnameinfo 127.0.0.1:80 NI_NUMERICHOST|NI_NUMERICSERV\nservice => "80"',
    async run({ host, port, addr, flags }, context) {
      const c = await context.sockets.resolver();
      return await c.getnameinfo(addr ?? hostAndService(host ?? "", port ?? ""), flags, context);
    },
  }),

  command({
    name: "gethostbyname",
    prototype: "struct hostent *gethostbyname(const char *name);",
    summary: { en: "look up the IPv4 address of a host", pt: "procura o endereço IPv4 de um host" },
    description: {
      en:
        "Returns the first IPv4 address of a host as text, as Python does. It knows no IPv6: getaddrinfo does. Its " +
        "errors are those of h_errno.",
      pt:
        "Retorna como texto o primeiro endereço IPv4 de um host, como no Python. Não conhece IPv6: para isso há " +
        "getaddrinfo. Os erros são os de h_errno.",
    },
    parameters: { name: plainText },
    forms: ["name"],
    errors: hostErrors("name"),
    example: 'gethostbyname localhost => "127.0.0.1"',
    async run({ name }, context) {
      const c = await context.sockets.resolver();
      const { addresses: [first = null] } = await c.gethostbyname(name, context);
      return first;
    },
  }),

  command({
    name: "gethostbyname_ex",
    prototype: "struct hostent *gethostbyname(const char *name);",
    summary: {
      en: "look up a host's names and IPv4 addresses",
      pt: "procura os nomes e endereços IPv4 de um host",
    },
    description: {
      en: "Calls gethostbyname and returns all of its answer, as Python does: (name, aliases, addresses).",
      pt: "Chama gethostbyname e retorna a resposta inteira, como no Python: (nome, apelidos, endereços).",
    },
    parameters: { name: plainText },
    forms: ["name"],
    errors: hostErrors("name"),
    example: 'name, aliases, found = gethostbyname_ex("127.0.0.1")\nfound[0] => "127.0.0.1"',
    async run({ name }, context) {
      const c = await context.sockets.resolver();
      return hostent(await c.gethostbyname(name, context));
    },
  }),

  command({
    name: "gethostbyaddr",
    prototype: "struct hostent *gethostbyaddr(const void *addr, socklen_t len, int type);",
    summary: { en: "look up the host that has an address", pt: "procura o host que tem um endereço" },
    description: {
      en:
        "Returns (name, aliases, addresses) of the host with an address, as Python does. The address is text, or the " +
        "bytes that inet_pton returned; C's length and family may follow the bytes. A name is looked up first.",
      pt:
        "Retorna (nome, apelidos, endereços) do host que tem um endereço, como no Python. O endereço é um texto ou " +
        "os bytes que inet_pton retornou; o comprimento e a família, como em C, podem vir depois dos bytes. Um nome " +
        "é procurado antes.",
    },
    parameters: {
      host: optional(plainText),
      addr: optional(data),
      len: optional(socklen),
      type: optional(int("AF_")),
    },
    forms: ["host", "addr", "addr len type"],
    errors: {
      ...hostErrors("host"),
      EAI_NONAME: {
        en: "the text is no address, and the resolver knows no such host",
        pt: "o texto não é um endereço, e o resolvedor não conhece esse host",
        at: "host",
      },
      EAFNOSUPPORT: {
        en: "an address has 4 bytes in AF_INET and 16 in AF_INET6; no other family is looked up",
        pt: "um endereço tem 4 bytes em AF_INET e 16 em AF_INET6; nenhuma outra família é procurada",
        at: "addr",
      },
    },
    example: 'name, aliases, found = gethostbyaddr 127.0.0.1\nfound[0] => "127.0.0.1"',
    async run({ host, addr, len, type }, context) {
      const c = await context.sockets.resolver();
      return hostent(await c.gethostbyaddr(addr ?? host ?? "", len, type, context));
    },
  }),

  command({
    name: "gethostname",
    prototype: "int gethostname(char *name, size_t len);",
    summary: { en: "show this machine's name", pt: "mostra o nome desta máquina" },
    description: {
      en: "Returns the name of this machine, as the kernel has it.",
      pt: "Retorna o nome desta máquina, como está no kernel.",
    },
    parameters: {},
    forms: [""],
    errors: {},
    example: "name = gethostname()",
    run(_, { sockets }) {
      return after(sockets.resolver(), (c) => c.gethostname());
    },
  }),

  command({
    name: "getservbyname",
    prototype: "struct servent *getservbyname(const char *name, const char *proto);",
    summary: { en: "look up the port of a service", pt: "procura a porta de um serviço" },
    description: {
      en:
        "Returns the port /etc/services has for a service, over any protocol or over tcp or udp. The number is as " +
        "people write it; C's s_port is in network byte order.",
      pt:
        "Retorna a porta que /etc/services tem para um serviço, em qualquer protocolo ou em tcp ou udp. O número " +
        "é como se escreve; o s_port de C está na ordem de bytes da rede.",
    },
    parameters: { name: plainText, proto: nullable(plainText) },
    forms: ["name proto?"],
    errors: {},
    example: "getservbyname http tcp => 80",
    run({ name, proto }, { sockets }) {
      return after(sockets.resolver(), (c) => c.getservbyname(name, proto));
    },
  }),

  command({
    name: "getservbyport",
    prototype: "struct servent *getservbyport(int port, const char *proto);",
    summary: { en: "look up the service of a port", pt: "procura o serviço de uma porta" },
    description: {
      en:
        "Returns the name /etc/services has for a port, over any protocol or over tcp or udp. The port is written " +
        "as it is read, as in Python; C wants htons(port).",
      pt:
        "Retorna o nome que /etc/services tem para uma porta, em qualquer protocolo ou em tcp ou udp. A porta se " +
        "escreve como se lê, como no Python; C quer htons(port).",
    },
    parameters: { port: uint16, proto: nullable(plainText) },
    forms: ["port proto?"],
    errors: {},
    example: 'getservbyport 80 tcp => "http"',
    run({ port, proto }, { sockets }) {
      return after(sockets.resolver(), (c) => c.getservbyport(port, proto));
    },
  }),

  command({
    name: "getprotobyname",
    prototype: "struct protoent *getprotobyname(const char *name);",
    summary: { en: "look up the number of a protocol", pt: "procura o número de um protocolo" },
    description: {
      en: "Returns the number /etc/protocols has for a protocol: what socket takes as its third argument.",
      pt: "Retorna o número que /etc/protocols tem para um protocolo: o terceiro argumento de socket.",
    },
    parameters: { name: plainText },
    forms: ["name"],
    errors: {},
    names: () => "IPPROTO_",
    example: "getprotobyname tcp => IPPROTO_TCP",
    run({ name }, { sockets }) {
      return after(sockets.resolver(), (c) => c.getprotobyname(name));
    },
  }),

  command({
    name: "inet_pton",
    prototype: "int inet_pton(int af, const char *src, void *dst);",
    summary: {
      en: "turn an address's text into its bytes",
      pt: "converte o texto de um endereço nos seus bytes",
    },
    description: {
      en:
        "Returns the bytes of an IPv4 or IPv6 address in network byte order: 4 or 16 of them. IPv4 has to be " +
        "written in four decimal numbers.",
      pt:
        "Retorna os bytes de um endereço IPv4 ou IPv6 na ordem da rede: 4 ou 16. Um endereço IPv4 deve ser " +
        "escrito com quatro números decimais.",
    },
    parameters: { family: int("AF_"), text: plainText },
    forms: ["family text"],
    errors: { EAFNOSUPPORT: noFamily },
    example: 'inet_pton AF_INET 127.0.0.1 => hex"7f 00 00 01"',
    run({ family, text }, { sockets }) {
      return after(sockets.resolver(), (c) => c.inet_pton(family, text));
    },
  }),

  command({
    name: "inet_ntop",
    prototype: "const char *inet_ntop(int af, const void *src, char *dst, socklen_t size);",
    summary: { en: "turn an address's bytes into text", pt: "converte os bytes de um endereço em texto" },
    description: {
      en: "Returns the text of 4 bytes (AF_INET) or 16 bytes (AF_INET6) in network byte order.",
      pt: "Retorna o texto de 4 bytes (AF_INET) ou 16 bytes (AF_INET6) na ordem da rede.",
    },
    parameters: { family: int("AF_"), packed: data },
    forms: ["family packed"],
    errors: { EAFNOSUPPORT: noFamily },
    example: 'inet_ntop AF_INET hex"7f 00 00 01" => "127.0.0.1"',
    run({ family, packed }, { sockets }) {
      return after(sockets.resolver(), (c) => c.inet_ntop(family, packed));
    },
  }),

  command({
    name: "inet_aton",
    prototype: "int inet_aton(const char *cp, struct in_addr *inp);",
    summary: {
      en: "turn IPv4 text, short forms too, into bytes",
      pt: "converte texto IPv4, até abreviado, em bytes",
    },
    description: {
      en:
        "Returns the 4 bytes of an IPv4 address. It takes fewer than four numbers, the last of which fills the " +
        "rest (127.1), and octal and hexadecimal ones (0177.1, 0x7f000001).",
      pt:
        "Retorna os 4 bytes de um endereço IPv4. Aceita menos de quatro números, dos quais o último preenche o " +
        "resto (127.1), e também octais e hexadecimais (0177.1, 0x7f000001).",
    },
    parameters: { text: plainText },
    forms: ["text"],
    errors: {},
    example: 'inet_aton 127.1 => hex"7f 00 00 01"',
    run({ text }, { sockets }) {
      return after(sockets.resolver(), (c) => c.inet_aton(text));
    },
  }),

  command({
    name: "inet_ntoa",
    prototype: "char *inet_ntoa(struct in_addr in);",
    summary: {
      en: "turn the 4 bytes of an IPv4 address into text",
      pt: "converte os 4 bytes de um IPv4 em texto",
    },
    description: {
      en:
        "Returns the text of an IPv4 address. It takes the bytes, or a number as C keeps it in s_addr, which is in " +
        "network byte order: inet_ntoa(htonl(INADDR_LOOPBACK)).",
      pt:
        "Retorna o texto de um endereço IPv4. Aceita os bytes ou um número como C o guarda em s_addr, na ordem de " +
        "bytes da rede: inet_ntoa(htonl(INADDR_LOOPBACK)).",
    },
    parameters: { in_addr: inAddr },
    forms: ["in_addr"],
    errors: {},
    example: 'inet_ntoa(htonl(INADDR_LOOPBACK)) => "127.0.0.1"',
    run({ in_addr }, { sockets }) {
      return after(sockets.resolver(), (c) => c.inet_ntoa(in_addr));
    },
  }),

  byteOrder("htons", "uint16_t", "hostshort", "0x5000"),
  byteOrder("htonl", "uint32_t", "hostlong", "0x0100007f"),
  byteOrder("ntohs", "uint16_t", "netshort", "0x5000"),
  byteOrder("ntohl", "uint32_t", "netlong", "0x0100007f"),

  command({
    name: "if_nameindex",
    prototype: "struct if_nameindex *if_nameindex(void);",
    summary: { en: "list the network interfaces by index", pt: "lista as interfaces de rede pelo índice" },
    description: {
      en:
        "Returns (index, name) of every network interface of this machine. addresses shows their addresses, too.",
      pt:
        "Retorna (índice, nome) de cada interface de rede desta máquina. addresses mostra também os endereços.",
    },
    parameters: {},
    forms: [""],
    errors: { EMFILE: noDescriptorToAsk },
    example: "index, name = if_nameindex()[0]",
    run(_, { sockets }) {
      return after(sockets.resolver(), (c) => c.if_nameindex());
    },
  }),

  command({
    name: "if_nametoindex",
    prototype: "unsigned int if_nametoindex(const char *ifname);",
    summary: { en: "look up an interface's index", pt: "procura o índice de uma interface" },
    description: {
      en: "Returns the number the kernel gave a network interface: the scope of link-local IPv6 addresses.",
      pt:
        "Retorna o número que o kernel deu a uma interface de rede: o escopo dos endereços IPv6 de enlace local.",
    },
    parameters: { ifname: plainText },
    forms: ["ifname"],
    errors: {
      ENODEV: {
        en: "this machine has no such interface; if_nameindex lists them",
        pt: "esta máquina não tem essa interface; if_nameindex lista as que existem",
        at: "ifname",
      },
    },
    example: "if_nametoindex nowhere => ENODEV",
    run({ ifname }, { sockets }) {
      return after(sockets.resolver(), (c) => c.if_nametoindex(ifname));
    },
  }),

  command({
    name: "if_indextoname",
    prototype: "char *if_indextoname(unsigned int ifindex, char *ifname);",
    summary: { en: "look up an interface's name", pt: "procura o nome de uma interface" },
    description: {
      en: "Returns the name of the network interface with that number.",
      pt: "Retorna o nome da interface de rede que tem esse número.",
    },
    parameters: { ifindex: uint32 },
    forms: ["ifindex"],
    errors: {
      ENXIO: {
        en: "no interface of this machine has that number; if_nameindex lists them",
        pt: "nenhuma interface desta máquina tem esse número; if_nameindex lista as que existem",
        at: "ifindex",
      },
    },
    example: "if_indextoname 0 => ENXIO",
    run({ ifindex }, { sockets }) {
      return after(sockets.resolver(), (c) => c.if_indextoname(ifindex));
    },
  }),
];
