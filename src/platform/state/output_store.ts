import * as nodePath from "node:path";
import { type Clock, type OutputKey, type OutputStore, type OutputStream, type RunWaiting } from "../../core/mod.ts";
import type { EventMarks } from "./lease.ts";
import { OpenFiles } from "./open_files.ts";
import { OrderWriter } from "./order_writer.ts";
import { safeName } from "./output_name.ts";
import { type OutputPiece, readInterleaved } from "./read_interleaved.ts";
import { storageFailure } from "./storage_failure.ts";

/** Files open at once, whatever the number of tasks. */
const MOST_OPEN = 64;
/** How long a record of output may be held back when no more comes. */
const FLUSH_MS = 100;
const STREAMS: readonly OutputStream[] = ["stdout", "stderr", "log"];

/** The outputs of a state folder, with what `logs` needs. */
export interface StateOutputs extends OutputStore, Disposable {
  /**
   * The stored output of a run, or of one of its tasks, in the order in which it came; streams of one attempt keep their own order always,
   * the order between streams is that of the moments they were stored. Read piece by piece; nothing when the run wrote nothing. What is
   * appended while reading may be missing.
   *
   * @throws AppError `state_unavailable`.
   */
  readInterleaved(run: string, task?: string): Generator<OutputPiece, void>;
  /** The file that tells how a run's events and output interleave; absent when nothing was written. */
  orderPath(run: string): string;
  /** Writes what this process holds back of a run's order. Failing to is no failure: the output itself is stored. */
  flush(run: string): void;
  /** Calls back whenever this process has written something of a run, and when it lets go of the run. Disposing ends it. */
  watch(run: string, listener: (what: "more" | "end") => void): Disposable;
}

/** Options of {@link FileOutputs}. */
export interface FileOutputsOptions {
  /** Most files open at once. Default 64. */
  readonly mostOpen?: number;
}

/** Outputs as files: `<folder>/<run>/<task>.<attempt>.stdout`, `.stderr` and `.log`, and `order`, which tells how they interleave. */
export class FileOutputs implements StateOutputs, EventMarks {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #files: OpenFiles;
  /** The folder that `outputsFile` made last; every attempt of a run asks for the same one. */
  #outputsFolder: string | undefined;
  readonly #orders = new Map<string, OrderWriter>();
  /** The paths of attempts at work; building a path for every piece of output would cost more than writing it. */
  readonly #paths = new Map<string, string>();
  readonly #watches = new Map<string, Set<(what: "more" | "end") => void>>();
  #flushing: ReturnType<typeof setTimeout> | undefined;

  /** @param folder Where the runs' folders are; created with the first output. */
  constructor(folder: string, clock: Clock, options: FileOutputsOptions = {}) {
    this.#folder = folder;
    this.#clock = clock;
    this.#files = new OpenFiles(options.mostOpen ?? MOST_OPEN);
  }

  append(key: OutputKey, stream: OutputStream, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const name = nameOf(key, stream);
    let path = this.#paths.get(name);
    try {
      if (path === undefined) {
        path = this.path(key, stream);
        Deno.mkdirSync(nodePath.dirname(path), { recursive: true, mode: 0o700 });
        this.#paths.set(name, path);
      }
      this.#files.append(path, bytes);
      const order = this.#order(key.run);
      order.note(key, stream, bytes.length, this.#clock.now());
      if (order.isPending) this.#flushSoon();
      this.#tell(key.run, "more");
    } catch (error) {
      throw storageFailure(error, "store output in", path ?? this.#folder);
    }
  }

  close(key: OutputKey): void {
    for (const stream of STREAMS) {
      const name = nameOf(key, stream);
      const path = this.#paths.get(name);
      // Only what was appended to is open.
      if (path === undefined) continue;
      this.#files.close(path);
      this.#paths.delete(name);
    }
    const order = this.#orders.get(key.run);
    if (order === undefined) return;
    try {
      if (!order.forget(key) || order.marks) return;
      this.#orders.delete(key.run);
      this.#files.close(this.orderPath(key.run));
    } catch (error) {
      throw storageFailure(error, "store output in", this.orderPath(key.run));
    }
  }

  mark(run: string, seq: number): void {
    this.#write(run, (order) => order.mark(seq, this.#clock.now()));
  }

  note(run: string, event: RunWaiting): void {
    this.#write(run, (order) => order.wait(event));
  }

  end(run: string): void {
    this.flush(run);
    if (this.#orders.delete(run)) this.#files.close(this.orderPath(run));
    this.#tell(run, "end");
  }

  orderPath(run: string): string {
    return nodePath.join(this.#folder, safeName(run), "order");
  }

  flush(run: string): void {
    try {
      this.#orders.get(run)?.flush();
    } catch {
      // Without its record the piece is still there; it is only read after all others.
    }
  }

  watch(run: string, listener: (what: "more" | "end") => void): Disposable {
    const watches = this.#watches.get(run) ?? new Set();
    this.#watches.set(run, watches.add(listener));
    return {
      [Symbol.dispose]: () => {
        watches.delete(listener);
        if (watches.size === 0 && this.#watches.get(run) === watches) this.#watches.delete(run);
      },
    };
  }

  path(key: OutputKey, stream: OutputStream): string {
    return this.#attemptPath(key, stream);
  }

  read(key: OutputKey, stream: OutputStream, maxBytes: number): Uint8Array | undefined {
    const path = this.path(key, stream);
    try {
      if (Deno.statSync(path).size > maxBytes) return undefined;
      return Deno.readFileSync(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return new Uint8Array();
      throw storageFailure(error, "read the output in", path);
    }
  }

  outputsFile(key: OutputKey): string {
    const path = this.#attemptPath(key, "outputs");
    const folder = nodePath.dirname(path);
    if (this.#outputsFolder === folder) return path;
    try {
      Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw storageFailure(error, "create", folder);
    }
    this.#outputsFolder = folder;
    return path;
  }

  readInterleaved(run: string, task?: string): Generator<OutputPiece, void> {
    this.flush(run);
    return readInterleaved({ orderPath: this.orderPath(run), pathOf: (key, stream) => this.path(key, stream) }, run, task);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#flushing);
    for (const run of this.#orders.keys()) this.flush(run);
    this.#orders.clear();
    this.#paths.clear();
    this.#files[Symbol.dispose]();
  }

  #order(run: string): OrderWriter {
    let order = this.#orders.get(run);
    if (order === undefined) this.#orders.set(run, order = new OrderWriter(this.orderPath(run), this.#files));
    return order;
  }

  /** A run may have events and no output: then its folder is made for them. */
  #write(run: string, action: (order: OrderWriter) => void): void {
    const order = this.#order(run);
    try {
      try {
        action(order);
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
        Deno.mkdirSync(nodePath.dirname(this.orderPath(run)), { recursive: true, mode: 0o700 });
        action(order);
      }
    } catch (error) {
      throw storageFailure(error, "store the order of events in", this.orderPath(run));
    }
    this.#tell(run, "more");
  }

  /** Others read the order file only: a task that has gone quiet must not keep its last words from them. */
  #flushSoon(): void {
    if (this.#flushing !== undefined) return;
    this.#flushing = setTimeout(() => {
      this.#flushing = undefined;
      for (const [run, order] of this.#orders) if (order.isPending) this.flush(run);
    }, FLUSH_MS);
    // It must not be what keeps the process from ending.
    if (typeof this.#flushing === "number") Deno.unrefTimer(this.#flushing);
  }

  #tell(run: string, what: "more" | "end"): void {
    for (const listener of [...this.#watches.get(run) ?? []]) listener(what);
  }

  #attemptPath(key: OutputKey, ending: string): string {
    return nodePath.join(this.#folder, safeName(key.run), `${safeName(key.task)}.${key.attempt}.${ending}`);
  }
}

function nameOf({ run, task, attempt }: OutputKey, stream: OutputStream): string {
  return `${run}/${attempt}/${stream}/${task}`;
}
