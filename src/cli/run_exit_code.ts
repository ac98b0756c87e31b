import type { RunStatus } from "../core/mod.ts";

/** Exit code of a verb that stayed with a run until it ended so. */
export const RUN_EXIT_CODES: Readonly<Record<Exclude<RunStatus, "interrupted">, number>> = {
  succeeded: 0,
  failed: 1,
  cancelled: 3,
  timed_out: 3,
};
