// inspection: sockets, state, netstat, vars, help, man — what is there, and what can be typed.

import {
  after,
  command,
  explained,
  type Field,
  flag,
  type Meaning,
  type NetstatRow,
  optional,
  plainText,
  socket,
  type Struct,
  topic,
  words,
} from "../lib/command.ts";
import { badDescriptor, noDescriptorToAsk, notASocket } from "./meanings.ts";

/** help and man: the same record under two names. */
function help(name: "help" | "man") {
  return command({
    name,
    prototype: `${name} [command | constant | error | word]`,
    summary: name === "help"
      ? {
        en: "list the commands, or explain a command or constant",
        pt: "lista os comandos, ou explica um comando ou constante",
      }
      : { en: "the same as help", pt: "o mesmo que help" },
    description: {
      en:
        "Without a name: all commands, a line each. With one: its prototype, its usage, what it does, which " +
        "errors are likely and what they mean, and an example. COMMAND --help does the same. With the name of a " +
        "constant (SO_REUSEADDR, MSG_PEEK, TIME_WAIT): its number, where it is used and what it is for. With a word " +
        'or sign of the language (while, timeout, len, "=>"): how it is written and what it does.',
      pt:
        "Sem nome: todos os comandos, uma linha para cada um. Com um nome: o protótipo, o uso, o que o comando " +
        "faz, quais erros são prováveis e o que significam, e um exemplo. COMANDO --help faz o mesmo. Com o nome de " +
        "uma constante (SO_REUSEADDR, MSG_PEEK, TIME_WAIT): o número, onde é usada e para que serve. Com uma " +
        'palavra ou sinal da linguagem (while, timeout, len, "=>"): como se escreve e o que faz.',
    },
    parameters: { topic: optional(topic) },
    forms: ["topic?"],
    errors: {},
    silent: true,
    ...(name === "help" ? { elsewhere: ["ajuda", "ajude", "socorro", "comandos", "commands", "?"] } : {}),
    example: `${name} bind\n${name} SO_REUSEADDR\n${name} while`,
    run({ topic }, context) {
      return after(
        explained(topic),
        (explanation) => after(context.report({ kind: "help", topic: explanation }), () => null),
      );
    },
  });
}

/** What a kernel answers that has no tables to show. */
const noTables: Meaning = {
  en: "this kernel does not tell of its sockets over netlink (NETLINK_SOCK_DIAG), or not to this process",
  pt: "este kernel não informa seus sockets por netlink (NETLINK_SOCK_DIAG), ou não a este processo",
};

/** What asking the kernel can answer. */
const asking: Readonly<Record<string, Meaning>> = {
  EMFILE: noDescriptorToAsk,
  EACCES: noTables,
  EPERM: noTables,
  ENOENT: noTables,
  EAFNOSUPPORT: noTables,
  EPROTONOSUPPORT: noTables,
};

/** A line of netstat as a value; there may be very many, so that its fields are made when somebody looks. */
class Listed implements Struct {
  readonly kind = "struct";
  readonly name = "socket";

  constructor(readonly row: NetstatRow) {}

  get fields(): readonly Field[] {
    const { socket, state, name, owner, cells } = this.row;
    const { local, peer, received, unsent, inode, peerInode } = socket;
    const hasPeer = peer !== undefined && "port" in peer && peer.port !== 0;
    return [
      { name: "protocol", value: cells[0] ?? "" },
      { name: "type", value: socket.type },
      { name: "state", value: state },
      { name: "local", value: local },
      { name: "peer", value: hasPeer ? peer : null },
      { name: "recv_q", value: received },
      { name: "send_q", value: unsent },
      { name: "inode", value: inode },
      { name: "peer_inode", value: peerInode === 0 ? null : peerInode },
      { name: "socket", value: name ?? null },
      { name: "pid", value: owner?.pid ?? null },
      { name: "program", value: owner?.program ?? null },
    ];
  }
}

/** The commands of this topic. */
export const inspection = [
  command({
    name: "sockets",
    prototype: "sockets",
    summary: { en: "show the sockets of this session", pt: "mostra os sockets desta sessão" },
    description: {
      en:
        "One line for each open descriptor of the session: its name, number, protocol, state, queues, local and " +
        "peer address, all read from the kernel at that moment. RECV-Q are bytes nobody has read yet, SEND-Q bytes " +
        "the other end has not acknowledged. Of a socket that listens RECV-Q is 1/5 where one of at most five " +
        "connections waits for accept.",
      pt:
        "Uma linha para cada descritor aberto na sessão: nome, número, protocolo, estado, filas, endereço local e " +
        "remoto, tudo lido do kernel nesse momento. RECV-Q são bytes que ninguém leu ainda; SEND-Q, bytes que o " +
        "outro lado ainda não confirmou. Em um socket em escuta, RECV-Q é 1/5 quando uma de no máximo cinco " +
        "conexões espera por accept.",
    },
    parameters: {},
    forms: [""],
    errors: {},
    silent: true,
    example: "srv = socket tcp\nsockets",
    async run(_, context) {
      const { sockets } = context;
      await context.report({ kind: "sockets", accounts: await sockets.accounts(sockets.all()) });
      return sockets.all();
    },
  }),

  command({
    name: "state",
    prototype: "state sockfd",
    summary: {
      en: "show a socket's state, and the states it went through",
      pt: "mostra o estado de um socket e os estados por que ele passou",
    },
    description: {
      en:
        "Shows state, addresses and queues of a socket as the kernel tells them now, and the states it went through " +
        "with the time at which each was first seen; a state nobody saw, but that cannot have been left out, is " +
        "marked as deduced. The value is the state: of TCP in netstat's spelling, of others unbound, bound, connected " +
        "or listening. A connection that was closed is found by its addresses as long as the kernel knows it " +
        "(TIME_WAIT), and is CLOSED afterwards.",
      pt:
        "Mostra o estado, os endereços e as filas de um socket como o kernel os informa agora, e os estados por que ele " +
        "passou, com a hora em que cada um foi visto pela primeira vez; um estado que ninguém viu, mas que não pode " +
        "ter faltado, é marcado como deduzido. O valor é o estado: em TCP, na grafia do netstat; nos outros, unbound, " +
        "bound, connected ou listening. Uma conexão que foi fechada é encontrada pelos endereços enquanto o kernel a " +
        "conhece (TIME_WAIT) e depois está CLOSED.",
    },
    parameters: { sockfd: socket },
    forms: ["sockfd"],
    errors: { EBADF: badDescriptor, ENOTSOCK: notASocket, ...asking },
    silent: true,
    example: "srv = socket tcp\nbind srv 127.0.0.1:0\nlisten srv\nstate srv => LISTEN",
    async run({ sockfd }, context) {
      const { sockets } = context;
      // A descriptor that is none, or no socket, has no state; one that the session closed has.
      if (sockfd.fd >= 0 || sockfd.origin === "foreign") sockets.verify(sockfd);
      await sockets.settled(sockfd);
      const [account] = await sockets.accounts([sockfd]);
      if (account === undefined) return null;
      await context.report({ kind: "state", account });
      return account.state.state ?? null;
    },
  }),

  command({
    name: "netstat",
    prototype: "netstat [-antuxlp46] [| grep [-iv] WORD]",
    summary: {
      en: "show the sockets of the whole machine",
      pt: "mostra os sockets da máquina inteira",
    },
    description: {
      en:
        "The sockets of all programs in netstat's columns, asked of the kernel as ss asks. Without -a and -l: those " +
        "that are connected. A listening socket has the connections that wait for accept in Recv-Q and its backlog in " +
        "Send-Q. The session's own sockets are marked with their names: <- srv. Addresses and ports are always " +
        "numbers. Behind | stands grep WORD, which keeps the lines with that text; it is no pattern. The value is a " +
        "tuple with all that is known of each socket.",
      pt:
        "Os sockets de todos os programas nas colunas do netstat, perguntados ao kernel como faz o ss. Sem -a e -l: os " +
        "que estão conectados. Um socket em escuta traz em Recv-Q as conexões que esperam por accept e em Send-Q o " +
        "backlog. Os sockets da própria sessão são marcados com o nome: <- srv. Endereços e portas são sempre números. " +
        "Depois de | vem grep WORD, que mantém as linhas que contêm o texto WORD; não é um padrão. O valor é uma tupla com " +
        "tudo o que se sabe de cada socket.",
    },
    parameters: { filter: words(plainText) },
    forms: ["filter…"],
    options: {
      all: flag({ en: "all sockets, listening ones too", pt: "todos os sockets, também os em escuta" }, {
        short: "a",
      }),
      numeric: flag({
        en: "numbers, not names: always so here",
        pt: "números, não nomes: aqui é sempre assim",
      }, {
        short: "n",
      }),
      tcp: flag({ en: "sockets of TCP", pt: "sockets TCP" }, { short: "t" }),
      udp: flag({ en: "sockets of UDP", pt: "sockets UDP" }, { short: "u" }),
      unix: flag({ en: "unix sockets", pt: "sockets unix" }, { short: "x" }),
      listening: flag({ en: "only what waits for others", pt: "só o que espera por outros" }, { short: "l" }),
      program: flag(
        {
          en: "which program has each socket open, where that can be read",
          pt: "qual programa tem cada socket aberto, onde isso pode ser lido",
        },
        { short: "p", aliases: ["programs"] },
      ),
      ipv4: flag({ en: "IPv4 only", pt: "só IPv4" }, { short: "4", aliases: ["inet"] }),
      ipv6: flag({ en: "IPv6 only", pt: "só IPv6" }, { short: "6", aliases: ["inet6"] }),
    },
    errors: asking,
    silent: true,
    example: "srv = socket tcp\nbind srv 127.0.0.1:0\nlisten srv 5\nnetstat -lnt | grep srv",
    elsewhere: ["ss", "lsof"],
    async run({ filter, ...selection }, context) {
      const listing = await context.sockets.netstat(selection, filter);
      await context.report({ kind: "netstat", listing });
      const { sections, keeps, filtered } = listing;
      const rows = sections.flatMap(({ rows }) => rows);
      return (filtered ? rows.filter(({ line }) => keeps(line)) : rows).map((row) => new Listed(row));
    },
  }),

  command({
    name: "vars",
    prototype: "vars",
    summary: { en: "show the variables", pt: "mostra as variáveis" },
    description: {
      en: "One line for each variable of the session with its value.",
      pt: "Uma linha para cada variável da sessão, com o valor dela.",
    },
    parameters: {},
    forms: [""],
    errors: {},
    silent: true,
    example: 'host = "127.0.0.1"\nvars',
    run(_, context) {
      return after(context.report({ kind: "variables" }), () => null);
    },
  }),

  help("help"),
  help("man"),
];
