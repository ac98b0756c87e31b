import { eventLines, type RunEvent } from "../../core/mod.ts";
import type { Writer } from "../writer.ts";
import type { RunRenderer } from "./run_renderer.ts";

/** Prints events as JSON, one object a line. */
export class JsonRenderer implements RunRenderer {
  readonly #out: Writer;

  constructor(out: Writer) {
    this.#out = out;
  }

  event(event: RunEvent): void | Promise<void> {
    return this.#out.write(eventLines(event));
  }

  end(): void {}
}
