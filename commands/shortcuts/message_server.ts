// message-server: shows what its clients have to say — the handout's server, for many clients at once.
//
// messages.ts knows what a message is, message_hearing.ts when it is over; here is who said it, and when.

import {
  type Address,
  byteSize,
  type Command,
  command,
  type Connection,
  type Context,
  defaulting,
  flag,
  int,
  type Maybe,
  option,
  type Reactor,
  type Service,
  type Socket,
  type SystemError,
  type Text,
} from "../../lib/command.ts";
import { unresolved } from "../meanings.ts";
import { Teller } from "./echo_events.ts";
import { Hearing } from "./message_hearing.ts";
import { exitWord, farewell, type Message } from "./messages.ts";
import {
  announce,
  openServer,
  type Place,
  placeForms,
  placeOptions,
  placeParameters,
  serverCalls,
  serverPlace,
  show,
  showCalls,
} from "./places.ts";

/** `message-server`: the handout's servidor.py. */
export const messageServer: Command = command({
  name: "message-server",
  prototype: "message-server [OPTION…] [ADDR]",
  summary: {
    en: "show the messages clients send",
    pt: "mostra as mensagens que os clientes enviam",
  },
  description: {
    en:
      "Listens on ADDR (127.0.0.1:65432; port 0 takes a free one) and shows each message with date and time, " +
      "sender, subject and text, until Ctrl-C. A message is `Assunto: …`, `Texto: …` and an empty line; without the " +
      "empty line it is shown after 200 ms of silence. A client leaves with CODIGO_SAIDA, and is told the same when " +
      "the server ends.",
    pt:
      "Escuta em ADDR (127.0.0.1:65432; a porta 0 escolhe uma livre) e mostra cada mensagem com data e hora, " +
      "remetente, assunto e texto, até Ctrl-C. Uma mensagem é `Assunto: …`, `Texto: …` e uma linha vazia; sem a " +
      "linha vazia ela é mostrada após 200 ms de silêncio. Um cliente sai com CODIGO_SAIDA, e recebe o mesmo quando " +
      "o servidor termina.",
  },
  parameters: placeParameters,
  forms: placeForms,
  options: {
    ...placeOptions,
    backlog: option(defaulting(int("SOMAXCONN"), 4096), "N", {
      en: "how many clients may wait to be accepted (default: 4096)",
      pt: "quantos clientes podem esperar para ser aceitos (padrão: 4096)",
    }),
    recvSize: option(defaulting(byteSize, 1024), "N", {
      en: "what recv is called with (default: 1024, as in the handout)",
      pt: "o tamanho passado a recv (padrão: 1024, como no roteiro)",
    }),
    quiet: flag({
      en: "print the first line and the messages, nothing else",
      pt: "imprime a primeira linha e as mensagens, mais nada",
    }, { short: "q" }),
    json: flag({
      en: "print events as JSON lines",
      pt: "imprime os eventos como linhas JSON",
    }),
    showCalls,
  },
  errors: unresolved,
  example: "socksh> message-server 8080 --show-calls",
  silent: true,
  stoppable: () => true,
  async run(given, context) {
    const place = await serverPlace(given, context);
    const { backlog, recvSize, quiet, json } = given;
    if (given.showCalls) return show(calls(place, backlog, recvSize), context);

    using scope = context.scope("message-server");
    using opened = await openServer(scope, place, backlog, context, json);
    using reactor = await context.reactor();
    await announce(opened, place, context, { json, brief: quiet });
    await new Desk(reactor, context, quiet, json).serve(opened.socket, recvSize);
    return null;
  },
});

/** The same by hand: one client, one message, and the end. */
function calls(place: Place, backlog: number, recvSize: number): readonly string[] {
  return [
    ...serverCalls(place, backlog),
    `print "listening on" (getsockname(srv)) "(${place.protocol})"`,
    "conn, addr = accept srv",
    `message = recv conn ${recvSize}`,
    "print $addr $message",
    `recv conn ${recvSize}`,
    "close conn",
    "close srv",
  ];
}

/** How long clients may take to leave when the server stops. */
const lastMilliseconds = 1000;

/** A client and what it has said. */
interface Guest {
  readonly name: Address | string;
  readonly hearing: Hearing;
  messages: number;
  /** It has said that it leaves. */
  left: boolean;
}

/** Where clients come to leave their messages. */
class Desk implements Service {
  readonly #reactor: Reactor;
  readonly #context: Context;
  readonly #json: boolean;
  readonly #quiet: boolean;
  readonly #teller: Teller;
  readonly #guests = new Map<Connection, Guest>();
  readonly #total = { messages: 0, bytes: 0, sent: 0 };
  #clients = 0;
  #stopping = false;

  constructor(reactor: Reactor, context: Context, quiet: boolean, json: boolean) {
    this.#reactor = reactor;
    this.#context = context;
    this.#json = json;
    this.#quiet = quiet;
    this.#teller = new Teller(context, { quiet, json });
  }

  /** Serves until the signal comes; then everybody is told, and given a little time to leave. */
  async serve(socket: Socket, recvSize: number): Promise<void> {
    const began = performance.now();
    const server = this.#reactor.serve(socket, this, { recvSize });
    await this.#reactor.run();

    this.#stopping = true;
    server.close();
    for (const client of server.clients) {
      client.send(farewell());
      client.end();
    }
    if (this.#guests.size > 0) {
      this.#reactor.after(lastMilliseconds, () => {
        for (const client of server.clients) client.destroy();
      });
      await this.#reactor.run(new AbortController().signal);
    }
    await this.#teller.totals(this.#clients, { ...this.#total, ms: performance.now() - began });
  }

  opened(client: Connection): Maybe<void> {
    this.#clients++;
    const { peer } = client;
    const guest: Guest = {
      // Clients of a unix socket have no addresses: they are told apart by their number.
      name: peer.family === "unix" && peer.path.length === 0 ? `unix #${this.#clients}` : peer,
      hearing: new Hearing(this.#reactor, (messages, exit) => this.#heard(client, guest, messages, exit)),
      messages: 0,
      left: false,
    };
    this.#guests.set(client, guest);
    return this.#teller.connected(guest.name);
  }

  received(client: Connection, data: Uint8Array<ArrayBuffer>): Maybe<void> {
    return this.#guests.get(client)?.hearing.received(data);
  }

  ended(client: Connection): Maybe<void> {
    const told = this.#guests.get(client)?.hearing.ended();
    client.close();
    return told;
  }

  #heard(client: Connection, guest: Guest, messages: readonly Message[], exit: boolean): Maybe<void> {
    const told = messages.map((message) => this.#show(guest, message));
    if (exit) {
      guest.left = true;
      client.close();
    }
    return together(told);
  }

  closed(client: Connection, error: SystemError | undefined): Maybe<void> {
    const guest = this.#guests.get(client);
    if (guest === undefined) return;
    // What came before it broke is a message all the same.
    const heard = guest.hearing.ended();
    this.#guests.delete(client);
    this.#total.bytes += client.bytesReceived;
    this.#total.sent += client.bytesSent;
    if (this.#stopping && this.#guests.size === 0) this.#reactor.stop();
    if (this.#quiet) return heard;
    const reason = guest.left ? exitWord : this.#stopping ? "stopped" : error?.code ?? "end";
    const told = this.#context.report({
      kind: "event",
      event: "closed",
      text: departures[reason] ?? lost,
      values: {
        client: guest.name,
        reason,
        messages: guest.messages,
        bytes: client.bytesReceived,
        ms: Math.round((performance.now() - client.since) * 1000) / 1000,
      },
      json: this.#json,
    });
    return together([heard, told]);
  }

  exhausted(error: SystemError): Maybe<void> {
    return this.#teller.exhausted(error, this.#guests.size);
  }

  /** Shows a message; a text of several lines has them below each other. */
  #show(guest: Guest, { subject, text, bytes, continues }: Message): Maybe<void> {
    if (!continues) {
      guest.messages++;
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
        client: guest.name,
        ...(subject === undefined ? {} : { subject }),
        text,
        bytes,
        ...(continues ? { continues } : {}),
      },
      json: this.#json,
    });
    if (whole || this.#json) return told;
    const below = lines.map((line) => `    ${line}`).join("\n");
    return together([told, this.#context.report({ kind: "text", text: below })]);
  }
}

const departures: Readonly<Record<string, Text>> = {
  [exitWord]: {
    en: "{client} left; messages: {messages}",
    pt: "{client} saiu; mensagens: {messages}",
  },
  end: {
    en: "{client} closed the connection; messages: {messages}",
    pt: "{client} encerrou a conexão; mensagens: {messages}",
  },
  stopped: {
    en: "{client} was still connected; messages: {messages}",
    pt: "{client} ainda estava conectado; mensagens: {messages}",
  },
};

const lost: Text = {
  en: "the connection with {client} broke ({reason}); messages: {messages}",
  pt: "a conexão com {client} se rompeu ({reason}); mensagens: {messages}",
};

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

/** `2026-11-20 14:03:05`, by the clock on the wall. */
function localTime(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")}`;
}

/** Waits for whatever of it has to be waited for; everything was begun already, in its order. */
function together(answers: readonly Maybe<void>[]): Maybe<void> {
  const waits = answers.filter((answer) => answer instanceof Promise);
  if (waits.length > 0) return Promise.all(waits).then(() => {});
}
