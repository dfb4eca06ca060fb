// findings: what is said of the facts behind an error, in English and Brazilian Portuguese.
//
// A finding is what the kernel told when it was asked right after the call failed. What it did not tell is not said here.

import type { Text } from "../errors.ts";

/** The sentences by what was found; `{holder}` is a phrase of {@linkcode phraseTexts}, as is `{until}`. */
export const findingTexts = {
  // EADDRINUSE
  "held-listening": {
    en:
      "{holder} listens at {address}: close it, or choose another port (0 takes a free one); SO_REUSEADDR does not help against a listening socket",
    pt:
      "{holder} escuta em {address}: feche-o ou escolha outra porta (0 usa uma livre); SO_REUSEADDR não ajuda contra um socket em escuta",
  },
  "held-bound": {
    en:
      "{holder} is bound to {address}: close it, choose another port (0 takes a free one), or set SO_REUSEADDR on both sockets before bind",
    pt:
      "{holder} está vinculado a {address}: feche-o, escolha outra porta (0 usa uma livre) ou ative SO_REUSEADDR nos dois sockets antes do bind",
  },
  "held-connected": {
    en:
      "{holder} still has the connection from {address} to {peer} ({state}): close it, choose another port, or set SO_REUSEADDR on both sockets before bind",
    pt:
      "{holder} ainda tem a conexão de {address} com {peer} ({state}): feche-o, escolha outra porta ou ative SO_REUSEADDR nos dois sockets antes do bind",
  },
  "held-bound-reuse": {
    en:
      "{holder} is bound to {address} and has not set SO_REUSEADDR: set it there, too, and this bind succeeds; or close it, or choose another port (0 takes a free one)",
    pt:
      "{holder} está vinculado a {address} e não ativou SO_REUSEADDR: ative-o lá também, e este bind dará certo; ou feche-o, ou escolha outra porta (0 usa uma livre)",
  },
  "held-connected-reuse": {
    en:
      "{holder} still has the connection from {address} to {peer} ({state}) and has not set SO_REUSEADDR: set it there, too, and this bind succeeds; or close it, or choose another port",
    pt:
      "{holder} ainda tem a conexão de {address} com {peer} ({state}) e não ativou SO_REUSEADDR: ative-o lá também, e este bind dará certo; ou feche-o, ou escolha outra porta",
  },
  "held-unlisted": {
    en:
      "the kernel lists no socket at {address} now: one that is bound and does not listen may have it (kernels before Linux 6.8 do not list those), or it is gone already; try again, or choose another port (0 takes a free one)",
    pt:
      "o kernel não lista nenhum socket em {address} agora: pode ser um que está vinculado e não escuta (kernels anteriores ao Linux 6.8 não os listam), ou ele já não existe; tente de novo ou escolha outra porta (0 usa uma livre)",
  },
  orphaned: {
    en:
      "{holder} was closed, but the kernel keeps its connection from {address} to {peer} in {state} {until}, and no program has it any more to close it: wait, choose another port, or set SO_REUSEADDR before bind (useful only if the earlier socket had set it, too)",
    pt:
      "{holder} foi fechado, mas o kernel mantém a conexão dele de {address} com {peer} em {state} {until}, e nenhum programa a tem mais para fechá-la: espere, escolha outra porta ou ative SO_REUSEADDR antes do bind (só ajuda se o socket anterior também o tinha ativado)",
  },
  "orphaned-reuse": {
    en:
      "{holder} was closed, but the kernel keeps its connection from {address} to {peer} in {state} {until}, and no program has it any more to close it; that socket had not set SO_REUSEADDR before its bind: with it on both sockets this bind would succeed",
    pt:
      "{holder} foi fechado, mas o kernel mantém a conexão dele de {address} com {peer} em {state} {until}, e nenhum programa a tem mais para fechá-la; esse socket não ativou SO_REUSEADDR antes do bind: com ele ativado nos dois sockets, este bind daria certo",
  },
  "time-wait": {
    en:
      "the connection from {address} to {peer} is in TIME_WAIT for another {seconds} s: wait, choose another port, or set SO_REUSEADDR before bind (useful only if the earlier socket had set it, too)",
    pt:
      "a conexão de {address} com {peer} fica em TIME_WAIT por mais {seconds} s: espere, escolha outra porta ou ative SO_REUSEADDR antes do bind (só ajuda se o socket anterior também o tinha ativado)",
  },
  "time-wait-reuse": {
    en:
      "the connection from {address} to {peer} is in TIME_WAIT for another {seconds} s, and the socket that had it had not set SO_REUSEADDR before its bind: with it on both sockets this bind would succeed",
    pt:
      "a conexão de {address} com {peer} fica em TIME_WAIT por mais {seconds} s, e o socket que a tinha não ativou SO_REUSEADDR antes do bind: com ele ativado nos dois sockets, este bind daria certo",
  },
  "path-held": {
    en:
      "{holder} is bound to {address}: a path belongs to one socket at a time; choose another, or close that one and remove the file",
    pt:
      "{holder} está vinculado a {address}: um caminho pertence a um socket por vez; escolha outro, ou feche esse e remova o arquivo",
  },
  "path-left": {
    en:
      "the file {address} is there, but no open socket is bound to it: it is left over from one that was closed; remove the file",
    pt:
      "o arquivo {address} existe, mas nenhum socket aberto está vinculado a ele: sobrou de um que foi fechado; remova o arquivo",
  },
  "name-held": {
    en:
      "{holder} has the name {address}: an abstract name belongs to one socket at a time; choose another, or close that one",
    pt:
      "{holder} tem o nome {address}: um nome abstrato pertence a um socket por vez; escolha outro ou feche esse",
  },
  // ECONNREFUSED
  "nobody-at-path": {
    en:
      "no open socket of this machine is bound to {address}: start the server first, or correct the name; a file there is left over from a socket that was closed",
    pt:
      "nenhum socket aberto desta máquina está vinculado a {address}: inicie antes o servidor ou corrija o nome; um arquivo ali é resto de um socket que foi fechado",
  },
  "listens-elsewhere": {
    en:
      "nothing listens at {address}, but {holder} listens at {other}: connect to that address, or have the server listen at yours",
    pt:
      "ninguém escuta em {address}, mas {holder} escuta em {other}: conecte a esse endereço ou faça o servidor escutar no seu",
  },
  "nobody-listens": {
    en: "no socket of this machine listens on TCP port {port}: start the server first, or correct the port",
    pt: "nenhum socket desta máquina escuta na porta TCP {port}: inicie antes o servidor ou corrija a porta",
  },
  "listens-later": {
    en: "{holder} listens at {address} now, but the call was refused a moment ago: try again",
    pt: "{holder} escuta em {address} agora, mas a chamada foi recusada há um instante: tente de novo",
  },
  "nobody-receives": {
    en:
      "no UDP socket of this machine is bound to port {port}: the datagram sent before came back as refused; start the receiver first, or correct the port",
    pt:
      "nenhum socket UDP desta máquina está vinculado à porta {port}: o datagrama enviado antes voltou como recusado; inicie antes o receptor ou corrija a porta",
  },
  "other-protocol": {
    en:
      "no {protocol} socket of this machine takes anything on port {port}, but {holder} has it for {other}: the ports of TCP and UDP are apart; choose the same protocol on both sides",
    pt:
      "nenhum socket {protocol} desta máquina atende na porta {port}, mas {holder} a tem em {other}: as portas de TCP e de UDP são separadas; escolha o mesmo protocolo nos dois lados",
  },
  "port-zero": {
    en: "no socket is ever at port 0: in bind it means any free port, but connect needs the server's own",
    pt:
      "nenhum socket fica na porta 0: no bind ela significa qualquer porta livre, mas o connect precisa da porta do servidor",
  },
  "bound-only": {
    en: "{holder} is bound to {address}, but it does not listen: call listen on it before connect",
    pt: "{holder} está vinculado a {address}, mas não está em escuta: chame listen nele antes de connect",
  },
  // ENETUNREACH, EHOSTUNREACH, ETIMEDOUT
  "same-network": {
    en:
      "{host} is in the same network as {interface} ({own}/{prefix}): packets go there directly, but no answer came from that address",
    pt:
      "{host} está na mesma rede que {interface} ({own}/{prefix}): os pacotes vão direto para lá, mas nenhuma resposta veio desse endereço",
  },
  "other-network": {
    en:
      "{host} is in none of this machine's networks ({networks}): packets have to go through a router, and no answer came from that address",
    pt:
      "{host} não está em nenhuma das redes desta máquina ({networks}): os pacotes precisam passar por um roteador, e nenhuma resposta veio desse endereço",
  },
  "no-route": {
    en:
      "{host} is in none of this machine's networks ({networks}), and the system has no route to it: look at the address, the mask, and the default route",
    pt:
      "{host} não está em nenhuma das redes desta máquina ({networks}), e o sistema não tem rota até ele: confira o endereço, a máscara e a rota padrão",
  },
  "queue-full": {
    en:
      "{holder} listens at {address}, but its queue is full (waiting to be accepted: {waiting}, backlog: {backlog}): the kernel drops further connections until accept takes one",
    pt:
      "{holder} escuta em {address}, mas a fila está cheia (à espera de accept: {waiting}, backlog: {backlog}): o kernel descarta outras conexões até que accept aceite uma",
  },
  "no-addresses": {
    en: "no interface of this machine has an address of this family, not even loopback: look at addresses",
    pt: "nenhuma interface desta máquina tem endereço desta família, nem mesmo loopback: veja addresses",
  },
  "no-networks": {
    en: "no interface of this machine but loopback has an address of this family: look at addresses",
    pt: "nenhuma interface desta máquina, além da de loopback, tem endereço desta família: veja addresses",
  },
  // What happened before on this socket
  "is-listening": {
    en: "{socket} listens: data goes through the socket that accept returns, not through this one",
    pt: "{socket} está em escuta: os dados passam pelo socket que accept retorna, não por este",
  },
  "never-connected": {
    en: "{socket} has no peer: it has not been connected yet; call connect first",
    pt: "{socket} não tem outro lado: ainda não foi conectado; chame connect antes",
  },
  "no-longer-connected": {
    en:
      "{socket} was connected, but this call can no longer use that connection; make a new socket for a new connection",
    pt:
      "{socket} estava conectado, mas esta chamada já não pode usar essa conexão; crie um novo socket para uma nova conexão",
  },
  "shut-by-us": {
    en:
      "shutdown was called on {socket} for writing: what it sends has ended, what comes in can still be received",
    pt:
      "shutdown foi chamado em {socket} para escrita: o envio terminou, mas o que chega ainda pode ser recebido",
  },
  "closed-by-peer": {
    en:
      "the other side of {socket} has closed the connection, and what was sent after that was answered with a reset (RST)",
    pt:
      "o outro lado de {socket} fechou a conexão, e o que foi enviado depois disso foi respondido com um reset (RST)",
  },
  "reset-by-peer": {
    en:
      "{socket} was {state} when the other side ended the connection at once, with a reset (RST); what was on its way is lost",
    pt:
      "{socket} estava em {state} quando o outro lado encerrou a conexão de imediato, com um reset (RST); o que estava a caminho se perdeu",
  },
  "bound-already": {
    en:
      "{socket} is bound to {address} already: a socket gets its address once; make a new socket for another",
    pt:
      "{socket} já está vinculado a {address}: um socket recebe o endereço uma vez; crie um novo socket para outro",
  },
  "not-listening": {
    en: "{socket} does not listen: call listen before accept",
    pt: "{socket} não está em escuta: chame listen antes de accept",
  },
  "accepts-no-more": {
    en:
      "{socket} has its own connection: accept is called on the socket that listens; on this one call send and recv",
    pt:
      "{socket} já tem a sua própria conexão: accept se chama no socket em escuta; neste, chame send e recv",
  },
  "listens-no-more": {
    en: "{socket} has a connection, and such a socket cannot listen: make a new socket for that",
    pt: "{socket} tem uma conexão, e um socket assim não pode escutar: crie um novo socket para isso",
  },
  "other-family": {
    en:
      "{address} is an address of {family}, but {socket} is a socket of {own}: make a socket of the address's family, or take an address of the socket's",
    pt:
      "{address} é um endereço de {family}, mas {socket} é um socket de {own}: crie um socket da família do endereço ou use um endereço da família do socket",
  },
  "reset-before": {
    en:
      "the connection of {socket} was reset (RST) before, as ECONNRESET said once: make a new socket for a new connection",
    pt:
      "a conexão de {socket} já tinha recebido um reset (RST), como ECONNRESET avisou uma vez: crie um novo socket para uma nova conexão",
  },
  "listens-itself": {
    en: "{socket} listens: a listening socket makes no connections itself; make a new socket for that",
    pt: "{socket} está em escuta: um socket em escuta não faz conexões; crie um novo socket para isso",
  },
  "connected-already": {
    en: "{socket} is connected to {peer} already: make a new socket for another connection",
    pt: "{socket} já está conectado a {peer}: crie um novo socket para outra conexão",
  },
} as const satisfies Readonly<Record<string, Text>>;

/** Parts of these sentences: who has a socket, and what is waited for. */
export const phraseTexts = {
  own: { en: "{socket} (descriptor {fd}, of this session)", pt: "{socket} (descritor {fd}, desta sessão)" },
  program: { en: "a socket of {program} (process {pid})", pt: "um socket de {program} (processo {pid})" },
  unknown: {
    en: "a socket of an unknown program (not readable for this user)",
    pt: "um socket de um programa desconhecido (sem permissão para ver qual)",
  },
  departed: { en: "{socket} (of this session)", pt: "{socket} (desta sessão)" },
  gone: { en: "a socket that no program has any more", pt: "um socket que já não é de nenhum programa" },
  fin: { en: "until the other side sends its FIN", pt: "até o outro lado enviar o FIN dele" },
  "fin-at-most": {
    en: "until the other side sends its FIN (at most {seconds} s more)",
    pt: "até o outro lado enviar o FIN dele (por mais {seconds} s no máximo)",
  },
  acknowledged: {
    en: "until the other side has acknowledged all that was sent",
    pt: "até o outro lado confirmar tudo o que foi enviado",
  },
} as const satisfies Readonly<Record<string, Text>>;
