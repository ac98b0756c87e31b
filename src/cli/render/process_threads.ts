import type { ThreadFacts } from "../../platform/diagnosis/mod.ts";
import { formatDuration } from "./format.ts";
import { type Cell, table, type TableOptions } from "./table.ts";
import { visible } from "./visible.ts";

/** How {@link threadLines} draws. */
export interface ThreadLinesOptions extends TableOptions {
  /** Most threads, and most different stacks. */
  readonly shown: number;
}

/** Threads in a table, and under it their stacks: those of threads that stand at the same place once. */
export function threadLines(threads: readonly ThreadFacts[], { shown, ...options }: ThreadLinesOptions): string[] {
  if (threads.length === 0) return [];
  const rows = threads.slice(0, shown).map((
    { tid, name, state, cpuMs, wait },
  ): Cell[] => [String(tid), state, formatDuration(cpuMs), wait ?? "-", name]);
  const lines = table(["TID", "STATE", "CPU", "WAITS IN", "NAME"], rows, options);
  if (threads.length > shown) lines.push(options.paint("dim", `… and ${threads.length - shown} more: --json`));
  for (const [stack, tids] of [...byStack(threads)].slice(0, shown)) {
    lines.push("", options.paint("dim", `stack of ${tidsText(tids)}`), stack);
  }
  return lines;
}

function byStack(threads: readonly ThreadFacts[]): ReadonlyMap<string, readonly number[]> {
  const stacks = new Map<string, number[]>();
  for (const { tid, kernelStack, userStack } of threads) {
    const frames = [
      ...(kernelStack ?? []).map((frame) => `  kernel  ${visible(frame)}`),
      ...(userStack ?? []).map((frame) => `  program ${visible(frame)}`),
    ];
    if (frames.length === 0) continue;
    const text = frames.join("\n");
    const known = stacks.get(text);
    if (known === undefined) stacks.set(text, [tid]);
    else known.push(tid);
  }
  return stacks;
}

function tidsText(tids: readonly number[]): string {
  return tids.length > 8 ? `${tids.slice(0, 8).join(", ")} and ${tids.length - 8} more` : tids.join(", ");
}
