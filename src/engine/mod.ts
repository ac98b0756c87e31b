/**
 * A run, from the pipeline to its last event: graph, order, conditions, retries, hooks, cancellation, resumption, and what the kinds of
 * tasks do. Pure over the ports of `core`: nothing here knows YAML, files or processes.
 *
 * ```ts
 * const outcome = await startRun(loaded, ports, { environment, cores: 4, emit: show, signal: cancel.signal, kill: kill.signal });
 * console.assert(outcome.status === "succeeded");
 * ```
 *
 * Limits: a task has at most 10,000 matrix instances. `timeout` and `limits.time` of a task hold for each attempt. A run that was taken
 * over counts its duration from there.
 *
 * @module
 */
export type { EnginePorts } from "./attempt.ts";
export type { ConcurrencyPlace } from "./concurrency_of.ts";
export { diagnose, type DiagnoseWorld } from "./diagnose.ts";
export { findConcurrency } from "./find_concurrency.ts";
export { judge } from "./judge.ts";
export { type KindName, kindOf } from "./kinds/mod.ts";
export * from "./machine.ts";
export { createMasker } from "./mask.ts";
export { MASK } from "./mask_text.ts";
export { expandMatrix, type MatrixCell, MAX_MATRIX_CELLS } from "./matrix.ts";
export type { Masker } from "./parts.ts";
export * from "./plan_order.ts";
export { RUN_MACHINE, type RunInput, type RunPhase } from "./run_machine.ts";
export type { RunOptions, RunOutcome } from "./run_options.ts";
export * from "./start_run.ts";
export { TASK_MACHINE, type TaskInput, type TaskPhase } from "./task_machine.ts";
