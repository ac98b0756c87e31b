import { AppError } from "../../core/mod.ts";

/** Gives the next bytes of a body; undefined at its end. */
export type ReadPiece = () => Promise<Uint8Array | undefined>;

/** A body that is unpacked while it is read. */
export interface UnpackedBody {
  readonly read: ReadPiece;
  /** Lets go of what unpacking holds. */
  cancel(): void;
}

/** Bytes unpacked at a time: at gzip's best, 1 : 1032, they become 1 MiB. */
const PACKED_BYTES = 1024;
/** Packed within packed within packed: nobody honest goes further. */
const MAX_CODINGS = 3;

/** What a request asks for: what this runtime can unpack. */
export function acceptedCodings(): string {
  return knowsBrotli() ? "gzip, deflate, br" : "gzip, deflate";
}

/**
 * Unpacks a body as its `content-encoding` says. It unpacks no more than is read, whatever the packed bytes are.
 *
 * @returns Undefined when nothing is packed, or in a way that is not known: then the bytes are as they came.
 */
export function unpackBody(encoding: string, read: ReadPiece): UnpackedBody | undefined {
  const codings = encoding.toLowerCase().split(",").map((coding) => coding.trim()).filter((coding) =>
    coding !== "" && coding !== "identity"
  );
  if (codings.length === 0 || codings.length > MAX_CODINGS || !codings.every(isKnown)) return undefined;
  let reader: ReadableStreamDefaultReader<Bytes> | undefined;
  return {
    read: async () => {
      try {
        reader ??= await begin();
        return (await reader?.read())?.value;
      } catch (error) {
        if (!(error instanceof TypeError || error instanceof Error && "code" in error && String(error.code).startsWith("ERR_"))) {
          throw error;
        }
        throw new AppError(
          "http_failed",
          `The answer's body cannot be unpacked: it is not what its content-encoding ${JSON.stringify(encoding)} says`,
          {
            cause: error,
          },
        );
      }
    },
    cancel: () => void reader?.cancel().catch(() => {}),
  };

  async function begin(): Promise<ReadableStreamDefaultReader<Bytes> | undefined> {
    const first = await read();
    // Servers say of an empty body as well that it is packed.
    if (first === undefined) return undefined;
    // The last coding was applied last.
    return codings.toReversed().reduce(withoutCoding, streamOf(first, read)).getReader();
  }
}

function isKnown(coding: string): boolean {
  return coding === "gzip" || coding === "x-gzip" || coding === "deflate" || coding === "br" && knowsBrotli();
}

/** Older runtimes lack brotli here, and their `node:zlib` cuts what it unpacks off after some MiB. */
function knowsBrotli(): boolean {
  try {
    new DecompressionStream("brotli" as CompressionFormat);
    return true;
  } catch {
    return false;
  }
}

type Bytes = Uint8Array<ArrayBuffer>;

function withoutCoding(packed: ReadableStream<Bytes>, coding: string): ReadableStream<Bytes> {
  if (coding === "br") return withoutBrotli(packed);
  if (coding === "deflate") return withoutDeflate(packed);
  return packed.pipeThrough(new DecompressionStream("gzip"));
}

/** "deflate" should be zlib's format, but some servers send it bare: its first byte tells. */
function withoutDeflate(packed: ReadableStream<Bytes>): ReadableStream<Bytes> {
  let inner: ReadableStreamDefaultReader<Bytes> | undefined;
  return new ReadableStream<Bytes>({
    async pull(controller) {
      inner ??= await begin();
      const { value } = await inner.read();
      if (value === undefined) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => inner?.cancel(reason) ?? packed.cancel(reason),
  }, { highWaterMark: 0 });

  async function begin(): Promise<ReadableStreamDefaultReader<Bytes>> {
    const reader = packed.getReader();
    const { value: first } = await reader.read();
    const format = first !== undefined && (first[0] ?? 0) % 16 !== 8 ? "deflate-raw" : "deflate";
    const rest = new ReadableStream<Bytes>({
      start: (controller) => first === undefined ? controller.close() : controller.enqueue(first),
      async pull(controller) {
        const { value } = await reader.read();
        if (value === undefined) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    });
    return rest.pipeThrough(new DecompressionStream(format)).getReader();
  }
}

/** Through Node's: it unpacks 16 KiB at a time, while brotli's own format has no bound. */
function withoutBrotli(packed: ReadableStream<Bytes>): ReadableStream<Bytes> {
  let pieces: AsyncIterator<Bytes> | undefined;
  return new ReadableStream<Bytes>({
    async pull(controller) {
      pieces ??= await begin();
      const { value, done } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value.slice());
    },
    cancel: async (reason) => {
      await pieces?.return?.();
      await packed.cancel(reason).catch(() => {});
    },
  }, { highWaterMark: 0 });

  async function begin(): Promise<AsyncIterator<Bytes>> {
    const [{ createBrotliDecompress }, { pipeline, Readable }] = await Promise.all([import("node:zlib"), import("node:stream")]);
    // A failure reaches the iterator.
    const unpacked = pipeline(Readable.from(packed, { highWaterMark: 1 }), createBrotliDecompress(), () => {});
    return unpacked[Symbol.asyncIterator]();
  }
}

function streamOf(first: Uint8Array, read: ReadPiece): ReadableStream<Bytes> {
  let rest = new Uint8Array(first);
  return new ReadableStream<Bytes>({
    async pull(controller) {
      if (rest.length === 0) {
        const next = await read();
        if (next === undefined) return controller.close();
        rest = new Uint8Array(next);
      }
      controller.enqueue(rest.slice(0, PACKED_BYTES));
      rest = rest.subarray(PACKED_BYTES);
    },
  }, { highWaterMark: 0 });
}
