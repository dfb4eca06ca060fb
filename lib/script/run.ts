// run: what a run of statements holds open — its session, its signals, its input and output — until it ends.

import { dim } from "@std/fmt/colors";
import type { Registry } from "../command.ts";
import { escaped } from "../escape.ts";
import { StandardInput } from "../input.ts";
import { Interpreter, type Observer, type Streams } from "../interpreter.ts";
import type { Libc } from "../libc.ts";
import type { Language } from "../messages/language.ts";
import { logged, Output } from "../output.ts";
import { Session } from "../session.ts";
import { type Bytes, encode, textOf } from "../values.ts";
import { renderer, styleOfErrors } from "./observer.ts";
import { Signals } from "./signals.ts";

/** What a run knows of the program it is in. */
export interface RunSurroundings {
  readonly version: string;
  readonly environment: (name: string) => string | undefined;
}

/** What a run holds open, from its beginning to its end. */
export class Run implements Disposable {
  readonly signals: Signals;
  readonly input: StandardInput;
  readonly output: Output;
  readonly session: Session;
  readonly #control = new AbortController();
  readonly #language: Language;
  readonly #surroundings: RunSurroundings;

  constructor(argv: readonly string[], language: Language, libc: Libc, surroundings: RunSurroundings) {
    this.#language = language;
    this.#surroundings = surroundings;
    this.signals = new Signals();
    this.input = new StandardInput(libc, this.signals.abort);
    this.output = new Output(libc, this.signals.abort);
    this.session = new Session(libc, argv);
    // To abort what does not wait would only take its time.
    this.session.exited = (elsewhere) => elsewhere && this.#control.abort();
    this.signals.abort.addEventListener("abort", () => {
      if (this.signals.interrupted) this.output.interrupted();
      this.#control.abort();
    });
  }

  /** Ends the waits of the session: a signal came, or `exit` was run in a job. */
  get signal(): AbortSignal {
    return this.#control.signal;
  }

  /** Waits until a signal ends the run. */
  async stopped(): Promise<void> {
    this.signals.listen();
    const { abort } = this.signals;
    if (abort.aborted) return;
    await new Promise<void>((resolve) => abort.addEventListener("abort", () => resolve()));
  }

  /** An interpreter of this run. */
  interpreter(registry: Registry, observer: Observer, silent: boolean): Interpreter {
    const { session } = this;
    session.sockets.observed = observer.everything;
    return new Interpreter(session, registry, observer, this.#control, this.#streams(registry, silent));
  }

  /** Says that Enter is waited for. */
  async explainStep(): Promise<void> {
    const { stepHelp } = await renderer();
    await this.output.err(stepHelp(styleOfErrors(this.#language)));
  }

  /** Waits for Enter, before a statement is run: "loop" when the rest of the loop is to be run without. */
  async step(): Promise<"loop" | undefined> {
    const line = await this.#line(this.signal);
    // Enter has moved the cursor, Ctrl-D has not.
    if (line === undefined && this.input.typed && Deno.stdout.isTerminal()) await this.output.out("\n");
    return line !== undefined && textOf(line).trim() === "f" ? "loop" : undefined;
  }

  /** The next line of standard input. */
  async #line(until?: AbortSignal): Promise<Bytes | undefined> {
    const line = await this.input.line(until);
    if (line !== undefined && this.input.typed) this.output.entered();
    return line;
  }

  /** Standard input and output, as commands see them; `silent`: nothing but JSON is written. */
  #streams(registry: Registry, silent: boolean): Streams {
    const { input, output, signals: { abort: signal } } = this;
    const { session } = this;
    const { libc } = session;
    const language = this.#language;
    const { version, environment } = this.#surroundings;
    const typedLine = (until?: AbortSignal) => this.#line(until);
    const asking = async (prompt: string): Promise<void> => {
      if (prompt !== "" && !silent) await output.out(escaped(prompt, "\n\t"));
    };
    return {
      input: {
        get typed() {
          return input.typed;
        },
        get fd() {
          return input.fd;
        },
        get stored() {
          return input.stored;
        },
        read: (until, most) => input.read(until, most),
        line: async (until, prompt = "") => {
          await asking(prompt);
          return await typedLine(until);
        },
      },
      output: {
        get terminal() {
          return Deno.stdout.isTerminal();
        },
        write(data, raw = false) {
          if (raw || !Deno.stdout.isTerminal()) return output.bytes(data);
          return output.bytes(encode(escaped(textOf(data), "\n\t")));
        },
        sink: output,
        log: (fd, data) => logged(libc, fd, data),
      },
      traced: (lines) => output.err(lines.replace(/[^\n]+/g, dim)),
      async ask(question, until) {
        // A menu is for a person at both ends; whoever writes a script writes the answers, a line each.
        if (input.typed) {
          const [{ ask }, { spelledOut }] = await Promise.all([
            import("../ask.ts"),
            import("../render/question.ts"),
          ]);
          const over = until === undefined ? signal : AbortSignal.any([signal, until]);
          if (Deno.stdout.isTerminal()) return ask(question, language, over, (text) => output.now(text));
          await output.err(spelledOut(question, language));
        }
        const line = await typedLine(until);
        return line && new TextDecoder().decode(line);
      },
      async draw(diagrams, form) {
        const { drawing } = await import("../render/drawing.ts");
        return drawing(diagrams, form, language);
      },
      async transcribe(request, signal) {
        const { transcribing } = await import("../journaling.ts");
        return await transcribing({ session, registry, language }, environment)(request, signal);
      },
      async recorded(run) {
        const { recorded } = await import("../journaling.ts");
        return recorded(run, { session, registry, language }, version);
      },
      async fresh(from) {
        const { FreshSessions } = await import("../fresh.ts");
        return new FreshSessions({ libc, registry, language, from });
      },
    };
  }

  [Symbol.dispose](): void {
    this.session.close();
    this.input.close();
    this.output.close();
    this.signals.close();
  }
}
