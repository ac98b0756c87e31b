import type { Child, OutputStream } from "../../core/mod.ts";
import { GrowingBytes } from "./growing_bytes.ts";
import type { Resource } from "./session.ts";

/** What a program has written, up to a limit, and the program itself while it runs. */
export class RunningProgram implements Resource {
  readonly #maxBytes: number;
  readonly #kept: Readonly<Record<"stdout" | "stderr", boolean>>;
  readonly #output = { stdout: new GrowingBytes(), stderr: new GrowingBytes() };
  #bytes = 0;
  #child: Child | undefined;
  #isStopped = false;

  /** @param kept Which streams the script wants; the others are dropped. */
  constructor(maxBytes: number, kept: Readonly<Record<"stdout" | "stderr", boolean>>) {
    this.#maxBytes = maxBytes;
    this.#kept = kept;
  }

  /** Whether it was stopped because it wrote more than it may. */
  get isTooLong(): boolean {
    return this.#bytes > this.#maxBytes;
  }

  /** Takes the child over, as soon as there is one. */
  attach(child: Child): void {
    this.#child = child;
    if (this.#isStopped) child.stop("kill");
  }

  /** Keeps a copy of a piece of output. */
  take(stream: OutputStream, bytes: Uint8Array): void {
    if (stream === "log" || !this.#kept[stream] || this.isTooLong) return;
    this.#bytes += bytes.length;
    if (!this.isTooLong) this.#output[stream].add(bytes);
    else this.#stop();
  }

  /** All of a stream, which is let go. */
  output(stream: "stdout" | "stderr"): Uint8Array {
    return this.#output[stream].take();
  }

  cancel(): void {
    this.#child?.stop("terminate");
  }

  async close(): Promise<void> {
    this.#stop();
    await this.#child?.exited;
  }

  #stop(): void {
    this.#isStopped = true;
    this.#child?.stop("kill");
  }
}
