// echo-server: sends back what arrives — to many clients at once over streams, or datagram by datagram.
//
// The sockets are opened by the calls a user could type; the loop is the reactor's. Without --verbose nothing
// happens for a message but that it is received and sent. What is told is worded in echo_events.ts.

import {
  type Bytes,
  byteSize,
  type Command,
  command,
  type Connection,
  count,
  type Datagrams,
  defaulting,
  Failure,
  flag,
  int,
  type Maybe,
  option,
  optional,
  type Reactor,
  type Socket,
} from "../../lib/command.ts";
import { unresolved } from "../meanings.ts";
import { type Client, type Ending, Teller } from "./echo_events.ts";
import {
  announce,
  openServer,
  type Place,
  placeForms,
  placeOptions,
  placeParameters,
  protocolOptions,
  serverCalls,
  serverPlace,
  show,
  showCalls,
} from "./places.ts";

const defaultBacklog = 4096;

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
  options: {
    ...placeOptions,
    ...protocolOptions,
    backlog: option(optional(int("SOMAXCONN")), "N", {
      en: "how many clients may wait to be accepted (default: 4096)",
      pt: "quantos clientes podem esperar para ser aceitos (padrão: 4096)",
    }),
    maxClients: option(optional(count), "N", {
      en: "serve at most N clients at a time; the others wait in the backlog",
      pt: "atende no máximo N clientes por vez; os outros esperam no backlog",
    }),
    recvSize: option(defaulting(byteSize, 65536), "N", {
      en: "what recv is called with (default: 65536); longer datagrams come back cut",
      pt: "o tamanho passado a recv (padrão: 65536); datagramas maiores voltam cortados",
    }),
    once: flag({
      en: "serve one client (one datagram with --udp) and end",
      pt: "atende um cliente (um datagrama, com --udp) e termina",
    }),
    serial: flag({
      en: "one client at a time, in the order they came; the others wait in the backlog",
      pt: "um cliente por vez, na ordem de chegada; os outros esperam no backlog",
    }),
    quiet: flag({
      en: "print nothing but the first line",
      pt: "não imprime nada além da primeira linha",
    }, { short: "q" }),
    verbose: flag({
      en: "print every message, escaped",
      pt: "imprime cada mensagem, com escapes",
    }, { short: "v" }),
    json: flag({
      en: "print events as JSON lines",
      pt: "imprime os eventos como linhas JSON",
    }),
    showCalls,
  },
  errors: unresolved,
  example: "socksh> echo-server 8080 --show-calls",
  silent: true,
  stoppable: () => true,
  async run(given, context) {
    refuseContradictions(given);
    const place = await serverPlace(given, context);
    const { recvSize, json, quiet, backlog = defaultBacklog } = given;
    if (given.showCalls) return show(calls(place, backlog, recvSize), context);

    using scope = context.scope("echo-server");
    using opened = await openServer(scope, place, backlog, context, json);
    using reactor = await context.reactor();
    const teller = new Teller(context, { quiet, json });
    await announce(opened, place, context, { json, brief: quiet });
    const { socket } = opened;
    if (isStream(place)) await serveStreams(socket, reactor, teller, given);
    else await serveDatagrams(socket, reactor, teller, { ...given, unnamed: place.socket === "unixgram" });
    return null;
  },
});

// --- What is asked for -------------------------------------------------------------------------

/** The options that decide how clients are served. */
interface Wishes {
  readonly recvSize: number;
  readonly once: boolean;
  readonly serial: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly udp: boolean;
  readonly maxClients: number | undefined;
  readonly backlog: number | undefined;
}

const nonsense = {
  en: "{one} and {other} make no sense together; leave one of them out",
  pt: "{one} e {other} não fazem sentido juntos; deixe só um deles",
};

function refuseContradictions({ udp, serial, maxClients, backlog, once, quiet, verbose }: Wishes): void {
  const many = maxClients !== undefined;
  const pairs: readonly [one: boolean, other: boolean, names: readonly [string, string]][] = [
    // Datagrams come without a connection: nobody waits to be accepted.
    [udp, serial, ["--udp", "--serial"]],
    [udp, many, ["--udp", "--max-clients"]],
    [udp, backlog !== undefined, ["--udp", "--backlog"]],
    [serial, many, ["--serial", "--max-clients"]],
    [once, many, ["--once", "--max-clients"]],
    [quiet, verbose, ["--quiet", "--verbose"]],
  ];
  for (const [one, other, names] of pairs) {
    if (one && other) throw new Failure(nonsense, { one: names[0], other: names[1] });
  }
}

/** The same by hand: one client, one message. */
function calls(place: Place, backlog: number, recvSize: number): readonly string[] {
  const open = [
    ...serverCalls(place, backlog),
    `print "listening on" (getsockname(srv)) "(${place.protocol})"`,
  ];
  if (!isStream(place)) {
    return [...open, `data, addr = recvfrom srv ${recvSize}`, "sendto srv $data $addr", "close srv"];
  }
  return [
    ...open,
    "conn, addr = accept srv",
    `data = recv conn ${recvSize}`,
    "sendall conn $data",
    "close conn",
    "close srv",
  ];
}

function isStream({ socket }: Place): boolean {
  return socket === "tcp" || socket === "tcp6" || socket === "unix";
}

// --- Streams -----------------------------------------------------------------------------------

/** How long what waits to go out may take when the server stops. */
const lastMilliseconds = 200;

async function serveStreams(
  socket: Socket,
  reactor: Reactor,
  teller: Teller,
  { recvSize, once, serial, verbose, maxClients }: Wishes,
): Promise<void> {
  const began = performance.now();
  const total = { clients: 0, messages: 0, bytes: 0, sent: 0 };
  let stopping = false;
  const send = (client: Connection, data: Bytes): void => void client.send(data);
  const tellAndSend = (client: Connection, data: Bytes): Maybe<void> => {
    // Told first: the connection may end with the sending.
    const told = teller.message(nameOf(client), data, false);
    client.send(data);
    return told;
  };

  const server = reactor.serve(socket, {
    opened(client) {
      client.state = ++total.clients;
      if (once) server.close();
      return teller.connected(nameOf(client));
    },
    received: verbose ? tellAndSend : send,
    closed(client, error) {
      const { messagesReceived: messages, bytesReceived: bytes, bytesSent: sent, since } = client;
      total.messages += messages;
      total.bytes += bytes;
      total.sent += sent;
      if (stopping && server.clients.size === 0) reactor.stop();
      const ending: Ending = error ?? (stopping ? "stopped" : "end");
      return teller.closed(nameOf(client), ending, { messages, bytes, sent, ms: performance.now() - since });
    },
    exhausted: (error) => teller.exhausted(error, server.clients.size),
  }, { recvSize, maxClients: once || serial ? 1 : maxClients });
  await reactor.run();

  // Whoever waits for an answer gets what is on its way, if that goes quickly.
  stopping = true;
  server.close();
  for (const client of server.clients) client.close();
  if (server.clients.size > 0) {
    reactor.after(lastMilliseconds, () => {
      for (const client of server.clients) client.destroy();
      reactor.stop();
    });
  }
  await reactor.run(new AbortController().signal);
  const { clients, ...traffic } = total;
  await teller.totals(clients, { ...traffic, ms: performance.now() - began });
}

/** Clients of a unix socket have no addresses: they are told apart by their number. */
function nameOf({ peer, state }: Connection): Client {
  return peer.family === "unix" && peer.path.length === 0 ? `unix #${state}` : peer;
}

// --- Datagrams ---------------------------------------------------------------------------------

/** So many senders are remembered; the one that was new longest ago is forgotten first. */
const mostSenders = 65536;

async function serveDatagrams(
  socket: Socket,
  reactor: Reactor,
  teller: Teller,
  { recvSize, once, verbose, quiet, unnamed }: Wishes & { readonly unnamed: boolean },
): Promise<void> {
  const began = performance.now();
  const senders = new Senders();
  const told = new Set<string>();

  /** What there is to tell of a datagram before it is sent back; whether it can be. */
  const look = (datagrams: Datagrams, index: number): boolean => {
    const isNew = senders.met(datagrams.senderKey(index));
    const answerable = !unnamed || datagrams.from(index).length > 0;
    if (isNew) {
      reactor.hold(answerable ? teller.sender(datagrams.sender(index)) : teller.unanswerable());
    }
    if (verbose) {
      reactor.hold(
        teller.message(datagrams.sender(index), datagrams.data(index), datagrams.isCut(index)),
      );
    }
    return answerable;
  };

  // A quiet server looks at nothing, unless there may be senders without an address to send back to.
  const looks = !quiet || unnamed;
  let only: number | undefined;
  const datagrams = reactor.datagrams(socket, {
    received(datagrams, count) {
      if (once) {
        only = datagrams.length(0);
        reactor.stop();
      }
      for (let i = 0; i < (once ? 1 : count); i++) {
        if (!looks || look(datagrams, i)) datagrams.reply(i);
      }
    },
    failed(_, error) {
      if (!verbose && told.has(error.code)) return;
      told.add(error.code);
      return teller.lost(error);
    },
  }, { recvSize });
  await reactor.run();

  const { received: messages, bytesReceived: bytes, bytesSent: sent, lost } = datagrams;
  const traffic = only === undefined ? { messages, bytes } : { messages: 1, bytes: only };
  await teller.datagramTotals(senders.count, lost, { ...traffic, sent, ms: performance.now() - began });
}

/** Who has sent something, in bounded memory. */
class Senders {
  count = 0;
  readonly #known = new Set<number | string>();
  /** Who sends mostly sends again. */
  #last: number | string | undefined;

  /** Whether this one is new. */
  met(key: number | string): boolean {
    if (key === this.#last) return false;
    this.#last = key;
    if (this.#known.has(key)) return false;
    const [oldest] = this.#known.size < mostSenders ? [] : this.#known;
    if (oldest !== undefined) this.#known.delete(oldest);
    this.#known.add(key);
    this.count++;
    return true;
  }
}
