import type { JsonObject } from "../../core/mod.ts";
import { MAX_PIECE } from "../protocol/files_limits.ts";
import { askAsDeno } from "./ask_as_deno.ts";
import type { Answer, Asker } from "./asker.ts";
import { apply, freeze, NativeTypeError, toNumber } from "./captured.ts";
import { denoError } from "./deno_errors.ts";
import { fileInfo } from "./file_info.ts";
import { frozen } from "./frozen.ts";
import { bytesOf, viewOf } from "./script_values.ts";

const WHENCE = ["start", "current", "end"] as const;
const Readable = ReadableStream;
const Writable = WritableStream;
const setBytes = Uint8Array.prototype.set;

/** What `Deno.open` gives: the asynchronous part of Deno's `FsFile`. */
export class FsFile implements Disposable {
  readonly #asker: Asker;
  readonly #id: number;
  #isClosed = false;
  #readable: ReadableStream<Uint8Array<ArrayBuffer>> | undefined;
  #writable: WritableStream<Uint8Array> | undefined;

  /** @param id The broker's number of the open file. */
  constructor(asker: Asker, id: number) {
    this.#asker = asker;
    this.#id = id;
    freeze(this);
  }

  /** Reads into a buffer, at most 1 MiB at once; null at the end. */
  async read(p: Uint8Array): Promise<number | null> {
    const wanted = viewOf(p).length;
    if (wanted === 0) return 0;
    const bytes = await this.#readPiece(wanted);
    if (bytes === null) return null;
    apply(setBytes, viewOf(p), [bytes]);
    return bytes.length;
  }

  /** Writes all of it. @returns How many bytes that were. */
  async write(p: Uint8Array): Promise<number> {
    const bytes = bytesOf(p);
    for (let at = 0; at < bytes.length; at += MAX_PIECE) await this.#ask("file.write", {}, bytes.subarray(at, at + MAX_PIECE));
    return bytes.length;
  }

  async seek(offset: number | bigint, whence: Deno.SeekMode): Promise<number> {
    const from = WHENCE[whence];
    if (from === undefined) throw new NativeTypeError("The place to seek from is Deno.SeekMode.Start, Current or End");
    const { header } = await this.#ask("file.seek", { offset: toNumber(offset), whence: from });
    return toNumber(header["offset"]);
  }

  async truncate(len = 0): Promise<void> {
    await this.#ask("file.truncate", { length: toNumber(len) });
  }

  async stat(): Promise<Deno.FileInfo> {
    return fileInfo((await this.#ask("file.stat", {})).header["info"]);
  }

  async sync(): Promise<void> {
    await this.#ask("file.sync", { what: "all" });
  }

  async syncData(): Promise<void> {
    await this.#ask("file.sync", { what: "data" });
  }

  /** @throws BadResource When it is closed already. */
  close(): void {
    if (this.#isClosed) throw denoError("BadResource", "Bad resource ID");
    this.#isClosed = true;
    this.#asker.ask("file.close", { id: this.#id }).catch(() => {});
  }

  /** The file's bytes from where it stands; closes the file at its end. */
  get readable(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#readable ??= new Readable<Uint8Array<ArrayBuffer>>({
      pull: async (controller) => {
        const bytes = await this.#readPiece(MAX_PIECE);
        if (bytes !== null) return controller.enqueue(bytes);
        this[Symbol.dispose]();
        controller.close();
      },
      cancel: () => this[Symbol.dispose](),
    }, { highWaterMark: 0 });
  }

  /** Takes bytes to write from where the file stands; closes the file when it is closed. */
  get writable(): WritableStream<Uint8Array> {
    return this.#writable ??= new Writable<Uint8Array>({
      write: async (chunk) => void await this.write(chunk),
      close: () => this[Symbol.dispose](),
      abort: () => this[Symbol.dispose](),
    });
  }

  [Symbol.dispose](): void {
    if (!this.#isClosed) this.close();
  }

  async #readPiece(length: number): Promise<Uint8Array<ArrayBuffer> | null> {
    const { header, bytes } = await this.#ask("file.read", { length: length < MAX_PIECE ? length : MAX_PIECE });
    return header["end"] === true ? null : bytes;
  }

  #ask(op: string, header: JsonObject, bytes?: Uint8Array): Promise<Answer> {
    if (this.#isClosed) throw denoError("BadResource", "Bad resource ID");
    return askAsDeno(this.#asker, op, { ...header, id: this.#id }, bytes);
  }
}

frozen(FsFile);
