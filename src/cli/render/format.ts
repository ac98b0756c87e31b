/** A duration as people read it: `12 ms`, `3.4 s`, `2 m 05 s`, `1 h 02 m`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${String(seconds % 60).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} m`;
}

/** Counts by status in one fixed order: `3 succeeded, 1 skipped`. */
export function formatCounts(counts: Readonly<Record<string, number | undefined>>): string {
  const order = ["succeeded", "failed", "timed_out", "cancelled", "skipped"];
  return order.flatMap((status) => counts[status] ? [`${counts[status]} ${status.replace("_", " ")}`] : []).join(", ");
}
