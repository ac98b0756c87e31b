import type { Log, Metrics } from "../core/mod.ts";

/** What {@link createApp} is given besides the daemon. */
export interface ControlOptions {
  /** The program's version, as the header `Server` and the OpenAPI document say it. */
  readonly version: string;
  /** Counts requests, and is what `/metrics` shows. Absent: nothing is counted, and there is no such page. */
  readonly metrics?: Metrics;
  /** Gets defects with their whole detail. Default: nothing is written. */
  readonly log?: Log;
  /** Milliseconds since the epoch. Default: the system's clock. */
  now?(): number;
  readonly limits?: Partial<ControlLimits>;
}

/** Bounds of what one request may cost. */
export interface ControlLimits {
  /** Most bytes of a body. Default 8 MiB; webhooks have a setting of their own. */
  readonly bodyBytes: number;
  /** Milliseconds until the end of a body has to be there. Default 30,000. */
  readonly bodyMs: number;
  /** Milliseconds between signs of life of an event stream. Default 15,000. */
  readonly heartbeatMs: number;
  /** Milliseconds after which a stream whose reader takes nothing is ended. Default 60,000. */
  readonly stalledMs: number;
}

/** Defaults of {@link ControlLimits}. */
export const DEFAULT_LIMITS: ControlLimits = { bodyBytes: 8 * 2 ** 20, bodyMs: 30_000, heartbeatMs: 15_000, stalledMs: 60_000 };
