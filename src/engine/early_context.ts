import { emptyRecord, type Json, type LoadedPipeline, type Task } from "../core/mod.ts";
import type { AttemptContext } from "./attempt.ts";
import type { RunOptions } from "./run_options.ts";

/** What can be seen before anything ran: settings, parameters, the environment and the event. */
export function earlyContext(
  loaded: LoadedPipeline,
  options: Pick<RunOptions, "environment" | "event">,
  run: string,
  task: Task,
): AttemptContext {
  return {
    loaded,
    run,
    epoch: 1,
    instance: { id: task.id, task, matrix: emptyRecord<Json>() },
    attempt: 0,
    environment: options.environment,
    runScope: { id: run, status: "running", pipeline: loaded.pipeline.name },
    results: new Map(),
    upstream: [],
    revision: null,
    event: options.event ?? {},
    signal: new AbortController().signal,
    mask: (text) => text,
    output() {},
    asks() {},
    runPipeline: () => Promise.reject(new TypeError("A run that has not begun cannot start a pipeline")),
  };
}
