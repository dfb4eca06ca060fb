// exec: other programs. One is run to its end, or takes this process over.
//
// A module of its own with its own symbols, because most sessions never load it. It knows no program by name.

import { constant, errnoNumber } from "../abi/mod.ts";
import { type Bytes, cString, type Libc } from "../libc.ts";
import { bindWhenUsed, errnoView } from "./symbols.ts";

const symbols = {
  // int execvp(const char *file, char *const argv[]);
  execvp: { parameters: ["buffer", "buffer"] as [file: "buffer", argv: "buffer"], result: "i32" },
  // int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *file_actions,
  //                  const posix_spawnattr_t *attrp, char *const argv[], char *const envp[]);
  posix_spawnp: {
    parameters: ["buffer", "buffer", "buffer", "pointer", "buffer", "pointer"] as [
      pid: "buffer",
      file: "buffer",
      file_actions: "buffer",
      attrp: "pointer",
      argv: "buffer",
      envp: "pointer",
    ],
    result: "i32",
  },
  // int posix_spawn_file_actions_init(posix_spawn_file_actions_t *file_actions);
  posix_spawn_file_actions_init: { parameters: ["buffer"] as [file_actions: "buffer"], result: "i32" },
  // int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *file_actions, int fildes, int newfildes);
  posix_spawn_file_actions_adddup2: {
    parameters: ["buffer", "i32", "i32"] as [file_actions: "buffer", fildes: "i32", newfildes: "i32"],
    result: "i32",
  },
  // int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *file_actions);
  posix_spawn_file_actions_destroy: { parameters: ["buffer"] as [file_actions: "buffer"], result: "i32" },
  // pid_t waitpid(pid_t pid, int *wstatus, int options);
  waitpid: {
    parameters: ["i32", "buffer", "i32"] as [pid: "i32", wstatus: "buffer", options: "i32"],
    result: "i32",
  },
  // extern char **environ;
  environ: { type: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

/** More than a posix_spawn_file_actions_t needs: 80 bytes on glibc, where it is a structure. */
const fileActionsSize = 256;

/** How a program ended. */
export interface Ended {
  /** What waitpid gave: 0 for a program that succeeded. Undefined where this process ignores SIGCHLD: nobody is told. */
  readonly wstatus: number | undefined;
  /** What it wrote on standard error. */
  readonly err: Bytes;
}

/** The two ways to run a program; it is looked up in the PATH, and `argv` begins with its name. */
export interface Programs {
  /** Runs a program and blocks until it has ended: how, or the negated errno when it was not started. */
  spawnp(argv: readonly Bytes[]): Ended | number;
  /** Becomes another program, with the same number and the same standard streams: comes back, with the negated errno, only when it fails. */
  execvp(argv: readonly Bytes[]): number;
}

/** The functions for programs. */
export function programsOf(libc: Libc): Programs {
  const { system } = libc;
  let errno!: Deno.UnsafePointerView;
  const c = bindWhenUsed(system.libcPath, symbols, () => {
    errno ??= errnoView(system);
  });

  /** Waits for a child: its wstatus, if there is one. */
  const waited = (pid: number): number | undefined => {
    const EINTR = errnoNumber(system, "EINTR");
    const wstatus = new Int32Array(1);
    let failure: number;
    do {
      const result = c.waitpid(pid, new Uint8Array(wstatus.buffer), 0);
      failure = result < 0 ? errno.getInt32() : 0;
    } while (failure === EINTR);
    return failure === 0 ? wstatus[0] : undefined;
  };

  return {
    spawnp(argv) {
      // Both ends close by themselves where a program begins; its standard error is a copy that does not.
      const pipe = libc.pipe2(constant(system, "O_CLOEXEC"));
      if (typeof pipe === "number") return pipe;
      const [reading, writing] = pipe;
      const actions = new Uint8Array(fileActionsSize);
      const pid = new Int32Array(1);
      c.posix_spawn_file_actions_init(actions);
      c.posix_spawn_file_actions_adddup2(actions, writing, 2);
      const { file, pointers } = vector(libc, argv);
      const envp = pointedTo(c.environ);
      const error = c.posix_spawnp(new Uint8Array(pid.buffer), file, actions, null, pointers, envp);
      c.posix_spawn_file_actions_destroy(actions);
      libc.close(writing);
      // The reading ends when nobody is left who could write.
      const err = error === 0 ? libc.readFile(reading) : -error;
      libc.close(reading);
      if (error !== 0) return -error;
      const wstatus = waited(pid[0] ?? -1);
      return typeof err === "number" ? err : { wstatus, err };
    },
    execvp(argv) {
      const { file, pointers } = vector(libc, argv);
      const result = c.execvp(file, pointers);
      return result < 0 ? -errno.getInt32() : 0;
    },
  };
}

/** `char *const argv[]`: the pointers and NULL behind them. The texts must be held as long as C may read them. */
function vector(libc: Libc, argv: readonly Bytes[]): { file: Bytes; pointers: Bytes } {
  const pointers = BigUint64Array.from([...argv.map((text) => libc.locationOf(text)), 0n]);
  return { file: argv[0] ?? cString(""), pointers: new Uint8Array(pointers.buffer) };
}

/** What a variable of type `char **` holds. */
function pointedTo(variable: Deno.PointerValue): Deno.PointerValue {
  return variable === null ? null : new Deno.UnsafePointerView(variable).getPointer(0);
}
