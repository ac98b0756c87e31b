import type { Failure, LoadedPipeline, RunLease, RunState, TaskFinished } from "../core/mod.ts";
import { AppError, emptyRecord, type Json, type JsonObject } from "../core/mod.ts";
import { type Admission, admit } from "./admission.ts";
import type { EnginePorts, StopReason } from "./attempt.ts";
import { finishedEvent } from "./finished_event.ts";
import { doneReason, notBegunEnd } from "./not_begun_end.ts";
import type { EngineParts, Masker } from "./parts.ts";
import type { PreparedRun } from "./prepare_run.ts";
import { Recorder } from "./recorder.ts";
import type { RunContext } from "./run_context.ts";
import { RUN_MACHINE, type RunInput, type RunPhase } from "./run_machine.ts";
import type { RunOptions, RunOutcome } from "./run_options.ts";
import { RunTally } from "./run_tally.ts";
import { runTask } from "./run_task.ts";
import { Stage } from "./stage.ts";
import { StopSwitch } from "./stop_switch.ts";
import { type Lineage, runSubPipeline, secretsWithin } from "./sub_pipeline.ts";
import { trackChildren } from "./track_children.ts";
import { type Instance, resultOf, type TaskEnd, type Unit } from "./unit.ts";

/** Everything a {@link PipelineRun} is made of. */
export interface PipelineRunOptions {
  readonly loaded: LoadedPipeline;
  readonly ports: EnginePorts;
  readonly parts: EngineParts;
  readonly options: RunOptions;
  readonly prepared: PreparedRun;
  /** The run's own from now on. */
  readonly lease: RunLease;
  /** What it stands within. */
  readonly lineage: Lineage;
  /** What an earlier process left, when the run is resumed. */
  readonly prior?: RunState;
}

/** How long a broken run waits for killed attempts to come back. */
const BROKEN_GRACE_MS = 5000;

/**
 * One run from its first journal entry to its last: tasks, then `on_success` or `on_failure`, then `finally`. {@linkcode execute} is
 * called once and frees the lease.
 */
export class PipelineRun {
  readonly #of: PipelineRunOptions;
  readonly #context: RunContext;
  readonly #recorder: Recorder;
  readonly #children: { killAll(): void };
  readonly #kill = new AbortController();
  readonly #over = new AbortController();
  readonly #waiting = new AbortController();
  readonly #tally = new RunTally();
  readonly #startedMs: number;
  readonly #startedAt: number;
  #phase: RunPhase = RUN_MACHINE.initial;
  #current: { readonly stage: Stage; readonly stop: StopSwitch } | undefined;
  #stopped: StopReason | undefined;
  #broken: { readonly error: unknown } | undefined;

  constructor(of: PipelineRunOptions) {
    this.#of = of;
    const { ports, parts, loaded, options, lease } = of;
    this.#startedMs = ports.clock.monotonicMs();
    this.#startedAt = of.prior?.startedAt ?? ports.clock.now();
    const processes = trackChildren(ports.processes);
    this.#children = processes;
    this.#recorder = new Recorder(lease, (event) => options.emit(event), (error) => this.#fail(error));
    const masker: Masker = parts.createMasker(secretsWithin(of.lineage, loaded));
    const inner = innerLineage(of);
    this.#context = {
      loaded,
      ports: { ...ports, processes, random: () => ports.random(), newRunId: () => ports.newRunId() },
      parts,
      run: lease.run,
      epoch: lease.epoch,
      environment: options.environment,
      event: options.event ?? {},
      ...options.trace === undefined ? {} : { trace: options.trace },
      revision: options.revision ?? null,
      masker,
      recorder: this.#recorder,
      results: new Map(),
      kill: this.#kill.signal,
      runScope: () => this.#scope(),
      fail: (error) => this.#fail(error),
      isBroken: () => this.#broken !== undefined,
      runPipeline: (other, attempt, instance) => runSubPipeline(this.#context, options, inner, other, attempt, instance),
    };
  }

  get id(): string {
    return this.#context.run;
  }

  /** Carries the run out. @throws AppError when the journal can no longer be written; the run is then interrupted. */
  async execute(): Promise<RunOutcome> {
    const unlisten = this.#listen();
    const lease = this.#of.lease;
    try {
      const { pipeline } = this.#of.loaded;
      const tasks = this.#of.prepared.ids;
      const resumed = this.#of.prior === undefined ? {} : { resumed: true as const };
      this.#recorder.record({ type: "run.started", time: this.#now(), run: lease.run, pipeline: pipeline.name, tasks, ...resumed });
      const admission = await this.#admit();
      if (this.#broken !== undefined) throw this.#broken.error;
      if (admission !== undefined && admission.kind !== "admitted") return await this.#refuse(admission);
      try {
        return await this.#work();
      } finally {
        admission?.slot[Symbol.dispose]();
      }
    } catch (error) {
      this.#fail(error);
      throw error;
    } finally {
      unlisten();
      this.#over.abort("over");
      lease[Symbol.dispose]();
    }
  }

  #listen(): () => void {
    const { signal, kill, cut } = this.#of.options;
    const onSignal = () => this.#stop(signal.reason === "kill" ? "kill" : "cancel");
    const onCut = () => this.#fail(new AppError("run_cut", `Run ${this.id} was left where it stands`));
    // Of a run within one that is being cut: its end must not be written down as a cancel.
    const onKill = () => cut?.aborted ? onCut() : this.#stop("kill");
    cut?.addEventListener("abort", onCut, { once: true });
    signal.addEventListener("abort", onSignal, { once: true });
    kill.addEventListener("abort", onKill, { once: true });
    if (cut?.aborted) onCut();
    if (signal.aborted) onSignal();
    if (kill.aborted) onKill();
    return () => {
      cut?.removeEventListener("abort", onCut);
      signal.removeEventListener("abort", onSignal);
      kill.removeEventListener("abort", onKill);
    };
  }

  /** Takes a place in the concurrency group; undefined when there is none to take, or an outer run holds it for this one. */
  async #admit(): Promise<Admission | undefined> {
    const { prepared: { concurrency }, lineage, lease, ports } = this.#of;
    if (this.#stopped !== undefined || this.#broken !== undefined) return { kind: "stopped" };
    if (concurrency === undefined || lineage.groups.has(concurrency.group)) {
      this.#move("start");
      return undefined;
    }
    const admission = await admit(ports.slots, {
      ...concurrency,
      run: lease.run,
      signal: this.#waiting.signal,
      onWait: (reason) => {
        this.#move("queue");
        this.#recorder.show({ type: "run.waiting", time: this.#now(), run: lease.run, reason });
      },
    });
    if (admission.kind !== "admitted") return admission;
    if (this.#stopped !== undefined || this.#broken !== undefined) {
      admission.slot[Symbol.dispose]();
      return { kind: "stopped" };
    }
    this.#move(this.#phase === "queued" ? "admit" : "start");
    return admission;
  }

  /** Ends the run without having started a task, hooks included. */
  async #refuse(admission: Exclude<Admission, { kind: "admitted" }>): Promise<RunOutcome> {
    this.#move("refuse");
    const isRefused = admission.kind === "refused";
    this.#tally.refuse(isRefused ? "succeeded" : "cancelled");
    const reason = isRefused ? admission.reason : doneReason("cancelled");
    const { tasks, onSuccess, onFailure, cleanup } = this.#of.prepared;
    for (const units of [tasks, onSuccess, onFailure, cleanup]) {
      await this.#leaveOut(units, (instance) => notBegunEnd(instance, isRefused ? "skipped" : "cancelled", reason));
    }
    return this.#finish(reason);
  }

  async #work(): Promise<RunOutcome> {
    const { tasks, onSuccess, onFailure, cleanup, timeoutMs } = this.#of.prepared;
    if (timeoutMs !== undefined) {
      void this.#of.ports.clock.sleep(timeoutMs, this.#over.signal).then(() => this.#isStoppable() && this.#stop("run_timeout"));
    }
    const main = await this.#runStage(tasks, () => this.#continueStop());
    this.#tally.settle(this.#stopped, main.failure, this.#timeoutFailure());
    this.#move("drained");

    const { status } = this.#tally;
    const hooks = status === "succeeded" ? onSuccess : status === "cancelled" ? [] : onFailure;
    const why = doneReason(status);
    for (const units of [onSuccess, onFailure]) {
      if (units !== hooks) await this.#leaveOut(units, (instance) => notBegunEnd(instance, "skipped", why));
    }
    const hooked = await this.#runStage(hooks, (stage) => this.#kill.signal.aborted && stage.halt(this.#cancelled));
    this.#tally.settle(this.#stopped, hooked.failure, this.#timeoutFailure());
    this.#move("drained");

    const last = await this.#runStage(cleanup, (stage) => this.#kill.signal.aborted && stage.halt(this.#cancelled));
    this.#tally.settle(this.#stopped, last.failure, this.#timeoutFailure());
    this.#move("drained");
    return this.#finish();
  }

  /** Works on one list of tasks. `begin` may halt it before anything starts. */
  async #runStage(units: readonly Unit[], begin: (stage: Stage) => void): Promise<Stage> {
    const stop = new StopSwitch();
    const stage = new Stage(units, this.#of.prepared.limit, {
      execute: (instance, unit) => runTask(this.#context, instance, unit, stop),
      finish: (instance, end) => this.#recorder.record(this.#finished(instance.id, end)),
      closed: (unit) => {
        this.#tally.count(unit);
        this.#context.results.set(unit.task.id, resultOf(unit));
      },
      fail: (error) => this.#fail(error),
    });
    this.#current = { stage, stop };
    begin(stage);
    if (this.#broken !== undefined) stage.breakOff(this.#broken.error);
    await stage.run();
    this.#current = undefined;
    return stage;
  }

  /** What tasks that follow read stays as it is; what is kept and shown holds no secret. */
  #finished(task: string, end: TaskEnd): TaskFinished {
    return finishedEvent(this.#now(), this.#context.run, task, { ...end, outputs: this.#context.masker.json(end.outputs) });
  }

  async #leaveOut(units: readonly Unit[], end: (instance: Instance) => TaskEnd): Promise<void> {
    await this.#runStage(units, (stage) => stage.halt(end));
  }

  /** A run that was being stopped when its process died goes on being stopped. */
  #continueStop(): void {
    const ended = this.#of.prior?.tasks.find(({ status }) => status === "cancelled");
    if (ended !== undefined) this.#stop(ended.error?.code === "run_timeout" ? "run_timeout" : "cancel");
  }

  #isStoppable(): boolean {
    return !this.#over.signal.aborted && (this.#phase === "tasks" || this.#phase === "hooks");
  }

  #stop(reason: "cancel" | "run_timeout" | "kill"): void {
    const isKill = reason === "kill";
    this.#move(isKill ? "kill" : "stop");
    if (isKill) this.#kill.abort(reason);
    if (this.#broken !== undefined || this.#phase === "ended") return;
    const isCleanup = this.#phase === "cleanup" || this.#phase === "stopping_cleanup";
    if (isCleanup && !isKill) return;
    this.#stopped ??= reason;
    this.#waiting.abort(reason);
    this.#current?.stop.stop(reason);
    this.#current?.stage.halt(this.#cancelled);
    if (isKill) this.#children.killAll();
  }

  readonly #cancelled = (instance: Instance): TaskEnd =>
    this.#stopped === "run_timeout"
      ? notBegunEnd(instance, "cancelled", doneReason("timed_out"), this.#timeoutFailure())
      : notBegunEnd(instance, "cancelled", doneReason("cancelled"));

  #fail(error: unknown): void {
    if (this.#broken !== undefined) return;
    this.#broken = { error };
    this.#move("break");
    this.#kill.abort("kill");
    this.#waiting.abort("kill");
    this.#current?.stop.stop("kill");
    this.#children.killAll();
    const stage = this.#current?.stage;
    stage?.breakOff(error);
    void this.#of.ports.clock.sleep(BROKEN_GRACE_MS, this.#over.signal).then(() => stage?.abandon());
  }

  #timeoutFailure(): Failure {
    return { code: "run_timeout", message: `The run took longer than its timeout of ${this.#of.prepared.timeoutMs ?? 0} ms` };
  }

  #finish(reason?: string): RunOutcome {
    const status = this.#tally.status === "running" ? "succeeded" : this.#tally.status;
    const durationMs = Math.round(this.#of.ports.clock.monotonicMs() - this.#startedMs);
    const error = this.#tally.error === undefined ? {} : { error: this.#tally.error };
    const { run } = this.#context;
    const counts = { ...this.#tally.counts };
    this.#recorder.record({ type: "run.finished", time: this.#now(), run, status, duration_ms: durationMs, counts, ...error });
    const outputs = emptyRecord<Json>();
    for (const { task } of this.#of.prepared.tasks) outputs[task.id] = this.#context.results.get(task.id)?.outputs ?? {};
    return { run, status, ...error, ...reason === undefined ? {} : { reason }, outputs, counts, durationMs };
  }

  #scope(): JsonObject {
    const { run, loaded } = this.#context;
    return { id: run, status: this.#tally.status, pipeline: loaded.pipeline.name, started_at: new Date(this.#startedAt).toISOString() };
  }

  #move(input: RunInput): void {
    this.#phase = RUN_MACHINE.next(this.#phase, input);
  }

  #now(): number {
    return this.#of.ports.clock.now();
  }
}

/** What the sub-pipelines of a run stand within. */
function innerLineage({ lineage, loaded, prepared: { concurrency } }: PipelineRunOptions): Lineage {
  return {
    secrets: secretsWithin(lineage, loaded),
    files: [...lineage.files, loaded.file],
    groups: concurrency === undefined ? lineage.groups : new Set([...lineage.groups, concurrency.group]),
  };
}
