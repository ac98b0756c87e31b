/**
 * What the kinds of tasks do: one file each, chosen from one table. {@linkcode runAttempt} carries out one attempt from evaluating its
 * fields to its result; retries, repeats, conditions, journal and masking of output are the scheduler's.
 *
 * ```ts
 * const result = await runAttempt(context, ports);
 * console.assert(result.status === "succeeded");
 * ```
 *
 * Limits: expressions read at most 8 MiB of a stream, outputs are at most 1 MiB of `name=value` lines, and a container of a docker
 * daemon outlives Executor when that is killed by SIGKILL.
 *
 * @module
 */
import type { Task } from "../../core/mod.ts";
import type { AttemptContext, AttemptResult, EnginePorts } from "../attempt.ts";
import { failureOf } from "../failure_of.ts";
import { AttemptScope } from "../scope.ts";
import { approve } from "./approve.ts";
import { check } from "./check.ts";
import { command } from "./command.ts";
import { http } from "./http.ts";
import { type Kind, stopped, SUCCEEDED } from "./kind.ts";
import { pipeline } from "./pipeline.ts";
import { run } from "./run.ts";
import { script } from "./script.ts";
import { template } from "./template.ts";
import { wait } from "./wait.ts";

/** The name of a kind: the field that gives it, or `none` for a task that only routes. */
export type KindName = (typeof KIND_FIELDS)[number] | "none";

const KIND_FIELDS = [
  "command",
  "run",
  "script",
  "http",
  "pipeline",
  "plugin",
  "check",
  "template",
  "wait",
  "approve",
] as const satisfies readonly (keyof Task)[];

const KINDS: Readonly<Record<KindName, Kind>> = {
  command,
  run,
  http,
  pipeline,
  template,
  wait,
  approve,
  check,
  none: () => Promise.resolve(SUCCEEDED),
  script,
  plugin: refusedEarlier("plugin"),
};

/** The kind of a task. */
export function kindOf(task: Task): KindName {
  return KIND_FIELDS.find((field) => task[field] !== undefined) ?? "none";
}

/**
 * Carries out one attempt.
 *
 * @returns How it ended; outputs may hold secrets, for tasks that read them, and are masked by who stores them. `cancelled` and `timed_out` follow the reason of the context's signal.
 * @throws TypeError For a defect of ours. What goes wrong in a task never rejects.
 */
export async function runAttempt(context: AttemptContext, ports: EnginePorts): Promise<AttemptResult> {
  if (context.signal.aborted) return stopped(context);
  try {
    return await KINDS[kindOf(context.instance.task)]({ context, ports, scope: new AttemptScope(context, ports) });
  } catch (error) {
    return { status: "failed", outputs: {}, error: failureOf(error, context.mask) };
  }
}

/** Kinds that checking a document refuses. */
function refusedEarlier(kind: string): Kind {
  return () => {
    throw new TypeError(`A task of kind ${kind} reached the engine; checking the document refuses it`);
  };
}
