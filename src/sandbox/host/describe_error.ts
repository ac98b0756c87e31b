/** An error as the parent is told of it; all of it the script's own words. */
export interface ErrorDescription {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

const LONGEST_TEXT = 16 * 1024;
const { String: toText } = globalThis;
const slice = Function.prototype.call.bind(String.prototype.slice) as (text: string, start: number, end: number) => string;

/** Describes whatever was thrown. Its getters may throw, return anything, or run for ever, which is theirs to pay for. */
export function describeError(error: unknown): ErrorDescription {
  if (typeof error !== "object" || error === null) {
    return {
      name: "Error",
      message: `${safeText(() => thrown(error))} was thrown`,
      stack: "",
    };
  }
  return {
    name: safeText(() => (error as Error).name) || "Error",
    message: safeText(() => (error as Error).message),
    stack: safeText(() => (error as Error).stack),
  };
}

function thrown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : toText(value);
}

function safeText(read: () => unknown): string {
  try {
    const value = read();
    return typeof value === "string" ? slice(value, 0, LONGEST_TEXT) : "";
  } catch {
    return "";
  }
}
