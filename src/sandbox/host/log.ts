import { inspected } from "./format_values.ts";
import { toJson } from "./to_json.ts";

const LONGEST_RECORD = 64 * 1024;
const { stringify } = JSON;
const LEVELS = ["debug", "info", "warn", "error"] as const;

/** `log` of a script's argument. */
export type ScriptLog = Readonly<Record<(typeof LEVELS)[number], (message: unknown, fields?: unknown) => void>>;

/**
 * Makes the structured log: one JSON record a line, with level, time and message, then the fields. What cannot be told as JSON is told as
 * text; logging never throws.
 *
 * @param write Takes a record with its line break.
 */
export function createLog(write: (line: string) => void, now: () => Date): ScriptLog {
  const record = (level: string, message: unknown, fields: unknown) => {
    const own: Record<string, unknown> = Object.create(null);
    own["level"] = level;
    own["time"] = now().toISOString();
    own["message"] = typeof message === "string" ? message : inspected(message);
    const start = stringify(own);
    const rest = fields === undefined ? "{}" : fieldsText(fields, own);
    write(rest === "{}" ? `${start}\n` : `${start.slice(0, -1)},${rest.slice(1)}\n`);
  };
  const entries = LEVELS.map((level) => [level, (message: unknown, fields?: unknown) => record(level, message, fields)] as const);
  return Object.freeze(Object.fromEntries(entries)) as ScriptLog;
}

function fieldsText(fields: unknown, own: Readonly<Record<string, unknown>>): string {
  try {
    if (typeof fields !== "object" || fields === null || Array.isArray(fields)) return toJson({ value: fields }, LONGEST_RECORD);
    const safe: Record<string, unknown> = Object.create(null);
    for (const [key, value] of Object.entries(fields)) if (!(key in own)) safe[key] = jsonOrText(value);
    return toJson(safe, LONGEST_RECORD);
  } catch {
    return stringify({ fields: inspected(fields).slice(0, LONGEST_RECORD) });
  }
}

function jsonOrText(value: unknown): unknown {
  try {
    if (value === undefined) return value;
    return JSON.parse(toJson(value, LONGEST_RECORD));
  } catch {
    return inspected(value).slice(0, LONGEST_RECORD);
  }
}
