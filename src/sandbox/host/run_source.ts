import type { JsonObject } from "../../core/mod.ts";
import type { Asker } from "./asker.ts";
import { createEmit } from "./create_emit.ts";
import { describeError } from "./describe_error.ts";
import type { ScriptTask } from "./script_task.ts";
import { TaskError } from "./task_error.ts";

/** Runs a source until its function ends. The parent learns that it began by its first question for work, and asks for its health so. */
export async function runSource(
  { entry, argument }: { readonly entry: string; readonly argument: JsonObject },
  task: ScriptTask,
): Promise<string> {
  const { default: main, healthCheck } = await import(entry);
  if (typeof main !== "function") throw new TaskError("script_no_default", "The default export is not a function");
  const emit = createEmit(task.asker);
  const work: unknown = main({ ...argument, emit, log: task.log, signal: task.cancel.signal, fetch: globalThis.fetch });
  void answerChecks(task.asker, healthCheck);
  await work;
  return "{}";
}

/** Waits for the parent's questions, each with the answer to the one before. */
async function answerChecks(asker: Asker, healthCheck: unknown): Promise<void> {
  try {
    for (let answer: JsonObject = {};; answer = await health(healthCheck)) await asker.ask("source.check", answer);
  } catch {
    // The task has ended, and who asked knows.
  }
}

async function health(healthCheck: unknown): Promise<JsonObject> {
  if (healthCheck === undefined) return {};
  if (typeof healthCheck !== "function") return { reason: "Its healthCheck is no function" };
  try {
    const found: unknown = await healthCheck();
    if (found === true || found === undefined) return {};
    return { reason: typeof found === "string" ? found : "Its healthCheck says that it is not healthy" };
  } catch (error) {
    const { name, message } = describeError(error);
    return { reason: `Its healthCheck failed: ${name}: ${message}` };
  }
}
