import type { Child, ChildLimits, ChildSpec, JsonObject, Processes } from "../../core/mod.ts";
import { encodeFrame, FrameError, FrameReader } from "../protocol/frame.ts";
import { type Box, type BoxListener, LONGEST_FRAME, LONGEST_HEADER, type Loss, takeFrame } from "./box.ts";
import { Tail } from "./tail.ts";

const WORDS_BYTES = 4096;

/** A sandbox in a process of its own: the level `strict`. */
export class ProcessBox implements Box {
  key: string | undefined;
  readonly ready: Promise<void>;
  readonly #child: Child;
  #listener: BoxListener | undefined;
  #isGone = false;
  /** Bytes of memory when it was fresh; undefined where the platform does not tell. */
  #freshBytes: number | undefined;

  private constructor(child: Child, ready: Promise<void>, lost: Promise<Loss>) {
    this.#child = child;
    this.ready = ready.then(() => {
      this.#freshBytes = child.memoryBytes();
    });
    this.ready.catch(() => {});
    void lost.then((loss) => {
      this.#isGone = true;
      this.#listener?.lost(loss);
    });
  }

  /** Starts a sandbox. It may be used at once; what is sent to it waits until it is ready. */
  static async start(processes: Processes, spec: Pick<ChildSpec, "argv" | "cwd" | "env">): Promise<ProcessBox> {
    const ready = Promise.withResolvers<void>();
    const words = new Tail(WORDS_BYTES);
    const reader = new FrameReader(LONGEST_FRAME, LONGEST_HEADER);
    let protocol: string | undefined;
    let box: ProcessBox | undefined = undefined;
    let child: Child | undefined = undefined;
    const output: ChildSpec["output"] = (stream, bytes) => {
      if (stream === "stderr") return words.add(bytes);
      if (protocol !== undefined) return;
      const held: Promise<void>[] = [];
      try {
        reader.push(bytes, (frame) => {
          if (frame.header["t"] === "ready") return ready.resolve();
          const taken = takeFrame(frame, box === undefined ? undefined : box.#listener);
          if (taken !== undefined) held.push(taken);
        });
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
        protocol = error.message;
        if (box === undefined) child?.stop("kill");
        else box.kill();
      }
      if (held.length > 0) return Promise.all(held).then(() => {});
    };
    child = await processes.spawn({ ...spec, stdin: "pipe", output });
    const lost = child.exited.then((exit): Loss => {
      const loss = { exit, words: words.text(), ...(protocol === undefined ? {} : { protocol }) };
      ready.reject(new Error(loss.words || `exit code ${exit.code}`));
      return loss;
    });
    return box = new ProcessBox(child, ready.promise, lost);
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  get canLimit(): boolean {
    return this.#freshBytes !== undefined;
  }

  get grownBytes(): number {
    return Math.max(0, (this.#child.memoryBytes() ?? 0) - (this.#freshBytes ?? 0));
  }

  listen(listener: BoxListener | undefined): void {
    this.#listener = listener;
  }

  send(header: JsonObject, bytes?: Uint8Array): void {
    void this.#child.input?.write(encodeFrame(header, bytes));
  }

  relimit(limits: ChildLimits): void {
    this.#child.relimit(limits);
  }

  kill(): void {
    this.#isGone = true;
    this.#child.stop("kill");
  }
}
