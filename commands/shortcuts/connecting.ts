// connecting: how a client of a shortcut reaches its server — each address in turn, until one answers.
//
// The calls are session text, so that what is made is what --show-calls shows. echo_message.ts has the echo clients'.

import { type Context, Failure, type Scope, SystemError } from "../../lib/command.ts";
import type { Endpoint } from "./places.ts";

/** The calls that connect a client, as a session. */
export function clientCalls({ socket, address }: Endpoint): readonly string[] {
  return [`c = socket ${socket}`, `connect c ${address}`];
}

const unanswered = {
  en: "{address}: {code}; trying the next address",
  pt: "{address}: {code}; tentando o próximo endereço",
};

const noAnswer = {
  en: "{address} did not answer in time",
  pt: "{address} não respondeu no tempo limite",
};

/** Whether an error says that a socket's time-out ran out: EINPROGRESS from connect, EAGAIN from other calls. */
export function isLate(error: unknown): boolean {
  return error instanceof SystemError && (error.code === "EINPROGRESS" || error.code === "EAGAIN");
}

/** The failure of a client whose server was late. */
export function lateFailure({ address }: Endpoint): Failure {
  return new Failure(noAnswer, { address });
}

const noSocket = {
  en: "{path} is not a socket (connect: ECONNREFUSED)",
  pt: "{path} não é um socket (connect: ECONNREFUSED)",
};
const leftBehind = {
  en: "no program listens on {path} any more (connect: ECONNREFUSED); start the server again",
  pt: "nenhum programa escuta mais em {path} (connect: ECONNREFUSED); inicie o servidor outra vez",
};

/** The failure of a client at a unix socket's path where nobody is: what is said of ports does not hold for it. */
function refusal(error: SystemError, { file: path }: Endpoint): Failure | undefined {
  if (path === undefined || error.code !== "ECONNREFUSED" || error.call !== "connect") return undefined;
  try {
    return new Failure(Deno.statSync(path).isSocket === true ? leftBehind : noSocket, { path });
  } catch {
    return undefined;
  }
}

/** The error's name, ETIMEDOUT for one that says that a time-out ran out. */
export function causeOf(error: SystemError): string {
  return isLate(error) ? "ETIMEDOUT" : error.code;
}

/** Says that an address did not answer and the next one is tried. */
export async function tellUnanswered({ address }: Endpoint, code: string, context: Context): Promise<void> {
  const values = { address, code };
  await context.report({ kind: "event", event: "unanswered", text: unanswered, values, to: "err" });
}

/**
 * Connects to the first address that answers.
 *
 * @param calls what connects, and perhaps asks whether somebody is there
 * @returns the endpoint that answered; the socket is `c` in the scope
 * @throws {SystemError} what the last of them answered
 * @throws {Failure} when that one did not answer before the socket's time-out, or has a path without a server
 */
export async function connectFirst(
  scope: Scope,
  endpoints: readonly Endpoint[],
  context: Context,
  calls: (endpoint: Endpoint) => readonly string[] = clientCalls,
): Promise<Endpoint> {
  for (const [index, endpoint] of endpoints.entries()) {
    try {
      await scope.run(calls(endpoint).join("\n"));
      return endpoint;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      const last = index === endpoints.length - 1 || context.signal.aborted;
      if (last) throw isLate(error) ? lateFailure(endpoint) : refusal(error, endpoint) ?? error;
      await tellUnanswered(endpoint, causeOf(error), context);
      // Without IPv6 in the kernel it is `socket` that fails.
      if (error.call !== "socket") await scope.run("close c");
    }
  }
  throw new Error("there is no address to connect to");
}
