// echo_fixture: an echo server as a child process, by the address it said it listens on.

import { assertEquals } from "@std/assert";
import { Child, type Finished, type Setting } from "./child.ts";
import { executable } from "./executable.ts";

/** A running `echo-server`. */
export class EchoServer implements AsyncDisposable {
  private constructor(
    readonly child: Child,
    /** Where it listens, as it says: `127.0.0.1:41234`, `unix:/path`. */
    readonly address: string,
  ) {}

  /**
   * Starts one on a free port, or with an address of its own among the arguments.
   *
   * @param before a command that starts the program it is given: `["sh", "-c", 'ulimit -n 40; exec "$@"', "sh"]`
   */
  static async start(
    args: readonly string[],
    { before = [], ...setting }: Setting & { readonly before?: readonly string[] } = {},
  ): Promise<EchoServer> {
    const command = [...before, await executable(), "echo-server", ...args];
    const child = new Child(command, setting);
    try {
      return new EchoServer(child, await child.wrote(/^listening on (\S+) \((?:TCP|UDP|unix)\)\n/));
    } catch (error) {
      await child[Symbol.asyncDispose]();
      throw error;
    }
  }

  get port(): string {
    return this.address.slice(this.address.lastIndexOf(":") + 1);
  }

  /** Ends it as Ctrl-C does, which has to be a success: what it wrote on standard output, line by line. */
  async stop(signal: "SIGINT" | "SIGTERM" = "SIGINT"): Promise<string[]> {
    this.child.kill(signal);
    return lines(await this.child.finished());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.child[Symbol.asyncDispose]();
  }
}

/** What a server that has succeeded wrote on standard output, line by line. */
export function lines({ code, signal, out, err }: Finished): string[] {
  assertEquals([code, signal, err], [0, null, ""], out);
  return out.split("\n").slice(0, -1);
}

/** A line without what differs from run to run: ports become PORT, durations TIME. */
export function masked(line: string): string {
  return line.replace(/(\b127\.0\.0\.1|\[::1\]):\d+/g, "$1:PORT").replace(/\b\d+([.,]\d+)? m?s\b/g, "TIME")
    .replace(/"ms":[\d.]+/g, '"ms":TIME');
}
