import { AppError, emptyRecord, type Json, type JsonObject, type LoadedPipeline, type RunEvent, type RunState } from "../core/mod.ts";
import type { AttemptContext, AttemptResult } from "./attempt.ts";
import { findUnrepeatable } from "./find_unrepeatable.ts";
import { beginRun, type Continuation, continueRun } from "./begin_run.ts";
import type { RunContext } from "./run_context.ts";
import type { RunOptions, RunOutcome } from "./run_options.ts";
import type { Instance } from "./unit.ts";

/** The runs that a run stands within. */
export interface Lineage {
  /** Files of the pipelines, the outermost first. */
  readonly files: readonly string[];
  /** Concurrency groups in which one of them holds a place. */
  readonly groups: ReadonlySet<string>;
  /** Secrets of all of them: a run within may be handed one, and hides it as they do. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly parent?: { readonly run: string; readonly task: string };
}

/**
 * Runs a pipeline as one attempt of a task: a run of its own in the journal, linked to its parent. Its tasks' output becomes the attempt's
 * output, line by line as it comes; its outputs are `{ <task id>: outputs }`. After a crash the run that the attempt had started is
 * continued, or its result taken when it had ended.
 *
 * @throws AppError `pipeline_recursive`, and what keeps a run from beginning. A journal that fails breaks the parent too.
 */
export async function runSubPipeline(
  parent: RunContext,
  options: RunOptions,
  lineage: Lineage,
  loaded: LoadedPipeline,
  attempt: AttemptContext,
  instance: Instance,
): Promise<AttemptResult> {
  if (loaded.file !== "-" && lineage.files.includes(loaded.file)) {
    throw new AppError(
      "pipeline_recursive",
      `Pipeline "${loaded.pipeline.name}" would start itself: ${[...lineage.files, loaded.file].join(" → ")}`,
    );
  }
  const asked = new AbortController();
  const inner: RunOptions = {
    environment: options.environment,
    ...options.maxParallel === undefined ? {} : { maxParallel: options.maxParallel },
    ...options.cores === undefined ? {} : { cores: options.cores },
    event: parent.event,
    ...attempt.trace === undefined ? {} : { trace: attempt.trace },
    emit: (event) => forward(event, parent, attempt),
    signal: AbortSignal.any([attempt.signal, asked.signal]),
    kill: parent.kill,
    ...options.cut === undefined ? {} : { cut: options.cut },
  };
  const within: Lineage = { ...lineage, parent: { run: parent.run, task: instance.id } };
  const child = childToContinue(parent, attempt, instance);
  if (child !== undefined && child.status !== "interrupted") return toResult(loaded, outcomeOf(child));
  const begun: Continuation = child === undefined
    ? await beginRun(loaded, parent.ports, parent.parts, inner, within)
    : await continueRun(child, loaded.secrets, parent.ports, parent.parts, inner, within, loaded);
  if ("outcome" in begun) return toResult(loaded, begun.outcome);
  const ended = new AbortController();
  void parent.ports.slots.cancelRequested?.(begun.run.id, ended.signal).then((isAsked) => isAsked && asked.abort("cancel"));
  try {
    return toResult(loaded, await begun.run.execute());
  } catch (error) {
    parent.fail(error);
    throw error;
  } finally {
    ended.abort("ended");
  }
}

/** The secrets that a run hides, each under a key of its own: its own and those of the runs around it. */
export function secretsWithin({ secrets }: Lineage, loaded: LoadedPipeline): Record<string, string> {
  return Object.fromEntries([...Object.values(secrets), ...Object.values(loaded.secrets)].map((value, at) => [`${at}`, value]));
}

/** The run that this attempt's predecessor had started when the process died; undefined when a new one is to begin. */
function childToContinue(parent: RunContext, attempt: AttemptContext, instance: Instance): RunState | undefined {
  const { prior, task } = instance;
  if (prior?.status !== "running" || attempt.attempt !== prior.attempts + 1) return undefined;
  const child = parent.ports.journal.readChild(parent.run, instance.id);
  if (child === undefined || child.status === "running") return undefined;
  const isStuck = child.status === "interrupted" && findUnrepeatable(child, parent.ports.journal) !== undefined;
  return isStuck && task.idempotent === true ? undefined : child;
}

function forward(event: RunEvent, parent: RunContext, attempt: AttemptContext): void | Promise<void> {
  if (event.type === "task.output") return attempt.output(event.stream, event.bytes);
  if (event.type === "run.waiting") parent.recorder.show({ ...event, run: parent.run, task: attempt.instance.id });
}

function toResult(loaded: LoadedPipeline, outcome: Pick<RunOutcome, "run" | "status" | "error" | "outputs">): AttemptResult {
  const { status, outputs, run } = outcome;
  if (status === "succeeded") return { status, outputs };
  const what = status === "timed_out"
    ? "timed out"
    : status === "cancelled"
    ? "was cancelled"
    : status === "failed"
    ? "failed"
    : "is stuck";
  const why = outcome.error === undefined ? "" : `: ${outcome.error.message}`;
  const error = { code: "pipeline_failed", message: `Run ${run} of "${loaded.pipeline.name}" ${what}${why}` };
  return { status: status === "interrupted" ? "failed" : status, outputs, error };
}

/** The outcome of a run that had ended before. */
function outcomeOf(state: RunState): Pick<RunOutcome, "run" | "status" | "error" | "outputs"> {
  const outputs = emptyRecord<Json>();
  for (const { id, outputs: own = {} } of state.tasks) {
    const [, task = id, key] = /^([^[]*)\[(.*)\]$/.exec(id) ?? [];
    outputs[task] = key === undefined ? own : { ...outputs[task] as JsonObject | undefined, [key]: own };
  }
  const status = state.status === "running" ? "interrupted" : state.status;
  return { run: state.run, status, outputs, ...state.error === undefined ? {} : { error: state.error } };
}
