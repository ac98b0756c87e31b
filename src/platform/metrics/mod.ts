/**
 * The daemon's metrics, kept in memory and shown as Prometheus reads them.
 *
 * ```ts
 * const metrics = await createMetrics();
 * metrics.ranPipeline("nightly", "succeeded", 1.5);
 * const { text, contentType } = await metrics.show(request.headers.get("accept") ?? undefined);
 * ```
 *
 * Limits: they begin at zero with the process.
 *
 * @module
 */
export { createMetrics, type CreateMetricsOptions } from "./create_metrics.ts";
