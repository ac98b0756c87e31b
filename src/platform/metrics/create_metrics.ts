import type { ListenerCounters, Metrics, MetricsText, ProbeReading, RunGauges, SandboxGauges } from "../../core/mod.ts";
import { METRIC_TABLE, type MetricKey, type MetricRow } from "./metric_table.ts";
import { chooseFormat, OPEN_METRICS, toOpenMetrics } from "./metrics_format.ts";
import { readProcess } from "./process_readings.ts";
import { Series } from "./series.ts";

/** How metrics are kept. */
export interface CreateMetricsOptions {
  /** The program's version, for `executor_build_info`. */
  readonly version?: string;
  /** Values that a label may have; further ones are `other`. Default 1,000. */
  readonly mostValues?: number;
}

const MOST_VALUES = 1000;
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Makes metrics that are kept in memory, from zero. Loads their library. */
export async function createMetrics(options: CreateMetricsOptions = {}): Promise<Metrics> {
  // A CommonJS module: in the bundled program only its default export is sure to be there.
  const { default: library } = await import("prom-client");
  const registry = new library.Registry();
  const most = options.mostValues ?? MOST_VALUES;
  const made = Object.fromEntries(
    Object.entries(METRIC_TABLE).map(([key, row]) => [key, make(row)]),
  ) as Record<MetricKey, ReturnType<typeof make>>;
  let runs: (() => RunGauges) | undefined;
  let sandboxes: (() => SandboxGauges) | undefined;
  let probes: (() => readonly ProbeReading[]) | undefined;
  /** What the counters of a probe say. */
  const told = new Map<string, { readonly events: number; readonly lost: number }>();
  let sessions: (() => number) | undefined;
  let listeners: (() => ReadonlyMap<string, ListenerCounters>) | undefined;
  const counted = new Map<string, number>();
  let cpuSeconds = 0;
  made.build.add(1, options.version ?? "unknown");

  return {
    reloaded: (seconds, outcome) => made.reloadLatency.add(seconds, outcome),
    swapped: (seconds) => made.swap.add(seconds),
    module(module, revision, hasError) {
      made.moduleRevision.add(revision ?? 0, module);
      made.moduleError.add(hasError ? 1 : 0, module);
    },
    forgetModule(module) {
      for (const key of ["moduleRevision", "moduleError"] as const) made[key].forget("module", module);
      const pipeline = module.replace(/^pipelines\//, "");
      for (const key of ["runs", "runDuration"] as const) made[key].forget("pipeline", pipeline);
    },
    event: (kind, status) => made.events.add(1, kind, status),
    ranPipeline(pipeline, status, seconds) {
      made.runs.add(1, pipeline, status);
      made.runDuration.add(seconds, pipeline);
    },
    ranTask: (kind, seconds) => made.taskDuration.add(seconds, kind),
    watchRuns: (gauges) => void (runs = gauges),
    watchSessions: (running) => void (sessions = running),
    watchListeners: (counters) => void (listeners = counters),
    watchSandboxes: (gauges) => void (sandboxes = gauges),
    watchProbes: (readings) => void (probes = readings),
    source: (source, isUp) => made.sourceUp.add(isUp ? 1 : 0, source),
    restarted: (source) => made.sourceRestarts.add(1, source),
    forgetSource(source) {
      for (const key of ["sourceUp", "sourceRestarts"] as const) made[key].forget("source", source);
    },
    request(route, method, status, seconds) {
      made.requests.add(1, route, METHODS.has(method) ? method : "OTHER", String(status));
      made.requestDuration.add(seconds, route);
    },
    show,
  };

  async function show(accept?: string): Promise<MetricsText> {
    await refresh();
    // One paragraph a metric: line breaks in labels are escaped. One without a sample says nothing yet.
    const shown = (await registry.metrics()).trimEnd().split("\n\n").filter((text) => /^[^#]/m.test(text));
    const contentType = chooseFormat(accept);
    return { contentType, text: contentType === OPEN_METRICS ? toOpenMetrics(shown) : `${shown.join("\n")}\n` };
  }

  async function refresh(): Promise<void> {
    if (runs !== undefined) {
      const { running, queued, queueLimit } = runs();
      made.runsRunning.add(running);
      made.queueLength.add(queued);
      made.queueLimit.add(queueLimit);
    }
    if (sessions !== undefined) made.sessions.add(sessions());
    for (const [source, counters] of listeners?.() ?? []) count(source, counters);
    if (sandboxes !== undefined) {
      const { alive, busy } = sandboxes();
      made.sandboxesAlive.add(alive);
      made.sandboxesBusy.add(busy);
    }
    for (const { probe, source, events, lost } of probes?.() ?? []) {
      const key = JSON.stringify([probe, source]);
      const before = told.get(key) ?? { events: 0, lost: 0 };
      told.set(key, { events, lost });
      made.probeEvents.add(Math.max(0, events - before.events), probe, source);
      made.probeLost.add(Math.max(0, lost - before.lost), probe, source);
    }
    const readings = await readProcess();
    made.residentMemory.add(readings.residentBytes);
    made.processorTime.add(Math.max(0, readings.cpuSeconds - cpuSeconds));
    cpuSeconds = Math.max(cpuSeconds, readings.cpuSeconds);
    if (readings.openFiles !== undefined) made.openFiles.add(readings.openFiles);
    made.startTime.add(readings.startSeconds);
  }

  function count(source: string, { received, by, duplicates, takenOver, held }: ListenerCounters): void {
    const outcomes = { received, primary: by.primary, fallback: by.fallback, duplicate: duplicates, taken_over: takenOver };
    for (const [outcome, total] of Object.entries(outcomes)) {
      const key = `${source} ${outcome}`;
      made.listenerEvents.add(Math.max(0, total - (counted.get(key) ?? 0)), source, outcome);
      counted.set(key, total);
    }
    made.listenerHeld.add(held, source);
  }

  /** One metric; `add` counts, sets or observes, by its kind. */
  function make({ name, kind, help, labels, buckets }: MetricRow) {
    const series = new Series(labels, most);
    const shape = { name, help, labelNames: [...labels], registers: [registry] };
    const counter = kind === "counter" ? new library.Counter(shape) : undefined;
    const gauge = kind === "gauge" ? new library.Gauge(shape) : undefined;
    const histogram = kind === "histogram" ? new library.Histogram({ ...shape, buckets: [...buckets ?? []] }) : undefined;
    const metric = counter ?? gauge ?? histogram;
    return {
      add(value: number, ...values: readonly string[]): void {
        if (!Number.isFinite(value)) return;
        const admitted = series.admit(values);
        counter?.inc(admitted, value);
        gauge?.set(admitted, value);
        histogram?.observe(admitted, value);
      },
      forget(label: string, value: string): void {
        for (const gone of series.forget(label, value)) metric?.remove(gone);
      },
    };
  }
}
