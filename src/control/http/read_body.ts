import { AppError, joinBytes } from "../../core/mod.ts";

/** Bounds of {@link readBody}. */
export interface ReadBodyOptions {
  readonly mostBytes: number;
  /** Milliseconds until its end has to be there. */
  readonly withinMs: number;
}

/**
 * Reads a request's body whole, whether or not it says how long it is.
 *
 * @throws AppError `body_too_large` as soon as that is known, `body_slow`, `media_type_unsupported` for a compressed one, `body_malformed`
 * when the client goes away.
 */
export async function readBody(request: Request, { mostBytes, withinMs }: ReadBodyOptions): Promise<Uint8Array> {
  const encoding = request.headers.get("content-encoding")?.trim().toLowerCase();
  if (encoding !== undefined && encoding !== "" && encoding !== "identity") {
    throw new AppError("media_type_unsupported", `The body is compressed (${encoding.slice(0, 40)})`, { hint: "Send it as it is" });
  }
  const told = request.headers.get("content-length");
  if (told !== null && Number(told) > mostBytes) throw await tooLarge(request.body, mostBytes);
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<"late">((resolve) => timer = setTimeout(resolve, withinMs, "late"));
  try {
    for (;;) {
      const next = await Promise.race([reader.read(), late]);
      if (next === "late") throw new AppError("body_slow", `The body was not there after ${withinMs / 1000} s`);
      if (next.done) return joinBytes(chunks);
      size += next.value.length;
      if (size > mostBytes) {
        reader.releaseLock();
        throw await tooLarge(request.body, mostBytes);
      }
      chunks.push(next.value);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("body_malformed", "The body ended before it was whole", { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** So much, and so long, of a body that is too large is still taken, so that its sender comes to read why. */
const DRAIN_BYTES = 128 * 2 ** 20;
const DRAIN_MS = 2_000;

/** The refusal, once the sender has stopped or was given the time to. */
async function tooLarge(body: ReadableStream<Uint8Array> | null, mostBytes: number): Promise<AppError> {
  if (body !== null) await drain(discarding(body));
  return new AppError("body_too_large", `The body has more than ${mostBytes} bytes`);
}

/**
 * Reads a stream to no end but its length: into one piece of memory over and over, so that many large bodies at once leave no garbage
 * behind, where the stream can do that.
 *
 * @returns Gives how many bytes came next; undefined at the end.
 */
function discarding(body: ReadableStream<Uint8Array>): () => Promise<number | undefined> {
  let piece = new Uint8Array(64 * 1024);
  let reader: ReadableStreamBYOBReader;
  try {
    reader = body.getReader({ mode: "byob" });
  } catch {
    const plain = body.getReader();
    return async () => (await plain.read()).value?.length;
  }
  return async () => {
    const { value, done } = await reader.read(piece);
    if (value === undefined || done) return undefined;
    piece = new Uint8Array(value.buffer);
    return value.length;
  };
}

async function drain(read: () => Promise<number | undefined>): Promise<void> {
  const end = Date.now() + DRAIN_MS;
  let left = DRAIN_BYTES;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => timer = setTimeout(resolve, DRAIN_MS, undefined));
  try {
    while (left > 0 && Date.now() < end) {
      const count = await Promise.race([read(), late]);
      if (count === undefined) return;
      left -= count;
    }
  } catch {
    // It went away: nobody reads the answer.
  } finally {
    clearTimeout(timer);
  }
}
