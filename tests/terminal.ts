// terminal: a pseudo-terminal for tests. A program runs on a real terminal of a given size; the test types and waits
// for what appears.
//
// The terminal is opened through the C library (posix_openpt and its relatives), because a pipe through `script` stops
// for ever when both sides have more to write than the kernel buffers. One loop polls and reads it; every wait has a
// condition and a limit; `close` ends the program this file started, and nothing else. Linux only (setsid, sizes of
// C types). Importing tests need --allow-ffi, --allow-run and --allow-env.

const libc = Deno.dlopen("libc.so.6", {
  /** int posix_openpt(int flags) */
  posix_openpt: { parameters: ["i32"], result: "i32" },
  /** int grantpt(int fd) */
  grantpt: { parameters: ["i32"], result: "i32" },
  /** int unlockpt(int fd) */
  unlockpt: { parameters: ["i32"], result: "i32" },
  /** int ptsname_r(int fd, char *buf, size_t buflen) */
  ptsname_r: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  /** int open(const char *pathname, int flags) */
  open: { parameters: ["buffer", "i32"], result: "i32" },
  /** int ioctl(int fd, unsigned long op, void *argument) */
  ioctl: { parameters: ["i32", "u64", "buffer"], result: "i32" },
  /** int poll(struct pollfd *fds, nfds_t nfds, int timeout) */
  poll: { parameters: ["buffer", "u64", "i32"], result: "i32", nonblocking: true },
  /** ssize_t read(int fd, void *buf, size_t count) */
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  /** ssize_t write(int fd, const void *buf, size_t count) */
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  /** int close(int fd) */
  close: { parameters: ["i32"], result: "i32" },
});

const O_RDWR = 0o2;
const O_NOCTTY = 0o400;
const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2000000;
const TIOCSWINSZ = 0x5414n;
const POLLIN = 1;
const POLLOUT = 4;

/** Scales every time-out of the tests: 1 on an idle machine. */
export const PATIENCE: number = Number(Deno.env.get("SOCKSH_TEST_PATIENCE")) || 1;
/** Milliseconds `expect` and `status` wait by default: long, since only a failing test waits so long. */
const TIMEOUT = 20_000;
/** Milliseconds the reading loop waits in one poll, and so the longest that closing takes. */
const POLL_INTERVAL = 20;

/** Names of keys and what a terminal sends for them. */
const KEYS = {
  "enter": "\r",
  "tab": "\t",
  "escape": "\x1b",
  "backspace": "\x7f",
  "delete": "\x1b[3~",
  "up": "\x1b[A",
  "down": "\x1b[B",
  "right": "\x1b[C",
  "left": "\x1b[D",
  "home": "\x1b[H",
  "end": "\x1b[F",
  "ctrl-a": "\x01",
  "ctrl-c": "\x03",
  "ctrl-d": "\x04",
  "ctrl-e": "\x05",
  "ctrl-k": "\x0b",
  "ctrl-l": "\x0c",
  "ctrl-u": "\x15",
  "ctrl-w": "\x17",
  "ctrl-y": "\x19",
  "ctrl-z": "\x1a",
} as const;

/** How {@linkcode Terminal.open} starts the program. */
export interface TerminalOptions {
  /** Variables added to the environment; TERM is xterm-256color unless given here. */
  env?: Record<string, string>;
  /** The size of the terminal; 80 × 24. */
  columns?: number;
  rows?: number;
  cwd?: string;
}

/** A program on its own terminal. Close it at the end of the test, or declare it with `await using`. */
export class Terminal implements AsyncDisposable {
  /** Everything written to the terminal so far. */
  output = "";
  /** The terminal's device, `/dev/pts/7`. */
  readonly path: string;
  readonly #master: number;
  readonly #slave: number;
  readonly #child: Deno.ChildProcess;
  readonly #loop: Promise<void>;
  readonly #screen: Screen;
  readonly #decoder = new TextDecoder();
  /** What is still to be typed; a piece that has been begun stands at the front. */
  readonly #outgoing: Uint8Array<ArrayBuffer>[] = [];
  /** Where in `output` the last match ended. */
  #seen = 0;
  #exit: number | undefined;
  /** The descriptors are open. */
  #open = true;
  #closing = false;
  #hungUp = false;
  /** Called whenever something changed: output, or the end of the program. */
  readonly #watchers = new Set<() => void>();

  private constructor(command: readonly string[], options: TerminalOptions) {
    const { columns = 80, rows = 24 } = options;
    this.#screen = new Screen(columns, rows);
    this.#master = checked(
      "posix_openpt",
      libc.symbols.posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC),
    );
    checked("grantpt", libc.symbols.grantpt(this.#master));
    checked("unlockpt", libc.symbols.unlockpt(this.#master));
    const name = new Uint8Array(64);
    checked("ptsname_r", -libc.symbols.ptsname_r(this.#master, name, BigInt(name.length)));
    this.path = new TextDecoder().decode(name.subarray(0, name.indexOf(0)));
    // Kept open: without any user the terminal would report its end before the program has opened it.
    const flags = O_RDWR | O_NOCTTY | O_CLOEXEC;
    this.#slave = checked("open", libc.symbols.open(new TextEncoder().encode(this.path + "\0"), flags));
    this.#setSize(columns, rows);
    // setsid makes a session without a terminal; the first terminal it opens becomes its own. Every step execs the
    // next, so that the child's id is the program's.
    this.#child = new Deno.Command("setsid", {
      args: ["sh", "-c", 'exec "$@" <>"$0" >&0 2>&0', this.path, ...command],
      stdin: "null",
      stdout: "null",
      stderr: "null",
      env: { TERM: "xterm-256color", ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    }).spawn();
    this.#loop = this.#run();
  }

  /** Starts `command` on a new terminal. */
  static open(command: readonly string[], options: TerminalOptions = {}): Promise<Terminal> {
    return Promise.resolve(new Terminal(command, options));
  }

  /** The id of the program. */
  get pid(): number {
    return this.#child.pid;
  }

  /**
   * Types `text` in one piece; bytes go out as they are. Two pieces may reach the program together, like a paste:
   * expect something after each where that matters.
   */
  type(text: string | Uint8Array<ArrayBuffer>): void {
    const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    if (bytes.length === 0) return;
    this.#outgoing.push(bytes);
    this.#send();
  }

  /** Presses a key. */
  key(name: keyof typeof KEYS): void {
    this.type(KEYS[name]);
  }

  /**
   * Waits until `pattern` appears behind the previous match, and returns the output from there to its end. After
   * `timeout` milliseconds (scaled), or when the program has ended without it, it throws, showing what came instead.
   */
  async expect(pattern: string | RegExp, timeout = TIMEOUT): Promise<string> {
    let found: string | undefined;
    const look = (): boolean => {
      const rest = this.output.slice(this.#seen);
      const match = typeof pattern === "string" ? literal(rest, pattern) : pattern.exec(rest);
      if (match === null) return false;
      found = rest.slice(0, match.index + match[0].length);
      this.#seen += found.length;
      return true;
    };
    await this.#until(look, timeout, () => `${typeof pattern === "string" ? quoted(pattern) : pattern}`);
    return found ?? "";
  }

  /** Waits until `condition` holds, asking again after each change of the screen. */
  async until(condition: (screen: string[]) => boolean, timeout = TIMEOUT): Promise<void> {
    await this.#until(() => condition(this.screen()), timeout, () => `a screen with ${condition}`);
  }

  /** The rows of the screen, without blanks at their ends and without the empty rows at the bottom. */
  screen(): string[] {
    return this.#screen.lines();
  }

  /** Everything that has scrolled off the screen, then the screen: rows as above. */
  transcript(): string[] {
    return [...this.#screen.scrolled, ...this.#screen.lines()];
  }

  /** The cursor on the screen, both from 0. */
  get cursor(): { row: number; column: number } {
    return { row: this.#screen.row, column: this.#screen.column };
  }

  /** Changes the size of the window; the program gets SIGWINCH. What is shown is not wrapped anew. */
  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#setSize(columns, rows);
  }

  /** The terminal's modes as `stty -a` prints them: `icanon echo …`, `-icanon -echo …`. */
  async modes(): Promise<string> {
    const { stdout } = await new Deno.Command("stty", { args: ["-F", this.path, "-a"] }).output();
    return new TextDecoder().decode(stdout);
  }

  /** Sends the program a signal. */
  signal(name: Deno.Signal): void {
    this.#child.kill(name);
  }

  /** Waits for the end of the program: its exit code, 128 + n after signal n. All output has been read then. */
  async status(timeout = TIMEOUT): Promise<number> {
    await this.#until(() => this.#exit !== undefined, timeout, () => "the end of the program");
    return this.#exit ?? -1;
  }

  /** Closes the window: the program gets SIGHUP, and its terminal is gone. */
  hangUp(): void {
    this.#hungUp = true;
  }

  /** Ends the program if it still runs, and releases everything. */
  async close(): Promise<void> {
    if (this.#closing) return await this.#loop;
    this.#closing = true;
    try {
      if (this.#exit === undefined) this.#child.kill("SIGKILL");
    } catch (error) {
      // It ended by itself this very moment.
      if (!(error instanceof TypeError)) throw error;
    }
    await this.#loop;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Reads and writes the terminal until the program has ended and all it wrote is read. */
  async #run(): Promise<void> {
    let ended: number | undefined;
    const status = this.#child.status.then(({ code }) => {
      ended = code;
    });
    const buffer = new Uint8Array(65536);
    while (!this.#hungUp) {
      const over = ended !== undefined;
      const pollfd = new Uint8Array(8);
      const view = new DataView(pollfd.buffer);
      view.setInt32(0, this.#master, true);
      view.setInt16(4, this.#outgoing.length > 0 ? POLLIN | POLLOUT : POLLIN, true);
      await libc.symbols.poll(pollfd, 1n, over ? 0 : POLL_INTERVAL);
      this.#send();
      let size: number;
      while ((size = Number(libc.symbols.read(this.#master, buffer, BigInt(buffer.length)))) > 0) {
        this.#show(this.#decoder.decode(buffer.subarray(0, size), { stream: true }));
      }
      if (over) break;
    }
    this.#open = false;
    libc.symbols.close(this.#slave);
    libc.symbols.close(this.#master);
    await status;
    this.#exit = ended;
    this.#changed();
  }

  #show(text: string): void {
    this.output += text;
    this.#screen.write(text);
    this.#changed();
  }

  #changed(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }

  /** Writes what is queued, as far as the terminal takes it. */
  #send(): void {
    while (this.#open && this.#outgoing[0] !== undefined) {
      const bytes = this.#outgoing[0];
      const sent = Number(libc.symbols.write(this.#master, bytes, BigInt(bytes.length)));
      if (sent < 0) return;
      if (sent === bytes.length) this.#outgoing.shift();
      else this.#outgoing[0] = bytes.slice(sent);
    }
  }

  #setSize(columns: number, rows: number): void {
    const size = new Uint8Array(Uint16Array.of(rows, columns, 0, 0).buffer);
    checked("ioctl", libc.symbols.ioctl(this.#master, TIOCSWINSZ, size));
  }

  #until(condition: () => boolean, timeout: number, wanted: () => string): Promise<void> {
    const limit = timeout * PATIENCE;
    return new Promise((resolve, reject) => {
      const finish = (failure?: string): void => {
        clearTimeout(timer);
        this.#watchers.delete(watcher);
        if (failure === undefined) return resolve();
        const rest = this.output.slice(this.#seen);
        reject(
          new Error(
            `${failure} ${wanted()}\nsince the last match: ${quoted(rest.slice(-4000))}\nscreen:\n${
              this.screen().map((row) => `  |${row}`).join("\n")
            }`,
          ),
        );
      };
      const watcher = (): void => {
        if (condition()) finish();
        else if (this.#exit !== undefined) finish(`the program ended (${this.#exit}) before`);
      };
      const timer = setTimeout(() => finish(`after ${limit} ms still no`), limit);
      this.#watchers.add(watcher);
      watcher();
    });
  }
}

/** Opens a shell of ours and waits for its prompt: English, without colours and history, 100 × 40 unless given. */
export async function prompt(command: readonly string[], options: TerminalOptions = {}): Promise<Terminal> {
  const terminal = await Terminal.open(command, {
    columns: 100,
    rows: 40,
    ...options,
    env: { SOCKSH_HISTORY: "", LC_ALL: "C.UTF-8", NO_COLOR: "1", ...options.env },
  });
  await terminal.expect("socksh> ");
  return terminal;
}

/** The result of a C function, which must not be -1. */
function checked(call: string, result: number): number {
  if (result < 0) throw new Error(`${call} failed: cannot open a pseudo-terminal`);
  return result;
}

function literal(text: string, wanted: string): { index: number; 0: string } | null {
  const index = text.indexOf(wanted);
  return index < 0 ? null : { index, 0: wanted };
}

/** Text with its control characters escaped. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll("\x7f", "\\x7f");
}

/** The screen of a small terminal: rows of cells and a cursor, enough for the sequences that line editors write. */
export class Screen {
  row = 0;
  column = 0;
  /** Rows that have left the screen at the top. */
  readonly scrolled: string[] = [];
  #cells: string[][] = [];
  /** The last letter filled the row: the next one wraps. */
  #full = false;
  #rest = "";

  constructor(private columns: number, private rows: number) {}

  /** A new size; rows that no longer fit scroll off. */
  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.column = Math.min(this.column, columns - 1);
    while (this.row >= rows) this.#scroll();
  }

  /** The rows, without blanks at their ends and empty rows at the bottom. */
  lines(): string[] {
    const lines = Array.from({ length: this.#cells.length }, (_, row) => text(this.#cells[row]));
    while (lines.at(-1) === "") lines.pop();
    return lines;
  }

  /** Shows `chunk`; a sequence it cuts off is completed by the next one. */
  write(chunk: string): void {
    // deno-lint-ignore no-control-regex
    const tokens = /\x1b\[([0-9;?]*)([A-Za-z])|\x1b(?:\[[0-9;?]*)?$|[\s\S]/gu;
    for (const [token, numbers, action] of (this.#rest + chunk).matchAll(tokens)) {
      this.#rest = "";
      if (action !== undefined) this.#control(numbers ?? "", action);
      else if (token.startsWith("\x1b")) this.#rest = token;
      else if (token === "\r") this.#to(this.row, 0);
      else if (token === "\n") this.#down();
      else if (token === "\b") this.#to(this.row, this.column - 1);
      else if (token === "\x07") continue;
      else this.#letter(token);
    }
  }

  #letter(letter: string): void {
    const cells = this.#row(this.row);
    if (/^\p{M}$/u.test(letter)) {
      const before = this.#full ? this.column : this.column - 1;
      cells[before] = (cells[before] ?? " ") + letter;
      return;
    }
    const wide = /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\u{1f300}-\u{1faff}]$/u
      .test(letter);
    if (this.#full || (wide && this.column === this.columns - 1)) {
      this.column = 0;
      this.#down();
    }
    const target = this.#row(this.row);
    target[this.column] = letter;
    if (wide) target[this.column + 1] = "";
    const next = this.column + (wide ? 2 : 1);
    this.#full = next >= this.columns;
    this.column = Math.min(next, this.columns - 1);
  }

  #control(numbers: string, action: string): void {
    const [first, second] = numbers.split(";").map((number) => Number(number) || 0);
    const count = Math.max(1, first ?? 0);
    switch (action) {
      case "A":
        return this.#to(this.row - count, this.column);
      case "B":
        return this.#to(this.row + count, this.column);
      case "C":
        return this.#to(this.row, this.column + count);
      case "D":
        return this.#to(this.row, this.column - count);
      case "G":
        return this.#to(this.row, count - 1);
      case "H":
        return this.#to(count - 1, Math.max(1, second ?? 0) - 1);
      case "K":
        this.#row(this.row).length = Math.min(this.#row(this.row).length, this.column);
        return;
      case "J":
        if (first === 2) this.#cells = [];
        this.#row(this.row).length = Math.min(this.#row(this.row).length, this.column);
        this.#cells.length = Math.min(this.#cells.length, this.row + 1);
        return;
      case "m":
      case "h":
      case "l":
        return;
      default:
        throw new Error(`the screen of the tests knows no ESC [ ${numbers} ${action}`);
    }
  }

  #to(row: number, column: number): void {
    this.row = Math.max(0, Math.min(row, this.rows - 1));
    this.column = Math.max(0, Math.min(column, this.columns - 1));
    this.#full = false;
  }

  #down(): void {
    this.#full = false;
    if (this.row === this.rows - 1) this.#scroll();
    this.row++;
  }

  #scroll(): void {
    this.scrolled.push(text(this.#cells.shift()));
    this.row--;
  }

  #row(row: number): string[] {
    return this.#cells[row] ??= [];
  }
}

/** The letters of a row's cells. */
function text(cells: string[] | undefined): string {
  return Array.from(cells ?? [], (cell) => cell ?? " ").join("").trimEnd();
}
