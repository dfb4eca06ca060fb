// options: what several shortcuts can be given — an address in all its spellings, and what they tell and show.

import {
  type Context,
  defaulting,
  Failure,
  flag,
  int,
  option,
  optional,
  place,
  plainText,
  port,
} from "../../lib/command.ts";

/** The parameters of a shortcut that has an address. */
export const placeParameters = { addr: optional(place), service: optional(port) };

/** The ways to write them. */
export const placeForms: readonly string[] = ["addr?", "addr service"];

/** The options that say the same. */
export const placeOptions = {
  host: option(optional(plainText), "HOST", {
    en: "the host (default: 127.0.0.1)",
    pt: "o host (padrão: 127.0.0.1)",
  }),
  port: option(optional(port), "PORT", {
    en: "the port or service (default: 65432)",
    pt: "a porta ou o serviço (padrão: 65432)",
  }, { short: "p", aliases: ["porta"] }),
};

/** The options of a shortcut that also speaks UDP and over unix sockets. */
export const protocolOptions = {
  udp: flag({ en: "UDP instead of TCP", pt: "UDP em vez de TCP" }, { short: "u" }),
  unix: option(optional(plainText), "PATH", {
    en: "a unix socket with this path (@name: an abstract one)",
    pt: "um socket unix com este caminho (@nome: um abstrato)",
  }, { short: "U" }),
};

/** Which of these cannot be given together: a unix socket has neither host nor port. */
export const protocolExclusive: readonly (readonly [string, string])[] = [["unix", "host"], ["unix", "port"]];

/** How many clients may wait. */
export const backlog = option(defaulting(int("SOMAXCONN"), 4096), "N", {
  en: "how many clients may wait to be accepted (default: 4096)",
  pt: "quantos clientes podem esperar para ser aceitos (padrão: 4096)",
});

/** The option for whoever reads the events with a program. */
export const json = flag({
  en: "print events as JSON lines",
  pt: "imprime os eventos como linhas JSON",
});

/** The option that shows the calls. */
export const showCalls = flag({
  en: "print the session that does the same by hand, then end",
  pt: "imprime a sessão que faz o mesmo à mão e termina",
});

/** Prints calls as the session they are. */
export async function show(calls: readonly string[], context: Context): Promise<null> {
  await context.report({ kind: "text", text: calls.join("\n") });
  return null;
}

const tooShort = { en: "{option} must be above 0", pt: "{option} precisa ser maior que 0" };

/**
 * Refuses a time in which nothing could happen.
 *
 * @throws {Failure} when the option was given as 0
 */
export function refuseZero(option: string, seconds: number | undefined): void {
  if (seconds === 0) throw new Failure(tooShort, { option });
}
