// The echo commands when something fails that no real socket can be made to do on demand: a send buffer that is full
// for a moment, a listen that is refused, an input that breaks. They run in this process, with the real calls but one.

import { assert, assertEquals } from "@std/assert";
import { registry } from "../commands/mod.ts";
import type { Event } from "../lib/command.ts";
import { SystemError } from "../lib/errors.ts";
import type { Outcome } from "../lib/interpreter/outcome.ts";
import { Interpreter, type Streams } from "../lib/interpreter.ts";
import type { Libc } from "../lib/libc.ts";
import { Session } from "../lib/session.ts";
import { Folder } from "./child.ts";
import { libc } from "./replay.ts";
import { Shell } from "./session_fixture.ts";

/** How long a command may take, in milliseconds: only a failing test waits so long. */
const LIMIT = 10_000 * (Number(Deno.env.get("SOCKSH_TEST_PATIENCE")) || 1);

const EAGAIN = -libc.system.errnos.get("EAGAIN")!;

// Each C function is bound when it is first used, which the sanitizer calls a leak: these are used by a loop alone.
const nothing = new Uint8Array(16);
libc.epoll_create1(-1);
libc.epoll_ctl(-1, 0, 0, nothing);
libc.epoll_wait(-1, nothing, 1, 0);
libc.recvmmsg(-1, nothing, 0, 0);
libc.sendmmsg(-1, nothing, 0, 0);
libc.getrlimit(-1);
libc.setrlimit(-1, { soft: 0n, hard: 0n });
libc.poller.prepare();

/** A command that runs in this process. */
interface Running {
  /** Its first event of that name. */
  told(event: string): Promise<Event>;
  readonly outcome: Promise<Outcome>;
}

/** Starts a command with calls and an input of the test's own. */
function start(statement: string, calls: Partial<Libc>, line?: () => Promise<never>): Running {
  const session = new Session({ ...libc, ...calls }, ["socksh"]);
  const events: Event[] = [];
  const watchers = new Set<() => void>();
  const control = new AbortController();
  const limit = setTimeout(() => control.abort(), LIMIT);
  const { promise: outcome, resolve: ended } = Promise.withResolvers<Outcome>();
  const streams: Streams | undefined = line && {
    input: { typed: false, fd: undefined, stored: false, read: () => undefined, line },
    output: { terminal: false, write: () => {}, sink: undefined, log: () => 0 },
    traced: () => {},
    ask: () => Promise.resolve(undefined),
    draw: () => Promise.resolve(""),
    transcribe: () => Promise.resolve(""),
    recorded: (run) => Promise.resolve(run),
    fresh: () => Promise.reject(new Error("not asked for")),
  };
  const observer = {
    everything: true,
    outcome: ended,
    report(report: { kind: string }) {
      if (report.kind === "event") events.push(report as Event);
      for (const look of watchers) look();
    },
    fault(fault: Error) {
      throw fault;
    },
  };
  const interpreter = new Interpreter(session, registry, observer, control, streams);
  const run = async () => {
    await interpreter.run(interpreter.parse({ name: "", text: statement }));
    clearTimeout(limit);
    const timely = !control.signal.aborted;
    session.close();
    await libc.poller.wait(-1, 0, 0);
    assert(timely, `${statement} did not end`);
    return await outcome;
  };
  return {
    outcome: run(),
    told: (name) =>
      new Promise((resolve) => {
        const look = () => {
          const event = events.find(({ event }) => event === name);
          if (event !== undefined) resolve(event);
        };
        watchers.add(look);
        look();
      }),
  };
}

/** The error a command failed with. */
function errorOf({ error }: Outcome): string {
  return error instanceof SystemError ? `${error.call}: ${error.code}` : String(error?.key);
}

Deno.test("--once --udp: a reply that has to wait for room goes out before the server ends", async () => {
  let refused = 0;
  const full = (): number => {
    refused++;
    return EAGAIN;
  };
  const server = start("echo-server 127.0.0.1:0 --udp --once", {
    // poll sees no room until two sends were refused.
    sendto: (...args) => refused < 2 ? full() : libc.sendto(...args),
    sendmmsg: (...args) => refused < 2 ? full() : libc.sendmmsg(...args),
    ready: (fd, events) => refused < 2 ? 0 : libc.ready(fd, events),
  });
  const { values } = await server.told("listening");
  await using shell = new Shell();
  const address = values["address"] as { host: string; port: number };
  await shell.run(`c = socket udp; connect c ${address.host}:${address.port}; send c "hello"`);
  const outcome = await server.outcome;
  assertEquals([outcome.error, refused], [undefined, 2]);
  await shell.run(`recv c 1024 MSG_DONTWAIT => "hello"`);
  const { values: totals } = await server.told("totals");
  assertEquals([totals["messages"], totals["bytes"], totals["sent"], totals["lost"]], [1, 5, 5, 0]);
});

Deno.test("a server whose listen fails leaves no file behind", async () => {
  using folder = new Folder();
  const path = `${folder.path}/at`;
  let bound = false;
  const listen = () => {
    bound = Deno.lstatSync(path).isSocket === true;
    return -libc.system.errnos.get("EADDRINUSE")!;
  };
  const server = start(`echo-server unix:${path}`, { listen });
  assertEquals(errorOf(await server.outcome), "listen: EADDRINUSE");
  assert(bound);
  assertEquals([...Deno.readDirSync(folder.path)], []);
});

Deno.test("an input that fails while it is waited for ends the client with its error", async () => {
  await using shell = new Shell();
  await shell.run("srv = socket tcp; bind srv 127.0.0.1:0; listen srv 1");
  const address = await shell.run("str(getsockname(srv))");
  const line = async (): Promise<never> => {
    await new Promise((resolve) => setTimeout(resolve, 50)); // the loop waits for sockets again by then
    throw new SystemError("read", libc.system.errnos.get("EIO")!, "EIO");
  };
  const client = start(`echo-client ${address}`, {}, line);
  assertEquals(errorOf(await client.outcome), "read: EIO");
});
