// layers: the order of the modules of lib/, lowest first, and who may import whom.
//
// One table for the test that reads the import graph and for the layer diagram of the README. It knows module
// names only; a folder of lib/ counts as one module.

/** A module of lib/. It may import the modules before it in {@linkcode LAYERS}, or those in `only`. */
export interface Layer {
  /** The file (without `.ts`) or folder in lib/. */
  readonly module: string;
  /** What it is responsible for, in a few words. */
  readonly task: string;
  /** The modules it may import, where that is fewer than all the modules before it. */
  readonly only?: readonly string[];
}

/** The modules of lib/, lowest first. */
export const LAYERS: readonly Layer[] = [
  { module: "errors", task: "the error classes: a message key, values, where" },
  { module: "unicode", task: "regular expressions with Unicode classes, made when used", only: [] },
  { module: "escape", task: "untrusted bytes made fit for a terminal", only: ["unicode"] },
  { module: "abi", task: "numbers and byte layouts per operating system" },
  { module: "messages", task: "key and values → a sentence, English and Portuguese" },
  {
    module: "language",
    task: "text → tree with spans; completeness; cursor context",
    only: ["errors", "unicode"],
  },
  {
    module: "explanations",
    task: "what explain tells: states, errors, concepts, ports, calls",
    only: ["errors", "unicode", "abi", "messages", "language"],
  },
  { module: "libc", task: "the C library through FFI; the one place that waits", only: ["errors", "abi"] },
  {
    module: "sandbox",
    task: "this program again, in a private user and network namespace",
    only: ["errors", "abi", "libc"],
  },
  { module: "sockets", task: "the table of sockets; calls that can wait and be interrupted" },
  {
    module: "trace",
    task: "system calls in strace's notation, while it is on",
    only: ["errors", "abi", "messages", "libc", "sockets"],
  },
  {
    module: "chronicle",
    task: "the calls a session made, for whoever looks back",
    only: ["errors", "abi", "libc", "sockets"],
  },
  {
    module: "capture",
    task: "captured packets: whose they are, and what each one is",
    only: ["errors", "abi", "messages", "libc", "sockets", "chronicle"],
  },
  {
    module: "diagram",
    task: "conversations as sequence diagrams, captured or deduced",
    only: ["abi", "sockets", "chronicle", "capture"],
  },
  {
    module: "reactor",
    task: "the per-message loop of servers and clients: epoll, or poll",
    only: ["errors", "abi", "libc", "sockets"],
  },
  {
    module: "values",
    task: "the values of the language",
    only: ["errors", "escape", "abi", "language", "sockets"],
  },
  { module: "functions", task: "the functions and methods of values", only: ["errors", "values"] },
  { module: "command", task: "the record of a command; arguments bound to its parameters" },
  {
    module: "journal",
    task: "what was entered and shown, kept as it comes",
    only: ["errors", "escape", "abi", "libc", "diagram", "values"],
  },
  { module: "session", task: "the state of one run; closing everything" },
  {
    module: "source",
    task: "reads the text of a session file",
    only: ["errors", "libc", "language", "values"],
  },
  {
    module: "input",
    task: "standard input, in chunks and lines",
    only: ["errors", "abi", "libc", "sockets", "command"],
  },
  { module: "saving", task: "whole files written for the user", only: ["errors", "abi", "libc"] },
  { module: "findings", task: "the facts behind a failed call" },
  { module: "interpreter", task: "evaluates a tree in a session" },
  { module: "render", task: "what the terminal shows" },
  { module: "ask", task: "questions as menus on a terminal", only: ["messages", "command", "render"] },
  { module: "journaling", task: "who writes the journal, and makes transcripts of it" },
  { module: "completion", task: "candidates for the Tab key" },
  { module: "history", task: "the lines kept from one shell to the next", only: ["errors"] },
  { module: "editor", task: "the line editor" },
  {
    module: "output",
    task: "the one writer of the process",
    only: ["errors", "abi", "libc", "sockets", "values"],
  },
  { module: "fresh", task: "session files in sessions of their own, for tests" },
  { module: "script", task: "the driver of files, -c and piped input" },
  { module: "repl", task: "the driver of the prompt" },
  { module: "start", task: "the command line: what is asked for, and which driver does it" },
];

/** What a command's topic file may import from lib/. */
export const COMMANDS_MAY_IMPORT: readonly string[] = ["command", "abi"];

/** The files of commands/ that several topics share; they keep to the same imports, and so do a topic's own files. */
export const COMMANDS_SHARE: readonly string[] = ["meanings"];
