// message-client, the program: asks, sends, listens, and leaves.
//
// messages.ts knows what a message is, message_receiver.ts when one from the server is over.

import {
  type Bytes,
  type Connection,
  type Context,
  Failure,
  type Maybe,
  type Question,
  type Reactor,
  type Service,
  type Socket,
  type SystemError,
  type Text,
  type Value,
} from "../../lib/command.ts";
import { clientCalls, connectFirst } from "./connecting.ts";
import { MessageReceiver } from "./message_receiver.ts";
import { exitWord, farewell, type Message, written } from "./messages.ts";
import { show } from "./options.ts";
import { clientEndpoints, type Endpoint, likeliest } from "./places.ts";
import type { MessageClientWords } from "./message_client.ts";

/** Runs it to its end. */
export async function run(given: MessageClientWords, context: Context): Promise<null> {
  const endpoints = await clientEndpoints(given, context);
  if (given.showCalls) return show(byHand(likeliest(endpoints)), context);

  using scope = context.scope("message-client");
  const { address } = await connectFirst(scope, endpoints, context);
  using reactor = await context.reactor();
  const conversation = new Conversation(scope.socket("c"), reactor, context, given.json);
  await conversation.tell("connected", connected, { address });
  await conversation.hold();
  return null;
}

/** The same by hand: one message, and the end. */
function byHand(endpoint: Endpoint): readonly string[] {
  return [
    ...clientCalls(endpoint),
    String.raw`sendall c "Assunto: Hello\nTexto: Hello, world\n\n"`,
    `sendall c "${exitWord}"`,
    "shutdown c SHUT_WR",
    "recv c 1024",
    "close c",
  ];
}

// --- What is asked and told --------------------------------------------------------------------

const menu: Question = {
  kind: "choice",
  message: { en: "What do you want to do?", pt: "O que você quer fazer?" },
  choices: [
    { value: "1", label: { en: "Send a message", pt: "Enviar uma mensagem" } },
    { value: "2", label: { en: "Leave", pt: "Sair" } },
  ],
};
const askSubject: Question = { kind: "text", message: { en: "Subject", pt: "Assunto" } };
const askText: Question = { kind: "text", message: { en: "Text", pt: "Texto" } };

const connected: Text = { en: "connected to {address}", pt: "conectado a {address}" };
const sent: Text = {
  en: "message sent: {bytes} {bytes:byte|bytes}",
  pt: "mensagem enviada: {bytes} {bytes:byte|bytes}",
};
const left: Text = {
  en: "you left; the connection is closed",
  pt: "você saiu; a conexão foi encerrada",
};
const heard: Text = { en: "the server says: {text}", pt: "o servidor diz: {text}" };
const heardSubject: Text = {
  en: "the server says: {subject}: {text}",
  pt: "o servidor diz: {subject}: {text}",
};
const dismissed: Text = {
  en: "the server has ended the conversation",
  pt: "o servidor encerrou a conversa",
};
const closed: Text = { en: "the server closed the connection", pt: "o servidor encerrou a conexão" };
const unknownChoice: Text = {
  en: '"{choice}" is not a choice: 1 sends a message, 2 leaves',
  pt: '"{choice}" não é uma opção: 1 envia uma mensagem, 2 sai',
};
const unsent: Text = {
  en: "the server closed the connection before the message was sent",
  pt: "o servidor encerrou a conexão antes que a mensagem fosse enviada",
};
const tooLong: Text = {
  en: "the line is longer than 16 MiB; nothing of it was sent",
  pt: "a linha tem mais de 16 MiB; nada dela foi enviado",
};
const unheard: Text = {
  en: "the server said more, which is not shown",
  pt: "o servidor disse mais, que não é mostrado",
};
const unfinished: Text = {
  en: "the input ended before the message did; it was not sent",
  pt: "a entrada terminou antes da mensagem, que não foi enviada",
};

// --- The conversation --------------------------------------------------------------------------

/** How long the server may take to close when the client has left. */
const lastMilliseconds = 500;

/** How long the loop, and with it the server, may be kept from its turn. */
const turnMilliseconds = 10;

/** What recv is called with, in bytes: so much more than what may be kept can come. */
const recvSize = 4096;

/**
 * As much of what the server says is kept while a menu is on the screen, and shown when its user has left, in bytes.
 * What is more than that stays in the socket, and TCP holds the server back.
 */
const mostKept = 2 ** 15;

/** A message takes a line, however short it is. */
const lineBytes = 64;

/** A line of the input that has so many bytes was cut there. */
const cutLine = 2 ** 24;

/** Longer answers are cut where they are quoted. */
const quotedLength = 200;

const decoder = new TextDecoder();

/** Why there is nobody to talk to any more. */
type Dismissal = "exit" | "end" | SystemError;

/** A connection to a server, and somebody who answers questions. */
class Conversation implements Service {
  readonly #reactor: Reactor;
  readonly #context: Context;
  readonly #json: boolean;
  readonly #connection: Connection;
  readonly #receiver: MessageReceiver;
  /** Aborted when the server is gone, or the loop that would tell. */
  readonly #over = new AbortController();
  #dismissal: Dismissal | undefined;
  /** A message was begun and is not sent. */
  #writing = false;
  /** Told when what was sent is out. */
  #out: (() => void) | undefined;
  /** What the server said while a menu is on the screen. */
  #kept: Message[] | undefined;
  /** How many bytes more may be kept, or be shown of what comes when the user has left. */
  #room = Infinity;
  /** Not everything was shown. */
  #unheard = false;
  /** What is said last of all where not everything went well. */
  #failed: Text | undefined;

  constructor(socket: Socket, reactor: Reactor, context: Context, json: boolean) {
    this.#reactor = reactor;
    this.#context = context;
    this.#json = json;
    this.#receiver = new MessageReceiver(reactor, (messages, exit) => this.#heard(messages, exit));
    this.#connection = reactor.connection(socket, this, { recvSize });
  }

  tell(event: string, text: Text, values: Readonly<Record<string, Value>> = {}): Maybe<void> {
    return this.#context.report({ kind: "event", event, text, values, json: this.#json });
  }

  /** Talks until one side leaves. */
  async hold(): Promise<void> {
    let fault: unknown;
    const over = () => this.#over.abort();
    this.#context.signal.addEventListener("abort", over);
    const looping = this.#reactor.run().catch((error) => {
      fault = error;
      over();
    });
    try {
      await this.#converse();
    } finally {
      this.#context.signal.removeEventListener("abort", over);
      this.#reactor.stop();
      await looping;
    }
    if (fault !== undefined) throw fault;
    await (this.#dismissal === undefined ? this.#leave() : this.#left(this.#dismissal));
    if (this.#failed !== undefined) throw new Failure(this.#failed);
  }

  /** Asks, and sends what is asked for, until there is nothing to send or nobody to send it to. */
  async #converse(): Promise<void> {
    let turned = performance.now();
    while (!this.#over.signal.aborted) {
      // Answers that lie there already are read without a pause in which a signal or the server could be heard.
      if (performance.now() - turned > turnMilliseconds) {
        await this.#context.turn();
        turned = performance.now();
        continue;
      }
      const choice = (await this.#ask(menu))?.trim();
      if (choice === undefined || choice === "2") return;
      if (choice !== "1") {
        const values = { choice: quoted(choice) };
        await this.#context.report({
          kind: "event",
          event: "refused",
          text: unknownChoice,
          values,
          to: "err",
        });
        continue;
      }
      this.#writing = true;
      const subject = await this.#ask(askSubject);
      const text = subject === undefined ? undefined : await this.#ask(askText);
      if (subject === undefined || text === undefined) return;
      await this.#send(written(subject, text), subject);
    }
  }

  async #ask(question: Question): Promise<string | undefined> {
    if (!this.#context.input.typed) return await this.#line();
    // A menu is redrawn where it stands: what is told meanwhile comes behind it.
    const kept: Message[] = this.#kept = [];
    this.#room = mostKept;
    const answer = await this.#context.ask(question, this.#over.signal);
    if (kept.length > 0) {
      // What comes now comes behind what was kept.
      this.#pause();
      await this.#showKept(kept);
    }
    this.#kept = undefined;
    this.#room = Infinity;
    this.#connection.resume();
    this.#receiver.resume();
    return answer;
  }

  /** An answer nobody types. */
  async #line(): Promise<string | undefined> {
    const line = await this.#context.input.line(this.#over.signal);
    if (line === undefined || line.length < cutLine) return line && decoder.decode(line);
    // Its rest would be the answer to the next question.
    this.#failed = tooLong;
    return undefined;
  }

  /** Shows what was kept, as far as nobody has enough of it. */
  async #showKept(kept: readonly Message[]): Promise<void> {
    let turned = performance.now();
    for (const message of kept) {
      if (performance.now() - turned > turnMilliseconds) {
        await this.#context.turn();
        turned = performance.now();
      }
      if (this.#context.signal.aborted) return;
      await this.#show(message);
    }
  }

  async #send(message: Bytes, subject: string): Promise<void> {
    if (!this.#connection.send(message)) {
      const { signal } = this.#over;
      await new Promise<void>((resolve) => {
        this.#out = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
        if (signal.aborted) resolve();
      });
      this.#out = undefined;
      if (signal.aborted) return;
    }
    this.#writing = false;
    await this.tell("sent", sent, { subject, bytes: message.length });
  }

  /** Says so, and gives the server the time to close first: what it has not read yet would be lost otherwise. */
  async #leave(): Promise<void> {
    const { input, signal } = this.#context;
    const enough = () => this.#reactor.stop();
    if (input.typed) this.#room = mostKept;
    this.#connection.send(farewell());
    this.#connection.end();
    signal.addEventListener("abort", enough);
    await this.#reactor.linger(lastMilliseconds);
    signal.removeEventListener("abort", enough);
    this.#connection.destroy();
    await this.#reactor.linger(0);
    if (this.#unheard) await this.tell("unheard", unheard);
    await this.tell("left", left);
    if (this.#writing && !signal.aborted && !input.typed) this.#failed ??= unfinished;
  }

  /** The server has left, or the connection is broken. */
  async #left(reason: Dismissal): Promise<void> {
    if (reason !== "exit" && reason !== "end") throw reason;
    await this.tell("closed", reason === "exit" ? dismissed : closed, {
      reason: reason === "exit" ? exitWord : "end",
    });
    if (reason === "end" && (this.#writing || await this.#wantsMore())) this.#failed ??= unsent;
  }

  /** Whether the answers that lie there already ask for another message. */
  async #wantsMore(): Promise<boolean> {
    if (this.#context.input.typed) return false;
    return (await this.#context.ask(menu, AbortSignal.abort()))?.trim() === "1";
  }

  // --- What the connection tells -------------------------------------------------------------

  received(_connection: Connection, data: Bytes): void {
    this.#receiver.received(data);
  }

  #heard(messages: readonly Message[], exit: boolean): void {
    if (exit) this.#end("exit");
    for (const message of messages) {
      const full = this.#room <= 0;
      this.#room -= message.bytes + lineBytes;
      if (this.#kept !== undefined) this.#kept.push(message);
      else if (!full) this.#reactor.hold(this.#show(message));
      else this.#unheard = true;
    }
    if (this.#kept !== undefined && this.#room <= 0) this.#pause();
  }

  #show({ subject, text, bytes }: Message): Maybe<void> {
    return subject === undefined
      ? this.tell("message", heard, { text, bytes })
      : this.tell("message", heardSubject, { subject, text, bytes });
  }

  #pause(): void {
    this.#connection.pause();
    this.#receiver.pause();
  }

  ended(): void {
    this.#receiver.ended();
    this.#end("end");
  }

  drained(): void {
    this.#out?.();
  }

  closed(_connection: Connection, error: SystemError | undefined): void {
    this.#receiver.ended();
    if (error !== undefined) this.#end(error);
  }

  /** Nobody is asked any more; only the first reason counts. */
  #end(reason: Dismissal): void {
    this.#dismissal ??= reason;
    this.#reactor.stop();
    this.#over.abort();
  }
}

/** As much of an answer as a sentence quotes. */
function quoted(answer: string): string {
  if (answer.length <= quotedLength) return answer;
  // The first half of a pair alone would be no letter.
  return `${answer.slice(0, quotedLength).replace(/[\ud800-\udbff]$/, "")}…`;
}
