import { type JsonObject, nestsDeeper } from "../../core/mod.ts";

/** Longest text of an error that is read; the host cuts its own at the same place. */
const LONGEST_TEXT = 16 * 1024;
/** Deepest nesting of outputs: the host makes none deeper, and what reads them later goes into them step by step. */
const DEEPEST = 200;

/** What a sandbox may send back as the code of a failure; its word for anything else is not taken. */
const OWN_CODES = ["script_failed", "script_return", "script_no_default", "script_input"] as const;

/** How a script says it ended. Everything in it is a stranger's word. */
export type ReportedEnd =
  | { readonly outputs: JsonObject }
  | { readonly code: (typeof OWN_CODES)[number]; readonly name: string; readonly message: string; readonly stack: string };

/** Reads the end of a task from its frame's header; undefined when it is none. */
export function readEnd(header: JsonObject): ReportedEnd | undefined {
  const { outputs, error } = header;
  if (typeof outputs === "string") {
    const parsed: unknown = parseOrUndefined(outputs);
    return isObject(parsed) ? { outputs: parsed } : undefined;
  }
  if (!isObject(error)) return undefined;
  const { name, message, stack } = error;
  const code = OWN_CODES.find((code) => code === error["code"]) ?? "script_failed";
  return { code, name: textOf(name), message: textOf(message), stack: textOf(stack) };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.slice(0, LONGEST_TEXT) : "";
}

function parseOrUndefined(text: string): unknown {
  if (nestsDeeper(text, DEEPEST)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
