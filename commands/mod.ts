// commands: the registry — every command of the shell by its name.
//
// A new command is a record in the topic file it belongs to; nothing else has to be told of it.

import type { Command, Registry, Text } from "../lib/command.ts";
import { addresses } from "./addresses.ts";
import { connection } from "./connection.ts";
import { descriptors } from "./descriptors.ts";
import { explanations } from "./explanations/mod.ts";
import { inspection } from "./inspection.ts";
import { jobs } from "./jobs.ts";
import { lifecycle } from "./lifecycle.ts";
import { names } from "./names.ts";
import { messages } from "./messages.ts";
import { observation } from "./observation/mod.ts";
import { options } from "./options.ts";
import { readiness } from "./readiness.ts";
import { shell } from "./shell.ts";
import { shortcuts } from "./shortcuts/mod.ts";
import { testing } from "./testing/mod.ts";
import { transfer } from "./transfer.ts";

/** What help calls the topics. */
const headings = {
  lifecycle: { en: "Making and closing sockets", pt: "Criar e fechar sockets" },
  connection: { en: "Addresses and connections", pt: "Endereços e conexões" },
  transfer: { en: "Sending and receiving", pt: "Enviar e receber" },
  messages: { en: "Messages with ancillary data", pt: "Mensagens com dados auxiliares" },
  readiness: { en: "Waiting for several descriptors", pt: "Esperar por vários descritores" },
  descriptors: { en: "Any descriptor", pt: "Qualquer descritor" },
  options: { en: "Options of sockets", pt: "Opções de sockets" },
  addresses: { en: "What address a socket has", pt: "Que endereço um socket tem" },
  names: { en: "Names and numbers", pt: "Nomes e números" },
  inspection: { en: "Looking around", pt: "Olhar em volta" },
  observation: { en: "Packets and hand-ins", pt: "Pacotes e entregas" },
  shell: { en: "The session", pt: "A sessão" },
  jobs: { en: "In the background", pt: "Em segundo plano" },
  testing: { en: "Tests", pt: "Testes" },
  shortcuts: { en: "Ready-made programs", pt: "Programas prontos" },
} as const satisfies Readonly<Record<string, Text>>;

/** The commands by topic, in the order help lists them. */
export const topics: Readonly<Record<keyof typeof headings, readonly Command[]>> = {
  lifecycle,
  connection,
  transfer,
  messages,
  readiness,
  descriptors,
  options,
  addresses,
  names,
  inspection: [...inspection, ...explanations],
  observation,
  shell,
  jobs,
  testing,
  shortcuts,
};

/** Every command by its name. */
export const registry: Registry = Object.assign(
  new Map(Object.values(topics).flat().map((command) => [command.name, command])),
  {
    topics: (Object.keys(topics) as (keyof typeof headings)[]).map((topic) => ({
      heading: headings[topic],
      commands: topics[topic],
    })),
  },
);
