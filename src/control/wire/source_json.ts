import { formatTime } from "../../core/mod.ts";
import type { ListenersView, SourceView } from "../../live/mod.ts";

/** A source as a row of a list. */
export function sourceToJson({ source, pipeline, kind, health, startedAt, nextAt, probe, listeners }: SourceView): Record<string, unknown> {
  return {
    source,
    pipeline,
    kind,
    health: health.status,
    ...("reason" in health ? { reason: health.reason } : {}),
    ...("retryAt" in health ? { retry_at: formatTime(health.retryAt) } : {}),
    started_at: startedAt === null ? null : formatTime(startedAt),
    next_at: nextAt === null ? null : formatTime(nextAt),
    ...(probe === undefined ? {} : { detail: `${probe.events} events, ${probe.waiting} waiting, ${probe.lost} lost` }),
    ...(listeners === undefined ? {} : { listeners: listenersToJson(listeners) }),
  };
}

/** A source as a row of the list of probes; nothing for any other. */
export function probesToJson({ source, pipeline, health, startedAt, probe: view }: SourceView): readonly Record<string, unknown>[] {
  if (view === undefined) return [];
  const { probe, events, waiting, lost } = view;
  return [{
    probe,
    source,
    pipeline,
    state: health.status,
    ...("reason" in health ? { reason: health.reason } : {}),
    events,
    waiting,
    lost,
    started_at: startedAt === null ? null : formatTime(startedAt),
  }];
}

function listenersToJson({ takenOver, passedOver, ...same }: ListenersView): Record<string, unknown> {
  return { ...same, taken_over: takenOver, passed_over: passedOver };
}
