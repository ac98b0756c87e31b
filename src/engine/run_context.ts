import type { JsonObject, LoadedPipeline, TraceContext } from "../core/mod.ts";
import type { AttemptContext, AttemptResult, EnginePorts, TaskResult } from "./attempt.ts";
import type { EngineParts, Masker } from "./parts.ts";
import type { Recorder } from "./recorder.ts";
import type { Instance, Unit } from "./unit.ts";

/** What everything that works on one run shares. */
export interface RunContext {
  readonly loaded: LoadedPipeline;
  readonly ports: EnginePorts;
  readonly parts: EngineParts;
  readonly run: string;
  readonly epoch: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly event: JsonObject;
  readonly trace?: TraceContext;
  /** Of the pipeline, under `serve`. */
  readonly revision: number | null;
  readonly masker: Masker;
  readonly recorder: Recorder;
  /** Results of tasks that have ended, by the document's ids. */
  readonly results: Map<string, TaskResult>;
  /** Aborted when no grace is given any more. */
  readonly kill: AbortSignal;
  /** `run` in scope, as it is now. */
  runScope(): JsonObject;
  /** Breaks the run: it can no longer be written down. */
  fail(error: unknown): void;
  /** Whether it has been broken. */
  isBroken(): boolean;
  /** Runs another pipeline for an attempt. */
  runPipeline(loaded: LoadedPipeline, attempt: AttemptContext, instance: Instance): Promise<AttemptResult>;
}

const NEVER = new AbortController().signal;

/** The context in which a task's fields are evaluated outside of an attempt. It produces no output and starts nothing. */
export function fieldContext(context: RunContext, instance: Instance, unit: Pick<Unit, "upstream">, attempt: number): AttemptContext {
  return {
    loaded: context.loaded,
    run: context.run,
    epoch: context.epoch,
    instance,
    attempt,
    environment: context.environment,
    get runScope() {
      return context.runScope();
    },
    results: context.results,
    upstream: unit.upstream,
    event: context.event,
    ...context.trace === undefined ? {} : { trace: context.trace },
    revision: context.revision,
    signal: NEVER,
    kill: context.kill,
    mask: (text) => context.masker.message(text),
    output() {},
    asks() {},
    runPipeline: () => Promise.reject(new TypeError("A field cannot start a pipeline")),
  };
}
