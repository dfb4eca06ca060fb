// run: what explain does. Loaded when it is run first.

import type { Context, Value } from "../../lib/command.ts";
import { explain, listTopics } from "../../lib/command/explain.ts";
import { told } from "./told.ts";

/** Reports a topic or the list of them, or switches the sentences after calls on and off. */
export async function run(
  { topic }: { readonly topic: readonly string[] },
  context: Context,
): Promise<Value> {
  if (topic.length === 1 && (topic[0] === "on" || topic[0] === "off")) {
    context.narrator = topic[0] === "on" ? told : undefined;
    return null;
  }
  const { report, value } = topic.length === 0 ? await listTopics(context) : await explain(topic, context);
  await context.report(report);
  return value;
}
