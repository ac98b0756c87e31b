import type { JsonObject, RunEvent } from "../../core/mod.ts";

const encoder = new TextEncoder();

/**
 * An event as a daemon sends it, which is as `run --json` prints it, turned back into the event that it was: times are numbers, output is
 * bytes. Undefined for an event that this version does not know.
 */
export function runEventOf(json: JsonObject): RunEvent | undefined {
  if (typeof json.type !== "string" || !TYPES.has(json.type) || typeof json.time !== "string") return undefined;
  const time = Date.parse(json.time);
  if (json.type !== "task.output") return { ...json, time } as unknown as RunEvent;
  const { line, partial, record: _, ...rest } = json;
  const text = typeof line === "string" ? line : "";
  return { ...rest, time, bytes: encoder.encode(partial === true ? text : `${text}\n`) } as unknown as RunEvent;
}

const TYPES: ReadonlySet<string> = new Set<RunEvent["type"]>([
  "run.started",
  "run.waiting",
  "task.started",
  "task.output",
  "task.retrying",
  "task.finished",
  "run.finished",
]);
