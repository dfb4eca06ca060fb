// sandbox: the same command line once more, in a private user and network namespace.
//
// A process with threads cannot leave its user namespace (EINVAL), so `unshare` (util-linux) does it and becomes this
// program again: privateNetwork is called twice. The first call finds out whether the system permits it, leaves a mark
// in the environment and hands the process over; the second finds the mark and turns the loopback interface on. The
// number of the process stays the same: it is the mark, and an old one is no mark. This module prints nothing.

import {
  encodeIfreq,
  hasInterfaceFlag,
  ifreqFlags,
  interfaceFlag,
  SIOCGIFFLAGS,
  SIOCSIFFLAGS,
} from "./abi/interfaces.ts";
import { constant, systemError } from "./abi/mod.ts";
import type { Message, MessageValues } from "./errors.ts";
import { type Bytes, cString, type Libc } from "./libc.ts";
import { type Programs, programsOf } from "./libc/exec.ts";

/** The variable of the environment that the second call finds. */
const mark = "SOCKSH_SANDBOX";

/** -U: a user namespace of its own, -r: in which this user is root; -n: a network namespace of its own (unshare(1)). */
const unshare: readonly Bytes[] = ["unshare", "-Urn"].map(cString);

/** This process is in a private network. */
export interface Inside {
  readonly kind: "inside";
  /** What a shell has to run to start this program in the same network: a command line for sh. */
  readonly join: string;
}

/** The system does not permit it. */
export interface Refusal {
  readonly kind: "refused";
  readonly reason: Message;
  /** What would help. */
  readonly hint: Message;
  /** What the system's program wrote, which nobody has checked; empty when it did not run. */
  readonly said: string;
}

/**
 * Puts this process into a private network with its loopback interface up. Where the system permits it the first call
 * does not come back: the process becomes this program anew, with its number, its streams and its command line.
 *
 * @param args the arguments behind the program's name
 * @throws {SystemError} when a call fails for a reason that has nothing to do with permissions
 */
export function privateNetwork(
  libc: Libc,
  args: readonly string[],
  environment: (name: string) => string | undefined,
): Inside | Refusal {
  if (environment(mark) === String(Deno.pid)) {
    Deno.env.delete(mark);
    const up = turnedOn(libc, "lo");
    return up === 0 ? { kind: "inside", join: joinCommand(libc, args, Deno.pid) } : powerless(libc, up);
  }
  if (libc.system.os !== "linux") {
    return { kind: "refused", ...because("sandbox.linux", "sandbox.linux-hint"), said: "" };
  }
  const programs = programsOf(libc);
  const refusal = tried(libc, programs);
  if (refusal !== undefined) return refusal;
  Deno.env.set(mark, String(Deno.pid));
  const answer = programs.execvp([...unshare, ...commandLine(libc)]);
  throw systemError(libc.system, "execvp", answer);
}

// ---- is it permitted?

/** Makes namespaces for a program that does nothing: why that is refused, or undefined when it is not. */
function tried(libc: Libc, programs: Programs): Refusal | undefined {
  const ended = programs.spawnp([...unshare, cString("true")]);
  if (ended === -(libc.system.errnos.get("ENOENT") ?? 0)) {
    return { kind: "refused", ...because("sandbox.missing", "sandbox.missing-hint"), said: "" };
  }
  if (typeof ended === "number") throw systemError(libc.system, "unshare", ended);
  if (ended.wstatus === 0 || (ended.wstatus === undefined && ended.err.length === 0)) return undefined;
  const said = new TextDecoder().decode(ended.err).trim();
  return { kind: "refused", ...reasonOf((path) => contents(libc, path)), said };
}

/** The namespaces were made, but their root may do nothing in them: AppArmor does that to ordinary users. */
function powerless(libc: Libc, answer: number): Refusal {
  const { code } = systemError(libc.system, "ioctl", answer);
  // The capabilities that stand in the status are those that nobody heeds.
  const { hint } = reasonOf((path) => path === statusFile ? undefined : contents(libc, path));
  return { kind: "refused", reason: { key: "sandbox.loopback", values: { code } }, hint, said: "" };
}

/** A setting of the system that forbids namespaces. */
interface Setting {
  /** Its name for sysctl(8), which is its path below /proc/sys. */
  readonly name: string;
  readonly forbids: number;
  readonly permits: number;
  /** It says nothing to who has CAP_SYS_ADMIN already. */
  readonly unprivileged?: true;
}

/** user_namespaces(7), namespaces(7); the last two exist on Debian and its relatives, and on Ubuntu. */
const settings: readonly Setting[] = [
  { name: "user.max_user_namespaces", forbids: 0, permits: 15000 },
  { name: "user.max_net_namespaces", forbids: 0, permits: 15000 },
  { name: "kernel.unprivileged_userns_clone", forbids: 0, permits: 1, unprivileged: true },
  { name: "kernel.apparmor_restrict_unprivileged_userns", forbids: 1, permits: 0, unprivileged: true },
];

/** What a process may do, and the filter of system calls that watches it (proc_pid_status(5)). */
const statusFile = "/proc/self/status";

/** Its bit in a set of capabilities (capabilities(7)). */
const CAP_SYS_ADMIN = 1n << 21n;

/**
 * Why namespaces are refused, as far as the system tells it, and what would help.
 *
 * @param read the contents of a file, undefined where there is none
 */
export function reasonOf(read: (path: string) => string | undefined): Pick<Refusal, "reason" | "hint"> {
  const status = read(statusFile) ?? "";
  const [, capabilities = "0"] = /^CapEff:\s*([0-9a-f]+)$/m.exec(status) ?? [];
  const privileged = (BigInt(`0x${capabilities}`) & CAP_SYS_ADMIN) !== 0n;
  for (const { name, forbids, permits, unprivileged } of settings) {
    if (unprivileged && privileged) continue;
    if (read(`/proc/sys/${name.replaceAll(".", "/")}`)?.trim() !== String(forbids)) continue;
    const values = { name, value: forbids, wanted: permits };
    return unprivileged
      ? because("sandbox.unprivileged", "sandbox.unprivileged-hint", values)
      : because("sandbox.setting", "sandbox.setting-hint", values);
  }
  // 2: a filter decides which system calls are permitted (seccomp(2)); what it decides cannot be read.
  return /^Seccomp:\s*2$/m.test(status)
    ? because("sandbox.seccomp", "sandbox.seccomp-hint")
    : because("sandbox.unknown", "sandbox.unknown-hint");
}

function because(reason: string, hint: string, values: MessageValues = {}): Pick<Refusal, "reason" | "hint"> {
  return { reason: { key: reason, values }, hint: { key: hint, values } };
}

// ---- command lines

/** The command line of this process, its program named by its path. */
function commandLine(libc: Libc): Bytes[] {
  const bytes = libc.readFile("/proc/self/cmdline");
  if (typeof bytes === "number") throw systemError(libc.system, "/proc/self/cmdline", bytes);
  const words: Bytes[] = [];
  for (let at = 0, end: number; (end = bytes.indexOf(0, at)) >= 0; at = end + 1) {
    words.push(bytes.slice(at, end + 1));
  }
  return [cString(Deno.execPath()), ...words.slice(1)];
}

/** The command that starts this program, without its arguments, in the namespaces of a process (nsenter(1)). */
function joinCommand(libc: Libc, args: readonly string[], pid: number): string {
  const line = commandLine(libc).map((word) => new TextDecoder().decode(word.subarray(0, -1)));
  const program = line.slice(0, line.length - args.length);
  // Under `deno run` the last word is the main module, which the other terminal may not find from its folder.
  const main = new URL(Deno.mainModule);
  if (program.length > 1 && main.protocol === "file:") {
    program.splice(-1, 1, decodeURIComponent(main.pathname));
  }
  const nsenter = ["nsenter", "--preserve-credentials", "--user", "--net", "--target", String(pid)];
  return [...nsenter, ...program].map(quoted).join(" ");
}

/** A word as sh reads it. */
function quoted(word: string): string {
  return /^[\w%+,./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

// ---- the new network

/** Turns an interface on and looks whether it is: 0, or the negated errno. */
function turnedOn(libc: Libc, name: string): number {
  const { system } = libc;
  const fd = libc.socket(constant(system, "AF_INET"), constant(system, "SOCK_DGRAM"), 0);
  if (fd < 0) return fd;
  const ifreq = encodeIfreq(name, interfaceFlag(system, "UP"));
  const set = libc.ioctl(fd, SIOCSIFFLAGS, ifreq);
  const got = libc.ioctl(fd, SIOCGIFFLAGS, ifreq);
  libc.close(fd);
  if (set < 0 || got < 0) return Math.min(set, got);
  return hasInterfaceFlag(system, ifreqFlags(ifreq), "UP") ? 0 : -(system.errnos.get("ENETDOWN") ?? 0);
}

// ---- calls

/** A file of /proc as text; undefined where it cannot be read. */
function contents(libc: Libc, path: string): string | undefined {
  const bytes = libc.readFile(path);
  return typeof bytes === "number" ? undefined : new TextDecoder().decode(bytes);
}
