// commands: the registry — every command of the shell by its name.
//
// A new command is a record in the topic file it belongs to; nothing else has to be told of it.

import type { Command, Registry } from "../lib/command.ts";
import { addresses } from "./addresses.ts";
import { connection } from "./connection.ts";
import { descriptors } from "./descriptors.ts";
import { inspection } from "./inspection.ts";
import { jobs } from "./jobs.ts";
import { lifecycle } from "./lifecycle.ts";
import { names } from "./names.ts";
import { messages } from "./messages.ts";
import { options } from "./options.ts";
import { readiness } from "./readiness.ts";
import { shell } from "./shell.ts";
import { shortcuts } from "./shortcuts/mod.ts";
import { testing } from "./testing/mod.ts";
import { transfer } from "./transfer.ts";

/** The commands by topic, in the order help lists them. */
export const topics: Readonly<Record<string, readonly Command[]>> = {
  lifecycle,
  connection,
  transfer,
  messages,
  readiness,
  descriptors,
  options,
  addresses,
  names,
  inspection,
  shell,
  jobs,
  testing,
  shortcuts,
};

/** Every command by its name. */
export const registry: Registry = new Map(
  Object.values(topics).flat().map((command) => [command.name, command]),
);
