import { emptyRecord, type Json } from "../../core/mod.ts";

/** `JSON.rawJSON` and the reviver's third argument, which the runtime has and TypeScript's library does not know yet. */
interface RawJson {
  rawJSON(text: string): unknown;
  parse(text: string, reviver: (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown): unknown;
}
const raw = JSON as unknown as RawJson;

/** Sixteen digits that follow no point: a whole number that a double may not hold exactly, or harmless text. */
const MANY_DIGITS = /(?<![.\d])\d{16}/;

/**
 * Writes a value as JSON that {@link decodeStored} reads back exactly: integers beyond 2^53 stay integers, doubles stay doubles.
 *
 * @example
 * ```ts
 * decodeStored(encodeStored({ big: 2n ** 60n })); // { big: 1152921504606846976n }
 * ```
 */
export function encodeStored(value: unknown): string {
  try {
    const text = JSON.stringify(value);
    if (!MANY_DIGITS.test(text)) return text;
  } catch (error) {
    // A bigint, the only thing in Json that stringify refuses.
    if (!(error instanceof TypeError)) throw error;
  }
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === "bigint") return raw.rawJSON(item.toString());
    // A whole double is written with an exponent, so that it does not come back as a bigint.
    if (typeof item === "number" && Number.isInteger(item) && !Number.isSafeInteger(item)) return raw.rawJSON(item.toExponential());
    return item;
  });
}

/**
 * Reads what {@link encodeStored} wrote. Objects have no prototype, as everything that came from users.
 *
 * @throws SyntaxError for text that is not JSON.
 */
export function decodeStored(text: string): Json {
  if (!MANY_DIGITS.test(text)) return withoutPrototype(JSON.parse(text) as Json);
  const value = raw.parse(text, (_key, item, { source }) => {
    const inexact = typeof item === "number" && source !== undefined && !Number.isSafeInteger(item) && /^-?\d+$/.test(source);
    return inexact ? BigInt(source) : item;
  });
  return withoutPrototype(value as Json);
}

function withoutPrototype(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(withoutPrototype);
  const result = emptyRecord<Json>();
  for (const [key, item] of Object.entries(value)) result[key] = withoutPrototype(item);
  return result;
}
