import { childTrace, type Failure, type Limits, SCRIPT_LIMITS } from "../core/mod.ts";
import type { AttemptContext, AttemptResult, StopReason } from "./attempt.ts";
import { failureOf } from "./failure_of.ts";
import { kindOf } from "./kinds/mod.ts";
import { OutputChannel } from "./output_channel.ts";
import { fieldContext, type RunContext } from "./run_context.ts";
import { stopFailure } from "./stop_failure.ts";
import type { StopSwitch } from "./stop_switch.ts";
import type { Instance, Unit } from "./unit.ts";

/** One attempt to make. */
export interface AttemptPlan {
  readonly instance: Instance;
  readonly unit: Unit;
  /** From 1. */
  readonly attempt: number;
  readonly timeoutMs: number | undefined;
  readonly stop: StopSwitch;
}

/**
 * Makes one attempt: gives it its signal, its clock and its way for output, and settles what the end means when it was the scheduler that
 * ended it. The texts of the result hold no secret: the kinds mask theirs.
 */
export async function runOneAttempt(context: RunContext, plan: AttemptPlan): Promise<AttemptResult> {
  const { instance, unit, attempt, stop } = plan;
  const { ports, recorder, masker } = context;
  const limits = limitsOf(context, instance);
  const controller = stop.join();
  const ended = new AbortController();
  let ending: Failure | undefined;
  const endBy = (failure: Failure, reason: StopReason) => {
    ending ??= failure;
    controller.abort(reason);
  };
  const after = (ms: number | undefined, failure: () => Failure) => {
    if (ms === undefined) return;
    void ports.clock.sleep(ms, ended.signal).then(() => {
      if (!ended.signal.aborted && !controller.signal.aborted) endBy(failure(), "timeout");
    });
  };
  const channel = new OutputChannel({
    key: { run: context.run, task: instance.id, attempt },
    store: ports.outputs,
    clock: ports.clock,
    masker,
    limitBytes: limits.output,
    emit: (event) => recorder.output(event),
    onLimit: () => endBy({ code: "limit_output", message: `It wrote more than its limit of ${limits.output} bytes` }, "kill"),
    onStoreFailure: (error) => {
      try {
        endBy(failureOf(error, (text) => text), "kill");
      } catch (defect) {
        context.fail(defect);
      }
    },
    onEmitFailure: (error) => context.fail(error),
  });
  const attemptContext: AttemptContext = {
    ...fieldContext(context, instance, unit, attempt),
    ...context.trace === undefined ? {} : { trace: childTrace(context.trace) },
    signal: controller.signal,
    output: (stream, bytes) => channel.write(stream, bytes),
    asks(question) {
      const at = { time: ports.clock.now(), run: context.run, task: instance.id };
      recorder.show({ type: "run.waiting", ...at, reason: "waits for a person's approval", question });
    },
    runPipeline: (loaded) => context.runPipeline(loaded, attemptContext, instance),
  };
  after(plan.timeoutMs, () => ({ code: "task_timeout", message: `It ran longer than its timeout of ${plan.timeoutMs} ms` }));
  after(limits.time, () => ({ code: "limit_time", message: `It ran longer than its limit of ${limits.time} ms` }));
  try {
    const result = await context.parts.runAttempt(attemptContext, ports);
    await channel.end();
    return settled(result, controller.signal, ending);
  } finally {
    ended.abort("ended");
    stop.leave(controller);
  }
}

/** The task's limits over the pipeline's; a script has some without asking. */
function limitsOf({ loaded }: RunContext, { task }: Instance): Limits {
  const own = { ...loaded.pipeline.limits, ...task.limits };
  return kindOf(task) === "script" ? { time: SCRIPT_LIMITS.time, output: SCRIPT_LIMITS.output, ...own } : own;
}

/** What an attempt's end means, given who ended it. One that was done before it could be stopped keeps its success. */
function settled(result: AttemptResult, signal: AbortSignal, ending: Failure | undefined): AttemptResult {
  if (ending !== undefined && (result.status !== "succeeded" || KEEPS_NOTHING.has(ending.code))) {
    return { ...result, status: ending.code === "task_timeout" ? "timed_out" : "failed", error: ending };
  }
  if (ending === undefined && signal.aborted && result.status !== "succeeded") {
    return { ...result, status: "cancelled", error: stopFailure(signal.reason) };
  }
  if (result.status === "succeeded" || result.error !== undefined) return result;
  return {
    ...result,
    error: { code: "task_failed", message: result.exitCode === undefined ? "It failed" : `Exit code ${result.exitCode}` },
  };
}

/** After these, output is missing, so that even a success is none. */
const KEEPS_NOTHING: ReadonlySet<string> = new Set(["limit_output", "state_full", "state_unavailable"]);
