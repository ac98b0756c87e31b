import type { ModuleId } from "./revision.ts";
import type { ListenerCounters } from "./source.ts";

/** What came of a change: it serves now, it was none, or the old one goes on serving. */
export type ReloadOutcome = "active" | "unchanged" | "refused" | "removed";

/** What came of a source's event. `duplicate`: it had come before. */
export type EventStatus = "accepted" | "duplicate" | "skipped" | "refused" | "failed";

/** Runs at one moment. */
export interface RunGauges {
  readonly running: number;
  readonly queued: number;
  /** Runs that may wait at most. */
  readonly queueLimit: number;
}

/** Sandboxes of scripts at one moment. */
export interface SandboxGauges {
  /** Processes or workers that are there, warm ones included. */
  readonly alive: number;
  /** Those that run a script. */
  readonly busy: number;
}

/** What became of the events of a source that is a probe, since the daemon started. */
export interface ProbeReading {
  readonly probe: string;
  /** As in `GET /api/v1/sources`. */
  readonly source: string;
  readonly events: number;
  readonly lost: number;
}

/** What metrics are shown as. */
export interface MetricsText {
  readonly text: string;
  /** For the header `Content-Type`. */
  readonly contentType: string;
}

/**
 * What the daemon counts and measures. No method throws or waits. Durations are seconds. A label has at most 1,000 values; further ones are
 * counted as `other`.
 */
export interface Metrics {
  /** A change was taken in, from its detection until its outcome. */
  reloaded(seconds: number, outcome: ReloadOutcome): void;
  /** The step in which a change took the place of what served before. */
  swapped(seconds: number): void;
  /** What serves of a module, null for nothing, and whether its last change was refused. */
  module(module: ModuleId, revision: number | null, hasError: boolean): void;
  /** A module is gone: everything under its name is forgotten. */
  forgetModule(module: ModuleId): void;
  /** A source's event. `kind` as in `SourceEvent`. */
  event(kind: string, status: EventStatus): void;
  /** A run ended. `status` as in `run.finished`. */
  ranPipeline(pipeline: string, status: string, seconds: number): void;
  /** A task's attempt ended. `kind` is its key in the document, such as `script`. */
  ranTask(kind: string, seconds: number): void;
  /** Sets what is asked for runs when metrics are read. */
  watchRuns(gauges: () => RunGauges): void;
  /** Sets what says how many sessions run. */
  watchSessions(running: () => number): void;
  /** Sets what says how listeners that run side by side are, by their source. */
  watchListeners(listeners: () => ReadonlyMap<string, ListenerCounters>): void;
  /** The same for sandboxes. */
  watchSandboxes(gauges: () => SandboxGauges): void;
  /** Sets what is asked for probes when metrics are read. */
  watchProbes(readings: () => readonly ProbeReading[]): void;
  /** Whether a source works. `source` as in `GET /api/v1/sources`. */
  source(source: string, isUp: boolean): void;
  /** A source failed and is started again. */
  restarted(source: string): void;
  /** A source is gone. */
  forgetSource(source: string): void;
  /**
   * A request was answered.
   *
   * @param route The pattern and not the path, such as `/api/v1/runs/:id`.
   */
  request(route: string, method: string, status: number, seconds: number): void;
  /**
   * Everything as text.
   *
   * @param accept The header `Accept` of who asks: OpenMetrics where it is preferred, else Prometheus' own format.
   */
  show(accept?: string): Promise<MetricsText>;
}

/** Metrics that count nothing. */
export const NO_METRICS: Metrics = {
  reloaded() {},
  swapped() {},
  module() {},
  forgetModule() {},
  event() {},
  ranPipeline() {},
  ranTask() {},
  watchRuns() {},
  watchSessions() {},
  watchListeners() {},
  watchSandboxes() {},
  watchProbes() {},
  source() {},
  restarted() {},
  forgetSource() {},
  request() {},
  show: () => Promise.resolve({ text: "", contentType: "text/plain; version=0.0.4; charset=utf-8" }),
};
