import { type DaemonEvent, formatTime } from "../../core/mod.ts";

/** An event of the daemon's own stream. */
export function daemonEventToJson({ type, time, ...rest }: DaemonEvent): Record<string, unknown> {
  return { type, time: formatTime(time), ...rest };
}
