// interpreter: does a program do what its statements say, however they are nested?
//
// Programs over three counters, made up by fast-check, run in a session and, beside it, by an evaluator of a few lines
// that knows nothing of parsing, waiting or sockets. What every statement came to, and what the names hold at the
// end, must be the same; a statement that waits for a moment in between makes no difference.

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { socksh } from "./child.ts";
import { Shell } from "./session_fixture.ts";

/** What a statement may come to, for those around it. */
type End = "next" | "break" | "continue" | "failed";
type Worth = number | boolean | null;

/** What is told of a statement: its value, or that it failed. */
type Told = { readonly value: Worth; readonly condition: boolean } | "failed";

/** The state of the small evaluator. */
interface World {
  readonly names: Map<string, Worth>;
  readonly told: Told[];
  /** Jobs that failed and were not waited for. */
  failed: boolean;
}

/** A thing to write and to do. */
interface Node<Result> {
  readonly text: string;
  run(world: World): Result;
}

function truthy(value: Worth): boolean {
  return value !== 0 && value !== false && value !== null;
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

/** A condition as it is written: an expression, which nobody is told of, an assignment, or a call. */
const conditions = fc.tuple(condition, number, fc.constantFrom("expression", "name", "call")).map(
  ([node, counted, form]): Node<boolean> => {
    if (form === "expression") return { text: node.text, run: (world) => truthy(node.run(world)) };
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
      text: `int(${counted.text})`,
      run(world) {
        const value = counted.run(world);
        world.told.push({ value, condition: true });
        return truthy(value);
      },
    };
  },
);

const simples: fc.Arbitrary<Node<End>> = fc.oneof(
  fc.tuple(fc.constantFrom("a", "b", "c"), number).map(([name, node]): Node<End> => ({
    text: `${name} = ${node.text}`,
    run({ names, told }) {
      const value = node.run({ names, told, failed: false });
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
          const { names, told } = world;
          // A job sees the names as they were, and sets those it has given something when it ends.
          const own = new Map(names);
          const failed = runAll(body, { names: own, told, failed: false }) === "failed";
          for (const [name, value] of own) names.set(name, value);
          told.push(failed ? "failed" : { value: null, condition: false });
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
const names = ["a", "b", "c"];

Deno.test("a program does what a reader of its text would do", async () => {
  const programs = blocks({ depth: 3, loop: false, job: false });
  await fc.assert(
    fc.asyncProperty(programs, fc.boolean(), async (program, keepGoing) => {
      const world: World = { names: new Map(names.map((name, i) => [name, i])), told: [], failed: false };
      try {
        for (const statement of program) if (statement.run(world) === "failed" && !keepGoing) break;
      } catch (error) {
        if (error !== endless) throw error;
        fc.pre(false);
      }
      // A program of too many steps tells nothing that a short one does not.
      fc.pre(world.told.length < 2_000);

      await using shell = new Shell();
      for (const [i, name] of names.entries()) shell.session.variables.set(name, i);
      const text = program.map((statement) => statement.text).join("\n");
      const outcomes = await shell.start(text, keepGoing).done;
      const told = outcomes.map(({ value, condition, succeeded }) =>
        succeeded ? { value, condition } : "failed"
      );
      assertEquals(told, world.told, text);
      for (const [name, value] of world.names) assertEquals(shell.session.variables.get(name), value, name);
    }),
    { numRuns: 500 },
  );
});

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
