import { RUNS_TABLES } from "./migrations/runs_tables.ts";
import { SERVE_TABLES } from "./migrations/serve_tables.ts";
import { QUEUE_TABLES } from "./migrations/queue_tables.ts";

/** Marks the database as ours: "Exec" in ASCII, in SQLite's `application_id`. */
export const APPLICATION_ID = 0x45786563;

/** The step at index n makes version n + 1 of version n. Steps are never edited once released. */
export const MIGRATIONS: readonly string[] = [
  RUNS_TABLES,
  SERVE_TABLES,
  QUEUE_TABLES,
];

/** The schema's version in `user_version`; it grows by one with each step of {@link MIGRATIONS}. */
export const SCHEMA_VERSION = MIGRATIONS.length;
