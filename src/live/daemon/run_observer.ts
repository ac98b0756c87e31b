import type { Log, Metrics, RunEvent, TraceContext } from "../../core/mod.ts";

/** Tells the log and the metrics what runs do. */
export class RunObserver {
  readonly #log: Log;
  readonly #metrics: Metrics;
  /** The pipelines of the runs under way. */
  readonly #pipelines = new Map<string, string>();

  constructor(log: Log, metrics: Metrics) {
    this.#log = log;
    this.#metrics = metrics;
  }

  see(event: RunEvent, trace: TraceContext | undefined): void {
    const fields = { run: event.run, ...(trace === undefined ? {} : { trace_id: trace.traceId }) };
    switch (event.type) {
      case "run.started":
        this.#pipelines.set(event.run, event.pipeline);
        this.#log.info("run started", { ...fields, pipeline: event.pipeline });
        break;
      case "task.finished":
        if (event.error !== undefined) this.#log.warning("task failed", { ...fields, task: event.task, code: event.error.code });
        break;
      case "run.finished": {
        const pipeline = this.#pipelines.get(event.run) ?? "";
        this.#pipelines.delete(event.run);
        this.#metrics.ranPipeline(pipeline, event.status, event.duration_ms / 1000);
        this.#log.info("run finished", { ...fields, pipeline, status: event.status, duration_ms: Math.round(event.duration_ms) });
        break;
      }
      case "run.waiting":
        this.#log.info("run waits", { ...fields, reason: event.reason });
    }
  }
}
