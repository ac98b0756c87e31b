import { EXECUTION } from "./execution.ts";
import { field } from "./field.ts";
import { list, mapOf, prose, record, textOf } from "./field_type.ts";
import { defineRecord } from "./record.ts";
import { SECRET, SETTING } from "./setting.ts";
import { CONCURRENCY, SOURCES } from "./sources.ts";
import { TASK } from "./task.ts";

const setting = { kind: "setting", record: SETTING } as const;

/** A pipeline document: the root of the field table. */
export const PIPELINE = defineRecord(
  "Pipeline",
  "a pipeline",
  "A pipeline as the engine runs it: plain, frozen, serialisable; durations in milliseconds, sizes in bytes.",
  [
    field("name", textOf("any"), "Its name.").filled().defaultNote("the file's stem").example("name: nightly-report"),
    field("description", prose, "A sentence for people.").example("description: Makes the nightly report"),
    field("config", mapOf(setting, "id"), "Typed settings, checked before anything runs; in scope as `config`.")
      .elsewhere("settings")
      .example("config: { timeout_ms: { type: int, env: API_TIMEOUT, default: 3000, range: [100, 10000] } }"),
    field("params", mapOf(setting, "id"), "Typed parameters of a run; in scope as `params`.")
      .elsewhere("vars", "inputs", "variables", "parameters", "args")
      .example("params: { threshold: { type: int, default: 10 } }"),
    field("secrets", mapOf(record(SECRET), "id"), "Values masked in every log and in the history; in scope as `secrets`.")
      .example("secrets: { token: { env: API_TOKEN } }"),
    field("on", record(SOURCES), "What starts a run under `serve`.").elsewhere("triggers", "schedule", "watch", "cron").example(
      'on: { schedule: "0 2 * * *" }',
    ),
    field("concurrency", record(CONCURRENCY), "How many runs may be alive at once.").example(
      "concurrency: { group: report, limit: 1, overlap: queue }",
    ),
    field("tasks", list(record(TASK), 1), "The steps; `depends_on` orders them, the others run at once.").required()
      .elsewhere("steps", "jobs", "stages")
      .example("tasks: [{ id: hello, run: echo hello }]"),
    field("finally", list(record(TASK)), "Run after the tasks however the run ends, cancelled included.")
      .example('finally: [{ id: report, run: "echo {{ run.status }}" }]'),
    field("on_failure", list(record(TASK)), "Run after the tasks when the run failed.").example(
      "on_failure: [{ id: page, run: ./page.sh }]",
    ),
    field("on_success", list(record(TASK)), "Run after the tasks when the run succeeded.").example(
      "on_success: [{ id: tell, run: ./tell.sh }]",
    ),
  ],
  { base: EXECUTION },
);
