import type { OutputKey, OutputStream } from "../../core/mod.ts";
import { parseOrderLine } from "./output_order.ts";
import { storageFailure } from "./storage_failure.ts";

/** A piece of stored output. */
export interface OutputPiece {
  readonly task: string;
  readonly attempt: number;
  readonly stream: OutputStream;
  /** Valid until the next piece is asked for. */
  readonly bytes: Uint8Array;
  /** When its last byte was stored, in milliseconds since the epoch; absent for what a crash left without a record. */
  readonly time?: number;
  /** Whether the stream holds nothing behind this piece. */
  readonly isLast: boolean;
}

/** Where the files of a run are. */
export interface OutputPlaces {
  readonly orderPath: string;
  pathOf(key: OutputKey, stream: OutputStream): string;
}

const PIECE_BYTES = 64 * 1024;
/** Files kept open while reading. */
const MOST_OPEN = 64;

/** Reads a run's output in the order of its order file; what has no record comes at the end of its process's part. */
export function* readInterleaved(places: OutputPlaces, run: string, task: string | undefined): Generator<OutputPiece, void> {
  let order: string;
  try {
    order = Deno.readTextFileSync(places.orderPath);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw storageFailure(error, "read the output in", places.orderPath);
  }
  const readers = new Readers(places, run);
  try {
    const attempts = new Map<number, { task: string; attempt: number }>();
    for (const line of order.split("\n")) {
      const entry = parseOrderLine(line);
      if (entry?.type === "begin") {
        yield* leftOver(readers, attempts.values());
        attempts.clear();
      } else if (entry?.type === "attempt") {
        if (task === undefined || task === entry.task) attempts.set(entry.number, { task: entry.task, attempt: entry.attempt });
      } else if (entry?.type === "bytes") {
        const of = attempts.get(entry.number);
        if (of !== undefined) yield* readers.take(of.task, of.attempt, entry.stream, entry.count, entry.time);
      }
    }
    yield* leftOver(readers, attempts.values());
  } finally {
    readers[Symbol.dispose]();
  }
}

/** What has no record, of attempts whose process writes no more. */
function* leftOver(readers: Readers, attempts: Iterable<{ task: string; attempt: number }>): Generator<OutputPiece, void> {
  for (const { task, attempt } of attempts) {
    for (const stream of ["stdout", "stderr", "log"] as const) yield* readers.take(task, attempt, stream, Infinity, undefined);
  }
}

/** Reads each stream from where it was left. */
class Readers implements Disposable {
  readonly #places: OutputPlaces;
  readonly #run: string;
  readonly #offsets = new Map<string, number>();
  readonly #files = new Map<string, Deno.FsFile>();
  readonly #buffer = new Uint8Array(PIECE_BYTES);

  constructor(places: OutputPlaces, run: string) {
    this.#places = places;
    this.#run = run;
  }

  *take(task: string, attempt: number, stream: OutputStream, count: number, time: number | undefined): Generator<OutputPiece, void> {
    const path = this.#places.pathOf({ run: this.#run, task, attempt }, stream);
    let left = count;
    while (left > 0) {
      // Opened anew for each piece: while the caller worked on the last one, this file may have been closed for another.
      const file = this.#open(path);
      const read = file?.readSync(this.#buffer.subarray(0, Math.min(left, PIECE_BYTES))) ?? null;
      if (read === null) return;
      const offset = (this.#offsets.get(path) ?? 0) + read;
      this.#offsets.set(path, offset);
      left -= read;
      const isLast = file === undefined || offset >= file.statSync().size;
      yield { task, attempt, stream, bytes: this.#buffer.subarray(0, read), ...(time === undefined ? {} : { time }), isLast };
    }
  }

  [Symbol.dispose](): void {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }

  #open(path: string): Deno.FsFile | undefined {
    const open = this.#files.get(path);
    if (open !== undefined) return open;
    if (this.#files.size >= MOST_OPEN) this[Symbol.dispose]();
    try {
      const file = Deno.openSync(path, { read: true });
      file.seekSync(this.#offsets.get(path) ?? 0, Deno.SeekMode.Start);
      this.#files.set(path, file);
      return file;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw storageFailure(error, "read the output in", path);
    }
  }
}
