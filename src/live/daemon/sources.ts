import type { Health, ListenerCounters } from "../../core/mod.ts";

/** Two listeners that run side by side, since the daemon was started. */
export interface ListenersView extends ListenerCounters {
  /** Which of them listen. */
  readonly state: "both" | "primary_only" | "fallback_only" | "neither";
}

/** A source as `GET /api/v1/sources` shows it. */
export interface SourceView {
  /** Such as `pipelines/report/schedule[0]`. */
  readonly source: string;
  readonly pipeline: string;
  readonly kind: "schedule" | "watch" | "http" | "script" | "keyboard" | "probe";
  /** `starting` and `restarting` besides {@link Health}. */
  readonly health: Health | { readonly status: "starting" } | {
    readonly status: "restarting";
    readonly reason: string;
    readonly retryAt: number;
  };
  /** Milliseconds since the epoch. */
  readonly startedAt: number | null;
  readonly nextAt: number | null;
  /** Of a probe. */
  readonly probe?: ProbeView;
  /** Of a keyboard with a fallback. */
  readonly listeners?: ListenersView;
}

/** What became of the events of a probe that is a source, since the daemon started. */
export interface ProbeView {
  /** Its name, or its file's without the ending. */
  readonly probe: string;
  /** Became runs. */
  readonly events: number;
  /** Passed its filters in the kernel, and were lost for want of room; whether its condition is true of them nobody knows. */
  readonly lost: number;
  /** Wait to become runs. */
  readonly waiting: number;
}

/** A webhook's request, its body read within the limits. */
export interface WebhookRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A pipeline's webhook, found by the path of a request. */
export interface Webhook {
  readonly pipeline: string;
  readonly method: string;
  /** `hmac`: {@link receive} verifies it. `token`: the caller of `receive` has made sure of an operator's token. */
  readonly auth: "hmac" | "token" | "none";
  /**
   * Starts a run.
   *
   * @throws AppError `signature_wrong`, `body_malformed`, `queue_full`, `stopping`.
   */
  receive(request: WebhookRequest): Promise<{ readonly run: string }>;
}

/** The sources of a daemon's active pipelines. */
export interface Sources {
  list(): readonly SourceView[];
  /** The webhook at exactly this path. */
  webhook(path: string): Webhook | undefined;
}
