import type { Clock, DaemonEventSink, Health, ModuleId, Pipeline, SourceEvent, SourceMemories } from "../../core/mod.ts";
import type { Sources } from "../daemon/mod.ts";
import type { Sandbox } from "../open_sandbox.ts";

/** What {@link createSources} works with. */
export interface CreateSourcesOptions {
  /**
   * Accepts an event for a module and resolves once its run is durable. The same id of the same module starts one run, however often it
   * is handed in.
   *
   * @throws AppError `queue_full`: a webhook tells its caller, all others hold back and try again; `stopping`.
   */
  emit(module: ModuleId, event: SourceEvent): Promise<{ readonly run: string }>;
  readonly memories: SourceMemories;
  readonly events: DaemonEventSink;
  readonly sandbox: Sandbox;
  /** Where secrets, settings and the variables of scripts come from. */
  readonly environment: Readonly<Record<string, string>>;
  /** Default: this machine's. */
  readonly clock?: Clock;
  /** Takes what sources write and what befalls them, one line each. Default: nobody does. */
  log?(line: SourceLine): void;
  /** From 0 to below 1, spreads restarts. Default `Math.random`. */
  random?(): number;
}

/** A line of a source's script, or one about a source. */
export interface SourceLine {
  /** Such as `pipelines/report/script`. */
  readonly source: string;
  /** `log`: one JSON record of the script's structured log. `notice`: what the daemon says of the source. */
  readonly stream: "stdout" | "stderr" | "log" | "notice";
  readonly text: string;
}

/** A revision whose sources are wanted. */
export interface SourcesRequest {
  readonly module: ModuleId;
  readonly revision: number;
  readonly pipeline: Pipeline;
  /** The folder that the pipeline's paths start from, absolute. */
  readonly folder: string;
  /** The set that serves now; it goes on until {@link SourceSet.activate}. */
  readonly previous?: SourceSet | undefined;
  /** Without `previous`, when the daemon starts: the revision that served before. Sources that are the same go on with its memory. */
  readonly lastRevision?: number | undefined;
  /** Modules that change or go in the same step: their webhooks' paths are free to be taken. */
  readonly besides?: ReadonlySet<ModuleId> | undefined;
}

/**
 * The sources of one revision of a pipeline: `prepare` → `activate` → `retire`, or `prepare` → `discard`. Those that did not change belong
 * to both revisions, and run on through all of it.
 */
export interface SourceSet {
  readonly module: ModuleId;
  readonly revision: number;
  /** How its new sources began; those that were kept do not count. */
  readonly health: Health;
  /**
   * Makes it the set that emits, in one step in which nothing can happen: what came up to now is the previous set's, what comes later is
   * this one's.
   */
  activate(): void;
  /** In one step it emits no more, for a module that is deleted. What is under way still becomes a run. */
  release(): void;
  /** Undoes `prepare`; the previous set never noticed. */
  discard(): Promise<void>;
  /** Ends what the set does not share with the active one. Resolves once nothing of it is left, after 5 s at the latest. */
  retire(): Promise<void>;
}

/** The sources of all pipelines of a daemon. Disposing it stops all of them. */
export interface SourceSupervisor extends Sources, AsyncDisposable {
  /**
   * Makes the sources of a revision and starts them; they listen and emit nothing yet.
   *
   * @throws AppError `path_taken`, `secret_missing`, `setting_missing`, `setting_invalid`, `script_*`, `sandbox_unavailable`. A source that
   * does not begin is no error but {@link SourceSet.health}: activated all the same, it is restarted until it does.
   */
  prepare(request: SourcesRequest): Promise<SourceSet>;
}
