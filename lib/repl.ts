// repl: the driver of the prompt. It reads a line, runs it, shows the answer, and goes on until Ctrl-D.
//
// Ctrl-C clears the line, or interrupts the call that waits while the session goes on; Ctrl-Z makes a job of what
// waits. Lines typed or pasted meanwhile are kept and run one after the other.

import { dim, stripAnsiCode } from "@std/fmt/colors";
import { fromHome, outcome, type Registry } from "./command.ts";
import { Chronicle } from "./chronicle.ts";
import { complete, type Completion } from "./completion.ts";
import { Editor, type Entry } from "./editor.ts";
import { InterruptedError, type Message, SyntaxFault } from "./errors.ts";
import { escaped } from "./escape.ts";
import { History, historyPath } from "./history.ts";
import { Journal, journalFolder } from "./journal.ts";
import {
  connectionsOf,
  entryOf,
  type Journaled,
  journaledStreams,
  sessionEntry,
  transcribing,
} from "./journaling.ts";
import { TypedInput } from "./input.ts";
import { type Ending, Interpreter, type Observer, type Streams, vocabularyOf } from "./interpreter.ts";
import type { Program } from "./language/mod.ts";
import { GrowingText } from "./language/typing.ts";
import type { Libc } from "./libc.ts";
import { type Language, say, sentence } from "./messages/mod.ts";
import { logged, Output, OutputLost, terminalColumns } from "./output.ts";
import {
  answer,
  changeLines,
  faultText,
  isTold,
  JobLines,
  observe,
  paragraph,
  reported,
  saidText,
  type Style,
} from "./render/mod.ts";
import { Session } from "./session.ts";
import { after } from "./sockets/mod.ts";
import type { TraceMode } from "./trace.ts";
import { type Bytes, encode, textOf } from "./values.ts";

const prompt = "socksh> ";
const continuation = "   ...> ";

/** A call says what it waits for only when the wait is long enough to be noticed. */
const noticeMilliseconds = 100;

/** What the prompt needs from its surroundings. */
export interface ReplOptions {
  readonly language: Language;
  readonly version: string;
  readonly environment: (name: string) => string | undefined;
  /** Whether system calls are shown from the beginning. */
  readonly trace: TraceMode;
}

/** Runs the interactive shell until it is left. Its exit code is 0, whatever failed in it; 143 when terminated. */
export async function runRepl(options: ReplOptions, registry: Registry, libc: Libc): Promise<number> {
  const repl = new Repl(options, registry, libc);
  try {
    return await repl.run();
  } finally {
    repl.close();
  }
}

class Repl {
  readonly #language: Language;
  readonly #registry: Registry;
  readonly #session: Session;
  readonly #output: Output;
  readonly #history: History;
  #editor: Editor;
  #control = new AbortController();
  /** Makes a job of what runs. */
  #suspend: (() => void) | undefined;
  #notice: ReturnType<typeof setTimeout> | undefined;
  readonly #jobLines = new JobLines();
  readonly #input = new TypedInput((until, prompt) => this.#typed(until, prompt));
  /** It has been told that what runs was interrupted. */
  #toldInterrupted = false;
  #terminated: number | undefined;
  readonly #removeListeners: (() => void)[] = [];

  constructor(readonly options: ReplOptions, registry: Registry, libc: Libc) {
    this.#language = options.language;
    this.#registry = registry;
    this.#session = new Session(libc, ["socksh"]);
    this.#session.sockets.observed = true;
    this.#session.chronicle = new Chronicle(libc, this.#session.sockets);
    const began = new Date();
    const journal = Journal.open(libc, journalFolder(options.environment), began);
    this.#session.journal = journal;
    journal.add(sessionEntry(options.version, options.language, began));
    this.#session.exited = (elsewhere) => elsewhere && this.#end();
    this.#output = new Output(libc);
    const chosen = options.environment("SOCKSH_HISTORY") !== undefined;
    this.#history = History.open(historyPath(options.environment), !chosen);
    this.#editor = this.#openEditor(this.#history.lines);
    this.#listen("SIGINT", () => this.#control.abort());
    // Without these a kill would leave the terminal raw.
    for (const [signal, code] of [["SIGTERM", 143], ["SIGHUP", 129], ["SIGQUIT", 131]] as const) {
      this.#listen(signal, () => this.#leave(code));
    }
  }

  #openEditor(history: readonly string[]): Editor {
    return new Editor({
      complete: (line, cursor) => this.#complete(line, cursor),
      history,
      interrupted: () => this.#control.abort(),
      suspended: (typing) => typing ? this.#say(sentence(this.#language, "job.typing")) : this.#suspend?.(),
      write: (text) => this.#write(text),
    });
  }

  #listen(signal: Deno.Signal, listener: () => void): void {
    Deno.addSignalListener(signal, listener);
    this.#removeListeners.push(() => Deno.removeSignalListener(signal, listener));
  }

  /** Ends the shell from outside its loop: a signal, or a terminal that is gone. */
  #leave(code: number): void {
    this.#terminated ??= code;
    this.#control.abort();
    this.#editor.close();
  }

  /** `exit` was run, here or in a job. */
  #end(): void {
    this.#control.abort();
    this.#editor.giveUp();
  }

  /** Writes to the terminal; one that is gone ends the shell, as its SIGHUP would. */
  #write(text: string): void {
    if (this.#terminated !== undefined) return;
    try {
      this.#output.now(text);
    } catch (error) {
      if (!(error instanceof OutputLost)) throw error;
      this.#leave(129);
    }
  }

  async run(): Promise<number> {
    const { version, trace } = this.options;
    this.#say(sentence(this.#language, "prompt.welcome", { version }));
    const { journal } = this.#session;
    for (const problem of [this.#history.problem, journal?.problem]) {
      if (problem !== undefined) this.#say(say(this.#language, problem));
    }
    if (journal !== undefined) journal.lost = (problem) => this.#say(say(this.#language, problem));

    if (trace !== "off") await this.#interpreter(this.#control).trace(trace);
    while (this.#session.exitCode === undefined && this.#terminated === undefined) {
      if (!await this.#entry()) break;
    }
    const { captures } = this.#session;
    const capturing = captures?.running === true;
    await this.#session.finish();
    if (capturing && captures.summary !== undefined && this.#terminated === undefined) {
      this.#print(saidText(outcome(captures.summary), this.#language, terminalColumns()));
    }
    await this.#lastEntry();
    if (this.#session.lost !== undefined) throw this.#session.lost.error;
    return this.#terminated ?? 0;
  }

  /** The diagrams of all connections end the journal that is kept; a signal ends their making. */
  async #lastEntry(): Promise<void> {
    const { journal } = this.#session;
    if (!journal?.kept) return;
    const control = this.#control = new AbortController();
    try {
      const connections = await connectionsOf(this.#journaled, control.signal);
      if (connections !== undefined) journal.add(connections);
    } catch (error) {
      if (!(error instanceof InterruptedError)) throw error;
    }
  }

  /** Reads an entry, of as many lines as it takes, and runs it; false at the end of the input. */
  async #entry(): Promise<boolean> {
    const before = this.#editor.history;
    const text = new GrowingText();
    for (;;) {
      const entry = await this.#read(text.lines.length === 0 ? prompt : continuation);
      if (entry.kind !== "line") {
        for (const line of text.lines) this.#history.add(line);
        return entry.kind === "interrupted";
      }
      text.add(entry.text);
      if (text.isWorthReading && await this.#entered(text, before)) return true;
    }
  }

  /** Keeps an entry for the arrow keys and the next shell: as one line, where there is one that means the same. */
  #remember({ lines, oneLine }: GrowingText, before: readonly string[]): void {
    if (lines.length > 1 && oneLine !== undefined) {
      this.#editor.remember(oneLine, before);
      this.#history.add(oneLine);
    } else for (const line of lines) this.#history.add(line);
  }

  /** The next line; while it is typed, what happens to the connections is shown above it. */
  async #read(prompt: string): Promise<Entry> {
    const typing = new AbortController();
    const { sockets } = this.#session;
    const watch = async () => {
      while (!typing.signal.aborted) {
        await sockets.changed(typing.signal);
        if (!typing.signal.aborted) this.#print(changeLines(sockets.changes(), this.#style(false)));
      }
    };
    const watching = watch();
    try {
      return await this.#editor.read(prompt);
    } finally {
      typing.abort();
      await watching;
    }
  }

  /**
   * Runs what was entered; false when more is needed to complete it.
   *
   * @param before the history without it
   */
  async #entered(entry: GrowingText, before: readonly string[]): Promise<boolean> {
    const source = { name: "", text: entry.text };
    const at = Date.now();
    const control = new AbortController();
    this.#control = control;
    const interpreter = this.#interpreter(control);
    let program: Program;
    try {
      program = interpreter.parse(source);
    } catch (error) {
      if (!(error instanceof SyntaxFault)) throw error;
      if (error.incomplete) return false;
      this.#session.journal?.add({ kind: "entered", text: entry.text, at });
      this.#remember(entry, before);
      this.#print(faultText(error, source, this.#style(false)));
      return true;
    }
    this.#remember(entry, before);
    this.#session.journal?.add({ kind: "entered", text: entry.text, at });
    if (program.statements.length === 0) {
      this.#print(changeLines(this.#session.sockets.changes(), this.#style(false)));
    }
    this.#toldInterrupted = false;
    const running = interpreter.run(program, undefined, true);
    const ending = running instanceof Promise ? await this.#untilSuspended(interpreter, running) : running;
    const isOver = this.#terminated !== undefined || this.#session.exitCode !== undefined;
    if (ending === "interrupted" && !this.#toldInterrupted && !isOver) {
      this.#say(sentence(this.#language, "prompt.interrupted"));
    }
    return true;
  }

  /** What its journal is about. */
  get #journaled(): Journaled {
    return { session: this.#session, registry: this.#registry, language: this.#language };
  }

  #interpreter(control: AbortController): Interpreter {
    const streams = this.#streams(control.signal);
    return new Interpreter(this.#session, this.#registry, this.#observer, control, streams);
  }

  /** How what runs ended; undefined when Ctrl-Z made a job of it. */
  async #untilSuspended(interpreter: Interpreter, running: Promise<Ending>): Promise<Ending | undefined> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#suspend = () => {
      if (interpreter.detach(running) === undefined) return;
      clearTimeout(this.#notice);
      // Ctrl-C is no longer for what became a job.
      this.#control = new AbortController();
      resolve();
    };
    try {
      return await Promise.race([running, promise.then(() => undefined)]);
    } finally {
      this.#suspend = undefined;
    }
  }

  readonly #observer: Observer = {
    everything: true,
    hints: true,
    outcome: (outcome) => {
      if (!isTold(outcome)) return;
      if (outcome.error instanceof InterruptedError) this.#toldInterrupted = true;
      const style = this.#style(outcome.statement.source.name !== "");
      return after(observe(outcome, this.#session.sockets), (observation) => {
        this.#print(this.#jobLines.before(outcome, style) + answer(outcome, observation, style));
      });
    },
    job: (job, notes) => this.#print(this.#jobLines.of(job, notes, this.#style(false))),
    report: (report) => {
      const text = reported(report, this.#session, this.#registry, this.#language, terminalColumns());
      this.#session.journal?.add(entryOf(report, text));
      return this.#editor.print(text);
    },
    fault: (fault, source) => this.#print(faultText(fault, source, this.#style(true))),
    waiting: (what) => this.#waiting(what),
  };

  /** What a command reads is typed at the terminal, and what it writes is shown there. */
  #streams(signal: AbortSignal): Streams {
    const streams: Streams = {
      input: this.#input,
      output: {
        terminal: true,
        write: (data, raw = false) =>
          this.#editor.print(raw ? new TextDecoder().decode(data) : escaped(textOf(data), "\n\t")),
        sink: undefined,
        log: (fd, data) => logged(this.#session.libc, fd, data),
      },
      traced: (lines) => this.#editor.print(lines.replace(/[^\n]+/g, dim)),
      ask: async (question, until) => {
        const { ask } = await import("./ask.ts");
        const over = until === undefined ? signal : AbortSignal.any([signal, until]);
        // The menu reads the terminal itself.
        const history = this.#editor.history.toReversed();
        this.#editor.close();
        try {
          return await ask(question, this.#language, over, (text) => this.#write(text));
        } finally {
          this.#editor = this.#openEditor(history);
        }
      },
      draw: async (diagrams, form) => {
        const { drawing } = await import("./render/drawing.ts");
        return drawing(diagrams, form, this.#language);
      },
      transcribe: transcribing(this.#journaled, this.options.environment),
      recorded: (run) => Promise.resolve(run),
      fresh: async (from) => {
        const { FreshSessions } = await import("./fresh.ts");
        const { libc } = this.#session;
        return new FreshSessions({ libc, registry: this.#registry, language: this.#language, from });
      },
    };
    const { journal } = this.#session;
    return journal === undefined ? streams : journaledStreams(streams, journal, this.#language);
  }

  /** A line typed for a command. */
  async #typed(until?: AbortSignal, prompt = ""): Promise<Bytes | undefined> {
    const signal = until === undefined
      ? this.#control.signal
      : AbortSignal.any([this.#control.signal, until]);
    const give = () => this.#editor.giveUp();
    signal.addEventListener("abort", give);
    const entry = signal.aborted ? undefined : await this.#editor.read(escaped(prompt), false);
    signal.removeEventListener("abort", give);
    if (entry?.kind === "interrupted" && !signal.aborted) this.#control.abort();
    return entry?.kind === "line" ? encode(entry.text) : undefined;
  }

  #waiting(what: Message): () => void {
    const notice = () => this.#say(say(this.#language, what));
    const timer = setTimeout(notice, noticeMilliseconds);
    this.#notice = timer;
    return () => clearTimeout(timer);
  }

  /** A sentence of the shell's own. */
  #say(sentence: string): void {
    this.#print(paragraph(escaped(sentence), dim, this.#style(false)));
  }

  #style(places: boolean): Style {
    return { language: this.#language, places, columns: terminalColumns() };
  }

  #complete(line: string, cursor: number): Completion {
    return complete(line, cursor, {
      session: this.#session,
      registry: this.#registry,
      vocabulary: vocabularyOf(this.#registry, this.#session.system),
      language: this.#language,
      list: listFolder,
    });
  }

  /** Shows something, and writes it down. */
  #print(text: string): void {
    if (text !== "") this.#session.journal?.add({ kind: "shown", text: stripAnsiCode(text) });
    this.#editor.print(text);
  }

  close(): void {
    this.#editor.close();
    this.#history.close();
    this.#session.close();
    for (const remove of this.#removeListeners) remove();
  }
}

function listFolder(folder: string): string[] {
  try {
    return [...Deno.readDirSync(fromHome(folder))].map(({ name, isDirectory }) =>
      isDirectory ? `${name}/` : name
    )
      .sort();
  } catch {
    return [];
  }
}
