import type { Failure, Precondition, Retry } from "../core/mod.ts";
import { emptyRecord, type Json } from "../core/mod.ts";
import type { AttemptResult, EvaluateField } from "./attempt.ts";
import { failureOf } from "./failure_of.ts";
import { conditionOf, millisecondsOf, numberOf } from "./field_values.ts";
import { kindOf } from "./kinds/mod.ts";
import { retryDelay } from "./retry_delay.ts";
import { runOneAttempt } from "./run_attempt.ts";
import { fieldContext, type RunContext } from "./run_context.ts";
import { stopFailure } from "./stop_failure.ts";
import type { StopSwitch } from "./stop_switch.ts";
import { TASK_MACHINE } from "./task_machine.ts";
import { type Instance, isRouter, NO_OUTPUTS, type TaskEnd, type Unit } from "./unit.ts";

/**
 * Works on one task from its conditions to its end: `if`, `preconditions`, attempts with `retry`, repetitions. The stage has decided
 * that its dependencies let it run, and records the end.
 *
 * @throws Whatever makes the journal unwritable, and defects.
 */
export function runTask(context: RunContext, instance: Instance, unit: Unit, stop: StopSwitch): Promise<TaskEnd> {
  return new TaskRun(context, instance, unit, stop).run();
}

/** Repetitions without a `limit` of their own. */
const DEFAULT_REPEAT_LIMIT = 1000;
const DEFAULT_RETRY_DELAY_MS = 1000;

class TaskRun {
  readonly #context: RunContext;
  readonly #instance: Instance;
  readonly #unit: Unit;
  readonly #stop: StopSwitch;
  readonly #startedMs: number;
  #attempt: number;
  /** Failed tries since the last success, and successes, as far as an earlier process left them. */
  #tries: number;
  #repetitions = 0;

  constructor(context: RunContext, instance: Instance, unit: Unit, stop: StopSwitch) {
    this.#context = context;
    this.#instance = instance;
    this.#unit = unit;
    this.#stop = stop;
    this.#startedMs = context.ports.clock.monotonicMs();
    const { prior, task } = instance;
    this.#attempt = prior?.attempts ?? 0;
    // An attempt that the crash cut off is no failed try.
    const done = Math.max(0, this.#attempt - (prior?.status === "running" ? 1 : 0));
    this.#tries = task.repeat === undefined ? done : 0;
    this.#repetitions = task.repeat === undefined ? 0 : done;
  }

  async run(): Promise<TaskEnd> {
    const { task } = this.#instance;
    let timeoutMs: number | undefined;
    try {
      const refused = await this.#checkConditions();
      if (refused !== undefined) return refused;
      if (task.timeout !== undefined) timeoutMs = await millisecondsOf("timeout", task.timeout, this.#evaluator());
    } catch (error) {
      return this.#end({ status: "failed", outputs: NO_OUTPUTS, error: this.#failure(error) });
    }
    for (;;) {
      const reason = this.#stop.reason;
      if (reason !== undefined) return this.#end({ status: "cancelled", outputs: NO_OUTPUTS, error: stopFailure(reason) });
      this.#begin();
      const result = await runOneAttempt(this.#context, {
        instance: this.#instance,
        unit: this.#unit,
        attempt: this.#attempt,
        timeoutMs,
        stop: this.#stop,
      });
      const next = await this.#next(result);
      if ("end" in next) return this.#end(next.end);
      this.#rest(next.delayMs, result);
      await this.#sleep(next.delayMs);
    }
  }

  /** The task's end when a condition keeps it from starting, or when choosing a branch is all it does. */
  async #checkConditions(): Promise<TaskEnd | undefined> {
    const { task } = this.#instance;
    const isChoice = isRouter(task) && kindOf(task) === "none";
    // What had begun before a crash has met its conditions.
    if (this.#attempt > 0 && !isChoice) return undefined;
    const holds = task.if === undefined || await conditionOf("if", task.if, this.#evaluator());
    if (!holds && !isChoice) {
      return { status: "skipped", attempt: 0, durationMs: 0, outputs: NO_OUTPUTS, reason: "its condition is false" };
    }
    for (const [index, precondition] of (task.preconditions ?? []).entries()) {
      if (await conditionOf(`preconditions[${index}].if`, precondition.if, this.#evaluator())) continue;
      const message = await this.#explain(precondition);
      return this.#end({ status: "failed", outputs: NO_OUTPUTS, error: { code: "precondition_failed", message } });
    }
    if (!isChoice || this.#stop.reason !== undefined) return undefined;
    this.#begin();
    const outputs = emptyRecord<Json>();
    outputs["branch"] = holds ? "then" : "else";
    return this.#end({ status: "succeeded", outputs });
  }

  async #explain({ if: condition, message }: Precondition): Promise<string> {
    const text = message === undefined ? `\`${condition}\` does not hold` : String(await this.#evaluator()(message));
    return this.#context.masker.text(text);
  }

  /** What comes after an attempt: the task's end, or another attempt after a delay. */
  async #next(result: AttemptResult): Promise<{ readonly end: AttemptResult } | { readonly delayMs: number }> {
    if (this.#context.isBroken()) return { end: result };
    try {
      return result.status === "succeeded" ? await this.#afterSuccess(result) : await this.#afterFailure(result);
    } catch (error) {
      return { end: { ...result, status: "failed", error: this.#failure(error) } };
    }
  }

  async #afterSuccess(result: AttemptResult): Promise<{ readonly end: AttemptResult } | { readonly delayMs: number }> {
    const { repeat } = this.#instance.task;
    if (repeat === undefined) return { end: result };
    this.#repetitions++;
    this.#tries = 0;
    const evaluate = this.#evaluator(result);
    const asksForMore = repeat.while !== undefined
      ? await conditionOf("repeat.while", repeat.while, evaluate)
      : !await conditionOf("repeat.until", repeat.until ?? true, evaluate);
    if (!asksForMore) return { end: result };
    const limit = await numberOf("repeat.limit", repeat.limit ?? DEFAULT_REPEAT_LIMIT, 1, evaluate);
    if (this.#repetitions >= limit) {
      const message = `It was repeated ${this.#repetitions} times and its condition still asks for more`;
      return { end: { ...result, status: "failed", error: { code: "repeat_limit", message } } };
    }
    return { delayMs: await millisecondsOf("repeat.every", repeat.every ?? 0, evaluate) };
  }

  async #afterFailure(result: AttemptResult): Promise<{ readonly end: AttemptResult } | { readonly delayMs: number }> {
    const { retry } = this.#instance.task;
    this.#tries++;
    if (retry === undefined || result.status === "cancelled" || !isRetried(retry, result)) return { end: result };
    const evaluate = this.#evaluator();
    if (this.#tries >= await numberOf("retry.attempts", retry.attempts, 1, evaluate)) return { end: result };
    const delayMs = retryDelay(this.#tries, {
      delay: await millisecondsOf("retry.delay", retry.delay ?? DEFAULT_RETRY_DELAY_MS, evaluate),
      backoff: await numberOf("retry.backoff", retry.backoff ?? 1, 0, evaluate),
      cap: retry.cap === undefined ? undefined : await millisecondsOf("retry.cap", retry.cap, evaluate),
      jitter: retry.jitter === true,
    }, () => this.#context.ports.random());
    return { delayMs };
  }

  /** Writes down that an attempt begins. */
  #begin(): void {
    const phase = TASK_MACHINE.next(this.#instance.phase, "start");
    this.#attempt++;
    const { recorder, run, ports } = this.#context;
    const task = this.#instance.id;
    recorder.record({ type: "task.started", time: ports.clock.now(), run, task, attempt: this.#attempt });
    this.#instance.phase = phase;
  }

  /** Writes down that an attempt ended and another will follow. */
  #rest(delayMs: number, result: AttemptResult): void {
    if (this.#context.isBroken()) return;
    const phase = TASK_MACHINE.next(this.#instance.phase, "rest");
    this.#context.recorder.record({
      type: "task.retrying",
      time: this.#context.ports.clock.now(),
      run: this.#context.run,
      task: this.#instance.id,
      attempt: this.#attempt,
      delay_ms: delayMs,
      ...result.exitCode === undefined ? {} : { exit_code: result.exitCode },
      ...result.error === undefined ? {} : { error: result.error },
      ...result.status === "succeeded" ? { repeat: true as const } : {},
    });
    this.#instance.phase = phase;
  }

  async #sleep(ms: number): Promise<void> {
    if (ms <= 0) return;
    const controller = this.#stop.join();
    await this.#context.ports.clock.sleep(ms, controller.signal);
    this.#stop.leave(controller);
  }

  /** Evaluates fields in the task's scope; with a result of its own that is in scope as `tasks.<id>`. */
  #evaluator(own?: AttemptResult): EvaluateField {
    const { parts, ports, results } = this.#context;
    const context = fieldContext(this.#context, this.#instance, this.#unit, this.#attempt);
    if (own === undefined) return parts.createEvaluator(context, ports);
    const result = { ...this.#end(own), durationMs: this.#elapsedMs() };
    const withOwn = new Map(results).set(this.#instance.task.id, result);
    return parts.createEvaluator({ ...context, results: withOwn }, ports);
  }

  #end(result: AttemptResult): TaskEnd {
    return {
      status: result.status,
      attempt: this.#attempt,
      durationMs: this.#elapsedMs(),
      outputs: result.outputs,
      ...result.exitCode === undefined ? {} : { exitCode: result.exitCode },
      ...result.httpStatus === undefined ? {} : { httpStatus: result.httpStatus },
      ...result.error === undefined ? {} : { error: result.error },
    };
  }

  #elapsedMs(): number {
    return Math.round(this.#context.ports.clock.monotonicMs() - this.#startedMs);
  }

  #failure(error: unknown): Failure {
    return failureOf(error, (text) => this.#context.masker.message(text));
  }
}

function isRetried(retry: Retry, result: AttemptResult): boolean {
  return retry.on === undefined || result.exitCode !== undefined && retry.on.includes(result.exitCode);
}
