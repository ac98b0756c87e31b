import {
  AppError,
  type Clock,
  type DaemonEvent,
  type DaemonEventSink,
  type FeedItem,
  type ModuleId,
  type QueuedRun,
  type RunEvent,
  type Settings,
  type SourceEvent,
  stringifyJson,
  type TraceContext,
} from "../../core/mod.ts";
import { createClock, type FeedOptions, killLeft, type State } from "../../platform/mod.ts";
import type { RunRequest, Runs, RunView } from "../daemon/runs.ts";
import type { Sandbox } from "../open_sandbox.ts";
import type { ActiveRun } from "./active_run.ts";
import { ApprovalDesk } from "./approval_desk.ts";
import { Dispatcher } from "./dispatcher.ts";
import { eventScope } from "./event_scope.ts";
import type { LoadedRevision } from "./loaded_revision.ts";
import { RunCarrier } from "./run_carrier.ts";
import { RunKeeper } from "./run_keeper.ts";
import { pageOfRuns, type RunFilter, type RunPage, viewOf } from "./run_pages.ts";

/** What {@link RunService} works with. */
export interface RunServiceOptions {
  /** Open for writing, and longer than the service is. */
  readonly state: State;
  readonly sandbox: Sandbox;
  /** What secrets and settings are taken from, and what children inherit. */
  readonly environment: Readonly<Record<string, string>>;
  /** The settings in force now. */
  settings(): Settings;
  /** Takes `run.queued`, `run.started` and `run.finished`. */
  readonly events: DaemonEventSink;
  /** The pipeline of a revision that is still in memory, or without a number of the active one; undefined when there is none. */
  loaded(module: ModuleId, revision?: number): LoadedRevision | undefined;
  /** Whether there is such a module, also one whose document is wrong now: its accepted runs wait. Those of a module that is gone end. */
  known(module: ModuleId): boolean;
  /** Default: this machine's. */
  readonly clock?: Clock;
  /** Sees every event of every run, and the trace that the run stands in. Default: nobody. */
  observe?(event: RunEvent, trace: TraceContext | undefined): void;
  /** Hears what went wrong and no run shows. Default: nobody. */
  warn?(message: string, error: unknown): void;
}

/** How a module's runs of other revisions are let go. */
export interface DrainOptions {
  /** The revision that serves now; null when the module is gone. */
  readonly revision: number | null;
  /** How long they may go on before they are cancelled, in milliseconds. */
  readonly graceMs: number;
  /** Ends the grace. */
  readonly now?: AbortSignal;
}

/**
 * The runs of a daemon: accepts them durably, begins them as there is room, and keeps what they did.
 *
 * Made once; {@link open} takes over what an earlier process left, {@link stop} ends it.
 */
export class RunService implements Runs {
  readonly #of: RunServiceOptions;
  readonly #clock: Clock;
  readonly #carrier: RunCarrier;
  readonly #desk: ApprovalDesk;
  readonly #dispatcher: Dispatcher;
  readonly #keeper: RunKeeper;
  #isStopping = false;

  constructor(of: RunServiceOptions) {
    const { state, sandbox, environment } = of;
    this.#of = of;
    this.#clock = of.clock ?? createClock();
    this.#desk = new ApprovalDesk({ parentOf: (run) => state.journal.parentOf(run) });
    this.#carrier = new RunCarrier({ state, sandbox, environment, approvals: this.#desk });
    const warn = (message: string, error: unknown) => of.warn?.(message, error);
    this.#dispatcher = new Dispatcher({
      state,
      carrier: this.#carrier,
      clock: this.#clock,
      atOnce: () => of.settings().runs.at_once,
      loaded: (module, revision) => of.loaded(module, revision),
      known: (module) => of.known(module),
      tell: (event) => this.#tell(event),
      ...(of.observe === undefined ? {} : { observe: (event, trace) => of.observe?.(event, trace) }),
      warn,
    });
    this.#keeper = new RunKeeper({ removal: state.removal, clock: this.#clock, settings: () => of.settings().runs, warn });
  }

  /**
   * Takes over what earlier processes left, and begins. To be called once the modules are loaded.
   *
   * Children of dead runs are killed. Accepted runs begin. A run that had begun and done nothing yet goes on in any case, others as
   * `runs.recover` says.
   *
   * @throws AppError `state_*`.
   */
  async open(): Promise<void> {
    const { state, environment } = this.#of;
    const interrupted = state.journal.interrupted();
    await killLeft(interrupted.filter(({ isLeft }) => isLeft), environment);
    const recovers = this.#of.settings().runs.recover === "resume";
    const own = interrupted.filter(({ revision, isChild, hasBegun }) => revision !== null && !isChild && (recovers || !hasBegun));
    state.queue.settle();
    for (const { run } of own) {
      const found = state.journal.read(run);
      if (found?.status === "interrupted") this.#dispatcher.resumeLater(found);
    }
    this.#dispatcher.open();
    this.#keeper.start();
  }

  /** Settings or modules have changed: what waited for that begins. */
  refresh(): void {
    this.#dispatcher.pump();
    this.#keeper.wake();
  }

  async start({ pipeline, params, event }: RunRequest): Promise<{ readonly run: string; readonly isRepeated: boolean }> {
    this.#refuseWhenStopping();
    const module = `pipelines/${pipeline}`;
    const loaded = this.#of.loaded(module);
    if (loaded === undefined) throw new AppError("module_unknown", `There is no pipeline "${pipeline}" that can run`);
    const run = this.#of.state.newRunId();
    const acceptedAt = this.#clock.now();
    const cause: SourceEvent = event ?? { id: run, time: acceptedAt, kind: "api", payload: {} };
    const settled = await this.#carrier.settle(loaded, params);
    const scope = eventScope(cause);
    const place = await this.#carrier.place(settled, run, scope);
    // From here on nothing waits, so that what is decided is what happens.
    this.#refuseWhenStopping();
    const isSkipped = this.#dispatcher.isSkipped(place);
    const queued: QueuedRun = {
      run,
      module,
      revision: loaded.revision,
      // As everything that is stored.
      params: settled.masker.json(params),
      event: settled.masker.json(scope),
      acceptedAt,
      ...place === undefined ? {} : { group: place.group },
      ...isSkipped ? { fate: "skipped" as const } : {},
    };
    const limit = this.#of.settings().runs.queue + (isSkipped ? 1 : this.#dispatcher.room());
    const accepted = this.#of.state.queue.push(queued, limit, event?.id);
    const given = { params, event: scope };
    const isMasked = queued.params !== params && stringifyJson(given) !== stringifyJson({ params: queued.params, event: queued.event });
    if (accepted === run) this.#dispatcher.accept(queued, place, isMasked ? given : undefined);
    return { run: accepted, isRepeated: accepted !== run };
  }

  get(run: string): RunView {
    const { state } = this.#of;
    const stored = state.journal.read(run);
    if (stored !== undefined) return stored;
    const queued = state.queue.get(run);
    if (queued !== undefined) return viewOf(queued);
    throw unknown(run);
  }

  list(filter: RunFilter): RunPage {
    return pageOfRuns(this.#of.state, filter);
  }

  cancel(run: string): void {
    const { state } = this.#of;
    const found = this.get(run);
    if (this.#dispatcher.cancel(found.run)) return;
    // Between the two looks it may have ended, or it belongs to another process.
    const { status } = this.get(run);
    if (status !== "running") {
      throw new AppError("run_ended", `The run ${found.run} is not running: it is ${status.replace("_", " ")}`);
    }
    state.slots.requestCancel(found.run);
  }

  async resume(run: string): Promise<void> {
    this.#refuseWhenStopping();
    const found = this.get(run);
    if (found.status === "queued" || found.status === "running") {
      throw new AppError("run_alive", `Run ${found.run} is ${found.status}`);
    }
    if (found.status !== "interrupted") throw new AppError("run_ended", `Run ${found.run} has already ended: ${found.status}`);
    await killLeft([found], this.#of.environment);
    await this.#dispatcher.resume(found);
  }

  approve(run: string, answer: { readonly task?: string; readonly yes: boolean }): void {
    this.#desk.answer(this.get(run).run, answer);
  }

  feed(run: string, options: FeedOptions): AsyncGenerator<FeedItem, void> {
    return this.#follow(this.get(run), options);
  }

  counts(): { readonly queued: number; readonly running: number } {
    return this.#dispatcher.counts();
  }

  /**
   * Lets the runs of other revisions of a module end, and cancels them after the grace; those of a module that is gone which have not begun
   * are cancelled at once. Resolves once none is left.
   */
  async drainModule(module: ModuleId, { revision, graceMs, now }: DrainOptions): Promise<void> {
    if (revision === null) { for (const { run } of this.#dispatcher.waitingOf(module)) this.#dispatcher.cancel(run); }
    const old = this.#active((active) => active.module === module && active.revision !== revision);
    if (await this.#endWithin(old, graceMs, now)) return;
    for (const active of old) active.cancel();
    await Promise.all(old.map(({ ended }) => ended));
  }

  /**
   * Begins nothing any more, lets runs end within the grace, then leaves them where they stand: their children are killed and they can be
   * resumed. Runs that wait are begun by the next daemon.
   *
   * @param now Ends the grace.
   */
  async stop(graceMs: number, now?: AbortSignal): Promise<void> {
    this.#isStopping = true;
    this.#dispatcher.close();
    const keeping = this.#keeper.stop();
    const running = this.#active(() => true);
    if (!await this.#endWithin(running, graceMs, now)) { for (const active of running) active.cut(); }
    await Promise.all(running.map(({ ended }) => ended));
    await keeping;
  }

  #active(fits: (active: ActiveRun) => boolean): ActiveRun[] {
    return this.#dispatcher.active.all().filter(fits);
  }

  /** @returns Whether all of them have ended in time. */
  async #endWithin(runs: readonly ActiveRun[], graceMs: number, now: AbortSignal | undefined): Promise<boolean> {
    if (runs.length === 0) return true;
    const over = new AbortController();
    const onNow = () => over.abort();
    now?.addEventListener("abort", onNow);
    if (now?.aborted) over.abort();
    let isLeft = true;
    void Promise.all(runs.map(({ ended }) => ended)).then(() => {
      isLeft = false;
      over.abort();
    });
    await this.#clock.sleep(graceMs, over.signal);
    now?.removeEventListener("abort", onNow);
    return !isLeft;
  }

  async *#follow(found: RunView, options: FeedOptions): AsyncGenerator<FeedItem, void> {
    const { state } = this.#of;
    const { run } = found;
    const { signal } = options;
    while (!signal.aborted && state.journal.status(run) === undefined) {
      if (options.follow === false || state.queue.get(run) === undefined && state.journal.status(run) === undefined) return;
      await this.#dispatcher.active.change(signal);
    }
    yield* state.feed(run, options);
  }

  #refuseWhenStopping(): void {
    if (this.#isStopping) throw new AppError("stopping", "The daemon is stopping: no run begins any more");
  }

  #tell(event: DaemonEvent): void {
    if (event.type === "run.finished") this.#keeper.noteEnd();
    this.#of.events.append(event);
  }
}

function unknown(run: string): AppError {
  return new AppError("run_unknown", `There is no run "${run}"`);
}
