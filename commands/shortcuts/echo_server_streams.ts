// echo_server_streams: the echo server's loop over connections.
//
// Without --verbose nothing happens for a message but that it is received and sent.

import type { Bytes, Connection, Maybe, Reactor, Socket } from "../../lib/command.ts";
import { clientName, type ServerEvents } from "./server_events.ts";
import { dismiss } from "./serving.ts";

/** How long clients may take to close when the server stops. */
const lastMilliseconds = 200;

/** The options that decide how clients are served. */
export interface StreamOptions {
  readonly recvSize: number;
  readonly once: boolean;
  readonly serial: boolean;
  readonly verbose: boolean;
  readonly maxClients: number | undefined;
}

/** What was received, and so sent back or to be sent back. */
interface Received {
  readonly messages: number;
  readonly bytes: number;
}

function receivedBy({ messagesReceived, bytesReceived }: Connection): Received {
  return { messages: messagesReceived, bytes: bytesReceived };
}

/** Serves clients until the signal, or until the one of `once` has left. */
export async function serveStreams(
  socket: Socket,
  reactor: Reactor,
  events: ServerEvents,
  { recvSize, once, serial, verbose, maxClients }: StreamOptions,
): Promise<void> {
  const began = performance.now();
  const total = { clients: 0, messages: 0, bytes: 0, sent: 0 };
  /** What had come from those who were there when the server stopped; what came later was not sent back. */
  const atTheEnd = new Map<Connection, Received>();
  const numberOf = ({ state }: Connection) => state as number;

  const send = (client: Connection, data: Bytes): void => void client.send(data);
  const tellAndSend = (client: Connection, data: Bytes): Maybe<void> => {
    if (atTheEnd.has(client)) return;
    // Told first: the connection may end with the sending.
    const told = events.message(clientName(client.peer, numberOf(client)), data, false);
    client.send(data);
    return told;
  };

  const server = reactor.serve(socket, {
    opened(client) {
      client.state = ++total.clients;
      if (once) server.close();
      return events.connected(clientName(client.peer, numberOf(client)));
    },
    received: verbose ? tellAndSend : send,
    closed(client, error) {
      const present = atTheEnd.get(client);
      const { messages, bytes } = present ?? receivedBy(client);
      const { bytesSent: sent, since } = client;
      total.messages += messages;
      total.bytes += bytes;
      total.sent += sent;
      const reason = present === undefined ? error?.code ?? "end" : "stopped";
      const traffic = { messages, bytes, sent, ms: performance.now() - since };
      return events.closed(clientName(client.peer, numberOf(client)), reason, traffic);
    },
    exhausted: (error) => events.exhausted(error, server.clients.size),
  }, { recvSize, maxClients: once || serial ? 1 : maxClients });
  await reactor.run();

  for (const client of server.clients) atTheEnd.set(client, receivedBy(client));
  await dismiss(server, reactor, lastMilliseconds);
  const { clients, ...traffic } = total;
  await events.totals(clients, { ...traffic, ms: performance.now() - began });
}
