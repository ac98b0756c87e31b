import { emptyRecord, type Json, type JsonObject, type LogFields, type LogSeverity, stringifyJson } from "../../core/mod.ts";

/** A line of the log before it is written. */
export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly level: LogSeverity;
  readonly message: string;
  readonly fields: LogFields;
}

/** Characters of a line; what is longer tells so and loses its fields. */
const MOST_CHARACTERS = 32_768;
const SHOWN_OF_LONG = 4096;
/** Members of every line, which fields cannot take the place of. */
const OWN: ReadonlySet<string> = new Set(["time", "level", "message"]);
/** Fields whose value is not for a log, whoever put it there. */
const SECRET = /^(?:token|secret|password|passwd|authorization|cookie|set[-_]cookie|api[-_]?key|private[-_]?key|signature)$/i;
/** SGR codes. */
const STYLES = { debug: 2, info: 36, warning: 33, error: 31 } as const;
const DIM = 2;

/**
 * A line as one JSON object, ending in a line break.
 *
 * @param mask Hides secrets in a text.
 */
export function jsonLine(line: LogLine, mask: (text: string) => string): string {
  const record = Object.assign(emptyRecord<Json>(), {
    time: new Date(line.time).toISOString(),
    level: line.level,
    message: mask(line.message),
  });
  const text = stringifyJson(Object.assign(record, cleaned(line.fields, mask)));
  if (text.length <= MOST_CHARACTERS) return `${text}\n`;
  const message = `${mask(line.message).slice(0, SHOWN_OF_LONG).toWellFormed()}…`;
  return `${stringifyJson({ time: new Date(line.time).toISOString(), level: line.level, message, cut: true })}\n`;
}

/**
 * A line for a person at a terminal: `12:34:56.789 warning  message  field=value`. Nothing in it can steer the terminal.
 *
 * @param mask Hides secrets in a text.
 * @param isColoured Whether the level and the fields have colours.
 */
export function prettyLine(line: LogLine, mask: (text: string) => string, isColoured: boolean): string {
  const style = (code: number, text: string) => isColoured ? `\u001b[${code}m${text}\u001b[0m` : text;
  const time = new Date(line.time).toTimeString().slice(0, 8) + `.${String(line.time % 1000).padStart(3, "0")}`;
  const fields = Object.entries(cleaned(line.fields, mask)).map(([name, value]) =>
    `${name}=${typeof value === "string" ? bare(value) : stringifyJson(value)}`
  );
  const rest = fields.length === 0 ? "" : `  ${style(DIM, harmless(cut(fields.join(" "))))}`;
  return `${style(DIM, time)} ${style(STYLES[line.level], line.level.padEnd(7))} ${harmless(cut(mask(line.message)))}${rest}\n`;
}

/** Fields without secrets, under names that are not the line's own. */
function cleaned(fields: LogFields, mask: (text: string) => string): JsonObject {
  const record = emptyRecord<Json>();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) record[OWN.has(name) ? `${name}_` : name] = masked(name, value, mask);
  }
  return record;
}

function masked(name: string, value: Json, mask: (text: string) => string): Json {
  if (SECRET.test(name)) return "***";
  if (typeof value === "string") return mask(value);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item: Json) => masked("", item, mask));
  const record = emptyRecord<Json>();
  for (const [inner, item] of Object.entries(value)) record[inner] = masked(inner, item, mask);
  return record;
}

/** A value that is one word stands as it is. */
function bare(text: string): string {
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}

function cut(text: string): string {
  return text.length <= SHOWN_OF_LONG ? text : `${text.slice(0, SHOWN_OF_LONG).toWellFormed()}…`;
}

/** Control characters, and those that turn the direction of writing, as escapes. */
function harmless(text: string): string {
  return text.replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
