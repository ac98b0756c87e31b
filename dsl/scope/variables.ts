/** A name that expressions know. */
export interface VariableRow {
  readonly name: string;
  /** For people; the checker has the exact one. */
  readonly type: string;
  /** A full sentence, in Markdown. */
  readonly doc: string;
}

/** The variables of expressions, in the order of the documentation. */
export const VARIABLES: readonly VariableRow[] = [
  {
    name: "params",
    type: "as declared",
    doc: "The parameters of the run. A `duration` is an int of milliseconds, a `size` an int of bytes, a `float` a double.",
  },
  { name: "config", type: "as declared", doc: "The settings, with the same types." },
  { name: "env", type: "map of texts", doc: "The environment of the task." },
  { name: "secrets", type: "texts", doc: "Masked wherever they are stored or shown." },
  { name: "event", type: "dyn", doc: "What started the run." },
  { name: "payload", type: "dyn", doc: "What that brought." },
  { name: "run", type: "a map", doc: "This run." },
  { name: "matrix", type: "type of the axis' values", doc: "The values of this instance, in a task with `matrix`." },
  {
    name: "tasks",
    type: "a map of results",
    doc: "The result of each task that is certain to have ended: one that this task depends on, directly or not. A hook sees all tasks.",
  },
  {
    name: "upstream",
    type: "a map of results",
    doc: "The same for direct dependencies, with their outputs, or the fields of their JSON, also directly: `upstream.process.items`.",
  },
  {
    name: "status",
    type: "`{ code: int, text: string }`",
    doc: "That of the only upstream: the HTTP status or the exit code.",
  },
  { name: "meta", type: "dyn", doc: "The free-form data of the task, then of the pipeline." },
];

/** The fields of a task's result: `tasks.fetch.stdout`. */
export const RESULT_FIELDS: readonly VariableRow[] = [
  { name: "stdout", type: "text", doc: "What the task wrote to standard output." },
  { name: "stderr", type: "text", doc: "What the task wrote to standard error." },
  { name: "json", type: "dyn", doc: "Its standard output read as JSON." },
  { name: "outputs", type: "map", doc: 'What it wrote to `"$EXECUTOR_OUTPUT"`, or returned as a script, by name.' },
  { name: "exit_code", type: "int", doc: "Its exit code." },
  { name: "status", type: "text", doc: "How it ended: `succeeded`, `failed`, `skipped`, `cancelled` or `timed_out`." },
  { name: "duration_ms", type: "int", doc: "How long it took, in milliseconds." },
  { name: "instances", type: "map of results", doc: "The results of its instances, by name, in a task with `matrix`." },
];

/** The fields of `run`. */
export const RUN_FIELDS: readonly VariableRow[] = [
  { name: "id", type: "text", doc: "The id of the run." },
  { name: "pipeline", type: "text", doc: "The name of the pipeline." },
  { name: "status", type: "text", doc: "How the run is doing; in a hook, how it ended." },
  { name: "started_at", type: "text", doc: "When it started; not known to fields that are evaluated before that." },
];
