import { AppError, type QueuedRun } from "../../core/mod.ts";
import type { RunSummary, State } from "../../platform/mod.ts";
import type { RunView } from "../daemon/runs.ts";

/** Which runs are asked for. */
export interface RunFilter {
  readonly pipeline?: string;
  readonly status?: string;
  /** What the page before gave as `next`. */
  readonly cursor?: string;
  readonly limit: number;
}

/** A page of runs, newest first. */
export interface RunPage {
  readonly items: readonly (RunSummary | RunView)[];
  /** Null at the end. */
  readonly next: string | null;
}

/** A run that waits, as it is shown. */
export function viewOf({ run, module, revision, params, acceptedAt }: QueuedRun): Extract<RunView, { status: "queued" }> {
  return { status: "queued", run, pipeline: module.slice(module.indexOf("/") + 1), revision, params, acceptedAt };
}

/**
 * A page of the runs that wait and, behind them, of those that are stored. Pages that follow each other show each stored run once, whatever
 * begins or comes in meanwhile.
 *
 * @throws AppError `query_invalid` for a cursor that no page gave.
 */
export function pageOfRuns(state: State, { pipeline, status, cursor, limit }: RunFilter): RunPage {
  const { queued: before, stored: after } = readCursor(cursor);
  const items: (RunSummary | RunView)[] = [];
  if (after === undefined && (status === undefined || status === "queued")) {
    const page = state.queue.page({
      ...pipeline === undefined ? {} : { module: `pipelines/${pipeline}` },
      ...before === undefined ? {} : { before },
      limit: limit + 1,
    });
    // One that has begun this moment is among the stored ones.
    items.push(...page.slice(0, limit).filter(({ run }) => state.journal.status(run) === undefined).map(viewOf));
    const last = page[limit - 1];
    if (page.length > limit && last !== undefined) return { items, next: `q${last.run}` };
  }
  if (status === "queued") return { items, next: null };
  const filter = {
    ...pipeline === undefined ? {} : { pipeline },
    ...status === undefined ? {} : { status: status as RunSummary["status"] },
  };
  const room = limit - items.length;
  // There is no page without room: whether there is one after it is all that is asked.
  const page = state.journal.page(filter, { ...after === undefined ? {} : { after }, limit: Math.max(1, room) });
  if (room === 0) return { items, next: page.items.length > 0 ? `r${Number.MAX_SAFE_INTEGER}` : null };
  return { items: [...items, ...page.items], next: page.next === null ? null : `r${page.next}` };
}

function readCursor(cursor: string | undefined): { readonly queued?: string; readonly stored?: number } {
  if (cursor === undefined) return {};
  if (/^r\d{1,16}$/.test(cursor)) return { stored: Number(cursor.slice(1)) };
  if (/^q[\w-]+$/.test(cursor)) return { queued: cursor.slice(1) };
  throw new AppError("query_invalid", `"${cursor}" is no cursor that a page of runs gave`);
}
