import type { ModuleId, StoredText } from "../../core/mod.ts";
import type { ModuleError, ModuleView } from "../daemon/modules.ts";
import type { LoadedModule, ServingModule } from "./loaded_module.ts";
import type { FileMark } from "./module_file.ts";
import { ModuleMachine, type OnStep } from "./module_machine.ts";
import { nameOfModule } from "./names.ts";

/** What is known of a file that a module stands in. */
export interface KnownFile {
  /** Absolute. */
  readonly path: string;
  /** Its content when it was last read or written, without a byte order mark; undefined when it could not be read. */
  readonly text: string | undefined;
  /** How the file and all it depends on were then, by absolute path. */
  readonly marks: ReadonlyMap<string, FileMark>;
}

/** One module: what serves, where it stands, what went wrong with it last. */
export class ModuleEntry {
  readonly module: ModuleId;
  readonly machine: ModuleMachine;
  /** What serves: the one pointer that a swap replaces. */
  serving: ServingModule | null = null;
  /** Undefined for one that lives in memory alone. */
  file: KnownFile | undefined;
  error: ModuleError | null = null;
  /** What served when the daemon last ended, until the module's file has been looked at. */
  stored: StoredText | undefined;
  /** Revisions that runs may still need, the one that serves included. */
  readonly #loaded = new Map<number, LoadedModule>();

  constructor(module: ModuleId, now: () => number, onStep: OnStep) {
    this.module = module;
    this.machine = new ModuleMachine(module, now, onStep);
  }

  get name(): string {
    return nameOfModule(this.module);
  }

  get view(): ModuleView {
    const { module, name, serving, file, error } = this;
    return {
      module,
      name,
      state: this.machine.state,
      active: serving?.revision ?? null,
      text: serving?.text ?? null,
      file: file?.path ?? null,
      error,
    };
  }

  /** The revision that serves from now on; null ends the module. The one before stays loaded until it is forgotten. */
  serve(serving: ServingModule | null): void {
    this.serving = serving;
    if (serving !== null) this.#loaded.set(serving.revision.revision, serving.loaded);
  }

  /** Whether it is there for others to see: it serves, or it has a file that is to blame. */
  get isVisible(): boolean {
    return this.serving !== null || this.error !== null;
  }

  /** A revision as it was prepared; undefined once it was forgotten. */
  loaded(revision: number): LoadedModule | undefined {
    return this.#loaded.get(revision);
  }

  /** No run needs it any more. */
  forget(revision: number): void {
    if (this.serving?.revision.revision !== revision) this.#loaded.delete(revision);
  }
}
