import type { DaemonEventSink, Metrics, ModuleId, ModuleStep, ReloadOutcome } from "../../core/mod.ts";
import type { ModuleTable } from "../modules/mod.ts";

/** What the last step of a change says came of it. */
const OUTCOMES = { active: "active", error: "refused", draining: "removed" } as const;

/** Tells the world about modules: each step is an event, each change a measurement. */
export class ModuleObserver {
  readonly #events: DaemonEventSink;
  readonly #metrics: Metrics;
  readonly #table: () => ModuleTable;
  /** When the change under way was noticed, in milliseconds of the monotonic clock. */
  readonly #noticed = new Map<ModuleId, number>();

  constructor(events: DaemonEventSink, metrics: Metrics, table: () => ModuleTable) {
    this.#events = events;
    this.#metrics = metrics;
    this.#table = table;
  }

  step(module: ModuleId, { state, time }: ModuleStep): void {
    const entry = this.#table().get(module);
    const revision = entry?.serving?.revision.revision ?? null;
    const error = (state === "error" ? entry?.error : undefined) ?? undefined;
    const told = error === undefined ? {} : { error: { code: error.code, message: error.message } };
    this.#events.append({ type: "module.state", time, module, state, revision, ...told });
    if (state === "detected") this.#noticed.set(module, performance.now());
    else if (state === "active" || state === "error" || state === "draining") {
      this.#measure(module, OUTCOMES[state]);
    }
    if (state === "active" || state === "error") this.#metrics.module(module, revision, state === "error");
    if (state === "draining") this.#metrics.forgetModule(module);
  }

  #measure(module: ModuleId, outcome: ReloadOutcome): void {
    const noticed = this.#noticed.get(module);
    if (noticed === undefined) return;
    this.#noticed.delete(module);
    this.#metrics.reloaded((performance.now() - noticed) / 1000, outcome);
  }
}
