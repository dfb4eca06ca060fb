// message-server, the program: who said what, and when.
//
// messages.ts knows what a message is, message_receiver.ts when it is over.

import {
  type Bytes,
  type Connection,
  type Context,
  type Maybe,
  type Reactor,
  type Service,
  type Socket,
  type SystemError,
  type Text,
} from "../../lib/command.ts";
import { MessageReceiver } from "./message_receiver.ts";
import { exitWord, farewell, type Message } from "./messages.ts";
import { show } from "./options.ts";
import { type Endpoint, serverEndpoint } from "./places.ts";
import {
  type ClientName,
  clientName,
  type Departures,
  type EventOptions,
  ServerEvents,
} from "./server_events.ts";
import { announce, dismiss, openServer, serverCalls } from "./serving.ts";
import { localTime } from "./words.ts";
import type { MessageServerWords } from "./message_server.ts";

/** Runs it to its end. */
export async function run(given: MessageServerWords, context: Context): Promise<null> {
  const endpoint = await serverEndpoint(given, context);
  const { backlog, recvSize, quiet, json } = given;
  if (given.showCalls) return show(byHand(endpoint, backlog, recvSize), context);

  using scope = context.scope("message-server");
  using opened = new DisposableStack();
  const listener = opened.use(await openServer(scope, endpoint, backlog, context, json));
  using reactor = await context.reactor();
  await announce(listener, endpoint, context, { json, brief: quiet });
  await new MessageServer(reactor, context, { quiet, json }).serve(listener.socket, recvSize, async () => {
    opened.dispose();
    await scope.run("close srv");
  });
  return null;
}

/** The same by hand: one client, one message, and the end. */
function byHand(endpoint: Endpoint, backlog: number, recvSize: number): readonly string[] {
  return [
    ...serverCalls(endpoint, backlog),
    `print "listening on" (getsockname(srv)) "(${endpoint.protocol})"`,
    "conn, addr = accept srv",
    `message = recv conn ${recvSize}`,
    "print $addr $message",
    `recv conn ${recvSize}`,
    "close conn",
    "close srv",
  ];
}

// --- Serving -----------------------------------------------------------------------------------

/** How long clients may take to leave when the server stops. */
const lastMilliseconds = 500;

/** How clients leave this server, besides what can happen to every connection. */
const departures: Departures = { [exitWord]: { en: "{client} left", pt: "{client} saiu" } };

/** A client and what it has said. */
interface Sender {
  readonly name: ClientName;
  readonly receiver: MessageReceiver;
  messages: number;
  /** It has said that it leaves. */
  left: boolean;
}

/** Shows the messages of all clients. */
class MessageServer implements Service {
  readonly #reactor: Reactor;
  readonly #context: Context;
  readonly #json: boolean;
  readonly #events: ServerEvents;
  readonly #senders = new Map<Connection, Sender>();
  readonly #total = { messages: 0, bytes: 0, sent: 0 };
  #clients = 0;
  #stopping = false;

  constructor(reactor: Reactor, context: Context, options: EventOptions) {
    this.#reactor = reactor;
    this.#context = context;
    this.#json = options.json;
    this.#events = new ServerEvents(context, options, departures);
  }

  /**
   * Serves until the signal comes; then everybody is told, and given a little time to leave.
   *
   * @param close gives up the address before that: whoever cannot wait and ends the process leaves nothing behind
   */
  async serve(socket: Socket, recvSize: number, close: () => Promise<void>): Promise<void> {
    const began = performance.now();
    const server = this.#reactor.serve(socket, this, { recvSize });
    await this.#reactor.run();

    this.#stopping = true;
    server.close();
    await close();
    for (const client of server.clients) client.send(farewell());
    await dismiss(server, this.#reactor, lastMilliseconds);
    await this.#events.totals(this.#clients, { ...this.#total, ms: performance.now() - began });
  }

  opened(client: Connection): Maybe<void> {
    const sender: Sender = {
      name: clientName(client.peer, ++this.#clients),
      receiver: new MessageReceiver(this.#reactor, (messages, exit) => {
        for (const message of messages) this.#show(sender, message);
        if (!exit) return;
        sender.left = true;
        client.close();
      }),
      messages: 0,
      left: false,
    };
    this.#senders.set(client, sender);
    return this.#events.connected(sender.name);
  }

  received(client: Connection, data: Bytes): void {
    this.#senders.get(client)?.receiver.received(data);
  }

  ended(client: Connection): void {
    this.#senders.get(client)?.receiver.ended();
    client.close();
  }

  closed(client: Connection, error: SystemError | undefined): Maybe<void> {
    const sender = this.#senders.get(client);
    if (sender === undefined) return;
    // What came before the connection was lost is a message all the same.
    sender.receiver.ended();
    this.#senders.delete(client);
    const { bytesReceived: bytes, bytesSent: sent, since } = client;
    this.#total.bytes += bytes;
    this.#total.sent += sent;
    const reason = sender.left ? exitWord : this.#stopping ? "stopped" : error?.code ?? "end";
    const { name, messages } = sender;
    return this.#events.closed(name, reason, { messages, bytes, sent, ms: performance.now() - since });
  }

  exhausted(error: SystemError): Maybe<void> {
    return this.#events.exhausted(error, this.#senders.size);
  }

  /** Shows a message; a text of several lines has them below each other. */
  #show(sender: Sender, { subject, text, bytes, continues }: Message): void {
    if (!continues) {
      sender.messages++;
      this.#total.messages++;
    }
    const lines = text.split("\n");
    const whole = lines.length === 1;
    const told = this.#context.report({
      kind: "event",
      event: "message",
      text: shape(subject !== undefined, continues, whole),
      values: {
        time: localTime(new Date()),
        client: sender.name,
        ...(subject === undefined ? {} : { subject }),
        text,
        bytes,
        ...(continues ? { continues } : {}),
      },
      json: this.#json,
    });
    this.#reactor.hold(told);
    if (whole || this.#json) return;
    const below = lines.map((line) => `    ${line}`).join("\n");
    this.#reactor.hold(this.#context.report({ kind: "text", text: below }));
  }
}

/** What a message looks like; several lines of text follow by themselves. */
function shape(subject: boolean, continues: boolean, whole: boolean): Text {
  const line = whole ? " {text}" : "";
  return {
    en: `{time}  {client}${continues ? " (continued)" : ""}` +
      `${subject ? "\n  Subject: {subject}" : ""}\n  Text:${line}`,
    pt: `{time}  {client}${continues ? " (continuação)" : ""}` +
      `${subject ? "\n  Assunto: {subject}" : ""}\n  Texto:${line}`,
  };
}
