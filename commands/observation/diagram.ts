// diagram: the session's conversations as sequence diagrams.

import {
  command,
  type Context,
  type Drawing,
  flag,
  type Message,
  option,
  optional,
  path,
  type Socket,
  socket,
  UsageError,
} from "../../lib/command.ts";

/** The record of `diagram`. */
export const diagramCommand = command({
  name: "diagram",
  prototype: "diagram [--mermaid | --svg FILE] [sockfd]",
  summary: {
    en: "draw the session's connections as sequence diagrams",
    pt: "desenha as conexões da sessão como diagramas de sequência",
  },
  description: {
    en:
      "One diagram for each conversation over TCP or UDP: two time lines, the calls of this session beside them, the " +
      "segments between them, and the states they lead to. With a socket: its conversations alone, of a listening one " +
      "those it accepted. Segments that were captured (capture start) are drawn solid, with their numbers; the others " +
      "follow from what the calls came to, and are drawn dotted. A state in parentheses follows from the segments; " +
      "the others were read from the kernel. Of more than 50 conversations the latest 50 are drawn. " +
      "--mermaid writes the diagrams in Mermaid's language, --svg FILE draws them into a file. The value is the diagram " +
      "as text.",
    pt:
      "Um diagrama para cada conversa por TCP ou UDP: duas linhas do tempo, ao lado as chamadas desta sessão, entre elas " +
      "os segmentos, e os estados a que eles levam. Com um socket: só as conversas dele; em um socket em escuta, as que " +
      "ele aceitou. Segmentos capturados (capture start) têm linha contínua e números; os outros foram deduzidos do resultado das " +
      "chamadas e são pontilhados. Um estado entre parênteses foi deduzido dos segmentos; os outros foram lidos do kernel. " +
      "De mais de 50 conversas são desenhadas as 50 mais recentes. " +
      "--mermaid escreve os diagramas na linguagem do Mermaid; --svg ARQUIVO os desenha em um arquivo. O valor é o " +
      "diagrama como texto.",
  },
  parameters: { sockfd: optional(socket) },
  forms: ["sockfd?"],
  options: {
    mermaid: flag({ en: "in Mermaid's language", pt: "na linguagem do Mermaid" }),
    svg: option(optional(path), "FILE", {
      en: "as a picture, into this file",
      pt: "como imagem, neste arquivo",
    }),
  },
  exclusive: [["mermaid", "svg"]],
  errors: {
    EACCES: {
      en: "that file may not be written here",
      pt: "não é possível gravar esse arquivo aqui",
      at: "svg",
    },
    ENOENT: { en: "the folder of that file is not there", pt: "a pasta desse arquivo não existe", at: "svg" },
    ENOSPC: {
      en: "the disk is full; nothing was written",
      pt: "o disco está cheio; nada foi escrito",
      at: "svg",
    },
  },
  silent: true,
  looksBack: "calls",
  example:
    "srv = socket tcp\nbind srv 127.0.0.1:0\nlisten srv\nc = socket tcp\nconnect c (getsockname(srv))\ndiagram c",
  run: ({ sockfd, mermaid, svg }, context) =>
    run(sockfd, mermaid ? "mermaid" : svg === undefined ? "text" : "svg", svg, context),
});

async function run(
  about: Socket | undefined,
  form: Drawing,
  file: string | undefined,
  context: Context,
): Promise<string> {
  if (file !== undefined && !/\.svg$/i.test(file)) throw new UsageError("value", "diagram.ending", { file });
  const diagrams = await context.diagrams(about);
  const nothing = diagrams.length > 0 ? undefined : whyNone(about, context);
  if (nothing !== undefined && form !== "text") {
    throw new UsageError("value", nothing.key, nothing.values);
  }
  const text = await context.draw(diagrams, form);
  if (file !== undefined) {
    await context.save(file, text);
    await context.report({ kind: "said", messages: [{ key: "transcript.written", values: { file } }] });
  } else if (nothing !== undefined && nothing.key !== "diagram.none") {
    await context.report({ kind: "said", messages: [nothing] });
  } else if (form === "text") await context.report({ kind: "diagrams", diagrams });
  else await context.report({ kind: "text", text: text.trimEnd() });
  return text;
}

/** Why there is nothing to draw: of all sockets, or of this one. */
function whyNone(about: Socket | undefined, { system: { constants }, sockets }: Context): Message {
  const none = { key: "diagram.none", values: {} };
  if (about?.domain === undefined) return none;
  const socket = about.name ?? String(about.fd);
  const named = (name: string, value: number | undefined) => constants.get(name) === value;
  const internet = named("AF_INET", about.domain) || named("AF_INET6", about.domain);
  const kind = named("AF_UNIX", about.domain)
    ? "unix"
    : named("SOCK_RAW", about.type)
    ? "raw"
    : internet
    ? undefined
    : "packet";
  if (kind !== undefined) return { key: "diagram.kind", values: { socket, kind } };
  return sockets.state(about).state === "LISTEN" ? { key: "diagram.nobody", values: { socket } } : none;
}
