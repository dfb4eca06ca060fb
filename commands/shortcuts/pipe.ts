// pipe: standard input and output joined to a socket, as connecting or as listening side.
//
// The record alone: what runs stands in pipe_run.ts and is loaded when it is asked for.

import { type Command, command, flag, option, optional, path, place, seconds } from "../../lib/command.ts";
import { unresolved } from "../meanings.ts";
import {
  placeForms,
  placeOptions,
  placeParameters,
  protocolExclusive,
  protocolOptions,
  showCalls,
} from "./options.ts";

/** `pipe`: what others call netcat. */
export const pipe: Command = command({
  name: "pipe",
  prototype: "pipe [OPTION…] [ADDR]",
  summary: {
    en: "join standard input and output to a socket",
    pt: "liga a entrada e a saída padrão a um socket",
  },
  description: {
    en:
      "Connects to ADDR (127.0.0.1:65432), or waits there for a client (--listen), and sends what standard input " +
      "gives; what the peer sends goes to standard output. The end of the input is told to the peer (SHUT_WR); the " +
      "end of the peer ends the command, without waiting for a key. ADDR is 8080, host:port, a host and a port " +
      "apart, or unix:/path. A terminal shows what arrives escaped, unless --raw is given. With --udp each line " +
      "typed, or each chunk read, is one datagram.",
    pt:
      "Conecta-se a ADDR (127.0.0.1:65432), ou espera ali por um cliente (--listen), e envia o que a entrada padrão " +
      "fornece; o que o outro lado envia vai para a saída padrão. O fim da entrada é comunicado ao outro lado " +
      "(SHUT_WR); o fim do outro lado termina o comando, sem esperar por uma tecla. ADDR é 8080, host:porta, host e " +
      "porta separados, ou unix:/caminho. Um terminal mostra o que chega com escapes, exceto com --raw. Com --udp, " +
      "cada linha digitada, ou cada bloco lido, é um datagrama.",
  },
  parameters: placeParameters,
  forms: placeForms,
  options: {
    listen: flag({
      en: "wait for a client on ADDR instead of connecting to it",
      pt: "espera um cliente em ADDR em vez de se conectar a ele",
    }, { short: "l" }),
    keepOpen: flag({
      en: "with --listen: after a client take the next one",
      pt: "com --listen: depois de um cliente, atende o próximo",
    }, { short: "k" }),
    ...placeOptions,
    ...protocolOptions,
    source: option(optional(place), "ADDR", {
      en: "bind the socket to ADDR before it is connected",
      pt: "vincula o socket a ADDR antes de conectá-lo",
    }, { short: "s" }),
    timeout: option(optional(seconds), "TIME", {
      en: "wait that long at most for the connection, or for a client",
      pt: "espera no máximo esse tempo pela conexão, ou por um cliente",
    }, { short: "w" }),
    idle: option(optional(seconds), "TIME", {
      en: "end after that long without traffic (UDP client: 1 s after the end of the input)",
      pt: "termina depois desse tempo sem tráfego (cliente UDP: 1 s depois do fim da entrada)",
    }, { short: "i" }),
    crlf: flag({
      en: "send the end of a line as CR LF",
      pt: "envia o fim de linha como CR LF",
    }, { short: "C" }),
    hex: flag({
      en: "dump both directions, with the time: on a terminal instead of the data, else on standard error",
      pt:
        "mostra as duas direções em hexadecimal, com a hora: em um terminal no lugar dos dados, senão na saída " +
        "de erro",
    }, { short: "x" }),
    output: option(optional(path), "FILE", {
      en: "write everything sent and received to FILE, too (with --hex the dump)",
      pt: "grava também em FILE tudo o que é enviado e recebido (com --hex, o despejo hexadecimal)",
    }, { short: "o" }),
    raw: flag({
      en: "show on a terminal exactly what arrives, control characters included",
      pt: "mostra em um terminal exatamente o que chega, inclusive caracteres de controle",
    }, { short: "r" }),
    verbose: flag({
      en: "say on standard error who is connected, and how much went through",
      pt: "informa na saída de erro quem está conectado e quanto passou",
    }, { short: "v" }),
    showCalls,
  },
  exclusive: [
    ...protocolExclusive,
    ["listen", "source"],
    // A dump is shown in place of the data.
    ["hex", "raw"],
    // Datagrams come without a connection: every sender is heard.
    ["udp", "keepOpen"],
  ],
  errors: {
    ECONNRESET: {
      en: "the peer broke the connection off; what was on its way may be lost",
      pt: "o outro lado derrubou a conexão; o que estava a caminho pode ter se perdido",
      at: "addr",
    },
    EPIPE: {
      en: "the peer takes nothing any more; not everything that was to be sent has arrived",
      pt: "o outro lado não aceita mais nada; nem tudo o que havia para enviar chegou",
      at: "addr",
    },
    ECONNREFUSED: {
      en: "the host answered (ICMP) that no program receives at this port",
      pt: "o host respondeu (ICMP) que nenhum programa recebe nessa porta",
      at: "addr",
    },
    ETIMEDOUT: {
      en: "the peer has not answered for long; it or the way to it may be gone",
      pt: "o outro lado não responde há muito tempo; ele ou o caminho até ele pode ter caído",
      at: "addr",
    },
    EMSGSIZE: {
      en: "the datagram is larger than this kind of socket takes",
      pt: "o datagrama é maior do que este tipo de socket aceita",
      at: "addr",
    },
    ...unresolved,
  },
  example: "socksh> pipe --listen 8080 --show-calls",
  silent: true,
  stoppable: ({ listen }) => listen,
  run: async (given, context) => (await import("./pipe_run.ts")).run(given, context),
});
