import {
  AppError,
  type Clock,
  type DaemonEvent,
  type JsonObject,
  type ModuleId,
  type QueuedEntry,
  type QueuedRun,
  type RunEvent,
  type RunState,
  stringifyJson,
  type TraceContext,
} from "../../core/mod.ts";
import { type ConcurrencyPlace, MASK, type RunOutcome } from "../../engine/mod.ts";
import type { State } from "../../platform/mod.ts";
import { ActiveRun } from "./active_run.ts";
import { ActiveRuns } from "./active_runs.ts";
import type { LoadedRevision } from "./loaded_revision.ts";
import { recordEnd } from "./record_end.ts";
import type { RunCarrier, RunStops, SettledRun } from "./run_carrier.ts";
import { WaitingRuns } from "./waiting_runs.ts";

/** What {@link Dispatcher} works with. */
export interface DispatcherOptions {
  readonly state: State;
  readonly carrier: RunCarrier;
  readonly clock: Clock;
  /** How many runs may be under way now. */
  atOnce(): number;
  /** The pipeline of a revision, or of the active one; undefined when it is not there now. */
  loaded(module: ModuleId, revision?: number): LoadedRevision | undefined;
  /** Whether there is such a module, also one that cannot run now. */
  known(module: ModuleId): boolean;
  /** Sees every event of every run, and the trace that a run stands in. */
  observe?(event: RunEvent, trace: TraceContext | undefined): void;
  /** Tells what happens to runs. */
  tell(event: DaemonEvent): void;
  /** Something went wrong that no run shows. */
  warn(message: string, error: unknown): void;
}

/** What a run was started with. */
export type Given = Pick<QueuedRun, "params" | "event">;

/** How long a run waits that could not be written down. */
const RETRY_MS = 1000;

/**
 * Begins accepted runs as there is room: the oldest first, but none behind another pipeline's full concurrency group. A run is in the
 * queue on the disk until its first event is in the journal, so that a crash loses none and begins none twice.
 */
export class Dispatcher {
  /** Runs that this process works on. */
  readonly active = new ActiveRuns();
  readonly #of: DispatcherOptions;
  readonly #waiting = new WaitingRuns();
  readonly #resumes: (() => void)[] = [];
  readonly #given = new Map<string, Given>();
  readonly #over = new AbortController();
  #isOpen = false;

  constructor(of: DispatcherOptions) {
    this.#of = of;
  }

  counts(): { readonly queued: number; readonly running: number } {
    return { queued: this.#waiting.size + this.#resumes.length, running: this.active.size };
  }

  /** How many could begin at once now. */
  room(): number {
    return Math.max(0, this.#of.atOnce() - this.active.busy);
  }

  /** Takes over what waits on the disk, and begins. */
  open(): void {
    for (const entry of this.#of.state.queue.entries()) {
      if (entry.fate === undefined) this.#waiting.add(entry);
      else this.#begin(entry);
    }
    this.#isOpen = true;
    this.pump();
  }

  /** Begins nothing any more. */
  close(): void {
    this.#isOpen = false;
    this.#resumes.length = 0;
    this.#over.abort("closed");
  }

  /**
   * What becomes of a run that is about to be accepted, by the `overlap` of its pipeline: `skip` does without it when as many as may run at
   * once run or wait already.
   */
  isSkipped(place: ConcurrencyPlace | undefined): boolean {
    if (place?.overlap !== "skip") return false;
    return this.active.ofGroup(place.group).size + this.#waiting.ofGroup(place.group).length >= place.limit;
  }

  /**
   * An accepted run, already durable.
   *
   * @param given What it was given, when that held a secret: it is kept in memory alone.
   */
  accept(entry: QueuedEntry, place: ConcurrencyPlace | undefined, given?: Given): void {
    if (given !== undefined) this.#given.set(entry.run, given);
    if (place?.overlap === "cancel") this.#cancelOlder(place);
    if (entry.fate !== undefined) return this.#begin(entry);
    this.#waiting.add(entry);
    this.pump();
    if (!this.#waiting.has(entry.run)) return;
    this.#of.tell({ type: "run.queued", time: this.#of.clock.now(), run: entry.run, pipeline: nameOf(entry.module) });
  }

  /** Cancels a run that waits or that this process works on. @returns False for any other. */
  cancel(run: string): boolean {
    const active = this.active.get(run);
    if (active !== undefined) {
      active.cancel();
      return true;
    }
    const entry = this.#waiting.get(run);
    if (entry === undefined || !this.#of.state.queue.doom(run, "cancelled")) return false;
    this.#waiting.remove(run);
    this.#begin({ ...entry, fate: "cancelled" });
    return true;
  }

  /** Goes on with an interrupted run now. Resolves once it is under way. @throws As `RunCarrier.resume` does. */
  resume(state: RunState): Promise<void> {
    const module = `pipelines/${state.pipeline.name}`;
    const active = new ActiveRun({ run: state.run, module, revision: state.revision ?? 0, group: undefined, isDoomed: false });
    return new Promise((resolve, reject) => {
      if (this.active.get(state.run) !== undefined) throw new AppError("run_alive", `Run ${state.run} is running`);
      this.#follow(active, async () => {
        try {
          const revision = state.revision === null ? undefined : this.#of.loaded(module, state.revision);
          const outcome = await this.#carry(active, (stops) => this.#of.carrier.resume(state, revision, stops), resolve);
          if (outcome.status === "interrupted") {
            throw new AppError("not_idempotent", outcome.error?.message ?? `Run ${state.run} cannot go on`);
          }
        } catch (error) {
          if (!active.hasBegun) return reject(error);
          this.#interrupted(active, error);
        }
      });
    });
  }

  /** Goes on with an interrupted run as soon as there is room, before any that waits. */
  resumeLater(state: RunState): void {
    this.#resumes.push(() => {
      this.resume(state).catch((error) => this.#of.warn(`Run ${state.run} could not be resumed`, error));
    });
    this.pump();
  }

  /** Runs of a module that wait, oldest first. */
  waitingOf(module: ModuleId): readonly QueuedEntry[] {
    return this.#waiting.ofModule(module);
  }

  /** Begins what may begin: to be called whenever that may have changed. */
  pump(): void {
    while (this.#isOpen && this.active.busy < this.#of.atOnce()) {
      const resume = this.#resumes.shift();
      if (resume !== undefined) {
        resume();
        continue;
      }
      const entry = this.#waiting.next((entry) => this.#mayBegin(entry));
      if (entry === undefined) return;
      this.#waiting.remove(entry.run);
      this.#begin(entry);
    }
  }

  #loaded(entry: Pick<QueuedEntry, "module" | "revision">): LoadedRevision | undefined {
    return this.#of.loaded(entry.module, entry.revision) ?? this.#of.loaded(entry.module);
  }

  #mayBegin(entry: QueuedEntry): boolean {
    const loaded = this.#loaded(entry);
    // Of a pipeline whose document is wrong at the moment they wait; of one that is gone there is nothing to wait for.
    if (loaded === undefined) return !this.#of.known(entry.module);
    const { concurrency } = loaded.pipeline;
    if (entry.group === undefined || concurrency === undefined || (concurrency.overlap ?? "queue") !== "queue") return true;
    return this.active.ofGroup(entry.group).size < (concurrency.limit ?? 1);
  }

  #cancelOlder({ group, limit }: ConcurrencyPlace): void {
    const running = [...this.active.ofGroup(group)].filter(({ isDoomed }) => !isDoomed).map(({ run }) => run);
    const older = [...running, ...this.#waiting.ofGroup(group).map(({ run }) => run)];
    for (const run of older.slice(0, Math.max(0, older.length - limit + 1))) this.cancel(run);
  }

  #begin(entry: QueuedEntry): void {
    const { run, module, revision, group } = entry;
    const active = new ActiveRun({ run, module, revision, group, isDoomed: entry.fate !== undefined });
    if (entry.fate === "cancelled") active.cancel();
    this.#follow(active, () => this.#work(active, entry));
  }

  #follow(active: ActiveRun, work: () => Promise<void>): void {
    this.active.add(active);
    active.follow((async () => {
      try {
        await work();
      } catch (error) {
        this.#of.warn(`Run ${active.run} came to an end that it could not be given`, error);
      } finally {
        this.active.delete(active);
        this.pump();
      }
    })());
  }

  async #work(active: ActiveRun, entry: QueuedEntry): Promise<void> {
    const { queue } = this.#of.state;
    let queued: QueuedRun | undefined;
    let settled: SettledRun | undefined;
    try {
      queued = queue.get(entry.run);
      if (queued === undefined) return;
      const loaded = this.#loaded(entry);
      if (loaded === undefined) throw new AppError("module_unknown", `There is no pipeline "${nameOf(entry.module)}" any more`);
      active.revision = loaded.revision;
      const given = this.#given.get(entry.run) ?? queued;
      const run = settled = await this.#of.carrier.settle(loaded, given.params);
      if (given === queued && !active.isDoomed) refuseMasked(run, queued);
      if (!active.isDoomed && await this.#isToWait(active, run, given.event)) {
        this.#waiting.add({ ...entry, ...active.group === undefined ? {} : { group: active.group } }, true);
        return;
      }
      await this.#carry(active, (stops) => this.#of.carrier.start(run, entry.run, given.event, stops));
      this.#given.delete(entry.run);
    } catch (error) {
      this.#failed(active, queued, settled, error);
    }
  }

  /** Whether its group has turned out to be another one, which is full: its pipeline or a setting changed since it was accepted. */
  async #isToWait(active: ActiveRun, settled: SettledRun, event: JsonObject): Promise<boolean> {
    const place = await this.#of.carrier.place(settled, active.run, event);
    if (place?.group === active.group) return false;
    const isFull = place?.overlap === "queue" && this.active.ofGroup(place.group).size >= place.limit;
    this.active.move(active, place?.group);
    return isFull;
  }

  /** Carries a run out and tells what becomes of it. */
  async #carry(
    active: ActiveRun,
    work: (stops: RunStops) => Promise<RunOutcome>,
    begun: () => void = () => {},
  ): Promise<RunOutcome> {
    const { run } = active;
    const ended = new AbortController();
    let trace: TraceContext | undefined;
    const emit = (event: RunEvent) => {
      this.#of.observe?.(event, trace);
      if (!active.hasBegun) {
        active.hasBegun = true;
        this.#of.state.queue.remove(run);
        this.#of.tell({ type: "run.started", time: event.time, run, pipeline: nameOf(active.module) });
        // Other processes ask through the state folder.
        void this.#of.state.slots.cancelRequested(run, ended.signal).then((isAsked) => isAsked && active.cancel());
        this.active.tellChange();
        begun();
      }
      // One that has nothing to do but wait for other processes gives its place to those that can go on.
      if (this.active.setWaiting(active, event.type === "run.waiting" && event.task === undefined)) this.pump();
      if (event.type !== "run.finished") return;
      this.#of.tell({ type: "run.finished", time: event.time, run, pipeline: nameOf(active.module), status: event.status });
    };
    try {
      const isRefused = active.isDoomed && !active.signal.aborted;
      return await work({
        signal: active.signal,
        cut: active.cutSignal,
        emit,
        trace: (given) => void (trace = given),
        ...isRefused ? { isRefused } : {},
      });
    } finally {
      ended.abort("ended");
    }
  }

  #failed(active: ActiveRun, queued: QueuedRun | undefined, settled: SettledRun | undefined, error: unknown): void {
    const { state, clock } = this.#of;
    try {
      if (queued === undefined) throw error;
      if (active.hasBegun || state.journal.status(active.run) !== undefined) return this.#interrupted(active, error);
      const { code, message } = failureOf(error);
      if (code.startsWith("state_")) throw error;
      const text = settled?.masker.message(message) ?? message;
      const isGone = code === "module_unknown" || active.signal.aborted;
      const status = isGone ? "cancelled" : "failed";
      recordEnd(state, { queued, ...fromOf(settled), status, error: { code, message: text }, now: clock.now() });
      state.queue.remove(active.run);
      this.#given.delete(active.run);
      this.#of.tell({ type: "run.finished", time: clock.now(), run: active.run, pipeline: nameOf(active.module), status });
    } catch (failure) {
      this.#of.warn(`Run ${active.run} could not be written down; it is tried again`, failure);
      this.#tryLater(active);
    }
  }

  /** It stays in the queue on the disk; should this process end before, the next one begins it. */
  #tryLater({ run, module, revision, group }: ActiveRun): void {
    const entry: QueuedEntry = { run, module, revision, acceptedAt: this.#of.clock.now(), ...group === undefined ? {} : { group } };
    void this.#of.clock.sleep(RETRY_MS, this.#over.signal).then(() => {
      if (!this.#isOpen) return;
      const queued = this.#entryOf(run) ?? entry;
      if (queued.fate !== undefined) return this.#begin(queued);
      this.#waiting.add(queued, true);
      this.pump();
    });
  }

  #entryOf(run: string): QueuedEntry | undefined {
    try {
      return this.#of.state.queue.get(run);
    } catch {
      return undefined;
    }
  }

  /** It can be resumed. */
  #interrupted(active: ActiveRun, error: unknown): void {
    const { run, module } = active;
    if (!active.cutSignal.aborted) this.#of.warn(`Run ${run} was interrupted`, error);
    this.#of.tell({ type: "run.finished", time: this.#of.clock.now(), run, pipeline: nameOf(module), status: "interrupted" });
  }
}

function nameOf(module: ModuleId): string {
  return module.slice(module.indexOf("/") + 1);
}

/** A secret that a run was given went with the process that accepted it. */
function refuseMasked({ loaded }: SettledRun, { run, params, event }: QueuedRun): void {
  if (Object.keys(loaded.secrets).length === 0 || !stringifyJson([params, event]).includes(MASK)) return;
  throw new AppError("resume_mismatch", `Run ${run} was given a secret, and no secret is stored`, {
    hint: "Start a new run; take the value from `secrets` where the pipeline needs it",
  });
}

function failureOf(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof AppError) return { code: error.code, message: error.message };
  return { code: "internal", message: error instanceof Error ? error.message : String(error) };
}

function fromOf(settled: SettledRun | undefined): { readonly from?: SettledRun["loaded"] } {
  return settled === undefined ? {} : { from: settled.loaded };
}
