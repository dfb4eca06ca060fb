// json: what a statement came to as one JSON line — the interface other programs read.
//
// Its members are described in the README and do not change; only `message` follows the language.

import { formatAddress } from "../abi/address.ts";
import { constantName, type System } from "../abi/mod.ts";
import { type SyntaxFault, SystemError, UsageError } from "../errors.ts";
import { escapedJson } from "../escape.ts";
import type { Outcome } from "../interpreter.ts";
import type { Source } from "../language/mod.ts";
import { errnoText, type Language, say } from "../messages/mod.ts";
import { decode, hex, isTuple, type Value } from "../values.ts";
import type { About } from "./answer.ts";
import { placeOf } from "./excerpt.ts";
import { isPrintable } from "./value.ts";

/** One line, without its end. `main` is the source whose lines carry no `file`. */
export function jsonLine(
  outcome: Outcome,
  about: About,
  system: System,
  language: Language,
  main: Source,
): string {
  const { statement, call, error, value, met } = outcome;
  const { source, expectation } = statement;
  const at = placeOf(source, statement.span.start);
  const { state, local, peer } = about.afterClose ?? about.state ?? {};
  return escapedJson(JSON.stringify({
    line: at.line,
    ...(source.name === main.name ? {} : { file: source.name }),
    ...(call ? { call: call.command.name } : {}),
    ok: error === undefined,
    ...(error === undefined
      ? { value: jsonValue(value ?? null, system) }
      : jsonError(outcome, error, language)),
    ...(state === undefined ? {} : { state }),
    ...(local ? { local: formatAddress(local) } : {}),
    ...(peer ? { peer: formatAddress(peer) } : {}),
    ...(call ? { ms: Math.round(outcome.milliseconds * 1000) / 1000 } : {}),
    ...(outcome.job ? { job: outcome.job.number } : {}),
    ...(expectation ? { expected: expectation.text, met: met === true } : {}),
  }));
}

/** A text that cannot be read, where one line answers each statement. */
export function faultJson(fault: SyntaxFault, source: Source, language: Language): string {
  const { line, column } = placeOf(source, fault.span.start);
  return escapedJson(
    JSON.stringify({ line, ok: false, error: "syntax", column, message: say(language, fault) }),
  );
}

/** A failure as the last event of a command that tells its events as JSON lines, with its end. */
export function failedJson(outcome: Outcome, language: Language): string {
  const { call, error } = outcome;
  if (error === undefined) return "";
  const members = { event: "failed", call: call?.command.name, ...jsonError(outcome, error, language) };
  return `${escapedJson(JSON.stringify(members))}\n`;
}

function jsonError(
  outcome: Outcome,
  error: SystemError | UsageError,
  language: Language,
): Record<string, unknown> {
  if (error instanceof UsageError) {
    const { statement, call } = outcome;
    const { column } = placeOf(call?.source ?? statement.source, (error.span ?? statement.span).start);
    return { error: error.code, column, message: say(language, error) };
  }
  return {
    errno: error.code,
    number: error.number,
    message: errnoText(language, error.code) ?? error.code,
    ...(error.detail ? { sent: error.detail.values["sent"] } : {}),
  };
}

/** A value as JSON: bytes by text or hex, addresses as text, tuples as arrays, structures as objects, sockets by name and number. */
export function jsonValue(value: Value, system: System): unknown {
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Uint8Array) {
    const text = decode(value);
    return text !== undefined && isPrintable(text)
      ? { length: value.length, text }
      : { length: value.length, hex: hex(value) };
  }
  if (isTuple(value)) return value.map((item) => jsonValue(item, system));
  if (value.kind === "address") return formatAddress(value);
  if (value.kind === "struct") {
    return Object.fromEntries(value.fields.map(({ name, value }) => [name, jsonValue(value, system)]));
  }
  const { name, fd, domain, type } = value;
  return {
    socket: name,
    fd,
    ...(domain === undefined ? {} : { domain: constantName(system, "AF_", domain) ?? domain }),
    ...(type === undefined ? {} : { type: constantName(system, "SOCK_", type) ?? type }),
  };
}
