import type { JsonObject } from "../json.ts";

/** The daemon's own log: a sentence and what it is about. */
export interface Log {
  debug(message: string, fields?: JsonObject): void;
  info(message: string, fields?: JsonObject): void;
  warning(message: string, fields?: JsonObject): void;
  error(message: string, fields?: JsonObject): void;
  /** A log that adds fields to each entry. */
  with(fields: JsonObject): Log;
}
