import { type RunEvent, stringifyJson, type TaskOutput } from "../../core/mod.ts";
import type { Writer } from "../writer.ts";
import { formatTime } from "./format.ts";
import { jsonLines } from "./json_lines.ts";
import type { RunRenderer } from "./run_renderer.ts";

/** Prints events as JSON, one object a line. */
export class JsonRenderer implements RunRenderer {
  readonly #out: Writer;

  constructor(out: Writer) {
    this.#out = out;
  }

  event(event: RunEvent): void | Promise<void> {
    if (event.type === "task.output") return this.#output(event);
    const { type, time, ...rest } = event;
    return this.#out.line(stringifyJson({ type, time: formatTime(time), ...rounded(rest) }));
  }

  end(): void {}

  #output({ time, run, task, attempt, stream, bytes }: TaskOutput): void | Promise<void> {
    return this.#out.write(jsonLines({ type: "task.output", time: formatTime(time), run, task, attempt, stream }, bytes));
  }
}

/** Milliseconds are whole numbers in JSON. */
function rounded<T extends object>(event: T): T {
  return "duration_ms" in event ? { ...event, duration_ms: Math.round(event.duration_ms as number) } : event;
}
