import * as nodePath from "node:path";
import type { Clock, OutputKey, OutputStore, OutputStream } from "../../core/mod.ts";
import { OpenFiles } from "./open_files.ts";
import { OrderWriter } from "./order_writer.ts";
import { safeName } from "./output_name.ts";
import { type OutputPiece, readInterleaved } from "./read_interleaved.ts";
import { storageFailure } from "./storage_failure.ts";

/** Files open at once, whatever the number of tasks. */
const MOST_OPEN = 64;
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
}

/** Options of {@link FileOutputs}. */
export interface FileOutputsOptions {
  /** Most files open at once. Default 64. */
  readonly mostOpen?: number;
}

/** Outputs as files: `<folder>/<run>/<task>.<attempt>.stdout`, `.stderr` and `.log`, and `order`, which tells how they interleave. */
export class FileOutputs implements StateOutputs {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #files: OpenFiles;
  /** The folder that `outputsFile` made last; every attempt of a run asks for the same one. */
  #outputsFolder: string | undefined;
  readonly #orders = new Map<string, OrderWriter>();
  /** The paths of attempts at work; building a path for every piece of output would cost more than writing it. */
  readonly #paths = new Map<string, string>();

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
      this.#order(key.run).note(key, stream, bytes.length, this.#clock.now());
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
      if (!order.forget(key)) return;
      this.#orders.delete(key.run);
      this.#files.close(this.#orderPath(key.run));
    } catch (error) {
      throw storageFailure(error, "store output in", this.#orderPath(key.run));
    }
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
    this.#orders.get(run)?.flush();
    return readInterleaved({ orderPath: this.#orderPath(run), pathOf: (key, stream) => this.path(key, stream) }, run, task);
  }

  [Symbol.dispose](): void {
    for (const order of this.#orders.values()) {
      try {
        order.flush();
      } catch {
        // Without its record the piece is still there; it is only read after all others.
      }
    }
    this.#orders.clear();
    this.#paths.clear();
    this.#files[Symbol.dispose]();
  }

  #order(run: string): OrderWriter {
    let order = this.#orders.get(run);
    if (order === undefined) this.#orders.set(run, order = new OrderWriter(this.#orderPath(run), this.#files));
    return order;
  }

  #orderPath(run: string): string {
    return nodePath.join(this.#folder, safeName(run), "order");
  }

  #attemptPath(key: OutputKey, ending: string): string {
    return nodePath.join(this.#folder, safeName(key.run), `${safeName(key.task)}.${key.attempt}.${ending}`);
  }
}

function nameOf({ run, task, attempt }: OutputKey, stream: OutputStream): string {
  return `${run}/${attempt}/${stream}/${task}`;
}
