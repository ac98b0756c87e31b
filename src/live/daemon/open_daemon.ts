import * as nodePath from "node:path";
import { AppError, type Clock, type Log, type Metrics, type ModuleId, type Settings, type SourceEvent } from "../../core/mod.ts";
import { createClock, type State } from "../../platform/mod.ts";
import { ModuleService, ModuleTable, nameOfModule, type PlannedChange, type ServingModule, SETTINGS_MODULE } from "../modules/mod.ts";
import type { Sandbox } from "../open_sandbox.ts";
import { type LoadedRevision, RunService } from "../runs/mod.ts";
import { SessionService } from "../sessions/mod.ts";
import { createSources, type SourceSupervisor } from "../sources/mod.ts";
import { createWatcher, type Watcher } from "../watcher/mod.ts";
import type { Daemon } from "./daemon.ts";
import { EventWriter } from "./event_writer.ts";
import { HealthLog } from "./health_log.ts";
import { ModuleObserver } from "./module_observer.ts";
import { ModuleSources } from "./module_sources.ts";
import { RunObserver } from "./run_observer.ts";

/** What {@link openDaemon} works with; all of it outlives the daemon and is the caller's to dispose. */
export interface OpenDaemonOptions {
  /** Files and folders to serve, absolute. */
  readonly paths: readonly string[];
  /** Open for writing. */
  readonly state: State;
  readonly sandbox: Sandbox;
  /** What secrets and settings are taken from, and what children inherit. */
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Default: this machine's. */
  readonly clock?: Clock;
}

/** Between two looks for revisions that need not be kept. */
const PRUNE_MS = 3_600_000;

/**
 * Loads what is served, takes over what an earlier daemon left, and keeps it going until {@link Daemon.stop}.
 *
 * @throws AppError `daemon_running`, `state_*`. Documents that are wrong are their modules' errors.
 */
export async function openDaemon(options: OpenDaemonOptions): Promise<Daemon> {
  const daemon = new LiveDaemon(options);
  try {
    await daemon.open();
    return daemon;
  } catch (error) {
    await daemon.stop(AbortSignal.abort());
    throw error;
  }
}

class LiveDaemon implements Daemon {
  readonly #options: OpenDaemonOptions;
  readonly #clock: Clock;
  readonly #lock: Disposable;
  readonly #told: EventWriter;
  readonly #table: ModuleTable;
  readonly #sources: SourceSupervisor;
  readonly #moduleSources: ModuleSources;
  readonly modules: ModuleService;
  readonly runs: RunService;
  readonly sessions: SessionService;
  readonly #ending = new AbortController();
  readonly #healths: Disposable;
  #watcher: Watcher | undefined;
  #pruning: ReturnType<typeof setInterval> | undefined;
  #phase: Daemon["phase"] = "starting";
  #stopped: Promise<void> | undefined;

  constructor(options: OpenDaemonOptions) {
    const { state, sandbox, environment, log, metrics, paths } = options;
    const clock = options.clock ?? createClock();
    this.#options = options;
    this.#clock = clock;
    this.#lock = state.serveLock();
    const told = this.#told = new EventWriter(state.daemonEvents, ({ code, message }) => {
      log.warning("Events could not be kept", { code, reason: message });
    });
    const observer = new ModuleObserver(told, metrics, () => this.#table);
    this.#table = new ModuleTable(() => clock.now(), (module, step) => observer.step(module, step));
    this.#sources = createSources({
      emit: (module, event) => this.#emit(module, event),
      memories: state.sourceMemories,
      events: told,
      sandbox,
      environment,
      clock,
      log: ({ source, stream, text }) => log.info(text, { source, stream }),
    });
    this.#moduleSources = new ModuleSources(this.#sources);
    this.modules = new ModuleService({
      context: {
        table: this.#table,
        world: { env: environment, sandbox },
        host: {
          store: state.revisions,
          now: () => clock.now(),
          prepareSources: ({ module, stored }, revision, loaded, besides) =>
            this.#moduleSources.prepare({
              module,
              revision,
              loaded,
              lastRevision: stored?.revision,
              besides,
              isStarting: this.#phase === "starting",
            }),
          settle: (work) => this.#tolerate("A change is live, and how it came about will be cleared up at the next start", work),
          swapped: (change, previous) => this.#swapped(change, previous),
          swapTook: (seconds) => metrics.swapped(seconds),
        },
        log,
        paths,
        settingsFile: nodePath.join(state.folder, "settings.yaml"),
        settings: () => this.settings(),
        errorChanged: (module) => {
          const entry = this.#table.get(module);
          if (entry?.isVisible) metrics.module(module, entry.serving?.revision.revision ?? null, entry.error !== null);
        },
      },
      audit: state.audit,
      follow: (files) => this.#watcher?.follow(files),
    });
    const runObserver = new RunObserver(log, metrics);
    this.runs = new RunService({
      state,
      sandbox,
      environment,
      settings: () => this.settings(),
      events: told,
      loaded: (module, revision) => this.#loaded(module, revision),
      known: (module) => this.modules.get(module) !== undefined,
      clock,
      observe: (event, trace) => runObserver.see(event, trace),
      warn: (message, error) => log.warning(message, { reason: error instanceof Error ? error.message : String(error) }),
    });
    const healthLog = new HealthLog(log, () => this.#sources.list());
    this.#healths = state.daemonEvents.subscribe(({ event }) => {
      if (event.type !== "source.health") return;
      healthLog.see(event);
      if (event.health === "restarting") metrics.restarted(event.source);
    });
    this.sessions = new SessionService({
      folder: state.folder,
      environment,
      settings: () => this.settings().sessions,
      audit: state.audit,
      log,
      now: () => clock.now(),
    });
    metrics.watch({
      runs: () => ({ ...this.runs.counts(), queueLimit: this.settings().runs.queue }),
      sessions: () => this.sessions.running,
      sandboxes: () => sandbox.counts(),
      sources: () => this.#sources.list().map(({ health, ...view }) => ({ ...view, isUp: health.status === "healthy" })),
    });
  }

  get state(): State {
    return this.#options.state;
  }

  get sources(): SourceSupervisor {
    return this.#sources;
  }

  get tokens() {
    return this.state.tokens;
  }

  get audit() {
    return this.state.audit;
  }

  get idempotency() {
    return this.state.idempotency;
  }

  get events() {
    return this.state.daemonEvents;
  }

  get phase(): Daemon["phase"] {
    return this.#phase;
  }

  settings(): Settings {
    const settings = this.modules.settings();
    if (settings === undefined) throw new AppError("stopping", "The daemon has no settings yet");
    return settings;
  }

  async open(): Promise<void> {
    const { paths, log, state } = this.#options;
    this.#announce("starting");
    {
      using _held = this.#told.hold();
      await this.modules.open();
    }
    await this.runs.open();
    this.#watcher = await createWatcher({
      paths: [...paths, nodePath.join(state.folder, "settings.yaml")],
      debounceMs: () => this.settings().reload.debounce,
      onChange: async () => void await this.modules.reload(),
      onProblem: (text) => log.warning(text),
    });
    // What changed between the first look and the watch.
    await this.modules.reload();
    this.#prune();
    this.#pruning = setInterval(() => this.#prune(), PRUNE_MS);
    this.#phase = "ready";
    this.#announce("ready");
  }

  stop(now?: AbortSignal): Promise<void> {
    return this.#stopped ??= this.#stop(now);
  }

  async #stop(now: AbortSignal | undefined): Promise<void> {
    const wasOpen = this.#phase === "ready";
    this.#phase = "stopping";
    if (wasOpen) this.#announce("stopping");
    clearInterval(this.#pruning);
    await this.#watcher?.[Symbol.asyncDispose]();
    await this.#sources[Symbol.asyncDispose]();
    const graceMs = this.modules.settings()?.runs.grace ?? 0;
    await Promise.all([this.runs.stop(graceMs, now), this.sessions.stop()]);
    this.#ending.abort();
    this.#told[Symbol.dispose]();
    this.#healths[Symbol.dispose]();
    this.#lock[Symbol.dispose]();
  }

  async #emit(module: ModuleId, event: SourceEvent): Promise<{ readonly run: string }> {
    const { metrics } = this.#options;
    try {
      const started = await this.runs.start({ pipeline: nameOfModule(module), params: {}, event });
      metrics.event(event.kind, started.isRepeated ? "duplicate" : "accepted");
      return started;
    } catch (error) {
      metrics.event(event.kind, error instanceof AppError && error.code !== "queue_full" ? "failed" : "refused");
      throw error;
    }
  }

  #loaded(module: ModuleId, revision: number | undefined): LoadedRevision | undefined {
    const found = this.modules.loaded(module, revision);
    return found && { ...found.loaded, revision: found.revision };
  }

  /** What served before lets its runs end, and is forgotten with the last of them. */
  #swapped({ entry, prepared }: PlannedChange, previous: ServingModule | null): void {
    const { module } = entry;
    this.runs.refresh();
    if (previous === null || module === SETTINGS_MODULE) return;
    const old = previous.revision.revision;
    const graceMs = this.settings().reload.grace;
    const isEnd = prepared === null;
    if (!isEnd) this.#tell(module, "draining", old);
    const drained = this.runs.drainModule(module, {
      revision: entry.serving?.revision.revision ?? null,
      graceMs,
      now: this.#ending.signal,
    });
    void drained.then(() => {
      entry.forget(old);
      if (!isEnd) this.#tell(module, "retired", old);
      else if (entry.machine.state === "draining") entry.machine.to("retired");
    }).catch((error) => this.#options.log.error("a revision could not be let go", { module, revision: old, reason: String(error) }));
  }

  #tell(module: ModuleId, state: "draining" | "retired", revision: number): void {
    this.#told.append({ type: "module.state", time: this.#clock.now(), module, state, revision });
  }

  #announce(state: "starting" | "ready" | "stopping"): void {
    this.#options.log.info(`daemon ${state}`);
    this.#told.append({ type: "daemon.state", time: this.#clock.now(), state });
  }

  #prune(): void {
    this.#tolerate("Old revisions could not be removed", () => this.state.revisions.prune(this.settings().revisions.keep));
    this.sessions.prune();
  }

  /** What a full disk keeps from being written must not keep the daemon from going on. */
  #tolerate(what: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#options.log.warning(what, { code: error.code, reason: error.message });
    }
  }
}
