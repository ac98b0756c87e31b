import { type RunEvent, stringifyJson, type TaskOutput } from "../../core/mod.ts";
import type { Writer } from "../writer.ts";
import { formatTime } from "./format.ts";
import type { RunRenderer } from "./run_renderer.ts";

/** From this size on, output without a newline is a piece of a longer line. */
const PIECE_BYTES = 65_536;

/** Prints events as JSON, one object a line. */
export class JsonRenderer implements RunRenderer {
  readonly #out: Writer;
  readonly #decoder = new TextDecoder();

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
    const head = JSON.stringify({ type: "task.output", time: formatTime(time), run, task, attempt, stream }).slice(0, -1);
    const text = this.#decoder.decode(bytes);
    const lines = text.split("\n");
    const last = lines.pop();
    let json = "";
    for (const line of lines) json += `${head},"line":${JSON.stringify(line)}}\n`;
    if (last) json += `${head},"line":${JSON.stringify(last)}${bytes.length >= PIECE_BYTES ? ',"partial":true' : ""}}\n`;
    return this.#out.write(json);
  }
}

/** Milliseconds are whole numbers in JSON. */
function rounded<T extends object>(event: T): T {
  return "duration_ms" in event ? { ...event, duration_ms: Math.round(event.duration_ms as number) } : event;
}
