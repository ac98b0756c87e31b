import type { JsonObject } from "../../core/mod.ts";
import type { Channel } from "./channel.ts";
import type { SentEnvironment } from "../protocol/environment_grant.ts";
import { describeError } from "./describe_error.ts";
import { createEventTurns } from "./event_turns.ts";
import { evaluateModule } from "./evaluate_module.ts";
import { prepareRealm } from "./realm.ts";
import { runSource } from "./run_source.ts";
import { ScriptTask } from "./script_task.ts";
import { TaskError } from "./task_error.ts";
import { NotJsonError, toJson } from "./to_json.ts";

/** A task as the parent sends it, the input's bytes beside it. */
interface TaskHeader extends JsonObject {
  /** Address of the entry's file. */
  readonly entry: string;
  readonly argument: JsonObject;
  readonly environment: SentEnvironment;
  /** Longest JSON of the outputs, in UTF-16 units. */
  readonly longestOutputs: number;
  /** Present when the entry is a document and no script; `settings` call it. */
  readonly module?: { readonly settings?: JsonObject };
  /** The script is a source. */
  readonly isSource?: true;
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Serves the parent's tasks, one after another, until the channel ends. */
export async function serve(channel: Channel): Promise<void> {
  const turns = createEventTurns();
  const realm = prepareRealm((error) => realm.task?.fail(error));
  channel.send({ t: "ready" });
  await channel.receive(({ header, bytes }) => {
    switch (header["t"]) {
      case "task":
        void run(header as TaskHeader, bytes);
        break;
      case "answer":
        realm.task?.asker.answer(header["id"], { header, bytes });
        break;
      case "cancel":
        realm.task?.cancel.abort(new DOMException("The task was cancelled", "AbortError"));
        break;
    }
  });

  async function run(header: TaskHeader, bytes: Uint8Array): Promise<void> {
    const task = new ScriptTask(channel, header.environment);
    realm.task = task;
    let end: JsonObject;
    let isSettled = true;
    try {
      const work = begin(header, bytes, task);
      void work.then(() => isSettled = true, () => isSettled = true);
      isSettled = false;
      end = { outputs: await Promise.race([work, task.failure]) };
    } catch (error) {
      const code = TaskError.codeOf(error) ?? (NotJsonError.is(error) ? "script_return" : "script_failed");
      end = { error: { code, ...describeError(error) } };
    }
    // What goes on in callbacks of promises alone holds up the task's own end, and nobody else's.
    await turns.next();
    const isClean = isSettled && !task.isWaiting && realm.isQuiet;
    task.end();
    realm.task = undefined;
    channel.send({ t: "end", clean: isClean, ...end });
  }
}

function begin(header: TaskHeader, bytes: Uint8Array, task: ScriptTask): Promise<string> {
  if (header.module !== undefined) return evaluateModule(header, header.module);
  return header.isSource === true ? runSource(header, task) : call(header, decodeInput(bytes), task);
}

async function call({ entry, argument, longestOutputs }: TaskHeader, input: string, task: ScriptTask): Promise<string> {
  const { default: main } = await import(entry);
  if (typeof main !== "function") throw new TaskError("script_no_default", "The default export is not a function");
  const outputs: unknown = await main({ input, ...argument, log: task.log, signal: task.cancel.signal, fetch: globalThis.fetch });
  return outputsOf(outputs, longestOutputs);
}

function decodeInput(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new TaskError("script_input", "The input is not UTF-8");
  }
}

/** The JSON of what was returned, as text: the parent parses it. */
function outputsOf(value: unknown, longest: number): string {
  if (value === undefined || value === null) return "{}";
  if (typeof value !== "object" || Array.isArray(value)) {
    const found = Array.isArray(value) ? "a list" : typeof value === "object" ? "something else" : `a ${typeof value}`;
    throw new TaskError("script_return", `It returned ${found}; outputs are an object of names and values, such as { result: … }`);
  }
  return toJson(value, longest);
}
