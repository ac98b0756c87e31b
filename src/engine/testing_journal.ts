import { AppError, type Journal, type JournalEvent, type RunLease, type RunRecord, type RunState, type TaskState } from "../core/mod.ts";

interface Kept {
  readonly record: RunRecord;
  readonly events: JournalEvent[];
  epoch: number;
  alive: boolean;
}

/** A journal in memory that keeps the real one's rules: a lease that was taken over is stale, and a dead process writes nothing. */
export class MemoryJournal implements Journal {
  readonly runs = new Map<string, Kept>();
  /** How many events were kept so far. */
  appended = 0;
  /** Looked at before each append with the number it would get; what it throws is thrown, and nothing is kept. */
  beforeAppend: (n: number, event: JournalEvent) => void = () => {};
  /** The same after the event was kept. */
  afterAppend: (n: number, event: JournalEvent) => void = () => {};

  create(record: RunRecord): RunLease {
    // The real journal stores text, so that nothing of the caller's lives on in it.
    const kept: Kept = { record: structuredClone(record), events: [], epoch: 1, alive: true };
    this.runs.set(record.run, kept);
    return this.#lease(kept, 1);
  }

  takeOver(run: string): RunLease {
    const kept = this.runs.get(run);
    if (kept === undefined) throw new AppError("run_unknown", `No run "${run}"`);
    const { status } = foldRun(kept.record, kept.events, kept.epoch, kept.alive);
    if (status === "running") throw new AppError("run_alive", `Run ${run} is alive`);
    if (status !== "interrupted") throw new AppError("run_ended", `Run ${run} has ended`);
    kept.alive = true;
    return this.#lease(kept, ++kept.epoch);
  }

  read(run: string): RunState | undefined {
    const kept = this.runs.get(run);
    return kept === undefined ? undefined : foldRun(kept.record, kept.events, kept.epoch, kept.alive);
  }

  readChild(run: string, task: string): RunState | undefined {
    const found = [...this.runs.values()].findLast(({ record: { parent } }) => parent?.run === run && parent.task === task);
    return found === undefined ? undefined : this.read(found.record.run);
  }

  events(run: string): readonly JournalEvent[] {
    return this.runs.get(run)?.events ?? [];
  }

  /** The process dies: what it holds is free, and it can write nothing any more. */
  crash(): void {
    for (const kept of this.runs.values()) {
      kept.alive = false;
      kept.epoch++;
    }
  }

  #lease(kept: Kept, epoch: number): RunLease {
    let released = false;
    return {
      run: kept.record.run,
      epoch,
      append: (event) => {
        if (released) throw new TypeError("A run's lease is used after it was released");
        if (kept.epoch !== epoch) throw new AppError("fence_stale", `Run ${kept.record.run} was taken over`);
        this.beforeAppend(this.appended + 1, event);
        kept.events.push(structuredClone(event));
        this.afterAppend(++this.appended, event);
      },
      [Symbol.dispose]: () => {
        released = true;
        if (kept.epoch === epoch) kept.alive = false;
      },
    };
  }
}

/** A run's state from its journal, as the real journal folds it. */
export function foldRun(record: RunRecord, events: readonly JournalEvent[], epoch: number, alive: boolean): RunState {
  const tasks = new Map<string, TaskState>();
  let state: RunState = { ...record, status: alive ? "running" : "interrupted", epoch, tasks: [] };
  for (const event of events) {
    switch (event.type) {
      case "run.started":
        state = { ...state, startedAt: state.startedAt ?? event.time };
        for (const id of event.tasks) if (!tasks.has(id)) tasks.set(id, { id, status: "pending", attempts: 0 });
        break;
      case "task.started": {
        const before = tasks.get(event.task);
        const startedAt = before?.startedAt ?? event.time;
        tasks.set(event.task, { id: event.task, status: "running", attempts: event.attempt, startedAt });
        break;
      }
      case "task.retrying": {
        const before = tasks.get(event.task) ?? { id: event.task, attempts: event.attempt };
        tasks.set(event.task, { ...before, status: "pending" });
        break;
      }
      case "task.finished": {
        const { task: id, status, attempt: attempts, outputs, exit_code, reason, error } = event;
        tasks.set(id, {
          ...tasks.get(id),
          id,
          status,
          attempts,
          outputs,
          finishedAt: event.time,
          durationMs: event.duration_ms,
          ...exit_code === undefined ? {} : { exitCode: exit_code },
          ...reason === undefined ? {} : { reason },
          ...error === undefined ? {} : { error },
        });
        break;
      }
      case "run.finished":
        state = { ...state, status: event.status, finishedAt: event.time, durationMs: event.duration_ms };
        if (event.error !== undefined) state = { ...state, error: event.error };
        break;
    }
  }
  // Before the first event its tasks are the document's, as in the real journal.
  if (state.startedAt === undefined) { for (const { id } of record.pipeline.tasks) tasks.set(id, { id, status: "pending", attempts: 0 }); }
  return { ...state, tasks: [...tasks.values()] };
}
