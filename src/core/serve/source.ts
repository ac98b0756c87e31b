import type { Json, JsonObject } from "../json.ts";

/** What a source emits, and what a run has in scope as `event`. */
export interface SourceEvent {
  /** Unique; the same event handed in twice starts one run. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly kind: "schedule" | "watch" | "http" | "script" | "keyboard" | "probe" | "api";
  /** What it brought: in scope as `event.payload` and `payload`. */
  readonly payload: Json;
  /**
   * Fields of its kind, in scope beside the others: `method`, `headers` and `query` of a webhook, `scheduled_at` of a schedule,
   * `listener` of a keyboard with a fallback.
   */
  readonly fields?: JsonObject;
  /** W3C trace context that came with it. */
  readonly traceparent?: string;
  /** What other systems attached to it. */
  readonly tracestate?: string;
}

/** How a source is. */
export type Health = { readonly status: "healthy" } | { readonly status: "unhealthy"; readonly reason: string };

/** Durable memory of one source of one module: its last schedule time, its counters. Values are small. */
export interface SourceMemory {
  get(key: string): Json | undefined;
  set(key: string, value: Json): void;
}

/** What a source is given when it starts. */
export interface SourceContext {
  /**
   * Hands an event over. Resolves once the run it starts is durable.
   *
   * @throws AppError `queue_full` when there is no room: the source holds back, or tells its caller.
   */
  emit(event: SourceEvent): Promise<{ readonly run: string }>;
  /** Ends the source: `stop` follows. */
  readonly signal: AbortSignal;
  readonly memory: SourceMemory;
  /** Tells that the source has failed and has to be started again. */
  fail(reason: string): void;
}

/** An input module. Its constructor does nothing. */
export interface InputSource {
  /** Resolves once it listens; nothing that happens after is missed. */
  start(context: SourceContext): Promise<void>;
  /** Resolves once nothing of it is left. */
  stop(): Promise<void>;
  healthCheck(): Promise<Health>;
  /** When it will next emit, in milliseconds since the epoch; undefined when it cannot tell. */
  nextAt?(): number | undefined;
}

/** Numbers that prove that nothing was lost: `received` is what was `handled`, is `held` and was `passedOver`. */
export interface ListenerCounters {
  /** Different ones that came. */
  readonly received: number;
  readonly handled: number;
  /** Those that were handled, by who told of them. */
  readonly by: Readonly<Record<"primary" | "fallback", number>>;
  /** Those that came once more. */
  readonly duplicates: number;
  /** Those of `handled` that were for the other one, which failed. */
  readonly takenOver: number;
  /** Those for the other one, which has not told of them yet. */
  readonly held: number;
  /** Those for the other one, which listened and did not tell of them in time. */
  readonly passedOver: number;
}
