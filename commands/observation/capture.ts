// capture: the packets that pass an interface, into a file that Wireshark reads, and onto the screen.

import {
  afterwards,
  type CaptureRequest,
  command,
  type Context,
  dateText,
  type Field,
  filterMessage,
  formatAddress,
  fromHome,
  losses,
  type Message,
  oneOf,
  outcome,
  plainText,
  type Struct,
  UsageError,
  type Value,
  words,
} from "../../lib/command.ts";

/** What a word after `capture` asks for. */
type Action = (rest: readonly string[], context: Context) => Promise<Value>;

/** What stands behind the action: an interface, a file, words. */
const rest = {
  ...words(plainText),
  offer: { kind: "words", words: ["lo", "any", "all", "port"], files: true },
  written: "[IFACE] [FILE] [all | port N]",
} as const;

/** The record of `capture`. */
export const captureCommand = command({
  name: "capture",
  prototype: "capture start [IFACE] [FILE] [all | port N] | show [FILE] | stop",
  summary: {
    en: "capture packets into a file for Wireshark, and list them",
    pt: "captura pacotes em um arquivo para o Wireshark e os lista",
  },
  description: {
    en:
      "start captures on an interface (lo where none is named, any for all) into a pcapng file (capture-DATE-TIME.pcapng " +
      "where none is named; a capture that is there is replaced, another file is not). Written are the packets of this " +
      "session's TCP and UDP sockets (socksh capture start … on the command line has none: everything), with port N those of that port, with all everything. show lists the packets: time, " +
      "addresses, flags, sequence and acknowledgement numbers relative to the beginning, bytes of data, and what each one " +
      "is; with a file, those of any capture file. stop ends the capture and says how many packets there are, and how many " +
      "were lost. The value of show is a tuple of packets. Capturing needs CAP_NET_RAW; socksh --sandbox has it.",
    pt: "start captura em uma interface (lo se nenhuma for dada, any para todas) em um arquivo pcapng " +
      "(capture-DATA-HORA.pcapng se nenhum for dado; uma captura que já existe é substituída, outro arquivo não). São " +
      "gravados os pacotes dos sockets TCP e UDP desta sessão (socksh capture start … na linha de comando não tem nenhum: tudo); com port N, os dessa porta; com all, tudo. show lista os " +
      "pacotes: tempo, endereços, flags, números de sequência e de confirmação relativos ao início, bytes de dados e o que " +
      "cada um é; com um arquivo, os de qualquer arquivo de captura. stop encerra a captura e diz quantos pacotes há e " +
      "quantos se perderam. O valor de show é uma tupla de pacotes. Capturar exige CAP_NET_RAW; socksh --sandbox a tem.",
  },
  parameters: { action: oneOf<Action>({ start, show, stop }), rest },
  forms: ["action rest…"],
  errors: {
    EPERM: {
      en: "capturing needs the capability CAP_NET_RAW: start socksh --sandbox",
      pt: "capturar exige a capacidade CAP_NET_RAW: inicie socksh --sandbox",
    },
    ENODEV: {
      en: "there is no interface of that name: addresses lists them (the name of a file ends in .pcapng)",
      pt: "não há interface com esse nome: addresses as lista (o nome de um arquivo termina com .pcapng)",
    },
    ENETDOWN: { en: "that interface is down", pt: "essa interface está desativada" },
    EEXIST: {
      en: "that file is there and is no capture: it is left as it is; choose another name",
      pt: "esse arquivo já existe e não é uma captura: fica como está; escolha outro nome",
    },
    EBUSY: {
      en: "a capture or another program is writing that file: choose another name",
      pt: "uma captura ou outro programa está escrevendo nesse arquivo: escolha outro nome",
    },
    ESPIPE: {
      en: "that is no file: a capture is written to an ordinary file",
      pt: "isso não é um arquivo: uma captura é gravada em um arquivo comum",
    },
    EISDIR: {
      en: "that is a folder: name a file in it",
      pt: "isso é uma pasta: indique um arquivo dentro dela",
    },
    EACCES: { en: "that file may not be opened here", pt: "esse arquivo não pode ser aberto aqui" },
    ENOENT: { en: "there is no such file, or no such folder", pt: "esse arquivo, ou essa pasta, não existe" },
    ENOSPC: { en: "the disk is full", pt: "o disco está cheio" },
    ENOMEM: { en: "there is no memory for the packets", pt: "não há memória para os pacotes" },
  },
  silent: true,
  looksBack: "calls",
  example:
    "capture start lo lesson.pcapng\nsrv = socket tcp\nbind srv 127.0.0.1:0\nlisten srv\nc = socket tcp\n" +
    "connect c (getsockname(srv))\ncapture show\ncapture stop",
  run: ({ action, rest }, context) => action(rest, context),
});

/** What is said of a capture that goes on until Ctrl-C. */
const startedAlone = { all: "capture.alone-all", port: "capture.alone-port" } as const;

const started = {
  own: "capture.started-own",
  all: "capture.started-all",
  port: "capture.started-port",
} as const;

async function start(rest: readonly string[], context: Context): Promise<Value> {
  // Where nothing else runs no socket can be the session's own.
  const request = requestOf(rest, context.alone ? "all" : "own");
  const captures = await context.captures();
  const { file } = await captures.start(request);
  const { interface: place, wanted } = request;
  const port = typeof wanted === "number" ? wanted : 0;
  const kind = typeof wanted === "number" ? "port" : wanted;
  await said(context, [
    {
      key: context.alone && kind !== "own" ? startedAlone[kind] : started[kind],
      values: { file, interface: place, port },
    },
    ...kind === "port" ? filterMessage(`tcp.port == ${port} || udp.port == ${port}`) : [],
  ]);
  return file;
}

async function show(rest: readonly string[], context: Context): Promise<Value> {
  const [file, extra] = rest;
  if (extra !== undefined) throw new UsageError("value", "capture.word", { word: extra });
  const captures = await context.captures();
  const contents = await captures.contents(context.signal, file === undefined ? undefined : fromHome(file));
  await context.report({ kind: "packets", contents });
  const { summary } = captures;
  if (summary !== undefined && summary.file === contents.file) await said(context, losses(summary));
  return contents.rows.map((row) => new Shown(row));
}

async function stop(rest: readonly string[], context: Context): Promise<Value> {
  const [extra] = rest;
  if (extra !== undefined) throw new UsageError("value", "capture.word", { word: extra });
  const captures = await context.captures();
  const summary = await captures.stop();
  const { file, packets, dropped } = summary;
  await said(context, outcome(summary));
  const filter = await captures.filter(context.signal);
  await said(context, afterwards(summary, filter));
  return structure("capture", { file, packets, dropped, filter: filter ?? "" });
}

async function said(context: Context, messages: readonly Message[]): Promise<void> {
  if (messages.length > 0) await context.report({ kind: "said", messages });
}

/** Reads `[IFACE] [FILE] [all | port N]`; @throws {UsageError} for anything else */
function requestOf(words: readonly string[], usual: "all" | "own"): CaptureRequest {
  let place: string | undefined;
  let file: string | undefined;
  let wanted: CaptureRequest["wanted"] | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === "all" && wanted === undefined) wanted = "all";
    else if (word === "port" && wanted === undefined) wanted = portOf(words[++i]);
    else if (isFile(word) && file === undefined) file = fromHome(word);
    else if (!isFile(word) && place === undefined && wanted === undefined) place = word;
    else throw new UsageError("value", "capture.word", { word });
  }
  return {
    interface: place ?? "lo",
    file: file ?? defaultFile(),
    wanted: wanted ?? usual,
  };
}

/** capture-20260301-140509-123.pcapng: two captures of one second are two files. */
function defaultFile(): string {
  const microseconds = dateText(new Date(), "capture-%Y%m%d-%H%M%S-%f");
  return `${microseconds.slice(0, -3)}.pcapng`;
}

/** A file is told by its ending; interfaces have names without a slash. @throws {UsageError} for a file of another ending */
function isFile(word: string): boolean {
  if (/\.pcapng$/i.test(word)) return true;
  if (word.includes("/") || /\.(pcap|cap)$/i.test(word)) {
    throw new UsageError("value", "capture.ending", { file: word });
  }
  return false;
}

function portOf(word: string | undefined): number {
  const port = Number(word);
  if (word === undefined || !/^\d{1,5}$/.test(word) || port < 1 || port > 65535) {
    throw new UsageError("range", "capture.port", { word: word ?? "" });
  }
  return port;
}

// ---- values

type End = Extract<Row["packet"], { readonly kind: "udp" }>["source"];

type Row = Awaited<ReturnType<Awaited<ReturnType<Context["captures"]>>["contents"]>>["rows"][number];

/** A packet as a value; there may be very many, so that its fields are made when somebody looks. */
class Shown implements Struct {
  readonly kind = "struct";
  readonly name = "packet";

  constructor(readonly row: Row) {}

  get fields(): readonly Field[] {
    const { row: { number, time, packet, seen } } = this;
    const ends = "source" in packet ? packet : undefined;
    const length = "length" in packet ? packet.length : null;
    return fieldsOf({
      number,
      time: time === undefined ? null : time.seconds + time.nanoseconds / 1e9,
      protocol: packet.kind,
      source: placeOf(packet, ends?.source),
      destination: placeOf(packet, ends?.destination),
      flags: packet.kind === "tcp" ? packet.flags : null,
      seq: seen.seq ?? null,
      ack: seen.ack ?? null,
      length,
      what: seen.what.kind,
    });
  }
}

/** An end of a packet: with its port, where packets of that kind have ports. */
function placeOf({ kind }: Row["packet"], address: End | undefined): string | null {
  if (address === undefined) return null;
  return kind === "tcp" || kind === "udp" ? formatAddress(address) : address.host;
}

function structure(name: string, fields: Readonly<Record<string, Value>>): Struct {
  return { kind: "struct", name, fields: fieldsOf(fields) };
}

function fieldsOf(fields: Readonly<Record<string, Value>>): readonly Field[] {
  return Object.entries(fields).map(([name, value]) => ({ name, value }));
}
