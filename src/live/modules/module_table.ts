import type { ModuleId } from "../../core/mod.ts";
import type { ModuleError } from "../daemon/modules.ts";
import { ModuleEntry } from "./module_entry.ts";
import type { OnStep } from "./module_machine.ts";

/** All modules by their ids, and the files that are served by none of them. */
export class ModuleTable {
  readonly #entries = new Map<ModuleId, ModuleEntry>();
  readonly #now: () => number;
  readonly #onStep: OnStep;
  /** Why a file that was found serves as no module, by its path. */
  readonly strays = new Map<string, ModuleError>();

  constructor(now: () => number, onStep: OnStep) {
    this.#now = now;
    this.#onStep = onStep;
  }

  get(module: ModuleId): ModuleEntry | undefined {
    return this.#entries.get(module);
  }

  /** The module's entry, made when there is none. */
  ensure(module: ModuleId): ModuleEntry {
    let entry = this.#entries.get(module);
    if (entry === undefined) this.#entries.set(module, entry = new ModuleEntry(module, this.#now, this.#onStep));
    return entry;
  }

  /** Forgets a module that neither serves nor stands in a file. */
  drop(entry: ModuleEntry): void {
    this.#entries.delete(entry.module);
  }

  /** By id. */
  entries(): ModuleEntry[] {
    return [...this.#entries.values()].toSorted((a, b) => a.module < b.module ? -1 : 1);
  }

  /** The modules by the files they stand in. */
  byFile(): Map<string, ModuleEntry> {
    return new Map(this.entries().flatMap((entry) => entry.file === undefined ? [] : [[entry.file.path, entry]]));
  }
}
