import { priorEnd } from "./prior_end.ts";
import { ReadyQueue } from "./ready_queue.ts";
import { TASK_MACHINE } from "./task_machine.ts";
import { applyEdge, closeUnit, type Instance, isEmptyMatrix, isTolerated, NO_OUTPUTS, type TaskEnd, type Unit, verdictOn } from "./unit.ts";

/** What a stage needs of its run. */
export interface StageHost {
  /** Works on an instance until it has ended; rejects only for what breaks the run. */
  execute(instance: Instance, unit: Unit): Promise<TaskEnd>;
  /** Writes an end down. @throws AppError when it cannot be written. */
  finish(instance: Instance, end: TaskEnd): void;
  /** A unit has ended as a whole. */
  closed(unit: Unit): void;
  /** The run cannot go on. */
  fail(error: unknown): void;
}

/**
 * One list of tasks being worked on: starts what is ready in document order, at most `limit` at once, and lets each end count down those
 * who wait for it. It looks at every edge once, so the cost of a task does not grow with the graph.
 */
export class Stage {
  readonly units: readonly Unit[];
  /** The first failure that nothing tolerates. */
  failure: { readonly id: string; readonly end: TaskEnd } | undefined;

  readonly #host: StageHost;
  readonly #limit: number;
  readonly #instances: readonly Instance[];
  readonly #unitOf = new Map<Instance, Unit>();
  readonly #ready = new ReadyQueue();
  readonly #settled: Unit[] = [];
  readonly #executing = new Set<Instance>();
  readonly #steps: (() => void)[] = [];
  #isStepping = false;
  #left: number;
  #halted = false;
  #done: { resolve(): void; reject(error: unknown): void } | undefined;
  #broken: { readonly error: unknown } | undefined;

  constructor(units: readonly Unit[], limit: number, host: StageHost) {
    this.units = units;
    this.#limit = limit;
    this.#host = host;
    this.#instances = units.flatMap((unit) => unit.instances);
    for (const unit of units) for (const instance of unit.instances) this.#unitOf.set(instance, unit);
    this.#left = this.#instances.length;
  }

  /** Works until every task has ended. @throws what {@link Stage.breakOff} was given, once nothing runs any more. */
  run(): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#done = { resolve, reject };
      this.#step(() => {
        for (const unit of this.units) if (unit.open === 0) this.#settled.push(unit);
      });
    });
  }

  /** Ends what has not begun; what runs is the caller's to stop. */
  halt(end: (instance: Instance) => TaskEnd): void {
    if (this.#halted) return;
    this.#halted = true;
    this.#step(() => {
      for (const unit of this.units) {
        for (const instance of unit.instances) {
          if (instance.end === undefined && !this.#executing.has(instance)) this.#end(unit, instance, end(instance));
        }
      }
    });
  }

  /** Gives up: nothing is written any more, and {@link Stage.run} rejects when the last attempt has come back. */
  breakOff(error: unknown): void {
    this.#broken ??= { error };
    this.#check();
  }

  /** Stops waiting for attempts that do not come back. */
  abandon(): void {
    if (this.#broken !== undefined) this.#done?.reject(this.#broken.error);
  }

  /** A listener may stop the run in the middle of a step: that is a step of its own, after this one. */
  #step(work: () => void): void {
    this.#steps.push(work);
    if (this.#isStepping) return;
    this.#isStepping = true;
    try {
      for (let next = this.#steps.shift(); next !== undefined && this.#broken === undefined; next = this.#steps.shift()) {
        next();
        this.#settle();
        this.#startReady();
      }
    } catch (error) {
      this.#host.fail(error);
    } finally {
      this.#isStepping = false;
    }
    this.#check();
  }

  #check(): void {
    if (this.#executing.size > 0 || this.#isStepping) return;
    if (this.#broken !== undefined) this.#done?.reject(this.#broken.error);
    else if (this.#left === 0) this.#done?.resolve();
  }

  /** Decides on units whose dependencies have ended; a list, not a recursion, for chains of any length. */
  #settle(): void {
    for (let index = 0; index < this.#settled.length; index++) {
      const unit = this.#settled[index];
      if (unit === undefined || unit.left === 0) continue;
      const verdict = verdictOn(unit);
      const reason = !verdict.run ? verdict.reason : isEmptyMatrix(unit) ? "its matrix is empty" : undefined;
      if (reason === undefined) this.#release(unit, Infinity);
      else for (const instance of unit.instances) if (instance.end === undefined) this.#end(unit, instance, skipped(reason));
    }
    this.#settled.length = 0;
  }

  /** Makes instances ready: of a matrix with a bound of its own only so many at a time. */
  #release(unit: Unit, most: number): void {
    const bound = unit.task.matrix === undefined ? Infinity : unit.task.max_parallel ?? Infinity;
    let released = 0;
    while (released < Math.min(bound, most)) {
      const instance = unit.instances[unit.nextInstance++];
      if (instance === undefined) return;
      if (instance.end !== undefined) continue;
      const prior = priorEnd(instance);
      if (prior !== undefined) {
        this.#end(unit, instance, prior);
        continue;
      }
      instance.phase = TASK_MACHINE.next(instance.phase, "release");
      this.#ready.push(instance.ordinal);
      released++;
    }
  }

  #startReady(): void {
    while (!this.#halted && this.#broken === undefined && this.#executing.size < this.#limit) {
      const ordinal = this.#ready.pop();
      const instance = ordinal === undefined ? undefined : this.#instances[ordinal];
      const unit = instance === undefined ? undefined : this.#unitOf.get(instance);
      if (instance === undefined || unit === undefined) return;
      this.#executing.add(instance);
      this.#host.execute(instance, unit).then(
        (end) => {
          this.#executing.delete(instance);
          this.#step(() => {
            this.#end(unit, instance, end);
            this.#release(unit, 1);
          });
        },
        (error) => {
          this.#executing.delete(instance);
          this.#host.fail(error);
          this.#check();
        },
      );
    }
  }

  #end(unit: Unit, instance: Instance, end: TaskEnd): void {
    const prior = priorEnd(instance);
    if (prior === undefined) {
      const phase = TASK_MACHINE.next(instance.phase, end.status);
      this.#host.finish(instance, end);
      instance.phase = phase;
    } else {
      instance.phase = prior.status;
    }
    instance.end = prior ?? end;
    if (isFailure(unit, instance.end)) this.failure ??= { id: instance.id, end: instance.end };
    this.#left--;
    if (--unit.left > 0) return;
    closeUnit(unit, verdictOn(unit).run);
    this.#host.closed(unit);
    for (const { to, kind } of unit.dependents) {
      applyEdge(to, kind, unit);
      if (to.open === 0) this.#settled.push(to);
    }
  }
}

function skipped(reason: string): TaskEnd {
  return { status: "skipped", attempt: 0, durationMs: 0, outputs: NO_OUTPUTS, reason };
}

function isFailure(unit: Unit, end: TaskEnd): boolean {
  return end.status !== "succeeded" && end.status !== "skipped" && !isTolerated(unit.task, end);
}
