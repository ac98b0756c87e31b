import type { JsonObject } from "../../core/mod.ts";
import { startHostWorker } from "../host/mod.ts";
import { encodeFrame, FrameError, FrameReader } from "../protocol/frame.ts";
import { type Box, type BoxListener, LONGEST_FRAME, LONGEST_HEADER, takeFrame } from "./box.ts";

/**
 * A sandbox within this process: the level `trusted`. It starts sooner and uses less memory; what it uses cannot be limited, running out of
 * memory ends this process, and code that never pauses may go on after its end.
 */
export class WorkerBox implements Box {
  key: string | undefined;
  readonly ready: Promise<void>;
  /** The process is everybody's. */
  readonly grownBytes = 0;
  readonly canLimit = false;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  #listener: BoxListener | undefined;
  #isGone = false;

  /** @param folder The private folder that programs are imported from. */
  constructor(folder: string) {
    const { port1, port2 } = new MessageChannel();
    const ready = Promise.withResolvers<void>();
    this.ready = ready.promise;
    this.ready.catch(() => {});
    this.#port = port1;
    this.#worker = startHostWorker("port", folder);
    const reader = new FrameReader(LONGEST_FRAME, LONGEST_HEADER);
    const lose = (words: string, protocol?: string) => {
      ready.reject(new Error(words || protocol));
      this.#listener?.lost({ words, ...(protocol === undefined ? {} : { protocol }) });
      this.kill();
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      lose(event.message);
    };
    port1.onmessage = ({ data }) => {
      if (!(data instanceof Uint8Array)) return lose("", "A message that is no frame");
      try {
        reader.push(data, (frame) => {
          if (frame.header["t"] === "ready") return ready.resolve();
          void takeFrame(frame, this.#listener);
        });
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
        lose("", error.message);
      }
    };
    this.#worker.postMessage(port2, [port2]);
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  listen(listener: BoxListener | undefined): void {
    this.#listener = listener;
  }

  send(header: JsonObject, bytes?: Uint8Array): void {
    if (!this.#isGone) this.#port.postMessage(encodeFrame(header, bytes));
  }

  relimit(): void {}

  kill(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#port.close();
    this.#worker.terminate();
  }
}
