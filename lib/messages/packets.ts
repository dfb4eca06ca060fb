// packets: what a captured packet is, in a few words, in English and Brazilian Portuguese.
//
// The names of flags stay as they are in both. What the capture does not tell is not said here.

import type { Text } from "../errors.ts";

/** The words by what a packet is; what stands behind a `:` is the case. */
export const packetTexts = {
  // The columns of the list
  "column:number": { en: "NO", pt: "Nº" },
  "column:time": { en: "TIME", pt: "TEMPO" },
  "column:route": { en: "SOURCE → DESTINATION", pt: "ORIGEM → DESTINO" },
  "column:protocol": { en: "PROTO", pt: "PROTO" },
  "column:flags": { en: "FLAGS", pt: "FLAGS" },
  "column:seq": { en: "SEQ", pt: "SEQ" },
  "column:ack": { en: "ACK", pt: "ACK" },
  "column:length": { en: "LEN", pt: "TAM" },
  "column:what": { en: "WHAT", pt: "O QUE É" },

  // TCP
  "handshake": { en: "handshake {step}/3", pt: "aperto de mão {step}/3" },
  "data": { en: "data", pt: "dados" },
  "with-data": { en: "{what}, with data", pt: "{what}, com dados" },
  "acknowledgement": { en: "acknowledgement", pt: "confirmação" },
  "close": { en: "close {step}/4", pt: "fechamento {step}/4" },
  "close:2+3": { en: "close 2/4 and 3/4", pt: "fechamento 2/4 e 3/4" },
  "close:fin": { en: "FIN: sends no more", pt: "FIN: não envia mais" },
  "close:fin-acknowledged": { en: "FIN acknowledged", pt: "FIN confirmado" },
  "close:crossed": {
    en: "FIN: both sides close at the same time",
    pt: "FIN: os dois lados fecham ao mesmo tempo",
  },
  "refused": { en: "connection refused", pt: "conexão recusada" },
  "reset": { en: "reset", pt: "reset" },
  "retransmission": { en: "retransmission", pt: "retransmissão" },
  "retransmission:fast": { en: "fast retransmission", pt: "retransmissão rápida" },
  "retransmission:spurious": { en: "needless retransmission", pt: "retransmissão desnecessária" },
  "retransmission-of": { en: "{what} of {flags}", pt: "{what} de {flags}" },
  "out-of-order": { en: "out of order", pt: "fora de ordem" },
  "keep-alive": { en: "keep-alive", pt: "keep-alive" },
  "keep-alive-answer": { en: "answer to the keep-alive", pt: "resposta ao keep-alive" },
  "duplicate": { en: "duplicate acknowledgement {count}", pt: "confirmação duplicada {count}" },
  "window-update": { en: "window update", pt: "atualização da janela" },
  "zero-window": { en: "zero window", pt: "janela zero" },
  "zero-window-probe": { en: "zero window probe", pt: "sonda de janela zero" },
  "zero-window-probe-answer": {
    en: "answer to the zero window probe",
    pt: "resposta à sonda de janela zero",
  },
  "segment": { en: "segment without ACK", pt: "segmento sem ACK" },

  // What else is to be said of a segment
  "note:previous-missing": {
    en: "a segment before it is not in the capture",
    pt: "um segmento antes dele não está na captura",
  },
  "note:acknowledged-missing": {
    en: "acknowledges something that is not in the capture",
    pt: "confirma algo que não está na captura",
  },
  "note:window-full": { en: "fills the window", pt: "enche a janela" },
  "note:zero-window": { en: "zero window", pt: "janela zero" },
  "note:ports-reused": {
    en: "same ports as an earlier connection",
    pt: "mesmas portas de uma conexão anterior",
  },
  "note:cut": { en: "its headers are cut", pt: "os cabeçalhos estão cortados" },

  // UDP, IP and ICMP
  "datagram": { en: "datagram", pt: "datagrama" },
  "fragment:first": { en: "first fragment", pt: "primeiro fragmento" },
  "fragment": { en: "fragment", pt: "fragmento" },
  "unreachable:port": { en: "port unreachable", pt: "porta inalcançável" },
  "unreachable:host": { en: "host unreachable", pt: "host inalcançável" },
  "unreachable:network": { en: "network unreachable", pt: "rede inalcançável" },
  "unreachable:protocol": { en: "protocol unreachable", pt: "protocolo inalcançável" },
  "unreachable:prohibited": { en: "communication prohibited", pt: "comunicação proibida" },
  "unreachable:other": { en: "destination unreachable", pt: "destino inalcançável" },
  "too-big": { en: "packet too big", pt: "pacote grande demais" },
  "too-big:mtu": { en: "packet too big for {mtu} bytes", pt: "pacote grande demais para {mtu} bytes" },
  "time-exceeded:hops": { en: "too many hops", pt: "saltos demais" },
  "time-exceeded:reassembly": {
    en: "fragments missing for too long",
    pt: "faltam fragmentos há tempo demais",
  },
  "about": { en: "{what}: {about}", pt: "{what}: {about}" },
  "redirect": { en: "a better route", pt: "uma rota melhor" },
  "parameter-problem": { en: "problem in a header", pt: "problema em um cabeçalho" },
  "echo-request": { en: "echo request {sequence}", pt: "pedido de eco {sequence}" },
  "echo-reply": { en: "echo reply {sequence}", pt: "resposta de eco {sequence}" },
  "neighbour-solicitation": { en: "who has {target}?", pt: "quem tem {target}?" },
  "neighbour-advertisement": { en: "{target} is here", pt: "{target} está aqui" },
  "router-solicitation": { en: "looks for routers", pt: "procura roteadores" },
  "router-advertisement": { en: "router advertisement", pt: "anúncio de roteador" },
  "multicast-query": { en: "who wants which multicast groups?", pt: "quem quer quais grupos multicast?" },
  "multicast-report": { en: "multicast groups that are wanted here", pt: "grupos multicast desejados aqui" },
  "multicast-done": { en: "leaves a multicast group", pt: "sai de um grupo multicast" },
  "icmp": { en: "type {type}, code {code}", pt: "tipo {type}, código {code}" },

  // Anything else
  "arp-request": { en: "who has {target}?", pt: "quem tem {target}?" },
  "arp-reply": { en: "{sender} is at {hardware}", pt: "{sender} está em {hardware}" },
  "arp": { en: "ARP operation {operation}", pt: "operação ARP {operation}" },
  "cut": { en: "too short to be read", pt: "curto demais para ser lido" },
  "other": { en: "not read any further", pt: "não é lido além disso" },
} as const satisfies Record<string, Text>;
