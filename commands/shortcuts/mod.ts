// shortcuts: the complete programs a course builds. A record is a file of its own, and the program behind it another
// (NAME_run.ts), which is loaded when it is run.
//
// options.ts and places.ts: how they are told where; serving.ts and connecting.ts: how they get there; server_events.ts
// and words.ts: what they say.
// What a shortcut does before its loop are calls a user could type, run as a session; only the loop is the reactor's.

import type { Command } from "../../lib/command.ts";
import { echoBench } from "./echo_bench.ts";
import { echoClient } from "./echo_client.ts";
import { echoServer } from "./echo_server.ts";
import { messageClient } from "./message_client.ts";
import { messageServer } from "./message_server.ts";
import { pipe } from "./pipe.ts";

/** The commands of this topic. */
export const shortcuts: readonly Command[] = [
  echoServer,
  echoClient,
  echoBench,
  messageServer,
  messageClient,
  pipe,
];
