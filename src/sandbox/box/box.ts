import type { Child, ChildExit, ChildSpec, JsonObject, OutputStream, Processes } from "../../core/mod.ts";
import { encodeFrame, type Frame, FrameError, FrameReader } from "../protocol/frame.ts";
import { Tail } from "./tail.ts";

/** What a box takes from its sandbox. Called in the order in which the sandbox sent. */
export interface BoxListener {
  output(stream: OutputStream, bytes: Uint8Array): void | Promise<void>;
  ask(id: number, op: string, header: JsonObject, bytes: Uint8Array): void;
  /** The script has ended; `isClean` when nothing of it can still run. */
  end(header: JsonObject, isClean: boolean): void;
  /** The sandbox is gone, or sent what is no message. */
  lost(loss: Loss): void;
}

/** Why a sandbox is gone. */
export interface Loss {
  readonly exit: ChildExit;
  /** The last of what the process wrote besides messages. */
  readonly words: string;
  /** What it sent that is no message. */
  readonly protocol?: string;
}

/** Outputs, requests' bytes and log records in one message. */
const LONGEST_FRAME = 80 * 1024 * 1024;
const WORDS_BYTES = 4096;
const STREAMS: ReadonlySet<unknown> = new Set(["stdout", "stderr", "log"]);

/** One sandbox process with one task at a time. */
export class Box {
  /** Whose tasks it runs: it is never given another's. */
  key: string | undefined;
  readonly #child: Child;
  readonly #ready: Promise<void>;
  #listener: BoxListener | undefined;
  #isGone = false;
  /** Bytes of memory when it was fresh. */
  #freshBytes = 0;

  private constructor(child: Child, ready: Promise<void>, lost: Promise<Loss>) {
    this.#child = child;
    this.#ready = ready.then(() => {
      this.#freshBytes = child.memoryBytes() ?? 0;
    });
    this.#ready.catch(() => {});
    void lost.then((loss) => {
      this.#isGone = true;
      this.#listener?.lost(loss);
    });
  }

  /** Starts a sandbox. It may be used at once; what is sent to it waits until it is ready. */
  static async start(processes: Processes, spec: Pick<ChildSpec, "argv" | "cwd" | "env">): Promise<Box> {
    const ready = Promise.withResolvers<void>();
    const words = new Tail(WORDS_BYTES);
    const reader = new FrameReader(LONGEST_FRAME);
    let protocol: string | undefined;
    let box: Box | undefined = undefined;
    const output: ChildSpec["output"] = (stream, bytes) => {
      if (stream === "stderr") return words.add(bytes);
      if (protocol !== undefined) return;
      const held: Promise<void>[] = [];
      try {
        reader.push(bytes, (frame) => {
          if (frame.header["t"] === "ready") return ready.resolve();
          const taken = box === undefined ? undefined : box.#take(frame);
          if (taken !== undefined) held.push(taken);
        });
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
        protocol = error.message;
        child?.stop("kill");
      }
      if (held.length > 0) return Promise.all(held).then(() => {});
    };
    let child: Child | undefined = undefined;
    child = await processes.spawn({ ...spec, stdin: "pipe", output });
    const lost = child.exited.then((exit): Loss => {
      const loss = { exit, words: words.text(), ...(protocol === undefined ? {} : { protocol }) };
      ready.reject(new Error(loss.words));
      return loss;
    });
    return box = new Box(child, ready.promise, lost);
  }

  /** Settles once it takes tasks; rejects when it never will. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** How many bytes of memory it holds more than when it was fresh. */
  get grownBytes(): number {
    return Math.max(0, (this.#child.memoryBytes() ?? 0) - this.#freshBytes);
  }

  /** Who is told of what comes from now on. */
  listen(listener: BoxListener | undefined): void {
    this.#listener = listener;
  }

  send(header: JsonObject, bytes?: Uint8Array): void {
    void this.#child.input?.write(encodeFrame(header, bytes));
  }

  relimit(limits: Parameters<Child["relimit"]>[0]): void {
    this.#child.relimit(limits);
  }

  kill(): void {
    this.#isGone = true;
    this.#child.stop("kill");
  }

  #take({ header, bytes }: Frame): void | Promise<void> {
    const listener = this.#listener;
    // What comes between tasks is what an ended one could not send any more.
    if (listener === undefined) return;
    const { t, s, id, op } = header;
    if (t === "out" && STREAMS.has(s)) return listener.output(s as OutputStream, bytes);
    if (t === "ask" && typeof id === "number" && typeof op === "string") return listener.ask(id, op, objectOf(header["header"]), bytes);
    if (t === "end") return listener.end(header, header["clean"] === true);
    throw new FrameError("A message of no known kind");
  }
}

function objectOf(value: JsonObject[string] | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as JsonObject : {};
}
