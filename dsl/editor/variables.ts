/** A name that expressions know, and what it is; one or two sentences in Markdown. */
export type Described = Readonly<Record<string, string>>;

/** The variables of expressions. */
export const VARIABLES: Described = Object.assign(Object.create(null), {
  params: "The parameters of the run.",
  config: "The settings.",
  env: "The environment of the task, by the names of its variables.",
  secrets: "The secrets; masked wherever they are stored or shown.",
  event: "What started the run.",
  payload: "What the event brought.",
  run: "This run.",
  matrix: "The values of this instance, by axis.",
  tasks: "The results of the tasks that are certain to have ended before.",
  upstream: "The results of the tasks that this one depends on directly; their outputs, or the fields of their JSON, also directly.",
  status: "The status of the only upstream: the HTTP status or the exit code.",
  meta: "The free-form data of the task, then of the pipeline.",
});

/** The fields of a task's result. */
export const RESULT_FIELDS: Described = Object.assign(Object.create(null), {
  stdout: "What the task wrote to standard output.",
  stderr: "What the task wrote to standard error.",
  json: "Its standard output read as JSON.",
  outputs: 'What it wrote to `"$EXECUTOR_OUTPUT"`, by name.',
  exit_code: "Its exit code.",
  status: "How it ended: `succeeded`, `failed`, `skipped`, `cancelled` or `timed_out`.",
  duration_ms: "How long it took, in milliseconds.",
  instances: "The results of the instances of its matrix, by name.",
});

/** The fields of `run`. */
export const RUN_FIELDS: Described = Object.assign(Object.create(null), {
  id: "The id of the run.",
  pipeline: "The name of the pipeline.",
  status: "How the run is doing; in a hook, how it ended.",
  started_at: "When it started, as RFC 3339 text.",
});
