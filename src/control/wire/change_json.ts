import { formatTime } from "../../core/mod.ts";
import type { ChangeOptions, ChangeResult } from "../../live/mod.ts";

/** What a change did to one module. */
export function changeToJson(
  result: ChangeResult,
  { dryRun, persist }: Pick<ChangeOptions, "dryRun" | "persist">,
): Record<string, unknown> {
  const { name, module, revision, previous, state, timeline, durationMs, warnings, changed, diff } = result;
  return {
    name,
    module,
    revision,
    previous,
    state,
    timeline: timeline.map((step) => ({ state: step.state, time: formatTime(step.time) })),
    duration_ms: Math.round(durationMs * 1000) / 1000,
    warnings,
    changed,
    persisted: persist !== false,
    ...(dryRun ? { dry_run: true, diff } : {}),
  };
}
