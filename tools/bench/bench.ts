// bench: compares socksh with C and with other programs. `deno task bench [NAME…] [--rounds N] [--seconds S]`
//
// In every round everybody is measured once, one after the other, so that what disturbs the machine disturbs
// all alike. What counts are ratios within a round: the value divided by the reference's in the same round,
// of which minimum, median and maximum are shown. The reference takes part twice; what its second run differs from
// the first is the noise of the machine, and a difference within it says nothing. "waited" is the part of the time
// in which server or load waited for a core that something else had: near 0 %, or the numbers mean little.

import { parseArgs } from "@std/cli/parse-args";
import { buildPrograms, findPrograms } from "./peers.ts";
import { BenchError, Processes, twoCores } from "./processes.ts";
import { median, type Sample, type Workload, workloads } from "./workloads.ts";

const USAGE = `usage: deno task bench [NAME…] [--rounds N] [--seconds S] [--json]
                       [--peer NAME]… [--socksh PATH] [--bytes N]

  NAME…          the workloads to measure; all when left out
  --rounds N     how often everybody is measured (5)
  --seconds S    how long one measurement of messages takes (1)
  --json         print one JSON object, with every measurement
  --peer NAME    compare only with this one (may be given several times); C is always there
  --socksh PATH  the executable to measure; dist/socksh, compiled when needed, when left out
  --bytes N      the length of the file for pipe-2g (2 GiB)`;

/** What came of one contender. */
interface Result {
  readonly name: string;
  readonly samples: Sample[];
  /** The value divided by the reference's, one for each round. */
  readonly ratios: number[];
  /** Why it took no part. */
  readonly missing?: string;
  /** Why it did not go on. */
  failure?: string;
}

/** What came of a workload. */
interface Outcome {
  readonly results: readonly Result[];
  readonly notes: readonly string[];
  /** Why it is worth nothing, though everybody was measured. */
  readonly failure?: string;
}

/** Measures a workload in interleaved rounds. */
async function measure(
  workload: Workload,
  rounds: number,
  wanted: (peer: string) => boolean,
  progress: (text: string) => void,
  processes: Processes,
): Promise<Outcome> {
  const contenders = workload.contenders.filter(({ name, always }) => always || wanted(name));
  const results = contenders.map(({ name, missing }): Result => ({
    name,
    samples: [],
    ratios: [],
    ...(missing === undefined ? {} : { missing }),
  }));
  try {
    await workload.prepare?.();
    for (let round = 1; round <= rounds; round++) {
      const values = new Map<string, number>();
      for (const [i, { name, measure }] of contenders.entries()) {
        const result = results[i]!;
        if (result.missing !== undefined || result.failure !== undefined) continue;
        progress(`${workload.name}: round ${round} of ${rounds}, ${name}`);
        try {
          const sample = await measure();
          result.samples.push(sample);
          values.set(name, sample.value);
        } catch (error) {
          if (!(error instanceof BenchError) || processes.interrupted) throw error;
          result.failure = error.message;
        }
      }
      const reference = Math.max(...workload.reference.map((name) => values.get(name) ?? 0));
      for (const { name, ratios } of results) {
        const value = values.get(name);
        if (value !== undefined && reference > 0) ratios.push(value / reference);
      }
    }
    const good = results.filter(({ missing, failure }) => (missing ?? failure) === undefined)
      .map(({ name }) => name);
    progress(workload.name);
    try {
      return { results, notes: await workload.finish?.(good) ?? [] };
    } catch (error) {
      if (!(error instanceof BenchError) || processes.interrupted) throw error;
      return { results, notes: [], failure: error.message };
    }
  } finally {
    progress("");
    await workload.close?.();
  }
}

/** A workload's results as a table, with what has to be said below it. */
function table({ title, name, unit, reference, columns }: Workload, results: readonly Result[]): string {
  const ratio = (value: number) => value.toFixed(value < 0.1 ? 3 : 2);
  const rows = results.filter(({ samples }) => samples.length > 0).map(({ name, samples, ratios }) => [
    name,
    grouped(median(samples.map(({ value }) => value))),
    ...(ratios.length === 0
      ? ["", "", ""]
      : [Math.min(...ratios), median(ratios), Math.max(...ratios)].map(ratio)),
    ...columns.map(({ show }) => show(samples)),
  ]);
  const head = ["", unit, "min", "median", "max", ...columns.map(({ title }) => title)];
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]!.length)));
  const line = (row: readonly string[]) =>
    "  " +
    row.map((cell, i) => i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)).join("  ").trimEnd();
  return [
    `${name}: ${title}; ratios to ${reference.join(" or ")}${
      reference.length > 1 ? ", the faster in each round" : ""
    }`,
    line(head),
    ...rows.map(line),
    ...results.flatMap(({ name, missing, failure }) => [
      ...(missing === undefined ? [] : [`  ${name} left out: ${missing}`]),
      ...(failure === undefined ? [] : [`  ${name} failed: ${failure}`]),
    ]),
  ].join("\n");
}

/** A number with its thousands apart. */
function grouped(value: number): string {
  return value.toFixed(0).replace(/\B(?=(\d{3})+$)/g, " ");
}

function write(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) written += stream.writeSync(bytes.subarray(written));
}

function say(text: string): void {
  write(Deno.stderr, `${text}\n`);
}

/** Shows on a terminal what is being measured, on a line that the next call replaces. */
function progress(text: string): void {
  if (Deno.stderr.isTerminal()) write(Deno.stderr, `\r\x1b[K${text}`);
}

/** What was asked for, or undefined if the arguments make no sense. */
function options(args: readonly string[]) {
  const unknown: string[] = [];
  const read = parseArgs(args, {
    boolean: ["json", "help"],
    string: ["rounds", "seconds", "bytes", "peer", "socksh", "_"],
    collect: ["peer"],
    alias: { help: "h" },
    unknown: (arg, key) => key === undefined ? true : unknown.push(arg),
  });
  const number = (text: string | undefined, missing: number) => text === undefined ? missing : Number(text);
  const rounds = number(read.rounds, 5),
    seconds = number(read.seconds, 1),
    bytes = number(read.bytes, 2 ** 31);
  const sensible = Number.isInteger(rounds) && rounds > 0 && seconds > 0 && seconds < 3600 &&
    Number.isSafeInteger(bytes) && bytes > 0 && read.socksh !== "";
  if (unknown.length > 0 || !sensible) return undefined;
  return { ...read, rounds, seconds, bytes, names: read._ };
}

/** The first of some names that is none of those known. */
function stranger(names: readonly string[], known: readonly string[]): string | undefined {
  return names.find((name) => !known.includes(name));
}

async function main(processes: Processes): Promise<number> {
  const asked = options(Deno.args);
  if (asked === undefined || asked.help) {
    if (asked === undefined) say(USAGE);
    else write(Deno.stdout, `${USAGE}\n`);
    return asked === undefined ? 2 : 0;
  }
  const { names, rounds, seconds, bytes, json, socksh } = asked;
  const wanted = (peer: string) => asked.peer.length === 0 || asked.peer.includes(peer);

  await buildPrograms(processes);
  const programs = await findPrograms(processes, socksh, wanted, say);
  const cores = await twoCores(processes);
  const all = workloads({ processes, programs, cores, seconds, bytes });
  const peers = [...new Set(all.flatMap(({ contenders }) => contenders.map(({ name }) => name)))];
  const what = stranger(names, all.map(({ name }) => name)), who = stranger(asked.peer, peers);
  if (what !== undefined || who !== undefined) {
    say(
      what === undefined
        ? `no peer "${who}": ${peers.join(", ")}`
        : `no workload "${what}": ${all.map(({ name }) => name).join(", ")}`,
    );
    return 2;
  }

  const where = cores.length === 0
    ? "not pinned to cores"
    : `server pinned to core ${cores[0]}, load to core ${cores[1]}`;
  if (!json) write(Deno.stdout, `${rounds} rounds of ${seconds} s, ${where}\n`);
  const done = [];
  for (const workload of all) {
    if (names.length > 0 && !names.includes(workload.name)) continue;
    const { results, notes, failure } = await measure(workload, rounds, wanted, progress, processes);
    done.push({
      name: workload.name,
      title: workload.title,
      unit: workload.unit,
      reference: workload.reference,
      peers: results,
      notes,
      ...(failure === undefined ? {} : { failure }),
    });
    if (!json) {
      write(
        Deno.stdout,
        [
          "",
          table(workload, results),
          ...notes.map((note) => `  ${note}`),
          ...(failure === undefined ? [] : [`  failed: ${failure}`]),
          "",
        ].join("\n"),
      );
    }
  }
  if (json) write(Deno.stdout, `${JSON.stringify({ rounds, seconds, cores, workloads: done })}\n`);
  const failed = done.some(({ failure, peers }) =>
    [{ failure }, ...peers].some(({ failure }) => failure !== undefined)
  );
  return failed ? 1 : 0;
}

if (import.meta.main) {
  await using processes = new Processes();
  const interrupt = () => void processes.interrupt();
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, interrupt);
  try {
    Deno.exitCode = await main(processes);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    say(`bench: ${error.message}`);
    Deno.exitCode = processes.interrupted ? 130 : 1;
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.removeSignalListener(signal, interrupt);
  }
}
