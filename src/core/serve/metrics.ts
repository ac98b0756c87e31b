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

/** How a source is at one moment. */
export interface SourceReading {
  /** As in `GET /api/v1/sources`. */
  readonly source: string;
  readonly isUp: boolean;
  /** Of a probe: what became of its events since it began. */
  readonly probe?: { readonly probe: string; readonly events: number; readonly lost: number } | undefined;
  /** Of listeners that run side by side. */
  readonly listeners?: ListenerCounters | undefined;
}

/** What is asked when metrics are read. */
export interface MetricReadings {
  runs(): RunGauges;
  /** How many run. */
  sessions(): number;
  sandboxes(): SandboxGauges;
  /** Those that there are: everything under the name of another is forgotten. */
  sources(): readonly SourceReading[];
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
  /** A source failed and is started again. `source` as in `GET /api/v1/sources`. */
  restarted(source: string): void;
  /** Sets what is asked when metrics are read. */
  watch(readings: MetricReadings): void;
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
  restarted() {},
  watch() {},
  request() {},
  show: () => Promise.resolve({ text: "", contentType: "text/plain; version=0.0.4; charset=utf-8" }),
};
