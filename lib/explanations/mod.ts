// explanations: what `explain` tells, and how a topic is found under the names people give it.
//
// Loaded when it is asked for the first time. Names are compared without case, accents and signs, in both languages;
// what is known of commands and services comes from whoever asks.

import { errorCode } from "../abi/names.ts";
import { type System, tcpStates } from "../abi/mod.ts";
import { type Text, UsageError } from "../errors.ts";
import { nearest } from "../language/mod.ts";
import { errnoTexts } from "../messages/errno.ts";
import { unicode } from "../unicode.ts";
import { calls } from "./calls.ts";
import { concepts } from "./concepts.ts";
import type { Entry, Group, Part } from "./entry.ts";
import { errors, otherError } from "./errors.ts";
import { rangeOf, type Service, services, spoken } from "./ports.ts";
import { states } from "./states.ts";

export type { Label, Part } from "./entry.ts";

/** The groups in the order they are listed. */
export const groups = ["concepts", "states", "errors", "ports", "commands"] as const;

/** What a topic is about. */
export type GroupName = typeof groups[number];

/** A topic with all that is told of it. */
export interface Explained {
  readonly group: GroupName;
  /** Its name in every language: a command's, an errno's, a state's, a port's number. */
  readonly key: string;
  readonly name: Text;
  readonly title: Text;
  /** The number of an errno here. */
  readonly number?: number;
  readonly parts: readonly Part[];
  /** The errors of a command, or the commands an error comes from. */
  readonly related: readonly string[];
  readonly example?: string;
  /** Other topics by their names. */
  readonly see: readonly Text[];
}

/** A group and the names of its topics. */
export interface TopicList {
  readonly group: GroupName;
  readonly names: readonly Text[];
}

/** What the record of a command says. */
interface CommandText {
  readonly name: string;
  readonly summary: Text;
  readonly description: Text;
  readonly errors: Readonly<Record<string, unknown>>;
}

/** What topics are looked up in. */
export interface Known {
  readonly commands: ReadonlyMap<string, CommandText>;
  readonly system: System;
  /** The system's own table of services; undefined where it has no entry. */
  readonly portOf: (service: string, protocol: "tcp" | "udp") => number | undefined;
  readonly serviceAt: (port: number, protocol: "tcp" | "udp") => string | undefined;
}

/**
 * The topic that is meant; undefined where there is none.
 *
 * @param words what was typed, in words or as one text
 * @throws {UsageError} for a number that is no port
 */
export function explained(words: readonly string[], known: Known): Explained | undefined {
  const asked = words.map((word) => word === "" ? '""' : word).join(" ").trim();
  return named(asked, known) ?? numbered(asked, known) ?? categorized(asked, known) ??
    spelled(asked, known) ??
    service(asked, known) ?? paraphrased(asked, known);
}

/** The topics that come near what was typed, the nearest first, each by the name that is nearest. */
export function nearestTopics(words: readonly string[], known: Known): string[] {
  const asked = words.join(" ");
  const wanted = contentOf(asked);
  const all = [...aliases(), ...commandAliases(known)];
  const typed = nearest(plain(asked), all.map(({ plain }) => plain).filter((name) => name !== ""));
  const weighed = all.map((alias) => {
    const shared = alias.content.filter((word) => wanted.some((one) => isLike(one, word)));
    const weight = alias.plain === typed
      ? 2
      : shared.length / Math.max(alias.content.length, wanted.length, 1);
    return { alias, weight };
  }).filter(({ weight }) => weight >= 0.4).sort((a, b) => b.weight - a.weight);
  const byTopic = new Map<string, string>();
  for (const { alias: { group, key, name, plain: spelling } } of weighed) {
    // Of the spellings that differ in case and signs alone the system's own is offered.
    const written = group !== "concepts" && plain(key) === spelling ? key : name;
    if (!byTopic.has(`${group} ${key}`)) byTopic.set(`${group} ${key}`, written);
  }
  return [...byTopic.values()].slice(0, 3);
}

/** The same word, or a long one that is spelled nearly the same. */
function isLike(one: string, other: string): boolean {
  return one === other || (one.length > 4 && nearest(one, [other]) !== undefined);
}

/** All topics there are names for. */
export function topicLists(known: Known): TopicList[] {
  const same = (names: Iterable<string>) => [...names].map((name) => ({ en: name, pt: name }));
  return [
    { group: "concepts", names: Object.values(concepts).map(firstName) },
    { group: "states", names: same(Object.keys(states)) },
    { group: "errors", names: same(Object.keys(errors).filter((name) => has(name, known.system))) },
    { group: "ports", names: same(services.map(({ port, name }) => `${port} ${name}`)) },
    { group: "commands", names: same(known.commands.keys()) },
  ];
}

function has(name: string, { errnos, resolverErrors }: System): boolean {
  return errnos.has(name) || resolverErrors.has(name) || !/^E/.test(name);
}

// ---- by name

/** A name exactly as the system writes it: listen is the call, LISTEN the state. */
function named(asked: string, known: Known): Explained | undefined {
  if (known.commands.has(asked)) return command(asked, known);
  const state = tcpStates.get(asked);
  if (state !== undefined && states[state] !== undefined) return topic("states", state, known);
  const code = errorCode(known.system, asked) ?? asked;
  return error(code, known);
}

/** `80`, `port 22`, `errno 111`, `80 http`. */
function numbered(asked: string, known: Known): Explained | undefined {
  const [, kind = "", digits, protocol, listed] =
    /^(ports?|portas?|errno|error|erro)?\s*(?:number|número|numero|n[ºo°]?\.?)?\s*:?(\d{1,9})(?:\/(tcp|udp))?(?: ([a-z][\w-]*))?$/i
      .exec(asked) ?? [];
  if (digits === undefined) return undefined;
  // As it is listed: `80 http`.
  if (
    listed !== undefined && !services.some(({ port, name }) => port === Number(digits) && name === listed)
  ) {
    return undefined;
  }
  const number = Number(digits);
  if (/^err/i.test(kind)) {
    const found = [...known.system.errnos].find(([, each]) => each === number);
    return found && error(errorCode(known.system, found[0]) ?? found[0], known);
  }
  if (number > 65535) throw new UsageError("range", "address.port", { port: number });
  const only = protocol?.toLowerCase();
  return port(number, known, only === "tcp" || only === "udp" ? { only } : {});
}

/** A name with what it is the name of: "estado LISTEN", "the command bind", "http port". */
function categorized(asked: string, known: Known): Explained | undefined {
  const words = asked.split(/\s+/).filter((word) => !stopWords.has(plain(word)) || plain(word) === "");
  const kinds = words.map((word) => categories[plain(word)]);
  const kind = kinds.find((each) => each !== undefined);
  const rest = words.filter((_, i) => kinds[i] === undefined);
  if (kind === undefined || rest.length === 0) return undefined;
  const name = rest.join(" ");
  switch (kind) {
    case "commands":
      return known.commands.has(name.toLowerCase()) ? command(name.toLowerCase(), known) : undefined;
    case "states": {
      const state = tcpStates.get(name.toUpperCase().replace(/[ -]/g, "_")) ??
        tcpStates.get(name.toUpperCase().replaceAll(" ", "-"));
      return state === undefined ? undefined : topic("states", state, known);
    }
    case "errors":
      return error(errorCode(known.system, name.toUpperCase()) ?? name.toUpperCase(), known);
    default:
      return service(name, known);
  }
}

const categories: Readonly<Record<string, Exclude<GroupName, "concepts">>> = {
  ...{
    command: "commands",
    comando: "commands",
    call: "commands",
    chamada: "commands",
    function: "commands",
  },
  ...{
    funcao: "commands",
    state: "states",
    estado: "states",
    error: "errors",
    erro: "errors",
    errno: "errors",
  },
  ...{ port: "ports", porta: "ports", service: "ports", servico: "ports" },
};

/** A name in other letters: time-wait, aperto de mão, Connection refused, ECONNRefused. */
function spelled(asked: string, known: Known): Explained | undefined {
  const wanted = plain(asked);
  // Of `-1` and `1/` the digits alone are no name; `::1` is one, and `::`, which has none.
  if (/^\d*$/.test(wanted)) {
    const exact = aliases().find(({ name }) => name === asked);
    return exact && topic(exact.group, exact.key, known);
  }
  const content = contentOf(asked).toSorted().join(" ");
  const all = aliases();
  const own = commandAliases(known);
  const found = own.find((alias) => alias.plain === wanted) ?? all.find((alias) => alias.plain === wanted) ??
    all.find((alias) => alias.sorted === content) ?? own.find((alias) => alias.sorted === content);
  return found && topic(found.group, found.key, known);
}

/** A sentence that has all the words of a name: "why does the port change with every connection". */
function paraphrased(asked: string, known: Known): Explained | undefined {
  const wanted = new Set(contentOf(asked));
  const fitting = aliases().filter(({ content }) =>
    content.length > 1 && content.every((word) => wanted.has(word))
  );
  const longest = Math.max(0, ...fitting.map(({ content }) => content.length));
  const best = fitting.filter(({ content }) => content.length === longest);
  const [first] = best;
  // Two topics that fit alike are a question, not an answer.
  return first !== undefined && best.every(({ key }) => key === first.key)
    ? topic(first.group, first.key, known)
    : undefined;
}

// ---- the names

/** One name of a topic, as it is compared. */
interface Alias {
  readonly group: GroupName;
  readonly key: string;
  readonly name: string;
  readonly plain: string;
  readonly content: readonly string[];
  /** Undefined where it is no part of a question. */
  readonly sorted: string | undefined;
}

let made: readonly Alias[] | undefined;

function aliases(): readonly Alias[] {
  return made ??= [
    ...aliasesOf("concepts", concepts),
    ...aliasesOf("states", states),
    // Another spelling of a state is that state where it stands alone: "how do I close" asks for no CLOSE.
    ...[...tcpStates].map(([name, key]) => ({ ...alias("states", key, name), sorted: undefined })),
    ...aliasesOf("errors", errors),
  ];
}

function commandAliases({ commands }: Known): Alias[] {
  return [...commands.keys()].map((name) => alias("commands", name, name));
}

function aliasesOf(group: GroupName, entries: Group): Alias[] {
  return Object.entries(entries).flatMap(([key, { names }]) =>
    [...names.en, ...names.pt, ...(group === "concepts" ? [] : [key])].map((name) => alias(group, key, name))
  );
}

function alias(group: GroupName, key: string, name: string): Alias {
  const content = contentOf(name);
  return { group, key, name, plain: plain(name), content, sorted: content.toSorted().join(" ") };
}

const marks = unicode(String.raw`\p{M}`, "g");
const signs = unicode(String.raw`[^\p{L}\p{N}]+`, "g");

/** A name without case, accents and signs. Quotes around nothing are the empty text. */
function plain(name: string): string {
  return name.replace(/""|''/g, " empty ").normalize("NFD").replace(marks(), "").toLowerCase()
    .replace(signs(), " ").trim();
}

/** The words that carry a name's meaning, in the singular; all of them where none does. */
function contentOf(name: string): string[] {
  const all = plain(name).split(" ");
  const carrying = all.filter((word) => !stopWords.has(word));
  return [...new Set((carrying.length > 0 ? carrying : all).map(singular))];
}

function singular(word: string): string {
  if (word.length < 4) return word;
  return word.replace(/oes$/, "ao").replace(/([^s])s$/, "$1");
}

const stopWords = new Set(
  ("a an the of what whats which is are was be why does do did how i my me with each every at in on to for and or vs " +
    "versus x between about mean means when it its s there explain tell by " +
    "o os as um uma de da do das dos que e ou por para com cada em no na nos nas se entre qual quais como quando " +
    "porque pra isso sobre explique significa ao").split(" "),
);

// ---- the topics

/** A topic by its group and key. */
function topic(group: GroupName, key: string, known: Known): Explained | undefined {
  switch (group) {
    case "concepts":
      return fromEntry(group, key, concepts[key]);
    case "states":
      return fromEntry(group, key, states[key]);
    case "errors":
      return error(key, known);
    case "ports":
      return port(Number(key), known);
    case "commands":
      return command(key, known);
    default:
      return group satisfies never;
  }
}

function fromEntry(group: GroupName, key: string, entry: Entry | undefined): Explained | undefined {
  if (entry === undefined) return undefined;
  const { title, parts, example, see } = entry;
  return {
    group,
    key,
    name: group === "concepts" ? firstName(entry) : { en: key, pt: key },
    title,
    parts,
    related: [],
    ...(example === undefined ? {} : { example }),
    see: see.map(nameOf),
  };
}

function firstName({ names }: Entry): Text {
  return { en: names.en[0] ?? "", pt: names.pt[0] ?? "" };
}

/** What a topic is called that another one points to. */
function nameOf(key: string): Text {
  const concept = Object.hasOwn(concepts, key) ? concepts[key] : undefined;
  return concept === undefined ? { en: key, pt: key } : firstName(concept);
}

function error(name: string, { system, commands }: Known): Explained | undefined {
  if (!Object.hasOwn(errnoTexts, name)) return undefined;
  const told = Object.hasOwn(errors, name) ? errors[name] : undefined;
  const about = fromEntry("errors", name, told ?? otherError(name));
  const number = system.errnos.get(name) ?? system.resolverErrors.get(name);
  const related = [...commands.values()].filter((each) => Object.hasOwn(each.errors, name)).map(({ name }) =>
    name
  );
  return about && { ...about, ...(number === undefined ? {} : { number }), related };
}

function command(name: string, { commands }: Known): Explained | undefined {
  const record = commands.get(name);
  if (record === undefined) return undefined;
  const told = Object.hasOwn(calls, name) ? calls[name] : undefined;
  const { en, pt } = record.description;
  return {
    group: "commands",
    key: name,
    name: { en: name, pt: name },
    title: record.summary,
    parts: told?.parts ?? [["", en, pt]],
    related: Object.keys(record.errors),
    see: (told?.see ?? "").split(" ").filter((key) => key !== "").map(nameOf),
  };
}

/** A service by its name: the system's table first. */
function service(asked: string, known: Known): Explained | undefined {
  const name = plain(asked).replaceAll(" ", "-");
  const own = services.find((each) => each.name === (Object.hasOwn(spoken, name) ? spoken[name] : name));
  if (own === undefined && !/^[a-z0-9-]+$/.test(asked)) return undefined;
  const listed = own?.name ?? asked;
  const number = known.portOf(listed, "tcp") ?? known.portOf(listed, "udp") ?? own?.port;
  return number === undefined ? undefined : port(number, known, own && { asked: own });
}

/** A port: what is known of it, and what its number means; of one protocol alone where that was asked. */
function port(
  number: number,
  known: Known,
  { asked, only }: { readonly asked?: Service | undefined; readonly only?: "tcp" | "udp" } = {},
): Explained {
  const fits = (protocol: "tcp" | "udp") => only === undefined || only === protocol;
  const one = asked?.port === number ? asked : services.find((each) => each.port === number);
  const own = one?.protocols.some(fits) ? one : undefined;
  const found = (["tcp", "udp"] as const).filter(fits)
    .map((protocol) => [protocol, known.serviceAt(number, protocol)] as const)
    .filter(([, name]) => name !== undefined);
  const name = found[0]?.[1] ?? own?.name;
  const protocols = found.length > 0
    ? found.map(([protocol]) => protocol)
    : own?.protocols.filter(fits) ?? [];
  const slash = only === undefined ? "" : `/${only}`;
  const range = rangeOf(number);
  const parts: Part[] = own === undefined ? [] : [["", own.text.en, own.text.pt]];
  if (found.length > 0) {
    const list = found.map(([protocol, each]) => `${each}/${protocol}`).join(", ");
    parts.push([
      "",
      `The table of this system (/etc/services) has it as ${list}.`,
      `A tabela deste sistema (/etc/services) a traz como ${list}.`,
    ]);
  }
  if (only !== undefined) {
    parts.push([
      "",
      `TCP and UDP have ports of their own: ${number}/tcp and ${number}/udp can belong to different programs.`,
      `TCP e UDP têm cada um as suas portas: ${number}/tcp e ${number}/udp podem pertencer a programas diferentes.`,
    ]);
  }
  parts.push(["", range.en, range.pt]);
  if (name !== undefined) {
    parts.push([
      "",
      "A number guarantees nothing: netstat shows what really listens at that port.",
      "O número não garante nada: quem diz o que de fato escuta nessa porta é o netstat.",
    ]);
  }
  return {
    group: "ports",
    key: String(number),
    name: { en: `port ${number}${slash}`, pt: `porta ${number}${slash}` },
    title: name === undefined
      ? { en: "no well-known service", pt: "nenhum serviço conhecido" }
      : { en: `${name} (${protocols.join(", ")})`, pt: `${name} (${protocols.join(", ")})` },
    parts,
    related: [],
    see: ["port", ...seeOf(number)].map(nameOf),
  };
}

/** The topics that belong to a port. */
function seeOf(port: number): string[] {
  if (port === 80 || port === 443 || port === 8080) return ["http-socket"];
  if (port === 53) return ["resolution"];
  if (port === 7) return ["echo-server"];
  return port > 32767 && port < 61000 ? ["ephemeral-port"] : [];
}
