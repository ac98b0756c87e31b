import type { Code, OutputKey } from "../../core/mod.ts";
import type { AttemptContext, AttemptResult, EnginePorts } from "../attempt.ts";
import type { AttemptScope } from "../scope.ts";

/** What a kind works with: the attempt, the world, and the scope of the attempt's expressions. */
export interface KindInput {
  readonly context: AttemptContext;
  readonly ports: EnginePorts;
  readonly scope: AttemptScope;
}

/** Carries out one attempt of a task of one kind. May throw an `AppError`: it becomes the attempt's failure. */
export type Kind = (input: KindInput) => Promise<AttemptResult>;

/** An attempt that did what it should, with nothing to say. */
export const SUCCEEDED: AttemptResult = Object.freeze({ status: "succeeded", outputs: Object.freeze({}) });

/** A failed attempt; the message is masked later, with everything else. */
export function failed(code: Code, message: string): AttemptResult {
  return { status: "failed", outputs: {}, error: { code, message } };
}

/** The result of an attempt that was stopped, by the reason that its signal carries. */
export function stopped(context: AttemptContext): AttemptResult {
  if (context.signal.reason === "timeout") {
    return { status: "timed_out", outputs: {}, error: { code: "task_timeout", message: "Stopped after its timeout" } };
  }
  const why = context.signal.reason === "run_timeout" ? "the run's timeout" : "a cancel";
  return { status: "cancelled", outputs: {}, error: { code: "task_cancelled", message: `Stopped by ${why}` } };
}

/** Names the output of this attempt. */
export function outputKey(context: AttemptContext): OutputKey {
  return { run: context.run, task: context.instance.id, attempt: context.attempt };
}
