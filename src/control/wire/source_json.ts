import { formatTime } from "../../core/mod.ts";
import type { ListenersView, SourceView } from "../../live/mod.ts";

/** A source as a row of a list. */
export function sourceToJson({ source, pipeline, kind, health, startedAt, nextAt, listeners }: SourceView): Record<string, unknown> {
  return {
    source,
    pipeline,
    kind,
    health: health.status,
    ...("reason" in health ? { reason: health.reason } : {}),
    ...("retryAt" in health ? { retry_at: formatTime(health.retryAt) } : {}),
    started_at: startedAt === null ? null : formatTime(startedAt),
    next_at: nextAt === null ? null : formatTime(nextAt),
    ...(listeners === undefined ? {} : { listeners: listenersToJson(listeners) }),
  };
}

function listenersToJson({ takenOver, passedOver, ...same }: ListenersView): Record<string, unknown> {
  return { ...same, taken_over: takenOver, passed_over: passedOver };
}
