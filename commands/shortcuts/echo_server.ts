// echo-server: sends back what arrives — to many clients at once over streams, or datagram by datagram.
//
// The sockets are opened by the calls a user could type; the loops stand in echo_server_streams.ts and
// echo_server_datagrams.ts. What is told is worded in server_events.ts.

import {
  type Bound,
  byteSize,
  type Command,
  command,
  count,
  defaulting,
  flag,
  lazily,
  option,
  optional,
} from "../../lib/command.ts";
import { localAddress, unresolved } from "../meanings.ts";
import {
  backlog,
  json,
  placeForms,
  placeOptions,
  placeParameters,
  protocolExclusive,
  protocolOptions,
  showCalls,
} from "./options.ts";

const options = {
  ...placeOptions,
  ...protocolOptions,
  backlog,
  maxClients: option(optional(count), "N", {
    en: "serve at most N clients at a time; the others wait in the backlog",
    pt: "atende no máximo N clientes por vez; os outros esperam no backlog",
  }),
  recvSize: option(defaulting(byteSize, 65536), "N", {
    en: "buffer size passed to recv (default: 65536); longer datagrams come back cut",
    pt: "tamanho do buffer passado a recv (padrão: 65536); datagramas maiores voltam cortados",
  }),
  once: flag({
    en: "serve one client (one datagram with --udp), then end",
    pt: "atende um cliente (um datagrama, com --udp) e termina",
  }),
  serial: flag({
    en: "serve one client at a time, in the order they came; the others wait in the backlog",
    pt: "atende um cliente por vez, na ordem de chegada; os outros esperam no backlog",
  }),
  quiet: flag({
    en: "print only the first line",
    pt: "imprime só a primeira linha",
  }, { short: "q" }),
  verbose: flag({
    en: "print every message, escaped",
    pt: "imprime cada mensagem, com escapes",
  }, { short: "v" }),
  json,
  showCalls,
};

/** What it is given. */
export type EchoServerWords = Bound<typeof placeParameters & typeof options>;

/** `echo-server`: the server of the handouts, complete. */
export const echoServer: Command = command({
  name: "echo-server",
  prototype: "echo-server [OPTION…] [ADDR]",
  summary: {
    en: "send back everything clients send",
    pt: "devolve tudo o que os clientes enviam",
  },
  description: {
    en: "Listens on ADDR (127.0.0.1:65432; port 0 takes a free one) and sends back what arrives, to many " +
      "clients at once, until Ctrl-C. ADDR is 8080, :8080 (all interfaces), host:port, a host and a port apart, or " +
      "unix:/path. Clients and what they sent are announced as they come and go, with totals at the end.",
    pt:
      "Escuta em ADDR (127.0.0.1:65432; a porta 0 escolhe uma livre) e devolve o que chega, a muitos clientes " +
      "ao mesmo tempo, até Ctrl-C. ADDR é 8080, :8080 (todas as interfaces), host:porta, host e porta separados, ou " +
      "unix:/caminho. Anuncia os clientes que entram e saem e o que enviaram, e os totais no fim.",
  },
  parameters: placeParameters,
  forms: placeForms,
  options,
  exclusive: [
    ...protocolExclusive,
    // Datagrams come without a connection: nobody waits to be accepted.
    ["udp", "serial"],
    ["udp", "maxClients"],
    ["udp", "backlog"],
    ["serial", "maxClients"],
    ["once", "maxClients"],
    ["quiet", "verbose"],
  ],
  errors: { ...localAddress, ...unresolved },
  example: "socksh> echo-server 8080 --show-calls",
  silent: true,
  stoppable: () => true,
  run: lazily(() => import("./echo_server_run.ts")),
});
