import type { Json } from "../json.ts";

/** How serious a line of the daemon's log is, mildest first. */
export const LOG_SEVERITIES = ["debug", "info", "warning", "error"] as const;

/** One of {@link LOG_SEVERITIES}. */
export type LogSeverity = typeof LOG_SEVERITIES[number];

/** What a line says besides its message, such as `run`, `trace_id`, `module`. Undefined ones are left out. */
export type LogFields = Readonly<Record<string, Json | undefined>>;

/**
 * The log of the daemon. Writing never throws and never waits. Who writes leaves secrets out: values of a document's `secrets`, tokens,
 * bodies, headers.
 */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warning(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same log; each of its lines has these fields too. */
  with(fields: LogFields): Log;
}

/** A log that keeps nothing. */
export const NO_LOG: Log = { debug() {}, info() {}, warning() {}, error() {}, with: () => NO_LOG };
