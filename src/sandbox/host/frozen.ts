import { freeze } from "./captured.ts";

const { getOwnPropertyDescriptor, isFrozen } = Object;
const { ownKeys } = Reflect;

/**
 * Freezes what a script is given with all that hangs on it, functions, accessors and classes' prototypes too: a place to write to would
 * outlast the task.
 */
export function frozen<T>(value: T): T {
  if (typeof value !== "object" && typeof value !== "function" || value === null || isFrozen(value)) return value;
  freeze(value);
  for (const key of ownKeys(value)) {
    const property = getOwnPropertyDescriptor(value, key);
    frozen(property?.value);
    frozen(property?.get);
    frozen(property?.set);
  }
  return value;
}
