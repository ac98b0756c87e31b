import type { RunEvent, TaskFinished, TaskOutput } from "../../core/mod.ts";
import type { Writer } from "../writer.ts";
import { formatCounts, formatDuration } from "./format.ts";
import { logLines } from "./log_lines.ts";
import { prefixLines } from "./prefix_lines.ts";
import type { RunRenderer } from "./run_renderer.ts";
import type { Paint } from "./style.ts";

/** Where a renderer writes: `out` takes the pipeline's own output alone. */
export interface RenderTargets {
  readonly out: Writer;
  readonly err: Writer;
  readonly paint: Paint;
}

/** Prints plain lines: each task's output and log records behind its id, and one line for each task that ends. */
export class PlainRenderer implements RunRenderer {
  readonly #targets: RenderTargets;
  readonly #prefixes = new Map<string, Uint8Array>();
  readonly #encoder = new TextEncoder();

  constructor(targets: RenderTargets) {
    this.#targets = targets;
  }

  event(event: RunEvent): void | Promise<void> {
    if (event.type === "task.output") return this.#targets[event.stream === "stdout" ? "out" : "err"].write(this.prefixed(event));
    if (event.type === "task.finished") this.#prefixes.delete(event.task);
    const line = eventLine(event, this.#targets.paint);
    if (line !== undefined) this.#targets.err.line(line);
  }

  end(): void {}

  note(line: string): void {
    this.#targets.err.line(this.#targets.paint("yellow", line));
  }

  /** A copy of the output, records of the log as people read them, with the task's id before each line. */
  prefixed({ task, stream, bytes }: TaskOutput): Uint8Array {
    let prefix = this.#prefixes.get(task);
    if (prefix === undefined) this.#prefixes.set(task, prefix = this.#encoder.encode(`${task} | `));
    return prefixLines(prefix, stream === "log" ? logLines(bytes, this.#targets.paint) : bytes);
  }
}

/** What is said of an event in a line of its own, if anything. */
export function eventLine(event: RunEvent, paint: Paint): string | undefined {
  switch (event.type) {
    case "run.started":
      return event.resumed ? paint("dim", `${event.pipeline}: goes on as run ${event.run}`) : undefined;
    case "task.started":
    case "task.output":
      return undefined;
    case "run.waiting":
      return paint("yellow", `${event.task ?? "run"}: waiting: ${event.reason}`);
    case "task.retrying":
      if (event.repeat) return undefined;
      return paint("yellow", `${event.task}: attempt ${event.attempt} failed${because(event)}; next in ${formatDuration(event.delay_ms)}`);
    case "task.finished":
      return finishedLine(event, paint);
    case "run.finished": {
      const counts = formatCounts(event.counts);
      const end = event.status === "succeeded" ? paint("green", "succeeded") : paint("red", event.status.replace("_", " "));
      return `${paint("bold", `run ${event.run}`)} ${end} in ${formatDuration(event.duration_ms)}${counts === "" ? "" : `: ${counts}`}${
        because(event)
      }`;
    }
  }
}

function finishedLine(event: TaskFinished, paint: Paint): string {
  if (event.status === "skipped") return paint("dim", `${event.task}: skipped${event.reason === undefined ? "" : `: ${event.reason}`}`);
  const status = event.status.replace("_", " ");
  if (event.attempt === 0 && event.status === "cancelled") {
    return `${event.task}: ${paint("red", status)}${event.reason === undefined ? because(event) : `: ${event.reason}`}`;
  }
  const end = event.status === "succeeded" ? paint("green", status) : paint("red", status);
  const hint = event.error?.hint === undefined ? "" : `\n${event.task}: ${paint("dim", `hint: ${event.error.hint}`)}`;
  return `${event.task}: ${end} in ${formatDuration(event.duration_ms)}${because(event)}${hint}`;
}

function because(event: { readonly error?: { readonly code: string; readonly message: string } }): string {
  return event.error === undefined ? "" : `: ${event.error.message} [${event.error.code}]`;
}
