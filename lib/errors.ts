// errors: the few error classes of socksh, chosen by what the catcher must do differently.
//
// An error carries a message key and values, never finished text: the driver that prints it
// asks `messages` for the sentence in the user's language. This module knows no language,
// no terminal and no particular command.

/** A stretch of source text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The values a message is filled with. */
export type MessageValues = Readonly<Record<string, string | number>>;

/** A sentence in both languages of the program; `{name}` stands for a value. */
export interface Text {
  readonly en: string;
  readonly pt: string;
}

/** What an error says: a key of the message catalogue and the values it is filled with. */
export interface Message {
  readonly key: string;
  readonly values: MessageValues;
  /** The sentence itself, where it is a command's own. */
  readonly text?: Text;
}

/** Text that cannot be read as statements. `incomplete`: more input could complete it. */
export class SyntaxFault extends Error implements Message {
  override readonly name = "SyntaxFault";
  constructor(
    readonly key: string,
    readonly span: Span,
    readonly values: MessageValues = {},
    readonly incomplete = false,
  ) {
    super(key);
  }
}

/** What a usage error is about; stable, it is the `error` member of JSON lines. */
export type UsageCode =
  /** A value of a kind the parameter does not take. */
  | "kind"
  /** A number that does not fit the C parameter. */
  | "range"
  /** A variable, socket or constant nobody defined. */
  | "name"
  /** A number of arguments no form of the command takes. */
  | "count"
  /** Text that is no address. */
  | "address"
  /** A descriptor that belongs to the runtime. */
  | "refused"
  /** A shortcut, a job or an assertion did not come to the end it promises. */
  | "failed"
  /** A `timeout` ran out. */
  | "timeout"
  /** Anything else a value cannot do (text that is no number, bytes that are no UTF-8, …). */
  | "value";

/** A call that cannot be expressed: nothing was handed to the kernel. */
export class UsageError extends Error implements Message {
  override readonly name: string = "UsageError";
  /** Where in the statement; filled in by whoever knows first. */
  span: Span | undefined;
  constructor(
    readonly code: UsageCode,
    readonly key: string,
    readonly values: MessageValues = {},
    span?: Span,
  ) {
    super(key);
    this.span = span;
  }
}

/** A shortcut that did not come to the end it promises, told in a sentence of its own. */
export class Failure extends UsageError {
  override readonly name = "Failure";
  constructor(readonly text: Text, values: MessageValues = {}) {
    super("failed", "", values);
  }
}

/** A `timeout` that ran out: what it limits did not end in time. */
export class TimeoutError extends UsageError {
  override readonly name = "TimeoutError";
  /**
   * @param seconds how long it was given
   * @param limited the statement whose limit it is: its own expectation is met by it, no other's
   */
  constructor(seconds: number, readonly limited: { readonly kind: string }, span: Span) {
    super("timeout", "timeout.ran-out", { seconds }, span);
  }
}

/** A call that reached the system and failed there. */
export class SystemError extends Error {
  override readonly name = "SystemError";
  constructor(
    /** The C function that failed: `bind`, `getaddrinfo`. */
    readonly call: string,
    /** The error's number: an errno, an EAI_ code of the resolver, or h_errno; the name says which. */
    readonly number: number,
    /** Its name: `EADDRINUSE`, `EAI_NONAME`, `HOST_NOT_FOUND`. */
    readonly code: string,
    /** What happened besides (how much of a `sendall` went out), if anything. */
    readonly detail?: Message,
    /** What is known of its cause and of what helps, where more is known than the record of the command says. */
    readonly advice?: Message,
  ) {
    super(`${call}: ${code}`);
  }
}

/** The run cannot go on, whatever statement it is at: nobody takes what it writes. */
export class RunLost extends Error {}

/** A wait ended by Ctrl-C or a signal; the call answers EINTR and meets no expectation. */
export class InterruptedError extends SystemError {}
