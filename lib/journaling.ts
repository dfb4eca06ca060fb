// journaling: who writes down what a run shows, and makes a transcript of it.
//
// A run of a file is written down as the prompt would show it, whatever the run itself prints. At the prompt the driver
// writes down what it prints.

import { stripAnsiCode } from "@std/fmt/colors";
import type { Registry, Report, Sink, Transcribing } from "./command.ts";
import { escaped } from "./escape.ts";
import { diagramsOf } from "./diagram.ts";
import type { Observer, Recorded, Streams } from "./interpreter.ts";
import { UsageError } from "./errors.ts";
import { type Entry, Journal, journalFolder, lastSession } from "./journal.ts";
import { type Language, named } from "./messages/mod.ts";
import { answer, faultText, isTold, JobLines, observe, reported } from "./render/mod.ts";
import { answered } from "./render/question.ts";
import { transcriptText } from "./render/transcript.ts";
import type { Bytes } from "./libc.ts";
import type { Session } from "./session.ts";
import { after, gathered } from "./sockets/mod.ts";
import { textOf } from "./values.ts";
import { cutLetter } from "./values/letters.ts";

/** How wide a line of a page is. */
const pageColumns = 100;

/** What a journal is about. */
export interface Journaled {
  readonly session: Session;
  readonly registry: Registry;
  readonly language: Language;
}

/** The first entry of a journal. */
export function sessionEntry(version: string | undefined, language: Language, began: Date): Entry {
  const system = `${Deno.build.os} ${Deno.osRelease()} ${Deno.build.arch}`;
  return { kind: "session", version, system, language, began: began.getTime() };
}

/** What a command told, as an entry of the journal. */
export function entryOf(report: Report, text: string): Entry {
  const shown = stripAnsiCode(text);
  switch (report.kind) {
    case "explanation":
      return { kind: "explanation", name: report.about.key, text: shown };
    case "diagrams":
      return { kind: "diagram", diagrams: report.diagrams };
    default:
      return { kind: "shown", text: shown };
  }
}

/** The diagrams of all connections so far, as an entry; undefined where there are none. */
export async function connectionsOf(
  { session }: Journaled,
  signal: AbortSignal,
): Promise<Entry | undefined> {
  const all = await diagramsOf(session, signal);
  return all.length === 0 ? undefined : { kind: "connections", diagrams: all };
}

/** An observer that writes down what the prompt would show, and tells another one what that one wants to know. */
export function journaled(
  inner: Observer,
  journal: Journal,
  { session, registry, language }: Journaled,
): Observer {
  const style = { language, places: false, columns: pageColumns };
  const jobs = new JobLines();
  const show = (text: string) => {
    if (text !== "") journal.add({ kind: "shown", text: stripAnsiCode(text) });
  };
  return {
    ...inner,
    everything: true,
    hints: true,
    begins(statement, job) {
      const { source, span } = statement;
      if (job === undefined) {
        journal.add({ kind: "entered", text: source.text.slice(span.start, span.end), at: Date.now() });
      }
      return inner.begins?.(statement, job);
    },
    outcome: (outcome) =>
      after(observe(outcome, session.sockets), (observation) => {
        if (isTold(outcome) && !(outcome.condition && outcome.succeeded)) {
          show(jobs.before(outcome, style) + answer(outcome, observation, style));
        }
        return inner.everything || !outcome.succeeded ? inner.outcome(outcome) : undefined;
      }),
    report(report) {
      if (report.kind !== "event" || !report.passing) {
        const text = reported(report, session, registry, language, pageColumns);
        journal.add(entryOf(report, text));
      }
      return inner.report(report);
    },
    fault(fault, source) {
      show(faultText(fault, source, style));
      return inner.fault(fault, source);
    },
    job(job, notes) {
      if (job.state === "running" && job.parent === undefined) {
        journal.add({ kind: "entered", text: `${job.text.replace(/\s*&$/, "")} &`, at: Date.now() });
      }
      show(jobs.of(job, notes, style));
      return inner.job?.(job, notes);
    },
  };
}

/** Streams of which is written down what was typed and what went by besides answers. */
export function journaledStreams(inner: Streams, journal: Journal, language: Language): Streams {
  const { input, output } = inner;
  const show = (text: string) => {
    if (text !== "") journal.add({ kind: "shown", text });
  };
  const bytesShown = (bytes: Bytes) => show(escaped(textOf(bytes), "\n\t"));
  const typed = (bytes: Bytes | undefined) => {
    if (input.typed && bytes !== undefined) bytesShown(bytes);
    return bytes;
  };
  // A letter that comes in two pieces is one all the same.
  let begun: Bytes = new Uint8Array(0);
  const data = (bytes: Bytes) => {
    if (journal.full) return;
    const all = begun.length === 0 ? bytes : gathered([begun, bytes], begun.length + bytes.length);
    const whole = all.length - cutLetter(all);
    begun = all.slice(whole);
    bytesShown(all.subarray(0, whole));
  };
  return {
    ...inner,
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
      read: (until, most) => after(input.read(until, most), typed),
      async line(until, prompt = "") {
        const line = await input.line(until, prompt);
        show(escaped(`${prompt}${line === undefined ? "" : textOf(line)}\n`, "\n\t"));
        return line;
      },
    },
    output: {
      get terminal() {
        return output.terminal;
      },
      write(bytes, raw) {
        data(bytes);
        return output.write(bytes, raw);
      },
      sink: output.sink && journaledSink(output.sink, data),
      log: (fd, bytes) => output.log(fd, bytes),
    },
    async ask(question, until) {
      const reply = await inner.ask(question, until);
      if (reply !== undefined) show(answered(question, reply, language));
      return reply;
    },
    traced(lines) {
      show(lines);
      return inner.traced(lines);
    },
  };
}

function journaledSink(sink: Sink, data: (bytes: Bytes) => void): Sink {
  return {
    fd: sink.fd,
    offer(bytes) {
      const taken = sink.offer(bytes);
      if (taken > 0) data(bytes.subarray(0, taken));
      return taken;
    },
  };
}

/** Begins to write down a run, in memory. */
export function recorded({ observer, streams }: Recorded, about: Journaled, version?: string): Recorded {
  const { session, language } = about;
  const journal = session.journal = Journal.inMemory();
  journal.add(sessionEntry(version, language, new Date()));
  return {
    observer: journaled(observer, journal, about),
    streams: journaledStreams(streams, journal, language),
  };
}

/** What makes transcripts of a session; `environment` tells where earlier sessions are kept. */
export function transcribing(
  about: Journaled,
  environment: (name: string) => string | undefined,
): Transcribing {
  const { session, language } = about;
  return async ({ form, last, name }, signal) => {
    if (last) {
      const entries = lastSession(session.libc, journalFolder(environment));
      if (entries === undefined) throw new UsageError("value", "transcript.none-before");
      const spoken = entries.find((entry) => entry.kind === "session")?.language ?? "";
      return transcriptText(entries, form, named(spoken) ?? language, name);
    }
    const written = session.journal?.entries ?? [];
    const late = written.some(({ kind }) => kind === "missing");
    // The transcript itself is nothing to hand in.
    if (written.filter(({ kind }) => kind === "entered").length <= 1) {
      throw late
        ? new UsageError("value", "recording.late", { word: "transcript" })
        : new UsageError("value", "transcript.nothing");
    }
    const connections = await connectionsOf(about, signal);
    const entries = connections === undefined ? written : [...written, connections];
    return transcriptText(entries, form, language, name);
  };
}
