import { type Log, LOG_SEVERITIES, type LogFields, type LogSeverity } from "../../core/mod.ts";
import { LineQueue, type LogSink } from "./line_queue.ts";
import { jsonLine, type LogLine, prettyLine } from "./log_line.ts";

/** How the daemon writes its log. */
export interface CreateLogOptions {
  /** The least that is written, asked for at each line. */
  level(): LogSeverity;
  /** Default standard error. */
  readonly sink?: LogSink;
  /** Default JSON, and for a person where the sink is a terminal. */
  readonly format?: "json" | "pretty";
  /** Whether lines for a person have colours; default false. */
  readonly isColoured?: boolean;
  /** Hides secrets in messages and fields. Default changes nothing. */
  mask?(text: string): string;
  /** Milliseconds since the epoch; default the machine's clock. */
  now?(): number;
}

/** A log that can be waited for. */
export interface DaemonLog extends Log {
  /**
   * Settles once everything has been written; for the end of the process.
   *
   * @param ms After which it settles in any case. Default 1,000.
   */
  flush(ms?: number): Promise<void>;
}

/** Bytes that wait for a sink that is slow. */
const MOST_BYTES = 1 << 20;
const encoder = new TextEncoder();

/**
 * Makes the daemon's log. A sink that is slow or gone holds nobody: lines beyond 1 MiB are dropped, and their number is told.
 *
 * A line is `{"time","level","message",…fields}` with an RFC 3339 time in UTC.
 */
export function createLog(options: CreateLogOptions): DaemonLog {
  const { sink = Deno.stderr, mask = (text) => text, now = Date.now, isColoured = false } = options;
  const isPretty = (options.format ?? (sink.isTerminal() ? "pretty" : "json")) === "pretty";
  const encode = (line: LogLine) => encoder.encode(isPretty ? prettyLine(line, mask, isColoured) : jsonLine(line, mask));
  const queue = new LineQueue(
    sink,
    MOST_BYTES,
    (count) =>
      encode({
        time: now(),
        level: "warning",
        message: "Lines of the log were dropped, because they were read too slowly",
        fields: { count },
      }),
  );
  return { ...logWith({}), flush: (ms = 1000) => queue.flush(ms) };

  function logWith(common: LogFields): Log {
    const write = (level: LogSeverity) => (message: string, fields?: LogFields) => {
      if (LOG_SEVERITIES.indexOf(level) < LOG_SEVERITIES.indexOf(options.level())) return;
      queue.push(encode({ time: now(), level, message, fields: { ...common, ...fields } }));
    };
    return {
      debug: write("debug"),
      info: write("info"),
      warning: write("warning"),
      error: write("error"),
      with: (fields) => logWith({ ...common, ...fields }),
    };
  }
}
