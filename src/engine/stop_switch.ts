import type { StopReason } from "./attempt.ts";

/** Ends whatever is running at the moment, and refuses what would begin afterwards. */
export class StopSwitch {
  readonly #running = new Set<AbortController>();
  #reason: StopReason | undefined;

  /** Why it was thrown; undefined while work goes on. */
  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** A controller that is aborted when the switch is thrown; {@link StopSwitch.leave} lets go of it. */
  join(): AbortController {
    const controller = new AbortController();
    if (this.#reason === undefined) this.#running.add(controller);
    else controller.abort(this.#reason);
    return controller;
  }

  leave(controller: AbortController): void {
    this.#running.delete(controller);
  }

  /** Throws the switch. The first reason stays, except that `kill` replaces it. */
  stop(reason: StopReason): void {
    if (this.#reason === undefined || reason === "kill") this.#reason = reason;
    for (const controller of this.#running) controller.abort(reason);
    this.#running.clear();
  }
}
