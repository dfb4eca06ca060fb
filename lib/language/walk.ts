// walk: what does a statement or an expression consist of?
//
// For everybody who goes through a tree without evaluating it.

import type { Block, Expression, Statement } from "./tree.ts";

/** The names that statements set, wherever in them. */
export function targetsOf(block: Block): readonly string[] {
  const names = new Set<string>();
  const visit = (statement: Statement): void => {
    for (const part of partsOf(statement)) visit(part);
    if (statement.kind !== "simple") return;
    for (const { name } of statement.targets ?? []) if (name !== "_") names.add(name);
  };
  block.forEach(visit);
  return [...names];
}

/** The names of what statements call, wherever in them. */
export function callsOf(block: Block): ReadonlySet<string> {
  const names = new Set<string>();
  const look = (node: Expression): void => {
    if (node.kind === "call" || node.kind === "method") names.add(node.name);
    operandsOf(node).forEach(look);
  };
  const visit = (statement: Statement): void => {
    for (const part of partsOf(statement)) visit(part);
    if (statement.kind === "simple") look(statement.body);
  };
  block.forEach(visit);
  return names;
}

/** The statements a statement holds, its conditions first. */
export function partsOf(statement: Statement): readonly Statement[] {
  switch (statement.kind) {
    case "simple":
    case "break":
    case "continue":
      return [];
    case "if":
      return [
        ...statement.branches.flatMap(({ condition, body }) => [condition, ...body]),
        ...statement.otherwise ?? [],
      ];
    case "while":
      return [statement.condition, ...statement.body];
    case "repeat":
    case "group":
    case "limited":
      return statement.body;
    case "job":
      return [statement.statement];
    default:
      return statement satisfies never;
  }
}

/** The expressions an expression is made of, from left to right. */
export function operandsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case "literal":
    case "name":
    case "wildcard":
      return [];
    case "interpolation":
      return node.parts.filter((part) => typeof part !== "string");
    case "tuple":
      return node.items;
    case "index":
      return [node.receiver, node.index];
    case "unary":
      return [node.operand];
    case "chain":
      return [node.first, ...node.rest.map(({ operand }) => operand)];
    case "call":
      return [...node.args, ...(node.options ?? []).flatMap(({ value }) => value ?? [])];
    case "method":
      return [node.receiver, ...node.args];
    default:
      return node satisfies never;
  }
}
