// check: what can be known of a program before it runs — which names there are, and how many arguments fit.

import { type System, tcpStates } from "../abi/mod.ts";
import { hostErrors } from "../abi/names.ts";
import {
  accepts,
  bindArguments,
  type Given,
  type GivenOption,
  longName,
  type Reader,
  type Registry,
  spellingsOf,
  usage,
} from "../command.ts";
import { SyntaxFault, UsageError } from "../errors.ts";
import { callable } from "../functions.ts";
import {
  type CallNode,
  type Expression,
  type Literal,
  type MethodNode,
  operandsOf,
  partsOf,
  type Program,
  type Spellings,
  type Statement,
  type Vocabulary,
} from "../language/mod.ts";
import type { Value } from "../values.ts";

const vocabularies = new WeakMap<Registry, { readonly system: System; readonly vocabulary: Vocabulary }>();

/** What the parser needs to know of commands and of the system; made once for a registry. */
export function vocabularyOf(registry: Registry, system: System): Vocabulary {
  const known = vocabularies.get(registry);
  if (known?.system === system) return known.vocabulary;
  const vocabulary = {
    commands: new Map(
      Array.from(registry.values(), (command) => {
        let options: Spellings | undefined;
        const entry = {
          rest: command.rest,
          elsewhere: command.elsewhere,
          get options() {
            return options ??= spellingsOf(command);
          },
        };
        return [command.name, entry];
      }),
    ),
    constants: new Map<string, number | string>([...system.errnos, ...system.constants, ...tcpStates]),
    errors: new Set([...system.errnos.keys(), ...system.resolverErrors.keys(), ...hostErrors.keys()]),
  };
  vocabularies.set(registry, { system, vocabulary });
  return vocabulary;
}

/**
 * Finds before anything runs what would fail for certain: a number of arguments no form takes, options that make no
 * sense together.
 *
 * @throws {SyntaxFault}
 */
export function check(program: Program, registry: Registry, reader: Reader): void {
  const visit = (node: Expression): void => {
    operandsOf(node).forEach(visit);
    if (node.kind === "method") counted("method", node, node.args.length + 1);
    if (node.kind !== "call") return;
    compatible(node);
    counted("function", node, node.args.length);
    fitting(node);
  };
  const compatible = ({ name, options = [] }: CallNode): void => {
    const command = registry.get(name);
    for (const pair of command?.exclusive ?? []) {
      const [one, other] = pair.map((key) => options.find((option) => option.name === key));
      if (one === undefined || other === undefined) continue;
      const later = one.span.start > other.span.start ? one : other;
      throw new SyntaxFault("syntax.option-exclusive", later.nameSpan, {
        one: longName(pair[0]),
        other: longName(pair[1]),
      });
    }
  };
  // A command with options is mostly one on a command line: what is wrong with its words is found before it runs.
  const fitting = ({ name, span, args, options = [] }: CallNode): void => {
    const command = registry.get(name);
    if (command?.options === undefined) return;
    // Whether there is a socket of that name is known when it runs.
    if (Object.values(command.parameters).some(({ offer }) => offer.kind === "sockets")) return;
    const given = args.flatMap((node): Given[] =>
      isWritten(node) ? [{ node, value: node.value as Value }] : []
    );
    const named = options.flatMap(({ name, value }): GivenOption[] => {
      if (value === undefined) return [{ name, given: undefined }];
      return isWritten(value) ? [{ name, given: { node: value, value: value.value as Value } }] : [];
    });
    // Where a value is not known yet, the others are looked at when it is.
    if (given.length < args.length || named.length < options.length) return;
    try {
      bindArguments(
        command,
        args,
        given.map(({ value }) => value),
        reader,
        undefined,
        named,
      );
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw new SyntaxFault(error.key, error.span ?? span, error.values);
    }
  };
  const counted = (kind: "function" | "method", node: CallNode | MethodNode, count: number): void => {
    const command = registry.get(node.name);
    if (command !== undefined) {
      if (accepts(command, count)) return;
      const values = { call: node.name, count: node.args.length, usage: usage(command).join("\n") };
      throw new SyntaxFault("call.count", node.span, values);
    }
    const fn = callable(kind, node.name);
    if (fn === undefined || (count >= fn.least && count <= fn.most)) return;
    const key = fn.least === fn.most ? "call.function-count-exact" : "call.function-count";
    throw new SyntaxFault(key, node.span, {
      call: node.name,
      count,
      least: fn.least,
      most: fn.most,
    });
  };
  const inspect = (statement: Statement): void => {
    switch (statement.kind) {
      case "simple": {
        const { limit, body, expectation } = statement;
        if (limit !== undefined) visit(limit);
        visit(body);
        if (expectation?.kind === "value") visit(expectation.value);
        return expectation?.timings.forEach((timing) => visit(timing.limit));
      }
      case "repeat":
        visit(statement.count);
        break;
      case "limited":
        visit(statement.limit);
        break;
    }
    partsOf(statement).forEach(inspect);
  };
  program.statements.forEach(inspect);
}

/** Whether a value stands in the text itself, as a word or between quotes. */
function isWritten(node: Expression): node is Literal {
  return node.kind === "literal" && (node.form === "word" || node.form === "text");
}
