/** What one metric is. */
export interface MetricRow {
  readonly name: string;
  readonly kind: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

/** A millisecond to ten seconds: what somebody waits for. */
const WAITS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Ten milliseconds to a day: work. */
const WORK = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400];

/** Every metric of the daemon. Names and labels are part of the product: fields may be added, never renamed. */
export const METRIC_TABLE = {
  reloadLatency: {
    name: "executor_reload_latency_seconds",
    kind: "histogram",
    help: "Time from the detection of a change until it serves or is refused, in seconds",
    labels: ["outcome"],
    buckets: WAITS,
  },
  swap: {
    name: "executor_swap_seconds",
    kind: "histogram",
    help: "The step in which a change took the place of what served before, in seconds",
    labels: [],
    buckets: [0.00001, 0.000025, 0.00005, 0.000087, 0.00025, 0.001, 0.01],
  },
  moduleRevision: {
    name: "executor_module_revision",
    kind: "gauge",
    help: "Revision of a module that serves; 0 when none does",
    labels: ["module"],
  },
  moduleError: {
    name: "executor_module_error",
    kind: "gauge",
    help: "1 while the last change of a module is refused",
    labels: ["module"],
  },
  events: { name: "executor_events_total", kind: "counter", help: "Events of sources, by what came of them", labels: ["kind", "status"] },
  runs: { name: "executor_runs_total", kind: "counter", help: "Runs that ended", labels: ["pipeline", "status"] },
  runDuration: {
    name: "executor_run_duration_seconds",
    kind: "histogram",
    help: "Time from a run's start to its end, in seconds",
    labels: ["pipeline"],
    buckets: WORK,
  },
  taskDuration: {
    name: "executor_task_duration_seconds",
    kind: "histogram",
    help: "Time that attempts of tasks took, in seconds",
    labels: ["kind"],
    buckets: WORK,
  },
  runsRunning: { name: "executor_runs_running", kind: "gauge", help: "Runs under way", labels: [] },
  queueLength: { name: "executor_queue_length", kind: "gauge", help: "Accepted runs that wait for their turn", labels: [] },
  queueLimit: { name: "executor_queue_limit", kind: "gauge", help: "Runs that may wait at most", labels: [] },
  sourceUp: { name: "executor_source_up", kind: "gauge", help: "1 while a source works", labels: ["source"] },
  sourceRestarts: {
    name: "executor_source_restarts_total",
    kind: "counter",
    help: "Times that a source failed and was started again",
    labels: ["source"],
  },
  probeEvents: {
    name: "executor_probe_events_total",
    kind: "counter",
    help: "Events of probes that became runs",
    labels: ["probe", "source"],
  },
  probeLost: {
    name: "executor_probe_lost_total",
    kind: "counter",
    help: "Events of probes that were lost for want of room",
    labels: ["probe", "source"],
  },
  listenerEvents: {
    name: "executor_listener_events_total",
    kind: "counter",
    help: "Events of sources with a fallback: received, handled by primary and by fallback, duplicate, taken_over",
    labels: ["source", "outcome"],
  },
  listenerHeld: {
    name: "executor_listener_events_held",
    kind: "gauge",
    help: "Events that one listener told of and that are for the other one, until that tells of them or fails",
    labels: ["source"],
  },
  sessions: { name: "executor_sessions", kind: "gauge", help: "Terminals that run", labels: [] },
  sandboxesAlive: { name: "executor_sandbox_alive", kind: "gauge", help: "Sandboxes of scripts, warm ones included", labels: [] },
  sandboxesBusy: { name: "executor_sandbox_busy", kind: "gauge", help: "Sandboxes that run a script", labels: [] },
  requests: {
    name: "executor_http_requests_total",
    kind: "counter",
    help: "Requests to the daemon that were answered",
    labels: ["route", "method", "status"],
  },
  requestDuration: {
    name: "executor_http_request_duration_seconds",
    kind: "histogram",
    help: "Time until a request was answered, in seconds; of a stream until it began",
    labels: ["route"],
    buckets: WAITS,
  },
  build: { name: "executor_build_info", kind: "gauge", help: "1, with the version as its label", labels: ["version"] },
  residentMemory: { name: "process_resident_memory_bytes", kind: "gauge", help: "Resident memory of the daemon's process", labels: [] },
  processorTime: {
    name: "process_cpu_seconds_total",
    kind: "counter",
    help: "Processor time of the daemon's process, in seconds",
    labels: [],
  },
  openFiles: { name: "process_open_fds", kind: "gauge", help: "Open files and sockets of the daemon's process", labels: [] },
  startTime: { name: "process_start_time_seconds", kind: "gauge", help: "When the daemon's process started, in Unix time", labels: [] },
} as const satisfies Readonly<Record<string, MetricRow>>;

/** The key of a row of {@link METRIC_TABLE}. */
export type MetricKey = keyof typeof METRIC_TABLE;
