import { BrokerError } from "./operation.ts";

/** Longest text taken where none is named: longer than any path that an operating system takes. */
const MAX_TEXT = 32_768;

/** A text of a request's header. @throws BrokerError `TypeError` when it is none, or longer than `maxLength`. */
export function textOf(header: Readonly<Record<string, unknown>>, name: string, maxLength = MAX_TEXT): string {
  const value = fieldOf(header, name);
  if (typeof value === "string" && value.length <= maxLength) return value;
  throw wrong(name, `text of at most ${maxLength} characters`);
}

/** A boolean of a request's header; absent is false. @throws BrokerError `TypeError`. */
export function flagOf(header: Readonly<Record<string, unknown>>, name: string): boolean {
  const value = fieldOf(header, name) ?? false;
  if (typeof value === "boolean") return value;
  throw wrong(name, "true or false");
}

/** A whole number of a request's header. @throws BrokerError `TypeError` when it is none or out of bounds. */
export function wholeOf(header: Readonly<Record<string, unknown>>, name: string, least: number, most: number): number {
  const value = fieldOf(header, name);
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw wrong(name, `a whole number from ${least} to ${most}`);
}

/** Texts of a request's header. @throws BrokerError `TypeError` when they are none, too many or together too long. */
export function textsOf(header: Readonly<Record<string, unknown>>, name: string, maxCount: number, maxLength: number): readonly string[] {
  const value = fieldOf(header, name);
  const isList = Array.isArray(value) && value.length <= maxCount && value.every((item) => typeof item === "string");
  if (isList && value.reduce((sum, item) => sum + item.length, 0) <= maxLength) return value;
  throw wrong(name, `at most ${maxCount} texts of ${maxLength} characters together`);
}

/** A field that is absent, or null, is undefined. */
function fieldOf(header: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(header, name) ? header[name] ?? undefined : undefined;
}

/** Whether a field is there. */
export function isGiven(header: Readonly<Record<string, unknown>>, name: string): boolean {
  return fieldOf(header, name) !== undefined;
}

function wrong(name: string, takes: string): BrokerError {
  return new BrokerError("TypeError", `A request's ${JSON.stringify(name)} takes ${takes}`);
}
