/** Plain data: what YAML, JSON and expressions exchange. Integers beyond 2^53 travel as `bigint`. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

/** An object of {@link Json} values. Objects read from users have no prototype, so `constructor` is a key like any other. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * Makes an empty object without a prototype, for keys that users choose.
 *
 * @returns An object on which `__proto__` and `constructor` are ordinary absent keys.
 *
 * @example
 * ```ts
 * const ids = emptyRecord<number>();
 * ids["__proto__"] = 1;
 * console.assert(Object.keys(ids).length === 1);
 * ```
 */
export function emptyRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}
