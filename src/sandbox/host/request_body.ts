import { joinBytes } from "./join_bytes.ts";
import { isByteArray, ownBytes } from "./own_bytes.ts";

/** The body of a request: all of its bytes, or what it begins with and where the rest comes from. */
export type RequestBody =
  | { readonly kind: "none" }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | {
    readonly kind: "stream";
    readonly first: readonly Uint8Array[];
    /** The next piece; undefined at the end. */
    read(): Promise<Uint8Array | undefined>;
    cancel(reason: unknown): void;
  };

/** Most bytes that are sent along with the request itself. */
const WHOLE_BYTES = 1024 * 1024;
const NativeTypeError = TypeError;
const isLocked = Object.getOwnPropertyDescriptor(ReadableStream.prototype, "locked")?.get;

/** Whether a value is a stream of the platform. Asks nothing of the value that a script could answer. */
export function isStream(value: unknown): boolean {
  try {
    return isLocked !== undefined && typeof Reflect.apply(isLocked, value, []) === "boolean";
  } catch {
    return false;
  }
}

/**
 * Takes the body out of a request.
 *
 * What comes from a stream is sent as it comes. Everything else is gathered until it ends, so that its length can be told, or becomes too
 * much to be sent at once. A `Request` does not tell what its body was made of, so the body of one that is handed on is gathered, too.
 *
 * @param request Made by the host itself, not by the script.
 */
export async function takeRequestBody(request: Request, isFromStream: boolean): Promise<RequestBody> {
  const { body } = request;
  if (body === null) return { kind: "none" };
  const reader = body.getReader();
  const read = async () => {
    const { done, value } = await reader.read();
    if (done) return undefined;
    const bytes = isByteArray(value) ? ownBytes(value) : undefined;
    if (bytes === undefined) throw new NativeTypeError("The stream of the body gave what is no Uint8Array");
    return bytes;
  };
  const cancel = (reason: unknown) => void reader.cancel(reason).catch(() => {});
  const first: Uint8Array[] = [];
  let sizeBytes = 0;
  if (isFromStream) return { kind: "stream", first, read, cancel };
  while (sizeBytes <= WHOLE_BYTES) {
    const piece = await read();
    if (piece === undefined) return { kind: "bytes", bytes: joinBytes(first, sizeBytes) };
    first.push(piece);
    sizeBytes += piece.length;
  }
  return { kind: "stream", first, read, cancel };
}
