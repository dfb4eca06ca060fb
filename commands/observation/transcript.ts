// transcript: the session as a document to hand in.

import {
  command,
  type Context,
  flag,
  option,
  optional,
  path,
  plainText,
  type TranscriptForm,
  UsageError,
} from "../../lib/command.ts";

const forms: readonly [ending: RegExp, form: TranscriptForm][] = [
  [/\.(md|markdown)$/i, "markdown"],
  [/\.txt$/i, "text"],
  [/\.html?$/i, "html"],
];

/** The record of `transcript`. */
export const transcriptCommand = command({
  name: "transcript",
  prototype: "transcript [--last] [--name TEXT] FILE",
  summary: {
    en: "write the session into a file to hand in",
    pt: "grava a sessão em um arquivo para entregar",
  },
  description: {
    en:
      "Writes what was entered and shown so far, with the explanations and diagrams that were asked for and at the end a " +
      "diagram of each connection: as Markdown (.md), as plain text (.txt), or as one HTML page that needs nothing else " +
      "(.html). A session at the prompt is written down while it goes on, into a file only its user may read: with --last " +
      "the transcript is that of the session before this one, also where its window was closed. --name writes at its top " +
      "whose it is. A file that is there is replaced. The value is the file's name.",
    pt:
      "Grava o que foi digitado e mostrado até aqui, com as explicações e os diagramas pedidos e, no fim, um diagrama de " +
      "cada conexão: como Markdown (.md), como texto puro (.txt) ou como uma página HTML que não precisa de mais nada " +
      "(.html). Uma sessão no prompt é registrada enquanto acontece, em um arquivo que só o próprio usuário pode ler: com " +
      "--last a transcrição é a da sessão anterior a esta, também quando a janela dela foi fechada. --name escreve o nome do " +
      "autor no topo. Um arquivo que já existe é substituído. O valor é o nome do arquivo.",
  },
  parameters: { file: path },
  forms: ["file"],
  options: {
    last: flag({ en: "of the session before this one", pt: "da sessão anterior a esta" }),
    name: option(optional(plainText), "TEXT", {
      en: "whose it is: a line at the top of the document",
      pt: "o nome do autor, no topo do documento",
    }),
  },
  errors: {
    EACCES: { en: "that file may not be written here", pt: "não é possível gravar esse arquivo aqui" },
    ENOENT: { en: "the folder of that file is not there", pt: "a pasta desse arquivo não existe" },
    ENOSPC: { en: "the disk is full; nothing was written", pt: "o disco está cheio; nada foi escrito" },
    EISDIR: {
      en: "that is a folder: name a file in it",
      pt: "isso é uma pasta: indique um arquivo dentro dela",
    },
  },
  silent: true,
  looksBack: "screen",
  example: "s = socket tcp\nexplain CLOSED\ntranscript lesson.md",
  run: ({ file, ...wanted }, context) => run(file, wanted, context),
});

async function run(
  file: string,
  wanted: { readonly last: boolean; readonly name: string | undefined },
  context: Context,
): Promise<string> {
  const form = forms.find(([ending]) => ending.test(file))?.[1];
  if (form === undefined) throw new UsageError("value", "transcript.ending", { file });
  const text = await context.transcribe({ form, ...wanted }, context.signal);
  await context.save(file, text);
  await context.report({ kind: "said", messages: [{ key: "transcript.written", values: { file } }] });
  return file;
}
