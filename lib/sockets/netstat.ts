// netstat: the sockets of the machine as netstat(8) lists them — which of them, in which columns, and the lines grep keeps.
//
// Loaded when it is asked first. The lines are the same in every language, as netstat's are read by other programs; what
// stands around them is told by whoever shows them. It knows no terminal.

import { type Address, formatAddress } from "../abi/address.ts";
import { anyState, InetSocket } from "../abi/diag.ts";
import { constant, constantName, type System, systemError } from "../abi/mod.ts";
import { UsageError } from "../errors.ts";
import { escaped } from "../escape.ts";
import type { Libc } from "../libc.ts";
import { type Owner, readOwners } from "../libc/processes.ts";
import { type Columns, lineOf, textOf, widthsOf } from "./lines.ts";
import type { KernelSocket, Machine } from "./machine.ts";
import type { Socket } from "./socket.ts";
import type { Ends } from "./states.ts";

/** What is asked for, in netstat's own words: without any of the kinds it is all of them. */
export interface Selection {
  readonly all: boolean;
  readonly listening: boolean;
  readonly tcp: boolean;
  readonly udp: boolean;
  readonly unix: boolean;
  readonly ipv4: boolean;
  readonly ipv6: boolean;
  readonly program: boolean;
}

/** One socket as a line. */
export interface Row {
  readonly socket: KernelSocket;
  /** Its state in netstat's spelling; empty for a UDP socket without a peer. */
  readonly state: string;
  /** The session's own name for it. */
  readonly name: string | undefined;
  readonly owner: Owner | undefined;
  readonly stream: boolean;
  readonly cells: readonly string[];
  /** The same with the mark of a socket of the session. */
  readonly marked: readonly string[];
  readonly line: string;
}

/** The sockets of the Internet's protocols, or those of the unix domain. */
export interface Section {
  readonly kind: "internet" | "unix";
  /** Which of them were asked for. */
  readonly which: "all" | "servers" | "connected";
  readonly columns: readonly string[];
  /** Those whose cells stand at the right. */
  readonly right: readonly boolean[];
  /** The columns' names as a line. */
  readonly head: string;
  readonly rows: readonly Row[];
  /** All rows as lines, each with its end. */
  readonly text: () => string;
}

/** What netstat lists. */
export interface Listing {
  readonly sections: readonly Section[];
  /** Whether the rest of the line keeps a line: `| grep WORD`. */
  readonly keeps: (line: string) => boolean;
  /** There is a `| grep WORD`. */
  readonly filtered: boolean;
  /** Some owners are another user's, and stay unknown. */
  readonly partial: boolean;
}

/** The session's own sockets, for the marks. */
export interface Own {
  /** The open ones. */
  readonly open: readonly Socket[];
  /** Those that were closed and may live on in the kernel, with the addresses they had. */
  readonly departed: readonly (readonly [Socket, Ends])[];
}

const TCP_ESTABLISHED = 1;
const TCP_CLOSE = 7;
const TCP_LISTEN = 10;

/**
 * Lists the sockets of the machine.
 *
 * @throws {SystemError} what the kernel answered, for /proc too where owners are asked for
 */
export function listed(
  libc: Libc,
  machine: Machine,
  own: Own,
  selection: Selection,
  words: readonly string[],
): Listing {
  const { system } = libc;
  const keeps = filterOf(words);
  const owners = selection.program ? readOwners(libc) : undefined;
  if (typeof owners === "number") {
    throw systemError(system, "open", owners, { key: "detail.path", values: { path: "/proc" } });
  }
  const nameOf = namesOf(machine, own);
  const which = selection.all ? "all" : selection.listening ? "servers" : "connected";
  const sections = kindsOf(selection).map((kinds): Section => {
    const kind = kinds[0] === "unix" ? "unix" : "internet";
    const stateOf = statesOf(system);
    const cellsOf = cellWriter(system);
    const columns = [...(kind === "unix" ? unixColumns : columnsOf)];
    if (owners) columns.splice(kind === "unix" ? -1 : columns.length, 0, "PID/Program name");
    const layout: Columns = {
      widths: [],
      right: columns.map((name) => numeric.has(name)),
      open: kind === "unix",
    };
    const manner = { layout, cellsOf, stream: constant(system, "SOCK_STREAM") };
    const rows: Listed[] = [];
    const families = familiesOf(selection);
    const sockets = kinds.flatMap((one) =>
      machine.sockets({ kinds: [one], families, states: statesWanted(one, selection) })
    );
    for (const socket of sockets) {
      const owner = owners?.byInode.get(socket.inode);
      const program = owners && (owner ? `${owner.pid}/${escaped(owner.program)}` : "-");
      rows.push(new Listed(socket, stateOf(socket), nameOf(socket), owner, program, manner));
    }
    const narrowest = columns.map((name) => Math.max(name.length, least[name] ?? 0));
    const plain = kind === "internet" && owners === undefined;
    manner.layout = { ...layout, widths: widthsOf(rows, narrowest, plain) };
    if (words.length > 0) {
      // The columns are as wide as what is kept needs them: the rest of the machine's sockets are not to be seen.
      const kept = rows.filter(({ line }) => keeps(line));
      manner.layout = { ...layout, widths: widthsOf(kept, narrowest, plain) };
    }
    const text = () => textOf(rows, manner.layout, plain);
    const { right } = layout;
    return { kind, which, columns, right, head: lineOf(columns, manner.layout, false), rows, text };
  });
  return { sections, keeps, filtered: words.length > 0, partial: owners?.partial ?? false };
}

/** How the rows of a section are written. */
interface Manner {
  readonly layout: Columns;
  readonly cellsOf: ReturnType<typeof cellWriter>;
  /** SOCK_STREAM. */
  readonly stream: number;
}

/** A row whose texts are made when somebody looks at them. */
class Listed implements Row {
  constructor(
    readonly socket: KernelSocket,
    readonly state: string,
    readonly name: string | undefined,
    readonly owner: Owner | undefined,
    private readonly program: string | undefined,
    private readonly manner: Manner,
  ) {}

  get stream(): boolean {
    return this.socket.type === this.manner.stream;
  }

  get cells(): readonly string[] {
    return this.manner.cellsOf(this.socket, this.state, this.program);
  }

  get marked(): readonly string[] {
    return this.name === undefined ? this.cells : [...this.cells, mark(this.name)];
  }

  get line(): string {
    const line = lineOf(this.cells, this.manner.layout, this.name !== undefined);
    return this.name === undefined ? line : `${line}  ${mark(this.name)}`;
  }
}

/** How a socket of the session is marked. */
export function mark(name: string): string {
  return `<- ${escaped(name)}`;
}

const columnsOf = ["Proto", "Recv-Q", "Send-Q", "Local Address", "Foreign Address", "State"];
const unixColumns = ["Proto", "Recv-Q", "Send-Q", "Type", "State", "I-Node", "Peer", "Path"];

/** How wide netstat makes its columns at least; numbers stand at the right. */
const least: Readonly<Record<string, number>> = {
  "Local Address": 23,
  "Foreign Address": 23,
  "State": 11,
  "Type": 10,
  "I-Node": 8,
  "PID/Program name": 19,
};
const numeric: ReadonlySet<string> = new Set(["Recv-Q", "Send-Q"]);

/** The kinds that are asked for, by section. */
function kindsOf({ tcp, udp, unix, ipv4, ipv6 }: Selection): ("tcp" | "udp" | "unix")[][] {
  const any = !tcp && !udp && !unix;
  const internet = (["tcp", "udp"] as const).filter((kind) => {
    const asked = kind === "tcp" ? tcp : udp;
    // A family without a protocol means both.
    return asked || any || (!tcp && !udp && (ipv4 || ipv6));
  });
  const sections: ("tcp" | "udp" | "unix")[][] = internet.length === 0 ? [] : [internet];
  if (unix || (any && !ipv4 && !ipv6)) sections.push(["unix"]);
  return sections;
}

function familiesOf({ ipv4, ipv6 }: Selection): ("inet" | "inet6")[] {
  return ipv4 === ipv6 ? ["inet", "inet6"] : ipv4 ? ["inet"] : ["inet6"];
}

/** As netstat: without -a and -l all that is not waiting for others, with -l what is; the kernel chooses by it. */
function statesWanted(kind: "tcp" | "udp" | "unix", { all, listening }: Selection): number {
  if (all) return anyState;
  const waiting = kind === "udp" ? anyState & ~(1 << TCP_ESTABLISHED) : 1 << TCP_LISTEN;
  return listening ? waiting : anyState & ~waiting;
}

/** A state as netstat writes it. */
function statesOf(system: System): (socket: KernelSocket) => string {
  const AF_UNIX = constant(system, "AF_UNIX");
  const SOCK_DGRAM = constant(system, "SOCK_DGRAM");
  return ({ domain, type, state }) => {
    if (domain === AF_UNIX) {
      return state === TCP_LISTEN ? "LISTENING" : state === TCP_ESTABLISHED ? "CONNECTED" : "";
    }
    if (type === SOCK_DGRAM && state === TCP_CLOSE) return "";
    return system.tcpStates[state] || String(state);
  };
}

/** What a socket's line consists of. */
function cellWriter(
  system: System,
): (socket: KernelSocket, state: string, program: string | undefined) => readonly string[] {
  const SOCK_STREAM = constant(system, "SOCK_STREAM");
  return (socket, state, program) => {
    const { type, received, unsent } = socket;
    const waiting = String(received);
    const leaving = String(unsent);
    if (socket instanceof InetSocket) {
      const { six, localPort, peerPort } = socket;
      const proto = type === SOCK_STREAM ? six ? "tcp6" : "tcp" : six ? "udp6" : "udp";
      const scope = six && socket.scope !== 0 ? `%${socket.scope}` : "";
      const local = `${socket.localHost}${scope}:${localPort === 0 ? "*" : localPort}`;
      const peer = `${socket.peerHost}:${peerPort === 0 ? "*" : peerPort}`;
      return program === undefined
        ? [proto, waiting, leaving, local, peer, state]
        : [proto, waiting, leaving, local, peer, state, program];
    }
    const { inode, peerInode, local } = socket;
    const name = constantName(system, "SOCK_", type)?.replace("SOCK_", "") ?? String(type);
    const programs = program === undefined ? [] : [program];
    return ["unix", waiting, leaving, name, state, String(inode), peerInode === 0 ? "-" : String(peerInode)]
      .concat(programs, pathText(local));
  };
}

/** The two ends of a connection, by which it is found again. */
function endsOf(local: Address, peer: Address): string {
  return `${formatAddress(local)} ${formatAddress(peer)}`;
}

/** The path of a unix socket, `@` before an abstract name. */
function pathText(address: Address): string {
  const unnamed = address.family === "unix" && address.path.length === 0;
  return unnamed ? "" : escaped(formatAddress(address)).replace(/^unix:/, "");
}

/** The session's name for a socket of the machine: an open one by its cookie, a closed one by its addresses. */
function namesOf(machine: Machine, { open, departed }: Own): (socket: KernelSocket) => string | undefined {
  const byCookie = new Map<number, string>();
  for (const socket of open) {
    const cookie = machine.cookie(socket);
    if (cookie !== undefined) byCookie.set(cookie, socket.name ?? String(socket.fd));
  }
  const byEnds = new Map<string, string>();
  for (const [{ name }, { local, peer }] of departed) {
    if (name !== undefined) byEnds.set(endsOf(local, peer), name);
  }
  return (socket) => {
    const name = byCookie.size === 0 ? undefined : byCookie.get(socket.cookie);
    // What nobody has open any more has no inode.
    if (name !== undefined || byEnds.size === 0 || socket.inode !== 0 || socket.peer === undefined) {
      return name;
    }
    return byEnds.get(endsOf(socket.local, socket.peer));
  };
}

// --- | grep WORD -----------------------------------------------------------------------------

/** The test that `| grep WORD` is, several of them one after the other; @throws {UsageError} for anything else */
function filterOf(words: readonly string[]): (line: string) => boolean {
  const [first, ...rest] = words.flatMap((word) => /^\|./.test(word) ? ["|", word.slice(1)] : [word]);
  if (first === undefined) return () => true;
  if (first.startsWith("-")) throw new UsageError("value", "netstat.option", { word: first });
  if (first !== "|") throw new UsageError("value", "netstat.word", { word: first });
  const commands: string[][] = [[]];
  for (const word of rest) {
    if (word === "|") commands.push([]);
    else commands.at(-1)?.push(word);
  }
  const tests = commands.map(grepOf);
  return (line) => tests.every((keeps) => keeps(line));
}

function grepOf([program, ...words]: readonly string[]): (line: string) => boolean {
  if (program !== "grep") throw new UsageError("value", "netstat.program", { program: program ?? "|" });
  const options = new Set<string>();
  while (/^-./.test(words[0] ?? "")) {
    const word = words.shift() ?? "";
    if (word === "--") break;
    for (const letter of word.slice(1)) {
      if (letter !== "i" && letter !== "v") {
        throw new UsageError("value", "netstat.grep-option", { option: word });
      }
      options.add(letter);
    }
  }
  const [wanted, extra] = words;
  if (wanted === undefined) throw new UsageError("value", "netstat.grep-nothing");
  if (extra !== undefined) throw new UsageError("value", "netstat.grep-words", { word: extra });
  const folded = (text: string) => options.has("i") ? text.toLowerCase() : text;
  const sought = folded(wanted);
  return (line) => folded(line).includes(sought) !== options.has("v");
}
