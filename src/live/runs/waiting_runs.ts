import type { ModuleId, QueuedEntry } from "../../core/mod.ts";

/** Runs of one module and one concurrency group, in the order they were accepted. */
interface Lane {
  readonly module: ModuleId;
  readonly group: string | undefined;
  readonly runs: Map<string, Waiting>;
}

interface Waiting {
  readonly entry: QueuedEntry;
  readonly order: number;
}

/**
 * The runs that wait, in lanes: one that may not begin yet holds up those behind it in its lane and nobody else. What can be long stays in
 * the queue on the disk.
 */
export class WaitingRuns {
  readonly #lanes = new Map<string, Lane>();
  readonly #laneOf = new Map<string, Lane>();
  #order = 0;

  get size(): number {
    return this.#laneOf.size;
  }

  /** @param first Whether it goes before those that are there: it was there before. */
  add(entry: QueuedEntry, first = false): void {
    const { run, module, group } = entry;
    const name = JSON.stringify([module, group]);
    let lane = this.#lanes.get(name);
    if (lane === undefined) this.#lanes.set(name, lane = { module, group, runs: new Map() });
    const order = ++this.#order;
    if (first) {
      const behind = [...lane.runs];
      lane.runs.clear();
      lane.runs.set(run, { entry, order: -order });
      for (const [id, waiting] of behind) lane.runs.set(id, waiting);
    } else {
      lane.runs.set(run, { entry, order });
    }
    this.#laneOf.set(run, lane);
  }

  has(run: string): boolean {
    return this.#laneOf.has(run);
  }

  get(run: string): QueuedEntry | undefined {
    return this.#laneOf.get(run)?.runs.get(run)?.entry;
  }

  remove(run: string): void {
    const lane = this.#laneOf.get(run);
    if (lane === undefined) return;
    this.#laneOf.delete(run);
    lane.runs.delete(run);
    if (lane.runs.size === 0) this.#lanes.delete(JSON.stringify([lane.module, lane.group]));
  }

  /** The oldest that stands first in its lane and may begin. */
  next(mayBegin: (entry: QueuedEntry) => boolean): QueuedEntry | undefined {
    let oldest: Waiting | undefined;
    for (const { runs } of this.#lanes.values()) {
      const [head] = runs.values();
      if (head === undefined || oldest !== undefined && head.order > oldest.order) continue;
      if (mayBegin(head.entry)) oldest = head;
    }
    return oldest?.entry;
  }

  /** Those of one concurrency group, oldest first. */
  ofGroup(group: string): QueuedEntry[] {
    return this.#where((lane) => lane.group === group);
  }

  /** Those of one module, oldest first. */
  ofModule(module: ModuleId): QueuedEntry[] {
    return this.#where((lane) => lane.module === module);
  }

  #where(fits: (lane: Lane) => boolean): QueuedEntry[] {
    const found = [...this.#lanes.values()].filter(fits).flatMap(({ runs }) => [...runs.values()]);
    return found.sort((one, other) => one.order - other.order).map(({ entry }) => entry);
  }
}
