import { apply, Bytes, NativeTypeError } from "./captured.ts";

/**
 * Ways to look at what a script hands over that run no code of the script's: what belongs to a value is asked of the language's own
 * accessors, taken when this module was loaded, never of the value.
 */

type Getter<T> = (value: object) => T;

function getterOf<T>(prototype: object, name: PropertyKey): Getter<T> {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  if (get === undefined) throw new NativeTypeError(`There is no accessor ${String(name)}`);
  return (value) => apply(get, value, []);
}

const TypedArray = Object.getPrototypeOf(Uint8Array.prototype);
const tagOf = getterOf<string | undefined>(TypedArray, Symbol.toStringTag);
const bufferOf = getterOf<ArrayBufferLike>(TypedArray, "buffer");
const offsetOf = getterOf<number>(TypedArray, "byteOffset");
const lengthOf = getterOf<number>(TypedArray, "byteLength");
const hrefGetter = getterOf<string>(URL.prototype, "href");
const getReader = ReadableStream.prototype.getReader;
const NativeURL = URL;
const decode = decodeURIComponent;

/**
 * The bytes of a script's Uint8Array, seen through an array of ours; its memory stays the script's.
 *
 * @throws TypeError When it is none.
 */
export function viewOf(value: unknown): Uint8Array {
  if (typeof value !== "object" || value === null || tagOf(value) !== "Uint8Array") throw new NativeTypeError("A Uint8Array was expected");
  return new Bytes(bufferOf(value), offsetOf(value), lengthOf(value));
}

/** A copy of a script's bytes as they are now. @throws TypeError When it is no Uint8Array. */
export function bytesOf(value: unknown): Uint8Array<ArrayBuffer> {
  return new Bytes(viewOf(value));
}

/** The address of a script's URL object; undefined when it is none. */
export function hrefOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    return hrefGetter(value);
  } catch {
    return undefined;
  }
}

/** A path as text or file URL. @throws TypeError When it is neither. */
export function pathText(value: unknown): string {
  if (typeof value === "string") return value;
  const href = hrefOf(value);
  if (href === undefined) throw new NativeTypeError("A path takes a string or a file URL");
  const { protocol, hostname, pathname } = new NativeURL(href);
  if (protocol !== "file:") throw new NativeTypeError("A URL for a path has to be a file URL");
  if (hostname !== "") throw new NativeTypeError("A file URL for a path has no host");
  return decode(pathname.replaceAll(/%(?![0-9A-Fa-f]{2})/g, "%25"));
}

/** A reader of a script's stream; undefined when it is none. @throws TypeError When it is locked. */
export function readerOf(value: unknown): ReadableStreamDefaultReader<unknown> | undefined {
  if (!(typeof value === "object" && value !== null && isStream(value))) return undefined;
  return apply(getReader, value, []) as ReadableStreamDefaultReader<unknown>;
}

const lockedOf = getterOf<boolean>(ReadableStream.prototype, "locked");

function isStream(value: object): boolean {
  try {
    lockedOf(value);
    return true;
  } catch {
    return false;
  }
}
