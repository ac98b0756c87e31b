/**
 * The daemon's log: JSON lines on standard error, or lines for a person on a terminal.
 *
 * ```ts
 * const log = createLog({ level: () => settings().log.level });
 * log.with({ run: "r1" }).info("Run finished", { status: "succeeded" });
 * ```
 *
 * Limits: it writes to one place. Secrets that it is not told of by `mask` are the writer's to leave out.
 *
 * @module
 */
export { createLog, type CreateLogOptions, type DaemonLog } from "./create_log.ts";
export type { LogSink } from "./line_queue.ts";
