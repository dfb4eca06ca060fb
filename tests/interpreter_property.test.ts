// interpreter: does a program do what its statements say, however they are nested?
//
// Programs over three counters and a stream, made up by fast-check, run in a session and, beside it, by an evaluator of a
// few lines that knows nothing of parsing, waiting or sockets. What every statement came to, and what the names hold at
// the end, must be the same; a statement that waits for a moment in between makes no difference, and neither does it
// whether somebody looks at every statement or, as in a file, only at those that fail: then loops remember their calls.

import { assertEquals } from "@std/assert";
import { failedStatement } from "../lib/render/mod.ts";
import { Socket } from "../lib/sockets/mod.ts";
import { encode, textOf, type Value } from "../lib/values.ts";
import { socksh } from "./child.ts";
import fc from "./properties.ts";
import { Shell } from "./session_fixture.ts";

/** What a statement may come to, for those around it. */
type End = "next" | "break" | "continue" | "failed";
type Worth = number | boolean | string | null;

/** What is told of a statement: its value, or that it failed. */
type Told = { readonly value: Worth; readonly condition: boolean } | "failed";

/** The state of the small evaluator. */
interface World {
  readonly names: Map<string, Worth>;
  readonly told: Told[];
  /** What was sent and not received. */
  readonly stream: { text: string };
  /** Jobs that failed and were not waited for. */
  failed: boolean;
}

/** A thing to write and to do. */
interface Node<Result> {
  readonly text: string;
  run(world: World): Result;
}

function truthy(value: Worth): boolean {
  return value !== 0 && value !== false && value !== null && value !== "";
}

/** Numbers that stay small: every compound one is a remainder. */
const { number, condition } = fc.letrec<{ number: Node<number>; condition: Node<Worth> }>((tie) => {
  const name = fc.constantFrom("a", "b", "c").map((name): Node<number> => (
    { text: name, run: ({ names }) => names.get(name) as number }
  ));
  return {
    number: fc.oneof(
      { depthSize: "small" },
      name,
      fc.nat({ max: 5 }).map((value): Node<number> => ({ text: `${value}`, run: () => value })),
      fc.tuple(tie("number"), fc.constantFrom("+", "-", "*"), tie("number")).map(([x, operator, y]) => ({
        text: `((${x.text} ${operator} ${y.text}) % 10)`,
        run(world: World) {
          const [left, right] = [x.run(world), y.run(world)];
          const result = operator === "+" ? left + right : operator === "-" ? left - right : left * right;
          return ((result % 10) + 10) % 10;
        },
      })),
    ),
    condition: fc.oneof(
      { depthSize: "small" },
      tie("number"),
      fc.tuple(tie("number"), fc.constantFrom("==", "!=", "<", ">="), tie("number")).map(
        ([x, operator, y]): Node<Worth> => ({
          text: `(${x.text} ${operator} ${y.text})`,
          run(world) {
            const [left, right] = [x.run(world), y.run(world)];
            return operator === "=="
              ? left === right
              : operator === "!="
              ? left !== right
              : operator === "<"
              ? left < right
              : left >= right;
          },
        }),
      ),
      tie("condition").map((x): Node<Worth> => ({
        text: `(not ${x.text})`,
        run: (world) => !truthy(x.run(world)),
      })),
      fc.tuple(tie("condition"), fc.constantFrom("and", "or"), tie("condition")).map(
        ([x, operator, y]): Node<Worth> => ({
          text: `(${x.text} ${operator} ${y.text})`,
          run(world) {
            const left = x.run(world);
            return truthy(left) === (operator === "and") ? y.run(world) : left;
          },
        }),
      ),
    ),
  };
});

/** A condition as it is written: an expression, which nobody is told of, an assignment, or a call of a command. */
const conditions = fc.tuple(condition, number, fc.constantFrom("expression", "int", "name", "command")).map(
  ([node, counted, form]): Node<boolean> => {
    if (form === "expression") return { text: node.text, run: (world) => truthy(node.run(world)) };
    if (form === "int") {
      return { text: `int(${counted.text})`, run: (world) => truthy(counted.run(world)) };
    }
    if (form === "name") {
      return {
        text: `a = ${counted.text}`,
        run(world) {
          const value = counted.run(world);
          world.names.set("a", value);
          world.told.push({ value, condition: true });
          return truthy(value);
        },
      };
    }
    return {
      text: `send(p, "st" * (${counted.text} % 3))`,
      run(world) {
        const text = "st".repeat(counted.run(world) % 3);
        world.stream.text += text;
        world.told.push({ value: text.length, condition: true });
        return text !== "";
      },
    };
  },
);

const simples: fc.Arbitrary<Node<End>> = fc.oneof(
  fc.tuple(fc.constantFrom("a", "b", "c"), number).map(([name, node]): Node<End> => ({
    text: `${name} = ${node.text}`,
    run(world) {
      const { names, told } = world;
      const value = node.run(world);
      names.set(name, value);
      told.push({ value, condition: false });
      return "next";
    },
  })),
  fc.tuple(number, fc.nat({ max: 9 }), fc.constantFrom("", " within 1m")).map(([node, wanted, timing]) => ({
    text: `${node.text} => ${wanted}${timing}`,
    run(world: World): End {
      const value = node.run(world);
      world.told.push(value === wanted ? { value, condition: false } : "failed");
      return value === wanted ? "next" : "failed";
    },
  })),
  number.map((node): Node<End> => ({
    text: `n = 1 + ${node.text} % 3`,
    run(world) {
      const value = 1 + node.run(world) % 3;
      world.names.set("n", value);
      world.told.push({ value, condition: false });
      return "next";
    },
  })),
  fc.tuple(fc.constantFrom("", "a = "), fc.constantFrom("u", "vw", "xyz")).map((
    [target, text],
  ): Node<End> => ({
    text: `${target}send p ${text}`,
    run({ names, told, stream }) {
      stream.text += text;
      if (target !== "") names.set("a", text.length);
      told.push({ value: text.length, condition: false });
      return "next";
    },
  })),
  fc.constantFrom("", "d = ").map((target): Node<End> => ({
    text: `${target}recv q $n`,
    run({ names, told, stream }) {
      // What does not block answers EAGAIN where nothing is there.
      const value = stream.text.slice(0, names.get("n") as number);
      if (target !== "" && value !== "") names.set("d", value);
      stream.text = stream.text.slice(value.length);
      told.push(value === "" ? "failed" : { value, condition: false });
      return value === "" ? "failed" : "next";
    },
  })),
  fc.constant<Node<End>>({
    text: "sleep 0",
    run({ told }) {
      told.push({ value: null, condition: false });
      return "next";
    },
  }),
);

function runAll(statements: readonly Node<End>[], world: World): End {
  for (const statement of statements) {
    const end = statement.run(world);
    if (end !== "next") return end;
  }
  return "next";
}

function block(statements: readonly Node<End>[]): string {
  return statements.length === 0 ? "{ }" : `{\n${statements.map(({ text }) => text).join("\n")}\n}`;
}

/** One round of a loop: undefined when another may follow. */
function round(body: readonly Node<End>[], world: World): End | undefined {
  const end = runAll(body, world);
  return end === "next" || end === "continue" ? undefined : end === "break" ? "next" : end;
}

/** Where statements stand: how much deeper they may be nested, in a loop or not, in a job or not. */
interface Place {
  readonly depth: number;
  readonly loop: boolean;
  readonly job: boolean;
}

const made = new Map<string, fc.Arbitrary<readonly Node<End>[]>>();

function blocks(place: Place): fc.Arbitrary<readonly Node<End>[]> {
  const key = JSON.stringify(place);
  const known = made.get(key);
  if (known !== undefined) return known;
  const fresh = fc.array(statements(place), { maxLength: 4 });
  made.set(key, fresh);
  return fresh;
}

function statements({ depth, loop, job }: Place): fc.Arbitrary<Node<End>> {
  const jumps = fc.constantFrom<"break" | "continue">("break", "continue").map((text): Node<End> => (
    { text, run: () => text }
  ));
  const flat = loop ? [simples, simples, jumps] : [simples];
  if (depth === 0) return fc.oneof(...flat);
  const inner = blocks({ depth: depth - 1, loop, job });
  const looped = blocks({ depth: depth - 1, loop: true, job });
  const nested: fc.Arbitrary<Node<End>>[] = [
    fc.tuple(
      fc.array(fc.tuple(conditions, inner), { minLength: 1, maxLength: 3 }),
      fc.option(inner, { nil: undefined }),
    ).map(([branches, otherwise]) => ({
      text: branches.map(([condition, body]) => `if ${condition.text} ${block(body)}`).join(" else ") +
        (otherwise === undefined ? "" : ` else ${block(otherwise)}`),
      run(world) {
        const chosen = branches.find(([condition]) => condition.run(world));
        return runAll(chosen?.[1] ?? otherwise ?? [], world);
      },
    })),
    fc.tuple(fc.constantFrom("u", "v", "w"), fc.nat({ max: 4 }), conditions, looped).map(
      ([fuel, most, condition, body]) => ({
        // A loop inside may use the same name; then both end the sooner.
        text:
          `${fuel}${depth} = ${most}\nwhile ${fuel}${depth} > 0 {\n${fuel}${depth} = ${fuel}${depth} - 1\n` +
          `if ${condition.text} { } else { break }\n${body.map(({ text }) => text).join("\n")}\n}`,
        run(world) {
          const name = `${fuel}${depth}`;
          const set = (value: number) => {
            world.names.set(name, value);
            world.told.push({ value, condition: false });
          };
          set(most);
          while (world.names.get(name) as number > 0) {
            set(world.names.get(name) as number - 1);
            if (!condition.run(world)) break;
            const end = round(body, world);
            if (end !== undefined) return end;
          }
          return "next";
        },
      }),
    ),
    // The condition itself counts, as in `while data = recv c 1024 { … }`.
    looped.map((body) => ({
      text: `c = 4\nwhile c = (c % 5 + 9) % 10 {\n${body.map(({ text }) => text).join("\n")}\nc = c - 1\n}`,
      run(world) {
        const { names, told } = world;
        const set = (value: number, condition: boolean) => {
          names.set("c", value);
          told.push({ value, condition });
          return value;
        };
        set(4, false);
        for (let rounds = 0;; rounds++) {
          const c = names.get("c") as number;
          if (set((((c % 5 + 5) % 5) + 9) % 10, true) === 0) return "next";
          if (rounds > 50) throw endless;
          const end = runAll(body, world);
          if (end === "break") return "next";
          if (end === "failed") return end;
          if (end === "next") set((names.get("c") as number) - 1, false);
        }
      },
    })),
    fc.tuple(number, looped).map(([count, body]) => ({
      text: `repeat ${count.text} % 4 ${block(body)}`,
      run(world) {
        for (let left = count.run(world) % 4; left > 0; left--) {
          const end = round(body, world);
          if (end !== undefined) return end;
        }
        return "next";
      },
    })),
    inner.map((body) => ({ text: block(body), run: (world) => runAll(body, world) })),
    inner.map((body) => ({ text: `timeout 1m ${block(body)}`, run: (world) => runAll(body, world) })),
    simples.map(({ text, run }) => ({ text: `timeout 1m ${text}`, run })),
  ];
  if (!job) {
    nested.push(
      blocks({ depth: depth - 1, loop: false, job: true }).map((body) => ({
        text: `${block(body)} &\nwait`,
        run(world) {
          const { names } = world;
          // A job sees the names as they were, and sets those it has given something when it ends.
          const own = new Map(names);
          const failed = runAll(body, { ...world, names: own, failed: false }) === "failed";
          for (const [name, value] of own) names.set(name, value);
          world.told.push(failed ? "failed" : { value: null, condition: false });
          return failed ? "failed" : "next";
        },
      })),
    );
  }
  return fc.oneof(...flat, ...nested);
}

/** Thrown where a program would never end. */
const endless = new Error("the program does not end");

/** What the programs begin with. */
const beginning: readonly (readonly [name: string, value: Worth])[] = [["a", 0], ["b", 1], ["c", 2], [
  "n",
  1,
]];
const stream = "abcdefghijkl";

/** What came of a program. */
interface Ran {
  /** What was told of its statements: all of them, or those that failed. */
  readonly told: readonly Told[];
  /** Those that failed, as a user is told of them. */
  readonly failures: readonly string[];
  /** What the names hold; of a socket what it is called, and whether it is open. */
  readonly names: ReadonlyMap<string, Worth>;
  readonly printed: readonly string[];
  readonly jobs: readonly string[];
}

/** Runs a program in a session of its own, in which `p` and `q` are connected and `q` does not block. */
async function ran(text: string, everything: boolean, keepGoing = false): Promise<Ran> {
  await using shell = new Shell({ everything, name: "lab" });
  const assignments = beginning.map(([name, value]) => `${name} = ${value}`);
  await shell.run(`p, q = socketpair(); setblocking q False; send p ${stream}; ${assignments.join("; ")}`);
  const outcomes = await shell.start(text, keepGoing).done;
  return {
    told: outcomes.map(({ value, condition, succeeded }) =>
      succeeded ? { value: worth(value ?? null), condition } : "failed"
    ),
    failures: outcomes.filter(({ succeeded }) => !succeeded).map((outcome) => {
      const { place, message, source } = failedStatement(outcome, "en");
      return `${place?.line}:${place?.column}: ${message} [${source}]`;
    }),
    names: new Map([...shell.session.variables].map(([name, value]) => [name, worth(value)])),
    printed: shell.printed,
    jobs: shell.jobsTold,
  };
}

function worth(value: Value): Worth {
  if (value instanceof Socket) return `${value.name} ${value.fd < 0 ? "closed" : "open"}`;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return value === null || typeof value === "number" || typeof value === "boolean"
    ? value
    : new TextDecoder().decode(encode(textOf(value)));
}

Deno.test("a program does what a reader of its text would do, whoever looks at it", async () => {
  const programs = blocks({ depth: 3, loop: false, job: false });
  await fc.assert(
    fc.asyncProperty(programs, fc.boolean(), async (program, keepGoing) => {
      const world: World = { names: new Map(beginning), told: [], stream: { text: stream }, failed: false };
      try {
        for (const statement of program) if (statement.run(world) === "failed" && !keepGoing) break;
      } catch (error) {
        if (error !== endless) throw error;
        fc.pre(false);
      }
      // A program of too many steps tells nothing that a short one does not.
      fc.pre(world.told.length < 2_000);

      const text = program.map((statement) => statement.text).join("\n");
      const watched = await ran(text, true, keepGoing);
      assertEquals(watched.told, world.told, text);
      for (const [name, value] of world.names) assertEquals(watched.names.get(name), value, name);
      const unwatched = await ran(text, false, keepGoing);
      assertEquals(unwatched, { ...watched, told: unwatched.told }, text);
      assertEquals(unwatched.told, world.told.filter((told) => told === "failed"), text);
    }),
    { numRuns: 500 },
  );
});

/** Loops whose calls are remembered where nobody looks at each of them: what they print, and how they fail. */
const LOOPS: Readonly<Record<string, readonly [text: string, printed: string, failure?: string]>> = {
  "an argument that changes each round": [
    "repeat 4 { d = recv q $n; print $d; n = n + 1 }",
    "a bc def ghij",
  ],
  "an argument that changes once in a while": [
    "i = 0\nrepeat 8 {\nd = recv q $n\nprint $d\ni = i + 1\nif i == 2 { n = 2 } else { if i == 5 { n = 1 } }\n}",
    "a b cd ef gh i j k",
  ],
  "an argument that becomes one of another kind": [
    "repeat 3 { d = recv q $n; print $d; if d == 'b' { n = 'x' } }",
    "a b",
    "1:23: recv: expected an integer",
  ],
  "sockets made and closed under the same name": [
    "repeat 3 { a, b = socketpair()\nsend a x; d = recv b 1\nprint $d; close a; close b }",
    "x x x",
  ],
  "a socket whose name is given to another one": [
    "r, s = socketpair(); send s other\nrepeat 4 { d = recv q 1; print $d; if d == 'b' { q = r } }",
    "a b o t",
  ],
  "a socket that is closed meanwhile": [
    "repeat 4 {\n  d = recv q 1\n  print $d\n  if d == 'b' { close q }\n}",
    "a b",
    "2:12: recv:",
  ],
  "a call that fails in a later round": [
    "n = 5\nrepeat 4 {\n  d = recv q $n\n  print $d\n}",
    "abcde fghij kl",
    "3:7: recv:",
  ],
  "calls that wait": [
    "setblocking q True; recv q 99\n{ repeat 5 { sleep 1ms; send p xy } } &\nrepeat 5 { d = recv q 2; print $d }\nwait 1",
    "xy xy xy xy xy",
  ],
  "a call that waits and whose socket is closed": [
    "setblocking q True; n = 9\n{ sleep 20ms; close q } &\nrepeat 5 {\n  d = recv q $n\n  print $d\n}",
    "abcdefghi jkl",
    "4:12: recv:",
  ],
  "a call that waits until its time runs out": [
    "setblocking q True\nn = 8\ntimeout 20ms {\n  repeat 5 { d = recv q $n; print $d }\n}",
    "abcdefgh ijkl",
    "3:9: recv:",
  ],
  "names for what was made": [
    "repeat 3 { x = dup p }\nrepeat 3 { dup q }\nprint (x == s2) (s3 == s5)",
    "False False",
  ],
  "no name, and more than one": [
    "repeat 3 { _ = recv q 1; recv q 1; x, y = recvfrom q 1; print $x }\nrepeat 2 { z, = recv q 1 }",
    "c f i",
    "2:12: recv:",
  ],
  "break and continue around": [
    "while True {\nd = recv q $n\nif d == 'b' { continue }\nif d == 'e' { break }\nprint $d\nx = send p $d\n}\nprint $d",
    "a c d e",
  ],
  "loops in loops": [
    "repeat 3 { repeat 2 { d = recv q $n; print $d }; n = 2; recv q 1 }",
    "a b de fg ij kl",
    "1:57: recv:",
  ],
  "in a job, whose names are its own": [
    "{ repeat 3 { d = recv q $n; print $d; n = n + 1 } } &\nwait 1; print $n",
    "a bc def 4",
  ],
  "a name that a job gives another value meanwhile": [
    "{ sleep 5ms; n = 3 } &\nrepeat 3 { d = recv q $n; print $d; wait 1 }",
    "a bcd efg",
  ],
  "exit in the middle": ["repeat 3 { d = recv q $n; print $d; if d == 'b' { exit } }", "a b"],
};

for (const [name, [text, printed, failure]] of Object.entries(LOOPS)) {
  Deno.test(`a loop does the same whoever looks at it: ${name}`, async () => {
    const watched = await ran(text, true);
    assertEquals(watched.printed.join(" "), printed);
    const start = watched.failures[0];
    assertEquals(start?.slice(0, failure?.length), failure);
    const unwatched = await ran(text, false);
    assertEquals(unwatched, { ...watched, told: unwatched.told });
  });
}

Deno.test("a loop that never ends is ended by a time limit, whatever is in it", async () => {
  const insides = [
    "",
    "a = 1",
    "continue",
    "{ }",
    "if a { }",
    "if a { continue }",
    "if 0 { } else { }",
    "repeat 2 { a = 1 }",
    "repeat 2 { { } }",
    "while a { break }",
    "timeout 1m { }",
    "timeout 1m { a = 1 }",
    "timeout 1m a = 1",
    "sleep 0",
    "a => _ within 1m",
  ];
  const arounds = [
    "while True { @ }",
    "repeat 1000000000 { @ }",
    "while True { while a { @ } }",
    "{ while a { @ } }",
  ];
  const loops = arounds.flatMap((around) => insides.map((inside) => around.replace("@", inside)));
  const text = loops.map((loop) => `print '${loop}'\ntimeout 20ms { ${loop} }`).join("\n");
  // A process of its own: a loop that keeps everything else from running would stop this test, too.
  const { code, out, err } = await socksh(["-k", "-c", `a = 1\n${text}\nprint 'done'`]);
  assertEquals(out.trim().split("\n"), [...loops, "done"]);
  assertEquals(err.match(/timeout after/g)?.length, loops.length);
  assertEquals(code, 1);
});
