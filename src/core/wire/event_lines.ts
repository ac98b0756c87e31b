import type { RunEvent } from "../events.ts";
import { stringifyJson } from "../json_text.ts";
import { formatTime } from "./format_time.ts";
import { outputLines } from "./output_lines.ts";

/** An event of a run as `run --json` prints it: one object a line, each line ended; output has one for each of its lines. */
export function eventLines(event: RunEvent): string {
  if (event.type === "task.output") {
    const { type, time, run, task, attempt, stream, bytes } = event;
    return outputLines({ type, time: formatTime(time), run, task, attempt, stream }, bytes);
  }
  const { type, time, ...rest } = event;
  return `${stringifyJson({ type, time: formatTime(time), ...rounded(rest) })}\n`;
}

/** Milliseconds are whole numbers in JSON. */
function rounded<T extends object>(event: T): T {
  return "duration_ms" in event ? { ...event, duration_ms: Math.round(event.duration_ms as number) } : event;
}
