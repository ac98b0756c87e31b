import { MAX_PIECE, MAX_WHOLE } from "../protocol/files_limits.ts";
import { abortable } from "./abortable.ts";
import { askAsDeno } from "./ask_as_deno.ts";
import type { Asker } from "./asker.ts";
import { NativeRangeError, toBoolean, toNumber } from "./captured.ts";
import { joinBytes } from "./join_bytes.ts";
import { bytesOf, pathText, readerOf } from "./script_values.ts";

const Decoder = TextDecoder;
const encoder = new TextEncoder();

type WholeFiles = Pick<typeof Deno, "readFile" | "readTextFile" | "writeFile" | "writeTextFile">;

/** What reads and writes whole files. */
export function wholeFiles(asker: Asker): WholeFiles {
  async function readFile(path: string | URL, options?: Deno.ReadFileOptions): Promise<Uint8Array<ArrayBuffer>> {
    const asked = pathText(path);
    return await abortable(options?.signal, () => readWhole(asker, asked));
  }

  async function readTextFile(path: string | URL, options?: Deno.ReadFileOptions): Promise<string> {
    // A byte order mark is content, as in Deno.
    return new Decoder("utf-8", { ignoreBOM: true }).decode(await readFile(path, options));
  }

  async function writeFile(
    path: string | URL,
    data: Uint8Array | ReadableStream<Uint8Array>,
    options?: Deno.WriteFileOptions,
  ): Promise<void> {
    const reader = readerOf(data);
    await write(asker, path, reader === undefined ? bytesOf(data) : { reader, bytesOf }, options);
  }

  async function writeTextFile(path: string | URL, data: string | ReadableStream<string>, options?: Deno.WriteFileOptions): Promise<void> {
    const reader = readerOf(data);
    const textBytes = (text: unknown) => encoder.encode(`${text}`);
    await write(asker, path, reader === undefined ? textBytes(data) : { reader, bytesOf: textBytes }, options);
  }

  return { readFile, readTextFile, writeFile, writeTextFile };
}

async function readWhole(asker: Asker, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const { header, bytes } = await askAsDeno(asker, "file.readWhole", { path });
  const { id } = header;
  if (id === undefined) return bytes;
  const pieces = [bytes];
  let length = bytes.length;
  try {
    while (true) {
      const piece = await askAsDeno(asker, "file.read", { id, length: MAX_PIECE });
      if (piece.header["end"] === true) break;
      pieces.push(piece.bytes);
      length += piece.bytes.length;
      if (length > MAX_WHOLE) throw new NativeRangeError(`At most ${MAX_WHOLE} bytes are read at once; use Deno.open: readfile '${path}'`);
    }
  } finally {
    asker.ask("file.close", { id }).catch(() => {});
  }
  return joinBytes(pieces, length);
}

interface StreamOfData {
  readonly reader: ReadableStreamDefaultReader<unknown>;
  bytesOf(chunk: unknown): Uint8Array;
}

async function write(
  asker: Asker,
  path: string | URL,
  data: Uint8Array | StreamOfData,
  options: Deno.WriteFileOptions = {},
): Promise<void> {
  // All that the script hands over is looked at before anything is asked for.
  const { append = false, create = true, createNew = false, mode, signal } = options;
  const header = { path: pathText(path), append: toBoolean(append), create: toBoolean(create), createNew: toBoolean(createNew) };
  const asked = mode === undefined || mode === null ? header : { ...header, mode: toNumber(mode) & 0o777 };
  await abortable(signal, async () => {
    if (!("reader" in data)) return await writePieces(asker, asked, data);
    const { header: { id } } = await askAsDeno(asker, "file.writeWhole", { ...asked, more: true });
    await writeStream(asker, id as number, data);
  });
}

async function writePieces(asker: Asker, header: Readonly<Record<string, string | boolean | number>>, data: Uint8Array): Promise<void> {
  const isMore = data.length > MAX_PIECE;
  const { header: { id } } = await askAsDeno(
    asker,
    "file.writeWhole",
    isMore ? { ...header, more: true } : header,
    data.subarray(0, MAX_PIECE),
  );
  if (id === undefined) return;
  try {
    for (let at = MAX_PIECE; at < data.length; at += MAX_PIECE) {
      await askAsDeno(asker, "file.write", { id }, data.subarray(at, at + MAX_PIECE));
    }
  } finally {
    await askAsDeno(asker, "file.close", { id });
  }
}

async function writeStream(asker: Asker, id: number, { reader, bytesOf }: StreamOfData): Promise<void> {
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) break;
      const bytes = bytesOf(value);
      for (let at = 0; at < bytes.length; at += MAX_PIECE) await askAsDeno(asker, "file.write", { id }, bytes.subarray(at, at + MAX_PIECE));
    }
  } finally {
    reader.releaseLock();
    await askAsDeno(asker, "file.close", { id });
  }
}
