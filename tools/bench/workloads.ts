// workloads: the work that is measured, what counts in it, and who takes part.
//
// Every measurement starts a fresh server (or sender) on one core and the load (or the sink) on another, and
// gives one number, the more the better, besides the figures around it. Knows nothing of rounds and tables.

import {
  built,
  echoPeers,
  freePort,
  listening,
  type Peer,
  type Programs,
  serve,
  type Work,
} from "./peers.ts";
import { BenchError, type Processes } from "./processes.ts";

/** One measurement. */
export interface Sample {
  /** What the ratios are made of, per second. */
  readonly value: number;
  /** What else was measured, as the programs in C name it. */
  readonly figures: Readonly<Record<string, number>>;
}

/** One who takes part in a workload. */
export interface Contender {
  readonly name: string;
  /** Why it takes no part. */
  readonly missing?: string;
  /** Whether it takes part even where the comparison is with certain others only. */
  readonly always: boolean;
  measure(): Promise<Sample>;
}

/** A further column of a workload's table. */
export interface Column {
  readonly title: string;
  show(samples: readonly Sample[]): string;
}

/** Something to measure. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  /** The unit of a sample's value. */
  readonly unit: string;
  /** Those whose value the ratios are made with; of several, the fastest of the round. */
  readonly reference: readonly string[];
  readonly contenders: readonly Contender[];
  readonly columns: readonly Column[];
  /** What the first measurement needs. */
  prepare?(): Promise<void>;
  /**
   * What is done once, after the rounds, with those that did not fail; gives sentences for the reader.
   *
   * @throws {BenchError} when it shows that what was measured is worth nothing
   */
  finish?(good: readonly string[]): Promise<readonly string[]>;
  /** Removes what was made. */
  close?(): Promise<void>;
}

/** How often a measurement is repeated for which server or load had to wait for a core; the least disturbed counts. */
const REPEATS = 2;

/** How the measurements are made. */
export interface Setting {
  readonly processes: Processes;
  readonly programs: Programs;
  /** Two cores, or none where programs cannot be pinned. */
  readonly cores: readonly number[];
  /** How long one measurement of messages takes. */
  readonly seconds: number;
  /** How long the file for `pipe` is. */
  readonly bytes: number;
}

/** The middle of some numbers; of an even count the mean of the two. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function figures(samples: readonly Sample[], name: string): number[] {
  return samples.flatMap(({ figures }) => figures[name] ?? []);
}

function middle(title: string, name: string, show: (value: number) => string): Column {
  return {
    title,
    show(samples) {
      const values = figures(samples, name);
      return values.length === 0 ? "" : show(median(values));
    },
  };
}

function total(title: string, name: string): Column {
  return { title, show: (samples) => String(figures(samples, name).reduce((sum, value) => sum + value, 0)) };
}

const tenths = (value: number) => value.toFixed(1);
const percent = (value: number) => `${(value * 100).toFixed(0)} %`;
const milliseconds = (seconds: number) => (seconds * 1000).toFixed(0);
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);

/** All workloads. */
export function workloads(setting: Setting): readonly Workload[] {
  const apart = setting.cores.map((core) => [core]);
  const together = setting.cores.slice(0, 1).map((core) => [core]);
  return [
    echo(setting, "tcp-64x50", "TCP echo, 50 connections, 64 B", "tcp", apart, {
      connections: 50,
      size: 64,
    }),
    echo(setting, "tcp-16k", "TCP echo, 50 connections, 16 KiB", "tcp", apart, {
      connections: 50,
      size: 16 * 1024,
    }),
    echo(setting, "tcp-64x1", "TCP echo, 1 connection, 64 B, both on one core", "tcp", together, {
      connections: 1,
      size: 64,
    }),
    echo(setting, "udp-64", "UDP echo, 64 B, 4 sockets with 8 datagrams under way each", "udp", apart, {
      connections: 4,
      size: 64,
      "in-flight": 8,
    }),
    hold(setting, apart),
    pipe(setting, apart),
    rounds(setting),
    netstat(setting),
    capture(setting),
  ];
}

/** Messages that come back, one after the other on each connection. */
function echo(
  setting: Setting,
  name: string,
  title: string,
  work: "tcp" | "udp",
  cores: readonly (readonly number[])[],
  options: Readonly<Record<string, number>>,
): Workload {
  const { seconds } = setting;
  const load = { ...options, seconds, warmup: Math.min(0.5, seconds / 2) };
  return {
    name,
    title,
    unit: "messages/s",
    reference: ["C"],
    contenders: echoPeers(setting.programs).map((peer) =>
      contender(setting, peer, work, cores, load, ({ messages, seconds }) => messages! / seconds!)
    ),
    columns: [
      middle("p50 µs", "p50", tenths),
      middle("p99 µs", "p99", tenths),
      middle("core used", "server_busy", percent),
      ...(cores.length === 2 ? [middle("waited", "waited", percent)] : []),
      total("errors", "errors"),
      total("lost", "lost"),
    ],
  };
}

/** Very many connections that are there at once. */
function hold(setting: Setting, cores: readonly (readonly number[])[]): Workload {
  const connections = 10_000;
  return {
    name: "hold-10000",
    title: "10 000 connections opened at once, each echoing 64 B before and after; times in ms",
    unit: "opened/s",
    reference: ["C"],
    contenders: echoPeers(setting.programs).map((peer) =>
      contender(setting, peer, "hold", cores, { connections, size: 64 }, ({ open }) => connections / open!)
    ),
    columns: [
      middle("open", "open", milliseconds),
      middle("echo", "before", milliseconds),
      middle("again", "after", milliseconds),
      { title: "peak MB", show: (samples) => megabytes(Math.max(...figures(samples, "server_memory"))) },
      total("errors", "errors"),
      total("lost", "lost"),
    ],
  };
}

/** An echo server under the load generator. */
function contender(
  { processes }: Setting,
  peer: Peer,
  work: Work,
  cores: readonly (readonly number[])[],
  load: Readonly<Record<string, number>>,
  value: (figures: Readonly<Record<string, number>>) => number,
): Contender {
  const command = peer.command(work, 0);
  const [own = [], others = own] = cores;
  return {
    name: peer.name,
    always: peer.name.startsWith("C"),
    ...(typeof command === "string" ? { missing: command } : {}),
    async measure() {
      let best = await once();
      for (let again = 0; again < REPEATS && disturbed(best); again++) {
        const sample = await once();
        if (sample.figures.waited! < best.figures.waited!) best = sample;
      }
      return best;
    },
  };

  async function once(): Promise<Sample> {
    const { process, port, pid } = await serve(processes, peer, work, own);
    try {
      const options = Object.entries({ ...load, ...(pid === undefined ? {} : { pid }) });
      const report = JSON.parse(
        await processes.run([
          ...[built("load"), work, "127.0.0.1", String(port)],
          ...options.flatMap(([name, value]) => [`--${name}`, String(value)]),
        ], { cores: others }),
      );
      if (process.over) throw new BenchError(process.complaint("ended under the load"));
      if (report.messages === 0) throw new BenchError(report.error ?? "nothing came back");
      return { value: value(report), figures: report };
    } finally {
      await process.stop();
    }
  }

  /** Whether something else wanted the cores. On one core server and load wait for each other anyway. */
  function disturbed({ figures }: Sample): boolean {
    return cores.length === 2 && (figures.waited ?? 0) > 0.2;
  }
}

/** A loop of a session file against the same loop in Python; each program says when its loop began and ended. */
function rounds({ processes, programs }: Setting): Workload {
  const count = 100_000;
  const script = (name: string) => new URL(name, import.meta.url).pathname;
  const commands: Readonly<Record<string, readonly string[] | string>> = {
    "python3": programs.python3 === undefined ? "python3 not found" : [programs.python3, script("rounds.py")],
    "socksh": programs.socksh === undefined ? programs.missing : [programs.socksh, script("rounds.socksh")],
  };
  const contenders = ["python3", "python3 again", "socksh"].map((name): Contender => {
    const command = commands[name.replace(" again", "")] ?? "";
    return {
      name,
      always: name !== "socksh",
      ...(typeof command === "string" ? { missing: command } : {}),
      async measure() {
        const start = performance.now();
        // On as many cores as there are: the runtime compiles beside the program.
        const times = await processes.run(command as readonly string[]);
        const whole = (performance.now() - start) / 1000;
        const [began = 0, ended = 0] = times.trim().split("\n").map(secondsOfDay);
        const seconds = ended >= began ? ended - began : ended + 86_400 - began;
        return { value: count / seconds, figures: { seconds, whole } };
      },
    };
  });
  return {
    name: "rounds-100k",
    title: "a loop of 100 000 rounds of send and recv of 64 B over a socketpair, as a session file",
    unit: "rounds/s",
    reference: ["python3"],
    contenders,
    columns: [middle("ms", "seconds", milliseconds), middle("whole program", "whole", milliseconds)],
  };
}

/** The sockets of the machine as a list, while 5000 connections to itself are open. */
function netstat({ processes, programs }: Setting): Workload {
  const connections = 5000;
  const ends: Deno.Conn[] = [];
  const ss = programs.ss === undefined ? "ss not found" : [programs.ss, "-tan"];
  const socksh = programs.socksh === undefined ? programs.missing : [programs.socksh, "-c", "netstat -tan"];
  /** How many seconds a program takes whose output nobody reads. */
  const timed = async (command: readonly string[]) => {
    const start = performance.now();
    await processes.run(["sh", "-c", 'exec "$0" "$@" >/dev/null', ...command]);
    return (performance.now() - start) / 1000;
  };
  const contender = (
    name: string,
    command: readonly string[] | string,
    less?: readonly string[],
  ): Contender => ({
    name,
    always: name.startsWith("ss"),
    ...(typeof command === "string" ? { missing: command } : {}),
    async measure() {
      const whole = await timed(command as readonly string[]);
      const seconds = whole - (less === undefined ? 0 : await timed(less));
      return { value: 1 / seconds, figures: { seconds } };
    },
  });
  return {
    name: "netstat-10000",
    title: "the machine's TCP sockets listed, 10 000 of them the two ends of connections",
    unit: "lists/s",
    reference: ["ss -tan"],
    contenders: [
      contender("ss -tan", ss),
      contender("ss -tan again", ss),
      contender("socksh -c netstat", socksh),
      contender("without its start", socksh, [programs.socksh ?? "", "-c", "exit"]),
    ],
    columns: [middle("ms", "seconds", milliseconds)],
    async prepare() {
      const hostname = "127.0.0.1";
      using listener = Deno.listen({ hostname, port: 0 });
      const { port } = listener.addr;
      for (let opened = 0; opened < connections; opened++) {
        ends.push(...await Promise.all([Deno.connect({ hostname, port }), listener.accept()]));
      }
      if (typeof socksh === "string") return;
      const lines = (await processes.run(socksh)).trim().split("\n").length;
      if (lines < ends.length) throw new BenchError(`netstat lists ${lines} of ${ends.length} sockets`);
    },
    close() {
      for (const end of ends.splice(0)) end.close();
      return Promise.resolve();
    },
  };
}

/** The packets of a TCP echo on loopback, captured into a file while the load goes as fast as it can. */
function capture({ processes, programs, seconds, cores }: Setting): Workload {
  const file = `${Deno.env.get("TMPDIR") || "/tmp"}/socksh-bench-${Deno.pid}.pcapng`;
  const whole = seconds + 1;
  const statements =
    `capture start lo ${file} all; sleep ${whole}s; s = capture stop; print (s["packets"], s["dropped"])`;
  const dumpcap = programs.dumpcap === undefined
    ? "dumpcap not found"
    : [programs.dumpcap, "-i", "lo", "-a", `duration:${Math.ceil(whole)}`, "-w", file];
  const socksh = programs.socksh === undefined ? programs.missing : [programs.socksh, "-c", statements];
  /** How many packets each one says it has written, and how many it has lost. */
  const counts: Readonly<Record<string, RegExp>> = {
    dumpcap: /^Packets received\/dropped on interface '[^']*': (\d+)\/(\d+)/m,
    socksh: /^(\d+) (\d+)$/m,
  };
  const contender = (name: string, command: readonly string[] | string): Contender => ({
    name,
    always: name.startsWith("dumpcap"),
    ...(typeof command === "string" ? { missing: command } : {}),
    async measure() {
      const server = processes.start([built("echo_epoll")], { cores: cores.slice(0, 1) });
      try {
        const port = await listening(server);
        const capturing = processes.start(command as readonly string[]);
        await capturing.wrote(/^(File: |capturing )/m);
        const load = [built("load"), "tcp", "127.0.0.1", port, "--connections", "5", "--size", "64"];
        await processes.run([...load, "--seconds", String(seconds), "--warmup", "0"], {
          cores: cores.slice(1),
        });
        const { out, err } = await capturing.ended;
        const [, packets, lost] = counts[name.replace(" again", "")]?.exec(`${out}\n${err}`) ?? [];
        if (packets === undefined) throw new BenchError(capturing.complaint("does not say what it captured"));
        return { value: Number(packets) / seconds, figures: { lost: Number(lost) } };
      } finally {
        await server.stop();
      }
    },
  });
  return {
    name: "capture-lo",
    title: "packets of a TCP echo on loopback written into a file, 5 connections, 64 B",
    unit: "packets/s",
    reference: ["dumpcap"],
    contenders: [
      contender("dumpcap", dumpcap),
      contender("dumpcap again", dumpcap),
      contender("socksh", socksh),
    ],
    columns: [total("lost", "lost")],
    async close() {
      await new Deno.Command("rm", { args: ["-f", file] }).output();
    },
  };
}

/** `14:05:09.25` in seconds. */
function secondsOfDay(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

/** A file sent through a connection. */
function pipe(setting: Setting, cores: readonly (readonly number[])[]): Workload {
  const { processes, programs, bytes } = setting;
  const [own = [], others = own] = cores;
  let folder = "", file = "", checksum = "";

  // As in `nc -N HOST PORT <FILE`.
  const send = (command: readonly string[]) => processes.run(command, { cores: own, input: file });
  const senders: Readonly<Record<string, (port: number) => readonly string[] | string>> = {
    "nc -N": (port) =>
      programs.nc === undefined ? "OpenBSD's nc not found" : [programs.nc, "-N", "127.0.0.1", String(port)],
    "socat -u": (port) =>
      programs.socat === undefined
        ? "socat not found"
        : [programs.socat, "-b", "65536", "-u", "STDIN", `TCP:127.0.0.1:${port}`],
    "socksh": (port) =>
      programs.socksh === undefined ? programs.missing : [programs.socksh, "pipe", `127.0.0.1:${port}`],
  };

  return {
    name: "pipe-2g",
    title: `a file of ${
      (bytes / 2 ** 20).toFixed(0)
    } MiB through a connection, from start to end of the program`,
    unit: "MB/s",
    reference: ["nc -N", "socat -u"],
    contenders: Object.entries(senders).map(([name, command]) => {
      const tried = command(0);
      return {
        name,
        always: name !== "socksh",
        ...(typeof tried === "string" ? { missing: tried } : {}),
        async measure() {
          const sink = processes.start([built("sink"), "listen"], { cores: others });
          try {
            const port = Number(await listening(sink));
            const start = performance.now();
            await send(command(port) as readonly string[]);
            const { out } = await sink.ended;
            const seconds = (performance.now() - start) / 1000;
            const { seconds: transfer, ...received } = JSON.parse(out.slice(out.indexOf("\n")));
            if (received.checksum !== checksum) {
              throw new BenchError(`${received.bytes} of ${bytes} bytes arrived, or not the right ones`);
            }
            return { value: bytes / 1e6 / seconds, figures: { bytes, seconds, transfer } };
          } finally {
            await sink.stop();
          }
        },
      };
    }),
    columns: [
      middle("s", "seconds", (value) => value.toFixed(2)),
      middle("s connected", "transfer", (value) => value.toFixed(2)),
    ],
    async prepare() {
      // In memory where there is room: the disk is not what is measured. Deno itself may not write below /dev.
      for (const place of ["/dev/shm", Deno.env.get("TMPDIR") || "/tmp"]) {
        try {
          folder = (await processes.run(["mktemp", "-d", "-p", place, "socksh-bench-XXXXXX"])).trim();
          file = `${folder}/file`;
          ({ checksum } = JSON.parse(await processes.run([built("sink"), "make", file, String(bytes)])));
          return;
        } catch (error) {
          await remove();
          if (place !== "/dev/shm" || processes.interrupted) throw error;
        }
      }
    },
    /** What the checksum of the sink says, said once by programs that have nothing to do with it. */
    async finish(good) {
      if (programs.nc === undefined || !good.includes("socksh")) return [];
      const port = freePort();
      const receive = ["sh", "-c", '"$@" | sha256sum', "sh", programs.nc, "-lv", "127.0.0.1", String(port)];
      const receiver = processes.start(receive);
      try {
        await receiver.wrote(/^Listening on /m);
        await send(senders.socksh!(port) as readonly string[]);
        const [wanted = ""] = (await processes.run(["sha256sum", file])).split(" ");
        const [got] = (await receiver.ended).out.split(" ");
        if (got !== wanted) {
          throw new BenchError(`what nc -l received from socksh has the SHA-256 ${got}, the file ${wanted}`);
        }
        return [`SHA-256 of what nc -l received from socksh: that of the file, ${wanted.slice(0, 16)}…`];
      } finally {
        await receiver.stop();
      }
    },
    close: remove,
  };

  async function remove(): Promise<void> {
    // Also after Ctrl-C, when no program is started any more that is measured.
    if (folder !== "") await new Deno.Command("rm", { args: ["-r", folder] }).output();
    folder = "";
  }
}
