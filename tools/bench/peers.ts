// peers: the echo servers that are compared, and how each one is started.
//
// A peer is a program that this machine may lack, or that cannot do some work; then it says why, and the table
// shows that. The servers and the load generator in C are compiled here, too.

import { compile, CompileError } from "../compile.ts";
import { BenchError, find, type Process, type Processes } from "./processes.ts";

const ROOT = import.meta.dirname!.slice(0, -"tools/bench".length);
const SOURCES = `${ROOT}tools/bench`;
const BUILT = `${ROOT}dist/bench`;

/** The kinds of work an echo server may be asked for. `hold` is TCP with very many clients. */
export type Work = "tcp" | "udp" | "hold";

/** One server of the comparison. */
export interface Peer {
  /** As the table and `--peer` call it. */
  readonly name: string;
  /** The command that serves on a port of 127.0.0.1, or a sentence that says why there is none. */
  command(work: Work, port: number): readonly string[] | string;
  /** Whether it takes port 0 and tells the real one in its first line, `listening on 127.0.0.1:PORT (…)`. */
  readonly tells: boolean;
  /** Whether it serves everybody in its own process, so that its time and memory can be read. */
  readonly alone: boolean;
}

/** A server that runs. */
export interface Server {
  readonly port: number;
  /** Its process, if what that process uses says something about the server. */
  readonly pid: number | undefined;
  readonly process: Process;
}

/** Where the programs are; a sentence in place of one that is missing. */
export interface Programs {
  readonly socksh: string | undefined;
  readonly missing: string;
  readonly python3: string | undefined;
  readonly socat: string | undefined;
  readonly ncat: string | undefined;
  readonly nc: string | undefined;
  readonly ss: string | undefined;
  readonly dumpcap: string | undefined;
}

/** The path of one of the C programs of this folder, once it is built. */
export function built(name: "echo_epoll" | "echo_udp" | "load" | "sink"): string {
  return `${BUILT}/${name}`;
}

/** Compiles the C programs whose sources have changed. Throws a {@linkcode BenchError} without a compiler. */
export async function buildPrograms(processes: Processes): Promise<void> {
  await Deno.mkdir(BUILT, { recursive: true });
  // Several of us may build at once, as tests do.
  using lock = await Deno.open(`${BUILT}/lock`, { write: true, create: true });
  await lock.lock(true);
  for (const name of ["echo_epoll", "echo_udp", "load", "sink"] as const) {
    const source = `${SOURCES}/${name}.c`;
    if (await changed(built(name)) > await changed(source)) continue;
    if (!await find("gcc")) {
      throw new BenchError("gcc not found: the load generator and the reference servers are written in C");
    }
    await processes.run(["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", built(name), source]);
  }
}

/** Looks for the programs. socksh is the executable given, or dist/socksh, compiled when it is older than its sources. */
export async function findPrograms(
  processes: Processes,
  given: string | undefined,
  wanted: (peer: string) => boolean,
  say: (text: string) => void,
): Promise<Programs> {
  let socksh = given, missing = "";
  if (wanted("socksh") && given === undefined) {
    try {
      socksh = await upToDate(say);
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
      missing = `could not be compiled: ${error.message.split("\n")[0]}`;
    }
  }
  // A version manager's `python3` is a script that looks for the real one at every start.
  const python3 = await find("python3") && wanted("python3")
    ? (await processes.run(["python3", "-c", "import sys; print(sys.executable)"])).trim()
    : undefined;
  // There are several programs called nc; -N is OpenBSD's.
  const nc = await find("nc");
  const openbsd = nc && /OpenBSD/.test(await processes.run(["sh", "-c", `"$0" -h 2>&1; true`, nc]));
  return {
    socksh,
    missing,
    python3,
    socat: await find("socat"),
    ncat: await find("ncat"),
    nc: openbsd ? nc : undefined,
    ss: await find("ss"),
    dumpcap: await find("dumpcap"),
  };
}

/** The path of dist/socksh, compiled if it is missing or older than a source. */
async function upToDate(say: (text: string) => void): Promise<string> {
  const output = `${ROOT}dist/socksh`;
  const sources = [...files(`${ROOT}lib`), ...files(`${ROOT}commands`)];
  for (const name of ["main.ts", "deno.json", "deno.lock", "tools/compile.ts"]) {
    sources.push(`${ROOT}${name}`);
  }
  const newest = Math.max(...await Promise.all(sources.map(changed)));
  if (await changed(output) > newest) return output;
  say("compiling dist/socksh, which is missing or older than its sources");
  return await compile({ entry: `${ROOT}main.ts`, output });
}

function* files(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* files(`${folder}/${name}`);
    else yield `${folder}/${name}`;
  }
}

/** When a file was last written, in milliseconds; 0 if it is not there. */
async function changed(path: string): Promise<number> {
  return (await Deno.stat(path).catch(() => undefined))?.mtime?.getTime() ?? 0;
}

/** The echo servers, in the order of the table. The first is the reference; the second is the same once more. */
export function echoPeers(programs: Programs): readonly Peer[] {
  const reference: Omit<Peer, "name"> = {
    command: (work) => [built(work === "udp" ? "echo_udp" : "echo_epoll")],
    tells: true,
    alone: true,
  };
  const whole = "joins datagrams that arrive together";
  return [
    { name: "C", ...reference },
    { name: "C again", ...reference },
    {
      name: "socksh",
      command: (work) =>
        programs.socksh === undefined
          ? programs.missing
          : [programs.socksh, "echo-server", "127.0.0.1:0", "--quiet", ...(work === "udp" ? ["--udp"] : [])],
      tells: true,
      alone: true,
    },
    {
      name: "python3",
      command: (work) =>
        programs.python3 === undefined
          ? "python3 not found"
          : [programs.python3, `${SOURCES}/echo_selectors.py`, work === "udp" ? "udp" : "tcp"],
      tells: true,
      alone: true,
    },
    {
      name: "deno",
      command: (work) => [
        ...[Deno.execPath(), "run", "--quiet", "--no-config", "--unstable-net", "--allow-net=127.0.0.1"],
        ...["--no-prompt", `${SOURCES}/echo_deno.ts`, work === "udp" ? "udp" : "tcp"],
      ],
      tells: true,
      alone: true,
    },
    {
      name: "socat",
      command(work, port) {
        if (programs.socat === undefined) return "socat not found";
        if (work === "udp") return whole;
        if (work === "hold") return "starts a process for each client";
        const address = `TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr,nodelay,backlog=4096`;
        return [programs.socat, "-b", "65536", address, "PIPE"];
      },
      tells: false,
      alone: false,
    },
    {
      name: "ncat",
      command(work, port) {
        if (programs.ncat === undefined) return "ncat not found";
        if (work === "udp") return whole;
        if (work === "hold") return "starts a process for each client";
        return [
          ...[programs.ncat, "--listen", "--keep-open", "--max-conns", "1000"],
          ...["--sh-exec", "exec cat", "127.0.0.1", String(port)],
        ];
      },
      tells: false,
      alone: false,
    },
  ];
}

/** Starts a peer. One that does not tell when it listens may still be starting: the load generator waits for it. */
export async function serve(
  processes: Processes,
  peer: Peer,
  work: Work,
  cores: readonly number[],
): Promise<Server> {
  const port = peer.tells ? 0 : freePort();
  const command = peer.command(work, port);
  if (typeof command === "string") throw new BenchError(command);
  const process = processes.start(command, { cores });
  try {
    const told = peer.tells ? Number(await listening(process)) : port;
    return { port: told, pid: peer.alone ? process.pid : undefined, process };
  } catch (error) {
    await process.stop();
    throw error;
  }
}

/** The port in a server's first line. */
export function listening(process: Process): Promise<string> {
  return process.wrote(/^listening on 127\.0\.0\.1:(\d+) \((?:TCP|UDP)\)$/m);
}

/** A port that nobody uses at the moment. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
