import type { ProcessSnapshot } from "../../platform/diagnosis/mod.ts";
import type { WrittenCore } from "../diagnose_process.ts";

/** A snapshot as `diagnose --json` prints it: the same fields in snake_case, the time as RFC 3339. */
export function processJson(snapshot: ProcessSnapshot, core: WrittenCore | undefined): unknown {
  const { pid, name, startedAt, ...rest } = snapshot;
  const started = new Date(startedAt).toISOString();
  return inSnakeCase({ type: "process", pid, name, startedAt: started, ...rest, ...(core === undefined ? {} : { core }) });
}

/** Renames the fields of objects, to any depth; no field of a snapshot is named by what was read. */
function inSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSnakeCase);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [snakeCase(name), inSnakeCase(each)]));
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
