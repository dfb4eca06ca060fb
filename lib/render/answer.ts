// answer: what the prompt says after a statement — the value or the error, the state the socket is in now,
// and every other socket whose state changed. All of it is text for a terminal; nothing is printed here.

import { bold, dim, green, red, yellow } from "@std/fmt/colors";
import {
  Failure,
  type Message,
  type Span,
  type SyntaxFault,
  SystemError,
  TimeoutError,
  UsageError,
} from "../errors.ts";
import { escaped } from "../escape.ts";
import type { Meaning } from "../command.ts";
import type { Outcome } from "../interpreter.ts";
import type { Source } from "../language/mod.ts";
import { errnoText, isMessageKey, type Language, localUsage, say, sentence } from "../messages/mod.ts";
import { after, type Change, type Maybe, type Socket, type Sockets, type State } from "../sockets/mod.ts";
import { excerpt, location } from "./excerpt.ts";
import { wrapped } from "./table.ts";
import { inline, shown, shownAddress } from "./value.ts";

/** What text is made for. */
export interface Screen {
  readonly language: Language;
  /** How wide a line may be; where nothing says so, one message is one line. */
  readonly columns?: number;
}

/** How text is made for one user. */
export interface Style extends Screen {
  /** Whether the place of a mistake is named (in files; the prompt shows it by its line alone). */
  readonly places: boolean;
}

/** The socket a statement was about, as it is now. */
export interface About {
  readonly socket: Socket | undefined;
  readonly state: State | undefined;
  /** The socket was closed, and the kernel's table still has its connection. */
  readonly afterClose: State | undefined;
}

/** What happened to the sockets while a statement ran. */
export interface Observation extends About {
  readonly changes: readonly Change[];
}

/** Reads from the kernel how the socket is now that a statement was about. */
export function observeAbout(outcome: Outcome, sockets: Sockets): About {
  const socket = aboutWhat(outcome);
  return {
    socket,
    state: socket && sockets.state(socket),
    afterClose: socket && socket.fd < 0 ? sockets.afterClose(socket) : undefined,
  };
}

/** What was observed after an outcome: the changes are told once, whoever asks. */
const observations = new WeakMap<Outcome, Maybe<Observation>>();

/** The same for a reader, once what the statement set going on the network has arrived, and what it did to others. */
export function observe(outcome: Outcome, sockets: Sockets): Maybe<Observation> {
  const known = observations.get(outcome);
  if (known !== undefined) return known;
  const socket = aboutWhat(outcome);
  const made = after(sockets.settled(socket), () => ({
    ...observeAbout(outcome, sockets),
    changes: sockets.changes(socket),
  }));
  observations.set(outcome, made);
  return made;
}

function aboutWhat({ call }: Outcome): Socket | undefined {
  // What a silent command tells is its report; it is about no socket of its own.
  return call?.socket?.origin === "session" && !call.command.silent ? call.socket : undefined;
}

/** The whole answer to a statement. */
export function answer(outcome: Outcome, observation: Observation, style: Style): string {
  const { language } = style;
  let text = outcome.succeeded ? result(outcome, style) : failure(outcome, style);
  for (const note of outcome.notes) if (note.key !== narrated) text += noteText(note, style);
  // What was refused before it became a call tells nothing of the socket.
  if (observation.socket && !(outcome.error instanceof UsageError) && isThere(outcome, observation)) {
    text += about(observation.socket, observation, style);
  }
  for (const { key, ...told } of outcome.notes) {
    if (key === narrated) text += paragraph(escaped(say(language, { key, ...told })), dim, style);
  }
  return text + changeLines(observation.changes, style);
}

/** What `explain on` adds is no note: it says what went as it should. */
const narrated = "told";

/** Something said besides an answer. */
export function noteText(note: Message, style: Style): string {
  const { language } = style;
  return paragraph(sentence(language, "answer.note", { note: escaped(say(language, note)) }), dim, style);
}

/** A call that failed on a descriptor that is closed has no state to tell. */
function isThere(outcome: Outcome, { state }: Observation): boolean {
  return outcome.error === undefined || state?.state !== undefined;
}

/** The sockets whose state changed, a line each. */
export function changeLines(changes: readonly Change[], style: Screen): string {
  return changes.map(({ socket, before, after }) => {
    const change = `${stateName(before, style.language)} → ${stateName(after, style.language)}`;
    return below(`${called(socket)}: ${yellow(change)}`, style);
  }).join("");
}

/** What a socket is called: its name, or its number where it has none. */
export function called({ name, fd }: Socket): string {
  return escaped(name ?? String(fd));
}

/** What a statement that succeeded came to: its value, or the error that was expected. */
function result(outcome: Outcome, { language, columns }: Style): string {
  const { error, value, call } = outcome;
  if (error instanceof SystemError) {
    const words = errnoText(language, error.code) ?? "";
    return line(`= ${error.code} (${words})`);
  }
  if (error instanceof TimeoutError) return line(`= ${sentence(language, "answer.timeout", error.values)}`);
  if (call?.command.silent || (value === null && call !== undefined)) return "";
  if (value === undefined) return "";
  return line(`= ${green(shown(value, language, columns) + constantText(outcome))}`);
}

/** The constants a number is made of, where the call tells which they are: ` (SOCK_STREAM)`. */
function constantText({ call }: Outcome): string {
  return call?.constants === undefined ? "" : ` (${call.constants})`;
}

/** The state a socket is in, with its addresses. */
function about(socket: Socket, { state, afterClose }: Observation, style: Screen): string {
  const { language } = style;
  const name = called(socket);
  if (socket.fd < 0) {
    let text = below(`${name}: ${sentence(language, "state.closed")}`, style);
    if (afterClose?.local && afterClose.peer) {
      const values = {
        local: shownAddress(afterClose.local, language),
        peer: shownAddress(afterClose.peer, language),
        state: afterClose.state ?? "",
      };
      const heir = socket.end?.heir;
      text += below(
        heir === undefined
          ? sentence(language, "note.kernel", values)
          : sentence(language, "note.heir", { ...values, heir: called(heir) }),
        style,
      );
    }
    return text;
  }
  if (state?.state === undefined) return "";
  const parts = [bold(stateName(state.state, language))];
  if (state.local) {
    parts.push(sentence(language, "answer.local", { address: shownAddress(state.local, language) }));
  }
  if (state.peer) {
    parts.push(sentence(language, "answer.peer", { address: shownAddress(state.peer, language) }));
  }
  return below(`${name}: ${parts.join(", ")}`, style);
}

/** A line under an answer, broken at its blanks where the terminal is narrower. */
function below(text: string, { columns = Infinity }: Screen): string {
  return wrapped(text, columns, "  ", "    ");
}

/** A state's name: TCP's are the same in every language, the others are words. */
export function stateName(state: string, language: Language): string {
  const key = `state.${state}`;
  return isMessageKey(key) ? sentence(language, key) : state;
}

// --- Errors ----------------------------------------------------------------------------------

/** What is wrong with a statement, where, and what to try: everything an error is made of. */
export interface Complaint {
  readonly message: string;
  readonly source: Source;
  readonly span: Span;
  readonly hint: string | undefined;
  /** A whole command came to nothing: its line says no more than its name. */
  readonly whole?: true;
  /** How the call is written, a line each form. */
  readonly usage?: string | number | undefined;
}

/** A statement that failed: one message, the place, and a hint when something is known. */
export function failure(outcome: Outcome, style: Style): string {
  const { message, source, span, hint, whole, usage } = complaintOf(outcome, style.language);
  if (whole) return paragraph(message, red, style);
  return complaint(message, source, span, hint, style) + usageLines(usage, style);
}

/** What is wrong with a statement that failed. */
export function complaintOf(outcome: Outcome, language: Language): Complaint {
  const { statement, call, error, met } = outcome;
  const isUnmet = met === false && (!(error instanceof UsageError) || error instanceof TimeoutError);
  if (isUnmet) return unmet(outcome, language);
  const meaning = error instanceof SystemError ? meaningOf(outcome) : undefined;
  // What a shortcut called stands in no text of the user's: its own line is shown.
  const source = call?.source ?? statement.source;
  const span = (error instanceof UsageError ? error.span : pointedAt(outcome, meaning)) ?? statement.span;
  const words = error === undefined ? "" : described(error, language);
  return {
    message: call === undefined ? words : `${call.command.name}: ${words}`,
    source,
    span,
    hint: hintOf(outcome, meaning, language),
    ...(error instanceof Failure ? { whole: true } : {}),
    ...(error instanceof UsageError ? { usage: error.values["usage"] } : {}),
  };
}

/** The words of an error. */
function described(error: SystemError | UsageError, language: Language): string {
  if (error instanceof UsageError) return escaped(say(language, error));
  const words = errnoText(language, error.code);
  const named = words === undefined ? error.code : `${words} (${error.code})`;
  if (error.detail === undefined) return named;
  const detail = escaped(say(language, error.detail));
  return error.detail.key === "detail.path" ? `${detail}: ${named}` : `${named}; ${detail}`;
}

function unmet(outcome: Outcome, language: Language): Complaint {
  const { statement, call, error, value } = outcome;
  const { missed } = outcome;
  const { source } = statement;
  const span = missed?.span ?? statement.expectation?.span ?? statement.span;
  const expected = escaped(source.text.slice(span.start, span.end));
  if (missed !== undefined) {
    const took = sentence(language, "answer.took", {
      expected,
      time: decimal(inUnits(outcome.milliseconds), language),
    });
    return { message: took, source, span, hint: undefined };
  }
  const actual = error instanceof TimeoutError
    ? sentence(language, "answer.timed-out", error.values)
    : error instanceof SystemError
    ? sentence(language, "answer.failed", {
      code: error.code,
      message: errnoText(language, error.code) ?? "",
    })
    : inline(value ?? null, language) + constantText(outcome);
  const message = call === undefined
    ? sentence(language, "answer.expected-value", { expected, actual })
    : sentence(language, "answer.expected", {
      expected,
      call: call.command.name,
      actual: error === undefined ? sentence(language, "answer.returned", { value: actual }) : actual,
    });
  const meaning = error instanceof SystemError ? meaningOf(outcome) : undefined;
  return { message, source, span, hint: hintOf(outcome, meaning, language) };
}

/** A number as the language writes it. */
function decimal(text: string, language: Language): string {
  return language === "en" ? text : text.replace(".", ",");
}

/** A time with as many digits as say something, in a unit that keeps it short: 3.1 s, 250 ms, 0.9 us. */
export function inUnits(milliseconds: number): string {
  const [value, unit] = milliseconds >= 1000
    ? [milliseconds / 1000, "s"]
    : milliseconds >= 1
    ? [milliseconds, "ms"]
    : [milliseconds * 1000, "us"];
  return `${Number(value.toPrecision(2))} ${unit}`;
}

/** What the record of the command says of the error. */
function meaningOf({ call, error }: Outcome): Meaning | undefined {
  return error instanceof SystemError ? call?.command.errors[error.code] : undefined;
}

/** The argument an error is about; the whole call where the record names none. */
function pointedAt({ call }: Outcome, meaning: Meaning | undefined): Span | undefined {
  const { command, names = [], given } = call ?? {};
  const parameter = meaning?.at ?? "";
  // Where host and port stand apart, the address begins with the host.
  const apart = names.includes("host") && command?.parameters[parameter]?.offer.kind === "addresses";
  const at = names.indexOf(apart ? "host" : parameter);
  return given?.[at]?.node.span ?? call?.node.span;
}

/** What the facts say, or else what the record says of the error in general. */
function hintOf(
  { finding, error }: Outcome,
  meaning: Meaning | undefined,
  language: Language,
): string | undefined {
  const known = finding ?? (error instanceof SystemError ? error.advice : undefined);
  if (known !== undefined) return escaped(say(language, known));
  return meaning && (language === "en" ? meaning.en : meaning.pt);
}

/** A text that cannot be read. */
export function faultText(fault: SyntaxFault, source: Source, style: Style): string {
  const usage = usageLines(fault.values["usage"], style);
  return complaint(escaped(say(style.language, fault)), source, fault.span, undefined, style) + usage;
}

/** How the call is written, a line each form, below a call with a wrong number of arguments. */
function usageLines(usage: Complaint["usage"], style: Screen): string {
  if (typeof usage !== "string") return "";
  return usage.split("\n").map((form) =>
    paragraph(
      sentence(style.language, "answer.usage", { usage: localUsage(form, style.language) }),
      dim,
      style,
    )
  ).join("");
}

/** The one shape of an error: message, the line with carets below, hint. */
function complaint(
  message: string,
  source: Source,
  span: Span,
  hint: string | undefined,
  style: Style,
): string {
  // A command given as words on the command line has no place to name: its line is all there is.
  const head = style.places && source.name !== "" ? `${location(source, span.start)}: ${message}` : message;
  const text = paragraph(head, red, style) + excerpt(source, span);
  return hint === undefined
    ? text
    : text + paragraph(sentence(style.language, "answer.hint", { hint }), dim, style);
}

/** A sentence broken at its blanks into lines the terminal holds, the later ones indented. */
export function paragraph(
  sentence: string,
  colour: (text: string) => string,
  { columns = Infinity }: Screen,
): string {
  const lines = wrapped(sentence, columns, "", "  ").trimEnd().split("\n");
  return lines.map((one) => line(colour(one))).join("");
}

function line(text: string): string {
  return `${text}\n`;
}
