import type { Json, JsonObject } from "./json.ts";
import { parseJson } from "./json_text.ts";

/** How serious a record of a script's log is, mildest first. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

/** One of {@link LOG_LEVELS}. */
export type LogLevel = typeof LOG_LEVELS[number];

/** One record of the stream `log`: these three, then the fields that the script gave it. */
export interface LogRecord extends JsonObject {
  readonly level: LogLevel;
  readonly message: string;
  /** RFC 3339 in UTC with milliseconds: `2026-01-02T03:04:05.678Z`. */
  readonly time: string;
}

/** Levels of nesting from which on a line is no record: what is shown must not cost more stack than there is. */
const MAX_DEPTH = 200;
const LEVELS: ReadonlySet<unknown> = new Set(LOG_LEVELS);
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Reads a line of the stream `log`.
 *
 * @param line Without its newline.
 * @returns Undefined for what is no record: a line that was cut, that masking has broken, or that is anything else. Never throws.
 *
 * @example
 * ```ts
 * parseLogRecord('{"level":"info","message":"rows","time":"2026-01-02T03:04:05.678Z","n":3}')?.["n"]; // 3
 * ```
 */
export function parseLogRecord(line: string): LogRecord | undefined {
  if (!line.startsWith("{")) return undefined;
  let value: Json;
  try {
    value = parseJson(line);
  } catch {
    return undefined;
  }
  return isLogRecord(value) && isWithin(value, MAX_DEPTH) ? value : undefined;
}

function isLogRecord(value: Json): value is LogRecord {
  const { level, message, time } = value as JsonObject;
  return LEVELS.has(level) && typeof message === "string" && typeof time === "string" && TIME.test(time) && !isNaN(Date.parse(time));
}

function isWithin(value: Json, depth: number): boolean {
  if (value === null || typeof value !== "object") return true;
  return depth > 0 && Object.values(value).every((item) => isWithin(item, depth - 1));
}
