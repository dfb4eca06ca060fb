// completion: what Tab offers at the cursor — commands, sockets, variables, constants that fit the
// parameter, addresses of this session, files. The record of the command says what each parameter takes.

import { formatAddress } from "./abi/address.ts";
import { hostErrors } from "./abi/names.ts";
import { tcpStates } from "./abi/mod.ts";
import {
  type Command,
  formsOf,
  languageTopics,
  type Offer,
  type Registry,
  spelled,
  spokenTopics,
} from "./command.ts";
import { conceptWords } from "./explanations/words.ts";
import { FUNCTIONS, quoteWord, VALUE_METHODS, type Vocabulary } from "./language/mod.ts";
import { cursorContext } from "./language/typing.ts";
import type { Language } from "./messages/language.ts";
import type { Session } from "./session.ts";
import { Socket } from "./sockets/mod.ts";

/** Candidates that replace the text from `from` to the cursor. */
export interface Completion {
  readonly candidates: readonly string[];
  readonly from: number;
}

/** What is needed to complete. */
export interface Surroundings {
  readonly session: Session;
  readonly registry: Registry;
  readonly vocabulary: Vocabulary;
  readonly language: Language;
  /** The names in a folder, folders with a slash behind; empty when it cannot be read. */
  readonly list: (folder: string) => readonly string[];
}

/** What fits at the cursor. */
export function complete(text: string, cursor: number, around: Surroundings): Completion {
  const context = cursorContext(text, cursor, around.vocabulary);
  switch (context.kind) {
    case "none":
      return { candidates: [], from: cursor };
    case "command":
      return fitting(context.prefix, context.from, [
        ...context.keywords,
        ...around.registry.keys(),
        ...around.session.variables.keys(),
      ]);
    case "keyword":
      return fitting(context.prefix, context.from, context.words);
    case "expression":
      return fitting(context.prefix, context.from, [
        ...around.session.variables.keys(),
        ...around.registry.keys(),
        ...FUNCTIONS,
        ...around.vocabulary.constants.keys(),
      ]);
    case "expectation":
      return fitting(context.prefix, context.from, [
        "ok",
        "timeout",
        ...around.session.system.errnos.keys(),
        ...around.session.system.resolverErrors.keys(),
        ...hostErrors.keys(),
        ...around.vocabulary.constants.keys(),
      ]);
    case "method":
      return fitting(context.prefix, context.from, methodsOf(context.receiver, around));
    case "argument":
      return argument(context, around);
    case "option":
      return fitting(
        context.prefix,
        context.from,
        optionsOf(around.registry.get(context.command), context.given),
      );
    default:
      return context satisfies never;
  }
}

function argument(
  context: Extract<ReturnType<typeof cursorContext>, { kind: "argument" }>,
  around: Surroundings,
): Completion {
  const { prefix, from } = context;
  const { variables } = around.session;
  if (context.words && prefix.startsWith("$")) {
    return fitting(prefix, from, [...variables.keys()].map((name) => `$${name}`));
  }
  // In a set of flags only the last one is being written.
  const bar = prefix.lastIndexOf("|") + 1;
  const part = prefix.slice(bar);
  const command = around.registry.get(context.command);
  const offers = context.option === undefined
    ? offersOf(command, context.index)
    : [command?.options?.[context.option]?.value?.offer].filter((offer) => offer !== undefined);
  const candidates = offers.flatMap((offer) => offered(offer, part, around));
  if (!context.words) return fitting(part, from + bar, [...candidates, ...variables.keys()]);
  // Only what is one plain word: a file's or a socket's name could otherwise be read as more than a name.
  return fitting(
    part,
    from + bar,
    candidates.filter((word) => /^\$\w+$/.test(word) || quoteWord(word) === word),
  );
}

/** What can be called on a variable: the commands that begin with a socket, or the methods of texts and bytes. */
function methodsOf(receiver: string, { session, registry }: Surroundings): readonly string[] {
  const value = session.variables.get(receiver);
  if (typeof value === "string" || value instanceof Uint8Array) return [...VALUE_METHODS];
  return [...registry.values()].filter((command) =>
    offersOf(command, 0).some((offer) => offer.kind === "sockets")
  ).map(({ name }) => name);
}

/** The options a command has beside those that are given. */
function optionsOf(command: Command | undefined, given: readonly string[]): string[] {
  return Object.entries(command?.options ?? {}).filter(([name]) => !given.includes(name))
    .map(([name, option]) => spelled(name, option)[0] as string);
}

/** What the parameters offer that can stand at this place, over all forms. */
function offersOf(command: Command | undefined, index: number): Offer[] {
  if (command === undefined) return [];
  const names = formsOf(command).map((form) =>
    form.names[form.open ? Math.min(index, form.names.length - 1) : index]
  );
  return [...new Set(names)].flatMap((name) => {
    const parameter = name === undefined ? undefined : command.parameters[name];
    return parameter ? [parameter.offer] : [];
  });
}

function offered(offer: Offer, prefix: string, around: Surroundings): readonly string[] {
  const { session } = around;
  switch (offer.kind) {
    case "nothing":
      return [];
    case "sockets":
      return [...session.variables].filter(([, value]) => value instanceof Socket && value.fd >= 0)
        .map(([name]) => name);
    case "variables":
      return [...session.variables].filter(([, value]) =>
        typeof value !== "object" || value instanceof Uint8Array
      )
        .map(([name]) => `$${name}`);
    case "jobs":
      return session.jobs.all().filter(({ state }) => state === "running")
        .flatMap(({ number, sets, command }) => [String(number), ...sets, command ?? []].flat());
    case "topics":
      return topicNames(prefix, around);
    case "questions":
      return [...topicNames(prefix, around), ...conceptWords[around.language === "en" ? "en" : "pt"]];
    case "words":
      return offer.files ? [...offer.words, ...filesAt(prefix, around)] : offer.words;
    case "constants":
      return [...session.system.constants.keys()].filter((name) =>
        offer.prefixes.some((prefix) => name.startsWith(prefix))
      );
    case "addresses":
      return session.sockets.all().flatMap((socket) => {
        const { local } = session.sockets.state(socket);
        return local ? [formatAddress(local)] : [];
      });
    case "files":
      return filesAt(prefix, around);
    default:
      return offer satisfies never;
  }
}

/** The files in the folder whose name is being written. */
function filesAt(prefix: string, { list }: Surroundings): string[] {
  const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  return list(folder || ".").map((name) => folder + name);
}

/** What help can explain. Before a letter is typed, constants are offered by their beginnings: SO_, TCP_. */
function topicNames(typed: string, { registry, session: { system } }: Surroundings): readonly string[] {
  const constants = [...system.constants.keys()];
  const offered = typed === ""
    ? [...constants.map((name) => name.slice(0, name.indexOf("_") + 1) || name), ...tcpStates.values()]
    : [...constants, ...tcpStates.keys(), ...system.errnos.keys(), ...system.resolverErrors.keys()];
  return [...registry.keys(), ...languageTopics, ...Object.keys(spokenTopics), ...offered];
}

/** Those that begin with what is typed, in their order, once each. */
function fitting(prefix: string, from: number, candidates: readonly string[]): Completion {
  return { candidates: [...new Set(candidates)].filter((candidate) => candidate.startsWith(prefix)), from };
}
