import type { ChildExit, ChildLimits } from "./ports.ts";

/** How a crossed limit is told. */
export interface LimitText {
  readonly code: "limit_cpu" | "limit_memory";
  readonly message: string;
}

/**
 * Tells that a limit was crossed: what was seen, and what the limit was.
 *
 * @param who What was stopped, such as `its processes`.
 */
export function limitText(limit: NonNullable<ChildExit["limit"]>, limits: ChildLimits, who: string): LimitText {
  if (limit.name === "cpu") {
    return { code: "limit_cpu", message: `Stopped: ${who} used ${limit.seen} ms of processor time, limits.cpu is ${limits.cpuMs} ms` };
  }
  const most = memoryText(limits.memoryBytes ?? 0);
  return { code: "limit_memory", message: `Stopped: ${who} used ${memoryText(limit.seen)} of memory, limits.memory is ${most}` };
}

/** A size of memory for a message: in MiB, exact where that says too little. */
export function memoryText(bytes: number): string {
  return bytes % 1_048_576 === 0 || bytes >= 10 * 1_048_576 ? `${Math.round(bytes / 1_048_576)} MiB` : `${bytes} bytes`;
}
