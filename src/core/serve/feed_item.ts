import type { RunEvent } from "../events.ts";

/** An event of a run with its place in the run's feed. */
export interface FeedItem {
  /** Grows; what follows it is asked for with `after`. Below 2^53, and the same whenever and by whom it is read. */
  readonly id: number;
  /** A `task.output` is one line with its line feed, the last of a stream perhaps without, or a piece of a line longer than 64 KiB. */
  readonly event: RunEvent;
}
