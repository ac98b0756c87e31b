import type { TerminalSize } from "../../../ffi/pty/mod.ts";
import { AppError } from "../../core/mod.ts";
import { systemReason } from "../state/system_reason.ts";

/** What a recording says about itself. */
export interface RecordingHeader {
  readonly size: TerminalSize;
  readonly command: string;
  /** Of the variables, those that tell a player how it was meant. */
  readonly env: Readonly<Record<string, string>>;
  /** So many bytes the file may have; what comes then is left out. Default: no bound. */
  readonly mostBytes?: number;
}

/** Readable to its owner alone: what a terminal shows may be secret. */
const MODE = 0o600;
const encoder = new TextEncoder();

/**
 * A recording while it is made, in asciicast v2: a header, then a line for each piece of output and each resize, never for input. Every
 * line is written at once, so what a crash leaves behind can be played.
 */
export class Recording implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  // A character may come in two pieces.
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #mostBytes: number;
  #beganAt = 0;
  #size = 0;
  #failure: unknown;

  private constructor(path: string, file: Deno.FsFile, mostBytes = Infinity) {
    this.#path = path;
    this.#file = file;
    this.#mostBytes = mostBytes;
  }

  /**
   * Creates the file, or empties the one that is there.
   *
   * @throws AppError `recording_unwritable`.
   */
  static create(path: string, header: RecordingHeader): Recording {
    let recording: Recording;
    try {
      recording = new Recording(path, Deno.openSync(path, { write: true, create: true, truncate: true, mode: MODE }), header.mostBytes);
    } catch (error) {
      throw unwritable(path, error);
    }
    const { size: { columns, rows }, command, env } = header;
    const timestamp = Math.floor(Date.now() / 1000);
    recording.#line({ version: 2, width: columns, height: rows, timestamp, command, env });
    if (recording.#failure === undefined) return recording;
    recording.#file.close();
    throw unwritable(path, recording.#failure);
  }

  /** Why it is not whole; undefined as long as it is. */
  get failure(): AppError | undefined {
    return this.#failure === undefined ? undefined : unwritable(this.#path, this.#failure);
  }

  /** From here its times are counted. */
  begin(): void {
    this.#beganAt = performance.now();
  }

  output(bytes: Uint8Array): void {
    this.#event("o", this.#decoder.decode(bytes, { stream: true }));
  }

  resized({ columns, rows }: TerminalSize): void {
    this.#event("r", `${columns}x${rows}`);
  }

  /**
   * The session has ended.
   *
   * @throws AppError `recording_unwritable` when something could not be written; what came before stands in the file.
   */
  finish(): void {
    this.#event("o", this.#decoder.decode());
    if (this.failure !== undefined) throw this.failure;
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  #event(kind: "o" | "r", text: string) {
    if (text !== "") this.#line([Math.round((performance.now() - this.#beganAt) * 1000) / 1_000_000, kind, text]);
  }

  #line(value: unknown) {
    if (this.#failure !== undefined) return;
    try {
      let rest = encoder.encode(`${JSON.stringify(value)}\n`);
      const size = this.#size + rest.length;
      if (size > this.#mostBytes) throw new RangeError(`it would be larger than ${this.#mostBytes} bytes`);
      while (rest.length > 0) rest = rest.subarray(this.#file.writeSync(rest));
      this.#size = size;
    } catch (error) {
      // The session goes on without it.
      this.#failure = error;
      this.#cutLine();
    }
  }

  /** Takes back the part of a line that still went in: what is left can be played. */
  #cutLine() {
    try {
      this.#file.truncateSync(this.#size);
    } catch {
      // A pipe or a device.
    }
  }
}

function unwritable(path: string, cause: unknown): AppError {
  return new AppError("recording_unwritable", `Cannot write the recording ${path}: ${systemReason(cause)}`, { cause });
}
