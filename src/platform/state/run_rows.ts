import type { Failure, JsonObject, Pipeline, RunRecord, RunStatus } from "../../core/mod.ts";
import type { Database, Row } from "./database.ts";
import { decodeStored } from "./stored_json.ts";

/** A run without its tasks and its event, as a list shows it. */
export interface RunSummary extends Omit<RunRecord, "pipeline" | "event"> {
  /** The pipeline's name. */
  readonly pipeline: string;
  /** `running` only while its process lives; a run without end whose process is gone is `interrupted`. */
  readonly status: RunStatus | "running";
  /** How many processes have worked on it. From 1. */
  readonly epoch: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly durationMs?: number;
  readonly error?: Failure;
}

/** The columns of `runs` that {@link summaryOf} reads: all but the pipeline. */
export const SUMMARY_COLUMNS =
  "key, run, epoch, owner, name, file, folder, revision, params, config, parent_run, parent_task, created, started, finished, status, duration, error";

/**
 * A summary from a row of {@link SUMMARY_COLUMNS}.
 *
 * @param alive Whether the process of that name lives.
 * @throws AppError `state_corrupt`.
 */
export function summaryOf(database: Database, row: Row, alive: (owner: string) => boolean): RunSummary {
  const status = (row.status as RunStatus | null) ?? (row.owner !== null && alive(String(row.owner)) ? "running" : "interrupted");
  return {
    ...recordOf(database, row),
    pipeline: String(row.name),
    status,
    epoch: Number(row.epoch),
    ...(row.started === null ? {} : { startedAt: Number(row.started) }),
    ...(row.finished === null ? {} : { finishedAt: Number(row.finished) }),
    ...(row.duration === null ? {} : { durationMs: Number(row.duration) }),
    ...(row.error === null ? {} : { error: decoded<Failure>(database, row, "error") }),
  };
}

/**
 * The stored pipeline of a row that has the column.
 *
 * @throws AppError `state_corrupt`.
 */
export function pipelineOf(database: Database, row: Row): Pipeline {
  return decoded<Pipeline>(database, row, "pipeline");
}

/**
 * What started the run of a row; undefined for one of before that was stored.
 *
 * @throws AppError `state_corrupt`.
 */
export function eventOf(database: Database, row: Row): JsonObject | undefined {
  return row.event === null || row.event === undefined ? undefined : decoded<JsonObject>(database, row, "event");
}

function recordOf(database: Database, row: Row): Omit<RunRecord, "pipeline" | "event"> {
  return {
    run: String(row.run),
    file: String(row.file),
    folder: String(row.folder),
    revision: row.revision === null ? null : Number(row.revision),
    params: decoded<JsonObject>(database, row, "params"),
    config: decoded<JsonObject>(database, row, "config"),
    createdAt: Number(row.created),
    ...(row.parent_run === null ? {} : { parent: { run: String(row.parent_run), task: String(row.parent_task) } }),
  };
}

function decoded<T>(database: Database, row: Row, column: string): T {
  try {
    const value = decodeStored(String(row[column]));
    if (value !== null && typeof value === "object") return value as T;
  } catch {
    // Said below, as for any other value that is no object.
  }
  throw database.damaged(`column "${column}" of run "${row.run}" does not hold an object`);
}
