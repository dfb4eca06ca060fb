// echo-server, the program: opens the socket, tells where it listens, and hands it to the loop.
//
// The sockets are opened by the calls a user could type. echo_server_streams.ts and echo_server_datagrams.ts serve.

import type { Context } from "../../lib/command.ts";
import { serveDatagrams } from "./echo_server_datagrams.ts";
import { serveStreams } from "./echo_server_streams.ts";
import { show } from "./options.ts";
import { type Endpoint, isStream, serverEndpoint } from "./places.ts";
import { ServerEvents } from "./server_events.ts";
import { announce, openServer, serverCalls } from "./serving.ts";
import type { EchoServerWords } from "./echo_server.ts";

/** Runs it to its end. */
export async function run(given: EchoServerWords, context: Context): Promise<null> {
  const endpoint = await serverEndpoint(given, context);
  const { recvSize, json, quiet, backlog } = given;
  if (given.showCalls) return show(byHand(endpoint, backlog, recvSize), context);

  using scope = context.scope("echo-server");
  using opened = await openServer(scope, endpoint, backlog, context, json);
  using reactor = await context.reactor();
  const events = new ServerEvents(context, { quiet, json });
  await announce(opened, endpoint, context, { json, brief: quiet });
  const { socket } = opened;
  if (isStream(endpoint)) await serveStreams(socket, reactor, events, given);
  else await serveDatagrams(socket, reactor, events, { ...given, unnamed: endpoint.socket === "unixgram" });
  return null;
}

/** The same by hand: one client, one message. */
function byHand(endpoint: Endpoint, backlog: number, recvSize: number): readonly string[] {
  const open = [
    ...serverCalls(endpoint, backlog),
    `print "listening on" (getsockname(srv)) "(${endpoint.protocol})"`,
  ];
  if (!isStream(endpoint)) {
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
