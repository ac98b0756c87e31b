import { type Json, type JsonObject, stringifyJson } from "../../core/mod.ts";
import { formatDuration } from "./format.ts";
import type { Paint } from "./style.ts";
import { visible } from "./visible.ts";

/** What failed, in a run's JSON. */
interface FailureJson {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** A task of {@link RunJson}. */
export interface TaskJson {
  readonly id: string;
  readonly status: string;
  readonly attempts: number;
  readonly duration_ms: number | null;
  readonly error: FailureJson | null;
  readonly reason?: string;
}

/** A run as `show --json` and the control API have it; what waits for its turn has no tasks yet. */
export interface RunJson {
  readonly run: string;
  readonly pipeline: string;
  readonly status: string;
  readonly started_at?: string | null;
  readonly finished_at?: string | null;
  readonly params: JsonObject;
  readonly error?: FailureJson | null;
  readonly tasks?: readonly TaskJson[];
}

/**
 * A run and its tasks as people read them, a line each.
 *
 * @param durationMs How long it took, when that is known better than its times tell.
 */
export function runText(run: RunJson, paint: Paint, durationMs = durationOf(run)): string[] {
  const took = durationMs === undefined ? "" : ` in ${formatDuration(durationMs)}`;
  const lines = [`${paint("bold", run.run)}  ${visible(run.pipeline)}  ${spaced(run.status)}${took}`];
  if (run.started_at) lines.push(`started ${run.started_at}`);
  for (const [name, value] of Object.entries(run.params)) lines.push(`params.${visible(name)} = ${visible(stringifyJson(value))}`);
  if (run.error) lines.push(`${visible(run.error.message)} [${run.error.code}]`);
  const tasks = run.tasks ?? [];
  const width = Math.max(0, ...tasks.map((task) => task.id.length));
  return [...lines, ...tasks.map((task) => taskLine(task, width))];
}

/** A run in a list. */
export function runLine(run: RunJson): string {
  return `${run.run}  ${spaced(run.status).padEnd(11)}  ${(run.started_at ?? "").padEnd(24)}  ${visible(run.pipeline)}`;
}

/** The seam to what a daemon answers. */
export function asRunJson(json: Json | Record<string, unknown>): RunJson {
  return json as unknown as RunJson;
}

function taskLine(task: TaskJson, width: number): string {
  const took = task.duration_ms === null || task.attempts === 0 ? "" : formatDuration(task.duration_ms);
  const tries = task.attempts > 1 ? `, ${task.attempts} attempts` : "";
  const why = task.error === null ? task.reason : `${task.error.message} [${task.error.code}]`;
  const hint = task.error?.hint === undefined ? "" : `\n  ${" ".repeat(width)}  hint: ${visible(task.error.hint)}`;
  const end = why === undefined ? "" : `  ${visible(why)}`;
  return `  ${task.id.padEnd(width)}  ${spaced(task.status).padEnd(9)}  ${took.padStart(8)}${tries}${end}`.trimEnd() + hint;
}

function durationOf({ started_at: started, finished_at: finished }: RunJson): number | undefined {
  return started && finished ? Math.max(0, Date.parse(finished) - Date.parse(started)) : undefined;
}

function spaced(status: string): string {
  return status.replace("_", " ");
}
