import type { FeedItem, JsonObject, RunState, SourceEvent } from "../../core/mod.ts";
import type { FeedOptions, RunSummary } from "../../platform/mod.ts";

/** A run to start. */
export interface RunRequest {
  /** A pipeline's name. */
  readonly pipeline: string;
  /** Given parameters; texts are read by their type as on the command line. */
  readonly params: JsonObject;
  /** What started it; default an event of the kind `api`. */
  readonly event?: SourceEvent;
}

/** A run as `GET /api/v1/runs/:id` shows it: one that waits for its turn is `queued`. */
export type RunView = RunState | {
  readonly status: "queued";
  readonly run: string;
  readonly pipeline: string;
  readonly revision: number;
  readonly params: JsonObject;
  readonly acceptedAt: number;
};

/** The runs of a daemon. */
export interface Runs {
  /**
   * Accepts a run: it is durable before this returns, and begins when there is room.
   *
   * @returns `isRepeated`: its event had started this run before.
   * @throws AppError `module_unknown`, `param_*`, `setting_*`, `secret_missing`, `queue_full`, `stopping`.
   */
  start(request: RunRequest): Promise<{ readonly run: string; readonly isRepeated?: boolean }>;
  /** @throws AppError `run_unknown`, `run_ambiguous`. */
  get(run: string): RunView;
  /** Newest first. `next` is the `cursor` of the page that follows; null at the end. */
  list(
    filter: { readonly pipeline?: string; readonly status?: string; readonly cursor?: string; readonly limit: number },
  ): { readonly items: readonly (RunSummary | RunView)[]; readonly next: string | null };
  /** Asks a run to cancel, also one that waits. @throws AppError `run_unknown`, `run_ended`. */
  cancel(run: string): void;
  /** Goes on with an interrupted run. @throws AppError `run_unknown`, `run_alive`, `run_ended`, `not_idempotent`. */
  resume(run: string): Promise<void>;
  /** Answers what an `approve` task asks. @throws AppError `run_unknown`, `approval_unknown`. */
  approve(run: string, answer: { readonly task?: string; readonly yes: boolean }): void;
  /**
   * What a run did, from the beginning or after an id, and goes on as it does more; ends with the run, when `signal` aborts, or without
   * `follow` with what is there now.
   */
  feed(run: string, options: FeedOptions): AsyncGenerator<FeedItem, void>;
  /** How many wait and how many run now. */
  counts(): { readonly queued: number; readonly running: number };
}
