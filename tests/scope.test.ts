// The calls a shortcut makes: session text in names of its own, shown where it fails, closed when it ends.

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { registry } from "../commands/mod.ts";
import { type Command, command, type Context, type Registry, SystemError } from "../lib/command.ts";
import { Interpreter, type Outcome, type Streams } from "../lib/interpreter.ts";
import { jsonLine, reported } from "../lib/render/mod.ts";
import { failure, observeAbout } from "../lib/render/mod.ts";
import { Session } from "../lib/session.ts";
import { libc } from "./replay.ts";

/** A shortcut that does what a test wants. */
function shortcut(run: (context: Context) => Promise<null>, more: Partial<Command> = {}): Registry {
  const record = command({
    name: "shortcut",
    prototype: "shortcut",
    summary: { en: "", pt: "" },
    description: { en: "", pt: "" },
    parameters: {},
    forms: [""],
    errors: {},
    example: "shortcut",
    silent: true,
    run: (_, context) => run(context),
  });
  return new Map([...registry, ["shortcut", { ...record, ...more }]]);
}

interface Ran {
  readonly outcomes: readonly Outcome[];
  readonly ending: string;
  readonly session: Session;
}

async function ran(
  commands: Registry,
  text: string,
  control: AbortController = new AbortController(),
  report: (text: string) => void = () => {},
  streams?: Streams,
): Promise<Ran> {
  const session = new Session(libc, ["socksh"]);
  const outcomes: Outcome[] = [];
  const observer = {
    everything: true,
    outcome: (outcome: Outcome) => void outcomes.push(outcome),
    report: (told: Parameters<typeof reported>[0]) => report(reported(told, session, commands, "en")),
    fault: (fault: Error) => {
      throw fault;
    },
  };
  const interpreter = new Interpreter(session, commands, observer, control, streams);
  const ending = await interpreter.run(interpreter.parse({ name: "", text }));
  session.close();
  return { outcomes, ending, session };
}

Deno.test("what a shortcut calls is called on real sockets, under names of its own", async () => {
  const commands = shortcut(async (context) => {
    using scope = context.scope("shortcut");
    await scope.run("srv = socket tcp\nbind srv 127.0.0.1:0\nlisten srv");
    assertEquals(context.sockets.state(scope.socket("srv")).state, "LISTEN");
    assertEquals(context.sockets.all().map(({ name }) => name), ["srv", "shortcut.srv"]);
    return null;
  });
  const { ending, session } = await ran(commands, "srv = socket udp\nshortcut");
  assertEquals(ending, "succeeded");
  assertEquals([...session.variables.keys()], ["argv", "srv"]);
});

Deno.test("statements of a scope see each other's names and give the value of the last", async () => {
  const commands = shortcut(async (context) => {
    using scope = context.scope("shortcut");
    await scope.run("a, b = socketpair()\nsendall a hello");
    assertEquals(await scope.run("recv b 1024"), new TextEncoder().encode("hello"));
    return null;
  });
  assertEquals((await ran(commands, "shortcut")).ending, "succeeded");
});

Deno.test("the sockets of a scope are closed with it", async () => {
  const commands = shortcut(async (context) => {
    {
      using scope = context.scope("shortcut");
      await scope.run("a, b = socketpair()\nc = a");
      assertEquals(context.sockets.all().length, 2);
    }
    assertEquals(context.sockets.all(), []);
    return null;
  });
  const { ending, session } = await ran(commands, "shortcut\nsockets");
  assertEquals(ending, "succeeded");
  assertEquals([...session.variables.keys()], ["argv"]);
});

Deno.test("a call that fails in a scope is shown with its own line and hint", async () => {
  const commands = shortcut(async (context) => {
    using scope = context.scope("shortcut");
    await scope.run("srv = socket tcp\nbind srv 192.0.2.77:1");
    return null;
  });
  const { outcomes, session } = await ran(commands, "shortcut");
  const [outcome] = outcomes;
  assert(outcome);
  const text = failure(outcome, { language: "en", places: false });
  assertStringIncludes(
    text,
    "bind: Cannot assign requested address (EADDRNOTAVAIL)\n  bind srv 192.0.2.77:1\n",
  );
  assertStringIncludes(text, "hint: no interface of this machine has that address");
  const about = observeAbout(outcome, session.sockets);
  const json = JSON.parse(jsonLine(outcome, about, session.system, "en", outcome.statement.source));
  assertEquals([json.call, json.ok, json.errno], ["bind", false, "EADDRNOTAVAIL"]);
});

Deno.test("a shortcut may go on after a call that failed in its scope", async () => {
  const commands = shortcut(async (context) => {
    using scope = context.scope("shortcut");
    await assertRejects(
      async () => await scope.run("c = socket tcp\nconnect c 127.0.0.1:1"),
      SystemError,
      "ECONNREFUSED",
    );
    await scope.run("close c");
    return null;
  });
  assertEquals((await ran(commands, "shortcut")).ending, "succeeded");
});

Deno.test("a signal ends a shortcut that goes on until one comes, and that is a success", async () => {
  const waiting = async (context: Context) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    context.signal.addEventListener("abort", () => resolve());
    control.abort();
    await promise;
    return null;
  };
  let control = new AbortController();
  assertEquals(
    (await ran(shortcut(waiting, { stoppable: () => true }), "shortcut", control)).ending,
    "stopped",
  );
  control = new AbortController();
  assertEquals((await ran(shortcut(waiting), "shortcut", control)).ending, "interrupted");
  // What was to be done afterwards is not done: that run was interrupted.
  control = new AbortController();
  const after = await ran(shortcut(waiting, { stoppable: () => true }), "shortcut\nsocket tcp", control);
  assertEquals([after.ending, after.outcomes.length], ["interrupted", 1]);
});

Deno.test("an event is a sentence in the user's language, with what is untrusted escaped", async () => {
  const lines: string[] = [];
  const commands = shortcut(async (context) => {
    await context.report({
      kind: "event",
      event: "message",
      text: { en: "{client} says {text}: {data}", pt: "" },
      values: {
        client: { kind: "address", family: "inet", host: "127.0.0.1", port: 80 },
        text: "\x1b[2Jolá",
        data: new Uint8Array([0x61, 0x0a]),
        more: 1,
      },
    });
    return null;
  });
  await ran(commands, "shortcut", undefined, (text) => lines.push(text));
  assertEquals(lines, ['127.0.0.1:80 says \\x1b[2Jolá: b"a\\n"\n']);
});
