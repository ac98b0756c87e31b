import type { MetricReadings, Metrics, MetricsText, SourceReading } from "../../core/mod.ts";
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
const METRIC_ROWS = Object.entries(METRIC_TABLE) as readonly (readonly [MetricKey, MetricRow])[];
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Makes metrics that are kept in memory, from zero. Loads their library. */
export async function createMetrics(options: CreateMetricsOptions = {}): Promise<Metrics> {
  // A CommonJS module: in the bundled program only its default export is sure to be there.
  const { default: library } = await import("prom-client");
  const registry = new library.Registry();
  const most = options.mostValues ?? MOST_VALUES;
  const made = Object.fromEntries(
    METRIC_ROWS.map(([key, row]) => [key, make(row)]),
  ) as Record<MetricKey, ReturnType<typeof make>>;
  let readings: MetricReadings | undefined;
  /** What the counters of each source said last, by metric and labels. */
  const told = new Map<string, Map<string, number>>();
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
    restarted: (source) => made.sourceRestarts.add(1, source),
    watch: (asked) => void (readings = asked),
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
    if (readings !== undefined) {
      const { running, queued, queueLimit } = readings.runs();
      made.runsRunning.add(running);
      made.queueLength.add(queued);
      made.queueLimit.add(queueLimit);
      made.sessions.add(readings.sessions());
      const { alive, busy } = readings.sandboxes();
      made.sandboxesAlive.add(alive);
      made.sandboxesBusy.add(busy);
      readSources(readings.sources());
    }
    const process = await readProcess();
    made.residentMemory.add(process.residentBytes);
    made.processorTime.add(Math.max(0, process.cpuSeconds - cpuSeconds));
    cpuSeconds = Math.max(cpuSeconds, process.cpuSeconds);
    if (process.openFiles !== undefined) made.openFiles.add(process.openFiles);
    made.startTime.add(process.startSeconds);
  }

  function readSources(sources: readonly SourceReading[]): void {
    const present = new Set(sources.map(({ source }) => source));
    for (const source of told.keys()) {
      if (present.has(source)) continue;
      told.delete(source);
      for (const [key, { labels }] of METRIC_ROWS) if (labels.includes("source")) made[key].forget("source", source);
    }
    for (const { source, isUp, probe, listeners } of sources) {
      if (!told.has(source)) told.set(source, new Map());
      made.sourceUp.add(isUp ? 1 : 0, source);
      if (probe !== undefined) {
        count("probeEvents", source, probe.events, probe.probe, source);
        count("probeLost", source, probe.lost, probe.probe, source);
      }
      if (listeners === undefined) continue;
      const { received, by, duplicates, takenOver, held } = listeners;
      const outcomes = { received, primary: by.primary, fallback: by.fallback, duplicate: duplicates, taken_over: takenOver };
      for (const [outcome, total] of Object.entries(outcomes)) count("listenerEvents", source, total, source, outcome);
      made.listenerHeld.add(held, source);
    }
  }

  /** Adds what a source's counter has grown by; one that has shrunk began anew. */
  function count(key: MetricKey, source: string, total: number, ...labels: readonly string[]): void {
    const before = told.get(source);
    const name = JSON.stringify([key, ...labels]);
    const last = before?.get(name) ?? 0;
    made[key].add(total < last ? total : total - last, ...labels);
    before?.set(name, total);
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
